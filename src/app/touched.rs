//! Which rows an act brings up to date, beside those of the change that it was done to.

use super::error::AppError;
use super::execute::{fold, show};
use super::shelf::Shelf;
use super::world::REGISTER;
use crate::base::ids::{ChangeNo, PersonId, Stream};
use crate::base::time::Moment;
use crate::domain::catalogue::events::CatalogueEvent;
use crate::domain::checklist::Checklist;
use crate::domain::checklist::behind::HAND_ON;
use crate::domain::command::{ChangeCommand, Command, PeopleCommand, PolicyCommand, RiskCommand};
use crate::domain::desk::Decided;
use crate::domain::event::What;
use crate::domain::world::World;
use crate::policy::pack::{Pack, Path};
use crate::store::append::Tx;
use crate::store::load::Reader;
use crate::store::query::queue::Filter;
use std::collections::BTreeSet;

/// States in which a change is not over.
pub(super) const OPEN: [&str; 6] = ["new", "assess", "authorize", "scheduled", "implement", "review"];

/// Brings the rows of the changes that an act touched up to date.
#[allow(clippy::too_many_arguments, reason = "each is one part of the act that was done")]
pub(super) fn show_touched(
    tx: &mut Tx<'_>,
    shelf: &mut Shelf,
    world: &World,
    actor: &PersonId,
    at: Moment,
    command: &Command,
    no: Option<ChangeNo>,
    decided: &Decided,
) -> Result<(), AppError> {
    let logged = match command {
        Command::Risk(RiskCommand::Log { change, .. }) => *change,
        _ => None,
    };
    for no in no.into_iter().chain(logged) {
        if let Some(change) = world.changes.get(&no) {
            show(tx, shelf, world, actor, at, change)?;
        }
    }
    // A freeze or window says something new about what is scheduled in it, and so does its end.
    if let Command::Calendar(_) = command {
        let freezes = world.calendar.freezes.iter().map(|f| (f.from, f.to));
        let times = freezes.chain(world.calendar.windows.iter().map(|w| (w.from, w.to)));
        let touched: BTreeSet<u32> = times
            .map(|(from, to)| tx.read().windows_touching(from, to))
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .flatten()
            .map(|(no, ..)| no)
            .collect();
        touched.into_iter().try_for_each(|no| show_anew(tx, shelf, actor, at, ChangeNo(no)))?;
    }
    // Whoever leaves, or comes back, leaves conditions and lists to others or takes them up again.
    if let Command::People(_) = command {
        let mut left = tx.read().kept_waiting("CONDITION")?;
        left.extend(tx.read().kept_waiting(HAND_ON)?);
        if let Command::People(PeopleCommand::Retire { person }) = command {
            left.extend(with_lists_of(&tx.read(), person)?.iter().map(|no| no.0));
        }
        for no in left {
            show_anew(tx, shelf, actor, at, ChangeNo(no))?;
        }
    }
    // So does an entry of the catalogue about the changes that are of it, once it is in use or out of use.
    let entries: BTreeSet<&str> = decided.events.iter().filter_map(|(_, what)| entry_of(what)).collect();
    if !entries.is_empty() {
        let pack = shelf.of(&world.policy, world.policy.version())?.1;
        for no in under(&tx.read(), &pack, &entries)?.into_iter().filter(|other| Some(*other) != no) {
            show_anew(tx, shelf, actor, at, no)?;
        }
    }
    // Systems that depend on each other otherwise than before bring other changes in each other's way.
    if let Command::System(_) = command {
        let pack = shelf.of(&world.policy, world.policy.version())?.1;
        super::marks::mark_all(tx, (shelf, &pack), world, (actor, at))?;
    }
    // How much windows take is a matter of the pack and its settings.
    let limits = |id: &str| id.starts_with("window.");
    let limited = match command {
        Command::Policy(PolicyCommand::Set { id, .. }) => limits(id),
        Command::Policy(PolicyCommand::Adopt { .. }) => true,
        _ => false,
    };
    if limited {
        let whole = fold(&tx.read(), &REGISTER, None)?;
        let pack = shelf.of(&whole.policy, whole.policy.version())?.1;
        super::marks::mark_all(tx, (shelf, &pack), &whole, (actor, at))?;
    }
    // Drafts are judged by the pack in force, so another pack or setting may say something new about them.
    if matches!(command, Command::Policy(PolicyCommand::Adopt { .. } | PolicyCommand::Set { .. })) {
        for no in tx.read().changes_in_state("new")? {
            let no = ChangeNo(no);
            let mut slice = fold(&tx.read(), &Command::Change(no, ChangeCommand::Submit).touches(), None)?;
            slice.policy = world.policy.clone();
            if let Some(change) = slice.changes.get(&no).cloned() {
                let updated = tx.read().changed_at(no)?.unwrap_or(at);
                show(tx, shelf, &slice, actor, updated, &change)?;
            }
        }
    }
    Ok(())
}

/// The open changes of which a person has a list in hand, or is to take one over. No table says which they are.
pub(super) fn with_lists_of(reader: &Reader<'_>, person: &PersonId) -> Result<Vec<ChangeNo>, AppError> {
    let mut found = Vec::new();
    for state in OPEN {
        for no in reader.changes_in_state(state)?.into_iter().map(ChangeNo) {
            if !reader.names_person(no, person)? {
                continue;
            }
            let world = fold(reader, &[Stream::Change(no)], None)?;
            let theirs = |l: &Checklist| l.holder == *person || l.handed().is_some_and(|h| h.to == *person);
            if world.changes.get(&no).is_some_and(|c| c.checklists.values().any(theirs)) {
                found.push(no);
            }
        }
    }
    Ok(found)
}

/// Writes the rows of a change that was not touched itself: when something last happened to it stays as it is.
fn show_anew(tx: &mut Tx<'_>, shelf: &mut Shelf, actor: &PersonId, at: Moment, no: ChangeNo) -> Result<(), AppError> {
    let slice = fold(&tx.read(), &Command::Change(no, ChangeCommand::Submit).touches(), None)?;
    let Some(change) = slice.changes.get(&no) else { return Ok(()) };
    let updated = tx.read().changed_at(no)?.unwrap_or(at);
    show(tx, shelf, &slice, actor, updated, change)
}

/// The entry of the catalogue that an event brings into use or takes out of it.
fn entry_of(what: &What) -> Option<&str> {
    match what {
        What::Catalogue(
            CatalogueEvent::Admitted { id, .. }
            | CatalogueEvent::Suspended { id, .. }
            | CatalogueEvent::Withdrawn { id, .. },
        ) => Some(id),
        _ => None,
    }
}

/// The open changes under entries of the catalogue. No table says which they are: those of their types are asked for it.
fn under(reader: &Reader<'_>, pack: &Pack, entries: &BTreeSet<&str>) -> Result<Vec<ChangeNo>, AppError> {
    let mut open = Vec::new();
    for kind in pack.types.iter().filter(|t| t.path == Path::Catalogue) {
        let (states, change_type) = (OPEN.map(str::to_owned).to_vec(), Some(kind.id().to_owned()));
        reader.queue(&Filter { states, change_type, ..Filter::default() }, &mut |row| {
            open.push(ChangeNo(row.no));
            true
        })?;
    }
    let mut found = Vec::new();
    for no in open {
        let world = fold(reader, &[Stream::Change(no)], None)?;
        if world.changes.get(&no).and_then(|c| c.catalogue.as_deref()).is_some_and(|id| entries.contains(id)) {
            found.push(no);
        }
    }
    Ok(found)
}
