//! Persons and the board: roles, seats, alternates, presence, delegations.

pub mod acts;
pub mod events;
pub mod offices;
pub mod roll;
pub mod topics;
pub mod turns;

use crate::base::ids::{MeetingId, PersonId};
use crate::base::time::{Moment, Span};
use crate::domain::ballot::RosterEntry;
use crate::domain::said::Said;
use crate::policy::pack::Pack;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A registered person.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Person {
    /// Role ids held.
    pub roles: BTreeSet<String>,
    /// Whether the person is active.
    pub active: bool,
    /// When the person was registered.
    pub since: Moment,
}

/// All persons.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct People(pub BTreeMap<PersonId, Person>);

impl People {
    /// An active person.
    #[must_use]
    pub fn active(&self, id: &PersonId) -> Option<&Person> {
        self.0.get(id).filter(|p| p.active)
    }
}

/// How somebody is present, or is not.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// In the room.
    Room,
    /// By telephone or video.
    Phone,
    /// In a session of their own.
    Session,
    /// Excused.
    Excused,
    /// Absent.
    Absent,
}

impl Presence {
    /// Whether it counts towards quorum.
    #[must_use]
    pub const fn counts(self) -> bool {
        matches!(self, Self::Room | Self::Phone | Self::Session)
    }

    /// The word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Room => "room",
            Self::Phone => "phone",
            Self::Session => "session",
            Self::Excused => "excused",
            Self::Absent => "absent",
        }
    }

    /// Reads a word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        [Self::Room, Self::Phone, Self::Session, Self::Excused, Self::Absent].into_iter().find(|p| p.word() == word)
    }
}

/// A roll call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rollcall {
    /// When it was taken; later additions keep the moment.
    pub at: Moment,
    /// Who is how present.
    pub present: BTreeMap<PersonId, Presence>,
}

/// A sitting: who is there, and who took the chair of it. Each meeting is one of its own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sitting {
    /// The meeting; none for a roll call outside of one.
    pub meeting: Option<MeetingId>,
    /// The roll call.
    pub rollcall: Rollcall,
    /// Who took its chair, or was given it.
    pub acting: Option<PersonId>,
}

/// A delegation of a role or of a seat's vote.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Delegation {
    /// Who delegates.
    pub from: PersonId,
    /// To whom.
    pub to: PersonId,
    /// The role; none for the seat on the board.
    pub role: Option<String>,
    /// The environment it is limited to.
    pub environment: Option<String>,
    /// Beginning.
    pub starts: Moment,
    /// End; it lapses by itself.
    pub ends: Moment,
    /// Written reason.
    pub reason: Option<Said>,
}

impl Delegation {
    /// Whether it is in force.
    #[must_use]
    pub fn runs(&self, now: Moment) -> bool {
        self.starts <= now && now < self.ends
    }
}

/// The board.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Board {
    /// Holder of each seat.
    pub seats: BTreeMap<String, PersonId>,
    /// Alternates by seat, in order.
    pub alternates: BTreeMap<String, Vec<PersonId>>,
    /// Places at the table without a vote, by their word: who has one.
    pub offices: BTreeMap<String, BTreeSet<PersonId>>,
    /// Sittings; the one that was called to the roll last stands last.
    pub sittings: Vec<Sitting>,
    /// Delegations, oldest first.
    pub delegations: Vec<Delegation>,
    /// Topics that come back at meetings, oldest first.
    pub topics: Vec<topics::Recurring>,
}

impl Board {
    /// Ids of all seats in order: those that the pack names, then further ones by name.
    #[must_use]
    pub fn seat_ids(&self, pack: &Pack) -> Vec<String> {
        let mut ids: Vec<String> = pack.board.seats.iter().map(|s| s.id.clone()).collect();
        // An open board has no other chair than the seat of that name.
        let mut further: Vec<_> = self.seats.keys().filter(|id| !ids.contains(id)).cloned().collect();
        further.sort_by_key(|id| (id != "chair", id.clone()));
        ids.extend(further);
        ids
    }

    /// Whether a seat takes the chair.
    #[must_use]
    pub fn is_chair_seat(pack: &Pack, seat: &str) -> bool {
        let named = pack.board.seats.iter().find(|s| s.id == seat);
        named.map_or(seat == "chair", |s| s.chair)
    }

