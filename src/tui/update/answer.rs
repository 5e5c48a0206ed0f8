//! What an answer of the worker does to the model.

use super::{acting, discard, elsewhere, home, keep_draft, refresh};
use crate::app::acts::line::{ActLine, Kind};
use crate::app::acts::{ask, closing, draft, item, meeting, offer};
use crate::sheets::change::ChangeSheet;
use crate::sheets::register::Receipt;
use crate::text::words;
use crate::tui::difference::difference;
use crate::tui::form::Form;
use crate::tui::message::{Answer, Effect, Failure, Request};
use crate::tui::model::{Model, Notice, Popup, Screen};
use crate::tui::screen::Detail;

/// What whoever has voted is told, until the ballot is closed.
const CHANGES: &str = ". You may change it until the vote closes";

/// Takes an answer in.
pub fn answer(model: &mut Model, answer: Answer) -> Vec<Effect> {
    match answer {
        Answer::Register(register) => {
            let begun = register.meeting.clone().filter(|id| model.register.meeting.as_ref() != Some(id));
            let asked = register.asked.clone().filter(|a| model.register.asked.as_ref() != Some(a));
            model.register = register;
            if let Some(asked) =
                asked.filter(|_| !matches!(model.screen(), Some(Screen::Meeting(_) | Screen::Audience(_))))
            {
                model.tell(asked);
                return Vec::new();
            }
            if let Some(id) =
                begun.filter(|_| !matches!(model.screen(), Some(Screen::Meeting(_) | Screen::Audience(_))))
            {
                let joins = if model.register.joined { "" } else { "v joins, " };
                model.tell(format!("the meeting {id} is open: {joins}m goes there"));
            }
        }
        Answer::InboxAtOnce(items, until) => {
            (model.inbox_until, model.inbox_goes_on) = (until, items.len() >= usize::from(model.size.1));
            return home::hold(model, |model| model.inbox.fill(items));
        }
        Answer::Inbox(items, until) => {
            (model.inbox_until, model.inbox_goes_on) = (until, false);
            return home::hold(model, |model| model.inbox.fill(items));
        }
        Answer::Counts(counts) => model.counts = counts,
        Answer::Types(types, levels) => {
            if let Some(Screen::Form(form)) = model.stack.last_mut()
                && form.id.is_none()
            {
                form.types.clone_from(&types);
            }
            model.types = (types, levels);
        }
        // An answer to a question that has been replaced comes too late.
        Answer::Queue(page, query, ticket) if ticket == model.ticket => {
            return home::hold(model, |model| model.queue.take(page, &query));
        }
        Answer::Fresh(page, ticket) if ticket == model.ticket => model.queue.compare(&page),
        Answer::Queue(..) | Answer::Fresh(..) | Answer::Kept | Answer::Gone(_) => {}
        Answer::Change(sheet) => return change(model, sheet),
        Answer::Blank(sheet) => blank(model, &sheet),
        Answer::Log(lines, id, before, spoken) => {
            if let Some(Screen::Log(log)) = model.stack.last_mut()
                && log.id == id
                && log.out_of_band == spoken
            {
                log.more = !lines.is_empty();
                if before.is_some() {
                    log.list.items.extend(lines);
                } else {
                    log.list.fill(lines);
                }
            }
        }
        Answer::Packs(rows) => {
            if let Some(Screen::Pack(page)) = model.stack.last_mut() {
                page.packs.fill(rows);
            }
        }
        Answer::Pack(sheet, clauses) => {
            if let Some(Screen::Pack(page)) = model.stack.last_mut() {
                page.sheet = Some(sheet);
                page.all = clauses;
                page.filter();
            }
        }
        Answer::Board(board) => {
            if let Some(Screen::Board(page)) = model.stack.last_mut() {
                page.board = Some(board.clone());
            }
            return home::hold(model, |model| model.board = Some(board));
        }
        Answer::Hidden(unpaired) => {
            if let Some(Screen::Audience(page)) = model.stack.last_mut() {
                (page.sheet, page.change, page.hidden) = (None, None, Some(unpaired));
                if page.follows {
                    page.id = None;
                }
            }
        }
        Answer::Minutes(id, lines) => {
            let there = matches!(model.screen(), Some(Screen::Meeting(page)) if page.id.as_ref() == Some(&id));
            if there && model.popup.is_none() {
                model.popup = Some(Popup::Text(format!("minutes of {id}"), lines, 0));
            }
        }
        Answer::Written(id, written) => {
            (model.busy, model.act) = (false, None);
            let lines = written.into_iter().map(|w| match w.file {
                Some(file) => format!("{file}: {}", w.state),
                None => format!("{}: {}", w.document, w.state),
            });
            model.popup = Some(Popup::Text(format!("documents of {id}"), lines.collect(), 0));
        }
        Answer::Checklist(sheet) => return super::run::shown(model, sheet),
        Answer::GoBoard(sheet) => return super::go::shown(model, &sheet),
        Answer::Heard(no, heard) => return super::command::heard(model, no, heard),
        Answer::Proved(item, proof) => return super::run::proved(model, item, proof),
        Answer::Runs(rows) => {
            if let Some(Screen::Runs(runs)) = model.stack.last_mut() {
                runs.fill(rows);
            }
        }
        Answer::Meeting(sheet) => return super::meeting::shown(model, sheet),
        Answer::People(people) => {
            model.people = people.iter().filter(|p| p.active).map(|p| (p.id.clone(), p.name.clone())).collect();
            if let Some(Screen::Board(page)) = model.stack.last_mut() {
                page.people = people;
            }
        }
        Answer::Drafts(drafts) => return super::kept::read(model, drafts),
        Answer::Week(sheet) => super::calendar::week(model, sheet),
        Answer::Year(sheet) => super::calendar::year(model, sheet),
        Answer::Plan(sheet) => super::calendar::plan(model, sheet),
        Answer::Slots(sheet) => super::calendar::slots(model, sheet),
        Answer::Trial(receipt) => return super::calendar::looked_up(model, &receipt),
        Answer::Done(receipts) => return done(model, receipts),
        Answer::Founded(receipt) => {
            model.busy = false;
            model.act = None;
            (model.stack, model.home_chosen) = (vec![Screen::Home(0, 0)], false);
            model.tell(format!("founded: {}", receipt.id));
            return model.begin();
        }
        Answer::Failed(failure, act) => return failed(model, failure, act),
        Answer::Elsewhere => return elsewhere(model),
    }
    Vec::new()
}

