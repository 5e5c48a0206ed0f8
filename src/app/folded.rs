//! Changes as they were folded last: a meeting looks at the same ones after every vote, and they are seldom others.

use super::error::AppError;
use super::execute::event_of;
use super::open::App;
use crate::base::digest::Digest;
use crate::base::ids::{ChangeNo, Stream};
use crate::base::time::Moment;
use crate::domain::change::Change;
use crate::domain::world::World;
use crate::store::load::Reader;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many are kept: twice the agenda of a board that has a hundred thousand changes behind it.
const MOST: usize = 512;

/// Changes that are kept.
pub(super) type Folded = BTreeMap<ChangeNo, Newest>;

/// A change, and the entry of its stream that it was folded up to. By that entry's hash all before it is the same.
#[derive(Debug)]
pub(super) struct Newest {
    version: u64,
    hash: Digest,
    at: Moment,
    change: Arc<Change>,
}

impl App {
    /// A change and when it was touched last, as it stood at a moment, or as it stands now; nothing where there was none.
    pub(super) fn fold_alone(
        &self,
        no: ChangeNo,
        until: Option<Moment>,
    ) -> Result<Option<(Arc<Change>, Moment)>, AppError> {
        let reader = self.store.read()?;
        match until.or(self.back) {
            None => self.fold_on_alone(&reader, no),
            Some(until) => {
                let (mut world, mut at) = (World::default(), until);
                let stream = Stream::Change(no);
                reader.each_of(&stream, until, |entry| {
                    at = entry.at;
                    world.apply(&event_of(&stream, entry)?);
                    Ok::<_, AppError>(())
                })?;
                Ok(world.changes.remove(&no).map(|change| (change, at)))
            }
        }
    }

    /// A change as it stands now, carried on from where it was folded last.
    fn fold_on_alone(&self, reader: &Reader<'_>, no: ChangeNo) -> Result<Option<(Arc<Change>, Moment)>, AppError> {
        // What is not put back, because something failed half-way, is folded anew.
        let known = self.folded.borrow_mut().remove(&no);
        let again = known.is_some();
        let newest = match carry_on(reader, no, known)? {
            None if again => carry_on(reader, no, None)?,
            newest => newest,
        };
        let Some(newest) = newest else { return Ok(None) };
        let found = (Arc::clone(&newest.change), newest.at);
        let mut folded = self.folded.borrow_mut();
        if folded.len() >= MOST {
            folded.clear();
        }
        folded.insert(no, newest);
        Ok(Some(found))
    }
}

/// A change with what has happened since; nothing where the entry is not there that it was folded up to.
fn carry_on(reader: &Reader<'_>, no: ChangeNo, known: Option<Newest>) -> Result<Option<Newest>, AppError> {
    let stream = Stream::Change(no);
    let mut last = known.as_ref().map(|k| (k.version, k.hash, k.at));
    let mut there = known.is_none();
    let mut world = World::default();
    world.changes.extend(known.map(|k| (no, k.change)));
    reader.each_since(&stream, last.map_or(0, |l| l.0), |entry, hash| {
        let this = Some((entry.version, hash, entry.at));
        if there {
            world.apply(&event_of(&stream, entry)?);
            last = this;
        } else {
            there = last == this;
        }
        Ok::<_, AppError>(there)
    })?;
    let newest = last.filter(|_| there).zip(world.changes.remove(&no));
    Ok(newest.map(|((version, hash, at), change)| Newest { version, hash, at, change }))
}
