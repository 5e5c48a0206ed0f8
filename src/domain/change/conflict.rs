//! Changes that get in each other's way: one system, or two of which one depends on the other, or one person, at one time.
//!
//! This is the only place that says what a conflict is; agendas, checks, scheduling and screens all ask here.

use super::states::State;
use super::{Change, Value, draft};
use crate::base::ids::ChangeNo;
use crate::base::time::Moment;
use crate::domain::command::ChangeCommand;
use crate::domain::desk::Desk;
use crate::domain::run::command::RunCommand;
use crate::domain::system::{Relation, Systems, key};
use crate::domain::world::World;
use crate::policy::facts::Facts;
use crate::policy::pack::Pack;
use crate::policy::schedule::Stretch;
use std::cell::OnceCell;
use std::collections::BTreeMap;

/// What a change takes up: when, which systems, whose time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claim {
    /// The change.
    pub no: ChangeNo,
    /// Its state.
    pub state: State,
    /// Its window.
    pub window: Stretch,
    /// The keys of its systems.
    pub systems: Vec<String>,
    /// Its owner and implementers.
    pub people: Vec<String>,
    /// Changes that it was scheduled over, knowing that they are there.
    pub accepts: Vec<ChangeNo>,
}

/// What two changes share.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Kind {
    /// A system.
    System,
    /// The other one touches a system that this one's depends on.
    Parent,
    /// The other one touches a system that depends on this one's.
    Dependent,
    /// A person.
    Person,
}

impl Kind {
    /// The word in JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Parent => "parent",
            Self::Dependent => "dependent",
            Self::Person => "person",
        }
    }
}

/// A change in the way of another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Conflict {
    /// The other change.
    pub no: ChangeNo,
    /// What they share.
    pub kind: Kind,
    /// The systems or persons of the other one.
    pub what: Vec<String>,
    /// When both run.
    pub overlap: Stretch,
    /// Whether the other one was scheduled over this one, knowing that it is there.
    pub settled: bool,
}

impl Conflict {
    /// In words: `system orders (CHG-7)`.
    #[must_use]
    pub fn words(&self) -> String {
        let what = self.what.join(", ");
        match self.kind {
            Kind::System => format!("{}: system {what}", self.no),
            Kind::Parent => format!("{}: {what}, on which it depends", self.no),
            Kind::Dependent => format!("{}: {what}, which depends on it", self.no),
            Kind::Person => format!("{}: person {what}", self.no),
        }
    }
}

/// Whether a change in this state takes up its window: not before it is handed in, and not once it is done.
#[must_use]
pub const fn counts(state: State) -> bool {
    matches!(state, State::Assess | State::Authorize | State::Scheduled | State::Implement)
}

/// What a change takes up; nothing without a window.
#[must_use]
pub fn claim(change: &Change) -> Option<Claim> {
    let mut people: Vec<String> = change.words("implementers").to_vec();
    people.extend(change.words("owner").iter().filter(|o| !change.words("implementers").contains(o)).cloned());
    Some(Claim {
        no: change.no,
        state: change.state,
        window: change.window()?,
        systems: change.words("affected_systems").iter().map(|s| key(s)).collect(),
        people,
        accepts: change.overlaps.clone(),
    })
}

/// What a change would take up once a command is carried out.
#[must_use]
pub fn claim_after(world: &World, desk: &Desk, change: &Change, command: &ChangeCommand) -> Option<Claim> {
    let mut after = change.clone();
    match command {
        ChangeCommand::Schedule { from, to, .. } => {
            after.fields.insert("window".into(), Value::Words(vec![format!("{from}/{to}")]));
        }
        ChangeCommand::Edit { fields } => {
            let kept = ["window", "affected_systems", "implementers", "owner"];
            for given in fields.iter().filter(|(id, _)| kept.contains(&id.as_str())) {
                // What cannot be read is refused by the edit itself.
                let read = draft::read_fields(world, desk, std::slice::from_ref(given), &mut desk.scribe());
                after.fields.extend(read.unwrap_or_default());
            }
        }
        ChangeCommand::Start { .. } | ChangeCommand::Run(RunCommand::Start(_)) => {
            return claim(&after).map(|own| begun(own, desk.now));
        }
        _ => {}
    }
    claim(&after)
}

