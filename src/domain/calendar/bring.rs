//! Freezes made of the events of another calendar: which are new, which are known, which have changed.

use super::events::CalendarEvent;
use super::{Calendar, Freeze, Source};
use crate::base::ids::Stream;
use crate::base::time::Moment;
use crate::domain::desk::Decided;
use crate::domain::said::Scribe;
use crate::policy::schedule::Stretch;
use serde::{Deserialize, Serialize};

/// An event of another calendar.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Brought {
    /// What it is, and how far it was read.
    pub source: Source,
    /// Title, in a line.
    pub title: String,
    /// Its turns, in order; none once it was called off.
    pub turns: Vec<Stretch>,
}

/// What freezes bind.
#[derive(Clone, Copy, Debug)]
pub struct Bound<'a> {
    /// Environments; all when empty.
    pub environments: &'a [String],
    /// Systems; all when empty.
    pub systems: &'a [String],
    /// Types of change that they let through.
    pub exempt: &'a [String],
}

/// What becomes of an event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// A freeze is announced.
    New,
    /// The freeze of this number is ended and announced anew.
    Changed(u32),
    /// The freeze of this number is ended: the event was called off.
    Ended(u32),
    /// It is known as it is.
    Same,
    /// It was called off, and there is no freeze of it.
    Nothing,
    /// A newer one is known: how often that had changed.
    Older(u32),
}

impl Calendar {
    /// The freeze that was made of an event and still counts.
    #[must_use]
    pub fn of_source(&self, uid: &str, now: Moment) -> Option<&Freeze> {
        let made = |f: &&Freeze| f.source.as_ref().is_some_and(|s| s.uid == uid) && f.until() > now;
        self.freezes.iter().rev().find(made)
    }

    /// What becomes of an event.
    #[must_use]
    pub fn outcome(&self, event: &Brought, bound: &Bound<'_>, now: Moment) -> Outcome {
        let Some(freeze) = self.of_source(&event.source.uid, now) else {
            return if event.turns.is_empty() { Outcome::Nothing } else { Outcome::New };
        };
        let Some(known) = &freeze.source else { return Outcome::New };
        if event.source.sequence < known.sequence {
            return Outcome::Older(known.sequence);
        }
        if event.turns.is_empty() {
            return Outcome::Ended(freeze.no);
        }
        let binds = freeze.environments == bound.environments
            && freeze.systems == bound.systems
            && freeze.exempt == bound.exempt;
        // One that goes on for ever is read on when half of what was read is over.
        let short = match (known.until, event.source.until) {
            (Some(had), Some(has)) => has.since(had).0 > has.since(now).0 / 2,
            _ => false,
        };
        if binds && known.digest == event.source.digest && !short { Outcome::Same } else { Outcome::Changed(freeze.no) }
    }
}

/// Decides what is announced and ended.
pub(super) fn bring(
    calendar: &Calendar,
    now: Moment,
    events: &[Brought],
    bound: &Bound<'_>,
    reason: Option<&str>,
    scribe: &mut Scribe,
    decided: &mut Decided,
) {
    let mut next = calendar.freezes.last().map_or(1, |f| f.no + 1);
    for event in events {
        let outcome = calendar.outcome(event, bound, now);
        if let Outcome::Changed(no) | Outcome::Ended(no) = outcome {
            let reason = scribe.say_if(reason);
            decided.add(Stream::Calendar, CalendarEvent::FreezeEnded { no, reason });
        }
        if let Outcome::Changed(_) | Outcome::New = outcome {
            let brought = CalendarEvent::FreezeBrought {
                no: next,
                title: event.title.clone(),
                turns: event.turns.clone(),
                environments: bound.environments.to_vec(),
                systems: bound.systems.to_vec(),
                exempt: bound.exempt.to_vec(),
                source: event.source.clone(),
                reason: scribe.say_if(reason),
            };
            decided.add(Stream::Calendar, brought);
            next += 1;
        }
    }
}
