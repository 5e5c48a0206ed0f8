//! When a change may run, in words.

use super::text::cited;
use crate::sheets::calendar::SlotsSheet;
use crate::sheets::time::Time;
use chrono_tz::Tz;

/// The answer about the time asked for, its chain, and the next free times.
pub fn slots_words(sheet: &SlotsSheet, tz: Tz) -> Vec<String> {
    let at = |t: Time| t.0.local(tz).format("%a %Y-%m-%d %H:%M %Z").to_string();
    let verdict = if sheet.allowed { "may run" } else { "may not run" };
    let mut out = vec![format!("{} {verdict} from {} to {}", sheet.id, at(sheet.asked.from), at(sheet.asked.to))];
    out.extend(sheet.chain.iter().map(|l| format!("  {} {}: {}{}", l.kind, l.effect, l.text, cited(&l.clauses))));
    out.push(if sheet.slots.is_empty() {
        "No time is free in the year to come".into()
    } else {
        "Next free times".into()
    });
    for slot in &sheet.slots {
        out.push(format!("  {} to {}", at(slot.from), at(slot.to)));
        out.extend(slot.against.iter().map(|r| format!("    {}{}", r.text, cited(&r.clauses))));
    }
    out
}
