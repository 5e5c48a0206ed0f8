//! Projections: tables that are filled from each entry in its own transaction, and can be made anew from the ledger.
//!
//! To add one: its tables in a schema step, a file here with `apply`, a call in `apply` and its tables in `TABLES`.
//! They are for finding and showing; nothing is judged by them.

mod acts;
pub mod changes;
pub mod meetings;
pub mod rebuild;

use crate::ledger::entry::EntryRef;
use rusqlite::Connection;

/// The tables that projections own, each with the column order that makes its content comparable.
pub(super) const TABLES: &[(&str, &str)] = &[("acts", "act"), ("meetings", "id"), ("actions", "meeting, no")];

/// Enters one new entry into every projection.
pub(super) fn apply(conn: &Connection, entry: &EntryRef<'_>) -> rusqlite::Result<()> {
    acts::apply(conn, entry)?;
    meetings::apply(conn, entry)
}
