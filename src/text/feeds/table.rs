//! Comma, semicolon or tab separated records, read one at a time with their lines.
//!
//! Written here rather than taken from the csv crate because that reader cannot say that a file ends inside a quoted
//! cell, and a cut export must not pass for a whole one.

use super::decode::Decoded;
use super::fault::{At, FeedError};
use super::layout::{COLUMNS_MAX, Cell, Layout, Record};
use crate::base::text::so_many;
use std::io;

const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// A file of separated values after its headings.
pub(super) struct Table<'a> {
    input: Decoded<'a>,
    splitter: Splitter,
    places: Vec<Option<usize>>,
    row: u64,
    /// What was remarkable about the headings.
    pub(super) remarks: Vec<String>,
}

impl<'a> Table<'a> {
    /// Reads the headings.
    pub(super) fn open(mut input: Decoded<'a>, layout: &mut Layout) -> Result<Self, FeedError> {
        let mut heading = heading(&mut input)?;
        let mut chosen = None;
        // Spreadsheets put `sep=;` before the headings.
        if let Some([b'=', separator]) = heading.strip_prefix(b"sep").filter(|rest| rest.len() == 2) {
            chosen = Some(*separator);
            heading = self::heading(&mut input)?;
        }
        let separator = chosen.unwrap_or_else(|| separator_of(&heading));
        let mut splitter = Splitter::new(separator);
        for byte in heading {
            splitter.push(byte);
        }
        splitter.end();
        let mut names = splitter.take();
        if names.iter().all(|n| n.trim().is_empty()) {
            return Err(FeedError::Empty);
        }
        let mut remarks = Vec::new();
        if names.len() > COLUMNS_MAX {
            remarks.push(format!("{} columns; only the first {COLUMNS_MAX} are read", names.len()));
            names.truncate(COLUMNS_MAX);
        }
        let places = names.iter().map(|name| layout.place(name)).collect();
        Ok(Self { input, splitter, places, row: 0, remarks })
    }

    pub(super) fn input(&self) -> &Decoded<'a> {
        &self.input
    }

    /// The next record, `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Record>, FeedError> {
        loop {
            self.input.begin();
            let start = self.input.at();
            let mut any = false;
            let mut ended = false;
            loop {
                let place = self.input.at();
                match self.input.byte() {
                    Ok(Some(byte)) => {
                        any = true;
                        self.splitter.mark(place);
                        if self.splitter.push(byte) {
                            break;
                        }
                    }
                    Ok(None) => {
                        ended = true;
                        break;
                    }
                    Err(source) => return Err(self.broken(start, source)),
                }
            }
            if ended {
                if let Some(at) = self.splitter.open_quote() {
                    let what = "a quote opens here and is never closed".to_owned();
                    return Err(FeedError::Cut { at, what, read: self.row });
                }
                self.splitter.end();
            }
            if !any {
                return Ok(None);
            }
            let stray = self.splitter.stray.take();
            let cells = self.splitter.take();
            if cells.len() == 1 && cells.iter().all(|c| c.trim().is_empty()) {
                continue;
            }
            self.row += 1;
            return Ok(Some(self.record(start.line, cells, ended, stray)));
        }
    }

    fn record(&self, line: u64, cells: Vec<String>, last: bool, stray: Option<At>) -> Record {
        let mut record = Record { row: self.row, line, ..Record::default() };
        let (count, wanted) = (cells.len(), self.places.len());
        if let Some(at) = stray {
            record.flaw = Some(format!(
                "the cell that opens a quote at {at} goes on after its closing quote: a quote is missing or stands too much"
            ));
        } else if last && count < wanted && wanted > 1 {
            record.flaw = Some(format!(
                "the last record has {count} of {wanted} cells and no line end: the file seems cut; export it again"
            ));
        } else if count < wanted {
            record.odd = Some(format!("the record has {count} of {wanted} cells; is a quote or separator missing?"));
        }
        let mut beyond = 0;
        for (n, value) in cells.into_iter().enumerate() {
            match self.places.get(n) {
                Some(Some(place)) => record.cells.push((*place, Cell::plain(value))),
                Some(None) => {}
                None if value.trim().is_empty() => {}
                None => beyond += 1,
            }
        }
        if beyond > 0 && record.flaw.is_none() {
            record.flaw = Some(format!(
                "{} under {}: a cell with a separator or a line break needs quotes around it",
                so_many(count, "cell"),
                so_many(wanted, "heading")
            ));
        }
        record
    }

    fn broken(&self, start: At, source: io::Error) -> FeedError {
        let read = self.row;
        match (self.input.overrun(), self.splitter.open_quote()) {
            (true, Some(at)) => FeedError::TooLong { at, hint: "is a closing quote missing?", read },
            (true, None) => FeedError::TooLong { at: start, hint: "are its lines separated?", read },
            (false, _) => FeedError::Io { at: self.input.at(), read, source },
        }
    }
}

