//! When a window or freeze of a pack holds: recurrence, dates, last days of a month, and the hours of each day.
//!
//! Days are found in the calendar of the zone, hours are put on them afterwards: a time that the zone skips becomes the
//! first instant after the gap, one that it repeats the second (reading 2.5); a length is elapsed time.

use super::pack::Pack;
use crate::base::calendar::{Calendar, days};
use crate::base::time::{Length, Moment};
use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, TimeZone};
use rrule::{Frequency, RRule, RRuleSet, Unvalidated};
use serde::{Deserialize, Serialize};

/// A stretch of time: its first moment, and the first moment after it.
pub type Stretch = (Moment, Moment);

/// Longest turn of a window, in days; a freeze over longer times is written as dates.
const LONGEST: i64 = 31;

/// When something holds. One of `always`, `announced`, `rrule`, `dates`, `dates_setting`, `times` and `last` says on which
/// days; `opens` with `lasts`, or `hours_setting`, at which hours of them, the whole day where neither is given.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Schedule {
    /// At any time.
    pub always: bool,
    /// Whenever people announce it in the register.
    pub announced: bool,
    /// An RFC 5545 recurrence rule of days, without DTSTART.
    pub rrule: Option<String>,
    /// The day from which a rule with INTERVAL or COUNT counts.
    pub anchor: Option<String>,
    /// Days (`2026-12-24`) and ranges of days, both ends included (`2026-12-24/2027-01-01`).
    pub dates: Vec<String>,
    /// Setting that holds such days and ranges, separated by commas.
    pub dates_setting: Option<String>,
    /// Stretches of time: beginning and end, local or RFC 3339.
    pub times: Vec<(String, String)>,
    /// The last days of each month or quarter.
    pub last: Option<Last>,
    /// When it opens on each of its days, `06:00`.
    pub opens: Option<String>,
    /// How long it stays open.
    pub lasts: Option<Length>,
    /// Setting that holds the hours, `22:00-06:00`; an end before the beginning lies on the next day.
    pub hours_setting: Option<String>,
    /// Zone of days and hours; the pack's own where none is given.
    pub zone: Option<String>,
}

/// The last days of a period.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Last {
    /// Setting that holds how many: `7d` calendar days, `2bd` business days.
    pub setting: String,
    /// Of what.
    pub of: Period,
}

/// A period of the calendar.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// A month.
    Month,
    /// A quarter.
    Quarter,
}

/// The setting that holds the holidays.
pub const HOLIDAYS: &str = "calendar.holidays";

/// Why a schedule has no turns to give.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ScheduleError {
    /// A setting that the policy demands has no value yet.
    #[error("the setting {0} has no value yet")]
    Unset(String),
    /// Something in it cannot be read.
    #[error("{0}")]
    Wrong(String),
}

/// A schedule that has been read against its pack.
#[derive(Clone, Debug)]
pub struct Plan {
    pub(super) days: PlanDays,
    pub(super) hours: Hours,
    pub(super) calendar: Calendar,
}

#[derive(Clone, Debug)]
pub(super) enum PlanDays {
    Always,
    Announced,
    /// A rule, the day it counts from, and the rule as it is written.
    Rule(Box<RRule<Unvalidated>>, Option<NaiveDate>, String),
    Dates(Vec<(NaiveDate, NaiveDate)>),
    Times(Vec<Stretch>),
    Last(Length, Period),
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Hours {
    Day,
    Lasting(NaiveTime, Length),
    Until(NaiveTime, NaiveTime),
}

fn wrong(text: impl Into<String>) -> ScheduleError {
    ScheduleError::Wrong(text.into())
}

fn clock_time(text: &str) -> Result<NaiveTime, ScheduleError> {
    NaiveTime::parse_from_str(text.trim(), "%H:%M")
        .map_err(|_| wrong(format!("\"{text}\" is not a time of day such as 06:00")))
}

/// Days and ranges of days in a list.
///
/// # Errors
/// A word that is neither, and a range that ends before it begins.
pub fn dates<'a>(words: impl Iterator<Item = &'a str>) -> Result<Vec<(NaiveDate, NaiveDate)>, ScheduleError> {
    words.map(str::trim).filter(|w| !w.is_empty()).map(|w| days(w).map_err(wrong)).collect()
}

