//! What may be asked of the evidence on a change.

use crate::base::time::Moment;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// To the evidence on a change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceCommand {
    /// Add a piece.
    Add {
        /// The kind of test or proof.
        test: String,
        /// The environment it is of.
        environment: Option<String>,
        /// What it measured.
        values: BTreeMap<String, i64>,
        /// When it was measured; now if not given.
        measured: Option<Moment>,
    },
}
