//! The shortest control sequences that bring a terminal from its known state to the wanted one.
use super::grid::{Pen, SHOWN_ON_BLANK, Shift, Slot};
use super::way::{Way, number};
use ratatui::style::{Color, Modifier};

/// Attributes with the SGR codes that set and clear them.
const ATTRIBUTES: [(Modifier, u8, u8); 9] = [
    (Modifier::BOLD, 1, 22),
    (Modifier::DIM, 2, 22),
    (Modifier::ITALIC, 3, 23),
    (Modifier::UNDERLINED, 4, 24),
    (Modifier::SLOW_BLINK, 5, 25),
    (Modifier::RAPID_BLINK, 6, 25),
    (Modifier::REVERSED, 7, 27),
    (Modifier::HIDDEN, 8, 28),
    (Modifier::CROSSED_OUT, 9, 29),
];

/// What is known of the terminal between frames.
#[derive(Clone, Copy, Default)]
pub(super) struct State {
    /// Column and row of the cursor; a column equal to the width means it waits there to wrap.
    at: Option<(usize, usize)>,
    pen: Option<Pen>,
    cursor_shown: Option<bool>,
}

/// A frame in the making: the bytes so far and the state the terminal will be in after them.
pub(super) struct Ink {
    pub(super) bytes: Vec<u8>,
    pub(super) state: State,
    width: usize,
}

impl Ink {
    pub(super) fn new(state: State, width: usize) -> Ink {
        Ink { bytes: Vec::new(), state, width }
    }

