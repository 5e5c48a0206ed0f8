//! The acts of a meeting, for screens and line mode alike: which are offered, what each asks, and the commands that the
//! answers make.

use super::line::{ActLine, Choice, Kind};
use crate::app::person::meant;
use crate::base::ids::MeetingId;
use crate::base::spoken::{Here, Lean};
use crate::base::text::so_many;
use crate::base::time::Moment;
use crate::domain::board::Presence;
use crate::domain::command::{BoardCommand, Command, MeetingCommand};
use crate::domain::meeting::{Item, Subject};
use crate::sheets::meeting::{ActionLine, AgendaLine, AttendanceLine, MeetingSheet};
use crate::text::words::plain;
use chrono_tz::Tz;

/// Acts with their label, in the order in which they are offered.
const ACTS: [(&str, &str); 26] = [
    ("open", "Open the meeting with the agenda as it is now"),
    ("join", "Join as present"),
    ("rollcall", "Record who is present"),
    ("present", "Go to an item"),
    ("note", "Write a note"),
    ("action", "Give somebody an action"),
    ("settle", "Settle a standing item or topic"),
    ("consider", "Mark the criteria of the item as considered"),
    ("assess", "Give your seat's assessment of the item"),
    ("timer", "The timer: pause, more time, the next item"),
    ("announce", "Announce the consent group to the members"),
    ("consent", "Decide the consent group: what nobody took out is approved"),
    ("pull", "Take the item out of the consent group"),
    ("add", "Put a change or a topic on the agenda"),
    ("remove", "Take an item off the agenda"),
    ("chair", "Take the chair"),
    ("give_chair", "Hand the chair over"),
    ("move", "Move the meeting"),
    ("call_off", "Call the meeting off"),
    ("not_held", "Close the meeting as not held"),
    ("done", "Mark an action as done"),
    ("write", "Write the minutes and the actions into files"),
    ("correct", "Correct the minutes"),
    ("close", "Close the meeting"),
    ("repeat", "Have a topic come back at the meetings to come"),
    ("repeat_end", "Have a topic come back no longer"),
];

/// What an act is, for menus.
#[must_use]
pub fn label(act: &str) -> String {
    ACTS.iter().find(|(word, _)| *word == act).map_or_else(|| plain(act), |(_, label)| (*label).to_owned())
}

/// The acts that make sense on a meeting now. Who may carry them out is decided when they are recorded.
#[must_use]
pub fn offered(sheet: &MeetingSheet, actor: &str, now: Moment) -> Vec<&'static str> {
    let state = sheet.row.state.as_str();
    let (pending, open, closed) =
        (matches!(state, "pending" | "planned" | "not_held"), state == "in_progress", state == "complete");
    let me = sheet.attendance.iter().find(|a| a.person == actor);
    let here = sheet.is_here(actor);
    let beside = sheet.beside.iter().any(|b| b.person == actor);
    let any = |fits: &dyn Fn(&AgendaLine) -> bool| sheet.agenda.iter().any(fits);
    let fits = |act: &str| match act {
        "open" => pending,
        "not_held" => state == "not_held" && sheet.row.closed.is_none(),
        "join" => open && !here && (sheet.is_member(actor) || beside),
        "rollcall" | "present" | "action" | "timer" | "close" => open,
        "note" => pending || open,
        "settle" => open && any(&|l| l.id.is_none()),
        "consider" => open && any(&|l| !l.considered.is_empty()),
        "assess" => open && any(&|l| l.assessments.iter().any(|a| me.is_some_and(|m| m.seats.contains(&a.seat)))),
        "announce" => open && offered_group(sheet),
        "consent" => open && !asked(sheet).is_empty(),
        "pull" => open && sheet.is_member(actor) && any(&|l| pullable(sheet, l)),
        "add" | "repeat" => (pending || open) && sheet.row.closed.is_none(),
        "repeat_end" => !sheet.repeated.is_empty() && (pending || open),
        "remove" | "move" | "call_off" => pending && sheet.row.closed.is_none(),
        "chair" => open && me.is_some() && !super::entitled::in_chair(sheet, actor),
        "give_chair" => open && super::entitled::in_chair(sheet, actor) && heirs(sheet).next().is_some(),
        "done" => doable(sheet).next().is_some(),
        "correct" | "write" => closed,
        _ => false,
    };
    let theirs = |act: &&str| super::entitled::not_for(sheet, actor, act, now).is_none();
    ACTS.into_iter().map(|(act, _)| act).filter(|act| fits(act)).filter(theirs).collect()
}

