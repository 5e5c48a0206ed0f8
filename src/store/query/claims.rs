//! What open changes take up: found by system or person and time, not by looking at each change.

use crate::base::time::Moment;
use crate::domain::change::conflict::{self, Claim};
use crate::store::append::Tx;
use crate::store::error::StoreError;
use crate::store::load::Reader;
use rusqlite::{Connection, params};

/// A name that is taken up.
pub type Name<'a> = (&'static str, &'a str);

impl Reader<'_> {
    /// Numbers of the changes that take up one of the names in a time, each once, in order.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn claiming(&self, names: &[Name<'_>], (from, to): (Moment, Moment)) -> Result<Vec<u32>, StoreError> {
        let sql = "SELECT no FROM read_claims WHERE kind = ?1 AND name = ?2 AND from_at < ?4 AND to_at > ?3";
        let read = || {
            let mut found: Vec<u32> = Vec::new();
            let mut statement = self.conn().prepare_cached(sql)?;
            for (kind, name) in names {
                let rows = statement.query_map(params![kind, name, from.0, to.0], |row| row.get(0))?;
                found.extend(rows.collect::<rusqlite::Result<Vec<u32>>>()?);
            }
            found.sort_unstable();
            found.dedup();
            Ok(found)
        };
        read().map_err(|e| self.fail(e))
    }

    /// Whether a change other than `no` takes up one of the names in a time.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn claimed_beside(
        &self,
        no: u32,
        names: &[Name<'_>],
        (from, to): (Moment, Moment),
    ) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM read_claims WHERE kind = ?1 AND name = ?2 AND from_at < ?4 AND to_at > ?3 AND no <> ?5)";
        let read = || {
            let mut statement = self.conn().prepare_cached(sql)?;
            for (kind, name) in names {
                if statement.query_row(params![kind, name, from.0, to.0, no], |row| row.get(0))? {
                    return Ok(true);
                }
            }
            Ok(false)
        };
        read().map_err(|e| self.fail(e))
    }

    /// Numbers of the changes that take anything up.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn claimants(&self) -> Result<Vec<u32>, StoreError> {
        let sql = "SELECT DISTINCT no FROM read_claims ORDER BY no";
        let rows = self.conn().prepare_cached(sql).and_then(|mut s| s.query_map([], |row| row.get(0))?.collect());
        rows.map_err(|e| self.fail(e))
    }

    /// Names and time that a change takes up, as the table has them.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    #[allow(clippy::type_complexity, reason = "names, and from when until when: two callers take them apart")]
    pub fn claimed_by(&self, no: u32) -> Result<Option<(Vec<(String, String)>, (Moment, Moment))>, StoreError> {
        let sql = "SELECT kind, name, from_at, to_at FROM read_claims WHERE no = ?1";
        let read = || -> rusqlite::Result<_> {
            let mut statement = self.conn().prepare_cached(sql)?;
            let mut rows = statement.query([no])?;
            let (mut names, mut time) = (Vec::new(), None);
            while let Some(row) = rows.next()? {
                names.push((row.get(0)?, row.get(1)?));
                time = Some((Moment(row.get(2)?), Moment(row.get(3)?)));
            }
            Ok(time.map(|time| (names, time)))
        };
        read().map_err(|e| self.fail(e))
    }

    /// The changes that are marked as being in the way of another, in order.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn conflicting(&self) -> Result<Vec<u32>, StoreError> {
        let read = || -> rusqlite::Result<Vec<u32>> {
            let mut statement = self.conn().prepare_cached("SELECT no FROM read_conflicts ORDER BY no")?;
            statement.query_map([], |row| row.get(0))?.collect()
        };
        read().map_err(|e| self.fail(e))
    }

    /// Whether a table waits to be filled after the register came from an older program.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn unfilled(&self, name: &str) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM read_unfilled WHERE name = ?1)";
        let there = self.conn().prepare_cached(sql).and_then(|mut s| s.query_row([name], |row| row.get(0)));
        there.map_err(|e| self.fail(e))
    }
}

/// Writes what a change takes up, replacing what was there.
pub(in crate::store) fn write(conn: &Connection, no: u32, claim: Option<&Claim>) -> rusqlite::Result<()> {
    conn.prepare_cached("DELETE FROM read_claims WHERE no = ?1")?.execute([no])?;
    let Some(claim) = claim.filter(|c| conflict::counts(c.state)) else { return Ok(()) };
    let systems = claim.systems.iter().map(|name| ("system", name));
    for (kind, name) in systems.chain(claim.people.iter().map(|name| ("person", name))) {
        conn.prepare_cached("INSERT INTO read_claims VALUES (?1,?2,?3,?4,?5) ON CONFLICT DO NOTHING")?
            .execute(params![kind, name, claim.window.0.0, no, claim.window.1.0])?;
    }
    Ok(())
}

impl Tx<'_> {
    /// Writes what a change takes up.
    ///
    /// # Errors
    /// [`StoreError`]; then the transaction must be given up.
    pub fn claim(&self, no: u32, claim: Option<&Claim>) -> Result<(), StoreError> {
        write(self.conn(), no, claim).map_err(|e| self.fail(e))
    }

    /// Marks a change as being in the way of another, or not.
    ///
    /// # Errors
    /// [`StoreError`]; then the transaction must be given up.
    pub fn mark_conflict(&self, no: u32, yes: bool) -> Result<(), StoreError> {
        let sql = if yes {
            "INSERT INTO read_conflicts VALUES (?1) ON CONFLICT DO NOTHING"
        } else {
            "DELETE FROM read_conflicts WHERE no = ?1"
        };
        let done = self.conn().prepare_cached(sql).and_then(|mut s| s.execute([no]));
        done.map(drop).map_err(|e| self.fail(e))
    }

    /// Says that a table is filled now.
    ///
    /// # Errors
    /// [`StoreError`]; then the transaction must be given up.
    pub fn filled(&self, name: &str) -> Result<(), StoreError> {
        let done = self.conn().prepare_cached("DELETE FROM read_unfilled WHERE name = ?1");
        done.and_then(|mut s| s.execute([name])).map(drop).map_err(|e| self.fail(e))
    }
}
