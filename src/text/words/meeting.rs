//! What happened to a meeting, in a sentence.

use super::{Names, list, moment};
use crate::base::ids::PersonId;
use crate::base::text::so_many;
use crate::domain::meeting::events::MeetingEvent;
use crate::domain::meeting::{Acting, Subject};
use crate::sheets::meeting::{AgendaLine, ItemCondition, MeetingSheet};
use crate::sheets::time::Time;
use chrono_tz::Tz;

/// A condition of a decision: `condition 1: Tell support, owner Bo Chen, due 2026-03-09 23:30`.
#[must_use]
pub fn condition(c: &ItemCondition, tz: Tz) -> String {
    let owner = c.owner_name.as_ref().map(|p| format!(", owner {p}")).unwrap_or_default();
    let due = c.due.map(|at| format!(", due {}", moment::moment(at.0, tz))).unwrap_or_default();
    let share = c.share.map(|s| format!(", canary of {s}%")).unwrap_or_default();
    format!("condition {}: {}{owner}{due}{share}", c.no, c.text)
}

/// How a closed ballot was counted: `3 for, 1 against, 0 abstaining, 1 recused`; none where nothing was counted.
#[must_use]
pub fn counted(line: &AgendaLine) -> Option<String> {
    let (f, a, x) = line.tally?;
    let recused = if line.recused > 0 { format!(", {} recused", line.recused) } else { String::new() };
    let how = if line.together { "by consent, " } else { "" };
    Some(format!("{how}{f} for, {a} against, {x} abstaining{recused}"))
}

/// Who approved an item that the board did not decide: `by Ines Duarte (manager) and Kai Wu (security)`; none of any other.
#[must_use]
pub fn approvers(line: &AgendaLine) -> Option<String> {
    (!line.approved_by.is_empty()).then(|| format!("by {}", list(&line.approved_by)))
}

/// How many items ended how, in the order in which that first happened: `carried 3, deferred 1, not reached 2`.
#[must_use]
pub fn summary(sheet: &MeetingSheet) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for line in &sheet.agenda {
        match counts.iter_mut().find(|(state, _)| *state == line.state) {
            Some((_, n)) => *n += 1,
            None => counts.push((&line.state, 1)),
        }
    }
    counts.iter().map(|(state, n)| format!("{} {n}", super::plain(state))).collect::<Vec<_>>().join(", ")
}

/// Until when an item was deferred: ` until Wed 25 Mar 14:00`, ` until it is brought again`, ` to the next meeting`. Nothing of
/// one that is not deferred.
#[must_use]
pub fn deferred(line: &AgendaLine, at: impl Fn(Time) -> String) -> String {
    match line.state.as_str() {
        "deferred" if line.deferred_to.is_none() && !line.deferred_open => " to the next meeting".into(),
        "deferred" => super::put_off(line.deferred_to, line.deferred_open, at),
        _ => String::new(),
    }
}

/// What an item is about.
#[must_use]
pub fn subject(subject: &Subject) -> String {
    match subject {
        Subject::Change(no) => no.to_string(),
        Subject::Topic(topic) => topic.clone(),
    }
}

/// Why somebody opened a meeting in the chair's place.
#[must_use]
pub fn chairs_for(acting: &Acting, name: &dyn Fn(&PersonId) -> String) -> String {
    match (&acting.holder, acting.away) {
        (None, _) => "nobody holds the seat of the chair".to_owned(),
        (Some(holder), Some(how)) => format!("{} is recorded as {}", name(holder), how.word()),
        (Some(holder), None) => format!("{} was not there at the opening", name(holder)),
    }
}

