//! `--at`: a list or record as it stood; refused where a command cannot look back.

use crate::cli::args::Noun;
use crate::cli::args::calendar::{Freeze, Verb, Window};
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
fn shows(noun: &Noun) -> bool {
    match noun {
        Noun::Change(verb) => {
            use Change as C;
            matches!(verb, C::List(_) | C::View(_) | C::Check(_) | C::Diff(_) | C::Clash(_) | C::Export(_))
        }
        Noun::Vote(verb) => matches!(verb, Vote::Tally(_) | Vote::List(_)),
        Noun::Decision(verb) => matches!(verb, Decision::List(_) | Decision::View(_) | Decision::Export(_)),
        Noun::Person(verb) => matches!(verb, Person::List | Person::View(_)),
        Noun::Board(verb) => matches!(verb, Board::List | Board::View),
        Noun::Policy(verb) => matches!(verb, Policy::List | Policy::Show(_) | Policy::Export(_) | Policy::Clauses(_)),
        Noun::Catalogue(verb) => matches!(verb, Catalogue::List | Catalogue::Show(_)),
        Noun::Window(verb) => matches!(verb, Window::List),
        Noun::Freeze(verb) => matches!(verb, Freeze::List | Freeze::View(_)),
        Noun::Calendar(args) => matches!(args.verb, None | Some(Verb::Plan(_))),
        Noun::Risk(verb) => matches!(verb, Risk::List),
        Noun::Exception(verb) => matches!(verb, Exception::List(_)),
        Noun::System(verb) => matches!(verb, System::List(_) | System::View(_)),
        Noun::Audit(verb) => matches!(verb, Audit::Log(_)),
        Noun::Meeting(verb) => {
            use Meeting as M;
            let documents = matches!(verb, M::Minutes(args) if args.write.is_none());
            documents
                || matches!(verb, M::List | M::View(_) | M::Agenda(_) | M::Actions(_) | M::Replay(_))
                || matches!(verb, M::Invite(_) | M::Feed)
        }
        Noun::Run(verb) => {
            use Run as R;
            let listed =
                matches!(verb, R::Evidence(args) if args.item.is_none() && args.test.is_none() && args.tag.is_none());
            listed || matches!(verb, R::List | R::View(_) | R::Status(_) | R::Board(_))
        }
        Noun::Gate(_) | Noun::Inbox => true,
        _ => false,
    }
}

/// Why a question is asked of the present only; nothing where the command is no question but an act.
fn present(noun: &Noun) -> Option<(&'static str, &'static str)> {
    let found = match noun {
        Noun::Audit(_) | Noun::Db(_) => {
            ("it is about the file as it lies there now", "what was recorded by then: quorate audit log --at TIME")
        }
        Noun::Change(Change::Slots(_)) => {
            ("free times lie ahead of now", "what stood in the calendar then: quorate calendar --at TIME")
        }
        Noun::Run(Run::Output(_) | Run::Cast(_)) => (
            "what a command printed never changes",
            "leave --at out; how the run stood: quorate run status CHG-N --at TIME",
        ),
        Noun::Policy(Policy::Check(_) | Policy::Diff(_) | Policy::Replay(_)) => {
            ("it compares texts, not moments", "the text that was in force then: quorate policy show --at TIME")
        }
        Noun::Doctor | Noun::Paths | Noun::Config(_) | Noun::Schema(_) | Noun::Completion(_) | Noun::Man(_) => {
            ("it tells of this program and this computer, of which no record is kept", "leave --at out")
        }
        Noun::Policy(Policy::Schema) => ("it tells of this program, not of the register", "leave --at out"),
        Noun::Meeting(Meeting::Audience(_)) | Noun::Screen(_) => {
            ("what the room sees is no record", "how the meeting stood: quorate meeting view MEETING --at TIME")
        }
        _ => return None,
    };
    Some(found)
}

/// Looks back, if that is asked for.
pub fn look(session: &mut Session, noun: &Noun) -> Result<(), Failure> {
    // There `--at` is when the meeting begins.
    if session.common.at.is_none() || matches!(noun, Noun::Meeting(Meeting::Create(_))) {
        return Ok(());
    }
    if !shows(noun) {
        let (why, instead) = present(noun).unwrap_or((
            "this command records something, and what is past cannot be changed",
            "leave --at out; it goes with what shows: lists, records, the inbox, the calendar",
        ));
        return Err(Failure::usage(format!("--at: {why}"), instead));
    }
    // What a change differs from, and what the gate would say at a time to come, they work out themselves.
    if matches!(noun, Noun::Gate(_) | Noun::Change(Change::Diff(_))) {
        return Ok(());
    }
    if let Some(at) = session.at()? {
        session.app()?.look_back(at)?;
    }
    Ok(())
}
