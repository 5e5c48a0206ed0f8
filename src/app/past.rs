//! Looking back: the register as it stood at a moment, its tables included.

use super::error::AppError;
use super::execute::{fold, show_until};
use super::open::App;
use super::world::REGISTER;
use crate::base::ids::{ChangeNo, Stream};
use crate::base::time::Moment;

impl App {
    /// From now on everything is shown as it stood at a moment, and nothing can be recorded.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn look_back(&mut self, at: Moment) -> Result<(), AppError> {
        (self.back, self.recalled) = (Some(at), false);
        Ok(self.store.recall_meetings(at)?)
    }

    /// That the tables of changes are those of the moment that is looked back to: each change is folded up to it once.
    /// Whatever reads them asks this first; a record that stands by itself needs none of them.
    pub(super) fn recall(&mut self) -> Result<(), AppError> {
        let Some(at) = self.back.filter(|_| !self.recalled) else { return Ok(()) };
        let (actor, shelf) = (self.actor.clone(), &mut self.shelf);
        self.store.recall_changes(|tx| {
            let mut world = fold(&tx.read(), &REGISTER, Some(at))?;
            for no in (1..=tx.read().last_change()?).map(ChangeNo) {
                let entries = tx.read().load_until(&Stream::Change(no), at)?;
                world.changes.clear();
                for entry in &entries {
                    world.apply(&super::execute::event(&Stream::Change(no), entry)?);
                }
                let (Some(change), Some(last)) = (world.changes.get(&no).cloned(), entries.last()) else { continue };
                show_until(tx, shelf, &world, &actor, (last.entry.at, Some(at)), &change)?;
            }
            Ok::<_, AppError>(())
        })?;
        self.recalled = true;
        Ok(())
    }
}
