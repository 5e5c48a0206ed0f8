//! What the ledger says of a meeting after the fact: its course, presence and quorum over time, and its minutes, which
//! are the same bytes however much is recorded later.

use crate::app::error::AppError;
use crate::app::execute::{event, words};
use crate::app::open::App;
use crate::app::options::How;
use crate::app::show::Lens;
use crate::base::ids::{ChangeNo, MeetingId, PersonId, Stream};
use crate::base::time::Moment;
use crate::domain::board::events::BoardEvent;
use crate::domain::board::roll::Standing;
use crate::domain::board::{Presence, Rollcall};
use crate::domain::change::events::ChangeEvent;
use crate::domain::command::{MeetingCommand, Settling};
use crate::domain::event::What;
use crate::domain::meeting::events::MeetingEvent;
use crate::domain::meeting::{Item, Meeting, Subject};
use crate::domain::said::Said;
use crate::domain::world::World;
use crate::sheets::meeting::{Audience, MeetingSheet, PresenceLine, QuorumLine, TimelineLine};
use crate::sheets::register::Receipt;
use crate::sheets::time::Time;
use crate::text::words::{self as speech, Names};
use std::collections::{BTreeMap, BTreeSet};

/// What the entries of a meeting tell.
#[derive(Default)]
pub(super) struct Told {
    /// What happened, in order, up to the closing entry.
    pub lines: Vec<TimelineLine>,
    /// Hash of the closing entry, or of the newest one of the meeting's own.
    pub head: Option<String>,
    /// Why changes were deferred or withdrawn in the meeting.
    pub reasons: BTreeMap<ChangeNo, Option<Said>>,
}

impl App {
    /// The minutes of a meeting that was opened: without private notes, without what happened after its closing except
    /// corrections, and with the checkpoint of the ledger at the closing entry.
    ///
    /// # Errors
    /// When there is no such meeting, or it was not held yet.
    pub fn minutes(&mut self, id: &MeetingId) -> Result<MeetingSheet, AppError> {
        let mut sheet = self.meeting(id)?;
        if sheet.row.opened.is_none() {
            return Err(AppError::Input {
                text: format!("meeting {id} was not held yet"),
                hint: format!("see `quorate meeting agenda {id}`"),
            });
        }
        sheet.notes.retain(|n| !n.private);
        (sheet.audience, sheet.leads, sheet.warnings) = (Audience::default(), false, Vec::new());
        for a in &mut sheet.attendance {
            (a.email, a.seen, a.seen_s) = (None, None, None);
        }
        let Some(closed) = sheet.row.closed else { return Ok(sheet) };
        for action in &mut sheet.actions {
            action.done = action.done.filter(|at| *at <= closed);
        }
        let reader = self.store.read()?;
        let stream = Stream::Meeting(id.clone());
        let entries = reader.load(&stream)?;
        if let Some(last) = entries.iter().find(|e| e.entry.kind == "meeting.closed") {
            sheet.checkpoint = reader.checkpoint_at(last.entry.seq)?.map(|c| c.to_string());
        }
        Ok(sheet)
    }

    /// Closes a meeting with the data that its standing items show, and what people are called, now.
    pub(in crate::app) fn end_meeting(
        &mut self,
        id: &MeetingId,
        reason: Option<String>,
        how: How,
    ) -> Result<Receipt, AppError> {
        let close = self.closing(id, reason)?;
        let mut receipt = self.of_planned(id, &close, how)?;
        if !receipt.dry_run && !receipt.again {
            let ended = crate::text::words::meeting::summary(&self.meeting(id)?);
            receipt.said = Some(format!("closed; items: {ended}"));
        }
        Ok(receipt)
    }

    /// Settles an item, with the data that it shows now.
    pub(in crate::app) fn settle_item(
        &mut self,
        id: &MeetingId,
        settle: &Settling,
        how: How,
    ) -> Result<Receipt, AppError> {
        let shown = self.shown_now(id, &[settle.item])?.pop().map(|(_, text)| text);
        self.of_planned(id, &MeetingCommand::Settle(Settling { shown, ..settle.clone() }), how)
    }

    /// What some standing items of a meeting show now, by item.
    pub(in crate::app) fn shown_now(&mut self, id: &MeetingId, items: &[u32]) -> Result<Vec<(u32, String)>, AppError> {
        let world = self.meeting_world(id, None)?;
        let Some(meeting) = world.meetings.get(id) else { return Ok(Vec::new()) };
        self.shown_of(&world, meeting, &|no| items.contains(&no))
    }

