//! Verbs of `exception`.

use crate::base::ids::ChangeNo;
use clap::{Args, Subcommand};

/// Verbs of `exception`.
#[derive(Subcommand, Clone, Debug)]
pub enum Exception {
    List(Listed),
    Request(Request),
    Approve(Sign),
    Refuse(Sign),
}

/// Flags of `exception list`.
#[derive(Args, Clone, Debug)]
pub struct Listed {
    /// The change (default: all, as far as their time is not over)
    #[arg(value_name = "ID")]
    pub id: Option<ChangeNo>,
}

/// Flags of `exception request`.
#[derive(Args, Clone, Debug)]
pub struct Request {
    /// The change
    #[arg(value_name = "ID")]
    pub id: ChangeNo,
    /// Kind of exception of the pack, such as `freeze_waiver`
    #[arg(value_name = "KIND")]
    pub kind: String,
    /// From when it is to hold
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub from: String,
    /// Until when
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub to: String,
    /// Environment (default: those of the change)
    #[arg(long, value_name = "ENV")]
    pub env: Option<String>,
    /// The only freeze that it waives (default: any)
    #[arg(long, value_name = "FREEZE")]
    pub freeze: Option<String>,
    /// What happens if it is not granted
    #[arg(long, value_name = "TEXT")]
    pub impact: Option<String>,
    /// The risk, and how it is mitigated
    #[arg(long, value_name = "TEXT")]
    pub risk: Option<String>,
}

/// Flags of `exception approve` and `exception refuse`.
#[derive(Args, Clone, Debug)]
pub struct Sign {
    /// The change
    #[arg(value_name = "ID")]
    pub id: ChangeNo,
    /// Number of the exception on that change: see `quorate exception list ID`
    #[arg(value_name = "NUMBER", value_parser = |text: &str| super::numbered("exception", text))]
    pub no: u32,
    /// Role in which you sign
    #[arg(long, value_name = "ROLE")]
    pub as_role: Option<String>,
}
