//! Reads the read tables: the queue, the inbox, counts.

pub mod calendar;
pub mod claims;
pub mod inbox;
pub mod line;
pub mod meetings;
mod plan;
pub mod queue;
