//! Home: what waits for me first, the newest changes below.

use super::Cursors;
use super::doc::Doc;
use super::page::{Page, columns};
use super::queue;
use super::when::{away, short};
use crate::base::text::fit;
use crate::sheets::meeting::MeetingRow;
use crate::sheets::people::{BoardSheet, InboxItem};
use crate::sheets::time::Time;
use crate::text::words::quorum;
use crate::tui::layout::{Class, class};
use crate::tui::model::Model;
use crate::tui::theme::{Tone, letter_tone, quorum_tone, risk_tone};
use ratatui::layout::Rect;

/// A line of the page.
enum Line {
    Next,
    Present,
    Waiting,
    Nothing,
    Blank,
    /// An item of the inbox, by its index; the second line of it on a phone.
    Item(usize, bool),
    Changes,
    /// A row of the queue, by its index.
    Row(usize),
    Empty,
}

fn lines(model: &Model, phone: bool) -> Vec<Line> {
    let mut all = Vec::new();
    if !phone && model.board.as_ref().is_some_and(|b| b.votes) {
        all.extend([Line::Next, Line::Present]);
    }
    // Narrow screens have no room for the next meeting, but for one that is open, or was left so.
    let open = model.register.meeting.is_some() || model.board.as_ref().is_some_and(|b| still_open(b).is_some());
    if phone && open && model.board.as_ref().is_some_and(|b| b.votes) {
        all.push(Line::Next);
    }
    all.push(Line::Waiting);
    if phone {
        all.push(Line::Blank);
    }
    if model.inbox.items.is_empty() {
        all.push(Line::Nothing);
    }
    for i in 0..model.inbox.items.len() {
        all.push(Line::Item(i, false));
        if phone {
            all.push(Line::Item(i, true));
        }
    }
    if phone {
        all.push(Line::Blank);
    }
    all.push(Line::Changes);
    all.extend((0..model.queue.list.items.len()).map(Line::Row));
    if model.queue.list.loaded && model.queue.list.items.is_empty() {
        all.push(Line::Empty);
    }
    all
}

/// The line of the item under the cursor.
fn place(lines: &[Line], model: &Model, at: usize) -> usize {
    let items = model.inbox.items.len();
    let here = |l: &Line| match l {
        Line::Item(i, false) => *i == at,
        Line::Row(i) => items + i == at,
        _ => false,
    };
    lines.iter().position(here).unwrap_or(0)
}

/// Rows for lines: where there are more than fit, the last row says so, but not on a phone.
fn rows(area: Rect, phone: bool, lines: usize) -> usize {
    let all = usize::from(area.height).max(1);
    if phone || lines <= all || all < 6 { all } else { all - 1 }
}

/// The first line to show, so that the cursor is seen; at the top, everything above it as well.
#[must_use]
pub fn follow(area: Rect, model: &Model, at: usize, offset: usize) -> usize {
    let phone = class(area.width) == Class::Phone;
    let lines = lines(model, phone);
    let rows = rows(area, phone, lines.len());
    let here = place(&lines, model, at);
    let last = if phone && at < model.inbox.items.len() { here + 1 } else { here };
    if at == 0 && last < rows {
        0
    } else if here < offset {
        here
    } else if last >= offset + rows {
        last + 1 - rows
    } else {
        offset
    }
}

/// The line of the page on which the item under the cursor stands.
#[must_use]
pub fn line(area: Rect, model: &Model, at: usize) -> usize {
    place(&lines(model, class(area.width) == Class::Phone), model, at)
}

/// Where the page begins so that the item under the cursor, which stood on a line, is seen where it was though others came
/// above it; as far as there is anything below that can move up.
#[must_use]
pub fn keep(area: Rect, model: &Model, at: usize, (stood, offset): (usize, usize)) -> usize {
    let phone = class(area.width) == Class::Phone;
    let lines = lines(model, phone);
    let last = lines.len().saturating_sub(rows(area, phone, lines.len()));
    let stands = place(&lines, model, at);
    (offset + stands).saturating_sub(stood).min(last.max(offset))
}

