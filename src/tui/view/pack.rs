//! Packs: the list, then a pack's clauses, document, roles and matrices, and everything else.

use super::Cursors;
use super::doc::Doc;
use super::page::{Page, columns};
use crate::base::text::{fit, so_many};
use crate::sheets::pack::CLAUSE_STATES;
use crate::sheets::pack::{ClauseRow, PackSheet};
use crate::text::words::plain;
use crate::tui::layout::{Class, class, panes};
use crate::tui::screen::PackPage;
use crate::tui::theme::Tone;
use ratatui::layout::Rect;

/// Rows above the list or text.
pub const HEAD: u16 = 2;

/// Rows that a clause takes in the list: on a phone its words stand below it.
#[must_use]
pub const fn clause_rows(width: u16) -> usize {
    match class(width) {
        Class::Phone => 2,
        _ => 1,
    }
}

/// How far the page of text can be scrolled.
#[must_use]
pub fn last_offset(area: Rect, pack: &PackPage) -> usize {
    match &pack.sheet {
        Some(sheet) if pack.page > 0 => doc(area, sheet, pack.page).last_offset(area.height.saturating_sub(HEAD)),
        _ => 0,
    }
}

/// Draws the pack screen.
pub fn draw(page: &mut Page<'_>, area: Rect, pack: &PackPage) -> Cursors {
    let body = Rect { y: area.y + HEAD.min(area.height), height: area.height.saturating_sub(HEAD), ..area };
    let Some(sheet) = &pack.sheet else { return list(page, area, pack) };
    let names = ["clauses", "document", "roles and matrix", "everything else"];
    let mark = |(i, n): (usize, &&str)| if i == pack.page { format!("[{n}]") } else { format!(" {n} ") };
    let tabs = if class(area.width) == Class::Phone {
        format!("{}/4", pack.page + 1)
    } else {
        names.iter().enumerate().map(mark).collect::<Vec<_>>().join("")
    };
    let room = Rect { width: area.width.saturating_sub(columns(&tabs) + 2), ..area };
    page.put(room, 1, 0, &format!("{} {}", sheet.row.title, sheet.row.version), Tone::Strong);
    page.right(area, 0, &tabs, Tone::Faint);
    let cursor = if pack.searching || !pack.search.is_empty() {
        let x = page.put(area, 1, 1, "FIND ", Tone::Strong);
        let x = page.put(area, x, 1, &pack.search, Tone::Accent);
        let text = format!("{} of {} clauses", pack.clauses.items.len(), pack.all.len());
        // What is typed has the room.
        if columns(&text) + x + 2 < area.width {
            page.right(area, 1, &text, Tone::Faint);
        }
        pack.searching.then(|| (area.x + x.min(area.width.saturating_sub(1)), area.y + 1))
    } else {
        standing(page, area, pack, sheet);
        None
    };
    if pack.page > 0 {
        doc(area, sheet, pack.page).draw(page, body, pack.offset);
        return (None, Some((body.x, body.y)));
    }
    (cursor, clauses(page, body, pack))
}

/// Whether the document's own review is due, and which clauses are shown.
fn standing(page: &mut Page<'_>, area: Rect, pack: &PackPage, sheet: &PackSheet) {
    let review = &sheet.review;
    let state = CLAUSE_STATES.get(pack.state).copied().unwrap_or("all");
    if pack.page == 0 && pack.state > 0 {
        let text = format!("{}: {} of {} clauses", plain(state), pack.clauses.items.len(), pack.all.len());
        page.put(area, 1, 1, &text, Tone::Accent);
    } else if review.overdue {
        let cited = review.clauses.join(" ");
        let text = if class(area.width) == Class::Phone {
            format!("REVIEW OVERDUE, {}  {cited}", so_many(review.overdue_days, "day"))
        } else {
            let since = review.due.as_deref().unwrap_or(&review.next);
            format!("REVIEW OVERDUE since {since} ({})  {cited}", so_many(review.overdue_days, "day"))
        };
        page.put(area, 1, 1, &text, Tone::Bad);
    } else {
        let states = sheet.row.states.iter().filter(|(_, n)| *n > 0).map(|(s, n)| format!("{} {n}", plain(s)));
        page.put(area, 1, 1, &states.collect::<Vec<_>>().join("   "), Tone::Faint);
    }
}

