//! The cursor of the home page: it stays on its record, and that where it is seen, whatever comes to stand above it.

use super::barrier;
use crate::tui::message::Effect;
use crate::tui::model::{Model, Screen};
use crate::tui::view::{self, home};

/// What waits, and of which change; a row of the queue has no word.
type Record = (String, String);

fn record(model: &Model, at: usize) -> Option<Record> {
    let waits = model.inbox.items.get(at).map(|i| (i.kind.clone(), i.id.clone()));
    let row = || model.queue.list.items.get(at.checked_sub(model.inbox.items.len())?);
    waits.or_else(|| row().map(|r| (String::new(), r.id.clone())))
}

/// Where a record stands now; what waits of the same change takes the place of what waits no more.
fn place(model: &Model, (kind, id): &Record) -> Option<usize> {
    let all = model.inbox.items.len() + model.queue.list.items.len();
    let same = (0..all).find(|at| record(model, *at).is_some_and(|r| r.0 == *kind && r.1 == *id));
    same.or_else(|| model.inbox.items.iter().position(|i| i.id == *id))
}

/// Alters the lists of the home page. Where another record is under the cursor than before, keys count once the page is seen:
/// Enter was meant for what stood there.
pub(super) fn hold(model: &mut Model, alter: impl FnOnce(&mut Model)) -> Vec<Effect> {
    let Some(Screen::Home(at, offset)) = model.stack.first() else {
        alter(model);
        return Vec::new();
    };
    // Before anything waits to be read nobody has chosen a line.
    let (at, offset, before) = (*at, *offset, record(model, *at).filter(|_| model.inbox.loaded));
    let body = view::body(model);
    let stood = home::line(body, model, at);
    alter(model);
    let last = (model.inbox.items.len() + model.queue.list.items.len()).saturating_sub(1);
    // Where nothing waited, or nobody has gone to it, the first line is that of whatever comes first.
    let unmoved = at == 0 && !model.home_chosen;
    let top = unmoved || (at == 0 && before.as_ref().is_some_and(|(kind, _)| kind.is_empty()));
    let found = if top { Some(0) } else { before.as_ref().and_then(|r| place(model, r)) };
    let now = found.unwrap_or_else(|| at.min(last));
    // At the top what comes is seen at once; further down nothing moves away under the eyes.
    let chosen = found.is_some() && (at > 0 || offset > 0);
    let first = if chosen { home::keep(body, model, now, (stood, offset)) } else { offset };
    if let Some(Screen::Home(at, offset)) = model.stack.first_mut() {
        (*at, *offset) = (now, first);
    }
    let waited = before.as_ref().is_some_and(|(kind, _)| !kind.is_empty());
    let another = unmoved && waited && record(model, 0) != before;
    if before.is_some() && (found.is_none() || another) && model.stack.len() == 1 {
        return vec![barrier(model)];
    }
    Vec::new()
}
