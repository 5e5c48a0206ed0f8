//! Dates as other tools write them: ISO, `02/Mar/26 9:41 AM`, `26-3-2014 16:46`, `11/02/2020 12:19:33`, month names of
//! several languages.

use crate::base::time::Moment;
use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;

/// Which of day and month comes first in a date of numbers only.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    /// 26-3-2014.
    DayFirst,
    /// 3/26/2014.
    MonthFirst,
}

/// A date that was understood.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Dated {
    /// The moment.
    pub(super) at: Moment,
    /// Whether the other order of day and month would have given another date.
    pub(super) either: bool,
    /// Whether the zone skips the local time, which was then read an hour later.
    pub(super) skipped: bool,
}

/// Reads a date; `None` for what stands for no date.
///
/// # Errors
/// Says what is wrong, as the end of a sentence.
pub(super) fn parse(text: &str, zone: Tz, order: Order) -> Result<Option<Dated>, String> {
    let text = text.trim();
    let lower = text.to_lowercase();
    if matches!(lower.as_str(), "" | "unknown" | "null" | "none" | "n/a" | "na" | "-") || lower.starts_with("0000-00") {
        return Ok(None);
    }
    if text.chars().count() > 64 {
        return Err("is too long for a date".to_owned());
    }
    if let Ok(t) = DateTime::parse_from_rfc3339(text) {
        return sane(t.with_timezone(&Utc).naive_utc()).map(|at| Some(Dated { at, either: false, skipped: false }));
    }
    let (body, offset) = split_offset(&lower);
    let parts = Parts::of(body)?;
    let (date, either) = parts.date(order)?;
    let local = date.and_time(parts.time()?);
    if let Some(minutes) = offset {
        let at = sane(local - Duration::minutes(minutes))?;
        return Ok(Some(Dated { at, either, skipped: false }));
    }
    sane(local)?;
    let (found, skipped) = match zone.from_local_datetime(&local).earliest() {
        Some(t) => (t.naive_utc(), false),
        None => {
            let later = local.checked_add_signed(Duration::hours(1)).unwrap_or(local);
            (zone.from_local_datetime(&later).earliest().map_or(later, |t| t.naive_utc()), true)
        }
    };
    Ok(Some(Dated { at: sane(found)?, either, skipped }))
}

/// Which order a date of numbers proves: `None` where it is written otherwise or fits both.
pub(super) fn proves(text: &str) -> Option<Order> {
    let parts = Parts::of(split_offset(&text.trim().to_lowercase()).0).ok()?;
    let [(first, digits), (second, _), _] = parts.numbers.as_slice() else { return None };
    match (*digits <= 2, *first > 12, *second > 12) {
        (true, true, false) => Some(Order::DayFirst),
        (true, false, true) => Some(Order::MonthFirst),
        _ => None,
    }
}

fn sane(local: NaiveDateTime) -> Result<Moment, String> {
    let year = chrono::Datelike::year(&local);
    if (1970..2200).contains(&year) {
        Ok(Moment::from_utc(DateTime::from_naive_utc_and_offset(local, Utc)))
    } else {
        Err(format!("lies in the year {year}"))
    }
}

/// Cuts `Z`, `UTC`, `+0100` or `+01:00` off the end of a text with a time of day; the offset in minutes.
fn split_offset(text: &str) -> (&str, Option<i64>) {
    let Some(colon) = text.find(':') else { return (text, None) };
    for name in ["z", "utc", "gmt"] {
        if let Some(body) = text.strip_suffix(name) {
            return (body, Some(0));
        }
    }
    let Some(sign) = text.rfind(['+', '-']).filter(|at| *at > colon) else { return (text, None) };
    let (body, tail) = text.split_at(sign);
    let digits: String = tail.chars().filter(char::is_ascii_digit).collect();
    let (hours, minutes) = match digits.len() {
        2 => (digits.parse::<i64>(), Ok(0)),
        4 => (digits.get(..2).unwrap_or_default().parse(), digits.get(2..).unwrap_or_default().parse::<i64>()),
        _ => return (text, None),
    };
    match (hours, minutes) {
        (Ok(h), Ok(m)) if h <= 18 && m < 60 => {
            let minutes = h * 60 + m;
            (body, Some(if tail.starts_with('-') { -minutes } else { minutes }))
        }
        _ => (text, None),
    }
}

/// The numbers and words of a date, apart from its time of day.
struct Parts {
    numbers: Vec<(u32, usize)>,
    words: Vec<String>,
    clock: Vec<u32>,
}

