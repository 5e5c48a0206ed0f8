//! The register on disk: founding, opening, writing, reading, and what is refused.

mod beside;
mod child;
mod ledger;
mod opening;
mod stress;

use quorate::base::digest::Digest;
use quorate::base::ids::{ActId, PersonId, Stream};
use quorate::base::time::Moment;
use quorate::ledger::entry::LedgerId;
use quorate::store::append::{Ending, NewEntry, Receipt, Written};
use quorate::store::error::StoreError;
use quorate::store::{Identity, Store};
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use uuid::Uuid;

/// 2026-01-01T09:00:00Z.
const NOW: Moment = Moment(1_767_258_000_000_000);

fn identity() -> Identity {
    Identity { ledger: LedgerId(Uuid::from_u128(7)), sandbox: false, founded_at: NOW }
}

/// A folder with a fresh register in it, closed.
fn founded() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("quorate.db");
    drop(Store::create(&path, identity()).unwrap());
    (dir, path.canonicalize().unwrap())
}

fn act(n: u128) -> ActId {
    ActId(Uuid::from_u128(n))
}

fn ana() -> PersonId {
    "ana".parse().unwrap()
}

fn event(stream: &str, kind: &str) -> NewEntry {
    NewEntry { stream: stream.parse::<Stream>().unwrap(), kind: kind.into(), v: 1, payload: b"{\"x\":1}".to_vec() }
}

/// Records one act of one entry in the stream of a change.
fn vote(store: &mut Store, n: u128) -> Result<Written<()>, StoreError> {
    write(store, n, NOW, &[event("change/1", "vote_cast")])
}

fn write(store: &mut Store, n: u128, now: Moment, events: &[NewEntry]) -> Result<Written<()>, StoreError> {
    store.write(act(n), Ending::Keep, |tx| tx.append(now, &ana(), events))
}

/// A register with `n` acts of one entry, closed, and its last receipt.
fn filled(n: u128) -> (TempDir, PathBuf, Receipt) {
    let (dir, path) = founded();
    let mut store = Store::open(&path).unwrap();
    let last = (1..=n).map(|i| vote(&mut store, i).unwrap()).last().unwrap();
    (dir, path, last.receipt().clone())
}

/// A plain connection that ignores our rules, as somebody with the file has it.
fn raw(path: &Path) -> rusqlite::Connection {
    rusqlite::Connection::open(path).unwrap()
}

fn verified(path: &Path) -> Digest {
    let store = Store::open(path).unwrap();
    let audit = store.read().unwrap().audit(None, |_, _| {}).unwrap();
    assert!(audit.ok(), "{audit:?}");
    assert_eq!(store.read().unwrap().damaged().unwrap(), None);
    audit.head.hash
}
