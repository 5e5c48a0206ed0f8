//! How a quorum stands: one measure for a meeting and for the ballot of its current item, on every screen and document.

use super::ballot::BallotSheet;
use super::meeting::MeetingSheet;
use super::people::BoardSheet;
use serde::{Deserialize, Serialize};

/// Who is present, of those who may decide, against the quorum.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Quorum {
    /// Present, of those who may decide.
    pub present: usize,
    /// Who may decide: everybody with a seat; of a ballot those who are not recused.
    pub of: usize,
    /// How many must be present.
    pub needed: usize,
    /// Whether that is met and every mandatory seat is there.
    pub met: bool,
    /// Whether it was met before; a ballot is suspended then.
    pub lost: bool,
    /// Mandatory seats that are not there, by what they are called.
    pub missing: Vec<String>,
}

impl MeetingSheet {
    /// How the quorum stands: for the ballot that is open on the current item, since who is present may not vote on it,
    /// else for the meeting.
    #[must_use]
    pub fn quorum_now(&self) -> Quorum {
        let voting = self.current_line().and_then(|l| l.quorum.clone());
        voting.filter(|_| self.row.state == "in_progress").unwrap_or_else(|| Quorum {
            present: self.present,
            of: self.attendance.len(),
            needed: self.quorum,
            met: self.quorum_met,
            lost: !self.quorum_met && self.quorum_log.iter().any(|q| q.met),
            missing: called(&self.mandatory_missing, &self.mandatory_titles),
        })
    }

    /// Whether the ballot of the current item is suspended, since the quorum for it was lost.
    #[must_use]
    pub fn suspended(&self) -> bool {
        self.row.state == "in_progress" && self.current_line().and_then(|l| l.quorum.as_ref()).is_some_and(|q| q.lost)
    }
}

impl BallotSheet {
    /// How the quorum stands for it.
    #[must_use]
    pub fn quorum_now(&self) -> Quorum {
        Quorum {
            present: self.present,
            of: self.eligible,
            needed: self.quorum,
            met: self.quorum_met,
            lost: self.state == "suspended",
            missing: called(&self.mandatory_missing, &self.mandatory_titles),
        }
    }
}

impl BoardSheet {
    /// How the quorum stands by the roll call that holds.
    #[must_use]
    pub fn quorum_now(&self) -> Quorum {
        let present = self.present.unwrap_or(0);
        let met = present >= self.quorum && self.mandatory_missing.is_empty();
        let missing = called(&self.mandatory_missing, &self.mandatory_titles);
        Quorum { present, of: self.of, needed: self.quorum, met, missing, ..Quorum::default() }
    }
}

/// What the seats that are missing are called; nothing where none is.
fn called(missing: &[String], titles: &[String]) -> Vec<String> {
    if missing.is_empty() { Vec::new() } else { titles.to_vec() }
}
