//! `run`: carrying a change out.

use super::{Ended, act_on, each};
use crate::cli::args::run::{Ended as RunEnded, Run};
use crate::cli::files;
use crate::cli::session::Session;
use crate::domain::command::ChangeCommand;
use crate::domain::run::command::RunCommand;

/// Carries out a verb of `run`.
pub fn run(session: &mut Session, verb: &Run) -> Ended {
    match verb {
        Run::Start(args) => each(session, &args.ids, |_, _| {
            Ok(ChangeCommand::Start { environment: args.env.clone(), share: args.share })
        }),
        Run::Finish(args) => {
            let note = match &args.note {
                Some(note) => Some(files::text(note, &session.options)?),
                None => session.reason()?,
            };
            let succeeded = args.result == RunEnded::Ok;
            each(session, &args.ids, |_, _| Ok(ChangeCommand::Finish { succeeded, note: note.clone() }))
        }
        Run::Note(args) => {
            let note = RunCommand::Note {
                kind: args.kind.clone(),
                environment: args.env.clone(),
                text: files::text(&args.text, &session.options)?,
            };
            act_on(session, args.id, ChangeCommand::Run(note))
        }
    }
}
