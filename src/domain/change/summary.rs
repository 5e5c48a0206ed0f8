//! What happens next to a change, and who is waited for: what lists and inboxes need without judging again.

pub use super::next::{next_act, next_verdict, reviews_asked, verdict_by};
use super::states::{State, states_for};
pub use super::waits::{
    BACK_OUT, ESCALATED, EXPIRES, LAPSED, OVERDUE, PASSES, PEER, RETURNS, Summary, Waiting, Waits, waits_from_due,
};
use super::who::Step;
use super::{Change, Condition, Decision, board, clocks, facts, next, under_way};
use crate::base::ids::PersonId;
use crate::base::text::so_many;
use crate::base::time::Moment;
use crate::domain::ballot::BallotState;
use crate::domain::catalogue;
use crate::domain::desk::Desk;
use crate::domain::world::World;
use crate::policy::act::Act;
use crate::policy::clock::Reading;
use crate::policy::facts::Facts;
use crate::policy::judge;
use crate::policy::pack::{Effect, Pack};
use crate::policy::rule::When;
use crate::policy::running::at_once;
use crate::policy::verdict::{Reason, Verdict};

/// What happens next to the change.
#[must_use]
pub fn of(world: &World, desk: &Desk, change: &Change) -> Summary {
    by(world, desk, change, &facts::of(world, desk, change))
}

