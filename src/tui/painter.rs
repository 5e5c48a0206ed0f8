//! The last step to the terminal: what differs from the frame before, in one write.

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::queue;
use crossterm::style::{Attribute, Print, SetAttribute, SetForegroundColor};
use crossterm::terminal::{Clear, ClearType};
use ratatui::backend::IntoCrossterm as _;
use ratatui::buffer::Buffer;
use ratatui::style::Modifier;
use std::io::Write;

/// Keeps the frame before, and writes what differs.
pub struct Painter<W: Write> {
    out: W,
    before: Option<Buffer>,
    cursor: Option<(u16, u16)>,
}

impl<W: Write> Painter<W> {
    /// A painter that knows nothing of the terminal.
    pub fn new(out: W) -> Self {
        Self { out, before: None, cursor: None }
    }

    /// Forgets the frame before: the next is painted whole.
    pub fn forget(&mut self) {
        self.before = None;
    }

    /// Paints a frame; gives the bytes written, 0 when nothing changed.
    ///
    /// # Errors
    /// Those of the terminal.
    pub fn paint(&mut self, next: &Buffer, cursor: Option<(u16, u16)>) -> std::io::Result<usize> {
        let whole = self.before.as_ref().is_none_or(|b| b.area != next.area);
        let blank = Buffer::empty(next.area);
        let before = if whole { &blank } else { self.before.as_ref().unwrap_or(&blank) };
        let updates = before.diff(next);
        if !whole && updates.is_empty() && cursor == self.cursor {
            return Ok(0);
        }
        let mut bytes: Vec<u8> = Vec::new();
        if whole {
            queue!(bytes, SetAttribute(Attribute::Reset), Clear(ClearType::All))?;
        }
        let mut style = None;
        let mut at = None;
        for (x, y, cell) in updates {
            if at != Some((x, y)) {
                queue!(bytes, MoveTo(x, y))?;
            }
            let wanted = (cell.fg, cell.modifier);
            if style != Some(wanted) {
                queue!(bytes, SetAttribute(Attribute::Reset), SetForegroundColor(cell.fg.into_crossterm()))?;
                for (m, a) in [
                    (Modifier::BOLD, Attribute::Bold),
                    (Modifier::DIM, Attribute::Dim),
                    (Modifier::REVERSED, Attribute::Reverse),
                ] {
                    if cell.modifier.contains(m) {
                        queue!(bytes, SetAttribute(a))?;
                    }
                }
                style = Some(wanted);
            }
            queue!(bytes, Print(cell.symbol()))?;
            at = Some((x + 1, y));
        }
        queue!(bytes, SetAttribute(Attribute::Reset))?;
        match cursor {
            Some((x, y)) => queue!(bytes, MoveTo(x, y), Show)?,
            None => queue!(bytes, Hide)?,
        }
        self.out.write_all(&bytes)?;
        self.out.flush()?;
        self.before = Some(next.clone());
        self.cursor = cursor;
        Ok(bytes.len())
    }
}