/// How far dependencies are followed under a pack: not at all, to the next system, or to the last.
#[must_use]
pub fn related(pack: &Pack, systems: &Systems, own: &Claim) -> BTreeMap<String, Relation> {
    let reach = pack.setting("conflict.reach").unwrap_or("all");
    let mut found: BTreeMap<String, Relation> = BTreeMap::new();
    for id in &own.systems {
        let related = systems.related(id, reach == "next");
        for (other, relation) in related.into_iter().filter(|(_, r)| *r == Relation::Same || reach != "none") {
            let nearer = found.get(&other).is_none_or(|known| relation < *known);
            if nearer {
                found.insert(other, relation);
            }
        }
    }
    found
}

/// The changes in the way of one, the nearest kind of each first.
#[must_use]
pub fn find(pack: &Pack, systems: &Systems, own: &Claim, others: &[Claim]) -> Vec<Conflict> {
    // Most are of another time, and what depends on what is a long walk.
    let reach = OnceCell::new();
    let mut found = Vec::new();
    for other in others.iter().filter(|o| o.no != own.no && counts(o.state)) {
        let overlap = (own.window.0.max(other.window.0), own.window.1.min(other.window.1));
        if overlap.0 >= overlap.1 {
            continue;
        }
        let related = reach.get_or_init(|| related(pack, systems, own));
        let mut shared: Vec<(Kind, &str)> = Vec::new();
        for system in &other.systems {
            let kind = match related.get(system) {
                Some(Relation::Same) => Kind::System,
                Some(Relation::Parent) => Kind::Parent,
                Some(Relation::Dependent) => Kind::Dependent,
                None => continue,
            };
            shared.push((kind, systems.find(system).map_or(system.as_str(), |s| s.entry.id.as_str())));
        }
        shared.extend(other.people.iter().filter(|p| own.people.contains(p)).map(|p| (Kind::Person, p.as_str())));
        shared.sort_unstable();
        shared.dedup();
        found.extend(shared.chunk_by(|a, b| a.0 == b.0).filter_map(|alike| {
            Some(Conflict {
                no: other.no,
                kind: alike.first()?.0,
                what: alike.iter().map(|(_, what)| (*what).to_owned()).collect(),
                overlap,
                settled: other.accepts.contains(&own.no),
            })
        }));
    }
    found.sort_by_key(|c| (c.kind, c.no));
    found
}

/// The changes in the way of one, among those that the desk knows to be near.
#[must_use]
pub fn of(world: &World, desk: &Desk, change: &Change) -> Vec<Conflict> {
    claim(change).map(|own| find(&desk.pack, &world.systems, &own, &desk.near)).unwrap_or_default()
}

/// What stands in the way of a change that begins now: changes that are scheduled or under way in the time that it takes
/// from now on, whatever was planned before or later.
#[must_use]
pub fn at_start(world: &World, desk: &Desk, change: &Change) -> Vec<Conflict> {
    let firm: Vec<Claim> = desk.near.iter().filter(|c| under_way(c.state)).cloned().collect();
    claim(change).map(|own| find(&desk.pack, &world.systems, &begun(own, desk.now), &firm)).unwrap_or_default()
}

const fn under_way(state: State) -> bool {
    matches!(state, State::Scheduled | State::Implement)
}

/// A claim whose work begins at another moment and takes as long as planned.
fn begun(own: Claim, now: Moment) -> Claim {
    let length = own.window.1.since(own.window.0);
    Claim { window: (now, now.plus(length)), ..own }
}

/// The facts of conflicts. Those that somebody who may settle them has accepted stand in nobody's way.
pub fn facts(facts: &mut Facts, conflicts: &[Conflict], accepted: &[ChangeNo]) {
    let open = || conflicts.iter().filter(|c| !c.settled && !accepted.contains(&c.no));
    facts.set_flag("conflict", open().next().is_some());
    for (name, kinds) in [
        ("act.conflict", &[Kind::System][..]),
        ("act.conflict_related", &[Kind::Parent, Kind::Dependent]),
        ("act.conflict_person", &[Kind::Person]),
    ] {
        let mut words: Vec<String> = open().filter(|c| kinds.contains(&c.kind)).map(Conflict::words).collect();
        words.dedup();
        if words.is_empty() {
            facts.words.remove(name);
        } else {
            facts.set_words(name, words);
        }
    }
}
