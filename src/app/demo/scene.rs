//! The steps of a change's life, each by the person whose step it is.

use super::known::Known;
use super::later;
use super::play::{Hands, Play};
use super::speech::{self, outcome, sentence};
use super::votes::Asked;
use crate::app::error::AppError;
use crate::app::execute::record;
use crate::base::ids::{ChangeNo, PersonId, Stream};
use crate::base::time::{Moment, Span};
use crate::domain::change::states::State;
use crate::domain::change::{Change, time};
use crate::domain::command::{ChangeCommand, Command};
use crate::domain::refusal::Refusal;
use crate::domain::run::command::RunCommand;
use crate::policy::act::Act;
use crate::policy::pack::{Path, Rule};
use crate::policy::request::FieldKind;
use crate::policy::risk::Part;

/// One step of one change.
pub(super) struct Scene<'s, 'a, 'tx> {
    pub play: &'s Play,
    pub hands: &'s mut Hands<'a, 'tx>,
    pub at: Moment,
    pub no: ChangeNo,
    /// Time between two acts.
    pub pace: Span,
    /// The stage that is being deployed to; none for the last environment.
    pub stage: Option<String>,
    /// The facts of the change as they were asked for last, until somebody acts.
    pub known: Known,
}

impl<'s, 'a, 'tx> Scene<'s, 'a, 'tx> {
    pub fn new(play: &'s Play, hands: &'s mut Hands<'a, 'tx>, at: Moment, no: ChangeNo) -> Self {
        Self { play, hands, at, no, pace: play.pace, stage: None, known: Known::default() }
    }
}

