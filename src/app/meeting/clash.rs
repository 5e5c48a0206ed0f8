//! Items of one agenda that get in each other's way, as the conflict finder has it.

use crate::base::ids::ChangeNo;
use crate::domain::change::conflict::{self, Claim, Conflict, Kind};
use crate::domain::meeting::Meeting;
use crate::domain::world::World;
use crate::policy::pack::Pack;
use std::collections::{BTreeMap, BTreeSet};

/// Changes from which on what they share is told once, instead of pair by pair.
const MANY: usize = 3;

/// What of the agenda is in each other's way, in words: a system or person that several changes want at the same time once,
/// the rest pair by pair.
pub(super) fn clashes(world: &World, pack: &Pack, meeting: &Meeting) -> Vec<String> {
    let live = meeting.changes().filter_map(|no| world.changes.get(&no)).filter(|c| !c.state.over());
    let claims: Vec<Claim> = live.filter_map(|c| conflict::claim(c)).collect();
    let mut pairs: Vec<(ChangeNo, Conflict)> = Vec::new();
    for (i, own) in claims.iter().enumerate() {
        let rest = claims.get(i + 1..).unwrap_or_default();
        pairs.extend(conflict::find(pack, &world.systems, own, rest).into_iter().map(|c| (own.no, c)));
    }
    let mut shared: BTreeMap<(Kind, &str), BTreeSet<ChangeNo>> = BTreeMap::new();
    for (no, clash) in pairs.iter().filter(|(_, c)| matches!(c.kind, Kind::System | Kind::Person)) {
        for what in &clash.what {
            let changes = shared.entry((clash.kind, what)).or_default();
            changes.insert(*no);
            changes.insert(clash.no);
        }
    }
    shared.retain(|_, changes| changes.len() >= MANY);
    let mut found: Vec<String> = Vec::new();
    for ((kind, what), changes) in &shared {
        let ids: Vec<String> = changes.iter().map(ToString::to_string).collect();
        let (n, verb) = (changes.len(), if *kind == Kind::Person { "want" } else { "touch" });
        found.push(format!("{n} items {verb} {what} in the same window: {}", ids.join(", ")));
    }
    for (no, clash) in &pairs {
        let alone = |what: &&String| !shared.contains_key(&(clash.kind, what.as_str()));
        let what: Vec<String> = clash.what.iter().filter(alone).cloned().collect();
        if !what.is_empty() {
            found.push(format!("{no} clashes with {}", Conflict { what, ..clash.clone() }.words()));
        }
    }
    found
}
