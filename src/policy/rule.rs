//! Conditions: a closed, typed list. No expression language; a new kind is a new field of [`When`] with a test.

use super::facts::Facts;
use super::layer::named;
pub use super::when::When;
use crate::base::calendar::Calendar;
use crate::base::time::Length;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Whether a condition holds. Unknown satisfies nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Truth {
    /// It holds.
    Yes,
    /// It does not hold.
    No,
    /// A fact that it needs is not known.
    Unknown,
}

impl Truth {
    /// Yes or no.
    #[must_use]
    pub const fn of(b: bool) -> Self {
        if b { Self::Yes } else { Self::No }
    }

    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            _ => Self::Yes,
        }
    }

    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            _ => Self::No,
        }
    }

    fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
        }
    }
}

/// One word or several.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Words {
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl Words {
    /// All of them.
    #[must_use]
    pub fn list(&self) -> &[String] {
        match self {
            Self::One(word) => std::slice::from_ref(word),
            Self::Many(words) => words,
        }
    }

    /// All of them, to be changed.
    #[must_use]
    pub fn list_mut(&mut self) -> &mut [String] {
        match self {
            Self::One(word) => std::slice::from_mut(word),
            Self::Many(words) => words,
        }
    }
}

/// A comparison of a number with limits, each optional; all given limits must hold.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Greater than or equal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<i64>,
    /// Less than or equal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<i64>,
    /// Strictly greater.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over: Option<i64>,
    /// At least this other number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least_number: Option<String>,
    /// Strictly greater than this other number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over_number: Option<String>,
}

/// Time that must, or must not, have passed between two moments.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Elapsed {
    /// Name of the first moment.
    pub since: String,
    /// Name of the second moment; now when not given.
    #[serde(default = "now")]
    pub until: String,
    /// At least so much must have passed (a minimum notice).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<Length>,
    /// At most so much may have passed (a deadline).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<Length>,
}

fn now() -> String {
    "now".into()
}

/// The parts of a condition.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename = "When")]
pub struct Parts {
    /// The change's type is one of these.
    #[serde(rename = "type", skip_serializing_if = "Vec::is_empty")]
    pub change_type: Vec<String>,
    /// The change's state is one of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub state: Vec<String>,
    /// One of the tiers of the affected systems is one of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tier: Vec<String>,
    /// One of the kinds of data that the affected systems handle is one of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub data: Vec<String>,
    /// One of the environments (field `environment`) is one of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub environment: Vec<String>,
    /// The risk level is one of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub risk: Vec<String>,
    /// These fields are filled.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub has: Vec<String>,
    /// These fields are all empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lacks: Vec<String>,
    /// Each named field has one of the given values.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub field: BTreeMap<String, Words>,
    /// One of these yes/no fields says yes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub yes: Vec<String>,
    /// Each named flag that the register derives has the given value.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub flag: BTreeMap<String, bool>,
    /// Each named checklist stands in one of the given states: `none`, `open`, `failed`, `complete`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub checklist: BTreeMap<String, Words>,
    /// The factors have one of the given values.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub factor: BTreeMap<String, Words>,
    /// These factors are all rated.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rated: Vec<String>,
    /// These reviews are complete (passed by as many as each asks for).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reviewed: Vec<String>,
    /// Each named proof stands in one of the given ways: `none`, `outdated`, `stale`, `fail`, `incomplete`, `unsigned`,
    /// `pass`. A proof is a kind of test, or one in an environment (`smoke@PROD`).
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub evidence: BTreeMap<String, Words>,
    /// These approvals are complete; `all` stands for every approval that applies.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub approved: Vec<String>,
    /// These stages were deployed successfully with what is deployed now; `earlier` stands for each stage that the change
    /// passes before the one that the act is about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub passed: Vec<String>,
    /// The implementation is deployed by one of these methods; `none` stands for none that was named.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub method: Vec<String>,
    /// These steps of its method have passed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<String>,
    /// The newest ballot is in one of these states.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ballot: Vec<String>,
    /// The decision is one of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub decision: Vec<String>,
    /// No condition of the approval is left unverified (`true`), or one is (`false`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conditions_met: Option<bool>,
    /// The catalogue entry is in one of these states.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub catalogue: Vec<String>,
    /// The actor holds one of these roles (aliases count).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub role: Vec<String>,
    /// The actor is one of these to the change.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub is: Vec<String>,
    /// Each named parameter of the act has one of the given values.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub act: BTreeMap<String, Words>,
    /// These parameters of the act are given.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub act_has: Vec<String>,
    /// Each named setting has one of the given values.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub setting: BTreeMap<String, Words>,
    /// These settings have a value (are not `unset`).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub set: Vec<String>,
    /// Each named number lies within its limits.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub number: BTreeMap<String, Limits>,
    /// Time that has passed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub elapsed: Vec<Elapsed>,
    /// A complete deviation sets one of these rules aside.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aside: Vec<String>,
    /// At least one of these holds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub any: Vec<When>,
    /// This does not hold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not: Option<When>,
}

