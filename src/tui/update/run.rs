//! The checklist screens: ticking, evidence, signatures, and what an answer about a list does.

use super::{acting, barrier, moves};
use crate::app::acts::checklist as acts;
use crate::app::acts::line::{ActLine, Kind};
use crate::app::keymap::Action;
use crate::app::options::How;
use crate::base::secrets;
use crate::base::text::tame_prose;
use crate::base::time::Span;
use crate::domain::checklist::command::{ListAct, NewProof};
use crate::sheets::checklist::{ChecklistSheet, ItemLine};
use crate::tui::message::{Effect, Request};
use crate::tui::model::{Model, Screen};
use crate::tui::runs::{RunPage, RunsPage};

/// For how long the key that takes back is about the item that was just ticked; the pack says until when no reason is
/// needed.
const AT_ONCE: Span = Span::seconds(10);

/// Goes to the lists that one has to do with.
pub fn go(model: &mut Model) -> Vec<Effect> {
    moves::go(model, Some(Screen::Runs(RunsPage::default())))
}

/// Opens a change's list.
pub fn open(model: &mut Model, id: &str, list: Option<String>) -> Vec<Effect> {
    let mut effects = moves::open(model, Screen::Run(RunPage::of(id, list)));
    effects.push(barrier(model));
    effects
}

/// Asks for the list that the screen shows.
#[must_use]
pub fn ask(page: &RunPage) -> Option<Request> {
    Some(Request::Checklist(page.id.parse().ok()?, page.list.clone()))
}

/// Takes a list in: the cursor goes to what is open when one comes, and after one's own acts.
pub fn shown(model: &mut Model, sheet: Box<ChecklistSheet>) -> Vec<Effect> {
    let actor = model.register.actor.clone();
    let mut effects = Vec::new();
    for screen in &mut model.stack {
        let Screen::Run(page) = screen else { continue };
        if page.id != sheet.id || page.list.as_ref().is_some_and(|l| *l != sheet.list) {
            continue;
        }
        page.list = Some(sheet.list.clone()).filter(|l| !l.is_empty());
        page.at = page.at.min(sheet.items.len().saturating_sub(1));
        page.saving.clear();
        page.sheet = Some(sheet.clone());
        if std::mem::take(&mut page.seeks) {
            page.seek(&actor);
        }
        if let Some(next) = page.leads_to.take().filter(|_| sheet.state == "failed") {
            *page = RunPage::of(&page.id, Some(next));
            effects.extend(ask(page).map(Effect::Ask));
        }
    }
    effects
}

fn here(model: &Model) -> Option<(Box<ChecklistSheet>, ItemLine)> {
    match model.screen() {
        Some(Screen::Run(page)) => Some((page.sheet.clone()?, page.item()?.clone())),
        _ => None,
    }
}

/// Sends an act on the list; the cursor goes on when it is there.
fn send(model: &mut Model, sheet: &ChecklistSheet, item: u32, act: ListAct) -> Vec<Effect> {
    let (last, now) = (taken_back_at_once(&act), model.now());
    let Some(command) = acts::on(sheet, act) else { return Vec::new() };
    if let Some(Screen::Run(page)) = model.stack.last_mut() {
        page.ticked = last.then_some((item, now));
        page.saving.insert(item);
        page.seeks = true;
    }
    model.busy = true;
    vec![Effect::Ask(Request::Do(vec![(command, How::fresh())]))]
}

/// Whether one key takes an act back while it is fresh: what settles an item. What failed is asked about.
const fn taken_back_at_once(act: &ListAct) -> bool {
    matches!(act, ListAct::Tick { .. } | ListAct::Prove { tick: true, .. } | ListAct::Skip { .. })
}

