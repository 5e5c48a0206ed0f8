//! Meeting control: where the meeting stands, its agenda, the item under the cursor, presence and minutes so far.

use super::Cursors;
use super::agenda;
use super::consent;
use super::doc::Doc;
use super::page::{Page, columns};
use super::parts;
use super::timers;
use super::vote;
use super::when::{away, short, window};
use super::who::name;
use crate::base::text::{fit, so_many};
use crate::base::time::Moment;
use crate::sheets::ballot::BallotSheet;
use crate::sheets::change::ChangeSheet;
use crate::sheets::meeting::{AttendanceLine, MeetingSheet};
use crate::text::words::{plain, quorum};
use crate::tui::layout::{Class, class, panes};
use crate::tui::model::Model;
use crate::tui::screen::MeetingPage;
use crate::tui::theme::{Tone, quorum_tone, risk_tone};
use ratatui::layout::Rect;

/// Rows above the panes.
const HEAD: u16 = 2;

/// The panes below the head, and the line of the minutes at the bottom.
fn areas(area: Rect) -> (Vec<Rect>, Rect) {
    let minutes = Rect { y: area.y + area.height.saturating_sub(1), height: 1.min(area.height), ..area };
    let body = Rect { y: area.y + HEAD.min(area.height), height: area.height.saturating_sub(HEAD + 1), ..area };
    let widths: &[u16] = match class(area.width) {
        Class::Phone => &[],
        Class::Compact => &[30],
        Class::Wide => &[46],
        Class::WidePlus => &[52, 88],
    };
    (panes(body, widths), minutes)
}

/// How far the item can be scrolled.
#[must_use]
pub fn last_offset(area: Rect, model: &Model, meeting: &MeetingPage) -> usize {
    let Some(sheet) = &meeting.sheet else { return 0 };
    let (panes, _) = areas(area);
    let pane = panes.get(1).or(panes.first()).copied().unwrap_or(area);
    let (doc, pane, _) = item_and_vote(pane, model, meeting, sheet, panes.len() < 3);
    doc.last_offset(pane.height)
}

/// The ballot of the item under the cursor in this meeting.
fn ballot<'m>(meeting: &'m MeetingPage, sheet: &MeetingSheet) -> Option<&'m BallotSheet> {
    let line = sheet.agenda.get(meeting.at).filter(|l| l.voted.is_some() || l.tally.is_some())?;
    meeting.change.as_deref().filter(|c| Some(&c.row.id) == line.id.as_ref())?.ballot.as_ref()
}

/// The text of the item, and the areas of it and, where no pane is the vote's own, of the vote below it.
fn item_and_vote(
    pane: Rect,
    model: &Model,
    meeting: &MeetingPage,
    sheet: &MeetingSheet,
    alone: bool,
) -> (Doc, Rect, Rect) {
    let mut doc = Doc::new(pane);
    if !meeting.on_item {
        doc.seen_by("Tab j");
    }
    item(&mut doc, model, meeting, sheet, alone);
    let rows = ballot(meeting, sheet).filter(|_| alone).map_or(0, |b| vote::height(pane, b, doc.len()));
    let above = pane.height - rows.min(pane.height);
    (doc, Rect { height: above, ..pane }, Rect { y: pane.y + above, height: rows, ..pane })
}

