//! The decision on a change as a record in the form of MADR 4.0.

use super::minutes::quoted;
use super::words::approval::written_down;
use super::words::quorum::standing;
use super::words::{moment, plain, put_off};
use crate::sheets::change::ChangeSheet;
use crate::sheets::time::Time;
use std::collections::BTreeMap;

/// The record, with what people are called by their ids. The same sheet and names give the same bytes; days and times are those
/// of the policy's zone, as in the minutes.
#[must_use]
pub fn markdown(sheet: &ChangeSheet, names: &BTreeMap<String, String>) -> String {
    let row = &sheet.row;
    let tz: chrono_tz::Tz = sheet.tz.parse().unwrap_or(chrono_tz::UTC);
    let day = |t: Time| t.0.local(tz).format("%Y-%m-%d").to_string();
    let ballot = sheet.ballot.as_ref().filter(|b| b.closed.is_some());
    let approved: Vec<Time> = sheet.approvals.iter().filter_map(|a| a.at).collect();
    let decided = ballot.and_then(|b| b.closed).into_iter().chain(approved).max().filter(|_| row.decision != "none");
    let status = match row.decision.as_str() {
        "approved" => "accepted",
        "none" => "proposed",
        other => other,
    };
    // Two people may have one name.
    let called = |id: &String| match names.get(id).filter(|name| *name != id) {
        Some(name) => format!("{name} ({id})"),
        None => id.clone(),
    };
    let voters = ballot.iter().flat_map(|b| &b.members).filter(|m| m.voted).map(|m| &m.person);
    let makers = once(voters.chain(sheet.approvals.iter().flat_map(|a| &a.by)).map(called));
    // Whoever signed two reviews was still consulted once, and a requester may own the change.
    let consulted = once(sheet.reviews.iter().flat_map(|r| &r.by).map(called));
    let informed = once(row.owner.iter().chain([&row.requester]).map(called));
    // JSON strings in brackets are YAML.
    let list = |names: &[String]| format!("[{}]", names.iter().map(|n| yaml(n)).collect::<Vec<_>>().join(", "));
    let mut out = vec!["---".to_owned(), format!("status: {}", yaml(status))];
    out.push(format!("date: {}", day(decided.unwrap_or(row.updated))));
    out.push(format!("decision-makers: {}", list(&makers)));
    out.push(format!("consulted: {}", list(&consulted)));
    out.push(format!("informed: {}", list(&informed)));
    out.extend(["---".into(), String::new()]);
    out.extend(super::minutes::classified(&sheet.banner));
    out.push(format!("# {} {}", row.id, quoted(&row.title)));
    let field = |id: &str| sheet.fields.iter().find(|f| f.id == id).and_then(|f| f.value.as_deref());
    heading(&mut out, "Context and Problem Statement");
    let context: Vec<&str> = [field("description"), field("justification")].into_iter().flatten().collect();
    paragraphs(&mut out, if context.is_empty() { vec!["Nothing is recorded."] } else { context });
    heading(&mut out, "Decision Drivers");
    let risk = row.risk.as_deref().unwrap_or("not assessed");
    let score = row.score.map(|s| format!(", score {s}")).unwrap_or_default();
    out.push(format!("- risk: {}{score}", quoted(risk)));
    out.push(format!("- type: {}, policy {}", quoted(&sheet.type_title), quoted(&sheet.pack)));
    out.extend(sheet.conflicts.iter().map(|c| format!("- conflict: {}", quoted(&c.text))));
    heading(&mut out, "Considered Options");
    out.push(format!("- Carry {} out, revision {} (digest `{}`)", row.id, row.revision, sheet.revision_digest));
    out.push("- Leave things as they are".into());
    heading(&mut out, "Decision Outcome");
    let off = row.decision == "deferred";
    let until = if off { put_off(sheet.deferred_to, sheet.deferred_open, day) } else { String::new() };
    out.push(match row.decision.as_str() {
        "none" => "Not decided yet.".into(),
        word => {
            let turned = sheet.turned.as_ref().filter(|_| matches!(word, "rejected" | "deferred"));
            let stands = sheet.decisions.iter().rev().find(|d| d.fate == "stands");
            let why = turned.or_else(|| stands.and_then(|d| d.reason.as_ref()));
            let why = why.map(|why| format!(": {}", quoted(why))).unwrap_or_default();
            format!("{}{until}{why}.", plain(&row.decided))
        }
    });
    if let Some(b) = ballot {
        // Of one that was taken back before it was counted no count is told.
        let counts = b.for_.zip(b.against).zip(b.abstain);
        let counts = counts
            .map(|((f, a), x)| format!(", {f} for, {a} against, {x} abstaining{}", b.recused_too()))
            .unwrap_or_default();
        out.push(String::new());
        out.push(format!(
            "Ballot {} on revision {}: {}{counts}; present {}; {}{}.",
            b.no,
            b.revision,
            plain(b.outcome.as_deref().unwrap_or("no outcome")),
            quoted(&standing(&b.quorum_now())),
            quoted(&b.rule),
            super::minutes::by(&b.clauses)
        ));
        let vetoed = b.vetoed.iter();
        out.extend(vetoed.flat_map(|said| [String::new(), format!("Not carried: {}.", quoted(said))]));
        let fate =
            if b.outcome.as_deref().is_some_and(|o| o.starts_with("carried")) { "Carried" } else { "Not carried" };
        out.extend(b.tie.iter().flat_map(|tie| [String::new(), format!("{fate} because {}.", quoted(tie))]));
        out.push(String::new());
        for m in &b.members {
            let why = m.reason.as_ref().map(|r| format!(": {}", quoted(r))).unwrap_or_default();
            if m.is_recused() {
                out.push(format!("- {}, recused{why}", quoted(&m.name)));
                continue;
            }
            let Some(choice) = &m.choice else { continue };
            let left = if m.left() { ", not counted: left" } else { "" };
            let via = m.via.as_ref().map_or_else(String::new, |by| format!(", via {}", quoted(by)));
            out.push(format!("- {}, {}{via}{left}{why}", quoted(&m.name), plain(choice)));
        }
    }
    heading(&mut out, "Consequences");
    let before = out.len();
    for a in &sheet.approvals {
        out.push(format!("- approval {}: {}", quoted(&a.title), plain(&a.state)));
        out.extend(a.recorded.iter().map(|r| format!("  - {}", written_down(r, quoted, tz))));
    }
    for c in &sheet.conditions {
        let owner = c.owner.as_ref().map(|o| format!(", owner {}", quoted(&called(o)))).unwrap_or_default();
        let due = c.due.map(|t| format!(", due {}", moment::moment(t.0, tz))).unwrap_or_default();
        let share = c.share.map(|s| format!(", canary of {s}%")).unwrap_or_default();
        let verified = c.verified_at.map(|t| format!(", verified {}", day(t))).unwrap_or_default();
        let note = c.note.as_ref().map(|n| format!(" ({})", quoted(n))).unwrap_or_default();
        out.push(format!("- condition {}: {}{owner}{due}{share}{verified}{note}", c.no, quoted(&c.text)));
    }
    if let Some(way_back) = field("rollback_plan") {
        out.push(format!("- way back: {}", quoted(way_back)));
    }
    if out.len() == before {
        out.push("None are recorded.".into());
    }
    out.push(String::new());
    out.join("\n")
}

/// Names in their order, each once.
fn once(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for name in names {
        if !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

fn heading(out: &mut Vec<String>, title: &str) {
    out.extend([String::new(), format!("## {title}"), String::new()]);
}

fn paragraphs(out: &mut Vec<String>, texts: Vec<&str>) {
    for (i, text) in texts.into_iter().enumerate() {
        if i > 0 {
            out.push(String::new());
        }
        out.extend(text.lines().map(quoted));
    }
}

/// A string of YAML, in the quotes of JSON.
fn yaml(text: &str) -> String {
    serde_json::Value::String(crate::base::text::tame_line(text, 200)).to_string()
}