/// As [`of`], by facts that are there already.
#[must_use]
pub fn by(world: &World, desk: &Desk, change: &Change, facts: &Facts) -> Summary {
    let verdict = verdict_by(world, desk, change, facts);
    let runs = clocks::running(desk, facts);
    let due = runs.iter().map(|r| r.limit).min();
    // The review afterwards is due by its own clock, whatever else ran out before.
    let pir = runs.iter().filter(|r| r.clock.stop == "pir").map(|r| r.limit).min();
    let mut summary =
        Summary { letter: letter(change, &verdict), weight: weight(&desk.pack, change), ..Summary::default() };
    let wait = |whom: Waits, kind: &'static str| Waiting { whom, kind, due };
    let person = |p: &crate::base::ids::PersonId| Waits::Person(p.to_string());
    if change.hold.is_some() {
        summary.next_action = "release from hold".into();
        summary.waiting.push(wait(person(&change.requester), "RESUME"));
        return summary;
    }
    summary.waiting.extend(board::entered(desk, change));
    if board::left_over(desk, change, facts) {
        summary.waiting.push(Waiting { whom: Waits::Chair, kind: "CLOSE VOTE", due: None });
    }
    let missing = |words: &str| match verdict.missing.len() {
        0 => verdict.reasons.first().map_or_else(|| words.to_owned(), |r| r.text.clone()),
        n => {
            let first = verdict.missing.first().map(|m| lacking(&desk.pack, &m.field)).unwrap_or_default();
            let more = if n > 1 { format!(" and {} more", n - 1) } else { String::new() };
            format!("missing {first}{more}")
        }
    };
    let team = team(change);
    let step = Step { world, desk, change, known: facts };
    let out = catalogue::out_of_use(world, desk.now, change);
    let first = next::on_the_way(world, desk, change);
    // A deployment on the way that has not ended yet.
    let going = change.run.open().last().filter(|d| !d.last);
    let may_verify = states_for(Act::VerifyCondition).contains(&change.state);
    let open: Vec<_> = change.open_conditions().filter(|_| may_verify).collect();
    summary.waiting.extend(conditions(world, &open, due));
    let stage = first.as_ref().map(|(stage, _)| stage.as_str());
    let deploys = || if stage.is_some() { step.begins(stage, team.clone()) } else { team.clone() };
    // What somebody else than its team has begun is ended by them.
    let begun = || change.run.open().last().map(|d| person(&d.begun.1)).filter(|by| !team.contains(by));
    let ends = || begun().map_or_else(|| team.clone(), |by| vec![by]);
    match change.state {
        State::New => {
            let rejected = change.decision == Decision::Rejected;
            summary.next_action = missing(if rejected { "revise and resubmit" } else { "submit" });
            if rejected {
                summary.waiting.push(wait(person(&change.requester), "REVISE"));
            } else {
                let own = [change.requester.clone()].into_iter().chain(change.owner());
                let hands_in = step.for_whom(Act::Submit, own.map(|p| person(&p)).collect());
                // The owner hands it in where whoever asked for it may not.
                let one = matches!(hands_in.first(), Some(Waits::Person(_)));
                let hands_in = hands_in.into_iter().take(if one { 1 } else { usize::MAX });
                summary.waiting.extend(hands_in.map(|whom| wait(whom, "SUBMIT")));
            }
        }
        State::Assess => {
            summary.next_action = missing("ask for approval");
            summary.waiting.extend(reviewers(&step, &verdict, due));
            if going.is_none() && asks(desk, &verdict, |needs| !needs.passed.is_empty()) {
                summary.waiting.extend(deploys().into_iter().map(|w| wait(w, "DEPLOY")));
            }
            summary.waiting.extend(going.iter().flat_map(|_| ends()).map(|w| wait(w, "FINISH")));
            let raters = raters(&desk.pack);
            if change.level.is_none() && !raters.is_empty() {
                summary.waiting.extend(raters.into_iter().map(|role| wait(Waits::Role(role), "RATE")));
            } else if verdict.missing.iter().any(|m| !m.field.starts_with("review.")) || summary.waiting.is_empty() {
                summary.waiting.push(wait(person(&change.requester), "COMPLETE"));
            }
        }
        State::Authorize => approvals(desk, facts, change, &mut summary, &runs),
        State::Scheduled => {
            summary.next_action = if open.is_empty() {
                missing("implement")
            } else {
                format!("meet {}", so_many(open.len(), "condition"))
            };
            if let Some(closed) = shut(&verdict) {
                summary.next_action = format!("reschedule: {}", closed.text);
                let whom = change.owner().as_ref().map_or_else(|| person(&change.requester), person);
                summary.waiting.push(wait(whom, "RESCHEDULE"));
            }
            summary.waiting.extend(reviewers(&step, &verdict, due));
            if let Some((_, id, standing)) = out {
                let cited = catalogue::cited(&desk.pack);
                summary.next_action = format!("{id} is {standing} in the catalogue{cited}");
            } else if going.is_some() {
                summary.waiting.extend(ends().into_iter().map(|w| wait(w, "FINISH")));
            } else if open.is_empty() && (first.is_some() || shut(&verdict).is_none()) {
                let kind = to_begin(desk, change, facts, &verdict, first.is_some());
                // What is begun in its window is due when that opens.
                let due = change.window().map(|(from, _)| from).filter(|_| kind == "START").or(due);
                let whom = match kind {
                    "DEPLOY" => deploys(),
                    "SCHEDULE" => step.for_whom(Act::Schedule, team),
                    "START" => step.begins(None, team),
                    _ => team,
                };
                summary.waiting.extend(whom.into_iter().map(|whom| Waiting { whom, kind, due }));
            }
        }
        State::Implement => {
            let failed = crate::domain::checklist::back::done(change, facts);
            summary.next_action = missing(if failed { "end it as failed" } else { "finish the implementation" });
            let back = crate::domain::checklist::waiting::back(change, &desk.pack, facts);
            if back.is_empty() {
                let (whom, kind) = if listed(&verdict) { (team, "CHECKLIST") } else { (ends(), "FINISH") };
                summary.waiting.extend(whom.into_iter().map(|w| wait(w, kind)));
            }
            summary.waiting.extend(back);
        }
        State::Review => {
            summary.next_action = missing("close");
            summary.waiting.extend(reviewers(&step, &verdict, due));
            if asks(desk, &verdict, |needs| needs.flag.get("pir") == Some(&true)) {
                let whom = reviews_afterwards(&desk.pack, change).into_iter();
                summary.waiting.extend(whom.map(|whom| Waiting { whom, kind: "PIR", due: pir }));
            }
            if asks(desk, &verdict, |needs| !needs.passed.is_empty()) {
                let (whom, kind) = if going.is_some() { (ends(), "FINISH") } else { (deploys(), "DEPLOY") };
                summary.waiting.extend(whom.into_iter().map(|w| wait(w, kind)));
            }
            let back = crate::domain::checklist::waiting::back(change, &desk.pack, facts);
            if !back.is_empty() {
                summary.waiting.extend(back);
            } else {
                let closes = summary.waiting.is_empty() && !listed(&verdict);
                if summary.waiting.is_empty() && !closes {
                    summary.waiting.extend(team.into_iter().map(|w| wait(w, "CHECKLIST")));
                }
                // What the closing record lacks is written meanwhile.
                let lacks = verdict.missing.iter().any(|m| desk.pack.field(&m.field).is_some());
                if closes || lacks {
                    let owner = change.owner().as_ref().map_or_else(|| person(&change.requester), person);
                    summary.waiting.push(wait(owner, if closes { "CLOSE" } else { "COMPLETE" }));
                }
            }
        }
        State::Closed => summary.next_action = "closed".into(),
        State::Canceled => summary.next_action = "canceled".into(),
    }
    if next_act(change.state).is_some() {
        summary.waiting.extend(crate::domain::checklist::waiting::of(change, facts));
        summary.waiting.extend(crate::domain::checklist::behind::waiting(world, change, &desk.pack, facts));
        if change.state != State::New {
            let shut = change.state == State::Scheduled && shut(&verdict).is_some();
            for due in crate::domain::checklist::waiting::due(change, &desk.pack, facts, shut) {
                match summary.waiting.iter_mut().find(|w| w.whom == due.whom && w.kind == due.kind) {
                    Some(waiting) => waiting.due = waiting.due.or(due.due),
                    None => summary.waiting.push(due),
                }
            }
        }
        if let Some(words) = under_way::deployment(change, facts) {
            summary.next_action = format!("{words}; {}", summary.next_action);
        }
        if let Some(words) = under_way::failed(change, &desk.pack, facts) {
            summary.next_action = words;
        }
        // Whoever asked for what was deferred hears why, and what to bring.
        if change.decision == Decision::Deferred && matches!(change.state, State::Assess | State::Authorize) {
            let (whom, due) = (person(&change.requester), change.deferred_to);
            summary.waiting.push(Waiting { whom, kind: "DEFERRED", due });
        }
        let signs = first.iter().flat_map(|(_, verdict)| reviewers(&step, verdict, due));
        for review in signs {
            if summary.waiting.iter().all(|w| w.whom != review.whom || w.kind != review.kind) {
                summary.waiting.push(review);
            }
        }
        let expires = || catalogue::expires(world, desk.now, change).map(|at| (EXPIRES, Some(at)));
        if let Some((kind, due)) = out.map(|(kind, ..)| (kind, None)).or_else(expires) {
            let own = change.owner().into_iter().chain([change.requester.clone()]);
            let mut told: Vec<Waits> = own.map(|p| person(&p)).chain(self::team(change)).collect();
            told.sort();
            told.dedup();
            summary.waiting.extend(told.into_iter().map(|whom| Waiting { whom, kind, due }));
        }
        board::formally(desk, change, facts, &mut summary, &runs);
        summary.waiting.extend(deviations(desk, change));
        summary.waiting.extend(change.confirmations());
        summary.waiting.extend(super::exception::waiting(&desk.pack, change, desk.now));
        summary.waiting.extend(clocks::late(desk, change, facts));
        let passes = verdict.reasons.iter().filter_map(|r| r.passes).filter(|at| *at > desk.now).min();
        summary.waiting.extend(passes.map(|at| Waiting { whom: Waits::Time, kind: PASSES, due: Some(at) }));
    }
    summary
}