/// The act line of an act; `item` is the position of the item that the person looks at.
#[must_use]
pub fn line(act: &str, sheet: &MeetingSheet, item: Option<u32>) -> ActLine {
    let row = &sheet.row;
    let item = item.or(sheet.current);
    let about = item.map(|no| format!(" on item {no}")).unwrap_or_default();
    let kind = Kind::Meeting { act: act.into(), item, persons: Vec::new() };
    let new = |title: String, verb: &str| ActLine::new(kind.clone(), &row.id, None, title, verb);
    match act {
        "open" => {
            let planned = row.starts.0.local(tz(sheet)).format("%a %-d %b %H:%M").to_string();
            let early = sheet.early.as_ref().map(|early| format!(", {early} EARLY")).unwrap_or_default();
            let gaps = sheet.agenda.iter().filter(|l| !l.ready).count();
            let ready = if gaps > 0 { format!(", {gaps} not ready") } else { String::new() };
            new(
                format!(
                    "Open {} {} (planned {planned}{early}; {}{ready})?",
                    row.title,
                    row.id,
                    so_many(sheet.agenda.len(), "item")
                ),
                "opens",
            )
        }
        "join" => new(format!("Join {} {} as present?", row.title, row.id), "joins"),
        "chair" => new(
            format!("Take the chair of {} from {}?", row.id, sheet.chair.as_deref().unwrap_or("nobody")),
            "takes the chair",
        ),
        "give_chair" => new(format!("Hand the chair of {} over", row.id), "hands it over")
            .choice("to", true, heirs(sheet).map(|a| (a.person.clone(), a.name.clone())))
            .only(),
        "rollcall" => super::rollcall::line(sheet),
        "present" => {
            let items = sheet.agenda.iter().map(|l| (l.position.to_string(), l.title.clone()));
            match item {
                Some(no) => new(format!("Go to item {no}?"), "goes there"),
                None => new("Go to which item?".into(), "goes there").choice("item", true, items),
            }
        }
        "timer" => {
            let answer =
                |digit, word: &str, label: &str| Choice { digit, word: word.into(), label: label.into(), then: None };
            let mut choices = vec![answer('1', "pause", if sheet.paused { "go on" } else { "pause" })];
            if sheet.current.is_some() {
                choices.push(answer('2', "2", "+2 min"));
            }
            choices.push(answer('3', "next", "next item"));
            if sheet.current.is_some() {
                choices.extend([answer('5', "5", "+5 min"), answer('0', "10", "+10 min")]);
            }
            let running = sheet.current.map(|no| format!(" of item {no}")).unwrap_or_default();
            let kind = Kind::Meeting { act: "timer".into(), item: sheet.current, persons: Vec::new() };
            let paused = if sheet.paused { ", paused" } else { "" };
            ActLine::new(kind, &row.id, None, format!("Timer{running}{paused}"), "sets it").asking("timer", choices)
        }
        "note" => {
            let minutes = sheet.barred.minutes.is_none().then_some(("minutes", "the minutes"));
            let kept = minutes.into_iter().chain([("private", "yourself alone")]);
            new(format!("Note{about}"), "writes it").choice("for", true, kept).text("note", true)
        }
        "action" => new(format!("Action{about}"), "gives it")
            .text("what is to be done", true)
            .text("by whom (name or id)", true)
            .moment("due, such as 2026-10-05 14:00", true)
            .ahead(),
        "settle" => super::settling::line(sheet, item),
        "consider" => {
            let criteria = item.and_then(|n| sheet.agenda.iter().find(|l| l.position == n));
            let open: Vec<&str> = criteria
                .map(|l| l.considered.iter().filter(|c| !c.2).map(|c| c.1.as_str()).collect())
                .unwrap_or_default();
            new(format!("Considered{about}: {}?", open.join("; ")), "marks them")
        }
        "assess" => new(format!("Your seat's assessment{about}"), "gives it").text("assessment", true),
        "announce" => {
            let group = words(sheet.agenda.iter().filter(|l| grouped(l)));
            new(format!("Announce the consent group, {group}, to the members?"), "announces it")
        }
        "consent" => {
            let open = super::consent::unconsidered(groups(sheet));
            let title = format!("Approve by consent what nobody took out: {}?{open}", words(groups(sheet)));
            new(title, "approves them").text("rationale (else: by consent)", false)
        }
        "pull" => {
            let group: Vec<&AgendaLine> = sheet.agenda.iter().filter(|l| pullable(sheet, l)).collect();
            let of = |l: &AgendaLine| {
                let id = l.id.clone().unwrap_or_default();
                (l.position.to_string(), format!("{id} {}", l.title))
            };
            match group.iter().find(|l| Some(l.position) == item) {
                Some(l) => {
                    let title = format!("Take item {}, {}, out of the consent group?", l.position, of(l).1);
                    new(title, "takes it out")
                }
                None => new("Take out of the consent group".into(), "takes it out")
                    .choice("item", true, group.into_iter().map(of))
                    .only(),
            }
        }
        "add" => {
            let line = new(format!("Put on the agenda of {}", row.id), "puts it on").text("a change or a topic", true);
            let late = sheet.locked || row.state == "in_progress";
            line.text(if late { "seconded by (person)" } else { "seconded by, if it comes late" }, late)
        }
        "remove" => {
            let items = sheet.agenda.iter().map(|l| (l.id.clone().unwrap_or_else(|| l.title.clone()), l.title.clone()));
            let at = item.and_then(|n| sheet.agenda.iter().find(|l| l.position == n));
            let line = new("Take off the agenda".into(), "takes it off");
            let line = match at {
                Some(l) => line
                    .choice("item", true, [(l.id.clone().unwrap_or_else(|| l.title.clone()), l.title.clone())])
                    .only(),
                None => line.choice("item", true, items),
            };
            line.text("why", sheet.locked)
        }
        "repeat" => new(format!("A topic that comes back at meetings of {}", row.series), "has it come back")
            .text("the topic", true)
            .text("how often (turn, 2 for each second one, or FREQ=MONTHLY;BYDAY=1WE)", true)
            .moment("until when, if it ends", false)
            .ahead(),
        "repeat_end" => new("Which topic comes back no longer?".into(), "ends it")
            .choice("topic", true, sheet.repeated.iter().map(|(topic, how)| (topic.clone(), format!("{topic}: {how}"))))
            .only(),
        "move" => {
            new(format!("Move {}", row.id), "moves it").moment("to, such as 2026-10-05 14:00", true).text("why", true)
        }
        "not_held" => new(format!("Close {} as not held", row.id), "closes it").text("why", true),
        "call_off" => new(format!("Call {} off", row.id), "calls it off").text("why", true),
        "done" => {
            let open = doable(sheet);
            new("Which action is done?".into(), "marks it")
                .choice("action", true, open.map(|a| (a.no.to_string(), a.text.clone())))
                .only()
        }
        "write" => new(format!("{} {} is closed. Write into the current folder", row.title, row.id), "writes").choice(
            "what",
            true,
            [
                ("all", "minutes (md, html) and actions (ics)"),
                ("md", "minutes as Markdown"),
                ("html", "minutes as a page"),
                ("ics", "actions as iCalendar"),
            ],
        ),
        "correct" => new(format!("Correct the minutes of {}", row.id), "appends it").text("correction", true),
        "close" => super::settling::ending(sheet, &new),
        other => new(label(other), "records"),
    }
}

