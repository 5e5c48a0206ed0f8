//! What others did in meetings and ballots since somebody looked, for whoever waits at a prompt and sees no screen.

use super::told::numbered;
use crate::app::error::{AppError, unreadable};
use crate::app::execute::{event_of, fold, words};
use crate::app::open::App;
use crate::base::ids::{ChangeNo, PersonId, Stream};
use crate::domain::ballot::BallotState;
use crate::domain::ballot::events::BallotEvent;
use crate::domain::board::Board;
use crate::domain::event::{Event, What};
use crate::domain::meeting::Meeting;
use crate::domain::meeting::events::MeetingEvent;
use crate::domain::said::Said;
use crate::domain::world::World;
use crate::text::words::{self as speech, Names};
use chrono_tz::Tz;
use std::ops::ControlFlow;

/// What a person may do about it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Calls {
    /// Vote on a change.
    Vote(ChangeNo),
    /// Join the meeting.
    Join,
    /// Take an item out of the consent group.
    Pull,
}

/// One thing that happened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct News {
    /// In words.
    pub text: String,
    /// What it asks of the person who hears it.
    pub calls: Option<Calls>,
}

impl App {
    /// The number of the newest entry: what is new comes after it.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn newest(&self) -> Result<u64, AppError> {
        Ok(self.store.read()?.count()?)
    }

    /// What others did after an entry that concerns the actor and still holds, with the number of the newest entry.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn news(&self, after: u64, tz: Tz) -> Result<(Vec<News>, u64), AppError> {
        let reader = self.store.read()?;
        let (mut events, mut newest): (Vec<Event>, u64) = (Vec::new(), after);
        reader.each(after.saturating_add(1), |entry, _| {
            newest = entry.seq;
            let about = [&b"ballot."[..], b"meeting.", b"change.deferred", b"change.canceled"];
            if about.iter().any(|kind| entry.kind.starts_with(kind)) && entry.actor != self.actor.as_str().as_bytes() {
                let stream = std::str::from_utf8(entry.stream).map_err(unreadable)?;
                events.push(event_of(&stream.parse().map_err(unreadable)?, entry)?);
            }
            Ok::<_, AppError>(ControlFlow::Continue(()))
        })?;
        if events.is_empty() {
            return Ok((Vec::new(), newest));
        }
        let called = self.names()?;
        let person = |id: &PersonId| called.get(id.as_str()).map_or_else(|| id.to_string(), |(name, _)| name.clone());
        let said = |said: &Said| words(&reader, said);
        let names = Names { person: &person, said: &said, choices: &|_| false, tz };
        let mut news = Vec::new();
        for event in events {
            let world = fold(&reader, &[event.stream.clone(), Stream::Board], None)?;
            let what = format!("{} {}", person(&event.actor), speech::event::sentence(&event.what, &names));
            news.extend(match (&event.stream, &event.what) {
                (Stream::Meeting(id), What::Meeting(done)) => {
                    let meeting = world.meetings.get(id).filter(|m| concerns(m, &world.board, &self.actor, done));
                    let about = match done {
                        MeetingEvent::Presented { item } => Some(numbered(&reader, meeting, *item)?),
                        _ => None,
                    };
                    meeting.and_then(|meeting| of_meeting(meeting, done, &what, about, self.now()))
                }
                (Stream::Change(no), _) => {
                    let title = reader.queue_row(*no, |row| row.title.to_owned())?.unwrap_or_default();
                    self.of_ballot(&world, *no, &event)?
                        .map(|calls| News { text: format!("{no} {title}: {what}"), calls })
                }
                _ => None,
            });
        }
        Ok((news, newest))
    }

    /// Whether what happened to a ballot, or to a change that was voted on, is told, and what it asks.
    fn of_ballot(&self, world: &World, no: ChangeNo, event: &Event) -> Result<Option<Option<Calls>>, AppError> {
        let Some(change) = world.changes.get(&no) else { return Ok(None) };
        let (ballot, opens) = match &event.what {
            What::Ballot(BallotEvent::VoteOpened { no, .. } | BallotEvent::VoteObjected { no, reopens: true, .. }) => {
                (change.ballots.iter().find(|b| b.no == *no), true)
            }
            What::Ballot(BallotEvent::VoteClosed { no, .. }) => (change.ballots.iter().find(|b| b.no == *no), false),
            What::Change(_) => (change.ballots.last().filter(|b| b.closed == Some(event.at)), false),
            _ => return Ok(None),
        };
        let Some(ballot) = ballot else { return Ok(None) };
        // What is over already is told by how it ended.
        if opens && ballot.state != BallotState::Open {
            return Ok(None);
        }
        let votes = ballot.roster.iter().any(|e| e.person == self.actor) && !ballot.recused.contains_key(&self.actor);
        let attends = match ballot.meeting.as_deref().and_then(|id| id.parse().ok()) {
            Some(id) if !votes => {
                let held = fold(&self.store.read()?, &[Stream::Meeting(id)], None)?;
                held.meetings.values().any(|m| attends(m, &self.actor))
            }
            _ => votes || ballot.by == self.actor,
        };
        Ok(attends.then(|| (opens && votes).then_some(Calls::Vote(no))))
    }
}

/// Whether somebody is at a meeting, or leads it.
fn attends(meeting: &Meeting, person: &PersonId) -> bool {
    meeting.here_since(person).is_some() || meeting.chairs.last().is_some_and(|(_, chair)| chair == person)
}

/// Whether it is told to a person: that a meeting opens to whoever has a place in it, the rest to whoever is there.
fn concerns(meeting: &Meeting, board: &Board, person: &PersonId, done: &MeetingEvent) -> bool {
    let mut places = board.seats.values().chain(board.alternates.values().flatten());
    match done {
        MeetingEvent::Opened { .. } => {
            places.any(|p| p == person) || board.offices.values().any(|who| who.contains(person))
        }
        _ => attends(meeting, person),
    }
}

/// What is told of a meeting: its beginning and end, its turns from item to item, and what a member may speak up to.
fn of_meeting(
    meeting: &Meeting,
    done: &MeetingEvent,
    what: &str,
    about: Option<String>,
    now: crate::base::time::Moment,
) -> Option<News> {
    let (holds, calls) = match done {
        MeetingEvent::Opened { .. } => (meeting.closed.is_none(), Some(Calls::Join)),
        MeetingEvent::Presented { item } => (meeting.current == Some(*item), None),
        MeetingEvent::Announced { until, .. } => (now < *until, Some(Calls::Pull)),
        MeetingEvent::Pulled { .. }
        | MeetingEvent::Paused
        | MeetingEvent::Resumed
        | MeetingEvent::ChairTaken
        | MeetingEvent::Closed { .. } => (true, None),
        _ => (false, None),
    };
    // The sentence names the item by its number alone.
    let about = about.and_then(|item| item.split_once(", ").map(|(_, title)| format!(", {title}"))).unwrap_or_default();
    holds.then(|| News { text: format!("{}: {what}{about}", meeting.id), calls })
}
