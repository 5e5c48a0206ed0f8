//! Bytes of unknown encoding to UTF-8, piece by piece, with the place in the file.
//!
//! A byte order mark decides; without one, UTF-16 shows by its zero bytes, and everything else is read as UTF-8 where
//! every byte that is not UTF-8 stands for its windows-1252 character. So a file in either encoding, or one that
//! mixes them, reads right without being held in memory to find out first.

use super::fault::{At, RECORD_MAX};
use encoding_rs::{CoderResult, Decoder, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::io::{self, BufRead, Read};

const CHUNK: usize = 64 * 1024;

enum Mode {
    Unknown,
    Utf8,
    Utf16(Decoder),
}

/// A reader of UTF-8 over a reader of anything.
pub(super) struct Decoded<'a> {
    inner: Box<dyn Read + 'a>,
    mode: Mode,
    raw: Vec<u8>,
    out: Vec<u8>,
    pos: usize,
    ended: bool,
    taken: u64,
    budget: u64,
    at: At,
    after_cr: bool,
    /// Name of the encoding, once known.
    pub(super) encoding: &'static str,
    /// Bytes that were not of the encoding.
    pub(super) odd: u64,
}

impl<'a> Decoded<'a> {
    pub(super) fn new(inner: impl Read + 'a) -> Self {
        Self {
            inner: Box::new(inner),
            mode: Mode::Unknown,
            raw: Vec::new(),
            out: Vec::new(),
            pos: 0,
            ended: false,
            taken: 0,
            budget: RECORD_MAX,
            at: At { line: 1, column: 1 },
            after_cr: false,
            encoding: "UTF-8",
            odd: 0,
        }
    }

    /// Bytes taken from the reader so far.
    pub(super) fn bytes_read(&self) -> u64 {
        self.taken
    }

    /// The place of the next character.
    pub(super) fn at(&self) -> At {
        self.at
    }

    /// Begins a record: from here on at most [`RECORD_MAX`] bytes are given before the next call.
    pub(super) fn begin(&mut self) {
        self.budget = RECORD_MAX;
    }

    /// Whether the record has grown too long; reading then ends.
    pub(super) fn overrun(&self) -> bool {
        self.budget == 0
    }

    /// The next byte, not taken.
    pub(super) fn peek(&mut self) -> io::Result<Option<u8>> {
        if self.overrun() {
            return Err(io::Error::other("the record is too long"));
        }
        if self.pos >= self.out.len() {
            self.refill()?;
        }
        Ok(self.out.get(self.pos).copied())
    }

    /// The next byte.
    pub(super) fn byte(&mut self) -> io::Result<Option<u8>> {
        let byte = self.peek()?;
        if let Some(b) = byte {
            self.pos += 1;
            self.budget -= 1;
            self.step(b);
        }
        Ok(byte)
    }

    /// The first byte that is not white space, without taking anything; looks no further than one piece.
    pub(super) fn first(&mut self) -> io::Result<Option<u8>> {
        self.peek()?;
        Ok(self.out.iter().skip(self.pos).find(|b| !b.is_ascii_whitespace() && **b != 0).copied())
    }

