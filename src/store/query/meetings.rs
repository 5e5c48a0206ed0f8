//! The meetings of the board, and what the audience sees.

use crate::base::time::Moment;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::load::Reader;
use rusqlite::{OptionalExtension as _, Row};

/// A meeting.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MeetingRow {
    /// Its id.
    pub id: String,
    /// Series of the pack.
    pub series: String,
    /// Beginning.
    pub starts: Moment,
    /// State word.
    pub state: String,
    /// When it was opened.
    pub opened: Option<Moment>,
    /// When it was closed.
    pub closed: Option<Moment>,
}

const COLUMNS: &str = "id, series, starts, state, opened, closed";

fn row(row: &Row<'_>) -> rusqlite::Result<MeetingRow> {
    Ok(MeetingRow {
        id: row.get(0)?,
        series: row.get(1)?,
        starts: Moment(row.get(2)?),
        state: row.get(3)?,
        opened: row.get::<_, Option<i64>>(4)?.map(Moment),
        closed: row.get::<_, Option<i64>>(5)?.map(Moment),
    })
}

impl Reader<'_> {
    /// Meetings, the newest first.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn meetings(&self, limit: usize) -> Result<Vec<MeetingRow>, StoreError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let read = || -> rusqlite::Result<Vec<MeetingRow>> {
            let sql = format!("SELECT {COLUMNS} FROM meetings ORDER BY starts DESC, id DESC LIMIT ?");
            self.conn().prepare_cached(&sql)?.query_map([limit], row)?.collect()
        };
        read().map_err(|e| self.fail(e))
    }

    /// Meetings in a state, the earliest first.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn meetings_in(&self, state: &str) -> Result<Vec<MeetingRow>, StoreError> {
        let read = || -> rusqlite::Result<Vec<MeetingRow>> {
            let sql = format!("SELECT {COLUMNS} FROM meetings WHERE state = ? ORDER BY starts");
            self.conn().prepare_cached(&sql)?.query_map([state], row)?.collect()
        };
        read().map_err(|e| self.fail(e))
    }

    /// What the audience sees of a meeting: whether the screen is blank, and the page.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn audience(&self, meeting: &str) -> Result<(bool, u32), StoreError> {
        self.conn()
            .prepare_cached("SELECT blank, page FROM audience WHERE meeting = ?")
            .and_then(|mut find| find.query_row([meeting], |r| Ok((r.get(0)?, r.get(1)?))).optional())
            .map(Option::unwrap_or_default)
            .map_err(|e| self.fail(e))
    }
}

impl Store {
    /// Leads the audience: whether its screen is blank, and the page.
    ///
    /// # Errors
    /// [`StoreError`]; then it shows what it showed.
    pub fn lead_audience(&mut self, meeting: &str, blank: bool, page: u32) -> Result<(), StoreError> {
        let sql = "INSERT INTO audience(meeting, blank, page) VALUES (?, ?, ?) \
                   ON CONFLICT(meeting) DO UPDATE SET blank = excluded.blank, page = excluded.page";
        self.aside("leading the audience of", |conn| conn.execute(sql, (meeting, blank, page)).map(|_| ()))
    }
}
