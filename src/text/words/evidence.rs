//! A sentence for each event of the evidence on a change.

use super::{Names, moment, plain};
use crate::domain::evidence::events::EvidenceEvent;

/// What happened to the evidence on a change.
pub fn evidence(what: &EvidenceEvent, names: &Names<'_>) -> String {
    match what {
        EvidenceEvent::Added { no, test, environment, measured, .. } => {
            let place = environment.as_ref().map_or_else(String::new, |e| format!(" in {}", plain(e)));
            format!("added evidence {no}, {}{place}, of {}", plain(test), moment::moment(*measured, names.tz))
        }
    }
}
