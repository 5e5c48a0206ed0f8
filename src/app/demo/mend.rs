//! Supplies what a refusal found missing: fields, ratings, signatures.

use super::cast::sentence;
use super::scene::Scene;
use crate::app::error::AppError;
use crate::base::ids::PersonId;
use crate::domain::command::ChangeCommand;
use crate::domain::desk::Desk;
use crate::domain::refusal::{Kind, Refusal};
use crate::policy::risk::Part;
use crate::policy::rule::When;
use std::collections::BTreeSet;
use std::sync::Arc;

impl Scene<'_, '_> {
    pub(super) fn desk(&self, who: &PersonId) -> Desk {
        Desk {
            now: self.at,
            actor: who.clone(),
            pack: Arc::clone(&self.play.pack),
            pack_digest: self.play.digest,
            next_change: self.no,
            seed: [0; 32],
            if_version: None,
        }
    }

    pub(super) fn holders(&self, roles: &[String]) -> Vec<PersonId> {
        let mut all: Vec<PersonId> =
            self.play.company.roles.iter().filter(|(r, _)| roles.contains(r)).map(|(_, p)| p.clone()).collect();
        all.dedup();
        all
    }

    /// Rates the factors of a part that are not rated.
    pub(super) fn rate(&mut self, who: &PersonId, part: Part) -> Result<bool, AppError> {
        let Some(change) = self.change() else { return Ok(false) };
        let open: Vec<_> = self
            .play
            .pack
            .risk
            .factors
            .iter()
            .filter(|f| f.part == part && !change.ratings.contains_key(&f.id))
            .collect();
        if open.is_empty() {
            return Ok(false);
        }
        let mut ratings = Vec::new();
        for factor in open {
            // Most changes are small; what is left after mitigation is the least there is.
            let most = if part == Part::Residual { 1 } else { factor.choices.len() };
            let roll = self.chance.below(100);
            let index = if roll < 45 {
                0
            } else if roll < 80 {
                1
            } else {
                usize::try_from(roll).unwrap_or(0) % most.max(1)
            };
            let value = factor.choices.get(index.min(most.saturating_sub(1))).map_or(1, |c| c.value);
            ratings.push((factor.id.clone(), value.to_string()));
        }
        let mut people = vec![who.clone()];
        people.extend(self.play.company.roles.iter().map(|(_, p)| p.clone()));
        for person in people {
            if self.on(&person, ChangeCommand::Assess { ratings: ratings.clone() })?.is_ok() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Supplies what a refusal found missing; whether anything was supplied.
    pub(super) fn mend(&mut self, who: &PersonId, refusal: &Refusal) -> Result<bool, AppError> {
        let mut did = false;
        let mut fields: BTreeSet<String> = BTreeSet::new();
        for missing in &refusal.missing {
            match missing.field.strip_prefix("review.") {
                Some(review) => did |= self.sign(review)?,
                None => drop(fields.insert(missing.field.clone())),
            }
        }
        let mut values: Vec<(String, String)> = Vec::new();
        let pack = Arc::clone(&self.play.pack);
        for reason in &refusal.reasons {
            let Some(rule) = pack.rules.iter().find(|r| r.id() == reason.rule) else { continue };
            let mut needs: Vec<&When> = vec![&rule.needs];
            needs.extend(rule.needs.any.first());
            for need in needs {
                fields.extend(need.has.iter().cloned());
                values.extend(need.yes.first().map(|f| (f.clone(), "yes".to_owned())));
                values.extend(need.field.iter().filter_map(|(f, w)| w.list().first().map(|v| (f.clone(), v.clone()))));
                for review in &need.reviewed {
                    did |= self.sign(review)?;
                }
                if !need.rated.is_empty() || need.number.keys().any(|n| n.starts_with("risk.")) {
                    did |= self.rate(who, Part::Residual)?
                        | self.rate(who, Part::Inherent)?
                        | self.rate(who, Part::Rating)?;
                }
            }
        }
        let change = self.change().cloned();
        let systems = change.as_ref().map(|c| c.words("affected_systems").join(",")).filter(|s| !s.is_empty());
        for id in fields {
            if let Some(field) = pack.field(&id) {
                let filled = self.play.fill(field, who, systems.as_deref().unwrap_or("web-01"), self.at, self.chance);
                values.push((id, filled));
            }
        }
        if values.is_empty() {
            return Ok(did);
        }
        let mut people = vec![who.clone()];
        people.extend(change.as_ref().map(|c| c.requester.clone()));
        people.extend(self.play.company.roles.iter().map(|(_, p)| p.clone()));
        // Whoever may write everything does so at once; else each field is written by whoever may.
        for person in &people {
            if self.on(person, ChangeCommand::Edit { fields: values.clone() })?.is_ok() {
                return Ok(true);
            }
        }
        for (id, value) in values {
            for person in &people {
                let fields = vec![(id.clone(), value.clone())];
                if self.on(person, ChangeCommand::Edit { fields })?.is_ok() {
                    did = true;
                    break;
                }
            }
        }
        Ok(did)
    }

    /// Has a review signed by as many as it asks for.
    pub(super) fn sign(&mut self, id: &str) -> Result<bool, AppError> {
        let pack = Arc::clone(&self.play.pack);
        let Some(review) = pack.reviews.iter().find(|r| r.id() == id) else { return Ok(false) };
        let mut people = self.holders(&review.including);
        people.extend(self.holders(&review.roles));
        if review.roles.is_empty() || review.own {
            people.extend(self.play.company.implementers.iter().cloned());
            people.extend(self.play.company.requesters.iter().cloned());
        }
        let mut seen = BTreeSet::new();
        people.retain(|p| seen.insert(p.clone()));
        let mut signed = 0;
        for person in people {
            if signed >= review.count {
                break;
            }
            if self.change().is_some_and(|c| c.passed(id).contains_key(&person)) {
                continue;
            }
            let note = self.chance.happens(20).then(|| sentence(self.chance).to_owned());
            let command = ChangeCommand::Review { review: Some(id.to_owned()), role: None, passed: true, note };
            match self.on(&person, command)? {
                Ok(()) => signed += 1,
                // What the reviewer has to write down first is written down.
                Err(refusal) if !refusal.missing.is_empty() || refusal.kind == Kind::Policy => {
                    if self.supply(&person, &refusal)? {
                        let note = None;
                        let again =
                            ChangeCommand::Review { review: Some(id.to_owned()), role: None, passed: true, note };
                        signed += usize::from(self.on(&person, again)?.is_ok());
                    }
                }
                Err(_) => {}
            }
        }
        Ok(signed > 0)
    }

    /// Fills the fields and ratings that a reviewer's refusal names, by the reviewer.
    pub(super) fn supply(&mut self, who: &PersonId, refusal: &Refusal) -> Result<bool, AppError> {
        let plain = Refusal {
            missing: refusal.missing.iter().filter(|m| !m.field.starts_with("review.")).cloned().collect(),
            ..refusal.clone()
        };
        let mut did = self.rate(who, Part::Residual)?;
        did |= self.mend(who, &plain)?;
        Ok(did)
    }
}
