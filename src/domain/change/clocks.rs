//! The clocks of a change: those that have started, and those that ran out without its being written down.

use super::events::ChangeEvent;
use super::{Change, facts};
use crate::domain::desk::Desk;
use crate::domain::world::World;
use crate::policy::clock::{Reading, Standing};
use crate::policy::facts::Facts;
use crate::policy::judge;

/// The clocks of a change that have started, by the facts given.
#[must_use]
pub fn started<'a>(desk: &'a Desk, facts: &Facts) -> Vec<Reading<'a>> {
    let pack = &*desk.pack;
    judge::running_clocks(pack, facts)
        .into_iter()
        .filter(|c| !c.register)
        .filter_map(|c| c.read(facts, &pack.calendar))
        .collect()
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
