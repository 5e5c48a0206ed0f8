//! Invitations, actions and feeds of meetings as iCalendar (RFC 5545). The same sheet gives the same bytes.

use super::write::{calendar, parameter, urn, with_zones, zoned};
use crate::base::text::{tame_line, tame_prose};
use crate::sheets::feed::{FeedLine, FeedSheet, SeriesLine};
use crate::sheets::meeting::{ActionLine, MeetingRow, MeetingSheet};
use crate::sheets::time::Time;
use chrono::Duration;
use chrono_tz::Tz;
use icalendar::{Component as _, Event, EventLike as _, Property, Todo};

/// Whether nobody needs to come any more: it was called off, or somebody wrote down that it was not held.
fn off(row: &MeetingRow) -> bool {
    row.state == "canceled" || (row.state == "not_held" && row.closed.is_some())
}

fn event(line: &FeedLine, (org, home): (&str, &str)) -> Event {
    let row = &line.row;
    let from = row.starts.0.utc();
    let mut event = Event::new();
    let status = if off(row) { "CANCELLED" } else { "CONFIRMED" };
    event
        .uid(&format!("{}-{}@{home}", row.series, row.id))
        .timestamp(line.changed.0.utc())
        .sequence(line.sequence)
        .summary(&tame_line(&format!("{} {}", row.title, row.id), 200))
        .starts(from)
        .ends(from + Duration::minutes(i64::from(line.minutes)))
        .append_property(Property::new("STATUS", status))
        .append_property(organizer(org));
    event
}

/// The invitation to a meeting, with its agenda; for one that was called off, its cancellation.
#[must_use]
pub fn invitation(sheet: &MeetingSheet) -> String {
    let line = FeedLine {
        row: sheet.row.clone(),
        minutes: sheet.minutes,
        sequence: sheet.sequence,
        changed: sheet.changed.unwrap_or(sheet.row.starts),
    };
    let mut event = event(&line, (&sheet.org, &sheet.home));
    let agenda: Vec<String> = sheet
        .agenda
        .iter()
        .map(|l| format!("{}. {}{}", l.position, l.id.as_ref().map(|i| format!("{i} ")).unwrap_or_default(), l.title))
        .collect();
    event.description(&tame_prose(&agenda.join("\n")));
    for attendee in attendees(sheet) {
        event.append_multi_property(attendee);
    }
    let mut calendar = calendar("meetings", if off(&sheet.row) { "CANCEL" } else { "REQUEST" });
    calendar.push(event.done());
    calendar.to_string()
}

/// All meetings that were called, and the series that go on, each with its rule in its own zone.
#[must_use]
pub fn feed(feed: &FeedSheet) -> String {
    let mut calendar = calendar("meetings", "PUBLISH");
    let tz: Tz = feed.tz.parse().unwrap_or(chrono_tz::UTC);
    let from = (feed.org.as_str(), feed.home.as_str());
    for line in &feed.meetings {
        calendar.push(event(line, from).done());
    }
    for series in &feed.series {
        calendar.push(recurring(series, from, tz).done());
        for (day, to) in &series.moved {
            calendar.push(moved(series, from, tz, *day, *to).done());
        }
    }
    let zones: Vec<_> = feed.series.iter().map(|s| s.starts.0).min().map(|first| (tz, first)).into_iter().collect();
    with_zones(&calendar.to_string(), &zones)
}

fn at(key: &str, time: Time, tz: Tz) -> Property {
    zoned(key, time.0.local(tz).naive_local(), tz)
}

/// A turn of the series that starts then.
fn turn(series: &SeriesLine, (org, home): (&str, &str), tz: Tz, starts: Time) -> Event {
    let mut event = Event::new();
    event
        .uid(&format!("{}-series@{home}", series.series))
        .timestamp(series.changed.0.utc())
        .sequence(series.sequence)
        .summary(&tame_line(&series.title, 200))
        .append_property(at("DTSTART", starts, tz))
        .append_property(Property::new("DURATION", format!("PT{}M", series.minutes)))
        .append_property(organizer(org));
    event
}

