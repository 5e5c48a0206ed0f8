//! `gate`: whether a change may go out now, as an exit code.

use super::Ended;
use crate::base::time::Length;
use crate::cli::args::vote::Gate;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::print::{self, Answer};
use crate::cli::session::Session;
use std::time::{Duration, Instant};

/// How often a waiting gate asks again.
const AGAIN: Duration = Duration::from_secs(1);

/// Asks the gate.
pub fn run(session: &mut Session, args: &Gate) -> Ended {
    if args.artifact.is_some() {
        return Err(Failure::usage(
            "--artifact: this release does not compare artifacts yet",
            "ask without --artifact, and compare the digest yourself",
        ));
    }
    let at = session.at()?;
    let patience = if args.wait { span(&args.timeout)? } else { Duration::ZERO };
    let begun = Instant::now();
    let sheet = loop {
        let sheet = session.app()?.gate(args.id, args.env.as_deref(), at)?;
        if sheet.verdict != "pending" || begun.elapsed() >= patience {
            break sheet;
        }
        std::thread::sleep(AGAIN.min(patience.saturating_sub(begun.elapsed())));
    };
    let exit = Exit::of_verdict(&sheet.verdict);
    Ok((Answer::document(print::value(&sheet)?, move |tz| print::change::gate_words(&sheet, tz)), exit))
}

/// `30m`, `45s`, `2h`; minutes also as `min`.
fn span(text: &str) -> Result<Duration, Failure> {
    let refuse = || Failure::usage(format!("--timeout: \"{text}\" is no span"), "give a span such as 45s, 30m or 2h");
    if let Some(seconds) = text.strip_suffix('s') {
        return seconds.parse().map(Duration::from_secs).map_err(|_| refuse());
    }
    let full = if text.ends_with('m') { format!("{text}in") } else { text.to_owned() };
    let minutes = match full.parse::<Length>().map_err(|_| refuse())? {
        Length::Minutes(n) => n,
        Length::Hours(n) => n.saturating_mul(60),
        _ => return Err(refuse()),
    };
    u64::try_from(minutes).map(|m| Duration::from_secs(m.saturating_mul(60))).map_err(|_| refuse())
}
