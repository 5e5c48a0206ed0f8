//! Names of things: changes, persons, acts, and the streams of the ledger.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The number of a change request, written `CHG-1042`. Numbers are gap-free and start at 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ChangeNo(pub u32);

impl fmt::Display for ChangeNo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("CHG-{}", self.0))
    }
}

/// A word that is not an id of the expected form.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("\"{given}\" is not {wanted}")]
pub struct IdError {
    /// What was given.
    pub given: String,
    /// What was wanted, with an example.
    pub wanted: &'static str,
}

impl FromStr for ChangeNo {
    type Err = IdError;

    /// Reads `CHG-12`, `chg-12` or `12`.
    fn from_str(text: &str) -> Result<Self, IdError> {
        let refuse = || IdError { given: text.into(), wanted: "a change number such as CHG-12" };
        let digits = match text.get(..4) {
            Some(head) if head.eq_ignore_ascii_case("CHG-") => text.get(4..).unwrap_or_default(),
            _ => text,
        };
        match digits.parse::<u32>() {
            Ok(n) if n > 0 && digits.bytes().all(|b| b.is_ascii_digit()) => Ok(Self(n)),
            _ => Err(refuse()),
        }
    }
}

/// A person's short id, such as `ana` or `b.chen`: 1 to 64 of letters, digits and `. _ - @`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonId(String);

impl PersonId {
    /// The id that the program itself acts under (imports, demonstrations).
    #[must_use]
    pub fn system() -> Self {
        Self("quorate".into())
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for PersonId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let fits = !text.is_empty()
            && text.len() <= 64
            && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '@'));
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err(IdError { given: text.chars().take(80).collect(), wanted: "a person's id such as ana or b.chen" })
        }
    }
}

/// A meeting of the board by the ISO week of its day, such as `2026-W39`; a further one of the week ends in `-2`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MeetingId(String);

impl MeetingId {
    /// The n-th meeting, from 1, of the ISO week of a day.
    #[must_use]
    pub fn of(day: chrono::NaiveDate, n: u32) -> Self {
        let week = chrono::Datelike::iso_week(&day);
        let further = if n > 1 { format!("-{n}") } else { String::new() };
        Self(format!("{}-W{:02}{further}", week.year(), week.week()))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first day of its week; none where the year has no such week.
    #[must_use]
    pub fn monday(&self) -> Option<chrono::NaiveDate> {
        let (year, week) = (self.0.get(..4)?.parse().ok()?, self.week().parse().ok()?);
        chrono::NaiveDate::from_isoywd_opt(year, week, chrono::Weekday::Mon)
    }

    /// The number of the week: what closing the meeting asks for.
    #[must_use]
    pub fn week(&self) -> &str {
        self.0.get(6..8).unwrap_or_default()
    }
}

impl fmt::Display for MeetingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for MeetingId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let refuse = || IdError { given: text.chars().take(80).collect(), wanted: "a meeting such as 2026-W39" };
        let upper = text.to_ascii_uppercase();
        let (year, rest) = upper.split_once("-W").ok_or_else(refuse)?;
        let (week, further) = rest.split_once('-').map_or((rest, None), |(week, n)| (week, Some(n)));
        let digits = |t: &str, n: usize| t.len() == n && t.bytes().all(|b| b.is_ascii_digit());
        let known = week.parse::<u32>().is_ok_and(|w| (1..=53).contains(&w));
        let counted = further.is_none_or(|n| n.parse::<u32>().is_ok_and(|n| (2..1000).contains(&n)));
        if digits(year, 4) && digits(week, 2) && known && counted { Ok(Self(upper)) } else { Err(refuse()) }
    }
}

/// A stream of the ledger: the entries of one thing, numbered from 1.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Stream {
    /// The register itself: its pack, settings and policy reviews.
    Policy,
    /// Persons with their roles.
    People,
    /// The board: seats, presence, alternates, delegations.
    Board,
    /// Pre-approved standard changes.
    Catalogue,
    /// The risk register.
    Risks,
    /// The calendar: announced freezes.
    Calendar,
    /// Systems and services.
    Systems,
    /// What was asked for and refused by a clause.
    Attempts,
    /// One change with its approvals and ballots.
    Change(ChangeNo),
    /// One meeting of the board.
    Meeting(MeetingId),
}

impl fmt::Display for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Policy => f.write_str("policy"),
            Self::People => f.write_str("people"),
            Self::Board => f.write_str("board"),
            Self::Catalogue => f.write_str("catalogue"),
            Self::Risks => f.write_str("risks"),
            Self::Calendar => f.write_str("calendar"),
            Self::Systems => f.write_str("systems"),
            Self::Attempts => f.write_str("attempts"),
            Self::Change(no) => write!(f, "change/{}", no.0),
            Self::Meeting(id) => write!(f, "meeting/{id}"),
        }
    }
}

impl FromStr for Stream {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let refuse = || IdError { given: text.into(), wanted: "a stream such as change/12 or board" };
        Ok(match text {
            "policy" => Self::Policy,
            "people" => Self::People,
            "board" => Self::Board,
            "catalogue" => Self::Catalogue,
            "risks" => Self::Risks,
            "calendar" => Self::Calendar,
            "systems" => Self::Systems,
            "attempts" => Self::Attempts,
            _ if text.starts_with("meeting/") => {
                Self::Meeting(text.trim_start_matches("meeting/").parse().map_err(|_| refuse())?)
            }
            _ => Self::Change(ChangeNo(
                text.strip_prefix("change/").and_then(|n| n.parse().ok()).filter(|n| *n > 0).ok_or_else(refuse)?,
            )),
        })
    }
}

/// The id that a client gives an act, so that a retry is the same act (UUID version 7).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ActId(pub uuid::Uuid);

impl fmt::Display for ActId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
