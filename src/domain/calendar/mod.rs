//! The register's own calendar: freezes that people announce beside those of the packs.

pub mod acts;
pub mod events;

use crate::base::ids::PersonId;
use crate::base::time::Moment;
use crate::policy::diary::Announced;

/// A freeze that was announced.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Freeze {
    /// Number, from 1.
    pub no: u32,
    /// Title, in a line.
    pub title: String,
    /// First moment.
    pub from: Moment,
    /// First moment after it.
    pub to: Moment,
    /// Environments that it binds; all when empty.
    pub environments: Vec<String>,
    /// Systems that it binds; all when empty.
    pub systems: Vec<String>,
    /// Types of change that it lets through, beside those of the pack.
    pub exempt: Vec<String>,
    /// Who announced it, and when.
    pub announced: (Moment, PersonId),
    /// When it was ended ahead of its time, and by whom.
    pub ended: Option<(Moment, PersonId)>,
}

impl Freeze {
    /// Its name in chains and lists: `freeze/1`.
    #[must_use]
    pub fn id(&self) -> String {
        format!("freeze/{}", self.no)
    }

    /// When it holds until: its end, or the moment at which it was ended.
    #[must_use]
    pub fn until(&self) -> Moment {
        self.ended.as_ref().map_or(self.to, |(at, _)| (*at).min(self.to))
    }

    /// As a judgement sees it; none once it was ended before it began.
    #[must_use]
    pub fn seen(&self) -> Option<Announced> {
        (self.until() > self.from).then(|| Announced {
            id: self.id(),
            title: self.title.clone(),
            from: self.from,
            to: self.until(),
            environments: self.environments.clone(),
            systems: self.systems.clone(),
            exempt: self.exempt.clone(),
        })
    }
}

/// The register's calendar.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Calendar {
    /// Freezes in order of their numbers.
    pub freezes: Vec<Freeze>,
}
