//! Keys: what each sequence leads to, and that no key alone records.

use crate::stage;
use crossterm::event::KeyCode;
use proptest::prelude::*;
use quorate::domain::command::{ChangeCommand, Command};
use quorate::tui::Look;
use quorate::tui::keymap::{self, BINDINGS, Context};
use quorate::tui::message::{Answer, Effect, Failure, Message, Request};
use quorate::tui::model::{Model, Screen};
use quorate::tui::theme::Theme;
use quorate::tui::update::update;

const SCREENS: [&str; 10] = ["home", "queue", "detail", "ballot", "form", "packs", "pack", "log", "board", "first"];
const LOOK: Look = Look { theme: Theme::Auto, ascii: false };

fn at(screen: &str) -> Model {
    stage::at(LOOK, (80, 24), screen)
}

fn recorded(effects: &[Effect]) -> Vec<(&Command, Option<u32>)> {
    effects
        .iter()
        .filter_map(|e| match e {
            Effect::Ask(Request::Do(command, how)) => Some((command, how.if_version)),
            _ => None,
        })
        .collect()
}

/// One line for what is recorded: the act and its answers.
fn told(effects: &[Effect]) -> String {
    match recorded(effects).as_slice() {
        [] => "nothing".into(),
        [(Command::Change(no, command), version)] => {
            let version = version.map_or_else(|| "any".into(), |v| v.to_string());
            let words = match command {
                ChangeCommand::Cast(c) => format!(
                    "cast {}{}",
                    c.choice,
                    c.reason.iter().chain(&c.condition).map(|t| format!(" ({t})")).collect::<String>()
                ),
                ChangeCommand::OpenVote { tally, .. } => format!("open vote {}", tally.map_or("-", |t| t.word())),
                ChangeCommand::CloseVote { reason } => format!("close vote {reason:?}"),
                ChangeCommand::Defer { reason, until } => format!(
                    "defer {} until {}",
                    reason.as_deref().unwrap_or("-"),
                    until.map_or_else(|| "open".into(), |t| t.to_string())
                ),
                ChangeCommand::Approve(a) => format!("approve {:?}", a.reason),
                ChangeCommand::Reject { reason, .. } => format!("reject {}", reason.as_deref().unwrap_or("-")),
                ChangeCommand::Edit { fields } => format!("edit {fields:?}"),
                other => format!("{other:?}"),
            };
            format!("{no} at {version}: {words}")
        }
        more => format!("{more:?}"),
    }
}

#[test]
fn sequences_record_what_they_say() {
    let table = [
        ("ballot", "1 Enter", "CHG-42 at any: cast approve"),
        ("ballot", "4 Enter", "CHG-42 at any: cast abstain"),
        ("ballot", "2 Enter o k Enter", "CHG-42 at any: cast condition (ok)"),
        ("ballot", "3 Enter n o Enter", "CHG-42 at any: cast reject (no)"),
        ("ballot", "1 2 1 Enter", "CHG-42 at any: cast approve"),
        ("ballot", "X Enter", "CHG-42 at any: close vote None"),
        ("ballot", "X s o Enter", "CHG-42 at any: close vote Some(\"so\")"),
        ("detail", "V 1 Enter", "CHG-42 at 3: open vote hidden"),
        ("detail", "V 2 Enter", "CHG-42 at 3: open vote open"),
        ("detail", "D 1 Enter 1 Enter", "CHG-42 at 3: defer incomplete until open"),
        ("detail", "D 2 Enter 3 Enter", "CHG-42 at 3: defer no way back until 2026-10-07T11:57:00Z"),
        ("detail", "D 6 Enter 1 Enter s o Enter", "CHG-42 at 3: defer so until open"),
        ("ballot", "D 3 Enter 1 Enter", "CHG-42 at any: defer clash until open"),
        ("detail", "A 1 Enter Enter", "CHG-42 at 3: approve None"),
        ("detail", "A 1 Enter f i n e Enter", "CHG-42 at 3: approve Some(\"fine\")"),
        ("detail", "A 2 Enter b a d Enter", "CHG-42 at 3: reject bad"),
        ("form", "S Enter", "nothing"),
        ("form", "j j 3 S Enter", "CHG-42 at 3: edit [(\"impact\", \"high\")]"),
        // What is not enough records nothing.
        ("ballot", "Enter", "nothing"),
        ("ballot", "9 Enter", "nothing"),
        ("ballot", "3 Enter Enter", "nothing"),
        ("ballot", "1 Esc Enter", "nothing"),
        ("ballot", "1 Backspace Enter", "nothing"),
        ("ballot", "X Esc Enter", "nothing"),
        ("detail", "V Enter", "nothing"),
        ("detail", "V V Enter", "nothing"),
        ("detail", "A Enter Enter", "nothing"),
        ("detail", "A 2 Enter Enter", "nothing"),
        ("detail", "D 1 Enter Enter", "nothing"),
        ("detail", "D 1 Enter Esc Enter", "nothing"),
        ("home", "1 Enter 1 Enter", "nothing"),
    ];
    for (screen, keys, what) in table {
        let mut model = at(screen);
        assert_eq!(told(&stage::press(&mut model, keys)), what, "{screen}: {keys}");
    }
}

