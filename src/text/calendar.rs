//! Invitations, actions and feeds as iCalendar (RFC 5545).

use crate::sheets::meeting::{ActionLine, MeetingRow, MeetingSheet};
use chrono::{DateTime, Duration, Utc};
use icalendar::{Calendar, Component as _, Event, EventLike as _, Property, Todo};

fn utc(time: crate::sheets::time::Time) -> DateTime<Utc> {
    time.0.utc()
}

fn event(row: &MeetingRow, minutes: u32, org: &str) -> Event {
    let from = utc(row.starts);
    let mut event = Event::new();
    let status = if row.state == "canceled" { "CANCELLED" } else { "CONFIRMED" };
    event
        .uid(&format!("{}-{}@quorate", row.series, row.id))
        .timestamp(from)
        .summary(&format!("{} {}", row.title, row.id))
        .starts(from)
        .ends(from + Duration::minutes(i64::from(minutes)))
        .append_property(Property::new("STATUS", status))
        .append_property(Property::new("ORGANIZER;CN=quorate", format!("urn:quorate:{org}")));
    event
}

/// The invitation to a meeting, with its agenda.
#[must_use]
pub fn invitation(sheet: &MeetingSheet) -> String {
    let mut event = event(&sheet.row, sheet.minutes, &sheet.org);
    let agenda: Vec<String> = sheet
        .agenda
        .iter()
        .map(|l| format!("{}. {}{}", l.position, l.id.as_ref().map(|i| format!("{i} ")).unwrap_or_default(), l.title))
        .collect();
    event.description(&agenda.join("\n"));
    for a in &sheet.attendance {
        event.append_multi_property(Property::new("ATTENDEE", format!("urn:quorate:{}", a.person)));
    }
    let mut calendar = Calendar::new();
    calendar.append_property(Property::new("METHOD", "REQUEST"));
    calendar.push(event.done());
    calendar.done().to_string()
}

/// A feed of meetings, an hour each where nothing says more.
#[must_use]
pub fn feed(rows: &[MeetingRow], org: &str) -> String {
    let mut calendar = Calendar::new();
    for row in rows {
        calendar.push(event(row, 60, org).done());
    }
    calendar.done().to_string()
}

/// Actions as to-dos.
#[must_use]
pub fn todos(actions: &[ActionLine]) -> String {
    let mut calendar = Calendar::new();
    for action in actions {
        let mut todo = Todo::new();
        todo.uid(&format!("{}-action-{}@quorate", action.meeting, action.no))
            .timestamp(utc(action.due))
            .summary(&action.text)
            .due(utc(action.due))
            .append_property(Property::new("ATTENDEE", format!("urn:quorate:{}", action.owner)));
        if let Some(done) = action.done {
            todo.completed(utc(done));
        }
        calendar.push(todo.done());
    }
    calendar.done().to_string()
}
