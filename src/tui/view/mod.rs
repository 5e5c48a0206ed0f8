//! Pictures of the model: pure functions from the model into a buffer.

mod act;
mod agenda;
mod audience;
mod ballot;
mod board;
mod calendar;
mod carried;
mod command;
mod consent;
mod detail;
mod doc;
mod form;
mod frame;
mod glyphs;
mod go;
mod hands;
pub mod home;
mod log;
mod meeting;
mod pack;
pub mod page;
mod parts;
mod plan;
mod popup;
mod queue;
mod risk;
mod run;
mod schedule;
mod timers;
mod tour;
mod vote;
mod when;
mod who;
mod year;

use super::layout::{Class, areas, class};
use super::model::{Model, Screen};
use page::Page;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub use tour::PAGES as TOUR_PAGES;

/// Draws the model; gives the place of the cursor, if it shows.
#[must_use]
pub fn draw(model: &Model, buffer: &mut Buffer) -> Option<(u16, u16)> {
    let (width, height) = (buffer.area.width, buffer.area.height);
    if width == 0 || height == 0 {
        return None;
    }
    if let Some(Screen::Audience(shown)) = model.screen() {
        let area = buffer.area;
        audience::draw(&mut Page { buffer, look: model.look }, area, model, shown);
        return None;
    }
    let areas = areas(width, height, act::rows(model, width, height));
    let mut page = Page { buffer, look: model.look };
    let body = areas.body;
    frame::header(&mut page, areas.header, model);
    let cursor = match model.screen() {
        Some(Screen::Home(at, offset)) => home::draw(&mut page, body, model, *at, *offset),
        Some(Screen::Queue) => queue::draw(&mut page, body, model),
        Some(Screen::Detail(detail)) => detail::draw(&mut page, body, model, detail),
        Some(Screen::Ballot(detail)) => ballot::draw(&mut page, body, model, detail),
        Some(Screen::Form(form)) => form::draw(&mut page, body, model, form),
        Some(Screen::Pack(pack)) => pack::draw(&mut page, body, pack),
        Some(Screen::Log(log)) => log::draw(&mut page, body, model, log),
        Some(Screen::Board(board)) => board::draw(&mut page, body, model, board),
        Some(Screen::Calendar(shown)) => calendar::draw(&mut page, body, model, shown),
        Some(Screen::Meeting(shown)) => meeting::draw(&mut page, body, model, shown),
        Some(Screen::Runs(runs)) => run::list(&mut page, body, model, runs),
        Some(Screen::Run(shown)) => run::draw(&mut page, body, model, shown),
        Some(Screen::Command(shown)) => command::draw(&mut page, body, model, shown),
        Some(Screen::Go(shown)) => go::draw(&mut page, body, model, shown),
        Some(Screen::First(list)) => tour::first(&mut page, body, model, list),
        Some(Screen::Tour(at)) => tour::draw(&mut page, body, *at),
        Some(Screen::Audience(_)) | None => (None, None),
    };
    let typed = act::draw(&mut page, areas.act, model);
    frame::footer(&mut page, areas.footer, model);
    if let Some(popup) = &model.popup {
        return popup::draw(&mut page, model, popup).map(|(x, y)| (x.min(width - 1), y.min(height - 1)));
    }
    // Without borders the cursor rests on the line that one is at, for those who are read to.
    let place = typed.or(cursor.0).or(cursor.1.filter(|_| model.look.plain));
    place.map(|(x, y)| (x.min(width - 1), y.min(height - 1)))
}

/// How far the window over the page can be scrolled.
#[must_use]
pub fn popup_last(model: &Model) -> usize {
    model.popup.as_ref().map_or(0, |popup| popup::last_offset(model, popup))
}