fn blank(model: &mut Model, sheet: &ChangeSheet) {
    let kept = model.drafts.iter().find(|(k, _)| k == "new").map(|(_, d)| d.clone());
    let mut back = false;
    if let Some(Screen::Form(form)) = model.stack.last_mut()
        && form.change_type == sheet.row.change_type
    {
        *form = Form::of(sheet, true);
        if let Some(draft) = kept.filter(|d| d.change_type == form.change_type) {
            form.restore(&draft);
            back = true;
        }
    }
    if back {
        model.tell("your draft is back where you left it; Enter goes on");
    }
}

fn change(model: &mut Model, sheet: Box<ChangeSheet>) -> Vec<Effect> {
    let id = sheet.row.id.clone();
    let (mut told, mut then) = (None, None);
    // After a refusal because the record moved, the difference is shown.
    if let Some(Popup::Failure(failure, _)) = &mut model.popup
        && failure.stale
        && let Some(before) = model.stale.take_if(|s| s.row.id == id && s.row.revision != sheet.row.revision)
    {
        failure.lines.push(format!("WHAT HAS CHANGED since revision {}:", before.row.revision));
        failure.lines.extend(difference(&before, &sheet));
        failure.lines.push("-> look at it again, then begin the act anew; what you typed comes back".into());
    }
    for screen in &mut model.stack {
        match screen {
            Screen::Detail(detail) | Screen::Ballot(detail) if detail.id == id => detail.sheet = Some(sheet.clone()),
            Screen::Meeting(page) | Screen::Audience(page)
                if page.line().is_some_and(|l| l.id.as_ref() == Some(&id)) =>
            {
                page.change = Some(sheet.clone());
                then = page.then.take();
            }
            Screen::Form(form) if form.id.as_ref() == Some(&id) && form.fields.items.is_empty() => {
                *form = Form::of(&sheet, false);
                if let Some((_, draft)) = model.drafts.iter().find(|(k, _)| *k == id) {
                    form.restore(draft);
                    told = Some("your draft is back where you left it; Enter goes on");
                }
            }
            _ => {}
        }
    }
    if let Some(text) = told {
        model.tell(text);
    }
    let moved = model
        .act
        .as_ref()
        .is_some_and(|a| a.id == id && !a.sent && a.revision.is_some_and(|r| r != sheet.row.revision));
    if moved {
        let now = sheet.row.revision;
        model.warn(format!("{id} is now at revision {now}: Enter will be refused, Esc and look again"));
    }
    afresh(model, &sheet);
    if let Some(outcome) = sheet.ballot.as_ref().and_then(|b| b.outcome.as_ref())
        && model.notice.as_ref().is_some_and(|n| n.text.ends_with(CHANGES) && n.text.starts_with(&*id))
    {
        model.tell(format!("{id}: the ballot is closed, {}", words::plain(outcome)));
    }
    let running = sheet.ballot.as_ref().is_some_and(|b| b.outcome.is_none() && !b.stale);
    if running && model.act.is_none() && model.read_votes.take_if(|r| *r == id).is_some() {
        let line = match model.screen() {
            // In a meeting the criteria are confirmed with it.
            Some(Screen::Meeting(page)) => match (&page.sheet, page.line()) {
                (Some(meeting), Some(l)) => item::line("vote_rollcall", meeting, l.position, &sheet),
                _ => ask::line("vote_rollcall", &sheet),
            },
            _ => ask::line("vote_rollcall", &sheet),
        };
        return acting::open(model, line);
    }
    match then.filter(|_| model.act.is_none() && matches!(model.screen(), Some(Screen::Meeting(_)))) {
        Some(action) => super::meeting::act(model, action),
        None => Vec::new(),
    }
}

