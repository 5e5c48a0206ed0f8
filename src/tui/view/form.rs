//! The form: fields with their values, the open one below with its text.

use super::page::{Page, wrap};
use crate::base::text::fit;
use crate::tui::form::{Form, choices};
use crate::tui::layout::{Class, class};
use crate::tui::model::Model;
use crate::tui::theme::Tone;
use ratatui::layout::Rect;

/// Rows of the list of fields.
#[must_use]
pub fn rows(body: u16, form: &Form) -> usize {
    usize::from(body.saturating_sub(2 + editor_rows(body, form)))
}

fn editor_rows(body: u16, form: &Form) -> u16 {
    if form.open.is_some() { (body / 3).clamp(3, 12) } else { 4.min(body / 3) }
}

/// Draws the form; gives the cursor of the open field.
pub fn draw(page: &mut Page<'_>, area: Rect, _model: &Model, form: &Form) -> Option<(u16, u16)> {
    let what = form.id.clone().unwrap_or_else(|| "NEW CHANGE".into());
    let phone = class(area.width) == Class::Phone;
    let hint = match (form.change_type.is_empty(), phone) {
        (true, _) => "",
        (false, true) => "Enter writes, S records",
        (false, false) => "Enter writes, S records, q keeps a draft",
    };
    // A record that is being read has no type yet.
    let kind = form.change_type.trim_matches('-');
    let x = page.put(area, 1, 0, &format!("{what}  {}  ", if phone { "" } else { kind }), Tone::Strong);
    page.put(area, x, 0, hint, Tone::Faint);
    if form.change_type.is_empty() {
        for (i, kind) in form.types.iter().enumerate() {
            page.put(area, 1, u16::try_from(i + 2).unwrap_or(2), &format!("{} {kind}", i + 1), Tone::Plain);
        }
        page.put(
            area,
            1,
            u16::try_from(form.types.len() + 3).unwrap_or(6),
            "Which type? Press its digit.",
            Tone::Faint,
        );
        return None;
    }
    let shown = rows(area.height, form);
    let label_width = if phone { 16 } else { 28 };
    for (i, field) in form.fields.items.iter().enumerate().skip(form.fields.offset).take(shown) {
        let y = u16::try_from(i - form.fields.offset + 1).unwrap_or(u16::MAX);
        let at = i == form.fields.at;
        let mark = if at { ">" } else { " " };
        let need = match (field.required, field.value.is_some()) {
            (true, false) => "*",
            _ => " ",
        };
        let tone = if need == "*" { Tone::Warn } else { Tone::Plain };
        page.put(area, 0, y, &format!("{mark}{need}{}", fit(&field.label, label_width)), tone);
        let value = field.value.clone().unwrap_or_default().replace('\n', " / ");
        page.put(area, u16::try_from(label_width + 4).unwrap_or(32), y, &value, Tone::Plain);
        if at {
            page.select(area, y, u16::try_from(label_width + 2).unwrap_or(30));
        }
    }
    editor(page, area, form, u16::try_from(shown).unwrap_or(0) + 1)
}

fn editor(page: &mut Page<'_>, area: Rect, form: &Form, y: u16) -> Option<(u16, u16)> {
    let field = form.fields.current()?;
    page.rule(area, y, &field.label);
    let Some(text) = &form.open else {
        let choices = choices(field);
        let mut hint = field.hint.clone();
        if !choices.is_empty() {
            let list: Vec<String> = choices.iter().take(9).enumerate().map(|(i, c)| format!("{} {c}", i + 1)).collect();
            hint = format!("{hint}   {}", list.join("  "));
        }
        let cited = if field.clauses.is_empty() { String::new() } else { format!("  {}", field.clauses.join(" ")) };
        let columns = usize::from(area.width.saturating_sub(2));
        for (i, line) in wrap(format!("{hint}{cited}").trim(), columns).into_iter().take(3).enumerate() {
            page.put(area, 1, y + 1 + u16::try_from(i).unwrap_or(0), &line, Tone::Faint);
        }
        return None;
    };
    let tui_textarea::DataCursor(row, column) = text.cursor();
    let height = usize::from(area.height.saturating_sub(y + 1)).max(1);
    let first = row.saturating_sub(height - 1);
    let columns = usize::from(area.width.saturating_sub(2)).max(1);
    // A long line scrolls sideways so that the cursor stays on it.
    let skip = column.saturating_sub(columns.saturating_sub(1));
    for (i, line) in text.lines().iter().enumerate().skip(first).take(height) {
        let shown: String = line.chars().skip(skip).collect();
        page.put(area, 1, y + 1 + u16::try_from(i - first).unwrap_or(0), &shown, Tone::Plain);
    }
    let x = u16::try_from(column - skip).unwrap_or(0) + 1;
    let cy = u16::try_from(row - first).unwrap_or(0) + y + 1;
    Some((area.x + x.min(area.width.saturating_sub(1)), area.y + cy.min(area.height.saturating_sub(1))))
}
