//! The queue: one line a change, and beside it, where there is room, more of the one under the cursor.

use super::Cursors;
use super::doc::Doc;
use super::page::{Page, columns};
use super::when::{brief, short, window};
use super::who;
use crate::app::options::STATES;
use crate::base::text::fit;
use crate::sheets::change::ChangeRow;
use crate::text::words::plain;
use crate::tui::layout::{Class, class, panes};
use crate::tui::model::Model;
use crate::tui::screen::Queue;
use crate::tui::theme::{Tone, letter_tone, risk_tone};
use ratatui::layout::Rect;

/// Rows above the list.
pub const HEAD: u16 = 2;

/// Where the columns of a wide line begin that move with its width: the moment, the title, and those who are waited for.
fn places(width: u16) -> (u16, u16, u16) {
    let (when, title) = if width >= 160 { (55, 69) } else { (52, 65) };
    let waits = (width.saturating_sub(title) / 3).clamp(18, 48);
    (when, title, width.saturating_sub(waits))
}

/// Draws the queue.
pub fn draw(page: &mut Page<'_>, area: Rect, model: &Model) -> Cursors {
    let queue = &model.queue;
    let cursor = heading(page, area, model);
    let lists = beside(area);
    let Some(list) = lists.first().copied() else { return (cursor, None) };
    titles(page, list);
    let rest = Rect { y: area.y + HEAD.min(area.height), height: rows(area, model), ..list };
    let below = queue.list.items.len().saturating_sub(queue.list.offset + usize::from(rest.height));
    if rest.height + HEAD < area.height && (below > 0 || queue.more) {
        let more = if queue.more { "+" } else { "" };
        page.put(list, 2, area.height - 1, &format!("{below}{more} more below"), Tone::Accent);
    }
    for (i, row) in queue.list.items.iter().enumerate().skip(queue.list.offset).take(usize::from(rest.height)) {
        let y = u16::try_from(i - queue.list.offset).unwrap_or(u16::MAX);
        line(page, rest, y, model, row, i == queue.list.at);
    }
    if queue.list.loaded && queue.list.items.is_empty() {
        let narrowed =
            !queue.search.is_empty() || queue.state > 0 || queue.change_type.is_some() || queue.risk.is_some();
        let text = match narrowed {
            true => "No change fits. Esc clears what is searched for; f t r show others; + opens one.",
            false => "There is no change yet. Press + to open one.",
        };
        let mut said = Doc::new(rest);
        said.text(text, Tone::Faint);
        said.draw(page, rest, 0);
    }
    if let (Some(side), Some(row)) = (lists.get(1), queue.list.current()) {
        let side = Rect { y: rest.y, height: rest.height, ..*side };
        page.divider(Rect { width: rest.width, ..rest });
        more(model, row, side).draw(page, side, 0);
    }
    let here = u16::try_from(queue.list.at.saturating_sub(queue.list.offset)).unwrap_or(0);
    (cursor, Some((rest.x, rest.y + here.min(rest.height.saturating_sub(1)))))
}

/// Rows of the list: where it has more lines than fit, the last row says so, but not on a phone.
pub fn rows(area: Rect, model: &Model) -> u16 {
    let all = area.height.saturating_sub(HEAD);
    let fits = model.queue.list.items.len() <= usize::from(all) && !model.queue.more;
    if fits || all < 6 || class(area.width) == Class::Phone { all } else { all - 1 }
}

/// The list, and the facts of what is under the cursor where there is room for both.
pub fn beside(area: Rect) -> Vec<Rect> {
    match class(area.width) {
        Class::WidePlus => panes(area, &[area.width.saturating_sub(61)]),
        Class::Wide => panes(area, &[area.width.saturating_sub(45)]),
        _ => vec![area],
    }
}

/// What is shown and in which order, or the search field.
fn heading(page: &mut Page<'_>, area: Rect, model: &Model) -> Option<(u16, u16)> {
    let queue = &model.queue;
    let all = |v: &Option<String>| v.clone().map_or_else(|| "all".into(), |v| plain(&v));
    let state = STATES.get(queue.state).map_or("all", |(name, _)| name);
    let order = queue.sort.words();
    let shown = match class(page.buffer.area.width) {
        Class::Phone => briefly(queue, state),
        _ => format!("state {state}  type {}  risk {}  {order}", all(&queue.change_type), all(&queue.risk)),
    };
    if !queue.searching && queue.search.is_empty() {
        let x = page.put(area, 1, 0, "CHANGES", Tone::Strong);
        page.put(area, x + 2, 0, &shown, Tone::Plain);
        return None;
    }
    let x = page.put(area, 1, 0, "FIND ", Tone::Strong);
    let x = page.put(area, x, 0, &queue.search, Tone::Accent);
    let hint = if queue.searching { "Enter keeps, Esc clears" } else { "Esc clears" };
    let hits = match (queue.list.items.len(), queue.more) {
        (n, true) => format!("{n}+ found"),
        (n, false) => format!("{n} found"),
    };
    // What is typed has the room; the hint is left out first.
    let room = area.width.saturating_sub(x + 2);
    let said = [format!("  {hits}   {hint}"), format!("  {hits}")];
    if let Some(text) = said.iter().find(|text| columns(text) <= room) {
        page.right(area, 0, text, Tone::Faint);
    }
    queue.searching.then(|| (area.x + x.min(area.width.saturating_sub(1)), area.y))
}

