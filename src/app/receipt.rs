//! Receipts of the gate: what ties an answer to the ledger, and whether a receipt is the one that the gate gave.

use super::error::{AppError, unreadable};
use super::gate::GateQuestion;
use super::open::App;
use super::signed::Seal;
use crate::base::digest::Digest;
use crate::base::ids::{ChangeNo, Stream};
use crate::base::text::so_many;
use crate::ledger::chain::Head;
use crate::ledger::checkpoint::{Checkpoint, origin};
use crate::ledger::proof;
use crate::sheets::calendar::ChainLine;
use crate::sheets::gate::{GateReceipt, GateSheet, LedgerPlace, ReceiptCheck};
use crate::text::canonical;
use serde_json::Value;

/// The name of the document that a receipt is part of.
const SCHEMA: &str = "quorate.gate/1";
/// What alone can tell that the gate gave a receipt.
const REGISTER: &str = "register";
const CHECKPOINT: &str = "checkpoint";

/// A receipt that was read, not yet believed.
#[derive(Clone, Debug)]
pub struct Given {
    sheet: GateSheet,
    receipt: GateReceipt,
    checkpoint: Checkpoint,
    no: ChangeNo,
    findings: Vec<String>,
}

/// Reads a receipt, and checks what it says of itself: its digest, and that its entry is under its checkpoint.
///
/// # Errors
/// When the text is no receipt at all; what does not hold in one is a finding.
pub fn read(text: &str) -> Result<Given, AppError> {
    let no_receipt = |why: String| AppError::Input {
        text: format!("this is no receipt of the gate: {why}"),
        hint: "give a file that `quorate gate ID --out FILE` wrote".into(),
    };
    let mut document: Value = serde_json::from_str(text).map_err(|e| no_receipt(e.to_string()))?;
    let schema = document.get("schema").and_then(Value::as_str).unwrap_or_default();
    if is_newer(schema) {
        return Err(AppError::Input {
            text: format!("this is a receipt of a newer form, {schema}, and {SCHEMA} is known here"),
            hint: "check it with a quorate as new as the one that gave it".into(),
        });
    }
    if schema != SCHEMA {
        return Err(no_receipt(format!("its schema is not {SCHEMA}")));
    }
    let sheet: GateSheet = serde_json::from_value(document.clone()).map_err(|e| no_receipt(e.to_string()))?;
    let Some(receipt) = sheet.receipt.clone() else {
        return Err(no_receipt("it is an answer without a receipt".into()));
    };
    let no = sheet.id.parse().map_err(|_| no_receipt("its id is no change".into()))?;
    let checkpoint: Checkpoint = receipt.checkpoint.parse().map_err(|e| no_receipt(format!("its checkpoint: {e}")))?;
    let mut findings = Vec::new();
    if receipt.digest != sealed(&mut document) {
        findings.push("its digest is not that of what it says: it was altered".into());
    }
    if checkpoint.size != receipt.head.seq {
        findings.push("its checkpoint is not of the entry that it calls the newest".into());
    }
    let hashes: Result<Vec<Digest>, _> = receipt.inclusion.iter().map(|h| h.parse()).collect();
    let leaf: Result<Digest, _> = receipt.entry.hash.parse();
    let root = match (hashes, leaf) {
        (Ok(hashes), Ok(leaf)) => proof::root(receipt.entry.seq, checkpoint.size, leaf, &hashes),
        _ => None,
    };
    if root != Some(checkpoint.root) {
        findings.push(format!("entry {} is not under its checkpoint", receipt.entry.seq));
    }
    Ok(Given { sheet, receipt, checkpoint, no, findings })
}

/// Whether a schema is that of receipts in a form that came after this program.
fn is_newer(schema: &str) -> bool {
    let number = |s: &str| s.strip_prefix("quorate.gate/").and_then(|n| n.parse::<u32>().ok());
    number(schema) > number(SCHEMA)
}

/// The digest of a document, which then lacks the digest of its receipt.
fn sealed(document: &mut Value) -> String {
    if let Some(receipt) = document.get_mut("receipt").and_then(Value::as_object_mut) {
        receipt.shift_remove("digest");
    }
    format!("sha256:{}", Digest::of(canonical::json(document).as_bytes()))
}

