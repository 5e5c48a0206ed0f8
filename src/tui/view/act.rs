//! The act line above the footer: what is asked, what is chosen, what Enter does. Without an act, the banner.

use super::page::{Page, columns};
use crate::app::acts::line::{ActLine, Ask, Step};
use crate::base::text::{fit_words, wrap};
use crate::tui::command::twin;
use crate::tui::model::{Model, Screen};
use crate::tui::theme::Tone;
use ratatui::layout::Rect;

/// Columns that an answer takes beside its question.
const CHOICE: usize = 10;

/// A row of the act line: pieces in tones, and the step it belongs to.
struct Row {
    pieces: Vec<(String, Tone)>,
    step: Option<usize>,
}

/// Rows that the act line wants on a screen of this size.
#[must_use]
pub fn rows(model: &Model, width: u16, height: u16) -> u16 {
    let Some(line) = &model.act else {
        // A banner may take a second row, as long as there are a few others.
        let lines = wrap(&banner(model, width).0, usize::from(width.saturating_sub(2))).len();
        // What the register reminds of takes one: it stands there until somebody does something about it.
        let said = model.going || model.register.read_only.is_some();
        let most = match height {
            // What is told in answer to a key stands whole.
            10.. if model.notice.is_some() => (height / 4).max(2),
            16.. if said => 2,
            _ => 1,
        };
        return u16::try_from(lines).unwrap_or(1).clamp(1, most);
    };
    let most = (height / 2).max(4);
    let notice = notice_rows(model, width).len();
    let wanted = lay(line, width).len() + prompt_rows(line, width).len() + notice;
    u16::try_from(wanted).unwrap_or(most).min(most)
}

/// The questions, each with its choices, broken where they must be.
fn lay(line: &ActLine, width: u16) -> Vec<Row> {
    let room = usize::from(width.saturating_sub(2));
    let mut rows: Vec<Row> = Vec::new();
    let title = |tone| move |text: String| Row { pieces: vec![(text, tone)], step: None };
    if !line.on_page {
        rows.extend(wrap(&line.title, room).into_iter().map(title(Tone::Strong)));
    }
    for (i, step) in line.steps.iter().enumerate() {
        // What need not be answered stays away until it is asked for.
        let shown = line.needed(i) || i == line.at || !step.answer.is_empty();
        if !shown || (line.on_page && i == 0) {
            continue;
        }
        match &step.ask {
            Ask::Text | Ask::Moment | Ask::Code(_) => rows.extend(text_rows(step, i, i == line.at, room)),
            Ask::Choice(_) => {
                let (list, more) = step.shown();
                let mut head = format!("{}{}  ", if i == line.at { ">" } else { " " }, step.label);
                if usize::from(columns(&head)) + CHOICE > room {
                    // A question that leaves no room beside it stands above its answers.
                    let tone = if i == line.at { Tone::Accent } else { Tone::Plain };
                    let above = wrap(head.trim_end(), room).into_iter();
                    rows.extend(above.map(|text| Row { pieces: vec![(text, tone)], step: Some(i) }));
                    head = "  ".into();
                }
                let indent = columns(&head).min(width / 2);
                let mut pieces = vec![(head.clone(), if i == line.at { Tone::Accent } else { Tone::Plain })];
                let mut used = columns(&head);
                let others = (more > 0).then(|| (format!("0 {more} more"), false));
                // What is chosen is seen without colour as well, and by whoever is read to.
                let shown = list.iter().map(|c| match c.word == step.answer {
                    true => (format!("[{} {}]", c.digit, c.label), true),
                    false => (format!("{} {}", c.digit, c.label), false),
                });
                for (text, chosen) in shown.chain(others) {
                    if used + columns(&text) + 2 > width && pieces.len() > 1 {
                        rows.push(Row { pieces: std::mem::take(&mut pieces), step: Some(i) });
                        pieces.push((" ".repeat(usize::from(indent)), Tone::Plain));
                        used = indent;
                    }
                    used += columns(&text) + 2;
                    pieces.push((text, if chosen { Tone::Selected } else { Tone::Plain }));
                    pieces.push(("  ".into(), Tone::Plain));
                }
                rows.push(Row { pieces, step: Some(i) });
            }
        }
    }
    // What runs is seen whole before it does.
    let runs = line.step().filter(|s| !s.answer.trim().is_empty()).and_then(|_| twin(line));
    rows.extend(runs.iter().flat_map(|text| wrap(text, room)).map(title(Tone::Faint)));
    rows
}

