//! Conflicts of the register: which changes are near one, and which of the queue are marked.

use super::calendar::{TURN, booked_near, chain, each};
use super::error::AppError;
use super::execute::{desk_for, fold};
use super::open::App;
use crate::base::ids::{ChangeNo, Stream};
use crate::base::time::Moment;
use crate::domain::change::conflict::{self, Claim};
use crate::domain::change::states::State;
use crate::domain::change::{Change, facts, time};
use crate::domain::desk::Desk;
use crate::domain::system::Systems;
use crate::domain::world::World;
use crate::policy::pack::Pack;
use crate::policy::schedule::Stretch;
use crate::sheets::calendar::{CalendarRow, ChainLine};
use crate::sheets::change::{Clash, ConflictLine};
use crate::sheets::meeting::AgendaLine;
use crate::sheets::time::{Time, Window};
use crate::store::load::Reader;
use crate::store::query::claims::Name;
use crate::store::query::queue::with_mark;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What the calendar says of a window that takes no more.
const FULL: &str = " is full: ";

/// Another change: as the world has it, if it does; else by its own entries.
pub(super) fn other(
    reader: &Reader<'_>,
    world: &World,
    no: ChangeNo,
    until: Option<Moment>,
) -> Result<Option<Arc<Change>>, AppError> {
    if let Some(change) = world.changes.get(&no) {
        return Ok(Some(Arc::clone(change)));
    }
    Ok(fold(reader, &[Stream::Change(no)], until)?.changes.remove(&no))
}

/// What other open changes take up near a change. The read tables find them; their own entries say what they take up.
pub(super) fn near(
    reader: &Reader<'_>,
    world: &World,
    pack: &Pack,
    own: Option<&Claim>,
    until: Option<Moment>,
) -> Result<Vec<Claim>, AppError> {
    let Some(own) = own else { return Ok(Vec::new()) };
    let related = conflict::related(pack, &world.systems, own);
    let mut names: Vec<Name<'_>> = related.keys().map(|name| ("system", name.as_str())).collect();
    names.extend(own.people.iter().map(|name| ("person", name.as_str())));
    let mut found = Vec::new();
    for no in reader.claiming(&names, own.window)?.into_iter().map(ChangeNo).filter(|no| *no != own.no) {
        found.extend(other(reader, world, no, until)?.as_deref().and_then(conflict::claim));
    }
    Ok(found)
}

impl App {
    /// Tells a desk which changes are near the one that is looked at.
    pub(super) fn look_around(&self, world: &World, desk: &mut Desk, change: &Change) -> Result<(), AppError> {
        // What was near at an earlier moment stands in the tables of that moment only.
        if self.back.is_none() || self.recalled {
            let own = conflict::claim(change);
            let reader = self.store.read()?;
            desk.near = near(&reader, world, &desk.pack, own.as_ref(), self.back)?;
            if let Some(window) = change.window() {
                desk.booked = booked_near(&reader, world, &desk.pack, change.no, (window, TURN), self.back)?;
            }
        }
        Ok(())
    }
}

impl App {
    /// Marks the changes of a calendar that other changes are in the way of.
    pub(super) fn mark_clashes(&self, world: &World, pack: &Pack, rows: &mut [CalendarRow]) -> Result<(), AppError> {
        let reader = self.store.read()?;
        let marks: BTreeSet<u32> = reader.conflicting()?.into_iter().collect();
        let cited = pack.settings.iter().find(|s| s.id() == "conflict.overlap").map(|s| s.clauses.clone());
        for row in rows.iter_mut().filter(|r| r.kind == "change") {
            let Some(no) = row.id.parse::<ChangeNo>().ok().filter(|no| marks.contains(&no.0)) else { continue };
            row.clash =
                marked(&reader, pack, &world.systems, no.0)?.into_iter().map(|n| ChangeNo(n).to_string()).collect();
            if !row.clash.is_empty() {
                row.clauses.extend(cited.iter().flatten().cloned());
            }
        }
        Ok(())
    }

    /// Gives the items of an agenda the letter of a clash by the marks that lists have: nothing is looked for anew.
    pub(super) fn mark_items(&mut self, items: &mut [AgendaLine]) -> Result<(), AppError> {
        if items.iter().all(|l| l.id.is_none()) {
            return Ok(());
        }
        self.recall()?;
        let marks: BTreeSet<String> =
            self.store.read()?.conflicting()?.into_iter().map(|no| ChangeNo(no).to_string()).collect();
        for line in items.iter_mut().filter(|l| l.id.as_ref().is_some_and(|id| marks.contains(id))) {
            line.letter = with_mark(&line.letter, true).to_owned();
        }
        Ok(())
    }

    /// What is in the way of a change's window; without a change, of every one that another change is in the way of.
    ///
    /// # Errors
    /// When there is no such change, or the register cannot be read.
    pub fn clashes(&mut self, no: Option<ChangeNo>) -> Result<Vec<Clash>, AppError> {
        self.recall()?;
        let numbers = match no {
            Some(no) => vec![no],
            None => self.may_clash()?,
        };
        let mut found = Vec::new();
        for no in numbers {
            let (change, world, _) = self.found(no, None)?;
            let now = self.now();
            let mut desk = desk_for(&mut self.shelf, &world, &self.actor, now, &change)?;
            self.look_around(&world, &mut desk, &change)?;
            let all = lines(&world, &desk, &change).into_iter();
            found.extend(all.map(|line| Clash { id: change.no.to_string(), line }));
        }
        Ok(found)
    }

