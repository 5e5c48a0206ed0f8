//! Moving through lists and pages, opening what is under the cursor, and going back.

use super::{about, acting, barrier, keep_draft, refresh};
use crate::app::acts::line::{ActLine, Kind};
use crate::app::packs::TITLES;
use crate::tui::message::{Effect, Request};
use crate::tui::model::{Model, Popup, Screen};
use crate::tui::screen::{Detail, List, MeetingPage};
use crate::tui::view;

/// Rows of a page.
pub fn page(model: &Model) -> isize {
    isize::try_from(view::list_rows(model)).unwrap_or(10).max(1)
}

/// Moves by so many lines.
pub fn step(model: &mut Model, by: isize) -> Vec<Effect> {
    let effects = moved(model, by);
    // A page that is shorter than the move ends where it ends, also for the next key of the same burst.
    view::follow(model);
    effects
}

fn moved(model: &mut Model, by: isize) -> Vec<Effect> {
    let rows = view::list_rows(model);
    let all = model.inbox.items.len() + model.queue.list.items.len();
    match model.stack.last_mut() {
        Some(Screen::Home(at, _)) => {
            *at = at.saturating_add_signed(by).min(all.saturating_sub(1));
            model.home_chosen = true;
        }
        Some(Screen::First(list)) => list.step(by),
        // After its last page the tour is over.
        Some(Screen::Tour(at)) if by > 0 && *at + 1 >= view::TOUR_PAGES => return back(model),
        Some(Screen::Tour(at)) => *at = at.saturating_add_signed(by.signum()).min(view::TOUR_PAGES - 1),
        Some(Screen::Queue) => {
            model.queue.list.step(by);
            model.queue.list.follow(rows);
            if let Some(query) = model.queue.far_end(by).or_else(|| model.queue.near_edge(rows)) {
                return vec![Effect::Ask(Request::Queue(query, model.ticket))];
            }
        }
        Some(Screen::Detail(detail) | Screen::Ballot(detail)) => {
            detail.offset = detail.offset.saturating_add_signed(by);
        }
        Some(Screen::Board(page)) => page.offset = page.offset.saturating_add_signed(by),
        Some(Screen::Calendar(page)) => page.step(by),
        Some(Screen::Meeting(page)) => return super::meeting::step(page, by),
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
                return vec![Effect::Ask(Request::Log(log.id.clone(), before, log.out_of_band))];
            }
        }
        Some(Screen::Form(form)) => {
            form.fields.step(by);
            form.fields.follow(rows);
        }
        Some(Screen::Runs(runs)) => {
            runs.step(by);
            runs.follow(rows);
        }
        Some(Screen::Run(page)) => {
            let last = page.sheet.as_ref().map_or(0, |s| s.items.len().saturating_sub(1));
            page.at = page.at.saturating_add_signed(by).min(last);
        }
        // Up is back from the end of the output.
        Some(Screen::Command(page)) => page.back = page.back.saturating_add_signed(by.saturating_neg()),
        Some(Screen::Go(page)) => {
            page.at = page.at.saturating_add_signed(by).min(page.rows().saturating_sub(1));
        }
        Some(Screen::Audience(_)) | None => {}
    }
    Vec::new()
}

/// The next page of details.
pub fn next_page(model: &mut Model) -> Vec<Effect> {
    match model.stack.last_mut() {
        Some(Screen::Detail(detail)) => {
            detail.page = (detail.page + 1) % view::detail_pages(model.size.0);
            detail.offset = 0;
        }
        Some(Screen::Pack(pack)) if pack.sheet.is_some() => {
            pack.page = (pack.page + 1) % 4;
            pack.offset = 0;
        }
        Some(Screen::Ballot(detail)) => {
            let shown = Detail { offset: 0, ..detail.clone() };
            // From a page of the change one came here; going there again would pile them up.
            let below = model.stack.iter().rev().nth(1);
            if matches!(below, Some(Screen::Detail(d)) if d.id == shown.id) {
                return back(model);
            }
            return open(model, Screen::Detail(shown));
        }
        _ => {}
    }
    Vec::new()
}

/// Goes to a pane; home when none is given.
pub fn go(model: &mut Model, screen: Option<Screen>) -> Vec<Effect> {
    let mut effects = keep_draft(model);
    model.stack.truncate(1);
    effects.extend(match screen {
        Some(screen) => open(model, screen),
        None => {
            model.notice = None;
            refresh(model)
        }
    });
    effects
}

/// Opens a screen.
pub fn open(model: &mut Model, screen: Screen) -> Vec<Effect> {
    model.notice = None;
    // The queue is there already; it is read again only when one asks.
    let known = matches!(screen, Screen::Queue) && model.queue.list.loaded;
    model.stack.push(screen);
    if known { Vec::new() } else { refresh(model) }
}

/// Opens a screen and keeps the banner.
pub fn open_quietly(model: &mut Model, screen: Screen) -> Vec<Effect> {
    let notice = model.notice.take();
    let effects = open(model, screen);
    model.notice = notice;
    effects
}

