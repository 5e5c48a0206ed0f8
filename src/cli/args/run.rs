//! Verbs of `run`: carrying a change out.

use super::change::Ids;
use super::{checklist, pair};
use crate::base::ids::ChangeNo;
use clap::{Args, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;

/// Verbs of `run`.
#[derive(Subcommand, Clone, Debug)]
pub enum Run {
    Start(Start),
    Finish(Finish),
    Status(Status),
    Raise(Raise),
    Step(Step),
    Note(Note),
    List,
    View(checklist::View),
    Tick(checklist::Tick),
    Sign(checklist::Sign),
    Evidence(checklist::Evidence),
    Fail(checklist::Fail),
    Waive(checklist::One),
    Skip(checklist::One),
    Retract(checklist::One),
    Handover(checklist::Handover),
    Review(Review),
    Exec(Exec),
    Output(OneCommand),
    Cast(OneCommand),
}

/// Flags of `run start`.
#[derive(Args, Clone, Debug)]
pub struct Start {
    #[command(flatten)]
    pub ids: Ids,
    /// Environment; the one that the change ends in, or a stage before it (default: the one it ends in)
    #[arg(long, value_name = "ENV")]
    pub env: Option<String>,
    /// Method of the pack, such as canary
    #[arg(long, value_name = "METHOD")]
    pub method: Option<String>,
    /// Digest of what is deployed (default: that of the deployment before)
    #[arg(long, value_name = "sha256:DIGEST")]
    pub artifact: Option<String>,
    /// Share of the targets in percent
    #[arg(long, value_name = "PERCENT")]
    pub share: Option<u32>,
    /// Open a checklist instead: the one of this phase or id
    #[command(flatten)]
    pub which: checklist::Which,
    /// Where it lies in version control, such as git.example/shop@4f2a
    #[arg(long, value_name = "REPOSITORY@COMMIT")]
    pub commit: Option<String>,
    /// Branch that it is deployed from
    #[arg(long, value_name = "BRANCH")]
    pub branch: Option<String>,
    /// Run of the pipeline that deploys it
    #[arg(long, value_name = "REFERENCE")]
    pub pipeline: Option<String>,
}

/// How a run ended.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ended {
    #[value(alias = "pass")]
    Ok,
    #[value(alias = "fail")]
    Failed,
}

/// Flags of `run finish`.
#[derive(Args, Clone, Debug)]
pub struct Finish {
    #[command(flatten)]
    pub ids: Ids,
    /// Environment (default: the only one that is being deployed to)
    #[arg(long, value_name = "ENV")]
    pub env: Option<String>,
    /// How it ended
    #[arg(long)]
    pub result: Ended,
    /// What happened
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
}

/// Flags of `run status`.
#[derive(Args, Clone, Debug)]
pub struct Status {
    /// Change number
    #[arg(value_name = "ID")]
    pub id: ChangeNo,
}

/// Flags of `run raise`.
#[derive(Args, Clone, Debug)]
pub struct Raise {
    /// Change number
    #[arg(value_name = "ID")]
    pub id: ChangeNo,
    /// Share of the targets, or of the traffic, in percent
    #[arg(long, value_name = "PERCENT")]
    pub share: u32,
    /// Environment (default: the only one that is being deployed to)
    #[arg(long, value_name = "ENV")]
    pub env: Option<String>,
}

/// Flags of `run step`.
#[derive(Args, Clone, Debug)]
pub struct Step {
    /// Change number
    #[arg(value_name = "ID")]
    pub id: ChangeNo,
    /// Step of the method
    #[arg(value_name = "STEP")]
    pub step: String,
    /// How it went
    #[arg(long, default_value = "ok")]
    pub result: Ended,
    /// Environment (default: the only one that is being deployed to)
    #[arg(long, value_name = "ENV")]
    pub env: Option<String>,
    /// What was seen
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
}

/// Flags of `run note`.
#[derive(Args, Clone, Debug)]
pub struct Note {
    /// Change number
    #[arg(value_name = "ID")]
    pub id: ChangeNo,
    /// What to write; - reads the standard input
    #[arg(value_name = "TEXT|-", required_unless_present = "file")]
    pub text: Option<String>,
    /// What it is about: deviation, incident, health, message, snapshot_pre, snapshot_post, connectivity, data_rollback,
    /// lesson
    #[arg(long, value_name = "KIND")]
    pub kind: String,
    /// File that shows it; its name, size and digest are recorded
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
}

/// Flags of `run review`.
#[derive(Args, Clone, Debug)]
pub struct Review {
    /// Change number
    #[arg(value_name = "ID")]
    pub id: ChangeNo,
    /// successful, successful_with_issues or unsuccessful
    #[arg(long, value_name = "OUTCOME")]
    pub outcome: String,
    /// What the review says, such as lessons=TEXT; several
    #[arg(long = "set", value_name = "FIELD=TEXT", value_parser = pair)]
    pub set: Vec<(String, String)>,
}

/// Flags of `run exec`.
#[derive(Args, Clone, Debug)]
pub struct Exec {
    /// Change number
    #[arg(value_name = "ID")]
    pub id: ChangeNo,
    /// Environment (default: the only one that is being deployed to)
    #[arg(long, value_name = "ENV")]
    pub env: Option<String>,
    /// The command and its arguments
    #[arg(value_name = "COMMAND", last = true, required = true)]
    pub command: Vec<OsString>,
}

/// A command of a change.
#[derive(Args, Clone, Debug)]
pub struct OneCommand {
    /// Change number
    #[arg(value_name = "ID")]
    pub id: ChangeNo,
    /// Number of the command
    #[arg(value_name = "NUMBER")]
    pub no: u32,
}
