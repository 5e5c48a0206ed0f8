//! Noticing other processes' commits without asking again and again: the system tells of writes to the journal.
//!
//! Two files are watched, never the register itself: the journal (`-wal`), and the writers' lock file, whose closing
//! comes right after a commit. A write to the journal comes shortly *before* its commit can be seen, so that after one
//! the register is asked a few more times, ever more rarely. Without writes nothing runs.

use super::error::StoreError;
use super::{Access, Store, open, place, queue};
use notify::event::{AccessKind, AccessMode};
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use rusqlite::Connection;
use std::path::Path;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread::JoinHandle;
use std::time::Duration;

/// Waits between the questions that follow a write to the journal, in milliseconds.
const AGAIN: [u64; 9] = [2, 4, 8, 16, 32, 64, 128, 500, 2000];

/// A running watch; it ends when this is dropped.
#[derive(Debug)]
pub struct Watch {
    watcher: Option<RecommendedWatcher>,
    thread: Option<JoinHandle<()>>,
}

impl Store {
    /// Calls `wake`, from another thread, soon after each commit to the register, this store's own included:
    /// [`Store::changed_elsewhere`] then tells whether it was somebody else's. `wake` must not block.
    ///
    /// # Errors
    /// [`StoreError::ReadOnly`] for a register without a journal to watch, and [`StoreError::Io`] where the system has no
    /// watches to give; ask [`Store::changed_elsewhere`] once a second instead.
    pub fn watch(&self, wake: impl Fn() + Send + 'static) -> Result<Watch, StoreError> {
        if let Access::Frozen { why, .. } = &self.access {
            return Err(StoreError::ReadOnly { path: self.path.clone(), why: why.clone() });
        }
        if matches!(self.access, Access::Full { .. }) {
            return Err(StoreError::ReadOnly { path: self.path.clone(), why: super::FULL.into() });
        }
        // A connection of its own, which also keeps the journal from being removed and made anew.
        let conn = open::connect_to_watch(&self.path)?;
        let seen = open::data_version(&conn, &self.path)?;
        let (tell, told) = mpsc::channel();
        let lock = queue::lock_path(&self.path);
        queue::touch(&self.path);
        let told_of = lock.clone();
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            let Ok(event) = event else { return };
            let wrote = match event.kind {
                EventKind::Access(AccessKind::Close(AccessMode::Write)) => event.paths.contains(&told_of),
                EventKind::Modify(_) | EventKind::Create(_) => true,
                _ => false,
            };
            if wrote {
                // Nobody listens only when the watch is being ended.
                tell.send(()).unwrap_or(());
            }
        })
        .map_err(|e| refused(&self.path, e))?;
        let journal = place::beside(&self.path, "-wal");
        watcher.watch(&journal, RecursiveMode::NonRecursive).map_err(|e| refused(&journal, e))?;
        // Without the lock file commits are noticed too, a few milliseconds later.
        drop(watcher.watch(&lock, RecursiveMode::NonRecursive));
        let path = self.path.clone();
        let thread = std::thread::Builder::new()
            .name("register-watch".into())
            .spawn(move || listen(&conn, &path, seen, &told, wake))
            .map_err(|e| StoreError::io(&self.path, "watching", e))?;
        Ok(Watch { watcher: Some(watcher), thread: Some(thread) })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // Without the watcher nobody can tell the thread anything, which ends it.
        drop(self.watcher.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

fn listen(conn: &Connection, path: &Path, mut seen: i64, told: &Receiver<()>, wake: impl Fn()) {
    while told.recv().is_ok() {
        let mut waits = AGAIN.iter();
        loop {
            while told.try_recv().is_ok() {}
            match open::data_version(conn, path) {
                Ok(now) if now == seen => {}
                Ok(now) => {
                    seen = now;
                    wake();
                    break;
                }
                // Whoever is woken will meet the error itself, and can tell a person.
                Err(_) => {
                    wake();
                    break;
                }
            }
            let Some(wait) = waits.next() else { break };
            match told.recv_timeout(Duration::from_millis(*wait)) {
                // A long commit writes many times; a short rest keeps us from asking after each.
                Ok(()) => {
                    std::thread::sleep(Duration::from_millis(2));
                    waits = AGAIN.iter();
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }
}

fn refused(path: &Path, error: notify::Error) -> StoreError {
    let source = match error.kind {
        notify::ErrorKind::Io(source) => source,
        other => std::io::Error::other(notify::Error::new(other)),
    };
    StoreError::io(path, "watching", source)
}
