//! The world: everything that the streams say, folded. `evolve` is total; it never refuses, asks the time or the pack.

use super::board::events::BoardEvent;
use super::board::{Board, People};
use super::calendar::Calendar;
use super::catalogue::Catalogue;
use super::change::Change;
use super::event::{Event, What};
use super::meeting::Meeting;
use super::pack::Policy;
use super::risk::Risks;
use super::system::Systems;
use crate::base::ids::{ChangeNo, MeetingId, Stream};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The part of the register that an act looks at; with every stream, the whole of it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct World {
    /// Packs adopted, settings, policy reviews.
    pub policy: Policy,
    /// Persons.
    pub people: People,
    /// The board.
    pub board: Board,
    /// The catalogue of standard changes.
    pub catalogue: Catalogue,
    /// The risk register.
    pub risks: Risks,
    /// The calendar.
    pub calendar: Calendar,
    /// Systems and services.
    pub systems: Systems,
    /// Changes; shared with whoever keeps them.
    pub changes: BTreeMap<ChangeNo, Arc<Change>>,
    /// Meetings.
    pub meetings: BTreeMap<MeetingId, Meeting>,
}

impl World {
    /// The world after an event.
    #[must_use]
    pub fn evolve(mut self, event: &Event) -> Self {
        self.apply(event);
        self
    }

    /// Applies an event in place.
    pub fn apply(&mut self, event: &Event) {
        match (&event.what, &event.stream) {
            (What::Policy(what), _) => self.policy.apply(what, event),
            (What::People(what), _) => self.people.apply(what, event),
            (What::Board(what), _) => {
                self.board.apply(what, event);
                // Who was there is told once, in the board's own stream.
                if let BoardEvent::RollCalled { begins, present, meeting: Some(id) } = what {
                    self.meetings.entry(id.clone()).or_insert_with(|| Meeting::unborn(id.clone(), event)).attend(
                        event.at,
                        &event.actor,
                        *begins,
                        present,
                    );
                }
                if let BoardEvent::ChairTaken { meeting, to: Some(to) } = what
                    && let Some(meeting) = self.meetings.get_mut(meeting)
                {
                    meeting.chairs.push((event.at, to.clone()));
                }
            }
            (What::Meeting(what), Stream::Meeting(id)) => {
                self.meetings
                    .entry(id.clone())
                    .or_insert_with(|| Meeting::unborn(id.clone(), event))
                    .apply(what, event);
            }
            (What::Catalogue(what), _) => self.catalogue.apply(what, event),
            (What::Risk(what), _) => self.risks.apply(what, event),
            (What::Calendar(what), _) => self.calendar.apply(what, event),
            (What::System(what), _) => self.systems.apply(what, event),
            (
                What::Change(_) | What::Ballot(_) | What::Run(_) | What::Evidence(_) | What::Checklist(_),
                Stream::Change(no),
            ) => self.change_mut(*no).take(event),
            // What was refused changes nothing.
            (What::Attempt(_), _) => {}
            // What happens to a change or a meeting has no other stream; an entry that says so has no effect.
            (
                What::Change(_)
                | What::Ballot(_)
                | What::Run(_)
                | What::Evidence(_)
                | What::Checklist(_)
                | What::Meeting(_),
                _,
            ) => {}
        }
    }

    /// A change that is about to be altered; others that look at it keep it as it is.
    pub fn change_mut(&mut self, no: ChangeNo) -> &mut Change {
        Arc::make_mut(self.changes.entry(no).or_insert_with(|| Arc::new(Change::unborn(no))))
    }

    /// The world after many events.
    #[must_use]
    pub fn replay<'a>(events: impl IntoIterator<Item = &'a Event>) -> Self {
        let mut world = Self::default();
        for event in events {
            world.apply(event);
        }
        world
    }
}