/// Opens what is under the cursor.
pub fn enter(model: &mut Model) -> Vec<Effect> {
    match model.stack.last_mut() {
        Some(Screen::Home(at, _)) => {
            let at = *at;
            model.home_chosen = true;
            if let Some(item) = model.inbox.items.get(at).cloned() {
                if matches!(item.kind.as_str(), "VOTE" | "OBJECT" | "CLOSE VOTE") {
                    let mut effects = open(model, Screen::Ballot(Detail::of(item.id)));
                    effects.push(barrier(model));
                    return effects;
                }
                if matches!(item.kind.as_str(), "MEETING" | "NOT HELD" | "ACTION") {
                    let page = MeetingPage { id: Some(item.id), ..MeetingPage::default() };
                    return go(model, Some(Screen::Meeting(page)));
                }
                if item.kind == "FREEZE" {
                    return super::calendar::freezes(model);
                }
                if item.kind == "RESTORE" {
                    let see = format!("with its procedure: quorate catalogue show {}", item.id);
                    let lines = vec![item.title, String::new(), see, format!("to restore it: {}", item.command)];
                    model.popup = Some(Popup::Text(format!("{}  {}", item.kind, item.id), lines, 0));
                    return Vec::new();
                }
                if matches!(
                    item.kind.as_str(),
                    "CHECKLIST" | "SIGN" | "WAIVE" | "FAILED" | "BACK OUT" | "TAKE OVER" | "HAND ON"
                ) {
                    return super::run::open(model, &item.id, None);
                }
                return open(model, Screen::Detail(Detail::of(item.id)));
            }
            match about::current_id(model) {
                Some(id) => open(model, Screen::Detail(Detail::of(id))),
                None => open(model, Screen::Queue),
            }
        }
        Some(Screen::Queue) => match model.queue.list.current().map(|r| r.id.clone()) {
            Some(id) => open(model, Screen::Detail(Detail::of(id))),
            None => Vec::new(),
        },
        Some(Screen::Pack(pack)) => match (&pack.sheet, pack.packs.current()) {
            (None, Some(row)) => vec![Effect::Ask(Request::Pack(row.id.clone()))],
            (Some(_), _) if pack.page == 0 => {
                if let Some(c) = pack.clauses.current() {
                    let mut lines = vec![
                        c.text.clone(),
                        String::new(),
                        format!("section {}, area {}, {}", c.section, c.area, c.kind),
                    ];
                    lines.extend(c.rules.iter().map(|r| format!("carried by {r}")));
                    lines.extend(c.tests.iter().map(|t| format!("tested by {t}")));
                    model.popup = Some(Popup::Text(format!("{}  {}", c.id, c.state), lines, 0));
                }
                Vec::new()
            }
            _ => Vec::new(),
        },
        Some(Screen::Log(log)) => {
            if let Some(line) = log.list.current() {
                let lines = vec![
                    line.text.clone(),
                    String::new(),
                    format!("{}  {} version {}", line.at.0, line.id, line.version),
                    format!("{} by {}", line.kind, line.actor),
                    format!("hash {}", line.hash),
                    format!("act  {}", line.act),
                ];
                model.popup = Some(Popup::Text(format!("entry {}", line.seq), lines, 0));
            }
            Vec::new()
        }
        Some(Screen::Calendar(_)) => super::calendar::enter(model),
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
        Some(Screen::Runs(_)) => super::run::enter_list(model),
        _ => Vec::new(),
    }
}

/// The choices of the first run: a demo week, a pack to choose, the tour; beyond the first list stand the packs.
fn first(model: &mut Model, at: usize) -> Vec<Effect> {
    if model.busy {
        return Vec::new();
    }
    match (model.stack.len(), at) {
        (1, 0) => {
            model.busy = true;
            model.tell("filling a register with a demo week ...");
            vec![Effect::Ask(Request::Found(vec!["ghostquant".into()], String::new(), true))]
        }
        (1, 1) => {
            model.stack.push(Screen::First(List::of(TITLES.iter().map(|(_, title)| (*title).to_owned()).collect())));
            Vec::new()
        }
        (1, _) => {
            model.stack.push(Screen::Tour(0));
            Vec::new()
        }
        (_, at) => {
            let Some((name, title)) = TITLES.get(at) else { return Vec::new() };
            let line = ActLine::new(
                Kind::Found((*name).to_owned()),
                "",
                None,
                format!("Found a register under {title}?"),
                "founds it",
            );
            acting::open(model, line.text("organisation, for the header and the minutes", false))
        }
    }
}

/// Goes back; from home the session ends.
pub fn back(model: &mut Model) -> Vec<Effect> {
    if let Some(Screen::Pack(pack)) = model.stack.last_mut()
        && pack.sheet.is_some()
    {
        pack.sheet = None;
        pack.page = 0;
        pack.search.clear();
        return vec![Effect::Ask(Request::Packs)];
    }
    if matches!(model.screen(), Some(Screen::Queue)) && !model.queue.search.is_empty() {
        // What was searched for is left first.
        model.queue.search.clear();
        return vec![model.queue_again()];
    }
    let mut effects = keep_draft(model);
    model.notice = None;
    if matches!(model.stack.last(), Some(Screen::Form(f)) if !f.changed().is_empty()) {
        model.tell("your draft is kept");
    }
    if model.stack.len() <= 1 {
        effects.push(Effect::Quit);
        return effects;
    }
    model.stack.pop();
    let asks = match model.screen() {
        Some(Screen::Queue) => Vec::new(),
        _ => refresh(model),
    };
    effects.extend(asks);
    effects
}
