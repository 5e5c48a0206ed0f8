//! When a change may run: what the windows and freezes of its pack say to it, for scheduling, starting and the gate.

use super::Change;
use super::acts::Case;
use crate::base::time::{Moment, Span};
use crate::domain::calendar::Freeze;
use crate::domain::desk::Desk;
use crate::domain::refusal::Refusal;
use crate::domain::world::World;
use crate::policy::act::Act;
use crate::policy::diary::{Answer, Diary, Question};
use crate::policy::facts::Facts;
use crate::policy::running::{judge_plan, judge_time};
use crate::policy::schedule::Stretch;
use crate::policy::slots::{Slots, may_run};
use crate::policy::verdict::Reason;

/// The calendar of the register, as the desk sees it.
#[must_use]
pub fn diary(world: &World, desk: &Desk) -> Diary {
    let announced = world.calendar.freezes.iter().flat_map(Freeze::seen).collect();
    Diary { announced, booked: desk.booked.clone() }
}

/// Whether a change may run from here to there, and when next if not. A single environment that is named stands for
/// all of the request.
#[must_use]
pub fn answer(world: &World, desk: &Desk, change: &Change, facts: &Facts, (from, to): Stretch) -> Answer {
    let systems = change.words("affected_systems");
    may_run(&desk.pack, &diary(world, desk), &Question { facts, systems, from, to })
}

/// Whether a change could run from here to there, as far as the calendar knows before it is approved.
#[must_use]
pub fn planned(world: &World, desk: &Desk, change: &Change, facts: &Facts, (from, to): Stretch) -> Answer {
    let systems = change.words("affected_systems");
    judge_plan(&desk.pack, &diary(world, desk), &Question { facts, systems, from, to })
}

/// Whether a change may be started at a moment. Where it would end is not asked: a window binds the start of running
/// work (reading 6.5).
#[must_use]
pub fn start(world: &World, desk: &Desk, change: &Change, facts: &Facts, at: Moment) -> Answer {
    let question =
        Question { facts, systems: change.words("affected_systems"), from: at, to: at.plus(Span::seconds(60)) };
    judge_time(&desk.pack, &diary(world, desk), &question)
}

/// Why a change's own window keeps it from being started at a moment: one answer for the start, a command of it and the
/// gate. The stages before the last have no window, and work that has begun may overrun.
#[must_use]
pub fn own_window(change: &Change, at: Moment) -> Option<Reason> {
    let (from, to) = change.window()?;
    let text = match () {
        () if at < from => format!("the window opens {from}"),
        () if at >= to => format!("the window closed {to}"),
        () => return None,
    };
    let remedy = format!("start it within its window, or give it another one: quorate change schedule {}", change.no);
    Some(Reason { rule: "window".into(), text, remedy, ..Reason::default() })
}

/// The first free times for a change, as long as it needs, from a moment on.
#[must_use]
pub fn slots(
    world: &World,
    desk: &Desk,
    change: &Change,
    facts: &Facts,
    (from, to): Stretch,
    most: usize,
) -> Vec<Stretch> {
    let diary = diary(world, desk);
    let question = Question { facts, systems: change.words("affected_systems"), from, to };
    Slots::new(&desk.pack, &diary, &question).take(most).collect()
}

/// The facts with the environment that an act names in place of all of the request.
pub fn name_environment(facts: &mut Facts, environment: Option<&str>) {
    if let Some(environment) = environment {
        facts.set_word("field.environment", environment);
    }
}

impl Case<'_> {
    /// Judges by the pack; rules that a complete deviation sets aside become warnings.
    pub(crate) fn judged(&mut self, act: Act, facts: &Facts) -> Result<(), Refusal> {
        self.judged_in_time(act, facts, &Answer::default())
    }
}
