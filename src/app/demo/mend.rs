//! Supplies what the pack finds missing: fields, ratings, signatures, the entry in the risk register.

use super::play::Form;
use super::scene::Scene;
use super::speech::{self, sentence};
use crate::app::error::AppError;
use crate::base::digest::Digest;
use crate::base::ids::PersonId;
use crate::base::time::Span;
use crate::domain::change::Value;
use crate::domain::change::states::State;
use crate::domain::change::time;
use crate::domain::command::{ChangeCommand, Command, RiskCommand};
use crate::domain::desk::Desk;
use crate::domain::run::acts::facts_to_begin;
use crate::policy::act::Act;
use crate::policy::diary::Booked;
use crate::policy::judge::judge;
use crate::policy::pack::{Effect, Pack, Path, Rule};
use crate::policy::request::{Field, FieldKind};
use crate::policy::risk::Part;
use crate::policy::rule::{Truth, When};
use crate::policy::verdict::Verdict;
use std::collections::BTreeSet;
use std::sync::Arc;

/// How many dates a request of the demonstration proposes.
const DATES: usize = 3;

impl Scene<'_, '_, '_> {
    pub fn desk(&self, who: &PersonId) -> Desk {
        Desk {
            now: self.hands.tx.moment(self.at),
            actor: who.clone(),
            pack: Arc::clone(&self.play.pack),
            pack_digest: Digest([0; 32]),
            next_change: self.no,
            seed: [0; 32],
            if_version: None,
            near: Vec::new(),
            booked: Booked::default(),
            quoted: std::collections::BTreeMap::new(),
        }
    }

    /// What the pack says to an act before anybody tries it, as the page of the change shows it.
    fn judged(&self, who: &PersonId, act: Act, params: &[(&str, &str)]) -> Verdict {
        let Some(change) = self.change() else { return Verdict::default() };
        let desk = self.desk(who);
        let begun = matches!(act, Act::Start | Act::Deploy).then(|| self.begin_words());
        let begun = begun.and_then(|begin| facts_to_begin(self.hands.world, &desk, change, &begin).ok());
        let mut facts = begun.map_or_else(|| self.facts(who, change), |(_, facts)| facts);
        facts.of_act(params);
        if matches!(act, Act::Deployed | Act::Finish) {
            let end = change.run.open().last().and_then(|d| d.environment.clone());
            time::name_environment(&mut facts, self.stage.as_deref().or(end.as_deref()));
            facts.set_word("act.outcome", "pass");
        }
        judge(&self.play.pack, act, &facts)
    }

    /// Whether somebody may do something now.
    pub fn may(&self, who: &PersonId, act: Act, params: &[(&str, &str)]) -> bool {
        self.judged(who, act, params).allowed()
    }

    /// Whether somebody is the person for an act, whatever else is still missing.
    pub fn fit(&self, who: &PersonId, act: Act) -> bool {
        let verdict = self.judged(who, act, &[]);
        let personal =
            |id: &str| self.play.pack.rules.iter().any(|r| r.id() == id && r.acts.contains(&act) && about(r));
        !verdict.permits.is_empty() && !verdict.reasons.iter().any(|r| personal(&r.rule))
    }

    /// Whether a condition applies to the change.
    pub fn applies(&self, when: &When) -> bool {
        let Some(change) = self.change() else { return false };
        let facts = self.facts(&change.requester, change);
        when.holds(&facts, &*self.play.pack) == Truth::Yes
    }

    /// Supplies what an act lacks until the pack allows it; whether it does.
    pub fn ready(&mut self, who: &PersonId, act: Act) -> Result<bool, AppError> {
        for _ in 0..6 {
            let verdict = self.judged(who, act, &[]);
            if verdict.allowed() {
                return Ok(true);
            }
            if !self.mend(who, &verdict)? {
                return Ok(false);
            }
        }
        Ok(self.may(who, act, &[]))
    }

    pub fn holders(&self, roles: &[String]) -> Vec<PersonId> {
        let mut all: Vec<PersonId> =
            self.play.company.roles.iter().filter(|(r, _)| roles.contains(r)).map(|(_, p)| p.clone()).collect();
        all.dedup();
        all
    }

    /// Somebody and those around the change, each once.
    pub fn around(&self, who: &PersonId) -> Vec<PersonId> {
        let mut people = vec![who.clone()];
        people.extend(self.change().map(|c| c.requester.clone()));
        people.extend(self.play.company.roles.iter().map(|(_, p)| p.clone()));
        let mut seen = BTreeSet::new();
        people.retain(|p| seen.insert(p.clone()));
        people
    }

    /// Proposes dates that the calendar has free, where the pack asks for some.
    pub fn propose_dates(&mut self) -> Result<(), AppError> {
        let dates = |f: &&Field| f.kind == FieldKind::Dates;
        let pack = Arc::clone(&self.play.pack);
        let Some(field) = pack.fields.iter().find(dates).filter(|f| self.applies(&f.when)) else { return Ok(()) };
        let field = field.id().to_owned();
        let Some(change) = self.change().cloned() else { return Ok(()) };
        let desk = self.desk(&change.requester);
        let facts = self.facts(&change.requester, &change);
        let length = change.window().map_or(Span::hours(1), |(from, to)| to.since(from));
        let begin = self.at.plus(Span::hours(24 * 8));
        let found = time::proposals(self.hands.world, &desk, &change, &facts, (begin, begin.plus(length)), DATES);
        let dates = found.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        self.on(&change.requester, ChangeCommand::Edit { fields: vec![(field, dates)] }).map(drop)
    }

    /// Gives the request a window that the calendar has free, where the one that it has would be refused.
    pub fn fit_window(&mut self) -> Result<(), AppError> {
        let Some(change) = self.change().cloned() else { return Ok(()) };
        let Some(window) = change.window() else { return Ok(()) };
        let desk = self.desk(&change.requester);
        if desk.pack.setting("window.chosen") == Some("after_approval") {
            return Ok(());
        }
        let facts = self.facts(&change.requester, &change);
        if time::planned(self.hands.world, &desk, &change, &facts, window).allowed {
            return Ok(());
        }
        let found = time::proposals(self.hands.world, &desk, &change, &facts, window, 1);
        let Some(from) = found.first() else { return Ok(()) };
        let window = format!("{from}/{}", from.plus(window.1.since(window.0)));
        self.on(&change.requester, ChangeCommand::Edit { fields: vec![("window".into(), window)] }).map(drop)
    }

    /// Rates the factors of a part that are not rated, by whoever may.
    pub fn rate(&mut self, part: Part) -> Result<bool, AppError> {
        let Some(change) = self.change() else { return Ok(false) };
        let pack = Arc::clone(&self.play.pack);
        let open: Vec<_> =
            pack.risk.factors.iter().filter(|f| f.part == part && !change.ratings.contains_key(&f.id)).collect();
        if open.is_empty() {
            return Ok(false);
        }
        // What is pre-approved is small, and what is left after mitigation is the least there is.
        let least = part == Part::Residual || self.play.path(&change.change_type) == Path::Catalogue;
        let people = self.around(&change.requester);
        let Some(who) = people.into_iter().find(|p| self.fit(p, Act::Assess)) else { return Ok(false) };
        let mut ratings = Vec::new();
        for factor in open {
            let roll = self.hands.chance.below(100);
            let last = factor.choices.len().saturating_sub(1);
            let index = match roll {
                _ if least => 0,
                0..45 => 0,
                45..80 => 1,
                _ => usize::try_from(roll).unwrap_or(0) % factor.choices.len().max(1),
            };
            let value = factor.choices.get(index.min(last)).map_or(1, |c| c.value);
            ratings.push((factor.id.clone(), value.to_string()));
        }
        self.on(&who, ChangeCommand::Assess { ratings })
    }

    /// Supplies what a verdict found missing; whether anything was supplied.
    pub fn mend(&mut self, who: &PersonId, verdict: &Verdict) -> Result<bool, AppError> {
        let mut did = false;
        let pack = Arc::clone(&self.play.pack);
        let mut fields: BTreeSet<String> = BTreeSet::new();
        let mut values: Vec<(String, String)> = Vec::new();
        for missing in &verdict.missing {
            match (missing.field.strip_prefix("review."), missing.field.strip_prefix("checklist.")) {
                (Some(review), _) => did |= self.sign(review)?,
                (_, Some(list)) => did |= self.tick(who, list)?,
                (None, None) => drop(fields.insert(missing.field.clone())),
            }
        }
        for reason in &verdict.reasons {
            let Some(rule) = pack.rules.iter().find(|r| r.id() == reason.rule) else { continue };
            if rule.effect == Effect::Forbid {
                did |= self.unforbid(&pack, rule, &mut values)?;
            }
            let mut needs: Vec<&When> = vec![&rule.needs];
            needs.extend(rule.needs.any.first());
            for need in needs {
                let empty = |id: &&String| self.change().is_some_and(|c| c.fields.get(*id).is_none_or(Value::is_empty));
                fields.extend(need.has.iter().filter(empty).cloned());
                values.extend(need.yes.first().map(|f| (f.clone(), "yes".to_owned())));
                values.extend(need.field.iter().filter_map(|(f, w)| w.list().first().map(|v| (f.clone(), v.clone()))));
                for list in need.checklist.keys() {
                    did |= self.tick(who, list)?;
                }
                for name in need.evidence.keys() {
                    did |= self.prove(name)?;
                }
                for review in &need.reviewed {
                    did |= self.sign(review)?;
                }
                if !need.rated.is_empty() || !need.risk.is_empty() || need.number.keys().any(|n| n.starts_with("risk."))
                {
                    did |= self.rate(Part::Residual)? | self.rate(Part::Inherent)? | self.rate(Part::Rating)?;
                }
            }
        }
        self.fill(&fields, who, &mut values);
        Ok(did | self.write(who, values)?)
    }

    /// Takes away what a rule forbids: an answer of no, a risk that is not logged.
    fn unforbid(&mut self, pack: &Pack, rule: &Rule, values: &mut Vec<(String, String)>) -> Result<bool, AppError> {
        let fields = std::iter::once(&rule.when).chain(&rule.when.any).flat_map(|w| &w.field);
        for (id, words) in fields {
            let question = pack.field(id).is_some_and(|f| f.kind == FieldKind::YesNo);
            if question && words.list().iter().any(|w| w == "no") {
                values.push((id.clone(), "yes".into()));
            }
            let others =
                pack.field(id).into_iter().flat_map(|f| f.choices.iter().filter(|c| !words.list().contains(c)));
            let other = self.hands.chance.of(&others.collect::<Vec<_>>()).map(|c| (*c).clone());
            let draft = self.state() == Some(State::New) && !about(rule);
            values.extend(other.filter(|_| draft).map(|other| (id.clone(), other)));
        }
        values.extend(rule.when.yes.iter().map(|id| (id.clone(), "no".to_owned())));
        if rule.when.flag.get("risk_unlogged") != Some(&true) {
            return Ok(false);
        }
        let Some(owner) = self.change().map(|c| c.requester.clone()) else { return Ok(false) };
        let (text, mitigation) = speech::risk(self.hands.chance);
        let (text, change, mitigation) = (text.to_owned(), Some(self.no), Some(mitigation.to_owned()));
        let command = RiskCommand::Log { change, text, level: None, mitigation, owner: Some(owner.clone()) };
        Ok(self.act(&owner, &Command::Risk(command))?.is_ok())
    }

    fn fill(&mut self, fields: &BTreeSet<String>, who: &PersonId, values: &mut Vec<(String, String)>) {
        let pack = Arc::clone(&self.play.pack);
        let change = self.change();
        let systems = change.map(|c| c.words("affected_systems").join(",")).filter(|s| !s.is_empty());
        let requester = change.map_or_else(|| who.clone(), |c| c.requester.clone());
        let urgent = change.is_some_and(|c| self.play.urgent(&c.change_type));
        let systems = systems.unwrap_or_else(|| "web-01".into());
        let form = Form { requester: &requester, systems: &systems, urgent, at: self.at };
        for field in fields.iter().filter_map(|id| pack.field(id)) {
            // What a stage is entered with is seen to, and what is told on the day is told now.
            if field.required.contains(&Act::Deploy) {
                let told = if field.kind == FieldKind::YesNo { "yes".into() } else { self.at.to_string() };
                values.push((field.id().to_owned(), told));
                continue;
            }
            let filled = self.play.fill(field, &form, self.hands.chance);
            values.push((field.id().to_owned(), filled));
        }
    }

    /// Writes values into fields, each by somebody who may.
    fn write(&mut self, who: &PersonId, values: Vec<(String, String)>) -> Result<bool, AppError> {
        if values.is_empty() {
            return Ok(false);
        }
        let mut open = values;
        let mut by: Vec<(PersonId, Vec<(String, String)>)> = Vec::new();
        for person in self.around(who) {
            let Some(change) = self.change().filter(|_| !open.is_empty()) else { break };
            let mut facts = self.facts(&person, change);
            let (ours, others) = open.into_iter().partition(|(id, value)| {
                facts.set_word("act.field", id);
                facts.set_word("act.value", value.trim());
                judge(&self.play.pack, Act::Edit, &facts).allowed()
            });
            open = others;
            by.push((person, ours));
        }
        by.retain(|(_, fields)| !fields.is_empty());
        let mut did = false;
        for (person, fields) in by {
            let before = self.change().map(|c| c.revision);
            did |= self.on(&person, ChangeCommand::Edit { fields })? && self.change().map(|c| c.revision) != before;
        }
        Ok(did)
    }

    /// Has a review signed by as many as it asks for; whether anybody signed.
    pub fn sign(&mut self, id: &str) -> Result<bool, AppError> {
        let pack = Arc::clone(&self.play.pack);
        let Some(review) = pack.reviews.iter().find(|r| r.id() == id) else { return Ok(false) };
        let company = &self.play.company;
        let mut people = self.holders(&review.including);
        people.extend(self.holders(&review.roles));
        if review.roles.is_empty() || review.own {
            let near = company.implementers.iter().chain(&company.requesters).chain(&company.board);
            people.extend(near.cloned());
        }
        let mut seen = BTreeSet::new();
        people.retain(|p| seen.insert(p.clone()));
        let before = self.change().map_or(0, |c| c.passed(id).len());
        let mut signed = before;
        for person in people {
            if signed >= review.count {
                break;
            }
            if self.change().is_some_and(|c| c.passed(id).contains_key(&person)) {
                continue;
            }
            let held = |r: &&String| company.roles.iter().any(|(role, p)| role == *r && *p == person);
            let role = review.roles.iter().find(held).or_else(|| review.including.iter().find(held)).cloned();
            let params =
                [("review", id), ("outcome", "pass"), ("role", role.as_deref().unwrap_or_default()), ("reason", "")];
            let mut verdict = self.judged(&person, Act::Review, &params);
            if !verdict.allowed() {
                // What the reviewer has to write down first is written down.
                verdict.missing.retain(|m| !m.field.starts_with("review."));
                let supplied = !verdict.permits.is_empty() && self.mend(&person, &verdict)?;
                if !supplied || !self.may(&person, Act::Review, &params) {
                    continue;
                }
            }
            // A go needs no words: what it rests on stands on the board.
            let note = (!review.go && self.hands.chance.happens(20)).then(|| sentence(self.hands.chance).to_owned());
            let command = ChangeCommand::Review { review: Some(id.to_owned()), role, passed: true, note };
            signed += usize::from(self.on(&person, command)?);
        }
        Ok(signed > before)
    }
}

/// Whether a rule asks who somebody is.
fn about(rule: &Rule) -> bool {
    let names = |w: &When| !w.role.is_empty() || !w.is.is_empty();
    names(&rule.needs)
        || rule.needs.any.iter().any(names)
        || (rule.effect == Effect::Forbid && (names(&rule.when) || rule.when.not.as_ref().is_some_and(names)))
}
