//! The parts of a change as text: facts, what it needs, words, risk, clocks, acts.

use super::doc::Doc;
use super::when::{away, short, window};
use super::who::{name, names, waits};
use crate::app::acts::offer;
use crate::base::text::so_many;
use crate::base::time::Moment;
use crate::sheets::change::{ChangeSheet, FieldLine, clashes};
use crate::sheets::ready::ReadySheet;
use crate::sheets::time::Window;
use crate::text::words::approval::written_down;
use crate::text::words::quorum::standing as quorum;
use crate::text::words::{catalogue, course, plain, put_off};
use crate::tui::model::Model;
use crate::tui::theme::{Tone, letter_tone, risk_tone};

/// The value of the first field whose id has one of these words.
#[must_use]
pub fn field<'a>(sheet: &'a ChangeSheet, words: &[&str]) -> Option<&'a str> {
    let known = |w: &str| sheet.fields.iter().find(|f| f.id.contains(w) && f.value.is_some());
    words.iter().find_map(|w| known(w)).and_then(|f| f.value.as_deref())
}

/// The risk in words: `MEDIUM 12 (residual 6)`.
#[must_use]
pub fn risk_words(sheet: &ChangeSheet) -> String {
    let risk = &sheet.risk_sheet;
    let title = risk.title.as_ref().or(risk.level.as_ref()).or(sheet.row.risk.as_ref());
    let Some(title) = title else { return "not assessed".into() };
    let score = risk.score.or(sheet.row.score).map(|s| format!(" {s}")).unwrap_or_default();
    let residual = risk.residual.map(|r| format!(" (residual {r})")).unwrap_or_default();
    format!("{}{score}{residual}", plain(title).to_uppercase())
}

/// The first line: number, letter, state, type, revision.
#[must_use]
pub fn standing(sheet: &ChangeSheet) -> (String, Tone) {
    let row = &sheet.row;
    let hold = if row.on_hold { "  ON HOLD" } else { "" };
    let decision = match row.decision.as_str() {
        "none" => String::new(),
        d if d == row.state => String::new(),
        _ => format!(", {}", plain(&row.decided)),
    };
    let letter = if row.letter.is_empty() { " " } else { &row.letter };
    let tone = if row.on_hold { Tone::Warn } else { letter_tone(letter) };
    (format!("[{letter}] {}{decision}{hold}", plain(&row.state)), tone)
}

/// The facts that one decides by.
pub fn facts(doc: &mut Doc, model: &Model, sheet: &ChangeSheet) {
    let row = &sheet.row;
    let (state, tone) = standing(sheet);
    doc.pair("State", &state, tone);
    let suspended = sheet.entry.as_ref().filter(|e| e.standing != "valid");
    let suspended = suspended.map(|e| format!(" ({})", catalogue::standing(e))).unwrap_or_default();
    let entry = sheet.catalogue.as_ref().map(|c| format!(", {c} of the catalogue{suspended}")).unwrap_or_default();
    doc.pair("Stage", &course::line(&sheet.process), Tone::Accent);
    doc.pair("Type", &format!("{}{entry}", sheet.type_title), Tone::Plain);
    doc.pair("Risk", &risk_words(sheet), risk_tone(sheet.risk_sheet.level.as_deref().unwrap_or_default()));
    let when = row.window.as_ref().map_or_else(|| "not set".into(), |w| window(model, w));
    doc.pair("When", &when, if row.window.is_some() { Tone::Plain } else { Tone::Warn });
    doc.pair("Where", &row.environment.join(", "), Tone::Plain);
    let owner = row.owner.as_deref().map_or("nobody named", |o| name(model, o));
    doc.pair("Who", &format!("{} asks, owner {owner}", name(model, &row.requester)), Tone::Plain);
    if let Some(undo) = field(sheet, &["rollback_plan", "rollback", "backout", "back_out"]) {
        doc.pair("Way back", undo.lines().next().unwrap_or_default(), Tone::Plain);
    }
    doc.pair("Clash", &clashes(&sheet.conflicts), Tone::Bad);
    if let Some(why) = &sheet.hold_reason {
        doc.pair("On hold", why, Tone::Warn);
    }
    if sheet.deferrals > 0 {
        let until = put_off(sheet.deferred_to, sheet.deferred_open, |t| short(model, t.0));
        let until = if until.is_empty() { until } else { format!(",{until}") };
        doc.pair("Deferred", &format!("{} x{until}", sheet.deferrals), Tone::Warn);
    }
    if let Some(why) = sheet.turned.as_ref().filter(|_| matches!(row.decision.as_str(), "rejected" | "deferred")) {
        doc.pair("Because", why, Tone::Warn);
    }
    if let Some(code) = &sheet.close_code {
        doc.pair("Closed", &plain(code), Tone::Plain);
    }
    doc.pair("Next", &row.next_action, Tone::Accent);
    doc.pair("Waits for", &waits(model, &row.waiting_for), Tone::Plain);
}

