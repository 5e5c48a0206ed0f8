//! The rules that an act is asked by, judged as they are for the act itself: all that demand something, and the points of a
//! go/no-go decision, which are those that name themselves as one.

use super::act::Act;
use super::facts::Facts;
use super::judge::{apply, judges};
use super::pack::{Effect, Pack, Rule};
use super::remedy::filled;
use super::rule::{Truth, When};
use super::verdict::{Reason, Verdict};

/// A point of a go/no-go decision: a rule that names itself as one, and whether it is met.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Point {
    /// The rule.
    pub rule: String,
    /// Its title on the board.
    pub title: String,
    /// Whether it is GO.
    pub go: bool,
    /// What the rule says, and what is known of its proofs.
    pub text: String,
    /// What would make it GO.
    pub remedy: String,
    /// Whether it is NO-GO, and not open, where nothing is on record of it.
    pub missing_is_no_go: bool,
    /// Names of the proofs that it looks at.
    pub proofs: Vec<String>,
    /// Reviews and approvals that it looks at.
    pub signed: (Vec<String>, Vec<String>),
    /// Fields that it looks at.
    pub said: Vec<String>,
    /// Clauses.
    pub clauses: Vec<String>,
}

/// The points of the go/no-go decision on an act, in the order of the pack: the very rules that judge the act.
#[must_use]
pub fn points(pack: &Pack, act: Act, facts: &Facts) -> Vec<Point> {
    let mut points = Vec::new();
    for member in judges(pack) {
        let facts = member.sees(facts, !pack.members.is_empty());
        for rule in member.rules.iter().filter(|r| !r.criterion.is_empty() && r.acts.contains(&act)) {
            if rule.when.holds(&facts, member) == Truth::No {
                continue;
            }
            let mut verdict = Verdict::default();
            apply(member, rule, &facts, &mut verdict);
            let against = verdict.reasons.pop();
            let needs = parts(&rule.needs);
            let all = |of: fn(&When) -> &[String]| needs.iter().flat_map(|w| of(w).iter().cloned()).collect();
            points.push(Point {
                rule: rule.id().to_owned(),
                title: rule.criterion.clone(),
                go: against.is_none(),
                text: against.as_ref().map_or_else(String::new, |r| r.text.clone()),
                remedy: filled(&rule.remedy, &facts),
                missing_is_no_go: rule.missing_is_no_go,
                proofs: needs.iter().flat_map(|w| w.evidence.keys().cloned()).collect(),
                signed: (all(|w| &w.reviewed), all(|w| &w.approved)),
                said: all(|w| &w.has),
                clauses: against.map_or_else(|| rule.clauses.clone(), |r| r.clauses),
            });
        }
    }
    points
}

/// A condition with the others of which one is enough.
fn parts(when: &When) -> Vec<&When> {
    std::iter::once(when).chain(when.any.iter().flat_map(parts)).collect()
}

/// The rules that demand something of an act there, with what stands against those that are not met.
#[must_use]
pub fn demanded<'a>(pack: &'a Pack, act: Act, facts: &Facts) -> Vec<(&'a Rule, Option<Reason>)> {
    let mut found = Vec::new();
    for member in judges(pack) {
        let facts = member.sees(facts, !pack.members.is_empty());
        let speaks = |r: &&Rule| r.effect == Effect::Demand && r.acts.contains(&act);
        for rule in member.rules.iter().filter(speaks).filter(|r| r.when.holds(&facts, member) != Truth::No) {
            let mut verdict = Verdict::default();
            apply(member, rule, &facts, &mut verdict);
            found.push((rule, verdict.reasons.pop()));
        }
    }
    found
}