/// What is under the cursor, whole: title and lines, as wide as a window over the page.
#[must_use]
pub fn whole(model: &Model) -> Option<(String, Vec<String>)> {
    let (width, height) = popup::size(model.size.0, model.size.1);
    let area = Rect { x: 0, y: 0, width: width.saturating_sub(2), height };
    match model.screen()? {
        Screen::Run(run) => Some((run.id.clone(), run::whole(area, model, run))),
        Screen::Go(go) => Some((go.id.clone(), go::whole(area, model, go))),
        Screen::Calendar(shown) => plan::whole(area, model, shown),
        _ => None,
    }
}

/// Where the cursor is: in an open field, or at the line that one is at.
type Cursors = (Option<(u16, u16)>, Option<(u16, u16)>);

/// Keeps cursors and scrolled pages where they can be seen, after a move or another size.
pub fn follow(model: &mut Model) {
    let rows = list_rows(model);
    let body = body(model);
    let offset = match model.screen() {
        Some(Screen::Home(at, offset)) => home::follow(body, model, *at, *offset),
        Some(Screen::Detail(detail)) => detail.offset.min(detail::last_offset(body, model, detail)),
        Some(Screen::Ballot(detail)) => detail.offset.min(ballot::last_offset(body, model, detail)),
        Some(Screen::Pack(pack)) => pack.offset.min(pack::last_offset(body, pack)),
        Some(Screen::Board(page)) => page.offset.min(board::last_offset(body, model, page)),
        Some(Screen::Meeting(page)) => page.offset.min(meeting::last_offset(body, model, page)),
        Some(Screen::Run(shown)) => run::follow(body, model, shown),
        Some(Screen::Command(shown)) => shown.back.min(command::last_back(body, model, shown)),
        Some(Screen::Go(shown)) => go::follow(body, model, shown),
        _ => 0,
    };
    match model.stack.last_mut() {
        Some(Screen::Home(_, first)) => *first = offset,
        Some(Screen::Detail(detail) | Screen::Ballot(detail)) => detail.offset = offset,
        Some(Screen::Pack(pack)) => {
            pack.offset = offset;
            pack.clauses.follow(rows);
        }
        Some(Screen::Board(page)) => page.offset = offset,
        Some(Screen::Meeting(page)) => page.offset = offset,
        Some(Screen::Queue) => model.queue.list.follow(rows),
        Some(Screen::Log(log)) => log.list.follow(rows),
        Some(Screen::Runs(runs)) => runs.follow(rows),
        Some(Screen::Run(run)) => run.offset = offset,
        Some(Screen::Command(page)) => page.back = offset,
        Some(Screen::Go(go)) => go.offset = offset,
        Some(Screen::Calendar(page)) => page.follow(rows),
        Some(Screen::Form(form)) => form.fields.follow(rows),
        _ => {}
    }
}

/// The part of the screen that a page has.
#[must_use]
pub fn body(model: &Model) -> Rect {
    let (width, height) = model.size;
    areas(width, height, act::rows(model, width, height)).body
}

/// Rows that the list of the screen has on its page.
#[must_use]
pub fn list_rows(model: &Model) -> usize {
    let body = body(model);
    let rows = match model.screen() {
        Some(Screen::Queue) => queue::rows(body, model),
        Some(Screen::Log(_)) => body.height.saturating_sub(log::HEAD),
        Some(Screen::Runs(_)) => body.height.saturating_sub(run::HEAD),
        Some(Screen::Calendar(page)) => return calendar::rows(body, page.view),
        Some(Screen::Pack(_)) => {
            let rows = usize::from(body.height.saturating_sub(pack::HEAD));
            return (rows / pack::clause_rows(model.size.0)).max(1);
        }
        Some(Screen::Form(form)) => form::rows(body, form),
        _ => body.height.saturating_sub(1),
    };
    usize::from(rows)
}

/// Pages of details at a width: what does not fit beside the facts goes behind `d`.
#[must_use]
pub const fn detail_pages(width: u16) -> usize {
    match class(width) {
        Class::Phone | Class::Compact => 4,
        Class::Wide => 3,
        Class::WidePlus => 2,
    }
}
