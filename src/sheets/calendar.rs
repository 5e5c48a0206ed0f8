//! The calendar: windows, turns of windows and freezes, and when a change may run.

use super::time::{Time, Window};
use serde::{Deserialize, Serialize};

/// A window of the pack.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct WindowRow {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Its next turn, or the one that goes on now; none where it has no turn in the year to come.
    pub next: Option<Window>,
    /// Whether it is open at any time.
    pub always: bool,
    /// Which changes it admits.
    pub admits: String,
    /// What they need beside.
    pub needs: String,
    /// What becomes of a change that ends after it: `refuse`, `warn`, `allow`.
    pub overrun: String,
    /// Most changes in one turn.
    pub capacity: Option<usize>,
    /// How much risk one turn bears: `high 1, score 40`.
    pub bears: Option<String>,
    /// Why it has no turns, where something is missing or wrong.
    pub problem: Option<String>,
    /// Clauses.
    pub clauses: Vec<String>,
}

/// A turn of a window or a freeze.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CalendarRow {
    /// Beginning.
    pub from: Time,
    /// End.
    pub to: Time,
    /// `window`, `freeze`, `proposal`, `exception`, `change`, `tentative` (not authorised yet), `missing` (days to be named).
    pub kind: String,
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Whom a window takes, where it does not take every change.
    #[serde(default)]
    pub admits: String,
    /// Whom a window takes or a freeze binds, in words: `for type normal`, `binds all`.
    #[serde(default)]
    pub whom: String,
    /// Whether it is a window for emergencies only.
    #[serde(default)]
    pub urgent: bool,
    /// Whether it is a freeze that holds until a setting says otherwise: its end is the one of the time asked for.
    #[serde(skip)]
    pub standing: bool,
    /// Changes that run then and touch the same systems or people.
    pub clash: Vec<String>,
    /// Clauses.
    pub clauses: Vec<String>,
}

/// A window or freeze that had a say.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct ChainLine {
    /// `window`, `freeze` or `exception`; `now` of a time that has gone by; at the gate also `person`, `approval`, `review`
    /// and `rule`.
    pub kind: String,
    /// Id.
    pub id: String,
    /// `allow`, `deny`, `exempt` or `warn`.
    pub effect: String,
    /// Words.
    pub text: String,
    /// Clauses.
    pub clauses: Vec<String>,
}

/// When a change may run.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SlotsSheet {
    /// The change.
    pub id: String,
    /// The time asked for.
    pub asked: Window,
    /// Whether it may run then.
    pub allowed: bool,
    /// What decided that.
    pub chain: Vec<ChainLine>,
    /// The next free times of that length, and what else the pack says against each.
    pub slots: Vec<Slot>,
    /// Days for which the plan of the month has the deployment and no window does, with what is against them.
    #[serde(default)]
    pub planned: Vec<Slot>,
}

/// A free time.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Slot {
    /// Beginning.
    pub from: Time,
    /// End.
    pub to: Time,
    /// What else is against it, such as a notice that it does not keep.
    pub against: Vec<super::gate::GateReason>,
    /// What people should know of it.
    #[serde(default)]
    pub warnings: Vec<super::gate::GateReason>,
}

/// A freeze that was announced.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FreezeRow {
    /// Number.
    pub no: u32,
    /// Title.
    pub title: String,
    /// First moment.
    pub from: Time,
    /// First moment after it.
    pub to: Time,
    /// How many turns it has, where it comes again and again; 1 where it holds from its first moment to its last.
    #[serde(default)]
    pub turns: usize,
    /// Its next turn, or the one that goes on now.
    #[serde(default)]
    pub next: Option<Window>,
    /// `proposed`, `to come`, `holds`, `over`, `ended`, `refused` or `lapsed`.
    pub state: String,
    /// Roles that must still approve it before it binds.
    pub lacks: Vec<String>,
    /// Who approved it.
    pub approved_by: Vec<String>,
    /// Scheduled changes that it would stop, while it waits for approval.
    pub stops: Vec<String>,
    /// Environments that it binds; all when empty.
    pub environments: Vec<String>,
    /// Systems that it binds; all when empty.
    pub systems: Vec<String>,
    /// What it binds, in words: `all`, or its environments and systems.
    #[serde(default)]
    pub binds: String,
    /// Types of change that it lets through.
    pub exempt: Vec<String>,
    /// What the policy lets through announced freezes, in words.
    #[serde(default)]
    pub policy_exempt: Vec<String>,
    /// Who announced it.
    pub by: String,
    /// When it was ended ahead of its time.
    pub ended: Option<Time>,
}

/// A freeze with what it stops.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FreezeSheet {
    /// The freeze.
    #[serde(flatten)]
    pub row: FreezeRow,
    /// Scheduled changes that it stops, or would stop once it is approved.
    pub hits: Vec<super::gate::GateReason>,
}

/// The calendar for other programs.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CalendarFeed {
    /// Organisation.
    pub org: String,
    /// Domain of the register that tells it.
    pub home: String,
    /// Zone of the pack in force.
    pub tz: String,
    /// What it tells of.
    pub told: Window,
    /// Windows, freezes and changes.
    pub entries: Vec<FeedEntry>,
}

