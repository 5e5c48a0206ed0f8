//! The questions of each act on a change, and the command that the answers make.

use super::talk::Talk;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::domain::ballot::TallyMode;
use crate::domain::command::{Approval, Cast, ChangeCommand};
use crate::sheets::change::ChangeSheet;

/// Acts that have questions here.
const ACTS: [&str; 24] = [
    "edit",
    "retype",
    "assess",
    "submit",
    "resubmit",
    "return",
    "review",
    "request",
    "approve",
    "reject",
    "withdraw_approval",
    "vote_open",
    "vote_cast",
    "vote_close",
    "object",
    "defer",
    "verify_condition",
    "schedule",
    "start",
    "finish",
    "close",
    "cancel",
    "hold",
    "resume",
];

/// The acts that are offered on a change: those that are possible now and make sense on its page. A ballot's acts
/// follow the ballot: members cast, the chair opens and closes.
pub fn offered(sheet: &ChangeSheet, actor: &str) -> Vec<&'static str> {
    let possible = |act: &str| sheet.acts.iter().any(|a| a.act == act && a.possible);
    let ballot = sheet.ballot.as_ref().filter(|b| b.closed.is_none());
    let member = ballot.and_then(|b| b.members.iter().find(|m| m.person == actor));
    let decided = || sheet.ballot.iter().flat_map(|b| &b.members).any(|m| m.person == actor && m.via.is_some());
    let board = sheet.approvals.iter().any(|a| a.role == "board" && a.state == "pending");
    ACTS.into_iter()
        .filter(|act| match *act {
            "vote_cast" => member.is_some_and(|m| m.presence != "recused"),
            "vote_close" => member.is_some_and(|m| m.chair) || (ballot.is_some() && possible(act)),
            "vote_open" => ballot.is_none() && board && possible(act),
            "object" => decided(),
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
            other => possible(other),
        })
        .collect()
}

/// Goes back when the person does.
macro_rules! answered {
    ($given:expr) => {
        match $given? {
            Some(given) => given,
            None => return Ok(None),
        }
    };
}

fn filled(text: String) -> Option<String> {
    Some(text).filter(|t| !t.is_empty())
}

/// Asks what an act needs; none to go back.
pub fn ask(
    session: &mut Session,
    talk: &mut Talk,
    sheet: &ChangeSheet,
    act: &str,
) -> Result<Option<ChangeCommand>, Failure> {
    const WHY: &str = "The reason is kept with the act. Where the policy demands one, an empty one is refused.";
    let reason = |talk: &mut Talk| talk.words("Reason (may be empty unless the policy demands one)?", WHY);
    Ok(Some(match act {
        "submit" | "resubmit" => ChangeCommand::Submit,
        "request" => ChangeCommand::Request,
        "resume" => ChangeCommand::Resume,
        "edit" => {
            let labels: Vec<_> = sheet
                .fields
                .iter()
                .map(|f| format!("{}: {}", f.label, f.value.as_deref().unwrap_or("empty")))
                .collect();
            let index = answered!(talk.choose("Which field?", &labels));
            let Some(field) = sheet.fields.get(index) else { return Ok(None) };
            let value = answered!(super::new::value(talk, field));
            ChangeCommand::Edit { fields: vec![(field.id.clone(), value)] }
        }
        "retype" => {
            let to = answered!(talk.words("New type?", "A type of the pack, such as emergency."));
            ChangeCommand::Retype { to, reason: filled(answered!(reason(talk))) }
        }
        "assess" => {
            let mut ratings = Vec::new();
            for factor in &sheet.risk_sheet.factors {
                let labels: Vec<_> =
                    factor.choices.iter().map(|(points, label)| format!("{label} ({points})")).collect();
                let now = factor.rating.as_deref().unwrap_or("not rated");
                let index = answered!(talk.choose(&format!("{}, now {now}:", factor.label), &labels));
                ratings.extend(factor.choices.get(index).map(|(points, _)| (factor.id.clone(), points.to_string())));
            }
            ChangeCommand::Assess { ratings }
        }
        "return" => ChangeCommand::Return { criteria: Vec::new(), reason: filled(answered!(reason(talk))) },
        "review" => {
            let open: Vec<_> = sheet.reviews.iter().filter(|r| r.state != "passed").collect();
            let labels: Vec<_> = open.iter().map(|r| format!("{} ({})", r.title, r.roles.join(" or "))).collect();
            let index = answered!(talk.choose("Which review?", &labels));
            let review = open.get(index).map(|r| r.id.clone());
            let passed = answered!(talk.choose("Passed or failed?", &["passed", "failed"])) == 0;
            let note = filled(answered!(talk.words("What was found?", "A line for the record; may be empty.")));
            ChangeCommand::Review { review, role: None, passed, note }
        }
        "approve" => ChangeCommand::Approve(Approval {
            role: answered!(role(talk)),
            reason: filled(answered!(reason(talk))),
            ..Approval::default()
        }),
        "reject" => ChangeCommand::Reject { role: answered!(role(talk)), reason: filled(answered!(reason(talk))) },
        "withdraw_approval" => ChangeCommand::Withdraw { reason: filled(answered!(reason(talk))) },
        "vote_open" => {
            let index =
                answered!(talk.choose("Tally?", &["as the pack says", "hidden until closed", "open", "secret"]));
            let tally = ["", "hidden", "open", "secret"].get(index).and_then(|word| TallyMode::of(word));
            ChangeCommand::OpenVote { tally, meeting: None }
        }
        "vote_cast" => ChangeCommand::Cast(answered!(vote(session, talk))),
        "vote_close" => ChangeCommand::CloseVote { reason: filled(answered!(reason(talk))) },
        "object" => ChangeCommand::Object { reason: filled(answered!(reason(talk))) },
        "defer" => {
            let reason = filled(answered!(reason(talk)));
            let until = answered!(time(session, talk, "Until when? Empty for the next meeting.", true));
            ChangeCommand::Defer { reason, until }
        }
        "verify_condition" => {
            let open: Vec<_> = sheet.conditions.iter().filter(|c| c.verified_at.is_none()).collect();
            let labels: Vec<_> = open.iter().map(|c| c.text.clone()).collect();
            let index = answered!(talk.choose("Which condition?", &labels));
            let Some(no) = open.get(index).map(|c| c.no) else { return Ok(None) };
            let note = filled(answered!(talk.words("How was it verified?", "A line for the record.")));
            ChangeCommand::Verify { no, note }
        }
        "schedule" => {
            let Some(from) = answered!(time(session, talk, "From when?", false)) else { return Ok(None) };
            let Some(to) = answered!(time(session, talk, "Until when?", false)) else { return Ok(None) };
            ChangeCommand::Schedule { from, to, environment: answered!(environment(talk, sheet)) }
        }
        "start" => ChangeCommand::Start { environment: answered!(environment(talk, sheet)), share: None },
        "finish" => {
            let succeeded = answered!(talk.choose("How did it end?", &["success", "failure"])) == 0;
            let note = filled(answered!(talk.words("What happened?", "A line for the record; may be empty.")));
            ChangeCommand::Finish { succeeded, note }
        }
        "close" => {
            const CODES: [&str; 3] = ["successful", "successful_with_issues", "unsuccessful"];
            let index = answered!(talk.choose("Close code?", &CODES));
            let code = CODES.get(index).map(|c| (*c).to_owned()).unwrap_or_default();
            let notes = filled(answered!(talk.words("Close notes?", "What the next person should know.")));
            ChangeCommand::Close { code, notes }
        }
        "cancel" => ChangeCommand::Cancel { reason: filled(answered!(reason(talk))) },
        "hold" => ChangeCommand::Hold { reason: filled(answered!(reason(talk))) },
        _ => return Ok(None),
    }))
}

