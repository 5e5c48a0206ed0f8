//! Line mode: numbered questions, append-only lines, no cursor movement; the same acts as everywhere.

mod acts;
pub mod ask;
mod calendar;
mod first;
mod go;
mod herald;
mod item;
mod ledger;
pub mod meeting;
mod new;
mod packs;
mod page;
mod queue;
mod returning;
mod runs;
pub mod screen;
mod talk;

use super::exit::Exit;
use super::failure::Failure;
use super::session::Session;
use crate::app::keymap::{Action, Context};
use crate::app::place;
use crate::base::text::fit;
use crate::base::text::so_many;
use crate::sheets::people::InboxItem;
use crate::text::words::moment;
use herald::Audience;
use page::{Meant, Page, Then};
use std::sync::atomic::Ordering;
use talk::Talk;

/// Items of the inbox that are read out at a time.
const ITEMS: usize = 9;

const HOME: Page = Page {
    number: "opens an item",
    contexts: &[Context::Home],
    keys: &[Action::GoMeeting, Action::Join, Action::New, Action::Filter],
};
const BOARD: Page = Page { number: "", contexts: &[Context::Board], keys: &[Action::Rollcall] };

/// Runs line mode until the person leaves.
pub fn run(session: &mut Session) -> Result<Exit, Failure> {
    let mut talk = Talk::standard();
    // Who may not be asked is told that there is no register.
    if !session.common.no_input && !crate::app::App::exists(&session.options) && !first::run(session, &mut talk)? {
        return Ok(Exit::Done);
    }
    let lost = returning::watch();
    let ended = converse(session, &mut talk);
    if lost.load(Ordering::SeqCst) {
        returning::keep(session, &talk);
    }
    ended
}

/// From where the last session was cut off, else from home, until the person leaves.
fn converse(session: &mut Session, talk: &mut Talk) -> Result<Exit, Failure> {
    let after = session.app()?.newest()?;
    talk.audience = Some(Audience { options: session.options.clone(), tz: session.tz_to_show(), after });
    let mut place = returning::taken(session)?;
    loop {
        let mut then = match place.take() {
            Some(place) => {
                let gone = returning::back(session, talk, &place);
                talk.passes(gone)?
            }
            None => at_home(session, talk)?,
        };
        while let Then::Go(pane) = then {
            let gone = pane_of(session, talk, pane);
            then = talk.passes(gone)?;
        }
        if then == Then::Leave {
            return Ok(Exit::Done);
        }
    }
}

/// Goes to a pane.
fn pane_of(session: &mut Session, talk: &mut Talk, pane: Action) -> Result<Then, Failure> {
    match pane {
        Action::GoQueue => queue::run(session, talk, None),
        Action::GoMeeting => match which_meeting(session, talk)? {
            Ok(id) => meeting::run(session, talk, id.as_deref(), false),
            Err(then) => Ok(then),
        },
        Action::GoPacks => packs::run(session, talk),
        Action::GoRuns => runs::run(session, talk),
        Action::GoBoard => board(session, talk),
        Action::GoCalendar => calendar::run(session, talk, (0, None)),
        Action::GoLedger => ledger::run(session, talk, None),
        _ => Ok(Then::Back),
    }
}

/// The meeting to go to: where several boards sit, one is chosen; else the one that is open, or the next.
fn which_meeting(session: &mut Session, talk: &mut Talk) -> Result<Result<Option<String>, Then>, Failure> {
    let open: Vec<String> = session.app()?.open_meetings()?.iter().map(ToString::to_string).collect();
    if open.len() < 2 {
        return Ok(Ok(None));
    }
    let at = talk.choose("Several meetings are open. Which", &open)?;
    Ok(at.and_then(|at| open.into_iter().nth(at)).map(Some).ok_or(Then::Stay))
}

