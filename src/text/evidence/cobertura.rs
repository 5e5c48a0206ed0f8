//! Cobertura XML: the lines of the classes are counted; the root's own figures are checked against what can be.
//!
//! Methods repeat the lines of their class, so only lines outside methods count; a class may be there several times
//! for one file, so a line counts once a file. Reports of some tools carry rates alone.

use super::fault::ReportError;
use super::markup::{Markup, Piece, Tag};
use super::{Coverage, Format, Measures, Report, Share};
use std::collections::HashMap;

/// What is known of one line of a file: whether it was hit, and its branches.
#[derive(Clone, Copy, Default)]
struct Line {
    hit: bool,
    branches: Share,
}

/// Reads a Cobertura report.
pub(super) fn read(text: &str) -> Result<Report, ReportError> {
    let mut markup = Markup::new(text);
    let mut files: HashMap<String, usize> = HashMap::new();
    let mut lines: HashMap<(usize, u64), Line> = HashMap::new();
    let mut file = 0;
    let mut root = Coverage::default();
    let mut began = None;
    while let Some(piece) = markup.next()? {
        let Piece::Open(tag) = piece else { continue };
        rates(&tag)?;
        match tag.name.as_str() {
            "coverage" => {
                root = counts(&tag)?;
                began = tag.get("timestamp").map(|t| crate::base::text::tame_line(t.trim(), 40));
            }
            "class" => {
                let name = tag.get("filename").or_else(|| tag.get("name")).unwrap_or_default();
                let next = files.len();
                file = *files.entry(name.to_owned()).or_insert(next);
            }
            "line" if !markup.path().any(|outer| outer == "method") => {
                let Some(number) = tag.count("number")? else { return Err(tag.figure("number", "", "a line number")) };
                let hits = hits(&tag)?;
                let branches = branches(&tag)?;
                let line = lines.entry((file, number)).or_default();
                line.hit |= hits;
                if branches.part > line.branches.part || line.branches.whole == 0 {
                    line.branches = branches;
                }
            }
            _ => {}
        }
    }
    let mut report = Report::new(Format::Cobertura, Measures::Coverage(root));
    report.began = began.and_then(|t| epoch(&t));
    if !lines.is_empty() {
        let mut counted = Coverage::default();
        for line in lines.values() {
            counted.lines.whole += 1;
            counted.lines.part += u64::from(line.hit);
            counted.branches.whole += line.branches.whole;
            counted.branches.part += line.branches.part;
        }
        if root.lines.whole > 0 && root.lines.down() != counted.lines.down() {
            report.remark(format!(
                "its head tells of {} of {} lines covered and its lines of {} of {}; the lines are taken",
                root.lines.part, root.lines.whole, counted.lines.part, counted.lines.whole
            ));
        }
        report.measures = Measures::Coverage(counted);
    } else if root.lines.whole == 0 {
        return Err(ReportError::Nothing { what: "no line of code" });
    }
    Ok(report)
}

/// The head's counts, or its rates where it has no counts.
fn counts(tag: &Tag) -> Result<Coverage, ReportError> {
    let share = |valid: &str, covered: &str, rate_name: &str| match (tag.count(valid)?, tag.count(covered)?) {
        (Some(whole), Some(part)) if part > whole => {
            Err(tag.figure(covered, &part.to_string(), &format!("at most {valid}=\"{whole}\"")))
        }
        (Some(whole), Some(part)) => Ok(Share { part, whole }),
        _ => Ok(rate(tag, rate_name)?.unwrap_or_default()),
    };
    Ok(Coverage {
        lines: share("lines-valid", "lines-covered", "line-rate")?,
        branches: share("branches-valid", "branches-covered", "branch-rate")?,
    })
}

fn rates(tag: &Tag) -> Result<(), ReportError> {
    rate(tag, "line-rate")?;
    rate(tag, "branch-rate").map(|_| ())
}

/// A rate from 0 to 1 as a share, exact to nine digits; of nothing, some tools write `NaN`, which is refused.
fn rate(tag: &Tag, name: &str) -> Result<Option<Share>, ReportError> {
    let Some(text) = tag.get(name).map(str::trim).filter(|t| !t.is_empty()) else { return Ok(None) };
    let refuse = || tag.figure(name, text, "a rate from 0 to 1");
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |t: &str| !t.is_empty() && t.chars().all(|c| c.is_ascii_digit());
    let read = if digits(whole) && (part.is_empty() || digits(part)) {
        let part: String = part.chars().chain("000000000".chars()).take(9).collect();
        let whole: u64 = whole.parse().map_err(|_| refuse())?;
        whole.saturating_mul(1_000_000_000).saturating_add(part.parse().map_err(|_| refuse())?)
    } else {
        match text.parse::<f64>() {
            // An exponent, for a rate near nothing.
            Ok(small) if (0.0..1e-4).contains(&small) => 0,
            _ => return Err(refuse()),
        }
    };
    if read > 1_000_000_000 { Err(refuse()) } else { Ok(Some(Share { part: read, whole: 1_000_000_000 })) }
}

/// Whether a line was hit; counters may be larger than any number here.
fn hits(tag: &Tag) -> Result<bool, ReportError> {
    let text = tag.get("hits").map(str::trim).unwrap_or_default();
    if text.is_empty() || !text.chars().all(|c| c.is_ascii_digit()) {
        return Err(tag.figure("hits", text, "a whole number from 0 on"));
    }
    Ok(text.chars().any(|c| c != '0'))
}

/// The branches of a line, from `condition-coverage="50% (1/2)"`.
fn branches(tag: &Tag) -> Result<Share, ReportError> {
    let Some(text) = tag.get("condition-coverage") else { return Ok(Share::default()) };
    let inner = text.split_once('(').and_then(|(_, t)| t.split_once(')')).map(|(t, _)| t);
    let Some((part, whole)) = inner.and_then(|t| t.split_once('/')) else { return Ok(Share::default()) };
    let read = |t: &str| t.trim().parse::<u64>().ok();
    match (read(part), read(whole)) {
        (Some(part), Some(whole)) if part <= whole => Ok(Share { part, whole }),
        _ => Err(tag.figure("condition-coverage", text, "a share such as 50% (1/2)")),
    }
}

/// A time in seconds or milliseconds since 1970, as RFC 3339; anything else as it stands.
fn epoch(text: &str) -> Option<String> {
    let seconds = match text.split('.').next()?.parse::<i64>() {
        Ok(n) if n > 100_000_000_000 => n / 1000,
        Ok(n) if n > 0 => n,
        Ok(_) => return None,
        Err(_) => return Some(text.to_owned()),
    };
    chrono::DateTime::from_timestamp(seconds, 0).map(|t| t.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
}
