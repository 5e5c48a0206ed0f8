//! Verbs of `run`: carrying a change out.

use super::change::Ids;
use super::checklist;
use crate::base::ids::ChangeNo;
use clap::{Args, Subcommand, ValueEnum};

/// Verbs of `run`.
#[derive(Subcommand, Clone, Debug)]
pub enum Run {
    Start(Start),
    Finish(Finish),
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
}

/// Flags of `run start`.
#[derive(Args, Clone, Debug)]
pub struct Start {
    #[command(flatten)]
    pub ids: Ids,
    /// Environment
    #[arg(long, value_name = "ENV")]
    pub env: Option<String>,
    /// Share of the targets in percent
    #[arg(long, value_name = "PERCENT")]
    pub share: Option<u32>,
    /// Open a checklist instead: the one of this phase or id
    #[command(flatten)]
    pub which: checklist::Which,
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
    /// How it ended
    #[arg(long)]
    pub result: Ended,
    /// What happened
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
    #[arg(value_name = "TEXT|-")]
    pub text: String,
    /// What it is about: deviation, incident, health, snapshot, connectivity, lesson
    #[arg(long, value_name = "KIND")]
    pub kind: String,
    /// Environment
    #[arg(long, value_name = "ENV")]
    pub env: Option<String>,
}
