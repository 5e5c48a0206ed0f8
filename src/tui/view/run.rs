//! A checklist with its items, the details of the one under the cursor, and the lists that wait for one.

use super::Cursors;
use super::doc::Doc;
use super::page::{Page, columns};
use super::when::away;
use crate::app::acts::checklist::waits;
use crate::base::text::{fit, so_many};
use crate::sheets::checklist::{ChecklistSheet, ItemLine, RunRow};
use crate::sheets::time::Window;
use crate::text::words::checklist::waiver;
use crate::text::words::plain;
use crate::tui::layout::{Class, class, panes};
use crate::tui::model::Model;
use crate::tui::runs::{RunPage, RunsPage};
use crate::tui::theme::Tone;
use ratatui::layout::Rect;

/// Rows above the list of runs.
pub const HEAD: u16 = 2;

/// Draws the lists that one has to do with.
pub fn list(page: &mut Page<'_>, area: Rect, model: &Model, runs: &RunsPage) -> Cursors {
    let x = page.put(area, 1, 0, "RUNS", Tone::Strong);
    page.put(area, x + 2, 0, "checklists that you have to do with, what waits for you first", Tone::Plain);
    page.rule(area, 1, "");
    let body = Rect { y: area.y + HEAD.min(area.height), height: area.height.saturating_sub(HEAD), ..area };
    if runs.loaded && runs.items.is_empty() {
        page.put(body, 1, 0, "No checklist waits for you. Those of a change: C on its page", Tone::Faint);
    }
    let phone = class(area.width) == Class::Phone;
    // An id of ten columns moves what comes after it in every line.
    let shift = u16::from(runs.items.iter().any(|r| columns(&r.id) > 9));
    for (i, row) in runs.items.iter().enumerate().skip(runs.offset).take(usize::from(body.height)) {
        let y = u16::try_from(i - runs.offset).unwrap_or(u16::MAX);
        line(page, body, y, model, row, (phone, shift));
        if i == runs.at {
            page.put(body, 0, y, ">", Tone::Accent);
            page.select(Rect { x: body.x.saturating_add(2), ..body }, y, 9);
        }
    }
    let here = u16::try_from(runs.at.saturating_sub(runs.offset)).unwrap_or(0);
    (None, Some((body.x, body.y + here.min(body.height.saturating_sub(1)))))
}

fn line(page: &mut Page<'_>, area: Rect, y: u16, model: &Model, row: &RunRow, (phone, shift): (bool, u16)) {
    page.put(area, 2, y, &fit(&row.id, 10), Tone::Plain);
    let wide = class(area.width) >= Class::Wide;
    let area = Rect { x: area.x + shift, width: area.width.saturating_sub(shift), ..area };
    let tally = format!("{:>2}/{:<2}", row.done, row.of);
    page.put(area, 12, y, &tally, if row.done == row.of { Tone::Good } else { Tone::Plain });
    let most = match (phone, wide) {
        (true, _) => usize::from(area.width.saturating_sub(18)),
        (false, false) => 26,
        (false, true) => 40,
    };
    page.put(area, 18, y, &page.cut(&row.list_title, most), Tone::Accent);
    if phone {
        return;
    }
    let lies = |w: Window| match self::window(model, &w) {
        (_, Tone::Bad) => format!("window ended {}", away(model, w.to.0)),
        (words, _) => words,
    };
    let window = row.window.map(lies).unwrap_or_default();
    let window = window.strip_prefix("window ").filter(|_| !wide).unwrap_or(&window).to_owned();
    let waits = match row.waits.as_slice() {
        [] => window,
        [one] => one.clone(),
        [one, more @ ..] => format!("{one} and {} more", more.len()),
    };
    let at = if wide { 60 } else { 46 };
    let all = usize::from(area.width.saturating_sub(at));
    // What waits takes half of the room, where anything does; what it does not need is the title's.
    let room = match usize::from(columns(&waits)) {
        0 => all,
        long => all.saturating_sub(long + 1).max((all / 2).saturating_sub(2)).min(if wide { 60 } else { all }),
    };
    page.put(area, at, y, &fit(&row.title, room), Tone::Plain);
    let tone = if row.waits.is_empty() { Tone::Faint } else { Tone::Warn };
    let right = Rect { x: area.x + at + u16::try_from(room).unwrap_or(0) + 1, ..area };
    let left = area.width.saturating_sub(right.x.saturating_sub(area.x));
    page.put(Rect { width: left, ..right }, 0, y, &fit(&waits, usize::from(left)), tone);
}

