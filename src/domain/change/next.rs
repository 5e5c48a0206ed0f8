//! The very acts that come next to a change, and what the pack says to them: one answer for the check, lists and the gate.

use super::states::{State, states_for};
use super::{Change, Decision, acts, facts, time};
use crate::domain::ballot::BallotState;
use crate::domain::desk::Desk;
use crate::domain::run::acts::{facts_to_begin, facts_to_end, said_all};
use crate::domain::world::World;
use crate::policy::act::Act;
use crate::policy::diary::Answer;
use crate::policy::facts::Facts;
use crate::policy::judge::{self, judge};
use crate::policy::pack::{Effect, Pack, Path, Rule};
use crate::policy::request::{Approval, Review};
use crate::policy::rule::Truth;
use crate::policy::stage::{open_stages, passed};
use crate::policy::verdict::{Reason, Verdict};

/// The act that a change waits for in a state.
#[must_use]
pub const fn next_act(state: State) -> Option<Act> {
    match state {
        State::New => Some(Act::Submit),
        State::Assess => Some(Act::Request),
        State::Authorize => Some(Act::Approve),
        State::Scheduled => Some(Act::Start),
        State::Implement => Some(Act::Finish),
        State::Review => Some(Act::Close),
        State::Closed | State::Canceled => None,
    }
}

/// The acts that handing in a draft is: again if it was rejected, and with the request for approval where its type is
/// authorised at once.
#[must_use]
pub fn handing_in(pack: &Pack, change: &Change) -> Vec<Act> {
    let again = (change.decision == Decision::Rejected).then_some(Act::Resubmit);
    let asks = path(pack, change) == Path::Urgent;
    again.into_iter().chain([Act::Submit]).chain(asks.then_some(Act::Request)).collect()
}

/// The way of a change by its type.
#[must_use]
pub fn path(pack: &Pack, change: &Change) -> Path {
    pack.change_type(&change.change_type).map_or(Path::Assessed, |t| t.path)
}

/// The act that a change waits for, by the approvals that are open: a ballot where the board has to decide. Approvals by
/// role depend on who gives them, and are listed as approvals instead.
#[must_use]
pub fn next_step(change: &Change, open: &[&Approval]) -> Option<Act> {
    if change.state != State::Authorize {
        return next_act(change.state);
    }
    let board = open.iter().any(|a| a.board);
    let open = change.ballot().is_some_and(|b| b.state == BallotState::Open);
    (board && !open).then_some(Act::VoteOpen)
}

/// Judges the next step as far as it does not depend on who acts: missing fields, reviews and refusals that are not
/// about the actor.
#[must_use]
pub fn next_verdict(world: &World, desk: &Desk, change: &Change) -> Verdict {
    verdict_by(world, desk, change, &facts::of(world, desk, change))
}

/// As [`next_verdict`], by facts that are there already.
#[must_use]
pub fn verdict_by(world: &World, desk: &Desk, change: &Change, facts: &Facts) -> Verdict {
    against(world, desk, change, facts).verdict
}

/// What stands against the next step of a change.
#[derive(Debug)]
pub struct Against {
    /// All of it, whoever acts.
    pub verdict: Verdict,
    /// The rules that refuse the step itself, and not one of the approvals that are open as well.
    pub own: Vec<String>,
}

/// As [`verdict_by`], with the rules that refuse the step itself.
#[must_use]
pub fn against(world: &World, desk: &Desk, change: &Change, facts: &Facts) -> Against {
    let asks = change.state == State::Authorize;
    let open = if asks { judge::open_approvals(&desk.pack, facts) } else { Vec::new() };
    let (mut verdict, known) = judged(world, desk, change, facts, &open);
    let own = verdict.reasons.iter().map(|r| r.rule.clone()).collect();
    if change.state == State::New {
        let (refused, warned) = time::handed_in(world, desk, change, facts);
        verdict.reasons.extend(refused);
        verdict.warnings.extend(warned);
    }
    if change.state == State::Scheduled {
        verdict.reasons.extend(frozen(world, desk, change, facts));
        verdict.reasons.extend(shut(world, desk, change, known.as_ref().unwrap_or(facts)));
    }
    if asks {
        verdict.join(approving(world, desk, change, &open));
    }
    Against { verdict: impersonal(desk, change, verdict), own }
}

