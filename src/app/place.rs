//! Where a session was when its terminal went away, so that the next one of the same person begins there.

use super::options::Draft;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The key under which it stands among the drafts: no change and no act is called so.
pub const KEY: &str = "place";

/// A page.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Page {
    /// The queue, and what was searched for.
    Queue(String),
    /// A change, and which of its pages.
    Change(String, usize),
    /// The ballot of a change.
    Ballot(String),
    /// A form.
    Form {
        /// The change; none for a new one.
        id: Option<String>,
        /// The type of a new change; empty while it is asked for.
        change_type: String,
        /// The field, and the position in it in characters.
        cursor: Option<(String, usize)>,
        /// Whether the field was open.
        open: bool,
    },
    /// Packs and clauses.
    Pack,
    /// The log of one thing or of all.
    Log(Option<String>),
    /// The board and the persons.
    Board,
    /// The calendar: which of its views, and the day.
    Calendar(usize, Option<NaiveDate>),
    /// A meeting, and the line of its agenda where one had gone to it.
    Meeting(Option<String>, Option<usize>),
    /// The checklists that one has to do with.
    Runs,
    /// A checklist of a change, and the item.
    Run(String, Option<String>, Option<u32>),
    /// A go/no-go board of a change, its environment, and the row.
    Go(String, Option<String>, usize),
}

/// The act whose words were being typed; the words themselves are a draft of their own.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Began {
    /// The act, by its word.
    pub act: String,
    /// Whether it is an act of a meeting, and the item that it is about.
    pub meeting: Option<Option<u32>>,
}

/// A place.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Place {
    /// The page.
    pub page: Page,
    /// What was being typed there; none where nothing was.
    pub began: Option<Began>,
}

impl Place {
    /// The draft as which it is kept.
    #[must_use]
    pub fn draft(&self) -> Draft {
        let body = serde_json::to_string(self).unwrap_or_default();
        Draft { fields: vec![(KEY.to_owned(), body)], ..Draft::default() }
    }

    /// What a draft keeps; none where another release wrote it otherwise.
    #[must_use]
    pub fn of(draft: &Draft) -> Option<Self> {
        draft.fields.first().and_then(|(_, body)| serde_json::from_str(body).ok())
    }
}

/// Takes the place out of the drafts as they were read.
pub fn taken(drafts: &mut Vec<(String, Draft)>) -> Option<Place> {
    let at = drafts.iter().position(|(key, _)| key == KEY)?;
    Place::of(&drafts.remove(at).1)
}
