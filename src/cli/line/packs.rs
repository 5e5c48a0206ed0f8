//! Packs and clauses in line mode: the packs, the clauses of one by state and words, a clause whole, the pack itself.

use super::page::{Meant, Page, Then};
use super::talk::Talk;
use crate::app::keymap::{Action, Context};
use crate::app::place;
use crate::base::text::{fit, so_many};
use crate::cli::failure::Failure;
use crate::cli::print;
use crate::cli::session::Session;
use crate::sheets::pack::{CLAUSE_STATES, ClauseRow, PackRow, PackSheet};
use crate::text::words::plain;

/// Clauses that are read out at a time.
const CLAUSES: usize = 20;

const LIST: Page = Page { number: "opens a pack", contexts: &[Context::Pack], keys: &[] };
const PACK: Page = Page {
    number: "shows a clause whole",
    contexts: &[Context::Pack, Context::List],
    keys: &[Action::NextPage, Action::States, Action::Filter, Action::Down, Action::Top],
};

/// Reads the packs out until the person goes back.
pub fn run(session: &mut Session, talk: &mut Talk) -> Result<Then, Failure> {
    loop {
        let packs = session.app()?.packs()?;
        talk.say("")?;
        talk.say("Policy packs:")?;
        for (n, row) in (1..).zip(&packs) {
            talk.say(&line(n, row))?;
        }
        talk.place = Some(place::Page::Pack);
        let word = match LIST.ask(talk)? {
            Ok(word) => word,
            Err(then) => return Ok(then),
        };
        let then = match LIST.meant(&word) {
            Meant::Number(n) => match n.checked_sub(1).and_then(|i| packs.get(i)) {
                Some(row) => pack(session, talk, &row.id).map(Then::here),
                None => LIST.anywhere(session, talk, Meant::Number(n)),
            },
            other => LIST.anywhere(session, talk, other),
        };
        let then = talk.passes(then)?;
        if then != Then::Stay {
            return Ok(then);
        }
    }
}

fn line(n: usize, row: &PackRow) -> String {
    let force = if row.active { ", in force" } else { "" };
    let states = row.states.iter().map(|(state, count)| format!("{count} {}", plain(state)));
    let states = states.collect::<Vec<_>>().join(", ");
    format!("{n} {}: {} {}{force}. {}: {states}.", row.id, row.title, row.version, so_many(row.clauses, "clause"))
}

/// A pack: its clauses, a page at a time.
fn pack(session: &mut Session, talk: &mut Talk, name: &str) -> Result<Then, Failure> {
    let sheet = session.app()?.pack(name)?;
    let all = session.app()?.clauses(name)?;
    let (mut state, mut search, mut from) = (0, String::new(), 0);
    loop {
        let word_of = CLAUSE_STATES.get(state).copied().unwrap_or("all");
        let fitting: Vec<&ClauseRow> = all.iter().filter(|c| c.fits(word_of, &search)).collect();
        let searched = if search.is_empty() { String::new() } else { format!(", found by \"{search}\"") };
        talk.say("")?;
        talk.say(&format!(
            "{}, {} of {} clauses{searched}, {}.",
            sheet.row.title,
            fitting.len(),
            all.len(),
            plain(word_of)
        ))?;
        for (n, clause) in (1..).zip(&fitting).skip(from).take(CLAUSES) {
            talk.say(&format!("{n} {} {}: {}", clause.id, plain(&clause.state), fit(&clause.text, 100)))?;
        }
        if from + CLAUSES < fitting.len() {
            talk.say(&format!("and {} more: j the next ones.", fitting.len() - from - CLAUSES))?;
        }
        let word = match PACK.ask(talk)? {
            Ok(word) => word,
            Err(then) => return Ok(then),
        };
        let then = match PACK.meant(&word) {
            Meant::Number(n) => match n.checked_sub(1).and_then(|i| fitting.get(i)) {
                Some(clause) => whole(talk, clause).map(|()| Then::Stay),
                None => PACK.anywhere(session, talk, Meant::Number(n)),
            },
            Meant::Find(words) => {
                (search, from) = (words.to_owned(), 0);
                Ok(Then::Stay)
            }
            Meant::Key(Action::States) => {
                (state, from) = ((state + 1) % CLAUSE_STATES.len(), 0);
                Ok(Then::Stay)
            }
            Meant::Key(Action::Down) => {
                from = if from + CLAUSES < fitting.len() { from + CLAUSES } else { from };
                Ok(Then::Stay)
            }
            Meant::Key(Action::Top) => {
                from = 0;
                Ok(Then::Stay)
            }
            Meant::Key(Action::NextPage) => document(session, talk, &sheet).map(|()| Then::Stay),
            other => PACK.anywhere(session, talk, other),
        };
        let then = talk.passes(then)?;
        if then != Then::Stay {
            return Ok(then);
        }
    }
}

/// The pack itself: document, settings, roles, matrix, risk, board and everything else.
fn document(session: &mut Session, talk: &mut Talk, sheet: &PackSheet) -> Result<(), Failure> {
    let tz = session.tz_to_show();
    talk.say_all(print::pack::words(sheet, tz))
}

fn whole(talk: &mut Talk, clause: &ClauseRow) -> Result<(), Failure> {
    talk.say(&format!("{}, {}: {}", clause.id, plain(&clause.state), clause.text))?;
    talk.say(&format!("Section {}, area {}, {}.", clause.section, clause.area, clause.kind))?;
    talk.say_all(clause.rules.iter().map(|r| format!("Carried by {r}.")))?;
    talk.say_all(clause.tests.iter().map(|t| format!("Tested by {t}.")))
}