/// What whoever votes on a change is warned of, where its board has to decide.
#[must_use]
pub fn told_to_voters(desk: &Desk, facts: &Facts, change: &Change) -> Vec<Reason> {
    let asks = change.state == State::Authorize && judge::open_approvals(&desk.pack, facts).iter().any(|a| a.board);
    if asks { judge(&desk.pack, Act::VoteCast, facts).warnings } else { Vec::new() }
}

/// What keeps whoever is at the desk from the next step, and would not keep somebody else. Approvals are given by those whose
/// they are, and are listed as approvals.
#[must_use]
pub fn bars(world: &World, desk: &Desk, change: &Change, facts: &Facts) -> Vec<Reason> {
    let open = judge::open_approvals(&desk.pack, facts);
    let mut reasons = judged(world, desk, change, facts, &open).0.reasons;
    reasons.retain(|r| r.person);
    reasons
}

/// What the pack says to the next step as it is, and the facts where it has its own.
fn judged(world: &World, desk: &Desk, change: &Change, facts: &Facts, open: &[&Approval]) -> (Verdict, Option<Facts>) {
    // A deployment that is under way is ended in its own environment.
    let ending = facts_to_end(world, desk, change).filter(|_| change.state == State::Implement);
    if let Some(known) = ending {
        return (judge(&desk.pack, Act::Finish, &known), Some(known));
    }
    match (change.state, next_step(change, open)) {
        (State::New, _) => {
            let mut verdict = Verdict::default();
            for act in handing_in(&desk.pack, change) {
                verdict.join(judge(&desk.pack, act, facts));
            }
            (verdict, None)
        }
        (State::Scheduled, _) => {
            let begins = facts_to_begin(world, desk, change, &said_all(&desk.pack, change, None)).ok();
            let known = begins.map(|(_, known)| known);
            (judge(&desk.pack, Act::Start, known.as_ref().unwrap_or(facts)), known)
        }
        (_, Some(act)) => (judge(&desk.pack, act, facts), None),
        (_, None) => (Verdict::default(), None),
    }
}

/// The freezes, of the pack or announced, that stand over the window of a scheduled change.
fn frozen(world: &World, desk: &Desk, change: &Change, facts: &Facts) -> Vec<Reason> {
    let Some(window) = change.window().filter(|(_, to)| *to > desk.now) else { return Vec::new() };
    let mut reasons = time::answer(world, desk, change, facts, window).reasons(desk.pack.calendar.tz);
    reasons.retain(|r| r.rule.starts_with("freeze-"));
    reasons
}

/// The windows of the pack that would not let a scheduled change begin when its own window opens, or now if that is open: as
/// the gate will judge it then.
fn shut(world: &World, desk: &Desk, change: &Change, known: &Facts) -> Vec<Reason> {
    let Some((from, _)) = change.window().filter(|(_, to)| *to > desk.now) else { return Vec::new() };
    let at = from.max(desk.now);
    let mut known = known.clone();
    known.moments.insert("now", at);
    let mut reasons = time::start(world, desk, change, &known, at).reasons(desk.pack.calendar.tz);
    reasons.retain(|r| r.rule.starts_with("window-"));
    reasons
}

/// What remains of a verdict whoever acts, after the deviations of the change; what they set aside is told as a warning.
fn impersonal(desk: &Desk, change: &Change, mut verdict: Verdict) -> Verdict {
    verdict.reasons.retain(|r| !r.person);
    let waived = change.deviate(&desk.pack, &Answer::default(), &mut verdict);
    verdict.warnings.extend(waived.into_iter().map(|r| change.told_aside(&desk.pack, r)));
    verdict
}

