//! Deviations from the policy for one change: who signed them, and which are complete.

use super::Change;
use super::time::aside;
use crate::base::ids::PersonId;
use crate::base::time::Moment;
use crate::domain::said::Said;
use crate::policy::diary::Answer;
use crate::policy::pack::Pack;
use crate::policy::verdict::{Reason, Verdict};

/// The setting that says who signs.
const APPROVERS: &str = "exception.approvers";

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
    /// different persons. With a rule go all that ask for the same.
    #[must_use]
    pub fn set_aside<'a>(&'a self, pack: &'a Pack) -> Vec<&'a str> {
        let Some(roles) = pack.setting(APPROVERS) else { return Vec::new() };
        let roles: Vec<&str> = roles.split(',').map(str::trim).filter(|r| !r.is_empty()).collect();
        let complete = |rule: &&str| {
            let signed = self.signed(pack, rule);
            let mut persons: Vec<_> = signed.iter().map(|d| &d.by).collect();
            persons.sort();
            persons.dedup();
            persons.len() >= roles.len() && roles.iter().all(|role| signed.iter().any(|d| d.role == *role))
        };
        let mut rules: Vec<&str> =
            self.deviated(pack).into_iter().filter(complete).flat_map(|rule| pack.same(rule)).collect();
        rules.sort_unstable();
        rules.dedup();
        rules
    }

    /// The signatures under a deviation from a rule, or from what asks for the same.
    #[must_use]
    pub fn signed(&self, pack: &Pack, rule: &str) -> Vec<&Deviation> {
        let same = pack.same(rule);
        self.deviations.iter().filter(|d| same.contains(&d.rule.as_str())).collect()
    }

    /// What sets a rule aside, in words with the signers: a complete deviation; else it was a calendar exception.
    #[must_use]
    pub fn set_aside_by(&self, pack: &Pack, rule: &str) -> String {
        let signed = self.signed(pack, rule);
        let by: Vec<String> = signed.iter().map(|d| format!("{} ({})", d.by, d.role)).collect();
        match by.as_slice() {
            [] => "set aside by a calendar exception".into(),
            by => format!("set aside by a deviation, signed by {}", by.join(" and ")),
        }
    }

    /// What was set aside, as a warning: nothing is left to do about it.
    #[must_use]
    pub fn told_aside(&self, pack: &Pack, reason: Reason) -> Reason {
        let text = format!("{}: {}", self.set_aside_by(pack, &reason.rule), reason.text);
        Reason { text, remedy: String::new(), ..reason }
    }

    /// What deviations were begun from, each once, in that order; what asks for the same is one.
    #[must_use]
    pub fn deviated(&self, pack: &Pack) -> Vec<&str> {
        let mut rules: Vec<&str> = Vec::new();
        for deviation in &self.deviations {
            let same = pack.same(&deviation.rule);
            if !rules.iter().any(|r| same.contains(r)) {
                rules.push(&deviation.rule);
            }
        }
        rules
    }

    /// Whose signature a begun deviation from a rule still lacks; nothing where none was begun or it is complete.
    #[must_use]
    pub fn deviation_lacks(&self, pack: &Pack, rule: &str) -> Vec<String> {
        let signed = self.signed(pack, rule);
        if signed.is_empty() || self.set_aside(pack).contains(&rule) {
            return Vec::new();
        }
        let roles = pack.setting(APPROVERS).unwrap_or_default().split(',').map(str::trim);
        let open: Vec<String> =
            roles.filter(|role| !signed.iter().any(|d| d.role == *role)).map(str::to_owned).collect();
        if open.is_empty() { vec!["another person".into()] } else { open }
    }

    /// Takes out of a verdict what complete deviations, and exceptions by the calendar's answer, set aside, and gives it; of a
    /// deviation that is begun it says whose signature is lacking.
    pub fn deviate(&self, pack: &Pack, time: &Answer, verdict: &mut Verdict) -> Vec<Reason> {
        let waived = aside(pack, self, time, &mut verdict.reasons);
        verdict.missing.retain(|m| !waived.iter().any(|r| r.rule == m.field));
        self.lacking(pack, &mut verdict.reasons);
        for missing in &mut verdict.missing {
            if let Some(lacks) = self.half(pack, &missing.field) {
                missing.text = format!("{}; {lacks}", missing.text);
            }
        }
        waived
    }

    /// Says of each reason whose signature a begun deviation from it still lacks, and how it is given.
    pub fn lacking(&self, pack: &Pack, reasons: &mut [Reason]) {
        for reason in reasons {
            let Some(lacks) = self.half(pack, &reason.rule) else { continue };
            reason.text = format!("{}; {lacks}", reason.text);
            let sign =
                format!("sign it: quorate decision except {0} {1} --reason TEXT --confirm {0}", self.no, reason.rule);
            reason.remedy = if reason.remedy.is_empty() { sign } else { format!("{}; or {sign}", reason.remedy) };
            let by = pack.settings.iter().find(|s| s.id() == APPROVERS);
            for id in by.into_iter().flat_map(|s| &s.clauses) {
                if !reason.clauses.contains(id) {
                    reason.clauses.push(id.clone());
                }
            }
        }
    }

    /// How a begun deviation stands that is not complete.
    fn half(&self, pack: &Pack, rule: &str) -> Option<String> {
        let lacks = self.deviation_lacks(pack, rule);
        let have = self.signed(pack, rule).len();
        let need = have.saturating_add(lacks.len());
        let told = format!("the deviation from it has {have} of {need} signatures and lacks {}", lacks.join(", "));
        (!lacks.is_empty()).then_some(told)
    }
}
