//! Columns of one file: what each is called, what it fills, and how often it held something.

use super::Format;
use super::change::{ForeignChange, ForeignOutcome, ForeignType};
use super::fault::UnknownColumn;
use super::mapping::{Mapping, folded};
use super::target::{Bind, Target};
use crate::domain::change::states::State;
use std::collections::HashMap;

/// The most columns that a file may have; what lies beyond is not read.
pub(super) const COLUMNS_MAX: usize = 20_000;

/// One value of a record.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Cell {
    /// The value; the stored one where the tool gives a stored and a shown one.
    pub(super) value: String,
    /// The shown value, where the tool gives both or only that.
    pub(super) shown: Option<String>,
}

impl Cell {
    pub(super) fn plain(value: impl Into<String>) -> Self {
        Self { value: value.into(), shown: None }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.value.trim().is_empty() && self.shown.as_deref().unwrap_or_default().trim().is_empty()
    }

    /// What a person would read: the shown value, else the stored one.
    pub(super) fn words(&self) -> &str {
        match self.shown.as_deref().map(str::trim) {
            Some(shown) if !shown.is_empty() => shown,
            _ => self.value.trim(),
        }
    }
}

/// A record as it stands in the file: columns by their place in the [`Layout`].
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Record {
    pub(super) row: u64,
    pub(super) line: u64,
    pub(super) cells: Vec<(usize, Cell)>,
    /// Why the record cannot be used, found while reading it.
    pub(super) flaw: Option<String>,
    /// What is odd about the record, though it can be used.
    pub(super) odd: Option<String>,
}

/// What is known of a column of a format.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Known {
    /// It fills a field.
    To(Target),
    /// It is kept under this name.
    Keep(&'static str),
    /// It is of no use here.
    Drop,
}

/// Everything in which the formats differ, as data and plain functions.
pub(super) struct Dialect {
    pub(super) format: Format,
    /// Known columns by folded name.
    pub(super) columns: &'static [(&'static str, Known)],
    /// A column name as it is looked up in `columns`, from the folded name.
    pub(super) tidy: fn(&str) -> &str,
    /// Columns that are of no use, by folded and tidied name.
    pub(super) noise: fn(&str) -> bool,
    /// States by word or code.
    pub(super) state: fn(&str) -> Option<State>,
    /// Types by word.
    pub(super) kind: fn(&str) -> Option<ForeignType>,
    /// Outcomes by word; `Some(None)` for words that say that nothing is decided.
    pub(super) outcome: fn(&str) -> Option<Option<ForeignOutcome>>,
    /// The word of a level's number, for risk, impact, likelihood and priority.
    pub(super) level: fn(Target, i64) -> Option<&'static str>,
    /// Whether a title must be in the file.
    pub(super) titled: bool,
    /// Settles what needs the whole record; an error leaves the record out.
    pub(super) finish: fn(&mut ForeignChange, &Mapping) -> Result<(), String>,
}

struct Column {
    name: String,
    bind: Bind,
    filled: u64,
}

/// The columns of a file in the order in which they were met.
pub(super) struct Layout {
    pub(super) dialect: &'static Dialect,
    pub(super) mapping: Mapping,
    columns: Vec<Column>,
    index: HashMap<String, usize>,
}

impl Layout {
    pub(super) fn new(dialect: &'static Dialect, mapping: Mapping) -> Self {
        Self { dialect, mapping, columns: Vec::new(), index: HashMap::new() }
    }

    /// The place of a column; columns of one name share it. `None` when there are too many.
    pub(super) fn place(&mut self, name: &str) -> Option<usize> {
        if let Some(place) = self.index.get(name) {
            return Some(*place);
        }
        if self.columns.len() >= COLUMNS_MAX {
            return None;
        }
        let bind = self.bind(name);
        self.columns.push(Column { name: name.trim().to_owned(), bind, filled: 0 });
        let place = self.columns.len() - 1;
        self.index.insert(name.to_owned(), place);
        Some(place)
    }

    fn bind(&self, name: &str) -> Bind {
        let folded = folded(name);
        let tidy = (self.dialect.tidy)(&folded);
        if let Some(bind) = self.mapping.column(&folded).or_else(|| self.mapping.column(tidy)) {
            return bind.clone();
        }
        let known =
            |wanted: &str| self.dialect.columns.iter().find(|(name, _)| *name == wanted).map(|(_, known)| *known);
        match known(&folded).or_else(|| known(tidy)) {
            Some(Known::To(target)) => Bind::To(target),
            Some(Known::Keep(name)) => Bind::Extra(name.to_owned()),
            Some(Known::Drop) => Bind::Ignore,
            None if tidy.is_empty() || (self.dialect.noise)(tidy) => Bind::Ignore,
            None => Bind::Unknown,
        }
    }

    /// Counts the columns in which the record holds something.
    pub(super) fn count(&mut self, record: &Record) {
        let mut last = None;
        for (place, cell) in &record.cells {
            // Repeated columns stand side by side; a record counts once.
            if last != Some(*place) && !cell.is_empty() {
                last = Some(*place);
                if let Some(column) = self.columns.get_mut(*place) {
                    column.filled += 1;
                }
            }
        }
    }

    pub(super) fn name(&self, place: usize) -> &str {
        self.columns.get(place).map_or("", |c| c.name.as_str())
    }

    pub(super) fn bound(&self, place: usize) -> &Bind {
        self.columns.get(place).map_or(&Bind::Unknown, |c| &c.bind)
    }

    /// Whether some column fills the field.
    pub(super) fn fills(&self, target: Target) -> bool {
        self.columns.iter().any(|c| c.bind == Bind::To(target))
    }

    /// The names under which the format knows a field, for people.
    pub(super) fn expected(&self, target: Target) -> String {
        let names = self.dialect.columns.iter().filter(|(_, known)| *known == Known::To(target)).take(6);
        names.map(|(name, _)| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
    }

    /// The names found, for people; at most twelve.
    pub(super) fn found(&self) -> String {
        let mut names: Vec<_> = self.columns.iter().take(12).map(|c| format!("\"{}\"", shown(&c.name))).collect();
        if self.columns.len() > names.len() {
            names.push(format!("and {} more", self.columns.len() - names.len()));
        }
        if names.is_empty() { "none".to_owned() } else { names.join(", ") }
    }

    /// Columns that hold something and go nowhere.
    pub(super) fn unknown(&self) -> Vec<UnknownColumn> {
        let lost = self.columns.iter().filter(|c| c.bind == Bind::Unknown && c.filled > 0);
        lost.map(|c| UnknownColumn { name: shown(&c.name), filled: c.filled }).collect()
    }

    /// Columns without a name that hold something, in records.
    pub(super) fn nameless(&self) -> u64 {
        self.columns.iter().filter(|c| c.name.is_empty()).map(|c| c.filled).sum()
    }

    /// Columns of the mapping that the file does not have.
    pub(super) fn unused(&self) -> Vec<String> {
        let met: Vec<String> = self.columns.iter().map(|c| folded(&c.name)).collect();
        let missing = |name: &&str| {
            let wanted = folded(name);
            !met.iter().any(|m| *m == wanted || (self.dialect.tidy)(m) == wanted)
        };
        self.mapping.names().filter(missing).map(str::to_owned).collect()
    }
}

/// A column name made safe to show.
pub(super) fn shown(name: &str) -> String {
    crate::base::text::tame_line(name, 80)
}
