//! The act lines that settle a standing item or topic and that close the meeting, and what the answers make.

use super::line::{ActLine, Ask, Kind, Step};
use crate::base::ids::MeetingId;
use crate::base::spoken::{Here, Lean};
use crate::domain::command::Settling;
use crate::sheets::meeting::MeetingSheet;

/// The act line.
#[must_use]
pub fn line(sheet: &MeetingSheet, item: Option<u32>) -> ActLine {
    let kind = Kind::Meeting { act: "settle".into(), item, persons: Vec::new() };
    let title = format!("Settle item {}{}", item.unwrap_or(0), super::meeting::titled(sheet, item));
    let ways = [
        ("done", "done"),
        ("deferred", "to the next meeting"),
        ("withdrawn", "withdrawn"),
        ("until", "to a date (type it)"),
        ("open", "until it is brought again"),
    ];
    let asked = ActLine::new(kind, &sheet.row.id, None, title, "settles it")
        .choice("how", true, ways)
        .text("what was said", false)
        .moment("until when, such as 2026-10-05 14:00", true)
        .ahead()
        .when(0, "until");
    // What is put off or withdrawn is so for a reason.
    ["deferred", "withdrawn", "until", "open"].into_iter().fold(asked, |line, how| line.follow(0, how, 1))
}

/// Why the meeting is adjourned, where that was asked.
///
/// # Errors
/// In words: the number that confirms was typed again, which is no reason.
pub(super) fn adjourned(line: &ActLine) -> Result<Option<String>, String> {
    let typed = |i: &usize| line.steps.get(*i).is_some_and(|s| matches!(s.ask, Ask::Text));
    let reason = (0..line.steps.len()).find(typed).and_then(|at| line.answer(at));
    let number = |s: &Step| matches!(&s.ask, Ask::Code(code) if reason.map(str::trim) == Some(code));
    match reason {
        Some(said) if line.steps.iter().any(number) => {
            Err(format!("{said} confirms and is no reason: say why the meeting is adjourned"))
        }
        said => Ok(said.map(str::to_owned)),
    }
}

/// How the item is settled by the answers.
///
/// # Errors
/// In words: a time that cannot be read.
pub fn made(line: &ActLine, item: u32, here: Here) -> Result<Settling, String> {
    let answer = |at: usize| line.answer(at).map(str::to_owned);
    let (how, open) = match line.answer(0).unwrap_or_default() {
        "until" => ("deferred", false),
        "open" => ("deferred", true),
        how => (how, false),
    };
    let until = answer(2).map(|t| here.read(&t, Lean::Ahead).map_err(|e| e.to_string())).transpose()?;
    Ok(Settling { item, how: how.to_owned(), note: answer(1), until, open, shown: None })
}

/// The act line that closes the meeting: what it leaves, and what the pack does not let it close over.
pub(super) fn ending(sheet: &MeetingSheet, new: &dyn Fn(String, &str) -> ActLine) -> ActLine {
    let row = &sheet.row;
    let left = sheet.agenda.iter().filter(|l| super::meeting::undecided(l)).map(|l| l.position.to_string());
    let left: Vec<String> = left.collect();
    let carried =
        if left.is_empty() { String::new() } else { format!("; left without an end: item {}", left.join(", ")) };
    // What the pack does not let it close over is told before Enter is refused.
    let must: String = sheet.bars.iter().map(|bar| format!("; {bar}")).collect();
    let week = row.id.parse::<MeetingId>().map(|id| id.week().to_owned()).unwrap_or_default();
    let line = new(format!("Close {} {}{carried}{must}?", row.title, row.id), "closes");
    // Those who are there can decide nothing: what is due is carried to the next agenda, for a reason. The number comes
    // first, as where no reason is asked: typed out of habit it is never taken for one.
    let line = line.code(week);
    if sheet.asks_why { line.text("NO QUORUM: adjourn, since", true) } else { line }
}
