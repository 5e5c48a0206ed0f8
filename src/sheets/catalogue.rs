//! An entry of the catalogue of standard changes, as people look at it.

use super::time::Time;
use serde::{Deserialize, Serialize};

/// An entry of the catalogue.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct EntrySheet {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// `valid`, `expired`, `suspended` or `withdrawn`.
    pub standing: String,
    /// Why it is suspended or withdrawn, where somebody said so.
    pub reason: Option<String>,
    /// The change whose failed run on probation suspended it.
    pub failed_run: Option<String>,
    /// When it expires.
    pub expires: Time,
    /// Runs on probation that are left.
    pub probation: u32,
    /// When it was admitted.
    pub admitted: Time,
    /// By whom.
    pub admitted_by: String,
    /// The documented procedure.
    pub procedure: Option<String>,
}
