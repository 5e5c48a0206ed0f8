//! Recordings of a terminal in the form asciicast v2: a head line of JSON, then one line `[seconds, code, data]` an event.
//!
//! A recording is held in bounded memory: when the output is longer than that, its beginning and its end are kept, and a
//! marker tells what is left out between them. The form is described at docs.asciinema.org/manual/asciicast/v2.

use serde_json::{Value, json};
use std::collections::VecDeque;
use std::fmt::Write as _;
use std::time::Duration;

/// The longest beginning that is kept, in bytes of the recording.
const HEAD_MAX: usize = 6 * 1024 * 1024;
/// The longest end that is kept of an output whose beginning is full, in bytes of output.
const TAIL_MAX: usize = 1024 * 1024;

/// What the head line of a recording says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Header {
    /// Columns of the terminal.
    pub columns: u16,
    /// Rows of the terminal.
    pub rows: u16,
    /// When it began, in seconds since 1970, UTC.
    pub began: i64,
    /// The command line.
    pub command: String,
    /// What it belongs to, in a line.
    pub title: String,
    /// The kind of terminal (`TERM`).
    pub term: String,
}

/// A recording that is whole.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recording {
    /// The text of the recording, in the form asciicast v2.
    pub text: String,
    /// Bytes of output that are left out.
    pub left_out: u64,
    /// Bytes of output that are no UTF-8; each stands as U+FFFD, since the form takes text only.
    pub replaced: u64,
}

/// Makes a recording from output as it comes.
#[derive(Debug)]
pub struct Recorder {
    text: String,
    limit: (usize, usize),
    /// Bytes at the end of the newest output that may be the beginning of a character.
    begun: Vec<u8>,
    tail: VecDeque<(Duration, Vec<u8>)>,
    tail_bytes: usize,
    full: bool,
    left_out: u64,
    replaced: u64,
    newest: Duration,
}

impl Recorder {
    /// Begins a recording.
    #[must_use]
    pub fn new(header: &Header) -> Self {
        Self::with_limit(header, HEAD_MAX, TAIL_MAX)
    }

    /// As [`Self::new`], with other limits for the beginning (bytes of the recording) and the end (bytes of output).
    #[must_use]
    pub fn with_limit(header: &Header, head: usize, tail: usize) -> Self {
        let line = json!({
            "version": 2, "width": header.columns, "height": header.rows, "timestamp": header.began,
            "title": header.title, "command": header.command, "env": {"TERM": header.term},
        });
        Self {
            text: format!("{line}\n"),
            limit: (head, tail),
            begun: Vec::new(),
            tail: VecDeque::new(),
            tail_bytes: 0,
            full: false,
            left_out: 0,
            replaced: 0,
            newest: Duration::ZERO,
        }
    }

    /// Records output, `at` after the beginning.
    pub fn output(&mut self, at: Duration, bytes: &[u8]) {
        let at = self.in_order(at);
        if self.full || self.text.len().saturating_add(bytes.len()) > self.limit.0 {
            self.full = true;
            self.keep_end(at, bytes);
        } else {
            self.write_output(at, bytes);
        }
    }

    /// Records that the terminal has another size.
    pub fn resized(&mut self, at: Duration, columns: u16, rows: u16) {
        let at = self.in_order(at);
        if !self.full {
            self.event(at, "r", &format!("{columns}x{rows}"));
        }
    }

    /// Ends the recording.
    #[must_use]
    pub fn end(mut self) -> Recording {
        let tail = std::mem::take(&mut self.tail);
        if let (true, Some((at, first))) = (self.left_out > 0, tail.front()) {
            let (at, bytes) = (*at, self.left_out);
            self.end_character(at);
            // The end begins at a character, not within one.
            let within = first.iter().take(3).take_while(|b| **b & 0xC0 == 0x80).count();
            self.left_out = bytes.saturating_add(within as u64);
            self.event(at, "m", &format!("{} bytes of output are left out here", self.left_out));
            for (i, (at, bytes)) in tail.iter().enumerate() {
                let skip = if i == 0 { within } else { 0 };
                self.write_output(*at, bytes.get(skip..).unwrap_or_default());
            }
        } else {
            for (at, bytes) in &tail {
                self.write_output(*at, bytes);
            }
        }
        let newest = self.newest;
        self.end_character(newest);
        Recording { text: self.text, left_out: self.left_out, replaced: self.replaced }
    }

    /// Times never fall, whatever the clock says.
    fn in_order(&mut self, at: Duration) -> Duration {
        self.newest = self.newest.max(at);
        self.newest
    }

