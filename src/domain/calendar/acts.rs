//! What may be done to the register's calendar.

use super::beside::{self, Meant};
use super::bring::{Bound, bring};
use super::events::CalendarEvent;
use super::proposal::{self, waits};
use crate::base::ids::Stream;
use crate::base::text::{self, LINE_MAX};
use crate::base::time::Moment;
use crate::domain::board::acts::judged;
use crate::domain::change::draft::unknown;
use crate::domain::change::facts;
use crate::domain::command::CalendarCommand;
use crate::domain::desk::{Decided, Desk};
use crate::domain::places;
use crate::domain::refusal::{Kind, Refusal};
use crate::domain::world::World;
use crate::policy::act::Act;
use crate::policy::facts::Facts;
use crate::policy::pack::Pack;
use crate::policy::verdict::Reason;

/// Decides a command on the calendar.
///
/// # Errors
/// No right to do so; a freeze without time or title, of an unknown environment or type, or that is over already.
pub fn decide(world: &World, desk: &Desk, command: &CalendarCommand) -> Result<Decided, Refusal> {
    if world.people.active(&desk.actor).is_none() {
        return Err(unknown(&desk.actor));
    }
    let (mut decided, mut scribe) = (Decided::default(), desk.scribe());
    let mut known = facts::register(world, desk);
    match command {
        CalendarCommand::Announce { title, from, to, environments, systems, exempt, reason } => {
            let title = announced("freeze", title, (*from, *to), desk)?;
            let environments = &places::all_named(&desk.pack, environments)?;
            recorded(world, systems)?;
            listed("type", exempt, &desk.pack.types.iter().map(|t| t.id().to_owned()).collect::<Vec<_>>())?;
            known.set_word("act.reason", reason.clone().unwrap_or_default());
            judged(desk, Act::Freeze, "calendar", &known, &mut decided)?;
            let times = (*from, *to);
            if let Some(same) = world.calendar.freezes.iter().find(|f| f.same(times, environments, systems, exempt)) {
                let text = format!("{} ({}) binds the same at the same time already", same.id(), same.title);
                let remedy = format!("keep that one, or end it first: quorate freeze end {}", same.no);
                return Err(Refusal::new(Kind::AlreadyDone, text, remedy));
            }
            let no = world.calendar.freezes.last().map_or(1, |f| f.no + 1);
            let event = CalendarEvent::FreezeAnnounced {
                no,
                title,
                from: *from,
                to: *to,
                environments: environments.clone(),
                systems: systems.clone(),
                exempt: exempt.clone(),
                reason: scribe.say_if(reason.as_deref()),
            };
            decided.add(Stream::Calendar, event);
            decided.warnings.extend(as_written(world, systems));
            decided.warnings.extend(beside::freeze(&world.calendar, &Meant { times, environments, systems }));
            waits(world, desk, &mut decided)?;
        }
        CalendarCommand::Open { title, from, to, environments, systems, types, reason } => {
            let title = announced("window", title, (*from, *to), desk)?;
            takes_windows(&desk.pack)?;
            let environments = &places::all_named(&desk.pack, environments)?;
            recorded(world, systems)?;
            listed("type", types, &desk.pack.types.iter().map(|t| t.id().to_owned()).collect::<Vec<_>>())?;
            known.set_word("act.reason", reason.clone().unwrap_or_default());
            judged(desk, Act::Window, "calendar", &known, &mut decided)?;
            let meant = Meant { times: (*from, *to), environments, systems };
            decided.warnings.extend(beside::window(&world.calendar, desk, &meant, types)?);
            let event = CalendarEvent::WindowAnnounced {
                no: world.calendar.windows.last().map_or(1, |w| w.no + 1),
                title,
                from: *from,
                to: *to,
                environments: environments.clone(),
                systems: systems.clone(),
                types: types.clone(),
                reason: scribe.say_if(reason.as_deref()),
            };
            decided.add(Stream::Calendar, event);
            decided.warnings.extend(as_written(world, systems));
        }
        CalendarCommand::Shut { no, reason } => {
            let Some(window) = world.calendar.windows.iter().find(|w| w.no == *no) else {
                let text = format!("no window {no} was announced");
                return Err(Refusal::new(Kind::NotFound, text, "see `quorate window list`"));
            };
            if window.holds().is_none_or(|(_, until)| until <= desk.now) {
                let text = format!("window {no} is over already");
                return Err(Refusal::new(Kind::AlreadyDone, text, "nothing is left to end"));
            }
            known.set_word("act.reason", reason.clone().unwrap_or_default());
            judged(desk, Act::Window, "calendar", &known, &mut decided)?;
            let reason = scribe.say_if(reason.as_deref());
            decided.add(Stream::Calendar, CalendarEvent::WindowEnded { no: *no, reason });
        }
        CalendarCommand::Bring { events, environments, systems, exempt, reason } => {
            let environments = &places::all_named(&desk.pack, environments)?;
            listed("type", exempt, &desk.pack.types.iter().map(|t| t.id().to_owned()).collect::<Vec<_>>())?;
            known.set_word("act.reason", reason.clone().unwrap_or_default());
            judged(desk, Act::Freeze, "calendar", &known, &mut decided)?;
            recorded(world, systems)?;
            let bound = Bound { environments, systems, exempt };
            bring(&world.calendar, desk.now, events, &bound, reason.as_deref(), &mut scribe, &mut decided);
            waits(world, desk, &mut decided)?;
        }
        CalendarCommand::Sign { no, role, granted, reason } => {
            known.set_word("act.reason", reason.clone().unwrap_or_default());
            let role = proposal::signer(world, desk, &known, *no, role.as_deref())?;
            judged(desk, Act::FreezeSign, "calendar", &known, &mut decided)?;
            let reason = scribe.say_if(reason.as_deref());
            let event = if *granted {
                CalendarEvent::FreezeApproved { no: *no, role, reason }
            } else {
                CalendarEvent::FreezeRefused { no: *no, role, reason }
            };
            decided.add(Stream::Calendar, event);
        }
        CalendarCommand::Done { month, task, note } => {
            let (month, task) = task_of(world, desk, &known, month, task)?;
            judged(desk, Act::PlanDone, "calendar", &known, &mut decided)?;
            let note = scribe.say_if(note.as_deref());
            decided.add(Stream::Calendar, CalendarEvent::TaskDone { month, task, note });
        }
        CalendarCommand::End { no, reason } => {
            let Some(freeze) = world.calendar.freezes.iter().find(|f| f.no == *no) else {
                return Err(Refusal::new(
                    Kind::NotFound,
                    format!("there is no freeze {no}"),
                    "see `quorate freeze list`",
                ));
            };
            if freeze.until() <= desk.now {
                let text = format!("freeze {no} ended {}", desk.told(freeze.until()));
                return Err(Refusal::new(Kind::AlreadyDone, text, "nothing is left to end"));
            }
            known.set_word("act.reason", reason.clone().unwrap_or_default());
            judged(desk, Act::Freeze, "calendar", &known, &mut decided)?;
            let reason = scribe.say_if(reason.as_deref());
            decided.add(Stream::Calendar, CalendarEvent::FreezeEnded { no: *no, reason });
        }
    }
    decided.prose = scribe.prose;
    Ok(decided)
}

