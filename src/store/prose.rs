//! Free text beside the ledger: an entry holds the digest of salt and words, so that words can go without breaking it.

use super::Store;
use super::append::Tx;
use super::error::StoreError;
use super::load::Reader;
use crate::base::digest::Digest;
use crate::base::time::Moment;
use rusqlite::OptionalExtension;

/// What is left of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Prose {
    /// The words.
    Kept(String),
    /// Nothing: it was removed.
    Redacted {
        /// When.
        at: Moment,
    },
}

/// Salt, body and moment of redaction.
type Columns = (Option<[u8; 16]>, Option<String>, Option<i64>);

impl Store {
    /// A fresh random salt.
    ///
    /// # Errors
    /// [`StoreError`] when SQLite's generator, seeded by the system, cannot give one.
    pub fn salt(&self) -> Result<[u8; 16], StoreError> {
        self.conn.query_row("SELECT randomblob(16)", [], |r| r.get(0)).map_err(|e| self.sql("salting text for", e))
    }

    /// Empties the journal, where the pages before a redaction may still lie. Returns whether that was possible now;
    /// another reader may stand in the way.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be written.
    pub fn scrub(&mut self) -> Result<bool, StoreError> {
        self.writable()?;
        let busy: i64 = self
            .conn
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |r| r.get(0))
            .map_err(|e| self.sql("emptying the journal of", e))?;
        Ok(busy == 0)
    }
}

impl Tx<'_> {
    /// Keeps a text and returns the digest that an entry of this act must hold. The salt must be fresh.
    ///
    /// # Errors
    /// [`StoreError`]; then the transaction must be given up.
    pub fn put_prose(&self, salt: &[u8; 16], body: &str) -> Result<Digest, StoreError> {
        let digest = Digest::commit(salt, body);
        self.conn()
            .prepare_cached("INSERT INTO prose(digest, salt, body) VALUES (?, ?, ?)")
            .and_then(|mut insert| insert.execute((digest.0, salt, body)))
            .map_err(|e| self.fail(e))?;
        Ok(digest)
    }

    /// Removes a text's words and salt; its digest stays. Returns whether there were any. The act should record that
    /// it did so, and [`Store::scrub`] should follow.
    ///
    /// # Errors
    /// [`StoreError`]; then the transaction must be given up.
    pub fn redact_prose(&self, digest: &Digest, at: Moment) -> Result<bool, StoreError> {
        let sql = "UPDATE prose SET salt = NULL, body = NULL, redacted_at = ? WHERE digest = ? AND body IS NOT NULL";
        self.conn().execute(sql, (at.0, digest.0)).map(|rows| rows > 0).map_err(|e| self.fail(e))
    }
}

impl Reader<'_> {
    /// All texts that are kept, each with its digest and salt.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn texts(&self) -> Result<Vec<(Digest, [u8; 16], String)>, StoreError> {
        let sql = "SELECT digest, salt, body FROM prose WHERE body IS NOT NULL ORDER BY digest";
        let read = || -> rusqlite::Result<Vec<_>> {
            let mut statement = self.conn.prepare_cached(sql)?;
            statement.query_map([], |r| Ok((Digest(r.get(0)?), r.get(1)?, r.get(2)?)))?.collect()
        };
        read().map_err(|e| self.fail(e))
    }

    /// The text that a digest commits to; `None` when the register never held it.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when the words are not those that the ledger commits to, and others.
    pub fn prose(&self, digest: &Digest) -> Result<Option<Prose>, StoreError> {
        let row: Option<Columns> = self
            .conn
            .prepare_cached("SELECT salt, body, redacted_at FROM prose WHERE digest = ?")
            .and_then(|mut find| find.query_row([digest.0], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))).optional())
            .map_err(|e| self.fail(e))?;
        match row {
            None => Ok(None),
            Some((Some(salt), Some(body), _)) if Digest::commit(&salt, &body) == *digest => Ok(Some(Prose::Kept(body))),
            Some((None, None, Some(at))) => Ok(Some(Prose::Redacted { at: Moment(at) })),
            Some(_) => Err(StoreError::Corrupt {
                path: self.path.into(),
                detail: format!("the text {} is not the one that the ledger commits to", digest.short()),
            }),
        }
    }
}
