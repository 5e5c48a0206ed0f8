//! The state of the checklist screens: the lists that one has to do with, and one list with its items.

use super::screen::List;
use crate::app::acts::checklist::waits;
use crate::base::time::Moment;
use crate::domain::checklist::command::NewProof;
use crate::sheets::checklist::{ChecklistSheet, ItemLine, RunRow};
use std::collections::BTreeSet;

/// The lists that one has to do with.
pub type RunsPage = List<RunRow>;

/// One list with its items.
#[derive(Clone, Debug, Default)]
pub struct RunPage {
    /// The change.
    pub id: String,
    /// The list; the one that the change is at when none is named.
    pub list: Option<String>,
    /// What it shows.
    pub sheet: Option<Box<ChecklistSheet>>,
    /// The item under the cursor.
    pub at: usize,
    /// The first item on the page.
    pub offset: usize,
    /// Items that are being saved.
    pub saving: BTreeSet<u32>,
    /// Whether the cursor goes to what waits for the person as soon as the list is there.
    pub seeks: bool,
    /// The list that follows once it is recorded that this one failed.
    pub leads_to: Option<String>,
    /// The item that was ticked last, and when: what `u` takes back at first, though the cursor has gone on.
    pub ticked: Option<(u32, Moment)>,
    /// Evidence that waits for its answer: the item, and what it is.
    pub pending: Option<(u32, NewProof)>,
}

impl RunPage {
    /// The page of a change's list.
    #[must_use]
    pub fn of(id: &str, list: Option<String>) -> Self {
        Self { id: id.to_owned(), list, seeks: true, ..Self::default() }
    }

    /// The item under the cursor.
    #[must_use]
    pub fn item(&self) -> Option<&ItemLine> {
        self.sheet.as_ref().and_then(|s| s.items.get(self.at))
    }

    /// Goes to the next item that is open to this person, from the cursor on and round; stays where there is none.
    pub fn seek(&mut self, actor: &str) {
        let Some(sheet) = &self.sheet else { return };
        let open = |i: &&ItemLine| {
            i.kind != "auto"
                && !self.saving.contains(&i.n)
                && (matches!(i.state.as_str(), "open" | "failed") || waits(i, actor))
        };
        let all = sheet.items.len().max(1);
        let signing = sheet.items.iter().any(|i| waits(i, actor));
        let wanted = |i: &&ItemLine| open(i) && (!signing || waits(i, actor));
        let found = (0..all).map(|k| (self.at + k) % all).find(|k| sheet.items.get(*k).as_ref().is_some_and(wanted));
        if let Some(found) = found {
            self.at = found;
        }
    }
}
