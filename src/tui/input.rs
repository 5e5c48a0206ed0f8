//! Bytes from the terminal to keys, pasted text and answers. Sequences may be cut anywhere between two reads.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// What the terminal sent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Input {
    /// A key.
    Key(KeyEvent),
    /// Pasted text.
    Paste(String),
    /// The terminal's new size, where it comes among the keys.
    Size(u16, u16),
    /// The answer to a question for the cursor's place: everything that came before it was typed before the frame
    /// in front of the question could be seen.
    Seen,
    /// The answer to a question whether all is well: what was written before it has arrived.
    Arrived,
}

const PASTE_END: &[u8] = b"\x1b[201~";

/// The longest text that is taken from one paste, in bytes.
const PASTE_MAX: usize = 1 << 20;

/// Reads bytes as they come.
#[derive(Debug, Default)]
pub struct Reader {
    kept: Vec<u8>,
    pasting: bool,
}

/// What the beginning of the bytes is.
enum Found {
    /// Something, and how many bytes it takes.
    Some(Input, usize),
    /// Nothing that means anything here, so many bytes long.
    Nothing(usize),
    /// The beginning of something.
    Part,
}

impl Reader {
    /// Takes bytes in. `last` says that nothing follows at once, so that a lone escape is the key.
    pub fn take(&mut self, bytes: &[u8], last: bool) -> Vec<Input> {
        self.kept.extend_from_slice(bytes);
        let mut inputs = Vec::new();
        loop {
            if self.pasting && !self.paste(&mut inputs) {
                break;
            }
            if self.kept.is_empty() {
                break;
            }
            match first(&self.kept, last) {
                Found::Some(input, n) => {
                    self.kept.drain(..n.min(self.kept.len()));
                    inputs.push(input);
                }
                Found::Nothing(n) => {
                    self.pasting = self.kept.starts_with(b"\x1b[200~");
                    self.kept.drain(..n.min(self.kept.len()));
                }
                Found::Part => break,
            }
        }
        inputs
    }

    /// Whether a sequence has begun that is not complete.
    #[must_use]
    pub fn waits(&self) -> bool {
        !self.kept.is_empty() && !self.pasting
    }

    /// Collects pasted text up to its end; whether the end has come.
    fn paste(&mut self, inputs: &mut Vec<Input>) -> bool {
        let Some(at) = self.kept.windows(PASTE_END.len()).position(|w| w == PASTE_END) else {
            self.kept.truncate(PASTE_MAX);
            return false;
        };
        let rest = self.kept.split_off(at);
        let text = String::from_utf8_lossy(&std::mem::take(&mut self.kept)).replace("\r\n", "\n").replace('\r', "\n");
        self.kept = rest.into_iter().skip(PASTE_END.len()).collect();
        self.pasting = false;
        inputs.push(Input::Paste(text));
        true
    }
}

fn key(code: KeyCode) -> Input {
    Input::Key(KeyEvent::new(code, KeyModifiers::NONE))
}

fn control(c: char) -> Input {
    Input::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL))
}

fn first(bytes: &[u8], last: bool) -> Found {
    let Some(byte) = bytes.first() else { return Found::Part };
    match *byte {
        0x1B => escape(bytes, last),
        b'\r' | b'\n' => Found::Some(key(KeyCode::Enter), 1),
        b'\t' => Found::Some(key(KeyCode::Tab), 1),
        0x7F | 0x08 => Found::Some(key(KeyCode::Backspace), 1),
        0x00 => Found::Some(control(' '), 1),
        n @ 0x01..=0x1A => Found::Some(control(char::from(n + b'a' - 1)), 1),
        0x1C..=0x1F => Found::Nothing(1),
        _ => character(bytes),
    }
}

fn character(bytes: &[u8]) -> Found {
    let taken = bytes.get(..bytes.len().min(4)).unwrap_or_default();
    let valid = match std::str::from_utf8(taken) {
        Ok(text) => text,
        Err(e) if e.valid_up_to() > 0 => {
            std::str::from_utf8(taken.get(..e.valid_up_to()).unwrap_or_default()).unwrap_or("")
        }
        // The beginning of a character whose rest has not come yet.
        Err(e) if e.error_len().is_none() => return Found::Part,
        Err(_) => return Found::Nothing(1),
    };
    match valid.chars().next() {
        Some(c) => Found::Some(key(KeyCode::Char(c)), c.len_utf8()),
        None => Found::Nothing(1),
    }
}

fn escape(bytes: &[u8], last: bool) -> Found {
    match bytes.get(1) {
        None if last => Found::Some(key(KeyCode::Esc), 1),
        None => Found::Part,
        Some(b'[') => csi(bytes, last),
        Some(b'O') => match bytes.get(2) {
            None if last => Found::Nothing(2),
            None => Found::Part,
            Some(c) => named(*c, &[]).map_or(Found::Nothing(3), |k| Found::Some(k, 3)),
        },
        // An escape typed before another key: two keys, for no key is bound to Alt.
        Some(_) => Found::Some(key(KeyCode::Esc), 1),
    }
}

