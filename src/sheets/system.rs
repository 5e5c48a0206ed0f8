//! Systems and services.

use super::time::{Time, Window};
use serde::{Deserialize, Serialize};

/// A system.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SystemRow {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Tier; empty where none is given.
    pub tier: String,
    /// Who answers for it.
    pub owner: String,
    /// Where it stands.
    pub site: String,
    /// What it cannot do without.
    pub depends_on: Vec<String>,
    /// Its place in the order of recovery.
    pub priority: Option<u32>,
    /// Kinds of sensitive data that it handles.
    pub data: Vec<String>,
    /// What cannot do without it.
    pub dependents: Vec<String>,
    /// Recovery time objective of its tier.
    pub rto: Option<String>,
    /// Recovery point objective of its tier.
    pub rpo: Option<String>,
    /// When its recovery times were last validated.
    pub rto_validated: Option<Time>,
    /// When its recovery was last validated.
    pub recovered: Option<Time>,
    /// `in use` or `retired`.
    pub state: String,
}

/// A system with its neighbours and the changes that touch it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SystemSheet {
    /// The system.
    #[serde(flatten)]
    pub row: SystemRow,
    /// What its tier means for windows.
    pub tier_text: String,
    /// Everything that it needs, over any number of steps.
    pub needs: Vec<String>,
    /// Everything that needs it, over any number of steps.
    pub needed_by: Vec<String>,
    /// Open changes with a window that touch it.
    pub changes: Vec<SystemChange>,
    /// Clauses of its tier.
    pub clauses: Vec<String>,
}

/// A change that touches a system.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SystemChange {
    /// The change.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its window.
    pub window: Window,
}

/// What an import of systems came to.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct SystemImport {
    /// Rows read.
    pub read: usize,
    /// Systems that are new.
    pub added: usize,
    /// Systems with other details than before.
    pub changed: usize,
    /// Systems that were the same.
    pub unchanged: usize,
    /// Headings that nothing knows.
    pub unknown: Vec<String>,
    /// Whether it was a trial.
    pub dry_run: bool,
}
