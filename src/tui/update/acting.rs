//! Opening act lines and answering them. Only Enter on a complete line records.

use super::{barrier, keep_draft};
use crate::app::acts::line::{ActLine, Ask, Entered, Kind};
use crate::app::acts::{ask, checklist, command, draft, item, meeting};
use crate::app::options::How;
use crate::domain::change::draft::NewChange;
use crate::domain::command::{ChangeCommand, Command};
use crate::tui::message::{Effect, Request};
use crate::tui::model::{Model, Popup, Screen};
use crate::tui::twin::twin;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// A key while the act line is open.
pub fn key(model: &mut Model, key: KeyEvent) -> Vec<Effect> {
    let Some(line) = &mut model.act else { return Vec::new() };
    if line.sent {
        // The receipt is on its way; nothing is sent twice.
        return Vec::new();
    }
    // What was looked up holds for these answers only.
    let code = matches!(line.step().map(|s| &s.ask), Some(Ask::Code(_)));
    if matches!(key.code, KeyCode::Char(_) | KeyCode::Backspace) && line.typing() && !code {
        crate::app::acts::calendar::altered(line);
    }
    let typing = line.typing();
    let open = line.open_step();
    let control = key.modifiers.contains(KeyModifiers::CONTROL);
    match key.code {
        KeyCode::Esc => return cancel(model),
        KeyCode::Enter => return enter(model),
        KeyCode::Backspace => {
            line.erase();
            super::meeting::digit(model, None);
        }
        KeyCode::Tab | KeyCode::Down => line.go(1),
        KeyCode::BackTab | KeyCode::Up => line.go(-1),
        KeyCode::Char('u') if typing && control => {
            while line.step().is_some_and(|s| !s.answer.is_empty()) {
                line.erase();
            }
        }
        KeyCode::Char(_) if control => {}
        KeyCode::Char(c) if typing => line.write(&c.to_string()),
        KeyCode::Char('q') => return cancel(model),
        KeyCode::Char('=') => {
            let text = twin_of(model);
            model.popup = Some(Popup::Text("The command that does the same".into(), text, 0));
        }
        // What the question is about stays to be read, where a phone has no room for it.
        KeyCode::Char('z') => return super::popup::whole(model),
        KeyCode::Char('c') => {
            let more = line.comment();
            if !more {
                model.tell("there is nothing more to say here");
            }
        }
        KeyCode::Char(c) => {
            let taken = line.choose(c);
            // Words before their digit would be lost without one.
            if !taken && c.is_alphabetic() && line.open_step().is_some() {
                model.tell("a digit answers this question first");
            }
            if c.is_ascii_digit() {
                super::meeting::digit(model, c.to_digit(10));
            }
        }
        _ => {}
    }
    // What was said of a question goes once it is answered.
    if open.is_some() && model.act.as_ref().is_some_and(|line| line.open_step() != open) {
        model.notice.take_if(|notice| !notice.text.contains(super::UNSEEN));
    }
    Vec::new()
}

/// Leaves the act line; words that were typed are kept, and come back when the same act is begun again.
fn cancel(model: &mut Model) -> Vec<Effect> {
    let effects = keep_draft(model);
    (model.act, model.brought) = (None, None);
    model.tell("nothing was recorded");
    effects
}

fn enter(model: &mut Model) -> Vec<Effect> {
    let Some(line) = &mut model.act else { return Vec::new() };
    if line.enter() == Entered::More {
        let label = line.step().map(|s| s.label.clone()).unwrap_or_default();
        model.tell(format!("still to answer: {label}"));
        return Vec::new();
    }
    if matches!(line.kind, Kind::Assess(_)) && !line.begun() {
        model.tell("nothing is rated yet: a digit a factor");
        return Vec::new();
    }
    let line = line.clone();
    if let Some(effects) = super::command::enter(model, &line).or_else(|| super::run::enter(model, &line)) {
        return effects;
    }
    if let Kind::Found(pack) = &line.kind {
        if let Some(line) = &mut model.act {
            line.sent = true;
        }
        model.busy = true;
        let org = line.answer(0).unwrap_or_default().to_owned();
        return vec![Effect::Ask(Request::Found(vec![pack.clone()], org, false))];
    }
    if let Some(kinds) = meeting::documents(&line) {
        if let Some(line) = &mut model.act {
            line.sent = true;
        }
        model.busy = true;
        return vec![Effect::Ask(Request::Write(line.id, kinds))];
    }
    match commands(model, &line) {
        Ok(list) if line.kind == Kind::Freeze(false) => {
            if let Some(line) = &mut model.act {
                line.sent = true;
            }
            model.busy = true;
            model.notice = None;
            list.into_iter().map(|c| Effect::Ask(Request::Trial(c))).collect()
        }
        Ok(list) => {
            let how = |version: Option<u32>| How { if_version: version, ..How::fresh() };
            // Only the first act can be bound to the revision on the screen: those after it follow from it.
            let acts = list
                .into_iter()
                .enumerate()
                .map(|(i, c)| {
                    let version = line.revision.filter(|_| i == 0 && matches!(c, Command::Change(..)));
                    (c, how(version))
                })
                .collect();
            if let Some(line) = &mut model.act {
                line.sent = true;
            }
            model.busy = true;
            model.notice = None;
            let mut effects = keep_draft(model);
            effects.push(Effect::Ask(recording(model, &line, acts)));
            effects
        }
        Err(why) => {
            model.warn(why);
            Vec::new()
        }
    }
}