/// The areas of the items, of the details, and of the line below, at a size.
pub(super) fn areas(area: Rect, items: usize, lines: usize) -> (Rect, Rect, Rect) {
    let foot = Rect { y: area.y + area.height.saturating_sub(1), height: 1.min(area.height), ..area };
    let top = 2.min(area.height);
    let body = Rect { y: area.y + top, height: area.height.saturating_sub(top + 1), ..area };
    match class(area.width) {
        Class::Phone | Class::Compact => {
            let wanted = u16::try_from(items + 1).unwrap_or(u16::MAX);
            let least = u16::try_from(lines + 1).unwrap_or(u16::MAX).clamp(4, (body.height / 2).max(4));
            let rows = wanted.min(body.height.saturating_sub(least));
            let below = Rect { y: body.y + rows, height: body.height - rows, ..body };
            (Rect { height: rows, ..body }, below, foot)
        }
        Class::Wide | Class::WidePlus => {
            let width = if area.width >= 160 { 104 } else { 68 };
            let parts = panes(body, &[width]);
            (parts.first().copied().unwrap_or(body), parts.get(1).copied().unwrap_or(body), foot)
        }
    }
}

/// How many lines of a list are below those that are shown.
pub(super) fn hidden(all: usize, offset: usize, shown: usize) -> String {
    match all.saturating_sub(offset.saturating_add(shown)) {
        0 => String::new(),
        n => format!("{n} more below"),
    }
}

/// Keeps the item under the cursor on the page; gives the first item.
#[must_use]
pub fn follow(area: Rect, model: &Model, run: &RunPage) -> usize {
    let Some(sheet) = &run.sheet else { return 0 };
    let lines = details(area, model, sheet, run).len();
    let (list, ..) = areas(area, sheet.items.len(), lines);
    let rows = usize::from(list.height.saturating_sub(1)).max(1);
    if run.at < run.offset {
        run.at
    } else if run.at >= run.offset + rows {
        run.at + 1 - rows
    } else {
        run.offset.min(sheet.items.len().saturating_sub(rows))
    }
}

/// The item under the cursor whole, where its page has no room for it.
#[must_use]
pub fn whole(area: Rect, model: &Model, run: &RunPage) -> Vec<String> {
    run.sheet.as_ref().map(|sheet| details(area, model, sheet, run).words()).unwrap_or_default()
}

