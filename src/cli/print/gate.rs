//! The gate's answer and the check of a receipt, in words.

use super::text::cited;
use crate::base::text::so_many;
use crate::sheets::calendar::ChainLine;
use crate::sheets::gate::{GateSheet, ReceiptCheck};
use crate::text::words::{moment, plain};
use chrono_tz::Tz;

/// What is asked of a receipt whose signature is enough.
const SIGNATURE: &str = "signature";

/// The answer of the gate in words.
pub fn words(gate: &GateSheet, tz: Tz) -> Vec<String> {
    let env = gate.env.as_ref().map_or_else(String::new, |e| format!(" in {e}"));
    let share = gate.share.map_or_else(String::new, |share| format!(" at {share} percent"));
    let mut out = vec![format!("{} revision {}{env}{share}: {}", gate.id, gate.version, plain(&gate.verdict))];
    out.extend(gate.reasons.iter().map(|r| format!("  {}{}", r.text, cited(&r.clauses))));
    // Why not stands in the reasons; a yes says who and what allowed it.
    let told = gate.chain.iter().filter(|_| gate.verdict == "yes");
    let holds = |l: &&ChainLine| l.kind == "rule" && l.id != "none" && l.effect == "allow";
    let people = told.filter(|l| !holds(l));
    out.extend(people.map(|l| format!("  {} {}: {}{}", l.effect, l.kind, l.text, cited(&l.clauses))));
    let rules = gate.chain.iter().filter(|l| gate.verdict == "yes" && holds(l)).count();
    if rules > 0 {
        let rules = crate::base::text::so_many(rules, "rule");
        out.push(format!("  allow rules: {rules} of the pack asked, all hold (--json chain)"));
    }
    if let Some(artifact) = &gate.artifact {
        let which = match artifact.matches {
            Some(true) => ", as pinned",
            Some(false) => ", not the one that is pinned",
            None => "",
        };
        out.push(format!("  artifact sha256:{}{which}", artifact.sha256));
    }
    if let Some(commit) = &gate.commit {
        let which = match commit.matches {
            Some(true) => ", as pinned",
            Some(false) => ", not the one that is pinned",
            None => "",
        };
        out.push(format!("  commit {}{which}", commit.hash));
    }
    if let Some(window) = gate.window {
        out.push(format!("  window {}", moment::window(window.from.0, window.to.0, tz, false)));
    }
    out
}

/// What became of a receipt that was read from a file, in words.
pub fn checked_words(check: &ReceiptCheck, file: &str, tz: Tz) -> Vec<String> {
    let env = check.env.as_ref().map_or_else(String::new, |e| format!(" in {e}"));
    let said = format!("{}{env}: {} at {}", check.id, plain(&check.verdict), moment::moment(check.checked_at.0, tz));
    let entries = so_many(check.entries, "entry");
    let mut out = match (check.genuine, check.consistent) {
        (true, _) if check.signer.is_some() => {
            let fits = if check.against == SIGNATURE { "" } else { "; it fits the checkpoint given" };
            let signed = check.signer.iter().map(|s| format!("  signed by {} ({})", s.principals, s.key));
            let ledger = format!("  read from the ledger {}, at {entries}{fits}", check.ledger);
            std::iter::once(said).chain(signed).chain([ledger]).collect()
        }
        (true, _) => {
            vec![said, format!("  the receipt holds against the {}, at {entries}", check.against)]
        }
        (false, true) => vec![
            format!("not confirmed: {said}"),
            format!(
                "  shown: its text fits its digest, the entry that it names of the change is under its checkpoint, and that is \
                 the {} given, at {} entries",
                check.against, check.entries
            ),
            "  not shown: that the gate said so; who alters a receipt can make its digest anew".into(),
            format!("  ask the register, which gives the verdict anew: quorate gate verify {file} --db REGISTER"),
            "  or, of one that was signed, name who may sign: --signers FILE".into(),
        ],
        (false, false) => {
            let against = plain(&check.against);
            vec![said, format!("  the receipt does not hold against the {against}, at {entries}")]
        }
    };
    out.extend(check.findings.iter().map(|f| format!("  {f}")));
    out
}
