//! Going back to where the last session of the same person was cut off: the page, the field and the words.

use super::{acting, barrier, command, moves};
use crate::app::acts::line::{ActLine, Kind};
use crate::app::acts::{ask, calendar, checklist, draft, entitled, go, item, meeting, offer};
use crate::app::keymap::Action;
use crate::app::place::{Began, KEY, Page, Place};
use crate::tui::calendar::{CalendarPage, VIEWS};
use crate::tui::command::RUN;
use crate::tui::form::Form;
use crate::tui::go::GoPage;
use crate::tui::message::{Effect, Request};
use crate::tui::model::{Model, Screen};
use crate::tui::runs::{RunPage, RunsPage};
use crate::tui::screen::{BoardPage, Detail, LogPage, MeetingPage, PackPage};

/// Keeps where one is; home needs no keeping, and nobody returns to the room's screen.
pub(super) fn keep(model: &Model) -> Option<Effect> {
    let place = Place { page: page(model)?, began: began(model) };
    Some(Effect::Ask(Request::Draft(KEY.to_owned(), Some(place.draft()))))
}

fn page(model: &Model) -> Option<Page> {
    Some(match model.screen()? {
        Screen::Queue => Page::Queue(model.queue.search.clone()),
        Screen::Detail(d) => Page::Change(d.id.clone(), d.page),
        Screen::Ballot(d) => Page::Ballot(d.id.clone()),
        Screen::Form(f) => Page::Form {
            id: f.id.clone(),
            change_type: if f.id.is_none() { f.change_type.clone() } else { String::new() },
            cursor: f.draft().cursor,
            open: f.open.is_some(),
        },
        Screen::Pack(_) => Page::Pack,
        Screen::Log(log) => Page::Log(log.id.clone()),
        Screen::Board(_) => Page::Board,
        Screen::Calendar(c) => Page::Calendar(VIEWS.iter().position(|(v, _)| *v == c.view).unwrap_or(0), c.day),
        Screen::Meeting(m) => Page::Meeting(m.id.clone(), m.stays.then_some(m.at)),
        Screen::Runs(_) => Page::Runs,
        Screen::Run(r) => Page::Run(r.id.clone(), r.list.clone(), r.item().map(|i| i.n)),
        Screen::Go(g) => Page::Go(g.id.clone(), g.env.clone(), g.at),
        // A command that ran has ended with its terminal; its record stands on the change.
        Screen::Command(c) => Page::Run(c.id.clone(), None, None),
        Screen::Home(..) | Screen::Audience(_) | Screen::First(_) | Screen::Tour(_) => return None,
    })
}

/// What is being typed, where its words are kept.
fn began(model: &Model) -> Option<Began> {
    let line = model.act.as_ref().filter(|line| !line.sent && draft::key(line).is_some())?;
    draft::of(line)?;
    let (act, meeting) = match &line.kind {
        Kind::Change(act) | Kind::Checklist { act, .. } => (act.as_str(), None),
        Kind::Decide(review) => (review.as_str(), None),
        Kind::RollcallVote(_) => ("vote_rollcall", None),
        Kind::Meeting { act, item, .. } => (act.as_str(), Some(*item)),
        Kind::Freeze(_) => ("freeze", None),
        _ => return None,
    };
    Some(Began { act: act.to_owned(), meeting })
}

/// Goes to a place, unless the person has gone somewhere already.
pub(super) fn back(model: &mut Model, place: Place) -> Vec<Effect> {
    let idle = model.act.is_none() && model.popup.is_none() && !model.home_chosen && !model.busy;
    if !idle || !matches!(model.stack.as_slice(), [Screen::Home(..)]) {
        return Vec::new();
    }
    let mut effects = Vec::new();
    if model.register.read_only.is_none() {
        effects.push(Effect::Ask(Request::Draft(KEY.to_owned(), None)));
    }
    let told = model.notice.take().map(|n| format!("; {}", n.text)).unwrap_or_default();
    effects.extend(open(model, &place.page));
    model.tell(format!("here your last session was cut off; g h goes home{told}"));
    model.returning = Some(place);
    effects.push(barrier(model));
    effects
}

fn open(model: &mut Model, page: &Page) -> Vec<Effect> {
    let screen = match page.clone() {
        Page::Queue(search) => {
            model.queue.search = search;
            model.stack.push(Screen::Queue);
            return vec![model.queue_again()];
        }
        Page::Form { id, change_type, .. } => {
            let kind = change_type.clone();
            let ask = match id.as_ref().map(|id| id.parse().ok().map(Request::Change)) {
                Some(change) => change,
                None => Some(if kind.is_empty() { Request::Types } else { Request::Blank(kind) }),
            };
            let mut form = Form::new_change(model.types.0.clone());
            form.change_type = if id.is_some() { "-".into() } else { change_type };
            form.id = id;
            model.stack.push(Screen::Form(form));
            return ask.into_iter().chain([Request::People]).map(Effect::Ask).collect();
        }
        Page::Change(id, page) => Screen::Detail(Detail { page, ..Detail::of(id) }),
        Page::Ballot(id) => Screen::Ballot(Detail::of(id)),
        Page::Pack => Screen::Pack(PackPage::default()),
        Page::Log(id) => Screen::Log(LogPage { id, ..LogPage::default() }),
        Page::Board => Screen::Board(BoardPage::default()),
        Page::Calendar(view, day) => {
            let view = VIEWS.get(view).map(|(v, _)| *v).unwrap_or_default();
            Screen::Calendar(CalendarPage { view, day, ..CalendarPage::default() })
        }
        Page::Meeting(id, at) => {
            Screen::Meeting(MeetingPage { id, stays: at.is_some(), at: at.unwrap_or(0), ..MeetingPage::default() })
        }
        Page::Runs => Screen::Runs(RunsPage::default()),
        Page::Run(id, list, _) => Screen::Run(RunPage::of(&id, list)),
        Page::Go(id, env, _) => Screen::Go(GoPage::of(&id, env)),
    };
    moves::open(model, screen)
}

