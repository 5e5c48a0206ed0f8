//! What a change waits for, of whom, and from when.

use crate::base::time::Moment;

/// For whom something waits.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Waits {
    /// Whoever holds a role.
    Role(String),
    /// Whoever takes the chair.
    Chair,
    /// One person.
    Person(String),
    /// Nobody: time alone changes what is next.
    Time,
}

impl Waits {
    /// In words: `role manager`, `chair`, `person ana`.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Role(role) => format!("role {role}"),
            Self::Chair => "chair".into(),
            Self::Person(person) => format!("person {person}"),
            Self::Time => "time".into(),
        }
    }
}

/// A review by somebody who has no part in the change, for which no role is named.
pub const PEER: &str = "PEER";

/// A clock ran out, and it passed to whom the pack names; it waits from when it is due.
pub const ESCALATED: &str = "ESCALATED";
/// A clock ran out, for whoever is to act; it waits from when it is due.
pub const OVERDUE: &str = "OVERDUE";

/// What failed is to be taken back, and nobody has begun that.
pub const BACK_OUT: &str = "BACK OUT";

/// A decision that was deferred comes up again, for whoever opens its ballot; it waits from when it is due, and where no
/// moment was given until somebody brings it again.
pub const RETURNS: &str = "RETURNS";

/// The entry of the catalogue that a change is of expires before its work has begun; it waits from when it has.
pub const EXPIRES: &str = "EXPIRES";

/// What stands in the way passes with time, which tells nobody; what is next then is told anew.
pub const PASSES: &str = "PASSES";

/// What is next where the time of a ballot ran out before it was closed.
pub const LAPSED: &str = "open the ballot anew: its time ran out";

/// Whether something of a kind waits only from when it is due.
#[must_use]
pub fn waits_from_due(kind: &str) -> bool {
    matches!(kind, ESCALATED | EXPIRES | OVERDUE | PASSES | RETURNS)
}

/// Something that waits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Waiting {
    /// For whom.
    pub whom: Waits,
    /// `SUBMIT`, `REVISE`, `REVIEW`, `APPROVE`, `VOTE`, `OBJECT`, `OPEN VOTE`, `CLOSE VOTE`, `CONDITION`, `VERIFY`, `DEPLOY`,
    /// `START`, `FINISH`, `PIR`, `CLOSE`, `CHECKLIST`, `SIGN`, `WAIVE`, `FAILED`, `TAKE OVER`, `HAND ON`, `EXCEPTION`, `CONFIRM`,
    /// `DEFERRED`, `SCHEDULE`, `DEVIATION`, `SUSPENDED`, `WITHDRAWN`, `EXPIRED`,
    /// [`BACK_OUT`], [`ESCALATED`], [`EXPIRES`], [`OVERDUE`], [`PASSES`], [`PEER`], [`RETURNS`].
    pub kind: &'static str,
    /// When it is due.
    pub due: Option<Moment>,
}

impl Summary {
    /// For whom something waits already, in words, each once: first those who meet open conditions, and last the board
    /// where its members only verify them. Lists that are signed before the start are named once the conditions are met.
    #[must_use]
    pub fn whom(&self) -> Vec<String> {
        let open = self.waiting.iter().any(|w| w.kind == "CONDITION");
        let later = |w: &&Waiting| open && matches!(w.kind, "CHECKLIST" | "SIGN");
        let now = self.waiting.iter().filter(|w| !waits_from_due(w.kind) && !later(w));
        let all: std::collections::BTreeSet<(u8, String)> = now
            .map(|w| match w.kind {
                "CONDITION" => (0, w.whom.words()),
                "VERIFY" => (2, "board to verify".to_owned()),
                _ => (1, w.whom.words()),
            })
            .collect();
        let mut each: Vec<String> = Vec::new();
        for (_, word) in all {
            if !each.contains(&word) {
                each.push(word);
            }
        }
        each
    }
}

/// What happens next.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Summary {
    /// State letter.
    pub letter: char,
    /// The next step, in words.
    pub next_action: String,
    /// Who is waited for.
    pub waiting: Vec<Waiting>,
    /// How much risk it carries beside others, for sorting.
    pub weight: i64,
}
