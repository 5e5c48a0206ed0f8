//! A meeting in line mode: where it stands, and the acts that are possible now, by number.

use super::page::{Meant, Page, Then};
use super::talk::Talk;
use super::{acts, item, ledger};
use crate::app::acts::consent;
use crate::app::acts::entitled;
use crate::app::acts::item as on_item;
use crate::app::acts::line::ActLine;
use crate::app::acts::meeting::{documents, groups, label, offered, votes};
use crate::app::acts::offer;
use crate::app::keymap::{Action, Context};
use crate::app::place;
use crate::base::ids::{ChangeNo, MeetingId};
use crate::base::text::so_many;
use crate::cli::failure::Failure;
use crate::cli::print;
use crate::cli::session::Session;
use crate::sheets::meeting::{AgendaLine, MeetingSheet};
use crate::text::words::{moment, plain, quorum, sentence};

const PAGE: Page = Page {
    number: "begins an act",
    contexts: &[Context::Meeting],
    keys: &[
        Action::OpenMeeting,
        Action::Join,
        Action::NextItem,
        Action::PreviousItem,
        Action::Open,
        Action::OpenVote,
        Action::CloseVote,
        Action::Defer,
        Action::Withdraw,
        Action::Rollcall,
        Action::Note,
        Action::GiveAction,
        Action::Timer,
        Action::Minutes,
        Action::AddItem,
        Action::Chair,
        Action::Audience,
        Action::NextPage,
        Action::Log,
    ],
};

/// Shows the meeting that is named, else the open or next one, and carries acts out until the person goes back; `joins` begins with the key for that.
pub fn run(session: &mut Session, talk: &mut Talk, named: Option<&str>, joins: bool) -> Result<Then, Failure> {
    let id = session.app()?.meeting_meant(named)?;
    let mut first = joins.then(|| "v".to_owned());
    loop {
        let sheet = session.app()?.meeting(&id)?;
        let actor = session.app()?.actor();
        let possible = offered(&sheet, actor.as_str(), session.app()?.now());
        facts(session, talk, &sheet)?;
        let word = match first.take() {
            Some(word) => word,
            None => {
                for (i, act) in possible.iter().enumerate() {
                    talk.say(&format!("{} {}.", i + 1, label(act)))?;
                }
                talk.place = Some(place::Page::Meeting(Some(id.to_string()), None));
                match PAGE.ask_for(talk, |key| leads(key.action, &sheet, actor.as_str()))? {
                    Ok(word) => word,
                    Err(then) => return Ok(then),
                }
            }
        };
        let meant = PAGE.meant(&word);
        let then = match meant {
            Meant::Number(n) => match n.checked_sub(1).and_then(|i| possible.get(i)) {
                Some(act) => carry_out(session, talk, &sheet, act, None, true).map(|()| Then::Stay),
                None => PAGE.anywhere(session, talk, meant),
            },
            // What others have done since the page was read out counts: whoever waits for a ballot types the key again.
            Meant::Key(action) => {
                let sheet = session.app()?.meeting(&id)?;
                key(session, talk, &sheet, action)
            }
            other => PAGE.anywhere(session, talk, other),
        };
        let then = talk.passes(then)?;
        if then != Then::Stay {
            return Ok(then);
        }
    }
}

/// Whether a key leads anywhere now; the room's screen can be followed by everybody.
fn leads(action: Action, sheet: &MeetingSheet, actor: &str) -> bool {
    match action {
        Action::Audience => sheet.row.state == "in_progress",
        _ => entitled::leads_anywhere(action, sheet, actor),
    }
}

