//! A sentence for each event of a change that is carried out.

use super::{Names, plain};
use crate::domain::run::events::RunEvent;

/// What happened while a change was carried out.
pub fn run(what: &RunEvent, names: &Names<'_>) -> String {
    match what {
        RunEvent::Noted { kind, environment, text } => {
            let place = environment.as_ref().map_or_else(String::new, |e| format!(" in {}", plain(e)));
            format!("noted a {}{place}: {}", plain(kind), names.quote(text))
        }
    }
}
