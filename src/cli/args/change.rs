//! Verbs of `change`, and `import`.

use super::pair;
use crate::base::ids::{ChangeNo, PersonId};
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// One or several changes; `-` reads their numbers from the standard input.
#[derive(Args, Clone, Debug)]
pub struct Ids {
    /// Change numbers such as CHG-12; - reads them from the standard input
    #[arg(required = true, value_name = "ID")]
    pub ids: Vec<String>,
}

/// Verbs of `change`.
#[derive(Subcommand, Clone, Debug)]
pub enum Change {
    List(List),
    View(One),
    Check(One),
    Clash(Maybe),
    Create(Create),
    Clone(CloneOf),
    Edit(Edit),
    Retype(Retype),
    Assess(Assess),
    Submit(Ids),
    Return(Return),
    Review(Review),
    Request(Ids),
    Approve(Approve),
    Reject(Reject),
    Withdraw(Ids),
    Schedule(Schedule),
    Slots(Slots),
    Hold(Ids),
    Resume(Ids),
    Comment(Comment),
    Confirm(Ids),
    Disown(Ids),
    Cancel(Ids),
    Close(Close),
    Diff(Diff),
    Export(One),
    Import(Import),
}

/// One change.
#[derive(Args, Clone, Debug)]
pub struct One {
    /// Change number such as CHG-12
    #[arg(value_name = "ID")]
    pub id: ChangeNo,
}

/// One change, or all of them.
#[derive(Args, Clone, Debug)]
pub struct Maybe {
    /// Change number such as CHG-12; without it, all that clash with another
    #[arg(value_name = "ID")]
    pub id: Option<ChangeNo>,
}

/// Flags of `change diff`.
#[derive(Args, Clone, Debug)]
pub struct Diff {
    /// Change number
    #[arg(value_name = "ID")]
    pub id: ChangeNo,
    /// Revision to compare from; the one before the newest when neither it nor --since is given
    #[arg(value_name = "FROM", value_parser = clap::value_parser!(u32).range(1..))]
    pub from: Option<u32>,
    /// Revision to compare with; as it stands now (or stood at --at) when not given
    #[arg(value_name = "TO", value_parser = clap::value_parser!(u32).range(1..))]
    pub to: Option<u32>,
}

/// Flags of `change list`.
#[derive(Args, Clone, Debug, Default)]
pub struct List {
    /// State or decision; several by comma or by repeating
    #[arg(long, value_name = "STATE", value_delimiter = ',')]
    pub state: Vec<String>,
    /// Type
    #[arg(long = "type", value_name = "TYPE")]
    pub change_type: Option<String>,
    /// Risk level
    #[arg(long, value_name = "LEVEL")]
    pub risk: Option<String>,
    /// Owner or requester
    #[arg(long, value_name = "PERSON")]
    pub owner: Option<String>,
    /// Words that must all be found
    #[arg(long, value_name = "TEXT")]
    pub search: Option<String>,
    /// Rows after this place: the `next` of the page before
    #[arg(long, value_name = "NEXT")]
    pub after: Option<String>,
}

/// Flags of `change create`.
#[derive(Args, Clone, Debug)]
pub struct Create {
    /// Type, such as normal
    #[arg(long = "type", value_name = "TYPE")]
    pub change_type: Option<String>,
    /// Title
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// A field and its value; may be repeated
    #[arg(long = "set", value_name = "FIELD=VALUE", value_parser = pair)]
    pub set: Vec<(String, String)>,
    /// TOML or JSON file with the fields; - reads the standard input
    #[arg(long, value_name = "FILE|-")]
    pub from: Option<PathBuf>,
    /// Entry of the catalogue, for a standard change
    #[arg(long, value_name = "ENTRY")]
    pub catalogue: Option<String>,
}

/// Flags of `change clone`.
#[derive(Args, Clone, Debug)]
pub struct CloneOf {
    /// The change whose fields are taken
    #[arg(value_name = "ID")]
    pub id: ChangeNo,
    /// Title of the new change
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// A field and its value; may be repeated
    #[arg(long = "set", value_name = "FIELD=VALUE", value_parser = pair)]
    pub set: Vec<(String, String)>,
}

/// Flags of `change edit`.
#[derive(Args, Clone, Debug)]
pub struct Edit {
    /// Change number
    #[arg(value_name = "ID")]
    pub id: ChangeNo,
    /// A field and its value; an empty value empties it; may be repeated
    #[arg(long = "set", value_name = "FIELD=VALUE", value_parser = pair)]
    pub set: Vec<(String, String)>,
    /// TOML or JSON file with the fields; - reads the standard input
    #[arg(long, value_name = "FILE|-")]
    pub from: Option<PathBuf>,
    /// Title
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
}

/// Flags of `change retype`.
#[derive(Args, Clone, Debug)]
pub struct Retype {
    /// Change number
    #[arg(value_name = "ID")]
    pub id: ChangeNo,
    /// New type
    #[arg(value_name = "TYPE")]
    pub to: String,
}

