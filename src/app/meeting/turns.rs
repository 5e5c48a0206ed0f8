//! The turns of series: which is the next, what number a meeting gets, and whether its time is over.

use super::MOST;
use crate::app::error::AppError;
use crate::app::execute::fold;
use crate::app::open::App;
use crate::base::ids::{MeetingId, Stream};
use crate::base::time::{Length, Moment, Span};
use crate::domain::board::topics::Recurring;
use crate::domain::board::turns::{Turn, next_turn};
use crate::domain::meeting::{Item, Meeting, MeetingState, Subject, over};
use crate::domain::world::World;
use crate::policy::meeting::Series;
use crate::policy::pack::Pack;
use crate::sheets::meeting::MeetingRow;
use crate::sheets::time::Time;
use crate::store::query::meetings::MeetingRow as Called;

impl App {
    /// The next turn of a series after a moment for which no meeting of it was called: one that was opened ahead of its
    /// time has had its turn, and a meeting of another board in the same week takes none.
    pub(super) fn upcoming(&self, pack: &Pack, series: &Series, after: Moment) -> Option<Turn> {
        let mut turn = next_turn(pack, series, after)?;
        // Meetings are called for a turn or two ahead; the bound only ends a series that never advances.
        for _ in 0..100 {
            if !self.had(series, turn) {
                return Some(turn);
            }
            turn = next_turn(pack, series, turn.at)?;
        }
        None
    }

    /// Whether a meeting was called for a turn.
    pub(super) fn had(&self, series: &Series, turn: Turn) -> bool {
        let week = MeetingId::of(turn.day, 1);
        let rows = self.store.read().and_then(|r| r.meetings_of_week(week.as_str())).unwrap_or_default();
        rows.iter().any(|r| r.series == series.id() && self.takes_turn(&r.id, None))
    }

    /// The row of a turn that nobody called.
    pub(super) fn uncalled(&self, pack: &Pack, series: &Series, turn: Turn, state: &str) -> MeetingRow {
        MeetingRow {
            id: self.turn_id(pack, series, turn).to_string(),
            title: series.title.clone(),
            series: series.id().to_owned(),
            state: state.into(),
            starts: Time(turn.at),
            opened: None,
            closed: None,
        }
    }

    /// The id of a turn: its week, and its place among the turns of all series in that week, whatever else is called.
    pub(super) fn turn_id(&self, pack: &Pack, series: &Series, turn: Turn) -> MeetingId {
        let all = turns_of_week(pack, turn.day);
        let place = all.iter().position(|(t, s)| *s == series.id() && t.day == turn.day).unwrap_or(0);
        let id = MeetingId::of(turn.day, u32::try_from(place + 1).unwrap_or(1));
        if !self.is_called(&id) {
            return id;
        }
        self.free_id(pack, turn.day, 1)
    }

    /// The id that a meeting beside the turns gets: the first of its week, from a number on, that neither a meeting nor a
    /// turn has.
    pub(super) fn free_id(&self, pack: &Pack, day: chrono::NaiveDate, first: u32) -> MeetingId {
        let turns = u32::try_from(turns_of_week(pack, day).len()).unwrap_or(0);
        let free = |id: &MeetingId| !self.is_called(id);
        let first = first.max(turns + 1);
        (first..1000).map(|n| MeetingId::of(day, n)).find(free).unwrap_or_else(|| MeetingId::of(day, first))
    }