impl Schedule {
    /// Reads the schedule against the settings and zone of its pack.
    ///
    /// # Errors
    /// A setting without a value; anything that cannot be read, contradicts itself or has no length.
    pub fn plan(&self, pack: &Pack) -> Result<Plan, ScheduleError> {
        self.plan_by(pack, &pack.calendar)
    }

    /// As [`Self::plan`], by the calendar of some sites: their holidays are among those of the pack.
    ///
    /// # Errors
    /// Those of [`Self::plan`].
    pub fn plan_by(&self, pack: &Pack, calendar: &Calendar) -> Result<Plan, ScheduleError> {
        let mut calendar = calendar.clone();
        if let Some(zone) = &self.zone {
            calendar.tz = zone
                .parse()
                .map_err(|_| wrong(format!("\"{zone}\" is not a zone of the IANA list, such as America/New_York")))?;
        }
        let value = |id: &String| pack.setting(id).ok_or_else(|| ScheduleError::Unset(id.clone()));
        let given = [
            self.always,
            self.announced,
            self.rrule.is_some(),
            !self.dates.is_empty(),
            self.dates_setting.is_some(),
            !self.times.is_empty(),
            self.last.is_some(),
        ];
        if given.iter().filter(|g| **g).count() != 1 {
            return Err(wrong("give one of always, announced, rrule, dates, dates_setting, times and last"));
        }
        let days = if self.always {
            PlanDays::Always
        } else if self.announced {
            PlanDays::Announced
        } else if let Some(text) = &self.rrule {
            rule(text, self.anchor.as_deref())?
        } else if let Some(setting) = &self.dates_setting {
            // A list that nobody has filled is empty; that the policy demands it is a finding of the pack.
            let mut named = dates(pack.setting(setting).unwrap_or_default().split([',', ' ']))?;
            if setting == HOLIDAYS {
                named.extend(calendar.holidays.difference(&pack.calendar.holidays).map(|day| (*day, *day)));
            }
            PlanDays::Dates(named)
        } else if let Some(last) = &self.last {
            let length =
                value(&last.setting)?.parse::<Length>().map_err(|e| wrong(format!("{}: {e}", last.setting)))?;
            if !matches!(length, Length::Days(1..=LONGEST) | Length::BusinessDays(1..=LONGEST)) {
                return Err(wrong(format!("{}: give 1 to {LONGEST} days (7d) or business days (2bd)", last.setting)));
            }
            PlanDays::Last(length, last.of)
        } else if self.times.is_empty() {
            PlanDays::Dates(dates(self.dates.iter().map(String::as_str))?)
        } else {
            PlanDays::Times(self.times.iter().map(|(a, b)| stretch(a, b, &calendar)).collect::<Result<_, _>>()?)
        };
        let hours = self.hours(pack)?;
        let dayless = matches!(days, PlanDays::Always | PlanDays::Announced | PlanDays::Times(_));
        if dayless && !matches!(hours, Hours::Day) {
            return Err(wrong("hours belong to days; give a recurrence rule such as FREQ=DAILY"));
        }
        Ok(Plan { days, hours, calendar })
    }

    fn hours(&self, pack: &Pack) -> Result<Hours, ScheduleError> {
        match (&self.opens, self.lasts, &self.hours_setting) {
            (None, None, None) => Ok(Hours::Day),
            (Some(opens), Some(lasts), None) => match lasts {
                Length::Minutes(n) if (1..=LONGEST * 1440).contains(&n) => {
                    Ok(Hours::Lasting(clock_time(opens)?, lasts))
                }
                Length::Hours(n) if (1..=LONGEST * 24).contains(&n) => Ok(Hours::Lasting(clock_time(opens)?, lasts)),
                _ => {
                    Err(wrong(format!("lasts = \"{lasts}\": give minutes or hours, such as 4h, up to {LONGEST} days")))
                }
            },
            (None, None, Some(setting)) => {
                let value = pack.setting(setting).ok_or_else(|| ScheduleError::Unset(setting.clone()))?;
                let (from, to) = value
                    .split_once('-')
                    .ok_or_else(|| wrong(format!("{setting}: \"{value}\" is not hours such as 22:00-06:00")))?;
                let (from, to) = (clock_time(from)?, clock_time(to)?);
                if from == to {
                    return Err(wrong(format!("{setting}: \"{value}\" ends when it begins")));
                }
                Ok(Hours::Until(from, to))
            }
            _ => Err(wrong("give opens with lasts, or hours_setting, or none of them for whole days")),
        }
    }
}

