//! A pack as a document and in words.

use super::text::{cited, indented};
use super::{list::block, value};
use crate::base::text::so_many;
use crate::cli::failure::Failure;
use crate::sheets::pack::{PackRow, PackSheet, Section};
use crate::text::words::moment;
use chrono_tz::Tz;
use serde_json::{Map, Value, json};

fn states(row: &PackRow) -> Value {
    let map: Map<String, Value> = row.states.iter().map(|(state, n)| (state.clone(), (*n).into())).collect();
    Value::Object(map)
}

/// The document of a row: its states as an object.
pub fn row(row: &PackRow) -> Result<Value, Failure> {
    let mut document = value(row)?;
    if let Some(map) = document.as_object_mut() {
        map.insert("states".into(), states(row));
    }
    Ok(document)
}

/// The document of a pack: its pairs and triples as objects.
pub fn document(sheet: &PackSheet) -> Result<Value, Failure> {
    let mut document = value(sheet)?;
    let risk = &sheet.risk;
    let board = &sheet.board;
    if let Some(map) = document.as_object_mut() {
        map.insert("states".into(), states(&sheet.row));
        let factors: Vec<_> = risk
            .factors
            .iter()
            .map(|(id, label, choices)| json!({"id": id, "label": label, "choices": choices}))
            .collect();
        let levels: Vec<_> =
            risk.levels.iter().map(|(id, from, to)| json!({"id": id, "from": from, "to": to})).collect();
        map.insert("risk".into(), json!({"model": risk.model, "factors": factors, "levels": levels}));
        let seats: Vec<_> = board.seats.iter().map(|(id, title)| json!({"id": id, "title": title})).collect();
        map.insert(
            "board".into(),
            json!({
                "seats": seats, "quorum": board.quorum, "of": board.of, "decision": board.decision,
                "clauses": board.clauses,
            }),
        );
    }
    Ok(document)
}

fn section(section: &Section, out: &mut Vec<String>) {
    out.push(String::new());
    out.push(format!("{}{}", section.title, cited(&section.clauses)));
    out.extend(section.lines.iter().flat_map(|l| indented(l, 2)));
}

/// A pack in words.
pub fn words(sheet: &PackSheet, tz: Tz) -> Vec<String> {
    let row = &sheet.row;
    let active = if row.active { ", in force" } else { "" };
    let mut out = vec![
        format!("{} {}: {}{active}", row.id, row.version, row.title),
        format!("from {}", row.source_document),
        sheet.digests(str::to_owned),
    ];
    let counted: Vec<_> = row.states.iter().map(|(state, n)| format!("{n} {}", state.replace('_', " "))).collect();
    out.push(format!("{}: {}", so_many(row.clauses, "clause"), counted.join(", ")));
    section(&sheet.document, &mut out);
    let review = &sheet.review;
    let since = review.due.as_ref().map_or_else(String::new, |day| format!(" since {day}"));
    let days = so_many(review.overdue_days, "day");
    let overdue = if review.overdue { format!(", OVERDUE by {days}{since}") } else { String::new() };
    let last = review.last.map_or_else(String::new, |t| format!("; last recorded {}", moment::moment(t.0, tz)));
    out.push(format!("  review {}, next {}{overdue}{last}{}", review.cadence, review.next, cited(&review.clauses)));
    out.push(String::new());
    out.push("Settings".into());
    for s in &sheet.settings {
        let reading = if s.reading.is_empty() { String::new() } else { format!(" (reading {})", s.reading) };
        out.push(format!("  {} = {}{reading}{}", s.id, s.value, cited(&s.clauses)));
        if !s.text.is_empty() {
            out.push(format!("    {}", s.text));
        }
    }
    out.push(String::new());
    out.push("Roles".into());
    for r in &sheet.roles {
        out.push(format!("  {}: {}{}", r.id, r.title, cited(&r.clauses)));
        out.extend(r.duties.iter().map(|d| format!("    {d}")));
    }
    out.push(String::new());
    out.push(format!("Types: {}", sheet.types.join(", ")));
    out.push(String::new());
    out.push("Fields".into());
    let rows: Vec<_> = sheet
        .fields
        .iter()
        .map(|f| {
            let needed = if f.required_for.is_empty() {
                String::new()
            } else {
                format!("required to {}", f.required_for.join(", "))
            };
            vec![f.id.clone(), f.label.clone(), needed, f.clauses.join(", ")]
        })
        .collect();
    out.extend(block(&rows));
    out.push(String::new());
    out.push(format!("Risk, by {}", sheet.risk.model));
    for (id, label, choices) in &sheet.risk.factors {
        out.push(format!("  {id}: {label}: {}", choices.join(", ")));
    }
    for (id, from, to) in &sheet.risk.levels {
        out.push(format!("  {id}: {from} to {to}"));
    }
    out.push(String::new());
    out.push("Approvals".into());
    let rows: Vec<_> = sheet
        .approvals
        .iter()
        .map(|a| {
            vec![
                a.id.clone(),
                a.title.clone(),
                format!("{} x {}", a.count, a.role.replace('|', " or ")),
                a.when.clone(),
                a.clauses.join(", "),
            ]
        })
        .collect();
    out.extend(block(&rows));
    out.push(String::new());
    let board = &sheet.board;
    if board.seats.is_empty() && board.quorum <= 1 {
        out.push(format!("Board: none{}", cited(&board.clauses)));
    } else if board.seats.is_empty() || board.of < board.quorum {
        let seats = format!("its seats are named in the register, {} so far", board.of);
        out.push(format!("Board: quorum {}, {seats}{}", board.quorum, cited(&board.clauses)));
    } else {
        out.push(format!("Board: quorum {} of {}{}", board.quorum, board.of, cited(&board.clauses)));
        out.push(format!("  decision: {}", board.decision));
        out.extend(board.seats.iter().map(|(id, title)| format!("  seat {id}: {title}")));
    }
    for part in &sheet.sections {
        section(part, &mut out);
    }
    if !sheet.findings.is_empty() {
        out.push(String::new());
        out.push("Open".into());
        out.extend(sheet.findings.iter().map(|f| format!("  {f}")));
    }
    out
}
