//! The gate: may this change go out now?

use super::error::AppError;
use super::execute::desk_for;
use super::open::App;
use crate::base::ids::ChangeNo;
use crate::base::time::Moment;
use crate::domain::change::states::{State, states_for};
use crate::domain::change::{Change, Decision, acts, summary, time};
use crate::domain::run::acts::{facts_to_begin, said_all};
use crate::policy::act::Act;
use crate::policy::judge::judge;
use crate::sheets::register::{GateReason, GateSheet};
use crate::sheets::time::{Time, Window};

impl App {
    /// Whether a change may go out now, or at a moment. Nothing but a clear "yes, now" is `yes`.
    ///
    /// # Errors
    /// When there is no such change.
    pub fn gate(&mut self, no: ChangeNo, env: Option<&str>, at: Option<Moment>) -> Result<GateSheet, AppError> {
        let (change, world, _) = self.found(no, None)?;
        let now = at.unwrap_or_else(|| self.now());
        let mut desk = desk_for(&mut self.shelf, &world, &self.actor, now, &change)?;
        // A pipeline asks for the change, not for itself: what depends on who starts it is judged at the start.
        let starter = change.words("implementers").first().and_then(|w| w.parse().ok()).or_else(|| change.owner());
        self.look_around(&world, &mut desk, &change)?;
        desk.actor = starter.unwrap_or_else(|| change.requester.clone());
        // What whoever starts says beside is judged at the start.
        let begin = facts_to_begin(&world, &desk, &change, &said_all(&desk.pack, &change, env));
        let elsewhere = begin.is_err();
        let (act, facts) = begin.unwrap_or_else(|_| (Act::Start, acts::facts_for(&world, &desk, &change, &[])));
        let mut reasons = Vec::new();
        let mut reason = |code: &str, text: String, clauses: Vec<String>| {
            reasons.push(GateReason { code: code.into(), text, clauses });
        };
        let window = change.window();
        let time = time::start(&world, &desk, &change, &facts, now);
        let verdict = if let Some((verdict, text)) = by_state(&change, act) {
            reason(change.state.word(), text, Vec::new());
            if verdict == "pending" {
                for missing in summary::next_verdict(&world, &desk, &change).missing {
                    reason("missing", missing.text, missing.clauses);
                }
                let open = crate::policy::judge::open_approvals(&desk.pack, &facts);
                for approval in open {
                    reason("approval", format!("{} is open", approval.title), approval.clauses.clone());
                }
                if change.state != State::New {
                    let judged = judge(&desk.pack, act, &facts).reasons.into_iter();
                    for r in judged.filter(|r| !r.clauses.is_empty() && !r.rule.starts_with("no-permit")) {
                        reason(&r.rule, r.text, r.clauses);
                    }
                }
            }
            verdict
        } else if elsewhere {
            let listed = change.words("environment").join(", ");
            reason("environment", format!("approved for {listed}, not for {}", env.unwrap_or_default()), Vec::new());
            "refused"
        } else {
            let mut judged = judge(&desk.pack, act, &facts);
            judged.reasons.retain(|r| !r.rule.starts_with("no-permit"));
            for r in &judged.reasons {
                reason(&r.rule, r.text.clone(), r.clauses.clone());
            }
            for condition in change.open_conditions() {
                let text = format!("condition {} is not verified", condition.no);
                reason("condition", text, desk.pack.board.outcome_clauses.clone());
            }
            match window {
                _ if !reasons.is_empty() => "pending",
                _ if !time.allowed => {
                    let closed = time.reasons(desk.pack.calendar.tz).into_iter();
                    reasons.extend(closed.map(|r| GateReason { code: r.rule, text: r.text, clauses: r.clauses }));
                    "not_now"
                }
                // The window is that of the implementation; the stages before it have none.
                Some((from, _)) if act == Act::Start && now < from => {
                    reasons.push(GateReason {
                        code: "window".into(),
                        text: format!("the window opens {from}"),
                        clauses: vec![],
                    });
                    "not_now"
                }
                Some((_, to)) if act == Act::Start && now >= to => {
                    reasons.push(GateReason {
                        code: "window".into(),
                        text: format!("the window closed {to}"),
                        clauses: vec![],
                    });
                    "not_now"
                }
                _ => "yes",
            }
        };
        Ok(GateSheet {
            id: no.to_string(),
            version: change.revision,
            env: env.map(str::to_owned),
            verdict: verdict.into(),
            reasons,
            chain: super::calendar::chain(&time),
            window: window.map(|(from, to)| Window { from: Time(from), to: Time(to) }),
            artifact: None,
            receipt: None,
            checked_at: Time(now),
        })
    }
}

/// The verdict that the state alone gives; none when the change is approved and its start is to be judged.
fn by_state(change: &Change, act: Act) -> Option<(&'static str, String)> {
    if change.hold.is_some() {
        return Some(("pending", "the change is on hold".into()));
    }
    if act == Act::Deploy && states_for(act).contains(&change.state) {
        return None;
    }
    match (change.state, change.decision) {
        (State::Canceled, _) => Some(("refused", "the change is canceled".into())),
        (State::Closed | State::Review, _) => Some(("not_now", "the change has been implemented".into())),
        (_, Decision::Rejected) => Some(("refused", "the change was rejected".into())),
        (_, Decision::Deferred) => Some(("refused", "the decision was deferred".into())),
        (_, Decision::Withdrawn) => Some(("refused", "the approval was withdrawn".into())),
        (State::New, _) => Some(("pending", "the change is a draft".into())),
        (State::Assess, _) => Some(("pending", "the change is being assessed".into())),
        (State::Authorize, _) => Some(("pending", "approval is open".into())),
        (State::Scheduled | State::Implement, _) => None,
    }
}
