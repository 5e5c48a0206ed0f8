//! The audience's screen: what is decided, for the room. No names of votes, no private notes, no keys but paging.

mod end;
mod vote;

use super::consent;
use super::glyphs;
use super::page::{Page, columns};
use super::parts;
use super::timers::{self, grown};
use super::when::window;
use super::who::name;
use crate::base::text::{fit, fit_words, wrap};
use crate::sheets::change::ChangeSheet;
use crate::sheets::meeting::{AgendaLine, MeetingSheet};
use crate::text::words::{plain, quorum};
use crate::tui::model::Model;
use crate::tui::screen::MeetingPage;
use crate::tui::theme::{Tone, quorum_tone, risk_tone};
use ratatui::layout::Rect;

/// A line to show.
enum Line {
    /// Text in a tone.
    Text(String, Tone),
    /// A rule over the width.
    Rule,
    /// Key facts in large letters, left and right; the text that stands for them where they do not fit.
    Large(Vec<(String, Tone)>, String),
}

/// Lines, from the top.
type Lines = Vec<Line>;

/// Letters apart, where there is room for them.
fn wide(text: &str, columns: usize) -> String {
    let apart: String = text.chars().flat_map(|c| [c, ' ']).collect();
    if apart.trim_end().chars().count() <= columns { apart.trim_end().to_owned() } else { text.to_owned() }
}

/// The first of several ways to say something that fits, else the last.
fn shortest(ways: Vec<String>, columns: usize) -> String {
    let fits = ways.iter().position(|w| w.chars().count() <= columns);
    fits.or(ways.len().checked_sub(1)).and_then(|i| ways.into_iter().nth(i)).unwrap_or_default()
}

/// Whether a screen has room for large letters at all (interface 3.4).
const fn is_large(area: Rect) -> bool {
    area.width >= 120 && area.height >= 36
}

/// Draws the screen over the whole area.
pub fn draw(page: &mut Page<'_>, area: Rect, model: &Model, shown: &MeetingPage) {
    let Some(sheet) = &shown.sheet else {
        waiting(page, area, model, shown);
        return;
    };
    if shown.blanked() {
        return;
    }
    let margin = if area.width >= 60 { 2 } else { 1 };
    let foot = area.height.saturating_sub(2);
    let body = Rect { y: area.y + 2.min(area.height), height: foot.saturating_sub(2), ..area };
    let room = usize::from(area.width.saturating_sub(margin * 2));
    let head = format!("{}  {}", sheet.row.title.to_uppercase(), sheet.row.id);
    page.put(area, margin, 0, &fit(&head, room), Tone::Strong);
    let current = sheet.current_line().filter(|_| sheet.row.state == "in_progress");
    let right = Rect { width: area.width.saturating_sub(margin - 1), ..area };
    let phone = area.width < 60;
    let of = current.map(|line| format!("item {} of {}", line.position, sheet.agenda.len()));
    if let Some(of) = of.as_ref().filter(|_| !phone) {
        page.right(right, 0, of, Tone::Plain);
    }
    // Only a change has a plan and a way back; of other items the pages are the item and the agenda, by turns.
    let whole = current.is_none_or(|line| line.id.is_some());
    let turned = if whole { shown.audience_page() } else { shown.audience_page() % 2 * 3 };
    let lines = match (current, turned) {
        _ if matches!(sheet.row.state.as_str(), "complete" | "canceled") => end::lines(model, sheet, room, body.height),
        _ if sheet.announced.is_some() => {
            let said = sheet.announced.iter().flat_map(|said| consent::room(model, sheet, said));
            said.flat_map(|(text, tone)| wrap(&text, room).into_iter().map(move |t| Line::Text(t, tone))).collect()
        }
        (Some(line), 0) => facts(model, shown, sheet, line, room),
        (Some(line), n @ (1 | 2)) => words(shown, line, n, room),
        _ => agenda(sheet, room, body.height),
    };
    let lines = match current {
        Some(line) if sheet.announced.is_none() => vote::beside(sheet, line).into_iter().chain(lines).collect(),
        _ => lines,
    };
    let lines = match current {
        Some(_) if is_large(area) && turned == 0 && sheet.announced.is_none() => {
            beneath(lines, sheet, room, body.height)
        }
        _ => lines,
    };
    lay(page, body, &lines, margin, is_large(area));
    if matches!(sheet.row.state.as_str(), "in_progress" | "complete") {
        let q = sheet.quorum_now();
        let x = page.put(area, margin, foot, &format!("Present {}", quorum::figures(&q)), Tone::Plain);
        // Which seats are missing stands there where it fits.
        let lacks = quorum::lacks(&q);
        let fits = x + columns(quorum::word(&q)) + columns(&lacks) <= area.width;
        let word = format!("{}{}", quorum::word(&q), if fits { lacks } else { String::new() });
        page.put(area, x, foot, &word, quorum_tone(&q));
    }
    let clock = model.now().local(model.zone()).format("%H:%M %Z").to_string();
    let left = room.saturating_sub(clock.len() + 2);
    // On a phone there is no room for it above.
    let item = of.filter(|_| phone).map(|of| format!("{of}  ")).unwrap_or_default();
    let (state, tone) = state(model, shown, sheet, current, left.saturating_sub(item.len()));
    let state = if item.is_empty() { &state } else { state.trim_start_matches("item ") };
    page.put(area, margin, foot + 1, &fit(&format!("{item}{state}"), left), tone);
    page.right(right, foot + 1, &clock, Tone::Faint);
}

