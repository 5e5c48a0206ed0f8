//! What happened to the register's calendar.

use super::bring::Bound;
use super::{Calendar, Done, Freeze, Opening, Proposal, Source};
use crate::base::time::Moment;
use crate::domain::event::Event;
use crate::domain::said::Said;
use serde::{Deserialize, Serialize};

/// What happened to the register's calendar.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CalendarEvent {
    /// A freeze was announced.
    FreezeAnnounced {
        /// Number.
        no: u32,
        /// Title.
        title: String,
        /// First moment.
        from: Moment,
        /// First moment after it.
        to: Moment,
        /// Environments that it binds; all when empty.
        environments: Vec<String>,
        /// Systems that it binds; all when empty.
        systems: Vec<String>,
        /// Types of change that it lets through.
        exempt: Vec<String>,
        /// Why.
        reason: Option<Said>,
    },
    /// A freeze was made of an event of another calendar.
    FreezeBrought {
        /// Number.
        no: u32,
        /// Title.
        title: String,
        /// Its turns, in order; at least one.
        turns: Vec<(Moment, Moment)>,
        /// Environments that it binds; all when empty.
        environments: Vec<String>,
        /// Systems that it binds; all when empty.
        systems: Vec<String>,
        /// Types of change that it lets through.
        exempt: Vec<String>,
        /// The event.
        source: Source,
        /// Why.
        reason: Option<Said>,
    },
    /// A freeze waits for approval, and binds nothing until then.
    FreezeWaits {
        /// Number.
        no: u32,
        /// Roles, each by another person; `chair` stands for whoever takes the chair.
        roles: Vec<String>,
    },
    /// A freeze was approved in a role; with the last of them it binds.
    FreezeApproved {
        /// Number.
        no: u32,
        /// Role.
        role: String,
        /// Why.
        reason: Option<Said>,
    },
    /// A freeze was refused in a role, and ends with that.
    FreezeRefused {
        /// Number.
        no: u32,
        /// Role.
        role: String,
        /// Why.
        reason: Option<Said>,
    },
    /// A task of a month was done.
    TaskDone {
        /// The month: `2026-03`.
        month: String,
        /// The task, by the pack's id.
        task: String,
        /// What came of it.
        note: Option<Said>,
    },
    /// A window was announced.
    WindowAnnounced {
        /// Number.
        no: u32,
        /// Title.
        title: String,
        /// First moment.
        from: Moment,
        /// First moment after it.
        to: Moment,
        /// Environments for which it is open; all when empty.
        environments: Vec<String>,
        /// Systems for which it is open; all when empty.
        systems: Vec<String>,
        /// Types of change for which it is open; all that the pack admits when empty.
        types: Vec<String>,
        /// Why.
        reason: Option<Said>,
    },
    /// A window was ended ahead of its time.
    WindowEnded {
        /// Number.
        no: u32,
        /// Why.
        reason: Option<Said>,
    },
    /// A freeze was ended ahead of its time.
    FreezeEnded {
        /// Number.
        no: u32,
        /// Why.
        reason: Option<Said>,
    },
}

impl Calendar {
    /// Applies an event.
    pub fn apply(&mut self, what: &CalendarEvent, event: &Event) {
        let by = (event.at, event.actor.clone());
        match what {
            CalendarEvent::FreezeAnnounced { no, title, from, to, environments, systems, exempt, .. } => {
                let bound = Bound { environments, systems, exempt };
                self.freezes.push(Freeze::new(*no, title, (*from, *to), &bound, by));
            }
            CalendarEvent::FreezeBrought { no, title, turns, environments, systems, exempt, source, .. } => {
                let bound = Bound { environments, systems, exempt };
                self.freezes.push(Freeze::brought(*no, title, turns, &bound, source, by));
            }
            CalendarEvent::FreezeWaits { no, roles } => {
                if let Some(freeze) = self.freezes.iter_mut().find(|f| f.no == *no) {
                    freeze.proposal = Some(Proposal { roles: roles.clone(), ..Proposal::default() });
                }
            }
            CalendarEvent::FreezeApproved { no, role, .. } => {
                let found = self.freezes.iter_mut().find(|f| f.no == *no);
                if let Some(proposal) = found.and_then(|f| f.proposal.as_mut()) {
                    proposal.signed.push((role.clone(), by.1, by.0));
                    if proposal.open().next().is_none() {
                        proposal.approved = Some(by.0);
                    }
                }
            }
            CalendarEvent::FreezeRefused { no, .. } => {
                if let Some(freeze) = self.freezes.iter_mut().find(|f| f.no == *no) {
                    if let Some(proposal) = &mut freeze.proposal {
                        proposal.refused = true;
                    }
                    freeze.ended = Some(by);
                }
            }
            CalendarEvent::TaskDone { month, task, .. } => {
                self.done.push(Done { month: month.clone(), task: task.clone(), by });
            }
            CalendarEvent::WindowAnnounced { no, title, from, to, environments, systems, types, .. } => {
                self.windows.push(Opening {
                    no: *no,
                    title: title.clone(),
                    from: *from,
                    to: *to,
                    environments: environments.clone(),
                    systems: systems.clone(),
                    types: types.clone(),
                    ended: None,
                });
            }
            CalendarEvent::WindowEnded { no, .. } => {
                if let Some(window) = self.windows.iter_mut().find(|w| w.no == *no) {
                    window.ended = Some(event.at);
                }
            }
            CalendarEvent::FreezeEnded { no, .. } => {
                if let Some(freeze) = self.freezes.iter_mut().find(|f| f.no == *no) {
                    freeze.ended = Some(by);
                }
            }
        }
    }
}
