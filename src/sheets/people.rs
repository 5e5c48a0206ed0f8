//! Persons, the board, and what waits for somebody.

use super::meeting::MeetingRow;
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
    /// Who sits for the holder by that roll call.
    #[serde(default)]
    pub proxy: Option<String>,
    /// How they are present.
    #[serde(default)]
    pub proxy_presence: Option<String>,
}

impl SeatLine {
    /// How the seat is taken by the roll call, in words, with who sits for its holder: `excused; Eve Lindt sits (room)`.
    #[must_use]
    pub fn there(&self, name: &dyn Fn(&String) -> String) -> String {
        let own = self.presence.as_deref().unwrap_or_default();
        match &self.proxy {
            Some(proxy) => {
                format!("{own}; {} sits ({})", name(proxy), self.proxy_presence.as_deref().unwrap_or("there"))
            }
            None => own.to_owned(),
        }
    }
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
    /// Places at the table without a vote: the word, and who has one.
    #[serde(default)]
    pub offices: Vec<OfficeLine>,
    /// Presence needed.
    pub quorum: usize,
    /// Who may decide: each person once, and nobody for a vacant seat.
    #[serde(default)]
    pub of: usize,
    /// Mandatory seats that nobody is there for.
    #[serde(default)]
    pub mandatory_missing: Vec<String>,
    /// Those seats, by what they are called.
    #[serde(default)]
    pub mandatory_titles: Vec<String>,
    /// The decision rule in words.
    pub rule: String,
    /// Who takes the chair now.
    pub chair: Option<String>,
    /// Persons present by the roll call that holds; null without one.
    pub present: Option<usize>,
    /// When the roll call was taken.
    pub rollcall_at: Option<Time>,
    /// When the next meeting begins, or the one that is open was to begin.
    pub next_meeting: Option<Time>,
    /// That meeting: the one that is open, else the soonest that is called or that a series gives.
    #[serde(default)]
    pub next: Option<MeetingRow>,
    /// Delegations in force.
    pub delegations: Vec<DelegationLine>,
    /// Clauses.
    pub clauses: Vec<String>,
}

/// A place at the table without a vote.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OfficeLine {
    /// Its word, such as `observer`.
    pub id: String,
    /// Who has it.
    pub holders: Vec<String>,
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
