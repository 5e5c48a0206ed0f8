//! Making the projections anew from the ledger, or comparing them with a fresh replay.

use super::{TABLES, apply};
use crate::base::digest::Digest;
use crate::store::Store;
use crate::store::error::StoreError;
use crate::store::load::Reader;
use crate::store::queue;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, TransactionBehavior};
use sha2::{Digest as _, Sha256};
use std::ops::ControlFlow;

/// What to do with what a replay gives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Keep {
    /// Put it in the place of what was there.
    Fresh,
    /// Only compare, and leave everything as it was.
    Found,
}

/// What a replay gave.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rebuilt {
    /// Entries replayed.
    pub entries: u64,
    /// Tables whose content was not what the ledger gives.
    pub differing: Vec<&'static str>,
}

impl Store {
    /// Replays the whole ledger through the projections, in one transaction and constant memory. `progress` gets the
    /// entries done and all entries, every thousand entries and at the end.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing was changed.
    pub fn rebuild(&mut self, keep: Keep, mut progress: impl FnMut(u64, u64)) -> Result<Rebuilt, StoreError> {
        self.writable()?;
        let _turn = queue::turn(&self.path)?;
        let (path, ledger) = (self.path.clone(), self.identity.ledger);
        let fail = |e| StoreError::sql(&path, "rebuilding", e);
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(fail)?;
        let found = contents(&tx).map_err(fail)?;
        for (table, _) in TABLES {
            tx.execute(&format!("DELETE FROM {table}"), []).map_err(fail)?;
        }
        let reader = Reader::new(&tx, &path, ledger);
        let all = reader.count()?;
        let mut entries = 0;
        reader.each::<StoreError>(1, |entry, _| {
            apply(&tx, entry).map_err(fail)?;
            entries += 1;
            if entries % 1000 == 0 {
                progress(entries, all);
            }
            Ok(ControlFlow::Continue(()))
        })?;
        progress(entries, all);
        let fresh = contents(&tx).map_err(fail)?;
        let pairs = TABLES.iter().zip(found.iter().zip(&fresh));
        let differing = pairs.filter(|(_, (was, is))| was != is).map(|((table, _), _)| *table).collect();
        match keep {
            Keep::Fresh => tx.commit(),
            Keep::Found => tx.rollback(),
        }
        .map_err(fail)?;
        Ok(Rebuilt { entries, differing })
    }
}

/// A digest of each projection's rows.
fn contents(conn: &Connection) -> rusqlite::Result<Vec<Digest>> {
    TABLES.iter().map(|(table, order)| content(conn, table, order)).collect()
}

fn content(conn: &Connection, table: &str, order: &str) -> rusqlite::Result<Digest> {
    let mut statement = conn.prepare(&format!("SELECT * FROM {table} ORDER BY {order}"))?;
    let columns = statement.column_count();
    let mut rows = statement.query([])?;
    let mut hasher = Sha256::new();
    while let Some(row) = rows.next()? {
        for i in 0..columns {
            let number;
            let (kind, bytes): (u8, &[u8]) = match row.get_ref(i)? {
                ValueRef::Null => (0, &[]),
                ValueRef::Integer(n) => {
                    number = n.to_be_bytes();
                    (1, &number)
                }
                ValueRef::Real(x) => {
                    number = x.to_bits().to_be_bytes();
                    (2, &number)
                }
                ValueRef::Text(t) => (3, t),
                ValueRef::Blob(b) => (4, b),
            };
            hasher.update([kind]);
            hasher.update((bytes.len() as u64).to_be_bytes());
            hasher.update(bytes);
        }
    }
    Ok(Digest(hasher.finalize().into()))
}