/// The title of an item, after its number.
pub(super) fn titled(sheet: &MeetingSheet, item: Option<u32>) -> String {
    let line = sheet.agenda.iter().find(|l| item == Some(l.position));
    line.map(|l| format!(", {}", l.title)).unwrap_or_default()
}

/// Members who are there and not in the chair.
fn heirs(sheet: &MeetingSheet) -> impl Iterator<Item = &AttendanceLine> {
    let here = |a: &&AttendanceLine| matches!(a.presence.as_deref(), Some("room" | "phone" | "session"));
    sheet.attendance.iter().filter(here).filter(|a| sheet.chair_id.as_ref() != Some(&a.person))
}

/// Items of the consent group that are announced and still in it: the number of each takes it out.
pub fn groups(sheet: &MeetingSheet) -> impl Iterator<Item = &AgendaLine> {
    sheet.agenda.iter().filter(|l| asked(sheet).contains(&l.position))
}

/// Items of the consent group that are announced, by position.
fn asked(sheet: &MeetingSheet) -> &[u32] {
    sheet.announced.as_ref().map(|a| a.items.as_slice()).unwrap_or_default()
}

fn words<'a>(items: impl Iterator<Item = &'a AgendaLine>) -> String {
    let word = |l: &AgendaLine| format!("{} (item {})", l.id.clone().unwrap_or_default(), l.position);
    items.map(word).collect::<Vec<_>>().join(", ")
}

