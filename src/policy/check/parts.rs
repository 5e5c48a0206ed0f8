//! Checks the rules of a pack and the parts that a change goes by: what they name, and what they lack.

use super::Check;
use crate::base::text::so_many;
use crate::policy::pack::{Effect, Pack};
use crate::policy::read::Finding;
use crate::policy::rule::When;

impl Check<'_> {
    pub(super) fn rules(&mut self, own: &Pack) {
        for rule in &own.rules {
            let at = rule.id.span().start;
            self.when(at, &rule.when);
            self.when(at, &rule.needs);
            for other in &rule.same {
                let whole = self.whole;
                match other.strip_prefix("review.") {
                    Some(id) => {
                        self.known(at, "review", id, whole.reviews.iter().map(crate::policy::request::Review::id));
                    }
                    None => self.known(at, "rule", other, whole.rules.iter().map(crate::policy::pack::Rule::id)),
                }
            }
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

    pub(super) fn parts(&mut self, own: &Pack) {
        for field in &own.fields {
            self.when(field.id.span().start, &field.when);
        }
        for review in &own.reviews {
            let at = review.id.span().start;
            self.when(at, &review.when);
            if let Some(stage) = &review.artifact {
                let whole = self.whole;
                self.known(at, "stage", stage, whole.stages.iter().map(crate::policy::stage::Stage::id));
            }
            for other in &review.apart {
                let whole = self.whole;
                self.known(at, "review", other, whole.reviews.iter().map(crate::policy::request::Review::id));
            }
            for role in review.roles.iter().chain(&review.including) {
                self.role(at, role);
            }
        }
        for test in &own.tests {
            let at = test.id.span().start;
            if let Some(stage) = &test.artifact {
                let whole = self.whole;
                self.known(at, "stage", stage, whole.stages.iter().map(crate::policy::stage::Stage::id));
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
                self.known(at, "stage", stage, whole.stages.iter().map(crate::policy::stage::Stage::id));
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
                self.known(at, "field", field, whole.fields.iter().map(crate::policy::request::Field::id));
            }
            for what in list.wrong() {
                self.findings.push(Finding::error(self.text, at, format!("checklist \"{}\": {what}", list.id())));
            }
        }
        for clock in &own.clocks {
            let at = self.text.find(&format!("\"{}\"", clock.id)).unwrap_or(0);
            self.when(at, &clock.when);
            if let Some(setting) = &clock.limit_setting {
                let whole = self.whole;
                self.known(at, "setting", setting, whole.settings.iter().map(crate::policy::document::Setting::id));
            }
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
                let what = format!(
                    "row has {} for {}",
                    so_many(row.cells.len(), "cell"),
                    so_many(raci.columns.len(), "column")
                );
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
}
