//! Invitations, actions and feeds as iCalendar (RFC 5545). The same sheet gives the same bytes.

use crate::base::text::{tame_line, tame_prose};
use crate::base::time::Moment;
use crate::sheets::meeting::{ActionLine, FeedLine, FeedSheet, MeetingSheet, SeriesLine};
use crate::sheets::time::Time;
use chrono::{DateTime, Datelike as _, Duration, Offset as _, TimeZone as _, Utc};
use chrono_tz::{OffsetName as _, Tz};
use icalendar::{Calendar, Component as _, Event, EventLike as _, Property, Todo};

/// A label of a person or organisation inside an address: letters that an URN may hold.
fn urn(name: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_') { c } else { '-' };
    format!("urn:quorate:{}", name.chars().map(safe).collect::<String>())
}

fn calendar(method: &str) -> Calendar {
    let mut calendar = Calendar::empty();
    for (key, value) in [("VERSION", "2.0"), ("PRODID", "-//quorate//meetings//EN"), ("CALSCALE", "GREGORIAN")] {
        calendar.append_property(Property::new(key, value));
    }
    calendar.append_property(Property::new("METHOD", method));
    calendar
}

fn event(line: &FeedLine, org: &str) -> Event {
    let row = &line.row;
    let from = row.starts.0.utc();
    let mut event = Event::new();
    let status = if row.state == "canceled" { "CANCELLED" } else { "CONFIRMED" };
    event
        .uid(&format!("{}-{}@quorate", row.series, row.id))
        .timestamp(line.changed.0.utc())
        .sequence(line.sequence)
        .summary(&tame_line(&format!("{} {}", row.title, row.id), 200))
        .starts(from)
        .ends(from + Duration::minutes(i64::from(line.minutes)))
        .append_property(Property::new("STATUS", status))
        .append_property(Property::new("ORGANIZER", urn(org)));
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
    let mut event = event(&line, &sheet.org);
    let agenda: Vec<String> = sheet
        .agenda
        .iter()
        .map(|l| format!("{}. {}{}", l.position, l.id.as_ref().map(|i| format!("{i} ")).unwrap_or_default(), l.title))
        .collect();
    event.description(&tame_prose(&agenda.join("\n")));
    for a in &sheet.attendance {
        event.append_multi_property(Property::new("ATTENDEE", urn(&a.person)));
    }
    let mut calendar = calendar(if sheet.row.state == "canceled" { "CANCEL" } else { "REQUEST" });
    calendar.push(event.done());
    calendar.to_string()
}

/// All meetings that were called, and the series that go on, each with its rule in its own zone.
#[must_use]
pub fn feed(feed: &FeedSheet) -> String {
    let mut calendar = calendar("PUBLISH");
    let tz: Tz = feed.tz.parse().unwrap_or(chrono_tz::UTC);
    for line in &feed.meetings {
        calendar.push(event(line, &feed.org).done());
    }
    for series in &feed.series {
        calendar.push(recurring(series, &feed.org, tz).done());
    }
    let text = calendar.to_string();
    match (feed.series.iter().map(|s| s.starts).min(), text.split_once("BEGIN:VEVENT")) {
        (Some(first), Some((head, rest))) => format!("{head}{}BEGIN:VEVENT{rest}", zone(tz, first.0)),
        _ => text,
    }
}

fn recurring(series: &SeriesLine, org: &str, tz: Tz) -> Event {
    let local = |t: Time| t.0.local(tz).format("%Y%m%dT%H%M%S").to_string();
    let zoned = |key: &str, value: String| Property::new(key, value).add_parameter("TZID", tz.name()).done();
    let mut event = Event::new();
    event
        .uid(&format!("{}-series@quorate", series.series))
        .timestamp(series.starts.0.utc())
        .summary(&tame_line(&series.title, 200))
        .append_property(zoned("DTSTART", local(series.starts)))
        .append_property(Property::new("DURATION", format!("PT{}M", series.minutes)))
        .append_property(Property::new("RRULE", &series.rrule))
        .append_property(Property::new("ORGANIZER", urn(org)));
    for except in &series.except {
        event.append_multi_property(zoned("EXDATE", local(*except)));
    }
    event
}

/// The zone's definition from the year before a moment to ten years after it: each change of its offset.
fn zone(tz: Tz, from: Moment) -> String {
    let offset = |at: DateTime<Utc>| tz.offset_from_utc_datetime(&at.naive_utc());
    let signed = |seconds: i32| {
        let (sign, s) = if seconds < 0 { ('-', -seconds) } else { ('+', seconds) };
        format!("{sign}{:02}{:02}", s / 3600, s % 3600 / 60)
    };
    let mut out = format!("BEGIN:VTIMEZONE\r\nTZID:{}\r\n", tz.name());
    let mut part = |kind: &str, start: String, before: i32, after: i32, name: &str| {
        out.push_str(&format!(
            "BEGIN:{kind}\r\nDTSTART:{start}\r\nTZOFFSETFROM:{}\r\nTZOFFSETTO:{}\r\nTZNAME:{name}\r\nEND:{kind}\r\n",
            signed(before),
            signed(after)
        ));
    };
    let year = from.utc().year();
    let Some(mut at) = Utc.with_ymd_and_hms(year - 1, 1, 1, 0, 0, 0).single() else { return String::new() };
    let first = offset(at);
    let seconds = |o: &chrono_tz::TzOffset| o.fix().local_minus_utc();
    let name = |o: &chrono_tz::TzOffset| o.abbreviation().unwrap_or("LMT").to_owned();
    part("STANDARD", format!("{}0101T000000", year - 1), seconds(&first), seconds(&first), &name(&first));
    let mut before = first;
    while at.year() < year + 10 {
        let next = at + Duration::hours(1);
        let after = offset(next);
        if seconds(&after) != seconds(&before) {
            // Offsets change on whole quarters of an hour: the first one that shows the new offset.
            let turn =
                (1..=4).map(|q| at + Duration::minutes(15 * q)).find(|t| seconds(&offset(*t)) == seconds(&after));
            let turn = turn.unwrap_or(next) + Duration::seconds(i64::from(seconds(&before)));
            let kind = if seconds(&after) > seconds(&before) { "DAYLIGHT" } else { "STANDARD" };
            part(kind, turn.format("%Y%m%dT%H%M%S").to_string(), seconds(&before), seconds(&after), &name(&after));
        }
        (at, before) = (next, after);
    }
    out.push_str("END:VTIMEZONE\r\n");
    out
}

/// Actions as to-dos.
#[must_use]
pub fn todos(actions: &[ActionLine]) -> String {
    let mut calendar = calendar("PUBLISH");
    for action in actions {
        let mut todo = Todo::new();
        todo.uid(&format!("{}-action-{}@quorate", action.meeting, action.no))
            .timestamp(action.done.unwrap_or(action.given).0.utc())
            .summary(&tame_line(&action.text, 2000))
            .due(action.due.0.utc())
            .append_property(Property::new("SEQUENCE", if action.done.is_some() { "1" } else { "0" }))
            .append_property(Property::new("ATTENDEE", urn(&action.owner)));
        match action.done {
            Some(done) => todo.completed(done.0.utc()).append_property(Property::new("STATUS", "COMPLETED")),
            None => todo.append_property(Property::new("STATUS", "NEEDS-ACTION")),
        };
        calendar.push(todo.done());
    }
    calendar.to_string()
}