    /// The changes that another one is marked to be in the way of, and those whose window windows and freezes are asked about.
    fn may_clash(&mut self) -> Result<Vec<ChangeNo>, AppError> {
        let now = self.now();
        let reader = self.store.read()?;
        let mut all: BTreeSet<u32> = reader.conflicting()?.into_iter().collect();
        all.extend(reader.windows_touching(now, Moment(i64::MAX))?.into_iter().map(|(no, ..)| no));
        for no in reader.changes_in_state(State::Assess.word())? {
            if reader.window_of(no)?.is_some_and(|(_, to)| to > now) {
                all.insert(no);
            }
        }
        Ok(all.into_iter().map(ChangeNo).collect())
    }
}

/// Whether a line of the calendar's answer says that a window takes no more.
fn takes_no_more(line: &ChainLine) -> bool {
    matches!(line.effect.as_str(), "deny" | "warn") && line.text.contains(FULL)
}

/// Whether other changes are in the way of one, or have filled the window that it stands in: what lists and pages mark. A
/// draft takes up no time yet.
pub(super) fn in_the_way(world: &World, desk: &Desk, change: &Change) -> bool {
    conflict::counts(change.state) && (!conflict::of(world, desk, change).is_empty() || filled_up(world, desk, change))
}

/// Whether other changes have filled the window that a change stands in.
fn filled_up(world: &World, desk: &Desk, change: &Change) -> bool {
    let limited = each(&desk.pack).any(Pack::has_capacity);
    let Some(window) = change.window().filter(|_| limited && conflict::counts(change.state)) else { return false };
    chain(&time::chosen(world, desk, change, &facts::of(world, desk, change), window)).iter().any(takes_no_more)
}

/// Everything in the way of a change's window: other changes, and what the calendar has against it.
pub(super) fn lines(world: &World, desk: &Desk, change: &Change) -> Vec<ConflictLine> {
    let span = |(from, to)| Window { from: Time(from), to: Time(to) };
    let other = |c: conflict::Conflict| ConflictLine {
        kind: c.kind.word().into(),
        with: c.no.to_string(),
        text: c.words(),
        during: span(c.overlap),
        accepted: c.settled || change.overlaps.contains(&c.no),
        clauses: Vec::new(),
    };
    let mut all: Vec<ConflictLine> = conflict::of(world, desk, change).into_iter().map(other).collect();
    let Some(window) = change.window().filter(|(_, to)| *to > desk.now && conflict::counts(change.state)) else {
        return all;
    };
    let answer = time::chosen(world, desk, change, &facts::of(world, desk, change), window);
    for line in chain(&answer).into_iter().filter(|l| l.effect == "deny" || takes_no_more(l)) {
        let kind = if line.kind == "freeze" {
            "blackout"
        } else if takes_no_more(&line) {
            "capacity"
        } else {
            "window"
        };
        all.push(ConflictLine {
            kind: kind.into(),
            with: line.id,
            text: line.text,
            during: span(window),
            accepted: false,
            clauses: line.clauses,
        });
    }
    all
}

/// The changes that the tables show in the way of one.
pub(super) fn marked(reader: &Reader<'_>, pack: &Pack, systems: &Systems, no: u32) -> Result<BTreeSet<u32>, AppError> {
    let Some((wanted, time)) = wanted(reader, pack, systems, no)? else { return Ok(BTreeSet::new()) };
    let found = reader.claiming(&named(&wanted), time)?;
    Ok(found.into_iter().filter(|other| *other != no).collect())
}

/// Whether the tables show any change in the way of one.
pub(super) fn is_marked(reader: &Reader<'_>, pack: &Pack, systems: &Systems, no: u32) -> Result<bool, AppError> {
    let Some((wanted, time)) = wanted(reader, pack, systems, no)? else { return Ok(false) };
    Ok(reader.claimed_beside(no, &named(&wanted), time)?)
}

/// Systems and persons by name.
type Wanted = Vec<(&'static str, String)>;

fn named(wanted: &Wanted) -> Vec<Name<'_>> {
    wanted.iter().map(|(kind, name)| (*kind, name.as_str())).collect()
}

/// What a change may take up alone, with the systems that hang together with its own, and when.
fn wanted(reader: &Reader<'_>, pack: &Pack, systems: &Systems, no: u32) -> Result<Option<(Wanted, Stretch)>, AppError> {
    let Some((names, time)) = reader.claimed_by(no)? else { return Ok(None) };
    let next = pack.setting("conflict.reach") == Some("next");
    let alone = pack.setting("conflict.reach") == Some("none");
    let mut wanted = Wanted::new();
    for (kind, name) in names {
        if kind == "person" {
            wanted.push(("person", name));
        } else {
            let related = systems.related(&name, next).into_keys().filter(|r| !alone || *r == name);
            wanted.extend(related.map(|name| ("system", name)));
        }
    }
    Ok(Some((wanted, time)))
}
