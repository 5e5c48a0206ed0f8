//! What happened to persons and to the board.

use super::{Board, Delegation, People, Presence, Rollcall, Sitting};
use crate::base::ids::{MeetingId, PersonId};
use crate::base::time::Moment;
use crate::domain::event::Event;
use serde::{Deserialize, Serialize};

/// What happened to persons.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeopleEvent {
    /// A person was registered.
    Registered {
        /// Who.
        person: PersonId,
        /// Role ids.
        roles: Vec<String>,
    },
    /// A person's roles were set anew.
    RolesChanged {
        /// Who.
        person: PersonId,
        /// Role ids.
        roles: Vec<String>,
    },
    /// A person left.
    Retired {
        /// Who.
        person: PersonId,
    },
    /// A person came back.
    Returned {
        /// Who.
        person: PersonId,
    },
}

/// What happened to the board.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BoardEvent {
    /// A person took a seat.
    Seated {
        /// Seat id.
        seat: String,
        /// Who.
        person: PersonId,
    },
    /// A seat fell vacant.
    Vacated {
        /// Seat id.
        seat: String,
    },
    /// An alternate was named for a seat.
    AlternateNamed {
        /// Seat id.
        seat: String,
        /// Who.
        person: PersonId,
    },
    /// A person got a place at the table without a vote.
    Attached {
        /// The place, such as `observer`.
        office: String,
        /// Who.
        person: PersonId,
    },
    /// A person gave such a place up.
    Detached {
        /// The place.
        office: String,
        /// Who.
        person: PersonId,
    },
    /// A roll call was taken or amended.
    RollCalled {
        /// Whether it begins a new sitting.
        begins: bool,
        /// Who is how present.
        present: Vec<(PersonId, Presence)>,
        /// The meeting in which it was taken.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        meeting: Option<MeetingId>,
    },
    /// Somebody took the chair of a meeting, or handed it over.
    ChairTaken {
        /// The meeting.
        meeting: MeetingId,
        /// To whom it was handed over; none where the actor took it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<PersonId>,
    },
    /// A topic comes back at the meetings of a series.
    TopicRepeats {
        /// Series of the pack.
        series: String,
        /// The topic.
        topic: String,
        /// How often: `turn`, a number, or a recurrence rule.
        every: String,
        /// Until when.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Moment>,
    },
    /// A topic comes back no longer.
    TopicEnded {
        /// Series of the pack.
        series: String,
        /// The topic.
        topic: String,
    },
    /// A role or a vote was delegated.
    Delegated(Delegation),
    /// A delegation ended before its time.
    DelegationEnded {
        /// Who had delegated.
        from: PersonId,
        /// To whom.
        to: PersonId,
    },
}

impl People {
    /// Applies an event.
    pub fn apply(&mut self, what: &PeopleEvent, event: &Event) {
        match what {
            PeopleEvent::Registered { person, roles } => {
                let entry = self.0.entry(person.clone()).or_default();
                entry.roles = roles.iter().cloned().collect();
                entry.active = true;
                entry.since = event.at;
            }
            PeopleEvent::RolesChanged { person, roles } => {
                self.0.entry(person.clone()).or_default().roles = roles.iter().cloned().collect();
            }
            PeopleEvent::Retired { person } => self.0.entry(person.clone()).or_default().active = false,
            PeopleEvent::Returned { person } => self.0.entry(person.clone()).or_default().active = true,
        }
    }
}

impl Board {
    /// Applies an event.
    pub fn apply(&mut self, what: &BoardEvent, event: &Event) {
        match what {
            BoardEvent::Seated { seat, person } => {
                self.seats.insert(seat.clone(), person.clone());
            }
            BoardEvent::Vacated { seat } => {
                self.seats.remove(seat);
            }
            BoardEvent::AlternateNamed { seat, person } => {
                let list = self.alternates.entry(seat.clone()).or_default();
                if !list.contains(person) {
                    list.push(person.clone());
                }
            }
            BoardEvent::Attached { office, person } => {
                self.offices.entry(office.clone()).or_default().insert(person.clone());
            }
            BoardEvent::Detached { office, person } => {
                if let Some(held) = self.offices.get_mut(office) {
                    held.remove(person);
                }
            }
            BoardEvent::RollCalled { begins, present, meeting } => {
                let found = match meeting {
                    Some(_) => self.sittings.iter().rposition(|s| s.meeting == *meeting),
                    // A call that names no meeting amends the newest roll, whichever that is.
                    None if *begins => self.sittings.iter().rposition(|s| s.meeting.is_none()),
                    None => self.sittings.len().checked_sub(1),
                };
                let before = found.map(|at| self.sittings.remove(at)).filter(|_| !begins);
                let mut sitting = before.unwrap_or_else(|| Sitting {
                    meeting: meeting.clone(),
                    rollcall: Rollcall { at: event.at, present: std::collections::BTreeMap::new() },
                    acting: None,
                });
                sitting.rollcall.present.extend(present.iter().cloned());
                self.sittings.push(sitting);
            }
            BoardEvent::ChairTaken { meeting, to } => {
                let of = self.sittings.iter_mut().rfind(|s| s.meeting.as_ref() == Some(meeting));
                if let Some(sitting) = of {
                    sitting.acting = Some(to.as_ref().unwrap_or(&event.actor).clone());
                }
            }
            BoardEvent::TopicRepeats { series, topic, every, until } => self.topics.push(super::topics::Recurring {
                series: series.clone(),
                topic: topic.clone(),
                every: every.clone(),
                since: event.at,
                until: *until,
            }),
            BoardEvent::TopicEnded { series, topic } => {
                self.topics.retain(|t| (&t.series, &t.topic) != (series, topic));
            }
            BoardEvent::Delegated(delegation) => self.delegations.push(delegation.clone()),
            BoardEvent::DelegationEnded { from, to } => {
                for d in self.delegations.iter_mut().filter(|d| d.from == *from && d.to == *to && d.ends > event.at) {
                    d.ends = event.at;
                }
            }
        }
    }
}
