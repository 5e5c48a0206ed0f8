//! A sentence for what happened to the register of systems.

use super::{Names, list};
use crate::domain::system::events::SystemEvent;

/// Systems that a sentence names at most.
const NAMED: usize = 5;

/// What happened to the register of systems.
pub fn systems(what: &SystemEvent, names: &Names<'_>) -> String {
    match what {
        SystemEvent::Recorded { systems } => {
            let mut named: Vec<String> = systems.iter().take(NAMED).map(|s| s.id.clone()).collect();
            let more = systems.len().saturating_sub(NAMED);
            if more > 0 {
                named.push(format!("{more} more"));
            }
            let noun = if systems.len() == 1 { "the system" } else { "the systems" };
            format!("recorded {noun} {}", list(&named))
        }
        SystemEvent::Retired { id, reason } => {
            format!("took the system {id} out of use{}", names.because(reason.as_ref()))
        }
        SystemEvent::Validated { id, what, note } => {
            let shown = if what == "rto" { "its recovery times" } else { "its recovery" };
            format!("validated the system {id}: {shown}{}", names.because(note.as_ref()))
        }
        SystemEvent::RecoveryTested { patched, note } => {
            let with = if *patched { " with a patch deployment" } else { "" };
            format!("recorded a test of disaster recovery{with}{}", names.because(note.as_ref()))
        }
    }
}