impl Given {
    /// Compares it with a checkpoint that somebody has kept. That tells whether it fits, and not that the gate gave it: who
    /// alters it makes its digest anew.
    ///
    /// # Errors
    /// When the checkpoint cannot be read, or is of another length: then the register has to be asked.
    pub fn against(self, checkpoint: &str) -> Result<ReceiptCheck, AppError> {
        let findings = self.beside(checkpoint)?;
        Ok(self.checked(CHECKPOINT, findings))
    }

    /// Takes the word of who signed it, and compares it with a checkpoint as well where one was kept.
    ///
    /// # Errors
    /// As with a checkpoint alone.
    pub fn signed(self, seal: Seal, checkpoint: Option<&str>) -> Result<ReceiptCheck, AppError> {
        let mut findings = match checkpoint {
            Some(kept) => self.beside(kept)?,
            None => self.findings.clone(),
        };
        findings.extend(seal.findings);
        let against = if checkpoint.is_some() { "signature_and_checkpoint" } else { "signature" };
        let genuine = seal.signer.is_some() && findings.is_empty();
        Ok(ReceiptCheck { genuine, signer: seal.signer, ..self.checked(against, findings) })
    }

    /// What does not hold of it beside a checkpoint.
    fn beside(&self, checkpoint: &str) -> Result<Vec<String>, AppError> {
        let kept: Checkpoint = checkpoint.parse().map_err(|e| AppError::Input {
            text: format!("the checkpoint cannot be read: {e}"),
            hint: "give a file that `quorate audit checkpoint` wrote".into(),
        })?;
        let mut findings = self.findings.clone();
        if kept.origin != self.checkpoint.origin {
            findings.push(format!("it is of another ledger ({})", self.checkpoint.origin));
        } else if kept.size != self.checkpoint.size {
            return Err(AppError::Input {
                text: format!(
                    "the checkpoint is of {} and the receipt of {}: one does not tell of the other",
                    so_many(kept.size, "entry"),
                    self.checkpoint.size
                ),
                hint: "ask the register itself: leave --against out".into(),
            });
        } else if kept.root != self.checkpoint.root {
            findings.push("the ledger that it was read from is not that of the checkpoint".into());
        }
        Ok(findings)
    }

    fn checked(self, against: &str, findings: Vec<String>) -> ReceiptCheck {
        ReceiptCheck {
            id: self.sheet.id,
            env: self.sheet.env,
            verdict: self.sheet.verdict,
            checked_at: self.sheet.checked_at,
            genuine: against == REGISTER && findings.is_empty(),
            consistent: findings.is_empty(),
            against: against.into(),
            signer: None,
            ledger: self.checkpoint.origin,
            entries: self.receipt.head.seq,
            findings,
        }
    }
}

impl App {
    /// Adds a receipt to an answer of the gate that was read while the ledger had this head.
    pub(super) fn add_receipt(&mut self, sheet: &mut GateSheet, no: ChangeNo, head: Head) -> Result<(), AppError> {
        let reader = self.store.read()?;
        let entries = reader.stream_page(&Stream::Change(no), None, 1)?;
        let newest = entries.first().ok_or_else(|| unreadable("the change has no entries"))?;
        let (checkpoint, inclusion) = reader
            .proof(newest.entry.seq, head.seq)?
            .ok_or_else(|| unreadable("the ledger is shorter than it was a moment ago"))?;
        sheet.receipt = Some(GateReceipt {
            head: LedgerPlace { seq: head.seq, hash: head.hash.to_string() },
            checkpoint: checkpoint.to_string(),
            entry: LedgerPlace { seq: newest.entry.seq, hash: newest.hash.to_string() },
            inclusion: inclusion.iter().map(ToString::to_string).collect(),
            digest: String::new(),
        });
        let mut document = serde_json::to_value(&*sheet).map_err(unreadable)?;
        if let Some(map) = document.as_object_mut() {
            map.insert("schema".into(), SCHEMA.into());
        }
        let digest = sealed(&mut document);
        if let Some(receipt) = &mut sheet.receipt {
            receipt.digest = digest;
        }
        Ok(())
    }

