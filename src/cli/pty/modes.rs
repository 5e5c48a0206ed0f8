//! What a command leaves a terminal in: another screen, a hidden cursor, colours; and what takes it back.

use std::collections::BTreeSet;

/// Modes that a person would be left in: keys of the cursor, the other screen, reports of mouse and focus, marked pastes.
const KNOWN: [u16; 11] = [1, 47, 1000, 1002, 1003, 1004, 1006, 1015, 1047, 1049, 2004];
/// The mode of the cursor that is seen, which is on at first.
const CURSOR: u16 = 25;
/// The longest sequence that is looked at.
const LONGEST: usize = 32;
const ESCAPE: u8 = 0x1b;

/// The modes of a terminal, by what was printed to it.
#[derive(Debug, Default)]
pub struct Modes {
    on: BTreeSet<u16>,
    hidden: bool,
    styled: bool,
    /// The beginning of a sequence that the last piece ended in.
    begun: Vec<u8>,
}

impl Modes {
    /// Notes what a piece of output does.
    pub fn see(&mut self, piece: &[u8]) {
        if !self.begun.is_empty() {
            let mut joined = std::mem::take(&mut self.begun);
            joined.extend(piece.iter().take(LONGEST));
            self.look(&joined);
            if piece.len() <= LONGEST {
                return;
            }
            self.begun.clear();
        }
        self.look(piece);
    }

    fn look(&mut self, bytes: &[u8]) {
        for at in memchr::memchr_iter(ESCAPE, bytes) {
            let rest = bytes.get(at + 1..).unwrap_or_default();
            match rest.split_first() {
                Some((b'[', rest)) => {
                    let end = rest.iter().take(LONGEST).position(|b| (0x40..=0x7e).contains(b));
                    match end.and_then(|end| Some((rest.get(..end)?, rest.get(end)?))) {
                        Some((words, last)) => self.heed(words, *last),
                        None if rest.len() < LONGEST => self.begun = bytes.get(at..).unwrap_or_default().to_vec(),
                        None => {}
                    }
                }
                Some((b'c', _)) => *self = Self::default(),
                None => self.begun = vec![ESCAPE],
                _ => {}
            }
        }
    }

    fn heed(&mut self, words: &[u8], last: u8) {
        let words = std::str::from_utf8(words).unwrap_or_default();
        match (last, words.strip_prefix('?')) {
            (b'm', None) if !words.starts_with(['>', '<', '=']) => {
                self.styled = !words.split(';').next_back().is_some_and(|w| w.is_empty() || w == "0");
            }
            (b'h' | b'l', Some(numbers)) => {
                for mode in numbers.split(';').filter_map(|n| n.parse::<u16>().ok()) {
                    match (mode, last) {
                        (CURSOR, _) => self.hidden = last == b'l',
                        (_, b'l') => _ = self.on.remove(&mode),
                        _ if KNOWN.contains(&mode) => _ = self.on.insert(mode),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }

    /// What takes back all that is still on; nothing where the terminal is as it was.
    pub fn undo(&mut self) -> Vec<u8> {
        let mut all = String::new();
        if self.styled {
            all.push_str("\x1b[0m");
        }
        for mode in &self.on {
            all.push_str(&format!("\x1b[?{mode}l"));
        }
        if self.hidden {
            all.push_str("\x1b[?25h");
        }
        *self = Self::default();
        all.into_bytes()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests fail loudly")]
mod tests {
    use super::Modes;

    fn left(pieces: &[&str]) -> String {
        let mut modes = Modes::default();
        pieces.iter().for_each(|p| modes.see(p.as_bytes()));
        String::from_utf8(modes.undo()).unwrap()
    }

    #[test]
    fn what_is_left_on_is_taken_back_and_nothing_else() {
        assert_eq!(left(&["plain\r\n", "\x1b[31mred\x1b[0m \x1b[2J"]), "");
        assert_eq!(left(&["\x1b[?1049h\x1b[?25l\x1b[1;31mred"]), "\x1b[0m\x1b[?1049l\x1b[?25h");
        assert_eq!(left(&["\x1b[?1049h", "a\x1b[?1049l"]), "");
        assert_eq!(left(&["a\x1b", "[?10", "00;1006h"]), "\x1b[?1000l\x1b[?1006l");
        assert_eq!(left(&["\x1b[?25l\x1b[?25h\x1b[?7l"]), "");
        assert_eq!(left(&["\x1b[31m\x1b[?1049h\x1bc"]), "");
        assert_eq!(left(&["\x1b[>4;1m\x1b[31;0m\x1b[m"]), "");
    }
}