    /// When a decision that is deferred to "the next meeting" comes up again: after the meeting that is open, even where
    /// that one was opened ahead of its time.
    pub(in crate::app) fn next_turn(&mut self) -> Result<Option<Moment>, AppError> {
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
            let world = fold(&reader, &[Stream::Meeting(id.clone())], until.or(self.back))?;
            Ok(world.meetings.get(id).cloned())
        };
        let mut soonest: Option<Moment> = None;
        let rows = reader.meetings(MOST)?;
        for row in rows.iter().filter(|r| r.series == series.id() && r.starts > after) {
            let Ok(id) = row.id.parse() else { continue };
            let called = known(&id)?.filter(|m| m.state == MeetingState::Pending && m.starts > after);
            soonest = called.map(|m| m.starts).into_iter().chain(soonest).min();
        }
        let mut turn = next_turn(pack, series, after);
        for _ in 0..100 {
            let Some(Turn { day, at }) = turn.filter(|t| soonest.is_none_or(|s| t.at < s)) else { break };
            let mut had = false;
            for row in rows.iter().filter(|r| r.series == series.id() && in_week(&r.id, day)) {
                had |= row.id.parse().is_ok_and(|id| known(&id).is_ok_and(|m| m.is_some_and(|m| !m.ad_hoc)));
            }
            if !had {
                return Ok(Some(at));
            }
            turn = next_turn(pack, series, at);
        }
        Ok(soonest)
    }

    /// Whether a meeting that was called stands for a turn of its series, as was known at `until`.
    pub(super) fn takes_turn(&self, id: &str, until: Option<Moment>) -> bool {
        let Ok(id) = id.parse::<MeetingId>() else { return false };
        let streams = [Stream::Meeting(id.clone())];
        let world = self.store.read().map_err(AppError::from).and_then(|r| fold(&r, &streams, until.or(self.back)));
        world.is_ok_and(|w| w.meetings.get(&id).is_some_and(|m| !m.ad_hoc))
    }

    /// Whether a meeting was called.
    pub(super) fn is_called(&self, id: &MeetingId) -> bool {
        let (stream, until) = (Stream::Meeting(id.clone()), self.back.unwrap_or(Moment(i64::MAX)));
        self.store.read().and_then(|r| r.load_until(&stream, until)).is_ok_and(|entries| !entries.is_empty())
    }

    /// The turn that a series has at a moment by itself, where no meeting was called for it.
    pub(super) fn turn_at(&self, pack: &Pack, series: &Series, at: Moment) -> Option<Turn> {
        let just_before = Moment(at.0.saturating_sub(1));
        let turn = next_turn(pack, series, just_before).filter(|t| t.at == at)?;
        self.upcoming(pack, series, just_before).filter(|t| *t == turn)
    }

    /// The turn that a meeting's id stands for, where nobody has called it yet.
    pub(super) fn turn_of(&mut self, id: &MeetingId) -> Result<Option<MeetingRow>, AppError> {
        if self.is_called(id) {
            return Ok(None);
        }
        match self.meetings()?.into_iter().find(|r| r.id == id.as_str()) {
            Some(row) => Ok(Some(row)),
            None => self.turn_as(id),
        }
    }

    /// How long before its time a meeting would open now, in words; nothing where that is not long.
    pub(super) fn early(&mut self, starts: Moment) -> Result<Option<String>, AppError> {
        let world = self.world(None)?;
        let now = self.now();
        let pack = self.desk(&world, now)?.pack;
        let usual: Option<Length> = pack.setting("meeting.early").and_then(|l| l.parse().ok());
        let early = usual.is_some_and(|l| pack.calendar.after(now, l) < starts);
        Ok(early.then(|| crate::text::words::moment::span(starts.since(now))))
    }

    /// How long before its time a meeting that nobody named would open now; nothing where that is not long.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn opens_early(&mut self, id: &MeetingId) -> Result<Option<String>, AppError> {
        let row = self.meetings()?.into_iter().find(|r| r.id == id.as_str());
        match row.filter(|r| matches!(r.state.as_str(), "pending" | "planned")) {
            Some(row) => self.early(row.starts.0),
            None => Ok(None),
        }
    }
}

/// The moment after which the turn of a series that has begun by now is still the next one.
pub(super) fn begun(series: &Series, now: Moment) -> Moment {
    now.plus(Span::seconds(-60 * i64::from(series.minutes)))
}

