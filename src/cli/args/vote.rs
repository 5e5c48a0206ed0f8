//! Verbs of `vote` and `decision`.

use super::change::Ids;
use crate::base::ids::{ChangeNo, PersonId};
use clap::{Args, Subcommand, ValueEnum};

/// Verbs of `vote`.
#[derive(Subcommand, Clone, Debug)]
pub enum Vote {
    Open(Open),
    Cast(Cast),
    Consider(Consider),
    Close(Close),
    Tally(super::change::One),
    List(ListOf),
    Object(super::change::One),
}

/// How the tally shows while a ballot is open.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tally {
    Hidden,
    Open,
    Secret,
}

/// Flags of `vote open`.
#[derive(Args, Clone, Debug)]
pub struct Open {
    #[command(flatten)]
    pub ids: Ids,
    /// How the tally shows while the ballot is open
    #[arg(long)]
    pub tally: Option<Tally>,
    /// Meeting
    #[arg(long, value_name = "MEETING")]
    pub meeting: Option<String>,
}

/// Flags of `vote consider`.
#[derive(Args, Clone, Debug)]
pub struct Consider {
    /// Change number
    #[arg(value_name = "ID")]
    pub id: ChangeNo,
    /// Criteria; all when none is named
    #[arg(value_name = "CRITERION")]
    pub criteria: Vec<String>,
}

/// How the chair breaks a tie.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Casting {
    Approve,
    Reject,
}

/// Flags of `vote close`.
#[derive(Args, Clone, Debug)]
pub struct Close {
    #[command(flatten)]
    pub ids: Ids,
    /// The chair's casting vote, should the votes be even
    #[arg(long, value_name = "CHOICE")]
    pub casting: Option<Casting>,
    /// Mark all criteria as considered with it
    #[arg(long)]
    pub considered: bool,
}

/// Choices on a ballot.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Choice {
    Approve,
    Condition,
    Reject,
    Abstain,
    Recuse,
}

/// Flags of `vote cast`.
#[derive(Args, Clone, Debug)]
pub struct Cast {
    /// Change number
    #[arg(value_name = "ID")]
    pub id: ChangeNo,
    /// The choice
    pub choice: Choice,
    /// What must be done, with condition
    #[arg(long, value_name = "TEXT")]
    pub condition: Option<String>,
    /// Who answers for the condition
    #[arg(long, value_name = "PERSON")]
    pub owner: Option<PersonId>,
    /// When the condition is due
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub due: Option<String>,
    /// Canary share in percent, with condition
    #[arg(long, value_name = "PERCENT")]
    pub share: Option<u32>,
    /// The chair enters the vote of a member by roll call
    #[arg(long, requires = "member")]
    pub via_chair: bool,
    /// Whose vote it is, if not yours
    #[arg(long = "for", value_name = "PERSON")]
    pub member: Option<PersonId>,
}

/// Flags of `vote list`.
#[derive(Args, Clone, Debug)]
pub struct ListOf {
    /// Change number; without it, the ballots that are open
    #[arg(value_name = "ID")]
    pub id: Option<ChangeNo>,
}

/// Verbs of `decision`.
#[derive(Subcommand, Clone, Debug)]
pub enum Decision {
    List(super::change::List),
    View(super::change::One),
    ApproveConsent(super::meeting::Which),
    Export(Export),
    Defer(Defer),
    Withdraw(Ids),
    Condition(Condition),
    Except(Except),
}

/// Flags of `decision export`.
#[derive(Args, Clone, Debug)]
pub struct Export {
    #[command(flatten)]
    pub ids: Ids,
    /// Write each into a file of its own in the current folder
    #[arg(long)]
    pub write: bool,
}

/// Flags of `decision defer`.
#[derive(Args, Clone, Debug)]
pub struct Defer {
    #[command(flatten)]
    pub ids: Ids,
    /// Until when: a time, or open; the board's next meeting when not given
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub until: Option<String>,
}

/// Flags of `decision condition`.
#[derive(Args, Clone, Debug)]
pub struct Condition {
    /// Change number
    #[arg(value_name = "ID")]
    pub id: ChangeNo,
    /// Number of the condition
    #[arg(value_name = "NUMBER")]
    pub no: u32,
    /// How it was verified
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// Give it to somebody else instead, who answers for it from now on
    #[arg(long, value_name = "PERSON", conflicts_with = "note")]
    pub owner: Option<PersonId>,
}

/// Flags of `decision except`.
#[derive(Args, Clone, Debug)]
pub struct Except {
    /// Change number
    #[arg(value_name = "ID")]
    pub id: ChangeNo,
    /// Rule that is deviated from
    #[arg(value_name = "RULE")]
    pub rule: String,
    /// Role in which one signs
    #[arg(long, value_name = "ROLE")]
    pub as_role: Option<String>,
}
