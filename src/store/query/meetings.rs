//! The meetings of the board, and what the audience sees.

use crate::base::ids::MeetingId;
use crate::base::time::Moment;
use crate::sheets::meeting::Audience;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::load::Reader;
use rusqlite::{OptionalExtension as _, Row, params_from_iter};

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

    /// The meetings that were called under the number of a week, such as `2026-W39`.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn meetings_of_week(&self, week: &str) -> Result<Vec<MeetingRow>, StoreError> {
        let read = || -> rusqlite::Result<Vec<MeetingRow>> {
            // Those after the first have a dash and a number; a full stop sorts right after the dash.
            let sql = format!("SELECT {COLUMNS} FROM meetings WHERE id = ?1 OR (id > ?1 || '-' AND id < ?1 || '.')");
            self.conn().prepare_cached(&sql)?.query_map([week], row)?.collect()
        };
        read().map_err(|e| self.fail(e))
    }

    /// The meetings that gave actions which are not done: of one person or of anybody, the newest first.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn meetings_with_open_actions(&self, owner: Option<&str>) -> Result<Vec<MeetingId>, StoreError> {
        let whose = owner.map_or("", |_| "AND owner = ?1");
        let sql = format!(
            "SELECT id FROM meetings WHERE id IN (SELECT meeting FROM actions WHERE done IS NULL {whose})
             ORDER BY starts DESC, id DESC"
        );
        self.ids(&sql, owner.as_slice())
    }

    /// The meetings that gave actions, the newest first.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn meetings_with_actions(&self) -> Result<Vec<MeetingId>, StoreError> {
        self.ids("SELECT id FROM meetings WHERE id IN (SELECT meeting FROM actions) ORDER BY starts DESC, id DESC", &[])
    }

    fn ids(&self, sql: &str, given: &[&str]) -> Result<Vec<MeetingId>, StoreError> {
        let read = || -> rusqlite::Result<Vec<String>> {
            self.conn().prepare_cached(sql)?.query_map(params_from_iter(given), |r| r.get(0))?.collect()
        };
        let ids = read().map_err(|e| self.fail(e))?;
        Ok(ids.into_iter().filter_map(|id| id.parse().ok()).collect())
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

    /// What the audience sees of a meeting.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn audience(&self, meeting: &str) -> Result<Audience, StoreError> {
        let led = |r: &rusqlite::Row<'_>| {
            Ok(Audience { shown: r.get(0)?, code: r.get(1)?, blank: r.get(2)?, page: r.get(3)? })
        };
        self.conn()
            .prepare_cached("SELECT shown, code, blank, page FROM audience WHERE meeting = ?")
            .and_then(|mut find| find.query_row([meeting], led).optional())
            .map(Option::unwrap_or_default)
            .map_err(|e| self.fail(e))
    }

    /// The meeting whose screen has these digits.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn paired(&self, code: &str) -> Result<Option<String>, StoreError> {
        self.conn()
            .prepare_cached("SELECT meeting FROM audience WHERE code = ?")
            .and_then(|mut find| find.query_row([code], |r| r.get(0)).optional())
            .map_err(|e| self.fail(e))
    }
}

impl Store {
    /// Leads the audience's screen of a meeting.
    ///
    /// # Errors
    /// [`StoreError`]; then it shows what it showed.
    pub fn lead_audience(&mut self, meeting: &str, led: &Audience) -> Result<(), StoreError> {
        let sql = "INSERT INTO audience(meeting, shown, code, blank, page) VALUES (?, ?, ?, ?, ?) ON CONFLICT(meeting) \
                   DO UPDATE SET shown = excluded.shown, code = excluded.code, blank = excluded.blank, \
                   page = excluded.page";
        let row = (meeting, led.shown, &led.code, led.blank, led.page);
        self.aside("leading the audience of", |conn| conn.execute(sql, row).map(|_| ()))
    }
}
