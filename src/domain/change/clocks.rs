//! The clocks of a change: those that have started, those that ran out without its being written down, and to whom it passes
//! then.

use super::acts::Case;
use super::events::ChangeEvent;
use super::summary::{ESCALATED, OVERDUE, Waiting, Waits};
use super::{Change, facts};
use crate::base::time::Moment;
use crate::domain::command::ChangeCommand;
use crate::domain::desk::Desk;
use crate::domain::world::World;
use crate::policy::clock::{ALL_APPROVED, Clock, Reading, Standing};
use crate::policy::facts::Facts;
use crate::policy::judge;
use crate::policy::lists::Escalation;
use crate::policy::pack::Pack;
use crate::policy::request::Approval;
use crate::policy::verdict::Reason;

/// The clocks of a change that have started, by the facts given.
#[must_use]
pub fn started<'a>(desk: &'a Desk, facts: &Facts) -> Vec<Reading<'a>> {
    let pack = &*desk.pack;
    let calendar = pack.calendar_for(facts);
    judge::running_clocks(pack, facts)
        .into_iter()
        .filter(|c| !c.register)
        .filter_map(|c| c.read(facts, &calendar))
        .collect()
}

/// When an approval is due, of the clocks that run: by those that it stops, else by those of the change as a whole. What
/// only a review, a list or another approval stops says nothing of it.
#[must_use]
pub fn due_of(approval: &Approval, runs: &[Reading<'_>]) -> Option<Moment> {
    let earliest = |stops: &dyn Fn(&Reading<'_>) -> bool| runs.iter().filter(|r| stops(r)).map(|r| r.limit).min();
    let own = |r: &Reading<'_>| match r.clock.stop.as_str() {
        "approved" | "decided" | ALL_APPROVED => true,
        stop => stop.strip_prefix("approved.") == Some(approval.id()),
    };
    let whole = |r: &Reading<'_>| {
        let stop = r.clock.stop.as_str();
        matches!(stop, "started" | "finished" | "closed") || stop.starts_with("deployed.")
    };
    earliest(&own).or_else(|| earliest(&whole))
}

/// What is due before the window of a change: clocks that its implementation stops, and that end before it.
#[must_use]
pub fn before_window(desk: &Desk, change: &Change, facts: &Facts) -> Vec<Reason> {
    let pack = &*desk.pack;
    let Some((from, to)) = change.window().filter(|(_, to)| *to > desk.now) else { return Vec::new() };
    let last = pack.furthest(change.words("environment"));
    let told = |at: Moment| at.local(pack.calendar.tz).format("%a %-d %b %H:%M").to_string();
    let late = |r: &Reading<'_>| match r.clock.stop.as_str() {
        "started" => from > r.limit,
        "finished" => to > r.limit,
        stop => from > r.limit && stop.strip_prefix("deployed.").is_some_and(|stage| Some(stage) == last),
    };
    let say = |r: Reading<'_>| {
        let (due, window) = (told(r.limit), format!("{} to {}", told(from), told(to)));
        let text = format!("\"{}\" is due {due}, before the window is over, {window}", r.clock.title);
        let remedy = format!("see the free times: quorate change slots {}", change.no);
        let (rule, clauses) = (r.clock.id.clone(), r.clock.clauses.clone());
        Reason { rule, text, remedy, clauses, ..Reason::default() }
    };
    running(desk, facts).into_iter().filter(late).map(say).collect()
}

impl Case<'_> {
    /// Tells whoever hands a change in or chooses its time that this is too late for what is due.
    pub(crate) fn tells_of_a_late_window(&mut self, command: &ChangeCommand) {
        let chooses = |fields: &[(String, String)]| fields.iter().any(|(id, _)| id == "window");
        let asks = match command {
            ChangeCommand::Submit | ChangeCommand::Schedule { .. } => true,
            ChangeCommand::Edit { fields } => chooses(fields),
            _ => false,
        };
        if asks && !self.decided.events.is_empty() {
            let after = self.so_far();
            let late = before_window(self.desk, &after, &facts::of(self.world, self.desk, &after));
            self.decided.warnings.extend(late);
        }
    }
}

