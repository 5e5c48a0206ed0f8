//! What `sha256sum --check` and its kin print: a line for each file, `NAME: OK` or `NAME: FAILED`.

use super::fault::ReportError;
use super::{Checks, Format, Measures, Report, name};
use crate::base::text::tame_line;
use crate::text::feeds::fault::At;

/// Whether a line is one of such a report.
pub(super) fn is_line(line: &str) -> bool {
    verdict(line).is_some()
}

/// The file of a line, and whether its checksum was the expected one. A file that cannot be read differs.
fn verdict(line: &str) -> Option<(&str, bool)> {
    let (file, word) = line.trim_end().rsplit_once(": ")?;
    let same = match word {
        "OK" => true,
        word if word == "FAILED" || word.starts_with("FAILED ") => false,
        _ => return None,
    };
    // BSD names the algorithm first, GNU marks an escaped name with a backslash.
    let file = file.strip_prefix('(').and_then(|rest| rest.split_once(") ")).map_or(file, |(_, file)| file);
    let file = file.trim_start_matches('\\').trim();
    (!file.is_empty()).then_some((file, same))
}

/// Reads the report; lines of the tool itself, which it writes about the whole, are passed over.
pub(super) fn read(text: &str) -> Result<Report, ReportError> {
    let mut checks = Checks::default();
    let mut report = Report::new(Format::Checksums, Measures::Checks(checks));
    for (n, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let Some((file, same)) = verdict(line) else {
            if line.contains(": WARNING: ") || line.contains(": No such file") {
                report.remark(tame_line(line, 160));
                continue;
            }
            let what = format!("\"{}\" is no line of a check: NAME: OK or NAME: FAILED", tame_line(line, 60));
            return Err(ReportError::Syntax { at: At { line: n as u64 + 1, column: 1 }, what });
        };
        let file = tame_line(file, 200);
        checks.files += 1;
        if !same {
            checks.differing += 1;
            name(&mut report.named, &file);
        }
        report.covers.insert(file);
    }
    report.measures = Measures::Checks(checks);
    Ok(report)
}
