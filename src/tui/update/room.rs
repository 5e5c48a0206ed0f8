//! The audience's screen: what the chair leads it by, and its own keys.

use crate::app::keymap::Action;
use crate::sheets::meeting::{Audience, MeetingSheet};
use crate::tui::message::{Effect, Request};
use crate::tui::model::{Model, Screen};
use crate::tui::screen::MeetingPage;
use crossterm::event::KeyCode;

/// A key on an audience's screen that shows nothing: six digits pair it. None where the key means something else.
pub fn pairing(model: &mut Model, key: KeyCode) -> Option<Vec<Effect>> {
    let Some(Screen::Audience(page)) = model.stack.last_mut() else { return None };
    page.hidden.filter(|_| page.sheet.is_none())?;
    match key {
        KeyCode::Char(digit @ '0'..='9') => {
            if page.digits.len() >= 6 {
                page.digits.clear();
            }
            page.digits.push(digit);
            model.notice = None;
        }
        KeyCode::Backspace => drop(page.digits.pop()),
        _ => return None,
    }
    let room = page.room();
    let whole = page.digits.len() == 6;
    Some(whole.then_some(Effect::Ask(room)).into_iter().collect())
}

/// Leads the audience's screen by one of the keys for it.
pub fn lead(model: &mut Model, sheet: &MeetingSheet, action: Action) -> Vec<Effect> {
    let Audience { shown, blank, page, .. } = sheet.audience;
    if !sheet.leads {
        model.tell("who leads the meeting leads what the room sees; K takes the chair");
        return Vec::new();
    }
    if !shown && action != Action::Audience {
        model.tell("the audience's screen is off: P switches it on");
        return Vec::new();
    }
    let (shown, blank, page) = match action {
        Action::Audience => (!shown, false, if shown { page } else { 0 }),
        Action::Blank => (shown, !blank, page),
        _ => (shown, blank, (page + 1) % 4),
    };
    if let Some(Screen::Meeting(MeetingPage { sheet: Some(sheet), .. })) = model.stack.last_mut() {
        // A key that follows at once goes on from here, not from what was read before.
        (sheet.audience.shown, sheet.audience.blank, sheet.audience.page) = (shown, blank, page);
    }
    if let Some(Screen::Meeting(page)) = model.stack.last_mut() {
        page.switched = action == Action::Audience && shown;
    }
    vec![Effect::Ask(Request::Audience(sheet.row.id.clone(), shown, blank, page))]
}

/// A key of a presenter's remote, at the screen itself.
pub fn turn(page: &mut MeetingPage, action: Action) {
    match action {
        Action::Page => page.turned += 1,
        // Four pages: three further are one back.
        Action::PageBack => page.turned += 3,
        Action::Blank => page.dark = !page.dark,
        _ => {}
    }
}
