//! Windows over the page: help, palette, refusals, lines to copy. Always inside the screen.

use super::page::{Page, wrap};
use crate::tui::model::{Model, Popup};
use crate::tui::theme::Tone;
use crate::tui::update::found;
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Widget};

/// The most that a window takes of a screen.
fn window(width: u16, height: u16) -> Rect {
    let w = width.saturating_sub(if width >= 60 { 8 } else { 0 }).min(100);
    let h = height.saturating_sub(if height >= 20 { 4 } else { 0 });
    Rect { x: (width - w) / 2, y: (height - h) / 2, width: w, height: h }
}

/// The last offset that leaves the window full.
#[must_use]
pub fn last_offset(model: &Model) -> usize {
    let Some(popup) = &model.popup else { return 0 };
    let area = window(model.size.0, model.size.1);
    let (_, lines, ..) = content(model, popup, usize::from(area.width.saturating_sub(4)));
    lines.len().saturating_sub(usize::from(area.height.saturating_sub(2)))
}

/// Draws a window.
pub fn draw(page: &mut Page<'_>, model: &Model, popup: &Popup) {
    let (width, height) = (page.buffer.area.width, page.buffer.area.height);
    let area = window(width, height);
    let (h, columns) = (area.height, usize::from(area.width.saturating_sub(4)));
    let (title, lines, offset, chosen) = content(model, popup, columns);
    let wanted = u16::try_from(lines.len() + 3).unwrap_or(u16::MAX).min(h);
    let area = Rect { height: wanted, ..area };
    // The whole rows are cleared, so that no cut words stand beside the window.
    let band = Rect { x: 0, width, ..area };
    Clear.render(band.intersection(page.buffer.area), page.buffer);
    page.rule(band, 0, &title);
    let room = usize::from(area.height.saturating_sub(2));
    let last = lines.len().saturating_sub(room);
    let first = chosen.map_or(offset.min(last), |c| c.saturating_sub(room.saturating_sub(1)));
    for (i, (text, tone)) in lines.iter().enumerate().skip(first).take(room) {
        let y = u16::try_from(i - first + 1).unwrap_or(u16::MAX);
        page.put(area, 2, y, text, *tone);
        if chosen == Some(i) {
            page.select(area, y, area.width);
        }
    }
    let foot = match popup {
        Popup::Help(..) | Popup::Palette(..) => "type to filter, Enter runs, Esc",
        Popup::Failure(..) => "nothing was recorded; j k, Esc closes",
        Popup::Text(..) => "j k scroll, Esc closes",
    };
    page.rule(band, area.height.saturating_sub(1), foot);
}

type Lines = Vec<(String, Tone)>;

fn content(model: &Model, popup: &Popup, columns: usize) -> (String, Lines, usize, Option<usize>) {
    match popup {
        Popup::Help(filter, at) | Popup::Palette(filter, at) => {
            let palette = matches!(popup, Popup::Palette(..));
            let found = found(model, filter, palette);
            // A narrow window shows the first key only.
            let row = |keys: &[&str], words: &str| match columns < 56 {
                true => format!("{:<8} {words}", keys.first().unwrap_or(&"")),
                false => format!("{:<16} {words}", keys.join(" ")),
            };
            let lines: Lines = found.iter().map(|b| (row(b.keys, b.words), Tone::Plain)).collect();
            let name = if palette { "command" } else { "help" };
            let chosen = (*at).min(lines.len().saturating_sub(1));
            (format!("{name}: {filter}_"), lines, 0, Some(chosen))
        }
        Popup::Failure(failure, at) => {
            let mut lines: Lines = wrap(&failure.text, columns).into_iter().map(|l| (l, Tone::Bad)).collect();
            for line in &failure.lines {
                let tone = if line.starts_with("->") { Tone::Accent } else { Tone::Plain };
                lines.extend(wrap(line, columns).into_iter().map(|l| (l, tone)));
            }
            ("REFUSED".into(), lines, *at, None)
        }
        Popup::Text(title, text, at) => {
            let lines = text.iter().flat_map(|l| wrap(l, columns)).map(|l| (l, Tone::Plain)).collect();
            (title.clone(), lines, *at, None)
        }
    }
}