    /// The seat of the chair by the name that the pack gives it, where `seat` would be a second one that is told apart from it
    /// by nothing.
    #[must_use]
    pub fn other_chair<'p>(&self, pack: &'p Pack, seat: &str) -> Option<&'p str> {
        let chair = pack.board.seats.iter().find(|s| s.chair)?.id.as_str();
        (seat.eq_ignore_ascii_case("chair") && !self.seats.contains_key(seat) && chair != seat).then_some(chair)
    }

    /// Seats on which quorum is based: named seats, or those registered where the document names none.
    #[must_use]
    pub fn size(&self, pack: &Pack) -> usize {
        self.seat_ids(pack).len()
    }

    /// The sitting of a meeting; without one, the sitting that was called to the roll last.
    fn sitting(&self, pack: &Pack, now: Moment, meeting: Option<&str>) -> Option<&Sitting> {
        let length = pack.setting("vote.sitting").and_then(|l| l.parse().ok())?;
        let found = match meeting {
            Some(id) => self.sittings.iter().rfind(|s| s.meeting.as_ref().is_some_and(|m| m.as_str() == id)),
            None => self.sittings.last(),
        };
        found.filter(|s| now < pack.calendar.after(s.rollcall.at, length))
    }

    /// The roll call that still holds: taken within the length of a sitting. Who is there in one meeting is not there
    /// in another; without a meeting it is the newest roll call.
    #[must_use]
    pub fn current_rollcall(&self, pack: &Pack, now: Moment, meeting: Option<&str>) -> Option<&Rollcall> {
        self.sitting(pack, now, meeting).map(|s| &s.rollcall)
    }

    /// When the newest roll call of a meeting ceases to hold, or did.
    #[must_use]
    pub fn holds_until(&self, pack: &Pack, meeting: &MeetingId) -> Option<Moment> {
        let length = pack.setting("vote.sitting").and_then(|l| l.parse().ok())?;
        let sitting = self.sittings.iter().rfind(|s| s.meeting.as_ref() == Some(meeting))?;
        Some(pack.calendar.after(sitting.rollcall.at, length))
    }

    /// Who sits on the board now, each person once with all seats. Where the roll call of the meeting says that a holder
    /// is not there and a registered alternate is, the alternate sits.
    #[must_use]
    pub fn roster(&self, pack: &Pack, people: &People, now: Moment, meeting: Option<&str>) -> Vec<RosterEntry> {
        self.seated(pack, people, self.current_rollcall(pack, now, meeting))
    }

    /// Who sits on the board by a roll call, as [`Self::roster`] has it.
    #[must_use]
    pub fn seated(&self, pack: &Pack, people: &People, present: Option<&Rollcall>) -> Vec<RosterEntry> {
        let here = |p: &PersonId| present.and_then(|r| r.present.get(p)).is_some_and(|p| p.counts());
        let mut roster: Vec<RosterEntry> = Vec::new();
        for id in self.seat_ids(pack) {
            let Some(holder) = self.seats.get(&id).filter(|p| people.active(p).is_some()) else { continue };
            let away = present.is_some() && !here(holder);
            let alternate = self.alternates.get(&id).filter(|_| pack.setting("vote.alternates") == Some("registered"));
            let sitting = alternate
                .and_then(|list| list.iter().find(|p| away && here(p) && people.active(p).is_some()))
                .unwrap_or(holder);
            let seat = pack.board.seats.iter().find(|s| s.id == id);
            let (mandatory, veto) = seat.map_or((false, false), |s| (s.mandatory, s.veto));
            let chair = Self::is_chair_seat(pack, &id);
            match roster.iter_mut().find(|e| e.person == *sitting) {
                Some(entry) => {
                    entry.seats.push(id);
                    entry.chair |= chair;
                    entry.mandatory |= mandatory;
                    entry.veto |= veto;
                }
                None => roster.push(RosterEntry {
                    person: sitting.clone(),
                    seats: vec![id],
                    chair,
                    mandatory,
                    veto,
                    alternate_for: (sitting != holder).then(|| holder.clone()),
                }),
            }
        }
        roster
    }

    /// Whether a person can be in the chair at all: nobody can who has no seat, stands in for none, and never took it.
    #[must_use]
    pub fn may_chair(&self, person: &PersonId) -> bool {
        let acted = self.sittings.iter().any(|s| s.acting.as_ref() == Some(person));
        acted || self.seats.values().chain(self.alternates.values().flatten()).any(|p| p == person)
    }

    /// Who takes the chair now, of the meeting where one is named: who took it, else the holder of the chair's seat, or,
    /// when a roll call says that the holder is not there, the next seat in order whose holder is (reading 3.14).
    #[must_use]
    pub fn chair(&self, pack: &Pack, people: &People, now: Moment, meeting: Option<&str>) -> Option<PersonId> {
        let roster = self.roster(pack, people, now, meeting);
        // Where the document names no members and nobody was given the seat "chair", the first seat in order takes it.
        let unnamed = pack.board.open_seats && !self.seats.keys().any(|id| Self::is_chair_seat(pack, id));
        let takes = |e: &&RosterEntry| (e.chair || unnamed) && e.alternate_for.is_none();
        let holder = roster.iter().find(takes).map(|e| e.person.clone());
        let Some(Sitting { rollcall, acting, .. }) = self.sitting(pack, now, meeting) else { return holder };
        let here = |p: &PersonId| rollcall.present.get(p).is_some_and(|p| p.counts());
        let away = |p: &PersonId| rollcall.present.get(p).is_some_and(|p| !p.counts());
        if let Some(acting) = acting.as_ref().filter(|p| people.active(p).is_some() && !away(p)) {
            return Some(acting.clone());
        }
        match holder {
            Some(holder) if !away(&holder) => Some(holder),
            _ if pack.setting("cab.acting_chair") == Some("none") => None,
            // Before anybody is recorded as there, whoever comes next and is not said to be away.
            _ => {
                let next = roster.iter().find(|e| here(&e.person));
                next.or_else(|| roster.iter().find(|e| !away(&e.person))).map(|e| e.person.clone())
            }
        }
    }

    /// Whether somebody chairs the board: of a meeting who is in its chair; beside meetings also the holder of the chair's seat
    /// who is not said to be away, since a chair that somebody took was that of one meeting.
    #[must_use]
    pub fn chairs(&self, pack: &Pack, people: &People, now: Moment, meeting: Option<&str>, person: &PersonId) -> bool {
        if self.chair(pack, people, now, meeting).as_ref() == Some(person) {
            return true;
        }
        let said = self.current_rollcall(pack, now, None).and_then(|r| r.present.get(person));
        let away = said.is_some_and(|how| !how.counts());
        meeting.is_none() && !away && self.line(pack, people).0.as_ref() == Some(person)
    }

    /// Who holds the seat of the chair, and the holders of the other seats in their order, each person once.
    #[must_use]
    pub fn line(&self, pack: &Pack, people: &People) -> (Option<PersonId>, Vec<PersonId>) {
        let unnamed = pack.board.open_seats && !self.seats.keys().any(|id| Self::is_chair_seat(pack, id));
        let ids = self.seat_ids(pack);
        let held = |id: &String| Some((id.clone(), self.seats.get(id).filter(|p| people.active(p).is_some())?));
        let holders: Vec<(String, &PersonId)> = ids.iter().filter_map(held).collect();
        let takes = |(id, _): &&(String, &PersonId)| unnamed || Self::is_chair_seat(pack, id);
        let holder = holders.iter().find(takes).map(|(_, p)| (*p).clone());
        let mut next: Vec<PersonId> = Vec::new();
        for (_, person) in holders {
            if holder.as_ref() != Some(person) && !next.contains(person) {
                next.push(person.clone());
            }
        }
        (holder, next)
    }

    /// Roles delegated to a person that are in force for an environment list.
    #[must_use]
    pub fn delegated_roles(&self, to: &PersonId, environments: &[String], now: Moment) -> Vec<(String, PersonId)> {
        self.delegations
            .iter()
            .filter(|d| d.to == *to && d.runs(now))
            .filter(|d| d.environment.as_ref().is_none_or(|e| environments.contains(e)))
            .filter_map(|d| d.role.clone().map(|r| (r, d.from.clone())))
            .collect()
    }

    /// Roles in which a person may sign for somebody else in an environment: delegations in force that are for it and
    /// no longer than the pack's limit there.
    #[must_use]
    pub fn signing_roles(
        &self,
        pack: &Pack,
        to: &PersonId,
        environments: &[String],
        now: Moment,
    ) -> Vec<(String, PersonId)> {
        let within = |d: &&Delegation| {
            let limit = acts::limit(pack, d.role.as_deref(), environments);
            limit.is_none_or(|l| l.max_hours > 0 && hours(d.ends.since(d.starts)) <= l.max_hours)
        };
        self.delegations
            .iter()
            .filter(|d| d.to == *to && d.runs(now))
            .filter(|d| d.environment.as_ref().is_none_or(|e| environments.contains(e)))
            .filter(within)
            .filter_map(|d| d.role.clone().map(|r| (r, d.from.clone())))
            .collect()
    }

    /// The delegation under which a person votes for a holder of a seat.
    #[must_use]
    pub fn seat_delegation(&self, from: &PersonId, to: &PersonId, now: Moment) -> Option<&Delegation> {
        self.delegations.iter().rev().find(|d| d.role.is_none() && d.from == *from && d.to == *to && d.runs(now))
    }
}

/// Hours of a span, rounded up: a delegation of 24 h 1 min is longer than 24 hours.
#[must_use]
pub fn hours(span: Span) -> i64 {
    const HOUR: i64 = 3_600_000_000;
    span.0.div_euclid(HOUR) + i64::from(span.0.rem_euclid(HOUR) > 0)
}
