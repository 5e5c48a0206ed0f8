//! The chair of a meeting: from whom nobody takes it, and to whom it is handed over.

use super::acts::Table;
use super::{Meeting, MeetingState};
use crate::base::ids::{PersonId, Stream};
use crate::base::time::{Length, Moment};
use crate::domain::board::Board;
use crate::domain::board::events::BoardEvent;
use crate::domain::refusal::{Kind, Refusal};
use crate::policy::act::Act;

impl Table<'_> {
    /// Who is in the chair, is there and not silent, where that is not the actor. Whoever holds the seat of the chair goes
    /// before those who act for it, and takes it at any time.
    pub(super) fn chair_there(&self, meeting: &Meeting) -> Option<PersonId> {
        let (board, pack, now) = (&self.world.board, &*self.desk.pack, self.desk.now);
        let id = Some(meeting.id.as_str());
        let chair = board.chair(pack, &self.world.people, now, id).filter(|p| *p != self.desk.actor)?;
        if board.seats.iter().any(|(seat, p)| *p == self.desk.actor && Board::is_chair_seat(pack, seat)) {
            return None;
        }
        let roll = board.current_rollcall(pack, now, id)?;
        roll.present.get(&chair).filter(|how| how.counts())?;
        let length: Option<Length> = pack.setting("cab.chair_silence").and_then(|l| l.parse().ok());
        let heard = self.heard(meeting, &chair).unwrap_or(roll.at);
        let silent = length.is_some_and(|l| pack.calendar.after(heard, l) <= now);
        (!silent).then_some(chair)
    }

    /// When somebody recorded something in the meeting last, or on one of its ballots.
    fn heard(&self, meeting: &Meeting, person: &PersonId) -> Option<Moment> {
        let ballots = meeting.changes().filter_map(|no| self.world.changes.get(&no)).flat_map(|c| &c.ballots);
        let voted = ballots.flat_map(|b| {
            let opened = Some(b.opened).filter(|_| b.by == *person);
            opened.into_iter().chain(b.votes.get(person).map(|v| v.at)).chain(b.closed.filter(|_| b.by == *person))
        });
        voted.chain(meeting.heard.get(person).copied()).max()
    }

    /// Who leads the meeting hands it over to a member who is there.
    pub(super) fn hand_over(&mut self, meeting: &Meeting, to: &PersonId) -> Result<(), Refusal> {
        self.in_state(meeting, &[MeetingState::InProgress], "handed over")?;
        self.judged(Act::MeetingRun, Some(meeting), None)?;
        let said = meeting.attendance.iter().rev().find(|(_, person, _)| person == to);
        if !self.sits(to) || !said.is_some_and(|(_, _, how)| how.counts()) {
            let text = format!("{to} is no member of the board who is recorded as present");
            let remedy = format!("record it first: quorate meeting rollcall {to}=room");
            return Err(Refusal::new(Kind::NotPermitted, text, remedy).citing(&self.desk.pack.board.clauses));
        }
        let event = BoardEvent::ChairTaken { meeting: self.id.clone(), to: Some(to.clone()) };
        self.decided.add(Stream::Board, event);
        Ok(())
    }
}
