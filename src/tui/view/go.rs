//! The go/no-go board: each point with its evidence and its age, who decides, and what that comes to.

use super::Cursors;
use super::doc::Doc;
use super::page::{Page, columns};
use super::run::{areas, hidden};
use super::when::{away, short};
use crate::base::text::fit;
use crate::sheets::evidence::{BoardSheet, DeciderRow, PointRow};
use crate::text::words::plain;
use crate::tui::go::{GoPage, Row};
use crate::tui::layout::{Class, class};
use crate::tui::model::Model;
use crate::tui::theme::Tone;
use ratatui::layout::Rect;

/// Keeps the row under the cursor on the page; gives the first line.
#[must_use]
pub fn follow(area: Rect, model: &Model, go: &GoPage) -> usize {
    let Some(sheet) = &go.sheet else { return 0 };
    let (list, ..) = areas(area, lines(sheet), details(area, model, go).len());
    let rows = usize::from(list.height).max(1);
    let at = line_of(sheet, go.at);
    if at < go.offset {
        at
    } else if at >= go.offset + rows {
        at + 1 - rows
    } else {
        go.offset.min(lines(sheet).saturating_sub(rows))
    }
}

/// The row under the cursor whole, where its page has no room for it.
#[must_use]
pub fn whole(area: Rect, model: &Model, go: &GoPage) -> Vec<String> {
    details(area, model, go).words()
}

/// Lines of the list: the points, a heading, and who decides.
fn lines(sheet: &BoardSheet) -> usize {
    sheet.points.len() + sheet.deciders.len() + usize::from(!sheet.deciders.is_empty())
}

/// The line of a row.
fn line_of(sheet: &BoardSheet, row: usize) -> usize {
    row + usize::from(row >= sheet.points.len())
}

/// Draws the board.
pub fn draw(page: &mut Page<'_>, area: Rect, model: &Model, go: &GoPage) -> Cursors {
    let Some(sheet) = &go.sheet else {
        page.put(area, 1, 0, &format!("{} GO/NO-GO", go.id), Tone::Strong);
        return (None, None);
    };
    head(page, area, sheet);
    if sheet.points.is_empty() && sheet.deciders.is_empty() {
        page.put(area, 1, 2, "Its pack has no go/no-go decision there.", Tone::Faint);
        return (None, None);
    }
    let (list, below, foot) = areas(area, lines(sheet), details(area, model, go).len());
    let here = line_of(sheet, go.at);
    for y in 0..list.height {
        let line = go.offset + usize::from(y);
        let row = line.checked_sub(usize::from(line > sheet.points.len())).filter(|_| line != sheet.points.len());
        match row {
            None if !sheet.deciders.is_empty() => drop(page.put(list, 1, y, "WHO DECIDES", Tone::Strong)),
            None => {}
            Some(row) => match (sheet.points.get(row), sheet.deciders.get(row.wrapping_sub(sheet.points.len()))) {
                (Some(point), _) => point_line(page, list, y, model, point),
                (None, Some(decider)) => decider_line(page, list, y, decider),
                (None, None) => {}
            },
        }
        if line == here {
            page.put(list, 0, y, ">", Tone::Accent);
            page.select(Rect { x: list.x.saturating_add(1), ..list }, y, 10);
        }
    }
    let wide = list.width < area.width;
    if wide {
        page.divider(list);
    } else {
        page.rule(below, 0, &hidden(lines(sheet), go.offset, usize::from(list.height)));
    }
    let top = u16::from(!wide).min(below.height);
    let inner = Rect { y: below.y + top, height: below.height - top, ..below };
    details(inner, model, go).draw(page, inner, 0);
    page.put(foot, 1, 0, &fit(&footing(sheet, area.width), usize::from(foot.width.saturating_sub(2))), Tone::Faint);
    let y = u16::try_from(here.saturating_sub(go.offset)).unwrap_or(0);
    (None, Some((list.x, list.y + y.min(list.height.saturating_sub(1)))))
}

/// What it comes to, for which environment, and how many points are GO.
fn head(page: &mut Page<'_>, area: Rect, sheet: &BoardSheet) {
    let (word, tone) = said(&sheet.verdict);
    let x = page.put(area, 1, 0, &sheet.id, Tone::Strong);
    let env = sheet.env.as_deref().unwrap_or("no environment");
    let at = sheet.environments.iter().position(|e| Some(e) == sheet.env.as_ref()).map_or(0, |i| i + 1);
    let of = match sheet.environments.len() {
        n if n > 1 && at > 0 => format!(" ({at} of {n})"),
        _ => String::new(),
    };
    let phone = class(area.width) == Class::Phone;
    let name = if phone { format!("go/no-go {env}") } else { format!("GO/NO-GO for {env}{of}") };
    let x = page.put(area, x + 2, 0, &name, Tone::Accent);
    let tally = format!("{}/{} go", sheet.go(), sheet.points.len());
    let tone_of = if sheet.go() == sheet.points.len() { Tone::Good } else { Tone::Plain };
    let x = page.put(area, x + 2, 0, &tally, tone_of);
    if x + columns(word) + 2 < area.width {
        page.right(area, 0, word, tone);
    }
    page.rule(area, 1, "");
}

/// A state in capital letters, for nobody should have to look twice.
fn said(state: &str) -> (&'static str, Tone) {
    match state {
        "go" => ("GO", Tone::Good),
        "no_go" => ("NO-GO", Tone::Bad),
        _ => ("OPEN", Tone::Warn),
    }
}

