//! Who is at the table: seats, presence, what is seen of sessions; and the course of the meeting.

use crate::base::text::fit;
use crate::sheets::meeting::{AttendanceLine, MeetingSheet};
use crate::text::words::{plain, quorum};
use crate::tui::model::Model;
use crate::tui::theme::{Tone, quorum_tone};
use crate::tui::view::doc::Doc;

/// Columns of names and of seats, so that they stand whole where there is room.
fn widths(doc: &Doc, sheet: &MeetingSheet) -> (usize, usize) {
    let named = sheet.attendance.iter().map(|a| a.name.chars().count());
    let name = named.chain(sheet.beside.iter().map(|b| b.name.chars().count())).max().unwrap_or(0);
    let seats = sheet.attendance.iter().map(|a| seats(a).chars().count()).max().unwrap_or(0);
    let room = doc.columns().saturating_sub(14);
    if name + seats + 2 <= room { (name.max(14), seats.max(12)) } else { (14, 16) }
}

fn seats(a: &AttendanceLine) -> String {
    let mut seats = a.seats.iter().map(|s| plain(s)).collect::<Vec<_>>().join(", ");
    seats.push_str(if a.mandatory { "*" } else { "" });
    seats
}

/// Who is there.
pub fn presence(doc: &mut Doc, sheet: &MeetingSheet) {
    let q = sheet.quorum_now();
    doc.head("PRESENT");
    doc.beside(&format!("   {}", quorum::figures(&q)), Tone::Plain);
    doc.beside(&format!("{}{}", quorum::word(&q), quorum::lacks(&q)), quorum_tone(&q));
    let (name, seat) = widths(doc, sheet);
    for a in &sheet.attendance {
        let mut how = a.presence.as_deref().map_or_else(|| "not here yet".to_owned(), plain);
        let counts = matches!(a.presence.as_deref(), Some("room" | "phone" | "session"));
        let tone = if counts { Tone::Good } else { Tone::Plain };
        how.extend(seen(a));
        how.extend(a.sits_for.iter().map(|holder| format!(", for {holder}")));
        doc.pieces(vec![
            (format!("{:<name$} ", fit(&a.name, name)), Tone::Plain),
            (format!("{:<seat$} ", fit(&seats(a), seat)), Tone::Faint),
            (how, tone),
        ]);
    }
    for b in &sheet.beside {
        let how = b.presence.as_deref().map_or_else(|| "not here yet".to_owned(), plain);
        let offices = b.offices.iter().map(|o| plain(o)).collect::<Vec<_>>().join(", ");
        doc.pieces(vec![
            (format!("{:<name$} ", fit(&b.name, name)), Tone::Plain),
            (format!("{:<seat$} ", fit(&offices, seat)), Tone::Faint),
            (format!("{how}, no vote"), Tone::Faint),
        ]);
    }
}

/// What is seen of somebody's session, which is not the roll.
fn seen(line: &AttendanceLine) -> Option<String> {
    let minutes = line.seen_s.unwrap_or_default() / 60;
    match line.seen.as_deref()? {
        "here" => Some(" HERE".into()),
        "away" => Some(format!(" AWAY {minutes}m")),
        _ => Some(" LEFT".into()),
    }
}

/// The minutes so far, the newest first.
pub fn course(doc: &mut Doc, model: &Model, sheet: &MeetingSheet) {
    if sheet.row.opened.is_none() {
        return;
    }
    doc.head("MINUTES   written as you go, newest first");
    for t in sheet.timeline.iter().rev().take(40) {
        let form = if sheet.over_midnight(model.zone()) { "%-d %b %H:%M" } else { "%H:%M" };
        let at = t.at.0.local(model.zone()).format(form).to_string();
        doc.item(&at, Tone::Faint, &format!("{} {}", t.who, t.text), Tone::Plain);
    }
}