/// Draws meeting control.
pub fn draw(page: &mut Page<'_>, area: Rect, model: &Model, meeting: &MeetingPage) -> Cursors {
    let Some(sheet) = &meeting.sheet else {
        page.put(area, 1, 0, "MEETING", Tone::Strong);
        return (None, None);
    };
    head(page, area, model, sheet);
    let (panes, minutes) = areas(area);
    let mut here = area.y + HEAD;
    let phone = panes.len() < 2;
    if let Some(left) = panes.first().filter(|_| !(phone && meeting.on_item)) {
        here += agenda::draw(page, *left, phone, model, meeting, sheet);
        if !phone {
            page.divider(*left);
        }
    }
    let middle = if phone { panes.first().filter(|_| meeting.on_item) } else { panes.get(1) };
    if let Some(middle) = middle {
        let (doc, above, below) = item_and_vote(*middle, model, meeting, sheet, panes.len() < 3);
        doc.draw(page, above, meeting.offset.min(doc.last_offset(above.height)));
        if let Some(b) = ballot(meeting, sheet).filter(|_| below.height > 0) {
            vote::draw(page, below, b);
        }
    }
    if let (Some(middle), Some(right)) = (panes.get(1), panes.get(2)) {
        page.divider(*middle);
        let rows = match ballot(meeting, sheet) {
            Some(b) => {
                let rows = vote::height(*right, b, 0);
                vote::draw(page, Rect { height: rows, ..*right }, b);
                rows
            }
            None => no_vote(page, *right, meeting, sheet),
        };
        let rows = (rows + 1).min(right.height);
        let below = Rect { y: right.y + rows, height: right.height - rows, ..*right };
        let mut doc = Doc::new(below);
        doc.seen_by("M");
        presence(&mut doc, sheet);
        course(&mut doc, model, sheet);
        doc.draw(page, below, 0);
    }
    if let Some(said) = &sheet.announced {
        consent::band(page, minutes, model, sheet, said);
        return (None, Some((area.x, here.min(area.y + area.height.saturating_sub(1)))));
    }
    let newest = sheet.timeline.last().map(|t| format!("Minutes: {} {} {}", clock(model, t.at.0), t.who, t.text));
    let warning = sheet.warnings.first().map(|w| format!("! {w}"));
    match (warning, newest) {
        (Some(warning), _) => drop(page.put(minutes, 1, 0, &warning, Tone::Warn)),
        (None, Some(newest)) => drop(page.put(minutes, 1, 0, &newest, Tone::Faint)),
        (None, None) => {}
    }
    (None, Some((area.x, here.min(area.y + area.height.saturating_sub(1)))))
}

/// The place of the vote while there is none; gives its rows.
fn no_vote(page: &mut Page<'_>, area: Rect, meeting: &MeetingPage, sheet: &MeetingSheet) -> u16 {
    let mut doc = Doc::new(area);
    match sheet.agenda.get(meeting.at) {
        Some(line) if line.id.is_some() => {
            doc.text("no ballot on this item yet", Tone::Plain);
            if sheet.leads && sheet.row.state == "in_progress" {
                doc.text("V opens one", Tone::Faint);
            }
            doc.pair("Rule", &sheet.rule, Tone::Plain);
        }
        _ => doc.text("nothing is voted on here", Tone::Faint),
    }
    let rows = u16::try_from(doc.len() + 1).unwrap_or(u16::MAX).min(area.height);
    page.rule(area, 0, "VOTE");
    doc.draw(page, Rect { y: area.y + 1.min(area.height), height: rows.saturating_sub(1), ..area }, 0);
    rows
}

