//! What a foreign calendar comes to: its events as times, what was skipped, and what people should know.

use crate::base::digest::Digest;
use crate::base::time::Moment;
use crate::policy::schedule::Stretch;
use chrono::NaiveDate;
use chrono_tz::Tz;

/// Something to tell of a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    /// Line.
    pub line: usize,
    /// What.
    pub text: String,
}

/// What a file holds.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Foreign {
    /// Its calendars.
    pub calendars: Vec<ForeignCalendar>,
    /// Components that were looked at.
    pub read: u64,
    /// What was skipped, and why.
    pub skipped: Vec<Note>,
    /// What people should know.
    pub warnings: Vec<Note>,
}

/// A calendar.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ForeignCalendar {
    /// Its name.
    pub name: String,
    /// What it says of itself (`X-WR-CALDESC`).
    pub about: String,
    /// Domain of the register that tells it, where one does.
    pub home: Option<String>,
    /// Whether nothing may run but in its events (`X-CALENDAR-TYPE:DEFAULT_CLOSED`).
    pub closed: bool,
    /// Its events, one for each UID.
    pub events: Vec<ForeignEvent>,
}

/// An event with all its turns.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ForeignEvent {
    /// UID.
    pub uid: String,
    /// Line on which it begins.
    pub line: usize,
    /// How often it has changed.
    pub sequence: u32,
    /// Title.
    pub title: String,
    /// Whether it was called off.
    pub canceled: bool,
    /// Turns that are not over and begin before the horizon.
    pub turns: Vec<Stretch>,
    /// The days of those, where they are whole days.
    pub days: Vec<NaiveDate>,
    /// Whether it goes on after the horizon.
    pub cut: bool,
    /// Environments that it is for where it comes from; none for all.
    pub environments: Vec<String>,
    /// Digest of what the file says of it.
    pub digest: Digest,
}

/// What is asked of a file: the zone of times that name none, and the time that counts.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// Zone.
    pub tz: Tz,
    /// What ended before is left out.
    pub from: Moment,
    /// What begins later is left out.
    pub horizon: Moment,
}
