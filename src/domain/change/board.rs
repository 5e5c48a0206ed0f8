//! What a change waits for of the board: its ballot, the votes on it, its end, and objections to votes that were entered.

use super::states::State;
use super::summary::{LAPSED, RETURNS, Summary, Waiting, Waits};
use super::{Change, Decision, clocks, next};
use crate::base::ids::PersonId;
use crate::base::time::Moment;
use crate::domain::ballot::{BallotState, objection};
use crate::domain::desk::Desk;
use crate::policy::clock::Reading;
use crate::policy::facts::Facts;
use crate::policy::judge;
use crate::policy::pack::Path;
use crate::policy::request::Approval;

/// Whose vote somebody else wrote down hears of it, and may object for a while, also once the ballot is closed.
pub(super) fn entered(desk: &Desk, change: &Change) -> Vec<Waiting> {
    let told = change.entered().into_iter().filter_map(|(member, (ballot, vote))| {
        let open = ballot.outcome.is_none().then_some(ballot.lapses);
        let due = objection::until(&desk.pack, vote).or(open)?;
        Some(Waiting { whom: Waits::Person(member.to_string()), kind: "OBJECT", due: Some(due) })
    });
    told.collect()
}

/// Whether a ballot is open that decides nothing any more: the change was approved meanwhile.
pub(super) fn left_over(desk: &Desk, change: &Change, facts: &Facts) -> bool {
    change.decision == Decision::Approved
        && change.ballot().is_some_and(|b| b.state == BallotState::Open)
        && judge::open_approvals(&desk.pack, facts).iter().all(|a| !a.board)
}

/// What an approval of the board waits for: its ballot, or the votes on it; what is next then, where that is more than the
/// approval itself.
pub(super) fn of_board(
    desk: &Desk,
    change: &Change,
    summary: &mut Summary,
    due: Option<Moment>,
) -> Option<&'static str> {
    let chair = |kind, due| Waiting { whom: Waits::Chair, kind, due };
    let open = change.ballot().filter(|b| b.state == BallotState::Open);
    if open.is_some_and(|b| b.lapsed(desk.now)) {
        summary.waiting.push(chair("OPEN VOTE", due));
        return Some(LAPSED);
    }
    let Some(ballot) = open else {
        summary.waiting.push(match change.decision {
            Decision::Deferred => chair(RETURNS, change.deferred_to),
            _ => chair("OPEN VOTE", due),
        });
        return None;
    };
    let voted = |p: &&PersonId| ballot.votes.contains_key(*p) || ballot.recused.contains_key(*p);
    let pending = ballot.roster.iter().map(|e| &e.person).filter(|p| !voted(p));
    let due = Some(ballot.lapses);
    let vote = |p: &PersonId| Waiting { whom: Waits::Person(p.to_string()), kind: "VOTE", due };
    summary.waiting.extend(pending.map(vote));
    summary.waiting.push(chair("CLOSE VOTE", due));
    Some("vote")
}

/// What is still to be approved in form of an emergency that is under way or done, by the board and by others: the pack lets
/// it be done before. Where the board has only a review of it to sign, it waits for no vote.
pub(super) fn formally(desk: &Desk, change: &Change, facts: &Facts, summary: &mut Summary, runs: &[Reading<'_>]) {
    let after = matches!(change.state, State::Scheduled | State::Implement | State::Review);
    if !after || next::path(&desk.pack, change) != Path::Urgent {
        return;
    }
    let reviewed = desk.pack.series.iter().flat_map(|s| &s.sections).any(|s| !s.reviews.is_empty());
    for approval in judge::open_approvals(&desk.pack, facts) {
        let due = clocks::due_of(approval, runs);
        if !approval.board {
            summary.waiting.extend(of_roles(approval, due));
        } else if !reviewed || change.state != State::Review {
            of_board(desk, change, summary, due);
        }
    }
}

/// The roles that an approval waits for.
pub(super) fn of_roles(approval: &Approval, due: Option<Moment>) -> impl Iterator<Item = Waiting> {
    approval.roles.iter().map(move |role| Waiting { whom: Waits::Role(role.clone()), kind: "APPROVE", due })
}
