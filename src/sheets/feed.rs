//! The calendar of meetings: those that were called, and the series that meet by a rule.

use super::meeting::MeetingRow;
use super::time::Time;
use serde::{Deserialize, Serialize};

/// The calendar of all meetings.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FeedSheet {
    /// Organisation.
    pub org: String,
    /// Domain in which the register names its events (RFC 5545, 3.8.4.7).
    pub home: String,
    /// Zone in which the series meet.
    pub tz: String,
    /// Series that meet by a rule.
    pub series: Vec<SeriesLine>,
    /// Meetings that were called.
    pub meetings: Vec<FeedLine>,
}

/// A meeting in the calendar.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FeedLine {
    /// The meeting.
    pub row: MeetingRow,
    /// Planned length in minutes.
    pub minutes: u32,
    /// How often it was moved or called off.
    pub sequence: u32,
    /// When something of it last changed, its table included.
    pub changed: Time,
}

/// A series in the calendar.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SeriesLine {
    /// Series id.
    pub series: String,
    /// Title.
    pub title: String,
    /// Planned length in minutes.
    pub minutes: u32,
    /// How often its rule, its hour or its holidays were set.
    pub sequence: u32,
    /// When that last happened.
    pub changed: Time,
    /// RFC 5545 recurrence rule.
    pub rrule: String,
    /// First turn.
    pub starts: Time,
    /// Turns that are meetings of their own, or do not take place.
    pub except: Vec<Time>,
    /// Turns that a holiday moves: from, and to.
    pub moved: Vec<(Time, Time)>,
}
