//! What a message does to the model, and what the model then asks for.

mod act;
mod answer;
mod keys;
mod moves;
mod popup;
pub use popup::found;

use super::message::{Effect, Message, Request};
use super::model::{Model, Screen};

/// Takes a message in.
pub fn update(model: &mut Model, message: Message) -> Vec<Effect> {
    match message {
        Message::Key(key) => keys::key(model, key),
        Message::Paste(text) => keys::paste(model, &text),
        Message::Size(width, height) => {
            model.size = (width, height);
            vec![Effect::Redraw]
        }
        Message::Answer(answer) => answer::answer(model, *answer),
        Message::Elsewhere => elsewhere(model),
        Message::Minute => Vec::new(),
        Message::Leave => leave(model),
    }
}

/// Other sessions' acts show at once where one follows something; lists wait until one asks.
fn elsewhere(model: &mut Model) -> Vec<Effect> {
    let ask = match model.screen() {
        Some(Screen::Ballot(_, id)) => id.parse().ok().map(Request::Ballot),
        Some(Screen::Detail(detail)) => detail.id.parse().ok().map(Request::Change),
        Some(Screen::Home(_)) => Some(Request::Inbox),
        _ => None,
    };
    model.elsewhere = true;
    ask.map(Effect::Ask).into_iter().collect()
}

/// Leaves with drafts kept.
fn leave(model: &mut Model) -> Vec<Effect> {
    let mut effects = keep_draft(model);
    effects.push(Effect::Quit);
    effects
}

/// Keeps what was typed in the form, if it is not kept yet.
pub(super) fn keep_draft(model: &mut Model) -> Vec<Effect> {
    match model.stack.last_mut() {
        Some(Screen::Form(form)) if form.dirty => {
            form.dirty = false;
            let draft = form.draft();
            let draft = (!draft.fields.is_empty()).then_some(draft);
            vec![Effect::Ask(Request::Draft(form.key(), draft))]
        }
        _ => Vec::new(),
    }
}

/// Asks again for what the current screen shows.
pub(super) fn refresh(model: &mut Model) -> Vec<Effect> {
    model.elsewhere = false;
    let ask = match model.screen() {
        Some(Screen::Home(_)) => {
            let queue = model.queue_again();
            return vec![Effect::Ask(Request::Register), Effect::Ask(Request::Inbox), queue];
        }
        Some(Screen::Queue) => return vec![model.queue_again()],
        Some(Screen::Detail(detail)) => detail.id.parse().ok().map(Request::Change),
        Some(Screen::Ballot(_, id)) => id.parse().ok().map(Request::Ballot),
        Some(Screen::Pack(_)) => Some(Request::Packs),
        Some(Screen::Log(log)) => Some(Request::Log(log.id.clone(), None)),
        Some(Screen::Board(_)) => Some(Request::Board),
        _ => None,
    };
    ask.map(Effect::Ask).into_iter().collect()
}
