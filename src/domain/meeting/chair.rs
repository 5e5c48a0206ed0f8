//! The chair of a meeting: from whom nobody takes it, and to whom it is handed over.

use super::acts::Table;
use super::{Acting, Meeting, MeetingState};
use crate::base::ids::{PersonId, Stream};
use crate::base::time::{Length, Moment};
use crate::domain::board::events::BoardEvent;
use crate::domain::board::{Board, Presence, Rollcall, Sitting};
use crate::domain::desk::{Decided, Desk};
use crate::domain::refusal::{Kind, Refusal};
use crate::domain::world::World;
use crate::policy::act::Act;
use crate::policy::judge::judge;
use std::collections::BTreeSet;

/// Who was in the chair of a meeting from when on, the last one now: by the rule that also says whose acts are the chair's
/// (`Board::chair`), asked whenever somebody came, left, took the chair or was given it, and once a roll no longer held. Who
/// opens a meeting without being the chair or acting for it has not taken it.
#[must_use]
pub fn held(meeting: &Meeting, world: &World, desk: &Desk) -> Vec<(Moment, Option<PersonId>)> {
    let (pack, board) = (&*desk.pack, &world.board);
    let Some((opened, opener)) = &meeting.opened else { return Vec::new() };
    // A board without members is led by who opened it.
    if board.seats.is_empty() {
        return vec![(*opened, Some(opener.clone()))];
    }
    let beside = meeting.opened.as_ref().filter(|_| meeting.acting.is_none());
    let taken = || meeting.chairs.iter().filter(|c| beside != Some(*c));
    let length: Option<Length> = pack.setting("vote.sitting").and_then(|l| l.parse().ok());
    let ends = meeting.rolls.iter().filter_map(|roll| length.map(|l| pack.calendar.after(*roll, l)));
    let moments = meeting.attendance.iter().map(|(at, ..)| *at).chain(taken().map(|c| c.0)).chain(ends);
    let moments: BTreeSet<Moment> = moments.filter(|at| (*opened..=desk.now).contains(at)).chain([*opened]).collect();
    let mut held: Vec<(Moment, Option<PersonId>)> = Vec::new();
    for at in moments {
        let roll = meeting.rolls.iter().copied().filter(|roll| *roll <= at).max();
        let sitting = roll.map(|roll| {
            let then = |t: Moment| roll <= t && t <= at;
            let present = meeting.attendance.iter().filter(|(t, ..)| then(*t)).map(|(_, p, how)| (p.clone(), *how));
            let acting = taken().filter(|c| then(c.0)).max_by_key(|c| c.0).map(|c| c.1.clone());
            let rollcall = Rollcall { at: roll, present: present.collect() };
            Sitting { meeting: Some(meeting.id.clone()), rollcall, acting }
        });
        let then = Board { sittings: sitting.into_iter().collect(), ..board.clone() };
        let chair = then.chair(pack, &world.people, at, Some(meeting.id.as_str()));
        if held.last().is_none_or(|(_, before)| *before != chair) {
            held.push((at, chair));
        }
    }
    held
}

