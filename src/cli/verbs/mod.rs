//! Each command: what it asks of the application and how the answer leaves.

mod arrange;
mod calendar;
mod change;
mod checklist;
mod config;
mod exception;
mod exec;
pub mod fields;
mod gate;
mod lessons;
mod meeting;
mod minutes;
mod past;
mod policy;
mod progress;
mod register;
mod request;
mod run;
pub mod setup;
mod sitting;
mod system;
mod tutor;
mod vote;
mod wait;

use super::args::calendar::{Freeze, Verb, Window};
use super::args::change::{Change, Ids};
use super::args::exception::Exception;
use super::args::gate::Gate;
use super::args::meeting::Meeting;
use super::args::policy::{Catalogue, Policy, Risk};
use super::args::register::{Audit, Board, Config, Person};
use super::args::run::Run;
use super::args::system::System;
use super::args::vote::{Decision, Vote};
use super::args::{Noun, command};
use super::exit::Exit;
use super::failure::Failure;
use super::print::schema::{Shape, shape};
use super::print::{self, Answer};
use super::session::Session;
use crate::app::error::AppError;
use crate::base::ids::ChangeNo;
use crate::domain::command::{ChangeCommand, Command};
use crate::sheets::register::Receipt;

/// An answer and how the program ends with it.
pub type Ended = Result<(Answer, Exit), Failure>;

/// An answer that is a yes.
pub fn done(answer: Answer) -> Ended {
    Ok((answer, Exit::Done))
}

/// The help, for a call without a command away from a terminal.
pub fn help() -> Result<Exit, Failure> {
    command().print_help().map_err(Failure::io("output"))?;
    Ok(Exit::Done)
}

