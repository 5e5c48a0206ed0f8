//! What keys do, by the table of keys.

use super::act;
use super::moves::{back, enter, page, step};
use super::{keep_draft, popup, refresh};
use crate::tui::act::{ActLine, Kind};
use crate::tui::form::Form;
use crate::tui::keymap::{self, Action};
use crate::tui::message::{Effect, Request};
use crate::tui::model::{Model, Popup, Screen};
use crate::tui::screen::{Detail, LogPage, PackPage, STATES};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Pasted text goes into the open field, and nowhere else.
pub fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    if let Some(line) = &mut model.act {
        if matches!(line.step(), Some(crate::tui::act::Step::Text(..))) {
            line.input.push_str(&crate::base::text::tame_line(text, 2000));
        }
    } else if let Some(Screen::Form(form)) = model.stack.last_mut() {
        form.paste(text);
    } else if model.queue.searching {
        model.queue.search.push_str(&crate::base::text::tame_line(text, 200));
        return vec![model.queue_again()];
    }
    Vec::new()
}

/// Takes a key in.
pub fn key(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    if key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL) && model.act.is_none() {
        return super::leave(model);
    }
    if model.popup.is_some() {
        return popup::key(model, key);
    }
    if model.act.is_some() {
        return act::key(model, key);
    }
    if let Some(Screen::Form(form)) = model.stack.last_mut()
        && form.open.is_some()
    {
        return typing(model, key);
    }
    if model.queue.searching {
        return searching(model, key);
    }
    let name = keymap::name(&key);
    if model.going {
        model.going = false;
        return go(model, &name);
    }
    if let Some(digit) = name.parse::<usize>().ok().filter(|d| (1..=9).contains(d)) {
        return pick(model, digit);
    }
    match keymap::action(model.context(), &name) {
        Some(action) => act(model, action),
        None => Vec::new(),
    }
}

/// A key in the open field of a form.
fn typing(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let Some(Screen::Form(form)) = model.stack.last_mut() else { return Vec::new() };
    let several = form.several_lines();
    match key.code {
        KeyCode::Esc | KeyCode::Tab => form.close_field(),
        KeyCode::Enter if !several => {
            form.close_field();
            form.fields.step(1);
        }
        _ => {
            form.type_key(key);
            // What is typed is kept with every word, and on leaving the field.
            if key.code != KeyCode::Char(' ') && key.code != KeyCode::Enter {
                return Vec::new();
            }
        }
    }
    keep_draft(model)
}

/// A key in the search field: results follow with every letter.
fn searching(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    match key.code {
        KeyCode::Enter => model.queue.searching = false,
        KeyCode::Esc => {
            model.queue.searching = false;
            model.queue.search.clear();
            return vec![model.queue_again()];
        }
        KeyCode::Down | KeyCode::Up => {
            model.queue.searching = false;
            return act(model, if key.code == KeyCode::Down { Action::Down } else { Action::Up });
        }
        KeyCode::Backspace => {
            model.queue.search.pop();
            return vec![model.queue_again()];
        }
        KeyCode::Char(c) if !key.modifiers.contains(KeyModifiers::CONTROL) => {
            model.queue.search.push(c);
            return vec![model.queue_again()];
        }
        _ => {}
    }
    Vec::new()
}

/// A digit: the n-th line, or the n-th choice of a page that exists for one act.
fn pick(model: &mut Model, digit: usize) -> Vec<Effect> {
    match model.stack.last_mut() {
        Some(Screen::Home(list)) => {
            list.at = (digit - 1).min(list.items.len().saturating_sub(1));
        }
        Some(Screen::First(list)) => {
            list.at = (digit - 1).min(list.items.len().saturating_sub(1));
        }
        Some(Screen::Queue) => {
            let at = model.queue.list.offset + digit - 1;
            model.queue.list.at = at.min(model.queue.list.items.len().saturating_sub(1));
        }
        Some(Screen::Ballot(Some(ballot), id)) if ballot.state == "open" => {
            let mut line = act::vote(&id.clone(), ballot.revision);
            line.revision = None;
            if line.choose(digit) {
                act::open(model, line);
            }
        }
        Some(Screen::Form(form)) if form.change_type.is_empty() => {
            if let Some(kind) = form.types.get(digit - 1).cloned() {
                form.change_type.clone_from(&kind);
                return vec![Effect::Ask(Request::Blank(kind))];
            }
        }
        Some(Screen::Form(form)) => {
            form.choose(digit);
            return keep_draft(model);
        }
        _ => {}
    }
    Vec::new()
}

fn go(model: &mut Model, name: &str) -> Vec<Effect> {
    let screen = match name {
        "g" => return act(model, Action::Top),
        "h" => {
            model.stack.truncate(1);
            return refresh(model);
        }
        "q" => Screen::Queue,
        "l" => Screen::Log(LogPage::default()),
        "p" => Screen::Pack(PackPage::default()),
        "b" => Screen::Board(None),
        _ => return Vec::new(),
    };
    model.stack.truncate(1);
    open(model, screen)
}

pub(super) fn open(model: &mut Model, screen: Screen) -> Vec<Effect> {
    model.notice = None;
    model.stack.push(screen);
    refresh(model)
}

