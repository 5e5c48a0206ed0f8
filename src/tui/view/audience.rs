//! The audience's screen: what is decided, for the room. No names of votes, no private notes, no keys but paging.

use super::page::{Page, wrap};
use super::parts;
use super::when::window;
use super::who::name;
use crate::base::text::fit;
use crate::sheets::change::ChangeSheet;
use crate::sheets::meeting::{AgendaLine, MeetingSheet};
use crate::text::words::plain;
use crate::tui::model::Model;
use crate::tui::screen::MeetingPage;
use crate::tui::theme::{Tone, risk_tone};
use ratatui::layout::Rect;

/// Lines to show: text and tone, an empty text for a rule.
type Lines = Vec<(String, Tone)>;

/// Letters apart, where there is room for them.
fn wide(text: &str, columns: usize) -> String {
    let apart: String = text.chars().flat_map(|c| [c, ' ']).collect();
    if apart.trim_end().chars().count() <= columns { apart.trim_end().to_owned() } else { text.to_owned() }
}

/// Draws the screen over the whole area.
pub fn draw(page: &mut Page<'_>, area: Rect, model: &Model, shown: &MeetingPage) {
    let Some(sheet) = &shown.sheet else {
        page.put(area, 2, 0, "waiting for the meeting", Tone::Faint);
        return;
    };
    if shown.blanked() {
        return;
    }
    let margin = if area.width >= 60 { 2 } else { 1 };
    let room = usize::from(area.width.saturating_sub(margin * 2));
    let head = format!("{}  {}", sheet.row.title.to_uppercase(), sheet.row.id);
    page.put(area, margin, 0, &fit(&head, room), Tone::Strong);
    let current = sheet.current.and_then(|n| sheet.agenda.iter().find(|l| l.position == n));
    if let Some(line) = current.filter(|_| area.width >= 60) {
        let of = format!("item {} of {}", line.position, sheet.agenda.len());
        page.right(Rect { width: area.width.saturating_sub(margin - 1), ..area }, 0, &of, Tone::Plain);
    }
    let lines = match (current, shown.audience_page()) {
        (Some(line), 0) => facts(model, shown, sheet, line, room),
        (Some(line), n @ (1 | 2)) => words(shown, line, n, room),
        _ => agenda(sheet, room),
    };
    let foot = area.height.saturating_sub(2);
    for (y, (text, tone)) in (2..foot).zip(&lines) {
        if text.is_empty() && *tone == Tone::Faint {
            page.put(area, margin, y, &"-".repeat(room), Tone::Faint);
        } else {
            page.put(area, margin, y, &fit(text, room), *tone);
        }
    }
    let met = if sheet.quorum_met { "QUORUM MET" } else { "NO QUORUM" };
    let tone = if sheet.quorum_met { Tone::Good } else { Tone::Warn };
    let seats = sheet.attendance.len();
    page.put(area, margin, foot, &format!("Present {} of {seats}     {met}", sheet.present), tone);
    let clock = model.now().local(model.zone()).format("%H:%M %Z").to_string();
    let spent = current.map(|l| format!("item {} of {} min", l.spent_s / 60, l.minutes)).unwrap_or_default();
    let elapsed = sheet.row.opened.map_or(0, |at| model.now().since(at.0).as_seconds().max(0) / 60);
    let state = match sheet.row.state.as_str() {
        "in_progress" => format!("{spent}   meeting {elapsed} of {} min", sheet.minutes),
        state => plain(state),
    };
    page.put(area, margin, foot + 1, state.trim_start(), Tone::Faint);
    page.right(Rect { width: area.width.saturating_sub(margin - 1), ..area }, foot + 1, &clock, Tone::Faint);
}

