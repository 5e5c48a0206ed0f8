//! Enters and leaves the terminal's modes; what was changed is put back, however the session ends.

use crossterm::cursor::{Hide, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::execute;
use crossterm::style::ResetColor;
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use std::io::{self, Stdout, Write as _};
use std::sync::Once;

/// The terminal in our modes; dropped, it is as before.
pub struct Terminal {
    _private: (),
}

impl Terminal {
    /// Takes the terminal: raw mode, alternate screen, bracketed paste. Nothing is asked of it.
    ///
    /// # Errors
    /// When it cannot be put into these modes; it is as before then.
    pub fn take() -> io::Result<Self> {
        static HOOK: Once = Once::new();
        HOOK.call_once(|| {
            let before = std::panic::take_hook();
            std::panic::set_hook(Box::new(move |info| {
                restore();
                before(info);
            }));
        });
        enable_raw_mode()?;
        let taken = Self { _private: () };
        execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, Hide)?;
        Ok(taken)
    }

    /// Where frames are written.
    #[must_use]
    pub fn out() -> Stdout {
        io::stdout()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        restore();
    }
}

/// Puts the modes back. Failures have nobody to tell them to.
fn restore() {
    let mut out = io::stdout();
    drop(execute!(out, ResetColor, Show, DisableBracketedPaste, LeaveAlternateScreen));
    drop(out.flush());
    drop(disable_raw_mode());
}
