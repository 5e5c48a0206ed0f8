//! `run`: carrying a change out.

use super::{Ended, act_on, checklist, done, each, exec, fields, receipt_of};
use crate::cli::args::Form;
use crate::cli::args::checklist::Evidence as ItemEvidence;
use crate::cli::args::run::{Ended as RunEnded, Evidence, Go, Outcome, Run, Start};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::print::{self, Answer, Asked};
use crate::cli::session::Session;
use crate::cli::{files, git};
use crate::domain::change::draft::NewChange;
use crate::domain::checklist::command::{ChecklistCommand, ListAct};
use crate::domain::command::{ChangeCommand, Command};
use crate::domain::evidence::command::{EvidenceCommand, New};
use crate::domain::run::command::{Begin, RunCommand};

/// Opens the request of an emergency that began without one; what its deployment still lacks is told with it.
fn emergency(session: &mut Session, args: &Start) -> Ended {
    let all = fields::of_flags(&args.set, &[("title", args.emergency.as_ref()), ("environment", args.env.as_ref())])?;
    let change_type = session.app()?.urgent_type()?;
    let how = session.how("");
    let mut receipt = session.app()?.execute(&Command::Open(NewChange::of(&change_type, all)), how)?;
    receipt.warnings.extend(session.app()?.opened_for_emergency(&receipt.id)?);
    receipt_of(session, receipt)
}

