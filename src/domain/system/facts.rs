//! What the register of systems says of a change: tiers, recovery times, systems that nobody knows.

use super::Systems;
use crate::base::time::Moment;
use crate::domain::change::Change;
use crate::policy::facts::Facts;
use crate::policy::lists::Tier;
use crate::policy::pack::Pack;

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
    facts.set_words("system.dependents", dependents);
}

/// Facts of the register: the oldest validation of recovery times, and the last test of disaster recovery.
pub fn register(facts: &mut Facts, systems: &Systems, founded: Option<Moment>) {
    let mut tiered = systems.in_use().filter(|s| !s.entry.tier.is_empty()).peekable();
    if tiered.peek().is_some() {
        let last = tiered.map(|s| s.validated.get("rto").map_or(s.since, |(at, _)| *at)).min();
        facts.moments.extend(last.map(|at| ("rto_validated".to_owned(), at)));
        let tested = systems.dr_tested.as_ref().map(|(at, _)| *at).or(founded);
        facts.moments.extend(tested.map(|at| ("dr_tested".to_owned(), at)));
    }
    facts.set_flag("no_recovery_order", systems.by_priority().is_empty());
}
