//! Systems and services: tier, owner, site, what each depends on, and when its recovery was last shown to work.

pub mod acts;
pub mod draft;
pub mod events;
pub mod facts;

use self::events::Entry;
use crate::base::ids::PersonId;
use crate::base::time::Moment;
use std::collections::{BTreeMap, BTreeSet};

/// A system or service.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct System {
    /// What was last told of it.
    pub entry: Entry,
    /// When it was first recorded.
    pub since: Moment,
    /// When and by whom it was taken out of use.
    pub retired: Option<(Moment, PersonId)>,
    /// What was last validated when, and by whom: `rto` (recovery within its times), `recovery` (it works again).
    pub validated: BTreeMap<String, (Moment, PersonId)>,
}

/// How a system is related to another one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Relation {
    /// It is the other one.
    Same,
    /// The other one depends on it.
    Parent,
    /// It depends on the other one.
    Dependent,
}

/// All systems of the register.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Systems {
    /// By key.
    pub all: BTreeMap<String, System>,
    /// When a test of disaster recovery with a patch deployment was last held, and who recorded it.
    pub dr_tested: Option<(Moment, PersonId)>,
}

/// The form in which ids are compared.
#[must_use]
pub fn key(id: &str) -> String {
    id.trim().to_lowercase()
}

impl Systems {
    /// A system in use, by its id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&System> {
        // Whoever has the key already needs no other made of it, and an empty register none at all.
        let spelled = || (!self.all.is_empty()).then(|| key(id)).and_then(|key| self.all.get(&key));
        self.all.get(id).or_else(spelled).filter(|s| s.retired.is_none())
    }

    /// Systems in use, by id.
    pub fn in_use(&self) -> impl Iterator<Item = &System> {
        self.all.values().filter(|s| s.retired.is_none())
    }

    /// Those that depend on the system directly.
    #[must_use]
    pub fn dependents(&self, id: &str) -> Vec<&System> {
        let id = key(id);
        self.in_use().filter(|s| s.entry.depends_on.iter().any(|d| key(d) == id)).collect()
    }

    /// The keys of systems related to the one named, itself among them: those that it depends on and those that depend on
    /// it, over any number of steps or only the next one.
    #[must_use]
    pub fn related(&self, id: &str, only_next: bool) -> BTreeMap<String, Relation> {
        let own = key(id);
        let mut found = BTreeMap::from([(own.clone(), Relation::Same)]);
        if self.all.is_empty() {
            return found;
        }
        let mut below: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for system in self.in_use() {
            for on in &system.entry.depends_on {
                below.entry(key(on)).or_default().push(key(&system.entry.id));
            }
        }
        let above = |at: &str| -> Vec<String> {
            self.find(at).map(|s| s.entry.depends_on.iter().map(|d| key(d)).collect()).unwrap_or_default()
        };
        let under = |at: &str| below.get(at).cloned().unwrap_or_default();
        for (relation, next) in
            [(Relation::Parent, &above as &dyn Fn(&str) -> Vec<String>), (Relation::Dependent, &under)]
        {
            let mut seen: BTreeSet<String> = BTreeSet::from([own.clone()]);
            let mut edge = vec![own.clone()];
            while let Some(at) = edge.pop() {
                for other in next(&at) {
                    if seen.insert(other.clone()) {
                        found.entry(other.clone()).or_insert(relation);
                        if !only_next {
                            edge.push(other);
                        }
                    }
                }
            }
        }
        found
    }

    /// Systems with a place in the order of recovery, the first to be recovered first.
    #[must_use]
    pub fn by_priority(&self) -> Vec<&System> {
        let mut ranked: Vec<(u32, &System)> = self.in_use().filter_map(|s| Some((s.entry.priority?, s))).collect();
        ranked.sort_by(|a, b| (a.0, &a.1.entry.id).cmp(&(b.0, &b.1.entry.id)));
        ranked.into_iter().map(|(_, s)| s).collect()
    }
}
