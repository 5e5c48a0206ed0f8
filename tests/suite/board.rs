//! The go/no-go board on the screen and in line mode: what it shows, and deciding from it.

use crate::stage;
use quorate::domain::command::{ChangeCommand, Command};
use quorate::sheets::evidence::{BoardSheet, DeciderRow, PointRow};
use quorate::sheets::time::Time;
use quorate::tui::Look;
use quorate::tui::go::GoPage;
use quorate::tui::message::{Answer, Effect, Request};
use quorate::tui::model::{Model, Screen};
use quorate::tui::theme::Theme;

const LOOK: Look = Look { theme: Theme::Dark, ascii: false, plain: false };

const SIZES: [(u16, u16); 4] = [(40, 20), (80, 24), (120, 40), (200, 60)];

fn time(text: &str) -> Time {
    Time(stage::moment(text))
}

fn point(title: &str, state: &str, evidence: &str, measured: Option<&str>) -> PointRow {
    PointRow {
        id: "go-x".into(),
        title: title.into(),
        state: state.into(),
        text: if state == "go" { String::new() } else { format!("{}: go at none open", title.to_lowercase()) },
        remedy: if state == "go" { String::new() } else { "record it: quorate run evidence ID --test x".into() },
        evidence: Some(evidence).filter(|e| !e.is_empty()).map(str::to_owned).into_iter().collect(),
        measured: measured.map(time),
        until: measured.map(|_| time("2026-09-25T12:00:00Z")),
        clauses: vec!["XX-9.4-01".into()],
    }
}

fn decider(review: &str, title: &str, by: Option<&str>, yours: bool) -> DeciderRow {
    DeciderRow {
        review: review.into(),
        title: title.into(),
        roles: vec!["test_manager".into()],
        state: if by.is_some() { "go" } else { "open" }.into(),
        by: by.map(str::to_owned).into_iter().collect(),
        why: Vec::new(),
        yours,
        clauses: vec!["XX-9.4-12".into()],
    }
}

/// Ten points, one against it and one open; one of two has decided.
fn sheet() -> BoardSheet {
    let day = Some("2026-09-22T10:00:00Z");
    BoardSheet {
        id: "CHG-42".into(),
        title: "Kernel patch for the web tier".into(),
        env: Some("PROD".into()),
        verdict: "no_go".into(),
        points: vec![
            point("Smoke test pass rate", "go", "#4 smoke TEST, pass rate 100.00%, by quinn, sha256:9f3c2a", day),
            point("Regression pass rate", "go", "#5 regression, pass rate 97.10%, by quinn", day),
            point("Critical defects", "no_go", "#6 critical_defects, open 2, by quinn", Some("2026-09-23T09:00:00Z")),
            point("Blocking defects", "go", "#7 blocking_defects, open 0, by quinn", day),
            point("UAT sign-off", "go", "", None),
            point("CAB approval", "go", "", None),
            point("Rollback", "go", "#8 rollback TEST, said to have passed, by oleg", day),
            point("Backup", "open", "", None),
            point("Communication", "go", "#9 stakeholders, unnotified 0, by bea", day),
            point("Monitoring", "go", "#10 monitoring, alerts 3, by oleg", day),
        ],
        deciders: vec![
            decider("promote_test", "Sign-off and go/no-go TEST to PROD: Test Manager", Some("tess"), false),
            decider("promote_dev", "Go/no-go TEST to PROD: Development Lead", None, true),
        ],
        environments: vec!["TEST".into(), "PROD".into()],
        revision: 3,
        checked_at: time("2026-09-23T11:57:00Z"),
    }
}

fn page(size: (u16, u16)) -> Model {
    let mut model = stage::home(LOOK, size);
    model.stack.push(Screen::Go(GoPage::of("CHG-42", None)));
    stage::give(&mut model, Answer::GoBoard(Box::new(sheet())));
    model
}

#[test]
fn pictures() {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        for size in SIZES {
            let mut model = page(size);
            let shown = stage::lines(&stage::picture(&mut model)).join("\n");
            insta::assert_snapshot!(format!("go_board_{}x{}", size.0, size.1), shown);
        }
    });
}

#[test]
fn nothing_breaks_at_any_size() {
    for (width, height) in [(0, 0), (1, 1), (20, 6), (39, 11), (59, 15), (300, 100)] {
        let mut model = page((width, height));
        for keys in ["End", "Home", "2"] {
            stage::press(&mut model, keys);
            let _ = stage::picture(&mut model);
        }
    }
}

#[test]
fn the_cursor_begins_at_what_is_against_it_and_every_point_can_be_reached() {
    let mut model = page((40, 20));
    let at = |model: &Model| match model.screen() {
        Some(Screen::Go(page)) => page.at,
        _ => usize::MAX,
    };
    assert_eq!(at(&model), 2);
    for _ in 0..20 {
        stage::press(&mut model, "j");
    }
    assert_eq!(at(&model), 11, "ten points and two who decide");
    let shown = stage::lines(&stage::picture(&mut model)).join("\n");
    assert!(shown.contains("Development Lead") && shown.contains("YOU"), "{shown}");
    // Another environment is asked for by name, and goes round.
    let effects = stage::press(&mut model, "Tab");
    assert!(
        matches!(effects.as_slice(), [Effect::Ask(Request::GoBoard(_, Some(env)))] if env == "TEST"),
        "{effects:?}"
    );
}

