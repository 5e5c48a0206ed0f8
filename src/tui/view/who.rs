//! Persons, roles and others as screens name them.

use crate::text::words::plain;
use crate::tui::model::Model;

/// A person's name; the id where the name is not known.
#[must_use]
pub fn name<'a>(model: &'a Model, id: &'a str) -> &'a str {
    model.people.iter().find(|(known, _)| known == id).map_or(id, |(_, name)| name)
}

/// Persons' names, one after the other.
#[must_use]
pub fn names(model: &Model, ids: &[String]) -> String {
    ids.iter().map(|id| name(model, id)).collect::<Vec<_>>().join(", ")
}

/// Who is waited for: persons by name, roles in words.
#[must_use]
pub fn waits(model: &Model, list: &[String]) -> String {
    let word = |w: &String| match w.split_once(' ') {
        Some(("person", id)) => name(model, id).to_owned(),
        Some(("role", role)) => plain(role),
        _ => plain(w),
    };
    list.iter().map(word).collect::<Vec<_>>().join(", ")
}
