//! Acts on a change as people carry them out: what is offered, what is asked, and the commands that come of the answers.

pub mod ask;
pub mod calendar;
pub mod checklist;
pub mod closing;
pub mod command;
pub mod consent;
pub mod draft;
pub mod entitled;
pub mod go;
pub mod item;
pub mod line;
pub mod meeting;
pub mod offer;
mod rollcall;
mod settling;
mod typing;
pub mod which;
