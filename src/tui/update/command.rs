//! Commands of a deployment from a screen: typed and seen whole before they run, watched, left, returned to, and stopped.

use super::{acting, barrier, moves};
use crate::app::acts::line::ActLine;
use crate::app::aside::Heard;
use crate::app::keymap::Action;
use crate::base::ids::ChangeNo;
use crate::text::words::command;
use crate::tui::command::{Aside, CommandPage, End, RUN, STOP, kind, runs};
use crate::tui::message::{Effect, Request};
use crate::tui::model::{Model, Screen};

/// A key that is about commands: to run one, to watch the one that runs, to stop it.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let (id, offered) = match model.screen() {
        Some(Screen::Run(page)) => (page.id.clone(), page.item().and_then(|i| i.commands.first().cloned())),
        Some(Screen::Command(page)) => (page.id.clone(), None),
        _ => return Vec::new(),
    };
    let busy = model.asides.iter().any(|a| a.id == id && a.ended.is_none());
    let on_page = matches!(model.screen(), Some(Screen::Command(_)));
    match (action, busy) {
        (Action::StopCommand, true) => {
            let title = "Tell the command to end? Its record says that it was stopped";
            acting::open(model, ActLine::new(kind(STOP), &id, None, title, "tells it"))
        }
        (Action::StopCommand, false) => {
            model.tell("no command runs that was begun from here");
            Vec::new()
        }
        (_, true) if on_page => {
            model.tell("it runs still: X tells it to end, Esc leaves it running");
            Vec::new()
        }
        (_, true) => open(model, &id),
        (_, false) => {
            let title = format!("Run a command of {id} as yourself; it is recorded with all that it prints");
            let line = ActLine::new(kind(RUN), &id, None, title, "runs it");
            acting::open(model, line.text("command", true).proposing(offered.as_ref()))
        }
    }
}

/// Shows the page of a change's command.
fn open(model: &mut Model, id: &str) -> Vec<Effect> {
    if matches!(model.screen(), Some(Screen::Command(page)) if page.id == id) {
        return Vec::new();
    }
    let mut effects = moves::open(model, Screen::Command(CommandPage { id: id.to_owned(), back: 0 }));
    effects.push(barrier(model));
    effects
}

/// Enter on an act line about a command; none where it is about something else.
pub fn enter(model: &mut Model, line: &ActLine) -> Option<Vec<Effect>> {
    let no: ChangeNo = line.id.parse().ok()?;
    if !runs(line)? {
        model.act = None;
        return Some(vec![Effect::Ask(Request::StopCommand(no))]);
    }
    Some(match command::argv(line.answer(0).unwrap_or_default()) {
        Err(why) => {
            model.warn(why);
            Vec::new()
        }
        Ok(argv) => {
            let mut effects: Vec<Effect> =
                crate::app::acts::draft::used(line).and_then(|key| super::discard(model, &key)).into_iter().collect();
            (model.act, model.brought) = (None, None);
            model.asides.retain(|a| a.id != line.id);
            model.asides.push(Aside::of(&line.id, command::line(&argv)));
            effects.push(Effect::Ask(Request::RunCommand(no, argv)));
            effects.extend(open(model, &line.id));
            effects
        }
    })
}

/// Something was heard of a command.
pub fn heard(model: &mut Model, no: ChangeNo, heard: Heard) -> Vec<Effect> {
    let id = no.to_string();
    let watched = matches!(model.screen(), Some(Screen::Command(page)) if page.id == id);
    let Some(aside) = model.asides.iter_mut().find(|a| a.id == id) else { return Vec::new() };
    let end = match heard {
        Heard::Printed(text) => {
            aside.printed(&text);
            return Vec::new();
        }
        Heard::Ended(code) => End::Code(code),
        Heard::NotRun => End::NotRun,
    };
    aside.ended = Some(end);
    let told = format!("the command of {id} {}", aside.standing());
    if !watched {
        model.tell(told);
    }
    super::refresh(model)
}
