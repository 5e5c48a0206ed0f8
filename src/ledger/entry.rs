//! One entry of the ledger and the bytes that its hash covers.
//!
//! The bytes are fields in a fixed order, each preceded by its length in bytes as four big-endian bytes: the tag
//! `quorate.entry/1`, ledger id (16 bytes), seq (8), prev (32), stream, version (8), at (8), actor, act (16), kind,
//! v (8), payload. Numbers are big-endian, `at` in two's complement. `hash = SHA-256(0x00 ‖ bytes)`, which is at once
//! the chain's link and the leaf hash of RFC 6962, section 2.1.

use crate::base::digest::Digest;
use crate::base::ids::ActId;
use crate::base::time::Moment;
use std::fmt;
use uuid::Uuid;

/// The domain tag: the first field of every entry's bytes. A new form of bytes gets a new tag.
pub const TAG: &[u8] = b"quorate.entry/1";

/// The `prev` of a ledger's first entry.
pub const NO_PREV: Digest = Digest([0; 32]);

/// The name of one ledger, given when it is founded; every entry's hash covers it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct LedgerId(pub Uuid);

impl fmt::Display for LedgerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One recorded event.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Place in the ledger, from 1, without gaps.
    pub seq: u64,
    /// The stream it belongs to, such as `change/12`.
    pub stream: String,
    /// Place in its stream, from 1, without gaps.
    pub version: u32,
    /// When it was recorded; never earlier than the entry before.
    pub at: Moment,
    /// Who acted.
    pub actor: String,
    /// The act that it is part of; one act may record several entries.
    pub act: ActId,
    /// What happened, such as `vote_cast`.
    pub kind: String,
    /// The version of the payload's shape.
    pub v: u16,
    /// The event itself, as it was serialised when it happened.
    pub payload: Vec<u8>,
    /// The hash of the entry before; [`NO_PREV`] for the first.
    pub prev: Digest,
}

impl Entry {
    /// The entry's fields, borrowed.
    #[must_use]
    pub fn view(&self) -> EntryRef<'_> {
        EntryRef {
            seq: self.seq,
            stream: self.stream.as_bytes(),
            version: u64::from(self.version),
            at: self.at,
            actor: self.actor.as_bytes(),
            act: self.act.0.as_bytes(),
            kind: self.kind.as_bytes(),
            v: u64::from(self.v),
            payload: &self.payload,
            prev: &self.prev.0,
        }
    }

    /// The hash of the entry in this ledger.
    #[must_use]
    pub fn hash(&self, ledger: LedgerId) -> Digest {
        let mut bytes = Vec::new();
        self.view().hash(ledger, &mut bytes)
    }
}

/// An entry's fields as they lie in storage: nothing converted or checked, so that whatever somebody wrote there can be
/// hashed and named.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct EntryRef<'a> {
    /// As in [`Entry`].
    pub seq: u64,
    /// As in [`Entry`], UTF-8.
    pub stream: &'a [u8],
    /// As in [`Entry`].
    pub version: u64,
    /// As in [`Entry`].
    pub at: Moment,
    /// As in [`Entry`], UTF-8.
    pub actor: &'a [u8],
    /// As in [`Entry`]: 16 bytes.
    pub act: &'a [u8],
    /// As in [`Entry`], UTF-8.
    pub kind: &'a [u8],
    /// As in [`Entry`].
    pub v: u64,
    /// As in [`Entry`].
    pub payload: &'a [u8],
    /// As in [`Entry`]: 32 bytes.
    pub prev: &'a [u8],
}

impl EntryRef<'_> {
    /// Replaces `out` with the bytes that the hash covers, without the leading zero byte of a leaf.
    pub fn encode(&self, ledger: LedgerId, out: &mut Vec<u8>) {
        out.clear();
        self.extend(ledger, out);
    }

    /// The hash of the entry in this ledger; `scratch` is overwritten and spares an allocation for each entry.
    pub fn hash(&self, ledger: LedgerId, scratch: &mut Vec<u8>) -> Digest {
        scratch.clear();
        scratch.push(0);
        self.extend(ledger, scratch);
        Digest::of(scratch)
    }

    fn extend(&self, ledger: LedgerId, out: &mut Vec<u8>) {
        field(out, TAG);
        field(out, ledger.0.as_bytes());
        field(out, &self.seq.to_be_bytes());
        field(out, self.prev);
        field(out, self.stream);
        field(out, &self.version.to_be_bytes());
        field(out, &self.at.0.to_be_bytes());
        field(out, self.actor);
        field(out, self.act);
        field(out, self.kind);
        field(out, &self.v.to_be_bytes());
        field(out, self.payload);
    }
}

fn field(out: &mut Vec<u8>, bytes: &[u8]) {
    // The store takes no payload near 4 GiB, so the length always fits.
    out.extend_from_slice(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes());
    out.extend_from_slice(bytes);
}
