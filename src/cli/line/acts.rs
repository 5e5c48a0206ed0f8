//! The questions of an act in line mode: those of its act line, one after the other.

use super::talk::Talk;
use crate::app::acts::command::commands;
use crate::app::acts::line::{ActLine, Ask, Kind};
use crate::app::acts::meeting;
use crate::app::acts::{ask, draft, offer};
use crate::base::ids::ChangeNo;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::domain::command::{ChangeCommand, Command};
use crate::sheets::change::ChangeSheet;
use crate::sheets::meeting::MeetingSheet;
use crate::text::words::{moment, receipt};
use std::collections::VecDeque;
use std::hash::{BuildHasher as _, RandomState};

/// Asks what an act on a change needs; none to go back. The commands are carried out in their order.
pub fn ask(
    session: &mut Session,
    talk: &mut Talk,
    sheet: &ChangeSheet,
    act: &str,
) -> Result<Option<Vec<Command>>, Failure> {
    if act == "edit" {
        return edit(talk, sheet);
    }
    asked(session, talk, sheet, ask::line(act, sheet))
}

/// Asks the questions of an act line on a change; none to go back.
pub fn asked(
    session: &mut Session,
    talk: &mut Talk,
    sheet: &ChangeSheet,
    line: ActLine,
) -> Result<Option<Vec<Command>>, Failure> {
    let Some(line) = severely(session, talk, sheet, line)? else { return Ok(None) };
    let here = session.here()?;
    told(talk, commands(&line, Some(sheet), here))
}

/// The answers to an act line on a change, whose severe acts ask for the number on the page.
pub fn severely(
    session: &mut Session,
    talk: &mut Talk,
    sheet: &ChangeSheet,
    mut line: ActLine,
) -> Result<Option<ActLine>, Failure> {
    if ask::severe(&line.kind, sheet) {
        line = line.code(code(&sheet.row.id));
    }
    talk.say(&line.title)?;
    filled(session, talk, line)
}

/// A number that stands on the page only.
pub fn code(of: &str) -> String {
    (10 + RandomState::new().hash_one(of) % 90).to_string()
}

/// Carries commands out as one act, on the revision that was shown where one is given, and tells the receipt.
pub fn carry_out(
    session: &mut Session,
    talk: &mut Talk,
    part: &str,
    list: &[Command],
    version: Option<u32>,
) -> Result<(), Failure> {
    let mut how = session.how(part);
    if list.iter().any(|c| matches!(c, Command::Change(..))) {
        how.if_version = how.if_version.or(version);
    }
    let recorded = session.app()?.execute_all(list, how)?;
    if let Some(key) = talk.draft.take().filter(|_| !how.dry_run) {
        session.app()?.save_draft(&key, None)?;
    }
    let tz = session.tz_to_show();
    talk.say_all(receipt::lines(&recorded, tz))?;
    match (offer::follows(std::slice::from_ref(&recorded)), recorded.id.parse()) {
        (Some(act), Ok(no)) => next(session, talk, no, act),
        _ => Ok(()),
    }
}

/// Offers the act that a receipt asks for.
fn next(session: &mut Session, talk: &mut Talk, no: ChangeNo, act: &str) -> Result<(), Failure> {
    let sheet = session.app()?.change(no, None)?;
    let line = ask::line(act, &sheet);
    if talk.choose(&line.title, &["yes", "not now"])? != Some(0) {
        return Ok(());
    }
    let Some(line) = filled(session, talk, line)? else { return Ok(()) };
    let here = session.here()?;
    let Some(list) = told(talk, commands(&line, Some(&sheet), here))? else { return Ok(()) };
    carry_out(session, talk, act, &list, Some(sheet.row.revision))
}

/// Who is present, one question a holder of a seat or alternate.
pub fn rollcall(session: &mut Session, talk: &mut Talk) -> Result<Option<Vec<Command>>, Failure> {
    let known = session.app()?.people()?;
    let mut persons: Vec<(String, String)> = Vec::new();
    for id in session.app()?.board()?.seats.into_iter().flat_map(|s| s.holder.into_iter().chain(s.alternates)) {
        if persons.iter().all(|(p, _)| *p != id) {
            let name = known.iter().find(|p| p.id == id).map_or_else(|| id.clone(), |p| p.name.clone());
            persons.push((id, name));
        }
    }
    let Some(line) = filled(session, talk, ask::rollcall("", &persons))? else { return Ok(None) };
    let here = session.here()?;
    told(talk, commands(&line, None, here))
}

