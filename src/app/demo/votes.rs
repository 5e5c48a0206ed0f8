//! Approvals and ballots: who approves in a role, and how the board votes, in a meeting or between two.

use super::later;
use super::scene::Scene;
use super::speech::{condition, objection, rationale};
use crate::app::error::AppError;
use crate::base::ids::PersonId;
use crate::base::time::{Moment, Span};
use crate::domain::ballot::BallotState;
use crate::domain::change::states::State;
use crate::domain::change::{Change, Decision};
use crate::domain::command::{Approval as Given, Cast, ChangeCommand};
use crate::policy::act::Act;
use crate::policy::judge::{approval_tally, judge, open_approvals};
use crate::policy::pack::{Effect, Pack};
use crate::policy::request::Approval;
use crate::policy::verdict::Verdict;
use std::sync::Arc;

/// What asking for the open approvals came to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Asked {
    /// None is open.
    Nothing,
    /// One was given or refused.
    Given,
    /// Only the board's is open.
    Board,
    /// Nobody gives the one that is open.
    Stuck,
}

impl Scene<'_, '_, '_> {
    fn open_approvals(&self) -> Vec<Approval> {
        let Some(change) = self.change() else { return Vec::new() };
        let facts = self.facts(&change.requester, change);
        open_approvals(&self.play.pack, &facts).into_iter().cloned().collect()
    }

    /// Whether the board's ballot is the one approval that is open.
    pub fn only_board_open(&self) -> bool {
        let open = self.open_approvals();
        !open.is_empty() && open.iter().all(|a| a.board)
    }

    fn complete(&self, approval: &Approval) -> bool {
        let Some(change) = self.change() else { return true };
        let facts = self.facts(&change.requester, change);
        approval_tally(&self.play.pack, approval, &facts).complete
    }

    /// Whether a ballot on the change is under way.
    pub fn voting(&self) -> bool {
        let now = self.hands.tx.moment(self.at);
        let ballot = self.change().and_then(Change::ballot);
        ballot.is_some_and(|b| b.state == BallotState::Open && !b.void && !b.lapsed(now))
    }

    /// Has the first open approval given that is not the board's.
    pub fn approve(&mut self, change: &Change) -> Result<Asked, AppError> {
        let open = self.open_approvals();
        let Some(approval) = open.iter().find(|a| !a.board) else {
            return Ok(if open.is_empty() { Asked::Nothing } else { Asked::Board });
        };
        if let Some(review) = &approval.by_review {
            return Ok(if self.sign(review)? { Asked::Given } else { Asked::Stuck });
        }
        let pack = Arc::clone(&self.play.pack);
        let mut given = false;
        for who in self.holders(&approval.roles) {
            let held = |r: &&String| self.play.company.roles.iter().any(|(role, p)| role == *r && *p == who);
            let role = approval.roles.iter().find(held).cloned();
            let urgent = self.play.urgent(&change.change_type);
            let reject = !urgent && self.hands.chance.happens(3);
            let reason = Some(if reject { objection } else { rationale }(self.hands.chance).to_owned());
            if reject {
                let params = [("approval", approval.id()), ("reason", "stated"), ("outcome", "rejected")];
                if self.may(&who, Act::Reject, &params) && self.on(&who, ChangeCommand::Reject { role, reason })? {
                    return Ok(Asked::Given);
                }
                continue;
            }
            let confirms = confirms(&pack, approval.id());
            let params = [("approval", approval.id()), ("role", role.as_deref().unwrap_or_default())];
            if change.approved_by(approval.id()).contains(&&who) || !self.ready_to_approve(&who, &params)? {
                continue;
            }
            given |= self.on(&who, ChangeCommand::Approve(Given { role, reason, confirms, ..Given::default() }))?;
            if self.complete(approval) {
                break;
            }
        }
        Ok(if given { Asked::Given } else { Asked::Stuck })
    }

    /// Whether the pack has nothing against this person's approval, once what it lacks is supplied.
    fn ready_to_approve(&mut self, who: &PersonId, params: &[(&str, &str)]) -> Result<bool, AppError> {
        let verdict = self.of_approval(who, params);
        let supplied = !verdict.allowed() && !verdict.permits.is_empty() && self.mend(who, &verdict)?;
        Ok(verdict.allowed() || (supplied && self.of_approval(who, params).allowed()))
    }

    fn of_approval(&self, who: &PersonId, params: &[(&str, &str)]) -> Verdict {
        let Some(change) = self.change() else { return Verdict::default() };
        let mut facts = self.facts(who, change);
        facts.of_act(params);
        let approval = params.iter().find(|p| p.0 == "approval").map_or("", |p| p.1);
        facts.set_words("act.confirms", confirms(&self.play.pack, approval));
        facts.set_word("act.channel", "session");
        facts.set_word("act.reason", "stated");
        judge(&self.play.pack, Act::Approve, &facts)
    }

    pub fn authorize(&mut self, change: &Change) -> Result<Option<Moment>, AppError> {
        if self.voting() {
            return self.vote(change);
        }
        if self.hands.chance.happens(1) {
            return self.give_up("The project was stopped");
        }
        match self.approve(change)? {
            Asked::Given if self.state() == Some(State::New) => Ok(self.in_office(900, 8_000)),
            Asked::Given => Ok(self.next(change, 60, 1_500)),
            Asked::Nothing => Ok(self.next(change, 60, 600)),
            Asked::Stuck => self.stall(),
            Asked::Board if self.play.sits => {
                let until = change.deferred_to.filter(|_| change.decision == Decision::Deferred);
                let from = until.unwrap_or(self.at).max(self.at);
                Ok(self.after_sitting(from))
            }
            Asked::Board => self.open_vote(change),
        }
    }

    /// Some time after the board's next meeting.
    pub fn after_sitting(&mut self, from: Moment) -> Option<Moment> {
        let at = self.play.next_sitting(from)?;
        Some(later(at, self.hands.chance, 5, 240))
    }

    /// The chair opens a ballot between two meetings.
    pub fn open_vote(&mut self, change: &Change) -> Result<Option<Moment>, AppError> {
        if self.put_to_vote(None)? {
            return Ok(self.in_office(15, 120));
        }
        let opened = change.moments.get("submitted").copied().unwrap_or(self.at);
        if self.at.since(opened) > Span::hours(24 * 45) {
            return self.stall();
        }
        Ok(self.in_office(1_000, 4_000))
    }

    /// The chair, or who may in the chair's stead, opens a ballot.
    pub fn put_to_vote(&mut self, meeting: Option<String>) -> Result<bool, AppError> {
        let board = self.play.company.board.clone();
        let Some(chair) = board.into_iter().find(|p| self.fit(p, Act::VoteOpen)) else { return Ok(false) };
        Ok(self.ready(&chair, Act::VoteOpen)? && self.on(&chair, ChangeCommand::OpenVote { tally: None, meeting })?)
    }

    /// The members vote in sessions of their own, and the chair closes the ballot.
    pub fn vote(&mut self, change: &Change) -> Result<Option<Moment>, AppError> {
        // Whom a roll call of the same day calls absent does not vote.
        let away = |scene: &Self, p: &PersonId| {
            let call = scene.hands.world.board.current_rollcall(&scene.play.pack, scene.at, None);
            call.and_then(|c| c.present.get(p)).is_some_and(|how| !how.counts())
        };
        let board = self.play.company.board.clone();
        let members: Vec<PersonId> =
            board.into_iter().filter(|p| !self.hands.chance.happens(12) && !away(self, p)).collect();
        self.cast_votes(&members)?;
        if self.hands.chance.happens(3) && self.defer()? {
            return Ok(self.in_office(4_000, 10_000));
        }
        if self.close_vote()? {
            let days = if self.state() == Some(State::New) { 3 } else { 1 };
            return Ok(self.next(change, 600 * days, 2_400 * days));
        }
        // Without a quorum the ballot lapses, and the chair tries again.
        let lapses = self.change().and_then(Change::ballot).map_or(self.at, |b| b.lapses);
        let at = later(lapses.max(self.at), self.hands.chance, 1, 300);
        Ok(Some(self.play.office_hours(at)))
    }

    pub fn defer(&mut self) -> Result<bool, AppError> {
        let board = self.play.company.board.clone();
        let params = [("reason", "stated"), ("outcome", "deferred")];
        let Some(chair) = board.into_iter().find(|p| self.may(p, Act::Defer, &params)) else { return Ok(false) };
        let reasons = [
            "The owner could not attend",
            "The rollback plan has not been tried",
            "Clashes with the close of the quarter",
        ];
        let reason = Some(self.hands.chance.word(&reasons).to_owned());
        self.on(&chair, ChangeCommand::Defer { reason, until: None })
    }

    pub fn close_vote(&mut self) -> Result<bool, AppError> {
        let board = self.play.company.board.clone();
        let Some(chair) = board.into_iter().find(|p| self.fit(p, Act::VoteClose)) else { return Ok(false) };
        let quorate = self.change().and_then(Change::ballot).is_some_and(|b| {
            let counted = b.counted(self.hands.world.board.current_rollcall(&self.play.pack, self.at, None));
            counted.reach.quorum_met && !counted.suspended
        });
        if !quorate {
            return Ok(false);
        }
        let reason = Some(rationale(self.hands.chance).to_owned());
        let open =
            self.change().and_then(Change::ballot).is_some_and(|b| b.meeting.is_none() && b.considered.is_empty());
        if open && !self.play.pack.panel.criteria.is_empty() {
            self.on(&chair, ChangeCommand::Consider { criteria: Vec::new() })?;
        }
        self.on(&chair, ChangeCommand::CloseVote { reason })
    }

    /// Votes of these members, who are of one mind more often than not.
    pub fn cast_votes(&mut self, members: &[PersonId]) -> Result<(), AppError> {
        let doubtful = self.hands.chance.happens(9);
        let conditions = self.play.pack.board.outcomes.iter().any(|o| o == "approved_with_conditions");
        for member in members {
            let Some(ballot) = self.change().and_then(Change::ballot) else { return Ok(()) };
            if !ballot.on_roster(member) || ballot.recused.contains_key(member) || ballot.outcome.is_some() {
                continue;
            }
            let roll = self.hands.chance.below(100);
            let choice = match roll {
                0..80 if doubtful => "reject",
                0..4 => "abstain",
                4..7 => "reject",
                7..10 if conditions => "condition",
                _ => "approve",
            };
            let said = if choice == "condition" { condition } else { objection }(self.hands.chance).to_owned();
            let due = (choice == "condition").then(|| self.at.plus(Span::hours(72)));
            let cast = Cast {
                choice: choice.into(),
                reason: matches!(choice, "reject" | "abstain").then(|| said.clone()),
                condition: due.map(|_| said),
                owner: None,
                due,
                share: None,
                via_chair: false,
                member: None,
            };
            self.on(member, ChangeCommand::Cast(cast))?;
        }
        Ok(())
    }
}

/// The words that the pack has an approver confirm.
fn confirms(pack: &Pack, approval: &str) -> Vec<String> {
    let asks = pack.rules.iter().filter(|r| r.effect == Effect::Demand && r.acts.contains(&Act::Approve));
    let ours = asks.filter(|r| r.when.act.get("approval").is_none_or(|w| w.list().iter().any(|a| a == approval)));
    let words = ours.filter_map(|r| r.needs.act.get("confirms"));
    words.flat_map(|w| w.list().first().cloned()).collect()
}
