//! The queue: filtered, sorted, paged by key and never by offset.

use super::plan::statement;
use crate::base::ids::ChangeNo;
use crate::base::time::Moment;
use crate::domain::change::summary::letter_with;
use crate::store::error::StoreError;
use crate::store::load::Reader;
use crate::store::project::changes::NO_WINDOW;
use crate::store::schema::SHAPE;
use rusqlite::OptionalExtension;
use rusqlite::{Connection, Row, params_from_iter};

/// Order of the queue; every order ends with the number.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Order {
    /// Newest number first.
    #[default]
    Newest,
    /// Oldest number first.
    Oldest,
    /// Highest level first, then the highest score.
    Risk,
    /// Earliest window first.
    Window,
    /// Latest activity first.
    Updated,
    /// By title.
    Title,
    /// By owner, those without one last.
    Owner,
    /// By state, as a change goes through them.
    State,
    /// By type.
    Type,
}

/// What of the queue is asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Filter {
    /// States or decisions; any when empty.
    pub states: Vec<String>,
    /// Type.
    pub change_type: Option<String>,
    /// Risk level.
    pub risk: Option<String>,
    /// Owner or requester.
    pub owner: Option<String>,
    /// Words that must all be found; beginnings count.
    pub search: Option<String>,
    /// Order.
    pub order: Order,
    /// Rows after this key and number.
    pub after: Option<(i64, u32)>,
    /// Rows before it instead, in reverse order.
    pub backwards: bool,
    /// Rows at most; 0 for all.
    pub limit: usize,
}

/// A row of the queue, borrowed from SQLite while it is read.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs, reason = "the columns of read_changes, described in the schema")]
pub struct QueueRow<'r> {
    pub no: u32,
    pub change_type: &'r str,
    pub state: &'r str,
    pub letter: &'r str,
    /// With how it was decided; its first word is the decision.
    pub decision: &'r str,
    pub title: &'r str,
    pub risk: Option<&'r str>,
    pub score: Option<i64>,
    pub owner: Option<&'r str>,
    pub requester: &'r str,
    pub environment: &'r str,
    pub window: Option<(i64, i64)>,
    pub next_action: &'r str,
    pub waiting_for: &'r str,
    pub revision: u32,
    pub on_hold: bool,
    pub created: i64,
    pub updated: i64,
    pub entries: u32,
    /// The key by which the order sorts this row.
    pub key: i64,
}

/// A change in the calendar: number, title, window.
pub type Booking = (u32, String, (Moment, Moment));

const COLUMNS: &str = "no, type, state, letter, decision, title, risk, score, owner, requester, environment, window_from, \
                       window_to, next_action, waiting_for, revision, on_hold, created, updated, entries, \
                       EXISTS (SELECT 1 FROM read_conflicts c WHERE c.no = read_changes.no), weight";

/// The window of a row, which may have none.
pub(super) fn window(from: i64, to: Option<i64>) -> Option<(i64, i64)> {
    to.filter(|_| from != NO_WINDOW).map(|to| (from, to))
}

/// Reads rows until `each` says `false`.
///
/// # Errors
/// Those of SQLite.
pub fn each(conn: &Connection, filter: &Filter, each: &mut dyn FnMut(QueueRow<'_>) -> bool) -> rusqlite::Result<()> {
    let (sql, values) = statement(conn, COLUMNS, filter)?;
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    while let Some(row) = rows.next()? {
        if !each(read(row, filter.order)?) {
            break;
        }
    }
    Ok(())
}

/// One change.
///
/// # Errors
/// Those of SQLite.
pub fn one<T>(conn: &Connection, no: u32, then: impl FnOnce(QueueRow<'_>) -> T) -> rusqlite::Result<Option<T>> {
    let mut statement = conn.prepare_cached(&format!("SELECT {COLUMNS} FROM read_changes WHERE no = ?1"))?;
    let mut rows = statement.query([no])?;
    rows.next()?.map(|row| read(row, Order::Newest).map(then)).transpose()
}

/// Number of changes by state.
///
/// # Errors
/// Those of SQLite.
pub fn counts(conn: &Connection) -> rusqlite::Result<Vec<(String, u64)>> {
    let mut statement = conn.prepare_cached("SELECT state, changes FROM read_counts WHERE changes > 0")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())))?;
    rows.collect()
}

/// The number of the change that a foreign record had become.
///
/// # Errors
/// Those of SQLite.
pub fn by_source(conn: &Connection, source: &str, id: &str) -> rusqlite::Result<Option<u32>> {
    let mut statement = conn.prepare_cached("SELECT no FROM read_changes WHERE source = ?1 AND source_id = ?2")?;
    let mut rows = statement.query([source, id])?;
    rows.next()?.map(|row| row.get(0)).transpose()
}

/// Changes in a state, for judging them anew.
///
/// # Errors
/// Those of SQLite.
pub fn in_state(conn: &Connection, state: &str) -> rusqlite::Result<Vec<u32>> {
    let mut statement = conn.prepare_cached("SELECT no FROM read_changes WHERE state = ?1")?;
    statement.query_map([state], |row| row.get(0))?.collect()
}

/// The letter of a change, which a mark of conflict may stand in for.
#[must_use]
pub fn with_mark(letter: &str, conflict: bool) -> &str {
    if conflict && letter.chars().all(|c| letter_with(c, true) == 'C') { "C" } else { letter }
}

