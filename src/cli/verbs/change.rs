//! Verbs of `change`, and `import`.

use super::wait::{self, Seen};
use super::{Ended, act_on, done, each, fields, progress, request};
use crate::app::error::AppError;
use crate::app::options::{Cursor, ImportJob, ListQuery, Sort};
use crate::base::text::visible;
use crate::cli::args::change::{Change, Import, List, Verdict};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::files;
use crate::cli::print::schema::Shape;
use crate::cli::print::{self, Answer, Asked};
use crate::cli::session::Session;
use crate::domain::change::Decision;
use crate::domain::change::states::State;
use crate::domain::command::{Approval, ChangeCommand};
use crate::sheets::change::{ChangeRow, ChangeSheet};
use crate::sheets::register::ImportSheet;
use signal_hook::consts::SIGINT;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Carries out a verb.
pub fn run(session: &mut Session, verb: &Change, asked: &Asked) -> Ended {
    match verb {
        Change::List(args) => {
            let query = query(session, args)?;
            list(session, "changes", asked, &query, |_| true)
        }
        Change::View(one) => {
            let at = session.at()?;
            awaited(session, "change", asked, move |session| {
                let sheet = session.app()?.change(one.id, at)?;
                let value = print::change::document(&sheet)?;
                Ok((sheet.clone(), Answer::document(value, move |tz| print::change::words(&sheet, tz))))
            })
        }
        Change::Check(one) => {
            let at = session.at()?;
            let ready = session.app()?.change(one.id, at)?.ready;
            done(Answer::plain(print::value(&ready)?, move || print::change::check_words(&ready)))
        }
        Change::Clash(args) => done(Answer::list(&session.app()?.clashes(args.id)?)?),
        Change::Diff(args) => request::diff(session, args),
        Change::Export(one) => request::export(session, one, asked),
        Change::Create(args) => request::create(session, args),
        Change::Clone(args) => request::clone_of(session, args),
        Change::Edit(args) => request::edit(session, args),
        Change::Retype(args) => {
            let reason = session.reason()?;
            act_on(session, args.id, ChangeCommand::Retype { to: args.to.clone(), reason })
        }
        Change::Assess(args) => {
            let ratings = fields::once("--set", "factor", &args.set)?;
            act_on(session, args.id, ChangeCommand::Assess { ratings })
        }
        Change::Submit(ids) => each(session, ids, |_, _| Ok(ChangeCommand::Submit)),
        Change::Request(ids) => each(session, ids, |_, _| Ok(ChangeCommand::Request)),
        Change::Resume(ids) => each(session, ids, |_, _| Ok(ChangeCommand::Resume)),
        Change::Hold(ids) => {
            let reason = session.reason()?;
            each(session, ids, |_, _| Ok(ChangeCommand::Hold { reason: reason.clone() }))
        }
        Change::Cancel(ids) => {
            let reason = session.reason()?;
            each(session, ids, |_, _| Ok(ChangeCommand::Cancel { reason: reason.clone() }))
        }
        Change::Withdraw(ids) => {
            let reason = session.reason()?;
            each(session, ids, |session, no| {
                let approved = session.app()?.change(no, None)?.row.decision == "approved";
                let reason = reason.clone();
                Ok(if approved { ChangeCommand::Withdraw { reason } } else { ChangeCommand::Cancel { reason } })
            })
        }
        Change::Comment(args) => {
            let text = match &args.text {
                Some(text) => Some(files::text(text, &session.options)?),
                None => session.reason()?,
            };
            let text = match text {
                Some(text) => text,
                None if session.may_ask() => crate::cli::line::ask::answer("Comment: ")?,
                None => {
                    return Err(Failure::usage(
                        "the comment is missing",
                        format!("quorate change comment {} TEXT", args.id),
                    ));
                }
            };
            act_on(session, args.id, ChangeCommand::Comment { text })
        }
        Change::Return(args) => {
            let reason = session.reason()?;
            let make = || ChangeCommand::Return { criteria: args.criterion.clone(), reason: reason.clone() };
            each(session, &args.ids, |_, _| Ok(make()))
        }
        Change::Review(args) => {
            let note = match &args.note {
                Some(note) => Some(files::text(note, &session.options)?),
                None => session.reason()?,
            };
            let make = || ChangeCommand::Review {
                review: args.review.clone(),
                role: args.as_role.clone(),
                passed: args.outcome == Verdict::Pass,
                note: note.clone(),
            };
            each(session, &args.ids, |_, _| Ok(make()))
        }
        Change::Confirm(ids) => each(session, ids, |_, _| Ok(ChangeCommand::Confirm { stands: true, reason: None })),
        Change::Disown(ids) => {
            let reason = session.reason()?;
            each(session, ids, |_, _| Ok(ChangeCommand::Confirm { stands: false, reason: reason.clone() }))
        }
        Change::Approve(args) => {
            if let (true, Some(given_by)) = (args.later, &args.given_by) {
                let make = || ChangeCommand::Hear { given_by: given_by.clone(), channel: args.channel.clone() };
                return each(session, &args.ids, |_, _| Ok(make()));
            }
            let approval = Approval {
                role: args.as_role.clone(),
                reason: session.reason()?,
                confirms: args.confirms.clone(),
                channel: args.channel.clone(),
                given_by: args.given_by.clone(),
                spoken_at: session.moment_if("--spoken-at", args.spoken_at.as_deref())?,
            };
            each(session, &args.ids, |_, _| Ok(ChangeCommand::Approve(approval.clone())))
        }
        Change::Reject(args) => {
            let reason = session.reason()?;
            let make = || ChangeCommand::Reject { role: args.as_role.clone(), reason: reason.clone() };
            each(session, &args.ids, |_, _| Ok(make()))
        }
        Change::Slots(args) => super::calendar::slots(session, args),
        Change::Schedule(args) => {
            let (from, to) = (session.moment("--from", &args.from)?, session.moment("--to", &args.to)?);
            act_on(session, args.id, ChangeCommand::Schedule { from, to, environment: args.env.clone() })
        }
        Change::Close(args) => {
            let notes = match &args.notes {
                Some(notes) => Some(files::text(notes, &session.options)?),
                None => session.reason()?,
            };
            let make = || ChangeCommand::Close { code: args.code.clone(), notes: notes.clone() };
            each(session, &args.ids, |_, _| Ok(make()))
        }
        Change::Import(args) => import(session, args),
    }
}

