//! A change, its readiness and a decision: as documents and in words.

use super::text::{cited, indented, pair};
use super::{ballot, course, list::block, value};
use crate::base::text::so_many;
use crate::base::time::{Moment, Span};
use crate::cli::failure::Failure;
use crate::sheets::change::{ChangeSheet, ConflictLine, MissingLine};
use crate::sheets::ready::{NO_STEP, ReadySheet};
use crate::sheets::time::Time;
use crate::text::words::approval::written_down;
use crate::text::words::timeline::{escalation, milestone};
use crate::text::words::{moment, plain, put_off, refusal};
use chrono_tz::Tz;
use serde_json::{Map, Value};

/// A moment in words.
pub(super) fn when(at: Time, tz: Tz) -> String {
    moment::moment(at.0, tz)
}

fn maybe(text: Option<&str>) -> String {
    text.unwrap_or("-").to_owned()
}

/// The document of a change: fields by id, the risk as an object.
pub fn document(sheet: &ChangeSheet) -> Result<Value, Failure> {
    let mut document = value(sheet)?;
    if let Some(map) = document.as_object_mut() {
        let risk = map.remove("risk_sheet").unwrap_or(Value::Null);
        map.insert("risk".into(), risk);
        let fields: Map<String, Value> =
            sheet.fields.iter().map(|f| (f.id.clone(), f.value.clone().map_or(Value::Null, Value::String))).collect();
        map.insert("fields".into(), Value::Object(fields));
    }
    Ok(document)
}

/// A change in words.
pub fn words(sheet: &ChangeSheet, tz: Tz) -> Vec<String> {
    let row = &sheet.row;
    let hold = if row.on_hold { ", on hold" } else { "" };
    let mut out = vec![format!("{} {}", row.id, row.title)];
    out.push(format!("{}, {}{hold}, revision {}", sheet.type_title, plain(&row.state), row.revision));
    if row.decision != "none" {
        let until = put_off(sheet.deferred_to, sheet.deferred_open, |t| when(t, tz));
        out.push(format!("decision: {}{until}{}", decided(sheet), turned(sheet)));
    }
    let waiting = if row.waiting_for.is_empty() { String::new() } else { format!(" ({})", row.waiting_for.join(", ")) };
    out.push(format!("next: {}{waiting}", row.next_action));
    out.push(String::new());
    out.push(pair("requester", &row.requester));
    out.push(pair("owner", &maybe(row.owner.as_deref())));
    if !row.environment.is_empty() {
        out.push(pair("environment", &row.environment.join(", ")));
    }
    if let Some(window) = row.window {
        out.push(pair("window", &moment::window(window.from.0, window.to.0, tz, false)));
    }
    if let Some(reason) = &sheet.hold_reason {
        out.push(pair("on hold", reason));
    }
    super::catalogue::of_change(sheet, &mut out);
    if let Some(code) = &sheet.close_code {
        out.push(pair("close code", &plain(code)));
    }
    if let Some(origin) = &sheet.origin {
        out.push(pair("imported from", origin));
    }
    out.push(pair("pack", &sheet.pack));
    responsibilities(sheet, &mut out);
    risk(sheet, &mut out);
    course::process(&sheet.process, &mut out);
    if !sheet.process.is_empty() {
        out.push(String::new());
    }
    fields(sheet, tz, &mut out);
    approvals(sheet, tz, &mut out);
    if let Some(ballot) = &sheet.ballot {
        out.push(String::new());
        out.extend(ballot::words(ballot, tz));
    }
    rest(sheet, tz, &mut out);
    out.push(String::new());
    out.extend(ready_words(&sheet.ready));
    out.push(pair("ledger", &format!("{}; quorate audit log {}", so_many(sheet.history_count, "entry"), row.id)));
    out
}

