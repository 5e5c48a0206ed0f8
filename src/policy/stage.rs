//! The environments in the order of promotion, and the methods by which something is deployed there.

use super::act::Act;
use super::combine::merge;
use super::facts::Facts;
use super::pack::Pack;
use super::read::keyed;
use super::rule::{Truth, When};
use super::verdict::Reason;
use serde::Deserialize;
use toml::Spanned;

keyed!(Stage, Method);

/// A stage on the way to production. A pack lists its stages in the order of promotion.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// The environment, as the field `environment` has it.
    pub id: Spanned<String>,
    /// Title for people.
    pub title: String,
    /// Other names of the environment, by which people and other packs know it.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Whether it is production.
    #[serde(default)]
    pub production: bool,
    /// Which changes pass it on their way further; the others may leave it out. All if empty.
    #[serde(default)]
    pub when: When,
    /// First day on which the plan has it, counted from the first deployment; later is told, not refused.
    #[serde(default)]
    pub day: Option<i64>,
    /// Last day on which the plan has it.
    #[serde(default)]
    pub until: Option<i64>,
    /// The branch from which it is deployed; any if empty.
    #[serde(default)]
    pub branch: String,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}

/// A method of deployment.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Method {
    /// Id.
    pub id: Spanned<String>,
    /// Title for people.
    pub title: String,
    /// What it is for.
    #[serde(default, rename = "use")]
    pub purpose: String,
    /// The shares in percent through which it goes, one after the other; any growing ones if empty. With 0 it begins
    /// without traffic.
    #[serde(default)]
    pub shares: Vec<u32>,
    /// Its steps, which are passed in this order.
    #[serde(default, rename = "step")]
    pub steps: Vec<Step>,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}

/// A step of a method.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Id.
    pub id: String,
    /// What is done.
    pub text: String,
    /// Whether the share is raised in this step: not before the steps before it have passed.
    #[serde(default)]
    pub shifts: bool,
}

impl Method {
    /// The share with which it begins.
    #[must_use]
    pub fn begins(&self) -> u32 {
        self.shares.first().copied().unwrap_or(100)
    }

    /// The share that follows another one; none where any growing one may.
    #[must_use]
    pub fn next(&self, share: u32) -> Option<u32> {
        self.shares.iter().copied().find(|s| *s > share)
    }
}

impl Pack {
    /// A stage by its environment.
    #[must_use]
    pub fn stage(&self, environment: &str) -> Option<&Stage> {
        self.stages.iter().find(|s| s.id() == environment)
    }

    /// The environments that the pack knows: its stages, then those that a request may name.
    #[must_use]
    pub fn environments(&self) -> Vec<&str> {
        let mut all: Vec<&str> = self.stages.iter().map(Stage::id).collect();
        for choice in self.field("environment").iter().flat_map(|f| &f.choices) {
            if !all.contains(&choice.as_str()) {
                all.push(choice);
            }
        }
        all
    }

    /// An environment by its id, title or another name in any case, or by a beginning of its id that no other one has.
    #[must_use]
    pub fn environment(&self, word: &str) -> Option<&str> {
        let (all, word) = (self.environments(), word.trim());
        let titled = || self.stages.iter().find(|s| s.title.eq_ignore_ascii_case(word)).map(Stage::id);
        let called = || self.stages.iter().find(|s| s.is(word)).map(Stage::id);
        let begins = |e: &&str| word.len() >= 3 && e.get(..word.len()).is_some_and(|b| b.eq_ignore_ascii_case(word));
        let only = || match all.iter().copied().filter(begins).collect::<Vec<_>>().as_slice() {
            [one] => Some(*one),
            _ => None,
        };
        let same = all
            .iter()
            .copied()
            .find(|e| *e == word)
            .or_else(|| all.iter().copied().find(|e| e.eq_ignore_ascii_case(word)));
        same.or_else(titled).or_else(called).or_else(only)
    }

    /// A method by its id.
    #[must_use]
    pub fn method(&self, id: &str) -> Option<&Method> {
        self.methods.iter().find(|m| m.id() == id)
    }

    /// The environment that a change ends in: the furthest of those that it names, by the order of promotion.
    #[must_use]
    pub fn furthest<'a>(&self, environments: &'a [String]) -> Option<&'a str> {
        let place = |e: &&String| self.stages.iter().position(|s| s.id() == e.as_str());
        environments.iter().max_by_key(place).map(String::as_str)
    }
}

/// The stages that a change passes before the one that the act is about (`act.environment`, else where the change ends)
/// and has not passed yet with what it deploys, in their order. One whose condition cannot be evaluated is among them.
#[must_use]
pub fn open_stages<'a>(pack: &'a Pack, facts: &Facts) -> Vec<&'a Stage> {
    before(pack, facts, |truth| truth != Truth::No)
}

/// A remedy with the stage that comes next in place of `ENV`; where it is being deployed there, that is to be ended first.
#[must_use]
pub fn way_there(remedy: &str, stage: &str, going: bool) -> String {
    let there = remedy.replace("--env ENV", &format!("--env {stage}"));
    if going && there.contains(&format!("quorate run start ID --env {stage}")) {
        return format!("it is being deployed to {stage}; end that: quorate run finish ID --env {stage} --result ok");
    }
    there
}

