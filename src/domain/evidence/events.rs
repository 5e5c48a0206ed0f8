//! What happened to the evidence on a change.

use super::{Evidence, Proof};
use crate::base::digest::Digest;
use crate::base::time::Moment;
use crate::domain::event::Event;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What happened to the evidence on a change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceEvent {
    /// A piece was added.
    Added {
        /// Number.
        no: u32,
        /// The kind of test or proof.
        test: String,
        /// The environment it is of.
        environment: Option<String>,
        /// What it measured.
        values: BTreeMap<String, i64>,
        /// The revision of the change.
        revision: Digest,
        /// When it was measured.
        measured: Moment,
        /// What it is made of beside its figures.
        #[serde(default, skip_serializing_if = "is_bare")]
        proof: Proof,
    },
}

fn is_bare(proof: &Proof) -> bool {
    *proof == Proof::default()
}

/// Applies an event to the evidence on a change.
pub fn apply(evidence: &mut Vec<Evidence>, what: &EvidenceEvent, event: &Event) {
    match what {
        EvidenceEvent::Added { no, test, environment, values, revision, measured, proof } => evidence.push(Evidence {
            no: *no,
            test: test.clone(),
            environment: environment.clone(),
            values: values.clone(),
            revision: *revision,
            measured: *measured,
            proof: proof.clone(),
            outdated: false,
            replaced: false,
            added: (event.at, event.actor.clone()),
        }),
    }
}
