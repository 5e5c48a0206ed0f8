//! What happened to the risk register.

use super::{Risk, Risks};
use crate::base::ids::{ChangeNo, PersonId};
use crate::domain::event::Event;
use crate::domain::said::Said;
use serde::{Deserialize, Serialize};

/// What happened to the risk register.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RiskEvent {
    /// A risk was logged.
    Logged {
        /// Number.
        no: u32,
        /// Change.
        change: Option<ChangeNo>,
        /// What may happen.
        text: Said,
        /// Level.
        level: String,
        /// Mitigation plan.
        mitigation: Option<Said>,
        /// Owner.
        owner: PersonId,
    },
    /// A risk was accepted.
    Accepted {
        /// Number.
        no: u32,
        /// Why.
        reason: Option<Said>,
    },
    /// The register was reviewed.
    Reviewed {
        /// What was found.
        note: Option<Said>,
    },
}

impl Risks {
    /// Applies an event.
    pub fn apply(&mut self, what: &RiskEvent, event: &Event) {
        match what {
            RiskEvent::Logged { no, change, text, level, mitigation, owner } => self.list.push(Risk {
                no: *no,
                change: *change,
                text: *text,
                level: level.clone(),
                mitigation: *mitigation,
                owner: owner.clone(),
                logged: event.at,
                accepted: None,
            }),
            RiskEvent::Accepted { no, .. } => {
                if let Some(risk) = self.list.iter_mut().find(|r| r.no == *no) {
                    risk.accepted = Some((event.at, event.actor.clone()));
                }
            }
            RiskEvent::Reviewed { .. } => self.reviewed.push((event.at, event.actor.clone())),
        }
    }
}