/// Draws a list with its items.
pub fn draw(page: &mut Page<'_>, area: Rect, model: &Model, run: &RunPage) -> Cursors {
    let Some(sheet) = &run.sheet else {
        page.put(area, 1, 0, &format!("{} RUN", run.id), Tone::Strong);
        return (None, None);
    };
    head(page, area, model, sheet);
    if sheet.list.is_empty() {
        page.put(area, 1, 2, "Its pack has no checklist for this change.", Tone::Faint);
        return (None, None);
    }
    let (list, below, foot) = areas(area, sheet.items.len(), details(area, model, sheet, run).len());
    let wide = list.width < area.width;
    let phone = class(area.width) == Class::Phone;
    if !phone {
        page.put(list, 2, 0, " #  state        step", Tone::Faint);
        page.put(list, who_at(list), 0, "who", Tone::Faint);
        page.put(list, list.width.saturating_sub(7), 0, "when", Tone::Faint);
    }
    let first = u16::from(!phone);
    let rows = usize::from(list.height.saturating_sub(first));
    for (i, item) in sheet.items.iter().enumerate().skip(run.offset).take(rows) {
        let y = u16::try_from(i - run.offset).unwrap_or(u16::MAX).saturating_add(first);
        item_line(page, list, y, model, run, item, phone);
        if i == run.at {
            page.put(list, 0, y, ">", Tone::Accent);
            page.select(Rect { x: list.x.saturating_add(1), ..list }, y, if phone { 6 } else { 15 });
        }
    }
    if wide {
        page.divider(list);
    } else {
        page.rule(below, 0, &hidden(sheet.items.len(), run.offset, rows));
    }
    let top = u16::from(!wide).min(below.height);
    let inner = Rect { y: below.y + top, height: below.height - top, ..below };
    details(inner, model, sheet, run).draw(page, inner, 0);
    page.put(foot, 1, 0, &super::hands::footing(model, sheet), Tone::Faint);
    let here = u16::try_from(run.at.saturating_sub(run.offset)).unwrap_or(0).saturating_add(first);
    (None, Some((list.x, list.y + here.min(list.height.saturating_sub(1)))))
}

/// What the list is, how far it has come, and how its window lies.
fn head(page: &mut Page<'_>, area: Rect, model: &Model, sheet: &ChecklistSheet) {
    let x = page.put(area, 1, 0, &sheet.id, Tone::Strong);
    let at = sheet.lists.iter().position(|l| l.list == sheet.list).map_or(0, |i| i + 1);
    let of = if sheet.lists.len() > 1 { format!(" ({at} of {})", sheet.lists.len()) } else { String::new() };
    let phone = class(area.width) == Class::Phone;
    let name = if phone { fit(&sheet.title, 16) } else { format!("run  {}{of}", sheet.title) };
    let x = page.put(area, x + 1, 0, &name, Tone::Accent);
    let tone = if sheet.done == sheet.of { Tone::Good } else { Tone::Plain };
    let x = page.put(area, x + 2, 0, &format!("{}/{} done", sheet.done, sheet.of), tone);
    // What is signed after the deployment is not outside its window.
    let after = sheet.phase == "post";
    let lies = |w: &Window| match window(model, w) {
        (_, Tone::Bad) if after => (format!("window ended {}", away(model, w.to.0)), Tone::Faint),
        told => told,
    };
    if let Some((text, tone)) = sheet.window.as_ref().map(lies) {
        if x + columns(&text) + 2 < area.width {
            page.right(area, 0, &text, tone);
            page.rule(area, 1, "");
        } else {
            // Where the title leaves no room, the line below it has some.
            page.rule(area, 1, &text);
        }
    } else {
        page.rule(area, 1, "");
    }
}

/// How the window of the change lies.
fn window(model: &Model, window: &Window) -> (String, Tone) {
    let now = model.now();
    if now < window.from.0 {
        (format!("window opens {}", away(model, window.from.0)), Tone::Plain)
    } else if now <= window.to.0 {
        (format!("window ends {}", away(model, window.to.0)), Tone::Good)
    } else {
        (format!("OUTSIDE WINDOW, ended {}", away(model, window.to.0)), Tone::Bad)
    }
}

/// The column in which those who signed stand.
fn who_at(list: Rect) -> u16 {
    list.width.saturating_sub(if list.width >= 100 { 26 } else { 20 })
}

/// The mark and word of an item's state.
fn state(item: &ItemLine, saving: bool) -> (&'static str, &'static str, Tone) {
    match item.state.as_str() {
        _ if saving => ("~", "saving", Tone::Warn),
        "done" => ("x", "done", Tone::Good),
        "n_a" => ("-", "n/a", Tone::Faint),
        "waived" => ("w", "waived", Tone::Warn),
        "half" => ("/", "one of 2", Tone::Warn),
        "waiting" => ("!", "to waive", Tone::Warn),
        "failed" => ("F", "failed", Tone::Bad),
        _ if item.overdue => (" ", "OVERDUE", Tone::Bad),
        _ => (" ", "open", Tone::Plain),
    }
}

