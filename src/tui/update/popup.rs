//! Keys while a window is open: help, palette, a refusal.

use crate::tui::keymap::{self, Binding};
use crate::tui::message::Effect;
use crate::tui::model::{Model, Popup};
use crate::tui::view;
use crossterm::event::{KeyCode, KeyEvent};

/// The bindings that help or palette lists for a filter: every letter in order, ranked by how well they fit.
#[must_use]
pub fn found(model: &Model, filter: &str, palette: bool) -> Vec<&'static Binding> {
    use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
    let all: Vec<&'static Binding> =
        keymap::help(model.context()).filter(|b| !palette || !b.words.is_empty()).collect();
    if filter.is_empty() {
        return all;
    }
    let mut matcher = nucleo_matcher::Matcher::default();
    let pattern = Pattern::parse(filter, CaseMatching::Ignore, Normalization::Smart);
    let mut scored: Vec<(u32, &'static Binding)> = all
        .into_iter()
        .filter_map(|b| {
            let text = format!("{} {}", b.words, b.keys.join(" "));
            let mut chars = Vec::new();
            let score = pattern.score(nucleo_matcher::Utf32Str::new(&text, &mut chars), &mut matcher)?;
            Some((score, b))
        })
        .collect();
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    scored.into_iter().map(|(_, b)| b).collect()
}

/// A key while a window is open.
pub fn key(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let Some(popup) = model.popup.clone() else { return Vec::new() };
    match (popup, key.code) {
        (Popup::Failure(failure, at), KeyCode::Down | KeyCode::Char('j')) => {
            let last = view::popup_last(model);
            model.popup = Some(Popup::Failure(failure, (at + 1).min(last)));
        }
        (Popup::Failure(failure, at), KeyCode::Up | KeyCode::Char('k')) => {
            model.popup = Some(Popup::Failure(failure, at.saturating_sub(1)));
        }
        (Popup::Text(title, lines, at), KeyCode::Down | KeyCode::Char('j')) => {
            let last = view::popup_last(model);
            model.popup = Some(Popup::Text(title, lines, (at + 1).min(last)));
        }
        (Popup::Text(title, lines, at), KeyCode::Up | KeyCode::Char('k')) => {
            model.popup = Some(Popup::Text(title, lines, at.saturating_sub(1)));
        }
        (Popup::Help(filter, at) | Popup::Palette(filter, at), KeyCode::Enter) => {
            let palette = matches!(model.popup, Some(Popup::Palette(..)));
            let chosen = found(model, &filter, palette).get(at).copied();
            model.popup = None;
            if let Some(binding) = chosen {
                return super::keys::act(model, binding.action);
            }
        }
        (Popup::Help(filter, at), code) => model.popup = filtered(&filter, at, code).map(|(f, a)| Popup::Help(f, a)),
        (Popup::Palette(filter, at), code) => {
            model.popup = filtered(&filter, at, code).map(|(f, a)| Popup::Palette(f, a));
        }
        (Popup::Failure(..) | Popup::Text(..), _) => model.popup = None,
    }
    Vec::new()
}

/// The filter and the line after a key; none when the window closes.
fn filtered(filter: &str, at: usize, code: KeyCode) -> Option<(String, usize)> {
    match code {
        KeyCode::Esc => None,
        KeyCode::Down | KeyCode::Tab => Some((filter.into(), at + 1)),
        KeyCode::Up => Some((filter.into(), at.saturating_sub(1))),
        KeyCode::Backspace if filter.is_empty() => None,
        KeyCode::Backspace => Some((filter.chars().take(filter.chars().count() - 1).collect(), 0)),
        KeyCode::Char(c) => Some((format!("{filter}{c}"), 0)),
        _ => Some((filter.into(), at)),
    }
}
