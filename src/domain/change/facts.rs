//! The facts of a change, as the policy room judges them.

use super::Change;
use crate::base::ids::{MeetingId, PersonId};
use crate::base::time::Moment;
use crate::domain::board::{self, Board};
use crate::domain::desk::Desk;
use crate::domain::evidence;
use crate::domain::meeting::{Meeting, MeetingState, outcome};
use crate::domain::risk::{self, Risk};
use crate::domain::run;
use crate::domain::world::World;
use crate::policy::clock::ALL_APPROVED;
use crate::policy::facts::Facts;
use crate::policy::judge;
use crate::policy::layer::named;
use crate::policy::pack::{Pack, Path};
use crate::policy::request::FieldKind;
use std::collections::BTreeSet;

/// The facts of a change for whoever acts at the desk.
#[must_use]
pub fn of(world: &World, desk: &Desk, change: &Change) -> Facts {
    upon(register(world, desk), world, desk, change)
}

/// As [`of`], upon the facts of the register that are there already.
#[must_use]
pub fn upon(mut facts: Facts, world: &World, desk: &Desk, change: &Change) -> Facts {
    let pack = &*desk.pack;
    facts.reserve();
    facts.set_word("change", change.no.to_string());
    facts.set_word("type", &change.change_type);
    let urgent = pack.types.iter().any(|t| t.id() == change.change_type && t.path == Path::Urgent);
    facts.set_flag("urgent", urgent);
    facts.set_word("state", change.state.word());
    facts.set_word("decision", change.decision.word());
    fields(&mut facts, pack, change);
    for factor in &pack.risk.factors {
        if let Some(value) = change.ratings.get(&factor.id) {
            facts.set_word(named(["risk.factor.", &factor.id]), value.to_string());
        }
    }
    if let Some(level) = &change.level {
        facts.set_word("risk.level", level);
    }
    for (name, score) in [("risk.inherent", change.scores.0), ("risk.residual", change.scores.1)] {
        if let Some(score) = score {
            facts.numbers.insert(name, score);
        }
    }
    reviews(&mut facts, pack, change);
    for (name, at) in &change.moments {
        facts.moments.insert(name.clone(), *at);
    }
    // By the rule of the board, whatever later time was chosen.
    let next = change.moments.get("deferred").and_then(|at| board::turns::meeting_after_today(pack, *at));
    facts.moments.extend(next.map(|at| ("next_board".to_owned(), at)));
    let rollcall = world.board.current_rollcall(pack, desk.now, outcome::dealing(world, change));
    if let Some(ballot) = change.deciding_ballot() {
        let counted = ballot.counted(rollcall);
        facts.set_word("ballot", ballot.word(ballot.roll(world, rollcall).as_ref(), desk.now));
        facts.numbers.insert("present", number(counted.count.present));
        facts.numbers.insert("quorum", number(ballot.rule.quorum));
        let (for_, against) = (counted.count.for_, counted.count.against);
        facts.set_flag("ballot_tied", for_ == against);
        if ballot.outcome.is_some() {
            facts.set_word("ballot.count", format!("{for_} for and {against} against"));
        }
    }
    crate::domain::system::facts::of(&mut facts, pack, &world.systems, change);
    super::conflict::facts(&mut facts, &super::conflict::of(world, desk, change), &change.overlaps);
    meeting(&mut facts, world, desk, change);
    facts.set_flag("tie", false);
    facts.set_flag("stale_revision", change.ballot().is_some_and(|b| b.void));
    facts.set_words("conditions", change.open_conditions().map(|c| c.told(desk)));
    let entry = change.catalogue.as_ref().and_then(|id| world.catalogue.0.get(id));
    facts.set_word("catalogue", entry.map_or("none", |e| e.standing(desk.now)));
    evidence::facts::lay(&mut facts, pack, change);
    facts.numbers.insert("systems", number(change.words("affected_systems").len()));
    // A piece of evidence is measured when it is recorded, where nothing else is said.
    facts.moments.insert("act.measured", desk.now);
    let planned = super::dates::planned(pack, change);
    if !planned.is_empty() {
        facts.set_flag("outside_business_hours", !planned.iter().any(|at| pack.calendar.in_hours(*at)));
    }
    let aside = change.set_aside(pack);
    facts.set_flag("deviates", !aside.is_empty());
    facts.set_words("deviations", aside.into_iter().map(str::to_owned));
    facts.set_flag("on_hold", change.hold.is_some());
    facts.set_flag("approval_unconfirmed", change.unconfirmed().next().is_some());
    let (level, levels) = (change.level.as_deref(), &pack.risk.levels);
    let logged: Vec<&Risk> = world.risks.of(change.no).collect();
    facts.set_flag("risk_unlogged", !risk::covered(&logged, level, levels));
    let title = |id: &str| levels.iter().find(|l| l.id == id).map_or_else(|| id.to_owned(), |l| l.title.clone());
    let plan = |r: &Risk| if r.mitigation.is_some() { "" } else { " without mitigation plan" };
    let words: Vec<String> =
        logged.iter().map(|r| format!("risk {} is logged as {}{}", r.no, title(&r.level), plan(r))).collect();
    let own = level.map(|l| format!("the change is {}", title(l)));
    facts.set_words("risks", own.into_iter().filter(|_| !words.is_empty()).chain(words.clone()));
    facts.set_flag("owner_is_team", change.owner().is_none_or(|p| world.people.active(&p).is_none()));
    let effective = pack.document.effective;
    let created = change.moments.get("created").copied().unwrap_or(desk.now);
    facts.set_flag("before_effective", effective.is_some_and(|d| pack.calendar.day(created) < d));
    facts.numbers.insert("deferrals", i64::from(change.deferrals));
    // Those that were refused do not count: others may be asked for in their place.
    let asked = change.exceptions.iter().filter(|e| e.refused.is_none()).count();
    facts.numbers.insert("exceptions", number(asked));
    run::facts::lay(&mut facts, pack, &change.run);
    let lists = || change.checklists.values().any(crate::domain::checklist::Checklist::departed);
    facts.set_flag("departed", change.run.departed() || lists());
    run::outside::lay(&mut facts, pack, change, desk.now);
    facts.set_flag("backed_out", crate::domain::checklist::given_up(change));
    to_change(&mut facts, world, desk, change);
    crate::domain::checklist::facts::add(&mut facts, pack, change);
    if crate::domain::checklist::back::done(change, &facts) {
        facts.set_flag("backed_out", true);
    }
    super::dates::facts(&mut facts, world, desk, change);
    let mut clocks = std::iter::once(pack).chain(&pack.members).flat_map(|p| &p.clocks);
    if clocks.any(|c| c.stop == ALL_APPROVED) && judge::open_approvals(pack, &facts).is_empty() {
        let needed = judge::needed_approvals(pack, &facts).into_iter();
        let last = needed.filter_map(|a| change.approved_at(a)).max();
        facts.moments.extend(last.map(|at| (ALL_APPROVED.to_owned(), at)));
    }
    facts
}

