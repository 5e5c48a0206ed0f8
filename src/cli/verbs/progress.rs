//! How far a long operation has come, on stderr, for people only.

use crate::cli::session::Session;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Runs an operation with a bar; the bar is gone when it ends.
pub fn with<T>(session: &Session, what: &'static str, operation: impl FnOnce(&mut dyn FnMut(u64, u64)) -> T) -> T {
    let bar = ProgressBar::with_draw_target(None, target(session));
    let style = |template: &str| {
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
    };
    style("{msg}, {elapsed} so far");
    bar.set_message(what);
    // How much there is shows once it is known: files in bytes, all else in pieces.
    let counted = match what {
        "importing" => "{msg} {bytes} of {total_bytes}, {elapsed} so far",
        _ => "{msg} {pos} of {len}, {elapsed} so far",
    };
    let result = operation(&mut |done, total| {
        if total > 0 {
            if bar.length().is_none() {
                style(counted);
            }
            bar.set_length(total);
        }
        bar.set_position(done);
    });
    bar.finish_and_clear();
    result
}

/// Four lines of drawing a second at most: enough to see that it moves, little enough for a slow link.
fn target(session: &Session) -> ProgressDrawTarget {
    if session.common.quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr_with_hz(4) }
}
