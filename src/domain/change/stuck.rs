//! What a change waits for and nobody who is registered can give: nobody holds the role, or whoever does has a part in
//! the change.

use super::acts::facts_for;
use super::states::State;
use super::{Change, facts, summary};
use crate::base::ids::PersonId;
use crate::domain::desk::Desk;
use crate::domain::world::World;
use crate::policy::act::Act;
use crate::policy::facts::Facts;
use crate::policy::judge::{self, judge};
use crate::policy::verdict::Reason;
use std::collections::BTreeSet;

/// Something that nobody can give.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stuck {
    /// What it is, who is kept from it, and what to do.
    pub reason: Reason,
    /// The role that somebody else would need.
    pub role: String,
}

/// The approvals and reviews that nobody can give.
#[must_use]
pub fn of(world: &World, desk: &Desk, change: &Change, known: &Facts) -> Vec<Stuck> {
    let pack = &*desk.pack;
    let verdict = summary::verdict_by(world, desk, change, known);
    let open = if change.state == State::Authorize { judge::open_approvals(pack, known) } else { Vec::new() };
    let missing = verdict.missing.iter().filter_map(|m| m.field.strip_prefix("review."));
    let asked: Vec<&str> = missing.chain(open.iter().filter_map(|a| a.by_review.as_deref())).collect();
    let look = Look { world, desk, change };
    let mut stuck = Vec::new();
    // A review without roles is for whoever the rules let do it.
    for review in pack.reviews.iter().filter(|r| asked.contains(&r.id()) && !r.roles.is_empty()) {
        let given = change.passed(review.id()).into_keys().cloned().collect::<Vec<_>>();
        let params = [("review", review.id()), ("outcome", "pass")];
        if let Some(barred) = look.nobody(Act::Review, (&review.roles, &review.environment), &params, &given, 1) {
            stuck.push(told(change, &review.title, &review.roles, &barred, &review.clauses));
        }
    }
    for approval in open.iter().filter(|a| !a.board && !a.by_catalogue && a.by_review.is_none() && !a.roles.is_empty())
    {
        let given: Vec<PersonId> = change.approved_by(approval.id()).into_iter().cloned().collect();
        let need = approval.count.saturating_sub(given.len()).max(1);
        let params = [("approval", approval.id())];
        if let Some(barred) = look.nobody(Act::Approve, (&approval.roles, &approval.environment), &params, &given, need)
        {
            stuck.push(told(change, &approval.title, &approval.roles, &barred, &approval.clauses));
        }
    }
    stuck
}

/// A change that is looked at through the eyes of others.
struct Look<'a> {
    world: &'a World,
    desk: &'a Desk,
    change: &'a Change,
}

impl Look<'_> {
    /// Those who hold a role (for an environment) and are kept from signing, where fewer than are needed are left.
    fn nobody(
        &self,
        act: Act,
        (roles, environment): (&[String], &[String]),
        params: &[(&str, &str)],
        given: &[PersonId],
        need: usize,
    ) -> Option<Vec<PersonId>> {
        let environments = if environment.is_empty() { self.change.words("environment") } else { environment };
        // What no role is named for is not for a role to give.
        if roles.is_empty() {
            return None;
        }
        let (mut able, mut barred) = (0, Vec::new());
        // Who neither has such a role nor was given one is not asked about anything else.
        let given_one = |id: &PersonId| self.world.board.delegations.iter().any(|d| d.to == *id);
        let might = |id: &PersonId, own: &BTreeSet<String>| roles.iter().any(|r| own.contains(r)) || given_one(id);
        let active = self.world.people.0.iter().filter(|(id, p)| p.active && might(id, &p.roles));
        for person in active.map(|(id, _)| id) {
            let desk = Desk { actor: person.clone(), ..self.desk.clone() };
            let own = facts::signing_roles(self.world, &desk, environments);
            let Some(role) = roles.iter().find(|r| own.contains(r)) else { continue };
            let params: Vec<(&str, &str)> = params.iter().copied().chain([("role", role.as_str())]).collect();
            let mut known = facts_for(self.world, &desk, self.change, &params);
            known.set_word("act.channel", "session");
            let against = judge(&desk.pack, act, &known).reasons.iter().any(|r| r.person);
            if against || given.contains(person) {
                barred.push(person.clone());
            } else {
                able += 1;
            }
            if able >= need {
                return None;
            }
        }
        Some(barred)
    }
}

fn told(change: &Change, title: &str, roles: &[String], barred: &[PersonId], clauses: &[String]) -> Stuck {
    let role = roles.first().map(String::as_str).unwrap_or_default();
    let names = barred.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let why = match barred {
        [] => format!("nobody is registered as {}", roles.join(" or ")),
        _ => format!("{names} may not, and nobody else is registered as {}", roles.join(" or ")),
    };
    let mut remedy = format!("register somebody else: quorate person add ID --name NAME --role {role}");
    if change.owner().is_some_and(|o| barred.contains(&o)) {
        remedy = format!("{remedy}; or name another owner: quorate change edit {} --set owner=PERSON", change.no);
    }
    let reason = Reason {
        rule: "nobody-can-sign".into(),
        text: format!("{title}: nobody can give it, since {why}"),
        remedy,
        clauses: clauses.to_vec(),
        ..Reason::default()
    };
    Stuck { reason, role: role.to_owned() }
}
