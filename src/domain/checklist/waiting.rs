//! For whom something of a checklist waits: its items, a further signature, a waiver's counter-signature, a hand-over.

use super::{Checklist, How, Standing, acts, back, facts, since};
use crate::base::ids::PersonId;
use crate::base::time::Moment;
use crate::domain::change::Change;
use crate::domain::change::states::State;
use crate::domain::change::summary::{BACK_OUT, Waiting, Waits};
use crate::domain::change::under_way::to_take_back;
use crate::policy::checklist::{self, Item, Phase, Sealed, times};
use crate::policy::facts::Facts;
use crate::policy::pack::Pack;

/// What waits on the open checklists of a change, and for whom. Where no role signs, the change's own people are asked.
#[must_use]
pub fn of(change: &Change, known: &Facts) -> Vec<Waiting> {
    let mut all: Vec<Waiting> = Vec::new();
    let over = over(change, known);
    for list in change.checklists.values() {
        for (n, item) in list.items().filter(|(_, i)| !i.automatic()) {
            let found = match list.standing(n, item, false) {
                Standing::Half => signers(change, list, n, item).into_iter().map(|w| (w, "SIGN")).collect(),
                Standing::Waiting => leads(change, list, n).into_iter().map(|w| (w, "WAIVE")).collect(),
                Standing::Failed | Standing::Again if !over(list) => {
                    team(change).into_iter().map(|w| (w, "FAILED")).collect()
                }
                _ => Vec::new(),
            };
            for (whom, kind) in found {
                if all.iter().all(|w| w.whom != whom || w.kind != kind) {
                    all.push(Waiting { whom, kind, due: None });
                }
            }
        }
        if let Some(handover) = list.handed() {
            let whom = Waits::Person(handover.to.to_string());
            all.push(Waiting { whom, kind: "TAKE OVER", due: None });
        }
    }
    all
}

/// The checklists whose time it is, open or not, for whoever may sign an item of them that is left. Before the
/// implementation is scheduled, or while its window is shut, only those on the way there.
#[must_use]
pub fn due(change: &Change, pack: &Pack, known: &Facts, shut: bool) -> Vec<Waiting> {
    let mut all: Vec<Waiting> = Vec::new();
    let early = shut || matches!(change.state, State::New | State::Assess | State::Authorize);
    let end = pack.furthest(change.words("environment"));
    for id in acts::at_hand(change, pack, known) {
        let open = change.checklists.get(&id);
        let template = || checklist::all(pack).into_iter().find(|l| l.id() == id).map(|l| l.seal(known));
        let Some(sealed) = open.map(|l| l.sealed.clone()).or_else(template) else { continue };
        if early && sealed.phase == Phase::Pre && (sealed.stage.is_none() || sealed.stage.as_deref() == end) {
            continue;
        }
        for item in left(&sealed, open, pack, known) {
            let due = until(item, open, pack, known);
            for whom in may_sign(change, item) {
                match all.iter_mut().find(|w| w.whom == whom) {
                    Some(waiting) => waiting.due = [waiting.due, due].into_iter().flatten().min(),
                    None => all.push(Waiting { whom, kind: "CHECKLIST", due }),
                }
            }
        }
    }
    all
}

/// A change that failed is to be taken back, and nobody has begun that: for whoever may sign an item of one of the ways; where
/// that is nobody, for those who answer for the change.
#[must_use]
pub fn back(change: &Change, pack: &Pack, known: &Facts) -> Vec<Waiting> {
    let ways = acts::ways_back(change, pack, known);
    let lists = checklist::all(pack).into_iter().filter(|l| ways.iter().any(|id| id == l.id()));
    let sealed: Vec<Sealed> = lists.map(|l| l.seal(known)).collect();
    let items = sealed.iter().flat_map(|l| &l.items).filter(|item| !item.automatic());
    let listed = || checklist::all(pack).into_iter().any(|l| l.phase == Phase::Rollback);
    if ways.is_empty() && (listed() || !to_take_back(change, known)) {
        return Vec::new();
    }
    let mut all: Vec<Waits> = items.flat_map(|item| may_sign(change, item)).collect();
    if all.is_empty() {
        all = team(change);
    }
    if all.is_empty() {
        all.extend(change.run.deployments.last().map(|d| Waits::Person(d.begun.1.to_string())));
    }
    all.sort();
    all.dedup();
    all.into_iter().map(|whom| Waiting { whom, kind: BACK_OUT, due: None }).collect()
}

