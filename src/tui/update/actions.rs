//! What actions do, however they were called: by a key, from the palette, or from help.

use super::about::{current_id, twin};
use super::{acting, barrier, keep_draft, moves, refresh, typing};
use crate::app::acts::{ask, entitled, offer};
use crate::app::keymap::Action;
use crate::app::options::STATES;
use crate::sheets::pack::CLAUSE_STATES;
use crate::tui::form::Form;
use crate::tui::message::{Effect, Request};
use crate::tui::model::{Model, Popup, Screen};
use crate::tui::screen::{BoardPage, Detail, LogPage, PackPage};

/// A digit: the n-th line, or the n-th choice of a page that exists for one act.
pub fn pick(model: &mut Model, digit: char) -> Vec<Effect> {
    let Some(n) = "1234567890".find(digit).map(|i| i + 1) else { return Vec::new() };
    match model.stack.last_mut() {
        Some(Screen::Home(at, _)) if n <= model.inbox.items.len() => {
            *at = n - 1;
            model.home_chosen = true;
        }
        // A digit beside what is offered chooses nothing.
        Some(Screen::First(list)) if n <= list.items.len() => list.at = n - 1,
        Some(Screen::Queue) => {
            let at = model.queue.list.offset + n - 1;
            model.queue.list.at = at.min(model.queue.list.items.len().saturating_sub(1));
        }
        Some(Screen::Detail(_)) => return super::calendar::schedule(model, n),
        Some(Screen::Meeting(_)) => return super::meeting::pick(model, n),
        Some(Screen::Ballot(detail)) => {
            let Some(sheet) = &detail.sheet else { return Vec::new() };
            if let Some(why) = entitled::no_choice(sheet, &model.register.actor, digit) {
                return none(|| model.tell(why));
            }
            let mut line = ask::line("vote_cast", sheet);
            if sheet.ballot.is_some() && line.choose(digit) {
                // The choices were on the page already: Enter may follow at once.
                let effects = acting::open(model, line);
                model.barrier = None;
                return effects.into_iter().filter(|e| !matches!(e, Effect::Barrier)).collect();
            }
        }
        Some(Screen::Run(_)) => return super::run::pick(model, digit),
        Some(Screen::Go(_)) => return super::go::decide(model, Some(digit)),
        Some(Screen::Runs(runs)) => runs.at = (runs.offset + n - 1).min(runs.items.len().saturating_sub(1)),
        Some(Screen::Form(form)) if form.change_type.is_empty() => {
            if let Some(kind) = form.types.get(n - 1).cloned() {
                form.change_type.clone_from(&kind);
                return [Request::Drafts, Request::Blank(kind)].map(Effect::Ask).into();
            }
        }
        Some(Screen::Form(form)) => {
            let chosen = form.choose(n);
            if chosen {
                return keep_draft(model);
            }
        }
        _ => {}
    }
    Vec::new()
}

