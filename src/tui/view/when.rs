//! Moments as screens write them, in the zone that is shown, and always with the other one where it matters.

use crate::base::time::Moment;
use crate::sheets::checklist::ItemLine;
use crate::sheets::time::Window;
use crate::tui::model::Model;
use chrono::{DateTime, Datelike as _, Timelike as _};
use chrono_tz::Tz;

/// The header's clock in forms that become shorter: `Wed 23 Sep 2026 13:57 CEST (11:57Z)` first.
#[must_use]
pub fn clock(model: &Model) -> [String; 3] {
    let now = model.now();
    let local = now.local(model.zone());
    let full = local.format("%a %-d %b %Y %H:%M %Z").to_string();
    let both =
        if model.zone() == chrono_tz::UTC { full.clone() } else { format!("{full} ({}Z)", now.utc().format("%H:%M")) };
    [both, full, local.format("%H:%M %Z").to_string()]
}

/// A moment, short: `Sat 26 Sep 22:00`, with the year where it is not this one.
#[must_use]
pub fn short(model: &Model, at: Moment) -> String {
    let (local, now) = (at.local(model.zone()), model.now().local(model.zone()));
    let form = if local.year() == now.year() { "%a %-d %b %H:%M" } else { "%-d %b %Y %H:%M" };
    local.format(form).to_string()
}

/// A moment in twelve columns: `26 Sep 22:00`, or `26 Sep 2027` where the year is another one.
#[must_use]
pub fn brief(model: &Model, at: Moment) -> String {
    // Every line of the queue has one, so the form is written out here.
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let zone = model.zone();
    let (local, now) = (at.local(zone), model.now().local(zone));
    let month = usize::try_from(local.month0()).ok().and_then(|m| MONTHS.get(m)).copied().unwrap_or_default();
    if local.year() == now.year() {
        format!("{:2} {month} {:02}:{:02}", local.day(), local.hour(), local.minute())
    } else {
        format!("{:2} {month} {}", local.day(), local.year())
    }
}

/// A window: `Sat 26 Sep 22:00-23:30 EDT (02:00-03:30Z)`; one that crosses a change of the clock says so.
#[must_use]
pub fn window(model: &Model, window: &Window) -> String {
    let tz = model.zone();
    let (from, to) = (window.from.0.local(tz), window.to.0.local(tz));
    let zone = |t: &DateTime<Tz>| t.format("%Z").to_string();
    let crossing = zone(&from) != zone(&to);
    let year = if from.year() == model.now().local(tz).year() { "" } else { " %Y" };
    let end = match (from.date_naive() == to.date_naive(), from.year() == to.year()) {
        (true, _) => "%H:%M %Z",
        (false, true) => "%a %-d %b %H:%M %Z",
        (false, false) => "%a %-d %b %Y %H:%M %Z",
    };
    let start = from.format(&format!("%a %-d %b{year} %H:%M")).to_string();
    let first = if crossing { format!(" {}", zone(&from)) } else { String::new() };
    let utc = if tz == chrono_tz::UTC {
        String::new()
    } else {
        format!(" ({}-{}Z)", window.from.0.utc().format("%H:%M"), window.to.0.utc().format("%H:%M"))
    };
    let note = if crossing { ", the clock changes" } else { "" };
    format!("{start}{first}-{}{utc}{note}", to.format(end))
}

/// How far away a moment is, in whole minutes, for the clock moves once a minute: `in 3min`, `2d 4h ago`.
#[must_use]
pub fn away(model: &Model, at: Moment) -> String {
    const MINUTE: i64 = 60_000_000;
    let minute = |m: Moment| Moment(m.0.div_euclid(MINUTE) * MINUTE);
    crate::text::words::moment::relative(minute(at), minute(model.now()))
}

/// When an item of a checklist was settled, or until or from when it is to be signed: with its weekday where that is not today,
/// and as a date where it is further away than a week.
pub(super) fn item(model: &Model, item: &ItemLine) -> String {
    let now = model.now();
    let due = if item.overdue { item.late_after } else { item.not_before.filter(|t| t.0 > now).or(item.late_after) };
    let Some(at) = item.at.or(due).or(item.not_before) else { return String::new() };
    let (at, now) = (at.0.local(model.zone()), now.local(model.zone()));
    let form = match (at.date_naive() - now.date_naive()).num_days() {
        0 => "%H:%M",
        -6..=6 => "%a %H:%M",
        _ => "%-d %b",
    };
    at.format(form).to_string()
}
