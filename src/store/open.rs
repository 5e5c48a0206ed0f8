//! Founding and opening a register: every guard passes, or there is no store and nothing was left behind.

use super::error::StoreError;
use super::{Access, Identity, Store, place, queue, schema};
use crate::base::time::Moment;
use crate::ledger::entry::LedgerId;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use uuid::Uuid;

/// Below this version, simultaneous checkpoints can damage a register.
const OLDEST_SQLITE: i32 = 3_051_003;

/// Bytes of a page. Larger pages make whole-ledger reads quicker and single votes dearer.
const PAGE_SIZE: i64 = 4096;

/// What SQLite and we put beside a register named `R`: `R-wal`, `R-shm`, `R-journal`.
const COMPANIONS: [&str; 3] = ["-wal", "-journal", "-shm"];

/// The state of a file by its metadata, to notice changes without locks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Print {
    len: u64,
    modified: Option<SystemTime>,
    journal: bool,
}

impl Print {
    pub(super) fn of(path: &Path) -> Result<Self, StoreError> {
        let meta = std::fs::metadata(path).map_err(|e| StoreError::io(path, "finding", e))?;
        let journal = std::fs::metadata(place::beside(path, "-wal")).is_ok_and(|m| m.len() > 0);
        Ok(Self { len: meta.len(), modified: meta.modified().ok(), journal })
    }
}

impl Store {
    /// Founds an empty register at a path where nothing is, and opens it. See [`Store::create_with`].
    ///
    /// # Errors
    /// [`StoreError::Exists`], [`StoreError::Leftover`], [`StoreError::Network`], [`StoreError::Permission`] and others.
    pub fn create(path: &Path, identity: Identity) -> Result<Self, StoreError> {
        Self::create_with(path, identity, |_| Ok(())).map(|(store, ())| store)
    }

    /// Founds a register at a path where nothing is, with what `first` writes into it, and opens it.
    ///
    /// It is made under another name and moved into place when complete, so that it is there with its first entries or
    /// not at all. What an interrupted founding left under that name is removed by the next.
    ///
    /// # Errors
    /// Those of `first`, and those of [`Store::create`]; then nothing was founded.
    pub fn create_with<T, E: From<StoreError>>(
        path: &Path,
        identity: Identity,
        first: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<(Self, T), E> {
        new_enough()?;
        let folder = place::folder(path);
        place::refuse_network(folder)?;
        let folder = std::fs::canonicalize(folder).map_err(|e| StoreError::io(folder, "finding the folder", e))?;
        let nameless = || StoreError::NotOurs { path: path.into(), why: "the path names no file".into() };
        let path = folder.join(path.file_name().ok_or_else(nameless)?);
        let value = put_in_place(&path, |draft| {
            found(draft, identity)?;
            let mut store = Self::open(draft)?;
            let value = match first(&mut store) {
                // The draft goes, and with it every doubt about what it holds.
                Err(error) => return Err(store.unsettled.take().map_or(error, |(_, why)| why.into())),
                value => value?,
            };
            // Closing checkpoints and removes the journal, so that one file is moved; but it does not say if it cannot.
            let emptied = store.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
            emptied.map_err(|e| StoreError::sql(draft, "founding", e))?;
            store.conn.close().map_err(|(_, e)| StoreError::sql(draft, "founding", e))?;
            Ok::<T, E>(value)
        })?;
        Ok((Self::open(&path)?, value))
    }

    /// Opens a register; for reading only where the file or its folder is read-only.
    ///
    /// # Errors
    /// [`StoreError`]: whatever stands against it, with what to do.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        Self::open_as(path, None)
    }

    /// Opens a register for reading only, whatever is possible.
    ///
    /// # Errors
    /// [`StoreError`]: whatever stands against it, with what to do.
    pub fn open_read_only(path: &Path) -> Result<Self, StoreError> {
        Self::open_as(path, Some("it was asked for so"))
    }

