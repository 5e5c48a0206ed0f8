//! Verbs of `system`.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Verbs of `system`.
#[derive(Subcommand, Clone, Debug)]
pub enum System {
    List(List),
    View(One),
    Add(Details),
    Edit(Details),
    Import(File),
    Retire(One),
    Validate(Validate),
    Drill(Drill),
}

/// Flags of `system list`.
#[derive(Args, Clone, Debug)]
pub struct List {
    /// Only those with a place in the order of recovery, in that order
    #[arg(long)]
    pub recovery: bool,
}

/// A system.
#[derive(Args, Clone, Debug)]
pub struct One {
    /// Id of the system
    #[arg(value_name = "ID")]
    pub id: String,
}

/// Details of a system.
#[derive(Args, Clone, Debug)]
pub struct Details {
    /// Id of the system, as changes name it
    #[arg(value_name = "ID")]
    pub id: String,
    /// Title
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// Tier of the pack
    #[arg(long, value_name = "TIER")]
    pub tier: Option<String>,
    /// Who answers for it: a person or a team
    #[arg(long, value_name = "OWNER")]
    pub owner: Option<String>,
    /// Where it stands
    #[arg(long, value_name = "SITE")]
    pub site: Option<String>,
    /// A system that it cannot do without; several, or none with an empty one
    #[arg(long = "depends-on", value_name = "SYSTEM")]
    pub depends_on: Vec<String>,
    /// Its place in the order of recovery, from 1
    #[arg(long, value_name = "N")]
    pub priority: Option<String>,
    /// Kinds of sensitive data that it handles, such as personal or financial; none with an empty one
    #[arg(long, value_name = "KIND")]
    pub data: Vec<String>,
}

/// A file of systems.
#[derive(Args, Clone, Debug)]
pub struct File {
    /// CSV in UTF-8 with a heading line: id, title, tier, owner, site, depends_on, priority, data
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}

/// Flags of `system validate`.
#[derive(Args, Clone, Debug)]
pub struct Validate {
    /// Id of the system
    #[arg(value_name = "ID")]
    pub id: String,
    /// What was shown: that it recovers within its times (rto), or that it works again (recovery)
    #[arg(value_name = "rto|recovery")]
    pub what: String,
}

/// Flags of `system drill`.
#[derive(Args, Clone, Debug)]
pub struct Drill {
    /// A patch was deployed in the test
    #[arg(long)]
    pub patched: bool,
}
