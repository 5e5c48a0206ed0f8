//! Meeting control: where the meeting stands, its agenda, the item under the cursor, presence and minutes so far.

mod item;
mod table;

use super::Cursors;
use super::agenda;
use super::consent;
use super::doc::Doc;
use super::page::{Page, columns};
use super::timers;
use super::vote;
use super::when::{away, short};
use crate::base::text::{fit_words, so_many};
use crate::base::time::Moment;
use crate::sheets::ballot::BallotSheet;
use crate::sheets::meeting::MeetingSheet;
use crate::text::words::{plain, quorum};
use crate::tui::layout::{Class, class, panes};
use crate::tui::model::Model;
use crate::tui::screen::MeetingPage;
use crate::tui::theme::{Tone, quorum_tone};
use ratatui::layout::Rect;

/// Rows above the panes.
const HEAD: u16 = 2;

/// The panes below the head, and the line of the minutes at the bottom.
fn areas(area: Rect) -> (Vec<Rect>, Rect) {
    let minutes = Rect { y: area.y + area.height.saturating_sub(1), height: 1.min(area.height), ..area };
    let body = Rect { y: area.y + HEAD.min(area.height), height: area.height.saturating_sub(HEAD + 1), ..area };
    let widths: &[u16] = match class(area.width) {
        Class::Phone => &[],
        Class::Compact => &[30],
        Class::Wide => &[46],
        Class::WidePlus => &[58, 86],
    };
    (panes(body, widths), minutes)
}

/// How far the item can be scrolled.
#[must_use]
pub fn last_offset(area: Rect, model: &Model, meeting: &MeetingPage) -> usize {
    let Some(sheet) = &meeting.sheet else { return 0 };
    let (panes, _) = areas(area);
    let pane = panes.get(1).or(panes.first()).copied().unwrap_or(area);
    let (doc, pane, _) = item_and_vote(pane, model, meeting, sheet, panes.len() < 3);
    doc.last_offset(pane.height)
}

/// The ballot of the item under the cursor in this meeting.
fn ballot<'m>(meeting: &'m MeetingPage, sheet: &MeetingSheet) -> Option<&'m BallotSheet> {
    let line = sheet.agenda.get(meeting.at).filter(|l| l.voted.is_some() || l.tally.is_some())?;
    meeting.change.as_deref().filter(|c| Some(&c.row.id) == line.id.as_ref())?.ballot.as_ref()
}

/// Persons whose sessions have ended, and whom the roll has as present.
fn gone(sheet: &MeetingSheet) -> Vec<&str> {
    sheet.gone().map(|a| a.person.as_str()).collect()
}

/// The text of the item, and the areas of it and, where no pane is the vote's own, of the vote below it.
fn item_and_vote(
    pane: Rect,
    model: &Model,
    meeting: &MeetingPage,
    sheet: &MeetingSheet,
    alone: bool,
) -> (Doc, Rect, Rect) {
    let mut doc = Doc::new(pane);
    if !meeting.on_item {
        doc.seen_by("Tab j");
    }
    let voting = ballot(meeting, sheet).is_some();
    item::item(&mut doc, model, meeting, sheet, alone, voting);
    let rows = ballot(meeting, sheet).filter(|_| alone).map_or(0, |b| vote::height(pane, b, doc.len()));
    let above = pane.height - rows.min(pane.height);
    (doc, Rect { height: above, ..pane }, Rect { y: pane.y + above, height: rows, ..pane })
}

