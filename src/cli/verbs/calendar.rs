//! `window`, `calendar` and `change slots`: what stands in the calendar, and when a change may run.

use super::{Ended, done};
use crate::cli::args::calendar::{Calendar, Window};
use crate::cli::args::change::Slots;
use crate::cli::exit::Exit;
use crate::cli::print::{self, Answer};
use crate::cli::session::Session;

/// Carries out a verb of `window`.
pub fn window(session: &mut Session, verb: &Window) -> Ended {
    match verb {
        Window::List => done(Answer::list(&session.app()?.windows()?)?),
    }
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