/// What the policy expects of people, each done or not; the clauses once, where all are the same.
fn responsibilities(sheet: &ChangeSheet, out: &mut Vec<String>) {
    let mut before = ("", [].as_slice());
    for r in &sheet.responsibilities {
        if before != (r.role.as_str(), r.clauses.as_slice()) {
            out.push(format!("{}:{}", r.role, cited(&r.clauses)));
            before = (&r.role, &r.clauses);
        }
        out.push(format!("  {:<8} {}", if r.done { "done" } else { "not done" }, r.text));
    }
}

/// What was decided: with its conditions, or where it was, if not here.
fn decided(sheet: &ChangeSheet) -> String {
    let word = plain(&sheet.row.decided);
    let origin = sheet.origin.as_deref().filter(|_| sheet.row.decided.ends_with("_elsewhere"));
    origin.map_or(word.clone(), |origin| format!("{word} ({origin} says so)"))
}

fn risk(sheet: &ChangeSheet, out: &mut Vec<String>) {
    let risk = &sheet.risk_sheet;
    let number = |n: Option<i64>| n.map_or_else(|| "-".into(), |n| n.to_string());
    let title = risk.title.as_deref().or(risk.level.as_deref());
    out.push(pair(
        "risk",
        &match title {
            Some(title) => format!(
                "{title}, score {} (inherent {}, residual {}){}",
                number(risk.score),
                number(risk.inherent),
                number(risk.residual),
                cited(&risk.clauses)
            ),
            None => "not assessed".into(),
        },
    ));
    out.extend(risk.explain.iter().map(|line| format!("{:14}{line}", "")));
    impact(sheet, out);
}

/// What the planned downtime costs, with formula and class.
fn impact(sheet: &ChangeSheet, out: &mut Vec<String>) {
    let Some(impact) = &sheet.risk_sheet.impact else { return };
    out.push(pair("downtime", &format!("costs {}{}", impact.words(), cited(&impact.clauses))));
    out.extend([&impact.formula, &impact.why].map(|line| format!("{:14}{line}", "")));
}

fn fields(sheet: &ChangeSheet, tz: Tz, out: &mut Vec<String>) {
    let shown = ["title", "owner", "environment", "window"];
    for field in sheet.fields.iter().filter(|f| !shown.contains(&f.id.as_str())) {
        let Some(text) = field.value.as_deref().filter(|v| !v.is_empty()) else { continue };
        if text.contains('\n') || field.kind == "prose" {
            out.push(String::new());
            out.push(format!("{}:", field.label));
            out.extend(indented(text, 2));
        } else {
            let times = matches!(field.kind.as_str(), "moment" | "dates").then(|| times(text, tz)).flatten();
            out.push(format!("{}: {}", field.label, times.as_deref().unwrap_or(text)));
        }
    }
}

/// Times with their zone as people read them; none where one of them names no zone.
fn times(text: &str, tz: Tz) -> Option<String> {
    let read = |one: &str| Moment::parse(one, tz).ok().filter(|_| one.ends_with('Z'));
    let all: Option<Vec<String>> = text.split(',').map(|one| Some(moment::moment(read(one.trim())?, tz))).collect();
    all.map(|all| all.join(", "))
}

fn approvals(sheet: &ChangeSheet, tz: Tz, out: &mut Vec<String>) {
    if !sheet.reviews.is_empty() {
        out.push(String::new());
        out.push("Reviews".into());
        let rows: Vec<_> = sheet
            .reviews
            .iter()
            .map(|r| {
                let may = if r.roles.is_empty() { &r.signers } else { &r.roles };
                let by = if r.by.is_empty() { may.join(" or ") } else { r.by.join(", ") };
                let keep = r.keep.as_ref().map(|k| format!(", kept {k}")).unwrap_or_default();
                let count = format!("{} of {}", r.have, r.need);
                vec![r.state.clone(), r.title.clone(), count, format!("{by}{keep}"), r.clauses.join(", ")]
            })
            .collect();
        out.extend(block(&rows));
    }
    if !sheet.approvals.is_empty() {
        out.push(String::new());
        out.push("Approvals".into());
        let rows: Vec<_> = sheet
            .approvals
            .iter()
            .map(|a| {
                let by = if a.by.is_empty() { a.role.replace('|', " or ") } else { a.by.join(", ") };
                let at = match (a.at, a.due_at) {
                    (Some(at), _) => when(at, tz),
                    (None, Some(due)) => format!("due {}", when(due, tz)),
                    (None, None) => String::new(),
                };
                vec![
                    plain(&a.state),
                    a.title.clone(),
                    format!("{} of {}", a.have, a.need),
                    by,
                    at,
                    a.clauses.join(", "),
                ]
            })
            .collect();
        out.extend(block(&rows));
        let told = sheet.approvals.iter().flat_map(|a| &a.recorded);
        out.extend(told.map(|r| format!("  {}", written_down(r, str::to_owned, tz))));
    }
}