/// Carries out a verb of `run`.
pub fn run(session: &mut Session, verb: &Run, asked: &Asked) -> Ended {
    let command = match verb {
        Run::Start(args) if args.emergency.is_some() => return emergency(session, args),
        Run::Start(args) if args.ids.is_empty() => return Err(session.app()?.without_request()?.into()),
        Run::Start(args) if args.which.word().is_some() => {
            let command = ChecklistCommand { list: args.which.word(), act: ListAct::Open };
            return each(session, &args.changes(), |_, _| Ok(ChangeCommand::Checklist(command.clone())));
        }
        Run::List => return checklist::list(session),
        Run::View(args) => return checklist::view(session, args),
        Run::Tick(args) => return checklist::tick(session, args),
        Run::Sign(args) => return checklist::sign(session, args),
        Run::Fail(args) => return checklist::fail(session, args),
        Run::Waive(args) => return checklist::waive(session, args),
        Run::Skip(args) => return checklist::skip(session, args),
        Run::Retract(args) => return checklist::retract(session, args),
        Run::Handover(args) => return checklist::handover(session, args),
        Run::Start(args) => {
            let commit = args.commit.as_deref().map(|c| git::commit(args.repo.as_deref(), c)).transpose()?;
            if let (Some(repo), Some(branch), Some(commit)) = (&args.repo, &args.branch, &commit) {
                git::on_branch(repo, branch, commit)?;
            }
            let begin = Begin {
                loose: commit.as_ref().is_some_and(|c| c.loose),
                environment: args.env.clone(),
                method: args.method.clone(),
                artifact: args.artifact.clone(),
                share: args.share,
                commit: commit.map(|c| c.place),
                branch: args.branch.clone(),
                pipeline: args.pipeline.clone(),
                moved: None,
            };
            return each(session, &args.changes(), |session, id| {
                let recorded = args.repo.as_deref().map(|_| session.app()?.tag_on_record(id).map_err(Failure::from));
                let recorded = recorded.transpose()?.flatten();
                let moved = args.repo.as_deref().zip(recorded).map(|(repo, tag)| git::moved(repo, &tag)).transpose()?;
                let begin = Begin { moved: moved.flatten(), ..begin.clone() };
                Ok(ChangeCommand::Run(RunCommand::Start(begin)))
            });
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
        Run::Evidence(args) => {
            return match args.item {
                Some(item) => item_evidence(session, args, item),
                None => evidence(session, args),
            };
        }
        Run::Board(args) => {
            let at = session.at()?;
            let sheet = session.app()?.go_board(args.id, args.env.as_deref(), at)?;
            let value = print::value(&sheet)?;
            return Ok((Answer::document(value, move |_| print::evidence::board_words(&sheet)), Exit::Done));
        }
        Run::Decide(args) => {
            let note = session.reason()?;
            let review = session.app()?.decision(args.id, args.env.as_deref(), args.as_role.as_deref())?;
            let (review, role, passed) = (Some(review), args.as_role.clone(), args.decision == Go::Go);
            return act_on(session, args.id, ChangeCommand::Review { review, role, passed, note });
        }
        Run::Review(args) => {
            let outcome = args.outcome.replace('-', "_");
            let reason = session.reason()?;
            (args.id, RunCommand::Review { outcome, findings: fields::once("--set", "finding", &args.set)?, reason })
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

/// Adds evidence, or lists it where no kind of test is named.
fn evidence(session: &mut Session, args: &Evidence) -> Ended {
    let bare = args.file.is_empty() && args.attach.is_empty() && args.value.is_empty() && args.tag.is_none();
    let Some(test) = args.test.clone().or_else(|| args.tag.is_some().then(|| "tag".to_owned())) else {
        if bare && args.outcome.is_none() && !args.signed_off && args.note.is_none() && args.link.is_none() {
            let at = session.at()?;
            return done(Answer::list(&session.app()?.evidence(args.id, at)?)?);
        }
        return Err(Failure::usage("--test is missing", "name the kind of test that the evidence is of"));
    };
    let measured = session.moment_if("--measured", args.measured.as_deref())?;
    let note = match &args.note {
        Some(note) => Some(files::text(note, &session.options)?),
        None => session.reason()?,
    };
    let cap = session.app()?.evidence_cap()?;
    let mut papers = Vec::new();
    for (path, report) in args.file.iter().map(|p| (p, true)).chain(args.attach.iter().map(|p| (p, false))) {
        let bytes = files::evidence(path, &session.options, cap)?;
        let name = path.file_name().map_or_else(|| "-".into(), |n| n.to_string_lossy().into_owned());
        papers.push(session.app()?.paper(&name, &bytes, report)?);
    }
    let here = std::path::Path::new(".");
    let tag = match &args.tag {
        Some(tag) => Some(git::tag(args.repo.as_deref().unwrap_or(here), tag)?),
        None => None,
    };
    let new = New {
        test,
        environment: args.env.clone(),
        values: fields::once("--value", "figure", &args.value)?.into_iter().collect(),
        measured,
        passed: args.outcome.map(|o| o == Outcome::Pass),
        sign: args.signed_off,
        note,
        link: args.link.clone(),
        files: papers,
        tag,
        named: names(&args.named),
        covers: args.covers.iter().map(|c| c.trim().to_owned()).filter(|c| !c.is_empty()).collect(),
    };
    act_on(session, args.id, ChangeCommand::Evidence(EvidenceCommand::Add(Box::new(new))))
}

/// Names by the figure that counts them.
fn names(given: &[(String, String)]) -> std::collections::BTreeMap<String, Vec<String>> {
    let mut found: std::collections::BTreeMap<String, Vec<String>> = std::collections::BTreeMap::new();
    for (figure, names) in given {
        let names = names.split(',').map(|n| n.trim().to_owned()).filter(|n| !n.is_empty());
        found.entry(figure.clone()).or_default().extend(names);
    }
    found
}

/// Evidence of an item of a checklist.
fn item_evidence(session: &mut Session, args: &Evidence, item: u32) -> Ended {
    let kinds = usize::from(args.paste.is_some())
        + args.file.len()
        + usize::from(args.link.is_some())
        + usize::from(args.command.is_some());
    let of_tests = args.test.is_some() || args.tag.is_some() || args.outcome.is_some() || args.signed_off;
    if kinds != 1 || of_tests || !args.value.is_empty() || !args.attach.is_empty() {
        let hint = "give one of --paste, --file, --link and --command; evidence of a test names no item but --test";
        return Err(Failure::usage("evidence of an item is one thing", hint));
    }
    let of_item = ItemEvidence {
        id: args.id,
        item,
        which: args.which.clone(),
        paste: args.paste.clone(),
        file: args.file.first().map(|f| f.display().to_string()),
        link: args.link.clone(),
        command: args.command.clone(),
        no_tick: args.no_tick,
        mask: args.mask,
        keep: args.keep,
    };
    checklist::evidence(session, &of_item)
}
