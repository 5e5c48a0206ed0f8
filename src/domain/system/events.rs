//! What happened to the register of systems.

use super::{System, Systems, key};
use crate::domain::event::Event;
use crate::domain::said::Said;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is told of a system, whole, as an entry holds it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Entry {
    /// Id, as changes name it in `affected_systems`; case does not matter.
    pub id: String,
    /// Title, in a line.
    pub title: String,
    /// Tier, by the id of the pack's table; empty where none is given.
    pub tier: String,
    /// Who answers for it: a person or a team.
    pub owner: String,
    /// Where it stands.
    pub site: String,
    /// Ids of the systems that it cannot do without.
    pub depends_on: Vec<String>,
    /// Its place in the order of recovery, from 1; none where it has none.
    pub priority: Option<u32>,
    /// Kinds of sensitive data that it handles, by the ids of the pack's table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub data: Vec<String>,
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

impl Systems {
    /// Applies an event.
    pub fn apply(&mut self, what: &SystemEvent, event: &Event) {
        let by = || (event.at, event.actor.clone());
        match what {
            SystemEvent::Recorded { systems } => {
                for entry in systems {
                    let before = self.all.remove(&key(&entry.id));
                    let (since, validated) = before.map_or((event.at, BTreeMap::new()), |s| (s.since, s.validated));
                    let system = System { entry: entry.clone(), since, retired: None, validated };
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
