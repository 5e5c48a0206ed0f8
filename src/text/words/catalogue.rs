//! An entry of the catalogue of standard changes in words.

use crate::base::text::so_many;
use crate::sheets::catalogue::EntrySheet;

/// How it stands: `suspended after the failed run CHG-4: the job hung`.
#[must_use]
pub fn standing(entry: &EntrySheet) -> String {
    let reason = entry.reason.as_ref().map(|r| format!(": {r}")).unwrap_or_default();
    let run = entry.failed_run.as_ref().map(|no| format!(" after the failed run {no}")).unwrap_or_default();
    format!("{}{run}{reason}", entry.standing)
}

/// How much it still has to prove.
#[must_use]
pub fn probation(entry: &EntrySheet) -> String {
    if entry.probation == 0 { "passed".into() } else { format!("{} left", so_many(entry.probation, "run")) }
}
