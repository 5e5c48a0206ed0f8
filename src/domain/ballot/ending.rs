//! What closing a ballot comes to.

use super::count::Counted;
use super::{Ballot, Outcome, VoteCondition};
use crate::base::ids::PersonId;
use crate::base::time::Moment;
use crate::policy::pack::Pack;

/// What closing a ballot comes to as it stands, whoever closes it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// Its time has passed.
    Lapsed,
    /// Too few are present: it cannot be closed.
    Inquorate,
    /// A mandatory seat is not present: it cannot be closed.
    SeatMissing,
    /// The votes are even, and the chair is asked.
    Even,
    /// It closes with an outcome.
    Closed(Outcome),
}

impl Ending {
    /// As people read it.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Lapsed => Outcome::Lapsed.words(),
            Self::Inquorate | Self::SeatMissing | Self::Even => "not decided".into(),
            Self::Closed(outcome) => outcome.words(),
        }
    }
}

impl Ballot {
    /// What closing it at a moment comes to.
    #[must_use]
    pub fn ending(&self, counted: &Counted, at: Moment) -> Ending {
        if at >= self.lapses {
            Ending::Lapsed
        } else if counted.count.present < self.rule.quorum {
            Ending::Inquorate
        } else if !counted.mandatory_missing.is_empty() {
            Ending::SeatMissing
        } else if self.is_even(&counted.count) {
            Ending::Even
        } else {
            Ending::Closed(self.outcome_of(counted))
        }
    }

    /// The conditions of the votes that count, with who set them.
    pub(super) fn conditions(&self, counted: &Counted) -> Vec<(PersonId, VoteCondition)> {
        let votes = self.votes.iter().filter(|(p, _)| counted.present.contains(p));
        votes.filter_map(|(p, v)| v.condition.clone().map(|c| (p.clone(), c))).collect()
    }
}

/// When a ballot that opens at a moment lapses, where the pack says it: with the sitting, or later where people vote apart.
pub(super) fn lapses(pack: &Pack, change_type: &str, opened: Moment) -> Option<Moment> {
    let offline = pack.setting("vote.offline") == Some("always") || change_type == "emergency";
    let length = if offline { "vote.offline_lapse" } else { "vote.sitting" };
    let length = pack.setting(length).and_then(|l| l.parse().ok())?;
    Some(pack.calendar.after(opened, length))
}