/// How much risk a change carries beside others.
#[must_use]
pub fn weight(pack: &Pack, change: &Change) -> i64 {
    pack.weight(change.level.as_deref(), change.scores.0)
}

/// Who meets open conditions, from when they are recorded, and who verifies them: the board, and nobody what they answer
/// for themselves.
fn conditions(world: &World, open: &[&Condition], due: Option<Moment>) -> Vec<Waiting> {
    let mut members: Vec<_> = world.board.seats.values().filter(|p| world.people.active(p).is_some()).collect();
    members.sort_unstable();
    members.dedup();
    let theirs =
        |person: &PersonId| open.iter().filter(|c| c.owner.as_ref() != Some(person)).map(|c| c.due.or(due)).min();
    let asked = members.into_iter().filter_map(|p| {
        let due = theirs(p)?;
        Some(Waiting { whom: Waits::Person(p.to_string()), kind: "VERIFY", due })
    });
    // Whose owner is not on the register any more has nobody: the chair gives it to somebody else.
    let there = |c: &Condition| c.owner.as_ref().filter(|p| world.people.active(p).is_some()).map(ToString::to_string);
    let owner = |c: &Condition| there(c).map_or(Waits::Chair, Waits::Person);
    let met = open.iter().map(|c| Waiting { whom: owner(c), kind: "CONDITION", due: c.due.or(due) });
    met.chain(asked).collect()
}

