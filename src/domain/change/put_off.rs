//! What a deferral may cost: the change's own window, and the clocks that end before the decision comes up again.

use super::Change;
use super::events::ChangeEvent;
use super::{clocks, facts};
use crate::base::ids::Stream;
use crate::base::time::Moment;
use crate::domain::board;
use crate::domain::desk::Desk;
use crate::domain::event::Event;
use crate::domain::world::World;
use crate::policy::act::Act;
use crate::policy::clock::{Reading, Standing};
use crate::policy::verdict::Reason;

/// What is over before a decision that is put off until then comes up again.
#[must_use]
pub fn missed(world: &World, desk: &Desk, change: &Change, until: Moment) -> Vec<Reason> {
    let day = |at: Moment| at.local(desk.pack.calendar.tz).format("%a %-d %b %H:%M").to_string();
    let mut all = Vec::new();
    // A window that has gone by is missed already.
    if let Some((from, _)) = change.window().filter(|(from, _)| desk.now < *from && *from <= until) {
        let text = format!(
            "the window of {} begins {}, before the decision comes up again, {}",
            change.no,
            day(from),
            day(until)
        );
        let remedy = format!("see the next free times: quorate change slots {}", change.no);
        all.push(Reason { rule: "window-missed".into(), text, remedy, ..Reason::default() });
    }
    let after = deferred(desk, change, until);
    let facts = facts::of(world, desk, &after);
    let ends = |r: &Reading<'_>| matches!(r.standing, Standing::Running | Standing::Amber) && r.limit < until;
    for reading in clocks::started(desk, &facts).into_iter().filter(|r| desk.now < r.limit).filter(ends) {
        let text = format!(
            "the clock of \"{}\" ends {}, before the decision comes up again, {}",
            reading.clock.title,
            day(reading.limit),
            day(until)
        );
        let remedy = format!("give an earlier time: quorate decision defer {} --until TIME --reason TEXT", change.no);
        let clauses = reading.clock.clauses.clone();
        all.push(Reason { rule: reading.clock.id.clone(), text, remedy, clauses, ..Reason::default() });
    }
    all
}

/// What a deferral to the next meeting would miss, while the change may be deferred.
#[must_use]
pub fn missed_by_next(world: &World, desk: &Desk, change: &Change) -> Vec<Reason> {
    let next = board::turns::meeting_after_today(&desk.pack, desk.now);
    let next = next.filter(|_| super::states::states_for(Act::Defer).contains(&change.state));
    next.map(|until| missed(world, desk, change, until)).unwrap_or_default()
}

/// The change once its decision is put off: clocks stop and start by it.
fn deferred(desk: &Desk, change: &Change, until: Moment) -> Change {
    let mut after = change.clone();
    after.take(&Event {
        stream: Stream::Change(change.no),
        at: desk.now,
        actor: desk.actor.clone(),
        what: ChangeEvent::Deferred { reason: None, until: Some(until), open: false }.into(),
    });
    after
}
