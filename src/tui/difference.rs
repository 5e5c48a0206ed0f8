//! What differs between two readings of a change, in words.

use crate::sheets::change::ChangeSheet;
use crate::text::words::plain;

/// Lines that tell what has changed from one reading to the next.
#[must_use]
pub fn difference(before: &ChangeSheet, now: &ChangeSheet) -> Vec<String> {
    let mut lines = vec![format!("revision {} is now {}", before.row.revision, now.row.revision)];
    let mut tell = |what: &str, was: &str, is: &str| {
        if was != is {
            let or = |t: &str| if t.is_empty() { "empty".to_owned() } else { format!("\"{t}\"") };
            lines.push(format!("{what}: was {}, is {}", or(was), or(is)));
        }
    };
    tell("state", &plain(&before.row.state), &plain(&now.row.state));
    tell("decision", &plain(&before.row.decision), &plain(&now.row.decision));
    tell("type", &before.row.change_type, &now.row.change_type);
    let risk = |s: &ChangeSheet| {
        let score = s.row.score.map(|n| format!(" {n}")).unwrap_or_default();
        format!("{}{score}", s.row.risk.as_deref().unwrap_or("not assessed"))
    };
    tell("risk", &risk(before), &risk(now));
    for field in &now.fields {
        let was = before.fields.iter().find(|f| f.id == field.id).and_then(|f| f.value.as_deref());
        tell(&field.label, was.unwrap_or_default(), field.value.as_deref().unwrap_or_default());
    }
    for field in before.fields.iter().filter(|f| now.fields.iter().all(|n| n.id != f.id)) {
        tell(&field.label, field.value.as_deref().unwrap_or_default(), "");
    }
    lines
}
