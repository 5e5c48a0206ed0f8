//! The queue in line mode: some changes at a time, searched by words, by state, type and risk, in any order.

use super::page::{Meant, Page, Then};
use super::talk::Talk;
use super::{item, meeting, new};
use crate::app::keymap::{Action, Context};
use crate::app::options::{ListQuery, STATES};
use crate::app::place;
use crate::base::text::fit;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::text::words::plain;

/// Changes that are read out at a time.
const ROWS: usize = 9;

const PAGE: Page = Page {
    number: "opens a change",
    contexts: &[Context::Queue, Context::List],
    keys: &[
        Action::Filter,
        Action::New,
        Action::Join,
        Action::States,
        Action::Types,
        Action::Risks,
        Action::Sort,
        Action::Down,
        Action::Top,
    ],
};

/// Reads the queue out until the person goes back; what is searched for where something is.
pub fn run(session: &mut Session, talk: &mut Talk, search: Option<String>) -> Result<Then, Failure> {
    let mut query = ListQuery { search: search.filter(|w| !w.is_empty()), limit: ROWS, ..ListQuery::default() };
    let mut state = 0;
    loop {
        let page = session.app()?.changes(&query)?;
        talk.say("")?;
        talk.say(&format!("{}; j the next ones, g g the first ones.", asked(&query, state)))?;
        if page.items.is_empty() {
            talk.say(if query.after.is_some() { "No more changes." } else { "No change fits." })?;
        }
        for (i, row) in page.items.iter().enumerate() {
            let risk = row.risk.as_ref().map_or_else(String::new, |r| format!(", risk {r}"));
            let hold = if row.on_hold { ", on hold" } else { "" };
            let title = fit(&row.title, 80);
            let line =
                format!("{} {} {title}, {}{hold}{risk}. Next: {}.", i + 1, row.id, plain(&row.state), row.next_action);
            talk.say(&line)?;
        }
        talk.place = Some(place::Page::Queue(query.search.clone().unwrap_or_default()));
        let word = match PAGE.ask(talk)? {
            Ok(word) => word,
            Err(then) => return Ok(then),
        };
        let first = |query: &mut ListQuery| {
            query.after = None;
            Ok(Then::Stay)
        };
        let then = match PAGE.meant(&word) {
            Meant::Find(words) => {
                query.search = Some(words.to_owned()).filter(|w| !w.is_empty());
                first(&mut query)
            }
            Meant::Key(Action::Top) => first(&mut query),
            Meant::Key(Action::Down) => match page.next {
                Some(next) => {
                    query.after = Some(next);
                    Ok(Then::Stay)
                }
                None => talk.say("These are the last ones.").map(|()| Then::Stay),
            },
            Meant::Key(Action::States) => {
                state = (state + 1) % STATES.len();
                let states = STATES.get(state).map_or(&[][..], |(_, list)| list);
                query.states = states.iter().map(|s| (*s).to_owned()).collect();
                first(&mut query)
            }
            Meant::Key(Action::Sort) => {
                query.sort = query.sort.next();
                first(&mut query)
            }
            Meant::Key(action @ (Action::Types | Action::Risks)) => narrowed(session, talk, &mut query, action),
            Meant::Key(Action::New) => new::open(session, talk).map(|()| Then::Stay),
            Meant::Key(Action::Join) => meeting::run(session, talk, None, true).map(Then::here),
            Meant::Number(n) => match n.checked_sub(1).and_then(|i| page.items.get(i)).map(|row| row.id.parse()) {
                Some(Ok(no)) => item::run(session, talk, no).map(Then::here),
                _ => PAGE.anywhere(session, talk, Meant::Number(n)),
            },
            other => PAGE.anywhere(session, talk, other),
        };
        let then = talk.passes(then)?;
        if then != Then::Stay {
            return Ok(then);
        }
    }
}

/// What the list shows, in words.
fn asked(query: &ListQuery, state: usize) -> String {
    let order = query.sort.words();
    let state = STATES.get(state).map_or("all", |(name, _)| name);
    let mut out = format!("Changes, {state}, {order}");
    for (what, value) in [("type", &query.change_type), ("risk", &query.risk), ("found by", &query.search)] {
        out.push_str(&value.as_ref().map_or_else(String::new, |v| format!(", {what} {v}")));
    }
    out
}

/// Asks for a type or a risk level to look for.
fn narrowed(session: &mut Session, talk: &mut Talk, query: &mut ListQuery, by: Action) -> Result<Then, Failure> {
    let name = session.app()?.register()?.packs.into_iter().next().unwrap_or_default();
    let pack = session.app()?.pack(&name)?;
    let (what, list) = match by {
        Action::Types => ("type", pack.types),
        _ => ("risk level", pack.risk.levels.into_iter().map(|l| l.0).collect()),
    };
    let labels: Vec<&str> = ["any"].into_iter().chain(list.iter().map(String::as_str)).collect();
    let Some(chosen) = talk.choose(&format!("Which {what}?"), &labels)? else { return Ok(Then::Stay) };
    let value = chosen.checked_sub(1).and_then(|i| list.get(i)).cloned();
    match by {
        Action::Types => query.change_type = value,
        _ => query.risk = value,
    }
    query.after = None;
    Ok(Then::Stay)
}
