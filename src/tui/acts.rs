//! The acts on a change: which are offered, what each asks, and the command that the answers make.

use super::act::{ActLine, Ask, Choice, Kind, Step};
use crate::app::catalog;
use crate::base::ids::{ChangeNo, PersonId};
use crate::base::time::{Moment, TimeError};
use crate::domain::board::Presence;
use crate::domain::command::{Approval, BoardCommand, Cast, ChangeCommand, Command};
use crate::sheets::ballot::BallotSheet;
use crate::sheets::change::ChangeSheet;
use crate::text::words::plain;
use chrono_tz::Tz;

/// Acts with a place in the menu, in its order; those on the ballot have keys of their own as well.
const MENU: [&str; 21] = [
    "submit",
    "resubmit",
    "assess",
    "review",
    "request",
    "approve",
    "reject",
    "vote_open",
    "vote_close",
    "defer",
    "verify_condition",
    "schedule",
    "start",
    "finish",
    "close",
    "return",
    "object",
    "withdraw_approval",
    "hold",
    "resume",
    "cancel",
];

/// What the acts of a ballot ask first, by word and label.
pub const CHOICES: [(&str, &str); 5] = [
    ("approve", "Approve"),
    ("condition", "Approve with condition (type it)"),
    ("reject", "Reject (reason needed)"),
    ("abstain", "Abstain"),
    ("recuse", "Recuse: I have an interest"),
];

/// Reasons to defer.
const REASONS: [&str; 6] =
    ["incomplete", "no way back", "clash with another change", "freeze", "owner absent", "other (type it)"];

/// The acts that are offered on a change now.
#[must_use]
pub fn offered(sheet: &ChangeSheet, actor: &str) -> Vec<&'static str> {
    let possible = |act: &str| sheet.acts.iter().any(|a| a.act == act && a.possible);
    let ballot = sheet.ballot.as_ref().filter(|b| b.closed.is_none() && !b.stale);
    let member = ballot.and_then(|b| b.members.iter().find(|m| m.person == actor));
    let board = sheet.approvals.iter().any(|a| a.role == "board" && a.state == "pending");
    let fits = |act: &str| match act {
        "vote_close" => ballot.is_some() && (member.is_some_and(|m| m.chair) || possible(act)),
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
        other => possible(other),
    };
    MENU.into_iter().filter(|act| fits(act)).collect()
}

/// Why an act is not possible now; none when it is.
#[must_use]
pub fn why_not(sheet: &ChangeSheet, act: &str) -> Option<String> {
    match sheet.acts.iter().find(|a| a.act == act) {
        Some(a) if a.possible => None,
        Some(a) => Some(a.why_not.clone()),
        None => Some(format!("not in state {}", plain(&sheet.row.state))),
    }
}

/// What an act is, for menus.
#[must_use]
pub fn label(act: &str) -> String {
    catalog::ALL.iter().find(|e| e.act == act).map_or_else(|| plain(act), |e| e.text.to_owned())
}

