//! ServiceNow `change_request`: JSON of the Table and Change APIs, list exports as CSV, XML unloads.
//!
//! Stored values are in UTC and use codes (state -5 to 4, levels 1 to 5); shown values use words and the zone of whoever
//! exported. A record whose state is a word was exported as shown, so its dates are local.

use super::Format;
use super::change::{ForeignChange, ForeignOutcome, ForeignType};
use super::fill::{Clock, is_code};
use super::layout::Known::{self, Drop, Keep, To};
use super::layout::{Dialect, Layout, Record};
use super::mapping::Mapping;
use super::target::{Bind, Target};
use super::words;
use crate::domain::change::states::State;

pub(super) static DIALECT: Dialect = Dialect {
    format: Format::ServiceNow,
    columns: COLUMNS,
    tidy: |name| name,
    noise,
    state,
    kind,
    outcome,
    level,
    titled: true,
    finish,
};

/// Technical names first, then labels.
const COLUMNS: &[(&str, Known)] = &[
    ("number", To(Target::Id)),
    ("short_description", To(Target::Title)),
    ("short description", To(Target::Title)),
    ("type", To(Target::Type)),
    ("change type", To(Target::Type)),
    ("state", To(Target::State)),
    ("status", To(Target::State)),
    ("approval", To(Target::Outcome)),
    ("requested_by", To(Target::Requester)),
    ("requested by", To(Target::Requester)),
    ("opened_by", Keep("opened_by")),
    ("opened by", Keep("opened_by")),
    ("assigned_to", To(Target::Owner)),
    ("assigned to", To(Target::Owner)),
    ("assignment_group", To(Target::Group)),
    ("assignment group", To(Target::Group)),
    ("description", To(Target::Description)),
    ("justification", To(Target::Justification)),
    ("risk", To(Target::Risk)),
    ("impact", To(Target::Impact)),
    ("likelihood", To(Target::Likelihood)),
    ("priority", To(Target::Priority)),
    ("implementation_plan", To(Target::ImplementationPlan)),
    ("implementation plan", To(Target::ImplementationPlan)),
    ("change_plan", To(Target::ImplementationPlan)),
    ("change plan", To(Target::ImplementationPlan)),
    ("test_plan", To(Target::TestPlan)),
    ("test plan", To(Target::TestPlan)),
    ("backout_plan", To(Target::BackoutPlan)),
    ("backout plan", To(Target::BackoutPlan)),
    ("communication_plan", To(Target::CommunicationPlan)),
    ("communication plan", To(Target::CommunicationPlan)),
    ("cmdb_ci", To(Target::Affected)),
    ("configuration item", To(Target::Affected)),
    ("affected ci", To(Target::Affected)),
    ("affected cis", To(Target::Affected)),
    ("opened_at", To(Target::Opened)),
    ("opened", To(Target::Opened)),
    ("start_date", To(Target::PlannedStart)),
    ("planned start date", To(Target::PlannedStart)),
    ("planned start", To(Target::PlannedStart)),
    ("end_date", To(Target::PlannedEnd)),
    ("planned end date", To(Target::PlannedEnd)),
    ("planned end", To(Target::PlannedEnd)),
    ("work_start", To(Target::ActualStart)),
    ("actual start", To(Target::ActualStart)),
    ("actual start date", To(Target::ActualStart)),
    ("work start", To(Target::ActualStart)),
    ("work_end", To(Target::ActualEnd)),
    ("actual end", To(Target::ActualEnd)),
    ("actual end date", To(Target::ActualEnd)),
    ("work end", To(Target::ActualEnd)),
    ("closed_at", To(Target::Closed)),
    ("closed", To(Target::Closed)),
    ("close_code", To(Target::CloseCode)),
    ("close code", To(Target::CloseCode)),
    ("completion code", To(Target::CloseCode)),
    ("close_notes", To(Target::CloseNotes)),
    ("close notes", To(Target::CloseNotes)),
    ("sys_id", Keep("sys_id")),
    ("sys_class_name", Keep("class")),
    ("task type", Keep("class")),
    ("category", Keep("category")),
    ("reason", Keep("reason")),
    ("urgency", Keep("urgency")),
    ("scope", Keep("scope")),
    ("phase", Keep("phase")),
    ("phase_state", Keep("phase_state")),
    ("on_hold", Keep("on_hold")),
    ("on hold", Keep("on_hold")),
    ("on_hold_reason", Keep("on_hold_reason")),
    ("on hold reason", Keep("on_hold_reason")),
    ("cab_required", Keep("cab_required")),
    ("cab required", Keep("cab_required")),
    ("cab_date", Keep("cab_date")),
    ("cab date", Keep("cab_date")),
    ("cab date/time", Keep("cab_date")),
    ("cab_date_time", Keep("cab_date")),
    ("cab_delegate", Keep("cab_delegate")),
    ("cab delegate", Keep("cab_delegate")),
    ("cab_recommendation", Keep("cab_recommendation")),
    ("cab recommendation", Keep("cab_recommendation")),
    ("chg_model", Keep("model")),
    ("model", Keep("model")),
    ("std_change_producer_version", Keep("template")),
    ("standard change template version", Keep("template")),
    ("unauthorized", Keep("unauthorized")),
    ("conflict_status", Keep("conflict_status")),
    ("conflict status", Keep("conflict_status")),
    ("outside_maintenance_schedule", Keep("outside_maintenance_schedule")),
    ("production_system", Keep("production_system")),
    ("production system", Keep("production_system")),
    ("parent", Keep("parent")),
    ("correlation_id", Keep("correlation_id")),
    ("correlation id", Keep("correlation_id")),
    ("business_service", Keep("service")),
    ("service", Keep("service")),
    ("service_offering", Keep("service_offering")),
    ("service offering", Keep("service_offering")),
    ("requested_by_date", Keep("requested_by_date")),
    ("requested by date", Keep("requested_by_date")),
    ("review_date", Keep("review_date")),
    ("review_status", Keep("review_status")),
    ("review_comments", Keep("review_comments")),
    ("review comments", Keep("review_comments")),
    ("risk_impact_analysis", Keep("risk_impact_analysis")),
    ("risk and impact analysis", Keep("risk_impact_analysis")),
    ("risk_value", Keep("risk_value")),
    ("comments", Keep("comments")),
    ("additional comments", Keep("comments")),
    ("work_notes", Keep("work_notes")),
    ("work notes", Keep("work_notes")),
    ("location", Keep("location")),
    ("company", Keep("company")),
    ("closed_by", Keep("closed_by")),
    ("closed by", Keep("closed_by")),
    ("comments_and_work_notes", Drop),
    ("additional_assignee_list", Drop),
    ("group_list", Drop),
    ("watch_list", Drop),
    ("watch list", Drop),
    ("approval_set", Drop),
    ("approval_history", Drop),
    ("ci_class", Drop),
    ("contact_type", Drop),
    ("channel", Drop),
    ("due_date", Drop),
    ("due date", Drop),
    ("escalation", Drop),
    ("knowledge", Drop),
    ("order", Drop),
    ("active", Drop),
    ("proposed_change", Drop),
    ("is_bulk", Drop),
    ("made_sla", Drop),
    ("skills", Drop),
    ("variables", Drop),
    ("upon_approval", Drop),
    ("upon_reject", Drop),
    ("rejection_goto", Drop),
    ("task_effective_number", Drop),
    ("reassignment_count", Drop),
    ("reassignment count", Drop),
    ("conflict_last_run", Drop),
    ("key", Drop),
    ("updated", Drop),
    ("updated by", Drop),
    ("created", Drop),
    ("created by", Drop),
    ("updates", Drop),
];

