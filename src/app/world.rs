//! The register's own streams, folded, and kept until there is another entry.

use super::error::AppError;
use super::execute::{fold, fold_on};
use super::open::App;
use crate::base::ids::Stream;
use crate::base::time::Moment;
use crate::domain::world::World;
use crate::ledger::chain::Head;
use std::sync::Arc;

/// The streams that tell how the register stands; first those that tell who somebody is in it.
pub(super) const REGISTER: [Stream; 7] = [
    Stream::People,
    Stream::Board,
    Stream::Policy,
    Stream::Catalogue,
    Stream::Risks,
    Stream::Calendar,
    Stream::Systems,
];

/// How many of [`REGISTER`] tell who is registered and who sits where. The policy is as long as its packs.
const SEATS: usize = 2;
/// How many of [`REGISTER`] tell that and which policy is in force. The others grow with every change, and their entries
/// lie far apart.
pub(super) const HOUSE: usize = 3;

/// Streams of the register as they were folded last.
#[derive(Debug)]
pub(super) struct Kept {
    /// The head of the ledger then.
    head: Head,
    /// How many of [`REGISTER`] are folded.
    streams: usize,
    world: Arc<World>,
}

impl App {
    /// The register's own streams, folded.
    pub(super) fn world(&self, until: Option<Moment>) -> Result<Arc<World>, AppError> {
        self.folded(REGISTER.len(), until)
    }

    /// Of the register's own streams those that tell its persons and its board.
    pub(super) fn seated(&self) -> Result<Arc<World>, AppError> {
        self.folded(SEATS, None)
    }

    /// Of the register's own streams those that tell the policy in force, its persons and its board.
    pub(super) fn house(&self) -> Result<Arc<World>, AppError> {
        self.folded(HOUSE, None)
    }

    fn folded(&self, streams: usize, until: Option<Moment>) -> Result<Arc<World>, AppError> {
        let reader = self.store.read()?;
        if let Some(until) = until.or(self.back) {
            return fold(&reader, &REGISTER, Some(until)).map(Arc::new);
        }
        // The same question comes many times between two entries.
        let head = reader.head()?;
        let kept = self.kept.take().filter(|k| k.head == head);
        let mut kept = kept.unwrap_or_else(|| Kept { head, streams: 0, world: Arc::default() });
        if kept.streams < streams {
            let more = REGISTER.get(kept.streams..streams).unwrap_or_default();
            kept.world = Arc::new(fold_on(Arc::unwrap_or_clone(kept.world), &reader, more, None)?);
            kept.streams = streams;
        }
        let world = Arc::clone(&kept.world);
        self.kept.replace(Some(kept));
        Ok(world)
    }
}
