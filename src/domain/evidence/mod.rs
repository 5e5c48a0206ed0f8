//! Evidence on a change: results of tests and other proofs, with what they measured.

pub mod acts;
pub mod command;
pub mod events;

use crate::base::digest::Digest;
use crate::base::ids::PersonId;
use crate::base::time::Moment;
use std::collections::BTreeMap;

/// A piece of evidence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Evidence {
    /// Number within the change, from 1.
    pub no: u32,
    /// The kind of test or proof.
    pub test: String,
    /// The environment it is of, where it is of one.
    pub environment: Option<String>,
    /// What it measured, by name; parts of a hundred in hundredths of a percent.
    pub values: BTreeMap<String, i64>,
    /// The revision of the change that it is about.
    pub revision: Digest,
    /// When it was measured.
    pub measured: Moment,
    /// Who added it, when.
    pub added: (Moment, PersonId),
}
