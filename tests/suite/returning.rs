//! After a lost terminal the next session of the same person begins where the last one was: record, field and cursor.

use crate::stage;
use quorate::app::options::Draft;
use quorate::tui::Look;
use quorate::tui::message::{Answer, Effect, Message, Request};
use quorate::tui::model::{Model, Screen};
use quorate::tui::update::update;

fn at(screen: &str) -> Model {
    stage::at(Look::default(), (80, 24), screen)
}

/// What the register keeps once the terminal is lost: drafts, and the place among them.
fn lost(model: &mut Model) -> Vec<(String, Draft)> {
    let effects = update(model, Message::Leave);
    assert!(matches!(effects.last(), Some(Effect::Quit)));
    let kept = |e: Effect| match e {
        Effect::Ask(Request::Draft(key, Some(draft))) => Some((key, draft)),
        _ => None,
    };
    effects.into_iter().filter_map(kept).collect()
}

/// The next session, at home, which has read those drafts; what it asks for then.
fn next(drafts: Vec<(String, Draft)>) -> (Model, String) {
    let mut model = at("home");
    let effects = stage::give(&mut model, Answer::Drafts(drafts));
    let asked = format!("{effects:?}");
    assert!(asked.contains("Barrier"), "keys count once the page is seen: {asked}");
    update(&mut model, Message::Seen);
    (model, asked)
}

#[test]
fn words_of_a_vote_are_open_again_with_their_cursor() {
    let mut model = at("ballot");
    stage::press(&mut model, "3 t o o Space s o o n");
    let (mut model, asked) = next(lost(&mut model));
    assert!(asked.contains("Change(ChangeNo(42))") && asked.contains("Draft(\"place\", None)"), "{asked}");
    assert!(matches!(model.screen(), Some(Screen::Ballot(_))) && model.act.is_none());
    let shown = stage::lines(&stage::picture(&mut model)).join("\n");
    assert!(shown.contains("here your last session was cut off; g h goes home"), "{shown}");
    stage::give(&mut model, Answer::Change(Box::new(stage::voting())));
    update(&mut model, Message::Seen);
    stage::press(&mut model, "! Enter");
    let line = model.act.as_ref().unwrap();
    assert_eq!((line.answer(0), line.sent), (Some("reject"), true));
    assert!(line.steps.iter().any(|s| s.answer == "too soon!"), "{line:?}");
}

#[test]
fn a_field_is_open_again_with_the_cursor_where_it_was() {
    let mut model = at("form");
    stage::press(&mut model, "j Enter a b c Left Left");
    let (mut model, asked) = next(lost(&mut model));
    assert!(asked.contains("Change(ChangeNo(42))"), "{asked}");
    stage::give(&mut model, Answer::Change(Box::new(stage::change())));
    let Some(Screen::Form(form)) = model.screen() else { panic!("{:?}", model.screen()) };
    assert_eq!((form.fields.at, form.open.is_some()), (1, true));
    stage::press(&mut model, "X Esc");
    let Some(Screen::Form(form)) = model.screen() else { panic!("{:?}", model.screen()) };
    let value = form.fields.items[1].value.clone().unwrap();
    assert!(value.ends_with("aXbc"), "{value}");
}

#[test]
fn each_page_is_returned_to() {
    for (screen, asks) in [
        ("queue", "Queue("),
        ("detail", "Change(ChangeNo(42))"),
        ("packs", "Packs"),
        ("log", "Log(None"),
        ("board", "Board"),
        ("freezes", "Week(Some(2026-09-23))"),
        ("year", "Year(Some(2026))"),
        ("meeting", "Meeting(Some("),
    ] {
        let mut model = at(screen);
        let before = std::mem::discriminant(model.screen().unwrap());
        let (model, asked) = next(lost(&mut model));
        assert!(asked.contains(asks), "{screen}: {asked}");
        assert_eq!(std::mem::discriminant(model.screen().unwrap()), before, "{screen}");
    }
}

#[test]
fn who_is_elsewhere_already_or_left_by_themselves_stays_there() {
    // Home, the room's screen and a session that was left keep no place.
    for screen in ["home", "audience"] {
        assert!(lost(&mut at(screen)).is_empty(), "{screen}");
    }
    let left = stage::press(&mut at("detail"), "Ctrl-c");
    assert!(!format!("{left:?}").contains("place"), "{left:?}");
    let kept = lost(&mut at("detail"));
    let mut model = at("queue");
    let effects = stage::give(&mut model, Answer::Drafts(kept.clone()));
    assert!(effects.is_empty() && matches!(model.screen(), Some(Screen::Queue)), "{effects:?}");
    assert!(model.drafts.is_empty(), "it is no draft");
    // A session that was there when another one was cut off does not go there.
    let mut model = at("home");
    stage::give(&mut model, Answer::Drafts(Vec::new()));
    assert!(stage::give(&mut model, Answer::Drafts(kept)).is_empty());
    assert!(matches!(model.screen(), Some(Screen::Home(..))));
}

#[test]
fn what_cannot_be_done_any_more_is_said_and_its_words_stay() {
    let mut model = at("ballot");
    stage::press(&mut model, "3 t o o Space s o o n");
    let kept = lost(&mut model);
    let (mut model, _) = next(kept);
    let mut decided = stage::change();
    decided.ballot = None;
    decided.row.state = "closed".into();
    decided.acts.clear();
    stage::give(&mut model, Answer::Change(Box::new(decided)));
    assert!(model.act.is_none());
    let told = model.notice.as_ref().unwrap().text.clone();
    assert!(told.contains("cannot be done any more: not in state closed") && told.contains("are kept"), "{told}");
    assert_eq!(model.drafts.len(), 1);
}
