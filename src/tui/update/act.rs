//! Opening act lines and answering them. Only Enter on a complete line records.

use crate::app::options::How;
use crate::base::time::Moment;
use crate::domain::change::draft::NewChange;
use crate::domain::command::{ChangeCommand, Command};
use crate::sheets::change::ChangeSheet;
use crate::tui::act::{ActLine, Kind, Step, questions};
use crate::tui::message::{Effect, Request};
use crate::tui::model::{Model, Screen};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A key while the act line is open.
pub fn key(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let Some(line) = &mut model.act else { return Vec::new() };
    match key.code {
        KeyCode::Esc => {
            model.act = None;
            model.tell("nothing was recorded");
            return Vec::new();
        }
        KeyCode::Enter => return enter(model),
        KeyCode::Backspace => {
            line.chosen = None;
            line.input.pop();
        }
        KeyCode::Char('c') if key.modifiers.contains(KeyModifiers::CONTROL) => {
            model.act = None;
            model.tell("nothing was recorded");
        }
        KeyCode::Char(_) if key.modifiers.contains(KeyModifiers::CONTROL) => {}
        KeyCode::Char(c) => match line.step() {
            Some(Step::Text(..)) => line.input.push(c),
            Some(Step::Choice(..)) => {
                if let Some(digit) = c.to_digit(10) {
                    line.choose(usize::try_from(digit).unwrap_or(0));
                } else if c == 'q' {
                    model.act = None;
                    model.tell("nothing was recorded");
                }
            }
            None if c == 'q' => {
                model.act = None;
                model.tell("nothing was recorded");
            }
            None => {}
        },
        _ => {}
    }
    Vec::new()
}

fn enter(model: &mut Model) -> Vec<Effect> {
    let Some(line) = &mut model.act else { return Vec::new() };
    if line.step().is_some() {
        if !line.answer() {
            return Vec::new();
        }
        follow_up(line);
        // A choice that needs nothing more is what this Enter records.
        if !line.complete() {
            return Vec::new();
        }
    }
    let Some(line) = model.act.take() else { return Vec::new() };
    match &line.kind {
        Kind::Menu => chosen(model, &line),
        Kind::Form => record_form(model),
        _ => match line.command() {
            Some(command) => record(model, command, line.revision),
            None => {
                model.tell("that cannot be read; nothing was recorded");
                Vec::new()
            }
        },
    }
}

/// Questions that follow from an answer: a reason for a vote against, the words of "other".
fn follow_up(line: &mut ActLine) {
    let word = line.answers.last().cloned().unwrap_or_default();
    let text = |label: &str| Step::Text(label.into(), true);
    match (&line.kind, line.answers.len(), word.as_str()) {
        (Kind::Vote, 1, "condition") => line.steps.push(text("the condition")),
        (Kind::Vote, 1, "reject") => line.steps.push(text("why")),
        (Kind::Vote, 1, "recuse") => line.steps.push(text("your interest")),
        (Kind::Defer, 1, "other") => line.steps.push(text("reason")),
        _ => {}
    }
}

fn record(model: &mut Model, command: Command, revision: Option<u32>) -> Vec<Effect> {
    model.busy = true;
    model.notice = None;
    vec![Effect::Ask(Request::Do(command, How { if_version: revision, ..How::fresh() }))]
}

fn record_form(model: &mut Model) -> Vec<Effect> {
    let Some(Screen::Form(form)) = model.stack.last_mut() else { return Vec::new() };
    form.close_field();
    let (revision, fields) = (form.revision, form.changed());
    let command = match form.id.as_ref().and_then(|id| id.parse().ok()) {
        Some(no) => Command::Change(no, ChangeCommand::Edit { fields }),
        None => Command::Open(NewChange { change_type: form.change_type.clone(), fields, catalogue: None }),
    };
    let mut effects = super::keep_draft(model);
    effects.extend(record(model, command, revision));
    effects
}

fn chosen(model: &mut Model, line: &ActLine) -> Vec<Effect> {
    let Some(Screen::Detail(detail)) = model.stack.last() else { return Vec::new() };
    let Some(sheet) = detail.sheet.clone() else { return Vec::new() };
    match line.answers.first().map(String::as_str) {
        Some("assess") => open(model, assess(&sheet)),
        Some("vote_open") => open(model, open_vote(&sheet)),
        Some("defer") => {
            let line = defer(&sheet.row.id, Some(sheet.row.revision), model.now(), model.zone());
            open(model, line);
        }
        Some(act) => {
            let title = format!("{} {}", act.replace('_', " "), sheet.row.id);
            let act_line = ActLine::new(
                Kind::Plain(act.to_owned()),
                &sheet.row.id,
                Some(sheet.row.revision),
                title,
                questions(act),
            );
            open(model, act_line);
        }
        None => {}
    }
    Vec::new()
}

