//! Jira CSV exports: repeated column names, columns and months in the user's language, custom fields.

use super::Format;
use super::change::{ForeignChange, ForeignOutcome, ForeignType, Warning};
use super::layout::Dialect;
use super::layout::Known::{self, Drop, Keep, To};
use super::mapping::Mapping;
use super::target::Target;
use super::words;
use crate::domain::change::states::State;

pub(super) static DIALECT: Dialect = Dialect {
    format: Format::Jira,
    columns: COLUMNS,
    tidy,
    noise,
    state,
    kind: words::kind,
    outcome: words::outcome,
    level: |_, _| None,
    titled: true,
    finish,
};

/// English, then German, Spanish, French and Portuguese where Jira names the column so; then custom fields of the
/// change management template and the usual ones beside it, without their prefix.
const COLUMNS: &[(&str, Known)] = &[
    ("issue key", To(Target::Id)),
    ("key", To(Target::Id)),
    ("work item key", To(Target::Id)),
    ("vorgangsschlüssel", To(Target::Id)),
    ("clave de incidencia", To(Target::Id)),
    ("clé de ticket", To(Target::Id)),
    ("chave da item", To(Target::Id)),
    ("summary", To(Target::Title)),
    ("zusammenfassung", To(Target::Title)),
    ("resumen", To(Target::Title)),
    ("résumé", To(Target::Title)),
    ("resumo", To(Target::Title)),
    ("status", To(Target::State)),
    ("estado", To(Target::State)),
    ("état", To(Target::State)),
    ("reporter", To(Target::Requester)),
    ("autor", To(Target::Requester)),
    ("informador", To(Target::Requester)),
    ("rapporteur", To(Target::Requester)),
    ("relator", To(Target::Requester)),
    ("assignee", To(Target::Owner)),
    ("zugewiesene person", To(Target::Owner)),
    ("bearbeiter", To(Target::Owner)),
    ("persona asignada", To(Target::Owner)),
    ("responsable", To(Target::Owner)),
    ("responsável", To(Target::Owner)),
    ("description", To(Target::Description)),
    ("beschreibung", To(Target::Description)),
    ("descripción", To(Target::Description)),
    ("descrição", To(Target::Description)),
    ("priority", To(Target::Priority)),
    ("priorität", To(Target::Priority)),
    ("prioridad", To(Target::Priority)),
    ("priorité", To(Target::Priority)),
    ("prioridade", To(Target::Priority)),
    ("created", To(Target::Opened)),
    ("erstellt", To(Target::Opened)),
    ("creada", To(Target::Opened)),
    ("création", To(Target::Opened)),
    ("criado", To(Target::Opened)),
    ("resolved", To(Target::Closed)),
    ("erledigt", To(Target::Closed)),
    ("resuelta", To(Target::Closed)),
    ("résolution le", To(Target::Closed)),
    ("resolvido", To(Target::Closed)),
    ("resolution", To(Target::CloseCode)),
    ("lösung", To(Target::CloseCode)),
    ("resolución", To(Target::CloseCode)),
    ("résolution", To(Target::CloseCode)),
    ("resolução", To(Target::CloseCode)),
    ("component/s", To(Target::Affected)),
    ("components", To(Target::Affected)),
    ("affected services", To(Target::Affected)),
    ("affected hardware", To(Target::Affected)),
    ("affected systems", To(Target::Affected)),
    ("change type", To(Target::Type)),
    ("change risk", To(Target::Risk)),
    ("risk", To(Target::Risk)),
    ("risk level", To(Target::Risk)),
    ("impact", To(Target::Impact)),
    ("likelihood", To(Target::Likelihood)),
    ("probability", To(Target::Likelihood)),
    ("justification", To(Target::Justification)),
    ("business justification", To(Target::Justification)),
    ("implementation plan", To(Target::ImplementationPlan)),
    ("test plan", To(Target::TestPlan)),
    ("backout plan", To(Target::BackoutPlan)),
    ("rollback plan", To(Target::BackoutPlan)),
    ("communication plan", To(Target::CommunicationPlan)),
    ("planned start", To(Target::PlannedStart)),
    ("planned start date", To(Target::PlannedStart)),
    ("change start date", To(Target::PlannedStart)),
    ("planned end", To(Target::PlannedEnd)),
    ("planned end date", To(Target::PlannedEnd)),
    ("change completion date", To(Target::PlannedEnd)),
    ("actual start", To(Target::ActualStart)),
    ("actual end", To(Target::ActualEnd)),
    ("assignment group", To(Target::Group)),
    ("team", To(Target::Group)),
    ("approval status", To(Target::Outcome)),
    ("issue type", Keep("issue_type")),
    ("work type", Keep("issue_type")),
    ("vorgangstyp", Keep("issue_type")),
    ("tipo de incidencia", Keep("issue_type")),
    ("type de ticket", Keep("issue_type")),
    ("tipo de item", Keep("issue_type")),
    ("issue id", Keep("issue_id")),
    ("project key", Keep("project")),
    ("project name", Keep("project_name")),
    ("status category", Keep("status_category")),
    ("statuskategorie", Keep("status_category")),
    ("labels", Keep("labels")),
    ("environment", Keep("environment")),
    ("due date", Keep("due_date")),
    ("change reason", Keep("change_reason")),
    ("urgency", Keep("urgency")),
    ("fix version/s", Keep("fix_versions")),
    ("fix versions", Keep("fix_versions")),
    ("approvers", Keep("approvers")),
    ("approvals", Keep("approvals")),
    ("cab", Keep("cab")),
    ("change managers", Keep("change_managers")),
    ("comment", Keep("comments")),
    ("comentario", Keep("comments")),
    ("kommentar", Keep("comments")),
    ("log work", Drop),
    ("arbeit protokollieren", Drop),
    ("attachment", Drop),
    ("anhang", Drop),
    ("watchers", Drop),
    ("beobachter", Drop),
    ("creator", Drop),
    ("ersteller", Drop),
    ("updated", Drop),
    ("last viewed", Drop),
    ("votes", Drop),
    ("original estimate", Drop),
    ("remaining estimate", Drop),
    ("time spent", Drop),
    ("work ratio", Drop),
    ("security level", Drop),
    ("rank", Drop),
    ("issue color", Drop),
    ("development", Drop),
    ("sprint", Drop),
    ("project type", Drop),
    ("project lead", Drop),
    ("project lead id", Drop),
    ("project description", Drop),
    ("project url", Drop),
    ("status category changed", Drop),
];

