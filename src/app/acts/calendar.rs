//! What announcing and ending a freeze ask, and the commands that come of the answers.

use super::line::{ActLine, Ask, Kind};
use crate::app::keymap::Action;
use crate::base::spoken::{Here, Lean};
use crate::domain::command::{CalendarCommand, Command};
use crate::sheets::calendar::{FreezeRow, TaskLine};
use crate::sheets::register::Receipt;
use chrono::{Datelike as _, Days, Months, NaiveDate};

/// A step by the calendar.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    /// So many days.
    Days(i64),
    /// So many months.
    Months(i32),
}

/// A day moved by a step.
#[must_use]
pub fn shifted(day: NaiveDate, step: Step) -> NaiveDate {
    let moved = match step {
        Step::Days(n) if n < 0 => day.checked_sub_days(Days::new(n.unsigned_abs())),
        Step::Days(n) => day.checked_add_days(Days::new(n.unsigned_abs())),
        Step::Months(n) if n < 0 => day.checked_sub_months(Months::new(n.unsigned_abs())),
        Step::Months(n) => day.checked_add_months(Months::new(n.unsigned_abs())),
    };
    moved.filter(|d| (1970..=9998).contains(&d.year())).unwrap_or(day)
}

/// The day to which a key leads from a day; none where it is no such key, or no day is known.
#[must_use]
pub fn moved(action: Action, day: Option<NaiveDate>) -> Option<NaiveDate> {
    let step = match action {
        Action::WeekOn => Step::Days(7),
        Action::WeekBack => Step::Days(-7),
        Action::MonthOn => Step::Months(1),
        Action::MonthBack => Step::Months(-1),
        Action::YearOn => Step::Months(12),
        Action::YearBack => Step::Months(-12),
        _ => return None,
    };
    day.map(|day| shifted(day, step))
}

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

/// The act line by which a proposed freeze is approved or refused; what it would stop stands in it.
#[must_use]
pub fn sign(f: &FreezeRow) -> ActLine {
    let stops = match f.stops.as_slice() {
        [] => "it would stop nothing that is scheduled".to_owned(),
        all => format!("IT WOULD STOP {}: {}", all.len(), all.join(", ")),
    };
    let title = format!("Freeze {}, {}: {stops}. It lacks {}.", f.no, f.title, f.lacks.join(", "));
    ActLine::new(Kind::SignFreeze(f.no), "calendar", None, title, "signs")
        .choice("answer", true, [("approve", "approve it"), ("refuse", "refuse it")])
        .text("why", false)
        .text("in which role", false)
}

/// The act line by which a task of a month is recorded as done.
#[must_use]
pub fn done(month: &str, task: &TaskLine) -> ActLine {
    let title = format!("{month}: {} is done?", task.title);
    ActLine::new(Kind::PlanDone(month.into(), task.id.clone()), "calendar", None, title, "records it as done")
        .text("what came of it", false)
}

/// The command that the answers make.
///
/// # Errors
/// In words: an answer that cannot be read.
pub fn commands(line: &ActLine, here: Here) -> Result<Vec<Command>, String> {
    let answer = |i: usize| line.answer(i).map(|a| a.trim().to_owned());
    let list = |i: usize| -> Vec<String> {
        let words = line.answer(i).unwrap_or_default().split([',', ' ']);
        words.map(str::trim).filter(|w| !w.is_empty()).map(str::to_owned).collect()
    };
    let command = match &line.kind {
        Kind::PlanDone(month, task) => {
            CalendarCommand::Done { month: month.clone(), task: task.clone(), note: answer(0) }
        }
        &Kind::SignFreeze(no) => {
            CalendarCommand::Sign { no, granted: line.answer(0) == Some("approve"), reason: answer(1), role: answer(2) }
        }
        &Kind::EndFreeze(no) => CalendarCommand::End { no, reason: answer(0) },
        _ => CalendarCommand::Announce {
            title: answer(0).unwrap_or_default(),
            from: here.read(line.answer(1).unwrap_or_default(), Lean::Ahead).map_err(|e| e.to_string())?,
            to: here.read_end(line.answer(2).unwrap_or_default()).map_err(|e| e.to_string())?,
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
