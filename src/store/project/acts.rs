//! Which entries belong to an act.

use crate::ledger::entry::EntryRef;
use rusqlite::Connection;

/// Counts the entry to its act.
pub(super) fn apply(conn: &Connection, entry: &EntryRef<'_>) -> rusqlite::Result<()> {
    conn.prepare_cached(
        "INSERT INTO acts(act, first_seq, count) VALUES (?, ?, 1) ON CONFLICT(act) DO UPDATE SET count = count + 1",
    )?
    .execute((entry.act, entry.seq.cast_signed()))
    .map(|_| ())
}
