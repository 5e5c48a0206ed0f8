//! The state of the calendar's screen: which of its views is shown, the day that one is at, and the lines to move through.

use crate::app::acts::calendar::{Step, shifted};
use crate::sheets::calendar::{
    BusyLine, CalendarRow, DaySheet, FreezeRow, LayoutLine, MonthLine, PlanSheet, TaskLine, WeekSheet, YearSheet,
};
use crate::text::words::calendar::on_day;
use chrono::{Datelike as _, NaiveDate};

/// A way of looking at the calendar.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum View {
    /// A week, day by day.
    #[default]
    Week,
    /// Freezes: announced, and those of the pack.
    Freezes,
    /// Who is busy in the week.
    People,
    /// What a month has planned.
    Month,
    /// A year at a glance.
    Year,
}

/// Views in the order in which `d` goes through them.
pub const VIEWS: [(View, &str); 5] = [
    (View::Week, "week"),
    (View::Freezes, "freezes"),
    (View::People, "people"),
    (View::Month, "month"),
    (View::Year, "year"),
];

/// A line that one can be at.
#[derive(Clone, Copy, Debug)]
pub enum Line<'a> {
    /// Days that are still to be named.
    Missing(&'a str),
    /// A day.
    Day(&'a DaySheet),
    /// Something on a day.
    Row(&'a DaySheet, &'a CalendarRow),
    /// An announced freeze.
    Announced(&'a FreezeRow),
    /// A freeze of the pack.
    Frozen(&'a CalendarRow),
    /// A person.
    Person(&'a str, usize),
    /// A change of a person.
    Busy(&'a BusyLine),
    /// A heading of the plan.
    Head(&'static str),
    /// A task of the month.
    Task(&'a TaskLine),
    /// An entry of the month's layout.
    Entry(&'a LayoutLine),
    /// A month of the year.
    Month(&'a MonthLine),
}

/// The calendar on the screen.
#[derive(Clone, Debug, Default)]
pub struct CalendarPage {
    /// The view.
    pub view: View,
    /// The day that one is at; none until the first answer.
    pub day: Option<NaiveDate>,
    /// The week of that day.
    pub week: Option<Box<WeekSheet>>,
    /// The year of that day.
    pub year: Option<Box<YearSheet>>,
    /// The plan of the month of that day.
    pub plan: Option<Box<PlanSheet>>,
    /// The line that one is at.
    pub at: usize,
    /// The first line on the page.
    pub offset: usize,
}

impl CalendarPage {
    /// The lines of the view.
    #[must_use]
    pub fn lines(&self) -> Vec<Line<'_>> {
        if self.view == View::Month {
            return self.plan.as_deref().map(planned).unwrap_or_default();
        }
        let Some(week) = &self.week else { return Vec::new() };
        match self.view {
            View::Year | View::Month => Vec::new(),
            View::Week => {
                let mut lines: Vec<_> = week.missing.iter().map(|text| Line::Missing(text)).collect();
                for day in &week.days {
                    lines.push(Line::Day(day));
                    let Some(span) = day.span else { continue };
                    lines.extend(week.rows.iter().filter(|r| on_day(r, &span)).map(|r| Line::Row(day, r)));
                }
                lines
            }
            View::Freezes => {
                let own = week.announced.iter().map(Line::Announced);
                own.chain(week.frozen.iter().map(Line::Frozen)).collect()
            }
            View::People => {
                let mut lines = Vec::new();
                for p in &week.people {
                    let clashes = p.changes.iter().filter(|c| !c.clash.is_empty()).count();
                    lines.push(Line::Person(&p.person, clashes));
                    lines.extend(p.changes.iter().map(Line::Busy));
                }
                lines
            }
        }
    }

    /// The change that one is at.
    #[must_use]
    pub fn change(&self) -> Option<String> {
        match self.lines().get(self.at)? {
            Line::Row(_, row) if matches!(row.kind.as_str(), "change" | "tentative" | "exception") => {
                Some(row.id.clone())
            }
            Line::Busy(busy) => Some(busy.id.clone()),
            _ => None,
        }
    }

    /// The announced freeze that one is at.
    #[must_use]
    pub fn freeze(&self) -> Option<u32> {
        match self.lines().get(self.at)? {
            Line::Announced(f) => Some(f.no),
            Line::Row(_, row) => row.id.strip_prefix("freeze/").and_then(|no| no.parse().ok()),
            _ => None,
        }
    }

    /// The task of the month that one is at.
    #[must_use]
    pub fn task(&self) -> Option<&TaskLine> {
        match self.lines().get(self.at)? {
            Line::Task(task) => Some(task),
            _ => None,
        }
    }

    /// Moves through the lines, or the days of the year; the day goes with the line.
    pub fn step(&mut self, by: isize) {
        if self.view == View::Year {
            let days = i64::try_from(by.clamp(-400, 400)).unwrap_or(0);
            if let (Some(day), Some(year)) = (self.day, &self.year) {
                let found = shifted(day, Step::Days(days));
                let known = |d: NaiveDate| d.year() == year.year;
                let ends = year.days.first().zip(year.days.last());
                let (first, last) = ends.map_or((day, day), |(a, b)| (date(a).unwrap_or(day), date(b).unwrap_or(day)));
                self.day = Some(if known(found) { found } else { found.clamp(first, last) });
            }
            return;
        }
        let last = self.lines().len().saturating_sub(1);
        self.at = self.at.saturating_add_signed(by).min(last);
        let day = match self.lines().get(self.at) {
            Some(Line::Day(day) | Line::Row(day, _)) => date(day),
            _ => None,
        };
        self.day = day.or(self.day);
    }

    /// Puts the cursor on the line of the day.
    pub fn seek(&mut self) {
        let (day, view) = (self.day, self.view);
        let is = |l: &Line<'_>| matches!(l, Line::Day(d) if date(d) == day);
        let found = self.lines().iter().position(is);
        self.at = match view {
            View::Week => found.unwrap_or(0),
            _ => self.at.min(self.lines().len().saturating_sub(1)),
        };
    }

    /// Keeps the line that one is at on a page of so many rows.
    pub fn follow(&mut self, rows: usize) {
        let rows = rows.max(1);
        self.offset = self.offset.min(self.at).max((self.at + 1).saturating_sub(rows));
    }

    /// The command that shows the same.
    #[must_use]
    pub fn twin(&self) -> String {
        let day = self.day.map(|d| d.to_string());
        match (self.view, day) {
            (View::Freezes, _) => "quorate freeze list".into(),
            (View::Year, Some(day)) => format!("quorate calendar --year --from {day}"),
            (View::Year, None) => "quorate calendar --year".into(),
            (View::Month, day) => {
                let month = self.day.map(|d| d.format(" %Y-%m").to_string()).filter(|_| day.is_some());
                format!("quorate calendar plan{}", month.unwrap_or_default())
            }
            (_, Some(day)) => format!("quorate calendar --week --from {day}"),
            (_, None) => "quorate calendar --week".into(),
        }
    }

    /// Whether the sheet of the day is there.
    #[must_use]
    pub fn known(&self) -> bool {
        let Some(day) = self.day else { return false };
        match self.view {
            View::Year => self.year.as_ref().is_some_and(|y| y.year == day.year()),
            View::Month => self.plan.as_ref().is_some_and(|p| p.month == day.format("%Y-%m").to_string()),
            _ => self.week.as_ref().is_some_and(|w| w.days.iter().any(|d| date(d) == Some(day))),
        }
    }
}

/// The lines of a plan: tasks, layout, and the months of the year, each under its heading.
fn planned(plan: &PlanSheet) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    for (head, part) in [
        ("TASKS", plan.tasks.iter().map(Line::Task).collect::<Vec<_>>()),
        ("LAYOUT OF THE MONTH", plan.layout.iter().map(Line::Entry).collect()),
        ("MONTHS OF THE YEAR", plan.year.iter().map(Line::Month).collect()),
    ] {
        if !part.is_empty() {
            lines.push(Line::Head(head));
            lines.extend(part);
        }
    }
    lines
}

/// The date of a day.
#[must_use]
pub fn date(day: &DaySheet) -> Option<NaiveDate> {
    day.day.parse().ok()
}
