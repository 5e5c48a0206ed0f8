//! Windows over the page: help, palette, acts, refusals, lines to copy. Always inside the screen.

use super::page::{Page, columns as width};
use crate::app::acts::offer;
use crate::base::text::{fit, wrap};
use crate::tui::model::{Model, Popup};
use crate::tui::theme::Tone;
use crate::tui::update::{copies, found, menu};
use ratatui::layout::Rect;
use ratatui::widgets::{Clear, Widget};

/// A line of a window.
type Lines = Vec<(String, Tone)>;

/// What a window shows.
struct Content {
    title: String,
    lines: Lines,
    /// First line shown, where no line is chosen.
    offset: usize,
    /// The line that is chosen, and how many it takes.
    chosen: Option<(usize, usize)>,
    foot: &'static str,
    /// Column of the cursor in the title, while something is typed.
    cursor: bool,
}

/// Width and greatest height of a window on a screen.
pub fn size(full_width: u16, full_height: u16) -> (u16, u16) {
    let w = if full_width >= 110 { 104 } else { full_width };
    (w, full_height.saturating_sub(if full_height >= 20 { 4 } else { 0 }))
}

/// How far a window can be scrolled.
pub fn last_offset(model: &Model, popup: &Popup) -> usize {
    let (w, most) = size(model.size.0, model.size.1);
    let lines = content(model, popup, usize::from(w.saturating_sub(4))).lines.len();
    lines.saturating_sub(usize::from(most.saturating_sub(2)))
}

/// Draws a window; gives the place of the cursor while something is typed.
pub fn draw(page: &mut Page<'_>, model: &Model, popup: &Popup) -> Option<(u16, u16)> {
    let (full_width, full_height) = (page.buffer.area.width, page.buffer.area.height);
    let (w, most) = size(full_width, full_height);
    let content = content(model, popup, usize::from(w.saturating_sub(4)));
    let h = u16::try_from(content.lines.len() + 2).unwrap_or(u16::MAX).min(most);
    let area = Rect { x: (full_width - w) / 2, y: (full_height - most) / 2, width: w, height: h };
    Clear.render(area.intersection(page.buffer.area), page.buffer);
    page.rule(area, 0, &content.title);
    let room = usize::from(h.saturating_sub(2));
    let last = content.lines.len().saturating_sub(room);
    let first = content.chosen.map_or(content.offset, |(at, rows)| (at + rows).saturating_sub(room)).min(last);
    for (i, (text, tone)) in content.lines.iter().enumerate().skip(first).take(room) {
        let y = u16::try_from(i - first + 1).unwrap_or(u16::MAX);
        page.put(area, 2, y, text, *tone);
        if let Some((at, _)) = content.chosen.filter(|(at, rows)| (*at..at + rows).contains(&i)) {
            if i == at {
                page.put(area, 0, y, ">", Tone::Accent);
            }
            page.select(Rect { x: area.x + 1, ..area }, y, w.saturating_sub(2));
        }
    }
    let below = content.lines.len().saturating_sub(first + room);
    let more = if below > 0 { format!(" {below} more ") } else { String::new() };
    page.rule(area, h.saturating_sub(1), shorter(content.foot, w.saturating_sub(width(&more) + 4)));
    page.right(area, h.saturating_sub(1), &more, Tone::Accent);
    let x = area.x + 2 + width(&content.title);
    content.cursor.then(|| (x.min(full_width.saturating_sub(1)), area.y))
}

/// As many of the parts of a text as fit into so many columns.
fn shorter(text: &str, columns: u16) -> &str {
    let mut text = text;
    while width(text) > columns {
        let Some(end) = [", ", "; ", "   "].iter().filter_map(|part| text.rfind(part)).max() else { break };
        text = text.get(..end).unwrap_or_default();
    }
    text
}

/// A line with a head; where it is too long, the rest of its words indented below it.
fn entry(head: &str, words: &str, columns: usize, tone: Tone) -> Lines {
    const INDENT: usize = 4;
    let whole = format!("{head}{words}");
    if usize::from(width(&whole)) <= columns {
        return vec![(whole, tone)];
    }
    let beside = columns.saturating_sub(usize::from(width(head))).max(8);
    let first = wrap(words, beside).into_iter().next().unwrap_or_default();
    let rest = words.get(first.len()..).unwrap_or_default().trim_start();
    let below = wrap(rest, columns.saturating_sub(INDENT));
    let mut lines = vec![(format!("{head}{first}"), tone)];
    lines.extend(below.into_iter().map(|l| (format!("{}{l}", " ".repeat(INDENT)), tone)));
    lines
}

/// All entries as lines, and which of them the chosen one has.
fn entries(all: Vec<Lines>, at: usize) -> (Lines, Option<(usize, usize)>) {
    let at = at.min(all.len().saturating_sub(1));
    let before = all.iter().take(at).map(Vec::len).sum();
    let chosen = all.get(at).map(|lines| (before, lines.len()));
    (all.into_iter().flatten().collect(), chosen)
}