/// Where the meeting stands: title, how long, which item, quorum.
fn head(page: &mut Page<'_>, area: Rect, model: &Model, sheet: &MeetingSheet) {
    let row = &sheet.row;
    let phone = class(area.width) == Class::Phone;
    let title = if phone || area.width < 100 { row.series.to_uppercase() } else { row.title.clone() };
    let x = page.put(area, 1, 0, &format!("{title} {}", row.id), Tone::Strong);
    let (state, tone) = match row.state.as_str() {
        "in_progress" if sheet.lapsed.is_some() => {
            let hours = timers::open_for(model, sheet) / 60;
            (format!("LEFT OPEN for {hours} h"), Tone::Bad)
        }
        "in_progress" if sheet.paused => ("PAUSED".to_owned(), Tone::Warn),
        "in_progress" => {
            let minutes = timers::open_for(model, sheet);
            let late = minutes > i64::from(sheet.minutes);
            let tone = if late { Tone::Warn } else { Tone::Accent };
            let planned = if area.width < 100 { String::new() } else { format!(" of {} min", sheet.minutes) };
            (format!("OPEN {:02}:{:02}{planned}", minutes / 60, minutes % 60), tone)
        }
        "complete" => ("CLOSED".to_owned(), Tone::Good),
        "canceled" => ("CALLED OFF".to_owned(), Tone::Bad),
        _ => (format!("{}, {}", short(model, row.starts.0), away(model, row.starts.0)), Tone::Plain),
    };
    let x = page.put(area, x + 2, 0, &state, tone);
    let held = matches!(row.state.as_str(), "in_progress" | "complete");
    let q = sheet.quorum_now();
    let (figures, word) =
        (format!("present {}", quorum::figures(&q)), format!("{}{}", quorum::word(&q), quorum::lacks(&q)));
    let mut beside = false;
    if held {
        let items = sheet.agenda.len();
        let at = sheet.current.map_or_else(|| so_many(items, "item"), |n| format!("item {n}/{items}"));
        let x = if phone { x } else { page.put(area, x + 2, 0, &at, Tone::Plain) };
        // Where it does not fit behind the rest, it stands in the rule.
        beside = !phone && x + 3 + columns(&figures) + columns(&word) < area.width;
        if beside {
            let x = page.put(area, x + 2, 0, &figures, Tone::Plain);
            page.put(area, x, 0, &word, quorum_tone(&q));
        }
    }
    page.rule(area, 1, "");
    if held && !beside {
        let x = page.put(area, 1, 1, &format!(" {figures}"), Tone::Plain);
        page.put(area, x, 1, &format!("{word} "), quorum_tone(&q));
    }
    if sheet.audience.shown && sheet.audience.blank {
        page.right(area, 1, " audience BLANK ", Tone::Warn);
    } else if let Some(by) = sheet.open_by.filter(|_| row.opened.is_none()) {
        let (text, tone) = if sheet.late { ("TOO LATE, was due", Tone::Bad) } else { ("opens by", Tone::Warn) };
        page.right(area, 1, &format!(" {text} {} ", short(model, by.0)), tone);
    }
}

/// The item under the cursor.
fn item(doc: &mut Doc, model: &Model, meeting: &MeetingPage, sheet: &MeetingSheet, alone: bool) {
    let Some(line) = sheet.agenda.get(meeting.at) else {
        doc.text("Nothing is on the agenda. + puts a change or a topic on it.", Tone::Faint);
        return;
    };
    let id = line.id.as_ref().map(|i| format!("{i}  ")).unwrap_or_default();
    doc.text(&format!("{id}{}", line.title), Tone::Strong);
    let state = format!("{}, {}", plain(&line.section_title), plain(&line.state));
    doc.text(&state, Tone::Faint);
    doc.cite(&line.clauses);
    let change = meeting.change.as_deref().filter(|c| Some(&c.row.id) == line.id.as_ref());
    if let Some(change) = change {
        facts(doc, model, change);
    }
    for missing in &line.missing {
        doc.item("N", Tone::Warn, missing, Tone::Warn);
    }
    if line.deferrals > 0 || line.state == "deferred" {
        let until = line.deferred_to.map(|t| format!(", now until {}", short(model, t.0))).unwrap_or_default();
        doc.pair("Deferred", &format!("{} x{until}", line.deferrals), Tone::Warn);
    }
    if let Some(reason) = &line.reason {
        doc.pair("Reason", reason, Tone::Plain);
    }
    for text in &line.lines {
        doc.item("-", Tone::Faint, text, Tone::Plain);
    }
    if alone && line.id.is_some() && ballot(meeting, sheet).is_none() {
        presence(doc, sheet);
    }
    for text in &line.decided {
        doc.item("-", Tone::Faint, text, Tone::Plain);
    }
    if !line.considered.is_empty() {
        doc.head("CRITERIA");
        for (_, text, considered, clauses) in &line.considered {
            let (mark, tone) = if *considered { ("[x]", Tone::Good) } else { ("[ ]", Tone::Plain) };
            doc.item(mark, tone, text, Tone::Plain);
            doc.cite(clauses);
        }
    }
    if !line.assessments.is_empty() {
        doc.head("ASSESSMENTS");
        for a in &line.assessments {
            let text = a.text.as_deref().unwrap_or("not given");
            doc.item(
                "-",
                Tone::Faint,
                &format!("{}: {text}", a.title),
                if a.text.is_some() { Tone::Plain } else { Tone::Faint },
            );
            doc.cite(&a.clauses);
        }
    }
    let notes: Vec<_> = sheet.notes.iter().filter(|n| n.item == Some(line.position)).collect();
    if !notes.is_empty() {
        doc.head("NOTES   private ones never leave your screen");
    }
    for note in notes {
        let (mark, tone) = if note.private { ("p", Tone::Warn) } else { ("-", Tone::Faint) };
        doc.item(mark, tone, &format!("{}: {}", note.by, note.text), Tone::Plain);
    }
    for a in sheet.actions.iter().filter(|a| a.item == Some(line.position)) {
        doc.item(
            "A",
            Tone::Accent,
            &format!("{}: {}, {}", name(model, &a.owner), a.text, short(model, a.due.0)),
            Tone::Plain,
        );
    }
    if alone {
        course(doc, model, sheet);
    }
}

