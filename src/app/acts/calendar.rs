//! What announcing and ending a freeze ask, and the commands that come of the answers.

use super::line::{ActLine, Ask, Kind};
use crate::base::time::Moment;
use crate::domain::command::{CalendarCommand, Command};
use crate::sheets::register::Receipt;
use chrono_tz::Tz;

/// What announcing a freeze is called.
const ANNOUNCE: &str = "Announce a freeze. Enter first tells what it stops, then records";

/// The act line of a freeze.
#[must_use]
pub fn announce() -> ActLine {
    ActLine::new(Kind::Freeze(false), "calendar", None, ANNOUNCE, "looks up what it stops")
        .text("what for, in a line", true)
        .moment("from, such as 2026-12-18 18:00", true)
        .moment("until (a day alone is part of it)", true)
        .text("why", false)
        .text("environments, if not all (a, b)", false)
        .text("types that it lets through (a, b)", false)
        .text("systems, if not all (a, b)", false)
}

/// The act line by which a freeze is ended.
#[must_use]
pub fn end(no: u32) -> ActLine {
    let title = format!("End freeze {no} now, ahead of its time?");
    ActLine::new(Kind::EndFreeze(no), "calendar", None, title, "ends it").text("why", false)
}

/// The command that the answers make.
///
/// # Errors
/// In words: an answer that cannot be read.
pub fn commands(line: &ActLine, tz: Tz) -> Result<Vec<Command>, String> {
    let answer = |i: usize| line.answer(i).map(|a| a.trim().to_owned());
    let list = |i: usize| -> Vec<String> {
        let words = line.answer(i).unwrap_or_default().split([',', ' ']);
        words.map(str::trim).filter(|w| !w.is_empty()).map(str::to_owned).collect()
    };
    let command = match line.kind {
        Kind::EndFreeze(no) => CalendarCommand::End { no, reason: answer(0) },
        _ => CalendarCommand::Announce {
            title: answer(0).unwrap_or_default(),
            from: Moment::parse(line.answer(1).unwrap_or_default().trim(), tz).map_err(|e| e.to_string())?,
            to: Moment::parse_due(line.answer(2).unwrap_or_default().trim(), tz).map_err(|e| e.to_string())?,
            reason: answer(3),
            environments: list(4),
            exempt: list(5),
            systems: list(6),
        },
    };
    Ok(vec![Command::Calendar(command)])
}

/// Takes in what a freeze would stop; where it stops something, its number is asked for too.
pub fn looked_up(line: &mut ActLine, receipt: &Receipt, code: String) {
    let hits: Vec<&str> =
        receipt.warnings.iter().filter(|w| w.rule == "freeze-hits").map(|w| w.text.as_str()).collect();
    line.kind = Kind::Freeze(true);
    line.verb = "announces it".into();
    line.title = match hits.as_slice() {
        [] => "It stops nothing that is scheduled.".into(),
        all => format!("IT STOPS {}: {}.", all.len(), all.join("; ")),
    };
    for w in receipt.warnings.iter().filter(|w| w.rule != "freeze-hits") {
        line.title.push_str(&format!(" Note: {}.", w.text));
    }
    if hits.is_empty() {
        line.at = line.steps.len();
    } else {
        *line = line.clone().code(code);
        line.at = line.steps.len().saturating_sub(1);
    }
}

/// An answer was altered after that: what the freeze stops is looked up again.
pub fn altered(line: &mut ActLine) {
    if line.kind == Kind::Freeze(true) {
        line.kind = Kind::Freeze(false);
        line.steps.retain(|s| !matches!(s.ask, Ask::Code(_)));
        line.title = ANNOUNCE.into();
        line.verb = "looks up what it stops".into();
        line.at = line.at.min(line.steps.len().saturating_sub(1));
    }
}
