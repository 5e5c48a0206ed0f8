//! The evaluator of windows and freezes: a year of windows, 200 freezes, 10,000 scheduled changes; under 1 ms an answer.
//! The year of the calendar's screen at 200x60: under 5 ms a frame.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "a bench fails loudly")]

use chrono::NaiveDate;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use quorate::base::time::{Moment, Span};
use quorate::policy::diary::{Announced, Booked, Diary, Question};
use quorate::policy::facts::Facts;
use quorate::policy::read;
use quorate::policy::running::judge_time;
use quorate::policy::slots::may_run;
use quorate::sheets::calendar::{DaySheet, YearSheet};
use quorate::tui::Look;
use quorate::tui::calendar::{CalendarPage, View};
use quorate::tui::message::Message;
use quorate::tui::model::{Model, Screen};
use quorate::tui::painter::Painter;
use quorate::tui::theme::Theme;
use quorate::tui::update::update;
use quorate::tui::view;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::time::{Duration, Instant};

const ASKED: i64 = 2000;

fn main() {
    // `cargo test` also runs benches, and only to see that they start.
    if !std::env::args().any(|a| a == "--bench") {
        return;
    }
    let days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    let windows: String = days
        .iter()
        .map(|day| {
            format!(
                "[[window]]\nid = \"{day}\"\ntitle = \"{day}\"\non = {{ rrule = \"FREQ=WEEKLY;BYDAY={day}\", opens = \"06:00\", \
                 lasts = \"4h\" }}\ncapacity = 40\n"
            )
        })
        .collect();
    let freezes = "[[freeze]]\nid = \"dec\"\ntitle = \"December\"\non = { rrule = \"FREQ=DAILY;BYMONTH=12\" }\n\
                   [[freeze]]\nid = \"ann\"\ntitle = \"Announced\"\non = { announced = true }\n";
    let text = format!("schema = 1\nname = \"b\"\ntitle = \"B\"\n{windows}{freezes}");
    let pack = read::parse(&text).unwrap_or_else(|f| panic!("{}", f.text));
    let begin = Moment::parse("2026-01-01", chrono_tz::America::New_York).unwrap();
    let hours = |n: i64| begin.plus(Span::hours(n));
    let announced = (0..200)
        .map(|n| Announced {
            id: format!("FRZ-{n}"),
            from: hours(n * 43),
            to: hours(n * 43 + 9),
            ..Announced::default()
        })
        .collect();
    let booked = Booked::of((0..10_000).map(|n| (hours(n * 8760 / 10_000), hours(n * 8760 / 10_000 + 2))));
    let diary = Diary { announced, booked, ..Diary::default() };
    let facts = Facts::default();
    for (name, next) in [("answer", false), ("answer with the next free time", true)] {
        let mut took: Vec<Duration> = Vec::new();
        let mut allowed = 0;
        for n in 0..ASKED {
            let from = hours(n * 8000 / ASKED);
            let question = Question { facts: &facts, systems: &[], from, to: from.plus(Span::hours(1)) };
            let start = Instant::now();
            let answer = if next { may_run(&pack, &diary, &question) } else { judge_time(&pack, &diary, &question) };
            took.push(start.elapsed());
            allowed += usize::from(answer.allowed);
        }
        took.sort_unstable();
        let at = |share: usize| took.get(took.len() * share / 100).copied().unwrap_or_default();
        println!("{name}: median {:?}, p99 {:?}, {allowed} of {ASKED} allowed", at(50), at(99));
    }
    frames();
}

/// Draws the year, a day on at a time.
fn frames() {
    let look = Look { theme: Theme::Dark, ascii: false, plain: false };
    let mut model = Model::new(look, (200, 60), true, Some(Moment(1_790_000_000_000_000)));
    let first = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    let day = |(n, d): (usize, NaiveDate)| DaySheet {
        patch_day: None,
        day: d.to_string(),
        span: None,
        sites: Vec::new(),
        holiday: n % 90 == 0,
        works: n % 7 < 5,
        windows: u32::from(n % 3 == 0),
        urgent: u32::from(n % 7 == 4),
        freezes: u32::from(n % 11 == 0),
        changes: u32::try_from(n % 40).unwrap(),
        begin: u32::try_from(n % 40).unwrap(),
    };
    let days = first.iter_days().take(365).enumerate().map(day).collect();
    let year = YearSheet { year: 2026, tz: "America/New_York".into(), unset: Vec::new(), days };
    let page =
        CalendarPage { view: View::Year, day: Some(first), year: Some(Box::new(year)), ..CalendarPage::default() };
    model.stack.push(Screen::Calendar(page));
    let mut buffer = Buffer::empty(Rect { x: 0, y: 0, width: 200, height: 60 });
    let mut draw = |model: &mut Model, painter: &mut Painter<Vec<u8>>| {
        let start = Instant::now();
        drop(update(model, Message::Key(KeyEvent::new(KeyCode::Char('j'), KeyModifiers::NONE))));
        buffer.reset();
        view::follow(model);
        let cursor = view::draw(model, &mut buffer);
        let bytes = painter.paint(&buffer, cursor, |_| b"").unwrap();
        painter.out().clear();
        (start.elapsed(), bytes)
    };
    // The whole screen, as when one comes to it; then one day on in the same screen.
    let whole: Vec<(Duration, usize)> = (0..100).map(|_| draw(&mut model, &mut Painter::new(Vec::new()))).collect();
    let mut painter = Painter::new(Vec::new());
    let _ = draw(&mut model, &mut painter);
    let steps: Vec<(Duration, usize)> = (0..200).map(|_| draw(&mut model, &mut painter)).collect();
    for (name, mut took) in [("drawn whole", whole), ("a day on", steps)] {
        took.sort_unstable();
        let at = |share: usize| took.get(took.len() * share / 100).copied().unwrap_or_default();
        let bytes = took.iter().map(|t| t.1).sum::<usize>() / took.len();
        println!("a year at 200x60, {name}: median {:?}, p99 {:?}, {bytes} bytes a frame", at(50).0, at(99).0);
    }
}
