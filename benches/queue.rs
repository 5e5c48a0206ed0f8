//! The queue from the register in the process: pages by key, and a search for every letter typed.
//! `QUORATE_BENCH_DB` names a register; without it one is made, with `QUORATE_BENCH_CHANGES` changes (default 1,000).
#![allow(clippy::unwrap_used, missing_docs, reason = "a bench fails loudly")]

mod register;

use quorate::app::App;
use quorate::app::options::{ListQuery, Sort};
use std::time::{Duration, Instant};

/// Rows of a page.
const ROWS: usize = 40;
const PAGES: usize = 500;

fn main() {
    // `cargo test` also runs benches, and only to see that they start.
    if !std::env::args().any(|a| a == "--bench") {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let mut app = register::filled(dir.path());
    for sort in [Sort::Newest, Sort::Risk, Sort::Window, Sort::Updated] {
        report(&format!("page by key, {sort:?}"), pages(&mut app, sort));
    }
    report("search, every letter of \"database failover\"", search(&mut app, "database failover"));
    report("search, every letter of a word that is nowhere", search(&mut app, "zyzzyva"));
}

fn report(name: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
    println!(
        "{name}: p50 {:?}, p99 {:?}, longest {:?}, n {}",
        at(50),
        at(99),
        times.last().copied().unwrap_or_default(),
        times.len()
    );
}

/// Pages one after the other, each from the cursor of the one before.
fn pages(app: &mut App, sort: Sort) -> Vec<Duration> {
    let mut query = ListQuery { sort, limit: ROWS, ..ListQuery::default() };
    let mut times = Vec::new();
    let mut rows = 0;
    while times.len() < PAGES {
        let start = Instant::now();
        let page = app.changes(&query).unwrap();
        times.push(start.elapsed());
        rows += page.items.len();
        match page.next {
            Some(next) => query.after = Some(next),
            None => break,
        }
    }
    assert!(rows > 0, "the queue has rows");
    times
}

/// The first page of what is found, for every beginning of the words.
fn search(app: &mut App, words: &str) -> Vec<Duration> {
    let mut times = Vec::new();
    for _ in 0..20 {
        for (end, _) in words.char_indices().skip(1) {
            let search = words.get(..end).map(str::to_owned);
            let query = ListQuery { search, limit: ROWS, ..ListQuery::default() };
            let start = Instant::now();
            app.changes(&query).unwrap();
            times.push(start.elapsed());
        }
    }
    times
}
