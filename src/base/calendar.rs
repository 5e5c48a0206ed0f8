//! The business calendar of a policy: workweek, holidays, hours, zone; and lengths of time counted in it.
//!
//! Counting follows the defaults of the policies' readings 2.2 and 2.3: the start day does not count, a business-day
//! deadline falls on close of business, hours are elapsed time, days and months keep the local time of day.

use super::time::{Length, Moment, Span};
use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, TimeZone, Utc, Weekday};
use chrono_tz::Tz;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Workdays, holidays, business hours and the zone they are told in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Calendar {
    /// The zone of all local times.
    pub tz: Tz,
    /// Days of the week that are worked.
    pub workweek: Vec<Weekday>,
    /// Days that are not worked although the week says so.
    pub holidays: BTreeSet<NaiveDate>,
    /// Further holidays of single sites, by site as it is spelled.
    pub sites: BTreeMap<String, BTreeSet<NaiveDate>>,
    /// Whether a day off at one of several sites is worked, since the others work.
    pub any_site: bool,
    /// Opening of business.
    pub opens: NaiveTime,
    /// Close of business.
    pub closes: NaiveTime,
    /// The month with which the year of quarters begins, from 1.
    pub year_starts: u32,
}

impl Default for Calendar {
    fn default() -> Self {
        Self {
            tz: Tz::America__New_York,
            workweek: vec![Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri],
            holidays: BTreeSet::new(),
            sites: BTreeMap::new(),
            any_site: false,
            opens: NaiveTime::from_hms_opt(9, 0, 0).unwrap_or_default(),
            closes: NaiveTime::from_hms_opt(17, 0, 0).unwrap_or_default(),
            year_starts: 1,
        }
    }
}

/// How sites compare: case and spaces around do not matter.
#[must_use]
pub fn site_key(site: &str) -> String {
    site.trim().to_lowercase()
}

/// A day, or a range of days with both ends (`2026-12-24/2026-12-26`).
///
/// # Errors
/// What is wrong with it, in words.
pub fn days(word: &str) -> Result<(NaiveDate, NaiveDate), String> {
    let day = |w: &str| {
        w.trim().parse::<NaiveDate>().map_err(|_| format!("\"{}\" is not a day such as 2026-12-24", w.trim()))
    };
    let (first, last) = word.split_once('/').unwrap_or((word, word));
    let (first, last) = (day(first)?, day(last)?);
    if last < first { Err(format!("\"{}\" ends before it begins", word.trim())) } else { Ok((first, last)) }
}

/// Holidays by site as people write them: `Munich: 2026-12-26, 2027-01-06; Boston: 2026-11-26`. A site has its first
/// spelling; `none` is no site.
///
/// # Errors
/// A day before any site, a site without a name, something that is no day: in words.
pub fn site_days(text: &str) -> Result<BTreeMap<String, BTreeSet<NaiveDate>>, String> {
    let mut sites: BTreeMap<String, BTreeSet<NaiveDate>> = BTreeMap::new();
    let mut site: Option<String> = None;
    let parts = text.split([',', ';']).map(str::trim).filter(|p| !p.is_empty() && *p != "none");
    for part in parts {
        let day = match part.split_once(':') {
            Some((name, _)) if name.trim().is_empty() => return Err(format!("\"{part}\" names no site")),
            Some((name, day)) => {
                let known = sites.keys().find(|k| site_key(k) == site_key(name)).cloned();
                let name = known.unwrap_or_else(|| name.trim().to_owned());
                sites.entry(name.clone()).or_default();
                site = Some(name);
                day.trim()
            }
            None => part,
        };
        let Some(at) = &site else { return Err(format!("\"{part}\" stands before any site")) };
        if day.is_empty() {
            continue;
        }
        let (first, last) = days(day)?;
        sites.entry(at.clone()).or_default().extend(first.iter_days().take_while(|d| *d <= last).take(366));
    }
    Ok(sites)
}

