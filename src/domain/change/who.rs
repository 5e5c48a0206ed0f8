//! Who takes a step of a change: those of its own people whom no rule keeps from it, else the roles that the pack lets do it.
//! Inboxes, lists, the check and the gate ask here.

use super::waits::Waits;
use super::{Change, facts};
use crate::base::ids::PersonId;
use crate::domain::desk::Desk;
use crate::domain::run::acts::{facts_to_begin, said_all};
use crate::domain::world::World;
use crate::policy::act::Act;
use crate::policy::facts::Facts;
use crate::policy::judge::{judge, review_tally};
use crate::policy::pack::{Effect, Pack};
use crate::policy::request::Review;
use crate::policy::verdict::Reason;
use std::collections::BTreeSet;

/// How the reason that nobody is permitted an act begins.
const NO_PERMIT: &str = "no-permit";

/// Who carries a change out: its implementers, else its owner, else whoever asked for it.
pub(super) fn team(change: &Change) -> Vec<PersonId> {
    let named: Vec<PersonId> = change.words("implementers").iter().filter_map(|w| w.parse().ok()).collect();
    if named.is_empty() { vec![change.owner().unwrap_or_else(|| change.requester.clone())] } else { named }
}

/// Who would begin a deployment of which `begins` is known: the first of those who carry it out whom no rule bars, whatever
/// else is open; the first of them where each is barred, with what bars. Where nobody has named them and they may not, the
/// first who may.
#[must_use]
pub fn starter(world: &World, desk: &Desk, change: &Change, begins: Option<&(Act, Facts)>) -> (PersonId, Vec<Reason>) {
    let team = team(change);
    let bars = |who: &PersonId| match begins {
        Some((act, known)) => Step { world, desk, change, known }.bars(*act, known, who),
        None => Vec::new(),
    };
    let mut barred = team.iter().map(|who| (who.clone(), bars(who)));
    let Some(first) = barred.next().filter(|first| !first.1.is_empty()) else {
        return (team.first().unwrap_or(&change.requester).clone(), Vec::new());
    };
    let other = barred.find(|(_, bars)| bars.is_empty());
    if other.is_some() || !nobody(&first.1) {
        return other.unwrap_or(first);
    }
    // Those who hold the same roles are barred alike, but for whoever has to do with the change.
    let mut tried = BTreeSet::new();
    let mut others = world.people.0.iter().filter(|(id, p)| p.active && !team.contains(id));
    let may = others.find(|(id, p)| {
        let office = world.board.seats.values().any(|held| held == *id) || world.board.offices_of(id).next().is_some();
        let near = office
            || change.has_part(id)
            || !world.board.delegated_roles(id, change.words("environment"), desk.now).is_empty();
        (near || tried.insert(&p.roles)) && bars(id).is_empty()
    });
    may.map_or(first, |(id, _)| (id.clone(), Vec::new()))
}

/// Whether what bars is that nobody is permitted it.
#[must_use]
pub fn nobody(bars: &[Reason]) -> bool {
    bars.iter().any(|r| r.rule.starts_with(NO_PERMIT))
}

/// An act that somebody is to do, by what is known of it whoever does it.
pub(super) struct Step<'a> {
    pub world: &'a World,
    pub desk: &'a Desk,
    pub change: &'a Change,
    pub known: &'a Facts,
}

