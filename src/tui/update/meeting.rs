//! Leading a meeting: its keys, and what an answer about it does.

use super::{acting, moves, room};
use crate::app::acts::line::Kind;
use crate::app::acts::{consent, entitled, item, meeting};
use crate::app::keymap::Action;
use crate::base::text::so_many;
use crate::sheets::meeting::{AgendaLine, MeetingSheet};
use crate::text::words::quorum;
use crate::tui::message::{Effect, Request};
use crate::tui::model::{Model, Popup, Screen};
use crate::tui::screen::{Detail, MeetingPage};

/// Goes to a meeting: the one that is open, or the next. Where several boards sit, the key goes from one to the other.
pub fn go(model: &mut Model) -> Vec<Effect> {
    let open: Vec<String> = model.register.meeting.iter().chain(&model.register.beside).cloned().collect();
    let here = match model.screen() {
        Some(Screen::Meeting(page)) => page.id.as_ref().and_then(|id| open.iter().position(|o| o == id)),
        _ => None,
    };
    let to = here.map_or(0, |at| (at + 1) % open.len().max(1));
    let others: Vec<&str> = open.iter().enumerate().filter(|(at, _)| *at != to).map(|(_, id)| id.as_str()).collect();
    let told = (!others.is_empty()).then(|| format!("open too: {}; m again goes there", others.join(", ")));
    let id = open.get(to).filter(|_| open.len() > 1).cloned();
    let effects = moves::go(model, Some(Screen::Meeting(MeetingPage { id, ..MeetingPage::default() })));
    told.into_iter().for_each(|told| model.tell(told));
    effects
}

/// Joins the meeting that is open, or goes to its ballot, from another screen.
fn join_from_elsewhere(model: &mut Model) -> Vec<Effect> {
    if model.register.meeting.is_none() {
        model.tell("no meeting is open; m goes to the next one");
        return Vec::new();
    }
    let page = MeetingPage { joining: true, ..MeetingPage::default() };
    let mut effects = moves::go(model, Some(Screen::Meeting(page)));
    // What is typed after it is meant for the question to come.
    effects.push(super::barrier(model));
    effects
}

/// Takes a meeting in: the cursor goes with the current item until one moves it.
pub fn shown(model: &mut Model, sheet: Box<MeetingSheet>) -> Vec<Effect> {
    let now = model.now();
    let Some(Screen::Meeting(page) | Screen::Audience(page)) = model.stack.last_mut() else { return Vec::new() };
    if page.follows && page.id.as_ref().is_some_and(|id| *id != sheet.row.id) {
        *page = MeetingPage { follows: true, ..MeetingPage::default() };
    }
    if page.id.as_ref().is_some_and(|id| *id != sheet.row.id) {
        return Vec::new();
    }
    let before = page.sheet.as_ref().and_then(|s| s.current);
    if !page.stays || before != sheet.current {
        page.stays = false;
        page.at = sheet.current.and_then(|n| usize::try_from(n).ok()).map_or(page.at, |n| n.saturating_sub(1));
    }
    page.at = page.at.min(sheet.agenda.len().saturating_sub(1));
    // Where the chair leads, the room follows.
    if page.sheet.as_ref().is_none_or(|s| (&s.audience, s.current) != (&sheet.audience, sheet.current)) {
        (page.turned, page.dark) = (0, false);
    }
    // Who comes from elsewhere while the consent group waits for a word comes to say it: a digit is to mean an item here.
    let speaks = sheet.is_here(&model.register.actor) && sheet.announced.as_ref().is_some_and(|a| now < a.until.0);
    let leads = sheet.leads && page.sheet.as_ref().is_some_and(|s| !s.leads && s.row.state == "in_progress");
    let told = std::mem::take(&mut page.switched);
    let now_on = sheet.audience.code.clone().filter(|_| told && sheet.audience.shown);
    page.id = Some(sheet.row.id.clone());
    page.read = now;
    let standing = format!("; present {}", quorum::standing(&sheet.quorum_now()));
    page.sheet = Some(sheet);
    let joining = std::mem::take(&mut page.joining);
    let mut effects = read_change(page);
    let ballot = voting(page, true).map(|(_, id)| id);
    afresh(model);
    // A receipt that tells how the quorum stood goes once it stands otherwise.
    model.notice.take_if(|n| n.text.contains("; present ") && !n.text.contains(&standing));
    if leads && model.act.is_none() && !model.busy {
        // Somebody else handed it over.
        model.tell("you have the chair now: ] goes on, V opens a ballot, X closes, P shows the room");
    }
    if let Some(code) = now_on {
        model.tell(format!("the room sees what you lead: quorate screen there, or quorate screen {code}"));
    }
    if joining && speaks {
        let vote = ballot.map(|id| format!("; v goes to the ballot on {id}")).unwrap_or_default();
        model.tell(format!("an item's number takes it out{vote}"));
    } else if joining {
        effects.extend(act(model, Action::Join));
    }
    effects
}

