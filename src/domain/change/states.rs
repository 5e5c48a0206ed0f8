//! The states of a change and the acts that each allows: one table.

use crate::policy::act::Act;
use serde::{Deserialize, Serialize};

/// State of a change request (ServiceNow's names).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Being written.
    New,
    /// Handed in, being assessed.
    Assess,
    /// Waiting for approval.
    Authorize,
    /// Approved, waiting for its window.
    Scheduled,
    /// Being implemented.
    Implement,
    /// Implemented, being reviewed.
    Review,
    /// Closed.
    Closed,
    /// Canceled.
    Canceled,
}

impl State {
    /// All states, in order.
    pub const ALL: [Self; 8] = [
        Self::New,
        Self::Assess,
        Self::Authorize,
        Self::Scheduled,
        Self::Implement,
        Self::Review,
        Self::Closed,
        Self::Canceled,
    ];

    /// The word in facts and JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Assess => "assess",
            Self::Authorize => "authorize",
            Self::Scheduled => "scheduled",
            Self::Implement => "implement",
            Self::Review => "review",
            Self::Closed => "closed",
            Self::Canceled => "canceled",
        }
    }

    /// Reads a word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.word() == word)
    }

    /// Whether the change is over.
    #[must_use]
    pub const fn over(self) -> bool {
        matches!(self, Self::Closed | Self::Canceled)
    }
}

/// The states in which an act on a change is possible at all; the pack decides beyond that.
#[must_use]
pub const fn states_for(act: Act) -> &'static [State] {
    use State::{Assess, Authorize, Implement, New, Review, Scheduled};
    match act {
        Act::Submit | Act::Resubmit | Act::Retype => &[New],
        // After the start the plan stands; what closing demands may still be written (`Case::edit`).
        Act::Edit => &[New, Assess, Authorize, Scheduled, Implement, Review],
        Act::Assess => &[New, Assess, Authorize],
        Act::Return => &[Assess, Authorize],
        Act::Review => &[New, Assess, Authorize, Scheduled, Implement, Review],
        Act::Request => &[Assess],
        // Emergencies may be approved in form after the start; ratification is an approval in Review.
        Act::Approve | Act::Reject => &[Assess, Authorize, Scheduled, Implement, Review],
        Act::WithdrawApproval | Act::Schedule => &[Authorize, Scheduled],
        // What the board approves in form may be under way or done.
        Act::Convene | Act::VoteOpen | Act::VoteCast | Act::VoteClose | Act::Object => {
            &[Assess, Authorize, Scheduled, Implement, Review]
        }
        Act::Exception | Act::ExceptionSign => super::exception::STATES,
        Act::Defer => &[Assess, Authorize],
        Act::VerifyCondition => &[Authorize, Scheduled, Implement],
        Act::Start => &[Scheduled],
        Act::Finish => &[Implement],
        // Tests and what precedes production take place while approval is still sought.
        Act::Evidence => &[New, Assess, Authorize, Scheduled, Implement, Review],
        // An emergency passes stages after production, and what failed is taken back after its end.
        Act::Exec | Act::Deploy | Act::Deployed | Act::Raise | Act::Tick | Act::Waive | Act::Record => {
            &[Assess, Authorize, Scheduled, Implement, Review]
        }
        Act::Pir => &[Review],
        Act::Close => &[Review],
        Act::Cancel | Act::Hold | Act::Resume => &[New, Assess, Authorize, Scheduled, Implement],
        Act::Except | Act::LogRisk => &[New, Assess, Authorize, Scheduled],
        Act::Comment => &State::ALL,
        _ => &[],
    }
}