/// A screen that shows nothing yet: what it waits for, and the digits that pair it.
fn waiting(page: &mut Page<'_>, area: Rect, model: &Model, shown: &MeetingPage) {
    let room = usize::from(area.width.saturating_sub(4));
    let text = match shown.hidden {
        None => "waiting for the meeting",
        Some(false) => "The meeting is not shown yet: who leads it switches this screen on with P.",
        Some(true) => "Type the six digits that who leads the meeting reads out.",
    };
    let mut lines: Lines = wrap(text, room).into_iter().map(|l| Line::Text(l, Tone::Plain)).collect();
    if shown.hidden.is_some() {
        let digits: String = shown.digits.chars().chain("______".chars()).take(6).collect();
        lines.extend([Line::Text(String::new(), Tone::Plain), Line::Text(wide(&digits, room), Tone::Strong)]);
    }
    if let Some(notice) = &model.notice {
        lines.push(Line::Text(String::new(), Tone::Plain));
        lines.extend(wrap(&notice.text, room).into_iter().map(|l| Line::Text(l, Tone::Warn)));
    }
    lay(page, area, &lines, 2, false);
}

/// The last line: how long the item and the meeting have taken. While the meeting pauses, no time runs.
fn state(
    model: &Model,
    shown: &MeetingPage,
    sheet: &MeetingSheet,
    current: Option<&AgendaLine>,
    columns: usize,
) -> (String, Tone) {
    match sheet.row.state.as_str() {
        "in_progress" => {}
        "complete" => return ("CLOSED".into(), Tone::Good),
        "canceled" => return ("CALLED OFF".into(), Tone::Bad),
        _ => {
            let starts = super::when::short(model, sheet.row.starts.0);
            return (format!("begins {starts}, {}", super::when::away(model, sheet.row.starts.0)), Tone::Plain);
        }
    }
    if sheet.paused {
        return ("PAUSED".into(), Tone::Warn);
    }
    let elapsed = timers::open_for(model, sheet);
    let meeting = format!("meeting {elapsed} of {} min", sheet.minutes);
    let Some(line) = current else { return (meeting, Tone::Faint) };
    let (spent, planned) = (timers::spent(line, grown(model, shown, sheet)), timers::planned(line));
    let ways = vec![
        format!("item {spent} of {planned}   {meeting}"),
        format!("{spent} of {planned}   meeting {elapsed}/{}", sheet.minutes),
        format!("{spent}/{planned}   meeting {elapsed}/{}", sheet.minutes),
        format!("item {spent}/{planned}"),
        format!("{spent}/{planned}"),
    ];
    (shortest(ways, columns), Tone::Faint)
}

/// Draws the lines. Large letters where the screen has room for them and every line stays in sight; what stands lower
/// gives way first.
fn lay(page: &mut Page<'_>, area: Rect, lines: &Lines, margin: u16, is_large: bool) {
    let room = usize::from(area.width.saturating_sub(margin * 2));
    let (rows, ascii) = (usize::from(area.height), page.look.ascii);
    let mut spare = rows.saturating_sub(lines.len());
    // With room to spare the lines stand apart.
    let larger = lines.iter().filter(|l| matches!(l, Line::Large(..))).count() * usize::from(glyphs::ROWS - 1);
    let airy = is_large && spare >= lines.len() + larger;
    let mut at = 0;
    for line in lines {
        if at >= area.height {
            break;
        }
        match line {
            Line::Text(text, tone) => drop(page.put(area, margin, at, &fit(text, room), *tone)),
            Line::Rule => drop(page.put(area, margin, at, &"-".repeat(room), Tone::Faint)),
            Line::Large(facts, instead) => {
                let more = usize::from(glyphs::ROWS - 1);
                let drawn = is_large && spare >= more && large(page, area, margin, at, facts, ascii);
                if drawn {
                    spare -= more;
                    at += glyphs::ROWS - 1;
                } else {
                    page.put(area, margin, at, &fit(instead, room), facts.first().map_or(Tone::Plain, |f| f.1));
                }
            }
        }
        let text = matches!(line, Line::Text(text, _) if !text.is_empty());
        at += if airy && text { 2 } else { 1 };
    }
}

