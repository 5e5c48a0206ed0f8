//! First run, and the short tour.

use super::Cursors;
use super::page::Page;
use crate::base::text::wrap;
use crate::tui::model::Model;
use crate::tui::screen::List;
use crate::tui::theme::Tone;
use ratatui::layout::Rect;

/// Pages of the tour.
pub const PAGES: usize = TOUR.len();

const TOUR: [(&str, &str); 4] = [
    (
        "A change begins as a draft",
        "Press + in the queue and choose a type. The form asks for the fields that your policy demands; those marked with * \
         must be filled before you can submit. What you write is kept as a draft while you type.\n\nA refusal always says \
         which clause it comes from, and what would change it.",
    ),
    (
        "The board decides",
        "When the reviews are signed the change waits for approval. The chair opens a ballot with V; it is sealed: who may \
         vote, the quorum, the rule and the revision. Members press v, a digit and Enter. A vote may be changed until the \
         chair closes the ballot with X.\n\nPresent, eligible, votes and mandatory seats are always shown apart.",
    ),
    (
        "Nothing records by itself",
        "A capital letter or a digit only opens an act line. Enter records it; Esc leaves everything as it was. = shows the \
         command that does the same from a shell.",
    ),
    (
        "Everything is in the ledger",
        "Each act is an entry in a chain of hashes. g l shows it. `quorate audit verify` checks it, and `quorate audit \
         checkpoint` prints a line to keep elsewhere, against which a cut tail shows.",
    ),
];

/// Draws the first run.
pub fn first(page: &mut Page<'_>, area: Rect, model: &Model, list: &List<String>) -> Cursors {
    let begin = model.stack.len() == 1;
    let heading = if begin { "There is no register yet. What shall it be?" } else { "Which policy pack?" };
    let room = usize::from(area.width.saturating_sub(2));
    let mut y = wrapped(page, area, 1, heading, Tone::Strong, room) + 1;
    let mut here = y;
    for (i, text) in list.items.iter().enumerate() {
        page.put(area, 2, y, &(i + 1).to_string(), Tone::Plain);
        if i == list.at {
            here = y;
            page.put(area, 0, y, ">", Tone::Accent);
            page.select(Rect { x: area.x.saturating_add(2), ..area }, y, 1);
        }
        for line in wrap(text, room.saturating_sub(3)) {
            page.put(area, 4, y, &line, Tone::Plain);
            y = y.saturating_add(1);
        }
    }
    let hint = "A digit or j k, then Enter. Nothing is made before Enter.";
    y = wrapped(page, area, y.saturating_add(1), hint, Tone::Faint, room);
    page.put(area, 1, y, "From a shell: quorate init --help", Tone::Faint);
    (None, Some((area.x, area.y + here.min(area.height.saturating_sub(1)))))
}

/// Puts text in as many rows as it takes; gives the row after it.
fn wrapped(page: &mut Page<'_>, area: Rect, from: u16, text: &str, tone: Tone, room: usize) -> u16 {
    let mut y = from;
    for line in wrap(text, room) {
        page.put(area, 1, y, &line, tone);
        y = y.saturating_add(1);
    }
    y
}

/// Draws a page of the tour.
pub fn draw(page: &mut Page<'_>, area: Rect, at: usize) -> Cursors {
    let Some((title, text)) = TOUR.get(at) else { return (None, None) };
    page.put(area, 1, 1, title, Tone::Strong);
    page.right(area, 1, &format!("{} of {PAGES}", at + 1), Tone::Faint);
    let room = usize::from(area.width.saturating_sub(2)).min(90);
    let y = wrapped(page, area, 3, text, Tone::Plain, room);
    if at + 1 == PAGES {
        wrapped(page, area, y.saturating_add(1), "That was the tour. Enter or q goes back.", Tone::Faint, room);
    }
    (None, Some((area.x, area.y + 1)))
}