fn content(model: &Model, popup: &Popup, columns: usize) -> Content {
    let plain = |title: String, lines: Lines, offset: usize, foot: &'static str| Content {
        title,
        lines,
        offset,
        chosen: None,
        foot,
        cursor: false,
    };
    match popup {
        Popup::Help(filter, at) => listed(model, filter, *at, columns, false),
        Popup::Palette(filter, at) => listed(model, filter, *at, columns, true),
        Popup::Acts(at) => offered(model, *at, columns),
        Popup::Copy(at) => copied(model, *at, columns),
        Popup::Failure(failure, at) => {
            let mut lines: Lines = wrap(&failure.text, columns).into_iter().map(|l| (l, Tone::Bad)).collect();
            for line in &failure.lines {
                let tone = match (line.starts_with("->"), line.starts_with("  ")) {
                    (true, _) => Tone::Accent,
                    (_, true) => Tone::Faint,
                    _ => Tone::Plain,
                };
                let indent = line.len() - line.trim_start().len() + usize::from(line.starts_with("->")) * 3;
                for (i, part) in wrap(line, columns.saturating_sub(indent)).into_iter().enumerate() {
                    let part = if i == 0 { part } else { format!("{}{part}", " ".repeat(indent)) };
                    lines.push((part, tone));
                }
            }
            let title = if failure.stale { "CHANGED IN THE MEANTIME" } else { "REFUSED" };
            plain(title.into(), lines, *at, "nothing was recorded   j k scroll, Esc goes back")
        }
        Popup::Text(title, text, at) => {
            let lines = text.iter().flat_map(|l| wrap(l, columns)).map(|l| (l, Tone::Plain)).collect();
            plain(title.clone(), lines, *at, "j k scroll, any other key closes")
        }
    }
}

fn listed(model: &Model, filter: &str, at: usize, columns: usize, palette: bool) -> Content {
    let all: Vec<Lines> = found(model, filter, palette)
        .into_iter()
        .map(|(keys, words, why)| {
            let keys = if columns < 50 { format!("{keys:<8} ") } else { format!("{keys:<16} ") };
            match why {
                Some(why) => entry(&keys, &format!("{words}   not now: {why}"), columns, Tone::Faint),
                None => entry(&keys, &words, columns, Tone::Plain),
            }
        })
        .collect();
    let nothing = || vec![vec![("nothing here is called that".to_owned(), Tone::Faint)]];
    let (lines, chosen) = entries(if all.is_empty() { nothing() } else { all }, at);
    let name = if palette { "command" } else { "help" };
    Content {
        title: format!("{name}: {filter}"),
        lines,
        offset: 0,
        chosen,
        foot: "type to filter, Enter runs the line, Esc or Backspace closes, Down Up move",
        cursor: true,
    }
}

/// What can be copied, by digit: its beginning where it is long.
fn copied(model: &Model, at: usize, columns: usize) -> Content {
    let line = |(i, (what, text)): (usize, (&'static str, String))| {
        let text = text.lines().next().unwrap_or_default().to_owned();
        (fit(&format!("{} {what:<8} {text}", i + 1), columns), Tone::Plain)
    };
    let lines: Lines = copies(model).into_iter().enumerate().map(line).collect();
    let title = "copy to the terminal's clipboard".to_owned();
    Content {
        title,
        lines,
        offset: 0,
        chosen: Some((at, 1)),
        foot: "a digit or Enter copies, Esc closes",
        cursor: false,
    }
}

/// The acts that are possible by digit, and why the others are not.
fn offered(model: &Model, at: usize, columns: usize) -> Content {
    let menu = menu(model);
    let mut all = Vec::new();
    for (i, (_, label)) in menu.iter().enumerate() {
        let digit = if i < 9 { (i + 1).to_string() } else { " ".into() };
        all.push(entry(&format!("{digit} "), label, columns, Tone::Plain));
    }
    let (mut lines, chosen) = entries(all, at);
    if menu.is_empty() {
        lines.push(("Nothing is to be done by you now.".into(), Tone::Faint));
    }
    let meeting = model.meeting().map(|m| m.row.id.clone());
    if let Some(sheet) = model.sheet().filter(|_| meeting.is_none()) {
        for act in sheet.acts.iter().filter(|a| !a.possible) {
            let text = format!("- {}: {}", offer::label(&act.act), act.why_not);
            lines.extend(wrap(&text, columns).into_iter().map(|l| (l, Tone::Faint)));
        }
    }
    let id = meeting.or(model.sheet().map(|s| s.row.id.clone())).unwrap_or_default();
    Content {
        title: format!("ACT ON {id}"),
        lines,
        offset: 0,
        chosen,
        foot: "a digit or Enter begins the act; nothing is recorded yet; Esc closes",
        cursor: false,
    }
}
