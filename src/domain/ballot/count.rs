//! Counts a ballot: who is present, who may vote, where it stands.

use super::{Ballot, BallotState, Choice, Outcome, RosterEntry, TallyMode};
use crate::base::ids::PersonId;
use crate::base::time::Moment;
use crate::domain::board::{Presence, Rollcall};
use crate::domain::world::World;
use crate::policy::board::{Count, Reach, Standing};
use std::collections::BTreeMap;

/// A ballot as it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Counted {
    /// The count.
    pub count: Count,
    /// Where it stands.
    pub reach: Reach,
    /// Eligible persons who are present.
    pub present: Vec<PersonId>,
    /// Seats that must be present and are not.
    pub mandatory_missing: Vec<String>,
    /// Whether too few are present to go on, by roll call, or a seat that must be present has left.
    pub suspended: bool,
}

impl Ballot {
    /// Whether the person is on the roster.
    #[must_use]
    pub fn on_roster(&self, person: &PersonId) -> bool {
        self.roster.iter().any(|e| e.person == *person)
    }

    /// Whether somebody is present: recorded so by the roll call that holds, or, beside meetings, by having voted in a
    /// session of their own. A meeting has its roll, and no vote from outside makes up for it. A roll call that says
    /// somebody left counts against an earlier vote.
    #[must_use]
    pub fn is_present(&self, person: &PersonId, rollcall: Option<&Rollcall>) -> bool {
        match rollcall.and_then(|r| r.present.get(person)) {
            Some(presence) => presence.counts(),
            None => self.joined.contains(person) && !(self.meeting.is_some() && rollcall.is_some()),
        }
    }

    /// Whether the counts show: of an open tally always, else once the ballot has decided. One that was taken back, or whose
    /// time ran out, decided nothing, and the next one may be on the same change.
    #[must_use]
    pub fn tells_counts(&self) -> bool {
        let decided = self.outcome.is_some_and(|o| !matches!(o, Outcome::Withdrawn | Outcome::Lapsed));
        decided || self.tally == TallyMode::Open
    }

    /// Whether it shows who chose what: with the counts, but never on a secret ballot.
    #[must_use]
    pub fn tells_choices(&self) -> bool {
        self.tally != TallyMode::Secret && self.tells_counts()
    }

    /// Whether somebody of the roster still sits on the board for one of the seats that it names.
    #[must_use]
    pub fn still_sits(&self, world: &World, person: &PersonId) -> bool {
        let board = &world.board;
        let stands_in = |seat: &String| board.alternates.get(seat).is_some_and(|all| all.contains(person));
        let sits = |seat: &String| board.seats.get(seat) == Some(person) || stands_in(seat);
        let entry = self.roster.iter().find(|e| e.person == *person);
        world.people.active(person).is_some() && entry.is_some_and(|e| e.seats.iter().any(sits))
    }

    /// The roll by which an open ballot is counted: whoever has lost their seat is not there, whatever was called before.
    #[must_use]
    pub fn roll(&self, world: &World, called: Option<&Rollcall>) -> Option<Rollcall> {
        let mut roll = called.cloned();
        if self.state == BallotState::Decided {
            return roll;
        }
        for entry in self.roster.iter().filter(|e| !self.still_sits(world, &e.person)) {
            let empty = || Rollcall { at: self.opened, present: BTreeMap::new() };
            roll.get_or_insert_with(empty).present.insert(entry.person.clone(), Presence::Absent);
        }
        roll
    }

    /// Counts the ballot with the roll call that holds.
    #[must_use]
    pub fn counted(&self, rollcall: Option<&Rollcall>) -> Counted {
        let eligible: Vec<_> = self.roster.iter().filter(|e| !self.recused.contains_key(&e.person)).collect();
        let here = |p: &PersonId| match self.state {
            BallotState::Decided => self.present_at_close.contains(p),
            BallotState::Open => self.is_present(p, rollcall),
        };
        let present: Vec<_> = eligible.iter().filter(|e| here(&e.person)).map(|e| e.person.clone()).collect();
        // Votes of members who have left do not count: presence is per item.
        let votes = || eligible.iter().filter_map(|e| self.votes.get(&e.person).filter(|_| here(&e.person)));
        let of = |wanted: &dyn Fn(Choice) -> bool| votes().filter(|v| wanted(v.choice)).count();
        let mandatory_missing: Vec<String> = self
            .roster
            .iter()
            .filter(|e| e.mandatory && (self.recused.contains_key(&e.person) || !here(&e.person)))
            .flat_map(|e| e.seats.iter().cloned())
            .collect();
        let chair = eligible.iter().find(|e| e.chair && here(&e.person)).and_then(|e| self.votes.get(&e.person));
        let count = Count {
            eligible: eligible.len(),
            recused: self.roster.len() - eligible.len(),
            present: present.len(),
            for_: of(&Choice::favours),
            against: of(&|c| c == Choice::Reject),
            abstain: of(&|c| c == Choice::Abstain),
            vetoed: eligible.iter().any(|e| {
                e.veto && here(&e.person) && self.votes.get(&e.person).is_some_and(|v| v.choice == Choice::Reject)
            }),
            mandatory_missing: mandatory_missing.len(),
            chair_for: self.casting.as_ref().map(|c| c.1).or(chair.map(|v| v.choice)).and_then(|choice| match choice {
                Choice::Approve | Choice::Condition => Some(true),
                Choice::Reject => Some(false),
                Choice::Abstain => None,
            }),
        };
        let left =
            rollcall.is_some_and(|r| eligible.iter().any(|e| r.present.get(&e.person).is_some_and(|p| !p.counts())));
        let gone = |e: &&RosterEntry| rollcall.and_then(|r| r.present.get(&e.person)).is_some_and(|p| !p.counts());
        let seat = self.roster.iter().any(|e| e.mandatory && gone(&e));
        let suspended = self.state == BallotState::Open && (left && count.present < self.rule.quorum || seat);
        Counted { reach: self.rule.reach(&count), count, present, mandatory_missing, suspended }
    }

    /// Whether the votes are even, a casting vote would break the tie, and the chair has said neither for nor against.
    #[must_use]
    pub fn is_even(&self, count: &Count) -> bool {
        self.rule.chair_casting && count.chair_for.is_none() && self.rule.standing(count) == Standing::Tied
    }

    /// What the ballot comes to if it closes as it is counted.
    #[must_use]
    pub fn outcome_of(&self, counted: &Counted) -> Outcome {
        let bound = |p: &PersonId| self.votes.get(p).is_some_and(|v| v.condition.is_some());
        match (counted.reach.standing, counted.present.iter().any(bound)) {
            (Standing::Carried, false) => Outcome::Carried,
            (Standing::Carried, true) => Outcome::CarriedWithConditions,
            _ => Outcome::Lost,
        }
    }

    /// Whether the ballot's time has passed without a decision.
    #[must_use]
    pub fn lapsed(&self, now: Moment) -> bool {
        self.state == BallotState::Open && now >= self.lapses
    }

    /// Whether votes may still decide it: it is open, and its time has not passed.
    #[must_use]
    pub fn runs(&self, now: Moment) -> bool {
        self.state == BallotState::Open && !self.lapsed(now)
    }

    /// The state as facts and JSON call it.
    #[must_use]
    pub fn word(&self, rollcall: Option<&Rollcall>, now: Moment) -> &'static str {
        match self.outcome {
            Some(outcome) => outcome.word(),
            None if self.lapsed(now) => "lapsed",
            None if self.counted(rollcall).suspended => "suspended",
            None => "open",
        }
    }
}
