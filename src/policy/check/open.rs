//! Tells of values that a pack leaves open, and of gaps in its matrices.

use super::Check;
use crate::policy::pack::Pack;

impl Check<'_> {
    /// Values that the document demands and does not give, and gaps of its matrices.
    pub(super) fn open(&mut self, own: &Pack) {
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