/// Draws home.
pub fn draw(page: &mut Page<'_>, area: Rect, model: &Model, at: usize, offset: usize) -> Cursors {
    let panes = queue::beside(area);
    let area = panes.first().copied().unwrap_or(area);
    if let Some(side) = panes.get(1) {
        page.divider(area);
        facts(model, at, *side).draw(page, *side, 0);
    }
    let phone = class(area.width) == Class::Phone;
    let lines = lines(model, phone);
    let items = model.inbox.items.len();
    let waiting = match (model.inbox.loaded, model.inbox_goes_on) {
        (false, _) => "...".to_owned(),
        (true, goes_on) => format!("{items}{}", if goes_on { "+" } else { "" }),
    };
    let rows = rows(area, phone, lines.len());
    let below = lines.len().saturating_sub(offset + rows);
    if rows < usize::from(area.height) && below > 0 {
        let more = if model.queue.more { "+" } else { "" };
        page.put(area, 2, area.height - 1, &format!("{below}{more} more below"), Tone::Accent);
    }
    for (i, line) in lines.iter().enumerate().skip(offset).take(rows) {
        let y = u16::try_from(i - offset).unwrap_or(u16::MAX);
        match line {
            Line::Next => next(page, area, y, model),
            Line::Present => present(page, area, y, model),
            Line::Waiting if phone => {
                page.put(area, 1, y, &format!("WAITING FOR YOU: {waiting}"), Tone::Strong);
            }
            Line::Waiting => {
                page.rule(area, y, "WAITING FOR YOU");
                page.right(area, y, &format!(" {waiting} "), Tone::Strong);
            }
            Line::Nothing => {
                // A register that an older program wrote is brought up to date before anything of it is shown.
                let said = if model.inbox.loaded { "Nothing waits for you." } else { "Reading the register ..." };
                page.put(area, 1, y, said, Tone::Faint);
            }
            Line::Blank => {}
            Line::Item(n, second) => {
                if let Some(item) = model.inbox.items.get(*n) {
                    match (phone, second) {
                        (true, true) => drop(page.put(area, 6, y, &item.title, Tone::Plain)),
                        (true, false) => phone_item(page, area, y, model, item, *n, *n == at),
                        _ => wide_item(page, area, y, model, item, *n, *n == at),
                    }
                }
            }
            Line::Changes => {
                let counts: Vec<String> = model
                    .counts
                    .iter()
                    .filter(|(_, n)| *n > 0)
                    .map(|(s, n)| format!("{} {n}", s.replace('_', " ")))
                    .collect();
                page.rule(area, y, "CHANGES");
                if !phone && !counts.is_empty() {
                    let text = format!(" {} ", fit(&counts.join("  "), usize::from(area.width.saturating_sub(16))));
                    page.put(area, 11, y, &text, Tone::Faint);
                }
            }
            Line::Row(n) => {
                if let Some(row) = model.queue.list.items.get(*n) {
                    queue::line(page, area, y, model, row, items + n == at);
                }
            }
            Line::Empty => {
                page.put(area, 1, y, "There is no change yet. Press + to open one.", Tone::Faint);
            }
        }
    }
    let here = u16::try_from(place(&lines, model, at).saturating_sub(offset)).unwrap_or(0);
    (None, Some((area.x, area.y + here.min(area.height.saturating_sub(1)))))
}

/// What is known of what is under the cursor: what waits, or a change.
fn facts(model: &Model, at: usize, area: Rect) -> Doc {
    let rows = &model.queue.list.items;
    let Some(item) = model.inbox.items.get(at) else {
        let row = at.checked_sub(model.inbox.items.len()).and_then(|i| rows.get(i));
        return row.map_or_else(|| Doc::new(area), |row| queue::more(model, row, area));
    };
    let mut doc = Doc::new(area);
    doc.text(&format!("{}  {}", item.kind, item.id), Tone::Strong);
    doc.text(&item.title, Tone::Plain);
    doc.text("", Tone::Plain);
    doc.pair("For", &item.why, Tone::Plain);
    if let Some(due) = due_words(model, item) {
        doc.pair("Due", &due, Tone::Warn);
    }
    if let Some(risk) = &item.risk {
        doc.pair("Risk", &risk.to_uppercase(), risk_tone(risk));
    }
    doc.pair("Command", &item.command, Tone::Faint);
    // Of a change that is listed below, its row tells more.
    if let Some(row) = rows.iter().find(|r| r.id == item.id) {
        doc.text("", Tone::Plain);
        doc.append(queue::more(model, row, area));
    }
    doc
}

fn next(page: &mut Page<'_>, area: Rect, y: u16, model: &Model) {
    let Some(board) = &model.board else { return };
    // Its roll call holds no more; where there is room the line below says the rest.
    if let Some(left) = still_open(board).filter(|_| class(area.width) == Class::Phone && board.present.is_none()) {
        let x = page.put(area, 1, y, "LEFT OPEN", Tone::Warn);
        page.put(area, x + 2, y, &format!("{}: m goes there", left.id), Tone::Warn);
        return;
    }
    if let Some(id) = &model.register.meeting {
        let x = page.put(area, 1, y, "MEETING OPEN", Tone::Good);
        // Who is there already joins no more.
        let (short, long) = if model.register.joined { ("m goes there", "v votes") } else { ("v joins", "v joins") };
        let beside = model.register.beside.join(", ");
        let x = match &model.register.asked {
            // Where several boards sit, the key goes from one to the other.
            _ if class(area.width) == Class::Phone && !beside.is_empty() => {
                let more = model.register.beside.len();
                page.put(area, x + 2, y, &format!("{id}, {more} more: m m"), Tone::Warn)
            }
            _ if class(area.width) == Class::Phone => page.put(area, x + 2, y, &format!("{id}: {short}"), Tone::Warn),
            Some(asked) => page.put(area, x + 3, y, asked, Tone::Warn),
            None => page.put(area, x + 3, y, &format!("{id}   {long}, m goes there"), Tone::Plain),
        };
        if !beside.is_empty() && class(area.width) != Class::Phone {
            page.put(area, x, y, &format!("; {beside} too: m m"), Tone::Plain);
        }
        return;
    }
    let x = page.put(area, 1, y, "NEXT MEETING", Tone::Strong);
    let when = board
        .next_meeting
        .map_or_else(|| "no day is set for it".to_owned(), |t| format!("{}, {}", short(model, t.0), away(model, t.0)));
    let id = board.next.as_ref().map(|n| format!("{}   ", n.id)).unwrap_or_default();
    let x = page.put(area, x + 3, y, &format!("{id}{when}"), Tone::Plain);
    let title = board.next.as_ref().map_or(board.title.as_str(), |n| n.title.as_str());
    let title = if title.is_empty() { "the board" } else { title };
    if x + columns(title) + 4 < area.width {
        page.right(area, y, title, Tone::Faint);
    }
}

