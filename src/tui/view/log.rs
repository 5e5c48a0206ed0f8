//! The ledger's log, and the board.

use super::page::{Page, wrap};
use super::short;
use crate::base::text::fit;
use crate::sheets::people::BoardSheet;
use crate::tui::layout::{Class, class};
use crate::tui::model::Model;
use crate::tui::screen::LogPage;
use crate::tui::theme::Tone;
use ratatui::layout::Rect;

/// Draws the log, newest first.
pub fn draw(page: &mut Page<'_>, area: Rect, model: &Model, log: &LogPage) {
    let of = log.id.clone().unwrap_or_else(|| "everything".into());
    let phone = class(area.width) == Class::Phone;
    let hint = if phone { "" } else { "   Enter shows an entry whole" };
    page.put(area, 1, 0, &format!("LEDGER of {of}, newest first{hint}"), Tone::Strong);
    let rows = usize::from(area.height.saturating_sub(1));
    for (i, line) in log.list.items.iter().enumerate().skip(log.list.offset).take(rows) {
        let y = u16::try_from(i - log.list.offset + 1).unwrap_or(u16::MAX);
        page.put(area, 2, y, &fit(&line.seq.to_string(), 7), Tone::Faint);
        if phone {
            page.put(area, 9, y, &line.text, Tone::Plain);
        } else {
            page.put(area, 10, y, &short(model, line.at.0), Tone::Faint);
            page.put(area, 29, y, &fit(&line.id, 10), Tone::Accent);
            let room = usize::from(area.width.saturating_sub(if area.width >= 120 { 50 } else { 41 }));
            page.put(area, 40, y, &fit(&line.text, room), Tone::Plain);
            if area.width >= 120 {
                let hash: String = line.hash.chars().take(7).collect();
                page.put(area, area.width.saturating_sub(8), y, &hash, Tone::Faint);
            }
        }
        if i == log.list.at {
            page.put(area, 0, y, ">", Tone::Accent);
            page.select(area, y, 9);
        }
    }
}

/// Text in exactly so many columns.
fn pad(text: &str, columns: usize) -> String {
    format!("{:<columns$}", fit(text, columns))
}

/// Draws the board.
pub fn board(page: &mut Page<'_>, area: Rect, model: &Model, board: Option<&BoardSheet>) {
    let Some(b) = board else { return };
    page.put(area, 1, 0, if b.title.is_empty() { "BOARD" } else { &b.title }, Tone::Strong);
    if !b.votes {
        page.put(area, 1, 2, "This pack has no board that votes; approvals are given by role.", Tone::Faint);
        return;
    }
    let columns = usize::from(area.width.saturating_sub(2));
    let mut y = 1;
    let mut tell = |page: &mut Page<'_>, text: &str, tone: Tone| {
        for part in wrap(text, columns) {
            page.put(area, 1, y, &part, tone);
            y += 1;
        }
    };
    tell(page, &format!("{}  {}", b.rule, b.clauses.join(" ")), Tone::Plain);
    let present = match (b.present, b.rollcall_at) {
        (Some(n), Some(at)) => format!("roll call {}: {n} present, {} needed", short(model, at.0), b.quorum),
        _ => format!("no roll call holds; members join by voting; {} needed", b.quorum),
    };
    tell(page, &present, Tone::Accent);
    let next = b.next_meeting.map_or_else(
        || "next meeting: cab.weekday and cab.time are not set".into(),
        |t| format!("next meeting {}", short(model, t.0)),
    );
    tell(page, &next, Tone::Faint);
    y += 1;
    for s in &b.seats {
        let marks = format!(
            "{}{}{}",
            if s.chair { " chair" } else { "" },
            if s.mandatory { " mandatory" } else { "" },
            if s.veto { " veto" } else { "" }
        );
        let holder = s.holder.as_deref().unwrap_or("VACANT");
        let tone = if s.holder.is_some() { Tone::Plain } else { Tone::Warn };
        let (first, second) = if class(area.width) == Class::Phone { (18, 9) } else { (24, 16) };
        page.put(area, 1, y, &format!("{} {}", pad(&s.title, first), fit(holder, second)), tone);
        let x = u16::try_from(first + second + 3).unwrap_or(43);
        page.put(area, x, y, format!("{}{marks}", s.presence.as_deref().unwrap_or("")).trim(), Tone::Faint);
        y += 1;
    }
    for d in &b.delegations {
        y += 1;
        page.put(
            area,
            1,
            y,
            &format!("{} delegates {} to {} until {}", d.from, d.role, d.to, short(model, d.until.0)),
            Tone::Plain,
        );
    }
}
