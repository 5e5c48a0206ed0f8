//! What may be done to a meeting.

use super::closing::{self, Bar, Keeping};
use super::events::MeetingEvent;
use super::{Item, Meeting, MeetingState, Subject, outcome};
use crate::base::ids::{MeetingId, PersonId, Stream};
use crate::base::text;
use crate::domain::board::acts::judged;
use crate::domain::board::events::BoardEvent;
use crate::domain::board::{Presence, roll};
use crate::domain::change::draft::unknown;
use crate::domain::change::{Change, facts};
use crate::domain::command::{MeetingCommand, Settling};
use crate::domain::desk::{Decided, Desk};
use crate::domain::refusal::{Kind, Refusal};
use crate::domain::said::Scribe;
use crate::domain::world::World;
use crate::policy::act::Act;
use crate::policy::facts::Facts;
use crate::policy::meeting::Series;

/// A meeting at the desk.
pub(super) struct Table<'a> {
    pub world: &'a World,
    pub desk: &'a Desk,
    pub id: &'a MeetingId,
    pub scribe: Scribe,
    pub decided: Decided,
}

/// What an open meeting may not close over, as things stand.
#[must_use]
pub fn bars(world: &World, desk: &Desk, meeting: &Meeting) -> Vec<Bar> {
    Table { world, desk, id: &meeting.id, scribe: desk.scribe(), decided: Decided::default() }.bars(meeting)
}

/// Decides a command on a meeting.
///
/// # Errors
/// A refusal; nothing has happened then.
pub fn decide(world: &World, desk: &Desk, id: &MeetingId, command: &MeetingCommand) -> Result<Decided, Refusal> {
    if world.people.active(&desk.actor).is_none() {
        return Err(unknown(&desk.actor));
    }
    let mut table = Table { world, desk, id, scribe: desk.scribe(), decided: Decided::default() };
    let there = world.meetings.get(id).filter(|m| !m.series.is_empty());
    match (command, there) {
        (MeetingCommand::Call { series, starts, ad_hoc, reason }, _) => {
            table.call(series, *starts, *ad_hoc, reason.as_deref())?;
        }
        (MeetingCommand::Planned { then, .. }, Some(meeting)) => table.on(meeting, then)?,
        (MeetingCommand::Planned { series, starts, then }, None) => table.planned(series, *starts, then)?,
        (_, Some(meeting)) => table.on(meeting, command)?,
        (_, None) => {
            let text = format!("there is no meeting {id}");
            return Err(Refusal::new(Kind::NotFound, text, "see `quorate meeting list`"));
        }
    }
    table.decided.prose = table.scribe.prose;
    Ok(table.decided)
}

