//! Verbs of `meeting`.

use super::sitting::{about_now, meant, named, repeats, step, within};
use super::{Ended, act, act_on, done, receipt_of};
use crate::app::error::AppError;
use crate::base::ids::{MeetingId, PersonId};
use crate::cli::args::meeting::{Add, Audience, Create, Fate, Item, Meeting, Remove, Room, change};
use crate::cli::failure::Failure;
use crate::cli::print::{self, Answer};
use crate::cli::session::Session;
use crate::domain::board::Presence;
use crate::domain::command::{BoardCommand, ChangeCommand, Command, MeetingCommand, Settling};
use crate::domain::meeting::{Item as ItemOf, Subject};
use crate::domain::refusal::{Kind, Refusal};
use crate::sheets::meeting::{AgendaLine, MeetingSheet};

/// Carries out a verb of `meeting`.
pub fn meeting(session: &mut Session, verb: &Meeting) -> Ended {
    match verb {
        Meeting::List => {
            let rows = session.app()?.all_meetings()?;
            done(Answer::list(&rows)?)
        }
        Meeting::View(which) => {
            let sheet = sheet(session, which.id.as_deref())?;
            done(Answer::document(print::value(&sheet)?, move |tz| print::meeting::words(&sheet, tz)))
        }
        Meeting::Agenda(which) => {
            let sheet = sheet(session, which.id.as_deref())?;
            // A table would cut what the items hold; people read it in lines.
            if session.reads_words() {
                let tz = session.tz_to_show();
                let lock = print::meeting::locks(&sheet, tz).map(|words| format!("agenda {words}"));
                let lines: Vec<String> = lock.into_iter().chain(print::meeting::agenda(&sheet, tz)).collect();
                return done(Answer::Text(lines.into_iter().map(|line| format!("{line}\n")).collect()));
            }
            let mut items = Vec::new();
            for line in &sheet.agenda {
                let mut item = print::value(line)?;
                if let Some(fields) = item.as_object_mut() {
                    fields.insert("locks".into(), print::value(&sheet.locks)?);
                }
                items.push(item);
            }
            done(Answer::List { items, next: None })
        }
        Meeting::Create(args) => create(session, args),
        Meeting::Convene(one) => {
            let reason = session.reason()?;
            act_on(session, one.id, ChangeCommand::Convene { meeting: None, reason })
        }
        Meeting::Add(args) => add(session, args),
        Meeting::Remove(args) => remove(session, args),
        Meeting::Item(args) => item(session, args),
        Meeting::Minutes(args) => super::minutes::minutes(session, args),
        Meeting::Replay(args) => super::minutes::replay(session, args),
        Meeting::Actions(args) => super::minutes::actions(session, args),
        Meeting::Feed => super::minutes::feed(session),
        Meeting::Audience(args) => audience(session, args),
        Meeting::Invite(which) => super::minutes::invite(session, which.id.as_deref()),
        other => {
            let (id, mut command) = command(session, other)?;
            match &command {
                MeetingCommand::Close { .. } => {
                    let sheet = session.app()?.meeting(&id)?;
                    let again = session.common.idempotency_key.is_some();
                    if sheet.row.state == "not_held" && (again || sheet.row.closed.is_none()) {
                        command = MeetingCommand::NotHeld { reason: session.reason()? };
                    }
                    severe(session, &sheet, "close")?;
                }
                MeetingCommand::CallOff { .. } => {
                    let sheet = session.app()?.meeting(&id)?;
                    severe(session, &sheet, "call off")?;
                }
                _ => {}
            }
            act(session, &Command::Meeting(id, command))
        }
    }
}

/// Leads the audience's screen.
fn audience(session: &mut Session, args: &Audience) -> Ended {
    let id = meant(session, args.meeting.as_deref())?;
    let now = session.app()?.meeting(&id)?.audience;
    let (shown, blank, page) = match args.how {
        Room::On => (true, false, now.page),
        Room::Off => (false, false, now.page),
        Room::Blank => (now.shown, true, now.page),
        Room::Unblank => (now.shown, false, now.page),
        Room::Next => (now.shown, now.blank, now.page + 1),
    };
    let led = session.app()?.lead_audience(&id, shown, blank, page)?;
    done(Answer::document(print::value(&led)?, move |_| print::meeting::audience(&led)))
}

