//! A change: facts and what it needs first; texts, risk, clocks and acts beside them or behind `d`.

use super::Cursors;
use super::doc::Doc;
use super::page::{Page, columns};
use super::{parts, risk};
use crate::sheets::change::ChangeSheet;
use crate::tui::layout::{Class, class, panes};
use crate::tui::model::Model;
use crate::tui::screen::Detail;
use crate::tui::theme::Tone;
use ratatui::layout::Rect;

/// Rows above the text.
const HEAD: u16 = 1;

/// Where the text of a page goes, and its panes.
fn areas(area: Rect) -> (Rect, Vec<Rect>) {
    let head = Rect { height: HEAD.min(area.height), ..area };
    let body = Rect { y: area.y + head.height, height: area.height - head.height, ..area };
    let widths: &[u16] = match class(area.width) {
        Class::Phone | Class::Compact => &[],
        Class::Wide => &[58],
        Class::WidePlus => &[62, 70],
    };
    (head, panes(body, widths))
}

/// The texts of the panes; the last one is the page that `d` turns and `j` scrolls.
fn docs(model: &Model, sheet: &ChangeSheet, page: usize, areas: &[Rect]) -> Vec<Doc> {
    let doc = |i: usize| Doc::new(areas.get(i).copied().unwrap_or_default());
    let all: [fn(&mut Doc, &Model, &ChangeSheet); 4] = [
        |d, m, s| {
            parts::facts(d, m, s);
            parts::needs(d, s);
            parts::progress(d, m, s);
            parts::responsibilities(d, s);
            parts::exceptions(d, m, s);
            parts::deviations(d, m, s);
            parts::stages(d, s);
        },
        parts::texts,
        risk::risk,
        parts::possible,
    ];
    let make = |i: usize, build: fn(&mut Doc, &Model, &ChangeSheet)| {
        let mut made = doc(i);
        build(&mut made, model, sheet);
        made
    };
    let [facts, texts, risk, acts] = all;
    match areas.len() {
        0 | 1 => vec![make(0, all.get(page).copied().unwrap_or(facts))],
        2 => vec![make(0, facts), make(1, [texts, risk, acts].get(page).copied().unwrap_or(texts))],
        _ => {
            let mut right = doc(2);
            if page == 0 {
                risk(&mut right, model, sheet);
            } else {
                acts(&mut right, model, sheet);
            }
            vec![make(0, facts), make(1, texts), right]
        }
    }
}

/// Names of the pages at a width.
fn names(width: u16) -> &'static [&'static str] {
    match class(width) {
        Class::Phone | Class::Compact => &["facts", "texts", "risk", "acts"],
        Class::Wide => &["texts", "risk", "acts"],
        Class::WidePlus => &["risk", "acts"],
    }
}

/// How far the page can be scrolled.
#[must_use]
pub fn last_offset(area: Rect, model: &Model, detail: &Detail) -> usize {
    let Some(sheet) = &detail.sheet else { return 0 };
    let (_, panes) = areas(area);
    let page = detail.page.min(names(area.width).len() - 1);
    let docs = docs(model, sheet, page, &panes);
    // The longest of the panes decides: those that end earlier stop there.
    docs.iter().zip(&panes).map(|(d, a)| d.last_offset(a.height)).max().unwrap_or(0)
}

/// Draws a change.
pub fn draw(page: &mut Page<'_>, area: Rect, model: &Model, detail: &Detail) -> Cursors {
    let (head, panes) = areas(area);
    let Some(sheet) = &detail.sheet else {
        page.put(head, 1, 0, &detail.id, Tone::Strong);
        return (None, None);
    };
    let names = names(area.width);
    let at = detail.page.min(names.len() - 1);
    title(page, head, sheet, names, at);
    let docs = docs(model, sheet, at, &panes);
    for (i, (doc, pane)) in docs.iter().zip(&panes).enumerate() {
        doc.draw(page, *pane, detail.offset.min(doc.last_offset(pane.height)));
        if i + 1 < panes.len() {
            page.divider(*pane);
        }
    }
    (None, Some((area.x, area.y)))
}

/// Number and title, and which page this is.
fn title(page: &mut Page<'_>, area: Rect, sheet: &ChangeSheet, names: &[&str], at: usize) {
    let phone = class(area.width) == Class::Phone;
    let tabs: String = if phone {
        format!(" {}/{}", at + 1, names.len())
    } else {
        let mark = |(i, n): (usize, &&str)| if i == at { format!("[{n}]") } else { format!(" {n} ") };
        names.iter().enumerate().map(mark).collect::<Vec<_>>().join("")
    };
    let room = Rect { width: area.width.saturating_sub(columns(&tabs) + 2), ..area };
    let x = page.put(room, 1, 0, &sheet.row.id, Tone::Accent);
    page.put(room, x + 2, 0, &sheet.row.title, Tone::Strong);
    page.right(area, 0, &tabs, Tone::Faint);
}