/// The word for where a meeting that was called stands: one whose time is over and that nobody opened was not held.
pub(super) fn stands(pack: &Pack, row: &Called, now: Moment) -> &'static str {
    let over = now >= over(pack, &row.series, row.starts);
    let states = [
        MeetingState::Pending,
        MeetingState::InProgress,
        MeetingState::Complete,
        MeetingState::Canceled,
        MeetingState::NotHeld,
    ];
    match states.iter().find(|s| s.word() == row.state) {
        Some(MeetingState::Pending) if over => MeetingState::NotHeld.word(),
        Some(state) => state.word(),
        None => "",
    }
}

/// Whether a meeting is one of the week of a day.
pub(in crate::app) fn in_week(id: &str, day: chrono::NaiveDate) -> bool {
    let week = MeetingId::of(day, 1);
    id.strip_prefix(week.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

/// Topics that come back at a turn of a series; a meeting beside the turns has none of them.
pub(super) fn recurring(world: &World, pack: &Pack, series: &Series, meeting: &Meeting) -> Vec<Item> {
    let due = |t: &&Recurring| {
        let when = t.until.is_none_or(|until| meeting.starts <= until) && meeting.starts >= t.since;
        t.series == series.id() && when && !meeting.ad_hoc && comes_up(pack, series, t, meeting)
    };
    let item =
        |t: &Recurring| Item { section: "topics".into(), minutes: 5, ..Item::about(Subject::Topic(t.topic.clone())) };
    world.board.topics.iter().filter(due).map(item).collect()
}

/// Whether a topic that comes back does so at this turn.
fn comes_up(pack: &Pack, series: &Series, topic: &Recurring, meeting: &Meeting) -> bool {
    let nth = topic.nth();
    if nth == Some(1) {
        return true;
    }
    // The turns since the topic was put on; this one is the last of them.
    let mut turns: Vec<Turn> = Vec::new();
    let mut turn = next_turn(pack, series, topic.since);
    for _ in 0..2000 {
        let Some(next) = turn.filter(|_| turns.last().is_none_or(|t| !in_week(meeting.id.as_str(), t.day))) else {
            break;
        };
        turns.push(next);
        turn = next_turn(pack, series, next.at);
    }
    let Some(here) = turns.last().filter(|t| in_week(meeting.id.as_str(), t.day)) else { return false };
    if let Some(nth) = nth {
        return (turns.len() - 1).is_multiple_of(nth.max(1));
    }
    let before = turns.iter().rev().nth(1).map_or_else(|| pack.calendar.day(topic.since), |t| t.day);
    let start = pack.calendar.at(before, chrono::NaiveTime::MIN).local(pack.calendar.tz);
    let start = start.with_timezone(&rrule::Tz::from(pack.calendar.tz));
    let rule = topic.every.parse::<rrule::RRule<rrule::Unvalidated>>().ok().and_then(|rule| rule.build(start).ok());
    let days = rule.into_iter().flat_map(|rule| rule.all(400).dates).map(|d| d.naive_local().date());
    days.filter(|day| *day <= here.day).any(|day| day > before || turns.len() == 1)
}

/// The turns of all series whose day lies in the week of a day, in their order.
pub(super) fn turns_of_week(pack: &Pack, day: chrono::NaiveDate) -> Vec<(Turn, &str)> {
    let week = day.week(chrono::Weekday::Mon);
    let (first, last) = (week.first_day(), week.last_day());
    let before = pack.calendar.at(first, chrono::NaiveTime::MIN).plus(Span(-1));
    let mut found = Vec::new();
    for series in &pack.series {
        let mut turn = next_turn(pack, series, before);
        // Of a week there are few; those that holidays moved here from the week before come first.
        for _ in 0..20 {
            let Some(next) = turn.filter(|t| t.day <= last) else { break };
            if next.day >= first {
                found.push((next, series.id()));
            }
            turn = next_turn(pack, series, next.at);
        }
    }
    found.sort_by_key(|(turn, _)| turn.at);
    found
}
