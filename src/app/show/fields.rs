//! The fields of a change as they are shown, and what may be written there.

use super::Lens;
use crate::base::time::Span;
use crate::domain::change::states::State;
use crate::domain::change::{Change, draft, time};
use crate::policy::act::Act;
use crate::policy::facts::Facts;
use crate::policy::request::FieldKind;
use crate::policy::rule::Truth;
use crate::sheets::change::FieldLine;

/// How many free days stand to choose from for the dates that a request proposes.
pub const PROPOSED: usize = 6;

const fn kind(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Line => "line",
        FieldKind::Prose => "prose",
        FieldKind::Choice => "choice",
        FieldKind::Choices => "choices",
        FieldKind::YesNo => "yes_no",
        FieldKind::Person => "person",
        FieldKind::People => "people",
        FieldKind::Number => "number",
        FieldKind::Moment => "moment",
        FieldKind::Window => "window",
        FieldKind::List => "list",
        FieldKind::Dates => "dates",
    }
}

/// Lines of a change's fields in the pack's order, those that do not apply left out unless they are filled; then fields of an import that
/// the pack does not know.
pub fn lines(lens: &Lens<'_>, change: &Change, facts: &Facts) -> Vec<FieldLine> {
    let pack = &*lens.desk.pack;
    let mut lines: Vec<FieldLine> = pack
        .fields
        .iter()
        .filter(|f| f.when.holds(facts, pack) != Truth::No || change.fields.contains_key(f.id()))
        .map(|f| FieldLine {
            id: f.id().to_owned(),
            label: f.label.clone(),
            kind: kind(f.kind).into(),
            value: change.fields.get(f.id()).and_then(|v| lens.value(v)),
            hint: f.hint.clone(),
            choices: if f.kind == FieldKind::Dates { free_days(lens, change, facts) } else { f.choices.clone() },
            required: f.required.contains(&Act::Submit),
            clauses: f.clauses.clone(),
            unfit: unfit(lens, change, f.id()),
        })
        .collect();
    for (id, value) in change.fields.iter().filter(|(id, _)| pack.field(id).is_none()) {
        lines.push(FieldLine {
            id: id.clone(),
            label: id.trim_start_matches("x.").replace('_', " "),
            kind: "prose".into(),
            value: lens.value(value),
            hint: String::new(),
            choices: Vec::new(),
            required: false,
            clauses: Vec::new(),
            unfit: unfit(lens, change, id),
        });
    }
    lines
}

/// Beginnings on different days that a request could propose; none once it is decided.
fn free_days(lens: &Lens<'_>, change: &Change, facts: &Facts) -> Vec<String> {
    if !matches!(change.state, State::New | State::Assess | State::Authorize) {
        return Vec::new();
    }
    let (begin, length) = match change.window() {
        Some((from, to)) => (from.max(lens.desk.now), to.since(from)),
        None => (lens.desk.now, Span::hours(1)),
    };
    let asked = (begin, begin.plus(length));
    let found = time::proposals(lens.world, lens.desk, change, facts, asked, PROPOSED);
    found.iter().map(ToString::to_string).collect()
}

/// Why the pack would not take the value of a field if it were written here; only an import brings such.
fn unfit(lens: &Lens<'_>, change: &Change, id: &str) -> Option<String> {
    change.origin.as_ref()?;
    let value = lens.value(change.fields.get(id)?)?;
    draft::unfit(lens.world, lens.desk, id, &value)
}
