//! The timers of a meeting: how long its item and the meeting have taken, of what was planned. Nothing is ever cut off.

use crate::sheets::meeting::{AgendaLine, MeetingSheet};
use crate::tui::model::Model;
use crate::tui::screen::MeetingPage;
use crate::tui::theme::Tone;

/// Seconds since a sheet was read, by which its running times have grown.
pub fn grown(model: &Model, meeting: &MeetingPage, sheet: &MeetingSheet) -> i64 {
    let runs = sheet.row.state == "in_progress" && !sheet.paused;
    if runs { model.now().since(meeting.read).as_seconds().max(0) } else { 0 }
}

/// Minutes and seconds, `4:48`.
pub fn clock(seconds: i64) -> String {
    let seconds = seconds.max(0);
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// What an item has taken.
pub fn spent(line: &AgendaLine, grown: i64) -> String {
    clock(line.spent_s + grown)
}

/// What is planned for an item.
pub fn planned(line: &AgendaLine) -> String {
    clock(i64::from(line.minutes) * 60)
}

/// Whether an item has taken what was planned for it.
pub fn over(line: &AgendaLine, grown: i64) -> bool {
    line.spent_s + grown >= i64::from(line.minutes) * 60
}

/// Minutes that the meeting has been open.
pub fn open_for(model: &Model, sheet: &MeetingSheet) -> i64 {
    sheet.row.opened.map_or(0, |at| model.now().since(at.0).as_seconds().max(0) / 60)
}

/// What the meeting has taken and what is planned for the items to come; before it opens, what is planned for all.
pub fn meeting(model: &Model, sheet: &MeetingSheet) -> (String, Tone) {
    let ahead = |l: &&AgendaLine| matches!(l.state.as_str(), "pending" | "voting");
    let ahead = sheet.agenda.iter().filter(ahead).filter(|l| sheet.current != Some(l.position));
    let planned: u32 = match sheet.row.state.as_str() {
        "in_progress" => ahead.map(|l| l.minutes).sum(),
        _ => sheet.agenda.iter().map(|l| l.minutes).sum(),
    };
    if sheet.row.state != "in_progress" {
        return (format!("Planned  {planned} of {} min", sheet.minutes), Tone::Faint);
    }
    let taken = open_for(model, sheet);
    let tone = if taken + i64::from(planned) > i64::from(sheet.minutes) { Tone::Warn } else { Tone::Faint };
    (format!("Meeting  {taken}/{}, {planned} to come", sheet.minutes), tone)
}
