//! A meeting in words.

use super::list::block;
use super::text::{cited, pair};
use crate::sheets::change::ChangeSheet;
use crate::sheets::meeting::{AgendaLine, Audience, MeetingSheet};
use crate::text::words::meeting::{approvers, condition, counted, deferred, summary};
use crate::text::words::{moment, plain, quorum};
use chrono_tz::Tz;

/// A meeting in words.
pub fn words(sheet: &MeetingSheet, tz: Tz) -> Vec<String> {
    let row = &sheet.row;
    let at = |t: crate::sheets::time::Time| moment::moment(t.0, tz);
    let paused = if sheet.paused { ", paused: quorate meeting pause goes on" } else { "" };
    let mut out = vec![format!("{} {}, {}{paused}{}", row.title, row.id, plain(&row.state), cited(&sheet.clauses))];
    out.push(pair("planned", &format!("{}, {} min", at(row.starts), sheet.minutes)));
    out.extend(row.opened.map(|t| pair("opened", &at(t))));
    out.extend(row.closed.map(|t| pair("closed", &at(t))));
    out.extend(sheet.chair.as_ref().map(|c| pair("chair", c)));
    out.push(pair("present", &quorum::standing(&sheet.quorum_now())));
    out.extend(sheet.acting.as_ref().map(|why| pair("acting chair", why)));
    out.extend(locks(sheet, tz).map(|words| pair("agenda", &words)));
    if let Some(by) = sheet.open_by {
        out.push(pair("opens by", &format!("{}{}", at(by), if sheet.late { ": PASSED" } else { "" })));
    }
    out.push(String::new());
    out.extend(agenda(sheet, tz));
    out.push(String::new());
    for a in &sheet.attendance {
        let how = a.presence.as_deref().unwrap_or("not here yet");
        let seen = a.seen.as_ref().map(|s| format!(", {s}")).unwrap_or_default();
        let holder = a.sits_for.as_ref().map(|p| format!(", for {p}")).unwrap_or_default();
        out.push(format!("  {} ({}{holder}): {how}{seen}", a.name, a.seats.join(", ")));
    }
    for b in &sheet.beside {
        let how = b.presence.as_deref().unwrap_or("not here yet");
        out.push(format!("  {} ({}, no vote): {how}", b.name, b.offices.join(", ")));
    }
    if let Some(said) = &sheet.announced {
        let items: Vec<String> = said.items.iter().map(ToString::to_string).collect();
        let until = said.until.0.local(tz).format("%H:%M:%S");
        out.push(format!("consent group: items {}; silence until {until} consents", items.join(", ")));
    }
    for warning in &sheet.warnings {
        out.push(format!("! {warning}"));
    }
    for action in &sheet.actions {
        let done = if action.done.is_some() { ", done" } else { "" };
        out.push(format!("  action {}: {}, {} by {}{done}", action.no, action.text, action.owner_name, at(action.due)));
    }
    out
}

/// Since when the agenda is locked, or when it will be, while that matters.
pub fn locks(sheet: &MeetingSheet, tz: Tz) -> Option<String> {
    let ahead = matches!(sheet.row.state.as_str(), "planned" | "pending");
    let at = sheet.locks.filter(|_| ahead).map(|t| moment::moment(t.0, tz))?;
    let late = "later items need a member who seconds them";
    Some(if sheet.locked { format!("locked since {at}: {late}") } else { format!("locks at {at}: {late}") })
}

/// The agenda, each item with what it has: the data of a standing item, or what a change lacks.
pub fn agenda(sheet: &MeetingSheet, tz: Tz) -> Vec<String> {
    let waits = |l: &AgendaLine| matches!(l.state.as_str(), "pending" | "current" | "presented");
    let rows: Vec<Vec<String>> = sheet
        .agenda
        .iter()
        .map(|l| {
            let mark = if sheet.current == Some(l.position) { ">" } else { " " };
            // Other letters only say what the word beside them says.
            let told = Some(l.mark()).filter(|m| waits(l) && matches!(*m, "N" | "C"));
            let ready = told.map(|m| format!("[{m}]")).unwrap_or_default();
            vec![
                format!("{mark}{}", l.position),
                l.id.clone().unwrap_or_default(),
                format!("{} min", l.minutes),
                plain(&l.state),
                ready,
                l.title.clone(),
            ]
        })
        .collect();
    let beside = |l: &AgendaLine| -> Vec<String> {
        let missing = l.missing.iter().filter(|_| waits(l)).map(|m| format!("         missing: {m}"));
        let late = l.seconded.iter().map(|(who, second)| format!("         late: {who} asked, {second} seconds"));
        let until = deferred(l, |t| moment::moment(t.0, tz));
        let why = l.reason.as_ref().map(|r| format!(": {r}")).unwrap_or_default();
        let off = (!until.is_empty()).then(|| format!("         deferred{until}{why}"));
        // How it was decided; the minutes have the reasons of each vote.
        let tally = approvers(l).or_else(|| counted(l)).map(|words| format!("         {words}"));
        let set = l.conditions.iter().map(|c| format!("         {}", condition(c, tz)));
        let left = l.reason.as_ref().filter(|_| until.is_empty()).map(|r| format!("         {r}"));
        late.chain(missing)
            .chain(off)
            .chain(left)
            .chain(tally)
            .chain(set)
            .chain(l.lines.iter().map(|said| format!("         {said}")))
            .collect()
    };
    block(&rows).into_iter().zip(&sheet.agenda).flat_map(|(line, l)| [vec![line], beside(l)].concat()).collect()
}

