//! Packs: the list, then a pack's clauses, document, matrix and sections.

use super::page::{Page, wrap};
use crate::base::text::fit;
use crate::sheets::pack::PackSheet;
use crate::tui::layout::{Class, class};
use crate::tui::screen::PackPage;
use crate::tui::theme::Tone;
use ratatui::layout::Rect;

/// Draws the pack screen.
pub fn draw(page: &mut Page<'_>, area: Rect, pack: &PackPage) {
    match &pack.sheet {
        None => list(page, area, pack),
        Some(sheet) => one(page, area, pack, sheet),
    }
}

fn list(page: &mut Page<'_>, area: Rect, pack: &PackPage) {
    page.put(area, 1, 0, "POLICY PACKS   Enter opens one", Tone::Strong);
    for (i, row) in pack.packs.items.iter().enumerate() {
        let y = u16::try_from(i * 2 + 2).unwrap_or(u16::MAX);
        let active = if row.active { "in force" } else { "" };
        page.put(
            area,
            2,
            y,
            &format!("{:<14} {} {}", row.id, row.version, active),
            if row.active { Tone::Good } else { Tone::Plain },
        );
        let states = row.states.iter().filter(|(_, n)| *n > 0).map(|(s, n)| format!("{n} {}", s.replace('_', " ")));
        let text = format!("{}: {} clauses, {}", row.title, row.clauses, states.collect::<Vec<_>>().join(", "));
        page.put(area, 4, y + 1, &text, Tone::Faint);
        if i == pack.packs.at {
            page.put(area, 0, y, ">", Tone::Accent);
            page.select(area, y, 16);
        }
    }
}

fn one(page: &mut Page<'_>, area: Rect, pack: &PackPage, sheet: &PackSheet) {
    let names = ["clauses", "document and settings", "roles, risk, approvals, board", "everything else"];
    let name = names.get(pack.page).unwrap_or(&"");
    let heading = if class(area.width) == Class::Phone {
        format!("{} {}/4 (d) {name}", sheet.row.id, pack.page + 1)
    } else {
        format!("{} {}   page {} of 4: {name}   (d: more)", sheet.row.title, sheet.row.version, pack.page + 1)
    };
    page.put(area, 1, 0, &heading, Tone::Strong);
    let review = &sheet.review;
    if review.overdue {
        let text =
            format!("REVIEW OVERDUE {} days, since {}  {}", review.overdue_days, review.next, review.clauses.join(" "));
        page.put(area, 1, 1, &text, Tone::Bad);
    } else if !review.next.is_empty() {
        page.put(area, 1, 1, &format!("next review {}", review.next), Tone::Faint);
    }
    let body = Rect { y: area.y + 2.min(area.height), height: area.height.saturating_sub(2), ..area };
    if pack.page == 0 {
        return clauses(page, body, pack);
    }
    let lines = text(pack.page, sheet, area.width);
    let offset = pack.offset.min(lines.len().saturating_sub(1));
    for (i, (text, tone)) in lines.iter().skip(offset).take(usize::from(body.height)).enumerate() {
        page.put(body, 1, u16::try_from(i).unwrap_or(u16::MAX), text, *tone);
    }
}

/// The lines of a page of text.
fn text(at: usize, sheet: &PackSheet, width: u16) -> Vec<Line> {
    let columns = usize::from(width.saturating_sub(2));
    match at {
        1 => document(sheet, columns),
        2 => matrix(sheet, columns),
        _ => sections(sheet, columns),
    }
}

/// The last offset that leaves a page of text full.
#[must_use]
pub fn last_offset(pack: &PackPage, width: u16, height: u16) -> usize {
    let lines = pack.sheet.as_ref().map_or(0, |sheet| text(pack.page, sheet, width).len());
    lines.saturating_sub(usize::from(height.saturating_sub(2)))
}