impl Calendar {
    /// The calendar of some sites: a holiday of one of them is no business day, or only one of them all where
    /// [`Self::any_site`] says so.
    #[must_use]
    pub fn at_sites(&self, sites: &[String]) -> Cow<'_, Self> {
        if self.sites.is_empty() {
            return Cow::Borrowed(self);
        }
        let days =
            |s: &String| self.sites.iter().find(|(k, _)| site_key(k) == site_key(s)).map(|(_, days)| days.clone());
        let mut of = sites.iter().map(|s| days(s).unwrap_or_default());
        let Some(first) = of.next() else { return Cow::Borrowed(self) };
        let join = |a: BTreeSet<_>, b: BTreeSet<_>| if self.any_site { &a & &b } else { &a | &b };
        let off = of.fold(first, join);
        if off.is_empty() {
            return Cow::Borrowed(self);
        }
        let mut own = self.clone();
        own.holidays.extend(off);
        Cow::Owned(own)
    }

    /// The sites at which a day is a holiday beside those that all have.
    #[must_use]
    pub fn off_at(&self, day: NaiveDate) -> Vec<String> {
        self.sites.iter().filter(|(_, days)| days.contains(&day)).map(|(site, _)| site.clone()).collect()
    }

    /// Whether the day is a business day.
    #[must_use]
    pub fn works(&self, day: NaiveDate) -> bool {
        self.workweek.contains(&day.weekday()) && !self.holidays.contains(&day)
    }

    /// Whether a moment lies within business hours of a business day.
    #[must_use]
    pub fn in_hours(&self, at: Moment) -> bool {
        let day = self.day(at);
        self.works(day) && self.at(day, self.opens) <= at && at < self.at(day, self.closes)
    }

    /// The local day of a moment.
    #[must_use]
    pub fn day(&self, at: Moment) -> NaiveDate {
        at.local(self.tz).date_naive()
    }

    /// The first day of the quarter in which a day lies (reading 2.11).
    #[must_use]
    pub fn quarter(&self, day: NaiveDate) -> NaiveDate {
        let into = (day.month() + 12 - self.year_starts.clamp(1, 12)) % 3;
        let first = day.with_day(1).unwrap_or(day);
        first.checked_sub_months(Months::new(into)).unwrap_or(first)
    }

    /// The day `n` business days after `day`, the start day not counted. A calendar without workdays gives `day`.
    #[must_use]
    pub fn business_days_after(&self, day: NaiveDate, n: i64) -> NaiveDate {
        let mut left = n;
        let mut day = day;
        // Ten years without a workday means that there is none.
        let mut idle = 0;
        while left > 0 && idle < 3660 {
            let Some(next) = day.succ_opt() else { break };
            day = next;
            if self.works(day) {
                left -= 1;
                idle = 0;
            } else {
                idle += 1;
            }
        }
        day
    }

    /// The moment of a local time; a time that the zone skips gives the first instant after the gap, one that it
    /// repeats the second (reading 2.5).
    #[must_use]
    pub fn at(&self, day: NaiveDate, time: NaiveTime) -> Moment {
        let naive = day.and_time(time);
        let found = self.tz.from_local_datetime(&naive).latest().or_else(|| {
            (1..=180).find_map(|m| self.tz.from_local_datetime(&(naive + chrono::Duration::minutes(m))).latest())
        });
        found.map_or_else(
            || Moment::from_utc(DateTime::from_naive_utc_and_offset(naive, Utc)),
            |t| Moment::from_utc(t.with_timezone(&Utc)),
        )
    }

    /// The moment that lies `length` after `start` as a deadline.
    #[must_use]
    pub fn after(&self, start: Moment, length: Length) -> Moment {
        match length {
            Length::Minutes(n) => start.plus(Span::seconds(n.saturating_mul(60))),
            Length::Hours(n) => start.plus(Span::hours(n)),
            Length::BusinessDays(n) => self.at(self.business_days_after(self.day(start), n), self.closes),
            Length::SameDay => self.at(self.day(start), NaiveTime::from_hms_opt(23, 59, 0).unwrap_or_default()),
            Length::Days(n) => self.same_time(start, |d| d.checked_add_days(Days::new(n.unsigned_abs()))),
            Length::Months(n) => {
                self.same_time(start, |d| d.checked_add_months(Months::new(u32::try_from(n).unwrap_or(u32::MAX))))
            }
        }
    }

    /// The last moment from which `length` passes before `end`: for days counted by the calendar the beginning of the day
    /// from which the deadline would lie after `end`.
    #[must_use]
    pub fn before(&self, end: Moment, length: Length) -> Moment {
        match length {
            Length::Minutes(n) => end.plus(Span::seconds(n.saturating_mul(-60))),
            Length::Hours(n) => end.plus(Span::hours(n.saturating_neg())),
            Length::Days(n) => self.same_time(end, |d| d.checked_sub_days(Days::new(n.unsigned_abs()))),
            Length::Months(n) => {
                self.same_time(end, |d| d.checked_sub_months(Months::new(u32::try_from(n).unwrap_or(u32::MAX))))
            }
            Length::BusinessDays(_) | Length::SameDay => {
                let mut day = self.day(end);
                // A year back at most: a length that long is no notice.
                for _ in 0..400 {
                    if self.after(self.at(day, NaiveTime::MIN), length) <= end {
                        break;
                    }
                    let Some(before) = day.pred_opt() else { break };
                    day = before;
                }
                day.succ_opt().map_or(end, |first| self.at(first, NaiveTime::MIN))
            }
        }
    }

    /// The earliest moment allowed by a minimum notice of `length` after `start`: for business days the beginning of
    /// the day counted (reading 2.2), else as [`Self::after`].
    #[must_use]
    pub fn earliest(&self, start: Moment, length: Length) -> Moment {
        match length {
            Length::BusinessDays(n) => self.at(self.business_days_after(self.day(start), n), NaiveTime::MIN),
            other => self.after(start, other),
        }
    }

    fn same_time(&self, start: Moment, shift: impl Fn(NaiveDate) -> Option<NaiveDate>) -> Moment {
        let local = start.local(self.tz);
        shift(local.date_naive()).map_or(start, |day| self.at(day, local.time()))
    }
}
