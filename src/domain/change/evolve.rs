//! A change after an event. Total: nothing is refused here.

use super::deviation::Deviation;
use super::draft::CATALOGUE;
use super::events::ChangeEvent;
use super::exception::Exception;
use super::recorded::Recorded;
use super::states::State;
use super::{Change, Comment, Condition, Decision, Granted, Signed, Value};
use crate::base::time::Moment;
use crate::domain::ballot::{Altered, BallotState};
use crate::domain::event::{Event, What};
use crate::domain::run::events::RunEvent;
use crate::domain::{checklist, evidence};

impl Change {
    /// Applies an entry of the change's stream.
    pub fn take(&mut self, event: &Event) {
        self.entries = self.entries.saturating_add(1);
        let (before, held) = (self.decision, self.holds());
        match &event.what {
            What::Change(what) => self.apply(what, event),
            What::Ballot(what) => self.apply_ballot(what, event),
            What::Run(what) => {
                if let RunEvent::DeploymentStarted { lapsed, .. } = what {
                    self.lapse(lapsed);
                }
                self.run.apply(what, event);
                self.pass_lists(what);
            }
            What::Evidence(what) => evidence::events::apply(&mut self.evidence, what, event),
            What::Checklist(what) => checklist::events::apply(&mut self.checklists, what, event),
            _ => {}
        }
        self.note_decision(before, event);
        self.keep_place(held);
    }

    /// The lists that come before a deployment are over once it has begun, until it fails; the implementation is begun once.
    fn pass_lists(&mut self, what: &RunEvent) {
        let (RunEvent::DeploymentStarted { no, .. } | RunEvent::DeploymentEnded { no, .. }) = what else { return };
        let Some(deployment) = self.run.deployments.iter().find(|d| d.no == *no) else { return };
        let passed = deployment.last || deployment.ended.as_ref().is_none_or(|e| e.succeeded);
        checklist::events::pass(&mut self.checklists, deployment.environment.as_deref(), deployment.last, passed);
    }

