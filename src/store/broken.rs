//! The mark beside a register whose chain was found broken: nothing is recorded until somebody acknowledges the break.

use super::Store;
use super::error::StoreError;
use super::place;
use crate::base::ids::PersonId;
use crate::base::time::Moment;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// What the mark says.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Mark {
    /// The ledger that was found broken.
    ledger: String,
    /// The first entry that does not hold.
    pub seq: u64,
    /// What is wrong with it.
    pub reason: String,
    /// Who acknowledged the break, when and why.
    pub acknowledged: Option<Acknowledged>,
}

/// An acknowledgement.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Acknowledged {
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: Moment,
    /// Why the register is used on.
    pub reason: String,
}

fn file(register: &Path) -> PathBuf {
    place::beside(register, "-broken")
}

impl Store {
    /// The mark, if the register's chain was found broken.
    ///
    /// # Errors
    /// [`StoreError`] when the mark is there and cannot be read.
    pub fn broken(&self) -> Result<Option<Mark>, StoreError> {
        let path = file(&self.path);
        let fail = |e| StoreError::io(&path, "reading", e);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(fail(e)),
        };
        let mark: Mark = serde_json::from_str(&text).map_err(|e| fail(e.into()))?;
        // One that a register left which lay here before says nothing of this one.
        Ok(Some(mark).filter(|m| m.ledger == self.identity.ledger.to_string()))
    }

    /// Marks the register as broken at an entry; a break that was acknowledged stays so.
    ///
    /// # Errors
    /// [`StoreError`] when the mark cannot be written.
    pub fn mark_broken(&self, seq: u64, reason: &str) -> Result<(), StoreError> {
        let ledger = self.identity.ledger.to_string();
        let mark = Mark { ledger, seq, reason: reason.to_owned(), acknowledged: None };
        let same = |known: &Mark| known.seq == mark.seq && known.reason == mark.reason;
        if matches!(self.broken(), Ok(Some(known)) if same(&known)) { Ok(()) } else { self.put_mark(&mark) }
    }

    /// Takes the mark away from a register that holds again, such as one restored from a backup.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be removed.
    pub fn unmark_broken(&self) -> Result<(), StoreError> {
        let path = file(&self.path);
        match std::fs::remove_file(&path) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(StoreError::io(&path, "removing", e)),
            _ => Ok(()),
        }
    }

    /// Writes down who acknowledges the break that is marked, or that nobody does.
    ///
    /// # Errors
    /// [`StoreError`] when the mark cannot be read or written.
    pub fn acknowledge(&self, acknowledged: Option<Acknowledged>) -> Result<(), StoreError> {
        match self.broken()? {
            Some(mark) => self.put_mark(&Mark { acknowledged, ..mark }),
            None => Ok(()),
        }
    }

    fn put_mark(&self, mark: &Mark) -> Result<(), StoreError> {
        let path = file(&self.path);
        let fail = |e| StoreError::io(&path, "writing", e);
        let text = serde_json::to_string(mark).map_err(|e| fail(e.into()))?;
        let draft = place::beside(&path, ".new");
        std::fs::write(&draft, text).and_then(|()| std::fs::rename(&draft, &path)).map_err(fail)
    }

    /// That nothing stands against recording: the chain was not found broken, or the break was acknowledged.
    pub(super) fn holds(&self) -> Result<(), StoreError> {
        match self.broken()? {
            Some(Mark { seq, reason, acknowledged: None, .. }) => {
                Err(StoreError::Broken { path: self.path.clone(), seq, reason })
            }
            _ => Ok(()),
        }
    }
}
