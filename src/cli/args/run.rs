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
    Fail(checklist::Fail),
    Waive(checklist::One),
    Skip(checklist::One),
    Retract(checklist::One),
    Handover(checklist::Handover),
    Review(Review),
    Evidence(Box<Evidence>),
    Board(Board),
    Decide(Decide),
    Exec(Exec),
    Output(OneCommand),
    Cast(OneCommand),
}

/// Flags of `run start`.
#[derive(Args, Clone, Debug)]
pub struct Start {
    /// Change numbers such as CHG-12; - reads them from the standard input
    #[arg(value_name = "ID", conflicts_with = "emergency")]
    pub ids: Vec<String>,
    /// Open the change request of an emergency that has none, with this title and --env as where it ends
    #[arg(
        long,
        value_name = "TITLE",
        conflicts_with_all = ["method", "artifact", "share", "list", "phase", "commit", "branch", "pipeline"]
    )]
    pub emergency: Option<String>,
    /// A field of that request and its value; may be repeated
    #[arg(long = "set", value_name = "FIELD=VALUE", value_parser = pair, requires = "emergency")]
    pub set: Vec<(String, String)>,
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
    /// The repository on this computer in which that commit and its branch are looked up
    #[arg(long, value_name = "PATH", requires = "commit")]
    pub repo: Option<PathBuf>,
    /// Branch that it is deployed from
    #[arg(long, value_name = "BRANCH")]
    pub branch: Option<String>,
    /// Run of the pipeline that deploys it
    #[arg(long, value_name = "REFERENCE")]
    pub pipeline: Option<String>,
}

impl Start {
    /// The changes that it is about.
    pub fn changes(&self) -> Ids {
        Ids { ids: self.ids.clone() }
    }
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

/// Flags of `run evidence`.
#[derive(Args, Clone, Debug)]
pub struct Evidence {
    /// Change number
    #[arg(value_name = "ID")]
    pub id: ChangeNo,
    /// Item of a checklist, by number, of which it is evidence
    #[arg(value_name = "N")]
    pub item: Option<u32>,
    #[command(flatten)]
    pub which: checklist::Which,
    /// Text as evidence of the item; - reads the standard input
    #[arg(long, value_name = "TEXT|-", requires = "item")]
    pub paste: Option<String>,
    /// Command to run as evidence of the item, of those that it allows; without one, the only one that it allows
    #[arg(long, value_name = "COMMAND", num_args = 0..=1, default_missing_value = "", requires = "item")]
    pub command: Option<String>,
    /// Only add it; the item is ticked apart
    #[arg(long, requires = "item")]
    pub no_tick: bool,
    /// Mask what looks like a secret
    #[arg(long, conflicts_with = "keep", requires = "item")]
    pub mask: bool,
    /// Keep what looks like a secret
    #[arg(long, requires = "item")]
    pub keep: bool,
    /// Kind of test or proof, as the pack has it; without it, the evidence is listed
    #[arg(long, visible_alias = "step", value_name = "KIND")]
    pub test: Option<String>,
    /// Environment of which it is
    #[arg(long, value_name = "ENV")]
    pub env: Option<String>,
    /// Report to read (JUnit XML, Cobertura XML, LCOV, SARIF, sha256sum --check); - reads the standard input; may be given again
    #[arg(long, value_name = "FILE|-")]
    pub file: Vec<PathBuf>,
    /// File to keep without reading it; may be given again
    #[arg(long, value_name = "FILE|-")]
    pub attach: Vec<PathBuf>,
    /// Figure by hand, such as pass_rate=97.5; may be given again
    #[arg(long, value_name = "NAME=NUMBER", value_parser = super::pair)]
    pub value: Vec<(String, String)>,
    /// What a figure counts, by name, such as differing=/etc/shop.cfg; several with commas; may be given again
    #[arg(long, value_name = "FIGURE=NAME", value_parser = super::pair)]
    pub named: Vec<(String, String)>,
    /// What has a result in it: a system, dependency or file of the request; several with commas
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    pub covers: Vec<String>,
    /// Say that it passed or failed
    #[arg(long, value_name = "OUTCOME")]
    pub outcome: Option<Outcome>,
    /// Sign it off in your role
    #[arg(long)]
    pub signed_off: bool,
    /// When it was measured; what the report says, or now, without it
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub measured: Option<String>,
    /// What is to be said about it; - reads the standard input
    #[arg(long, value_name = "TEXT|-")]
    pub note: Option<String>,
    /// Where it lies
    #[arg(long, value_name = "URL")]
    pub link: Option<String>,
    /// Annotated tag to check in a repository
    #[arg(long, value_name = "TAG")]
    pub tag: Option<String>,
    /// The repository of the tag; the folder you are in without it
    #[arg(long, value_name = "PATH", requires = "tag")]
    pub repo: Option<PathBuf>,
}

/// How a test ended.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    #[value(alias = "passed")]
    Pass,
    #[value(alias = "failed")]
    Fail,
}

/// Flags of `run board`.
#[derive(Args, Clone, Debug)]
pub struct Board {
    /// Change number
    #[arg(value_name = "ID")]
    pub id: ChangeNo,
    /// Environment that is decided upon; where the change ends without it
    #[arg(long, value_name = "ENV")]
    pub env: Option<String>,
}

/// Flags of `run decide`.
#[derive(Args, Clone, Debug)]
pub struct Decide {
    /// Change number
    #[arg(value_name = "ID")]
    pub id: ChangeNo,
    /// The decision
    #[arg(value_name = "go|no-go")]
    pub decision: Go,
    /// Environment that is decided upon
    #[arg(long, value_name = "ENV")]
    pub env: Option<String>,
    /// Role in which you decide
    #[arg(long, value_name = "ROLE")]
    pub as_role: Option<String>,
}

/// A go/no-go decision.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Go {
    Go,
    #[value(alias = "nogo")]
    NoGo,
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
