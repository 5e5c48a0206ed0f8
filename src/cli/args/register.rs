//! Verbs of `person`, `board`, `audit` and `db`, and the short forms that set things up.

use crate::base::ids::PersonId;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Verbs of `person`.
#[derive(Subcommand, Clone, Debug)]
pub enum Person {
    List,
    View(Who),
    Add(Details),
    Edit(Details),
    Retire(Who),
}

/// A person.
#[derive(Args, Clone, Debug)]
pub struct Who {
    /// Id of the person
    #[arg(value_name = "ID")]
    pub id: PersonId,
}

/// Flags of `person add` and `person edit`.
#[derive(Args, Clone, Debug)]
pub struct Details {
    /// Short id, such as ana
    #[arg(value_name = "ID")]
    pub id: PersonId,
    /// Full name
    #[arg(long, value_name = "TEXT")]
    pub name: Option<String>,
    /// Role by id or title; may be repeated
    #[arg(long, value_name = "ROLE")]
    pub role: Vec<String>,
    /// Seat on the board; may be repeated
    #[arg(long, value_name = "SEAT")]
    pub seat: Vec<String>,
    /// E-mail address; kept outside the ledger
    #[arg(long, value_name = "ADDRESS")]
    pub email: Option<String>,
}

/// Verbs of `board`.
#[derive(Subcommand, Clone, Debug)]
pub enum Board {
    List,
    View,
    Seat(Alternate),
    Rollcall(Rollcall),
    Alternate(Alternate),
    Vacate(Seat),
    Delegate(Delegate),
    Undelegate(Who),
}

/// Flags of `board rollcall`.
#[derive(Args, Clone, Debug)]
pub struct Rollcall {
    /// PERSON=room, phone, session, excused or absent; several
    #[arg(value_name = "PERSON=HOW", value_parser = super::pair, required = true)]
    pub present: Vec<(String, String)>,
}

/// Flags of `board alternate` and `board seat`.
#[derive(Args, Clone, Debug)]
pub struct Alternate {
    /// Seat
    #[arg(value_name = "SEAT")]
    pub seat: String,
    /// Who
    #[arg(value_name = "PERSON")]
    pub person: PersonId,
}

/// A seat.
#[derive(Args, Clone, Debug)]
pub struct Seat {
    /// Seat, or a place without a vote such as observer
    #[arg(value_name = "SEAT")]
    pub seat: String,
    /// Who leaves it, where several have the place
    #[arg(value_name = "PERSON")]
    pub person: Option<PersonId>,
}

/// Flags of `board delegate`.
#[derive(Args, Clone, Debug)]
pub struct Delegate {
    /// To whom
    #[arg(long, value_name = "PERSON")]
    pub to: PersonId,
    /// Role; without it, your vote
    #[arg(long, value_name = "ROLE")]
    pub role: Option<String>,
    /// Environment that it is limited to
    #[arg(long, value_name = "ENV")]
    pub env: Option<String>,
    /// Beginning; now when not given
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub from: Option<String>,
    /// End
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub until: String,
}

/// Verbs of `audit`.
#[derive(Subcommand, Clone, Debug)]
pub enum Audit {
    Verify(Verify),
    Log(LogOf),
    Checkpoint,
    Rebuild(Rebuild),
}

/// Flags of `audit verify`.
#[derive(Args, Clone, Debug)]
pub struct Verify {
    /// File with a checkpoint to compare with
    #[arg(long, value_name = "FILE|-")]
    pub against: Option<PathBuf>,
    /// Acknowledge a broken chain, a backup put in the register's place, or triggers that are gone and are put back; with --reason
    #[arg(long)]
    pub acknowledge: bool,
}

