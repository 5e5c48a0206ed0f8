//! How far a change has come: reviews, approvals, clocks, what is missing, what may be done.

use super::{Lens, reason};
use crate::domain::change::approve::may_give;
use crate::domain::change::clocks;
use crate::domain::change::next::Against;
use crate::domain::change::states::{State, states_for};
use crate::domain::change::{Change, Decision, Granted, next, who};
use crate::domain::desk::Desk;
use crate::domain::meeting::convene::{in_time, series_for};
use crate::policy::act::Act;
use crate::policy::clock::Standing;
use crate::policy::facts::Facts;
use crate::policy::judge::{self, judge};
use crate::policy::missing::tell_once;
use crate::policy::pack::{Effect, Pack};
use crate::policy::request::{Approval, Review};
use crate::policy::rule::{Truth, When};
use crate::policy::verdict::Verdict;
use crate::sheets::approval::{ApprovalLine, RecordedLine};
use crate::sheets::change::{ActLine, ClockLine, MissingLine, ReviewLine};
use crate::sheets::ready::{NO_STEP, ReadySheet};
use crate::sheets::time::Time;

/// The reviews that apply to a change.
fn applying<'p>(pack: &'p Pack, change: &Change, facts: &Facts) -> Vec<&'p Review> {
    // What a stage on the way asks for is signed here as well.
    let end = pack.furthest(change.words("environment"));
    let before = pack.stages.iter().take_while(|s| Some(s.id()) != end && end.is_some());
    let on_the_way: Vec<Facts> = before
        .filter(|s| s.when.holds(facts, pack) != Truth::No)
        .map(|s| {
            let mut there = facts.clone();
            there.set_word("field.environment", s.id());
            there
        })
        .collect();
    let applies = |r: &&Review| {
        let signed = change.reviews.iter().any(|s| s.review == r.id());
        let here = |facts: &Facts| r.when.holds(facts, pack) == Truth::Yes;
        signed || (!r.required.is_empty() && (here(facts) || on_the_way.iter().any(here)))
    };
    pack.reviews.iter().filter(applies).collect()
}

/// How a review of a change stands.
fn stands(review: &Review, change: &Change, facts: &Facts) -> &'static str {
    if !change.failed(review.id()).is_empty() {
        "failed"
    } else if judge::review_tally(review, facts).complete {
        "passed"
    } else {
        "pending"
    }
}

/// Whether one of these reviews applies to a change and is not passed.
#[must_use]
pub fn lacks_review(lens: &Lens<'_>, change: &Change, facts: &Facts, ids: &[String]) -> bool {
    let open = |r: &&Review| ids.iter().any(|id| id == r.id()) && stands(r, change, facts) != "passed";
    applying(&lens.desk.pack, change, facts).iter().any(open)
}

/// The reviews that apply to the change.
#[must_use]
pub fn reviews(lens: &Lens<'_>, change: &Change, facts: &Facts) -> Vec<ReviewLine> {
    applying(&lens.desk.pack, change, facts)
        .into_iter()
        .map(|r| {
            let tally = judge::review_tally(r, facts);
            ReviewLine {
                id: r.id().to_owned(),
                title: r.title.clone(),
                roles: r.roles.clone(),
                state: stands(r, change, facts).into(),
                signers: if r.roles.is_empty() { signers(lens, change, facts, r.id()) } else { Vec::new() },
                by: change.counted(r).keys().map(ToString::to_string).collect(),
                have: tally.have,
                need: tally.need,
                before: r.required.iter().map(|a| a.words()).collect::<Vec<_>>().join(", "),
                keep: Some(r.keep.clone()).filter(|k| !k.is_empty()),
                clauses: r.clauses.clone(),
            }
        })
        .collect()
}

/// Who may sign a review for which the pack names no roles, persons first.
fn signers(lens: &Lens<'_>, change: &Change, facts: &Facts, review: &str) -> Vec<String> {
    let (people, roles) = who::may_review((lens.world, lens.desk), change, facts, review);
    let all: Vec<String> = people.iter().map(ToString::to_string).chain(roles).collect();
    if all.is_empty() { vec!["anybody who is registered".into()] } else { all }
}

/// Who gives an approval: role ids, `board`, `catalogue`.
#[must_use]
pub fn approver(approval: &Approval, pack: &crate::policy::pack::Pack) -> String {
    if approval.board {
        return "board".into();
    }
    if approval.by_catalogue {
        return "catalogue".into();
    }
    match &approval.by_review {
        Some(id) => {
            let roles = pack.reviews.iter().find(|r| r.id() == id).map(|r| r.roles.join("|")).unwrap_or_default();
            if roles.is_empty() { id.clone() } else { roles }
        }
        None => approval.roles.join("|"),
    }
}

