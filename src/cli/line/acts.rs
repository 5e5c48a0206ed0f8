//! The questions of each act on a change, and the commands that the answers make.

use super::talk::Talk;
use crate::app::offer;
use crate::base::ids::ChangeNo;
use crate::cli::failure::Failure;
use crate::cli::session::Session;
use crate::domain::ballot::TallyMode;
use crate::domain::board::Presence;
use crate::domain::command::{Approval, BoardCommand, Cast, ChangeCommand, Command, RiskCommand};
use crate::sheets::change::ChangeSheet;

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

/// Asks what an act needs; none to go back. The commands are carried out in their order.
pub fn ask(
    session: &mut Session,
    talk: &mut Talk,
    sheet: &ChangeSheet,
    act: &str,
) -> Result<Option<Vec<Command>>, Failure> {
    let Ok(no) = sheet.row.id.parse::<ChangeNo>() else { return Ok(None) };
    let commands = match act {
        "clone" => {
            let mut new = offer::cloned(sheet);
            let title = answered!(talk.words("Title? Empty for the same.", "The title of the new change."));
            if let Some(title) = filled(title) {
                crate::cli::verbs::fields::lay(&mut new.fields, [("title".to_owned(), title)]);
            }
            vec![Command::Open(new)]
        }
        "log_risk" => {
            let text = answered!(needed(talk, "What may happen?", "A line for the risk register."));
            let mitigation = filled(answered!(talk.words("Mitigation plan? May be empty.", "What is done about it.")));
            vec![Command::Risk(RiskCommand::Log { change: Some(no), text, level: None, mitigation, owner: None })]
        }
        "rollcall" => vec![answered!(rollcall(session, talk))],
        "vote_rollcall" => answered!(read_out(talk, sheet, no)),
        _ => vec![Command::Change(no, answered!(one(session, talk, sheet, no, act)))],
    };
    Ok(Some(commands))
}

