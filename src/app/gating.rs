//! What the gate asks beside the rules: who would begin, in which state, where, and with which artefact.

use super::show::deciding::nobody;
use crate::base::ids::PersonId;
use crate::domain::change::states::{State, states_for};
use crate::domain::change::{Change, Decision};
use crate::domain::desk::Desk;
use crate::domain::run::acts::{facts_to_begin, said_all};
use crate::domain::world::World;
use crate::policy::act::Act;
use crate::policy::facts::Facts;
use crate::policy::judge::judge;
use crate::policy::pack::Pack;
use crate::policy::stage::open_stages;
use crate::policy::verdict::Reason;
use crate::sheets::gate::Artifact;
use std::collections::BTreeSet;

/// Who would start it: the first of the implementers whom no rule bars, whatever else is open; the first of them where
/// each is barred, with what bars. Without implementers the owner, or whoever asked for it; where they may not, the first
/// who may.
pub(super) fn starter(world: &World, desk: &Desk, change: &Change, env: Option<&str>) -> (PersonId, Vec<Reason>) {
    let mut team: Vec<PersonId> = change.words("implementers").iter().filter_map(|w| w.parse().ok()).collect();
    if team.is_empty() {
        team.push(change.owner().unwrap_or_else(|| change.requester.clone()));
    }
    let begin = said_all(&desk.pack, change, env);
    let bars = |who: &PersonId| {
        let desk = Desk { actor: who.clone(), ..desk.clone() };
        let judged = facts_to_begin(world, &desk, change, &begin).map(|(act, facts)| judge(&desk.pack, act, &facts));
        let mut reasons = judged.map(|v| v.reasons).unwrap_or_default();
        reasons.retain(|r| r.person || r.rule.starts_with("no-permit"));
        reasons
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

/// Whether the implementation of a change is on record as failed.
fn failed(change: &Change) -> bool {
    change.run.failed() || change.close_code.as_deref() == Some("unsuccessful")
}

/// The verdict that the state alone gives; none when the change is approved and its start is to be judged.
pub(super) fn by_state(change: &Change, act: Act) -> Option<(&'static str, String)> {
    if matches!(act, Act::Deploy | Act::Exec) && change.hold.is_none() && states_for(act).contains(&change.state) {
        return None;
    }
    match (change.state, change.decision) {
        (State::Canceled, _) => Some(("refused", "the change is canceled".into())),
        (State::Closed | State::Review, _) if failed(change) => {
            Some(("not_now", "the implementation of the change failed".into()))
        }
        (State::Closed | State::Review, _) => Some(("not_now", "the change has been implemented".into())),
        (_, Decision::Rejected) => Some(("refused", "the change was rejected".into())),
        (_, Decision::Deferred) => Some(("refused", "the decision was deferred".into())),
        (_, Decision::Withdrawn) => Some(("refused", "the approval was withdrawn".into())),
        // What was refused stays so; a hold only keeps back what could go on.
        _ if change.hold.is_some() => Some(("pending", "the change is on hold".into())),
        (State::New, _) => Some(("pending", "the change is a draft".into())),
        (State::Assess, _) => Some(("pending", "the change is being assessed".into())),
        (State::Authorize, _) => Some(("pending", "approval is open".into())),
        (State::Scheduled | State::Implement, _) => None,
    }
}

/// The clauses by which what was tested is what goes further.
pub(super) fn pinning(pack: &Pack) -> Vec<String> {
    let members = std::iter::once(pack).chain(&pack.members);
    let rules = members.flat_map(|m| &m.rules).filter(|r| r.id() == "what-was-tested-is-deployed");
    rules.flat_map(|r| r.clauses.iter().cloned()).collect()
}

/// Whether another artifact may begin its way here: on the first stage that the change passes.
pub(super) fn begins_anew(pack: &Pack, act: Act, facts: &Facts) -> bool {
    let differs = facts.words("flag.artifact_differs").is_some_and(|w| w.iter().any(|w| w == "yes"));
    act == Act::Deploy && !differs && open_stages(pack, facts).is_empty()
}

/// The artifact that is asked about beside the one that is pinned: that of the deployment that is under way, else of the
/// newest one.
pub(super) fn compared(pinned: Option<&str>, asked: Option<&str>) -> Option<Artifact> {
    let matches = asked.zip(pinned).map(|(asked, pinned)| asked == pinned);
    let bare = |digest: &str| digest.strip_prefix("sha256:").unwrap_or(digest).to_owned();
    asked.or(pinned).map(|digest| Artifact { sha256: bare(digest), matches })
}
