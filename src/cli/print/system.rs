//! A system in words, and what an import of systems came to.

use super::text::cited;
use crate::sheets::system::{SystemImport, SystemSheet};
use chrono_tz::Tz;

/// The system.
pub fn words(sheet: &SystemSheet, tz: Tz) -> Vec<String> {
    let row = &sheet.row;
    let mut out = vec![format!("{} {}", row.id, row.title).trim_end().to_owned()];
    let mut pair = |name: &str, value: String| {
        if !value.is_empty() {
            out.push(format!("  {name:<12} {value}"));
        }
    };
    let tier = [&row.tier, &sheet.tier_text].into_iter().filter(|t| !t.is_empty()).cloned().collect::<Vec<_>>();
    pair("tier", tier.join(", "));
    if let (Some(rto), Some(rpo)) = (&row.rto, &row.rpo) {
        pair("recovery", format!("within {rto}, losing at most {rpo}{}", cited(&sheet.clauses)));
    }
    pair("owner", row.owner.clone());
    pair("site", row.site.clone());
    pair("priority", row.priority.map(|n| n.to_string()).unwrap_or_default());
    pair("data", row.data.join(", "));
    pair("depends on", row.depends_on.join(", "));
    pair("needs", sheet.needs.join(", "));
    pair("needed by", sheet.needed_by.join(", "));
    let at = |t: crate::sheets::time::Time| t.0.local(tz).format("%a %Y-%m-%d %H:%M %Z").to_string();
    pair("rto shown", row.rto_validated.map(at).unwrap_or_default());
    pair("recovered", row.recovered.map(at).unwrap_or_default());
    if row.state != "in use" {
        pair("state", row.state.clone());
    }
    for change in &sheet.changes {
        out.push(format!("  {}  {} to {}  {}", change.id, at(change.window.from), at(change.window.to), change.title));
    }
    out
}

/// What an import came to.
pub fn imported(sheet: &SystemImport) -> Vec<String> {
    let trial = if sheet.dry_run { " (a trial: nothing was recorded)" } else { "" };
    let mut out = vec![format!(
        "{} systems read: {} new, {} changed, {} as they were{trial}",
        sheet.read, sheet.added, sheet.changed, sheet.unchanged
    )];
    if !sheet.unknown.is_empty() {
        out.push(format!("headings that nothing knows: {}", sheet.unknown.join(", ")));
    }
    out
}
