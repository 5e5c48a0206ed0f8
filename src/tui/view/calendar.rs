//! The calendar: a week day by day, freezes and who is busy.

use super::Cursors;
use super::doc::Doc;
use super::page::{Page, columns};
use super::plan;
use super::when::{brief, short, window};
use super::who::name;
use super::year;
use crate::base::text::{fit, wrap};
use crate::sheets::calendar::{CalendarRow, WeekSheet};
use crate::sheets::time::Window;
use crate::text::words::calendar::{day as day_words, hours, whom};
use crate::tui::calendar::{CalendarPage, Line, VIEWS, View, date};
use crate::tui::layout::{Class, class, panes};
use crate::tui::model::Model;
use crate::tui::theme::Tone;
use chrono::Datelike as _;
use ratatui::layout::Rect;

/// Rows above the lines.
const HEAD: u16 = 1;

/// Where heading, lines and what stands beside them go.
struct Areas {
    head: Rect,
    list: Rect,
    side: Option<Rect>,
}

fn areas(area: Rect, view: View) -> Areas {
    let head = Rect { height: HEAD.min(area.height), ..area };
    let body = Rect { y: area.y + head.height, height: area.height - head.height, ..area };
    let widths: &[u16] = match (view, class(area.width)) {
        (View::Year, _) | (_, Class::Phone | Class::Compact) => &[],
        (_, Class::Wide) => &[66],
        _ => &[area.width.saturating_sub(81)],
    };
    let mut parts = panes(body, widths).into_iter();
    let list = parts.next().unwrap_or(body);
    Areas { head, list, side: parts.next() }
}

/// Rows of the list.
#[must_use]
pub fn rows(area: Rect, view: View) -> usize {
    usize::from(areas(area, view).list.height)
}

/// Draws the calendar.
pub fn draw(page: &mut Page<'_>, area: Rect, model: &Model, shown: &CalendarPage) -> Cursors {
    let parts = areas(area, shown.view);
    heading(page, parts.head, shown);
    if let (View::Year, Some(sheet)) = (shown.view, &shown.year) {
        return (None, year::draw(page, parts.list, sheet, shown.day));
    }
    let Some(week) = shown.week.as_ref().filter(|_| shown.view != View::Year) else { return (None, None) };
    if shown.view == View::Month && shown.plan.is_none() {
        return (None, None);
    }
    let lines = shown.lines();
    if lines.is_empty() {
        let text = match shown.view {
            View::Month => "The policy in force plans no tasks by month.",
            View::Freezes => "No freeze is announced, and the pack has none. + announces one.",
            _ => "Nobody owns or carries out a change in this week.",
        };
        let rows = wrap(text, usize::from(parts.list.width.saturating_sub(2)));
        for (row, y) in rows.iter().zip(0..parts.list.height) {
            page.put(parts.list, 1, y, row, Tone::Faint);
        }
    }
    let here = shown.at.saturating_sub(shown.offset);
    for (i, line) in lines.iter().enumerate().skip(shown.offset).take(usize::from(parts.list.height)) {
        let y = u16::try_from(i - shown.offset).unwrap_or(u16::MAX);
        let wide = draw_line(page, parts.list, y, model, line);
        if i == shown.at {
            page.put(parts.list, 0, y, ">", Tone::Accent);
            page.select(Rect { x: parts.list.x.saturating_add(1), ..parts.list }, y, wide.saturating_sub(1));
        }
    }
    if shown.view == View::Week && week.rows.is_empty() && lines.len() + 1 < usize::from(parts.list.height) {
        let y = u16::try_from(lines.len() + 1).unwrap_or(u16::MAX);
        page.put(parts.list, 1, y, "Nothing stands in this week. ] goes on", Tone::Faint);
    }
    if let Some(side) = parts.side {
        page.divider(parts.list);
        beside(model, week, lines.get(shown.at), side).draw(page, side, 0);
    }
    let y = u16::try_from(here).unwrap_or(0).min(parts.list.height.saturating_sub(1));
    (None, Some((parts.list.x, parts.list.y + y)))
}

