//! What happened to a meeting.

use super::{Acting, Action, Course, Item, Meeting, MeetingState, Note, Subject};
use crate::base::ids::{ChangeNo, MeetingId, PersonId};
use crate::base::time::Moment;
use crate::domain::board::Presence;
use crate::domain::event::Event;
use crate::domain::said::Said;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What happened to a meeting.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MeetingEvent {
    /// It was called.
    Called {
        /// Series of the pack.
        series: String,
        /// Beginning.
        starts: Moment,
        /// Planned length in minutes.
        minutes: u32,
        /// Whether it is beside the turns of its series.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        ad_hoc: bool,
        /// Why.
        reason: Option<Said>,
    },
    /// It was moved.
    Moved {
        /// Beginning.
        starts: Moment,
        /// Why.
        reason: Option<Said>,
    },
    /// It was called off.
    Canceled {
        /// Why.
        reason: Option<Said>,
    },
    /// Its time went by and it was not held.
    NotHeld {
        /// Why.
        reason: Option<Said>,
    },
    /// An item was put on the agenda by hand.
    ItemAdded {
        /// The item.
        item: Item,
        /// Who seconded it, where it came late.
        second: Option<PersonId>,
    },
    /// An item was taken off the agenda.
    ItemRemoved {
        /// What it was about.
        subject: Subject,
        /// Why.
        reason: Option<Said>,
    },
    /// It was opened; the agenda stands from here on.
    Opened {
        /// The agenda.
        items: Vec<Item>,
        /// For whom the opener took the chair, and why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        acting: Option<Acting>,
    },
    /// Somebody took the chair.
    ChairTaken,
    /// An item became the current one.
    Presented {
        /// The item.
        item: u32,
    },
    /// It paused.
    Paused,
    /// It went on.
    Resumed,
    /// An item got more time.
    Extended {
        /// The item.
        item: u32,
        /// Minutes added.
        minutes: u32,
    },
    /// Something was written down.
    Noted {
        /// The item.
        item: Option<u32>,
        /// The words.
        text: Said,
        /// Whether it is the writer's alone.
        private: bool,
    },
    /// Somebody took something on.
    ActionGiven {
        /// The item.
        item: Option<u32>,
        /// What.
        text: Said,
        /// Who.
        owner: PersonId,
        /// Until when.
        due: Moment,
    },
    /// An action was done.
    ActionDone {
        /// Its number.
        no: u32,
    },
    /// Criteria were marked as considered.
    Considered {
        /// The item.
        item: u32,
        /// Their ids.
        criteria: Vec<String>,
    },
    /// A seat gave its assessment.
    Assessed {
        /// The item.
        item: u32,
        /// Seat id.
        seat: String,
        /// The words.
        text: Said,
    },
    /// The consent group was announced: silence counts until then.
    Announced {
        /// The items.
        items: Vec<u32>,
        /// When the silence ends.
        until: Moment,
    },
    /// An item was taken out of the consent group.
    Pulled {
        /// The item.
        item: u32,
    },
    /// A standing item or topic was settled.
    Settled {
        /// The item.
        item: u32,
        /// How: `done`, `deferred`, `withdrawn`.
        how: String,
        /// What was said.
        note: Option<Said>,
        /// Until when it was deferred; none for the next meeting.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Moment>,
        /// Whether it was deferred until somebody brings it again.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        open: bool,
    },
    /// What a standing item showed when the meeting closed; the minutes keep it.
    DataKept {
        /// The item.
        item: u32,
        /// Line by line.
        text: Said,
    },
    /// Names of people as they were then; the minutes keep them, whoever is called something else later.
    NamesKept {
        /// Person, and the name.
        names: BTreeMap<PersonId, Said>,
    },
    /// It was closed.
    Closed {
        /// Items that were not reached.
        not_reached: Vec<u32>,
        /// Changes that came after the cut-off and that nobody put on the agenda.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        late: Vec<ChangeNo>,
        /// Why, where somebody said so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Said>,
    },
    /// The minutes were corrected.
    Corrected {
        /// How.
        text: Said,
    },
}

impl Meeting {
    /// A meeting that an event calls.
    #[must_use]
    pub fn unborn(id: MeetingId, event: &Event) -> Self {
        Self {
            id,
            series: String::new(),
            state: MeetingState::Pending,
            called: (event.at, event.actor.clone()),
            starts: event.at,
            ad_hoc: false,
            moved: None,
            acting: None,
            minutes: 0,
            added: Vec::new(),
            seconded: BTreeMap::new(),
            removed: std::collections::BTreeSet::new(),
            items: Vec::new(),
            courses: Vec::new(),
            current: None,
            opened: None,
            chairs: Vec::new(),
            pauses: Vec::new(),
            attendance: Vec::new(),
            rolls: Vec::new(),
            notes: Vec::new(),
            actions: Vec::new(),
            closed: None,
            corrections: Vec::new(),
            late: Vec::new(),
            heard: BTreeMap::new(),
            names: BTreeMap::new(),
            reason: None,
            announced: None,
        }
    }

    /// Courses of its items before it is led; of those that came late who asked for them is known already.
    #[must_use]
    pub fn blank_courses(&self) -> Vec<Course> {
        let of = |item: &Item| Course { seconded: self.seconded.get(&item.subject).cloned(), ..Course::default() };
        self.items.iter().map(of).collect()
    }

    fn course(&mut self, no: u32) -> Option<&mut Course> {
        self.courses.get_mut(usize::try_from(no).ok()?.checked_sub(1)?)
    }

