//! Moving through lists, opening what is under the cursor, and going back.

use super::keys::open;
use super::{keep_draft, refresh};
use crate::tui::message::{Effect, Request};
use crate::tui::model::{Model, Notice, Popup, Screen};
use crate::tui::screen::{Detail, List};
use crate::tui::view;

/// Rows of a page.
pub(super) fn page(model: &Model) -> isize {
    isize::try_from(view::list_rows(model)).unwrap_or(10).max(1)
}

pub(super) fn step(model: &mut Model, by: isize) -> Vec<Effect> {
    let (rows, last) = (view::list_rows(model), view::last_offset(model));
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
        Some(Screen::Detail(detail)) => detail.offset = detail.offset.saturating_add_signed(by).min(last),
        Some(Screen::Pack(pack)) => match (&pack.sheet, pack.page) {
            (None, _) => pack.packs.step(by),
            (Some(_), 0) => {
                pack.clauses.step(by);
                pack.clauses.follow(rows);
            }
            _ => pack.offset = pack.offset.saturating_add_signed(by).min(last),
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

pub(super) fn enter(model: &mut Model) -> Vec<Effect> {
    match model.stack.last_mut() {
        Some(Screen::Home(list)) => {
            let Some(item) = list.current().cloned() else { return open(model, Screen::Queue) };
            if matches!(item.kind.as_str(), "VOTE" | "CLOSE VOTE") {
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
                    model.popup = Some(Popup::Text(title, lines, 0));
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
                model.popup = Some(Popup::Text("Entry".into(), lines, 0));
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

pub(super) fn back(model: &mut Model) -> Vec<Effect> {
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