/// Key facts in large letters beside each other, the last at the right edge; whether they fit.
fn large(page: &mut Page<'_>, area: Rect, margin: u16, y: u16, facts: &[(String, Tone)], ascii: bool) -> bool {
    let room = usize::from(area.width.saturating_sub(margin * 2));
    let each = room.saturating_sub(6 * facts.len().saturating_sub(1)) / facts.len().max(1);
    let drawn: Option<Vec<_>> = facts.iter().map(|(text, _)| glyphs::large(text, each, ascii)).collect();
    let Some(drawn) = drawn else { return false };
    for (i, (rows, (_, tone))) in drawn.iter().zip(facts).enumerate() {
        let breadth = rows.iter().map(|r| columns(r)).max().unwrap_or(0);
        let x = if i == 0 { margin } else { area.width.saturating_sub(margin + breadth) };
        for (row, at) in rows.iter().zip(y..) {
            page.put(area, x, at, row, *tone);
        }
    }
    true
}

/// Title, facts, and where the vote stands.
fn facts(model: &Model, shown: &MeetingPage, sheet: &MeetingSheet, line: &AgendaLine, room: usize) -> Lines {
    let mut all: Lines = Vec::new();
    if line.id.is_some() && !line.section_title.is_empty() {
        all.push(Line::Text(line.section_title.clone(), Tone::Faint));
    }
    let number = line.id.clone().unwrap_or_else(|| format!("ITEM {}", line.position));
    let mut top = vec![(number, Tone::Strong)];
    let grown = grown(model, shown, sheet);
    if sheet.paused {
        top.push(("PAUSED".into(), Tone::Warn));
    } else if sheet.row.state == "in_progress" {
        let tone = if timers::over(line, grown) { Tone::Warn } else { Tone::Plain };
        // In whole minutes: large letters that change each second would be drawn for nobody.
        top.push((format!("{}/{} MIN", (line.spent_s + grown) / 60, line.minutes), tone));
    }
    let title = line.title.to_uppercase();
    if room >= 110 {
        let instead = line.id.clone().unwrap_or_default();
        all.push(Line::Large(top, instead));
        all.push(Line::Text(String::new(), Tone::Plain));
        all.extend(wrap(&wide(&title, room), room).into_iter().map(|l| Line::Text(l, Tone::Strong)));
    } else {
        let id = line.id.as_ref().map(|i| format!("{i}   ")).unwrap_or_default();
        all.extend(wrap(&format!("{id}{title}"), room).into_iter().map(|l| Line::Text(l, Tone::Strong)));
    }
    all.push(Line::Text(String::new(), Tone::Plain));
    let mut pair = |label: &str, text: &str, tone: Tone| {
        for (i, part) in wrap(text, room.saturating_sub(11)).into_iter().enumerate().filter(|(_, p)| !p.is_empty()) {
            all.push(Line::Text(format!("{:<11}{part}", if i == 0 { label } else { "" }), tone));
        }
    };
    if let Some(change) = of(shown, line) {
        pair("Who", name(model, &change.row.requester), Tone::Plain);
        let when = change.row.window.as_ref().map_or_else(|| "not set".into(), |w| window(model, w));
        pair("When", &when, Tone::Plain);
        let level = change.risk_sheet.level.as_deref().unwrap_or_default();
        pair("Risk", &parts::risk_words(change), risk_tone(level));
        pair("Clash", &crate::sheets::change::clashes(&change.conflicts), Tone::Bad);
        if let Some(undo) = parts::field(change, &["rollback_plan", "rollback", "backout"]) {
            pair("Way back", undo.lines().next().unwrap_or_default(), Tone::Plain);
        }
    }
    for text in &line.lines {
        pair("-", text, Tone::Plain);
    }
    // What a decided item lacks is for its next step, not for the room.
    let undecided = matches!(line.state.as_str(), "pending" | "current" | "presented" | "voting");
    if let Some(text) = line.missing.first().filter(|_| undecided) {
        pair("Missing", text, Tone::Warn);
    }
    let blank = || Line::Text(String::new(), Tone::Plain);
    if room >= 56 {
        all.extend([blank(), Line::Rule, blank()]);
    } else {
        all.push(Line::Rule);
    }
    vote::vote(&mut all, model, shown, sheet, line, room);
    all
}

