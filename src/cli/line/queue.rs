//! The queue in line mode: ten changes at a time, searched by words.

use super::item;
use super::talk::{Said, Talk};
use crate::app::options::{Cursor, ListQuery};
use crate::base::text::fit;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::text::words::plain;

/// Changes that are read out at a time.
const PAGE: usize = 9;
const HELP: &str =
    "A number opens a change. n the next ones. f the first ones. /words searches; / alone shows all again.";

/// Reads the queue out until the person goes back.
pub fn run(session: &mut Session, talk: &mut Talk) -> Result<(), Failure> {
    let mut search: Option<String> = None;
    let mut after: Option<Cursor> = None;
    loop {
        let query = ListQuery { search: search.clone(), after: after.clone(), limit: PAGE, ..ListQuery::default() };
        let page = session.app()?.changes(&query)?;
        if page.items.is_empty() {
            talk.say(if after.is_some() { "No more changes." } else { "No change fits." })?;
        }
        for (i, row) in page.items.iter().enumerate() {
            let risk = row.risk.as_ref().map_or_else(String::new, |r| format!(", risk {r}"));
            let hold = if row.on_hold { ", on hold" } else { "" };
            let title = fit(&row.title, 80);
            let line =
                format!("{} {} {title}, {}{hold}{risk}. Next: {}.", i + 1, row.id, plain(&row.state), row.next_action);
            talk.say(&line)?;
        }
        let more = if page.next.is_some() { "n next, " } else { "" };
        let words = match talk.ask(&format!("Number, {more}f first, /words search, q back, ? help."), HELP)? {
            Said::Back | Said::End => return Ok(()),
            Said::Words(words) => words,
        };
        match words.as_str() {
            "" => {}
            "f" => after = None,
            "n" => match page.next {
                Some(next) => after = Some(next),
                None => talk.say("These are the last ones.")?,
            },
            other => match (other.strip_prefix('/'), other.parse::<usize>()) {
                (Some(words), _) => {
                    search = Some(words.trim().to_owned()).filter(|w| !w.is_empty());
                    after = None;
                }
                (None, Ok(n)) => match n.checked_sub(1).and_then(|i| page.items.get(i)).map(|row| row.id.parse()) {
                    Some(Ok(no)) => item::run(session, talk, no)?,
                    _ => talk.say("There is no such number.")?,
                },
                (None, Err(_)) => match other.parse() {
                    Ok(no) => item::run(session, talk, no)?,
                    Err(_) => talk.say(HELP)?,
                },
            },
        }
    }
}
