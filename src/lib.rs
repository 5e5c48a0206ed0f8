//! Quorate: change requests, quorate ballots and their ledger, by written policy.
pub mod app;
pub mod base;
pub mod cli;
pub mod domain;
pub mod ledger;
pub mod policy;
pub mod sheets;
pub mod store;
pub mod text;
pub mod tui;
