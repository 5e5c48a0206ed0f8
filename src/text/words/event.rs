//! A sentence for each kind of event, beginning with the verb, so that the actor's name fits before it.

use super::{Names, list, moment, plain};
use crate::domain::change::Value;
use crate::domain::change::events::ChangeEvent;
use crate::domain::event::What;

/// What happened, in one sentence without its subject and its full stop: `approved as manager: tested on staging`.
#[must_use]
pub fn sentence(what: &What, names: &Names<'_>) -> String {
    match what {
        What::Policy(what) => super::people::policy(what, names),
        What::People(what) => super::people::people(what, names),
        What::Board(what) => super::people::board(what, names),
        What::Catalogue(what) => super::people::catalogue(what, names),
        What::Risk(what) => super::people::risk(what, names),
        What::Calendar(what) => super::people::calendar(what, names),
        What::System(what) => super::systems::systems(what, names),
        What::Change(what) => change(what, names),
        What::Ballot(what) => super::ballot::ballot(what, names),
        What::Run(what) => super::run::run(what, names),
        What::Evidence(what) => super::evidence::evidence(what, names),
        What::Checklist(what) => super::checklist::checklist(what, names),
        What::Meeting(what) => super::meeting::meeting(what, names),
        What::Attempt(what) => super::attempt::attempt(what, names),
    }
}

fn value(value: &Value, names: &Names<'_>) -> String {
    match value {
        Value::Words(words) if words.is_empty() => "nothing".into(),
        Value::Words(words) => words.join(", "),
        Value::Said(said) => format!("\"{}\"", names.quote(said)),
    }
}

fn voided(voids: &[String]) -> String {
    if voids.is_empty() { String::new() } else { format!("; this voided its {}", list(voids)) }
}

