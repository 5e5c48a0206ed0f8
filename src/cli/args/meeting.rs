//! Flags of `meeting`.

use crate::base::ids::{ChangeNo, PersonId};
use clap::{Args, Subcommand, ValueEnum};

/// Verbs of `meeting`.
#[derive(Subcommand, Clone, Debug)]
pub enum Meeting {
    List,
    View(Which),
    Agenda(Which),
    Create(Create),
    Move(Move),
    Cancel(Which),
    Add(Add),
    Remove(Remove),
    Open(Which),
    Join(Which),
    Rollcall(Rollcall),
    Chair(Chair),
    Next(Which),
    Back(Which),
    Item(Item),
    Pause(Which),
    Extend(Extend),
    Note(Note),
    Action(Action),
    Done(Done),
    Consider(Consider),
    Assess(Assess),
    Announce(Which),
    Consent(Which),
    Convene(super::change::One),
    Pull(Numbered),
    Settle(Settle),
    Close(Which),
    Correct(Correct),
    Minutes(Minutes),
    Replay(Replay),
    Actions(Actions),
    Feed,
    Invite(Which),
    Audience(Audience),
}

/// Flags of `meeting audience`.
#[derive(Args, Clone, Debug)]
pub struct Audience {
    /// What the room sees: on, off, blank, unblank, or the next page
    #[arg(value_name = "HOW")]
    pub how: Room,
    /// Meeting (default: the one that is open, or the next)
    #[arg(long, value_name = "MEETING")]
    pub meeting: Option<String>,
}

/// What becomes of the audience's screen.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Room {
    On,
    Off,
    Blank,
    Unblank,
    Next,
}

/// A meeting.
#[derive(Args, Clone, Debug)]
pub struct Which {
    /// Meeting, such as 2026-W39; the one that is open, or the next
    #[arg(value_name = "MEETING")]
    pub id: Option<String>,
}

/// Flags of `meeting chair`.
#[derive(Args, Clone, Debug)]
pub struct Chair {
    /// Meeting, such as 2026-W39; the one that is open
    #[arg(value_name = "MEETING")]
    pub id: Option<String>,
    /// Hand it over to this member instead
    #[arg(long, value_name = "PERSON")]
    pub to: Option<PersonId>,
}

/// Flags of `meeting create`.
#[derive(Args, Clone, Debug)]
pub struct Create {
    /// Series of the pack, such as cab or ecab (default: the first)
    #[arg(long, value_name = "SERIES")]
    pub board: Option<String>,
    /// At the next turn of the series
    #[arg(long)]
    pub next: bool,
}

/// Flags of `meeting move`.
#[derive(Args, Clone, Debug)]
pub struct Move {
    /// Meeting
    #[arg(value_name = "MEETING")]
    pub id: String,
    /// New beginning
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub to: String,
}

/// Flags of `meeting add`.
#[derive(Args, Clone, Debug)]
pub struct Add {
    /// Change, or a topic in words
    #[arg(value_name = "CHANGE|TOPIC")]
    pub what: String,
    /// Meeting (default: the one that is open, or the next)
    #[arg(long, value_name = "MEETING")]
    pub meeting: Option<String>,
    /// Member who seconds a late item
    #[arg(long, value_name = "PERSON")]
    pub second: Option<PersonId>,
    /// A topic comes back: turn, a number (each n-th turn), or a rule such as FREQ=MONTHLY;BYDAY=1WE
    #[arg(long, value_name = "HOW_OFTEN", conflicts_with = "second")]
    pub every: Option<String>,
    /// Until when it comes back
    #[arg(long, value_name = "TIME", requires = "every", allow_hyphen_values = true)]
    pub until: Option<String>,
}

/// Flags of `meeting remove`.
#[derive(Args, Clone, Debug)]
pub struct Remove {
    /// Change, or a topic in words
    #[arg(value_name = "CHANGE|TOPIC")]
    pub what: String,
    /// Meeting (default: the next)
    #[arg(long, value_name = "MEETING")]
    pub meeting: Option<String>,
    /// The topic comes back no longer
    #[arg(long)]
    pub every: bool,
}

/// Flags of `meeting rollcall`.
#[derive(Args, Clone, Debug)]
pub struct Rollcall {
    /// PERSON=room, phone, session, proxy:ALTERNATE, excused or absent; several
    #[arg(value_name = "PERSON=HOW", value_parser = super::pair, required = true)]
    pub present: Vec<(String, String)>,
    /// Meeting (default: the one that is open)
    #[arg(long, value_name = "MEETING")]
    pub meeting: Option<String>,
}

/// Flags of `meeting item`.
#[derive(Args, Clone, Debug)]
pub struct Item {
    /// Item by its position, or its change
    #[arg(value_name = "ITEM")]
    pub item: String,
    /// What becomes of it; without it, it becomes the current one
    #[arg(value_name = "HOW")]
    pub how: Option<Fate>,
    /// Until when it is deferred: a time, or open (default: the next meeting)
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub until: Option<String>,
    /// Meeting (default: the one that is open)
    #[arg(long, value_name = "MEETING")]
    pub meeting: Option<String>,
}

