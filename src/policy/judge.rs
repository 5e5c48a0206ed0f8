//! The one evaluator: an act, the facts and a pack give a verdict with its reasons.
//!
//! Order of judgement: required fields and reviews, then any `forbid` or unmet `demand` refuses; else a `permit` whose
//! conditions all hold allows; else the act is refused. Unknown is not satisfied, and a rule that cannot be evaluated
//! refuses.

use super::act::Act;
use super::clock::Clock;
use super::evidence;
use super::facts::Facts;
use super::layer::named;
use super::missing;
use super::pack::{Effect, Pack, Rule};
use super::permit::no_permit;
use super::remedy::fill;
use super::request::{Approval, Field, Review};
use super::rule::{Lookup, Truth, When};
use super::stage;
use super::verdict::{Reason, Verdict};
use crate::base::calendar::Calendar;
use std::borrow::Cow;

/// How many persons a review or approval has and needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tally {
    /// Persons that count.
    pub have: usize,
    /// Persons needed.
    pub need: usize,
    /// Whether it is complete, its other conditions included.
    pub complete: bool,
}

impl Lookup for Pack {
    fn calendar(&self, facts: &Facts) -> Cow<'_, Calendar> {
        self.calendar_for(facts)
    }

    fn review_complete(&self, id: &str, facts: &Facts) -> Truth {
        let found = self.reviews.iter().find(|r| r.id() == id);
        found.map_or(Truth::Unknown, |review| truth(review_tally(review, facts).complete))
    }

    fn stage_passed(&self, id: &str, facts: &Facts) -> Truth {
        stage::passed(self, id, facts)
    }

    fn evidence(&self, name: &str, facts: &Facts) -> Option<&'static str> {
        evidence::standing(self, name, facts).map(|s| s.word)
    }

    fn approval_complete(&self, id: &str, facts: &Facts) -> Truth {
        if id == "all" {
            return truth(open_approvals(self, facts).is_empty());
        }
        let found = self.approvals.iter().find(|a| a.id() == id);
        found.map_or(Truth::Unknown, |approval| truth(approval_tally(self, approval, facts).complete))
    }
}

const fn truth(b: bool) -> Truth {
    if b { Truth::Yes } else { Truth::No }
}

/// How a review stands.
#[must_use]
pub fn review_tally(review: &Review, facts: &Facts) -> Tally {
    let have = facts.words(&named(["review.", review.id()])).unwrap_or_default().len();
    let roles = facts.words(&named(["review.", review.id(), ".roles"])).unwrap_or_default();
    let failed = facts.words(&named(["review.", review.id(), ".failed"])).unwrap_or_default();
    let included = review.including.is_empty() || review.including.iter().any(|r| roles.contains(r));
    Tally { have, need: review.count, complete: have >= review.count && included && failed.is_empty() }
}

/// How an approval stands.
#[must_use]
pub fn approval_tally(pack: &Pack, approval: &Approval, facts: &Facts) -> Tally {
    let is = |name: &str, word: &str| facts.words(name).is_some_and(|w| w.iter().any(|w| w == word));
    if approval.board {
        let carried = is("ballot", "carried") || is("ballot", "carried_with_conditions");
        return Tally { have: usize::from(carried), need: 1, complete: carried };
    }
    if approval.by_catalogue {
        let valid = is("catalogue", "valid");
        return Tally { have: usize::from(valid), need: 1, complete: valid };
    }
    if let Some(review) = approval.by_review.as_ref().and_then(|id| pack.reviews.iter().find(|r| r.id() == *id)) {
        return review_tally(review, facts);
    }
    let have = facts.words(&named(["approval.", approval.id()])).unwrap_or_default().len();
    let rejected = facts.words(&named(["approval.", approval.id(), ".rejected"])).unwrap_or_default();
    Tally { have, need: approval.count, complete: have >= approval.count && rejected.is_empty() }
}

/// The approvals that apply to these facts, in the pack's order. One whose condition cannot be evaluated applies.
#[must_use]
pub fn needed_approvals<'a>(pack: &'a Pack, facts: &Facts) -> Vec<&'a Approval> {
    each(pack, facts, |pack, facts| {
        pack.approvals.iter().filter(|a| a.when.holds(facts, pack) != Truth::No).map(|a| (a.id(), a)).collect()
    })
}

