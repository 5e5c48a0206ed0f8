//! The run of a change: stages, deployments, the record, the review afterwards, and what is due.

use super::change::{ActLine, ClockLine, ReasonLine};
use super::course::DeviationLine;
use super::time::{Time, Window};
use super::timeline::MilestoneLine;
use serde::{Deserialize, Serialize};

/// A stage of promotion as it stands for a change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct StageLine {
    /// Environment.
    pub id: String,
    /// Title.
    pub title: String,
    /// Whether it is production.
    pub production: bool,
    /// Whether the change ends here.
    pub last: bool,
    /// `deployed`, `deploying`, `failed`, `open`, `left_out` (the change need not pass it), `stale` (another artefact
    /// is on its way), `backed_out` (it was deployed there, and taken back since).
    pub state: String,
    /// When it was deployed, or taken back.
    pub at: Option<Time>,
    /// When the plan has it, counted from the first deployment.
    pub planned: Option<Window>,
    /// Whether it is behind the plan.
    pub behind: bool,
    /// Clauses.
    pub clauses: Vec<String>,
}

/// A step of a method.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct StepLine {
    /// Id.
    pub id: String,
    /// What is done.
    pub text: String,
    /// `open`, `passed`, `failed`.
    pub state: String,
    /// Who said so.
    pub by: Option<String>,
    /// When.
    pub at: Option<Time>,
}

/// A deployment.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct DeploymentLine {
    /// Number.
    pub no: u32,
    /// Environment.
    pub environment: Option<String>,
    /// `deploying`, `succeeded`, `failed`.
    pub state: String,
    /// When it began.
    pub started: Time,
    /// Who began it.
    pub by: String,
    /// When it ended.
    pub ended: Option<Time>,
    /// Who ended it.
    pub ended_by: Option<String>,
    /// What happened.
    pub note: Option<String>,
    /// Method.
    pub method: Option<String>,
    /// Share in percent.
    pub share: u32,
    /// How the share was raised: percent, when, and by which criteria.
    pub raises: Vec<(u32, Time, String)>,
    /// Steps of the method.
    pub steps: Vec<StepLine>,
    /// Digest of what is deployed.
    pub artifact: Option<String>,
    /// Repository and commit.
    pub commit: Option<String>,
    /// Branch.
    pub branch: Option<String>,
    /// Run of the pipeline.
    pub pipeline: Option<String>,
    /// Stages that were left out.
    pub left_out: Vec<String>,
}

/// A command that was run.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CommandRow {
    /// Number within the change.
    pub no: u32,
    /// Environment.
    pub environment: Option<String>,
    /// The command line; none where it was removed.
    pub command: Option<String>,
    /// The folder that it ran in.
    pub directory: Option<String>,
    /// When it began.
    pub at: Time,
    /// Who ran it.
    pub by: String,
    /// Computer.
    pub host: String,
    /// Account of the operating system.
    pub account: String,
    /// `exit`, `signal`, `timed_out`, `interrupted`, `stopped`, `not_found`, `not_executable`; `no_end` while it runs,
    /// and for ever where what ran it was killed.
    pub state: String,
    /// The exit code that stands for it.
    pub code: Option<u8>,
    /// When it ended.
    pub ended: Option<Time>,
    /// How long it ran, in milliseconds.
    pub took_ms: Option<u64>,
    /// Bytes that it printed.
    pub bytes: Option<u64>,
    /// SHA-256 of these bytes.
    pub sha256: Option<String>,
    /// Bytes that its recording leaves out.
    pub left_out: Option<u64>,
    /// Whether it began and ended inside its window.
    pub inside: bool,
    /// Whether it takes the change back.
    #[serde(default)]
    pub back_out: bool,
}

/// A note of the record.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NoteLine {
    /// Kind.
    pub kind: String,
    /// When.
    pub at: Time,
    /// Who.
    pub by: String,
    /// Environment that was being deployed to.
    pub environment: Option<String>,
    /// What it says.
    pub text: String,
    /// File: name, bytes, SHA-256.
    pub file: Option<FileLine>,
}

/// A file that a note names.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FileLine {
    /// Name.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256.
    pub sha256: String,
}

/// A field of the review.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FindingLine {
    /// Id.
    pub id: String,
    /// Label.
    pub label: String,
    /// What to write there.
    pub hint: String,
    /// What the review says; none while there is none.
    pub text: Option<String>,
    /// Clauses.
    pub clauses: Vec<String>,
}

/// The review after a change.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PirSheet {
    /// Outcome.
    pub outcome: String,
    /// When it was held.
    pub at: Time,
    /// By whom.
    pub by: String,
    /// Why it was held, where there was one before it.
    #[serde(default)]
    pub reason: Option<String>,
}

/// A review that a later one took the place of.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct EarlierPir {
    /// Outcome, time, person and reason.
    #[serde(flatten)]
    pub review: PirSheet,
    /// What it says.
    pub findings: Vec<FindingLine>,
}

/// Where a deployment may go next, and what is against it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NextStage {
    /// Environment.
    pub environment: String,
    /// Whether it may begin now.
    pub allowed: bool,
    /// What is against it.
    pub reasons: Vec<ReasonLine>,
}

/// That the implementation left its window.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OverrunLine {
    /// When the window closed.
    pub closed: Time,
    /// How long it went on afterwards, in seconds: to its end, or until now.
    pub over_s: i64,
    /// Whether the record has a deviation.
    pub noted: bool,
    /// Clauses that ask for a word on it.
    pub clauses: Vec<String>,
}

/// The run of a change.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct RunSheet {
    /// The change.
    pub id: String,
    /// Title.
    pub title: String,
    /// Lines that stand over documents made of it: the policy, its owner and its classification.
    #[serde(skip)]
    pub banner: Vec<String>,
    /// State of the change.
    pub state: String,
    /// Revision of the change.
    pub revision: u32,
    /// The implementation began.
    pub started: Option<Time>,
    /// The implementation ended.
    pub finished: Option<Time>,
    /// The window that was planned.
    pub window: Option<Window>,
    /// That the implementation left it; none where it did not.
    #[serde(default)]
    pub overrun: Option<OverrunLine>,
    /// Close code.
    pub close_code: Option<String>,
    /// The artefact that is deployed.
    pub artifact: Option<String>,
    /// Stages, in the order of promotion.
    pub stages: Vec<StageLine>,
    /// Where it may go next.
    pub next: Option<NextStage>,
    /// Deployments, oldest first.
    pub deployments: Vec<DeploymentLine>,
    /// Commands that were run, oldest first.
    pub commands: Vec<CommandRow>,
    /// The record, oldest first.
    pub record: Vec<NoteLine>,
    /// What the review has to say.
    pub findings: Vec<FindingLine>,
    /// The newest review.
    pub review: Option<PirSheet>,
    /// The reviews before it, oldest first.
    #[serde(default)]
    pub earlier_reviews: Vec<EarlierPir>,
    /// The planned timeline, beside what happened.
    #[serde(default)]
    pub timeline: Vec<MilestoneLine>,
    /// Clocks that run.
    pub clocks: Vec<ClockLine>,
    /// What is due, in a line each.
    pub due: Vec<String>,
    /// Methods: id, title and what it is for.
    pub methods: Vec<(String, String, String)>,
    /// Deviations from the policy that go with it.
    pub deviations: Vec<DeviationLine>,
    /// Acts of the run, and whether the actor may do them.
    pub acts: Vec<ActLine>,
}
