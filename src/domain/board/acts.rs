//! What may be done to persons and the board.

use super::events::{BoardEvent, PeopleEvent};
use super::{Board, Delegation, hours, offices, roll};
use crate::base::ids::{PersonId, Stream};
use crate::base::text::{self, so_many};
use crate::base::time::Span;
use crate::domain::change::approve::role_id;
use crate::domain::change::draft::unknown;
use crate::domain::change::facts;
use crate::domain::command::{BoardCommand, PeopleCommand};
use crate::domain::desk::{Decided, Desk};
use crate::domain::event::Event;
use crate::domain::meeting::{Meeting, MeetingState};
use crate::domain::places;
use crate::domain::refusal::{Kind, Refusal};
use crate::domain::world::World;
use crate::policy::act::Act;
use crate::policy::facts::Facts;
use crate::policy::judge::judge;
use crate::policy::lists::Delegation as Limit;
use crate::policy::pack::Pack;
use crate::policy::verdict::Reason;

/// Judges an act that concerns no change.
pub(crate) fn judged(
    desk: &Desk,
    act: Act,
    subject: &str,
    facts: &Facts,
    decided: &mut Decided,
) -> Result<(), Refusal> {
    let verdict = judge(&desk.pack, act, facts);
    if !verdict.allowed() {
        return Err(Refusal::of(act, subject, verdict));
    }
    decided.warnings.extend(verdict.warnings);
    Ok(())
}

/// Decides a command on persons, roles and seats.
///
/// # Errors
/// No right to do so; an unknown role, seat or person.
pub fn decide_people(world: &World, desk: &Desk, command: &PeopleCommand) -> Result<Decided, Refusal> {
    let mut decided = Decided::default();
    let first = world.people.0.is_empty();
    if !first && world.people.active(&desk.actor).is_none() {
        return Err(unknown(&desk.actor));
    }
    judged(desk, Act::Person, "persons", &facts::register(world, desk), &mut decided)?;
    match command {
        PeopleCommand::Register { person, roles, seats, new } => {
            let roles = read_roles(&desk.pack, roles)?;
            let office = |word: &String| offices::named(&desk.pack, word);
            let places: Vec<String> = seats.iter().filter_map(office).collect();
            let seats: Vec<String> = seats.iter().filter(|s| office(s).is_none()).cloned().collect();
            let seats = read_seats(world, &desk.pack, &seats)?;
            let known = world.people.0.get(person);
            match known {
                Some(_) if *new => {
                    let text = format!("{person} is registered already");
                    let remedy = format!("change roles and seats: quorate person edit {person}");
                    return Err(Refusal::new(Kind::AlreadyDone, text, remedy));
                }
                // A slip of the pen registers nobody.
                None if !*new => {
                    let text = format!("there is no {person}");
                    let remedy = format!("register the person: quorate person add {person} --name \"Full Name\"");
                    return Err(Refusal::new(Kind::NotFound, text, remedy));
                }
                None => {
                    decided.add(Stream::People, PeopleEvent::Registered { person: person.clone(), roles });
                }
                Some(known) => {
                    // A name that is corrected brings nobody back.
                    let returns = !(roles.is_empty() && seats.is_empty() && places.is_empty());
                    if !known.active && returns {
                        decided.add(Stream::People, PeopleEvent::Returned { person: person.clone() });
                    }
                    if !roles.is_empty() && known.roles.iter().ne(roles.iter()) {
                        decided.add(Stream::People, PeopleEvent::RolesChanged { person: person.clone(), roles });
                    }
                }
            }
            for office in places {
                offices::give(world, &mut decided, office, person);
            }
            for seat in seats {
                if let Some(holder) = world.board.seats.get(&seat).filter(|holder| *holder != person) {
                    let text = format!("{holder} gave the seat \"{seat}\" up to {person}");
                    let remedy = format!(
                        "if both shall sit, register a seat of its own: quorate person add {holder} --name NAME --seat OTHER"
                    );
                    decided.warnings.push(Reason { rule: "seat-moved".into(), text, remedy, ..Reason::default() });
                }
                if world.board.seats.get(&seat) != Some(person) {
                    decided.add(Stream::Board, BoardEvent::Seated { seat, person: person.clone() });
                }
            }
        }
        PeopleCommand::Retire { person } => {
            registered(world, person)?;
            decided.add(Stream::People, PeopleEvent::Retired { person: person.clone() });
            for (seat, _) in world.board.seats.iter().filter(|(_, p)| *p == person) {
                decided.add(Stream::Board, BoardEvent::Vacated { seat: seat.clone() });
            }
            for office in world.board.offices_of(person) {
                let (office, person) = (office.to_owned(), person.clone());
                decided.add(Stream::Board, BoardEvent::Detached { office, person });
            }
        }
        PeopleCommand::Vacate { seat, person } if world.board.offices.contains_key(seat) => {
            offices::take(world, desk, &mut decided, seat, person.as_ref())?;
        }
        PeopleCommand::Vacate { seat, person } => {
            if let (Some(person), Some(holder)) = (person, world.board.seats.get(seat))
                && person != holder
            {
                let text = format!("{person} does not hold the seat \"{}\": {holder} does", text::visible(seat));
                return Err(Refusal::new(Kind::NotFound, text, "see `quorate board view`"));
            }
            if !world.board.seats.contains_key(seat) {
                let text = format!("nobody holds the seat \"{}\"", text::visible(seat));
                return Err(Refusal::new(Kind::NotFound, text, "see `quorate board view`"));
            }
            decided.add(Stream::Board, BoardEvent::Vacated { seat: seat.clone() });
        }
        PeopleCommand::Alternate { seat, person } => {
            registered(world, person)?;
            if desk.pack.setting("vote.alternates") == Some("none") {
                let mut refusal = Refusal::new(
                    Kind::Policy,
                    format!("the pack {} allows no alternates", desk.pack.name),
                    "the holder of the seat attends in person",
                );
                if let Some(reason) = refusal.reasons.first_mut() {
                    reason.settings.push("vote.alternates".into());
                }
                let carried = desk.pack.settings.iter().find(|s| s.id() == "vote.alternates");
                return Err(refusal.citing(carried.map_or(&[], |s| s.clauses.as_slice())));
            }
            let seats = read_seats(world, &desk.pack, std::slice::from_ref(seat))?;
            for seat in seats {
                if world.board.seats.get(&seat) == Some(person) {
                    let text = format!("{person} holds the seat {seat}: its alternate is somebody else");
                    return Err(Refusal::new(
                        Kind::InvalidInput,
                        text,
                        format!("quorate board alternate {seat} PERSON"),
                    ));
                }
                if world.board.alternates.get(&seat).is_none_or(|list| !list.contains(person)) {
                    before_the_meeting(world, desk)?;
                    decided.add(Stream::Board, BoardEvent::AlternateNamed { seat, person: person.clone() });
                }
            }
        }
    }
    if !first && !keeps_persons(world, desk, &decided) {
        let text = "nobody would be left who registers persons and roles";
        return Err(Refusal::new(
            Kind::Policy,
            text,
            "give somebody else that role first: quorate person edit PERSON --role ROLE",
        ));
    }
    Ok(decided)
}

