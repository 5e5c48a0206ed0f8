//! A command that was begun from here: its line, how it stands, and what it prints, the newest at the end.

use super::Cursors;
use super::page::Page;
use crate::base::text::{so_many, wrap};
use crate::tui::command::{Aside, CommandPage, End};
use crate::tui::model::Model;
use crate::tui::theme::Tone;
use ratatui::layout::Rect;

/// Most rows that the command's own line takes.
const LINE: usize = 4;

/// The area of the output, below the head and the command's line.
fn output_area(area: Rect, aside: &Aside) -> (Vec<String>, Rect) {
    let room = usize::from(area.width.saturating_sub(2));
    let mut line = wrap(&format!("$ {}", aside.line), room);
    if line.len() > LINE {
        line.truncate(LINE - 1);
        line.push("...".into());
    }
    let top = u16::try_from(line.len() + 2).unwrap_or(2).min(area.height);
    (line, Rect { y: area.y + top, height: area.height - top, ..area })
}

/// The output in rows of the page.
fn rows(aside: &Aside, width: u16) -> Vec<String> {
    let room = usize::from(width.saturating_sub(2));
    let mut rows: Vec<String> = Vec::new();
    if aside.cut {
        rows.push("... what came before is in the record: quorate run output".into());
    }
    rows.extend(
        aside.lines().iter().flat_map(|line| if line.is_empty() { vec![String::new()] } else { wrap(line, room) }),
    );
    rows
}

/// How far the page can be scrolled back.
#[must_use]
pub fn last_back(area: Rect, model: &Model, page: &CommandPage) -> usize {
    let Some(aside) = model.asides.iter().find(|a| a.id == page.id) else { return 0 };
    let (_, output) = output_area(area, aside);
    rows(aside, area.width).len().saturating_sub(usize::from(output.height))
}

/// Draws the page of a command.
pub fn draw(page: &mut Page<'_>, area: Rect, model: &Model, shown: &CommandPage) -> Cursors {
    let x = page.put(area, 1, 0, &shown.id, Tone::Strong);
    let Some(aside) = model.asides.iter().find(|a| a.id == shown.id) else { return (None, None) };
    let x = page.put(area, x + 1, 0, "command", Tone::Accent);
    let tone = match aside.ended {
        None => Tone::Warn,
        Some(End::Code(Some(0))) => Tone::Good,
        Some(_) => Tone::Bad,
    };
    page.put(area, x + 2, 0, &aside.standing(), tone);
    let (line, output) = output_area(area, aside);
    for (row, y) in line.iter().zip(1..area.height) {
        page.put(area, 1, y, row, Tone::Accent);
    }
    let all = rows(aside, area.width);
    let rest = all.len().saturating_sub(shown.back);
    let under = if shown.back == 0 { String::new() } else { format!("{} more below", so_many(shown.back, "row")) };
    page.rule(area, output.y.saturating_sub(area.y).saturating_sub(1), &under);
    let first = rest.saturating_sub(usize::from(output.height));
    for (row, y) in all.iter().skip(first).take(usize::from(output.height)).zip(0..) {
        page.put(output, 1, y, row, Tone::Plain);
    }
    let last = u16::try_from(rest.saturating_sub(first)).unwrap_or(0).saturating_sub(1);
    (None, Some((output.x, output.y + last.min(output.height.saturating_sub(1)))))
}
