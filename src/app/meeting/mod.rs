//! Meetings of the board: which there are, calling the next one, opening one with its agenda.

mod agenda;
pub mod audience;
mod clash;
mod consent;
mod convene;
mod documents;
mod feed;
mod freezes;
mod missed;
mod names;
pub mod news;
mod next;
mod outlook;
mod panel;
mod present;
pub mod record;
mod seen;
mod sheet;
mod standing;
mod told;
mod turns;
mod votes;
mod waits;

use super::error::AppError;
use super::open::App;
use super::options::How;
use crate::base::ids::{ChangeNo, MeetingId, PersonId, Stream};
use crate::base::time::Moment;
use crate::domain::board::turns::next_turn;
use crate::domain::command::{Command, MeetingCommand};
use crate::domain::meeting::events::MeetingEvent;
use crate::domain::meeting::{Item, Meeting, MeetingState, Subject};
use crate::domain::world::World;
use crate::policy::meeting::Series;
use crate::policy::pack::Pack;
use crate::sheets::meeting::{MeetingRow, MeetingSheet};
use crate::sheets::register::Receipt;
use crate::sheets::time::Time;
use std::sync::Arc;
use turns::{begun, in_week, stands};

/// Meetings that a list shows at most.
const MOST: usize = 200;

impl App {
    /// Meetings: the one that is open, those to come with the next one of each series that is not called yet, then those
    /// that are over, the newest first. Of turns that nobody held those of the last months are among them.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn meetings(&mut self) -> Result<Vec<MeetingRow>, AppError> {
        let since = self.now().plus(missed::LATELY);
        self.meetings_since(Some(since))
    }

    /// The same with every turn that nobody held, however old.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn all_meetings(&mut self) -> Result<Vec<MeetingRow>, AppError> {
        self.meetings_since(None)
    }

    fn meetings_since(&mut self, since: Option<Moment>) -> Result<Vec<MeetingRow>, AppError> {
        let world = self.world(None)?;
        let now = self.now();
        let pack = self.desk(&world, now)?.pack;
        let title = |series: &str| {
            pack.series.iter().find(|s| s.id() == series).map_or_else(|| series.to_owned(), |s| s.title.clone())
        };
        let called = self.store.read()?.meetings(MOST)?;
        let mut rows: Vec<MeetingRow> = Vec::new();
        // Turns that are over wait for a word, as a meeting that was called does.
        rows.extend(self.missed_turns(&world, (&pack, now), since)?);
        for series in &pack.series {
            // One that has begun and that nobody has called yet is still the next one, for as long as it is planned.
            let next = self.upcoming(&pack, series, begun(series, now));
            rows.extend(next.map(|turn| self.uncalled(&pack, series, turn, "planned")));
        }
        rows.sort_by_key(|r| r.starts);
        rows.extend(called.into_iter().map(|r| MeetingRow {
            title: title(&r.series),
            state: stands(&pack, &r, now).into(),
            id: r.id,
            series: r.series,
            starts: Time(r.starts),
            opened: r.opened.map(Time),
            closed: r.closed.map(Time),
        }));
        // Sorting keeps the order of equals: what is over stays the newest first.
        rows.sort_by_key(|r| match r.state.as_str() {
            "in_progress" => (0, None),
            // What was not held waits for somebody to say what became of it.
            "not_held" if r.closed.is_none() => (1, Some(r.starts)),
            "pending" | "planned" => (2, Some(r.starts)),
            _ => (3, None),
        });
        Ok(rows)
    }

    /// That a series meets by a rule, and so has a next turn; the first where none is named.
    ///
    /// # Errors
    /// It is called when it is needed.
    pub fn has_turns(&mut self, series: Option<&str>) -> Result<(), AppError> {
        let (world, now) = (self.world(None)?, self.now());
        let pack = self.desk(&world, now)?.pack;
        let Some(id) = series else { return Ok(()) };
        if known_series(&pack, id)?.rrule == "none" {
            return Err(AppError::Input {
                text: format!("the meeting {id} has no turns: it is called when it is needed"),
                hint: "give --at TIME, or leave out --next and it begins at once".into(),
            });
        }
        Ok(())
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
        if let Some((own, MeetingEvent::Called { starts, ad_hoc, .. })) = self.called_before(how.act)? {
            let command = MeetingCommand::Call { series: id, starts: at.unwrap_or(starts), ad_hoc, reason };
            return self.execute(&Command::Meeting(own, command), how);
        }
        let next = wanted.and_then(|s| self.upcoming(&pack, s, begun(s, now))).map(|turn| turn.at);
        // A meeting that is called at short notice may begin at once.
        let at_once = wanted.filter(|s| s.rrule == "none").map(|_| now);
        let Some(starts) = at.or(next).or(at_once) else {
            return Err(AppError::Input {
                text: format!("no weekday and hour are set for the meeting {id}"),
                hint: "give --at TIME, or fill the settings cab.weekday and cab.time".into(),
            });
        };
        let turn = wanted.and_then(|s| Some((s, self.turn_at(&pack, s, starts)?)));
        let ad_hoc = turn.is_none();
        // The first number of a week belongs to the turn of a board that meets by itself.
        let turns = wanted.is_some_and(|s| s.rrule == "none" || next_turn(&pack, s, now).is_some());
        let own = match turn {
            Some((series, turn)) => self.turn_id(&pack, series, turn),
            None => self.free_id(&pack, pack.calendar.day(starts), if turns { 2 } else { 1 }),
        };
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
        let command = MeetingCommand::Call { series: id, starts, ad_hoc, reason };
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

    /// Opens a meeting with the agenda that the register gives now; one that is only planned is called with it.
    ///
    /// # Errors
    /// A refusal; nothing is recorded then.
    pub(super) fn begin_meeting(&mut self, id: &MeetingId, how: How) -> Result<Receipt, AppError> {
        let planned = self.turn_of(id)?;
        let (items, starts) = match &planned {
            Some(row) => {
                let mut world = self.meeting_world(id, None)?;
                let meeting = self.planned(id, row);
                (self.agenda(&mut world, &meeting)?, Some(row.starts.0))
            }
            None => (self.agenda_now(id)?, None),
        };
        let starts = match starts {
            Some(starts) => Some(starts),
            None => self.meeting_world(id, None)?.meetings.get(id).map(|m| m.starts),
        };
        let command = called_with(planned, MeetingCommand::Open { items });
        let mut receipt = self.carry_out(&Command::Meeting(id.clone(), command), how)?;
        if let Some(early) = starts.and_then(|at| self.early(at).transpose()).transpose()? {
            receipt.warnings.push(crate::sheets::change::ReasonLine {
                rule: "opened-early".into(),
                text: format!("meeting {id} was opened {early} before its time"),
                remedy: String::new(),
                ..Default::default()
            });
        }
        Ok(receipt)
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
        let planned = self.turn_of(id)?;
        let mut world = self.meeting_world(id, None)?;
        let now = self.now();
        let pack = self.desk(&world, now)?.pack;
        let series = match &planned {
            Some(row) => row.series.clone(),
            None => world.meetings.get(id).map(|m| m.series.clone()).unwrap_or_default(),
        };
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
        let command = called_with(planned, MeetingCommand::Add { item, second });
        self.carry_out(&Command::Meeting(id.clone(), command), how)
    }

    /// Does something to a meeting; one that is only planned is called with it.
    ///
    /// # Errors
    /// A refusal; nothing is recorded then.
    pub(super) fn of_planned(
        &mut self,
        id: &MeetingId,
        command: &MeetingCommand,
        how: How,
    ) -> Result<Receipt, AppError> {
        if let MeetingCommand::Remove { subject, .. } = command {
            let mut world = self.meeting_world(id, None)?;
            let planned = self.turn_of(id)?.map(|row| self.planned(id, &row));
            let meeting = planned.or_else(|| world.meetings.get(id).cloned());
            let waits = meeting.filter(|m| m.state == MeetingState::Pending && !m.removed.contains(subject));
            if let Some(meeting) = waits {
                let items = self.agenda(&mut world, &meeting)?;
                if items.iter().all(|i| i.subject != *subject) {
                    let about = match subject {
                        Subject::Change(no) => no.to_string(),
                        Subject::Topic(words) => format!("\"{}\"", crate::base::text::visible(words)),
                    };
                    let text = format!("{about} is not on the agenda of {id}");
                    return Err(AppError::NotFound { text, hint: format!("see `quorate meeting agenda {id}`") });
                }
            }
        }
        let planned = self.turn_of(id)?;
        self.carry_out(&Command::Meeting(id.clone(), called_with(planned, command.clone())), how)
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
        self.at_one_moment(|app| app.meeting_now(id))
    }

    fn meeting_now(&mut self, id: &MeetingId) -> Result<MeetingSheet, AppError> {
        let mut world = self.meeting_world(id, None)?;
        if world.meetings.get(id).is_none_or(|m| m.series.is_empty()) {
            let Some(row) = self.turn_of(id)? else {
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

/// A command for a meeting, which calls it where it is only planned.
fn called_with(planned: Option<MeetingRow>, command: MeetingCommand) -> MeetingCommand {
    match planned {
        Some(row) => MeetingCommand::Planned { series: row.series, starts: row.starts.0, then: Box::new(command) },
        None => command,
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
