//! Lines of the queue: the columns that are printed, and nothing else.

use super::plan::statement;
use super::queue::{Filter, window};
use crate::store::error::StoreError;
use crate::store::load::Reader;
use rusqlite::{Connection, params_from_iter};

/// What a line of the queue shows, borrowed from SQLite while it is read.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs, reason = "the columns of read_changes, described in the schema")]
pub struct QueueLine<'r> {
    pub no: u32,
    pub change_type: &'r str,
    pub state: &'r str,
    pub risk: Option<&'r str>,
    pub window: Option<(i64, i64)>,
    pub owner: Option<&'r str>,
    pub title: &'r str,
    pub next_action: &'r str,
}

/// The columns of a line alone: of a whole row most would be read in vain, and its clash is looked up for each.
const LINE: &str = "no, type, state, risk, window_from, window_to, owner, title, next_action";

/// Reads lines until `each` says `false`.
///
/// # Errors
/// Those of SQLite.
fn lines(conn: &Connection, filter: &Filter, each: &mut dyn FnMut(QueueLine<'_>) -> bool) -> rusqlite::Result<()> {
    let (sql, values) = statement(conn, LINE, filter)?;
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    while let Some(row) = rows.next()? {
        let text = |i: usize| row.get_ref(i).and_then(|v| Ok(v.as_str()?));
        let maybe = |i: usize| row.get_ref(i).and_then(|v| Ok(v.as_str_or_null()?));
        let line = QueueLine {
            no: row.get(0)?,
            change_type: text(1)?,
            state: text(2)?,
            risk: maybe(3)?,
            window: window(row.get(4)?, row.get(5)?),
            owner: maybe(6)?,
            title: text(7)?,
            next_action: text(8)?,
        };
        if !each(line) {
            break;
        }
    }
    Ok(())
}

impl Reader<'_> {
    /// Lines of the queue, until `line` says `false`.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn queue_lines(&self, filter: &Filter, line: &mut dyn FnMut(QueueLine<'_>) -> bool) -> Result<(), StoreError> {
        lines(self.conn(), filter, line).map_err(|e| self.fail(e))
    }
}