/// A key of meeting control.
fn key(session: &mut Session, talk: &mut Talk, sheet: &MeetingSheet, action: Action) -> Result<Then, Failure> {
    let tz = session.tz_to_show();
    let change = current(sheet).and_then(|l| l.id.as_ref()?.parse::<ChangeNo>().ok());
    let at = sheet.current.unwrap_or(0);
    let meant = match action {
        Action::Join => "join",
        Action::Chair => "chair",
        Action::NextItem | Action::PreviousItem => "present",
        Action::OpenVote | Action::CloseVote => "vote_close",
        Action::Rollcall => "rollcall",
        Action::Timer => "timer",
        Action::GiveAction => "action",
        Action::AddItem => "add",
        _ => "",
    };
    let actor = session.app()?.actor();
    let now = session.app()?.now();
    if let Some(why) = entitled::not_for(sheet, actor.as_str(), meant, now) {
        return talk.say(&sentence(why)).map(|()| Then::Stay);
    }
    let group = || sheet.announced.as_ref().filter(|_| !current(sheet).is_some_and(votes));
    // Nothing is asked for what the silence still refuses.
    if action == Action::CloseVote
        && let Some(said) = group().filter(|said| now < said.until.0)
    {
        return talk.say(&sentence(consent::still(said, now))).map(|()| Then::Stay);
    }
    let act = match (action, change) {
        (Action::OpenMeeting, _) => "open",
        (Action::CloseVote, _) if group().is_some() => "consent",
        (Action::Join, _) => return join(session, talk, sheet).map(|()| Then::Stay),
        (Action::NextItem, _) => return go(session, talk, sheet, at.saturating_add(1)).map(|()| Then::Stay),
        (Action::PreviousItem, _) => return go(session, talk, sheet, at.saturating_sub(1)).map(|()| Then::Stay),
        (Action::Open, _) => return by_number(session, talk, sheet).map(|()| Then::Stay),
        (Action::OpenVote | Action::CloseVote | Action::Defer | Action::Withdraw, Some(no)) => {
            return on_change(session, talk, sheet, action, no).map(|()| Then::Stay);
        }
        (Action::OpenVote, None) if sheet.row.state != "in_progress" => {
            return talk.say("The meeting is not open: nothing is voted on yet.").map(|()| Then::Stay);
        }
        // The group is announced from whatever item one is at.
        (Action::OpenVote, None) if on_item::announcing(sheet, "").is_some() => "announce",
        (Action::OpenVote, None) => return talk.say("The current item is not a change.").map(|()| Then::Stay),
        // One whose time went by is closed as not held.
        (Action::CloseVote, None) if sheet.row.state == "not_held" && sheet.row.closed.is_none() => "not_held",
        (Action::CloseVote, None) => "close",
        (Action::Defer | Action::Withdraw, None) => "settle",
        (Action::Rollcall, _) => "rollcall",
        (Action::Note, _) => "note",
        (Action::GiveAction, _) => "action",
        (Action::Timer, _) => "timer",
        (Action::AddItem, _) => "add",
        (Action::Chair, _) => "chair",
        (Action::Audience, _) => return audience(session, talk, sheet).map(|()| Then::Stay),
        (Action::Minutes, _) => {
            let Ok(id) = sheet.row.id.parse() else { return Ok(Then::Stay) };
            let minutes = session.app()?.minutes(&id)?;
            return talk.say_all(crate::text::minutes::text(&minutes)).map(|()| Then::Stay);
        }
        (Action::NextPage, Some(no)) => return item::run(session, talk, no).map(Then::here),
        (Action::NextPage, None) => return talk.say_all(print::meeting::words(sheet, tz)).map(|()| Then::Stay),
        (Action::Log, _) => {
            talk.say_all(course(sheet, tz))?;
            return ledger::run(session, talk, Some(&format!("meeting/{}", sheet.row.id))).map(Then::here);
        }
        (other, _) => return PAGE.anywhere(session, talk, Meant::Key(other)),
    };
    carry_out(session, talk, sheet, act, None, true).map(|()| Then::Stay)
}

/// Joins as present; once here, goes to the ballot that is open.
fn join(session: &mut Session, talk: &mut Talk, sheet: &MeetingSheet) -> Result<(), Failure> {
    let actor = session.app()?.actor();
    let here = sheet.is_here(actor.as_str());
    let voting = sheet.agenda.iter().filter(|l| votes(l));
    let voting = voting.min_by_key(|l| (!l.waits, sheet.current != Some(l.position), l.state != "voting"));
    match (sheet.row.state.as_str(), here, voting.and_then(|l| l.id.as_ref()?.parse().ok())) {
        ("in_progress", false, _) => carry_out(session, talk, sheet, "join", None, true),
        ("in_progress", true, Some(no)) => item::ballot(session, talk, no),
        ("in_progress", true, None) => talk.say("You are here; no ballot is open now."),
        _ => talk.say("The meeting is not open."),
    }
}