/// What the room may see of a meeting, in words: no name beside a vote, no private note.
pub fn room(sheet: &MeetingSheet, change: Option<&ChangeSheet>, tz: Tz) -> Vec<String> {
    let row = &sheet.row;
    let mut out = vec![format!("{} {}, {}.", row.title, row.id, plain(&row.state))];
    if row.state == "complete" {
        out.push(format!("CLOSED after {} of {} minutes: {}.", sheet.elapsed_s / 60, sheet.minutes, summary(sheet)));
        out.push(format!("Minutes: quorate meeting minutes {}", row.id));
    }
    if row.state != "in_progress" {
        return out;
    }
    out.push(format!("Present {}.", quorum::standing(&sheet.quorum_now())));
    if sheet.paused {
        out.push("The meeting pauses.".into());
    }
    if let Some(said) = &sheet.announced {
        let items = sheet.agenda.iter().filter(|l| said.items.contains(&l.position));
        let items: Vec<String> = items.map(|l| format!("item {} {}", l.position, l.title)).collect();
        let until = said.until.0.local(tz).format("%H:%M:%S");
        out.push(format!("Consent group: {}. Silence until {until} consents.", items.join("; ")));
    }
    let Some(line) = sheet.agenda.iter().find(|l| sheet.current == Some(l.position)) else { return out };
    let id = line.id.as_ref().map(|i| format!("{i} ")).unwrap_or_default();
    out.push(format!("Item {} of {}: {id}{}.", line.position, sheet.agenda.len(), line.title));
    if let Some(change) = change {
        let risk = line.risk.as_deref().map_or_else(|| "not rated".to_owned(), plain);
        let when = change
            .row
            .window
            .as_ref()
            .map(|w| format!("{} to {}", moment::moment(w.from.0, tz), moment::moment(w.to.0, tz)));
        out.push(format!("Item {}: risk {risk}; when: {}.", line.position, when.as_deref().unwrap_or("not set")));
    }
    out.extend(line.lines.iter().map(|l| format!("Item {}: {l}", line.position)));
    let of = line.position;
    match (line.voted, line.tally) {
        (Some((voted, asked)), _) if sheet.suspended() => {
            let waits = quorum::awaits(&sheet.quorum_now());
            out.push(format!("Item {of}: voting is SUSPENDED, {voted} of {asked} have voted; it waits for {waits}."));
        }
        (Some((voted, asked)), _) => out.push(format!("Item {of}: voting, {voted} of {asked} have voted.")),
        (None, Some((f, a, x))) => {
            out.push(format!("Item {of}: {}, {f} for, {a} against, {x} abstaining.", plain(&line.state)));
        }
        (None, None) if matches!(line.state.as_str(), "pending" | "current" | "presented") => {}
        (None, None) => {
            let to = deferred(line, |t| moment::moment(t.0, tz));
            let why = line.reason.as_ref().map(|r| format!(": {r}")).unwrap_or_default();
            out.push(format!("Item {of}: {}{to}{why}.", plain(&line.state)));
        }
    }
    out
}

/// What the room sees, in words.
pub fn audience(led: &Audience) -> Vec<String> {
    let code = led.code.as_deref().unwrap_or_default();
    match (led.shown, led.blank) {
        (false, _) => vec!["The audience's screen is off.".into()],
        (true, true) => vec!["The audience's screen is on, and blank.".into()],
        (true, false) => vec![
            format!("The audience's screen is on, page {} of 4.", led.page % 4 + 1),
            format!("It is shown by: quorate screen, or by anybody with the digits: quorate screen {code}"),
        ],
    }
}
