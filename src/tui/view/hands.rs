//! In whose hands a checklist is, and what waits on it: the line below its page.

use crate::base::text::so_many;
use crate::sheets::checklist::ChecklistSheet;
use crate::tui::layout::{Class, class};
use crate::tui::model::Model;

/// The line below a list: who has it, what is to be counter-signed, what runs, and whether the pack says otherwise now.
pub(super) fn footing(model: &Model, sheet: &ChecklistSheet) -> String {
    let phone = class(model.size.0) == Class::Phone;
    let mut all = vec![match (&sheet.handed_to, &sheet.in_hand, &sheet.not_yet) {
        (Some(to), ..) if *to == model.register.actor => "handed over to you: H takes it over".into(),
        (Some(to), ..) if sheet.handed_left && phone => format!("{to} left, not read back"),
        (Some(to), ..) if sheet.handed_left => format!("handed over to {to}, who left without reading it back"),
        (Some(to), ..) if phone => format!("handed to {to}, not read back"),
        (Some(to), ..) => format!("handed over to {to}, not read back yet"),
        (None, Some(hand), _) if sheet.in_hand_left && phone => format!("{hand} has left"),
        (None, Some(hand), _) if sheet.in_hand_left => format!("in the hands of {hand}, who has left: H hands it on"),
        (None, Some(hand), _) if phone => format!("with {hand}"),
        (None, Some(hand), _) => format!("in the hands of {hand}"),
        (None, None, Some(when)) => when.clone(),
        (None, None, None) => "not opened yet: the first tick opens it".into(),
    }];
    match sheet.items.iter().filter(|i| i.state == "half").count() {
        0 => {}
        waits if phone => all.push(format!("{waits} to sign")),
        waits => all.push(format!("{} to counter-sign", so_many(waits, "item"))),
    }
    if model.asides.iter().any(|a| a.id == sheet.id && a.ended.is_none()) {
        all.push("a command runs: x".into());
    }
    match sheet.differs.len() {
        0 => {}
        _ if phone => all.push("pack differs".into()),
        places if class(model.size.0) < Class::Wide => {
            all.push(format!("the pack says otherwise now in {}", so_many(places, "place")));
        }
        _ => {}
    }
    all.join(if phone { "  " } else { "    " })
}
