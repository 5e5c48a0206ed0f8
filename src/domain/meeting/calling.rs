//! A meeting before it runs: called, moved, called off, opened, or not held.

use super::acts::{Table, series_of};
use super::events::MeetingEvent;
use super::{Item, Meeting, MeetingState};
use crate::base::ids::Stream;
use crate::base::time::{Moment, Span};
use crate::domain::board::Presence;
use crate::domain::board::events::BoardEvent;
use crate::domain::command::MeetingCommand;
use crate::domain::event::Event;
use crate::domain::refusal::{Kind, Refusal};
use crate::policy::act::Act;

impl Table<'_> {
    pub(super) fn call(
        &mut self,
        series: &str,
        starts: Moment,
        ad_hoc: bool,
        reason: Option<&str>,
    ) -> Result<(), Refusal> {
        let known = series_of(self.desk, series)?;
        if self.world.meetings.contains_key(self.id) {
            let text = format!("there is a meeting {} already", self.id);
            return Err(Refusal::new(Kind::AlreadyDone, text, format!("see `quorate meeting view {}`", self.id)));
        }
        // A turn that has begun is still the next one.
        let turn = (!ad_hoc).then_some("its turn has begun");
        self.ahead(starts, "--at", reason.or(turn))?;
        self.judged(Act::MeetingCall, None, reason)?;
        let reason = self.scribe.say_if(reason);
        let (series, minutes) = (series.to_owned(), known.minutes);
        self.add(MeetingEvent::Called { series, starts, minutes, ad_hoc, reason });
        Ok(())
    }

    /// Something done to a turn that nobody has called: whoever may do that has it called with it.
    pub(super) fn planned(&mut self, series: &str, starts: Moment, then: &MeetingCommand) -> Result<(), Refusal> {
        let minutes = series_of(self.desk, series)?.minutes;
        let called = MeetingEvent::Called { series: series.to_owned(), starts, minutes, ad_hoc: false, reason: None };
        let (stream, at, actor) = (Stream::Meeting(self.id.clone()), self.desk.now, self.desk.actor.clone());
        let event = Event { stream, at, actor, what: called.clone().into() };
        let mut meeting = Meeting::unborn(self.id.clone(), &event);
        meeting.apply(&called, &event);
        self.add(called);
        self.on(&meeting, then)
    }

    /// Refuses a beginning that is past. One of the last day may be: a meeting that was held elsewhere is written down
    /// afterwards, with a reason. One that begins at once was told to begin a moment ago, and whoever types the minute means it.
    fn ahead(&self, starts: Moment, flag: &str, reason: Option<&str>) -> Result<(), Refusal> {
        let past = self.desk.now.since(starts);
        let written_down = past <= Span::hours(24) && reason.is_some_and(|r| !r.trim().is_empty());
        if past <= Span::seconds(60) || written_down {
            return Ok(());
        }
        let at = crate::policy::diary::told(starts, self.desk.pack.calendar.tz);
        let remedy = format!(
            "give a moment to come with {flag}; one that was held within the last day, and is written down now, with \
             --reason TEXT"
        );
        Err(Refusal::new(Kind::InvalidInput, format!("the meeting would begin in the past, {at}"), remedy))
    }

    pub(super) fn shift(&mut self, meeting: &Meeting, starts: Moment, reason: Option<&str>) -> Result<(), Refusal> {
        self.in_state(meeting, &[MeetingState::Pending], "moved")?;
        self.ahead(starts, "--to", reason)?;
        if starts == meeting.starts {
            let text = format!("meeting {} begins then already", self.id);
            return Err(Refusal::new(Kind::AlreadyDone, text, "give another moment with --to"));
        }
        self.judged_as("move", Act::MeetingCall, meeting, reason)?;
        let reason = self.scribe.say_if(reason);
        self.add(MeetingEvent::Moved { starts, reason });
        Ok(())
    }

    pub(super) fn call_off(&mut self, meeting: &Meeting, reason: Option<&str>) -> Result<(), Refusal> {
        self.in_state(meeting, &[MeetingState::Pending], "called off")?;
        self.judged_as("cancel", Act::MeetingCall, meeting, reason)?;
        let reason = self.scribe.say_if(reason);
        self.add(MeetingEvent::Canceled { reason });
        Ok(())
    }

    /// Writes down that a meeting was not held, once its time is over.
    pub(super) fn not_held(&mut self, meeting: &Meeting, reason: Option<&str>) -> Result<(), Refusal> {
        self.in_state(meeting, &[MeetingState::Pending], "closed as not held")?;
        if !meeting.missed(&self.desk.pack, self.desk.now) {
            let text = format!("meeting {} is still to come, or could be held now", self.id);
            let remedy = format!("call it off: quorate meeting cancel {} --reason TEXT", self.id);
            return Err(Refusal::new(Kind::WrongState, text, remedy));
        }
        self.judged_as("not_held", Act::MeetingCall, meeting, reason)?;
        let reason = self.scribe.say_if(reason);
        self.add(MeetingEvent::NotHeld { reason });
        Ok(())
    }

    /// Opens the meeting. Whoever opens it in the chair's place leads it, and that is written down with it.
    pub(super) fn open(&mut self, meeting: &Meeting, items: &[Item]) -> Result<(), Refusal> {
        self.in_state(meeting, &[MeetingState::Pending], "opened")?;
        self.alone(meeting)?;
        let acting = self.acting(meeting);
        let mut facts = self.facts(Some(meeting), None);
        if acting.is_some() {
            let chair = facts.words("actor.is").unwrap_or_default().iter().cloned().chain(["chair".to_owned()]);
            let is: Vec<String> = chair.collect();
            facts.set_words("actor.is", is);
        }
        self.judged_by(Act::MeetingOpen, &facts).map_err(|refusal| match refusal.kind {
            Kind::NotPermitted => {
                let text = format!("{}; {}", refusal.text, self.who_opens(meeting));
                Refusal { text, ..refusal }
            }
            _ => refusal,
        })?;
        self.add(MeetingEvent::Opened { items: items.to_vec(), acting: acting.clone() });
        let present = vec![(self.desk.actor.clone(), Presence::Session)];
        self.attendance(true, present);
        if acting.is_some() {
            self.decided.add(Stream::Board, BoardEvent::ChairTaken { meeting: self.id.clone(), to: None });
        }
        Ok(())
    }

    /// A board sits in one meeting at a time.
    fn alone(&self, meeting: &Meeting) -> Result<(), Refusal> {
        let sits = |m: &&Meeting| m.state == MeetingState::InProgress && m.series == meeting.series && m.id != *self.id;
        self.world.meetings.values().find(sits).map_or(Ok(()), |other| {
            let text = format!("meeting {} of the same board is open: {} waits until it is closed", other.id, self.id);
            let remedy = format!("close it first: quorate meeting close {}", other.id);
            Err(Refusal::new(Kind::WrongState, text, remedy))
        })
    }
}
