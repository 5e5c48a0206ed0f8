//! The queue of writers: one lock file beside the register, taken before every write transaction.
//!
//! SQLite's own lock is polled, so that under fifty writers the unlucky wait for seconds; the kernel's file lock wakes
//! the next one at once. The lock file is also what tells watchers that a commit is complete. Exclusion itself does not
//! depend on it: BEGIN IMMEDIATE still guards a register whose lock file was deleted.

use super::error::StoreError;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

/// How long a writer waits for the others.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A turn to write; it ends when this is dropped.
#[derive(Debug)]
pub(super) struct Turn(#[expect(dead_code, reason = "held open: closing the file ends the turn")] File);

/// The lock file of a register.
pub(super) fn lock_path(register: &Path) -> PathBuf {
    super::place::beside(register, ".lock")
}

/// Waits for a turn, at most [`PATIENCE`].
///
/// The file is opened anew for each turn, so that two turns of one process exclude each other like those of two.
pub(super) fn turn(register: &Path) -> Result<Turn, StoreError> {
    let path = lock_path(register);
    let file = open(&path, register)?;
    match file.try_lock() {
        Ok(()) => return Ok(Turn(file)),
        Err(TryLockError::WouldBlock) => {}
        Err(TryLockError::Error(e)) => return Err(StoreError::io(&path, "locking", e)),
    }
    let (done, waiting) = mpsc::channel();
    // The wait has no time limit of its own; when we give up, the thread's send fails and closes the file.
    std::thread::spawn(move || {
        let locked = file.lock();
        drop(done.send(locked.map(|()| file)));
    });
    match waiting.recv_timeout(PATIENCE) {
        Ok(Ok(file)) => Ok(Turn(file)),
        Ok(Err(e)) => Err(StoreError::io(&path, "locking", e)),
        Err(_) => Err(StoreError::Busy { path: register.into(), waited_s: PATIENCE.as_secs() }),
    }
}

/// Makes the lock file, where it can be made, so that it can be watched.
pub(super) fn touch(register: &Path) {
    drop(open(&lock_path(register), register));
}

fn open(path: &Path, register: &Path) -> Result<File, StoreError> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
        // Whoever may write the register may queue.
        let mode = std::fs::metadata(register).map_or(0o600, |m| m.mode() & 0o666);
        options.mode(mode);
    }
    match options.open(path) {
        // A lock needs no right to write.
        Err(e) if e.kind() == std::io::ErrorKind::PermissionDenied => {
            File::open(path).map_err(|_| StoreError::io(path, "opening", e))
        }
        opened => opened.map_err(|e| StoreError::io(path, "opening", e)),
    }
}
