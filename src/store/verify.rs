//! Verifying the whole ledger in one pass and constant memory, also against an older checkpoint.

use super::error::StoreError;
use super::kept::{self, Kept, Lost};
use super::load::Reader;
use super::schema;
use crate::base::digest::Digest;
use crate::ledger::chain::{Break, Broken, Chain, Head};
use crate::ledger::checkpoint::{Checkpoint, Tree};
use crate::ledger::entry::EntryRef;
use crate::ledger::proof::{Path, Prover};
use rusqlite::OptionalExtension;
use std::ops::ControlFlow;

/// Below every row: also rows that somebody numbered 0 or less are met.
const BEFORE_ALL: u64 = i64::MIN.cast_unsigned();

/// What an audit found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Audit {
    /// The last entry that holds; its seq is the number of entries that hold.
    pub head: Head,
    /// The checkpoint over these entries.
    pub checkpoint: Checkpoint,
    /// The first entry that does not hold, if any; nothing after it was looked at.
    pub first_broken: Option<Broken>,
    /// The comparison with an older checkpoint, if one was given.
    pub against: Option<Against>,
    /// Tables, indexes and triggers that are not as the program made them.
    pub altered: Vec<String>,
    /// Texts that entries commit to and that are gone.
    pub lost: Option<Lost>,
}

/// How a ledger compares with a checkpoint.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Against {
    /// The entries up to the checkpoint are those that it pins.
    #[error("the first {size} entries are those of the checkpoint")]
    Same {
        /// Entries pinned.
        size: u64,
    },
    /// The checkpoint is of another ledger.
    #[error("the checkpoint is of {wanted}, this is {found}")]
    OtherLedger {
        /// The checkpoint's origin.
        wanted: String,
        /// This ledger's origin.
        found: String,
    },
    /// The ledger has fewer entries than the checkpoint, or is broken before it.
    #[error(
        "only {found} of the checkpoint's {size} entries are there: the end was cut off, or the chain breaks before it"
    )]
    Short {
        /// Entries that hold.
        found: u64,
        /// Entries pinned.
        size: u64,
    },
    /// The entries are not those that the checkpoint pins, although they form a chain: it was written anew.
    #[error("the first {size} entries are not those of the checkpoint: the chain was written anew")]
    Different {
        /// Entries pinned.
        size: u64,
    },
}

impl Audit {
    /// Whether everything that was looked at holds.
    #[must_use]
    pub fn ok(&self) -> bool {
        self.first_broken.is_none()
            && self.altered.is_empty()
            && self.lost.is_none()
            && matches!(self.against, None | Some(Against::Same { .. }))
    }
}