fn noise(name: &str) -> bool {
    let clocks = ["sla_due", "activity_due", "time_worked", "business_duration", "calendar_duration", "follow_up"];
    let wiring = [
        "delivery_plan",
        "delivery_task",
        "expected_start",
        "wf_activity",
        "user_input",
        "contract",
        "route_reason",
        "universal_request",
        "correlation_display",
        "on_hold_task",
        "work_notes_list",
        "sys_domain_path",
    ];
    name.starts_with("sys_") || clocks.contains(&name) || wiring.contains(&name)
}

fn state(word: &str) -> Option<State> {
    if let Ok(code) = word.trim().parse::<i64>() {
        return Some(match code {
            -5 | 1 => State::New,
            -4 => State::Assess,
            -3 => State::Authorize,
            -2 => State::Scheduled,
            -1 | 2 => State::Implement,
            0 => State::Review,
            3 => State::Closed,
            4 | 7 => State::Canceled,
            _ => return None,
        });
    }
    words::state(word).or_else(|| {
        Some(match words::plain(word).as_str() {
            "draft" | "open" | "pending" => State::New,
            "requested" | "assessment" => State::Assess,
            "pending approval" | "authorization" | "awaiting approval" => State::Authorize,
            "approved" | "schedule" => State::Scheduled,
            "work in progress" | "in progress" | "implementation" => State::Implement,
            "complete" | "completed" | "closed complete" | "closed incomplete" | "successful" | "unsuccessful" => {
                State::Closed
            }
            "closed skipped" | "change cancelled" | "rejected" => State::Canceled,
            _ => return None,
        })
    })
}

fn kind(word: &str) -> Option<ForeignType> {
    words::kind(word)
}

fn outcome(word: &str) -> Option<Option<ForeignOutcome>> {
    words::outcome(word)
}

/// Priority has five levels, impact and urgency three, risk five of which two to four are usual.
fn level(target: Target, number: i64) -> Option<&'static str> {
    Some(match (target, number) {
        (Target::Priority, 1) => "critical",
        (Target::Priority, 2) | (Target::Impact, 1) | (Target::Risk, 2) => "high",
        (Target::Priority | Target::Risk, 3) => "moderate",
        (Target::Priority | Target::Risk, 4) | (Target::Impact, 3) => "low",
        (Target::Priority, 5) => "planning",
        (Target::Impact, 2) => "medium",
        (Target::Risk, 1) => "very high",
        (Target::Risk, 5) => "very low",
        _ => return None,
    })
}

fn finish(change: &mut ForeignChange, _: &Mapping) -> Result<(), String> {
    if let Some(class) = change.extra.remove("class") {
        let other = ["incident", "problem", "change task", "change model", "chg model", "release", "request"];
        let plain = words::plain(&class);
        if other.contains(&plain.as_str()) || plain.starts_with("sc ") || plain.starts_with("requested item") {
            return Err(format!("is of the class {class}, not a change request"));
        }
    }
    if change.requester.is_none() {
        change.requester = change.extra.get("opened_by").cloned();
    }
    Ok(())
}

/// The zones of a record outside a table: UTC, unless its values are the shown ones.
pub(super) fn clock(layout: &Layout, record: &Record, clock: Clock) -> Clock {
    let coded = |target: Target| {
        let mut cells = record.cells.iter().filter(|(place, _)| layout.bound(*place) == &Bind::To(target));
        cells.find(|(_, cell)| !cell.value.trim().is_empty()).map(|(_, cell)| is_code(&cell.value))
    };
    let telling = [Target::State, Target::Priority, Target::Impact, Target::Risk];
    match telling.into_iter().find_map(coded) {
        Some(false) => Clock { stored: clock.shown, ..clock },
        _ => Clock { stored: chrono_tz::UTC, ..clock },
    }
}
