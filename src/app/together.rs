//! Commands in one transaction: each decided on what those before it have written, all of them recorded or none.

use super::error::AppError;
use super::execute::{append, desk_for, fold, record, seed, subject};
use super::open::{App, no_clock};
use super::options::How;
use super::shelf::Shelf;
use super::show::reason;
use super::touched::show_touched;
use crate::base::ids::{ChangeNo, MeetingId, PersonId, Stream};
use crate::base::time::Moment;
use crate::domain::attempt;
use crate::domain::ballot::close::SILENT;
use crate::domain::ballot::events::BallotEvent;
use crate::domain::ballot::{Outcome as BallotOutcome, TallyMode};
use crate::domain::change::draft::unknown;
use crate::domain::change::events::ChangeEvent;
use crate::domain::change::{Change, clocks};
use crate::domain::command::{ChangeCommand, Command};
use crate::domain::desk::Decided;
use crate::domain::event::What;
use crate::domain::meeting::events::MeetingEvent;
use crate::domain::refusal::Refusal;
use crate::domain::run::events::RunEvent;
use crate::domain::world::World;
use crate::sheets::register::{EntryRef, Receipt};
use crate::sheets::time::Time;
use crate::store::append::{Ending, Tx, Written};
use crate::text::words::plain;

/// What an act came to, beside the receipt of the store.
pub(super) struct Outcome {
    /// What it is about.
    pub id: String,
    revision: Option<u32>,
    state: Option<String>,
    /// The environment of the deployment that it was about.
    place: Option<String>,
    pub decided: Decided,
    at: Moment,
}

impl Outcome {
    /// Makes the receipt tell of another command than the last one.
    pub fn about(&mut self, command: &Command) {
        (self.id, self.revision, self.state) = (subject(command, None), None, None);
    }
}

impl App {
    /// Carries out several commands as one act: all of them, or none. The receipt is of the last one; `if_version` binds
    /// the last one as well, since those before it prepare it.
    ///
    /// # Errors
    /// The refusal of any of them, or what went wrong; nothing is recorded then.
    pub fn execute_all(&mut self, commands: &[Command], how: How) -> Result<Receipt, AppError> {
        let bound = commands.iter().find(|c| matches!(c, Command::Change(..)));
        match commands {
            [command] => self.execute(command, how),
            [first, ..] => self.together(bound.unwrap_or(first), how, |act| {
                commands.iter().try_fold(None, |_, command| act.carry_out(command).map(Some))
            }),
            [] => Err(AppError::Input { text: "there is nothing to do".into(), hint: String::new() }),
        }
    }

