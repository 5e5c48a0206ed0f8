//! What happened to the catalogue.

use super::{Catalogue, Entry};
use crate::base::ids::ChangeNo;
use crate::base::time::Moment;
use crate::domain::event::Event;
use crate::domain::said::Said;
use serde::{Deserialize, Serialize};

/// What happened to the catalogue.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CatalogueEvent {
    /// An entry was admitted, or admitted anew.
    Admitted {
        /// Id.
        id: String,
        /// Title.
        title: String,
        /// Procedure.
        procedure: Option<Said>,
        /// When it expires.
        expires: Moment,
        /// Runs on probation.
        probation: u32,
    },
    /// An entry was suspended by hand or by a failed run on probation.
    Suspended {
        /// Id.
        id: String,
        /// Why.
        reason: Option<Said>,
        /// The change whose run failed.
        change: Option<ChangeNo>,
    },
    /// A run under the entry succeeded.
    Proved {
        /// Id.
        id: String,
        /// The change.
        change: ChangeNo,
    },
    /// An entry was taken out.
    Withdrawn {
        /// Id.
        id: String,
        /// Why.
        reason: Option<Said>,
    },
}

impl Catalogue {
    /// Applies an event.
    pub fn apply(&mut self, what: &CatalogueEvent, event: &Event) {
        match what {
            CatalogueEvent::Admitted { id, title, procedure, expires, probation } => {
                let entry = Entry {
                    title: title.clone(),
                    procedure: *procedure,
                    admitted: (event.at, event.actor.clone()),
                    expires: *expires,
                    probation: *probation,
                    suspended: None,
                    failed: None,
                    withdrawn: None,
                };
                self.0.insert(id.clone(), entry);
            }
            CatalogueEvent::Suspended { id, reason, change } => {
                if let Some(entry) = self.0.get_mut(id) {
                    entry.suspended = Some(*reason);
                    entry.failed = *change;
                }
            }
            CatalogueEvent::Proved { id, .. } => {
                if let Some(entry) = self.0.get_mut(id) {
                    entry.probation = entry.probation.saturating_sub(1);
                }
            }
            CatalogueEvent::Withdrawn { id, reason } => {
                if let Some(entry) = self.0.get_mut(id) {
                    entry.withdrawn = Some(*reason);
                }
            }
        }
    }
}
