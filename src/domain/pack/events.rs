//! What happened to the policy.

use super::{Adoption, PackText, Policy, Setting, Signature};
use crate::base::digest::Digest;
use crate::domain::event::Event;
use crate::domain::said::Said;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::sync::Arc;

/// What happened to the policy.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PolicyEvent {
    /// The register was founded.
    Founded {
        /// Name of the organisation.
        org: String,
        /// Whether it is a sandbox.
        sandbox: bool,
    },
    /// Packs were adopted.
    Adopted {
        /// The packs.
        #[serde(serialize_with = "list", deserialize_with = "shared")]
        packs: Arc<[PackText]>,
        /// Why.
        reason: Option<Said>,
    },
    /// A setting got another value.
    SettingChanged {
        /// Id.
        id: String,
        /// Value before.
        from: String,
        /// Value now.
        to: String,
        /// Why.
        reason: Option<Said>,
    },
    /// The policy was reviewed.
    PolicyReviewed {
        /// What was found.
        note: Option<Said>,
    },
    /// A signature was given under the adoption of an edited pack.
    AdoptionSigned {
        /// In which role.
        role: String,
        /// The pack that was signed, by its name; older signatures name no text, and count for none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pack: Option<String>,
        /// The digest of its text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        digest: Option<Digest>,
    },
    /// That the chain is broken was acknowledged, and the register is used on.
    BreakAcknowledged {
        /// The first entry that does not hold.
        seq: u64,
        /// Why it is used on.
        reason: Option<Said>,
    },
    /// The triggers that keep entries from being altered were put back.
    GuardsRestored {
        /// What was wrong with them.
        found: Vec<String>,
        /// What is known of how that came about.
        reason: Option<Said>,
    },
    /// The register was accepted as it is, though it had been seen longer or otherwise: an older state was put in place.
    StateAccepted {
        /// Entries that were there.
        found: u64,
        /// Entries that had been seen before, where that was known.
        seen: Option<u64>,
        /// Why.
        reason: Option<Said>,
    },
    /// A precondition of the policy was confirmed.
    Confirmed {
        /// The line that was confirmed.
        line: String,
    },
}

fn list<S: Serializer>(packs: &Arc<[PackText]>, to: S) -> Result<S::Ok, S::Error> {
    packs.as_ref().serialize(to)
}

/// Texts are long, and every fold of the register holds them: they are kept once.
fn shared<'de, D: Deserializer<'de>>(from: D) -> Result<Arc<[PackText]>, D::Error> {
    Vec::deserialize(from).map(Arc::from)
}

impl Policy {
    /// Applies an event.
    pub fn apply(&mut self, what: &PolicyEvent, event: &Event) {
        match what {
            PolicyEvent::Founded { org, sandbox } => {
                self.org.clone_from(org);
                self.sandbox = *sandbox;
                self.founded = Some(event.at);
            }
            PolicyEvent::Adopted { packs, .. } => {
                self.adoptions.push(Adoption { packs: Arc::clone(packs), at: event.at, by: event.actor.clone() });
            }
            PolicyEvent::SettingChanged { id, to, reason, .. } => self.settings.push(Setting {
                adoption: self.version().adoptions,
                id: id.clone(),
                value: to.clone(),
                at: event.at,
                by: event.actor.clone(),
                reason: *reason,
            }),
            PolicyEvent::PolicyReviewed { note } => self.reviews.push((event.at, event.actor.clone(), *note)),
            // It stands in the log; nothing is judged by it.
            PolicyEvent::BreakAcknowledged { .. }
            | PolicyEvent::GuardsRestored { .. }
            | PolicyEvent::StateAccepted { .. } => {}
            PolicyEvent::AdoptionSigned { role, pack, digest } => self.signatures.push(Signature {
                role: role.clone(),
                pack: pack.clone(),
                digest: *digest,
                by: event.actor.clone(),
                at: event.at,
            }),
            PolicyEvent::Confirmed { line } => {
                self.confirmed.insert(line.clone());
            }
        }
    }
}