/// What happened to a change.
fn change(what: &ChangeEvent, names: &Names<'_>) -> String {
    let because = |said: &Option<_>| names.because(said.as_ref());
    match what {
        ChangeEvent::Opened { change_type, fields, catalogue, .. } => {
            let title = fields.iter().find(|(id, _)| id == "title");
            let title = title.map_or_else(String::new, |(_, v)| format!(" {}", value(v, names)));
            let under = catalogue.as_ref().map_or_else(String::new, |c| format!(" under {c}"));
            let article = if change_type.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
            format!("opened {article} {change_type} change{title}{under}")
        }
        ChangeEvent::Imported { origin, change_type, state, decision, .. } => format!(
            "imported {} {} as a {change_type} change in state {}, decision {}",
            origin.source,
            origin.id,
            state.word(),
            decision.word()
        ),
        ChangeEvent::Edited { fields, voids, .. } => {
            let set: Vec<_> = fields.iter().map(|(id, v)| format!("{id} to {}", value(v, names))).collect();
            format!("set {}{}", list(&set), voided(voids))
        }
        ChangeEvent::Retyped { to, reason, voids } => {
            format!("changed the type to {to}{}{}", because(reason), voided(voids))
        }
        ChangeEvent::Assessed { ratings, inherent, residual, level, voids } => {
            let rated: Vec<_> = ratings.iter().map(|(id, points)| format!("{id} {points}")).collect();
            let level = level.as_ref().map_or_else(|| "no level yet".to_owned(), |l| format!("level {}", plain(l)));
            let score = inherent.map_or_else(String::new, |s| format!(", score {s}"));
            let rest = residual.map_or_else(String::new, |s| format!(", residual {s}"));
            format!("assessed the risk: {}; {level}{score}{rest}{}", list(&rated), voided(voids))
        }
        ChangeEvent::Submitted { to, again, .. } => {
            let verb = if *again { "submitted again" } else { "submitted" };
            format!("{verb}; state {}", to.word())
        }
        ChangeEvent::TurnedBack { criteria, reason, voids } => {
            let failed = if criteria.is_empty() { String::new() } else { format!(" for lack of {}", list(criteria)) };
            format!("turned the request back{failed}{}{}", because(reason), voided(voids))
        }
        ChangeEvent::Reviewed { review, role, passed, note, completes, delegated_by } => {
            let for_whom = delegated_by.as_ref().map_or_else(String::new, |p| format!(" for {}", names.of(p)));
            let verdict = if *passed { "passed" } else { "failed" };
            let whole = if *completes { "; the review is complete" } else { "" };
            let role = if role.is_empty() { String::new() } else { format!(" as {role}") };
            format!("signed the review {review}{role}{for_whom}: {verdict}{}{whole}", because(note))
        }
        ChangeEvent::ApprovalRequested => "asked for approval".into(),
        ChangeEvent::Approved {
            approval,
            role,
            delegated_by,
            given_by,
            spoken_at,
            channel,
            confirms,
            reason,
            completes,
            ..
        } => {
            let for_whom = delegated_by.as_ref().map_or_else(String::new, |p| format!(" for {}", names.of(p)));
            let channel = channel.as_ref().map_or_else(String::new, |c| format!(" by {c}"));
            let spoken = spoken_at.map_or_else(String::new, |t| format!(", spoken {}", moment::moment(t, names.tz)));
            let confirmed =
                if confirms.is_empty() { String::new() } else { format!(", confirming {}", list(confirms)) };
            let whole = if *completes { "; this approval is complete" } else { "" };
            let rest = format!("{approval} as {role}{for_whom}{channel}{spoken}{confirmed}{}{whole}", because(reason));
            match given_by {
                Some(given_by) => format!("recorded that {} approved {rest}", names.of(given_by)),
                None => format!("approved {rest}"),
            }
        }
        ChangeEvent::Disapproved { approval, role, reason, .. } => {
            format!("rejected {approval} as {role}{}", because(reason))
        }
        ChangeEvent::Authorised => "every approval is there: the change is approved".into(),
        ChangeEvent::Rejected { reason } => format!("the change is rejected{}", because(reason)),
        ChangeEvent::ApprovalWithdrawn { reason } => format!("withdrew the approval{}", because(reason)),
        ChangeEvent::Deferred { reason, until, open } => {
            let end = if *open { " until it is brought again" } else { "" };
            let until = until.map_or_else(|| end.to_owned(), |t| format!(" until {}", moment::moment(t, names.tz)));
            format!("deferred the decision{until}{}", because(reason))
        }
        ChangeEvent::ConditionSet { no, text, owner, due, share, by } => {
            let owner = owner.as_ref().map_or_else(String::new, |o| format!(", owner {}", names.of(o)));
            let due = due.map_or_else(String::new, |d| format!(", due {}", moment::moment(d, names.tz)));
            let share = share.map_or_else(String::new, |s| format!(", canary of {s}%"));
            format!("condition {no} set by {}: {}{owner}{due}{share}", names.of(by), names.quote(text))
        }
        ChangeEvent::ConditionVerified { no, note } => format!("verified condition {no}{}", because(note)),
        ChangeEvent::ConditionPassed { no, owner, reason } => {
            format!("gave condition {no} to {}{}", names.of(owner), because(reason))
        }
        ChangeEvent::DeviationSigned { rule, role, reason } => {
            format!("signed a deviation from the rule {rule} as {role}{}", because(reason))
        }
        ChangeEvent::OverlapAccepted { with } => {
            let with: Vec<String> = with.iter().map(ToString::to_string).collect();
            format!("accepted that {} runs at the same time", list(&with))
        }
        ChangeEvent::ExceptionAsked { no, kind, from, to, reason, .. } => {
            let (from, to) = (moment::moment(*from, names.tz), moment::moment(*to, names.tz));
            format!("asked for exception {no}, {}, from {from} until {to}{}", plain(kind), because(reason))
        }
        ChangeEvent::ExceptionSigned { no, approval, reason } => {
            format!("granted exception {no} for {approval}{}", because(reason))
        }
        ChangeEvent::ExceptionGranted { no, expires } => {
            format!("exception {no} is granted, to be used until {}", moment::moment(*expires, names.tz))
        }
        ChangeEvent::ExceptionRefused { no, approval, reason } => {
            format!("refused exception {no} for {approval}{}", because(reason))
        }
        ChangeEvent::ExceptionUsed { no } => format!("used exception {no}"),
        ChangeEvent::Started { share: 100 } => "started the implementation".into(),
        ChangeEvent::Started { share } => format!("started the implementation on {share}% of the targets"),
        ChangeEvent::Finished { succeeded, note } => {
            let how = if *succeeded { "success" } else { "failure" };
            format!("ended the implementation: {how}{}", because(note))
        }
        ChangeEvent::Closed { code, notes } => format!("closed the change as {}{}", plain(code), because(notes)),
        ChangeEvent::Canceled { reason } => format!("canceled the change{}", because(reason)),
        ChangeEvent::Held { reason } => format!("put the change on hold: {}", names.quote(reason)),
        ChangeEvent::Resumed => "released the change from hold".into(),
        ChangeEvent::ApprovalHeard { given_by, channel } => {
            let channel = channel.as_ref().map_or_else(String::new, |c| format!(" by {c}"));
            format!("noted that {} approved{channel}; the words follow", names.of(given_by))
        }
        ChangeEvent::ApprovalConfirmed => "confirmed the approval that was recorded in their name".into(),
        ChangeEvent::ApprovalDisowned { reason } => {
            format!("disowned the approval that was recorded in their name{}", because(reason))
        }
        ChangeEvent::ClockRanOut { clock, limit, clauses } => {
            let (clock, at) = (plain(clock), moment::moment(*limit, names.tz));
            format!("noted that the clock {clock} ran out on {at} ({})", list(clauses))
        }
        ChangeEvent::Commented { text } => format!("commented: {}", names.quote(text)),
    }
}
