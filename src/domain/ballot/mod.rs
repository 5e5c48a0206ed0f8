//! A ballot: sealed when it opens, counted while it runs, decided when it closes.

pub mod acts;
pub mod anew;
mod casting;
pub mod close;
pub mod count;
pub mod ending;
pub mod events;
pub mod objection;
pub mod opening;
pub mod recount;
mod vain;
mod voters;

use crate::base::digest::Digest;
use crate::base::ids::PersonId;
use crate::base::time::Moment;
use crate::domain::board::Presence;
use crate::domain::said::Said;
use crate::policy::board::VoteRule;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A person on the roster with all seats held.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RosterEntry {
    /// Who.
    pub person: PersonId,
    /// Seat ids.
    pub seats: Vec<String>,
    /// Whether one of them takes the chair.
    pub chair: bool,
    /// Whether one of them must be present.
    pub mandatory: bool,
    /// Whether one of them has a veto.
    pub veto: bool,
    /// The holder for whom an alternate sits.
    pub alternate_for: Option<PersonId>,
}

/// How the tally shows while the ballot is open.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TallyMode {
    /// Counts and names show when it is closed.
    Hidden,
    /// Counts and names show at once.
    Open,
    /// Counts show when it is closed, names never.
    Secret,
}

impl TallyMode {
    /// Reads a word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        match word {
            "hidden" => Some(Self::Hidden),
            "open" => Some(Self::Open),
            "secret" => Some(Self::Secret),
            _ => None,
        }
    }

    /// The word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Hidden => "hidden",
            Self::Open => "open",
            Self::Secret => "secret",
        }
    }
}

/// A choice on a ballot.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// In favour.
    Approve,
    /// In favour with a condition.
    Condition,
    /// Against.
    Reject,
    /// Neither.
    Abstain,
}

impl Choice {
    /// Whether it is in favour.
    #[must_use]
    pub const fn favours(self) -> bool {
        matches!(self, Self::Approve | Self::Condition)
    }

    /// The word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Condition => "condition",
            Self::Reject => "reject",
            Self::Abstain => "abstain",
        }
    }
}

/// An edit of the change under an open ballot, which the pack does not hold for one of another change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Altered {
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: PersonId,
    /// Ids of the fields.
    pub fields: Vec<String>,
}

/// A condition that a vote carries.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct VoteCondition {
    /// What must be done.
    pub text: Said,
    /// Who answers for it.
    pub owner: Option<PersonId>,
    /// When it is due.
    pub due: Option<Moment>,
    /// Canary share in percent.
    pub share: Option<u32>,
}

/// A vote.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Vote {
    /// The choice.
    pub choice: Choice,
    /// Why.
    pub reason: Option<Said>,
    /// Condition.
    pub condition: Option<VoteCondition>,
    /// When it was cast last.
    pub at: Moment,
    /// How often it was changed.
    pub changes: u32,
    /// Who entered it, where the member did not: the chair by roll call, or a delegate.
    pub via: Option<PersonId>,
    /// Whether the member objected to a vote entered by the chair.
    pub objected: bool,
}

/// State of a ballot. Suspension follows from presence and is not a state of the record.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BallotState {
    /// Votes may be cast.
    Open,
    /// Closed.
    Decided,
}

/// Outcome of a ballot.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Carried.
    Carried,
    /// Carried, with conditions.
    CarriedWithConditions,
    /// Lost.
    Lost,
    /// Its time passed without a decision.
    Lapsed,
    /// Taken back, or overtaken by an edit.
    Withdrawn,
}

impl Outcome {
    /// Whether the board approved.
    #[must_use]
    pub const fn carries(self) -> bool {
        matches!(self, Self::Carried | Self::CarriedWithConditions)
    }

    /// The word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Carried => "carried",
            Self::CarriedWithConditions => "carried_with_conditions",
            Self::Lost => "lost",
            Self::Lapsed => "lapsed",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The word as people read it.
    #[must_use]
    pub fn words(self) -> String {
        self.word().replace('_', " ")
    }
}

/// A ballot on a change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ballot {
    /// Number within the change, from 1.
    pub no: u32,
    /// When it opened.
    pub opened: Moment,
    /// Who opened it.
    pub by: PersonId,
    /// Who may vote, sealed.
    pub roster: Vec<RosterEntry>,
    /// Who is recused, by rule or by declaration; the text where a person gave one.
    pub recused: BTreeMap<PersonId, Option<Said>>,
    /// The rule, sealed.
    pub rule: VoteRule,
    /// How the tally shows.
    pub tally: TallyMode,
    /// Digest of the pack.
    pub pack: Digest,
    /// Revision of the change, and its digest.
    pub revision: (u32, Digest),
    /// The meeting in which it was opened.
    pub meeting: Option<String>,
    /// When it lapses.
    pub lapses: Moment,
    /// Votes.
    pub votes: BTreeMap<PersonId, Vote>,
    /// Members who voted in a session of their own, which records their presence.
    pub joined: BTreeSet<PersonId>,
    /// State.
    pub state: BallotState,
    /// Outcome, when closed.
    pub outcome: Option<Outcome>,
    /// When it closed.
    pub closed: Option<Moment>,
    /// Criteria that the board has considered, by id.
    pub considered: BTreeSet<String>,
    /// Why it carried, where somebody said so.
    pub rationale: Option<Said>,
    /// Who broke a tie, and how.
    pub casting: Option<(PersonId, Choice)>,
    /// Who was present when it closed.
    pub present_at_close: Vec<PersonId>,
    /// Edits of the change while it was open that did not end it, oldest first.
    pub altered: Vec<Altered>,
    /// What the roll said then of members who were not.
    pub away_at_close: BTreeMap<PersonId, Presence>,
    /// Whether a material edit or a withdrawal has voided it.
    pub void: bool,
}
