//! Why a register cannot be opened, read or written, and what to do about it.

use crate::base::ids::ActId;
use rusqlite::{ErrorCode, ffi};
use std::path::{Path, PathBuf};

/// What the store reports instead of a result.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Nothing is there.
    #[error("there is no register at {}: create one with \"quorate init\", or name another with --db", .path.display())]
    Missing {
        /// The register's path.
        path: PathBuf,
    },
    /// A new register was to be made where something already is.
    #[error("{} already exists: open it, or choose another path", .path.display())]
    Exists {
        /// What is there.
        path: PathBuf,
    },
    /// SQLite would replay these files of a lost register into a new one.
    #[error(
        "{} is left of a register that is no longer beside it: move it away, or put its register back first",
        .path.display()
    )]
    Leftover {
        /// The left file.
        path: PathBuf,
    },
    /// The file belongs to something else.
    #[error("{} is not a register of quorate: {why}; name another file with --db", .path.display())]
    NotOurs {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        why: String,
    },
    /// A newer program made or upgraded the register.
    #[error(
        "{} has schema version {found}, this program knows up to {known}: install a newer quorate (nothing was changed)",
        .path.display()
    )]
    Newer {
        /// The register's path.
        path: PathBuf,
        /// Its schema version.
        found: i64,
        /// The newest version known here.
        known: i64,
    },
    /// The register needs an upgrade, which needs the right to write.
    #[error(
        "{} has schema version {found} and must be upgraded to {known} before it can be read: open it once where it may \
         be written",
        .path.display()
    )]
    Older {
        /// The register's path.
        path: PathBuf,
        /// Its schema version.
        found: i64,
        /// The version wanted.
        known: i64,
    },
    /// File locks and shared memory do not work over a network.
    #[error(
        "{} lies on a network file system ({kind}), where simultaneous writers would destroy it: move it to a local disk",
        .path.display()
    )]
    Network {
        /// The register's path.
        path: PathBuf,
        /// The file system's name.
        kind: String,
    },
    /// Two names for one file would give two journals.
    #[error("{} has {links} names (hard links), which SQLite cannot share safely: remove the others", .path.display())]
    HardLinked {
        /// The register's path.
        path: PathBuf,
        /// How many names it has.
        links: u64,
    },
    /// The file is damaged.
    #[error(
        "{} is damaged: {detail}; keep the file and its -wal as they are, and restore the newest backup beside it",
        .path.display()
    )]
    Corrupt {
        /// The register's path.
        path: PathBuf,
        /// What SQLite found.
        detail: String,
    },
    /// The system forbids it.
    #[error("no permission for {}: {detail}; ask its owner for access to the file and its folder", .path.display())]
    Permission {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        detail: String,
    },
    /// The register was opened for reading.
    #[error("{} is open for reading only: {why}", .path.display())]
    ReadOnly {
        /// The register's path.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// A register in a read-only folder was changed by somebody else under the reader.
    #[error("{} was changed while it was read without locks: open it again", .path.display())]
    Changed {
        /// The register's path.
        path: PathBuf,
    },
    /// The library that was linked is too old.
    #[error(
        "SQLite {found} is linked, but versions below 3.51.3 can damage a shared register: rebuild quorate with its own"
    )]
    SqliteTooOld {
        /// Its version.
        found: String,
    },
    /// A setting that protects the register was not taken.
    #[error("SQLite did not take {setting} for {}: it answered \"{found}\"", .path.display())]
    Setting {
        /// The register's path.
        path: PathBuf,
        /// The setting and its wanted value.
        setting: &'static str,
        /// What SQLite answered.
        found: String,
    },
    /// Somebody else writes for longer than we wait.
    #[error("another process has been writing to {} for {waited_s} s: try again, or look for a stopped quorate", .path.display())]
    Busy {
        /// The register's path.
        path: PathBuf,
        /// Seconds waited.
        waited_s: u64,
    },
    /// Another connection is open where none may be.
    #[error("{} is open in another session: leave that one first", .path.display())]
    InUse {
        /// The register's path.
        path: PathBuf,
    },
    /// No room left.
    #[error(
        "the disk is full: {} cannot be written ({detail}) and this act is not recorded; free some space on its disk and try again",
        .path.display()
    )]
    Full {
        /// The register's path.
        path: PathBuf,
        /// What SQLite said.
        detail: String,
    },
    /// Files of this session may not grow any further.
    #[error(
        "{} cannot be written: this session may write files of at most {most_kb} kB (ulimit -f), and this act is not recorded; raise \
         that limit and try again",
        .path.display()
    )]
    Limited {
        /// The register's path.
        path: PathBuf,
        /// The limit.
        most_kb: u64,
    },
    /// The system failed at COMMIT, or nobody has looked since: recorded or not is not known.
    #[error(
        "whether act {act} was recorded is not known yet ({detail}); nothing more is written until it is looked up: try the same \
         act again"
    )]
    Unsettled {
        /// The act in question.
        act: ActId,
        /// What went wrong.
        detail: String,
    },
    /// An act could not be saved, and it was looked up that it is not recorded.
    #[error("the act could not be saved and is not recorded: {why}")]
    Failed {
        /// What went wrong.
        why: String,
    },
    /// An entry is larger than the ledger takes.
    #[error("an entry of kind {kind} has {bytes} bytes; at most {max} are taken")]
    TooLarge {
        /// The entry's kind.
        kind: String,
        /// Its payload.
        bytes: usize,
        /// The limit.
        max: usize,
    },
    /// The register is shorter than it was.
    #[error(
        "{} holds {found} entries, but this computer has already seen {seen}: the end was cut off or an old copy was put in place; \
         compare with \"quorate audit verify --against FILE\" before going on",
        .path.display()
    )]
    Shorter {
        /// The register's path.
        path: PathBuf,
        /// Entries now.
        found: u64,
        /// Entries seen before.
        seen: u64,
    },
    /// The chain was found broken, and nobody has acknowledged it yet.
    #[error("nothing is recorded in {}: entry {seq} was found broken ({reason})", .path.display())]
    Broken {
        /// The register's path.
        path: PathBuf,
        /// The first broken entry.
        seq: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// The triggers that keep entries from being altered are not there.
    #[error(
        "nothing is recorded in {}: what keeps its entries from being altered was tampered with ({found})", .path.display()
    )]
    Unguarded {
        /// The register's path.
        path: PathBuf,
        /// What is wrong with them.
        found: String,
    },
    /// The register's past is not the one seen before.
    #[error(
        "{} is not the ledger that this computer saw before: {detail}; compare with \"quorate audit verify --against FILE\" before \
         going on",
        .path.display()
    )]
    Different {
        /// The register's path.
        path: PathBuf,
        /// What differs.
        detail: String,
    },
    /// The file of known heads is not one.
    #[error("line {line} of {} is not a remembered head ({detail}): remove that line, or the file", .path.display())]
    Heads {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        detail: String,
    },
    /// The operating system failed beside the register.
    #[error("{doing} {} failed: {source}", .path.display())]
    Io {
        /// What was being done, as a participle.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// SQLite failed in a way that has no case of its own.
    #[error("{doing} {} failed: {source}", .path.display())]
    Sql {
        /// What was being done, as a participle.
        doing: &'static str,
        /// The register's path.
        path: PathBuf,
        /// The cause.
        source: rusqlite::Error,
    },
}

