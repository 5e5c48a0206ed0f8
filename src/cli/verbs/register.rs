//! Verbs of `person`, `board`, `audit` and `db`, and the inbox.

use super::{Ended, act, done, progress};
use crate::app::error::AppError;
use crate::base::ids::PersonId;
use crate::cli::args::register::{Audit, Board, Db, Details, LogOf, Person, Rebuild, Verify};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::files;
use crate::cli::print::{self, Answer, Asked};
use crate::cli::session::Session;
use crate::domain::board::Presence;
use crate::domain::command::{BoardCommand, Command, PeopleCommand};
use crate::sheets::people::PersonRow;
use crate::sheets::register::LogLine;
use serde_json::json;

/// Entries of the log that are asked of the register at a time.
const PAGE: usize = 1000;
/// Entries of the log that a terminal gets when no number is given.
const SCREENFUL: usize = 50;

/// What waits for the actor.
pub fn inbox(session: &mut Session) -> Ended {
    session.app()?.known_actor()?;
    let items = session.app()?.inbox(None)?;
    done(Answer::list(&items)?)
}

/// Carries out a verb of `person`.
pub fn person(session: &mut Session, verb: &Person) -> Ended {
    match verb {
        Person::List => {
            let people = session.app()?.people()?;
            done(Answer::list(&people)?)
        }
        Person::View(who) => {
            let person = known(session, &who.id)?;
            let value = print::value(&person)?;
            done(Answer::plain(value, move || print::people::person(&person)))
        }
        Person::Add(details) => register(session, details, true),
        Person::Edit(details) => register(session, details, false),
        Person::Retire(who) => act(session, &Command::People(PeopleCommand::Retire { person: who.id.clone() })),
    }
}

/// A person of the register.
fn known(session: &mut Session, id: &PersonId) -> Result<PersonRow, Failure> {
    let people = session.app()?.people()?;
    let found = people.into_iter().find(|p| p.id == id.as_str());
    found.ok_or_else(|| {
        let (text, hint) = (format!("{id} is not registered"), "see quorate person list".into());
        Failure::App(AppError::NotFound { text, hint })
    })
}

fn register(session: &mut Session, details: &Details, new: bool) -> Ended {
    if new && details.name.is_none() {
        let text = format!("the name of {} is missing: --name", details.id);
        return Err(Failure::usage(text, format!("quorate person add {} --name \"Full Name\"", details.id)));
    }
    let command = Command::People(PeopleCommand::Register {
        person: details.id.clone(),
        roles: details.role.clone(),
        seats: details.seat.clone(),
        new,
    });
    let how = session.how("");
    let receipt = session.app()?.person(&command, details.name.as_deref(), details.email.as_deref(), how)?;
    super::receipt_of(session, receipt)
}

/// Carries out a verb of `board`.
pub fn board(session: &mut Session, verb: &Board) -> Ended {
    let command = match verb {
        Board::List => {
            let sheet = session.app()?.board()?;
            return done(Answer::list(&sheet.seats)?);
        }
        Board::Seat(args) => {
            known(session, &args.person)?;
            let (person, seats) = (args.person.clone(), vec![args.seat.clone()]);
            Command::People(PeopleCommand::Register { person, roles: Vec::new(), seats, new: false })
        }
        Board::View => {
            let sheet = session.app()?.board()?;
            return done(Answer::document(print::value(&sheet)?, move |tz| print::people::board(&sheet, tz)));
        }
        Board::Rollcall(args) => {
            let mut present = Vec::new();
            for (person, how) in &args.present {
                let id = person.parse().map_err(|e| Failure::usage(format!("{e}"), "see quorate person list"))?;
                let how = Presence::of(how).ok_or_else(|| {
                    let text = format!("{person}={how}: presence is room, phone, session, excused or absent");
                    Failure::usage(text, format!("quorate board rollcall {person}=room"))
                })?;
                present.push((id, how));
            }
            Command::Board(BoardCommand::Rollcall { present })
        }
        Board::Alternate(args) => {
            Command::People(PeopleCommand::Alternate { seat: args.seat.clone(), person: args.person.clone() })
        }
        Board::Vacate(args) => {
            Command::People(PeopleCommand::Vacate { seat: args.seat.clone(), person: args.person.clone() })
        }
        Board::Delegate(args) => Command::Board(BoardCommand::Delegate {
            to: args.to.clone(),
            role: args.role.clone(),
            environment: args.env.clone(),
            from: session.moment_if("--from", args.from.as_deref())?,
            until: session.moment("--until", &args.until)?,
            reason: session.reason()?,
        }),
        Board::Undelegate(who) => Command::Board(BoardCommand::Undelegate { to: who.id.clone() }),
    };
    act(session, &command)
}

/// Carries out a verb of `audit`.
pub fn audit(session: &mut Session, verb: &Audit, asked: &Asked) -> Ended {
    match verb {
        Audit::Verify(args) => verify(session, args),
        Audit::Log(args) => log(session, args, asked),
        Audit::Checkpoint => {
            let text = session.app()?.checkpoint()?;
            let value = json!({"checkpoint": text});
            done(Answer::plain(value, move || text.lines().map(str::to_owned).collect()))
        }
        Audit::Rebuild(args) => rebuild(session, args),
    }
}

