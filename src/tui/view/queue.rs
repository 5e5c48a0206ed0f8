//! The queue: one line a change.

use super::{page::Page, short};
use crate::base::text::fit;
use crate::sheets::change::ChangeRow;
use crate::tui::layout::{Class, class};
use crate::tui::model::Model;
use crate::tui::screen::STATES;
use crate::tui::theme::{Tone, letter_tone, risk_tone};
use ratatui::layout::Rect;

/// Draws the queue; gives the cursor while one searches.
pub fn draw(page: &mut Page<'_>, area: Rect, model: &Model) -> Option<(u16, u16)> {
    let queue = &model.queue;
    let state = STATES.get(queue.state).map_or("all", |(name, _)| name);
    let sort = format!("{:?}", queue.sort).to_lowercase();
    let mut cursor = None;
    if queue.searching || !queue.search.is_empty() {
        let x = page.put(area, 1, 0, "find: ", Tone::Accent);
        let x = page.put(area, x, 0, &queue.search, Tone::Plain);
        if queue.searching {
            cursor = Some((area.x + x.min(area.width.saturating_sub(1)), area.y));
        }
        page.put(area, x + 2, 0, "Enter keeps, Esc clears", Tone::Faint);
    } else {
        let heading = match class(area.width) {
            Class::Phone => format!("{state} changes (f), {sort} first (s)"),
            _ => format!("CHANGES  state {state} (f)   order {sort} (s)   / finds"),
        };
        page.put(area, 1, 0, &heading, Tone::Strong);
    }
    heading(page, area);
    let rest = Rect { y: area.y + 2.min(area.height), height: area.height.saturating_sub(2), ..area };
    rows(page, rest, model, queue.list.offset, true);
    if queue.list.loaded && queue.list.items.is_empty() {
        page.put(rest, 1, 0, "No change fits. Press + to open one, or Esc to clear the search.", Tone::Faint);
    }
    cursor
}

fn heading(page: &mut Page<'_>, area: Rect) {
    let text = match class(area.width) {
        Class::Phone => "   id        title",
        Class::Compact => "   id             type      risk      title",
        _ => "   id             type      risk        window            owner        title",
    };
    if class(area.width) == Class::WidePlus {
        page.put(area, 142, 1, "next", Tone::Faint);
    }
    page.put(area, 0, 1, text, Tone::Faint);
}

/// Rows of the queue from an offset.
pub fn rows(page: &mut Page<'_>, area: Rect, model: &Model, offset: usize, selectable: bool) {
    let list = &model.queue.list;
    let height = usize::from(area.height);
    for (i, row) in list.items.iter().enumerate().skip(offset).take(height) {
        let y = u16::try_from(i - offset).unwrap_or(u16::MAX);
        let at = selectable && i == list.at;
        line(page, area, y, model, row);
        if at {
            page.put(area, 0, y, ">", Tone::Accent);
            page.select(area, y, 12);
        }
    }
}

fn line(page: &mut Page<'_>, area: Rect, y: u16, model: &Model, row: &ChangeRow) {
    page.put(area, 2, y, &row.id, Tone::Plain);
    let letter = format!("[{}]", row.letter);
    let risk = row.risk.clone().unwrap_or_else(|| "-".into());
    match class(area.width) {
        Class::Phone => {
            page.put(area, 13, y, &letter, letter_tone(&row.letter));
            page.put(area, 17, y, &row.title, Tone::Plain);
        }
        Class::Compact => {
            page.put(area, 13, y, &letter, letter_tone(&row.letter));
            page.put(area, 17, y, &fit(&row.change_type, 9), Tone::Faint);
            page.put(area, 27, y, &fit(&risk, 9), risk_tone(&risk));
            let hold = if row.on_hold { "(on hold) " } else { "" };
            page.put(area, 37, y, &format!("{hold}{}", row.title), Tone::Plain);
        }
        wide => {
            page.put(area, 13, y, &letter, letter_tone(&row.letter));
            page.put(area, 17, y, &fit(&row.change_type, 9), Tone::Faint);
            let score = row.score.map(|s| format!(" {s}")).unwrap_or_default();
            page.put(area, 27, y, &fit(&format!("{risk}{score}"), 11), risk_tone(&risk));
            let when = row.window.as_ref().map_or_else(|| "no window".into(), |w| short(model, w.from.0));
            page.put(area, 39, y, &fit(&when, 17), Tone::Plain);
            page.put(area, 57, y, &fit(row.owner.as_deref().unwrap_or("-"), 12), Tone::Faint);
            let hold = if row.on_hold { "(on hold) " } else { "" };
            let room = if wide == Class::WidePlus { 70 } else { usize::from(area.width.saturating_sub(70)) };
            page.put(area, 70, y, &fit(&format!("{hold}{}", row.title), room), Tone::Plain);
            if wide == Class::WidePlus {
                page.put(area, 142, y, &row.next_action, Tone::Faint);
            }
        }
    }
}