/// Closing and calling off are severe: who sits at a terminal types the meeting's week, as on the screen; elsewhere
/// `--confirm` says it in advance. A trial needs none.
fn severe(session: &mut Session, sheet: &MeetingSheet, what: &str) -> Result<(), Failure> {
    let row = &sheet.row;
    let (open, over) = (row.state == "in_progress", matches!(row.state.as_str(), "complete" | "canceled"));
    // What is not open, or over, is refused all the same, and needs no question.
    let moot = over || (what == "close" && !open && row.state != "not_held") || (what == "call off" && open);
    let id: MeetingId = row.id.parse().map_err(|e| Failure::usage(format!("{e}"), "see quorate meeting list"))?;
    let week = id.week().to_owned();
    let given = match &session.common.confirm {
        Some(given) => given.clone(),
        None if session.common.dry_run || moot => return Ok(()),
        None if session.may_ask() => {
            let act = if what == "close" { "close" } else { "call_off" };
            let told = crate::app::acts::meeting::line(act, sheet, None).title;
            crate::cli::line::ask::answer(&format!("{told}\nTo {what} {} {id}, type its week {week}: ", row.title))?
        }
        None => {
            let text = format!("to {what} {} {id} needs --confirm={id}", row.title);
            return Err(Failure::usage(text, "repeat the id to confirm"));
        }
    };
    let given = given.trim();
    if given == week || given.eq_ignore_ascii_case(id.as_str()) {
        return Ok(());
    }
    let text = format!("\"{}\" is not the week of {id}: nothing was recorded", crate::base::text::visible(given));
    Err(Failure::usage(text, format!("type {week}, or give --confirm={id}")))
}

fn sheet(session: &mut Session, id: Option<&str>) -> Result<MeetingSheet, Failure> {
    let id = session.app()?.meeting_looked_at(id, named)?;
    Ok(session.app()?.meeting(&id)?)
}

/// Whether the verb is of a meeting that is open.
fn runs(verb: &Meeting) -> bool {
    use Meeting as M;
    !matches!(verb, M::Move(_) | M::Cancel(_) | M::Open(_) | M::Done(_) | M::Correct(_))
}

