//! The mapping file of an import: which foreign column fills which field, and what foreign words mean.

use super::change::{ForeignOutcome, ForeignType};
use super::dates::Order;
use super::target::{Bind, Target};
use crate::domain::change::states::State;
use chrono_tz::Tz;
use std::collections::BTreeMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What a mapping file says.
///
/// ```toml
/// [columns]
/// "Planned go-live" = "planned_start"   # a field,
/// "Cost centre" = "extra.cost_centre"   # a name of one's own,
/// "Colour" = "ignore"                   # or nothing
///
/// [values.state]
/// "In work" = "implement"
///
/// [dates]
/// zone = "Europe/Amsterdam"
/// order = "day-first"                   # or "month-first"
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Mapping {
    columns: BTreeMap<String, (String, Bind)>,
    values: BTreeMap<(Target, String), String>,
    /// Zone of local times; overrides what the format says.
    pub zone: Option<Tz>,
    /// Order of day and month in dates of numbers; found out from the file where not given.
    pub order: Option<Order>,
}

/// What is wrong with a mapping file, and where (both from 1).
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("line {line}, column {column}: {text}")]
pub struct MappingError {
    /// Line.
    pub line: usize,
    /// Column in characters.
    pub column: usize,
    /// What is wrong and what is possible.
    pub text: String,
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// [`MappingError`] for anything that is not TOML, unknown tables, fields and words, and keys that stand twice (also
    /// when they differ only in case or outer white space).
    pub fn parse(text: &str) -> Result<Self, MappingError> {
        let at = |offset: usize, what: String| located(text, offset, what);
        let document = DeTable::parse(text)
            .map_err(|e| at(e.span().map_or(0, |s| s.start), e.message().trim_end_matches('.').to_owned()))?;
        let mut mapping = Self::default();
        for (key, value) in document.get_ref() {
            let place = key.span().start;
            match key.get_ref().as_ref() {
                "columns" => {
                    for (name, offset, said, said_at) in strings(table(value, place, &at)?, &at)? {
                        let bind = bind(&said).ok_or_else(|| at(said_at, unknown_target(&said)))?;
                        if mapping.columns.insert(folded(&name), (name.clone(), bind)).is_some() {
                            return Err(at(offset, format!("the column \"{name}\" stands twice")));
                        }
                    }
                }
                "values" => mapping.read_values(table(value, place, &at)?, &at)?,
                "dates" => mapping.read_dates(table(value, place, &at)?, &at)?,
                other => {
                    return Err(at(
                        place,
                        format!("unknown table \"{other}\": a mapping has columns, values and dates"),
                    ));
                }
            }
        }
        Ok(mapping)
    }

    fn read_values(
        &mut self,
        tables: &DeTable<'_>,
        at: &impl Fn(usize, String) -> MappingError,
    ) -> Result<(), MappingError> {
        for (key, value) in tables {
            let place = key.span().start;
            let target = Target::named(key.get_ref()).filter(|t| t.is_word()).ok_or_else(|| {
                let names: Vec<_> = Target::ALL.into_iter().filter(|t| t.is_word()).map(Target::name).collect();
                at(
                    place,
                    format!("values of \"{}\" cannot be mapped: those of {} can", key.get_ref(), names.join(", ")),
                )
            })?;
            for (word, offset, said, said_at) in strings(table(value, place, at)?, at)? {
                if let Some(allowed) = words_of(target).filter(|words| !words.contains(&said.as_str())) {
                    let text = format!("\"{said}\" is not a {}: {}", target.name(), allowed.join(", "));
                    return Err(at(said_at, text));
                }
                if self.values.insert((target, folded(&word)), said).is_some() {
                    return Err(at(offset, format!("the value \"{word}\" stands twice")));
                }
            }
        }
        Ok(())
    }

    fn read_dates(
        &mut self,
        dates: &DeTable<'_>,
        at: &impl Fn(usize, String) -> MappingError,
    ) -> Result<(), MappingError> {
        for (key, offset, said, said_at) in strings(dates, at)? {
            match (key.as_str(), said.as_str()) {
                ("zone", name) => {
                    let zone = name.parse::<Tz>();
                    self.zone = Some(zone.map_err(|_| {
                        at(said_at, format!("unknown zone \"{name}\": an IANA name such as Europe/Amsterdam"))
                    })?);
                }
                ("order", "day-first") => self.order = Some(Order::DayFirst),
                ("order", "month-first") => self.order = Some(Order::MonthFirst),
                ("order", other) => {
                    return Err(at(said_at, format!("\"{other}\" is not an order: day-first or month-first")));
                }
                _ => return Err(at(offset, format!("unknown key \"{key}\": dates have zone and order"))),
            }
        }
        Ok(())
    }

    /// What the mapping does with a column.
    pub(super) fn column(&self, name: &str) -> Option<&Bind> {
        self.columns.get(&folded(name)).map(|(_, bind)| bind)
    }

    /// What a word means.
    pub(super) fn value(&self, target: Target, word: &str) -> Option<&str> {
        self.values.get(&(target, folded(word))).map(String::as_str)
    }

    /// The columns that it names, as written.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.values().map(|(name, _)| name.as_str())
    }
}

/// A name without the differences that do not count: case, white space at the ends or in a row.
pub(super) fn folded(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn bind(said: &str) -> Option<Bind> {
    if said == "ignore" {
        return Some(Bind::Ignore);
    }
    if let Some(name) = said.strip_prefix("extra.") {
        let fits = !name.is_empty() && name.len() <= 64 && name.chars().all(|c| c.is_alphanumeric() || c == '_');
        return fits.then(|| Bind::Extra(name.to_owned()));
    }
    Target::named(said).map(Bind::To)
}

fn unknown_target(said: &str) -> String {
    let names: Vec<_> = Target::ALL.into_iter().map(Target::name).collect();
    format!("unknown field \"{said}\": one of {}, extra.NAME (letters, digits, _) or ignore", names.join(", "))
}

fn words_of(target: Target) -> Option<Vec<&'static str>> {
    match target {
        Target::Type => Some(ForeignType::ALL.iter().map(|t| t.word()).collect()),
        Target::State => Some(State::ALL.iter().map(|s| s.word()).collect()),
        Target::Outcome => Some(ForeignOutcome::ALL.iter().map(|o| o.word()).collect()),
        _ => None,
    }
}

fn table<'t, 'i>(
    value: &'t Spanned<DeValue<'i>>,
    place: usize,
    at: &impl Fn(usize, String) -> MappingError,
) -> Result<&'t DeTable<'i>, MappingError> {
    value.get_ref().as_table().ok_or_else(|| at(place, "a table is expected here".to_owned()))
}

/// The keys of a table of strings with their values, each with its offset.
fn strings(
    table: &DeTable<'_>,
    at: &impl Fn(usize, String) -> MappingError,
) -> Result<Vec<(String, usize, String, usize)>, MappingError> {
    let mut out = Vec::new();
    for (key, value) in table {
        let place = value.span().start;
        let said = value.get_ref().as_str().ok_or_else(|| {
            at(place, format!("\"{}\" needs a text in quotes, not {}", key.get_ref(), value.get_ref().type_str()))
        })?;
        out.push((key.get_ref().to_string(), key.span().start, said.to_owned(), place));
    }
    // In the order of the file, so that of two equal names the second is the one refused.
    out.sort_by_key(|(_, offset, ..)| *offset);
    Ok(out)
}

fn located(text: &str, offset: usize, what: String) -> MappingError {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    MappingError { line, column, text: what }
}
