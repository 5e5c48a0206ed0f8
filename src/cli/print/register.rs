//! Receipts, imports, verification, health and replay in words.

use crate::base::text::so_many;
use crate::cli::failure::Failure;
use crate::sheets::register::{CheckLine, ImportSheet, Receipt, VerifySheet};
use crate::text::words::receipt as words;
use serde_json::{Value, json};

/// The receipt of an act.
pub fn receipt(receipt: Receipt) -> Result<super::Answer, Failure> {
    let value = super::value(&receipt)?;
    Ok(super::Answer::document(value, move |tz| words::lines(&receipt, tz)))
}

/// The document of an import.
pub fn import(sheet: &ImportSheet, dry_run: bool) -> Result<Value, Failure> {
    let mut document = super::value(sheet)?;
    if let Some(map) = document.as_object_mut() {
        map.insert("dry_run".into(), dry_run.into());
    }
    Ok(document)
}

/// An import in words.
pub fn import_words(sheet: &ImportSheet, dry_run: bool, row: &str) -> Vec<String> {
    let mut out = vec![format!(
        "{} read: {} created, {} updated, {} unchanged, {} skipped{}",
        so_many(sheet.read, if row == "line" { "event" } else { row }),
        sheet.created,
        sheet.updated,
        sheet.unchanged,
        sheet.skipped.len(),
        if dry_run { "; a trial, nothing was recorded" } else { "" }
    )];
    out.extend(import_lines(sheet, row));
    out
}

/// Places of records with the same fate that are named one by one.
const ROWS: usize = 8;

/// What became of single records of an import, and of its columns.
pub fn import_lines(sheet: &ImportSheet, row: &str) -> Vec<String> {
    let mut out = Vec::new();
    let at = |n: u64| if n == 0 { String::new() } else { format!(", {row} {n}") };
    // What is said of several records is said once, with how many they are and where they stand.
    for (i, first) in sheet.skipped.iter().enumerate() {
        if sheet.skipped.iter().take(i).any(|s| s.reason == first.reason) {
            continue;
        }
        let alike: Vec<u64> = sheet.skipped.iter().filter(|s| s.reason == first.reason).map(|s| s.row).collect();
        let place = match alike.as_slice() {
            [_] => at(first.row).replace(',', ""),
            rows => {
                let named: Vec<String> = rows.iter().filter(|n| **n > 0).take(ROWS).map(u64::to_string).collect();
                let more = if rows.len() > ROWS { ", ..." } else { "" };
                let named = if named.is_empty() { String::new() } else { format!(" ({}{more})", named.join(", ")) };
                format!(" {} {row}s{named}", rows.len())
            }
        };
        out.push(format!("  skipped{place}: {}", first.reason));
    }
    for (i, first) in sheet.warnings.iter().enumerate() {
        if sheet.warnings.iter().take(i).any(|s| s.reason == first.reason) {
            continue;
        }
        let times = sheet.warnings.iter().filter(|s| s.reason == first.reason).count();
        let more = if times > 1 { format!(" ({times} times, first here)") } else { String::new() };
        out.push(format!("  warning{}: {}{more}", at(first.row), first.reason));
    }
    if !sheet.unmapped.is_empty() {
        out.push(format!("  columns that nothing knows: {} (name them with --map FILE)", sheet.unmapped.join(", ")));
    }
    out
}

/// The result of verifying in words.
pub fn verify_words(sheet: &VerifySheet) -> Vec<String> {
    // Where only the newest were looked at, nothing is said of the others.
    let entries = match sheet.since {
        Some(since) if since > sheet.entries => "no entry since then".to_owned(),
        Some(since) => format!("the entries from {since} to {}", sheet.entries),
        None => so_many(sheet.entries, "entry"),
    };
    let mut out = match (&sheet.first_broken, sheet.ok) {
        (Some(broken), _) if broken.seq == 0 => vec![
            format!("BROKEN: {}; the {entries} themselves are whole", broken.reason),
            "somebody altered the file beside the entries: keep it for whoever looks into it, restore the last backup"
                .into(),
            "(quorate db backup made it), and compare: quorate audit verify --against CHECKPOINT".into(),
        ],
        (Some(broken), _) => vec![format!("BROKEN at entry {}: {}", broken.seq, broken.reason)],
        (None, false) if sheet.unlike.is_some() => vec![format!("the chain is whole: {entries}, head {}", sheet.head)],
        (None, false) => vec![format!("BROKEN: {entries}, head {}", sheet.head)],
        (None, true) if sheet.since.is_some_and(|since| since > sheet.entries) => {
            vec![format!("{entries}: there was nothing to verify; head {}", sheet.head)]
        }
        (None, true) => vec![format!("whole: {entries}, head {}", sheet.head)],
    };
    if sheet.since.is_some() {
        out.push("the entries before them were not looked at; all of them: quorate audit verify".into());
    }
    out.extend(sheet.against.iter().cloned());
    if let Some(unlike) = &sheet.unlike {
        out.push(format!("NOT WHAT WAS SEEN BEFORE: {unlike}"));
        out.push("if a backup was put in its place knowingly, an administrator says so, and it is used on:".into());
        out.push("  quorate audit verify --acknowledge --reason TEXT".into());
    }
    out.extend(sheet.acknowledged.iter().cloned());
    if !sheet.unguarded.is_empty() {
        out.push("nothing is recorded until an administrator puts the triggers back, which is recorded:".into());
        out.push("  quorate audit verify --acknowledge --reason TEXT".into());
    }
    if sheet.first_broken.as_ref().is_some_and(|b| b.seq > 0) && sheet.acknowledged.is_none() {
        out.push("nothing is recorded until a backup is restored, or an administrator acknowledges it:".into());
        out.push("  quorate audit verify --acknowledge --reason TEXT".into());
    }
    out
}

/// Checks as a document.
pub fn doctor(checks: &[CheckLine]) -> Result<Value, Failure> {
    Ok(json!({"checks": super::value(&checks)?}))
}

/// Checks in words.
pub fn doctor_words(checks: &[CheckLine]) -> Vec<String> {
    let rows: Vec<_> = checks.iter().map(|c| vec![c.state.clone(), c.name.clone(), c.text.clone()]).collect();
    super::list::aligned(&rows, usize::MAX)
}
