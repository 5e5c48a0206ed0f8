//! The facts of evidence, as the policy room judges them.

use super::Evidence;
use crate::base::time::Span;
use crate::domain::change::Change;
use crate::policy::facts::Facts;
use crate::policy::pack::Pack;
use std::collections::BTreeMap;

/// Lays the piece that counts of each proof into the facts.
pub fn lay(facts: &mut Facts, pack: &Pack, change: &Change) {
    let mut newest: BTreeMap<String, &Evidence> = BTreeMap::new();
    for piece in &change.evidence {
        for name in piece.names() {
            let first = format!("evidence.{name}.first");
            let before = facts.moments.get(&first).copied().unwrap_or(piece.measured);
            facts.moments.insert(first, before.min(piece.measured));
            let known = newest.entry(name).or_insert(piece);
            if known.rank() < piece.rank() {
                *known = piece;
            }
        }
    }
    facts.set_words("evidence", newest.keys().cloned());
    for (name, piece) in newest {
        let word = match piece.proof.passed {
            _ if piece.outdated => "outdated",
            _ if piece.replaced || of_another_artefact(pack, change, piece) => "replaced",
            Some(true) => "pass",
            Some(false) => "fail",
            None => "given",
        };
        facts.set_word(format!("evidence.{name}"), word);
        facts.set_words(format!("evidence.{name}.signed"), piece.proof.signed.clone());
        facts.moments.insert(format!("evidence.{name}"), piece.measured);
        facts.set_words(format!("evidence.{name}.covered"), piece.proof.covered.iter().cloned());
        for (measure, names) in &piece.proof.named {
            facts.set_words(format!("evidence.{name}.named.{measure}"), names.iter().cloned());
        }
        for (measure, value) in &piece.values {
            facts.numbers.insert(format!("evidence.{name}.{measure}"), *value);
        }
    }
}

/// Whether a piece is about something else that was deployed where it belongs before what is there now: what was tested in
/// place before that was first deployed, and what a pipeline tested before the other was begun to be deployed last.
fn of_another_artefact(pack: &Pack, change: &Change, piece: &Evidence) -> bool {
    let stage = || pack.test(&piece.test).and_then(|t| t.artifact.as_deref());
    let Some(stage) = piece.environment.as_deref().or_else(stage) else { return false };
    let Some(now) = change.run.newest(stage).map(|d| d.baseline()) else { return false };
    let all = &change.run.deployments;
    let first = all.iter().filter(|d| d.baseline().same(&now)).map(|d| d.begun.0).min();
    let there = |d: &&crate::domain::run::Deployment| d.environment.as_deref() == Some(stage);
    let others = all.iter().filter(there).filter(|d| !d.baseline().same(&now) && Some(d.begun.0) < first);
    let Some(other) = others.map(|d| d.begun.0).max() else { return false };
    // A pipeline tests before it deploys.
    let since = if piece.environment.is_some() { first } else { Some(other) };
    // Reports know whole seconds.
    since.is_some_and(|since| piece.measured.plus(Span::seconds(1)) <= since)
}
