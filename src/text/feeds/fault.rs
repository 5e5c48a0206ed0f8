//! What can be wrong with a foreign file: with the whole of it, with one record, or only worth a note.

use crate::base::text::so_many;
use std::fmt;

/// The longest single record that is read, in bytes of UTF-8. A longer one is taken for a damaged file.
pub const RECORD_MAX: u64 = 8 * 1024 * 1024;

/// A place in a file, both from 1. Columns count characters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct At {
    /// Line.
    pub line: u64,
    /// Column.
    pub column: u64,
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// Why reading of a file stopped. `read` is the number of records before the fault; they are good.
#[derive(Debug, thiserror::Error)]
pub enum FeedError {
    /// Nothing is in the file.
    #[error("the file is empty; export it again")]
    Empty,
    /// The bytes could not be read.
    #[error("reading failed at {at} after {}: {source}", so_many(*read, "record"))]
    Io {
        /// How far it got.
        at: At,
        /// Records read before.
        read: u64,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file ends in the middle of something.
    #[error("{at}: {what}; the file seems cut ({}). Export it again", before(*read))]
    Cut {
        /// Where what is open begins.
        at: At,
        /// What is open.
        what: String,
        /// Records read before.
        read: u64,
    },
    /// The file breaks the rules of its syntax.
    #[error("{at}: {what} ({})", before(*read))]
    Syntax {
        /// Where.
        at: At,
        /// What is wrong and what was expected.
        what: String,
        /// Records read before.
        read: u64,
    },
    /// One record is longer than [`RECORD_MAX`].
    #[error("{at}: the record that begins here is longer than 8 MiB ({}); {hint}", before(*read))]
    TooLong {
        /// Where the record begins.
        at: At,
        /// What is likely.
        hint: &'static str,
        /// Records read before.
        read: u64,
    },
    /// A column without which no record can be read is missing.
    #[error(
        "no column for {target}: expected one of {expected}; the file has {found}. \
         Name the column in a mapping file: [columns] \"Its name\" = \"{target}\""
    )]
    NoColumn {
        /// `id` or `title`.
        target: &'static str,
        /// Names that would be understood.
        expected: String,
        /// Names found, as a list for people.
        found: String,
    },
    /// The file holds an error message of the tool instead of records.
    #[error("the file holds no records but an answer of the tool: {0}")]
    Answer(String),
}

/// A record that was left out, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RowError {
    /// Number of the record in the file, from 1, headings not counted.
    pub row: u64,
    /// Line of the file on which the record begins, from 1.
    pub line: u64,
    /// The column at fault.
    pub column: Option<String>,
    /// What is wrong with it.
    pub reason: String,
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "record {} (line {})", self.row, self.line)?;
        if let Some(column) = &self.column {
            write!(f, ", column \"{column}\"")?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// What a feed yields instead of a change.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// One record was left out; the next may be good.
    #[error("{0}")]
    Row(RowError),
    /// Nothing more can be read.
    #[error(transparent)]
    Feed(#[from] FeedError),
}

/// A column that was neither known nor mapped.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnknownColumn {
    /// Its name in the file.
    pub name: String,
    /// In how many records it held something.
    pub filled: u64,
}

/// What is worth knowing of the file as a whole; complete when the feed has ended.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Notes {
    /// Records seen, those left out included.
    pub records: u64,
    /// Encoding that was found.
    pub encoding: &'static str,
    /// Columns that a mapping file could name, each once.
    pub unknown_columns: Vec<UnknownColumn>,
    /// Columns that the mapping names and the file does not have.
    pub unused_mappings: Vec<String>,
    /// Everything else, as sentences.
    pub remarks: Vec<String>,
}

/// How much was read before a fault: `1 record before it was read`.
fn before(read: u64) -> String {
    format!("{} before it {} read", so_many(read, "record"), if read == 1 { "was" } else { "were" })
}
