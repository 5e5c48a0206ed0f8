//! Whether the texts that entries commit to still lie beside the ledger. Entries and texts are read once, side by side: they
//! were written in the same order.

use crate::base::digest::Digest;
use crate::ledger::entry::EntryRef;
use memchr::memmem::Finder;
use rusqlite::{CachedStatement, Connection, OptionalExtension, Rows};

/// What stands before the digest of a commitment in a payload, and what behind it.
const AROUND: (&[u8], &[u8]) = (b"{\"digest\":\"", b"\",\"chars\":");
/// Characters of a digest.
const HEX: usize = 64;

/// Texts that are gone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Lost {
    /// How many.
    pub texts: u64,
    /// The first entry that commits to one of them, and its stream.
    pub first: (u64, String),
}

/// The texts in the order in which they were kept.
pub(super) struct Kept<'a> {
    rows: Rows<'a>,
    next: Option<Row>,
    find: CachedStatement<'a>,
    finder: Finder<'static>,
    pub(super) lost: Option<Lost>,
}

/// A text: its place, its digest, and whether its words are there.
struct Row {
    place: i64,
    digest: Digest,
    there: bool,
}

fn row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    Ok(Row { place: row.get(0)?, digest: Digest(row.get(1)?), there: row.get(2)? })
}

/// The statement that [`Kept`] goes along.
pub(super) const IN_ORDER: &str = "SELECT rowid, digest, body IS NOT NULL FROM prose ORDER BY rowid";

impl<'a> Kept<'a> {
    /// Before the first text.
    pub(super) fn along(rows: Rows<'a>, conn: &'a Connection) -> rusqlite::Result<Self> {
        let find = conn.prepare_cached("SELECT rowid, digest, body IS NOT NULL FROM prose WHERE digest = ?")?;
        let mut kept = Self { rows, next: None, find, finder: Finder::new(AROUND.0), lost: None };
        kept.advance()?;
        Ok(kept)
    }

    fn advance(&mut self) -> rusqlite::Result<()> {
        self.next = self.rows.next()?.map(row).transpose()?;
        Ok(())
    }

    /// Looks for each text that an entry commits to.
    pub(super) fn step(&mut self, entry: &EntryRef<'_>) -> rusqlite::Result<()> {
        let mut rest = entry.payload;
        while let Some(at) = self.finder.find(rest) {
            rest = rest.get(at + AROUND.0.len()..).unwrap_or_default();
            let Some((hex, behind)) = rest.split_at_checked(HEX) else { break };
            let commits = behind.starts_with(AROUND.1);
            if let (true, Some(digest)) = (commits, std::str::from_utf8(hex).ok().and_then(|hex| hex.parse().ok()))
                && !self.is_there(digest)?
            {
                let first = || (entry.seq, String::from_utf8_lossy(entry.stream).into_owned());
                self.lost.get_or_insert_with(|| Lost { texts: 0, first: first() }).texts += 1;
            }
        }
        Ok(())
    }

    fn is_there(&mut self, digest: Digest) -> rusqlite::Result<bool> {
        if let Some(next) = self.next.take_if(|next| next.digest == digest) {
            self.advance()?;
            return Ok(next.there);
        }
        // Said before, or in another order within its act.
        let Some(found) = self.find.query_row([digest.0], row).optional()? else { return Ok(false) };
        while self.next.as_ref().is_some_and(|next| next.place <= found.place) {
            self.advance()?;
        }
        Ok(found.there)
    }
}
