//! What an act still lacks: fields, reviews, checklists and findings that the pack requires for it.

use super::act::Act;
use super::checklist::{self, Checklist, Phase};
use super::facts::Facts;
use super::judge::{Tally, empty_fields, judges, review_tally};
use super::pack::{Effect, Pack};
use super::request::Review;
use super::review::{denied, unsaid};
use super::rule::{Parts, Truth};
use super::verdict::{Missing, Reason, Verdict, cite};

/// What is missing for an act under one pack that stands alone.
pub(super) fn missing(pack: &Pack, act: Act, facts: &Facts) -> Vec<Missing> {
    let said = |field: String, label: &str, hint: &str, clauses: &[_]| {
        let text = if hint.is_empty() { label.to_owned() } else { format!("{label}: {hint}") };
        Missing { field, text, clauses: clauses.to_vec() }
    };
    let mut found: Vec<Missing> = empty_fields(pack, act, facts)
        .into_iter()
        .map(|f| said(f.id().to_owned(), &f.label, &f.hint, &f.clauses))
        .collect();
    for review in pack.reviews.iter().filter(|r| r.required.contains(&act)) {
        let tally = review_tally(review, facts);
        if !tally.complete && review.when.holds(facts, pack) != Truth::No {
            found.push(unsigned(review, tally, facts));
        }
    }
    found.extend(checklist::blocking(pack, act, facts).into_iter().map(|l| open_list(l, facts)));
    if act == Act::Pir {
        let findings = unsaid(pack, facts).into_iter();
        found.extend(findings.map(|f| said(format!("pir.{}", f.id()), &f.label, &f.hint, &f.clauses)));
        let denied = denied(pack, facts).into_iter();
        found.extend(denied.map(|(f, has)| {
            let text = format!("the review says none, and the record has {}", has.join("; "));
            said(format!("pir.{}", f.id()), &f.label, &text, &f.clauses)
        }));
    }
    found
}

/// Says once what a field lacks: where a rule asks for nothing but fields that are told as missing, its clauses stand there.
pub fn tell_once(pack: &Pack, verdict: &mut Verdict) {
    let asks = |reason: &Reason| {
        let rule = judges(pack).iter().flat_map(|p| &p.rules).find(|r| r.id() == reason.rule)?;
        let only = Parts { has: rule.needs.has.clone(), ..Parts::default() };
        (rule.effect == Effect::Demand && !only.has.is_empty() && *rule.needs == only).then_some(only.has)
    };
    let mut kept = Vec::new();
    for reason in std::mem::take(&mut verdict.reasons) {
        let fields = asks(&reason).unwrap_or_default();
        let told = |field: &String| verdict.missing.iter().any(|m| m.field == *field);
        if fields.is_empty() || !fields.iter().any(told) {
            kept.push(reason);
            continue;
        }
        for missing in verdict.missing.iter_mut().filter(|m| fields.contains(&m.field)) {
            cite(&mut missing.clauses, reason.clauses.clone());
            for same in kept.iter_mut().filter(|r| r.rule == missing.field) {
                cite(&mut same.clauses, reason.clauses.clone());
            }
        }
    }
    verdict.reasons = kept;
}

/// What to do about something missing.
pub(super) fn remedy(pack: &Pack, field: &str, facts: &Facts) -> String {
    let is = |name: &str, word: &str| facts.words(name).is_some_and(|w| w.iter().any(|w| w == word));
    // What is being backed out is signed no further: its way back is due.
    let given_up = is("flag.backed_out", "yes") && is("act.outcome", "pass");
    let forward = |id: &str| {
        let list = checklist::all(pack).into_iter().find(|l| l.id() == id);
        list.is_some_and(|l| matches!(l.phase, Phase::During | Phase::Post))
    };
    match (field.strip_prefix("review."), field.strip_prefix("checklist."), field.strip_prefix("pir.")) {
        (Some(id), ..) => {
            format!("have the review {id} signed as passed: quorate change review CHG-N --review {id} --outcome pass")
        }
        (_, Some(id), _) if checklist::standing(id, facts).0 == "replaced" => {
            format!("open it again, and complete it: quorate run start CHG-N --list {id}")
        }
        (_, Some(id), _) if given_up && forward(id) => {
            "it is being backed out; take it back: quorate run view CHG-N; then end it as failed: quorate run finish CHG-N \
             --result failed"
                .into()
        }
        (_, Some(id), _) => format!("complete the checklist {id}: quorate run view CHG-N --list {id}"),
        (_, _, Some(id)) => {
            let outcome = facts.words("act.outcome").and_then(<[_]>::first).map_or("OUTCOME", String::as_str);
            let given = facts.words(&format!("act.{id}")).is_some_and(|w| w.iter().any(|w| !w.trim().is_empty()));
            let how = if given {
                "say what became of it (quorate run status CHG-N)"
            } else {
                "say it, \"none\" is an answer"
            };
            format!("{how}: quorate run review CHG-N --outcome {outcome} --set {id}=TEXT")
        }
        // A change that is being opened has no number yet.
        (None, None, None) if facts.words("change").is_none_or(<[_]>::is_empty) => {
            format!("give it: --set {field}=VALUE")
        }
        (None, None, None) => {
            let value = if field == "window" { "FROM/TO" } else { "VALUE" };
            format!("fill in {field}: quorate change edit CHG-N --set {field}={value}")
        }
    }
}

fn open_list(list: &Checklist, facts: &Facts) -> Missing {
    const NAMED: usize = 3;
    let state = match checklist::standing(list.id(), facts) {
        ("none", _) => "not begun".to_owned(),
        ("replaced", _) => "signed for another artefact".to_owned(),
        (word, []) => word.to_owned(),
        (word, left) => {
            let named = left.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
            let more = left.len().saturating_sub(NAMED);
            let more = if more == 0 { String::new() } else { format!(" and {more} more") };
            format!("{word}; left: {named}{more}")
        }
    };
    Missing {
        field: format!("checklist.{}", list.id()),
        text: format!("the checklist {} ({state})", list.title),
        clauses: list.cited(checklist::standing(list.id(), facts).1),
    }
}

fn unsigned(review: &Review, tally: Tally, facts: &Facts) -> Missing {
    let failed = facts.words(&format!("review.{}.failed", review.id())).unwrap_or_default();
    let state = match failed {
        [] => format!("{} of {}", tally.have, tally.need),
        by => format!("failed by {}", by.join(", ")),
    };
    let including = match review.including.as_slice() {
        [] => String::new(),
        // As many as it needs have signed, and nobody of them in the role that must be among them.
        roles if tally.have >= tally.need => format!(", none of them {}", roles.join(" or ")),
        roles => format!(", including {}", roles.join(" or ")),
    };
    Missing {
        field: format!("review.{}", review.id()),
        text: format!("{} ({state}{including})", review.title),
        clauses: review.clauses.clone(),
    }
}