    /// The current item stops being shown.
    fn leave(&mut self, at: Moment) {
        if let Some(course) = self.current.take().and_then(|no| self.course(no))
            && let Some((_, to @ None)) = course.shown.last_mut()
        {
            *to = Some(at);
        }
    }

    /// Somebody is there, or is not.
    pub fn attend(&mut self, at: Moment, by: &PersonId, begins: bool, present: &[(PersonId, Presence)]) {
        if begins {
            self.rolls.push(at);
        }
        self.heard.insert(by.clone(), at);
        self.attendance.extend(present.iter().map(|(person, how)| (at, person.clone(), *how)));
    }

    /// Applies an event.
    pub fn apply(&mut self, what: &MeetingEvent, event: &Event) {
        let (at, actor) = (event.at, event.actor.clone());
        self.heard.insert(actor.clone(), at);
        match what {
            MeetingEvent::Called { series, starts, minutes, ad_hoc, reason } => {
                self.called = (at, actor);
                self.series.clone_from(series);
                self.ad_hoc = *ad_hoc;
                (self.starts, self.minutes, self.reason) = (*starts, *minutes, *reason);
            }
            MeetingEvent::Moved { starts, .. } => (self.starts, self.moved) = (*starts, Some(at)),
            MeetingEvent::Canceled { reason } => (self.state, self.reason) = (MeetingState::Canceled, *reason),
            MeetingEvent::NotHeld { reason } => {
                (self.state, self.reason, self.closed) = (MeetingState::NotHeld, *reason, Some((at, actor)));
            }
            MeetingEvent::ItemAdded { item, second } => {
                self.removed.remove(&item.subject);
                if self.state == MeetingState::InProgress {
                    self.items.push(item.clone());
                    let seconded = second.clone().map(|s| (actor, s));
                    self.courses.push(Course { seconded, ..Course::default() });
                } else {
                    self.added.push(item.clone());
                    if let Some(second) = second.clone() {
                        self.seconded.insert(item.subject.clone(), (actor, second));
                    }
                }
            }
            MeetingEvent::ItemRemoved { subject, .. } => {
                self.added.retain(|i| i.subject != *subject);
                self.removed.insert(subject.clone());
            }
            MeetingEvent::Opened { items, acting } => {
                self.acting.clone_from(acting);
                self.state = MeetingState::InProgress;
                self.items.clone_from(items);
                self.courses = self.blank_courses();
                self.chairs.push((at, actor.clone()));
                self.opened = Some((at, actor));
            }
            MeetingEvent::ChairTaken => self.chairs.push((at, actor)),
            MeetingEvent::Presented { item } => {
                self.leave(at);
                self.current = Some(*item);
                if let Some(course) = self.course(*item) {
                    course.shown.push((at, None));
                }
            }
            MeetingEvent::Paused => self.pauses.push((at, None)),
            MeetingEvent::Resumed => {
                if let Some((_, to @ None)) = self.pauses.last_mut() {
                    *to = Some(at);
                }
            }
            MeetingEvent::Extended { item, minutes } => {
                if let Some(course) = self.course(*item) {
                    course.extended = course.extended.saturating_add(*minutes);
                }
            }
            MeetingEvent::Noted { item, text, private } => {
                self.notes.push(Note { item: *item, text: *text, private: *private, by: actor, at });
            }
            MeetingEvent::ActionGiven { item, text, owner, due } => {
                let no = u32::try_from(self.actions.len() + 1).unwrap_or(u32::MAX);
                let (owner, due) = (owner.clone(), *due);
                self.actions.push(Action { no, item: *item, text: *text, owner, given: at, due, done: None });
            }
            MeetingEvent::ActionDone { no } => {
                if let Some(action) = self.actions.iter_mut().find(|a| a.no == *no) {
                    action.done = Some((at, actor));
                }
            }
            MeetingEvent::Considered { item, criteria } => {
                if let Some(course) = self.course(*item) {
                    course.considered.extend(criteria.iter().cloned());
                }
            }
            MeetingEvent::Assessed { item, seat, text } => {
                if let Some(course) = self.course(*item) {
                    course.assessed.insert(seat.clone(), (actor, *text));
                }
            }
            MeetingEvent::Announced { items, until } => {
                self.announced = Some(super::Announced { at, until: *until, items: items.clone() });
            }
            MeetingEvent::Pulled { item } => {
                let at = usize::try_from(*item).ok().and_then(|n| n.checked_sub(1));
                if let Some(item) = at.and_then(|at| self.items.get_mut(at)) {
                    item.consent = false;
                }
            }
            MeetingEvent::Settled { item, how, note, until, open } => {
                if let Some(course) = self.course(*item) {
                    course.settled = Some((how.clone(), *note));
                    (course.settled_at, course.until, course.open) = (Some(at), *until, *open);
                }
            }
            MeetingEvent::DataKept { item, text } => {
                if let Some(course) = self.course(*item) {
                    course.data = Some(*text);
                }
            }
            // The first name that was kept stands.
            MeetingEvent::NamesKept { names } => {
                for (person, name) in names {
                    self.names.entry(person.clone()).or_insert(*name);
                }
            }
            MeetingEvent::Closed { late, .. } => {
                self.late.clone_from(late);
                self.leave(at);
                if let Some((_, to @ None)) = self.pauses.last_mut() {
                    *to = Some(at);
                }
                (self.state, self.closed) = (MeetingState::Complete, Some((at, actor)));
            }
            MeetingEvent::Corrected { text } => self.corrections.push((at, actor, *text)),
        }
    }
}
