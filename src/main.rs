//! Chooses a shell.

use quorate::cli::{self, Wish};
use quorate::tui::{self, Look};
use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run(std::env::args_os()) {
        Wish::Done(exit) => exit,
        Wish::Screens(screens) => {
            match tui::run(
                screens.options,
                Look::of(screens.ascii, screens.colour, screens.theme.as_deref()),
                screens.audience,
            ) {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => cli::report(error),
            }
        }
    }
}