/// The changes of the consent group that are not decided.
#[must_use]
pub fn consent_group(sheet: &MeetingSheet) -> Vec<String> {
    sheet.agenda.iter().filter(|l| grouped(l)).filter_map(|l| l.id.clone()).collect()
}

/// Whether there is something in the consent group that is not announced.
pub(super) fn offered_group(sheet: &MeetingSheet) -> bool {
    sheet.agenda.iter().any(|l| grouped(l) && !asked(sheet).contains(&l.position))
}

/// Whether an item is one of the consent group still: what is decided or voted on by itself is not.
#[must_use]
pub fn grouped(line: &AgendaLine) -> bool {
    line.consent && undecided(line) && !votes(line)
}

/// Whether an item may be taken out: once the group is announced, only what was announced of it.
fn pullable(sheet: &MeetingSheet, line: &AgendaLine) -> bool {
    grouped(line) && (sheet.announced.is_none() || asked(sheet).contains(&line.position))
}

/// The open actions that the person who looks may mark as done: their own, or all to whoever writes the minutes.
fn doable(sheet: &MeetingSheet) -> impl Iterator<Item = &ActionLine> {
    let own = |a: &&ActionLine| sheet.barred.minutes.is_none() || a.owner == sheet.barred.actor;
    sheet.actions.iter().filter(|a| a.done.is_none()).filter(own)
}

/// Whether a ballot is open on an item: one of the meeting's, or one that was open before and whose item is to come.
#[must_use]
pub fn votes(line: &AgendaLine) -> bool {
    line.state == "voting" || (line.letter == "V" && undecided(line))
}

/// Whether nothing has become of an item yet.
pub(super) fn undecided(line: &AgendaLine) -> bool {
    matches!(line.state.as_str(), "pending" | "current" | "presented" | "voting")
}

fn tz(sheet: &MeetingSheet) -> Tz {
    sheet.tz.parse().unwrap_or(chrono_tz::UTC)
}

/// The documents that the answers ask for, where the act writes some: it records nothing. None of them stands for all.
#[must_use]
pub fn documents(line: &ActLine) -> Option<Vec<String>> {
    let writes = matches!(&line.kind, Kind::Meeting { act, .. } if act == "write");
    writes.then(|| line.answer(0).filter(|word| *word != "all").map(str::to_owned).into_iter().collect())
}