/// The approvals that apply and are not complete.
#[must_use]
pub fn open_approvals<'a>(pack: &'a Pack, facts: &Facts) -> Vec<&'a Approval> {
    needed_approvals(pack, facts).into_iter().filter(|a| !approval_tally(pack, a, facts).complete).collect()
}

/// The reviews that apply to these facts.
#[must_use]
pub fn needed_reviews<'a>(pack: &'a Pack, facts: &Facts) -> Vec<&'a Review> {
    each(pack, facts, |pack, facts| {
        let needed = |r: &&Review| !r.required.is_empty() && r.when.holds(facts, pack) != Truth::No;
        pack.reviews.iter().filter(needed).map(|r| (r.id(), r)).collect()
    })
}

/// The fields that are required for an act and empty.
#[must_use]
pub fn empty_fields<'a>(pack: &'a Pack, act: Act, facts: &Facts) -> Vec<&'a Field> {
    let empty = |f: &Field| {
        let words = facts.words(&named(["field.", f.id()]));
        !words.is_some_and(|w| w.iter().any(|w| !w.trim().is_empty()))
    };
    each(pack, facts, |pack, facts| {
        let open = |f: &&Field| f.required.contains(&act) && empty(f) && f.when.holds(facts, pack) != Truth::No;
        pack.fields.iter().filter(open).map(|f| (f.id(), f)).collect()
    })
}

/// The clocks that apply to these facts; of one that several packs have, the one with the shorter limit.
#[must_use]
pub fn running_clocks<'a>(pack: &'a Pack, facts: &Facts) -> Vec<&'a Clock> {
    let mut found: Vec<&Clock> = Vec::new();
    let calendar = pack.calendar_for(facts);
    for member in judges(pack) {
        let seen = member.sees(facts, !pack.members.is_empty());
        for clock in member.clocks.iter().filter(|c| c.when.holds(&seen, member) == Truth::Yes) {
            let Some(length) = clock.length(&seen) else { continue };
            let due = |c: &Clock| c.length(&seen).map(|l| calendar.after(facts.now(), l));
            let same = |c: &&mut &Clock| c.id == clock.id && c.start == clock.start && c.stop == clock.stop;
            match found.iter_mut().find(same) {
                Some(other) if Some(calendar.after(facts.now(), length)) < due(other) => *other = clock,
                Some(_) => {}
                None => found.push(clock),
            }
        }
    }
    found
}

/// The packs that judge: the members of a combination, or the pack itself.
pub(super) fn judges(pack: &Pack) -> &[Pack] {
    if pack.members.is_empty() { std::slice::from_ref(pack) } else { &pack.members }
}