/// What conditions need beside the facts: the calendar, and which reviews and approvals are complete.
pub trait Lookup {
    /// The business calendar in force for the facts.
    fn calendar(&self, facts: &Facts) -> Cow<'_, Calendar>;
    /// Whether the review is complete; unknown when the pack has no such review.
    fn review_complete(&self, id: &str, facts: &Facts) -> Truth;
    /// Whether a stage (or `earlier`) was passed.
    fn stage_passed(&self, id: &str, facts: &Facts) -> Truth;
    /// How a proof stands; `None` where that is not known.
    fn evidence(&self, name: &str, facts: &Facts) -> Option<&'static str>;
    /// Whether the approval (or `all`) is complete.
    fn approval_complete(&self, id: &str, facts: &Facts) -> Truth;
}

impl When {
    /// Whether the condition looks at who acts.
    #[must_use]
    pub fn about_actor(&self) -> bool {
        let within = |w: &When| w.about_actor();
        !self.is.is_empty()
            || !self.role.is_empty()
            || self.any.iter().any(within)
            || self.not.as_ref().is_some_and(within)
    }

    /// Whether the condition holds for the facts.
    pub fn holds(&self, facts: &Facts, look: &dyn Lookup) -> Truth {
        // Most rules ask for little, and many for nothing.
        let Some(asks) = self.parts() else { return Truth::Yes };
        let mut truth = Truth::Yes;
        let mut part = |t: Truth| truth = truth.and(t);
        for (list, name) in [
            (&asks.change_type, "type"),
            (&asks.state, "state"),
            (&asks.tier, "system.tier"),
            (&asks.data, "system.data"),
            (&asks.environment, "field.environment"),
            (&asks.risk, "risk.level"),
            (&asks.ballot, "ballot"),
            (&asks.decision, "decision"),
            (&asks.catalogue, "catalogue"),
            (&asks.method, "method"),
            (&asks.role, "actor.roles"),
            (&asks.is, "actor.is"),
            (&asks.aside, "deviations"),
        ] {
            if !list.is_empty() {
                part(one_of(facts, name, list));
            }
        }
        for id in &asks.has {
            part(filled(facts, &named(["field.", id])));
        }
        for id in &asks.lacks {
            part(filled(facts, &named(["field.", id])).not());
        }
        for (prefix, table) in [
            ("field", &asks.field),
            ("risk.factor", &asks.factor),
            ("act", &asks.act),
            ("setting", &asks.setting),
            ("checklist", &asks.checklist),
        ] {
            for (id, words) in table {
                part(one_of(facts, &named([prefix, ".", id]), words.list()));
            }
        }
        if !asks.yes.is_empty() {
            part(asks.yes.iter().fold(Truth::No, |t, id| t.or(one_of(facts, &named(["field.", id]), &["yes"]))));
        }
        for (id, wanted) in &asks.flag {
            let t = one_of(facts, &named(["flag.", id]), &["yes"]);
            part(if *wanted { t } else { t.not() });
        }
        asks.rated.iter().for_each(|id| part(filled(facts, &named(["risk.factor.", id]))));
        for id in &asks.act_has {
            part(Truth::of(filled(facts, &named(["act.", id])) == Truth::Yes));
        }
        asks.set.iter().for_each(|id| part(one_of(facts, &named(["setting.", id]), &["unset"]).not()));
        for id in &asks.reviewed {
            part(look.review_complete(id, facts));
        }
        for (name, words) in &asks.evidence {
            let stands = look.evidence(name, facts);
            part(stands.map_or(Truth::Unknown, |word| Truth::of(words.list().iter().any(|w| w == word))));
        }
        for id in &asks.approved {
            part(look.approval_complete(id, facts));
        }
        for id in &asks.passed {
            part(look.stage_passed(id, facts));
        }
        asks.steps.iter().for_each(|step| part(one_of(facts, "steps", std::slice::from_ref(step))));
        if let Some(met) = asks.conditions_met {
            part(facts.words("conditions").map_or(Truth::Unknown, |open| Truth::of(open.is_empty() == met)));
        }
        for (name, limits) in &asks.number {
            part(limits.hold(name, facts));
        }
        for elapsed in &asks.elapsed {
            part(elapsed.holds(facts, &look.calendar(facts)));
        }
        if !asks.any.is_empty() {
            part(asks.any.iter().fold(Truth::No, |t, when| t.or(when.holds(facts, look))));
        }
        if let Some(when) = &asks.not {
            part(when.holds(facts, look).not());
        }
        truth
    }
}

