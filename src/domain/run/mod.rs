//! The run of a change: its deployments, the record of its implementation, and the review afterwards.

pub mod acts;
pub mod baseline;
pub mod command;
pub mod commands;
pub mod events;
pub mod facts;
pub mod outside;
pub mod record;
pub mod steps;

use crate::base::ids::PersonId;
use crate::base::time::Moment;
use crate::domain::said::Said;
use crate::policy::pack::Pack;
use crate::policy::stage::Step;
use baseline::Baseline;
use command::Shown;
use commands::RunCommandLine;

/// Who did something, and when.
pub type By = (Moment, PersonId);

/// Kinds of notes in the record, with what they are.
pub const KINDS: [(&str, &str); 9] = [
    ("deviation", "what was done otherwise than planned"),
    ("incident", "what went wrong"),
    ("health", "how the systems were during the implementation"),
    ("message", "what those affected were told"),
    ("snapshot_pre", "the state before: configuration, services, variables"),
    ("snapshot_post", "the state afterwards"),
    ("connectivity", "which connections were tested, and how they answered"),
    ("data_rollback", "how data were restored and reconciled"),
    ("lesson", "what to do otherwise next time"),
];

/// Close codes of changes and outcomes of their reviews.
pub const CODES: [&str; 3] = ["successful", "successful_with_issues", "unsuccessful"];

/// How a deployment ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ending {
    /// Who said so, and when.
    pub by: By,
    /// Whether it succeeded.
    pub succeeded: bool,
    /// What happened.
    pub note: Option<Said>,
}

/// A step of the method that was done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StepDone {
    /// Step.
    pub step: String,
    /// Whether it passed.
    pub passed: bool,
    /// Who said so, and when.
    pub by: By,
    /// What was seen.
    pub note: Option<Said>,
}

/// A deployment to an environment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Deployment {
    /// Number within the change, from 1.
    pub no: u32,
    /// Environment; none where the change names none.
    pub environment: Option<String>,
    /// Whether the change ends there.
    pub last: bool,
    /// Who began it, and when.
    pub begun: By,
    /// How it ended.
    pub ended: Option<Ending>,
    /// Method.
    pub method: Option<String>,
    /// Share in percent.
    pub share: u32,
    /// How the share was raised.
    pub raises: Vec<(By, u32, Option<Said>)>,
    /// Steps of the method.
    pub steps: Vec<StepDone>,
    /// Digest of what is deployed.
    pub artifact: Option<String>,
    /// Repository and commit.
    pub commit: Option<String>,
    /// Branch.
    pub branch: Option<String>,
    /// Run of the pipeline.
    pub pipeline: Option<String>,
    /// Stages that the change may leave out and left out.
    pub left_out: Vec<String>,
}

impl Deployment {
    /// The environment in words.
    #[must_use]
    pub fn place(&self) -> &str {
        self.environment.as_deref().unwrap_or("its environment")
    }

    /// The share that follows the one that it has: that of its method, else all.
    #[must_use]
    pub fn next_share(&self, pack: &Pack) -> u32 {
        self.method.as_deref().and_then(|m| pack.method(m)).and_then(|m| m.next(self.share)).unwrap_or(100)
    }

    /// The steps of its method that failed and have not passed since, in words, with the clauses of the method.
    #[must_use]
    pub fn failed_steps(&self, pack: &Pack) -> Vec<(String, Vec<String>)> {
        let Some(method) = self.method.as_deref().and_then(|m| pack.method(m)) else { return Vec::new() };
        let told = |words: &str| (format!("a step of {} failed: {words}", method.title), method.clauses.clone());
        method.steps.iter().filter(|s| self.fell(s)).map(|s| told(&s.text)).collect()
    }

    /// Whether a step of its method failed, and has not passed since; the shifting of the share is tried again by raising it for
    /// a reason.
    #[must_use]
    pub fn fell(&self, step: &Step) -> bool {
        let newest = self.steps.iter().rev().find(|s| s.step == step.id);
        let again = |at: Moment| step.shifts && self.raises.iter().any(|(by, ..)| by.0 >= at);
        newest.is_some_and(|s| !s.passed && !again(s.by.0))
    }

    /// Whether a step of its method has passed: the newest word on it counts.
    #[must_use]
    pub fn passed(&self, step: &str) -> bool {
        self.steps.iter().rev().find(|s| s.step == step).is_some_and(|s| s.passed)
    }
}

/// A note of the record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Note {
    /// Kind.
    pub kind: String,
    /// Environment that was being deployed to.
    pub environment: Option<String>,
    /// Who wrote it, and when.
    pub by: By,
    /// What it says.
    pub text: Said,
    /// A file that shows it.
    pub file: Option<Shown>,
}

/// A review after the implementation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Review {
    /// Outcome, of [`CODES`].
    pub outcome: String,
    /// What it says.
    pub findings: Vec<(String, Said)>,
    /// Why it was held, where there was one before it.
    pub reason: Option<Said>,
    /// Who reviewed it, and when.
    pub by: By,
    /// How many deployments had failed then.
    pub failures: usize,
}

/// The run of a change.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Run {
    /// Deployments, oldest first.
    pub deployments: Vec<Deployment>,
    /// Notes, oldest first.
    pub notes: Vec<Note>,
    /// Reviews, oldest first; the newest counts.
    pub reviews: Vec<Review>,
    /// Commands that were run, oldest first.
    pub commands: Vec<RunCommandLine>,
}

impl Run {
    /// Whether a step of the implementation failed, if only at first.
    #[must_use]
    pub fn departed(&self) -> bool {
        self.deployments.iter().filter(|d| d.last).any(|d| d.steps.iter().any(|s| !s.passed))
    }

    /// Whether the implementation failed: its newest deployment to the environment that the change ends in.
    #[must_use]
    pub fn failed(&self) -> bool {
        let newest = self.deployments.iter().rev().find(|d| d.last);
        newest.and_then(|d| d.ended.as_ref()).is_some_and(|e| !e.succeeded)
    }

    /// How many deployments have ended as failed.
    #[must_use]
    pub fn failures(&self) -> usize {
        self.deployments.iter().filter(|d| d.ended.as_ref().is_some_and(|e| !e.succeeded)).count()
    }

    /// Deployments that are under way.
    pub fn open(&self) -> impl Iterator<Item = &Deployment> {
        self.deployments.iter().filter(|d| d.ended.is_none())
    }

    /// The newest deployment to an environment.
    #[must_use]
    pub fn newest(&self, environment: &str) -> Option<&Deployment> {
        self.deployments.iter().rev().find(|d| d.environment.as_deref() == Some(environment))
    }

    /// What is deployed: that of the newest deployment.
    #[must_use]
    pub fn artifact(&self) -> Option<&str> {
        self.deployments.last().and_then(|d| d.artifact.as_deref())
    }

    /// The environments to which something was deployed successfully, by the newest deployment to each.
    #[must_use]
    pub fn deployed(&self, baseline: &Baseline<'_>) -> Vec<&str> {
        let mut all: Vec<&str> = self.deployments.iter().filter_map(|d| d.environment.as_deref()).collect();
        all.sort_unstable();
        all.dedup();
        let there = |d: &Deployment| d.ended.as_ref().is_some_and(|e| e.succeeded) && d.baseline().same(baseline);
        all.retain(|e| self.newest(e).is_some_and(there));
        all
    }

    /// Whether a person has deployed anything of it.
    #[must_use]
    pub fn deployed_by(&self, person: &PersonId) -> bool {
        self.deployments.iter().any(|d| d.begun.1 == *person || d.ended.as_ref().is_some_and(|e| e.by.1 == *person))
    }
}
