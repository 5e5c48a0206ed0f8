//! The ledger's log, of a record or of everything.

use super::Cursors;
use super::page::Page;
use super::when::short;
use crate::base::text::fit;
use crate::tui::layout::{Class, class};
use crate::tui::model::Model;
use crate::tui::screen::LogPage;
use crate::tui::theme::Tone;
use ratatui::layout::Rect;

/// Rows above the list.
pub const HEAD: u16 = 2;

/// Draws the log, newest first.
pub fn draw(page: &mut Page<'_>, area: Rect, model: &Model, log: &LogPage) -> Cursors {
    let of = log.id.clone().unwrap_or_else(|| "everything".into());
    let x = page.put(area, 1, 0, "LEDGER", Tone::Strong);
    let what = if log.out_of_band { ", only approvals given out of band" } else { "" };
    page.put(area, x + 2, 0, &format!("of {of}{what}, newest first"), Tone::Plain);
    let wide = class(area.width) >= Class::Wide;
    let phone = class(area.width) == Class::Phone;
    let titles = match (phone, wide) {
        (true, _) => "  entry   what",
        (false, false) => "  entry   when              record     what",
        (false, true) => "  entry   when              record     who           what",
    };
    page.put(area, 0, 1, titles, Tone::Faint);
    if wide {
        page.right(area, 1, "hash        ", Tone::Faint);
    }
    let list = Rect { y: area.y + HEAD.min(area.height), height: area.height.saturating_sub(HEAD), ..area };
    for (i, line) in log.list.items.iter().enumerate().skip(log.list.offset).take(usize::from(list.height)) {
        let y = u16::try_from(i - log.list.offset).unwrap_or(u16::MAX);
        page.put(list, 2, y, &line.seq.to_string(), Tone::Plain);
        if phone {
            // In the log of everything the record comes first.
            let x = if log.id.is_none() { page.put(list, 10, y, &line.id, Tone::Accent) + 1 } else { 10 };
            page.put(list, x, y, &line.text, Tone::Plain);
        } else {
            page.put(list, 10, y, &fit(&short(model, line.at.0), 17), Tone::Faint);
            page.put(list, 28, y, &fit(&line.id, 10), Tone::Accent);
            if wide {
                page.put(list, 39, y, &fit(&line.actor, 13), Tone::Plain);
                let room = usize::from(list.width.saturating_sub(53 + 15));
                page.put(list, 53, y, &fit(&line.text, room), Tone::Plain);
                let hash: String = line.hash.chars().take(12).collect();
                page.right(list, y, &hash, Tone::Faint);
            } else {
                page.put(list, 39, y, &line.text, Tone::Plain);
            }
        }
        if i == log.list.at {
            page.put(list, 0, y, ">", Tone::Accent);
            page.select(Rect { x: list.x.saturating_add(2), ..list }, y, 7);
        }
    }
    let here = u16::try_from(log.list.at.saturating_sub(log.list.offset)).unwrap_or(0);
    (None, Some((list.x, list.y + here.min(list.height.saturating_sub(1)))))
}