/// `E` for evidence, the number of signers, `A` for what the record ticks, `H` for a hold point, `!` for what is to be seen
/// beside a signature.
fn letters(item: &ItemLine) -> String {
    let mut all = String::new();
    if item.kind == "auto" {
        all.push('A');
    }
    if !item.proofs.is_empty() {
        all.push('E');
    }
    if item.signers > 1 {
        all.push_str(&item.signers.to_string());
    }
    if item.hold {
        all.push('H');
    }
    if item.marks.iter().any(|m| matches!(m.as_str(), "too_fast" | "out_of_order" | "late" | "outside_window")) {
        all.push('!');
    }
    all
}

/// Who signed an item, in so many columns: all of them where there is room, else the first and how many more; its letters
/// where nobody has.
fn signers(item: &ItemLine, room: usize) -> String {
    let short = |text: &str, room| fit(text, room).trim_end().to_owned();
    match item.signed_by.as_slice() {
        [] => short(letters(item).trim_end_matches('!'), room),
        [one] => short(one, room),
        [first, rest @ ..] => {
            let all = item.signed_by.join(",");
            let more = format!("+{}", rest.len());
            if columns(&all) <= u16::try_from(room).unwrap_or(u16::MAX) {
                all
            } else {
                format!("{}{more}", short(first, room.saturating_sub(more.len())))
            }
        }
    }
}

fn item_line(page: &mut Page<'_>, list: Rect, y: u16, model: &Model, run: &RunPage, item: &ItemLine, phone: bool) {
    let (mark, word, tone) = state(item, run.saving.contains(&item.n));
    let mark = if phone && item.overdue && word == "OVERDUE" { "!" } else { mark };
    let x = page.put(list, 1, y, &format!("{:>2} [{mark}]", item.n), tone);
    if phone {
        let seen = if letters(item).ends_with('!') { "!" } else { "" };
        let by = format!("{}{seen}", signers(item, 8 - seen.len()));
        let room = list.width.saturating_sub(x + 3 + columns(&by));
        page.put(list, x + 1, y, &page.cut(&item.text, usize::from(room)), Tone::Plain);
        page.right(list, y, &by, Tone::Faint);
        return;
    }
    page.put(list, x + 1, y, &fit(word, 8), tone);
    page.put(list, 17, y, &letters(item), Tone::Accent);
    let at = who_at(list);
    page.put(list, 20, y, &fit(&item.text, usize::from(at.saturating_sub(21))), Tone::Plain);
    let who =
        if item.signed_by.is_empty() && item.state == "half" { "waits".into() } else { item.signed_by.join(", ") };
    let when = super::when::item(model, item);
    let wide = u16::try_from(when.chars().count()).unwrap_or(0).max(5) + 2;
    let room = usize::from(list.width.saturating_sub(at + wide + 1));
    page.put(list, at, y, &fit(&who, room), Tone::Plain);
    let tone = if item.at.is_some() { Tone::Faint } else { Tone::Warn };
    page.put(list, list.width.saturating_sub(wide), y, &when, tone);
}

