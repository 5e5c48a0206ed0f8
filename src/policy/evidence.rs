//! Kinds of tests and other proofs, and how the evidence of a change stands by them.
//!
//! A proof has a name in facts: its kind (`unit`), or its kind in one environment (`smoke@PROD`). Of each the newest
//! piece counts: the word `evidence.NAME` says what was recorded (`given`, `pass`, `fail`, or `outdated` where the
//! change was revised since), `evidence.NAME.signed` in which roles it was signed off, the numbers
//! `evidence.NAME.MEASURE` what it measured, the words `evidence.NAME.named.MEASURE` what that counts by name and
//! `evidence.NAME.covered` the entries of the request that have a result in it, the moment `evidence.NAME` when.

use super::diary::told;
use super::facts::Facts;
use super::measured;
use super::pack::Pack;
use super::read::keyed;
use super::rule::{Limits, Truth, When};
use crate::base::time::Length;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use toml::Spanned;

keyed!(Test);

/// What a measure counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// A whole number from 0 on.
    Count,
    /// A part of a hundred, kept in hundredths of a percent. `NAME` is rounded down, `NAME_up` up.
    Percent,
    /// Minutes.
    Minutes,
}

/// Measures that the readers of reports and repositories give, with their units.
pub const READ: [(&str, Unit); 27] = [
    ("pass_rate", Unit::Percent),
    ("pass_rate_up", Unit::Percent),
    ("tests", Unit::Count),
    ("passed", Unit::Count),
    ("failed", Unit::Count),
    ("errors", Unit::Count),
    ("skipped", Unit::Count),
    ("flaky", Unit::Count),
    ("minutes", Unit::Minutes),
    ("coverage", Unit::Percent),
    ("coverage_up", Unit::Percent),
    ("branch_coverage", Unit::Percent),
    ("branch_coverage_up", Unit::Percent),
    ("lines", Unit::Count),
    ("lines_covered", Unit::Count),
    ("runs", Unit::Count),
    ("incomplete", Unit::Count),
    ("warnings", Unit::Count),
    ("notes", Unit::Count),
    ("critical", Unit::Count),
    ("high", Unit::Count),
    ("new", Unit::Count),
    ("findings", Unit::Count),
    ("suppressed", Unit::Count),
    ("annotated", Unit::Count),
    ("files", Unit::Count),
    ("differing", Unit::Count),
];

/// A kind of test, or of another proof.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Test {
    /// Id such as `unit`, `uat`, `backup`.
    pub id: Spanned<String>,
    /// Title.
    pub title: String,
    /// Environments of which it may be; any, or none, if empty.
    #[serde(default)]
    pub environments: Vec<String>,
    /// The stage whose artefact it is about, where it is of no environment: it does not count once another one is there.
    #[serde(default)]
    pub artifact: Option<String>,
    /// Measures beside those of reports, such as `scenarios`, with their units.
    #[serde(default)]
    pub values: BTreeMap<String, Unit>,
    /// How long it counts; without end if not given.
    #[serde(default)]
    pub max_age: Option<Length>,
    /// The moment before which nothing of it counts, such as that of the deployment that it follows.
    #[serde(default)]
    pub after: Option<Since>,
    /// Roles in one of which it is signed off; it does not pass unsigned. Nobody needs to if empty.
    #[serde(default)]
    pub signed: Vec<String>,
    /// Fields of the request (lists) each entry of which must have a result in it, or it is incomplete.
    #[serde(default)]
    pub covers: Vec<String>,
    /// What it must show to pass.
    #[serde(default, rename = "criterion")]
    pub criteria: Vec<Criterion>,
    /// What to show, for people.
    #[serde(default)]
    pub hint: String,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}

/// From when on a proof counts.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Since {
    /// The moment, such as `deploying.PROD`; `ENV` in its place stands for the environment of the piece.
    pub since: String,
    /// How long after it.
    pub least: Length,
    /// Both in words, with `ENV` as above.
    pub words: String,
}

