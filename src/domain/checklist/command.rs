//! What may be asked of the checklists of a change.

use serde::{Deserialize, Serialize};

/// To the checklists of a change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChecklistCommand {
    /// Tick an item.
    Tick {
        /// The checklist.
        list: String,
        /// The item, from 1.
        item: u32,
    },
}
