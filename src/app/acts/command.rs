//! The commands that the answers of an act line make.

use super::line::{ActLine, Ask, Kind};
use super::{offer, which};
use crate::base::ids::{ChangeNo, PersonId};
use crate::base::spoken::{Here, Lean};
use crate::base::time::{Moment, TimeError};
use crate::domain::board::Presence;
use crate::domain::command::{Approval, BoardCommand, Cast, ChangeCommand, Command, ExceptionCommand, RiskCommand};
use crate::domain::evidence::command::{EvidenceCommand, New};
use crate::domain::run::command::{Begin, RunCommand};
use crate::sheets::change::ChangeSheet;

/// The commands that the answers make, to be carried out in this order.
///
/// # Errors
/// In words: an answer that cannot be read.
pub fn commands(line: &ActLine, sheet: Option<&ChangeSheet>, here: Here) -> Result<Vec<Command>, String> {
    let answer = |i: usize| line.answer(i).map(str::to_owned);
    let word = |i: usize| line.answer(i).unwrap_or_default();
    if let Kind::Freeze(_) | Kind::EndFreeze(_) | Kind::SignFreeze(_) | Kind::PlanDone(..) = line.kind {
        return super::calendar::commands(line, here);
    }
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
        Kind::RollcallVote(members) => return votes(line, members, no, considering(sheet, no), here),
        Kind::Decide(review) => {
            let (review, passed) = (Some(review.clone()), word(0) == "go");
            return one(ChangeCommand::Review { review, role: None, passed, note: answer(1) });
        }
        Kind::Rollcall(_) | Kind::Form | Kind::Freeze(_) | Kind::Found(_) => return Ok(Vec::new()),
        Kind::EndFreeze(_) | Kind::SignFreeze(_) | Kind::PlanDone(..) => return Ok(Vec::new()),
        Kind::Meeting { .. } | Kind::Checklist { .. } => return Ok(Vec::new()),
    };
    let role = |i: usize| answer(i);
    match act {
        "clone" => {
            let Some(sheet) = sheet else { return Err("the change to copy is not there".into()) };
            let mut new = offer::cloned(sheet);
            if let Some(title) = answer(0) {
                new.fields.retain(|(id, _)| id != "title");
                new.fields.push(("title".into(), title));
            }
            Ok(vec![Command::Open(new)])
        }
        "log_risk" => {
            let text = word(0).to_owned();
            let logged = RiskCommand::Log { change: Some(no), text, level: None, mitigation: answer(1), owner: None };
            Ok(vec![Command::Risk(logged)])
        }
        "vote_cast" => {
            let vote = Cast { reason: answer(1), ..vote(line, (0, 2), here)? };
            one(ChangeCommand::Cast(vote))
        }
        "vote_open" => {
            let tally = crate::domain::ballot::TallyMode::of(word(1));
            one(ChangeCommand::OpenVote { tally, meeting: None })
        }
        "vote_close" => {
            let mut list = considering(sheet, no);
            // That nobody has voted is asked first, and is no part of the command.
            let first = usize::from(line.steps.first().is_some_and(|s| matches!(s.ask, Ask::Choice(_))));
            list.push(Command::Change(no, closing(answer(first), line.answer(first + 1))));
            Ok(list)
        }
        "vote_consider" => one(ChangeCommand::Consider { criteria: Vec::new() }),
        "defer" => {
            let reason = match (word(0), answer(2)) {
                (known, None) => Some(known.to_owned()),
                (known, Some(text)) if known.starts_with("other") => Some(text),
                (known, Some(text)) => Some(format!("{known}: {text}")),
            };
            if word(1) == "open" {
                return one(ChangeCommand::DeferOpen { reason });
            }
            let until = answer(3).map(|t| moment(&t, here)).transpose()?;
            one(ChangeCommand::Defer { reason, until })
        }
        "submit" | "resubmit" => one(ChangeCommand::Submit),
        "request" => one(ChangeCommand::Request),
        "resume" => one(ChangeCommand::Resume),
        "review" => {
            one(ChangeCommand::Review { review: answer(1), role: role(3), passed: word(0) == "pass", note: answer(2) })
        }
        "approve" => {
            // Recording is the approver's confirmation of what the line names.
            let asked = sheet.map(|s| s.asks.confirms.as_slice()).unwrap_or_default();
            let confirms = asked.iter().map(|(word, _)| word.clone()).collect();
            one(ChangeCommand::Approve(Approval { role: role(1), reason: answer(0), confirms, ..Approval::default() }))
        }
        "reject" => one(ChangeCommand::Reject { role: role(1), reason: answer(0) }),
        "withdraw_approval" => one(ChangeCommand::Withdraw { reason: answer(0) }),
        "return" => one(ChangeCommand::Return { criteria: answer(1).into_iter().collect(), reason: answer(0) }),
        "convene" => one(ChangeCommand::Convene { meeting: None, reason: answer(0) }),
        "object" => one(ChangeCommand::Object { reason: answer(0) }),
        "verify_condition" => {
            let number = word(0).parse().map_err(|_| "no condition is chosen".to_owned())?;
            one(ChangeCommand::Verify { no: number, note: answer(1) })
        }
        "entrust" => {
            let number = word(0).parse().map_err(|_| "no condition is chosen".to_owned())?;
            let people = sheet.map(|s| s.asks.people.as_slice()).unwrap_or_default();
            let owner = crate::app::person::meant(people, word(1))?;
            one(ChangeCommand::Entrust { no: number, owner, reason: answer(2) })
        }
        "schedule" => one(ChangeCommand::Schedule {
            from: moment(word(0), here)?,
            to: moment(word(1), here)?,
            environment: answer(2),
        }),
        "start" => {
            let several = sheet.is_some_and(|s| s.row.environment.len() > 1);
            let environment = several.then(|| answer(0)).flatten();
            match sheet.map(|s| s.asks.begin.as_slice()).unwrap_or_default() {
                [] => one(ChangeCommand::Start { environment, share: None }),
                asked => one(begun(environment, asked, |i| answer(i + usize::from(several)))),
            }
        }
        "deploy" => {
            let Some(sheet) = sheet else { return Err("the change is not there".into()) };
            let environment = sheet.run.next.as_ref().map(|n| n.environment.clone());
            one(begun(environment, &sheet.asks.begin, answer))
        }
        "raise" => {
            let among = sheet.map(which::to_raise).unwrap_or_default();
            let (environment, at) = which::meant(&among, word(0));
            let share = word(at).trim().trim_end_matches('%').parse().map_err(|_| "a share is a number".to_owned())?;
            one(ChangeCommand::Run(RunCommand::Raise { environment, share, reason: answer(at + 1) }))
        }
        "step" => {
            let (no, step) = word(1).split_once(' ').ok_or("no step is chosen")?;
            let environment = which::by_number(&sheet.map(which::with_steps).unwrap_or_default(), no);
            let (step, passed) = (step.to_owned(), word(0) == "pass");
            one(ChangeCommand::Run(RunCommand::Step { environment, step, passed, note: answer(2) }))
        }
        "evidence" => {
            let mut values = std::collections::BTreeMap::new();
            let (mut named, mut covers) = (std::collections::BTreeMap::<String, Vec<String>>::new(), Vec::new());
            for figure in word(2).split([' ', ',', ';']).filter(|f| !f.is_empty()) {
                match figure.split_once(':').filter(|_| !figure.contains('=')) {
                    Some(("covers", name)) => covers.push(name.to_owned()),
                    Some((measure, name)) => named.entry(measure.to_owned()).or_default().push(name.to_owned()),
                    None => {}
                }
                if figure.contains(':') && !figure.contains('=') {
                    continue;
                }
                let (name, value) = figure.split_once('=').ok_or(format!("\"{figure}\" is no NAME=NUMBER"))?;
                values.insert(name.to_owned(), value.to_owned());
            }
            let new = New {
                test: word(0).to_owned(),
                environment: answer(1),
                values,
                passed: answer(3).map(|w| w == "pass"),
                sign: word(4) == "yes",
                note: answer(5),
                link: answer(6),
                named,
                covers,
                ..New::default()
            };
            one(ChangeCommand::Evidence(EvidenceCommand::Add(Box::new(new))))
        }
        "record" => one(ChangeCommand::Run(RunCommand::Note { kind: word(0).into(), text: answer(1), file: None })),
        "pir" => {
            let fields = sheet.map(|s| s.run.findings.as_slice()).unwrap_or_default();
            let said = fields.iter().enumerate().filter_map(|(i, f)| Some((f.id.clone(), answer(i + 1)?)));
            let (outcome, findings) = (word(0).to_owned(), said.collect());
            let reason = answer(fields.len().saturating_add(1));
            one(ChangeCommand::Run(RunCommand::Review { outcome, findings, reason }))
        }
        "finish" => {
            let among = sheet.map(which::under_way).unwrap_or_default();
            let (environment, at) = which::meant(&among, word(0));
            let (succeeded, note) = (word(at) == "pass", answer(at + 1));
            match environment {
                None => one(ChangeCommand::Finish { succeeded, note }),
                environment => one(ChangeCommand::Run(RunCommand::Finish { environment, succeeded, note })),
            }
        }
        "close" => one(ChangeCommand::Close { code: word(0).into(), notes: answer(1) }),
        "cancel" => one(ChangeCommand::Cancel { reason: answer(0) }),
        "retype" => one(ChangeCommand::Retype { to: word(0).into(), reason: answer(1) }),
        "confirm" => one(ChangeCommand::Confirm { stands: true, reason: None }),
        "disown" => one(ChangeCommand::Confirm { stands: false, reason: answer(0) }),
        "comment" => one(ChangeCommand::Comment { text: word(0).into() }),
        "except" => one(ChangeCommand::Except { rule: word(0).into(), reason: answer(1), role: role(2) }),
        "exception" => one(ChangeCommand::Exception(ExceptionCommand::Ask {
            kind: word(0).into(),
            from: moment(word(1), here)?,
            to: moment(word(2), here)?,
            reason: answer(3),
            impact: answer(4),
            risk: answer(5),
            freeze: answer(6),
            environment: answer(7),
        })),
        "exception_sign" => one(ChangeCommand::Exception(ExceptionCommand::Sign {
            no: word(1).parse().map_err(|_| "no exception is chosen".to_owned())?,
            granted: word(0) == "grant",
            reason: answer(2),
            role: role(3),
        })),
        "hold" => one(ChangeCommand::Hold { reason: answer(0) }),
        other => Err(format!("{other} cannot be done here")),
    }
}

