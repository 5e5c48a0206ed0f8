//! Acts on a change as shells offer them: which make sense now, and why the others do not.

use super::which;
use crate::app::catalog;
use crate::app::keymap::{Action, Binding, Context};
use crate::base::text::so_many;
use crate::domain::change::draft::NewChange;
use crate::sheets::ballot::BallotSheet;
use crate::sheets::change::{ChangeSheet, FieldLine};
use crate::sheets::exception::ExceptionRow;
use crate::sheets::register::Receipt;
use crate::text::words::plain;

/// Acts with questions, in the order in which they are offered. Beside those of the packs: `clone`, `vote_rollcall`, by
/// which the chair enters the votes that are read out, and `entrust`, by which a condition is given to somebody else.
pub const ACTS: [&str; 43] = [
    "submit",
    "resubmit",
    "assess",
    "review",
    "request",
    "approve",
    "reject",
    "convene",
    "confirm",
    "disown",
    "vote_cast",
    "vote_open",
    "vote_consider",
    "vote_close",
    "vote_rollcall",
    "rollcall",
    "object",
    "defer",
    "verify_condition",
    "entrust",
    "schedule",
    "deploy",
    "start",
    "step",
    "raise",
    "finish",
    "evidence",
    "record",
    "pir",
    "close",
    "edit",
    "comment",
    "return",
    "retype",
    "withdraw_approval",
    "except",
    "exception",
    "exception_sign",
    "log_risk",
    "hold",
    "resume",
    "cancel",
    "clone",
];

/// The acts that are offered on a change: those that are possible now and make sense on its page. A ballot's acts
/// follow the ballot: members cast; the chair opens, reads out and closes.
#[must_use]
pub fn offered(sheet: &ChangeSheet, actor: &str) -> Vec<&'static str> {
    let possible = |act: &str| sheet.acts.iter().any(|a| a.act == act && a.possible);
    let ballot = sheet.ballot.as_ref().filter(|b| b.closed.is_none() && !b.stale);
    let member = ballot.and_then(|b| b.members.iter().find(|m| m.person == actor));
    let leads = leads(sheet, actor);
    let board = sheet.approvals.iter().any(|a| a.role == "board" && a.state == "pending");
    let fits = |act: &str| match act {
        "vote_cast" => member.is_some_and(|m| m.presence != "recused") && ballot.is_some_and(|b| !b.lapsed),
        "vote_close" | "rollcall" => leads,
        "vote_consider" => leads && ballot.is_some_and(|b| !b.unconsidered().is_empty()),
        "vote_rollcall" => leads && ballot.is_some() && !super::ask::to_read_out(sheet).is_empty(),
        "vote_open" => ballot.is_none_or(BallotSheet::is_overtaken) && board && possible(act),
        "confirm" | "disown" => {
            sheet.approvals.iter().flat_map(|a| &a.recorded).any(|r| r.by == actor && r.confirmed.is_none())
        }
        "object" => {
            // What was taken back, or lapsed, is objected to no more.
            let stood = |b: &&BallotSheet| !matches!(b.outcome.as_deref(), Some("withdrawn" | "lapsed"));
            let mine = sheet.ballot.iter().filter(stood).flat_map(|b| &b.members).find(|m| m.person == actor);
            mine.is_some_and(|m| m.via.is_some())
        }
        "deploy" => possible(act) && sheet.run.next.is_some() && !ends(sheet),
        "raise" => possible(act) && !which::to_raise(sheet).is_empty(),
        "step" => possible("exec") && !which::steps(sheet).is_empty(),
        "finish" => possible(act) || (possible("deployed") && !which::under_way(sheet).is_empty()),
        "evidence" => possible(act) && !sheet.asks.tests.is_empty(),
        "hold" => !sheet.row.on_hold && possible(act),
        "resume" => sheet.row.on_hold && possible(act),
        "verify_condition" | "entrust" => {
            possible("verify_condition") && sheet.conditions.iter().any(|c| c.verified_at.is_none())
        }
        "review" => possible(act) && sheet.reviews.iter().any(|r| r.state != "passed"),
        "approve" | "reject" => {
            possible(act) && sheet.approvals.iter().any(|a| a.state == "pending" && a.role != "board")
        }
        "resubmit" => sheet.row.decision == "rejected" && possible(act),
        "submit" => sheet.row.decision != "rejected" && possible(act),
        "withdraw_approval" => sheet.row.decision == "approved" && possible(act),
        "exception" => possible(act) && !sheet.asks.exceptions.is_empty(),
        "exception_sign" => {
            let open = |e: &&ExceptionRow| e.state == "asked" && e.asked_by != actor;
            possible(act) && sheet.exceptions.iter().any(|e| open(&e))
        }
        "except" => possible(act) && !sheet.ready.reasons.is_empty(),
        "clone" => true,
        other => possible(other),
    };
    ACTS.into_iter().filter(|act| fits(act)).collect()
}

/// Whether somebody leads the ballot that runs: reads votes out, and closes it.
#[must_use]
pub fn leads(sheet: &ChangeSheet, actor: &str) -> bool {
    let ballot = sheet.ballot.as_ref().filter(|b| b.closed.is_none() && !b.stale);
    let chairs = |b: &BallotSheet| b.members.iter().any(|m| m.person == actor && m.chair);
    ballot.is_some_and(|b| chairs(b) || sheet.acts.iter().any(|a| a.act == "vote_close" && a.possible))
}