/// The output that a command has; none where it prints a text of its own.
fn shape_of(noun: &Noun, dry_run: bool) -> Option<&'static Shape> {
    let receipts = |ids: &Ids| match ids.ids.as_slice() {
        [one] if one != "-" => "receipt",
        _ => "receipts",
    };
    let name = match noun {
        Noun::Inbox => "inbox",
        Noun::Change(verb) => match verb {
            Change::List(_) => "changes",
            Change::View(_) => "change",
            Change::Check(_) => "ready",
            Change::Diff(_) => "change_diff",
            Change::Clash(_) => "clashes",
            Change::Export(_) => "export",
            Change::Slots(_) => "slots",
            Change::Import(_) => "import",
            Change::Submit(ids) | Change::Request(ids) | Change::Withdraw(ids) => receipts(ids),
            Change::Hold(ids) | Change::Resume(ids) | Change::Cancel(ids) => receipts(ids),
            Change::Return(args) => receipts(&args.ids),
            Change::Review(args) => receipts(&args.ids),
            Change::Approve(args) => receipts(&args.ids),
            Change::Reject(args) => receipts(&args.ids),
            Change::Close(args) => receipts(&args.ids),
            _ => "receipt",
        },
        Noun::Vote(verb) => match verb {
            Vote::Tally(_) => "ballot",
            Vote::List(_) => "ballots",
            Vote::Open(args) => receipts(&args.ids),
            Vote::Close(args) => receipts(&args.ids),
            Vote::Cast(_) | Vote::Consider(_) | Vote::Object(_) => "receipt",
        },
        Noun::Decision(verb) => match verb {
            Decision::List(_) => "decisions",
            Decision::View(_) => "decision",
            Decision::Export(args) if args.write => "written",
            Decision::Export(_) => "decision",
            Decision::Defer(args) => receipts(&args.ids),
            Decision::Withdraw(ids) => receipts(ids),
            Decision::Condition(_) | Decision::Except(_) | Decision::ApproveConsent(_) => "receipt",
        },
        Noun::Run(Run::Start(args)) if args.emergency.is_some() => "receipt",
        Noun::Run(Run::Start(args)) => receipts(&args.changes()),
        Noun::Run(Run::Finish(args)) => receipts(&args.ids),
        Noun::Run(Run::List) => "runs",
        Noun::Run(Run::View(_)) => "checklist",
        Noun::Run(Run::Status(_)) => "run",
        Noun::Run(Run::Evidence(args)) if args.item.is_none() && args.test.is_none() && args.tag.is_none() => {
            "evidence"
        }
        Noun::Run(Run::Board(_)) => "go_board",
        Noun::Run(Run::Exec(_)) if dry_run => "receipt",
        Noun::Run(Run::Exec(_)) => "run_exec",
        Noun::Run(Run::Output(_) | Run::Cast(_)) => return None,
        Noun::Run(_) => "receipt",
        Noun::Code => "code",
        Noun::Gate(Gate { verb: Some(_), .. }) => "gate_verify",
        Noun::Gate(_) => "gate",
        Noun::Window(Window::List) => "windows",
        Noun::Window(_) => "receipt",
        Noun::Freeze(Freeze::List) => "freezes",
        Noun::Freeze(Freeze::View(_)) => "freeze",
        Noun::Freeze(_) => "receipt",
        Noun::Calendar(args) if args.verb.is_some() => match &args.verb {
            Some(Verb::Plan(_)) => "plan",
            Some(Verb::Done(_)) => "receipt",
            _ => "import",
        },
        Noun::Calendar(args) if args.week => "week",
        Noun::Calendar(args) if args.year => "year",
        Noun::Calendar(_) => "calendar",
        Noun::Exception(Exception::List(_)) => "exceptions",
        Noun::Exception(_) => "receipt",
        Noun::System(verb) => match verb {
            System::List(_) => "systems",
            System::View(_) => "system",
            System::Import(_) => "system_import",
            _ => "receipt",
        },
        Noun::Person(Person::List) => "people",
        Noun::Person(Person::View(_)) => "person",
        Noun::Board(Board::List) => "seats",
        Noun::Board(Board::View) => "board",
        Noun::Meeting(verb) => match verb {
            Meeting::List => "meetings",
            Meeting::View(_) => "meeting",
            Meeting::Agenda(_) => "agenda",
            Meeting::Minutes(args) if args.write.is_some() => "written",
            Meeting::Minutes(_) => "minutes",
            Meeting::Replay(_) => "meeting",
            Meeting::Actions(_) => "actions",
            Meeting::Audience(_) => "audience",
            Meeting::Invite(_) | Meeting::Feed => return None,
            _ => "receipt",
        },
        Noun::Policy(verb) => match verb {
            Policy::List => "packs",
            Policy::Show(_) => "pack",
            Policy::Clauses(_) => "clauses",
            Policy::Check(_) => "policy_check",
            Policy::Diff(_) => "policy_diff",
            Policy::Replay(_) => "policy_replay",
            Policy::Schema | Policy::Export(_) => return None,
            _ => "receipt",
        },
        Noun::Catalogue(Catalogue::List) => "catalogue",
        Noun::Catalogue(Catalogue::Show(_)) => "catalogue_entry",
        Noun::Risk(Risk::List) => "risks",
        Noun::Import(_) => "import",
        Noun::Audit(verb) => match verb {
            Audit::Verify(_) => "verify",
            Audit::Log(_) => "log",
            Audit::Checkpoint => "checkpoint",
            Audit::Rebuild(_) => "rebuild",
        },
        Noun::Db(_) => "backup",
        Noun::Config(verb) => match verb {
            Config::List(_) => "config",
            Config::Get(_) => "setting",
            Config::Set(_) => "setting",
            Config::Check | Config::Edit => "config_check",
            Config::Schema => return None,
        },
        Noun::Doctor => "doctor",
        Noun::Paths => "paths",
        Noun::Schema(args) if args.name.is_none() => "schemas",
        Noun::Screen(_) | Noun::Schema(_) | Noun::Completion(_) | Noun::Man(_) | Noun::Tutor(_) => return None,
        Noun::Person(_) | Noun::Board(_) | Noun::Catalogue(_) | Noun::Risk(_) => "receipt",
        Noun::Join(_) | Noun::Init(_) | Noun::Demo(_) => "receipt",
    };
    shape(name)
}

/// Carries out a command and writes its answer.
pub fn run(session: &mut Session, noun: &Noun) -> Result<Exit, Failure> {
    let shape = shape_of(noun, session.common.dry_run);
    wait::check(session, noun)?;
    arrange::check(noun, &session.common, shape)?;
    // Before anything is recorded: a wrong field must not come after the act.
    let mut asked = print::asked(&session.common, shape)?;
    past::look(session, noun)?;
    let (answer, exit) = match noun {
        Noun::Inbox => register::inbox(session)?,
        Noun::Change(verb) => change::run(session, verb, &asked)?,
        Noun::Vote(verb) => vote::run(session, verb, &asked)?,
        Noun::Decision(verb) => vote::decision(session, verb, &asked)?,
        Noun::Code => checklist::code(session)?,
        Noun::Run(verb) => run::run(session, verb, &asked)?,
        Noun::Window(verb) => calendar::window(session, verb)?,
        Noun::Freeze(verb) => calendar::freeze(session, verb)?,
        Noun::Calendar(args) => calendar::calendar(session, args)?,
        Noun::Exception(verb) => exception::run(session, verb)?,
        Noun::System(verb) => system::run(session, verb)?,
        Noun::Gate(args) => gate::run(session, args, &mut asked)?,
        Noun::Screen(_) => {
            return Err(Failure::usage("the audience's screen needs a terminal", "see quorate meeting view"));
        }
        Noun::Person(verb) => register::person(session, verb)?,
        Noun::Board(verb) => register::board(session, verb)?,
        Noun::Meeting(verb) => meeting::meeting(session, verb)?,
        Noun::Join(which) => meeting::meeting(session, &Meeting::Join(which.clone()))?,
        Noun::Policy(verb) => policy::run(session, verb)?,
        Noun::Catalogue(verb) => policy::catalogue(session, verb)?,
        Noun::Risk(verb) => policy::risk(session, verb)?,
        Noun::Import(args) => change::import(session, args)?,
        Noun::Audit(verb) => register::audit(session, verb, &asked)?,
        Noun::Db(verb) => register::db(session, verb)?,
        Noun::Init(args) => setup::init(session, args)?,
        Noun::Demo(args) => setup::demo(session, args)?,
        Noun::Tutor(args) => tutor::run(session, args)?,
        Noun::Config(verb) => config::run(session, verb, &mut asked)?,
        Noun::Doctor => setup::doctor(session)?,
        Noun::Paths => setup::paths(session)?,
        Noun::Schema(args) => setup::schema(args, &asked)?,
        Noun::Completion(args) => setup::completion(args)?,
        Noun::Man(args) => setup::man(args)?,
    };
    let answer = arrange::arrange(answer, &session.common);
    print::emit(session, shape, &asked, answer)?;
    Ok(exit)
}

