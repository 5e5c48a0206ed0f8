//! Taking a register away, which only a sandbox may be, and only while nobody else has it open.

use super::error::StoreError;
use super::{Store, place, queue};
use rusqlite::Connection;

impl Store {
    /// Removes the register with the files beside it.
    ///
    /// # Errors
    /// [`StoreError::InUse`] while another connection is open; then everything is as it was.
    pub fn remove(self) -> Result<(), StoreError> {
        self.writable()?;
        let path = self.path.clone();
        let turn = queue::turn(&path)?;
        // SQLite leaves WAL only where there is no second connection.
        let left = self.conn.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get::<_, String>(0));
        if !matches!(left.as_deref(), Ok("delete")) {
            return Err(StoreError::InUse { path });
        }
        self.conn.close().map_err(|(conn, e): (Connection, _)| {
            drop(conn);
            StoreError::sql(&path, "closing", e)
        })?;
        std::fs::remove_file(&path).map_err(|e| StoreError::io(&path, "removing", e))?;
        for suffix in ["-wal", "-shm", "-journal"] {
            drop(std::fs::remove_file(place::beside(&path, suffix)));
        }
        drop(turn);
        drop(std::fs::remove_file(queue::lock_path(&path)));
        Ok(())
    }
}
