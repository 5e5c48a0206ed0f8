//! The change log of the BPI Challenge 2014 (Rabobank, HP Service Manager): semicolons, one row for each affected
//! system, no title, no state, local time of Amsterdam.

use super::Format;
use super::change::{ForeignChange, ForeignType, Warning};
use super::fault::RowError;
use super::layout::Dialect;
use super::layout::Known::{self, Keep, To};
use super::mapping::Mapping;
use super::target::Target;
use super::words;
use crate::domain::change::states::State;
use std::collections::{HashMap, VecDeque};

/// Changes that are held open for further rows. The log has 18,000, so all of it fits in whatever order it comes.
const OPEN_MAX: usize = 20_000;

pub(super) static DIALECT: Dialect = Dialect {
    format: Format::Bpi2014,
    columns: COLUMNS,
    tidy: |name| name,
    noise: |_| false,
    state: words::state,
    kind,
    outcome: words::outcome,
    level: |_, _| None,
    titled: false,
    finish,
};

const COLUMNS: &[(&str, Known)] = &[
    ("change id", To(Target::Id)),
    ("ci name (aff)", To(Target::Affected)),
    ("ci type (aff)", Keep("ci_type")),
    ("ci subtype (aff)", Keep("ci_subtype")),
    ("service component wbs (aff)", Keep("service_component")),
    ("service comp wbs (aff)", Keep("service_component")),
    ("change type", Keep("change_model")),
    ("risk assessment", To(Target::Risk)),
    ("emergency change", Keep("emergency_change")),
    ("cab-approval needed", Keep("cab_required")),
    ("planned start", To(Target::PlannedStart)),
    ("planned end", To(Target::PlannedEnd)),
    ("scheduled downtime start", Keep("downtime_start")),
    ("scheduled downtime end", Keep("downtime_end")),
    ("actual start", To(Target::ActualStart)),
    ("actual end", To(Target::ActualEnd)),
    ("requested end date", Keep("requested_end")),
    ("change record open time", To(Target::Opened)),
    ("change record close time", To(Target::Closed)),
    ("originated from", Keep("originated_from")),
    ("# related interactions", Keep("related_interactions")),
    ("# related incidents", Keep("related_incidents")),
];

fn kind(word: &str) -> Option<ForeignType> {
    let word = words::plain(word);
    if word.starts_with("standard ") { Some(ForeignType::Standard) } else { words::kind(&word) }
}

/// A change that the board must approve is not pre-authorised, whatever its name. The log has no state: what happened
/// is read from the dates.
fn finish(change: &mut ForeignChange, mapping: &Mapping) -> Result<(), String> {
    for name in ["ci_type", "ci_subtype"] {
        if change.extra.get(name).is_some_and(|v| matches!(words::plain(v).as_str(), "no type" | "no subtype")) {
            change.extra.remove(name);
        }
    }
    let said = |name: &str| change.extra.get(name).is_some_and(|v| words::yes(v));
    let model = change.extra.get("change_model").map_or("", String::as_str);
    let mapped = mapping.value(Target::Type, model);
    let mapped = mapped.and_then(|m| ForeignType::ALL.into_iter().find(|t| t.word() == m));
    let derived = match (said("emergency_change"), said("cab_required")) {
        (true, _) => ForeignType::Emergency,
        (false, true) => ForeignType::Normal,
        (false, false) => kind(model).unwrap_or(ForeignType::Normal),
    };
    change.change_type = change.change_type.or(mapped).or(Some(derived));
    change.state = change.state.or(match (change.closed, change.actual_end, change.actual_start) {
        (Some(_), ..) => Some(State::Closed),
        (None, Some(_), _) => Some(State::Review),
        (None, None, Some(_)) => Some(State::Implement),
        (None, None, None) => None,
    });
    Ok(())
}

/// Gathers the rows of each change.
#[derive(Default)]
pub(super) struct Groups {
    open: VecDeque<ForeignChange>,
    closed: usize,
    at: HashMap<String, usize>,
}

impl Groups {
    pub(super) fn full(&self) -> bool {
        self.open.len() >= OPEN_MAX
    }

    /// Adds a row to its change.
    ///
    /// # Errors
    /// When the change was given out already.
    pub(super) fn add(&mut self, row: ForeignChange) -> Result<(), RowError> {
        let Some(at) = self.at.get(&row.source_id).copied() else {
            self.at.insert(row.source_id.clone(), self.closed + self.open.len());
            self.open.push_back(row);
            return Ok(());
        };
        let Some(have) = at.checked_sub(self.closed).and_then(|n| self.open.get_mut(n)) else {
            let reason = format!(
                "{} has other rows more than {OPEN_MAX} changes above; sort the file by Change ID",
                row.source_id
            );
            return Err(RowError { row: row.row, line: row.line, column: None, reason });
        };
        let dates = |c: &ForeignChange| (c.planned_start, c.planned_end, c.actual_start, c.actual_end);
        if dates(have) != dates(&row) {
            let text = format!("record {} of the same change has other dates; those of the first are kept", row.row);
            have.warnings.push(Warning { column: None, text });
        }
        for system in row.affected {
            if !have.affected.contains(&system) {
                have.affected.push(system);
            }
        }
        Ok(())
    }

    /// The oldest change, complete.
    pub(super) fn pop(&mut self) -> Option<ForeignChange> {
        let mut change = self.open.pop_front()?;
        self.closed += 1;
        if change.title.is_empty() {
            change.title = title(&change);
        }
        change.seal();
        Some(change)
    }
}

/// The log has no titles: the name of the change's model and what it touches.
fn title(change: &ForeignChange) -> String {
    let model = change.extra.get("change_model").map_or("Change", String::as_str);
    let title = match change.affected.as_slice() {
        [] => model.to_owned(),
        [one] => format!("{model} on {one}"),
        [one, more @ ..] => format!("{model} on {one} and {} more", more.len()),
    };
    crate::base::text::tame_line(&title, crate::base::text::LINE_MAX)
}
