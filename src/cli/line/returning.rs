//! Going back to where the last session of the same person was cut off, on the screens or here: the page, while words wait
//! as drafts of their acts.

use super::page::Then;
use super::talk::Talk;
use super::{board, calendar, go, item, ledger, meeting, new, packs, queue, runs};
use crate::app::place::{self, KEY, Page, Place};
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use std::io::IsTerminal as _;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Whether the terminal went away; by itself the system would end the program there.
pub fn watch() -> Arc<AtomicBool> {
    let lost = Arc::<AtomicBool>::default();
    #[cfg(unix)]
    if std::io::stdin().is_terminal() {
        // Where this cannot be had, the program ends as the system has it.
        drop(signal_hook::flag::register(signal_hook::consts::SIGHUP, Arc::clone(&lost)));
    }
    lost
}

/// Keeps where one was; nobody is there any more to be told that it could not be kept.
pub fn keep(session: &mut Session, talk: &Talk) {
    let Some(page) = talk.place.clone() else { return };
    let draft = Place { page, began: None }.draft();
    if let Ok(app) = session.app() {
        drop(app.save_draft(KEY, Some(&draft)));
    }
}

/// Where the last session of this person was, once. Who answers from a file is not sent anywhere.
pub fn taken(session: &mut Session) -> Result<Option<Place>, Failure> {
    if !std::io::stdin().is_terminal() {
        return Ok(None);
    }
    let place = place::taken(&mut session.app()?.drafts()?);
    if place.is_some() {
        // In a register that cannot be written it is there the next time as well.
        drop(session.app()?.save_draft(KEY, None));
    }
    Ok(place)
}

/// Goes to a place.
pub fn back(session: &mut Session, talk: &mut Talk, place: &Place) -> Result<Then, Failure> {
    talk.say("")?;
    talk.say("Here your last session was cut off; q goes home.")?;
    if place.began.is_some() {
        talk.say("What you had begun to write is back when you begin that act again.")?;
    }
    match place.page.clone() {
        Page::Queue(search) => queue::run(session, talk, Some(search).filter(|s| !s.is_empty())),
        Page::Change(id, _) | Page::Ballot(id) | Page::Form { id: Some(id), .. } => match id.parse() {
            Ok(no) => item::run(session, talk, no),
            Err(_) => Ok(Then::Back),
        },
        Page::Form { id: None, .. } => new::open(session, talk).map(|()| Then::Back),
        Page::Pack => packs::run(session, talk),
        Page::Log(id) => ledger::run(session, talk, id.as_deref()),
        Page::Board => board(session, talk),
        Page::Calendar(view, day) => calendar::run(session, talk, (view, day)),
        Page::Meeting(id, _) => meeting::run(session, talk, id.as_deref(), false),
        Page::Runs => runs::run(session, talk),
        Page::Run(id, list, at) => {
            let Ok(no) = id.parse() else { return Ok(Then::Back) };
            let there = match list.as_deref().zip(at) {
                Some((list, n)) => runs::item(session, talk, no, list, n)?.here(),
                None => Then::Stay,
            };
            if there == Then::Stay { runs::of_change(session, talk, no, list) } else { Ok(there) }
        }
        Page::Go(id, ..) => match id.parse() {
            Ok(no) => go::run(session, talk, no),
            Err(_) => Ok(Then::Back),
        },
    }
}
