//! Where a key goes: to the window, the act line, the field that is open, or through the table of keys.

use super::{acting, actions, popup, typing};
use crate::app::keymap::{self, Action};
use crate::base::text::{LINE_MAX, tame_line, tame_prose};
use crate::tui::keyboard;
use crate::tui::message::Effect;
use crate::tui::model::{Model, Screen};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Pasted text goes into the open field, and nowhere else.
pub fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    if model.barrier.is_some() || model.popup.is_some() {
        return Vec::new();
    }
    if let Some(line) = &mut model.act {
        if line.typing() && !line.sent {
            // Evidence keeps its lines.
            let kept = matches!(line.kind, crate::app::acts::line::Kind::Checklist { .. });
            line.write(&if kept { tame_prose(text) } else { tame_line(text, LINE_MAX) });
        }
        return Vec::new();
    }
    match model.stack.last_mut() {
        Some(Screen::Form(form)) => form.paste(text),
        Some(Screen::Pack(page)) if page.searching => {
            page.search.push_str(&tame_line(text, LINE_MAX));
            page.filter();
        }
        Some(Screen::Queue) if model.queue.searching => {
            model.queue.search.push_str(&tame_line(text, LINE_MAX));
            return vec![model.queue_again()];
        }
        _ => {}
    }
    Vec::new()
}

/// Takes a key in.
pub fn key(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    if control && key.code == KeyCode::Char('c') {
        return super::leave(model);
    }
    if let Some(dropped) = &mut model.barrier {
        // Typed before the page could be seen.
        *dropped += 1;
        return Vec::new();
    }
    // Who goes on is not led back any more.
    model.returning = None;
    let name = keyboard::name(&key);
    let always = keymap::action(keymap::Context::Global, &name);
    if let (true, Some(action @ (Action::Redraw | Action::Suspend))) = (control, always) {
        return actions::carry_out(model, action);
    }
    if model.popup.is_some() {
        return popup::key(model, key);
    }
    if model.act.is_some() {
        return acting::key(model, key);
    }
    if typing::open(model) {
        return typing::key(model, key);
    }
    if std::mem::take(&mut model.going) {
        let name = format!("g {name}");
        return match keymap::action(model.context(), &name) {
            Some(action) => actions::carry_out(model, action),
            None => Vec::new(),
        };
    }
    if let Some(effects) = super::room::pairing(model, key.code) {
        return effects;
    }
    if let KeyCode::Char(digit @ '0'..='9') = key.code {
        return actions::pick(model, digit);
    }
    match keymap::action(model.context(), &name) {
        Some(action) => actions::carry_out(model, action),
        None => Vec::new(),
    }
}