fn verify(session: &mut Session, args: &Verify) -> Ended {
    let against = match &args.against {
        Some(path) => Some(files::read(path, &session.options)?),
        None => None,
    };
    let app = session.take_to_verify()?;
    // The zone of a moment that is told is the register's.
    session.adopt(app);
    let since = session.since()?;
    if since.is_some() && (against.is_some() || args.acknowledge) {
        let text = "--since looks at the newest entries only: --against and --acknowledge are about all of them";
        return Err(Failure::usage(text, "leave --since out"));
    }
    let mut app = session.take()?;
    let mut sheet = match since {
        Some(since) => app.verify_since(since)?,
        None => progress::with(session, "verifying", |report| app.verify(against.as_deref(), report))?,
    };
    session.adopt(app);
    if args.acknowledge {
        let reason = session.reason()?;
        session.app()?.acknowledge(reason.as_deref())?;
        if sheet.unlike.is_some() || !sheet.unguarded.is_empty() {
            // What was accepted is the register's past from here on, and what was put back is there.
            sheet = session.app()?.verify(against.as_deref(), &mut |_, _| {})?;
        }
        sheet.acknowledged = session.app()?.acknowledged()?;
    }
    let exit = if sheet.ok { Exit::Done } else { Exit::Integrity };
    let quiet = session.common.quiet && sheet.ok;
    let value = print::value(&sheet)?;
    let words = move || if quiet { Vec::new() } else { print::register::verify_words(&sheet) };
    Ok((Answer::plain(value, words), exit))
}

fn log(session: &mut Session, args: &LogOf, asked: &Asked) -> Ended {
    let (since, until) = (session.since()?, session.at()?);
    let limit = match session.common.limit {
        None if session.on_terminal() => SCREENFUL,
        given => given.unwrap_or(0),
    };
    session.app()?;
    let shape = print::schema::shape("log").ok_or_else(|| Failure::usage("there is no output log", ""))?;
    // The first page is asked for before the output begins, so that a failure leaves the output empty.
    let size = |left: usize| if limit == 0 { PAGE } else { left.min(PAGE) };
    let mut left = limit;
    let mut page = session.app()?.log(args.id.as_deref(), args.before, size(left), args.out_of_band)?;
    let mut writer = print::list::Writer::open(session, shape, asked)?;
    let mut next = None;
    'pages: loop {
        let full = page.len() == size(left);
        // The register counts a record's own entries by their version, those of all by their number.
        let place = |line: &LogLine| if args.id.is_some() { u64::from(line.version) } else { line.seq };
        let last = page.last().map(place);
        for line in page {
            if until.is_some_and(|u| line.at.0 > u) {
                continue;
            }
            if since.is_some_and(|s| line.at.0 < s) {
                break 'pages;
            }
            writer.row(print::value(&line)?)?;
            left = left.saturating_sub(1);
        }
        let Some(last) = last.filter(|_| full) else { break };
        if limit > 0 && left == 0 {
            next = Some(last.to_string());
            break;
        }
        page = session.app()?.log(args.id.as_deref(), Some(last), size(left), args.out_of_band)?;
    }
    writer.end(next)?;
    done(Answer::Written)
}

fn rebuild(session: &mut Session, args: &Rebuild) -> Ended {
    let mut app = session.take()?;
    let what = if args.check { "comparing" } else { "rebuilding" };
    let differences = progress::with(session, what, |report| app.rebuild(args.check, report))?;
    // Tables that agree with a record which was altered agree with nothing that was recorded.
    let broken = match args.check {
        true => progress::with(session, "verifying", |report| app.verify(None, report))?.first_broken,
        false => None,
    };
    session.adopt(app);
    let ok = broken.is_none() && (differences.is_empty() || !args.check);
    let check = args.check;
    let value = json!({"check": check, "ok": ok, "differences": differences, "broken": broken});
    let words = move || {
        let head = match (check, differences.is_empty()) {
            (true, true) if broken.is_some() => {
                "the tables agree with the entries as they stand now, and the ledger is broken"
            }
            (true, true) => "the tables agree with the ledger",
            (true, false) => "the tables differ from the ledger; to build them anew: quorate audit rebuild",
            (false, _) => "the tables are built anew",
        };
        let broken = broken.map(|b| format!("  entry {} is BROKEN: {}; see quorate audit verify", b.seq, b.reason));
        let differences = differences.into_iter().map(|d| format!("  {d}"));
        [head.to_owned()].into_iter().chain(broken).chain(differences).collect()
    };
    Ok((Answer::plain(value, words), if ok { Exit::Done } else { Exit::Integrity }))
}

/// Carries out a verb of `db`.
pub fn db(session: &mut Session, verb: &Db) -> Ended {
    let Db::Backup(args) = verb;
    let to = args
        .file
        .clone()
        .or_else(|| session.common.out.take())
        .ok_or_else(|| Failure::usage("where to? FILE is missing", "quorate db backup FILE"))?;
    session.app()?.backup(&to)?;
    let file = to.display().to_string();
    done(Answer::plain(json!({"file": file}), move || vec![format!("copied to {file}")]))
}
