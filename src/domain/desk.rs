//! What an act needs from outside: who acts, when, under which pack, with which fresh ids and salts.

use super::change::conflict::Claim;
use super::event::What;
use super::refusal::{Kind, Refusal};
use super::said::{Prose, Scribe};
use crate::base::digest::Digest;
use crate::base::ids::{ChangeNo, PersonId, Stream};
use crate::base::time::Moment;
use crate::policy::diary::{Booked, told};
use crate::policy::pack::Pack;
use crate::policy::verdict::Reason;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The desk at which an act is decided.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The moment of the act.
    pub now: Moment,
    /// Who acts.
    pub actor: PersonId,
    /// The pack that judges: that of the change's submission, or the one in force.
    pub pack: Arc<Pack>,
    /// Digest of that pack with its settings.
    pub pack_digest: Digest,
    /// The number that a new change gets.
    pub next_change: ChangeNo,
    /// Random seed for the salts of this act.
    pub seed: [u8; 32],
    /// The version of the record that the actor saw; the act is refused when it has moved.
    pub if_version: Option<u32>,
    /// What open changes near the one that is acted on take up.
    pub near: Vec<Claim>,
    /// The times of other scheduled changes, where the pack's windows take only so many.
    pub booked: Booked,
    /// What the open conditions of the change that is acted on say, by number: a refusal quotes them.
    pub quoted: BTreeMap<u32, String>,
}

impl Desk {
    /// A desk at which something is only looked at.
    #[must_use]
    pub fn looking(now: Moment, actor: PersonId, pack: Arc<Pack>, pack_digest: Digest, no: ChangeNo) -> Self {
        let (near, booked) = (Vec::new(), Booked::default());
        let quoted = BTreeMap::new();
        Self { now, actor, pack, pack_digest, next_change: no, seed: [0; 32], if_version: None, near, booked, quoted }
    }

    /// A moment in words, in the zone of the pack, in which pages tell theirs.
    #[must_use]
    pub fn told(&self, at: Moment) -> String {
        told(at, self.pack.calendar.tz)
    }

    /// Refuses a moment that is past; `what` is to be then, and `flag` gives it on the command line.
    ///
    /// # Errors
    /// The moment is past.
    pub fn ahead(&self, what: &str, at: Option<Moment>, flag: &str) -> Result<(), Refusal> {
        let Some(past) = at.filter(|at| *at <= self.now) else { return Ok(()) };
        let text = format!("{what} {}, which is past", self.told(past));
        let remedy = format!("give a time that is still to come (on the command line with {flag} TIME)");
        Err(Refusal::new(Kind::InvalidInput, text, remedy))
    }

    /// Why no time is one: its end does not lie after its beginning.
    #[must_use]
    pub fn turned_about(&self, what: &str, (from, to): (Moment, Moment)) -> Option<Refusal> {
        let (begins, ends) = (self.told(from), self.told(to));
        let text = match to.cmp(&from) {
            Ordering::Greater => return None,
            Ordering::Equal => format!("the {what} begins and ends {begins}"),
            Ordering::Less => format!("the {what} would end {ends}, before it begins {begins}"),
        };
        Some(Refusal::new(Kind::InvalidInput, text, "give --from before --to"))
    }

    /// The pack that judges, with the digest of its text with its settings.
    #[must_use]
    pub fn judge(&self) -> String {
        format!("{}, with settings {}", self.pack.name, self.pack_digest.short())
    }

    /// A scribe for the texts of this act.
    #[must_use]
    pub const fn scribe(&self) -> Scribe {
        Scribe::new(self.seed)
    }
}

/// What an act amounts to.
#[derive(Clone, Debug, Default)]
pub struct Decided {
    /// What happened, by stream, in order.
    pub events: Vec<(Stream, What)>,
    /// Texts that the events commit to.
    pub prose: Vec<Prose>,
    /// Warnings, which refuse nothing.
    pub warnings: Vec<Reason>,
}

impl Decided {
    /// One event.
    #[must_use]
    pub fn one(stream: Stream, what: impl Into<What>) -> Self {
        Self { events: vec![(stream, what.into())], ..Self::default() }
    }

    /// Adds an event.
    pub fn add(&mut self, stream: Stream, what: impl Into<What>) {
        self.events.push((stream, what.into()));
    }
}
