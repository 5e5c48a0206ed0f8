//! The marks of lists: which changes are in each other's way, or stand in a window that others have filled.

use super::calendar::{TURN, booked_near, days, each};
use super::conflicts::{in_the_way, is_marked, marked, other};
use super::error::AppError;
use super::execute::{desk_for, fold};
use super::shelf::Shelf;
use crate::base::ids::{ChangeNo, PersonId, Stream};
use crate::base::time::Moment;
use crate::domain::change::{Change, conflict};
use crate::domain::world::World;
use crate::policy::pack::Pack;
use crate::policy::schedule::Stretch;
use crate::store::append::Tx;
use crate::store::load::Reader;
use std::collections::BTreeSet;

/// Those whose marks an act on a change may alter, as they stood before it.
pub(super) struct Before {
    others: BTreeSet<u32>,
    turns: BTreeSet<u32>,
}

/// Writes what a change takes up, and tells whose marks that may alter.
pub(super) fn claim(tx: &Tx<'_>, pack: &Pack, world: &World, change: &Change) -> Result<Before, AppError> {
    let no = change.no.0;
    let reader = tx.read();
    let others = marked(&reader, pack, &world.systems, no)?;
    let turns = beside(&reader, pack, reader.window_of(no)?)?;
    tx.claim(no, conflict::claim(change).as_ref())?;
    Ok(Before { others, turns })
}

/// Brings the marks of a change, and of those it was and is in the way of, up to date; its row is written already. Whoever looks
/// back reads no entry of a later moment.
pub(super) fn mark(
    tx: &Tx<'_>,
    shelf: &mut Shelf,
    world: &World,
    (actor, at): (&PersonId, Moment),
    (change, until): (&Change, Option<Moment>),
    before: Before,
) -> Result<(), AppError> {
    let pack = shelf.of(&world.policy, world.policy.version())?.1;
    let after = marked(&tx.read(), &pack, &world.systems, change.no.0)?;
    let mut touched: BTreeSet<u32> = before.others.symmetric_difference(&after).copied().collect();
    touched.insert(change.no.0);
    touched.extend(before.turns);
    // What is over takes up no window.
    let window = change.window().filter(|_| conflict::counts(change.state));
    touched.extend(beside(&tx.read(), &pack, window)?);
    mark_each(tx, (shelf, &pack), world, (actor, at, until), &touched)
}

/// Changes whose turn of a window may be the one of that time, where windows take only so much.
fn beside(reader: &Reader<'_>, pack: &Pack, window: Option<Stretch>) -> Result<BTreeSet<u32>, AppError> {
    let Some((from, to)) = window.filter(|_| each(pack).any(Pack::has_capacity)) else { return Ok(BTreeSet::new()) };
    let near = reader.windows_touching(days(from, -TURN), days(to, TURN))?;
    Ok(near.into_iter().map(|(no, ..)| no).collect())
}

/// Marks changes anew.
fn mark_each(
    tx: &Tx<'_>,
    (shelf, pack): (&mut Shelf, &Pack),
    world: &World,
    (actor, at, until): (&PersonId, Moment, Option<Moment>),
    touched: &BTreeSet<u32>,
) -> Result<(), AppError> {
    let mut world = std::borrow::Cow::Borrowed(world);
    // Where windows take only so much, each is looked at beside all that are near: they are read once.
    if each(pack).any(Pack::has_capacity) {
        let mut wanted = touched.clone();
        for no in touched {
            wanted.extend(beside(&tx.read(), pack, tx.read().window_of(*no)?)?);
        }
        for no in wanted.into_iter().map(ChangeNo).filter(|no| !world.changes.contains_key(no)).collect::<Vec<_>>() {
            let found = fold(&tx.read(), &[Stream::Change(no)], until)?.changes;
            world.to_mut().changes.extend(found);
        }
    }
    for no in touched {
        let yes = is_marked(&tx.read(), pack, &world.systems, *no)?
            || filled_up(&tx.read(), (shelf, pack), &world, (actor, at, until), ChangeNo(*no))?;
        tx.mark_conflict(*no, yes)?;
    }
    Ok(())
}

/// Whether others have filled the window of a change, by the pack that judges it.
fn filled_up(
    reader: &Reader<'_>,
    (shelf, pack): (&mut Shelf, &Pack),
    world: &World,
    (actor, at, until): (&PersonId, Moment, Option<Moment>),
    no: ChangeNo,
) -> Result<bool, AppError> {
    if !each(pack).any(Pack::has_capacity) {
        return Ok(false);
    }
    let Some(change) = other(reader, world, no, until)? else { return Ok(false) };
    let mut desk = desk_for(shelf, world, actor, at, &change)?;
    if let Some(window) = change.window() {
        desk.booked = booked_near(reader, world, &desk.pack, no, (window, TURN), until)?;
    }
    Ok(in_the_way(world, &desk, &change))
}

/// Marks anew every change that takes anything up, or has a window.
pub(super) fn mark_all(
    tx: &Tx<'_>,
    (shelf, pack): (&mut Shelf, &Pack),
    world: &World,
    (actor, at): (&PersonId, Moment),
) -> Result<(), AppError> {
    let mut all: BTreeSet<u32> = tx.read().claimants()?.into_iter().collect();
    if each(pack).any(Pack::has_capacity) {
        all.extend(tx.read().windows_touching(Moment(0), Moment(i64::MAX))?.into_iter().map(|(no, ..)| no));
    }
    mark_each(tx, (shelf, pack), world, (actor, at, None), &all)
}

/// Fills the tables of a register that an older program wrote.
pub(super) fn fill(
    tx: &Tx<'_>,
    (shelf, pack): (&mut Shelf, &Pack),
    world: &World,
    who: (&PersonId, Moment),
) -> Result<(), AppError> {
    if !tx.read().unfilled("claims")? {
        return Ok(());
    }
    for state in ["assess", "authorize", "scheduled", "implement"] {
        for no in tx.read().changes_in_state(state)?.into_iter().map(ChangeNo) {
            let world = fold(&tx.read(), &[Stream::Change(no)], None)?;
            tx.claim(no.0, world.changes.get(&no).and_then(|c| conflict::claim(c)).as_ref())?;
        }
    }
    mark_all(tx, (shelf, pack), world, who)?;
    Ok(tx.filled("claims")?)
}
