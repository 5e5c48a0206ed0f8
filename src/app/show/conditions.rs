//! A pack's condition in words, for the pack screen.

use crate::policy::rule::{Limits, When, Words};

/// The condition in words; "always" for an empty one.
#[must_use]
pub fn words(when: &When) -> String {
    let parts = parts(when);
    if parts.is_empty() { "always".into() } else { parts.join(" and ") }
}

fn parts(when: &When) -> Vec<String> {
    let mut parts = Vec::new();
    let any = |list: &[String]| list.join(" or ");
    for (list, name) in [
        (&when.change_type, "type"),
        (&when.state, "state"),
        (&when.tier, "tier"),
        (&when.data, "a system with data"),
        (&when.environment, "environment"),
        (&when.risk, "risk"),
        (&when.ballot, "ballot"),
        (&when.decision, "decision"),
        (&when.catalogue, "catalogue entry"),
        (&when.method, "method"),
        (&when.role, "role"),
        (&when.is, "who acts is"),
        (&when.aside, "a deviation from"),
    ] {
        if !list.is_empty() {
            parts.push(format!("{name} {}", any(list)));
        }
    }
    let named = |list: &[String], verb: &str| list.iter().map(|id| format!("{id} {verb}")).collect::<Vec<_>>();
    parts.extend(named(&when.has, "filled"));
    parts.extend(named(&when.lacks, "empty"));
    parts.extend(named(&when.rated, "rated"));
    parts.extend(named(&when.reviewed, "reviewed"));
    parts.extend(named(&when.approved, "approved"));
    parts.extend(named(&when.passed, "deployed"));
    parts.extend(when.steps.iter().map(|id| format!("step {id} passed")));
    parts.extend(named(&when.act_has, "given"));
    parts.extend(named(&when.set, "set"));
    let proofs = when.evidence.iter();
    parts.extend(proofs.map(|(name, words)| format!("evidence of {name} {}", any(words.list()))));
    if !when.yes.is_empty() {
        parts.push(format!("{} yes", any(&when.yes)));
    }
    for table in [&when.field, &when.factor, &when.act, &when.setting] {
        parts.extend(table.iter().map(|(id, words): (&String, &Words)| format!("{id} {}", any(words.list()))));
    }
    let lists = when.checklist.iter();
    parts.extend(lists.map(|(id, words)| format!("checklist {id} {}", any(words.list()))));
    parts.extend(when.flag.iter().map(|(id, yes)| format!("{}{id}", if *yes { "" } else { "not " })));
    match when.conditions_met {
        Some(true) => parts.push("every condition verified".into()),
        Some(false) => parts.push("a condition unverified".into()),
        None => {}
    }
    parts.extend(when.number.iter().map(|(id, limits)| format!("{id} {}", limit_words(limits))));
    for e in &when.elapsed {
        if let Some(length) = e.at_least {
            parts.push(format!("at least {length} from {} to {}", e.since, e.until));
        }
        if let Some(length) = e.at_most {
            parts.push(format!("at most {length} from {} to {}", e.since, e.until));
        }
    }
    if !when.any.is_empty() {
        parts.push(format!("({})", when.any.iter().map(words).collect::<Vec<_>>().join(" or ")));
    }
    if let Some(not) = &when.not {
        parts.push(format!("not ({})", words(not)));
    }
    parts
}

fn limit_words(limits: &Limits) -> String {
    let mut all = Vec::new();
    all.extend(limits.at_least.map(|n| format!("at least {n}")));
    all.extend(limits.at_most.map(|n| format!("at most {n}")));
    all.extend(limits.over.map(|n| format!("over {n}")));
    all.extend(limits.at_least_number.as_ref().map(|n| format!("at least {n}")));
    all.extend(limits.over_number.as_ref().map(|n| format!("over {n}")));
    all.join(" and ")
}