/// A key of the run page.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some((sheet, item)) = here(model) else { return Vec::new() };
    let actor = model.register.actor.clone();
    if action == Action::BackOut && sheet.state == "failed" && sheet.phase != "rollback" {
        return to_list(model, acts::way_back(&sheet));
    }
    if action == Action::Retract
        && let Some(effects) = untick(model, &sheet, &item)
    {
        return effects;
    }
    if let Some(word) = acts::word(action) {
        return match acts::why_not(word, &sheet, &item) {
            Some(why) => tell(model, why),
            None if word == "tick" => tick(model, &sheet, &item),
            None if word == "retract" && !acts::offered(&sheet, &item, &actor).contains(&word) => {
                tell(model, "nothing is recorded on this item that could be retracted")
            }
            None => acting::open(model, acts::line(acts::meant(word, &sheet, &actor), &sheet, &item)),
        };
    }
    match action {
        Action::Open if acts::waits(&item, &actor) => {
            acting::open(model, acts::line(acts::signing(&item), &sheet, &item))
        }
        Action::NextPage => {
            let at = sheet.lists.iter().position(|l| l.list == sheet.list).unwrap_or(0);
            let next = sheet.lists.get(at + 1).or(sheet.lists.first()).map(|l| l.list.clone());
            to_list(model, next)
        }
        _ => Vec::new(),
    }
}

/// Shows another list of the change.
fn to_list(model: &mut Model, list: Option<String>) -> Vec<Effect> {
    let Some(Screen::Run(page)) = model.stack.last_mut() else { return Vec::new() };
    *page = RunPage::of(&page.id, list);
    ask(page).map(Effect::Ask).into_iter().collect()
}

fn tell(model: &mut Model, text: &str) -> Vec<Effect> {
    model.tell(text);
    Vec::new()
}

/// One key ticks: the one act that is recorded without Enter, since it can be retracted.
fn tick(model: &mut Model, sheet: &ChecklistSheet, item: &ItemLine) -> Vec<Effect> {
    if matches!(model.screen(), Some(Screen::Run(page)) if page.saving.contains(&item.n)) {
        return tell(model, "this item is being saved; u retracts what you recorded");
    }
    if !item.answers.is_empty() {
        return acting::open(model, acts::line("answer", sheet, item));
    }
    if model.register.read_only.is_some() {
        return tell(model, "the register can only be read");
    }
    let act = ListAct::Tick { items: vec![item.n], note: None };
    let effects = send(model, sheet, item.n, act);
    let actor = model.register.actor.clone();
    if let Some(Screen::Run(page)) = model.stack.last_mut() {
        page.seek(&actor);
    }
    effects
}

/// Takes back the tick that was just given, at once and without a question; none where there is none, or where this
/// person has recorded something on the item under the cursor.
fn untick(model: &mut Model, sheet: &ChecklistSheet, item: &ItemLine) -> Option<Vec<Effect>> {
    let now = model.now();
    let actor = model.register.actor.clone();
    let Some(Screen::Run(page)) = model.stack.last_mut() else { return None };
    let (n, at) = page.ticked?;
    if now.since(at) > AT_ONCE || (item.n != n && item.signed_by.contains(&actor)) {
        return None;
    }
    if let Some(at) = sheet.items.iter().position(|i| i.n == n) {
        page.at = at;
    }
    let effects = send(model, sheet, n, ListAct::Retract { item: n, reason: None });
    if let Some(Screen::Run(page)) = model.stack.last_mut() {
        page.seeks = false;
    }
    Some(effects)
}

/// A digit: `1` begins to sign what waits for the person; the evidence stands on the page already.
pub fn pick(model: &mut Model, digit: char) -> Vec<Effect> {
    let Some((sheet, item)) = here(model) else { return Vec::new() };
    if !acts::waits(&item, &model.register.actor) {
        return Vec::new();
    }
    let mut line = acts::line(acts::signing(&item), &sheet, &item);
    if !line.choose(digit) {
        return Vec::new();
    }
    let effects = acting::open(model, line);
    model.barrier = None;
    effects.into_iter().filter(|e| !matches!(e, Effect::Barrier)).collect()
}