/// What stands against the approvals that roles give, whoever gives them and whatever they say.
fn approving(world: &World, desk: &Desk, change: &Change, open: &[&Approval]) -> Verdict {
    let mut verdict = Verdict::default();
    let members = std::iter::once(&*desk.pack).chain(&desk.pack.members);
    let asks = |r: &&Rule| !r.needs.act.is_empty() || !r.needs.act_has.is_empty();
    let words: Vec<&str> = members.flat_map(|m| &m.rules).filter(asks).map(Rule::id).collect();
    for approval in open.iter().filter(|a| !a.board && !a.by_catalogue && a.by_review.is_none()) {
        let role = approval.roles.first().map_or("", String::as_str);
        let params = [("approval", approval.id()), ("role", role), ("channel", "session")];
        let known = acts::facts_for(world, desk, change, &params);
        verdict.join(judge(&desk.pack, Act::Approve, &known));
    }
    verdict.reasons.retain(|r| !words.contains(&r.rule.as_str()));
    verdict
}

/// The reviews that the next step waits for: those that are missing, and those that a rule which refuses it asks for.
#[must_use]
pub fn reviews_asked<'p>(pack: &'p Pack, verdict: &Verdict) -> Vec<&'p Review> {
    let refuses = |r: &&Rule| r.effect == Effect::Demand && verdict.reasons.iter().any(|why| why.rule == r.id());
    let packs = || std::iter::once(pack).chain(&pack.members);
    let by_rule: Vec<&String> =
        packs().flat_map(|p| &p.rules).filter(refuses).flat_map(|r| &r.needs.reviewed).collect();
    let missing = |id: &str| verdict.missing.iter().any(|m| m.field.strip_prefix("review.") == Some(id));
    pack.reviews.iter().filter(|r| missing(r.id()) || by_rule.iter().any(|id| *id == r.id())).collect()
}

/// The deployment that comes first on the way to where the change ends, or that is owed before it is closed, and what stands
/// against it. None where there is none, where it is under way, or where it is too early or too late for it.
#[must_use]
pub fn on_the_way(world: &World, desk: &Desk, change: &Change) -> Option<(String, Verdict)> {
    if change.state == State::Review {
        return deployment(world, desk, change, &owed(world, desk, change)?);
    }
    let early = matches!(change.state, State::Assess | State::Authorize | State::Scheduled);
    if !early || !states_for(Act::Deploy).contains(&change.state) || change.hold.is_some() {
        return None;
    }
    let (_, known) = facts_to_begin(world, desk, change, &said_all(&desk.pack, change, None)).ok()?;
    deployment(world, desk, change, (*open_stages(&desk.pack, &known).first()?).id())
}

/// What stands against deploying to a stage, where that is not under way.
fn deployment(world: &World, desk: &Desk, change: &Change, stage: &str) -> Option<(String, Verdict)> {
    if change.run.open().any(|d| d.environment.as_deref() == Some(stage)) {
        return None;
    }
    let (act, known) = facts_to_begin(world, desk, change, &said_all(&desk.pack, change, Some(stage))).ok()?;
    Some((stage.to_owned(), impersonal(desk, change, judge(&desk.pack, act, &known))))
}

/// The stage that a change was let past and that it passes before it is closed.
fn owed(world: &World, desk: &Desk, change: &Change) -> Option<String> {
    let packs = || std::iter::once(&*desk.pack).chain(&desk.pack.members);
    let demands = |r: &&Rule| r.effect == Effect::Demand && r.acts.contains(&Act::Close) && !r.needs.passed.is_empty();
    let mut rules = packs().flat_map(|p| &p.rules).filter(demands).peekable();
    if change.hold.is_some() || rules.peek().is_none() {
        return None;
    }
    let facts = facts::of(world, desk, change);
    let verdict = verdict_by(world, desk, change, &facts);
    let refusing = rules.filter(|r| verdict.reasons.iter().any(|why| why.rule == r.id()));
    let open = |id: &String| match id.as_str() {
        "earlier" => open_stages(&desk.pack, &facts).first().map(|s| s.id().to_owned()),
        id => (passed(&desk.pack, id, &facts) != Truth::Yes).then(|| id.to_owned()),
    };
    refusing.flat_map(|r| &r.needs.passed).find_map(open)
}
