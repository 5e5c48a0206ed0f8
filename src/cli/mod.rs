//! Shell one: arguments in, documents and exit codes out.

mod args;
mod exit;
mod failure;
mod files;
mod git;
mod lacking;
mod line;
mod pager;
mod print;
mod pty;
mod session;
mod verbs;

use crate::app::options::Options;
use std::ffi::OsString;
use std::io::IsTerminal;
use std::process::ExitCode;

pub use args::command;
pub use exit::Exit;
pub use lacking::examples;
pub use print::schema::{FieldInfo, Shape, shape, shapes};

/// What the person asked for.
#[derive(Debug)]
pub enum Wish {
    /// The screens.
    Screens(Screens),
    /// Everything else; it has been done, and this is how it ended.
    Done(ExitCode),
}

/// How the screens are to be opened.
#[derive(Clone, Debug, Default)]
pub struct Screens {
    /// Where and as whom.
    pub options: Options,
    /// Whether only ASCII may be drawn.
    pub ascii: bool,
    /// Whether colour is used; none to find out.
    pub colour: Option<bool>,
    /// Zone in which times are shown; the pack's when none.
    pub tz: Option<chrono_tz::Tz>,
    /// The theme that is asked for, if any.
    pub theme: Option<String>,
    /// The audience's screen instead: of the meeting named, or of the one that is open.
    pub audience: Option<Option<String>>,
}

/// A file that may not grow any further is told like a full disk; by itself the system would end the program there, also
/// after an act was recorded.
fn outlive_a_limit() {
    #[cfg(unix)]
    {
        const FILE_TOO_LARGE: i32 = signal_hook::consts::SIGXFSZ;
        // Where this cannot be had, the program ends as the system has it.
        drop(signal_hook::flag::register(FILE_TOO_LARGE, std::sync::Arc::default()));
    }
}

/// Reads the command line and does what it says, unless it asks for the screens.
#[must_use]
pub fn run(args: impl IntoIterator<Item = OsString>) -> Wish {
    outlive_a_limit();
    let args: Vec<OsString> = args.into_iter().collect();
    let cli = match args::parse(args.clone()) {
        Ok(cli) => cli,
        Err(error) => return Wish::Done(failure::usage(&error, &args).into()),
    };
    let mut session = match session::Session::new(cli.common) {
        Ok(session) => session,
        Err(failure) => return Wish::Done(failure.report(wants_json(&args)).into()),
    };
    if !matches!(cli.noun, Some(args::Noun::Config(_))) {
        if let Err(failure) = session.has_its_config() {
            return Wish::Done(failure.report(session.wants_json()).into());
        }
        session.warn_of_config();
    }
    let on_terminal = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    let ended = match cli.noun {
        None if session.line_mode() => line::run(&mut session),
        None if on_terminal => return Wish::Screens(session.screens()),
        None => verbs::help(),
        Some(args::Noun::Screen(which)) if session.line_mode() => line::screen::run(&mut session, which.id.as_deref()),
        Some(args::Noun::Screen(which)) if on_terminal => {
            return Wish::Screens(Screens { audience: Some(which.id), ..session.screens() });
        }
        Some(noun) => verbs::run(&mut session, &noun),
    };
    let exit = match ended {
        Ok(exit) => exit,
        Err(failure) => failure.report(session.wants_json()),
    };
    session.leave();
    Wish::Done(exit.into())
}

/// Tells how a session on the screens ended badly.
#[must_use]
pub fn report(error: crate::app::error::AppError) -> ExitCode {
    failure::Failure::from(error).report(false).into()
}

fn wants_json(args: &[OsString]) -> bool {
    args.iter().take_while(|a| *a != "--").filter_map(|a| a.to_str()).any(|a| {
        a == "--json" || a.starts_with("--json=") || matches!(a, "-ojson" | "-ojsonl" | "--output=json" | "-o=json")
    })
}