/// Alternates are named before a meeting (reading 3.9): else whoever leads it could make up a quorum that is not there.
fn before_the_meeting(world: &World, desk: &Desk) -> Result<(), Refusal> {
    let sits = |m: &&Meeting| {
        let roll = world.board.current_rollcall(&desk.pack, desk.now, Some(m.id.as_str()));
        m.state == MeetingState::InProgress && roll.is_some()
    };
    let Some(open) = world.meetings.values().find(sits) else { return Ok(()) };
    let text = format!("{} is under way, and who may sit for a member is named before a meeting", open.id);
    let mut refusal = Refusal::new(Kind::WrongState, text, "name them once it is closed; defer what waits for them");
    if let Some(reason) = refusal.reasons.first_mut() {
        reason.settings.push("vote.alternates".into());
    }
    Err(refusal)
}

/// Whether somebody may still register persons once this has happened.
fn keeps_persons(world: &World, desk: &Desk, decided: &Decided) -> bool {
    let mut after = world.clone();
    for (stream, what) in &decided.events {
        let (stream, what) = (stream.clone(), what.clone());
        after.apply(&Event { stream, at: desk.now, actor: desk.actor.clone(), what });
    }
    after.people.0.keys().any(|person| {
        let theirs = Desk { actor: person.clone(), ..desk.clone() };
        after.people.active(person).is_some()
            && judge(&desk.pack, Act::Person, &facts::register(&after, &theirs)).allowed()
    })
}

pub(super) fn registered(world: &World, person: &PersonId) -> Result<(), Refusal> {
    world.people.active(person).map(|_| ()).ok_or_else(|| {
        Refusal::new(Kind::NotFound, format!("{person} is not registered and active"), "see `quorate person list`")
    })
}