/// What of the calendar stands against the window of a change.
fn shut(verdict: &Verdict) -> Option<&Reason> {
    verdict.reasons.iter().find(|r| r.rule.starts_with("freeze-") || r.rule.starts_with("window-"))
}

/// Whether a checklist stands in the way of the next step.
fn listed(verdict: &Verdict) -> bool {
    verdict.missing.iter().any(|m| m.field.starts_with("checklist."))
}

/// What is missing, by the name that the pack gives it.
fn lacking(pack: &Pack, id: &str) -> String {
    let review = id.strip_prefix("review.").and_then(|id| pack.reviews.iter().find(|r| r.id() == id));
    let approval = id.strip_prefix("approval.").and_then(|id| pack.approvals.iter().find(|a| a.id() == id));
    let lists = crate::policy::checklist::all(pack);
    let list = id.strip_prefix("checklist.").and_then(|id| lists.into_iter().find(|l| l.id() == id));
    let named = review.map(|r| r.title.as_str()).or(approval.map(|a| a.title.as_str()));
    let named = named.or_else(|| list.map(|l| l.title.as_str()));
    named.or_else(|| pack.field(id).map(|f| f.label.as_str())).unwrap_or(id).to_owned()
}

/// The roles that rate the risk, where the pack keeps that from the change's own people.
fn raters(pack: &Pack) -> Vec<String> {
    let permits = pack.rules.iter().filter(|r| r.effect == Effect::Permit && r.acts.contains(&Act::Assess));
    let mut roles: Vec<String> = Vec::new();
    for when in permits.flat_map(|r| std::iter::once(&r.when).chain(&r.when.any)) {
        if when.is.iter().any(|is| matches!(is.as_str(), "requester" | "owner" | "registered")) {
            return Vec::new();
        }
        roles.extend(when.role.iter().cloned());
    }
    roles
}

/// Whether a rule that refuses the next step asks for something.
fn asks(desk: &Desk, verdict: &Verdict, for_it: impl Fn(&When) -> bool) -> bool {
    let refuses = |id: &str| verdict.reasons.iter().any(|r| r.rule == id);
    let packs = std::iter::once(&*desk.pack).chain(&desk.pack.members);
    packs.flat_map(|p| &p.rules).any(|r| r.effect == Effect::Demand && for_it(&r.needs) && refuses(r.id()))
}

/// Who holds the review after a change: the roles that the pack names, else the change manager; where a pack has none, the
/// owner or whoever asked for it, and the chair where these carried it out.
fn reviews_afterwards(pack: &Pack, change: &Change) -> Vec<Waits> {
    let rules = pack.rules.iter().filter(|r| r.effect == Effect::Demand && r.acts.contains(&Act::Pir));
    let mut roles: Vec<String> = rules.flat_map(|r| r.needs.role.iter().cloned()).collect();
    if roles.is_empty() && pack.role("change_manager").is_some() {
        roles.push("change_manager".into());
    }
    if !roles.is_empty() {
        return roles.into_iter().map(Waits::Role).collect();
    }
    let carried = |p: &PersonId| {
        let named = change.words("implementers").iter().any(|w| *w == p.to_string());
        named || change.run.deployments.iter().any(|d| d.begun.1 == *p)
    };
    let own = change.owner().into_iter().chain([change.requester.clone()]).find(|p| !carried(p));
    vec![own.map_or(Waits::Chair, |p| Waits::Person(p.to_string()))]
}