    fn open_as(path: &Path, reading: Option<&str>) -> Result<Self, StoreError> {
        new_enough()?;
        let (path, meta) = place::existing(path)?;
        let marked = meta.permissions().readonly().then_some("the file is marked read-only");
        let (mut conn, access) = match reading.or(marked) {
            None => match connect_to_write(&path) {
                Err(StoreError::Full { .. }) => connect_to_read(&path, super::FULL)?,
                connected => connected?,
            },
            Some(why) => connect_to_read(&path, why)?,
        };
        let version = check_version(&conn, &path)?;
        whole_pages(&conn, &path)?;
        if version < schema::known_version() {
            if access != Access::Write {
                let known = schema::known_version();
                return Err(StoreError::Older { path, found: version, known });
            }
            let _turn = queue::turn(&path)?;
            schema::migrate(&mut conn, &path)?;
        }
        let identity = identity(&conn, &path)?;
        let data_version = Cell::new(data_version(&conn, &path)?);
        Ok(Self { conn, path, identity, access, unsettled: None, data_version })
    }

    /// Opens the same register once more and puts the new connection in the place of the old one.
    pub(super) fn reconnect(&mut self) -> Result<(), StoreError> {
        let again = match &self.access {
            Access::Write => Self::open(&self.path)?,
            _ => Self::open_read_only(&self.path)?,
        };
        if again.identity != self.identity {
            let detail = "another ledger has taken its place".into();
            return Err(StoreError::Different { path: self.path.clone(), detail });
        }
        (self.conn, self.access, self.data_version) = (again.conn, again.access, again.data_version);
        Ok(())
    }
}

fn new_enough() -> Result<(), StoreError> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(StoreError::SqliteTooOld { found: rusqlite::version().into() });
    }
    Ok(())
}

/// Lets `make` build a database under a draft name, then moves it to `path`, where nothing may be.
pub(super) fn put_in_place<T, E: From<StoreError>>(
    path: &Path,
    make: impl FnOnce(&Path) -> Result<T, E>,
) -> Result<T, E> {
    let _turn = queue::turn(path)?;
    if std::fs::symlink_metadata(path).is_ok() {
        return Err(StoreError::Exists { path: path.into() }.into());
    }
    no_companions(path)?;
    let draft = place::beside(path, ".new");
    sweep(&draft);
    let made = make(&draft).and_then(|value| {
        move_into_place(&draft, path)?;
        Ok(value)
    });
    sweep(&draft);
    made
}

/// SQLite would take such files for parts of a database of that name.
fn no_companions(path: &Path) -> Result<(), StoreError> {
    let mut names = COMPANIONS.iter().map(|suffix| place::beside(path, suffix));
    match names.find(|name| std::fs::symlink_metadata(name).is_ok()) {
        Some(path) => Err(StoreError::Leftover { path }),
        None => Ok(()),
    }
}

fn move_into_place(draft: &Path, path: &Path) -> Result<(), StoreError> {
    no_companions(draft)?;
    std::fs::rename(draft, path).map_err(|e| StoreError::io(path, "moving into place", e))?;
    let folder = place::folder(path);
    let synced = std::fs::File::open(folder).and_then(|f| f.sync_all());
    synced.map_err(|e| StoreError::io(folder, "saving the folder", e))
}

/// Removes a draft with its companions and lock, as far as they are there.
fn sweep(draft: &Path) {
    let beside = COMPANIONS.iter().map(|s| place::beside(draft, s));
    for name in [draft.to_path_buf(), queue::lock_path(draft)].into_iter().chain(beside) {
        // What cannot be removed shows itself when the draft is opened.
        drop(std::fs::remove_file(name));
    }
}

fn found(draft: &Path, identity: Identity) -> Result<(), StoreError> {
    let fail = |e| StoreError::sql(draft, "founding", e);
    let mut conn = Connection::open(draft).map_err(fail)?;
    let make = |conn: &Connection| {
        conn.pragma_update(None, "page_size", PAGE_SIZE)?;
        conn.pragma_update(None, "synchronous", "EXTRA")
    };
    make(&conn).map_err(fail)?;
    schema::migrate(&mut conn, draft)?;
    let sql = "INSERT INTO register(only_row, ledger, sandbox, founded_at) VALUES (1, ?, ?, ?)";
    let Identity { ledger, sandbox, founded_at } = identity;
    conn.execute(sql, (ledger.0.as_bytes(), sandbox, founded_at.0)).map_err(fail)?;
    conn.execute("UPDATE read_shape SET shape = ?", [schema::SHAPE]).map_err(fail)?;
    into_wal(&conn, draft)?;
    // Closing checkpoints and removes the journal, so that one file is moved.
    conn.close().map_err(|(_, e)| fail(e))
}