fn read_roles(pack: &Pack, roles: &[String]) -> Result<Vec<String>, Refusal> {
    let mut ids: Vec<String> = Vec::new();
    for word in roles {
        if let Some(id) = role_id(pack, Some(word))?
            && !ids.contains(&id)
        {
            ids.push(id);
        }
    }
    ids.sort();
    Ok(ids)
}

fn read_seats(world: &World, pack: &Pack, seats: &[String]) -> Result<Vec<String>, Refusal> {
    let mut ids = Vec::new();
    for word in seats {
        let same = |s: &&crate::policy::board::Seat| {
            s.id.eq_ignore_ascii_case(word) || s.title.eq_ignore_ascii_case(word) || s.id.replace('_', "-") == *word
        };
        let id = pack.board.seats.iter().find(same).map(|s| s.id.clone());
        let open = || pack.board.open_seats || world.board.seats.contains_key(word);
        match (id, world.board.other_chair(pack, word)) {
            (Some(id), _) => ids.push(id),
            (None, Some(seat)) => {
                let text = format!("the seat of the chair is called {seat} here");
                return Err(Refusal::new(Kind::InvalidInput, text, format!("quorate person edit ID --seat {seat}")));
            }
            (None, _) if open() && text::line(word, 40).is_ok() => ids.push(word.clone()),
            (None, _) => {
                let named = pack.board.seats.iter().map(|s| s.id.as_str());
                let listed = named.chain(offices::known(pack)).collect::<Vec<_>>().join(", ");
                let text = format!("the board has no seat \"{}\"", text::visible(word));
                let refusal = Refusal::new(Kind::InvalidInput, text, format!("seats are {listed}"));
                return Err(refusal.citing(&pack.board.clauses));
            }
        }
    }
    Ok(ids)
}

/// Decides a command on the board.
///
/// # Errors
/// No right to do so; a person without a seat; a delegation beyond the pack's limits.
pub fn decide_board(world: &World, desk: &Desk, command: &BoardCommand) -> Result<Decided, Refusal> {
    if world.people.active(&desk.actor).is_none() {
        return Err(unknown(&desk.actor));
    }
    let mut decided = Decided::default();
    match command {
        BoardCommand::Rollcall { present } => roll::call(world, desk, present, &mut decided)?,
        BoardCommand::Delegate { to, role, environment, from, until, reason } => {
            registered(world, to)?;
            let environment = read_environment(&desk.pack, environment.as_deref())?;
            let mut scribe = desk.scribe();
            let delegation = Delegation {
                from: desk.actor.clone(),
                to: to.clone(),
                role: role_id(&desk.pack, role.as_deref())?,
                environment: environment.clone(),
                starts: from.unwrap_or(desk.now),
                ends: *until,
                reason: scribe.say_if(reason.as_deref()),
            };
            within_limits(world, desk, &delegation, reason.as_deref())?;
            let mut known = facts::register(world, desk);
            known.numbers.insert("delegation_hours", hours(delegation.ends.since(delegation.starts)));
            for (name, value) in [("role", &delegation.role), ("environment", &environment), ("reason", reason)] {
                if let Some(value) = value.as_deref().filter(|v| !v.trim().is_empty()) {
                    known.set_word(format!("act.{name}"), value);
                }
            }
            if delegation.role.is_none() {
                known.set_word("act.role", "seat");
            }
            judged(desk, Act::Delegate, "delegation", &known, &mut decided)?;
            decided.add(Stream::Board, BoardEvent::Delegated(delegation));
            decided.prose = scribe.prose;
        }
        BoardCommand::Repeat { .. } | BoardCommand::EndRepeat { .. } => {
            super::topics::decide(world, desk, command, &mut decided)?;
        }
        BoardCommand::Undelegate { to } => {
            let runs = world.board.delegations.iter().any(|d| d.from == desk.actor && d.to == *to && d.ends > desk.now);
            if !runs {
                let text = format!("{} has no delegation to {to} in force", desk.actor);
                return Err(Refusal::new(Kind::NotFound, text, "see `quorate board view`"));
            }
            decided.add(Stream::Board, BoardEvent::DelegationEnded { from: desk.actor.clone(), to: to.clone() });
        }
    }
    Ok(decided)
}

/// The smallest limit that applies to delegating a role (or, without one, a vote) for these environments. Where no
/// environment is named, those rows apply that name the role, or that are for everything.
#[must_use]
pub fn limit<'p>(pack: &'p Pack, role: Option<&str>, environments: &[String]) -> Option<&'p Limit> {
    let word = role.unwrap_or("seat");
    pack.delegations
        .iter()
        .filter(|d| d.roles.is_empty() || d.roles.iter().any(|r| r == word))
        .filter(|d| match environments {
            [] => d.environments.is_empty() || !d.roles.is_empty(),
            named => d.environments.is_empty() || d.environments.iter().any(|e| named.contains(e)),
        })
        .min_by_key(|d| d.max_hours)
}

