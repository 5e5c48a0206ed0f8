//! Values that every room shares: ids, moments, spans, business calendars, safe text, digests. No I/O.

pub mod calendar;
pub mod digest;
pub mod ids;
pub mod secrets;
pub mod spoken;
pub mod text;
pub mod time;
