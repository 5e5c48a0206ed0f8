//! What an answer of the worker does to the model.

use super::refresh;
use crate::tui::form::Form;
use crate::tui::message::{Answer, Effect, Request};
use crate::tui::model::{Model, Notice, Popup, Screen};

/// Takes an answer in.
pub fn answer(model: &mut Model, answer: Answer) -> Vec<Effect> {
    match answer {
        Answer::Register(register) => model.register = register,
        Answer::Inbox(items) => {
            if let Some(Screen::Home(list)) = model.stack.iter_mut().find(|s| matches!(s, Screen::Home(_))) {
                list.fill(items);
            }
        }
        Answer::Queue(page, query, ticket) => {
            // An answer to a question that has been replaced comes too late.
            if ticket == model.ticket {
                model.queue.take(page, &query);
            }
        }
        Answer::Change(sheet) => return change(model, sheet),
        Answer::Blank(sheet) => {
            let drafts = model.drafts.clone();
            if let Some(Screen::Form(form)) = model.stack.last_mut() {
                *form = Form::of(&sheet, true);
                if let Some((_, draft)) = drafts.iter().find(|(k, d)| k == "new" && d.change_type == form.change_type) {
                    form.restore(draft);
                    model.tell("your draft is back where you left it");
                }
            }
        }
        Answer::Ballot(sheet) => {
            let id = sheet.id.clone();
            if let Some(Screen::Ballot(shown, _)) =
                model.stack.iter_mut().find(|s| matches!(s, Screen::Ballot(_, i) if *i == id))
            {
                *shown = Some(sheet);
            }
        }
        Answer::Log(lines, id, before) => {
            if let Some(Screen::Log(log)) = model.stack.last_mut()
                && log.id == id
            {
                log.more = !lines.is_empty();
                if before.is_some() {
                    log.list.items.extend(lines);
                } else {
                    log.list.fill(lines);
                }
            }
        }
        Answer::Packs(rows) => {
            if let Some(Screen::Pack(page)) = model.stack.last_mut() {
                page.packs.fill(rows);
            }
        }
        Answer::Pack(sheet, clauses) => {
            if let Some(Screen::Pack(page)) = model.stack.last_mut() {
                page.sheet = Some(sheet);
                page.clauses.fill(clauses);
            }
        }
        Answer::Board(board) => {
            if let Some(Screen::Board(shown)) = model.stack.last_mut() {
                *shown = Some(board);
            }
        }
        Answer::Drafts(drafts) => {
            if let Some((key, _)) = drafts.first() {
                model.tell(format!(
                    "a draft of yours is kept: {} ({})",
                    key,
                    if key == "new" { "press +" } else { "open it, press e" }
                ));
            }
            model.drafts = drafts;
        }
        Answer::Done(receipt) => return done(model, receipt),
        Answer::Failed(failure, act) => {
            model.busy = false;
            if act || !failure.lines.is_empty() {
                model.popup = Some(Popup::Failure(failure, 0));
            } else {
                model.notice = Some(Notice { text: failure.text, bad: true });
            }
        }
        Answer::Kept | Answer::Gone(_) => {}
    }
    Vec::new()
}

fn change(model: &mut Model, sheet: Box<crate::sheets::change::ChangeSheet>) -> Vec<Effect> {
    let id = sheet.row.id.clone();
    // A record that moved while something is being decided on it is named; the act itself is refused by its revision.
    let moved = model.act.as_ref().is_some_and(|a| a.id == id && a.revision.is_some_and(|r| r != sheet.row.revision));
    let drafts = model.drafts.clone();
    let mut told = None;
    for screen in &mut model.stack {
        match screen {
            Screen::Detail(detail) if detail.id == id => {
                if moved {
                    detail.difference = Some(format!("{id} is now at revision {}", sheet.row.revision));
                }
                detail.sheet = Some(sheet.clone());
            }
            Screen::Form(form) if form.id.as_ref() == Some(&id) && form.fields.items.is_empty() => {
                *form = Form::of(&sheet, false);
                if let Some((_, draft)) = drafts.iter().find(|(k, _)| *k == id) {
                    form.restore(draft);
                    told = Some("your draft is back where you left it");
                }
            }
            _ => {}
        }
    }
    if let Some(text) = told {
        model.tell(text);
    }
    Vec::new()
}

fn done(model: &mut Model, receipt: crate::sheets::register::Receipt) -> Vec<Effect> {
    model.busy = false;
    let warned = receipt.warnings.first().map(|w| format!("  (warning: {})", w.text)).unwrap_or_default();
    let state = receipt.state.as_ref().map(|s| format!(", now {s}")).unwrap_or_default();
    let kinds = receipt.entries.iter().map(|e| e.kind.rsplit('.').next().unwrap_or_default().replace('_', " "));
    let what = kinds.collect::<Vec<_>>().join(", ");
    model.tell(format!("recorded {}{state}: {what}{warned}", receipt.id));
    model.receipt = Some(receipt.clone());
    let mut effects = Vec::new();
    if let Some(Screen::Form(form)) = model.stack.last() {
        let key = form.key();
        model.drafts.retain(|(k, _)| *k != key);
        effects.push(Effect::Ask(Request::Draft(key, None)));
        model.stack.pop();
        if let Ok(no) = receipt.id.parse() {
            let known = model.stack.iter().any(|s| matches!(s, Screen::Detail(d) if d.id == receipt.id));
            if !known {
                model
                    .stack
                    .push(Screen::Detail(crate::tui::screen::Detail { id: receipt.id.clone(), ..Default::default() }));
            }
            effects.push(Effect::Ask(Request::Change(no)));
        }
    }
    if matches!(model.stack.last(), Some(Screen::First(_))) {
        model.stack = vec![Screen::Home(crate::tui::screen::List::default())];
    }
    effects.extend(refresh(model));
    effects.push(Effect::Ask(Request::Register));
    effects.push(Effect::Ask(Request::Inbox));
    effects
}
