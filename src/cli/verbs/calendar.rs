//! `window`, `calendar` and `change slots`: what stands in the calendar, and when a change may run.

use super::{Ended, act, done};
use crate::app::calendar::{CalendarJob, Openness};
use crate::app::error::AppError;
use crate::cli::args::Form;
use crate::cli::args::calendar::{Calendar, CalendarType, Freeze, Import, Plan, Verb, Window};
use crate::cli::args::change::Slots;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::print::{self, Answer};
use crate::cli::session::Session;
use crate::domain::command::{CalendarCommand, Command};
use crate::text::ical;
use crate::text::words::calendar as words;

/// Carries out a verb of `window`.
pub fn window(session: &mut Session, verb: &Window) -> Ended {
    let command = match verb {
        Window::List => return done(Answer::list(&session.app()?.windows()?)?),
        Window::Add(args) => CalendarCommand::Open {
            title: args.title.clone(),
            from: session.moment("--from", &args.from)?,
            to: session.end("--to", &args.to)?,
            environments: args.env.clone(),
            systems: args.system.clone(),
            types: args.types.clone(),
            reason: session.reason()?,
        },
        Window::End(args) => CalendarCommand::Shut { no: args.no, reason: session.reason()? },
    };
    act(session, &Command::Calendar(command))
}

/// Carries out a verb of `freeze`.
pub fn freeze(session: &mut Session, verb: &Freeze) -> Ended {
    let command = match verb {
        Freeze::List => return done(Answer::list(&session.app()?.freezes_that_hold()?)?),
        Freeze::View(args) => {
            let sheet = session.app()?.freeze(args.no)?;
            let value = print::value(&sheet)?;
            return done(Answer::document(value, move |tz| words::freeze(&sheet, tz)));
        }
        Freeze::Approve(args) | Freeze::Refuse(args) => CalendarCommand::Sign {
            no: args.no,
            role: args.as_role.clone(),
            granted: matches!(verb, Freeze::Approve(_)),
            reason: session.reason()?,
        },
        Freeze::Add(args) => CalendarCommand::Announce {
            title: args.title.clone(),
            from: session.moment("--from", &args.from)?,
            to: session.end("--to", &args.to)?,
            environments: args.env.clone(),
            systems: args.system.clone(),
            exempt: args.exempt.clone(),
            reason: session.reason()?,
        },
        Freeze::End(args) => CalendarCommand::End { no: args.no, reason: session.reason()? },
    };
    act(session, &Command::Calendar(command))
}

/// Brings a calendar of another program over.
fn import(session: &mut Session, args: &Import) -> Ended {
    let job = CalendarJob {
        file: args.file.clone(),
        until: session.moment_if("--until", args.until.as_deref())?,
        environments: args.env.clone(),
        systems: args.system.clone(),
        exempt: args.exempt.clone(),
        holidays: args.holidays,
        site: args.site.clone(),
        reason: session.reason()?,
    };
    let how = session.how("");
    let sheet = session.app()?.import_calendar(&job, how)?;
    super::change::imported(session, sheet, "line")
}

/// Shows the plan of a month.
fn plan(session: &mut Session, args: &Plan) -> Ended {
    let first = |month: &String| format!("{month}-01").parse::<chrono::NaiveDate>();
    let day = args.month.as_ref().map(first).transpose();
    let day = day.map_err(|_| Failure::usage("that is no month", "give one such as 2026-03"))?;
    let sheet = session.app()?.plan(day)?;
    if sheet.is_empty() {
        let (text, hint) = ("the policy in force plans no tasks by month".into(), "see `quorate calendar`".into());
        return Err(AppError::NotFound { text, hint }.into());
    }
    let value = print::value(&sheet)?;
    done(Answer::document(value, move |tz| words::plan(&sheet, tz)))
}

/// Shows the calendar.
pub fn calendar(session: &mut Session, args: &Calendar) -> Ended {
    match &args.verb {
        Some(Verb::Import(args)) => return import(session, args),
        Some(Verb::Plan(args)) => return plan(session, args),
        Some(Verb::Done(args)) => {
            let (month, task, note) = (args.month.clone(), args.task.clone(), args.note.clone());
            return act(session, &Command::Calendar(CalendarCommand::Done { month, task, note }));
        }
        None => {}
    }
    let from = session.moment_if("--from", args.from.as_deref())?;
    let to = args.to.as_deref().map(|to| session.end("--to", to)).transpose()?;
    if args.week || args.year {
        let day = from.map(|at| session.app().map(|app| app.day(at))).transpose()?.transpose()?;
        if args.year {
            let sheet = session.app()?.year(day.map(|d| chrono::Datelike::year(&d)))?;
            let value = print::value(&sheet)?;
            return done(Answer::plain(value, move || words::year(&sheet)));
        }
        let sheet = session.app()?.week(day)?;
        let value = print::value(&sheet)?;
        return done(Answer::document(value, move |tz| words::week(&sheet, tz)));
    }
    if args.ics || session.common.form == Some(Form::Ics) {
        let openness = args.calendar_type.map(|t| match t {
            CalendarType::Open => Openness::Open,
            CalendarType::Closed => Openness::Closed,
        });
        let feed = session.app()?.calendar_feed(from, to, openness)?;
        return done(Answer::Text(ical::register::feed(&feed, openness.map(Openness::word))));
    }
    done(Answer::list(&session.app()?.calendar(from, to)?)?)
}

/// Shows when a change may run: a yes, or that the time asked for is not allowed.
pub fn slots(session: &mut Session, args: &Slots) -> Ended {
    let from = session.moment_if("--from", args.from.as_deref())?;
    let sheet = session.app()?.slots(args.id, from, args.minutes, args.env.as_deref())?;
    let value = print::value(&sheet)?;
    Ok((Answer::document(value, move |tz| words::slots(&sheet, tz, false)), Exit::Done))
}
