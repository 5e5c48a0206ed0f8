//! The screen as a terminal holds it: whole glyphs in harmless text, and how far a block of rows has moved.
use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use std::rc::Rc;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Attributes that show on a blank; all others are invisible there.
pub(super) const SHOWN_ON_BLANK: Modifier = Modifier::UNDERLINED.union(Modifier::REVERSED).union(Modifier::CROSSED_OUT);

/// Colours and attributes of a cell or of the terminal's pen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Pen {
    pub(super) fg: Color,
    pub(super) bg: Color,
    pub(super) modifier: Modifier,
}

impl Pen {
    pub(super) const PLAIN: Pen = Pen { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };
}

/// One column of a row.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Slot {
    /// Digest of the rest, first so that unequal slots are told apart quickly.
    key: u64,
    cell: Cell,
    /// Columns the glyph takes; 0 for the columns a wide glyph to the left covers.
    pub(super) span: usize,
    /// Whether terminals agree about the width of the glyph.
    pub(super) sure: bool,
}

impl Slot {
    /// What the terminal holds after an erase.
    fn empty() -> Slot {
        Slot::new(Cell::default(), 1, true)
    }

    fn new(cell: Cell, span: usize, sure: bool) -> Slot {
        let mut key = u64::from(cell.modifier.bits()) << 2 | u64::from(span == 0);
        for part in [colour_number(cell.fg), colour_number(cell.bg)] {
            key = mix(key, part);
        }
        for byte in cell.symbol().bytes() {
            key = mix(key, u64::from(byte));
        }
        Slot { key, cell, span, sure }
    }

    /// The slot for a buffer's cell with `room` columns up to the right edge.
    fn of(source: &Cell, room: usize) -> Slot {
        // Most cells hold one printable ASCII character, about which there is nothing to find out.
        if let [b' '..=b'~'] = source.symbol().as_bytes() {
            return Slot::new(dressed(source.symbol(), source), 1, true);
        }
        let harmless: String;
        let mut symbol = source.symbol();
        if symbol.chars().any(char::is_control) {
            harmless = symbol.chars().filter(|c| !c.is_control()).collect();
            symbol = &harmless;
        }
        // A mark without a letter would join the glyph to the left, so it goes.
        symbol = symbol.trim_start_matches(|c: char| c.width() == Some(0));
        let mut span = symbol.width();
        if span == 0 || span > room {
            (symbol, span) = (" ", 1);
        }
        let sure = span <= 2 && symbol.chars().filter_map(UnicodeWidthChar::width).sum::<usize>() == span;
        Slot::new(dressed(symbol, source), span, sure)
    }

    /// The slots a wide glyph covers beside its first.
    fn covered(&self) -> Slot {
        let mut cell = self.cell.clone();
        cell.set_symbol("");
        Slot::new(cell, 0, true)
    }

    pub(super) fn text(&self) -> &str {
        self.cell.symbol()
    }

    pub(super) fn pen(&self) -> Pen {
        Pen { fg: self.cell.fg, bg: self.cell.bg, modifier: self.cell.modifier }
    }

    /// Whether nothing but the background can be seen here.
    pub(super) fn is_blank(&self) -> bool {
        self.text() == " " && !self.cell.modifier.intersects(SHOWN_ON_BLANK)
    }

    /// Whether an erase in the default style gives this slot.
    pub(super) fn is_empty(&self) -> bool {
        self.is_blank() && self.cell.bg == Color::Reset
    }

    /// Whether the glyph written with `pen` looks as it should.
    pub(super) fn suits(&self, pen: Pen) -> bool {
        if self.is_blank() {
            pen.bg == self.cell.bg && !pen.modifier.intersects(SHOWN_ON_BLANK)
        } else {
            pen == self.pen()
        }
    }
}

