//! The run of a change, in words.

use super::text::{cited, pair};
use crate::base::text::so_many;
use crate::sheets::run::{CommandRow, DeploymentLine, EarlierPir, FindingLine, PirSheet, RunSheet};
use crate::sheets::time::Time;
use crate::text::words::timeline::overrun;
use crate::text::words::timeline::{escalation, milestone};
use crate::text::words::{command, moment, plain};
use chrono_tz::Tz;

/// Stages, deployments, record, watches, the review, and what is due.
pub fn words(sheet: &RunSheet, tz: Tz) -> Vec<String> {
    let at = |t: Time| moment::moment(t.0, tz);
    let mut out = vec![format!("{} {}", sheet.id, sheet.title), format!("state {}", plain(&sheet.state))];
    for (label, time) in [("began", sheet.started), ("ended", sheet.finished)] {
        out.extend(time.map(|t| pair(label, &at(t))));
    }
    out.extend(sheet.overrun.as_ref().map(|o| format!("{}{}", overrun(o, at), cited(&o.clauses))));
    out.extend(sheet.artifact.as_ref().map(|a| pair("artefact", a)));
    let mut section = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            out.extend([String::new(), title.to_owned()]);
            out.extend(lines);
        }
    };
    let stages = sheet.stages.iter().map(|s| {
        let when = s.at.map_or_else(String::new, |t| format!(" {}", at(t)));
        let planned = s.planned.filter(|_| s.at.is_none() && s.state != "left_out");
        let plan = planned.map_or_else(String::new, |w| format!(", planned by {}", at(w.to)));
        let behind = if s.behind { ", behind plan" } else { "" };
        format!("  {:<12} {}{when}{plan}{behind}{}", s.title, plain(&s.state), cited(&s.clauses))
    });
    section("Stages", stages.collect());
    if let Some(next) = &sheet.next {
        let lines = next.reasons.iter().map(|r| format!("  {}{}", r.text, cited(&r.clauses))).collect::<Vec<_>>();
        let may = if next.allowed { vec!["  it may begin now".to_owned()] } else { lines };
        section(&format!("Before {}", next.environment), may);
    }
    section("Deviations", super::course::deviations(&sheet.deviations, tz));
    section("Deployments", sheet.deployments.iter().flat_map(|d| deployment(d, tz)).collect());
    section("Commands", sheet.commands.iter().flat_map(|c| command_lines(c, tz)).collect());
    let record = sheet.record.iter().map(|n| {
        let file = n
            .file
            .as_ref()
            .map_or_else(String::new, |f| format!(" [{} {} sha256:{}]", f.name, so_many(f.size, "byte"), f.sha256));
        format!("  {} {} {}: {}{file}", at(n.at), plain(&n.kind), n.by, n.text)
    });
    section("Record", record.collect());
    let held = |r: &PirSheet| {
        let why = r.reason.as_ref().map_or_else(String::new, |why| format!(": {why}"));
        format!("  {}, {} by {}{why}", plain(&r.outcome), at(r.at), r.by)
    };
    let said = |f: &FindingLine| {
        let text = f.text.as_deref().unwrap_or("open");
        format!("  {} ({}): {text}{}", f.label, f.id, cited(&f.clauses))
    };
    section("Review afterwards", sheet.review.iter().map(held).chain(sheet.findings.iter().map(said)).collect());
    let before = |r: &EarlierPir| [held(&r.review)].into_iter().chain(r.findings.iter().map(said)).collect::<Vec<_>>();
    section("Reviewed before", sheet.earlier_reviews.iter().flat_map(before).collect());
    let timeline = sheet.timeline.iter().map(|m| format!("  {}{}", milestone(m, tz), cited(&m.clauses)));
    section("Timeline", timeline.collect());
    let clocks = sheet.clocks.iter().filter(|c| c.left_s.is_some());
    let clocks = clocks.flat_map(|c| {
        let line = format!("  {} by {} ({}){}", c.title, at(c.limit), c.state, cited(&c.clauses));
        let late = c.escalation.as_ref().map(|e| format!("    {}{}", escalation(e), cited(&e.clauses)));
        std::iter::once(line).chain(late)
    });
    section("Due", sheet.due.iter().map(|d| format!("  {d}")).chain(clocks).collect());
    out
}

fn command_lines(c: &CommandRow, tz: Tz) -> Vec<String> {
    let at = |t: Time| moment::moment(t.0, tz);
    let place = c.environment.as_deref().unwrap_or("-");
    let outside = if c.inside { "" } else { ", outside its window" };
    let line = c.command.as_deref().unwrap_or("[removed]");
    let how = match (c.code, c.took_ms) {
        (Some(code), Some(ms)) => {
            format!("{} after {}", command::ending(&c.state, code), command::seconds(ms))
        }
        _ => "no end is on record: it runs still, or what ran it was killed".to_owned(),
    };
    let mut lines = vec![
        format!("  {} {place} {}: {line}", c.no, at(c.at)),
        format!("    {how}{outside}; {} as {} on {}", c.by, c.account, c.host),
    ];
    if let (Some(bytes), Some(digest)) = (c.bytes, &c.sha256) {
        let cut = c.left_out.filter(|n| *n > 0).map_or_else(String::new, |n| format!(" ({n} of them not recorded)"));
        lines.push(format!("    {} of output{cut}, sha256:{digest}", so_many(bytes, "byte")));
    }
    lines
}

fn deployment(d: &DeploymentLine, tz: Tz) -> Vec<String> {
    let at = |t: Time| moment::moment(t.0, tz);
    let place = d.environment.as_deref().unwrap_or("-");
    let method = d.method.as_ref().map_or_else(String::new, |m| format!(", {}", plain(m)));
    let ended = d.ended.map_or_else(String::new, |t| format!(" to {}", at(t)));
    let mut lines =
        vec![format!("  {} {place} {}: {}{ended} by {}{method}, {}%", d.no, d.state, at(d.started), d.by, d.share)];
    let mut add = |label: &str, value: Option<&String>| lines.extend(value.map(|v| format!("    {label} {v}")));
    add("note", d.note.as_ref());
    add("artefact", d.artifact.as_ref());
    add("commit", d.commit.as_ref());
    add("branch", d.branch.as_ref());
    add("pipeline", d.pipeline.as_ref());
    if !d.left_out.is_empty() {
        lines.push(format!("    left out: {}", d.left_out.join(", ")));
    }
    lines.extend(d.raises.iter().map(|(share, t, why)| format!("    {share}% from {}: {why}", at(*t))));
    lines.extend(d.steps.iter().map(|s| format!("    [{}] {} {}", s.state, s.id, s.text)));
    lines
}
