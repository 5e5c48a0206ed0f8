//! A refusal in words: what was refused, why, by which clause with its text, and what would change it.

use crate::domain::refusal::Refusal;
use crate::sheets::change::ReasonLine;

/// Finds the section and the text of a clause.
pub type Clauses<'a> = &'a dyn Fn(&str) -> Option<(&'static str, &'static str)>;

/// The lines of a refusal; the first says what was refused. Lines that explain a reason are indented by two columns,
/// its clauses by four.
#[must_use]
pub fn lines(refusal: &Refusal, clauses: Clauses<'_>) -> Vec<String> {
    let mut out = vec![refusal.text.clone()];
    let mut cited: Vec<&str> = Vec::new();
    for reason in &refusal.reasons {
        if reason.text != refusal.text {
            out.push(format!("  {}", reason.text));
        }
        for id in &reason.clauses {
            // Each clause's text stands once; where several reasons cite it, the later ones name it only.
            if cited.contains(&id.as_str()) {
                out.push(format!("    {id}, see above"));
            } else {
                cited.push(id);
                out.push(format!("    {}", clause(id, clauses)));
            }
        }
        if !reason.settings.is_empty() {
            out.push(format!("    setting: {}", reason.settings.join(", ")));
        }
        if !reason.remedy.is_empty() {
            out.push(format!("    what would change it: {}", reason.remedy));
        }
    }
    // What a verdict lacks is among its reasons too; input that does not fit is listed here only, where the first line
    // has not said it all.
    for missing in refusal.missing.iter().filter(|m| refusal.reasons.iter().all(|r| r.rule != m.field)) {
        let line = format!("{}: {}", missing.field, missing.text);
        if line == refusal.text {
            continue;
        }
        out.push(format!("  {line}"));
        out.extend(missing.clauses.iter().map(|id| match cited.contains(&id.as_str()) {
            true => format!("    {id}, see above"),
            false => format!("    {}", clause(id, clauses)),
        }));
    }
    out
}

/// `GQ-cab-04, section 4.2: text of the clause`; the id alone when it is not in the table.
#[must_use]
pub fn clause(id: &str, clauses: Clauses<'_>) -> String {
    match clauses(id) {
        Some(("", text)) => format!("{id}: {text}"),
        Some((section, text)) => format!("{id}, {section}: {text}"),
        None => id.to_owned(),
    }
}

/// A reason or warning in one line: `text [GQ-cab-04, GQ-cab-05]`.
#[must_use]
pub fn reason(line: &ReasonLine) -> String {
    let cited = if line.clauses.is_empty() { String::new() } else { format!(" [{}]", line.clauses.join(", ")) };
    format!("{}{cited}", line.text)
}

/// A warning, and below it what to do, where there is something.
#[must_use]
pub fn warning(line: &ReasonLine) -> Vec<String> {
    let told = format!("warning: {}", reason(line));
    if line.remedy.is_empty() { vec![told] } else { vec![told, format!("  {}", line.remedy)] }
}

/// What would change a refusal, each remedy once.
#[must_use]
pub fn remedies(refusal: &Refusal) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for remedy in refusal.reasons.iter().map(|r| &r.remedy).filter(|r| !r.is_empty()) {
        if !all.contains(remedy) {
            all.push(remedy.clone());
        }
    }
    all
}

/// The settings that the refusal looked at, each once.
#[must_use]
pub fn settings(refusal: &Refusal) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for setting in refusal.reasons.iter().flat_map(|r| &r.settings) {
        if !all.contains(setting) {
            all.push(setting.clone());
        }
    }
    all
}
