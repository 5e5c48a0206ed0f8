//! What became of an item: read from the change's own record, or from how the meeting settled it.

use super::{Item, Meeting, MeetingState, Subject};
use crate::base::ids::ChangeNo;
use crate::base::time::Moment;
use crate::domain::ballot::{Ballot, BallotState, Outcome};
use crate::domain::change::states::State;
use crate::domain::change::{Change, Decision};
use crate::domain::world::World;

/// What became of an item in a meeting.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fate {
    /// A ballot of the meeting decided.
    Voted(Outcome),
    /// Its decision was deferred.
    Deferred(Option<Moment>),
    /// The change was withdrawn or canceled.
    Withdrawn,
    /// It was approved without the board's ballot, by those whose approval it needs.
    Approved,
    /// The board's review of an emergency was signed.
    Reviewed,
    /// A standing item or topic was settled: `done`, `deferred`, `withdrawn`.
    Settled(String),
}

impl Fate {
    /// The word.
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Self::Voted(outcome) => outcome.word(),
            Self::Deferred(_) => "deferred",
            Self::Withdrawn => "withdrawn",
            Self::Approved => "approved_outside_board",
            Self::Reviewed => "reviewed",
            Self::Settled(how) => how,
        }
    }
}

/// The ballot that a meeting holds on a change, the newest if there are several: one that it opened, or one that was open
/// already when the change came up in it, or was closed while it sat.
#[must_use]
pub fn ballot<'c>(meeting: &Meeting, change: &'c Change) -> Option<&'c Ballot> {
    let own = change.ballots.iter().rev().find(|b| b.meeting.as_deref() == Some(meeting.id.as_str()));
    let item = meeting.numbered().find(|(_, item, _)| item.subject == Subject::Change(change.no));
    let came_up = item.and_then(|(_, _, course)| course.shown.first()).map(|(from, _)| *from);
    own.or_else(|| {
        let still_open = |b: &Ballot| came_up.is_some_and(|up| b.opened <= up && b.closed.is_none_or(|at| at >= up));
        let sat = |at: Moment| {
            let begun = item.is_some() && meeting.opened.as_ref().is_some_and(|o| o.0 <= at);
            begun && meeting.closed.as_ref().is_none_or(|c| at <= c.0)
        };
        change.ballots.iter().rev().find(|b| !b.void && (still_open(b) || b.closed.is_some_and(sat)))
    })
}

/// Whether a meeting decided an item with the consent group: nobody took it out, its ballot was opened and closed by one act,
/// and each vote but that of whoever led was entered for the member.
#[must_use]
pub fn together(meeting: &Meeting, no: ChangeNo, ballot: &Ballot) -> bool {
    let item = meeting.item_of(no).and_then(|no| meeting.item(no));
    let heard = meeting.announced.as_ref().is_some_and(|a| a.until <= ballot.opened);
    let own = ballot.votes.iter().filter(|(_, vote)| vote.via.is_none()).all(|(who, _)| *who == ballot.by);
    item.is_some_and(|(item, _)| item.consent) && heard && ballot.closed == Some(ballot.opened) && own
}

/// The meeting that deals with a change now: the one whose ballot is its newest, else one that is open and has it on its
/// agenda, as far as meetings are looked at. Who is there, and who is in the chair, is said of that meeting.
#[must_use]
pub fn dealing<'w>(world: &'w World, change: &'w Change) -> Option<&'w str> {
    let newest = change.ballots.iter().rev().find(|b| !b.void && b.state == BallotState::Open);
    if let Some(named) = newest.and_then(|b| b.meeting.as_deref()) {
        return Some(named);
    }
    let open = |m: &&Meeting| m.state == MeetingState::InProgress && m.item_of(change.no).is_some();
    world.meetings.values().find(open).map(|m| m.id.as_str())
}

