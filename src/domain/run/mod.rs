//! Carrying a change out: what was written down about it while it ran.

pub mod acts;
pub mod command;
pub mod events;

use crate::base::ids::PersonId;
use crate::base::time::Moment;
use crate::domain::said::Said;

/// A line of the implementation record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    /// What it is about: `deviation`, `incident`, `health` …
    pub kind: String,
    /// The environment, where it is of one.
    pub environment: Option<String>,
    /// Who wrote it down.
    pub by: PersonId,
    /// When.
    pub at: Moment,
    /// What was written.
    pub text: Said,
}

/// How a change is carried out.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Run {
    /// The implementation record, oldest first.
    pub notes: Vec<Note>,
}
