//! Values of time in iCalendar files: days, times by a clock, moments, lengths, periods.

use super::lines::{Prop, shown};
use super::zones::{Read, Zone, Zones};
use crate::base::time::{Moment, Span};
use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use chrono_tz::Tz;

/// A day, or a time of a day.
#[derive(Clone, PartialEq, Debug)]
pub enum When {
    /// A whole day.
    Day(NaiveDate),
    /// A time by the clock of a zone.
    At(NaiveDateTime, Zone),
}

/// The zones in which times without one are told: of times, and of whole days.
#[derive(Clone, Debug)]
pub struct Floating {
    /// Of times.
    pub times: Zone,
    /// Of days.
    pub days: Tz,
}

/// How long something lasts: whole days by the calendar, then seconds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Lasts {
    /// Days.
    pub days: u64,
    /// Seconds.
    pub seconds: i64,
}

impl When {
    /// The moment at which it begins.
    #[must_use]
    pub fn begins(&self, floating: &Floating) -> (Moment, Read) {
        match self {
            Self::Day(day) => (Zone::Known(floating.days).moment(day.and_time(NaiveTime::MIN)).0, Read::Plain),
            Self::At(local, zone) => zone.moment(*local),
        }
    }

    /// By the clock of its zone.
    #[must_use]
    pub fn local(&self) -> NaiveDateTime {
        match self {
            Self::Day(day) => day.and_time(NaiveTime::MIN),
            Self::At(local, _) => *local,
        }
    }

    /// The same in its zone at another time of the clock.
    #[must_use]
    pub fn with(&self, local: NaiveDateTime) -> Self {
        match self {
            Self::Day(_) => Self::Day(local.date()),
            Self::At(_, zone) => Self::At(local, zone.clone()),
        }
    }

    /// When something ends that begins here.
    #[must_use]
    pub fn ends(&self, lasts: Lasts, floating: &Floating) -> Moment {
        let days = |local: NaiveDateTime| local.checked_add_days(Days::new(lasts.days)).unwrap_or(local);
        let later = |at: Moment| at.plus(Span::seconds(lasts.seconds));
        if lasts.days == 0 {
            // Elapsed time, whatever the clock shows at its end.
            return later(self.begins(floating).0);
        }
        later(self.with(days(self.local())).begins(floating).0)
    }
}

/// The times that a property holds.
///
/// # Errors
/// In words, with its line.
pub fn times(prop: &Prop, zones: &Zones, floating: &Floating) -> Result<Vec<When>, String> {
    let values = prop.value.split(',').map(str::trim).filter(|v| !v.is_empty());
    values.map(|v| time(v, prop, zones, floating)).collect()
}

/// One time of a property.
///
/// # Errors
/// In words, with its line.
pub fn time(value: &str, prop: &Prop, zones: &Zones, floating: &Floating) -> Result<When, String> {
    let wrong = |what: String| format!("line {}: {}: {what}", prop.line, prop.name);
    if value.len() == 8 {
        let day = NaiveDate::parse_from_str(value, "%Y%m%d");
        return day.map(When::Day).map_err(|_| wrong(format!("\"{}\" is not a day such as 20261224", shown(value))));
    }
    let (text, utc) = value.strip_suffix(['Z', 'z']).map_or((value, false), |text| (text, true));
    let at = local(text).ok_or_else(|| wrong(format!("\"{}\" is not a time such as 20261224T220000", shown(value))))?;
    let zone = match (utc, prop.param("TZID")) {
        (true, _) => Zone::Known(Tz::UTC),
        (false, Some(name)) => zones.zone(name).map_err(wrong)?,
        (false, None) => floating.times.clone(),
    };
    Ok(When::At(at, zone))
}

/// `20261224T220000`; a second of 60 counts as 59.
pub(super) fn local(text: &str) -> Option<NaiveDateTime> {
    let (day, time) = text.trim().trim_end_matches(['Z', 'z']).split_once(['T', 't'])?;
    let part = |at: usize| time.get(at..at + 2).and_then(|d| d.parse::<u32>().ok());
    let day = NaiveDate::parse_from_str(day, "%Y%m%d").ok()?;
    let second = if time.len() > 4 { part(4)? } else { 0 };
    day.and_hms_opt(part(0)?, part(2)?, second.min(59)).filter(|_| time.len() <= 6)
}

/// A day as its midnight.
pub(super) fn midnight(text: &str) -> Option<NaiveDateTime> {
    NaiveDate::parse_from_str(text.trim(), "%Y%m%d").ok().map(|d| d.and_time(NaiveTime::MIN))
}

/// `P1D`, `PT4H30M`, `P2W`.
///
/// # Errors
/// In words, with its line.
pub fn lasts(prop: &Prop, value: &str) -> Result<Lasts, String> {
    let wrong = || format!("line {}: \"{}\" is not a length such as PT4H or P1D", prop.line, shown(value));
    let text = value.trim().trim_start_matches('+').strip_prefix('P').ok_or_else(wrong)?;
    let (mut days, mut seconds, mut number, mut any) = (0_u64, 0_i64, String::new(), false);
    for c in text.chars() {
        if c.is_ascii_digit() && number.len() < 7 {
            number.push(c);
            continue;
        }
        if c == 'T' && number.is_empty() {
            continue;
        }
        let n: i64 = number.parse().map_err(|_| wrong())?;
        number.clear();
        any = true;
        match c {
            'W' => days += n.unsigned_abs() * 7,
            'D' => days += n.unsigned_abs(),
            'H' => seconds += n * 3600,
            'M' => seconds += n * 60,
            'S' => seconds += n,
            _ => return Err(wrong()),
        }
    }
    if any && number.is_empty() { Ok(Lasts { days, seconds }) } else { Err(wrong()) }
}

/// Until when a rule goes: the moment of the last turn that it may have; a day alone includes that day.
#[must_use]
pub fn until(text: &str, start: &When, floating: &Floating) -> Option<Moment> {
    if let Some(at) = local(text) {
        if text.ends_with(['Z', 'z']) {
            return Some(Moment::from_utc(DateTime::from_naive_utc_and_offset(at, Utc)));
        }
        return Some(start.with(at).begins(floating).0);
    }
    let day = NaiveDate::parse_from_str(text.trim(), "%Y%m%d").ok()?;
    let last = day.and_hms_opt(23, 59, 59)?;
    match start {
        When::Day(_) => Some(When::Day(day).begins(floating).0),
        When::At(_, zone) => Some(zone.moment(last).0),
    }
}
