//! Vectors that ask the calendar: whether the change of the facts may run in a time, and when it is free.

use super::diary::{Announced, Answer, Diary, Opened, Question};
use super::facts::Facts;
use super::judge;
use super::pack::Pack;
use super::running::judge_time;
use super::slots::Slots;
use super::vector::{Vector, same};
use super::verdict::Verdict;
use crate::base::time::Moment;
use serde::Deserialize;

/// A calendar exception as a vector writes it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// Kind.
    pub kind: String,
    /// From when it is to hold.
    pub from: String,
    /// Until when.
    pub to: String,
    /// Titles of the approvals that were given.
    #[serde(default)]
    pub signed: Vec<String>,
    /// Environments; all when empty.
    #[serde(default)]
    pub environments: Vec<String>,
    /// The only freeze that it waives.
    #[serde(default)]
    pub freeze: Option<String>,
    /// Whether a start used it.
    #[serde(default)]
    pub used: bool,
}

/// The days that a task of the plan must have in a month.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expected {
    /// The task.
    pub task: String,
    /// The month: `2026-03`.
    pub month: String,
    /// First day, last day, another day on which it may be, the day as written: as far as it has them.
    pub days: Vec<String>,
}

impl Vector {
    /// Whether the change may run in the time given. An act that is named beside exceptions is judged as well.
    pub(super) fn run_time(&self, pack: &Pack, facts: &Facts, from: &str, to: &str) -> Result<(), String> {
        let read = |t: &str| Moment::parse(t, pack.calendar.tz).map_err(|e| e.to_string());
        let diary = self.diary(pack)?;
        let question = Question { facts, systems: &self.systems, from: read(from)?, to: read(to)? };
        if !self.slots.is_empty() {
            let wanted = self.slots.iter().map(|t| Ok(read(t)?.to_string())).collect::<Result<Vec<_>, String>>()?;
            let found = Slots::new(pack, &diary, &question).take(wanted.len());
            same("slots", &wanted, &found.map(|(from, _)| from.to_string()).collect())?;
        }
        let answer = judge_time(pack, &diary, &question);
        let verdict = self.verdict(pack, facts, &answer);
        match self.expect {
            Some(expect) => self.compare(&verdict, expect),
            None if self.slots.is_empty() => Err("it names a time and expects nothing".into()),
            None => Ok(()),
        }
    }

    /// Whether a task of the month has the days given; with `due`, when its papers are.
    pub(super) fn run_plan(&self, pack: &Pack, expected: &Expected) -> Result<(), String> {
        let Expected { task, month, days } = expected;
        let first = format!("{month}-01").parse().map_err(|_| format!("{month} is no month such as 2026-03"))?;
        let plan = super::plan::month(pack, first);
        let planned = plan.iter().find(|p| p.task.id() == *task).ok_or_else(|| format!("there is no task {task}"))?;
        let got = [Some(planned.from), Some(planned.to), planned.or, planned.written];
        let got: Vec<String> = got.into_iter().flatten().map(|d| d.to_string()).collect();
        same("days", days, &got)?;
        let Some(due) = &self.due else { return Ok(()) };
        let due = Moment::parse(due, pack.calendar.tz).map_err(|e| e.to_string())?;
        same("papers", &Some(due.to_string()), &planned.papers.map(|at| at.to_string()))
    }

    fn diary(&self, pack: &Pack) -> Result<Diary, String> {
        let read = |t: &str| Moment::parse(t, pack.calendar.tz).map_err(|e| e.to_string());
        let mut diary = Diary::default();
        for (n, (title, from, to)) in self.announced.iter().enumerate() {
            let (id, title) = (format!("FRZ-{}", n + 1), title.clone());
            diary.announced.push(Announced { id, title, from: read(from)?, to: read(to)?, ..Announced::default() });
        }
        for (n, (title, from, to)) in self.opened.iter().enumerate() {
            let (id, title) = (format!("WIN-{}", n + 1), title.clone());
            diary.opened.push(Opened { id, title, from: read(from)?, to: read(to)?, ..Opened::default() });
        }
        for (no, e) in (1..).zip(&self.exceptions) {
            let kind = pack.exceptions.iter().find(|k| k.id() == e.kind);
            let kind = kind.ok_or_else(|| format!("there is no exception {}", e.kind))?;
            let signed: Vec<&str> = e.signed.iter().map(String::as_str).collect();
            let void = if e.used { Some("it was used".into()) } else { kind.lacking(&signed) };
            let mut waiver = kind.waiver(no, (read(&e.from)?, read(&e.to)?), void);
            waiver.environments.clone_from(&e.environments);
            waiver.freeze.clone_from(&e.freeze);
            diary.waivers.push(waiver);
        }
        Ok(diary)
    }

    fn verdict(&self, pack: &Pack, facts: &Facts, answer: &Answer) -> Verdict {
        let tz = pack.calendar.tz;
        let mut verdict = match self.act.filter(|_| !self.exceptions.is_empty()) {
            Some(act) => judge::judge(pack, act, facts),
            None => Verdict::default(),
        };
        verdict.reasons.extend(answer.reasons(tz));
        verdict.warnings.extend(answer.warnings());
        let waived = answer.waive(&mut verdict.reasons);
        verdict.warnings.extend(waived);
        verdict
    }
}
