//! What happened in the run of a change.

use super::baseline::Lapsed;
use super::command::Shown;
use super::{Deployment, Ending, Note, Review, Run, StepDone};
use crate::base::digest::Digest;
use crate::domain::event::Event;
use crate::domain::said::Said;
use serde::{Deserialize, Serialize};

/// What happened in the run of a change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunEvent {
    /// A deployment began.
    DeploymentStarted {
        /// Number within the change.
        no: u32,
        /// Environment; none where the change names none.
        environment: Option<String>,
        /// Whether the change ends there.
        last: bool,
        /// Method.
        method: Option<String>,
        /// Share in percent.
        share: u32,
        /// Digest of what is deployed.
        artifact: Option<String>,
        /// Repository and commit.
        commit: Option<String>,
        /// Branch.
        branch: Option<String>,
        /// Run of the pipeline.
        pipeline: Option<String>,
        /// Stages that the change may leave out and left out.
        left_out: Vec<String>,
        /// Clauses by which it began outside every window, where it did.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        bypass: Vec<String>,
        /// What lapses, since something else was deployed there before.
        #[serde(default, skip_serializing_if = "Lapsed::is_empty")]
        lapsed: Lapsed,
    },
    /// More of the targets, or of the traffic, was given to it.
    ShareRaised {
        /// Number of the deployment.
        no: u32,
        /// Share in percent.
        share: u32,
        /// How the criteria were met.
        reason: Option<Said>,
    },
    /// A step of the method passed or failed.
    StepDone {
        /// Number of the deployment.
        no: u32,
        /// Step.
        step: String,
        /// Whether it passed.
        passed: bool,
        /// What was seen.
        note: Option<Said>,
    },
    /// A deployment ended.
    DeploymentEnded {
        /// Number of the deployment.
        no: u32,
        /// Whether it succeeded.
        succeeded: bool,
        /// What happened.
        note: Option<Said>,
    },
    /// Something was written into the record.
    Noted {
        /// Kind.
        kind: String,
        /// Environment that is being deployed to.
        environment: Option<String>,
        /// What happened or was seen.
        text: Said,
        /// A file that shows it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        file: Option<Shown>,
    },
    /// The change was reviewed after its implementation.
    Reviewed {
        /// Outcome.
        outcome: String,
        /// What the review says.
        findings: Vec<(String, Said)>,
        /// Why it was held again.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Said>,
    },
    /// A command of the deployment began.
    CommandBegan {
        /// Number within the change.
        no: u32,
        /// Environment that is being deployed to.
        environment: Option<String>,
        /// The folder, the command and its arguments, as a list in JSON.
        command: Said,
        /// Computer.
        host: String,
        /// Account of the operating system.
        account: String,
        /// How long it may run, in seconds.
        limit_s: Option<u64>,
        /// Whether that was inside its window.
        inside: bool,
        /// Whether it takes the change back.
        #[serde(default, skip_serializing_if = "is_no")]
        back_out: bool,
    },
    /// A command of the deployment ended.
    CommandEnded {
        /// Its number.
        no: u32,
        /// How: `exit`, `signal`, `timed_out`, `interrupted`, `stopped`, `not_found`, `not_executable`.
        ending: String,
        /// The exit code that stands for it.
        code: u8,
        /// How long it ran, in milliseconds.
        took_ms: u64,
        /// Bytes that it printed.
        bytes: u64,
        /// SHA-256 of these bytes.
        output: Digest,
        /// The recording, in the form asciicast v2.
        recording: Said,
        /// Bytes of the output that the recording leaves out.
        left_out: u64,
        /// Bytes of the output that are no UTF-8, each marked in the recording.
        replaced: u64,
        /// Whether that was inside its window.
        inside: bool,
    },
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_no(b: &bool) -> bool {
    !*b
}

impl Run {
    /// Applies an event.
    pub fn apply(&mut self, what: &RunEvent, event: &Event) {
        let by = (event.at, event.actor.clone());
        match what {
            RunEvent::CommandBegan { .. } | RunEvent::CommandEnded { .. } => {
                self.take_command(what, event.at, &event.actor);
            }
            RunEvent::DeploymentStarted {
                no,
                environment,
                last,
                method,
                share,
                artifact,
                commit,
                branch,
                pipeline,
                left_out,
                ..
            } => self.deployments.push(Deployment {
                no: *no,
                environment: environment.clone(),
                last: *last,
                begun: by,
                ended: None,
                method: method.clone(),
                share: *share,
                raises: Vec::new(),
                steps: Vec::new(),
                artifact: artifact.clone(),
                commit: commit.clone(),
                branch: branch.clone(),
                pipeline: pipeline.clone(),
                left_out: left_out.clone(),
            }),
            RunEvent::ShareRaised { no, share, reason } => {
                if let Some(deployment) = self.deployment(*no) {
                    deployment.share = *share;
                    deployment.raises.push((by, *share, *reason));
                }
            }
            RunEvent::StepDone { no, step, passed, note } => {
                if let Some(deployment) = self.deployment(*no) {
                    deployment.steps.push(StepDone { step: step.clone(), passed: *passed, by, note: *note });
                }
            }
            RunEvent::DeploymentEnded { no, succeeded, note } => {
                if let Some(deployment) = self.deployment(*no) {
                    deployment.ended = Some(Ending { by, succeeded: *succeeded, note: *note });
                }
            }
            RunEvent::Noted { kind, environment, text, file } => self.notes.push(Note {
                kind: kind.clone(),
                environment: environment.clone(),
                by,
                text: *text,
                file: file.clone(),
            }),
            RunEvent::Reviewed { outcome, findings, reason } => {
                let failures = self.failures();
                let (outcome, findings) = (outcome.clone(), findings.clone());
                self.reviews.push(Review { outcome, findings, reason: *reason, by, failures })
            }
        }
    }

    fn deployment(&mut self, no: u32) -> Option<&mut Deployment> {
        self.deployments.iter_mut().find(|d| d.no == no)
    }
}
