//! Keys: what each sequence leads to, and that no key alone records.

use crate::stage;
use crossterm::event::KeyCode;
use proptest::prelude::*;
use quorate::app::acts::line::Kind;
use quorate::app::acts::offer;
use quorate::app::keymap::{self, BINDINGS, Context};
use quorate::app::options::Draft;
use quorate::domain::command::{ChangeCommand, Command, MeetingCommand};
use quorate::sheets::change::{ActLine, ConditionLine};
use quorate::sheets::meeting::MeetingSheet;
use quorate::tui::Look;
use quorate::tui::message::{Answer, Effect, Failure, Message, Request};
use quorate::tui::model::{Model, Popup, Screen};
use quorate::tui::theme::Theme;
use quorate::tui::update::update;

const SCREENS: [&str; 12] =
    ["home", "queue", "detail", "ballot", "form", "packs", "pack", "log", "board", "meeting", "audience", "first"];
const LOOK: Look = Look { theme: Theme::Auto, ascii: false, plain: false };

fn at(screen: &str) -> Model {
    stage::at(LOOK, (80, 24), screen)
}

fn recorded(effects: &[Effect]) -> Vec<(&Command, Option<u32>)> {
    effects
        .iter()
        .filter_map(|e| match e {
            Effect::Ask(Request::Do(acts)) => {
                Some(acts.iter().map(|(command, how)| (command, how.if_version)).collect::<Vec<_>>())
            }
            Effect::Ask(Request::Record(command, how, ..)) => Some(vec![(&**command, how.if_version)]),
            _ => None,
        })
        .flatten()
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
                    until.map_or_else(|| "next".into(), |t| t.to_string())
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
        ("ballot", "1 Enter", "CHG-42 at 3: cast approve"),
        ("ballot", "4 Enter", "CHG-42 at 3: cast abstain"),
        ("ballot", "1 4 Enter", "CHG-42 at 3: cast abstain"),
        ("ballot", "1 c f i n e Enter", "CHG-42 at 3: cast approve (fine)"),
        ("ballot", "2 o k Enter", "CHG-42 at 3: cast condition (ok)"),
        ("ballot", "3 n o Enter", "CHG-42 at 3: cast reject (no)"),
        ("ballot", "3 n Backspace Backspace 1 Enter", "CHG-42 at 3: cast approve"),
        ("ballot", "X Enter", "CHG-42 at 3: close vote None"),
        ("ballot", "X s o Enter", "CHG-42 at 3: close vote Some(\"so\")"),
        ("detail", "V 1 Enter", "CHG-42 at 3: open vote -"),
        ("detail", "V 2 Enter", "CHG-42 at 3: open vote -"),
        ("detail", "V 1 c 2 Enter", "CHG-42 at 3: open vote open"),
        ("detail", "D 1 1 Enter", "CHG-42 at 3: defer incomplete until next"),
        (
            "detail",
            "D 2 2 2 0 2 6 - 1 0 - 0 7 Space 1 4 : 0 0 Enter",
            "CHG-42 at 3: defer no way back until 2026-10-07T12:00:00Z",
        ),
        ("detail", "D 1 2 + 2 h Enter", "CHG-42 at 3: defer incomplete until 2026-09-23T13:57:00Z"),
        ("detail", "D 6 1 s o Enter", "CHG-42 at 3: defer so until next"),
        ("ballot", "D 3 1 Enter", "CHG-42 at 3: defer clash with another change until next"),
        ("detail", "A 2 Enter", "CHG-42 at 3: approve None"),
        ("detail", "A 2 f i n e Enter", "CHG-42 at 3: approve Some(\"fine\")"),
        ("detail", "A 3 b a d Enter", "CHG-42 at 3: reject bad"),
        ("detail", "A j Enter Enter", "CHG-42 at 3: approve None"),
        ("detail", ": d e f e r Enter 1 1 Enter", "CHG-42 at 3: defer incomplete until next"),
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
        ("detail", "A 3 Enter Enter", "nothing"),
        ("detail", "D 1 Enter Enter", "nothing"),
        ("detail", "D 1 Esc Enter", "nothing"),
        ("detail", "D 1 2 s o o n Enter", "nothing"),
    ];
    for (screen, keys, what) in table {
        let mut model = at(screen);
        stage::meet_quorum(&mut model);
        assert_eq!(told(&stage::press(&mut model, keys)), what, "{screen}: {keys}");
    }
}

#[test]
fn keys_are_as_few_as_promised() {
    // The last key of each records; the counts are those of the interface, section 3.8.
    let table =
        [("ballot", "1 Enter", 2), ("detail", "V 1 Enter", 3), ("ballot", "X Enter", 2), ("detail", "D 1 1 Enter", 4)];
    for (screen, keys, count) in table {
        assert_eq!(keys.split(' ').count(), count);
        let mut model = at(screen);
        stage::meet_quorum(&mut model);
        let (before, last) = keys.rsplit_once(' ').unwrap();
        assert!(recorded(&stage::press(&mut model, before)).is_empty(), "{keys}");
        assert_eq!(recorded(&stage::press(&mut model, last)).len(), 1, "{keys}");
    }
    // From the inbox a vote takes three.
    let mut model = at("home");
    stage::press(&mut model, "Enter");
    stage::give(&mut model, Answer::Change(Box::new(stage::voting())));
    assert_eq!(told(&stage::press(&mut model, "1 Enter")), "CHG-42 at 3: cast approve");
}

#[test]
fn a_meeting_is_led_with_few_keys() {
    let commands = |effects: &[Effect]| -> Vec<String> {
        recorded(effects).iter().map(|(c, _)| quorate::tui::twin::twin(c, None)).collect()
    };
    let table = [
        ("]", 1, "quorate meeting item 3 --meeting 2026-W39"),
        ("[", 1, "quorate meeting item 1 --meeting 2026-W39"),
        ("C 4 Enter", 3, "quorate meeting rollcall eve=excused --meeting 2026-W39"),
        ("C 1 Tab 1 Tab 5 Enter", 7, "quorate meeting rollcall eve=room ana=absent --meeting 2026-W39"),
        ("V 1 Enter", 3, "quorate vote open CHG-42"),
        ("D 1 1 Enter", 4, "quorate decision defer CHG-42 --reason incomplete"),
        ("t 1 Enter", 3, "quorate meeting pause 2026-W39"),
        ("t 2 Enter", 3, "quorate meeting extend 2 2 --meeting 2026-W39"),
        ("t 3 Enter", 3, "quorate meeting item 3 --meeting 2026-W39"),
        ("t 0 Enter", 3, "quorate meeting extend 2 10 --meeting 2026-W39"),
        ("X 3 9 Enter", 4, "quorate meeting close 2026-W39"),
        ("i 1 o k Enter", 5, "quorate meeting note ok --meeting 2026-W39 --item 2"),
    ];
    for (keys, count, twin) in table {
        assert_eq!(keys.split(' ').count(), count);
        let mut model = at("meeting");
        assert_eq!(commands(&stage::press(&mut model, keys)), [twin], "{keys}");
    }
    // Whoever is in the chair has it already; from somebody else it is taken in two keys.
    let mut model = at("meeting");
    assert!(commands(&stage::press(&mut model, "K Enter")).is_empty());
    let mut sheet = crate::table::meeting();
    (sheet.chair, sheet.chair_id) = (Some("Eve Park".into()), Some("eve".into()));
    stage::give(&mut model, Answer::Meeting(Box::new(sheet)));
    assert_eq!(commands(&stage::press(&mut model, "K Enter")), ["quorate meeting chair 2026-W39"]);
    // Not the week's number: nothing is closed.
    let mut model = at("meeting");
    assert_eq!(commands(&stage::press(&mut model, "X 4 0 Enter")), [""; 0]);
    // A meeting that is only planned opens with two keys after going there.
    let mut model = at("meeting");
    let mut sheet = crate::table::meeting();
    sheet.row.state = "pending".into();
    stage::give(&mut model, Answer::Meeting(Box::new(sheet)));
    assert_eq!(commands(&stage::press(&mut model, "O Enter")), ["quorate meeting open 2026-W39"]);
}

