//! A week and a year of the calendar as people look at them.

use super::{each, shown};
use crate::app::error::AppError;
use crate::app::execute::fold;
use crate::app::open::App;
use crate::base::calendar::Calendar;
use crate::base::ids::Stream;
use crate::base::time::Moment;
use crate::domain::change::time;
use crate::policy::pack::Pack;
use crate::policy::plan::Column;
use crate::policy::schedule::{Schedule, ScheduleError, Stretch};
use crate::sheets::calendar::{BusyLine, BusyRow, CalendarRow, DaySheet, WeekSheet, YearSheet};
use crate::sheets::time::{Time, Window};
use chrono::{Datelike as _, Days, NaiveDate, NaiveTime};
use std::collections::BTreeMap;

/// Most changes of a week whose people are looked up.
const PEOPLE: usize = 500;

impl App {
    /// The day of a moment in the pack's zone.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn day(&mut self, at: Moment) -> Result<NaiveDate, AppError> {
        let now = self.now();
        let world = self.world(None)?;
        Ok(self.desk(&world, now)?.pack.calendar.day(at))
    }

    /// The week of a day, from Monday on; of today where none is given.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn week(&mut self, day: Option<NaiveDate>) -> Result<WeekSheet, AppError> {
        let now = self.now();
        let world = self.world(None)?;
        let pack = self.desk(&world, now)?.pack;
        let calendar = &pack.calendar;
        let day = day.unwrap_or_else(|| calendar.day(now));
        let monday = day.checked_sub_days(Days::new(u64::from(day.weekday().num_days_from_monday()))).unwrap_or(day);
        let mut days: Vec<DaySheet> = monday.iter_days().take(7).map(|d| blank(calendar, d)).collect();
        let Some(span) = hull(&days) else { return Ok(WeekSheet::default()) };
        patch_days(&pack, &mut days);
        let (missing, rows): (Vec<_>, Vec<_>) =
            self.calendar(Some(span.0), Some(span.1))?.into_iter().partition(|r| r.kind == "missing");
        for row in rows.iter().filter(|r| !matches!(r.kind.as_str(), "exception" | "proposal")) {
            let turn = (row.from.0, row.to.0);
            match row.kind.as_str() {
                "window" if row.urgent => count(&mut days, turn, |d| &mut d.urgent),
                "window" => count(&mut days, turn, |d| &mut d.windows),
                "freeze" => count(&mut days, turn, |d| &mut d.freezes),
                _ => count_change(&mut days, turn),
            }
        }
        let mut frozen: Vec<CalendarRow> = Vec::new();
        let from = if span.0 <= now && now < span.1 { now } else { span.0 };
        for row in self.calendar(Some(from), Some(super::days(from, 400)))? {
            let known = |f: &CalendarRow| f.id == row.id;
            if row.kind == "freeze" && !row.id.starts_with("freeze/") && !frozen.iter().any(known) {
                frozen.push(row);
            }
        }
        let tz = calendar.tz.name().to_owned();
        let told = |r: CalendarRow| format!("{}: {} [{}]", r.title, r.id, r.clauses.join(", "));
        let missing = missing.into_iter().map(told).chain(unset(&pack)).collect();
        let (people, announced, from) = (self.busy(&rows)?, self.freezes()?, Time(from));
        Ok(WeekSheet { tz, days, people, rows, missing, announced, frozen, from })
    }

    /// Who owns or carries out the changes of some rows.
    fn busy(&self, rows: &[CalendarRow]) -> Result<Vec<BusyRow>, AppError> {
        let reader = self.store.read()?;
        let mut people: BTreeMap<String, Vec<BusyLine>> = BTreeMap::new();
        for row in rows.iter().filter(|r| matches!(r.kind.as_str(), "change" | "tentative")).take(PEOPLE) {
            let Ok(no) = row.id.parse() else { continue };
            let world = fold(&reader, &[Stream::Change(no)], self.back)?;
            let Some(change) = world.changes.get(&no) else { continue };
            let mut names: Vec<&String> = change.words("owner").iter().chain(change.words("implementers")).collect();
            names.sort();
            names.dedup();
            for name in names {
                people.entry(name.clone()).or_default().push(BusyLine {
                    id: row.id.clone(),
                    title: match row.kind.as_str() {
                        "tentative" => format!("tentative: {}", row.title),
                        _ => row.title.clone(),
                    },
                    window: Window { from: row.from, to: row.to },
                    clash: Vec::new(),
                });
            }
        }
        for lines in people.values_mut() {
            let all: Vec<(String, Window)> = lines.iter().map(|l| (l.id.clone(), l.window)).collect();
            for line in lines {
                let meets =
                    |(id, w): &&(String, Window)| *id != line.id && w.from < line.window.to && line.window.from < w.to;
                line.clash = all.iter().filter(meets).map(|(id, _)| id.clone()).collect();
            }
        }
        let mut busy: Vec<BusyRow> = people.into_iter().map(|(person, changes)| BusyRow { person, changes }).collect();
        // Who is double-booked comes first.
        busy.sort_by_key(|b| b.changes.iter().all(|c| c.clash.is_empty()));
        Ok(busy)
    }

    /// A year, day by day; the present one where none is given.
    ///
    /// # Errors
    /// When the register cannot be read, or for a year that nobody plans.
    pub fn year(&mut self, year: Option<i32>) -> Result<YearSheet, AppError> {
        let now = self.now();
        let world = self.world(None)?;
        let desk = self.desk(&world, now)?;
        let calendar = &desk.pack.calendar;
        let year = year.unwrap_or_else(|| calendar.day(now).year());
        let first = NaiveDate::from_ymd_opt(year, 1, 1).filter(|_| (1970..=9998).contains(&year));
        let Some(first) = first else {
            return Err(AppError::Input {
                text: format!("{year} is no year of a calendar"),
                hint: "give a year from 1970 to 9998".into(),
            });
        };
        let mut days: Vec<DaySheet> =
            first.iter_days().take_while(|d| d.year() == year).map(|d| blank(calendar, d)).collect();
        let Some(span) = hull(&days) else { return Ok(YearSheet::default()) };
        patch_days(&desk.pack, &mut days);
        for member in each(&desk.pack) {
            let turns = |on: &Schedule| -> Vec<Stretch> {
                let plan = on.plan(member).ok().filter(|p| !p.always());
                plan.map(|p| p.between(span.0, span.1)).unwrap_or_default()
            };
            for window in &member.windows {
                let urgent = super::admits(member, window).urgent;
                for turn in turns(&window.on) {
                    count(&mut days, turn, |d| if urgent { &mut d.urgent } else { &mut d.windows });
                }
            }
            let standing = member.freezes.iter().filter_map(|f| super::standing(&world, member, f, span));
            // What binds the systems of a tier only freezes no day as a whole.
            let whole = member.freezes.iter().filter(|f| f.when.tier.is_empty());
            for turn in standing.chain(whole.flat_map(|f| turns(&f.on))) {
                count(&mut days, turn, |d| &mut d.freezes);
            }
        }
        for window in &world.calendar.windows {
            let urgent = super::admits::announced(&desk.pack, window).urgent;
            if let Some(seen) = window.seen() {
                count(&mut days, (seen.from, seen.to), |d| if urgent { &mut d.urgent } else { &mut d.windows });
            }
        }
        let diary = time::diary(&world, &desk);
        for freeze in diary.announced {
            count(&mut days, (freeze.from, freeze.to), |d| &mut d.freezes);
        }
        for (.., turn) in self.store.read()?.windows_touching(span.0, span.1)? {
            count_change(&mut days, turn);
        }
        Ok(YearSheet { year, tz: calendar.tz.name().to_owned(), days, unset: to_be_set(&desk.pack) })
    }
}

