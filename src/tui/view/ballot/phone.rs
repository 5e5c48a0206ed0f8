//! The ballot on a phone: what one votes by and the choices on one page.

use super::{Quantity, brief, choices, headline, member, quantities, you};
use crate::app::acts::ask;
use crate::base::text::{fit, fit_words, wrap};
use crate::sheets::ballot::BallotSheet;
use crate::sheets::change::{ChangeSheet, clashes};
use crate::text::words::plain;
use crate::tui::model::Model;
use crate::tui::theme::{Tone, risk_tone};
use crate::tui::view::page::Page;
use crate::tui::view::parts;
use crate::tui::view::when::window;
use ratatui::layout::Rect;

/// On a phone everything that one votes by is on one page with the choices; what is nice to know comes if it fits.
pub fn draw(
    page: &mut Page<'_>,
    area: Rect,
    model: &Model,
    sheet: &ChangeSheet,
    b: &BallotSheet,
    offset: usize,
) -> u16 {
    let (head, tone) = headline(b);
    let over = b.outcome.is_some() || b.stale;
    let room = usize::from(area.width.saturating_sub(12));
    let fact = |label: &str, text: &str, tone: Tone| (format!("{label:<9} "), fit_words(text, room), tone, None);
    let when = sheet.row.window.as_ref().map_or_else(|| "not set".into(), |w| window(model, w));
    let (day, utc) = when.split_once(" (").unwrap_or((&when, ""));
    let revision = format!(", revision {}", b.revision);
    let risk = parts::risk_words(sheet);
    // The revision that is voted on is never cut; what is left of the risk is told by the details.
    let kept = risk.split(" (residual").next().unwrap_or_default();
    let whole = risk.chars().count() + revision.chars().count() <= room;
    let risk = format!("{}{revision}", if whole { &risk } else { kept });
    let mut facts = Vec::new();
    // That somebody else entered one's vote comes before everything.
    let entered = b.members.iter().any(|m| m.person == model.register.actor && m.via.is_some());
    if entered {
        let (text, tone) = you(model, b);
        let label = |i: usize| if i == 0 { "Your vote" } else { "" };
        facts.extend(wrap(&text, room).into_iter().enumerate().map(|(i, line)| fact(label(i), &line, tone)));
    }
    let first = facts.len();
    facts.push(fact("Risk", &risk, risk_tone(sheet.risk_sheet.level.as_deref().unwrap_or_default())));
    facts.push(match parts::passed(sheet) {
        Some(_) => fact("When", &format!("PASSED: {day}"), Tone::Bad),
        None => fact("When", day, Tone::Plain),
    });
    for Quantity { label, text, tone, mark } in quantities(b) {
        let brief = brief(&text);
        // How the votes fall says how many there are.
        let all_count = !brief.contains(" not counted");
        let counts = brief.strip_prefix("voted ").and_then(|t| t.split_once(", ")).map(|(_, counts)| counts);
        let counts = counts.filter(|_| all_count);
        let short = counts.filter(|_| brief.chars().count() > room).unwrap_or(&brief);
        for (i, line) in wrap(short, room).into_iter().enumerate() {
            facts.push(fact(if i == 0 { label } else { "" }, &line, tone));
        }
        if let (Some(mark), Some(last)) = (mark, facts.last_mut()) {
            last.3 = Some(mark);
        }
    }
    let clash = clashes(&sheet.conflicts);
    if !clash.is_empty() {
        facts.insert(first + 2, fact("Clash", &clash, Tone::Bad));
    }
    let undo = parts::field(sheet, &["rollback_plan", "rollback", "backout"]).and_then(|u| u.lines().next());
    // What one decides by comes before the choices in full words.
    let wanted = facts.len() + 1 + usize::from(undo.is_some()) + usize::from(!utc.is_empty());
    let full = ask::choices(sheet).len();
    let short = !over && wanted + 1 + full > usize::from(area.height);
    let choices_rows = match (over, short) {
        (true, _) => 0,
        (_, true) => 2,
        (..) => full,
    };
    // Where even these do not fit, the window and the risk go before a count or a choice does.
    while facts.len() + 1 + choices_rows > usize::from(area.height) && facts.len() > first + 5 {
        facts.remove(first + usize::from(facts.len() > first + 6));
    }
    let mut free = usize::from(area.height).saturating_sub(facts.len() + 1 + choices_rows);
    let mut extra = |n: usize| {
        let fits = free >= n;
        free -= if fits { n } else { 0 };
        fits
    };
    if let Some(undo) = undo.filter(|_| extra(1)) {
        facts.insert((first + 2).min(facts.len()), fact("Way back", undo, Tone::Plain));
    }
    if !utc.is_empty() && extra(1) {
        facts.insert((first + 2).min(facts.len()), fact("", &format!("({utc}"), Tone::Plain));
    }
    // The quorum stands above; the rest of the rule takes the rows that it needs, if they are there.
    let said = b.rule.split("; quorum").next().unwrap_or_default();
    let lines = wrap(said, room);
    if extra(lines.len()) {
        let label = |i: usize| if i == 0 { "Rule" } else { "" };
        facts.extend(lines.iter().enumerate().map(|(i, line)| fact(label(i), line, Tone::Plain)));
    } else if extra(1) {
        facts.push(fact("Rule", said.split("; ").next().unwrap_or_default(), Tone::Plain));
    }
    let rule = extra(1);
    let x = page.right(area, 0, &head, tone);
    let title = Rect { width: x.saturating_sub(1), ..area };
    let x = page.put(title, 1, 0, &b.id, Tone::Accent);
    page.put(title, x + 1, 0, &sheet.row.title, Tone::Strong);
    let mut y = 1;
    for (label, text, tone, mark) in &facts {
        let x = page.put(area, 1, y, label, Tone::Faint);
        let x = page.put(area, x, y, text, *tone);
        if let Some((mark, tone)) = mark {
            page.put(area, x, y, mark, *tone);
        }
        y += 1;
    }
    if rule {
        page.rule(area, y, "");
        y += 1;
    }
    let at = y;
    if short {
        y = briefly(page, area, y, model, sheet);
    } else if !over {
        y = choices(page, area, y, model, sheet);
    }
    let (text, tone) = you(model, b);
    for line in wrap(&text, usize::from(area.width.saturating_sub(2))) {
        page.put(area, 1, y, &line, tone);
        y += 1;
    }
    for (i, m) in b.members.iter().skip(offset).enumerate() {
        let (said, tone) = member(m, over);
        let row = y.saturating_add(u16::try_from(i).unwrap_or(u16::MAX));
        let x = page.put(area, 1, row, &fit(&m.name, 18), Tone::Plain);
        page.put(area, x.max(19) + 1, row, &said, tone);
    }
    at
}

/// The choices in two rows, by digit and word.
fn briefly(page: &mut Page<'_>, area: Rect, y: u16, model: &Model, sheet: &ChangeSheet) -> u16 {
    let chosen = model.act.as_ref().filter(|a| a.on_page).and_then(|a| a.answer(0));
    let all = ask::choices(sheet);
    let half = all.len().div_ceil(2);
    for (i, row) in all.chunks(half.max(1)).enumerate() {
        let y = y.saturating_add(u16::try_from(i).unwrap_or(0));
        let mut x = 1;
        for choice in row {
            let tone = if chosen == Some(&choice.word) { Tone::Selected } else { Tone::Plain };
            x = page.put(area, x, y, &format!("{} {}", choice.digit, plain(&choice.word)), tone) + 2;
        }
    }
    y.saturating_add(2)
}