/// The facts that the board decides by.
fn facts(doc: &mut Doc, model: &Model, sheet: &ChangeSheet) {
    let level = sheet.risk_sheet.level.as_deref().unwrap_or_default();
    doc.pair("Risk", &parts::risk_words(sheet), risk_tone(level));
    let when = sheet.row.window.as_ref().map_or_else(|| "not set".into(), |w| window(model, w));
    doc.pair("When", &when, Tone::Plain);
    let owner = sheet.row.owner.as_deref().map_or("nobody named", |o| name(model, o));
    doc.pair("Who", &format!("{} asks, owner {owner}", name(model, &sheet.row.requester)), Tone::Plain);
    if let Some(undo) = parts::field(sheet, &["rollback_plan", "rollback", "backout"]) {
        doc.pair("Way back", undo.lines().next().unwrap_or_default(), Tone::Plain);
    }
    doc.pair("Clash", &crate::sheets::change::clashes(&sheet.conflicts), Tone::Bad);
}

/// Who is there.
fn presence(doc: &mut Doc, sheet: &MeetingSheet) {
    doc.head(&format!("PRESENT   {}", quorum::standing(&sheet.quorum_now())));
    for a in &sheet.attendance {
        let mut how = a.presence.as_deref().map_or_else(|| "not here yet".to_owned(), plain);
        let counts = matches!(a.presence.as_deref(), Some("room" | "phone" | "session"));
        let mut seats = a.seats.iter().map(|s| plain(s)).collect::<Vec<_>>().join(", ");
        seats.push_str(if a.mandatory { "*" } else { "" });
        let tone = if counts { Tone::Good } else { Tone::Plain };
        how.extend(seen(a));
        how.extend(a.sits_for.iter().map(|holder| format!(", for {holder}")));
        doc.pieces(vec![
            (format!("{:<14} ", fit(&a.name, 14)), Tone::Plain),
            (format!("{:<16} ", fit(&seats, 16)), Tone::Faint),
            (how, tone),
        ]);
    }
    beside(doc, sheet);
}

/// What is seen of somebody's session, which is not the roll.
fn seen(line: &AttendanceLine) -> Option<String> {
    let minutes = line.seen_s.unwrap_or_default() / 60;
    match line.seen.as_deref()? {
        "here" => Some(" HERE".into()),
        "away" => Some(format!(" AWAY {minutes}m")),
        _ => Some(" LEFT".into()),
    }
}

/// Who is at the table without a vote.
fn beside(doc: &mut Doc, sheet: &MeetingSheet) {
    for b in &sheet.beside {
        let how = b.presence.as_deref().map_or_else(|| "not here yet".to_owned(), plain);
        let offices = b.offices.iter().map(|o| plain(o)).collect::<Vec<_>>().join(", ");
        doc.pieces(vec![
            (format!("{:<14} ", fit(&b.name, 14)), Tone::Plain),
            (format!("{:<16} ", fit(&offices, 16)), Tone::Faint),
            (format!("{how}, no vote"), Tone::Faint),
        ]);
    }
}

/// The minutes so far, the newest first.
fn course(doc: &mut Doc, model: &Model, sheet: &MeetingSheet) {
    if sheet.row.opened.is_none() {
        return;
    }
    doc.head("MINUTES   written as you go, newest first");
    for t in sheet.timeline.iter().rev().take(40) {
        doc.item(&clock(model, t.at.0), Tone::Faint, &format!("{} {}", t.who, t.text), Tone::Plain);
    }
}

fn clock(model: &Model, at: Moment) -> String {
    at.local(model.zone()).format("%H:%M").to_string()
}