    /// What the file is where its first bytes show that it is no text of records.
    pub(super) fn foreign(&self) -> Option<&'static str> {
        let start: Vec<u8> = self.out.iter().skip(self.pos).take(15).map(u8::to_ascii_lowercase).collect();
        let known: [(&[u8], &str); 6] = [
            (b"pk\x03\x04", "a workbook or archive"),
            (b"\xc3\x90\xc3\x8f", "a workbook of an old spreadsheet"),
            (b"%pdf", "a PDF"),
            (b"\x1f\xe2\x80\xb9", "compressed"),
            (b"<!doctype html", "a web page (perhaps of a login)"),
            (b"<html", "a web page (perhaps of a login)"),
        ];
        known.into_iter().find(|(mark, _)| start.starts_with(mark)).map(|(_, what)| what)
    }

    fn step(&mut self, b: u8) {
        // CR LF is one line break; the zero width of continuation bytes makes columns count characters.
        match b {
            b'\n' if self.after_cr => {}
            b'\n' | b'\r' => self.at = At { line: self.at.line + 1, column: 1 },
            0x80..=0xBF => {}
            _ => self.at.column += 1,
        }
        self.after_cr = b == b'\r';
    }

    fn refill(&mut self) -> io::Result<()> {
        self.out.clear();
        self.pos = 0;
        while self.out.is_empty() && !self.ended {
            self.pull()?;
            if matches!(self.mode, Mode::Unknown) {
                if self.raw.len() < 4 && !self.ended {
                    continue;
                }
                self.sniff();
            }
            self.decode();
        }
        Ok(())
    }

    fn pull(&mut self) -> io::Result<()> {
        let before = self.raw.len();
        self.raw.resize(before + CHUNK, 0);
        let got = loop {
            match self.inner.read(self.raw.get_mut(before..).unwrap_or_default()) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        let n = got.as_ref().copied().unwrap_or(0).min(CHUNK);
        self.raw.truncate(before + n);
        got?;
        self.taken += n as u64;
        self.ended = n == 0;
        Ok(())
    }

    fn sniff(&mut self) {
        let (mode, name, mark) = match self.raw.as_slice() {
            [0xEF, 0xBB, 0xBF, ..] => (Mode::Utf8, "UTF-8", 3),
            [0xFF, 0xFE, ..] => (Mode::Utf16(UTF_16LE.new_decoder_without_bom_handling()), "UTF-16 LE", 2),
            [0xFE, 0xFF, ..] => (Mode::Utf16(UTF_16BE.new_decoder_without_bom_handling()), "UTF-16 BE", 2),
            [1..=0xFF, 0, 1..=0xFF, 0, ..] => {
                (Mode::Utf16(UTF_16LE.new_decoder_without_bom_handling()), "UTF-16 LE", 0)
            }
            [0, 1..=0xFF, 0, 1..=0xFF, ..] => {
                (Mode::Utf16(UTF_16BE.new_decoder_without_bom_handling()), "UTF-16 BE", 0)
            }
            _ => (Mode::Utf8, "UTF-8", 0),
        };
        self.mode = mode;
        self.encoding = name;
        self.raw.drain(..mark.min(self.raw.len()));
    }

    fn decode(&mut self) {
        let used = match &mut self.mode {
            Mode::Unknown => 0,
            Mode::Utf8 => {
                let (used, odd) = utf8_or_1252(&self.raw, self.ended, &mut self.out);
                self.odd += odd;
                used
            }
            Mode::Utf16(decoder) => {
                let mut text = String::new();
                let mut used = 0;
                loop {
                    text.reserve(decoder.max_utf8_buffer_length(self.raw.len() - used).unwrap_or(CHUNK));
                    let rest = self.raw.get(used..).unwrap_or_default();
                    let (result, n, replaced) = decoder.decode_to_string(rest, &mut text, self.ended);
                    used += n;
                    self.odd += u64::from(replaced);
                    if matches!(result, CoderResult::InputEmpty) {
                        break;
                    }
                }
                self.out.extend_from_slice(text.as_bytes());
                used
            }
        };
        self.raw.drain(..used.min(self.raw.len()));
    }
}

/// Appends what is readable of `raw` to `out`; the bytes used and how many of them were windows-1252. The beginning of
/// a character at the end stays unused unless nothing follows.
fn utf8_or_1252(raw: &[u8], last: bool, out: &mut Vec<u8>) -> (usize, u64) {
    let mut used = 0;
    let mut odd = 0;
    while let Some(rest) = raw.get(used..).filter(|r| !r.is_empty()) {
        let good = match std::str::from_utf8(rest) {
            Ok(_) => rest.len(),
            Err(e) if e.valid_up_to() > 0 => e.valid_up_to(),
            Err(e) if e.error_len().is_none() && !last => break,
            Err(_) => {
                let byte = rest.get(..1).unwrap_or_default();
                out.extend_from_slice(WINDOWS_1252.decode_without_bom_handling(byte).0.as_bytes());
                odd += 1;
                used += 1;
                continue;
            }
        };
        out.extend_from_slice(rest.get(..good).unwrap_or_default());
        used += good;
    }
    (used, odd)
}

impl Read for Decoded<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let mut have = self.fill_buf()?;
        let n = have.read(buf)?;
        self.consume(n);
        Ok(n)
    }
}

impl BufRead for Decoded<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.peek()?;
        let room = usize::try_from(self.budget).unwrap_or(usize::MAX);
        let have = self.out.get(self.pos..).unwrap_or_default();
        Ok(have.get(..have.len().min(room)).unwrap_or_default())
    }

    fn consume(&mut self, n: usize) {
        for _ in 0..n {
            if let Some(b) = self.out.get(self.pos).copied() {
                self.pos += 1;
                self.budget = self.budget.saturating_sub(1);
                self.step(b);
            }
        }
    }
}
