//! The record of an implementation: notes, checks of watches, and the review afterwards.

use super::command::Shown;
use super::events::RunEvent;
use super::{CODES, KINDS};
use crate::base::text;
use crate::domain::change::acts::{Case, facts_for};
use crate::domain::refusal::{Kind, Refusal};
use crate::policy::act::Act;

impl Case<'_> {
    pub(super) fn note(&mut self, kind: &str, said: Option<&str>, file: Option<&Shown>) -> Result<(), Refusal> {
        if !KINDS.iter().any(|(k, _)| *k == kind) {
            let listed = KINDS.iter().map(|(k, what)| format!("{k} ({what})")).collect::<Vec<_>>().join(", ");
            let text = format!("\"{}\" is no kind of note", text::visible(kind));
            return Err(Refusal::new(Kind::InvalidInput, text, format!("give --kind, one of {listed}")));
        }
        if said.is_none_or(|t| t.trim().is_empty()) && file.is_none() {
            let remedy = format!("quorate run note {} --kind {kind} TEXT, or --file FILE", self.change.no);
            return Err(Refusal::new(Kind::Missing, "the note says nothing", remedy));
        }
        let run = &self.change.run;
        let environment = run.open().last().or(run.deployments.last()).and_then(|d| d.environment.clone());
        self.guard(Act::Record, &[("kind", kind)])?;
        if let Some(file) = file
            && text::line(&file.name, text::LINE_MAX).is_err()
        {
            return Err(Refusal::new(Kind::InvalidInput, "the name of the file has control characters", "rename it"));
        }
        let words = said.filter(|t| !t.trim().is_empty()).or(file.map(|f| f.name.as_str()));
        let Some(text) = self.say(words)? else {
            return Err(Refusal::new(Kind::Missing, "the note says nothing", "give it words"));
        };
        self.add(RunEvent::Noted { kind: kind.to_owned(), environment, text, file: file.cloned() });
        Ok(())
    }

    pub(super) fn watch(&mut self, watch: &str, note: Option<&str>) -> Result<(), Refusal> {
        let pack = self.desk.pack.clone();
        let Some(found) = pack.watches.iter().find(|w| w.id() == watch) else {
            let listed = pack.watches.iter().map(|w| w.id()).collect::<Vec<_>>().join(", ");
            let listed = if listed.is_empty() { "the pack has none".to_owned() } else { format!("they are {listed}") };
            let text = format!("the pack has no watch \"{}\"", text::visible(watch));
            return Err(Refusal::new(Kind::InvalidInput, text, listed));
        };
        let known = facts_for(self.world, self.desk, self.change, &[("watch", watch)]);
        let signed = found.signed(&known);
        let checks = found.checks(&known, &pack.calendar);
        let Some(check) = checks.get(signed) else {
            let (text, remedy) = match checks.len() {
                0 => (format!("{} has not begun: nothing was deployed yet", found.title), "deploy first"),
                n => (format!("{}: all {n} checks are signed", found.title), "nothing is left to sign"),
            };
            let kind = if checks.is_empty() { Kind::WrongState } else { Kind::AlreadyDone };
            return Err(Refusal::new(kind, text, remedy).citing(&found.clauses));
        };
        if self.desk.now < check.opens {
            let left = check.opens.since(self.desk.now).as_seconds();
            let minutes = left.saturating_add(59) / 60;
            let text = format!("{} cannot be signed yet: {minutes} minutes are left", found.title);
            let remedy = format!("sign it at {} or later", check.opens);
            return Err(Refusal::new(Kind::WrongState, text, remedy).citing(&found.clauses));
        }
        self.in_state(Act::Record)?;
        self.judged(Act::Record, &known)?;
        let note = self.say(note)?;
        let check = u32::try_from(signed.saturating_add(1)).unwrap_or(u32::MAX);
        self.add(RunEvent::Watched { watch: watch.to_owned(), check, note });
        Ok(())
    }

    pub(super) fn pir(&mut self, outcome: &str, findings: &[(String, String)]) -> Result<(), Refusal> {
        if !CODES.contains(&outcome) {
            let text = format!("\"{}\" is no outcome", text::visible(outcome));
            let remedy = format!("give --outcome, one of {}", CODES.join(", "));
            return Err(Refusal::new(Kind::InvalidInput, text, remedy));
        }
        let pack = self.desk.pack.clone();
        let known_ids: Vec<&str> = pack.findings.iter().map(|f| f.id()).collect();
        if let Some((id, _)) =
            findings.iter().find(|(id, _)| !known_ids.is_empty() && !known_ids.contains(&id.as_str()))
        {
            let text = format!("the review has no field \"{}\"", text::visible(id));
            return Err(Refusal::new(Kind::InvalidInput, text, format!("its fields are {}", known_ids.join(", "))));
        }
        self.in_state(Act::Pir)?;
        let mut params: Vec<(&str, &str)> = findings.iter().map(|(id, said)| (id.as_str(), said.as_str())).collect();
        params.push(("outcome", outcome));
        let known = facts_for(self.world, self.desk, self.change, &params);
        self.judged(Act::Pir, &known)?;
        let mut said = Vec::new();
        for (id, words) in findings {
            if let Some(words) = self.say(Some(words))? {
                said.push((id.clone(), words));
            }
        }
        self.add(RunEvent::Reviewed { outcome: outcome.to_owned(), findings: said });
        Ok(())
    }
}