impl Since {
    /// The moment as it is meant for a piece of an environment.
    #[must_use]
    pub fn moment(&self, environment: Option<&str>) -> String {
        placed(&self.since, environment)
    }
}

/// Words with the environment of a piece in the place of `ENV`.
pub(super) fn placed(words: &str, environment: Option<&str>) -> String {
    environment.map_or_else(|| words.to_owned(), |e| words.replace("ENV", e))
}

/// What a test must show.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// In words.
    pub text: String,
    /// Measures and their limits; a limit by another number names a measure of the same piece.
    #[serde(default)]
    pub number: BTreeMap<String, Limits>,
    /// When it is asked; always if empty.
    #[serde(default)]
    pub when: When,
    /// Whether it is asked only where the measure is there; else a piece without it is incomplete.
    #[serde(default)]
    pub given: bool,
    /// Whether evidence that does not meet it has to name what its measures count.
    #[serde(default)]
    pub named: bool,
    /// Whether it only warns.
    #[serde(default)]
    pub warn: bool,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}

/// How a proof stands.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Standing {
    /// `none`, `outdated`, `stale`, `early`, `fail`, `incomplete`, `unsigned` or `pass`.
    pub word: &'static str,
    /// Why it does not pass, or what it is warned of.
    pub why: Vec<String>,
    /// Clauses of what it does not meet.
    pub clauses: Vec<String>,
}

impl Standing {
    /// Whether it counts as passed.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.word == "pass"
    }
}

impl Test {
    /// The unit of a measure; `None` where the kind has no such measure.
    #[must_use]
    pub fn unit(&self, measure: &str) -> Option<Unit> {
        let own = self.values.get(measure.strip_suffix("_up").unwrap_or(measure)).copied();
        // How far a count is off what was expected is worked out from the two.
        let off = measure.strip_suffix("_deviation").is_some_and(|m| self.values.contains_key(m));
        if off {
            return Some(Unit::Percent);
        }
        own.or_else(|| READ.iter().find(|(name, _)| *name == measure).map(|(_, unit)| *unit))
    }
}

impl Test {
    /// The clauses of the kind and of what it must show, each once.
    #[must_use]
    pub fn cited(&self) -> Vec<String> {
        let mut all = self.clauses.clone();
        for clause in self.criteria.iter().flat_map(|c| &c.clauses) {
            if !all.contains(clause) {
                all.push(clause.clone());
            }
        }
        all
    }
}

impl Pack {
    /// A kind of test by its id, or by the name of a proof (`smoke@PROD`).
    #[must_use]
    pub fn test(&self, name: &str) -> Option<&Test> {
        let id = name.split_once('@').map_or(name, |(id, _)| id);
        self.tests.iter().find(|t| t.id() == id)
    }
}

