//! The form: fields with their values, and below them the one under the cursor with its help or its text.

use super::Cursors;
use super::page::Page;
use super::when::short;
use crate::base::text::{fit, wrap};
use crate::base::time::Moment;
use crate::tui::form::{Form, choices};
use crate::tui::layout::{Class, class};
use crate::tui::model::Model;
use crate::tui::theme::Tone;
use ratatui::layout::Rect;

/// Rows of the list of fields.
#[must_use]
pub fn rows(area: Rect, form: &Form) -> u16 {
    area.height.saturating_sub(2 + editor_rows(area, form))
}

/// Rows of the field under the cursor, without its rule.
fn editor_rows(area: Rect, form: &Form) -> u16 {
    let third = area.height / 3;
    let lines = form.open.as_ref().map_or(0, |t| u16::try_from(t.lines().len()).unwrap_or(u16::MAX));
    match (&form.open, form.several_lines()) {
        (Some(_), true) => (lines + 2).clamp(third, (area.height / 2).max(third)),
        (Some(_), false) => 3.min(third),
        _ => third.clamp(2, 5).min(area.height / 2),
    }
}

/// Draws the form.
pub fn draw(page: &mut Page<'_>, area: Rect, model: &Model, form: &Form) -> Cursors {
    let what = form.id.clone().unwrap_or_else(|| "NEW CHANGE".into());
    if form.change_type.is_empty() {
        page.put(area, 1, 0, &what, Tone::Strong);
        page.put(area, 1, 2, "Which type? Press its digit.", Tone::Plain);
        for (i, kind) in form.types.iter().enumerate().take(9) {
            let y = u16::try_from(i + 4).unwrap_or(u16::MAX);
            page.put(area, 1, y, &format!("{} {}", i + 1, kind.replace('_', " ")), Tone::Accent);
        }
        return (None, Some((area.x, area.y)));
    }
    heading(page, area, model, form, &what);
    let shown = rows(area, form);
    let label = if class(area.width) == Class::Phone { 16 } else { 30 };
    let list = Rect { y: area.y.saturating_add(1), height: shown, ..area };
    for (i, field) in form.fields.items.iter().enumerate().skip(form.fields.offset).take(usize::from(shown)) {
        let y = u16::try_from(i - form.fields.offset).unwrap_or(u16::MAX);
        let lacks = field.required && field.value.is_none();
        let (mark, tone) = match (Form::unreadable(field, model.here()).is_some(), lacks) {
            (true, _) => ("!", Tone::Bad),
            (false, true) => ("*", Tone::Warn),
            (false, false) => (" ", Tone::Plain),
        };
        page.put(list, 1, y, mark, tone);
        page.put(list, 2, y, &fit(&field.label, label), tone);
        let value = field.value.clone().unwrap_or_default().replace('\n', " / ");
        let at = u16::try_from(label + 3).unwrap_or(33);
        page.put(list, at, y, &value, Tone::Plain);
        if i == form.fields.at {
            page.put(list, 0, y, ">", Tone::Accent);
            page.select(Rect { x: list.x.saturating_add(2), ..list }, y, at.saturating_sub(3));
        }
    }
    let here = u16::try_from(form.fields.at.saturating_sub(form.fields.offset)).unwrap_or(0);
    let rest = Rect { y: area.y + (shown + 1).min(area.height), height: area.height.saturating_sub(shown + 1), ..area };
    let typed = editor(page, rest, model, form);
    (typed, Some((area.x, list.y + here)))
}

fn heading(page: &mut Page<'_>, area: Rect, model: &Model, form: &Form, what: &str) {
    let x = page.put(area, 1, 0, what, Tone::Strong);
    let x = page.put(area, x + 2, 0, &form.change_type.replace('_', " "), Tone::Plain);
    let missing = form.fields.items.iter().filter(|f| f.required && f.value.is_none()).count();
    let odd = form.fields.items.iter().filter(|f| Form::unreadable(f, model.here()).is_some()).count();
    let (text, tone) = match (odd, missing) {
        (0, 0) => ("all needed is filled".to_owned(), Tone::Good),
        (0, n) => (format!("* {n} still needed"), Tone::Warn),
        (n, 0) => (format!("! {n} cannot be read"), Tone::Bad),
        (n, m) => (format!("! {n} cannot be read, * {m}"), Tone::Bad),
    };
    page.put(area, x + 2, 0, &text, tone);
    if area.width >= 80 {
        let kept = match (form.dirty, form.changed().is_empty()) {
            (true, _) => "not kept yet",
            (false, true) => "",
            (false, false) => "draft kept",
        };
        page.right(area, 0, kept, Tone::Faint);
    }
}

