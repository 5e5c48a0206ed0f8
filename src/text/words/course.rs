//! Words and marks for the stages of a policy's process.

use crate::sheets::course::{ActivityLine, ProcessLine};

/// What stands in place of the signers where a later result took the ground from all of them.
pub const UNCOVERED: &str = "no signature covers the newest result";

/// The mark of a stage or of what is done in it.
#[must_use]
pub fn mark(state: &str) -> &'static str {
    match state {
        "done" => "[x]",
        "current" => "[>]",
        "not_needed" => "[-]",
        _ => "[ ]",
    }
}

/// What stands behind something that is not to be done.
#[must_use]
pub fn not_needed(activity: &ActivityLine) -> &'static str {
    if activity.state == "not_needed" { " (not needed)" } else { "" }
}

/// All stages in a line, the current one in brackets.
#[must_use]
pub fn line(stages: &[ProcessLine]) -> String {
    let title = |s: &ProcessLine| if s.state == "current" { format!("[{}]", s.title) } else { s.title.clone() };
    stages.iter().map(title).collect::<Vec<_>>().join(" > ")
}