/// The commands that the answers make.
///
/// # Errors
/// In words: an answer that cannot be read.
pub fn commands(line: &ActLine, sheet: &MeetingSheet, at: Here) -> Result<Vec<Command>, String> {
    let Kind::Meeting { act, item, persons } = &line.kind else { return Ok(Vec::new()) };
    let id: MeetingId = line.id.parse().map_err(|e: crate::base::ids::IdError| e.to_string())?;
    let answer = |i: usize| line.answer(i).map(str::to_owned);
    let word = |i: usize| line.answer(i).unwrap_or_default();
    let person = |text: &str| meant(&sheet.people, text);
    let moment = |text: &str| at.read(text, Lean::Ahead).map_err(|e| e.to_string());
    let here = || item.ok_or_else(|| "no item is chosen".to_owned());
    let (series, topic) = (sheet.row.series.clone(), word(0).trim().to_owned());
    let command = match act.as_str() {
        "repeat" => {
            let until = answer(2).map(|text| at.read_due(&text).map_err(|e| e.to_string())).transpose()?;
            let every = word(1).trim().to_owned();
            return Ok(vec![Command::Board(BoardCommand::Repeat { series, topic, every, until })]);
        }
        "repeat_end" => return Ok(vec![Command::Board(BoardCommand::EndRepeat { series, topic })]),
        "open" => MeetingCommand::Open { items: Vec::new() },
        "join" => MeetingCommand::Join,
        "chair" => MeetingCommand::TakeChair,
        "give_chair" => MeetingCommand::GiveChair { to: person(word(0))? },
        "rollcall" => {
            let mut present = Vec::new();
            for (i, holder) in persons.iter().enumerate().filter(|(i, _)| line.applies(*i)) {
                match word(i).strip_prefix("proxy:") {
                    // Whoever sits for the holder is there; the holder is not.
                    Some(proxy) => {
                        present.extend([(person(proxy)?, Presence::Room), (person(holder)?, Presence::Excused)]);
                    }
                    None => {
                        present.extend(Presence::of(word(i)).map(|how| person(holder).map(|p| (p, how))).transpose()?)
                    }
                }
            }
            MeetingCommand::Rollcall { present }
        }
        "present" => {
            let chosen = word(0).parse().ok();
            MeetingCommand::Present { item: chosen.or(*item).ok_or("no item is chosen")? }
        }
        "timer" => match word(0) {
            "pause" => MeetingCommand::Pause,
            "next" => MeetingCommand::Present { item: item.unwrap_or(0).saturating_add(1) },
            minutes => MeetingCommand::Extend { item: here()?, minutes: minutes.parse().unwrap_or(0) },
        },
        "note" => MeetingCommand::Note { item: *item, text: word(1).into(), private: word(0) == "private" },
        "action" => MeetingCommand::Action {
            item: *item,
            text: word(0).into(),
            owner: Some(person(word(1))?),
            due: Some(at.read_due(word(2)).map_err(|e| e.to_string())?),
        },
        "settle" => MeetingCommand::Settle(super::settling::made(line, here()?, at)?),
        "consider" => {
            let no = here()?;
            let at = sheet.agenda.iter().find(|l| l.position == no);
            let criteria = at.map(|l| l.considered.iter().map(|c| c.0.clone()).collect()).unwrap_or_default();
            MeetingCommand::Consider { item: no, criteria }
        }
        "assess" => MeetingCommand::Assess { item: here()?, seat: None, text: word(0).into() },
        "consent" => MeetingCommand::Consent { reason: answer(0) },
        "announce" => MeetingCommand::Announce,
        "pull" => {
            let chosen = word(0).parse().ok();
            MeetingCommand::Pull { item: chosen.or(*item).ok_or("no item is chosen")? }
        }
        "add" => {
            let second = answer(1).map(|p| person(&p)).transpose()?;
            MeetingCommand::Add { item: Item::about(Subject::of(word(0).trim())), second }
        }
        "remove" => MeetingCommand::Remove { subject: Subject::of(word(0)), reason: answer(1) },
        "move" => MeetingCommand::Move { starts: moment(word(0))?, reason: answer(1) },
        "call_off" => MeetingCommand::CallOff { reason: answer(0) },
        "not_held" => MeetingCommand::NotHeld { reason: answer(0) },
        "done" => MeetingCommand::Done { no: word(0).parse().map_err(|_| "no action is chosen".to_owned())? },
        "correct" => MeetingCommand::Correct { text: word(0).into(), name: None },
        "close" => MeetingCommand::Close { reason: super::settling::adjourned(line)? },
        other => return Err(format!("{other} cannot be done here")),
    };
    Ok(vec![Command::Meeting(id, command)])
}