fn recurring(series: &SeriesLine, of: (&str, &str), tz: Tz) -> Event {
    let mut event = turn(series, of, tz, series.starts);
    event.append_property(Property::new("RRULE", &series.rrule));
    for except in &series.except {
        event.append_multi_property(at("EXDATE", *except, tz));
    }
    event
}

/// A turn that is held at another time than the rule has it.
fn moved(series: &SeriesLine, of: (&str, &str), tz: Tz, from: Time, to: Time) -> Event {
    let mut event = turn(series, of, tz, to);
    event.append_property(at("RECURRENCE-ID", from, tz));
    event
}

/// Who calls: the organisation, which has no address of its own.
fn organizer(org: &str) -> Property {
    Property::new("ORGANIZER", urn(org)).add_parameter("CN", &parameter(&tame_line(org, 100))).done()
}

/// Who is invited, and as what (RFC 5545, 3.2.16): by mail where an address is registered, and asked for an answer then.
fn attendee(person: &str, name: &str, mail: Option<&String>, role: &str) -> Property {
    let address = mail.map_or_else(|| urn(person), |mail| format!("mailto:{}", tame_line(mail, 200)));
    let mut property = Property::new("ATTENDEE", address);
    property.add_parameter("CN", &parameter(&tame_line(name, 100))).add_parameter("ROLE", role);
    if mail.is_some() && role != "NON-PARTICIPANT" {
        property.add_parameter("PARTSTAT", "NEEDS-ACTION").add_parameter("RSVP", "TRUE");
    }
    property.done()
}

/// Everybody who is invited: seats with the chair's first named so, who may sit for them, and who is at the table without
/// a vote. Nobody is invited twice.
fn attendees(sheet: &MeetingSheet) -> Vec<Property> {
    let mut all: Vec<(&str, Property)> = Vec::new();
    for a in &sheet.attendance {
        let role = if a.chair { "CHAIR" } else { "REQ-PARTICIPANT" };
        all.push((&a.person, attendee(&a.person, &a.name, a.email.as_ref(), role)));
    }
    let alternates = sheet.attendance.iter().flat_map(|a| &a.alternates);
    let others = alternates.map(|(id, name)| (id, name, "OPT-PARTICIPANT"));
    for (id, name, role) in others.chain(sheet.beside.iter().map(|b| (&b.person, &b.name, "NON-PARTICIPANT"))) {
        if all.iter().all(|(known, _)| known != id) {
            all.push((id, attendee(id, name, sheet.mails.get(id), role)));
        }
    }
    all.into_iter().map(|(_, property)| property).collect()
}

/// Actions as to-dos that are published: nobody is invited to one (RFC 5545, 3.8.4.1), so that its owner stands there as whom
/// to ask. `home` is the domain in which the register names them.
#[must_use]
pub fn todos(actions: &[ActionLine], (org, home): (&str, &str)) -> String {
    let mut calendar = calendar("meetings", "PUBLISH");
    for action in actions {
        let owner = if action.owner_name.is_empty() { &action.owner } else { &action.owner_name };
        let mut todo = Todo::new();
        todo.uid(&format!("{}-action-{}@{home}", action.meeting, action.no))
            .timestamp(action.done.unwrap_or(action.given).0.utc())
            .summary(&tame_line(&action.text, 2000))
            .starts(action.given.0.utc())
            .due(action.due.0.utc())
            .append_property(Property::new("CONTACT", tame_line(owner, 100)))
            .append_property(organizer(org))
            .append_property(Property::new("PRIORITY", "0"))
            .append_property(Property::new("SEQUENCE", if action.done.is_some() { "1" } else { "0" }));
        match action.done {
            Some(done) => todo.completed(done.0.utc()).append_property(Property::new("STATUS", "COMPLETED")),
            None => todo.append_property(Property::new("STATUS", "NEEDS-ACTION")),
        };
        calendar.push(todo.done());
    }
    calendar.to_string()
}
