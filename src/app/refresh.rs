//! Rows of an older program: what waits for whom is made anew by the first session that may write.

use super::error::AppError;
use super::execute::{fold, show};
use super::open::App;
use super::shelf::Shelf;
use super::touched::OPEN;
use super::world::REGISTER;
use crate::base::ids::{ChangeNo, Stream};
use crate::domain::pack::PackVersion;
use crate::domain::world::World;
use crate::store::append::Ending;

impl App {
    /// Makes the rows of open changes anew, where an older program made them. They are advice and judge nothing: where that
    /// cannot be done, such as in a file that is read-only, the older ones are shown.
    pub(super) fn refresh(&mut self) {
        if self.unlike.is_some() || self.store.read().and_then(|r| r.shaped()).unwrap_or(true) {
            return;
        }
        if let Err(error) = self.refresh_rows() {
            drop(self.settled(error));
        }
    }

    fn refresh_rows(&mut self) -> Result<(), AppError> {
        let actor = self.actor.clone();
        let shelf = &mut self.shelf;
        self.store.write(Self::new_act(), Ending::Keep, |tx| {
            // Another session may have done it meanwhile.
            if tx.read().shaped()? {
                return Ok::<_, AppError>(());
            }
            let mut world = fold(&tx.read(), &REGISTER, None)?;
            let mut numbers = Vec::new();
            for state in OPEN {
                numbers.extend(tx.read().changes_in_state(state)?);
            }
            for no in numbers.into_iter().map(ChangeNo) {
                world.changes = fold(&tx.read(), &[Stream::Change(no)], None)?.changes;
                let Some(change) = world.changes.get(&no).cloned() else { continue };
                // When something last happened to it stays as it is.
                let Some(updated) = tx.read().changed_at(no)? else { continue };
                show(tx, shelf, &world, &actor, updated, &change)?;
            }
            for (level, weight) in weights(shelf, &world) {
                tx.weigh(&level, weight)?;
            }
            tx.shaped()?;
            Ok(())
        })?;
        Ok(())
    }
}

/// The levels of all packs that were ever adopted, those of the newest first. A text that this program does not know has none.
fn weights(shelf: &mut Shelf, world: &World) -> Vec<(String, i64)> {
    let mut all: Vec<(String, i64)> = Vec::new();
    let newest = world.policy.version();
    for adoptions in (1..=newest.adoptions).rev() {
        let Ok((_, pack)) = shelf.of(&world.policy, PackVersion { adoptions, ..newest }) else { continue };
        for member in std::iter::once(&*pack).chain(&pack.members) {
            let levels = member.risk.levels.iter().map(|l| (l.id.clone(), pack.weight(Some(&l.id), None)));
            all.extend(levels);
        }
    }
    all
}
