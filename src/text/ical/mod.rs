//! Calendars of RFC 5545, out and in.

pub mod foreign;
pub mod lines;
pub mod meetings;
pub mod read;
pub mod register;
pub mod times;
mod write;
pub mod zones;
