//! Times as people type them: exact ones, and those that are told from now: `yesterday`, `monday 14:00`, `-2h`.

use super::time::{Moment, Span, TimeError};
use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc, Weekday};
use chrono_tz::Tz;
use std::cmp::Ordering;

/// What is wanted where none of the forms is met.
const WANTED: &str = "a time such as 2026-03-02T09:00:00Z, 2026-03-02 09:00, today, yesterday 14:00, monday, -2h or \
                      3d ago";
/// What is wanted of a weekday or a length that could lie on either side of now.
const SIDE: &str = "a time by itself: say before or after now, as in last monday, next monday, -2h or +2h";

/// Which way a day without a date, or a length without a sign, points.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lean {
    /// To what was: `--since monday`, `--since 90d`.
    Past,
    /// To what is to come: `--until friday`.
    Ahead,
    /// To neither: it has to be said.
    Either,
}

/// Where and when a time is typed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Here {
    /// Now.
    pub now: Moment,
    /// The zone of local times.
    pub tz: Tz,
}

/// A time of day, where one is given; a day alone has none.
type Spoken = (NaiveDate, Option<NaiveTime>);

/// The last year that is taken from people: a local time of the one after it may be in a year of five digits elsewhere.
const LAST_YEAR: i32 = 9998;

fn in_reach(text: &str, at: Moment) -> Result<Moment, TimeError> {
    let refuse = || TimeError { given: text.trim().into(), wanted: "a time up to the year 9998" };
    Some(at).filter(|at| at.utc().year() <= LAST_YEAR).ok_or_else(refuse)
}

impl Here {
    /// Reads a time that somebody typed. A day alone is its first moment.
    ///
    /// # Errors
    /// [`TimeError`]: any other form; a local time that the clock skips or shows twice; what could be before or after.
    pub fn read(&self, text: &str, lean: Lean) -> Result<Moment, TimeError> {
        self.moment(text, lean, false).and_then(|at| in_reach(text, at))
    }

    /// Reads a window, `FROM/TO`.
    ///
    /// # Errors
    /// In words, what is expected: two times that can be read, the second after the first.
    pub fn window(&self, text: &str) -> Result<(Moment, Moment), String> {
        let (from, to) =
            text.split_once('/').ok_or("a window is FROM/TO, such as 2026-03-10 02:00/2026-03-10 04:00")?;
        let read = |text: &str| self.read(text, Lean::Ahead).map_err(|e| e.to_string());
        let (from, to, typed) = (read(from)?, read(to)?, (from.trim(), to.trim()));
        match to.cmp(&from) {
            Ordering::Greater => Ok((from, to)),
            Ordering::Equal => Err(format!("the window begins and ends {}: give a later end", typed.0)),
            Ordering::Less => Err(format!("the window would end {}, before it begins {}", typed.1, typed.0)),
        }
    }

    /// Reads until when something is due: a day alone includes that day, to its last second.
    ///
    /// # Errors
    /// As [`Here::read`].
    pub fn read_due(&self, text: &str) -> Result<Moment, TimeError> {
        self.moment(text, Lean::Ahead, true).and_then(|at| in_reach(text, at))
    }

    /// Reads when a stretch of time ends: a day alone includes the whole of that day, to the beginning of the next.
    ///
    /// # Errors
    /// As [`Here::read`].
    pub fn read_end(&self, text: &str) -> Result<Moment, TimeError> {
        let due = self.read_due(text)?;
        let of_day = self.read(text, Lean::Ahead)? != due;
        Ok(if of_day { due.plus(Span::seconds(1)) } else { due })
    }

