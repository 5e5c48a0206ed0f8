//! Plain structs that screens and documents show. No behaviour; words and colours are chosen elsewhere.

pub mod approval;
pub mod ballot;
pub mod calendar;
pub mod catalogue;
pub mod change;
pub mod checklist;
pub mod course;
pub mod decision;
pub mod evidence;
pub mod exception;
pub mod feed;
pub mod gate;
pub mod meeting;
pub mod pack;
pub mod people;
pub mod quorum;
pub mod ready;
pub mod register;
pub mod risk;
pub mod run;
pub mod sitting;
pub mod system;
pub mod time;
pub mod timeline;
