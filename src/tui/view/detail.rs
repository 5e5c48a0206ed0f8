//! A change: facts and what is missing, then its texts, then risk, clocks and who may do what.

use super::page::{Page, wrap};
use super::{short, window};
use crate::sheets::change::ChangeSheet;
use crate::tui::layout::{Class, class};
use crate::tui::model::Model;
use crate::tui::screen::Detail;
use crate::tui::theme::{Tone, letter_tone, risk_tone};
use ratatui::layout::Rect;

/// A line in a tone.
type Line = (String, Tone);

/// Draws a change.
pub fn draw(page: &mut Page<'_>, area: Rect, model: &Model, detail: &Detail) {
    let Some(sheet) = &detail.sheet else {
        page.put(area, 1, 0, &format!("{}: reading", detail.id), Tone::Faint);
        return;
    };
    let r = &sheet.row;
    let x = page.put(area, 1, 0, &format!("{} ", r.id), Tone::Strong);
    let x = page.put(area, x, 0, &format!("[{}] {}", r.letter, r.state), letter_tone(&r.letter));
    let hold = if r.on_hold { "  ON HOLD" } else { "" };
    let kind = match class(area.width) {
        Class::Phone => String::new(),
        _ => format!("{}  ", sheet.type_title),
    };
    page.put(area, x + 2, 0, &format!("{kind}revision {}{hold}", r.revision), Tone::Faint);
    page.put(area, 1, 1, &r.title, Tone::Strong);
    let body = Rect { y: area.y + 2.min(area.height), height: area.height.saturating_sub(2), ..area };
    for (i, lines) in panes(model, sheet, detail.page, area.width).iter().enumerate() {
        let (x, width) = pane(area.width, i);
        let offset = if i == scrolled(area.width) { detail.offset } else { 0 };
        put_lines(page, Rect { x: body.x + x, width, ..body }, lines, offset);
    }
}

/// The place and width of a pane: one column, two halves, or three thirds.
fn pane(width: u16, i: usize) -> (u16, u16) {
    let count = match class(width) {
        Class::Phone | Class::Compact => 1,
        Class::Wide => 2,
        Class::WidePlus => 3,
    };
    let each = width / count;
    let x = each * u16::try_from(i).unwrap_or(0);
    (x, if count == 1 { width } else { each.saturating_sub(1) })
}

/// The pane that is scrolled: the one that `d` changes.
fn scrolled(width: u16) -> usize {
    usize::from(class(width) >= Class::Wide)
}

/// The last offset that leaves the page full.
#[must_use]
pub fn last_offset(model: &Model, detail: &Detail, width: u16, height: u16) -> usize {
    let Some(sheet) = &detail.sheet else { return 0 };
    let panes = panes(model, sheet, detail.page, width);
    let lines = panes.get(scrolled(width)).map_or(0, Vec::len);
    lines.saturating_sub(usize::from(height.saturating_sub(2)))
}

/// The lines of each pane: facts, then what `d` turns to; with room for three, acts and risk stay in sight.
fn panes(model: &Model, sheet: &ChangeSheet, at: usize, width: u16) -> Vec<Vec<Line>> {
    let columns = usize::from(pane(width, 0).1.saturating_sub(2));
    let first = || {
        let mut lines = facts(model, sheet, columns);
        lines.extend(progress(model, sheet, columns));
        lines
    };
    let wide_page = || {
        let mut lines = match at {
            1 => risk(model, sheet, columns),
            2 => acts(sheet, columns),
            _ => texts(sheet, columns),
        };
        tell_pages(&mut lines, at, true);
        lines
    };
    match class(width) {
        Class::Phone | Class::Compact => {
            let mut lines = match at {
                1 => texts(sheet, columns),
                2 => {
                    let mut lines = risk(model, sheet, columns);
                    lines.extend(acts(sheet, columns));
                    lines
                }
                _ => first(),
            };
            tell_pages(&mut lines, at, false);
            vec![lines]
        }
        Class::Wide => vec![first(), wide_page()],
        Class::WidePlus => {
            // The third pane holds what the second one does not show.
            let mut third = if at == 1 { texts(sheet, columns) } else { risk(model, sheet, columns) };
            if at != 2 {
                third.push((String::new(), Tone::Plain));
                third.extend(acts(sheet, columns));
            }
            vec![first(), wide_page(), third]
        }
    }
}

