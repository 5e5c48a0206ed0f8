//! The minutes of a meeting, and its invitation.

use super::{Ended, done};
use crate::cli::args::Form;
use crate::cli::args::meeting::Minutes;
use crate::cli::print::{self, Answer};
use crate::cli::session::Session;
use crate::text::minutes;

/// Prints the minutes.
pub fn minutes(session: &mut Session, args: &Minutes) -> Ended {
    let id = match &args.id {
        Some(id) => Some(id.clone()),
        None => {
            let held = session.app()?.meetings()?.into_iter().find(|r| r.opened.is_some());
            held.map(|r| r.id)
        }
    };
    let id = session.app()?.meeting_meant(id.as_deref())?;
    let sheet = session.app()?.minutes(&id)?;
    match session.common.form {
        Some(Form::Md) => done(Answer::Text(minutes::markdown(&sheet))),
        Some(Form::Html) => done(Answer::Text(minutes::html(&sheet))),
        Some(Form::Text) => done(Answer::Text(minutes::text(&sheet).join("\n") + "\n")),
        _ => done(Answer::plain(print::value(&sheet)?, move || minutes::text(&sheet))),
    }
}

/// Prints the invitation to a meeting as iCalendar.
pub fn invite(session: &mut Session, id: Option<&str>) -> Ended {
    let id = session.app()?.meeting_meant(id)?;
    let sheet = session.app()?.meeting(&id)?;
    done(Answer::Text(crate::text::calendar::invitation(&sheet)))
}
