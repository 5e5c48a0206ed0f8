//! What is read over all meetings: their actions, and the calendar of meetings and series.

use super::{MOST, next_of};
use crate::app::error::AppError;
use crate::app::execute::words;
use crate::app::open::App;
use crate::base::ids::{MeetingId, Stream};
use crate::base::time::{Moment, Span};
use crate::domain::said::Said;
use crate::sheets::meeting::{ActionLine, FeedLine, FeedSheet, SeriesLine};
use crate::sheets::time::Time;

impl App {
    /// The actions of all meetings, the newest meeting first; only those that are not done, if so asked.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn actions(&mut self, open: bool) -> Result<Vec<ActionLine>, AppError> {
        let reader = self.store.read()?;
        let said = |said: &Said| words(&reader, said).unwrap_or_else(|| "[removed]".into());
        let mut lines = Vec::new();
        for row in reader.meetings(MOST)? {
            let Ok(id) = row.id.parse::<MeetingId>() else { continue };
            let stream = Stream::Meeting(id.clone());
            let world = crate::app::execute::fold(&reader, &[stream], self.back)?;
            let actions = world.meetings.get(&id).map(|m| m.actions.as_slice()).unwrap_or_default();
            lines.extend(actions.iter().filter(|a| !open || a.done.is_none()).map(|a| ActionLine {
                meeting: row.id.clone(),
                no: a.no,
                item: a.item,
                text: said(&a.text),
                owner: a.owner.to_string(),
                given: Time(a.given),
                due: Time(a.due),
                done: a.done.as_ref().map(|(at, _)| Time(*at)),
            }));
        }
        Ok(lines)
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
        let mut meetings = Vec::new();
        for row in self.meetings()?.into_iter().filter(|r| r.state != "planned") {
            let Ok(id) = row.id.parse::<MeetingId>() else { continue };
            let series = pack.series.iter().find(|s| s.id() == row.series);
            let minutes = series.map_or(60, |s| s.minutes);
            let (sequence, changed) = self.revised(&id)?;
            meetings.push(FeedLine { minutes, sequence, changed: changed.unwrap_or(row.starts), row });
        }
        let mut series = Vec::new();
        for s in &pack.series {
            let rrule = match (s.rrule.as_str(), pack.setting("cab.weekday")) {
                ("none", _) => continue,
                ("", weekday) => {
                    let Some(day) = weekday.and_then(|w| w.parse::<chrono::Weekday>().ok()) else { continue };
                    let short: String = day.to_string().chars().take(2).collect();
                    format!("FREQ=WEEKLY;BYDAY={}", short.to_uppercase())
                }
                (rule, _) => rule.to_owned(),
            };
            // From the oldest meeting of the series on, so that the calendar is the same whenever it is asked for.
            let first = meetings.iter().filter(|m| m.row.series == s.id()).map(|m| m.row.starts.0).min();
            let Some(starts) = next_of(&pack, s, first.unwrap_or(now).plus(Span::seconds(-1))) else { continue };
            let mut except = Vec::new();
            let last = meetings.iter().filter(|m| m.row.series == s.id()).map(|m| m.row.starts.0).max();
            let last = last.unwrap_or(starts).plus(Span::hours(24 * 14));
            let mut turn = Some(starts);
            while let Some(at) = turn.filter(|at| *at <= last) {
                let id = MeetingId::of(pack.calendar.day(at), 1).to_string();
                if meetings.iter().any(|m| m.row.id == id && m.row.series == s.id()) {
                    except.push(Time(at));
                }
                turn = next_of(&pack, s, at);
            }
            series.push(SeriesLine {
                series: s.id().to_owned(),
                title: s.title.clone(),
                minutes: s.minutes,
                rrule,
                starts: Time(starts),
                except,
            });
        }
        Ok(FeedSheet { org: world.policy.org.clone(), tz: tz.name().to_owned(), series, meetings })
    }

    /// How often a meeting was moved or called off, and when it was called or that last happened.
    pub(super) fn revised(&self, id: &MeetingId) -> Result<(u32, Option<Time>), AppError> {
        let entries =
            self.store.read()?.load_until(&Stream::Meeting(id.clone()), self.back.unwrap_or(Moment(i64::MAX)))?;
        let moved = |kind: &str| matches!(kind, "meeting.moved" | "meeting.canceled");
        let count = entries.iter().filter(|e| moved(&e.entry.kind)).count();
        let last = entries.iter().rfind(|e| moved(&e.entry.kind) || e.entry.kind == "meeting.called");
        Ok((u32::try_from(count).unwrap_or(u32::MAX), last.map(|e| Time(e.entry.at))))
    }
}
