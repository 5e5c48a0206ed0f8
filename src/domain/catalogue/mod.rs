//! The catalogue of standard changes: entries that were approved once, expire, and prove themselves on probation.

pub mod acts;
pub mod events;

use crate::base::ids::PersonId;
use crate::base::time::Moment;
use crate::domain::said::Said;
use std::collections::BTreeMap;

/// An entry of the catalogue.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Title.
    pub title: String,
    /// The documented procedure.
    pub procedure: Option<Said>,
    /// When it was admitted, and by whom.
    pub admitted: (Moment, PersonId),
    /// When it expires.
    pub expires: Moment,
    /// Runs on probation that are left.
    pub probation: u32,
    /// Why it is suspended, if it is.
    pub suspended: Option<Option<Said>>,
    /// Why it was withdrawn, if it was.
    pub withdrawn: Option<Option<Said>>,
}

impl Entry {
    /// The state as facts call it: `valid`, `expired`, `suspended`, `none` (withdrawn).
    #[must_use]
    pub fn standing(&self, now: Moment) -> &'static str {
        if self.withdrawn.is_some() {
            "none"
        } else if self.suspended.is_some() {
            "suspended"
        } else if now >= self.expires {
            "expired"
        } else {
            "valid"
        }
    }

    /// Why it is out of use, where somebody said so: of what happened last.
    #[must_use]
    pub fn reason(&self) -> Option<Said> {
        self.withdrawn.or(self.suspended).flatten()
    }
}

/// All entries by id.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Catalogue(pub BTreeMap<String, Entry>);
