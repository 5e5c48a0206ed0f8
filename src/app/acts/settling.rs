//! The act line that settles a standing item or topic, and what its answers make.

use super::line::{ActLine, Kind};
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
    ActLine::new(kind, &sheet.row.id, None, title, "settles it")
        .choice("how", true, ways)
        .text("what was said", false)
        .moment("until when, such as 2026-10-05 14:00", true)
        .ahead()
        .when(0, "until")
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
