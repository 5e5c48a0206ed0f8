//! Freezes that bind only once they are approved: by whom, and who may not.

use super::events::CalendarEvent;
use super::{Freeze, Proposal};
use crate::base::ids::{PersonId, Stream};
use crate::base::text;
use crate::domain::change::facts;
use crate::domain::desk::{Decided, Desk};
use crate::domain::event::What;
use crate::domain::refusal::{Kind, Refusal};
use crate::domain::world::World;
use crate::policy::act::Act;
use crate::policy::facts::Facts;
use crate::policy::judge::judge;
use crate::policy::pack::Pack;
use std::collections::BTreeSet;

/// The setting that names the roles.
const APPROVERS: &str = "freeze.approvers";
/// The word of the setting and of events for whoever takes the chair.
const CHAIR: &str = "chair";

/// Where the pack has freezes approved, each that was decided waits for that.
///
/// # Errors
/// A setting that names a role which the pack does not have; a role in which nobody but who announces could approve.
pub(super) fn waits(world: &World, desk: &Desk, decided: &mut Decided) -> Result<(), Refusal> {
    let roles = approvers(&desk.pack)?;
    if roles.is_empty() {
        return Ok(());
    }
    let number = |(_, what): &(Stream, What)| match what {
        What::Calendar(CalendarEvent::FreezeAnnounced { no, .. } | CalendarEvent::FreezeBrought { no, .. }) => {
            Some(*no)
        }
        _ => None,
    };
    let new: Vec<u32> = decided.events.iter().filter_map(number).collect();
    let alone = |desk: &Desk| roles.iter().find(|role| nobody_else(world, desk, role));
    if let Some(role) = alone(desk).filter(|_| !new.is_empty()) {
        let instead = |id: &PersonId| alone(&Desk { actor: id.clone(), ..desk.clone() }).is_none();
        return Err(nobody_left(world, desk, role, instead));
    }
    for no in new {
        decided.add(Stream::Calendar, CalendarEvent::FreezeWaits { no, roles: roles.clone() });
    }
    Ok(())
}

/// Whether nobody but the actor could approve a freeze in a role.
fn nobody_else(world: &World, desk: &Desk, role: &str) -> bool {
    let others = |id: &PersonId| *id != desk.actor;
    let chairs = || world.people.0.keys().any(|id| others(id) && world.board.may_chair(id));
    let holds = || world.people.0.iter().any(|(id, p)| p.active && others(id) && p.roles.contains(role));
    if role == CHAIR { !chairs() } else { !holds() }
}

/// A freeze that would wait for ever is not announced: who could announce it instead.
fn nobody_left(world: &World, desk: &Desk, role: &str, instead: impl Fn(&PersonId) -> bool) -> Refusal {
    let may = |id: &PersonId| {
        let desk = Desk { actor: id.clone(), ..desk.clone() };
        world.people.active(id).is_some() && judge(&desk.pack, Act::Freeze, &facts::register(world, &desk)).allowed()
    };
    let others = world.people.0.keys().filter(|id| **id != desk.actor && may(id) && instead(id));
    let others: Vec<&str> = others.map(PersonId::as_str).collect();
    let instead = match others.as_slice() {
        [] => String::new(),
        names => format!("let {} announce it; or ", names.join(" or ")),
    };
    let setting = desk.pack.settings.iter().find(|s| s.id() == APPROVERS);
    let text = format!(
        "nobody but {} could approve the freeze as {role}, and whoever announces one does not approve it: it would wait for ever",
        desk.actor
    );
    let remedy =
        format!("{instead}register another {role}, or name other roles: quorate policy set {APPROVERS} ROLE,ROLE");
    let clauses = setting.map(|s| s.clauses.clone()).unwrap_or_default();
    Refusal::new(Kind::NotPermitted, text, remedy).citing(&clauses)
}

/// Whether a person may approve or refuse a freeze now, in one of these roles or in the chair; the role in which.
#[must_use]
pub fn signs(freeze: &Freeze, person: &PersonId, roles: &BTreeSet<String>, chairs: bool) -> Option<String> {
    let proposal = freeze.proposal.as_ref().filter(|_| freeze.proposed())?;
    let signed = proposal.signed.iter().any(|(_, by, _)| by == person);
    let mut open = proposal.open().filter(|r| (*r == CHAIR && chairs) || roles.contains(*r));
    open.next().filter(|_| freeze.announced.1 != *person && !signed).map(str::to_owned)
}

fn approvers(pack: &Pack) -> Result<Vec<String>, Refusal> {
    let words = pack.setting(APPROVERS).unwrap_or_default().split(',').map(str::trim);
    let words = words.filter(|w| !w.is_empty() && *w != "none" && *w != "unset");
    let role = |word: &str| match pack.role(word) {
        _ if word == CHAIR => Ok(CHAIR.to_owned()),
        Some(role) => Ok(role.id().to_owned()),
        None => {
            let text = format!("{APPROVERS} names {}, and the pack has no such role", text::visible(word));
            Err(Refusal::new(Kind::InvalidInput, text, format!("quorate policy set {APPROVERS} ROLE,ROLE")))
        }
    };
    words.map(role).collect()
}

/// The role in which the actor approves or refuses a freeze.
///
/// # Errors
/// No such freeze, one that waits for nobody, or nobody whom it waits for.
pub(super) fn signer(
    world: &World,
    desk: &Desk,
    facts: &Facts,
    no: u32,
    role: Option<&str>,
) -> Result<String, Refusal> {
    let Some(freeze) = world.calendar.freezes.iter().find(|f| f.no == no) else {
        return Err(Refusal::new(Kind::NotFound, format!("there is no freeze {no}"), "see `quorate freeze list`"));
    };
    let state = freeze.state(desk.now);
    let Some(proposal) = freeze.proposal.as_ref().filter(|_| state == "proposed") else {
        let text = format!("freeze {no} waits for no approval: it is {state}");
        return Err(Refusal::new(Kind::AlreadyDone, text, "see `quorate freeze list`"));
    };
    let actor = &desk.actor;
    let setting = desk.pack.settings.iter().find(|s| s.id() == APPROVERS);
    let not = |text: String, remedy: &str| {
        let clauses = setting.map(|s| s.clauses.clone()).unwrap_or_default();
        Err(Refusal::new(Kind::NotPermitted, text, remedy).citing(&clauses))
    };
    if freeze.announced.1 == *actor {
        return not(format!("freeze {no}: {actor} announced it"), "somebody else approves it");
    }
    if proposal.signed.iter().any(|(_, by, _)| by == actor) {
        let text = format!("freeze {no}: {actor} has approved it; each approval is another person's");
        return Err(Refusal::new(Kind::AlreadyDone, text, lacks(proposal)));
    }
    let is_chair = facts.words("actor.is").is_some_and(|w| w.iter().any(|w| w == CHAIR));
    let held = facts.words("actor.roles").unwrap_or_default();
    let holds = |r: &&str| (*r == CHAIR && is_chair) || held.iter().any(|h| h == r);
    let wanted =
        |r: &&str| role.is_none_or(|given| given == *r || desk.pack.role(given).is_some_and(|found| found.id() == *r));
    match proposal.open().filter(holds).find(wanted) {
        Some(role) => Ok(role.to_owned()),
        None => not(format!("freeze {no}: {actor} does not approve it"), &lacks(proposal)),
    }
}

fn lacks(proposal: &Proposal) -> String {
    format!("it lacks {}", proposal.open().collect::<Vec<_>>().join(", "))
}
