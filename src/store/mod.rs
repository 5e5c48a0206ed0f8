//! The register on disk: the only room with SQL, and the only place that knows how entries are ordered and kept.
//!
//! Nobody but SQLite opens the register's file in this process: closing it again would drop the locks that
//! SQLite holds on it.

pub mod append;
pub mod backup;
pub mod broken;
pub mod codec;
pub mod codes;
pub mod directory;
pub mod drafts;
pub mod error;
pub mod guards;
pub mod heads;
pub mod here;
pub mod kept;
pub mod load;
pub mod open;
pub mod past;
mod place;
pub mod project;
pub mod prose;
pub mod query;
mod queue;
mod remove;
pub mod schema;
pub mod settle;
pub mod verify;
pub mod watch;

use crate::base::ids::ActId;
use crate::base::time::Moment;
use crate::ledger::entry::LedgerId;
use error::StoreError;
use load::Reader;
use rusqlite::Connection;
use std::cell::Cell;
use std::path::{Path, PathBuf};

/// One open register. Other processes, and other stores of this process, may have the same one open.
#[derive(Debug)]
pub struct Store {
    conn: Connection,
    path: PathBuf,
    identity: Identity,
    access: Access,
    /// The act of a COMMIT that failed, and why it did.
    unsettled: Option<(ActId, StoreError)>,
    data_version: Cell<i64>,
}

/// What a register was founded with; it never changes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Identity {
    /// The ledger's id, part of every entry's hash.
    pub ledger: LedgerId,
    /// Whether it is for training only.
    pub sandbox: bool,
    /// When it was founded.
    pub founded_at: Moment,
}

/// How far a register is open.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Access {
    /// For reading and writing.
    Write,
    /// For reading, with SQLite's locks.
    Read { why: String },
    /// For reading without locks or journal, from a folder that takes no files: valid while the file stays as it was.
    Frozen { why: String, print: open::Print },
    /// As frozen, since no room is left for the companions of a register that is in use.
    Full { print: open::Print },
}

/// What a full disk means for whoever wants to write.
const FULL: &str = "the disk is full: nothing can be recorded until some space on it is free";

impl Store {
    /// The register's real path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the register was founded with.
    #[must_use]
    pub fn identity(&self) -> Identity {
        self.identity
    }

    /// Why nothing can be written, if so.
    #[must_use]
    pub fn read_only(&self) -> Option<String> {
        match (&self.access, &self.unsettled) {
            (Access::Write, None) => None,
            (Access::Write, Some((act, _))) => Some(format!("whether act {act} was recorded is not known yet")),
            (Access::Read { why } | Access::Frozen { why, .. }, _) => Some(why.clone()),
            (Access::Full { .. }, _) => Some(FULL.into()),
        }
    }

    /// The door to everything that is read. Each question sees the newest state; use [`Store::snapshot`] for several
    /// that must agree.
    ///
    /// # Errors
    /// [`StoreError::Changed`] when a register that is read without locks was changed.
    pub fn read(&self) -> Result<Reader<'_>, StoreError> {
        if let Access::Frozen { print, .. } | Access::Full { print } = &self.access
            && open::Print::of(&self.path)? != *print
        {
            return Err(StoreError::Changed { path: self.path.clone() });
        }
        Ok(Reader::new(&self.conn, &self.path, self.identity.ledger))
    }

    /// Reads several things as of one moment, whatever others commit meanwhile.
    ///
    /// # Errors
    /// Those of `work`, and [`StoreError`].
    pub fn snapshot<T, E: From<StoreError>>(&self, work: impl FnOnce(&Reader<'_>) -> Result<T, E>) -> Result<T, E> {
        let reader = self.read()?;
        // Dropped, and so rolled back, at the end: nothing was written.
        let _open = self.conn.unchecked_transaction().map_err(|e| self.sql("reading", e))?;
        work(&reader)
    }

    /// Begins to read as of one moment, until [`Self::let_go`]; `false` where that has begun already.
    ///
    /// # Errors
    /// [`StoreError`] when SQLite refuses.
    pub fn hold_still(&self) -> Result<bool, StoreError> {
        let begins = self.conn.is_autocommit();
        if begins {
            self.tell("BEGIN")?;
        }
        Ok(begins)
    }

    /// Reads the newest state again.
    ///
    /// # Errors
    /// [`StoreError`] when SQLite refuses.
    pub fn let_go(&self) -> Result<(), StoreError> {
        self.tell("ROLLBACK")
    }

    fn tell(&self, sql: &str) -> Result<(), StoreError> {
        let told = self.conn.prepare_cached(sql).and_then(|mut statement| statement.execute([]));
        told.map(|_| ()).map_err(|e| self.sql("reading", e))
    }

    /// Whether another connection has committed since the last time this was asked (or since opening). Own commits do
    /// not count.
    ///
    /// # Errors
    /// [`StoreError`] when SQLite cannot tell.
    pub fn changed_elsewhere(&self) -> Result<bool, StoreError> {
        if matches!(self.access, Access::Frozen { .. } | Access::Full { .. }) {
            return Ok(self.read().is_err());
        }
        let now = open::data_version(&self.conn, &self.path)?;
        Ok(self.data_version.replace(now) != now)
    }

    fn sql(&self, doing: &'static str, error: rusqlite::Error) -> StoreError {
        StoreError::sql(&self.path, doing, error)
    }

    /// Whether nothing can be written because the disk is full.
    #[must_use]
    pub const fn disk_full(&self) -> bool {
        matches!(self.access, Access::Full { .. })
    }

    /// That writing is possible at all.
    fn writable(&self) -> Result<(), StoreError> {
        match (&self.access, &self.unsettled) {
            (Access::Read { why } | Access::Frozen { why, .. }, _) => {
                Err(StoreError::ReadOnly { path: self.path.clone(), why: why.clone() })
            }
            (Access::Full { .. }, _) => {
                Err(StoreError::Full { path: self.path.clone(), detail: "no room for its journal".into() })
            }
            (Access::Write, Some((act, why))) => Err(StoreError::Unsettled { act: *act, detail: why.to_string() }),
            (Access::Write, None) => Ok(()),
        }
    }

    /// One small write outside the ledger (drafts, directory, redaction) in the writers' queue.
    fn aside<T>(
        &mut self,
        doing: &'static str,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        self.writable()?;
        let _turn = queue::turn(&self.path)?;
        let path = &self.path;
        let tx = self
            .conn
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
            .map_err(|e| StoreError::sql(path, doing, e))?;
        let value = work(&tx).map_err(|e| StoreError::sql(path, doing, e))?;
        tx.commit().map_err(|e| StoreError::sql(path, doing, e))?;
        Ok(value)
    }
}

/// Bytes that may still be written on the disk that holds a path; none where the system does not tell.
#[must_use]
pub fn free_space(path: &Path) -> Option<u64> {
    place::free(path)
}

/// The version of the SQLite that is built in.
#[must_use]
pub fn sqlite_version() -> &'static str {
    rusqlite::version()
}
