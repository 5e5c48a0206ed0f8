//! The planned timeline of a change and who answers for what is late, in words.

use super::moment;
use crate::base::time::Span;
use crate::sheets::run::OverrunLine;
use crate::sheets::time::Time;
use crate::sheets::timeline::{EscalationLine, MilestoneLine};
use chrono_tz::Tz;

/// A planned step: `Day 3-5 (2026-03-05 to 2026-03-07)  Regression and UAT: 2026-03-06 14:00 EST`.
#[must_use]
pub fn milestone(line: &MilestoneLine, tz: Tz) -> String {
    let days = line.until.map_or_else(|| line.day.to_string(), |until| format!("{}-{until}", line.day));
    let planned = match (&line.planned, &line.planned_to) {
        (Some(from), Some(to)) => format!(" ({from} to {to})"),
        (Some(from), None) => format!(" ({from})"),
        (None, _) => String::new(),
    };
    let actual = line.actual.map_or_else(|| "open".to_owned(), |at| moment::moment(at.0, tz));
    let behind = if line.behind { ", behind plan" } else { "" };
    format!("Day {days}{planned}  {}: {actual}{behind}", line.title)
}

/// Who answers for what is late, and where it goes next.
#[must_use]
pub fn escalation(line: &EscalationLine) -> String {
    format!("{} answer for it; escalate to {}", line.accountable.join(" and "), line.escalate)
}

/// That the implementation left its window: by how much, and whether the record has a word on it.
#[must_use]
pub fn overrun(line: &OverrunLine, at: impl Fn(Time) -> String) -> String {
    let by = Span::seconds(line.over_s).words();
    let noted = if line.noted { "a deviation is on record" } else { "no deviation is on record" };
    format!("left its window by {by}, which closed {}; {noted}", at(line.closed))
}
