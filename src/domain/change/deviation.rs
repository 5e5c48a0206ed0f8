//! Deviations from the policy for one change: who signed them, and which are complete.

use super::Change;
use crate::base::ids::PersonId;
use crate::base::time::Moment;
use crate::domain::said::Said;
use crate::policy::pack::Pack;

/// A signature under a deviation from the policy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Deviation {
    /// The rule, field or review that it sets aside.
    pub rule: String,
    /// Role in which it was signed.
    pub role: String,
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Moment,
    /// Why.
    pub reason: Option<Said>,
}

impl Change {
    /// Rules that a complete deviation sets aside: signed in every role of the setting `exception.approvers`, by
    /// different persons.
    #[must_use]
    pub fn set_aside(&self, pack: &Pack) -> Vec<&str> {
        let Some(roles) = pack.setting("exception.approvers") else { return Vec::new() };
        let roles: Vec<&str> = roles.split(',').map(str::trim).filter(|r| !r.is_empty()).collect();
        let mut rules = self.deviated();
        rules.sort_unstable();
        rules.retain(|rule| {
            let signed: Vec<_> = self.deviations.iter().filter(|d| d.rule == *rule).collect();
            let mut persons: Vec<_> = signed.iter().map(|d| &d.by).collect();
            persons.sort();
            persons.dedup();
            persons.len() >= roles.len() && roles.iter().all(|role| signed.iter().any(|d| d.role == *role))
        });
        rules
    }

    /// What deviations were begun from, each once, in that order.
    #[must_use]
    pub fn deviated(&self) -> Vec<&str> {
        let mut rules: Vec<&str> = Vec::new();
        for deviation in &self.deviations {
            if !rules.contains(&deviation.rule.as_str()) {
                rules.push(&deviation.rule);
            }
        }
        rules
    }

    /// Whose signature a begun deviation from a rule still lacks; nothing where none was begun or it is complete.
    #[must_use]
    pub fn deviation_lacks(&self, pack: &Pack, rule: &str) -> Vec<String> {
        let signed: Vec<_> = self.deviations.iter().filter(|d| d.rule == rule).collect();
        if signed.is_empty() || self.set_aside(pack).contains(&rule) {
            return Vec::new();
        }
        let roles = pack.setting("exception.approvers").unwrap_or_default().split(',').map(str::trim);
        let open: Vec<String> =
            roles.filter(|role| !signed.iter().any(|d| d.role == *role)).map(str::to_owned).collect();
        if open.is_empty() { vec!["another person".into()] } else { open }
    }
}
