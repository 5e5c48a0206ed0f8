//! What a new piece of evidence takes the place of.

use super::Evidence;
use crate::policy::evidence::{Test, in_words};
use std::collections::BTreeSet;

/// So many differences are told.
const TOLD_MAX: usize = 4;

/// What is to be known of a piece that takes the place of one that passed: which one, and in what the two differ. The newest
/// piece of a kind counts alone, so what belongs together is given together.
pub(super) fn displaced(test: &Test, before: &Evidence, now: &Evidence, passes: bool) -> Option<String> {
    let differ = differences(test, before, now);
    // The same again is nothing that anybody has to know.
    if passes && differ.is_empty() {
        return None;
    }
    let differ = if differ.is_empty() { String::new() } else { format!(": {}", differ.join(", ")) };
    Some(format!(
        "{}: piece {} counts from now on in the place of piece {}, which passed{differ}; \
         reports that belong together are given in one command, with several --file",
        test.title, now.no, before.no
    ))
}

/// The measures that differ, those that are asked first: `tests 3 instead of 300`.
fn differences(test: &Test, before: &Evidence, now: &Evidence) -> Vec<String> {
    let plain = |measure: &&String| !measure.ends_with("_up");
    let all: BTreeSet<&String> = before.values.keys().chain(now.values.keys()).filter(plain).collect();
    let mut all: Vec<&String> = all.into_iter().filter(|m| before.values.get(*m) != now.values.get(*m)).collect();
    let asked = |m: &String| test.criteria.iter().any(|c| c.number.keys().any(|n| n.trim_end_matches("_up") == m));
    all.sort_by_key(|m| (m.as_str() != "tests", !asked(m)));
    let told = |measure: &&String| {
        let of = |piece: &Evidence| {
            let value = piece.values.get(*measure).copied();
            value.map_or_else(|| "none".to_owned(), |v| in_words(test.unit(measure), v))
        };
        format!("{} {} instead of {}", measure.replace('_', " "), of(now), of(before))
    };
    all.iter().take(TOLD_MAX).map(told).collect()
}
