//! Use cases: the only door for shells. Plain requests in, sheets out.

pub mod acts;
mod appoint;
pub mod aside;
pub mod ask;
pub mod audit;
mod beside;
pub mod calendar;
pub mod catalog;
mod catalogue;
pub mod checklist;
mod commands;
pub mod config;
mod conflicts;
mod decisions;
pub mod demo;
pub mod doctor;
pub mod drafts;
pub mod editor;
pub mod error;
mod evidence;
mod exceptions;
pub mod exec;
mod execute;
pub mod gate;
mod gating;
mod heads;
pub mod import;
mod inbox;
pub mod keymap;
mod marks;
pub mod meeting;
pub mod open;
pub mod options;
pub mod packs;
mod past;
mod person;
pub mod policy;
pub mod queue;
pub mod receipt;
mod refresh;
mod repeated;
mod replay;
pub mod run;
pub mod shelf;
pub mod show;
mod systems;
mod times;
mod together;
mod touched;
mod verdict;
mod verified;
mod world;

pub use open::App;

/// What tells a caller how far a long operation has come: done and total (0 when unknown).
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64);