fn rest(sheet: &ChangeSheet, tz: Tz, out: &mut Vec<String>) {
    if !sheet.deviations.is_empty() {
        out.extend([String::new(), "Deviations".into()]);
        out.extend(course::deviations(&sheet.deviations, tz));
    }
    if !sheet.exceptions.is_empty() {
        out.extend([String::new(), "Calendar exceptions".into()]);
        for e in &sheet.exceptions {
            let lacks = e.lacks.as_ref().map(|l| format!("; {l}")).unwrap_or_default();
            let of = moment::window(e.from.0, e.to.0, tz, false);
            out.push(format!("  {} {}, {of}: {}{lacks}{}", e.no, e.title, plain(&e.state), cited(&e.clauses)));
        }
    }
    if !sheet.conditions.is_empty() {
        out.push(String::new());
        out.push("Conditions".into());
        for c in &sheet.conditions {
            let state = match (&c.verified_by, c.verified_at) {
                (Some(by), Some(at)) => format!("verified by {by}, {}", when(at, tz)),
                _ if c.overdue => "open, OVERDUE".into(),
                _ => "open".into(),
            };
            let left = if c.owner_left { " (not on the register any more)" } else { "" };
            let note = c.note.as_ref().map_or_else(String::new, |n| format!(": {n}"));
            let state = format!("{state}{note}");
            let owner = c.owner.as_ref().map_or_else(String::new, |o| format!(", owner {o}"));
            let due = c.due.map_or_else(String::new, |d| format!(", due {}", when(d, tz)));
            let share = c.share.map_or_else(String::new, |s| format!(", canary of {s}%"));
            out.push(format!("  {} {}{owner}{left}{due}{share} (asked for by {}); {state}", c.no, c.text, c.by));
        }
    }
    if !sheet.comments.is_empty() {
        out.push(String::new());
        out.push("Comments".into());
        for c in &sheet.comments {
            out.push(format!("  {}, {}:", c.by, when(c.at, tz)));
            out.extend(indented(&c.text, 4));
        }
    }
    if !sheet.clocks.is_empty() {
        out.push(String::new());
        out.push("Clocks".into());
        let rows: Vec<_> = sheet
            .clocks
            .iter()
            .map(|c| {
                let left = match c.left_s {
                    Some(left) if left < 0 => format!("{} over", moment::span(Span::seconds(left.saturating_neg()))),
                    Some(left) => format!("{} left", moment::span(Span::seconds(left))),
                    None => String::new(),
                };
                vec![c.state.clone(), c.title.clone(), when(c.limit, tz), left, c.clauses.join(", ")]
            })
            .collect();
        out.extend(block(&rows));
        let late = sheet.clocks.iter().filter_map(|c| Some((c, c.escalation.as_ref()?)));
        out.extend(late.map(|(c, e)| format!("  {}: {}{}", c.title, escalation(e), cited(&e.clauses))));
    }
    if !sheet.run.timeline.is_empty() {
        out.extend([String::new(), "Timeline".into()]);
        out.extend(sheet.run.timeline.iter().map(|m| format!("  {}{}", milestone(m, tz), cited(&m.clauses))));
    }
    if !sheet.conflicts.is_empty() {
        out.push(String::new());
        out.push("Clashes".into());
        let accepted = |yes| if yes { " (accepted)" } else { "" };
        let line = |c: &ConflictLine| format!("  {} {}{}{}", c.kind, c.text, accepted(c.accepted), cited(&c.clauses));
        out.extend(sheet.conflicts.iter().map(line));
    }
}

