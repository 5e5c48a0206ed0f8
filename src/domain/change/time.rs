//! When a change may run: what the windows and freezes of its pack say to it, for scheduling, starting and the gate.

use super::acts::Case;
use super::events::ChangeEvent;
use super::states::State;
use super::{Change, exception};
use crate::base::text::so_many;
use crate::base::time::{Moment, Span};
use crate::domain::calendar::{Freeze, Opening};
use crate::domain::desk::Desk;
use crate::domain::refusal::Refusal;
use crate::domain::world::World;
use crate::policy::act::Act;
use crate::policy::diary::{Answer, Booked, Diary, Question, told};
use crate::policy::facts::Facts;
use crate::policy::judge::judge;
use crate::policy::missing;
use crate::policy::pack::Pack;
use crate::policy::running::{at_once, judge_plan, judge_time};
use crate::policy::schedule::Stretch;
use crate::policy::slots::{Slots, may_run};
use crate::policy::verdict::Reason;

/// The calendar of the register, as the desk sees it.
#[must_use]
pub fn diary(world: &World, desk: &Desk) -> Diary {
    let announced = world.calendar.freezes.iter().flat_map(Freeze::seen).collect();
    let opened = world.calendar.windows.iter().filter_map(Opening::seen).collect();
    Diary { announced, opened, booked: desk.booked.clone(), ..Diary::default() }
}

/// The same, with the exceptions of a change.
fn diary_of(world: &World, desk: &Desk, change: &Change) -> Diary {
    diary_since(world, desk, change, None)
}

/// The same, with the exceptions that a deployment was begun by, if it began then.
fn diary_since(world: &World, desk: &Desk, change: &Change, begun: Option<Moment>) -> Diary {
    let waivers = exception::waivers(&desk.pack, change, desk.now, begun);
    Diary { waivers, held: change.holds(), ..diary(world, desk) }
}

/// What is asked of the calendar for a change.
fn asked_of<'a>(change: &'a Change, facts: &'a Facts, (from, to): Stretch) -> Question<'a> {
    Question { facts, systems: change.words("affected_systems"), from, to }
}

/// The moment in which something begins: a freeze that comes a second later does not touch it.
fn instant(at: Moment) -> Stretch {
    (at, at.plus(Span(1)))
}

/// Whether a change may run from here to there, and when next if not. A single environment that is named stands for
/// all of the request.
#[must_use]
pub fn answer(world: &World, desk: &Desk, change: &Change, facts: &Facts, asked: Stretch) -> Answer {
    may_run(&desk.pack, &diary_of(world, desk, change), &asked_of(change, facts, asked))
}

/// Whether a change could run from here to there, as far as the calendar knows before it is approved.
#[must_use]
pub fn planned(world: &World, desk: &Desk, change: &Change, facts: &Facts, asked: Stretch) -> Answer {
    judge_plan(&desk.pack, &roomy(diary_of(world, desk, change)), &asked_of(change, facts, asked))
}

/// What the calendar says to the window that a request is handed in with, as to one that is chosen later: what refuses it.
/// Where it is chosen after the approval, and where the risk is not known yet, on which the answer may depend, it is only
/// warned of, and that is the second.
#[must_use]
pub fn handed_in(world: &World, desk: &Desk, change: &Change, facts: &Facts) -> (Vec<Reason>, Vec<Reason>) {
    let Some(window) = change.window() else { return Default::default() };
    let reasons = planned(world, desk, change, facts, window).reasons(desk.pack.calendar.tz);
    let later = desk.pack.setting("window.chosen") == Some("after_approval");
    let unrated = change.level.is_none() && !desk.pack.risk.factors.is_empty();
    if later || unrated { (Vec::new(), reasons) } else { (reasons, Vec::new()) }
}

/// What the calendar says to whoever chooses a time: [`answer`], but of a change that only plans its time without what a window
/// asks for beside, such as its approval, where nothing else is against it.
#[must_use]
pub fn chosen(world: &World, desk: &Desk, change: &Change, facts: &Facts, asked: Stretch) -> Answer {
    let answer = answer(world, desk, change, facts, asked);
    if answer.allowed || !plans(change) {
        return answer;
    }
    let plan = judge_plan(&desk.pack, &diary_of(world, desk, change), &asked_of(change, facts, asked));
    if plan.allowed { plan } else { answer }
}

