//! The consent group while it is announced: which items, how long the silence lasts, and how a member takes one out.

use super::page::Page;
use super::timers::clock;
use crate::app::acts::meeting::{groups, votes};
use crate::base::text::so_many;
use crate::sheets::meeting::{AgendaLine, AnnouncedLine, MeetingSheet};
use crate::tui::model::Model;
use crate::tui::theme::Tone;
use ratatui::layout::Rect;

/// Seconds of the silence that are left.
pub fn left(model: &Model, said: &AnnouncedLine) -> i64 {
    // Whole seconds, rounded up: at 0 it is over.
    let micros = said.until.0.since(model.now()).0.max(0);
    micros / 1_000_000 + i64::from(micros % 1_000_000 > 0)
}

fn id(line: &AgendaLine) -> String {
    line.id.clone().unwrap_or_default()
}

/// Draws the line of meeting control, in the longest of several ways that fits.
pub fn band(
    page: &mut Page<'_>,
    area: Rect,
    model: &Model,
    sheet: &MeetingSheet,
    said: &AnnouncedLine,
    line: Option<&AgendaLine>,
) {
    let seconds = left(model, said);
    let group: Vec<String> = groups(sheet).map(|l| format!("{} {}", l.position, id(l))).collect();
    let items: Vec<String> = groups(sheet).map(|l| l.position.to_string()).collect();
    let (long, short) = match (seconds, sheet.leads) {
        // There X closes the ballot that one looks at.
        (0, true) if line.is_some_and(votes) => {
            ("silence is over: X decides from another item".to_owned(), "over: X off this item".to_owned())
        }
        (0, true) => ("silence is over: X decides".to_owned(), "over: X decides".to_owned()),
        (0, false) => ("silence is over".to_owned(), "over".to_owned()),
        (s, _) => (format!("silence {}, its number takes one out", clock(s)), format!("{} number out", clock(s))),
    };
    let ways = [
        format!("CONSENT {}: {long}", group.join("  ")),
        format!("CONSENT items {}: {long}", items.join(", ")),
        format!("CONSENT items {}: {short}", items.join(", ")),
        format!("CONSENT {}: {long}", so_many(group.len(), "item")),
        format!("CONSENT {}: {short}", so_many(group.len(), "item")),
    ];
    let fits = ways.iter().find(|w| w.chars().count() + 2 <= usize::from(area.width)).or(ways.last());
    page.put(area, 1, 0, fits.map_or("", String::as_str), if seconds > 0 { Tone::Accent } else { Tone::Good });
}

/// What the room sees: items with their titles, and until when somebody may speak.
pub fn room(model: &Model, sheet: &MeetingSheet, said: &AnnouncedLine) -> Vec<(String, Tone)> {
    let mut lines = vec![("CONSENT GROUP".to_owned(), Tone::Strong), (String::new(), Tone::Plain)];
    lines.extend(groups(sheet).map(|l| (format!("{:>2}  {}  {}", l.position, id(l), l.title), Tone::Plain)));
    lines.push((String::new(), Tone::Plain));
    lines.push(("Approved together unless a member takes an item out.".to_owned(), Tone::Plain));
    lines.push(match left(model, said) {
        0 => ("The silence is over.".to_owned(), Tone::Good),
        s => (format!("Silence counts as consent in {}", clock(s)), Tone::Accent),
    });
    lines
}
