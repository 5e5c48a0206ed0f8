//! The times that an act recorded, for its receipt.

use crate::base::time::Moment;
use crate::domain::change::Value;
use crate::domain::change::events::ChangeEvent;
use crate::domain::desk::Decided;
use crate::domain::event::What;
use crate::domain::meeting::events::MeetingEvent;
use crate::sheets::time::Time;

/// The times that were recorded, by what they are of.
pub(super) fn of(decided: &Decided) -> Vec<(String, Time, Option<Time>)> {
    let mut times = Vec::new();
    for (_, what) in &decided.events {
        match what {
            What::Change(ChangeEvent::Edited { fields, .. } | ChangeEvent::Opened { fields, .. }) => {
                for (id, value) in fields {
                    let Value::Words(words) = value else { continue };
                    times.extend(words.iter().filter_map(|w| read(w)).map(|(from, to)| (id.clone(), from, to)));
                }
            }
            What::Meeting(MeetingEvent::Called { starts, .. } | MeetingEvent::Moved { starts, .. }) => {
                times.push(("begins".into(), Time(*starts), None));
            }
            _ => {}
        }
    }
    times
}

/// A moment or a span as a field keeps it.
fn read(word: &str) -> Option<(Time, Option<Time>)> {
    let moment = |w: &str| Moment::parse(w, chrono_tz::UTC).ok().filter(|_| w.ends_with('Z')).map(Time);
    match word.split_once('/') {
        Some((from, to)) => Some((moment(from)?, Some(moment(to)?))),
        None => Some((moment(word)?, None)),
    }
}
