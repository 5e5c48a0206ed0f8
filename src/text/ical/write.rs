//! What all calendars that leave have in common: their head, times in a zone, and the definitions of zones.

use crate::base::time::Moment;
use chrono::{DateTime, Datelike as _, Duration, NaiveDateTime, Offset as _, TimeZone as _, Utc};
use chrono_tz::{OffsetName as _, Tz};
use icalendar::{Calendar, Property};

/// A label of a person or organisation inside an address: letters that an URN may hold.
pub(super) fn urn(name: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_') { c } else { '-' };
    format!("urn:quorate:{}", name.chars().map(safe).collect::<String>())
}

/// A text as the value of a parameter, which holds no quotation mark itself (RFC 6868).
pub(super) fn parameter(text: &str) -> String {
    text.replace('^', "^^").replace('"', "^'")
}

/// A calendar of one's own kind, by a method of RFC 5546.
pub(super) fn calendar(kind: &str, method: &str) -> Calendar {
    let mut calendar = Calendar::empty();
    let product = format!("-//quorate//{kind}//EN");
    for (key, value) in [("VERSION", "2.0"), ("PRODID", product.as_str()), ("CALSCALE", "GREGORIAN")] {
        calendar.append_property(Property::new(key, value));
    }
    calendar.append_property(Property::new("METHOD", method));
    calendar
}

/// A time by the clock of a zone.
pub(super) fn zoned(key: &str, local: NaiveDateTime, tz: Tz) -> Property {
    Property::new(key, local.format("%Y%m%dT%H%M%S").to_string()).add_parameter("TZID", tz.name()).done()
}

/// A calendar's text with the definitions of the zones that its times name, each from the first of them on.
pub(super) fn with_zones(text: &str, zones: &[(Tz, Moment)]) -> String {
    const FIRST: &str = "\r\nBEGIN:VEVENT\r\n";
    match text.split_once(FIRST) {
        Some((head, rest)) if !zones.is_empty() => {
            let defined: String = zones.iter().map(|(tz, first)| zone(*tz, *first)).collect();
            format!("{head}\r\n{}{FIRST}{rest}", defined.trim_end())
        }
        _ => text.to_owned(),
    }
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