/// Carries out an action.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Up => return step(model, -1),
        Action::Down => return step(model, 1),
        Action::PageUp => return step(model, -page(model)),
        Action::PageDown => return step(model, page(model)),
        Action::Top => return step(model, isize::MIN / 2),
        Action::Bottom => return step(model, isize::MAX / 2),
        Action::Open => return enter(model),
        Action::Back => return back(model),
        Action::Leave => return super::leave(model),
        Action::Redraw => return vec![Effect::Redraw],
        Action::Refresh => return refresh(model),
        Action::Go => model.going = true,
        Action::Zone => model.utc = !model.utc,
        Action::Help => model.popup = Some(Popup::Help(String::new(), 0)),
        Action::Palette => model.popup = Some(Popup::Palette(String::new(), 0)),
        Action::Filter => model.queue.searching = true,
        Action::New => {
            let types = model.register.types.clone();
            model.stack.push(Screen::Form(Form::new_change(types)));
        }
        Action::Sort => {
            use crate::app::options::Sort;
            model.queue.sort = match model.queue.sort {
                Sort::Newest => Sort::Oldest,
                Sort::Oldest => Sort::Risk,
                Sort::Risk => Sort::Window,
                Sort::Window => Sort::Updated,
                Sort::Updated => Sort::Newest,
            };
            model.queue.list.at = 0;
            model.queue.list.offset = 0;
            return vec![model.queue_again()];
        }
        Action::States => {
            model.queue.state = (model.queue.state + 1) % STATES.len();
            model.queue.list.at = 0;
            model.queue.list.offset = 0;
            return vec![model.queue_again()];
        }
        Action::Twin => {
            let twin = model.act.as_ref().map(|a| a.twin.clone()).unwrap_or_else(|| twin(model));
            model.popup = Some(Popup::Text("The command that does the same".into(), vec![twin], 0));
        }
        Action::NextPane => {
            if let Some(Screen::Detail(detail)) = model.stack.last_mut() {
                detail.page = (detail.page + 1) % 3;
                detail.offset = 0;
            } else if let Some(Screen::Pack(pack)) = model.stack.last_mut() {
                pack.page = (pack.page + 1) % 4;
                pack.offset = 0;
            }
        }
        Action::Edit | Action::Act | Action::Vote | Action::CloseVote | Action::Defer | Action::Rollcall => {
            return on_record(model, action);
        }
        Action::Log => {
            let id = current_id(model);
            return open(model, Screen::Log(LogPage { id, ..LogPage::default() }));
        }
        Action::Details => {
            if let Some(id) = current_id(model) {
                return open(model, Screen::Detail(Detail { id, ..Detail::default() }));
            }
        }
        Action::Record => {
            if let Some(Screen::Form(form)) = model.stack.last() {
                let count = form.changed().len();
                if count == 0 {
                    model.tell("nothing differs from what is recorded");
                } else {
                    let id = form.id.clone().unwrap_or_else(|| "a new change".into());
                    let title = format!("Record {count} field(s) of {id}?");
                    let line = ActLine::new(Kind::Form, &id, form.revision, title, Vec::new());
                    act::open(model, line);
                }
            }
        }
    }
    Vec::new()
}

/// The record that the screen is about.
fn current_id(model: &Model) -> Option<String> {
    match model.screen()? {
        Screen::Detail(detail) => Some(detail.id.clone()),
        Screen::Ballot(_, id) => Some(id.clone()),
        Screen::Home(list) => list.current().map(|i| i.id.clone()),
        Screen::Queue => model.queue.list.current().map(|r| r.id.clone()),
        _ => None,
    }
}

fn twin(model: &Model) -> String {
    match (model.screen(), current_id(model)) {
        (Some(Screen::Ballot(..)), Some(id)) => format!("quorate vote tally {id}"),
        (Some(Screen::Detail(_)), Some(id)) => format!("quorate change view {id}"),
        (Some(Screen::Home(_)), _) => "quorate inbox".into(),
        (Some(Screen::Log(log)), _) => format!("quorate audit log {}", log.id.clone().unwrap_or_default()),
        (Some(Screen::Pack(_)), _) => "quorate policy list".into(),
        (Some(Screen::Board(_)), _) => "quorate board view".into(),
        _ => "quorate change list".into(),
    }
}

fn on_record(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(id) = current_id(model) else { return Vec::new() };
    let sheet = match model.screen() {
        Some(Screen::Detail(detail)) => detail.sheet.clone(),
        _ => None,
    };
    match (action, sheet) {
        (Action::Edit, Some(_)) => {
            let mut form = Form::new_change(Vec::new());
            form.id = Some(id.clone());
            form.change_type = "-".into();
            model.stack.push(Screen::Form(form));
            return id.parse().ok().map(|no| Effect::Ask(Request::Change(no))).into_iter().collect();
        }
        (Action::Act, Some(sheet)) => act::open(model, act::menu(&sheet)),
        (Action::Vote, Some(sheet)) => {
            if sheet.ballot.as_ref().is_some_and(|b| b.state != "decided" && !b.stale) {
                return open(model, Screen::Ballot(sheet.ballot.map(Box::new), id));
            }
            act::open(model, act::open_vote(&sheet));
        }
        (Action::CloseVote, _) => {
            if let Some(Screen::Ballot(Some(ballot), _)) = model.screen() {
                let title = format!(
                    "Close: {} of {} voted, present {} of {} needed",
                    ballot.voted, ballot.eligible, ballot.present, ballot.quorum
                );
                let steps = vec![crate::tui::act::Step::Text("rationale (needed if it is lost)".into(), false)];
                let line = ActLine::new(Kind::CloseVote, &id, None, title, steps);
                act::open(model, line);
            }
        }
        (Action::Defer, sheet) => {
            let line = act::defer(&id, sheet.map(|s| s.row.revision), model.now(), model.zone());
            act::open(model, line);
        }
        (Action::Rollcall, _) => {
            if let Some(Screen::Ballot(Some(ballot), _)) = model.screen() {
                let persons: Vec<_> = ballot.members.iter().map(|m| (m.person.clone(), m.name.clone())).collect();
                let line = act::rollcall(&id, &persons);
                act::open(model, line);
            }
        }
        _ => {}
    }
    Vec::new()
}
