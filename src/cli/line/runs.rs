//! Checklists in line mode: those that one has to do with, a list with its items, and the acts on an item by number.

use super::acts;
use super::page::{Meant, Page, Then};
use super::talk::Talk;
use crate::app::App;
use crate::app::acts::checklist::{self, label, offered, word};
use crate::app::acts::line::ActLine;
use crate::app::aside::{Aside, Heard};
use crate::app::editor;
use crate::app::keymap::{Action, Context};
use crate::app::place;
use crate::base::ids::ChangeNo;
use crate::base::secrets;
use crate::base::text::tame_prose;
use crate::cli::failure::Failure;
use crate::cli::print;
use crate::cli::session::Session;
use crate::domain::checklist::command::{ListAct, NewProof};
use crate::sheets::checklist::{ChecklistSheet, ItemLine};
use crate::text::words::command as words;
use crate::text::words::{plain, receipt};
use std::sync::mpsc::channel;

const RUNS: Page = Page { number: "opens a list", contexts: &[Context::Runs], keys: &[] };
const LIST: Page = Page {
    number: "opens an item",
    contexts: &[Context::Run],
    keys: &[Action::NextPage, Action::HandOver, Action::Command, Action::Log],
};
const ITEM: Page = Page {
    number: "begins an act",
    contexts: &[Context::Run],
    keys: &[
        Action::Tick,
        Action::Evidence,
        Action::Failed,
        Action::Skip,
        Action::SignHere,
        Action::BackOut,
        Action::Retract,
        Action::HandOver,
        Action::Open,
        Action::Log,
    ],
};

/// Reads the lists out that one has to do with, until the person goes back.
pub fn run(session: &mut Session, talk: &mut Talk) -> Result<Then, Failure> {
    loop {
        let rows = session.app()?.runs()?;
        talk.say("")?;
        talk.say(if rows.is_empty() {
            "No checklist has to do with you."
        } else {
            "Checklists that you have to do with:"
        })?;
        for (n, r) in (1..).zip(&rows) {
            let waits = if r.waits.is_empty() { String::new() } else { format!(". For you: {}", r.waits.join("; ")) };
            let state = if r.state == "none" { "not begun".into() } else { plain(&r.state) };
            talk.say(&format!(
                "{n} {} {}, {}, {state}, {} of {} done{waits}.",
                r.id, r.title, r.list_title, r.done, r.of
            ))?;
        }
        talk.place = Some(place::Page::Runs);
        let word = match RUNS.ask(talk)? {
            Ok(word) => word,
            Err(then) => return Ok(then),
        };
        let then = match RUNS.meant(&word) {
            Meant::Number(n) => match n.checked_sub(1).and_then(|i| rows.get(i)).map(|r| (r.id.parse(), &r.list)) {
                Some((Ok(no), list)) => of_change(session, talk, no, Some(list.clone())).map(Then::here),
                _ => RUNS.anywhere(session, talk, Meant::Number(n)),
            },
            other => RUNS.anywhere(session, talk, other),
        };
        let then = talk.passes(then)?;
        if then != Then::Stay {
            return Ok(then);
        }
    }
}

/// A change's list: the one that is named, else the one that it is at.
pub fn of_change(session: &mut Session, talk: &mut Talk, no: ChangeNo, list: Option<String>) -> Result<Then, Failure> {
    let mut list = list;
    loop {
        let sheet = session.app()?.checklist(no, list.as_deref())?;
        list = Some(sheet.list.clone()).filter(|l| !l.is_empty());
        let tz = session.tz_to_show();
        talk.say("")?;
        talk.say_all(print::checklist::words(&sheet, tz))?;
        talk.place = Some(place::Page::Run(no.to_string(), list.clone(), None));
        let word = match LIST.ask(talk)? {
            Ok(word) => word,
            Err(then) => return Ok(then),
        };
        let then = match LIST.meant(&word) {
            Meant::Number(n) => match u32::try_from(n).ok().filter(|n| sheet.items.iter().any(|i| i.n == *n)) {
                Some(n) => item(session, talk, no, &sheet.list, n).map(Then::here),
                None => LIST.anywhere(session, talk, Meant::Number(n)),
            },
            Meant::Key(Action::NextPage) => {
                let at = sheet.lists.iter().position(|l| l.list == sheet.list).unwrap_or(0);
                list = sheet.lists.get(at + 1).or(sheet.lists.first()).map(|l| l.list.clone());
                Ok(Then::Stay)
            }
            Meant::Key(Action::HandOver) => match sheet.items.first() {
                Some(first) => begin(session, talk, &sheet, first, "hand").map(|()| Then::Stay),
                None => talk.say("There is no list to hand over.").map(|()| Then::Stay),
            },
            Meant::Key(Action::Command) => command(session, talk, no).map(|()| Then::Stay),
            Meant::Key(Action::Log) => super::ledger::run(session, talk, Some(&sheet.id)).map(Then::here),
            other => LIST.anywhere(session, talk, other),
        };
        let then = talk.passes(then)?;
        if then != Then::Stay {
            return Ok(then);
        }
    }
}

