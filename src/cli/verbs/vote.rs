//! Verbs of `vote` and `decision`.

use super::wait::{self, Seen};
use super::{Ended, act_on, change, done, each};
use crate::app::options::ListQuery;
use crate::cli::args::Form;
use crate::cli::args::vote::{Cast, Choice, Decision, Tally, Vote};
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
        Vote::Close(ids) => {
            let reason = session.reason()?;
            each(session, ids, |_, _| Ok(ChangeCommand::CloseVote { reason: reason.clone() }))
        }
        Vote::Tally(one) => {
            let waits = wait::asked_for(session);
            wait::until(session, "ballot", asked, |session| {
                let ballot = session.app()?.ballot(one.id)?;
                let exit = if waits { wait::of_ballot(&ballot) } else { Exit::Done };
                let (value, hopeless) = (print::value(&ballot)?, ballot.can_pass == Some(false));
                let mark = value.clone();
                let answer = Answer::document(value, move |tz| print::change::ballot_words(&ballot, tz));
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

/// The ballots that run now, on any change.
fn open_ballots(session: &mut Session) -> Result<Vec<crate::sheets::ballot::BallotSheet>, Failure> {
    let mut numbers = Vec::new();
    let query = ListQuery { at: session.at()?, ..ListQuery::default() };
    session.app()?.each_change(&query, &mut |row| {
        if row.letter == "V" {
            numbers.extend(row.id.parse::<crate::base::ids::ChangeNo>());
        }
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
            let mut query = change::query(session, args)?;
            let any = query.states.is_empty();
            if any {
                query.states = ["approved", "rejected", "deferred", "withdrawn"].map(str::to_owned).to_vec();
            }
            change::list(session, "decisions", asked, &query, move |row| !any || row.decision != "none")
        }
        Decision::View(one) => {
            let at = session.at()?;
            if asked.form == Form::Md {
                let sheet = session.app()?.change(one.id, at)?;
                return done(Answer::Text(crate::text::decision::markdown(&sheet)));
            }
            change::awaited(session, "decision", asked, move |session| {
                let sheet = session.app()?.change(one.id, at)?;
                let value = print::change::decision(&sheet)?;
                Ok((sheet.clone(), Answer::document(value, move |tz| print::change::decision_words(&sheet, tz))))
            })
        }
        Decision::Defer(args) => {
            let reason = session.reason()?;
            let until = session.moment_if("--until", args.until.as_deref())?;
            each(session, &args.ids, |_, _| Ok(ChangeCommand::Defer { reason: reason.clone(), until }))
        }
        Decision::Withdraw(ids) => {
            let reason = session.reason()?;
            each(session, ids, |_, _| Ok(ChangeCommand::Withdraw { reason: reason.clone() }))
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
