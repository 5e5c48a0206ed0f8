//! The frame of each page: environment, who one is, time and state above; keys below.

use super::page::{Page, columns};
use super::when::clock;
use crate::app::acts::{entitled, offer};
use crate::app::keymap::{self, Action, Binding, Context};
use crate::sheets::meeting::MeetingSheet;
use crate::tui::layout::{Class, class};
use crate::tui::model::{Model, Screen};
use crate::tui::theme::Tone;
use ratatui::layout::Rect;

/// The word of the surroundings: a register for training says so, another has its organisation's name.
fn surroundings(model: &Model) -> (&str, Tone) {
    let register = &model.register;
    if register.actor.is_empty() {
        // Nothing is known of the register before it is read.
        return ("", Tone::Plain);
    }
    match (register.sandbox, register.org.as_str()) {
        (true, _) => ("SANDBOX", Tone::Warn),
        (false, "") => ("LIVE", Tone::Accent),
        (false, org) => (org, Tone::Accent),
    }
}

/// The header: one line, the panes, and a rule, as far as there is room.
pub fn header(page: &mut Page<'_>, area: Rect, model: &Model) {
    let (state, tone) = match (&model.register.read_only, model.busy) {
        (Some(_), _) if model.register.broken => ("[BROKEN]", Tone::Bad),
        (Some(_), _) => ("[READ ONLY]", Tone::Bad),
        (None, false) if model.register.unreadable => ("[NO POLICY]", Tone::Bad),
        (None, true) => ("[saving]", Tone::Warn),
        (None, false) => ("[OK]", Tone::Good),
    };
    let first_run = matches!(model.screen(), Some(Screen::First(_) | Screen::Tour(_)));
    // Where there is little room, surroundings and role come before the names of program and person.
    let short = class(area.width) == Class::Phone && !first_run;
    let x = if short { 1 } else { page.put(area, 1, 0, "quorate", Tone::Strong) + 2 };
    let (word, word_tone) = surroundings(model);
    let word_area = if short { Rect { width: area.width / 3, ..area } } else { area };
    let mut x = page.put(word_area, x, 0, word, word_tone);
    let at = page.right(area, 0, state, tone);
    let register = &model.register;
    let name = match register.actor_as.as_str() {
        "" => register.actor_name.clone(),
        roles if short => roles.to_owned(),
        roles => format!("{} ({roles})", register.actor_name),
    };
    let room = at.saturating_sub(x + 4);
    if !first_run {
        // The name gives way to nothing but the shortest clock.
        let clocks = clock(model);
        let fits = clocks.iter().find(|c| columns(c) + 4 + columns(&name).min(24) <= room).or(clocks.last());
        if let Some(text) = fits.filter(|c| columns(c) < at.saturating_sub(x + 1)) {
            let start = at.saturating_sub(columns(text) + 2);
            page.put(area, start, 0, text, Tone::Plain);
            x = page.put(Rect { width: start.saturating_sub(1), ..area }, x + 2, 0, &name, Tone::Plain);
        }
    }
    let _ = x;
    if area.height == 2 {
        page.rule(area, 1, "");
    } else if area.height > 2 {
        panes(page, area, model);
        page.rule(area, 2, "");
    }
}

/// The pane bar with the current pane reversed.
fn panes(page: &mut Page<'_>, area: Rect, model: &Model) {
    let current = model.stack.iter().rev().find_map(|s| match s {
        Screen::Home(..) => Some("home"),
        Screen::Queue | Screen::Go(_) | Screen::Detail(_) | Screen::Ballot(_) | Screen::Form(_) => Some("queue"),
        Screen::Log(log) if log.id.is_some() => Some("queue"),
        Screen::Log(_) => Some("ledger"),
        Screen::Pack(_) => Some("packs"),
        Screen::Board(_) => Some("board"),
        Screen::Calendar(_) => Some("calendar"),
        Screen::Meeting(_) => Some("meeting"),
        Screen::Runs(_) | Screen::Run(_) | Screen::Command(_) => Some("runs"),
        Screen::First(_) | Screen::Tour(_) | Screen::Audience(_) => None,
    });
    let Some(current) = current else {
        page.put(area, 1, 1, "change requests, quorate ballots, and a ledger of both", Tone::Faint);
        return;
    };
    let mut x = 1;
    for name in ["home", "queue", "meeting", "runs", "calendar", "board", "packs", "ledger"] {
        x = if name == current {
            page.put(area, x, 1, &format!("[{name}]"), Tone::Selected)
        } else {
            page.put(area, x, 1, &format!(" {name} "), Tone::Faint)
        };
    }
    let text = model.register.packs.join(" + ");
    if x + columns(&text) + 2 < area.width {
        page.right(area, 1, &text, Tone::Faint);
    }
}

