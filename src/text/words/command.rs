//! A command that was run, in words: its line as a shell would take it, how it ended, and its output without what could
//! steer a terminal.

use crate::base::text::visible;
use crate::text::cast::CastEvent;

/// The folder, and the command with its arguments, of the list that the ledger keeps; none where it is no such list.
#[must_use]
pub fn read(kept: &str) -> Option<(String, Vec<String>)> {
    let mut all: Vec<String> = serde_json::from_str(kept).ok()?;
    let directory = (!all.is_empty()).then(|| all.remove(0))?;
    Some((directory, all))
}

/// A command line as a shell would take it, with what could steer a terminal marked.
#[must_use]
pub fn line<S: AsRef<str>>(argv: &[S]) -> String {
    let word = |word: &str| {
        let plain = |c: char| c.is_alphanumeric() || "-_./:=@%+,".contains(c);
        if !word.is_empty() && word.chars().all(plain) {
            word.to_owned()
        } else {
            format!("'{}'", visible(word).replace('\'', "'\\''"))
        }
    };
    argv.iter().map(|w| word(w.as_ref())).collect::<Vec<_>>().join(" ")
}

/// How a command ended: `exit 0`, `signal 9`, `timed out`.
#[must_use]
pub fn ending(ending: &str, code: u8) -> String {
    match ending {
        "exit" => format!("exit {code}"),
        "signal" => signal(code.saturating_sub(128)),
        other => super::plain(other),
    }
}

/// A signal by its number, and what it means where people meet it.
fn signal(number: u8) -> String {
    let what = match number {
        1 => " (the terminal is gone)",
        2 => " (Ctrl-C)",
        9 => " (killed)",
        15 => " (asked to end)",
        _ => "",
    };
    format!("signal {number}{what}")
}

/// Milliseconds as seconds: `1.204 s`.
#[must_use]
pub fn seconds(ms: u64) -> String {
    format!("{}.{:03} s", ms / 1000, ms % 1000)
}

/// The output of a recording as lines, with what could steer a terminal marked.
#[must_use]
pub fn output(events: &[CastEvent]) -> Vec<String> {
    let mut all = String::new();
    for event in events {
        match event.code.as_str() {
            "o" => all.push_str(&event.data),
            "m" => all.push_str(&format!("\n[{}]\n", event.data)),
            _ => {}
        }
    }
    shown(&all.replace("\r\n", "\n"))
}

/// Text that was printed as lines, with what could steer a terminal marked.
#[must_use]
pub fn shown(text: &str) -> Vec<String> {
    let tame = |line: &str| line.split('\t').map(visible).collect::<Vec<_>>().join("\t");
    text.lines().map(tame).collect()
}

/// The command and its arguments of a line that somebody typed: the words themselves, or a shell's where it means anything
/// that only a shell does.
///
/// # Errors
/// In words: a line that is empty, or a quote that is not closed.
pub fn argv(line: &str) -> Result<Vec<String>, String> {
    let (mut words, mut word, mut begun): (Vec<String>, String, bool) = (Vec::new(), String::new(), false);
    let (mut quote, mut shell) = (None, false);
    let mut letters = line.trim().chars();
    while let Some(c) = letters.next() {
        match (quote, c) {
            (Some(q), c) if c == q => quote = None,
            (None, '\'' | '"') => (quote, begun) = (Some(c), true),
            (None | Some('"'), '\\') => {
                word.push(letters.next().ok_or("the line ends with a backslash")?);
                begun = true;
            }
            (Some('"'), '$' | '`')
            | (None, '|' | '&' | ';' | '<' | '>' | '(' | ')' | '$' | '`' | '*' | '?' | '~' | '#') => {
                shell = true;
                word.push(c);
            }
            (None, c) if c.is_whitespace() => {
                if begun {
                    words.push(std::mem::take(&mut word));
                }
                begun = false;
            }
            (_, c) => {
                word.push(c);
                begun = true;
            }
        }
    }
    if let Some(quote) = quote {
        return Err(format!("the quote {quote} is not closed"));
    }
    if begun || !word.is_empty() {
        words.push(word);
    }
    // What stands before the command is a variable of the shell.
    shell |= words.first().is_some_and(|w| w.contains('='));
    match words.is_empty() {
        true => Err("there is no command".into()),
        false if shell => Ok(vec!["sh".into(), "-c".into(), line.trim().into()]),
        false => Ok(words),
    }
}
