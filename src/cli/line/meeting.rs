//! A meeting in line mode: where it stands, and the acts that are possible now, by number.

use super::talk::{Said, Talk};
use super::{acts, item};
use crate::app::acts::meeting::{documents, label, offered};
use crate::base::ids::MeetingId;
use crate::cli::failure::Failure;
use crate::cli::print;
use crate::cli::session::Session;
use crate::sheets::meeting::{AgendaLine, MeetingSheet};
use crate::text::words::{moment, plain, receipt};

const HELP: &str = "A number begins an act. n the next item, p the one before. c the change of the current item: vote, \
                    defer and everything else on it. i item by its number. d everything about the meeting. s what \
                    happened. t the minutes. a the audience's screen. r read again.";

/// Shows the open or next meeting and carries acts out until the person goes back.
pub fn run(session: &mut Session, talk: &mut Talk) -> Result<(), Failure> {
    let id = session.app()?.meeting_meant(None)?;
    loop {
        let sheet = session.app()?.meeting(&id)?;
        let actor = session.app()?.actor();
        let possible = offered(&sheet, actor.as_str());
        facts(session, talk, &sheet)?;
        for (i, act) in possible.iter().enumerate() {
            talk.say(&format!("{} {}.", i + 1, label(act)))?;
        }
        let question = "Number, n next, p before, i item, c change, d details, s course, t minutes, a audience, \
                        r again, q back, ? help.";
        let words = match talk.ask(question, HELP)? {
            Said::Back | Said::End => return Ok(()),
            Said::Words(words) => words,
        };
        let tz = session.tz_to_show();
        let done = match words.as_str() {
            "" | "r" => Ok(()),
            "n" => go(session, talk, &sheet, sheet.current.map_or(1, |n| n.saturating_add(1))),
            "p" => go(session, talk, &sheet, sheet.current.map_or(1, |n| n.saturating_sub(1))),
            "i" => by_number(session, talk, &sheet),
            "c" => match current(&sheet).and_then(|l| l.id.as_ref()?.parse().ok()) {
                Some(no) => item::run(session, talk, no),
                None => talk.say("The current item is not a change."),
            },
            "d" => talk.say_all(print::meeting::words(&sheet, tz)),
            "s" => talk.say_all(course(&sheet, tz)),
            "a" => audience(session, talk, &sheet),
            "t" => match session.app()?.minutes(&id) {
                Ok(minutes) => talk.say_all(crate::text::minutes::text(&minutes)),
                Err(error) => Err(error.into()),
            },
            other => match other.parse::<usize>().ok().and_then(|n| possible.get(n.checked_sub(1)?)) {
                Some(act) => carry_out(session, talk, &sheet, act, None, true),
                None => talk.say(HELP),
            },
        };
        match done {
            Err(failure @ Failure::Io { .. }) => return Err(failure),
            Err(failure) => talk.report(&failure)?,
            Ok(()) => {}
        }
    }
}

fn current(sheet: &MeetingSheet) -> Option<&AgendaLine> {
    sheet.agenda.iter().find(|l| sheet.current == Some(l.position))
}

/// What happened, a line a step, numbered.
pub fn course(sheet: &MeetingSheet, tz: chrono_tz::Tz) -> Vec<String> {
    let step = |(n, line): (usize, &crate::sheets::meeting::TimelineLine)| {
        format!("{n} {} {} {}", moment::moment(line.at.0, tz), line.who, line.text)
    };
    (1..).zip(&sheet.timeline).map(step).collect()
}

fn facts(session: &mut Session, talk: &mut Talk, sheet: &MeetingSheet) -> Result<(), Failure> {
    let row = &sheet.row;
    let tz = session.tz_to_show();
    talk.say("")?;
    let paused = if sheet.paused { ", paused" } else { "" };
    talk.say(&format!(
        "{} {}, {}{paused}, planned {}.",
        row.title,
        row.id,
        plain(&row.state),
        moment::moment(row.starts.0, tz)
    ))?;
    if row.opened.is_some() {
        let met = if sheet.quorum_met { "met" } else { "NOT met" };
        let chair = sheet.chair.as_deref().unwrap_or("nobody");
        let needed = sheet.quorum;
        talk.say(&format!("Chair {chair}. Quorum {met}: {} present, {needed} needed.", sheet.present))?;
    }
    match current(sheet) {
        Some(l) => {
            let id = l.id.as_ref().map(|i| format!("{i} ")).unwrap_or_default();
            let voted = l.voted.map(|(n, of)| format!(", voted {n} of {of}")).unwrap_or_default();
            let (n, of) = (l.position, sheet.agenda.len());
            talk.say(&format!("Item {n} of {of}: {id}{}, {}{voted}.", l.title, plain(&l.state)))?;
        }
        None => talk.say(&format!("{} items on the agenda.", sheet.agenda.len()))?,
    }
    talk.say_all(sheet.warnings.iter().map(|w| format!("! {w}")))
}