    fn moment(&self, text: &str, lean: Lean, due: bool) -> Result<Moment, TimeError> {
        let text = text.trim();
        let exact = if due { Moment::asked_due(text, self.tz) } else { Moment::asked(text, self.tz) };
        let words = text.to_lowercase();
        let words: Vec<&str> = words.split_whitespace().collect();
        let dated = text.get(..4).is_some_and(|year| year.bytes().all(|b| b.is_ascii_digit()));
        match exact {
            Ok(at) => return Ok(at),
            // What begins as a date is told what is wrong with it.
            Err(error) if dated && text.contains('-') => return Err(error),
            Err(_) => {}
        }
        let refuse = |wanted| TimeError { given: text.into(), wanted };
        if words == ["now"] {
            return Ok(self.now);
        }
        if let Some((signed, back, length)) = length(&words) {
            let back = match (signed, lean) {
                (true, _) => back,
                (false, Lean::Past) => true,
                (false, Lean::Ahead) => false,
                (false, Lean::Either) => return Err(refuse(SIDE)),
            };
            return self.away(length, back).ok_or_else(|| refuse(WANTED));
        }
        let ends = NaiveTime::from_hms_opt(23, 59, 59).filter(|_| due);
        let at = |(day, time): Spoken| -> Result<Moment, TimeError> {
            let time = time.or(ends).unwrap_or_default();
            Moment::asked(&day.and_time(time).format("%Y-%m-%d %H:%M:%S").to_string(), self.tz)
        };
        let today = self.now.local(self.tz).date_naive();
        let (said, time) = split_time(&words).ok_or_else(|| refuse(WANTED))?;
        let days = |n: u64, back: bool| {
            let day = if back { today.checked_sub_days(Days::new(n)) } else { today.checked_add_days(Days::new(n)) };
            day.ok_or_else(|| refuse(WANTED))
        };
        match *said {
            ["today"] => at((today, time)),
            ["yesterday"] => at((days(1, true)?, time)),
            ["tomorrow"] => at((days(1, false)?, time)),
            [which @ ("last" | "next"), day] => {
                let day = day.parse::<Weekday>().map_err(|_| refuse(WANTED))?;
                let back = which == "last";
                let near = u64::from(off(today, day, back));
                // Today is neither the last one nor the next.
                at((days(if near == 0 { 7 } else { near }, back)?, time))
            }
            [day] => {
                let day = day.parse::<Weekday>().map_err(|_| refuse(WANTED))?;
                let back = match lean {
                    Lean::Past => true,
                    Lean::Ahead => false,
                    Lean::Either => return Err(refuse(SIDE)),
                };
                let near = u64::from(off(today, day, back));
                let found = at((days(near, back)?, time))?;
                // Of today, a time that lies on the other side of now is not meant.
                let passed = if back { found > self.now } else { found < self.now };
                if passed { at((days(near + 7, back)?, time)) } else { Ok(found) }
            }
            _ => Err(refuse(WANTED)),
        }
    }

    /// So long before or after now: minutes and hours elapse, days and longer keep the local time (reading 2.3).
    fn away(&self, (n, unit): (u32, Unit), back: bool) -> Option<Moment> {
        let elapsed = |seconds: i64| {
            let span = Span::seconds(i64::from(n).checked_mul(seconds)?);
            Some(self.now.plus(if back { Span(span.0.saturating_neg()) } else { span }))
        };
        let local: NaiveDateTime = self.now.local(self.tz).naive_local();
        let days = |n: u64| {
            if back { local.checked_sub_days(Days::new(n)) } else { local.checked_add_days(Days::new(n)) }
        };
        let months = |n: u32| {
            if back { local.checked_sub_months(Months::new(n)) } else { local.checked_add_months(Months::new(n)) }
        };
        let to = match unit {
            Unit::Minutes => return elapsed(60),
            Unit::Hours => return elapsed(3600),
            Unit::Days => days(n.into())?,
            Unit::Weeks => days(u64::from(n).checked_mul(7)?)?,
            Unit::Months => months(n)?,
            Unit::Years => months(n.checked_mul(12)?)?,
        };
        // Where the clock skips that time, the hour after it stands for it.
        let found = self.tz.from_local_datetime(&to).earliest();
        let found = found.or_else(|| self.tz.from_local_datetime(&(to + chrono::TimeDelta::hours(1))).earliest())?;
        Some(Moment::from_utc(found.with_timezone(&Utc)))
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Unit {
    Minutes,
    Hours,
    Days,
    Weeks,
    Months,
    Years,
}

/// A length, whether its side is said, and whether it is the past: `-2h`, `+3d`, `3d ago`, `in 2 hours`, `90d`.
fn length(words: &[&str]) -> Option<(bool, bool, (u32, Unit))> {
    let joined = |words: &[&str]| -> Option<(u32, Unit)> {
        let text = words.concat();
        let (number, unit) = text.split_at_checked(text.bytes().take_while(u8::is_ascii_digit).count())?;
        let unit = match unit {
            // As in `--timeout 30m`; a month is `mo`.
            "m" | "min" | "minute" | "minutes" => Unit::Minutes,
            "h" | "hour" | "hours" => Unit::Hours,
            "d" | "day" | "days" => Unit::Days,
            "w" | "week" | "weeks" => Unit::Weeks,
            "mo" | "month" | "months" => Unit::Months,
            "y" | "year" | "years" => Unit::Years,
            _ => return None,
        };
        Some((number.parse().ok().filter(|n| *n <= 100_000)?, unit))
    };
    match words {
        [rest @ .., "ago"] => Some((true, true, joined(rest)?)),
        ["in", rest @ ..] => Some((true, false, joined(rest)?)),
        [first, rest @ ..] => {
            let bare = first.trim_start_matches(['-', '+']);
            let signed = first.len() == bare.len() + 1;
            let whole: Vec<&str> = std::iter::once(bare).chain(rest.iter().copied()).collect();
            let length = joined(&whole)?;
            (signed || first.len() == bare.len()).then_some((signed, first.starts_with('-'), length))
        }
        [] => None,
    }
}

/// The words before a time of day, and that time.
fn split_time<'w, 't>(words: &'w [&'t str]) -> Option<(&'w [&'t str], Option<NaiveTime>)> {
    let (last, before) = words.split_last()?;
    match NaiveTime::parse_from_str(last, "%H:%M") {
        Ok(time) if before.last() == Some(&"at") => Some((before.get(..before.len() - 1)?, Some(time))),
        Ok(time) => Some((before, Some(time))),
        Err(_) => Some((words, None)),
    }
}