/// The month and the task that are meant, where the actor may say that it is done.
fn task_of(world: &World, desk: &Desk, known: &Facts, month: &str, task: &str) -> Result<(String, String), Refusal> {
    let wrong = |text: String, remedy: &str| Refusal::new(Kind::InvalidInput, text, remedy);
    let day: chrono::NaiveDate = format!("{month}-01")
        .parse()
        .map_err(|_| wrong(format!("\"{}\" is no month", text::visible(month)), "give a month such as 2026-03"))?;
    let members = std::iter::once(&*desk.pack).chain(&desk.pack.members);
    let tasks: Vec<_> = members.flat_map(|p| &p.tasks).collect();
    let Some(found) = tasks.iter().find(|t| t.id() == task) else {
        let listed = tasks.iter().map(|t| t.id()).collect::<Vec<_>>().join(", ");
        let remedy = if listed.is_empty() { "it plans none".into() } else { format!("choose one of {listed}") };
        return Err(wrong(format!("the pack plans no task \"{}\"", text::visible(task)), &remedy));
    };
    let month = day.format("%Y-%m").to_string();
    if let Some(done) = world.calendar.done.iter().find(|d| d.month == month && d.task == task) {
        let text = format!("{task} of {month} was done by {}, {}", done.by.1, desk.told(done.by.0));
        return Err(Refusal::new(Kind::AlreadyDone, text, "nothing is left to do"));
    }
    let held = known.words("actor.roles").unwrap_or_default();
    if !found.roles.iter().any(|r| held.contains(r)) {
        let text = format!("{} of {month} is a task of {}", found.title, found.roles.join(" and "));
        return Err(Refusal::new(Kind::NotPermitted, text, "ask somebody who holds the role").citing(&found.clauses));
    }
    Ok((month, found.id().to_owned()))
}

