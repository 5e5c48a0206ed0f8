//! Settles the checklists that stand in the way of an act, each item by somebody who signs it.

use super::scene::Scene;
use crate::app::error::AppError;
use crate::base::ids::PersonId;
use crate::base::time::Moment;
use crate::domain::checklist::Checklist as Opened;
use crate::domain::checklist::command::{ChecklistCommand, ListAct, NewProof};
use crate::domain::command::ChangeCommand;
use crate::policy::act::Act;
use crate::policy::checklist::{Checklist, Item, all, blocking, times};
use crate::policy::facts::Facts;
use std::sync::Arc;

impl Scene<'_, '_, '_> {
    /// Has what is left of a checklist signed; whether anything was.
    pub fn tick(&mut self, who: &PersonId, id: &str) -> Result<bool, AppError> {
        let pack = Arc::clone(&self.play.pack);
        let Some(template) = all(&pack).into_iter().find(|l| l.id() == id) else { return Ok(false) };
        let mut people = self.around(who);
        people.extend(self.play.company.implementers.iter().cloned());
        people.extend(
            self.change().into_iter().flat_map(|c| c.words("implementers").to_vec()).filter_map(|w| w.parse().ok()),
        );
        let mut did = false;
        for person in people {
            let Some(change) = self.change().cloned() else { break };
            let facts = self.facts(&person, &change);
            let list = change.checklists.get(id);
            let done = |l: &Opened| l.items().all(|(n, i)| i.automatic() || l.standing(n, i, false).settled());
            if list.is_some_and(done) {
                break;
            }
            let items = list.map_or_else(|| template.seal(&facts).items, |l| l.sealed.items.clone());
            let open = |n: u32, item: &Item| {
                let settled = list.is_some_and(|l| l.standing(n, item, false).settled());
                let signed = list.and_then(|l| l.course(n)).is_some_and(|c| c.signed.iter().any(|s| s.by == person));
                !item.automatic() && !settled && !signed
            };
            let numbered = (1_u32..).zip(&items);
            let ours: Vec<(u32, Item)> = numbered
                .filter(|(n, item)| {
                    open(*n, item) && signs(item, &facts) && self.opens(item, &facts).is_none_or(|at| at <= self.at)
                })
                .map(|(n, item)| (n, item.clone()))
                .collect();
            let plain = |i: &Item| i.answers.is_empty() && i.evidence.is_empty();
            let several: Vec<u32> = ours.iter().filter(|(_, i)| plain(i)).map(|(n, _)| *n).collect();
            if !several.is_empty() {
                did |= self.list(&person, id, ListAct::Tick { items: several, note: None })?;
            }
            for (n, item) in ours.iter().filter(|(_, i)| !plain(i)) {
                let act = match item.answers.first() {
                    Some(answer) => ListAct::Tick { items: vec![*n], note: Some(answer.clone()) },
                    None => {
                        let proof = NewProof::pasted("all checks passed".to_owned());
                        ListAct::Prove { item: *n, proof, tick: true }
                    }
                };
                did |= self.list(&person, id, act)?;
            }
        }
        Ok(did)
    }

    fn list(&mut self, who: &PersonId, id: &str, act: ListAct) -> Result<bool, AppError> {
        let list = Some(id.to_owned());
        self.on(who, ChangeCommand::Checklist(ChecklistCommand { list, act }))
    }

    /// When an item's time begins, so far as it has one.
    fn opens(&self, item: &Item, facts: &Facts) -> Option<Moment> {
        let after = item.after.as_ref()?;
        let since = facts.moments.get(&after.since).copied()?;
        Some(times(&self.play.pack.calendar_for(facts), after, since).0)
    }

    /// Until when the lists that block an act cannot be settled, where that is still to come.
    pub fn watched_until(&self, act: Act) -> Option<Moment> {
        let change = self.change()?;
        let facts = self.facts(&change.requester, change);
        let items = |l: &Checklist| l.seal(&facts).items;
        let lists = blocking(&self.play.pack, act, &facts);
        let last = lists.into_iter().flat_map(items).filter_map(|i| self.opens(&i, &facts)).max();
        last.filter(|at| *at > self.at)
    }
}

/// Whether somebody is one of those who sign an item.
fn signs(item: &Item, facts: &Facts) -> bool {
    let one_of = |wanted: &[String], name: &str| {
        wanted.is_empty() || facts.words(name).is_some_and(|had| had.iter().any(|w| wanted.contains(w)))
    };
    one_of(&item.roles, "actor.roles") && one_of(&item.is, "actor.is")
}
