//! The stages of the process that a document leads a change through, with what is done in each.

use super::facts::Facts;
use super::judge::judges;
use super::pack::Pack;
use super::read::keyed;
use super::rule::{Truth, When};
use serde::Deserialize;
use toml::Spanned;

keyed!(ProcessStage);

/// A stage of the process; the pack gives them in their order.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProcessStage {
    /// Id, lower snake case.
    pub id: Spanned<String>,
    /// Title.
    pub title: String,
    /// When a change is in it.
    pub now: When,
    /// What is done in it.
    #[serde(default, rename = "activity")]
    pub activities: Vec<Activity>,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}

/// Something that is done in a stage.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Activity {
    /// What is done, in a few words.
    pub text: String,
    /// When it has been done.
    pub done: When,
    /// When it is to be done; always if empty.
    #[serde(default)]
    pub when: When,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}

/// How a change stands to a stage: `done`, `current` or `open`; and each activity: `done`, `open` or `not_needed`.
#[derive(Debug)]
pub struct StageStanding<'p> {
    /// The stage.
    pub stage: &'p ProcessStage,
    /// Word.
    pub state: &'static str,
    /// The activities with their words.
    pub activities: Vec<(&'p Activity, &'static str)>,
}

/// How far a change has come in the process; nothing where no pack describes one. Of several packs, each has its own.
#[must_use]
pub fn standing<'p>(pack: &'p Pack, facts: &Facts) -> Vec<StageStanding<'p>> {
    judges(pack).iter().flat_map(|member| alone(member, &member.sees(facts, !pack.members.is_empty()))).collect()
}

fn alone<'p>(pack: &'p Pack, facts: &Facts) -> Vec<StageStanding<'p>> {
    let current = pack.process.iter().position(|s| s.now.holds(facts, pack) == Truth::Yes);
    let word = |activity: &Activity| {
        if activity.when.holds(facts, pack) == Truth::No {
            "not_needed"
        } else if activity.done.holds(facts, pack) == Truth::Yes {
            "done"
        } else {
            "open"
        }
    };
    let line = |(n, stage): (usize, &'p ProcessStage)| {
        let activities: Vec<_> = stage.activities.iter().map(|a| (a, word(a))).collect();
        let state = match current {
            Some(at) if n == at => "current",
            Some(at) if n < at => "done",
            // What is over has passed the stages in which nothing was left to do.
            None if activities.iter().all(|(_, word)| *word != "open") => "done",
            _ => "open",
        };
        StageStanding { stage, state, activities }
    };
    pack.process.iter().enumerate().map(line).collect()
}