/// How acts are asked for: those of a form take its draft along.
fn recording(model: &Model, line: &ActLine, acts: Vec<(Command, How)>) -> Request {
    let (Kind::Form, Some(Screen::Form(form)), [(command, how)]) = (&line.kind, model.screen(), acts.as_slice()) else {
        return Request::Do(acts);
    };
    let key = form.key();
    let kept = model.drafts.iter().find(|(k, _)| *k == key).map(|(_, draft)| draft.clone());
    Request::Record(Box::new(command.clone()), *how, key, kept)
}

/// The commands of an act line, or of the form below it.
fn commands(model: &Model, line: &ActLine) -> Result<Vec<Command>, String> {
    match (&line.kind, model.screen()) {
        (Kind::Form, Some(Screen::Form(form))) => {
            let fields = form.changed();
            Ok(vec![match form.id.as_ref().and_then(|id| id.parse().ok()) {
                Some(no) => Command::Change(no, ChangeCommand::Edit { fields }),
                None => Command::Open(NewChange::of(&form.change_type, fields)),
            }])
        }
        (Kind::Change(_) | Kind::RollcallVote(_), Some(Screen::Meeting(page))) => {
            match (&page.sheet, page.line(), model.sheet()) {
                (Some(sheet), Some(l), Some(change)) => item::commands(line, sheet, l.position, change, model.here()),
                _ => Ok(Vec::new()),
            }
        }
        (Kind::Meeting { .. }, Some(Screen::Meeting(page))) => match &page.sheet {
            Some(sheet) => meeting::commands(line, sheet, model.here()),
            None => Ok(Vec::new()),
        },
        (Kind::Checklist { .. }, Some(Screen::Run(page))) => {
            let Some(sheet) = &page.sheet else { return Ok(Vec::new()) };
            let made = checklist::act(line)?.and_then(|act| checklist::on(sheet, act));
            Ok(made.into_iter().collect())
        }
        _ => command::commands(line, model.sheet(), model.here()),
    }
}

/// The command lines that do the same as the act line, as far as it is answered.
pub fn twin_of(model: &Model) -> Vec<String> {
    let Some(line) = &model.act else { return Vec::new() };
    if let Some(twin) = crate::tui::command::twin(line) {
        return vec![twin];
    }
    if let Kind::Found(pack) = &line.kind {
        let org = line.answer(0).map(|org| format!(" --org '{org}'")).unwrap_or_default();
        return vec![format!("quorate init --pack {pack}{org}")];
    }
    if let Some(kinds) = meeting::documents(line) {
        let kinds = if kinds.is_empty() { String::new() } else { format!("={}", kinds.join(",")) };
        return vec![format!("quorate meeting minutes {} --write{kinds}", line.id)];
    }
    match commands(model, line) {
        Ok(list) => list.iter().map(|c| twin(c, line.revision)).collect(),
        Err(why) => vec![why],
    }
}

/// Opens an act line; keys typed before it could be seen do not count. The words of the same act that was left come
/// back; with another choice they wait.
pub fn open(model: &mut Model, line: ActLine) -> Vec<Effect> {
    if model.register.read_only.is_some() {
        let why = model.register.read_only.clone().unwrap_or_default();
        model.warn(format!("the register can only be read: {why}"));
        return Vec::new();
    }
    model.notice.take_if(|notice| !notice.text.contains(super::UNSEEN));
    let mut line = line;
    let key = draft::key(&line);
    let kept = model.drafts.iter().find(|(k, _)| key.as_ref() == Some(k)).map(|(_, draft)| draft);
    model.brought = key.filter(|_| kept.is_some_and(|kept| draft::restore(&mut line, kept)));
    if model.brought.is_some() {
        model.tell("your words are back");
    }
    let severe = model.sheet().is_some_and(|s| ask::severe(&line.kind, s));
    if severe {
        // Each page has a number of its own: one that was read earlier does not count.
        line.steps.retain(|s| !matches!(s.ask, Ask::Code(_)));
        line = line.code(model.code());
    }
    // What is decided on is what is read now.
    model.stale = model.sheet().cloned().map(Box::new);
    model.act = Some(line);
    vec![barrier(model)]
}

/// Opens the act line that records what a form holds.
pub fn record_form(model: &mut Model) -> Vec<Effect> {
    let Some(Screen::Form(form)) = model.stack.last_mut() else { return Vec::new() };
    if form.change_type.is_empty() || form.fields.items.is_empty() {
        return Vec::new();
    }
    let count = form.changed().len();
    if count == 0 {
        model.tell("nothing differs from what is recorded");
        return Vec::new();
    }
    let what = form.id.clone().unwrap_or_else(|| format!("a new {} change", form.change_type));
    let missing = form.fields.items.iter().filter(|f| f.required && f.value.is_none()).count();
    let lacks =
        if missing == 0 { String::new() } else { format!("; {missing} more needed before it can be submitted") };
    let fields = crate::base::text::so_many(count, "field");
    let title = format!("Record {fields} of {what}{lacks}?");
    let id = form.id.clone().unwrap_or_default();
    let line = ActLine::new(Kind::Form, &id, form.revision, title, "records");
    open(model, line)
}