/// What is shown: the week or the year, its zone, and the views.
fn heading(page: &mut Page<'_>, area: Rect, shown: &CalendarPage) {
    let phone = class(area.width) == Class::Phone;
    let what = match (shown.view, &shown.week, &shown.year, shown.day) {
        (View::Year, _, Some(year), _) => format!("{}", year.year),
        (View::Month, _, _, Some(day)) => day.format("%B %Y").to_string(),
        (_, Some(week), _, _) => span(week),
        _ => String::new(),
    };
    let tz = match (shown.view, &shown.week, &shown.year) {
        (View::Year, _, Some(year)) => year.tz.as_str(),
        (_, Some(week), _) => week.tz.as_str(),
        _ => "",
    };
    let at = VIEWS.iter().position(|(v, _)| *v == shown.view).unwrap_or(0);
    let tabs = if phone {
        let name = VIEWS.get(at).map_or("", |v| v.1);
        format!(" {name} {}/{}", at + 1, VIEWS.len())
    } else {
        VIEWS.iter().map(|(v, n)| if *v == shown.view { format!("[{n}]") } else { format!(" {n} ") }).collect()
    };
    let end = page.right(area, 0, &tabs, Tone::Faint);
    let x = page.put(area, 1, 0, if phone { "" } else { "CALENDAR  " }, Tone::Strong);
    let x = page.put(area, x, 0, &what, Tone::Plain);
    if x + columns(tz) + 3 < end {
        page.put(area, x + 2, 0, tz, Tone::Faint);
    }
}

/// `W10 2-8 Mar 2026`.
fn span(week: &WeekSheet) -> String {
    let ends = week.days.first().and_then(date).zip(week.days.last().and_then(date));
    ends.map_or_else(String::new, |(a, b)| {
        let form = if a.month() == b.month() { "%-d" } else { "%-d %b" };
        format!("W{:02} {}-{}", a.iso_week().week(), a.format(form), b.format("%-d %b %Y"))
    })
}

fn tone(row: &CalendarRow) -> (&'static str, Tone) {
    match row.kind.as_str() {
        "window" if row.urgent => ("e", Tone::Warn),
        "window" => ("=", Tone::Good),
        "freeze" => ("X", Tone::Bad),
        "exception" => ("o", Tone::Warn),
        "proposal" => ("x", Tone::Warn),
        "tentative" => ("?", Tone::Warn),
        _ => ("#", Tone::Accent),
    }
}