/// What becomes of an item without a vote.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// Deferred to another meeting
    Defer,
    /// Withdrawn
    Withdraw,
    /// A standing item or topic is dealt with
    Done,
}

/// An item.
#[derive(Args, Clone, Debug)]
pub struct Numbered {
    /// Item by its position, or its change
    #[arg(value_name = "ITEM")]
    pub item: String,
    /// Meeting (default: the one that is open)
    #[arg(long, value_name = "MEETING")]
    pub meeting: Option<String>,
}

/// Flags of `meeting extend`.
#[derive(Args, Clone, Debug)]
pub struct Extend {
    /// Item by its position
    #[arg(value_name = "ITEM")]
    pub item: u32,
    /// Minutes
    #[arg(value_name = "MINUTES")]
    pub minutes: u32,
    /// Meeting (default: the one that is open)
    #[arg(long, value_name = "MEETING")]
    pub meeting: Option<String>,
}

/// Flags of `meeting note`.
#[derive(Args, Clone, Debug)]
pub struct Note {
    /// The words
    #[arg(value_name = "TEXT")]
    pub text: String,
    /// Item by its position
    #[arg(long, value_name = "ITEM")]
    pub item: Option<u32>,
    /// For yourself alone: not in the minutes, not on the audience's screen
    #[arg(long)]
    pub private: bool,
    /// Meeting (default: the one that is open)
    #[arg(long, value_name = "MEETING")]
    pub meeting: Option<String>,
}

/// Flags of `meeting action`.
#[derive(Args, Clone, Debug)]
pub struct Action {
    /// What is to be done
    #[arg(value_name = "TEXT")]
    pub text: String,
    /// By whom: id or name
    #[arg(long, value_name = "PERSON")]
    pub owner: Option<String>,
    /// Until when
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub due: Option<String>,
    /// Item by its position
    #[arg(long, value_name = "ITEM")]
    pub item: Option<u32>,
    /// Meeting (default: the one that is open)
    #[arg(long, value_name = "MEETING")]
    pub meeting: Option<String>,
}

/// Flags of `meeting done`.
#[derive(Args, Clone, Debug)]
pub struct Done {
    /// Meeting
    #[arg(value_name = "MEETING")]
    pub id: String,
    /// Number of the action
    #[arg(value_name = "NUMBER")]
    pub no: u32,
}

/// Flags of `meeting consider`.
#[derive(Args, Clone, Debug)]
pub struct Consider {
    /// Item by its position, or its change
    #[arg(value_name = "ITEM")]
    pub item: String,
    /// Criteria; all when none is named
    #[arg(value_name = "CRITERION")]
    pub criteria: Vec<String>,
    /// Meeting (default: the one that is open)
    #[arg(long, value_name = "MEETING")]
    pub meeting: Option<String>,
}

/// Flags of `meeting assess`.
#[derive(Args, Clone, Debug)]
pub struct Assess {
    /// Item by its position, or its change
    #[arg(value_name = "ITEM")]
    pub item: String,
    /// The assessment
    #[arg(value_name = "TEXT")]
    pub text: String,
    /// Seat (default: your own)
    #[arg(long, value_name = "SEAT")]
    pub seat: Option<String>,
    /// Meeting (default: the one that is open)
    #[arg(long, value_name = "MEETING")]
    pub meeting: Option<String>,
}

/// Flags of `meeting settle`.
#[derive(Args, Clone, Debug)]
pub struct Settle {
    /// Item by its position, or its change
    #[arg(value_name = "ITEM")]
    pub item: String,
    /// What was said
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// Meeting (default: the one that is open)
    #[arg(long, value_name = "MEETING")]
    pub meeting: Option<String>,
}

/// Flags of `meeting correct`.
#[derive(Args, Clone, Debug)]
pub struct Correct {
    /// Meeting
    #[arg(value_name = "MEETING")]
    pub id: String,
    /// The correction
    #[arg(value_name = "TEXT")]
    pub text: String,
}

/// Flags of `meeting replay`.
#[derive(Args, Clone, Debug)]
pub struct Replay {
    /// Meeting, such as 2026-W39
    #[arg(value_name = "MEETING")]
    pub id: String,
    /// Show the meeting as it stood after this step, instead of the steps
    #[arg(long, value_name = "STEP")]
    pub to: Option<usize>,
}

/// Flags of `meeting actions`.
#[derive(Args, Clone, Debug)]
pub struct Actions {
    /// Only those that are not done
    #[arg(long)]
    pub open: bool,
}

/// Flags of `meeting minutes`.
#[derive(Args, Clone, Debug)]
pub struct Minutes {
    /// Meeting, such as 2026-W39; the newest that was held
    #[arg(value_name = "MEETING")]
    pub id: Option<String>,
    /// Write documents into the current folder instead: md, html, ics (the actions); all when none is named
    #[arg(long, value_name = "DOCUMENTS", num_args = 0..=1, value_delimiter = ',', require_equals = true)]
    pub write: Option<Vec<String>>,
}

/// A change on the agenda, if the word is one.
#[must_use]
pub fn change(word: &str) -> Option<ChangeNo> {
    word.get(..4).filter(|head| head.eq_ignore_ascii_case("CHG-")).and_then(|_| word.parse().ok())
}
