//! What is written down of a meeting while it goes on: who was there when, notes, actions, its course, its documents.

use super::meeting::AgendaLine;
use super::time::Time;
use serde::{Deserialize, Serialize};

/// How somebody was present for a while.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PresenceLine {
    /// Person id.
    pub person: String,
    /// Name.
    pub name: String,
    /// Seats; none for somebody who has lost them since.
    pub seats: Vec<String>,
    /// `room`, `phone`, `session`, `excused`, `absent`.
    pub how: String,
    /// From when.
    pub from: Time,
    /// Until when; null while it lasts.
    pub until: Option<Time>,
}

/// Somebody at the table without a vote, such as the secretary.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct BesideLine {
    /// Person id.
    pub person: String,
    /// Name.
    pub name: String,
    /// Their places, such as `observer`.
    pub offices: Vec<String>,
    /// Presence; null while nobody said.
    pub presence: Option<String>,
}

/// The consent group as the members were told it: who takes no item out consents.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AnnouncedLine {
    /// When it was announced.
    pub at: Time,
    /// When the silence ends; it is not decided before.
    pub until: Time,
    /// Items that are still in it, by position.
    pub items: Vec<u32>,
}

/// A moment from which quorum was met, or was not.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct QuorumLine {
    /// From when.
    pub at: Time,
    /// Whether it was met, mandatory seats included.
    pub met: bool,
    /// Members present.
    pub present: usize,
    /// Members with a seat.
    pub of: usize,
    /// Members needed.
    pub needed: usize,
    /// Mandatory seats that were not there.
    pub missing: Vec<String>,
}

/// A note or correction.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NoteLine {
    /// The item.
    pub item: Option<u32>,
    /// Who wrote it.
    pub by: String,
    /// When.
    pub at: Time,
    /// The words.
    pub text: String,
    /// Whether it is the writer's alone.
    pub private: bool,
}

/// An action.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ActionLine {
    /// The meeting.
    pub meeting: String,
    /// Number within the meeting.
    pub no: u32,
    /// The item.
    pub item: Option<u32>,
    /// What is to be done.
    pub text: String,
    /// By whom: person id.
    pub owner: String,
    /// Their name.
    #[serde(default)]
    pub owner_name: String,
    /// When it was given.
    pub given: Time,
    /// Until when.
    pub due: Time,
    /// When it was done.
    pub done: Option<Time>,
}

/// A document that was written.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct WrittenLine {
    /// `md`, `html` or `ics`; of a decision the change.
    pub document: String,
    /// Where it is; null where nothing was to be written.
    pub file: Option<String>,
    /// What became of it.
    pub state: String,
}

/// Something that happened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TimelineLine {
    /// When.
    pub at: Time,
    /// Who: name.
    pub who: String,
    /// What, in words.
    pub text: String,
}

impl AgendaLine {
    /// The letter of an item wherever the agenda is shown: what became of it, or how ready it is.
    #[must_use]
    pub fn mark(&self) -> &'static str {
        match self.state.as_str() {
            "carried" | "carried_with_conditions" | "approved_outside_board" => "A",
            "lost" => "R",
            "deferred" => "D",
            "withdrawn" => "W",
            "voting" => "V",
            "reviewed" | "done" => "x",
            _ if self.kind == "review" => "P",
            // What the change's own record says is the same letter everywhere.
            _ => match self.letter.as_str() {
                "A" => "A",
                "R" => "R",
                "W" => "W",
                "V" => "V",
                "S" => "S",
                "C" => "C",
                _ if !self.ready => "N",
                _ => " ",
            },
        }
    }
}
