//! What may be asked of the evidence on a change.

use super::Tag;
use crate::base::digest::Digest;
use crate::base::ids::ChangeNo;
use crate::base::time::Moment;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// To the evidence on a change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceCommand {
    /// Add a piece.
    Add(Box<New>),
}

/// A piece of evidence as somebody adds it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct New {
    /// The kind of test or proof.
    pub test: String,
    /// The environment it is of.
    pub environment: Option<String>,
    /// Figures entered by hand, as written.
    pub values: BTreeMap<String, String>,
    /// When it was measured; when the report says, or now, if not given.
    pub measured: Option<Moment>,
    /// Whether somebody says that it passed or failed.
    pub passed: Option<bool>,
    /// Whether the actor signs it off.
    pub sign: bool,
    /// What is said about it.
    pub note: Option<String>,
    /// Where it lies.
    pub link: Option<String>,
    /// Reports and other files.
    pub files: Vec<Paper>,
    /// A tag of a repository, as it was found there.
    pub tag: Option<FoundTag>,
    /// What its measures count, by name.
    pub named: BTreeMap<String, Vec<String>>,
    /// What has a result in it.
    pub covers: Vec<String>,
}

/// A file with what was read in it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Paper {
    /// Its name without folders.
    pub name: String,
    /// SHA-256 of its bytes.
    pub digest: Digest,
    /// Size in bytes.
    pub size: u64,
    /// The format that was read; none where it is only attached.
    pub format: Option<String>,
    /// Its text, where it is text.
    pub body: Option<String>,
    /// What it measures.
    pub numbers: BTreeMap<String, i64>,
    /// When its run began, as it writes it.
    pub began: Option<String>,
    /// What is odd about it.
    pub remarks: Vec<String>,
    /// What its measures count, by name.
    #[serde(default)]
    pub named: BTreeMap<String, Vec<String>>,
    /// What has a result in it.
    #[serde(default)]
    pub covers: Vec<String>,
}

/// A tag as it was found in a repository.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FoundTag {
    /// The tag; without tagger and time where it is lightweight.
    pub tag: Tag,
    /// Whether it is annotated: an object of its own, with tagger and time.
    pub annotated: bool,
    /// Whether a branch holds its commit.
    pub on_a_branch: bool,
    /// The changes that its name and message name.
    pub names: Vec<ChangeNo>,
}