/// What is on its way back is there: the cursor goes where it was, and what was being typed is open again.
pub(super) fn resume(model: &mut Model) -> Vec<Effect> {
    let Some(place) = &model.returning else { return Vec::new() };
    let began = place.began.clone();
    match (model.stack.last_mut(), &place.page) {
        (Some(Screen::Form(form)), Page::Form { cursor, open, .. }) if !form.fields.items.is_empty() => {
            let at = cursor.as_ref().and_then(|(id, _)| form.fields.items.iter().position(|f| f.id == *id));
            if let Some(at) = at {
                form.fields.at = at;
                form.place.clone_from(cursor);
                if *open {
                    form.open_field();
                    model.tell("here your last session was cut off, in this field: go on; Esc closes it");
                }
            }
        }
        (Some(Screen::Run(page)), Page::Run(_, _, item)) if page.sheet.is_some() => {
            let items = page.sheet.iter().flat_map(|s| &s.items);
            page.at = items.clone().position(|i| Some(i.n) == *item).unwrap_or(page.at);
        }
        (Some(Screen::Go(page)), Page::Go(_, _, at)) if page.sheet.is_some() => {
            page.at = (*at).min(page.rows().saturating_sub(1));
        }
        (Some(Screen::Detail(d) | Screen::Ballot(d)), _) if d.sheet.is_some() => {}
        (Some(Screen::Meeting(page)), _)
            if page.sheet.is_some() && (page.change.is_some() || page.change_no().is_none()) => {}
        (Some(Screen::Calendar(page)), _) if page.known() => {}
        (Some(Screen::Queue | Screen::Pack(_) | Screen::Log(_) | Screen::Board(_) | Screen::Runs(_)), _) => {}
        // It is still being read.
        (Some(_), _) => return Vec::new(),
        (None, _) => {}
    }
    model.returning = None;
    began.map(|began| go_on(model, &began)).unwrap_or_default()
}

/// Opens the act line again; what cannot be done any more is said, and its words stay kept.
fn go_on(model: &mut Model, began: &Began) -> Vec<Effect> {
    let (act, actor) = (began.act.as_str(), model.register.actor.clone());
    let gone = || Err("it is not there any more".to_owned());
    let line: Result<ActLine, String> = match (model.screen(), began.meeting) {
        (Some(Screen::Run(_)), _) if act == RUN => return command::act(model, Action::Command),
        (Some(Screen::Detail(d) | Screen::Ballot(d)), _) => d.sheet.as_deref().map_or_else(gone, |sheet| {
            let barred = offer::why_not(sheet, act).filter(|_| !offer::offered(sheet, &actor).contains(&act));
            barred.map_or_else(|| Ok(ask::line(act, sheet)), Err)
        }),
        (Some(Screen::Run(page)), _) => page.sheet.as_deref().zip(page.item()).map_or_else(gone, |(sheet, item)| {
            let barred = checklist::why_not(act, sheet, item);
            barred.map_or_else(|| Ok(checklist::line(act, sheet, item)), |why| Err(why.to_owned()))
        }),
        (Some(Screen::Go(page)), _) => {
            let decider = page.sheet.as_deref().and_then(|s| Some((s, s.deciders.iter().find(|d| d.review == act)?)));
            decider.map_or_else(gone, |(sheet, decider)| Ok(go::line(sheet, decider)))
        }
        (Some(Screen::Calendar(_)), _) if act == "freeze" => Ok(calendar::announce()),
        (Some(Screen::Meeting(page)), Some(item)) => page.sheet.as_deref().map_or_else(gone, |sheet| {
            let barred = entitled::not_for(sheet, &actor, act, model.now());
            let barred = barred.or_else(|| entitled::not_now(sheet, act, item).map(str::to_owned));
            barred.map_or_else(|| Ok(meeting::line(act, sheet, item)), Err)
        }),
        (Some(Screen::Meeting(page)), None) => match (&page.sheet, page.line(), &page.change) {
            (Some(sheet), Some(l), Some(change)) => {
                let barred = entitled::not_for(sheet, &actor, act, model.now()).or_else(|| offer::why_not(change, act));
                barred.map_or_else(|| Ok(item::line(act, sheet, l.position, change)), Err)
            }
            _ => gone(),
        },
        _ => gone(),
    };
    match line {
        Ok(line) => acting::open(model, line),
        Err(why) => {
            model.warn(format!("what you were typing cannot be done any more: {why}; your words are kept"));
            Vec::new()
        }
    }
}
