//! What each act on an item of a checklist asks of the person, and the command that comes of the answers.

use super::line::{ActLine, Kind};
use crate::base::ids::ChangeNo;
use crate::domain::checklist::command::{ChecklistCommand, ListAct, NewProof};
use crate::domain::command::{ChangeCommand, Command};
use crate::sheets::checklist::{ChecklistSheet, ItemLine};

/// An act on an item, by its word.
fn kind(act: &str, sheet: &ChecklistSheet, item: u32) -> Kind {
    Kind::Checklist { act: act.into(), list: sheet.list.clone(), item }
}

/// The act line of an act on an item: `evidence`, `fail`, `skip`, `sign`, `waive`, `here`, `retract`, `back_out`, `answer`.
#[must_use]
pub fn line(act: &str, sheet: &ChecklistSheet, item: &ItemLine) -> ActLine {
    let (n, text) = (item.n, &item.text);
    let new = |title: String, verb: &str| ActLine::new(kind(act, sheet, n), &sheet.id, None, title, verb);
    match act {
        "evidence" => new(format!("Evidence for item {n}, {text}"), "goes on")
            .choice(
                "by",
                true,
                [
                    ("paste", "paste"),
                    ("command", "run command"),
                    ("file", "file"),
                    ("link", "link"),
                    ("editor", "editor"),
                ],
            )
            .text("paste it, or type", true)
            .when(0, "paste")
            .text("path of the file", true)
            .when(0, "file")
            .text("the link", true)
            .when(0, "link"),
        "answer" => new(format!("Item {n}, {text}"), "signs").choice(
            "answer",
            true,
            item.answers.iter().map(|a| (a.clone(), a.clone())),
        ),
        "fail" => new(format!("Item {n} failed, {text}"), "records")
            .choice("then", true, [("retry", "retry"), ("waive", "waive, counter-signed"), ("back_out", "back out")])
            .text("what happened", true),
        "back_out" => new(format!("BACK OUT at item {n}, {text}?"), "records it").text("why", false),
        "skip" => new(format!("Item {n} does not apply, {text}?"), "records").text("why", true),
        "sign" => {
            let by = item.signed_by.join(", ");
            new(format!("Item {n}, {text}: signed by {by}"), "signs").choice(
                "you",
                true,
                [("sign", "sign it as well"), ("fail", "no (goes to F)")],
            )
        }
        "waive" => new(format!("Item {n} failed, {text}: waive it?"), "counter-signs")
            .choice("you", true, [("waive", "waive it")])
            .text("why", false),
        "here" => new(format!("Item {n}, {text}: a second person signs here"), "signs")
            .text("their code (quorate code)", true),
        _ => new(format!("Retract what you last recorded on item {n}, {text}?"), "retracts")
            .text("why (after 10 s)", false),
    }
}

/// The act line that attaches evidence which is there: what a command printed, or what may hold a secret.
#[must_use]
pub fn attach(sheet: &ChecklistSheet, item: &ItemLine, proof: &NewProof, secrets: &[&str]) -> ActLine {
    let exit = proof.exit.map(|c| format!(", exit {c}")).unwrap_or_default();
    let title = format!("Attach {} bytes to item {}, {}{exit}?", proof.body.len(), item.n, item.text);
    let line = ActLine::new(kind("attach", sheet, item.n), &sheet.id, None, title, "attaches and ticks");
    if secrets.is_empty() {
        return line;
    }
    let label = format!("this looks like a secret ({})", secrets.join(", "));
    line.choice(&label, true, [("mask", "mask it"), ("keep", "keep it")])
}

/// A command on an item of a list.
#[must_use]
pub fn on(sheet: &ChecklistSheet, act: ListAct) -> Option<Command> {
    let no: ChangeNo = sheet.id.parse().ok()?;
    let list = Some(sheet.list.clone()).filter(|l| !l.is_empty());
    Some(Command::Change(no, ChangeCommand::Checklist(ChecklistCommand { list, act })))
}

/// What the answers ask for; none where they make no command of their own.
#[must_use]
pub fn act(line: &ActLine) -> Option<ListAct> {
    let Kind::Checklist { act, item, .. } = &line.kind else { return None };
    let item = *item;
    let answer = |i: usize| line.answer(i).map(str::to_owned);
    Some(match act.as_str() {
        "answer" => ListAct::Tick { items: vec![item], note: answer(0) },
        "sign" => ListAct::Tick { items: vec![item], note: None },
        "fail" => ListAct::Fail { item, then: answer(0).unwrap_or_default(), reason: answer(1) },
        "back_out" => {
            let reason = answer(0).or_else(|| Some("backed out at once".into()));
            ListAct::Fail { item, then: "back_out".into(), reason }
        }
        "skip" => ListAct::Skip { item, reason: answer(0) },
        "waive" => ListAct::Waive { item, reason: answer(1) },
        "retract" => ListAct::Retract { item, reason: answer(0) },
        "evidence" => {
            let proof = match line.answer(0)? {
                "paste" => NewProof::pasted(answer(1)?),
                "link" => NewProof::link(&answer(3)?),
                _ => return None,
            };
            ListAct::Prove { item, proof, tick: true }
        }
        _ => return None,
    })
}
