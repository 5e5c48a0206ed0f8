//! Moments and spans: integers, microseconds, UTC.

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A moment: microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub i64);

/// Why a moment, date or span could not be read.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("\"{given}\" is not {wanted}")]
pub struct TimeError {
    /// What was given.
    pub given: String,
    /// What was wanted, with an example.
    pub wanted: &'static str,
}

/// Why a local time of the hour that a zone skips is refused.
const SKIPPED: &str = "a time of that day: the clock is put forward over it, so give an hour later, or UTC with a Z";
/// Why a local time of the hour that a zone repeats is not taken from people.
const TWICE: &str = "one of the two: the clock is put back and shows that time twice, so add the offset, such as \
                     -04:00, or give UTC with a Z";

impl Moment {
    /// The moment of a chrono time.
    #[must_use]
    pub fn from_utc(t: DateTime<Utc>) -> Self {
        Self(t.timestamp_micros())
    }

    /// As chrono time; moments outside chrono's range become its epoch.
    #[must_use]
    pub fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or_default()
    }

    /// In a zone.
    #[must_use]
    pub fn local(self, tz: Tz) -> DateTime<Tz> {
        self.utc().with_timezone(&tz)
    }

    /// This moment and `span` later.
    #[must_use]
    pub fn plus(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }

    /// The span from `earlier` to this moment; negative when `earlier` is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }

    /// Reads RFC 3339 (`2026-03-02T09:00:00Z`), or a local `2026-03-02 09:00` or `2026-03-02` in the zone.
    ///
    /// # Errors
    /// [`TimeError`] for any other form, and for a local time that the zone skips.
    pub fn parse(text: &str, tz: Tz) -> Result<Self, TimeError> {
        let refuse =
            || TimeError { given: text.into(), wanted: "a time such as 2026-03-02T09:00:00Z or 2026-03-02 09:00" };
        if let Some(t) = with_offset(text) {
            return Ok(t);
        }
        let text = text.trim();
        let naive = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
            .iter()
            .find_map(|f| chrono::NaiveDateTime::parse_from_str(text, f).ok())
            .or_else(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().and_then(|d| d.and_hms_opt(0, 0, 0)))
            .ok_or_else(refuse)?;
        let skipped = || TimeError { given: text.into(), wanted: SKIPPED };
        tz.from_local_datetime(&naive).earliest().map(|t| Self::from_utc(t.with_timezone(&Utc))).ok_or_else(skipped)
    }

    /// As [`Moment::parse`], for what people type: a time that the clock shows twice is not guessed at.
    ///
    /// # Errors
    /// As [`Moment::parse`]; a time that comes twice.
    pub fn asked(text: &str, tz: Tz) -> Result<Self, TimeError> {
        let at = Self::parse(text, tz)?;
        let local = at.local(tz).naive_local();
        // A day alone begins with the first of two midnights.
        let day = NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").is_ok();
        let told = with_offset(text.trim()).is_some();
        match tz.from_local_datetime(&local) {
            chrono::LocalResult::Ambiguous(..) if !day && !told => {
                Err(TimeError { given: text.trim().into(), wanted: TWICE })
            }
            _ => Ok(at),
        }
    }

    /// As [`Moment::parse_due`], for what people type.
    ///
    /// # Errors
    /// As [`Moment::asked`].
    pub fn asked_due(text: &str, tz: Tz) -> Result<Self, TimeError> {
        match NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d") {
            Ok(_) => Self::parse_due(text, tz),
            Err(_) => Self::asked(text, tz),
        }
    }

    /// Reads until when something is due: as [`Moment::parse`], but a day alone includes that day, to its last second.
    ///
    /// # Errors
    /// As [`Moment::parse`].
    pub fn parse_due(text: &str, tz: Tz) -> Result<Self, TimeError> {
        match NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d") {
            Ok(day) => Self::parse(&format!("{day} 23:59:59"), tz),
            Err(_) => Self::parse(text, tz),
        }
    }
}

/// A time that says its offset, with seconds as RFC 3339 has them or without.
fn with_offset(text: &str) -> Option<Moment> {
    let plain = || {
        let spelled = text.trim().strip_suffix(['Z', 'z']).map(|t| format!("{t}+00:00"));
        let spelled = spelled.unwrap_or_else(|| text.trim().to_owned());
        ["%Y-%m-%dT%H:%M%:z", "%Y-%m-%d %H:%M%:z"].iter().find_map(|f| DateTime::parse_from_str(&spelled, f).ok())
    };
    let found = DateTime::parse_from_rfc3339(text).ok().or_else(plain)?;
    Some(Moment::from_utc(found.with_timezone(&Utc)))
}

