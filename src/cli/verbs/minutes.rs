//! What is read of meetings: minutes, replay, actions, invitation and feed.

use super::{Ended, done};
use crate::cli::args::Form;
use crate::cli::args::meeting::{Actions, Minutes, Replay};
use crate::cli::failure::Failure;
use crate::cli::print::{self, Answer};
use crate::cli::session::Session;
use crate::text::ical::meetings as calendar;
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
    if let Some(kinds) = &args.write {
        let folder = std::env::current_dir().map_err(Failure::io("the current folder"))?;
        return done(Answer::list(&session.app()?.write_documents(&id, kinds, &folder)?)?);
    }
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
    done(Answer::Text(calendar::invitation(&sheet)))
}

/// The steps of a meeting, or the meeting as it stood after one of them or at a moment.
pub fn replay(session: &mut Session, args: &Replay) -> Ended {
    let id = session.app()?.meeting_meant(Some(&args.id))?;
    let sheet = session.app()?.meeting(&id)?;
    if let Some(step) = args.to {
        let at = crate::app::meeting::record::moment_of(&sheet, step)?;
        session.app()?.look_back(at)?;
    } else if session.common.at.is_none() {
        return done(Answer::document(print::value(&sheet)?, move |tz| crate::cli::line::meeting::course(&sheet, tz)));
    }
    let sheet = session.app()?.meeting(&id)?;
    done(Answer::document(print::value(&sheet)?, move |tz| print::meeting::words(&sheet, tz)))
}

/// The actions of all meetings.
pub fn actions(session: &mut Session, args: &Actions) -> Ended {
    match session.common.form {
        Some(Form::Ics) => done(Answer::Text(session.app()?.to_dos(args.open)?)),
        _ => done(Answer::list(&session.app()?.actions(args.open)?)?),
    }
}

/// All meetings and their series as a calendar.
pub fn feed(session: &mut Session) -> Ended {
    let feed = session.app()?.feed()?;
    done(Answer::Text(calendar::feed(&feed)))
}
