//! Pictures of the model: pure functions from the model into a buffer.

mod ballot;
mod detail;
mod form;
mod home;
mod log;
mod pack;
pub mod page;
mod popup;
mod queue;
mod tour;

use super::act::{ActLine, Kind, Step};
use super::keymap::{self, Action, Binding};
use super::layout::{Class, areas, class};
use super::model::{Model, Popup, Screen};
use super::theme::Tone;
use crate::base::text::width;
use crate::base::time::Moment;
use crate::sheets::time::Window;
use page::Page;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub use popup::last_offset as popup_last;
pub use tour::PAGES as TOUR_PAGES;

/// Draws the model; gives the place of the cursor, if it shows.
pub fn draw(model: &mut Model, buffer: &mut Buffer) -> Option<(u16, u16)> {
    let (width, height) = (buffer.area.width, buffer.area.height);
    if width == 0 || height == 0 {
        return None;
    }
    let areas = areas(width, height, act_rows(model));
    follow(model);
    let model = &*model;
    let mut page = Page { buffer, look: model.look };
    header(&mut page, areas.header, model);
    let mut cursor = None;
    match model.screen() {
        Some(Screen::Home(list)) => home::draw(&mut page, areas.body, model, list),
        Some(Screen::Queue) => cursor = queue::draw(&mut page, areas.body, model),
        Some(Screen::Detail(detail)) => detail::draw(&mut page, areas.body, model, detail),
        Some(Screen::Ballot(ballot, id)) => ballot::draw(&mut page, areas.body, model, ballot.as_deref(), id),
        Some(Screen::Form(form)) => cursor = form::draw(&mut page, areas.body, model, form),
        Some(Screen::Pack(pack)) => pack::draw(&mut page, areas.body, pack),
        Some(Screen::Log(log)) => log::draw(&mut page, areas.body, model, log),
        Some(Screen::Board(board)) => log::board(&mut page, areas.body, model, board.as_ref()),
        Some(Screen::First(list)) => tour::first(&mut page, areas.body, model, list),
        Some(Screen::Tour(at)) => tour::draw(&mut page, areas.body, *at),
        None => {}
    }
    let typed = act_line(&mut page, areas.act, model);
    footer(&mut page, areas.footer, model);
    if let Some(popup) = &model.popup {
        popup::draw(&mut page, model, popup);
        return None;
    }
    typed.or(cursor)
}

/// Keeps cursors on their pages after a change of size.
fn follow(model: &mut Model) {
    let (rows, last) = (list_rows(model), last_offset(model));
    match model.stack.last_mut() {
        Some(Screen::Detail(detail)) => detail.offset = detail.offset.min(last),
        Some(Screen::Home(list)) => list.follow(rows),
        Some(Screen::Queue) => model.queue.list.follow(rows),
        Some(Screen::Pack(pack)) => pack.clauses.follow(rows),
        Some(Screen::Log(log)) => log.list.follow(rows),
        Some(Screen::Form(form)) => form.fields.follow(rows),
        _ => {}
    }
}

/// Rows that the list of the screen has on its page.
#[must_use]
pub fn list_rows(model: &Model) -> usize {
    let body = areas(model.size.0, model.size.1, act_rows(model)).body.height;
    let head = match model.screen() {
        Some(Screen::Home(_)) => return home::rows(body),
        Some(Screen::Queue) => 2,
        Some(Screen::Log(_)) => 1,
        Some(Screen::Pack(_)) => 2,
        Some(Screen::Form(form)) => return form::rows(body, form),
        _ => 0,
    };
    usize::from(body.saturating_sub(head))
}

/// The last offset of the text on the screen that leaves the page full; zero where nothing is scrolled by lines.
#[must_use]
pub fn last_offset(model: &Model) -> usize {
    let body = areas(model.size.0, model.size.1, act_rows(model)).body;
    match model.screen() {
        Some(Screen::Detail(detail)) => detail::last_offset(model, detail, body.width, body.height),
        Some(Screen::Pack(pack)) => pack::last_offset(pack, body.width, body.height),
        _ => 0,
    }
}

/// Rows that the act line wants.
fn act_rows(model: &Model) -> u16 {
    let Some(line) = &model.act else { return 1 };
    if on_page(line) {
        return 1;
    }
    let choices = match line.step() {
        Some(Step::Choice(_, list)) => list.len(),
        _ => 0,
    };
    u16::try_from(choices + 2).unwrap_or(2).min(14)
}

