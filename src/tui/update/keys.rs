//! What keys do, by the table of keys.

use super::act;
use super::{keep_draft, popup, refresh};
use crate::tui::act::{ActLine, Kind};
use crate::tui::form::Form;
use crate::tui::keymap::{self, Action};
use crate::tui::message::{Effect, Request};
use crate::tui::model::{Model, Notice, Popup, Screen};
use crate::tui::screen::{Detail, List, LogPage, PackPage, STATES};
use crate::tui::view;
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
            if form.choose(digit) {
                return keep_draft(model);
            }
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

fn open(model: &mut Model, screen: Screen) -> Vec<Effect> {
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
            let types = vec!["normal".to_owned(), "standard".to_owned(), "emergency".to_owned()];
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
            model.popup = Some(Popup::Text("The command that does the same".into(), vec![twin]));
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
        (Action::Defer, sheet) => act::open(model, act::defer(&id, sheet.map(|s| s.row.revision))),
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

fn page(model: &Model) -> isize {
    isize::try_from(view::list_rows(model)).unwrap_or(10).max(1)
}

fn step(model: &mut Model, by: isize) -> Vec<Effect> {
    let rows = view::list_rows(model);
    match model.stack.last_mut() {
        Some(Screen::Home(list)) => {
            list.step(by);
            list.follow(rows);
        }
        Some(Screen::First(list)) => list.step(by),
        Some(Screen::Tour(at)) => *at = at.saturating_add_signed(by.signum()).min(view::TOUR_PAGES - 1),
        Some(Screen::Queue) => {
            model.queue.list.step(by);
            model.queue.list.follow(rows);
            if let Some(query) = model.queue.near_edge(rows) {
                return vec![Effect::Ask(Request::Queue(query, model.ticket))];
            }
        }
        Some(Screen::Detail(detail)) => detail.offset = detail.offset.saturating_add_signed(by),
        Some(Screen::Pack(pack)) => match (&pack.sheet, pack.page) {
            (None, _) => pack.packs.step(by),
            (Some(_), 0) => {
                pack.clauses.step(by);
                pack.clauses.follow(rows);
            }
            _ => pack.offset = pack.offset.saturating_add_signed(by),
        },
        Some(Screen::Log(log)) => {
            log.list.step(by);
            log.list.follow(rows);
            if log.more && log.list.at + rows >= log.list.items.len() {
                log.more = false;
                let before = log.list.items.last().map(|l| if log.id.is_some() { u64::from(l.version) } else { l.seq });
                return vec![Effect::Ask(Request::Log(log.id.clone(), before))];
            }
        }
        Some(Screen::Form(form)) => {
            form.fields.step(by);
            form.fields.follow(rows);
        }
        _ => {}
    }
    Vec::new()
}

fn enter(model: &mut Model) -> Vec<Effect> {
    match model.stack.last_mut() {
        Some(Screen::Home(list)) => {
            let Some(item) = list.current().cloned() else { return open(model, Screen::Queue) };
            if item.kind == "VOTE" {
                return open(model, Screen::Ballot(None, item.id));
            }
            open(model, Screen::Detail(Detail { id: item.id, ..Detail::default() }))
        }
        Some(Screen::Queue) => match model.queue.list.current().map(|r| r.id.clone()) {
            Some(id) => open(model, Screen::Detail(Detail { id, ..Detail::default() })),
            None => Vec::new(),
        },
        Some(Screen::Pack(pack)) => match (&pack.sheet, pack.packs.current()) {
            (None, Some(row)) => vec![Effect::Ask(Request::Pack(row.id.clone()))],
            (Some(_), _) if pack.page == 0 => {
                if let Some(c) = pack.clauses.current() {
                    let mut lines =
                        vec![format!("{} ({}), {} {}: {}", c.id, c.section, c.area, c.kind, c.state), c.text.clone()];
                    lines.extend(c.rules.iter().map(|r| format!("carried by {r}")));
                    lines.extend(c.tests.iter().map(|t| format!("tested by {t}")));
                    let title = c.id.clone();
                    model.popup = Some(Popup::Text(title, lines));
                }
                Vec::new()
            }
            _ => Vec::new(),
        },
        Some(Screen::Log(log)) => {
            if let Some(line) = log.list.current() {
                let lines = vec![
                    format!("entry {}  {}  {} v{}", line.seq, line.at.0, line.id, line.version),
                    format!("{} by {}", line.kind, line.actor),
                    line.text.clone(),
                    format!("hash {}", line.hash),
                    format!("act {}", line.act),
                ];
                model.popup = Some(Popup::Text("Entry".into(), lines));
            }
            Vec::new()
        }
        Some(Screen::Form(form)) if form.change_type.is_empty() => Vec::new(),
        Some(Screen::Form(form)) => {
            form.open_field();
            Vec::new()
        }
        Some(Screen::First(list)) => {
            let at = list.at;
            first(model, at)
        }
        Some(Screen::Tour(_)) => step(model, 1),
        _ => Vec::new(),
    }
}

/// The choices of the first run: a demo week, a pack to choose, the tour; beyond the first list stand the packs.
fn first(model: &mut Model, at: usize) -> Vec<Effect> {
    match (model.stack.len(), at) {
        (1, 0) => {
            model.tell("filling a register with a demo week …");
            vec![Effect::Ask(Request::Found(vec!["ghostquant".into()], true))]
        }
        (1, 1) => {
            model.stack.push(Screen::First(List::of(crate::app::packs::names().collect())));
            Vec::new()
        }
        (1, _) => {
            model.stack.push(Screen::Tour(0));
            Vec::new()
        }
        (_, at) => {
            let name = crate::app::packs::names().nth(at).unwrap_or("ghostquant");
            vec![Effect::Ask(Request::Found(vec![name.into()], false))]
        }
    }
}

fn back(model: &mut Model) -> Vec<Effect> {
    if let Some(Screen::Pack(pack)) = model.stack.last_mut()
        && pack.sheet.is_some()
    {
        pack.sheet = None;
        pack.page = 0;
        return Vec::new();
    }
    let mut effects = keep_draft(model);
    if matches!(model.stack.last(), Some(Screen::Form(f)) if !f.changed().is_empty()) {
        model.notice = Some(Notice { text: "your draft is kept".into(), bad: false });
        effects.push(Effect::Ask(Request::Drafts));
    } else {
        model.notice = None;
    }
    if model.stack.len() <= 1 {
        effects.push(Effect::Quit);
        return effects;
    }
    model.stack.pop();
    effects.extend(match model.screen() {
        Some(Screen::Queue) => Vec::new(),
        _ => refresh(model),
    });
    effects
}