impl Reader<'_> {
    /// Verifies every entry. `progress` gets the entries done and all entries, every 4096 entries.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read at all; damage inside the ledger is a finding, not an error.
    pub fn audit(&self, against: Option<&Checkpoint>, mut progress: impl FnMut(u64, u64)) -> Result<Audit, StoreError> {
        let all = self.count().unwrap_or_default();
        let mut chain = Chain::new(self.ledger);
        let mut tree = Tree::default();
        let mut pinned = against.filter(|c| c.size == 0).map(|_| tree.root());
        let mut texts = self.conn.prepare_cached(kept::IN_ORDER).map_err(|e| self.fail(e))?;
        let mut texts = texts.query([]).and_then(|rows| Kept::along(rows, self.conn)).map_err(|e| self.fail(e))?;
        let first_broken = self.walk_chain(&mut chain, BEFORE_ALL, |entry, hash| {
            tree.push(hash);
            if against.is_some_and(|c| c.size == tree.size()) {
                pinned = Some(tree.root());
            }
            if tree.size() % 4096 == 0 {
                progress(tree.size(), all);
            }
            texts.step(entry).map_err(|e| self.fail(e))
        })?;
        progress(tree.size(), all);
        let checkpoint = Checkpoint::new(self.ledger, &tree);
        let against = against.map(|older| compare(older, &checkpoint, pinned));
        let altered = schema::differences(self.conn, self.path)?;
        Ok(Audit { head: chain.head(), checkpoint, first_broken, against, altered, lost: texts.lost })
    }

    /// Verifies the entries after the first `before`, which are taken as they stand: the last entry that holds, and the
    /// first that does not.
    ///
    /// # Errors
    /// As [`Self::audit`].
    pub fn audit_after(&self, before: u64) -> Result<(Head, Option<Broken>), StoreError> {
        let hash = if before == 0 { None } else { self.hash_at(before)? };
        let head = hash.map_or(Head::EMPTY, |hash| Head { seq: before, hash });
        let mut chain = Chain::after(self.ledger, head);
        let from = if head.seq == 0 { BEFORE_ALL } else { head.seq.saturating_add(1) };
        let broken = self.walk_chain(&mut chain, from, |_, _| Ok(()))?;
        Ok((chain.head(), broken))
    }

    /// Walks along the chain from entry `from` to the first that does not hold.
    fn walk_chain(
        &self,
        chain: &mut Chain,
        from: u64,
        mut each: impl FnMut(&EntryRef<'_>, Digest) -> Result<(), StoreError>,
    ) -> Result<Option<Broken>, StoreError> {
        let mut first_broken = None;
        let walked = self.each::<StoreError>(from, |entry, stored| match chain.step(entry, stored) {
            Ok(hash) => each(entry, hash).map(ControlFlow::Continue),
            Err(broken) => {
                first_broken = Some(broken);
                Ok(ControlFlow::Break(()))
            }
        });
        match walked {
            Err(StoreError::Corrupt { detail, .. }) => {
                first_broken = Some(Broken { seq: chain.next_seq(), reason: Break::Unreadable(detail) });
            }
            Err(StoreError::Sql { source: source @ rusqlite::Error::InvalidColumnType(..), .. }) => {
                first_broken = Some(Broken { seq: chain.next_seq(), reason: Break::Unreadable(source.to_string()) });
            }
            other => other?,
        }
        Ok(first_broken)
    }

    /// The checkpoint over the first `size` entries, from the hashes that stand in the ledger; none when fewer are there.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn checkpoint_at(&self, size: u64) -> Result<Option<Checkpoint>, StoreError> {
        self.tree_over(size, |_| {})
    }

    /// The checkpoint over the first `size` entries, each of whose hashes is shown to `see`.
    fn tree_over(&self, size: u64, mut see: impl FnMut(Digest)) -> Result<Option<Checkpoint>, StoreError> {
        let mut fill = || {
            let mut tree = Tree::default();
            let sql = "SELECT hash FROM ledger WHERE seq BETWEEN 1 AND ? ORDER BY seq";
            let mut statement = self.conn.prepare_cached(sql)?;
            let mut rows = statement.query([size.cast_signed()])?;
            while let Some(row) = rows.next()? {
                let leaf = Digest(row.get(0)?);
                see(leaf);
                tree.push(leaf);
            }
            Ok(tree)
        };
        let tree = fill().map_err(|e| self.fail(e))?;
        Ok((tree.size() == size).then(|| Checkpoint::new(self.ledger, &tree)))
    }

    /// The checkpoint over the first `size` entries with the proof that entry `seq` is among them; none when fewer are
    /// there.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn proof(&self, seq: u64, size: u64) -> Result<Option<(Checkpoint, Path)>, StoreError> {
        let Some(mut prover) = Prover::new(seq, size) else { return Ok(None) };
        let checkpoint = self.tree_over(size, |leaf| prover.push(leaf))?;
        Ok(checkpoint.map(|checkpoint| (checkpoint, prover.path())))
    }

    /// The first free text whose salt and words no longer give the digest that the ledger commits to.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn altered_prose(&self) -> Result<Option<Digest>, StoreError> {
        let find = || {
            let mut statement = self.conn.prepare("SELECT digest, salt, body FROM prose WHERE body IS NOT NULL")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let digest = Digest(row.get(0)?);
                if Digest::commit(&row.get(1)?, row.get_ref(2)?.as_str()?) != digest {
                    return Ok(Some(digest));
                }
            }
            Ok(None)
        };
        find().map_err(|e| self.fail(e))
    }

    /// SQLite's own check of the file, table by table and index by index: the first problem, or none. Reads everything.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read at all.
    pub fn damaged(&self) -> Result<Option<String>, StoreError> {
        let found: Option<String> =
            self.conn.query_row("PRAGMA integrity_check(1)", [], |r| r.get(0)).optional().map_err(|e| self.fail(e))?;
        Ok(found.filter(|text| text != "ok"))
    }
}

fn compare(older: &Checkpoint, now: &Checkpoint, pinned: Option<Digest>) -> Against {
    let size = older.size;
    if older.origin != now.origin {
        return Against::OtherLedger { wanted: older.origin.clone(), found: now.origin.clone() };
    }
    match pinned {
        None => Against::Short { found: now.size, size },
        Some(root) if root == older.root => Against::Same { size },
        Some(_) => Against::Different { size },
    }
}