/// The item under the cursor: what it needs, what to look for, its evidence.
fn details(area: Rect, model: &Model, sheet: &ChecklistSheet, run: &RunPage) -> Doc {
    let mut doc = Doc::new(area);
    doc.seen_by("z");
    let Some(item) = run.item() else { return doc };
    doc.text(&format!("{}  {}", item.n, item.text), Tone::Strong);
    // What a command printed comes first while it is to be attached: it is what the answer is about.
    if let Some((_, proof)) = run.pending.as_ref().filter(|(n, _)| *n == item.n && model.act.is_some()) {
        doc.pair("look for", &item.hint, Tone::Plain);
        doc.text(if proof.exit.is_some() { "printed:" } else { "brought:" }, Tone::Faint);
        proof.body.lines().for_each(|l| doc.text(l, Tone::Plain));
        return doc;
    }
    let actor = &model.register.actor;
    if waits(item, actor) {
        let what = if item.state == "waiting" { "1 Enter waives it" } else { "1 Enter signs it" };
        doc.text(&format!("WAITS FOR YOU: {what}"), Tone::Warn);
    }
    if let Some(since) = item.late_after.filter(|_| item.overdue) {
        let since = since.0.local(model.zone()).format("%a %-d %b %H:%M");
        doc.text(&format!("OVERDUE since {since}"), Tone::Bad);
    }
    if !item.needs.is_empty() {
        doc.pair("needs", &item.needs.join("; "), Tone::Warn);
    }
    doc.pair("look for", &item.hint, Tone::Plain);
    for command in &item.commands {
        doc.text(&format!("$ {command}"), Tone::Accent);
    }
    if let Some(f) = &item.failed {
        let when = f.at.0.local(model.zone()).format("%a %H:%M");
        doc.pair("failed", &format!("{} {when}: {}", f.by, f.reason), Tone::Bad);
    }
    if let Some(line) = &item.waiver {
        doc.pair("waiver", &waiver(line, |t| t.0.local(model.zone()).format("%a %H:%M").to_string()), Tone::Warn);
    }
    let told = item.failed.as_ref().map(|f| &f.reason);
    if let Some(note) = item.note.as_ref().filter(|note| told != Some(note)) {
        doc.pair("said", note, Tone::Plain);
    }
    if !item.marks.is_empty() {
        doc.pair("marked", &item.marks.iter().map(|m| plain(m)).collect::<Vec<_>>().join(", "), Tone::Warn);
    }
    for e in &item.evidence {
        let exit = e.exit.map(|c| format!(", exit {c}")).unwrap_or_default();
        let short: String = e.sha256.chars().take(12).collect();
        let masked = if e.masked > 0 { format!(", {} masked", e.masked) } else { String::new() };
        let head =
            format!("{} {}{exit}, {}{masked}, sha256 {short}, {}", e.kind, e.origin, so_many(e.size, "byte"), e.by);
        doc.pair("evidence", &head, Tone::Faint);
        e.text.lines().for_each(|l| doc.text(l, Tone::Plain));
    }
    doc.cite(&item.clauses);
    if class(model.size.0) >= Class::Wide {
        beside(&mut doc, sheet, area.width);
    }
    doc
}

/// What there is room for beside the item: the other lists, what the list blocks, what the pack says otherwise now.
fn beside(doc: &mut Doc, sheet: &ChecklistSheet, width: u16) {
    // Titles take what is left beside counts and states.
    let longest = sheet.lists.iter().map(|l| l.title.chars().count()).max().unwrap_or(0);
    let room = longest.min(usize::from(width.saturating_sub(36))).max(28);
    doc.head("LISTS OF THE CHANGE");
    for l in &sheet.lists {
        let here = if l.list == sheet.list { ">" } else { " " };
        let chosen = if l.by_choice { ", by choice" } else { "" };
        let state = if l.state == "none" { "not opened" } else { &l.state };
        let text = format!("{:<room$} {:>2}/{:<2}  {state}{chosen}", fit(&l.title, room), l.done, l.of);
        doc.item(here, Tone::Accent, &text, if l.state == "complete" { Tone::Good } else { Tone::Plain });
    }
    if !sheet.blocks.is_empty() {
        doc.head("UNTIL IT IS COMPLETE");
        doc.text(&format!("nobody may {}", sheet.blocks.join(", or ")), Tone::Plain);
        doc.cite(&sheet.clauses);
    }
    if !sheet.differs.is_empty() {
        doc.head("THE PACK SAYS OTHERWISE NOW");
        sheet.differs.iter().for_each(|d| doc.item("-", Tone::Warn, d, Tone::Plain));
    }
}
