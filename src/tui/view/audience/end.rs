//! The end of a meeting as the room sees it: that it is closed, what became of the items, and where the minutes are.

use super::{Line, Lines, some, wide};
use crate::base::text::{fit_words, wrap};
use crate::sheets::meeting::{AgendaLine, MeetingSheet};
use crate::text::words::meeting::summary;
use crate::text::words::plain;
use crate::tui::model::Model;
use crate::tui::theme::Tone;
use crate::tui::view::when::short;

/// What became of an item, with the count of its vote.
fn outcome(line: &AgendaLine) -> String {
    let tally = line.tally.map(|(f, a, x)| format!(" {f}:{a}:{x}")).unwrap_or_default();
    format!("{}{tally}", plain(&line.state))
}

/// The lines of a meeting that is over, or was called off.
pub fn lines(model: &Model, sheet: &MeetingSheet, room: usize, rows: u16) -> Lines {
    let blank = || Line::Text(String::new(), Tone::Plain);
    let row = &sheet.row;
    let word = |text: &str, tone: Tone| {
        let instead = Line::Text(wide(text, room), tone);
        if room >= 110 { Line::Large(vec![(text.to_owned(), tone)], wide(text, room)) } else { instead }
    };
    if row.state == "canceled" {
        let why = sheet.reason.iter().flat_map(|r| wrap(r, room)).map(|text| Line::Text(text, Tone::Plain));
        return [word("CALLED OFF", Tone::Bad), blank()].into_iter().chain(why).collect();
    }
    let mut head = vec![word("CLOSED", Tone::Good), blank()];
    let when = row.closed.map(|at| short(model, at.0)).unwrap_or_default();
    let said = format!("{when}, after {} of {} minutes: {}", sheet.elapsed_s / 60, sheet.minutes, summary(sheet));
    head.extend(wrap(&said, room).into_iter().map(|text| Line::Text(text, Tone::Strong)));
    head.push(blank());
    let mut foot = vec![blank()];
    let minutes = format!("Minutes: quorate meeting minutes {}", row.id);
    foot.extend(wrap(&minutes, room).into_iter().map(|text| Line::Text(text, Tone::Plain)));
    foot.extend(sheet.next.map(|at| Line::Text(format!("Next meeting: {}", short(model, at.0)), Tone::Plain)));
    let items = sheet.agenda.iter().map(|l| {
        let (id, fate) = (l.id.as_ref().map(|i| format!("{i} ")).unwrap_or_default(), outcome(l));
        let width = room.saturating_sub(fate.chars().count() + 6);
        let tone = match l.state.as_str() {
            "carried" | "carried_with_conditions" | "approved_outside_board" | "reviewed" => Tone::Good,
            "lost" => Tone::Bad,
            "not_reached" | "undecided" => Tone::Warn,
            _ => Tone::Plain,
        };
        Line::Text(
            format!("{:>2}  {:<width$}  {fate}", l.position, fit_words(&format!("{id}{}", l.title), width)),
            tone,
        )
    });
    let left = usize::from(rows).saturating_sub(head.len() + foot.len());
    head.into_iter().chain(some(items.collect(), 0, left)).chain(foot).collect()
}