/// A window, a freeze or a change in a feed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FeedEntry {
    /// Name that stays the same for ever and that no other register gives: `freeze-1@` and the register's own domain; what
    /// came from another calendar keeps the name that it had there.
    pub uid: String,
    /// `window`, `freeze` or `change`.
    pub kind: String,
    /// Title.
    pub title: String,
    /// Lines below the title.
    pub text: String,
    /// How often it has changed.
    pub sequence: u32,
    /// When it last changed.
    pub changed: Time,
    /// Whether it was called off.
    pub canceled: bool,
    /// Environments that it is for; none for all.
    #[serde(default)]
    pub environments: Vec<String>,
    /// When.
    pub when: FeedTimes,
}

/// The times of an entry of a feed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedTimes {
    /// Once.
    Once(Window),
    /// On days that a rule names.
    Rule(FeedRule),
}

/// A recurrence, and its turns within the time that the feed tells of.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FeedRule {
    /// Rule of RFC 5545 without COUNT and UNTIL.
    pub rule: String,
    /// Zone.
    pub tz: String,
    /// Seconds after midnight at which it begins.
    pub opens_s: u32,
    /// How long it lasts, in minutes; whole days where none is given.
    pub minutes: Option<i64>,
    /// Each day (`2026-03-08`) with its turn; none where the clock of the zone skips its hours.
    pub days: Vec<(String, Option<Window>)>,
}

/// Days of the calendar, with what stands in them and who is busy.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct WeekSheet {
    /// Zone of the days.
    pub tz: String,
    /// The days.
    pub days: Vec<DaySheet>,
    /// What stands in them, by its beginning.
    pub rows: Vec<CalendarRow>,
    /// Days that the organisation has to name for the year and has not, such as its holidays.
    pub missing: Vec<String>,
    /// Who owns or carries out changes in them.
    pub people: Vec<BusyRow>,
    /// Announced freezes, the newest first.
    pub announced: Vec<FreezeRow>,
    /// The freezes of the pack, each with the turn that holds at `from`, or its next one.
    pub frozen: Vec<CalendarRow>,
    /// Now, or the beginning of the first of the days where now is none of them.
    pub from: Time,
}

/// A day.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct DaySheet {
    /// `2026-03-02`.
    pub day: String,
    /// Its first moment, and the first after it.
    pub span: Option<Window>,
    /// Whether it is a holiday.
    pub holiday: bool,
    /// Single sites at which it is a holiday.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sites: Vec<String>,
    /// Whether it is a business day.
    pub works: bool,
    /// What the day is on which patches go out, where it is one: `patch day`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patch_day: Option<String>,
    /// Turns of windows that touch it; those that are always open, or for emergencies only, are left out.
    pub windows: u32,
    /// Turns of windows for emergencies only that touch it.
    #[serde(default)]
    pub urgent: u32,
    /// Turns of freezes that touch it.
    pub freezes: u32,
    /// Changes that touch it.
    pub changes: u32,
    /// Those of them that begin on it, or before the first of the days: each change is one of them once.
    #[serde(default)]
    pub begin: u32,
}

/// A person with the changes of some days.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct BusyRow {
    /// Person id.
    pub person: String,
    /// Changes, by their beginning.
    pub changes: Vec<BusyLine>,
}

/// A change of a person.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct BusyLine {
    /// Change number.
    pub id: String,
    /// Title.
    pub title: String,
    /// When.
    pub window: Window,
    /// Changes of the same person at the same time.
    pub clash: Vec<String>,
}

/// A year, day by day.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct YearSheet {
    /// The year.
    pub year: i32,
    /// Zone of the days.
    pub tz: String,
    /// Its days.
    pub days: Vec<DaySheet>,
    /// Windows and freezes whose days or hours are still to be set, each with the command that sets them.
    #[serde(default)]
    pub unset: Vec<String>,
}

/// The plan of a month: its tasks, its layout, and what the months of its year bring.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PlanSheet {
    /// The month: `2026-03`.
    pub month: String,
    /// Zone of its days.
    pub tz: String,
    /// Tasks.
    pub tasks: Vec<TaskLine>,
    /// Layout.
    pub layout: Vec<LayoutLine>,
    /// Months of the year.
    pub year: Vec<MonthLine>,
}

impl PlanSheet {
    /// Whether the policy in force plans nothing.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.tasks.is_empty() && self.layout.is_empty() && self.year.is_empty()
    }
}

/// A task of a month.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct TaskLine {
    /// Id.
    pub id: String,
    /// What is done.
    pub title: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Another day on which it may be.
    pub or: Option<String>,
    /// The day as written, where that would come before the task before it.
    pub written: Option<String>,
    /// When its papers are due.
    pub papers: Option<Time>,
    /// Roles that do it.
    pub roles: Vec<String>,
    /// `planned`, `papers due`, `due`, `overdue`, `done`.
    pub state: String,
    /// Who did it.
    pub by: Option<String>,
    /// When.
    pub at: Option<Time>,
    /// What is against its days, such as that they lie in no window.
    pub notes: Vec<String>,
    /// Clauses.
    pub clauses: Vec<String>,
}

/// An entry of the layout of a month.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LayoutLine {
    /// Week of the month, from 1.
    pub week: u32,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// What happens.
    pub title: String,
    /// The day that the plan has for it, where that is another one.
    pub differs: Option<String>,
    /// Clauses.
    pub clauses: Vec<String>,
}

/// A month of a year's plan.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct MonthLine {
    /// The month: `2026-03`.
    pub month: String,
    /// Days by column.
    pub days: Vec<(String, String)>,
    /// What it brings.
    pub note: String,
    /// Clauses.
    pub clauses: Vec<String>,
}
