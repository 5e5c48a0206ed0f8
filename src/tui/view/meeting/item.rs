//! The item under the cursor: what one decides by, what is still to be considered, one's notes.

use super::table::{course, presence};
use crate::sheets::change::{ChangeSheet, clashes};
use crate::sheets::meeting::{AgendaLine, MeetingSheet};
use crate::text::words::{plain, put_off};
use crate::tui::model::Model;
use crate::tui::screen::MeetingPage;
use crate::tui::theme::{Tone, risk_tone};
use crate::tui::view::agenda::standing;
use crate::tui::view::doc::Doc;
use crate::tui::view::when::{short, window};
use crate::tui::view::who::name;
use crate::tui::view::{parts, schedule};

/// Columns below which facts are told in fewer rows.
const NARROW: usize = 60;
/// Columns of a label there.
const LABEL: usize = 6;
/// Columns from which the days around a change are drawn.
const DAYS: usize = 66;

/// Writes the item; `alone` where no other pane has presence, notes and minutes, `voting` while its vote stands below it.
pub fn item(doc: &mut Doc, model: &Model, meeting: &MeetingPage, sheet: &MeetingSheet, alone: bool, voting: bool) {
    let Some(line) = sheet.agenda.get(meeting.at) else {
        doc.text("Nothing is on the agenda. + puts a change or a topic on it.", Tone::Faint);
        return;
    };
    let narrow = doc.columns() < NARROW;
    let id = line.id.as_ref().map(|i| format!("{i}  ")).unwrap_or_default();
    doc.text(&format!("{id}{}", line.title), Tone::Strong);
    let change = meeting.change.as_deref().filter(|c| Some(&c.row.id) == line.id.as_ref());
    match change {
        Some(change) if narrow => {
            doc.labels(LABEL);
            brief(doc, model, change);
            checks(doc, line);
            private(doc, sheet, line);
            doc.pair("Clash", &clashes(&change.conflicts), Tone::Bad);
            if let Some(undo) = undo(change) {
                doc.pair("Undo", undo, Tone::Plain);
            }
        }
        Some(change) => {
            state(doc, line);
            facts(doc, model, change);
        }
        None => state(doc, line),
    }
    if let Some((who, second)) = &line.seconded {
        doc.pair("Late", &format!("{} asked, {} seconds", name(model, who), name(model, second)), Tone::Warn);
    }
    for missing in &line.missing {
        doc.item("N", Tone::Warn, missing, Tone::Warn);
    }
    if narrow && change.is_none() {
        private(doc, sheet, line);
    }
    if line.deferrals > 0 || line.state == "deferred" {
        // A topic has no count of earlier deferrals.
        let times = if line.deferrals > 0 { format!("{} x, now", line.deferrals) } else { "now".into() };
        let until = put_off(line.deferred_to, line.deferred_open, |t| short(model, t.0));
        let until = if until.is_empty() { " to the next meeting".into() } else { until };
        doc.pair("Deferred", &format!("{times}{until}"), Tone::Warn);
    }
    if let Some(reason) = &line.reason {
        doc.pair("Reason", reason, Tone::Plain);
    }
    for text in &line.lines {
        doc.item("-", Tone::Faint, text, Tone::Plain);
    }
    if alone && line.id.is_some() && !voting {
        presence(doc, sheet);
    }
    if narrow && change.is_some() {
        state(doc, line);
    }
    for text in &line.decided {
        doc.item("-", Tone::Faint, text, Tone::Plain);
    }
    lists(doc, line);
    if !narrow && sheet.notes.iter().any(|n| n.private && n.item == Some(line.position)) {
        doc.head("PRIVATE NOTES   never on the audience's screen");
        private(doc, sheet, line);
    }
    said(doc, model, sheet, line);
    let change = change.filter(|_| doc.columns() >= DAYS);
    if let Some(change) = change {
        schedule::around(doc, model, sheet, change);
    }
    match change {
        _ if alone => course(doc, model, sheet),
        Some(change) => parts::texts(doc, model, change),
        None => {}
    }
}

/// How many criteria are considered, in a row.
fn checks(doc: &mut Doc, line: &AgendaLine) {
    let (done, all) = (line.considered.iter().filter(|c| c.2).count(), line.considered.len());
    if all > 0 {
        let tone = if done == all { Tone::Good } else { Tone::Warn };
        doc.pair("Checks", &format!("{done} of {all} criteria considered"), tone);
    }
}

