//! Verbs of `run` on checklists.

use crate::base::ids::{ChangeNo, PersonId};
use clap::{ArgGroup, Args, ValueEnum};
use std::ops::RangeInclusive;

/// Which checklist: the one that the change is at, when none is named.
#[derive(Args, Clone, Debug)]
pub struct Which {
    /// Checklist (default: the one that the change is at)
    #[arg(long, value_name = "LIST")]
    pub list: Option<String>,
    /// Phase instead: pre, during (deploy), post, rollback, review
    #[arg(long, value_name = "PHASE", conflicts_with = "list")]
    pub phase: Option<String>,
}

impl Which {
    /// The word by which the list is named.
    pub fn word(&self) -> Option<String> {
        self.list.clone().or_else(|| self.phase.clone())
    }
}

/// Flags of `run view`.
#[derive(Args, Clone, Debug)]
pub struct View {
    /// Change number
    #[arg(value_name = "ID")]
    pub id: ChangeNo,
    #[command(flatten)]
    pub which: Which,
}

/// Items of a list: one, or all from one to another.
#[derive(Clone, Debug)]
pub struct Items(pub RangeInclusive<u32>);

/// Most items that one range names: no list has more.
const ITEMS_MAX: u32 = 1000;

fn range(text: &str) -> Result<Items, String> {
    let number = |word: &str| word.parse::<u32>().map_err(|_| format!("\"{word}\" is no number of an item"));
    let (from, to) = text.split_once('-').unwrap_or((text, text));
    let (from, to) = (number(from)?, number(to)?);
    if from > to || to - from >= ITEMS_MAX {
        return Err(format!("from {from} to {to} there is nothing to tick; such as 2-6"));
    }
    Ok(Items(from..=to))
}

/// Flags of `run tick`.
#[derive(Args, Clone, Debug)]
pub struct Tick {
    /// Change number
    #[arg(value_name = "ID")]
    pub id: ChangeNo,
    /// Items by number, or from one to another: 2-6
    #[arg(value_name = "N", required = true, value_parser = range)]
    pub items: Vec<Items>,
    #[command(flatten)]
    pub which: Which,
    /// What there is to say, or which answer is given
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
}

/// Flags of `run sign`.
#[derive(Args, Clone, Debug)]
pub struct Sign {
    /// Change number
    #[arg(value_name = "ID")]
    pub id: ChangeNo,
    /// Item by number
    #[arg(value_name = "N")]
    pub item: u32,
    #[command(flatten)]
    pub which: Which,
    /// What there is to say, or which answer is given
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// Who signs on this terminal
    #[arg(long, value_name = "PERSON", requires = "code")]
    pub signer: Option<PersonId>,
    /// The code that they have from `quorate code`
    #[arg(long, value_name = "DIGITS", requires = "signer")]
    pub code: Option<String>,
}

/// Evidence of an item, as `run evidence` takes it.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// Change number.
    pub id: ChangeNo,
    /// Item by number.
    pub item: u32,
    /// Which checklist.
    pub which: Which,
    /// Text; - reads the standard input.
    pub paste: Option<String>,
    /// File; - reads the standard input.
    pub file: Option<String>,
    /// Link.
    pub link: Option<String>,
    /// Command to run, of those that the item allows; empty for the only one that it allows.
    pub command: Option<String>,
    /// Only add it; the item is ticked apart.
    pub no_tick: bool,
    /// Mask what looks like a secret.
    pub mask: bool,
    /// Keep what looks like a secret.
    pub keep: bool,
}

/// What follows a failure.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
#[value(rename_all = "snake_case")]
pub enum Then {
    Retry,
    Waive,
    BackOut,
}

/// Flags of `run fail`.
#[derive(Args, Clone, Debug)]
pub struct Fail {
    /// Change number
    #[arg(value_name = "ID")]
    pub id: ChangeNo,
    /// Item by number
    #[arg(value_name = "N")]
    pub item: u32,
    #[command(flatten)]
    pub which: Which,
    /// What follows
    #[arg(long, value_name = "WHAT", default_value = "retry")]
    pub then: Then,
}

/// Flags of `run skip`, `run waive` and `run retract`.
#[derive(Args, Clone, Debug)]
pub struct One {
    /// Change number
    #[arg(value_name = "ID")]
    pub id: ChangeNo,
    /// Item by number
    #[arg(value_name = "N")]
    pub item: u32,
    #[command(flatten)]
    pub which: Which,
}

/// Flags of `run handover`.
#[derive(Args, Clone, Debug)]
#[command(group = ArgGroup::new("way").required(true))]
pub struct Handover {
    /// Change number
    #[arg(value_name = "ID")]
    pub id: ChangeNo,
    #[command(flatten)]
    pub which: Which,
    /// To whom
    #[arg(long, value_name = "PERSON", group = "way")]
    pub to: Option<PersonId>,
    /// What there is to know
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// Take it over: how many items are settled, then which one is next
    #[arg(long, value_name = "TEXT", group = "way")]
    pub read_back: Option<String>,
}
