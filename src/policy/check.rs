//! Checks a pack: names that do not exist, clauses without a test, vectors that fail, values left open.

use super::clause::{self, Clause, State};
use super::pack::{Effect, Pack};
use super::read::{self, Finding, nearest};
use super::rule::When;
use super::schedule::ScheduleError;
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
            let mut wrong = value::wrong(laid, &setting.value);
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

    fn rules(&mut self, own: &Pack) {
        for rule in &own.rules {
            let at = rule.id.span().start;
            self.when(at, &rule.when);
            self.when(at, &rule.needs);
            if rule.acts.is_empty() {
                self.findings.push(Finding::error(self.text, at, format!("rule \"{}\" names no act", rule.id())));
            }
            if rule.effect == Effect::Demand && rule.needs == When::default() {
                let what = format!("rule \"{}\" demands nothing; give it `needs`", rule.id());
                self.findings.push(Finding::error(self.text, at, what));
            }
            if rule.effect == Effect::Forbid && rule.needs != When::default() {
                let what = format!("rule \"{}\" forbids; `needs` goes with demand, permit and warn", rule.id());
                self.findings.push(Finding::error(self.text, at, what));
            }
            if rule.text.is_empty() {
                let what = format!("rule \"{}\" says nothing; people need its `text`", rule.id());
                self.findings.push(Finding::error(self.text, at, what));
            }
        }
    }

    fn parts(&mut self, own: &Pack) {
        for field in &own.fields {
            self.when(field.id.span().start, &field.when);
        }
        for review in &own.reviews {
            let at = review.id.span().start;
            self.when(at, &review.when);
            if let Some(stage) = &review.artifact {
                let whole = self.whole;
                self.known(at, "stage", stage, whole.stages.iter().map(super::stage::Stage::id));
            }
            for other in &review.apart {
                let whole = self.whole;
                self.known(at, "review", other, whole.reviews.iter().map(super::request::Review::id));
            }
            for role in review.roles.iter().chain(&review.including) {
                self.role(at, role);
            }
        }
        for test in &own.tests {
            let at = test.id.span().start;
            if let Some(stage) = &test.artifact {
                let whole = self.whole;
                self.known(at, "stage", stage, whole.stages.iter().map(super::stage::Stage::id));
            }
            for role in &test.signed {
                self.role(at, role);
            }
            for criterion in &test.criteria {
                self.when(at, &criterion.when);
                for measure in criterion.number.keys().filter(|m| test.unit(m).is_none()) {
                    self.error(at, measure, format!("test \"{}\" has no measure \"{measure}\"", test.id()));
                }
            }
        }
        for approval in &own.approvals {
            let at = approval.id.span().start;
            self.when(at, &approval.when);
            for role in &approval.roles {
                self.role(at, role);
            }
            let ways =
                [!approval.roles.is_empty(), approval.board, approval.by_review.is_some(), approval.by_catalogue];
            if ways.iter().filter(|w| **w).count() != 1 {
                let what = format!("approval \"{}\" needs roles, board, by_review or by_catalogue: one", approval.id());
                self.findings.push(Finding::error(self.text, at, what));
            }
        }
        for list in &own.checklists {
            let at = list.id.span().start;
            for when in std::iter::once(&list.when).chain(list.items.iter().flat_map(|i| [&i.needs, &i.unless])) {
                self.when(at, when);
            }
            if let Some(stage) = &list.stage {
                let whole = self.whole;
                self.known(at, "stage", stage, whole.stages.iter().map(super::stage::Stage::id));
            }
            for role in list
                .lead
                .iter()
                .chain(&list.roles)
                .chain(list.items.iter().flat_map(|i| i.roles.iter().chain(&i.including)))
            {
                self.role(at, role);
            }
            if let Some(field) = &list.lines_of {
                let whole = self.whole;
                self.known(at, "field", field, whole.fields.iter().map(super::request::Field::id));
            }
            for what in list.wrong() {
                self.findings.push(Finding::error(self.text, at, format!("checklist \"{}\": {what}", list.id())));
            }
        }
        for clock in &own.clocks {
            let at = self.text.find(&format!("\"{}\"", clock.id)).unwrap_or(0);
            self.when(at, &clock.when);
            for role in &clock.escalate {
                self.role(at, role);
            }
        }
        for role in own.delegations.iter().flat_map(|d| &d.roles).filter(|r| *r != "seat") {
            self.role(0, role);
        }
        let places = own.stages.iter().map(|s| (s.id.span().start, &s.when));
        let process = own.process.iter().flat_map(|s| {
            let within = s.activities.iter().flat_map(|a| [&a.when, &a.done]);
            std::iter::once(&s.now).chain(within).map(|when| (s.id.span().start, when))
        });
        for (at, when) in places.chain(own.findings.iter().map(|f| (f.id.span().start, &f.when))).chain(process) {
            self.when(at, when);
        }
        for raci in &own.raci {
            for row in raci.rows.iter().filter(|r| r.cells.len() != raci.columns.len()) {
                let what = format!("row has {} cells for {} columns", row.cells.len(), raci.columns.len());
                self.error(0, &row.activity, what);
            }
        }
        let levels = &own.risk.levels;
        for pair in levels.windows(2) {
            if let [low, high] = pair
                && low.max + 1 != high.min
            {
                self.error(0, &high.id, format!("scores between {} and {} have no level", low.id, high.id));
            }
        }
    }

    /// Windows and freezes; a schedule that waits for a setting is told where the setting is.
    fn calendar(&mut self, own: &Pack) {
        let windows = own.windows.iter().map(|w| ("window", &w.id, &w.on, vec![&w.when, &w.needs]));
        let freezes = own.freezes.iter().map(|f| {
            ("freeze", &f.id, &f.on, std::iter::once(&f.when).chain(&f.exempt).chain(&f.cross).collect::<Vec<_>>())
        });
        for (kind, id, on, conditions) in windows.chain(freezes) {
            let at = id.span().start;
            for when in conditions {
                self.when(at, when);
            }
            for setting in
                [&on.dates_setting, &on.hours_setting].into_iter().flatten().chain(on.last.as_ref().map(|l| &l.setting))
            {
                let whole = self.whole;
                self.known(at, "setting", setting, whole.settings.iter().map(super::document::Setting::id));
            }
            if let Err(ScheduleError::Wrong(what)) = on.plan(self.whole) {
                self.findings.push(Finding::error(self.text, at, format!("{kind} \"{}\": {what}", id.get_ref())));
            }
        }
    }

    fn exceptions(&mut self, own: &Pack) {
        let whole = self.whole;
        for kind in &own.exceptions {
            let at = kind.id.span().start;
            for role in kind.approvals.iter().flat_map(|a| &a.roles) {
                self.role(at, role);
            }
            for rule in &kind.rules {
                self.known(at, "rule", rule, whole.rules.iter().map(super::pack::Rule::id));
            }
            for what in kind.wrong() {
                self.findings.push(Finding::error(self.text, at, format!("exception \"{}\": {what}", kind.id())));
            }
        }
        for task in &own.tasks {
            for role in &task.roles {
                self.role(task.id.span().start, role);
            }
        }
        for task in own.layout.iter().filter_map(|l| l.task.as_ref()) {
            self.known(0, "task", task, whole.tasks.iter().map(super::plan::Task::id));
        }
        if own.annual.as_ref().is_some_and(|a| a.notes.len() != 12) {
            self.error(0, "notes", "a year has twelve months, and each has a note".into());
        }
    }

    fn when(&mut self, at: usize, when: &When) {
        let whole = self.whole;
        for role in &when.role {
            self.role(at, role);
        }
        for id in &when.change_type {
            self.known(at, "type", id, whole.types.iter().map(super::pack::ChangeType::id));
        }
        for id in &when.tier {
            self.known(at, "tier", id, whole.tiers.iter().map(|t| t.id.as_str()));
        }
        for id in &when.data {
            self.known(at, "kind of data", id, whole.data.iter().map(|d| d.id.as_str()));
        }
        for id in &when.risk {
            self.known(at, "risk level", id, whole.risk.levels.iter().map(|l| l.id.as_str()));
        }
        for id in when.has.iter().chain(&when.lacks).chain(when.field.keys()).chain(&when.yes) {
            self.known(at, "field", id, whole.fields.iter().map(super::request::Field::id));
        }
        for id in when.factor.keys().chain(&when.rated) {
            self.known(at, "factor", id, whole.risk.factors.iter().map(|f| f.id.as_str()));
        }
        for id in &when.reviewed {
            self.known(at, "review", id, whole.reviews.iter().map(super::request::Review::id));
        }
        for id in when.evidence.keys() {
            let kind = id.split_once('@').map_or(id.as_str(), |(kind, _)| kind);
            self.known(at, "test", kind, whole.tests.iter().map(super::evidence::Test::id));
        }
        for id in when.approved.iter().filter(|id| *id != "all") {
            self.known(at, "approval", id, whole.approvals.iter().map(super::request::Approval::id));
        }
        for id in when.checklist.keys() {
            self.known(at, "checklist", id, whole.checklists.iter().map(super::checklist::Checklist::id));
        }
        for id in when.passed.iter().filter(|id| *id != "earlier") {
            self.known(at, "stage", id, whole.stages.iter().map(super::stage::Stage::id));
        }
        for id in when.setting.keys().chain(&when.set) {
            self.known(at, "setting", id, whole.settings.iter().map(super::document::Setting::id));
        }
        for inner in when.any.iter().chain(when.not.as_ref()) {
            self.when(at, inner);
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

    /// Values that the document demands and does not give, and gaps of its matrices.
    fn open(&mut self, own: &Pack) {
        for setting in own.settings.iter().filter(|s| s.value == "unset") {
            let id = setting.id();
            let what = format!(
                "{id} is not set: {}; until then: nothing holds in its place; answer: quorate policy set {id} VALUE",
                setting.text
            );
            self.note(setting.id(), what, &setting.clauses);
        }
        let whole = self.whole;
        for setting in whole.settings.iter().filter(|s| s.ask && s.value != "unset") {
            self.note(setting.id(), setting.question(), &setting.clauses);
        }
        for question in &whole.questions {
            for role in &question.until.roles {
                self.role(0, role);
            }
            self.note(&format!("\"{}\"", question.id), question.words(), &question.clauses);
        }
        for raci in &own.raci {
            for row in &raci.rows {
                for letter in ["R", "A"] {
                    if !row.cells.iter().any(|c| c.split('/').any(|l| l == letter)) {
                        let what = format!("{}: \"{}\" has no {letter}", raci.id, row.activity);
                        self.note(&row.activity, what, &raci.clauses);
                    }
                }
            }
        }
        if own.is_on("escalation.named_backups") {
            let clauses = own.settings.iter().find(|s| s.id() == "escalation.named_backups");
            let clauses = clauses.map(|s| s.clauses.clone()).unwrap_or_default();
            let asked: Vec<_> = own.approvals.iter().flat_map(|a| &a.roles).collect();
            for role in own.roles.iter().filter(|r| r.backup.is_empty() && asked.iter().any(|a| *a == r.id())) {
                self.note(role.id(), format!("role {} approves and has no named backup", role.id()), &clauses);
            }
        }
    }
}