/// Who is there and has the chair, so that the pack lets the actor not take it, and from when on it would, if they record
/// nothing more.
#[must_use]
pub fn kept(world: &World, desk: &Desk, meeting: &Meeting) -> Option<(PersonId, Option<Moment>)> {
    let table = Table { world, desk, id: &meeting.id, scribe: desk.scribe(), decided: Decided::default() };
    let chair = table.chair_there(meeting).filter(|_| meeting.state == MeetingState::InProgress)?;
    let from = table.free_from(meeting, &chair);
    (!judge(&desk.pack, Act::ChairTake, &table.facts(Some(meeting), None)).allowed()).then_some((chair, from))
}

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
        let heard = self.heard(meeting, &chair).unwrap_or(roll.at);
        let silent = self.silent_from(heard).is_some_and(|at| at <= now);
        (!silent).then_some(chair)
    }

    /// From when on somebody who was heard at a moment is silent, where the pack says after how long.
    fn silent_from(&self, heard: Moment) -> Option<Moment> {
        let pack = &*self.desk.pack;
        let length: Option<Length> = pack.setting("cab.chair_silence").and_then(|l| l.parse().ok());
        length.map(|l| pack.calendar.after(heard, l))
    }

    /// From when on another may take the chair from somebody who records nothing more.
    fn free_from(&self, meeting: &Meeting, chair: &PersonId) -> Option<Moment> {
        let (board, pack, now) = (&self.world.board, &*self.desk.pack, self.desk.now);
        let roll = board.current_rollcall(pack, now, Some(meeting.id.as_str()))?;
        self.silent_from(self.heard(meeting, chair).unwrap_or(roll.at))
    }

    /// A refusal to take the chair that says who is there and has it, from when on another may take it if they record
    /// nothing more, and by which command.
    pub(super) fn names_silence(&self, meeting: &Meeting, mut refusal: Refusal) -> Refusal {
        // Who may never take it waits for nothing.
        let Some(chair) = self.chair_there(meeting).filter(|_| refusal.kind != Kind::NotPermitted) else {
            return refusal;
        };
        let tz = self.desk.pack.calendar.tz;
        let Some(from) = self.free_from(meeting, &chair).map(|at| at.local(tz).format("%H:%M:%S %Z").to_string())
        else {
            return Refusal { text: format!("{}: {chair}", refusal.text), ..refusal };
        };
        refusal.text = format!("{}: {chair}; free from {from} on, if they record nothing more", refusal.text);
        if let Some(reason) = refusal.reasons.first_mut() {
            let sooner = std::mem::take(&mut reason.remedy);
            reason.remedy = format!("from {from} on: quorate meeting chair {}; sooner, {sooner}", self.id);
        }
        refusal
    }

    /// Whether the newest roll says that the actor is there.
    pub(super) fn is_here(&self, meeting: &Meeting) -> bool {
        let roll = self.world.board.current_rollcall(&self.desk.pack, self.desk.now, Some(meeting.id.as_str()));
        roll.and_then(|r| r.present.get(&self.desk.actor)).is_some_and(|how| how.counts())
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

    /// Whether the actor opens a meeting in the chair's place (reading 3.14): everybody before them in the order of seats is
    /// recorded as away, or was not there. For each who may still come, the meeting waits as long as for a silent chair.
    pub(super) fn acting(&self, meeting: &Meeting) -> Option<Acting> {
        let (holder, next) = self.world.board.line(&self.desk.pack, &self.world.people);
        if holder.as_ref() == Some(&self.desk.actor) {
            return None;
        }
        let from = self.in_line(meeting).into_iter().find(|(person, _)| *person == self.desk.actor)?.1;
        let free = from.is_none_or(|at| self.desk.now >= at) && next.contains(&self.desk.actor);
        let away = holder.as_ref().and_then(|p| self.away(p));
        free.then_some(Acting { holder, away })
    }

    /// What the newest roll says of somebody who is not there.
    fn away(&self, person: &PersonId) -> Option<Presence> {
        let roll = self.world.board.current_rollcall(&self.desk.pack, self.desk.now, None)?;
        roll.present.get(person).copied().filter(|how| !how.counts())
    }

    /// Who may open a meeting in the chair's place, in the order of seats, and from when; no moment: at once.
    fn in_line(&self, meeting: &Meeting) -> Vec<(PersonId, Option<Moment>)> {
        let pack = &*self.desk.pack;
        if pack.setting("cab.acting_chair") != Some("next_seat") {
            return Vec::new();
        }
        let (holder, next) = self.world.board.line(pack, &self.world.people);
        let grace: Option<Length> = pack.setting("cab.chair_silence").and_then(|l| l.parse().ok());
        let mut awaited = i64::from(holder.as_ref().is_some_and(|p| self.away(p).is_none()));
        let mut line = Vec::new();
        for person in next {
            let away = self.away(&person).is_some();
            let from = (awaited > 0).then(|| grace.map(|g| pack.calendar.after(meeting.starts, g.times(awaited))));
            match from {
                None => line.push((person, None)),
                Some(Some(at)) => line.push((person, Some(at))),
                // Without a length nobody is taken to be missing.
                Some(None) => break,
            }
            awaited += i64::from(!away);
        }
        line
    }

    /// Who opens a meeting, in words.
    pub(super) fn who_opens(&self, meeting: &Meeting) -> String {
        let (holder, _) = self.world.board.line(&self.desk.pack, &self.world.people);
        let clock = |at: Moment| at.local(self.desk.pack.calendar.tz).format("%a %-d %b %H:%M").to_string();
        let mut words = match &holder {
            Some(holder) => match self.away(holder) {
                Some(how) => format!("{holder}, who has the chair, is recorded as {}", how.word()),
                None => format!("{holder} has the chair and opens it"),
            },
            None => "nobody holds the seat of the chair".to_owned(),
        };
        let line = self.in_line(meeting);
        for (person, from) in line.iter().filter(|(p, _)| self.away(p).is_none()).take(2) {
            words.push_str(&match from {
                Some(at) => format!("; from {} on {person} may, if nobody before them has come", clock(*at)),
                None => format!("; {person} is next in order and may"),
            });
        }
        if line.is_empty() {
            words.push_str("; the setting cab.acting_chair lets nobody else take the chair");
        }
        words
    }

    /// Refuses to take the chair of a meeting that is not open, where it is taken by opening it, and a chair that one has.
    pub(super) fn leads_none(&self, meeting: &Meeting) -> Result<(), Refusal> {
        if meeting.state == MeetingState::Pending {
            let text = format!(
                "meeting {} is not open: its chair is taken by opening it; {}",
                self.id,
                self.who_opens(meeting)
            );
            return Err(Refusal::new(Kind::WrongState, text, format!("quorate meeting open {}", self.id)));
        }
        let (board, pack, now) = (&self.world.board, &*self.desk.pack, self.desk.now);
        let id = Some(meeting.id.as_str());
        let chair = board.chair(pack, &self.world.people, now, id);
        let leads = meeting.chairs.last().is_some_and(|(_, p)| *p == self.desk.actor);
        if leads && chair.as_ref() == Some(&self.desk.actor) && self.is_here(meeting) {
            let text = format!("{} is in the chair of meeting {} already", self.desk.actor, self.id);
            return Err(Refusal::new(Kind::AlreadyDone, text, "nothing is left to do"));
        }
        Ok(())
    }

    /// A refusal that says who is in the chair, where somebody else is.
    pub(super) fn names_chair(&self, meeting: &Meeting, refusal: Refusal) -> Refusal {
        let (board, pack, now) = (&self.world.board, &*self.desk.pack, self.desk.now);
        let chair = board.chair(pack, &self.world.people, now, Some(meeting.id.as_str()));
        match chair.filter(|p| *p != self.desk.actor && refusal.kind == Kind::NotPermitted) {
            Some(chair) => Refusal { text: format!("{}: {chair} is in the chair", refusal.text), ..refusal },
            None => refusal,
        }
    }

    /// Who leads the meeting hands it over to a member who is there.
    pub(super) fn hand_over(&mut self, meeting: &Meeting, to: &PersonId) -> Result<(), Refusal> {
        self.in_state(meeting, &[MeetingState::InProgress], "handed over")?;
        self.judged(Act::MeetingRun, Some(meeting), None)?;
        let said = meeting.attendance.iter().rev().find(|(_, person, _)| person == to);
        if !self.sits(to) || !said.is_some_and(|(_, _, how)| how.counts()) {
            let text = format!("{to} is no member of the board who is recorded as present");
            // Who has no seat cannot be recorded as present either.
            let remedy = match self.sits(to) {
                true => format!("record it first: quorate meeting rollcall {to}=room"),
                false => "hand it to a member of the board: quorate board view lists them".to_owned(),
            };
            return Err(Refusal::new(Kind::NotPermitted, text, remedy).citing(&self.desk.pack.board.clauses));
        }
        let event = BoardEvent::ChairTaken { meeting: self.id.clone(), to: Some(to.clone()) };
        self.decided.add(Stream::Board, event);
        Ok(())
    }
}