/// Flags of `audit log`.
#[derive(Args, Clone, Debug)]
pub struct LogOf {
    /// CHG-12, policy, people, board, catalogue, risks, calendar, systems or attempts (what clauses refused); all when not given
    #[arg(value_name = "ID")]
    pub id: Option<String>,
    /// Entries before this number
    #[arg(long, value_name = "SEQ")]
    pub before: Option<u64>,
    /// Only approvals given out of band: by telephone, by word of mouth, written down by somebody else
    #[arg(long)]
    pub out_of_band: bool,
}

/// Flags of `audit rebuild`.
#[derive(Args, Clone, Debug)]
pub struct Rebuild {
    /// Compare only, change nothing
    #[arg(long)]
    pub check: bool,
}

/// Verbs of `db`.
#[derive(Subcommand, Clone, Debug)]
pub enum Db {
    Backup(Backup),
}

/// Flags of `db backup`.
#[derive(Args, Clone, Debug)]
pub struct Backup {
    /// Where to (--out says the same)
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
}

/// Verbs of `config`.
#[derive(Subcommand, Clone, Debug)]
pub enum Config {
    List(Origin),
    Get(Key),
    Set(KeyValue),
    Check,
    Edit,
    Schema,
}

/// Flags of `config list`.
#[derive(Args, Clone, Debug)]
pub struct Origin {
    /// Show where each value comes from
    #[arg(long)]
    pub origin: bool,
}

/// A setting.
#[derive(Args, Clone, Debug)]
pub struct Key {
    /// Setting, such as tz
    #[arg(value_name = "KEY")]
    pub key: String,
}

/// Flags of `config set`.
#[derive(Args, Clone, Debug)]
pub struct KeyValue {
    /// Setting, such as tz
    #[arg(value_name = "KEY")]
    pub key: String,
    /// Value; taken out of the file when not given
    #[arg(value_name = "VALUE")]
    pub value: Option<String>,
}

/// Flags of `init`.
#[derive(Args, Clone, Debug)]
pub struct Init {
    /// Built-in packs by name, or pack files; several apply together, the stricter rule counting
    #[arg(long, value_name = "NAME", num_args = 1..)]
    pub pack: Vec<String>,
    /// Organisation
    #[arg(long, value_name = "TEXT")]
    pub org: Option<String>,
    /// A register for trials, which wears the word SANDBOX
    #[arg(long)]
    pub sandbox: bool,
    /// A sandbox with a demo week in it
    #[arg(long)]
    pub demo: bool,
    /// Print a short tour
    #[arg(long)]
    pub tour: bool,
}

/// Flags of `demo`.
#[derive(Args, Clone, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Demo {
    #[command(flatten)]
    pub fill: Fill,
    #[command(subcommand)]
    pub verb: Option<DemoVerb>,
}

/// Verbs of `demo`.
#[derive(Subcommand, Clone, Debug)]
pub enum DemoVerb {
    Reset(Fill),
}

/// How a demonstration is filled.
#[derive(Args, Clone, Debug)]
pub struct Fill {
    /// Changes, up to 100000
    #[arg(long, value_name = "N", default_value_t = 40, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub changes: u32,
    /// Patches
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub patches: u32,
    /// Meetings of the board, up to 500; one a week when not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=500))]
    pub meetings: Option<u32>,
    /// Seed; the same seed gives the same ledger
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
}

/// Flags of `tutor`.
#[derive(Args, Clone, Debug)]
pub struct Tutor {
    /// requester, chair, member or auditor; the lessons are listed when not given
    #[arg(value_name = "LESSON")]
    pub lesson: Option<String>,
}

/// Flags of `schema`.
#[derive(Args, Clone, Debug)]
pub struct Schema {
    /// Name of the output, such as change; the names when not given
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
}

/// Flags of `completion`.
#[derive(Args, Clone, Debug)]
pub struct Completion {
    /// bash, elvish, fish, powershell or zsh
    #[arg(value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

/// Flags of `man`.
#[derive(Args, Clone, Debug)]
pub struct Man {
    /// Words of a command; the program itself when not given
    #[arg(value_name = "COMMAND")]
    pub command: Vec<String>,
}