    fn apply(&mut self, what: &ChangeEvent, event: &Event) {
        match what {
            ChangeEvent::Opened { change_type, fields, catalogue, assessed } => {
                self.assessed.clone_from(assessed);
                self.change_type.clone_from(change_type);
                self.requester = event.actor.clone();
                self.catalogue.clone_from(catalogue);
                self.lay(fields);
                self.revision = 1;
                self.mark("created", event.at);
            }
            ChangeEvent::Imported { origin, change_type, fields, state, decision, moments } => {
                self.origin = Some(origin.clone());
                self.change_type.clone_from(change_type);
                // Who brought it over first stays its requester, whoever imports it again.
                if self.revision == 0 {
                    self.requester = event.actor.clone();
                }
                self.lay(fields);
                self.state = *state;
                self.decision = *decision;
                self.revision += 1;
                self.imported = self.revision;
                for (name, at) in moments {
                    self.mark(name, *at);
                }
            }
            ChangeEvent::Edited { fields, voids, assessed, scheduled } => {
                if assessed.is_some() {
                    self.assessed.clone_from(assessed);
                }
                // What was accepted was accepted for the window and the systems as they were.
                if fields.iter().any(|(id, _)| id == "window" || id == "affected_systems") {
                    self.overlaps.clear();
                }
                for (_, value) in fields.iter().filter(|(id, _)| id == CATALOGUE) {
                    self.catalogue = match value {
                        Value::Words(words) => words.first().cloned(),
                        Value::Said(_) => None,
                    };
                }
                self.lay(fields.iter().filter(|(id, _)| id != CATALOGUE));
                self.revise(voids, event.at);
                if let Some(ballot) = self.ballots.last_mut().filter(|b| b.state == BallotState::Open) {
                    let fields = fields.iter().map(|(id, _)| id.clone()).collect();
                    ballot.altered.push(Altered { at: event.at, by: event.actor.clone(), fields });
                }
                if *scheduled {
                    self.mark("scheduled", event.at);
                }
            }
            ChangeEvent::Retyped { to, voids, .. } => {
                self.change_type.clone_from(to);
                self.revise(voids, event.at);
            }
            ChangeEvent::Assessed { ratings, inherent, residual, level, voids } => {
                self.ratings.extend(ratings.iter().cloned());
                self.scores = (*inherent, *residual);
                self.level.clone_from(level);
                self.revise(voids, event.at);
                self.mark("assessed", event.at);
            }
            ChangeEvent::Submitted { to, pack, pack_digest, again, .. } => {
                if *again {
                    // What is handed in after a rejection is a revision of its own, even where no field was edited.
                    self.revision += 1;
                    self.void(&["approvals".into(), "reviews".into(), "ballot".into()]);
                }
                self.state = *to;
                self.pack = Some((*pack, *pack_digest));
                self.decision = Decision::None;
                self.mark("submitted", event.at);
                if *to != State::Assess {
                    self.mark("requested", event.at);
                }
            }
            ChangeEvent::TurnedBack { voids, .. } => {
                self.void(voids);
                self.state = State::New;
                self.mark("turned_back", event.at);
            }
            ChangeEvent::Reviewed { review, role, passed, note, completes, delegated_by } => {
                self.reviews.push(Signed {
                    review: review.clone(),
                    role: role.clone(),
                    by: event.actor.clone(),
                    delegated_by: delegated_by.clone(),
                    at: event.at,
                    passed: *passed,
                    note: *note,
                    void: false,
                });
                if *completes {
                    self.mark(&format!("reviewed.{review}"), event.at);
                }
            }
            ChangeEvent::ApprovalRequested => {
                self.state = State::Authorize;
                self.mark("requested", event.at);
                self.mark("reviews_done", event.at);
            }
            ChangeEvent::Approved {
                approval,
                role,
                delegated_by,
                given_by,
                spoken_at,
                channel,
                reason,
                completes,
                ..
            } => {
                let by = given_by.clone().unwrap_or_else(|| event.actor.clone());
                self.write_down(&by, event.at);
                let recorded = |_| Recorded { by: event.actor.clone(), channel: channel.clone(), confirmed: None };
                self.approvals.push(Granted {
                    approval: approval.clone(),
                    role: role.clone(),
                    recorded: given_by.as_ref().map(recorded),
                    by,
                    delegated_by: delegated_by.clone(),
                    at: event.at,
                    spoken_at: *spoken_at,
                    approved: true,
                    reason: *reason,
                    void: false,
                });
                if *completes {
                    self.mark(&format!("approved.{approval}"), event.at);
                }
            }
            ChangeEvent::Disapproved { approval, role, reason, .. } => self.approvals.push(Granted {
                approval: approval.clone(),
                role: role.clone(),
                by: event.actor.clone(),
                delegated_by: None,
                at: event.at,
                spoken_at: None,
                approved: false,
                reason: *reason,
                recorded: None,
                void: false,
            }),
            ChangeEvent::Authorised => {
                if matches!(self.state, State::New | State::Assess | State::Authorize) {
                    self.state = State::Scheduled;
                }
                self.decision = Decision::Approved;
                (self.deferred_to, self.deferred_open) = (None, false);
                self.mark("approved", event.at);
                self.mark("decided", event.at);
            }
            ChangeEvent::Rejected { reason } => {
                self.turned = *reason;
                // The board's own rejection is the reason of its ballot.
                if let Some(ballot) = self.ballots.last_mut().filter(|b| b.closed == Some(event.at)) {
                    ballot.rationale = ballot.rationale.or(*reason);
                }
                if matches!(self.state, State::Assess | State::Authorize | State::Scheduled) {
                    self.state = State::New;
                }
                self.decision = Decision::Rejected;
                (self.deferred_to, self.deferred_open) = (None, false);
                self.mark("rejected", event.at);
                self.mark("decided", event.at);
            }
            ChangeEvent::ApprovalWithdrawn { .. } => {
                self.void(&["approvals".into(), "ballot".into()]);
                self.state = State::Authorize;
                self.decision = Decision::Withdrawn;
                self.mark("withdrawn", event.at);
            }
            ChangeEvent::Deferred { until, reason, open } => {
                self.turned = *reason;
                self.decision = Decision::Deferred;
                self.deferrals += 1;
                (self.deferred_to, self.deferred_open) = (*until, *open);
                self.mark("deferred", event.at);
            }
            ChangeEvent::ConditionSet { no, text, owner, due, share, by } => self.conditions.push(Condition {
                no: *no,
                text: *text,
                owner: owner.clone(),
                due: *due,
                share: *share,
                by: by.clone(),
                verified: None,
                note: None,
            }),
            ChangeEvent::ConditionVerified { no, note } => {
                if let Some(condition) = self.conditions.iter_mut().find(|c| c.no == *no) {
                    condition.verified = Some((event.at, event.actor.clone()));
                    condition.note = *note;
                }
            }
            ChangeEvent::ConditionPassed { no, owner, .. } => {
                if let Some(condition) = self.conditions.iter_mut().find(|c| c.no == *no) {
                    condition.owner = Some(owner.clone());
                }
            }
            ChangeEvent::DeviationSigned { rule, role, reason } => {
                self.deviations.push(Deviation {
                    rule: rule.clone(),
                    role: role.clone(),
                    by: event.actor.clone(),
                    at: event.at,
                    reason: *reason,
                    evidence: self.evidence.last().map_or(0, |e| e.no),
                });
                self.mark("deviated", event.at);
            }
            ChangeEvent::OverlapAccepted { with } => self.overlaps.clone_from(with),
            ChangeEvent::ExceptionAsked {
                no,
                kind,
                freeze,
                environments,
                from,
                to,
                instead_of,
                reason,
                impact,
                risk,
            } => {
                self.exceptions.push(Exception {
                    no: *no,
                    kind: kind.clone(),
                    freeze: freeze.clone(),
                    environments: environments.clone(),
                    during: (*from, *to),
                    instead_of: *instead_of,
                    reason: *reason,
                    impact: *impact,
                    risk: *risk,
                    asked: (event.at, event.actor.clone()),
                    signed: Vec::new(),
                    granted: None,
                    refused: None,
                    used: None,
                });
            }
            ChangeEvent::ExceptionSigned { no, approval, .. } => {
                if let Some(e) = self.exceptions.iter_mut().find(|e| e.no == *no) {
                    e.signed.push((approval.clone(), event.actor.clone(), event.at));
                }
            }
            ChangeEvent::ExceptionGranted { no, expires } => {
                if let Some(e) = self.exceptions.iter_mut().find(|e| e.no == *no) {
                    e.granted = Some((event.at, *expires));
                }
            }
            ChangeEvent::ExceptionRefused { no, .. } => {
                if let Some(e) = self.exceptions.iter_mut().find(|e| e.no == *no) {
                    e.refused = Some((event.at, event.actor.clone()));
                }
            }
            ChangeEvent::ExceptionUsed { no } => {
                if let Some(e) = self.exceptions.iter_mut().find(|e| e.no == *no) {
                    e.used = Some(event.at);
                }
            }
            ChangeEvent::Started { .. } => {
                self.state = State::Implement;
                self.mark("started", event.at);
            }
            ChangeEvent::Finished { .. } => {
                self.state = State::Review;
                self.mark("finished", event.at);
            }
            ChangeEvent::Closed { code, .. } => {
                self.state = State::Closed;
                self.close_code = Some(code.clone());
                self.mark("closed", event.at);
            }
            ChangeEvent::Canceled { .. } => {
                self.state = State::Canceled;
                self.hold = None;
                self.mark("canceled", event.at);
            }
            ChangeEvent::Held { reason } => self.hold = Some(*reason),
            ChangeEvent::Resumed => self.hold = None,
            ChangeEvent::ApprovalHeard { given_by, .. } => self.hear(given_by, event.at),
            ChangeEvent::ApprovalConfirmed => self.confirm(&event.actor, event.at),
            ChangeEvent::ApprovalDisowned { .. } => self.disown(&event.actor),
            ChangeEvent::ClockRanOut { clock, limit, .. } => self.ran_out.push((clock.clone(), *limit)),
            ChangeEvent::Commented { text } => {
                self.comments.push(Comment { by: event.actor.clone(), at: event.at, text: *text });
            }
        }
    }

