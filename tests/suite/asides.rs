//! Commands of a deployment that are run from a screen: seen whole before, watched, left, returned to and stopped.

use crate::checklists::page;
use crate::stage::{give, lines, picture, press};
use quorate::app::aside::Heard;
use quorate::base::ids::ChangeNo;
use quorate::text::words::command::argv;
use quorate::tui::command::Aside;
use quorate::tui::message::{Answer, Effect, Message, Request};
use quorate::tui::model::{Model, Screen};
use quorate::tui::update::update;

const NO: ChangeNo = ChangeNo(42);

fn shown(model: &mut Model) -> String {
    lines(&picture(model)).join("\n")
}

fn heard(model: &mut Model, what: Heard) -> Vec<Effect> {
    give(model, Answer::Heard(NO, what))
}

/// A model in which a command was typed and runs.
fn running(size: (u16, u16)) -> Model {
    let mut model = page(size);
    press(&mut model, "x Ctrl-u");
    update(&mut model, Message::Paste("make deploy | tee log".into()));
    assert!(shown(&mut model).replace("\n ", " ").contains("quorate run exec CHG-42 -- sh -c 'make deploy | tee log'"));
    let effects = press(&mut model, "Enter");
    let asked = effects.iter().find_map(|e| match e {
        Effect::Ask(Request::RunCommand(no, argv)) => Some((*no, argv.clone())),
        _ => None,
    });
    assert_eq!(asked, Some((NO, vec!["sh".to_owned(), "-c".into(), "make deploy | tee log".into()])));
    assert!(model.act.is_none());
    model
}

#[test]
fn a_command_is_seen_whole_before_it_runs_and_watched_while_it_does() {
    for size in [(40, 20), (80, 24), (200, 60)] {
        let mut model = running(size);
        heard(&mut model, Heard::Printed("copying 1 %\rcopying 100 %\r\n\x1b[31mred\x1b[0m \x1b]0;title\x07\n".into()));
        heard(&mut model, Heard::Printed("half of a li".into()));
        insta::assert_snapshot!(format!("command_{}x{}", size.0, size.1), shown(&mut model));
        assert!(!shown(&mut model).contains('\x1b'));
    }
}

#[test]
fn one_leaves_a_command_running_returns_to_it_and_hears_of_its_end() {
    let mut model = running((80, 24));
    press(&mut model, "Esc");
    assert!(matches!(model.screen(), Some(Screen::Run(_))));
    heard(&mut model, Heard::Printed("while nobody looked\n".into()));
    assert!(shown(&mut model).contains("a command runs: x"));
    press(&mut model, "x");
    assert!(shown(&mut model).contains("while nobody looked"), "{}", shown(&mut model));
    press(&mut model, "x");
    assert!(model.act.is_none(), "one at a time");
    press(&mut model, "Esc");
    heard(&mut model, Heard::Ended(Some(3)));
    assert!(shown(&mut model).contains("the command of CHG-42 ended with 3"), "{}", shown(&mut model));
}

#[test]
fn what_was_refused_is_not_said_to_have_run_and_nothing_is_left_to_stop() {
    let mut model = running((80, 24));
    assert!(shown(&mut model).contains("X stop") && !shown(&mut model).contains("x another"));
    heard(&mut model, Heard::Printed("refused: CHG-42 exec is outside of its window\n".into()));
    heard(&mut model, Heard::NotRun);
    let text = shown(&mut model);
    assert!(text.contains("was not run") && !text.contains("ended with"), "{text}");
    assert!(!text.contains("X stop") && text.contains("x another"), "{text}");
    // One that ran has its end on record, whatever it printed.
    let mut model = running((80, 24));
    heard(&mut model, Heard::Printed("refused: no\n".into()));
    heard(&mut model, Heard::Ended(Some(7)));
    assert!(shown(&mut model).contains("ended with 7"));
}

#[test]
fn a_command_is_told_to_end_by_enter_only() {
    let mut model = running((80, 24));
    assert!(press(&mut model, "X").iter().all(|e| !matches!(e, Effect::Ask(Request::StopCommand(_)))));
    let effects = press(&mut model, "Enter");
    assert!(effects.iter().any(|e| matches!(e, Effect::Ask(Request::StopCommand(NO)))), "{effects:?}");
    heard(&mut model, Heard::Ended(Some(143)));
    press(&mut model, "X");
    assert!(model.act.is_none() && shown(&mut model).contains("no command runs"));
}

#[test]
fn output_is_kept_as_far_as_the_page_needs_it_and_scrolled() {
    let mut model = running((80, 24));
    for n in 0..20_000 {
        heard(&mut model, Heard::Printed(format!("line {n} é\n")));
    }
    let aside: &Aside = &model.asides[0];
    assert!(aside.cut && aside.lines().len() < 8000);
    assert!(shown(&mut model).contains("line 19999"));
    press(&mut model, "PageUp");
    assert!(!shown(&mut model).contains("line 19999") && shown(&mut model).contains("rows more below"));
    press(&mut model, "G");
    assert!(shown(&mut model).contains("line 19999"));
}

#[test]
fn a_line_is_split_as_a_shell_does_and_left_to_a_shell_where_only_that_knows() {
    let of = |line: &str| argv(line).unwrap();
    assert_eq!(of("  ls -l 'a b' \"c d\" e\\ f ''"), ["ls", "-l", "a b", "c d", "e f", ""]);
    for line in ["a | b", "a > b", "echo $HOME", "echo \"$HOME\"", "A=1 make", "ls *.rs", "a && b"] {
        assert_eq!(of(line), ["sh", "-c", line], "{line}");
    }
    assert_eq!(of("echo '$HOME | x'"), ["echo", "$HOME | x"]);
    for (line, says) in [("", "no command"), ("a 'b", "not closed"), ("a \\", "backslash")] {
        assert!(argv(line).unwrap_err().contains(says), "{line}");
    }
}
