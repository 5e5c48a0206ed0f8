//! A change in line mode: its facts, and the acts that are possible now, by number.

use super::acts;
use super::talk::{Said, Talk};
use crate::app::acts::offer;
use crate::base::ids::ChangeNo;
use crate::cli::failure::Failure;
use crate::cli::print;
use crate::cli::session::Session;
use crate::domain::command::Command;
use crate::sheets::change::ChangeSheet;
use crate::text::words::{plain, receipt};

const HELP: &str = "A number begins an act. d everything about the change. t the ballot. g the go/no-go board. h its log. w why other acts are \
                    not possible now. r read again.";
/// Entries of the log that are read out.
const ENTRIES: usize = 20;

/// Shows a change and carries acts out until the person goes back.
pub fn run(session: &mut Session, talk: &mut Talk, no: ChangeNo) -> Result<(), Failure> {
    loop {
        let sheet = session.app()?.change(no, None)?;
        let actor = session.app()?.actor();
        let possible = offer::offered(&sheet, actor.as_str());
        facts(session, talk, &sheet)?;
        for (i, act) in possible.iter().enumerate() {
            talk.say(&format!("{} {}.", i + 1, offer::label(act)))?;
        }
        let go = if sheet.asks.go { " g go/no-go," } else { "" };
        let asked = format!("Number, d details, t ballot,{go} h log, w why not, r again, q back, ? help.");
        let words = match talk.ask(&asked, HELP)? {
            Said::Back | Said::End => return Ok(()),
            Said::Words(words) => words,
        };
        let tz = session.tz_to_show();
        match words.as_str() {
            "" | "r" => {}
            "d" => talk.say_all(print::change::words(&sheet, tz))?,
            "t" => match &sheet.ballot {
                Some(ballot) => talk.say_all(print::change::ballot_words(ballot, tz))?,
                None => talk.say("There is no ballot.")?,
            },
            "g" => super::go::run(session, talk, no)?,
            "h" => {
                for line in session.app()?.log(Some(&no.to_string()), None, ENTRIES)? {
                    let at = crate::text::words::moment::moment(line.at.0, tz);
                    talk.say(&format!("{} {at} {}: {}", line.seq, line.actor, line.text))?;
                }
            }
            "w" => {
                for act in sheet.acts.iter().filter(|a| !a.possible) {
                    talk.say(&format!("{}: {}", offer::label(&act.act), act.why_not))?;
                }
            }
            other => match other.parse::<usize>().ok().and_then(|n| possible.get(n.checked_sub(1)?)) {
                Some(act) => carry_out(session, talk, &sheet, act)?,
                None => talk.say(HELP)?,
            },
        }
    }
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
    }
    if let Some(ballot) = sheet.ballot.as_ref().filter(|b| b.closed.is_none()) {
        talk.say_all(print::change::ballot_words(ballot, tz).iter().take(6))?;
    }
    talk.say_all(print::change::ready_words(&sheet.ready))
}

/// Asks what the act needs, asks whether to record it, and records it on the revision that was shown.
fn carry_out(session: &mut Session, talk: &mut Talk, sheet: &ChangeSheet, act: &str) -> Result<(), Failure> {
    let Ok(no) = sheet.row.id.parse::<ChangeNo>() else { return Ok(()) };
    let Some(commands) = acts::ask(session, talk, sheet, act)? else { return talk.say("Nothing was recorded.") };
    let what = format!("{}: {}, revision {}", sheet.row.id, offer::label(act), sheet.row.revision);
    if !talk.record(&what)? {
        return talk.say("Nothing was recorded.");
    }
    for (i, command) in commands.iter().enumerate() {
        let mut how = session.how(&format!("{no} {act} {i}"));
        if matches!(command, Command::Change(..)) {
            how.if_version = how.if_version.or(Some(sheet.row.revision));
        }
        let done = session.app()?.execute(command, how);
        let tz = session.tz_to_show();
        match done {
            Ok(recorded) => talk.say_all(receipt::lines(&recorded, tz))?,
            Err(error) => {
                talk.report(&error.into())?;
                return differences(session, talk, sheet, no);
            }
        }
    }
    Ok(())
}

/// After a refusal: what somebody else changed since the page was shown.
fn differences(session: &mut Session, talk: &mut Talk, shown: &ChangeSheet, no: ChangeNo) -> Result<(), Failure> {
    let now = session.app()?.change(no, None)?;
    if now.row.revision == shown.row.revision {
        return Ok(());
    }
    talk.say("Since this page was shown:")?;
    for [_, label, then, now] in print::change::diff(shown, &now) {
        let word = |value: Option<String>| value.unwrap_or_else(|| "empty".into());
        talk.say(&format!("{}: {} is now {}", label.unwrap_or_default(), word(then), word(now)))?;
    }
    Ok(())
}
