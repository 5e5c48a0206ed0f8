//! What the chair should know while a meeting runs, and the facts of its changes that this and the agenda are made from.

use crate::app::error::AppError;
use crate::app::execute::desk_for;
use crate::app::open::App;
use crate::app::show::{Lens, change::title, progress::gaps};
use crate::base::digest::Digest;
use crate::base::ids::ChangeNo;
use crate::base::text::so_many;
use crate::base::time::Moment;
use crate::domain::change::{Decision, clocks, facts, next, summary};
use crate::domain::desk::Desk;
use crate::domain::meeting::outcome::{self, Fate};
use crate::domain::meeting::{Meeting, Subject};
use crate::domain::world::World;
use crate::policy::clock::{Reading, Standing};
use crate::policy::facts::Facts;
use crate::policy::judge;
use crate::sheets::meeting::AgendaLine;
use chrono_tz::Tz;
use std::collections::{BTreeMap, BTreeSet};

/// What is known of a change on the agenda: what its facts say to a board, since the facts themselves are long.
pub(super) struct OnAgenda {
    /// Its title.
    pub title: String,
    /// Its letter, before what is in its way is marked.
    pub letter: char,
    /// What it lacks for its next step.
    pub gaps: Vec<String>,
    /// Whether its board has to decide.
    pub board: bool,
    /// Of its clocks that run, the one that ends first.
    pub due: Option<Due>,
    /// Ids of the reviews that speak to the criteria of the meeting's panel.
    pub speaks: Vec<String>,
}

/// A clock that runs.
pub(super) struct Due {
    /// When it ends.
    pub limit: Moment,
    /// Its zone.
    pub tz: Tz,
    /// Its title.
    pub title: String,
    /// Its clauses, one after another.
    pub cited: String,
}

/// The changes on the agenda.
pub(super) type Known = BTreeMap<ChangeNo, OnAgenda>;

impl App {
    /// What is known of the changes on the agenda, made once; the facts of the register once for each version of the pack.
    pub(super) fn known_of_items(&mut self, world: &World, meeting: &Meeting, now: Moment) -> Result<Known, AppError> {
        let house = self.desk(world, now)?;
        let mut bases: Vec<(Digest, Facts)> = Vec::new();
        let (mut known, mut facts) = (Known::new(), Facts::default());
        for change in meeting.changes().filter_map(|no| world.changes.get(&no)) {
            let desk = desk_for(&mut self.shelf, world, &self.actor, now, change)?;
            if bases.iter().all(|(digest, _)| *digest != desk.pack_digest) {
                bases.push((desk.pack_digest, facts::register(world, &desk).below()));
            }
            if let Some((_, base)) = bases.iter().find(|(digest, _)| *digest == desk.pack_digest) {
                facts.become_like(base);
            }
            facts = facts::upon(facts, world, &desk, change);
            let against = next::against(world, &desk, change, &facts);
            let letter = summary::letter(change, &against.verdict);
            let open = judge::open_approvals(&desk.pack, &facts);
            let told = |lens: &Lens<'_>| (title(lens, change), gaps(lens, change, &open, against));
            let (title, gaps) = self.looking(world, &desk, told)?;
            let (board, due) = (open.iter().any(|a| a.board), due(&desk, &facts));
            // Facts under the pack of the meeting, where that is not the one that judges the change.
            let fresh = (house.pack_digest != desk.pack_digest).then(|| facts::of(world, &house, change));
            let speaks = super::panel::speaks(&house.pack, fresh.as_ref().unwrap_or(&facts));
            known.insert(change.no, OnAgenda { title, letter, gaps, board, due, speaks });
        }
        Ok(known)
    }

    /// Changes that wait for the board, came after the cut-off, and were not put on the agenda; not those that were
    /// deferred to another meeting.
    pub(super) fn came_late(&mut self, world: &World, meeting: &Meeting) -> Result<Vec<ChangeNo>, AppError> {
        let now = self.now();
        let pack = self.desk(world, now)?.pack;
        let decides = pack.series.iter().find(|s| s.id() == meeting.series).is_some_and(super::agenda::decides);
        if !decides || meeting.locks(&pack).is_none_or(|at| now <= at) {
            return Ok(Vec::new());
        }
        let taken_off = meeting.removed.iter().filter_map(|subject| match subject {
            Subject::Change(no) => Some(*no),
            Subject::Topic(_) => None,
        });
        let there: Vec<ChangeNo> = meeting.changes().chain(taken_off).collect();
        let mut late = Vec::new();
        for no in self.store.read()?.waiting_for_board()?.into_iter().map(ChangeNo).filter(|no| !there.contains(no)) {
            let change = self.fold_alone(no, Some(now))?.map(|(change, _)| change);
            let later = change.is_some_and(|c| {
                let ahead = c.deferred_open || c.deferred_to.is_some_and(|to| to > meeting.starts);
                c.decision == Decision::Deferred && ahead
            });
            if !later {
                late.push(no);
            }
        }
        Ok(late)
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
                all.insert(0, format!("left open: C roll call, X close; its roll ended {at}"));
            }
        }
        // What came too late is told, so that nobody looks for it in vain; a member who seconds it brings it on.
        if meeting.closed.is_none() {
            let late = self.came_late(world, meeting)?;
            if !late.is_empty() {
                let list = late.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
                all.push(format!(
                    "came after the cut-off, not on the agenda: {list} (meeting add, with a second; key +)"
                ));
            }
        }
        if let Some(next) = next.filter(|_| meeting.closed.is_none()) {
            // What was put on by hand is an item as well.
            for no in meeting.changes().collect::<BTreeSet<_>>() {
                let (Some(change), Some(of)) = (world.changes.get(&no), known.get(&no)) else { continue };
                // Of what is decided, or over, the board has nothing more to do in time.
                // An emergency may have been approved before the board does so in form.
                let approved = !matches!(change.decision, Decision::None | Decision::Deferred);
                let decided = change.state.over() || (approved && !of.board);
                let lost = meeting.item_of(no).and_then(|item| outcome::fate(world, meeting, item));
                if decided || matches!(lost, Some(Fate::Voted(_) | Fate::Withdrawn | Fate::Approved | Fate::Reviewed)) {
                    continue;
                }
                if let Some(first) = of.due.as_ref().filter(|due| due.limit < next) {
                    let day = |at: Moment| at.local(first.tz).format("%a %-d %b %H:%M").to_string();
                    let text = format!(
                        "{no}: the clock of \"{}\" ends {}, before the next meeting, {} {}",
                        first.title,
                        day(first.limit),
                        day(next),
                        first.cited
                    );
                    all.push(text.trim_end().to_owned());
                }
            }
        }
        let pack = self.desk(world, now)?.pack;
        all.extend(super::clash::clashes(world, &pack, meeting));
        Ok(all)
    }
}

/// Of the clocks that run, the one that ends first.
fn due(desk: &Desk, facts: &Facts) -> Option<Due> {
    let runs = |r: &Reading<'_>| matches!(r.standing, Standing::Running | Standing::Amber) && r.limit > desk.now;
    let first = clocks::started(desk, facts).into_iter().filter(runs).min_by_key(|r| r.limit)?;
    let (title, cited) = (first.clock.title.clone(), first.clock.clauses.join(" "));
    Some(Due { limit: first.limit, tz: desk.pack.calendar.tz, title, cited })
}