    fn shown_of(
        &mut self,
        world: &World,
        meeting: &Meeting,
        asked: &dyn Fn(u32) -> bool,
    ) -> Result<Vec<(u32, String)>, AppError> {
        let now = self.now();
        let pack = self.desk(world, now)?.pack;
        let series = pack.series.iter().find(|s| s.id() == meeting.series);
        let topics = meeting.numbered().filter(|(no, item, _)| asked(*no) && matches!(item.subject, Subject::Topic(_)));
        let section = |item: &Item| series.and_then(|s| s.sections.iter().find(|c| c.id == item.section));
        let topics: Vec<_> = topics.filter_map(|(no, item, _)| Some((no, section(item)?.source))).collect();
        if topics.is_empty() {
            return Ok(Vec::new());
        }
        let known = self.known_of_items(world, meeting, now)?;
        let mut shown = Vec::new();
        for (no, source) in topics {
            shown.push((no, self.standing(world, meeting, source, &known, now)?.join("\n")));
        }
        Ok(shown)
    }

    /// Closing a meeting now, with what the minutes keep: what its standing items show, what people are called, and
    /// what came too late for its agenda.
    pub(in crate::app) fn closing(
        &mut self,
        id: &MeetingId,
        reason: Option<String>,
    ) -> Result<MeetingCommand, AppError> {
        let world = self.meeting_world(id, None)?;
        let (mut shown, mut names, mut late) = (Vec::new(), Vec::new(), Vec::new());
        if let Some(meeting) = world.meetings.get(id) {
            // What was settled keeps what the board saw then.
            let kept = |no| meeting.item(no).is_none_or(|(_, course)| course.data.is_some());
            shown = self.shown_of(&world, meeting, &|no| !kept(no))?;
            names = self.named(&world, meeting)?;
            late = self.came_late(&world, meeting)?;
        }
        Ok(MeetingCommand::CloseWith { shown, names, late, reason })
    }

    /// What the entries of a meeting, of its changes and of the board tell, up to its closing entry.
    pub(super) fn told(&mut self, id: &MeetingId, meeting: &Meeting, tz: chrono_tz::Tz) -> Result<Told, AppError> {
        let names = self.names()?;
        let until = self.back;
        let reader = self.store.read()?;
        let person = |p: &PersonId| names.get(p.as_str()).map_or_else(|| p.to_string(), |(n, _)| n.clone());
        let said = |said: &Said| words(&reader, said);
        let names = Names { person: &person, said: &said, choices: &|_| false, tz };
        let own = reader.load(&Stream::Meeting(id.clone()))?;
        let seq = |kind: &str| own.iter().find(|e| e.entry.kind == kind).map(|e| e.entry.seq);
        let first = seq("meeting.opened").unwrap_or(u64::MAX);
        let last = seq("meeting.closed").unwrap_or(u64::MAX);
        let mut told =
            Told { head: own.iter().rfind(|e| e.entry.seq <= last).map(|e| e.hash.to_string()), ..Told::default() };
        let mut streams = vec![Stream::Meeting(id.clone())];
        if meeting.opened.is_some() {
            streams.push(Stream::Board);
            streams.extend(meeting.changes().map(Stream::Change).collect::<BTreeSet<_>>());
        }
        let mut lines: Vec<(u64, TimelineLine)> = Vec::new();
        for stream in streams {
            let ours = matches!(stream, Stream::Meeting(_));
            for stored in reader.load_from(&stream, if ours { 0 } else { first })? {
                let (seq, at) = (stored.entry.seq, stored.entry.at);
                if seq > last || until.is_some_and(|until| at > until) {
                    continue;
                }
                let event = event(&stream, &stored)?;
                match (&event.what, &stream) {
                    // Who made a private note is nobody's business; what items showed stands with the items.
                    (
                        What::Meeting(
                            MeetingEvent::Noted { private: true, .. }
                            | MeetingEvent::DataKept { .. }
                            | MeetingEvent::NamesKept { .. },
                        ),
                        _,
                    ) => continue,
                    // The meeting's own entry says it, or how it was opened.
                    (What::Board(BoardEvent::ChairTaken { to: None, .. }), _) => continue,
                    (
                        What::Change(ChangeEvent::Deferred { reason, .. } | ChangeEvent::Canceled { reason, .. }),
                        Stream::Change(no),
                    ) => {
                        told.reasons.insert(*no, *reason);
                    }
                    _ => {}
                }
                let about = match &stream {
                    Stream::Change(no) => format!("{no} "),
                    _ => String::new(),
                };
                // Votes are told by their ballot's outcome.
                let text = format!("{about}{}", speech::event::sentence(&event.what, &names));
                lines.push((seq, TimelineLine { at: Time(at), who: person(&event.actor), text }));
            }
        }
        lines.sort_by_key(|(seq, _)| *seq);
        told.lines = lines.into_iter().map(|(_, line)| line).collect();
        Ok(told)
    }
}

