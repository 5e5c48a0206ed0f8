//! Who takes a step of a change: those of its own people whom no rule keeps from it, else the roles that the pack lets do it.

use super::waits::Waits;
use super::{Change, facts};
use crate::domain::desk::Desk;
use crate::domain::run::acts::{facts_to_begin, said_all};
use crate::domain::world::World;
use crate::policy::act::Act;
use crate::policy::facts::Facts;
use crate::policy::judge::judge;
use crate::policy::pack::{Effect, Pack};

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

    fn with(&self, act: Act, params: &[(&str, &str)], own: Vec<Waits>) -> Vec<Waits> {
        let mut known = self.known.clone();
        known.of_act(params);
        let pack = &*self.desk.pack;
        let may = |whom: &Waits| match whom {
            Waits::Person(id) => id.parse().is_ok_and(|actor| {
                let desk = Desk { actor, ..self.desk.clone() };
                let mut known = known.clone();
                facts::turn(&mut known, self.world, &desk, self.change);
                !barred(pack, act, &known)
            }),
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
}

/// Whether a rule that is about who acts keeps somebody from an act.
fn barred(pack: &Pack, act: Act, known: &Facts) -> bool {
    judge(pack, act, known).reasons.iter().any(|r| r.person || r.rule.starts_with("no-permit"))
}

/// Whether somebody who has a role, and nothing else to do with the change, may do an act.
fn lets(pack: &Pack, act: Act, known: &Facts, role: &str) -> bool {
    let mut known = known.clone();
    known.set_word("actor.id", "");
    known.set_word("actor.roles", role);
    known.set_word("actor.is", "registered");
    !barred(pack, act, &known)
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
