//! Calendars in which nothing may run but in their events (`X-CALENDAR-TYPE:DEFAULT_CLOSED`), as one freeze each.

use crate::base::digest::Digest;
use crate::domain::calendar::Source;
use crate::domain::calendar::bring::{Bound, Brought};
use crate::policy::schedule::{Stretch, joined, without};
use crate::sheets::register::{ImportSheet, Skipped};
use crate::text::ical::foreign::ForeignCalendar;
use std::path::Path;

/// What the freeze of such a calendar is known by, its name, and its name in words. One without a name goes by what it says of itself, else by its
/// file, and by what it is brought for, so that another one does not take its place.
pub(super) fn key(calendar: &ForeignCalendar, n: usize, file: &Path, bound: &Bound<'_>) -> (String, String) {
    let name = title(calendar, file);
    let mut words = vec!["DEFAULT_CLOSED".to_owned(), name.clone()];
    if calendar.name.is_empty() {
        words.extend((n > 0).then(|| (n + 1).to_string()));
        words.extend([bound.environments, bound.systems].concat());
    }
    (words.join(" "), name)
}

/// The name of a calendar, else what it says of itself, else its file.
fn title(calendar: &ForeignCalendar, file: &Path) -> String {
    let given = [&calendar.name, &calendar.about].into_iter().find(|name| !name.is_empty()).cloned();
    given.unwrap_or_else(|| file.file_stem().unwrap_or_default().to_string_lossy().into_owned())
}

/// The time between the events of such a calendar as a freeze. One that leaves no time open would stop everything: nothing is
/// made of it, unless a freeze is known by its key, which then goes on without the times that are gone.
pub(super) fn freeze(
    calendar: &ForeignCalendar,
    (key, name): (String, String),
    known: bool,
    (now, horizon): Stretch,
    sheet: &mut ImportSheet,
) -> Option<(usize, Brought)> {
    let open = joined(calendar.events.iter().flat_map(|e| e.turns.iter().copied()).collect());
    if open.is_empty() {
        let day = horizon.utc().format("%Y-%m-%d");
        let what = format!("{name}: it is closed but for its events, and none of them is to come");
        if !known {
            let reason = format!(
                "{what}: a freeze of it would stop everything until {day}. If that is meant, announce it: quorate freeze add \
                 --title TITLE --from now --to {day} --reason TEXT"
            );
            sheet.skipped.push(Skipped { row: 0, reason });
            return None;
        }
        sheet.warnings.push(Skipped { row: 0, reason: format!("{what}: its freeze stops everything until {day}") });
    } else if calendar.events.len() > 1 {
        let reason = format!("its {} events are the times that stay open: they make one freeze", calendar.events.len());
        sheet.warnings.push(Skipped { row: 0, reason });
    }
    let digests: Vec<[u8; 32]> = calendar.events.iter().map(|e| e.digest.0).collect();
    let digest = Digest::of_parts(digests.iter().map(<[u8; 32]>::as_slice));
    let source = Source { uid: key, sequence: 0, digest, until: Some(horizon) };
    let title = format!("Closed but for the times of {name}");
    Some((1, Brought { source, title, turns: without(&[(now, horizon)], &open) }))
}