/// How the proof of that name stands; `None` where it is not known, or the pack has no such kind.
#[must_use]
pub fn standing(pack: &Pack, name: &str, facts: &Facts) -> Option<Standing> {
    let test = pack.test(name)?;
    let is = |word, why: String, clauses: &[String]| {
        let why = if why.is_empty() { Vec::new() } else { vec![why] };
        Some(Standing { word, why, clauses: clauses.to_vec() })
    };
    let known = || facts.words("evidence").map(|_| "none");
    let word = match facts.words(&format!("evidence.{name}")) {
        Some(words) => words.first().map_or("none", String::as_str),
        None => known()?,
    };
    match word {
        "none" => return is("none", String::new(), &[]),
        "outdated" => return is("outdated", "of an earlier revision of the change".into(), &[]),
        "replaced" => return is("outdated", "of another artefact than the one that is deployed now".into(), &[]),
        "fail" => return is("fail", "recorded as failed".into(), &test.clauses),
        _ => {}
    }
    if let (Some(age), Some(at)) = (test.max_age, facts.moments.get(&format!("evidence.{name}")))
        && facts.now() > pack.calendar_for(facts).after(*at, age)
    {
        return is("stale", format!("of {}, and older than {age}", told(*at, pack.calendar.tz)), &test.clauses);
    }
    if let Some(why) = measured::of_before(pack, test, name, facts) {
        return is("outdated", why, &test.clauses);
    }
    if let Some(why) = measured::early(pack, test, name, facts) {
        return is("early", why, &test.cited());
    }
    let unmet = unmet(pack, test, name, facts, false);
    if !unmet.why.is_empty() {
        return Some(unmet);
    }
    let left = uncovered(test, name, facts);
    if !left.is_empty() {
        return is("incomplete", format!("no result of {}", left.join(", ")), &test.cited());
    }
    let signed = facts.words(&format!("evidence.{name}.signed")).unwrap_or_default();
    if !test.signed.is_empty() && !test.signed.iter().any(|role| signed.contains(role)) {
        return is("unsigned", format!("not signed off by {}", test.signed.join(" or ")), &test.clauses);
    }
    if let Some((place, failed)) = failed_elsewhere(pack, name, facts) {
        return is("fail", format!("{place}: {}", failed.why.join(", ")), &failed.clauses);
    }
    let measured = |m: &String| facts.numbers.contains_key(&format!("evidence.{name}.{m}"));
    let says = test.criteria.iter().any(|c| !c.warn && c.number.keys().any(measured));
    if !says && test.signed.is_empty() && word != "pass" {
        return is("incomplete", "nobody says whether it passed".into(), &test.clauses);
    }
    is("pass", String::new(), &[])
}

/// Entries of the request that have no result in a proof.
fn uncovered(test: &Test, name: &str, facts: &Facts) -> Vec<String> {
    let covered = facts.words(&format!("evidence.{name}.covered")).unwrap_or_default();
    let has = |entry: &&String| covered.iter().any(|c| c.eq_ignore_ascii_case(entry));
    let entries = test.covers.iter().flat_map(|f| facts.words(&format!("field.{f}")).unwrap_or_default());
    entries.filter(|e| !has(e)).cloned().collect()
}

/// What a measure counts, by name, as the end of a sentence.
fn named(measure: &str, name: &str, facts: &Facts) -> String {
    let counted = if measure.starts_with("pass_rate") { "failed" } else { measure };
    let words = facts.words(&format!("evidence.{name}.named.{counted}")).unwrap_or_default();
    if words.is_empty() { String::new() } else { format!(": {}", words.join(", ")) }
}

/// An environment of which the newest piece failed, where a proof is asked for of no environment in particular: a newer
/// piece of another one does not undo it.
fn failed_elsewhere(pack: &Pack, name: &str, facts: &Facts) -> Option<(String, Standing)> {
    if name.contains('@') {
        return None;
    }
    let known = facts.words("evidence").unwrap_or_default().iter();
    let mut places = known.filter_map(|n| n.strip_prefix(name)?.strip_prefix('@'));
    places.find_map(|place| {
        let there = standing(pack, &format!("{name}@{place}"), facts)?;
        (there.word == "fail").then(|| (place.to_owned(), there))
    })
}

