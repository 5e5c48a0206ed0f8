//! A meeting in words.

use super::list::block;
use super::text::{cited, pair};
use crate::sheets::meeting::{Audience, MeetingSheet};
use crate::text::words::{moment, plain};
use chrono_tz::Tz;

/// A meeting in words.
pub fn words(sheet: &MeetingSheet, tz: Tz) -> Vec<String> {
    let row = &sheet.row;
    let at = |t: crate::sheets::time::Time| moment::moment(t.0, tz);
    let mut out = vec![format!("{} {}, {}{}", row.title, row.id, plain(&row.state), cited(&sheet.clauses))];
    out.push(pair("planned", &format!("{}, {} min", at(row.starts), sheet.minutes)));
    out.extend(row.opened.map(|t| pair("opened", &at(t))));
    out.extend(row.closed.map(|t| pair("closed", &at(t))));
    out.extend(sheet.chair.as_ref().map(|c| pair("chair", c)));
    let met = if sheet.quorum_met { "met" } else { "not met" };
    out.push(pair("quorum", &format!("{met}: {} present, {} needed", sheet.present, sheet.quorum)));
    if let Some(by) = sheet.open_by {
        out.push(pair("opens by", &format!("{}{}", at(by), if sheet.late { ": PASSED" } else { "" })));
    }
    out.push(String::new());
    let rows: Vec<Vec<String>> = sheet
        .agenda
        .iter()
        .map(|l| {
            let mark = if sheet.current == Some(l.position) { ">" } else { " " };
            let ready = if l.ready { String::new() } else { "[N]".to_owned() };
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
    out.extend(block(&rows));
    out.push(String::new());
    for a in &sheet.attendance {
        let how = a.presence.as_deref().unwrap_or("not here yet");
        let holder = a.sits_for.as_ref().map(|p| format!(", for {p}")).unwrap_or_default();
        out.push(format!("  {} ({}{holder}): {how}", a.name, a.seats.join(", ")));
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
        out.push(format!("  action {}: {}, {} by {}{done}", action.no, action.text, action.owner, at(action.due)));
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
