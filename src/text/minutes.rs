//! Minutes of a meeting: the same sheet gives the same bytes, as Markdown, as one self-contained page, or as text.

use super::words::meeting::{approvers, counted, deferred};
use super::words::{moment, plain, quorum};
use crate::base::text::{so_many, tame_line};
use crate::sheets::meeting::{AgendaLine, MeetingSheet, PresenceLine};
use crate::sheets::quorum::Quorum;
use crate::sheets::time::Time;
use chrono_tz::Tz;
use pulldown_cmark::{Event, Options, Parser};

fn tz(sheet: &MeetingSheet) -> Tz {
    sheet.tz.parse().unwrap_or(chrono_tz::UTC)
}

/// A moment of the sitting: with its day where it went over midnight.
fn clock(sheet: &MeetingSheet, tz: Tz, at: Time) -> String {
    let form = if sheet.over_midnight(tz) { "%a %-d %b %H:%M:%S" } else { "%H:%M:%S" };
    at.0.local(tz).format(form).to_string()
}

/// Words of people inside Markdown: marks that mean something are escaped, and nothing breaks the line.
pub(super) fn quoted(text: &str) -> String {
    let tame = tame_line(text, 2000);
    let mut out = String::with_capacity(tame.len());
    let digits = tame.bytes().take_while(u8::is_ascii_digit).count();
    for (i, c) in tame.char_indices() {
        // A list may only begin where the words do.
        let begins = match c {
            '-' | '+' | '=' => i == 0,
            '.' | ')' => digits > 0 && i == digits,
            _ => false,
        };
        let marks =
            matches!(c, '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '!' | '&');
        if begins || marks {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// The lines of classification over a document, as a paragraph of its own; nothing where there are none.
pub(super) fn classified(banner: &[String]) -> Vec<String> {
    let lines = banner.iter().map(|line| format!("**{}**", quoted(line)));
    lines.flat_map(|line| [line, String::new()]).collect()
}

/// The minutes as Markdown.
#[must_use]
pub fn markdown(sheet: &MeetingSheet) -> String {
    let tz = tz(sheet);
    let at = |t: Time| moment::moment(t.0, tz);
    let row = &sheet.row;
    let mut out: Vec<String> = classified(&sheet.banner);
    out.extend([format!("# {} {}", quoted(&row.title), row.id), String::new()]);
    let head: Vec<String> =
        [&sheet.org, &sheet.pack].into_iter().filter(|t| !t.is_empty()).map(|t| quoted(t)).collect();
    out.push(head.join(", "));
    out.push(String::new());
    let mut fact = |label: &str, value: String| {
        if !value.is_empty() {
            out.push(format!("- **{label}** {value}"));
        }
    };
    fact("Planned", at(row.starts));
    fact(
        "Opened",
        row.opened
            .map(|t| format!("{} by {}", at(t), quoted(sheet.opened_by.as_deref().unwrap_or(""))))
            .unwrap_or_default(),
    );
    // A board that was called at once opens within its time, or its minutes say that it did not.
    let missed = if sheet.late { ", which was missed" } else { "" };
    fact("To open by", sheet.open_by.map(|t| format!("{}{missed}", at(t))).unwrap_or_default());
    fact(
        "Closed",
        row.closed
            .map(|t| format!("{} by {}", at(t), quoted(sheet.closed_by.as_deref().unwrap_or(""))))
            .unwrap_or_default(),
    );
    fact("Chair", quoted(&chairs(sheet, tz)));
    let opener = sheet.opened_by.as_deref().unwrap_or_default();
    let acted = sheet.acting.as_ref().map(|why| quoted(&format!("{opener}, as {why}")));
    fact("Acting chair", acted.unwrap_or_default());
    fact("Length", format!("{} of {} minutes planned", sheet.elapsed_s / 60, sheet.minutes));
    let end = if row.closed.is_some() { " at the end" } else { "" };
    // A board that gives no votes has no quorum, and no rule by which it votes.
    let seated = !sheet.rule.is_empty();
    let there = sheet.presence.iter().filter(|p| p.until.is_none() || p.until == row.closed).count();
    let present = if seated { quoted(&quorum::standing(&sheet.quorum_now())) } else { there.to_string() };
    fact("Present", format!("{present}{end}{}", by(&sheet.quorum_clauses)));
    fact("Rule", if seated { format!("{}{}", quoted(&sheet.rule), by(&sheet.rule_clauses)) } else { String::new() });
    fact("Clauses", quoted(&sheet.clauses.join(", ")));
    attendance(&mut out, sheet, tz);
    out.push(String::new());
    out.push("## Items".into());
    for line in &sheet.agenda {
        out.push(String::new());
        item(&mut out, sheet, line, tz);
    }
    // What nobody brought on in time is told, so that nobody looks for it in vain.
    section(&mut out, "Came after the cut-off, not on the agenda", sheet.late_changes.iter().map(|no| quoted(no)));
    let general: Vec<_> = sheet.notes.iter().filter(|n| n.item.is_none() && !n.private).collect();
    section(&mut out, "Notes", general.iter().map(|n| format!("{} {}: {}", at(n.at), quoted(&n.by), quoted(&n.text))));
    section(
        &mut out,
        "Actions",
        sheet.actions.iter().map(|a| {
            let done = a.done.map(|t| format!(", done {}", at(t))).unwrap_or_default();
            format!("action {}: {}: {}, due {}{done}", a.no, quoted(&a.owner_name), quoted(&a.text), at(a.due))
        }),
    );
    section(
        &mut out,
        "Course of the meeting",
        sheet.timeline.iter().map(|t| format!("{} {} {}", at(t.at), quoted(&t.who), quoted(&t.text))),
    );
    section(
        &mut out,
        "Corrections",
        sheet.corrections.iter().map(|c| format!("{} {}: {}", at(c.at), quoted(&c.by), quoted(&c.text))),
    );
    match (&sheet.checkpoint, &sheet.head) {
        (Some(checkpoint), _) => {
            out.extend([String::new(), "## Checkpoint".into(), String::new()]);
            out.push("The ledger when the meeting closed; `quorate audit verify --against FILE` compares.".into());
            out.extend([String::new(), "```".into()]);
            out.extend(checkpoint.trim_end().lines().map(str::to_owned));
            out.push("```".into());
        }
        (None, Some(head)) => out.extend([String::new(), format!("Ledger so far: `{head}`")]),
        (None, None) => {}
    }
    out.push(String::new());
    out.join("\n")
}

/// Who was in the chair, with each hand-over: `Ana Ruiz until 14:20:00, then Bo Chen`.
fn chairs(sheet: &MeetingSheet, tz: Tz) -> String {
    let held = &sheet.chairs;
    let mut words = String::new();
    for (i, (_, who)) in held.iter().enumerate() {
        words.push_str(if i == 0 { "" } else { ", then " });
        words.push_str(who);
        let until = held.get(i + 1).map(|(at, _)| format!(" until {}", clock(sheet, tz, *at)));
        words.push_str(until.as_deref().unwrap_or_default());
    }
    if words.is_empty() { sheet.chair.clone().unwrap_or_else(|| "nobody".into()) } else { words }
}

/// The clauses that something rests on: ` (XX-1-01, XX-1-02)`; nothing where there are none.
pub(super) fn by(clauses: &[String]) -> String {
    if clauses.is_empty() { String::new() } else { format!(" ({})", quoted(&clauses.join(", "))) }
}

fn section(out: &mut Vec<String>, title: &str, lines: impl Iterator<Item = String>) {
    let lines: Vec<String> = lines.map(|l| format!("- {l}")).collect();
    if !lines.is_empty() {
        out.extend([String::new(), format!("## {title}"), String::new()]);
        out.extend(lines);
    }
}

/// How somebody was present from when until when.
fn spans(sheet: &MeetingSheet, person: &str, clock: &dyn Fn(Time) -> String) -> String {
    let of = sheet.presence.iter().filter(|p| p.person == person).map(|p| {
        let until = p.until.map(|t| format!(" until {}", clock(t))).unwrap_or_default();
        format!("{} from {}{until}", plain(&p.how), clock(p.from))
    });
    let all: Vec<String> = of.collect();
    if all.is_empty() { "not recorded".to_owned() } else { all.join("; ") }
}

/// Who was there from when until when, and the quorum over time.
fn attendance(out: &mut Vec<String>, sheet: &MeetingSheet, tz: Tz) {
    let clock = |t: Time| clock(sheet, tz, t);
    let members = sheet.attendance.iter().map(|a| {
        let seats = a.seats.iter().map(|s| plain(s)).collect::<Vec<_>>().join(", ");
        let how = spans(sheet, &a.person, &clock);
        let sits = a.sits_for.as_ref().map(|p| format!(", for {}", quoted(p))).unwrap_or_default();
        format!("{} ({}{sits}): {how}", quoted(&a.name), quoted(&seats))
    });
    let beside = sheet.beside.iter().map(|b| {
        let offices = b.offices.iter().map(|o| plain(o)).collect::<Vec<_>>().join(", ");
        format!("{} ({}, no vote): {}", quoted(&b.name), quoted(&offices), spans(sheet, &b.person, &clock))
    });
    let at_table = |p: &&PresenceLine| sheet.beside.iter().any(|b| b.person == p.person);
    let others = sheet.presence.iter().filter(|p| {
        let seated = sheet.attendance.iter().any(|a| a.person == p.person);
        !at_table(p) && !seated
    });
    let others = others.map(|p| {
        let until = p.until.map(|t| format!(" until {}", clock(t))).unwrap_or_default();
        let sits = sheet.attendance.iter().find(|a| a.alternate_for.as_ref() == Some(&p.person));
        let place = match sits {
            Some(a) => format!(" ({})", quoted(&format!("{} sat for them at the end", a.name))),
            None if sheet.rule.is_empty() => String::new(),
            None => " (no seat at the end)".into(),
        };
        format!("{}{place}: {} from {}{until}", quoted(&p.name), plain(&p.how), clock(p.from))
    });
    section(out, "Attendance", members.chain(beside).chain(others));
    if sheet.rule.is_empty() {
        return;
    }
    section(
        out,
        &format!("Quorum{}", by(&sheet.quorum_clauses)),
        sheet.quorum_log.iter().enumerate().map(|(i, q)| {
            let before = sheet.quorum_log.iter().take(i).any(|before| before.met);
            let now = Quorum {
                present: q.present,
                of: q.of,
                needed: q.needed,
                met: q.met,
                lost: !q.met && before,
                missing: q.missing.clone(),
            };
            let again = if q.met && before { " again" } else { "" };
            format!("{} present {}{again}", clock(q.at), quoted(&quorum::standing(&now)))
        }),
    );
}

fn item(out: &mut Vec<String>, sheet: &MeetingSheet, line: &AgendaLine, tz: Tz) {
    let clock = |t: Time| clock(sheet, tz, t);
    let id = line.id.as_ref().map(|i| format!("{i} ")).unwrap_or_default();
    out.push(format!("### {}. {id}{}", line.position, quoted(&line.title)));
    out.push(String::new());
    let tally = counted(line).map(|words| format!(", {words}")).unwrap_or_default();
    let until = deferred(line, |t| moment::moment(t.0, tz));
    let why = line.reason.as_ref().map(|r| format!(": {}", quoted(r))).unwrap_or_default();
    let who = approvers(line).map(|by| format!(", {}", quoted(&by))).unwrap_or_default();
    out.push(format!("- **{}**{who}{tally}{until}{why}", plain(&line.state)));
    // Which part of the agenda it is, where its title does not say so.
    if line.id.is_some() && !line.section_title.is_empty() {
        out.push(format!("- part of the agenda: {}", quoted(&line.section_title)));
    }
    // A board that was called for one thing is called for another the next time.
    let ends_here = line.reason.is_some() && sheet.next.is_none();
    if matches!(line.state.as_str(), "not_reached" | "undecided") && !ends_here {
        let next = sheet.next.map(|t| format!(", {}", moment::moment(t.0, tz))).unwrap_or_default();
        out.push(match next.is_empty() {
            true => "- comes up again at the next meeting that is called".into(),
            false => format!("- comes up again at the next meeting{next}"),
        });
    }
    let spent = line.spent_s.div_euclid(60);
    let turns: Vec<String> = line
        .shown
        .iter()
        .map(|(from, to)| format!("{} to {}", clock(*from), to.map_or_else(|| "now".into(), clock)))
        .collect();
    let turns = if turns.is_empty() { String::new() } else { format!(": {}", turns.join(", ")) };
    out.push(format!("- {} of {} planned{turns}", so_many(spent, "minute"), line.minutes));
    let approved = line.state.starts_with("carried") || line.state == "approved_outside_board";
    if !line.missing.is_empty() && !approved {
        out.push(format!("- not ready: {}", quoted(&line.missing.join("; "))));
    }
    if let Some((who, second)) = &line.seconded {
        let name =
            |id: &String| sheet.attendance.iter().find(|a| a.person == *id).map_or(id.clone(), |a| a.name.clone());
        let (who, second) = (quoted(&name(who)), quoted(&name(second)));
        out.push(format!("- late item of {who}, seconded by {second}, as {who} said"));
    }
    out.extend(line.decided.iter().chain(&line.lines).map(|l| format!("- {}", quoted(l))));
    let some = line.considered.iter().any(|(_, _, considered, _)| *considered);
    for (_, text, considered, _) in line.considered.iter().filter(|_| some) {
        out.push(format!("- {}: {}", quoted(text), if *considered { "considered" } else { "not considered" }));
    }
    if !some && !line.considered.is_empty() {
        let all: Vec<&str> = line.considered.iter().map(|(_, text, ..)| text.as_str()).collect();
        out.push(format!("- not considered: {}", quoted(&all.join("; "))));
    }
    for a in &line.assessments {
        let by = a.by.as_ref().map(|p| format!(" ({})", quoted(p))).unwrap_or_default();
        out.push(format!("- {}{by}: {}", quoted(&a.title), quoted(a.text.as_deref().unwrap_or("not given"))));
    }
    for note in sheet.notes.iter().filter(|n| n.item == Some(line.position) && !n.private) {
        out.push(format!("- note of {}: {}", quoted(&note.by), quoted(&note.text)));
    }
    for a in sheet.actions.iter().filter(|a| a.item == Some(line.position)) {
        out.push(format!("- action {}", a.no));
    }
}

/// The minutes as one page that needs nothing else. Markup in people's words stays words.
#[must_use]
pub fn html(sheet: &MeetingSheet) -> String {
    let source = markdown(sheet);
    let events = Parser::new_ext(&source, Options::empty()).map(|event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Event::Text(raw),
        other => other,
    });
    let mut body = String::new();
    pulldown_cmark::html::push_html(&mut body, events);
    let title = escaped(&tame_line(&format!("{} {}", sheet.row.title, sheet.row.id), 200));
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n<style>\n\
         body {{ font-family: sans-serif; max-width: 48rem; margin: 2rem auto; padding: 0 1rem; line-height: 1.4 }}\n\
         h1, h2, h3 {{ line-height: 1.2 }}\ncode {{ overflow-wrap: anywhere }}\n\
         @media print {{ body {{ margin: 0 }} }}\n</style>\n</head>\n<body>\n{body}</body>\n</html>\n"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The minutes as lines of text.
#[must_use]
pub fn text(sheet: &MeetingSheet) -> Vec<String> {
    let plain_line = |line: &str| {
        let mut out = String::with_capacity(line.len());
        let mut escaped = false;
        for c in line.chars() {
            match c {
                '\\' if !escaped => escaped = true,
                '*' | '`' if !escaped => {}
                c => {
                    escaped = false;
                    out.push(c);
                }
            }
        }
        out
    };
    let mut lines = Vec::new();
    for line in markdown(sheet).lines() {
        match line.trim_start_matches('#') {
            _ if line == "```" => {}
            title if title.len() < line.len() => {
                let title = plain_line(title.trim_start());
                lines.push(if line.starts_with("###") { title } else { title.to_uppercase() });
            }
            _ => lines.push(plain_line(line)),
        }
    }
    lines
}
