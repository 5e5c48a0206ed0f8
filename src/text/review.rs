//! The review after an implementation as a document in Markdown: what was planned, what happened, what is learnt.

use super::minutes::quoted;
use super::words::plain;
use super::words::timeline::overrun;
use crate::sheets::run::{FindingLine, PirSheet, RunSheet};
use crate::sheets::time::Time;

/// The document. The same sheet gives the same bytes; times are in UTC.
#[must_use]
pub fn markdown(sheet: &RunSheet) -> String {
    let at = |t: Time| t.0.utc().format("%Y-%m-%d %H:%MZ").to_string();
    let or_none = |t: Option<Time>| t.map_or_else(|| "not recorded".to_owned(), at);
    let mut out = vec![];
    out.extend(super::minutes::classified(&sheet.banner));
    out.extend([format!("# Post-implementation review of {} {}", sheet.id, quoted(&sheet.title)), String::new()]);
    let held = |r: &PirSheet| {
        let why = r.reason.as_ref().map_or_else(String::new, |why| format!(": {}", quoted(why)));
        format!("{}, held {} by {}{why}", plain(&r.outcome), at(r.at), quoted(&r.by))
    };
    out.push(sheet.review.as_ref().map_or_else(|| "Not held yet.".into(), |r| format!("{}.", held(r))));
    out.extend([String::new(), "## Planned and actual".into(), String::new()]);
    out.extend(["| | from | to |".into(), "|---|---|---|".into()]);
    let window = sheet.window.map(|w| (at(w.from), at(w.to)));
    let (from, to) = window.unwrap_or_else(|| ("not planned".into(), "not planned".into()));
    out.push(format!("| planned | {from} | {to} |"));
    out.push(format!("| actual | {} | {} |", or_none(sheet.started), or_none(sheet.finished)));
    out.extend(sheet.overrun.iter().flat_map(|o| [String::new(), format!("{}.", overrun(o, at))]));
    if !sheet.deployments.is_empty() {
        out.extend([String::new(), "## Deployments".into(), String::new()]);
        out.extend([
            "| environment | result | from | to | by | method | artefact |".into(),
            "|---|---|---|---|---|---|---|".into(),
        ]);
        for d in &sheet.deployments {
            let word = |w: Option<&String>| w.map_or_else(|| "-".to_owned(), |w| quoted(w));
            out.push(format!(
                "| {} | {} | {} | {} | {} | {} | {} |",
                word(d.environment.as_ref()),
                d.state,
                at(d.started),
                d.ended.map_or_else(|| "-".into(), at),
                quoted(&d.by),
                d.method.as_deref().map_or_else(|| "-".into(), |m| quoted(&plain(m))),
                word(d.artifact.as_ref()),
            ));
        }
    }
    if !sheet.record.is_empty() {
        out.extend([String::new(), "## Record".into(), String::new()]);
        for n in &sheet.record {
            let text = quoted(&n.text);
            let file =
                n.file.as_ref().map(|f| format!(" ({}, sha256:{})", quoted(&f.name), f.sha256)).unwrap_or_default();
            out.push(format!("- {} {}, {}: {text}{file}", at(n.at), plain(&n.kind), quoted(&n.by)));
        }
    }
    for finding in &sheet.findings {
        out.extend([String::new(), format!("## {}", quoted(&finding.label)), String::new()]);
        out.push(finding.text.as_deref().map_or_else(|| "Open.".into(), quoted));
    }
    if !sheet.earlier_reviews.is_empty() {
        out.extend([String::new(), "## Reviewed before".into(), String::new()]);
    }
    for earlier in &sheet.earlier_reviews {
        out.push(format!("- {}", held(&earlier.review)));
        let said = |f: &FindingLine| Some(format!("  - {}: {}", quoted(&f.label), quoted(f.text.as_deref()?)));
        out.extend(earlier.findings.iter().filter_map(said));
    }
    out.push(String::new());
    out.join("\n")
}