impl StoreError {
    /// The case that an error of SQLite is.
    pub(super) fn sql(path: &Path, doing: &'static str, source: rusqlite::Error) -> Self {
        let path = path.to_path_buf();
        let Some(code) = source.sqlite_error_code() else { return Self::Sql { doing, path, source } };
        let detail = source.to_string();
        if out_of_room(&path, &source) {
            return Self::Full { path, detail };
        }
        if failed_writing(&source)
            && let Some(most) = super::place::largest()
        {
            return Self::Limited { path, most_kb: most / 1024 };
        }
        match code {
            ErrorCode::DatabaseCorrupt => Self::Corrupt { path, detail },
            ErrorCode::NotADatabase => Self::NotOurs { path, why: "it is not an SQLite database".into() },
            ErrorCode::DiskFull => Self::Full { path, detail },
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
                Self::Busy { path, waited_s: super::queue::PATIENCE.as_secs() }
            }
            ErrorCode::PermissionDenied | ErrorCode::CannotOpen | ErrorCode::AuthorizationForStatementDenied => {
                Self::Permission { path, detail }
            }
            ErrorCode::ReadOnly => Self::ReadOnly { path, why: detail },
            _ => Self::Sql { doing, path, source },
        }
    }

    /// That an act whose COMMIT failed is, as was looked up, not recorded; and why the COMMIT failed.
    #[must_use]
    pub fn after_settling(self) -> Self {
        match self {
            full @ (Self::Full { .. } | Self::Limited { .. }) => full,
            other => Self::Failed { why: other.to_string() },
        }
    }

    /// The case that an error of the operating system is.
    pub(super) fn io(path: &Path, doing: &'static str, source: std::io::Error) -> Self {
        let path = path.to_path_buf();
        match source.kind() {
            std::io::ErrorKind::PermissionDenied => Self::Permission { path, detail: source.to_string() },
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded | std::io::ErrorKind::FileTooLarge => {
                Self::Full { path, detail: source.to_string() }
            }
            _ => Self::Io { doing, path, source },
        }
    }
}

/// Bytes that SQLite takes at once for what it puts beside a register. Where less is free, failing writes are a full disk.
const LEAST: u64 = 64 * 1024;

/// Whether a full disk is what SQLite calls an input or output error.
fn out_of_room(path: &Path, source: &rusqlite::Error) -> bool {
    failed_writing(source) && super::place::free(path).is_some_and(|free| free < LEAST)
}

/// Whether SQLite could not write.
fn failed_writing(source: &rusqlite::Error) -> bool {
    let rusqlite::Error::SqliteFailure(error, _) = source else { return false };
    let writes = [
        ffi::SQLITE_IOERR_WRITE,
        ffi::SQLITE_IOERR_FSYNC,
        ffi::SQLITE_IOERR_DIR_FSYNC,
        ffi::SQLITE_IOERR_TRUNCATE,
        ffi::SQLITE_IOERR_SHMOPEN,
        ffi::SQLITE_IOERR_SHMSIZE,
        ffi::SQLITE_IOERR_SHMMAP,
        ffi::SQLITE_CANTOPEN,
    ];
    writes.contains(&error.extended_code)
}
