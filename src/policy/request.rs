//! What a change request consists of: fields, reviews, approvals.

use super::act::Act;
use super::read::keyed;
use super::rule::When;
use serde::{Deserialize, Serialize};
use toml::Spanned;

keyed!(Field, Review, Approval);

/// How a field is filled.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// One line of free text.
    Line,
    /// Free text of several lines.
    Prose,
    /// One of `choices`.
    Choice,
    /// Several of `choices`, separated by commas.
    Choices,
    /// `yes` or `no`.
    YesNo,
    /// A registered person.
    Person,
    /// Registered persons, separated by commas.
    People,
    /// A whole number.
    Number,
    /// A moment.
    Moment,
    /// Two moments, `FROM/TO`.
    Window,
    /// Lines of free words separated by commas (systems, references).
    List,
    /// Moments, several by comma; each is judged against the calendar.
    Dates,
}

/// A field of a change request.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Id, lower snake case. Known to the program: `title`, `environment`, `window`, `owner`, `implementers`,
    /// `affected_systems`.
    pub id: Spanned<String>,
    /// Label for people.
    pub label: String,
    /// How it is filled.
    pub kind: FieldKind,
    /// What to write there.
    #[serde(default)]
    pub hint: String,
    /// Values offered.
    #[serde(default)]
    pub choices: Vec<String>,
    /// Acts that are refused while the field is empty.
    #[serde(default)]
    pub required: Vec<Act>,
    /// When it is required (and shown); always if empty.
    #[serde(default)]
    pub when: When,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}

/// A review that people sign as passed or failed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// Id such as `peer`, `security`, `staging_tests`.
    pub id: Spanned<String>,
    /// Title.
    pub title: String,
    /// Roles that may sign it; anyone registered when empty.
    #[serde(default)]
    pub roles: Vec<String>,
    /// Distinct persons needed.
    #[serde(default = "one")]
    pub count: usize,
    /// Roles of which at least one signer must hold one.
    #[serde(default)]
    pub including: Vec<String>,
    /// Whether the requester, owner and implementers may sign.
    #[serde(default)]
    pub own: bool,
    /// Environments for which it is signed, which a delegate's delegation must be for; those of the change if empty.
    #[serde(default)]
    pub environment: Vec<String>,
    /// The stage whose artefact it is about: the signature does not count once another one is deployed there.
    #[serde(default)]
    pub artifact: Option<String>,
    /// Reviews that are the other parts of a joint decision: nobody passes both.
    #[serde(default)]
    pub apart: Vec<String>,
    /// Acts that are refused until it is complete.
    #[serde(default)]
    pub required: Vec<Act>,
    /// When it is required; always if empty.
    #[serde(default)]
    pub when: When,
    /// How long the signature is kept, such as `5y`; as long as the register if empty.
    #[serde(default)]
    pub keep: String,
    /// Whether it is a go/no-go decision, which the board of its environment shows.
    #[serde(default)]
    pub go: bool,
    /// What the reviewers look at, for display.
    #[serde(default)]
    pub focus: String,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}

/// An approval that a change needs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Approval {
    /// Id such as `manager`, `cab`.
    pub id: Spanned<String>,
    /// Title.
    pub title: String,
    /// Roles of which any may give it; empty for the board.
    #[serde(default)]
    pub roles: Vec<String>,
    /// Whether the board gives it by ballot.
    #[serde(default)]
    pub board: bool,
    /// A review that counts as this approval when complete; nobody is asked apart.
    #[serde(default)]
    pub by_review: Option<String>,
    /// Whether admission to the catalogue counts as this approval.
    #[serde(default)]
    pub by_catalogue: bool,
    /// Environments for which it is given, which a delegate's delegation must be for; those of the change if empty.
    #[serde(default)]
    pub environment: Vec<String>,
    /// How long the approval is kept, such as `7y`; as long as the register if empty.
    #[serde(default)]
    pub keep: String,
    /// Distinct persons needed.
    #[serde(default = "one")]
    pub count: usize,
    /// When it is needed; always if empty.
    #[serde(default)]
    pub when: When,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}

fn one() -> usize {
    1
}
