//! Test vectors: facts and the verdict, deadline, score or count that they must give. They stand in the pack itself.

use super::act::Act;
use super::board::{Count, Standing};
use super::facts::{Fact, Facts};
use super::judge;
use super::pack::Pack;
use super::timely::{Exception, Expected};
use super::verdict::Verdict;
use crate::base::time::Moment;
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use toml::Spanned;

/// Named starting facts.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Base {
    /// Base that this one builds on.
    pub from: Option<String>,
    /// Words and numbers by name.
    pub set: BTreeMap<String, Fact>,
    /// Moments by name, RFC 3339 or local time in the pack's zone; `now` among them.
    pub at: BTreeMap<String, String>,
    /// Names that are unknown.
    pub unknown: Vec<String>,
}

/// A vector. What it expects decides what is run: `expect` an act, `due` a clock, `score`/`level` the risk model,
/// `outcome` the count, `quorate` the presence needed, `approvals` the matrix, `downtime` the business impact,
/// `overdue` the policy's own review, `runs` with `expect` or `slots` the calendar, `signed` the signatures under an edited
/// pack. Settings that it sets are in force while it runs.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    /// What it shows, unique in the pack.
    pub name: Spanned<String>,
    /// Clauses that it tests.
    pub clauses: Vec<String>,
    /// Base facts.
    #[serde(default)]
    pub from: Option<String>,
    /// Words and numbers that differ from the base.
    #[serde(default)]
    pub set: BTreeMap<String, Fact>,
    /// Moments that differ.
    #[serde(default)]
    pub at: BTreeMap<String, String>,
    /// Names that are unknown.
    #[serde(default)]
    pub unknown: Vec<String>,
    /// The act judged.
    #[serde(default)]
    pub act: Option<Act>,
    /// Beginning and end of the time in which the change of the facts wants to run.
    #[serde(default)]
    pub runs: Option<(String, String)>,
    /// The systems that it touches.
    #[serde(default)]
    pub systems: Vec<String>,
    /// Where the first free times of that length begin, from the beginning asked for.
    #[serde(default)]
    pub slots: Vec<String>,
    /// Freezes that people announced: title, beginning, end.
    #[serde(default)]
    pub announced: Vec<(String, String, String)>,
    /// Windows that people announced: title, beginning, end.
    #[serde(default)]
    pub opened: Vec<(String, String, String)>,
    /// Calendar exceptions of the change.
    #[serde(default)]
    pub exceptions: Vec<Exception>,
    /// A task of the plan and the days that it must have in a month; `due` is when its papers must be.
    #[serde(default)]
    pub planned: Option<Expected>,
    /// `allowed`, `refused` or `warned`.
    #[serde(default)]
    pub expect: Option<Expect>,
    /// Clauses that the refusal or warning must cite, among others.
    #[serde(default)]
    pub cites: Vec<String>,
    /// Everything that must be reported missing, no more and no less.
    #[serde(default)]
    pub missing: Option<Vec<String>>,
    /// Words that must stand in the refusal or warning.
    #[serde(default)]
    pub says: Vec<String>,
    /// Clock whose limit is tested, or series of meetings that must open in time.
    #[serde(default)]
    pub clock: Option<String>,
    /// When it is due.
    #[serde(default)]
    pub due: Option<String>,
    /// Whether it is breached at `now`.
    #[serde(default)]
    pub breached: Option<bool>,
    /// Ratings by factor (points or labels).
    #[serde(default)]
    pub ratings: BTreeMap<String, Fact>,
    /// Inherent score.
    #[serde(default)]
    pub score: Option<i64>,
    /// Level.
    #[serde(default)]
    pub level: Option<String>,
    /// Count of a ballot.
    #[serde(default)]
    pub count: Option<VectorCount>,
    /// Outcome of the count.
    #[serde(default)]
    pub outcome: Option<Standing>,
    /// Whether the count is quorate.
    #[serde(default)]
    pub quorate: Option<bool>,
    /// Ids of the approvals that apply, in order.
    #[serde(default)]
    pub approvals: Option<Vec<String>>,
    /// Business impact: money per hour of downtime, and minutes of it.
    #[serde(default)]
    pub downtime: Option<(i64, i64)>,
    /// What that downtime costs.
    #[serde(default)]
    pub cost: Option<i64>,
    /// The class of that impact; the empty text for none.
    #[serde(default)]
    pub class: Option<String>,
    /// Whether the review of the policy itself is overdue at `now`.
    #[serde(default)]
    pub overdue: Option<bool>,
    /// Roles that have signed an edited pack; `missing` names those that have not.
    #[serde(default)]
    pub signed: Option<Vec<String>>,
}

/// What a judgement must give.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expect {
    /// No reason against it.
    Allowed,
    /// Refused.
    Refused,
    /// Allowed with a warning.
    Warned,
}