/// The title of what is announced, once title and time can stand.
fn announced(what: &str, title: &str, (from, to): (Moment, Moment), desk: &Desk) -> Result<String, Refusal> {
    let title = text::line(title, LINE_MAX)
        .map_err(|e| Refusal::new(Kind::InvalidInput, format!("the title: {e}"), "shorten or clean it"))?;
    if title.is_empty() {
        return Err(Refusal::new(Kind::Missing, format!("a {what} says what it is for"), "give --title TEXT"));
    }
    desk.turned_about(what, (from, to)).map_or(Ok(()), Err)?;
    if to <= desk.now {
        let text = format!("the {what} would be over already");
        return Err(Refusal::new(Kind::InvalidInput, text, "give a time to come"));
    }
    Ok(title)
}

/// Windows are announced only where each pack that has windows leaves some of them to be announced: a pack that lists its
/// windows would not let anything run in another one.
fn takes_windows(pack: &Pack) -> Result<(), Refusal> {
    let members = if pack.members.is_empty() { std::slice::from_ref(pack) } else { &pack.members };
    let listing = members.iter().find(|m| !m.windows.is_empty() && !m.windows.iter().any(|w| w.on.announced));
    if let Some(pack) = listing {
        let text = format!("the pack {} lists its windows; no other is announced", pack.name);
        let remedy = match pack.exceptions.is_empty() {
            true => "see `quorate window list`",
            false => "see `quorate window list`; for once, ask for a calendar exception: quorate exception request",
        };
        let mut clauses: Vec<String> = pack.windows.iter().flat_map(|w| w.clauses.iter().cloned()).collect();
        clauses.dedup();
        return Err(Refusal::new(Kind::Policy, text, remedy).citing(&clauses));
    }
    if members.iter().all(|m| m.windows.is_empty()) {
        let text = format!("the pack {} has no windows: changes run at any time", pack.name);
        return Err(Refusal::new(Kind::Policy, text, "nothing needs to be announced"));
    }
    Ok(())
}

/// Systems that are bound are systems on record, where any are.
fn recorded(world: &World, given: &[String]) -> Result<(), Refusal> {
    let known: Vec<&str> = world.systems.in_use().map(|s| s.entry.id.as_str()).collect();
    let Some(word) = given.iter().find(|g| !known.is_empty() && world.systems.find(g).is_none()) else { return Ok(()) };
    let near = crate::policy::read::nearest(word, known.into_iter());
    let remedy = near.map_or_else(|| "see `quorate system list`".to_owned(), |n| format!("did you mean {n}?"));
    let text = format!("there is no system \"{}\"", text::visible(word));
    Err(Refusal::new(Kind::InvalidInput, text, remedy))
}

/// That nobody can tell whether a system is written as changes write it, where none is on record.
fn as_written(world: &World, given: &[String]) -> Option<Reason> {
    let unsure = !given.is_empty() && world.systems.in_use().next().is_none();
    unsure.then(|| Reason {
        rule: "systems-unrecorded".into(),
        text: format!("no system is on record: {} binds only changes that write it the same way", given.join(", ")),
        remedy: "put the systems on record: quorate system add".into(),
        ..Reason::default()
    })
}

fn listed(what: &str, given: &[String], known: &[String]) -> Result<(), Refusal> {
    match given.iter().find(|g| !known.is_empty() && !known.contains(g)) {
        None => Ok(()),
        Some(word) => {
            let text = format!("the pack has no {what} \"{}\"", text::visible(word));
            Err(Refusal::new(Kind::InvalidInput, text, format!("choose of {}", known.join(", "))))
        }
    }
}
