//! Values to words and documents; foreign files to typed rows. No colour, no I/O.

pub mod canonical;
pub mod cast;
pub mod decision;
pub mod evidence;
pub mod feeds;
pub mod ical;
pub mod minutes;
pub mod review;
pub mod words;
