//! The agenda in meeting control, with the timers of its item and of the meeting below it.

use super::page::{Page, columns};
use super::timers::{self, grown};
use crate::base::text::fit;
use crate::sheets::meeting::{AgendaLine, MeetingSheet};
use crate::tui::model::Model;
use crate::tui::screen::MeetingPage;
use crate::tui::theme::{Tone, letter_tone};
use ratatui::layout::Rect;

/// The letter of an item: what became of it, or how ready it is.
fn letter(line: &AgendaLine) -> &'static str {
    match line.state.as_str() {
        "carried" | "carried_with_conditions" => "A",
        "lost" => "R",
        "deferred" => "D",
        "withdrawn" => "W",
        "voting" => "V",
        "reviewed" | "done" => "x",
        _ if line.kind == "review" => "P",
        // What the change's own record says is the same letter everywhere.
        _ => match line.letter.as_str() {
            "A" => "A",
            "R" => "R",
            "W" => "W",
            "V" => "V",
            "S" => "S",
            "C" => "C",
            _ if !line.ready => "N",
            _ => " ",
        },
    }
}

/// Draws the agenda, and below it how long its item and the meeting take; gives the row of the cursor.
pub fn draw(
    page: &mut Page<'_>,
    area: Rect,
    phone: bool,
    model: &Model,
    meeting: &MeetingPage,
    sheet: &MeetingSheet,
) -> u16 {
    let foot = match (phone, area.height) {
        (_, 0..12) => 2,
        // On a phone the items come before what the meeting has planned.
        (true, rows) if sheet.agenda.len() + 4 > usize::from(rows) => 2,
        (true, _) => 4,
        (false, _) => 5,
    };
    let rows = usize::from(area.height.saturating_sub(foot)).max(1);
    let first = (meeting.at + 1).saturating_sub(rows);
    let mut here = 0;
    for (i, line) in sheet.agenda.iter().enumerate().skip(first).take(rows) {
        let y = u16::try_from(i - first).unwrap_or(u16::MAX);
        let current = sheet.current == Some(line.position);
        page.put(area, 0, y, if current { ">" } else { " " }, Tone::Accent);
        let mark = letter(line);
        let x = page.put(area, 1, y, &format!("{:>2} ", line.position), Tone::Plain);
        let x = page.put(area, x, y, &format!("[{mark}]"), letter_tone(mark));
        let id = line.id.as_ref().map(|i| format!("{i} ")).unwrap_or_default();
        let text = format!("{id}{}", line.title);
        let voted = line.voted.map(|(n, of)| format!("{n}/{of}"));
        let tally = line.tally.map(|(f, a, x)| format!("{f}:{a}:{x}"));
        let due = if line.mandatory { "must" } else { "" };
        let consent = if line.consent { "consent" } else { "" };
        let fate = [voted.or(tally).unwrap_or_default(), due.into(), consent.into()];
        let fate = fate.into_iter().find(|f| !f.is_empty()).unwrap_or_default();
        let to = line.deferred_to.filter(|_| line.state == "deferred");
        let fate = to.map_or(fate, |t| format!("to {}", t.0.local(model.zone()).format("W%V")));
        let fate = if line.state == "not_reached" { "not reached".to_owned() } else { fate };
        let room = area.width.saturating_sub(x + columns(&fate) + 3);
        page.put(area, x + 1, y, &fit(&text, usize::from(room)), if current { Tone::Strong } else { Tone::Plain });
        page.right(area, y, &fate, Tone::Faint);
        if i == meeting.at {
            here = y;
            page.select(Rect { x: area.x.saturating_add(1), ..area }, y, x.saturating_sub(1));
        }
    }
    let y = area.height.saturating_sub(foot) + 1;
    let grown = grown(model, meeting, sheet);
    let current = sheet.current.and_then(|n| sheet.agenda.iter().find(|l| l.position == n));
    let mut facts: Vec<(String, Tone)> = Vec::new();
    if let Some(line) = current.filter(|_| sheet.row.state == "in_progress") {
        let tone = if timers::over(line, grown) { Tone::Warn } else { Tone::Plain };
        let paused = if sheet.paused { ", paused" } else { "" };
        facts.push((format!("Item     {} of {}{paused}", timers::spent(line, grown), timers::planned(line)), tone));
    }
    facts.push(timers::meeting(model, sheet));
    facts.push((format!("Chair    {}", sheet.chair.as_deref().unwrap_or("nobody")), Tone::Faint));
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
    for (i, (text, tone)) in facts.iter().enumerate() {
        page.put(area, 1, y.saturating_add(u16::try_from(i).unwrap_or(u16::MAX)), text, *tone);
    }
    here
}
