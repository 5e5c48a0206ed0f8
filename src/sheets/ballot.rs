//! A ballot as the voting page and `vote tally` show it.

use super::time::Time;
use crate::base::text::so_many;
use serde::{Deserialize, Serialize};

/// A ballot. Counts are null while the tally is hidden.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct BallotSheet {
    /// The change.
    pub id: String,
    /// Number within the change.
    pub no: u32,
    /// `open`, `suspended`, `decided`.
    pub state: String,
    /// Whether its time ran out before it was closed: it takes no vote, and closing it says so.
    pub lapsed: bool,
    /// `carried`, `carried_with_conditions`, `lost`, `lapsed`, `withdrawn`, or null.
    pub outcome: Option<String>,
    /// `hidden`, `open`, `secret`.
    pub tally: String,
    /// Eligible members present.
    pub present: usize,
    /// Members needed.
    pub quorum: usize,
    /// Seats of the board.
    pub seats: usize,
    /// Whether quorum is met and every mandatory seat is there.
    pub quorum_met: bool,
    /// Who may vote.
    pub eligible: usize,
    /// Who is recused.
    pub recused: usize,
    /// How many have voted; always shown.
    pub voted: usize,
    /// In favour.
    #[serde(rename = "for")]
    pub for_: Option<usize>,
    /// Against.
    pub against: Option<usize>,
    /// Abstaining.
    pub abstain: Option<usize>,
    /// Mandatory seats that are not present.
    pub mandatory_missing: Vec<String>,
    /// What these seats are called.
    pub mandatory_titles: Vec<String>,
    /// Mandatory seats, and how many of them are filled.
    pub mandatory: usize,
    /// Further votes in favour needed.
    pub needs: Option<usize>,
    /// Whether it can still carry.
    pub can_pass: Option<bool>,
    /// Whether it can still fail.
    pub can_fail: Option<bool>,
    /// What is to be said of even votes, where the counts show: who breaks or broke the tie, or why it is none.
    pub tie: Option<String>,
    /// That a seat with a veto votes, or voted, against: in words, where it shows.
    #[serde(default)]
    pub vetoed: Option<String>,
    /// What whoever looks, as the chair, is asked: `asked` where the votes are even and nobody has broken the tie,
    /// `if_even` where the counts are hidden and a tie would be theirs to break.
    pub casting: Option<String>,
    /// Criteria that the board considers before it closes.
    #[serde(default)]
    pub criteria: Vec<CriterionLine>,
    /// The rule in words: "majority of those present; tie: not approved".
    pub rule: String,
    /// How many in favour carry it, in words: `needs 3 of 4 present`; `needed` once it is closed.
    #[serde(default)]
    pub carries: String,
    /// Where the votes are even and show: `asked` while the chair is to break the tie, then how it ended: `for` or `against`
    /// by the chair, or `lost`.
    #[serde(default)]
    pub tied: Option<String>,
    /// Who broke the tie: person id, or null.
    #[serde(default)]
    pub broken_by: Option<String>,
    /// What the seats on its roster are called that may veto.
    #[serde(default)]
    pub may_veto: Vec<String>,
    /// For whoever may close it: the outcome if it closed now, or `tied`.
    #[serde(skip)]
    pub ends: Option<String>,
    /// Members.
    pub members: Vec<MemberLine>,
    /// While it is open: who came for a member that left, after the roster was sealed.
    #[serde(default)]
    pub came: Vec<CameLine>,
    /// Edits of the change while it was open, which did not end it, oldest first.
    #[serde(default)]
    pub altered: Vec<AlteredLine>,
    /// When it opened.
    pub opened: Time,
    /// Who opened it.
    pub opened_by: String,
    /// When it lapses.
    pub lapses: Time,
    /// When it closed.
    pub closed: Option<Time>,
    /// Revision voted on.
    pub revision: u32,
    /// Digest of that revision.
    pub revision_digest: String,
    /// Digest of the pack.
    pub pack_digest: String,
    /// Whether an edit has overtaken it.
    pub stale: bool,
    /// Clauses for quorum and threshold.
    pub clauses: Vec<String>,
}

/// A criterion that the board considers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CriterionLine {
    /// Id.
    pub id: String,
    /// What is considered.
    pub text: String,
    /// Whether it is marked as considered.
    pub considered: bool,
    /// Clauses.
    pub clauses: Vec<String>,
}

/// Somebody who is there for a member and not on the sealed roster.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CameLine {
    /// Person id.
    pub person: String,
    /// Display name.
    pub name: String,
    /// The member who left: person id.
    pub left: String,
    /// Name of that member.
    pub left_name: String,
}

/// An edit of the change under the open ballot.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AlteredLine {
    /// When.
    pub at: Time,
    /// Who: person id.
    pub person: String,
    /// Display name.
    pub name: String,
    /// Labels of the fields.
    pub fields: Vec<String>,
}

