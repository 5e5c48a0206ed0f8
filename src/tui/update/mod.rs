//! What a message does to the model, and what the model then asks for.

mod about;
mod acting;
mod actions;
mod answer;
mod calendar;
mod command;
mod copy;
mod go;
mod home;
mod kept;
mod keys;
mod meeting;
mod moves;
mod place;
mod popup;
mod room;
mod run;
mod typing;
pub use copy::offers as copies;
pub use popup::{found, menu, runs};

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
        Message::Answer(answer) => {
            let mut effects = answer::answer(model, *answer);
            effects.extend(place::resume(model));
            effects
        }
        Message::Seen => {
            if let Some(dropped @ 1..) = model.barrier.take() {
                let keys = crate::base::text::so_many(dropped, "key");
                model.tell(format!("{keys} {UNSEEN} {} ignored", if dropped == 1 { "was" } else { "were" }));
            }
            Vec::new()
        }
        Message::Turned => {
            model.inbox_until = None;
            vec![Effect::Ask(Request::Inbox)]
        }
        Message::Save => keep_draft(model),
        Message::Edited(edited) => typing::edited(model, edited),
        Message::Leave => {
            // The terminal is gone, and nobody asked to leave: the next session goes on from here.
            let mut effects = keep_draft(model);
            effects.extend(place::keep(model));
            effects.push(Effect::Quit);
            effects
        }
    }
}

/// What is told of keys that came too early, in the middle of the sentence.
const UNSEEN: &str = "typed before this page was shown";

/// Puts the barrier up: keys count once the page that is drawn next can be seen. Those that one barrier has kept out are
/// told of when the next one falls.
pub(super) fn barrier(model: &mut Model) -> Effect {
    model.barrier.get_or_insert(0);
    Effect::Barrier
}

/// Other sessions' acts show at once where one follows something; lists wait until one asks.
pub(super) fn elsewhere(model: &mut Model) -> Vec<Effect> {
    let mut effects = Vec::new();
    let ask = match model.screen() {
        Some(Screen::Detail(detail) | Screen::Ballot(detail)) => detail.id.parse().ok().map(Request::Change),
        Some(Screen::Home(..)) => Some(Request::Inbox),
        Some(Screen::Board(_)) => Some(Request::Board),
        Some(Screen::Calendar(page)) => Some(calendar::asks(page)),
        Some(Screen::Meeting(page)) => Some(Request::Meeting(page.id.clone())),
        Some(Screen::Run(page)) => run::ask(page),
        Some(Screen::Go(page)) => page.ask(),
        Some(Screen::Runs(_)) => Some(Request::Runs),
        Some(Screen::Audience(page)) => return vec![Effect::Ask(page.room())],
        _ => None,
    };
    effects.extend(ask.map(Effect::Ask));
    if matches!(model.screen(), Some(Screen::Home(..))) {
        // Who is present, and which meeting is next.
        effects.push(Effect::Ask(Request::Board));
    }
    effects.extend([Request::Register, Request::Drafts].map(Effect::Ask));
    effects.push(Effect::Ask(Request::Fresh(model.queue.query(), model.ticket)));
    effects
}

/// Leaves with drafts kept.
pub(super) fn leave(model: &mut Model) -> Vec<Effect> {
    let mut effects = keep_draft(model);
    effects.push(Effect::Quit);
    effects
}

/// Keeps what was typed in the form or the act line, if it is not kept yet.
pub(super) fn keep_draft(model: &mut Model) -> Vec<Effect> {
    let mut effects = Vec::new();
    if let Some((key, draft)) = model.words() {
        model.drafts.retain(|(k, _)| *k != key);
        model.drafts.extend(draft.clone().map(|d| (key.clone(), d)));
        model.brought = draft.is_some().then(|| key.clone());
        effects.push(Effect::Ask(Request::Draft(key, draft)));
    }
    effects.extend(keep_form(model));
    effects
}

/// What was recorded needs no draft any more.
pub(super) fn discard(model: &mut Model, key: &str) -> Option<Effect> {
    let before = model.drafts.len();
    model.drafts.retain(|(k, _)| k != key);
    (model.drafts.len() < before).then(|| Effect::Ask(Request::Draft(key.to_owned(), None)))
}

fn keep_form(model: &mut Model) -> Vec<Effect> {
    match model.stack.last_mut() {
        Some(Screen::Form(form)) if form.dirty => {
            form.dirty = false;
            let draft = form.draft();
            let draft = (!draft.fields.is_empty()).then_some(draft);
            let key = form.key();
            model.drafts.retain(|(k, _)| *k != key);
            model.drafts.extend(draft.clone().map(|d| (key.clone(), d)));
            vec![Effect::Ask(Request::Draft(key, draft))]
        }
        _ => Vec::new(),
    }
}

/// Asks again for what the current screen shows.
pub(super) fn refresh(model: &mut Model) -> Vec<Effect> {
    let ask = match model.screen() {
        Some(Screen::Home(..)) => {
            let queue = model.queue_again();
            let asks = [Request::Register, Request::Inbox, Request::Board, Request::Counts].map(Effect::Ask);
            return std::iter::once(queue).chain(asks).collect();
        }
        Some(Screen::Queue) => return vec![model.queue_again()],
        Some(Screen::Detail(detail) | Screen::Ballot(detail)) => detail.id.parse().ok().map(Request::Change),
        Some(Screen::Pack(page)) => {
            Some(page.sheet.as_ref().map_or(Request::Packs, |s| Request::Pack(s.row.id.clone())))
        }
        Some(Screen::Calendar(page)) => Some(calendar::asks(page)),
        Some(Screen::Log(log)) => Some(Request::Log(log.id.clone(), None, log.out_of_band)),
        Some(Screen::Meeting(page)) => Some(Request::Meeting(page.id.clone())),
        Some(Screen::Run(page)) => run::ask(page),
        Some(Screen::Go(page)) => page.ask(),
        Some(Screen::Runs(_)) => Some(Request::Runs),
        Some(Screen::Board(_)) => return vec![Effect::Ask(Request::Board), Effect::Ask(Request::People)],
        _ => None,
    };
    ask.map(Effect::Ask).into_iter().collect()
}