/// Asks what an act on a meeting needs; none to go back.
pub fn on_meeting(
    session: &mut Session,
    talk: &mut Talk,
    sheet: &MeetingSheet,
    act: &str,
    item: Option<u32>,
) -> Result<Option<Vec<Command>>, Failure> {
    let Some(line) = of_meeting(session, talk, sheet, act, item)? else { return Ok(None) };
    let here = session.here()?;
    told(talk, meeting::commands(&line, sheet, here))
}

/// Asks the questions of an act of a meeting; none to go back.
pub fn of_meeting(
    session: &mut Session,
    talk: &mut Talk,
    sheet: &MeetingSheet,
    act: &str,
    item: Option<u32>,
) -> Result<Option<ActLine>, Failure> {
    let line = meeting::line(act, sheet, item);
    talk.say(&line.title)?;
    filled(session, talk, line)
}

/// What the answers make, or why they make nothing.
pub fn told<T>(talk: &mut Talk, made: Result<T, String>) -> Result<Option<T>, Failure> {
    match made {
        Ok(made) => Ok(Some(made)),
        Err(why) => {
            talk.say(&why)?;
            Ok(None)
        }
    }
}

/// Asks every question that has a meaning; none to go back.
pub fn filled(session: &mut Session, talk: &mut Talk, line: ActLine) -> Result<Option<ActLine>, Failure> {
    match each(session, talk, line, |_| true)? {
        Some(line) => rest(session, talk, line),
        None => Ok(None),
    }
}

/// Asks what must still be answered, from the present question on.
pub fn rest(session: &mut Session, talk: &mut Talk, mut line: ActLine) -> Result<Option<ActLine>, Failure> {
    while let Some(at) = line.still_open() {
        let Some(said) = answer(session, talk, &line, at, "")? else { return Ok(None) };
        if let Some(step) = line.steps.get_mut(at) {
            step.answer = said;
        }
        keep(session, talk, &line);
    }
    Ok(Some(line))
}

/// Asks for the number on the page alone; the other questions were asked before.
pub fn confirmed(session: &mut Session, talk: &mut Talk, line: ActLine) -> Result<Option<ActLine>, Failure> {
    each(session, talk, line, |ask| matches!(ask, Ask::Code(_)))
}

fn each(
    session: &mut Session,
    talk: &mut Talk,
    mut line: ActLine,
    asks: impl Fn(&Ask) -> bool,
) -> Result<Option<ActLine>, Failure> {
    let kept = kept(session, talk, &line)?;
    let mut rest: VecDeque<usize> = (0..line.steps.len()).collect();
    while let Some(step) = rest.pop_front() {
        let wanted = line.steps.get(step).is_some_and(|s| asks(&s.ask));
        let proposed = line.steps.get(step).filter(|s| s.proposed).map(|s| s.answer.clone());
        if wanted && line.applies(step) && (line.answer(step).is_none() || proposed.is_some()) {
            let before = line.steps.get(step).and_then(|s| kept.iter().find(|(label, _)| *label == s.label));
            let before = before.map(|(_, words)| words.as_str()).or(proposed.as_deref()).unwrap_or_default();
            let Some(answer) = answer(session, talk, &line, step, before)? else { return Ok(None) };
            if let Some(step) = line.steps.get_mut(step) {
                step.answer = answer;
            }
            keep(session, talk, &line);
            // What is to be typed for an answer is asked right after it.
            let (next, later) = rest.into_iter().partition(|then| line.follows(step, *then));
            rest = next;
            rest.extend::<VecDeque<usize>>(later);
        }
    }
    Ok(Some(line))
}

/// Words that were typed for the same act before, and were not recorded: by the label of their question.
fn kept(session: &mut Session, talk: &mut Talk, line: &ActLine) -> Result<Vec<(String, String)>, Failure> {
    // What is attached is part of the evidence that was begun.
    if !matches!(&line.kind, Kind::Checklist { act, .. } if act == "attach") {
        talk.draft = None;
    }
    let Some(key) = draft::key(line) else { return Ok(Vec::new()) };
    let found = session.app()?.drafts()?.into_iter().find(|(k, _)| *k == key).map(|(_, draft)| draft);
    let Some(found) = found else { return Ok(Vec::new()) };
    talk.draft = Some(key);
    let typed =
        |label: &String| line.steps.iter().any(|s| s.label == *label && matches!(s.ask, Ask::Text | Ask::Moment));
    Ok(found.fields.into_iter().filter(|(label, _)| typed(label)).collect())
}

/// Keeps the words that are typed so far, so that they are there again when the line is cut.
fn keep(session: &mut Session, talk: &mut Talk, line: &ActLine) {
    talk.draft = keep_quietly(session, line).or(talk.draft.take());
}