impl fmt::Display for Moment {
    /// ISO 8601 in UTC, with as many fraction digits as needed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let form = if self.0 % 1_000_000 == 0 { "%Y-%m-%dT%H:%M:%SZ" } else { "%Y-%m-%dT%H:%M:%S%.6fZ" };
        f.pad(&self.utc().format(form).to_string())
    }
}

/// An elapsed span in microseconds; may be negative.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Span(pub i64);

impl Span {
    /// So many seconds.
    #[must_use]
    pub const fn seconds(n: i64) -> Self {
        Self(n.saturating_mul(1_000_000))
    }

    /// So many hours.
    #[must_use]
    pub const fn hours(n: i64) -> Self {
        Self::seconds(n.saturating_mul(3600))
    }

    /// Whole seconds, towards zero.
    #[must_use]
    pub const fn as_seconds(self) -> i64 {
        self.0 / 1_000_000
    }

    /// By its two largest units: `2d 3h`, `1h 30min`, `12min`, `40s`; `-` before it when negative.
    #[must_use]
    pub fn words(self) -> String {
        let total = self.as_seconds();
        let sign = if total < 0 { "-" } else { "" };
        let s = total.unsigned_abs();
        let (days, hours, minutes, seconds) = (s / 86_400, s / 3600 % 24, s / 60 % 60, s % 60);
        let pair = |a: u64, ua: &str, b: u64, ub: &str| {
            if b == 0 { format!("{sign}{a}{ua}") } else { format!("{sign}{a}{ua} {b}{ub}") }
        };
        if days > 0 {
            pair(days, "d", hours, "h")
        } else if hours > 0 {
            pair(hours, "h", minutes, "min")
        } else if minutes >= 10 {
            format!("{sign}{minutes}min")
        } else if minutes > 0 {
            pair(minutes, "min", seconds, "s")
        } else {
            format!("{sign}{seconds}s")
        }
    }
}

/// A length of time as policies write it: `15min`, `48h`, `7d` (same local time), `5bd` (business days), `12mo`, `1y`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Length {
    /// Elapsed minutes.
    Minutes(i64),
    /// Elapsed hours.
    Hours(i64),
    /// Calendar days, to the same local time.
    Days(i64),
    /// Business days, to close of business.
    BusinessDays(i64),
    /// Calendar months, to the same local time.
    Months(i64),
    /// To 23:59 of the same local day (reading 2.7).
    SameDay,
}

impl Length {
    /// So many times as long.
    #[must_use]
    pub const fn times(self, n: i64) -> Self {
        match self {
            Self::Minutes(m) => Self::Minutes(m.saturating_mul(n)),
            Self::Hours(h) => Self::Hours(h.saturating_mul(n)),
            Self::Days(d) => Self::Days(d.saturating_mul(n)),
            Self::BusinessDays(d) => Self::BusinessDays(d.saturating_mul(n)),
            Self::Months(m) => Self::Months(m.saturating_mul(n)),
            // A day has one end.
            Self::SameDay => Self::SameDay,
        }
    }
}

impl FromStr for Length {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        let refuse = || TimeError {
            given: text.into(),
            wanted: "a length of time such as 15min, 48h, 7d, 5bd, 12mo, 1y or same_day",
        };
        if text == "same_day" {
            return Ok(Self::SameDay);
        }
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = text.split_at_checked(digits).ok_or_else(refuse)?;
        let n: i64 = number.parse().ok().filter(|n| *n <= 100_000).ok_or_else(refuse)?;
        Ok(match unit {
            "min" => Self::Minutes(n),
            "h" => Self::Hours(n),
            "d" => Self::Days(n),
            "bd" => Self::BusinessDays(n),
            "mo" => Self::Months(n),
            "y" => Self::Months(n * 12),
            _ => return Err(refuse()),
        })
    }
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Minutes(n) => write!(f, "{n}min"),
            Self::Hours(n) => write!(f, "{n}h"),
            Self::Days(n) => write!(f, "{n}d"),
            Self::BusinessDays(n) => write!(f, "{n}bd"),
            Self::Months(n) => write!(f, "{n}mo"),
            Self::SameDay => f.write_str("same_day"),
        }
    }
}

impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl Serialize for Length {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
