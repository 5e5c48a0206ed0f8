//! The zones of a calendar: those of the IANA list by their names, others as the file defines them.

use super::lines::{Part, shown};
use crate::base::time::{Moment, Span};
use chrono::{DateTime, Duration, NaiveDateTime, TimeZone as _, Utc};
use chrono_tz::Tz;
use rrule::{RRule, RRuleSet, Unvalidated};
use std::collections::BTreeMap;

/// Most changes of the offset that a definition may have.
const MOST: u16 = 2000;

/// A zone.
#[derive(Clone, PartialEq, Debug)]
pub enum Zone {
    /// Of the IANA list.
    Known(Tz),
    /// As a file defines it: the offset before, and each change: when, and the offset from then on, in seconds.
    Defined(i64, Vec<(Moment, i64)>),
}

/// How a time by the clock of a zone was read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Read {
    /// The clock shows it once.
    Plain,
    /// The clock skips it.
    Skipped,
    /// The clock shows it twice.
    Twice,
}

impl Zone {
    /// The moment of a time by its clock, as RFC 5545 has it: a time that is skipped is told by the offset before the gap,
    /// one that comes twice is the first.
    #[must_use]
    pub fn moment(&self, local: NaiveDateTime) -> (Moment, Read) {
        let as_utc = Moment::from_utc(DateTime::from_naive_utc_and_offset(local, Utc));
        let less = |offset: i64| as_utc.plus(Span::seconds(-offset));
        // Offsets are under a day: those in force around the time are the only ones that it can have.
        let around = [as_utc.plus(Span::hours(-30)), as_utc.plus(Span::hours(30))];
        let offsets = around.map(|at| self.offset(at));
        let fits: Vec<i64> = offsets.into_iter().filter(|o| self.offset(less(*o)) == *o).collect();
        match fits.as_slice() {
            [a, b] if a != b => (less(*a).min(less(*b)), Read::Twice),
            [a, ..] => (less(*a), Read::Plain),
            [] => (less(offsets.first().copied().unwrap_or_default()), Read::Skipped),
        }
    }

    /// The time by its clock.
    #[must_use]
    pub fn local(&self, at: Moment) -> NaiveDateTime {
        at.utc().naive_utc() + Duration::seconds(self.offset(at))
    }

    fn offset(&self, at: Moment) -> i64 {
        match self {
            Self::Known(tz) => {
                use chrono::Offset as _;
                i64::from(tz.offset_from_utc_datetime(&at.utc().naive_utc()).fix().local_minus_utc())
            }
            Self::Defined(before, turns) => {
                let n = turns.partition_point(|(from, _)| *from <= at);
                n.checked_sub(1).and_then(|i| turns.get(i)).map_or(*before, |(_, offset)| *offset)
            }
        }
    }
}

/// The zones that a calendar may name.
#[derive(Clone, Debug, Default)]
pub struct Zones(BTreeMap<String, Result<Zone, String>>);

impl Zones {
    /// Those that a calendar defines, with their changes up to a moment.
    #[must_use]
    pub fn of(calendar: &Part, until: Moment) -> Self {
        let parts = calendar.parts.iter().filter(|p| p.name == "VTIMEZONE");
        let named = |p: &Part| {
            let name = p.value("TZID")?.to_owned();
            let listed = p.value("X-LIC-LOCATION").and_then(by_name);
            Some((name, listed.map_or_else(|| defined(p, until), |tz| Ok(Zone::Known(tz)))))
        };
        Self(parts.filter_map(named).collect())
    }

    /// The zone of a name: the list's own, else the one that the file defines.
    ///
    /// # Errors
    /// In words: a name that nobody knows, or a definition that cannot be read.
    pub fn zone(&self, name: &str) -> Result<Zone, String> {
        if let Some(tz) = by_name(name) {
            return Ok(Zone::Known(tz));
        }
        self.0.get(name.trim()).cloned().unwrap_or_else(|| {
            Err(format!("the zone \"{}\" is not of the IANA list, and the file does not define it", shown(name)))
        })
    }
}

/// A zone of the list; some programs write a path before its name.
fn by_name(name: &str) -> Option<Tz> {
    let name = name.trim();
    let tails = std::iter::successors(Some(name.trim_start_matches('/')), |n| n.split_once('/').map(|(_, rest)| rest));
    let mut found = tails.take(8).filter_map(|n| n.parse().ok());
    // A single word such as "EST" stands for itself only where it is the whole name.
    found.find(|tz: &Tz| tz.name() == name || tz.name().contains('/'))
}

fn defined(part: &Part, until: Moment) -> Result<Zone, String> {
    let name = shown(part.value("TZID").unwrap_or_default());
    let wrong = |line: usize, what: &str| format!("line {line}: the zone \"{name}\" cannot be read: {what}");
    let mut turns: Vec<(Moment, i64, i64)> = Vec::new();
    for rule in part.parts.iter().filter(|p| matches!(p.name.as_str(), "STANDARD" | "DAYLIGHT")) {
        let offset = |name: &str| {
            rule.value(name).and_then(seconds).ok_or_else(|| wrong(rule.line, &format!("{name} is missing or wrong")))
        };
        let (before, after) = (offset("TZOFFSETFROM")?, offset("TZOFFSETTO")?);
        let start = rule.value("DTSTART").and_then(|v| super::times::local(v).or_else(|| super::times::midnight(v)));
        let start = start.ok_or_else(|| wrong(rule.line, "DTSTART is missing or wrong"))?;
        let mut onsets = vec![start];
        onsets.extend(rule.all("RDATE").flat_map(|p| p.value.split(',')).filter_map(super::times::local));
        for text in rule.all("RRULE") {
            onsets.extend(recurrence(&text.value, start, before, until).map_err(|e| wrong(text.line, &e))?);
        }
        let at = |local: NaiveDateTime| {
            Moment::from_utc(DateTime::from_naive_utc_and_offset(local, Utc)).plus(Span::seconds(-before))
        };
        turns.extend(onsets.into_iter().map(|local| (at(local), before, after)));
    }
    turns.sort_unstable();
    turns.dedup();
    let Some((_, before, _)) = turns.first() else {
        return Err(wrong(part.line, "it has no STANDARD and no DAYLIGHT"));
    };
    Ok(Zone::Defined(*before, turns.iter().map(|(at, _, after)| (*at, *after)).collect()))
}

/// The onsets of a rule, by the clock that holds before them.
fn recurrence(text: &str, start: NaiveDateTime, before: i64, until: Moment) -> Result<Vec<NaiveDateTime>, String> {
    let utc = |t: NaiveDateTime| rrule::Tz::UTC.from_utc_datetime(&t);
    let mut rule: RRule<Unvalidated> = text.parse().map_err(|e: rrule::RRuleError| e.to_string())?;
    if let Some(end) = rule.get_until() {
        let local = end.naive_utc() + Duration::seconds(before);
        rule = rule.until(utc(local));
    }
    let set: RRuleSet = rule.build(utc(start)).map_err(|e| e.to_string())?;
    let found = set.before(utc(until.utc().naive_utc() + Duration::days(400))).all(MOST);
    Ok(found.dates.into_iter().map(|d| d.naive_utc()).collect())
}

/// `+0100` or `-043000`.
fn seconds(text: &str) -> Option<i64> {
    let (sign, digits) = match text.trim().split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let part = |at: usize| digits.get(at..at + 2).and_then(|d| d.parse::<i64>().ok());
    let rest = if digits.len() > 4 { part(4)? } else { 0 };
    let total = part(0)? * 3600 + part(2)? * 60 + rest;
    (total < 24 * 3600).then_some(sign * total)
}