/// Turns the facts of a change, as [`of`] gives them, to another person at the desk.
pub fn turn(facts: &mut Facts, world: &World, desk: &Desk, change: &Change) {
    actor(facts, world, desk);
    to_change(facts, world, desk, change);
}

/// What the actor is where the change is dealt with.
fn to_change(facts: &mut Facts, world: &World, desk: &Desk, change: &Change) {
    let dealing = outcome::dealing(world, change);
    if dealing.is_some() {
        in_meeting(facts, world, desk, dealing);
    }
    relation(facts, world, desk, change);
}

/// What the meeting that votes on the change has done for it, where that meeting is looked at.
fn meeting(facts: &mut Facts, world: &World, desk: &Desk, change: &Change) {
    let ballot = change.ballot();
    let named = ballot.and_then(|b| b.meeting.as_ref());
    // A ballot that was open already belongs to the meeting in which its change came up.
    let holds = |m: &&Meeting| ballot.is_some_and(|b| outcome::ballot(m, change).is_some_and(|held| held.no == b.no));
    let held = match named {
        Some(id) => id.parse::<MeetingId>().ok().and_then(|id| world.meetings.get(&id)),
        None => world.meetings.values().find(holds),
    };
    // What was considered stands with the ballot, or with its item in the meeting.
    let mut considered: BTreeSet<&String> = ballot.into_iter().flat_map(|b| &b.considered).collect();
    let course = held.and_then(|m| m.item(m.item_of(change.no)?)).map(|(_, course)| course);
    considered.extend(course.into_iter().flat_map(|c| &c.considered));
    // A meeting that has not come to the item yet may have considered it all the same.
    let ahead = world.meetings.values().filter(|m| named.is_none() && m.state == MeetingState::InProgress);
    let ahead = ahead.filter_map(|m| m.item(m.item_of(change.no)?));
    considered.extend(ahead.flat_map(|(_, course)| &course.considered));
    let all = desk.pack.panel.criteria.iter().all(|c| considered.contains(&c.id));
    if named.is_none() && held.is_none() {
        facts.set_flag("in_meeting", false);
        facts.set_flag("unconsidered", !all);
    } else if course.is_some() {
        facts.set_flag("in_meeting", true);
        facts.set_flag("unconsidered", !all);
    } else if all {
        // Of a meeting that is not looked at more could only be considered.
        facts.set_flag("unconsidered", false);
    }
}