/// Carries out one command and gives its receipt.
pub fn act(session: &mut Session, command: &Command) -> Ended {
    let how = session.how("");
    let receipt = session.app()?.execute(command, how).map_err(|e| wants_reason(session, e))?;
    receipt_of(session, receipt)
}

/// A refusal for want of a reason that the act itself takes, and no clause of a policy demands, is a missing argument.
fn wants_reason(session: &Session, error: AppError) -> Failure {
    match &error {
        AppError::Refused(refused) if session.common.reason.is_none() && refused.clauses().is_empty() => {
            match refused.reasons.as_slice() {
                [only] if only.remedy.contains("--reason") => {
                    Failure::usage(format!("{}: --reason is missing", only.text), only.remedy.clone())
                }
                _ => error.into(),
            }
        }
        _ => error.into(),
    }
}

/// A receipt, and whether it says that nothing changed.
pub fn receipt_of(session: &Session, receipt: Receipt) -> Ended {
    let exit = unchanged(session, std::iter::once(&receipt));
    Ok((print::register::receipt(receipt)?, exit))
}

/// How the program ends after acts of which some, or all, changed nothing.
fn unchanged<'r>(session: &Session, mut receipts: impl Iterator<Item = &'r Receipt>) -> Exit {
    let same = session.common.error_unchanged && receipts.all(|r| r.again || r.entries.is_empty());
    if same { Exit::Unchanged } else { Exit::Done }
}

/// Carries out an act on one change.
pub fn act_on(session: &mut Session, no: ChangeNo, command: ChangeCommand) -> Ended {
    act(session, &Command::Change(no, command))
}

/// Carries out the same act on each of several changes. One refusal does not stop the others, unless that is asked for;
/// the first one decides how the program ends.
pub fn each(
    session: &mut Session,
    ids: &Ids,
    mut make: impl FnMut(&mut Session, ChangeNo) -> Result<ChangeCommand, Failure>,
) -> Ended {
    each_of(session, ids, |session, no| Ok(vec![make(session, no)?]))
}

/// As [`each`], with several acts on each change, carried out as one.
pub fn each_of(
    session: &mut Session,
    ids: &Ids,
    mut make: impl FnMut(&mut Session, ChangeNo) -> Result<Vec<ChangeCommand>, Failure>,
) -> Ended {
    let all = |no: ChangeNo, list: Vec<ChangeCommand>| -> Vec<Command> {
        list.into_iter().map(|command| Command::Change(no, command)).collect()
    };
    let numbers = session.numbers(&ids.ids)?;
    if let ([no], [word]) = (numbers.as_slice(), ids.ids.as_slice())
        && word != "-"
    {
        let commands = all(*no, make(session, *no)?);
        let how = session.how("");
        let receipt = session.app()?.execute_all(&commands, how).map_err(|e| wants_reason(session, e))?;
        return receipt_of(session, receipt);
    }
    let mut receipts = Vec::new();
    let mut exit = Exit::Done;
    for no in numbers {
        let how = session.how(&no.to_string());
        let one = make(session, no).and_then(|commands| {
            let done = session.app()?.execute_all(&all(no, commands), how);
            done.map_err(|e| wants_reason(session, e))
        });
        match one {
            Ok(receipt) => receipts.push(receipt),
            Err(failure) => exit = exit.or(failure.report(session.wants_json())),
        }
        if session.common.fail_fast && exit != Exit::Done {
            break;
        }
    }
    let exit = exit.or(unchanged(session, receipts.iter()));
    Ok((Answer::list(&receipts)?, exit))
}
