//! Line mode: numbered questions, append-only lines, no cursor movement; the same acts as everywhere.

mod acts;
pub mod ask;
mod first;
mod go;
mod item;
pub mod meeting;
mod new;
mod queue;
mod talk;

use super::exit::Exit;
use super::failure::Failure;
use super::session::Session;
use crate::base::ids::ChangeNo;
use crate::base::text::fit;
use crate::sheets::people::InboxItem;
use crate::text::words::{calendar as words, count, moment};
use talk::{Said, Talk};

/// Items of the inbox that are read out at a time.
const ITEMS: usize = 9;
/// What can be done at home.
const HELP: &str = "A number opens an item. CHG-12 opens that change. n new change. l list of changes. m the \
                    open or next meeting. b board. c roll call. w week of the calendar. y year. v verify the ledger. r read again. q leave.";

/// Runs line mode until the person leaves.
pub fn run(session: &mut Session) -> Result<Exit, Failure> {
    let mut talk = Talk::standard();
    // Who may not be asked is told that there is no register.
    if !session.common.no_input && !crate::app::App::exists(&session.options) && !first::run(session, &mut talk)? {
        return Ok(Exit::Done);
    }
    session.app()?;
    loop {
        let items = home(session, &mut talk)?;
        let said = talk.ask(
            "Number, CHG-number, n new, l list, m meeting, b board, c roll call, w week, y year, v verify, r again, q leave, ? help.",
            HELP,
        )?;
        let words = match said {
            Said::Back | Said::End => return Ok(Exit::Done),
            Said::Words(words) => words,
        };
        let done = match words.as_str() {
            "" | "r" => Ok(()),
            "n" => new::open(session, &mut talk),
            "l" => queue::run(session, &mut talk),
            "m" => meeting::run(session, &mut talk),
            "b" => board(session, &mut talk),
            "c" => rollcall(session, &mut talk),
            "w" => week(session, &mut talk),
            "y" => year(session, &mut talk),
            "v" => verify(session, &mut talk),
            other => match chosen(other, &items) {
                Some(no) => item::run(session, &mut talk, no),
                None => talk.say(&format!("\"{other}\" is none of these. {HELP}")),
            },
        };
        match done {
            // A closed output ends the conversation; everything else is told and passes.
            Err(failure @ Failure::Io { .. }) => return Err(failure),
            Err(failure) => talk.report(&failure)?,
            Ok(()) => {}
        }
    }
}

/// The change that a number on the page or a change number stands for.
fn chosen(word: &str, items: &[InboxItem]) -> Option<ChangeNo> {
    let by_number = word.parse::<usize>().ok().and_then(|n| items.get(n.checked_sub(1)?));
    match by_number {
        Some(item) => item.id.parse().ok(),
        None if word.get(..4).is_some_and(|h| h.eq_ignore_ascii_case("chg-")) => word.parse().ok(),
        None => None,
    }
}

fn home(session: &mut Session, talk: &mut Talk) -> Result<Vec<InboxItem>, Failure> {
    let register = session.app()?.register()?;
    let sandbox = if register.sandbox { ", SANDBOX" } else { "" };
    let role = if register.actor_as.is_empty() { String::new() } else { format!(" ({})", register.actor_as) };
    let name = if register.actor_name.is_empty() { &register.actor } else { &register.actor_name };
    talk.say("")?;
    talk.say(&format!(
        "Quorate{}{sandbox}, pack {}. You are {name}{role}.",
        if register.org.is_empty() { String::new() } else { format!(", {}", register.org) },
        register.packs.join(" and ")
    ))?;
    if let Some(why) = register.read_only.as_ref().filter(|why| !register.notices.contains(why)) {
        talk.say(&format!("The register can only be read: {why}."))?;
    }
    talk.say_all(&register.notices)?;
    let mut items = session.app()?.inbox(None)?;
    let (tz, now) = (session.tz_to_show(), session.app()?.now());
    let more = items.len().saturating_sub(ITEMS);
    match items.len() {
        0 => talk.say("Nothing waits for you.")?,
        n => talk.say(&format!("{} for you:", count(n as u64, "item")))?,
    }
    items.truncate(ITEMS);
    for (i, item) in items.iter().enumerate() {
        let risk = item.risk.as_ref().map_or_else(String::new, |r| format!(", risk {r}"));
        let due = item.due.map_or_else(String::new, |d| {
            format!(", due {} ({})", moment::moment(d.0, tz), moment::relative(d.0, now))
        });
        talk.say(&format!("{} {} {} {}{risk}{due}. {}.", i + 1, item.kind, item.id, fit(&item.title, 80), item.why))?;
    }
    if more > 0 {
        talk.say(&format!("and {more} more: quorate inbox lists all."))?;
    }
    Ok(items)
}

fn board(session: &mut Session, talk: &mut Talk) -> Result<(), Failure> {
    let sheet = session.app()?.board()?;
    let tz = session.tz_to_show();
    talk.say_all(super::print::people::board(&sheet, tz))
}

fn week(session: &mut Session, talk: &mut Talk) -> Result<(), Failure> {
    let sheet = session.app()?.week(None)?;
    talk.say_all(words::week(&sheet, session.tz_to_show()))
}

fn year(session: &mut Session, talk: &mut Talk) -> Result<(), Failure> {
    let sheet = session.app()?.year(None)?;
    talk.say_all(words::year(&sheet))
}

fn rollcall(session: &mut Session, talk: &mut Talk) -> Result<(), Failure> {
    let Some(commands) = acts::rollcall(session, talk)? else { return talk.say("Nothing was recorded.") };
    if !talk.record("Record who is present")? {
        return talk.say("Nothing was recorded.");
    }
    for command in &commands {
        let how = session.how("rollcall");
        let recorded = session.app()?.execute(command, how)?;
        let tz = session.tz_to_show();
        talk.say_all(crate::text::words::receipt::lines(&recorded, tz))?;
    }
    Ok(())
}

fn verify(session: &mut Session, talk: &mut Talk) -> Result<(), Failure> {
    let sheet = session.app()?.verify(None, &mut |_, _| {})?;
    talk.say_all(super::print::register::verify_words(&sheet))
}