/// Draws a line; gives the column after what is marked when one is at it.
fn draw_line(page: &mut Page<'_>, area: Rect, y: u16, model: &Model, line: &Line<'_>) -> u16 {
    match line {
        Line::Day(day) => {
            let today = date(day) == Some(model.now().local(model.pack_zone()).date_naive());
            let mut x = page.put(area, 1, y, &day_words(day), Tone::Strong);
            if today {
                x = page.put(area, x, y, ", today", Tone::Accent);
            }
            let counts = [
                (day.freezes, "freeze"),
                (day.windows, "window"),
                (day.urgent, "emergency window"),
                (day.changes, "change"),
            ];
            let told: Vec<String> =
                counts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| crate::base::text::so_many(*n, what)).collect();
            let text = told.join(", ");
            if x + columns(&text) + 3 < area.width {
                page.right(area, y, &text, Tone::Faint);
            }
            x
        }
        Line::Row(day, row) => {
            let turn = Window { from: row.from, to: row.to };
            let when = day.span.map_or_else(String::new, |span| hours(&turn, &span, model.zone()));
            let (mark, tone) = tone(row);
            page.put(area, 3, y, &fit(&when, 11), Tone::Plain);
            let x = page.put(area, 15, y, mark, tone);
            // Where there is little room, what it is called says more than the id that the pack has for it.
            let own = matches!(row.kind.as_str(), "window" | "freeze") && class(area.width) == Class::Phone;
            let x = if own { x } else { page.put(area, x + 1, y, &row.id, tone) };
            let x = if row.clash.is_empty() {
                x
            } else {
                page.put(area, x + 1, y, &format!("clash {}", row.clash.join(", ")), Tone::Bad)
            };
            let x = page.put(area, x + 1, y, &row.title, Tone::Plain);
            page.put(area, x, y, &whom(row), if row.urgent { Tone::Warn } else { Tone::Faint });
            14
        }
        Line::Missing(text) => page.put(area, 1, y, text, Tone::Warn),
        Line::Announced(f) => {
            let tone = if f.state == "holds" { Tone::Bad } else { Tone::Plain };
            let faint = matches!(f.state.as_str(), "over" | "ended" | "refused" | "lapsed");
            let tone = if faint { Tone::Faint } else { tone };
            let x = page.put(area, 2, y, &format!("freeze/{}", f.no), tone);
            page.put(area, 13, y, &f.state, tone);
            let several = if f.turns > 1 { format!(" {}x", f.turns) } else { String::new() };
            let when = format!("{} - {}{several}", short(model, f.from.0), short(model, f.to.0));
            if class(area.width) == Class::Phone {
                page.put(area, 21, y, &f.title, Tone::Plain);
            } else {
                let next = page.put(area, 21, y, &when, tone);
                page.put(area, next.max(54) + 1, y, &f.title, Tone::Plain);
            }
            x
        }
        Line::Frozen(row) => {
            let holds = row.from.0 <= model.now() && model.now() < row.to.0;
            let (word, at) = if holds { ("until", row.to.0) } else { ("next", row.from.0) };
            let (word, at) = if holds && row.standing { ("holds", String::new()) } else { (word, brief(model, at)) };
            if class(area.width) == Class::Phone {
                // What it is called says more than the id that the pack has for it.
                let next = format!("{word} {}", at.trim_start());
                let room = usize::from(area.width.saturating_sub(columns(&next) + 4));
                let x = page.put(area, 2, y, fit(&row.title, room).trim_end(), Tone::Accent);
                page.right(area, y, &next, Tone::Plain);
                return x;
            }
            let x = page.put(area, 2, y, &row.id, Tone::Accent);
            let tone = if holds { Tone::Bad } else { Tone::Plain };
            let next = page.put(area, x.max(20) + 1, y, &format!("{word:<5} {at}"), tone);
            page.put(area, next.max(41) + 1, y, &row.title, Tone::Plain);
            x
        }
        Line::Person(person, clashes) => {
            let x = page.put(area, 1, y, name(model, person), Tone::Strong);
            if *clashes > 0 {
                page.put(area, x + 2, y, "DOUBLE-BOOKED", Tone::Bad);
            }
            x
        }
        Line::Busy(busy) => {
            let phone = class(area.width) == Class::Phone;
            let begin = busy.window.from.0;
            let (turn, at) = if phone {
                (begin.local(model.zone()).format("%a %-d %H:%M").to_string(), 17)
            } else {
                (format!("{}-{}", short(model, begin), clock(model, busy.window.to.0)), 27)
            };
            page.put(area, 3, y, &turn, Tone::Plain);
            let x = page.put(area, at, y, &busy.id, Tone::Accent);
            let x = if busy.clash.is_empty() {
                x
            } else {
                page.put(area, x + 1, y, &format!("[C] with {}", busy.clash.join(", ")), Tone::Bad)
            };
            page.put(area, x + 1, y, &busy.title, Tone::Plain);
            at.saturating_sub(1)
        }
        other => plan::draw_line(page, area, y, other),
    }
}

fn clock(model: &Model, at: crate::base::time::Moment) -> String {
    at.local(model.zone()).format("%H:%M").to_string()
}

