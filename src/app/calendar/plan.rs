//! The plan of a month, with what was done of it.

use super::{days, each};
use crate::app::error::AppError;
use crate::app::open::App;
use crate::base::time::Moment;
use crate::domain::calendar::Done;
use crate::policy::diary::Answer;
use crate::policy::pack::Pack;
use crate::policy::plan::{self, Planned};
use crate::policy::schedule::Stretch;
use crate::sheets::calendar::{LayoutLine, MonthLine, PlanSheet, Slot, TaskLine};
use crate::sheets::gate::GateReason;
use crate::sheets::time::Time;
use chrono::{Datelike as _, Months, NaiveDate, NaiveTime};

impl App {
    /// The plan of the month of a day, the present one where none is given.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn plan(&mut self, day: Option<NaiveDate>) -> Result<PlanSheet, AppError> {
        let now = self.now();
        let world = self.world(None)?;
        let pack = self.desk(&world, now)?.pack;
        let day = day.unwrap_or_else(|| pack.calendar.day(now));
        let first = day.with_day(1).unwrap_or(day);
        let month = first.format("%Y-%m").to_string();
        let mut sheet = PlanSheet {
            month: month.clone(),
            tz: pack.calendar.tz.name().to_owned(),
            tasks: Vec::new(),
            layout: Vec::new(),
            year: Vec::new(),
        };
        for member in each(&pack) {
            let planned = plan::month(member, first);
            let done = |task: &str| world.calendar.done.iter().find(|d| d.month == month && d.task == task);
            sheet.tasks.extend(planned.iter().map(|p| task(member, p, done(p.task.id()), now)));
            sheet.layout.extend(layout(member, first, &planned));
            sheet.year.extend(year(member, first));
        }
        Ok(sheet)
    }
}

fn task(pack: &Pack, p: &Planned<'_>, done: Option<&Done>, now: Moment) -> TaskLine {
    let midnight = |day: NaiveDate| pack.calendar.at(day, NaiveTime::MIN);
    let last = p.or.map_or(p.to, |or| or.max(p.to));
    let over = last.succ_opt().map_or(now, midnight);
    let state = match done {
        Some(_) => "done",
        None if now >= over => "overdue",
        None if now >= midnight(p.from) => "due",
        None if p.papers.is_some_and(|at| now >= at) => "papers due",
        None => "planned",
    };
    let mut notes = Vec::new();
    if let Some(written) = p.written {
        notes.push(format!("as written it would be on {written}, before the task before it"));
    }
    if p.task.window {
        notes.extend(
            [Some(p.from), p.or]
                .into_iter()
                .flatten()
                .filter(|d| !open_on(pack, midnight(*d)))
                .map(|d| format!("{d} is outside the windows: it needs a calendar exception")),
        );
    }
    TaskLine {
        id: p.task.id().to_owned(),
        title: p.task.title.clone(),
        from: p.from.to_string(),
        to: p.to.to_string(),
        or: p.or.map(|d| d.to_string()),
        written: p.written.map(|d| d.to_string()),
        papers: p.papers.map(Time),
        roles: p.task.roles.clone(),
        state: state.into(),
        by: done.map(|d| d.by.1.to_string()),
        at: done.map(|d| Time(d.by.0)),
        notes,
        clauses: p.task.clauses.clone(),
    }
}

/// Whether a window that is not always open has a turn on the day that begins at a moment.
fn open_on(pack: &Pack, midnight: Moment) -> bool {
    let plans = pack.windows.iter().filter_map(|w| w.on.plan(pack).ok());
    plans.filter(|p| !p.always()).any(|p| !p.between(midnight, days(midnight, 1)).is_empty())
}

/// The days of a plan's tasks that belong into a window and lie in none, from a moment on through the next month, each
/// after the working hours, with what the calendar says against them.
pub(super) fn planned(pack: &Pack, (from, to): Stretch, answer: &dyn Fn(Stretch) -> Answer) -> Vec<Slot> {
    let mut slots = Vec::new();
    for member in each(pack).filter(|m| m.tasks.iter().any(|t| t.window)) {
        let calendar = &member.calendar;
        let first = calendar.day(from).with_day(1).unwrap_or_default();
        let months = [Some(first), first.checked_add_months(Months::new(1))];
        let tasks = months.into_iter().flatten().flat_map(|month| plan::month(member, month));
        for task in tasks.filter(|p| p.task.window) {
            for day in [Some(task.from), task.or].into_iter().flatten() {
                let mut begins = calendar.at(day, calendar.closes);
                if day == calendar.day(from) {
                    begins = begins.max(from);
                }
                let times = (begins, begins.plus(to.since(from)));
                let told = answer(times);
                if begins < from || told.allowed {
                    continue;
                }
                let text = format!(
                    "{} is planned for this day, outside the windows: it takes a calendar exception",
                    task.task.title
                );
                let mine =
                    GateReason { code: format!("task-{}", task.task.id()), text, clauses: task.task.clauses.clone() };
                let against = told.reasons(calendar.tz).into_iter();
                let against = against.map(|r| GateReason { code: r.rule, text: r.text, clauses: r.clauses });
                let against = std::iter::once(mine).chain(against).collect();
                slots.push(Slot { from: Time(times.0), to: Time(times.1), against, warnings: Vec::new() });
            }
        }
    }
    slots.sort_by_key(|s| s.from);
    slots
}

/// The layout as a grid: the first entry has the day that it names, and the others lie in the weeks around it.
fn layout(pack: &Pack, first: NaiveDate, planned: &[Planned<'_>]) -> Vec<LayoutLine> {
    let Some(anchor) = pack.layout.first().map(|entry| entry.on) else { return Vec::new() };
    let line = |entry: &plan::LayoutEntry| {
        let (week, from, to) = entry.on.in_grid(first, anchor)?;
        let to = entry.until.and_then(|u| u.in_grid(first, anchor)).map_or(to, |d| d.2);
        let task = planned.iter().find(|p| Some(p.task.id()) == entry.task.as_deref());
        let other = task.filter(|p| p.from != from && p.or != Some(from)).map(|p| p.from.to_string());
        Some(LayoutLine {
            week,
            from: from.to_string(),
            to: to.to_string(),
            title: entry.title.clone(),
            differs: other,
            clauses: entry.clauses.clone(),
        })
    };
    pack.layout.iter().filter_map(line).collect()
}

fn year(pack: &Pack, first: NaiveDate) -> Vec<MonthLine> {
    let Some(annual) = &pack.annual else { return Vec::new() };
    let month = |(n, note): (u32, &String)| {
        let first = first.with_month(n)?;
        let day = |c: &plan::Column| Some((c.title.clone(), c.on.days(first)?.0.to_string()));
        Some(MonthLine {
            month: first.format("%Y-%m").to_string(),
            days: annual.columns.iter().filter_map(day).collect(),
            note: note.clone(),
            clauses: annual.clauses.iter().chain(annual.columns.iter().flat_map(|c| &c.clauses)).cloned().collect(),
        })
    };
    (1..).zip(&annual.notes).filter_map(month).collect()
}
