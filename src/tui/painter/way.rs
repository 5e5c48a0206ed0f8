//! The shortest way of the cursor from one place to another. Ways are compared by their length and written once.

/// One part of a way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Part {
    /// A sequence with a count, left out when it is 1; nothing at all for 0.
    Counted(usize, u8),
    /// The same byte so many times.
    Repeated(usize, u8),
    /// To a column and a row, counted from 0.
    Place(usize, usize),
}

impl Part {
    const NONE: Part = Part::Counted(0, b'C');

    fn len(self) -> usize {
        match self {
            Part::Counted(0, _) => 0,
            Part::Counted(1, _) => 3,
            Part::Counted(count, _) => 3 + digits(count),
            Part::Repeated(count, _) => count,
            Part::Place(0, 0) => 3,
            Part::Place(0, y) => 3 + digits(y + 1),
            Part::Place(x, 0) => 4 + digits(x + 1),
            Part::Place(x, y) => 4 + digits(y + 1) + digits(x + 1),
        }
    }

    fn write(self, bytes: &mut Vec<u8>) {
        match self {
            Part::Counted(0, _) => {}
            Part::Counted(count, last) => {
                bytes.extend_from_slice(b"\x1b[");
                if count > 1 {
                    number(bytes, count);
                }
                bytes.push(last);
            }
            Part::Repeated(count, byte) => bytes.extend(std::iter::repeat_n(byte, count)),
            Part::Place(x, y) => {
                bytes.extend_from_slice(b"\x1b[");
                if y > 0 {
                    number(bytes, y + 1);
                }
                if x > 0 {
                    bytes.push(b';');
                    number(bytes, x + 1);
                }
                bytes.push(b'H');
            }
        }
    }

    fn shorter(self, other: Part) -> Part {
        if self.len() < other.len() { self } else { other }
    }
}

/// A way of the cursor: its parts in their order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Way([Part; 3]);

impl Way {
    /// The shortest way to column and row `to`; `from` where the cursor is, if that is known; a column equal to `width`
    /// means that it waits there to wrap.
    pub(super) fn of(from: Option<(usize, usize)>, to: (usize, usize), width: usize) -> Way {
        let (x, y) = to;
        let place = Way([Part::Place(x, y), Part::NONE, Part::NONE]);
        let Some((column, row)) = from else { return place };
        if (column, row) == to {
            return Way([Part::NONE; 3]);
        }
        let mut best = place;
        let steps = if y >= row { Part::Counted(y - row, b'B') } else { Part::Counted(row - y, b'A') };
        // A cursor waiting to wrap is only sure to obey a carriage return or an absolute move.
        if column < width {
            let sideways = match x.checked_sub(column) {
                Some(right) => Part::Counted(right, b'C'),
                None => Part::Counted(column - x, b'D').shorter(Part::Repeated(column - x, 8)),
            };
            best = Way([steps, sideways, Part::NONE]).shorter(best);
        }
        let downwards = if y > row { Part::Repeated(y - row, b'\n').shorter(steps) } else { steps };
        Way([Part::Repeated(1, b'\r'), downwards, Part::Counted(x, b'C')]).shorter(best)
    }

    /// Bytes that it takes.
    pub(super) fn len(self) -> usize {
        self.0.iter().map(|part| part.len()).sum()
    }

    /// Writes it.
    pub(super) fn write(self, bytes: &mut Vec<u8>) {
        self.0.iter().for_each(|part| part.write(bytes));
    }

    fn shorter(self, other: Way) -> Way {
        if self.len() < other.len() { self } else { other }
    }
}

fn digits(number: usize) -> usize {
    number.checked_ilog10().map_or(1, |tens| 1 + usize::try_from(tens).unwrap_or(0))
}

/// Writes a number.
pub(super) fn number(bytes: &mut Vec<u8>, number: usize) {
    let mut place = 10_usize.pow(number.checked_ilog10().unwrap_or(0));
    while place > 0 {
        let digit = u8::try_from(number / place % 10).unwrap_or(0);
        bytes.push(b'0' + digit);
        place /= 10;
    }
}
