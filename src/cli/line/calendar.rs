//! The calendar in line mode: week, freezes, people and year; freezes are announced and ended here.

use super::acts;
use super::page::{Meant, Page, Then};
use super::talk::Talk;
use crate::app::acts::calendar as freezes;
use crate::app::acts::command::commands;
use crate::app::acts::line::ActLine;
use crate::app::keymap::{Action, Context};
use crate::app::options::How;
use crate::app::place;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::sheets::calendar::{FreezeRow, TaskLine, WeekSheet};
use crate::text::words::{calendar as words, moment};
use chrono::{Datelike as _, NaiveDate};
use chrono_tz::Tz;

const PAGE: Page = Page {
    number: "",
    contexts: &[Context::Calendar],
    keys: &[
        Action::NextPage,
        Action::WeekOn,
        Action::WeekBack,
        Action::MonthOn,
        Action::MonthBack,
        Action::YearOn,
        Action::YearBack,
        Action::Today,
        Action::Freeze,
        Action::EndFreeze,
        Action::SignFreeze,
    ],
};

/// Ways of looking at it, in the order in which `d` goes through them, which is that of the screens.
#[derive(Clone, Copy, PartialEq, Eq)]
enum View {
    Week,
    Freezes,
    People,
    Month,
    Year,
}

const VIEWS: [View; 5] = [View::Week, View::Freezes, View::People, View::Month, View::Year];

/// Reads the calendar out until the person goes back, from one of its views and a day, else today.
pub fn run(
    session: &mut Session,
    talk: &mut Talk,
    (mut at, mut day): (usize, Option<NaiveDate>),
) -> Result<Then, Failure> {
    loop {
        let tz = session.tz_to_show();
        let view = VIEWS.get(at).copied().unwrap_or(View::Week);
        talk.say("")?;
        let week = match view {
            View::Year => {
                let sheet = session.app()?.year(day.map(|d| d.year()))?;
                talk.say_all(words::year(&sheet))?;
                None
            }
            View::Month => {
                let plan = session.app()?.plan(day)?;
                let none = "The policy in force plans no tasks by month.";
                talk.say_all(if plan.is_empty() { vec![none.to_owned()] } else { words::plan(&plan, tz) })?;
                None
            }
            _ => {
                let week = session.app()?.week(day)?;
                match view {
                    View::Freezes => talk.say_all(frozen(&week, tz))?,
                    View::People => talk.say_all(busy(&week, tz))?,
                    _ => talk.say_all(words::week(&week, tz))?,
                }
                Some(week)
            }
        };
        let first = week.as_ref().and_then(|w| w.days.first()?.day.parse().ok());
        day = day.or(first);
        talk.place = Some(place::Page::Calendar(at, day));
        let word = match PAGE.ask(talk)? {
            Ok(word) => word,
            Err(then) => return Ok(then),
        };
        let then = match PAGE.meant(&word) {
            Meant::Key(Action::NextPage) => {
                at = (at + 1) % VIEWS.len();
                Ok(Then::Stay)
            }
            Meant::Key(Action::Today) => {
                day = None;
                Ok(Then::Stay)
            }
            Meant::Key(Action::Freeze) => announce(session, talk).map(|()| Then::Stay),
            Meant::Key(Action::SignFreeze) if view == View::Month => task(session, talk, day).map(|()| Then::Stay),
            Meant::Key(Action::SignFreeze) => sign(session, talk, day).map(|()| Then::Stay),
            Meant::Key(Action::EndFreeze) => end(session, talk, day).map(|()| Then::Stay),
            Meant::Key(action) if freezes::moved(action, day).is_some() => {
                day = freezes::moved(action, day);
                Ok(Then::Stay)
            }
            other => PAGE.anywhere(session, talk, other),
        };
        let then = talk.passes(then)?;
        if then != Then::Stay {
            return Ok(then);
        }
    }
}

fn told(f: &FreezeRow, tz: Tz) -> String {
    let at = |t: crate::sheets::time::Time| moment::moment(t.0, tz);
    let all = |what: &str, list: &[String]| {
        if list.is_empty() { String::new() } else { format!(", {what} {}", list.join(", ")) }
    };
    let binds = all("environments", &f.environments) + &all("systems", &f.systems) + &all("lets through", &f.exempt);
    let lacks = if f.lacks.is_empty() { String::new() } else { format!(", lacks {}", f.lacks.join(", ")) };
    let binds = binds + &lacks + &all("would stop", &f.stops);
    let ended = f.ended.map_or_else(String::new, |t| format!(", ended {}", at(t)));
    format!(
        "freeze {}: {}, {} to {}, {}{binds}, announced by {}{ended}",
        f.no,
        f.title,
        at(f.from),
        at(f.to),
        f.state,
        f.by
    )
}

