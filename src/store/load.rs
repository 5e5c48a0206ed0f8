//! Reading the ledger: a stream, a page of the log, the head, or every entry in order.

use super::error::StoreError;
use crate::base::digest::Digest;
use crate::base::ids::{ActId, Stream};
use crate::base::time::Moment;
use crate::ledger::chain::Head;
use crate::ledger::entry::{Entry, EntryRef, LedgerId};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Params, Row};
use std::ops::ControlFlow;
use std::path::Path;
use uuid::Uuid;

/// The columns of the ledger in the order of [`raw`].
const COLUMNS: &str = "SELECT seq, stream, version, at, actor, act, kind, v, payload, prev, hash FROM ledger";

/// Those of a stream up to a moment.
const OF_STREAM: &str = "WHERE stream = ?1 AND at <= ?2 ORDER BY version";

/// An entry with its stored hash.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredEntry {
    /// The entry.
    pub entry: Entry,
    /// Its hash, as stored.
    pub hash: Digest,
}

/// Everything that can be asked of a register without changing it.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    pub(super) conn: &'a Connection,
    pub(super) path: &'a Path,
    pub(super) ledger: LedgerId,
}

impl<'a> Reader<'a> {
    pub(super) fn new(conn: &'a Connection, path: &'a Path, ledger: LedgerId) -> Self {
        Self { conn, path, ledger }
    }

    /// The connection, for the read tables.
    pub(super) fn conn(&self) -> &Connection {
        self.conn
    }

    pub(super) fn fail(&self, error: rusqlite::Error) -> StoreError {
        StoreError::sql(self.path, "reading", error)
    }

