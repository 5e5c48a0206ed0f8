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
        "signal" => format!("signal {}", code.saturating_sub(128)),
        other => super::plain(other),
    }
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
    let shown = |line: &str| line.split('\t').map(visible).collect::<Vec<_>>().join("\t");
    all.replace("\r\n", "\n").lines().map(shown).collect()
}
