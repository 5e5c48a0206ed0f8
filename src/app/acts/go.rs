//! What a go/no-go decision asks of the person who decides.

use super::line::{ActLine, Kind};
use crate::sheets::evidence::{BoardSheet, DeciderRow};

/// Who decides when nobody is chosen: the first that the person may sign for and that is open, else the first open one.
#[must_use]
pub fn decider(sheet: &BoardSheet) -> Option<&DeciderRow> {
    let mine = sheet.waits_for().find(|d| d.yours);
    mine.or_else(|| sheet.deciders.iter().find(|d| d.yours)).or_else(|| sheet.waits_for().next())
}

/// The act line of a decision; its choices stand on the page.
#[must_use]
pub fn line(sheet: &BoardSheet, decider: &DeciderRow) -> ActLine {
    let env = sheet.env.as_deref().unwrap_or_default();
    let against: Vec<&str> = sheet.points.iter().filter(|p| p.state != "go").map(|p| p.title.as_str()).collect();
    let warning = match against.as_slice() {
        [] => String::new(),
        [one] => format!("; no GO: {one}"),
        all => format!("; {} points are no GO: {}", all.len(), all.join(", ")),
    };
    let title = format!("{} for {env}, {}{warning}", sheet.id, decider.title);
    ActLine::new(Kind::Decide(decider.review.clone()), &sheet.id, Some(sheet.revision), title, "decides")
        .choice("you say", true, [("go", "GO"), ("no_go", "NO-GO (say why)")])
        .text("what you say to it", false)
        .follow(0, "no_go", 1)
}
