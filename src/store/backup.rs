//! Copies of a register that is in use, by SQLite's backup interface only; putting one back is the same copy.

use super::error::StoreError;
use super::{Store, open, queue};
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use std::path::Path;

/// Pages copied between two reports of progress.
const STEP: i32 = 1000;

impl Store {
    /// Copies the register, as of now, to a path where nothing is. Others may write meanwhile; the copy has none of it.
    /// `progress` gets the pages done and all pages. The copy is complete or not there.
    ///
    /// # Errors
    /// [`StoreError::Exists`], [`StoreError::Full`], [`StoreError::Permission`] and others; then there is no copy.
    pub fn backup(&self, to: &Path, mut progress: impl FnMut(u64, u64)) -> Result<(), StoreError> {
        // Within one read transaction the copy need not start again when others commit.
        let done = self.snapshot(|_| {
            open::put_in_place(to, |draft| {
                let fail = |e| StoreError::sql(draft, "copying to", e);
                let mut copy = Connection::open(draft).map_err(fail)?;
                copy.pragma_update(None, "synchronous", "EXTRA").map_err(fail)?;
                let backup = Backup::new(&self.conn, &mut copy).map_err(fail)?;
                loop {
                    let step = backup.step(STEP).map_err(fail)?;
                    let pages = backup.progress();
                    let all = u64::try_from(pages.pagecount).unwrap_or_default();
                    let left = u64::try_from(pages.remaining).unwrap_or_default();
                    progress(all.saturating_sub(left), all);
                    match step {
                        StepResult::Done => break,
                        StepResult::More => {}
                        _ => return Err(StoreError::Busy { path: draft.into(), waited_s: 0 }),
                    }
                }
                drop(backup);
                copy.close().map_err(|(_, e)| fail(e))
            })
        });
        // The copy is nobody's workplace yet; whoever else waited for this lock finds the copy there and gives up.
        drop(std::fs::remove_file(queue::lock_path(to)));
        done
    }
}
