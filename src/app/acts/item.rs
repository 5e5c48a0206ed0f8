//! The ballot of a meeting's item: what opening and closing it ask there, beside what they ask on the change's own page.

use super::line::{ActLine, Choice, Kind};
use super::{ask, command, meeting};
use crate::base::spoken::Here;
use crate::domain::command::{Command, MeetingCommand};
use crate::sheets::change::ChangeSheet;
use crate::sheets::meeting::{AgendaLine, AttendanceLine, MeetingSheet};

fn at(sheet: &MeetingSheet, position: u32) -> Option<&AgendaLine> {
    sheet.agenda.iter().find(|l| l.position == position)
}

/// Criteria of an item that are not marked as considered; none where the time of its ballot ran out, which decides nothing.
fn open_criteria<'s>(sheet: &'s MeetingSheet, position: u32, change: &ChangeSheet) -> Vec<&'s str> {
    if change.ballot.as_ref().is_some_and(|b| b.lapsed) {
        return Vec::new();
    }
    let considered = at(sheet, position).map(|l| l.considered.as_slice()).unwrap_or_default();
    considered.iter().filter(|c| !c.2).map(|c| c.1.as_str()).collect()
}

/// The change as its item asks about it: the criteria are those of the meeting.
fn beside(change: &ChangeSheet) -> ChangeSheet {
    let mut change = change.clone();
    change.ballot.iter_mut().for_each(|b| b.criteria.clear());
    change
}

/// What announcing the consent group is called; none where nothing of it is left to announce.
fn announces(sheet: &MeetingSheet) -> Option<String> {
    let group = meeting::consent_group(sheet);
    let open = meeting::offered_group(sheet);
    open.then(|| format!("announce the consent group: {}", group.join(", ")))
}

/// The act line that announces the consent group from an item on which no ballot is opened, by the digit that does so on
/// every other; none where there is nothing to announce. The title says why no ballot is opened.
#[must_use]
pub fn announcing(sheet: &MeetingSheet, title: &str) -> Option<ActLine> {
    let choice = Choice { digit: '3', word: "consent".into(), label: announces(sheet)?, then: None };
    let kind = Kind::Meeting { act: "announce".into(), item: None, persons: Vec::new() };
    Some(ActLine::new(kind, &sheet.row.id, None, title, "announces it").asking("vote", vec![choice]))
}

/// Why no ballot is opened on an item; of a change that was read, also that it is decided.
#[must_use]
pub fn not_voted(line: &AgendaLine, change: Option<&ChangeSheet>) -> Option<String> {
    match &line.id {
        Some(id) if line.to_review => {
            Some(format!("{id} is here for its review and not for a vote: d goes to it, there A signs the review"))
        }
        Some(_) => change.and_then(|c| c.asks.settled.clone()),
        None => Some(format!("Item {} is no change: no ballot is opened on it", line.position)),
    }
}

/// The act line of an act on an item's change: an item of the consent group may be decided with all of it, and closing
/// names the criteria that are confirmed with it.
#[must_use]
pub fn line(act: &str, sheet: &MeetingSheet, position: u32, change: &ChangeSheet) -> ActLine {
    let mut line = ask::line(act, &beside(change));
    if act == "vote_open" {
        if let Some(label) = announces(sheet) {
            line.offer(0, '3', "consent", label);
            // The ballots of the group are opened as the board does, and not by the announcement.
            line.steps.iter_mut().skip(1).for_each(|s| s.unless = Some((0, "consent".into())));
        }
        if sheet.row.state == "in_progress" && sheet.current != Some(position) {
            line.title.push_str(&format!(": item {position} becomes the current one"));
        }
    }
    if matches!(act, "cancel" | "defer") {
        let word = if act == "defer" { "Defer" } else { "Withdraw" };
        let (end, misses) = match act {
            "defer" => ("", ask::misses(change)),
            _ => (": the change is canceled", String::new()),
        };
        line.title = format!("{word} {}, item {position} of {}{end}?{misses}", change.row.id, sheet.row.id);
    }
    let waits = |a: &&AttendanceLine| {
        let of = change.ballot.as_ref().and_then(|b| b.members.iter().find(|m| m.person == a.person));
        of.is_some_and(|m| !m.voted && m.presence == "present")
    };
    let gone: Vec<&str> = sheet.gone().filter(waits).map(|a| a.name.as_str()).collect();
    if act == "vote_close" && !gone.is_empty() {
        line.title.push_str(&format!("; session LEFT: {} (C records who is gone)", gone.join(", ")));
    }
    let open = open_criteria(sheet, position, change);
    if matches!(act, "vote_close" | "vote_rollcall") && !open.is_empty() {
        line.title.push_str(&format!("; you confirm as considered: {}", open.join("; ")));
    }
    line
}

/// The commands that the answers make, to be carried out as one act.
///
/// # Errors
/// In words: an answer that cannot be read.
pub fn commands(
    line: &ActLine,
    sheet: &MeetingSheet,
    position: u32,
    change: &ChangeSheet,
    here: Here,
) -> Result<Vec<Command>, String> {
    let of = |act: &str| matches!(&line.kind, Kind::Change(word) if word == act);
    if of("vote_open") && line.answer(0) == Some("consent") {
        let id = sheet.row.id.parse().map_err(|e: crate::base::ids::IdError| e.to_string())?;
        return Ok(vec![Command::Meeting(id, MeetingCommand::Announce)]);
    }
    let mut list = Vec::new();
    // Votes that are read out close the ballot as well.
    let closes = of("vote_close") || matches!(line.kind, Kind::RollcallVote(_));
    if closes && !open_criteria(sheet, position, change).is_empty() {
        list = meeting::commands(&meeting::line("consider", sheet, Some(position)), sheet, here)?;
    }
    list.extend(command::commands(line, Some(&beside(change)), here)?);
    Ok(list)
}
