//! Verbs of `vote` and `decision`.

use super::wait::{self, Seen};
use super::{Ended, act_on, change, done, each, each_of};
use crate::app::options::{DecisionQuery, ListQuery};
use crate::base::ids::ChangeNo;
use crate::base::text::visible;
use crate::cli::args::Form;
use crate::cli::args::meeting::Meeting;
use crate::cli::args::vote::{Cast, Casting, Choice, Close, Condition, Decision, Export, Tally, Vote};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::files;
use crate::cli::print::{self, Answer, Asked};
use crate::cli::session::Session;
use crate::domain::ballot::TallyMode;
use crate::domain::command::{self, ChangeCommand};

/// Carries out a verb of `vote`.
pub fn run(session: &mut Session, verb: &Vote, asked: &Asked) -> Ended {
    match verb {
        Vote::Open(args) => {
            let tally = args.tally.map(|t| match t {
                Tally::Hidden => TallyMode::Hidden,
                Tally::Open => TallyMode::Open,
                Tally::Secret => TallyMode::Secret,
            });
            each(session, &args.ids, |_, _| Ok(ChangeCommand::OpenVote { tally, meeting: args.meeting.clone() }))
        }
        Vote::Cast(args) => cast(session, args),
        Vote::Consider(args) => act_on(session, args.id, ChangeCommand::Consider { criteria: args.criteria.clone() }),
        Vote::Close(args) => {
            let reason = session.reason()?;
            each_of(session, &args.ids, |session, no| {
                let reason = reason.clone();
                let close = match casting(session, args, no)? {
                    Some(casting) => ChangeCommand::BreakTie { favour: casting == Casting::Approve, reason },
                    None => ChangeCommand::CloseVote { reason },
                };
                let open = args.considered && session.app()?.ballot(no).is_ok_and(|b| !b.unconsidered().is_empty());
                let consider = open.then(|| ChangeCommand::Consider { criteria: Vec::new() });
                Ok(consider.into_iter().chain([close]).collect())
            })
        }
        Vote::Tally(one) => {
            let waits = wait::asked_for(session);
            wait::until(session, "ballot", asked, |session| {
                let ballot = session.app()?.ballot(one.id)?;
                let exit = if waits { wait::of_ballot(&ballot) } else { Exit::Done };
                let (value, hopeless) = (print::value(&ballot)?, ballot.can_pass == Some(false));
                let mark = value.clone();
                let answer = Answer::document(value, move |tz| print::ballot::words(&ballot, tz));
                Ok(Seen { answer, mark, exit, hopeless })
            })
        }
        Vote::List(args) => {
            let ballots = match args.id {
                Some(no) => session.app()?.ballots(no)?,
                None => open_ballots(session)?,
            };
            done(Answer::list(&ballots)?)
        }
        Vote::Object(one) => {
            let reason = session.reason()?;
            act_on(session, one.id, ChangeCommand::Object { reason })
        }
    }
}

/// The chair's casting vote: as the flag says it, else asked of the chair at a terminal.
fn casting(session: &mut Session, args: &Close, no: ChangeNo) -> Result<Option<Casting>, Failure> {
    if args.casting.is_some() || !session.may_ask() {
        return Ok(args.casting);
    }
    // Whatever is wrong with the ballot, closing it says so.
    let Ok(ballot) = session.app()?.ballot(no) else { return Ok(None) };
    let question = match ballot.casting.as_deref() {
        Some("asked") => "The votes are even. Your casting vote, approve or reject: ",
        Some(_) => "Should the votes be even, your casting vote (approve, reject, or nothing): ",
        None => return Ok(None),
    };
    match crate::cli::line::ask::answer(question)?.trim() {
        "" => Ok(None),
        word => match word.to_lowercase().as_str() {
            "approve" | "1" => Ok(Some(Casting::Approve)),
            "reject" | "3" => Ok(Some(Casting::Reject)),
            _ => Err(Failure::usage(format!("\"{}\" is neither approve nor reject", visible(word)), "say one of them")),
        },
    }
}

/// The ballots that run now, on any change.
fn open_ballots(session: &mut Session) -> Result<Vec<crate::sheets::ballot::BallotSheet>, Failure> {
    // Emergencies that the board approves in form have the letter of their state.
    let formal = session.app()?.voted_on()?;
    let mut numbers = Vec::new();
    session.app()?.each_change(&ListQuery::default(), &mut |row| {
        let no = row.id.parse::<crate::base::ids::ChangeNo>();
        numbers.extend(no.into_iter().filter(|no| row.letter == "V" || formal.contains(no)));
        true
    })?;
    let mut ballots = Vec::new();
    for no in numbers {
        let ballot = session.app()?.ballot(no)?;
        if ballot.closed.is_none() {
            ballots.push(ballot);
        }
    }
    Ok(ballots)
}

