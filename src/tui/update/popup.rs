//! Keys while a window is open: help, palette, acts, a refusal.

use super::{acting, actions, moves};
use crate::app::acts::{ask, meeting, offer};
use crate::app::keymap::{self, Action, Binding};
use crate::base::ids::{ChangeNo, MeetingId};
use crate::tui::message::Effect;
use crate::tui::model::{Model, Popup, Screen};
use crate::tui::screen::{Detail, MeetingPage};
use crate::tui::view;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A line of help or palette: a binding, or an act on the change that is shown.
#[derive(Clone, Debug)]
pub enum Run {
    /// A binding.
    Key(&'static Binding),
    /// An act by its word.
    Act(&'static str),
    /// A change whose id was typed.
    Change(ChangeNo),
    /// A meeting whose id was typed.
    Meeting(MeetingId),
}

/// The change or meeting whose id was typed: a number alone is none.
fn named(filter: &str) -> Option<Run> {
    let text = filter.trim();
    let change = || text.parse().ok().filter(|_| text.contains('-')).map(Run::Change);
    text.parse().ok().map(Run::Meeting).or_else(change)
}

/// What runs for a filter: every letter in order, ranked by how well it fits. The palette has the acts as well.
#[must_use]
pub fn runs(model: &Model, filter: &str, palette: bool) -> Vec<Run> {
    use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
    let acts = model.sheet().filter(|_| palette).map(|s| offer::offered(s, &model.register.actor)).unwrap_or_default();
    let moving = |b: &&Binding| palette && matches!(b.action, Action::Up | Action::Down | Action::Go | Action::Palette);
    let all = acts.into_iter().map(Run::Act).chain(keymap::help(model.context()).filter(|b| !moving(b)).map(Run::Key));
    if filter.is_empty() {
        return all.collect();
    }
    let mut matcher = nucleo_matcher::Matcher::default();
    let pattern = Pattern::parse(filter, CaseMatching::Ignore, Normalization::Smart);
    let mut scored: Vec<(u32, Run)> = all
        .filter_map(|run| {
            let (words, keys) = words(&run);
            let text = format!("{words} {keys}");
            let mut chars = Vec::new();
            let score = pattern.score(nucleo_matcher::Utf32Str::new(&text, &mut chars), &mut matcher)?;
            Some((score, run))
        })
        .collect();
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    named(filter).filter(|_| palette).into_iter().chain(scored.into_iter().map(|(_, run)| run)).collect()
}

/// What help and palette show of a line: its words, and its keys.
#[must_use]
pub fn words(run: &Run) -> (String, String) {
    match run {
        Run::Key(b) => {
            let key = |k: &&str| if *k == " " { "Space".to_owned() } else { (*k).to_owned() };
            (b.words.to_owned(), b.keys.iter().map(key).collect::<Vec<_>>().join(", "))
        }
        Run::Act(act) => (offer::label(act), "A".to_owned()),
        Run::Change(no) => (format!("go to the change {no}"), String::new()),
        Run::Meeting(id) => (format!("go to the meeting {id}"), String::new()),
    }
}

/// The lines of help or palette as they are shown: keys, words, and why not, where it is not possible now.
#[must_use]
pub fn found(model: &Model, filter: &str, palette: bool) -> Vec<(String, String, Option<String>)> {
    let why = |run: &Run| match run {
        Run::Key(b) if !b.act.is_empty() => model.sheet().and_then(|s| offer::why_not(s, b.act)),
        _ => None,
    };
    let line = |run: Run| {
        let (words, keys) = words(&run);
        (keys, words, why(&run))
    };
    runs(model, filter, palette).into_iter().map(line).collect()
}

/// A key while a window is open.
pub fn key(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let last = view::popup_last(model);
    let Some(popup) = model.popup.take() else { return Vec::new() };
    match popup {
        Popup::Failure(failure, at) => {
            // Below it an act line may wait with its words: only keys that close it do, and none of them is typed there.
            let closes = matches!(key.code, KeyCode::Esc | KeyCode::Enter | KeyCode::Char('q'));
            let at = scrolled(at, last, key.code).or((!closes).then_some(at));
            model.popup = at.map(|at| Popup::Failure(failure, at));
            if let Some(line) = model.act.as_ref().filter(|_| model.popup.is_none()) {
                let at = line.step().map(|s| format!(", at \"{}\"", s.label)).unwrap_or_default();
                model.tell(format!("nothing was recorded; keys go to the act again{at}. Esc leaves it"));
            }
        }
        Popup::Text(title, lines, at) => {
            model.popup = scrolled(at, last, key.code).map(|at| Popup::Text(title, lines, at));
            // A key that means something on the page counts there; those that leave a window only close it.
            let digit = matches!(key.code, KeyCode::Char('1'..='9'));
            if model.popup.is_none() && !digit {
                model.slots = None;
            }
            let leaves = matches!(key.code, KeyCode::Esc | KeyCode::Enter | KeyCode::Char('q' | 'h' | '=' | 'M' | 'z'));
            if model.popup.is_none() && !leaves && model.act.is_none() {
                return super::keys::key(model, key);
            }
        }
        Popup::Acts(at) => return choose_act(model, at, key.code),
        Popup::Copy(at) => return choose_copy(model, at, key.code),
        Popup::Help(filter, at) => return filtered(model, filter, at, key, false),
        Popup::Palette(filter, at) => return filtered(model, filter, at, key, true),
    }
    Vec::new()
}

/// Opens a window with what is under the cursor, whole.
pub fn whole(model: &mut Model) -> Vec<Effect> {
    if let Some((title, lines)) = view::whole(model) {
        model.popup = Some(Popup::Text(title, lines, 0));
    }
    Vec::new()
}

/// The first line after a key; none when the window closes.
fn scrolled(at: usize, last: usize, code: KeyCode) -> Option<usize> {
    match code {
        KeyCode::Down | KeyCode::Char('j') => Some((at + 1).min(last)),
        KeyCode::Up | KeyCode::Char('k') => Some(at.saturating_sub(1)),
        KeyCode::PageDown | KeyCode::Char(' ') => Some((at + 10).min(last)),
        KeyCode::PageUp => Some(at.saturating_sub(10)),
        _ => None,
    }
}

/// The acts that the menu offers on the screen's meeting, or on its change.
#[must_use]
pub fn menu(model: &Model) -> Vec<(&'static str, String)> {
    let actor = &model.register.actor;
    if let Some(meeting) = model.meeting() {
        let acts = meeting::offered(meeting, actor, model.now());
        return acts.into_iter().map(|act| (act, meeting::label(act))).collect();
    }
    let Some(sheet) = model.sheet() else { return Vec::new() };
    offer::offered(sheet, actor).into_iter().map(|act| (act, offer::named(act, sheet))).collect()
}

fn choose_copy(model: &mut Model, at: usize, code: KeyCode) -> Vec<Effect> {
    let last = super::copy::offers(model).len().saturating_sub(1);
    match code {
        KeyCode::Down | KeyCode::Char('j') => model.popup = Some(Popup::Copy((at + 1).min(last))),
        KeyCode::Up | KeyCode::Char('k') => model.popup = Some(Popup::Copy(at.saturating_sub(1))),
        KeyCode::Enter | KeyCode::Char('l') => return super::copy::copy(model, at),
        KeyCode::Char(c @ '1'..='9') => {
            let n = c.to_digit(10).and_then(|d| usize::try_from(d).ok()).unwrap_or(1);
            return super::copy::copy(model, n - 1);
        }
        _ => {}
    }
    Vec::new()
}

fn choose_act(model: &mut Model, at: usize, code: KeyCode) -> Vec<Effect> {
    let offered: Vec<&str> = menu(model).into_iter().map(|(act, _)| act).collect();
    let last = offered.len().saturating_sub(1);
    let chosen = match code {
        KeyCode::Down | KeyCode::Char('j') => {
            model.popup = Some(Popup::Acts((at + 1).min(last)));
            return Vec::new();
        }
        KeyCode::Up | KeyCode::Char('k') => {
            model.popup = Some(Popup::Acts(at.saturating_sub(1)));
            return Vec::new();
        }
        KeyCode::Enter | KeyCode::Char('l') => offered.get(at),
        KeyCode::Char(c @ '1'..='9') => {
            let n = c.to_digit(10).and_then(|d| usize::try_from(d).ok()).unwrap_or(0);
            n.checked_sub(1).and_then(|i| offered.get(i))
        }
        _ => return Vec::new(),
    };
    let Some(chosen) = chosen.copied() else { return Vec::new() };
    if let Some(meeting) = model.meeting().cloned() {
        return super::meeting::begin(model, chosen, &meeting);
    }
    let Some(sheet) = model.sheet().cloned() else { return Vec::new() };
    match chosen {
        // Their questions stand on pages of their own.
        "edit" => actions::carry_out(model, Action::Edit),
        "vote_cast" => actions::carry_out(model, Action::Vote),
        act => acting::open(model, ask::line(act, &sheet)),
    }
}

fn filtered(model: &mut Model, mut filter: String, mut at: usize, key: KeyEvent, palette: bool) -> Vec<Effect> {
    match key.code {
        KeyCode::Esc => return Vec::new(),
        KeyCode::Enter => {
            let sheet = model.sheet().cloned();
            return match (runs(model, &filter, palette).into_iter().nth(at), sheet) {
                (Some(Run::Key(binding)), _) => actions::carry_out(model, binding.action),
                (Some(Run::Act(act)), Some(sheet)) => acting::open(model, ask::line(act, &sheet)),
                (Some(Run::Change(no)), _) => moves::open(model, Screen::Detail(Detail::of(no.to_string()))),
                (Some(Run::Meeting(id)), _) => {
                    let page = MeetingPage { id: Some(id.to_string()), ..MeetingPage::default() };
                    moves::open(model, Screen::Meeting(page))
                }
                _ => Vec::new(),
            };
        }
        KeyCode::Down | KeyCode::Tab => {
            at = (at + 1).min(runs(model, &filter, palette).len().saturating_sub(1));
        }
        KeyCode::Up | KeyCode::BackTab => at = at.saturating_sub(1),
        KeyCode::Backspace if filter.is_empty() => return Vec::new(),
        KeyCode::Backspace => {
            filter.pop();
            at = 0;
        }
        KeyCode::Char(c) if !key.modifiers.contains(KeyModifiers::CONTROL) => {
            filter.push(c);
            at = 0;
        }
        _ => {}
    }
    model.popup = Some(if palette { Popup::Palette(filter, at) } else { Popup::Help(filter, at) });
    Vec::new()
}

/// Shows everything that the page warns of and the register reminds of, each whole.
pub fn notices(model: &mut Model) {
    let warned = model.meeting().map(|m| m.warnings.clone()).unwrap_or_default();
    let all: Vec<String> = warned.into_iter().chain(model.register.notices.iter().cloned()).collect();
    if all.is_empty() {
        model.tell("there is nothing to be reminded of");
        return;
    }
    model.popup = Some(Popup::Text("What you should know".into(), all.iter().map(|n| format!("- {n}")).collect(), 0));
}
