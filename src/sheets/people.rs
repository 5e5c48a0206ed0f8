//! Persons, the board, and what waits for somebody.

use super::time::Time;
use serde::{Deserialize, Serialize};

/// A person.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PersonRow {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Role ids.
    pub roles: Vec<String>,
    /// Seats.
    pub seats: Vec<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Whether active.
    pub active: bool,
}

/// A seat of the board.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SeatLine {
    /// Seat id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Holder.
    pub holder: Option<String>,
    /// Alternates.
    pub alternates: Vec<String>,
    /// Whether it takes the chair.
    pub chair: bool,
    /// Whether it must be present.
    pub mandatory: bool,
    /// Whether it has a veto.
    pub veto: bool,
    /// Presence by the roll call that holds: `room`, `phone`, `session`, `excused`, `absent`, or null.
    pub presence: Option<String>,
}

/// The board.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct BoardSheet {
    /// Title.
    pub title: String,
    /// Whether the pack has a board that votes.
    pub votes: bool,
    /// Seats.
    pub seats: Vec<SeatLine>,
    /// Presence needed.
    pub quorum: usize,
    /// The decision rule in words.
    pub rule: String,
    /// Who takes the chair now.
    pub chair: Option<String>,
    /// Persons present by the roll call that holds; null without one.
    pub present: Option<usize>,
    /// When the roll call was taken.
    pub rollcall_at: Option<Time>,
    /// Next meeting, by weekday and hour of the settings.
    pub next_meeting: Option<Time>,
    /// Delegations in force.
    pub delegations: Vec<DelegationLine>,
    /// Clauses.
    pub clauses: Vec<String>,
}

/// A delegation in force.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DelegationLine {
    /// Who delegates.
    pub from: String,
    /// To whom.
    pub to: String,
    /// Role, or `seat`.
    pub role: String,
    /// Environment.
    pub environment: Option<String>,
    /// End.
    pub until: Time,
}

/// Something that waits for a person.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct InboxItem {
    /// `VOTE`, `APPROVE`, `REVIEW`, `REVISE`, `CONDITION`, `SUBMIT`, `START`, `CLOSE`.
    pub kind: String,
    /// The change.
    pub id: String,
    /// Its title.
    pub title: String,
    /// State letter of the change.
    pub letter: String,
    /// Risk level.
    pub risk: Option<String>,
    /// Why it waits for this person: "as manager", "seat security", "you are the owner".
    pub why: String,
    /// When it is due.
    pub due: Option<Time>,
    /// The command that does it.
    pub command: String,
}