/// What became of an item; none while it is undecided.
#[must_use]
pub fn fate(world: &World, meeting: &Meeting, no: u32) -> Option<Fate> {
    let (item, course) = meeting.item(no)?;
    let opened = meeting.opened.as_ref()?.0;
    if let Some((how, _)) = &course.settled {
        return Some(Fate::Settled(how.clone()));
    }
    let Subject::Change(change) = item.subject else { return None };
    let change = world.changes.get(&change)?;
    let ended = meeting.closed.as_ref().map(|c| c.0);
    let within = |at: Option<&Moment>| at.is_some_and(|at| *at >= opened && ended.is_none_or(|end| *at <= end));
    let voted = ballot(meeting, change).filter(|b| b.state == BallotState::Decided).and_then(|b| b.outcome);
    if reviewed(change, &item.reviews, opened, ended) {
        return Some(Fate::Reviewed);
    }
    if change.decision == Decision::Deferred && within(change.moments.get("deferred")) {
        return Some(Fate::Deferred(change.deferred_to));
    }
    match voted {
        Some(Outcome::Withdrawn | Outcome::Lapsed) | None => {}
        Some(outcome) => return Some(Fate::Voted(outcome)),
    }
    // What a board was convened for may be approved before it sits.
    let convened = meeting.ad_hoc && meeting.added.iter().any(|i| i.subject == item.subject);
    let since = if convened { meeting.called.0 } else { opened };
    let approved = change.moments.get("approved").filter(|at| **at >= since && ended.is_none_or(|end| **at <= end));
    if item.reviews.is_empty() && change.decision == Decision::Approved && approved.is_some() {
        return Some(Fate::Approved);
    }
    (change.state == State::Canceled).then_some(Fate::Withdrawn)
}

/// Whether somebody signed one of these reviews of the change as passed within the meeting.
fn reviewed(change: &Change, reviews: &[String], from: Moment, to: Option<Moment>) -> bool {
    let within = |at: Moment| at >= from && to.is_none_or(|to| at <= to);
    change.reviews.iter().any(|r| reviews.contains(&r.review) && r.passed && within(r.at))
}

/// Items that were never presented and have no fate.
#[must_use]
pub fn not_reached(world: &World, meeting: &Meeting) -> Vec<u32> {
    let open =
        |(no, _, course): &(u32, &Item, &super::Course)| course.shown.is_empty() && fate(world, meeting, *no).is_none();
    meeting.numbered().filter(open).map(|(no, ..)| no).collect()
}

/// Items that nothing has become of yet, presented or not.
#[must_use]
pub fn unsettled(world: &World, meeting: &Meeting) -> Vec<u32> {
    meeting.numbered().map(|(no, ..)| no).filter(|no| fate(world, meeting, *no).is_none()).collect()
}

/// Mandatory items that nothing has become of yet.
#[must_use]
pub fn mandatory(world: &World, meeting: &Meeting) -> Vec<u32> {
    let open = |(no, item, _): &(u32, &Item, &super::Course)| item.mandatory && fate(world, meeting, *no).is_none();
    meeting.numbered().filter(open).map(|(no, ..)| no).collect()
}

/// Items of the consent group that are not decided: number and change. What is being voted on is an item of its own.
#[must_use]
pub fn consent(world: &World, meeting: &Meeting, now: Moment) -> Vec<(u32, ChangeNo)> {
    let voted_on = |no: ChangeNo| {
        let ballot = world.changes.get(&no).and_then(|c| c.ballot());
        ballot.is_some_and(|b| b.runs(now) && !b.void)
    };
    let open = meeting.numbered().filter(|(no, item, _)| item.consent && fate(world, meeting, *no).is_none());
    let changes = open.filter_map(|(no, item, _)| match item.subject {
        Subject::Change(change) => Some((no, change)),
        Subject::Topic(_) => None,
    });
    changes.filter(|(_, change)| !voted_on(*change)).collect()
}

/// Items of the consent group that were announced to the members and are not decided: number and change.
#[must_use]
pub fn announced(world: &World, meeting: &Meeting, now: Moment) -> Vec<(u32, ChangeNo)> {
    let items = meeting.announced.as_ref().map(|a| a.items.as_slice()).unwrap_or_default();
    consent(world, meeting, now).into_iter().filter(|(no, _)| items.contains(no)).collect()
}

/// Changes on whose ballots the meeting is voting now: nobody votes on one whose time ran out.
#[must_use]
pub fn voting(world: &World, meeting: &Meeting, now: Moment) -> Vec<ChangeNo> {
    let open = |no: &ChangeNo| {
        let change = world.changes.get(no);
        change.and_then(|c| ballot(meeting, c)).is_some_and(|b| b.runs(now))
    };
    meeting.changes().filter(open).collect()
}
