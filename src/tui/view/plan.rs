//! The plan of a month on the calendar: its tasks with their days and who does them, its layout, and the months of its year.

use super::doc::Doc;
use super::page::Page;
use super::when::short;
use super::who::name;
use crate::base::text::fit;
use crate::sheets::calendar::{LayoutLine, MonthLine, TaskLine};
use crate::text::words::plain;
use crate::tui::calendar::{CalendarPage, Line, View};
use crate::tui::layout::{Class, class};
use crate::tui::model::Model;
use crate::tui::theme::Tone;
use ratatui::layout::Rect;

/// The mark and tone of a task's state.
fn state(task: &TaskLine) -> (&'static str, Tone) {
    match task.state.as_str() {
        "done" => ("x", Tone::Good),
        "overdue" => ("!", Tone::Bad),
        "due" | "papers due" => (">", Tone::Warn),
        _ => (" ", Tone::Plain),
    }
}

/// A day, or the days from one to another, without their year: `03-05` or `03-05..09`.
fn days(from: &str, to: &str) -> String {
    let day = |text: &str| text.get(5..).unwrap_or(text).to_owned();
    match (from == to, from.get(..7) == to.get(..7)) {
        (true, _) => day(from),
        (false, true) => format!("{}..{}", day(from), to.get(8..).unwrap_or(to)),
        _ => format!("{}..{}", day(from), day(to)),
    }
}

/// Draws a line of the plan; gives the column after what is marked when one is at it.
pub fn draw_line(page: &mut Page<'_>, area: Rect, y: u16, line: &Line<'_>) -> u16 {
    let phone = class(area.width) == Class::Phone;
    match line {
        Line::Head(text) => page.put(area, 1, y, text, Tone::Strong),
        Line::Task(t) => {
            let (mark, tone) = state(t);
            let x = page.put(area, 1, y, &format!("[{mark}]"), tone);
            let x = page.put(area, x + 1, y, &days(&t.from, &t.to), Tone::Plain);
            let end = if phone { area.width } else { page.right(area, y, &t.state, tone) };
            let at = x.max(16) + 1;
            page.put(area, at, y, &fit(&t.title, usize::from(end.saturating_sub(at + 1))), Tone::Plain);
            x
        }
        Line::Entry(l) => {
            let x = page.put(area, 5, y, &days(&l.from, &l.to), Tone::Plain);
            let differs = if l.differs.is_some() { Tone::Warn } else { Tone::Plain };
            page.put(area, x.max(16) + 1, y, &l.title, differs);
            x
        }
        Line::Month(m) => {
            let x = page.put(area, 5, y, &m.month, Tone::Plain);
            page.put(area, x.max(16) + 1, y, &m.note, Tone::Plain);
            x
        }
        _ => 0,
    }
}

/// What is known of the line that one is at, with the month as its title.
pub fn whole(area: Rect, model: &Model, shown: &CalendarPage) -> Option<(String, Vec<String>)> {
    if shown.view == View::Year {
        let unset = shown.year.as_ref().map(|y| y.unset.clone()).filter(|lines| !lines.is_empty())?;
        return Some(("Still to be set".into(), unset));
    }
    let lines = shown.lines();
    let line = lines.get(shown.at)?;
    let mut doc = Doc::new(area);
    beside(&mut doc, model, line);
    (!doc.is_empty()).then(|| (shown.plan.as_ref().map(|p| p.month.clone()).unwrap_or_default(), doc.words()))
}

/// What is known of a line of the plan.
pub fn beside(doc: &mut Doc, model: &Model, line: &Line<'_>) {
    match line {
        Line::Task(t) => task(doc, model, t),
        Line::Entry(l) => entry(doc, l),
        Line::Month(m) => month(doc, m),
        _ => {}
    }
}

fn task(doc: &mut Doc, model: &Model, t: &TaskLine) {
    doc.text(&t.title, Tone::Strong);
    doc.pair("State", &t.state, state(t).1);
    doc.pair("Days", &days(&t.from, &t.to), Tone::Plain);
    doc.pair("Or", t.or.as_deref().unwrap_or_default(), Tone::Plain);
    doc.pair("As written", t.written.as_deref().unwrap_or_default(), Tone::Warn);
    doc.pair("Papers by", &t.papers.map(|at| short(model, at.0)).unwrap_or_default(), Tone::Plain);
    doc.pair("Who", &t.roles.iter().map(|r| plain(r)).collect::<Vec<_>>().join(" and "), Tone::Plain);
    if let (Some(by), Some(at)) = (&t.by, t.at) {
        doc.pair("Done by", &format!("{}, {}", name(model, by), short(model, at.0)), Tone::Good);
    } else {
        doc.text("Y records that it is done", Tone::Faint);
    }
    t.notes.iter().for_each(|n| doc.pair("Note", n, Tone::Warn));
    doc.cite(&t.clauses);
}

fn entry(doc: &mut Doc, l: &LayoutLine) {
    doc.text(&l.title, Tone::Strong);
    doc.pair("Days", &days(&l.from, &l.to), Tone::Plain);
    doc.pair("Plan has", l.differs.as_deref().unwrap_or_default(), Tone::Warn);
    doc.cite(&l.clauses);
}

fn month(doc: &mut Doc, m: &MonthLine) {
    doc.text(&m.month, Tone::Strong);
    m.days.iter().for_each(|(title, day)| doc.text(&format!("{day}  {title}"), Tone::Plain));
    doc.pair("Note", &m.note, Tone::Plain);
    doc.cite(&m.clauses);
}
