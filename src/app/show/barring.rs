//! What a checklist that is not complete keeps a change from.

use super::Lens;
use crate::policy::checklist::{blocking, standing};
use crate::policy::facts::Facts;
use crate::policy::pack::Pack;

/// The acts that wait for a list as things stand: those that it blocks itself, and those of rules that want it complete.
pub(super) fn bars(lens: &Lens<'_>, known: &Facts, id: &str) -> Vec<String> {
    if standing(id, known).0 == "complete" {
        return Vec::new();
    }
    let pack = &*lens.desk.pack;
    let mut all: Vec<String> = Vec::new();
    for member in std::iter::once(pack).chain(&pack.members) {
        for said in demanded(member, id).into_iter().chain(blocked(member, known, id)) {
            if !all.contains(&said) {
                all.push(said);
            }
        }
    }
    all
}

fn blocked(pack: &Pack, known: &Facts, id: &str) -> Vec<String> {
    let list = pack.checklists.iter().find(|l| l.id() == id);
    let acts = list.map(|l| l.blocks.as_slice()).unwrap_or_default().iter().copied();
    acts.filter(|act| blocking(pack, *act, known).iter().any(|l| l.id() == id)).map(|a| a.words().to_owned()).collect()
}

/// What rules ask the list for, such as the promotion to a stage.
fn demanded(pack: &Pack, id: &str) -> Vec<String> {
    let rules = pack.rules.iter().filter(|r| r.needs.checklist.contains_key(id));
    let of = |r: &crate::policy::pack::Rule| {
        let act = r.acts.first().map(|a| a.words().to_owned())?;
        let places = r.when.environment.join(" or ");
        Some(if places.is_empty() { act } else { format!("{act} to {places}") })
    };
    rules.filter_map(of).collect()
}