/// Why a pack shows no windows: it has none, or what they go by is not set.
fn unset(pack: &Pack) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    if !pack.has_windows() {
        out.push(format!("{} names no windows: any time is open but for freezes", pack.title));
    }
    for window in each(pack).flat_map(|m| m.windows.iter().map(move |w| (m, w))).collect::<Vec<_>>() {
        let (member, window) = window;
        if let Err(ScheduleError::Unset(setting)) = window.on.plan(member) {
            let cited = window.clauses.join(", ");
            let text = format!("{} is not open: quorate policy set {setting} VALUE [{cited}]", window.title);
            out.push(text);
        }
    }
    out
}

/// Windows and freezes that the policy has and that no day of a year shows, since what they go by is not set.
fn to_be_set(pack: &Pack) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for member in each(pack) {
        let windows = member.windows.iter().map(|w| (&w.title, &w.on, &w.clauses));
        let freezes = member.freezes.iter().map(|f| (&f.title, &f.on, &f.clauses));
        for (title, on, clauses) in windows.chain(freezes) {
            let days = on.dates_setting.iter().filter(|id| member.setting(id).is_none_or(str::is_empty)).cloned();
            let mut open: Vec<String> = days.collect();
            if let Err(ScheduleError::Unset(setting)) = on.plan(member) {
                open.push(setting);
            }
            if !open.is_empty() {
                let set = open.iter().map(|id| format!("quorate policy set {id} VALUE"));
                let set = set.collect::<Vec<_>>().join(", ");
                out.push(format!("{title}: to be set: {set} [{}]", clauses.join(", ")));
            }
        }
    }
    out.dedup();
    out
}

