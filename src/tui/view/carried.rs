//! How a change was carried out: its stages, the reviews afterwards, and what is due.

use super::doc::Doc;
use super::when::short;
use super::who::names;
use crate::sheets::change::ChangeSheet;
use crate::sheets::run::PirSheet;
use crate::text::words::plain;
use crate::text::words::timeline::overrun;
use crate::tui::model::Model;
use crate::tui::theme::Tone;

/// Stages with their deployments, reviews, and what is due on the way.
pub fn carried_out(doc: &mut Doc, model: &Model, sheet: &ChangeSheet) {
    let run = &sheet.run;
    if run.deployments.is_empty() && run.due.is_empty() {
        return;
    }
    doc.head("DEPLOYMENTS");
    for s in &run.stages {
        let (mark, tone) = match s.state.as_str() {
            "deployed" => ("[A]", Tone::Good),
            "failed" | "backed_out" => ("[R]", Tone::Bad),
            "deploying" => ("[>]", Tone::Accent),
            "left_out" => ("[-]", Tone::Faint),
            _ => ("[ ]", Tone::Plain),
        };
        let newest = run.deployments.iter().rev().find(|d| d.environment.as_deref() == Some(s.id.as_str()));
        let back = s.at.filter(|_| s.state == "backed_out").map(|t| format!(" {}", short(model, t.0)));
        let deployed = newest.map_or_else(String::new, |d| {
            let part = if d.share == 100 { String::new() } else { format!(", {}%", d.share) };
            format!(
                " {} by {}{part}",
                short(model, d.ended.unwrap_or(d.started).0),
                names(model, std::slice::from_ref(&d.by))
            )
        });
        let by = back.unwrap_or(deployed);
        let behind = if s.behind { ", behind plan" } else { "" };
        doc.item(mark, tone, &format!("{} {}{by}{behind}", s.title, plain(&s.state)), tone);
    }
    if let Some(over) = &run.overrun {
        doc.item(
            "[!]",
            if over.noted { Tone::Warn } else { Tone::Bad },
            &overrun(over, |t| short(model, t.0)),
            Tone::Warn,
        );
    }
    let held = |r: &PirSheet| {
        let why = r.reason.as_ref().map_or_else(String::new, |why| format!(": {why}"));
        let by = names(model, std::slice::from_ref(&r.by));
        format!("reviewed as {}, {} by {by}{why}", plain(&r.outcome), short(model, r.at.0))
    };
    for earlier in &run.earlier_reviews {
        doc.item("[-]", Tone::Faint, &format!("{} (another took its place)", held(&earlier.review)), Tone::Faint);
    }
    if let Some(review) = &run.review {
        let (mark, tone) = if review.outcome == "unsuccessful" { ("[F]", Tone::Bad) } else { ("[x]", Tone::Good) };
        doc.item(mark, tone, &held(review), tone);
    }
    for due in &run.due {
        doc.item(" ! ", Tone::Accent, due, Tone::Plain);
    }
}