fn cast(session: &mut Session, args: &Cast) -> Ended {
    let choice = match args.choice {
        Choice::Approve => "approve",
        Choice::Condition => "condition",
        Choice::Reject => "reject",
        Choice::Abstain => "abstain",
        Choice::Recuse => "recuse",
    };
    let cast = command::Cast {
        choice: choice.into(),
        reason: session.reason()?,
        condition: args.condition.clone(),
        owner: args.owner.clone(),
        due: session.due("--due", args.due.as_deref())?,
        share: args.share,
        via_chair: args.via_chair,
        member: args.member.clone(),
    };
    act_on(session, args.id, ChangeCommand::Cast(cast))
}

/// Carries out a verb of `decision`.
pub fn decision(session: &mut Session, verb: &Decision, asked: &Asked) -> Ended {
    match verb {
        Decision::List(args) => {
            let changes = change::query(session, args)?;
            let since = session.since()?.map(|at| at.0);
            list(session, asked, &DecisionQuery { changes, since })
        }
        Decision::View(one) => {
            let at = session.at()?;
            if asked.form == Form::Md {
                let sheet = session.app()?.change(one.id, at)?;
                let names = session.app()?.called()?;
                return done(Answer::Text(crate::text::decision::markdown(&sheet, &names)));
            }
            change::awaited(session, "decision", asked, move |session| {
                let sheet = session.app()?.change(one.id, at)?;
                let value = print::change::decision(&sheet)?;
                Ok((sheet.clone(), Answer::document(value, move |tz| print::change::decision_words(&sheet, tz))))
            })
        }
        Decision::ApproveConsent(which) => super::meeting::meeting(session, &Meeting::Consent(which.clone())),
        Decision::Export(args) => export(session, args, asked),
        Decision::Defer(args) => {
            let reason = session.reason()?;
            let command = super::meeting::deferral(session, reason, args.until.as_deref())?;
            each(session, &args.ids, |_, _| Ok(command.clone()))
        }
        Decision::Withdraw(ids) => {
            let reason = session.reason()?;
            each(session, ids, |_, _| Ok(ChangeCommand::Withdraw { reason: reason.clone() }))
        }
        Decision::Condition(Condition { id, no, owner: Some(owner), .. }) => {
            let reason = session.reason()?;
            act_on(session, *id, ChangeCommand::Entrust { no: *no, owner: owner.clone(), reason })
        }
        Decision::Condition(args) => {
            let note = match &args.note {
                Some(note) => Some(files::text(note, &session.options)?),
                None => session.reason()?,
            };
            act_on(session, args.id, ChangeCommand::Verify { no: args.no, note })
        }
        Decision::Except(args) => {
            confirmed(session, &args.id.to_string(), "signing a deviation from a rule")?;
            let reason = session.reason()?;
            let command = ChangeCommand::Except { rule: args.rule.clone(), role: args.as_role.clone(), reason };
            act_on(session, args.id, command)
        }
    }
}

/// Every decision that was recorded, also one that does not stand any more.
fn list(session: &mut Session, asked: &Asked, query: &DecisionQuery) -> Ended {
    let shape = print::schema::shape("decisions")
        .ok_or_else(|| Failure::usage("there is no output decisions", "see quorate schema"))?;
    // The register is opened before the output begins, so that a failure leaves the output empty.
    session.app()?;
    let mut writer = print::list::Writer::open(session, shape, asked)?;
    let mut wrote = Ok(());
    let next = session.app()?.each_decision(query, &mut |row| {
        wrote = print::value(&row).and_then(|value| writer.row(value));
        wrote.is_ok()
    })?;
    wrote?;
    writer.end(next.map(|c| format!("{}:{}", c.key, c.no)))?;
    done(Answer::Written)
}

/// The records of decisions: one is printed, several are written into files.
fn export(session: &mut Session, args: &Export, asked: &Asked) -> Ended {
    let numbers = session.numbers(&args.ids.ids)?;
    if args.write {
        let folder = std::env::current_dir().map_err(Failure::io("the current folder"))?;
        return done(Answer::list(&session.app()?.write_decisions(&numbers, &folder)?)?);
    }
    let [no] = numbers.as_slice() else {
        return Err(Failure::usage("several records do not go into one document", "add --write: a file for each"));
    };
    let at = session.at()?;
    let sheet = session.app()?.change(*no, at)?;
    if matches!(asked.form, Form::Table | Form::Wide | Form::Md) {
        let names = session.app()?.called()?;
        return done(Answer::Text(crate::text::decision::markdown(&sheet, &names)));
    }
    let value = print::change::decision(&sheet)?;
    done(Answer::document(value, move |tz| print::change::decision_words(&sheet, tz)))
}

/// A severe act repeats the id: by `--confirm`, or by typing it. A trial needs none.
fn confirmed(session: &Session, id: &str, what: &str) -> Result<(), Failure> {
    if session.common.dry_run {
        return Ok(());
    }
    let given = match &session.common.confirm {
        Some(given) => given.clone(),
        None if session.may_ask() => crate::cli::line::ask::answer(&format!("For {what}, type {id}: "))?,
        None => return Err(Failure::usage(format!("{what} needs --confirm={id}"), "repeat the id to confirm")),
    };
    if given.trim().eq_ignore_ascii_case(id) {
        return Ok(());
    }
    Err(Failure::usage(format!("--confirm says \"{given}\", but this is {id}"), format!("{what} needs --confirm={id}")))
}
