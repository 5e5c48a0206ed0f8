//! Inclusion proofs of RFC 6962, section 2.1.1: that an entry is among the first N, shown by at most 64 hashes.

use super::checkpoint::{Tree, parent};
use crate::base::digest::Digest;
use std::ops::Range;

/// The way from an entry to the root: the hash beside it on each level, the nearest first.
pub type Path = Vec<Digest>;

/// Collects the proof for one entry while the hashes of all entries go by in their order, in constant memory.
#[derive(Clone, Debug)]
pub struct Prover {
    /// The parts of the ledger beside the entry, the nearest first, each with its tree so far.
    beside: Vec<(Range<u64>, Tree)>,
    next: u64,
}

impl Prover {
    /// A proof for the entry with number `seq`, from 1, among the first `size`; none where it is not among them.
    #[must_use]
    pub fn new(seq: u64, size: u64) -> Option<Self> {
        let index = seq.checked_sub(1).filter(|i| *i < size)?;
        let beside = parts(index, size).into_iter().map(|part| (part, Tree::default())).collect();
        Some(Self { beside, next: 0 })
    }

    /// Takes the hash of the next entry.
    pub fn push(&mut self, leaf: Digest) {
        let index = self.next;
        self.next = self.next.saturating_add(1);
        // Most entries lie in the largest parts, which are the last.
        if let Some((_, tree)) = self.beside.iter_mut().rev().find(|(part, _)| part.contains(&index)) {
            tree.push(leaf);
        }
    }

    /// The proof, once all entries have gone by.
    #[must_use]
    pub fn path(self) -> Path {
        self.beside.iter().map(|(_, tree)| tree.root()).collect()
    }
}

/// The parts beside a leaf, from the nearest to the farthest.
fn parts(index: u64, size: u64) -> Vec<Range<u64>> {
    let (mut low, mut high) = (0, size);
    let mut parts = Vec::new();
    while high - low > 1 {
        // The largest power of two below the length.
        let middle = low + (high - low).div_ceil(2).next_power_of_two();
        if index < middle {
            parts.push(middle..high);
            high = middle;
        } else {
            parts.push(low..middle);
            low = middle;
        }
    }
    parts.reverse();
    parts
}

/// The root that a proof leads to from the hash of the entry with number `seq` among `size`; none where the proof has
/// not the length that it must have.
#[must_use]
pub fn root(seq: u64, size: u64, leaf: Digest, path: &[Digest]) -> Option<Digest> {
    let index = seq.checked_sub(1).filter(|i| *i < size)?;
    let parts = parts(index, size);
    if parts.len() != path.len() {
        return None;
    }
    Some(parts.iter().zip(path).fold(
        leaf,
        |node, (part, hash)| {
            if part.start <= index { parent(hash, &node) } else { parent(&node, hash) }
        },
    ))
}