fn blank(calendar: &Calendar, day: NaiveDate) -> DaySheet {
    let next = day.succ_opt().unwrap_or(day);
    DaySheet {
        day: day.to_string(),
        span: Some(shown((calendar.at(day, NaiveTime::MIN), calendar.at(next, NaiveTime::MIN)))),
        holiday: calendar.holidays.contains(&day),
        sites: calendar.off_at(day),
        works: calendar.works(day),
        ..DaySheet::default()
    }
}

/// Marks the days on which patches go out, by the annual calendar of the packs.
fn patch_days(pack: &Pack, days: &mut [DaySheet]) {
    let columns = || each(pack).filter_map(|m| m.annual.as_ref()).flat_map(|a| &a.columns);
    for sheet in days {
        let Ok(day) = sheet.day.parse::<NaiveDate>() else { continue };
        let is = |c: &&Column| c.on.days(day).is_some_and(|(from, to)| (from..=to).contains(&day));
        sheet.patch_day = columns().filter(|c| c.patch_day.is_some()).find(is).and_then(|c| c.patch_day.clone());
    }
}

fn hull(days: &[DaySheet]) -> Option<Stretch> {
    Some((days.first()?.span?.from.0, days.last()?.span?.to.0))
}

/// Counts a turn on each day that it touches; days follow each other.
fn count(days: &mut [DaySheet], (from, to): Stretch, field: impl Fn(&mut DaySheet) -> &mut u32) {
    let first = days.partition_point(|d| d.span.is_some_and(|s| s.to.0 <= from));
    for day in days.iter_mut().skip(first).take_while(|d| d.span.is_some_and(|s| s.from.0 < to)) {
        *field(day) += 1;
    }
}

/// Counts a change on each day that it touches, and once as one that begins.
fn count_change(days: &mut [DaySheet], (from, to): Stretch) {
    count(days, (from, to), |d| &mut d.changes);
    let first = days.partition_point(|d| d.span.is_some_and(|s| s.to.0 <= from));
    if let Some(day) = days.get_mut(first).filter(|d| d.span.is_some_and(|s| s.from.0 < to)) {
        day.begin += 1;
    }
}
