//! The calendar's keys, and what an answer about it does.

use super::{acting, barrier, moves};
use crate::app::acts::calendar as acts;
use crate::app::acts::line::Kind;
use crate::app::acts::{ask, offer};
use crate::app::keymap::Action;
use crate::sheets::calendar::{PlanSheet, SlotsSheet, WeekSheet, YearSheet};
use crate::sheets::register::Receipt;
use crate::text::words::calendar as words;
use crate::text::words::moment;
use crate::tui::calendar::{CalendarPage, Line, VIEWS, View};
use crate::tui::message::{Effect, Request};
use crate::tui::model::{Model, Popup, Screen};
use crate::tui::screen::Detail;
use chrono::Datelike as _;

/// Goes to the calendar.
pub fn go(model: &mut Model) -> Vec<Effect> {
    moves::go(model, Some(Screen::Calendar(CalendarPage::default())))
}

/// Opens the freezes of the calendar.
pub fn freezes(model: &mut Model) -> Vec<Effect> {
    let page = CalendarPage { view: View::Freezes, ..CalendarPage::default() };
    moves::open(model, Screen::Calendar(page))
}

/// What the page asks for.
#[must_use]
pub fn asks(page: &CalendarPage) -> Request {
    match page.view {
        View::Year => Request::Year(page.day.map(|d| d.year())),
        View::Month => Request::Plan(page.day),
        _ => Request::Week(page.day),
    }
}

/// Asks, where what one looks at is not there yet.
fn missing(page: &CalendarPage) -> Vec<Effect> {
    if page.known() { Vec::new() } else { vec![Effect::Ask(asks(page))] }
}

/// Takes a week in.
pub fn week(model: &mut Model, sheet: Box<WeekSheet>) {
    let now = model.now();
    let Some(Screen::Calendar(page)) = model.stack.last_mut() else { return };
    let today = sheet.days.iter().find(|d| d.span.is_some_and(|s| words::within(now, &s)));
    let first = page.week.is_none();
    page.day = page.day.or_else(|| today.or(sheet.days.first()).and_then(crate::tui::calendar::date));
    let moved = page.week.as_ref().is_none_or(|w| w.days != sheet.days);
    page.week = Some(sheet);
    if first || moved {
        page.seek();
    } else {
        page.at = page.at.min(page.lines().len().saturating_sub(1));
    }
}

/// Takes a year in.
pub fn year(model: &mut Model, sheet: Box<YearSheet>) {
    let Some(Screen::Calendar(page)) = model.stack.last_mut() else { return };
    page.year = Some(sheet);
}

/// Takes the plan of a month in; none where the pack plans nothing.
pub fn plan(model: &mut Model, sheet: Box<PlanSheet>) {
    let Some(Screen::Calendar(page)) = model.stack.last_mut() else { return };
    let first = page.plan.as_ref().is_none_or(|p| p.month != sheet.month);
    page.plan = Some(sheet);
    // Who has gone on to another view meanwhile stays where they are.
    if page.view != View::Month {
        return;
    }
    let due = page.lines().iter().position(|l| matches!(l, Line::Task(t) if t.state != "done"));
    page.at = if first { due.unwrap_or(0) } else { page.at.min(page.lines().len().saturating_sub(1)) };
}

/// Shows when a change may run.
pub fn slots(model: &mut Model, sheet: Box<SlotsSheet>) {
    let can = model.sheet().is_some_and(|s| s.row.id == sheet.id && offer::why_not(s, "schedule").is_none());
    let can = can && !sheet.slots.is_empty();
    let lines = words::slots(&sheet, model.zone(), can);
    let hint = if can { ": a digit schedules it there" } else { ": when it may run" };
    model.popup = Some(Popup::Text(format!("{}{hint}", sheet.id), lines, 0));
    model.slots = can.then_some(sheet);
}

/// Begins to schedule the change at the n-th of the free times that were shown; Enter records.
pub fn schedule(model: &mut Model, n: usize) -> Vec<Effect> {
    let Some(slots) = model.slots.take() else { return Vec::new() };
    let tz = model.pack_zone();
    let (Some(sheet), Some(slot)) = (model.sheet(), n.checked_sub(1).and_then(|i| slots.slots.get(i))) else {
        return Vec::new();
    };
    if sheet.row.id != slots.id {
        return Vec::new();
    }
    let mut line = ask::line("schedule", sheet);
    for (step, at) in line.steps.iter_mut().zip([slot.from, slot.to]) {
        (step.answer, step.proposed) = (at.0.local(tz).to_rfc3339(), false);
    }
    acting::open(model, line)
}

