//! The turns of series: which is the next, what number a meeting gets, and whether its time is over.

use super::MOST;
use crate::app::error::AppError;
use crate::app::execute::fold;
use crate::app::open::App;
use crate::base::ids::{MeetingId, Stream};
use crate::base::time::{Length, Moment, Span};
use crate::domain::meeting::{Meeting, MeetingState};
use crate::policy::meeting::Series;
use crate::policy::pack::Pack;
use crate::sheets::meeting::MeetingRow;
use crate::store::Store;
use crate::store::query::meetings::MeetingRow as Called;

impl App {
    /// The next turn of a series after a moment for which no meeting of it was called: one that was opened ahead of its
    /// time has had its turn, and a meeting of another board in the same week takes none.
    pub(super) fn upcoming(&self, pack: &Pack, series: &Series, after: Moment) -> Option<Moment> {
        let rows = self.store.read().and_then(|r| r.meetings(MOST)).unwrap_or_default();
        let had = |turn: Moment| {
            let day = pack.calendar.day(turn);
            rows.iter().any(|r| r.series == series.id() && in_week(&r.id, day) && self.takes_turn(&r.id, None))
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
    pub(super) fn free_id(&self, day: chrono::NaiveDate, first: u32, others: &[String]) -> MeetingId {
        let free = |id: &MeetingId| !world_has(&self.store, id) && others.iter().all(|o| o != id.as_str());
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
        let mut turn = next_of(pack, series, after);
        for _ in 0..100 {
            let Some(at) = turn.filter(|at| soonest.is_none_or(|s| *at < s)) else { break };
            let day = pack.calendar.day(at);
            let mut had = false;
            for row in rows.iter().filter(|r| r.series == series.id() && in_week(&r.id, day)) {
                had |= row.id.parse().is_ok_and(|id| known(&id).is_ok_and(|m| m.is_some_and(|m| !m.ad_hoc)));
            }
            if !had {
                return Ok(Some(at));
            }
            turn = next_of(pack, series, at);
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

    /// Whether a series meets at a moment by itself, and no meeting was called for that turn.
    pub(super) fn is_turn(&self, pack: &Pack, series: &Series, at: Moment) -> bool {
        let just_before = Moment(at.0.saturating_sub(1));
        next_of(pack, series, just_before) == Some(at) && self.upcoming(pack, series, just_before) == Some(at)
    }

    /// The turn that a meeting's id stands for, where nobody has called it yet.
    pub(super) fn turn_of(&mut self, id: &MeetingId) -> Result<Option<MeetingRow>, AppError> {
        if world_has(&self.store, id) {
            return Ok(None);
        }
        Ok(self.meetings()?.into_iter().find(|r| r.state == "planned" && r.id == id.as_str()))
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
    let minutes = pack.series.iter().find(|s| s.id() == row.series).map_or(60, |s| s.minutes);
    let over = now >= row.starts.plus(Span::seconds(60 * i64::from(minutes.max(1))));
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

pub(super) fn world_has(store: &Store, id: &MeetingId) -> bool {
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