/// What happened to a meeting.
#[must_use]
pub fn meeting(what: &MeetingEvent, names: &Names<'_>) -> String {
    let at = |t| moment::moment(t, names.tz);
    let on = |item: &Option<u32>| item.map_or_else(String::new, |no| format!(" on item {no}"));
    match what {
        MeetingEvent::Called { series, starts, ad_hoc, reason, .. } => {
            let beside = if *ad_hoc { ", beside its turns" } else { "" };
            format!("called the meeting ({series}{beside}) for {}{}", at(*starts), names.because(reason.as_ref()))
        }
        MeetingEvent::Moved { starts, reason } => {
            format!("moved the meeting to {}{}", at(*starts), names.because(reason.as_ref()))
        }
        MeetingEvent::Canceled { reason } => format!("called the meeting off{}", names.because(reason.as_ref())),
        MeetingEvent::NotHeld { reason } => format!("closed it as not held{}", names.because(reason.as_ref())),
        MeetingEvent::ItemAdded { item, second } => {
            let seconded = second.as_ref().map_or_else(String::new, |s| format!(", seconded by {}", names.of(s)));
            format!("put {} on the agenda{seconded}", subject(&item.subject))
        }
        MeetingEvent::ItemRemoved { subject: about, reason } => {
            format!("took {} off the agenda{}", subject(about), names.because(reason.as_ref()))
        }
        MeetingEvent::Opened { items, acting } => {
            let acting = acting.as_ref().map(|a| format!(" as acting chair: {}", chairs_for(a, &|p| names.of(p))));
            format!("opened the meeting with {}{}", so_many(items.len(), "item"), acting.unwrap_or_default())
        }
        MeetingEvent::ChairTaken => "took the chair".into(),
        MeetingEvent::Presented { item } => format!("went to item {item}"),
        MeetingEvent::Paused => "paused the meeting".into(),
        MeetingEvent::Resumed => "went on with the meeting".into(),
        MeetingEvent::Extended { item, minutes } => format!("gave item {item} {} more", so_many(*minutes, "minute")),
        MeetingEvent::Noted { private: true, .. } => "made a private note".into(),
        MeetingEvent::Noted { item, text, .. } => format!("noted{}: \"{}\"", on(item), names.quote(text)),
        MeetingEvent::ActionGiven { item, text, owner, due } => {
            format!("gave {} an action{}, due {}: \"{}\"", names.of(owner), on(item), at(*due), names.quote(text))
        }
        MeetingEvent::ActionDone { no } => format!("marked action {no} as done"),
        MeetingEvent::Considered { item, criteria } => format!("considered {} for item {item}", list(criteria)),
        MeetingEvent::Assessed { item, seat, text } => {
            format!("gave the assessment of {seat} on item {item}: \"{}\"", names.quote(text))
        }
        MeetingEvent::Announced { items, until } => {
            let items: Vec<String> = items.iter().map(ToString::to_string).collect();
            let clock = until.local(names.tz).format("%H:%M:%S");
            format!("announced the consent group (items {}): silence until {clock} consents", list(&items))
        }
        MeetingEvent::Pulled { item } => format!("took item {item} out of the consent group"),
        MeetingEvent::Settled { item, how, note, until, open } => {
            let until = match (until, open) {
                (Some(until), _) => format!(" until {}", at(*until)),
                (None, true) => " until it is brought again".into(),
                (None, false) => String::new(),
            };
            format!("settled item {item} as {how}{until}{}", names.because(note.as_ref()))
        }
        MeetingEvent::DataKept { item, .. } => format!("kept what item {item} showed"),
        MeetingEvent::NamesKept { names } => {
            format!("kept the names of {}", so_many(names.len(), "person").replace("persons", "people"))
        }
        MeetingEvent::Closed { not_reached, reason, .. } => {
            let items: Vec<String> = not_reached.iter().map(ToString::to_string).collect();
            let why = names.because(reason.as_ref());
            match items.as_slice() {
                [] => format!("closed the meeting{why}"),
                [one] => format!("closed the meeting{why}; item {one} was not reached"),
                _ => format!("closed the meeting{why}; items {} were not reached", list(&items)),
            }
        }
        MeetingEvent::Corrected { text } => format!("corrected the minutes: \"{}\"", names.quote(text)),
    }
}
