//! Packs adopted together whose windows never meet: the changes that would run at no time that all of them leave open.

use super::facts::Facts;
use super::pack::Pack;
use super::rule::Truth;
use super::running::{members, shift};
use super::schedule::{Stretch, joined};
use super::slots::common;
use super::window::Window;
use crate::base::time::Moment;

/// How far ahead turns are compared, in days: each of the year comes once.
const AHEAD: i64 = 400;

/// Changes that no time suits, and the windows that each pack leaves them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Apart {
    /// Types of these changes.
    pub types: Vec<String>,
    /// The environment that they are for; none where the packs know none.
    pub environment: Option<String>,
    /// Of each pack that binds them to windows, its name and the titles of these windows.
    pub windows: Vec<(String, Vec<String>)>,
    /// Clauses of the windows.
    pub clauses: Vec<String>,
}

impl Apart {
    /// What is told of them, in a sentence.
    #[must_use]
    pub fn words(&self) -> String {
        let place = self.environment.as_ref().map_or_else(String::new, |e| format!(" to {e}"));
        let of = |(pack, titles): &(String, Vec<String>)| match titles.as_slice() {
            [] => format!("{pack} has none for them"),
            titles => format!("{pack} has {}", titles.join(", ")),
        };
        let sets = self.windows.iter().map(of).collect::<Vec<_>>().join("; ");
        format!("{} changes{place} find no time that all packs leave open: {sets}", self.types.join(" and "))
    }
}

/// The changes that no time suits within a year of a moment. Conditions of which nothing is known before there is a change
/// are taken to hold, and freezes are not asked: who can run at all is told by windows.
#[must_use]
pub fn apart(pack: &Pack, from: Moment) -> Vec<Apart> {
    let places: Vec<Option<&str>> = match pack.environments() {
        none if none.is_empty() => vec![None],
        some => some.into_iter().map(Some).collect(),
    };
    let mut all: Vec<Apart> = Vec::new();
    if pack.members.is_empty() {
        return all;
    }
    for place in places {
        for kind in pack.types.iter().map(|t| t.id()) {
            let Some(found) = never(pack, kind, place, from) else { continue };
            match all.iter_mut().find(|a| (&a.environment, &a.windows) == (&found.environment, &found.windows)) {
                Some(same) => same.types.extend(found.types),
                None => all.push(found),
            }
        }
    }
    all
}

/// A type of change for an environment, if it never finds a time that all packs leave open.
fn never(pack: &Pack, kind: &str, place: Option<&str>, from: Moment) -> Option<Apart> {
    let mut facts = Facts::default();
    facts.set_word("type", kind);
    if let Some(place) = place {
        facts.set_word("field.environment", place);
    }
    facts.moments.insert("now", from);
    let mut free = vec![(from, shift(from, AHEAD))];
    let (mut windows, mut clauses) = (Vec::new(), Vec::new());
    for member in members(pack) {
        let facts = member.sees(&facts, true);
        let Some((open, by)) = open(member, &facts, (from, shift(from, AHEAD))) else { continue };
        free = common(&free, &open);
        windows.push((member.name.clone(), by.iter().map(|w| w.title.clone()).collect()));
        for clause in by.iter().flat_map(|w| &w.clauses) {
            if !clauses.contains(clause) {
                clauses.push(clause.clone());
            }
        }
    }
    let environment = place.map(str::to_owned);
    (free.is_empty() && windows.len() > 1).then(|| Apart {
        types: vec![kind.to_owned()],
        environment,
        windows,
        clauses,
    })
}

/// The turns of the windows of a pack that may take a change, and these windows; nothing where it may run at any time, or
/// where that is not known before somebody says when.
fn open<'p>(pack: &'p Pack, facts: &Facts, (from, to): Stretch) -> Option<(Vec<Stretch>, Vec<&'p Window>)> {
    let may: Vec<&Window> = pack.windows.iter().filter(|w| w.when.holds(facts, pack) != Truth::No).collect();
    let calendar = pack.calendar_for(facts);
    let mut turns = Vec::new();
    for window in &may {
        let plan = window.on.plan_by(pack, &calendar).ok().filter(|p| !p.always() && !p.announced())?;
        turns.extend(plan.between(from, to));
    }
    (!pack.windows.is_empty()).then(|| (joined(turns), may))
}