/// The beginning of a deployment, with what the pack asks for.
fn begun(environment: Option<String>, asked: &[String], answer: impl Fn(usize) -> Option<String>) -> ChangeCommand {
    let said = |word: &str| asked.iter().position(|w| w == word).and_then(&answer);
    ChangeCommand::Run(RunCommand::Start(Begin {
        environment,
        method: said("method"),
        artifact: None,
        share: None,
        commit: said("commit"),
        branch: said("branch"),
        pipeline: said("pipeline"),
        loose: false,
        moved: None,
    }))
}

/// Whoever closes confirms what the line names: the criteria that are not marked as considered yet.
fn considering(sheet: Option<&ChangeSheet>, no: ChangeNo) -> Vec<Command> {
    let open = sheet.and_then(|s| s.ballot.as_ref()).is_some_and(|b| !b.unconsidered().is_empty());
    open.then(|| Command::Change(no, ChangeCommand::Consider { criteria: Vec::new() })).into_iter().collect()
}

/// The vote that one question chose, with what it says of its condition from another question on.
fn vote(line: &ActLine, (chosen, said): (usize, usize), here: Here) -> Result<Cast, String> {
    let choice = line.answer(chosen).unwrap_or_default();
    let said = |i: usize| line.answer(said + i).filter(|_| choice == "condition");
    Ok(Cast {
        choice: choice.into(),
        reason: None,
        condition: said(0).map(str::to_owned),
        owner: said(1).map(person).transpose()?,
        due: said(2).map(|t| here.read_due(t).map_err(|e| e.to_string())).transpose()?,
        share: None,
        via_chair: false,
        member: None,
    })
}

