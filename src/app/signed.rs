//! Receipts of the gate that are signed: who signed one, by OpenSSH's signature beside it and a list of who may.

use super::error::AppError;
use crate::base::time::Moment;
use crate::ledger::signers::{self, Unknown};
use crate::ledger::sshsig;
use crate::sheets::gate::ReceiptSigner;

/// What a signature says of a receipt: who signed it, or why nobody did.
#[derive(Clone, Debug)]
pub struct Seal {
    /// Who signed it.
    pub signer: Option<ReceiptSigner>,
    /// What does not hold.
    pub findings: Vec<String>,
}

/// Checks the signature over a text, by those who may sign at a moment; without a signature there is none.
///
/// # Errors
/// When the list names nobody.
pub fn seal(text: &str, armored: Option<&str>, allowed: &str, at: Moment) -> Result<Seal, AppError> {
    let against = |findings: Vec<String>| Seal { signer: None, findings };
    let Some(armored) = armored else {
        return Ok(against(vec!["it is not signed: no signature lies beside it".into()]));
    };
    let key = match sshsig::check(armored, text.as_bytes()) {
        Ok(key) => key,
        Err(why) => return Ok(against(vec![why])),
    };
    let fingerprint = sshsig::fingerprint(&key);
    match signers::find(allowed, &key, at) {
        Ok(principals) => {
            Ok(Seal { signer: Some(ReceiptSigner { principals, key: fingerprint }), findings: Vec::new() })
        }
        Err(Unknown::NotAllowed(why)) if why.is_empty() => {
            Ok(against(vec![format!("it is signed by {fingerprint}, whom the list of signers does not name")]))
        }
        Err(Unknown::NotAllowed(why)) => {
            let head = format!("it is signed by {fingerprint}, whom the list of signers does not allow it");
            Ok(against(std::iter::once(head).chain(why).collect()))
        }
        Err(Unknown::NoSigners(why)) => Err(AppError::Input {
            text: std::iter::once("the list of signers names nobody".to_owned()).chain(why).collect::<Vec<_>>().join("; "),
            hint: "its lines are those of OpenSSH's allowed_signers: NAME namespaces=\"quorate-gate\" ssh-ed25519 AAAA…; see \
                   ssh-keygen(1)"
                .into(),
        }),
    }
}
