//! What happened to the register of systems.

use super::{System, Systems, key};
use crate::domain::event::Event;
use crate::domain::said::Said;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A system as an entry holds it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Tier; empty where none is given.
    pub tier: String,
    /// Owner.
    pub owner: String,
    /// Site.
    pub site: String,
    /// What it depends on.
    pub depends_on: Vec<String>,
    /// Place in the order of recovery.
    pub priority: Option<u32>,
}

/// What happened to the register of systems.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SystemEvent {
    /// Systems were recorded, or recorded anew with other details.
    Recorded {
        /// The systems, each whole.
        systems: Vec<Entry>,
    },
    /// A system was taken out of use.
    Retired {
        /// Id.
        id: String,
        /// Why.
        reason: Option<Said>,
    },
    /// Something about a system was shown to work.
    Validated {
        /// Id.
        id: String,
        /// `rto` or `recovery`.
        what: String,
        /// How.
        note: Option<Said>,
    },
    /// Disaster recovery was tested.
    RecoveryTested {
        /// Whether a patch was deployed in the test.
        patched: bool,
        /// How it went.
        note: Option<Said>,
    },
}

impl System {
    /// As an entry holds it.
    #[must_use]
    pub fn entry(&self) -> Entry {
        Entry {
            id: self.id.clone(),
            title: self.title.clone(),
            tier: self.tier.clone(),
            owner: self.owner.clone(),
            site: self.site.clone(),
            depends_on: self.depends_on.clone(),
            priority: self.priority,
        }
    }
}

impl Systems {
    /// Applies an event.
    pub fn apply(&mut self, what: &SystemEvent, event: &Event) {
        let by = || (event.at, event.actor.clone());
        match what {
            SystemEvent::Recorded { systems } => {
                for entry in systems {
                    let before = self.all.remove(&key(&entry.id));
                    let (since, validated) = before.map_or((event.at, BTreeMap::new()), |s| (s.since, s.validated));
                    let Entry { id, title, tier, owner, site, depends_on, priority } = entry.clone();
                    let retired = None;
                    let system =
                        System { id, title, tier, owner, site, depends_on, priority, since, retired, validated };
                    self.all.insert(key(&entry.id), system);
                }
            }
            SystemEvent::Retired { id, .. } => {
                if let Some(system) = self.all.get_mut(&key(id)) {
                    system.retired = Some(by());
                }
            }
            SystemEvent::Validated { id, what, .. } => {
                if let Some(system) = self.all.get_mut(&key(id)) {
                    system.validated.insert(what.clone(), by());
                }
            }
            SystemEvent::RecoveryTested { patched, .. } => {
                if *patched {
                    self.dr_tested = Some(by());
                }
            }
        }
    }
}