/// Whether a change may be started at a moment. Where it would end is not asked: a window binds the start of running
/// work (reading 6.5).
#[must_use]
pub fn start(world: &World, desk: &Desk, change: &Change, facts: &Facts, at: Moment) -> Answer {
    judge_time(&desk.pack, &diary_of(world, desk, change), &asked_of(change, facts, instant(at)))
}

/// What time has against an act of a change: the calendar, by its answer, and the change's own window.
pub fn untimely(desk: &Desk, change: &Change, (act, facts): (Act, &Facts), time: &Answer) -> Vec<Reason> {
    let own = own_window(&desk.pack, facts, change, desk.now).filter(|_| act == Act::Start);
    time.reasons(desk.pack.calendar.tz).into_iter().chain(own).collect()
}

/// Whether a window has room is asked when a time is chosen in it and when the change begins, and not of what is only planned
/// or under way.
fn roomy(diary: Diary) -> Diary {
    Diary { booked: Booked::default(), ..diary }
}

/// Whether a deployment that began at a moment may go on at another one: it keeps the exceptions that it used.
#[must_use]
pub fn going_on(
    world: &World,
    desk: &Desk,
    change: &Change,
    facts: &Facts,
    (begun, at): (Option<Moment>, Moment),
) -> Answer {
    judge_time(&desk.pack, &roomy(diary_since(world, desk, change, begun)), &asked_of(change, facts, instant(at)))
}

/// Why a change's own window keeps it from being started at a moment: one answer for the start, a command of it and the
/// gate. The stages before the last have no window, work that has begun may overrun, and what is begun at once waits for
/// no window.
#[must_use]
pub fn own_window(pack: &Pack, facts: &Facts, change: &Change, at: Moment) -> Option<Reason> {
    let (from, to) = change.window().filter(|_| !at_once(pack, facts))?;
    let tz = pack.calendar.tz;
    let text = match () {
        () if at < from => format!("the window opens {}", told(from, tz)),
        () if at >= to => format!("the window closed {}", told(to, tz)),
        () => return None,
    };
    let remedy = format!(
        "start it within its window, or give it another one: quorate change schedule {} --from TIME --to TIME",
        change.no
    );
    Some(Reason { rule: "window".into(), text, remedy, ..Reason::default() })
}

/// The first free times for a change, as long as it needs, from a moment on.
#[must_use]
pub fn slots(world: &World, desk: &Desk, change: &Change, facts: &Facts, asked: Stretch, most: usize) -> Vec<Stretch> {
    let (diary, question) = (diary_of(world, desk, change), asked_of(change, facts, asked));
    let found = Slots::new(&desk.pack, &diary, &question);
    let found = if plans(change) { found.planned() } else { found };
    found.daily().take(most).collect()
}

/// Whether the times of a change are only planned: what a window asks for beside, such as the board's approval, comes later.
#[must_use]
pub fn plans(change: &Change) -> bool {
    let open = matches!(change.state, State::New | State::Assess | State::Authorize);
    open && !change.words("environment").is_empty()
}

/// A free time that may be offered, and what the rules of the pack say to scheduling the change there.
#[derive(Clone, Debug)]
pub struct Offer {
    /// From and to.
    pub time: Stretch,
    /// Why it would be refused.
    pub against: Vec<Reason>,
    /// What people should know.
    pub warnings: Vec<Reason>,
}

/// The free times for a change from a moment on, as [`slots`], judged as scheduling judges them.
#[must_use]
pub fn offered(world: &World, desk: &Desk, change: &Change, facts: &Facts, asked: Stretch, most: usize) -> Vec<Offer> {
    let offer = |time: Stretch| offer(desk, change, facts, time);
    slots(world, desk, change, facts, asked, most).into_iter().map(offer).collect()
}

/// A time as [`offered`] judges it, free or not.
#[must_use]
pub fn offer(desk: &Desk, change: &Change, facts: &Facts, time: Stretch) -> Offer {
    let mut facts = facts.clone();
    lay_window(&mut facts, &desk.pack, change, time);
    let verdict = judge(&desk.pack, Act::Schedule, &facts);
    let mut against = verdict.reasons;
    against.retain(|r| !r.rule.starts_with("no-permit"));
    aside(&desk.pack, change, &Answer::default(), &mut against);
    Offer { time, against, warnings: verdict.warnings }
}

