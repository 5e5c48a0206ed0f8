//! The one test binary.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    missing_docs,
    reason = "tests fail loudly"
)]

mod acts;
mod almanac;
mod app;
mod architecture;
mod asides;
mod base;
mod board;
mod calendar;
mod cast;
mod chairing;
mod checklists;
mod cli;
mod combine;
mod consenting;
mod demo;
mod docs;
mod feeds;
mod folded;
mod forty;
mod fossils;
mod frugal;
mod ical;
mod keys;
mod laws;
mod ledger;
mod line_meeting;
mod packs;
mod painter;
mod projected;
mod pty;
mod returning;
mod screens;
mod settings;
mod stage;
mod store;
mod table;
mod terminal;
mod words;
