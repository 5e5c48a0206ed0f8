//! Signatures over a file in OpenSSH's own format (SSHSIG): made, read and checked, so that `ssh-keygen -Y verify` does the same.

use ssh_key::public::KeyData;
use ssh_key::{Algorithm, EcdsaCurve, HashAlg, LineEnding, PrivateKey, PublicKey, Signature, SshSig};

/// What a receipt of the gate is signed for: a signature for anything else says nothing about one.
pub const NAMESPACE: &str = "quorate-gate";

/// Signs a text with a private key.
///
/// # Errors
/// In words, where the key cannot sign.
pub fn sign(key: &PrivateKey, text: &[u8]) -> Result<String, String> {
    let signature = key.sign(NAMESPACE, HashAlg::Sha512, text).map_err(|e| e.to_string())?;
    armored(&signature)
}

/// The bytes that a key that is kept elsewhere has to sign.
///
/// # Errors
/// In words.
pub fn to_be_signed(text: &[u8]) -> Result<Vec<u8>, String> {
    SshSig::signed_data(NAMESPACE, HashAlg::Sha512, text).map_err(|e| e.to_string())
}

/// The signature that a key that is kept elsewhere gave over [`to_be_signed`].
///
/// # Errors
/// In words, where it is none of that key over that text.
pub fn sealed(key: &PublicKey, text: &[u8], given: &[u8]) -> Result<String, String> {
    let given = Signature::try_from(given).map_err(|e| e.to_string())?;
    let signature = SshSig::new(key.key_data().clone(), NAMESPACE, HashAlg::Sha512, given);
    let signature = signature.map_err(|e| e.to_string())?;
    key.verify(NAMESPACE, text, &signature).map_err(|e| e.to_string())?;
    armored(&signature)
}

fn armored(signature: &SshSig) -> Result<String, String> {
    let text = signature.to_pem(LineEnding::LF).map_err(|e| e.to_string())?;
    Ok(if text.ends_with('\n') { text } else { text + "\n" })
}

/// Whose signature over a text this is, which tells nothing about whether that key may sign.
///
/// # Errors
/// What is wrong with it, in words.
pub fn check(armored: &str, text: &[u8]) -> Result<KeyData, String> {
    let armored = armored.trim().replace("\r\n", "\n") + "\n";
    let signature = SshSig::from_pem(&armored).map_err(|_| unreadable(&armored))?;
    if signature.namespace() != NAMESPACE {
        let namespace = crate::base::text::visible(signature.namespace()).into_owned();
        return Err(format!("its signature is for \"{namespace}\", and not for \"{NAMESPACE}\""));
    }
    let key = signature.public_key();
    if let Some(kind) = unread(&key.algorithm()) {
        return Err(format!("its signature is by a key of a kind that is not checked here: {kind}"));
    }
    PublicKey::from(key.clone())
        .verify(NAMESPACE, text, &signature)
        .map_err(|_| "its signature is not over what it says: one of the two was altered or written anew".to_owned())?;
    Ok(key.clone())
}

/// Why a text is no signature: what of its form is missing, and what makes one.
fn unreadable(armored: &str) -> String {
    let (begins, ends) = ("-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----");
    let why = match (armored.starts_with(begins), armored.trim_end().ends_with(ends)) {
        (true, true) => "what stands between its first and last line is damaged".to_owned(),
        (true, false) => format!("it breaks off before the line {ends}"),
        (false, _) => format!("it does not begin with the line {begins}"),
    };
    format!(
        "what lies beside it is no signature in OpenSSH's form: {why}; quorate gate --out FILE --sign-key KEY makes one, and so \
         does ssh-keygen -Y sign -n {NAMESPACE} -f KEY FILE"
    )
}

/// The name of a kind of key whose signatures are not checked here.
#[must_use]
pub fn unread(algorithm: &Algorithm) -> Option<String> {
    let read = matches!(
        algorithm,
        Algorithm::Ed25519
            | Algorithm::SkEd25519
            | Algorithm::SkEcdsaSha2NistP256
            | Algorithm::Rsa { .. }
            | Algorithm::Ecdsa { curve: EcdsaCurve::NistP256 }
    );
    (!read).then(|| algorithm.to_string())
}

/// A key as people compare it: its kind and fingerprint.
#[must_use]
pub fn fingerprint(key: &KeyData) -> String {
    format!("{} {}", key.algorithm(), key.fingerprint(HashAlg::Sha256))
}