/// Home, until one goes elsewhere; from there one leaves by `q`.
fn at_home(session: &mut Session, talk: &mut Talk) -> Result<Then, Failure> {
    loop {
        talk.place = None;
        let items = home(session, talk)?;
        // Where no meeting is open there is none to join.
        let idle = session.app()?.open_meeting()?.is_none().then_some(Action::Join);
        let Ok(word) = HOME.ask_for(talk, |key| Some(key.action) != idle)? else { return Ok(Then::Leave) };
        let then = match HOME.meant(&word) {
            Meant::Key(Action::New) => new::open(session, talk).map(|()| Then::Stay),
            Meant::Key(Action::Join) => meeting::run(session, talk, None, true).map(Then::here),
            Meant::Find(words) => queue::run(session, talk, Some(words.to_owned())).map(Then::here),
            Meant::Number(n) => match n.checked_sub(1).and_then(|i| items.get(i)) {
                Some(item) => open(session, talk, item).map(Then::here),
                None => HOME.anywhere(session, talk, Meant::Number(n)),
            },
            other => HOME.anywhere(session, talk, other),
        };
        let then = talk.passes(then)?;
        if then != Then::Stay {
            return Ok(then);
        }
    }
}

/// Opens what waits: a checklist where its items wait, else the change.
fn open(session: &mut Session, talk: &mut Talk, waiting: &InboxItem) -> Result<Then, Failure> {
    let Ok(no) = waiting.id.parse() else {
        if waiting.kind == "FREEZE" {
            talk.say(&format!("Approve it with {}, or refuse it.", waiting.command))?;
            return Ok(Then::Stay);
        }
        if waiting.kind == "RESTORE" {
            talk.say(&format!(
                "See it with quorate catalogue show {}; {} admits it anew.",
                waiting.id, waiting.command
            ))?;
            return Ok(Then::Stay);
        }
        // What waits in a meeting is done there.
        return if waiting.id.contains("-W") {
            meeting::run(session, talk, Some(&waiting.id), false)
        } else {
            Ok(Then::Stay)
        };
    };
    match waiting.kind.as_str() {
        "CHECKLIST" | "SIGN" | "WAIVE" | "FAILED" | "BACK OUT" | "TAKE OVER" | "HAND ON" => {
            runs::of_change(session, talk, no, None)
        }
        _ => item::run(session, talk, no),
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
    if let Some(id) = &register.meeting {
        let joins = if register.joined { "" } else { "v joins, " };
        match &register.asked {
            Some(asked) => talk.say(&format!("{asked}."))?,
            None => talk.say(&format!("The meeting {id} is open: {joins}m goes there."))?,
        }
        if !register.beside.is_empty() {
            talk.say(&format!("Open too: {}.", register.beside.join(", ")))?;
        }
    }
    let mut items = session.app()?.inbox(None)?;
    let (tz, now) = (session.tz_to_show(), session.app()?.now());
    let more = items.len().saturating_sub(ITEMS);
    match items.len() {
        0 => talk.say("Nothing waits for you.")?,
        n => talk.say(&format!("{} for you:", so_many(n, "item")))?,
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

/// The board, and who is present of it.
fn board(session: &mut Session, talk: &mut Talk) -> Result<Then, Failure> {
    loop {
        let sheet = session.app()?.board()?;
        let tz = session.tz_to_show();
        talk.say("")?;
        talk.say_all(super::print::people::board(&sheet, tz))?;
        talk.place = Some(place::Page::Board);
        let word = match BOARD.ask(talk)? {
            Ok(word) => word,
            Err(then) => return Ok(then),
        };
        let then = match BOARD.meant(&word) {
            Meant::Key(Action::Rollcall) => rollcall(session, talk).map(|()| Then::Stay),
            other => BOARD.anywhere(session, talk, other),
        };
        let then = talk.passes(then)?;
        if then != Then::Stay {
            return Ok(then);
        }
    }
}

fn rollcall(session: &mut Session, talk: &mut Talk) -> Result<(), Failure> {
    let Some(commands) = acts::rollcall(session, talk)? else { return talk.say("Nothing was recorded.") };
    if !talk.record("Record who is present")? {
        return talk.say("Nothing was recorded.");
    }
    acts::carry_out(session, talk, "rollcall", &commands, None)
}
