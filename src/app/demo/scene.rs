//! The steps of a change's life, each by the person whose step it is.

use super::cast::sentence;
use super::chance::Chance;
use super::play::{Play, later};
use crate::app::error::AppError;
use crate::app::execute::append;
use crate::base::ids::{ChangeNo, PersonId};
use crate::base::time::Moment;
use crate::domain::ballot::BallotState;
use crate::domain::change::states::State;
use crate::domain::change::{Change, facts};
use crate::domain::command::{self, Approval, Cast, ChangeCommand, Command};
use crate::domain::desk::Desk;
use crate::domain::refusal::{Kind, Refusal};
use crate::domain::world::World;
use crate::policy::judge::open_approvals;
use crate::policy::request::FieldKind;
use crate::policy::risk::Part;
use crate::store::append::Tx;
use std::sync::Arc;

/// One step of one change.
pub(super) struct Scene<'a, 'tx> {
    pub play: &'a Play,
    pub tx: &'a mut Tx<'tx>,
    pub world: &'a mut World,
    pub at: Moment,
    pub chance: &'a mut Chance,
    pub no: ChangeNo,
}

impl Scene<'_, '_> {
    pub(super) fn act(&mut self, who: &PersonId, command: &Command) -> Result<Result<(), Box<Refusal>>, AppError> {
        let desk = Desk {
            now: self.tx.moment(self.at),
            actor: who.clone(),
            pack: Arc::clone(&self.play.pack),
            pack_digest: self.play.digest,
            next_change: self.no,
            seed: self.chance.seed(),
            if_version: None,
        };
        match command::decide(self.world, &desk, command) {
            Ok(decided) => {
                self.tx.as_act(self.chance.act());
                append(self.tx, self.world, who, self.at, &decided)?;
                Ok(Ok(()))
            }
            Err(refusal) => Ok(Err(Box::new(refusal))),
        }
    }

    pub(super) fn on(&mut self, who: &PersonId, command: ChangeCommand) -> Result<Result<(), Box<Refusal>>, AppError> {
        self.act(who, &Command::Change(self.no, command))
    }

    pub(super) fn change(&self) -> Option<&Change> {
        self.world.changes.get(&self.no)
    }

    pub(super) fn submit(&mut self, change: &Change) -> Result<Option<Moment>, AppError> {
        let requester = change.requester.clone();
        self.rate(&requester, Part::Inherent)?;
        self.rate(&requester, Part::Rating)?;
        for _ in 0..4 {
            match self.on(&requester, ChangeCommand::Submit)? {
                Ok(()) => return Ok(Some(later(self.at, self.chance, 60, 1200))),
                Err(refusal) if !self.mend(&requester, &refusal)? => break,
                Err(_) => {}
            }
        }
        // What cannot be submitted stays a draft, or is given up.
        if self.chance.happens(80) {
            drop(self.on(&requester, ChangeCommand::Cancel { reason: Some("Not needed any more".into()) })?);
        }
        Ok(None)
    }

    pub(super) fn revise(&mut self, change: &Change) -> Result<Option<Moment>, AppError> {
        let requester = change.requester.clone();
        if self.chance.happens(35) {
            drop(
                self.on(&requester, ChangeCommand::Cancel { reason: Some("Rejected; another way was found".into()) })?,
            );
            return Ok(None);
        }
        let plan = self.play.pack.fields.iter().find(|f| f.kind == FieldKind::Prose).map(|f| f.id().to_owned());
        if let Some(field) = plan {
            let fields = vec![(field, sentence(self.chance).to_owned())];
            drop(self.on(&requester, ChangeCommand::Edit { fields })?);
        }
        Ok(self.on(&requester, ChangeCommand::Submit)?.is_ok().then(|| later(self.at, self.chance, 60, 900)))
    }

    pub(super) fn assess(&mut self, change: &Change) -> Result<Option<Moment>, AppError> {
        let asked = change.requester.clone();
        for _ in 0..8 {
            if self.change().is_none_or(|c| c.state != State::Assess) {
                return Ok(Some(later(self.at, self.chance, 240, 2880)));
            }
            match self.on(&asked, ChangeCommand::Request)? {
                Ok(()) => return Ok(Some(later(self.at, self.chance, 240, 2880))),
                Err(refusal) if !self.mend(&asked, &refusal)? => return Ok(None),
                Err(_) => {}
            }
        }
        Ok(None)
    }