/// The approvals that apply to the change.
#[must_use]
pub fn approvals(lens: &Lens<'_>, change: &Change, facts: &Facts) -> Vec<ApprovalLine> {
    let pack = &*lens.desk.pack;
    let runs = clocks::running(lens.desk, facts);
    judge::needed_approvals(pack, facts)
        .into_iter()
        .map(|a| {
            let tally = judge::approval_tally(pack, a, facts);
            let rejected = change.rejected_by(a.id());
            let by: Vec<String> = match (&a.by_review, a.board) {
                (Some(review), _) => facts.words(&format!("review.{review}")).unwrap_or_default().to_vec(),
                (None, true) if tally.complete => vec!["board".into()],
                _ => change.approved_by(a.id()).iter().map(ToString::to_string).collect(),
            };
            let at = change.approved_at(a).filter(|_| !a.board || tally.complete);
            let state = if !rejected.is_empty() {
                "rejected"
            } else if tally.complete {
                "approved"
            } else if change.hold.is_some() {
                "not_required"
            } else {
                "pending"
            };
            ApprovalLine {
                id: a.id().to_owned(),
                title: a.title.clone(),
                role: approver(a, pack),
                state: state.into(),
                by,
                recorded: recorded(change, a.id()),
                have: tally.have,
                need: tally.need,
                at: at.map(Time),
                due_at: clocks::due_of(a, &runs).filter(|_| !tally.complete).map(Time),
                clauses: a.clauses.clone(),
            }
        })
        .collect()
}

fn recorded(change: &Change, approval: &str) -> Vec<RecordedLine> {
    let counts = |g: &&Granted| g.approval == approval && g.approved && !g.void;
    let line = |g: &Granted| {
        let recorded = g.recorded.as_ref()?;
        Some(RecordedLine {
            by: g.by.to_string(),
            recorder: recorded.by.to_string(),
            channel: recorded.channel.clone(),
            spoken_at: g.spoken_at.map(Time),
            confirmed: recorded.confirmed.map(Time),
        })
    };
    change.approvals.iter().filter(counts).filter_map(line).collect()
}

/// The clocks of the change.
#[must_use]
pub fn clocks(lens: &Lens<'_>, change: &Change, facts: &Facts) -> Vec<ClockLine> {
    clocks::started(lens.desk, facts)
        .into_iter()
        .map(|r| {
            let runs = matches!(r.standing, Standing::Running | Standing::Amber | Standing::Breached);
            ClockLine {
                id: r.clock.id.clone(),
                title: r.clock.title.clone(),
                start: Time(r.start),
                target: r.target.map(Time),
                limit: Time(r.limit),
                state: match r.standing {
                    Standing::Running => "running",
                    Standing::Amber => "amber",
                    Standing::Breached => "breached",
                    Standing::Met => "met",
                    Standing::Late => "late",
                    Standing::Dropped => "dropped",
                }
                .into(),
                left_s: runs.then(|| r.limit.since(lens.desk.now).as_seconds()),
                escalation: matches!(r.standing, Standing::Breached | Standing::Late)
                    .then(|| super::timeline::escalation(&lens.desk.pack, change, r.clock))
                    .flatten(),
                clauses: r.clock.clauses.clone(),
            }
        })
        .collect()
}

/// What the change lacks for its next step.
#[must_use]
pub fn ready(lens: &Lens<'_>, change: &Change, by: Vec<String>) -> ReadySheet {
    let known = crate::domain::change::facts::of(lens.world, lens.desk, change);
    let stuck = crate::domain::change::stuck::of(lens.world, lens.desk, change, &known);
    let mut verdict = next::verdict_by(lens.world, lens.desk, change, &known);
    let warnings = next::told_to_voters(lens.desk, &known, change);
    verdict.join(Verdict { warnings, ..Verdict::default() });
    let open = judge::open_approvals(&lens.desk.pack, &known);
    let mut sheet = ReadySheet { by, ..ready_by(lens, change, &open, verdict) };
    sheet.bars = next::bars(lens.world, lens.desk, change, &known).iter().map(reason).collect();
    if !sheet.bars.is_empty() {
        // Whoever may not take it is sent to nobody who may not either.
        sheet.by.retain(|whom| whom.strip_prefix("person ").is_none_or(|id| may_take(lens, change, &known, id)));
    }
    sheet.warnings.extend(stuck.iter().map(|s| reason(&s.reason)));
    let first = next::on_the_way(lens.world, lens.desk, change);
    sheet.first = first.map(|(stage, verdict)| Box::new(told(lens, change, format!("deploy to {stage}"), verdict)));
    sheet
}

/// Whether nothing that is about the person keeps somebody from the next step of a change.
fn may_take(lens: &Lens<'_>, change: &Change, known: &Facts, id: &str) -> bool {
    let Ok(actor) = id.parse() else { return true };
    let desk = Desk { actor, ..lens.desk.clone() };
    let mut known = known.clone();
    crate::domain::change::facts::turn(&mut known, lens.world, &desk, change);
    next::bars(lens.world, &desk, change, &known).is_empty()
}

