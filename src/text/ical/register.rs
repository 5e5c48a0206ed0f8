//! The register's calendar as iCalendar: windows and freezes with their rules, scheduled changes. The same sheet gives
//! the same bytes.

use super::write::{calendar, urn, with_zones, zoned};
use crate::base::text::{tame_line, tame_prose};
use crate::base::time::Moment;
use crate::sheets::calendar::{CalendarFeed, FeedEntry, FeedRule, FeedTimes};
use crate::sheets::time::Window;
use chrono::{DateTime, Duration, LocalResult, NaiveDate, NaiveDateTime, TimeZone as _, Utc};
use chrono_tz::Tz;
use icalendar::{Calendar, Component as _, Event, EventLike as _, Property};
use std::collections::BTreeMap;

/// The property that names the register that tells a calendar.
pub(super) const HOME: &str = "X-QUORATE-REGISTER";
/// The property that names the environments that an event is for, separated by commas.
pub(super) const BOUND: &str = "X-QUORATE-ENVIRONMENTS";

/// The feed; `openness` is the word of `X-CALENDAR-TYPE`, where it is for a reader that knows only open and closed times.
#[must_use]
pub fn feed(feed: &CalendarFeed, openness: Option<&str>) -> String {
    let mut out = calendar("calendar", "PUBLISH");
    let name = format!("Changes {}", feed.org);
    out.append_property(Property::new("X-WR-CALNAME", tame_line(name.trim(), 200)));
    out.append_property(Property::new("X-WR-TIMEZONE", &feed.tz));
    out.append_property(Property::new(HOME, &feed.home));
    let day = |at: Moment| at.local(feed.tz.parse().unwrap_or(Tz::UTC)).date_naive();
    let told = format!("From {} to {}.", day(feed.told.from.0), day(feed.told.to.0));
    out.append_property(Property::new("X-WR-CALDESC", told));
    if let Some(word) = openness {
        out.append_property(Property::new("X-CALENDAR-TYPE", word));
    }
    let mut zones: BTreeMap<&str, (Tz, Moment)> = BTreeMap::new();
    for entry in &feed.entries {
        match &entry.when {
            FeedTimes::Once(window) => {
                out.push(once(entry, &feed.org, window).done());
            }
            FeedTimes::Rule(rule) => {
                let Ok(tz) = rule.tz.parse::<Tz>() else { continue };
                if let Some(first) = recurring(&mut out, entry, &feed.org, rule, tz) {
                    let known = zones.entry(tz.name()).or_insert((tz, first));
                    known.1 = known.1.min(first);
                }
            }
        }
    }
    with_zones(&out.to_string(), &zones.into_values().collect::<Vec<_>>())
}

fn event(entry: &FeedEntry, org: &str) -> Event {
    let mut event = Event::new();
    event
        .uid(&entry.uid)
        .timestamp(entry.changed.0.utc())
        .sequence(entry.sequence)
        .summary(&tame_line(&entry.title, 200))
        .append_property(Property::new("STATUS", if entry.canceled { "CANCELLED" } else { "CONFIRMED" }))
        // A window keeps nobody busy.
        .append_property(Property::new("TRANSP", if entry.kind == "window" { "TRANSPARENT" } else { "OPAQUE" }))
        .append_property(Property::new("CATEGORIES", entry.kind.to_uppercase()))
        .append_property(Property::new("ORGANIZER", urn(org)));
    if !entry.environments.is_empty() {
        event.append_property(Property::new(BOUND, entry.environments.join(",")));
    }
    if !entry.text.is_empty() {
        event.description(&tame_prose(&entry.text));
    }
    event
}

fn once(entry: &FeedEntry, org: &str, window: &Window) -> Event {
    let mut event = event(entry, org);
    event.starts(window.from.0.utc()).ends(window.to.0.utc());
    event
}

/// A recurrence with what differs from it: days whose hours the clock skips are taken out, and turns that lie elsewhere
/// than RFC 5545 puts them, or about which readers disagree, have an event of their own. The time of the first, for its
/// zone's definition.
fn recurring(out: &mut Calendar, entry: &FeedEntry, org: &str, rule: &FeedRule, tz: Tz) -> Option<Moment> {
    let nominal = |day: &str| -> Option<NaiveDateTime> {
        let midnight = day.parse::<NaiveDate>().ok()?.and_hms_opt(0, 0, 0)?;
        Some(midnight + Duration::seconds(i64::from(rule.opens_s)))
    };
    let days: Vec<(NaiveDateTime, Option<Window>)> =
        rule.days.iter().filter_map(|(day, turn)| Some((nominal(day)?, *turn))).collect();
    let (first, last) = (days.first()?.0, days.last()?);
    let until = [Some(resolve(last.0, tz).0), last.1.map(|w| w.from.0)].into_iter().flatten().max()?;
    let mut main = event(entry, org);
    let lasts = rule.minutes.map_or_else(|| "P1D".to_owned(), |n| format!("PT{n}M"));
    let text = format!("{};UNTIL={}", rule.rule, until.utc().format("%Y%m%dT%H%M%SZ"));
    main.append_property(zoned("DTSTART", first, tz))
        .append_property(Property::new("DURATION", lasts))
        .append_property(Property::new("RRULE", text));
    let mut moved: Vec<Event> = Vec::new();
    for (at, turn) in &days {
        match turn {
            None => {
                main.append_multi_property(zoned("EXDATE", *at, tz));
            }
            Some(turn) if !as_written(*at, turn, rule.minutes, tz) => {
                let mut other = once(entry, org, turn);
                other.append_property(zoned("RECURRENCE-ID", *at, tz));
                moved.push(other);
            }
            Some(_) => {}
        }
    }
    out.push(main.done());
    for event in &mut moved {
        out.push(event.done());
    }
    Some(resolve(first, tz).0)
}

/// Whether a turn is where every reader of the rule puts it.
fn as_written(at: NaiveDateTime, turn: &Window, minutes: Option<i64>, tz: Tz) -> bool {
    let (from, plain) = resolve(at, tz);
    let to = match minutes {
        Some(n) => from.plus(crate::base::time::Span::seconds(n.saturating_mul(60))),
        None => resolve(at + Duration::days(1), tz).0,
    };
    plain && (turn.from.0, turn.to.0) == (from, to)
}

/// The moment of a time by the clock of a zone as RFC 5545 has it, and whether the clock shows it once: a time that is
/// skipped is told by the offset before the gap, one that comes twice is the first.
fn resolve(at: NaiveDateTime, tz: Tz) -> (Moment, bool) {
    let moment = |t: DateTime<Tz>| Moment::from_utc(t.with_timezone(&Utc));
    match tz.from_local_datetime(&at) {
        LocalResult::Single(t) => (moment(t), true),
        LocalResult::Ambiguous(first, _) => (moment(first), false),
        LocalResult::None => {
            let before = tz.from_local_datetime(&(at - Duration::hours(4))).earliest();
            (before.map_or_else(Moment::default, |t| moment(t + Duration::hours(4))), false)
        }
    }
}
