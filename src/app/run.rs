//! The run of a change, for people who look at it.

use super::error::AppError;
use super::execute::desk_for;
use super::open::App;
use super::show;
use crate::base::ids::ChangeNo;
use crate::base::time::Moment;
use crate::sheets::run::RunSheet;

impl App {
    /// The run of a change: its deployments, the record, what is watched, the review, and what is due.
    ///
    /// # Errors
    /// When there is no such change.
    pub fn run(&mut self, no: ChangeNo, at: Option<Moment>) -> Result<RunSheet, AppError> {
        let (change, world, _) = self.found(no, at)?;
        let now = at.unwrap_or_else(|| self.now());
        let desk = desk_for(&mut self.shelf, &world, &self.actor, now, &change)?;
        self.looking(&world, &desk, |lens| show::run::sheet(lens, &change))
    }
}
