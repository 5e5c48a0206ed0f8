//! Enters and leaves the terminal's modes; what was changed is put back, however the session ends.

use crossterm::clipboard::CopyToClipboard;
use crossterm::cursor::{Hide, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::style::{Attribute, SetAttribute};
use crossterm::terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode};
use crossterm::{execute, queue};
use std::io;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the terminal's line is ours: keys come one by one.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// Whether the screen is still to be taken, in the write of the next frame.
static AHEAD: AtomicBool = AtomicBool::new(false);

/// The terminal in our modes; dropped, it is as before.
#[derive(Debug)]
pub struct Terminal {
    _private: (),
}

impl Terminal {
    /// Takes the terminal: raw mode, and with the first frame alternate screen, bracketed paste, no cursor. Nothing is
    /// asked of it.
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

/// The terminal as frames are written to it: a frame is one write, whatever stands in it. The first one takes the screen
/// with it: whoever shows the terminal is then woken once, and by something to see.
#[derive(Debug)]
pub struct Out(());

impl io::Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !AHEAD.swap(false, Ordering::SeqCst) {
            return Line.write(bytes);
        }
        let mut whole = Vec::with_capacity(bytes.len() + 32);
        queue!(whole, EnterAlternateScreen, EnableBracketedPaste, Hide)?;
        whole.extend_from_slice(bytes);
        Line.write_all(&whole)?;
        Ok(bytes.len())
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
    AHEAD.store(true, Ordering::SeqCst);
    enable_raw_mode()
}

/// Standard output without anything in between.
struct Line;

impl io::Write for Line {
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

/// Puts the modes back, once. Failures have nobody to tell them to.
fn restore() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    // A screen that was never taken is not left: that would move the cursor.
    if !AHEAD.swap(false, Ordering::SeqCst) {
        drop(execute!(io::stdout(), SetAttribute(Attribute::Reset), Show, DisableBracketedPaste, LeaveAlternateScreen));
    }
    drop(disable_raw_mode());
}
