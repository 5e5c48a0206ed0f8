//! What is told of an act that no rule permits: who may, and how the actor comes to be one of them.

use super::act::Act;
use super::facts::Facts;
use super::pack::{Effect, Pack, Rule};
use super::rule::Truth;
use super::verdict::Reason;

/// Nothing permits the act: who may, and what the actor does about it.
pub(super) fn no_permit(pack: &Pack, act: Act, facts: &Facts) -> Reason {
    let permits: Vec<_> = pack.rules.iter().filter(|r| r.effect == Effect::Permit && r.acts.contains(&act)).collect();
    let mut reason = Reason { rule: format!("no-permit-{}", act.words()), person: true, ..Reason::default() };
    let mut who: Vec<String> = Vec::new();
    for permit in &permits {
        if !permit.text.is_empty() && !who.contains(&permit.text) {
            who.push(permit.text.clone());
        }
        for id in &permit.clauses {
            if !reason.clauses.contains(id) {
                reason.clauses.push(id.clone());
            }
        }
    }
    reason.text = if who.is_empty() {
        format!("nobody may {} under this pack", act.words())
    } else {
        format!("not allowed to {}: {}", act.words(), who.join("; "))
    };
    reason.remedy = match in_the_chair(pack, &permits, facts) {
        _ if who.is_empty() => String::new(),
        Some(meeting) => format!("the chair's seat is yours: take the chair with quorate meeting chair {meeting}"),
        None => "ask somebody who may".into(),
    };
    reason
}

/// The meeting whose chair the actor may take at any time, where a rule permits the act to whoever is in it.
fn in_the_chair<'f>(pack: &Pack, permits: &[&Rule], facts: &'f Facts) -> Option<&'f str> {
    let meeting = facts.words("chair.takes")?.first()?;
    let mut there = facts.clone();
    let is = facts.words("actor.is").unwrap_or_default().iter().cloned();
    there.set_words("actor.is", is.chain(["chair".to_owned()]));
    let holds =
        |rule: &&Rule| rule.when.holds(&there, pack) == Truth::Yes && rule.needs.holds(&there, pack) == Truth::Yes;
    permits.iter().any(holds).then_some(meeting.as_str())
}