/// What is shown, where there is room for what narrows the list only.
fn briefly(queue: &Queue, state: &str) -> String {
    let state = (state != "all").then(|| state.to_owned());
    let set: Vec<String> = [state, queue.change_type.clone(), queue.risk.clone()].into_iter().flatten().collect();
    let set = if set.is_empty() { "all".to_owned() } else { plain(&set.join(", ")) };
    format!("{set}; {}", queue.sort.words())
}

fn titles(page: &mut Page<'_>, area: Rect) {
    let text = match class(area.width) {
        Class::Phone => "  id         title",
        Class::Compact => "  id         state           risk      window       title",
        _ => "  id         state           type      risk",
    };
    page.put(area, 0, 1, text, Tone::Faint);
    if class(area.width) > Class::Compact {
        let (when, title, waits) = places(area.width);
        for (x, text) in [(when, "window"), (title, "title"), (waits, "waits for")] {
            page.put(area, x, 1, text, Tone::Faint);
        }
    }
}

/// The word of a state letter, or of the state where there is none. What goes on now comes before what was decided once.
fn state(row: &ChangeRow) -> String {
    let word = match (row.letter.as_str(), row.state.as_str(), row.decision.as_str()) {
        ("V", ..) => "voting",
        (_, "canceled", "withdrawn") => "withdrawn",
        (_, "closed" | "canceled", _) => row.state.as_str(),
        (_, _, "deferred" | "rejected" | "withdrawn") => row.decision.as_str(),
        ("C", ..) => "clash",
        ("N", ..) => "not ready",
        (_, "implement", _) => "implement",
        ("A", _, "approved") if row.decided.ends_with("conditions") => "conditional",
        ("A", _, "approved") => "approved",
        _ => row.state.as_str(),
    };
    if row.on_hold { "on hold".into() } else { plain(word) }
}

/// One change on a line.
pub fn line(page: &mut Page<'_>, area: Rect, y: u16, model: &Model, row: &ChangeRow, here: bool) {
    page.put(area, 2, y, &row.id, Tone::Plain);
    let letter = if row.letter.is_empty() { " " } else { &row.letter };
    page.put(area, 13, y, &format!("[{letter}]"), letter_tone(letter));
    let risk = row.risk.as_deref().map_or_else(|| "-".to_owned(), |r| plain(r).to_uppercase());
    let tone = risk_tone(row.risk.as_deref().unwrap_or_default());
    let when = row.window.as_ref().map_or_else(|| "not set".into(), |w| brief(model, w.from.0));
    let hold = if row.on_hold { Tone::Warn } else { letter_tone(letter) };
    match class(area.width) {
        Class::Phone => {
            page.put(area, 17, y, &row.title, Tone::Plain);
        }
        Class::Compact => {
            page.put(area, 17, y, &fit(&state(row), 11), hold);
            page.put(area, 29, y, &fit(&risk, 9), tone);
            page.put(area, 39, y, &fit(&when, 12), Tone::Faint);
            page.put(area, 52, y, &row.title, Tone::Plain);
        }
        _ => {
            page.put(area, 17, y, &fit(&state(row), 11), hold);
            page.put(area, 29, y, &fit(&plain(&row.change_type), 9), Tone::Plain);
            let score = row.score.map(|s| format!(" {s}")).unwrap_or_default();
            let (from, title, waits) = places(area.width);
            page.put(area, 39, y, &fit(&format!("{risk}{score}"), usize::from(from - 40)), tone);
            page.put(area, from, y, &fit(&when, 12), Tone::Faint);
            page.put(area, title, y, &fit(&row.title, usize::from(waits.saturating_sub(title + 2))), Tone::Plain);
            let room = usize::from(area.width.saturating_sub(waits + 1));
            page.put(area, waits, y, &fit(&who::waits(model, &row.waiting_for), room), Tone::Faint);
        }
    }
    if here {
        page.put(area, 0, y, ">", Tone::Accent);
        page.select(Rect { x: area.x.saturating_add(2), width: area.width.saturating_sub(2), ..area }, y, 9);
    }
}

/// More of the change under the cursor, as far as its row tells.
pub fn more(model: &Model, row: &ChangeRow, area: Rect) -> Doc {
    let mut doc = Doc::new(area);
    doc.text(&format!("{}  {}", row.id, row.title), Tone::Strong);
    doc.text("", Tone::Plain);
    doc.pair("State", &state(row), letter_tone(&row.letter));
    doc.pair("Type", &plain(&row.change_type), Tone::Plain);
    let risk = row.risk.as_deref().map_or_else(|| "not assessed".to_owned(), |r| plain(r).to_uppercase());
    let score = row.score.map(|s| format!(" {s}")).unwrap_or_default();
    doc.pair("Risk", &format!("{risk}{score}"), risk_tone(row.risk.as_deref().unwrap_or_default()));
    let when = row.window.as_ref().map_or_else(|| "not set".into(), |w| window(model, w));
    doc.pair("When", &when, Tone::Plain);
    doc.pair("Where", &row.environment.join(", "), Tone::Plain);
    doc.pair("Requester", who::name(model, &row.requester), Tone::Plain);
    doc.pair("Owner", row.owner.as_deref().map_or("nobody named", |o| who::name(model, o)), Tone::Plain);
    doc.pair("Next", &row.next_action, Tone::Accent);
    doc.pair("Waits for", &who::waits(model, &row.waiting_for), Tone::Plain);
    doc.pair("Revision", &row.revision.to_string(), Tone::Plain);
    doc.pair("Opened", &short(model, row.created.0), Tone::Faint);
    doc.pair("Last act", &short(model, row.updated.0), Tone::Faint);
    doc
}
