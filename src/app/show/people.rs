//! The sheets of persons and of the board.

use super::{Lens, ballot};
use crate::base::ids::PersonId;
use crate::domain::board::{Board, offices};
use crate::domain::change::Change;
use crate::sheets::people::{BoardSheet, DelegationLine, OfficeLine, PersonRow, SeatLine};
use crate::sheets::time::Time;

/// All persons.
#[must_use]
pub fn rows(lens: &Lens<'_>, email: &dyn Fn(&str) -> Option<String>) -> Vec<PersonRow> {
    let board = &lens.world.board;
    lens.world
        .people
        .0
        .iter()
        .map(|(id, person)| PersonRow {
            id: id.to_string(),
            name: (lens.name)(id.as_str()),
            roles: person.roles.iter().cloned().collect(),
            seats: seats_of(board, id),
            email: email(id.as_str()),
            active: person.active,
        })
        .collect()
}

/// Seats of a person, then places without a vote.
#[must_use]
pub fn seats_of(board: &Board, person: &PersonId) -> Vec<String> {
    let seats = board.seats.iter().filter(|(_, p)| *p == person).map(|(s, _)| s.clone());
    seats.chain(board.offices_of(person).map(str::to_owned)).collect()
}

/// The board.
#[must_use]
pub fn board(lens: &Lens<'_>, meeting: Option<&str>) -> BoardSheet {
    let (pack, now) = (&*lens.desk.pack, lens.desk.now);
    let board = &lens.world.board;
    let rollcall = board.current_rollcall(pack, now, meeting);
    let people = &lens.world.people;
    let roster = board.seated(pack, people, rollcall);
    let said = |p: &PersonId| rollcall.and_then(|r| r.present.get(p)).map(|how| how.word().to_owned());
    let seats: Vec<SeatLine> = board
        .seat_ids(pack)
        .into_iter()
        .map(|id| {
            let seat = pack.board.seats.iter().find(|s| s.id == id);
            let holder = board.seats.get(&id);
            let proxy = roster.iter().find(|e| e.seats.contains(&id) && e.alternate_for.is_some()).map(|e| &e.person);
            SeatLine {
                title: seat.map_or_else(|| id.clone(), |s| s.title.clone()),
                holder: holder.map(ToString::to_string),
                alternates: board.alternates.get(&id).into_iter().flatten().map(ToString::to_string).collect(),
                chair: Board::is_chair_seat(pack, &id),
                mandatory: seat.is_some_and(|s| s.mandatory),
                veto: seat.is_some_and(|s| s.veto),
                presence: holder.and_then(said),
                proxy: proxy.map(ToString::to_string),
                proxy_presence: proxy.and_then(said),
                id,
            }
        })
        .collect();
    let rule = pack.vote_rule(board.size(pack));
    let here = |p: &PersonId| rollcall.and_then(|r| r.present.get(p)).is_some_and(|how| how.counts());
    let standing = board.standing(pack, people, &roster, here);
    BoardSheet {
        title: pack.board.title.clone(),
        votes: pack.board.votes,
        offices: offices::known(pack)
            .map(|office| OfficeLine {
                id: office.to_owned(),
                holders: board.offices.get(office).into_iter().flatten().map(ToString::to_string).collect(),
            })
            .collect(),
        quorum: standing.needed,
        of: standing.of,
        mandatory_titles: pack.board.called(&standing.missing),
        mandatory_missing: standing.missing,
        rule: ballot::rule_of(pack, &rule),
        chair: board.chair(pack, &lens.world.people, now, meeting).map(|p| p.to_string()),
        present: rollcall.map(|_| standing.present),
        rollcall_at: rollcall.map(|r| Time(r.at)),
        next_meeting: None,
        next: None,
        delegations: board
            .delegations
            .iter()
            .filter(|d| d.ends > now)
            .map(|d| DelegationLine {
                from: d.from.to_string(),
                to: d.to.to_string(),
                role: d.role.clone().unwrap_or_else(|| "seat".into()),
                environment: d.environment.clone(),
                until: Time(d.ends),
            })
            .collect(),
        clauses: ballot::clauses(pack),
        seats,
    }
}

/// Everybody to whom an open condition of a change may be given: id and name; nobody where none is open.
pub(super) fn heirs(lens: &Lens<'_>, change: &Change) -> Vec<(String, String)> {
    if change.conditions.iter().all(|c| c.verified.is_some()) {
        return Vec::new();
    }
    let active = lens.world.people.0.keys().filter(|id| lens.world.people.active(id).is_some());
    active.map(|id| (id.to_string(), (lens.name)(id.as_str()))).collect()
}