fn role(talk: &mut Talk) -> Result<Option<Option<String>>, Failure> {
    let given =
        talk.words("In which role? Empty for the only one that fits.", "A role of the pack, such as change_manager.")?;
    Ok(given.map(filled))
}

fn environment(talk: &mut Talk, sheet: &ChangeSheet) -> Result<Option<Option<String>>, Failure> {
    match sheet.row.environment.as_slice() {
        [] | [_] => Ok(Some(None)),
        several => Ok(talk.choose("In which environment?", several)?.map(|i| several.get(i).cloned())),
    }
}

/// A moment; none inside where it may be left empty.
fn time(
    session: &mut Session,
    talk: &mut Talk,
    question: &str,
    may_be_empty: bool,
) -> Result<Option<Option<crate::base::time::Moment>>, Failure> {
    loop {
        let Some(text) = talk.words(question, "A time such as 2026-03-10 22:00, in the pack's zone.")? else {
            return Ok(None);
        };
        if text.is_empty() && may_be_empty {
            return Ok(Some(None));
        }
        match session.moment("the time", &text) {
            Ok(at) => return Ok(Some(Some(at))),
            Err(failure) => talk.report(&failure)?,
        }
    }
}

/// A vote: choice, reason, and what a condition needs.
fn vote(session: &mut Session, talk: &mut Talk) -> Result<Option<Cast>, Failure> {
    const CHOICES: [&str; 5] = ["approve", "condition", "reject", "abstain", "recuse"];
    const WORDS: [&str; 5] = ["approve", "approve with a condition", "reject", "abstain", "recuse yourself"];
    let index = answered!(talk.choose("Your vote?", &WORDS));
    let choice = CHOICES.get(index).map(|c| (*c).to_owned()).unwrap_or_default();
    let (mut condition, mut owner, mut due) = (None, None, None);
    if choice == "condition" {
        condition =
            filled(answered!(talk.words("What must be done?", "It blocks the run until somebody verifies it.")));
        let who = answered!(talk.words("Who answers for it? Empty for nobody yet.", "A person's id."));
        owner = match filled(who) {
            Some(id) => Some(id.parse().map_err(|e| Failure::usage(format!("{e}"), "see quorate person list"))?),
            None => None,
        };
        due = answered!(time(session, talk, "Due when? Empty for no date.", true));
    }
    let reason = filled(answered!(talk.words("Reason?", "Demanded of a rejection and a recusal.")));
    Ok(Some(Cast { choice, reason, condition, owner, due, share: None, via_chair: false, member: None }))
}