#[test]
fn a_digit_shows_the_choice_and_escape_takes_it_back() {
    let mut model = at("ballot");
    assert!(stage::press(&mut model, "1").is_empty());
    assert_eq!(model.act.as_ref().unwrap().chosen, Some(0));
    stage::press(&mut model, "Esc");
    assert!(model.act.is_none());
    assert_eq!(model.notice.as_ref().unwrap().text, "nothing was recorded");
    assert!(matches!(model.screen(), Some(Screen::Ballot(..))), "Esc cancels the act, not the page");
}

#[test]
fn a_record_that_moved_is_named_and_the_act_keeps_the_revision_that_was_read() {
    let mut model = at("detail");
    stage::press(&mut model, "A 1 Enter");
    let mut newer = stage::change();
    newer.row.revision = 4;
    stage::give(&mut model, Answer::Change(Box::new(newer)));
    let Some(Screen::Detail(detail)) = model.screen() else { panic!() };
    assert_eq!(detail.difference.as_deref(), Some("CHG-42 is now at revision 4"));
    assert_eq!(told(&stage::press(&mut model, "Enter")), "CHG-42 at 3: approve None");
}

#[test]
fn what_is_typed_in_a_form_survives_leaving_it() {
    let drafts = |effects: &[Effect]| -> Vec<(String, Vec<(String, String)>)> {
        effects
            .iter()
            .filter_map(|e| match e {
                Effect::Ask(Request::Draft(key, Some(draft))) => Some((key.clone(), draft.fields.clone())),
                _ => None,
            })
            .collect()
    };
    let kept = vec![("CHG-42".to_owned(), vec![("rollback_plan".to_owned(), "boot old".to_owned())])];
    let typed = "j j j Enter b o o t Space o l d";
    // Hanging up in the middle of a word.
    let mut model = at("form");
    stage::press(&mut model, typed);
    assert_eq!(drafts(&update(&mut model, Message::Leave)), kept);
    let mut model = at("form");
    stage::press(&mut model, typed);
    assert_eq!(drafts(&stage::press(&mut model, "Ctrl-c")), kept);
    // Leaving the field, then the form.
    let mut model = at("form");
    stage::press(&mut model, typed);
    assert_eq!(drafts(&stage::press(&mut model, "Esc")), kept);
    let effects = stage::press(&mut model, "q");
    assert!(effects.iter().any(|e| matches!(e, Effect::Ask(Request::Drafts))));
    assert!(matches!(model.screen(), Some(Screen::Home(_))));
}

#[test]
fn every_binding_has_words_and_a_key_of_its_own() {
    for (i, binding) in BINDINGS.iter().enumerate() {
        assert!(!binding.words.is_empty() && !binding.keys.is_empty(), "{binding:?}");
        for other in &BINDINGS[i + 1..] {
            let shared = binding.keys.iter().find(|k| other.keys.contains(k));
            let same = binding.context == other.context && binding.action != other.action;
            assert!(!(same && shared.is_some()), "{binding:?} and {other:?}");
        }
        for (i, key) in binding.keys.iter().enumerate() {
            assert!(!binding.keys[..i].contains(key), "{key} twice in {binding:?}");
        }
        // The table writes keys as they are read.
        for key in binding.keys {
            assert_eq!(keymap::name(&stage::key(key)), *key);
            assert!(keymap::action(binding.context, key).is_some());
        }
    }
    // What a screen binds itself hides no key that works everywhere.
    for own in BINDINGS.iter().filter(|b| !matches!(b.context, Context::Global | Context::List)) {
        let hidden = BINDINGS.iter().filter(|b| b.context == Context::Global);
        for global in hidden {
            assert!(!own.keys.iter().any(|k| global.keys.contains(k)), "{own:?} hides {global:?}");
        }
    }
}

#[test]
fn pasting_outside_a_field_changes_nothing() {
    let bound: String = "jkGgVADXSeqR+:=?1234 \r\n".chars().cycle().take(10_000).collect();
    for screen in SCREENS {
        let mut model = at(screen);
        let before = stage::lines(&stage::picture(&mut model));
        let effects = update(&mut model, Message::Paste(bound.clone()));
        assert!(effects.is_empty(), "{screen}: {effects:?}");
        assert_eq!(stage::lines(&stage::picture(&mut model)), before, "{screen}");
    }
}