/// That the planned window of a change has passed before its work began, by the policy's rule.
pub fn passed(sheet: &ChangeSheet) -> Option<&crate::sheets::change::ReasonLine> {
    sheet.ready.warnings.iter().find(|w| w.rule == "window-passed")
}

/// What the next step lacks: everything at once, each with its clauses and what would change it.
pub fn needs(doc: &mut Doc, sheet: &ChangeSheet) {
    lacks(doc, &sheet.ready);
    if let Some(first) = &sheet.ready.first {
        lacks(doc, first);
    }
}

fn lacks(doc: &mut Doc, ready: &ReadySheet) {
    let silent = ready.missing.is_empty() && ready.reasons.is_empty();
    if silent && ready.warnings.is_empty() {
        // What it still waits for, such as votes, stands elsewhere on the page.
        return;
    }
    if silent {
        doc.head("WARNINGS");
    } else {
        doc.head(&format!("NOT READY TO {}", ready.step.to_uppercase()));
    }
    for m in &ready.missing {
        doc.item("-", Tone::Warn, &m.text, Tone::Warn);
        doc.cite(&m.clauses);
    }
    let told = |text: &str| ready.missing.iter().any(|m| m.text == text);
    for r in ready.reasons.iter().filter(|r| !told(&r.text)) {
        doc.item("-", Tone::Warn, &r.text, Tone::Warn);
        doc.cite(&r.clauses);
        if !r.remedy.is_empty() {
            doc.item(" ->", Tone::Accent, &r.remedy, Tone::Plain);
        }
    }
    for w in &ready.warnings {
        doc.item("!", Tone::Warn, &w.text, Tone::Plain);
        doc.cite(&w.clauses);
    }
}

/// What the policy expects of people for the change, each done or not.
pub fn responsibilities(doc: &mut Doc, sheet: &ChangeSheet) {
    let mut before = ("", [].as_slice());
    for r in &sheet.responsibilities {
        if before != (r.role.as_str(), r.clauses.as_slice()) {
            doc.head(&r.role.to_uppercase());
            doc.cite(&r.clauses);
            before = (&r.role, &r.clauses);
        }
        let (mark, tone) = if r.done { ("[x]", Tone::Good) } else { ("[ ]", Tone::Warn) };
        doc.item(mark, tone, &r.text, Tone::Plain);
    }
}

