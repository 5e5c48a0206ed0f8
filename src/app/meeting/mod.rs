//! Meetings of the board: which there are, calling the next one, opening one with its agenda.

mod agenda;
pub mod audience;
mod clash;
mod consent;
mod convene;
mod documents;
mod feed;
mod freezes;
mod names;
mod next;
mod outlook;
mod panel;
mod present;
pub mod record;
mod seen;
mod sheet;
mod standing;

use super::error::AppError;
use super::open::App;
use super::options::How;
use crate::base::ids::{ChangeNo, MeetingId, PersonId, Stream};
use crate::base::time::Moment;
use crate::domain::command::{Command, MeetingCommand};
use crate::domain::meeting::{Item, Meeting, MeetingState, Subject};
use crate::domain::world::World;
use crate::policy::meeting::Series;
use crate::policy::pack::Pack;
use crate::sheets::meeting::{MeetingRow, MeetingSheet};
use crate::sheets::register::Receipt;
use crate::sheets::time::Time;
use std::sync::Arc;

/// Meetings that a list shows at most.
const MOST: usize = 200;

impl App {
    /// Meetings: the one that is open, those to come with the next one of each series that is not called yet, then those
    /// that are over, the newest first.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn meetings(&mut self) -> Result<Vec<MeetingRow>, AppError> {
        let world = self.world(None)?;
        let now = self.now();
        let pack = self.desk(&world, now)?.pack;
        let title = |series: &str| {
            pack.series.iter().find(|s| s.id() == series).map_or_else(|| series.to_owned(), |s| s.title.clone())
        };
        let called = self.store.read()?.meetings(MOST)?;
        let mut rows: Vec<MeetingRow> = Vec::new();
        for series in &pack.series {
            let ahead = |r: &&crate::store::query::meetings::MeetingRow| {
                r.series == series.id() && matches!(r.state.as_str(), "pending" | "in_progress")
            };
            if called.iter().any(|r| ahead(&r)) {
                continue;
            }
            // A turn that has begun and that nobody has called yet is still the next one, for as long as it is planned.
            let begun = now.plus(crate::base::time::Span::seconds(-60 * i64::from(series.minutes)));
            if let Some(starts) = self.upcoming(&pack, series, begun) {
                rows.push(MeetingRow {
                    id: String::new(),
                    title: series.title.clone(),
                    series: series.id().to_owned(),
                    state: "planned".into(),
                    starts: Time(starts),
                    opened: None,
                    closed: None,
                });
            }
        }
        rows.sort_by_key(|r| r.starts);
        let mut ids: Vec<String> = Vec::new();
        for row in &mut rows {
            row.id = self.free_id(pack.calendar.day(row.starts.0), 1, &ids).to_string();
            ids.push(row.id.clone());
        }
        rows.extend(called.into_iter().map(|r| MeetingRow {
            title: title(&r.series),
            id: r.id,
            series: r.series,
            state: r.state,
            starts: Time(r.starts),
            opened: r.opened.map(Time),
            closed: r.closed.map(Time),
        }));
        // Sorting keeps the order of equals: what is over stays the newest first.
        rows.sort_by_key(|r| match r.state.as_str() {
            "in_progress" => (0, None),
            "pending" | "planned" => (1, Some(r.starts)),
            _ => (2, None),
        });
        Ok(rows)
    }

    /// Calls a meeting: of a series (its first where none is named), at a moment or at its next turn.
    ///
    /// # Errors
    /// A refusal; a series that has no turn of its own.
    pub fn call_meeting(
        &mut self,
        series: Option<&str>,
        at: Option<Moment>,
        reason: Option<String>,
        how: How,
    ) -> Result<Receipt, AppError> {
        let world = self.world(None)?;
        let now = self.now();
        let pack = self.desk(&world, now)?.pack;
        let wanted = match series {
            Some(id) => Some(known_series(&pack, id)?),
            None => pack.series.first(),
        };
        let id = wanted.map_or_else(|| "cab".to_owned(), |s| s.id().to_owned());
        let next = wanted.and_then(|s| self.upcoming(&pack, s, now));
        // A meeting that is called at short notice may begin at once.
        let at_once = wanted.filter(|s| s.rrule == "none").map(|_| now);
        let Some(starts) = at.or(next).or(at_once) else {
            return Err(AppError::Input {
                text: format!("no weekday and hour are set for the meeting {id}"),
                hint: "give --at TIME, or fill the settings cab.weekday and cab.time".into(),
            });
        };
        // The first number of a week belongs to the turn of a board that meets by itself.
        let first = if wanted.is_some_and(|s| s.rrule == "none") { 2 } else { 1 };
        let own = self.free_id(pack.calendar.day(starts), first, &[]);
        let same = self.store.read()?.meetings(MOST)?.into_iter().find(|r| r.starts == starts && r.state != "canceled");
        let within = wanted.and_then(|s| Some((pack.calendar.after(now, s.within?), s)));
        let late = within.filter(|(limit, _)| starts > *limit).map(|(limit, s)| {
            let tz = pack.calendar.tz;
            let by = crate::text::words::moment::moment(limit, tz);
            crate::sheets::change::ReasonLine {
                rule: "meets-within".into(),
                text: format!("{} is to open by {by}: it would begin too late", s.title),
                clauses: s.clauses.clone(),
                remedy: "give an earlier --at, or leave it out to begin at once".into(),
                ..Default::default()
            }
        });
        let command = MeetingCommand::Call { series: id, starts, reason };
        let mut receipt = self.execute(&Command::Meeting(own, command), how)?;
        receipt.warnings.extend(late);
        if let Some(same) = same.filter(|r| r.id != receipt.id) {
            receipt.warnings.push(crate::sheets::change::ReasonLine {
                rule: "same-moment".into(),
                text: format!("meeting {} ({}) begins at the same moment", same.id, same.series),
                remedy: format!("move one of them: quorate meeting move {} --to TIME", receipt.id),
                ..Default::default()
            });
        }
        Ok(receipt)
    }

    /// The next turn of a series after a moment for which no meeting of it was called: one that was opened ahead of its
    /// time has had its turn, and a meeting of another board in the same week takes none.
    fn upcoming(&self, pack: &Pack, series: &Series, after: Moment) -> Option<Moment> {
        let rows = self.store.read().and_then(|r| r.meetings(MOST)).unwrap_or_default();
        let had = |turn: Moment| {
            let day = pack.calendar.day(turn);
            rows.iter().any(|r| r.series == series.id() && in_week(&r.id, day))
        };
        let mut turn = next_of(pack, series, after)?;
        // Meetings are called for a turn or two ahead; the bound only ends a series that never advances.
        for _ in 0..100 {
            if !had(turn) {
                return Some(turn);
            }
            turn = next_of(pack, series, turn)?;
        }
        None
    }

    /// The id that a meeting of a day gets: the first of its week, from a number on, that no meeting has, nor one of these.
    fn free_id(&self, day: chrono::NaiveDate, first: u32, others: &[String]) -> MeetingId {
        let free = |id: &MeetingId| !world_has(&self.store, id) && others.iter().all(|o| o != id.as_str());
        (first..1000).map(|n| MeetingId::of(day, n)).find(free).unwrap_or_else(|| MeetingId::of(day, first))
    }

    /// When a decision that is deferred to "the next meeting" comes up again: after the meeting that is open, even where
    /// that one was opened ahead of its time.
    pub(super) fn next_turn(&mut self) -> Result<Option<Moment>, AppError> {
        let Some(open) = self.open_meeting()? else { return Ok(None) };
        let world = self.meeting_world(&open, None)?;
        let now = self.now();
        let pack = self.desk(&world, now)?.pack;
        let Some(meeting) = world.meetings.get(&open) else { return Ok(None) };
        let Some(series) = pack.series.iter().find(|s| s.id() == meeting.series) else { return Ok(None) };
        let next = self.next_sitting(&pack, series, now.max(meeting.starts), None)?;
        // What a meeting defers does not come up again on the same day.
        match next.filter(|at| pack.calendar.day(*at) == pack.calendar.day(now)) {
            Some(today) => self.next_sitting(&pack, series, today, None),
            None => Ok(next),
        }
    }

    /// When a series meets next after a moment, as was known at `until`: the meeting that was called for the soonest
    /// moment and neither held nor called off, or the first turn of the series for which none was called.
    pub(super) fn next_sitting(
        &self,
        pack: &Pack,
        series: &Series,
        after: Moment,
        until: Option<Moment>,
    ) -> Result<Option<Moment>, AppError> {
        let reader = self.store.read()?;
        let known = |id: &MeetingId| -> Result<Option<Meeting>, AppError> {
            let world = super::execute::fold(&reader, &[Stream::Meeting(id.clone())], until.or(self.back))?;
            Ok(world.meetings.get(id).cloned())
        };
        let mut soonest: Option<Moment> = None;
        let rows = reader.meetings(MOST)?;
        for row in rows.iter().filter(|r| r.series == series.id() && r.starts > after) {
            let Ok(id) = row.id.parse() else { continue };
            let called = known(&id)?.filter(|m| m.state == MeetingState::Pending && m.starts > after);
            soonest = called.map(|m| m.starts).into_iter().chain(soonest).min();
        }
        let mut turn = next_of(pack, series, after);
        for _ in 0..100 {
            let Some(at) = turn.filter(|at| soonest.is_none_or(|s| *at < s)) else { break };
            let day = pack.calendar.day(at);
            let mut had = false;
            for row in rows.iter().filter(|r| r.series == series.id() && in_week(&r.id, day)) {
                had |= row.id.parse().is_ok_and(|id| known(&id).is_ok_and(|m| m.is_some()));
            }
            if !had {
                return Ok(Some(at));
            }
            turn = next_of(pack, series, at);
        }
        Ok(soonest)
    }

    /// Opens a meeting with the agenda that the register gives now; one that is only planned is called first.
    ///
    /// # Errors
    /// A refusal.
    pub(super) fn begin_meeting(&mut self, id: &MeetingId, how: How) -> Result<Receipt, AppError> {
        self.call_planned(id, &how)?;
        let items = self.agenda_now(id)?;
        self.carry_out(&Command::Meeting(id.clone(), MeetingCommand::Open { items }), how)
    }

    /// The agenda that a meeting gets when it opens now.
    pub(super) fn agenda_now(&mut self, id: &MeetingId) -> Result<Vec<Item>, AppError> {
        let mut world = self.meeting_world(id, None)?;
        match world.meetings.get(id).cloned() {
            Some(meeting) => self.agenda(&mut world, &meeting),
            None => Ok(Vec::new()),
        }
    }

    /// Puts a change or a topic on the agenda.
    ///
    /// # Errors
    /// A refusal.
    pub(super) fn put_on_agenda(
        &mut self,
        id: &MeetingId,
        subject: Subject,
        second: Option<PersonId>,
        how: How,
    ) -> Result<Receipt, AppError> {
        self.call_planned(id, &how)?;
        let mut world = self.meeting_world(id, None)?;
        let now = self.now();
        let pack = self.desk(&world, now)?.pack;
        let series = world.meetings.get(id).map(|m| m.series.clone()).unwrap_or_default();
        let series = pack.series.iter().find(|s| s.id() == series);
        let section = series.and_then(agenda::section_of);
        let item = match (&subject, section) {
            (Subject::Change(no), Some(section)) => {
                self.look_at(&mut world, std::iter::once(*no), None)?;
                world.changes.get(no).map(|change| agenda::item(&pack, section, change))
            }
            _ => None,
        };
        let topic = || Item { section: "topics".into(), minutes: 5, ..Item::about(subject.clone()) };
        let item = item.unwrap_or_else(topic);
        self.carry_out(&Command::Meeting(id.clone(), MeetingCommand::Add { item, second }), how)
    }

    /// Calls a meeting that its series plans and nobody has called yet.
    fn call_planned(&mut self, id: &MeetingId, how: &How) -> Result<(), AppError> {
        if how.dry_run || world_has(&self.store, id) {
            return Ok(());
        }
        let planned = self.meetings()?.into_iter().find(|r| r.state == "planned" && r.id == id.as_str());
        if let Some(row) = planned {
            let command = MeetingCommand::Call { series: row.series, starts: row.starts.0, reason: None };
            self.execute(&Command::Meeting(id.clone(), command), How::fresh())?;
        }
        Ok(())
    }

    /// The register, a meeting, and the changes on its agenda.
    pub(super) fn meeting_world(&mut self, id: &MeetingId, until: Option<Moment>) -> Result<World, AppError> {
        let until = until.or(self.back);
        let mut world = Arc::unwrap_or_clone(self.world(until)?);
        let stream = Stream::Meeting(id.clone());
        let reader = self.store.read()?;
        for entry in &reader.load_until(&stream, self.back.unwrap_or(Moment(i64::MAX)))? {
            world.apply(&super::execute::event(&stream, entry)?);
        }
        let changes: Vec<ChangeNo> = world.meetings.get(id).map(|m| m.changes().collect()).unwrap_or_default();
        self.look_at(&mut world, changes.into_iter(), until)?;
        Ok(world)
    }

    /// A meeting with everything; one that is only planned shows the agenda that it would have.
    ///
    /// # Errors
    /// When there is no such meeting.
    pub fn meeting(&mut self, id: &MeetingId) -> Result<MeetingSheet, AppError> {
        let mut world = self.meeting_world(id, None)?;
        if world.meetings.get(id).is_none_or(|m| m.series.is_empty()) {
            let planned = self.meetings()?.into_iter().find(|r| r.state == "planned" && r.id == id.as_str());
            let Some(row) = planned else {
                return Err(AppError::NotFound {
                    text: format!("there is no meeting {id}"),
                    hint: "see `quorate meeting list`".into(),
                });
            };
            world.meetings.insert(id.clone(), self.planned(id, &row));
        }
        // A closed meeting shows what it knew when it closed.
        let closed = world.meetings.get(id).and_then(|m| m.closed.as_ref().map(|c| c.0));
        if closed.is_some() && self.back.is_none_or(|back| closed < Some(back)) {
            world = self.meeting_world(id, closed)?;
        }
        self.called = self.kept_names(world.meetings.get(id))?;
        let sheet = self.meeting_sheet(&mut world, id);
        self.called.clear();
        let mut sheet = sheet?;
        self.see(&mut sheet);
        Ok(sheet)
    }

    fn planned(&self, id: &MeetingId, row: &MeetingRow) -> Meeting {
        let event = crate::domain::event::Event {
            stream: Stream::Meeting(id.clone()),
            at: self.now(),
            actor: self.actor.clone(),
            what: crate::domain::meeting::events::MeetingEvent::ChairTaken.into(),
        };
        let mut meeting = Meeting::unborn(id.clone(), &event);
        meeting.series.clone_from(&row.series);
        meeting.starts = row.starts.0;
        meeting
    }
}

