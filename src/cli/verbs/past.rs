//! `--at`: a list or record as it stood; refused where a command cannot look back.

use crate::cli::args::Noun;
use crate::cli::args::calendar::Freeze;
use crate::cli::args::change::Change;
use crate::cli::args::exception::Exception;
use crate::cli::args::meeting::Meeting;
use crate::cli::args::policy::{Catalogue, Policy, Risk};
use crate::cli::args::register::{Audit, Board, Person};
use crate::cli::args::run::Run;
use crate::cli::args::system::System;
use crate::cli::args::vote::{Decision, Vote};
use crate::cli::failure::Failure;
use crate::cli::session::Session;

/// Whether a command shows something that can be looked back to.
const fn shows(noun: &Noun) -> bool {
    match noun {
        Noun::Change(verb) => {
            matches!(verb, Change::List(_) | Change::View(_) | Change::Check(_) | Change::Diff(_) | Change::Export(_))
        }
        Noun::Vote(verb) => matches!(verb, Vote::Tally(_) | Vote::List(_)),
        Noun::Decision(verb) => matches!(verb, Decision::List(_) | Decision::View(_) | Decision::Export(_)),
        Noun::Person(verb) => matches!(verb, Person::List | Person::View(_)),
        Noun::Board(verb) => matches!(verb, Board::List | Board::View),
        Noun::Policy(verb) => matches!(verb, Policy::List | Policy::Show(_) | Policy::Clauses(_)),
        Noun::Catalogue(verb) => matches!(verb, Catalogue::List | Catalogue::Show(_)),
        Noun::Freeze(verb) => matches!(verb, Freeze::List | Freeze::View(_)),
        Noun::Risk(verb) => matches!(verb, Risk::List),
        Noun::Exception(verb) => matches!(verb, Exception::List(_)),
        Noun::System(verb) => matches!(verb, System::List(_) | System::View(_)),
        Noun::Audit(verb) => matches!(verb, Audit::Log(_)),
        Noun::Meeting(verb) => matches!(verb, Meeting::View(_) | Meeting::Replay(_)),
        Noun::Run(verb) => matches!(verb, Run::View(_) | Run::Status(_)),
        Noun::Gate(_) | Noun::Inbox => true,
        _ => false,
    }
}

/// Looks back, if that is asked for.
pub fn look(session: &mut Session, noun: &Noun) -> Result<(), Failure> {
    // There `--at` is when the meeting begins.
    if session.common.at.is_none() || matches!(noun, Noun::Meeting(Meeting::Create(_))) {
        return Ok(());
    }
    if !shows(noun) {
        return Err(Failure::usage(
            "--at: this command has no past to look at",
            "--at goes with lists and records: inbox, change, decision, vote, person, board, policy, catalogue, risk, \
             system, audit log, meeting view and replay, run view, gate",
        ));
    }
    // What a change differs from, and what the gate would say at a time to come, they work out themselves.
    if matches!(noun, Noun::Gate(_) | Noun::Change(Change::Diff(_))) {
        return Ok(());
    }
    if let Some(at) = session.at()? {
        session.app()?.look_back(at);
    }
    Ok(())
}