/// Where it stands, and by which clauses.
fn state(doc: &mut Doc, line: &AgendaLine) {
    doc.text(&standing(line), Tone::Faint);
    doc.cite(&line.clauses);
}

/// Criteria and assessments.
fn lists(doc: &mut Doc, line: &AgendaLine) {
    if !line.considered.is_empty() {
        doc.head("CRITERIA");
    }
    for (_, text, considered, clauses) in &line.considered {
        let (mark, tone) = if *considered { ("[x]", Tone::Good) } else { ("[ ]", Tone::Plain) };
        doc.item(mark, tone, text, Tone::Plain);
        doc.cite(clauses);
    }
    if !line.assessments.is_empty() {
        doc.head("ASSESSMENTS");
    }
    for a in &line.assessments {
        let text = a.text.as_deref().unwrap_or("not given");
        let tone = if a.text.is_some() { Tone::Plain } else { Tone::Faint };
        doc.item("-", Tone::Faint, &format!("{}: {text}", a.title), tone);
        doc.cite(&a.clauses);
    }
}

/// One's own notes on the item.
fn private(doc: &mut Doc, sheet: &MeetingSheet, line: &AgendaLine) {
    for note in sheet.notes.iter().filter(|n| n.private && n.item == Some(line.position)) {
        doc.item("p", Tone::Warn, &note.text, Tone::Plain);
    }
}

/// Notes for the minutes, and actions.
fn said(doc: &mut Doc, model: &Model, sheet: &MeetingSheet, line: &AgendaLine) {
    let notes: Vec<_> = sheet.notes.iter().filter(|n| !n.private && n.item == Some(line.position)).collect();
    if !notes.is_empty() {
        doc.head("NOTES");
    }
    for note in notes {
        doc.item("-", Tone::Faint, &format!("{}: {}", note.by, note.text), Tone::Plain);
    }
    for a in sheet.actions.iter().filter(|a| a.item == Some(line.position)) {
        let text = format!("{}: {}, {}", a.owner_name, a.text, short(model, a.due.0));
        doc.item("A", Tone::Accent, &text, Tone::Plain);
    }
}

/// The facts that the board decides by.
fn facts(doc: &mut Doc, model: &Model, sheet: &ChangeSheet) {
    let level = sheet.risk_sheet.level.as_deref().unwrap_or_default();
    doc.pair("Risk", &parts::risk_words(sheet), risk_tone(level));
    let when = sheet.row.window.as_ref().map_or_else(|| "not set".into(), |w| window(model, w));
    doc.pair("When", &when, Tone::Plain);
    doc.pair("Who", &who(model, sheet), Tone::Plain);
    if let Some(undo) = undo(sheet) {
        doc.pair("Way back", undo, Tone::Plain);
    }
    doc.pair("Clash", &clashes(&sheet.conflicts), Tone::Bad);
}

/// Risk, who and when in as few rows as may be; one's own notes come before what may be scrolled to.
fn brief(doc: &mut Doc, model: &Model, sheet: &ChangeSheet) {
    let level = sheet.risk_sheet.level.as_deref().unwrap_or_default();
    let (risk, who) = (parts::risk_words(sheet), who(model, sheet));
    let label = format!("{:<LABEL$} ", "Risk");
    if label.len() + risk.chars().count() + 3 + who.chars().count() <= doc.columns() {
        doc.pieces(vec![(label, Tone::Faint), (format!("{risk}   "), risk_tone(level)), (who, Tone::Plain)]);
    } else {
        doc.pair("Risk", &risk, risk_tone(level));
        doc.pair("Who", &who, Tone::Plain);
    }
    let when = sheet.row.window.as_ref().map_or_else(|| "not set".into(), |w| window(model, w));
    doc.pair("When", &when, Tone::Plain);
}

fn who(model: &Model, sheet: &ChangeSheet) -> String {
    let asks = name(model, &sheet.row.requester);
    match sheet.row.owner.as_deref() {
        Some(owner) if owner == sheet.row.requester => format!("{asks} asks and owns it"),
        Some(owner) => format!("{asks} asks, owner {}", name(model, owner)),
        None => format!("{asks} asks, no owner named"),
    }
}

fn undo(sheet: &ChangeSheet) -> Option<&str> {
    let plan = parts::field(sheet, &["rollback_plan", "rollback", "backout"])?;
    Some(plan.lines().next().unwrap_or_default()).filter(|line| !line.is_empty()).map(|line| line.trim())
}

/// The item's decision in a word, for the place of the vote where there is none.
pub fn fate(line: &AgendaLine) -> String {
    plain(&line.state)
}
