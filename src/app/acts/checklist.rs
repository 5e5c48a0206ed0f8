//! What each act on an item of a checklist asks of the person, and the command that comes of the answers.

use super::line::{ActLine, Choice, Kind};
use crate::app::keymap::Action;
use crate::base::ids::ChangeNo;
use crate::base::text::so_many;
use crate::domain::checklist::command::{ChecklistCommand, ListAct, NewProof};
use crate::domain::command::{ChangeCommand, Command};
use crate::sheets::checklist::{ChecklistSheet, ItemLine};

/// Acts on an item with what each does, in the order in which line mode offers them.
const ACTS: [(&str, &str); 10] = [
    ("tick", "Tick it; on an item for two, sign your half"),
    ("sign", "Sign what another person has signed"),
    ("waive", "Counter-sign that it is waived"),
    ("evidence", "Add evidence: paste, command, file, link, editor"),
    ("fail", "It failed: retry, waive or back out"),
    ("skip", "It does not apply"),
    ("here", "A second person signs on this terminal by their code"),
    ("back_out", "Back out at this item"),
    ("retract", "Retract what you last recorded on it"),
    ("hand", "Hand the list over to the next shift, or take it over"),
];

/// What an act on an item is, for menus.
#[must_use]
pub fn label(act: &str) -> &'static str {
    let act = if act == "take" { "hand" } else { act };
    ACTS.iter().find(|(word, _)| *word == act).map_or("", |(_, label)| label)
}

/// The act on an item that a key begins; none where it begins another thing.
#[must_use]
pub const fn word(action: Action) -> Option<&'static str> {
    Some(match action {
        Action::Tick => "tick",
        Action::Evidence => "evidence",
        Action::Failed => "fail",
        Action::Skip => "skip",
        Action::SignHere => "here",
        Action::BackOut => "back_out",
        Action::Retract => "retract",
        Action::HandOver => "hand",
        _ => return None,
    })
}

/// Whether an item is settled.
fn settled(item: &ItemLine) -> bool {
    matches!(item.state.as_str(), "done" | "n_a" | "waived")
}

/// Whether an item waits for this person's signature.
#[must_use]
pub fn waits(item: &ItemLine, actor: &str) -> bool {
    item.state == "waiting" || (item.state == "half" && item.signed_by.iter().all(|p| p != actor))
}

/// The act by which this person signs what waits for them on an item.
#[must_use]
pub fn signing(item: &ItemLine) -> &'static str {
    if item.state == "waiting" { "waive" } else { "sign" }
}

/// The act that a word means for this person: a list that was handed over to them is taken over, by everybody else handed on.
#[must_use]
pub fn meant<'a>(act: &'a str, sheet: &ChecklistSheet, actor: &str) -> &'a str {
    if act == "hand" && sheet.handed_to.as_deref() == Some(actor) { "take" } else { act }
}

/// Why an act makes no sense on an item now; none where it does.
#[must_use]
pub fn why_not(act: &str, sheet: &ChecklistSheet, item: &ItemLine) -> Option<&'static str> {
    Some(match act {
        _ if sheet.not_yet.is_some() => "its deployment has not got so far: the list says when it is signed",
        "back_out" if sheet.phase == "rollback" => "this list is the way back; F says that an item of it failed",
        "tick" if settled(item) => "this item is settled; u retracts what you recorded",
        "tick" | "evidence" if item.kind == "auto" => "the record itself ticks this item",
        "tick" if !item.proofs.is_empty() && item.evidence.is_empty() => "this item needs evidence: e",
        "skip" if !item.if_applicable => "this item applies always; F says that it failed",
        "here" if !sheet.same_terminal => {
            "this list is not signed on another person's terminal: they sign in a session of their own"
        }
        "here" if item.state != "half" => "nothing waits for a second signature here",
        _ => return None,
    })
}

/// The acts that make sense on an item now, for this person.
#[must_use]
pub fn offered(sheet: &ChecklistSheet, item: &ItemLine, actor: &str) -> Vec<&'static str> {
    let own = item.signed_by.iter().any(|p| p == actor);
    let waits = waits(item, actor);
    let fits = |act: &str| match act {
        "tick" => item.state == "open" || item.state == "failed",
        "sign" | "waive" => waits && signing(item) == act,
        "retract" => own || item.state == "n_a" || !item.evidence.is_empty(),
        "evidence" | "fail" | "back_out" | "skip" => !settled(item),
        _ => true,
    };
    ACTS.into_iter().map(|(act, _)| act).filter(|act| fits(act) && why_not(act, sheet, item).is_none()).collect()
}

