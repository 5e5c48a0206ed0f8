//! Lists of people who have left: whose they were, and who may hand them on.

use super::waiting::{leads, may_sign, signers};
use super::{Checklist, Standing, acts, facts};
use crate::base::ids::PersonId;
use crate::domain::board::People;
use crate::domain::change::Change;
use crate::domain::change::summary::{Waiting, Waits};
use crate::domain::world::World;
use crate::policy::facts::Facts;
use crate::policy::pack::Pack;

/// What somebody has to do whose word is wanted, since who had a list in hand has left.
pub const HAND_ON: &str = "HAND ON";

/// Who answers for a list when its holder is gone.
pub(super) struct Heirs {
    /// The change's owner, where there is one who has not left.
    pub owner: Option<PersonId>,
    /// Whether somebody holds a role that leads the list.
    pub led: bool,
}

impl Heirs {
    /// Those of a list.
    pub fn of(people: &People, change: &Change, list: &Checklist) -> Self {
        let lead = &list.sealed.lead;
        let led = people.0.values().any(|p| p.active && p.roles.iter().any(|r| lead.contains(r)));
        Self { owner: change.owner().filter(|o| people.active(o).is_some()), led }
    }

    /// Whether it is left to the chair.
    pub fn chair(&self) -> bool {
        self.owner.is_none() && !self.led
    }
}

/// The lists at hand in which nobody is left whom one could ask: their holder has left, or who was to take them over has.
#[must_use]
pub fn lists<'a>(people: &People, change: &'a Change, pack: &Pack, known: &Facts) -> Vec<&'a Checklist> {
    let gone = |who: &PersonId| people.active(who).is_none();
    let ids = acts::at_hand(change, pack, known);
    let open = ids.iter().filter_map(|id| change.checklists.get(id));
    open.filter(|list| list.handed().map_or_else(|| gone(&list.holder), |h| gone(&h.to))).collect()
}

/// For whom such lists wait: for the holder where only who was to take it over has left, else for whoever may hand it on.
#[must_use]
pub fn waiting(world: &World, change: &Change, pack: &Pack, known: &Facts) -> Vec<Waiting> {
    let mut all: Vec<Waits> = Vec::new();
    for list in lists(&world.people, change, pack, known) {
        if world.people.active(&list.holder).is_some() {
            all.push(Waits::Person(list.holder.to_string()));
            continue;
        }
        let heirs = Heirs::of(&world.people, change, list);
        all.extend(heirs.owner.as_ref().map(|owner| Waits::Person(owner.to_string())));
        all.extend(list.sealed.lead.iter().filter(|_| heirs.led).cloned().map(Waits::Role));
        all.extend(Some(Waits::Chair).filter(|_| heirs.chair()));
        for (n, item) in list.items().filter(|(_, item)| !item.automatic()) {
            all.extend(match list.standing(n, item, facts::holds(item, pack, known)) {
                Standing::Open | Standing::Again => may_sign(change, item),
                Standing::Half => signers(change, list, n, item),
                Standing::Waiting => leads(change, list, n),
                _ => Vec::new(),
            });
        }
    }
    let there = |w: &Waits| match w {
        Waits::Person(id) => id.parse().is_ok_and(|id| world.people.active(&id).is_some()),
        _ => true,
    };
    all.retain(there);
    all.sort();
    all.dedup();
    all.into_iter().map(|whom| Waiting { whom, kind: HAND_ON, due: None }).collect()
}