/// A text that is typed: its end is always seen.
fn text_rows(step: &Step, i: usize, here: bool, room: usize) -> Vec<Row> {
    let head = format!("{}{}: ", if here { ">" } else { " " }, step.label);
    let tone = if here { Tone::Accent } else { Tone::Plain };
    let mut lines = wrap(&format!("{head}{}", step.answer), room);
    // Spaces at the end are typed too.
    let spaces = step.answer.len() - step.answer.trim_end_matches(' ').len();
    if let Some(last) = lines.last_mut()
        && spaces > 0
        && !last.ends_with(' ')
    {
        last.push_str(&" ".repeat(spaces));
    }
    lines
        .into_iter()
        .enumerate()
        .map(|(n, text)| {
            let rest = if n == 0 { text.strip_prefix(&head).map(str::to_owned) } else { None };
            let pieces = match rest {
                Some(rest) => vec![(head.clone(), tone), (rest, Tone::Plain)],
                None if n == 0 => vec![(text, tone)],
                None => vec![(text, Tone::Plain)],
            };
            Row { pieces, step: Some(i) }
        })
        .collect()
}

/// Draws the act line, or the banner. Gives the place of the cursor while an act is open.
pub fn draw(page: &mut Page<'_>, area: Rect, model: &Model) -> Option<(u16, u16)> {
    let Some(line) = &model.act else {
        let (text, tone) = banner(model, area.width);
        let mut rows = wrap(&text, usize::from(area.width.saturating_sub(2)));
        // What has no row of its own follows in the last one, where it is cut.
        let rest = rows.split_off(rows.len().min(usize::from(area.height.saturating_sub(1))));
        rows.push(fit_words(&rest.join(" "), usize::from(area.width.saturating_sub(2))));
        for (row, y) in rows.iter().zip(0..area.height) {
            page.put(area, 1, y, row, tone);
        }
        return None;
    };
    if area.height == 0 {
        return None;
    }
    let all = lay(line, area.width);
    let (prompts, notices) = (prompt_rows(line, area.width), notice_rows(model, area.width));
    let room = usize::from(area.height).saturating_sub(prompts.len() + notices.len());
    // The question that one is at is always seen, and what the act is about: the end of the title gives way first, then
    // the questions before.
    let here = all.iter().rposition(|r| r.step == Some(line.at)).unwrap_or(0);
    let first = (here + 1).saturating_sub(room);
    let title = all.iter().take_while(|r| r.step.is_none()).count();
    let asked = (here + 1).saturating_sub(title);
    let about = if first > 0 { title.min(room.saturating_sub(asked)).max(usize::from(room > 1)) } else { 0 };
    let seen = all.iter().enumerate().filter(|(y, _)| *y < about || *y >= first + about).take(room);
    let mut cursor = None;
    for ((y, row), at) in seen.zip(0..) {
        let mut x = 1;
        for (text, tone) in &row.pieces {
            x = page.put(area, x, at, text, *tone);
        }
        // That the title goes on is seen.
        if y + 1 == about && about < title {
            page.put(area, x.min(area.width.saturating_sub(2)), at, " ~", Tone::Faint);
        }
        if y == here && line.typing() {
            cursor = Some((x, at));
        }
    }
    let y = u16::try_from(all.len().saturating_sub(first).min(room)).unwrap_or(0).min(area.height - 1);
    let (mut x, mut below) = (1, y);
    for row in &prompts {
        x = page.put(area, 1, below, row, Tone::Accent);
        below += 1;
    }
    let tone = if model.notice.as_ref().is_some_and(|n| n.bad) { Tone::Bad } else { Tone::Warn };
    for (row, y) in notices.iter().zip(below..) {
        page.put(area, 1, y, row, tone);
    }
    let (x, y) = cursor.unwrap_or((x, below.saturating_sub(1)));
    let last = area.width.saturating_sub(1);
    Some((area.x + x.min(last), area.y + y.min(area.height - 1)))
}

/// The notice while an act is open, in a fifth of the screen's rows at most.
fn notice_rows(model: &Model, width: u16) -> Vec<String> {
    let room = usize::from(width.saturating_sub(2));
    let most = usize::from(model.size.1 / 5).max(2);
    model.notice.iter().flat_map(|n| wrap(&n.text, room)).take(most).collect()
}

