//! What the page is about: its record, and the command that shows the same.

use crate::app::options::STATES;
use crate::tui::model::{Model, Screen};

/// The record that the screen is about.
pub fn current_id(model: &Model) -> Option<String> {
    match model.screen()? {
        Screen::Detail(detail) | Screen::Ballot(detail) => Some(detail.id.clone()),
        Screen::Home(at, _) => match model.inbox.items.get(*at) {
            Some(item) => Some(item.id.clone()),
            None => model.queue.list.items.get(at - model.inbox.items.len()).map(|r| r.id.clone()),
        },
        Screen::Queue => model.queue.list.current().map(|r| r.id.clone()),
        Screen::Calendar(page) => page.change(),
        Screen::Meeting(page) => page.id.as_ref().map(|id| format!("meeting/{id}")),
        Screen::Run(page) => Some(page.id.clone()),
        Screen::Command(page) => Some(page.id.clone()),
        Screen::Go(page) => Some(page.id.clone()),
        Screen::Runs(runs) => runs.current().map(|r| r.id.clone()),
        _ => None,
    }
}

/// The command line of the page.
pub fn twin(model: &Model) -> String {
    match (model.screen(), current_id(model)) {
        (Some(Screen::Ballot(_)), Some(id)) => format!("quorate vote tally {id}"),
        (Some(Screen::Detail(_)), Some(id)) => format!("quorate change view {id}"),
        (Some(Screen::Home(at, _)), _) => {
            model.inbox.items.get(*at).map_or_else(|| "quorate inbox".into(), |i| i.command.clone())
        }
        (Some(Screen::Log(log)), _) => log.twin(),
        (Some(Screen::Pack(page)), _) => match &page.sheet {
            Some(sheet) if page.page == 0 => format!("quorate policy clauses {}", sheet.row.id),
            Some(sheet) => format!("quorate policy show {}", sheet.row.id),
            None => "quorate policy list".into(),
        },
        (Some(Screen::Run(page)), _) => {
            let list = page.list.as_ref().map(|l| format!(" --list {l}")).unwrap_or_default();
            format!("quorate run view {}{list}", page.id)
        }
        (Some(Screen::Command(page)), _) => format!("quorate run status {}", page.id),
        (Some(Screen::Runs(_)), _) => "quorate run list".into(),
        (Some(Screen::Go(page)), _) => {
            let env = page.sheet.as_ref().and_then(|s| s.env.as_ref()).map(|e| format!(" --env {e}"));
            format!("quorate run board {}{}", page.id, env.unwrap_or_default())
        }
        (Some(Screen::Board(_)), _) => "quorate board view".into(),
        (Some(Screen::Calendar(page)), _) => page.twin(),
        (Some(Screen::Meeting(page)), _) => format!("quorate meeting view {}", page.id.clone().unwrap_or_default()),
        (Some(Screen::Form(form)), _) => match &form.id {
            Some(id) => format!("quorate change edit {id} --set FIELD=VALUE"),
            None => format!("quorate change create --type {} --set FIELD=VALUE", form.change_type),
        },
        _ => list_twin(model),
    }
}

/// The command that lists what the queue shows.
fn list_twin(model: &Model) -> String {
    let queue = &model.queue;
    let mut text = "quorate change list".to_owned();
    for state in STATES.get(queue.state).map_or(&[][..], |(_, list)| list) {
        text.push_str(&format!(" --state {state}"));
    }
    let flags = [("type", &queue.change_type), ("risk", &queue.risk)];
    for (flag, value) in flags.into_iter().filter_map(|(f, v)| Some((f, v.as_ref()?))) {
        text.push_str(&format!(" --{flag} {value}"));
    }
    if !queue.search.is_empty() {
        text.push_str(&format!(" --search '{}'", queue.search));
    }
    text
}