/// Custom fields stand in brackets behind the words for "custom field" of the user's language.
fn tidy(name: &str) -> &str {
    let prefixes = [
        "custom field (",
        "benutzerdefinierte felder (",
        "benutzerdefiniertes feld (",
        "campo personalizado (",
        "campos personalizados (",
        "champ personnalisé (",
        "champs personnalisés (",
        "campo personalizzato (",
        "aangepast veld (",
    ];
    let inner = prefixes.iter().find_map(|prefix| name.strip_prefix(prefix)).and_then(|rest| rest.strip_suffix(')'));
    inner.map_or(name, str::trim)
}

/// Account ids beside names, sums over sub-tasks, links between issues.
fn noise(name: &str) -> bool {
    name.starts_with('Σ')
        || name.starts_with('σ')
        || name.ends_with(" id")
        || name.starts_with("inward issue link")
        || name.starts_with("outward issue link")
}

fn state(word: &str) -> Option<State> {
    words::state(word).map(|s| if s == State::Review { State::Assess } else { s }).or_else(|| {
        Some(match words::plain(word).as_str() {
            "to do" | "open" | "backlog" | "reopened" | "draft" | "offen" | "zu erledigen" | "abierta" | "abierto"
            | "por hacer" | "tareas por hacer" | "ouvert" | "à faire" | "a fazer" | "itens pendentes" => State::New,
            "planning" | "in review" | "under review" | "peer review" | "assessment" | "triage" => State::Assess,
            "awaiting cab approval"
            | "cab approval"
            | "awaiting approval"
            | "waiting for approval"
            | "pending approval"
            | "peer review / change manager approval"
            | "change manager approval"
            | "authorization" => State::Authorize,
            "awaiting implementation"
            | "approved"
            | "selected for development"
            | "ready"
            | "ready for implementation" => State::Scheduled,
            "implementing" | "in progress" | "implementation" | "work in progress" | "in arbeit" | "en curso"
            | "en cours" | "em andamento" => State::Implement,
            "post implementation review" | "pending pir" | "verifying" | "monitoring" => State::Review,
            "completed" | "complete" | "done" | "resolved" | "failed" | "fertig" | "erledigt" | "geschlossen"
            | "finalizada" | "finalizado" | "listo" | "cerrada" | "cerrado" | "resuelta" | "terminé" | "terminé(e)"
            | "fermé" | "concluído" | "itens concluídos" => State::Closed,
            "declined" | "rejected" | "won't do" | "abandoned" | "withdrawn" => State::Canceled,
            _ => return None,
        })
    })
}

fn by_category(word: &str) -> Option<State> {
    Some(match words::plain(word).as_str() {
        "to do" | "new" | "zu erledigen" | "por hacer" | "à faire" => State::New,
        "in progress" | "indeterminate" | "in arbeit" | "en curso" | "en cours" => State::Implement,
        "done" | "complete" | "fertig" | "listo" | "terminé" => State::Closed,
        _ => return None,
    })
}

fn finish(change: &mut ForeignChange, mapping: &Mapping) -> Result<(), String> {
    let mut warn = |text: String| change.warnings.push(Warning { column: None, text });
    if change.state.is_none()
        && let Some(found) = change.extra.get("status_category").and_then(|c| by_category(c))
    {
        warn(format!("the state is taken from the status category: {}", found.word()));
        change.state = Some(found);
    }
    if change.change_type.is_none()
        && let Some(issue_type) = change.extra.get("issue_type")
    {
        let bare = issue_type.strip_prefix("[System] ").unwrap_or(issue_type);
        let mapped = mapping.value(Target::Type, issue_type);
        let mapped = mapped.and_then(|m| ForeignType::ALL.into_iter().find(|t| t.word() == m));
        let plain = words::plain(bare);
        let is_change = matches!(plain.as_str(), "change" | "change request" | "rfc" | "request for change");
        change.change_type = mapped.or_else(|| words::kind(bare)).or_else(|| is_change.then_some(ForeignType::Normal));
        if change.change_type.is_none() {
            warn(format!("the issue type \"{issue_type}\" names no type of change; map it under [values.type]"));
        }
    }
    let code = change.close_code.as_deref().map(words::plain).unwrap_or_default();
    let given_up = ["won't do", "won't fix", "declined", "rejected", "cancelled", "canceled", "duplicate", "withdrawn"];
    if change.state == Some(State::Closed) && given_up.contains(&code.as_str()) {
        change.state = Some(State::Canceled);
    }
    let word = change.extra.get("state_word").map(|w| words::plain(w)).unwrap_or_default();
    if change.outcome.is_none() {
        change.outcome = match (word.as_str(), code.as_str()) {
            ("declined" | "rejected", _) | (_, "declined" | "rejected") => Some(ForeignOutcome::Rejected),
            ("withdrawn", _) | (_, "withdrawn") => Some(ForeignOutcome::Withdrawn),
            ("awaiting implementation" | "approved", _) => Some(ForeignOutcome::Approved),
            _ => None,
        };
    }
    Ok(())
}
