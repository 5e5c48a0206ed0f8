//! Policy packs: read, check, judge. Text in, verdicts out; no file, clock or register is touched here.

pub mod act;
pub mod board;
pub mod check;
pub mod clause;
pub mod clock;
pub mod combine;
pub mod diary;
pub mod document;
pub mod facts;
pub mod judge;
pub mod lists;
pub mod meeting;
pub mod pack;
pub mod pattern;
pub mod read;
pub mod rename;
pub mod request;
pub mod risk;
pub mod rule;
pub mod running;
pub mod schedule;
pub mod schema;
pub mod slots;
pub mod vector;
pub mod verdict;
pub mod window;
