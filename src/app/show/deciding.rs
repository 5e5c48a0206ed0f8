//! Who and what decided an answer of the gate beside the calendar: approvals, sign-offs, and each rule that was asked.

use crate::domain::change::Change;
use crate::domain::change::who::nobody;
use crate::policy::act::Act;
use crate::policy::evidence::Test;
use crate::policy::facts::Facts;
use crate::policy::judge::{approval_tally, needed_approvals, needed_reviews, review_tally};
use crate::policy::pack::Pack;
use crate::policy::points::demanded;
use crate::policy::verdict::Reason;
use crate::sheets::calendar::ChainLine;
use crate::sheets::gate::Looked;

/// The links of the chain that are no windows or freezes; one that says so where the pack asks nothing there. What a deviation
/// or an exception set aside is exempt.
#[must_use]
pub fn decided(pack: &Pack, change: &Change, act: Act, facts: &Facts, aside: &[Reason]) -> Vec<ChainLine> {
    let line = |kind: &str, id: &str, holds: bool, text: String, clauses: &[String]| {
        let rule = if kind == "review" { format!("review.{id}") } else { id.to_owned() };
        let (effect, text) = match holds {
            true => ("allow", text),
            false if aside.iter().any(|r| r.rule == rule) => {
                ("exempt", format!("{text}; {}", change.set_aside_by(pack, &rule)))
            }
            false => ("deny", text),
        };
        ChainLine { kind: kind.into(), id: id.to_owned(), effect: effect.into(), text, clauses: clauses.to_vec() }
    };
    let mut chain = Vec::new();
    // The way to the last environment is open before the change is approved; what it asks for stands in its rules.
    for approval in needed_approvals(pack, facts).into_iter().filter(|_| act == Act::Start) {
        let tally = approval_tally(pack, approval, facts);
        let by = match &approval.by_review {
            _ if approval.board && tally.complete => "the board's vote".to_owned(),
            Some(review) => people(facts.words(&format!("review.{review}")).unwrap_or_default().iter()),
            None => people(change.approved_by(approval.id()).into_iter()),
        };
        let text = match tally.complete && by.is_empty() {
            true => format!("{}: given", approval.title),
            false => told(&approval.title, &by),
        };
        chain.push(line("approval", approval.id(), tally.complete, text, &approval.clauses));
    }
    for review in needed_reviews(pack, facts).into_iter().filter(|r| r.required.contains(&act)) {
        let by = people(change.counted(review).keys());
        chain.push(line(
            "review",
            review.id(),
            review_tally(review, facts).complete,
            told(&review.title, &by),
            &review.clauses,
        ));
    }
    for (rule, against) in demanded(pack, act, facts) {
        // The words of a rule tell what stands against the act; where it is met they are what it would have said.
        let text = against.as_ref().map_or_else(|| format!("met (unmet it says: {})", rule.text), |r| r.text.clone());
        chain.push(line("rule", rule.id(), against.is_none(), text, &rule.clauses));
    }
    if chain.is_empty() {
        let place = facts.words("field.environment").filter(|w| !w.is_empty());
        let place = place.map(|w| format!(" in {}", w.join(", "))).unwrap_or_default();
        let text = format!("to {}{place} takes no rule, approval or sign-off of the pack", act.words());
        chain.push(line("rule", "none", true, text, &[]));
    }
    chain
}

/// The tag on record of what goes out, and whether it was looked up in its repository; none where none is on record and no
/// repository was looked into.
#[must_use]
pub fn tag(pack: &Pack, change: &Change, looked: Option<&Looked>) -> Option<ChainLine> {
    let link = |id: &str, effect: &str, text: String| {
        let clauses = cited_of_tag(pack, change);
        ChainLine { kind: "tag".into(), id: id.into(), effect: effect.into(), text, clauses }
    };
    let Some(tag) = change.tag() else {
        return looked.map(|_| link("none", "warn", "no tag is on record that could be looked up".into()));
    };
    let commit: String = tag.commit.chars().take(12).collect();
    let on_record = format!("the tag {} of commit {commit}, by {}", tag.name, tag.tagger);
    let (effect, text) = match looked {
        Some(Looked { moved: Some(moved), .. }) => ("deny", moved.clone()),
        Some(_) => ("allow", format!("{on_record}: the same in its repository now")),
        None => ("allow", format!("{on_record}, as it was recorded (--repo PATH looks it up now)")),
    };
    Some(link(&tag.name, effect, text))
}

/// The clauses by which a tag is asked for.
#[must_use]
pub fn cited_of_tag(pack: &Pack, change: &Change) -> Vec<String> {
    change.tag_kind().and_then(|kind| pack.test(kind)).map(Test::cited).unwrap_or_default()
}

/// Who would begin it, and in which role as far as the pack asks for one; with what bars each of the implementers.
#[must_use]
pub fn starter(pack: &Pack, act: Act, facts: &Facts, bars: &[Reason]) -> ChainLine {
    let who = facts.words("actor.id").and_then(|w| w.first()).cloned().unwrap_or_default();
    let held = facts.words("actor.roles").unwrap_or_default();
    let asks = demanded(pack, act, facts).into_iter().map(|(rule, _)| rule).filter(|r| !r.needs.role.is_empty());
    let title = |id: &String| pack.roles.iter().find(|r| r.id() == id).map_or_else(|| id.clone(), |r| r.title.clone());
    let (mut roles, mut clauses): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for rule in asks {
        roles.extend(rule.needs.role.iter().filter(|r| held.contains(r)).map(title));
        clauses.extend(rule.clauses.iter().filter(|c| !clauses.contains(c)).cloned().collect::<Vec<_>>());
    }
    roles.dedup();
    let role = if roles.is_empty() { String::new() } else { format!(", as {}", roles.join(" and ")) };
    let why: Vec<&str> = bars.iter().map(|r| r.text.as_str()).collect();
    let (effect, text) = match why.as_slice() {
        [] => ("allow", format!("{who} may begin it{role}")),
        why if nobody(bars) => ("deny", format!("nobody in the register may begin it: {}", why.join("; "))),
        why => ("deny", format!("none of the implementers may begin it, {who} neither: {}", why.join("; "))),
    };
    for id in bars.iter().flat_map(|r| &r.clauses) {
        if !clauses.contains(id) {
            clauses.push(id.clone());
        }
    }
    ChainLine { kind: "person".into(), id: who, effect: effect.into(), text, clauses }
}

fn told(title: &str, by: &str) -> String {
    if by.is_empty() { format!("{title}: nobody yet") } else { format!("{title}: {by}") }
}

fn people<P: ToString>(list: impl Iterator<Item = P>) -> String {
    list.map(|p| p.to_string()).collect::<Vec<_>>().join(", ")
}

/// Whether a rule is the one that asks for the conditions of the approval.
pub fn asks_for_conditions(pack: &Pack, rule: &str) -> bool {
    let members = std::iter::once(pack).chain(&pack.members);
    members.flat_map(|m| &m.rules).any(|r| r.id() == rule && r.needs.conditions_met.is_some())
}