fn one_of(facts: &Facts, name: &str, wanted: &[impl AsRef<str>]) -> Truth {
    let is = |word: &String| wanted.iter().any(|w| w.as_ref() == word);
    facts.words(name).map_or(Truth::Unknown, |words| Truth::of(words.iter().any(is)))
}

fn filled(facts: &Facts, name: &str) -> Truth {
    facts.words(name).map_or(Truth::Unknown, |words| Truth::of(words.iter().any(|w| !w.trim().is_empty())))
}

impl Limits {
    /// The limits with their other numbers by their full names.
    pub(super) fn of_piece(&self, full: &impl Fn(&str) -> String) -> Self {
        let name = |other: &Option<String>| other.as_deref().map(full);
        Self { at_least_number: name(&self.at_least_number), over_number: name(&self.over_number), ..self.clone() }
    }

    /// Whether the number of that name lies within them.
    pub(super) fn hold(&self, name: &str, facts: &Facts) -> Truth {
        let Some(n) = facts.numbers.get(name).copied() else { return Truth::Unknown };
        let other = |id: &Option<String>| id.as_ref().map(|id| facts.numbers.get(id).copied());
        let mut truth = Truth::of(
            self.at_least.is_none_or(|min| n >= min)
                && self.at_most.is_none_or(|max| n <= max)
                && self.over.is_none_or(|min| n > min),
        );
        for (limit, strict) in [(other(&self.at_least_number), false), (other(&self.over_number), true)] {
            match limit {
                Some(Some(min)) => truth = truth.and(Truth::of(if strict { n > min } else { n >= min })),
                Some(None) => truth = truth.and(Truth::Unknown),
                None => {}
            }
        }
        truth
    }
}

impl Elapsed {
    fn holds(&self, facts: &Facts, calendar: &Calendar) -> Truth {
        let (Some(since), Some(until)) = (facts.moments.get(&self.since), facts.moments.get(&self.until)) else {
            return Truth::Unknown;
        };
        Truth::of(
            self.at_least.is_none_or(|length| calendar.earliest(*since, length) <= *until)
                && self.at_most.is_none_or(|length| *until <= calendar.after(*since, length)),
        )
    }
}