/// The mark and word of a state.
fn state(state: &str) -> (&'static str, &'static str, Tone) {
    match state {
        "go" => ("x", "GO", Tone::Good),
        "no_go" => ("!", "NO-GO", Tone::Bad),
        _ => (" ", "open", Tone::Warn),
    }
}

fn point_line(page: &mut Page<'_>, list: Rect, y: u16, model: &Model, point: &PointRow) {
    let age = point.measured.map(|at| away(model, at.0)).unwrap_or_default();
    let phone = class(list.width) == Class::Phone;
    let room = usize::from(list.width.saturating_sub(12 + columns(&age) + 3));
    let title = if phone { room } else { room.min(30) };
    mark(page, list, y, &point.state);
    page.put(list, 12, y, &page.cut(&point.title, title), Tone::Plain);
    if !phone && room > title + 12 {
        // The newest of its evidence begins with what it is and what it measured.
        let none = if point.state == "open" { "no evidence yet" } else { "" };
        let shown = point.evidence.first().map_or(none, String::as_str);
        page.put(list, 43, y, &fit(shown, room - title - 1), Tone::Faint);
    }
    page.right(list, y, &age, Tone::Faint);
}

fn decider_line(page: &mut Page<'_>, list: Rect, y: u16, decider: &DeciderRow) {
    mark(page, list, y, &decider.state);
    let by = match decider.by.as_slice() {
        [] if decider.yours => "YOU".to_owned(),
        [] => String::new(),
        by => by.join(", "),
    };
    let room = list.width.saturating_sub(12 + columns(&by) + 3);
    page.put(list, 12, y, &fit(&titled(decider, list.width), usize::from(room)), Tone::Plain);
    page.right(list, y, &by, if decider.by.is_empty() { Tone::Warn } else { Tone::Plain });
}

/// Who decides, or on a phone only the role, which comes last.
fn titled(decider: &DeciderRow, width: u16) -> String {
    let role = decider.title.rsplit(": ").next().filter(|_| class(width) == Class::Phone);
    role.unwrap_or(&decider.title).to_owned()
}

fn mark(page: &mut Page<'_>, list: Rect, y: u16, of: &str) {
    let (mark, word, tone) = state(of);
    let x = page.put(list, 1, y, &format!("[{mark}]"), tone);
    page.put(list, x + 1, y, word, tone);
}

/// The row under the cursor: why, its evidence, how old it is, what would make it GO.
fn details(area: Rect, model: &Model, go: &GoPage) -> Doc {
    let mut doc = Doc::new(area);
    doc.seen_by("z");
    match go.row() {
        Some(Row::Point(point)) => {
            let (word, tone) = said(&point.state);
            doc.pieces(vec![(format!("{word}  "), tone), (point.title.clone(), Tone::Strong)]);
            if !point.text.is_empty() {
                doc.text(&point.text, Tone::Plain);
            }
            if point.state != "go" {
                doc.pair("to do", &point.remedy, Tone::Warn);
            }
            point.evidence.iter().for_each(|line| doc.pair("evidence", line, Tone::Plain));
            if let Some(at) = point.measured {
                let until = match point.until {
                    Some(until) if until.0 < model.now() => format!(", too old since {}", short(model, until.0)),
                    Some(until) => format!(", counts until {}", short(model, until.0)),
                    None => String::new(),
                };
                doc.pair("measured", &format!("{} ({}){until}", short(model, at.0), away(model, at.0)), Tone::Faint);
            }
            doc.cite(&point.clauses);
        }
        Some(Row::Decider(decider)) => {
            let (word, tone) = said(&decider.state);
            doc.pieces(vec![(format!("{word}  "), tone), (decider.title.clone(), Tone::Strong)]);
            let roles: Vec<String> = decider.roles.iter().map(|r| plain(r)).collect();
            doc.pair("who", &roles.join(" or "), Tone::Plain);
            doc.pair("decided by", &decider.by.join(", "), Tone::Plain);
            if decider.yours {
                doc.text("1 GO    2 NO-GO, and why    then Enter", Tone::Warn);
            }
            doc.cite(&decider.clauses);
        }
        None => {}
    }
    doc
}

/// What is against it, and who has still to decide.
fn footing(sheet: &BoardSheet, width: u16) -> String {
    let waits: Vec<String> = sheet.waits_for().map(|d| titled(d, width)).collect();
    let points = sheet.points.iter().filter(|p| p.state == "no_go").map(|p| p.title.clone());
    let deciders = sheet.deciders.iter().filter(|d| d.state == "no_go");
    let against: Vec<String> = points
        .chain(deciders.map(|d| {
            let who = if d.by.is_empty() { String::new() } else { format!(" ({})", d.by.join(", ")) };
            titled(d, width) + &who
        }))
        .collect();
    match (waits.as_slice(), sheet.verdict.as_str()) {
        ([], "no_go") => format!("NO-GO: {}", against.join("; ")),
        ([], "go") => "everybody who decides said GO".into(),
        ([], _) => String::new(),
        (waits, _) => {
            let mine = sheet.waits_for().any(|d| d.yours) && class(width) != Class::Phone;
            let keys = if mine { "1 GO, 2 NO-GO    " } else { "" };
            format!("{keys}still to decide: {}", waits.join("; "))
        }
    }
}
