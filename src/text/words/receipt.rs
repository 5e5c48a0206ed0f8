//! The receipt of an act in words: what was recorded, how things stand now, and the warnings.

use super::moment::{moment, window as span};
use super::{list, plain, refusal};
use crate::sheets::register::{EntryRef, Receipt};
use chrono_tz::Tz;

/// The lines of a receipt: what was recorded, then the ledger's head, then one line a warning.
#[must_use]
pub fn lines(receipt: &Receipt, tz: Tz) -> Vec<String> {
    let kinds = kinds(&receipt.entries);
    let what = if kinds.is_empty() { "nothing new".to_owned() } else { list(&kinds) };
    let what = receipt.said.clone().unwrap_or(what);
    let done = match (receipt.dry_run, receipt.again) {
        (true, _) => format!("would record {what}; nothing was recorded"),
        (_, true) => format!("{what}: recorded before by the same act; nothing was recorded now"),
        _ => what,
    };
    let mut now = Vec::new();
    if let Some(state) = &receipt.state {
        now.push(format!("state {}", plain(state)));
    }
    if let Some(revision) = receipt.revision {
        now.push(format!("revision {revision}"));
    }
    let now = if now.is_empty() { String::new() } else { format!("; {}", now.join(", ")) };
    let mut out = vec![format!("{}: {done}{now}", receipt.id)];
    let (first, last) = (receipt.entries.first(), receipt.entries.last());
    if let (Some(first), Some(last), false) = (first, last, receipt.dry_run) {
        let numbers = if first.seq == last.seq {
            format!("entry {}", first.seq)
        } else {
            format!("entries {}-{}", first.seq, last.seq)
        };
        let head: String = receipt.head.chars().take(12).collect();
        out.push(format!("{numbers}, {}, head {head}", moment(receipt.at.0, tz)));
    }
    out.extend(receipt.times.iter().map(|(of, from, to)| match to {
        Some(to) => format!("{}: {}", plain(of), span(from.0, to.0, tz, false)),
        None => format!("{}: {}", plain(of), moment(from.0, tz)),
    }));
    out.extend(receipt.warnings.iter().flat_map(refusal::warning));
    out
}

/// What kinds of things were recorded, in words, each once.
#[must_use]
pub fn kinds(entries: &[EntryRef]) -> Vec<String> {
    let mut kinds: Vec<String> = Vec::new();
    for entry in entries {
        // What a closing keeps for the minutes is no news to who closes.
        if entry.kind.ends_with("data_kept") || entry.kind.ends_with("names_kept") {
            continue;
        }
        // What the record ticks by itself stands on the list.
        if entry.kind == "checklist.evaluated" && entries.len() > 1 {
            continue;
        }
        let kind = match entry.kind.as_str() {
            // A step may have failed: which of both is told beside it.
            "run.step_done" => "step recorded".to_owned(),
            // It has another owner; that it is met is another event.
            "change.condition_passed" => "condition given to somebody else".to_owned(),
            // Not the voting time, nor another one that the act has to do with.
            "change.clock_ran_out" => "a deadline of the change noted as missed".to_owned(),
            kind => plain(kind.rsplit('.').next().unwrap_or(kind)),
        };
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    // The deployment that is the implementation starts and ends with it: that is said once.
    for verb in ["started", "finished"] {
        if kinds.iter().any(|k| *k == format!("deployment {verb}")) {
            kinds.retain(|k| k != verb);
        }
    }
    kinds
}