/// Shows a change, or waits until it is decided.
pub fn awaited(
    session: &mut Session,
    shape: &str,
    asked: &Asked,
    look: impl Fn(&mut Session) -> Result<(ChangeSheet, Answer), Failure>,
) -> Ended {
    let waits = wait::asked_for(session);
    wait::until(session, shape, asked, |session| {
        let (sheet, answer) = look(session)?;
        let exit = if waits { wait::of_change(&sheet) } else { Exit::Done };
        // What time alone changes is no news.
        let mark = print::value(&ChangeSheet { clocks: Vec::new(), ..sheet.clone() })?;
        Ok(Seen { answer, mark, exit, hopeless: wait::hopeless(&sheet) })
    })
}

/// What of the queue the flags ask for.
pub fn query(session: &mut Session, args: &List) -> Result<ListQuery, Failure> {
    let sort = match session.common.sort.as_deref() {
        None | Some("newest" | "-id") => Sort::Newest,
        Some("oldest" | "id") => Sort::Oldest,
        Some("risk" | "score") => Sort::Risk,
        Some("window") => Sort::Window,
        Some("updated") => Sort::Updated,
        Some("title") => Sort::Title,
        Some("owner") => Sort::Owner,
        Some("state") => Sort::State,
        Some("type") => Sort::Type,
        Some(other) => {
            let known = "newest, oldest, risk, window, updated, title, owner, state or type";
            let text = format!("--sort takes {known}, not \"{}\"", visible(other));
            return Err(Failure::usage(text, "quorate change list --sort risk"));
        }
    };
    let after = args.after.as_deref().map(cursor).transpose()?;
    if let Some(search) = args.search.as_deref().filter(|s| !s.chars().any(char::is_alphanumeric)) {
        let text = format!("--search \"{}\" has no word to look for", visible(search));
        return Err(Failure::usage(text, "give words or their beginnings; all of them must be there"));
    }
    let query = ListQuery {
        states: args.state.iter().map(|s| state_word(s)).collect::<Result<_, _>>()?,
        change_type: args.change_type.clone(),
        risk: args.risk.clone(),
        owner: args.owner.clone(),
        search: args.search.clone(),
        sort,
        after,
        backwards: false,
        limit: session.common.limit.unwrap_or(0),
    };
    if query.change_type.is_some() || query.risk.is_some() || query.owner.is_some() {
        session.app()?.check_words(&query)?;
    }
    Ok(query)
}

/// A state or decision to list by. A misspelt one would match nothing and look like an empty queue.
fn state_word(word: &str) -> Result<String, Failure> {
    const DECIDED: [Decision; 4] = [Decision::Approved, Decision::Rejected, Decision::Deferred, Decision::Withdrawn];
    let word = word.trim().to_lowercase();
    let known: Vec<&str> = State::ALL.iter().map(|s| s.word()).chain(DECIDED.iter().map(|d| d.word())).collect();
    if known.contains(&word.as_str()) {
        return Ok(word);
    }
    Err(Failure::usage(format!("--state: there is no state \"{word}\""), format!("one of {}", known.join(", "))))
}

/// The place where a page begins, as `next` gives it.
fn cursor(text: &str) -> Result<Cursor, Failure> {
    let parts =
        text.split_once(':').and_then(|(key, no)| Some(Cursor { key: key.parse().ok()?, no: no.parse().ok()? }));
    parts.ok_or_else(|| {
        Failure::usage(format!("--after: \"{text}\" is no place in a list"), "give the next of the page before")
    })
}

