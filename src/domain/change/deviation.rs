//! Deviations from the policy for one change: who signed them, and which are complete.

use super::Change;
use super::time::aside;
use crate::base::ids::PersonId;
use crate::base::time::Moment;
use crate::domain::evidence::{Evidence, newest};
use crate::domain::said::Said;
use crate::policy::diary::Answer;
use crate::policy::pack::Pack;
use crate::policy::rule::When;
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
    /// The newest piece of evidence when it was signed: a later one of a kind that the rule asks for is not covered.
    pub evidence: u32,
}

/// The proofs that a condition asks for, wherever in it.
fn proofs<'a>(when: &'a When, all: &mut Vec<&'a str>) {
    all.extend(when.evidence.keys().map(String::as_str));
    for part in when.any.iter().chain(&when.not) {
        proofs(part, all);
    }
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

    /// The signatures that stand under a deviation from a rule, or from what asks for the same.
    #[must_use]
    pub fn signed(&self, pack: &Pack, rule: &str) -> Vec<&Deviation> {
        let newest = self.newest_result(pack, rule).unwrap_or_default();
        self.ever_signed(pack, rule).into_iter().filter(|d| d.evidence >= newest).collect()
    }

    /// The same with those that a later result took the ground from.
    fn ever_signed(&self, pack: &Pack, rule: &str) -> Vec<&Deviation> {
        let same = pack.same(rule);
        self.deviations.iter().filter(|d| same.contains(&d.rule.as_str())).collect()
    }

    /// The newest piece of evidence of the kinds that a rule asks for. Whoever accepts a risk has seen the result: of
    /// what was begun with it, later ones change nothing.
    fn newest_result(&self, pack: &Pack, rule: &str) -> Option<u32> {
        let same = pack.same(rule);
        let mut asked = Vec::new();
        let rules = std::iter::once(pack).chain(&pack.members).flat_map(|p| &p.rules);
        rules.filter(|r| same.contains(&r.id())).for_each(|r| proofs(&r.needs, &mut asked));
        let started = self.moments.get("started");
        let before = |e: &&Evidence| started.is_none_or(|at| e.added.0 < *at);
        let counting = asked.iter().filter_map(|name| newest(&self.evidence, name));
        counting.filter(before).map(|e| e.no).max()
    }

    /// The deviations that a later result of this change takes the ground from, for whoever records it.
    #[must_use]
    pub fn lapsing(&self, after: &Self, pack: &Pack) -> Vec<Reason> {
        let lapses = |rule: &&str| after.signed(pack, rule).len() < self.signed(pack, rule).len();
        let told = |rule: &str| Reason {
            rule: "deviation-lapses".into(),
            text: format!("the deviation from {rule} was signed before this result, and does not cover it"),
            clauses: signers(pack),
            remedy: format!("have it signed anew: {}", self.way_to_sign(rule)),
            ..Reason::default()
        };
        self.deviated(pack).into_iter().filter(lapses).map(told).collect()
    }

    fn way_to_sign(&self, rule: &str) -> String {
        format!("quorate decision except {0} {rule} --reason TEXT --confirm {0}", self.no)
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
        if self.ever_signed(pack, rule).is_empty() || self.set_aside(pack).contains(&rule) {
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
            let sign = format!("sign it: {}", self.way_to_sign(&reason.rule));
            reason.remedy = if reason.remedy.is_empty() { sign } else { format!("{}; or {sign}", reason.remedy) };
            for id in signers(pack) {
                if !reason.clauses.contains(&id) {
                    reason.clauses.push(id);
                }
            }
        }
    }

    /// How a begun deviation stands that is not complete.
    fn half(&self, pack: &Pack, rule: &str) -> Option<String> {
        let lacks = if self.deviations.is_empty() { Vec::new() } else { self.deviation_lacks(pack, rule) };
        if lacks.is_empty() {
            return None;
        }
        let have = self.signed(pack, rule).len();
        let need = have.saturating_add(lacks.len());
        let lapsed = self.newest_result(pack, rule).filter(|_| have < self.ever_signed(pack, rule).len());
        let told = format!("the deviation from it has {have} of {need} signatures and lacks {}", lacks.join(", "));
        Some(match lapsed {
            Some(no) => format!("{told}; what was signed before piece {no} does not cover it"),
            None => told,
        })
    }
}

/// The clauses that say who signs.
fn signers(pack: &Pack) -> Vec<String> {
    let by = pack.settings.iter().find(|s| s.id() == APPROVERS);
    by.map(|s| s.clauses.clone()).unwrap_or_default()
}
