//! Refusals: what was refused, why, by which clause, and what would change it.

use crate::policy::act::Act;
use crate::policy::verdict::{Missing, Reason, Verdict};

/// The kind of a refusal; its word is the `refusal` of the JSON contract, its code the exit code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// Input that cannot be accepted as it stands.
    InvalidInput,
    /// There is no such record.
    NotFound,
    /// The actor is not a registered, active person.
    UnknownPerson,
    /// The actor may not do this.
    NotPermitted,
    /// The change's own people, or somebody recused.
    Recused,
    /// The state of the record does not allow the act.
    WrongState,
    /// It was decided or done before.
    AlreadyDone,
    /// The record was revised in the meantime.
    StaleRevision,
    /// Required fields or reviews are missing.
    Missing,
    /// A rule of the pack refuses.
    Policy,
    /// Too few present.
    QuorumNotMet,
    /// The ballot is closed, suspended or lapsed.
    BallotNotOpen,
    /// A delegation is not valid or exceeds its limits.
    Delegation,
}

impl Kind {
    /// The word in JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::InvalidInput => "invalid_input",
            Self::NotFound => "not_found",
            Self::UnknownPerson => "unknown_person",
            Self::NotPermitted => "not_permitted",
            Self::Recused => "recused",
            Self::WrongState => "wrong_state",
            Self::AlreadyDone => "already_done",
            Self::StaleRevision => "stale_revision",
            Self::Missing => "missing",
            Self::Policy => "policy",
            Self::QuorumNotMet => "quorum_not_met",
            Self::BallotNotOpen => "ballot_not_open",
            Self::Delegation => "delegation",
        }
    }

    /// The exit code (interface 4.3).
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::InvalidInput => 2,
            Self::NotFound => 3,
            Self::UnknownPerson => 4,
            Self::NotPermitted | Self::Recused | Self::Delegation => 5,
            Self::WrongState | Self::AlreadyDone | Self::StaleRevision | Self::BallotNotOpen => 6,
            Self::Missing | Self::Policy | Self::QuorumNotMet => 7,
        }
    }
}

impl Kind {
    /// The word for scripts: that of the exit code (interface 4.4), or the kind where what was asked cannot be meant.
    #[must_use]
    pub const fn error(self) -> &'static str {
        match self.code() {
            6 => "conflict",
            _ if self.refuses() => "refused",
            _ => self.word(),
        }
    }

    /// Whether policy, state or right refuse; else what was asked cannot be meant as it stands: input, or a number that
    /// no record has.
    #[must_use]
    pub const fn refuses(self) -> bool {
        !matches!(self, Self::InvalidInput | Self::NotFound)
    }
}

/// A refusal. Nothing was recorded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusal {
    /// What kind.
    pub kind: Kind,
    /// What was refused, in a sentence.
    pub text: String,
    /// Why, each reason with its clauses.
    pub reasons: Vec<Reason>,
    /// What is missing, all at once.
    pub missing: Vec<Missing>,
    /// Of a record that moved on: its id, the revision that it has, and the one that was meant.
    pub moved: Option<(String, u32, u32)>,
}

impl Refusal {
    /// A refusal with a sentence and a remedy, without clauses.
    #[must_use]
    pub fn new(kind: Kind, text: impl Into<String>, remedy: impl Into<String>) -> Self {
        let text = text.into();
        let reason = Reason { text: text.clone(), remedy: remedy.into(), ..Reason::default() };
        Self { kind, text, reasons: vec![reason], missing: Vec::new(), moved: None }
    }

    /// The same with clauses.
    #[must_use]
    pub fn citing(mut self, clauses: &[String]) -> Self {
        if let Some(reason) = self.reasons.first_mut() {
            for clause in clauses {
                if !reason.clauses.contains(clause) {
                    reason.clauses.push(clause.clone());
                }
            }
        }
        self
    }

    /// What a verdict refuses.
    #[must_use]
    pub fn of(act: Act, subject: &str, mut verdict: Verdict) -> Self {
        let kind = if verdict.reasons.iter().any(|r| r.person) {
            Kind::NotPermitted
        } else if !verdict.missing.is_empty() && verdict.missing.len() == verdict.reasons.len() {
            Kind::Missing
        } else {
            Kind::Policy
        };
        let text = format!("{subject}: refused to {}", act.words());
        // Whoever may not do it at all is told so first: what else is missing is somebody else's to see to.
        verdict.reasons.sort_by_key(|r| !r.person);
        Self { kind, text, reasons: verdict.reasons, missing: verdict.missing, moved: None }
    }

    /// All clauses cited, each once, nearest first.
    #[must_use]
    pub fn clauses(&self) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for id in self.reasons.iter().flat_map(|r| &r.clauses) {
            if !all.contains(id) {
                all.push(id.clone());
            }
        }
        all
    }
}
