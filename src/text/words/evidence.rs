//! A sentence for each event of the evidence on a change.

use super::{Names, moment, plain};
use crate::base::text::tame_line;
use crate::domain::evidence::events::EvidenceEvent;
use crate::policy::evidence::{READ, Unit, in_words};
use std::collections::BTreeMap;

/// What happened to the evidence on a change.
pub fn evidence(what: &EvidenceEvent, names: &Names<'_>) -> String {
    match what {
        EvidenceEvent::Added { no, test, environment, measured, values, proof, .. } => {
            let place = environment.as_ref().map_or_else(String::new, |e| format!(" in {}", plain(e)));
            let mut parts = vec![format!("of {}", moment::moment(*measured, names.tz))];
            if let Some(passed) = proof.passed {
                parts.push(if passed { "passed".into() } else { "failed".into() });
            }
            parts.extend(figures(values));
            parts.extend(proof.signed.as_ref().map(|role| format!("signed off as {}", plain(role))));
            parts.extend(
                proof.tag.as_ref().map(|t| format!("tag {} by {}", tame_line(&t.name, 80), tame_line(&t.tagger, 80))),
            );
            parts.extend(
                proof.files.iter().map(|f| format!("{} (SHA-256 {})", tame_line(&f.name, 80), f.digest.short())),
            );
            format!(
                "added evidence {no}, {}{place}, {}{}",
                plain(test),
                parts.join(", "),
                names.because(proof.note.as_ref())
            )
        }
    }
}

/// The figures that people ask for first, at most four.
fn figures(values: &BTreeMap<String, i64>) -> Vec<String> {
    let told = |name: &&String| !name.ends_with("_up") && !name.ends_with("_expected");
    let unit = |name: &str| {
        let read = READ.iter().find(|(n, _)| *n == name).map(|(_, unit)| *unit);
        if name.ends_with("_deviation") { Some(Unit::Percent) } else { read }
    };
    let first = |name: &String| !matches!(name.as_str(), "pass_rate" | "coverage" | "findings" | "critical");
    let mut names: Vec<&String> = values.keys().filter(told).collect();
    names.sort_by_key(|n| first(n));
    names
        .into_iter()
        .take(4)
        .filter_map(|n| Some(format!("{} {}", plain(n), in_words(unit(n), *values.get(n)?))))
        .collect()
}