/// The act line of an act.
#[must_use]
pub fn line(act: &str, sheet: &ChangeSheet) -> ActLine {
    let (id, revision) = (&sheet.row.id, Some(sheet.row.revision));
    let new = |title: String, verb: &str| ActLine::new(Kind::Change(act.into()), id, revision, title, verb);
    let asked = |verb: &str| new(format!("{id} revision {}: {}?", sheet.row.revision, label(act)), verb);
    match act {
        "vote_cast" => vote(sheet),
        "vote_open" => {
            let ways = [("sessions", "own sessions"), ("rollcall", "roll call")];
            let tallies = [("hidden", "hidden until closed"), ("open", "open"), ("secret", "secret")];
            new(format!("Vote on {id} revision {}", sheet.row.revision), "opens the ballot")
                .choice("how", true, ways)
                .choice("tally (c; else as the board does)", false, tallies)
        }
        "vote_close" => close(sheet.ballot.as_ref(), new(String::new(), "closes and shows the result")),
        "defer" => new(format!("Defer {id}"), "defers")
            .choice("reason", true, REASONS.map(|r| (r, r)))
            .choice("until", true, [("next", "next meeting"), ("date", "a date (type it)")])
            .text("reason in words", false)
            .text("until when, such as 2026-10-05 14:00", false)
            .follow(0, "other (type it)", 2)
            .follow(1, "date", 3),
        "assess" => assess(sheet),
        "review" => {
            let open = sheet.reviews.iter().filter(|r| r.state != "passed");
            asked("signs")
                .choice("outcome", true, [("pass", "passed"), ("fail", "failed")])
                .choice("review", true, open.map(|r| (r.id.clone(), r.title.clone())))
                .only()
                .text("what was found", false)
                .text("in which role", false)
        }
        "approve" => asked("approves").text("comment", false).text("in which role", false),
        "reject" => asked("rejects").text("why", true).text("in which role", false),
        "return" | "cancel" | "hold" | "withdraw_approval" | "object" => asked("records").text("why", true),
        "verify_condition" => {
            let open = sheet.conditions.iter().filter(|c| c.verified_at.is_none());
            asked("verifies")
                .choice("condition", true, open.map(|c| (c.no.to_string(), c.text.clone())))
                .text("how it was verified", false)
        }
        "schedule" => {
            asked("schedules").text("from, such as 2026-10-03 22:00", true).text("to", true).text("environment", false)
        }
        "start" if sheet.row.environment.len() > 1 => {
            asked("starts").choice("environment", true, sheet.row.environment.iter().map(|e| (e.clone(), e.clone())))
        }
        "start" => asked("starts"),
        "finish" => asked("records")
            .choice("how it ended", true, [("pass", "it succeeded"), ("fail", "it failed")])
            .text("what happened", false),
        "close" => {
            let codes = ["successful", "successful_with_issues", "unsuccessful"];
            asked("closes").choice("close code", true, codes.map(|c| (c, plain(c)))).text("close notes", false)
        }
        _ => asked("records"),
    }
}

/// The act line of a vote; the choices stand on the page.
fn vote(sheet: &ChangeSheet) -> ActLine {
    let mut line = ActLine::new(
        Kind::Change("vote_cast".into()),
        &sheet.row.id,
        Some(sheet.row.revision),
        format!("Vote on {} revision {}", sheet.row.id, sheet.row.revision),
        "casts",
    )
    .choice("vote", true, CHOICES)
    .text("reason", false)
    .text("the condition", false)
    .text("who answers for it (person)", false)
    .text("due, such as 2026-10-05 14:00", false)
    .follow(0, "reject", 1)
    .follow(0, "recuse", 1)
    .follow(0, "condition", 2);
    line.on_page = true;
    line
}

fn close(ballot: Option<&BallotSheet>, mut line: ActLine) -> ActLine {
    if let Some(b) = ballot {
        let waiting: Vec<&str> = b
            .members
            .iter()
            .filter(|m| !m.voted && m.presence != "recused" && m.presence != "absent")
            .map(|m| m.name.as_str())
            .collect();
        let waits = if waiting.is_empty() { String::new() } else { format!("; waiting: {}", waiting.join(", ")) };
        let missing = if b.mandatory_missing.is_empty() {
            String::new()
        } else {
            format!("; MISSING {}", b.mandatory_missing.join(", "))
        };
        line.title = format!(
            "Close: {} of {} voted, {} of {} present{missing}{waits}",
            b.voted, b.eligible, b.present, b.quorum
        );
    }
    line.text("rationale (needed where it is lost)", false)
}