/// The number that changes when another connection commits.
pub(super) fn data_version(conn: &Connection, path: &Path) -> Result<i64, StoreError> {
    conn.query_row("PRAGMA data_version", [], |r| r.get(0)).map_err(|e| StoreError::sql(path, "watching", e))
}

fn connect_to_write(path: &Path) -> Result<(Connection, Access), StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags).map_err(|e| StoreError::sql(path, "opening", e))?;
    protect(&conn, path)?;
    // SQLite itself steps back to reading where the file may not be written; the folder it must also be able to use.
    if conn.is_readonly(rusqlite::MAIN_DB).map_err(|e| StoreError::sql(path, "opening", e))? {
        return connect_to_read(path, "you may not write the file");
    }
    let folder = place::folder(path);
    let meta = std::fs::metadata(folder).map_err(|e| StoreError::io(folder, "finding the folder", e))?;
    if meta.permissions().readonly() {
        return connect_to_read(path, "its folder is marked read-only");
    }
    check_owner(&conn, path)?;
    match into_wal(&conn, path) {
        Err(StoreError::Permission { .. } | StoreError::ReadOnly { .. }) => {
            return connect_to_read(path, "you may not write in its folder");
        }
        taken => taken?,
    }
    want(&conn, path, "synchronous", "FULL", "2")?;
    Ok((conn, Access::Write))
}

fn connect_to_read(path: &Path, why: &str) -> Result<(Connection, Access), StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let opened = Connection::open_with_flags(path, flags)
        .map_err(|e| StoreError::sql(path, "opening", e))
        .and_then(|conn| protect(&conn, path).and_then(|()| check_owner(&conn, path)).map(|()| conn));
    match opened {
        Ok(conn) => Ok((conn, Access::Read { why: why.into() })),
        // Reading a WAL database needs companion files. Where none can be made and none holds newer pages, the file
        // itself is complete, and is read as one that nobody changes; Store::read checks that this stays true.
        Err(error @ (StoreError::Permission { .. } | StoreError::ReadOnly { .. } | StoreError::Full { .. })) => {
            let print = Print::of(path)?;
            if print.journal {
                let (StoreError::Permission { .. } | StoreError::ReadOnly { .. }) = error else { return Err(error) };
                return Err(StoreError::Permission {
                    path: path.into(),
                    detail: "its -wal holds newer entries, and its folder takes no files".into(),
                });
            }
            let conn = Connection::open_with_flags(uri(path), flags | OpenFlags::SQLITE_OPEN_URI)
                .map_err(|e| StoreError::sql(path, "opening", e))?;
            protect(&conn, path)?;
            check_owner(&conn, path)?;
            let full = matches!(error, StoreError::Full { .. });
            Ok((conn, if full { Access::Full { print } } else { Access::Frozen { why: why.into(), print } }))
        }
        Err(other) => Err(other),
    }
}

/// A connection that only asks for [`data_version`]; reading once opens the journal.
pub(super) fn connect_to_watch(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags).map_err(|e| StoreError::sql(path, "watching", e))?;
    protect(&conn, path)?;
    check_owner(&conn, path)?;
    Ok(conn)
}

/// SQLite's URI of a file that is read as one that nobody changes.
fn uri(path: &Path) -> PathBuf {
    let name = path.to_string_lossy();
    PathBuf::from(format!("file:{}?immutable=1", name.replace('%', "%25").replace('?', "%3f").replace('#', "%23")))
}

/// Settings of each connection that protect the register from damaged or hostile content.
fn protect(conn: &Connection, path: &Path) -> Result<(), StoreError> {
    let fail = |e| StoreError::sql(path, "opening", e);
    conn.busy_timeout(queue::PATIENCE).map_err(fail)?;
    conn.set_prepared_statement_cache_capacity(64);
    for (setting, on, name) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true, "defensive=ON"),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false, "trusted_schema=OFF"),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true, "foreign_keys=ON"),
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, false, "dqs_dml=OFF"),
        (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false, "dqs_ddl=OFF"),
        // Else each statement is prepared once more for the values that it is first asked with.
        (DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true, "query_planner_stability=ON"),
    ] {
        // It answers with what holds from now on.
        if conn.set_db_config(setting, on).map_err(fail)? != on {
            let found = if on { "OFF" } else { "ON" }.into();
            return Err(StoreError::Setting { path: path.into(), setting: name, found });
        }
    }
    want(conn, path, "cell_size_check", "ON", "1")?;
    want(conn, path, "recursive_triggers", "ON", "1")?;
    want(conn, path, "secure_delete", "ON", "1")?;
    conn.pragma_update(None, "mmap_size", 0).map_err(fail)
}