/// As [`ready`], by the approvals that are open and the verdict on the next step.
fn ready_by(lens: &Lens<'_>, change: &Change, open: &[&Approval], verdict: Verdict) -> ReadySheet {
    let pack = &*lens.desk.pack;
    let acts = match (change.state, next::next_step(change, open)) {
        (State::New, _) => next::handing_in(pack, change),
        (_, act) => act.into_iter().collect(),
    };
    let step = match acts.as_slice() {
        [] if change.state == State::Authorize => "be approved".into(),
        [] => NO_STEP.into(),
        acts => acts.iter().map(|a| a.words()).collect::<Vec<_>>().join(" and "),
    };
    let waits = open.iter().filter(|_| change.state == State::Authorize).map(|a| a.title.clone()).collect();
    ReadySheet { waits, ..told(lens, change, step, verdict) }
}

/// What a change lacks for the ballot, or for the step before it, in words, by the approvals that are open: what bars it
/// besides counts too. Approvals of others are asked by other ways.
#[must_use]
pub fn gaps(lens: &Lens<'_>, change: &Change, open: &[&Approval], against: Against) -> Vec<String> {
    let ready = ready_by(lens, change, open, against.verdict);
    let mut gaps: Vec<String> =
        ready.missing.iter().filter(|m| !m.field.starts_with("approval.")).map(|m| m.text.clone()).collect();
    // What only others approve is nothing that the board could vote on.
    let votes = change.state == State::Authorize && open.iter().any(|a| a.board);
    let before = matches!(change.state, State::New | State::Assess);
    let counts = |rule: &String| before || (votes && against.own.contains(rule));
    gaps.extend(ready.reasons.iter().filter(|r| counts(&r.rule)).map(|r| r.text.clone()));
    let undecided = change.decision != Decision::Approved && change.deciding_ballot().is_none();
    if !before && undecided && open.iter().all(|a| !a.board) {
        gaps.extend(open.iter().map(|a| format!("{} is open, which no ballot gives", a.title)));
    }
    gaps
}

/// What stands against a step.
fn told(lens: &Lens<'_>, change: &Change, step: String, mut verdict: Verdict) -> ReadySheet {
    tell_once(&lens.desk.pack, &mut verdict);
    let missing: Vec<MissingLine> = verdict
        .missing
        .iter()
        .map(|m| MissingLine { field: m.field.clone(), text: m.text.clone(), clauses: m.clauses.clone() })
        .collect();
    let named = |rule: &str| missing.iter().any(|m| m.field == rule);
    ReadySheet {
        id: change.no.to_string(),
        step,
        ready: verdict.reasons.is_empty(),
        reasons: verdict.reasons.iter().filter(|r| !named(&r.rule)).map(reason).collect(),
        warnings: verdict.warnings.iter().map(reason).collect(),
        missing,
        waits: Vec::new(),
        first: None,
        by: Vec::new(),
        bars: Vec::new(),
    }
}

/// The acts that the state allows, and whether the actor may do them now.
#[must_use]
pub fn acts(lens: &Lens<'_>, change: &Change, facts: &Facts) -> Vec<ActLine> {
    // What a pack forbids under no condition, it forbids whatever is typed.
    let never = |pack: &Pack, act: Act| {
        let members = std::iter::once(pack).chain(&pack.members);
        let mut rules = members.flat_map(|m| &m.rules).filter(|r| r.effect == Effect::Forbid && r.acts.contains(&act));
        rules.find(|r| r.when == When::default()).map(|r| r.text.clone())
    };
    let pack = &lens.desk.pack;
    let convenes = series_for(pack, &change.change_type).is_some() && in_time(pack, change, facts);
    Act::ALL
        .iter()
        .copied()
        .filter(|act| states_for(*act).contains(&change.state))
        .filter(|act| !matches!(act, Act::Exception) || !lens.desk.pack.exceptions.is_empty())
        .filter(|act| !matches!(act, Act::ExceptionSign) || !change.exceptions.is_empty())
        .filter(|act| !matches!(act, Act::Convene) || convenes)
        .map(|act| {
            let verdict = judge(&lens.desk.pack, act, facts);
            // Parameters such as a reason are asked for on the page; only what stands against the actor counts here.
            let against = verdict.permits.is_empty().then(|| verdict.reasons.last().map(|r| r.text.clone())).flatten();
            let against = against.or_else(|| never(&lens.desk.pack, act));
            let none = || match act {
                Act::Review => none_to_sign(lens, change, facts),
                Act::Approve | Act::Reject if !may_give(lens.world, lens.desk, change, facts) => {
                    Some("no approval is open that you give in a role".into())
                }
                _ => None,
            };
            let against = against.or_else(none);
            ActLine {
                act: serde_json::to_value(act).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default(),
                possible: against.is_none(),
                why_not: against.unwrap_or_default(),
            }
        })
        .collect()
}

/// Why the actor signs none of the reviews that are open; nothing where one is theirs to sign, or none is open.
fn none_to_sign(lens: &Lens<'_>, change: &Change, facts: &Facts) -> Option<String> {
    let open = reviews(lens, change, facts).into_iter().filter(|r| r.state != "passed");
    let mut bars = open.map(|r| who::bars_review(&lens.desk.pack, facts, &r.id));
    let first = bars.next()?;
    let text = first.first()?.text.clone();
    bars.all(|b| !b.is_empty()).then_some(text)
}
