//! A change in line mode: its facts, and the acts that are possible now, by number.

use super::page::{Meant, Page, Then};
use super::talk::Talk;
use super::{acts, ledger};
use crate::app::acts::line::ActLine;
use crate::app::acts::{ask, closing, command, entitled, offer};
use crate::app::keymap::{Action, Context};
use crate::app::place;
use crate::base::ids::ChangeNo;
use crate::base::spoken::Here;
use crate::cli::failure::Failure;
use crate::cli::print;
use crate::cli::session::Session;
use crate::domain::command::Command;
use crate::sheets::change::ChangeSheet;
use crate::text::words::approval::written_down;
use crate::text::words::{calendar, course, plain, sentence};

const PAGE: Page = Page {
    number: "begins an act",
    contexts: &[Context::Detail, Context::Ballot],
    keys: &[
        Action::Vote,
        Action::OpenVote,
        Action::CloseVote,
        Action::Rollcall,
        Action::Defer,
        Action::Object,
        Action::Edit,
        Action::NextPage,
        Action::Slots,
        Action::GoNoGo,
        Action::Log,
        Action::Links,
        Action::Retract,
    ],
};

/// Shows a change and carries acts out until the person goes back.
pub fn run(session: &mut Session, talk: &mut Talk, no: ChangeNo) -> Result<Then, Failure> {
    loop {
        let sheet = session.app()?.change(no, None)?;
        let actor = session.app()?.actor();
        let possible = offer::offered(&sheet, actor.as_str());
        facts(session, talk, &sheet)?;
        for (i, act) in possible.iter().enumerate() {
            talk.say(&format!("{} {}.", i + 1, offer::named(act, &sheet)))?;
        }
        talk.place = Some(place::Page::Change(no.to_string(), 0));
        let word = match PAGE.ask_for(talk, |key| offer::leads_anywhere(key, &sheet, actor.as_str()))? {
            Ok(word) => word,
            Err(then) => return Ok(then),
        };
        let running = sheet.ballot.as_ref().is_some_and(|b| b.outcome.is_none() && !b.stale);
        let came = sheet.ballot.as_ref().is_some_and(|b| running && b.is_overtaken());
        let barred = entitled::cannot_close(&sheet, None).filter(|_| running).map(sentence);
        let not_leading = entitled::not_leading(&sheet, actor.as_str()).map(sentence);
        let then = match PAGE.meant(&word) {
            Meant::Number(n) => match n.checked_sub(1).and_then(|i| possible.get(i)) {
                Some(act) => carry_out(session, talk, &sheet, act).map(|()| Then::Stay),
                None => PAGE.anywhere(session, talk, Meant::Number(n)),
            },
            // A ballot may have been opened since; on another revision than the one that was read out nobody votes.
            Meant::Key(Action::Vote) => match session.app()?.change(no, None)? {
                now if now.row.revision == sheet.row.revision => vote(session, talk, &now).map(|()| Then::Stay),
                _ => differences(session, talk, &sheet, no).map(|()| Then::Stay),
            },
            // A member means to vote; what the chair does is for the chair.
            Meant::Key(Action::OpenVote) if running && not_leading.is_some() => {
                vote(session, talk, &sheet).map(|()| Then::Stay)
            }
            Meant::Key(Action::CloseVote) if running && not_leading.is_some() => {
                talk.say(&not_leading.unwrap_or_default()).map(|()| Then::Stay)
            }
            Meant::Key(Action::CloseVote) if barred.is_some() => {
                talk.say(&barred.unwrap_or_default()).map(|()| Then::Stay)
            }
            Meant::Key(Action::OpenVote) if running && !came => {
                carry_out(session, talk, &sheet, "vote_rollcall").map(|()| Then::Stay)
            }
            Meant::Key(Action::OpenVote) => if_possible(session, talk, &sheet, "vote_open"),
            Meant::Key(Action::CloseVote) if running => {
                carry_out(session, talk, &sheet, "vote_close").map(|()| Then::Stay)
            }
            Meant::Key(Action::Rollcall) if running => {
                carry_out(session, talk, &sheet, "rollcall").map(|()| Then::Stay)
            }
            Meant::Key(Action::CloseVote | Action::Rollcall) => talk.say("No ballot is open.").map(|()| Then::Stay),
            Meant::Key(Action::Defer) => if_possible(session, talk, &sheet, "defer"),
            Meant::Key(Action::Object) if possible.contains(&"object") => {
                carry_out(session, talk, &sheet, "object").map(|()| Then::Stay)
            }
            Meant::Key(Action::Object) => talk.say("Nobody entered a vote for you.").map(|()| Then::Stay),
            Meant::Key(Action::Edit) => if_possible(session, talk, &sheet, "edit"),
            Meant::Key(Action::NextPage) => details(session, talk, &sheet).map(|()| Then::Stay),
            Meant::Key(Action::Slots) => slots(session, talk, &sheet).map(|()| Then::Stay),
            Meant::Key(Action::Log) => ledger::run(session, talk, Some(&sheet.row.id)).map(Then::here),
            Meant::Key(Action::GoNoGo) => super::go::run(session, talk, no).map(Then::here),
            Meant::Key(Action::Links) => links(talk, &sheet).map(|()| Then::Stay),
            Meant::Key(Action::Retract) => match ask::taking_back(&sheet, actor.as_str()) {
                Ok(line) => by_line(session, talk, &sheet, line).map(|()| Then::Stay),
                Err(why) => talk.say(&why).map(|()| Then::Stay),
            },
            other => PAGE.anywhere(session, talk, other),
        };
        let then = talk.passes(then)?;
        if then != Then::Stay {
            return Ok(then);
        }
    }
}

