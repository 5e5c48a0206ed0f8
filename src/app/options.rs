//! What shells pass to the application: where the register is, who acts, what is asked for.

use crate::base::ids::{ActId, PersonId};
use crate::base::time::Moment;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Where and as whom the register is opened.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The database file; the platform's data folder when not given.
    pub db: Option<PathBuf>,
    /// Who acts; the account of the operating system when not given.
    pub actor: Option<String>,
    /// The time in a sandbox register; the system's clock when not given.
    pub clock: Option<Moment>,
    /// The folder in which this account remembers what it saw of registers; the platform's state folder, or
    /// `QUORATE_STATE_DIR`, when not given.
    pub state: Option<PathBuf>,
}

/// How a new register begins.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Founding {
    /// Names of built-in packs or paths of pack files.
    pub packs: Vec<String>,
    /// Organisation.
    pub org: String,
    /// Whether it is a sandbox.
    pub sandbox: bool,
}

/// How a command is carried out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct How {
    /// The act's id; a retry carries the same.
    pub act: ActId,
    /// Judge, but record nothing.
    pub dry_run: bool,
    /// Refuse when the change is not at this revision.
    pub if_version: Option<u32>,
}

impl How {
    /// A new act.
    #[must_use]
    pub fn fresh() -> Self {
        Self { act: ActId(uuid::Uuid::now_v7()), dry_run: false, if_version: None }
    }
}

/// Order of the queue.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Newest number first.
    #[default]
    Newest,
    /// Oldest number first.
    Oldest,
    /// Highest score first.
    Risk,
    /// Earliest window first.
    Window,
    /// Latest activity first.
    Updated,
    /// By title, from A to Z.
    Title,
    /// By owner, those without one last.
    Owner,
    /// By state, as a change goes through them.
    State,
    /// By type.
    Type,
}

/// States that the queue is looked at by; the first is any.
pub const STATES: [(&str, &[&str]); 9] = [
    ("all", &[]),
    ("open", &["new", "assess", "authorize", "scheduled", "implement", "review"]),
    ("new", &["new"]),
    ("assess", &["assess"]),
    ("authorize", &["authorize"]),
    ("scheduled", &["scheduled"]),
    ("review", &["implement", "review"]),
    ("rejected", &["rejected"]),
    ("deferred", &["deferred"]),
];

impl Sort {
    /// In words, as a list says it of itself.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Newest => "newest first",
            Self::Oldest => "oldest first",
            Self::Risk => "highest risk first",
            Self::Window => "earliest window first",
            Self::Updated => "latest activity first",
            Self::Title => "by title",
            Self::Owner => "by owner",
            Self::State => "by state",
            Self::Type => "by type",
        }
    }

    /// The order that follows on the screens, which go through the first five.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Newest => Self::Oldest,
            Self::Oldest => Self::Risk,
            Self::Risk => Self::Window,
            Self::Window => Self::Updated,
            // What is asked for by name only.
            Self::Updated | Self::Title | Self::Owner | Self::State | Self::Type => Self::Newest,
        }
    }
}

/// Where a page begins: the sort key and number of the last row seen.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Cursor {
    /// Sort key.
    pub key: i64,
    /// Number.
    pub no: u32,
}

/// What of the queue is asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ListQuery {
    /// State words; a decision word (`approved`, `rejected`, `deferred`) works as well. Any when empty.
    pub states: Vec<String>,
    /// Type id.
    pub change_type: Option<String>,
    /// Risk level id.
    pub risk: Option<String>,
    /// Owner or requester.
    pub owner: Option<String>,
    /// Words that must all be found (beginnings count).
    pub search: Option<String>,
    /// Order.
    pub sort: Sort,
    /// Rows after this one (before it, if `backwards`).
    pub after: Option<Cursor>,
    /// Page upwards: the rows before `after`, still given in list order.
    pub backwards: bool,
    /// Rows at most; 0 for all.
    pub limit: usize,
}

/// What of the decisions is asked for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct DecisionQuery {
    /// Which changes; its states are those of the change now, or outcomes (`rejected`) that were recorded.
    pub changes: ListQuery,
    /// Decisions from this moment on, in microseconds.
    pub since: Option<i64>,
}

/// A page of the queue.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Page {
    /// Rows.
    pub items: Vec<crate::sheets::change::ChangeRow>,
    /// Cursor of each row, for paging from any of them.
    pub cursors: Vec<Cursor>,
    /// Where the next page begins; null at the end.
    pub next: Option<Cursor>,
}

/// How a demonstration is filled.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Demo {
    /// Changes.
    pub changes: u32,
    /// Meetings of the board; one a week if not given.
    pub meetings: Option<u32>,
    /// Seed; the same seed gives the same ledger.
    pub seed: u64,
}

/// A file to import.
#[derive(Clone, Debug)]
pub struct ImportJob {
    /// `servicenow`, `jira`, `bpi2014`, `itop`.
    pub format: String,
    /// The file.
    pub file: PathBuf,
    /// The mapping file.
    pub map: Option<PathBuf>,
    /// Report only.
    pub dry_run: bool,
    /// Set once it is to stop: what is being recorded then is recorded to its end.
    pub stop: Arc<AtomicBool>,
}

/// A draft that is not in the ledger yet.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Draft {
    /// Type id.
    pub change_type: String,
    /// Field id and text.
    pub fields: Vec<(String, String)>,
    /// The field in which the cursor was, and its position in characters.
    pub cursor: Option<(String, usize)>,
}

/// Who acts, for messages.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Actor(pub PersonId);
