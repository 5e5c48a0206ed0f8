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

/// Whether a piece was measured before what is deployed now where it belongs was first deployed, and something else was
/// there before: then it is about that.
fn of_another_artefact(pack: &Pack, change: &Change, piece: &Evidence) -> bool {
    let stage = || pack.test(&piece.test).and_then(|t| t.artifact.as_deref());
    let Some(stage) = piece.environment.as_deref().or_else(stage) else { return false };
    let Some(now) = change.run.newest(stage).map(|d| d.baseline()) else { return false };
    let all = &change.run.deployments;
    let first = all.iter().filter(|d| d.baseline().same(&now)).map(|d| d.begun.0).min();
    let there = |d: &&crate::domain::run::Deployment| d.environment.as_deref() == Some(stage);
    let other = all.iter().filter(there).any(|d| !d.baseline().same(&now) && Some(d.begun.0) < first);
    // Reports know whole seconds.
    other && first.is_some_and(|first| piece.measured.plus(Span::seconds(1)) <= first)
}
