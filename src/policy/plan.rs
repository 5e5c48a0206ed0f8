//! Plans of a month: tasks on its days, each after the one before it, what a year's months bring, and a month's layout.

use super::pack::Pack;
use super::read::keyed;
use crate::base::time::{Length, Moment};
use chrono::{Datelike as _, Days, NaiveDate, Weekday};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

keyed!(Task);

/// A day of a month, or a week of it: `2 Tue`, `week 1`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Nth {
    /// The n-th such weekday, from 1 to 4.
    Day(u32, Weekday),
    /// Days 1 to 7, 8 to 14 and so on, from 1 to 4 (reading 6.11).
    Week(u32),
}

impl Nth {
    /// The first and the last day that it means in a month; none where there is no such month.
    #[must_use]
    pub fn days(self, month: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
        let first = month.with_day(1)?;
        match self {
            Self::Week(n) => Some((first.with_day(n * 7 - 6)?, first.with_day(n * 7)?)),
            Self::Day(n, weekday) => {
                let n = u8::try_from(n).ok()?;
                let day = NaiveDate::from_weekday_of_month_opt(first.year(), first.month(), weekday, n)?;
                Some((day, day))
            }
        }
    }

    /// Its week and day in a month whose weeks go from Monday to Sunday and are counted from the day of another one: the grid of
    /// a layout, in which the Wednesday of a week follows its Tuesday in each month. Days of a week as a whole are its seven.
    #[must_use]
    pub fn in_grid(self, month: NaiveDate, anchor: Self) -> Option<(u32, NaiveDate, NaiveDate)> {
        let begins = |day: NaiveDate| day.week(Weekday::Mon).first_day();
        let (week, first) = (anchor.week(), begins(anchor.days(month)?.0));
        let weeks = i64::from(self.week()) - i64::from(week);
        let monday = first.checked_add_signed(chrono::Duration::weeks(weeks))?;
        let (from, to) = match self {
            Self::Week(_) => (0, 6),
            Self::Day(_, weekday) => (weekday.num_days_from_monday(), weekday.num_days_from_monday()),
        };
        let on = |n: u32| monday.checked_add_days(chrono::Days::new(n.into()));
        Some((self.week(), on(from)?, on(to)?))
    }

    const fn week(self) -> u32 {
        match self {
            Self::Week(n) | Self::Day(n, _) => n,
        }
    }

    /// As [`Self::days`], but not before a day: a weekday that would be is the first one from there on.
    fn not_before(self, month: NaiveDate, least: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
        let (from, to) = self.days(month)?;
        match self {
            Self::Day(_, weekday) if from < least => {
                let day = least.iter_days().take(7).find(|d| d.weekday() == weekday)?;
                Some((day, day))
            }
            _ => Some((from, to)),
        }
    }
}

impl<'de> Deserialize<'de> for Nth {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let wrong =
            || serde::de::Error::custom(format!("\"{text}\" is no day of a month such as \"2 Tue\" or \"week 1\""));
        let (one, two) = text.split_once(' ').ok_or_else(wrong)?;
        let number = |word: &str| word.parse().ok().filter(|n| (1..=4).contains(n));
        match (one, number(one), number(two)) {
            ("week", _, Some(n)) => Ok(Self::Week(n)),
            (_, Some(n), _) => two.parse().map(|weekday| Self::Day(n, weekday)).map_err(|_| wrong()),
            _ => Err(wrong()),
        }
    }
}

/// A task of the month.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// Id, unique in the pack.
    pub id: Spanned<String>,
    /// What is done.
    pub title: String,
    /// Its day, or its first.
    pub on: Nth,
    /// Its last day, where it takes several.
    #[serde(default)]
    pub until: Option<Nth>,
    /// Another day on which it may be.
    #[serde(default)]
    pub or: Option<Nth>,
    /// Whether its days are to lie in a window of the pack; one that does not is marked.
    #[serde(default)]
    pub window: bool,
    /// How long before it its papers are ready (reading 6.14).
    #[serde(default)]
    pub lead: Option<Length>,
    /// Who does it.
    pub roles: Vec<String>,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}

/// An entry of the month's layout.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LayoutEntry {
    /// Its day.
    pub on: Nth,
    /// Its last day, where it takes several.
    #[serde(default)]
    pub until: Option<Nth>,
    /// What happens.
    pub title: String,
    /// The task of the plan that it is, where it is one.
    #[serde(default)]
    pub task: Option<String>,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}

/// A day that each month of a year has.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// What it is.
    pub title: String,
    /// The day.
    pub on: Nth,
    /// What the day is called where the year marks it: the day on which patches go out.
    #[serde(default)]
    pub patch_day: Option<String>,
    /// Clauses, beside those of the whole.
    #[serde(default)]
    pub clauses: Vec<String>,
}

/// What the months of a year bring.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Annual {
    /// Days of each month.
    pub columns: Vec<Column>,
    /// A note for each month, January first.
    pub notes: Vec<String>,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}

/// A task in a month.
#[derive(Clone, Debug)]
pub struct Planned<'a> {
    /// The task.
    pub task: &'a Task,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Another day on which it may be.
    pub or: Option<NaiveDate>,
    /// The day on which it would be as written, where that comes before the task before it.
    pub written: Option<NaiveDate>,
    /// When its papers are due.
    pub papers: Option<Moment>,
}

/// The tasks of a pack in a month, in the pack's order, each on or after the one before it (reading 6.13).
#[must_use]
pub fn month(pack: &Pack, month: NaiveDate) -> Vec<Planned<'_>> {
    let mut least = month.with_day(1).unwrap_or(month);
    let mut all = Vec::new();
    for task in &pack.tasks {
        let Some((from, to)) = task.on.not_before(month, least) else { continue };
        let written = task.on.days(month).map(|d| d.0).filter(|d| *d != from);
        let to = task.until.and_then(|u| u.not_before(month, from)).map_or(to, |d| d.1);
        let or = task.or.and_then(|o| o.not_before(month, from)).map(|d| d.0);
        let papers = task.lead.map(|lead| before(pack, from, lead));
        all.push(Planned { task, from, to, or, written, papers });
        least = from;
    }
    all
}

/// The moment a length before the working hours of a day begin; business days end at their close.
fn before(pack: &Pack, day: NaiveDate, lead: Length) -> Moment {
    let calendar = &pack.calendar;
    let opens = calendar.at(day, calendar.opens);
    let back = |days: i64| day.checked_sub_days(Days::new(days.unsigned_abs())).unwrap_or(day);
    match lead {
        Length::Minutes(n) => opens.plus(crate::base::time::Span::seconds(n.saturating_mul(-60))),
        Length::Hours(n) => opens.plus(crate::base::time::Span::hours(-n)),
        Length::Days(n) => calendar.at(back(n), calendar.opens),
        Length::Months(n) => calendar.at(back(n.saturating_mul(30)), calendar.opens),
        Length::SameDay => opens,
        Length::BusinessDays(n) => {
            let earlier = (1..3660).filter_map(|d| day.checked_sub_days(Days::new(d))).filter(|d| calendar.works(*d));
            let found = earlier.take(usize::try_from(n).unwrap_or(0)).last().unwrap_or(day);
            calendar.at(found, calendar.closes)
        }
    }
}