fn header(page: &mut Page<'_>, area: Rect, model: &Model) {
    let register = &model.register;
    let mark = if register.sandbox { "SANDBOX" } else { "REGISTER" };
    let state = match (&register.read_only, model.busy) {
        (Some(_), _) => "[READ ONLY]",
        (None, true) => "[saving]",
        (None, false) => "[OK]",
    };
    let time = clock(model, model.now());
    let right = if class(area.width) == Class::Phone { state.to_owned() } else { format!("{time}  {state}") };
    let x = page.put(area, 1, 0, "quorate", Tone::Strong);
    let x = page.put(area, x + 2, 0, mark, if register.sandbox { Tone::Warn } else { Tone::Accent });
    let name = if register.actor_as.is_empty() {
        register.actor_name.clone()
    } else {
        format!("{} ({})", register.actor_name, register.actor_as)
    };
    let room = usize::from(area.width.saturating_sub(x + 4)).saturating_sub(width(&right) + 2);
    page.put(area, x + 2, 0, &crate::base::text::fit(&name, room), Tone::Plain);
    let start = area.width.saturating_sub(u16::try_from(width(&right)).unwrap_or(0) + 1);
    page.put(area, start, 0, &right, if register.read_only.is_some() { Tone::Bad } else { Tone::Plain });
    if area.height > 1 {
        panes(page, area, model);
    }
}

/// The pane bar with the current pane reversed; a rule on narrow screens.
fn panes(page: &mut Page<'_>, area: Rect, model: &Model) {
    if area.width < 60 {
        page.rule(area, 1, "");
        return;
    }
    let current = match model.stack.iter().rev().find(|s| !matches!(s, Screen::Ballot(..) | Screen::Form(_))) {
        Some(Screen::Home(_)) => "home",
        Some(Screen::Queue | Screen::Detail(_)) => "queue",
        Some(Screen::Log(_)) => "ledger",
        Some(Screen::Pack(_)) => "packs",
        Some(Screen::Board(_)) => "board",
        _ => "",
    };
    let mut x = 1;
    for name in ["home", "queue", "packs", "board", "ledger"] {
        if name == current {
            x = page.put(area, x, 1, &format!("[{name}]"), Tone::Selected) + 1;
        } else {
            x = page.put(area, x, 1, &format!(" {name} "), Tone::Faint) + 1;
        }
    }
    let org = &model.register.org;
    let packs = model.register.packs.join("+");
    let text = if org.is_empty() { packs } else { format!("{org}, {packs}") };
    let start = area.width.saturating_sub(u16::try_from(width(&text)).unwrap_or(0) + 1);
    if start > x + 2 {
        page.put(area, start, 1, &text, Tone::Faint);
    }
}

/// The act line, or the notice. Gives the place of the cursor while something is typed.
fn act_line(page: &mut Page<'_>, area: Rect, model: &Model) -> Option<(u16, u16)> {
    let Some(line) = &model.act else {
        let (text, tone) = match &model.notice {
            Some(n) => (n.text.clone(), if n.bad { Tone::Bad } else { Tone::Accent }),
            None if model.going => ("go to:  h home  q queue  p packs  b board  l ledger  g top".into(), Tone::Accent),
            None if model.elsewhere && !matches!(model.screen(), Some(Screen::Ballot(..) | Screen::Detail(_))) => {
                ("something was recorded elsewhere: press R to show it".into(), Tone::Accent)
            }
            None => (model.register.notices.first().cloned().unwrap_or_default(), Tone::Warn),
        };
        page.put(area, 1, 0, &text, tone);
        return None;
    };
    let ballot = on_page(line);
    let mut y = 0;
    if !ballot {
        // What has been answered stays in sight while the next question is open.
        let so_far = match (&line.kind, line.answers.first()) {
            (Kind::Vote | Kind::Defer, Some(word)) => format!(": {word}"),
            _ => String::new(),
        };
        page.put(area, 1, 0, &format!("{}{so_far}", line.title), Tone::Strong);
        y = 1;
        if let Some(Step::Choice(_, list)) = line.step() {
            for (i, (_, words)) in list.iter().enumerate() {
                let chosen = line.chosen == Some(i);
                page.put(area, 1, y, &format!("{} {words}", i + 1), if chosen { Tone::Accent } else { Tone::Plain });
                y += 1;
            }
        }
    }
    let y = y.min(area.height.saturating_sub(1));
    let prompt = prompt(line, area.width < 60);
    let x = page.put(area, 1, y, &prompt, Tone::Accent);
    let x = page.put(area, x, y, &line.input, Tone::Plain);
    Some((area.x + x.min(area.width.saturating_sub(1)), area.y + y))
}

