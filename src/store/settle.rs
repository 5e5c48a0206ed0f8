//! After a COMMIT that failed: looking up whether the act was recorded.

use super::Store;
use super::append::{Receipt, receipt};
use super::error::StoreError;
use crate::base::ids::ActId;

impl Store {
    /// Looks up, over a fresh connection, whether an act was recorded. The answer ends the read-only state that
    /// [`StoreError::Unsettled`] began; an act that was not recorded may then be tried again under the same id.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read either: the question stays open.
    pub fn settle(&mut self, act: ActId) -> Result<Option<Receipt>, StoreError> {
        self.settled(act).map(Result::ok)
    }

    /// As [`Self::settle`]; of an act that is not recorded, why its COMMIT failed.
    ///
    /// # Errors
    /// As [`Self::settle`].
    pub fn settled(&mut self, act: ActId) -> Result<Result<Receipt, StoreError>, StoreError> {
        self.reconnect()?;
        // Pages of the failed commit may lie in the journal behind its valid end. SQLite never reads them while the
        // register is in use, but after a power cut it could; an emptied journal has none. Another reader may stand in
        // the way; then the next commit overwrites them.
        drop(self.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())));
        let found = receipt(&self.read()?, act)?;
        let why = self.unsettled.take_if(|(open, _)| *open == act).map(|(_, why)| why.after_settling());
        Ok(found.ok_or_else(|| why.unwrap_or_else(|| StoreError::Failed { why: "nothing tells why".into() })))
    }
}