fn list(page: &mut Page<'_>, area: Rect, pack: &PackPage) -> Cursors {
    page.put(area, 1, 0, "POLICY PACKS", Tone::Strong);
    let mut here = None;
    for (i, row) in pack.packs.items.iter().enumerate() {
        let y = u16::try_from(i * 3 + 2).unwrap_or(u16::MAX);
        let x = page.put(area, 2, y, &row.id, Tone::Plain);
        let x = page.put(area, x.max(16) + 1, y, &row.version, Tone::Faint);
        if row.active {
            page.put(area, x + 2, y, "IN FORCE", Tone::Good);
        }
        page.put(area, 4, y + 1, &row.title, Tone::Plain);
        let states = row.states.iter().filter(|(_, n)| *n > 0).map(|(s, n)| format!("{n} {}", plain(s)));
        let text = match class(area.width) {
            Class::Phone => format!("{}: {}", so_many(row.clauses, "clause"), states.take(1).collect::<String>()),
            _ => format!("{}: {}", so_many(row.clauses, "clause"), states.collect::<Vec<_>>().join(", ")),
        };
        if class(area.width) > Class::Compact {
            let x = columns(&row.title) + 6;
            page.put(area, x.max(52), y + 1, &text, Tone::Faint);
        } else {
            page.put(area, 4, y + 2, &text, Tone::Faint);
        }
        if i == pack.packs.at {
            page.put(area, 0, y, ">", Tone::Accent);
            page.select(Rect { x: area.x.saturating_add(2), ..area }, y, 14);
            here = Some((area.x, area.y.saturating_add(y)));
        }
    }
    (None, here)
}

fn state_tone(state: &str) -> Tone {
    match state {
        "enforced" => Tone::Good,
        "not_yet" => Tone::Faint,
        "recorded" | "reported" => Tone::Accent,
        _ => Tone::Plain,
    }
}

/// The clauses; where there is room, the one under the cursor whole beside them.
fn clauses(page: &mut Page<'_>, area: Rect, pack: &PackPage) -> Option<(u16, u16)> {
    let wide = class(area.width) >= Class::Wide;
    let lists = if wide { panes(area, &[area.width * 3 / 5]) } else { vec![area] };
    let list = lists.first().copied()?;
    let each = clause_rows(area.width);
    let rows = (usize::from(list.height) / each).max(1);
    for (i, c) in pack.clauses.items.iter().enumerate().skip(pack.clauses.offset).take(rows) {
        let y = u16::try_from((i - pack.clauses.offset) * each).unwrap_or(u16::MAX);
        page.put(list, 2, y, &c.id, Tone::Plain);
        page.put(list, 19, y, &plain(&c.state), state_tone(&c.state));
        let room = usize::from(list.width.saturating_sub(29));
        if each > 1 {
            page.put(
                list,
                4,
                y.saturating_add(1),
                &page.cut(&c.text, usize::from(list.width.saturating_sub(5))),
                Tone::Faint,
            );
        } else if room > 12 {
            page.put(list, 29, y, &fit(&c.text, room), Tone::Plain);
        }
        if i == pack.clauses.at {
            page.put(list, 0, y, ">", Tone::Accent);
            page.select(Rect { x: list.x.saturating_add(2), ..list }, y, 16);
        }
    }
    if pack.clauses.items.is_empty() {
        page.put(list, 1, 0, "No clause fits; f shows other states, / searches.", Tone::Faint);
    }
    if let (Some(side), Some(clause)) = (lists.get(1), pack.clauses.current()) {
        page.divider(list);
        whole(clause, *side).draw(page, *side, 0);
    }
    let here = u16::try_from(pack.clauses.at.saturating_sub(pack.clauses.offset) * each).unwrap_or(0);
    Some((list.x, list.y + here.min(list.height.saturating_sub(1))))
}

fn whole(c: &ClauseRow, area: Rect) -> Doc {
    let mut doc = Doc::new(area);
    doc.text(&c.id, Tone::Strong);
    doc.pair("State", &plain(&c.state), state_tone(&c.state));
    doc.pair("Section", &c.section, Tone::Plain);
    doc.pair("Area", &format!("{}, {}", c.area, c.kind), Tone::Plain);
    doc.text("", Tone::Plain);
    doc.text(&c.text, Tone::Plain);
    if !c.rules.is_empty() {
        doc.head("CARRIED BY");
        c.rules.iter().for_each(|r| doc.item("-", Tone::Faint, r, Tone::Plain));
    }
    if !c.tests.is_empty() {
        doc.head("TESTED BY");
        c.tests.iter().for_each(|t| doc.item("-", Tone::Faint, t, Tone::Plain));
    }
    doc
}

