//! What may be done to the checklists of a change.

use super::command::ChecklistCommand;
use super::events::ChecklistEvent;
use crate::domain::change::acts::Case;
use crate::domain::refusal::{Kind, Refusal};
use crate::policy::act::Act;

/// Decides a command on the checklists of a change.
///
/// # Errors
/// A refusal; nothing has happened then.
pub(crate) fn decide(case: &mut Case<'_>, command: &ChecklistCommand) -> Result<(), Refusal> {
    match command {
        ChecklistCommand::Tick { list, item } => {
            case.guard(Act::Tick, &[("list", list)])?;
            if case.change.checklists.get(list).is_some_and(|l| l.ticked.contains_key(item)) {
                return Err(Refusal::new(Kind::AlreadyDone, format!("item {item} of {list} is ticked already"), ""));
            }
            case.add(ChecklistEvent::Ticked { list: list.clone(), item: *item });
            Ok(())
        }
    }
}
