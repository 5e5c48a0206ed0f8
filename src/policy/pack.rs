//! What a pack is: the shape of its TOML as a whole; types of change and rules.

use super::act::Act;
use super::board::Board;
use super::checklist::Checklist;
use super::clock::Clock;
use super::document::{Document, Guidance, Role, Setting};
use super::evidence::Test;
use super::exception::ExceptionKind;
use super::facts::{Blank, Facts};
use super::lists::{
    Bia, DataKind, Delegation, Escalation, Listed, Materiality, Milestone, Question, Raci, Responsibility, Tier,
};
use super::meeting::{Panel, Series};
use super::plan::{Annual, LayoutEntry, Task};
use super::process::ProcessStage;
use super::read::keyed;
use super::request::{Approval, Field, Review};
use super::review::Finding;
use super::risk::Risk;
use super::rule::When;
use super::schedule::HOLIDAYS;
use super::stage::{Method, Stage};
use super::vector::Vector;
use super::verdict::{Reason, Verdict};
use super::window::{Freeze, Window};
use crate::base::calendar::{Calendar, days, site_days};
use chrono::{NaiveTime, Weekday};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use toml::Spanned;

/// The schema number that this program reads.
pub const SCHEMA: i64 = 1;

/// A policy pack. Lists are keyed by `id`; an extending pack replaces entries of the same id.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// The schema number, [`SCHEMA`].
    pub schema: i64,
    /// Short name: letters, digits and hyphens.
    pub name: String,
    /// Title for people.
    pub title: String,
    /// Name of the pack that this one builds on.
    #[serde(default)]
    pub extends: Option<String>,
    /// Whether the pack only serves to be extended and cannot be adopted.
    #[serde(default)]
    pub foundation: bool,
    /// Identity of the policy document.
    #[serde(default)]
    pub document: Document,
    /// Settings: readings of ambiguous clauses, and values that the document leaves open.
    #[serde(default, rename = "setting")]
    pub settings: Vec<Setting>,
    /// Roles that persons may hold.
    #[serde(default, rename = "role")]
    pub roles: Vec<Role>,
    /// What the document expects of roles for each change.
    #[serde(default, rename = "responsibility")]
    pub responsibilities: Vec<Responsibility>,
    /// Types of change.
    #[serde(default, rename = "type")]
    pub types: Vec<ChangeType>,
    /// The pre-approved standard changes that the document itself names.
    #[serde(default, rename = "catalogue")]
    pub catalogue: Vec<CatalogueEntry>,
    /// Fields of a change request.
    #[serde(default, rename = "field")]
    pub fields: Vec<Field>,
    /// The risk model.
    #[serde(default)]
    pub risk: Risk,
    /// Reviews that people sign.
    #[serde(default, rename = "review")]
    pub reviews: Vec<Review>,
    /// Kinds of tests and other proofs.
    #[serde(default, rename = "test")]
    pub tests: Vec<Test>,
    /// Approvals: by role, or by the board.
    #[serde(default, rename = "approval")]
    pub approvals: Vec<Approval>,
    /// The board that votes.
    #[serde(default)]
    pub board: Board,
    /// Meetings of the board.
    #[serde(default, rename = "meeting")]
    pub series: Vec<Series>,
    /// Windows in which changes may run.
    #[serde(default, rename = "window")]
    pub windows: Vec<Window>,
    /// Kinds of calendar exceptions.
    #[serde(default, rename = "exception")]
    pub exceptions: Vec<ExceptionKind>,
    /// Tasks of a month.
    #[serde(default, rename = "task")]
    pub tasks: Vec<Task>,
    /// The layout of a month.
    #[serde(default)]
    pub layout: Vec<LayoutEntry>,
    /// What the months of a year bring.
    #[serde(default)]
    pub annual: Option<Annual>,
    /// Tiers of systems.
    #[serde(default, rename = "tier")]
    pub tiers: Vec<Tier>,
    /// Kinds of sensitive data that systems handle; any words where there are none.
    #[serde(default)]
    pub data: Vec<DataKind>,
    /// Freezes in which they may not.
    #[serde(default, rename = "freeze")]
    pub freezes: Vec<Freeze>,
    /// Checklists.
    #[serde(default, rename = "checklist")]
    pub checklists: Vec<Checklist>,
    /// Environments, in the order of promotion.
    #[serde(default, rename = "stage")]
    pub stages: Vec<Stage>,
    /// The stages of the process that the document describes, in order.
    #[serde(default)]
    pub process: Vec<ProcessStage>,
    /// Methods of deployment; any word where there are none.
    #[serde(default, rename = "method")]
    pub methods: Vec<Method>,
    /// What the review after a change has to say.
    #[serde(default, rename = "pir")]
    pub findings: Vec<Finding>,
    /// What the board writes down for each item.
    #[serde(default)]
    pub panel: Panel,
    /// Deadlines.
    #[serde(default, rename = "clock")]
    pub clocks: Vec<Clock>,
    /// Rules: permit, forbid, demand, warn.
    #[serde(default, rename = "rule")]
    pub rules: Vec<Rule>,
    /// Limits of delegation.
    #[serde(default, rename = "delegation")]
    pub delegations: Vec<Delegation>,
    /// Responsibility matrices.
    #[serde(default, rename = "raci")]
    pub raci: Vec<Raci>,
    /// Which edits void which approvals and votes.
    #[serde(default, rename = "materiality")]
    pub materiality: Vec<Materiality>,
    /// Reasons with which a request may be turned back.
    #[serde(default, rename = "criterion")]
    pub criteria: Vec<Listed>,
    /// Accountable persons and whom to ask when they do not answer.
    #[serde(default, rename = "escalation")]
    pub escalations: Vec<Escalation>,
    /// The planned timeline of a change.
    #[serde(default, rename = "milestone")]
    pub milestones: Vec<Milestone>,
    /// Business impact analysis.
    #[serde(default)]
    pub bia: Option<Bia>,
    /// What an organisation answers beside settings.
    #[serde(default, rename = "question")]
    pub questions: Vec<Question>,
    /// Statements that no program can check, and lists that are only shown.
    #[serde(default, rename = "guidance")]
    pub guidance: Vec<Guidance>,
    /// Named starting facts for vectors.
    #[serde(default)]
    pub base: BTreeMap<String, super::vector::Base>,
    /// Test vectors.
    #[serde(default, rename = "vector")]
    pub vectors: Vec<Vector>,
    /// The business calendar, filled from the settings when the pack is read.
    #[serde(skip)]
    pub calendar: Calendar,
    /// The packs that are combined in this one, each of which judges for itself; none where it stands alone.
    #[serde(skip)]
    pub members: Vec<Pack>,
    /// The facts before anything is known; to be made anew wherever the pack is altered.
    #[serde(skip)]
    pub blank: Blank,
}