/// What is under the cursor, and the hours of the week.
fn beside(model: &Model, week: &WeekSheet, line: Option<&Line<'_>>, area: Rect) -> Doc {
    let mut doc = Doc::new(area);
    match line {
        Some(Line::Row(_, r) | Line::Frozen(r)) => {
            doc.text(&format!("{}  {}", r.id, r.title), Tone::Strong);
            doc.pair("What", &r.kind, tone(r).1);
            doc.pair("When", &window(model, &Window { from: r.from, to: r.to }), Tone::Plain);
            doc.pair("Whom", &r.whom, if r.urgent { Tone::Warn } else { Tone::Plain });
            doc.pair("Clauses", &r.clauses.join(" "), Tone::Faint);
        }
        Some(Line::Announced(f)) => {
            let all = |list: &[String]| if list.is_empty() { "all".into() } else { list.join(", ") };
            doc.text(&format!("freeze {}  {}", f.no, f.title), Tone::Strong);
            doc.pair("State", &f.state, Tone::Plain);
            doc.pair("When", &window(model, &Window { from: f.from, to: f.to }), Tone::Plain);
            if f.turns > 1 {
                let next = f.next.as_ref().map(|w| format!("; next {}", window(model, w))).unwrap_or_default();
                doc.pair("Turns", &format!("{}{next}", f.turns), Tone::Plain);
            }
            doc.pair("Where", &all(&f.environments), Tone::Plain);
            doc.pair("Systems", &all(&f.systems), Tone::Plain);
            doc.pair("Lets pass", &f.exempt.join(", "), Tone::Plain);
            doc.pair("By", name(model, &f.by), Tone::Plain);
            doc.pair("Lacks", &f.lacks.join(", "), Tone::Warn);
            doc.pair("Would stop", &f.stops.join(", "), Tone::Bad);
        }
        Some(Line::Busy(b)) => {
            doc.text(&format!("{}  {}", b.id, b.title), Tone::Strong);
            doc.pair("When", &window(model, &b.window), Tone::Plain);
            doc.pair("Clash", &b.clash.join(", "), Tone::Bad);
        }
        Some(Line::Day(d)) => doc.text(&day_words(d), Tone::Strong),
        Some(Line::Person(p, _)) => doc.text(name(model, p), Tone::Strong),
        Some(other) => {
            plan::beside(&mut doc, model, other);
            return doc;
        }
        None => {}
    }
    doc.head("HOURS X freeze # change ! both = window e emergency");
    doc.pieces(vec![("       0     6     12    18    24".into(), Tone::Faint)]);
    for day in &week.days {
        let Some(span) = day.span else { continue };
        let name = date(day).map(|d| d.format("%a %e ").to_string()).unwrap_or_default();
        let mut pieces = vec![(format!("{name:<7}"), Tone::Plain)];
        let touching: Vec<&CalendarRow> = week.rows.iter().filter(|r| r.from < span.to && r.to > span.from).collect();
        let length = span.to.0.since(span.from.0).0 / 24;
        for hour in 0..24 {
            let from = span.from.0.plus(crate::base::time::Span(length * hour));
            let to = span.from.0.plus(crate::base::time::Span(length * (hour + 1)));
            let mut found = [false; 4];
            for row in touching.iter().filter(|r| r.from.0 < to && r.to.0 > from) {
                match row.kind.as_str() {
                    "freeze" => found[0] = true,
                    "change" => found[1] = true,
                    "exception" | "proposal" | "tentative" => {}
                    _ if row.urgent => found[3] = true,
                    _ => found[2] = true,
                }
            }
            pieces.push(match found {
                [true, true, ..] => ("!".into(), Tone::Bad),
                [true, ..] => ("X".into(), Tone::Bad),
                [_, true, ..] => ("#".into(), Tone::Accent),
                [_, _, true, _] => ("=".into(), Tone::Good),
                [.., true] => ("e".into(), Tone::Warn),
                _ => (".".into(), Tone::Faint),
            });
        }
        doc.pieces(pieces);
    }
    doc
}