fn reviewers(step: &Step<'_>, verdict: &Verdict, due: Option<Moment>) -> Vec<Waiting> {
    let (desk, change) = (step.desk, step.change);
    let mut all: Vec<Waiting> = Vec::new();
    for review in reviews_asked(&desk.pack, verdict) {
        // What no role is named for is signed by whoever carries the change out, where that is allowed, else by peers.
        let (whoms, kind) = match (review.roles.is_empty(), review.own) {
            (false, _) => (review.roles.iter().cloned().map(Waits::Role).collect(), "REVIEW"),
            (true, true) => (step.for_review(review.id(), team(change)), "REVIEW"),
            (true, false) => (step.peers(review), PEER),
        };
        for waiting in whoms.into_iter().map(|whom| Waiting { whom, kind, due }) {
            if !all.contains(&waiting) {
                all.push(waiting);
            }
        }
    }
    all
}

/// Those who carry a change out, as whom something waits for.
fn team(change: &Change) -> Vec<Waits> {
    super::who::team(change).into_iter().map(|p| Waits::Person(p.to_string())).collect()
}

/// What the carrying out of an approved change waits for: a list, a stage on the way, its window, or its start.
fn to_begin(desk: &Desk, change: &Change, facts: &Facts, verdict: &Verdict, first: bool) -> &'static str {
    match () {
        () if first => "DEPLOY",
        // The lists before it are for its time: that is chosen first.
        () if desk.pack.has_windows() && change.window().is_none() && !at_once(&desk.pack, facts) => "SCHEDULE",
        () if listed(verdict) => "CHECKLIST",
        () => "START",
    }
}

/// The signatures that begun deviations from the policy lack.
fn deviations(desk: &Desk, change: &Change) -> Vec<Waiting> {
    let rules = change.deviated(&desk.pack).into_iter();
    let lacks = rules.flat_map(|rule| change.deviation_lacks(&desk.pack, rule));
    let known = lacks.filter(|role| desk.pack.role(role).is_some());
    known.map(|role| Waiting { whom: Waits::Role(role), kind: "DEVIATION", due: None }).collect()
}

fn approvals(desk: &Desk, facts: &Facts, change: &Change, summary: &mut Summary, runs: &[Reading<'_>]) {
    let open = judge::open_approvals(&desk.pack, facts);
    let titles: Vec<&str> = open.iter().map(|a| a.title.as_str()).collect();
    summary.next_action =
        if titles.is_empty() { "authorise".into() } else { format!("approval: {}", titles.join(", ")) };
    if change.decision == Decision::Deferred {
        summary.next_action = format!("deferred; {}", summary.next_action);
    }
    for approval in open {
        let due = clocks::due_of(approval, runs);
        if approval.board
            && let Some(next) = board::of_board(desk, change, summary, due)
        {
            summary.next_action = next.into();
        }
        summary.waiting.extend(board::of_roles(approval, due));
    }
}

/// The letter with a clash before it, unless something more pressing is told.
#[must_use]
pub const fn letter_with(letter: char, clash: bool) -> char {
    if clash && matches!(letter, ' ' | 'N' | 'S') { 'C' } else { letter }
}

/// The letter of a change, by the verdict on its next step.
#[must_use]
pub fn letter(change: &Change, verdict: &Verdict) -> char {
    let voting = change.ballot().is_some_and(|b| b.state == BallotState::Open);
    match (change.state, change.decision) {
        (State::Canceled, Decision::Rejected) => 'R',
        (State::Canceled, _) => 'W',
        (_, Decision::Withdrawn) => 'W',
        (State::New | State::Assess | State::Authorize, _) if voting => 'V',
        (State::New, Decision::Rejected) => 'R',
        (State::Assess | State::Authorize, Decision::Deferred) => 'D',
        (State::Review, _) => 'P',
        (State::Closed, _) => 'A',
        // A freeze over the window is in its way as another change is.
        (State::Scheduled, _) if verdict.reasons.iter().any(|r| r.rule.starts_with("freeze-")) => 'C',
        (State::Scheduled | State::Implement, _) if change.window().is_some() => 'S',
        (State::Scheduled | State::Implement, _) => 'A',
        (State::Authorize, _) if change.change_type == "emergency" => 'E',
        _ if !verdict.missing.is_empty() || !verdict.reasons.is_empty() => 'N',
        _ => ' ',
    }
}
