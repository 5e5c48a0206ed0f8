//! The turns of a board: on which days its series meet by their rules, and where holidays move them.

use crate::base::time::Moment;
use crate::policy::meeting::{Series, Source};
use crate::policy::pack::Pack;
use chrono::{Datelike, Days, NaiveDate, NaiveTime, Weekday};
use rrule::{RRule, Tz, Unvalidated};

/// A turn of a series: the day that its rule gives, which numbers it, and when it is held, since a holiday may move it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Turn {
    /// The day of the rule.
    pub day: NaiveDate,
    /// When it is held.
    pub at: Moment,
}

/// How many days holidays move a meeting at most.
const FURTHEST: u64 = 60;

/// Turns of one series that are looked at.
const MOST: usize = 1000;

/// The rule of a series (RFC 5545, 3.3.10): its own, or each week the day of the setting `cab.weekday`; none where it meets
/// only when called, or nothing is set.
#[must_use]
pub fn rule(pack: &Pack, series: &Series) -> Option<String> {
    match series.rrule.as_str() {
        "none" => None,
        "" => {
            let day: String = weekday(pack)?.to_string().chars().take(2).collect();
            Some(format!("FREQ=WEEKLY;BYDAY={}", day.to_uppercase()))
        }
        own => Some(own.to_owned()),
    }
}

/// Looks at the days that the rule of a series gives from a day on, in order, until `look` finds something.
pub fn find<T>(pack: &Pack, series: &Series, from: NaiveDate, look: impl FnMut(NaiveDate) -> Option<T>) -> Option<T> {
    match series.rrule.as_str() {
        "none" => None,
        "" => {
            let weekday = weekday(pack)?;
            from.iter_days().filter(|day| day.weekday() == weekday).take(MOST).find_map(look)
        }
        own => {
            let hour = hour(pack)?;
            let rule: RRule<Unvalidated> = own.parse().ok()?;
            let first = pack.calendar.at(series.anchor.unwrap_or(from), hour).local(pack.calendar.tz);
            let set = rule.build(first.with_timezone(&Tz::from(pack.calendar.tz))).ok()?.limit();
            let days = set.into_iter().map(|turn| turn.naive_local().date());
            days.skip_while(|day| *day < from).take(MOST).find_map(look)
        }
    }
}

/// The next turn of a series after a moment; none where it meets only when called, or where nothing is set.
#[must_use]
pub fn next_turn(pack: &Pack, series: &Series, after: Moment) -> Option<Turn> {
    let hour = hour(pack)?;
    // Back as far as holidays may have moved a turn to a day still ahead.
    let from = pack.calendar.day(after).checked_sub_days(Days::new(FURTHEST))?;
    find(pack, series, from, |day| {
        let at = pack.calendar.at(held_on(pack, day)?, hour);
        (at > after).then_some(Turn { day, at })
    })
}

/// When the board meets next after a moment by the rules of those of its series that decide.
#[must_use]
pub fn next_meeting(pack: &Pack, after: Moment) -> Option<Moment> {
    let decides = |s: &&Series| s.sections.iter().any(|c| c.source == Source::Decisions);
    pack.series.iter().filter(decides).filter_map(|s| next_turn(pack, s, after)).map(|turn| turn.at).min()
}

/// The board's next meeting on a later day: what a meeting defers does not come up again at the same meeting.
#[must_use]
pub fn meeting_after_today(pack: &Pack, now: Moment) -> Option<Moment> {
    let next = next_meeting(pack, now)?;
    if pack.calendar.day(next) == pack.calendar.day(now) { next_meeting(pack, next) } else { Some(next) }
}

/// The day on which a meeting that its series puts on a day is held: the setting `meeting.holiday` moves it off a
/// holiday, leaves it out or keeps it.
#[must_use]
pub fn held_on(pack: &Pack, day: NaiveDate) -> Option<NaiveDate> {
    let calendar = &pack.calendar;
    if !calendar.holidays.contains(&day) {
        return Some(day);
    }
    match pack.setting("meeting.holiday") {
        Some("keep") => Some(day),
        Some("skip") => None,
        _ => day.iter_days().zip(0..FURTHEST).map(|(d, _)| d).find(|d| calendar.works(*d)),
    }
}

/// At what time of the day meetings begin.
#[must_use]
pub fn hour(pack: &Pack) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(pack.setting("cab.time")?, "%H:%M").ok()
}

fn weekday(pack: &Pack) -> Option<Weekday> {
    pack.setting("cab.weekday")?.parse().ok()
}