/// An act line that is open says of the agenda what is so now.
fn afresh(model: &mut Model) {
    let Some(Screen::Meeting(page)) = model.stack.last() else { return };
    let (Some(sheet), Some(line)) = (&page.sheet, &mut model.act) else { return };
    if line.sent || line.id != sheet.row.id {
        return;
    }
    match consent::afresh(line, sheet) {
        Some(title) => line.title = title,
        None => {
            model.act = None;
            model.warn("nothing is left in the consent group: nothing was recorded");
        }
    }
}

/// The item that is voted on: for a member first one that waits for their vote; the one under the cursor, else the current
/// one, else whichever is.
fn voting(page: &MeetingPage, member: bool) -> Option<(usize, String)> {
    let sheet = page.sheet.as_ref()?;
    let lines = sheet.agenda.iter().enumerate().filter(|(_, l)| meeting::votes(l));
    let rank = |at: usize, l: &AgendaLine| {
        (member && !l.waits, at != page.at, sheet.current != Some(l.position), l.state != "voting")
    };
    lines.min_by_key(|(at, l)| rank(*at, l)).and_then(|(at, l)| Some((at, l.id.clone()?)))
}

/// Asks for the change of the item under the cursor.
fn read_change(page: &mut MeetingPage) -> Vec<Effect> {
    match page.change_no() {
        Some(no) => vec![Effect::Ask(Request::Change(no))],
        None => {
            page.change = None;
            Vec::new()
        }
    }
}

/// Moves the cursor of the agenda.
pub fn step(page: &mut MeetingPage, by: isize) -> Vec<Effect> {
    let last = page.sheet.as_ref().map_or(0, |s| s.agenda.len().saturating_sub(1));
    if page.on_item {
        page.offset = page.offset.saturating_add_signed(by);
        return Vec::new();
    }
    page.at = page.at.saturating_add_signed(by).min(last);
    page.stays = true;
    page.offset = 0;
    page.then = None;
    read_change(page)
}

/// A digit goes to the n-th line of the agenda; while the consent group is announced it begins the number of an item of it,
/// which Enter takes out.
pub fn pick(model: &mut Model, n: usize) -> Vec<Effect> {
    let Some(sheet) = model.meeting().cloned() else { return Vec::new() };
    if let Some(Screen::Meeting(page)) = model.stack.last_mut()
        && sheet.announced.is_none()
    {
        if n > sheet.agenda.len() {
            model.tell(format!("the agenda has {}", so_many(sheet.agenda.len(), "item")));
            return Vec::new();
        }
        page.on_item = false;
        let by = isize::try_from(n).unwrap_or(1) - 1 - isize::try_from(page.at).unwrap_or(0);
        return step(page, by);
    }
    match consent::pulling(&sheet, u32::try_from(n % 10).unwrap_or_default()) {
        Ok(line) => acting::open(model, line),
        Err(why) => {
            model.tell(why);
            Vec::new()
        }
    }
}

/// A digit of an act line of the meeting: another one of an item's number, or the choice to announce the consent group, which
/// is about no single item any more.
pub fn digit(model: &mut Model, digit: Option<u32>) {
    let Some(Screen::Meeting(page)) = model.stack.last() else { return };
    let (Some(sheet), Some(line)) = (&page.sheet, &model.act) else { return };
    let group = matches!(&line.kind, Kind::Change(act) if act == "vote_open") && line.answer(0) == Some("consent");
    let next = if group { Some(meeting::line("announce", sheet, None)) } else { consent::goes_on(line, sheet, digit) };
    if let Some(next) = next {
        model.act = Some(next);
    }
}

