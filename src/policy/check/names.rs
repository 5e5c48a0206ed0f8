//! Checks the names in the conditions of a pack.

use super::Check;
use crate::policy::rule::When;

impl Check<'_> {
    pub(super) fn when(&mut self, at: usize, when: &When) {
        let whole = self.whole;
        for role in &when.role {
            self.role(at, role);
        }
        for id in &when.change_type {
            self.known(at, "type", id, whole.types.iter().map(crate::policy::pack::ChangeType::id));
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
            self.known(at, "field", id, whole.fields.iter().map(crate::policy::request::Field::id));
        }
        for id in when.factor.keys().chain(&when.rated) {
            self.known(at, "factor", id, whole.risk.factors.iter().map(|f| f.id.as_str()));
        }
        for id in &when.reviewed {
            self.known(at, "review", id, whole.reviews.iter().map(crate::policy::request::Review::id));
        }
        for id in when.evidence.keys() {
            let kind = id.split_once('@').map_or(id.as_str(), |(kind, _)| kind);
            self.known(at, "test", kind, whole.tests.iter().map(crate::policy::evidence::Test::id));
        }
        for id in when.approved.iter().filter(|id| *id != "all") {
            self.known(at, "approval", id, whole.approvals.iter().map(crate::policy::request::Approval::id));
        }
        for id in when.checklist.keys() {
            self.known(at, "checklist", id, whole.checklists.iter().map(crate::policy::checklist::Checklist::id));
        }
        for id in when.passed.iter().filter(|id| *id != "earlier") {
            self.known(at, "stage", id, whole.stages.iter().map(crate::policy::stage::Stage::id));
        }
        for id in when.setting.keys().chain(&when.set) {
            self.known(at, "setting", id, whole.settings.iter().map(crate::policy::document::Setting::id));
        }
        for inner in when.any.iter().chain(when.not.as_ref()) {
            self.when(at, inner);
        }
    }
}