/// The prompt; what Enter does stands on a row of its own where it does not fit beside what is chosen.
fn prompt_rows(line: &ActLine, width: u16) -> Vec<String> {
    let room = usize::from(width.saturating_sub(2));
    let text = prompt(line);
    if usize::from(columns(&text)) <= room {
        return vec![text];
    }
    let (chosen, does) = text.split_once("   ").unwrap_or((&text, ""));
    let lines = [chosen, does].into_iter().flat_map(|part| wrap(part, room.saturating_sub(2)));
    let lines = lines.map(|l| l.trim().to_owned()).filter(|l| !l.is_empty());
    lines.enumerate().map(|(i, l)| if i == 0 { l } else { format!("  {l}") }).collect()
}

/// What is chosen, and what Enter does now.
fn prompt(line: &ActLine) -> String {
    if line.sent {
        return "> saving ...".into();
    }
    let chosen = match line.steps.first() {
        Some(Step { ask: Ask::Choice(list), answer, .. }) if line.on_page || line.steps.len() == 1 => {
            list.iter().find(|c| c.word == *answer).map(|c| format!("{} {}", c.digit, c.label))
        }
        _ => None,
    };
    let chosen = chosen.unwrap_or_default();
    match line.open_step() {
        None => {
            let more = line.steps.iter().enumerate();
            let more = more.filter(|(i, s)| line.applies(*i) && !line.needed(*i) && s.answer.is_empty());
            let next = more.map(|(_, s)| s).next();
            let optional = next.is_some();
            let choice = next.is_some_and(|s| matches!(s.ask, Ask::Choice(_)));
            let more = if line.typing() {
                if optional { "  Tab=next" } else { "" }
            } else if optional {
                if choice { "  c=more" } else { "  c=comment" }
            } else {
                ""
            };
            let chosen = if chosen.is_empty() { String::new() } else { format!("{chosen}   ") };
            format!("> {chosen}Enter={}{more}", line.verb)
        }
        Some(i) => match line.steps.get(i).map(|s| &s.ask) {
            Some(Ask::Choice(_)) => "> a digit".into(),
            Some(Ask::Code(code)) => format!("> {chosen}   type {code}, then Enter"),
            _ if chosen.is_empty() => "> type, then Enter".into(),
            _ => format!("> {chosen}   type, then Enter"),
        },
    }
}

/// The banner: a notice, what is new elsewhere, or what the register reminds of.
fn banner(model: &Model, width: u16) -> (String, Tone) {
    if model.going {
        return ("h home  q queue  m meeting  r runs  c calendar  p packs  b board  l ledger".into(), Tone::Accent);
    }
    if let Some(notice) = &model.notice {
        return (notice.text.clone(), if notice.bad { Tone::Bad } else { Tone::Accent });
    }
    let lists = matches!(model.screen(), Some(Screen::Home(..) | Screen::Queue));
    let news = model.queue.news;
    let text = match (news.new, news.changed) {
        (0, 0) if news.elsewhere => "something was recorded elsewhere: press R to show it".to_owned(),
        (0, 0) => String::new(),
        (new, 0) => format!("{new} new: press R to show (the list does not move by itself)"),
        (0, changed) => format!("{changed} changed elsewhere: press R to show (the list does not move by itself)"),
        (new, changed) => format!("{new} new, {changed} changed: press R to show (the list does not move by itself)"),
    };
    if lists && !text.is_empty() {
        return (text, Tone::Accent);
    }
    // That nothing can be recorded is said everywhere; of what is only overdue, home reminds.
    let home = matches!(model.screen(), Some(Screen::Home(..)));
    let reminds = model.register.notices.first().filter(|_| home || model.register.read_only.is_some());
    // The others, and the end of one that is cut, are a key away.
    let cut = reminds.is_some_and(|first| columns(first) > width.saturating_sub(2));
    let more = match model.register.notices.len() {
        1 if home && cut => "n: ".to_owned(),
        2.. if home => format!("+{} more, n: ", model.register.notices.len() - 1),
        _ => String::new(),
    };
    (reminds.map(|first| format!("{more}{first}")).unwrap_or_default(), Tone::Warn)
}
