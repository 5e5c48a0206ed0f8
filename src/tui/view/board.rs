//! The board with its seats, presence and delegations, and the persons.

use super::Cursors;
use super::doc::Doc;
use super::home;
use super::page::Page;
use super::when::{away, short};
use crate::base::text::fit;
use crate::sheets::people::{BoardSheet, PersonRow};
use crate::text::words::{plain, quorum};
use crate::tui::layout::{Class, class, panes};
use crate::tui::model::Model;
use crate::tui::screen::BoardPage;
use crate::tui::theme::{Tone, quorum_tone};
use ratatui::layout::Rect;

/// Columns of a seat with its holder and presence, before its marks.
const SEAT: usize = 54;

/// How far the page can be scrolled.
#[must_use]
pub fn last_offset(area: Rect, model: &Model, board: &BoardPage) -> usize {
    texts(area, model, board).iter().map(|(doc, pane)| doc.last_offset(pane.height)).max().unwrap_or(0)
}

/// Draws the board and the persons: side by side where there is room, else one after the other.
pub fn draw(page: &mut Page<'_>, area: Rect, model: &Model, board: &BoardPage) -> Cursors {
    let texts = texts(area, model, board);
    for (i, (doc, pane)) in texts.iter().enumerate() {
        doc.draw(page, *pane, board.offset.min(doc.last_offset(pane.height)));
        if i + 1 < texts.len() {
            page.divider(*pane);
        }
    }
    (None, Some((area.x, area.y)))
}

fn texts(area: Rect, model: &Model, board: &BoardPage) -> Vec<(Doc, Rect)> {
    let seats = |doc: &mut Doc| {
        if let Some(b) = &board.board {
            about(doc, model, b, &board.people);
        }
    };
    if class(area.width) < Class::Wide {
        let mut doc = Doc::new(area);
        seats(&mut doc);
        persons(&mut doc, &board.people);
        return vec![(doc, area)];
    }
    let mut panes = panes(area, &[area.width * 11 / 20]).into_iter();
    let (left, right) = (panes.next().unwrap_or(area), panes.next().unwrap_or(area));
    let (mut one, mut two) = (Doc::new(left), Doc::new(right));
    seats(&mut one);
    persons(&mut two, &board.people);
    vec![(one, left), (two, right)]
}

fn about(doc: &mut Doc, model: &Model, b: &BoardSheet, people: &[PersonRow]) {
    doc.text(if b.title.is_empty() { "Board" } else { &b.title }, Tone::Strong);
    if !b.votes {
        doc.text("This pack has no board that votes; approvals are given by role.", Tone::Faint);
        return;
    }
    doc.pair("Rule", &b.rule, Tone::Plain);
    doc.cite(&b.clauses);
    let present = match (b.present, b.rollcall_at) {
        (Some(_), Some(at)) => {
            let q = b.quorum_now();
            (format!("{}   roll call {}", quorum::standing(&q), short(model, at.0)), quorum_tone(&q))
        }
        _ if b.of < b.quorum => (home::too_few(b, false), Tone::Warn),
        _ => (format!("no roll call holds; members join by voting; {} needed", b.quorum), Tone::Plain),
    };
    doc.pair("Present", &present.0, present.1);
    let next = b.next_meeting.map_or_else(
        || "no weekday is set (settings of the pack)".into(),
        |t| {
            let which = b.next.as_ref().map(|n| format!("   {} {}", n.id, n.title)).unwrap_or_default();
            match b.next.as_ref().is_some_and(|n| n.state == "in_progress") {
                true => format!("now{which}"),
                false => format!("{}, {}{which}", short(model, t.0), away(model, t.0)),
            }
        },
    );
    doc.pair("Meets", &next, Tone::Plain);
    let name = |id: &String| people.iter().find(|p| p.id == *id).map_or_else(|| id.clone(), |p| p.name.clone());
    doc.pair("Chair", &b.chair.as_ref().map_or_else(|| "nobody".into(), name), Tone::Plain);
    doc.head("SEATS");
    for s in &b.seats {
        let marks = [(s.chair, "chair"), (s.mandatory, "must be present"), (s.veto, "veto")];
        let marks: Vec<&str> = marks.into_iter().filter(|m| m.0).map(|m| m.1).collect();
        let holder = s.holder.as_ref().map(name);
        let tone = if holder.is_some() { Tone::Plain } else { Tone::Warn };
        let presence = s.presence.as_deref().map(plain).unwrap_or_default();
        let present = if presence.is_empty() { Tone::Plain } else { Tone::Good };
        let (holder, marks) = (holder.as_deref().unwrap_or("VACANT"), marks.join(", "));
        if doc.columns() < SEAT {
            // On a phone who sits there stands below the seat.
            doc.pieces(vec![(s.title.clone(), Tone::Plain), (format!("  {marks}"), Tone::Faint)]);
            let holder = fit(holder, doc.columns().saturating_sub(presence.len() + 4));
            doc.pieces(vec![(format!("  {holder}  "), tone), (presence, present)]);
        } else {
            let beside = SEAT + marks.len() <= doc.columns();
            doc.pieces(vec![
                (format!("{:<24} ", fit(&s.title, 24)), Tone::Plain),
                (format!("{:<18} ", fit(holder, 18)), tone),
                (format!("{presence:<9} "), present),
                (if beside { marks.clone() } else { String::new() }, Tone::Faint),
            ]);
            if !beside {
                doc.item("   ", Tone::Plain, &marks, Tone::Faint);
            }
        }
        if let Some(proxy) = &s.proxy {
            let how = s.proxy_presence.as_deref().map(plain).unwrap_or_default();
            doc.item("   ", Tone::Plain, &format!("{} sits for them ({how})", name(proxy)), Tone::Good);
        }
        if !s.alternates.is_empty() {
            doc.item("   ", Tone::Plain, &format!("alternates: {}", s.alternates.join(", ")), Tone::Faint);
        }
    }
    for o in b.offices.iter().filter(|o| !o.holders.is_empty()) {
        let who = o.holders.iter().map(name).collect::<Vec<_>>().join(", ");
        doc.pair(&plain(&o.id), &format!("{who} (no vote)"), Tone::Plain);
    }
    if !b.delegations.is_empty() {
        doc.head("DELEGATIONS");
    }
    for d in &b.delegations {
        let env = d.environment.as_ref().map(|e| format!(" in {e}")).unwrap_or_default();
        let text = format!("{} to {}: {}{env}, until {}", d.from, d.to, plain(&d.role), short(model, d.until.0));
        doc.item("-", Tone::Faint, &text, Tone::Plain);
    }
}

fn persons(doc: &mut Doc, people: &[PersonRow]) {
    if people.is_empty() {
        return;
    }
    doc.head(&format!("PERSONS   {}", people.iter().filter(|p| p.active).count()));
    for p in people {
        let roles: Vec<String> = p.roles.iter().map(|r| plain(r)).collect();
        let seats = if p.seats.is_empty() { String::new() } else { format!("   seat: {}", p.seats.join(", ")) };
        let text = format!("{:<18} {:<10} {}{seats}", fit(&p.name, 18), fit(&p.id, 10), roles.join(", "));
        let (mark, tone) = if p.active { (" ", Tone::Plain) } else { ("x", Tone::Faint) };
        doc.item(mark, tone, &text, tone);
    }
}
