//! Drawing into a buffer: texts in tones, rules, wrapped lines. Nothing is drawn outside an area, whatever its size.

use crate::base::text::{fit, visible, width};
use crate::tui::Look;
use crate::tui::theme::{Tone, style};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// A page to draw on.
pub struct Page<'a> {
    /// The buffer.
    pub buffer: &'a mut Buffer,
    /// How things look.
    pub look: Look,
}

impl Page<'_> {
    /// Puts text at a place of an area, cut at its right edge; gives the column after it.
    pub fn put(&mut self, area: Rect, x: u16, y: u16, text: &str, tone: Tone) -> u16 {
        if y >= area.height || x >= area.width {
            return x;
        }
        let room = usize::from(area.width - x);
        let safe = visible(text);
        let shown = fit(&self.plain(&safe), room);
        let (px, py) = (area.x.saturating_add(x), area.y.saturating_add(y));
        if self.buffer.area.contains(ratatui::layout::Position { x: px, y: py }) {
            self.buffer.set_stringn(px, py, &shown, room, style(self.look.theme, tone));
        }
        x.saturating_add(u16::try_from(width(&shown)).unwrap_or(u16::MAX))
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
                '…' => '.',
                '·' => '.',
                c if c.is_ascii() => c,
                _ => '?',
            })
            .collect()
    }

    /// A rule over the width of the area, with a heading in it.
    pub fn rule(&mut self, area: Rect, y: u16, heading: &str) {
        let dash = if self.look.ascii { "-" } else { "─" };
        self.put(area, 0, y, &dash.repeat(usize::from(area.width)), Tone::Faint);
        if !heading.is_empty() {
            self.put(area, 1, y, &format!(" {heading} "), Tone::Strong);
        }
    }

    /// Marks a line as selected; the whole width where the list is one of words, else the key cells only.
    pub fn select(&mut self, area: Rect, y: u16, columns: u16) {
        if y < area.height {
            let rect = Rect { x: area.x, y: area.y + y, width: columns.min(area.width), height: 1 };
            self.buffer.set_style(rect.intersection(self.buffer.area), style(self.look.theme, Tone::Selected));
        }
    }
}

/// Breaks text into lines of at most `columns`, at spaces where there are any.
#[must_use]
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        for word in paragraph.split(' ') {
            let mut word = word.to_owned();
            loop {
                let gap = usize::from(!line.is_empty());
                if width(&line) + gap + width(&word) <= columns {
                    if gap == 1 {
                        line.push(' ');
                    }
                    line.push_str(&word);
                    break;
                }
                if line.is_empty() {
                    // A word longer than a line is cut.
                    let mut head: String = String::new();
                    for c in word.chars() {
                        if width(&head) + width(&c.to_string()) > columns {
                            break;
                        }
                        head.push(c);
                    }
                    if head.is_empty() {
                        break;
                    }
                    word = word.chars().skip(head.chars().count()).collect();
                    lines.push(head);
                    if word.is_empty() {
                        break;
                    }
                } else {
                    lines.push(std::mem::take(&mut line));
                }
            }
        }
        lines.push(line);
    }
    lines
}