/// The key under which the words are kept now; a register that cannot be written records nothing either, and says so.
fn keep_quietly(session: &mut Session, line: &ActLine) -> Option<String> {
    let (key, words) = (draft::key(line)?, draft::of(line)?);
    session.app().ok()?.save_draft(&key, Some(&words)).ok()?;
    Some(key)
}

/// The answer to one question; none to go back. Words of before are taken by an empty line.
fn answer(
    session: &mut Session,
    talk: &mut Talk,
    line: &ActLine,
    at: usize,
    before: &str,
) -> Result<Option<String>, Failure> {
    let Some(step) = line.steps.get(at) else { return Ok(None) };
    let needed = line.needed(at);
    if let Ask::Choice(list) = &step.ask {
        // The digits are those of the screens, as long as a screen shows them all.
        let by_place = step.shown().1 > 0;
        let number = |i: usize, digit: char| if by_place { (i + 1).to_string() } else { digit.to_string() };
        let mut ways: Vec<(String, &str)> =
            list.iter().enumerate().map(|(i, c)| (number(i, c.digit), c.label.as_str())).collect();
        if !needed {
            let last = list.iter().filter_map(|c| c.digit.to_digit(10)).max().unwrap_or(0);
            ways.push((number(list.len(), char::from_digit((last + 1) % 10, 10).unwrap_or('0')), step.none));
        }
        let empty = (!needed).then_some(list.len());
        let chosen = talk.pick(&format!("{}?", step.label), &ways, empty)?;
        return Ok(chosen.map(|i| list.get(i).map(|c| c.word.clone()).unwrap_or_default()));
    }
    let question = if needed { format!("{}?", step.label) } else { format!("{}? May be empty.", step.label) };
    if matches!(&line.kind, Kind::Checklist { act, .. } if act == "evidence" && step.ask == Ask::Text && at == 1) {
        // What is pasted has lines of its own.
        let mut there = before;
        if !before.is_empty() {
            talk.say("You wrote before:")?;
            talk.say_all(before.lines().map(|l| format!("  | {l}")))?;
            match talk.choose("Your words are back.", &["go on after them", "begin anew"])? {
                Some(0) => {}
                Some(_) => there = "",
                None => return Ok(None),
            }
        }
        let (mut draft, help) = (line.clone(), "It is kept beside the ledger, with its digest in it.");
        let mut saved = None;
        let done = talk.prose(&question, help, there, &mut |text| {
            if let Some(step) = draft.steps.get_mut(at) {
                step.answer = text.to_owned();
            }
            saved = keep_quietly(session, &draft).or(saved.take());
        });
        talk.draft = saved.or(talk.draft.take());
        return done;
    }
    let question = if before.is_empty() {
        question
    } else {
        let whose = if step.proposed { "Proposed is" } else { "You wrote" };
        format!("{question} {whose} \"{before}\"; an empty line takes that.")
    };
    loop {
        let Some(words) = talk.words(&question, "It is recorded with the act.")? else { return Ok(None) };
        let words = if words.trim().is_empty() { before.to_owned() } else { words };
        match &step.ask {
            _ if words.trim().is_empty() && needed => talk.say("A few words are needed; q goes back.")?,
            Ask::Code(code) if words.trim() != code => talk.say(&format!("Type {code}, or q to go back."))?,
            Ask::Moment if !words.trim().is_empty() => match session.moment("the time", words.trim()) {
                Ok(at) if step.ahead && at <= session.app()?.now() => {
                    let tz = session.tz_to_show();
                    talk.say(&format!("{} is past: give a time to come.", moment::moment(at, tz)))?;
                }
                Ok(_) => return Ok(Some(words)),
                Err(failure) => talk.report(&failure)?,
            },
            Ask::Code(_) => return Ok(Some(words.trim().to_owned())),
            _ => return Ok(Some(words)),
        }
    }
}

/// One field of the request, and its new value.
fn edit(talk: &mut Talk, sheet: &ChangeSheet) -> Result<Option<Vec<Command>>, Failure> {
    let value = |v: &Option<String>| v.clone().unwrap_or_else(|| "empty".into());
    let labels: Vec<_> = sheet.fields.iter().map(|f| format!("{}: {}", f.label, value(&f.value))).collect();
    let Some(index) = talk.choose("Which field?", &labels)? else { return Ok(None) };
    let (Some(field), Ok(no)) = (sheet.fields.get(index), sheet.row.id.parse()) else { return Ok(None) };
    let Some(value) = super::new::value(talk, field)? else { return Ok(None) };
    Ok(Some(vec![Command::Change(no, ChangeCommand::Edit { fields: vec![(field.id.clone(), value)] })]))
}
