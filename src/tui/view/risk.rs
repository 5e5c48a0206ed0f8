//! The risk of a change, its clocks and milestones as text.

use super::doc::Doc;
use super::parts::risk_words;
use super::when::{away, short};
use crate::sheets::change::ChangeSheet;
use crate::text::words::{plain, timeline};
use crate::tui::model::Model;
use crate::tui::theme::Tone;

/// How the risk came about, and the clocks that run.
pub fn risk(doc: &mut Doc, model: &Model, sheet: &ChangeSheet) {
    doc.head(&format!("RISK   {}", risk_words(sheet)));
    doc.cite(&sheet.risk_sheet.clauses);
    for text in &sheet.risk_sheet.explain {
        doc.item(" ", Tone::Plain, text, Tone::Plain);
    }
    for f in &sheet.risk_sheet.factors {
        let value = f.value.map(|v| format!(" {v}")).unwrap_or_default();
        let (rating, tone) = match &f.rating {
            Some(rating) => (format!("{rating}{value}"), Tone::Plain),
            None => ("not rated".into(), Tone::Warn),
        };
        doc.item("-", Tone::Faint, &format!("{}: {rating}", f.label), tone);
        doc.cite(&f.clauses);
    }
    if let Some(impact) = &sheet.risk_sheet.impact {
        doc.item("-", Tone::Faint, &format!("Planned downtime costs {}", impact.words()), Tone::Plain);
        doc.cite(&impact.clauses);
        doc.item(" ", Tone::Plain, &impact.formula, Tone::Faint);
        doc.item(" ", Tone::Plain, &impact.why, Tone::Faint);
    }
    doc.head("CLOCKS");
    if sheet.clocks.is_empty() {
        doc.item(" ", Tone::Plain, "none runs", Tone::Faint);
    }
    for c in &sheet.clocks {
        let (mark, tone) = match c.state.as_str() {
            "breached" | "late" => ("!", Tone::Bad),
            "amber" => ("a", Tone::Warn),
            "met" => ("d", Tone::Good),
            _ => (" ", Tone::Plain),
        };
        let left = if c.left_s.is_some() { format!(" ({})", away(model, c.limit.0)) } else { String::new() };
        let text = format!("{}: {}, limit {}{left}", c.title, plain(&c.state), short(model, c.limit.0));
        doc.item(mark, tone, &text, tone);
        doc.cite(&c.clauses);
        if let Some(late) = &c.escalation {
            doc.item(" ", Tone::Plain, &timeline::escalation(late), Tone::Plain);
            doc.cite(&late.clauses);
        }
    }
    if !sheet.run.timeline.is_empty() {
        doc.head("TIMELINE");
    }
    for m in &sheet.run.timeline {
        let (mark, tone) = if m.behind { ("!", Tone::Warn) } else { (" ", Tone::Plain) };
        doc.item(mark, tone, &timeline::milestone(m, model.zone()), tone);
        doc.cite(&m.clauses);
    }
}