/// The facts of a window in which a change is to run.
pub fn lay_window(facts: &mut Facts, pack: &Pack, change: &Change, (from, to): Stretch) {
    for (name, at) in [("act.from", from), ("act.to", to), ("window.from", from), ("window.to", to)] {
        facts.moments.insert(name, at);
    }
    if let Some(approved) = change.moments.get("approved") {
        let (day, since) = (pack.calendar.day(from), pack.calendar.day(*approved));
        facts.set_word("window.wait", format!("{} after {since}", so_many((day - since).num_days(), "day")));
    }
}

/// Beginnings on different days at which a change could run, as long as it needs, from a moment on: what a request may
/// propose before it is approved.
#[must_use]
pub fn proposals(
    world: &World,
    desk: &Desk,
    change: &Change,
    facts: &Facts,
    asked: Stretch,
    most: usize,
) -> Vec<Moment> {
    let (diary, question) = (diary_of(world, desk, change), asked_of(change, facts, asked));
    let mut days = std::collections::BTreeSet::new();
    let new = |at: &Moment| days.insert(desk.pack.calendar.day(*at));
    Slots::new(&desk.pack, &diary, &question).planned().map(|slot| slot.0).filter(new).take(most).collect()
}

/// The facts with the environment that an act names in place of all of the request.
pub fn name_environment(facts: &mut Facts, environment: Option<&str>) {
    if let Some(environment) = environment {
        facts.set_word("field.environment", environment);
    }
}

/// Takes out of reasons against an act those that complete deviations or exceptions of the change set aside, and gives them.
pub fn aside(pack: &Pack, change: &Change, answer: &Answer, reasons: &mut Vec<Reason>) -> Vec<Reason> {
    let deviations = change.set_aside(pack);
    let (mut waived, left) = std::mem::take(reasons).into_iter().partition(|r| deviations.contains(&r.rule.as_str()));
    *reasons = left;
    waived.extend(answer.waive(reasons));
    waived
}

impl Case<'_> {
    /// Judges by the pack; rules that a complete deviation or an exception sets aside become warnings.
    pub(crate) fn judged(&mut self, act: Act, facts: &Facts) -> Result<(), Refusal> {
        self.judged_in_time(act, facts, &Answer::default())
    }

    /// As [`Self::judged`], with what the calendar says to the time of the act.
    pub(crate) fn judged_in_time(&mut self, act: Act, facts: &Facts, time: &Answer) -> Result<(), Refusal> {
        let mut verdict = judge(&self.desk.pack, act, facts);
        verdict.reasons.extend(untimely(self.desk, self.change, (act, facts), time));
        verdict.warnings.extend(time.warnings());
        let waived = self.change.deviate(&self.desk.pack, time, &mut verdict);
        missing::tell_once(&self.desk.pack, &mut verdict);
        self.decided.warnings.append(&mut verdict.warnings);
        for reason in waived {
            let told = self.change.told_aside(&self.desk.pack, reason);
            // Acts that go together ask for the same.
            if !self.decided.warnings.contains(&told) {
                self.decided.warnings.push(told);
            }
        }
        if verdict.allowed() { Ok(()) } else { Err(Refusal::of(act, &self.change.no.to_string(), verdict)) }
    }

    /// A deployment begins: the exceptions without which it would be refused are used up by it.
    pub(crate) fn uses_exceptions(&mut self, act: Act, facts: &Facts, time: &Answer) {
        if self.change.exceptions.is_empty() {
            return;
        }
        let deviations = self.change.set_aside(&self.desk.pack);
        let mut against = judge(&self.desk.pack, act, facts).reasons;
        against.retain(|r| !deviations.contains(&r.rule.as_str()));
        let used = time.uses(&against);
        let used: Vec<u32> =
            self.change.exceptions.iter().filter(|e| used.contains(&e.id().as_str())).map(|e| e.no).collect();
        for no in used {
            self.add(ChangeEvent::ExceptionUsed { no });
        }
    }
}