fn stretch(from: &str, to: &str, calendar: &Calendar) -> Result<Stretch, ScheduleError> {
    let read = |t: &str| Moment::parse(t, calendar.tz).map_err(|e| wrong(e.to_string()));
    let (a, b) = (read(from)?, read(to)?);
    if b <= a { Err(wrong(format!("it ends {to}, before it begins {from}"))) } else { Ok((a, b)) }
}

fn rule(text: &str, anchor: Option<&str>) -> Result<PlanDays, ScheduleError> {
    let told = |e: &dyn std::fmt::Display| wrong(format!("rrule \"{text}\": {e}"));
    let rule: RRule<Unvalidated> = text.parse().map_err(|e: rrule::RRuleError| told(&e))?;
    if !matches!(rule.get_freq(), Frequency::Daily | Frequency::Weekly | Frequency::Monthly | Frequency::Yearly) {
        return Err(told(&"it names days; opens and lasts name the hours (FREQ=DAILY, WEEKLY, MONTHLY or YEARLY)"));
    }
    if !(rule.get_by_hour().is_empty() && rule.get_by_minute().is_empty() && rule.get_by_second().is_empty()) {
        return Err(told(&"it names days; opens and lasts name the hours, not BYHOUR, BYMINUTE and BYSECOND"));
    }
    let anchor = anchor.map(|day| day.parse::<NaiveDate>()).transpose().map_err(|e| told(&format!("anchor: {e}")))?;
    let named =
        !(rule.get_by_weekday().is_empty() && rule.get_by_month_day().is_empty() && rule.get_by_year_day().is_empty());
    let counts = rule.get_interval() > 1 || rule.get_count().is_some();
    if anchor.is_none() && (counts || (!named && rule.get_freq() != Frequency::Daily)) {
        return Err(told(
            &"INTERVAL, COUNT and rules that name no weekday or day need an anchor, the day they count from",
        ));
    }
    let start = anchor.or_else(|| NaiveDate::from_ymd_opt(2026, 1, 1)).unwrap_or_default();
    let set = rule.clone().build(midnight(start)).map_err(|e| told(&e))?;
    if let Some(first) = anchor
        && set.clone().all(1).dates.is_empty()
    {
        return Err(told(&format!("it has no day after {first}")));
    }
    Ok(PlanDays::Rule(Box::new(rule), anchor, text.trim().to_ascii_uppercase()))
}

/// Whether a rule that can be read names no day at all, such as 31 February; it is looked for as long as rules are followed.
pub(super) fn names_no_day(text: &str) -> bool {
    let start = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap_or_default();
    let set = text.parse::<RRule<Unvalidated>>().and_then(|rule| rule.build(midnight(start)));
    set.is_ok_and(|set| set.limit().all(1).dates.is_empty())
}

/// The midnight of a day on a clock without a zone.
fn midnight(day: NaiveDate) -> DateTime<rrule::Tz> {
    rrule::Tz::UTC.from_utc_datetime(&day.and_time(NaiveTime::MIN))
}

impl Plan {
    /// Whether it holds at any time.
    #[must_use]
    pub const fn always(&self) -> bool {
        matches!(self.days, PlanDays::Always)
    }

    /// Whether the register says when it holds.
    #[must_use]
    pub const fn announced(&self) -> bool {
        matches!(self.days, PlanDays::Announced)
    }

    /// Its turns that touch the time between two moments, in order, whole, and joined where one follows the other at once.
    #[must_use]
    pub fn between(&self, from: Moment, to: Moment) -> Vec<Stretch> {
        let mut turns = match &self.days {
            PlanDays::Always => vec![(Moment(i64::MIN / 4), Moment(i64::MAX / 4))],
            PlanDays::Announced => Vec::new(),
            PlanDays::Times(times) => times.clone(),
            _ => self.days_between(from, to).into_iter().filter_map(|day| self.turn(day)).collect(),
        };
        turns.retain(|(a, b)| *a < to && *b > from);
        joined(turns)
    }