fn number(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// The facts that hold without a change: who acts, and how the register stands.
#[must_use]
pub fn register(world: &World, desk: &Desk) -> Facts {
    let pack = &*desk.pack;
    let mut facts = Facts::closed(pack, desk.now);
    actor(&mut facts, world, desk);
    facts.set_flag("first", world.people.0.is_empty());
    let roster = world.board.roster(pack, &world.people, desk.now, None);
    let need = pack.board.quorum.needed(world.board.size(pack));
    facts.set_flag("board_unfilled", roster.len() < need);
    if let Some((at, _)) = world.risks.reviewed.last() {
        facts.moments.insert("risks_reviewed", *at);
    }
    if let Some((at, ..)) = world.policy.reviews.last() {
        facts.moments.insert("policy_reviewed", *at);
    }
    if let Some(founded) = world.policy.founded {
        facts.moments.insert("founded", founded);
    }
    if let Some(day) = pack.document.effective {
        facts.moments.insert("effective", pack.calendar.at(day, chrono::NaiveTime::MIN));
    }
    facts.moments.insert("quarter_end", quarter_end(pack, desk.now));
    crate::domain::system::facts::register(&mut facts, pack, &world.systems, world.policy.founded);
    facts
}

/// Who acts, whatever it is about.
fn actor(facts: &mut Facts, world: &World, desk: &Desk) {
    facts.set_word("actor.id", desk.actor.as_str());
    let person = world.people.active(&desk.actor);
    facts.set_words("actor.roles", person.into_iter().flat_map(|p| p.roles.iter().cloned()));
    let mut is: Vec<String> = Vec::new();
    if person.is_some() {
        is.push("registered".into());
        if world.board.seats.values().any(|p| *p == desk.actor) {
            is.push("member".into());
        }
        is.extend(world.board.offices_of(&desk.actor).map(str::to_owned));
        if world.board.chairs(&desk.pack, &world.people, desk.now, None, &desk.actor) {
            is.push("chair".into());
        }
    }
    facts.set_words("actor.is", is);
}

/// Who is in the chair of a meeting, where the facts of the register tell who is in that of the newest sitting.
pub(crate) fn in_meeting(facts: &mut Facts, world: &World, desk: &Desk, meeting: Option<&str>) {
    let mut is: Vec<String> = facts.words("actor.is").unwrap_or_default().to_vec();
    is.retain(|word| word != "chair");
    if world.board.chairs(&desk.pack, &world.people, desk.now, meeting, &desk.actor) {
        is.push("chair".into());
    } else if let Some(id) = meeting.filter(|id| takes_chair(world, desk, id)) {
        facts.set_word("chair.takes", id);
    }
    facts.set_words("actor.is", is);
}

/// Whether the actor holds the seat of the chair, which takes the chair of an open meeting at any time.
fn takes_chair(world: &World, desk: &Desk, id: &str) -> bool {
    let open = world.meetings.values().any(|m| m.id.as_str() == id && m.state == MeetingState::InProgress);
    let mut seats = world.board.seats.iter().filter(|(_, person)| **person == desk.actor);
    open && seats.any(|(seat, _)| Board::is_chair_seat(&desk.pack, seat))
}

/// The first instant of the current quarter: the end of the last full one.
fn quarter_end(pack: &Pack, now: Moment) -> Moment {
    pack.calendar.at(pack.calendar.quarter(pack.calendar.day(now)), chrono::NaiveTime::MIN)
}

fn fields(facts: &mut Facts, pack: &Pack, change: &Change) {
    for (id, value) in &change.fields {
        let name = named(["field.", id]);
        let words = match value {
            super::Value::Words(words) => words,
            // Free text is known to be there, and how many lines it has; what it says is nobody's condition.
            super::Value::Said(said) => {
                facts.numbers.insert(named(["lines.", id]), i64::from(said.lines));
                facts.set_word(name, "said");
                continue;
            }
        };
        match pack.field(id).map(|f| f.kind) {
            Some(FieldKind::Number) => {
                if let Some(n) = words.first().and_then(|w| w.parse().ok()) {
                    facts.numbers.insert(name.clone(), n);
                }
            }
            Some(FieldKind::Moment) => {
                if let Some(at) = words.first().and_then(|w| Moment::parse(w, pack.calendar.tz).ok()) {
                    facts.moments.insert(name.clone(), at);
                }
            }
            _ => {}
        }
        facts.set_words(name, words.iter().cloned());
    }
    facts.numbers.insert("environments", number(change.words("environment").len()));
    bia(facts, pack, change);
}

/// Business impact: cost and class.
fn bia(facts: &mut Facts, pack: &Pack, change: &Change) {
    let Some(bia) = &pack.bia else { return };
    let n = |field: &str| change.words(field).first().and_then(|w| w.parse::<i64>().ok());
    let (Some(per_hour), Some(minutes)) = (n(&bia.per_hour), n(&bia.minutes)) else { return };
    let (cost, class) = bia.assess(pack, per_hour, minutes);
    facts.numbers.insert("bia.cost", cost);
    if let Some(class) = class {
        facts.set_word("bia.class", class);
    }
}

fn reviews(facts: &mut Facts, pack: &Pack, change: &Change) {
    // Where nobody said anything nothing is known, as in the facts below.
    for review in pack.reviews.iter().filter(|r| change.reviews.iter().any(|s| s.review == r.id())) {
        let passed = change.counted(review);
        let mut roles: Vec<String> = passed.values().map(|r| (*r).to_owned()).collect();
        roles.dedup();
        facts.set_words(named(["review.", review.id(), ".roles"]), roles);
        facts.set_words(named(["review.", review.id()]), passed.keys().map(ToString::to_string));
        let failed = change.failed(review.id());
        facts.set_words(named(["review.", review.id(), ".failed"]), failed.iter().map(ToString::to_string));
    }
    for approval in pack.approvals.iter().filter(|a| change.approvals.iter().any(|g| g.approval == a.id())) {
        let by = change.approved_by(approval.id());
        facts.set_words(named(["approval.", approval.id()]), by.iter().map(ToString::to_string));
        let rejected = change.rejected_by(approval.id());
        facts.set_words(named(["approval.", approval.id(), ".rejected"]), rejected.iter().map(ToString::to_string));
    }
}

/// What the actor is to this change, and which roles a delegation adds.
fn relation(facts: &mut Facts, world: &World, desk: &Desk, change: &Change) {
    let actor = &desk.actor;
    let mut is: Vec<String> = facts.words("actor.is").unwrap_or_default().to_vec();
    if world.people.active(actor).is_some() {
        let relations = [
            ("requester", change.requester == *actor),
            ("owner", change.owner().as_ref() == Some(actor)),
            ("implementer", change.implements(actor)),
            ("deployer", change.run.deployed_by(actor)),
            ("approver", change.has_approved(actor)),
            ("recorded_approver", change.unconfirmed().any(|g| g.by == *actor)),
            ("reviewer", change.reviews.iter().any(|r| r.by == *actor && !r.void)),
        ];
        is.extend(relations.into_iter().filter(|(_, yes)| *yes).map(|(word, _)| word.to_owned()));
        let delegated = world.board.delegated_roles(actor, change.words("environment"), desk.now);
        if !delegated.is_empty() {
            is.push("delegate".into());
            let mut roles: Vec<String> = facts.words("actor.roles").unwrap_or_default().to_vec();
            roles.extend(delegated.into_iter().map(|(role, _)| role));
            facts.set_words("actor.roles", roles);
        }
    }
    facts.set_words("actor.is", is);
}

/// The roles in which the actor may sign something that is for these environments: those held, and those delegated
/// for one of them.
#[must_use]
pub fn signing_roles(world: &World, desk: &Desk, environments: &[String]) -> Vec<String> {
    let own = world.people.active(&desk.actor).into_iter().flat_map(|p| p.roles.iter().cloned());
    let delegated = world.board.signing_roles(&desk.pack, &desk.actor, environments, desk.now);
    own.chain(delegated.into_iter().map(|(role, _)| role)).collect()
}

/// The holder of a role for whom the actor signs under a delegation, if the actor does not hold it.
#[must_use]
pub fn holder_of(world: &World, desk: &Desk, environments: &[String], role: &str) -> Option<PersonId> {
    if world.people.active(&desk.actor).is_some_and(|p| p.roles.contains(role)) {
        return None;
    }
    let delegated = world.board.signing_roles(&desk.pack, &desk.actor, environments, desk.now);
    delegated.into_iter().find(|(r, _)| r == role).map(|(_, from)| from)
}

/// Hours of a delegation, for its limits.
#[must_use]
pub fn delegation_hours(starts: Moment, ends: Moment) -> i64 {
    board::hours(ends.since(starts))
}