/// A key of meeting control.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    if let Some(Screen::Audience(page)) = model.stack.last_mut() {
        room::turn(page, action);
        return Vec::new();
    }
    let Some(Screen::Meeting(page)) = model.stack.last_mut() else { return join_from_elsewhere(model) };
    let Some(sheet) = page.sheet.clone() else { return Vec::new() };
    let line = sheet.agenda.get(page.at).and_then(|l| l.id.clone());
    let change = page.change.clone().filter(|c| line.as_ref() == Some(&c.row.id));
    let needed = matches!(action, Action::OpenVote | Action::CloseVote | Action::Defer | Action::Withdraw);
    if needed && line.is_some() && change.is_none() {
        // The cursor has just come here, and its change is being read.
        page.then = Some(action);
        return Vec::new();
    }
    let (at, voted) = (page.at, voting(page, action == Action::Join));
    let now = model.now();
    let elsewhere = voted.clone().filter(|(line, _)| *line != at);
    let open = sheet.row.state == "in_progress";
    let voting = change.as_ref().is_some_and(|c| c.ballot.as_ref().is_some_and(|b| b.outcome.is_none() && !b.stale));
    let on_change = |model: &mut Model, act: &str| match (&change, sheet.agenda.get(at)) {
        (Some(change), Some(l)) => acting::open(model, item::line(act, &sheet, l.position, change)),
        (None, Some(AgendaLine { id: Some(id), .. })) => {
            model.tell(format!("{id} is still being read: press it again in a moment"));
            Vec::new()
        }
        _ => {
            model.tell("the item under the cursor is no change");
            Vec::new()
        }
    };
    if let Some(why) = entitled::not_for(&sheet, &model.register.actor, word(action), model.now()) {
        model.tell(why);
        return Vec::new();
    }
    let running = change.as_ref().and_then(|c| c.ballot.as_ref()).filter(|_| voting);
    let lapsed = running.is_some_and(|b| b.lapsed);
    let adjourn = sheet.adjourns.then_some("a: Close the meeting");
    let barred = match (action, change.as_ref().filter(|_| voting).and_then(|c| entitled::cannot_close(c, adjourn))) {
        (Action::Defer, _) => change.as_ref().and_then(|c| entitled::cannot_defer(c)),
        (Action::CloseVote, why) => why,
        (Action::OpenVote, why) => why.filter(|_| running.is_some_and(|b| b.state == "suspended" && !b.is_overtaken())),
        _ => None,
    };
    if let Some(why) = barred {
        model.warn(why);
        return Vec::new();
    }
    let of_open =
        matches!(action, Action::Rollcall | Action::Timer | Action::GiveAction | Action::Chair | Action::CloseVote);
    if of_open && !open {
        // One whose time went by is closed as not held.
        if action == Action::CloseVote && sheet.row.state == "not_held" && sheet.row.closed.is_none() {
            return begin(model, "not_held", &sheet);
        }
        model.tell(entitled::not_now(&sheet, "close", None).unwrap_or_default());
        return Vec::new();
    }
    // The consent group is announced from wherever the cursor is.
    let on_none = sheet.agenda.get(at).filter(|_| action == Action::OpenVote && !voting);
    if let Some(why) = on_none.and_then(|l| item::not_voted(l, change.as_deref())) {
        if let Some(line) = item::announcing(&sheet, &why).filter(|_| open) {
            return acting::open(model, line);
        }
        model.tell(why);
        return Vec::new();
    }
    match action {
        Action::OpenMeeting => begin(model, "open", &sheet),
        Action::Join => {
            let there = sheet.is_here(&model.register.actor);
            let read = change.filter(|c| voted.as_ref().map_or(voting, |(_, id)| *id == c.row.id));
            let ballot = match (read, voted) {
                (Some(change), _) => Some(Detail { sheet: Some(change.clone()), ..Detail::of(change.row.id) }),
                (None, Some((_, id))) => Some(Detail::of(id)),
                (None, None) => None,
            };
            match (open, there, ballot) {
                (true, true, Some(detail)) => {
                    let mut effects = moves::open(model, Screen::Ballot(detail));
                    effects.push(super::barrier(model));
                    effects
                }
                (true, false, _) => begin(model, "join", &sheet),
                (true, true, None) => {
                    model.tell("you are here; no ballot is open now");
                    Vec::new()
                }
                // Another one may be, to which one goes from here as from elsewhere.
                _ if model.register.meeting.as_ref().is_some_and(|id| *id != sheet.row.id) => {
                    join_from_elsewhere(model)
                }
                _ => {
                    model.tell("the meeting is not open");
                    Vec::new()
                }
            }
        }
        Action::NextItem | Action::PreviousItem => {
            let at = sheet.current.unwrap_or(0);
            let to = if action == Action::NextItem { at + 1 } else { at.saturating_sub(1) };
            present(model, &sheet, to)
        }
        // The item is the current one already.
        Action::Open if open && sheet.agenda.get(at).is_some_and(|l| sheet.current == Some(l.position)) => Vec::new(),
        // Who does not lead looks at the item instead.
        Action::Open if open && !sheet.leads => act(model, Action::NextPage),
        Action::Open if open => begin(model, "present", &sheet),
        Action::OpenVote if running.is_some_and(|b| b.is_overtaken()) => on_change(model, "vote_open"),
        Action::OpenVote if voting => on_change(model, "vote_rollcall"),
        Action::OpenVote => on_change(model, "vote_open"),
        // A ballot whose time ran out does not stand before the group that was announced.
        Action::CloseVote if voting && !(lapsed && sheet.announced.is_some()) => on_change(model, "vote_close"),
        // What the line at the bottom says is done, whatever else is being voted on.
        Action::CloseVote if sheet.announced.as_ref().is_some_and(|a| a.until.0 <= now) => {
            begin(model, "consent", &sheet)
        }
        Action::CloseVote if let Some(said) = &sheet.announced => {
            model.warn(consent::still(said, now));
            Vec::new()
        }
        Action::CloseVote if elsewhere.is_some() => {
            let (line, id) = elsewhere.unwrap_or_default();
            let Some(Screen::Meeting(page)) = model.stack.last_mut() else { return Vec::new() };
            (page.at, page.offset) = (line, 0);
            let effects = read_change(page);
            model.tell(format!("the ballot on {id} is open: X again closes it"));
            effects
        }
        Action::CloseVote => begin(model, "close", &sheet),
        Action::Withdraw if change.is_some() => on_change(model, "cancel"),
        Action::Withdraw => begin(model, "settle", &sheet),
        Action::Defer if change.is_some() => on_change(model, "defer"),
        Action::Defer => begin(model, "settle", &sheet),
        Action::Rollcall => begin(model, "rollcall", &sheet),
        Action::Note => begin(model, "note", &sheet),
        Action::GiveAction | Action::AddItem => begin(model, word(action), &sheet),
        Action::Timer => acting::open(model, meeting::line("timer", &sheet, None)),
        Action::Chair => begin(model, "chair", &sheet),
        Action::MeetingAct => {
            model.popup = Some(Popup::Acts(0));
            Vec::new()
        }
        // As they are recorded, not as this page was drawn.
        Action::Minutes => vec![Effect::Ask(Request::Minutes(sheet.row.id.clone()))],
        Action::Audience | Action::Blank | Action::Page => room::lead(model, &sheet, action),
        Action::Pane => {
            let Some(Screen::Meeting(page)) = model.stack.last_mut() else { return Vec::new() };
            page.on_item = !page.on_item;
            page.offset = 0;
            Vec::new()
        }
        Action::NextPage => match change {
            Some(change) => {
                let detail = Detail { sheet: Some(change.clone()), ..Detail::of(change.row.id.clone()) };
                moves::open(model, Screen::Detail(detail))
            }
            None => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// The word of the act that a key begins, as far as it matters who presses it.
const fn word(action: Action) -> &'static str {
    match action {
        Action::Join => "join",
        Action::Chair => "chair",
        Action::Rollcall => "rollcall",
        Action::NextItem | Action::PreviousItem => "present",
        Action::Timer => "timer",
        Action::OpenVote => "vote_open",
        Action::CloseVote => "vote_close",
        Action::GiveAction => "action",
        Action::AddItem => "add",
        _ => "",
    }
}

/// Begins an act of the meeting on the item under the cursor.
pub fn begin(model: &mut Model, act: &str, sheet: &MeetingSheet) -> Vec<Effect> {
    let item = match model.screen() {
        Some(Screen::Meeting(page)) => page.line().map(|l| l.position),
        _ => None,
    };
    if let Some(why) = entitled::not_now(sheet, act, item) {
        model.tell(why);
        return Vec::new();
    }
    acting::open(model, meeting::line(act, sheet, item))
}

/// Going to another item is recorded at once: it decides nothing.
fn present(model: &mut Model, sheet: &MeetingSheet, item: u32) -> Vec<Effect> {
    if let Some(why) = entitled::not_now(sheet, "present", Some(item)) {
        model.tell(why);
        return Vec::new();
    }
    if item == 0 || sheet.agenda.iter().all(|l| l.position != item) {
        model.tell("there is no further item that way");
        return Vec::new();
    }
    if let Some(Screen::Meeting(page)) = model.stack.last_mut() {
        page.stays = false;
    }
    let line = meeting::line("present", sheet, Some(item));
    match meeting::commands(&line, sheet, model.here()) {
        Ok(list) => {
            model.busy = true;
            let acts = list.into_iter().map(|c| (c, crate::app::options::How::fresh())).collect();
            vec![Effect::Ask(Request::Do(acts))]
        }
        Err(why) => {
            model.warn(why);
            Vec::new()
        }
    }
}
