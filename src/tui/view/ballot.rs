//! The ballot: four quantities, what it still needs, the members, and the five choices.

use super::{page::Page, short};
use crate::sheets::ballot::BallotSheet;
use crate::tui::layout::{Class, class};
use crate::tui::model::Model;
use crate::tui::theme::Tone;
use ratatui::layout::Rect;

/// Draws the ballot.
pub fn draw(page: &mut Page<'_>, area: Rect, model: &Model, ballot: Option<&BallotSheet>, id: &str) {
    let Some(b) = ballot else {
        page.put(area, 1, 0, &format!("{id}: reading the ballot"), Tone::Faint);
        return;
    };
    let phone = class(area.width) == Class::Phone;
    let row = model.queue.list.items.iter().find(|r| r.id == b.id);
    let title = row.map_or_else(String::new, |r| format!("  {}", r.title));
    let mut y = 0;
    let mut line = |page: &mut Page<'_>, text: &str, tone: Tone| {
        page.put(area, 1, y, text, tone);
        y += 1;
    };
    line(page, &format!("{}{title}", b.id), Tone::Strong);
    let outcome = b.outcome.as_ref().map(|o| o.replace('_', " ").to_uppercase());
    let (head, tone) = match (&outcome, b.state.as_str(), b.stale) {
        (_, _, true) => ("OVERTAKEN by an edit: the chair opens a new ballot".to_owned(), Tone::Bad),
        (Some(o), ..) => (
            o.clone(),
            if b.outcome.as_deref().is_some_and(|o| o.starts_with("carried")) { Tone::Good } else { Tone::Bad },
        ),
        (None, "suspended", _) => ("SUSPENDED: quorum is lost".to_owned(), Tone::Bad),
        _ => (format!("VOTE OPEN, {} until closed; lapses {}", b.tally, short(model, b.lapses.0)), Tone::Accent),
    };
    line(
        page,
        &format!(
            "ballot {} on revision {} ({}): {head}",
            b.no,
            b.revision,
            b.revision_digest.chars().take(7).collect::<String>()
        ),
        tone,
    );
    let met = if b.quorum_met { ("QUORUM MET", Tone::Good) } else { ("NO QUORUM YET", Tone::Warn) };
    line(page, &format!("Present    {} of {} needed    {}", b.present, b.quorum, met.0), met.1);
    line(page, &format!("Eligible   {}    recused {}    voted {}", b.eligible, b.recused, b.voted), Tone::Plain);
    let counts = match (b.for_, b.against, b.abstain) {
        (Some(f), Some(a), Some(x)) => format!("For {f}   Against {a}   Abstain {x}"),
        _ => "hidden until the ballot closes".into(),
    };
    line(page, &format!("Votes      {counts}"), Tone::Plain);
    let mandatory = match (b.mandatory, b.mandatory_missing.as_slice()) {
        (0, _) => "none".to_owned(),
        (n, []) => format!("{n} of {n} filled"),
        (n, missing) => format!("{} of {n} filled, missing {}", n - missing.len().min(n), missing.join(", ")),
    };
    line(
        page,
        &format!("Mandatory  {mandatory}"),
        if b.mandatory_missing.is_empty() { Tone::Plain } else { Tone::Warn },
    );
    if let (Some(needs), None) = (b.needs, &outcome) {
        let can = match (b.can_pass, b.can_fail) {
            (Some(false), _) => "can no longer pass",
            (_, Some(true)) => "can still fail",
            _ => "cannot fail any more",
        };
        line(page, &format!("needs {needs} more · {can}"), Tone::Accent);
    }
    line(page, &format!("Rule  {}  {}", b.rule, b.clauses.join(" ")), Tone::Faint);
    let start = y;
    let chosen = model.act.as_ref().and_then(|a| a.chosen);
    if outcome.is_none() && !b.stale {
        page.rule(area, start, "your vote: a digit, then Enter");
        for (i, words) in [
            "Approve",
            "Approve with condition (type it)",
            "Reject (reason needed)",
            "Abstain",
            "Recuse: I have an interest",
        ]
        .iter()
        .enumerate()
        {
            let y = start + 1 + u16::try_from(i).unwrap_or(0);
            let tone = if chosen == Some(i) { Tone::Accent } else { Tone::Plain };
            page.put(area, 1, y, &format!("{} {words}", i + 1), tone);
        }
        members(page, area, b, start + 6, phone);
    } else {
        members(page, area, b, start, phone);
    }
}

fn members(page: &mut Page<'_>, area: Rect, b: &BallotSheet, start: u16, phone: bool) {
    page.rule(area, start, "members");
    for (i, m) in b.members.iter().enumerate() {
        let y = start + 1 + u16::try_from(i).unwrap_or(u16::MAX - start - 1);
        let seat =
            format!("{}{}{}", m.seats.join("+"), if m.veto { "*" } else { "" }, if m.mandatory { "!" } else { "" });
        let what = match (&m.choice, m.presence.as_str(), m.voted) {
            (Some(choice), _, _) => choice.clone(),
            (None, "recused", _) => "recused".into(),
            (None, _, true) => "voted".into(),
            (None, "absent", _) => "absent".into(),
            _ => "waiting".into(),
        };
        let tone = match what.as_str() {
            "approve" | "condition" => Tone::Good,
            "reject" => Tone::Bad,
            "voted" => Tone::Accent,
            "waiting" => Tone::Plain,
            _ => Tone::Faint,
        };
        let via = m.via.as_ref().map(|v| format!(" via {v}")).unwrap_or_default();
        let name_width = if phone { 14 } else { 22 };
        page.put(area, 1, y, &crate::base::text::fit(&m.name, name_width), Tone::Plain);
        let x = u16::try_from(name_width + 2).unwrap_or(24);
        page.put(area, x, y, &crate::base::text::fit(&seat, if phone { 12 } else { 22 }), Tone::Faint);
        page.put(area, x + if phone { 13 } else { 24 }, y, &format!("{what}{via}"), tone);
        if !phone && !m.reason.clone().unwrap_or_default().is_empty() {
            page.put(area, x + 42, y, m.reason.as_deref().unwrap_or_default(), Tone::Faint);
        }
    }
}
