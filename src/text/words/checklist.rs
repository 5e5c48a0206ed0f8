//! A sentence for each event of the checklists of a change.

use super::{Names, plain};
use crate::base::text::so_many;
use crate::domain::checklist::events::ChecklistEvent;
use crate::sheets::checklist::WaiverLine;
use crate::sheets::time::Time;

/// What happened to the checklists of a change.
pub fn checklist(what: &ChecklistEvent, names: &Names<'_>) -> String {
    let list = plain(what.list());
    match what {
        ChecklistEvent::Opened { list } => {
            format!("opened the checklist {} with {}", list.title, so_many(list.items.len(), "item"))
        }
        ChecklistEvent::Ticked { items, note, .. } => {
            let said: Vec<String> = items.iter().map(|(n, marks)| marked(*n, marks)).collect();
            format!("signed {} of {list}{}", said.join(", "), names.because(note.as_ref()))
        }
        ChecklistEvent::SignedHere { item, signer, marks, .. } => {
            format!("had {} sign {} of {list}", names.of(signer), marked(*item, marks))
        }
        ChecklistEvent::Evaluated { ticked, fell, .. } => {
            let numbers = |list: &[u32]| list.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
            match (ticked.as_slice(), fell.as_slice()) {
                (ticked, []) => format!("found item {} of {list} so by the record", numbers(ticked)),
                ([], fell) => format!("found item {} of {list} no longer so by the record", numbers(fell)),
                (ticked, fell) => {
                    format!("found of {list} by the record: {} so, {} no longer", numbers(ticked), numbers(fell))
                }
            }
        }
        ChecklistEvent::Proved { item, kind, origin, size, sha256, masked, .. } => {
            let hidden = if *masked > 0 { format!(", {} masked", so_many(*masked, "secret")) } else { String::new() };
            let what = kind.word();
            format!(
                "proved item {item} of {list} by {what} {origin} ({}, sha256 {}{hidden})",
                so_many(*size, "byte"),
                sha256.short()
            )
        }
        ChecklistEvent::Failed { item, then, reason, .. } => {
            format!("said that item {item} of {list} failed, {}{}", plain(then), names.because(Some(reason)))
        }
        ChecklistEvent::Waived { item, reason, .. } => {
            format!("waived item {item} of {list}{}", names.because(reason.as_ref()))
        }
        ChecklistEvent::Skipped { item, reason, .. } => {
            format!("said that item {item} of {list} does not apply{}", names.because(Some(reason)))
        }
        ChecklistEvent::Retracted { item, reason, .. } => {
            format!("retracted what they recorded on item {item} of {list}{}", names.because(reason.as_ref()))
        }
        ChecklistEvent::HandedOver { to, note, .. } => {
            format!("handed {list} over to {}{}", names.of(to), names.because(note.as_ref()))
        }
        ChecklistEvent::TakenOver { read_back, .. } => {
            format!("took {list} over, reading back{}", names.because(Some(read_back)))
        }
    }
}

/// An item with what is to be seen beside its signature.
fn marked(n: u32, marks: &[String]) -> String {
    if marks.is_empty() {
        return format!("item {n}");
    }
    format!("item {n} ({})", marks.iter().map(|m| plain(m)).collect::<Vec<_>>().join(", "))
}

/// Who asked for an item to be waived and who counter-signed, as views and records say it.
#[must_use]
pub fn waiver(line: &WaiverLine, at: impl Fn(Time) -> String) -> String {
    let signed = line.signed_by.as_ref().zip(line.signed_at);
    let signed = signed
        .map_or_else(|| "not counter-signed yet".into(), |(by, when)| format!("counter-signed by {by} {}", at(when)));
    format!("asked by {} {}, {signed}", line.by, at(line.at))
}