keyed!(ChangeType, CatalogueEntry, Rule);

/// A type of change.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeType {
    /// `standard`, `normal` or `emergency`.
    pub id: Spanned<String>,
    /// Title.
    pub title: String,
    /// The path through the states: `catalogue` (New, Scheduled), `assessed` (New, Assess, Authorize, Scheduled) or
    /// `urgent` (New, Authorize, Scheduled).
    pub path: Path,
    /// Examples in the document.
    #[serde(default)]
    pub examples: Vec<String>,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}

/// Path of a type through the states.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Path {
    /// Pre-approved: submission schedules it.
    Catalogue,
    /// Assessed, then authorised.
    Assessed,
    /// Authorised at once.
    Urgent,
}

/// A pre-approved standard change.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatalogueEntry {
    /// Id.
    pub id: Spanned<String>,
    /// Title.
    pub title: String,
    /// The documented procedure, in a sentence.
    #[serde(default)]
    pub procedure: String,
    /// Clauses.
    #[serde(default)]
    pub clauses: Vec<String>,
}

/// What a rule does.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Allows the act when `when` holds.
    Permit,
    /// Refuses the act when `when` holds.
    Forbid,
    /// Refuses the act when `when` holds and `needs` does not.
    Demand,
    /// Warns when `when` holds and `needs` (if given) does not.
    Warn,
}

/// A rule.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Id, unique in the pack.
    pub id: Spanned<String>,
    /// What it does.
    pub effect: Effect,
    /// The acts it speaks of.
    pub acts: Vec<Act>,
    /// When it applies.
    #[serde(default)]
    pub when: When,
    /// What must hold.
    #[serde(default)]
    pub needs: When,
    /// What to tell people, in our words; the clause text stands beside it.
    #[serde(default)]
    pub text: String,
    /// What would change the verdict.
    #[serde(default)]
    pub remedy: String,
    /// Fact whose words are named behind the text, such as `system.unknown`.
    #[serde(default)]
    pub names: Option<String>,
    /// The title under which it is a point of the go/no-go decision; none if empty.
    #[serde(default)]
    pub criterion: String,
    /// Whether that point is NO-GO, and not open, where nothing is on record of it.
    #[serde(default)]
    pub missing_is_no_go: bool,
    /// Rules, and reviews as `review.ID`, that ask for the same: a deviation from one of them is one from all.
    #[serde(default)]
    pub same: Vec<String>,
    /// Whether what it refuses lies outside the policy: an edit to that effect takes a submitted change out of the queue.
    #[serde(default)]
    pub outside: bool,
    /// Clauses it executes.
    #[serde(default)]
    pub clauses: Vec<String>,
}