/// The criteria that a proof does not meet: those that decide, or those that only warn.
#[must_use]
pub fn unmet(pack: &Pack, test: &Test, name: &str, facts: &Facts, warn: bool) -> Standing {
    let mut found = Standing { word: "incomplete", ..Standing::default() };
    for criterion in test.criteria.iter().filter(|c| c.warn == warn) {
        if criterion.when.holds(facts, pack) == Truth::No {
            continue;
        }
        for (measure, limits) in &criterion.number {
            let full = |m: &str| format!("evidence.{name}.{m}");
            let others = [&limits.at_least_number, &limits.over_number].into_iter().flatten();
            let others = others.map(|m| (m, facts.numbers.get(&full(m)).copied()));
            let others = others.map(|(m, n)| format!(", {}", self::shown(m, test.unit(m), n, &Limits::default())));
            let others: String = others.collect();
            let limits = limits.of_piece(&full);
            match limits.hold(&full(measure), facts) {
                Truth::Yes => continue,
                Truth::No => found.word = "fail",
                Truth::Unknown if warn || criterion.given => continue,
                Truth::Unknown => {}
            }
            let have = facts.numbers.get(&full(measure)).copied();
            let shown = shown(measure, test.unit(measure), have, &limits);
            let names = self::named(measure, name, facts);
            found.why.push(format!("demanded: {} (found: {shown}{others}{names})", criterion.text));
            found
                .clauses
                .extend(criterion.clauses.iter().filter(|c| !found.clauses.contains(c)).cloned().collect::<Vec<_>>());
        }
    }
    found
}

/// A measure in words: `coverage 80.00%`, `scenarios 14 of 15`, `coverage is not given`.
fn shown(measure: &str, unit: Option<Unit>, have: Option<i64>, limits: &Limits) -> String {
    let measure = measure.strip_suffix("_up").unwrap_or(measure).replace('_', " ");
    let Some(have) = have else { return format!("{measure} is not given") };
    let have_words = in_words(unit, have);
    match (unit, limits.at_least) {
        (Some(Unit::Count), Some(least)) if have < least => format!("{measure} {have} of {least}"),
        _ => format!("{measure} {have_words}"),
    }
}

/// A value with its unit.
#[must_use]
pub fn in_words(unit: Option<Unit>, value: i64) -> String {
    match unit {
        Some(Unit::Percent) => format!("{}.{:02}%", value / 100, value.rem_euclid(100)),
        Some(Unit::Minutes) => format!("{value} min"),
        _ => value.to_string(),
    }
}

/// Reads a value as a person writes it, rounded down and up; a percentage may have decimals and a percent sign.
///
/// # Errors
/// What is wrong with it.
pub fn read_value(unit: Unit, text: &str) -> Result<(i64, i64), String> {
    let text = text.trim();
    if unit != Unit::Percent {
        let read = text.parse::<i64>().ok().filter(|n| *n >= 0);
        return read.map(|n| (n, n)).ok_or_else(|| "is not a whole number from 0 on".into());
    }
    let number = text.strip_suffix('%').unwrap_or(text).trim_end();
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let digits = |t: &str| t.chars().all(|c| c.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(part) {
        return Err("is not a percentage such as 97.5".into());
    }
    let wrong = |_| "is over 100%".to_owned();
    let hundredths: String = part.chars().chain("00".chars()).take(2).collect();
    let down =
        whole.parse::<i64>().map_err(wrong)?.saturating_mul(100).saturating_add(hundredths.parse().map_err(wrong)?);
    let up = down + i64::from(part.chars().skip(2).any(|c| c != '0'));
    if up > 10_000 { Err("is over 100%".into()) } else { Ok((down, up)) }
}

/// What a rule says of the proofs that it needs and that do not stand as it needs them.
pub(super) fn lacking(pack: &Pack, needs: &When, facts: &Facts) -> (Vec<String>, Vec<String>) {
    let (mut words, mut clauses) = (Vec::new(), Vec::new());
    for (name, wanted) in &needs.evidence {
        let stands = standing(pack, name, facts).unwrap_or(Standing { word: "unknown", ..Standing::default() });
        if wanted.list().iter().any(|w| w == stands.word) {
            continue;
        }
        let title = pack.test(name).map_or(name.as_str(), |t| t.title.as_str());
        let place = name.split_once('@').map_or_else(String::new, |(_, e)| format!("{e}: "));
        let why = if stands.why.is_empty() { stands.word.to_owned() } else { stands.why.join(", ") };
        words.push(format!("{place}{title}: {why}"));
        clauses.extend(stands.clauses);
    }
    (words, clauses)
}