/// The act that a receipt offers as the next one: a warning by a rule of its name asks for it.
#[must_use]
pub fn follows(receipts: &[Receipt]) -> Option<&'static str> {
    const NEXT: [&str; 1] = ["convene"];
    let warns = |act: &&str| receipts.iter().any(|r| !r.dry_run && r.warnings.iter().any(|w| w.rule == **act));
    NEXT.into_iter().find(warns)
}

/// The environment that the change ends in.
fn last(sheet: &ChangeSheet) -> Option<Option<&str>> {
    sheet.run.stages.last().map(|s| Some(s.id.as_str()))
}

/// Whether the next stage is the one that the change ends in.
fn ends(sheet: &ChangeSheet) -> bool {
    let next = sheet.run.next.as_ref().map(|n| n.environment.as_str());
    next.is_some() && Some(next) == last(sheet)
}

/// A new request with the fields of another. A window belongs to one change, words that were removed stay so, and what
/// an import brought that the pack does not take is left out.
#[must_use]
pub fn cloned(sheet: &ChangeSheet) -> NewChange {
    let kept = |f: &&FieldLine| f.id != "window" && f.value.as_deref() != Some("[removed]") && f.unfit.is_none();
    let fields = sheet.fields.iter().filter(kept).filter_map(|f| Some((f.id.clone(), f.value.clone()?)));
    NewChange {
        change_type: sheet.row.change_type.clone(),
        fields: fields.collect(),
        catalogue: sheet.catalogue.clone(),
    }
}

/// The fields that an import brought and the pack does not take.
pub fn unfit(sheet: &ChangeSheet) -> impl Iterator<Item = &FieldLine> {
    sheet.fields.iter().filter(|f| f.unfit.is_some())
}

/// Without what a copy is made, for its question.
#[must_use]
pub fn without(sheet: &ChangeSheet) -> String {
    let left = unfit(sheet).count();
    if left == 0 { String::new() } else { format!(", without {} that the pack does not take", so_many(left, "field")) }
}

/// Why an act is not possible now; none when it is.
#[must_use]
pub fn why_not(sheet: &ChangeSheet, act: &str) -> Option<String> {
    match sheet.acts.iter().find(|a| a.act == act) {
        Some(a) if a.possible => sheet.asks.settled.clone().filter(|_| act == "vote_open"),
        Some(a) => Some(a.why_not.clone()),
        None => Some(format!("not in state {}", plain(&sheet.row.state))),
    }
}

/// What an act is, for menus.
#[must_use]
pub fn label(act: &str) -> String {
    match act {
        "clone" => return catalog::about("change clone").unwrap_or_default().to_owned(),
        "exception_sign" => return "Grant or refuse a calendar exception".into(),
        "verify_condition" => return "Verify a condition of the approval".into(),
        "entrust" => return "Give a condition to somebody else".into(),
        "resubmit" => return "Hand a rejected change in again".into(),
        "deployed" => return "End a deployment to a stage before the last".into(),
        "exception" => return "Ask for a calendar exception".into(),
        "deploy" => return "Begin the deployment to the next stage".into(),
        "evidence" => return "Add the result of a test or another proof".into(),
        "vote_rollcall" => return "Enter the votes that members read out, and close the ballot".into(),
        _ => {}
    }
    catalog::ALL.iter().find(|e| e.act == act).map_or_else(|| plain(act), |e| e.text.to_owned())
}

/// What an act is on this change, for menus: an act on a deployment names where it is.
#[must_use]
pub fn named(act: &str, sheet: &ChangeSheet) -> String {
    let places: Vec<&str> = match act {
        "raise" => which::to_raise(sheet).into_iter().map(which::place).collect(),
        "finish" => which::under_way(sheet).into_iter().map(which::place).collect(),
        "step" => which::with_steps(sheet).into_iter().map(which::place).collect(),
        "deploy" => sheet.run.next.iter().map(|n| n.environment.as_str()).collect(),
        _ => Vec::new(),
    };
    let label = label(act);
    if places.is_empty() { label } else { format!("{label} ({})", places.join(", ")) }
}

/// Web addresses in the fields, each once, in the order of the fields.
#[must_use]
pub fn links(sheet: &ChangeSheet) -> Vec<String> {
    let words = sheet.fields.iter().filter_map(|f| f.value.as_deref()).flat_map(str::split_whitespace);
    let mut found: Vec<String> = Vec::new();
    for word in words.map(|w| w.trim_matches(|c: char| "<>()[]\"',;.".contains(c))) {
        if (word.starts_with("https://") || word.starts_with("http://")) && !found.iter().any(|f| f == word) {
            found.push(crate::base::text::visible(word).into_owned());
        }
    }
    found
}

/// Whether a key of a change's page or of its ballot leads anywhere now, for whoever is shown the keys.
#[must_use]
pub fn leads_anywhere(binding: &Binding, sheet: &ChangeSheet, actor: &str) -> bool {
    let ballot = sheet.ballot.as_ref();
    let running = ballot.is_some_and(|b| b.outcome.is_none() && !b.stale);
    let chair = ballot.is_some_and(|b| b.members.iter().any(|m| m.chair && m.person == actor));
    match binding.action {
        Action::Vote => ballot.is_some(),
        Action::GoNoGo => sheet.asks.go,
        Action::OpenVote if binding.context == Context::Ballot && running => chair,
        Action::OpenVote => offered(sheet, actor).contains(&"vote_open"),
        Action::CloseVote => running && offered(sheet, actor).contains(&"vote_close"),
        Action::Object => offered(sheet, actor).contains(&"object"),
        Action::Rollcall => running && chair,
        _ => binding.act.is_empty() || why_not(sheet, binding.act).is_none(),
    }
}