/// What closing a ballot comes to is told as it stands now: a vote may have come while the rationale is typed.
fn afresh(model: &mut Model, sheet: &ChangeSheet) {
    let closes = |a: &ActLine| a.kind == Kind::Change("vote_close".into()) && a.id == sheet.row.id && !a.sent;
    if !model.act.as_ref().is_some_and(closes) {
        return;
    }
    let line = match model.screen() {
        Some(Screen::Meeting(page)) => match (&page.sheet, page.line()) {
            (Some(meeting), Some(l)) => item::line("vote_close", meeting, l.position, sheet),
            _ => return,
        },
        _ => ask::line("vote_close", sheet),
    };
    if let Some(act) = &mut model.act {
        act.title = line.title;
    }
}

/// A refusal or failure: nothing of it was recorded, and the act line stays with what was typed.
fn failed(model: &mut Model, failure: Failure, act: bool) -> Vec<Effect> {
    if !act {
        if let Some(Screen::Audience(page)) = model.stack.last_mut() {
            // The digits were not those of a meeting.
            page.digits.clear();
        }
        model.notice = Some(Notice { text: failure.text, bad: true });
        return Vec::new();
    }
    model.busy = false;
    let mut effects = Vec::new();
    if let Some(Screen::Run(page)) = model.stack.last_mut() {
        page.saving.clear();
        page.seeks = false;
        effects.extend(super::run::ask(page).map(Effect::Ask));
    }
    if failure.stale {
        // What was decided on is not what is there now: the act begins anew, with its words.
        if let Some(line) = &mut model.act {
            line.sent = false;
        }
        effects = keep_draft(model);
        (model.act, model.brought) = (None, None);
        effects.extend(refresh(model));
    } else if let Some(line) = &mut model.act {
        line.sent = false;
        // What was answered stays, and the one question that is left is asked.
        if failure.tie && closing::breaks_tie(line) {
            model.warn(failure.text);
            return effects;
        }
    }
    model.popup = Some(Popup::Failure(failure, 0));
    effects
}

