//! The ledger in line mode: its log, of a record or of everything, an entry whole, and the check of the chain.

use super::page::{Meant, Page, Then};
use super::talk::Talk;
use crate::app::keymap::{Action, Context};
use crate::app::place;
use crate::cli::failure::Failure;
use crate::cli::print;
use crate::cli::session::Session;
use crate::sheets::register::LogLine;
use crate::text::words::moment;

/// Entries that are read out at a time.
const ENTRIES: usize = 20;

const PAGE: Page = Page {
    number: "of an entry shows it whole",
    contexts: &[Context::Log, Context::List],
    keys: &[Action::Down, Action::Top, Action::States],
};

/// Reads the log out, newest first, until the person goes back; of one record where one is named.
pub fn run(session: &mut Session, talk: &mut Talk, id: Option<&str>) -> Result<Then, Failure> {
    let (mut before, mut out_of_band): (Option<u64>, bool) = (None, false);
    loop {
        let lines = session.app()?.log(id, before, ENTRIES, out_of_band)?;
        let tz = session.tz_to_show();
        talk.say("")?;
        let what = if out_of_band { ", only approvals given out of band" } else { "" };
        let of = id.unwrap_or("everything");
        talk.say(&format!("Ledger of {of}{what}, newest first; j older entries, g g the newest."))?;
        if lines.is_empty() {
            talk.say("No older entries.")?;
        }
        for line in &lines {
            let at = moment::moment(line.at.0, tz);
            talk.say(&format!("{} {at} {} {}: {}", line.seq, line.id, line.actor, line.text))?;
        }
        talk.place = Some(place::Page::Log(id.map(str::to_owned)));
        let word = match PAGE.ask(talk)? {
            Ok(word) => word,
            Err(then) => return Ok(then),
        };
        let then = match PAGE.meant(&word) {
            Meant::Key(Action::Down) => {
                // A record's log goes by its versions, that of everything by the entries.
                let last = lines.last().map(|l| if id.is_some() { u64::from(l.version) } else { l.seq });
                before = last.or(before);
                Ok(Then::Stay)
            }
            Meant::Key(Action::Top) => {
                before = None;
                Ok(Then::Stay)
            }
            Meant::Key(Action::States) => {
                (before, out_of_band) = (None, !out_of_band);
                Ok(Then::Stay)
            }
            Meant::Number(n) => match lines.iter().find(|l| usize::try_from(l.seq) == Ok(n)) {
                Some(line) => whole(talk, line, tz).map(|()| Then::Stay),
                None => PAGE.anywhere(session, talk, Meant::Number(n)),
            },
            other => PAGE.anywhere(session, talk, other),
        };
        let then = talk.passes(then)?;
        if then != Then::Stay {
            return Ok(then);
        }
    }
}

/// An entry with its place in the chain.
fn whole(talk: &mut Talk, line: &LogLine, tz: chrono_tz::Tz) -> Result<(), Failure> {
    talk.say(&format!("Entry {}: {}", line.seq, line.text))?;
    talk.say(&format!("{}, {} version {}", moment::moment(line.at.0, tz), line.id, line.version))?;
    talk.say(&format!("{} by {}", line.kind, line.actor))?;
    talk.say(&format!("hash {}", line.hash))?;
    talk.say(&format!("act {}", line.act))
}

/// Checks the whole chain.
pub fn verify(session: &mut Session, talk: &mut Talk) -> Result<(), Failure> {
    let sheet = session.app()?.verify(None, &mut |_, _| {})?;
    talk.say_all(print::register::verify_words(&sheet))
}