/// The clocks that run, of those that have started.
#[must_use]
pub fn running<'a>(desk: &'a Desk, facts: &Facts) -> Vec<Reading<'a>> {
    let runs = |r: &Reading<'_>| matches!(r.standing, Standing::Running | Standing::Amber | Standing::Breached);
    started(desk, facts).into_iter().filter(runs).collect()
}

/// Clocks of a change that have run out, answered too late or not at all, and are not written down yet.
#[must_use]
pub fn ran_out(world: &World, desk: &Desk, change: &Change) -> Vec<ChangeEvent> {
    started(desk, &facts::of(world, desk, change))
        .into_iter()
        .filter(|r| matches!(r.standing, Standing::Breached | Standing::Late))
        .filter(|r| !change.ran_out.iter().any(|(clock, limit)| (clock, *limit) == (&r.clock.id, r.limit)))
        .map(|r| ChangeEvent::ClockRanOut {
            clock: r.clock.id.clone(),
            limit: r.limit,
            clauses: r.clock.clauses.clone(),
        })
        .collect()
}

/// Who answers for a clock: by the stage from which it runs, else by where the change ends.
#[must_use]
pub fn answers<'a>(pack: &'a Pack, change: &Change, clock: &Clock) -> Option<&'a Escalation> {
    let stage = ["deployed.", "deploying.", "approved.", "reviewed."].iter().find_map(|p| clock.start.strip_prefix(p));
    let end = || pack.furthest(change.words("environment"));
    let of = |e: &str| pack.escalations.iter().find(|x| x.environment.eq_ignore_ascii_case(e));
    stage.and_then(of).or_else(|| end().and_then(of))
}

/// What begins to wait once a clock has run out: for whoever is to act, and for whoever it passes to. Each is due at the
/// limit, and nobody is told of it before, so that it shows without another act on the change.
#[must_use]
pub fn late(desk: &Desk, change: &Change, facts: &Facts) -> Vec<Waiting> {
    let mut all: Vec<Waiting> = Vec::new();
    for (reading, whom, kind) in calls(desk, change, facts) {
        let due = Some(reading.limit);
        match all.iter_mut().find(|w| w.whom == whom && w.kind == kind) {
            // Of several the earliest is told.
            Some(same) => same.due = same.due.min(due),
            None => all.push(Waiting { whom, kind, due }),
        }
    }
    all
}

/// The clock behind what waits for somebody since it ran out: who is waited for, in words, as what, and since when.
#[must_use]
pub fn behind<'a>(
    desk: &'a Desk,
    change: &Change,
    facts: &Facts,
    (whom, kind, due): (&str, &str, Moment),
) -> Option<Reading<'a>> {
    let calls = calls(desk, change, facts).into_iter();
    calls.filter(|(r, w, k)| r.limit == due && *k == kind && w.words() == whom).map(|(r, ..)| r).next()
}

/// Whom each clock that runs calls when it runs out, and as what.
fn calls<'a>(desk: &'a Desk, change: &Change, facts: &Facts) -> Vec<(Reading<'a>, Waits, &'static str)> {
    let mut all = Vec::new();
    for reading in running(desk, facts) {
        let clock = reading.clock;
        let next: Vec<&String> = match clock.escalate.as_slice() {
            [] => answers(&desk.pack, change, clock).map(|e| &e.escalate).into_iter().collect(),
            named => named.iter().collect(),
        };
        let role = |r: &String| Waits::Role(r.clone());
        let mut told: Vec<(Waits, &'static str)> = next.into_iter().map(|r| (role(r), ESCALATED)).collect();
        told.extend(clock.roles.iter().map(|r| (role(r), OVERDUE)));
        if told.is_empty() {
            // A clock that names nobody runs for whoever answers for the change.
            let own = change.owner().unwrap_or_else(|| change.requester.clone());
            told.push((Waits::Person(own.to_string()), OVERDUE));
        }
        all.extend(told.into_iter().map(|(whom, kind)| (reading, whom, kind)));
    }
    all
}
