//! What happened while a change was carried out.

use super::{Note, Run};
use crate::domain::event::Event;
use crate::domain::said::Said;
use serde::{Deserialize, Serialize};

/// What happened while a change was carried out.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunEvent {
    /// A line was written into the implementation record.
    Noted {
        /// What it is about.
        kind: String,
        /// The environment, where it is of one.
        environment: Option<String>,
        /// What was written.
        text: Said,
    },
}

impl Run {
    /// Applies an event.
    pub fn apply(&mut self, what: &RunEvent, event: &Event) {
        match what {
            RunEvent::Noted { kind, environment, text } => self.notes.push(Note {
                kind: kind.clone(),
                environment: environment.clone(),
                by: event.actor.clone(),
                at: event.at,
                text: *text,
            }),
        }
    }
}
