//! iTop changes: XML exports and load files, CSV exports under codes or labels, JSON answers of its REST service.

use super::Format;
use super::change::{ForeignChange, ForeignOutcome, ForeignType};
use super::layout::Dialect;
use super::layout::Known::{self, Drop, Keep, To};
use super::mapping::Mapping;
use super::target::Target;
use super::words;
use crate::domain::change::states::State;

pub(super) static DIALECT: Dialect = Dialect {
    format: Format::Itop,
    columns: COLUMNS,
    tidy,
    noise,
    state,
    kind,
    outcome: words::outcome,
    level,
    titled: true,
    finish,
};

/// Codes first, then the labels of the English dictionary.
const COLUMNS: &[(&str, Known)] = &[
    ("ref", To(Target::Id)),
    ("ticket ref", To(Target::Id)),
    ("title", To(Target::Title)),
    ("status", To(Target::State)),
    ("etat", To(Target::State)),
    ("class", Keep("class")),
    ("finalclass", Keep("class")),
    ("ticket sub-class", Keep("class")),
    ("change sub-class", Keep("class")),
    ("ticket type", Keep("class")),
    ("requestor_id_friendlyname", To(Target::Requester)),
    ("requestor_id->friendlyname", To(Target::Requester)),
    ("requestor", To(Target::Requester)),
    ("caller_id_friendlyname", Keep("caller")),
    ("caller_id->friendlyname", Keep("caller")),
    ("caller_name", Keep("caller")),
    ("caller", Keep("caller")),
    ("caller name", Keep("caller")),
    ("agent_id_friendlyname", To(Target::Owner)),
    ("agent_id->friendlyname", To(Target::Owner)),
    ("agent_name", To(Target::Owner)),
    ("agent", To(Target::Owner)),
    ("agent name", To(Target::Owner)),
    ("team_id_friendlyname", To(Target::Group)),
    ("team_id->friendlyname", To(Target::Group)),
    ("team_name", To(Target::Group)),
    ("team", To(Target::Group)),
    ("team name", To(Target::Group)),
    ("description", To(Target::Description)),
    ("impact", To(Target::Impact)),
    ("fallback", To(Target::BackoutPlan)),
    ("fallback plan", To(Target::BackoutPlan)),
    ("functionalcis_list", To(Target::Affected)),
    ("functionalcis_list->functionalci_name", To(Target::Affected)),
    ("functionalcis_list->friendlyname", To(Target::Affected)),
    ("functionalcis_list->functionalci_id_friendlyname", To(Target::Affected)),
    ("cis", To(Target::Affected)),
    ("creation_date", To(Target::Opened)),
    ("creation date", To(Target::Opened)),
    ("start_date", To(Target::PlannedStart)),
    ("start date", To(Target::PlannedStart)),
    ("end_date", To(Target::PlannedEnd)),
    ("end date", To(Target::PlannedEnd)),
    ("close_date", To(Target::Closed)),
    ("close date", To(Target::Closed)),
    ("key", Keep("key")),
    ("id", Keep("key")),
    ("object", Drop),
    ("org_name", Keep("organization")),
    ("organization", Keep("organization")),
    ("organization name", Keep("organization")),
    ("reason", Keep("reject_reason")),
    ("reject reason", Keep("reject_reason")),
    ("outage", Keep("outage")),
    ("operational_status", Keep("operational_status")),
    ("operational status", Keep("operational_status")),
    ("approval_date", Keep("approval_date")),
    ("approval date", Keep("approval_date")),
    ("approval_comment", Keep("approval_comment")),
    ("approval comment", Keep("approval_comment")),
    ("acceptance_date", Keep("acceptance_date")),
    ("acceptance date", Keep("acceptance_date")),
    ("acceptance_comment", Keep("acceptance_comment")),
    ("acceptance comment", Keep("acceptance_comment")),
    ("supervisor_id_friendlyname", Keep("supervisor")),
    ("supervisor", Keep("supervisor")),
    ("supervisor_group_name", Keep("supervisor_group")),
    ("supervisor team name", Keep("supervisor_group")),
    ("manager_id_friendlyname", Keep("manager")),
    ("manager", Keep("manager")),
    ("manager_group_name", Keep("manager_group")),
    ("manager team name", Keep("manager_group")),
    ("parent_name", Keep("parent")),
    ("parent change ref", Keep("parent")),
    ("private_log", Keep("log")),
    ("private log", Keep("log")),
    ("last_update", Drop),
    ("last update", Drop),
    ("friendlyname", Drop),
    ("full name", Drop),
];

