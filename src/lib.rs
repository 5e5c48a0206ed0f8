#![doc = include_str!("architecture.md")]

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