/// Flags of `change assess`.
#[derive(Args, Clone, Debug)]
pub struct Assess {
    /// Change number
    #[arg(value_name = "ID")]
    pub id: ChangeNo,
    /// A factor and its value or label; may be repeated
    #[arg(long = "set", value_name = "FACTOR=VALUE", value_parser = pair, required = true)]
    pub set: Vec<(String, String)>,
}

/// Flags of `change return`.
#[derive(Args, Clone, Debug)]
pub struct Return {
    #[command(flatten)]
    pub ids: Ids,
    /// A criterion that failed; may be repeated
    #[arg(long, value_name = "ID")]
    pub criterion: Vec<String>,
}

/// Passed or failed.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    Pass,
    Fail,
}

/// Flags of `change review`.
#[derive(Args, Clone, Debug)]
pub struct Review {
    #[command(flatten)]
    pub ids: Ids,
    /// Passed or failed
    #[arg(long)]
    pub outcome: Verdict,
    /// Role in which the review is signed
    #[arg(long, value_name = "ROLE")]
    pub as_role: Option<String>,
    /// Review id, where the role alone does not tell
    #[arg(long, value_name = "REVIEW")]
    pub review: Option<String>,
    /// What was found (--reason says the same)
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
}

/// Flags of `change approve`.
#[derive(Args, Clone, Debug)]
pub struct Approve {
    #[command(flatten)]
    pub ids: Ids,
    /// Role in which one approves; the only one that fits when not given
    #[arg(long, value_name = "ROLE")]
    pub as_role: Option<String>,
    /// What the approver confirms; may be repeated
    #[arg(long, value_name = "LINE", value_delimiter = ',')]
    pub confirms: Vec<String>,
    /// Channel of an approval given out of band: phone, verbal
    #[arg(long, value_name = "CHANNEL")]
    pub channel: Option<String>,
    /// Who gave it, where you only record it
    #[arg(long, value_name = "PERSON")]
    pub given_by: Option<PersonId>,
    /// When it was spoken
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub spoken_at: Option<String>,
    /// Only note that it was given; when, how and why follow
    #[arg(long, requires = "given_by", conflicts_with = "spoken_at")]
    pub later: bool,
}

/// Flags of `change reject`.
#[derive(Args, Clone, Debug)]
pub struct Reject {
    #[command(flatten)]
    pub ids: Ids,
    /// Role in which one rejects; the only one that fits when not given
    #[arg(long, value_name = "ROLE")]
    pub as_role: Option<String>,
}

/// Flags of `change schedule`.
#[derive(Args, Clone, Debug)]
pub struct Schedule {
    /// Change number
    #[arg(value_name = "ID")]
    pub id: ChangeNo,
    /// Beginning of the window
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub from: String,
    /// End of the window
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub to: String,
    /// Environment
    #[arg(long, value_name = "ENV")]
    pub env: Option<String>,
}

/// Flags of `change slots`.
#[derive(Args, Clone, Debug)]
pub struct Slots {
    /// Change number
    #[arg(value_name = "ID")]
    pub id: ChangeNo,
    /// Beginning of the time asked for (default: that of its window, or now)
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub from: Option<String>,
    /// How long it runs (default: as long as its window, or an hour)
    #[arg(long, value_name = "N")]
    pub minutes: Option<i64>,
    /// Environment
    #[arg(long, value_name = "ENV")]
    pub env: Option<String>,
}

/// Flags of `change comment`.
#[derive(Args, Clone, Debug)]
pub struct Comment {
    /// Change number
    #[arg(value_name = "ID")]
    pub id: ChangeNo,
    /// What is said; - reads the standard input (--reason says the same)
    #[arg(value_name = "TEXT|-")]
    pub text: Option<String>,
}

/// Flags of `change close`.
#[derive(Args, Clone, Debug)]
pub struct Close {
    #[command(flatten)]
    pub ids: Ids,
    /// Close code: successful, successful_with_issues, unsuccessful
    #[arg(long, value_name = "CODE")]
    pub code: String,
    /// Close notes; - reads the standard input
    #[arg(long, value_name = "TEXT|-")]
    pub notes: Option<String>,
}

/// Flags of `import`.
#[derive(Args, Clone, Debug)]
pub struct Import {
    /// servicenow, jira, bpi2014 or itop
    #[arg(value_name = "FORMAT")]
    pub format: String,
    /// The file
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Mapping file for unknown columns (TOML)
    ///
    /// The table `columns` says what fills which field: "Planned go-live" = "planned_start", "Cost centre" =
    /// "extra.cost_centre" for a name of one's own, "Colour" = "ignore". `values.state` and the like say what foreign words
    /// mean: "In work" = "implement". `dates` has zone = "Europe/Amsterdam" and order = "day-first" or "month-first".
    #[arg(long, value_name = "FILE")]
    pub map: Option<PathBuf>,
}
