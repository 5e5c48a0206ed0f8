//! LCOV tracefiles: the `DA` and `BRDA` records are counted, a file that is there for several tests once.

use super::fault::ReportError;
use super::{Coverage, Format, Measures, Report, Share};
use crate::base::text::{so_many, tame_line};
use crate::text::feeds::fault::At;
use std::collections::HashMap;

/// What is known of one file of code.
#[derive(Default)]
struct File {
    lines: HashMap<u64, bool>,
    branches: HashMap<String, bool>,
    told_lines: Share,
    told_branches: Share,
}

/// Reads a tracefile.
pub(super) fn read(text: &str) -> Result<Report, ReportError> {
    let mut files: HashMap<String, File> = HashMap::new();
    let mut open: Option<(String, At)> = None;
    for (line, no) in text.lines().zip(1_u64..) {
        let line = line.trim_end();
        let at = At { line: no, column: 1 };
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if line == "end_of_record" {
            if open.take().is_none() {
                return Err(ReportError::Syntax { at, what: "end_of_record without SF before it".into() });
            }
            continue;
        }
        let Some((kind, value)) = line.split_once(':') else {
            let what = format!("\"{}\" is no record such as DA:12,1", tame_line(line, 40));
            return Err(ReportError::Syntax { at, what });
        };
        if kind == "SF" {
            if let Some((name, at)) = open {
                let what = format!("the record of {} has no end_of_record", tame_line(&name, 80));
                return Err(ReportError::Cut { at, what });
            }
            open = Some((value.to_owned(), at));
            files.entry(value.to_owned()).or_default();
            continue;
        }
        if !matches!(kind, "DA" | "LF" | "LH" | "BRDA" | "BRF" | "BRH") {
            continue;
        }
        let Some(file) = open.as_ref().and_then(|(name, _)| files.get_mut(name)) else {
            return Err(ReportError::Syntax { at, what: format!("{kind} outside a record; SF:FILE begins one") });
        };
        take(file, kind, value, At { line: no, column: kind.len() as u64 + 2 })?;
    }
    if let Some((name, at)) = open {
        let what = format!("the record of {} has no end_of_record", tame_line(&name, 80));
        return Err(ReportError::Cut { at, what });
    }
    total(&files)
}

fn take(file: &mut File, kind: &str, value: &str, at: At) -> Result<(), ReportError> {
    let refuse =
        |what: &str| ReportError::Figure { at, what: format!("{kind}:{} is not {what}", tame_line(value, 40)) };
    let count = |text: &str| text.trim().parse::<u64>().map_err(|_| refuse("a whole number from 0 on"));
    match kind {
        "DA" => {
            let mut parts = value.split(',');
            let (Some(number), Some(hits)) = (parts.next(), parts.next()) else {
                return Err(refuse("a line and its hits, such as DA:12,1"));
            };
            let hit = hits.trim().chars().all(|c| c.is_ascii_digit()) && !hits.trim().is_empty();
            if !hit {
                return Err(refuse("a line and its hits from 0 on"));
            }
            *file.lines.entry(count(number)?).or_default() |= hits.trim().chars().any(|c| c != '0');
        }
        "BRDA" => {
            let Some((branch, taken)) = value.rsplit_once(',') else {
                return Err(refuse("line, block, branch and how often it was taken"));
            };
            let taken = if taken.trim() == "-" { 0 } else { count(taken)? };
            *file.branches.entry(branch.to_owned()).or_default() |= taken > 0;
        }
        "LF" => file.told_lines.whole = count(value)?,
        "LH" => file.told_lines.part = count(value)?,
        "BRF" => file.told_branches.whole = count(value)?,
        _ => file.told_branches.part = count(value)?,
    }
    for (told, names) in [(file.told_lines, ("LF", "LH")), (file.told_branches, ("BRF", "BRH"))] {
        // The sums come in either order, so they are compared once both are there.
        if told.whole > 0 && told.part > told.whole && (kind == names.0 || kind == names.1) {
            return Err(refuse(&format!("possible: {} hit of {} found", told.part, told.whole)));
        }
    }
    Ok(())
}

fn total(files: &HashMap<String, File>) -> Result<Report, ReportError> {
    let mut sum = Coverage::default();
    let mut differs = 0_u64;
    for file in files.values() {
        let counted = share(file.lines.values());
        let lines = if counted.whole == 0 { file.told_lines } else { counted };
        differs += u64::from(file.told_lines.whole > 0 && file.told_lines != lines);
        let counted = share(file.branches.values());
        let branches = if counted.whole == 0 { file.told_branches } else { counted };
        for (into, from) in [(&mut sum.lines, lines), (&mut sum.branches, branches)] {
            into.part = into.part.saturating_add(from.part);
            into.whole = into.whole.saturating_add(from.whole);
        }
    }
    if sum.lines.whole == 0 {
        return Err(ReportError::Nothing { what: "no line of code" });
    }
    if sum.lines.part > sum.lines.whole {
        let what = format!("{} hit of {} found", so_many(sum.lines.part, "line"), sum.lines.whole);
        return Err(ReportError::Figure { at: At { line: 1, column: 1 }, what });
    }
    let mut report = Report::new(Format::Lcov, Measures::Coverage(sum));
    if differs > 0 {
        report.remark(format!(
            "the sums (LF, LH) differ from the lines in {}; the lines are taken",
            so_many(differs, "file")
        ));
    }
    Ok(report)
}

fn share<'a>(hit: impl ExactSizeIterator<Item = &'a bool>) -> Share {
    Share { whole: hit.len() as u64, part: hit.filter(|h| **h).count() as u64 }
}