/// A glyph in the colours of a cell, without what cannot be seen on a blank.
fn dressed(symbol: &str, source: &Cell) -> Cell {
    let mut cell = Cell::default();
    cell.set_symbol(symbol);
    (cell.fg, cell.bg, cell.modifier) = (source.fg, source.bg, source.modifier);
    if symbol == " " && !cell.modifier.intersects(SHOWN_ON_BLANK) {
        (cell.fg, cell.modifier) = (Color::Reset, Modifier::empty());
    }
    cell
}

fn mix(key: u64, part: u64) -> u64 {
    (key.rotate_left(5) ^ part).wrapping_mul(0x517c_c1b7_2722_0a95)
}

/// A number for each colour; equal for none but equal colours.
fn colour_number(colour: Color) -> u64 {
    match colour {
        Color::Reset => 0,
        Color::Black => 1,
        Color::Red => 2,
        Color::Green => 3,
        Color::Yellow => 4,
        Color::Blue => 5,
        Color::Magenta => 6,
        Color::Cyan => 7,
        Color::Gray => 8,
        Color::DarkGray => 9,
        Color::LightRed => 10,
        Color::LightGreen => 11,
        Color::LightYellow => 12,
        Color::LightBlue => 13,
        Color::LightMagenta => 14,
        Color::LightCyan => 15,
        Color::White => 16,
        Color::Indexed(index) => 0x100 | u64::from(index),
        Color::Rgb(r, g, b) => 1 << 32 | u64::from(r) << 16 | u64::from(g) << 8 | u64::from(b),
    }
}

/// A block of rows that moves: `top..=bottom`, `by` lines, upwards or downwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shift {
    pub(super) top: usize,
    pub(super) bottom: usize,
    pub(super) by: usize,
    pub(super) up: bool,
}

/// One row. Rows are shared between frames, so that a row in which nothing changed is not made again.
#[derive(Clone)]
pub(super) struct Row(Rc<Columns>);

struct Columns {
    slots: Vec<Slot>,
    /// A part of each slot's digest, close together: rows are compared by it to find out how far they moved.
    keys: Vec<u32>,
    filled: i64,
}

impl Row {
    fn new(slots: Vec<Slot>) -> Row {
        #[allow(clippy::cast_possible_truncation, reason = "any part of a digest tells most slots apart")]
        let keys = slots.iter().map(|slot| (slot.key >> 32) as u32).collect();
        let filled = slots.iter().map(|slot| i64::from(!slot.is_empty())).sum();
        Row(Rc::new(Columns { slots, keys, filled }))
    }

    fn of(cells: &[Cell], width: usize) -> Row {
        let mut row: Vec<Slot> = Vec::with_capacity(width);
        for (x, cell) in cells.iter().enumerate() {
            // The columns under a wide glyph were filled with it.
            if x < row.len() {
                continue;
            }
            let slot = Slot::of(cell, width - x);
            let covered = slot.span - 1;
            if covered > 0 {
                let beside = slot.covered();
                row.push(slot);
                row.extend(std::iter::repeat_n(beside, covered));
            } else {
                row.push(slot);
            }
        }
        Row::new(row)
    }

    fn blank(width: usize) -> Row {
        Row::new(vec![Slot::empty(); width])
    }

    pub(super) fn slots(&self) -> &[Slot] {
        &self.0.slots
    }

    /// Whether this is the very row of the frame before.
    pub(super) fn is(&self, other: &Row) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// How many columns differ.
    fn unequal(&self, other: &Row) -> i64 {
        if self.is(other) {
            return 0;
        }
        let differ: u32 = self.0.keys.iter().zip(&other.0.keys).map(|(old, new)| u32::from(old != new)).sum();
        i64::from(differ)
    }
}

/// The whole screen, row by row.
pub(super) struct Grid {
    pub(super) width: usize,
    pub(super) rows: Vec<Row>,
    /// The buffer that the rows were made of; none for a screen after a clear.
    source: Option<Buffer>,
}

impl Grid {
    /// A screen after a clear.
    pub(super) fn blank(width: usize, height: usize) -> Grid {
        Grid { width, rows: vec![Row::blank(width); height], source: None }
    }

