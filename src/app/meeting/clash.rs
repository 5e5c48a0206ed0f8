//! Items of one agenda that get in each other's way: the same system or the same person at the same time.

use crate::domain::change::Change;
use crate::domain::meeting::Meeting;
use crate::domain::world::World;

/// Pairs of changes on the agenda whose windows overlap and that share a system or a person, in words.
pub(super) fn clashes(world: &World, meeting: &Meeting) -> Vec<String> {
    let changes: Vec<&Change> = meeting.changes().filter_map(|no| world.changes.get(&no)).collect();
    let mut found = Vec::new();
    for (i, a) in changes.iter().enumerate() {
        for b in changes.iter().skip(i + 1) {
            let (Some((a_from, a_to)), Some((b_from, b_to))) = (a.window(), b.window()) else { continue };
            if a_from >= b_to || b_from >= a_to {
                continue;
            }
            for (field, what) in [("systems", "system"), ("implementers", "person"), ("owner", "person")] {
                let shared: Vec<&str> =
                    a.words(field).iter().filter(|w| b.words(field).contains(w)).map(String::as_str).collect();
                if !shared.is_empty() {
                    found.push(format!("{} and {} clash: {what} {}", a.no, b.no, shared.join(", ")));
                    break;
                }
            }
        }
    }
    found
}
