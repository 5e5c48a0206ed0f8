//! Recounts a closed ballot under the rules of another pack, from what was recorded.

use super::count::Counted;
use super::ending::Ending;
use super::{Ballot, Outcome, TallyMode};
use crate::domain::board::Board;
use crate::domain::change::Change;
use crate::policy::board::{Standing, Threshold, VoteRule};
use crate::policy::pack::Pack;
use std::collections::BTreeSet;

/// What a ballot would have come to under another pack, where that differs from what it came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Recounted {
    /// What it came to.
    pub then: String,
    /// What it would have come to, and why.
    pub now: String,
    /// The clauses that make the difference.
    pub clauses: Vec<String>,
}

/// Recounts a ballot that was closed under its own pack: who sat, who was there, who is recused and who chose what stays as recorded; what a
/// seat and a count mean is the other pack's. Nothing where the outcome is the same, or where there is nothing to count.
#[must_use]
pub fn recount(change: &Change, ballot: &Ballot, own: &Pack, pack: &Pack) -> Option<Recounted> {
    let (outcome, closed) = (ballot.outcome?, ballot.closed?);
    if outcome == Outcome::Withdrawn || !pack.board.votes {
        return None;
    }
    let other = under(change, ballot, own, pack);
    let counted = other.counted(None);
    let ending = other.ending(&counted, closed);
    let then = format!("ballot {} {}", ballot.no, outcome.words());
    if ending == Ending::Closed(Outcome::CarriedWithConditions) && !pack.board.decides("approved_with_conditions") {
        let now = format!("not decided: {} knows no approval with conditions", pack.name);
        return Some(Recounted { then, now, clauses: pack.board.outcome_clauses.clone() });
    }
    if ending == Ending::Closed(outcome) || (ending, outcome) == (Ending::Lapsed, Outcome::Lapsed) {
        return None;
    }
    // A ballot that lapsed without a quorum would have decided nothing either way.
    if outcome == Outcome::Lapsed && !matches!(ending, Ending::Closed(_)) {
        return None;
    }
    let (why, clauses) = why(ballot, &other, &counted, ending, pack);
    Some(Recounted { then, now: format!("{}: {why}", ending.words()), clauses })
}

/// The ballot with the rule, the seats and the time of another pack.
fn under(change: &Change, ballot: &Ballot, own: &Pack, pack: &Pack) -> Ballot {
    let mut other = ballot.clone();
    other.rule = pack.vote_rule(seats(ballot, own, pack));
    if let Some(lapses) = super::ending::lapses(pack, &change.change_type, ballot.opened) {
        other.lapses = lapses;
    }
    let chaired = ballot.roster.iter().flat_map(|e| &e.seats).any(|s| Board::is_chair_seat(pack, s));
    for entry in &mut other.roster {
        let named = || pack.board.seats.iter().filter(|s| entry.seats.contains(&s.id));
        (entry.mandatory, entry.veto) = (named().any(|s| s.mandatory), named().any(|s| s.veto));
        if chaired {
            entry.chair = entry.seats.iter().any(|s| Board::is_chair_seat(pack, s));
        }
    }
    other
}

/// How many seats the board would have had under another pack: those that it names, and those that the organisation had
/// registered beside the ones that its own pack names. Where that one names none, what was registered stood for them.
fn seats(ballot: &Ballot, own: &Pack, pack: &Pack) -> usize {
    let (own, named) = (&own.board.seats, &pack.board.seats);
    if named.is_empty() {
        return ballot.rule.of;
    }
    if own.is_empty() {
        return named.len();
    }
    let held: BTreeSet<&str> = ballot.roster.iter().flat_map(|e| &e.seats).map(String::as_str).collect();
    let further = |id: &str| held.contains(id) && own.iter().all(|s| s.id != id);
    let known = named.iter().filter(|s| further(&s.id)).count();
    named.len() + ballot.rule.of.saturating_sub(own.len()).saturating_sub(known)
}