fn present(page: &mut Page<'_>, area: Rect, y: u16, model: &Model) {
    let Some(board) = &model.board else { return };
    let (text, tone) = match board.present {
        Some(_) => {
            let q = board.quorum_now();
            (format!("present {}", quorum::standing(&q)), quorum_tone(&q))
        }
        None if board.of < board.quorum => (too_few(board, class(area.width) == Class::Phone), Tone::Warn),
        None => match still_open(board).and_then(|n| n.opened) {
            // Its roll call holds no more: it was left open.
            Some(since) => (left_open(model, since, class(area.width) == Class::Phone), Tone::Warn),
            None => (format!("quorum {} of {}, no roll call yet", board.quorum, board.of), Tone::Faint),
        },
    };
    page.put(area, 16, y, &text, tone);
}

/// The board's meeting that was opened and not closed.
fn still_open(board: &BoardSheet) -> Option<&MeetingRow> {
    board.next.as_ref().filter(|n| n.state == "in_progress")
}

/// That a meeting was left open, since when, and what is to be done, where there is room to say so.
fn left_open(model: &Model, since: Time, brief: bool) -> String {
    let open = format!("open since {}", short(model, since.0));
    if brief { open } else { format!("left {open}; there C roll call, X close") }
}

/// That a board of so few decides nothing, and how it gets more, where there is room to say so.
pub(super) fn too_few(board: &BoardSheet, brief: bool) -> String {
    let few = format!("quorum {}, {} registered", board.quorum, board.of);
    if brief { few } else { format!("{few}: quorate person add ID --name NAME --seat SEAT") }
}

/// Until when it is due, or that it is overdue, in a word.
fn due_words(model: &Model, item: &InboxItem) -> Option<String> {
    let due = item.due?;
    let word = if due.0 < model.now() { "OVERDUE since" } else { "by" };
    Some(format!("{word} {}", short(model, due.0)))
}

fn phone_item(page: &mut Page<'_>, area: Rect, y: u16, model: &Model, item: &InboxItem, n: usize, here: bool) {
    let digit = if n < 9 { (n + 1).to_string() } else { " ".into() };
    let x = page.put(area, 1, y, &format!("{digit} {}  {}", item.kind, item.id), Tone::Plain);
    if let Some(text) = due_words(model, item).filter(|text| x + columns(text) + 2 < area.width) {
        page.right(area, y, &text, Tone::Warn);
    }
    if here {
        page.put(area, 0, y, ">", Tone::Accent);
        page.select(Rect { x: area.x.saturating_add(1), ..area }, y, x.saturating_sub(1));
    }
}

fn wide_item(page: &mut Page<'_>, area: Rect, y: u16, model: &Model, item: &InboxItem, n: usize, here: bool) {
    let digit = if n < 9 { (n + 1).to_string() } else { " ".into() };
    // The id of an entry or a freeze may be longer than that of a change. One of ten columns moves what comes after it in
    // every line, so that the columns stay below each other.
    let id = if columns(&item.id) > 10 { fit(&item.id, 9) } else { item.id.clone() };
    let wide = u16::from(model.inbox.items.iter().any(|i| columns(&i.id) == 10 && !i.letter.is_empty()));
    page.put(area, 1, y, &format!("{digit} {:<10} {id:<10}", fit(&item.kind, 10)), Tone::Plain);
    // Only a change has a letter.
    if !item.letter.is_empty() {
        page.put(area, 24 + wide, y, &format!("[{}]", item.letter), letter_tone(&item.letter));
    }
    let due = due_words(model, item);
    let right = match &due {
        Some(due) if class(area.width) == Class::WidePlus && !item.why.is_empty() => format!("{}   {due}", item.why),
        Some(due) => due.clone(),
        None => item.why.clone(),
    };
    let right = fit(&right, usize::from(area.width / 3).max(30));
    let room = area.width.saturating_sub(28 + wide + columns(&right) + 3);
    page.put(area, 28 + wide, y, &fit(&item.title, usize::from(room)), Tone::Plain);
    page.right(area, y, &right, if due.is_some() { Tone::Warn } else { Tone::Faint });
    if here {
        page.put(area, 0, y, ">", Tone::Accent);
        page.select(Rect { x: area.x.saturating_add(1), ..area }, y, 12);
    }
}
