//! The consent group at the keys: an item is taken out by the number that it has on the agenda, and what an open act line
//! says of the group goes with what becomes of it.

use super::line::{ActLine, Kind};
use super::meeting::{groups, line};
use crate::base::time::Moment;
use crate::sheets::meeting::{AgendaLine, AnnouncedLine, MeetingSheet};

fn words(l: &AgendaLine) -> String {
    format!("{} {}", l.position, l.id.clone().unwrap_or_default())
}

/// Why the group is not decided yet: told at the key, and not after its act.
#[must_use]
pub fn still(said: &AnnouncedLine, now: Moment) -> String {
    // Whole seconds, rounded up, as the line at the bottom counts them.
    let micros = said.until.0.since(now).0.max(0);
    let left = micros / 1_000_000 + i64::from(micros % 1_000_000 > 0);
    format!("the silence lasts {left} s more: members may still take items out; then X decides the group")
}

/// Whether the number of an item that was announced begins with these digits.
fn begins(sheet: &MeetingSheet, no: u32) -> bool {
    groups(sheet).any(|l| l.position.to_string().starts_with(&no.to_string()))
}

/// The act line that takes an item out by its number, of which the first digits are typed.
///
/// # Errors
/// In words: no item of the group has such a number.
pub fn pulling(sheet: &MeetingSheet, no: u32) -> Result<ActLine, String> {
    let items = groups(sheet).map(words).collect::<Vec<_>>().join(", ");
    if !begins(sheet, no) {
        return Err(format!("no item of the consent group has the number {no}: it is {items}"));
    }
    let title = match groups(sheet).find(|l| l.position == no) {
        Some(l) => format!("Take item {} {}, out of the consent group?", words(l), l.title),
        None => format!("Take an item whose number begins with {no} out of the consent group: {items}"),
    };
    let kind = Kind::Meeting { act: "pull".into(), item: Some(no), persons: Vec::new() };
    Ok(ActLine::new(kind, &sheet.row.id, None, title, "takes it out"))
}

/// The line after one more digit, or after one was taken back; none where that is no number of the group.
#[must_use]
pub fn goes_on(now: &ActLine, sheet: &MeetingSheet, digit: Option<u32>) -> Option<ActLine> {
    let Kind::Meeting { act, item: Some(no), .. } = &now.kind else { return None };
    if act != "pull" || !now.steps.is_empty() {
        return None;
    }
    let next = digit.map_or(no / 10, |d| no.saturating_mul(10).saturating_add(d));
    pulling(sheet, next).ok().filter(|_| next > 0)
}

/// What a line that is open says once the meeting was read again; none where it is about nothing any more.
#[must_use]
pub fn afresh(now: &ActLine, sheet: &MeetingSheet) -> Option<String> {
    let Kind::Meeting { act, item, .. } = &now.kind else { return Some(now.title.clone()) };
    match act.as_str() {
        "consent" if groups(sheet).next().is_none() => None,
        "consent" | "announce" | "close" => Some(line(act, sheet, *item).title),
        _ => Some(now.title.clone()),
    }
}

/// The criteria that who decides items confirms with it, as the end of its question.
pub(super) fn unconsidered<'a>(items: impl Iterator<Item = &'a AgendaLine>) -> String {
    let open: std::collections::BTreeSet<&str> =
        items.flat_map(|l| &l.considered).filter(|c| !c.2).map(|c| c.1.as_str()).collect();
    let listed = open.into_iter().collect::<Vec<_>>().join("; ");
    if listed.is_empty() { listed } else { format!(" You confirm as considered: {listed}") }
}
