//! What leaves the page for elsewhere: the copy menu, and the links of a record; and taking back one's last record.

use super::about::{current_id, twin};
use super::acting;
use crate::app::acts::ask;
use crate::app::acts::offer::links;
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
    match ask::taking_back(&sheet, &actor) {
        Ok(line) => acting::open(model, line),
        Err(why) => {
            model.tell(why);
            Vec::new()
        }
    }
}