/// Carries out an action.
pub fn carry_out(model: &mut Model, action: Action) -> Vec<Effect> {
    let shared = matches!(
        action,
        Action::Open | Action::NextPage | Action::OpenVote | Action::CloseVote | Action::Defer | Action::Rollcall
    );
    if shared && matches!(model.screen(), Some(Screen::Meeting(_))) {
        return super::meeting::act(model, action);
    }
    let on_list = matches!(action, Action::Open | Action::NextPage | Action::Retract);
    if on_list && matches!(model.screen(), Some(Screen::Run(_))) {
        return super::run::act(model, action);
    }
    if matches!(action, Action::Open | Action::NextPage) && matches!(model.screen(), Some(Screen::Go(_))) {
        return super::go::act(model, action);
    }
    if action == Action::NextPage && matches!(model.screen(), Some(Screen::Calendar(_))) {
        return super::calendar::act(model, action);
    }
    match action {
        Action::Tick
        | Action::Evidence
        | Action::Failed
        | Action::Skip
        | Action::SignHere
        | Action::BackOut
        | Action::HandOver => super::run::act(model, action),
        Action::Command | Action::StopCommand => super::command::act(model, action),
        Action::Whole => super::popup::whole(model),
        Action::GoRuns => super::run::go(model),
        Action::GoNoGo => super::go::open(model),
        Action::Lists => current_id(model).map_or_else(Vec::new, |id| super::run::open(model, &id, None)),
        Action::Up => moves::step(model, -1),
        Action::Down => moves::step(model, 1),
        Action::PageUp => moves::step(model, -moves::page(model)),
        Action::PageDown => moves::step(model, moves::page(model)),
        Action::Top => moves::step(model, isize::MIN / 2),
        Action::Bottom => moves::step(model, isize::MAX / 2),
        Action::Open => moves::enter(model),
        Action::Back => moves::back(model),
        Action::Leave => super::leave(model),
        Action::Redraw => vec![Effect::Redraw],
        Action::Suspend => vec![Effect::Suspend],
        Action::Refresh => {
            model.notice = None;
            refresh(model)
        }
        Action::NextPage => moves::next_page(model),
        Action::Go => none(|| model.going = true),
        Action::GoHome => moves::go(model, None),
        Action::GoQueue => moves::go(model, Some(Screen::Queue)),
        Action::GoPacks => moves::go(model, Some(Screen::Pack(PackPage::default()))),
        Action::GoBoard => moves::go(model, Some(Screen::Board(BoardPage::default()))),
        Action::GoMeeting => super::meeting::go(model),
        Action::MeetingAct
        | Action::OpenMeeting
        | Action::Join
        | Action::NextItem
        | Action::PreviousItem
        | Action::Note
        | Action::GiveAction
        | Action::Timer
        | Action::Minutes
        | Action::Withdraw
        | Action::AddItem
        | Action::Chair
        | Action::Audience
        | Action::Blank
        | Action::Page
        | Action::PageBack
        | Action::Pane => super::meeting::act(model, action),
        Action::GoCalendar => super::calendar::go(model),
        Action::Today
        | Action::WeekOn
        | Action::WeekBack
        | Action::MonthOn
        | Action::MonthBack
        | Action::YearOn
        | Action::YearBack
        | Action::Freeze
        | Action::EndFreeze
        | Action::SignFreeze
        | Action::Slots => super::calendar::act(model, action),
        Action::GoLedger => moves::go(model, Some(Screen::Log(LogPage::default()))),
        Action::Zone => none(|| model.utc = !model.utc),
        Action::Theme => none(|| model.next_theme()),
        Action::Notices => none(|| super::popup::notices(model)),
        Action::Help => none(|| model.popup = Some(Popup::Help(String::new(), 0))),
        Action::Palette => none(|| model.popup = Some(Popup::Palette(String::new(), 0))),
        Action::Filter => filter(model),
        Action::New => new_change(model),
        Action::Sort => {
            model.queue.sort = model.queue.sort.next();
            from_top(model)
        }
        Action::States => states(model),
        Action::Types => {
            model.queue.change_type = next(model.queue.change_type.take(), &model.types.0);
            from_top(model)
        }
        Action::Risks => {
            model.queue.risk = next(model.queue.risk.take(), &model.types.1);
            from_top(model)
        }
        Action::Twin => {
            let twin = vec![twin(model)];
            none(|| model.popup = Some(Popup::Text("The command that does the same".into(), twin, 0)))
        }
        Action::Copy => none(|| model.popup = Some(Popup::Copy(0))),
        Action::Links => none(|| super::copy::open_links(model)),
        Action::Retract => super::copy::retract(model),
        Action::Log => {
            let id = current_id(model);
            moves::open(model, Screen::Log(LogPage { id, ..LogPage::default() }))
        }
        Action::Editor => typing::editor(model),
        Action::Record => acting::record_form(model),
        Action::Rollcall => rollcall(model),
        Action::Edit
        | Action::Acts
        | Action::Vote
        | Action::OpenVote
        | Action::CloseVote
        | Action::Object
        | Action::Defer => on_record(model, action),
    }
}

fn none(act: impl FnOnce()) -> Vec<Effect> {
    act();
    Vec::new()
}

/// The next of a list, beginning with all.
fn next(now: Option<String>, list: &[String]) -> Option<String> {
    match now {
        None => list.first().cloned(),
        Some(now) => list.iter().position(|t| *t == now).and_then(|i| list.get(i + 1)).cloned(),
    }
}

fn from_top(model: &mut Model) -> Vec<Effect> {
    model.queue.list.at = 0;
    model.queue.list.offset = 0;
    let mut effects = vec![model.queue_again()];
    if model.types.0.is_empty() {
        effects.push(Effect::Ask(Request::Types));
    }
    effects
}

fn states(model: &mut Model) -> Vec<Effect> {
    if let Some(Screen::Pack(page)) = model.stack.last_mut() {
        page.state = (page.state + 1) % CLAUSE_STATES.len();
        page.filter();
        return Vec::new();
    }
    if let Some(Screen::Log(log)) = model.stack.last_mut() {
        return vec![Effect::Ask(log.turn())];
    }
    model.queue.state = (model.queue.state + 1) % STATES.len();
    from_top(model)
}

fn filter(model: &mut Model) -> Vec<Effect> {
    if let Some(Screen::Pack(page)) = model.stack.last_mut() {
        if page.sheet.is_some() {
            page.page = 0;
            page.searching = true;
        }
        return Vec::new();
    }
    model.queue.searching = true;
    if matches!(model.screen(), Some(Screen::Queue)) { Vec::new() } else { moves::open_quietly(model, Screen::Queue) }
}

