//! Who signs receipts of the gate: a private key without a passphrase, or the SSH agent where a public key is named.

use super::error::AppError;
use crate::ledger::sshsig;
use ssh_key::public::KeyData;
use ssh_key::{Algorithm, PrivateKey, PublicKey};
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::time::Duration;

/// How long the agent may take: it may ask somebody, or wait for a touch.
const PATIENCE: Duration = Duration::from_secs(60);
/// The longest answer of an agent that is read.
const LONGEST: u32 = 64 * 1024;
/// Asks the agent to sign (draft-miller-ssh-agent, section 3.6), and what it answers.
const SIGN: u8 = 13;
const SIGNED: u8 = 14;
/// Asks for SHA-512 where the key is one of RSA.
const RSA_SHA2_512: u32 = 4;

/// A key that signs receipts.
#[derive(Debug)]
pub enum Signer {
    /// By a private key.
    Key(Box<PrivateKey>),
    /// By the agent, with the key of this public half.
    Agent(Box<PublicKey>),
}

impl Signer {
    /// Reads a key file; `open_to_others` says whether others than its owner may read it.
    ///
    /// # Errors
    /// Why it does not sign, and what to do.
    pub fn read(name: &str, bytes: &[u8], open_to_others: bool) -> Result<Self, AppError> {
        let refuse = |why: &str, hint: String| AppError::Input { text: format!("{name} {why}"), hint };
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        if let Ok(public) = PublicKey::from_openssh(text.trim()) {
            if let Some(kind) = sshsig::unread(&public.algorithm()) {
                let hint = "name one that ssh-keygen -t ed25519 made";
                return Err(refuse(&format!("is a key of {kind}, whose signatures are not checked here"), hint.into()));
            }
            return Ok(Self::Agent(Box::new(public)));
        }
        let key = PrivateKey::from_openssh(bytes).map_err(|_| {
            let hint = "name a file that ssh-keygen -t ed25519 made, or its .pub for the SSH agent; ssh-keygen -p -f FILE \
                        writes an older form anew";
            refuse("is no key in OpenSSH's form", hint.into())
        })?;
        if key.is_encrypted() {
            let hint = format!("let the SSH agent sign: ssh-add {name}, then --sign-key {name}.pub");
            return Err(refuse("has a passphrase, which is asked of nobody here", hint));
        }
        if open_to_others {
            return Err(refuse("can be read by others than its owner", format!("chmod 600 {name}")));
        }
        match key.algorithm() {
            Algorithm::Ed25519 | Algorithm::Ecdsa { curve: ssh_key::EcdsaCurve::NistP256 } => {
                Ok(Self::Key(Box::new(key)))
            }
            kind => {
                let hint = format!("let the SSH agent sign: ssh-add {name}, then --sign-key {name}.pub");
                Err(refuse(&format!("is a key of {kind}, by which only the SSH agent signs"), hint))
            }
        }
    }

    /// The signature over a text, in OpenSSH's armour.
    ///
    /// # Errors
    /// When the agent does not sign.
    pub fn sign(&self, text: &[u8]) -> Result<String, AppError> {
        let failed = |why: String, hint: &str| AppError::Register {
            text: format!("the receipt could not be signed, and none was written: {why}"),
            hint: hint.into(),
        };
        match self {
            Self::Key(key) => sshsig::sign(key, text).map_err(|why| failed(why, "name another key with --sign-key")),
            Self::Agent(key) => {
                let wanted = sshsig::to_be_signed(text).map_err(|why| failed(why, ""))?;
                let hint = "see that the agent runs (SSH_AUTH_SOCK) and has the key: ssh-add -l";
                let given = agent(key.key_data(), key, &wanted).map_err(|why| failed(why, hint))?;
                sshsig::sealed(key, text, &given).map_err(|why| failed(format!("the SSH agent's answer: {why}"), hint))
            }
        }
    }
}

/// The agent's signature over these bytes.
fn agent(kind: &KeyData, key: &PublicKey, bytes: &[u8]) -> Result<Vec<u8>, String> {
    let place = std::env::var_os("SSH_AUTH_SOCK").filter(|s| !s.is_empty());
    let place = place.ok_or("no SSH agent runs here (SSH_AUTH_SOCK is not set)")?;
    let talked = |e: std::io::Error| format!("the SSH agent does not answer: {e}");
    let mut agent = UnixStream::connect(place).map_err(talked)?;
    agent.set_read_timeout(Some(PATIENCE)).and_then(|()| agent.set_write_timeout(Some(PATIENCE))).map_err(talked)?;
    let flags = if kind.is_rsa() { RSA_SHA2_512 } else { 0 };
    let mut question = vec![SIGN];
    for part in [key.to_bytes().map_err(|e| e.to_string())?.as_slice(), bytes] {
        question.extend(length(part)?);
        question.extend(part);
    }
    question.extend(flags.to_be_bytes());
    agent.write_all(&length(&question)?).and_then(|()| agent.write_all(&question)).map_err(talked)?;
    let mut size = [0; 4];
    agent.read_exact(&mut size).map_err(talked)?;
    let size = u32::from_be_bytes(size);
    if size > LONGEST {
        return Err("the SSH agent's answer is too long".into());
    }
    let mut answer = Vec::new();
    agent.take(size.into()).read_to_end(&mut answer).map_err(talked)?;
    // The kind of answer, the signature's length, and the signature.
    match answer.split_first() {
        Some((&SIGNED, rest)) if answer.len() == size as usize => Ok(rest.get(4..).unwrap_or_default().to_vec()),
        Some(_) => Err("the SSH agent does not sign with that key".into()),
        None => Err("the SSH agent answers nothing".into()),
    }
}

/// The length of what follows, as the agent reads it.
fn length(of: &[u8]) -> Result<[u8; 4], String> {
    u32::try_from(of.len()).map(u32::to_be_bytes).map_err(|e| e.to_string())
}