impl Step<'_> {
    /// Those of a change's people who may do an act; where none of them may, the roles that may; and its people where the
    /// rules leave it to nobody.
    pub fn for_whom(&self, act: Act, own: Vec<Waits>) -> Vec<Waits> {
        self.with(act, &[], own)
    }

    /// As [`Self::for_whom`], for beginning a deployment to an environment, or to where the change ends: by what is known of
    /// that one.
    pub fn begins(&self, environment: Option<&str>, own: Vec<Waits>) -> Vec<Waits> {
        let said = said_all(&self.desk.pack, self.change, environment);
        match facts_to_begin(self.world, self.desk, self.change, &said) {
            Ok((act, known)) => Step { known: &known, ..*self }.for_whom(act, own),
            Err(_) => own,
        }
    }

    /// As [`Self::for_whom`], for a review.
    pub fn for_review(&self, review: &str, own: Vec<Waits>) -> Vec<Waits> {
        self.with(Act::Review, &[("review", review), ("outcome", "pass")], own)
    }

    /// Those whose review is still open where it names no role: whoever holds a role of the person who asked for the change,
    /// and the roles of which one must be among those who sign. Where nobody else holds such a role nobody is named: whoever
    /// asked for it asks somebody.
    pub fn peers(&self, review: &Review) -> Vec<Waits> {
        let tally = review_tally(review, self.known);
        let signed = |part: &str| self.known.words(&format!("review.{}{part}", review.id())).unwrap_or_default();
        let included = review.including.iter().any(|r| signed(".roles").contains(r)) || review.including.is_empty();
        let others = |role: &&String| {
            let may = |id: &PersonId| !self.change.has_part(id) && !signed("").contains(&id.to_string());
            self.world.people.0.iter().any(|(id, p)| p.active && p.roles.contains(*role) && may(id))
        };
        let among = review.including.iter().filter(|_| !included);
        let own = self.world.people.active(&self.change.requester).into_iter().flat_map(|p| &p.roles);
        // The last one to sign is of those who must be among them.
        let own = own.filter(|_| tally.need.saturating_sub(tally.have) > usize::from(!included));
        among.chain(own).filter(others).cloned().map(Waits::Role).collect()
    }

    fn with(&self, act: Act, params: &[(&str, &str)], own: Vec<Waits>) -> Vec<Waits> {
        let mut known = self.known.clone();
        known.of_act(params);
        let pack = &*self.desk.pack;
        let may = |whom: &Waits| match whom {
            Waits::Person(id) => id.parse().is_ok_and(|who| self.bars(act, &known, &who).is_empty()),
            _ => true,
        };
        let able: Vec<Waits> = own.iter().filter(|w| may(w)).cloned().collect();
        if !able.is_empty() {
            return able;
        }
        let roles: Vec<Waits> =
            permitted(pack, act).into_iter().filter(|role| lets(pack, act, &known, role)).map(Waits::Role).collect();
        if roles.is_empty() { own } else { roles }
    }

    /// What keeps somebody from an act and is about who acts.
    fn bars(&self, act: Act, known: &Facts, who: &PersonId) -> Vec<Reason> {
        let desk = Desk { actor: who.clone(), ..self.desk.clone() };
        let mut known = known.clone();
        facts::turn(&mut known, self.world, &desk, self.change);
        personal(&self.desk.pack, act, &known)
    }
}

/// Who may pass a review for which the pack names no roles: those who carry the change out, and roles; nobody is named where
/// everybody who is registered may.
#[must_use]
pub fn may_review(
    (world, desk): (&World, &Desk),
    change: &Change,
    known: &Facts,
    review: &str,
) -> (Vec<PersonId>, Vec<String>) {
    let mut known = known.clone();
    known.of_act(&[("review", review), ("outcome", "pass")]);
    let step = Step { world, desk, change, known: &known };
    let roles: Vec<String> = desk.pack.roles.iter().map(|r| r.id().to_owned()).collect();
    let may: Vec<String> = roles.iter().filter(|r| lets(&desk.pack, Act::Review, &known, r)).cloned().collect();
    if may.len() == roles.len() {
        return (Vec::new(), Vec::new());
    }
    (team(change).into_iter().filter(|who| step.bars(Act::Review, &known, who).is_empty()).collect(), may)
}

/// What stands against an act and is about who acts.
fn personal(pack: &Pack, act: Act, known: &Facts) -> Vec<Reason> {
    let mut reasons = judge(pack, act, known).reasons;
    reasons.retain(|r| r.person || r.rule.starts_with(NO_PERMIT));
    reasons
}

/// What keeps the actor of these facts from passing a review.
#[must_use]
pub fn bars_review(pack: &Pack, known: &Facts, review: &str) -> Vec<Reason> {
    let mut known = known.clone();
    known.of_act(&[("review", review), ("outcome", "pass")]);
    personal(pack, Act::Review, &known)
}

/// Whether somebody who has a role, and nothing else to do with the change, may do an act.
fn lets(pack: &Pack, act: Act, known: &Facts, role: &str) -> bool {
    let mut known = known.clone();
    known.set_word("actor.id", "");
    known.set_word("actor.roles", role);
    known.set_word("actor.is", "registered");
    personal(pack, act, &known).is_empty()
}

/// The roles that permits of an act name.
fn permitted(pack: &Pack, act: Act) -> Vec<String> {
    let packs = std::iter::once(pack).chain(&pack.members);
    let permits = packs.flat_map(|p| &p.rules).filter(|r| r.effect == Effect::Permit && r.acts.contains(&act));
    let mut roles: Vec<String> = Vec::new();
    for role in permits.flat_map(|r| std::iter::once(&r.when).chain(&r.when.any)).flat_map(|w| &w.role) {
        if !roles.contains(role) {
            roles.push(role.clone());
        }
    }
    roles
}
