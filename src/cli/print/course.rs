//! The stages of a policy's process, deviations, and recorded decisions, in words.

use super::text::cited;
use crate::sheets::course::{DeviationLine, ProcessLine};
use crate::sheets::decision::DecisionLine;
use crate::text::words::course::{self, UNCOVERED};
use crate::text::words::moment;
use chrono_tz::Tz;

/// The stages with what is done in each; the current one is marked.
pub fn process(stages: &[ProcessLine], out: &mut Vec<String>) {
    if stages.is_empty() {
        return;
    }
    out.extend([String::new(), "Stages".into()]);
    for stage in stages {
        let now = if stage.state == "current" { "  <- now" } else { "" };
        out.push(format!("  {} {}{}{now}", course::mark(&stage.state), stage.title, cited(&stage.clauses)));
        let done = stage.activities.iter();
        out.extend(done.map(|a| format!("      {} {}{}", course::mark(&a.state), a.text, course::not_needed(a))));
    }
}

/// The deviations: what each sets aside, who signed, whose signature lacks.
pub fn deviations(list: &[DeviationLine], tz: Tz) -> Vec<String> {
    let line = |d: &DeviationLine| {
        let signed = |s: &crate::sheets::course::SignatureLine| {
            format!("{} as {}, {}", s.by, s.role, moment::moment(s.at.0, tz))
        };
        let signed: Vec<_> = d.signed.iter().map(signed).collect();
        let lacks = if d.lacks.is_empty() { String::new() } else { format!("; lacks {}", d.lacks.join(", ")) };
        let why = d.reason.as_ref().map_or_else(String::new, |r| format!(": {r}"));
        let by = if signed.is_empty() { UNCOVERED.to_owned() } else { format!("signed by {}", signed.join("; ")) };
        format!("  {} {} from {}, {by}{lacks}{why}{}", d.id, d.state, d.rule, cited(&d.clauses))
    };
    list.iter().map(line).collect()
}

/// Every decision that was recorded, and what became of it.
pub fn decisions(list: &[DecisionLine], tz: Tz, out: &mut Vec<String>) {
    if list.is_empty() {
        return;
    }
    out.extend([String::new(), "Recorded decisions".into()]);
    for d in list {
        let ballot = d.ballot.map_or_else(String::new, |no| format!(", ballot {no}"));
        let why = d.reason.as_ref().map_or_else(String::new, |r| format!(": {r}"));
        let (outcome, at) = (d.outcome.replace('_', " "), moment::moment(d.decided_at.0, tz));
        out.push(format!("  {outcome} revision {}, {at}, by {}{ballot}{why}", d.decided_revision, d.decided_by));
        let when = d.became_at.map_or_else(String::new, |t| format!(", {}", moment::moment(t.0, tz)));
        out.push(format!("    {}{when}", d.became));
    }
}
