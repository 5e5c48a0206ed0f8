//! The facts of a change's checklists: how each stands, which items are left, when it became complete.

use super::{Checklist, Standing};
use crate::domain::change::Change;
use crate::policy::checklist::{Item, all};
use crate::policy::facts::Facts;
use crate::policy::pack::Pack;
use crate::policy::rule::{Truth, When};

/// Adds the checklists to the facts of a change. Conditions of items are judged by what the facts say so far, and so may
/// ask for checklists that stand before theirs in the pack.
pub fn add(facts: &mut Facts, pack: &Pack, change: &Change) {
    for (id, list) in &change.checklists {
        if all(pack).iter().all(|l| l.id() != id) {
            say(facts, pack, id, list);
        }
    }
    for template in all(pack) {
        if let Some(list) = change.checklists.get(template.id()) {
            say(facts, pack, template.id(), list);
        }
    }
}

fn say(facts: &mut Facts, pack: &Pack, id: &str, list: &Checklist) {
    let (word, left) = standing(list, pack, facts);
    if word == "complete"
        && let Some(at) = list.items().filter_map(|(n, _)| list.settled_at(n)).max()
    {
        facts.moments.insert(format!("checklist.{id}"), at);
    }
    facts.set_words(format!("checklist.{id}.left"), left);
    facts.set_word(format!("checklist.{id}"), word);
}

/// The word of a checklist, and the texts of the items that are left.
#[must_use]
pub fn standing(list: &Checklist, pack: &Pack, facts: &Facts) -> (&'static str, Vec<String>) {
    let standings: Vec<_> =
        list.items().map(|(n, item)| (list.standing(n, item, holds(item, pack, facts)), item)).collect();
    let left: Vec<String> = standings.iter().filter(|(s, _)| !s.settled()).map(|(_, item)| item.text.clone()).collect();
    let failed = standings.iter().any(|(s, _)| matches!(s, Standing::Failed | Standing::Waiting));
    let word = match (failed, left.is_empty()) {
        (true, _) => "failed",
        (false, true) => "complete",
        (false, false) => "open",
    };
    (word, left)
}

/// Whether the evaluator settles an item: its condition holds, or it is not demanded.
#[must_use]
pub fn holds(item: &Item, pack: &Pack, facts: &Facts) -> bool {
    item.automatic() && (meets(&item.needs, pack, facts) || moot(item, pack, facts))
}

/// Whether an item is not demanded, and not met either.
#[must_use]
pub fn moot(item: &Item, pack: &Pack, facts: &Facts) -> bool {
    item.unless != When::default() && meets(&item.unless, pack, facts) && !meets(&item.needs, pack, facts)
}

fn meets(when: &When, pack: &Pack, facts: &Facts) -> bool {
    when.holds(&pack.sees(facts, !pack.members.is_empty()), pack) == Truth::Yes
}