fn clauses(page: &mut Page<'_>, area: Rect, pack: &PackPage) {
    let phone = class(area.width) == Class::Phone;
    let rows = usize::from(area.height);
    for (i, c) in pack.clauses.items.iter().enumerate().skip(pack.clauses.offset).take(rows) {
        let y = u16::try_from(i - pack.clauses.offset).unwrap_or(u16::MAX);
        let tone = match c.state.as_str() {
            "enforced" => Tone::Good,
            "not_yet" => Tone::Faint,
            _ => Tone::Plain,
        };
        page.put(area, 2, y, &c.id, Tone::Plain);
        page.put(area, 19, y, &c.state.replace('_', " "), tone);
        if !phone {
            let room = usize::from(area.width.saturating_sub(30));
            page.put(area, 29, y, &fit(&c.text, room), Tone::Faint);
        }
        if i == pack.clauses.at {
            page.put(area, 0, y, ">", Tone::Accent);
            page.select(area, y, 18);
        }
    }
}

type Line = (String, Tone);

fn cited(text: &str, clauses: &[String], columns: usize, tone: Tone) -> Vec<Line> {
    let text = if clauses.is_empty() { text.to_owned() } else { format!("{text}  {}", clauses.join(" ")) };
    wrap(&text, columns).into_iter().map(|l| (l, tone)).collect()
}

fn document(sheet: &PackSheet, columns: usize) -> Vec<Line> {
    let mut lines = vec![("DOCUMENT".into(), Tone::Strong)];
    lines.extend(sheet.document.lines.iter().map(|l| (l.clone(), Tone::Plain)));
    lines.push((sheet.document.clauses.join(" "), Tone::Faint));
    lines.push((format!("digest {}", sheet.digest), Tone::Faint));
    if !sheet.findings.is_empty() {
        lines.push(("STILL OPEN".into(), Tone::Strong));
        for f in &sheet.findings {
            lines.extend(wrap(f, columns).into_iter().map(|l| (l, Tone::Warn)));
        }
    }
    lines.push(("SETTINGS".into(), Tone::Strong));
    for s in &sheet.settings {
        let tone = if s.value == "unset" { Tone::Warn } else { Tone::Plain };
        lines.extend(cited(&format!("{} = {}", s.id, s.value), &s.clauses, columns, tone));
        let reading = if s.reading.is_empty() { String::new() } else { format!(" (reading {})", s.reading) };
        lines.extend(wrap(&format!("  {}{reading}", s.text), columns).into_iter().map(|l| (l, Tone::Faint)));
    }
    lines
}

fn matrix(sheet: &PackSheet, columns: usize) -> Vec<Line> {
    let mut lines = vec![("BOARD".into(), Tone::Strong)];
    lines.extend(cited(&sheet.board.decision, &sheet.board.clauses, columns, Tone::Plain));
    lines.extend(sheet.board.seats.iter().map(|(id, title)| (format!("  {id}: {title}"), Tone::Plain)));
    lines.push(("APPROVALS".into(), Tone::Strong));
    for a in &sheet.approvals {
        let text = format!("{} ({} of {}): {}", a.title, a.count, a.role, a.when);
        lines.extend(cited(&text, &a.clauses, columns, Tone::Plain));
    }
    lines.push((format!("RISK: {} of {} factors", sheet.risk.model, sheet.risk.factors.len()), Tone::Strong));
    for (_, label, choices) in &sheet.risk.factors {
        lines.extend(wrap(&format!("{label}: {}", choices.join(", ")), columns).into_iter().map(|l| (l, Tone::Plain)));
    }
    lines.extend(sheet.risk.levels.iter().map(|(id, min, max)| (format!("  {id}: {min} to {max}"), Tone::Plain)));
    lines.push(("ROLES".into(), Tone::Strong));
    for r in &sheet.roles {
        lines.extend(cited(
            &format!("{} ({}): {}", r.title, r.id, r.duties.join("; ")),
            &r.clauses,
            columns,
            Tone::Plain,
        ));
    }
    lines
}

fn sections(sheet: &PackSheet, columns: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for s in &sheet.sections {
        lines.extend(cited(&s.title.to_uppercase(), &s.clauses, columns, Tone::Strong));
        for line in &s.lines {
            lines.extend(wrap(line, columns).into_iter().map(|l| (l, Tone::Plain)));
        }
    }
    lines
}