/// All points are GO and everybody has decided: whose NO-GO it is stands on the page, also where the rows do not all fit.
#[test]
fn a_no_go_is_named_with_who_said_it() {
    for size in SIZES {
        let mut model = stage::home(LOOK, size);
        model.stack.push(Screen::Go(GoPage::of("CHG-42", None)));
        let mut sheet = sheet();
        for point in &mut sheet.points {
            point.state = "go".into();
        }
        let lead = &mut sheet.deciders[1];
        (lead.state, lead.by) = ("no_go".into(), vec!["gil".into()]);
        stage::give(&mut model, Answer::GoBoard(Box::new(sheet)));
        assert!(matches!(model.screen(), Some(Screen::Go(page)) if page.at == 11));
        let shown = stage::lines(&stage::picture(&mut model)).join("\n");
        let last = shown.lines().rev().find(|l| l.contains("NO-GO:")).unwrap_or_default();
        assert!(last.contains("Development Lead (gil)"), "{size:?}: {shown}");
    }
}

fn decided(effects: &[Effect]) -> Vec<(String, bool, Option<String>, Option<u32>)> {
    let acts = effects.iter().filter_map(|e| match e {
        Effect::Ask(Request::Do(acts)) => Some(acts.iter()),
        _ => None,
    });
    acts.flatten()
        .map(|(command, how)| match command {
            Command::Change(_, ChangeCommand::Review { review, passed, note, .. }) => {
                (review.clone().unwrap(), *passed, note.clone(), how.if_version)
            }
            other => panic!("{other:?}"),
        })
        .collect()
}

/// Whoever is about to say GO reads what is against it, by name, before Enter.
#[test]
fn who_says_go_is_told_at_once_what_is_against_it() {
    for size in SIZES {
        let mut model = page(size);
        stage::press(&mut model, "1");
        assert!(model.act.as_ref().unwrap().title.ends_with("2 points are no GO: Critical defects, Backup"));
    }
    let mut model = page((80, 24));
    let mut one = sheet();
    one.points[2].state = "go".into();
    stage::give(&mut model, Answer::GoBoard(Box::new(one)));
    stage::press(&mut model, "1");
    let shown = stage::lines(&stage::picture(&mut model)).join("\n");
    assert!(shown.contains("no GO: Backup"), "{shown}");
}

/// What the page has no room for is a key away, and the mark names the key.
#[test]
fn a_point_that_is_cut_is_read_whole_by_z() {
    let mut model = page((40, 20));
    let shown = stage::lines(&stage::picture(&mut model)).join("\n");
    assert!(shown.contains("more, z") && !shown.contains("counts until"), "{shown}");
    stage::press(&mut model, "z");
    let mut seen = String::new();
    for _ in 0..8 {
        seen += &stage::lines(&stage::picture(&mut model)).join("\n");
        stage::press(&mut model, "j");
    }
    assert!(seen.contains("record it: quorate run") && seen.contains("XX-9.4-01"), "{seen}");
    stage::press(&mut model, "z");
    assert!(model.popup.is_none(), "the key that opened it closes it");
}

#[test]
fn one_decides_by_a_digit_and_enter_for_oneself_and_says_why_not() {
    let mut model = page((80, 24));
    assert_eq!(decided(&stage::press(&mut model, "1")), []);
    assert_eq!(decided(&stage::press(&mut model, "Enter")), [("promote_dev".into(), true, None, Some(3))]);
    // No-go needs its reason.
    let mut model = page((80, 24));
    assert_eq!(decided(&stage::press(&mut model, "2 Enter")), []);
    let effects = stage::press(&mut model, "b a d Enter");
    assert_eq!(decided(&effects), [("promote_dev".into(), false, Some("bad".into()), Some(3))]);
    // Enter begins, and Enter alone does not decide.
    let mut model = page((80, 24));
    assert_eq!(decided(&stage::press(&mut model, "Enter Enter")), []);
    // At somebody's row it is theirs that is decided: who may is judged where it is recorded.
    let mut model = page((80, 24));
    if let Some(Screen::Go(page)) = model.stack.last_mut() {
        page.at = 10;
    }
    assert_eq!(decided(&stage::press(&mut model, "1 Enter")), [("promote_test".into(), true, None, Some(3))]);
}

#[test]
fn the_board_is_reached_from_its_change_only() {
    let mut model = stage::home(LOOK, (80, 24));
    model.stack.push(Screen::Detail(quorate::tui::screen::Detail::of("CHG-42")));
    let effects = stage::press(&mut model, "n");
    assert!(effects.iter().any(|e| matches!(e, Effect::Ask(Request::GoBoard(_, None)))), "{effects:?}");
    let mut model = stage::home(LOOK, (80, 24));
    model.stack.push(Screen::Pack(Default::default()));
    assert!(stage::press(&mut model, "g n").is_empty());
    assert!(model.notice.unwrap().text.contains("go to a change first"));
}
