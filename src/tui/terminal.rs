//! Enters and leaves the terminal's modes; what was changed is put back, however the session ends.

use crossterm::clipboard::CopyToClipboard;
use crossterm::cursor::{Hide, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::style::{Attribute, SetAttribute};
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use crossterm::{execute, queue};
use std::io::{self, Write as _};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the terminal is in our modes.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The terminal in our modes; dropped, it is as before.
#[derive(Debug)]
pub struct Terminal {
    _private: (),
}

impl Terminal {
    /// Takes the terminal: raw mode, alternate screen, bracketed paste, no cursor. Nothing is asked of it.
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
        let taken = Self { _private: () };
        enter()?;
        Ok(taken)
    }

    /// Lends the terminal to another program for a while; afterwards it is in our modes again.
    ///
    /// # Errors
    /// When it cannot be put into our modes again.
    pub fn lend<T>(&self, to: impl FnOnce() -> T) -> io::Result<T> {
        restore();
        let given = to();
        enter()?;
        Ok(given)
    }

    /// Sends a text to the terminal's clipboard (OSC 52). Whether it takes it, no terminal tells.
    ///
    /// # Errors
    /// Those of writing.
    pub fn copy(text: &str) -> io::Result<()> {
        execute!(io::stdout(), CopyToClipboard::to_clipboard_from(text))
    }

    /// Where frames are written.
    #[must_use]
    pub const fn out() -> Out {
        Out(())
    }
}

/// The terminal as frames are written to it: a frame is one write, whatever stands in it.
#[derive(Debug)]
pub struct Out(());

impl io::Write for Out {
    #[cfg(unix)]
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(rustix::io::write(rustix::stdio::stdout(), bytes)?)
    }

    #[cfg(not(unix))]
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        io::stdout().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stdout().flush()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        restore();
    }
}

fn enter() -> io::Result<()> {
    TAKEN.store(true, Ordering::SeqCst);
    enable_raw_mode()?;
    let mut bytes = Vec::new();
    queue!(bytes, EnterAlternateScreen, EnableBracketedPaste, Hide)?;
    let mut out = io::stdout();
    out.write_all(&bytes)?;
    out.flush()
}

/// Puts the modes back, once. Failures have nobody to tell them to.
fn restore() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout();
    drop(execute!(out, SetAttribute(Attribute::Reset), Show, DisableBracketedPaste, LeaveAlternateScreen));
    drop(disable_raw_mode());
}
