//! `window`, `calendar` and `change slots`: what stands in the calendar, and when a change may run.

use super::{Ended, act, done};
use crate::cli::args::calendar::{Calendar, Freeze, Window};
use crate::cli::args::change::Slots;
use crate::cli::exit::Exit;
use crate::cli::print::{self, Answer};
use crate::cli::session::Session;
use crate::domain::command::{CalendarCommand, Command};

/// Carries out a verb of `window`.
pub fn window(session: &mut Session, verb: &Window) -> Ended {
    match verb {
        Window::List => done(Answer::list(&session.app()?.windows()?)?),
    }
}

/// Carries out a verb of `freeze`.
pub fn freeze(session: &mut Session, verb: &Freeze) -> Ended {
    let command = match verb {
        Freeze::List => return done(Answer::list(&session.app()?.freezes()?)?),
        Freeze::Add(args) => CalendarCommand::Announce {
            title: args.title.clone(),
            from: session.moment("--from", &args.from)?,
            to: session.due("--to", Some(&args.to))?.unwrap_or_default(),
            environments: args.env.clone(),
            systems: args.system.clone(),
            exempt: args.exempt.clone(),
            reason: session.reason()?,
        },
        Freeze::End(args) => CalendarCommand::End { no: args.no, reason: session.reason()? },
    };
    act(session, &Command::Calendar(command))
}

/// Shows the calendar.
pub fn calendar(session: &mut Session, args: &Calendar) -> Ended {
    let from = session.moment_if("--from", args.from.as_deref())?;
    let to = session.moment_if("--to", args.to.as_deref())?;
    done(Answer::list(&session.app()?.calendar(from, to)?)?)
}

/// Shows when a change may run: a yes, or that the time asked for is not allowed.
pub fn slots(session: &mut Session, args: &Slots) -> Ended {
    let from = session.moment_if("--from", args.from.as_deref())?;
    let sheet = session.app()?.slots(args.id, from, args.minutes, args.env.as_deref())?;
    let value = print::value(&sheet)?;
    Ok((Answer::document(value, move |tz| print::calendar::slots_words(&sheet, tz)), Exit::Done))
}