fn tell_pages(lines: &mut Vec<Line>, at: usize, wide: bool) {
    let names = if wide { ["texts", "risk and clocks", "acts"] } else { ["facts", "texts", "risk, clocks, acts"] };
    let name = names.get(at).unwrap_or(&"");
    lines.insert(0, (format!("page {} of 3 (d): {name}", at + 1), Tone::Faint));
}

fn put_lines(page: &mut Page<'_>, area: Rect, lines: &[Line], offset: usize) {
    let offset = offset.min(lines.len().saturating_sub(1));
    for (i, (text, tone)) in lines.iter().skip(offset).take(usize::from(area.height)).enumerate() {
        page.put(area, 1, u16::try_from(i).unwrap_or(u16::MAX), text, *tone);
    }
}

fn facts(model: &Model, sheet: &ChangeSheet, columns: usize) -> Vec<Line> {
    let r = &sheet.row;
    let mut lines: Vec<Line> = Vec::new();
    let mut fact = |label: &str, value: String, tone: Tone| {
        for (i, part) in wrap(&value, columns.saturating_sub(11)).into_iter().enumerate() {
            lines.push((format!("{:<10} {part}", if i == 0 { label } else { "" }), tone));
        }
    };
    let risk = match (&sheet.risk_sheet.title, sheet.risk_sheet.score) {
        (Some(title), Some(score)) => format!("{} {score}", title.to_uppercase()),
        _ => "not assessed".into(),
    };
    fact("Risk", risk, risk_tone(r.risk.as_deref().unwrap_or_default()));
    fact("When", r.window.as_ref().map_or_else(|| "no window".into(), |w| window(model, w)), Tone::Plain);
    fact("Where", if r.environment.is_empty() { "-".into() } else { r.environment.join(", ") }, Tone::Plain);
    fact("Owner", format!("{}   requester {}", r.owner.as_deref().unwrap_or("-"), r.requester), Tone::Plain);
    if let Some(reason) = &sheet.hold_reason {
        fact("On hold", reason.clone(), Tone::Warn);
    }
    if sheet.deferrals > 0 {
        let until = sheet.deferred_to.map(|t| format!(", to {}", short(model, t.0))).unwrap_or_default();
        fact("Deferred", format!("{} time(s){until}", sheet.deferrals), Tone::Warn);
    }
    fact("Next", r.next_action.clone(), Tone::Accent);
    if !r.waiting_for.is_empty() {
        fact("Waits for", r.waiting_for.join(", "), Tone::Plain);
    }
    lines
}

fn progress(model: &Model, sheet: &ChangeSheet, columns: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let ready = &sheet.ready;
    if ready.ready {
        lines.push((format!("READY to {}", ready.step), Tone::Good));
    } else {
        lines.push((format!("NOT READY to {}:", ready.step), Tone::Warn));
        for m in &ready.missing {
            for part in wrap(&format!("- {}  {}", m.text, m.clauses.join(" ")), columns) {
                lines.push((part, Tone::Warn));
            }
        }
        for reason in &ready.reasons {
            for part in wrap(&format!("- {}  {}", reason.text, reason.clauses.join(" ")), columns) {
                lines.push((part, Tone::Warn));
            }
        }
    }
    for warning in &ready.warnings {
        for part in wrap(&format!("note: {}  {}", warning.text, warning.clauses.join(" ")), columns) {
            lines.push((part, Tone::Faint));
        }
    }
    lines.push((String::new(), Tone::Plain));
    if !sheet.approvals.is_empty() {
        lines.push(("APPROVALS".into(), Tone::Strong));
    }
    for a in &sheet.approvals {
        let mark = match a.state.as_str() {
            "approved" => "[x]",
            "rejected" => "[R]",
            _ => "[ ]",
        };
        let tone = match a.state.as_str() {
            "approved" => Tone::Good,
            "rejected" => Tone::Bad,
            _ => Tone::Plain,
        };
        let by = if a.by.is_empty() { format!("{} of {}", a.have, a.need) } else { a.by.join(", ") };
        let due = a.due_at.map(|t| format!("  due {}", short(model, t.0))).unwrap_or_default();
        for part in wrap(&format!("{mark} {} {} ({by}){due}  {}", a.title, a.state, a.clauses.join(" ")), columns) {
            lines.push((part, tone));
        }
    }
    if !sheet.reviews.is_empty() {
        lines.push(("REVIEWS".into(), Tone::Strong));
    }
    for v in &sheet.reviews {
        let (mark, tone) = match v.state.as_str() {
            "passed" => ("[x]", Tone::Good),
            "failed" => ("[F]", Tone::Bad),
            _ => ("[ ]", Tone::Plain),
        };
        let by = if v.by.is_empty() { v.roles.join("/") } else { v.by.join(", ") };
        for part in wrap(&format!("{mark} {} {} of {} ({by})", v.title, v.have, v.need), columns) {
            lines.push((part, tone));
        }
    }
    if !sheet.conditions.is_empty() {
        lines.push(("CONDITIONS".into(), Tone::Strong));
    }
    for c in &sheet.conditions {
        let (mark, tone) = if c.verified_by.is_some() { ("[x]", Tone::Good) } else { ("[ ]", Tone::Warn) };
        let owner = c.owner.as_deref().unwrap_or("nobody named");
        for part in wrap(&format!("{mark} {} {} ({owner})", c.no, c.text), columns) {
            lines.push((part, tone));
        }
    }
    if let Some(b) = &sheet.ballot {
        let what = b.outcome.clone().unwrap_or_else(|| format!("{}, present {} of {}", b.state, b.present, b.quorum));
        lines.push((format!("BALLOT {}  {}  (v goes there)", b.no, what.replace('_', " ")), Tone::Accent));
    }
    lines
}

