//! A ballot that decides nothing any more: why, and how it is taken back.

use super::ending::Ending;
use super::events::BallotEvent;
use super::{Ballot, Outcome};
use crate::domain::change::acts::{Case, facts_for};
use crate::domain::change::{Change, Decision};
use crate::domain::refusal::Refusal;
use crate::policy::act::Act;
use crate::policy::verdict::Reason;

impl Change {
    /// The ballot that says how the board stands: the newest that is not void. Beside a decision that stands, one that
    /// came after it says nothing.
    #[must_use]
    pub fn deciding_ballot(&self) -> Option<&Ballot> {
        let newest = || self.ballots.iter().rev().filter(|b| !b.void);
        let carried = newest().find(|b| b.outcome.is_some_and(Outcome::carries));
        carried.filter(|_| self.decision == Decision::Approved).or_else(|| newest().next())
    }
}

impl Case<'_> {
    /// Why a ballot decides nothing any more: the change is there for its review alone, or was approved in another way
    /// while the ballot was open, which older registers let happen.
    pub(super) fn nothing_to_decide(&self, ballot: &Ballot) -> Option<Reason> {
        let no = self.change.no;
        if self.only_reviewed(ballot.meeting.as_deref()).is_some() {
            let text = format!("{no} stands before the board for its review: the ballot decided nothing");
            return Some(Reason { rule: "review-only".into(), text, ..Reason::default() });
        }
        let facts = facts_for(self.world, self.desk, self.change, &[]);
        let decided = self.decides(&facts).err().filter(|_| self.change.decision == Decision::Approved)?;
        let text = format!("{}: ballot {} is taken back and decided nothing", decided.text, ballot.no);
        Some(Reason { rule: "decided-already".into(), text, ..Reason::default() })
    }

    /// How the open ballot ends without a result where too few are there to close it.
    pub(crate) fn ended_without_quorum(&self) -> Option<BallotEvent> {
        let ballot = self.change.ballot()?;
        let counted = ballot.counted(self.rollcall().as_ref());
        let ending = ballot.ending(&counted, self.desk.now);
        matches!(ending, Ending::Inquorate | Ending::SeatMissing).then(|| self.withdrawn(ballot))
    }

    /// A ballot that decides nothing keeps no meeting open: who may close it takes it back.
    pub(super) fn decides_nothing(
        &mut self,
        ballot: &Ballot,
        reason: Option<&str>,
        why: Reason,
    ) -> Result<(), Refusal> {
        let params = [("outcome", Outcome::Withdrawn.word()), ("reason", reason.unwrap_or_default())];
        let mut facts = facts_for(self.world, self.desk, self.change, &params);
        facts.set_word("act.channel", "session");
        facts.set_flag("tie", false);
        facts.set_flag("unconsidered", false);
        self.judged(Act::VoteClose, &facts)?;
        let said = self.say(reason)?;
        let mut event = self.withdrawn(ballot);
        if let BallotEvent::VoteClosed { reason, .. } = &mut event {
            *reason = said;
        }
        self.add(event);
        self.decided.warnings.push(why);
        Ok(())
    }
}
