//! Checks a pack: ids that are there twice, clauses without a test, vectors that fail, and what its files beside look at.

mod calendar;
mod names;
mod open;
mod parts;

use super::clause::{self, Clause, State};
use super::pack::Pack;
use super::read::{self, Finding, nearest};
use super::value;

/// Checks a pack's text. Errors make it unusable; the other findings are open values and duties, each with the clause
/// that demands it.
#[must_use]
pub fn check(text: &str, find: read::Find<'_>, table: &[Clause]) -> Vec<Finding> {
    let (own, whole) = match read::parse(text).and_then(|own| Ok((own, read::load(text, find)?))) {
        Ok(both) => both,
        Err(finding) => return vec![finding],
    };
    let mut check = Check { text, whole: &whole, findings: Vec::new() };
    check.ids(&own);
    check.rules(&own);
    check.parts(&own);
    check.calendar(&own);
    check.exceptions(&own);
    check.meetings(&own);
    check.clauses(&own, table);
    check.vectors(&own);
    check.open(&own);
    check.findings
}

struct Check<'a> {
    text: &'a str,
    whole: &'a Pack,
    findings: Vec<Finding>,
}

impl Check<'_> {
    /// Reports an error at the first place after `from` where the word stands in quotes.
    fn error(&mut self, from: usize, word: &str, what: String) {
        let quoted = format!("\"{word}\"");
        let found = self.text.get(from..).and_then(|t| t.find(&quoted).or_else(|| t.find(word))).map(|at| from + at);
        self.findings.push(Finding::error(self.text, found.unwrap_or(from), what));
    }

    fn note(&mut self, word: &str, what: String, clauses: &[String]) {
        let (line, column) = read::place(self.text, self.text.find(word).unwrap_or(0));
        self.findings.push(Finding { error: false, line, column, text: what, clauses: clauses.to_vec() });
    }

    fn known<'n>(&mut self, from: usize, kind: &str, word: &str, names: impl Iterator<Item = &'n str> + Clone) {
        if names.clone().any(|n| n == word) {
            return;
        }
        let hint = nearest(word, names).map_or_else(String::new, |n| format!("; did you mean \"{n}\"?"));
        self.error(from, word, format!("there is no {kind} \"{word}\"{hint}"));
    }

    fn role(&mut self, from: usize, word: &str) {
        let whole = self.whole;
        self.known(from, "role", word, whole.roles.iter().map(super::document::Role::id));
    }

    fn ids(&mut self, own: &Pack) {
        let whole = self.whole;
        let lists: [(&str, Vec<(&str, usize)>); 17] = [
            ("rule", own.rules.iter().map(|r| (r.id(), r.id.span().start)).collect()),
            ("field", own.fields.iter().map(|f| (f.id(), f.id.span().start)).collect()),
            ("review", own.reviews.iter().map(|r| (r.id(), r.id.span().start)).collect()),
            ("test", own.tests.iter().map(|t| (t.id(), t.id.span().start)).collect()),
            ("approval", own.approvals.iter().map(|a| (a.id(), a.id.span().start)).collect()),
            ("setting", own.settings.iter().map(|s| (s.id(), s.id.span().start)).collect()),
            ("role", own.roles.iter().map(|r| (r.id(), r.id.span().start)).collect()),
            ("window", own.windows.iter().map(|w| (w.id(), w.id.span().start)).collect()),
            ("freeze", own.freezes.iter().map(|f| (f.id(), f.id.span().start)).collect()),
            ("task", own.tasks.iter().map(|t| (t.id(), t.id.span().start)).collect()),
            ("exception", own.exceptions.iter().map(|e| (e.id(), e.id.span().start)).collect()),
            ("checklist", own.checklists.iter().map(|l| (l.id(), l.id.span().start)).collect()),
            ("stage", own.stages.iter().map(|s| (s.id(), s.id.span().start)).collect()),
            ("process", own.process.iter().map(|s| (s.id(), s.id.span().start)).collect()),
            ("method", own.methods.iter().map(|m| (m.id(), m.id.span().start)).collect()),
            ("pir", own.findings.iter().map(|f| (f.id(), f.id.span().start)).collect()),
            ("vector", own.vectors.iter().map(|v| (v.name.get_ref().as_str(), v.name.span().start)).collect()),
        ];
        for (kind, list) in lists {
            for (i, (id, at)) in list.iter().enumerate() {
                if list.iter().take(i).any(|(other, _)| other == id) {
                    self.findings.push(Finding::error(self.text, *at, format!("{kind} \"{id}\" is there twice")));
                }
            }
        }
        for setting in &own.settings {
            // What it takes may stand in the pack that this one extends.
            let laid = whole.settings.iter().find(|s| s.id() == setting.id()).unwrap_or(setting);
            let mut wrong =
                value::wrong(laid, &setting.value).or_else(|| value::unknown_word(whole, laid, &setting.value));
            if wrong.is_none() && laid.text.is_empty() {
                let others =
                    whole.settings.iter().filter(|s| !s.text.is_empty()).map(crate::policy::document::Setting::id);
                let near = read::nearest(setting.id(), others);
                let near = near.map_or_else(String::new, |n| format!("; did you mean \"{n}\"?"));
                wrong = Some(format!(
                    "\"{}\" is no setting of what this pack extends, and says in no text what it decides{near}",
                    setting.id()
                ));
            }
            if let Some(wrong) = wrong {
                self.error(setting.id.span().start, &setting.value, wrong);
            }
        }
    }

    fn clauses(&mut self, own: &Pack, table: &[Clause]) {
        let carried = clause::carried(own);
        for (id, how) in &carried {
            if !table.is_empty() && !table.iter().any(|c| c.id == *id) {
                let hint = nearest(id, table.iter().map(|c| c.id.as_str()))
                    .map_or_else(String::new, |n| format!("; did you mean {n}?"));
                self.error(0, id, format!("there is no clause {id}{hint}"));
            } else if how.state == State::Enforced && how.tests.is_empty() {
                let what = format!("clause {id} is carried by {} but no vector tests it", how.rules.join(", "));
                self.error(0, id, what);
            }
        }
    }

    fn vectors(&mut self, own: &Pack) {
        for vector in &own.vectors {
            if let Err(what) = vector.run(self.whole) {
                let name = vector.name.get_ref();
                let what = format!("vector \"{name}\" fails: {what}");
                self.findings.push(Finding::error(self.text, vector.name.span().start, what));
            }
        }
    }
}