#[test]
fn the_room_sees_neither_private_notes_nor_votes_and_can_only_page() {
    let mut model = at("audience");
    let mut sheet = crate::table::meeting();
    sheet.agenda[1].voted = Some((2, 4));
    stage::give(&mut model, Answer::Meeting(Box::new(sheet)));
    for keys in ["", "Space", "Space", "Space"] {
        if !keys.is_empty() {
            assert!(stage::press(&mut model, keys).is_empty(), "nothing is asked for");
        }
        let shown = stage::lines(&stage::picture(&mut model)).join("\n");
        assert!(!shown.contains("comms plan") && !shown.contains("approve"), "{shown}");
    }
    let back = stage::lines(&stage::picture(&mut model)).join("\n");
    assert!(back.contains("AGENDA"), "{back}");
    stage::press(&mut model, "Space");
    let votes = stage::lines(&stage::picture(&mut model)).join("\n");
    assert!(votes.contains("voted  2 of 4") && votes.contains("Votes are shown when the vote closes."), "{votes}");
    stage::press(&mut model, ".");
    assert!(stage::lines(&stage::picture(&mut model)).iter().all(|l| l.trim().is_empty()), "blank");
    for key in ["V", "X", "O", "C", "i", "m", "+", ":", "A", "Enter"] {
        assert!(stage::press(&mut model, key).is_empty() && model.act.is_none() && model.popup.is_none(), "{key}");
    }
}

#[test]
fn the_audience_is_led_by_single_keys_that_record_nothing() {
    let mut model = at("meeting");
    let led = |leads| Answer::Meeting(Box::new(MeetingSheet { leads, ..crate::table::meeting() }));
    stage::give(&mut model, led(false));
    assert!(stage::press(&mut model, ".").is_empty(), "a member leads nothing");
    stage::give(&mut model, led(true));
    let effects = stage::press(&mut model, ".");
    assert!(matches!(effects.as_slice(), [Effect::Ask(Request::Audience(id, true, true, 0))] if id == "2026-W39"));
    let effects = stage::press(&mut model, "Space");
    assert!(matches!(effects.as_slice(), [Effect::Ask(Request::Audience(_, true, true, 1))]), "{effects:?}");
}

#[test]
fn keys_typed_before_an_act_page_was_seen_do_not_count() {
    // An impatient person on a slow link types the same twice: the second must not vote.
    let mut model = at("home");
    let effects = stage::burst(&mut model, "1 Enter 1 Enter");
    assert!(recorded(&effects).is_empty());
    assert!(effects.iter().any(|e| matches!(e, Effect::Barrier)));
    stage::give(&mut model, Answer::Change(Box::new(stage::voting())));
    assert!(model.act.is_none());
    update(&mut model, Message::Seen);
    assert_eq!(model.notice.as_ref().unwrap().text, "2 keys typed before this page was shown were ignored");
    // Also where the act is asked about only once its page has come, whether that was seen before or not.
    for seen_between in [false, true] {
        let mut model = at("home");
        model.register.meeting = Some("2026-W39".into());
        stage::burst(&mut model, "v Enter");
        if seen_between {
            update(&mut model, Message::Seen);
        }
        let mut sheet = crate::table::meeting();
        sheet.attendance.iter_mut().for_each(|line| line.presence = None);
        stage::give(&mut model, Answer::Meeting(Box::new(sheet)));
        assert!(model.act.is_some(), "it is asked whether one joins");
        update(&mut model, Message::Seen);
        let told = model.notice.as_ref().map(|n| n.text.as_str());
        assert_eq!(told, Some("1 key typed before this page was shown was ignored"), "{seen_between}");
    }
    // The same for every act line.
    for (screen, keys) in
        [("ballot", "X Enter"), ("detail", "V 1 Enter"), ("detail", "D 1 1 Enter"), ("detail", "A 2 Enter")]
    {
        let mut model = at(screen);
        stage::meet_quorum(&mut model);
        assert!(recorded(&stage::burst(&mut model, keys)).is_empty(), "{keys}");
        assert!(model.act.is_some());
        assert!(recorded(&stage::burst(&mut model, "Enter")).is_empty(), "{keys}");
        update(&mut model, Message::Seen);
        assert!(model.notice.as_ref().unwrap().text.contains("ignored"), "{keys}");
    }
    // Pasted text does not count either.
    let mut model = at("ballot");
    stage::meet_quorum(&mut model);
    stage::burst(&mut model, "X");
    update(&mut model, Message::Paste("because".into()));
    update(&mut model, Message::Seen);
    assert_eq!(told(&stage::press(&mut model, "Enter")), "CHG-42 at 3: close vote None");
}

