//! The vote in meeting control: how it stands is always seen, the names below it as far as there is room.

use super::ballot::{brief, headline, member, quantities};
use super::doc::Doc;
use super::page::{Page, columns};
use crate::base::text::fit;
use crate::sheets::ballot::BallotSheet;
use crate::tui::theme::Tone;
use ratatui::layout::Rect;

/// Columns that a name with its word takes.
const NAME: u16 = 24;
/// Where the word stands beside a name.
const WORD: u16 = 13;
/// Columns from which names stand whole, each in a row of its own if need be.
const WHOLE: u16 = 50;
/// Rows above a vote that stay for the facts.
const FACTS: u16 = 7;

/// The quantities as lines; in a narrow pane with fewer words.
fn counts(area: Rect, b: &BallotSheet) -> Doc {
    let mut doc = Doc::new(area);
    for mut quantity in quantities(b) {
        // That there is no such seat is worth no row where rows are few.
        if area.width < WHOLE && b.mandatory == 0 && quantity.label == "Mandatory" {
            continue;
        }
        if area.width < 45 {
            quantity.text = brief(&quantity.text).replace(" until closed", "");
        }
        quantity.write(&mut doc);
    }
    doc
}

fn rows(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

/// Columns of a name with its word, and where the word stands.
fn cell(area: Rect, b: &BallotSheet) -> (u16, u16) {
    let longest = b.members.iter().map(|m| columns(&m.name)).max().unwrap_or(0);
    if area.width < WHOLE || longest < WORD {
        return (NAME, WORD);
    }
    let word = longest.clamp(WORD, 28) + 2;
    (word + 13, word)
}

/// Names beside each other.
fn beside(area: Rect, b: &BallotSheet) -> usize {
    usize::from((area.width.saturating_sub(1) / cell(area, b).0).max(1))
}

/// Rows that a vote takes of a pane with so many lines of facts: heading and quantities always, then names, while a few
/// facts stay in sight.
pub fn height(pane: Rect, b: &BallotSheet, facts: usize) -> u16 {
    let least = 1 + rows(counts(pane, b).len());
    let most = least + rows(b.members.len().div_ceil(beside(pane, b)));
    let left = pane.height.saturating_sub(rows(facts).min(FACTS));
    most.min(left.max(least)).min(pane.height)
}

/// Draws a vote; of `gone`, persons whose sessions have ended, it is seen that nobody waits there.
pub fn draw(page: &mut Page<'_>, area: Rect, b: &BallotSheet, gone: &[&str]) {
    let (head, tone) = headline(b);
    page.rule(area, 0, "");
    page.put(area, 1, 0, &format!(" {head} "), tone);
    let counts = counts(area, b);
    let used = 1 + rows(counts.len());
    counts.draw(page, Rect { y: area.y + 1.min(area.height), height: area.height.saturating_sub(1), ..area }, 0);
    let names = Rect { y: area.y + used.min(area.height), height: area.height.saturating_sub(used), ..area };
    let ((name, word), beside) = (cell(area, b), beside(area, b));
    let room = usize::from(names.height) * beside;
    let over = b.outcome.is_some() || b.stale;
    let shown = if b.members.len() > room { room.saturating_sub(1) } else { room };
    let place = |i: usize| (rows(i % beside) * name + 1, rows(i / beside));
    for (i, m) in b.members.iter().enumerate().take(shown) {
        let (x, y) = place(i);
        let (mut said, tone) = member(m, over);
        if !m.voted && !over && gone.contains(&m.person.as_str()) {
            said.push_str(" LEFT");
        }
        let cell = Rect { width: (x + name - 1).min(names.width), ..names };
        // The words stand below each other, unless one is long.
        let at = word.min(name.saturating_sub(columns(&said) + 1)).max(4);
        page.put(cell, x, y, &fit(&m.name, usize::from(at - 1)), Tone::Plain);
        page.put(cell, x + at, y, &said, tone);
    }
    if b.members.len() > room && room > 0 {
        let (x, y) = place(room - 1);
        page.put(names, x, y, &format!("and {} more", b.members.len() - shown), Tone::Faint);
    }
}