    fn add(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// Empties the screen, whatever state the terminal was left in.
    pub(super) fn clear(&mut self) {
        self.add("\x1b[m\x1b[r\x1b[H\x1b[2J");
        self.state = State { at: Some((0, 0)), pen: Some(Pen::PLAIN), cursor_shown: None };
    }

    /// Column of the cursor if it is known to be in row `y`.
    pub(super) fn column_in(&self, y: usize) -> Option<usize> {
        self.state.at.filter(|at| at.1 == y).map(|at| at.0)
    }

    /// Whether the slot can be written without a change of pen.
    pub(super) fn suits(&self, slot: &Slot) -> bool {
        self.state.pen.is_some_and(|pen| slot.suits(pen))
    }

    /// The shortest way from where the cursor is to column `x`, row `y`.
    pub(super) fn way(&self, x: usize, y: usize) -> Way {
        Way::of(self.state.at, (x, y), self.width)
    }

    /// Moves the cursor to column `x`, row `y`.
    pub(super) fn move_to(&mut self, x: usize, y: usize) {
        if self.state.at != Some((x, y)) {
            self.way(x, y).write(&mut self.bytes);
            self.state.at = Some((x, y));
        }
    }

    /// Takes up a pen that suits the slot.
    pub(super) fn dress(&mut self, slot: &Slot) {
        if slot.is_blank() {
            self.dress_blank(slot.pen().bg);
        } else {
            self.wear(slot.pen());
        }
    }

    /// Takes up a pen that leaves blanks with the background `bg`, whichever such pen is nearest.
    pub(super) fn dress_blank(&mut self, bg: Color) {
        let bare = Pen { bg, ..Pen::PLAIN };
        let Some(pen) = self.state.pen else { return self.wear(bare) };
        let near = Pen { bg, modifier: pen.modifier.difference(SHOWN_ON_BLANK), ..pen };
        if near == pen {
            return;
        }
        let start = self.bytes.len();
        let mut price = |to| {
            sgr(&mut self.bytes, Some(pen), to);
            let price = self.bytes.len() - start;
            self.bytes.truncate(start);
            price
        };
        let nearest = if price(near) <= price(bare) { near } else { bare };
        self.wear(nearest);
    }

    fn wear(&mut self, pen: Pen) {
        sgr(&mut self.bytes, self.state.pen, pen);
        self.state.pen = Some(pen);
    }

    /// Writes a slot's glyph at the cursor with the pen as it is.
    pub(super) fn glyph(&mut self, slot: &Slot) {
        slot.write(&mut self.bytes);
        self.state.at = self.state.at.filter(|_| slot.sure()).map(|(x, y)| (x + slot.span(), y));
    }

    /// Writes `count` blanks in the default style.
    pub(super) fn blanks(&mut self, count: usize) {
        self.dress_blank(Color::Reset);
        self.add(&" ".repeat(count));
        self.state.at = self.state.at.map(|(x, y)| (x + count, y));
    }

    /// Erases `count` columns from the cursor (ECH); the cursor stays.
    pub(super) fn erase(&mut self, count: usize) {
        self.dress_blank(Color::Reset);
        self.add(&counted(count, 'X'));
    }

    /// Erases from the cursor to the end of the row (EL); the cursor stays.
    pub(super) fn erase_tail(&mut self) {
        self.dress_blank(Color::Reset);
        self.add("\x1b[K");
    }

    /// Moves a block of rows. The region is given back at once, so nothing else ever scrolls.
    pub(super) fn scroll(&mut self, shift: Shift) {
        self.dress_blank(Color::Reset);
        let moved = counted(shift.by, if shift.up { 'S' } else { 'T' });
        self.add(&format!("\x1b[{};{}r{moved}\x1b[r", shift.top + 1, shift.bottom + 1));
        // Terminals differ in where the cursor is after a change of region.
        self.state.at = None;
    }

    /// Shows the cursor at a place, or hides it.
    pub(super) fn cursor(&mut self, place: Option<(usize, usize)>) {
        if let Some((x, y)) = place {
            self.move_to(x, y);
        }
        if self.state.cursor_shown != Some(place.is_some()) {
            self.add(if place.is_some() { "\x1b[?25h" } else { "\x1b[?25l" });
            self.state.cursor_shown = Some(place.is_some());
        }
    }
}

/// A sequence with one count, left out when it is 1; nothing at all for 0.
fn counted(count: usize, last: char) -> String {
    match count {
        0 => String::new(),
        1 => format!("\x1b[{last}"),
        _ => format!("\x1b[{count}{last}"),
    }
}

/// Writes the shortest SGR sequence from one pen to another: by what changed, or anew from a reset.
fn sgr(bytes: &mut Vec<u8>, from: Option<Pen>, to: Pen) {
    if from == Some(to) {
        return;
    }
    let start = bytes.len();
    bytes.extend_from_slice(b"\x1b[");
    changes(bytes, Pen::PLAIN, to, true);
    bytes.push(b'm');
    let Some(from) = from else { return };
    let middle = bytes.len();
    bytes.extend_from_slice(b"\x1b[");
    changes(bytes, from, to, false);
    bytes.push(b'm');
    if bytes.len() - middle < middle - start {
        drop(bytes.drain(start..middle));
    } else {
        bytes.truncate(middle);
    }
}

/// Writes the SGR codes that turn `from` into `to`, separated by semicolons; `anew` after a reset, which comes first.
fn changes(bytes: &mut Vec<u8>, from: Pen, to: Pen, anew: bool) {
    let start = bytes.len();
    let mut worn = from.modifier;
    for (attribute, _, clear) in ATTRIBUTES {
        if worn.contains(attribute) && !to.modifier.contains(attribute) {
            separate(bytes, start, anew);
            number(bytes, clear.into());
            // One code may clear two attributes; the one still wanted is set again below.
            for (other, _, _) in ATTRIBUTES.iter().filter(|(_, _, code)| *code == clear) {
                worn.remove(*other);
            }
        }
    }
    for (attribute, set, _) in ATTRIBUTES {
        if to.modifier.contains(attribute) && !worn.contains(attribute) {
            separate(bytes, start, anew);
            number(bytes, set.into());
        }
    }
    for (was, is, base) in [(from.fg, to.fg, 30), (from.bg, to.bg, 40)] {
        if was != is {
            separate(bytes, start, anew);
            colour_code(bytes, is, base);
        }
    }
}

fn separate(bytes: &mut Vec<u8>, start: usize, anew: bool) {
    if anew || bytes.len() > start {
        bytes.push(b';');
    }
}

/// Writes the SGR code of a colour; `base` is 30 for the foreground, 40 for the background.
fn colour_code(bytes: &mut Vec<u8>, colour: Color, base: usize) {
    let code = match colour {
        Color::Reset => 9,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 60,
        Color::LightRed => 61,
        Color::LightGreen => 62,
        Color::LightYellow => 63,
        Color::LightBlue => 64,
        Color::LightMagenta => 65,
        Color::LightCyan => 66,
        Color::White => 67,
        Color::Indexed(index) => return numbers(bytes, &[base + 8, 5, index.into()]),
        Color::Rgb(r, g, b) => return numbers(bytes, &[base + 8, 2, r.into(), g.into(), b.into()]),
    };
    number(bytes, base + code);
}

fn numbers(bytes: &mut Vec<u8>, list: &[usize]) {
    for (i, n) in list.iter().enumerate() {
        if i > 0 {
            bytes.push(b';');
        }
        number(bytes, *n);
    }
}
