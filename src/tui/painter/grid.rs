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

/// One column of a row. Most glyphs and colours fit into a number: then equal numbers are equal slots.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Slot {
    /// From the lowest bit: four bytes of text, nine bits each for foreground, background and attributes, two for the
    /// columns that the glyph takes, [`UNSURE`] and [`MORE`].
    key: u64,
    more: Option<Box<More>>,
}

/// What does not fit into a slot's number; that holds a digest of the text then.
#[derive(Clone, PartialEq, Eq)]
struct More {
    text: String,
    pen: Pen,
    span: usize,
}

/// The part of a slot's number that is text, and where its other parts begin.
const TEXT: u64 = 0xffff_ffff;
const FG: u32 = 32;
const BG: u32 = 41;
const MODIFIER: u32 = 50;
const SPAN: u32 = 59;
/// Terminals differ in the width of the glyph.
const UNSURE: u64 = 1 << 61;
/// The rest does not fit.
const MORE: u64 = 1 << 62;
/// The number of what the terminal holds after an erase.
const EMPTY: u64 = 0x20 | 1 << SPAN;

impl Slot {
    /// What the terminal holds after an erase.
    const fn empty() -> Slot {
        Slot { key: EMPTY, more: None }
    }

    fn new(text: &str, pen: Pen, span: usize, sure: bool) -> Slot {
        let unsure = if sure { 0 } else { UNSURE };
        let colours = colour_number(pen.fg).zip(colour_number(pen.bg));
        let modifier = u64::from(pen.modifier.bits());
        if let (Some((fg, bg)), ..=4, 0..=2, ..=0x1ff) = (colours, text.len(), span, modifier) {
            let letters = text.bytes().rev().fold(0, |sum, byte| sum << 8 | u64::from(byte));
            let pen = fg << FG | bg << BG | modifier << MODIFIER;
            return Slot { key: letters | pen | (span as u64) << SPAN | unsure, more: None };
        }
        let digest = text.bytes().fold(modifier, |sum, byte| sum.rotate_left(5).wrapping_mul(31) ^ u64::from(byte));
        let more = More { text: text.to_owned(), pen, span };
        Slot { key: digest & TEXT | MORE | unsure, more: Some(Box::new(more)) }
    }

    /// The slot for a buffer's cell with `room` columns up to the right edge.
    fn of(source: &Cell, room: usize) -> Slot {
        // Most cells hold one printable ASCII character, about which there is nothing to find out.
        if let [b' '..=b'~'] = source.symbol().as_bytes() {
            return Slot::new(source.symbol(), worn(source.symbol(), source), 1, true);
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
        Slot::new(symbol, worn(symbol, source), span, sure)
    }

    /// The slots a wide glyph covers beside its first.
    fn covered(&self) -> Slot {
        Slot::new("", self.pen(), 0, true)
    }

    /// Writes the glyph.
    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        match &self.more {
            Some(more) => bytes.extend_from_slice(more.text.as_bytes()),
            None => bytes.extend(self.letters()),
        }
    }

    /// Bytes of the glyph.
    pub(super) fn len(&self) -> usize {
        self.more.as_ref().map_or_else(|| self.letters().count(), |more| more.text.len())
    }

    /// The text in the number; no glyph contains a zero.
    fn letters(&self) -> impl Iterator<Item = u8> {
        self.key.to_le_bytes().into_iter().take(4).take_while(|byte| *byte != 0)
    }

    pub(super) fn pen(&self) -> Pen {
        if let Some(more) = &self.more {
            return more.pen;
        }
        let part = |from: u32| self.key >> from & 0x1ff;
        let modifier = Modifier::from_bits_truncate(u16::try_from(part(MODIFIER)).unwrap_or_default());
        Pen { fg: colour(part(FG)), bg: colour(part(BG)), modifier }
    }

    /// Columns the glyph takes; 0 for the columns a wide glyph to the left covers.
    pub(super) fn span(&self) -> usize {
        self.more.as_ref().map_or_else(|| usize::try_from(self.key >> SPAN & 3).unwrap_or(1), |more| more.span)
    }

    /// Whether terminals agree about the width of the glyph.
    pub(super) const fn sure(&self) -> bool {
        self.key & UNSURE == 0
    }

    /// Whether nothing but the background can be seen here.
    pub(super) fn is_blank(&self) -> bool {
        const SHOWN: u64 = (SHOWN_ON_BLANK.bits() as u64) << MODIFIER;
        match &self.more {
            Some(more) => more.text == " " && !more.pen.modifier.intersects(SHOWN_ON_BLANK),
            None => self.key & (TEXT | SHOWN) == 0x20,
        }
    }