/// Writes the changes of a query: a page with the place of the next, or the whole queue as it comes.
pub fn list(
    session: &mut Session,
    shape: &str,
    asked: &Asked,
    query: &ListQuery,
    keep: impl Fn(&ChangeRow) -> bool,
) -> Ended {
    let shape: &'static Shape = print::schema::shape(shape)
        .ok_or_else(|| Failure::usage(format!("there is no output {shape}"), "see quorate schema"))?;
    let since = session.since()?;
    let fits = |row: &ChangeRow| since.is_none_or(|s| row.updated.0 >= s) && keep(row);
    let limit = query.limit;
    let plain = since.is_none() && !query.backwards;
    // The register is opened before the output begins, so that a failure leaves the output empty.
    session.app()?;
    if plain && print::list::takes_lines(session, shape, asked) {
        let writer = print::list::Writer::open(session, shape, asked)?;
        return lines(session, writer, query);
    }
    if limit > 0 && since.is_none() {
        let page = session.app()?.changes(query)?;
        let next = page.next.as_ref().map(|c| format!("{}:{}", c.key, c.no));
        let mut writer = print::list::Writer::open(session, shape, asked)?;
        for row in page.items.iter().filter(|row| fits(row)) {
            writer.change(row)?;
        }
        writer.end(next)?;
        return done(Answer::Written);
    }
    let mut writer = print::list::Writer::open(session, shape, asked)?;
    let mut failed = None;
    let mut left = limit;
    let all = ListQuery { limit: 0, ..query.clone() };
    session.app()?.each_change(&all, &mut |row| {
        if fits(&row) {
            if let Err(failure) = writer.change(&row) {
                failed = Some(failure);
                return false;
            }
            left = left.saturating_sub(1);
        }
        limit == 0 || left > 0
    })?;
    if let Some(failure) = failed {
        return Err(failure);
    }
    writer.end(None)?;
    done(Answer::Written)
}

/// The queue as tab-separated lines, straight from the register's rows.
fn lines(session: &mut Session, mut writer: print::list::Writer, query: &ListQuery) -> Ended {
    /// Bytes that are collected before they are written.
    const CHUNK: usize = 1 << 16;
    let mut buffer: Vec<u8> = Vec::with_capacity(CHUNK + 4096);
    let mut wrote = Ok(());
    session.app()?.each_line(query, &mut |row| {
        let line = print::tabs::Line {
            no: row.no,
            change_type: row.change_type,
            state: row.state,
            risk: row.risk,
            window: row.window,
            owner: row.owner,
            title: row.title,
            next_action: row.next_action,
        };
        print::tabs::push(&mut buffer, &line);
        if buffer.len() >= CHUNK {
            wrote = writer.lines(&buffer);
            buffer.clear();
        }
        wrote.is_ok()
    })?;
    wrote?;
    writer.lines(&buffer)?;
    writer.end(None)?;
    done(Answer::Written)
}

/// Brings change records of another tool over.
pub fn import(session: &mut Session, args: &Import) -> Ended {
    let job = ImportJob {
        format: args.format.clone(),
        file: args.file.clone(),
        map: args.map.clone(),
        dry_run: session.common.dry_run,
        stop: stop_on_interrupt(),
    };
    let mut app = session.take()?;
    let sheet = progress::with(session, "importing", |report| app.import(&job, report))?;
    imported(session, sheet, "record")
}

/// Says that somebody pressed Ctrl-C: what is being recorded is recorded to its end then. Whoever presses it again ends the
/// program there.
fn stop_on_interrupt() -> Arc<AtomicBool> {
    let stop = Arc::new(AtomicBool::new(false));
    // Where this cannot be had, the program ends at once, as the system has it.
    drop(signal_hook::flag::register_conditional_default(SIGINT, Arc::clone(&stop)));
    drop(signal_hook::flag::register(SIGINT, Arc::clone(&stop)));
    stop
}

/// What an import came to; its rows are records or lines.
pub fn imported(session: &Session, sheet: ImportSheet, row: &'static str) -> Ended {
    let dry_run = session.common.dry_run;
    let value = print::register::import(&sheet, dry_run)?;
    let skipped = u64::try_from(sheet.skipped.len()).unwrap_or(u64::MAX);
    let came = sheet.created + sheet.updated + sheet.unchanged;
    if came == 0 && skipped > 0 && skipped >= sheet.read {
        let one = if row == "line" { "event" } else { "record" };
        let cause = AppError::Input {
            text: match sheet.read {
                n if n != skipped => "nothing of it was imported: see why below".to_owned(),
                1 => format!("nothing of it was imported: its only {one} was skipped"),
                n => format!("nothing of it was imported: each of the {n} {one}s was skipped"),
            },
            hint: "see that the format is the one of the file, and what is said of each".into(),
        };
        return Err(AppError::Stopped { cause: Box::new(cause), sheet: Box::new(sheet), trial: dry_run }.into());
    }
    let same = session.common.error_unchanged && sheet.created == 0 && sheet.updated == 0;
    let exit = if same { Exit::Unchanged } else { Exit::Done };
    Ok((Answer::plain(value, move || print::register::import_words(&sheet, dry_run, row)), exit))
}
