//! The go/no-go board of a change in line mode: what stands against it, and the decision by its digit.

use super::page::{Meant, Page, Then};
use super::talk::Talk;
use super::{acts, ledger};
use crate::app::acts::command::commands;
use crate::app::acts::go;
use crate::app::keymap::{Action, Context};
use crate::app::place;
use crate::base::ids::ChangeNo;
use crate::cli::failure::Failure;
use crate::cli::print::evidence::board_words;
use crate::cli::session::Session;
use crate::sheets::evidence::BoardSheet;

const PAGE: Page = Page {
    number: "decides (1 GO, 2 NO-GO)",
    contexts: &[Context::Go],
    keys: &[Action::Open, Action::NextPage, Action::Log],
};

/// Reads the board out and takes decisions until the person goes back.
pub fn run(session: &mut Session, talk: &mut Talk, no: ChangeNo) -> Result<Then, Failure> {
    let mut env: Option<String> = None;
    loop {
        let sheet = session.app()?.go_board(no, env.as_deref(), None)?;
        talk.say("")?;
        talk.say_all(board_words(&sheet))?;
        talk.place = Some(place::Page::Go(no.to_string(), env.clone(), 0));
        let word = match PAGE.ask(talk)? {
            Ok(word) => word,
            Err(then) => return Ok(then),
        };
        let then = match PAGE.meant(&word) {
            Meant::Number(n @ 1..=2) => {
                decide(session, talk, no, &sheet, char::from_digit(u32::try_from(n).unwrap_or(0), 10))
            }
            Meant::Key(Action::Open) => decide(session, talk, no, &sheet, None),
            Meant::Key(Action::NextPage) => {
                env = sheet.next().or(env);
                Ok(Then::Stay)
            }
            Meant::Key(Action::Log) => ledger::run(session, talk, Some(&sheet.id)).map(Then::here),
            other => PAGE.anywhere(session, talk, other),
        };
        let then = talk.passes(then)?;
        if then != Then::Stay {
            return Ok(then);
        }
    }
}

/// Asks what the decision needs, and records it once somebody says yes, on the revision that was read out.
fn decide(
    session: &mut Session,
    talk: &mut Talk,
    no: ChangeNo,
    sheet: &BoardSheet,
    digit: Option<char>,
) -> Result<Then, Failure> {
    let Some(decider) = go::decider(sheet) else {
        talk.say("The pack has nobody decide on this.")?;
        return Ok(Then::Stay);
    };
    let mut line = go::line(sheet, decider);
    let title = line.title.clone();
    talk.say(&title)?;
    if let Some(digit) = digit {
        line.choose(digit);
    }
    let here = session.here()?;
    let list = match acts::filled(session, talk, line)? {
        Some(line) => acts::told(talk, commands(&line, None, here))?,
        None => None,
    };
    match list {
        Some(list) if talk.record(&title)? => {
            acts::carry_out(session, talk, &format!("{no} decide"), &list, Some(sheet.revision))?;
        }
        _ => talk.say("Nothing was recorded.")?,
    }
    Ok(Then::Stay)
}