fn assess(sheet: &ChangeSheet) -> ActLine {
    let factors = &sheet.risk_sheet.factors;
    let ids = factors.iter().map(|f| f.id.clone()).collect();
    let title = format!("Assess {} revision {}", sheet.row.id, sheet.row.revision);
    let line = ActLine::new(Kind::Assess(ids), &sheet.row.id, Some(sheet.row.revision), title, "assesses");
    factors.iter().fold(line, |line, f| {
        let now = f.rating.as_ref().map(|r| format!(" (now {r})")).unwrap_or_default();
        // A factor that is rated already may stay as it is.
        line.choice(
            &format!("{}{now}", f.label),
            f.value.is_none(),
            f.choices.iter().map(|(v, l)| (v.to_string(), l.clone())),
        )
    })
}

/// The act line of a roll call: one digit a person.
#[must_use]
pub fn rollcall(id: &str, persons: &[(String, String)]) -> ActLine {
    let how = [("room", "room"), ("phone", "phone"), ("excused", "excused"), ("absent", "no answer")];
    let ids = persons.iter().map(|(id, _)| id.clone()).collect();
    let line = ActLine::new(Kind::Rollcall(ids), id, None, "Roll call, one digit a person", "records the roll call");
    persons.iter().fold(line, |line, (_, name)| line.choice(name, true, how))
}

/// The act line of a vote by roll call: one digit a member, as on the ballot; 0 for one who does not vote.
#[must_use]
pub fn rollcall_vote(sheet: &ChangeSheet) -> Option<ActLine> {
    let ballot = sheet.ballot.as_ref()?;
    let members: Vec<_> = ballot.members.iter().filter(|m| !m.voted && m.presence != "recused").collect();
    let ids = members.iter().map(|m| m.person.clone()).collect();
    let title = format!("Votes on {} read out by the chair, one digit a member", sheet.row.id);
    let revision = Some(sheet.row.revision);
    let mut line = ActLine::new(Kind::RollcallVote(ids), &sheet.row.id, revision, title, "casts all and closes");
    for member in members {
        let list = [('1', "approve"), ('3', "reject"), ('4', "abstain"), ('0', "none")];
        let choices = list.map(|(digit, word)| Choice { digit, word: word.into(), label: word.into(), then: None });
        let ask = Ask::Choice(choices.to_vec());
        line.steps.push(Step { label: member.name.clone(), ask, must: true, answer: String::new() });
    }
    Some(line.text("reasons given against", false).text("rationale of the decision", false))
}