/// Until when an item is to be signed, where its time is bounded and runs.
fn until(item: &Item, open: Option<&Checklist>, pack: &Pack, known: &Facts) -> Option<Moment> {
    let after = item.after.as_ref()?;
    let since = match open {
        Some(list) => since(list, known, after)?,
        None => known.moments.get(&after.since).copied()?,
    };
    times(&pack.calendar_for(known), after, since).1
}

/// The items of a list that people still have to sign.
fn left<'a>(sealed: &'a Sealed, open: Option<&Checklist>, pack: &Pack, known: &Facts) -> Vec<&'a Item> {
    let numbered = (1..).zip(&sealed.items).filter(|(_, item)| !item.automatic());
    let settled =
        |n: u32, i: &Item| open.is_some_and(|l| l.standing(n, i, facts::holds(i, pack, known)) != Standing::Open);
    numbered.filter(|(n, item)| !settled(*n, item)).map(|(_, item)| item).collect()
}

/// Who may sign an item: its roles, what one has to be to the change, else whoever carries the change out.
pub(super) fn may_sign(change: &Change, item: &Item) -> Vec<Waits> {
    if !item.roles.is_empty() {
        return item.roles.iter().map(|r| Waits::Role(r.clone())).collect();
    }
    let is = |word: &str| item.is.iter().any(|w| w == word);
    let mut all = Vec::new();
    if is("implementer") || item.is.is_empty() {
        all.extend(change.words("implementers").iter().map(|p| Waits::Person(p.clone())));
    }
    if is("owner") || all.is_empty() {
        all.extend(change.owner().map(|p| Waits::Person(p.to_string())));
    }
    if is("requester") {
        all.push(Waits::Person(change.requester.to_string()));
    }
    all
}

/// Of which lists a failure asks for nothing more: of all once the change is closed, and of what was deployed once that was
/// taken back.
fn over(change: &Change, known: &Facts) -> impl Fn(&Checklist) -> bool + use<> {
    let (closed, back) = (change.state.over(), back::done(change, known));
    move |list| closed || back && matches!(list.sealed.phase, Phase::During | Phase::Post)
}

/// The item of a change's lists that failed last and still asks for something: its number, its list, and whether it is to be
/// tried again.
#[must_use]
pub fn failed<'c>(change: &'c Change, known: &Facts) -> Option<(u32, &'c Checklist, bool)> {
    let over = over(change, known);
    let of = |list: &'_ Checklist, n: u32, item: &Item| match list.standing(n, item, false) {
        Standing::Failed => Some(false),
        Standing::Again => Some(true),
        _ => None,
    };
    let lists = change.checklists.values().filter(|l| !over(l));
    let all = lists.flat_map(|l| l.items().filter_map(move |(n, item)| Some((n, l, of(l, n, item)?))));
    all.max_by_key(|(n, l, again)| (!again, l.course(*n).and_then(|c| c.failed.as_ref()).map(|f| f.0)))
}

/// Whether a person may be asked for a further signature: an item that others have begun to sign asks for one of these roles,
/// and they have not signed it.
#[must_use]
pub fn half_for(change: &Change, person: &PersonId, role: &str) -> bool {
    let asks = |list: &Checklist, n: u32, item: &Item| {
        list.standing(n, item, false) == Standing::Half
            && signers(change, list, n, item).contains(&Waits::Role(role.to_owned()))
            && list.course(n).is_none_or(|c| c.signed.iter().all(|s| s.by != *person))
    };
    change.checklists.values().any(|l| l.items().any(|(n, item)| !item.automatic() && asks(l, n, item)))
}

/// The owner and the implementers.
fn team(change: &Change) -> Vec<Waits> {
    let owner = change.owner().map(|p| p.to_string());
    let mut all: Vec<String> = owner.into_iter().collect();
    for person in change.words("implementers") {
        if !all.contains(person) {
            all.push(person.clone());
        }
    }
    all.into_iter().map(Waits::Person).collect()
}

pub(super) fn signers(change: &Change, list: &Checklist, n: u32, item: &Item) -> Vec<Waits> {
    let roles = if item.including.is_empty() { &item.roles } else { &item.including };
    if !roles.is_empty() {
        return roles.iter().map(|r| Waits::Role(r.clone())).collect();
    }
    let signed = list.course(n).map(|c| c.signed.iter().map(|s| s.by.to_string()).collect::<Vec<_>>());
    let signed = signed.unwrap_or_default();
    own_people(change).into_iter().filter(|p| !signed.contains(p)).map(Waits::Person).collect()
}

pub(super) fn leads(change: &Change, list: &Checklist, n: u32) -> Vec<Waits> {
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
