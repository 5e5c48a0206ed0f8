//! Moments, windows and spans in words: local time with its zone, and UTC beside it.

use crate::base::time::{Moment, Span};
use chrono::{DateTime, Datelike};
use chrono_tz::Tz;

fn zone(at: &DateTime<Tz>) -> String {
    at.format("%Z").to_string()
}

/// `2026-03-10 22:00 CET (21:00Z)`; the date in UTC too where it is another one; no bracket where the zone is UTC.
#[must_use]
pub fn moment(at: Moment, tz: Tz) -> String {
    let local = at.local(tz);
    let utc = at.utc();
    let seconds = if at.0.rem_euclid(60_000_000) == 0 { "" } else { ":%S" };
    let here = local.format(&format!("%Y-%m-%d %H:%M{seconds}")).to_string();
    if zone(&local) == "UTC" {
        return format!("{here}Z");
    }
    let form = if local.date_naive() == utc.date_naive() { "" } else { "%Y-%m-%d " };
    format!("{here} {} ({}Z)", zone(&local), utc.format(&format!("{form}%H:%M{seconds}")))
}

/// `2026-03-10 22:00`, in the zone, without its name; for columns.
#[must_use]
pub fn short(at: Moment, tz: Tz) -> String {
    at.local(tz).format("%Y-%m-%d %H:%M").to_string()
}

/// `22:00-23:30 CEST (20:00-21:30Z)` with the date before it, unless `day` says that it is known. A window that crosses
/// a change of the clock says so.
#[must_use]
pub fn window(from: Moment, to: Moment, tz: Tz, day: bool) -> String {
    let (a, b) = (from.local(tz), to.local(tz));
    let (ua, ub) = (from.utc(), to.utc());
    let same_day = a.date_naive() == b.date_naive();
    let head = if day { String::new() } else { a.format("%Y-%m-%d ").to_string() };
    let tail = if same_day { b.format("%H:%M").to_string() } else { b.format("%Y-%m-%d %H:%M").to_string() };
    let crossing = zone(&a) != zone(&b);
    if zone(&a) == "UTC" && !crossing {
        return format!("{head}{}-{tail}Z", a.format("%H:%M"));
    }
    let shift = |utc_day: chrono::NaiveDate, local_day: chrono::NaiveDate| {
        if utc_day == local_day { "" } else { "%m-%d " }
    };
    let before = ua.format(&format!("{}%H:%M", shift(ua.date_naive(), a.date_naive()))).to_string();
    let after = ub.format(&format!("{}%H:%M", shift(ub.date_naive(), b.date_naive()))).to_string();
    let first = if crossing { format!(" {}", zone(&a)) } else { String::new() };
    let last = zone(&b);
    let note = if crossing { format!(", the clock changes: {} elapsed", span(to.since(from))) } else { String::new() };
    format!("{head}{}{first}-{tail} {last} ({before}-{after}Z{note})", a.format("%H:%M"))
}

/// A date for people: `Tue 2026-03-10`.
#[must_use]
pub fn day(at: Moment, tz: Tz) -> String {
    let local = at.local(tz);
    format!("{} {}", local.weekday(), local.format("%Y-%m-%d"))
}

/// A span by its two largest units: `2d 3h`, `1h 30min`, `12min`, `40s`; `-` before it when negative.
#[must_use]
pub fn span(span: Span) -> String {
    span.words()
}

/// How a moment lies to now: `in 2h 5min`, `3d ago`, `now`.
#[must_use]
pub fn relative(at: Moment, now: Moment) -> String {
    let away = at.since(now);
    match away.as_seconds() {
        0 => "now".into(),
        1.. => format!("in {}", span(away)),
        _ => format!("{} ago", span(Span(away.0.saturating_neg()))),
    }
}
