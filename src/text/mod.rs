//! Values to words and documents; foreign files to typed rows. No colour, no I/O.

pub mod feeds;
pub mod words;
