//! What happened to a ballot.

use super::{Ballot, BallotState, Choice, Outcome, RosterEntry, TallyMode, Vote, VoteCondition};
use crate::base::digest::Digest;
use crate::base::ids::PersonId;
use crate::base::time::Moment;
use crate::domain::board::Presence;
use crate::domain::change::Change;
use crate::domain::event::Event;
use crate::domain::said::Said;
use crate::policy::board::VoteRule;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What happened to a ballot.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BallotEvent {
    /// It opened, sealed.
    VoteOpened {
        /// Number.
        no: u32,
        /// Who may vote.
        roster: Vec<RosterEntry>,
        /// Who is recused by rule.
        recused: Vec<PersonId>,
        /// The rule.
        rule: VoteRule,
        /// How the tally shows.
        tally: TallyMode,
        /// Digest of the pack.
        pack: Digest,
        /// Revision number.
        revision: u32,
        /// Revision digest.
        revision_digest: Digest,
        /// Meeting.
        meeting: Option<String>,
        /// When it lapses.
        lapses: Moment,
    },
    /// A vote was cast or changed.
    VoteCast {
        /// Ballot number.
        no: u32,
        /// Whose vote.
        member: PersonId,
        /// The choice.
        choice: Choice,
        /// Why.
        reason: Option<Said>,
        /// Condition.
        condition: Option<VoteCondition>,
        /// Whether the chair entered it by roll call.
        via_chair: bool,
        /// Revision voted on.
        revision: Digest,
    },
    /// A member declared an interest.
    MemberRecused {
        /// Ballot number.
        no: u32,
        /// Who.
        member: PersonId,
        /// Why.
        reason: Option<Said>,
    },
    /// A member objected to a vote entered by the chair; a decided item is open again.
    VoteObjected {
        /// Ballot number.
        no: u32,
        /// Why.
        reason: Option<Said>,
        /// Whether the ballot had been decided and is open again.
        reopens: bool,
    },
    /// The board considered criteria before the ballot closes.
    CriteriaConsidered {
        /// Ballot number.
        no: u32,
        /// Ids of the criteria.
        criteria: Vec<String>,
    },
    /// The votes were even, and the chair broke the tie.
    TieBroken {
        /// Ballot number.
        no: u32,
        /// In favour or against.
        choice: Choice,
    },
    /// The ballot closed.
    VoteClosed {
        /// Ballot number.
        no: u32,
        /// Outcome.
        outcome: Outcome,
        /// Who was present.
        present: Vec<PersonId>,
        /// In favour.
        in_favour: u32,
        /// Against.
        against: u32,
        /// Abstaining.
        abstain: u32,
        /// Recused.
        recused: u32,
        /// What the roll said of members who were not there; of those it does not name it said nothing.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        away: BTreeMap<PersonId, Presence>,
        /// The board's rationale where it carried; that of a rejection stands in the rejection.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<Said>,
    },
}

impl Change {
    /// Applies an event of one of the change's ballots.
    pub fn apply_ballot(&mut self, what: &BallotEvent, event: &Event) {
        match what {
            BallotEvent::VoteOpened {
                no,
                roster,
                recused,
                rule,
                tally,
                pack,
                revision,
                revision_digest,
                meeting,
                lapses,
            } => {
                self.ballots.push(Ballot {
                    no: *no,
                    opened: event.at,
                    by: event.actor.clone(),
                    roster: roster.clone(),
                    recused: recused.iter().map(|p| (p.clone(), None)).collect(),
                    rule: rule.clone(),
                    tally: *tally,
                    pack: *pack,
                    revision: (*revision, *revision_digest),
                    meeting: meeting.clone(),
                    lapses: *lapses,
                    votes: BTreeMap::new(),
                    joined: BTreeSet::new(),
                    state: BallotState::Open,
                    outcome: None,
                    closed: None,
                    considered: BTreeSet::new(),
                    rationale: None,
                    casting: None,
                    present_at_close: Vec::new(),
                    altered: Vec::new(),
                    away_at_close: BTreeMap::new(),
                    void: false,
                });
                self.moments.insert("vote_opened".into(), event.at);
            }
            BallotEvent::VoteCast { no, member, choice, reason, condition, via_chair, .. } => {
                let Some(ballot) = self.ballots.iter_mut().find(|b| b.no == *no) else { return };
                let changes = ballot.votes.get(member).map_or(0, |v| v.changes + 1);
                let via = (event.actor != *member).then(|| event.actor.clone());
                if !via_chair {
                    ballot.joined.insert(member.clone());
                }
                let vote = Vote {
                    choice: *choice,
                    reason: *reason,
                    condition: condition.clone(),
                    at: event.at,
                    changes,
                    via,
                    objected: false,
                };
                ballot.votes.insert(member.clone(), vote);
            }
            BallotEvent::MemberRecused { no, member, reason } => {
                let Some(ballot) = self.ballots.iter_mut().find(|b| b.no == *no) else { return };
                ballot.votes.remove(member);
                ballot.recused.insert(member.clone(), *reason);
            }
            BallotEvent::VoteObjected { no, reopens, .. } => {
                let Some(ballot) = self.ballots.iter_mut().find(|b| b.no == *no) else { return };
                ballot.votes.remove(&event.actor);
                if *reopens {
                    ballot.state = BallotState::Open;
                    ballot.outcome = None;
                    ballot.closed = None;
                    ballot.rationale = None;
                    ballot.casting = None;
                    self.reopen();
                }
            }
            BallotEvent::CriteriaConsidered { no, criteria } => {
                let Some(ballot) = self.ballots.iter_mut().find(|b| b.no == *no) else { return };
                ballot.considered.extend(criteria.iter().cloned());
            }
            BallotEvent::TieBroken { no, choice } => {
                let Some(ballot) = self.ballots.iter_mut().find(|b| b.no == *no) else { return };
                ballot.casting = Some((event.actor.clone(), *choice));
            }
            BallotEvent::VoteClosed { no, outcome, present, away, reason, .. } => {
                let Some(ballot) = self.ballots.iter_mut().find(|b| b.no == *no) else { return };
                ballot.state = BallotState::Decided;
                ballot.outcome = Some(*outcome);
                ballot.closed = Some(event.at);
                ballot.rationale = *reason;
                ballot.present_at_close.clone_from(present);
                ballot.away_at_close.clone_from(away);
                self.moments.insert("voted".into(), event.at);
            }
        }
    }

    /// An objection opens the decision again.
    fn reopen(&mut self) {
        use crate::domain::change::Decision;
        use crate::domain::change::states::State;
        if self.decision != Decision::None {
            self.decision = Decision::None;
            self.conditions.retain(|c| c.verified.is_some());
        }
        if matches!(self.state, State::New | State::Scheduled) {
            self.state = State::Authorize;
        }
        self.moments.remove("approved");
    }
}