/// The bytes of the first line that holds something, line breaks within quotes included.
fn heading(input: &mut Decoded<'_>) -> Result<Vec<u8>, FeedError> {
    let start = input.at();
    let mut line = Vec::new();
    let mut quoted = None;
    loop {
        let at = input.at();
        match input.byte() {
            Ok(Some(b'"')) => {
                quoted = if quoted.is_some() { None } else { Some(at) };
                line.push(b'"');
            }
            Ok(Some(b'\n' | b'\r')) if quoted.is_none() => {
                if line.iter().any(|b| !b.is_ascii_whitespace()) {
                    return Ok(line);
                }
                line.clear();
            }
            Ok(Some(byte)) => line.push(byte),
            Ok(None) => break,
            Err(_) if input.overrun() => {
                let hint = "are these headings of a table?";
                return Err(FeedError::TooLong { at: start, hint, read: 0 });
            }
            Err(source) => return Err(FeedError::Io { at, read: 0, source }),
        }
    }
    match quoted {
        Some(at) => {
            let what = "a quote opens here in the headings and is never closed".to_owned();
            Err(FeedError::Cut { at, what, read: 0 })
        }
        None if line.iter().all(u8::is_ascii_whitespace) => Err(FeedError::Empty),
        None => Ok(line),
    }
}

/// The separator that occurs most often outside quotes; a comma when none does.
fn separator_of(heading: &[u8]) -> u8 {
    let mut counts = [0_u32; SEPARATORS.len()];
    let mut quoted = false;
    for byte in heading {
        if *byte == b'"' {
            quoted = !quoted;
        }
        for (count, separator) in counts.iter_mut().zip(SEPARATORS) {
            if !quoted && *byte == separator {
                *count += 1;
            }
        }
    }
    let mut best = (0, b',');
    for (count, separator) in counts.into_iter().zip(SEPARATORS) {
        if count > best.0 {
            best = (count, separator);
        }
    }
    best.1
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Start,
    Bare,
    Quoted,
    /// After a quote within a quoted cell: the end of the cell or half of a doubled quote.
    Quote,
}

/// Splits bytes into cells.
struct Splitter {
    separator: u8,
    inside: Inside,
    cell: Vec<u8>,
    cells: Vec<String>,
    opened: At,
    after_cr: bool,
    stray: Option<At>,
}

impl Splitter {
    fn new(separator: u8) -> Self {
        let opened = At { line: 1, column: 1 };
        Self {
            separator,
            inside: Inside::Start,
            cell: Vec::new(),
            cells: Vec::new(),
            opened,
            after_cr: false,
            stray: None,
        }
    }

    /// Remembers the place of the next byte, should it open a quote.
    fn mark(&mut self, at: At) {
        if self.inside == Inside::Start {
            self.opened = at;
        }
    }

    fn open_quote(&self) -> Option<At> {
        (self.inside == Inside::Quoted).then_some(self.opened)
    }

    /// Takes a byte; true when it ends the record.
    fn push(&mut self, byte: u8) -> bool {
        let after_cr = std::mem::replace(&mut self.after_cr, byte == b'\r' && self.inside != Inside::Quoted);
        if after_cr && byte == b'\n' && self.inside == Inside::Start && self.cells.is_empty() {
            return false;
        }
        match (self.inside, byte) {
            (Inside::Quoted, b'"') => self.inside = Inside::Quote,
            (Inside::Quoted, _) => self.cell.push(byte),
            (Inside::Quote, b'"') => {
                self.cell.push(b'"');
                self.inside = Inside::Quoted;
            }
            (Inside::Start, b'"') => self.inside = Inside::Quoted,
            (_, b) if b == self.separator => self.end(),
            (_, b'\n' | b'\r') => {
                self.end();
                return true;
            }
            (Inside::Quote, b' ') => {}
            (Inside::Quote, _) => {
                // Usually a quote is missing further up, and a line or more was taken for the inside of this cell.
                self.stray = self.stray.or(Some(self.opened));
                self.cell.push(byte);
                self.inside = Inside::Bare;
            }
            (Inside::Start | Inside::Bare, _) => {
                self.cell.push(byte);
                self.inside = Inside::Bare;
            }
        }
        false
    }

    /// Ends the cell.
    fn end(&mut self) {
        let bytes = std::mem::take(&mut self.cell);
        self.cells
            .push(String::from_utf8(bytes).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned()));
        self.inside = Inside::Start;
    }

    fn take(&mut self) -> Vec<String> {
        self.inside = Inside::Start;
        std::mem::take(&mut self.cells)
    }
}