/// A longer text of the request: the plan, or the way back.
fn words(shown: &MeetingPage, line: &AgendaLine, page: u32, room: usize) -> Lines {
    let (title, fields): (&str, &[&str]) = match page {
        1 => ("PLAN", &["implementation_plan", "plan", "description"]),
        _ => ("WAY BACK", &["rollback_plan", "rollback", "backout"]),
    };
    let text = of(shown, line).and_then(|c| parts::field(c, fields)).unwrap_or("nothing is written");
    let mut all: Lines = vec![Line::Text(format!("{}  {title}", line.id.clone().unwrap_or_default()), Tone::Strong)];
    all.push(Line::Text(String::new(), Tone::Plain));
    all.extend(text.lines().flat_map(|l| wrap(l, room)).map(|l| Line::Text(l, Tone::Plain)));
    all
}

/// The agenda below the item, where the screen has rows to spare for it.
fn beneath(lines: Lines, sheet: &MeetingSheet, room: usize, rows: u16) -> Lines {
    let large = lines.iter().filter(|l| matches!(l, Line::Large(..))).count() * usize::from(glyphs::ROWS - 1);
    // What has letters apart keeps its room.
    let spare = usize::from(rows).saturating_sub(lines.len() + large);
    let wanted = sheet.agenda.len() + 4;
    if spare < wanted.min(8) {
        return lines;
    }
    let most = u16::try_from(spare.saturating_sub(2)).unwrap_or(rows);
    let mut lines = lines;
    while lines.last().is_some_and(|l| matches!(l, Line::Text(text, _) if text.is_empty())) {
        lines.pop();
    }
    if !matches!(lines.last(), Some(Line::Rule)) {
        lines.extend([Line::Text(String::new(), Tone::Plain), Line::Rule]);
    }
    lines.push(Line::Text(String::new(), Tone::Plain));
    lines.extend(agenda(sheet, room, most));
    lines
}

/// The agenda; where it does not fit, what is over goes first and how many are left is told.
fn agenda(sheet: &MeetingSheet, room: usize, rows: u16) -> Lines {
    let mut all: Lines = vec![Line::Text("AGENDA".into(), Tone::Strong), Line::Text(String::new(), Tone::Plain)];
    let items = sheet.agenda.iter().map(|l| {
        let mark = if sheet.current == Some(l.position) { ">" } else { " " };
        let id = l.id.as_ref().map(|i| format!("{i} ")).unwrap_or_default();
        let state = if l.state == "pending" { String::new() } else { format!("  {}", plain(&l.state)) };
        let title = fit_words(&format!("{id}{}", l.title), room.saturating_sub(state.len() + 6));
        let tone = if mark == ">" { Tone::Strong } else { Tone::Plain };
        Line::Text(format!("{mark}{:>2}  {title}{state}", l.position), tone)
    });
    let current = sheet.current.and_then(|n| usize::try_from(n).ok()).map_or(0, |n| n.saturating_sub(1));
    all.extend(some(items.collect(), current, usize::from(rows).saturating_sub(2)));
    all
}

/// As many lines as there are rows for, with one of them in sight; what is left out is counted above and below.
fn some(lines: Lines, at: usize, rows: usize) -> Lines {
    let all = lines.len();
    if all <= rows || rows < 3 {
        return lines;
    }
    // One row is for the count below, one more for that above, once there is anything above.
    let first = if at + 1 < rows { 0 } else { (at + 2).saturating_sub(rows - 1).min(all + 1 - rows) };
    let above = if first > 0 { first + 1 } else { 0 };
    let shown = rows - usize::from(above > 0);
    let until = if above + shown >= all { all } else { above + shown - 1 };
    let told = |n: usize, word: &str| (n > 0).then(|| Line::Text(format!("     {n} more {word}"), Tone::Faint));
    let (head, tail) = (told(above, "above"), told(all - until, "below"));
    let seen = lines.into_iter().skip(above).take(until - above);
    head.into_iter().chain(seen).chain(tail).collect()
}

/// The change of an item, if it is the one that was read.
fn of<'p>(shown: &'p MeetingPage, line: &AgendaLine) -> Option<&'p ChangeSheet> {
    shown.change.as_deref().filter(|c| line.id.as_ref() == Some(&c.row.id))
}
