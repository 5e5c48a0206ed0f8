//! Verbs of `window` and `freeze`, and the flags of `calendar`.

use clap::{Args, Subcommand};

/// Verbs of `window`.
#[derive(Subcommand, Clone, Debug)]
pub enum Window {
    List,
}

/// Verbs of `freeze`.
#[derive(Subcommand, Clone, Debug)]
pub enum Freeze {
    List,
    Add(Announce),
    End(Ended),
}

/// Flags of `freeze add`.
#[derive(Args, Clone, Debug)]
pub struct Announce {
    /// What it is for, in a line
    #[arg(long, value_name = "TEXT")]
    pub title: String,
    /// From when
    #[arg(long, value_name = "TIME")]
    pub from: String,
    /// Until when; a day alone includes that day
    #[arg(long, value_name = "TIME")]
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

/// Flags of `freeze end`.
#[derive(Args, Clone, Debug)]
pub struct Ended {
    /// Number of the freeze
    #[arg(value_name = "NUMBER")]
    pub no: u32,
}

/// Flags of `calendar`.
#[derive(Args, Clone, Debug)]
pub struct Calendar {
    /// From when (default: now)
    #[arg(long, value_name = "TIME")]
    pub from: Option<String>,
    /// Until when (default: 60 days later)
    #[arg(long, value_name = "TIME")]
    pub to: Option<String>,
}
