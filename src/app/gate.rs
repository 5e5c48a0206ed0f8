//! The gate: may this change go out now?

use super::error::AppError;
use super::execute::desk_for;
use super::open::App;
use crate::base::ids::ChangeNo;
use crate::base::time::Moment;
use crate::domain::change::states::State;
use crate::domain::change::{Change, Decision, acts, summary, time};
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
        let mut facts = acts::facts_for(&world, &desk, &change, &[("environment", env.unwrap_or_default())]);
        facts.numbers.insert("share".into(), 100);
        let mut reasons = Vec::new();
        let mut reason = |code: &str, text: String, clauses: Vec<String>| {
            reasons.push(GateReason { code: code.into(), text, clauses });
        };
        let window = change.window();
        time::name_environment(&mut facts, env);
        let time = time::start(&world, &desk, &change, &facts, now);
        let verdict = if let Some((verdict, text)) = by_state(&change) {
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
                    let judged = judge(&desk.pack, Act::Start, &facts).reasons.into_iter();
                    for r in judged.filter(|r| !r.clauses.is_empty() && !r.rule.starts_with("no-permit")) {
                        reason(&r.rule, r.text, r.clauses);
                    }
                }
            }
            verdict
        } else if env.is_some_and(|e| {
            !change.words("environment").is_empty() && !change.words("environment").iter().any(|x| x == e)
        }) {
            let listed = change.words("environment").join(", ");
            reason("environment", format!("approved for {listed}, not for {}", env.unwrap_or_default()), Vec::new());
            "refused"
        } else {
            let mut judged = judge(&desk.pack, Act::Start, &facts);
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
                Some((from, _)) if now < from => {
                    reasons.push(GateReason {
                        code: "window".into(),
                        text: format!("the window opens {from}"),
                        clauses: vec![],
                    });
                    "not_now"
                }
                Some((_, to)) if now >= to => {
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
fn by_state(change: &Change) -> Option<(&'static str, String)> {
    if change.hold.is_some() {
        return Some(("pending", "the change is on hold".into()));
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