    fn mark(&mut self, name: &str, at: Moment) {
        self.moments.insert(name.to_owned(), at);
    }

    fn lay<'e>(&mut self, fields: impl IntoIterator<Item = &'e (String, Value)>) {
        let mut moved = false;
        for (id, value) in fields {
            moved |= id == "window";
            if value.is_empty() {
                self.fields.remove(id);
            } else {
                self.fields.insert(id.clone(), value.clone());
            }
        }
        if !moved {
            return;
        }
        let window = self.window();
        for (name, at) in [("window.from", window.map(|w| w.0)), ("window.to", window.map(|w| w.1))] {
            match at {
                Some(at) => self.mark(name, at),
                None => {
                    self.moments.remove(name);
                }
            }
        }
    }

    /// One more revision. An approved change whose approvals were voided waits for approval again.
    fn revise(&mut self, voids: &[String], at: Moment) {
        self.revision += 1;
        self.void(voids);
        if voids.iter().any(|v| v == "reviews") {
            self.evidence.iter_mut().for_each(|e| e.outdated = true);
            self.mark("revised", at);
        }
        if voids.iter().any(|v| v == "reviews") && matches!(self.state, State::Authorize | State::Scheduled) {
            self.state = State::Assess;
        } else if voids.iter().any(|v| v == "approvals") && self.state == State::Scheduled {
            self.state = State::Authorize;
        }
    }
}
