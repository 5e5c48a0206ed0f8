//! What the chair should know while a meeting runs, and the facts of its changes that this and the agenda are made from.

use crate::app::error::AppError;
use crate::app::execute::desk_for;
use crate::app::open::App;
use crate::base::digest::Digest;
use crate::base::ids::ChangeNo;
use crate::base::text::so_many;
use crate::base::time::Moment;
use crate::domain::change::{clocks, facts};
use crate::domain::meeting::Meeting;
use crate::domain::world::World;
use crate::policy::facts::Facts;
use crate::sheets::meeting::AgendaLine;
use std::collections::BTreeMap;

/// Facts of the changes on the agenda.
pub(super) type Known = BTreeMap<ChangeNo, Facts>;

impl App {
    /// The facts of the changes on the agenda, made once; those of the register once for each version of the pack.
    pub(super) fn facts_of_items(&mut self, world: &World, meeting: &Meeting, now: Moment) -> Result<Known, AppError> {
        let mut bases: Vec<(Digest, Facts)> = Vec::new();
        let mut known = Known::new();
        for change in meeting.changes().filter_map(|no| world.changes.get(&no)) {
            let desk = desk_for(&mut self.shelf, world, &self.actor, now, change)?;
            let base = match bases.iter().find(|(digest, _)| *digest == desk.pack_digest) {
                Some((_, base)) => base.clone(),
                None => {
                    let base = facts::register(world, &desk);
                    bases.push((desk.pack_digest, base.clone()));
                    base
                }
            };
            known.insert(change.no, facts::upon(base, world, &desk, change));
        }
        Ok(known)
    }

    /// What the chair should know.
    pub(super) fn meeting_warnings(
        &mut self,
        world: &World,
        meeting: &Meeting,
        agenda: &[AgendaLine],
        known: &Known,
        next: Option<Moment>,
        now: Moment,
    ) -> Result<Vec<String>, AppError> {
        let mut all = Vec::new();
        if meeting.missed(&self.desk(world, now)?.pack, now) {
            let id = &meeting.id;
            all.push(format!(
                "not held: its time is over. Open it after all (quorate meeting open {id}), close it as not held \
                 (quorate meeting close {id} --reason TEXT) or call it off; its items come up at the next meeting"
            ));
        }
        if let (Some((opened, _)), None) = (&meeting.opened, &meeting.closed) {
            // At this pace: what is planned for the items to come does not fit into what is left.
            let mut left = i64::from(meeting.minutes) * 60 - now.since(*opened).as_seconds();
            let open = |l: &&AgendaLine| matches!(l.state.as_str(), "pending" | "current" | "voting");
            if left < 0 {
                all.push(format!("the meeting is over its {} minutes", meeting.minutes));
            }
            let mut off: Vec<u32> = Vec::new();
            for line in agenda.iter().filter(open) {
                left -= (i64::from(line.minutes) * 60 - line.spent_s).max(0);
                // The item that is being dealt with does not fall off.
                if left < 0 && meeting.current != Some(line.position) {
                    off.push(line.position);
                }
            }
            match off.as_slice() {
                [] => {}
                [one] => all.push(format!("at this pace item {one} falls off")),
                [first, ..] => {
                    all.push(format!("at this pace {} from item {first} on fall off", so_many(off.len(), "item")))
                }
            }
            let pack = self.desk(world, now)?.pack;
            if let Some(until) = world.board.holds_until(&pack, &meeting.id).filter(|until| *until <= now) {
                let at = until.local(pack.calendar.tz).format("%a %-d %b %H:%M");
                all.insert(
                    0,
                    format!("left open: its roll call held until {at}. Call the roll again (C), or close it (X)"),
                );
            }
        }
        if let Some(next) = next.filter(|_| meeting.closed.is_none()) {
            for no in meeting.changes() {
                let (Some(change), Some(facts)) = (world.changes.get(&no), known.get(&no)) else { continue };
                let desk = desk_for(&mut self.shelf, world, &self.actor, now, change)?;
                let ends = clocks::started(&desk, facts).into_iter().map(|r| r.limit).filter(|at| *at > now).min();
                if ends.is_some_and(|at| at < next) {
                    all.push(format!("{no}'s clock ends before the next meeting"));
                }
            }
        }
        let pack = self.desk(world, now)?.pack;
        all.extend(super::clash::clashes(world, &pack, meeting));
        Ok(all)
    }
}