fn texts(sheet: &ChangeSheet, columns: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for field in &sheet.fields {
        let Some(value) = &field.value else { continue };
        if field.id == "title" {
            continue;
        }
        lines.push((field.label.to_uppercase(), Tone::Strong));
        lines.extend(wrap(value, columns).into_iter().map(|l| (l, Tone::Plain)));
    }
    let empty: Vec<&str> = sheet.fields.iter().filter(|f| f.value.is_none()).map(|f| f.label.as_str()).collect();
    if !empty.is_empty() {
        lines.push(("EMPTY".into(), Tone::Strong));
        lines.extend(wrap(&empty.join(", "), columns).into_iter().map(|l| (l, Tone::Faint)));
    }
    lines
}

fn risk(model: &Model, sheet: &ChangeSheet, columns: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = vec![("RISK".into(), Tone::Strong)];
    let cited = sheet.risk_sheet.clauses.join(" ");
    for text in &sheet.risk_sheet.explain {
        lines.extend(wrap(text, columns).into_iter().map(|l| (l, Tone::Plain)));
    }
    for f in &sheet.risk_sheet.factors {
        let rating = f.rating.clone().unwrap_or_else(|| "not rated".into());
        let tone = if f.value.is_some() { Tone::Plain } else { Tone::Warn };
        lines.push((format!("{:<28} {rating}", crate::base::text::fit(&f.label, 28)), tone));
    }
    if !cited.is_empty() {
        lines.push((cited, Tone::Faint));
    }
    lines.push(("CLOCKS".into(), Tone::Strong));
    if sheet.clocks.is_empty() {
        lines.push(("none runs".into(), Tone::Faint));
    }
    for c in &sheet.clocks {
        let tone = match c.state.as_str() {
            "breached" | "late" => Tone::Bad,
            "amber" => Tone::Warn,
            "met" => Tone::Good,
            _ => Tone::Plain,
        };
        let text = format!("{}: {} by {}  {}", c.title, c.state, short(model, c.limit.0), c.clauses.join(" "));
        lines.extend(wrap(&text, columns).into_iter().map(|l| (l, tone)));
    }
    lines
}

fn acts(sheet: &ChangeSheet, columns: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = vec![("WHAT YOU MAY DO NOW (A)".into(), Tone::Strong)];
    for act in &sheet.acts {
        let name = act.act.replace('_', " ");
        if act.possible {
            lines.push((name, Tone::Good));
        } else {
            lines.extend(wrap(&format!("{name}: {}", act.why_not), columns).into_iter().map(|l| (l, Tone::Faint)));
        }
    }
    let origin = sheet.origin.as_ref().map(|o| format!(", imported from {o}")).unwrap_or_default();
    lines.push((format!("judged by {}; {} entries{origin}", sheet.pack, sheet.history_count), Tone::Faint));
    lines
}
