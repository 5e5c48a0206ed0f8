//! Checkpoints: the RFC 6962 root over the first N entries, and its text form (C2SP tlog-checkpoint).
//!
//! The text is four lines: origin, size, root in base64, and an empty line, after which signatures may follow.
//! A cut tail or a rewritten chain no longer gives the root that an older checkpoint pins.

use super::entry::LedgerId;
use crate::base::digest::Digest;
use std::fmt;
use std::str::FromStr;

/// A Merkle tree that grows leaf by leaf and keeps only the roots of its full subtrees: at most 64 of them.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    size: u64,
    /// Roots of full subtrees, largest and leftmost first; one for each set bit of `size`.
    peaks: Vec<Digest>,
}

impl Tree {
    /// Leaves so far.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf by its hash, which for an entry is the entry's hash.
    pub fn push(&mut self, leaf: Digest) {
        let mut node = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                node = parent(&left, &node);
            }
        }
        self.peaks.push(node);
        self.size = self.size.saturating_add(1);
    }

    /// The root over all leaves so far (RFC 6962, section 2.1); without leaves, the hash of nothing.
    #[must_use]
    pub fn root(&self) -> Digest {
        let mut peaks = self.peaks.iter().rev();
        let Some(last) = peaks.next() else { return Digest::of(b"") };
        peaks.fold(*last, |right, left| parent(left, &right))
    }
}

pub(super) fn parent(left: &Digest, right: &Digest) -> Digest {
    let mut bytes = [1_u8; 65];
    let (_, children) = bytes.split_at_mut(1);
    let (l, r) = children.split_at_mut(32);
    l.copy_from_slice(&left.0);
    r.copy_from_slice(&right.0);
    Digest::of(&bytes)
}

/// The state of a ledger at a size: enough to prove later that nothing below that size was changed or cut.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Checkpoint {
    /// The ledger's name: `quorate/` and its id.
    pub origin: String,
    /// Entries covered.
    pub size: u64,
    /// The RFC 6962 root over them.
    pub root: Digest,
}

/// Why a text is no checkpoint.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("this is not a checkpoint: line {line} should be {wanted}")]
pub struct CheckpointError {
    /// The line, from 1.
    pub line: usize,
    /// What should stand there.
    pub wanted: &'static str,
}

/// The origin line of a ledger.
#[must_use]
pub fn origin(ledger: LedgerId) -> String {
    format!("quorate/{ledger}")
}

impl Checkpoint {
    /// The checkpoint of a ledger at the size of `tree`.
    #[must_use]
    pub fn new(ledger: LedgerId, tree: &Tree) -> Self {
        Self { origin: origin(ledger), size: tree.size(), root: tree.root() }
    }
}

impl fmt::Display for Checkpoint {
    /// The text form, with its closing empty line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}\n{}\n\n", self.origin, self.size, base64(&self.root.0))
    }
}

impl FromStr for Checkpoint {
    type Err = CheckpointError;

    /// Reads the text form. Extension lines and signatures, which this version does not make, are allowed and ignored;
    /// so are CRLF line ends and a missing empty line at the very end, which mail and editors cause.
    fn from_str(text: &str) -> Result<Self, CheckpointError> {
        let refuse = |line, wanted| CheckpointError { line, wanted };
        let mut lines = text.lines();
        let origin = lines
            .next()
            .filter(|l| !l.is_empty() && !l.chars().any(char::is_whitespace))
            .ok_or(refuse(1, "the origin, such as quorate/ and an id"))?;
        let size = lines
            .next()
            .filter(|l| *l == "0" || !l.starts_with(['0', '+']))
            .and_then(|l| l.parse().ok())
            .ok_or(refuse(2, "the number of entries, in digits"))?;
        let root = lines.next().and_then(unbase64).ok_or(refuse(3, "the root: 44 characters of base64"))?;
        Ok(Self { origin: origin.to_owned(), size, root })
    }
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn base64(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().fold(0_u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let six = group >> (18 - 6 * place) & 63;
            let letter = usize::try_from(six).ok().and_then(|i| ALPHABET.get(i)).copied().unwrap_or(b'=');
            out.push(if place <= chunk.len() { char::from(letter) } else { '=' });
        }
    }
    out
}

/// Reads the base64 of 32 bytes. Only the one form that [`base64`] writes is taken: two texts never mean one root.
fn unbase64(text: &str) -> Option<Digest> {
    let letters = text.strip_suffix('=').filter(|l| l.len() == 43)?;
    let (mut group, mut bits, mut bytes) = (0_u32, 0_u32, Vec::with_capacity(33));
    for letter in letters.bytes() {
        let six = ALPHABET.iter().position(|a| *a == letter)?;
        group = group << 6 | u32::try_from(six).ok()?;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(group >> bits & 255).ok()?);
        }
    }
    let root = Digest(bytes.try_into().ok()?);
    (base64(&root.0) == text).then_some(root)
}
