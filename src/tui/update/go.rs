//! The go/no-go board: going there, its environments, and deciding on it.

use super::{acting, barrier, moves};
use crate::app::acts::go as acts;
use crate::app::keymap::Action;
use crate::sheets::evidence::BoardSheet;
use crate::tui::go::{GoPage, Row};
use crate::tui::message::Effect;
use crate::tui::model::{Model, Screen};

/// Opens the board of the change that one is at.
pub fn open(model: &mut Model) -> Vec<Effect> {
    let id = super::about::current_id(model).filter(|id| id.starts_with("CHG-"));
    let Some(id) = id else {
        model.tell("go to a change first: its go/no-go board is opened from there");
        return Vec::new();
    };
    let mut effects = moves::open(model, Screen::Go(GoPage::of(&id, None)));
    effects.push(barrier(model));
    effects
}

/// Takes a board in.
pub fn shown(model: &mut Model, sheet: &BoardSheet) -> Vec<Effect> {
    for screen in &mut model.stack {
        let Screen::Go(page) = screen else { continue };
        if page.id != sheet.id || page.env.as_ref().is_some_and(|e| sheet.env.as_ref() != Some(e)) {
            continue;
        }
        page.sheet = Some(Box::new(sheet.clone()));
        page.at = page.at.min(page.rows().saturating_sub(1));
        if std::mem::take(&mut page.seeks) {
            page.seek();
        }
    }
    Vec::new()
}

/// A key of the board.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Open => decide(model, None),
        Action::NextPage => next(model),
        _ => Vec::new(),
    }
}

/// Begins to decide; a digit chooses what stands on the page, so that Enter may follow at once.
pub fn decide(model: &mut Model, digit: Option<char>) -> Vec<Effect> {
    let Some(Screen::Go(page)) = model.screen() else { return Vec::new() };
    let Some(sheet) = page.sheet.as_deref() else { return Vec::new() };
    let decider = match page.row() {
        Some(Row::Decider(decider)) => Some(decider),
        _ => acts::decider(sheet),
    };
    let Some(decider) = decider else {
        model.tell("the pack has nobody decide on this");
        return Vec::new();
    };
    let mut line = acts::line(sheet, decider);
    let Some(digit) = digit else { return acting::open(model, line) };
    if !line.choose(digit) {
        return Vec::new();
    }
    let effects = acting::open(model, line);
    model.barrier = None;
    effects.into_iter().filter(|e| !matches!(e, Effect::Barrier)).collect()
}

/// The board of the next environment.
fn next(model: &mut Model) -> Vec<Effect> {
    let Some(Screen::Go(page)) = model.stack.last_mut() else { return Vec::new() };
    let Some(sheet) = &page.sheet else { return Vec::new() };
    let next = sheet.next();
    if next.is_none() {
        model.tell("the pack has no board for another environment");
        return Vec::new();
    }
    *page = GoPage::of(&page.id, next);
    page.ask().map(Effect::Ask).into_iter().collect()
}