impl Table<'_> {
    pub fn add(&mut self, event: MeetingEvent) {
        self.decided.add(Stream::Meeting(self.id.clone()), event);
    }

    /// The facts of an act on the meeting.
    pub fn facts(&self, meeting: Option<&Meeting>, reason: Option<&str>) -> Facts {
        let mut facts = facts::register(self.world, self.desk);
        facts.set_word("act.reason", reason.unwrap_or_default().trim());
        facts.set_word("act.channel", "session");
        facts.set_word("act.what", "");
        // A topic is no change of any type; what a rule says of changes is not asked of it.
        facts.set_word("type", "");
        if let Some(meeting) = meeting {
            // A meeting that is not open yet has no roll of its own: whoever is in the chair of the board opens it.
            if meeting.state != MeetingState::Pending {
                facts::in_meeting(&mut facts, self.world, self.desk, Some(meeting.id.as_str()));
            }
            facts.set_flag("chair_present", self.chair_there(meeting).is_some());
            facts.set_word("meeting.series", &meeting.series);
            facts.set_word("act.series", &meeting.series);
            facts.set_word("meeting.state", meeting.state.word());
            facts.set_flag("agenda_locked", self.locked(meeting));
            let (due, voting) = closing::leaves(self.world, self.desk, meeting, reason);
            facts.set_flag("meeting_due", due);
            facts.set_flag("meeting_quorate", closing::quorate(self.world, self.desk, meeting));
            facts.set_flag("meeting_unreached", !outcome::not_reached(self.world, meeting).is_empty());
            facts.set_flag("meeting_unsettled", !outcome::unsettled(self.world, meeting).is_empty());
            facts.set_flag("meeting_voting", voting);
        }
        facts
    }

    /// As [`Self::judged`], for putting a change on the agenda.
    pub fn judged_with(&mut self, act: Act, meeting: &Meeting, change: &Change) -> Result<(), Refusal> {
        let facts = facts::upon(self.facts(Some(meeting), None), self.world, self.desk, change);
        judged(self.desk, act, &format!("{} on meeting {}", change.no, self.id), &facts, &mut self.decided)
    }

    pub fn judged(&mut self, act: Act, meeting: Option<&Meeting>, reason: Option<&str>) -> Result<(), Refusal> {
        let facts = self.facts(meeting, reason);
        self.judged_by(act, &facts).map_err(|refusal| match meeting {
            Some(meeting) if matches!(act, Act::MeetingRun | Act::MeetingClose) => self.names_chair(meeting, refusal),
            _ => refusal,
        })
    }

    /// As [`Self::judged`], for one of several things that are one act.
    pub fn judged_as(&mut self, what: &str, act: Act, meeting: &Meeting, reason: Option<&str>) -> Result<(), Refusal> {
        let mut facts = self.facts(Some(meeting), reason);
        facts.set_word("act.what", what);
        self.judged_by(act, &facts)
    }

    pub fn judged_by(&mut self, act: Act, facts: &Facts) -> Result<(), Refusal> {
        judged(self.desk, act, &format!("meeting {}", self.id), facts, &mut self.decided)
    }

    pub fn in_state(&self, meeting: &Meeting, states: &[MeetingState], what: &str) -> Result<(), Refusal> {
        if states.contains(&meeting.state) {
            return Ok(());
        }
        let state = meeting.state.word().replace('_', " ");
        let kind = if meeting.state == MeetingState::Complete { Kind::AlreadyDone } else { Kind::WrongState };
        let remedy = match meeting.state {
            MeetingState::Pending => format!("open it first: quorate meeting open {}", self.id),
            MeetingState::InProgress => "it is open already".into(),
            MeetingState::Complete => "its minutes may be corrected: quorate meeting correct".into(),
            MeetingState::Canceled | MeetingState::NotHeld => "call another one: quorate meeting create".into(),
        };
        Err(Refusal::new(kind, format!("meeting {} is {state}: it cannot be {what}", self.id), remedy))
    }

    pub fn item<'m>(&self, meeting: &'m Meeting, no: u32) -> Result<&'m Item, Refusal> {
        meeting.item(no).map(|(item, _)| item).ok_or_else(|| {
            let text = format!("meeting {} has no item {no}", self.id);
            Refusal::new(Kind::NotFound, text, format!("see `quorate meeting agenda {}`", self.id))
        })
    }

    #[allow(clippy::too_many_lines, reason = "one arm an act; each is a few lines")]
    pub fn on(&mut self, meeting: &Meeting, command: &MeetingCommand) -> Result<(), Refusal> {
        use MeetingState::{Complete, InProgress, Pending};
        match command {
            MeetingCommand::Call { .. } | MeetingCommand::Planned { .. } => {}
            MeetingCommand::Move { starts, reason } => self.shift(meeting, *starts, reason.as_deref())?,
            MeetingCommand::CallOff { reason } => self.call_off(meeting, reason.as_deref())?,
            MeetingCommand::NotHeld { reason } => self.not_held(meeting, reason.as_deref())?,
            MeetingCommand::Add { item, second } => self.put_on(meeting, item, second.as_ref())?,
            MeetingCommand::Remove { subject, reason } => self.take_off(meeting, subject, reason.as_deref())?,
            MeetingCommand::Open { items } => self.open(meeting, items)?,
            MeetingCommand::Join => {
                self.in_state(meeting, &[InProgress], "joined")?;
                if !self.has_place(&self.desk.actor) {
                    let text = format!("{} has no seat on the board", self.desk.actor);
                    let remedy = "follow it without a vote: quorate screen";
                    return Err(Refusal::new(Kind::NotPermitted, text, remedy).citing(&self.desk.pack.board.clauses));
                }
                let lapsed = self.lapsed();
                let said = meeting.attendance.iter().rev().find(|(_, person, _)| *person == self.desk.actor);
                if let Some((at, _, Presence::Session)) = said.filter(|_| !lapsed) {
                    let since = at.local(self.desk.pack.calendar.tz).format("%H:%M");
                    let text = format!("{} has joined meeting {} already, at {since}", self.desk.actor, self.id);
                    return Err(Refusal::new(Kind::AlreadyDone, text, "nothing is left to do"));
                }
                self.attendance(lapsed, vec![(self.desk.actor.clone(), Presence::Session)]);
            }
            MeetingCommand::Rollcall { present } => {
                self.in_state(meeting, &[InProgress], "called to the roll")?;
                // Who leaves says so without asking anybody.
                let leaves = matches!(&present[..], [(who, how)] if *who == self.desk.actor && !how.counts());
                if !leaves {
                    self.judged(Act::Rollcall, Some(meeting), None)?;
                }
                roll::once(present)?;
                for (person, _) in present {
                    if !self.has_place(person) {
                        let text = format!("{person} has no seat on the board");
                        return Err(Refusal::new(Kind::InvalidInput, text, "see `quorate board view`")
                            .citing(&self.desk.pack.board.clauses));
                    }
                }
                self.attendance(self.lapsed(), present.clone());
            }
            MeetingCommand::TakeChair => {
                self.leads_none(meeting)?;
                self.in_state(meeting, &[InProgress], "led")?;
                let taken = self.judged(Act::ChairTake, Some(meeting), None);
                taken.map_err(|refusal| self.names_silence(meeting, refusal))?;
                if !self.sits(&self.desk.actor) {
                    let text = format!("{} has no seat on the board", self.desk.actor);
                    return Err(Refusal::new(Kind::NotPermitted, text, "a member takes the chair")
                        .citing(&self.desk.pack.board.clauses));
                }
                // Whoever takes the chair is there; where nobody is recorded as there any more, the roll begins anew.
                if self.lapsed() || !self.is_here(meeting) {
                    self.attendance(self.lapsed(), vec![(self.desk.actor.clone(), Presence::Session)]);
                }
                self.add(MeetingEvent::ChairTaken);
                self.decided.add(Stream::Board, BoardEvent::ChairTaken { meeting: self.id.clone(), to: None });
            }
            MeetingCommand::GiveChair { to } => self.hand_over(meeting, to)?,
            MeetingCommand::Present { item } => {
                self.run(meeting, "led")?;
                self.item(meeting, *item)?;
                if meeting.current == Some(*item) {
                    let text = format!("item {item} is the current one already");
                    return Err(Refusal::new(Kind::AlreadyDone, text, "go to another item"));
                }
                self.add(MeetingEvent::Presented { item: *item });
            }
            MeetingCommand::Pause => {
                self.run(meeting, "paused")?;
                let paused = meeting.pauses.last().is_some_and(|(_, to)| to.is_none());
                self.add(if paused { MeetingEvent::Resumed } else { MeetingEvent::Paused });
            }
            MeetingCommand::Extend { item, minutes } => {
                self.run(meeting, "given more time")?;
                self.item(meeting, *item)?;
                if !(1..=120).contains(minutes) {
                    let text = format!("{minutes} minutes are not between 1 and 120");
                    return Err(Refusal::new(Kind::InvalidInput, text, "give a few minutes"));
                }
                self.add(MeetingEvent::Extended { item: *item, minutes: *minutes });
            }
            MeetingCommand::Note { item, text, private } => {
                self.in_state(meeting, &[Pending, InProgress], "noted on")?;
                self.item_if(meeting, *item)?;
                if !private {
                    self.judged(Act::MeetingWrite, Some(meeting), None)?;
                }
                let text = self.words(text)?;
                self.add(MeetingEvent::Noted { item: *item, text, private: *private });
            }
            MeetingCommand::Action { item, text, owner, due } => {
                self.in_state(meeting, &[InProgress], "given actions")?;
                self.judged(Act::MeetingWrite, Some(meeting), None)?;
                self.item_if(meeting, *item)?;
                let (Some(owner), Some(due)) = (owner, due) else {
                    let text = "an action needs an owner and a date";
                    return Err(Refusal::new(Kind::Missing, text, "give --owner PERSON and --due TIME"));
                };
                if self.world.people.active(owner).is_none() {
                    let text = format!("{owner} is not registered and active");
                    return Err(Refusal::new(Kind::NotFound, text, "see `quorate person list`"));
                }
                self.desk.ahead("the action would be due", Some(*due), "--due")?;
                let text = self.words(text)?;
                self.add(MeetingEvent::ActionGiven { item: *item, text, owner: owner.clone(), due: *due });
            }
            MeetingCommand::Done { no } => {
                let action = meeting.actions.iter().find(|a| a.no == *no);
                let Some(action) = action else {
                    let text = format!("meeting {} has no action {no}", self.id);
                    return Err(Refusal::new(Kind::NotFound, text, "see the minutes"));
                };
                if action.done.is_some() {
                    let text = format!("action {no} is done already");
                    return Err(Refusal::new(Kind::AlreadyDone, text, "nothing is left to do"));
                }
                if action.owner != self.desk.actor {
                    self.judged(Act::MeetingWrite, Some(meeting), None)?;
                }
                self.add(MeetingEvent::ActionDone { no: *no });
            }
            MeetingCommand::Consider { item, criteria } => {
                self.run(meeting, "led")?;
                self.item(meeting, *item)?;
                let known = &self.desk.pack.panel.criteria;
                if let Some(word) = criteria.iter().find(|c| known.iter().all(|k| k.id != **c)) {
                    let listed = known.iter().map(|k| k.id.as_str()).collect::<Vec<_>>().join(", ");
                    let text = format!("the pack has no criterion \"{}\"", text::visible(word));
                    return Err(Refusal::new(Kind::InvalidInput, text, format!("criteria are {listed}")));
                }
                self.add(MeetingEvent::Considered { item: *item, criteria: criteria.clone() });
            }
            MeetingCommand::Assess { item, seat, text } => self.assess(meeting, *item, seat.as_deref(), text)?,
            MeetingCommand::Announce => self.announce(meeting)?,
            MeetingCommand::Pull { item } => self.pull(meeting, *item)?,
            MeetingCommand::Consent { .. } => self.consent(meeting)?,
            MeetingCommand::Settle(Settling { item, how, note, until, open, shown }) => {
                self.run(meeting, "led")?;
                let about = self.item(meeting, *item)?;
                if let Subject::Change(no) = about.subject {
                    let text = format!("item {item} is {no}: its own record says what becomes of it");
                    let remedy = format!("vote on it, or: quorate decision defer {no}");
                    return Err(Refusal::new(Kind::WrongState, text, remedy));
                }
                let course = meeting.item(*item).map(|(_, course)| course);
                if let Some((was, _)) = course.and_then(|c| c.settled.as_ref()) {
                    let at = course.and_then(|c| c.settled_at).map(|at| at.local(self.desk.pack.calendar.tz));
                    let at = at.map(|at| at.format(" at %H:%M").to_string()).unwrap_or_default();
                    let text = format!("item {item} is settled already: {was}{at}");
                    let id = &self.id;
                    let remedy = format!(
                        "what is said beside it is appended: quorate meeting note TEXT --item {item}; once the meeting is \
                         closed: quorate meeting correct {id} TEXT"
                    );
                    return Err(Refusal::new(Kind::AlreadyDone, text, remedy));
                }
                if !["done", "deferred", "withdrawn"].contains(&how.as_str()) {
                    let text = format!("\"{}\" is not done, deferred or withdrawn", text::visible(how));
                    return Err(Refusal::new(Kind::InvalidInput, text, "say done, deferred or withdrawn"));
                }
                self.desk.ahead(&format!("item {item} would be deferred until"), *until, "--until")?;
                self.judged_as(how, Act::MeetingRun, meeting, note.as_deref())?;
                let note = self.scribe.say_if(note.as_deref());
                self.add(MeetingEvent::Settled { item: *item, how: how.clone(), note, until: *until, open: *open });
                if let Some(text) = shown.as_deref() {
                    let text = self.words(text)?;
                    self.add(MeetingEvent::DataKept { item: *item, text });
                }
            }
            MeetingCommand::Close { reason } => {
                self.close(meeting, Keeping { reason: reason.as_deref(), ..Keeping::default() })?;
            }
            MeetingCommand::CloseWith { shown, names, late, reason } => {
                self.close(meeting, Keeping { shown, names, late, reason: reason.as_deref() })?;
            }
            MeetingCommand::Correct { text, name } => {
                self.in_state(meeting, &[Complete], "corrected before it is closed")?;
                self.judged(Act::MeetingWrite, Some(meeting), None)?;
                let text = self.words(text)?;
                let name = name.as_ref().map(|name| (self.desk.actor.clone(), name.clone()));
                self.keep_names(meeting, name.as_slice())?;
                self.add(MeetingEvent::Corrected { text });
            }
        }
        Ok(())
    }

    /// Only who leads the meeting does this, and only while it is open.
    pub fn run(&mut self, meeting: &Meeting, what: &str) -> Result<(), Refusal> {
        self.in_state(meeting, &[MeetingState::InProgress], what)?;
        self.judged(Act::MeetingRun, Some(meeting), None)
    }

    fn item_if(&self, meeting: &Meeting, item: Option<u32>) -> Result<(), Refusal> {
        item.map_or(Ok(()), |no| self.item(meeting, no).map(|_| ()))
    }

    pub fn words(&mut self, words: &str) -> Result<crate::domain::said::Said, Refusal> {
        let kept = text::prose(words).map_err(|e| {
            Refusal::new(Kind::InvalidInput, format!("the text cannot be kept: {e}"), "shorten or clean it")
        })?;
        if kept.trim().is_empty() {
            return Err(Refusal::new(Kind::Missing, "a few words are needed", "say it in a line"));
        }
        Ok(self.scribe.say(&kept))
    }

    pub fn sits(&self, person: &PersonId) -> bool {
        let board = &self.world.board;
        let alternates = self.desk.pack.setting("vote.alternates") == Some("registered");
        board.seats.values().any(|p| p == person)
            || (alternates && board.alternates.values().flatten().any(|p| p == person))
    }

    /// Whether somebody is at the table at all: with a vote, or with a place that has none.
    fn has_place(&self, person: &PersonId) -> bool {
        self.sits(person) || self.world.board.offices_of(person).next().is_some()
    }

    /// Whether the roll of the meeting no longer holds: it was left open past the length of a sitting.
    fn lapsed(&self) -> bool {
        self.world.board.current_rollcall(&self.desk.pack, self.desk.now, Some(self.id.as_str())).is_none()
    }

    pub fn attendance(&mut self, begins: bool, present: Vec<(PersonId, Presence)>) {
        let meeting = Some(self.id.clone());
        self.decided.add(Stream::Board, BoardEvent::RollCalled { begins, present, meeting });
    }
}

/// A series of the pack.
///
/// # Errors
/// When the pack has none of that id.
pub fn series_of<'p>(desk: &'p Desk, id: &str) -> Result<&'p Series, Refusal> {
    desk.pack.series.iter().find(|s| s.id() == id).ok_or_else(|| {
        let listed = desk.pack.series.iter().map(Series::id).collect::<Vec<_>>().join(", ");
        let text = format!("the pack {} has no meeting \"{}\"", desk.pack.name, text::visible(id));
        Refusal::new(Kind::InvalidInput, text, format!("meetings are {listed}"))
    })
}
