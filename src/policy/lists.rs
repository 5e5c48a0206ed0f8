//! The pack's smaller tables: delegation, responsibility, materiality, escalation, timeline, business impact.

use super::pack::Pack;
use super::rule::When;
use crate::base::time::Length;
use serde::Deserialize;

/// A limit of delegation. The smallest limit that applies counts.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delegation {
    /// Id.
    pub id: String,
    /// Roles or seats (`seat`) whose delegation it limits; all when empty.
    #[serde(default)]
    pub roles: Vec<String>,
    /// Environments it limits; all when empty.
    #[serde(default)]
    pub environments: Vec<String>,
    /// Longest delegation in hours; 0 forbids it.
    pub max_hours: i64,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}

/// What the document expects of a role for each change, and when it counts as done.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Responsibility {
    /// Id.
    pub id: String,
    /// Role id.
    pub role: String,
    /// What is expected.
    pub text: String,
    /// When it counts as done.
    pub done: When,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}

/// What an organisation answers before the pack can be used wholly, where the answer is no setting.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Its name, such as `cab.members`.
    pub id: String,
    /// What is asked.
    pub text: String,
    /// What holds until it is answered.
    pub default: String,
    /// How it is answered.
    pub how: String,
    /// When it counts as answered.
    #[serde(default)]
    pub until: Until,
    /// Clauses that demand the answer.
    #[serde(default)]
    pub clauses: Vec<String>,
}

/// When a question counts as answered. Where nothing is given it stays open.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Until {
    /// Somebody holds one of these roles.
    pub roles: Vec<String>,
    /// The board has as many members as its quorum needs.
    pub board: bool,
    /// A system is recorded.
    pub systems: bool,
    /// A freeze was announced.
    pub freezes: bool,
}

impl Question {
    /// The question with what holds until it is answered, in a line.
    #[must_use]
    pub fn words(&self) -> String {
        format!(
            "{} is asked of the organisation: {}; until then: {}; answer: {}",
            self.id, self.text, self.default, self.how
        )
    }
}

/// A tier of systems, with the times in which they must be back.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// Id, such as `1`.
    pub id: String,
    /// Title.
    pub title: String,
    /// Recovery time objective: how long it may be away.
    pub rto: Length,
    /// Recovery point objective: how much of its latest data may be lost.
    pub rpo: Length,
    /// What follows for its windows, in words.
    #[serde(default)]
    pub text: String,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}

/// A kind of sensitive data that a system may handle.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataKind {
    /// Id, such as `PII`.
    pub id: String,
    /// What it is, in a word or two; it is known by the first of them too.
    pub text: String,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}

impl DataKind {
    /// Whether a word means this kind: its id, its text, or the first word of that, whatever the case.
    #[must_use]
    pub fn is_called(&self, word: &str) -> bool {
        let first = self.text.split_whitespace().next().unwrap_or_default();
        [self.id.as_str(), &self.text, first].iter().any(|name| name.eq_ignore_ascii_case(word))
    }
}

impl Tier {
    /// The recovery time objective in minutes.
    #[must_use]
    pub fn rto_minutes(&self) -> i64 {
        minutes(self.rto)
    }

    /// The recovery point objective in minutes.
    #[must_use]
    pub fn rpo_minutes(&self) -> i64 {
        minutes(self.rpo)
    }
}

/// Elapsed minutes of a length; a day has 24 hours, whatever the season.
const fn minutes(length: Length) -> i64 {
    match length {
        Length::Minutes(n) => n,
        Length::Hours(n) => n * 60,
        Length::Days(n) | Length::BusinessDays(n) => n * 1440,
        Length::Months(n) => n * 43_200,
        Length::SameDay => 1440,
    }
}

/// A responsibility matrix.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Raci {
    /// Id.
    pub id: String,
    /// Column titles.
    pub columns: Vec<String>,
    /// Rows: activity, then one letter group a column (`R`, `A`, `C`, `I`, `R/A`, `-`).
    pub rows: Vec<RaciRow>,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}

/// A row of a responsibility matrix.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RaciRow {
    /// Activity.
    pub activity: String,
    /// One entry a column.
    pub cells: Vec<String>,
}

