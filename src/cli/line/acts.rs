//! The questions of an act in line mode: those of its act line, one after the other.

use super::talk::Talk;
use crate::app::acts::ask;
use crate::app::acts::command::commands;
use crate::app::acts::line::{ActLine, Ask};
use crate::app::acts::meeting;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::domain::command::{ChangeCommand, Command};
use crate::sheets::change::ChangeSheet;
use crate::sheets::meeting::MeetingSheet;
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
    let mut line = ask::line(act, sheet);
    if ask::severe(&line.kind, sheet) {
        let code = 10 + RandomState::new().hash_one(&sheet.row.id) % 90;
        line = line.code(code.to_string());
    }
    talk.say(&line.title)?;
    answered(session, talk, line, Some(sheet))
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
    let line = ask::rollcall("", &persons);
    answered(session, talk, line, None)
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
    let tz = session.tz()?;
    told(talk, meeting::commands(&line, sheet, tz))
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

/// Asks every question that has a meaning, and makes the commands.
pub fn answered(
    session: &mut Session,
    talk: &mut Talk,
    line: ActLine,
    sheet: Option<&ChangeSheet>,
) -> Result<Option<Vec<Command>>, Failure> {
    let Some(line) = filled(session, talk, line)? else { return Ok(None) };
    let tz = session.tz()?;
    told(talk, commands(&line, sheet, tz))
}

/// The commands, or why the answers make none.
fn told(talk: &mut Talk, made: Result<Vec<Command>, String>) -> Result<Option<Vec<Command>>, Failure> {
    match made {
        Ok(commands) => Ok(Some(commands)),
        Err(why) => {
            talk.say(&why)?;
            Ok(None)
        }
    }
}

/// Asks every question that has a meaning; none to go back.
fn filled(session: &mut Session, talk: &mut Talk, mut line: ActLine) -> Result<Option<ActLine>, Failure> {
    for step in 0..line.steps.len() {
        if line.applies(step) && line.answer(step).is_none() {
            let Some(answer) = answer(session, talk, &line, step)? else { return Ok(None) };
            if let Some(step) = line.steps.get_mut(step) {
                step.answer = answer;
            }
        }
    }
    Ok(Some(line))
}

/// The answer to one question; none to go back.
fn answer(session: &mut Session, talk: &mut Talk, line: &ActLine, at: usize) -> Result<Option<String>, Failure> {
    const LEFT: &str = "leave it";
    let Some(step) = line.steps.get(at) else { return Ok(None) };
    let needed = line.needed(at);
    if let Ask::Choice(list) = &step.ask {
        let mut labels: Vec<&str> = list.iter().map(|c| c.label.as_str()).collect();
        if !needed {
            labels.push(LEFT);
        }
        let chosen = talk.choose(&format!("{}?", step.label), &labels)?;
        return Ok(chosen.map(|i| list.get(i).map(|c| c.word.clone()).unwrap_or_default()));
    }
    let question = if needed { format!("{}?", step.label) } else { format!("{}? May be empty.", step.label) };
    loop {
        let Some(words) = talk.words(&question, "It is recorded with the act.")? else { return Ok(None) };
        match &step.ask {
            _ if words.trim().is_empty() && needed => talk.say("A few words are needed; q goes back.")?,
            Ask::Code(code) if words.trim() != code => talk.say(&format!("Type {code}, or q to go back."))?,
            Ask::Moment if !words.trim().is_empty() => match session.moment("the time", words.trim()) {
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
