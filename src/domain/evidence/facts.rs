//! The facts of evidence, as the policy room judges them.

use super::Evidence;
use crate::policy::facts::Facts;
use std::collections::BTreeMap;

/// Lays the newest piece of each proof into the facts.
pub fn lay(facts: &mut Facts, evidence: &[Evidence]) {
    let mut newest: BTreeMap<String, &Evidence> = BTreeMap::new();
    for piece in evidence {
        newest.extend(piece.names().map(|name| (name, piece)));
    }
    facts.set_words("evidence", newest.keys().cloned());
    for (name, piece) in newest {
        let word = match piece.proof.passed {
            _ if piece.outdated => "outdated",
            _ if piece.replaced => "replaced",
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