/// Approvals with their clocks, reviews, the ballot, conditions.
pub fn progress(doc: &mut Doc, model: &Model, sheet: &ChangeSheet) {
    if !sheet.approvals.is_empty() {
        doc.head("APPROVALS");
    }
    for a in &sheet.approvals {
        let (mark, tone) = match a.state.as_str() {
            "approved" => ("[A]", Tone::Good),
            "rejected" => ("[R]", Tone::Bad),
            "not_required" => ("[-]", Tone::Faint),
            _ => ("[ ]", Tone::Plain),
        };
        let by = if a.by.is_empty() { String::new() } else { format!(" by {}", names(model, &a.by)) };
        let when = match (a.at, a.due_at) {
            (Some(at), _) => format!(", {}", short(model, at.0)),
            (None, Some(due)) => format!(", due {} ({})", short(model, due.0), away(model, due.0)),
            _ => String::new(),
        };
        let count = if a.need > 1 { format!(" {} of {}", a.have, a.need) } else { String::new() };
        let role = if a.title.to_lowercase().contains(&plain(&a.role)) || a.role == "board" {
            String::new()
        } else {
            format!(" ({})", plain(&a.role.replace('|', " or ")))
        };
        doc.item(mark, tone, &format!("{}{role} {}{count}{by}{when}", a.title, plain(&a.state)), tone);
        for r in &a.recorded {
            doc.item(" ! ", Tone::Accent, &written_down(r, |p| name(model, p).to_owned(), model.zone()), Tone::Plain);
        }
        doc.cite(&a.clauses);
    }
    if let Some(b) = &sheet.ballot {
        let what = match (&b.outcome, b.stale) {
            (_, true) => "overtaken by an edit".to_owned(),
            (Some(o), _) => plain(o),
            (None, _) => {
                format!("{}, {} of {} voted; present {}", b.state, b.voted, b.asked(), quorum(&b.quorum_now()))
            }
        };
        let count = match (b.for_, b.against, b.abstain) {
            (Some(f), Some(a), Some(x)) => format!("  {f} for, {a} against, {x} abstain"),
            _ => String::new(),
        };
        doc.head(&format!("BALLOT {}   v goes there", b.no));
        doc.item(" ", Tone::Plain, &format!("{what}{count}"), Tone::Accent);
    }
    super::carried::carried_out(doc, model, sheet);
    if !sheet.reviews.is_empty() {
        doc.head("REVIEWS");
    }
    for v in &sheet.reviews {
        let (mark, tone) = match v.state.as_str() {
            "passed" => ("[x]", Tone::Good),
            "failed" => ("[F]", Tone::Bad),
            _ => ("[ ]", Tone::Plain),
        };
        let may = if v.roles.is_empty() { &v.signers } else { &v.roles };
        let roles: Vec<String> = may.iter().map(|r| plain(r)).collect();
        let by = match (v.by.as_slice(), roles.as_slice()) {
            ([], []) => String::new(),
            ([], _) => format!(", by {}", roles.join(" or ")),
            (by, _) => format!(", by {}", names(model, by)),
        };
        let count = if v.need > 1 { format!(" {} of {}", v.have, v.need) } else { format!(" {}", plain(&v.state)) };
        let keep = v.keep.as_ref().map(|k| format!(", kept {k}")).unwrap_or_default();
        doc.item(mark, tone, &format!("{}{count}{by}{keep}", v.title), tone);
        doc.cite(&v.clauses);
    }
    if !sheet.conditions.is_empty() {
        doc.head("CONDITIONS   block the run until verified");
    }
    for c in &sheet.conditions {
        let (mark, tone) = match c.verified_by {
            Some(_) => ("[x]", Tone::Good),
            None if c.overdue => ("[ ]", Tone::Bad),
            None => ("[ ]", Tone::Warn),
        };
        let left = if c.owner_left { ", who left" } else { "" };
        let owner = c.owner.as_deref().map(|o| format!(", {}{left}", name(model, o))).unwrap_or_default();
        let share = c.share.map(|s| format!(", at most {s} %")).unwrap_or_default();
        let when = match (&c.verified_by, c.due) {
            (Some(by), _) => {
                let note = c.note.as_ref().map(|n| format!(": {n}")).unwrap_or_default();
                format!(", verified by {}{note}", name(model, by))
            }
            (None, Some(due)) if c.overdue => format!(", OVERDUE since {}", short(model, due.0)),
            (None, Some(due)) => format!(", due {}", short(model, due.0)),
            _ => String::new(),
        };
        doc.item(mark, tone, &format!("{} {}{share}{owner}{when}", c.no, c.text), tone);
    }
}

/// The stages of the policy's process, with what is done in each.
pub fn stages(doc: &mut Doc, sheet: &ChangeSheet) {
    if sheet.process.is_empty() {
        return;
    }
    doc.head("STAGES");
    for stage in &sheet.process {
        let tone = match stage.state.as_str() {
            "done" => Tone::Good,
            "current" => Tone::Accent,
            _ => Tone::Faint,
        };
        let now = if stage.state == "current" { "  now" } else { "" };
        doc.item(course::mark(&stage.state), tone, &format!("{}{now}", stage.title), tone);
        doc.cite(&stage.clauses);
        for done in &stage.activities {
            let tone = if done.state == "open" { Tone::Plain } else { Tone::Faint };
            let mark = format!("    {}", course::mark(&done.state));
            doc.item(&mark, tone, &format!("{}{}", done.text, course::not_needed(done)), tone);
        }
    }
}

/// Deviations from the policy: what each sets aside, who signed, what it lacks.
pub fn deviations(doc: &mut Doc, model: &Model, sheet: &ChangeSheet) {
    if sheet.deviations.is_empty() {
        return;
    }
    doc.head("DEVIATIONS");
    for d in &sheet.deviations {
        let (mark, tone) = if d.lacks.is_empty() { ("[A]", Tone::Good) } else { ("[ ]", Tone::Warn) };
        let by: Vec<_> = d.signed.iter().map(|s| format!("{} ({})", name(model, &s.by), plain(&s.role))).collect();
        let lacks = if d.lacks.is_empty() { String::new() } else { format!("; lacks {}", d.lacks.join(", ")) };
        let by = if by.is_empty() { course::UNCOVERED.to_owned() } else { format!("by {}", by.join(", ")) };
        doc.item(mark, tone, &format!("{} from {}, {by}{lacks}", d.id, d.rule), tone);
        doc.cite(&d.clauses);
    }
}