/// Opens an act line; keys typed before it was on the screen do not count.
pub fn open(model: &mut Model, line: ActLine) {
    model.notice = None;
    model.act = Some(line);
}

/// The acts that are possible on a change, by digit; those that lead to a page of their own are left out.
#[must_use]
pub fn menu(sheet: &ChangeSheet) -> ActLine {
    const SHOWN: [&str; 17] = [
        "submit",
        "assess",
        "review",
        "request",
        "approve",
        "reject",
        "vote_open",
        "return",
        "withdraw_approval",
        "verify_condition",
        "start",
        "finish",
        "close",
        "hold",
        "resume",
        "cancel",
        "defer",
    ];
    let on_hold = sheet.row.on_hold;
    let list: Vec<(String, String)> = SHOWN
        .iter()
        .filter(|w| sheet.acts.iter().any(|a| a.act == **w && a.possible))
        .filter(|w| (**w == "resume") == on_hold || !matches!(**w, "resume" | "hold"))
        .take(9)
        .map(|w| ((*w).to_owned(), w.replace('_', " ")))
        .collect();
    let steps = vec![Step::Choice("act".into(), list)];
    ActLine::new(Kind::Menu, &sheet.row.id, Some(sheet.row.revision), format!("Act on {}", sheet.row.id), steps)
}

/// The act line of a vote.
#[must_use]
pub fn vote(id: &str, revision: u32) -> ActLine {
    let list = [
        ("approve", "Approve"),
        ("condition", "Approve with condition (type it)"),
        ("reject", "Reject (reason needed)"),
        ("abstain", "Abstain"),
        ("recuse", "Recuse: I have an interest"),
    ];
    let list = list.iter().map(|(w, t)| ((*w).to_owned(), (*t).to_owned())).collect();
    ActLine::new(Kind::Vote, id, Some(revision), format!("Your vote on {id}"), vec![Step::Choice("vote".into(), list)])
}

/// The act line that opens a ballot.
#[must_use]
pub fn open_vote(sheet: &ChangeSheet) -> ActLine {
    let list = [("hidden", "hidden until closed"), ("open", "open"), ("secret", "secret")];
    let list = list.iter().map(|(w, t)| ((*w).to_owned(), (*t).to_owned())).collect();
    let title = format!("Vote on {} revision {}", sheet.row.id, sheet.row.revision);
    ActLine::new(
        Kind::OpenVote,
        &sheet.row.id,
        Some(sheet.row.revision),
        title,
        vec![Step::Choice("tally".into(), list)],
    )
}

/// The act line that defers: why, and until when from now.
#[must_use]
pub fn defer(id: &str, revision: Option<u32>, now: Moment, zone: chrono_tz::Tz) -> ActLine {
    let reasons = ["incomplete", "no way back", "clash", "freeze", "owner absent", "other"];
    let reasons = reasons.iter().map(|w| ((*w).to_owned(), (*w).to_owned())).collect();
    let mut until = vec![(String::new(), "open, until somebody puts it up again".to_owned())];
    for (weeks, words) in [(1, "one week"), (2, "two weeks"), (4, "four weeks")] {
        let at = Moment::from_utc(now.utc() + chrono::TimeDelta::weeks(weeks));
        until.push((at.to_string(), format!("{words}, to {}", at.local(zone).format("%a %-d %b"))));
    }
    let steps = vec![Step::Choice("reason".into(), reasons), Step::Choice("until".into(), until)];
    ActLine::new(Kind::Defer, id, revision, format!("Defer {id}"), steps)
}

/// The act line that rates the risk, factor by factor.
#[must_use]
pub fn assess(sheet: &ChangeSheet) -> ActLine {
    let factors: Vec<String> = sheet.risk_sheet.factors.iter().map(|f| f.id.clone()).collect();
    let steps = sheet
        .risk_sheet
        .factors
        .iter()
        .map(|f| Step::Choice(f.label.clone(), f.choices.iter().map(|(v, l)| (v.to_string(), l.clone())).collect()))
        .collect();
    let title = format!("Assess {}", sheet.row.id);
    ActLine::new(Kind::Assess(factors), &sheet.row.id, Some(sheet.row.revision), title, steps)
}

/// The act line of a roll call: one digit a person.
#[must_use]
pub fn rollcall(id: &str, persons: &[(String, String)]) -> ActLine {
    let how = [("room", "in the room"), ("phone", "on the phone"), ("excused", "excused"), ("absent", "no answer")];
    let how: Vec<(String, String)> = how.iter().map(|(w, t)| ((*w).to_owned(), (*t).to_owned())).collect();
    let steps = persons.iter().map(|(_, name)| Step::Choice(name.clone(), how.clone())).collect();
    let ids = persons.iter().map(|(id, _)| id.clone()).collect();
    ActLine::new(Kind::Rollcall(ids), id, None, "Roll call", steps)
}
