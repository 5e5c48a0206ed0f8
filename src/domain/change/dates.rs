//! Alternative dates of a request: how many different days they are, and which of them the calendar does not allow.

use super::states::State;
use super::{Change, time};
use crate::base::time::{Moment, Span};
use crate::domain::desk::Desk;
use crate::domain::world::World;
use crate::policy::diary::told;
use crate::policy::facts::Facts;
use crate::policy::pack::Pack;
use crate::policy::request::FieldKind;
use std::collections::BTreeSet;

/// How long a change runs where nothing says so, in seconds.
const HOUR: i64 = 3600;

/// When a change is planned to begin: its window, else each of the dates that its request proposes.
pub(super) fn planned(pack: &Pack, change: &Change) -> Vec<Moment> {
    if let Some((from, _)) = change.window() {
        return vec![from];
    }
    let dates = pack.fields.iter().filter(|f| f.kind == FieldKind::Dates);
    let words = dates.flat_map(|f| change.words(f.id()));
    words.filter_map(|w| Moment::parse(w, pack.calendar.tz).ok()).collect()
}

/// Adds, for each field of dates, how many different days it names (`dates.ID`), in words how many of those wanted
/// (`dates.ID.given`), and which moments the calendar does not allow (`dates.ID.shut`). After the approval dates are history.
pub(super) fn facts(facts: &mut Facts, world: &World, desk: &Desk, change: &Change) {
    let pack = &*desk.pack;
    let open = matches!(change.state, State::New | State::Assess | State::Authorize);
    for field in pack.fields.iter().filter(|f| f.kind == FieldKind::Dates) {
        let (id, tz) = (field.id(), pack.calendar.tz);
        let given: Vec<Moment> = change.words(id).iter().filter_map(|w| Moment::parse(w, tz).ok()).collect();
        let days: BTreeSet<_> = given.iter().map(|at| pack.calendar.day(*at)).collect();
        let name = format!("dates.{id}");
        let limits = pack.rules.iter().filter_map(|r| r.needs.number.get(&name));
        let wanted = limits.filter_map(|l| l.at_least).max().unwrap_or_default();
        facts.set_word(format!("{name}.given"), format!("{} of {wanted}", days.len()));
        facts.numbers.insert(name.clone(), i64::try_from(days.len()).unwrap_or(i64::MAX));
        if !open || given.is_empty() {
            continue;
        }
        let length = change.window().map_or(Span::seconds(HOUR), |(from, to)| to.since(from));
        let allowed = |at: &Moment| time::planned(world, desk, change, facts, (*at, at.plus(length))).allowed;
        let shut: Vec<Moment> = given.into_iter().filter(|at| !allowed(at)).collect();
        facts.numbers.insert(format!("{name}.shut"), i64::try_from(shut.len()).unwrap_or(i64::MAX));
        facts.set_words(format!("{name}.shut"), shut.into_iter().map(|at| told(at, tz)));
    }
}
