//! The state of the go/no-go board: the points, who decides, and the cursor among them.

use super::message::Request;
use crate::sheets::evidence::{BoardSheet, DeciderRow, PointRow};

/// A row of the board.
#[derive(Clone, Copy, Debug)]
pub enum Row<'a> {
    /// A point.
    Point(&'a PointRow),
    /// Somebody who decides.
    Decider(&'a DeciderRow),
}

/// The go/no-go board of a change for an environment.
#[derive(Clone, Debug, Default)]
pub struct GoPage {
    /// The change.
    pub id: String,
    /// The environment; where the change ends when none is named.
    pub env: Option<String>,
    /// What it shows.
    pub sheet: Option<Box<BoardSheet>>,
    /// The row under the cursor.
    pub at: usize,
    /// The first line on the page.
    pub offset: usize,
    /// Whether the cursor goes to the first row that is no GO as soon as the board is there.
    pub seeks: bool,
}

impl GoPage {
    /// The board of a change.
    #[must_use]
    pub fn of(id: &str, env: Option<String>) -> Self {
        Self { id: id.to_owned(), env, seeks: true, ..Self::default() }
    }

    /// Asks for what it shows.
    #[must_use]
    pub fn ask(&self) -> Option<Request> {
        Some(Request::GoBoard(self.id.parse().ok()?, self.env.clone()))
    }

    /// How many rows it has.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.sheet.as_ref().map_or(0, |s| s.points.len() + s.deciders.len())
    }

    /// The row under the cursor.
    #[must_use]
    pub fn row(&self) -> Option<Row<'_>> {
        let sheet = self.sheet.as_ref()?;
        match sheet.points.get(self.at) {
            Some(point) => Some(Row::Point(point)),
            None => sheet.deciders.get(self.at - sheet.points.len()).map(Row::Decider),
        }
    }

    /// Goes to the first point that is no GO; where all are, to who said NO-GO, or to what waits for the person.
    pub fn seek(&mut self) {
        let Some(sheet) = &self.sheet else { return };
        let denied = || sheet.deciders.iter().position(|d| d.state == "no_go").map(|i| sheet.points.len() + i);
        let mine = || sheet.deciders.iter().position(|d| d.yours && d.state == "open").map(|i| sheet.points.len() + i);
        self.at = sheet.points.iter().position(|p| p.state != "go").or_else(denied).or_else(mine).unwrap_or(0);
    }
}