/// Days from a day to the nearest such weekday; 0 on that weekday itself.
fn off(today: NaiveDate, day: Weekday, back: bool) -> u32 {
    let (from, to) = (today.weekday().num_days_from_monday(), day.num_days_from_monday());
    if back { (from + 7 - to) % 7 } else { (to + 7 - from) % 7 }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail loudly")]
mod tests {
    use super::*;

    /// Wednesday 4 March 2026, 10:30 in New York.
    fn here() -> Here {
        Here { now: Moment::parse("2026-03-04T15:30:00Z", chrono_tz::UTC).unwrap(), tz: chrono_tz::America::New_York }
    }

    fn said(text: &str, lean: Lean) -> String {
        here().read(text, lean).map_or_else(|e| e.to_string(), |at| at.to_string())
    }

    #[test]
    fn times_are_told_from_now() {
        for (text, lean, wanted) in [
            ("now", Lean::Either, "2026-03-04T15:30:00Z"),
            ("today", Lean::Either, "2026-03-04T05:00:00Z"),
            ("Yesterday", Lean::Either, "2026-03-03T05:00:00Z"),
            ("yesterday 14:00", Lean::Either, "2026-03-03T19:00:00Z"),
            ("tomorrow at 09:15", Lean::Either, "2026-03-05T14:15:00Z"),
            ("-2h", Lean::Either, "2026-03-04T13:30:00Z"),
            ("+45min", Lean::Either, "2026-03-04T16:15:00Z"),
            ("-10m", Lean::Past, "2026-03-04T15:20:00Z"),
            ("3d ago", Lean::Either, "2026-03-01T15:30:00Z"),
            ("in 2 hours", Lean::Either, "2026-03-04T17:30:00Z"),
            ("90d", Lean::Past, "2025-12-04T15:30:00Z"),
            ("1w", Lean::Ahead, "2026-03-11T14:30:00Z"),
            ("1mo ago", Lean::Past, "2026-02-04T15:30:00Z"),
            ("monday", Lean::Past, "2026-03-02T05:00:00Z"),
            ("Mon", Lean::Ahead, "2026-03-09T04:00:00Z"),
            ("wednesday", Lean::Past, "2026-03-04T05:00:00Z"),
            ("wednesday", Lean::Ahead, "2026-03-11T04:00:00Z"),
            ("wed 18:00", Lean::Ahead, "2026-03-04T23:00:00Z"),
            ("wed 18:00", Lean::Past, "2026-02-25T23:00:00Z"),
            ("last wednesday", Lean::Either, "2026-02-25T05:00:00Z"),
            ("next friday 08:00", Lean::Either, "2026-03-06T13:00:00Z"),
            ("2026-03-02", Lean::Either, "2026-03-02T05:00:00Z"),
            ("2026-03-02T09:00:00Z", Lean::Either, "2026-03-02T09:00:00Z"),
        ] {
            assert_eq!(said(text, lean), wanted, "{text} {lean:?}");
        }
        // The clock is put forward at 02:00 of 8 March: a day keeps the local time.
        assert_eq!(said("+5d", Lean::Ahead), "2026-03-09T14:30:00Z");
        assert_eq!(here().read_due("friday").unwrap().to_string(), "2026-03-07T04:59:59Z");
        assert_eq!(here().read_due("today").unwrap().to_string(), "2026-03-05T04:59:59Z");
        assert_eq!(here().read_end("friday").unwrap().to_string(), "2026-03-07T05:00:00Z");
        assert_eq!(here().read_end("2026-03-07").unwrap().to_string(), "2026-03-08T05:00:00Z");
        assert_eq!(here().read_end("2026-03-07 23:59:59").unwrap().to_string(), "2026-03-08T04:59:59Z");
    }

    #[test]
    fn what_is_no_time_says_what_would_be() {
        for text in
            ["soon", "", "5", "5x", "--5d", "yesterday 25:00", "friday night", "ago", "in", "last year", "99999999d"]
        {
            let told = said(text, Lean::Past);
            assert!(told.contains("is not a time such as") && told.contains("3d ago"), "{text}: {told}");
        }
        for text in ["monday", "2h"] {
            assert!(said(text, Lean::Either).contains("before or after now"), "{text}");
        }
        assert!(said("2026-03-08 02:30", Lean::Either).contains("the clock is put forward"));
        assert!(said("2026-11-01 01:30", Lean::Either).contains("twice"));
        assert!(said("2026-13-01", Lean::Either).contains("a time such as"));
    }
}
