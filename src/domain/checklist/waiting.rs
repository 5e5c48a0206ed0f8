//! For whom something of a checklist waits: a further signature, a waiver's counter-signature, a hand-over.

use super::{Checklist, How, Standing};
use crate::domain::change::Change;
use crate::domain::change::summary::{Waiting, Waits};
use crate::policy::checklist::Item;

/// What waits on the open checklists of a change, and for whom. Where no role signs, the change's own people are asked.
#[must_use]
pub fn of(change: &Change) -> Vec<Waiting> {
    let mut all: Vec<Waiting> = Vec::new();
    for list in change.checklists.values() {
        for (n, item) in list.items().filter(|(_, i)| !i.automatic()) {
            let found = match list.standing(n, item, false) {
                Standing::Half => signers(change, list, n, item).into_iter().map(|w| (w, "SIGN")).collect(),
                Standing::Waiting => leads(change, list, n).into_iter().map(|w| (w, "WAIVE")).collect(),
                _ => Vec::new(),
            };
            for (whom, kind) in found {
                if all.iter().all(|w| w.whom != whom || w.kind != kind) {
                    all.push(Waiting { whom, kind, due: None });
                }
            }
        }
        if let Some(handover) = list.handover.as_ref().filter(|h| h.taken.is_none()) {
            let whom = Waits::Person(handover.to.to_string());
            all.push(Waiting { whom, kind: "TAKE OVER", due: None });
        }
    }
    all
}

fn signers(change: &Change, list: &Checklist, n: u32, item: &Item) -> Vec<Waits> {
    let roles = if item.including.is_empty() { &item.roles } else { &item.including };
    if !roles.is_empty() {
        return roles.iter().map(|r| Waits::Role(r.clone())).collect();
    }
    let signed = list.course(n).map(|c| c.signed.iter().map(|s| s.by.to_string()).collect::<Vec<_>>());
    let signed = signed.unwrap_or_default();
    own_people(change).into_iter().filter(|p| !signed.contains(p)).map(Waits::Person).collect()
}

fn leads(change: &Change, list: &Checklist, n: u32) -> Vec<Waits> {
    if !list.sealed.lead.is_empty() {
        return list.sealed.lead.iter().map(|r| Waits::Role(r.clone())).collect();
    }
    let asked = list.course(n).and_then(|c| c.aside.as_ref()).filter(|a| a.how == How::Waive).map(|a| &a.by.1);
    change.owner().into_iter().filter(|o| asked != Some(o)).map(|o| Waits::Person(o.to_string())).collect()
}

/// The owner, the implementers and the requester.
fn own_people(change: &Change) -> Vec<String> {
    let mut all: Vec<String> = change.owner().iter().map(ToString::to_string).collect();
    for person in change.words("implementers").iter().cloned().chain([change.requester.to_string()]) {
        if !all.contains(&person) {
            all.push(person);
        }
    }
    all
}
