//! Records the evidence that the pack finds missing, with figures that meet what its kind of test asks.

use super::scene::Scene;
use crate::app::error::AppError;
use crate::base::digest::Digest;
use crate::base::time::{Moment, Span};
use crate::domain::command::ChangeCommand;
use crate::domain::evidence::Tag;
use crate::domain::evidence::command::{EvidenceCommand, FoundTag, New};
use crate::policy::act::Act;
use crate::policy::evidence::{Since, Test, Unit, standing};
use crate::policy::rule::Limits;
use std::collections::BTreeMap;
use std::sync::Arc;

impl Scene<'_, '_, '_> {
    /// Records a proof that does not stand yet; whether anybody did.
    pub fn prove(&mut self, name: &str) -> Result<bool, AppError> {
        let pack = Arc::clone(&self.play.pack);
        let members = if pack.members.is_empty() { std::slice::from_ref(&*pack) } else { &pack.members };
        let Some(change) = self.change() else { return Ok(false) };
        let facts = self.facts(&change.requester, change);
        if members.iter().all(|m| m.test(name).is_none() || standing(m, name, &facts).is_some_and(|s| s.passes())) {
            return Ok(false);
        }
        let kinds: Vec<&Test> = members.iter().filter_map(|m| m.test(name)).collect();
        let Some(test) = kinds.first() else { return Ok(false) };
        let place = name.split_once('@').map(|(_, e)| e.to_owned()).or_else(|| test.environments.first().cloned());
        let change_of = change.requester.clone();
        let asked = |m: &str| kinds.iter().any(|t| t.criteria.iter().any(|c| c.number.contains_key(m)));
        let tag = asked("annotated").then(|| self.tag());
        let mut values = BTreeMap::new();
        for criterion in kinds.iter().flat_map(|t| &t.criteria).filter(|c| !c.given && !c.warn) {
            for (measure, limits) in criterion.number.iter().filter(|(m, _)| *m != "annotated") {
                figure(&mut values, test, measure, limits);
            }
        }
        let sign = !test.signed.is_empty();
        let mut people = self.holders(&test.signed);
        if !sign {
            let company = &self.play.company;
            people.extend(company.implementers.iter().chain(&company.requesters).cloned());
            people.extend(company.roles.iter().map(|(_, p)| p.clone()));
        }
        // Tests are some days old when somebody signs them, and no older than what they test.
        let newest = place.as_deref().and_then(|e| self.change()?.run.newest(e)?.ended.as_ref().map(|e| e.by.0));
        let now = self.desk(&change_of).now;
        let counts = |after: &Since| {
            Some(pack.calendar_for(&facts).earliest(*facts.moments.get(&after.moment(place.as_deref()))?, after.least))
        };
        let from = match &test.after {
            Some(after) => counts(after).filter(|from| *from <= now),
            None => newest,
        };
        if test.after.is_some() && from.is_none() {
            return Ok(false);
        }
        let days_ago = now.plus(Span::hours(-144));
        let since = ["created", "revised"].iter().filter_map(|name| facts.moments.get(name).copied());
        let measured = since.chain(from).fold(days_ago, Moment::max);
        let new = New {
            test: test.id().to_owned(),
            environment: place.clone(),
            passed: (values.is_empty() && !sign && tag.is_none()).then_some(true),
            values,
            sign,
            measured: Some(measured),
            tag,
            ..New::default()
        };
        let params = [("test", test.id()), ("environment", place.as_deref().unwrap_or_default())];
        for person in people {
            if !self.may(&person, Act::Evidence, &params) {
                continue;
            }
            let command = ChangeCommand::Evidence(EvidenceCommand::Add(Box::new(new.clone())));
            return self.on(&person, command);
        }
        Ok(false)
    }

    /// The commit that the change deploys.
    pub(super) fn commit(&self) -> String {
        Digest::of(format!("commit {}", self.no).as_bytes()).to_string().chars().take(40).collect()
    }

    /// A tag as a repository would have it.
    fn tag(&self) -> FoundTag {
        let id =
            |what: &str| Digest::of(format!("{what} {}", self.no).as_bytes()).to_string().chars().take(40).collect();
        let tag = Tag {
            name: format!("{}-1", self.no),
            object: id("tag"),
            commit: self.commit(),
            tagger: "Release <release@example.org>".into(),
            at: self.at,
        };
        FoundTag { tag, annotated: true, on_a_branch: true, names: vec![self.no] }
    }
}

/// A figure within its limits.
fn figure(values: &mut BTreeMap<String, String>, test: &Test, measure: &str, limits: &Limits) {
    let plain = measure.strip_suffix("_up").unwrap_or(measure);
    if let Some(counted) = plain.strip_suffix("_deviation") {
        values.insert(counted.to_owned(), "1000".into());
        values.insert(format!("{counted}_expected"), "1000".into());
        return;
    }
    let least = limits.at_least.or_else(|| limits.over.map(|n| n + 1)).unwrap_or(0);
    let value = match limits.at_most {
        Some(most) => least.min(most),
        None if limits.at_least_number.is_some() => 200,
        None => least,
    };
    let words = match test.unit(plain) {
        Some(Unit::Percent) => format!("{}.{:02}", value / 100, value % 100),
        _ => value.to_string(),
    };
    values.insert(plain.to_owned(), words);
}