/// Whether the page itself shows the choices: the five of a ballot.
fn on_page(line: &ActLine) -> bool {
    line.kind == Kind::Vote && line.answers.is_empty()
}

fn prompt(line: &ActLine, page_is_narrow: bool) -> String {
    let words = |list: &[(String, String)]| {
        line.chosen.and_then(|i| list.get(i).map(|(_, w)| format!("{} {w}", i + 1))).unwrap_or_default()
    };
    match line.step() {
        Some(Step::Choice(_, list)) if line.chosen.is_some() => {
            let last = line.answers.len() + 1 == line.steps.len();
            let needs_text = matches!(
                list.get(line.chosen.unwrap_or(0)),
                Some((w, _)) if matches!(w.as_str(), "condition" | "reject" | "recuse" | "other")
            );
            let then = if line.kind == Kind::Menu || !last || needs_text { "Enter goes on" } else { "Enter records" };
            format!("{then}, Esc cancels > {}", words(list))
        }
        Some(Step::Choice(label, _)) => format!("{label}? digit, Enter (Esc cancels) > "),
        Some(Step::Text(label, _)) if page_is_narrow => format!("{label} > "),
        Some(Step::Text(label, _)) => {
            let then = if line.answers.len() + 1 == line.steps.len() { "Enter records" } else { "Enter goes on" };
            format!("{label}; {then}, Esc cancels > ")
        }
        None => "Enter records, Esc cancels > ".into(),
    }
}

fn footer(page: &mut Page<'_>, area: Rect, model: &Model) {
    // The ways out stand at the end of the last row whatever else finds room.
    let (ways_out, others): (Vec<&Binding>, Vec<&Binding>) = keymap::footer(model.context())
        .filter(|b| !b.keys.is_empty())
        .partition(|b| matches!(b.action, Action::Help | Action::Back));
    let cells = |b: &Binding| u16::try_from(width(b.keys.first().unwrap_or(&"")) + width(b.short) + 1).unwrap_or(0);
    let reserved: u16 = ways_out.iter().map(|b| cells(b) + 2).sum();
    let room = |y: u16| area.width.saturating_sub(if y + 1 == area.height { reserved } else { 0 });
    let put = |page: &mut Page<'_>, x: u16, y: u16, binding: &Binding| {
        let x = page.put(area, x, y, binding.keys.first().unwrap_or(&""), Tone::Accent);
        page.put(area, x, y, &format!(" {}", binding.short), Tone::Faint) + 2
    };
    let (mut x, mut y) = (1, 0);
    for binding in others {
        if x + cells(binding) >= room(y) {
            if y + 1 >= area.height {
                break;
            }
            (x, y) = (1, y + 1);
        }
        x = put(page, x, y, binding);
    }
    if x + reserved > area.width && y + 1 < area.height {
        (x, y) = (1, y + 1);
    }
    for binding in ways_out {
        x = put(page, x, y, binding);
    }
}

/// A moment as the header and lists write it, in the pack's zone or UTC.
#[must_use]
pub fn clock(model: &Model, at: Moment) -> String {
    let local = at.local(model.zone());
    format!("{}", local.format("%a %-d %b %Y %H:%M %Z"))
}

/// A moment, short: `Sat 26 22:00`, with the year where it is not this one.
#[must_use]
pub fn short(model: &Model, at: Moment) -> String {
    let (local, now) = (at.local(model.zone()), model.now().local(model.zone()));
    let form = if local.format("%Y").to_string() == now.format("%Y").to_string() {
        "%a %-d %b %H:%M"
    } else {
        "%-d %b %Y %H:%M"
    };
    local.format(form).to_string()
}

/// A window: `Sat 26 Sep 22:00-23:30 EDT (02:00-03:30Z)`.
#[must_use]
pub fn window(model: &Model, window: &Window) -> String {
    let tz = model.zone();
    let (from, to) = (window.from.0.local(tz), window.to.0.local(tz));
    let (ufrom, uto) = (window.from.0.utc(), window.to.0.utc());
    let end = if from.date_naive() == to.date_naive() { "%H:%M %Z" } else { "%a %-d %b %H:%M %Z" };
    format!(
        "{}-{} ({}-{}Z)",
        from.format("%a %-d %b %H:%M"),
        to.format(end),
        ufrom.format("%H:%M"),
        uto.format("%H:%M")
    )
}

/// Whether a window is open over the page.
#[must_use]
pub const fn covered(model: &Model) -> bool {
    matches!(model.popup, Some(Popup::Help(..) | Popup::Palette(..) | Popup::Failure(..) | Popup::Text(..)))
}
