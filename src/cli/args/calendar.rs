//! Verbs of `window` and `freeze`, and the flags of `calendar`.

use clap::{Args, Subcommand};

/// Verbs of `window`.
#[derive(Subcommand, Clone, Debug)]
pub enum Window {
    List,
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
