//! The sheet of an entry of the catalogue.

use super::Lens;
use crate::domain::catalogue::Entry;
use crate::sheets::catalogue::EntrySheet;
use crate::sheets::time::Time;

/// The sheet of an entry, for whoever looks.
#[must_use]
pub fn sheet(lens: &Lens<'_>, id: &str, entry: &Entry) -> EntrySheet {
    let standing = match entry.standing(lens.desk.now) {
        "none" => "withdrawn",
        other => other,
    };
    EntrySheet {
        id: id.to_owned(),
        title: entry.title.clone(),
        standing: standing.into(),
        failed_run: entry.failed.filter(|_| standing == "suspended").map(|no| no.to_string()),
        reason: entry.reason().map(|said| lens.words(&said)),
        expires: Time(entry.expires),
        probation: entry.probation,
        admitted: Time(entry.admitted.0),
        admitted_by: entry.admitted.1.to_string(),
        procedure: entry.procedure.map(|said| lens.words(&said)),
    }
}