/// How evidence is brought; a digit means the same on every item, and what the item does not take is not offered.
fn ways(item: &ItemLine) -> Vec<Choice> {
    let kind = |word: &str| if word == "editor" { "paste".to_owned() } else { word.to_owned() };
    let takes = |word: &str| item.proofs.is_empty() || item.proofs.contains(&kind(word));
    [
        ('1', "paste", "paste"),
        ('2', "command", "run command"),
        ('3', "file", "file"),
        ('4', "link", "link"),
        ('5', "editor", "editor"),
    ]
    .into_iter()
    .filter(|(_, word, _)| takes(word) && (*word != "command" || !item.commands.is_empty()))
    .map(|(digit, word, label)| Choice { digit, word: word.into(), label: label.into(), then: None })
    .collect()
}

/// An act on an item, by its word.
fn kind(act: &str, sheet: &ChecklistSheet, item: u32) -> Kind {
    Kind::Checklist { act: act.into(), list: sheet.list.clone(), item }
}

/// The act line of an act on an item: `evidence`, `fail`, `skip`, `sign`, `waive`, `here`, `retract`, `back_out`, `answer`,
/// `hand` and `take` (the list is handed over, or taken over).
#[must_use]
pub fn line(act: &str, sheet: &ChecklistSheet, item: &ItemLine) -> ActLine {
    let (n, text) = (item.n, &item.text);
    let new = |title: String, verb: &str| ActLine::new(kind(act, sheet, n), &sheet.id, None, title, verb);
    match act {
        "evidence" => new(format!("Evidence for item {n}, {text}"), "goes on")
            .asking("by", ways(item))
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
            .choice("then", true, after_failure(item))
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
        "take" => {
            let note = sheet.handover_note.as_deref().unwrap_or("nothing was said");
            new(format!("Take {} over: {note}", sheet.title), "takes it over")
                .text("read back how it stands: how many items are settled, then which one is next", true)
        }
        "hand" => {
            let title = match &sheet.handed_to {
                Some(to) => format!("Hand {} to somebody else: {to} has not read it back", sheet.title),
                None => format!("Hand {} over to the next shift", sheet.title),
            };
            new(title, "hands it over").text("to whom (person)", true).text("what they must know", true)
        }
        "here" => new(format!("Item {n}, {text}: a second person signs here"), "signs")
            .text("their code (quorate code)", true),
        _ => new(format!("Retract what you last recorded on item {n}, {text}?"), "retracts")
            .text("why (after 10 s)", false),
    }
}

/// What may follow a failure: waiving is offered only where the policy lets the item go.
fn after_failure(item: &ItemLine) -> Vec<(&'static str, &'static str)> {
    let all = [("retry", "retry"), ("waive", "waive, counter-signed"), ("back_out", "back out")];
    all.into_iter().filter(|(word, _)| *word != "waive" || item.waivable).collect()
}

/// The list to which backing out leads: the first of those for rolling back.
#[must_use]
pub fn way_back(sheet: &ChecklistSheet) -> Option<String> {
    sheet.lists.iter().find(|l| l.phase == "rollback").map(|l| l.list.clone())
}

/// The act line that attaches evidence which is there: what a command printed, or what may hold a secret.
#[must_use]
pub fn attach(sheet: &ChecklistSheet, item: &ItemLine, proof: &NewProof, secrets: &[&str]) -> ActLine {
    let exit = proof.exit.map(|c| format!(", exit {c}")).unwrap_or_default();
    let title = format!("Attach {} to item {}, {}{exit}?", so_many(proof.body.len(), "byte"), item.n, item.text);
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
///
/// # Errors
/// In words: an answer that cannot be read.
pub fn act(line: &ActLine) -> Result<Option<ListAct>, String> {
    let Kind::Checklist { act, item, .. } = &line.kind else { return Ok(None) };
    let item = *item;
    let answer = |i: usize| line.answer(i).map(str::to_owned);
    Ok(Some(match act.as_str() {
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
        "take" => ListAct::TakeOver { read_back: answer(0).unwrap_or_default() },
        "hand" => {
            let to = answer(0).unwrap_or_default();
            let to = to.trim().parse().map_err(|e: crate::base::ids::IdError| e.to_string())?;
            ListAct::HandOver { to, note: answer(1) }
        }
        "evidence" => {
            let proof = match (line.answer(0), line.answer(1), line.answer(3)) {
                (Some("paste"), Some(text), _) => NewProof::pasted(text.to_owned()),
                (Some("link"), _, Some(link)) => NewProof::link(link),
                _ => return Ok(None),
            };
            ListAct::Prove { item, proof, tick: true }
        }
        _ => return Ok(None),
    }))
}
