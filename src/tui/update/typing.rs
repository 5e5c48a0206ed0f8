//! Keys in an open field: a field of a form, or a search whose results follow every letter.

use super::keep_draft;
use crate::tui::form::Form;
use crate::tui::message::Effect;
use crate::tui::model::{Model, Screen};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Whether a field is open.
#[must_use]
pub fn open(model: &Model) -> bool {
    match model.screen() {
        Some(Screen::Form(form)) => form.open.is_some(),
        Some(Screen::Pack(page)) => page.searching,
        Some(Screen::Queue) => model.queue.searching,
        _ => false,
    }
}

/// A key in the open field.
pub fn key(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    match model.stack.last_mut() {
        Some(Screen::Form(_)) => form(model, key),
        Some(Screen::Pack(page)) => {
            if let Some(open) = edit(&mut page.search, key) {
                page.searching = open;
            }
            page.filter();
            Vec::new()
        }
        Some(Screen::Queue) => queue(model, key),
        _ => Vec::new(),
    }
}

/// A key in a search field: whether it stays open, where that changes; Esc empties it.
fn edit(text: &mut String, key: KeyEvent) -> Option<bool> {
    match key.code {
        KeyCode::Enter | KeyCode::Tab | KeyCode::Up | KeyCode::Down => return Some(false),
        KeyCode::Esc => {
            text.clear();
            return Some(false);
        }
        KeyCode::Backspace => drop(text.pop()),
        KeyCode::Char('u') if key.modifiers.contains(KeyModifiers::CONTROL) => text.clear(),
        KeyCode::Char(c) if !key.modifiers.contains(KeyModifiers::CONTROL) => text.push(c),
        _ => {}
    }
    None
}

fn queue(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let before = model.queue.search.clone();
    let named = before.trim().to_uppercase();
    if key.code == KeyCode::Enter && named.parse::<crate::base::ids::ChangeNo>().is_ok() {
        // A number leads to its change.
        model.queue.searching = false;
        model.queue.search.clear();
        let mut effects = vec![model.queue_again()];
        effects.extend(super::moves::open(model, Screen::Detail(crate::tui::screen::Detail::of(named))));
        return effects;
    }
    if let Some(open) = edit(&mut model.queue.search, key) {
        model.queue.searching = open;
    }
    if model.queue.search == before {
        return Vec::new();
    }
    model.queue.list.at = 0;
    model.queue.list.offset = 0;
    vec![model.queue_again()]
}

fn form(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let people = model.people.clone();
    let Some(Screen::Form(form)) = model.stack.last_mut() else { return Vec::new() };
    match (key.code, form.several_lines()) {
        (KeyCode::Esc, _) => form.close_field(),
        (KeyCode::Tab, _) => {
            form.close_field();
            form.fields.step(1);
        }
        (KeyCode::BackTab, _) => {
            form.close_field();
            form.fields.step(-1);
        }
        (KeyCode::Enter, false) => {
            form.close_field();
            form.fields.step(1);
        }
        (KeyCode::Char(digit @ '1'..='9'), _) if form.names_people() => {
            if form.name_person(digit, &people) {
                return keep_draft(model);
            }
            form.type_key(key);
            return Vec::new();
        }
        _ => {
            form.type_key(key);
            return Vec::new();
        }
    }
    keep_draft(model)
}

/// What came back from the person's own editor goes into the field; a failure leaves the field as it was.
pub fn edited(model: &mut Model, edited: Result<String, String>) -> Vec<Effect> {
    match (edited, model.stack.last_mut()) {
        (Ok(text), Some(Screen::Form(form))) => {
            form.replace(&text);
            keep_draft(model)
        }
        (Ok(text), Some(Screen::Run(_))) => super::run::edited(model, &text),
        (Ok(_), _) => Vec::new(),
        (Err(why), _) => {
            model.warn(why);
            Vec::new()
        }
    }
}

/// Opens the person's own editor on the field under the cursor, or the built-in area where none is named.
pub fn editor(model: &mut Model) -> Vec<Effect> {
    let Some(Screen::Form(form)) = model.stack.last_mut() else { return Vec::new() };
    if !writes(form) {
        model.tell("choose with a digit");
        return Vec::new();
    }
    if crate::app::editor::named().is_none() {
        form.open_field();
        model.tell("no editor is named (QUORATE_EDITOR, VISUAL, EDITOR): write here; Esc closes the field");
        return Vec::new();
    }
    let Some(field) = form.fields.current() else { return Vec::new() };
    let name = format!("{}-{}", form.key(), field.id);
    vec![Effect::Edit(field.value.clone().unwrap_or_default(), name)]
}

fn writes(form: &Form) -> bool {
    form.fields.current().is_some_and(|f| crate::tui::form::choices(f).is_empty())
}