/// Acts were recorded: the receipt in the banner, and what follows from them.
fn done(model: &mut Model, receipts: Vec<Receipt>) -> Vec<Effect> {
    model.busy = false;
    model.stale = None;
    let line = model.act.take();
    model.brought = None;
    let words = line.as_ref().and_then(draft::used).and_then(|key| discard(model, &key));
    let Some(last) = receipts.last().cloned() else { return Vec::new() };
    let mut text = words::receipt::lines(&last, model.zone()).into_iter().next().unwrap_or_default();
    if receipts.len() > 1 {
        text = format!("{} acts recorded; {text}", receipts.len());
    }
    // The one that offers what comes next, else the first.
    let next = offer::follows(&receipts);
    let warnings = || receipts.iter().flat_map(|r| &r.warnings);
    if let Some(warning) = warnings().find(|w| Some(w.rule.as_str()) == next).or(warnings().next()) {
        text.push_str(&format!("  warning: {}", words::refusal::reason(warning)));
    }
    if line.as_ref().is_some_and(|l| l.kind == Kind::Change("vote_cast".into())) {
        // The vote itself may have closed the ballot.
        let over = receipts.iter().flat_map(|r| &r.entries).any(|e| e.kind == "ballot.vote_closed");
        text.push_str(if over { ". The ballot is closed with it" } else { CHANGES });
    }
    model.tell(text);
    model.receipts = receipts;
    let mut effects: Vec<Effect> = words.into_iter().collect();
    let record = last.id.parse().ok();
    if matches!(model.screen(), Some(Screen::Form(_))) {
        leave_form(model, &last);
    }
    let by_rollcall =
        line.as_ref().is_some_and(|l| l.kind == Kind::Change("vote_open".into()) && l.answer(0) == Some("rollcall"));
    let closed = line.as_ref().is_some_and(|l| matches!(&l.kind, Kind::Meeting { act, .. } if act == "close"));
    if let Some(Screen::Meeting(page)) = model.screen()
        && let Some(sheet) = page.sheet.as_ref().filter(|_| closed)
    {
        // What is left to do is to hand the minutes out; the line says that it is closed.
        effects.extend(acting::open(model, meeting::line("write", &sheet.clone(), None)));
    }
    if line.is_some_and(|l| l.kind == Kind::Change("vote_open".into())) {
        // The ballot's own page shows how it stands.
        let sheet = model.sheet().cloned().map(Box::new);
        if matches!(model.screen(), Some(Screen::Detail(_))) {
            model.stack.push(Screen::Ballot(Detail { sheet, ..Detail::of(&last.id) }));
        }
        if by_rollcall {
            model.read_votes = Some(last.id.clone());
        }
    }
    if let Some(act) = offer::follows(&model.receipts)
        && let Some(sheet) = model.sheet().filter(|s| s.row.id == last.id).cloned()
    {
        // It is offered; Enter records it, and Esc leaves it.
        let next = ActLine { revision: last.revision, ..ask::line(act, &sheet) };
        let told = model.notice.take();
        effects.extend(acting::open(model, next));
        model.notice = told;
    }
    effects.extend(refresh(model));
    effects.extend(record.map(|no| Effect::Ask(Request::Change(no))));
    effects.extend([Request::Register, Request::Inbox].map(Effect::Ask));
    effects.push(model.queue_again());
    effects
}

/// A form that was recorded is left for the change itself; its draft went with the act.
fn leave_form(model: &mut Model, receipt: &Receipt) {
    let Some(Screen::Form(form)) = model.stack.pop() else { return };
    let key = form.key();
    model.drafts.retain(|(k, _)| *k != key);
    if !model.stack.iter().any(|s| matches!(s, Screen::Detail(d) if d.id == receipt.id)) {
        model.stack.push(Screen::Detail(Detail::of(&receipt.id)));
    }
}
