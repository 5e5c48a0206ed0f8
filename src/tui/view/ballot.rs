//! The ballot: four quantities, what it still needs, the members, and the five choices.

use super::page::{Page, wrap};
use super::short;
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
    let outcome = b.outcome.as_ref().map(|o| o.replace('_', " ").to_uppercase());
    let open = outcome.is_none() && !b.stale;
    let facts = facts(model, b, outcome.as_deref(), &format!("{}{title}", b.id), phone);
    let side = class(area.width) >= Class::Wide;
    // With room, the members stand beside the facts.
    let left = if side { Rect { width: area.width / 2, ..area } } else { area };
    let columns = usize::from(left.width.saturating_sub(2));
    // The choices are always in sight; on a low screen the last facts give way to them.
    let room = if open { area.height.saturating_sub(6) } else { area.height };
    let mut y = 0;
    for (text, tone) in facts {
        for (i, part) in wrap(&text, columns).iter().enumerate() {
            if y < room {
                page.put(left, if i == 0 { 1 } else { 2 }, y, part, tone);
                y += 1;
            }
        }
    }
    if open {
        page.rule(left, y, "your vote: a digit, then Enter");
        let chosen = model.act.as_ref().filter(|a| a.answers.is_empty()).and_then(|a| a.chosen);
        for (i, words) in CHOICES.iter().enumerate() {
            let at = y + 1 + u16::try_from(i).unwrap_or(0);
            let tone = if chosen == Some(i) { Tone::Accent } else { Tone::Plain };
            page.put(left, 1, at, &format!("{} {words}", i + 1), tone);
        }
        y += 6;
    }
    if side {
        let right = Rect { x: area.x + left.width + 1, width: area.width.saturating_sub(left.width + 1), ..area };
        members(page, right, b, 0, phone);
    } else {
        members(page, area, b, y, phone);
    }
}

/// What a member may say, in the order of the digits.
const CHOICES: [&str; 5] =
    ["Approve", "Approve with condition (type it)", "Reject (reason needed)", "Abstain", "Recuse: I have an interest"];

/// Where the ballot stands: four quantities that are never mixed, and what is still needed.
fn facts(model: &Model, b: &BallotSheet, outcome: Option<&str>, title: &str, phone: bool) -> Vec<(String, Tone)> {
    let mut lines = Vec::new();
    let first = if phone { crate::base::text::fit(title, 38) } else { title.to_owned() };
    lines.push((first, Tone::Strong));
    let (head, tone) = match (outcome, b.state.as_str(), b.stale) {
        (_, _, true) => ("OVERTAKEN by an edit: the chair opens a new ballot".to_owned(), Tone::Bad),
        (Some(o), ..) => {
            let carried = b.outcome.as_deref().is_some_and(|o| o.starts_with("carried"));
            (o.to_owned(), if carried { Tone::Good } else { Tone::Bad })
        }
        (None, "suspended", _) => ("SUSPENDED: quorum is lost".to_owned(), Tone::Bad),
        _ => ("VOTE OPEN".to_owned(), Tone::Accent),
    };
    let digest: String = b.revision_digest.chars().take(7).collect();
    lines.push((format!("{head}, no {}, revision {} ({digest})", b.no, b.revision), tone));
    let met = if b.quorum_met { ("QUORUM MET", Tone::Good) } else { ("NO QUORUM YET", Tone::Warn) };
    let needed = if phone { "" } else { " needed" };
    lines.push((format!("Present    {} of {}{needed}    {}", b.present, b.quorum, met.0), met.1));
    lines.push((format!("Eligible   {}    recused {}    voted {}", b.eligible, b.recused, b.voted), Tone::Plain));
    let lapses = if outcome.is_none() { format!("   lapses {}", short(model, b.lapses.0)) } else { String::new() };
    let counts = match (b.for_, b.against, b.abstain) {
        (Some(f), Some(a), Some(x)) => format!("For {f}   Against {a}   Abstain {x}"),
        _ if phone => "hidden until closed".into(),
        _ => format!("hidden until the ballot closes{lapses}"),
    };
    lines.push((format!("Votes      {counts}"), Tone::Plain));
    let mandatory = match (b.mandatory, b.mandatory_missing.as_slice()) {
        (0, _) => "none".to_owned(),
        (n, []) => format!("{n} of {n} filled"),
        (n, missing) => format!("{} of {n} filled, missing {}", n - missing.len().min(n), missing.join(", ")),
    };
    let tone = if b.mandatory_missing.is_empty() { Tone::Plain } else { Tone::Warn };
    lines.push((format!("Mandatory  {mandatory}"), tone));
    if let (Some(needs), None) = (b.needs, outcome) {
        let can = match (b.can_pass, b.can_fail) {
            (Some(false), _) => "can no longer pass",
            (_, Some(true)) => "can still fail",
            _ => "cannot fail any more",
        };
        lines.push((format!("Needs      {needs} more{}, {can}", if phone { "" } else { " in favour" }), Tone::Accent));
    }
    let cited = if phone { String::new() } else { format!("  {}", b.clauses.join(" ")) };
    let label = if phone { "Rule " } else { "Rule       " };
    lines.push((format!("{label}{}{cited}", b.rule), Tone::Faint));
    lines
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
