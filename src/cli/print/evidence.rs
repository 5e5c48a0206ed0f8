//! The go/no-go board in words.

use super::text::cited;
use crate::base::text::visible;
use crate::sheets::evidence::BoardSheet;
use crate::text::words::moment::relative;

/// The board: each point with its evidence, who decides, and what that comes to.
pub fn board_words(sheet: &BoardSheet) -> Vec<String> {
    let env = sheet.env.as_deref().unwrap_or("no environment");
    let mut out = vec![format!("{} for {env}: {}", sheet.id, word(&sheet.verdict))];
    for point in &sheet.points {
        out.push(format!("  {:<6} {}", word(&point.state), point.title));
        if !point.text.is_empty() {
            out.push(format!("         {}{}", point.text, cited(&point.clauses)));
        }
        out.extend(point.evidence.iter().map(|line| format!("         {line}")));
        out.extend(point.measured.map(|at| format!("         measured {}", relative(at.0, sheet.checked_at.0))));
        if !point.remedy.is_empty() {
            out.push(format!("         {}", point.remedy));
        }
    }
    if sheet.points.is_empty() {
        out.push("  the pack asks for nothing there".into());
    }
    for decider in &sheet.deciders {
        let by = if decider.by.is_empty() { String::new() } else { format!(" by {}", decider.by.join(", ")) };
        out.push(format!("  {:<6} decides: {}{by}{}", word(&decider.state), decider.title, cited(&decider.clauses)));
        out.extend(decider.why.iter().map(|why| format!("         \"{}\"", visible(why))));
    }
    let waits: Vec<&str> = sheet.waits_for().map(|d| d.title.as_str()).collect();
    if !waits.is_empty() {
        out.push(format!("  still to decide: {}", waits.join("; ")));
    }
    out
}

fn word(state: &str) -> &'static str {
    match state {
        "go" => "GO",
        "no_go" => "NO-GO",
        _ => "open",
    }
}