/// The CSV export writes `Caller->Full name` for what the caller's column names.
fn tidy(name: &str) -> &str {
    name.strip_suffix("->full name").or_else(|| name.strip_suffix("->name")).unwrap_or(name)
}

/// Numbers of other objects, mail addresses, and lists of linked objects.
fn noise(name: &str) -> bool {
    let outer = name.split("->").next().unwrap_or(name);
    name.ends_with("_id")
        || name.ends_with("email")
        || name.ends_with("_recall")
        || name.ends_with("obsolescence_flag")
        || outer.ends_with("_list")
        || matches!(name, "archive_flag" | "archive_date" | "contacts" | "work orders")
}

fn state(word: &str) -> Option<State> {
    Some(match words::plain(word).as_str() {
        "new" => State::New,
        "validated" | "assigned" | "notapproved" | "not approved" => State::Assess,
        "plannedscheduled" | "planned and scheduled" => State::Authorize,
        "approved" => State::Scheduled,
        "implemented" | "monitored" => State::Review,
        "closed" => State::Closed,
        "rejected" => State::Canceled,
        _ => return None,
    })
}

fn kind(word: &str) -> Option<ForeignType> {
    Some(match words::plain(word).as_str() {
        "routinechange" | "routine change" => ForeignType::Standard,
        "normalchange" | "normal change" => ForeignType::Normal,
        "emergencychange" | "emergency change" => ForeignType::Emergency,
        _ => return None,
    })
}

fn level(target: Target, number: i64) -> Option<&'static str> {
    // Scales of iTop's tickets: a department, a service, a person; critical to low.
    Some(match (target, number) {
        (Target::Impact, 1) => "department",
        (Target::Impact, 2) => "service",
        (Target::Impact, 3) => "person",
        (Target::Priority, 1) => "critical",
        (Target::Priority, 2) => "high",
        (Target::Priority, 3) => "medium",
        (Target::Priority, 4) => "low",
        _ => return None,
    })
}

fn finish(change: &mut ForeignChange, mapping: &Mapping) -> Result<(), String> {
    if let Some(class) = change.extra.get("class").map(|c| c.lines().next().unwrap_or_default().to_owned()) {
        let mapped = mapping.value(Target::Type, &class);
        let mapped = mapped.and_then(|m| ForeignType::ALL.into_iter().find(|t| t.word() == m));
        let known = mapped.or_else(|| kind(&class));
        let is_change = matches!(words::plain(&class).as_str(), "change" | "approvedchange" | "approved change");
        if known.is_none() && !is_change {
            return Err(format!("is of the class {class}, not a change"));
        }
        change.change_type = change.change_type.or(known);
        change.extra.insert("class".to_owned(), class);
    }
    if change.requester.is_none() {
        change.requester = change.extra.get("caller").and_then(|c| c.lines().next()).map(str::to_owned);
    }
    let word = change.extra.get("state_word").map(|w| words::plain(w)).unwrap_or_default();
    if change.outcome.is_none() {
        change.outcome = match word.as_str() {
            "rejected" | "notapproved" | "not approved" => Some(ForeignOutcome::Rejected),
            "approved" | "implemented" | "monitored" => Some(ForeignOutcome::Approved),
            _ => None,
        };
    }
    let listed = std::mem::take(&mut change.affected);
    for name in listed.iter().flat_map(|cell| linked(cell)) {
        if !change.affected.contains(&name) {
            change.affected.push(name);
        }
    }
    Ok(())
}

/// The names in a list of links as the CSV export writes it: links apart by `|`, attributes by `;`, code and value by
/// `:`. Anything else is a name.
fn linked(cell: &str) -> Vec<String> {
    if !cell.contains("functionalci_id") && !cell.contains("functionalci_name") {
        return vec![cell.to_owned()];
    }
    let name_of = |link: &str| {
        let attributes = || link.split(';').filter_map(|a| a.split_once(':'));
        let codes = ["functionalci_name", "functionalci_id->friendlyname", "functionalci_id->name", "functionalci_id"];
        codes
            .into_iter()
            .find_map(|code| attributes().find(|(c, _)| c.trim() == code))
            .map(|(_, v)| v.trim().to_owned())
    };
    cell.split('|').filter_map(name_of).filter(|name| !name.is_empty()).collect()
}
