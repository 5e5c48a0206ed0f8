//! Drawing into a buffer: texts in tones, rules, wrapped lines. Nothing is drawn outside an area, whatever its size.

use crate::base::text::{fit, fit_words, visible, width};
use crate::tui::Look;
use crate::tui::layout::{Class, class};
use crate::tui::theme::{Tone, style};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::borrow::Cow;

/// A page to draw on.
#[derive(Debug)]
pub struct Page<'a> {
    /// The buffer.
    pub buffer: &'a mut Buffer,
    /// How things look.
    pub look: Look,
}

impl Page<'_> {
    /// Puts text at a place of an area, cut at its right edge; gives the column after it.
    pub fn put(&mut self, area: Rect, x: u16, y: u16, text: &str, tone: Tone) -> u16 {
        if y >= area.height || x >= area.width || text.is_empty() {
            return x;
        }
        let room = usize::from(area.width - x);
        let simple = |text: &str| text.bytes().all(|b| matches!(b, b' '..=b'~'));
        let shown = if text.len() <= room && simple(text) {
            Cow::Borrowed(text)
        } else {
            Cow::Owned(self.cut(&self.plain(&visible(text)), room))
        };
        let (px, py) = (area.x.saturating_add(x), area.y.saturating_add(y));
        if self.buffer.area.contains(ratatui::layout::Position { x: px, y: py }) {
            let style = style(self.look.theme, tone);
            if simple(&shown) {
                // Most texts are ASCII, where each character is a cell and nothing is to be found out about it.
                let (start, right) = (self.buffer.index_of(px, py), self.buffer.area.right());
                let within = start + usize::from(right.saturating_sub(px));
                let cells = self.buffer.content.get_mut(start..within).unwrap_or_default();
                for (cell, c) in cells.iter_mut().zip(shown.chars()) {
                    cell.set_char(c).set_style(style);
                }
            } else {
                self.buffer.set_stringn(px, py, &shown, room, style);
            }
        }
        x.saturating_add(columns(&shown))
    }

    /// As much of a text as fits, cut between words on a phone: where a line is short, half a word at its end tells nothing.
    #[must_use]
    pub fn cut(&self, text: &str, columns: usize) -> String {
        let cut = if class(self.buffer.area.width) == Class::Phone { fit_words } else { fit };
        cut(text, columns)
    }

    /// Puts text at the right edge of an area; gives the column where it begins.
    pub fn right(&mut self, area: Rect, y: u16, text: &str, tone: Tone) -> u16 {
        let x = area.width.saturating_sub(columns(text) + 1);
        self.put(area, x, y, text, tone);
        x
    }

    /// ASCII only, where that is asked for.
    fn plain(&self, text: &str) -> String {
        if !self.look.ascii || text.is_ascii() {
            return text.to_owned();
        }
        text.chars()
            .map(|c| match c {
                '─' => '-',
                '│' => '|',
                '┬' | '┴' | '┼' | '├' | '┤' => '+',
                '…' | '·' => '.',
                '█' => '#',
                c if c.is_ascii() => c,
                _ => '?',
            })
            .collect()
    }

    /// A rule over the width of the area, with a heading in it. Without borders only the heading is left.
    pub fn rule(&mut self, area: Rect, y: u16, heading: &str) {
        if !self.look.plain {
            self.put(area, 0, y, &"─".repeat(usize::from(area.width)), Tone::Faint);
        }
        if !heading.is_empty() {
            self.put(area, 1, y, &format!(" {heading} "), Tone::Strong);
        }
    }

    /// A divider in the column to the right of an area.
    pub fn divider(&mut self, area: Rect) {
        if self.look.plain {
            return;
        }
        let column = Rect { x: area.x.saturating_add(area.width), width: 1, ..area };
        for y in 0..area.height {
            self.put(column, 0, y, "│", Tone::Faint);
        }
    }

    /// Marks a line as selected, over so many columns.
    pub fn select(&mut self, area: Rect, y: u16, columns: u16) {
        if y < area.height {
            let rect = Rect { x: area.x, y: area.y.saturating_add(y), width: columns.min(area.width), height: 1 };
            self.buffer.set_style(rect.intersection(self.buffer.area), style(self.look.theme, Tone::Selected));
        }
    }
}

/// Columns of a text, as far as a screen reaches.
#[must_use]
pub fn columns(text: &str) -> u16 {
    u16::try_from(width(text)).unwrap_or(u16::MAX)
}
