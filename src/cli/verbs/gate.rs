//! `gate`: whether a change may go out now, as an exit code.

use super::Ended;
use super::wait::{self, Seen};
use crate::cli::args::vote::Gate;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::print::{self, Answer, Asked};
use crate::cli::session::Session;

/// Asks the gate.
pub fn run(session: &mut Session, args: &Gate, asked: &Asked) -> Ended {
    if args.artifact.is_some() {
        return Err(Failure::usage(
            "--artifact: this release does not compare artifacts yet",
            "ask without --artifact, and compare the digest yourself",
        ));
    }
    let at = session.at()?;
    wait::until(session, "gate", asked, |session| {
        let sheet = session.app()?.gate(args.id, args.env.as_deref(), at)?;
        let exit = Exit::of_verdict(&sheet.verdict);
        let hopeless = session.common.fail_fast && wait::hopeless(&session.app()?.change(args.id, at)?);
        let value = print::value(&sheet)?;
        let mut mark = value.clone();
        if let Some(map) = mark.as_object_mut() {
            map.remove("checked_at");
        }
        let answer = Answer::document(value, move |tz| print::change::gate_words(&sheet, tz));
        Ok(Seen { answer, mark, exit, hopeless })
    })
}
