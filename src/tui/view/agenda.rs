//! The agenda in meeting control, and below it how long its item and the meeting take.

use super::page::{Page, columns};
use super::timers::{self, grown};
use crate::base::text::{fit, fit_words, wrap};
use crate::sheets::meeting::{AgendaLine, MeetingSheet};
use crate::text::words::meeting::approvers;
use crate::text::words::plain;
use crate::tui::model::Model;
use crate::tui::screen::MeetingPage;
use crate::tui::theme::{Tone, letter_tone};
use ratatui::layout::Rect;

/// The column where titles begin.
const TITLE: u16 = 8;
/// Columns of a list that has a screen of its own.
const PHONE: u16 = 36;

/// An item as it is drawn.
struct Entry {
    text: String,
    /// What stands at its right edge, and whether that goes before the title is cut: its letter says the most of it.
    fate: String,
    spare: bool,
    /// What is said below it where there is room.
    more: Option<(String, Tone)>,
}

fn entry(model: &Model, line: &AgendaLine) -> Entry {
    let id = line.id.as_ref().map(|i| format!("{i} ")).unwrap_or_default();
    let voted = line.voted.map(|(n, of)| format!("{n}/{of}"));
    let how = if line.together { "consent " } else { "" };
    let tally = line.tally.map(|(f, a, x)| format!("{how}{f}:{a}:{x}"));
    let until = (line.state == "deferred").then_some(()).and_then(|()| match line.deferred_to {
        Some(to) => Some(format!("to {}", to.0.local(model.zone()).format("W%V"))),
        None => line.deferred_open.then(|| "open".to_owned()),
    });
    let (fate, spare) = match (voted, until, tally) {
        _ if line.state == "not_reached" => ("not reached".to_owned(), false),
        (Some(voted), ..) => (voted, false),
        (_, Some(until), _) => (until, false),
        (.., Some(tally)) => (tally, true),
        _ if line.mandatory => ("must".to_owned(), false),
        _ if line.consent => ("consent".to_owned(), true),
        _ => (String::new(), true),
    };
    let waits = matches!(line.state.as_str(), "pending" | "current" | "presented");
    let more = match &line.reason {
        _ if waits && !line.missing.is_empty() => Some((format!("not ready: {}", line.missing.join("; ")), Tone::Warn)),
        Some(reason) => Some((format!("reason: {reason}"), Tone::Faint)),
        None => approvers(line).map(|words| (words, Tone::Faint)),
    };
    Entry { text: format!("{id}{}", line.title), fate, spare, more }
}

fn rows_of(entry: &Entry, width: u16) -> Vec<String> {
    let beside = if entry.fate.is_empty() { 0 } else { columns(&entry.fate) + 2 };
    wrap(&entry.text, usize::from(width.saturating_sub(TITLE + beside)))
}

/// How many rows the agenda takes where every title stands whole.
pub fn wanted(area: Rect, model: &Model, sheet: &MeetingSheet) -> u16 {
    let rows = sheet.agenda.iter().map(|l| {
        let entry = entry(model, l);
        rows_of(&entry, area.width).len() + usize::from(entry.more.is_some())
    });
    u16::try_from(rows.sum::<usize>()).unwrap_or(u16::MAX)
}

/// Draws the agenda: titles whole where there is room for that, else a row an item, and how many stand above and below
/// it; gives the row of the cursor.
pub fn list(page: &mut Page<'_>, area: Rect, model: &Model, meeting: &MeetingPage, sheet: &MeetingSheet) -> u16 {
    let entries: Vec<Entry> = sheet.agenda.iter().map(|l| entry(model, l)).collect();
    let rows = usize::from(area.height).max(1);
    let titles: usize = entries.iter().map(|e| rows_of(e, area.width).len()).sum();
    let whole = titles <= rows;
    let told = whole && usize::from(wanted(area, model, sheet)) <= rows;
    let (first, until) = if whole { (0, entries.len()) } else { part(entries.len(), meeting.at, rows) };
    let mut y = 0;
    let mark = |page: &mut Page<'_>, y: u16, n: usize, word: &str| {
        page.put(area, TITLE, y, &format!("{n} more {word}"), Tone::Accent);
    };
    if first > 0 {
        mark(page, y, first, "above");
        y += 1;
    }
    let mut here = 0;
    for (i, (line, entry)) in sheet.agenda.iter().zip(&entries).enumerate().take(until).skip(first) {
        let current = sheet.current == Some(line.position);
        let sign = match (current, i == meeting.at) {
            (true, _) => ">",
            (false, true) => "*",
            (false, false) => " ",
        };
        page.put(area, 0, y, sign, Tone::Accent);
        let letter = line.mark();
        let x = page.put(area, 1, y, &format!("{:>2} ", line.position), Tone::Plain);
        let x = page.put(area, x, y, &format!("[{letter}]"), letter_tone(letter));
        if i == meeting.at {
            here = y;
            page.select(Rect { x: area.x.saturating_add(1), ..area }, y, x.saturating_sub(1));
        }
        let tone = if current { Tone::Strong } else { Tone::Plain };
        if whole {
            page.right(area, y, &entry.fate, Tone::Faint);
            for text in rows_of(entry, area.width) {
                page.put(area, TITLE, y, &text, tone);
                y += 1;
            }
            if let Some((text, tone)) = entry.more.as_ref().filter(|_| told) {
                page.put(area, TITLE, y, &page.cut(text, usize::from(area.width.saturating_sub(TITLE))), *tone);
                y += 1;
            }
            continue;
        }
        let free = area.width.saturating_sub(TITLE);
        let beside = if entry.fate.is_empty() { 0 } else { columns(&entry.fate) + 2 };
        let alone = entry.spare && columns(&entry.text) + beside > free;
        let room = if alone { free } else { free.saturating_sub(beside) };
        // Where the list has the width of a screen, what is cut is cut between words.
        let cut = if area.width >= PHONE { fit_words } else { fit };
        page.put(area, TITLE, y, &cut(&entry.text, usize::from(room)), tone);
        if !alone {
            page.right(area, y, &entry.fate, Tone::Faint);
        }
        y += 1;
    }
    if until < entries.len() {
        mark(page, y, entries.len() - until, "below");
    }
    here
}

