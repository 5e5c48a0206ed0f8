//! The only place that orders entries: one act, one turn in the writers' queue, one transaction.
//!
//! Everything above sees only [`Store::write`] and [`Tx`]; a server that gives the order would stand here.

use super::error::StoreError;
use super::load::Reader;
use super::{Store, project, queue};
use crate::base::digest::Digest;
use crate::base::ids::{ActId, ChangeNo, PersonId, Stream};
use crate::base::time::{Moment, Span};
use crate::ledger::chain::Head;
use crate::ledger::entry::{EntryRef, LedgerId};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};
use std::path::Path;

/// The largest payload of an entry, in bytes. Longer text belongs beside the ledger, by digest.
pub const PAYLOAD_MAX: usize = 1 << 20;

/// An event that is to become an entry.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewEntry {
    /// The stream it belongs to.
    pub stream: Stream,
    /// What happened.
    pub kind: String,
    /// The version of the payload's shape.
    pub v: u16,
    /// The serialised event.
    pub payload: Vec<u8>,
}

/// What an act recorded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Receipt {
    /// The act.
    pub act: ActId,
    /// Its entries, oldest first; none when the act changed nothing.
    pub entries: Vec<Recorded>,
    /// The hash of its last entry; without entries, of the ledger's last.
    pub head: Digest,
}

/// One line of a receipt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recorded {
    /// The entry's place in the ledger.
    pub seq: u64,
    /// What happened.
    pub kind: String,
}

/// Whether the end of a write is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// Commit.
    Keep,
    /// A dry run: everything as if, then rolled back before COMMIT.
    Undo,
}

/// How a write ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Written<T> {
    /// The work was done now.
    Now(Receipt, T),
    /// The act had been recorded before; the work was not done again.
    Before(Receipt),
}

impl<T> Written<T> {
    /// The receipt, of now or of before.
    pub fn receipt(&self) -> &Receipt {
        match self {
            Self::Now(receipt, _) | Self::Before(receipt) => receipt,
        }
    }
}

/// One write transaction. What it reads is what no other writer can change before it ends.
#[derive(Debug)]
pub struct Tx<'s> {
    tx: Transaction<'s>,
    path: &'s Path,
    ledger: LedgerId,
    act: ActId,
    head: Head,
    at: Moment,
    entries: Vec<Recorded>,
    scratch: Vec<u8>,
}

impl Store {
    /// Does the work of one act in one transaction, after all writers that came before.
    ///
    /// The work's own error rolls back and records nothing. An act that is already recorded is not done again: its
    /// first receipt comes back.
    ///
    /// # Errors
    /// Those of `work`; [`StoreError::ReadOnly`], [`StoreError::Busy`], [`StoreError::Full`] and others, after which
    /// nothing is recorded; [`StoreError::Unsettled`], after which [`Store::settle`] must be asked.
    pub fn write<T, E: From<StoreError>>(
        &mut self,
        act: ActId,
        ending: Ending,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<Written<T>, E> {
        self.writable()?;
        if ending == Ending::Keep {
            self.holds()?;
        }
        let _turn = queue::turn(&self.path)?;
        let path = self.path.as_path();
        let tx = self
            .conn
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|e| StoreError::sql(path, "writing", e))?;
        let reader = Reader::new(&tx, path, self.identity.ledger);
        if ending == Ending::Keep {
            reader.guarded()?;
        }
        if let Some(receipt) = receipt(&reader, act)? {
            return Ok(Written::Before(receipt));
        }
        let (head, at) = reader.newest()?.unwrap_or((Head::EMPTY, Moment(i64::MIN)));
        let (entries, scratch) = (Vec::new(), Vec::new());
        let ledger = self.identity.ledger;
        let mut tx = Tx { tx, path, ledger, act, head, at, entries, scratch };
        let value = work(&mut tx)?;
        let receipt = Receipt { act, entries: tx.entries, head: tx.head.hash };
        let ended = match ending {
            Ending::Keep => tx.tx.commit(),
            Ending::Undo => return Ok(Written::Now(receipt, value)),
        };
        if let Err(error) = ended {
            let why = StoreError::sql(path, "saving", error);
            let detail = why.to_string();
            self.unsettled = Some((act, why));
            return Err(StoreError::Unsettled { act, detail }.into());
        }
        Ok(Written::Now(receipt, value))
    }
}

impl Store {
    /// Work on temporary tables of this connection: no entry is made, and no other session sees it or waits for it.
    pub(super) fn temporarily<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let path = self.path.as_path();
        let fail = |e| StoreError::sql(path, "looking back in", e);
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Deferred).map_err(fail)?;
        let (ledger, act) = (self.identity.ledger, ActId(uuid::Uuid::nil()));
        let (head, at, entries, scratch) = (Head::EMPTY, Moment(i64::MIN), Vec::new(), Vec::new());
        let mut tx = Tx { tx, path, ledger, act, head, at, entries, scratch };
        let done = work(&mut tx)?;
        tx.tx.commit().map_err(fail)?;
        Ok(done)
    }
}

/// The receipt of an act that is in the ledger.
pub(super) fn receipt(reader: &Reader<'_>, act: ActId) -> Result<Option<Receipt>, StoreError> {
    let recorded = reader.act(act)?;
    let Some(last) = recorded.last() else { return Ok(None) };
    let head = last.hash;
    let entries = recorded.into_iter().map(|e| Recorded { seq: e.entry.seq, kind: e.entry.kind }).collect();
    Ok(Some(Receipt { act, entries, head }))
}

