//! An entry of the catalogue of standard changes in words.

use super::text::indented;
use crate::sheets::catalogue::EntrySheet;
use crate::sheets::change::ChangeSheet;
use crate::text::words::{catalogue as words_of, moment};
use chrono_tz::Tz;

/// The entry, with its procedure.
pub fn words(entry: &EntrySheet, tz: Tz) -> Vec<String> {
    let mut out = vec![format!("{} {}", entry.id, entry.title)];
    let mut pair = |name: &str, value: &str| out.push(format!("  {name:<12} {value}"));
    pair("standing", &words_of::standing(entry));
    pair("expires", &moment::day(entry.expires.0, tz));
    pair("probation", &words_of::probation(entry));
    pair("admitted", &format!("{} by {}", moment::day(entry.admitted.0, tz), entry.admitted_by));
    procedure(entry, &mut out);
    out
}

/// The entry of a standard change: which it is, how it stands, and what is to be done.
pub fn of_change(sheet: &ChangeSheet, out: &mut Vec<String>) {
    let Some(id) = &sheet.catalogue else { return };
    let standing = sheet.entry.as_ref().map(|e| format!(", {}", words_of::standing(e))).unwrap_or_default();
    out.push(super::text::pair("catalogue", &format!("{id}{standing}")));
    if let Some(entry) = &sheet.entry {
        procedure(entry, out);
    }
}

fn procedure(entry: &EntrySheet, out: &mut Vec<String>) {
    out.push("Procedure:".into());
    out.extend(indented(entry.procedure.as_deref().unwrap_or("none is documented"), 2));
}
