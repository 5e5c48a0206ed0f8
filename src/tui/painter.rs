//! Draws a frame on the terminal in as few bytes as possible and in one write.
mod encode;
mod grid;
mod way;

use encode::{Ink, State};
use grid::{Grid, Slot};
use ratatui::buffer::Buffer;
use std::io::{self, Write};

/// Frames above this many bytes are shown by the terminal at once (synchronized update).
const SYNCHRONIZED_ABOVE: usize = 500;
/// Erasing columns and moving past them takes up to ten bytes; up to here blanks are no longer.
const BLANKS_WRITTEN: usize = 10;

/// Keeps what the terminal shows and writes only what changes.
///
/// It must be the only one to move the cursor, change colours or scroll; after anybody else did, call [`forget`].
///
/// [`forget`]: Painter::forget
pub struct Painter<W: Write> {
    out: W,
    shown: Option<Grid>,
    state: State,
}

impl<W: Write> Painter<W> {
    /// A painter that knows nothing of the terminal behind `out` yet, so its first paint is a full one.
    pub fn new(out: W) -> Self {
        Painter { out, shown: None, state: State::default() }
    }

    /// Makes the terminal show `next`, with the cursor at (column, row) or hidden.
    ///
    /// Returns the frame's bytes: 0, without a write or a flush, when nothing changed. The cursor's place counts from
    /// the buffer's upper left corner and is kept inside it. `behind` is told how long the frame is and says what goes
    /// out behind it in the same write, such as a question to the terminal that moves and changes nothing.
    ///
    /// # Errors
    /// The error of the write or flush; what the terminal shows is unknown then, and the next paint is a full one.
    pub fn paint(
        &mut self,
        next: &Buffer,
        cursor: Option<(u16, u16)>,
        behind: impl FnOnce(usize) -> &'static [u8],
    ) -> io::Result<usize> {
        let next = Grid::of(next, self.shown.as_ref());
        let mut ink = turned(self.shown.take(), &next, self.state);
        let (right, bottom) = (next.width.saturating_sub(1), next.rows.len().saturating_sub(1));
        ink.cursor(cursor.map(|(x, y)| (usize::from(x).min(right), usize::from(y).min(bottom))));
        let written = self.write(&ink.bytes, behind);
        if written.is_ok() {
            self.shown = Some(next);
            self.state = ink.state;
        } else {
            self.forget();
        }
        written
    }

    fn write(&mut self, frame: &[u8], behind: impl FnOnce(usize) -> &'static [u8]) -> io::Result<usize> {
        let mut bytes = if frame.len() > SYNCHRONIZED_ABOVE {
            [b"\x1b[?2026h", frame, b"\x1b[?2026l"].concat()
        } else {
            frame.to_vec()
        };
        let length = bytes.len();
        bytes.extend_from_slice(behind(length));
        if !bytes.is_empty() {
            self.out.write_all(&bytes)?;
            self.out.flush()?;
        }
        Ok(length)
    }

    /// Forgets what the terminal shows, as after a change of its size or when asked to redraw: the next paint is full.
    pub fn forget(&mut self) {
        self.shown = None;
        self.state = State::default();
    }

    /// Where the bytes go, for sequences that leave screen, cursor and colours alone.
    pub fn out(&mut self) -> &mut W {
        &mut self.out
    }
}

/// Does all of a first paint but the writing: code and memory are then at hand for the one that counts.
pub fn rehearse(next: &Buffer) {
    let next = Grid::of(next, None);
    std::hint::black_box(turned(None, &next, State::default()).bytes.len());
}

/// Turns what the terminal shows into `next`; all of it where that is not known.
fn turned(shown: Option<Grid>, next: &Grid, state: State) -> Ink {
    let mut ink = Ink::new(state, next.width);
    let shown = match shown.filter(|shown| shown.same_size(next)) {
        Some(mut shown) => {
            if let Some(shift) = shown.shift_to(next) {
                ink.scroll(shift);
                shown.scroll(shift);
            }
            shown
        }
        None => {
            ink.clear();
            Grid::blank(next.width, next.rows.len())
        }
    };
    for (y, (old, new)) in shown.rows.iter().zip(&next.rows).enumerate() {
        if !new.is(old) {
            paint_row(&mut ink, y, old.slots(), new.slots());
        }
    }
    ink
}

/// Turns row `y` of the terminal from `old` into `new`, from left to right.
fn paint_row(ink: &mut Ink, y: usize, old: &[Slot], new: &[Slot]) {
    if old == new {
        return;
    }
    // Where terminals disagree about a width no column can be trusted: such a row is written whole.
    let whole = old.iter().chain(new).any(|slot| !slot.sure());
    if whole {
        ink.move_to(0, y);
        ink.erase_tail();
    }
    let changed: Vec<bool> = old.iter().zip(new).map(|(old, new)| whole || old != new).collect();
    let tail = new.iter().rposition(|slot| !slot.is_empty()).map_or(0, |last| last + 1);
    let mut skip_to = 0;
    for (x, (slot, changed_here)) in new.iter().zip(&changed).enumerate().take(tail) {
        if x < skip_to || !changed_here || slot.span() == 0 {
            continue;
        }
        let blanks = if slot.is_empty() && !whole { erasable(new, &changed, x) } else { 0 };
        if blanks > BLANKS_WRITTEN {
            ink.move_to(x, y);
            ink.erase(blanks);
            skip_to = x + blanks;
            continue;
        }
        reach(ink, x, y, new);
        ink.dress(slot);
        ink.glyph(slot);
    }
    let first = changed.iter().skip(tail).position(|changed| *changed).map(|at| tail + at);
    let last = changed.iter().rposition(|changed| *changed);
    if let (Some(first), Some(last)) = (first, last) {
        ink.move_to(first, y);
        // Erasing takes three bytes, so up to three blanks are as short.
        if last + 1 - first <= 3 && !whole {
            ink.blanks(last + 1 - first);
        } else {
            ink.erase_tail();
        }
    }
}

/// How many empty columns from `x` on can be erased at once, up to the last that changes.
fn erasable(new: &[Slot], changed: &[bool], x: usize) -> usize {
    let run = new.iter().zip(changed).skip(x).take_while(|(slot, _)| slot.is_empty());
    run.enumerate().filter(|(_, (_, changed))| **changed).last().map_or(0, |(at, _)| at + 1)
}

/// Brings the cursor to column `x`: by a move, or by writing what is there already where that is as short.
fn reach(ink: &mut Ink, x: usize, y: usize, new: &[Slot]) {
    if let Some(gap) = ink.column_in(y).and_then(|from| new.get(from..x)) {
        let bytes: usize = gap.iter().map(|slot| slot.len()).sum();
        let sound = gap.first().is_some_and(|slot| slot.span() > 0)
            && gap.iter().all(|slot| slot.span() == 0 || ink.suits(slot));
        if sound && bytes <= ink.way(x, y).len() {
            gap.iter().filter(|slot| slot.span() > 0).for_each(|slot| ink.glyph(slot));
            return;
        }
    }
    ink.move_to(x, y);
}
