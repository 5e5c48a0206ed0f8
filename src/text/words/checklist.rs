//! A sentence for each event of the checklists of a change.

use super::plain;
use crate::domain::checklist::events::ChecklistEvent;

/// What happened to the checklists of a change.
pub fn checklist(what: &ChecklistEvent) -> String {
    match what {
        ChecklistEvent::Ticked { list, item } => format!("ticked item {item} of {}", plain(list)),
    }
}