fn new_change(model: &mut Model) -> Vec<Effect> {
    let types = model.types.0.clone();
    model.stack.push(Screen::Form(Form::new_change(types)));
    model.notice = None;
    vec![Effect::Ask(Request::Types), Effect::Ask(Request::People)]
}

fn on_record(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(sheet) = model.sheet().cloned() else { return Vec::new() };
    let id = sheet.row.id.clone();
    let ballot = sheet.ballot.as_ref();
    let running = ballot.is_some_and(|b| b.outcome.is_none() && !b.stale);
    let not_leading = entitled::not_leading(&sheet, &model.register.actor);
    let on_detail = matches!(model.screen(), Some(Screen::Detail(_)));
    let refused = |model: &mut Model, act: &str| {
        let why = offer::why_not(&sheet, act);
        if let Some(why) = &why {
            // The words of a refusal stand for themselves.
            let whole = sheet.asks.settled.as_ref() == Some(why);
            model.warn(if whole { why.clone() } else { format!("{}: {why}", offer::label(act)) });
        }
        why.is_some()
    };
    match action {
        Action::Acts => none(|| model.popup = Some(Popup::Acts(0))),
        Action::Edit => {
            if refused(model, "edit") {
                return Vec::new();
            }
            let mut form = Form::new_change(Vec::new());
            form.id = Some(id.clone());
            form.change_type = "-".into();
            model.stack.push(Screen::Form(form));
            let ask = id.parse().ok().map(|no| Effect::Ask(Request::Change(no)));
            // A draft is offered as it stands now.
            let first = Effect::Ask(Request::Drafts);
            std::iter::once(first).chain(ask).chain([Effect::Ask(Request::People)]).collect()
        }
        Action::Vote => {
            match ballot {
                None if model.register.meeting.is_some() => return super::meeting::act(model, Action::Join),
                None => return none(|| model.tell("there is no ballot yet; the chair opens one with V")),
                Some(_) => {}
            }
            let detail = Detail { sheet: Some(Box::new(sheet)), ..Detail::of(id) };
            model.stack.push(Screen::Ballot(detail));
            model.notice = None;
            let mut effects = refresh(model);
            effects.push(barrier(model));
            effects
        }
        // A member means to vote; on the ballot's own page a digit does that.
        Action::OpenVote if running && on_detail && not_leading.is_some() => on_record(model, Action::Vote),
        Action::OpenVote | Action::CloseVote if running && not_leading.is_some() => {
            model.warn(not_leading.unwrap_or_default());
            Vec::new()
        }
        Action::OpenVote if ballot.is_some_and(|b| running && b.is_overtaken()) => {
            acting::open(model, ask::line("vote_open", &sheet))
        }
        Action::OpenVote | Action::CloseVote if running => match entitled::cannot_close(&sheet, None) {
            // Votes may be read out until the ballot is closed with them.
            Some(why) if action == Action::CloseVote || ballot.is_some_and(|b| b.state == "suspended") => {
                model.warn(why);
                Vec::new()
            }
            _ if action == Action::OpenVote => acting::open(model, ask::line("vote_rollcall", &sheet)),
            _ => acting::open(model, ask::line("vote_close", &sheet)),
        },
        Action::OpenVote | Action::Defer => {
            let act = if action == Action::Defer { "defer" } else { "vote_open" };
            if refused(model, act) { Vec::new() } else { acting::open(model, ask::line(act, &sheet)) }
        }
        Action::Object if offer::offered(&sheet, &model.register.actor).contains(&"object") => {
            acting::open(model, ask::line("object", &sheet))
        }
        Action::Object => {
            model.tell("nobody entered a vote for you; a vote of your own is changed by its digit");
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// The roll call of the ballot's members, or of the board's seats.
fn rollcall(model: &mut Model) -> Vec<Effect> {
    let (id, persons) = match model.screen() {
        Some(Screen::Ballot(detail)) => {
            let members = detail.sheet.iter().flat_map(|s| &s.ballot).flat_map(|b| &b.members);
            (detail.id.clone(), members.map(|m| (m.person.clone(), m.name.clone())).collect::<Vec<_>>())
        }
        Some(Screen::Board(page)) => {
            let holders = page.board.iter().flat_map(|b| &b.seats).filter_map(|s| s.holder.clone());
            let name =
                |p: &String| page.people.iter().find(|r| r.id == *p).map_or_else(|| p.clone(), |r| r.name.clone());
            ("CHG-0".into(), holders.map(|p| (p.clone(), name(&p))).collect())
        }
        _ => return Vec::new(),
    };
    if persons.is_empty() {
        model.tell("no seat of the board is held by anybody");
        return Vec::new();
    }
    acting::open(model, ask::rollcall(&id, &persons))
}
