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
/// Asks the agent which keys it has (section 3.5), and what it answers.
const LIST: u8 = 11;
const LISTED: u8 = 12;
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

    /// That this signer can sign: an agent runs, and has the key. Whoever waits for a verdict hears it before.
    ///
    /// # Errors
    /// When there is no agent, or it lacks the key.
    pub fn ready(&self) -> Result<(), AppError> {
        match self {
            Self::Key(_) => Ok(()),
            Self::Agent(key) => has(key).map_err(|why| unsigned(&why, AGENT)),
        }
    }

    /// The signature over a text, in OpenSSH's armour.
    ///
    /// # Errors
    /// When the agent does not sign.
    pub fn sign(&self, text: &[u8]) -> Result<String, AppError> {
        match self {
            Self::Key(key) => sshsig::sign(key, text).map_err(|why| unsigned(&why, "name another key with --sign-key")),
            Self::Agent(key) => {
                let wanted = sshsig::to_be_signed(text).map_err(|why| unsigned(&why, ""))?;
                let given = agent(key.key_data(), key, &wanted).map_err(|why| unsigned(&why, AGENT))?;
                let sealed = sshsig::sealed(key, text, &given);
                sealed.map_err(|why| unsigned(&format!("the SSH agent's answer: {why}"), AGENT))
            }
        }
    }
}

/// What to do where the agent does not sign.
const AGENT: &str = "see that the agent runs (SSH_AUTH_SOCK) and has the key: ssh-add -l";

fn unsigned(why: &str, hint: &str) -> AppError {
    let text = format!("the receipt could not be signed, and none was written: {why}");
    AppError::Register { text, hint: hint.into() }
}

/// What the agent answers to a question: the kind of its answer, and the rest.
fn asked(question: &[u8]) -> Result<(u8, Vec<u8>), String> {
    let place = std::env::var_os("SSH_AUTH_SOCK").filter(|s| !s.is_empty());
    let place = place.ok_or("no SSH agent runs here (SSH_AUTH_SOCK is not set)")?;
    let talked = |e: std::io::Error| format!("the SSH agent does not answer: {e}");
    let mut agent = UnixStream::connect(place).map_err(talked)?;
    agent.set_read_timeout(Some(PATIENCE)).and_then(|()| agent.set_write_timeout(Some(PATIENCE))).map_err(talked)?;
    agent.write_all(&length(question)?).and_then(|()| agent.write_all(question)).map_err(talked)?;
    let mut size = [0; 4];
    agent.read_exact(&mut size).map_err(talked)?;
    let size = u32::from_be_bytes(size);
    if size > LONGEST {
        return Err("the SSH agent's answer is too long".into());
    }
    let mut answer = Vec::new();
    agent.take(size.into()).read_to_end(&mut answer).map_err(talked)?;
    match answer.split_first() {
        Some((kind, rest)) if answer.len() == size as usize => Ok((*kind, rest.to_vec())),
        Some(_) => Err("the SSH agent's answer breaks off".into()),
        None => Err("the SSH agent answers nothing".into()),
    }
}

/// That the agent has a key. One that does not tell its keys is asked for the signature all the same.
fn has(key: &PublicKey) -> Result<(), String> {
    let wanted = key.to_bytes().map_err(|e| e.to_string())?;
    let (LISTED, answer) = asked(&[LIST])? else { return Ok(()) };
    // A number of keys; of each its bytes and what it is called, both with their length before them.
    let mut rest = answer.get(4..).unwrap_or_default();
    while let Some((bytes, after)) = part(rest) {
        if bytes == wanted {
            return Ok(());
        }
        rest = part(after).map_or(&[], |(_, next)| next);
    }
    Err("the SSH agent does not have that key".into())
}

/// What begins with its own length, and what follows it.
fn part(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (size, rest) = bytes.split_first_chunk::<4>()?;
    rest.split_at_checked(usize::try_from(u32::from_be_bytes(*size)).ok()?)
}

/// The agent's signature over these bytes.
fn agent(kind: &KeyData, key: &PublicKey, bytes: &[u8]) -> Result<Vec<u8>, String> {
    let flags = if kind.is_rsa() { RSA_SHA2_512 } else { 0 };
    let mut question = vec![SIGN];
    for part in [key.to_bytes().map_err(|e| e.to_string())?.as_slice(), bytes] {
        question.extend(length(part)?);
        question.extend(part);
    }
    question.extend(flags.to_be_bytes());
    // The signature stands behind its length.
    match asked(&question)? {
        (SIGNED, rest) => Ok(rest.get(4..).unwrap_or_default().to_vec()),
        _ => Err("the SSH agent does not sign with that key".into()),
    }
}

/// The length of what follows, as the agent reads it.
fn length(of: &[u8]) -> Result<[u8; 4], String> {
    u32::try_from(of.len()).map(u32::to_be_bytes).map_err(|e| e.to_string())
}