impl Scene<'_, '_, '_> {
    /// Carries out a command as somebody; what it was refused for, if it was.
    pub fn act(&mut self, who: &PersonId, command: &Command) -> Result<Result<(), Box<Refusal>>, AppError> {
        let hands = &mut *self.hands;
        hands.tally.tried += 1;
        hands.tx.as_act(hands.chance.act());
        let (seed, at) = (hands.chance.seed(), hands.tx.moment(self.at));
        match record(hands.tx, hands.shelf, hands.world, who, self.at, command, None, self.no, seed) {
            Ok(decided) => {
                for (stream, _) in &decided.events {
                    if let Stream::Change(no) = stream {
                        hands.written.insert(*no, at);
                    }
                }
                self.at = self.at.plus(self.pace).min(self.play.end).max(self.at);
                Ok(Ok(()))
            }
            Err(AppError::Refused(refusal)) => {
                *hands.tally.refused.entry(refusal.kind.word()).or_default() += 1;
                Ok(Err(refusal))
            }
            Err(error) => Err(error),
        }
    }

    /// Carries out a command on the step's change; whether it was accepted.
    pub fn on(&mut self, who: &PersonId, command: ChangeCommand) -> Result<bool, AppError> {
        Ok(self.act(who, &Command::Change(self.no, command))?.is_ok())
    }

    pub fn change(&self) -> Option<&Change> {
        self.hands.world.changes.get(&self.no).map(AsRef::as_ref)
    }

    pub fn state(&self) -> Option<State> {
        self.change().map(|c| c.state)
    }

    /// Some minutes from now.
    pub fn soon(&mut self, from: u64, to: u64) -> Option<Moment> {
        Some(later(self.at, self.hands.chance, from, to))
    }

    /// Some minutes from now, and then in office hours.
    pub fn in_office(&mut self, from: u64, to: u64) -> Option<Moment> {
        let at = later(self.at, self.hands.chance, from, to);
        Some(self.play.office_hours(at))
    }

    /// The next step of a change: at once where it is urgent.
    pub fn next(&mut self, change: &Change, from: u64, to: u64) -> Option<Moment> {
        if self.play.urgent(&change.change_type) { self.soon(from / 60, to / 60 + 5) } else { self.in_office(from, to) }
    }

    /// The change is given up by whoever asked for it.
    pub fn give_up(&mut self, reason: &str) -> Result<Option<Moment>, AppError> {
        if let Some(who) = self.change().map(|c| c.requester.clone()) {
            self.on(&who, ChangeCommand::Cancel { reason: Some(reason.into()) })?;
        }
        Ok(None)
    }

    /// Nobody found a way on, which the receipt tells.
    pub fn stall(&mut self) -> Result<Option<Moment>, AppError> {
        self.hands.tally.stalled += 1;
        self.give_up("No way on was found")
    }

    pub fn submit(&mut self, change: &Change) -> Result<Option<Moment>, AppError> {
        let who = change.requester.clone();
        let fresh = self.at.since(change.moments.get("created").copied().unwrap_or(self.at)) < Span::hours(24 * 6);
        let urgent = self.play.urgent(&change.change_type);
        if fresh && !urgent && self.hands.chance.happens(7) {
            // Some drafts lie about for a while.
            return Ok(self.in_office(9_000, 40_000));
        }
        if !fresh && self.hands.chance.happens(40) {
            return self.give_up("Not needed any more");
        }
        self.name_team(change)?;
        if self.play.path(&change.change_type) != Path::Assessed || self.may(&who, Act::Assess, &[]) {
            for part in [Part::Inherent, Part::Rating] {
                self.rate(part)?;
            }
        }
        self.propose_dates()?;
        self.fit_window()?;
        let mut ready = self.ready(&who, Act::Submit)?;
        if urgent {
            ready &= self.ready(&who, Act::Request)?;
        }
        if ready && self.on(&who, ChangeCommand::Submit)? {
            return Ok(self.next(change, 500, 6_000));
        }
        // What the pack does not take as this type is given up.
        self.give_up("Withdrawn before it was handed in: the policy has another way for it")
    }

    pub fn revise(&mut self, change: &Change) -> Result<Option<Moment>, AppError> {
        let who = change.requester.clone();
        let roll = self.hands.chance.below(100);
        if roll < 30 {
            return self.give_up("Rejected; another way was found");
        }
        if roll < 45 {
            return Ok(None);
        }
        let plan = self.play.pack.fields.iter().find(|f| f.kind == FieldKind::Prose).map(|f| f.id().to_owned());
        if let Some(field) = plan {
            let text = speech::about(&field, self.hands.chance).to_owned();
            let fields = vec![(field, text)];
            self.on(&who, ChangeCommand::Edit { fields })?;
        }
        self.late_window(change)?;
        self.propose_dates()?;
        self.fit_window()?;
        let ready = self.ready(&who, Act::Resubmit)? && self.ready(&who, Act::Submit)?;
        if ready && self.on(&who, ChangeCommand::Submit)? {
            return Ok(self.next(change, 500, 4_000));
        }
        self.give_up("Rejected, and not handed in again")
    }

    pub fn assess(&mut self, change: &Change) -> Result<Option<Moment>, AppError> {
        if self.hands.chance.happens(2) {
            return self.give_up("Overtaken by another change");
        }
        if self.hands.chance.happens(8) {
            let (who, text) = (change.requester.clone(), sentence(self.hands.chance).to_owned());
            self.on(&who, ChangeCommand::Comment { text })?;
        }
        if let Some(at) = self.promote(change, Act::Request)? {
            return Ok(Some(at));
        }
        let who = change.requester.clone();
        let ready = self.ready(&who, Act::Request)?;
        // The last signature may have brought it before those who approve by itself.
        if self.state() == Some(State::Assess) && !(ready && self.on(&who, ChangeCommand::Request)?) {
            // A test that has not lasted long enough is signed another day.
            return if self.tests_last() { Ok(self.in_office(24 * 60 + 5, 28 * 60)) } else { self.stall() };
        }
        Ok(self.next(change, 200, 2_400))
    }

    /// Whether a test of the last days may be too new for a signature under it.
    fn tests_last(&self) -> bool {
        let lasts = |r: &Rule| r.needs.elapsed.iter().any(|e| e.since.starts_with("evidence."));
        let new = |change: &Change| change.evidence.iter().any(|e| self.at.since(e.measured) < Span::hours(24 * 6));
        self.play.pack.rules.iter().any(lasts) && self.change().is_some_and(new)
    }

    /// Approved: the tests are signed in time, then the window is waited for, then somebody starts.
    pub fn begin(&mut self, change: &Change) -> Result<Option<Moment>, AppError> {
        if self.hands.chance.happens(1) {
            return self.give_up("The vendor withdrew the version");
        }
        self.verify_conditions()?;
        if let Some(at) = self.promote(change, Act::Start)? {
            return Ok(Some(at));
        }
        if self.play.urgent(&change.change_type) {
            return self.start(change);
        }
        let team = self.team(change);
        match change.window() {
            Some((from, _)) if from > self.at => {
                if let Some(who) = team.into_iter().find(|p| self.fit(p, Act::Start)) {
                    self.ready(&who, Act::Start)?;
                }
                let start = later(from, self.hands.chance, 2, 25);
                Ok(Some(start))
            }
            Some((_, to)) if to > self.at => self.start(change),
            _ => {
                // The decision came after the window: another one is found.
                let (from, to) = self.next_window();
                let mut people = vec![change.requester.clone()];
                people.extend(team);
                let found = people.iter().find(|p| self.may(p, Act::Schedule, &[])).cloned();
                let who = found.unwrap_or_else(|| change.requester.clone());
                if self.on(&who, ChangeCommand::Schedule { from, to, environment: None })? {
                    return Ok(self.in_office(30, 300));
                }
                self.start(change)
            }
        }
    }

    fn start(&mut self, change: &Change) -> Result<Option<Moment>, AppError> {
        // Outside the pack's windows nobody tries.
        let desk = self.desk(&change.requester);
        let facts = self.facts(&change.requester, change);
        let open = time::start(self.hands.world, &desk, change, &facts, desk.now).allowed
            && time::own_window(&desk.pack, &facts, change, desk.now).is_none();
        for who in self.team(change).into_iter().filter(|_| open) {
            if !self.fit(&who, Act::Start) || !self.ready(&who, Act::Start)? {
                continue;
            }
            let begin = RunCommand::Start(self.begin_words());
            if self.runs(&who, begin)? {
                return Ok(self.soon(20, 75));
            }
        }
        if self.state() != Some(State::Scheduled) {
            return Ok(self.in_office(60, 600));
        }
        // Too early by the pack's clocks, or a test was voided: another evening.
        let opened = change.moments.get("created").copied().unwrap_or(self.at);
        if open && self.at.since(opened) > Span::hours(24 * 60) {
            return self.stall();
        }
        let (from, to) = self.next_window();
        let who = change.requester.clone();
        self.on(&who, ChangeCommand::Schedule { from, to, environment: None })?;
        Ok(Some(later(from, self.hands.chance, 2, 25)))
    }

    /// A request without a team gets one: after the approval it would void it.
    fn name_team(&mut self, change: &Change) -> Result<(), AppError> {
        let asked = self.play.pack.field("implementers").is_some();
        if let Some(someone) = self.hands.chance.of(&self.play.company.crews).cloned()
            && asked
            && change.words("implementers").is_empty()
        {
            let fields = vec![("implementers".to_owned(), someone.to_string())];
            self.on(&change.requester.clone(), ChangeCommand::Edit { fields })?;
        }
        Ok(())
    }

    /// The first time that the pack's calendar has free and its notices allow; an evening within the next days where it
    /// has none.
    fn next_window(&mut self) -> (Moment, Moment) {
        if let Some(change) = self.change().cloned() {
            let desk = self.desk(&change.requester);
            let facts = self.facts(&change.requester, &change);
            let begin = self.at.plus(Span::hours(2));
            let asked = (begin, begin.plus(Span::seconds(45 * 60)));
            let found = time::offered(self.hands.world, &desk, &change, &facts, asked, 12);
            // Where any time will do, people still take an evening.
            if found.first().is_none_or(|o| o.time.0 != begin)
                && let Some(slot) = found.into_iter().find(|o| o.against.is_empty())
            {
                return slot.time;
            }
        }
        let soon = self.at.plus(Span::hours(-24 * 8));
        self.play.window(soon, false, self.hands.chance)
    }

    /// Gives a draft another window where its own has passed or comes too soon.
    fn late_window(&mut self, change: &Change) -> Result<(), AppError> {
        let soon = self.at.plus(Span::hours(24 * 8));
        if change.window().is_some_and(|(from, _)| from < soon) {
            let (from, to) = self.play.window(self.at, false, self.hands.chance);
            let fields = vec![("window".to_owned(), format!("{from}/{to}"))];
            self.on(&change.requester.clone(), ChangeCommand::Edit { fields })?;
        }
        Ok(())
    }

    /// Who carries the change out, those first who are named in it.
    pub fn team(&self, change: &Change) -> Vec<PersonId> {
        let mut team: Vec<PersonId> = change.words("implementers").iter().filter_map(|w| w.parse().ok()).collect();
        team.extend(self.play.company.implementers.iter().cloned());
        team.extend(change.owner());
        team.push(change.requester.clone());
        team.extend(self.play.company.roles.iter().map(|(_, p)| p.clone()));
        let mut seen = std::collections::BTreeSet::new();
        team.retain(|p| seen.insert(p.clone()));
        team
    }

    pub fn finish(&mut self, change: &Change) -> Result<Option<Moment>, AppError> {
        let succeeded = !self.hands.chance.happens(5);
        let note = Some(outcome(self.hands.chance).to_owned());
        let Some(who) = self.team(change).into_iter().find(|p| self.fit(p, Act::Finish)) else { return self.stall() };
        if !succeeded {
            self.hands.tally.failed.insert(self.no);
        }
        self.record_for_finish(&who)?;
        self.ready(&who, Act::Finish)?;
        if succeeded && !self.all_of_it(&who)? {
            return self.stall();
        }
        if self.on(&who, ChangeCommand::Finish { succeeded, note })? {
            return Ok(self.in_office(600, 4_000));
        }
        self.stall()
    }

    pub fn close(&mut self, change: &Change) -> Result<Option<Moment>, AppError> {
        let finished = change.moments.get("finished").copied().unwrap_or(self.at);
        let patient = self.at.since(finished) < Span::hours(24 * 21);
        // What the board signs or decides in its meeting is left to it, but not for ever.
        let left = if patient { self.play.board_reviews() } else { Vec::new() };
        let waits = left.iter().any(|id| {
            let review = self.play.pack.reviews.iter().find(|r| r.id() == id);
            review.is_some_and(|r| self.applies(&r.when)) && change.passed(id).is_empty()
        });
        if self.voting() {
            return self.vote(change);
        }
        match self.approve(change)? {
            Asked::Given => return Ok(self.in_office(30, 400)),
            Asked::Board if !(patient && self.play.sits) => return self.open_vote(change),
            Asked::Board => return Ok(self.after_sitting(self.at)),
            Asked::Stuck | Asked::Nothing if waits => return Ok(self.after_sitting(self.at)),
            Asked::Stuck | Asked::Nothing => {}
        }
        if let Some(at) = self.watched_until(Act::Close) {
            return Ok(Some(self.play.office_hours(at)));
        }
        let reviewed = change.run.reviews.last().map(|r| r.outcome.clone());
        let code = match reviewed {
            Some(code) => code,
            None if self.hands.tally.failed.remove(&self.no) || change.run.failed() => "unsuccessful".to_owned(),
            None if self.hands.chance.happens(6) => "successful_with_issues".to_owned(),
            None => "successful".to_owned(),
        };
        if let Some(at) = self.aftercare(change, &code)? {
            return Ok(Some(at));
        }
        let mut people = vec![change.requester.clone()];
        people.extend(self.team(change));
        let named = people.iter().find(|p| self.fit(p, Act::Close)).cloned();
        let who = named.unwrap_or_else(|| change.requester.clone());
        let notes = Some(outcome(self.hands.chance).to_owned());
        if self.ready(&who, Act::Close)? && self.on(&who, ChangeCommand::Close { code, notes })? {
            return Ok(None);
        }
        if self.state() == Some(State::Review) {
            self.hands.tally.stalled += 1;
        }
        Ok(None)
    }

    /// Conditions of the approval are verified by a member who does not own them.
    fn verify_conditions(&mut self) -> Result<(), AppError> {
        let open: Vec<_> =
            self.change().into_iter().flat_map(Change::open_conditions).map(|c| (c.no, c.owner.clone())).collect();
        for (no, owner) in open {
            let board = self.play.company.board.clone();
            let Some(who) = board.iter().find(|p| owner.as_ref() != Some(p)) else { continue };
            let note = Some(outcome(self.hands.chance).to_owned());
            self.on(who, ChangeCommand::Verify { no, note })?;
        }
        Ok(())
    }
}