    /// Whether an erase in the default style gives this slot.
    pub(super) const fn is_empty(&self) -> bool {
        self.key == EMPTY
    }

    /// Whether the glyph written with `pen` looks as it should.
    pub(super) fn suits(&self, pen: Pen) -> bool {
        if self.is_blank() {
            pen.bg == self.pen().bg && !pen.modifier.intersects(SHOWN_ON_BLANK)
        } else {
            pen == self.pen()
        }
    }
}

/// The colours and attributes of a glyph, without what cannot be seen on a blank.
fn worn(symbol: &str, source: &Cell) -> Pen {
    let (fg, bg, modifier) = (source.fg, source.bg, source.modifier);
    if symbol == " " && !modifier.intersects(SHOWN_ON_BLANK) {
        return Pen { bg, ..Pen::PLAIN };
    }
    Pen { fg, bg, modifier }
}

/// The sixteen colours that have names, after the terminal's own.
const NAMED: [Color; 17] = [
    Color::Reset,
    Color::Black,
    Color::Red,
    Color::Green,
    Color::Yellow,
    Color::Blue,
    Color::Magenta,
    Color::Cyan,
    Color::Gray,
    Color::DarkGray,
    Color::LightRed,
    Color::LightGreen,
    Color::LightYellow,
    Color::LightBlue,
    Color::LightMagenta,
    Color::LightCyan,
    Color::White,
];

/// A number of nine bits for each colour but those that are mixed.
fn colour_number(colour: Color) -> Option<u64> {
    match colour {
        // Nearly all cells have it.
        Color::Reset => Some(0),
        Color::Indexed(index) => Some(0x100 | u64::from(index)),
        named => NAMED.iter().zip(0..).find(|(known, _)| **known == named).map(|(_, number)| number),
    }
}

fn colour(number: u64) -> Color {
    let named = usize::try_from(number).ok().and_then(|n| NAMED.get(n)).copied();
    named.unwrap_or_else(|| Color::Indexed(u8::try_from(number & 0xff).unwrap_or_default()))
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
    keys: Vec<u16>,
    filled: i64,
}

impl Row {
    fn new(slots: Vec<Slot>) -> Row {
        #[allow(clippy::cast_possible_truncation, reason = "any part of a digest tells most slots apart")]
        let keys = slots.iter().map(|slot| (slot.key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 48) as u16).collect();
        let filled = slots.iter().map(|slot| i64::from(!slot.is_empty())).sum();
        Row(Rc::new(Columns { slots, keys, filled }))
    }

    /// The row of these cells: `before` itself where it is that. What is made meanwhile lies in `row`.
    fn of(cells: &[Cell], width: usize, before: Option<&Row>, row: &mut Vec<Slot>) -> Row {
        row.clear();
        for (x, cell) in cells.iter().enumerate() {
            // The columns under a wide glyph were filled with it.
            if x < row.len() {
                continue;
            }
            let slot = Slot::of(cell, width - x);
            let covered = slot.span().saturating_sub(1);
            if covered > 0 {
                let beside = slot.covered();
                row.push(slot);
                row.extend(std::iter::repeat_n(beside, covered));
            } else {
                row.push(slot);
            }
        }
        match before.filter(|before| before.slots() == row.as_slice()) {
            Some(same) => same.clone(),
            None => Row::new(row.clone()),
        }
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
        let differ: u16 = self.0.keys.iter().zip(&other.0.keys).map(|(old, new)| u16::from(old != new)).sum();
        i64::from(differ)
    }
}

/// The whole screen, row by row.
pub(super) struct Grid {
    pub(super) width: usize,
    pub(super) rows: Vec<Row>,
}

impl Grid {
    /// A screen after a clear.
    pub(super) fn blank(width: usize, height: usize) -> Grid {
        Grid { width, rows: vec![Row::blank(width); height] }
    }

    /// What the terminal shall hold to show `buffer`. Rows that are as in `before` are taken from there.
    pub(super) fn of(buffer: &Buffer, before: Option<&Grid>) -> Grid {
        let width = usize::from(buffer.area().width);
        let mut known = before.filter(|grid| grid.width == width).map(|grid| grid.rows.iter());
        let mut made = Vec::with_capacity(width);
        let mut row = |cells| Row::of(cells, width, known.as_mut().and_then(Iterator::next), &mut made);
        let rows = buffer.content().chunks(width.max(1)).map(&mut row).collect();
        Grid { width, rows }
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