impl Parts {
    fn of(text: &str) -> Result<Self, String> {
        let unread = || "is not a date that is understood".to_owned();
        let mut parts = Self { numbers: Vec::new(), words: Vec::new(), clock: Vec::new() };
        let mut rest = text;
        let mut in_clock = false;
        while let Some(c) = rest.chars().next() {
            let same = |p: fn(char) -> bool| rest.find(|x| !p(x)).unwrap_or(rest.len());
            if c.is_ascii_digit() {
                let (run, tail) = rest.split_at(same(|x| x.is_ascii_digit()));
                let number = run.get(..run.len().min(9)).unwrap_or_default().parse::<u32>().map_err(|_| unread())?;
                let opens = !in_clock && parts.clock.is_empty() && tail.starts_with(':');
                if opens || in_clock {
                    parts.clock.push(number);
                    in_clock = tail.starts_with(':') || (parts.clock.len() == 3 && tail.starts_with(['.', ',']));
                } else if run.len() > 4 {
                    return Err(unread());
                } else {
                    parts.numbers.push((number, run.len()));
                }
                rest = tail;
            } else if c.is_alphabetic() {
                let (run, tail) = rest.split_at(same(char::is_alphabetic));
                parts.words.push(run.to_owned());
                rest = tail;
            } else {
                rest = rest.get(c.len_utf8()..).unwrap_or_default();
            }
        }
        let known = |w: &String| {
            month(w).is_some() || matches!(w.as_str(), "t" | "a" | "p" | "m" | "am" | "pm" | "de" | "at" | "um" | "uhr")
        };
        // A word that belongs to no date (other than a weekday before it) means that this is another kind of text.
        let strangers = parts.words.iter().filter(|w| !known(w)).count();
        if strangers > 1 || parts.numbers.is_empty() { Err(unread()) } else { Ok(parts) }
    }

    fn date(&self, order: Order) -> Result<(NaiveDate, bool), String> {
        let unread = || "is not a date that is understood".to_owned();
        let (year, month, day, either) = match self.numbers.as_slice() {
            [(y, 4), (m, _), (d, _)] => (*y, *m, *d, false),
            [(a, _), (b, _), (y, digits @ (2 | 4))] => {
                let year = full_year(*y, *digits);
                match (order, *a > 12, *b > 12) {
                    (_, true, false) => (year, *b, *a, false),
                    (_, false, true) => (year, *a, *b, false),
                    (Order::DayFirst, ..) => (year, *b, *a, a != b),
                    (Order::MonthFirst, ..) => (year, *a, *b, a != b),
                }
            }
            [(a, na), (b, nb)] => {
                let month = self.words.iter().rev().find_map(|w| month(w)).ok_or_else(unread)?;
                if *na == 4 { (*a, month, *b, false) } else { (full_year(*b, *nb), month, *a, false) }
            }
            _ => return Err(unread()),
        };
        i32::try_from(year)
            .ok()
            .and_then(|y| NaiveDate::from_ymd_opt(y, month, day))
            .map(|date| (date, either))
            .ok_or_else(|| format!("is no day of the calendar (read as year {year}, month {month}, day {day})"))
    }

    fn time(&self) -> Result<chrono::NaiveTime, String> {
        let said = |names: &[&str]| self.words.iter().any(|w| names.contains(&w.as_str()));
        let part = |n: usize| self.clock.get(n).copied().unwrap_or(0);
        let hour = match part(0) {
            12 if said(&["am", "a", "vorm"]) => 0,
            h @ 1..=11 if said(&["pm", "p", "nachm"]) => h + 12,
            h => h,
        };
        // A leap second is read as the second before it.
        chrono::NaiveTime::from_hms_opt(hour, part(1), if part(2) == 60 { 59 } else { part(2) })
            .ok_or_else(|| format!("has no time of day ({hour}:{:02}:{:02})", part(1), part(2)))
    }
}

fn full_year(year: u32, digits: usize) -> u32 {
    match (digits, year) {
        (2, 70..) => 1900 + year,
        (2, _) => 2000 + year,
        _ => year,
    }
}

/// The month of a name or its beginning in English, German, French, Spanish, Portuguese, Italian and Dutch.
fn month(word: &str) -> Option<u32> {
    let names: [&[&str]; 12] = [
        &["jan", "ene", "gen"],
        &["feb", "fev", "fév"],
        &["mar", "mär", "maa", "mrt", "mae"],
        &["apr", "abr", "avr"],
        &["may", "mai", "mei", "mag"],
        &["jun", "juin", "giu"],
        &["jul", "juil", "lug"],
        &["aug", "ago", "aoû", "aou"],
        &["sep", "set"],
        &["oct", "okt", "ott", "out"],
        &["nov"],
        &["dec", "dez", "dic", "déc"],
    ];
    (1..).zip(names).find(|(_, beginnings)| beginnings.iter().any(|b| word.starts_with(b))).map(|(n, _)| n)
}
