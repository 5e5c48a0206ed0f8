//! Verbs of `window` and `freeze`, and the flags of `calendar`.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Verbs of `window`.
#[derive(Subcommand, Clone, Debug)]
pub enum Window {
    List,
    Add(Open),
    End(Ended),
}

/// Flags of `window add`.
#[derive(Args, Clone, Debug)]
pub struct Open {
    /// What it is for, in a line
    #[arg(long, value_name = "TEXT")]
    pub title: String,
    /// From when
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub from: String,
    /// Until when
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub to: String,
    /// Environment for which it is open (default: all); several
    #[arg(long, value_name = "ENV")]
    pub env: Vec<String>,
    /// System for which it is open (default: all); several
    #[arg(long, value_name = "SYSTEM")]
    pub system: Vec<String>,
    /// Type of change for which it is open (default: all that the pack admits); several
    #[arg(long = "type", value_name = "TYPE")]
    pub types: Vec<String>,
}

/// Verbs of `freeze`.
#[derive(Subcommand, Clone, Debug)]
pub enum Freeze {
    List,
    Add(Announce),
    View(Of),
    Approve(Sign),
    Refuse(Sign),
    End(Ended),
}

/// A freeze.
#[derive(Args, Clone, Debug)]
pub struct Of {
    /// Number of the freeze
    #[arg(value_name = "NUMBER", value_parser = |text: &str| super::numbered("freeze", text))]
    pub no: u32,
}

/// Flags of `freeze approve` and `freeze refuse`.
#[derive(Args, Clone, Debug)]
pub struct Sign {
    /// Number of the freeze
    #[arg(value_name = "NUMBER", value_parser = |text: &str| super::numbered("freeze", text))]
    pub no: u32,
    /// Role in which you sign
    #[arg(long, value_name = "ROLE")]
    pub as_role: Option<String>,
}

/// Flags of `freeze add`.
#[derive(Args, Clone, Debug)]
pub struct Announce {
    /// What it is for, in a line
    #[arg(long, value_name = "TEXT")]
    pub title: String,
    /// From when
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub from: String,
    /// Until when; a day alone includes that day
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub to: String,
    /// Environment that it binds (default: all); several
    #[arg(long, value_name = "ENV")]
    pub env: Vec<String>,
    /// System that it binds (default: all); several
    #[arg(long, value_name = "SYSTEM")]
    pub system: Vec<String>,
    /// Type of change that it lets through, beside those of the pack; several
    #[arg(long, value_name = "TYPE")]
    pub exempt: Vec<String>,
}

/// Flags of `freeze end` and `window end`.
#[derive(Args, Clone, Debug)]
pub struct Ended {
    /// Its number
    #[arg(value_name = "NUMBER", value_parser = announced)]
    pub no: u32,
}

/// Verbs of `calendar`; without one it is shown.
#[derive(Subcommand, Clone, Debug)]
pub enum Verb {
    Import(Import),
    Plan(Plan),
    Done(Done),
}

/// Flags of `calendar plan`.
#[derive(Args, Clone, Debug)]
pub struct Plan {
    /// Month, such as 2026-03 (default: this one)
    #[arg(value_name = "MONTH")]
    pub month: Option<String>,
}

/// Flags of `calendar done`.
#[derive(Args, Clone, Debug)]
pub struct Done {
    /// Month, such as 2026-03
    #[arg(value_name = "MONTH")]
    pub month: String,
    /// Task of the plan
    #[arg(value_name = "TASK")]
    pub task: String,
    /// What came of it
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
}

/// Flags of `calendar import`.
#[derive(Args, Clone, Debug)]
pub struct Import {
    /// iCalendar file
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Read events that begin before this time (default: 400 days from now)
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub until: Option<String>,
    /// Environment that the freezes bind (default: all); several
    #[arg(long, value_name = "ENV")]
    pub env: Vec<String>,
    /// System that they bind (default: all); several
    #[arg(long, value_name = "SYSTEM")]
    pub system: Vec<String>,
    /// Type of change that they let through, beside those of the pack; several
    #[arg(long, value_name = "TYPE")]
    pub exempt: Vec<String>,
    /// Make holidays of whole days, not freezes of events
    #[arg(long, conflicts_with_all = ["env", "system", "exempt"])]
    pub holidays: bool,
    /// The only site that has these holidays (default: all)
    #[arg(long, value_name = "SITE", requires = "holidays")]
    pub site: Option<String>,
}

/// Flags of `calendar`.
#[derive(Args, Clone, Debug)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Calendar {
    #[command(subcommand)]
    pub verb: Option<Verb>,
    /// From when (default: now)
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub from: Option<String>,
    /// Until when; a day includes that day (default: 60 days later)
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub to: Option<String>,
    /// The week of --from (default: this one), day by day, with who is double-booked
    #[arg(long, conflicts_with_all = ["ics", "to", "year"])]
    pub week: bool,
    /// The year of --from (default: this one) at a glance
    #[arg(long, conflicts_with_all = ["ics", "to"])]
    pub year: bool,
    /// As an iCalendar file for other programs (default: this year and the next)
    #[arg(long)]
    pub ics: bool,
    /// With --ics: only closed or open times, as readers of X-CALENDAR-TYPE want them
    #[arg(long, value_name = "TYPE", requires = "ics", ignore_case = true)]
    pub calendar_type: Option<CalendarType>,
}

/// How a calendar is read where nothing stands in it.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum CalendarType {
    /// Its events are the times in which nothing may run
    #[value(name = "DEFAULT_OPEN", alias = "open")]
    Open,
    /// Its events are the times in which something may run
    #[value(name = "DEFAULT_CLOSED", alias = "closed")]
    Closed,
}

/// Reads the number of a freeze or window, bare or as it is printed.
fn announced(text: &str) -> Result<u32, String> {
    super::numbered("freeze", text).or_else(|_| super::numbered("window", text))
}
