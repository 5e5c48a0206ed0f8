//! The gate: its answer, and the receipt that lets the answer be checked later.

use super::calendar::ChainLine;
use super::time::{Time, Window};
use serde::{Deserialize, Serialize};

/// The answer of the gate.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct GateSheet {
    /// The change.
    pub id: String,
    /// Its revision.
    pub version: u32,
    /// Environment asked for.
    pub env: Option<String>,
    /// `yes`, `pending`, `refused`, `not_now`.
    pub verdict: String,
    /// Why.
    pub reasons: Vec<GateReason>,
    /// The windows and freezes that hold at that moment, then who begins it, the tag on record, the approvals, sign-offs and rules that were asked, and what
    /// each says.
    pub chain: Vec<ChainLine>,
    /// Window.
    pub window: Option<Window>,
    /// The artifact that is to go out: the one asked about, else the one that is pinned.
    pub artifact: Option<Artifact>,
    /// The commit that was asked about.
    #[serde(default)]
    pub commit: Option<Commit>,
    /// The share of users or traffic that was asked about, in percent.
    #[serde(default)]
    pub share: Option<u32>,
    /// What the repository of what goes out said, where it was looked into.
    #[serde(default)]
    pub repository: Option<Looked>,
    /// The receipt, where the answer is to be kept.
    pub receipt: Option<GateReceipt>,
    /// The moment that it is about.
    pub checked_at: Time,
}

/// A reason of the gate.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct GateReason {
    /// Rule or state.
    pub code: String,
    /// Words.
    pub text: String,
    /// Clauses.
    pub clauses: Vec<String>,
}

/// What goes out, by its digest.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Artifact {
    /// SHA-256, in hex.
    pub sha256: String,
    /// Whether it is the one that is pinned; null where nothing is pinned, or nothing was asked.
    pub matches: Option<bool>,
}

/// What goes out, by the commit that it was built from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Commit {
    /// Its hash, as it was asked about.
    pub hash: String,
    /// Whether it is the one that is pinned; null where nothing is.
    pub matches: Option<bool>,
}

/// What a repository said when it was looked into.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Looked {
    /// That the tag on record is another one there now, in words; null where it is the same, or none is on record.
    pub moved: Option<String>,
    /// Whether no branch holds the commit that was asked about.
    pub loose: bool,
}

impl GateReason {
    /// Reasons each once, and each clause once in one of them.
    #[must_use]
    pub fn once(reasons: Vec<Self>) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for Self { code, text, clauses } in reasons {
            let add = |into: &mut Vec<String>| {
                for id in clauses {
                    if !into.contains(&id) {
                        into.push(id);
                    }
                }
            };
            if let Some(same) = all.iter_mut().find(|r| r.text == text) {
                add(&mut same.clauses);
            } else {
                let mut cited = Vec::new();
                add(&mut cited);
                all.push(Self { code, text, clauses: cited });
            }
        }
        all
    }
}

/// What ties an answer of the gate to the ledger that it was read from.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct GateReceipt {
    /// The newest entry of the ledger when it was asked.
    pub head: LedgerPlace,
    /// The checkpoint of the ledger up to that entry (C2SP tlog-checkpoint).
    pub checkpoint: String,
    /// The newest entry of the change.
    pub entry: LedgerPlace,
    /// The proof that this entry is under the checkpoint (RFC 6962, section 2.1.1): hashes in hex, the nearest first.
    pub inclusion: Vec<String>,
    /// `sha256:` and the digest of the whole document without this line, in the canonical form of RFC 8785.
    pub digest: String,
}

/// An entry of the ledger.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LedgerPlace {
    /// Its number.
    pub seq: u64,
    /// Its hash.
    pub hash: String,
}

/// Who signed a receipt.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ReceiptSigner {
    /// As the list of signers names them.
    pub principals: String,
    /// Kind and fingerprint of the key.
    pub key: String,
}

/// What became of a receipt that was checked.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ReceiptCheck {
    /// The change.
    pub id: String,
    /// Its environment.
    pub env: Option<String>,
    /// What the gate said.
    pub verdict: String,
    /// When.
    pub checked_at: Time,
    /// Whether the receipt is the one that the gate gave: the register tells, or the signature of somebody who may sign.
    pub genuine: bool,
    /// Whether it fits itself and what it was compared with.
    pub consistent: bool,
    /// What it was compared with: `register`, `checkpoint`, `signature` or `signature_and_checkpoint`.
    pub against: String,
    /// Who signed it, where that was asked and holds.
    pub signer: Option<ReceiptSigner>,
    /// The ledger that it names.
    pub ledger: String,
    /// Entries that the ledger had then.
    pub entries: u64,
    /// What does not hold.
    pub findings: Vec<String>,
}