/// Who was how present from when until when, and when quorum was met, lost and met again.
pub(super) fn over_time(lens: &Lens<'_>, meeting: &Meeting) -> (Vec<PresenceLine>, Vec<QuorumLine>) {
    let (pack, board) = (&*lens.desk.pack, &lens.world.board);
    let rule = pack.vote_rule(board.size(pack));
    // Who sits is said by the roll of the moment: an alternate who came later did not sit before.
    let seated = |at: Moment, here: &BTreeMap<&PersonId, Presence>| {
        let present = here.iter().map(|(p, how)| ((*p).clone(), *how)).collect();
        board.seated(pack, &lens.world.people, Some(&Rollcall { at, present }))
    };
    let of = seated(lens.desk.now, &BTreeMap::new()).len();
    let closed = meeting.closed.as_ref().map(|(at, _)| Time(*at));
    let mut spans: Vec<PresenceLine> = Vec::new();
    let mut here: BTreeMap<&PersonId, Presence> = BTreeMap::new();
    let mut log: Vec<QuorumLine> = Vec::new();
    let mut at_once = meeting.attendance.iter().peekable();
    let end = meeting.closed.as_ref().map_or(lens.desk.now, |(at, _)| *at);
    let length = pack.setting("vote.sitting").and_then(|l| l.parse().ok());
    let mut rolls = meeting.rolls.iter().skip(1).copied().peekable();
    let mut roll = meeting.rolls.first().copied();
    // A roll that no longer holds ends the presence that it recorded.
    let lapse = |roll: Moment, before: Moment| length.map(|l| pack.calendar.after(roll, l)).filter(|at| *at < before);
    while let Some((at, person, how)) = at_once.next() {
        if let Some(next) = rolls.next_if(|next| next <= at) {
            let lapsed = roll.and_then(|roll| lapse(roll, next));
            roll = Some(next);
            if let Some(lapsed) = lapsed {
                over(&mut spans, &mut log, &mut here, lapsed, (rule.quorum, of));
            }
        }
        here.insert(person, *how);
        let roster = seated(*at, &here);
        let before = spans.iter_mut().rfind(|s| s.person == person.as_str());
        if before.as_ref().is_none_or(|s| s.how != how.word() || s.until.is_some()) {
            if let Some(before) = before.filter(|s| s.until.is_none()) {
                before.until = Some(Time(*at));
            }
            let seats = roster.iter().find(|e| e.person == *person).map(|e| e.seats.clone());
            let seats = seats.unwrap_or_else(|| board.offices_of(person).map(str::to_owned).collect());
            spans.push(PresenceLine {
                person: person.to_string(),
                name: (lens.name)(person.as_str()),
                seats,
                how: how.word().into(),
                from: Time(*at),
                until: None,
            });
        }
        if at_once.peek().is_some_and(|(next, ..)| next == at) {
            continue;
        }
        let counts = |p: &PersonId| here.get(p).is_some_and(|how| how.counts());
        let standing = board.standing(pack, &lens.world.people, &roster, counts);
        let met = standing.met();
        if log.last().is_none_or(|l| l.met != met) {
            let Standing { present, of, needed, missing } = standing;
            log.push(QuorumLine { at: Time(*at), met, present, of, needed, missing });
        }
    }
    if let Some(lapsed) = roll.and_then(|roll| lapse(roll, end)) {
        over(&mut spans, &mut log, &mut here, lapsed, (rule.quorum, of));
    }
    for span in spans.iter_mut().filter(|s| s.until.is_none()) {
        span.until = closed;
    }
    (spans, log)
}

/// The roll no longer holds: whoever was there is not known to be there any more.
fn over(
    spans: &mut [PresenceLine],
    log: &mut Vec<QuorumLine>,
    here: &mut BTreeMap<&PersonId, Presence>,
    at: Moment,
    (needed, of): (usize, usize),
) {
    here.clear();
    for span in spans.iter_mut().filter(|s| s.until.is_none()) {
        span.until = Some(Time(at));
    }
    if log.last().is_some_and(|l| l.met) {
        log.push(QuorumLine { at: Time(at), met: false, present: 0, of, needed, missing: Vec::new() });
    }
}

/// The moment of a step of a meeting's course, from 1.
///
/// # Errors
/// When it has no such step.
pub fn moment_of(sheet: &MeetingSheet, step: usize) -> Result<Moment, AppError> {
    let at = step.checked_sub(1).and_then(|i| sheet.timeline.get(i));
    at.map(|line| line.at.0).ok_or_else(|| AppError::Input {
        text: format!("meeting {} has {} steps, not {step}", sheet.row.id, sheet.timeline.len()),
        hint: format!("see `quorate meeting replay {}`", sheet.row.id),
    })
}