impl Pack {
    /// A rule, field or review with all that ask for the same.
    #[must_use]
    pub fn same<'a>(&'a self, rule: &'a str) -> Vec<&'a str> {
        let rules = std::iter::once(self).chain(&self.members).flat_map(|p| &p.rules);
        let told = rules.filter(|r| !r.same.is_empty()).find(|r| r.id() == rule || r.same.iter().any(|s| s == rule));
        told.map_or_else(|| vec![rule], |r| std::iter::once(r.id()).chain(r.same.iter().map(String::as_str)).collect())
    }

    /// The value of a setting; `None` when the pack has none or it is `unset`.
    #[must_use]
    pub fn setting(&self, id: &str) -> Option<&str> {
        self.settings.iter().find(|s| s.id() == id).map(|s| s.value.as_str()).filter(|v| *v != "unset")
    }

    /// Whether a setting is `true`.
    #[must_use]
    pub fn is_on(&self, id: &str) -> bool {
        self.setting(id) == Some("true")
    }

    /// A role by id or alias, whichever way it is spelled.
    #[must_use]
    pub fn role(&self, word: &str) -> Option<&Role> {
        let same = |a: &str| spelling(a) == spelling(word);
        self.roles.iter().find(|r| same(r.id()) || same(&r.title) || r.aliases.iter().any(|a| same(a)))
    }

    /// Whether it, or a pack that it combines, has windows: then not any time will do.
    #[must_use]
    pub fn has_windows(&self) -> bool {
        !self.windows.is_empty() || self.members.iter().any(|m| !m.windows.is_empty())
    }

    /// A field by id.
    #[must_use]
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields.iter().find(|f| f.id() == id)
    }

    /// A type by id.
    #[must_use]
    pub fn change_type(&self, id: &str) -> Option<&ChangeType> {
        self.types.iter().find(|t| t.id() == id)
    }

    /// Why a request lies outside the policy, where what was judged says so.
    #[must_use]
    pub fn outside<'v>(&self, verdict: &'v Verdict) -> Option<&'v Reason> {
        let rules = || self.rules.iter().chain(self.members.iter().flat_map(|m| &m.rules)).filter(|r| r.outside);
        verdict.reasons.iter().find(|reason| rules().any(|r| r.id() == reason.rule))
    }

    /// The calendar for what some facts are about: with the holidays of its sites.
    #[must_use]
    pub fn calendar_for(&self, facts: &Facts) -> Cow<'_, Calendar> {
        self.calendar.at_sites(facts.words("site").unwrap_or_default())
    }

    /// The calendar that the settings describe.
    #[must_use]
    pub fn calendar_of_settings(&self) -> Calendar {
        let mut calendar = Calendar::default();
        if let Some(tz) = self.setting("pack.tz").and_then(|z| z.parse().ok()) {
            calendar.tz = tz;
        }
        let list = |id: &str| self.setting(id).unwrap_or_default().split([',', ' ']).filter(|s| !s.is_empty());
        // What cannot be read is refused where it is set; a range is as many holidays as it has days.
        let ranges = list(HOLIDAYS).filter_map(|d| days(d).ok());
        calendar.holidays = ranges.flat_map(|(a, b)| a.iter_days().take_while(move |d| *d <= b).take(366)).collect();
        calendar.sites = self.setting("calendar.site_holidays").and_then(|s| site_days(s).ok()).unwrap_or_default();
        calendar.any_site = self.setting("bizday.sites") == Some("any");
        if self.setting("calendar.workweek") != Some("mon-fri") {
            let days: Vec<Weekday> = list("calendar.workweek").filter_map(|d| d.parse().ok()).collect();
            if !days.is_empty() {
                calendar.workweek = days;
            }
        }
        let hours = self.setting("calendar.business_hours").and_then(|h| h.split_once('-'));
        let time = |t: &str| NaiveTime::parse_from_str(t.trim(), "%H:%M").ok();
        if let Some((Some(opens), Some(closes))) = hours.map(|(a, b)| (time(a), time(b))) {
            (calendar.opens, calendar.closes) = (opens, closes);
        }
        const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
        let starts = self.setting("calendar.fiscal_year_start");
        if let Some((_, n)) = (MONTHS.iter().zip(1..)).find(|(month, _)| Some(**month) == starts) {
            calendar.year_starts = n;
        }
        calendar
    }
}

/// How a word compares with another: case, spaces, hyphens and slashes do not matter.
fn spelling(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
