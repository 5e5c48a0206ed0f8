//! Home: what waits for me first, the newest changes below.

use super::{page::Page, queue, short};
use crate::base::text::fit;
use crate::sheets::people::InboxItem;
use crate::tui::layout::{Class, class};
use crate::tui::model::Model;
use crate::tui::screen::List;
use crate::tui::theme::{Tone, letter_tone};
use ratatui::layout::Rect;

/// Rows of the inbox on a body of so many rows: half of it, at least three.
#[must_use]
pub fn rows(body: u16) -> usize {
    usize::from((body / 2).max(3).min(body.saturating_sub(1)))
}

/// Draws home.
pub fn draw(page: &mut Page<'_>, area: Rect, model: &Model, list: &List<InboxItem>) {
    let heading = format!("WAITING FOR YOU: {}", list.items.len());
    page.put(area, 1, 0, &heading, Tone::Strong);
    let phone = class(area.width) == Class::Phone;
    let shown = rows(area.height);
    if list.items.is_empty() {
        let text = if list.loaded { "Nothing waits for you." } else { "" };
        page.put(area, 1, 1, text, Tone::Faint);
    }
    let mut y = 1;
    for (i, item) in list.items.iter().enumerate().skip(list.offset).take(shown) {
        let at = i == list.at;
        let due = item.due.map(|d| format!("by {}", short(model, d.0))).unwrap_or_default();
        let digit = if i < 9 { (i + 1).to_string() } else { " ".into() };
        let mark = if at { ">" } else { " " };
        if phone {
            if y + 1 > area.height {
                break;
            }
            page.put(area, 0, y, &format!("{mark}{digit} {:<10} {}", item.kind, item.id), Tone::Plain);
            page.select(area, y, if at { 13 } else { 0 });
            page.put(area, 6, y + 1, &item.title, Tone::Faint);
            y += 2;
            continue;
        }
        page.put(area, 0, y, &format!("{mark}{digit} {:<10} {:<9}", item.kind, item.id), Tone::Plain);
        page.put(area, 24, y, &format!("[{}]", item.letter), letter_tone(&item.letter));
        let room = usize::from(area.width).saturating_sub(28 + due.len() + 2);
        page.put(area, 28, y, &fit(&item.title, room.min(60)), Tone::Plain);
        let start = area.width.saturating_sub(u16::try_from(due.len()).unwrap_or(0) + 1);
        page.put(area, start, y, &due, Tone::Faint);
        if at {
            page.select(area, y, 23);
        }
        y += 1;
    }
    let y = (u16::try_from(shown).unwrap_or(0) + 1).min(area.height);
    if y + 1 < area.height {
        page.rule(area, y, "CHANGES  (g q opens the queue)");
        let rest = Rect { y: area.y + y + 1, height: area.height - y - 1, ..area };
        queue::rows(page, rest, model, 0, false);
    }
}
