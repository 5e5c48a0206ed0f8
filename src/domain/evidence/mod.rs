//! Evidence on a change: results of tests and other proofs, with what they measured.

pub mod acts;
pub mod command;
mod displaced;
pub mod events;
pub mod facts;
mod naming;

use crate::base::digest::Digest;
use crate::base::ids::PersonId;
use crate::base::time::Moment;
use crate::domain::said::Said;
use serde::{Deserialize, Serialize};
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
    /// What it is made of beside its figures.
    pub proof: Proof,
    /// Whether the change was altered since in what reviewers looked at; it does not count then.
    pub outdated: bool,
    /// Whether another artefact was deployed since to where it was measured; it does not count then.
    pub replaced: bool,
    /// Who added it, when.
    pub added: (Moment, PersonId),
}

/// What evidence is made of beside its figures.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Proof {
    /// Whether somebody says that it passed or failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passed: Option<bool>,
    /// The role in which it was signed off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<String>,
    /// What is said about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Said>,
    /// Where it lies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<File>,
    /// The tag in version control that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<Tag>,
    /// What its measures count, by name: files that differ, findings, what was left untested.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub named: BTreeMap<String, Vec<String>>,
    /// Entries of the request that have a result in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub covered: Vec<String>,
}

/// A file of evidence. Its text lies beside the ledger under its commitment.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct File {
    /// Its name without folders.
    pub name: String,
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// Size in bytes.
    pub size: u64,
    /// The format that was read; none where it was only attached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// Its text, where it is text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Said>,
}

/// An annotated tag as it was found in a repository.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Tag {
    /// Its name.
    pub name: String,
    /// Id of the tag object.
    pub object: String,
    /// Id of the commit that it points at.
    pub commit: String,
    /// Who made it, as the tag says.
    pub tagger: String,
    /// When, as the tag says.
    pub at: Moment,
}

impl Tag {
    /// What became of this tag by what it is now; none where it is the same.
    #[must_use]
    pub fn moved(&self, now: &Self) -> Option<String> {
        let short = |id: &str| id.chars().take(10).collect::<String>();
        let (was, is) = (short(&self.commit), short(&now.commit));
        let name = &self.name;
        match (self.object == now.object, self.commit == now.commit) {
            (true, true) => None,
            (_, false) => Some(format!("the tag {name} was moved since it was recorded: commit {was} then, {is} now")),
            // A lightweight tag is the name of the commit itself.
            (false, true) if now.object == now.commit => Some(format!(
                "the tag {name} was made anew since it was recorded: annotated then, lightweight now, on the same commit {was}"
            )),
            (false, true) => {
                let (then, new) = (short(&self.object), short(&now.object));
                Some(format!(
                    "the tag {name} was made anew since it was recorded: tag object {then} then, {new} now, on the same commit {was}"
                ))
            }
        }
    }
}

impl Evidence {
    /// The names of the proof that it is: its kind, and its kind in its environment.
    pub fn names(&self) -> impl Iterator<Item = String> + '_ {
        let in_place = self.environment.as_ref().map(|e| format!("{}@{e}", self.test));
        std::iter::once(self.test.clone()).chain(in_place)
    }
}

impl Evidence {
    /// What decides between two pieces of a kind: one that still counts before one that does not, then the one that was
    /// measured later, whenever it was recorded.
    fn rank(&self) -> (bool, Moment, u32) {
        (!self.outdated && !self.replaced, self.measured, self.no)
    }
}

/// The piece of a proof that counts, of all that were recorded.
#[must_use]
pub fn newest<'e>(all: &'e [Evidence], name: &str) -> Option<&'e Evidence> {
    all.iter().filter(|e| e.names().any(|n| n == name)).max_by_key(|e| e.rank())
}
