//! Items of one agenda that get in each other's way, as the conflict finder has it.

use crate::domain::change::conflict::{self, Claim};
use crate::domain::meeting::Meeting;
use crate::domain::world::World;
use crate::policy::pack::Pack;

/// Pairs of changes on the agenda that are in each other's way, in words, each pair once.
pub(super) fn clashes(world: &World, pack: &Pack, meeting: &Meeting) -> Vec<String> {
    let live = meeting.changes().filter_map(|no| world.changes.get(&no)).filter(|c| !c.state.over());
    let claims: Vec<Claim> = live.filter_map(conflict::claim).collect();
    let mut found = Vec::new();
    for (i, own) in claims.iter().enumerate() {
        let rest = claims.get(i + 1..).unwrap_or_default();
        for clash in conflict::find(pack, &world.systems, own, rest) {
            found.push(format!("{} clashes with {}", own.no, clash.words()));
        }
    }
    found
}