/// An item, with the acts that make sense on it now; it goes back to the list once something was recorded.
pub fn item(session: &mut Session, talk: &mut Talk, no: ChangeNo, list: &str, n: u32) -> Result<Then, Failure> {
    loop {
        let sheet = session.app()?.checklist(no, Some(list))?;
        let actor = session.app()?.actor();
        let tz = session.tz_to_show();
        let Some(item) = sheet.items.iter().find(|i| i.n == n) else { return Ok(Then::Back) };
        talk.say("")?;
        talk.say_all(print::checklist::item(item, tz))?;
        let bodies = item.evidence.iter().filter(|e| !e.text.is_empty());
        talk.say_all(bodies.flat_map(|e| e.text.lines()).map(|l| format!("  | {l}")))?;
        let possible = offered(&sheet, item, actor.as_str());
        for (i, act) in possible.iter().enumerate() {
            talk.say(&format!("{} {}.", i + 1, label(act)))?;
        }
        talk.place = Some(place::Page::Run(no.to_string(), Some(list.to_owned()), Some(n)));
        let typed = match ITEM.ask(talk)? {
            Ok(word) => word,
            Err(then) => return Ok(then),
        };
        let act = match ITEM.meant(&typed) {
            Meant::Number(n) => n.checked_sub(1).and_then(|i| possible.get(i)).copied(),
            Meant::Key(Action::Open) if checklist::waits(item, actor.as_str()) => Some(checklist::signing(item)),
            Meant::Key(action) => word(action),
            _ => None,
        };
        let then = match (act, ITEM.meant(&typed)) {
            (Some(act), _) => match checklist::why_not(act, &sheet, item) {
                Some(why) => talk.say(why).map(|()| Then::Stay),
                None => begin(session, talk, &sheet, item, act).map(|()| Then::Back),
            },
            (None, Meant::Key(Action::Log)) => super::ledger::run(session, talk, Some(&sheet.id)).map(Then::here),
            (None, Meant::Key(Action::Open)) => talk.say("Nothing waits for you on this item.").map(|()| Then::Stay),
            (None, other) => ITEM.anywhere(session, talk, other),
        };
        let then = talk.passes(then)?;
        if then != Then::Stay {
            return Ok(then);
        }
    }
}

/// Carries an act on an item out. Ticking needs no yes, since it can be retracted.
fn begin(
    session: &mut Session,
    talk: &mut Talk,
    sheet: &ChecklistSheet,
    item: &ItemLine,
    act: &str,
) -> Result<(), Failure> {
    if act == "tick" && item.answers.is_empty() {
        return record(session, talk, sheet, ListAct::Tick { items: vec![item.n], note: None });
    }
    let act = checklist::meant(act, sheet, session.app()?.actor().as_str());
    let line = checklist::line(if act == "tick" { "answer" } else { act }, sheet, item);
    talk.say(&line.title)?;
    let Some(line) = acts::filled(session, talk, line)? else { return talk.say("Nothing was recorded.") };
    match (act, line.answer(0)) {
        ("sign", Some("fail")) => return begin(session, talk, sheet, item, "fail"),
        ("evidence", _) => return evidence(session, talk, sheet, item, &line),
        ("here", Some(code)) => {
            let (Ok(no), how) = (sheet.id.parse(), session.how("sign here")) else { return Ok(()) };
            let done = session.app()?.sign_by_code(no, Some(sheet.list.clone()), item.n, code, how)?;
            let tz = session.tz_to_show();
            return talk.say_all(receipt::lines(&done, tz));
        }
        _ => {}
    }
    let Some(Some(made)) = acts::told(talk, checklist::act(&line))? else { return Ok(()) };
    if !talk.record(&format!("{} item {}: {}", sheet.id, item.n, label(act)))? {
        return talk.say("Nothing was recorded.");
    }
    record(session, talk, sheet, made)
}

