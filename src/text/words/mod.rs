//! Values to words: moments and spans, refusals, receipts, and a sentence for each kind of event.

pub mod approval;
mod attempt;
pub mod ballot;
pub mod calendar;
pub mod catalogue;
pub mod checklist;
pub mod command;
pub mod course;
pub mod event;
mod evidence;
pub mod meeting;
pub mod moment;
pub mod people;
pub mod quorum;
pub mod receipt;
pub mod timeline;

pub mod refusal;
mod run;
mod systems;

use crate::base::ids::PersonId;
use crate::domain::said::Said;
use crate::sheets::time::Time;
use chrono_tz::Tz;

/// What turns ids and commitments into words while sentences are made.
pub struct Names<'a> {
    /// Display name of a person.
    pub person: &'a dyn Fn(&PersonId) -> String,
    /// The words behind a commitment; none where they were removed.
    pub said: &'a dyn Fn(&Said) -> Option<String>,
    /// Whether the choices on the ballot of a number may be named: on a hidden one only once it has decided, and never on
    /// a secret one.
    pub choices: &'a dyn Fn(u32) -> bool,
    /// Zone in which moments are written.
    pub tz: Tz,
}

impl std::fmt::Debug for Names<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Names").field("tz", &self.tz).finish_non_exhaustive()
    }
}

impl Names<'_> {
    /// The display name of a person.
    fn of(&self, person: &PersonId) -> String {
        (self.person)(person)
    }

    /// Several persons as a list.
    fn all<'p>(&self, people: impl IntoIterator<Item = &'p PersonId>) -> String {
        list(&people.into_iter().map(|p| self.of(p)).collect::<Vec<_>>())
    }

    /// `: the words`, on one line; `: [removed]` where they were removed, nothing where nothing was said.
    fn because(&self, said: Option<&Said>) -> String {
        said.map_or_else(String::new, |said| format!(": {}", self.quote(said)))
    }

    /// The words on one line.
    fn quote(&self, said: &Said) -> String {
        (self.said)(said).map_or_else(|| "[removed]".into(), |text| crate::base::text::tame_line(&text, 200))
    }
}

/// Words as a list: `a`, `a and b`, `a, b and c`.
#[must_use]
pub fn list<S: AsRef<str>>(words: &[S]) -> String {
    match words {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first = first.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", ");
            format!("{first} and {}", last.as_ref())
        }
    }
}

/// Words as a sentence: with a capital letter, and a full stop.
#[must_use]
pub fn sentence(text: impl AsRef<str>) -> String {
    let mut rest = text.as_ref().chars();
    let first: String = rest.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{}.", rest.as_str())
}

/// Until when something was deferred: ` until Wed 25 Mar 14:00`, or ` until it is brought again`.
#[must_use]
pub fn put_off(to: Option<Time>, open: bool, at: impl Fn(Time) -> String) -> String {
    match to {
        Some(to) => format!(" until {}", at(to)),
        None if open => " until it is brought again".into(),
        None => String::new(),
    }
}

/// An id or word of the machine as people read it: `carried_with_conditions` is `carried with conditions`.
#[must_use]
pub fn plain(word: &str) -> String {
    word.replace('_', " ")
}
