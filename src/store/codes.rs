//! Codes by which somebody signs on another person's terminal: one a person, kept as a salted digest.

use super::Store;
use super::error::StoreError;
use crate::base::digest::Digest;
use crate::base::ids::PersonId;
use crate::base::time::Moment;
use rusqlite::OptionalExtension;

/// Wrong codes after which the right one counts no more.
const WRONG_MAX: i64 = 5;

impl Store {
    /// Keeps a code of a person in the place of the one before.
    ///
    /// # Errors
    /// [`StoreError`]; then the one before still counts.
    pub fn keep_code(&mut self, owner: &PersonId, code: &str, until: Moment) -> Result<(), StoreError> {
        let salt = self.salt()?;
        let digest = Digest::commit(&salt, code);
        let sql = "INSERT INTO codes(owner, salt, digest, until) VALUES (?, ?, ?, ?) ON CONFLICT(owner) DO UPDATE \
                   SET salt = excluded.salt, digest = excluded.digest, until = excluded.until, wrong = 0";
        self.aside("keeping a code in", |conn| conn.execute(sql, (owner.as_str(), salt, digest.0, until.0)).map(|_| ()))
    }

    /// Whether a code is the one that a person has now; a wrong one is counted.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be used.
    pub fn code_fits(&mut self, owner: &PersonId, code: &str, now: Moment) -> Result<bool, StoreError> {
        self.aside("comparing a code in", |conn| {
            let sql = "SELECT salt, digest FROM codes WHERE owner = ? AND until >= ? AND wrong < ?";
            let found: Option<([u8; 16], [u8; 32])> = conn
                .prepare_cached(sql)?
                .query_row((owner.as_str(), now.0, WRONG_MAX), |r| Ok((r.get(0)?, r.get(1)?)))
                .optional()?;
            let fits = found.is_some_and(|(salt, digest)| Digest::commit(&salt, code).0 == digest);
            if !fits {
                conn.execute("UPDATE codes SET wrong = wrong + 1 WHERE owner = ?", [owner.as_str()])?;
            }
            Ok(fits)
        })
    }

    /// Whose a code is now; none where it is nobody's, which counts as a wrong one for everybody.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be used.
    pub fn code_owner(&mut self, code: &str, now: Moment) -> Result<Option<String>, StoreError> {
        self.aside("comparing a code in", |conn| {
            let sql = "SELECT owner, salt, digest FROM codes WHERE until >= ? AND wrong < ?";
            let mut statement = conn.prepare_cached(sql)?;
            let rows = statement.query_map((now.0, WRONG_MAX), |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
            let all: Vec<(String, [u8; 16], [u8; 32])> = rows.collect::<rusqlite::Result<_>>()?;
            let found = all.into_iter().find(|(_, salt, digest)| Digest::commit(salt, code).0 == *digest).map(|r| r.0);
            if found.is_none() {
                conn.execute("UPDATE codes SET wrong = wrong + 1", [])?;
            }
            Ok(found)
        })
    }

    /// Takes a person's code away: it has been used.
    ///
    /// # Errors
    /// [`StoreError`]; then it still counts.
    pub fn spend_code(&mut self, owner: &PersonId) -> Result<(), StoreError> {
        self.aside("removing a code from", |conn| {
            conn.execute("DELETE FROM codes WHERE owner = ?", [owner.as_str()]).map(|_| ())
        })
    }
}