/// An environment as the pack spells it.
fn read_environment(pack: &Pack, word: Option<&str>) -> Result<Option<String>, Refusal> {
    if word.is_some() && pack.environments().is_empty() {
        let text = format!("the pack {} knows no environments", pack.name);
        return Err(Refusal::new(Kind::InvalidInput, text, "leave out --env"));
    }
    word.map(|word| places::named(pack, word)).transpose()
}

fn within_limits(world: &World, desk: &Desk, delegation: &Delegation, reason: Option<&str>) -> Result<(), Refusal> {
    let pack = &*desk.pack;
    if delegation.ends <= delegation.starts {
        return Err(Refusal::new(Kind::InvalidInput, "the delegation ends before it begins", "give a later --until"));
    }
    if delegation.to == delegation.from {
        return Err(Refusal::new(Kind::InvalidInput, "one does not delegate to oneself", "name another person"));
    }
    let actor = world.people.active(&desk.actor);
    let holds = match &delegation.role {
        Some(role) => actor.is_some_and(|p| p.roles.contains(role)),
        None => world.board.seats.values().any(|p| *p == desk.actor),
    };
    if !holds {
        let what = delegation.role.as_deref().unwrap_or("a seat on the board");
        let text = format!("{} does not hold {what} and cannot delegate it", desk.actor);
        return Err(Refusal::new(Kind::Delegation, text, "a delegate does not delegate further"));
    }
    if pack.setting("delegation") == Some("none") {
        let text = format!("the pack {} allows no delegation", pack.name);
        let mut refusal =
            Refusal::new(Kind::Delegation, text, "the holder acts in person, or a named backup in their own name");
        if let Some(first) = refusal.reasons.first_mut() {
            first.settings.push("delegation".into());
        }
        return Err(refusal);
    }
    let environments: Vec<String> = delegation.environment.iter().cloned().collect();
    let length = hours(stacked(world, delegation));
    let Some(limit) = limit(pack, delegation.role.as_deref(), &environments) else { return Ok(()) };
    if limit.max_hours == 0 {
        let text = "this may not be delegated".to_owned();
        return Err(
            Refusal::new(Kind::Delegation, text, "unavailability goes to the named backups").citing(&limit.clauses)
        );
    }
    if length > limit.max_hours {
        let alone = hours(delegation.ends.since(delegation.starts));
        let with = if alone < length { ", with the delegation that it follows," } else { "" };
        let text = format!("{}{with}: the limit is {}", so_many(length, "hour"), so_many(limit.max_hours, "hour"));
        return Err(Refusal::new(Kind::Delegation, text, "delegate for a shorter time").citing(&limit.clauses));
    }
    if reason.is_none_or(|r| r.trim().is_empty()) {
        let text = "a delegation is written and gives its reason";
        return Err(Refusal::new(Kind::Missing, text, "give --reason TEXT").citing(&limit.clauses));
    }
    Ok(())
}

/// How long a role would be in other hands without a day between: delegations of it for the same environment that
/// follow one another are one.
fn stacked(world: &World, new: &Delegation) -> Span {
    let apart = Span::hours(24);
    let meets = |a: &Option<String>, b: &Option<String>| a.is_none() || b.is_none() || a == b;
    let same = |d: &&Delegation| {
        d.from == new.from && d.role == new.role && meets(&d.environment, &new.environment) && d.ends > d.starts
    };
    let (mut starts, mut ends) = (new.starts, new.ends);
    loop {
        let near = |d: &&Delegation| d.starts < ends.plus(apart) && d.ends.plus(apart) > starts;
        let found = world.board.delegations.iter().filter(same).filter(near);
        let (from, to) = found.fold((starts, ends), |(a, b), d| (a.min(d.starts), b.max(d.ends)));
        if (from, to) == (starts, ends) {
            return ends.since(starts);
        }
        (starts, ends) = (from, to);
    }
}

impl Board {
    /// Seats whose holder is not registered and active, or that nobody holds.
    #[must_use]
    pub fn vacant(&self, pack: &Pack, world: &World) -> Vec<String> {
        let held = |id: &String| self.seats.get(id).is_some_and(|p| world.people.active(p).is_some());
        self.seat_ids(pack).into_iter().filter(|id| !held(id)).collect()
    }
}