/// The text of a page.
fn doc(area: Rect, sheet: &PackSheet, page: usize) -> Doc {
    let mut doc = Doc::new(area);
    match page {
        1 => document(&mut doc, sheet),
        2 => matrix(&mut doc, sheet),
        _ => {
            for section in &sheet.sections {
                doc.head(&section.title);
                doc.cite(&section.clauses);
                section.lines.iter().for_each(|l| doc.item("-", Tone::Faint, l, Tone::Plain));
            }
        }
    }
    doc
}

fn document(doc: &mut Doc, sheet: &PackSheet) {
    doc.head(&sheet.document.title);
    doc.cite(&sheet.document.clauses);
    sheet.document.lines.iter().for_each(|l| doc.item(" ", Tone::Plain, l, Tone::Plain));
    doc.item(" ", Tone::Plain, &sheet.digests(str::to_owned), Tone::Faint);
    doc.head("REVIEW OF THE POLICY");
    let review = &sheet.review;
    let last = review.last.map_or_else(|| "none recorded".into(), |t| t.0.to_string());
    doc.item(" ", Tone::Plain, &format!("{}, next {}, last {last}", review.cadence, review.next), Tone::Plain);
    if review.overdue {
        let since = review.due.as_deref().unwrap_or(&review.next);
        let late = so_many(review.overdue_days, "day");
        doc.item("!", Tone::Bad, &format!("overdue by {late} since {since}"), Tone::Bad);
    }
    doc.cite(&review.clauses);
    doc.head("SETTINGS   how the document's ambiguities are read");
    for s in &sheet.settings {
        doc.pieces(vec![(format!("  {} = ", s.id), Tone::Plain), (s.value.clone(), Tone::Accent)]);
        let choices = if s.choices.is_empty() { String::new() } else { format!(" (or {})", s.choices.join(", ")) };
        let reading = if s.reading.is_empty() { String::new() } else { format!(" [{}]", s.reading) };
        doc.item("   ", Tone::Plain, &format!("{}{choices}{reading}", s.text), Tone::Faint);
        doc.cite(&s.clauses);
    }
}

fn matrix(doc: &mut Doc, sheet: &PackSheet) {
    doc.head(&format!("RISK   {}", plain(&sheet.risk.model)));
    for (id, least, most) in &sheet.risk.levels {
        doc.item("-", Tone::Faint, &format!("{}: {least} to {most}", plain(id)), Tone::Plain);
    }
    for (_, label, choices) in &sheet.risk.factors {
        doc.item("-", Tone::Faint, &format!("{label}: {}", choices.join(", ")), Tone::Plain);
    }
    doc.head("APPROVALS");
    for a in &sheet.approvals {
        let count = if a.count > 1 { format!(" ({} persons)", a.count) } else { String::new() };
        doc.item("-", Tone::Faint, &format!("{}, by {}{count}: {}", a.title, plain(&a.role), a.when), Tone::Plain);
        doc.cite(&a.clauses);
    }
    let board = &sheet.board;
    doc.head("BOARD");
    if board.seats.is_empty() {
        doc.item(" ", Tone::Plain, "no board votes under this pack", Tone::Faint);
    } else {
        let seats = match board.of {
            few if few < board.quorum => format!("its seats are named in the register, {few} so far"),
            of => format!("of {of}; {}", board.decision),
        };
        let text = format!("quorum {}{} {seats}", board.quorum, if board.of < board.quorum { "," } else { "" });
        doc.item(" ", Tone::Plain, &text, Tone::Plain);
        doc.cite(&board.clauses);
        let seats: Vec<&str> = board.seats.iter().map(|s| s.1.as_str()).collect();
        doc.item(" ", Tone::Plain, &format!("seats: {}", seats.join(", ")), Tone::Plain);
    }
    doc.head("ROLES");
    for r in &sheet.roles {
        let duties = if r.duties.is_empty() { String::new() } else { format!(": {}", r.duties.join("; ")) };
        doc.item("-", Tone::Faint, &format!("{} ({}){duties}", r.title, r.id), Tone::Plain);
        doc.cite(&r.clauses);
    }
}