    /// Work in one transaction; `command` is what the receipt is about.
    pub(super) fn together(
        &mut self,
        command: &Command,
        how: How,
        work: impl FnOnce(&mut Together<'_, '_>) -> Result<Option<Outcome>, AppError>,
    ) -> Result<Receipt, AppError> {
        if self.clock.is_some() && !self.sandbox() {
            return Err(no_clock());
        }
        if self.back.is_some() {
            return Err(AppError::Input {
                text: "what is past cannot be changed".into(),
                hint: "leave --at out".into(),
            });
        }
        let (now, actor) = (self.now(), self.actor.clone());
        let shelf = &mut self.shelf;
        let ending = if how.dry_run { Ending::Undo } else { Ending::Keep };
        let written = self.store.write(how.act, ending, |tx| {
            let mut together = Together { tx, shelf, actor: &actor, now, bound: (command, how.if_version) };
            work(&mut together)?
                .ok_or_else(|| AppError::Input { text: "there is nothing to do".into(), hint: String::new() })
        });
        let written = match written {
            Err(error @ AppError::Unsettled(_)) => {
                self.settled(error)?;
                return self.recorded(how.act, command, false);
            }
            Err(AppError::Refused(refusal)) => {
                if !how.dry_run {
                    self.note_attempt(&refusal, command);
                }
                return Err(AppError::Refused(refusal));
            }
            other => other?,
        };
        let receipt = written.receipt().clone();
        let mut entries: Vec<_> =
            receipt.entries.iter().map(|e| EntryRef { seq: e.seq, kind: e.kind.clone() }).collect();
        let mut outcome = match written {
            Written::Now(_, outcome) => outcome,
            Written::Before(_) => return self.recorded(receipt.act, command, how.dry_run),
        };
        let mut said = None;
        if how.dry_run
            && let Some((no, ballot, end)) = end_of_ballot(&outcome)
        {
            said = Some(if self.hides_its_end(no)? {
                // What follows from it would tell it.
                entries.retain(|e| e.kind == "ballot.vote_closed");
                outcome.state = None;
                outcome.revision = None;
                outcome.decided.warnings.retain(|w| w.rule == SILENT);
                format!("the end of ballot {ballot}: hidden until it is closed, after which no vote can be changed")
            } else {
                format!("the end of ballot {ballot}: {end}, after which no vote can be changed")
            });
        }
        let mut said = said.or_else(|| reviewed(&outcome, &entries)).or_else(|| closed(&outcome, &entries));
        said = said.or_else(|| deployed(&outcome, &entries));
        if let (None, Command::Meeting(id, _)) = (&said, command) {
            said = self.on_items(id, &outcome.decided, &entries)?;
        }
        let mut warnings: Vec<_> = outcome.decided.warnings.iter().map(reason).collect();
        if let Some(back) = Some(outcome.at.since(now)).filter(|s| s.0 > 0) {
            warnings.push(crate::sheets::change::ReasonLine {
                rule: "clock".into(),
                text: format!(
                    "the clock is {} s behind the newest entry; its moment was taken",
                    back.as_seconds().max(1)
                ),
                remedy: "set the system's clock".into(),
                ..Default::default()
            });
        }
        if !how.dry_run {
            super::heads::remember(self.heads.as_deref(), &self.store);
            for (stream, what) in &outcome.decided.events {
                if let (Stream::Meeting(id), What::Meeting(MeetingEvent::Presented { .. })) = (stream, what) {
                    self.first_page(id)?;
                }
            }
        }
        Ok(Receipt {
            act: receipt.act.to_string(),
            id: outcome.id,
            revision: outcome.revision,
            state: outcome.state,
            entries,
            head: receipt.head.to_string(),
            at: Time(outcome.at),
            warnings,
            again: false,
            dry_run: how.dry_run,
            said,
            times: super::times::of(&outcome.decided),
        })
    }
}

/// How a ballot would end, for the trial of whoever may close it: the change, the ballot and the word. One that is taken
/// back, or whose time was over, ends in no way that its votes tell.
fn end_of_ballot(of: &Outcome) -> Option<(ChangeNo, u32, String)> {
    of.decided.events.iter().find_map(|(stream, what)| match (stream, what) {
        (Stream::Change(change), What::Ballot(BallotEvent::VoteClosed { no, outcome, .. }))
            if !matches!(outcome, BallotOutcome::Withdrawn | BallotOutcome::Lapsed) =>
        {
            Some((*change, *no, plain(outcome.word())))
        }
        _ => None,
    })
}

/// What was recorded, where a review is part of it: which one, and how it went.
fn reviewed(of: &Outcome, entries: &[EntryRef]) -> Option<String> {
    let review = of.decided.events.iter().find_map(|(_, what)| match what {
        What::Change(ChangeEvent::Reviewed { review, passed, .. }) => {
            Some(format!("review {review} {}", if *passed { "passed" } else { "failed" }))
        }
        _ => None,
    })?;
    let named = crate::text::words::receipt::kinds(entries).into_iter();
    let named: Vec<_> = named.map(|k| if k == "reviewed" { review.clone() } else { k }).collect();
    Some(crate::text::words::list(&named))
}