/// The stages before the one that the act is about which a change may leave out and has left out.
#[must_use]
pub fn left_out<'a>(pack: &'a Pack, facts: &Facts) -> Vec<&'a Stage> {
    before(pack, facts, |truth| truth == Truth::No)
}

fn before<'a>(pack: &'a Pack, facts: &Facts, applies: impl Fn(Truth) -> bool) -> Vec<&'a Stage> {
    let named = facts.words("act.environment").and_then(|w| w.first()).map(String::as_str);
    let ends = || pack.furthest(facts.words("field.environment").unwrap_or_default());
    let place = |e: &str| pack.stages.iter().position(|s| s.id() == e);
    let Some(place) = named.or_else(ends).and_then(place) else { return Vec::new() };
    let passed = facts.words("deployed").unwrap_or_default();
    let earlier = pack.stages.iter().take(place).filter(|s| !passed.iter().any(|p| p == s.id()));
    earlier.filter(|s| applies(s.when.holds(facts, pack))).collect()
}

/// Whether a stage (or `earlier`: each that comes first) was passed.
#[must_use]
pub fn passed(pack: &Pack, id: &str, facts: &Facts) -> Truth {
    if id == "earlier" {
        return Truth::of(open_stages(pack, facts).is_empty());
    }
    facts.words("deployed").map_or(Truth::Unknown, |all| Truth::of(all.iter().any(|p| p == id)))
}

impl Stage {
    /// Whether the environment goes by this name.
    fn is(&self, word: &str) -> bool {
        self.id().eq_ignore_ascii_case(word) || self.aliases.iter().any(|a| a.eq_ignore_ascii_case(word))
    }
}

/// What a stage of another pack is called in this one: one that shares a name with it is the same environment, and so is
/// production where each of them has one.
pub(super) fn known_as<'p>(pack: &'p Pack, other: &Pack, stage: &Stage) -> Option<&'p str> {
    let names = || std::iter::once(stage.id()).chain(stage.aliases.iter().map(String::as_str));
    let one = |p: &'p Pack| match p.stages.iter().filter(|s| s.production).collect::<Vec<_>>().as_slice() {
        [one] => Some(*one),
        _ => None,
    };
    let only = stage.production && other.stages.iter().filter(|s| s.production).count() == 1;
    let named = pack.stages.iter().find(|s| names().any(|n| s.is(n)));
    named.or_else(|| one(pack).filter(|_| only)).map(Stage::id)
}

/// The stages of two packs in one order of promotion. A change passes one that either asks for; one that only the second
/// has comes before the stage that follows it there.
pub(super) fn joined(a: &[Stage], b: &[Stage]) -> Vec<Stage> {
    let mut both = a.to_vec();
    for (n, stage) in b.iter().enumerate() {
        if let Some(own) = both.iter_mut().find(|s| s.id() == stage.id()) {
            own.when = own.when.clone().or(&stage.when);
            own.production |= stage.production;
            own.day = own.day.or(stage.day);
            own.until = own.until.or(stage.until);
            if own.branch.is_empty() {
                own.branch.clone_from(&stage.branch);
            }
            merge(&mut own.aliases, stage.aliases.clone());
            merge(&mut own.clauses, stage.clauses.clone());
            continue;
        }
        let follows = |s: &Stage| b.iter().skip(n + 1).any(|later| later.id() == s.id());
        let place = both.iter().position(follows).unwrap_or(both.len());
        both.insert(place, stage.clone());
    }
    both
}

/// Where packs adopted together have several environments that are production, none of them is known to be another's. A
/// request that names one of them names one of each pack, so that no pack's rules are passed by.
pub(super) fn half_named(pack: &Pack, act: Act, facts: &Facts) -> Option<Reason> {
    let named = facts.words("field.environment").unwrap_or_default();
    // A pack whose requests name no environment asks by none.
    let offers = |m: &Pack, s: &Stage| m.field("environment").is_some_and(|f| f.choices.iter().any(|c| c == s.id()));
    let production = |m: &Pack| m.stages.iter().filter(|s| s.production && offers(m, s)).cloned().collect::<Vec<_>>();
    let says = |stages: &[Stage]| stages.iter().any(|s| named.iter().any(|n| n == s.id()));
    let stages = || pack.members.iter().map(|m| (m, production(m))).filter(|(_, stages)| !stages.is_empty());
    let mut left = stages().filter(|(_, stages)| !says(stages)).peekable();
    let asked = matches!(act, Act::Submit | Act::Resubmit) && stages().any(|(_, stages)| says(&stages));
    if !asked || left.peek().is_none() {
        return None;
    }
    let mut all = named.to_vec();
    let mut clauses = Vec::new();
    let mut missing = Vec::new();
    for (member, stages) in left {
        let names = stages.iter().map(Stage::id).collect::<Vec<_>>().join(" or ");
        missing.push(format!("{names} ({})", member.name));
        clauses.extend(stages.iter().flat_map(|s| s.clauses.iter().cloned()));
        all.extend(stages.first().map(|s| s.id().to_owned()));
    }
    let text = format!(
        "production goes by different names under the packs adopted together, and is named for all of them: {} is missing",
        missing.join(", ")
    );
    let remedy = format!("quorate change edit CHG-N --set environment={}", all.join(","));
    let remedy = super::remedy::filled(&remedy, facts);
    Some(Reason { rule: "half-named".into(), text, remedy, clauses, ..Reason::default() })
}