/// Why the ballot ends so under the other pack, and by which clauses.
fn why(was: &Ballot, other: &Ballot, counted: &Counted, ending: Ending, pack: &Pack) -> (String, Vec<String>) {
    let (count, rule, board) = (counted.count, &other.rule, &pack.board);
    let of = |ids: &[&str]| {
        let settings = pack.settings.iter().filter(|s| ids.contains(&s.id()));
        let cited: Vec<String> = settings.flat_map(|s| s.clauses.iter().cloned()).collect();
        // Where no clause speaks of it, the one on how the board decides is what it is a part of.
        if cited.is_empty() { board.threshold_clauses.clone() } else { cited }
    };
    let even = format!("{} to {}", count.for_, count.against);
    let share = || {
        let mut clauses = [board.threshold_clauses.clone(), of(&["vote.majority_of", "vote.min_in_favour"])].concat();
        clauses.dedup();
        clauses
    };
    match ending {
        Ending::Lapsed => (
            format!("its time ended {}, before it was closed", other.lapses),
            of(&["vote.sitting", "vote.offline_lapse"]),
        ),
        Ending::Inquorate => {
            let text = format!("no quorum, {} present, {} needed", count.present, rule.quorum);
            (text, board.quorum.clauses.clone())
        }
        Ending::SeatMissing => {
            let seats = board.called(&counted.mandatory_missing).join(", ");
            (format!("mandatory seat {seats} was not present"), board.quorum.clauses.clone())
        }
        Ending::Even => {
            let text = format!("the votes are even, {even}, and the chair would have been asked for a casting vote");
            (text, of(&["vote.chair_casting"]))
        }
        Ending::Closed(_) if counted.reach.standing == Standing::Vetoed => {
            let against = |e: &&super::RosterEntry| {
                e.veto && other.votes.get(&e.person).is_some_and(|v| v.choice == super::Choice::Reject)
            };
            let seats: Vec<_> = other.roster.iter().filter(against).flat_map(|e| e.seats.clone()).collect();
            // Of a secret ballot nobody is told which seat it was.
            let who =
                if other.tally == TallyMode::Secret { "a seat".into() } else { format!("seat {}", seats.join(", ")) };
            (format!("{who} has a veto and voted against"), board.clauses.clone())
        }
        Ending::Closed(_) if counted.reach.standing == Standing::Tied => {
            let casting = rule.chair_casting && count.chair_for == Some(false);
            let tail = if casting { "the chair is against" } else { "no vote of the chair breaks the tie" };
            (format!("the votes are even, {even}, and {tail}"), of(&["vote.chair_casting"]))
        }
        Ending::Closed(_) if rule.chair_breaks(&count) => {
            (format!("the vote of the chair breaks the tie of {even}"), of(&["vote.chair_casting"]))
        }
        Ending::Closed(_) if was.outcome == Some(Outcome::Lapsed) => {
            (format!("its time had not passed, and it stood {even}"), of(&["vote.sitting", "vote.offline_lapse"]))
        }
        Ending::Closed(Outcome::Lost) => (format!("{} in favour, {}", count.for_, needed(rule, &count)), share()),
        Ending::Closed(_) => {
            let mut text = format!("{} in favour, {}", count.for_, needed(rule, &count));
            let mut clauses = share();
            let before = was.counted(None);
            if before.reach.standing == Standing::Vetoed {
                text = format!("{text}, and no seat that is against has a veto");
                clauses.splice(..0, board.clauses.iter().cloned());
            }
            (text, clauses)
        }
    }
}

/// How many votes the rule asks for: `4 needed (two thirds)`.
fn needed(rule: &VoteRule, count: &crate::policy::board::Count) -> String {
    let share = match rule.threshold {
        Threshold::Majority => "majority",
        Threshold::TwoThirds => "two thirds",
        Threshold::Unanimous => "all",
    };
    format!("{} needed ({share})", rule.least(count))
}