fn known_series<'p>(pack: &'p Pack, id: &str) -> Result<&'p Series, AppError> {
    pack.series.iter().find(|s| s.id() == id).ok_or_else(|| {
        let listed = pack.series.iter().map(Series::id).collect::<Vec<_>>().join(", ");
        AppError::Input {
            text: format!("the pack {} has no meeting \"{}\"", pack.name, crate::base::text::visible(id)),
            hint: format!("meetings are {listed}"),
        }
    })
}

/// Whether a meeting is one of the week of a day.
pub(super) fn in_week(id: &str, day: chrono::NaiveDate) -> bool {
    let week = MeetingId::of(day, 1);
    id.strip_prefix(week.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

fn world_has(store: &crate::store::Store, id: &MeetingId) -> bool {
    let stream = Stream::Meeting(id.clone());
    store.read().and_then(|r| r.load(&stream)).is_ok_and(|entries| !entries.is_empty())
}

/// The next turn of a series after a moment; none where it meets only when called, or where nothing is set.
pub(super) fn next_of(pack: &Pack, series: &Series, after: Moment) -> Option<Moment> {
    match series.rrule.as_str() {
        "none" => None,
        "" => crate::domain::board::next_meeting(pack, after),
        rule => {
            let tz = rrule::Tz::from(pack.calendar.tz);
            let hour = pack.setting("cab.time").and_then(|t| chrono::NaiveTime::parse_from_str(t, "%H:%M").ok())?;
            // Some days back, since a holiday may have moved a turn to a day still ahead.
            let from = pack.calendar.day(after).checked_sub_days(chrono::Days::new(8))?;
            let start = pack.calendar.at(from, hour).local(pack.calendar.tz).with_timezone(&tz);
            let rule: rrule::RRule<rrule::Unvalidated> = rule.parse().ok()?;
            let set = rule.build(start).ok()?.after(start);
            let turns = set.all(400).dates.into_iter().map(|d| d.naive_local().date());
            let held = turns.filter_map(|day| crate::domain::board::held_on(pack, day));
            held.map(|day| pack.calendar.at(day, hour)).find(|at| *at > after)
        }
    }
}
