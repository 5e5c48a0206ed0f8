//! The record of an implementation: notes, and the review afterwards.

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

    pub(super) fn pir(
        &mut self,
        outcome: &str,
        findings: &[(String, String)],
        reason: Option<&str>,
    ) -> Result<(), Refusal> {
        if !CODES.contains(&outcome) {
            let text = format!("\"{}\" is no outcome", text::visible(outcome));
            let remedy = format!("give --outcome, one of {}", CODES.join(", "));
            return Err(Refusal::new(Kind::InvalidInput, text, remedy));
        }
        let pack = self.desk.pack.clone();
        let known_ids: Vec<&str> = pack.findings.iter().map(|f| f.id()).collect();
        if let Some((id, _)) = findings.iter().find(|(id, _)| !known_ids.contains(&id.as_str())) {
            let text = format!("the review has no field \"{}\"", text::visible(id));
            let remedy = match known_ids.as_slice() {
                [] => format!(
                    "the pack names none; say it as a note: quorate run note {} --kind lesson TEXT",
                    self.change.no
                ),
                known => format!("its fields are {}", known.join(", ")),
            };
            return Err(Refusal::new(Kind::InvalidInput, text, remedy));
        }
        self.in_state(Act::Pir)?;
        let mut params: Vec<(&str, &str)> = findings.iter().map(|(id, said)| (id.as_str(), said.as_str())).collect();
        params.push(("outcome", outcome));
        let known = facts_for(self.world, self.desk, self.change, &params);
        self.judged(Act::Pir, &known)?;
        if let Some(open) = self.change.run.open().next() {
            let text = format!(
                "{} is being deployed to {}: the review is of the whole record, and that is not there yet",
                self.change.no,
                open.place()
            );
            return Err(Refusal::new(Kind::WrongState, text, self.way_to_end(open)));
        }
        // The newest review counts, for the close code as well: who takes the place of one says why.
        let again = self.change.run.reviews.last().map(|r| (r.outcome.clone(), r.by.1.clone()));
        let reason = match (again, self.say(reason)?) {
            (Some((before, who)), None) => {
                let no = self.change.no;
                let text = format!("a review of {no} is on record ({}, by {who})", before.replace('_', " "));
                let remedy =
                    format!("say why it is reviewed again: quorate run review {no} --outcome {outcome} --reason TEXT");
                return Err(Refusal::new(Kind::Missing, text, remedy));
            }
            (Some(_), reason) => reason,
            (None, _) => None,
        };
        let mut said = Vec::new();
        for (id, words) in findings {
            if let Some(words) = self.say(Some(words))? {
                said.push((id.clone(), words));
            }
        }
        self.add(RunEvent::Reviewed { outcome: outcome.to_owned(), findings: said, reason });
        Ok(())
    }
}