/// An act on the change of the current item, asked as the meeting asks it.
fn on_change(
    session: &mut Session,
    talk: &mut Talk,
    sheet: &MeetingSheet,
    action: Action,
    no: ChangeNo,
) -> Result<(), Failure> {
    let change = session.app()?.change(no, None)?;
    let voting = change.ballot.as_ref().is_some_and(|b| b.outcome.is_none() && !b.stale);
    let came = change.ballot.as_ref().is_some_and(|b| b.is_overtaken());
    let adjourn = sheet.adjourns.then_some("the number of: Close the meeting");
    let barred = entitled::cannot_close(&change, adjourn).filter(|_| voting);
    let never = entitled::cannot_defer(&change).filter(|_| action == Action::Defer);
    if let Some(why) = never.or(barred.filter(|_| action == Action::CloseVote)) {
        return talk.say(&sentence(why));
    }
    if let Some(why) = change.asks.settled.clone().filter(|_| action == Action::OpenVote && !voting) {
        talk.say(&sentence(why))?;
        return match on_item::announcing(sheet, "") {
            Some(_) => carry_out(session, talk, sheet, "announce", None, true),
            None => Ok(()),
        };
    }
    let act = match action {
        Action::OpenVote if voting && !came => "vote_rollcall",
        Action::OpenVote => "vote_open",
        Action::CloseVote if voting => "vote_close",
        Action::CloseVote => return carry_out(session, talk, sheet, "close", None, true),
        Action::Withdraw => "cancel",
        _ => "defer",
    };
    let position = sheet.current.unwrap_or(0);
    let line = on_item::line(act, sheet, position, &change);
    if matches!(act, "vote_close" | "vote_rollcall") {
        let made = |line: &ActLine, here| on_item::commands(line, sheet, position, &change, here);
        return item::closes(session, talk, &change, &offer::label(act), line, &made);
    }
    let Some(line) = acts::severely(session, talk, &change, line)? else { return talk.say("Nothing was recorded.") };
    if act == "vote_open" && line.answer(0) == Some("consent") {
        // It is about the group, and not about the item that one is at.
        return carry_out(session, talk, sheet, "announce", None, true);
    }
    let here = session.here()?;
    let commands = acts::told(talk, on_item::commands(&line, sheet, position, &change, here))?;
    item::recorded(session, talk, &change, &offer::label(act), commands)
}

fn current(sheet: &MeetingSheet) -> Option<&AgendaLine> {
    sheet.agenda.iter().find(|l| sheet.current == Some(l.position))
}

/// What happened, a line a step, numbered.
pub fn course(sheet: &MeetingSheet, tz: chrono_tz::Tz) -> Vec<String> {
    let step = |(n, line): (usize, &crate::sheets::meeting::TimelineLine)| {
        format!("{n} {} {} {}", moment::moment(line.at.0, tz), line.who, line.text)
    };
    if sheet.timeline.is_empty() {
        let row = &sheet.row;
        let (word, planned) = (plain(&row.state), moment::moment(row.starts.0, tz));
        return vec![format!("Nothing is recorded of meeting {}: it is {word}, planned for {planned}.", row.id)];
    }
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
        let chair = sheet.chair.as_deref().unwrap_or("nobody");
        talk.say(&format!("Chair {chair}. Present {}.", quorum::standing(&sheet.quorum_now())))?;
        if sheet.suspended() {
            talk.say("The ballot of this item is SUSPENDED until the quorum is met again.")?;
        }
    }
    if let Some(said) = &sheet.announced {
        let items: Vec<String> = groups(sheet).map(|l| format!("item {} {}", l.position, l.title)).collect();
        let until = said.until.0.local(tz).format("%H:%M:%S");
        talk.say(&format!(
            "CONSENT GROUP: {}. Approved together unless a member takes one out; silence until {until} consents.",
            items.join("; ")
        ))?;
    }
    match current(sheet) {
        Some(l) => {
            let id = l.id.as_ref().map(|i| format!("{i} ")).unwrap_or_default();
            let voted = l.voted.map(|(n, of)| format!(", voted {n} of {of}")).unwrap_or_default();
            let (n, of) = (l.position, sheet.agenda.len());
            talk.say(&format!("Item {n} of {of}: {id}{}, {}{voted}.", l.title, plain(&l.state)))?;
        }
        None => talk.say(&format!("{} on the agenda.", so_many(sheet.agenda.len(), "item")))?,
    }
    talk.say_all(sheet.warnings.iter().map(|w| format!("! {w}")))
}

/// Everything about the meeting; asks for an item by its number, and goes there.
fn by_number(session: &mut Session, talk: &mut Talk, sheet: &MeetingSheet) -> Result<(), Failure> {
    let tz = session.tz_to_show();
    talk.say_all(print::meeting::words(sheet, tz))?;
    let actor = session.app()?.actor();
    if sheet.row.state != "in_progress"
        || entitled::not_for(sheet, actor.as_str(), "present", session.app()?.now()).is_some()
    {
        return Ok(());
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
    if let Some(why) = entitled::not_now(sheet, act, item) {
        return talk.say(&sentence(why));
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
    acts::carry_out(session, talk, &format!("{id} {act}"), &commands, None)?;
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
