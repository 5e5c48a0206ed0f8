//! Frames of the queue in the process: what a key costs from the model to the bytes, without a terminal.
//! `QUORATE_BENCH_DB` names a register; without it one is made, with `QUORATE_BENCH_CHANGES` changes (default 1,000).
#![allow(clippy::unwrap_used, missing_docs, reason = "a bench fails loudly")]

mod register;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use quorate::app::App;
use quorate::tui::Look;
use quorate::tui::message::{Answer, Effect, Message, Request};
use quorate::tui::model::Model;
use quorate::tui::painter::Painter;
use quorate::tui::theme::Theme;
use quorate::tui::update::update;
use quorate::tui::view;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::time::{Duration, Instant};

const KEYS: usize = 400;

fn main() {
    // `cargo test` also runs benches, and only to see that they start.
    if !std::env::args().any(|a| a == "--bench") {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let mut app = register::filled(dir.path());
    for size in [(80, 24), (120, 40), (200, 60)] {
        for (name, key) in [("move", KeyCode::Char('j')), ("page", KeyCode::PageDown)] {
            let (mut times, bytes) = frames(&mut app, size, key);
            times.sort();
            let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
            println!("{}x{} {name}: p50 {:?}, p99 {:?}, {bytes} bytes a frame", size.0, size.1, at(50), at(99));
        }
    }
}

/// Does what the model asks for at once, as far as the queue goes.
fn perform(app: &mut App, model: &mut Model, effects: Vec<Effect>) {
    for effect in effects {
        if let Effect::Ask(Request::Queue(query, ticket)) = effect {
            let page = app.changes(&query).unwrap();
            let more = update(model, Message::Answer(Box::new(Answer::Queue(page, query, ticket))));
            perform(app, model, more);
        }
    }
}

fn press(app: &mut App, model: &mut Model, code: KeyCode) {
    let effects = update(model, Message::Key(KeyEvent::new(code, KeyModifiers::NONE)));
    perform(app, model, effects);
}

/// Times of view and paint, and bytes a frame; the reading of pages is not in them (see the `queue` bench).
fn frames(app: &mut App, size: (u16, u16), key: KeyCode) -> (Vec<Duration>, usize) {
    let look = Look { theme: Theme::Dark, ascii: false, plain: false };
    let mut model = Model::new(look, size, true, None);
    let effects = model.begin();
    perform(app, &mut model, effects);
    press(app, &mut model, KeyCode::Char('g'));
    press(app, &mut model, KeyCode::Char('q'));
    let mut painter = Painter::new(Vec::new());
    let mut buffer = Buffer::empty(Rect { x: 0, y: 0, width: size.0, height: size.1 });
    let mut bytes = 0;
    let mut times = Vec::with_capacity(KEYS);
    for turn in 0..=KEYS {
        let start = Instant::now();
        buffer.reset();
        view::follow(&mut model);
        let cursor = view::draw(&model, &mut buffer);
        let written = painter.paint(&buffer, cursor, |_| b"").unwrap();
        if turn > 0 {
            times.push(start.elapsed());
            bytes += written;
        }
        painter.out().clear();
        press(app, &mut model, key);
    }
    assert!(bytes > 0, "keys move in the queue");
    (times, bytes / KEYS)
}