fn csi(bytes: &[u8], last: bool) -> Found {
    let body = bytes.get(2..).unwrap_or_default();
    if body.first() == Some(&b'[') {
        // A function key of the Linux console: `ESC [ [ A`.
        return match body.get(1) {
            None if !last => Found::Part,
            Some(c @ b'A'..=b'E') => Found::Some(key(KeyCode::F(c - b'A' + 1)), 4),
            _ => Found::Nothing(bytes.len().min(4)),
        };
    }
    let Some(end) = body.iter().position(|b| matches!(b, 0x40..=0x7E)) else {
        // Nothing that long is meant for us.
        return if last || body.len() > 64 { Found::Nothing(bytes.len()) } else { Found::Part };
    };
    let taken = end + 3;
    let text = std::str::from_utf8(body.get(..end).unwrap_or_default()).unwrap_or("?");
    if text.starts_with(['<', '=', '>', '?']) {
        // Private sequences, such as the mouse and what the terminal is: never keys.
        return Found::Nothing(taken);
    }
    let numbers: Vec<u32> = text.split(';').map(|n| n.parse().unwrap_or(0)).collect();
    let found = match body.get(end).copied().unwrap_or(0) {
        // `ESC [ 1 ; 5 R` would be a function key with control; nothing is bound to those.
        b'R' if numbers.len() == 2 => Some(Input::Seen),
        b'n' => Some(Input::Arrived),
        b'~' => match numbers.first() {
            Some(1 | 7) => Some(key(KeyCode::Home)),
            Some(4 | 8) => Some(key(KeyCode::End)),
            Some(3) => Some(key(KeyCode::Delete)),
            Some(5) => Some(key(KeyCode::PageUp)),
            Some(6) => Some(key(KeyCode::PageDown)),
            Some(n @ 11..=15) => u8::try_from(n - 10).ok().map(|n| key(KeyCode::F(n))),
            Some(n @ 17..=21) => u8::try_from(n - 11).ok().map(|n| key(KeyCode::F(n))),
            _ => None,
        },
        b'Z' => Some(key(KeyCode::BackTab)),
        c => named(c, &numbers),
    };
    found.map_or(Found::Nothing(taken), |input| Found::Some(input, taken))
}

fn named(c: u8, numbers: &[u32]) -> Option<Input> {
    let code = match c {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'H' => KeyCode::Home,
        b'F' => KeyCode::End,
        b'M' => KeyCode::Enter,
        b'P'..=b'S' => KeyCode::F(c - b'P' + 1),
        _ => return None,
    };
    let modifiers = match numbers.get(1) {
        Some(5) => KeyModifiers::CONTROL,
        _ => KeyModifiers::NONE,
    };
    Some(Input::Key(KeyEvent::new(code, modifiers)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests fail loudly")]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Vec<Input> {
        Reader::default().take(bytes, true)
    }

    #[test]
    fn keys_answers_and_pastes_are_told_apart() {
        assert_eq!(
            read(b"1\r\x1b[12;40R\x1b[0nq"),
            [key(KeyCode::Char('1')), key(KeyCode::Enter), Input::Seen, Input::Arrived, key(KeyCode::Char('q'))]
        );
        assert_eq!(
            read(b"\x1b[A\x1bOB\x1b[5~\x1b"),
            [key(KeyCode::Up), key(KeyCode::Down), key(KeyCode::PageUp), key(KeyCode::Esc)]
        );
        assert_eq!(read("é€𝄞".as_bytes()), ['é', '€', '𝄞'].map(|c| key(KeyCode::Char(c))));
        assert_eq!(
            read(b"\x1b[200~A\r\nB\x1b[31m\x1b[201~x"),
            [Input::Paste("A\nB\u{1b}[31m".into()), key(KeyCode::Char('x'))]
        );
    }

    #[test]
    fn sequences_may_be_cut_anywhere() {
        let whole = "\x1b[A1\u{e9}\x1b[200~paste\x1b[201~\x1b[3;4Rz".as_bytes();
        let at_once = read(whole);
        for cut in 1..whole.len() {
            let mut reader = Reader::default();
            let mut parts = reader.take(&whole[..cut], false);
            parts.extend(reader.take(&whole[cut..], true));
            assert_eq!(parts, at_once, "cut at {cut}");
        }
    }

    #[test]
    fn what_is_not_understood_is_left_out() {
        assert_eq!(read(b"\x1b[?62;c\x1b[<0;3;4Ma\xff\xfeb"), [key(KeyCode::Char('a')), key(KeyCode::Char('b'))]);
    }
}
