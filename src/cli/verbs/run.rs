//! `run`: carrying a change out.

use super::{Ended, act_on, checklist, each};
use crate::cli::args::run::{Ended as RunEnded, Run};
use crate::cli::files;
use crate::cli::session::Session;
use crate::domain::checklist::command::{ChecklistCommand, ListAct};
use crate::domain::command::ChangeCommand;
use crate::domain::run::command::RunCommand;

/// Carries out a verb of `run`.
pub fn run(session: &mut Session, verb: &Run) -> Ended {
    match verb {
        Run::Start(args) if args.which.word().is_some() => {
            let command = ChecklistCommand { list: args.which.word(), act: ListAct::Open };
            each(session, &args.ids, |_, _| Ok(ChangeCommand::Checklist(command.clone())))
        }
        Run::List => checklist::list(session),
        Run::View(args) => checklist::view(session, args),
        Run::Tick(args) => checklist::tick(session, args),
        Run::Sign(args) => checklist::sign(session, args),
        Run::Evidence(args) => checklist::evidence(session, args),
        Run::Fail(args) => checklist::fail(session, args),
        Run::Waive(args) => checklist::waive(session, args),
        Run::Skip(args) => checklist::skip(session, args),
        Run::Retract(args) => checklist::retract(session, args),
        Run::Handover(args) => checklist::handover(session, args),
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
