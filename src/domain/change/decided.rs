//! Every decision that was recorded on a change, and what became of it.

use super::events::ChangeEvent;
use super::{Change, Decision};
use crate::base::ids::PersonId;
use crate::base::time::Moment;
use crate::domain::ballot::events::BallotEvent;
use crate::domain::event::{Event, What};
use crate::domain::said::Said;

/// What a later act made of a decision.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    /// The approval was withdrawn.
    Withdrawn,
    /// An edit, another rating or another type voided the approval.
    Voided,
    /// The change was turned back as incomplete.
    TurnedBack,
    /// The change was handed in again.
    Resubmitted,
    /// A member objected to a vote entered by the chair, and the item is open again.
    Reopened,
    /// The approver disowned what was recorded in their name.
    Disowned,
    /// The change was canceled.
    Canceled,
    /// Another decision took its place.
    DecidedAgain,
}

impl Fate {
    /// The word in JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Withdrawn => "withdrawn",
            Self::Voided => "voided",
            Self::TurnedBack => "turned_back",
            Self::Resubmitted => "resubmitted",
            Self::Reopened => "reopened",
            Self::Disowned => "disowned",
            Self::Canceled => "canceled",
            Self::DecidedAgain => "decided_again",
        }
    }
}

/// A decision as it was recorded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decided {
    /// What was decided, with how, as [`Change::decided`] has it.
    pub outcome: String,
    /// When.
    pub at: Moment,
    /// Who recorded it: the last who signed, or who closed the ballot.
    pub by: PersonId,
    /// The ballot that decided, where one did.
    pub ballot: Option<u32>,
    /// The revision that was decided upon.
    pub revision: u32,
    /// Why, where it was said.
    pub reason: Option<Said>,
    /// What became of it: what, when, by whom, and the revision that the change had then; none while it stands.
    pub fate: Option<(Fate, Moment, PersonId, u32)>,
}

impl Change {
    /// Writes down what an event decided, and what it made of the decision before it (`before`).
    pub(super) fn note_decision(&mut self, before: Decision, event: &Event) {
        let made = match &event.what {
            What::Change(ChangeEvent::Imported { .. }) => (self.decision != Decision::None).then_some(None),
            What::Change(ChangeEvent::Authorised) => Some(None),
            What::Change(
                ChangeEvent::Rejected { reason }
                | ChangeEvent::ApprovalWithdrawn { reason }
                | ChangeEvent::Deferred { reason, .. },
            ) => Some(*reason),
            _ => None,
        };
        let canceled = matches!(event.what, What::Change(ChangeEvent::Canceled { .. }));
        if made.is_none() && before == self.decision && !canceled {
            return;
        }
        let fate = match &event.what {
            What::Change(ChangeEvent::ApprovalWithdrawn { .. }) => Fate::Withdrawn,
            What::Change(ChangeEvent::Canceled { .. }) => Fate::Canceled,
            What::Change(ChangeEvent::TurnedBack { .. }) => Fate::TurnedBack,
            What::Change(ChangeEvent::Submitted { .. }) => Fate::Resubmitted,
            What::Change(ChangeEvent::ApprovalDisowned { .. }) => Fate::Disowned,
            What::Ballot(BallotEvent::VoteObjected { .. }) => Fate::Reopened,
            _ if made.is_some() => Fate::DecidedAgain,
            _ => Fate::Voided,
        };
        let revision = self.revision;
        if let Some(last) = self.decisions.last_mut().filter(|d| d.fate.is_none()) {
            last.fate = Some((fate, event.at, event.actor.clone(), revision));
        }
        let Some(reason) = made else { return };
        let withdrawn = matches!(event.what, What::Change(ChangeEvent::ApprovalWithdrawn { .. }));
        let ballot = self.ballot().filter(|b| b.closed == Some(event.at) && !withdrawn);
        self.decisions.push(Decided {
            outcome: self.decided(),
            at: event.at,
            by: event.actor.clone(),
            ballot: ballot.map(|b| b.no),
            revision: ballot.map_or(revision, |b| b.revision.0),
            reason: reason.or_else(|| ballot.and_then(|b| b.rationale)),
            fate: None,
        });
    }
}
