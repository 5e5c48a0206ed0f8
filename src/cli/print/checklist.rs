//! A checklist in words.

use super::text::cited;
use crate::base::text::{so_many, visible};
use crate::sheets::checklist::{ChecklistSheet, CodeSheet, ItemLine};
use crate::sheets::time::Time;
use crate::text::words::checklist::waiver;
use crate::text::words::plain;
use chrono_tz::Tz;

/// The mark of an item's state.
fn mark(item: &ItemLine) -> &'static str {
    match item.state.as_str() {
        "done" => "[x]",
        "half" => "[/]",
        "n_a" => "[-]",
        "waived" => "[w]",
        "waiting" | "failed" => "[!]",
        _ => "[ ]",
    }
}

/// The list, its items, and what else there is to know.
pub fn words(sheet: &ChecklistSheet, tz: Tz) -> Vec<String> {
    let at = |t: Time| t.0.local(tz).format("%a %Y-%m-%d %H:%M %Z").to_string();
    if sheet.list.is_empty() {
        return vec![format!("{}: its pack has no checklist for it", sheet.id)];
    }
    let mut out = vec![format!(
        "{} {} ({}): {}, {} of {} done{}",
        sheet.id,
        sheet.title,
        plain(&sheet.phase),
        if sheet.state == "none" { "not opened yet" } else { &sheet.state },
        sheet.done,
        sheet.of,
        cited(&sheet.clauses)
    )];
    if let Some(when) = &sheet.not_yet {
        out.push(format!("  {when}"));
    }
    if let Some(window) = &sheet.window {
        out.push(format!("  window {} to {}", at(window.from), at(window.to)));
    }
    if let (Some(opened), Some(by)) = (sheet.opened, &sheet.opened_by) {
        let left = if sheet.in_hand_left { ", who has left" } else { "" };
        let hand = sheet.in_hand.as_ref().filter(|h| *h != by).map(|h| format!(", now with {h}")).unwrap_or_default();
        out.push(format!("  opened {} by {by}{hand}{left}", at(opened)));
    }
    if let Some(to) = &sheet.handed_to {
        let note = sheet.handover_note.as_ref().map(|n| format!(": {}", visible(n))).unwrap_or_default();
        let what = if sheet.handed_left { "left without reading it back" } else { "has not read it back yet" };
        out.push(format!("  handed over to {to}, who {what}{note}"));
    }
    if !sheet.blocks.is_empty() {
        out.push(format!("  until it is complete nobody may {}", sheet.blocks.join(", or ")));
    }
    out.extend(sheet.items.iter().flat_map(|i| item(i, tz)));
    out.extend(sheet.differs.iter().map(|d| format!("  the pack says otherwise now: {}", visible(d))));
    let others = sheet.lists.iter().filter(|l| l.list != sheet.list);
    let others: Vec<String> = others.map(|l| format!("{} ({} {}/{})", l.list, plain(&l.state), l.done, l.of)).collect();
    if !others.is_empty() {
        out.push(format!("  other lists: {}", others.join(", ")));
    }
    out
}

/// An item, and what else there is to know of it.
pub fn item(item: &ItemLine, tz: Tz) -> Vec<String> {
    let by = if item.signed_by.is_empty() { String::new() } else { format!("  {}", item.signed_by.join(", ")) };
    let when = item.at.map(|t| format!(" {}", t.0.local(tz).format("%a %Y-%m-%d %H:%M %Z"))).unwrap_or_default();
    let mut out = vec![format!("{:>3} {} {}{by}{when}", item.n, mark(item), item.text)];
    out.extend(below(item, tz));
    out
}

fn below(item: &ItemLine, tz: Tz) -> Vec<String> {
    let mut out = Vec::new();
    let at = |t: Time| t.0.local(tz).format("%a %Y-%m-%d %H:%M %Z").to_string();
    let open = matches!(item.state.as_str(), "open" | "half" | "waiting" | "failed");
    if open && !item.needs.is_empty() {
        out.push(format!("        needs {}", item.needs.join("; ")));
    }
    let undemanded = item.marks.iter().any(|m| m == "not_demanded");
    if (open || undemanded) && !item.hint.is_empty() {
        out.push(format!("        {}", item.hint));
    }
    if open {
        out.extend(item.commands.iter().map(|c| format!("        $ {}", visible(c))));
    }
    if item.overdue {
        out.push(format!("        OVERDUE since {}", item.late_after.map(at).unwrap_or_default()));
    }
    if let Some(f) = &item.failed {
        out.push(format!("        failed: {} {}: \"{}\"", f.by, at(f.at), visible(&f.reason)));
    }
    if let Some(line) = &item.waiver {
        out.push(format!("        waiver: {}", waiver(line, at)));
    }
    if let Some(by) = &item.set_aside_by {
        out.push(format!("        not applicable: {by}"));
    }
    let told = item.failed.as_ref().map(|f| &f.reason);
    if let Some(note) = item.note.as_ref().filter(|note| told != Some(note)) {
        out.push(format!("        \"{}\"", visible(note)));
    }
    if !item.marks.is_empty() {
        out.push(format!("        marked {}", item.marks.iter().map(|m| plain(m)).collect::<Vec<_>>().join(", ")));
    }
    for e in &item.evidence {
        let exit = e.exit.map(|c| format!(" exit {c}")).unwrap_or_default();
        let masked = if e.masked > 0 { format!(", {} masked", e.masked) } else { String::new() };
        let short: String = e.sha256.chars().take(12).collect();
        let what = format!("{} {}{exit}, {}{masked}", e.kind, visible(&e.origin), so_many(e.size, "byte"));
        out.push(format!("        evidence: {what}, sha256 {short}, {} {}", e.by, at(e.at)));
    }
    out
}

/// A code for signing on another person's terminal.
pub fn code_words(code: &CodeSheet, tz: Tz) -> Vec<String> {
    let until = code.until.0.local(tz).format("%H:%M:%S %Z");
    vec![format!("{}  for {}, once, until {until}", code.code, code.person)]
}