/// A count as a vector writes it.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct VectorCount {
    /// Seats of the board; the pack's own when 0.
    pub seats: usize,
    /// Present.
    pub present: usize,
    /// For.
    #[serde(rename = "for")]
    pub for_: usize,
    /// Against.
    pub against: usize,
    /// Abstaining.
    pub abstain: usize,
    /// Recused.
    pub recused: usize,
    /// The chair's vote.
    pub chair_for: Option<bool>,
    /// A veto was used.
    pub vetoed: bool,
}

impl Vector {
    /// Runs the vector.
    ///
    /// # Errors
    /// What came out instead, in words.
    pub fn run(&self, pack: &Pack) -> Result<(), String> {
        let facts = self.facts(pack)?;
        let pack = &with_settings(pack, &facts);
        let mut ran = false;
        if let Some((from, to)) = &self.runs {
            ran = true;
            self.run_time(pack, &facts, from, to)?;
        } else if let Some(expect) = self.expect {
            ran = true;
            self.run_act(pack, &facts, expect)?;
        }
        if let Some(id) = &self.clock {
            ran = true;
            self.run_clock(pack, &facts, id)?;
        }
        if self.score.is_some() || self.level.is_some() {
            ran = true;
            self.run_score(pack)?;
        }
        if let Some(count) = self.count {
            ran = true;
            self.run_count(pack, count)?;
        }
        if let Some(wanted) = &self.approvals {
            ran = true;
            let got: Vec<_> = judge::needed_approvals(pack, &facts).iter().map(|a| a.id().to_owned()).collect();
            same("approvals", wanted, &got)?;
        }
        if let Some((per_hour, minutes)) = self.downtime {
            ran = true;
            self.run_downtime(pack, per_hour, minutes)?;
        }
        if let Some(wanted) = self.overdue {
            ran = true;
            same("overdue", &wanted, &pack.document.overdue(pack.calendar.day(facts.now())))?;
        }
        if let Some(planned) = &self.planned {
            ran = true;
            self.run_plan(pack, planned)?;
        }
        if let Some(signed) = &self.signed {
            ran = true;
            let signed: Vec<&str> = signed.iter().map(String::as_str).collect();
            let got: Vec<_> = pack.document.unsigned(&signed).iter().map(|s| s.role.clone()).collect();
            same("unsigned", &self.missing.clone().unwrap_or_default(), &got)?;
        }
        if ran { Ok(()) } else { Err("it expects nothing".into()) }
    }

    /// The facts of the vector.
    ///
    /// # Errors
    /// When a base or moment cannot be read.
    pub fn facts(&self, pack: &Pack) -> Result<Facts, String> {
        let mut facts = Facts::closed(pack, Moment(0));
        let own =
            Base { from: self.from.clone(), set: self.set.clone(), at: self.at.clone(), unknown: self.unknown.clone() };
        lay(pack, &own, &mut facts, 0)?;
        Ok(facts)
    }

    fn run_act(&self, pack: &Pack, facts: &Facts, expect: Expect) -> Result<(), String> {
        let act = self.act.ok_or("it expects a verdict but names no act")?;
        let verdict = judge::judge(pack, act, facts);
        self.compare(&verdict, expect)
    }

    pub(super) fn compare(&self, verdict: &Verdict, expect: Expect) -> Result<(), String> {
        let said: Vec<_> = verdict.reasons.iter().map(|r| format!("[{}] {}", r.rule, r.text)).collect();
        let told = if expect == Expect::Refused { &verdict.reasons } else { &verdict.warnings };
        match expect {
            Expect::Refused if verdict.allowed() => return Err("it is allowed".into()),
            Expect::Allowed | Expect::Warned if !verdict.allowed() => {
                return Err(format!("it is refused: {}", said.join("; ")));
            }
            Expect::Warned if verdict.warnings.is_empty() => return Err("there is no warning".into()),
            _ => {}
        }
        for clause in &self.cites {
            if !told.iter().any(|r| r.clauses.contains(clause)) {
                return Err(format!("{clause} is not cited, but: {}", said.join("; ")));
            }
        }
        for words in &self.says {
            if !told.iter().any(|r| r.text.contains(words.as_str())) {
                return Err(format!("nothing says \"{words}\", but: {}", said.join("; ")));
            }
        }
        if let Some(wanted) = &self.missing {
            let got: Vec<_> = verdict.missing.iter().map(|m| m.field.clone()).collect();
            same("missing", wanted, &got)?;
        }
        Ok(())
    }

