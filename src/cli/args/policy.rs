//! Verbs of `policy`, `catalogue` and `risk`.

use crate::base::ids::{ChangeNo, PersonId};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Verbs of `policy`.
#[derive(Subcommand, Clone, Debug)]
pub enum Policy {
    List,
    #[command(alias = "view")]
    Show(Named),
    Export(Named),
    Clauses(Clauses),
    Check(Files),
    Diff(Two),
    Replay(Replay),
    Schema,
    Adopt(Adopt),
    Set(Set),
    Review(Note),
    Sign(Sign),
    Confirm(Confirm),
}

/// A pack.
#[derive(Args, Clone, Debug)]
pub struct Named {
    /// Name of a pack, or its file; the pack in force when not given
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
}

/// Flags of `policy clauses`.
#[derive(Args, Clone, Debug)]
pub struct Clauses {
    #[command(flatten)]
    pub pack: Named,
    /// Only this area
    #[arg(long, value_name = "AREA")]
    pub area: Option<String>,
    /// Only this state: enforced, recorded, reported, guidance, not_yet
    #[arg(long, value_name = "STATE")]
    pub state: Option<String>,
}

/// Files.
#[derive(Args, Clone, Debug)]
pub struct Files {
    /// The pack's file; several are checked as packs that are adopted together
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
}

/// Two packs.
#[derive(Args, Clone, Debug)]
pub struct Two {
    /// Name or file
    #[arg(value_name = "A")]
    pub a: String,
    /// Name or file
    #[arg(value_name = "B")]
    pub b: String,
}

/// Flags of `policy replay`.
#[derive(Args, Clone, Debug)]
pub struct Replay {
    /// Name or file of the other pack
    #[arg(long, value_name = "FILE")]
    pub pack: String,
}

/// Flags of `policy adopt`.
#[derive(Args, Clone, Debug)]
pub struct Adopt {
    /// Names of built-in packs, or files
    #[arg(value_name = "NAME", required = true)]
    pub packs: Vec<String>,
}

/// Flags of `policy set`.
#[derive(Args, Clone, Debug)]
pub struct Set {
    /// Setting, such as vote.majority_of; SETTING=VALUE works as well
    #[arg(value_name = "SETTING")]
    pub id: String,
    /// Value
    #[arg(value_name = "VALUE")]
    pub value: Option<String>,
}

/// A note.
#[derive(Args, Clone, Debug)]
pub struct Note {
    /// What was found
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
}

/// Flags of `policy sign`.
#[derive(Args, Clone, Debug)]
pub struct Sign {
    /// The pack whose text is signed: its file, or the name of a built-in one
    #[arg(value_name = "PACK")]
    pub pack: String,
    /// Role in which one signs
    #[arg(long, value_name = "ROLE")]
    pub as_role: String,
}

/// Flags of `policy confirm`.
#[derive(Args, Clone, Debug)]
pub struct Confirm {
    /// The line that is confirmed
    #[arg(value_name = "LINE")]
    pub line: String,
}

/// Verbs of `catalogue`.
#[derive(Subcommand, Clone, Debug)]
pub enum Catalogue {
    List,
    #[command(alias = "view")]
    Show(Entry),
    Admit(Admit),
    Suspend(Entry),
    Withdraw(Entry),
}

/// An entry of the catalogue.
#[derive(Args, Clone, Debug)]
pub struct Entry {
    /// Id of the entry
    #[arg(value_name = "ID")]
    pub id: String,
}

/// Flags of `catalogue admit`.
#[derive(Args, Clone, Debug)]
pub struct Admit {
    /// Id of the entry
    #[arg(value_name = "ID")]
    pub id: String,
    /// Title (default: that of the entry that is admitted anew)
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// Documented procedure; - reads the standard input (default: that of the entry that is admitted anew)
    #[arg(long, value_name = "TEXT|-")]
    pub procedure: Option<String>,
}

/// Verbs of `risk`.
#[derive(Subcommand, Clone, Debug)]
pub enum Risk {
    List,
    Log(Log),
    Accept(Accept),
    Review(Note),
}

/// Flags of `risk log`.
#[derive(Args, Clone, Debug)]
pub struct Log {
    /// What may happen
    #[arg(long, value_name = "TEXT|-")]
    pub text: String,
    /// The change that it belongs to
    #[arg(long, value_name = "ID")]
    pub change: Option<ChangeNo>,
    /// Level; the change's own when not given
    #[arg(long, value_name = "LEVEL")]
    pub level: Option<String>,
    /// Mitigation plan
    #[arg(long, value_name = "TEXT")]
    pub mitigation: Option<String>,
    /// Owner; you when not given
    #[arg(long, value_name = "PERSON")]
    pub owner: Option<PersonId>,
}

/// Flags of `risk accept`.
#[derive(Args, Clone, Debug)]
pub struct Accept {
    /// Number of the risk
    #[arg(value_name = "NUMBER")]
    pub no: u32,
}
