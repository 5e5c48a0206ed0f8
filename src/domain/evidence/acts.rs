//! What may be done to the evidence on a change.

use super::command::EvidenceCommand;
use super::events::EvidenceEvent;
use crate::domain::change::acts::Case;
use crate::domain::refusal::Refusal;
use crate::policy::act::Act;

/// Decides a command on the evidence on a change.
///
/// # Errors
/// A refusal; nothing has happened then.
pub(crate) fn decide(case: &mut Case<'_>, command: &EvidenceCommand) -> Result<(), Refusal> {
    match command {
        EvidenceCommand::Add { test, environment, values, measured } => {
            case.among_its_environments(environment.as_deref())?;
            case.guard(Act::Evidence, &[("test", test), ("environment", environment.as_deref().unwrap_or_default())])?;
            let event = EvidenceEvent::Added {
                no: case.change.evidence.last().map_or(1, |e| e.no + 1),
                test: test.clone(),
                environment: environment.clone(),
                values: values.clone(),
                revision: case.change.revision_digest(),
                measured: measured.unwrap_or(case.desk.now),
            };
            case.add(event);
            Ok(())
        }
    }
}