/// Title, facts, and where the vote stands.
fn facts(model: &Model, shown: &MeetingPage, sheet: &MeetingSheet, line: &AgendaLine, room: usize) -> Lines {
    let mut all: Lines = Vec::new();
    let id = line.id.as_ref().map(|i| format!("{i}   ")).unwrap_or_default();
    let title = format!("{id}{}", line.title.to_uppercase());
    let title = if room >= 110 { wide(&title, room) } else { title };
    all.extend(wrap(&title, room).into_iter().map(|l| (l, Tone::Strong)));
    all.push((String::new(), Tone::Plain));
    let mut pair = |label: &str, text: &str, tone: Tone| {
        for (i, part) in wrap(text, room.saturating_sub(11)).into_iter().enumerate().filter(|(_, p)| !p.is_empty()) {
            all.push((format!("{:<11}{part}", if i == 0 { label } else { "" }), tone));
        }
    };
    if let Some(change) = of(shown, line) {
        pair("Who", name(model, &change.row.requester), Tone::Plain);
        let when = change.row.window.as_ref().map_or_else(|| "not set".into(), |w| window(model, w));
        pair("When", &when, Tone::Plain);
        let level = change.risk_sheet.level.as_deref().unwrap_or_default();
        pair("Risk", &parts::risk_words(change), risk_tone(level));
        pair("Clash", &change.conflicts.join(", "), Tone::Bad);
        if let Some(undo) = parts::field(change, &["rollback_plan", "rollback", "backout"]) {
            pair("Way back", undo.lines().next().unwrap_or_default(), Tone::Plain);
        }
    }
    for text in &line.lines {
        pair("-", text, Tone::Plain);
    }
    if let Some(text) = line.missing.first() {
        pair("Missing", text, Tone::Warn);
    }
    all.push((String::new(), Tone::Plain));
    all.push((String::new(), Tone::Faint));
    all.push((String::new(), Tone::Plain));
    vote(&mut all, shown, sheet, line);
    all
}

/// Who has voted while the ballot is open, the count once it is closed: never who voted how.
fn vote(all: &mut Lines, shown: &MeetingPage, sheet: &MeetingSheet, line: &AgendaLine) {
    let spaced = |text: &str| format!("    {}", wide(text, 60));
    match (line.voted, line.tally) {
        (Some((voted, eligible)), _) => {
            all.push((format!("{}      voted  {voted} of {eligible}", spaced("VOTING")), Tone::Accent));
            all.push((String::new(), Tone::Plain));
            let members = of(shown, line).and_then(|c| c.ballot.as_ref()).map(|b| b.members.as_slice());
            let said: Vec<String> = members
                .unwrap_or_default()
                .iter()
                .filter(|m| m.presence != "recused")
                .map(|m| format!("{:<14} {:<10}", fit(&m.name, 14), if m.voted { "voted" } else { "waiting" }))
                .collect();
            all.extend(said.chunks(2).map(|pair| (format!("    {}", pair.join("    ")), Tone::Plain)));
            all.push((String::new(), Tone::Plain));
            all.push(("    Votes are shown when the vote closes.".into(), Tone::Faint));
        }
        (None, Some((f, a, x))) => {
            let tone = if line.state.starts_with("carried") { Tone::Good } else { Tone::Bad };
            all.push((spaced(&plain(&line.state).to_uppercase()), tone));
            all.push((String::new(), Tone::Plain));
            all.push((format!("    {f} for   {a} against   {x} abstaining"), Tone::Plain));
        }
        (None, None) if sheet.row.state == "in_progress" => {
            all.push((format!("    {}", plain(&line.state).to_uppercase()), Tone::Plain));
        }
        (None, None) => {}
    }
}

/// A longer text of the request: the plan, or the way back.
fn words(shown: &MeetingPage, line: &AgendaLine, page: u32, room: usize) -> Lines {
    let (title, fields): (&str, &[&str]) = match page {
        1 => ("PLAN", &["implementation_plan", "plan", "description"]),
        _ => ("WAY BACK", &["rollback_plan", "rollback", "backout"]),
    };
    let text = of(shown, line).and_then(|c| parts::field(c, fields)).unwrap_or("nothing is written");
    let mut all: Lines = vec![(format!("{}  {title}", line.id.clone().unwrap_or_default()), Tone::Strong)];
    all.push((String::new(), Tone::Plain));
    all.extend(text.lines().flat_map(|l| wrap(l, room)).map(|l| (l, Tone::Plain)));
    all
}

fn agenda(sheet: &MeetingSheet, room: usize) -> Lines {
    let mut all: Lines = vec![("AGENDA".into(), Tone::Strong), (String::new(), Tone::Plain)];
    all.extend(sheet.agenda.iter().map(|l| {
        let mark = if sheet.current == Some(l.position) { ">" } else { " " };
        let id = l.id.as_ref().map(|i| format!("{i} ")).unwrap_or_default();
        let state = if l.state == "pending" { String::new() } else { format!("  {}", plain(&l.state)) };
        let title = fit(&format!("{id}{}", l.title), room.saturating_sub(state.len() + 6));
        (format!("{mark}{:>2}  {title}{state}", l.position), if mark == ">" { Tone::Strong } else { Tone::Plain })
    }));
    all
}

/// The change of an item, if it is the one that was read.
fn of<'p>(shown: &'p MeetingPage, line: &AgendaLine) -> Option<&'p ChangeSheet> {
    shown.change.as_deref().filter(|c| line.id.as_ref() == Some(&c.row.id))
}
