//! Meetings of the board: their series, what stands on the agenda, and what is written down for each item.

use super::clock::Clock;
use super::lists::Listed;
use super::read::keyed;
use super::rule::When;
use crate::base::time::Length;
use chrono::NaiveDate;
use rrule::{Frequency, RRule, RRuleError, Unvalidated};
use serde::{Deserialize, Serialize};
use toml::Spanned;

/// A series of meetings, or a kind of meeting that is called when it is needed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Series {
    /// Id, such as `cab`, `ecab`, `freeze_review`.
    pub id: Spanned<String>,
    /// Title for people.
    pub title: String,
    /// When it meets, as an RFC 5545 recurrence rule without DTSTART; empty where the weekday and hour of the settings
    /// `cab.weekday` and `cab.time` say so; `none` where it meets only when called.
    #[serde(default)]
    pub rrule: String,
    /// The day from which a rule counts that has INTERVAL, or names no weekday or day.
    #[serde(default)]
    pub anchor: Option<NaiveDate>,
    /// Planned length in minutes.
    #[serde(default = "hour")]
    pub minutes: u32,
    /// How long before the meeting the agenda is locked; later items need a second.
    #[serde(default)]
    pub cutoff: Option<Length>,
    /// Types of change for which it is convened at once; a meeting that was convened holds only what it was convened for.
    #[serde(default)]
    pub convenes: Vec<String>,
    /// How soon after being called it must have opened.
    #[serde(default)]
    pub within: Option<Length>,
    /// Sections of the agenda, in order.
    #[serde(default, rename = "section")]
    pub sections: Vec<Section>,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}

const fn hour() -> u32 {
    60
}

/// The days that a recurrence rule names: on which a series meets, or from which on a topic comes back.
///
/// # Errors
/// In words: it is no rule, names hours, or no day at all.
pub fn days(text: &str) -> Result<RRule<Unvalidated>, String> {
    let rule: RRule<Unvalidated> = text.parse().map_err(|e: RRuleError| e.to_string())?;
    let hours = !(rule.get_by_hour().is_empty() && rule.get_by_minute().is_empty() && rule.get_by_second().is_empty());
    match rule.get_freq() {
        _ if hours => Err("it names days, and no BYHOUR, BYMINUTE or BYSECOND: the hour is a setting's".into()),
        Frequency::Daily | Frequency::Weekly | Frequency::Monthly | Frequency::Yearly if rule.get_interval() == 0 => {
            Err("INTERVAL=0 comes to nothing".into())
        }
        Frequency::Daily | Frequency::Weekly | Frequency::Monthly | Frequency::Yearly => Ok(rule),
        often => Err(format!("a board meets once a day at most, and {often} is more often")),
    }
}

/// The days of a rule by which a series meets, given the day from which it counts.
///
/// # Errors
/// Those of [`days`]; it counts from a day and there is none, or it ends after so many meetings.
pub fn turns(text: &str, anchor: Option<NaiveDate>) -> Result<RRule<Unvalidated>, String> {
    let rule = days(text)?;
    let lists =
        [rule.get_by_month_day().is_empty(), rule.get_by_year_day().is_empty(), rule.get_by_week_no().is_empty()];
    let named = !rule.get_by_weekday().is_empty() || lists.contains(&false) || rule.get_freq() == Frequency::Daily;
    if rule.get_count().is_some() {
        return Err("a board meets until the policy changes, or UNTIL a day: leave COUNT out".into());
    }
    if anchor.is_none() && (rule.get_interval() > 1 || !named) {
        return Err("INTERVAL and rules that name no weekday or day need an anchor, the day they count from".into());
    }
    Ok(rule)
}

/// A section of the agenda.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Id.
    pub id: String,
    /// Title for people.
    pub title: String,
    /// Where its items come from.
    pub source: Source,
    /// Reviews that a retrospective item is about; none where the board votes on it.
    #[serde(default)]
    pub reviews: Vec<String>,
    /// Minutes for each item of it, by risk level where one is named: `{ any = 5, high = 10 }`.
    #[serde(default)]
    pub minutes: std::collections::BTreeMap<String, u32>,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}

/// Where the items of a section come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// One item a change that the board is to decide on.
    Decisions,
    /// One item an emergency whose review by the board is still due; the meeting does not close without it.
    Retrospective,
    /// One standing item: what was finished since the last meeting.
    Previous,
    /// One standing item: emergencies since the last meeting.
    Emergencies,
    /// One standing item: what is scheduled in the weeks to come.
    Calendar,
    /// One standing item: freezes of the weeks to come, and what is on hold.
    Freezes,
    /// One standing item: actions of earlier meetings that are still open.
    Actions,
    /// One standing item: success metrics and trends.
    Metrics,
    /// One standing item: the requests that the meeting is to decide on, and whether each is ready.
    Requests,
    /// One standing item: the risk of these requests, and what is done about it.
    Risks,
    /// One standing item without data of its own.
    Standing,
}

impl Source {
    /// Whether each change is an item of its own.
    #[must_use]
    pub const fn by_change(self) -> bool {
        matches!(self, Self::Decisions | Self::Retrospective)
    }
}

/// What is written down for each item that is decided.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Panel {
    /// Criteria that the board marks as considered.
    #[serde(rename = "criterion")]
    pub criteria: Vec<Listed>,
    /// Assessments that seats give.
    #[serde(rename = "assessment")]
    pub assessments: Vec<Assessment>,
}

/// An assessment that the holder of a seat gives on an item.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    /// Seat id.
    pub seat: String,
    /// What it speaks of.
    pub title: String,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}

impl Series {
    /// The clock of a board that must open soon after it is called: from `called` to `opened`.
    #[must_use]
    pub fn clock(&self) -> Option<Clock> {
        Some(Clock {
            id: self.id().to_owned(),
            title: format!("{} opens", self.title),
            start: "called".into(),
            stop: "opened".into(),
            target: None,
            limit: Some(self.within?),
            limit_setting: None,
            register: false,
            when: When::default(),
            roles: Vec::new(),
            escalate: Vec::new(),
            clauses: self.clauses.clone(),
        })
    }
}

keyed!(Series);
