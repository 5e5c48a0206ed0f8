//! The facts of a change for one person after another: made once between two acts.

use super::scene::Scene;
use crate::base::ids::{ChangeNo, PersonId};
use crate::base::time::Moment;
use crate::domain::change::{Change, facts};
use crate::policy::facts::Facts;
use std::cell::RefCell;

/// What facts hold for: the acts tried so far, the moment, the change.
type Asked = (u64, Moment, ChangeNo);

/// The facts that were asked for last, and what they hold for.
#[derive(Default)]
pub(super) struct Known(RefCell<Option<(Asked, Facts)>>);

impl Scene<'_, '_, '_> {
    /// The facts of the change for whoever acts: between two acts they differ by who that is alone.
    pub fn facts(&self, who: &PersonId, change: &Change) -> Facts {
        let desk = self.desk(who);
        let key = (self.hands.tally.tried, self.at, change.no);
        let mut known = self.known.0.borrow_mut();
        if known.as_ref().is_none_or(|(of, _)| *of != key) {
            *known = Some((key, facts::of(self.hands.world, &desk, change)));
        }
        let mut facts = known.as_ref().map(|(_, facts)| facts.clone()).unwrap_or_default();
        facts::turn(&mut facts, self.hands.world, &desk, change);
        facts
    }
}