/// The keys that mean something here, as many as fit.
pub fn footer(page: &mut Page<'_>, area: Rect, model: &Model) {
    let phone = class(area.width) == Class::Phone;
    let tight = phone && area.height < 2 && model.context() == Context::Meeting && model.act.is_none();
    let gap = if tight { 1 } else { 2 };
    let keys: Vec<(String, &str)> = if model.act.is_some() {
        act_keys(model)
    } else if let Some(keys) = typing_keys(model) {
        keys
    } else {
        let actor = &model.register.actor;
        let leads = |b: &&Binding| match (model.meeting(), model.sheet()) {
            (Some(meeting), _) => b.context != Context::Meeting || entitled::leads_anywhere(b.action, meeting, actor),
            // Where no meeting is open there is none to join.
            (None, None) if b.action == Action::Join => model.register.meeting.is_some(),
            (None, sheet) => sheet.is_none_or(|s| offer::leads_anywhere(b, s, actor)),
        };
        // A command is stopped while it runs, and another one run after it.
        let runs = |id: &str| model.asides.iter().any(|a| a.id == id && a.ended.is_none());
        let busy = matches!(model.screen(), Some(Screen::Command(shown)) if runs(&shown.id));
        let timely = |b: &&Binding| match b.action {
            Action::StopCommand => busy,
            Action::Command => b.context != Context::Command || !busy,
            _ => true,
        };
        let mut bindings: Vec<&Binding> = keymap::footer(model.context()).filter(leads).filter(timely).collect();
        if let Some(meeting) = model.meeting().filter(|m| tight && m.row.state == "in_progress") {
            // What one keeps on a phone: who leads, and who does not.
            let kept: &[Action] = match meeting.leads {
                true => &[Action::OpenVote, Action::CloseVote, Action::Defer, Action::NextItem],
                false => &[Action::Join, Action::Chair, Action::Note, Action::Minutes],
            };
            bindings.sort_by_key(|b| kept.iter().position(|a| *a == b.action).unwrap_or(kept.len()));
            bindings.retain(|b| kept.contains(&b.action) || matches!(b.action, Action::Help | Action::Back));
        }
        let key = |k: &&str| if *k == " " { "Space".to_owned() } else { (*k).to_owned() };
        bindings.into_iter().filter_map(|b| b.keys.first().map(|k| (key(k), words(model, b, tight)))).collect()
    };
    let join = if phone { "=" } else { " " };
    // Help and the way out are in every footer; of the others as many as fit before them.
    let said = |short: &str| if short.is_empty() { String::new() } else { format!("{join}{short}") };
    let wide = |(key, short): &(String, &str)| columns(key) + columns(&said(short));
    let fixed = model.act.is_some() || typing_keys(model).is_some();
    let last = if fixed { 0 } else { 2.min(keys.len()) };
    let (most, ends) = keys.split_at(keys.len() - last);
    let mut rows: Vec<Vec<&(String, &str)>> = vec![Vec::new()];
    let ended: u16 = ends.iter().map(|k| wide(k) + gap).sum();
    let mut x = 1;
    for key in most {
        let bottom = rows.len() >= usize::from(area.height);
        let end = area.width.saturating_sub(if bottom { ended } else { 0 });
        if x + wide(key) > end {
            if bottom {
                break;
            }
            rows.push(Vec::new());
            x = 1;
            if x + wide(key) > area.width.saturating_sub(ended) {
                break;
            }
        }
        x += wide(key) + gap;
        rows.last_mut().into_iter().for_each(|r| r.push(key));
    }
    if x + ended > area.width + gap && rows.len() < usize::from(area.height) {
        rows.push(Vec::new());
    }
    rows.last_mut().into_iter().for_each(|r| r.extend(ends));
    for (y, row) in rows.iter().enumerate() {
        let y = u16::try_from(y).unwrap_or(u16::MAX);
        let mut x = 1;
        for (key, short) in row {
            x = page.put(area, x, y, key, Tone::Accent);
            x = page.put(area, x, y, &said(short), Tone::Faint) + gap;
        }
    }
}

/// The word of a key as it is here: at home one leaves, in a meeting that one has joined `v` goes to the ballot.
fn words(model: &Model, binding: &Binding, tight: bool) -> &'static str {
    let here = |m: &MeetingSheet| m.is_here(&model.register.actor);
    match binding.action {
        Action::Back if model.stack.len() <= 1 => "leave",
        Action::Join => match model.meeting() {
            Some(meeting) if here(meeting) => "ballot",
            None if model.register.joined => "ballot",
            _ => "join",
        },
        // Where every column counts, the mark says it.
        Action::Help if tight && model.meeting().is_some_and(|m| m.leads) => "",
        _ => binding.short,
    }
}

fn act_keys(model: &Model) -> Vec<(String, &'static str)> {
    let Some(line) = &model.act else { return Vec::new() };
    let mut keys = vec![("Enter".to_owned(), "records"), ("Esc".to_owned(), "cancels")];
    if line.steps.len() > 1 {
        keys.push(("Tab".into(), "next question"));
    }
    if !line.typing() {
        keys.push(("=".into(), "command"));
    }
    keys
}

/// The keys of an open field, where all others are letters; none where no field is open.
fn typing_keys(model: &Model) -> Option<Vec<(String, &'static str)>> {
    let named = |list: &[(&str, &'static str)]| Some(list.iter().map(|(k, w)| ((*k).to_owned(), *w)).collect());
    match model.screen() {
        Some(Screen::Form(form)) if form.open.is_some() && form.several_lines() => {
            named(&[("Tab", "next field"), ("Esc", "closes it"), ("Enter", "new line")])
        }
        Some(Screen::Form(form)) if form.open.is_some() => named(&[("Enter", "next field"), ("Esc", "closes it")]),
        Some(Screen::Queue) if model.queue.searching => named(&[("Enter", "keeps it"), ("Esc", "empties it")]),
        Some(Screen::Pack(page)) if page.searching => named(&[("Enter", "keeps it"), ("Esc", "empties it")]),
        _ => None,
    }
}