/// Enter on a complete act line of a list; none where it is no such line.
pub fn enter(model: &mut Model, line: &ActLine) -> Option<Vec<Effect>> {
    let Kind::Checklist { act, item, .. } = &line.kind else { return None };
    let item = *item;
    let (sheet, shown) = match model.screen() {
        Some(Screen::Run(page)) => {
            (page.sheet.clone()?, page.sheet.as_ref()?.items.iter().find(|i| i.n == item)?.clone())
        }
        _ => return Some(Vec::new()),
    };
    let no = sheet.id.parse().ok()?;
    let list = Some(sheet.list.clone());
    let word = |i: usize| line.answer(i).unwrap_or_default().to_owned();
    let sent = |model: &mut Model, request: Request| {
        if let Some(line) = &mut model.act {
            line.sent = true;
        }
        model.busy = true;
        vec![Effect::Ask(request)]
    };
    Some(match (act.as_str(), word(0).as_str()) {
        ("sign", "fail") => acting::open(model, acts::line("fail", &sheet, &shown)),
        ("evidence", "command") => {
            let command = shown.commands.first().cloned().unwrap_or_default();
            sent(model, Request::ItemCommand(no, list, item, command))
        }
        ("evidence", "file") => sent(model, Request::ItemFile(item, word(2))),
        ("evidence", "editor") => {
            model.act = None;
            if crate::app::editor::named().is_none() {
                return Some(tell(model, "no editor is named (QUORATE_EDITOR, VISUAL, EDITOR): paste it, e 1"));
            }
            vec![Effect::Edit(String::new(), format!("{}-{item}", sheet.id))]
        }
        ("here", code) => sent(model, Request::SignHere(no, list, item, code.to_owned())),
        ("attach", choice) => {
            let Some(Screen::Run(page)) = model.stack.last_mut() else { return Some(Vec::new()) };
            let (_, mut proof) = page.pending.clone()?;
            if choice == "mask" {
                (proof.body, proof.masked) = secrets::mask(&proof.body);
            }
            if let Some(line) = &mut model.act {
                line.sent = true;
            }
            send(model, &sheet, item, ListAct::Prove { item, proof, tick: true })
        }
        _ => match acts::act(line) {
            Err(why) => {
                model.warn(why);
                Vec::new()
            }
            Ok(None) => return None,
            Ok(Some(ListAct::Prove { proof, .. })) => proved(model, item, proof),
            Ok(Some(other)) => {
                if let Some(line) = &mut model.act {
                    line.sent = true;
                }
                let backs_out = matches!(&other, ListAct::Fail { then, .. } if then == "back_out");
                let effects = send(model, &sheet, item, other);
                if let Some(Screen::Run(page)) = model.stack.last_mut() {
                    page.leads_to = acts::way_back(&sheet).filter(|l| backs_out && *l != sheet.list);
                }
                effects
            }
        },
    })
}

/// Evidence is there: what a command printed is looked at first, and so is what may hold a secret.
pub fn proved(model: &mut Model, item: u32, proof: NewProof) -> Vec<Effect> {
    model.busy = false;
    let Some(Screen::Run(page)) = model.stack.last_mut() else { return Vec::new() };
    let Some(sheet) = page.sheet.clone() else { return Vec::new() };
    let Some(shown) = sheet.items.iter().find(|i| i.n == item).cloned() else { return Vec::new() };
    let mut kinds: Vec<&str> = secrets::find(&proof.body).iter().map(|s| s.kind).collect();
    kinds.dedup();
    page.pending = Some((item, proof.clone()));
    if kinds.is_empty() && proof.exit.is_none() {
        if let Some(line) = &mut model.act {
            line.sent = true;
        }
        return send(model, &sheet, item, ListAct::Prove { item, proof, tick: true });
    }
    model.act = None;
    acting::open(model, acts::attach(&sheet, &shown, &proof, &kinds))
}

/// What came back from the person's editor is evidence for the item under the cursor.
pub fn edited(model: &mut Model, text: &str) -> Vec<Effect> {
    match here(model) {
        Some((_, item)) if !text.trim().is_empty() => proved(model, item.n, NewProof::pasted(tame_prose(text))),
        _ => tell(model, "nothing was written, and nothing recorded"),
    }
}

/// Enter on the list of runs.
pub fn enter_list(model: &mut Model) -> Vec<Effect> {
    let Some(Screen::Runs(runs)) = model.screen() else { return Vec::new() };
    let Some(row) = runs.current().cloned() else { return Vec::new() };
    open(model, &row.id, Some(row.list))
}
