//! Chooses a shell.

use std::process::ExitCode;

fn main() -> ExitCode {
    match quorate::cli::run(std::env::args_os()) {
        quorate::cli::Wish::Done(exit) => exit,
        quorate::cli::Wish::Screens(_) => {
            let _ = quorate::cli::command().print_help();
            ExitCode::SUCCESS
        }
    }
}