/// The field under the cursor: what to write there, or the text that is being written.
fn editor(page: &mut Page<'_>, area: Rect, model: &Model, form: &Form) -> Option<(u16, u16)> {
    let field = form.fields.current()?;
    page.rule(area, 0, &field.label);
    if let Some(list) = form.open.as_ref().map(|_| form.suggestions(&model.people)).filter(|l| !l.is_empty()) {
        let names: Vec<String> =
            list.iter().enumerate().map(|(i, (id, name))| format!("{} {name} ({id})", i + 1)).collect();
        for (i, line) in wrap(&names.join("   "), usize::from(area.width.saturating_sub(2))).iter().enumerate() {
            page.put(area, 1, u16::try_from(i + 2).unwrap_or(u16::MAX), line, Tone::Faint);
        }
    }
    let body = Rect { y: area.y + 1.min(area.height), height: area.height.saturating_sub(1), ..area };
    let Some(text) = &form.open else {
        help(page, body, form, model);
        return None;
    };
    let tui_textarea::DataCursor(row, column) = text.cursor();
    let height = usize::from(body.height).max(1);
    let first = (row + 1).saturating_sub(height);
    // A long line scrolls sideways, so that the cursor stays on it.
    let before = |line: &str, n: usize| crate::base::text::width(&line.chars().take(n).collect::<String>());
    let room = usize::from(body.width.saturating_sub(2)).max(1);
    let line = text.lines().get(row).map_or("", String::as_str);
    let mut skip = 0;
    while before(line, column).saturating_sub(before(line, skip)) >= room {
        skip += 1;
    }
    for (i, line) in text.lines().iter().enumerate().skip(first).take(height) {
        let shown: String = line.chars().skip(skip).collect();
        page.put(body, 1, u16::try_from(i - first).unwrap_or(u16::MAX), &shown, Tone::Plain);
    }
    let x = u16::try_from(before(line, column) - before(line, skip)).unwrap_or(0) + 1;
    let y = u16::try_from(row - first).unwrap_or(0);
    Some((body.x + x.min(body.width.saturating_sub(1)), body.y + y.min(body.height.saturating_sub(1))))
}

/// The field's hint, its choices by digit, its clauses.
fn help(page: &mut Page<'_>, area: Rect, form: &Form, model: &Model) {
    let Some(field) = form.fields.current() else { return };
    let choices = choices(field);
    let mut lines: Vec<(String, Tone)> = Vec::new();
    let columns = usize::from(area.width.saturating_sub(2));
    let how = match (choices.is_empty(), field.kind.as_str()) {
        (false, "choices") => "digits choose, again takes back",
        (false, "dates") => "digits choose free days, again takes back; Enter writes others",
        (false, _) => "a digit chooses",
        (true, "window") => "Enter writes: FROM/TO, such as 2026-10-03 22:00/2026-10-03 23:30",
        (true, "moment") => "Enter writes a time, such as 2026-10-03 22:00",
        (true, "dates") => "Enter writes: times such as 2026-10-13 18:00, several by comma",
        (true, "people" | "list") => "Enter writes, several by comma",
        (true, "person") => "Enter writes; digits take a name",
        (true, _) => "Enter writes, e opens your editor",
    };
    if !choices.is_empty() {
        let label = |c: &String| match field.kind.as_str() {
            "dates" => Moment::parse(c, model.zone()).map_or_else(|_| c.clone(), |at| short(model, at)),
            _ => c.replace('_', " "),
        };
        let list: Vec<String> =
            choices.iter().take(10).enumerate().map(|(i, c)| format!("{} {}", (i + 1) % 10, label(c))).collect();
        lines.extend(wrap(&list.join("   "), columns).into_iter().map(|l| (l, Tone::Accent)));
    }
    let odd = Form::unreadable(field, model.here()).map(|why| format!("! cannot be read: {why}")).unwrap_or_default();
    lines.extend(wrap(&odd, columns).into_iter().map(|l| (l, Tone::Bad)));
    let cited = if field.clauses.is_empty() { String::new() } else { format!("  {}", field.clauses.join(" ")) };
    lines.extend(wrap(format!("{}{cited}", field.hint).trim(), columns).into_iter().map(|l| (l, Tone::Plain)));
    lines.push((how.into(), Tone::Faint));
    for (i, (line, tone)) in lines.iter().filter(|(l, _)| !l.is_empty()).enumerate() {
        page.put(area, 1, u16::try_from(i).unwrap_or(u16::MAX), line, *tone);
    }
}