/// Asks for an item by its number, and goes there.
fn by_number(session: &mut Session, talk: &mut Talk, sheet: &MeetingSheet) -> Result<(), Failure> {
    for l in &sheet.agenda {
        let id = l.id.as_ref().map(|i| format!("{i} ")).unwrap_or_default();
        let ready = if l.ready { "" } else { ", not ready" };
        talk.say(&format!("{} {id}{}, {}{ready}.", l.position, l.title, plain(&l.state)))?;
    }
    let Some(word) = talk.words("Which item?", "Its number goes there.")? else { return Ok(()) };
    match word.parse::<u32>() {
        Ok(no) => go(session, talk, sheet, no),
        Err(_) => talk.say("There is no such number."),
    }
}

/// Going to an item shows it and needs no yes.
fn go(session: &mut Session, talk: &mut Talk, sheet: &MeetingSheet, no: u32) -> Result<(), Failure> {
    if sheet.agenda.iter().all(|l| l.position != no) {
        return talk.say("There is no such item.");
    }
    carry_out(session, talk, sheet, "present", Some(no), false)
}

fn carry_out(
    session: &mut Session,
    talk: &mut Talk,
    sheet: &MeetingSheet,
    act: &str,
    item: Option<u32>,
    asks: bool,
) -> Result<(), Failure> {
    // "Go to an item" asks which one; the others are about the current item.
    if act == "present" && item.is_none() {
        return by_number(session, talk, sheet);
    }
    if act == "write" {
        return hand_out(session, talk, sheet);
    }
    let Some(commands) = acts::on_meeting(session, talk, sheet, act, item)? else {
        return talk.say("Nothing was recorded.");
    };
    let id: MeetingId = match sheet.row.id.parse() {
        Ok(id) => id,
        Err(_) => return Ok(()),
    };
    if asks && !talk.record(&format!("{id}: {}", label(act)))? {
        return talk.say("Nothing was recorded.");
    }
    for (i, command) in commands.iter().enumerate() {
        let how = session.how(&format!("{id} {act} {i}"));
        let recorded = session.app()?.execute(command, how)?;
        let tz = session.tz_to_show();
        talk.say_all(receipt::lines(&recorded, tz))?;
    }
    // What is left to do after closing is to hand the minutes out.
    if act == "close" { hand_out(session, talk, sheet) } else { Ok(()) }
}

/// Writes documents of a closed meeting into the current folder.
fn hand_out(session: &mut Session, talk: &mut Talk, sheet: &MeetingSheet) -> Result<(), Failure> {
    let Some(line) = acts::of_meeting(session, talk, sheet, "write", None)? else {
        return talk.say("Nothing was written.");
    };
    let (Some(kinds), Ok(id)) = (documents(&line), sheet.row.id.parse::<MeetingId>()) else { return Ok(()) };
    let folder = std::env::current_dir().map_err(Failure::io("the current folder"))?;
    let written = session.app()?.write_documents(&id, &kinds, &folder)?;
    talk.say_all(written.into_iter().map(|w| match w.file {
        Some(file) => format!("{file}: {}.", w.state),
        None => format!("{}: {}.", w.document, w.state),
    }))
}

/// Leads the audience's screen; nothing of it is recorded.
fn audience(session: &mut Session, talk: &mut Talk, sheet: &MeetingSheet) -> Result<(), Failure> {
    let Ok(id) = sheet.row.id.parse::<MeetingId>() else { return Ok(()) };
    let now = &sheet.audience;
    let ways = match (now.shown, now.blank) {
        (false, _) => vec![("on", (true, false, 0))],
        (true, false) => {
            vec![
                ("next page", (true, false, now.page + 1)),
                ("blank", (true, true, now.page)),
                ("off", (false, false, 0)),
            ]
        }
        (true, true) => vec![("show again", (true, false, now.page)), ("off", (false, false, 0))],
    };
    let labels: Vec<&str> = ways.iter().map(|w| w.0).collect();
    let Some(chosen) = talk.choose("The audience's screen?", &labels)? else { return Ok(()) };
    let Some((_, (shown, blank, page))) = ways.get(chosen) else { return Ok(()) };
    let led = session.app()?.lead_audience(&id, *shown, *blank, *page)?;
    talk.say_all(print::meeting::audience(&led))
}