/// Everything about the change, and why other acts are not possible now.
fn details(session: &mut Session, talk: &mut Talk, sheet: &ChangeSheet) -> Result<(), Failure> {
    let tz = session.tz_to_show();
    talk.say_all(print::change::words(sheet, tz))?;
    talk.say("Not possible now:")?;
    let not = sheet.acts.iter().filter(|a| !a.possible);
    talk.say_all(not.map(|a| format!("  {}: {}", offer::label(&a.act), a.why_not)))
}

fn links(talk: &mut Talk, sheet: &ChangeSheet) -> Result<(), Failure> {
    let links = offer::links(sheet);
    if links.is_empty() { talk.say("No link stands in this record.") } else { talk.say_all(links) }
}

/// The ballot; whoever may vote in it is asked.
fn vote(session: &mut Session, talk: &mut Talk, sheet: &ChangeSheet) -> Result<(), Failure> {
    let Some(ballot) = &sheet.ballot else {
        return talk.say("There is no ballot yet; the chair opens one with V.");
    };
    let tz = session.tz_to_show();
    talk.say_all(print::ballot::words(ballot, tz))?;
    let actor = session.app()?.actor();
    if offer::offered(sheet, actor.as_str()).contains(&"vote_cast") {
        carry_out(session, talk, sheet, "vote_cast")?;
    }
    Ok(())
}

/// The ballot of a change that is on the agenda of a meeting.
pub fn ballot(session: &mut Session, talk: &mut Talk, no: ChangeNo) -> Result<(), Failure> {
    let sheet = session.app()?.change(no, None)?;
    vote(session, talk, &sheet)
}

/// When the change may run, and what decides that; scheduled at one of the free times where that is possible.
fn slots(session: &mut Session, talk: &mut Talk, sheet: &ChangeSheet) -> Result<(), Failure> {
    let Ok(no) = sheet.row.id.parse::<ChangeNo>() else { return Ok(()) };
    let found = session.app()?.slots(no, None, None, None)?;
    let tz = session.tz()?;
    let can = offer::why_not(sheet, "schedule").is_none() && !found.slots.is_empty();
    talk.say_all(calendar::slots(&found, tz, can))?;
    if !can {
        return Ok(());
    }
    let Some(given) = talk.words("Number of a time to schedule it there?", "Empty, or q, leaves it as it is.")? else {
        return Ok(());
    };
    let chosen = given.parse::<usize>().ok().and_then(|n| found.slots.get(n.checked_sub(1)?));
    let Some(slot) = chosen else { return talk.say("Nothing was recorded.") };
    let mut line = ask::line("schedule", sheet);
    for (step, at) in line.steps.iter_mut().zip([slot.from, slot.to]) {
        step.answer = at.0.local(tz).to_rfc3339();
    }
    by_line(session, talk, sheet, line)
}

/// Begins an act, or tells why it is not possible now.
fn if_possible(session: &mut Session, talk: &mut Talk, sheet: &ChangeSheet, act: &str) -> Result<Then, Failure> {
    match offer::why_not(sheet, act) {
        Some(why) => talk.say(&format!("{}: {why}", offer::label(act)))?,
        None => carry_out(session, talk, sheet, act)?,
    }
    Ok(Then::Stay)
}

fn facts(session: &mut Session, talk: &mut Talk, sheet: &ChangeSheet) -> Result<(), Failure> {
    let row = &sheet.row;
    let tz = session.tz_to_show();
    let hold = if row.on_hold { ", on hold" } else { "" };
    talk.say("")?;
    talk.say(&format!("{} {}", row.id, row.title))?;
    let risk = sheet.risk_sheet.title.as_deref().or(row.risk.as_deref()).unwrap_or("not assessed");
    let score = row.score.map_or_else(String::new, |s| format!(", score {s}"));
    let kind = &sheet.type_title;
    talk.say(&format!("{kind}, {}{hold}, revision {}. Risk: {risk}{score}.", plain(&row.state), row.revision))?;
    if !sheet.process.is_empty() {
        talk.say(&format!("Stages: {}.", course::line(&sheet.process)))?;
    }
    if row.decision != "none" {
        talk.say(&format!("Decision: {}.", plain(&row.decision)))?;
    }
    if let Some(window) = row.window {
        let window = crate::text::words::moment::window(window.from.0, window.to.0, tz, false);
        talk.say(&format!("Window: {window}."))?;
    }
    let owner = row.owner.as_deref().unwrap_or("nobody");
    talk.say(&format!("Requester {}, owner {owner}. Next: {}.", row.requester, row.next_action))?;
    for approval in &sheet.approvals {
        let by = if approval.by.is_empty() { approval.role.replace('|', " or ") } else { approval.by.join(", ") };
        talk.say(&format!(
            "Approval {}: {}, {} of {}, {by}.",
            approval.title,
            plain(&approval.state),
            approval.have,
            approval.need
        ))?;
        for line in &approval.recorded {
            talk.say(&format!("{}.", written_down(line, str::to_owned, tz)))?;
        }
    }
    if let Some(ballot) = sheet.ballot.as_ref().filter(|b| b.closed.is_none()) {
        talk.say_all(print::ballot::words(ballot, tz).iter().take(6))?;
    }
    talk.say_all(print::change::ready_words(&sheet.ready))
}