    pub(super) fn turn(&self, day: NaiveDate) -> Option<Stretch> {
        let at = |day: NaiveDate, time: NaiveTime| self.calendar.at(day, time);
        let turn = match self.hours {
            Hours::Day => (at(day, NaiveTime::MIN), at(day.succ_opt()?, NaiveTime::MIN)),
            Hours::Lasting(opens, lasts) => {
                let opens = at(day, opens);
                (opens, self.calendar.after(opens, lasts))
            }
            Hours::Until(from, to) => (at(day, from), at(if to > from { day } else { day.succ_opt()? }, to)),
        };
        // Hours that lie in a gap of the zone's clock are not there on that day.
        (turn.1 > turn.0).then_some(turn)
    }

    /// The days whose turns may touch the time between two moments.
    pub(super) fn days_between(&self, from: Moment, to: Moment) -> Vec<NaiveDate> {
        let back = match self.hours {
            Hours::Day | Hours::Until(..) => 1,
            Hours::Lasting(_, Length::Minutes(n)) => n.unsigned_abs() / 1440 + 1,
            Hours::Lasting(_, Length::Hours(n)) => n.unsigned_abs() / 24 + 1,
            Hours::Lasting(..) => LONGEST.unsigned_abs(),
        };
        let first = self.calendar.day(from).checked_sub_days(Days::new(back)).unwrap_or_default();
        let last = self.calendar.day(to);
        match &self.days {
            PlanDays::Rule(rule, anchor, _) => {
                let start = anchor.unwrap_or(first);
                let Ok(set): Result<RRuleSet, _> = (**rule).clone().build(midnight(start)) else { return Vec::new() };
                let set = set.after(midnight(first)).before(midnight(last));
                set.all(u16::MAX).dates.into_iter().map(|d| d.naive_utc().date()).collect()
            }
            PlanDays::Dates(ranges) => {
                let mut days = Vec::new();
                for (a, b) in ranges {
                    days.extend((*a).max(first).iter_days().take_while(|day| *day <= (*b).min(last)));
                }
                days
            }
            PlanDays::Last(length, period) => self.last_days(*length, *period, first, last),
            PlanDays::Always | PlanDays::Announced | PlanDays::Times(_) => Vec::new(),
        }
    }

    fn last_days(&self, length: Length, period: Period, first: NaiveDate, last: NaiveDate) -> Vec<NaiveDate> {
        let mut days = Vec::new();
        let Some(mut month) = first.with_day(1) else { return days };
        while month <= last {
            let Some(next) = month.checked_add_months(Months::new(1)) else { break };
            if period == Period::Month || self.calendar.quarter(next) == next {
                let back = next.pred_opt().into_iter().flat_map(|end| end.iter_days().rev());
                let back = back.take_while(|day| *day >= month);
                match length {
                    Length::BusinessDays(n) => {
                        let n = usize::try_from(n).unwrap_or_default();
                        let worked = back.filter(|day| self.calendar.works(*day));
                        // The days off between the last business days, and after them, are frozen too.
                        if let Some(start) = worked.take(n).last() {
                            days.extend(start.iter_days().take_while(|day| *day < next));
                        }
                    }
                    Length::Days(n) => days.extend(back.take(usize::try_from(n).unwrap_or_default())),
                    _ => {}
                }
            }
            month = next;
        }
        days.sort_unstable();
        days.retain(|day| (first..=last).contains(day));
        days
    }
}

/// Stretches in order, joined where they touch or overlap.
#[must_use]
pub fn joined(mut all: Vec<Stretch>) -> Vec<Stretch> {
    all.sort_unstable();
    let mut out: Vec<Stretch> = Vec::with_capacity(all.len());
    for (from, to) in all {
        match out.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => out.push((from, to)),
        }
    }
    out
}

/// What is left of stretches without others, which are in order and apart.
#[must_use]
pub fn without(a: &[Stretch], b: &[Stretch]) -> Vec<Stretch> {
    let mut left = a.to_vec();
    for (from, to) in b {
        left = left.iter().flat_map(|x| [(x.0, x.1.min(*from)), (x.0.max(*to), x.1)]).filter(|(a, b)| a < b).collect();
    }
    left
}