/// What was recorded, where it is of a deployment: to which environment, and how it ended.
fn deployed(of: &Outcome, entries: &[EntryRef]) -> Option<String> {
    let place = of.place.as_deref()?;
    let ended = of.decided.events.iter().find_map(|(_, what)| match what {
        What::Run(RunEvent::DeploymentEnded { succeeded, .. }) => Some(*succeeded),
        _ => None,
    });
    let how = ended.map_or("", |ok| if ok { " as a success" } else { " as a failure" });
    let named = crate::text::words::receipt::kinds(entries).into_iter().map(|kind| match kind.as_str() {
        "deployment started" => format!("deployment to {place} started"),
        "deployment ended" => format!("deployment to {place} ended{how}"),
        "share raised" | "step recorded" => format!("{kind} in {place}"),
        _ => kind,
    });
    Some(crate::text::words::list(&named.collect::<Vec<_>>()))
}

/// The environment of the deployment that events are about.
fn place(decided: &Decided, change: &Change) -> Option<String> {
    let no = decided.events.iter().find_map(|(_, what)| match what {
        What::Run(
            RunEvent::DeploymentStarted { no, .. }
            | RunEvent::DeploymentEnded { no, .. }
            | RunEvent::ShareRaised { no, .. }
            | RunEvent::StepDone { no, .. },
        ) => Some(*no),
        _ => None,
    })?;
    change.run.deployments.iter().find(|d| d.no == no)?.environment.clone()
}

/// What was recorded, where the end of a ballot is part of it: how it ended, and by which counts where it decided anything.
fn closed(of: &Outcome, entries: &[EntryRef]) -> Option<String> {
    let end = of.decided.events.iter().rev().find_map(|(_, what)| match what {
        What::Ballot(BallotEvent::VoteClosed { outcome, in_favour, against, abstain, .. }) => Some(match outcome {
            BallotOutcome::Withdrawn | BallotOutcome::Lapsed => plain(outcome.word()),
            _ => format!("{}, {in_favour} for, {against} against, {abstain} abstaining", plain(outcome.word())),
        }),
        _ => None,
    })?;
    let named = crate::text::words::receipt::kinds(entries).into_iter();
    let named: Vec<_> = named.map(|k| if k == "vote closed" { format!("vote closed ({end})") } else { k }).collect();
    Some(crate::text::words::list(&named))
}

impl App {
    /// Whether nobody is told how the ballot that is open on a change would end.
    fn hides_its_end(&self, no: ChangeNo) -> Result<bool, AppError> {
        let world = fold(&self.store.read()?, &[Stream::Change(no)], None)?;
        Ok(world.changes.get(&no).and_then(|c| c.ballot()).is_some_and(|b| b.tally != TallyMode::Open))
    }

    /// Writes down what a clause refused. A register that takes no entry has said so, or takes none from this person:
    /// the refusal stands all the same.
    fn note_attempt(&mut self, refusal: &Refusal, command: &Command) {
        let Some(noted) = attempt::of(refusal, &subject(command, None), seed()) else { return };
        let (now, actor) = (self.now(), self.actor.clone());
        drop(
            self.store
                .write(Self::new_act(), Ending::Keep, |tx| append(tx, &mut World::default(), &actor, now, &noted)),
        );
    }
}

/// Commands inside one transaction.
pub(super) struct Together<'t, 'c> {
    /// The transaction.
    pub tx: &'t mut Tx<'c>,
    shelf: &'t mut Shelf,
    pub actor: &'t PersonId,
    now: Moment,
    /// The command that is bound to a revision, and the revision.
    bound: (&'t Command, Option<u32>),
}

impl Together<'_, '_> {
    /// Carries out one of the commands.
    ///
    /// # Errors
    /// Its refusal, or what went wrong.
    pub fn carry_out(&mut self, command: &Command) -> Result<Outcome, AppError> {
        let if_version = self.bound.1.filter(|_| command == self.bound.0);
        act(self.tx, self.shelf, self.actor, self.now, command, if_version)
    }

