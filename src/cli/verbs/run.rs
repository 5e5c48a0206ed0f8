//! `run`: carrying a change out.

use super::{Ended, act_on, checklist, done, each, exec};
use crate::cli::args::Form;
use crate::cli::args::run::{Ended as RunEnded, Run};
use crate::cli::files;
use crate::cli::print::{self, Answer, Asked};
use crate::cli::session::Session;
use crate::domain::checklist::command::{ChecklistCommand, ListAct};
use crate::domain::command::ChangeCommand;
use crate::domain::run::command::{Begin, RunCommand};

/// Carries out a verb of `run`.
pub fn run(session: &mut Session, verb: &Run, asked: &Asked) -> Ended {
    let command = match verb {
        Run::Start(args) if args.which.word().is_some() => {
            let command = ChecklistCommand { list: args.which.word(), act: ListAct::Open };
            return each(session, &args.ids, |_, _| Ok(ChangeCommand::Checklist(command.clone())));
        }
        Run::List => return checklist::list(session),
        Run::View(args) => return checklist::view(session, args),
        Run::Tick(args) => return checklist::tick(session, args),
        Run::Sign(args) => return checklist::sign(session, args),
        Run::Evidence(args) => return checklist::evidence(session, args),
        Run::Fail(args) => return checklist::fail(session, args),
        Run::Waive(args) => return checklist::waive(session, args),
        Run::Skip(args) => return checklist::skip(session, args),
        Run::Retract(args) => return checklist::retract(session, args),
        Run::Handover(args) => return checklist::handover(session, args),
        Run::Start(args) => {
            let begin = Begin {
                environment: args.env.clone(),
                method: args.method.clone(),
                artifact: args.artifact.clone(),
                share: args.share,
                commit: args.commit.clone(),
                branch: args.branch.clone(),
                pipeline: args.pipeline.clone(),
            };
            return each(session, &args.ids, |_, _| Ok(ChangeCommand::Run(RunCommand::Start(begin.clone()))));
        }
        Run::Finish(args) => {
            let note = words(session, args.note.as_deref())?;
            let (environment, succeeded) = (args.env.clone(), args.result == RunEnded::Ok);
            let finish = RunCommand::Finish { environment, succeeded, note };
            return each(session, &args.ids, |_, _| Ok(ChangeCommand::Run(finish.clone())));
        }
        Run::Status(args) => {
            let at = session.at()?;
            let sheet = session.app()?.run(args.id, at)?;
            if asked.form == Form::Md {
                return done(Answer::Text(crate::text::review::markdown(&sheet)));
            }
            let value = print::value(&sheet)?;
            return done(Answer::document(value, move |tz| print::run::words(&sheet, tz)));
        }
        Run::Exec(args) => return exec::run(session, args),
        Run::Output(args) => return exec::output(session, args),
        Run::Cast(args) => return done(Answer::Text(session.app()?.recording(args.id, args.no)?)),
        Run::Raise(args) => {
            let reason = session.reason()?;
            (args.id, RunCommand::Raise { environment: args.env.clone(), share: args.share, reason })
        }
        Run::Step(args) => {
            let note = words(session, args.note.as_deref())?;
            let (environment, step) = (args.env.clone(), args.step.clone());
            (args.id, RunCommand::Step { environment, step, passed: args.result == RunEnded::Ok, note })
        }
        Run::Note(args) => {
            let text = args.text.as_deref().map(|t| files::text(t, &session.options)).transpose()?;
            let file = args.file.as_deref().map(|f| files::shown(f, &session.options)).transpose()?;
            (args.id, RunCommand::Note { kind: args.kind.replace('-', "_"), text, file })
        }
        Run::Review(args) => {
            let outcome = args.outcome.replace('-', "_");
            (args.id, RunCommand::Review { outcome, findings: args.set.clone() })
        }
    };
    act_on(session, command.0, ChangeCommand::Run(command.1))
}

/// A note given with `--note`, else the reason.
fn words(session: &Session, note: Option<&str>) -> Result<Option<String>, crate::cli::failure::Failure> {
    match note {
        Some(note) => Ok(Some(files::text(note, &session.options)?)),
        None => session.reason(),
    }
}
