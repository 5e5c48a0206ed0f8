//! Places at the board's table without a vote, such as secretary and observer: who has one.

use super::Board;
use super::acts::registered;
use super::events::BoardEvent;
use crate::base::ids::{PersonId, Stream};
use crate::domain::desk::{Decided, Desk};
use crate::domain::refusal::{Kind, Refusal};
use crate::domain::world::World;
use crate::policy::pack::Pack;

/// The setting that names the places, by comma.
const OFFICES: &str = "board.offices";

/// The places that the pack knows.
pub fn known(pack: &Pack) -> impl Iterator<Item = &str> {
    pack.setting(OFFICES).unwrap_or_default().split(',').map(str::trim).filter(|o| !o.is_empty())
}

/// A place by its word.
#[must_use]
pub fn named(pack: &Pack, word: &str) -> Option<String> {
    known(pack).find(|o| o.eq_ignore_ascii_case(word)).map(str::to_owned)
}

impl Board {
    /// The places of a person.
    pub fn offices_of(&self, person: &PersonId) -> impl Iterator<Item = &str> {
        let held = self.offices.iter().filter(move |(_, who)| who.contains(person));
        held.map(|(office, _)| office.as_str())
    }
}

/// Gives a place to somebody; nothing where they have it.
pub(super) fn give(world: &World, decided: &mut Decided, office: String, person: &PersonId) {
    if world.board.offices_of(person).all(|o| o != office) {
        decided.add(Stream::Board, BoardEvent::Attached { office, person: person.clone() });
    }
}

/// Takes a place from somebody, or from everybody who has it.
pub(super) fn take(
    world: &World,
    desk: &Desk,
    decided: &mut Decided,
    office: &str,
    person: Option<&PersonId>,
) -> Result<(), Refusal> {
    if let Some(person) = person {
        registered(world, person)?;
    }
    let holders = world.board.offices.get(office).into_iter().flatten();
    let leaving: Vec<&PersonId> = holders.filter(|p| person.is_none_or(|one| one == *p)).collect();
    if leaving.is_empty() {
        let who = person.map_or_else(|| "nobody".to_owned(), ToString::to_string);
        let text = format!("{who} has no place as {office}");
        let text = if person.is_none() { format!("nobody sits at the table as {office}") } else { text };
        let refusal = Refusal::new(Kind::NotFound, text, "see `quorate board view`");
        return Err(refusal.citing(&desk.pack.board.clauses));
    }
    for person in leaving {
        decided.add(Stream::Board, BoardEvent::Detached { office: office.to_owned(), person: person.clone() });
    }
    Ok(())
}
