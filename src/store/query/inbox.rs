//! What waits for whom.

use super::queue::with_mark;
use crate::base::ids::{ChangeNo, PersonId, Stream};
use crate::base::time::Moment;
use crate::store::error::StoreError;
use crate::store::load::Reader;
use rusqlite::Connection;
use std::collections::BTreeSet;

/// Something that waits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Waiting {
    /// For whom: `role NAME`, `person ID`, `chair`.
    pub whom: String,
    /// The change.
    pub no: u32,
    /// What is asked.
    pub kind: String,
    /// When it is due.
    pub due: Option<i64>,
}

/// Something that waits, with what is told of its change.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// What waits.
    pub waiting: Waiting,
    /// Title of the change.
    pub title: String,
    /// Its letter.
    pub letter: String,
    /// Its risk level.
    pub risk: Option<String>,
    /// Who asked for it.
    pub requester: String,
    /// When its window closes.
    pub closes: Option<i64>,
}

/// What waits for any of these, with its changes, the earliest due first, then the oldest change.
///
/// # Errors
/// Those of SQLite.
pub fn items(conn: &Connection, whoms: &[String], limit: usize) -> rusqlite::Result<Vec<Item>> {
    let mut all = Vec::new();
    let mut statement = conn.prepare_cached(
        "SELECT w.no, w.kind, w.due, c.title, c.letter, EXISTS (SELECT 1 FROM read_conflicts r WHERE r.no = w.no), \
         c.risk, c.requester, c.window_to FROM read_waiting w JOIN read_changes c ON c.no = w.no WHERE w.whom = ?1 \
         ORDER BY w.no DESC LIMIT ?2",
    )?;
    for whom in whoms {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = statement.query_map(rusqlite::params![whom, limit], |row| {
            Ok(Item {
                waiting: Waiting { whom: whom.clone(), no: row.get(0)?, kind: row.get(1)?, due: row.get(2)? },
                title: row.get(3)?,
                letter: with_mark(row.get_ref(4)?.as_str()?, row.get(5)?).to_owned(),
                risk: row.get(6)?,
                requester: row.get(7)?,
                closes: row.get(8)?,
            })
        })?;
        for row in rows {
            all.push(row?);
        }
    }
    all.sort_by_key(|item| (item.waiting.due.unwrap_or(i64::MAX), item.waiting.no));
    Ok(all)
}

/// What waits for any of these, the earliest due first, then the oldest change.
///
/// # Errors
/// Those of SQLite.
pub fn waiting(conn: &Connection, whoms: &[String], limit: usize) -> rusqlite::Result<Vec<Waiting>> {
    let mut all = Vec::new();
    let mut statement =
        conn.prepare_cached("SELECT no, kind, due FROM read_waiting WHERE whom = ?1 ORDER BY no DESC LIMIT ?2")?;
    for whom in whoms {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = statement.query_map(rusqlite::params![whom, limit], |row| {
            Ok(Waiting { whom: whom.clone(), no: row.get(0)?, kind: row.get(1)?, due: row.get(2)? })
        })?;
        for row in rows {
            all.push(row?);
        }
    }
    all.sort_by_key(|w| (w.due.unwrap_or(i64::MAX), w.no));
    Ok(all)
}

impl Reader<'_> {
    /// Changes that wait for the board's decision, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn waiting_for_board(&self) -> Result<Vec<u32>, StoreError> {
        let sql = "SELECT DISTINCT no FROM read_waiting WHERE whom = 'chair' AND kind IN ('OPEN VOTE', 'CLOSE VOTE', 'RETURNS') \
                   ORDER BY no";
        let read = || -> rusqlite::Result<Vec<u32>> {
            self.conn().prepare_cached(sql)?.query_map([], |row| row.get(0))?.collect()
        };
        read().map_err(|e| self.fail(e))
    }

    /// The changes of which something of a kind waits for somebody.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn kept_waiting(&self, kind: &str) -> Result<BTreeSet<u32>, StoreError> {
        let sql = "SELECT DISTINCT no FROM read_waiting WHERE kind = ?1";
        let read = || -> rusqlite::Result<BTreeSet<u32>> {
            self.conn().prepare_cached(sql)?.query_map([kind], |row| row.get(0))?.collect()
        };
        read().map_err(|e| self.fail(e))
    }

    /// The changes of which something of a kind was due before a moment.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn due_before(&self, kind: &str, at: Moment) -> Result<BTreeSet<u32>, StoreError> {
        let sql = "SELECT DISTINCT no FROM read_waiting WHERE kind = ?1 AND due < ?2";
        let read = || -> rusqlite::Result<BTreeSet<u32>> {
            self.conn().prepare_cached(sql)?.query_map((kind, at.0), |row| row.get(0))?.collect()
        };
        read().map_err(|e| self.fail(e))
    }

    /// The changes whose ballot was to be closed before a moment: its time is over then.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn ballots_over(&self, at: Moment) -> Result<BTreeSet<u32>, StoreError> {
        let sql = "SELECT no FROM read_waiting WHERE whom = 'chair' AND kind = 'CLOSE VOTE' AND due <= ?1";
        let read = || -> rusqlite::Result<BTreeSet<u32>> {
            self.conn().prepare_cached(sql)?.query_map([at.0], |row| row.get(0))?.collect()
        };
        read().map_err(|e| self.fail(e))
    }

    /// Changes of which something that stood in the way had passed by a moment, since their rows were made.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn passed(&self, at: Moment) -> Result<Vec<u32>, StoreError> {
        let sql = "SELECT no FROM read_waiting WHERE whom = 'time' AND due <= ?1";
        let read = || -> rusqlite::Result<Vec<u32>> {
            self.conn().prepare_cached(sql)?.query_map([at.0], |row| row.get(0))?.collect()
        };
        read().map_err(|e| self.fail(e))
    }

    /// Whether an entry of a change was made by a person, or has their id as a word.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn names_person(&self, no: ChangeNo, person: &PersonId) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM ledger WHERE stream = ?1 AND (actor = ?2 OR instr(payload, ?3) > 0))";
        let (stream, word) = (Stream::Change(no).to_string(), format!("\"{person}\"").into_bytes());
        self.conn()
            .prepare_cached(sql)
            .and_then(|mut find| find.query_row((stream, person.as_str(), word), |r| r.get(0)))
            .map_err(|e| self.fail(e))
    }

    /// What waits for any of these, with its changes, the earliest due first.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn inbox(&self, whoms: &[String], limit: usize) -> Result<Vec<Item>, StoreError> {
        items(self.conn(), whoms, limit).map_err(|e| self.fail(e))
    }

    /// What waits for any of these, the earliest due first.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn waiting(&self, whoms: &[String], limit: usize) -> Result<Vec<Waiting>, StoreError> {
        waiting(self.conn(), whoms, limit).map_err(|e| self.fail(e))
    }
}