/// The command of a verb that acts on one meeting.
fn command(session: &mut Session, verb: &Meeting) -> Result<(MeetingId, MeetingCommand), Failure> {
    let reason = session.reason()?;
    let (which, command) = match verb {
        Meeting::Move(args) => {
            (Some(args.id.clone()), MeetingCommand::Move { starts: session.moment("--to", &args.to)?, reason })
        }
        Meeting::Cancel(which) => (which.id.clone(), MeetingCommand::CallOff { reason }),
        Meeting::Open(which) => (which.id.clone(), MeetingCommand::Open { items: Vec::new() }),
        Meeting::Join(which) => (which.id.clone(), MeetingCommand::Join),
        Meeting::Chair(args) => {
            let to = args.to.clone();
            (args.id.clone(), to.map_or(MeetingCommand::TakeChair, |to| MeetingCommand::GiveChair { to }))
        }
        Meeting::Pause(which) => (which.id.clone(), MeetingCommand::Pause),
        Meeting::Close(which) => (which.id.clone(), MeetingCommand::Close { reason }),
        Meeting::Next(which) => (which.id.clone(), step(session, which.id.as_deref(), 1)?),
        Meeting::Back(which) => (which.id.clone(), step(session, which.id.as_deref(), -1)?),
        Meeting::Rollcall(args) => {
            let mut present = Vec::new();
            for (person, how) in &args.present {
                let id = person.parse().map_err(|e| Failure::usage(format!("{e}"), "see quorate person list"))?;
                if let Some(proxy) = how.strip_prefix("proxy:") {
                    // Whoever sits for the holder is there; the holder is not.
                    present.push((sits_for(session, person, proxy)?, Presence::Room));
                    present.push((id, Presence::Excused));
                    continue;
                }
                let how = Presence::of(how).ok_or_else(|| {
                    let text =
                        format!("{person}={how}: presence is room, phone, session, proxy:PERSON, excused or absent");
                    Failure::usage(text, format!("quorate meeting rollcall {person}=room"))
                })?;
                present.push((id, how));
            }
            (args.meeting.clone(), MeetingCommand::Rollcall { present })
        }
        Meeting::Extend(args) => {
            (args.meeting.clone(), MeetingCommand::Extend { item: args.item, minutes: args.minutes })
        }
        Meeting::Note(args) => {
            let command = MeetingCommand::Note { item: args.item, text: args.text.clone(), private: args.private };
            (args.meeting.clone(), command)
        }
        Meeting::Action(args) => {
            let due = session.due("--due", args.due.as_deref())?;
            let text = args.text.clone();
            let owner = match &args.owner {
                Some(owner) => Some(session.app()?.person_meant(owner)?),
                None => None,
            };
            (args.meeting.clone(), MeetingCommand::Action { item: args.item, text, owner, due })
        }
        Meeting::Done(args) => (Some(args.id.clone()), MeetingCommand::Done { no: args.no }),
        Meeting::Consider(args) => {
            let line = line_of(session, args.meeting.as_deref(), &args.item)?;
            let criteria = if args.criteria.is_empty() {
                line.considered.into_iter().map(|c| c.0).collect()
            } else {
                args.criteria.clone()
            };
            (args.meeting.clone(), MeetingCommand::Consider { item: line.position, criteria })
        }
        Meeting::Assess(args) => {
            let item = line_of(session, args.meeting.as_deref(), &args.item)?.position;
            let (seat, text) = (args.seat.clone(), args.text.clone());
            (args.meeting.clone(), MeetingCommand::Assess { item, seat, text })
        }
        Meeting::Announce(which) => (which.id.clone(), MeetingCommand::Announce),
        Meeting::Consent(which) => (which.id.clone(), MeetingCommand::Consent { reason }),
        Meeting::Pull(args) => {
            let item = line_of(session, args.meeting.as_deref(), &args.item)?.position;
            (args.meeting.clone(), MeetingCommand::Pull { item })
        }
        Meeting::Settle(args) => {
            let item = line_of(session, args.meeting.as_deref(), &args.item)?.position;
            let note = args.note.clone().or(reason);
            (
                args.meeting.clone(),
                MeetingCommand::Settle(Settling { item, how: "done".into(), note, ..Settling::default() }),
            )
        }
        Meeting::Correct(args) => {
            (Some(args.id.clone()), MeetingCommand::Correct { text: args.text.clone(), name: None })
        }
        _ => return Err(Failure::usage("this verb asks", "see quorate meeting --help")),
    };
    let id = if runs(verb) { within(session, which.as_deref())? } else { meant(session, which.as_deref())? };
    if let (MeetingCommand::Open { .. }, None | Some("open" | "next")) = (&command, which.as_deref()) {
        about_now(session, &id)?;
    }
    Ok((id, command))
}

/// The alternate who sits for the holder of a seat.
fn sits_for(session: &mut Session, holder: &str, proxy: &str) -> Result<PersonId, Failure> {
    let board = session.app()?.board()?;
    let seat = board.seats.iter().find(|s| s.holder.as_deref() == Some(holder));
    let registered = seat.is_some_and(|s| s.alternates.iter().any(|a| a == proxy));
    if !registered {
        let seat = seat.map_or("SEAT", |s| s.id.as_str());
        return Err(Failure::usage(
            format!("{proxy} is not registered as an alternate of {holder}"),
            format!("quorate board alternate {seat} {proxy}, where the pack allows alternates"),
        ));
    }
    proxy.parse().map_err(|e| Failure::usage(format!("{e}"), "see quorate person list"))
}

fn create(session: &mut Session, args: &Create) -> Ended {
    // Here `--at` is when the meeting begins, not a moment to look back to.
    let at = session.common.at.take();
    if at.is_none() && !args.next && args.board.is_none() {
        return Err(Failure::usage("when does it begin? --at TIME or --next", "quorate meeting create --next"));
    }
    let at = at.map(|text| session.moment_ahead("--at", &text)).transpose()?;
    let (reason, how) = (session.reason()?, session.how(""));
    if args.next && at.is_none() {
        session.app()?.has_turns(args.board.as_deref())?;
    }
    let receipt = session.app()?.call_meeting(args.board.as_deref(), at, reason, how)?;
    receipt_of(session, receipt)
}

