//! Acts on a change as shells offer them: which make sense now, and what the pack asks of whoever carries one out.

use super::error::AppError;
use super::execute::desk_for;
use super::open::App;
use crate::base::ids::ChangeNo;
use crate::domain::change::draft::NewChange;
use crate::policy::act::Act;
use crate::policy::pack::Path;
use crate::sheets::change::{ChangeSheet, FieldLine};

/// Acts with questions, in the order in which they are offered. Beside those of the packs: `clone`, and
/// `vote_rollcall`, by which the chair enters the votes that are read out.
pub const ACTS: [&str; 30] = [
    "submit",
    "resubmit",
    "edit",
    "assess",
    "review",
    "request",
    "approve",
    "reject",
    "vote_cast",
    "vote_open",
    "vote_close",
    "vote_rollcall",
    "rollcall",
    "object",
    "defer",
    "verify_condition",
    "schedule",
    "start",
    "finish",
    "close",
    "comment",
    "return",
    "retype",
    "withdraw_approval",
    "except",
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
    let leads = ballot.is_some() && (member.is_some_and(|m| m.chair) || possible("vote_close"));
    let board = sheet.approvals.iter().any(|a| a.role == "board" && a.state == "pending");
    let fits = |act: &str| match act {
        "vote_cast" => member.is_some_and(|m| m.presence != "recused"),
        "vote_close" | "rollcall" => leads,
        "vote_rollcall" => {
            leads && ballot.is_some_and(|b| b.members.iter().any(|m| !m.voted && m.presence != "recused"))
        }
        "vote_open" => ballot.is_none() && board && possible(act),
        "object" => {
            let mine = sheet.ballot.iter().flat_map(|b| &b.members).find(|m| m.person == actor);
            mine.is_some_and(|m| m.via.is_some())
        }
        "hold" => !sheet.row.on_hold && possible(act),
        "resume" => sheet.row.on_hold && possible(act),
        "verify_condition" => possible(act) && sheet.conditions.iter().any(|c| c.verified_at.is_none()),
        "review" => possible(act) && sheet.reviews.iter().any(|r| r.state != "passed"),
        "approve" | "reject" => {
            possible(act) && sheet.approvals.iter().any(|a| a.state == "pending" && a.role != "board")
        }
        "resubmit" => sheet.row.decision == "rejected" && possible(act),
        "submit" => sheet.row.decision != "rejected" && possible(act),
        "withdraw_approval" => sheet.row.decision == "approved" && possible(act),
        "except" => possible(act) && !sheet.ready.reasons.is_empty(),
        "clone" => true,
        other => possible(other),
    };
    ACTS.into_iter().filter(|act| fits(act)).collect()
}

/// A new request with the fields of another. A window belongs to one change, and words that were removed stay so.
#[must_use]
pub fn cloned(sheet: &ChangeSheet) -> NewChange {
    let kept = |f: &&FieldLine| f.id != "window" && f.value.as_deref() != Some("[removed]");
    let fields = sheet.fields.iter().filter(kept).filter_map(|f| Some((f.id.clone(), f.value.clone()?)));
    NewChange {
        change_type: sheet.row.change_type.clone(),
        fields: fields.collect(),
        catalogue: sheet.catalogue.clone(),
    }
}

/// What the pack that judges a change asks of people beside the record's own facts.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Asks {
    /// Criteria that a request may fail: id and text.
    pub criteria: Vec<(String, String)>,
    /// What an approver confirms: word and the rule's text.
    pub confirms: Vec<(String, String)>,
    /// Types: id and title.
    pub types: Vec<(String, String)>,
}

impl App {
    /// Whether changes of a type run under an entry of the catalogue, by the pack in force.
    ///
    /// # Errors
    /// When the register cannot be read.
    pub fn by_catalogue(&mut self, change_type: &str) -> Result<bool, AppError> {
        let (world, now) = (self.world(None)?, self.now());
        let desk = self.desk(&world, now)?;
        Ok(desk.pack.change_type(change_type).is_some_and(|t| t.path == Path::Catalogue))
    }

    /// What the pack that judges a change asks of people.
    ///
    /// # Errors
    /// When there is no such change.
    pub fn asks(&mut self, no: ChangeNo) -> Result<Asks, AppError> {
        let (change, world, _) = self.found(no, None)?;
        let now = self.now();
        let desk = desk_for(&mut self.shelf, &world, &self.actor, now, &change)?;
        let pack = &desk.pack;
        let mut confirms: Vec<(String, String)> = Vec::new();
        for rule in pack.rules.iter().filter(|r| r.acts.contains(&Act::Approve)) {
            for word in rule.needs.act.get("confirms").into_iter().flat_map(|words| words.list()) {
                if confirms.iter().all(|(known, _)| known != word) {
                    confirms.push((word.clone(), rule.text.clone()));
                }
            }
        }
        Ok(Asks {
            criteria: pack.criteria.iter().map(|c| (c.id.clone(), c.text.clone())).collect(),
            confirms,
            types: pack.types.iter().map(|t| (t.id().to_owned(), t.title.clone())).collect(),
        })
    }
}
