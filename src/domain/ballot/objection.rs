//! Objecting to a vote that somebody else entered: who may, on which ballot, and until when.

use super::events::BallotEvent;
use super::{Ballot, Outcome, Vote};
use crate::base::ids::PersonId;
use crate::base::time::Moment;
use crate::domain::change::Change;
use crate::domain::change::acts::{Case, facts_for};
use crate::domain::refusal::{Kind, Refusal};
use crate::policy::act::Act;
use crate::policy::pack::Pack;
use std::collections::BTreeMap;

impl Change {
    /// Votes that somebody else entered, by member: of each the newest ballot that has one and decides, or decided,
    /// something.
    #[must_use]
    pub fn entered(&self) -> BTreeMap<&PersonId, (&Ballot, &Vote)> {
        let mut all = BTreeMap::new();
        let vain = |b: &&Ballot| matches!(b.outcome, Some(Outcome::Withdrawn | Outcome::Lapsed));
        for ballot in self.ballots.iter().rev().filter(|b| !b.void && !vain(b)) {
            for (member, vote) in ballot.votes.iter().filter(|(_, v)| v.via.is_some()) {
                all.entry(member).or_insert((ballot, vote));
            }
        }
        all
    }
}

/// Until when a member may object to a vote that was entered for them; none where the pack sets no time.
#[must_use]
pub fn until(pack: &Pack, vote: &Vote) -> Option<Moment> {
    let length = pack.setting("vote.objection").and_then(|l| l.parse().ok())?;
    Some(pack.calendar.after(vote.at, length))
}

impl Case<'_> {
    pub(crate) fn object(&mut self, reason: Option<&str>) -> Result<(), Refusal> {
        let no = self.change.no;
        let actor = self.desk.actor.clone();
        let Some((ballot, vote)) = self.change.entered().get(&actor).map(|(b, v)| ((*b).clone(), (*v).clone())) else {
            let text = format!("nobody entered a vote for {actor} on {no}");
            return Err(Refusal::new(Kind::WrongState, text, "one's own vote is changed by casting again"));
        };
        if let Some(until) = until(&self.desk.pack, &vote).filter(|until| self.desk.now > *until) {
            let text = format!("{no}: the time to object ended {until}");
            return Err(Refusal::new(Kind::WrongState, text, "ask the chair to put it on the agenda again"));
        }
        let given = [("outcome", "objected"), ("reason", reason.unwrap_or_default())];
        let facts = facts_for(self.world, self.desk, self.change, &given);
        self.judged(Act::Object, &facts)?;
        let reason = self.say(reason)?;
        let reopens = ballot.outcome.is_some();
        self.add(BallotEvent::VoteObjected { no: ballot.no, reason, reopens });
        Ok(())
    }
}
