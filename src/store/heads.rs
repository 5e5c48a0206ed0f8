//! The newest head that this client saw of each register, kept in a file of the client's own: a chain alone does not
//! show that its end was cut off, or that all of it was written anew.

use super::Store;
use super::error::StoreError;
use super::place;
use crate::base::digest::Digest;
use crate::ledger::chain::Head;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::path::Path;

/// One line of the file.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
struct Seen {
    path: String,
    ledger: String,
    seq: u64,
    hash: Digest,
}

/// Compares a register with the newest head that `file` remembers of its path. A path never seen is taken as it is.
///
/// # Errors
/// [`StoreError::Shorter`] and [`StoreError::Different`] when it is not a continuation of what was seen;
/// [`StoreError::Heads`] when the file cannot be understood.
pub fn check(file: &Path, store: &Store) -> Result<(), StoreError> {
    let path = store.path().to_string_lossy();
    let Some(seen) = load(file)?.into_iter().find(|s| s.path == path) else { return Ok(()) };
    let different = |detail| Err(StoreError::Different { path: store.path().into(), detail });
    let ledger = store.identity().ledger.to_string();
    if seen.ledger != ledger {
        return different(format!("it has the id {ledger}, not {}", seen.ledger));
    }
    let reader = store.read()?;
    let found = reader.count()?;
    if found < seen.seq {
        return Err(StoreError::Shorter { path: store.path().into(), found, seen: seen.seq });
    }
    if seen.seq > 0 && reader.hash_at(seen.seq)? != Some(seen.hash) {
        return different(format!("entry {} is not the one seen before", seen.seq));
    }
    Ok(())
}

/// Remembers the register's newest head in `file`. Call [`check`] first: this takes what is there.
///
/// # Errors
/// [`StoreError`] when the register cannot be read or the file not be written.
pub fn remember(file: &Path, store: &Store) -> Result<(), StoreError> {
    let Head { seq, hash } = store.read()?.head()?;
    let path = store.path().to_string_lossy().into_owned();
    let now = Seen { path, ledger: store.identity().ledger.to_string(), seq, hash };
    change(file, |all| {
        let old = all.iter().find(|s| s.path == now.path);
        // Another process of this client may have seen more already.
        if old.is_some_and(|old| *old == now || (old.ledger == now.ledger && old.seq > now.seq)) {
            return false;
        }
        all.retain(|s| s.path != now.path);
        all.push(now);
        true
    })
}

/// Forgets what was seen of a register, for somebody who put a backup in its place knowingly.
///
/// # Errors
/// [`StoreError`] when the file cannot be understood or written.
pub fn forget(file: &Path, register: &Path) -> Result<(), StoreError> {
    let path = register.to_string_lossy();
    change(file, |all| {
        let before = all.len();
        all.retain(|s| s.path != path);
        all.len() != before
    })
}

/// Changes the file as one step, in turn with other processes of this client.
fn change(file: &Path, edit: impl FnOnce(&mut Vec<Seen>) -> bool) -> Result<(), StoreError> {
    let fail = |e| StoreError::io(file, "remembering in", e);
    let lock = File::create(place::beside(file, ".lock")).map_err(fail)?;
    lock.lock().map_err(fail)?;
    let mut all = load(file)?;
    if !edit(&mut all) {
        return Ok(());
    }
    let mut text = String::new();
    for seen in &all {
        text.push_str(&serde_json::to_string(seen).map_err(|e| fail(e.into()))?);
        text.push('\n');
    }
    let draft = place::beside(file, ".new");
    // Not synced: this follows every act, and a head lost in a power cut is learnt anew from the next one.
    let write = || {
        std::fs::write(&draft, &text)?;
        std::fs::rename(&draft, file)
    };
    write().map_err(fail)
}

fn load(file: &Path) -> Result<Vec<Seen>, StoreError> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(StoreError::io(file, "reading", e)),
    };
    let lines = text.lines().enumerate().map(|(i, line)| {
        serde_json::from_str(line).map_err(|e| StoreError::Heads {
            path: file.into(),
            line: i.saturating_add(1),
            detail: e.to_string(),
        })
    });
    lines.collect()
}