/// Calendar exceptions: what for, until when, and what they lack.
pub fn exceptions(doc: &mut Doc, model: &Model, sheet: &ChangeSheet) {
    if sheet.exceptions.is_empty() {
        return;
    }
    doc.head("CALENDAR EXCEPTIONS   each is used once");
    for e in &sheet.exceptions {
        let (mark, tone) = match e.state.as_str() {
            "granted" => ("[A]", Tone::Good),
            "refused" => ("[R]", Tone::Bad),
            "used" | "expired" => ("[-]", Tone::Faint),
            _ => ("[ ]", Tone::Warn),
        };
        let when = Window { from: e.from, to: e.to };
        let place = if e.environments.is_empty() { String::new() } else { format!(", {}", e.environments.join(", ")) };
        let only = e.freeze.as_ref().map(|f| format!(", only {f}")).unwrap_or_default();
        let lacks = e.lacks.as_ref().map(|l| format!("; {l}")).unwrap_or_default();
        let text = format!("{} {}, {}{place}{only}: {}{lacks}", e.no, e.title, window(model, &when), plain(&e.state));
        doc.item(mark, tone, &text, tone);
        doc.cite(&e.clauses);
    }
}

/// The request's own words: what is short stands beside its label, the rest below it.
pub fn texts(doc: &mut Doc, model: &Model, sheet: &ChangeSheet) {
    let mut short = false;
    for field in sheet.fields.iter().filter(|f| f.id != "title") {
        let Some(value) = &value(model, sheet, field) else { continue };
        let long = value.contains('\n') || field.label.len() + value.len() + 4 > doc.columns();
        if long {
            doc.head(&field.label);
            doc.item(" ", Tone::Plain, value, Tone::Plain);
        } else {
            if !short && !doc.is_empty() {
                doc.text("", Tone::Plain);
            }
            doc.pieces(vec![(format!("{}  ", field.label), Tone::Faint), (value.clone(), Tone::Plain)]);
        }
        short = !long;
    }
    if let Some(entry) = &sheet.entry {
        doc.head(&format!("PROCEDURE of {}", entry.id));
        doc.item(" ", Tone::Plain, entry.procedure.as_deref().unwrap_or("none is documented"), Tone::Plain);
    }
    let empty: Vec<&str> = sheet.fields.iter().filter(|f| f.value.is_none()).map(|f| f.label.as_str()).collect();
    if !empty.is_empty() {
        doc.head("EMPTY");
        doc.item(" ", Tone::Plain, &empty.join(", "), Tone::Faint);
    }
}

/// The value of a field as people read it.
fn value(model: &Model, sheet: &ChangeSheet, field: &FieldLine) -> Option<String> {
    let written = field.value.as_ref()?;
    let read = match field.kind.as_str() {
        "window" => sheet.row.window.as_ref().filter(|_| field.id == "window").map(|w| window(model, w)),
        "moment" | "dates" => {
            let read = |one: &str| Moment::parse(one.trim(), model.pack_zone()).ok().map(|at| short(model, at));
            written.split(',').map(read).collect::<Option<Vec<_>>>().map(|all| all.join(", "))
        }
        "person" => Some(name(model, written).to_owned()),
        "people" => Some(written.split(',').map(|p| name(model, p.trim())).collect::<Vec<_>>().join(", ")),
        _ => None,
    };
    Some(read.unwrap_or_else(|| written.clone()))
}

/// What the person may do now, and why not the rest.
pub fn possible(doc: &mut Doc, model: &Model, sheet: &ChangeSheet) {
    doc.head("WHAT YOU MAY DO NOW   A");
    let offered = offer::offered(sheet, &model.register.actor);
    if offered.is_empty() {
        doc.item(" ", Tone::Plain, "nothing, but look", Tone::Faint);
    }
    for act in &offered {
        doc.item("+", Tone::Good, &offer::named(act, sheet), Tone::Plain);
    }
    let not: Vec<_> = sheet.acts.iter().filter(|a| !a.possible).collect();
    if !not.is_empty() {
        doc.head("NOT NOW");
    }
    for act in not {
        doc.item("-", Tone::Faint, &format!("{}: {}", offer::label(&act.act), act.why_not), Tone::Faint);
    }
    let origin = sheet.origin.as_ref().map(|o| format!(", imported from {o}")).unwrap_or_default();
    doc.head("RECORD");
    let digest: String = sheet.revision_digest.chars().take(12).collect();
    doc.item(" ", Tone::Plain, &format!("revision {} ({digest})", sheet.row.revision), Tone::Faint);
    doc.item(" ", Tone::Plain, &format!("judged by {}", sheet.pack), Tone::Faint);
    doc.item(
        " ",
        Tone::Plain,
        &format!("{} in the ledger{origin}; L shows them", so_many(sheet.history_count, "entry")),
        Tone::Faint,
    );
}