/// Opens what is under the cursor: a change, the week of a day, or all that is known of a freeze.
pub fn enter(model: &mut Model) -> Vec<Effect> {
    let tz = model.zone();
    let Some(Screen::Calendar(page)) = model.stack.last_mut() else { return Vec::new() };
    if page.view == View::Year {
        page.view = View::Week;
        page.seek();
        return missing(page);
    }
    if page.view == View::Month {
        return super::popup::whole(model);
    }
    if let Some(id) = page.change() {
        return moves::open(model, Screen::Detail(Detail::of(id)));
    }
    let at = |t: crate::sheets::time::Time| moment::moment(t.0, tz);
    let lines = page.lines();
    let shown = match lines.get(page.at) {
        Some(Line::Announced(f)) => {
            let all = |list: &[String]| if list.is_empty() { "all".into() } else { list.join(", ") };
            let mut text = vec![
                format!("{} to {}, {}", at(f.from), at(f.to), f.state),
                format!("environments: {}", all(&f.environments)),
                format!("systems: {}", all(&f.systems)),
                format!("lets through: {}", words::lets_through(f)),
                format!("announced by {}", f.by),
            ];
            if f.state == "proposed" {
                text.push(format!("it lacks {}; Y approves or refuses it", f.lacks.join(", ")));
                text.push(format!(
                    "would stop: {}",
                    if f.stops.is_empty() { "nothing".into() } else { f.stops.join(", ") }
                ));
            }
            text.extend(f.ended.map(|t| format!("ended {}", at(t))));
            Some((format!("freeze {}: {}", f.no, f.title), text))
        }
        Some(Line::Row(_, r) | Line::Frozen(r)) => {
            let mut text = vec![format!("{} to {}", at(r.from), at(r.to))];
            text.extend(Some(r.whom.clone()).filter(|w| !w.is_empty()));
            text.extend(Some(r.clauses.join(" ")).filter(|c| !c.is_empty()));
            Some((format!("{} {}: {}", r.kind, r.id, r.title), text))
        }
        _ => None,
    };
    if let Some((title, text)) = shown {
        model.popup = Some(Popup::Text(title, text, 0));
    }
    Vec::new()
}

/// A key of the calendar.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    if action == Action::Slots {
        let no = model.detail().and_then(|d| d.id.parse().ok());
        return no.map(|no| Effect::Ask(Request::Slots(no))).into_iter().collect();
    }
    let Some(Screen::Calendar(page)) = model.stack.last_mut() else { return Vec::new() };
    match action {
        Action::NextPage => {
            let at = VIEWS.iter().position(|(v, _)| *v == page.view).unwrap_or(0);
            page.view = VIEWS.get((at + 1) % VIEWS.len()).map_or(View::Week, |(v, _)| *v);
            page.offset = 0;
            page.at = 0;
            page.seek();
            return missing(page);
        }
        Action::Freeze => return acting::open(model, acts::announce()),
        Action::SignFreeze => {
            if page.view == View::Month {
                let line = page.task().zip(page.plan.as_ref()).map(|(task, plan)| acts::done(&plan.month, task));
                return match line {
                    Some(line) => acting::open(model, line),
                    None => {
                        model.tell("the line under the cursor is no task of the month");
                        Vec::new()
                    }
                };
            }
            let no = page.freeze();
            let found = page.week.as_ref().and_then(|w| w.announced.iter().find(|f| Some(f.no) == no));
            return match found.filter(|f| f.state == "proposed") {
                Some(f) => {
                    let line = acts::sign(f);
                    acting::open(model, line)
                }
                None => {
                    model.tell("the line under the cursor is no freeze that waits for approval; d shows them");
                    Vec::new()
                }
            };
        }
        Action::EndFreeze => {
            return match page.freeze() {
                Some(no) => acting::open(model, acts::end(no)),
                None => {
                    model.tell("the line under the cursor is no announced freeze; d shows them");
                    Vec::new()
                }
            };
        }
        Action::Today => {
            page.day = None;
            let view = page.view;
            page.week = None;
            let mut effects = vec![Effect::Ask(Request::Week(None))];
            match view {
                View::Year => {
                    page.year = None;
                    effects.push(Effect::Ask(Request::Year(None)));
                }
                View::Month => {
                    page.plan = None;
                    effects.push(Effect::Ask(Request::Plan(None)));
                }
                _ => {}
            }
            return effects;
        }
        _ => page.day = acts::moved(action, page.day).or(page.day),
    }
    if page.known() {
        page.seek();
    }
    missing(page)
}

/// What a freeze would hit has been looked up: it stands in the line, and Enter records.
pub fn looked_up(model: &mut Model, receipt: &Receipt) -> Vec<Effect> {
    model.busy = false;
    let code = model.code();
    let Some(line) = &mut model.act else { return Vec::new() };
    if !matches!(line.kind, Kind::Freeze(_)) {
        return Vec::new();
    }
    line.sent = false;
    acts::looked_up(line, receipt, code);
    vec![barrier(model)]
}