    /// What the terminal shall hold to show `buffer`. Rows whose cells are those of `before` are taken from there.
    pub(super) fn of(buffer: &Buffer, before: Option<&Grid>) -> Grid {
        let width = usize::from(buffer.area().width);
        let same = before.filter(|grid| grid.source.as_ref().is_some_and(|b| b.area() == buffer.area()));
        let mut known = same.and_then(|grid| grid.source.as_ref()).map(|b| b.content().chunks(width.max(1)));
        let mut made = same.map(|grid| grid.rows.iter());
        let row =
            |cells: &[Cell]| match (known.as_mut().and_then(Iterator::next), made.as_mut().and_then(Iterator::next)) {
                (Some(old), Some(row)) if old == cells => row.clone(),
                _ => Row::of(cells, width),
            };
        let rows = buffer.content().chunks(width.max(1)).map(row).collect();
        Grid { width, rows, source: None }
    }

    /// Keeps the buffer that the rows were made of, and gives an older one for it.
    pub(super) fn keep(&mut self, buffer: &mut Buffer, before: Option<Grid>) {
        let area = *buffer.area();
        let older = before.and_then(|grid| grid.source).filter(|b| *b.area() == area);
        self.source = Some(std::mem::replace(buffer, older.unwrap_or_else(|| Buffer::empty(area))));
    }

    pub(super) fn same_size(&self, other: &Grid) -> bool {
        self.width == other.width && self.rows.len() == other.rows.len()
    }

    /// Does to the rows what the terminal does to its own.
    pub(super) fn scroll(&mut self, shift: Shift) {
        let width = self.width;
        let Some(block) = self.rows.get_mut(shift.top..=shift.bottom) else { return };
        let by = shift.by.min(block.len());
        let kept = block.len() - by;
        let (start, end) = if shift.up { (kept, block.len()) } else { (0, by) };
        if shift.up {
            block.rotate_left(by);
        } else {
            block.rotate_right(by);
        }
        block.get_mut(start..end).unwrap_or_default().fill(Row::blank(width));
    }

    /// The shift after which the least is left to write, if any shift pays.
    ///
    /// For each distance the columns saved per row are summed over the best block of rows (the greatest sum of
    /// neighbours), less what the rows laid bare cost; so a moved highlight or a scroll bar does not hide the shift.
    pub(super) fn shift_to(&self, next: &Grid) -> Option<Shift> {
        /// Bytes of the sequences themselves and of the moves after them.
        const PRICE: i64 = 32;
        let height = self.rows.len();
        let still: Vec<i64> = self.rows.iter().zip(&next.rows).map(|(old, new)| old.unequal(new)).collect();
        let total: i64 = still.iter().sum();
        if total <= PRICE {
            return None;
        }
        let laid_bare: Vec<i64> = next.rows.iter().zip(&still).map(|(row, still)| row.0.filled - still).collect();
        let mut best: Option<(i64, Shift)> = None;
        for (by, up) in (1..height).flat_map(|by| [(by, true), (by, false)]) {
            let (sources, targets) = if up { (by, 0) } else { (0, by) };
            let gains =
                self.rows.iter().skip(sources).zip(next.rows.iter().skip(targets)).zip(still.iter().skip(targets));
            let (mut sum, mut start, mut most) = (0, 0, (0, 0, 0));
            for (i, ((old, new), still)) in gains.enumerate() {
                if sum <= 0 {
                    // No block begins with a row in which nothing changed.
                    if *still == 0 {
                        continue;
                    }
                    (sum, start) = (0, i);
                }
                sum += still - old.unequal(new);
                if sum > most.0 {
                    most = (sum, start, i);
                }
            }
            let (gain, top, last) = most;
            let bare = if up { last + 1 } else { top };
            let gain = gain - laid_bare.iter().skip(bare).take(by).sum::<i64>();
            if gain > PRICE && gain * 4 >= total && best.is_none_or(|(found, _)| gain > found) {
                best = Some((gain, Shift { top, bottom: last + by, by, up }));
            }
        }
        best.map(|(_, shift)| shift)
    }
}