/// Draws meeting control.
pub fn draw(page: &mut Page<'_>, area: Rect, model: &Model, meeting: &MeetingPage) -> Cursors {
    let Some(sheet) = &meeting.sheet else {
        page.put(area, 1, 0, "MEETING", Tone::Strong);
        return (None, None);
    };
    head(page, area, model, sheet);
    let (panes, minutes) = areas(area);
    let mut here = area.y + HEAD;
    let phone = panes.len() < 2;
    if let Some(left) = panes.first().filter(|_| !(phone && meeting.on_item)) {
        here += left_pane(page, *left, model, meeting, sheet, panes.len());
        if !phone {
            page.divider(*left);
        }
    }
    let middle = if phone { panes.first().filter(|_| meeting.on_item) } else { panes.get(1) };
    if let Some(middle) = middle {
        let (doc, above, below) = item_and_vote(*middle, model, meeting, sheet, panes.len() < 3);
        doc.draw(page, above, meeting.offset.min(doc.last_offset(above.height)));
        if let Some(b) = ballot(meeting, sheet).filter(|_| below.height > 0) {
            vote::draw(page, below, b, &gone(sheet));
        }
    }
    if let (Some(middle), Some(right)) = (panes.get(1), panes.get(2)) {
        page.divider(*middle);
        let rows = match ballot(meeting, sheet) {
            Some(b) => {
                let rows = vote::height(*right, b, 0);
                vote::draw(page, Rect { height: rows, ..*right }, b, &gone(sheet));
                rows
            }
            None => no_vote(page, *right, meeting, sheet),
        };
        let rows = (rows + 1).min(right.height);
        let below = Rect { y: right.y + rows, height: right.height - rows, ..*right };
        let mut doc = Doc::new(below);
        doc.seen_by("M");
        table::course(&mut doc, model, sheet);
        doc.draw(page, below, 0);
    }
    if let Some(said) = &sheet.announced {
        consent::band(page, minutes, model, sheet, said, sheet.agenda.get(meeting.at));
        return (None, Some((area.x, here.min(area.y + area.height.saturating_sub(1)))));
    }
    let clock = |at: Moment| at.local(model.zone()).format("%H:%M").to_string();
    let newest = sheet.timeline.last().map(|t| format!("Minutes: {} {} {}", clock(t.at.0), t.who, t.text));
    let room = usize::from(minutes.width.saturating_sub(3));
    let warning = sheet.warnings.first().map(|w| {
        let more = match sheet.warnings.len() {
            1 if usize::from(columns(w)) <= room => String::new(),
            1 => " (n)".to_owned(),
            n => format!(" (+{} more, n)", n - 1),
        };
        let room = room.saturating_sub(more.len());
        format!("! {}{more}", fit_words(w, room))
    });
    match (warning, newest) {
        (Some(warning), _) => drop(page.put(minutes, 1, 0, &warning, Tone::Warn)),
        (None, Some(newest)) => {
            let newest = fit_words(&newest, usize::from(minutes.width.saturating_sub(1)));
            page.put(minutes, 1, 0, &newest, Tone::Faint);
        }
        (None, None) => {}
    }
    (None, Some((area.x, here.min(area.y + area.height.saturating_sub(1)))))
}

/// The agenda with the timers below it; with three panes, who is there between the two. Gives the row of the cursor.
fn left_pane(
    page: &mut Page<'_>,
    area: Rect,
    model: &Model,
    meeting: &MeetingPage,
    sheet: &MeetingSheet,
    panes: usize,
) -> u16 {
    let facts = agenda::facts(model, meeting, sheet);
    let foot = agenda::foot(area, panes < 2, sheet, &facts);
    agenda::draw_foot(page, area, foot, &facts);
    let above = Rect { height: area.height.saturating_sub(foot), ..area };
    if panes < 3 {
        return agenda::list(page, above, model, meeting, sheet);
    }
    let mut doc = Doc::new(area);
    table::presence(&mut doc, sheet);
    let rows = u16::try_from(doc.len() + 1).unwrap_or(u16::MAX).min(above.height / 2);
    let wanted = agenda::wanted(above, model, sheet).min(above.height.saturating_sub(rows));
    let below = Rect { y: above.y + wanted + 1, height: above.height.saturating_sub(wanted + 1), ..above };
    doc.draw(page, below, 0);
    agenda::list(page, Rect { height: wanted, ..above }, model, meeting, sheet)
}