    pub(super) fn authorize(&mut self, change: &Change) -> Result<Option<Moment>, AppError> {
        let open = {
            let desk = self.desk(&change.requester);
            let facts = facts::of(self.world, &desk, change);
            open_approvals(&self.play.pack, &facts).into_iter().cloned().collect::<Vec<_>>()
        };
        if change.ballot().is_some_and(|b| b.state == BallotState::Open) {
            return self.vote(change);
        }
        for approval in open {
            if approval.board {
                let chairs = self.play.company.board.clone();
                for chair in chairs.iter().take(2) {
                    if self.on(chair, ChangeCommand::OpenVote { tally: None, meeting: None })?.is_ok() {
                        return Ok(Some(later(self.at, self.chance, 15, 120)));
                    }
                }
                return Ok(None);
            }
            let holders = self.holders(&approval.roles);
            let mut given = false;
            for who in holders {
                let reject = self.chance.happens(4);
                let role = approval.roles.first().cloned();
                let reason = Some(sentence(self.chance).to_owned());
                let command = if reject {
                    ChangeCommand::Reject { role, reason }
                } else {
                    let confirms = ["completeness", "risk_accuracy", "testing", "business_justification"];
                    let confirms = confirms.iter().map(|c| (*c).to_owned()).collect();
                    ChangeCommand::Approve(Approval { reason, confirms, ..Approval::default() })
                };
                given |= self.on(&who, command)?.is_ok();
            }
            if !given {
                return Ok(None);
            }
            if self.change().is_none_or(|c| c.state != State::Authorize) {
                break;
            }
        }
        Ok(Some(later(self.at, self.chance, 600, 4000)))
    }

    pub(super) fn vote(&mut self, change: &Change) -> Result<Option<Moment>, AppError> {
        let against = self.chance.below(100);
        let board = self.play.company.board.clone();
        for member in &board {
            if self.chance.happens(12) {
                continue;
            }
            let roll = self.chance.below(100);
            let choice = if against < 7 && roll < 80 {
                "reject"
            } else if roll < 5 {
                "abstain"
            } else {
                "approve"
            };
            let reason = (choice != "approve").then(|| sentence(self.chance).to_owned());
            let cast = Cast {
                choice: choice.into(),
                reason,
                condition: None,
                owner: None,
                due: None,
                share: None,
                via_chair: false,
                member: None,
            };
            drop(self.on(member, ChangeCommand::Cast(cast))?);
        }
        if self.chance.happens(3) {
            let reason = Some("The owner could not attend".into());
            if let Some(chair) = board.first() {
                drop(self.on(chair, ChangeCommand::Defer { reason, until: None })?);
            }
            return Ok(Some(later(self.at, self.chance, 8000, 10_000)));
        }
        for chair in board.iter().take(2) {
            let reason = Some(sentence(self.chance).to_owned());
            if self.on(chair, ChangeCommand::CloseVote { reason })?.is_ok() {
                return Ok(Some(later(self.at, self.chance, 900, 5000)));
            }
        }
        // Without a quorum the ballot lapses, and the chair tries again.
        let lapses = change.ballot().map_or(self.at, |b| b.lapses);
        Ok(Some(later(lapses, self.chance, 1, 300)))
    }

    pub(super) fn begin(&mut self, change: &Change) -> Result<Option<Moment>, AppError> {
        let mut team: Vec<PersonId> = change.words("implementers").iter().filter_map(|w| w.parse().ok()).collect();
        if team.is_empty() {
            let someone = self.chance.of(&self.play.company.implementers).cloned();
            let fields = vec![("implementers".to_owned(), someone.iter().map(ToString::to_string).collect())];
            drop(self.on(&change.requester.clone(), ChangeCommand::Edit { fields })?);
            team.extend(someone);
        }
        team.push(change.requester.clone());
        for _ in 0..6 {
            for who in team.clone() {
                match self.on(&who, ChangeCommand::Start { environment: None, share: None })? {
                    Ok(()) => return Ok(Some(later(self.at, self.chance, 30, 200))),
                    Err(refusal) => {
                        if self.change().is_none_or(|c| c.state != State::Scheduled) {
                            return Ok(Some(later(self.at, self.chance, 30, 200)));
                        }
                        if refusal.kind != Kind::NotPermitted && !self.mend(&who, &refusal)? {
                            return Ok(None);
                        }
                    }
                }
            }
        }
        Ok(None)
    }

    pub(super) fn finish(&mut self, change: &Change) -> Result<Option<Moment>, AppError> {
        let succeeded = !self.chance.happens(4);
        let note = Some(sentence(self.chance).to_owned());
        let mut team: Vec<PersonId> = change.words("implementers").iter().filter_map(|w| w.parse().ok()).collect();
        team.extend(change.owner());
        team.push(change.requester.clone());
        for who in team {
            if self.on(&who, ChangeCommand::Finish { succeeded, note: note.clone() })?.is_ok() {
                return Ok(Some(later(self.at, self.chance, 600, 4000)));
            }
        }
        Ok(None)
    }

    pub(super) fn close(&mut self, change: &Change) -> Result<Option<Moment>, AppError> {
        let who = change.requester.clone();
        for _ in 0..6 {
            let notes = Some(sentence(self.chance).to_owned());
            match self.on(&who, ChangeCommand::Close { code: "successful".into(), notes })? {
                Ok(()) => return Ok(None),
                Err(refusal) if !self.mend(&who, &refusal)? => return Ok(None),
                Err(_) => {}
            }
        }
        Ok(None)
    }
}
