//! The board: seats, quorum, decision rule, and how a count turns into an outcome.
//!
//! *Quorum* is presence, *threshold* is approval; they are told apart everywhere (readings 3.1 to 3.8).

use serde::{Deserialize, Serialize};

/// The board that votes.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Board {
    /// Title, such as "Change Advisory Board".
    pub title: String,
    /// Whether this policy has a board that votes at all.
    pub votes: bool,
    /// Seats that the document names.
    #[serde(rename = "seat")]
    pub seats: Vec<Seat>,
    /// Whether further seats may be registered (the document does not name its members).
    pub open_seats: bool,
    /// Presence needed.
    pub quorum: Quorum,
    /// Share of votes in favour that carries.
    pub threshold: Threshold,
    /// Outcomes that may be recorded: `approved`, `rejected`, `deferred`, `approved_with_conditions`,
    /// `canary_approval`, `withdrawn`.
    pub outcomes: Vec<String>,
    /// Clauses for the board itself.
    pub clauses: Vec<String>,
    /// Clauses for the threshold.
    pub threshold_clauses: Vec<String>,
    /// Clauses for the outcomes.
    pub outcome_clauses: Vec<String>,
    /// Clauses that demand members, weekday or hour where the document leaves them open.
    pub unfilled_clauses: Vec<String>,
}

impl Board {
    /// What the seats of these ids are called.
    #[must_use]
    pub fn called(&self, ids: &[String]) -> Vec<String> {
        let title =
            |id: &String| self.seats.iter().find(|s| s.id == *id).map_or_else(|| id.clone(), |s| s.title.clone());
        ids.iter().map(title).collect()
    }

    /// Whether an outcome may be recorded; where the document lists none, any may.
    #[must_use]
    pub fn decides(&self, outcome: &str) -> bool {
        self.outcomes.is_empty() || self.outcomes.iter().any(|o| o == outcome)
    }
}

/// A seat of the board.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seat {
    /// Id, such as `security`.
    pub id: String,
    /// Title, such as "Security".
    pub title: String,
    /// Whether the holder takes the chair.
    #[serde(default)]
    pub chair: bool,
    /// Whether no vote carries without this seat present.
    #[serde(default)]
    pub mandatory: bool,
    /// Whether a vote against from this seat refuses the motion.
    #[serde(default)]
    pub veto: bool,
}

/// Presence needed for a decision.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Quorum {
    /// A fixed number of members.
    pub members: Option<usize>,
    /// Out of so many seats, as the document says; for display.
    pub of: Option<usize>,
    /// Without a fixed number: a majority of the seats, but at least so many.
    pub minimum: usize,
    /// Clauses.
    pub clauses: Vec<String>,
}

impl Quorum {
    /// Members that must be present on a board of `seats` seats.
    #[must_use]
    pub fn needed(&self, seats: usize) -> usize {
        self.members.unwrap_or_else(|| (seats / 2 + 1).max(self.minimum))
    }
}

/// The share of the base that must be in favour.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Threshold {
    /// More than half.
    #[default]
    Majority,
    /// At least two thirds.
    TwoThirds,
    /// All.
    Unanimous,
}

impl Threshold {
    /// The least number in favour that carries among `base`.
    #[must_use]
    pub const fn least(self, base: usize) -> usize {
        match self {
            Self::Majority => base / 2 + 1,
            Self::TwoThirds => (base * 2).div_ceil(3),
            Self::Unanimous => base,
        }
    }
}

/// What the threshold is a share of (`vote.majority_of`).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MajorityOf {
    /// All eligible members.
    Members,
    /// Those present.
    Present,
    /// Votes for and against.
    Cast,
}

/// The rule of a ballot, sealed when it opens.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct VoteRule {
    /// Presence needed.
    pub quorum: usize,
    /// Out of so many seats.
    pub of: usize,
    /// Share in favour.
    pub threshold: Threshold,
    /// What it is a share of.
    pub majority_of: MajorityOf,
    /// Least number in favour whatever the share says.
    pub min_in_favour: usize,
    /// Whether the chair's vote breaks a tie.
    pub chair_casting: bool,
}