fn into_wal(conn: &Connection, path: &Path) -> Result<(), StoreError> {
    let found: String = conn
        .query_row("PRAGMA journal_mode = WAL", [], |r| r.get(0))
        .map_err(|e| StoreError::sql(path, "setting up the journal of", e))?;
    if found != "wal" {
        return Err(StoreError::Setting { path: path.into(), setting: "journal_mode=WAL", found });
    }
    conn.query_row("PRAGMA journal_size_limit = 16777216", [], |_| Ok(()))
        .map_err(|e| StoreError::sql(path, "setting up the journal of", e))
}

/// Sets a pragma and reads it back.
fn want(conn: &Connection, path: &Path, setting: &'static str, value: &str, answer: &str) -> Result<(), StoreError> {
    let read = || {
        conn.pragma_update(None, setting, value)?;
        conn.pragma_query_value(None, setting, |r| r.get::<_, i64>(0))
    };
    let found = read().map_err(|e| StoreError::sql(path, "opening", e))?.to_string();
    if found == answer { Ok(()) } else { Err(StoreError::Setting { path: path.into(), setting, found }) }
}

/// That the database is a register; asked before anything is changed in it.
fn check_owner(conn: &Connection, path: &Path) -> Result<(), StoreError> {
    let found: i32 =
        conn.query_row("PRAGMA application_id", [], |r| r.get(0)).map_err(|e| StoreError::sql(path, "opening", e))?;
    if found == schema::APPLICATION_ID {
        check_version(conn, path).map(|_| ())
    } else {
        let why = format!("it is an SQLite database of another program (application_id {found:#010x})");
        Err(StoreError::NotOurs { path: path.into(), why })
    }
}

fn check_version(conn: &Connection, path: &Path) -> Result<i64, StoreError> {
    let found: i64 =
        conn.query_row("PRAGMA user_version", [], |r| r.get(0)).map_err(|e| StoreError::sql(path, "opening", e))?;
    let known = schema::known_version();
    if found > known { Err(StoreError::Newer { path: path.into(), found, known }) } else { Ok(found) }
}

/// SQLite itself refuses a file that lacks pages, but not one that lacks a part of its last page. While the journal
/// holds anything, somebody may just be writing that page.
fn whole_pages(conn: &Connection, path: &Path) -> Result<(), StoreError> {
    let print = Print::of(path)?;
    let size: u32 =
        conn.query_row("PRAGMA page_size", [], |r| r.get(0)).map_err(|e| StoreError::sql(path, "opening", e))?;
    if print.journal || print.len.is_multiple_of(u64::from(size)) {
        return Ok(());
    }
    Err(StoreError::Corrupt { path: path.into(), detail: format!("its end was cut off at byte {}", print.len) })
}

fn identity(conn: &Connection, path: &Path) -> Result<Identity, StoreError> {
    let damaged = |detail: String| StoreError::Corrupt { path: path.into(), detail };
    let row = conn.query_row("SELECT ledger, sandbox, founded_at FROM register", [], |r| {
        Ok((r.get::<_, Vec<u8>>(0)?, r.get(1)?, r.get(2)?))
    });
    let (ledger, sandbox, founded_at) = row.map_err(|e| match (&e, e.sqlite_error_code()) {
        // The plain code is that of a missing table or column.
        (rusqlite::Error::QueryReturnedNoRows, _) | (_, Some(rusqlite::ErrorCode::Unknown)) => {
            damaged(format!("its identity is missing ({e})"))
        }
        _ => StoreError::sql(path, "opening", e),
    })?;
    let ledger = Uuid::from_slice(&ledger).map_err(|e| damaged(format!("its ledger id is unreadable ({e})")))?;
    Ok(Identity { ledger: LedgerId(ledger), sandbox, founded_at: Moment(founded_at) })
}
