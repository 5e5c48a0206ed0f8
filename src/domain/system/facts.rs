//! What the register of systems says of a change: tiers, recovery times, systems that nobody knows.

use super::{Systems, key};
use crate::base::calendar::site_key;
use crate::base::time::{Length, Moment};
use crate::domain::change::Change;
use crate::policy::facts::Facts;
use crate::policy::lists::Tier;
use crate::policy::pack::Pack;
use std::collections::BTreeSet;

/// Facts of the systems that a change affects. Without a register of systems nothing is said of them.
pub fn of(facts: &mut Facts, pack: &Pack, systems: &Systems, change: &Change) {
    let words = change.words("affected_systems");
    let affected: Vec<_> = words.iter().filter_map(|w| systems.find(w)).collect();
    let mut tiers: Vec<String> = affected.iter().map(|s| s.entry.tier.clone()).filter(|t| !t.is_empty()).collect();
    tiers.sort();
    tiers.dedup();
    let hit = || pack.tiers.iter().filter(|t| tiers.contains(&t.id));
    let least =
        [("rto_minutes", hit().map(Tier::rto_minutes).min()), ("rpo_minutes", hit().map(Tier::rpo_minutes).min())];
    facts.numbers.extend(least.into_iter().filter_map(|(name, n)| Some((name.to_owned(), n?))));
    facts.set_words("system.tier", tiers);
    // The change says where it takes place; else that is where its systems stand.
    let named = change.words("site").to_vec();
    let there = |site: &String| {
        let is = |other: &str| site_key(other) == site_key(site);
        pack.calendar.sites.keys().any(|s| is(s)) || systems.in_use().any(|s| is(&s.entry.site))
    };
    let lost: Vec<String> = named.iter().filter(|site| !there(site)).cloned().collect();
    facts.set_flag("site_unknown", !lost.is_empty() && !pack.calendar.sites.is_empty());
    facts.set_words("site.unknown", lost);
    let of_systems = || affected.iter().map(|s| s.entry.site.clone()).filter(|s| !s.is_empty()).collect();
    let sites: BTreeSet<String> = if named.is_empty() { of_systems() } else { named.into_iter().collect() };
    facts.set_words("site", sites);
    let unknown: Vec<String> = words.iter().filter(|w| systems.find(w).is_none()).cloned().collect();
    facts.set_flag("system_unknown", !unknown.is_empty() && systems.in_use().next().is_some());
    facts.set_words("system.unknown", unknown);
    let mut dependents: Vec<String> = affected
        .iter()
        .flat_map(|s| systems.dependents(&s.entry.id))
        .filter(|d| !affected.iter().any(|a| a.entry.id == d.entry.id))
        .map(|d| d.entry.id.clone())
        .collect();
    dependents.sort();
    dependents.dedup();
    let named = change.assessed.as_deref().unwrap_or_default();
    let left: Vec<String> = dependents.iter().filter(|d| !named.iter().any(|n| key(n) == key(d))).cloned().collect();
    facts.set_flag("dependents_unassessed", !left.is_empty());
    facts.set_words("system.unassessed", left);
    facts.set_words("system.dependents", dependents);
    let mut data: Vec<String> = affected.iter().flat_map(|s| s.entry.data.iter().cloned()).collect();
    data.sort();
    data.dedup();
    facts.set_words("system.data", data);
}

/// The systems of the register for which a text has an entry: a line, or a part between semicolons, that names the system
/// by id or title and says something of it.
#[must_use]
pub fn entries(systems: &Systems, text: &str) -> Vec<String> {
    let named = |part: &str, name: &str| {
        let (part, name) = (part.to_lowercase(), name.trim().to_lowercase());
        let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        let whole = |(at, _): (usize, &str)| {
            let (before, rest) = (part.get(..at).unwrap_or_default(), part.get(at..).unwrap_or_default());
            let after = rest.get(name.len()..).unwrap_or_default();
            edge(before.chars().next_back()) && edge(after.chars().next())
        };
        !name.is_empty() && part.match_indices(&name).any(whole)
    };
    let mut found: Vec<String> = Vec::new();
    for part in text.split(['\n', ';']) {
        let of = |s: &&super::System| named(part, &s.entry.id) || named(part, &s.entry.title);
        let here: Vec<&super::System> = systems.in_use().filter(of).collect();
        // More is said than the names alone.
        let letters = |t: &str| t.chars().filter(|c| c.is_alphanumeric()).count();
        let names: usize = here
            .iter()
            .map(|s| {
                let id = if named(part, &s.entry.id) { letters(&s.entry.id) } else { 0 };
                id.max(if named(part, &s.entry.title) { letters(&s.entry.title) } else { 0 })
            })
            .sum();
        if letters(part) > names {
            found.extend(here.iter().map(|s| s.entry.id.clone()));
        }
    }
    found.sort();
    found.dedup();
    found
}

/// Facts of the register: the oldest validation of recovery times, and the first quarter without a test of disaster
/// recovery with a patch: the one after the last test, or that in which the register was founded.
pub fn register(facts: &mut Facts, pack: &Pack, systems: &Systems, founded: Option<Moment>) {
    let mut tiered = systems.in_use().filter(|s| !s.entry.tier.is_empty()).peekable();
    if tiered.peek().is_some() {
        let last = tiered.map(|s| s.validated.get("rto").map_or(s.since, |(at, _)| *at)).min();
        facts.moments.extend(last.map(|at| ("rto_validated".to_owned(), at)));
    }
    let calendar = &pack.calendar;
    let quarter = |at: Moment| calendar.at(calendar.quarter(calendar.day(at)), chrono::NaiveTime::MIN);
    let tested = systems.dr_tested.as_ref().map(|(at, _)| calendar.after(quarter(*at), Length::Months(3)));
    facts.moments.extend(tested.or_else(|| founded.map(quarter)).map(|at| ("dr_untested".to_owned(), at)));
    facts.set_flag("no_recovery_order", systems.by_priority().is_empty());
}