fn record(session: &mut Session, talk: &mut Talk, sheet: &ChecklistSheet, act: ListAct) -> Result<(), Failure> {
    let list: Vec<_> = checklist::on(sheet, act).into_iter().collect();
    acts::carry_out(session, talk, &sheet.id, &list, None)
}

/// Evidence by its kind; what a command printed is looked at first, and so is what may hold a secret.
fn evidence(
    session: &mut Session,
    talk: &mut Talk,
    sheet: &ChecklistSheet,
    item: &ItemLine,
    line: &ActLine,
) -> Result<(), Failure> {
    let Ok(no) = sheet.id.parse::<ChangeNo>() else { return Ok(()) };
    let mut proof = match line.answer(0) {
        Some("command") => {
            let command = item.commands.first().cloned().unwrap_or_default();
            session.app()?.run_item_command(no, Some(&sheet.list), item.n, &command)?
        }
        Some("file") => App::item_file(line.answer(2).unwrap_or_default())?,
        Some("editor") => match editor::edit("", &format!("{}-{}", sheet.id, item.n)) {
            Ok(text) if text.trim().is_empty() => return talk.say("Nothing was written, and nothing recorded."),
            Ok(text) => NewProof::pasted(tame_prose(&text)),
            Err(why) => return talk.say(&why),
        },
        _ => match acts::told(talk, checklist::act(line))? {
            Some(Some(ListAct::Prove { proof, .. })) => proof,
            _ => return Ok(()),
        },
    };
    talk.say_all(proof.body.lines().map(|l| format!("  | {l}")))?;
    let mut kinds: Vec<&str> = secrets::find(&proof.body).iter().map(|s| s.kind).collect();
    kinds.dedup();
    let attach = checklist::attach(sheet, item, &proof, &kinds);
    talk.say(&attach.title)?;
    let Some(attach) = acts::filled(session, talk, attach)? else { return talk.say("Nothing was recorded.") };
    if attach.answer(0) == Some("mask") {
        (proof.body, proof.masked) = secrets::mask(&proof.body);
    }
    if !talk.record(&format!("It {}", attach.verb))? {
        return talk.say("Nothing was recorded.");
    }
    record(session, talk, sheet, ListAct::Prove { item: item.n, proof, tick: true })
}

/// Runs a command of the deployment, seen whole before, and reads out what it prints until it has ended.
fn command(session: &mut Session, talk: &mut Talk, no: ChangeNo) -> Result<(), Failure> {
    let Some(line) = talk.words("Command: ", "as a shell takes it; it is run as you, and recorded")? else {
        return Ok(());
    };
    let argv = match words::argv(&line) {
        Ok(argv) => argv,
        Err(why) => return talk.say(&format!("Nothing was run: {why}.")),
    };
    if !talk.record(&format!("quorate run exec {no} -- {}", words::line(&argv)))? {
        return talk.say("Nothing was run.");
    }
    let (tell, heard) = channel();
    // Nobody listens any more once the conversation has ended; the command goes on.
    Aside::begin(&session.options, no, &argv, move |what| drop(tell.send(what)))?;
    let mut rest = String::new();
    for what in heard {
        match what {
            Heard::Printed(text) => {
                rest.push_str(&text.replace("\r\n", "\n"));
                if let Some((whole, begun)) = rest.rsplit_once('\n') {
                    talk.say_all(words::shown(whole))?;
                    rest = begun.to_owned();
                }
            }
            Heard::NotRun => {
                talk.say_all(words::shown(&rest))?;
                return talk.say("The command was not run.");
            }
            Heard::Ended(code) => {
                talk.say_all(words::shown(&rest))?;
                let with = code.map_or_else(String::new, |code| format!(" with {code}"));
                return talk.say(&format!("The command has ended{with}."));
            }
        }
    }
    Ok(())
}
