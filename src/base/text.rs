//! Other people's text: refused or marked at the door, and filtered again on the way out.

use std::borrow::Cow;
use std::fmt::Display;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The longest single line that a person may enter, in characters.
pub const LINE_MAX: usize = 300;
/// The longest free text that a person may enter, in characters.
pub const PROSE_MAX: usize = 100_000;

/// Why a text was refused.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum TextError {
    /// The text is longer than its limit, both in characters.
    #[error("{len} characters; at most {max} fit here")]
    TooLong {
        /// Characters given.
        len: usize,
        /// Characters allowed.
        max: usize,
    },
    /// Nothing but characters that leave no mark.
    #[error("the text has nothing that can be seen")]
    Invisible,
    /// A character that could steer a terminal or reorder what is read.
    #[error("character {at} is {name}, which is not allowed in text")]
    Unsafe {
        /// Position in characters, from 1.
        at: usize,
        /// Its visible name.
        name: String,
    },
}

/// Whether a character may steer a terminal or reorder the text around it: C0 and C1 controls, the bidirectional
/// embeddings, overrides and isolates of UAX #9, line and paragraph separators, and the byte order mark.
#[must_use]
pub fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// The visible mark of an unsafe character: `^[` for escape, `<U+202E>` for an override.
#[must_use]
pub fn mark(c: char) -> String {
    match u32::from(c) {
        n @ 0..=0x1F => char::from_u32(n + 0x40).map_or_else(String::new, |letter| format!("^{letter}")),
        0x7F => "^?".into(),
        n => format!("<U+{n:04X}>"),
    }
}

/// Accepts one line of text, trimmed.
///
/// # Errors
/// [`TextError`] when it is longer than `max` characters or holds an unsafe character (line breaks and tabs included).
pub fn line(text: &str, max: usize) -> Result<String, TextError> {
    checked(text.trim(), max, |_| false)
}

/// Accepts free text of several lines; CRLF becomes LF, trailing white space goes.
///
/// # Errors
/// [`TextError`] when it is longer than [`PROSE_MAX`] or holds an unsafe character other than LF and TAB.
pub fn prose(text: &str) -> Result<String, TextError> {
    let text = text.replace("\r\n", "\n");
    checked(text.trim_end(), PROSE_MAX, |c| matches!(c, '\n' | '\t'))
}

/// Whether a character leaves no mark: blanks, what takes no column, and the letters that are drawn as blanks.
fn unseen(c: char) -> bool {
    c.is_whitespace()
        || c.width().unwrap_or(0) == 0
        || matches!(c, '\u{115F}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{FFA0}')
}

fn checked(text: &str, max: usize, allowed: impl Fn(char) -> bool) -> Result<String, TextError> {
    for (i, c) in text.chars().enumerate() {
        if is_unsafe(c) && !allowed(c) {
            return Err(TextError::Unsafe { at: i + 1, name: mark(c) });
        }
    }
    if !text.is_empty() && text.chars().all(unseen) {
        return Err(TextError::Invisible);
    }
    let len = text.chars().count();
    if len > max { Err(TextError::TooLong { len, max }) } else { Ok(text.to_owned()) }
}

/// Makes a foreign text acceptable as one line: unsafe characters become marks, line breaks become ` / `, and what
/// exceeds `max` characters is cut with an ellipsis.
#[must_use]
pub fn tame_line(text: &str, max: usize) -> String {
    let joined = text.split(['\n', '\r']).map(str::trim).filter(|l| !l.is_empty()).collect::<Vec<_>>().join(" / ");
    let marked = visible(&joined);
    if marked.chars().count() <= max {
        return marked.into_owned();
    }
    let mut cut: String = marked.chars().take(max.saturating_sub(1)).collect();
    cut.push('…');
    cut
}

/// Makes a foreign text acceptable as prose: unsafe characters other than LF and TAB become marks.
#[must_use]
pub fn tame_prose(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<_> = text.split('\n').map(|l| l.split('\t').map(visible).collect::<Vec<_>>().join("\t")).collect();
    lines.join("\n").trim_end().chars().take(PROSE_MAX).collect()
}

/// The text with each unsafe character replaced by its visible mark.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if printable(text) || !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_unsafe(c) { out.push_str(&mark(c)) } else { out.push(c) }
    }
    Cow::Owned(out)
}

/// Whether the text is printable ASCII throughout, as most is: then its bytes are its columns.
fn printable(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b' '..=b'~'))
}

/// Columns that the text takes on a terminal.
#[must_use]
pub fn width(text: &str) -> usize {
    if printable(text) { text.len() } else { text.width() }
}

/// The longest beginning of `text` that fits into `columns`; where something was cut and there is room for two
/// columns, the last one is `~`.
#[must_use]
pub fn fit(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let room = if columns >= 2 { columns - 1 } else { columns };
    let mut out = String::new();
    let mut used = 0;
    for c in text.chars() {
        let w = c.width().unwrap_or(0);
        if used + w > room {
            break;
        }
        used += w;
        out.push(c);
    }
    if columns >= 2 {
        out.push('~');
    }
    out
}

/// As [`fit`], cut between words where that leaves most of it.
#[must_use]
pub fn fit_words(text: &str, columns: usize) -> String {
    let cut = fit(text, columns);
    if width(text) <= columns {
        return cut;
    }
    // What is left may end with a whole word already.
    let kept = cut.trim_end_matches('~');
    if !kept.is_empty() && !kept.ends_with(' ') && text.get(kept.len()..).is_some_and(|rest| rest.starts_with(' ')) {
        return cut;
    }
    match cut.rfind(' ') {
        Some(at) if at * 2 > cut.len() => format!("{} ~", cut.get(..at).unwrap_or_default().trim_end()),
        _ => cut,
    }
}

/// So many of something: `1 day`, `2 days`, `3 entries`.
#[must_use]
pub fn so_many<N: Display + PartialEq + From<u8>>(n: N, what: &str) -> String {
    let vowel = |stem: &str| stem.ends_with(['a', 'e', 'i', 'o', 'u']);
    match what.strip_suffix('y').filter(|stem| !vowel(stem)) {
        _ if n == N::from(1) => format!("{n} {what}"),
        Some(stem) => format!("{n} {stem}ies"),
        None => format!("{n} {what}s"),
    }
}

/// Breaks text into lines of at most `columns`, at spaces where there are any.
#[must_use]
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        let mut used = 0;
        for word in paragraph.split(' ') {
            let mut word = word;
            let mut long = width(word);
            let gap = usize::from(!line.is_empty());
            if used + gap + long <= columns {
                if gap == 1 {
                    line.push(' ');
                }
                line.push_str(word);
                used += gap + long;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            // A word longer than a line is cut.
            while long > columns {
                let head = head(word, columns);
                if head.is_empty() {
                    break;
                }
                lines.push(head.to_owned());
                word = word.get(head.len()..).unwrap_or_default();
                long = width(word);
            }
            word.clone_into(&mut line);
            used = long;
        }
        lines.push(line);
    }
    lines
}

/// The longest beginning that fits into so many columns.
fn head(word: &str, columns: usize) -> &str {
    let mut used = 0;
    let end = word.char_indices().find(|(_, c)| {
        used += width(c.encode_utf8(&mut [0; 4]));
        used > columns
    });
    end.and_then(|(i, _)| word.get(..i)).unwrap_or(word)
}

/// Words for a shell, quoted where they need it.
#[must_use]
pub fn shell(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,%+@".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}