/// The place of the vote while there is none; gives its rows.
fn no_vote(page: &mut Page<'_>, area: Rect, meeting: &MeetingPage, sheet: &MeetingSheet) -> u16 {
    let mut doc = Doc::new(area);
    match sheet.agenda.get(meeting.at) {
        Some(line) if line.id.is_some() => {
            doc.text("no ballot on this item yet", Tone::Plain);
            if sheet.leads && sheet.row.state == "in_progress" {
                doc.text("V opens one", Tone::Faint);
            }
            doc.pair("Rule", &sheet.rule, Tone::Plain);
        }
        Some(line) if line.state != "pending" => doc.text(&item::fate(line), Tone::Faint),
        _ => doc.text("nothing is voted on here", Tone::Faint),
    }
    let rows = u16::try_from(doc.len() + 1).unwrap_or(u16::MAX).min(area.height);
    page.rule(area, 0, "VOTE");
    doc.draw(page, Rect { y: area.y + 1.min(area.height), height: rows.saturating_sub(1), ..area }, 0);
    rows
}

/// Where the meeting stands: title, how long, which item, quorum.
fn head(page: &mut Page<'_>, area: Rect, model: &Model, sheet: &MeetingSheet) {
    let row = &sheet.row;
    let phone = class(area.width) == Class::Phone;
    let title = if phone || area.width < 100 { plain(&row.series).to_uppercase() } else { row.title.clone() };
    let x = page.put(area, 1, 0, &format!("{title} {}", row.id), Tone::Strong);
    let (state, tone) = match row.state.as_str() {
        "in_progress" if sheet.lapsed.is_some() => {
            let hours = timers::open_for(model, sheet) / 60;
            (format!("LEFT OPEN for {hours} h"), Tone::Bad)
        }
        "in_progress" if sheet.paused => ("PAUSED".to_owned(), Tone::Warn),
        "in_progress" => {
            let minutes = timers::open_for(model, sheet);
            let late = minutes > i64::from(sheet.minutes);
            let tone = if late { Tone::Warn } else { Tone::Accent };
            let planned = if area.width < 100 { String::new() } else { format!(" of {} min", sheet.minutes) };
            (format!("OPEN {:02}:{:02}{planned}", minutes / 60, minutes % 60), tone)
        }
        "complete" => ("CLOSED".to_owned(), Tone::Good),
        "canceled" => ("CALLED OFF".to_owned(), Tone::Bad),
        _ => (format!("{}, {}", short(model, row.starts.0), away(model, row.starts.0)), Tone::Plain),
    };
    let x = page.put(area, x + 2, 0, &state, tone);
    let held = matches!(row.state.as_str(), "in_progress" | "complete");
    let q = sheet.quorum_now();
    let (figures, word) =
        (format!("present {}", quorum::figures(&q)), format!("{}{}", quorum::word(&q), quorum::lacks(&q)));
    let mut beside = false;
    if held {
        let items = sheet.agenda.len();
        let at = sheet.current.map_or_else(|| so_many(items, "item"), |n| format!("item {n}/{items}"));
        let x = if phone { x } else { page.put(area, x + 2, 0, &at, Tone::Plain) };
        // Where it does not fit behind the rest, it stands in the rule.
        beside = !phone && x + 3 + columns(&figures) + columns(&word) < area.width;
        if beside {
            let x = page.put(area, x + 2, 0, &figures, Tone::Plain);
            page.put(area, x, 0, &word, quorum_tone(&q));
        }
    }
    page.rule(area, 1, "");
    if held && !beside {
        let x = page.put(area, 1, 1, &format!(" {figures}"), Tone::Plain);
        page.put(area, x, 1, &format!("{word} "), quorum_tone(&q));
    }
    if sheet.audience.shown && sheet.audience.blank {
        page.right(area, 1, " audience BLANK ", Tone::Warn);
    } else if let Some(by) = sheet.open_by.filter(|_| row.opened.is_none()) {
        let (text, tone) = if sheet.late { ("TOO LATE, was due", Tone::Bad) } else { ("opens by", Tone::Warn) };
        page.right(area, 1, &format!(" {text} {} ", short(model, by.0)), tone);
    }
}