#[test]
fn a_refusal_stays_until_it_is_read_and_scrolls_to_its_end() {
    let mut model = stage::at(LOOK, (40, 20), "detail");
    stage::press(&mut model, "A 1 Enter Enter");
    assert!(model.busy);
    let lines = (1..=30).map(|n| format!("reason {n} that takes two lines on a narrow screen")).collect();
    stage::give(&mut model, Answer::Failed(Failure { text: "refused".into(), lines }, true));
    assert!(!model.busy);
    let shows = |model: &mut Model, text: &str| stage::lines(&stage::picture(model)).iter().any(|l| l.contains(text));
    assert!(shows(&mut model, "reason 1 ") && !shows(&mut model, "reason 30"));
    stage::press(&mut model, &["j"; 80].join(" "));
    assert!(shows(&mut model, "reason 30") && !shows(&mut model, "reason 1 "));
    // The way back is as long as the way there, not longer.
    stage::press(&mut model, &["k"; 47].join(" "));
    assert!(shows(&mut model, "reason 1 "));
    stage::press(&mut model, "Esc");
    assert!(model.popup.is_none());
    assert!(matches!(model.screen(), Some(Screen::Detail(_))));
}

#[test]
fn what_was_recorded_is_told_and_read_again() {
    let mut model = at("detail");
    stage::press(&mut model, "V 1 Enter");
    assert!(model.busy);
    let effects = stage::give(&mut model, Answer::Done(stage::receipt("CHG-42")));
    assert!(!model.busy);
    assert!(model.notice.as_ref().unwrap().text.starts_with("recorded CHG-42, now authorize"));
    assert!(effects.iter().any(|e| matches!(e, Effect::Ask(Request::Change(no)) if no.0 == 42)));
}

#[test]
fn the_palette_runs_what_it_shows_and_records_nothing_itself() {
    let mut model = at("detail");
    let effects = stage::press(&mut model, ": d e f e r Enter");
    assert!(recorded(&effects).is_empty());
    assert!(model.act.as_ref().is_some_and(|a| a.title.starts_with("Defer")));
}

#[test]
fn going_to_the_end_of_a_change_leaves_the_way_back_short() {
    let mut model = at("detail");
    stage::press(&mut model, "G");
    let end = stage::lines(&stage::picture(&mut model));
    stage::press(&mut model, "g g");
    let top = stage::lines(&stage::picture(&mut model));
    stage::press(&mut model, "G k k k k k k k k k k k k k k k k k k k k k k k k k k k k k k");
    assert_eq!(stage::lines(&stage::picture(&mut model)), top, "k leads back from the end, which shows {end:?}");
}

/// Every key of the table, digits, and what people type.
fn any_key() -> impl Strategy<Value = crossterm::event::KeyEvent> {
    let bound: Vec<_> = BINDINGS.iter().flat_map(|b| b.keys.iter().copied()).collect();
    prop_oneof![
        4 => prop::sample::select(bound).prop_map(stage::key),
        2 => prop::sample::select(vec!["1", "2", "3", "4", "9", "Tab", "Backspace", "Space", "x"]).prop_map(stage::key),
        1 => any::<char>().prop_map(|c| crossterm::event::KeyEvent::from(KeyCode::Char(c))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn without_enter_nothing_is_recorded(
        screen in prop::sample::select(SCREENS.to_vec()),
        keys in prop::collection::vec(any_key(), 0..40),
    ) {
        let mut model = at(screen);
        for key in keys {
            if key.code == KeyCode::Enter {
                continue;
            }
            let effects = update(&mut model, Message::Key(key));
            prop_assert!(recorded(&effects).is_empty(), "{key:?} recorded {effects:?}");
            if model.stack.is_empty() {
                break;
            }
        }
    }

    #[test]
    fn a_single_key_records_nothing(screen in prop::sample::select(SCREENS.to_vec()), key in any_key()) {
        let mut model = at(screen);
        let effects = update(&mut model, Message::Key(key));
        prop_assert!(recorded(&effects).is_empty());
    }

    #[test]
    fn every_size_is_drawn(
        screen in prop::sample::select(SCREENS.to_vec()),
        (width, height) in (0_u16..=300, 0_u16..=100),
        keys in prop::collection::vec(any_key(), 0..12),
        ascii in any::<bool>(),
    ) {
        let mut model = stage::at(Look { theme: Theme::Auto, ascii }, (80, 24), screen);
        for key in keys {
            update(&mut model, Message::Key(key));
        }
        update(&mut model, Message::Size(width, height));
        let buffer = stage::picture(&mut model);
        prop_assert_eq!((buffer.area.width, buffer.area.height), (width, height));
        // A page has to say something wherever there is room for it.
        if width >= 20 && height >= 6 {
            prop_assert!(stage::lines(&buffer).iter().any(|l| !l.is_empty()));
        }
    }
}