fn add(session: &mut Session, args: &Add) -> Ended {
    let id = meant(session, args.meeting.as_deref())?;
    if let Some(every) = args.every.clone() {
        let until = session.due("--until", args.until.as_deref())?;
        let (series, topic) = (session.app()?.meeting(&id)?.row.series, args.what.clone());
        return act(session, &Command::Board(BoardCommand::Repeat { series, topic, every, until }));
    }
    let (item, second) = (ItemOf::about(Subject::of(&args.what)), args.second.clone());
    act(session, &Command::Meeting(id, MeetingCommand::Add { item, second }))
}

fn remove(session: &mut Session, args: &Remove) -> Ended {
    let id = meant(session, args.meeting.as_deref())?;
    if args.every {
        let (series, topic) = (session.app()?.meeting(&id)?.row.series, args.what.clone());
        return act(session, &Command::Board(BoardCommand::EndRepeat { series, topic }));
    }
    let command = MeetingCommand::Remove { subject: Subject::of(&args.what), reason: session.reason()? };
    act(session, &Command::Meeting(id, command))
}

/// An item of a meeting by its position or its change.
fn line_of(session: &mut Session, meeting: Option<&str>, word: &str) -> Result<AgendaLine, Failure> {
    let id = within(session, meeting)?;
    let named = word.parse::<u32>().ok();
    let fits =
        |l: &AgendaLine| named == Some(l.position) || l.id.as_ref().is_some_and(|i| i.eq_ignore_ascii_case(word));
    let found = session.app()?.meeting(&id)?.agenda.into_iter().find(fits);
    found.ok_or_else(|| {
        let text = format!("meeting {id} has no item {}", crate::base::text::visible(word));
        Failure::usage(text, format!("see quorate meeting agenda {id}"))
    })
}

fn item(session: &mut Session, args: &Item) -> Ended {
    let id = within(session, args.meeting.as_deref())?;
    let line = line_of(session, Some(id.as_str()), &args.item)?;
    let over = session.app()?.meeting(&id)?.row.state;
    if !repeats(session)? && matches!(over.as_str(), "complete" | "canceled" | "not_held") {
        let text = format!("meeting {id} is {}: nothing more becomes of its items in it", over.replace('_', " "));
        let hint = line.id.as_ref().map_or_else(
            || format!("put it on another: quorate meeting add \"{}\"", line.title),
            |no| {
                format!("outside a meeting: quorate decision defer {no} --reason TEXT, or quorate change withdraw {no}")
            },
        );
        let kind = if over == "complete" { Kind::AlreadyDone } else { Kind::WrongState };
        return Err(AppError::from(Refusal::new(kind, text, hint)).into());
    }
    let (item, reason) = (line.position, session.reason()?);
    let no = line.id.as_deref().and_then(change);
    let command = match (args.how, no) {
        (None, _) => Command::Meeting(id, MeetingCommand::Present { item }),
        (Some(Fate::Defer), Some(no)) => Command::Change(no, deferral(session, reason, args.until.as_deref())?),
        (Some(Fate::Withdraw), Some(no)) => Command::Change(no, ChangeCommand::Cancel { reason }),
        (Some(how), _) => {
            let how = match how {
                Fate::Defer => "deferred",
                Fate::Withdraw => "withdrawn",
                Fate::Done => "done",
            };
            let open = args.until.as_deref().is_some_and(|word| word.eq_ignore_ascii_case("open"));
            let until = session.moment_if("--until", args.until.as_deref().filter(|_| !open))?;
            let settle = Settling { item, how: how.into(), note: reason, until, open, shown: None };
            Command::Meeting(id, MeetingCommand::Settle(settle))
        }
    };
    act(session, &command)
}

/// A deferral until a time, until the change is brought again (`open`), or until the next meeting.
pub fn deferral(session: &mut Session, reason: Option<String>, until: Option<&str>) -> Result<ChangeCommand, Failure> {
    match until {
        Some(word) if word.eq_ignore_ascii_case("open") => Ok(ChangeCommand::DeferOpen { reason }),
        until => Ok(ChangeCommand::Defer { reason, until: session.moment_if("--until", until)? }),
    }
}
