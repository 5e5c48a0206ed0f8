//! What may be asked of the run of a change.

use super::commands::{BeginCommand, EndCommand};
use crate::base::digest::Digest;
use serde::{Deserialize, Serialize};

/// To the run of a change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunCommand {
    /// Begin a deployment.
    Start(Begin),
    /// End a deployment.
    Finish {
        /// Environment; the only one that is being deployed to when not given.
        environment: Option<String>,
        /// Whether it succeeded.
        succeeded: bool,
        /// What happened.
        note: Option<String>,
    },
    /// Give more of the targets, or of the traffic, to what is deployed.
    Raise {
        /// Environment, as above.
        environment: Option<String>,
        /// Share in percent.
        share: u32,
        /// How the criteria for it were met.
        reason: Option<String>,
    },
    /// Say that a step of the method has passed or failed.
    Step {
        /// Environment, as above.
        environment: Option<String>,
        /// Step id.
        step: String,
        /// Whether it passed.
        passed: bool,
        /// What was seen.
        note: Option<String>,
    },
    /// Write something into the record.
    Note {
        /// Kind, of [`super::KINDS`].
        kind: String,
        /// What happened or was seen.
        text: Option<String>,
        /// A file that shows it.
        file: Option<Shown>,
    },
    /// Review the change after its implementation.
    Review {
        /// `successful`, `successful_with_issues`, `unsuccessful`.
        outcome: String,
        /// What the review says, by the ids of the pack.
        findings: Vec<(String, String)>,
        /// Why it is held again, where a review is on record.
        #[serde(default)]
        reason: Option<String>,
    },
    /// Begin a command.
    Exec(BeginCommand),
    /// Say how a command ended.
    ExecEnded(EndCommand),
}

/// A deployment as somebody begins it.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Begin {
    /// Environment; the one that the change ends in when not given.
    pub environment: Option<String>,
    /// Method.
    pub method: Option<String>,
    /// Digest of what is deployed, `sha256:…`; the one of the deployment before when not given.
    pub artifact: Option<String>,
    /// Share of the targets in percent.
    pub share: Option<u32>,
    /// Repository and commit.
    pub commit: Option<String>,
    /// Branch.
    pub branch: Option<String>,
    /// Run of the pipeline.
    pub pipeline: Option<String>,
    /// Whether the commit was looked up in its repository and no branch there holds it.
    #[serde(default)]
    pub loose: bool,
    /// That the tag on record is another one in that repository now, in words; none where it is the same.
    #[serde(default)]
    pub moved: Option<String>,
}

/// A file that shows something: its name, size and digest. The file itself stays where it is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Shown {
    /// Name.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of its bytes.
    pub digest: Digest,
}
