//! Carries changes out: deployments to one stage after the other, the record, and the review afterwards.

use super::scene::Scene;
use super::speech::{outcome, sentence};
use crate::app::error::AppError;
use crate::base::digest::Digest;
use crate::base::ids::PersonId;
use crate::base::time::{Moment, Span};
use crate::domain::change::{Change, time};
use crate::domain::command::{ChangeCommand, Command};
use crate::domain::run::Deployment;
use crate::domain::run::acts::{facts_to_begin, said_all};
use crate::domain::run::command::{Begin, RunCommand};
use crate::policy::act::Act;
use crate::policy::pack::{Effect, Rule};
use crate::policy::request::{Field, FieldKind};
use crate::policy::rule::{Truth, When};
use crate::policy::stage::{open_stages, passed};
use std::collections::BTreeSet;

impl Scene<'_, '_, '_> {
    /// What somebody says who begins a deployment to the stage at hand, or to the last environment.
    pub fn begin_words(&self) -> Begin {
        let pack = &self.play.pack;
        let own = self.change().map(|c| c.words("environment").to_vec()).unwrap_or_default();
        let stage = self.stage.clone().or_else(|| pack.furthest(&own).map(str::to_owned));
        let branch = stage.as_deref().and_then(|e| pack.stage(e)).map(|s| s.branch.replace('*', "next"));
        let digest = Digest::of(format!("artefact of change {}", self.no.0).as_bytes());
        let nth = usize::try_from(self.no.0).unwrap_or(0).checked_rem(pack.methods.len());
        Begin {
            environment: self.stage.clone(),
            method: nth.and_then(|n| pack.methods.get(n)).map(|m| m.id().to_owned()),
            artifact: (!pack.stages.is_empty()).then(|| format!("sha256:{digest}")),
            share: None,
            commit: Some(format!("git.example/app@{}", self.commit())),
            branch: branch.filter(|b| !b.is_empty()),
            pipeline: Some(format!("ci.example/runs/{}", self.no.0)),
            loose: false,
            moved: None,
        }
    }

    pub fn runs(&mut self, who: &PersonId, command: RunCommand) -> Result<bool, AppError> {
        self.on(who, ChangeCommand::Run(command))
    }

    /// One step further on the way through the stages that come before an act; when to go on, none where nothing is left.
    pub fn promote(&mut self, change: &Change, act: Act) -> Result<Option<Moment>, AppError> {
        if let Some(open) = change.run.open().find(|d| !d.last).cloned() {
            return self.end_deployment(change, &open);
        }
        let pack = std::sync::Arc::clone(&self.play.pack);
        let asks = |r: &&Rule| r.effect == Effect::Demand && r.acts.contains(&act) && !r.needs.passed.is_empty();
        let desk = self.desk(&change.requester);
        let Ok((_, facts)) = facts_to_begin(self.hands.world, &desk, change, &said_all(&pack, change, None)) else {
            return Ok(None);
        };
        let applies = |r: &&Rule| r.when.holds(&facts, &*pack) == Truth::Yes;
        let wanted = pack.rules.iter().filter(asks).filter(applies).find_map(|r| {
            let named = r.needs.passed.iter().find(|id| *id != "earlier" && passed(&pack, id, &facts) != Truth::Yes);
            let first = || open_stages(&pack, &facts).first().map(|s| s.id().to_owned());
            named.cloned().or_else(|| if r.needs.passed.iter().any(|p| p == "earlier") { first() } else { None })
        });
        let Some(stage) = wanted else { return Ok(None) };
        self.stage = Some(stage);
        // In a freeze nobody tries.
        let begin = self.begin_words();
        if let Ok((_, there)) = facts_to_begin(self.hands.world, &desk, change, &begin)
            && !time::start(self.hands.world, &desk, change, &there, desk.now).allowed
        {
            self.stage = None;
            return Ok(self.in_office(12 * 60, 30 * 60));
        }
        self.tell_on_the_day(change)?;
        for who in self.team(change) {
            if self.fit(&who, Act::Deploy) && self.ready(&who, Act::Deploy)? {
                let begin = self.begin_words();
                if self.runs(&who, RunCommand::Start(begin))? {
                    self.stage = None;
                    return Ok(self.soon(20, 90));
                }
            }
        }
        self.stage = None;
        // A sign-off that is not old enough yet, or a freeze: another day.
        let opened = change.moments.get("created").copied().unwrap_or(self.at);
        if self.at.since(opened) > Span::hours(24 * 60) {
            return self.stall().map(|_| None);
        }
        Ok(self.in_office(24 * 60 + 5, 28 * 60))
    }

    /// Writes down anew what the pack wants to be told on the day of the deployment.
    fn tell_on_the_day(&mut self, change: &Change) -> Result<(), AppError> {
        let pack = std::sync::Arc::clone(&self.play.pack);
        let stage = self.stage.clone().unwrap_or_default();
        let asked = |f: &&Field| f.kind == FieldKind::Moment && f.required.contains(&Act::Deploy);
        let here = |f: &&Field| f.when.environment.contains(&stage);
        let fields: Vec<_> = pack.fields.iter().filter(asked).filter(here).collect();
        if !fields.is_empty() {
            let fields = fields.into_iter().map(|f| (f.id().to_owned(), self.at.to_string())).collect();
            self.on(&change.requester.clone(), ChangeCommand::Edit { fields })?;
        }
        Ok(())
    }

    /// Goes on with a deployment before the last until it has ended.
    fn end_deployment(&mut self, change: &Change, open: &Deployment) -> Result<Option<Moment>, AppError> {
        self.stage.clone_from(&open.environment);
        let who = open.begun.1.clone();
        self.ready(&who, Act::Deployed)?;
        let done = self.all_of_it(&who)? && {
            let (environment, note) = (open.environment.clone(), Some(outcome(self.hands.chance).to_owned()));
            self.runs(&who, RunCommand::Finish { environment, succeeded: true, note })?
        };
        self.stage = None;
        if done { Ok(self.next(change, 60, 600)) } else { self.stall().map(|_| None) }
    }

    /// Takes the steps of the method, and raises the share until it is whole.
    pub fn all_of_it(&mut self, who: &PersonId) -> Result<bool, AppError> {
        let pack = std::sync::Arc::clone(&self.play.pack);
        for _ in 0..24 {
            let Some(open) = self.change().and_then(|c| c.run.open().last()).cloned() else { return Ok(true) };
            let method = open.method.as_deref().and_then(|m| pack.method(m));
            let step = method.and_then(|m| m.steps.iter().find(|s| !open.passed(&s.id)));
            let shifts = step.is_none_or(|s| s.shifts) && open.share < 100;
            let environment = open.environment.clone();
            let did = if shifts {
                let share = method.and_then(|m| m.next(open.share)).unwrap_or(100);
                let reason = Some("errors and latency as before".to_owned());
                self.runs(who, RunCommand::Raise { environment, share, reason })?
            } else if let Some(step) = step {
                self.runs(who, RunCommand::Step { environment, step: step.id.clone(), passed: true, note: None })?
            } else {
                return Ok(true);
            };
            if !did {
                return Ok(false);
            }
        }
        Ok(false)
    }

    /// Writes what the pack wants on record before the implementation ends.
    pub fn record_for_finish(&mut self, who: &PersonId) -> Result<(), AppError> {
        let pack = std::sync::Arc::clone(&self.play.pack);
        let over = self.change().and_then(Change::window).is_some_and(|(_, to)| self.at.plus(Span::hours(1)) > to);
        let asks = |r: &&Rule| r.effect == Effect::Demand && r.acts.contains(&Act::Finish);
        let kinds: BTreeSet<&str> = pack
            .rules
            .iter()
            .filter(asks)
            .flat_map(|r| r.needs.number.keys())
            .filter_map(|n| n.strip_prefix("noted."))
            .filter(|kind| *kind != "deviation" || over)
            .collect();
        for kind in kinds {
            let text = Some(outcome(self.hands.chance).to_owned());
            self.runs(who, RunCommand::Note { kind: kind.to_owned(), text, file: None })?;
        }
        for list in pack.rules.iter().filter(asks).flat_map(|r| r.needs.checklist.keys()) {
            self.tick(who, list)?;
        }
        Ok(())
    }

    /// What follows the implementation before it is closed: stages that an emergency left out, the review.
    /// When to go on, none where nothing is left.
    pub fn aftercare(&mut self, change: &Change, code: &str) -> Result<Option<Moment>, AppError> {
        if let Some(at) = self.promote(change, Act::Close)? {
            return Ok(Some(at));
        }
        let pack = std::sync::Arc::clone(&self.play.pack);
        let needs = |get: &dyn Fn(&When) -> bool| {
            pack.rules.iter().any(|r| {
                let asked = get(&r.needs) || r.needs.any.iter().any(get);
                r.effect == Effect::Demand && r.acts.contains(&Act::Close) && asked
            })
        };
        if change.run.reviews.is_empty() && needs(&|w| w.flag.get("pir") == Some(&true)) {
            self.hold_review(change, code)?;
        }
        Ok(None)
    }

    /// Somebody who had no part in it reviews the implementation.
    fn hold_review(&mut self, change: &Change, code: &str) -> Result<(), AppError> {
        let pack = std::sync::Arc::clone(&self.play.pack);
        let known = self.facts(&change.requester, change);
        let told = |kind: &str| known.words(&format!("record.{kind}")).is_some_and(|lines| !lines.is_empty());
        let findings: Vec<(String, String)> = pack
            .findings
            .iter()
            .map(|f| {
                let none = !f.record.is_empty() && code == "successful" && !told(&f.record);
                (f.id().to_owned(), if none { "none".into() } else { sentence(self.hands.chance).to_owned() })
            })
            .collect();
        let mut people: Vec<PersonId> = self.play.company.roles.iter().map(|(_, p)| p.clone()).collect();
        people.extend(self.play.company.board.iter().cloned());
        people.push(change.requester.clone());
        let fits = people.into_iter().find(|p| self.fit(p, Act::Pir));
        if let Some(who) = fits {
            let command = RunCommand::Review { outcome: code.to_owned(), findings, reason: None };
            let command = Command::Change(self.no, ChangeCommand::Run(command));
            drop(self.act(&who, &command)?);
        }
        Ok(())
    }
}
