//! What is read over all meetings: their actions, and the calendar of meetings and series.

use crate::app::error::AppError;
use crate::app::execute::words;
use crate::app::open::App;
use crate::base::ids::{MeetingId, Stream};
use crate::base::time::Moment;
use crate::domain::board::turns::{find, held_on, hour, rule};
use crate::domain::said::Said;
use crate::policy::meeting::Series;
use crate::policy::pack::Pack;
use crate::sheets::feed::{FeedLine, FeedSheet, SeriesLine};
use crate::sheets::meeting::ActionLine;
use crate::sheets::time::Time;
use crate::text::ical::meetings::todos;
use chrono::NaiveDate;
use std::collections::BTreeSet;

impl App {
    /// The actions of all meetings, the newest meeting first; only those that are not done, if so asked.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn actions(&mut self, open: bool) -> Result<Vec<ActionLine>, AppError> {
        let names = self.names()?;
        let reader = self.store.read()?;
        let said = |said: &Said| words(&reader, said).unwrap_or_else(|| "[removed]".into());
        let mut lines = Vec::new();
        let given = if open { reader.meetings_with_open_actions(None)? } else { reader.meetings_with_actions()? };
        for id in given {
            let stream = Stream::Meeting(id.clone());
            let world = crate::app::execute::fold(&reader, &[stream], self.back)?;
            let actions = world.meetings.get(&id).map(|m| m.actions.as_slice()).unwrap_or_default();
            lines.extend(actions.iter().filter(|a| !open || a.done.is_none()).map(|a| ActionLine {
                meeting: id.to_string(),
                no: a.no,
                item: a.item,
                text: said(&a.text),
                owner: a.owner.to_string(),
                owner_name: names.get(a.owner.as_str()).map_or_else(|| a.owner.to_string(), |(name, _)| name.clone()),
                given: Time(a.given),
                due: Time(a.due),
                done: a.done.as_ref().map(|(at, _)| Time(*at)),
            }));
        }
        Ok(lines)
    }

    /// Actions of all meetings as to-dos of a calendar.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn to_dos(&mut self, open: bool) -> Result<String, AppError> {
        let (actions, org) = (self.actions(open)?, self.world(None)?.policy.org.clone());
        Ok(todos(&actions, (&org, &self.home())))
    }

    /// All meetings that were called, and the series that meet by a rule. A turn that was called already is a meeting of
    /// its own, and taken out of the series.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn feed(&mut self) -> Result<FeedSheet, AppError> {
        let world = self.world(None)?;
        let now = self.now();
        let pack = self.desk(&world, now)?.pack;
        let tz = pack.calendar.tz;
        let since = Time(self.set_last()?);
        let mut meetings = Vec::new();
        for row in self.meetings()?.into_iter().filter(|r| r.state != "planned") {
            let Some(id) = row.id.parse::<MeetingId>().ok().filter(|id| self.is_called(id)) else {
                continue;
            };
            let series = pack.series.iter().find(|s| s.id() == row.series);
            let minutes = series.map_or(60, |s| s.minutes);
            let (sequence, changed) = self.revised(&id)?;
            meetings.push(FeedLine { minutes, sequence, changed: changed.max(since), row });
        }
        let set = world.policy.settings.iter().filter(|s| s.id.starts_with("cab.") || s.id.starts_with("meeting."));
        let rules = world.policy.adoptions.len().saturating_sub(1) + set.count();
        let sequence = u32::try_from(rules).unwrap_or(u32::MAX);
        let mut series = Vec::new();
        for s in &pack.series {
            let Some(rrule) = rule(&pack, s) else { continue };
            // From the oldest meeting of the series on, so that the calendar is the same whenever it is asked for.
            let held = |m: &&FeedLine| m.row.series == s.id();
            let first = meetings.iter().filter(held).map(|m| m.row.starts.0).min().unwrap_or(now);
            let last = meetings.iter().filter(held).map(|m| m.row.starts.0).max().unwrap_or(now);
            let turns = turns(&pack, s, first, last);
            let Some((_, starts)) = turns.first().copied() else { continue };
            let (mut except, mut moved) = (Vec::new(), Vec::new());
            let kept = turns.iter().filter(|(day, _)| held_on(&pack, *day) == Some(*day)).map(|(_, at)| *at);
            let mut taken: BTreeSet<Moment> =
                kept.chain(meetings.iter().filter(held).map(|m| m.row.starts.0)).collect();
            for (day, at) in turns.iter().copied() {
                let held = held_on(&pack, day);
                let takes = |m: &FeedLine| super::in_week(&m.row.id, day) && self.takes_turn(&m.row.id, None);
                let called = meetings.iter().any(|m| m.row.series == s.id() && takes(m));
                match held {
                    // Of turns that holidays move to one moment the board holds the first.
                    Some(other) if !called && other != day && taken.insert(shifted(&pack, at, other)) => {
                        moved.push((Time(at), Time(shifted(&pack, at, other))));
                    }
                    Some(other) if !called && other == day => {}
                    _ => except.push(Time(at)),
                }
            }
            series.push(SeriesLine {
                series: s.id().to_owned(),
                title: s.title.clone(),
                minutes: s.minutes,
                sequence,
                changed: since,
                rrule,
                starts: Time(starts),
                except,
                moved,
            });
        }
        Ok(FeedSheet { org: world.policy.org.clone(), home: self.home(), tz: tz.name().to_owned(), series, meetings })
    }

    /// How often a meeting was moved or called off, and when that last happened or its agenda was last set before it began.
    pub(super) fn revised(&self, id: &MeetingId) -> Result<(u32, Time), AppError> {
        let (mut count, mut last, mut opened) = (0, Moment(0), false);
        let stream = Stream::Meeting(id.clone());
        self.store.read()?.each_of::<AppError>(&stream, self.back.unwrap_or(Moment(i64::MAX)), |entry| {
            let again = matches!(entry.kind, b"meeting.moved" | b"meeting.canceled");
            count += u32::from(again);
            opened |= entry.kind == b"meeting.opened";
            if again || !opened {
                last = entry.at;
            }
            Ok(())
        })?;
        Ok((count, Time(last)))
    }

    /// When policy, people, seats or topics were last set.
    fn set_last(&self) -> Result<Moment, AppError> {
        let (reader, mut last) = (self.store.read()?, Moment(0));
        for stream in [Stream::Policy, Stream::People, Stream::Board] {
            reader.each_of::<AppError>(&stream, self.back.unwrap_or(Moment(i64::MAX)), |entry| {
                if !matches!(entry.kind, b"board.roll_called" | b"board.chair_taken") {
                    last = last.max(entry.at);
                }
                Ok(())
            })?;
        }
        Ok(last)
    }
}

/// Turns of a series by day and moment, wherever holidays lie: from the day of its first meeting on, until a while after the
/// last meeting and the last holiday that are known.
fn turns(pack: &Pack, series: &Series, first: Moment, last: Moment) -> Vec<(NaiveDate, Moment)> {
    let (calendar, Some(hour)) = (&pack.calendar, hour(pack)) else { return Vec::new() };
    let ahead = calendar.day(last).checked_add_days(chrono::Days::new(14)).unwrap_or_default();
    let until = calendar.holidays.last().copied().unwrap_or_default().max(ahead);
    let mut known = Vec::new();
    // The first turn is told even where it lies further ahead.
    let _ = find(pack, series, calendar.day(first), |day| {
        let told = known.is_empty() || day <= until;
        if told {
            known.push((day, calendar.at(day, hour)));
        }
        (!told).then_some(())
    });
    known
}

/// The same hour on the wall on another day.
fn shifted(pack: &Pack, at: Moment, day: NaiveDate) -> Moment {
    pack.calendar.at(day, at.local(pack.calendar.tz).time())
}