/// The commands that the answers make, to be carried out in this order.
///
/// # Errors
/// In words: an answer that cannot be read.
pub fn commands(line: &ActLine, tz: Tz) -> Result<Vec<Command>, String> {
    let answer = |i: usize| line.answer(i).map(str::to_owned);
    let word = |i: usize| line.answer(i).unwrap_or_default();
    if let Kind::Rollcall(persons) = &line.kind {
        let how = |(i, p): (usize, &String)| Some((p.parse().ok()?, Presence::of(word(i))?));
        let present = persons.iter().enumerate().filter_map(how).collect();
        return Ok(vec![Command::Board(BoardCommand::Rollcall { present })]);
    }
    let no: ChangeNo = line.id.parse().map_err(|_| format!("{} is not a change", line.id))?;
    let one = |command: ChangeCommand| Ok(vec![Command::Change(no, command)]);
    let act = match &line.kind {
        Kind::Change(act) => act.as_str(),
        Kind::Assess(factors) => {
            let rated = factors.iter().enumerate().filter_map(|(i, f)| Some((f.clone(), answer(i)?)));
            return one(ChangeCommand::Assess { ratings: rated.collect() });
        }
        Kind::RollcallVote(members) => return votes(line, members, no),
        Kind::Rollcall(_) | Kind::Form => return Ok(Vec::new()),
    };
    let role = |i: usize| answer(i);
    match act {
        "vote_cast" => {
            let condition = (word(0) == "condition").then(|| answer(2)).flatten();
            let owner = answer(3).map(|p| person(&p)).transpose()?;
            let due = answer(4).map(|t| moment(&t, tz)).transpose()?;
            one(ChangeCommand::Cast(Cast {
                choice: word(0).into(),
                reason: answer(1),
                condition,
                owner,
                due,
                share: None,
                via_chair: false,
                member: None,
            }))
        }
        "vote_open" => {
            let tally = crate::domain::ballot::TallyMode::of(word(1));
            one(ChangeCommand::OpenVote { tally, meeting: None })
        }
        "vote_close" => one(ChangeCommand::CloseVote { reason: answer(0) }),
        "defer" => {
            let reason = match (word(0), answer(2)) {
                (known, None) => Some(known.to_owned()),
                (known, Some(text)) if known.starts_with("other") => Some(text),
                (known, Some(text)) => Some(format!("{known}: {text}")),
            };
            let until = answer(3).map(|t| moment(&t, tz)).transpose()?;
            one(ChangeCommand::Defer { reason, until })
        }
        "submit" | "resubmit" => one(ChangeCommand::Submit),
        "request" => one(ChangeCommand::Request),
        "resume" => one(ChangeCommand::Resume),
        "review" => {
            one(ChangeCommand::Review { review: answer(1), role: role(3), passed: word(0) == "pass", note: answer(2) })
        }
        "approve" => {
            // Enter on this line is the approver's confirmation of what the page shows.
            let confirms = ["completeness", "risk", "testing", "justification"].map(str::to_owned).to_vec();
            one(ChangeCommand::Approve(Approval { role: role(1), reason: answer(0), confirms, ..Approval::default() }))
        }
        "reject" => one(ChangeCommand::Reject { role: role(1), reason: answer(0) }),
        "withdraw_approval" => one(ChangeCommand::Withdraw { reason: answer(0) }),
        "return" => one(ChangeCommand::Return { criteria: Vec::new(), reason: answer(0) }),
        "object" => one(ChangeCommand::Object { reason: answer(0) }),
        "verify_condition" => {
            let number = word(0).parse().map_err(|_| "no condition is chosen".to_owned())?;
            one(ChangeCommand::Verify { no: number, note: answer(1) })
        }
        "schedule" => one(ChangeCommand::Schedule {
            from: moment(word(0), tz)?,
            to: moment(word(1), tz)?,
            environment: answer(2),
        }),
        "start" => one(ChangeCommand::Start { environment: answer(0), share: None }),
        "finish" => one(ChangeCommand::Finish { succeeded: word(0) == "pass", note: answer(1) }),
        "close" => one(ChangeCommand::Close { code: word(0).into(), notes: answer(1) }),
        "cancel" => one(ChangeCommand::Cancel { reason: answer(0) }),
        "hold" => one(ChangeCommand::Hold { reason: answer(0) }),
        other => Err(format!("{other} cannot be done here")),
    }
}

fn votes(line: &ActLine, members: &[String], no: ChangeNo) -> Result<Vec<Command>, String> {
    let against = line.answer(members.len()).map(str::to_owned);
    let mut list = Vec::new();
    for (i, member) in members.iter().enumerate() {
        let choice = line.answer(i).unwrap_or("none");
        if choice == "none" {
            continue;
        }
        list.push(Command::Change(
            no,
            ChangeCommand::Cast(Cast {
                choice: choice.into(),
                reason: against.clone().filter(|_| choice == "reject"),
                condition: None,
                owner: None,
                due: None,
                share: None,
                via_chair: true,
                member: Some(person(member)?),
            }),
        ));
    }
    let reason = line.answer(members.len() + 1).map(str::to_owned);
    list.push(Command::Change(no, ChangeCommand::CloseVote { reason }));
    Ok(list)
}

fn person(text: &str) -> Result<PersonId, String> {
    text.trim().parse().map_err(|e: crate::base::ids::IdError| e.to_string())
}

fn moment(text: &str, tz: Tz) -> Result<Moment, String> {
    Moment::parse(text.trim(), tz).map_err(|e: TimeError| e.to_string())
}