/// A member on the roster.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MemberLine {
    /// Person id.
    pub person: String,
    /// Display name.
    pub name: String,
    /// Seats.
    pub seats: Vec<String>,
    /// Whether this is the chair.
    pub chair: bool,
    /// Whether the seat must be present.
    pub mandatory: bool,
    /// Whether the seat has a veto.
    pub veto: bool,
    /// `present`, `excused`, `absent`, `recused`; `not_called` where a roll call says nothing of them, `unknown` where none
    /// holds.
    pub presence: String,
    /// Whether a vote is there.
    pub voted: bool,
    /// The choice, where the tally shows it (or to the member's own eyes).
    pub choice: Option<String>,
    /// The reason: of the vote, where the choice shows; of the recusal, where one was given.
    pub reason: Option<String>,
    /// Who entered it, if not the member.
    pub via: Option<String>,
    /// Holder for whom an alternate sits.
    pub alternate_for: Option<String>,
}

impl BallotSheet {
    /// The alternate who sits on the ballot for a member.
    #[must_use]
    pub fn sits_for(&self, person: &str) -> Option<&MemberLine> {
        self.members.iter().find(|m| m.alternate_for.as_deref() == Some(person))
    }

    /// Criteria that are not marked as considered, in words.
    #[must_use]
    pub fn unconsidered(&self) -> Vec<&str> {
        self.criteria.iter().filter(|c| !c.considered).map(|c| c.text.as_str()).collect()
    }

    /// Votes that do not count, since their members are not there any more, in words; none where all count.
    #[must_use]
    pub fn dropped(&self) -> Option<String> {
        let left: Vec<&str> = self.members.iter().filter(|m| m.left()).map(|m| m.name.as_str()).collect();
        (!left.is_empty()).then(|| format!("{} not counted: {} left", so_many(left.len(), "vote"), left.join(", ")))
    }

    /// Who came for whom after the roster was sealed: `Dora for Ana Ruiz`; none where nobody did.
    #[must_use]
    pub fn came_for(&self) -> Option<String> {
        let each: Vec<String> = self.came.iter().map(|c| format!("{} for {}", c.name, c.left_name)).collect();
        (!each.is_empty()).then(|| each.join(", "))
    }

    /// Whether, while it is open, another one may take its place: its time ran out, or somebody came for a member who left.
    #[must_use]
    pub fn is_overtaken(&self) -> bool {
        self.lapsed || !self.came.is_empty()
    }

    /// What was altered while it was open, and by whom: `Title, Owner by Lena Koch`; none where nothing was.
    #[must_use]
    pub fn altered_by(&self) -> Option<String> {
        let mut each: Vec<(&str, Vec<&str>)> = Vec::new();
        for edit in &self.altered {
            let at = each.iter().position(|(name, _)| *name == edit.name).unwrap_or_else(|| {
                each.push((&edit.name, Vec::new()));
                each.len() - 1
            });
            if let Some((_, fields)) = each.get_mut(at) {
                let new = edit.fields.iter().map(String::as_str).filter(|f| !fields.contains(f));
                let new: Vec<&str> = new.collect();
                fields.extend(new);
            }
        }
        let each: Vec<String> = each.iter().map(|(name, fields)| format!("{} by {name}", fields.join(", "))).collect();
        (!each.is_empty()).then(|| each.join("; "))
    }

    /// How many are recused, to stand after the counts: `, 1 recused`; nothing where nobody is.
    #[must_use]
    pub fn recused_too(&self) -> String {
        if self.recused > 0 { format!(", {} recused", self.recused) } else { String::new() }
    }

    /// How many votes are asked for: nobody waits for those who are recused, or excused or absent without a vote.
    #[must_use]
    pub fn asked(&self) -> usize {
        self.members.iter().filter(|m| !m.is_recused() && (m.voted || !m.is_away())).count()
    }

    /// Who is there and has said nothing: neither by a vote, nor by breaking the tie.
    pub fn silent(&self) -> impl Iterator<Item = &MemberLine> {
        let broke = |m: &MemberLine| self.broken_by.as_ref() == Some(&m.person);
        self.members.iter().filter(move |m| m.presence == "present" && !m.voted && !broke(m))
    }
}

impl MemberLine {
    /// Whether they have no part in the ballot.
    #[must_use]
    pub fn is_recused(&self) -> bool {
        self.presence == "recused"
    }

    /// Whether it is said of them that they are not there.
    #[must_use]
    pub fn is_away(&self) -> bool {
        matches!(self.presence.as_str(), "excused" | "absent")
    }

    /// Whether they voted and left: their vote does not count.
    #[must_use]
    pub fn left(&self) -> bool {
        self.voted && self.is_away()
    }
}
