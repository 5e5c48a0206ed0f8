//! What the record ticks by itself, and when that is written down.

use super::events::ChecklistEvent;
use super::{Checklist, facts};
use crate::domain::change::acts::Case;
use crate::policy::facts::Facts;

/// Writes down what the evaluator ticks, and what it takes back.
pub(super) fn evaluated(case: &mut Case<'_>, list: &Checklist, known: &Facts) {
    let (mut ticked, mut fell) = (Vec::new(), Vec::new());
    for (n, item) in list.items().filter(|(_, i)| i.automatic()) {
        let holds = list.standing(n, item, facts::holds(item, &case.desk.pack, known)).settled();
        match (holds, list.course(n).is_some_and(|c| c.auto.is_some())) {
            (true, false) => ticked.push(n),
            (false, true) => fell.push(n),
            _ => {}
        }
    }
    if !ticked.is_empty() || !fell.is_empty() {
        case.add(ChecklistEvent::Evaluated { list: list.sealed.id.clone(), ticked, fell });
    }
}

/// Writes down how the lists that come before a deployment stand when it begins.
pub(crate) fn kept(case: &mut Case<'_>, stage: Option<&str>, last: bool, known: &Facts) {
    let change = case.change;
    for list in change.checklists.values().filter(|l| l.comes_before(stage, last)) {
        evaluated(case, list, known);
    }
}
