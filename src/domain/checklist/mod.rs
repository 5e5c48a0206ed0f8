//! Checklists of a change: which items are done, by whom.

pub mod acts;
pub mod command;
pub mod events;

use crate::base::ids::PersonId;
use crate::base::time::Moment;
use std::collections::BTreeMap;

/// A checklist of a change.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Checklist {
    /// Items that are done: when, by whom.
    pub ticked: BTreeMap<u32, (Moment, PersonId)>,
}
