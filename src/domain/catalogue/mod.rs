//! The catalogue of standard changes: entries that were approved once, expire, and prove themselves on probation.

pub mod acts;
pub mod events;

use crate::base::ids::{ChangeNo, PersonId};
use crate::base::time::Moment;
use crate::domain::change::Change;
use crate::domain::change::states::State;
use crate::domain::said::Said;
use crate::domain::world::World;
use crate::policy::pack::{Effect, Pack};
use std::collections::{BTreeMap, BTreeSet};

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
    /// The failed run on probation after which it was suspended, if it was by one.
    pub failed: Option<ChangeNo>,
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

/// The entry that a change is of, where nothing may be done under it any more: what its people hear, its id, and how it
/// stands. One that expires while work is under way keeps nobody from ending that, and once the work is done nobody can do
/// anything about its entry.
#[must_use]
pub fn out_of_use<'c>(world: &World, now: Moment, change: &'c Change) -> Option<(&'static str, &'c str, &'static str)> {
    let id = change.catalogue.as_deref()?;
    let entry = world.catalogue.0.get(id).filter(|_| change.state != State::Review)?;
    match entry.standing(now) {
        "none" => Some(("WITHDRAWN", id, "withdrawn")),
        "suspended" => Some(("SUSPENDED", id, "suspended")),
        "expired" if ahead(change) => Some(("EXPIRED", id, "expired")),
        _ => None,
    }
}

/// When the entry that a change is of expires, where the change is not carried out before.
#[must_use]
pub fn expires(world: &World, now: Moment, change: &Change) -> Option<Moment> {
    let entry = world.catalogue.0.get(change.catalogue.as_deref()?)?;
    (entry.standing(now) == "valid" && ahead(change)).then_some(entry.expires)
}

/// Whether a change is still to be carried out.
fn ahead(change: &Change) -> bool {
    matches!(change.state, State::New | State::Assess | State::Authorize | State::Scheduled)
}

/// The clauses by which a change needs a valid entry, behind a text: ` (GQ-types-01)`.
#[must_use]
pub fn cited(pack: &Pack) -> String {
    let members = std::iter::once(pack).chain(&pack.members);
    let asks = members.flat_map(|p| &p.rules).filter(|r| r.effect == Effect::Demand && !r.needs.catalogue.is_empty());
    let clauses: BTreeSet<&str> = asks.flat_map(|r| &r.clauses).map(String::as_str).collect();
    match clauses.len() {
        0 => String::new(),
        _ => format!(" ({})", clauses.into_iter().collect::<Vec<_>>().join(", ")),
    }
}