/// The part of a list that is shown in so many rows, with one line in sight; a row each is kept for what tells of lines
/// above and below.
const fn part(all: usize, at: usize, rows: usize) -> (usize, usize) {
    if all <= rows {
        return (0, all);
    }
    if rows < 3 {
        return (at, if at + rows < all { at + rows } else { all });
    }
    if at + 1 < rows {
        return (0, rows - 1);
    }
    if at + rows > all {
        return (all + 1 - rows, all);
    }
    (at + 3 - rows, at + 1)
}

/// What stands below the agenda, the most important first: how long the item and the meeting take, who is in the chair,
/// what the room sees.
pub fn facts(model: &Model, meeting: &MeetingPage, sheet: &MeetingSheet) -> Vec<(String, Tone)> {
    let grown = grown(model, meeting, sheet);
    let mut facts: Vec<(String, Tone)> = Vec::new();
    if let Some(line) = sheet.current_line().filter(|_| sheet.row.state == "in_progress") {
        let tone = if timers::over(line, grown) { Tone::Warn } else { Tone::Plain };
        let paused = if sheet.paused { ", paused" } else { "" };
        facts.push((format!("Item     {} of {}{paused}", timers::spent(line, grown), timers::planned(line)), tone));
    }
    facts.push(timers::meeting(model, sheet));
    // Before it opens nobody is in the chair, which is not worth a line.
    if sheet.chair.is_some() || sheet.row.state == "in_progress" {
        facts.push((format!("Chair    {}", sheet.chair.as_deref().unwrap_or("nobody")), Tone::Faint));
    }
    if sheet.row.state == "in_progress" {
        let audience = &sheet.audience;
        let code = audience.code.as_ref().map(|c| format!("{c}, ")).unwrap_or_default();
        facts.push(match (audience.shown, audience.blank) {
            (false, _) if sheet.leads => ("Audience off, P shows it".into(), Tone::Faint),
            (false, _) => ("Audience off".into(), Tone::Faint),
            (true, true) => (format!("Audience {code}BLANK"), Tone::Warn),
            (true, false) => (format!("Audience {code}page {}", audience.page % 4 + 1), Tone::Accent),
        });
    }
    facts
}

/// Rows of these facts: on a phone, where the agenda needs the room, only what no other place tells.
pub fn foot(area: Rect, phone: bool, sheet: &MeetingSheet, facts: &[(String, Tone)]) -> u16 {
    let all = u16::try_from(facts.len()).unwrap_or(0);
    let fits = |rows: u16| sheet.agenda.len() <= usize::from(area.height.saturating_sub(rows));
    let least = 1;
    match area.height {
        // Above a long act line the agenda scrolls as well.
        8..12 if !phone => all + 1,
        0..12 => 2,
        // The chair and what the room sees stay: a long agenda scrolls.
        _ if fits(all + 1) || !phone => all + 1,
        // On a phone the items come before what the meeting has planned.
        _ => all.min(least) + 1,
    }
}

/// Draws them in the last rows of an area, below a blank one.
pub fn draw_foot(page: &mut Page<'_>, area: Rect, rows: u16, facts: &[(String, Tone)]) {
    let from = area.height.saturating_sub(rows.saturating_sub(1));
    for ((text, tone), y) in facts.iter().zip(from..area.height) {
        page.put(area, 1, y, text, *tone);
    }
}

/// The word for where an item stands, with its section.
pub fn standing(line: &AgendaLine) -> String {
    format!("{}, {}", plain(&line.section_title), plain(&line.state))
}

#[cfg(test)]
mod tests {
    use super::part;

    #[test]
    fn the_line_that_one_is_at_is_always_in_the_part_that_is_shown() {
        for all in 0..30 {
            for rows in 1..12 {
                for at in 0..all {
                    let (first, until) = part(all, at, rows);
                    assert!(first <= at && at < until && until <= all, "{all} {rows} {at}: {first} {until}");
                    let marks = usize::from(first > 0) + usize::from(until < all);
                    assert!(until - first + if rows < 3 { 0 } else { marks } <= rows, "{all} {rows} {at}");
                }
            }
        }
    }
}
