//! What happened to the checklists of a change.

use super::Checklist;
use crate::domain::event::Event;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What happened to the checklists of a change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChecklistEvent {
    /// An item was ticked.
    Ticked {
        /// The checklist.
        list: String,
        /// The item, from 1.
        item: u32,
    },
}

/// Applies an event to the checklists of a change.
pub fn apply(lists: &mut BTreeMap<String, Checklist>, what: &ChecklistEvent, event: &Event) {
    match what {
        ChecklistEvent::Ticked { list, item } => {
            let by = (event.at, event.actor.clone());
            lists.entry(list.clone()).or_default().ticked.entry(*item).or_insert(by);
        }
    }
}