fn missing(line: &MissingLine) -> String {
    format!("  missing {}: {}{}", line.field, line.text, cited(&line.clauses))
}

/// What a change lacks, in words.
pub fn ready_words(ready: &ReadySheet) -> Vec<String> {
    let head = match (ready.step.as_str(), ready.ready) {
        (NO_STEP, _) => "nothing more is to be done".into(),
        (step, true) => format!("ready to {step}"),
        (step, false) => format!("not ready to {step}"),
    };
    let mut out = vec![format!("{}: {head}", ready.id)];
    out.extend(ready.missing.iter().map(missing));
    for reason in ready.reasons.iter().filter(|r| ready.missing.iter().all(|m| m.field != r.rule)) {
        out.push(format!("  {}", refusal::reason(reason)));
        if !reason.remedy.is_empty() {
            out.push(format!("    what would change it: {}", reason.remedy));
        }
    }
    out.extend(ready.warnings.iter().flat_map(refusal::warning).map(|line| format!("  {line}")));
    if !ready.waits.is_empty() {
        out.push(format!("  waits for {}", ready.waits.join("; ")));
    }
    out.extend(ready.first.iter().flat_map(|first| ready_words(first)));
    out
}

/// As [`ready_words`], and whether it is for the person who asks to take the step.
pub fn check_words(ready: &ReadySheet) -> Vec<String> {
    let mut out = ready_words(ready);
    let mut beside: Vec<String> =
        ready.bars.iter().map(|r| format!("  not by you: {}{}", r.text, cited(&r.clauses))).collect();
    match ready.by.as_slice() {
        _ if ready.bars.is_empty() => {}
        [] => beside.push("  nor, as it stands, by anybody whom it waits for".into()),
        by => beside.push(format!("  it waits for {}", by.join(", "))),
    }
    out.splice(1..1, beside);
    out
}

/// The document of a decision: what of a change says how it was decided.
pub fn decision(sheet: &ChangeSheet) -> Result<Value, Failure> {
    let document = document(sheet)?;
    let shape = super::schema::shape("decision").map_or(&[][..], |s| s.fields);
    let wanted: Vec<_> = shape.iter().map(|f| f.id).collect();
    Ok(super::pick(document, &wanted))
}

/// Why it was rejected or deferred, while it is.
fn turned(sheet: &ChangeSheet) -> String {
    let stands = matches!(sheet.row.decision.as_str(), "rejected" | "deferred");
    sheet.turned.as_ref().filter(|_| stands).map(|why| format!(": {why}")).unwrap_or_default()
}

/// A decision in words.
pub fn decision_words(sheet: &ChangeSheet, tz: Tz) -> Vec<String> {
    let until = put_off(sheet.deferred_to, sheet.deferred_open, |t| when(t, tz));
    let mut out = vec![
        format!("{} {}", sheet.row.id, sheet.row.title),
        format!("decision: {}{until}, revision {}{}", decided(sheet), sheet.row.revision, turned(sheet)),
        format!("by the pack {}", sheet.pack),
    ];
    if sheet.row.decided.ends_with("_elsewhere") {
        out.push("nobody here decided it: what follows is what the pack would ask for".into());
    }
    course::decisions(&sheet.decisions, tz, &mut out);
    impact(sheet, &mut out);
    approvals(sheet, tz, &mut out);
    if let Some(ballot) = &sheet.ballot {
        out.push(String::new());
        out.extend(ballot::words(ballot, tz));
    }
    rest(sheet, tz, &mut out);
    out
}

/// The key of a field in TOML: bare where it may be, else quoted.
pub fn toml_key(id: &str) -> String {
    let bare = !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if bare { id.to_owned() } else { toml::Value::String(id.to_owned()).to_string() }
}
