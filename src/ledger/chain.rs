//! Walking the chain: each entry checked against the one before, the first broken one named.

use super::entry::{EntryRef, LedgerId, NO_PREV};
use crate::base::digest::Digest;
use crate::base::time::Moment;

/// The newest entry: how many there are and the hash of the last. With no entries: 0 and [`NO_PREV`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Head {
    /// The last entry's seq, which is also the count.
    pub seq: u64,
    /// The last entry's hash.
    pub hash: Digest,
}

impl Head {
    /// The head of a ledger without entries.
    pub const EMPTY: Self = Self { seq: 0, hash: NO_PREV };
}

/// What is wrong with an entry.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Break {
    /// The entry that should stand here is missing.
    #[error("the entry is missing: the next one stored is {found}")]
    Gap {
        /// The seq found in its place.
        found: u64,
    },
    /// An entry stands here that should have come earlier: the rows are out of order or start below 1.
    #[error("an entry numbered {found} stands in its place")]
    Order {
        /// The seq found in its place.
        found: u64,
    },
    /// The entry does not continue the one before.
    #[error("its \"prev\" is not the hash of the entry before")]
    Prev,
    /// The entry's fields do not give its stored hash.
    #[error("its content does not match its hash")]
    Hash,
    /// The entry is dated before the one before.
    #[error("it is dated {at}, before the entry in front of it ({before})")]
    Clock {
        /// Its moment.
        at: Moment,
        /// The moment of the entry before.
        before: Moment,
    },
    /// Storage could not give the entry.
    #[error("it cannot be read: {0}")]
    Unreadable(String),
}

/// The first entry that does not hold.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("entry {seq}: {reason}")]
pub struct Broken {
    /// Its place in the ledger.
    pub seq: u64,
    /// What is wrong.
    pub reason: Break,
}

/// A walk along the chain from its first entry, in constant memory.
#[derive(Clone, Debug)]
pub struct Chain {
    ledger: LedgerId,
    head: Head,
    at: Moment,
    scratch: Vec<u8>,
}

impl Chain {
    /// A walk that has seen nothing yet.
    #[must_use]
    pub fn new(ledger: LedgerId) -> Self {
        Self { ledger, head: Head::EMPTY, at: Moment(i64::MIN), scratch: Vec::new() }
    }

    /// A walk that goes on behind an entry which is taken as it stands.
    #[must_use]
    pub fn after(ledger: LedgerId, head: Head) -> Self {
        Self { head, ..Self::new(ledger) }
    }

    /// The last entry that held.
    #[must_use]
    pub fn head(&self) -> Head {
        self.head
    }

    /// The seq that the next entry must have.
    #[must_use]
    pub fn next_seq(&self) -> u64 {
        self.head.seq.saturating_add(1)
    }

    /// Checks the next entry against the walk so far and its stored hash, and returns that hash.
    ///
    /// # Errors
    /// [`Broken`], after which the walk must not go on: what follows a broken link proves nothing.
    pub fn step(&mut self, entry: &EntryRef<'_>, stored: &[u8]) -> Result<Digest, Broken> {
        let seq = self.next_seq();
        let broken = |reason| Err(Broken { seq, reason });
        if entry.seq > seq {
            return broken(Break::Gap { found: entry.seq });
        }
        if entry.seq < seq {
            return broken(Break::Order { found: entry.seq });
        }
        if entry.prev != self.head.hash.0 {
            return broken(Break::Prev);
        }
        let hash = entry.hash(self.ledger, &mut self.scratch);
        if stored != hash.0 {
            return broken(Break::Hash);
        }
        if entry.at < self.at {
            return broken(Break::Clock { at: entry.at, before: self.at });
        }
        self.head = Head { seq, hash };
        self.at = entry.at;
        Ok(hash)
    }
}
