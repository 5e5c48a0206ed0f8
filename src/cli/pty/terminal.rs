//! The caller's own terminal while a command runs: its size, its keys, and its modes as they were before.

use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetpgrp, tcgetwinsize, tcsetattr};
use std::io::IsTerminal as _;

/// The size that a recording gets where no terminal tells one.
const SIZE: (u16, u16) = (80, 24);

/// The columns and rows of the caller's terminal.
pub fn size() -> (u16, u16) {
    let sizes = [tcgetwinsize(std::io::stdout()), tcgetwinsize(std::io::stderr()), tcgetwinsize(std::io::stdin())];
    let told = sizes.into_iter().flatten().find(|s| s.ws_col > 0 && s.ws_row > 0);
    told.map_or(SIZE, |s| (s.ws_col, s.ws_row))
}

/// Whether a person can type for the command: the standard input is a terminal, and this process stands before it.
pub fn typed_at() -> bool {
    let here = rustix::process::getpgrp();
    std::io::stdin().is_terminal() && tcgetpgrp(std::io::stdin()).is_ok_and(|group| group == here)
}

/// A terminal that passes every key on as it is; its modes come back when this is dropped.
#[derive(Debug)]
pub struct Raw(Termios);

impl Raw {
    /// Passes every key on.
    pub fn enter() -> std::io::Result<Self> {
        let before = tcgetattr(std::io::stdin())?;
        let mut raw = before.clone();
        raw.make_raw();
        tcsetattr(std::io::stdin(), OptionalActions::Drain, &raw)?;
        // Whatever is wrong with the program ends it at once, without dropping anything.
        let (told, modes) = (std::panic::take_hook(), before.clone());
        std::panic::set_hook(Box::new(move |info| {
            let _ = tcsetattr(std::io::stdin(), OptionalActions::Drain, &modes);
            told(info);
        }));
        Ok(Self(before))
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        // A terminal that is gone needs no modes.
        let _ = tcsetattr(std::io::stdin(), OptionalActions::Drain, &self.0);
    }
}
