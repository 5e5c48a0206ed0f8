//! Fills the read tables from a change and its summary, in the transaction of the act.

use crate::base::time::Moment;
use crate::domain::change::Change;
use crate::domain::change::summary::Summary;
use crate::store::append::Tx;
use crate::store::error::StoreError;
use crate::store::schema::SHAPE;
use rusqlite::{Connection, params};

/// What the read tables show of a change beside its record.
#[derive(Clone, Debug)]
pub struct Projection<'a> {
    /// The change.
    pub change: &'a Change,
    /// What happens next.
    pub summary: &'a Summary,
    /// Its title as text.
    pub title: &'a str,
    /// Words by which it is found.
    pub words: &'a str,
    /// When something last happened to it.
    pub updated: Moment,
}

/// The key by which changes without a window sort: after all others.
pub const NO_WINDOW: i64 = i64::MAX;

/// Writes a change's rows, replacing what was there.
///
/// # Errors
/// Those of SQLite.
pub fn write(conn: &Connection, p: &Projection<'_>) -> rusqlite::Result<()> {
    let c = p.change;
    let window = c.window();
    conn.prepare_cached(
        "INSERT INTO read_changes VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21,?22,
         ?23)
         ON CONFLICT(no) DO UPDATE SET type=?2, state=?3, letter=?4, decision=?5, title=?6, risk=?7, score=?8, owner=?9,
         requester=?10, environment=?11, window_from=?12, window_to=?13, next_action=?14, waiting_for=?15, revision=?16,
         on_hold=?17, created=?18, updated=?19, entries=?20, source=?21, source_id=?22, weight=?23",
    )?
    .execute(params![
        c.no.0,
        c.change_type,
        c.state.word(),
        p.summary.letter.to_string(),
        c.decided(),
        p.title,
        c.level,
        c.scores.0.unwrap_or(-1),
        c.owner().map(|o| o.to_string()),
        c.requester.as_str(),
        c.words("environment").join(","),
        window.map_or(NO_WINDOW, |w| w.0.0),
        window.map(|w| w.1.0),
        p.summary.next_action,
        p.summary.whom().join("\n"),
        c.revision,
        c.hold.is_some(),
        c.moments.get("created").copied().unwrap_or(p.updated).0,
        p.updated.0,
        c.entries,
        c.origin.as_ref().map(|o| o.source.as_str()),
        c.origin.as_ref().map(|o| o.id.as_str()),
        p.summary.weight,
    ])?;
    conn.prepare_cached("DELETE FROM read_waiting WHERE no = ?1")?.execute([c.no.0])?;
    for w in &p.summary.waiting {
        conn.prepare_cached("INSERT INTO read_waiting VALUES (?1,?2,?3,?4) ON CONFLICT DO NOTHING")?
            .execute(params![w.whom.words(), c.no.0, w.kind, w.due.map(|d| d.0)])?;
    }
    conn.prepare_cached("DELETE FROM read_exceptions WHERE no = ?1")?.execute([c.no.0])?;
    for e in &c.exceptions {
        conn.prepare_cached("INSERT INTO read_exceptions VALUES (?1,?2,?3,?4)")?.execute(params![
            c.no.0,
            e.no,
            e.during.0.0,
            e.during.1.0
        ])?;
    }
    conn.prepare_cached("DELETE FROM read_search WHERE rowid = ?1")?.execute([c.no.0])?;
    conn.prepare_cached("INSERT INTO read_search(rowid, words) VALUES (?1, ?2)")?.execute(params![c.no.0, p.words])?;
    Ok(())
}

/// Empties the read tables.
///
/// # Errors
/// Those of SQLite.
pub fn clear(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch(
        "DELETE FROM read_changes; DELETE FROM read_waiting; DELETE FROM read_claims; DELETE FROM read_conflicts; \
         DELETE FROM read_unfilled; DELETE FROM read_exceptions; INSERT INTO read_search(read_search) VALUES('delete-all');",
    )
}

impl Tx<'_> {
    /// Brings a change's rows up to date.
    ///
    /// # Errors
    /// [`StoreError`]; then the transaction must be given up.
    pub fn show_change(&self, projection: &Projection<'_>) -> Result<(), StoreError> {
        write(self.conn(), projection).map_err(|e| self.fail(e))
    }

    /// The rows of changes are those that this program makes.
    ///
    /// # Errors
    /// [`StoreError`]; then the transaction must be given up.
    pub fn shaped(&self) -> Result<(), StoreError> {
        let done = self.conn().execute("UPDATE read_shape SET shape = ?1", [SHAPE]);
        done.map(drop).map_err(|e| self.fail(e))
    }

    /// Gives the changes of a level that an older program wrote their weight: that of the level, and their score.
    ///
    /// # Errors
    /// [`StoreError`]; then the transaction must be given up.
    pub fn weigh(&self, level: &str, weight: i64) -> Result<(), StoreError> {
        let sql = "UPDATE read_changes SET weight = ?2 + max(score, 0) WHERE risk = ?1 AND weight < 0";
        self.conn().execute(sql, params![level, weight]).map(drop).map_err(|e| self.fail(e))
    }

    /// Empties the rows of all changes.
    ///
    /// # Errors
    /// [`StoreError`]; then the transaction must be given up.
    pub fn forget_changes(&self) -> Result<(), StoreError> {
        clear(self.conn()).map_err(|e| self.fail(e))
    }
}