/// Asks what the act needs, asks whether to record it, and records it on the revision that was shown.
fn carry_out(session: &mut Session, talk: &mut Talk, sheet: &ChangeSheet, act: &str) -> Result<(), Failure> {
    if matches!(act, "vote_close" | "vote_rollcall") {
        let made = |line: &ActLine, here| command::commands(line, Some(sheet), here);
        return closes(session, talk, sheet, &offer::named(act, sheet), ask::line(act, sheet), &made);
    }
    let commands = acts::ask(session, talk, sheet, act)?;
    recorded(session, talk, sheet, &offer::named(act, sheet), commands)
}

/// What makes commands of the answers to a line.
type Made<'a> = dyn Fn(&ActLine, Here) -> Result<Vec<Command>, String> + 'a;

/// Closes a ballot. Where the votes turn out to be even, what the chair has still to say is asked, and every answer before
/// it stays.
pub fn closes(
    session: &mut Session,
    talk: &mut Talk,
    sheet: &ChangeSheet,
    what: &str,
    line: ActLine,
    made: &Made<'_>,
) -> Result<(), Failure> {
    let mut asked = acts::severely(session, talk, sheet, line)?;
    loop {
        let Some(mut line) = asked else { return recorded(session, talk, sheet, what, None) };
        let here = session.here()?;
        let commands = acts::told(talk, made(&line, here))?;
        match attempted(session, talk, sheet, what, commands)? {
            Some(Failure::App(error)) if closing::even(&error) && closing::breaks_tie(&mut line) => {
                talk.report(&Failure::App(error))?;
                asked = acts::rest(session, talk, line)?;
            }
            Some(failure) => return refused(session, talk, sheet, &failure),
            None => return Ok(()),
        }
    }
}

/// The same for an act line that is there already.
fn by_line(session: &mut Session, talk: &mut Talk, sheet: &ChangeSheet, line: ActLine) -> Result<(), Failure> {
    let what = format!("It {}", line.verb);
    let commands = acts::asked(session, talk, sheet, line)?;
    recorded(session, talk, sheet, &what, commands)
}

/// Records what the answers made, once somebody says yes; after a refusal it tells what moved.
pub fn recorded(
    session: &mut Session,
    talk: &mut Talk,
    sheet: &ChangeSheet,
    what: &str,
    commands: Option<Vec<Command>>,
) -> Result<(), Failure> {
    match attempted(session, talk, sheet, what, commands)? {
        Some(failure) => refused(session, talk, sheet, &failure),
        None => Ok(()),
    }
}

/// As [`recorded`]; what was refused is for the caller to tell.
fn attempted(
    session: &mut Session,
    talk: &mut Talk,
    sheet: &ChangeSheet,
    what: &str,
    commands: Option<Vec<Command>>,
) -> Result<Option<Failure>, Failure> {
    let (Some(commands), Ok(no)) = (commands, sheet.row.id.parse::<ChangeNo>()) else {
        return talk.say("Nothing was recorded.").map(|()| None);
    };
    let revision = sheet.row.revision;
    if !talk.record(&format!("{no}: {what}, revision {revision}"))? {
        return talk.say("Nothing was recorded.").map(|()| None);
    }
    match acts::carry_out(session, talk, &format!("{no} {what}"), &commands, Some(revision)) {
        Err(failure) if !matches!(failure, Failure::Io { .. }) => Ok(Some(failure)),
        done => done.map(|()| None),
    }
}

/// Tells a refusal, and what moved.
fn refused(session: &mut Session, talk: &mut Talk, sheet: &ChangeSheet, failure: &Failure) -> Result<(), Failure> {
    talk.report(failure)?;
    match sheet.row.id.parse() {
        Ok(no) => differences(session, talk, sheet, no),
        Err(_) => Ok(()),
    }
}

/// After a refusal: what somebody else changed since the page was shown.
fn differences(session: &mut Session, talk: &mut Talk, shown: &ChangeSheet, no: ChangeNo) -> Result<(), Failure> {
    let now = session.app()?.change(no, None)?;
    if now.row.revision == shown.row.revision {
        return Ok(());
    }
    talk.say("Since this page was shown:")?;
    for [_, label, then, now] in print::difference::diff(shown, &now) {
        let word = |value: Option<String>| value.unwrap_or_else(|| "empty".into());
        talk.say(&format!("{}: {} is now {}", label.unwrap_or_default(), word(then), word(now)))?;
    }
    Ok(())
}