/// Asks what an act on the change itself needs.
fn one(
    session: &mut Session,
    talk: &mut Talk,
    sheet: &ChangeSheet,
    no: ChangeNo,
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
            let types = session.app()?.asks(no)?.types;
            let others: Vec<_> = types.into_iter().filter(|(id, _)| *id != sheet.row.change_type).collect();
            let titles: Vec<_> = others.iter().map(|(_, title)| title).collect();
            let index = answered!(talk.choose("New type?", &titles));
            let Some((to, _)) = others.get(index).cloned() else { return Ok(None) };
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
        "comment" => ChangeCommand::Comment { text: answered!(needed(talk, "Comment?", "It decides nothing.")) },
        "return" => {
            let listed = session.app()?.asks(no)?.criteria;
            let labels: Vec<_> = listed.iter().map(|(_, text)| text.clone()).collect();
            let picked = match labels.as_slice() {
                [] => Vec::new(),
                some => answered!(several(talk, "Which criteria does it not meet? Numbers by comma.", some)),
            };
            let criteria = picked.into_iter().filter_map(|i| Some(listed.get(i)?.0.clone())).collect();
            ChangeCommand::Return { criteria, reason: filled(answered!(reason(talk))) }
        }
        "except" => {
            let rules: Vec<_> = sheet.ready.reasons.iter().filter(|r| !r.rule.is_empty()).collect();
            let labels: Vec<_> = rules.iter().map(|r| format!("{} ({})", r.text, r.rule)).collect();
            let index = answered!(talk.choose("From which rule do you deviate?", &labels));
            let Some(rule) = rules.get(index).map(|r| r.rule.clone()) else { return Ok(None) };
            let role = answered!(role(talk));
            let reason = answered!(needed(talk, "Why, and how was the risk assessed?", WHY));
            let repeat = format!("A deviation is severe: type {} to go on.", sheet.row.id);
            if !answered!(talk.words(&repeat, "Anything else goes back.")).eq_ignore_ascii_case(&sheet.row.id) {
                return Ok(None);
            }
            ChangeCommand::Except { rule, role, reason: Some(reason) }
        }
        "review" => {
            let open: Vec<_> = sheet.reviews.iter().filter(|r| r.state != "passed").collect();
            let labels: Vec<_> = open.iter().map(|r| format!("{} ({})", r.title, r.roles.join(" or "))).collect();
            let index = answered!(talk.choose("Which review?", &labels));
            let review = open.get(index).map(|r| r.id.clone());
            let passed = answered!(talk.choose("Passed or failed?", &["passed", "failed"])) == 0;
            let note = filled(answered!(talk.words("What was found?", "A line for the record; may be empty.")));
            ChangeCommand::Review { review, role: None, passed, note }
        }
        "approve" => {
            let mut confirms = Vec::new();
            for (word, text) in session.app()?.asks(no)?.confirms {
                let confirmed = answered!(talk.choose(&format!("You confirm: {word}. {text}."), &["yes", "no"])) == 0;
                confirms.extend(confirmed.then_some(word));
            }
            let role = answered!(role(talk));
            ChangeCommand::Approve(Approval {
                role,
                reason: filled(answered!(reason(talk))),
                confirms,
                ..Approval::default()
            })
        }
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
            const WHYS: [&str; 6] =
                ["incomplete", "no way back", "clash with another change", "freeze", "owner absent", "other"];
            let known = WHYS.get(answered!(talk.choose("Why?", &WHYS))).copied().filter(|w| *w != "other");
            let more = answered!(talk.words("In words? May be empty unless it is another reason.", WHY));
            let reason = match (known, filled(more)) {
                (Some(known), Some(more)) => Some(format!("{known}: {more}")),
                (Some(known), None) => Some(known.to_owned()),
                (None, more) => more,
            };
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

/// Words that must not be empty.
fn needed(talk: &mut Talk, question: &str, help: &str) -> Result<Option<String>, Failure> {
    loop {
        match talk.words(question, help)? {
            Some(words) if words.is_empty() => talk.say("A few words are needed; q goes back.")?,
            given => return Ok(given),
        }
    }
}

/// Several of some, by numbers.
fn several(talk: &mut Talk, question: &str, choices: &[String]) -> Result<Option<Vec<usize>>, Failure> {
    talk.say(question)?;
    for (i, choice) in choices.iter().enumerate() {
        talk.say(&format!("{} {choice}", i + 1))?;
    }
    loop {
        let given = answered!(talk.words("", "Type the numbers before your choices, such as 1,3."));
        let picked: Option<Vec<usize>> = given
            .split(',')
            .map(|word| word.trim().parse::<usize>().ok()?.checked_sub(1).filter(|i| *i < choices.len()))
            .collect();
        match picked {
            Some(picked) => return Ok(Some(picked)),
            None => talk.say(&format!("Type numbers from 1 to {} by comma, or q to go back.", choices.len()))?,
        }
    }
}

/// Who is present, one question a holder of a seat.
pub fn rollcall(session: &mut Session, talk: &mut Talk) -> Result<Option<Command>, Failure> {
    const HOW: [Presence; 4] = [Presence::Room, Presence::Phone, Presence::Excused, Presence::Absent];
    const WORDS: [&str; 4] = ["in the room", "by phone", "excused", "no answer"];
    let mut persons: Vec<String> = Vec::new();
    for seat in session.app()?.board()?.seats {
        persons.extend(
            seat.holder.into_iter().chain(seat.alternates).filter(|p| !persons.contains(p)).collect::<Vec<_>>(),
        );
    }
    let mut present = Vec::new();
    for person in persons {
        let index = answered!(talk.choose(&format!("{person}?"), &WORDS));
        let Some(how) = HOW.get(index) else { return Ok(None) };
        present.extend(person.parse().ok().map(|id| (id, *how)));
    }
    Ok(Some(Command::Board(BoardCommand::Rollcall { present })))
}

/// The votes that the chair reads out, one question a member, and the closing of the ballot.
fn read_out(talk: &mut Talk, sheet: &ChangeSheet, no: ChangeNo) -> Result<Option<Vec<Command>>, Failure> {
    let mut list = Vec::new();
    for member in sheet.ballot.iter().flat_map(|b| &b.members).filter(|m| !m.voted && m.presence != "recused") {
        let words = ["approve", "reject", "abstain", "does not vote"];
        let index = answered!(talk.choose(&format!("{}?", member.name), &words));
        let Some(choice) = words.get(index).filter(|w| **w != "does not vote") else { continue };
        let reason = match *choice {
            "reject" => filled(answered!(talk.words("Reason?", "The member's own words."))),
            _ => None,
        };
        let cast = Cast {
            choice: (*choice).to_owned(),
            reason,
            condition: None,
            owner: None,
            due: None,
            share: None,
            via_chair: true,
            member: member.person.parse().ok(),
        };
        list.push(Command::Change(no, ChangeCommand::Cast(cast)));
    }
    let reason =
        filled(answered!(talk.words("Rationale of the decision? Demanded where it is lost.", "For the record.")));
    list.push(Command::Change(no, ChangeCommand::CloseVote { reason }));
    Ok(Some(list))
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