    fn run_clock(&self, pack: &Pack, facts: &Facts, id: &str) -> Result<(), String> {
        let series = || pack.series.iter().find(|s| s.id() == id).and_then(super::meeting::Series::clock);
        let found = pack.clocks.iter().find(|c| c.id == id).cloned().or_else(series);
        let clock = found.ok_or_else(|| format!("there is no clock {id}"))?;
        if clock.when.holds(facts, pack) != super::rule::Truth::Yes {
            return Err(format!("clock {id} does not apply"));
        }
        let reading =
            clock.read(facts, &pack.calendar_for(facts)).ok_or_else(|| format!("clock {id} has not started"))?;
        if let Some(due) = &self.due {
            let due = Moment::parse(due, pack.calendar.tz).map_err(|e| e.to_string())?;
            same("due", &due.to_string(), &reading.limit.to_string())?;
        }
        if let Some(breached) = self.breached {
            same("breached", &breached, &(reading.standing == super::clock::Standing::Breached))?;
        }
        Ok(())
    }

    fn run_score(&self, pack: &Pack) -> Result<(), String> {
        let mut ratings = BTreeMap::new();
        for (id, fact) in &self.ratings {
            let factor = pack.risk.factors.iter().find(|f| f.id == *id).ok_or_else(|| format!("no factor {id}"))?;
            let word = match fact {
                Fact::Number(n) => n.to_string(),
                Fact::Word(word) => word.clone(),
                Fact::Words(_) => return Err(format!("{id} takes one value")),
            };
            ratings.insert(id.clone(), factor.points(&word).ok_or_else(|| format!("{id} has no value {word}"))?);
        }
        let scored = pack.risk.score(&ratings);
        if self.score.is_some() {
            same("score", &self.score, &scored.inherent)?;
        }
        if self.level.is_some() {
            same("level", &self.level, &scored.level)?;
        }
        Ok(())
    }

    fn run_downtime(&self, pack: &Pack, per_hour: i64, minutes: i64) -> Result<(), String> {
        let bia = pack.bia.as_ref().ok_or("the pack assesses no business impact")?;
        let (cost, class) = bia.assess(pack, per_hour, minutes);
        match (self.cost, self.class.as_deref()) {
            (None, None) => Err("it names a downtime and expects neither cost nor class".into()),
            (Some(wanted), None) => same("cost", &wanted, &cost),
            (None, Some(wanted)) => same("class", &wanted, &class.unwrap_or_default()),
            (Some(wanted), Some(name)) => same("cost and class", &(wanted, name), &(cost, class.unwrap_or_default())),
        }
    }

    fn run_count(&self, pack: &Pack, c: VectorCount) -> Result<(), String> {
        let seats = if c.seats == 0 { pack.board.seats.len() } else { c.seats };
        let rule = pack.vote_rule(seats);
        let count = Count {
            eligible: seats.saturating_sub(c.recused),
            recused: c.recused,
            present: c.present,
            for_: c.for_,
            against: c.against,
            abstain: c.abstain,
            vetoed: c.vetoed,
            mandatory_missing: 0,
            chair_for: c.chair_for,
        };
        if let Some(outcome) = self.outcome {
            same("outcome", &outcome, &rule.standing(&count))?;
        }
        if let Some(quorate) = self.quorate {
            same("quorate", &quorate, &rule.reach(&count).quorum_met)?;
        }
        Ok(())
    }
}

pub(super) fn same<T: PartialEq + std::fmt::Debug>(what: &str, wanted: &T, got: &T) -> Result<(), String> {
    if wanted == got { Ok(()) } else { Err(format!("{what}: wanted {wanted:?}, got {got:?}")) }
}

/// The pack with the settings that the facts give another value; its calendar follows them.
fn with_settings<'a>(pack: &'a Pack, facts: &Facts) -> Cow<'a, Pack> {
    let given = |id: &str| facts.words(&format!("setting.{id}")).and_then(|w| w.first());
    if pack.settings.iter().all(|s| given(s.id()).is_none_or(|v| *v == s.value)) {
        return Cow::Borrowed(pack);
    }
    let mut pack = pack.clone();
    for setting in &mut pack.settings {
        if let Some(value) = given(setting.id()) {
            setting.value.clone_from(value);
        }
    }
    pack.calendar = pack.calendar_of_settings();
    Cow::Owned(pack)
}

fn lay(pack: &Pack, base: &Base, facts: &mut Facts, depth: usize) -> Result<(), String> {
    if depth > 8 {
        return Err("bases refer to each other in a circle".into());
    }
    if let Some(name) = &base.from {
        let under = pack.base.get(name).ok_or_else(|| format!("there is no base {name}"))?;
        lay(pack, under, facts, depth + 1)?;
    }
    for (name, fact) in &base.set {
        facts.set(name.clone(), fact);
    }
    for (name, text) in &base.at {
        let at = Moment::parse(text, pack.calendar.tz).map_err(|e| format!("{name}: {e}"))?;
        facts.moments.insert(name.clone(), at);
    }
    for name in &base.unknown {
        facts.words.remove(name);
        facts.numbers.remove(name);
        facts.moments.remove(name);
    }
    Ok(())
}
