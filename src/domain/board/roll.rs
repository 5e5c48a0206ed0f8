//! The board's own roll call, beside meetings; how those who sit stand against the quorum, and seats that nobody holds.

use super::acts::{judged, registered};
use super::events::BoardEvent;
use super::{Board, People, Presence};
use crate::base::ids::{PersonId, Stream};
use crate::domain::ballot::RosterEntry;
use crate::domain::change::facts;
use crate::domain::desk::{Decided, Desk};
use crate::domain::meeting::MeetingState;
use crate::domain::refusal::{Kind, Refusal};
use crate::domain::world::World;
use crate::policy::act::Act;
use crate::policy::pack::Pack;

/// How those who sit stand against the quorum.
pub struct Standing {
    /// Who of them is there.
    pub present: usize,
    /// Who sits: each person once, and nobody for a vacant seat.
    pub of: usize,
    /// How many must be there.
    pub needed: usize,
    /// Mandatory seats that nobody is there for.
    pub missing: Vec<String>,
}

impl Standing {
    /// Whether enough are there, and every mandatory seat.
    #[must_use]
    pub const fn met(&self) -> bool {
        self.present >= self.needed && self.missing.is_empty()
    }
}

impl Board {
    /// How a roster stands against the quorum: one measure for the board, for a meeting and for its minutes.
    #[must_use]
    pub fn standing(
        &self,
        pack: &Pack,
        people: &People,
        roster: &[RosterEntry],
        here: impl Fn(&PersonId) -> bool,
    ) -> Standing {
        let present = roster.iter().filter(|e| here(&e.person)).count();
        let away = roster.iter().filter(|e| e.mandatory && !here(&e.person));
        let mut missing: Vec<String> = away.flat_map(|e| e.seats.iter().cloned()).collect();
        missing.extend(self.mandatory_vacant(pack, people));
        Standing { present, of: roster.len(), needed: pack.vote_rule(self.size(pack)).quorum, missing }
    }

    /// Seats that must be present and that nobody holds: they are missing, whoever else is there.
    #[must_use]
    pub fn mandatory_vacant(&self, pack: &Pack, people: &People) -> Vec<String> {
        let held = |seat: &String| self.seats.get(seat).is_some_and(|p| people.active(p).is_some());
        pack.board.seats.iter().filter(|s| s.mandatory && !held(&s.id)).map(|s| s.id.clone()).collect()
    }
}

/// Refuses a roll call that says two things of one person; whoever sits for several holders is there once.
///
/// # Errors
/// Whoever is called twice.
pub fn once(present: &[(PersonId, Presence)]) -> Result<(), Refusal> {
    let other = |(i, (person, how)): (usize, &(PersonId, Presence))| {
        let before = present.iter().take(i).find(|(p, said)| p == person && said != how)?;
        Some((person.clone(), before.1, *how))
    };
    present.iter().enumerate().find_map(other).map_or(Ok(()), |(person, first, then)| {
        let text = format!("{person} is called twice, as {} and as {}", first.word(), then.word());
        Err(Refusal::new(Kind::InvalidInput, text, "call each person once"))
    })
}

/// Calls the roll; while a meeting is under way, the roll is the meeting's.
pub(super) fn call(
    world: &World,
    desk: &Desk,
    present: &[(PersonId, Presence)],
    decided: &mut Decided,
) -> Result<(), Refusal> {
    judged(desk, Act::Rollcall, "roll call", &facts::register(world, desk), decided)?;
    if let Some(open) = world.meetings.values().find(|m| m.state == MeetingState::InProgress) {
        let text = format!("{} is under way and has a roll of its own", open.id);
        let remedy = format!("record it there: quorate meeting rollcall {} PERSON=room", open.id);
        let clauses = &desk.pack.board.quorum.clauses;
        return Err(Refusal::new(Kind::WrongState, text, remedy).citing(clauses));
    }
    once(present)?;
    for (person, _) in present {
        registered(world, person)?;
        let sits = world.board.seats.values().any(|p| p == person);
        let stands_in = world.board.alternates.values().flatten().any(|p| p == person);
        if !sits && !stands_in && world.board.offices_of(person).next().is_none() {
            let text = format!("{person} has no seat on the board");
            return Err(
                Refusal::new(Kind::InvalidInput, text, "see `quorate board view`").citing(&desk.pack.board.clauses)
            );
        }
    }
    let begins = world.board.current_rollcall(&desk.pack, desk.now, None).is_none();
    decided.add(Stream::Board, BoardEvent::RollCalled { begins, present: present.to_vec(), meeting: None });
    Ok(())
}
