//! An approval that somebody else wrote down, in words.

use super::moment;
use crate::sheets::approval::RecordedLine;
use chrono_tz::Tz;

/// How an approval was given and who wrote it down: `mona by phone, Mon 2 Mar 09:00, recorded by rita, not confirmed`.
#[must_use]
pub fn written_down(line: &RecordedLine, name: impl Fn(&str) -> String, tz: Tz) -> String {
    let channel = line.channel.as_ref().map_or_else(String::new, |c| format!(" by {c}"));
    let spoken = line.spoken_at.map_or_else(String::new, |t| format!(", {}", moment::moment(t.0, tz)));
    let word = if line.confirmed.is_some() { "confirmed" } else { "not confirmed" };
    format!("{}{channel}{spoken}, recorded by {}, {word}", name(&line.by), name(&line.recorder))
}