fn votes(
    line: &ActLine,
    members: &[String],
    no: ChangeNo,
    considered: Vec<Command>,
    here: Here,
) -> Result<Vec<Command>, String> {
    let against = line.answer(members.len()).map(str::to_owned);
    // The chair's casting vote, where it may be asked for; what conditions say stands behind it.
    let casts = line.steps.get(members.len() + 2).is_some_and(|s| matches!(s.ask, Ask::Choice(_)));
    let conditions = members.len() + 2 + usize::from(casts);
    let mut list = considered;
    for (i, member) in members.iter().enumerate() {
        let choice = line.answer(i).unwrap_or_default();
        if !matches!(choice, "approve" | "condition" | "reject" | "abstain") {
            continue;
        }
        let reason = against.clone().filter(|_| choice == "reject");
        let (via_chair, member) = (true, Some(person(member)?));
        let vote = Cast { reason, via_chair, member, ..vote(line, (i, conditions + 3 * i), here)? };
        list.push(Command::Change(no, ChangeCommand::Cast(vote)));
    }
    let reason = line.answer(members.len() + 1).map(str::to_owned);
    list.push(Command::Change(no, closing(reason, line.answer(members.len() + 2).filter(|_| casts))));
    Ok(list)
}

/// Closing a ballot, with the chair's casting vote where it was given.
fn closing(reason: Option<String>, casting: Option<&str>) -> ChangeCommand {
    match casting {
        Some(choice) => ChangeCommand::BreakTie { favour: choice == "approve", reason },
        None => ChangeCommand::CloseVote { reason },
    }
}

fn person(text: &str) -> Result<PersonId, String> {
    text.trim().parse().map_err(|e: crate::base::ids::IdError| e.to_string())
}

fn moment(text: &str, here: Here) -> Result<Moment, String> {
    here.read(text, Lean::Ahead).map_err(|e: TimeError| e.to_string())
}