    fn keep_end(&mut self, at: Duration, bytes: &[u8]) {
        self.tail_bytes = self.tail_bytes.saturating_add(bytes.len());
        // What falls out makes room for what comes, in the same memory.
        let mut room = Vec::new();
        while self.tail_bytes > self.limit.1 {
            let Some((_, oldest)) = self.tail.pop_front() else { break };
            self.tail_bytes = self.tail_bytes.saturating_sub(oldest.len());
            self.left_out = self.left_out.saturating_add(oldest.len() as u64);
            room = oldest;
        }
        room.clear();
        room.extend_from_slice(bytes);
        self.tail.push_back((at, room));
    }

    /// Writes output as text; a character that is not complete waits for its rest.
    fn write_output(&mut self, at: Duration, bytes: &[u8]) {
        let mut joined = std::mem::take(&mut self.begun);
        let bytes = if joined.is_empty() {
            bytes
        } else {
            joined.extend_from_slice(bytes);
            joined.as_slice()
        };
        let mut said = String::with_capacity(bytes.len());
        let mut chunks = bytes.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            said.push_str(chunk.valid());
            let invalid = chunk.invalid();
            let may_go_on = chunks.peek().is_none() && incomplete(invalid);
            if may_go_on {
                self.begun = invalid.to_vec();
            } else {
                self.replace(&mut said, invalid);
            }
        }
        self.event(at, "o", &said);
    }

    /// Whatever is left of a character that never became whole.
    fn end_character(&mut self, at: Duration) {
        let (begun, mut said) = (std::mem::take(&mut self.begun), String::new());
        self.replace(&mut said, &begun);
        self.event(at, "o", &said);
    }

    fn replace(&mut self, said: &mut String, bytes: &[u8]) {
        said.extend(bytes.iter().map(|_| char::REPLACEMENT_CHARACTER));
        self.replaced = self.replaced.saturating_add(bytes.len() as u64);
    }

    fn event(&mut self, at: Duration, code: &str, data: &str) {
        if !data.is_empty() {
            let data = serde_json::to_string(data).unwrap_or_default();
            // A string takes whatever is written to it.
            let _ = writeln!(self.text, "[{}.{:06}, \"{code}\", {data}]", at.as_secs(), at.subsec_micros());
        }
    }
}

/// Whether bytes are the beginning of a character of UTF-8 that needs more of them.
fn incomplete(bytes: &[u8]) -> bool {
    let needs = match bytes.first() {
        Some(0xC2..=0xDF) => 2,
        Some(0xE0..=0xEF) => 3,
        Some(0xF0..=0xF4) => 4,
        _ => 0,
    };
    bytes.len() < needs
}

/// What is wrong with a text that should be a recording.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct CastError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub what: String,
}

/// An event of a recording.
#[derive(Clone, PartialEq, Debug)]
pub struct CastEvent {
    /// Seconds since the beginning.
    pub at: f64,
    /// `o` output, `i` input, `m` marker, `r` another size.
    pub code: String,
    /// Its data.
    pub data: String,
}

/// Reads a recording: its head line, and its events in order.
///
/// # Errors
/// The first line that the form does not allow.
pub fn read(text: &str) -> Result<(Value, Vec<CastEvent>), CastError> {
    let wrong = |line: usize, what: &str| CastError { line, what: what.to_owned() };
    let mut lines = text.lines().enumerate().map(|(i, l)| (i + 1, l));
    let (_, head) = lines.next().ok_or_else(|| wrong(1, "there is no head line"))?;
    let head: Value = serde_json::from_str(head).map_err(|e| wrong(1, &format!("the head line is no JSON: {e}")))?;
    if head.get("version").and_then(Value::as_u64) != Some(2) {
        return Err(wrong(1, "the version is not 2"));
    }
    for size in ["width", "height"] {
        if head.get(size).and_then(Value::as_u64).is_none_or(|n| n == 0) {
            return Err(wrong(1, &format!("{size} is no positive number")));
        }
    }
    let (mut events, mut newest) = (Vec::new(), 0.0);
    for (line, text) in lines.filter(|(_, l)| !l.trim().is_empty()) {
        let event: (f64, String, String) =
            serde_json::from_str(text).map_err(|e| wrong(line, &format!("this is no event: {e}")))?;
        let (at, code, data) = event;
        if at < newest {
            return Err(wrong(line, "its time lies before that of the event above"));
        }
        if !matches!(code.as_str(), "o" | "i" | "m" | "r") {
            return Err(wrong(line, "its code is none of o, i, m, r"));
        }
        newest = at;
        events.push(CastEvent { at, code, data });
    }
    Ok((head, events))
}
