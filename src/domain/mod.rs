//! What a change, a ballot and a board are; what may be done to them; and what then is true. No I/O, clock or chance.
//!
//! Each noun has three files: `mod` (what it is), `acts` (what may be done: decide), `events` (what happened: evolve).

pub mod attempt;
pub mod ballot;
pub mod board;
pub mod calendar;
pub mod catalogue;
pub mod change;
pub mod checklist;
pub mod command;
pub mod desk;
pub mod event;
pub mod evidence;
pub mod meeting;
pub mod pack;
pub mod places;
pub mod refusal;
pub mod risk;
pub mod run;
pub mod said;
pub mod system;
pub mod world;
