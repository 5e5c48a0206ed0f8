//! Which changes stand in the calendar between two moments, with what a calendar tells of them.

use crate::base::ids::ChangeNo;
use crate::base::time::Moment;
use crate::store::error::StoreError;
use crate::store::load::Reader;

/// A change in the calendar.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Scheduled {
    /// Number.
    pub no: ChangeNo,
    /// Title.
    pub title: String,
    /// State.
    pub state: String,
    /// Risk level.
    pub risk: Option<String>,
    /// Environments, separated by commas.
    pub environment: String,
    /// Beginning and end.
    pub window: (Moment, Moment),
    /// When something last happened to it.
    pub updated: Moment,
    /// How many entries it has.
    pub entries: u32,
}

impl Reader<'_> {
    /// Changes that have a calendar exception for some of a time, each once, in order.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn excepted_between(&self, from: Moment, to: Moment) -> Result<Vec<ChangeNo>, StoreError> {
        let sql = "SELECT DISTINCT no FROM read_exceptions WHERE to_at > ?1 AND from_at < ?2 ORDER BY no";
        let read = |r: &rusqlite::Row<'_>| Ok(ChangeNo(r.get(0)?));
        let rows = self.conn().prepare_cached(sql).and_then(|mut s| s.query_map([from.0, to.0], read)?.collect());
        rows.map_err(|e| self.fail(e))
    }

    /// Changes whose window touches a time from their submission on, and whether they are authorised, by their windows.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    #[allow(clippy::type_complexity, reason = "number, title, window, authorised: one caller takes them apart")]
    pub fn planned_between(
        &self,
        from: Moment,
        to: Moment,
    ) -> Result<Vec<(ChangeNo, String, (Moment, Moment), bool)>, StoreError> {
        let sql = "SELECT no, title, window_from, window_to, state IN ('scheduled', 'implement') FROM read_changes \
                   WHERE window_from < ?2 AND window_to > ?1 \
                   AND state IN ('assess', 'authorize', 'scheduled', 'implement') ORDER BY window_from, no";
        let read = |r: &rusqlite::Row<'_>| {
            Ok((ChangeNo(r.get(0)?), r.get(1)?, (Moment(r.get(2)?), Moment(r.get(3)?)), r.get(4)?))
        };
        let rows = self.conn().prepare_cached(sql).and_then(|mut s| s.query_map([from.0, to.0], read)?.collect());
        rows.map_err(|e| self.fail(e))
    }

    /// Changes that are approved, scheduled or carried out and whose window touches a time, by their windows.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn scheduled_between(&self, from: Moment, to: Moment) -> Result<Vec<Scheduled>, StoreError> {
        let sql = "SELECT no, title, state, risk, environment, window_from, window_to, updated, entries \
                   FROM read_changes WHERE window_from < ?2 AND window_to > ?1 \
                   AND state IN ('authorize', 'scheduled', 'implement') ORDER BY window_from, no";
        let read = |r: &rusqlite::Row<'_>| {
            Ok(Scheduled {
                no: ChangeNo(r.get(0)?),
                title: r.get(1)?,
                state: r.get(2)?,
                risk: r.get(3)?,
                environment: r.get(4)?,
                window: (Moment(r.get(5)?), Moment(r.get(6)?)),
                updated: Moment(r.get(7)?),
                entries: r.get(8)?,
            })
        };
        let rows = self.conn().prepare_cached(sql).and_then(|mut s| s.query_map([from.0, to.0], read)?.collect());
        rows.map_err(|e| self.fail(e))
    }
}
