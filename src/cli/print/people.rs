//! The board in words.

use super::list::block;
use super::text::{cited, pair};
use crate::base::text::so_many;
use crate::sheets::people::{BoardSheet, PersonRow};
use crate::text::words::{moment, quorum};
use chrono_tz::Tz;

/// A person in words.
pub fn person(row: &PersonRow) -> Vec<String> {
    let or_none = |words: &[String]| if words.is_empty() { "none".into() } else { words.join(", ") };
    let retired = if row.active { "" } else { ", retired" };
    let mut out = vec![format!("{} {}{retired}", row.id, row.name)];
    out.push(pair("roles", &or_none(&row.roles)));
    out.push(pair("seats", &or_none(&row.seats)));
    out.extend(row.email.iter().map(|email| pair("e-mail", email)));
    out
}

/// The board in words.
pub fn board(sheet: &BoardSheet, tz: Tz) -> Vec<String> {
    let mut out = vec![format!("{}{}", sheet.title, cited(&sheet.clauses))];
    if !sheet.votes {
        out.push("the pack has no board that votes".into());
    }
    let present = match (sheet.present, sheet.rollcall_at) {
        (Some(_), Some(at)) => {
            let at = moment::moment(at.0, tz);
            format!("present {} by the roll call of {at}", quorum::standing(&sheet.quorum_now()))
        }
        _ => "no roll call holds".into(),
    };
    let filled = sheet.seats.iter().filter(|s| s.holder.is_some()).count();
    let short = if filled < sheet.quorum { format!(", {filled} filled: too few for it") } else { String::new() };
    // Where no board votes there is nothing to be short of.
    if sheet.votes {
        out.push(format!("quorum {}, {}{short}; {present}", sheet.quorum, so_many(sheet.seats.len(), "seat")));
        if !short.is_empty() {
            out.push(
                "  seat more: quorate board seat SEAT PERSON, or quorate person add ID --name NAME --seat SEAT".into(),
            );
        }
        out.push(format!("rule: {}", sheet.rule));
        out.push(format!("chair: {}", sheet.chair.as_deref().unwrap_or("nobody")));
    }
    if let Some(next) = sheet.next_meeting {
        let which = sheet.next.as_ref().map(|n| match n.state.as_str() {
            "in_progress" => format!(", {} {}, open now", n.id, n.title),
            _ => format!(", {} {}", n.id, n.title),
        });
        out.push(format!("next meeting: {}{}", moment::moment(next.0, tz), which.unwrap_or_default()));
    }
    out.push(String::new());
    let rows: Vec<_> = sheet
        .seats
        .iter()
        .map(|s| {
            let marks = [(s.chair, "chair"), (s.mandatory, "mandatory"), (s.veto, "veto")];
            let marks: Vec<_> = marks.into_iter().filter(|m| m.0).map(|m| m.1).collect();
            let alternates =
                if s.alternates.is_empty() { String::new() } else { format!("alternates {}", s.alternates.join(", ")) };
            let holder = s.holder.clone().unwrap_or_else(|| "vacant".into());
            vec![s.id.clone(), s.title.clone(), holder, marks.join(" "), s.there(&String::clone), alternates]
        })
        .collect();
    out.extend(block(&rows));
    for office in sheet.offices.iter().filter(|o| !o.holders.is_empty()) {
        out.push(format!("{} (no vote): {}", office.id, office.holders.join(", ")));
    }
    for d in &sheet.delegations {
        let place = d.environment.as_ref().map_or_else(String::new, |e| format!(" in {e}"));
        let until = moment::moment(d.until.0, tz);
        out.push(format!("  {} delegates {}{place} to {} until {until}", d.from, d.role, d.to));
    }
    out
}