/// Which edits are material.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Materiality {
    /// Field ids; `*` stands for all that no other row names; `risk` for the assessment, `type` for the type.
    pub fields: Vec<String>,
    /// What an edit voids: `approvals`, `reviews`, `ballot`; nothing when empty.
    pub voids: Vec<String>,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}

/// An entry of a list that people choose from.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// Id.
    pub id: String,
    /// Text.
    pub text: String,
    /// The review that speaks to it, shown beside it where the change needs that review; none if empty.
    #[serde(default)]
    pub review: String,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}

/// Who answers for an environment, and who is asked next.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Escalation {
    /// Environment.
    pub environment: String,
    /// Accountable role.
    pub primary: String,
    /// Second role.
    pub secondary: String,
    /// Role to escalate to.
    pub escalate: String,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}

/// A planned step of the timeline.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Milestone {
    /// First day, counted from 0.
    pub day: i64,
    /// Last day.
    #[serde(default)]
    pub until: Option<i64>,
    /// What happens.
    pub title: String,
    /// Moment of the record that shows when it happened, where there is one.
    #[serde(default)]
    pub actual: String,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}

/// Business impact analysis: how cost and class follow from the request.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bia {
    /// Field with the financial impact per hour of downtime.
    pub per_hour: String,
    /// Field with the planned downtime in minutes.
    pub minutes: String,
    /// Field of prose that says what it means for the systems that depend on those affected.
    #[serde(default)]
    pub dependents: Option<String>,
    /// Clauses for the cost formula.
    pub cost_clauses: Vec<String>,
    /// Settings that hold the least cost of each class, highest class first: `class`, `setting`.
    pub classes: Vec<BiaClass>,
    /// Clauses for the classes.
    pub class_clauses: Vec<String>,
}

impl Bia {
    /// What a downtime of so many minutes comes to, in words and figures: cost, formula, class and what gave it.
    #[must_use]
    pub fn impact(&self, pack: &Pack, per_hour: i64, minutes: i64) -> Impact {
        let (cost, class) = self.assess(pack, per_hour, minutes);
        let fields = format!("{} x {}", self.per_hour, self.minutes);
        let decided = self.classes.iter().find(|c| Some(c.class.as_str()) == class);
        let least = decided.and_then(|c| pack.setting(&c.setting));
        let unset = || self.classes.iter().all(|c| pack.setting(&c.setting).is_none());
        let why = match (decided, least) {
            (Some(c), Some(least)) => format!("{fields} decides: {} is {least} and more", c.setting),
            _ if unset() => {
                let ids = self.classes.iter().map(|c| c.setting.as_str()).collect::<Vec<_>>().join(", ");
                format!("no class: {ids} are not set")
            }
            _ => format!("no class: {fields} lies below the least of them"),
        };
        Impact {
            cost,
            formula: format!("{per_hour} an hour x {minutes} min / 60 = {cost}"),
            class: class.map(str::to_owned),
            why,
            clauses: self.cost_clauses.iter().chain(&self.class_clauses).cloned().collect(),
        }
    }

    /// The cost of a downtime of so many minutes, and the class that the pack's settings give it: the first class whose
    /// least cost it reaches; none where no setting has a value.
    #[must_use]
    pub fn assess(&self, pack: &Pack, per_hour: i64, minutes: i64) -> (i64, Option<&str>) {
        let cost = per_hour.saturating_mul(minutes) / 60;
        let least = |c: &BiaClass| pack.setting(&c.setting).and_then(|v| v.parse::<i64>().ok());
        let class = self.classes.iter().find(|c| least(c).is_some_and(|least| cost >= least));
        (cost, class.map(|c| c.class.as_str()))
    }
}

/// What a planned downtime comes to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Impact {
    /// Cost of the planned downtime, in whole units of the currency.
    pub cost: i64,
    /// How it came about.
    pub formula: String,
    /// Class; none where no setting gives one.
    pub class: Option<String>,
    /// What gave the class, or why there is none.
    pub why: String,
    /// Clauses of the formula and the classes.
    pub clauses: Vec<String>,
}

/// A class of business impact.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BiaClass {
    /// Class.
    pub class: String,
    /// Setting that holds its least cost.
    pub setting: String,
}