/// A count of a ballot, in persons.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Count {
    /// Persons who may vote: the roster without those recused.
    pub eligible: usize,
    /// Persons recused.
    pub recused: usize,
    /// Eligible persons recorded as present.
    pub present: usize,
    /// In favour, with or without conditions.
    pub for_: usize,
    /// Against.
    pub against: usize,
    /// Abstaining.
    pub abstain: usize,
    /// Whether a seat with a veto voted against.
    pub vetoed: bool,
    /// Mandatory seats whose holder is not present.
    pub mandatory_missing: usize,
    /// How the chair voted, if for or against.
    pub chair_for: Option<bool>,
}

/// What a count amounts to if the ballot closed now.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Carried.
    Carried,
    /// Not carried.
    Lost,
    /// Equal votes, and nobody to break the tie: not carried.
    Tied,
    /// Vetoed.
    Vetoed,
}

/// Where a ballot stands and what may still happen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reach {
    /// Outcome if it closed now, quorum apart.
    pub standing: Standing,
    /// Whether quorum is met and every mandatory seat is present.
    pub quorum_met: bool,
    /// Further votes in favour needed to carry; 0 when it carries.
    pub needs: usize,
    /// Whether it can still carry.
    pub can_pass: bool,
    /// Whether it can still be lost (among those present; votes may be changed until it closes).
    pub can_fail: bool,
}

impl VoteRule {
    /// What the count amounts to.
    #[must_use]
    pub fn standing(&self, count: &Count) -> Standing {
        if count.vetoed {
            return Standing::Vetoed;
        }
        if count.for_ >= self.least(count) {
            return Standing::Carried;
        }
        if self.is_tied(count) {
            let breaks = self.chair_casting && count.chair_for == Some(true) && count.for_ >= self.min_in_favour;
            return if breaks { Standing::Carried } else { Standing::Tied };
        }
        Standing::Lost
    }

    /// Whether the votes are even: as many for as against, and one more in favour, which a casting vote is, would be the
    /// share that carries. Where more are present who said neither, no single vote makes a majority of them (readings
    /// 3.1 to 3.3).
    #[must_use]
    pub fn is_tied(&self, count: &Count) -> bool {
        let even = count.for_ == count.against && count.for_ > 0 && !count.vetoed;
        even && count.for_ + 1 >= self.threshold.least(self.base(count))
    }

    /// Whether the vote carries only because the chair's own vote breaks a tie.
    #[must_use]
    pub fn chair_breaks(&self, count: &Count) -> bool {
        count.for_ == count.against && count.for_ < self.least(count) && self.standing(count) == Standing::Carried
    }

    /// The least number in favour that carries.
    #[must_use]
    pub fn least(&self, count: &Count) -> usize {
        self.threshold.least(self.base(count)).max(self.min_in_favour).max(1)
    }

    /// What the share is one of.
    #[must_use]
    pub const fn base(&self, count: &Count) -> usize {
        match self.majority_of {
            MajorityOf::Members => count.eligible,
            MajorityOf::Present => count.present,
            MajorityOf::Cast => count.for_ + count.against,
        }
    }

    /// Where the ballot stands.
    #[must_use]
    pub fn reach(&self, count: &Count) -> Reach {
        let standing = self.standing(count);
        let voted = count.for_ + count.against + count.abstain;
        let open = count.eligible.saturating_sub(voted);
        // One more supporter who was absent also raises the number present, so the target is searched for.
        let after = |more: usize| {
            let present = count.present.max((voted + more).min(count.eligible));
            self.standing(&Count { for_: count.for_ + more, present, ..*count })
        };
        let needs = (0..=open).find(|more| after(*more) == Standing::Carried);
        let quorum_met = count.present >= self.quorum && count.mandatory_missing == 0;
        let against_all = self.standing(&Count {
            against: count.against + open,
            present: count.present.max((voted + open).min(count.eligible)),
            ..*count
        });
        Reach {
            standing,
            quorum_met,
            needs: needs.unwrap_or_else(|| self.least(count).saturating_sub(count.for_)),
            can_pass: needs.is_some() && count.eligible >= self.quorum,
            can_fail: against_all != Standing::Carried || !quorum_met,
        }
    }
}
