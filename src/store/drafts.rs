//! Drafts: what somebody has begun to write, saved as they type, not part of the ledger.

use super::Store;
use super::append::Tx;
use super::error::StoreError;
use super::load::Reader;
use crate::base::ids::PersonId;
use crate::base::time::Moment;
use rusqlite::{OptionalExtension, Row};

/// One draft.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Draft {
    /// What it will become, such as `change/new` or `change/12`; one draft for each name and person.
    pub name: String,
    /// What was written so far, in the form that its editor keeps.
    pub body: String,
    /// When it was saved.
    pub saved_at: Moment,
}

impl Store {
    /// Saves a draft in the place of the one before.
    ///
    /// # Errors
    /// [`StoreError`]; then the one before is still there.
    pub fn save_draft(&mut self, owner: &PersonId, draft: &Draft) -> Result<(), StoreError> {
        let sql = "INSERT INTO drafts(owner, name, body, saved_at) VALUES (?, ?, ?, ?) \
                   ON CONFLICT(owner, name) DO UPDATE SET body = excluded.body, saved_at = excluded.saved_at";
        self.aside("saving a draft in", |conn| {
            conn.execute(sql, (owner.as_str(), &draft.name, &draft.body, draft.saved_at.0)).map(|_| ())
        })
    }

    /// Removes a draft; returns whether there was one.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing was changed.
    pub fn discard_draft(&mut self, owner: &PersonId, name: &str) -> Result<bool, StoreError> {
        self.aside("removing a draft from", |conn| {
            conn.execute("DELETE FROM drafts WHERE owner = ? AND name = ?", (owner.as_str(), name)).map(|rows| rows > 0)
        })
    }
}

impl Tx<'_> {
    /// Removes a draft together with the act that records it.
    ///
    /// # Errors
    /// [`StoreError`]; then the act is not recorded either.
    pub fn spend_draft(&self, owner: &PersonId, name: &str) -> Result<(), StoreError> {
        let sql = "DELETE FROM drafts WHERE owner = ? AND name = ?";
        self.conn().execute(sql, (owner.as_str(), name)).map(|_| ()).map_err(|e| self.fail(e))
    }
}

impl Reader<'_> {
    /// A person's draft of a name.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn draft(&self, owner: &PersonId, name: &str) -> Result<Option<Draft>, StoreError> {
        self.conn
            .prepare_cached("SELECT name, body, saved_at FROM drafts WHERE owner = ? AND name = ?")
            .and_then(|mut find| find.query_row((owner.as_str(), name), draft).optional())
            .map_err(|e| self.fail(e))
    }

    /// A person's drafts, the one that was kept last first.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn drafts(&self, owner: &PersonId) -> Result<Vec<Draft>, StoreError> {
        self.conn
            .prepare_cached("SELECT name, body, saved_at FROM drafts WHERE owner = ? ORDER BY saved_at DESC, name")
            .and_then(|mut find| find.query_map([owner.as_str()], draft)?.collect())
            .map_err(|e| self.fail(e))
    }
}

fn draft(row: &Row<'_>) -> rusqlite::Result<Draft> {
    Ok(Draft { name: row.get(0)?, body: row.get(1)?, saved_at: Moment(row.get(2)?) })
}
