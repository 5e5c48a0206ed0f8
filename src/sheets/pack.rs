//! A pack and its clauses as the pack browser shows them.

use super::time::Time;
use serde::{Deserialize, Serialize};

/// A pack in the list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PackRow {
    /// Name.
    pub id: String,
    /// Title.
    pub title: String,
    /// Version of the document.
    pub version: String,
    /// File of the document.
    pub source_document: String,
    /// Whether it is in force in this register.
    pub active: bool,
    /// Clauses of its document.
    pub clauses: usize,
    /// Clauses by state: `enforced`, `recorded`, `reported`, `guidance`, `not_yet`.
    pub states: Vec<(String, usize)>,
}

/// A clause with what carries it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ClauseRow {
    /// Id.
    pub id: String,
    /// Name of the pack whose document it is of.
    pub pack: String,
    /// Area.
    pub area: String,
    /// Section of the document.
    pub section: String,
    /// Kind.
    pub kind: String,
    /// Text.
    pub text: String,
    /// State word.
    pub state: String,
    /// What carries it.
    pub rules: Vec<String>,
    /// Vectors that test it.
    pub tests: Vec<String>,
}

/// States of clauses that one may look for; the first is any.
pub const CLAUSE_STATES: [&str; 6] = ["all", "enforced", "recorded", "reported", "guidance", "not_yet"];

impl ClauseRow {
    /// Whether a clause has a state (`all` is any), and all of these words.
    #[must_use]
    pub fn fits(&self, state: &str, words: &str) -> bool {
        let text = format!("{} {} {} {}", self.id, self.section, self.area, self.text).to_lowercase();
        (state == "all" || self.state == state) && words.to_lowercase().split_whitespace().all(|w| text.contains(w))
    }
}

/// A setting.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SettingRow {
    /// Id.
    pub id: String,
    /// Value.
    pub value: String,
    /// Values allowed.
    pub choices: Vec<String>,
    /// What it decides.
    pub text: String,
    /// Entry of the list of ambiguities.
    pub reading: String,
    /// Clauses.
    pub clauses: Vec<String>,
}

/// A headed list of lines with clauses, for the parts of a pack that are only shown.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Section {
    /// Heading.
    pub title: String,
    /// Lines.
    pub lines: Vec<String>,
    /// Clauses.
    pub clauses: Vec<String>,
}

/// The review of the policy document.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PolicyReview {
    /// How often.
    pub cadence: String,
    /// When the next is due, as written or computed.
    pub next: String,
    /// The day after which it is overdue, as a date.
    pub due: Option<String>,
    /// Whether it is overdue.
    pub overdue: bool,
    /// Days overdue.
    pub overdue_days: i64,
    /// Last recorded review.
    pub last: Option<Time>,
    /// Clauses.
    pub clauses: Vec<String>,
}

/// A pack with everything that its screen shows.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PackSheet {
    /// The row.
    #[serde(flatten)]
    pub row: PackRow,
    /// Digest of the texts with the settings of the register; of a pack that is not in force, of its text.
    pub digest: String,
    /// Digest of each text, as its adoption has it.
    pub text_digests: Vec<String>,
    /// Identity of the document.
    pub document: Section,
    /// Review of the document.
    pub review: PolicyReview,
    /// Settings.
    pub settings: Vec<SettingRow>,
    /// Roles: id, title.
    pub roles: Vec<RoleRow>,
    /// Types: ids.
    pub types: Vec<String>,
    /// Fields.
    pub fields: Vec<FieldRow>,
    /// Risk model.
    pub risk: RiskModel,
    /// Approvals.
    pub approvals: Vec<ApprovalRow>,
    /// Board.
    pub board: BoardRow,
    /// Everything else that is shown.
    pub sections: Vec<Section>,
    /// Open values and gaps that the check lists.
    pub findings: Vec<String>,
}

/// A role.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RoleRow {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Duties.
    pub duties: Vec<String>,
    /// Clauses.
    pub clauses: Vec<String>,
}

/// A field.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FieldRow {
    /// Id.
    pub id: String,
    /// Label.
    pub label: String,
    /// Acts that are refused without it.
    pub required_for: Vec<String>,
    /// Values offered.
    pub choices: Vec<String>,
    /// Clauses.
    pub clauses: Vec<String>,
}

/// The risk model.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RiskModel {
    /// `product`, `sum`, `highest`.
    pub model: String,
    /// Factors: id, label, choices.
    pub factors: Vec<(String, String, Vec<String>)>,
    /// Levels: id, least and greatest score.
    pub levels: Vec<(String, i64, i64)>,
}

/// An approval of the matrix.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ApprovalRow {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Roles, `board` or `catalogue`.
    pub role: String,
    /// Persons needed.
    pub count: usize,
    /// When it is needed, in words.
    pub when: String,
    /// Clauses.
    pub clauses: Vec<String>,
}

/// The board of a pack.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct BoardRow {
    /// Seats: id and title.
    pub seats: Vec<(String, String)>,
    /// Presence needed on a full board.
    pub quorum: usize,
    /// Seats it is counted of.
    pub of: usize,
    /// Decision rule.
    pub decision: String,
    /// Clauses.
    pub clauses: Vec<String>,
}

impl PackSheet {
    /// The digests by the names that they have everywhere: that of the text, and that of the texts with the settings.
    #[must_use]
    pub fn digests(&self, digest: impl Fn(&str) -> String) -> String {
        let texts: Vec<_> = self.text_digests.iter().map(|d| digest(d)).collect();
        let texts = format!("text {}", texts.join(" + "));
        if self.row.active { format!("{texts}, with settings {}", digest(&self.digest)) } else { texts }
    }
}
