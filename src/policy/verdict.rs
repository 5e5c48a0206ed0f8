//! What a judgement says: reasons, what is missing, warnings, and the permits that allow.

use crate::base::time::Moment;

/// A reason for a refusal or a warning.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Reason {
    /// Id of the rule, field, review or approval.
    pub rule: String,
    /// What is wrong, for people.
    pub text: String,
    /// Clauses, nearest to the act first.
    pub clauses: Vec<String>,
    /// Settings that the rule looked at.
    pub settings: Vec<String>,
    /// What would change the verdict.
    pub remedy: String,
    /// Whether it is about who acts: somebody else might.
    pub person: bool,
    /// From when on it is no more, where only time is against it.
    pub passes: Option<Moment>,
}

/// Something that must be filled in first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Missing {
    /// Field id, or `review.ID` or `approval.ID`.
    pub field: String,
    /// What is missing, with its hint.
    pub text: String,
    /// Clauses.
    pub clauses: Vec<String>,
}

/// The outcome of a judgement.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Verdict {
    /// Why the act is refused; empty when it is allowed.
    pub reasons: Vec<Reason>,
    /// What is missing, all of it at once.
    pub missing: Vec<Missing>,
    /// Warnings, which refuse nothing.
    pub warnings: Vec<Reason>,
    /// Ids of the permits that allow it.
    pub permits: Vec<String>,
}

impl Verdict {
    /// Whether the act is allowed.
    #[must_use]
    pub const fn allowed(&self) -> bool {
        self.reasons.is_empty()
    }

    /// All clauses cited, each once.
    #[must_use]
    pub fn clauses(&self) -> Vec<String> {
        let mut all = Vec::new();
        for id in self.reasons.iter().flat_map(|r| &r.clauses) {
            if !all.contains(id) {
                all.push(id.clone());
            }
        }
        all
    }
}

impl Verdict {
    /// Adds what another pack says: all its reasons and all that it finds missing, each once.
    pub fn join(&mut self, other: Self) {
        for (into, from) in [(&mut self.reasons, other.reasons), (&mut self.warnings, other.warnings)] {
            for reason in from {
                match into.iter_mut().find(|r| (&r.rule, &r.text) == (&reason.rule, &reason.text)) {
                    Some(same) => cite(&mut same.clauses, reason.clauses),
                    None => into.push(reason),
                }
            }
        }
        for missing in other.missing {
            match self.missing.iter_mut().find(|m| m.field == missing.field) {
                Some(same) => cite(&mut same.clauses, missing.clauses),
                None => self.missing.push(missing),
            }
        }
        cite(&mut self.permits, other.permits);
    }
}

/// Adds clauses, each once.
pub(super) fn cite(into: &mut Vec<String>, from: Vec<String>) {
    for id in from {
        if !into.contains(&id) {
            into.push(id);
        }
    }
}