impl Tx<'_> {
    /// The door to everything that is read, including what this transaction has written.
    #[must_use]
    pub fn read(&self) -> Reader<'_> {
        Reader::new(&self.tx, self.path, self.ledger)
    }

    /// The connection, for projections and prose.
    pub(super) fn conn(&self) -> &Connection {
        &self.tx
    }

    pub(super) fn fail(&self, error: rusqlite::Error) -> StoreError {
        StoreError::sql(self.path, "writing", error)
    }

    /// The number that the next new change gets: one more than the highest, from 1.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read or all numbers are taken.
    pub fn next_change_number(&self) -> Result<ChangeNo, StoreError> {
        let mut statement = self.tx.prepare_cached(HIGHEST_CHANGE).map_err(|e| self.fail(e))?;
        let highest: Option<i64> = statement.query_row([], |r| r.get(0)).optional().map_err(|e| self.fail(e))?;
        let next = u32::try_from(highest.unwrap_or(0).saturating_add(1));
        next.map(ChangeNo).map_err(|_| StoreError::Corrupt {
            path: self.path.into(),
            detail: format!("{} is the highest change number", highest.unwrap_or(0)),
        })
    }

    /// Goes on under another act: one transaction may hold several acts of a bulk load.
    pub fn as_act(&mut self, act: ActId) {
        self.act = act;
    }

    /// The moment that entries recorded at `now` carry: never before the newest entry's.
    #[must_use]
    pub fn moment(&self, now: Moment) -> Moment {
        now.max(self.at)
    }

    /// By how much the clock is behind the newest entry, when it is; worth a note in the ledger.
    #[must_use]
    pub fn clock_behind(&self, now: Moment) -> Option<Span> {
        (now < self.at).then(|| self.at.since(now))
    }

    /// Adds entries at the end of the ledger, dated [`Tx::moment`], and fills the projections.
    ///
    /// # Errors
    /// [`StoreError`]; then the transaction must be given up.
    pub fn append(&mut self, now: Moment, actor: &PersonId, events: &[NewEntry]) -> Result<(), StoreError> {
        for event in events {
            self.append_one(self.moment(now), actor, event)?;
        }
        Ok(())
    }

    fn append_one(&mut self, at: Moment, actor: &PersonId, event: &NewEntry) -> Result<(), StoreError> {
        if event.payload.len() > PAYLOAD_MAX {
            let (kind, bytes) = (event.kind.clone(), event.payload.len());
            return Err(StoreError::TooLarge { kind, bytes, max: PAYLOAD_MAX });
        }
        let stream = event.stream.to_string();
        let entry = EntryRef {
            seq: self.head.seq.saturating_add(1),
            stream: stream.as_bytes(),
            version: self.next_version(&stream).map_err(|e| self.fail(e))?,
            at,
            actor: actor.as_str().as_bytes(),
            act: self.act.0.as_bytes(),
            kind: event.kind.as_bytes(),
            v: u64::from(event.v),
            payload: &event.payload,
            prev: &self.head.hash.0,
        };
        let hash = entry.hash(self.ledger, &mut self.scratch);
        let insert = || {
            self.tx.prepare_cached(INSERT)?.execute((
                entry.seq.cast_signed(),
                &stream,
                entry.version.cast_signed(),
                entry.at.0,
                actor.as_str(),
                entry.act,
                &event.kind,
                event.v,
                entry.payload,
                entry.prev,
                hash.0,
            ))?;
            project::apply(&self.tx, &entry)
        };
        insert().map_err(|e| self.fail(e))?;
        self.head = Head { seq: entry.seq, hash };
        self.at = at;
        self.entries.push(Recorded { seq: self.head.seq, kind: event.kind.clone() });
        Ok(())
    }

    fn next_version(&self, stream: &str) -> rusqlite::Result<u64> {
        let mut statement = self.tx.prepare_cached("SELECT max(version) FROM ledger WHERE stream = ?")?;
        let newest: Option<i64> = statement.query_row([stream], |r| r.get(0))?;
        Ok(newest.unwrap_or(0).saturating_add(1).cast_unsigned())
    }
}

const INSERT: &str = "INSERT INTO ledger(seq, stream, version, at, actor, act, kind, v, payload, prev, hash) \
                      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

/// Word for word the terms of the index, without which SQLite refuses to use it.
pub(super) const HIGHEST_CHANGE: &str = "SELECT CAST(substr(stream, 8) AS INTEGER) FROM ledger INDEXED BY ledger_change_number \
     WHERE version = 1 AND stream >= 'change/' AND stream < 'change0' \
     ORDER BY CAST(substr(stream, 8) AS INTEGER) DESC LIMIT 1";

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail loudly")]

    #[test]
    fn the_highest_change_number_is_one_step_of_an_index() {
        let mut conn = rusqlite::Connection::open_in_memory().unwrap();
        super::super::schema::migrate(&mut conn, "memory".as_ref()).unwrap();
        let mut statement = conn.prepare(&format!("EXPLAIN QUERY PLAN {}", super::HIGHEST_CHANGE)).unwrap();
        let plan: Vec<String> = statement.query_map([], |r| r.get(3)).unwrap().map(Result::unwrap).collect();
        // One line: no sorting step beside the walk along the index, which ends at its first row.
        assert_eq!(plan, ["SCAN ledger USING INDEX ledger_change_number"]);
    }
}
