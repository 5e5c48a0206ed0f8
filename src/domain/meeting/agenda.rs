//! Items put on the agenda, late ones with a second, and the assessments that seats give on them.

use super::acts::{Table, series_of};
use super::events::MeetingEvent;
use super::{Item, Meeting, MeetingState, Subject};
use crate::base::ids::PersonId;
use crate::domain::board::Presence;
use crate::domain::refusal::{Kind, Refusal};
use crate::policy::act::Act;
use std::collections::BTreeMap;

fn about(subject: &Subject) -> String {
    match subject {
        Subject::Change(no) => no.to_string(),
        Subject::Topic(topic) => format!("\"{}\"", crate::base::text::visible(topic)),
    }
}

impl Table<'_> {
    pub(super) fn put_on(&mut self, meeting: &Meeting, item: &Item, second: Option<&PersonId>) -> Result<(), Refusal> {
        self.in_state(meeting, &[MeetingState::Pending, MeetingState::InProgress], "given items")?;
        if matches!(&item.subject, Subject::Topic(words) if words.trim().is_empty()) {
            let remedy = "say what it is about: quorate meeting add \"TOPIC\"";
            return Err(Refusal::new(Kind::InvalidInput, "a topic needs words", remedy));
        }
        let there = meeting.items.iter().chain(&meeting.added).any(|i| i.subject == item.subject);
        if there {
            return Err(Refusal::new(Kind::AlreadyDone, "the item is on the agenda already", "see the agenda"));
        }
        if let Subject::Change(no) = item.subject {
            let change = self.world.changes.get(&no).ok_or_else(|| {
                Refusal::new(Kind::NotFound, format!("there is no {no}"), "see `quorate change list`")
            })?;
            self.judged_with(Act::MeetingAgenda, meeting, change)?;
        } else {
            self.judged(Act::MeetingAgenda, Some(meeting), None)?;
        }
        if self.locked(meeting) {
            let series = series_of(self.desk, &meeting.series)?;
            let remedy = "name a member who seconds it: --second PERSON";
            let Some(second) = second else {
                let text = "the agenda is locked: a late item needs a second";
                return Err(Refusal::new(Kind::Missing, text, remedy).citing(&series.clauses));
            };
            if *second == self.desk.actor || !self.sits(second) {
                let text = format!("{second} cannot second it: another member of the board does");
                return Err(Refusal::new(Kind::NotPermitted, text, remedy).citing(&series.clauses));
            }
            let of = |(_, person, _): &&(_, PersonId, Presence)| person == second;
            let here = meeting.attendance.iter().rev().find(of).is_some_and(|(_, _, how)| how.counts());
            if meeting.state == MeetingState::InProgress && !here {
                let text = format!("{second} cannot second it: they are not recorded as present");
                return Err(Refusal::new(Kind::NotPermitted, text, remedy).citing(&series.clauses));
            }
        }
        self.add(MeetingEvent::ItemAdded { item: item.clone(), second: second.cloned() });
        Ok(())
    }

    /// Takes an item off before the meeting opens; once the agenda is locked, the pack says who may and why.
    pub(super) fn take_off(
        &mut self,
        meeting: &Meeting,
        subject: &Subject,
        reason: Option<&str>,
    ) -> Result<(), Refusal> {
        self.in_state(meeting, &[MeetingState::Pending], "changed by taking items off")?;
        if meeting.removed.contains(subject) {
            let text = format!("{} was taken off the agenda of {} already", about(subject), self.id);
            let remedy = format!("put it on again: quorate meeting add ITEM --meeting {}", self.id);
            return Err(Refusal::new(Kind::AlreadyDone, text, remedy));
        }
        self.judged_as("remove", Act::MeetingAgenda, meeting, reason)?;
        let reason = self.scribe.say_if(reason);
        self.add(MeetingEvent::ItemRemoved { subject: subject.clone(), reason });
        Ok(())
    }

    /// Whether the agenda is locked: the meeting is open, or its cut-off has passed.
    pub(super) fn locked(&self, meeting: &Meeting) -> bool {
        let passed = meeting.locks(&self.desk.pack).is_some_and(|at| self.desk.now > at);
        meeting.state == MeetingState::InProgress || passed
    }

    pub(super) fn assess(
        &mut self,
        meeting: &Meeting,
        item: u32,
        seat: Option<&str>,
        words: &str,
    ) -> Result<(), Refusal> {
        self.in_state(meeting, &[MeetingState::InProgress], "assessed on")?;
        self.item(meeting, item)?;
        let panel = &self.desk.pack.panel.assessments;
        let held = |seat: &str| self.world.board.seats.get(seat) == Some(&self.desk.actor);
        let found = match seat {
            Some(seat) => panel.iter().find(|a| a.seat == seat),
            None => panel.iter().find(|a| held(&a.seat)),
        };
        let Some(assessment) = found else {
            let text = format!("no assessment is asked of {}", self.desk.actor);
            return Err(Refusal::new(Kind::NotPermitted, text, "see the panel on the item's page"));
        };
        if !held(&assessment.seat) {
            let text = format!("only the holder of the seat {} gives its assessment", assessment.seat);
            return Err(Refusal::new(Kind::NotPermitted, text, "ask the holder").citing(&assessment.clauses));
        }
        let seat = assessment.seat.clone();
        let text = self.words(words)?;
        self.add(MeetingEvent::Assessed { item, seat, text });
        Ok(())
    }

    /// Keeps names for the minutes, of those who have none there.
    pub(super) fn keep_names(&mut self, meeting: &Meeting, names: &[(PersonId, String)]) -> Result<(), Refusal> {
        let mut kept = BTreeMap::new();
        for (person, name) in names.iter().filter(|(person, _)| !meeting.names.contains_key(person)) {
            kept.insert(person.clone(), self.words(name)?);
        }
        if !kept.is_empty() {
            self.add(MeetingEvent::NamesKept { names: kept });
        }
        Ok(())
    }
}