fn read<'r>(row: &'r Row<'_>, order: Order) -> rusqlite::Result<QueueRow<'r>> {
    let text = |i: usize| -> rusqlite::Result<&'r str> { Ok(row.get_ref(i)?.as_str()?) };
    let maybe = |i: usize| -> rusqlite::Result<Option<&'r str>> { Ok(row.get_ref(i)?.as_str_or_null()?) };
    let (no, score, from): (u32, i64, i64) = (row.get(0)?, row.get(7)?, row.get(11)?);
    let updated = row.get(18)?;
    let key = match order {
        // Orders by words find the place of a page by its number alone.
        Order::Newest | Order::Oldest | Order::Title | Order::Owner | Order::State | Order::Type => 0,
        Order::Risk => row.get(21)?,
        Order::Window => from,
        Order::Updated => updated,
    };
    Ok(QueueRow {
        no,
        change_type: text(1)?,
        state: text(2)?,
        letter: with_mark(text(3)?, row.get(20)?),
        decision: text(4)?,
        title: text(5)?,
        risk: maybe(6)?,
        score: (score >= 0).then_some(score),
        owner: maybe(8)?,
        requester: text(9)?,
        environment: text(10)?,
        window: window(from, row.get(12)?),
        next_action: text(13)?,
        waiting_for: text(14)?,
        revision: row.get(15)?,
        on_hold: row.get(16)?,
        created: row.get(17)?,
        updated,
        entries: row.get(19)?,
        key,
    })
}

impl Reader<'_> {
    /// Rows of the queue, until `row` says `false`.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn queue(&self, filter: &Filter, row: &mut dyn FnMut(QueueRow<'_>) -> bool) -> Result<(), StoreError> {
        each(self.conn(), filter, row).map_err(|e| self.fail(e))
    }

    /// The row of one change.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn queue_row<T>(&self, no: ChangeNo, then: impl FnOnce(QueueRow<'_>) -> T) -> Result<Option<T>, StoreError> {
        one(self.conn(), no.0, then).map_err(|e| self.fail(e))
    }

    /// Number of changes by state.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn change_counts(&self) -> Result<Vec<(String, u64)>, StoreError> {
        counts(self.conn()).map_err(|e| self.fail(e))
    }

    /// The change that a foreign record had become.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn change_by_source(&self, source: &str, id: &str) -> Result<Option<ChangeNo>, StoreError> {
        by_source(self.conn(), source, id).map(|no| no.map(ChangeNo)).map_err(|e| self.fail(e))
    }

    /// Whether the rows of changes are those that this program makes.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn shaped(&self) -> Result<bool, StoreError> {
        let shape = self.conn().query_row("SELECT shape FROM read_shape", [], |row| row.get::<_, i64>(0));
        shape.map(|shape| shape == SHAPE).map_err(|e| self.fail(e))
    }

    /// Numbers of the changes in a state.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn changes_in_state(&self, state: &str) -> Result<Vec<u32>, StoreError> {
        in_state(self.conn(), state).map_err(|e| self.fail(e))
    }

    /// Open changes whose window touches the time between two moments: number, title, window.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn windows_touching(&self, from: Moment, to: Moment) -> Result<Vec<Booking>, StoreError> {
        let sql = "SELECT no, title, window_from, window_to FROM read_changes \
                   WHERE window_from < ?2 AND window_to > ?1 AND state IN ('authorize', 'scheduled', 'implement') \
                   ORDER BY window_from, no";
        let read = |r: &rusqlite::Row<'_>| Ok((r.get(0)?, r.get(1)?, (Moment(r.get(2)?), Moment(r.get(3)?))));
        let rows = self.conn().prepare_cached(sql).and_then(|mut s| s.query_map([from.0, to.0], read)?.collect());
        rows.map_err(|e| self.fail(e))
    }

    /// Changes on hold that are not over, the newest first: number and title.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn on_hold(&self) -> Result<Vec<(ChangeNo, String)>, StoreError> {
        let sql = "SELECT no, title FROM read_changes WHERE on_hold = 1 AND state NOT IN ('closed', 'canceled') \
                   ORDER BY no DESC";
        let read = |r: &rusqlite::Row<'_>| Ok((ChangeNo(r.get(0)?), r.get(1)?));
        let rows = self.conn().prepare_cached(sql).and_then(|mut s| s.query_map([], read)?.collect());
        rows.map_err(|e| self.fail(e))
    }

    /// The window in the row of a change.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn window_of(&self, no: u32) -> Result<Option<(Moment, Moment)>, StoreError> {
        let sql = "SELECT window_from, window_to FROM read_changes WHERE no = ?1 AND window_to IS NOT NULL";
        let read = |r: &rusqlite::Row<'_>| Ok((Moment(r.get(0)?), Moment(r.get(1)?)));
        let found = self.conn().prepare_cached(sql).and_then(|mut s| s.query_row([no], read).optional());
        found.map_err(|e| self.fail(e))
    }

    /// When something last happened to a change.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn changed_at(&self, no: ChangeNo) -> Result<Option<Moment>, StoreError> {
        let sql = "SELECT updated FROM read_changes WHERE no = ?1";
        let at = self.conn().prepare_cached(sql).and_then(|mut s| s.query_row([no.0], |r| r.get(0)).optional());
        Ok(at.map_err(|e| self.fail(e))?.map(Moment))
    }

    /// The highest change number; 0 when there is none.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn last_change(&self) -> Result<u32, StoreError> {
        let last = self.conn().query_row(crate::store::append::HIGHEST_CHANGE, [], |r| r.get(0)).optional();
        Ok(last.map_err(|e| self.fail(e))?.unwrap_or(0))
    }
}