    /// Who of the ballot that is open on a change is present in the meeting, may vote and has not.
    pub fn silent(&mut self, no: ChangeNo, meeting: &MeetingId) -> Result<Vec<PersonId>, AppError> {
        let world =
            fold(&self.tx.read(), &Command::Change(no, ChangeCommand::CloseVote { reason: None }).touches(), None)?;
        let Some(change) = world.changes.get(&no) else { return Ok(Vec::new()) };
        let Some(ballot) = change.ballot() else { return Ok(Vec::new()) };
        let at = self.tx.moment(self.now);
        let desk = desk_for(self.shelf, &world, self.actor, at, change)?;
        let meeting = ballot.meeting.as_deref().unwrap_or(meeting.as_str());
        let called = world.board.current_rollcall(&desk.pack, at, Some(meeting));
        let counted = ballot.counted(ballot.roll(&world, called).as_ref());
        Ok(counted.present.into_iter().filter(|p| !ballot.votes.contains_key(p)).collect())
    }
}

/// One command inside a transaction.
pub(super) fn act(
    tx: &mut Tx<'_>,
    shelf: &mut Shelf,
    actor: &PersonId,
    now: Moment,
    command: &Command,
    if_version: Option<u32>,
) -> Result<Outcome, AppError> {
    let mut world = fold(&tx.read(), &command.touches(), None)?;
    // While a register is founded there is nobody yet.
    if !world.people.0.is_empty() && world.people.active(actor).is_none() {
        return Err(unknown(actor).into());
    }
    let command = &super::beside::beside(&tx.read(), &mut world, command, super::beside::Until::NOW)?;
    if !world.people.0.is_empty() && tx.read().unfilled("claims")? {
        let whole = fold(&tx.read(), &[Stream::Policy, Stream::Systems], None)?;
        let pack = shelf.at_least(&whole.policy, whole.policy.version())?.1;
        super::marks::fill(tx, (shelf, &pack), &whole, (actor, now))?;
    }
    let next_change = tx.next_change_number()?;
    let decided = record(tx, shelf, &mut world, actor, now, command, if_version, next_change, seed())?;
    let at = tx.moment(now);
    let no = decided.events.iter().find_map(|(stream, _)| match stream {
        Stream::Change(no) => Some(*no),
        _ => None,
    });
    note_clocks(tx, shelf, &mut world, actor, now, no)?;
    show_touched(tx, shelf, &world, actor, at, command, no, &decided)?;
    // What is done to a meeting is told of the meeting, also where it ends ballots on changes.
    let no = no.filter(|_| !matches!(command, Command::Meeting(..)));
    let change = no.and_then(|no| world.changes.get(&no));
    Ok(Outcome {
        id: subject(command, no),
        revision: change.map(|c| c.revision),
        state: change.map(|c| c.state.word().to_owned()),
        place: change.and_then(|c| place(&decided, c)),
        decided,
        at,
    })
}

/// Writes down, once, that a clock of the change acted on has run out.
fn note_clocks(
    tx: &mut Tx<'_>,
    shelf: &mut Shelf,
    world: &mut World,
    actor: &PersonId,
    now: Moment,
    no: Option<ChangeNo>,
) -> Result<(), AppError> {
    let Some((no, change)) = no.and_then(|no| world.changes.get(&no).map(|change| (no, change))) else {
        return Ok(());
    };
    let desk = desk_for(shelf, world, actor, tx.moment(now), change)?;
    let events: Vec<_> =
        clocks::ran_out(world, &desk, change).into_iter().map(|e| (Stream::Change(no), e.into())).collect();
    if events.is_empty() { Ok(()) } else { append(tx, world, actor, now, &Decided { events, ..Decided::default() }) }
}
