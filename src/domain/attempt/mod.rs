//! Attempts: what somebody asked for and a clause refused. They are written down for auditors; nothing follows from them.

pub mod events;

use super::desk::Decided;
use super::refusal::Refusal;
use super::said::Scribe;
use crate::base::ids::Stream;
use events::AttemptEvent;

/// The entry that a refusal leaves: none where no clause refused, since then something was mistyped or came too late.
#[must_use]
pub fn of(refusal: &Refusal, about: &str, seed: [u8; 32]) -> Option<Decided> {
    let clauses = refusal.clauses();
    if clauses.is_empty() {
        return None;
    }
    let mut scribe = Scribe::new(seed);
    let refused = AttemptEvent::Refused {
        about: about.to_owned(),
        refusal: refusal.kind.word().to_owned(),
        text: scribe.say(&refusal.text),
        clauses,
    };
    Some(Decided { events: vec![(Stream::Attempts, refused.into())], prose: scribe.prose, ..Decided::default() })
}
