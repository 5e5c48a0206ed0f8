//! What leaves the page for elsewhere: the copy menu, and the links of a record; and taking back one's last record.

use super::acting;
use super::actions::{current_id, twin};
use crate::app::acts::ask;
use crate::app::acts::line::ActLine;
use crate::app::acts::offer;
use crate::base::text;
use crate::sheets::change::ChangeSheet;
use crate::text::words::plain;
use crate::tui::message::Effect;
use crate::tui::model::{Model, Popup};

/// What can be copied from the page: what it is, and the text.
#[must_use]
pub fn offers(model: &Model) -> Vec<(&'static str, String)> {
    let mut all: Vec<_> = current_id(model).map(|id| ("id", id)).into_iter().collect();
    all.push(("command", twin(model)));
    if let Some(sheet) = model.sheet() {
        all.extend(links(sheet).into_iter().map(|link| ("link", link)));
        all.push(("record", record(sheet)));
    }
    all
}

/// Sends one of them to the terminal's clipboard (OSC 52), and shows it for terminals that have none.
pub fn copy(model: &mut Model, at: usize) -> Vec<Effect> {
    let Some((what, copied)) = offers(model).into_iter().nth(at) else { return Vec::new() };
    let lines = copied.lines().map(|l| text::visible(l).into_owned()).collect();
    let title = format!("{what}: sent to the terminal; select it here if nothing arrived");
    model.popup = Some(Popup::Text(title, lines, 0));
    vec![Effect::Copy(copied)]
}

/// Shows the links of the record.
pub fn open_links(model: &mut Model) {
    let links = model.sheet().map(links).unwrap_or_default();
    if links.is_empty() {
        model.tell("no link stands in this record");
    } else {
        model.popup = Some(Popup::Text("Links".into(), links, 0));
    }
}

/// Web addresses in the fields, each once, in the order of the fields.
fn links(sheet: &ChangeSheet) -> Vec<String> {
    let words = sheet.fields.iter().filter_map(|f| f.value.as_deref()).flat_map(str::split_whitespace);
    let mut found: Vec<String> = Vec::new();
    for word in words.map(|w| w.trim_matches(|c: char| "<>()[]\"',;.".contains(c))) {
        if (word.starts_with("https://") || word.starts_with("http://")) && !found.iter().any(|f| f == word) {
            found.push(text::visible(word).into_owned());
        }
    }
    found
}

/// The record as plain text: what it is, where it stands, and each field that is filled.
fn record(sheet: &ChangeSheet) -> String {
    let row = &sheet.row;
    let mut lines = vec![format!("{} {}", row.id, row.title)];
    lines.push(format!("{}, {}, revision {}", sheet.type_title, plain(&row.state), row.revision));
    for field in &sheet.fields {
        if let Some(value) = &field.value {
            let indented = value.replace('\n', "\n  ");
            lines.push(format!("{}: {indented}", field.label));
        }
    }
    text::tame_prose(&lines.join("\n"))
}

/// Begins the act that takes back what this person last recorded on the change. Nothing is deleted: it is an entry of
/// its own. What has no such act is told.
pub fn retract(model: &mut Model) -> Vec<Effect> {
    let (actor, sheet) = (model.register.actor.clone(), model.sheet().cloned());
    let Some(sheet) = sheet else { return Vec::new() };
    match taking_back(&sheet, &actor) {
        Ok(line) => acting::open(model, line),
        Err(why) => {
            model.tell(why);
            Vec::new()
        }
    }
}

fn taking_back(sheet: &ChangeSheet, actor: &str) -> Result<ActLine, String> {
    let open = sheet.ballot.as_ref().filter(|b| b.outcome.is_none() && !b.stale);
    let voted = open.is_some_and(|b| b.members.iter().any(|m| m.person == actor && m.voted));
    let approved = sheet.approvals.iter().any(|a| a.state == "approved" && a.by.iter().any(|p| p == actor));
    if voted {
        // A vote can be changed until the ballot closes; the newest counts.
        return Ok(ask::line("vote_cast", sheet));
    }
    let act = if sheet.row.on_hold {
        "resume"
    } else if approved {
        "withdraw_approval"
    } else {
        let why = "nothing of yours here can be retracted; what is wrong is put right by an entry of its own: see A";
        return Err(why.into());
    };
    match offer::why_not(sheet, act) {
        Some(why) => Err(format!("{}: {why}", offer::label(act))),
        None => Ok(ask::line(act, sheet)),
    }
}
