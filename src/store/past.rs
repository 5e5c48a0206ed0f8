//! Read tables as they stood at a moment: temporary ones of this connection, which stand before the kept ones.

use super::append::Tx;
use super::error::StoreError;
use super::{Store, project};
use crate::base::time::Moment;
use rusqlite::Connection;

/// The tables of meetings.
const MEETINGS: [&str; 2] = ["meetings", "actions"];

/// The tables that the rows of changes are written to.
const CHANGES: [&str; 7] =
    ["read_changes", "read_waiting", "read_search", "read_counts", "read_claims", "read_conflicts", "read_exceptions"];

impl Store {
    /// From now on this connection finds the meetings as they stood at a moment.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read or no temporary table can be made.
    pub fn recall_meetings(&mut self, at: Moment) -> Result<(), StoreError> {
        self.temporarily(|tx| {
            hide(tx.conn(), &MEETINGS).map_err(|e| tx.fail(e))?;
            tx.read().each_of_meetings(at, |entry| project::meetings::apply(tx.conn(), entry).map_err(|e| tx.fail(e)))
        })
    }

    /// From now on this connection finds the changes as `fill` writes them.
    ///
    /// # Errors
    /// Those of `fill`, and [`StoreError`] when no temporary table can be made.
    pub fn recall_changes<E: From<StoreError>>(
        &mut self,
        fill: impl FnOnce(&mut Tx<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.temporarily(|tx| {
            hide(tx.conn(), &CHANGES).map_err(|e| tx.fail(e))?;
            fill(tx)
        })
    }
}

/// Makes empty temporary tables that are like kept ones, with their indexes and triggers. SQLite looks for a name without
/// a schema among the temporary tables first, so each question asks these from then on.
fn hide(conn: &Connection, tables: &[&str]) -> rusqlite::Result<()> {
    for table in tables {
        conn.execute_batch(&format!("DROP TABLE IF EXISTS temp.{table}"))?;
    }
    for table in tables {
        let mut made = conn.prepare("SELECT sql FROM main.sqlite_schema WHERE tbl_name = ?1 AND sql IS NOT NULL")?;
        let made = made.query_map([table], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
        for sql in made {
            let kinds =
                ["CREATE TABLE ", "CREATE VIRTUAL TABLE ", "CREATE INDEX ", "CREATE UNIQUE INDEX ", "CREATE TRIGGER "];
            let found = kinds.iter().find_map(|kind| Some((kind, sql.strip_prefix(kind)?)));
            if let Some((kind, rest)) = found {
                conn.execute_batch(&format!("{kind}temp.{rest}"))?;
            }
        }
    }
    Ok(())
}