/// What each pack that judges has to say on the facts as it sees them, each id once.
fn each<'a, T>(pack: &'a Pack, facts: &Facts, of: impl Fn(&'a Pack, &Facts) -> Vec<(&'a str, &'a T)>) -> Vec<&'a T> {
    let mut found: Vec<(&str, &T)> = Vec::new();
    for member in judges(pack) {
        for (id, part) in of(member, &member.sees(facts, !pack.members.is_empty())) {
            if found.iter().all(|(known, _)| *known != id) {
                found.push((id, part));
            }
        }
    }
    found.into_iter().map(|(_, part)| part).collect()
}

/// Judges an act. Under combined packs each that speaks of the act judges it, and all must permit it.
#[must_use]
pub fn judge(pack: &Pack, act: Act, facts: &Facts) -> Verdict {
    if pack.members.is_empty() {
        return judge_alone(pack, act, facts);
    }
    let speaks = |member: &&Pack| member.rules.iter().any(|r| r.acts.contains(&act));
    let silent = !pack.members.iter().any(|m| speaks(&m));
    let mut verdict = Verdict::default();
    for member in pack.members.iter().filter(|m| silent || speaks(m)) {
        verdict.join(judge_alone(member, act, &member.sees(facts, true)));
    }
    verdict.reasons.extend(stage::half_named(pack, act, facts));
    verdict
}

fn judge_alone(pack: &Pack, act: Act, facts: &Facts) -> Verdict {
    let mut verdict = Verdict { missing: missing::missing(pack, act, facts), ..Verdict::default() };
    for missing in &verdict.missing {
        verdict.reasons.push(Reason {
            rule: missing.field.clone(),
            text: format!("missing: {}", missing.text),
            clauses: missing.clauses.clone(),
            remedy: missing::remedy(pack, &missing.field, facts),
            ..Reason::default()
        });
    }
    if let Some(reason) = wrong_signer(pack, act, facts) {
        verdict.reasons.push(reason);
    }
    for rule in pack.rules.iter().filter(|r| r.acts.contains(&act)) {
        apply(pack, rule, facts, &mut verdict);
    }
    if verdict.permits.is_empty() {
        verdict.reasons.push(no_permit(pack, act, facts));
    }
    fill(&mut verdict.reasons, facts);
    fill(&mut verdict.warnings, facts);
    verdict
}

/// Reviews and approvals name the roles that may sign them, and whether the change's own people may.
fn wrong_signer(pack: &Pack, act: Act, facts: &Facts) -> Option<Reason> {
    let named = |name: &str| facts.words(name).and_then(|w| w.first());
    let actor_is =
        |words: &[&str]| facts.words("actor.is").is_some_and(|is| is.iter().any(|w| words.contains(&w.as_str())));
    let (roles, title, clauses, own, other) = match act {
        Act::Review => {
            let id = named("act.review")?;
            let review = pack.reviews.iter().find(|r| r.id() == id)?;
            let passes = named("act.outcome").is_some_and(|o| o == "pass");
            let actor = named("actor.id");
            let by_actor = |id: &&String| {
                let passed = facts.words(&["review.", id].concat());
                passes && passed.is_some_and(|by| by.iter().any(|p| Some(p) == actor))
            };
            let other = review.apart.iter().find(by_actor);
            (&review.roles, &review.title, &review.clauses, review.own, other)
        }
        Act::Approve | Act::Reject => {
            let id = named("act.approval")?;
            let approval = pack.approvals.iter().find(|a| a.id() == id)?;
            (&approval.roles, &approval.title, &approval.clauses, true, None)
        }
        _ => return None,
    };
    let held = facts.words("actor.roles").unwrap_or_default();
    let text = if !own && actor_is(&["requester", "owner", "implementer"]) {
        format!("{title}: the change's own requester, owner and implementers do not sign it")
    } else if !roles.is_empty() && !roles.iter().any(|r| held.contains(r)) {
        format!("{title} is signed by {}", roles.join(" or "))
    } else if let Some(other) = other {
        let part = pack.reviews.iter().find(|r| r.id() == other).map_or(other.as_str(), |r| r.title.as_str());
        format!(
            "{title}: whoever signed the other part ({part}) does not sign this one too; two persons decide jointly"
        )
    } else {
        return None;
    };
    let remedy = "ask somebody who holds the role and has no part in the change".into();
    let (rule, clauses) = (title.clone(), clauses.clone());
    Some(Reason { rule, text, clauses, remedy, person: true, ..Reason::default() })
}

pub(super) fn apply(pack: &Pack, rule: &Rule, facts: &Facts, verdict: &mut Verdict) {
    let when = rule.when.holds(facts, pack);
    let needs = || rule.needs.holds(facts, pack);
    match rule.effect {
        Effect::Permit if when == Truth::Yes && needs() == Truth::Yes => verdict.permits.push(rule.id().to_owned()),
        Effect::Forbid if when != Truth::No => verdict.reasons.push(reason(pack, rule, facts, when == Truth::Unknown)),
        Effect::Demand if when != Truth::No && needs() != Truth::Yes => {
            verdict.reasons.push(reason(pack, rule, facts, when == Truth::Unknown));
        }
        Effect::Warn if when == Truth::Yes && (rule.needs == When::default() || needs() != Truth::Yes) => {
            verdict.warnings.push(reason(pack, rule, facts, false));
        }
        _ => {}
    }
}

fn reason(pack: &Pack, rule: &Rule, facts: &Facts, unknown: bool) -> Reason {
    let mut reason = Reason {
        rule: rule.id().to_owned(),
        text: rule.text.clone(),
        clauses: rule.clauses.clone(),
        settings: rule.when.setting.keys().chain(rule.needs.setting.keys()).chain(&rule.needs.set).cloned().collect(),
        remedy: rule.remedy.clone(),
        person: rule.when.about_actor() || rule.needs.about_actor(),
        passes: None,
    };
    if let Some(words) = rule.names.as_ref().and_then(|name| facts.words(name)).filter(|w| !w.is_empty()) {
        reason.text = format!("{}: {}", reason.text, words.join(", "));
    }
    if unknown {
        reason.text.push_str(" (a fact that this rule needs is not known yet)");
    }
    let (lacking, near) = evidence::lacking(pack, &rule.needs, facts);
    if !lacking.is_empty() {
        reason.text = format!("{}: {}", reason.text, lacking.join("; "));
        let far = std::mem::take(&mut reason.clauses);
        for id in near.into_iter().chain(far) {
            if !reason.clauses.contains(&id) {
                reason.clauses.push(id);
            }
        }
    }
    if rule.needs.approved.iter().any(|a| a == "all") {
        name_open_approvals(pack, facts, &mut reason);
    }
    if !rule.needs.passed.is_empty() {
        name_stages(pack, rule, facts, &mut reason);
    }
    name_earliest(pack, rule, facts, &mut reason);
    reason
}

/// A rule against an act as a reason, for acts that the state bars before the pack is asked.
#[must_use]
pub fn explained(pack: &Pack, rule: &Rule, facts: &Facts) -> Reason {
    let mut reason = reason(pack, rule, facts, false);
    fill(std::slice::from_mut(&mut reason), facts);
    reason
}

/// Names the stages that were not passed, each once; the first of them is where to go next.
fn name_stages(pack: &Pack, rule: &Rule, facts: &Facts, reason: &mut Reason) {
    let passed = facts.words("deployed").unwrap_or_default();
    let named = rule.needs.passed.iter().filter_map(|id| pack.stage(id));
    let mut open: Vec<&stage::Stage> = named.filter(|s| !passed.iter().any(|p| p == s.id())).collect();
    let all = rule.needs.passed.iter().any(|id| id == "earlier");
    open.extend(stage::open_stages(pack, facts).into_iter().filter(|_| all));
    open.dedup_by_key(|s| s.id());
    if let Some(first) = open.first() {
        let going = facts.words("deploying").is_some_and(|all| all.iter().any(|d| d == first.id()));
        reason.remedy = stage::way_there(&reason.remedy, first.id(), going);
    }
    name(reason, open.into_iter().map(|s| s.title.as_str()));
    if let Some(other) = facts.words("artifact.other").and_then(<[String]>::first) {
        reason.text = format!("{} ({other})", reason.text);
    }
}

/// Says from when on it is long enough, where a time that must have passed has not.
fn name_earliest(pack: &Pack, rule: &Rule, facts: &Facts, reason: &mut Reason) {
    let at = |name: &str| facts.moments.get(name).copied();
    let open = rule.needs.elapsed.iter().filter_map(|e| Some((at(&e.since)?, at(&e.until)?, e.at_least?, e)));
    let calendar = pack.calendar_for(facts);
    let told = |moment| super::diary::told(moment, calendar.tz);
    for (since, until, least, elapsed) in open {
        let earliest = calendar.earliest(since, least);
        if earliest <= until || elapsed.since == "now" {
            continue;
        }
        let given = if elapsed.until == "now" { String::new() } else { format!(", and this is {}", told(until)) };
        reason.text = format!("{}; not before {}{given}", reason.text, told(earliest));
        reason.passes = reason.passes.max(Some(earliest).filter(|_| elapsed.until == "now"));
    }
}

/// Adds names to what a rule says.
fn name<'a>(reason: &mut Reason, names: impl Iterator<Item = &'a str>) {
    let names: Vec<&str> = names.collect();
    if !names.is_empty() {
        reason.text = format!("{}: {}", reason.text, names.join(", "));
    }
}

/// Names the approvals that are open; their clauses are nearer to the act than the general one.
fn name_open_approvals(pack: &Pack, facts: &Facts, reason: &mut Reason) {
    let open = open_approvals(pack, facts);
    if open.is_empty() {
        return;
    }
    let words: Vec<_> = open
        .iter()
        .map(|a| {
            let tally = approval_tally(pack, a, facts);
            let by = facts.words(&named(["approval.", a.id(), ".rejected"])).unwrap_or_default();
            match by {
                [] => format!("{} ({} of {})", a.title, tally.have, tally.need),
                by => format!("{} (rejected by {})", a.title, by.join(", ")),
            }
        })
        .collect();
    reason.text = format!("{}: {}", reason.text, words.join(", "));
    let near: Vec<_> = open.iter().flat_map(|a| a.clauses.iter().cloned()).collect();
    let far = std::mem::take(&mut reason.clauses);
    for id in near.into_iter().chain(far) {
        if !reason.clauses.contains(&id) {
            reason.clauses.push(id);
        }
    }
}