/// Announced freezes, and the next turns of those of the pack.
fn frozen(week: &WeekSheet, tz: Tz) -> Vec<String> {
    let mut out: Vec<String> = week.announced.iter().map(|f| told(f, tz)).collect();
    if out.is_empty() {
        out.push("No freeze is announced; + announces one.".into());
    }
    let next = week.frozen.iter().map(|f| {
        let (from, to) = (moment::moment(f.from.0, tz), moment::moment(f.to.0, tz));
        format!("{} {}: {}, {from} to {to} {}", f.kind, f.id, f.title, f.clauses.join(" "))
    });
    out.extend(next);
    out
}

/// Who is busy with which changes in the week.
fn busy(week: &WeekSheet, tz: Tz) -> Vec<String> {
    let mut out = Vec::new();
    for person in &week.people {
        out.push(format!("{}:", person.person));
        for c in &person.changes {
            let clash = if c.clash.is_empty() { String::new() } else { format!(", CLASH with {}", c.clash.join(", ")) };
            let when = moment::window(c.window.from.0, c.window.to.0, tz, false);
            out.push(format!("  {} {when} {}{clash}", c.id, c.title));
        }
    }
    if out.is_empty() {
        out.push("Nobody has a change in this week.".into());
    }
    out
}

/// Announces a freeze: what it stops is told before, and where it stops something its number is asked for.
fn announce(session: &mut Session, talk: &mut Talk) -> Result<(), Failure> {
    let line = freezes::announce();
    talk.say(&line.title)?;
    let Some(mut line) = acts::filled(session, talk, line)? else { return talk.say("Nothing was recorded.") };
    let here = session.here()?;
    let Some(list) = acts::told(talk, commands(&line, None, here))? else { return Ok(()) };
    for command in &list {
        let receipt = session.app()?.execute(command, How { dry_run: true, ..How::fresh() })?;
        freezes::looked_up(&mut line, &receipt, acts::code("freeze"));
    }
    talk.say(&line.title)?;
    let Some(line) = acts::confirmed(session, talk, line)? else { return talk.say("Nothing was recorded.") };
    if !talk.record(&format!("It {}", line.verb))? {
        return talk.say("Nothing was recorded.");
    }
    acts::carry_out(session, talk, "freeze", &list, None)
}

/// Approves a proposed freeze, or refuses it; what it would stop is told before.
fn sign(session: &mut Session, talk: &mut Talk, day: Option<NaiveDate>) -> Result<(), Failure> {
    let week = session.app()?.week(day)?;
    let tz = session.tz_to_show();
    let open: Vec<&FreezeRow> = week.announced.iter().filter(|f| f.state == "proposed").collect();
    if open.is_empty() {
        return talk.say("No freeze waits for approval.");
    }
    let labels: Vec<String> = open.iter().map(|f| told(f, tz)).collect();
    let Some(chosen) = talk.choose("Which freeze?", &labels)?.and_then(|i| open.get(i)) else { return Ok(()) };
    recorded(session, talk, freezes::sign(chosen))
}

/// Records a task of the month as done.
fn task(session: &mut Session, talk: &mut Talk, day: Option<NaiveDate>) -> Result<(), Failure> {
    let plan = session.app()?.plan(day)?;
    let open: Vec<&TaskLine> = plan.tasks.iter().filter(|t| t.state != "done").collect();
    if open.is_empty() {
        return talk.say("No task of the month is open.");
    }
    let labels: Vec<String> = open.iter().map(|t| format!("{} {}: {}", t.from, t.title, t.state)).collect();
    let Some(chosen) = talk.choose("Which task?", &labels)?.and_then(|i| open.get(i)) else { return Ok(()) };
    recorded(session, talk, freezes::done(&plan.month, chosen))
}

/// Asks what an act on a freeze needs, and records it.
fn recorded(session: &mut Session, talk: &mut Talk, line: ActLine) -> Result<(), Failure> {
    talk.say(&line.title)?;
    let Some(line) = acts::filled(session, talk, line)? else { return talk.say("Nothing was recorded.") };
    let here = session.here()?;
    let Some(list) = acts::told(talk, commands(&line, None, here))? else { return Ok(()) };
    if !talk.record(&format!("It {}", line.verb))? {
        return talk.say("Nothing was recorded.");
    }
    acts::carry_out(session, talk, "freeze", &list, None)
}

/// Ends an announced freeze ahead of its time.
fn end(session: &mut Session, talk: &mut Talk, day: Option<NaiveDate>) -> Result<(), Failure> {
    let week = session.app()?.week(day)?;
    let tz = session.tz_to_show();
    let open: Vec<&FreezeRow> =
        week.announced.iter().filter(|f| matches!(f.state.as_str(), "to come" | "holds")).collect();
    if open.is_empty() {
        return talk.say("No announced freeze holds or is to come.");
    }
    let labels: Vec<String> = open.iter().map(|f| told(f, tz)).collect();
    let Some(chosen) = talk.choose("Which freeze?", &labels)?.and_then(|i| open.get(i)) else { return Ok(()) };
    recorded(session, talk, freezes::end(chosen.no))
}