#[test]
fn the_chair_opens_a_ballot_and_enters_the_votes_read_out() {
    let mut model = at("detail");
    let mut keys = 3;
    stage::press(&mut model, "V 2 Enter");
    let effects = stage::give(&mut model, Answer::Done(vec![stage::receipt("CHG-42")]));
    assert!(effects.iter().any(|e| matches!(e, Effect::Ask(Request::Change(no)) if no.0 == 42)));
    let mut sheet = stage::voting();
    let ballot = sheet.ballot.as_mut().unwrap();
    ballot.members.truncate(4);
    ballot.members.iter_mut().for_each(|m| (m.voted, m.presence) = (false, "present".into()));
    let effects = stage::give(&mut model, Answer::Change(Box::new(sheet)));
    assert!(effects.iter().any(|e| matches!(e, Effect::Barrier)), "the votes are asked for at once");
    update(&mut model, Message::Seen);
    keys += 5;
    let effects = stage::press(&mut model, "1 1 4 0 Enter");
    let acts: Vec<String> = recorded(&effects)
        .iter()
        .map(|(command, _)| match command {
            Command::Change(_, ChangeCommand::Cast(c)) => {
                assert!(c.via_chair);
                format!("{} {}", c.member.as_ref().unwrap(), c.choice)
            }
            Command::Change(_, ChangeCommand::CloseVote { .. }) => "close".into(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(acts, ["ana approve", "bo approve", "dana abstain", "close"]);
    assert_eq!(keys, 8);
}

#[test]
fn a_member_who_asks_for_the_vote_gets_to_vote_and_what_is_the_chairs_is_refused_at_the_key() {
    let mut model = at("detail");
    model.register.actor = "bo".into();
    stage::give(&mut model, Answer::Change(Box::new(stage::not_led())));
    stage::press(&mut model, "V");
    assert!(matches!(model.screen(), Some(Screen::Ballot(_))) && model.act.is_none(), "{:?}", model.act);
    for key in ["V", "X"] {
        stage::press(&mut model, key);
        assert!(model.act.is_none(), "{key}: {:?}", model.act);
        let said = &model.notice.as_ref().unwrap().text;
        assert!(said.contains("Ana Ruiz leads the ballot") && said.contains("a digit is your vote"), "{said}");
    }
    // Who chairs it is asked for the votes as ever.
    let mut model = at("ballot");
    stage::meet_quorum(&mut model);
    stage::press(&mut model, "X");
    assert!(model.act.is_some());
}

/// Whoever is not there is not asked; where nobody is left to be asked, closing is what is offered.
#[test]
fn votes_are_read_out_by_those_who_are_there() {
    let mut model = at("ballot");
    let mut sheet = stage::voting();
    for (m, how) in sheet.ballot.as_mut().unwrap().members.iter_mut().zip(["present", "absent", "unknown", "present"]) {
        (m.voted, m.presence) = (false, how.into());
    }
    stage::give(&mut model, Answer::Change(Box::new(sheet.clone())));
    stage::press(&mut model, "V");
    let asked: Vec<String> = model.act.iter().flat_map(|a| &a.steps).map(|s| s.label.clone()).take(2).collect();
    assert_eq!(asked, ["Ana Ruiz", "Eve Park"]);
    let mut model = at("ballot");
    sheet.ballot.as_mut().unwrap().members.iter_mut().for_each(|m| m.presence = "absent".into());
    stage::give(&mut model, Answer::Change(Box::new(sheet)));
    stage::press(&mut model, "V");
    assert!(model.act.as_ref().is_some_and(|a| a.title.starts_with("Nobody who is there")), "{:?}", model.act);
}

/// A member who reads out a vote on a condition says which: the digits first, the words after them.
#[test]
fn a_condition_is_read_out_with_the_votes() {
    let mut model = at("ballot");
    let mut sheet = stage::voting();
    let ballot = sheet.ballot.as_mut().unwrap();
    ballot.members.truncate(2);
    ballot.members.iter_mut().for_each(|m| (m.voted, m.presence) = (false, "present".into()));
    stage::give(&mut model, Answer::Change(Box::new(sheet)));
    stage::press(&mut model, "V 2 1");
    let asked = model.act.as_ref().and_then(|a| a.step()).map(|s| s.label.clone()).unwrap_or_default();
    assert_eq!(asked, "the condition of Ana Ruiz");
    assert!(recorded(&stage::press(&mut model, "Enter")).is_empty(), "it needs its words");
    let effects = stage::press(&mut model, "d r y Enter");
    let acts: Vec<(String, Option<String>)> = recorded(&effects)
        .iter()
        .filter_map(|(command, _)| match command {
            Command::Change(_, ChangeCommand::Cast(c)) if c.via_chair => Some((c.choice.clone(), c.condition.clone())),
            _ => None,
        })
        .collect();
    assert_eq!(acts, [("condition".into(), Some("dry".into())), ("approve".into(), None)]);
    assert!(recorded(&effects).len() == 3, "the ballot is closed with them");
}

/// A condition is given to somebody else where it stands, by whoever may verify it, and by a name.
#[test]
fn a_condition_is_given_to_somebody_else_on_its_change() {
    let mut model = at("detail");
    let mut sheet = stage::voting();
    sheet.ballot = None;
    sheet.conditions = vec![ConditionLine { no: 2, text: "errors below 1%".into(), ..ConditionLine::default() }];
    sheet.asks.people = vec![("ana".into(), "Ana Ruiz".into()), ("bo".into(), "Bo Chen".into())];
    assert!(!offer::offered(&sheet, "chair").contains(&"entrust"), "only who may verify it gives it away");
    sheet.acts.push(ActLine { act: "verify_condition".into(), possible: true, why_not: String::new() });
    assert!(offer::offered(&sheet, "chair").contains(&"entrust"));
    stage::give(&mut model, Answer::Change(Box::new(sheet.clone())));
    let digit = offer::offered(&sheet, "chair").iter().position(|act| *act == "entrust").unwrap() + 1;
    stage::press(&mut model, &format!("A {digit}"));
    let shown = stage::lines(&stage::picture(&mut model)).join("\n");
    assert!(shown.contains("Give a condition to somebody else?") && shown.contains("[1 errors below 1%]"), "{shown}");
    let effects = stage::press(&mut model, "b o Enter");
    let acts = recorded(&effects);
    let twins: Vec<String> = acts.iter().map(|(c, _)| quorate::tui::twin::twin(c, None)).collect();
    assert_eq!(twins, ["quorate decision condition CHG-42 2 --owner bo"]);
    sheet.conditions[0].verified_at = Some(quorate::sheets::time::Time(stage::moment("2026-09-23T11:57:00Z")));
    assert!(!offer::offered(&sheet, "chair").contains(&"entrust"), "it was met");
}

/// What is decided refuses `V` at the key, on its page and in a meeting, where the digit of the consent group still works.
#[test]
fn v_on_what_is_decided_refuses_before_it_asks() {
    let settled = "CHG-42 is decided already: ballot 1 carried, and its decision stands; take the approval back first";
    for screen in ["detail", "meeting"] {
        let mut model = at(screen);
        let mut sheet = stage::voting();
        (sheet.ballot, sheet.asks.settled) = (None, Some(settled.into()));
        sheet.acts.push(ActLine { act: "vote_open".into(), possible: true, why_not: String::new() });
        if screen == "meeting" {
            let mut table = MeetingSheet { leads: true, ..crate::table::meeting() };
            table.agenda.iter_mut().for_each(|l| l.consent = false);
            stage::give(&mut model, Answer::Meeting(Box::new(table)));
        }
        stage::give(&mut model, Answer::Change(Box::new(sheet)));
        stage::press(&mut model, "V");
        let told = model.notice.as_ref().map(|n| n.text.clone()).unwrap_or_default();
        assert!(model.act.is_none() && told.contains("is decided already"), "{screen}: {told:?} {:?}", model.act);
    }
}

/// GQ-cab-07: outside a meeting, too, the page shows the criteria, and closing names them and marks them with it.
#[test]
fn closing_a_ballot_confirms_its_criteria() {
    use quorate::sheets::ballot::CriterionLine;
    let line = |id: &str, text: &str, considered: bool| CriterionLine {
        id: id.into(),
        text: text.into(),
        considered,
        clauses: vec!["XX-4.3-01".into()],
    };
    let mut model = stage::at(LOOK, (200, 60), "ballot");
    let mut sheet = stage::voting();
    let ballot = sheet.ballot.as_mut().unwrap();
    ballot.criteria = vec![line("risk", "Risk", true), line("testing", "Testing", false)];
    stage::give(&mut model, Answer::Change(Box::new(sheet.clone())));
    stage::meet_quorum(&mut model);
    let page = stage::lines(&stage::picture(&mut model)).join("\n");
    assert!(page.contains("[x] Risk") && page.contains("[ ] Testing") && page.contains("XX-4.3-01"), "{page}");
    stage::press(&mut model, "X");
    let title = model.act.as_ref().map(|a| a.title.clone()).unwrap_or_default();
    assert!(title.ends_with("you confirm as considered: Testing"), "{title}");
    let acts: Vec<Command> = recorded(&stage::press(&mut model, "Enter")).into_iter().map(|(c, _)| c.clone()).collect();
    let [Command::Change(_, ChangeCommand::Consider { criteria }), Command::Change(_, ChangeCommand::CloseVote { .. })] =
        &acts[..]
    else {
        panic!("{acts:?}")
    };
    assert!(criteria.is_empty(), "all of them");
}

/// Enter on the blank form begins no deployment: whoever begins agrees to what, where and when first.
#[test]
fn a_blank_form_begins_nothing() {
    use quorate::app::acts::line::Entered;
    let mut sheet = stage::change();
    sheet.row.environment = vec!["PROD".into()];
    sheet.asks.begin = vec!["commit".into(), "branch".into()];
    sheet.asks.window = Some("2026-03-10 18:00-19:00 EDT (22:00-23:00Z)".into());
    let mut line = quorate::app::acts::ask::line("start", &sheet);
    for _ in 0..3 {
        assert_eq!(line.enter(), Entered::More, "{line:?}");
    }
    let step = line.step().unwrap();
    let told = &step.shown().0[0].label;
    assert_eq!(told, "yes, begin it");
    let title = "deploy to PROD, the implementation, window 2026-03-10 18:00-19:00 EDT (22:00-23:00Z)?";
    assert!(line.title.starts_with("CHG-42 revision") && line.title.ends_with(title), "{}", line.title);
    assert!(line.choose('1'));
    assert_eq!(line.enter(), Entered::Record);
    let model = at("detail");
    let made = quorate::app::acts::command::commands(&line, Some(&sheet), model.here()).unwrap();
    assert!(matches!(&made[..], [Command::Change(_, ChangeCommand::Run(_))]), "{made:?}");
}

/// Only a change has a letter: what waits in a meeting, whose id is longer, shows none.
#[test]
fn what_waits_in_a_meeting_has_no_letter() {
    let mut model = at("home");
    let mut items = model.inbox.items.clone();
    (items[1].id, items[1].letter) = ("2026-W41-2".into(), String::new());
    stage::give(&mut model, Answer::Inbox(items, None));
    let lines = stage::lines(&stage::picture(&mut model));
    let line = |of: &str| lines.iter().find(|l| l.contains(of)).unwrap().clone();
    assert!(line("2026-W41-2").contains("2026-W41-2    Core switch"), "{}", line("2026-W41-2"));
    assert!(line("Kernel patch").contains("[V] Kernel patch"), "{}", line("Kernel patch"));
}

#[test]
fn who_moves_an_approved_window_hears_before_what_that_takes_back() {
    let mut sheet = stage::change();
    sheet.asks.window = Some("Sun 2026-03-01 02:00-04:00".into());
    let title = |sheet: &_| quorate::app::acts::ask::line("schedule", sheet).title;
    assert!(title(&sheet).ends_with("Set the implementation window?"), "{}", title(&sheet));
    sheet.asks.moving = vec!["this voids the approvals that were given: Test Manager (tess)".into()];
    let told =
        "Another time than Sun 2026-03-01 02:00-04:00: this voids the approvals that were given: Test Manager (tess).";
    assert!(title(&sheet).ends_with(told), "{}", title(&sheet));
}

/// GQ-approval-03: the form that schedules proposes the next time that calendar and rules allow; Enter takes it.
#[test]
fn scheduling_proposes_the_next_time() {
    use quorate::sheets::change::ActLine;
    let mut model = at("detail");
    let mut sheet = stage::change();
    sheet.acts.retain(|a| a.act != "schedule");
    sheet.acts.push(ActLine { act: "schedule".into(), possible: true, why_not: String::new() });
    sheet.asks.slot = Some(("2026-10-04T02:00:00-04:00".into(), "2026-10-04T04:00:00-04:00".into()));
    let line = quorate::app::acts::ask::line("schedule", &sheet);
    assert_eq!(line.answer(0), Some("2026-10-04T02:00:00-04:00"));
    assert!(line.steps.iter().take(2).all(|s| s.proposed), "{line:?}");
    stage::give(&mut model, Answer::Change(Box::new(sheet.clone())));
    let made = quorate::app::acts::command::commands(&line, Some(&sheet), model.here()).unwrap();
    let [Command::Change(_, ChangeCommand::Schedule { from, to, .. })] = &made[..] else { panic!("{made:?}") };
    assert_eq!((from.to_string(), to.to_string()), ("2026-10-04T06:00:00Z".into(), "2026-10-04T08:00:00Z".into()));
}

/// GQ-request-04: what the policy expects of people stands on the page of the change, done or not.
#[test]
fn responsibilities_stand_on_the_page_of_the_change() {
    use quorate::sheets::change::ResponsibilityLine;
    for size in [(40, 20), (80, 24), (200, 60)] {
        let mut model = stage::at(LOOK, size, "detail");
        let mut sheet = stage::change();
        let line = |text: &str, done: bool| ResponsibilityLine {
            role: "Requester".into(),
            text: text.into(),
            done,
            clauses: vec!["XX-2.2-01".into()],
        };
        sheet.responsibilities = vec![line("hands in the form", true), line("documents the way back", false)];
        stage::give(&mut model, Answer::Change(Box::new(sheet)));
        let mut seen = String::new();
        for _ in 0..60 {
            seen.push_str(&stage::lines(&stage::picture(&mut model)).join("\n"));
            stage::press(&mut model, "j");
        }
        assert!(seen.contains("REQUESTER") && seen.contains("[x] hands in the form"), "{size:?}");
        assert!(seen.contains("[ ] documents the way back"), "{size:?}");
    }
}

#[test]
fn a_roll_call_takes_one_digit_a_person() {
    let mut model = at("ballot");
    let effects = stage::press(&mut model, "C 1 2 1 4 5 Enter");
    let [(Command::Board(quorate::domain::command::BoardCommand::Rollcall { present }), None)] = recorded(&effects)[..]
    else {
        panic!("{effects:?}")
    };
    let told: Vec<String> = present.iter().map(|(p, how)| format!("{p}={}", how.word())).collect();
    assert_eq!(told, ["ana=room", "bo=phone", "dana=room", "eve=excused", "finn=absent"]);
}

#[test]
fn a_digit_shows_the_choice_and_escape_takes_it_back() {
    let mut model = at("ballot");
    assert!(stage::press(&mut model, "1").is_empty());
    assert_eq!(model.act.as_ref().unwrap().answer(0), Some("approve"));
    stage::press(&mut model, "Esc");
    assert!(model.act.is_none());
    assert_eq!(model.notice.as_ref().unwrap().text, "nothing was recorded");
    assert!(matches!(model.screen(), Some(Screen::Ballot(..))), "Esc cancels the act, not the page");
}

#[test]
fn an_emergency_is_approved_only_with_the_number_on_the_page() {
    let mut model = at("detail");
    let mut sheet = stage::change();
    sheet.urgent = true;
    sheet.acts.iter_mut().for_each(|a| a.possible = true);
    stage::give(&mut model, Answer::Change(Box::new(sheet.clone())));
    let begin = |model: &mut Model| {
        let at = quorate::app::acts::offer::offered(&sheet, &model.register.actor).iter().position(|a| *a == "approve");
        stage::press(model, &format!("A {}", at.unwrap() + 1));
        let code = stage::lines(&stage::picture(model)).join("\n");
        let code = code.split("type ").nth(1).unwrap().split(' ').next().unwrap().to_owned();
        assert!(code.len() == 2 && code.chars().all(|c| c.is_ascii_digit()), "{code}");
        code
    };
    let code = begin(&mut model);
    assert_eq!(told(&stage::press(&mut model, "Enter")), "nothing");
    let other = if code == "10" { "1 1" } else { "1 0" };
    assert_eq!(told(&stage::press(&mut model, &format!("{other} Enter"))), "nothing");
    stage::press(&mut model, "Esc");
    let code = begin(&mut model);
    let keys: Vec<String> = code.chars().map(String::from).collect();
    let done = stage::press(&mut model, &format!("{} Enter", keys.join(" ")));
    assert!(told(&done).ends_with("approve None"), "{}", told(&done));
}

#[test]
fn footers_name_only_what_leads_somewhere() {
    let mut model = at("detail");
    let mut sheet = stage::change();
    sheet.ballot = None;
    sheet.acts.clear();
    stage::give(&mut model, Answer::Change(Box::new(sheet)));
    let shown = stage::lines(&stage::picture(&mut model)).join("\n");
    for gone in ["v ballot", "V open vote", "D defer", "e edit"] {
        assert!(!shown.contains(gone), "{gone} in\n{shown}");
    }
    assert!(shown.contains("A act") && shown.contains("q back"), "{shown}");
}

#[test]
fn the_palette_goes_through_the_themes() {
    use quorate::tui::theme::Theme;
    let mut model = at("queue");
    let before = model.look.theme;
    stage::press(&mut model, ": t h e m e Enter");
    assert_eq!(model.look.theme, before.next());
    stage::press(&mut model, "Ctrl-t");
    assert_eq!(model.look.theme, before.next().next());
    assert!(stage::lines(&stage::picture(&mut model)).join("\n").contains("theme "), "it is told");
    let mut all = vec![Theme::Auto];
    while all.len() < 6 {
        all.push(all.last().unwrap().next());
    }
    assert_eq!(all.first(), all.last(), "round and round");
}

#[test]
fn words_of_an_act_that_was_left_come_back() {
    let mut model = at("ballot");
    stage::press(&mut model, "3 n o t Space n o w Esc");
    assert!(model.act.is_none());
    assert_eq!(told(&stage::press(&mut model, "3 Enter")), "CHG-42 at 3: cast reject (not now)");
}

#[test]
fn words_of_an_act_line_outlive_the_terminal_until_they_are_recorded() {
    let kept = |effects: &[Effect]| -> Vec<(String, Option<Draft>)> {
        let draft = |e: &Effect| match e {
            Effect::Ask(Request::Draft(key, draft)) if key != "place" => Some((key.clone(), draft.clone())),
            _ => None,
        };
        effects.iter().filter_map(draft).collect()
    };
    // Hanging up, after two seconds, and leaving the line.
    for end in [Message::Leave, Message::Save] {
        let mut model = at("ballot");
        stage::press(&mut model, "3 t o o Space s o o n");
        assert!(model.dirty());
        let drafts = kept(&update(&mut model, end));
        assert_eq!(drafts[0].0, "act/CHG-42/vote_cast");
        assert!(drafts[0].1.as_ref().unwrap().fields.contains(&("reason".into(), "too soon".into())));
        assert!(!model.dirty());
        // Another session of the same person: told at the beginning, back once the act is begun again.
        let mut model = at("ballot");
        stage::give(&mut model, Answer::Drafts(vec![(drafts[0].0.clone(), drafts[0].1.clone().unwrap())]));
        let notice = model.notice.as_ref().unwrap().text.clone();
        assert!(notice.contains("words of yours are kept, for CHG-42"), "{notice}");
        // Another choice leaves them where they are.
        stage::press(&mut model, "1 Esc");
        assert_eq!(told(&stage::press(&mut model, "3 ! Enter")), "CHG-42 at 3: cast reject (too soon!)");
        // Recorded, they are not kept any more.
        let effects = stage::give(&mut model, Answer::Done(vec![stage::receipt("CHG-42")]));
        assert_eq!(kept(&effects), [("act/CHG-42/vote_cast".to_owned(), None)]);
    }
    // A letter that was taken back leaves nothing behind, and a code is never kept.
    let mut model = at("ballot");
    stage::press(&mut model, "3 x Backspace");
    assert!(!model.dirty());
}

#[test]
fn a_choice_made_now_is_never_replaced_by_one_that_was_left() {
    for (left, now, cast) in [
        ("4 Esc", "1 Enter", "cast approve"),
        ("2 Esc", "1 Enter", "cast approve"),
        ("4 Esc", "3 n o Enter", "cast reject (no)"),
        ("3 n o Esc", "1 Enter", "cast approve"),
        ("3 n o Esc 1 Esc", "3 Enter", "cast reject (no)"),
    ] {
        let mut model = at("ballot");
        stage::press(&mut model, left);
        assert_eq!(told(&stage::press(&mut model, now)), format!("CHG-42 at 3: {cast}"), "{left}, then {now}");
    }
}

#[test]
fn an_act_on_a_record_that_moved_is_refused_with_the_difference_and_its_words_kept() {
    let mut model = at("detail");
    stage::press(&mut model, "A 3 b a d");
    let mut newer = stage::change();
    newer.row.revision = 4;
    newer.fields[2].value = Some("high".into());
    stage::give(&mut model, Answer::Change(Box::new(newer.clone())));
    assert!(model.notice.as_ref().unwrap().text.contains("now at revision 4"));
    // The act stays bound to what was read.
    assert_eq!(told(&stage::press(&mut model, "Enter")), "CHG-42 at 3: reject bad");
    let failure = Failure { text: "CHG-42 has moved".into(), stale: true, ..Failure::default() };
    stage::give(&mut model, Answer::Failed(failure, true));
    stage::give(&mut model, Answer::Change(Box::new(newer)));
    let page = stage::lines(&stage::picture(&mut model)).join("\n");
    for part in ["CHANGED IN THE MEANTIME", "revision 3 is now 4", "Impact: was \"low\", is \"high\""] {
        assert!(page.contains(part), "{part} is missing from\n{page}");
    }
    stage::press(&mut model, "Esc");
    assert_eq!(told(&stage::press(&mut model, "A 3 Enter")), "CHG-42 at 4: reject bad");
}

#[test]
fn each_act_shows_the_command_that_does_the_same() {
    for (screen, keys, twin) in [
        ("ballot", "1 =", "quorate vote cast CHG-42 approve --if-version 3"),
        ("detail", "V 1 =", "quorate vote open CHG-42 --if-version 3"),
        ("detail", "D 3 1 =", "quorate decision defer CHG-42 --reason 'clash with another change' --if-version 3"),
        ("detail", "=", "quorate change view CHG-42"),
        ("queue", "f =", "quorate change list --state new --state assess --state authorize"),
    ] {
        let mut model = at(screen);
        stage::press(&mut model, keys);
        let Some(Popup::Text(_, lines, _)) = &model.popup else { panic!("{keys}") };
        assert!(lines[0].starts_with(twin), "{keys}: {lines:?}");
        // Looking at it records nothing and loses nothing.
        let open = model.act.clone();
        assert!(recorded(&stage::press(&mut model, "Esc")).is_empty());
        assert_eq!(model.act, open);
    }
}

#[test]
fn what_is_copied_goes_to_the_terminal_and_can_be_selected() {
    let mut model = at("detail");
    stage::press(&mut model, "y");
    let menu = stage::lines(&stage::picture(&mut model)).join("\n");
    for part in ["1 id       CHG-42", "2 command  quorate change view CHG-42", "record"] {
        assert!(menu.contains(part), "{part} is missing from\n{menu}");
    }
    let effects = stage::press(&mut model, "2");
    let [Effect::Copy(copied)] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(copied, "quorate change view CHG-42");
    let Some(Popup::Text(_, lines, _)) = &model.popup else { panic!("it is not shown") };
    assert_eq!(lines, &["quorate change view CHG-42"]);
    stage::press(&mut model, "Esc");
    stage::press(&mut model, "y j j");
    let effects = stage::press(&mut model, "Enter");
    let [Effect::Copy(record)] = effects.as_slice() else { panic!("{effects:?}") };
    assert!(record.starts_with("CHG-42 ") && record.contains("revision 3"), "{record}");
}

#[test]
fn a_retraction_is_an_act_of_its_own() {
    // One's vote is changed by another vote; the key alone records nothing.
    let mut model = at("ballot");
    assert!(recorded(&stage::press(&mut model, "u")).is_empty());
    assert_eq!(told(&stage::press(&mut model, "3 Enter")), "nothing", "a reason is asked for");
    assert_eq!(model.act.as_ref().unwrap().kind, Kind::Change("vote_cast".into()));
    let mut model = at("ballot");
    let mut sheet = stage::voting();
    sheet.ballot.as_mut().unwrap().members.iter_mut().for_each(|m| m.voted = m.person != "ana");
    stage::give(&mut model, Answer::Change(Box::new(sheet)));
    stage::press(&mut model, "u");
    assert!(model.act.is_none());
    assert!(model.notice.as_ref().unwrap().text.contains("nothing of yours"), "{:?}", model.notice);
}

#[test]
fn rows_that_are_new_wait_until_one_asks_for_them() {
    let mut model = at("queue");
    let shown = stage::lines(&stage::picture(&mut model));
    let mut items = stage::rows();
    items[0].title = "Another title".into();
    items.insert(0, stage::row(99, "N", "new", "Brand new"));
    items.insert(0, stage::row(98, "N", "new", "Brand new too"));
    let ticket = model.ticket;
    let asked = stage::give(&mut model, Answer::Elsewhere);
    assert!(asked.iter().any(|e| matches!(e, Effect::Ask(Request::Fresh(..)))));
    stage::give(&mut model, Answer::Fresh(quorate::app::options::Page { items, ..Default::default() }, ticket));
    let now = stage::lines(&stage::picture(&mut model));
    assert!(now.iter().any(|l| l.contains("2 new, 1 changed: press R")), "{now:#?}");
    assert_eq!(now[..18], shown[..18], "the list does not move by itself");
    assert!(stage::press(&mut model, "R").iter().any(|e| matches!(e, Effect::Ask(Request::Queue(..)))));
}

#[test]
fn what_is_typed_in_a_form_survives_leaving_it() {
    let drafts = |effects: &[Effect]| -> Vec<(String, Vec<(String, String)>)> {
        effects
            .iter()
            .filter_map(|e| match e {
                Effect::Ask(Request::Draft(key, Some(draft))) if key != "place" => {
                    Some((key.clone(), draft.fields.clone()))
                }
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
    // After two seconds.
    let mut model = at("form");
    stage::press(&mut model, typed);
    assert!(model.dirty());
    assert_eq!(drafts(&update(&mut model, Message::Save)), kept);
    assert!(!model.dirty());
    // Leaving the field, then the form.
    let mut model = at("form");
    stage::press(&mut model, typed);
    assert_eq!(drafts(&stage::press(&mut model, "Esc")), kept);
    let effects = stage::press(&mut model, "q");
    assert!(effects.iter().all(|e| !matches!(e, Effect::Ask(Request::Draft(_, None)))), "the draft stays");
    assert!(matches!(model.screen(), Some(Screen::Home(..))));
    // And it comes back with its field and the place in it.
    let effects = stage::press(&mut model, "1 Enter");
    assert!(effects.iter().any(|e| matches!(e, Effect::Ask(Request::Change(_)))));
    let mut model = at("detail");
    let draft = Draft {
        change_type: "normal".into(),
        fields: vec![("rollback_plan".into(), "boot\nold".into())],
        cursor: Some(("rollback_plan".into(), 2)),
    };
    stage::give(&mut model, Answer::Drafts(vec![("CHG-42".into(), draft)]));
    stage::press(&mut model, "e");
    stage::give(&mut model, Answer::Change(Box::new(stage::change())));
    stage::press(&mut model, "Enter X Esc");
    let Some(Screen::Form(form)) = model.screen() else { panic!() };
    assert_eq!(form.fields.current().unwrap().value.as_deref(), Some("boXot\nold"));
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
            let pressed = key.rsplit(' ').next().filter(|k| !k.is_empty()).unwrap_or("Space");
            assert_eq!(
                quorate::tui::keyboard::name(&stage::key(pressed)),
                key.rsplit(' ').next().filter(|k| !k.is_empty()).unwrap_or(" ")
            );
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
    stage::press(&mut model, "A 2 Enter");
    assert!(model.busy);
    let lines = (1..=30).map(|n| format!("reason {n} that takes two lines on a narrow screen")).collect();
    stage::give(&mut model, Answer::Failed(Failure { text: "refused".into(), lines, ..Failure::default() }, true));
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
    assert!(model.act.as_ref().is_some_and(|a| !a.sent), "the act is still there, to be corrected");
}

#[test]
fn what_was_recorded_is_told_and_read_again() {
    let mut model = at("detail");
    stage::press(&mut model, "V 1 Enter");
    assert!(model.busy);
    let effects = stage::give(&mut model, Answer::Done(vec![stage::receipt("CHG-42")]));
    assert!(!model.busy);
    assert!(model.notice.as_ref().unwrap().text.starts_with("CHG-42: nothing new; state authorize, revision 3"));
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
    let bound: Vec<_> =
        BINDINGS.iter().flat_map(|b| b.keys.iter().flat_map(|k| k.split(' '))).filter(|k| !k.is_empty()).collect();
    prop_oneof![
        4 => prop::sample::select(bound).prop_map(stage::key),
        2 => prop::sample::select(vec!["1", "2", "3", "4", "9", "Tab", "Backspace", "Space", "x"]).prop_map(stage::key),
        1 => any::<char>().prop_map(|c| crossterm::event::KeyEvent::from(KeyCode::Char(c))),
    ]
}

/// What is recorded, beside going on to the next item of a meeting, which shows and decides nothing.
fn decided(effects: &[Effect]) -> usize {
    let goes_on = |c: &Command| matches!(c, Command::Meeting(_, MeetingCommand::Present { .. }));
    recorded(effects).into_iter().filter(|(c, _)| !goes_on(c)).count()
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
            update(&mut model, Message::Seen);
            prop_assert!(decided(&effects) == 0, "{key:?} recorded {effects:?}");
            if model.stack.is_empty() {
                break;
            }
        }
    }

    #[test]
    fn a_single_key_records_nothing(screen in prop::sample::select(SCREENS.to_vec()), key in any_key()) {
        let mut model = at(screen);
        let effects = update(&mut model, Message::Key(key));
        prop_assert!(decided(&effects) == 0);
    }

    #[test]
    fn every_size_is_drawn(
        screen in prop::sample::select(SCREENS.to_vec()),
        (width, height) in (0_u16..=300, 0_u16..=100),
        keys in prop::collection::vec(any_key(), 0..12),
        ascii in any::<bool>(),
    ) {
        let mut model = stage::at(Look { theme: Theme::Auto, ascii, plain: ascii }, (80, 24), screen);
        for key in keys {
            update(&mut model, Message::Key(key));
            update(&mut model, Message::Seen);
        }
        update(&mut model, Message::Size(width, height));
        let buffer = stage::picture(&mut model);
        prop_assert_eq!((buffer.area.width, buffer.area.height), (width, height));
        // A page has to say something wherever there is room for it.
        if width >= 20 && height >= 6 {
            // The audience may have been blanked.
            let says = stage::lines(&buffer).iter().any(|l| !l.is_empty());
            prop_assert!(says || screen == "audience");
        }
    }
}

/// A presenter's remote goes on and back, and blanks; the room is told who is not there.
#[test]
fn the_rooms_screen_is_turned_by_a_remote() {
    let mut model = at("audience");
    let shown = |model: &mut Model| stage::lines(&stage::picture(model)).join("\n");
    let first = shown(&mut model);
    stage::press(&mut model, "PageDown");
    let second = shown(&mut model);
    assert_ne!(first, second);
    stage::press(&mut model, "PageUp");
    assert_eq!(shown(&mut model), first);
    stage::press(&mut model, ".");
    assert!(shown(&mut model).trim().is_empty(), "blank");
    stage::press(&mut model, ".");
    assert_eq!(shown(&mut model), first);
}

/// Where several boards sit, home names each, and the key goes from one to the other.
#[test]
fn one_key_goes_from_meeting_to_meeting() {
    let open = |model: &Model| quorate::sheets::register::RegisterSheet {
        meeting: Some("2026-W39".into()),
        beside: vec!["2026-W39-2".into()],
        ..model.register.clone()
    };
    for (size, told) in [((80, 24), "; 2026-W39-2 too: m m"), ((40, 20), "2026-W39, 1 more: m m")] {
        let mut model = stage::at(LOOK, size, "home");
        let register = open(&model);
        stage::give(&mut model, Answer::Register(register));
        let page = stage::lines(&stage::picture(&mut model)).join("\n");
        assert!(page.contains(told), "{page}");
        for id in ["2026-W39", "2026-W39-2", "2026-W39"] {
            stage::press(&mut model, "m");
            assert!(matches!(model.screen(), Some(Screen::Meeting(p)) if p.id.as_deref() == Some(id)), "{id}");
            assert!(model.notice.as_ref().is_some_and(|n| n.text.contains("m again goes there")), "{:?}", model.notice);
        }
    }
}

#[test]
fn one_joins_the_open_meeting_from_anywhere_and_goes_to_its_ballot() {
    let mut model = at("home");
    stage::press(&mut model, "v");
    assert!(model.notice.as_ref().unwrap().text.contains("no meeting is open"), "{:?}", model.notice);
    // A session that runs is told when the meeting opens.
    let register =
        quorate::sheets::register::RegisterSheet { meeting: Some("2026-W39".into()), ..model.register.clone() };
    stage::give(&mut model, Answer::Register(register));
    let page = stage::lines(&stage::picture(&mut model)).join("\n");
    assert!(page.contains("MEETING OPEN") && page.contains("2026-W39 is open: v joins"), "{page}");
    let mut phone = stage::at(LOOK, (40, 20), "home");
    stage::give(&mut phone, Answer::Register(model.register.clone()));
    let small = stage::lines(&stage::picture(&mut phone)).join("\n");
    assert!(small.contains("MEETING OPEN  2026-W39: v joins"), "{small}");
    stage::press(&mut model, "v");
    let mut meeting = crate::table::meeting();
    let me = model.register.actor.clone();
    meeting.attendance.iter_mut().filter(|a| a.person == me).for_each(|a| a.presence = None);
    stage::give(&mut model, Answer::Meeting(Box::new(meeting.clone())));
    assert!(model.act.as_ref().is_some_and(|a| a.title.starts_with("Join")), "{:?}", model.act);
    // Once there, the ballot that is open, wherever the cursor is.
    let mut model = at("meeting");
    meeting.attendance.iter_mut().filter(|a| a.person == me).for_each(|a| a.presence = Some("room".into()));
    let line = meeting.agenda.iter_mut().find(|l| l.id.is_some()).unwrap();
    line.state = "voting".into();
    let (id, place) = (line.id.clone().unwrap(), line.position);
    let other = meeting.agenda.iter().position(|l| l.position != place).unwrap();
    stage::give(&mut model, Answer::Meeting(Box::new(meeting)));
    if let Some(Screen::Meeting(page)) = model.stack.last_mut() {
        (page.at, page.stays, page.change) = (other, true, None);
    }
    stage::press(&mut model, "X");
    assert!(model.act.is_none() && model.notice.as_ref().unwrap().text.contains(&format!("ballot on {id} is open")));
    if let Some(Screen::Meeting(page)) = model.stack.last_mut() {
        (page.at, page.change) = (other, None);
    }
    stage::press(&mut model, "v");
    assert!(matches!(model.screen(), Some(Screen::Ballot(detail)) if detail.id == id));
}

/// `v` goes to the meeting's open ballot, wherever the cursor and the meeting are.
#[test]
fn v_finds_the_ballot_that_is_open_on_another_item() {
    for (state, letter) in [("voting", "V"), ("pending", "V")] {
        let mut model = at("meeting");
        let mut meeting = crate::table::meeting();
        (meeting.agenda[2].state, meeting.agenda[2].letter) = (state.into(), letter.into());
        stage::give(&mut model, Answer::Meeting(Box::new(meeting)));
        stage::press(&mut model, "v");
        assert!(matches!(model.screen(), Some(Screen::Ballot(detail)) if detail.id == "CHG-43"), "{state}");
    }
}

/// Of more than nine choices nine have a digit at a time; `0` shows the others, round to the first again.
#[test]
fn every_one_of_many_choices_is_reached_by_a_digit() {
    let mut sheet = stage::change();
    sheet.asks.tests = (1..=21).map(|n| (format!("t{n}"), format!("Test {n}"), Vec::new())).collect();
    for size in [(40, 20), (80, 24), (200, 60)] {
        let mut model = stage::at(LOOK, size, "detail");
        let line = quorate::app::acts::ask::line("evidence", &sheet);
        for n in 1..=21_usize {
            let mut line = line.clone();
            let keys = "0".repeat((n - 1) / 9) + &((n - 1) % 9 + 1).to_string();
            keys.chars().for_each(|key| assert!(line.choose(key), "{n}: {key}"));
            assert_eq!(line.answer(0), Some(format!("t{n}").as_str()));
        }
        model.act = Some(line);
        let shown = |model: &mut Model| stage::lines(&stage::picture(model)).join("\n");
        let first = shown(&mut model);
        assert!(first.contains("9 Test 9") && first.contains("0 12 more") && !first.contains("Test 10"), "{first}");
        stage::press(&mut model, "0 0");
        let last = shown(&mut model);
        assert!(last.contains("1 Test 19") && last.contains("3 Test 21") && !last.contains("Test 9"), "{last}");
        stage::press(&mut model, "4");
        assert_eq!(model.act.as_ref().unwrap().answer(0), None, "no choice has that digit there");
        stage::press(&mut model, "0 2");
        assert_eq!(model.act.as_ref().unwrap().answer(0), Some("t2"));
    }
}

/// Free days for the dates of a request stand in the form in the zone of the reader; digits take them, and take them back.
#[test]
fn free_days_are_taken_by_digit_and_the_tenth_choice_by_nought() {
    let mut sheet = stage::change();
    let day = |n: usize| format!("2026-10-{n:02}T16:00:00Z");
    sheet.fields.retain(|f| f.id == "title");
    sheet.fields[0].kind = "dates".into();
    sheet.fields[0].value = None;
    sheet.fields[0].choices = (11..=20).map(day).collect();
    for size in [(40, 20), (80, 24), (200, 60)] {
        let mut model = stage::at(LOOK, size, "home");
        model.stack.push(Screen::Form(quorate::tui::form::Form::of(&sheet, false)));
        let shown = stage::lines(&stage::picture(&mut model)).join("\n");
        assert!(shown.contains("1 Sun 11 Oct 18:00"), "{shown}");
        assert!(size.0 < 80 || shown.contains("digits choose free days"), "{shown}");
        stage::press(&mut model, "1 3 0 3");
        let Some(Screen::Form(form)) = model.screen() else { panic!() };
        assert_eq!(form.fields.items[0].value, Some(format!("{}, {}", day(11), day(20))));
    }
}

#[test]
fn the_first_frame_does_not_call_a_register_live_before_it_is_read() {
    let clock = Some(quorate::base::time::Moment::default());
    let mut model = Model::new(LOOK, (80, 24), true, clock);
    let header = stage::lines(&stage::picture(&mut model))[0].clone();
    assert!(!header.contains("LIVE") && !header.contains("SANDBOX"), "{header}");
    let header = stage::lines(&stage::picture(&mut at("home")))[0].clone();
    assert!(header.contains("SANDBOX"), "{header}");
}

/// Given a register that takes a while to read, as one of an older program does, then home says so, and not that nothing waits.
#[test]
fn home_says_that_the_register_is_being_read() {
    for size in [(40, 20), (80, 24), (200, 60)] {
        let mut model = Model::new(LOOK, size, true, None);
        let shown = stage::lines(&stage::picture(&mut model)).join("\n");
        assert!(shown.contains("Reading the register ...") && !shown.contains("Nothing waits"), "{shown}");
        stage::give(&mut model, Answer::Inbox(Vec::new(), None));
        let shown = stage::lines(&stage::picture(&mut model)).join("\n");
        assert!(shown.contains("Nothing waits for you.") && !shown.contains("Reading"), "{shown}");
    }
}

/// What is under the cursor of the home page stays there; where it waits no more, an Enter meant for it opens nothing else.
#[test]
fn the_cursor_of_the_home_page_stays_on_its_record() {
    let mut model = at("home");
    let items = model.inbox.items.clone();
    // While nothing waits yet the cursor is on the first change; what waits then comes under it.
    stage::give(&mut model, Answer::Inbox(Vec::new(), None));
    update(&mut model, Message::Seen);
    stage::give(&mut model, Answer::Inbox(items.clone(), None));
    let on = |model: &Model| match model.stack.first() {
        Some(Screen::Home(at, _)) => *at,
        _ => panic!("no home page"),
    };
    assert_eq!(on(&model), 0);
    stage::press(&mut model, "j");
    assert_eq!(on(&model), 1);
    let without_first = items[1..].to_vec();
    let effects = stage::give(&mut model, Answer::Inbox(without_first, None));
    assert_eq!((on(&model), model.barrier), (0, None), "{effects:?}");
    stage::give(&mut model, Answer::Inbox(items, None));
    assert_eq!((on(&model), model.barrier), (1, None));
    let effects = stage::give(&mut model, Answer::Inbox(Vec::new(), None));
    assert!(matches!(effects[..], [Effect::Barrier]), "{effects:?}");
    let effects = stage::press(&mut model, "Enter");
    assert!(effects.is_empty() && model.stack.len() == 1, "{effects:?}");
    update(&mut model, Message::Seen);
    stage::press(&mut model, "Enter");
    assert_eq!(model.stack.len(), 2);
}

/// Given the first frame, which lacks what only meetings know, when that comes above the first line, then the cursor that nobody has
/// moved is on the first line still, and an Enter for what stood there opens nothing else; one that was moved stays on its record.
#[test]
fn the_cursor_that_nobody_has_moved_stays_on_the_first_line() {
    let on = |model: &Model| match model.stack.first() {
        Some(Screen::Home(at, _)) => *at,
        _ => panic!("no home page"),
    };
    for moves in ["", "j k", "1"] {
        let mut model = Model::new(LOOK, (80, 24), true, None);
        let items = stage::home(LOOK, (80, 24)).inbox.items;
        assert!(!model.begin().is_empty());
        stage::give(&mut model, Answer::InboxAtOnce(items[1..].to_vec(), None));
        update(&mut model, Message::Seen);
        if !moves.is_empty() {
            stage::press(&mut model, moves);
        }
        assert_eq!(on(&model), 0);
        let effects = stage::give(&mut model, Answer::Inbox(items, None));
        if moves.is_empty() {
            assert_eq!(on(&model), 0);
            assert!(matches!(effects[..], [Effect::Barrier]), "{effects:?}");
            assert!(stage::press(&mut model, "Enter").is_empty() && model.stack.len() == 1);
            update(&mut model, Message::Seen);
            // Nothing new: nothing waits for the next frame.
            let same = model.inbox.items.clone();
            assert!(stage::give(&mut model, Answer::Inbox(same, None)).is_empty());
        } else {
            assert_eq!((on(&model), effects.len()), (1, 0), "{moves}");
        }
    }
}

/// Given a line that somebody has gone to, when more comes to wait above it, then it is seen where it was; at the top what comes
/// is seen.
#[test]
fn the_line_under_the_cursor_of_the_home_page_is_seen_where_it_was() {
    for size in [(40, 20), (80, 24), (200, 60)] {
        let mut model = stage::home(LOOK, size);
        let items = model.inbox.items.clone();
        let seen = |model: &mut Model, text: &str| {
            let lines = stage::lines(&stage::picture(model));
            let found = lines.iter().position(|l| l.contains(text));
            found.unwrap_or_else(|| panic!("{text} is not seen at {size:?}: {lines:#?}"))
        };
        // A page that is longer than the screen.
        let rows = model.queue.list.items.clone();
        model.queue.list.items = rows.iter().cycle().take(80).cloned().collect();
        let fewer = items[items.len() - 2..].to_vec();
        stage::give(&mut model, Answer::Inbox(fewer.clone(), None));
        stage::press(&mut model, "g g j");
        let there = seen(&mut model, &fewer[1].id);
        stage::give(&mut model, Answer::Inbox(items.clone(), None));
        assert_eq!(seen(&mut model, &fewer[1].id), there, "{size:?}");
        assert!(matches!(model.screen(), Some(Screen::Home(at, _)) if *at == items.len() - 1));
        // What came stands above it, and is seen on the way up.
        for _ in 0..items.len() {
            stage::press(&mut model, "k");
        }
        assert!(seen(&mut model, &items[0].id) < seen(&mut model, &items[1].id), "{size:?}");
    }
}

#[test]
fn what_waits_is_read_again_when_the_clock_has_passed_a_limit() {
    let mut model = at("home");
    let (items, until) = (model.inbox.items.clone(), model.now());
    stage::give(&mut model, Answer::Inbox(items, Some(until)));
    assert_eq!(model.inbox_until, Some(until));
    let effects = update(&mut model, Message::Turned);
    assert!(matches!(effects[..], [Effect::Ask(Request::Inbox)]), "once, and only then");
    assert_eq!(model.inbox_until, None);
}

#[test]
fn a_meeting_is_moved_to_a_time_told_from_now() {
    let mut model = at("meeting");
    let mut sheet: MeetingSheet = crate::table::meeting();
    sheet.row.state = "pending".into();
    let mut line = quorate::app::acts::meeting::line("move", &sheet, None);
    line.steps[0].answer = "tomorrow 14:00".into();
    let made = quorate::app::acts::meeting::commands(&line, &sheet, model.here()).unwrap();
    let [Command::Meeting(_, MeetingCommand::Move { starts, .. })] = &made[..] else { panic!("{made:?}") };
    assert_eq!(starts.to_string(), "2026-09-24T12:00:00Z");
    let _ = stage::picture(&mut model);
}

/// A form and a ballot say what is wrong with a planned window: that it cannot be read, and that it has passed.
#[test]
fn a_window_that_cannot_be_read_or_has_passed_is_marked() {
    let mut sheet = stage::change();
    sheet.fields.retain(|f| f.id == "title");
    sheet.fields[0].kind = "window".into();
    for (value, odd) in [
        ("soon", Some("a window is FROM/TO")),
        ("2026-10-03 22:00/2026-10-03 21:00", Some("before it begins")),
        ("2026-10-03 22:00/2026-10-03 23:00", None),
        ("tomorrow 22:00/tomorrow 23:00", None),
    ] {
        sheet.fields[0].value = Some(value.into());
        for size in [(40, 20), (80, 24), (200, 60)] {
            let mut model = stage::at(LOOK, size, "home");
            model.stack.push(Screen::Form(quorate::tui::form::Form::of(&sheet, false)));
            let shown = stage::lines(&stage::picture(&mut model)).join("\n");
            assert_eq!(shown.contains("! 1 cannot be read"), odd.is_some(), "{value}:\n{shown}");
            assert_eq!(shown.contains("all needed is filled"), odd.is_none(), "{value}:\n{shown}");
            let told = shown.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(odd.is_none_or(|odd| told.contains(odd)), "{value}:\n{shown}");
        }
    }
    let mut voting = stage::voting();
    voting.ready.warnings.push(quorate::sheets::change::ReasonLine {
        rule: "window-passed".into(),
        text: "its planned window has passed".into(),
        clauses: Vec::new(),
        settings: Vec::new(),
        remedy: "quorate change slots CHG-42".into(),
    });
    for size in [(40, 20), (80, 24), (200, 60)] {
        let mut model = stage::at(LOOK, size, "ballot");
        stage::give(&mut model, Answer::Change(Box::new(voting.clone())));
        let shown = stage::lines(&stage::picture(&mut model)).join("\n");
        let word = if size.0 < 60 { "PASSED:" } else { "its planned window has passed" };
        assert!(shown.contains(word), "{size:?}:\n{shown}");
    }
}

#[test]
fn a_digit_that_is_not_offered_chooses_nothing_and_the_tour_ends() {
    let mut model = at("first");
    for digit in ["9", "0"] {
        stage::press(&mut model, digit);
        assert!(matches!(model.screen(), Some(Screen::First(list)) if list.at == 0), "{digit}");
    }
    stage::press(&mut model, "3");
    stage::press(&mut model, "Enter");
    for _ in 0..3 {
        assert!(!stage::lines(&stage::picture(&mut model)).join(" ").contains("That was the tour"));
        stage::press(&mut model, "Enter");
    }
    assert!(stage::lines(&stage::picture(&mut model)).join(" ").contains("That was the tour"));
    stage::press(&mut model, "Enter");
    assert!(matches!(model.screen(), Some(Screen::First(_))));
}

#[test]
fn what_is_typed_into_find_is_seen_on_a_phone() {
    let mut model = stage::at(LOOK, (40, 20), "queue");
    stage::press(&mut model, "/ p a t c h");
    let shown = stage::lines(&stage::picture(&mut model)).join("\n");
    assert!(shown.contains("FIND patch") && shown.contains("found"), "{shown}");
}

#[test]
fn a_board_of_too_few_says_how_it_gets_more() {
    let mut model = at("home");
    let mut board = model.board.clone().unwrap();
    (board.of, board.present) = (1, None);
    model.board = Some(board);
    let shown = stage::lines(&stage::picture(&mut model)).join(" ");
    assert!(shown.contains("1 registered: quorate person add"), "{shown}");
}

#[test]
fn what_waits_beyond_the_first_frame_is_not_counted_as_if_it_were_all() {
    for (size, mark) in [((40, 20), "WAITING FOR YOU: "), ((80, 24), " ")] {
        let mut model = stage::home(LOOK, size);
        let one = model.inbox.items[0].clone();
        let mut counted = |answer: fn(Vec<_>, Option<_>) -> Answer, n: usize, said: String| {
            let items = std::iter::repeat_n(one.clone(), n).collect();
            stage::give(&mut model, answer(items, None));
            let lines = stage::lines(&stage::picture(&mut model));
            let head = lines.iter().find(|l| l.contains("WAITING FOR YOU")).unwrap();
            assert!(head.contains(&format!("{mark}{said}")), "{size:?}: {head}");
        };
        let rows = usize::from(size.1);
        counted(Answer::InboxAtOnce, rows, format!("{rows}+"));
        counted(Answer::Inbox, rows + 5, format!("{} ", rows + 5).trim_end().into());
        counted(Answer::InboxAtOnce, 3, "3".into());
    }
}

#[test]
fn a_draft_is_offered_as_it_stands_and_not_recorded_twice_unseen() {
    let draft = |text: &str| Draft {
        change_type: "normal".into(),
        fields: vec![("rollback_plan".into(), text.into())],
        cursor: None,
    };
    let offered = || {
        let mut model = at("detail");
        stage::give(&mut model, Answer::Drafts(vec![("CHG-42".into(), draft("boot old"))]));
        let effects = stage::press(&mut model, "e");
        assert!(effects.iter().any(|e| matches!(e, Effect::Ask(Request::Drafts))), "read when it is offered");
        model
    };
    // Given another session recorded it before it is offered here, it is not offered.
    let mut model = offered();
    stage::give(&mut model, Answer::Drafts(Vec::new()));
    stage::give(&mut model, Answer::Change(Box::new(stage::change())));
    let Some(Screen::Form(form)) = model.screen() else { panic!() };
    assert!(form.changed().is_empty());
    // Given it was offered, and recorded or changed elsewhere before Enter: the line closes, it is told, words stay.
    for (now, word) in [(Vec::new(), "a second time"), (vec![("CHG-42".into(), draft("other"))], "changed this draft")]
    {
        let mut model = offered();
        stage::give(&mut model, Answer::Change(Box::new(stage::change())));
        stage::press(&mut model, "S");
        assert!(model.act.is_some());
        let effects = stage::give(&mut model, Answer::Elsewhere);
        assert!(effects.iter().any(|e| matches!(e, Effect::Ask(Request::Drafts))));
        stage::give(&mut model, Answer::Drafts(now));
        assert!(model.act.is_none());
        assert!(model.notice.as_ref().unwrap().text.contains(word));
        let Some(Screen::Form(form)) = model.screen() else { panic!() };
        assert_eq!(form.changed().len(), 1);
        // Whoever has read it may record it all the same.
        stage::press(&mut model, "S");
        assert!(model.act.is_some());
    }
}