    /// Checks a receipt against the register: its place in the ledger, and whether the gate says the same when it is
    /// asked again on the ledger as it stood then.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn check_receipt(&mut self, given: Given) -> Result<ReceiptCheck, AppError> {
        let mut findings = given.findings.clone();
        let head = &given.receipt.head;
        let reader = self.store.read()?;
        if given.checkpoint.origin != origin(self.store.identity().ledger) {
            findings.push(format!("it is of another ledger ({})", given.checkpoint.origin));
            return Ok(given.checked(REGISTER, findings));
        }
        let found = reader.count()?;
        if found < head.seq {
            findings.push(format!("the ledger has {}, and it was given at {}", so_many(found, "entry"), head.seq));
            return Ok(given.checked(REGISTER, findings));
        }
        let stands = |place: &LedgerPlace| -> Result<bool, AppError> {
            Ok(reader.hash_at(place.seq)?.is_some_and(|hash| hash.to_string() == place.hash))
        };
        for (what, place) in [("newest entry", head), ("entry of the change", &given.receipt.entry)] {
            if !stands(place)? {
                findings.push(format!("its {what}, {}, is not the one in the ledger", place.seq));
            }
        }
        if reader.checkpoint_at(head.seq)?.is_some_and(|c| c != given.checkpoint) {
            findings.push("its checkpoint is not that of the ledger".into());
        }
        match self.asked_again(&given)? {
            Some(again) => findings.extend(differences(&given.sheet, &again)),
            None => findings.push(format!("there was no {} then", given.sheet.id)),
        }
        Ok(given.checked(REGISTER, findings))
    }

    /// What the gate says on the ledger as it stood when the receipt was given.
    fn asked_again(&mut self, given: &Given) -> Result<Option<GateSheet>, AppError> {
        let Some((change, world)) = self.gate_world(given.no, Some(given.receipt.head.seq))? else { return Ok(None) };
        // An answer without a comparison says nothing of what was asked about.
        let asked = given.sheet.artifact.as_ref().filter(|a| a.matches.is_some() || change.run.artifact().is_none());
        let artifact = asked.and_then(|a| a.sha256.parse().ok());
        let commit = given.sheet.commit.as_ref().map(|c| c.hash.as_str());
        let question = GateQuestion {
            no: given.no,
            env: given.sheet.env.as_deref(),
            artifact,
            commit,
            share: given.sheet.share,
            looked: given.sheet.repository.as_ref(),
            at: None,
        };
        self.gate_of(&world, &change, question, given.sheet.checked_at.0).map(Some)
    }
}

/// How an answer differs from what the gate says when it is asked again. Words may be put in another way by another
/// version of this program; the verdict and what it rests on may not.
fn differences(given: &GateSheet, again: &GateSheet) -> Vec<String> {
    let codes = |sheet: &GateSheet| {
        sheet
            .reasons
            .iter()
            .map(|r| [std::slice::from_ref(&r.code), r.clauses.as_slice()].concat().join(" "))
            .collect::<Vec<_>>()
    };
    // Receipts of before told nothing of the tag.
    let of_tag = given.chain.iter().any(|l| l.kind == "tag");
    let told = |l: &&ChainLine| of_tag || l.kind != "tag";
    let word = |l: &ChainLine| format!("{} {} {}", l.kind, l.id, l.effect);
    let chain = |sheet: &GateSheet| sheet.chain.iter().filter(told).map(word).collect::<Vec<_>>();
    let same = [
        ("verdict", given.verdict == again.verdict, again.verdict.clone()),
        ("revision", given.version == again.version, again.version.to_string()),
        ("reasons", codes(given) == codes(again), codes(again).join(", ")),
        ("chain", chain(given) == chain(again), chain(again).join(", ")),
        ("window", given.window == again.window, "another".into()),
        ("artifact", given.artifact == again.artifact, "another".into()),
        ("commit", given.commit == again.commit, "another".into()),
        ("share", given.share == again.share, "another".into()),
    ];
    let differing = same.into_iter().filter(|(_, same, _)| !same);
    differing.map(|(what, _, then)| format!("its {what} is not what the register gives: {then}")).collect()
}