    /// The newest entry's seq and hash.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn head(&self) -> Result<Head, StoreError> {
        Ok(self.newest()?.map_or(Head::EMPTY, |(head, _)| head))
    }

    /// How many entries there are; a look at the last one, not a count.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn count(&self) -> Result<u64, StoreError> {
        Ok(self.head()?.seq)
    }

    /// The newest entry's head and moment.
    pub(super) fn newest(&self) -> Result<Option<(Head, Moment)>, StoreError> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT seq, hash, at FROM ledger ORDER BY seq DESC LIMIT 1")
            .map_err(|e| self.fail(e))?;
        statement
            .query_row([], |r| {
                let head = Head { seq: r.get::<_, i64>(0)?.cast_unsigned(), hash: Digest(r.get(1)?) };
                Ok((head, Moment(r.get(2)?)))
            })
            .optional()
            .map_err(|e| self.fail(e))
    }

    /// The hash stored for entry `seq`.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn hash_at(&self, seq: u64) -> Result<Option<Digest>, StoreError> {
        let mut statement =
            self.conn.prepare_cached("SELECT hash FROM ledger WHERE seq = ?").map_err(|e| self.fail(e))?;
        let hash = statement.query_row([seq.cast_signed()], |r| r.get(0)).optional().map_err(|e| self.fail(e))?;
        Ok(hash.map(Digest))
    }

    /// The place in the whole ledger of an entry of a stream.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn seq_of(&self, stream: &Stream, version: u32) -> Result<Option<u64>, StoreError> {
        let sql = "SELECT seq FROM ledger WHERE stream = ?1 AND version = ?2";
        let mut statement = self.conn.prepare_cached(sql).map_err(|e| self.fail(e))?;
        let found = statement.query_row((stream.to_string(), version), |r| r.get::<_, i64>(0)).optional();
        Ok(found.map_err(|e| self.fail(e))?.map(i64::cast_unsigned))
    }

    /// All entries of a stream, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read or holds what no register writes.
    pub fn load(&self, stream: &Stream) -> Result<Vec<StoredEntry>, StoreError> {
        self.load_until(stream, Moment(i64::MAX))
    }

    /// The entries of a stream recorded up to and including a moment, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read or holds what no register writes.
    pub fn load_until(&self, stream: &Stream, until: Moment) -> Result<Vec<StoredEntry>, StoreError> {
        self.owned(OF_STREAM, (stream.to_string(), until.0))
    }

    /// The entries of a stream from a place in the whole ledger on, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read or holds what no register writes.
    pub fn load_from(&self, stream: &Stream, seq: u64) -> Result<Vec<StoredEntry>, StoreError> {
        let rest = "WHERE stream = ?1 AND seq >= ?2 ORDER BY version";
        self.owned(rest, (stream.to_string(), i64::try_from(seq).unwrap_or(i64::MAX)))
    }

    /// A page of one stream, newest first: the `limit` entries before version `before`, or the newest.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read or holds what no register writes.
    pub fn stream_page(
        &self,
        stream: &Stream,
        before: Option<u32>,
        limit: u32,
    ) -> Result<Vec<StoredEntry>, StoreError> {
        let before = before.map_or(i64::MAX, i64::from);
        let rest = "WHERE stream = ?1 AND version < ?2 ORDER BY version DESC LIMIT ?3";
        self.owned(rest, (stream.to_string(), before, limit))
    }

    /// A page of the whole ledger, newest first: the `limit` entries before `before`, or the newest.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read or holds what no register writes.
    pub fn page(&self, before: Option<u64>, limit: u32) -> Result<Vec<StoredEntry>, StoreError> {
        let before = before.map_or(i64::MAX, |b| i64::try_from(b).unwrap_or(i64::MAX));
        self.owned("WHERE seq < ?1 ORDER BY seq DESC LIMIT ?2", (before, limit))
    }

    /// When the newest entry up to a moment was recorded.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn newest_until(&self, until: Moment) -> Result<Option<Moment>, StoreError> {
        let before = self.count_at(until)?;
        Ok(self.page(Some(before + 1), 1)?.first().map(|e| e.entry.at))
    }

    /// How many entries had been recorded at a moment: entries `1..=n` are the ledger as it stood then.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read.
    pub fn count_at(&self, at: Moment) -> Result<u64, StoreError> {
        let mut statement =
            self.conn.prepare_cached("SELECT at FROM ledger WHERE seq = ?").map_err(|e| self.fail(e))?;
        // `at` never goes back, so a binary search over seq spares an index.
        let (mut low, mut high) = (0, self.head()?.seq);
        while low < high {
            let middle = low + (high - low).div_ceil(2);
            let then: i64 = statement.query_row([middle.cast_signed()], |r| r.get(0)).map_err(|e| self.fail(e))?;
            if then <= at.0 { low = middle } else { high = middle - 1 }
        }
        Ok(low)
    }

    /// Hands every entry from `from` on, oldest first, to `each`, in constant memory, until it breaks.
    ///
    /// # Errors
    /// Those of `each`, and [`StoreError`] when the register cannot be read.
    pub fn each<E: From<StoreError>>(
        &self,
        from: u64,
        mut each: impl FnMut(&EntryRef<'_>, &[u8]) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        let sql = format!("{COLUMNS} WHERE seq >= ? ORDER BY seq");
        let mut statement = self.conn.prepare_cached(&sql).map_err(|e| self.fail(e))?;
        let mut rows = statement.query([from.cast_signed()]).map_err(|e| self.fail(e))?;
        while let Some(row) = rows.next().map_err(|e| self.fail(e))? {
            let (entry, hash) = raw(row).map_err(|e| self.fail(e))?;
            if each(&entry, hash)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Hands the entries of a stream recorded up to and including a moment, oldest first, to `each`, as they lie there.
    ///
    /// # Errors
    /// Those of `each`, and [`StoreError`] when the register cannot be read.
    pub fn each_of<E: From<StoreError>>(
        &self,
        stream: &Stream,
        until: Moment,
        mut each: impl FnMut(&EntryRef<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.walk(OF_STREAM, (stream.to_string(), until.0), &mut each)
    }

    /// Hands the entries of a stream from a version on, oldest first, with their hashes, to `each`, for as long as it says so.
    ///
    /// # Errors
    /// Those of `each`, and [`StoreError`] when the register cannot be read or holds what no register writes.
    pub fn each_since<E: From<StoreError>>(
        &self,
        stream: &Stream,
        version: u64,
        mut each: impl FnMut(&EntryRef<'_>, Digest) -> Result<bool, E>,
    ) -> Result<(), E> {
        let sql = format!("{COLUMNS} WHERE stream = ?1 AND version >= ?2 ORDER BY version");
        let mut statement = self.conn.prepare_cached(&sql).map_err(|e| self.fail(e))?;
        let mut rows = statement.query((stream.to_string(), version.cast_signed())).map_err(|e| self.fail(e))?;
        while let Some(row) = rows.next().map_err(|e| self.fail(e))? {
            let (entry, hash) = raw(row).map_err(|e| self.fail(e))?;
            let hash = Digest(hash.try_into().map_err(|_| self.corrupt(entry.seq))?);
            if !each(&entry, hash)? {
                break;
            }
        }
        Ok(())
    }

    /// Hands the entries of all meetings recorded up to and including a moment, oldest first, to `each`.
    pub(super) fn each_of_meetings(
        &self,
        until: Moment,
        mut each: impl FnMut(&EntryRef<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let rest = "WHERE stream >= 'meeting/' AND stream < 'meeting0' AND at <= ?1 ORDER BY seq";
        self.walk(rest, (until.0,), &mut each)
    }

    fn walk<E: From<StoreError>>(
        &self,
        rest: &str,
        params: impl Params,
        each: &mut dyn FnMut(&EntryRef<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let sql = format!("{COLUMNS} {rest}");
        let mut statement = self.conn.prepare_cached(&sql).map_err(|e| self.fail(e))?;
        let mut rows = statement.query(params).map_err(|e| self.fail(e))?;
        while let Some(row) = rows.next().map_err(|e| self.fail(e))? {
            each(&raw(row).map_err(|e| self.fail(e))?.0)?;
        }
        Ok(())
    }

    /// Where an act is in the ledger: its first seq and how many entries it has.
    pub(super) fn act_span(&self, act: ActId) -> Result<Option<(u64, u32)>, StoreError> {
        let mut statement =
            self.conn.prepare_cached("SELECT first_seq, count FROM acts WHERE act = ?").map_err(|e| self.fail(e))?;
        let span = statement.query_row([act.0.as_bytes()], |r| Ok((r.get::<_, i64>(0)?.cast_unsigned(), r.get(1)?)));
        span.optional().map_err(|e| self.fail(e))
    }

    /// The entries of an act, oldest first; none when it was not recorded.
    ///
    /// # Errors
    /// [`StoreError`] when the register cannot be read or holds what no register writes.
    pub fn act(&self, act: ActId) -> Result<Vec<StoredEntry>, StoreError> {
        let Some((first, count)) = self.act_span(act)? else { return Ok(Vec::new()) };
        let after = first.saturating_add(u64::from(count));
        self.owned("WHERE seq >= ?1 AND seq < ?2 ORDER BY seq", (first.cast_signed(), after.cast_signed()))
    }

    fn owned(&self, rest: &str, params: impl Params) -> Result<Vec<StoredEntry>, StoreError> {
        let mut statement = self.conn.prepare_cached(&format!("{COLUMNS} {rest}")).map_err(|e| self.fail(e))?;
        let mut rows = statement.query(params).map_err(|e| self.fail(e))?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next().map_err(|e| self.fail(e))? {
            let (entry, hash) = raw(row).map_err(|e| self.fail(e))?;
            entries.push(stored(&entry, hash).ok_or_else(|| self.corrupt(entry.seq))?);
        }
        Ok(entries)
    }

    fn corrupt(&self, seq: u64) -> StoreError {
        let detail = format!("entry {seq} holds values that no register writes");
        StoreError::Corrupt { path: self.path.into(), detail }
    }
}

/// A row as it lies there. Fails on a value of another kind, which a STRICT table cannot hold.
fn raw<'r>(row: &'r Row<'_>) -> rusqlite::Result<(EntryRef<'r>, &'r [u8])> {
    let number = |i| match row.get_ref(i)? {
        ValueRef::Integer(n) => Ok(n),
        other => Err(rusqlite::Error::InvalidColumnType(i, "a number".into(), other.data_type())),
    };
    let bytes = |i| match row.get_ref(i)? {
        ValueRef::Text(b) | ValueRef::Blob(b) => Ok(b),
        other => Err(rusqlite::Error::InvalidColumnType(i, "text or bytes".into(), other.data_type())),
    };
    let entry = EntryRef {
        seq: number(0)?.cast_unsigned(),
        stream: bytes(1)?,
        version: number(2)?.cast_unsigned(),
        at: Moment(number(3)?),
        actor: bytes(4)?,
        act: bytes(5)?,
        kind: bytes(6)?,
        v: number(7)?.cast_unsigned(),
        payload: bytes(8)?,
        prev: bytes(9)?,
    };
    Ok((entry, bytes(10)?))
}

/// The typed form of a row; `None` when a field does not fit its type.
fn stored(raw: &EntryRef<'_>, hash: &[u8]) -> Option<StoredEntry> {
    let text = |bytes: &[u8]| std::str::from_utf8(bytes).ok().map(str::to_owned);
    let entry = Entry {
        seq: raw.seq,
        stream: text(raw.stream)?,
        version: u32::try_from(raw.version).ok()?,
        at: raw.at,
        actor: text(raw.actor)?,
        act: ActId(Uuid::from_slice(raw.act).ok()?),
        kind: text(raw.kind)?,
        v: u16::try_from(raw.v).ok()?,
        payload: raw.payload.to_vec(),
        prev: Digest(raw.prev.try_into().ok()?),
    };
    Some(StoredEntry { entry, hash: Digest(hash.try_into().ok()?) })
}
