//! The evidence on a change, and the go/no-go board.

use super::time::Time;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A piece of evidence.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct EvidenceRow {
    /// Number within the change.
    pub no: u32,
    /// Kind of test.
    pub test: String,
    /// Its title.
    pub title: String,
    /// Environment.
    pub environment: Option<String>,
    /// `pass`, `fail`, `incomplete`, `unsigned`, `stale`, `outdated`, or `superseded` by a newer piece.
    pub state: String,
    /// Why it does not pass.
    pub why: Vec<String>,
    /// What it measured, in words.
    pub figures: Vec<String>,
    /// What it measured, shares in hundredths of a percent.
    pub values: BTreeMap<String, i64>,
    /// What its measures count, by name.
    pub named: BTreeMap<String, Vec<String>>,
    /// Entries of the request that have a result in it.
    pub covered: Vec<String>,
    /// When it was measured.
    pub measured: Time,
    /// Who added it.
    pub by: String,
    /// When it was added.
    pub added: Time,
    /// The role in which it was signed off.
    pub signed: Option<String>,
    /// What is said about it.
    pub note: Option<String>,
    /// Where it lies.
    pub link: Option<String>,
    /// Files: name, SHA-256, size, format.
    pub files: Vec<FileRow>,
    /// The tag in version control.
    pub tag: Option<String>,
    /// Clauses of what it does not meet.
    pub clauses: Vec<String>,
}

/// A file of evidence.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FileRow {
    /// Name.
    pub name: String,
    /// SHA-256.
    pub sha256: String,
    /// Size in bytes.
    pub size: u64,
    /// The format that was read.
    pub format: Option<String>,
}

/// A point of the go/no-go decision.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PointRow {
    /// The rule that judges it.
    pub id: String,
    /// Title.
    pub title: String,
    /// `go`, `no_go`, or `open` where nothing is on record yet, which is no go either.
    pub state: String,
    /// Why it is not GO.
    pub text: String,
    /// What would make it GO.
    pub remedy: String,
    /// Its evidence, in words: what, when, by whom, digest.
    pub evidence: Vec<String>,
    /// When the oldest of it was measured.
    pub measured: Option<Time>,
    /// When the first of it becomes too old to count.
    pub until: Option<Time>,
    /// Clauses.
    pub clauses: Vec<String>,
}

/// Who decides, and what they decided.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DeciderRow {
    /// The review by which it is signed.
    pub review: String,
    /// Title.
    pub title: String,
    /// Roles.
    pub roles: Vec<String>,
    /// `go`, `no_go`, `open`.
    pub state: String,
    /// Who signed.
    pub by: Vec<String>,
    /// What they said of it.
    #[serde(default)]
    pub why: Vec<String>,
    /// Whether whoever looks holds one of the roles.
    pub yours: bool,
    /// Clauses.
    pub clauses: Vec<String>,
}

/// The go/no-go board of a change for an environment.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct BoardSheet {
    /// Change number.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Environment.
    pub env: Option<String>,
    /// `go` when every point is GO and everybody who decides said so, `no_go` when one is against it, else `open`.
    pub verdict: String,
    /// The points.
    pub points: Vec<PointRow>,
    /// Who decides.
    pub deciders: Vec<DeciderRow>,
    /// Environments that the pack has a board for, in the order of promotion.
    pub environments: Vec<String>,
    /// Revision of the change.
    pub revision: u32,
    /// When it was looked at.
    pub checked_at: Time,
}

impl BoardSheet {
    /// How many points are GO.
    #[must_use]
    pub fn go(&self) -> usize {
        self.points.iter().filter(|p| p.state == "go").count()
    }

    /// The environment that follows the one shown; the first after the last, none where there is no other.
    #[must_use]
    pub fn next(&self) -> Option<String> {
        let at = self.environments.iter().position(|e| Some(e) == self.env.as_ref());
        let next = at.and_then(|i| self.environments.get(i + 1)).or(self.environments.first());
        next.filter(|e| Some(*e) != self.env.as_ref()).cloned()
    }

    /// Those who have not decided yet.
    pub fn waits_for(&self) -> impl Iterator<Item = &DeciderRow> {
        self.deciders.iter().filter(|d| d.state == "open")
    }
}
