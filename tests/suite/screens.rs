//! Pictures of every screen at four sizes, from fixed sheets at a fixed time; styles and ASCII.

use crate::stage;
use quorate::sheets::meeting::MeetingSheet;
use quorate::sheets::quorum::Quorum;
use quorate::tui::Look;
use quorate::tui::message::{Answer, Failure};
use quorate::tui::model::{Model, Screen};
use quorate::tui::theme::Theme;
use ratatui::style::{Color, Modifier};

const SIZES: [(u16, u16); 4] = [(40, 20), (80, 24), (120, 40), (200, 60)];
const COLOURED: Look = Look { theme: Theme::Dark, ascii: false, plain: false };
const SCREENS: [&str; 19] = [
    "home", "queue", "detail", "ballot", "form", "packs", "pack", "log", "board", "meeting", "audience", "first",
    "help", "failure", "week", "freezes", "people", "month", "year",
];

fn at(look: Look, size: (u16, u16), screen: &str) -> Model {
    match screen {
        "help" => {
            let mut model = stage::at(look, size, "detail");
            stage::press(&mut model, "?");
            model
        }
        "failure" => {
            let mut model = stage::at(look, size, "detail");
            let lines = [
                "the member recorded an interest when the change was submitted",
                "XX-4.2-01 (4.2): A member with an interest in the change does not vote on it.",
                "-> another member of the board votes",
            ];
            let failure = Failure {
                text: "the vote is refused: bo has an interest in CHG-42".into(),
                lines: lines.map(str::to_owned).to_vec(),
                ..Failure::default()
            };
            stage::give(&mut model, Answer::Failed(failure, true));
            model
        }
        other => stage::at(look, size, other),
    }
}

#[test]
fn pictures() {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        for screen in SCREENS {
            for size in SIZES {
                let buffer = stage::picture(&mut at(COLOURED, size, screen));
                insta::assert_snapshot!(format!("{screen}_{}x{}", size.0, size.1), stage::lines(&buffer).join("\n"));
            }
        }
    });
}

/// The audience's screen with a ballot open, in a pause, and after the vote.
fn audience(size: (u16, u16), moment: &str) -> Model {
    let mut sheet = crate::table::meeting();
    match moment {
        "voting" => (sheet.agenda[1].state, sheet.agenda[1].voted) = ("voting".into(), Some((2, 5))),
        "paused" => sheet.paused = true,
        _ => (sheet.agenda[1].state, sheet.agenda[1].tally) = ("carried_with_conditions".into(), Some((3, 1, 0))),
    }
    let mut model = at(COLOURED, size, "audience");
    stage::give(&mut model, Answer::Meeting(Box::new(sheet)));
    model
}

#[test]
fn the_audience_sees_votes_pauses_and_outcomes() {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        for moment in ["voting", "paused", "over"] {
            for size in [(40, 20), (80, 24), (120, 40), (200, 60)] {
                let text = stage::lines(&stage::picture(&mut audience(size, moment))).join("\n");
                assert!(text.contains("item 2 of 5"), "{moment} at {size:?}:\n{text}");
                let clock = text.lines().last().unwrap_or_default();
                assert!(clock.ends_with(" 11:57 UTC"), "{clock}");
                // No time runs in a pause.
                assert_eq!(clock.contains("PAUSED"), moment == "paused", "{clock}");
                assert_eq!(clock.contains(if size.0 < 60 { "4:10/" } else { "meeting" }), moment != "paused", "{clock}");
                // Key facts are large where the screen is, and only there.
                assert_eq!(text.contains("██"), size.0 >= 120, "{moment} at {size:?}:\n{text}");
                insta::assert_snapshot!(format!("audience_{moment}_{}x{}", size.0, size.1), text);
            }
        }
    });
}

/// Meeting control with a ballot open on the current item, at whose page a phone is.
fn leading(size: (u16, u16), alter: fn(&mut MeetingSheet)) -> Model {
    let mut sheet = crate::table::meeting();
    alter(&mut sheet);
    let mut model = at(COLOURED, size, "meeting");
    stage::give(&mut model, Answer::Meeting(Box::new(sheet)));
    stage::give(&mut model, Answer::Change(Box::new(stage::voting())));
    if size.0 < 60 {
        stage::press(&mut model, "Tab");
    }
    model
}

fn voting(sheet: &mut MeetingSheet) {
    (sheet.agenda[1].state, sheet.agenda[1].voted) = ("voting".into(), Some((2, 5)));
}

#[test]
fn how_a_vote_stands_is_always_seen_in_meeting_control() {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        for size in SIZES {
            let mut model = leading(size, voting);
            let text = stage::lines(&stage::picture(&mut model)).join("\n");
            for part in [
                "VOTE OPEN",
                "Present    2 of 5, quorum 3: UNMET",
                "Eligible   5 of 5 seats, 0 recused",
                "Votes      voted 2, hidden",
                "Mandatory  0 of 1",
                "MISSING ciso",
                "1 more · can still fail",
            ] {
                assert!(text.contains(part), "{part} is missing at {size:?} from\n{text}");
            }
            let names = ["Ana Ruiz", "Eve Park"].iter().filter(|n| text.contains(**n)).count();
            assert!(names == 2 || text.contains(" more"), "{text}");
            assert!(size.0 < 60 || text.contains("CHG-43 Core"), "the agenda has titles at {size:?}:\n{text}");
            insta::assert_snapshot!(format!("meeting_vote_{}x{}", size.0, size.1), text);
            // Before there is a ballot, its place says so where it has one.
            let text = stage::lines(&stage::picture(&mut leading(size, |_| ()))).join("\n");
            assert_eq!(text.contains("no ballot on this item yet"), size.0 >= 160, "{size:?}:\n{text}");
        }
    });
}

#[test]
fn what_a_pane_hides_is_told_with_the_keys_that_show_it() {
    let mut model = leading((80, 24), voting);
    let page = |model: &mut Model| stage::lines(&stage::picture(model)).join("\n");
    let above = page(&mut model);
    assert!(above.contains(" more, Tab j"), "{above}");
    stage::press(&mut model, "Tab j j");
    let below = page(&mut model);
    assert!(below.contains(" more, j") && !below.contains("Tab j"), "{below}");
    assert!(above.contains("Risk   MEDIUM") && !below.contains("CHG-42  Kernel"), "{below}");
    // The agenda has not moved meanwhile, and the vote stays where it was.
    assert!(below.contains("> 2 [V]") && below.contains("VOTE OPEN"), "{below}");
}

#[test]
fn meeting_control_tells_that_the_audience_is_blank_and_that_it_pauses() {
    for size in SIZES {
        let mut model = leading(size, |sheet| (sheet.audience.blank, sheet.paused) = (true, true));
        let text = stage::lines(&stage::picture(&mut model)).join("\n");
        assert!(text.contains("audience BLANK") && text.contains("PAUSED"), "{size:?}:\n{text}");
        let text = stage::lines(&stage::picture(&mut leading(size, |_| ()))).join("\n");
        assert!(!text.contains("BLANK") && !text.contains("PAUSED"), "{size:?}:\n{text}");
    }
}

#[test]
fn footers_of_a_meeting_have_the_keys_of_who_leads_and_of_who_does_not() {
    let foot = |size: (u16, u16), alter: fn(&mut MeetingSheet)| {
        let lines = stage::lines(&stage::picture(&mut leading(size, alter)));
        lines[lines.len() - if size.0 < 60 { 1 } else { 2 }..].join(" ")
    };
    assert_eq!(foot((40, 20), |_| ()), " V=vote X=close D=defer ]=next ? q=back");
    assert_eq!(foot((40, 20), |s| s.leads = false), " v=ballot i=note M=minutes ?=help q=back");
    for size in [(80, 24), (200, 60)] {
        for key in ["V vote", "X close", "D defer", "] next", "v ballot"] {
            assert!(foot(size, |_| ()).contains(key), "{key}: {}", foot(size, |_| ()));
        }
        let member = foot(size, |s| s.leads = false);
        for key in ["V vote", "X close", "D defer", "] next", "C roll call", "A action", "t timer", "go to item"] {
            assert!(!member.contains(key), "{key}: {member}");
        }
        for key in ["v ballot", "i note", "M minutes", "? help", "q back"] {
            assert!(member.contains(key), "{key}: {member}");
        }
        let new = foot(size, |s| (s.leads, s.attendance[0].presence) = (false, None));
        assert!(new.contains("v join"), "{new}");
    }
}

#[test]
fn a_phone_wraps_what_it_has_to_say() {
    let text = |model: &mut Model| stage::lines(&stage::picture(model)).join("\n");
    for screen in ["first", "help", "board"] {
        let page = text(&mut at(COLOURED, (40, 20), screen));
        assert!(!page.contains('~'), "{screen} cuts words:\n{page}");
    }
    let whole = |page: &str| page.split_whitespace().collect::<Vec<_>>().join(" ");
    let first = whole(&text(&mut at(COLOURED, (40, 20), "first")));
    for words in ["What shall it be?", "in a register for training", "Nothing is made before Enter."] {
        assert!(first.contains(words), "{words} is missing from {first}");
    }
    // What Enter does is never hidden by what is chosen.
    let mut model = at(COLOURED, (40, 20), "ballot");
    stage::press(&mut model, "2 o k");
    let page = text(&mut model);
    assert!(page.contains("> 2 Approve with condition (type it)\n   Enter=casts"), "{page}");
    // The chair's mark, and the words of a clause.
    let page = text(&mut at(COLOURED, (40, 20), "board"));
    assert!(page.contains(" Chair  chair\n   Ana Ruiz  room"), "{page}");
    let mut model = at(COLOURED, (40, 20), "pack");
    let page = text(&mut model);
    assert!(page.contains("> XX-4.1-01        enforced\n    Sentence 1: the board decides"), "{page}");
    // The clause under the cursor stays in sight.
    stage::press(&mut model, "G");
    assert!(text(&mut model).contains("> XX-4.1-12"), "{}", text(&mut model));
    // A chosen line of two rows is marked as a whole.
    let buffer = stage::picture(&mut at(COLOURED, (40, 20), "help"));
    let reversed = (0..20).filter(|y| buffer[(5, *y)].modifier.contains(Modifier::REVERSED)).count();
    assert_eq!(reversed, 2, "{}", stage::lines(&buffer).join("\n"));
    // A notice of two lines is read whole, and so is one of four, also below a question.
    let long = "Ana Ruiz leads the meeting: that is for them; the seat is yours: K takes the chair, or C records that they \
                are gone";
    for (screen, keys, said) in [
        ("home", "", "the meeting 2026-W39 is open: m goes there, v joins"),
        ("home", "", long),
        ("meeting", "", long),
        ("meeting", "i", long),
    ] {
        let mut model = at(COLOURED, (40, 20), screen);
        if !keys.is_empty() {
            stage::press(&mut model, keys);
        }
        model.tell(said);
        let page = whole(&text(&mut model));
        assert!(page.contains(said), "{page}");
    }
}

/// The palette goes to a meeting or a change whose id is typed there.
#[test]
fn the_palette_goes_to_what_is_typed_by_its_id() {
    for (typed, line) in [("2 0 2 7 - w 0 2", "go to the meeting 2027-W02"), ("c h g - 7", "go to the change CHG-7")] {
        let mut model = at(COLOURED, (40, 20), "home");
        stage::press(&mut model, &format!(": {typed}"));
        let page = stage::lines(&stage::picture(&mut model)).join("\n");
        assert!(page.contains(line), "{page}");
        stage::press(&mut model, "Enter");
        let found = match model.screen() {
            Some(Screen::Meeting(page)) => page.id.clone().unwrap_or_default(),
            Some(Screen::Detail(page)) => page.id.clone(),
            _ => String::new(),
        };
        assert!(line.ends_with(&found) && !found.is_empty(), "{line}: {found}");
    }
}

#[test]
fn a_broken_register_is_never_called_ok() {
    for size in SIZES {
        let mut model = at(COLOURED, size, "queue");
        let why = "BROKEN at entry 5 (hash): nothing can be recorded";
        (model.register.broken, model.register.read_only) = (true, Some(why.into()));
        model.register.notices = vec![why.into()];
        let text = stage::lines(&stage::picture(&mut model)).join("\n");
        assert!(text.contains("[BROKEN]") && !text.contains("[OK]"), "{size:?}:\n{text}");
        assert!(text.contains("BROKEN at entry 5"), "{size:?}:\n{text}");
    }
}

#[test]
fn an_open_field_names_its_own_keys_alone() {
    for size in SIZES {
        let mut model = at(COLOURED, size, "form");
        stage::press(&mut model, "Enter");
        let lines = stage::lines(&stage::picture(&mut model));
        let foot = lines[lines.len() - 2..].join(" ");
        assert!(foot.contains("Esc") && foot.contains("closes"), "{size:?}: {foot}");
        assert!(!foot.contains("back") && !foot.contains("record"), "{size:?}: {foot}");
    }
}

#[test]
fn a_phone_shows_what_one_votes_by_also_while_one_votes() {
    let mut model = at(COLOURED, (40, 20), "ballot");
    if let Some(Screen::Ballot(detail)) = model.stack.last_mut() {
        let sheet = detail.sheet.as_mut().unwrap();
        let undo = sheet.fields[0].clone();
        let value = Some("Boot the old kernel".into());
        sheet.fields.push(quorate::sheets::change::FieldLine { id: "rollback_plan".into(), value, ..undo });
        sheet.conflicts = vec![quorate::sheets::change::ConflictLine {
            kind: "window".into(),
            with: "maintenance".into(),
            text: "not open then".into(),
            during: sheet.row.window.unwrap(),
            accepted: false,
            clauses: Vec::new(),
        }];
    }
    for keys in ["", "3"] {
        if !keys.is_empty() {
            stage::press(&mut model, keys);
        }
        let text = stage::lines(&stage::picture(&mut model)).join("\n");
        for words in ["Clash", "window maintenance", "Way back", "Z)", "revision 3", "Present", "Mandatory"] {
            assert!(text.contains(words), "after \"{keys}\" {words} is missing:\n{text}");
        }
        assert!(text.contains("3 ") && text.contains("5 "), "the choices stay:\n{text}");
    }
}

#[test]
fn a_member_whose_vote_was_entered_is_told_on_the_ballot() {
    for size in SIZES {
        let mut model = at(COLOURED, size, "ballot");
        if let Some(Screen::Ballot(detail)) = model.stack.last_mut() {
            let ballot = detail.sheet.as_mut().unwrap().ballot.as_mut().unwrap();
            let own = ballot.members.iter_mut().find(|m| m.person == "ana").unwrap();
            (own.voted, own.choice, own.via) = (true, Some("approve".into()), Some("bo".into()));
        }
        let text = stage::lines(&stage::picture(&mut model)).join("\n");
        assert!(text.contains("entered your vote") && text.contains("O objects"), "{size:?}:\n{text}");
    }
}

#[test]
fn wide_lines_have_the_room_that_is_there() {
    let mut model = at(COLOURED, (200, 60), "home");
    let row = &mut model.queue.list.items[0];
    (row.risk, row.score) = (Some("very_high".into()), Some(20));
    row.waiting_for = ["chair", "person ana", "role change_manager"].map(str::to_owned).to_vec();
    model.people = vec![("ana".into(), "Ana Ruiz".into())];
    let text = stage::lines(&stage::picture(&mut model)).join("\n");
    for words in ["VERY HIGH 20", "by Wed 23 Sep 16:00", "For        seat chair", "Kernel patch for the web tier"] {
        assert!(text.contains(words), "{words} is missing from\n{text}");
    }
    // Beside the list stand the facts of the line under the cursor.
    stage::press(&mut model, "j j");
    let text = stage::lines(&stage::picture(&mut model)).join("\n");
    for words in ["Waits for  chair, Ana Ruiz, change manager", "Rotate the certificate"] {
        assert!(text.contains(words), "{words} is missing from\n{text}");
    }
    model.size = (80, 24);
    assert!(stage::lines(&stage::picture(&mut model)).join("\n").contains("VERY HIGH "));
}

#[test]
fn the_queue_tells_what_goes_on_now_before_what_was_decided_once() {
    let cases = [
        ("V", "authorize", "deferred", "[V] voting"),
        ("A", "closed", "approved", "[A] closed"),
        ("R", "closed", "rejected", "[R] closed"),
        ("W", "canceled", "withdrawn", "[W] withdrawn"),
        ("R", "canceled", "rejected", "[R] canceled"),
        ("D", "authorize", "deferred", "[D] deferred"),
        ("A", "authorize", "approved", "[A] approved"),
        ("S", "scheduled", "approved", "[S] scheduled"),
    ];
    for (letter, state, decision, words) in cases {
        let mut model = at(COLOURED, (80, 24), "queue");
        let mut row = stage::row(7, letter, state, "Kernel patch");
        row.decision = decision.into();
        model.queue.list.items = vec![row];
        let text = stage::lines(&stage::picture(&mut model)).join("\n");
        assert!(text.contains(words), "{words} is missing from\n{text}");
    }
}

#[test]
fn acts_in_the_act_line() {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        let cases = [
            ("ballot", "1", "act_vote"),
            ("ballot", "2", "act_condition"),
            ("ballot", "3", "act_reject"),
            ("ballot", "X", "act_close"),
            ("detail", "A", "act_menu"),
            ("detail", "A 1", "act_assess"),
            ("detail", "V", "act_open_vote"),
            ("detail", "D 1", "act_defer"),
            ("ballot", "D 1 2", "act_defer_until"),
            ("ballot", "C 1", "act_rollcall"),
            ("ballot", "V 1", "act_read_votes"),
            ("queue", "/ k e r", "act_search"),
            ("meeting", "C 1", "act_meeting_rollcall"),
            ("meeting", "a", "act_meeting_menu"),
            ("meeting", "X 3", "act_meeting_close"),
            ("form", "j Enter", "act_write"),
        ];
        for (screen, keys, name) in cases {
            for size in [(40, 20), (80, 24)] {
                let mut model = at(COLOURED, size, screen);
                if name == "act_close" {
                    stage::meet_quorum(&mut model);
                }
                stage::press(&mut model, keys);
                let buffer = stage::picture(&mut model);
                insta::assert_snapshot!(format!("{name}_{}x{}", size.0, size.1), stage::lines(&buffer).join("\n"));
            }
        }
    });
}

#[test]
fn the_selected_line_is_reversed_and_nothing_else_on_the_page() {
    for screen in ["home", "queue"] {
        for size in [(80, 24), (200, 60)] {
            let mut model = at(COLOURED, size, screen);
            stage::press(&mut model, "j");
            let buffer = stage::picture(&mut model);
            let marked: Vec<u16> = (3..size.1).filter(|y| buffer[(0, *y)].symbol() == ">").collect();
            let reversed: Vec<u16> =
                (3..size.1).filter(|y| buffer[(3, *y)].modifier.contains(Modifier::REVERSED)).collect();
            assert_eq!(reversed, marked, "{screen} at {size:?}");
            assert_eq!(marked.len(), 1);
        }
    }
}

#[test]
fn without_colour_there_is_none() {
    for screen in SCREENS {
        for size in SIZES {
            let buffer = stage::picture(&mut at(Look { theme: Theme::Mono, ascii: false, plain: false }, size, screen));
            let coloured = buffer.content().iter().filter(|c| c.fg != Color::Reset || c.bg != Color::Reset).count();
            assert_eq!(coloured, 0, "{screen} at {size:?}");
        }
    }
}

#[test]
fn colour_is_one_of_sixteen_and_never_a_background() {
    for theme in [Theme::Auto, Theme::Light, Theme::Dark, Theme::Cvd] {
        for screen in SCREENS {
            let buffer = stage::picture(&mut at(Look { theme, ascii: false, plain: false }, (120, 40), screen));
            for cell in buffer.content() {
                assert_eq!(cell.bg, Color::Reset);
                assert!(!matches!(cell.fg, Color::Rgb(..) | Color::Indexed(_)), "{theme:?}: {:?}", cell.fg);
            }
        }
    }
}

#[test]
fn ascii_stays_ascii() {
    for screen in SCREENS {
        for size in SIZES {
            let buffer = stage::picture(&mut at(Look { theme: Theme::Auto, ascii: true, plain: false }, size, screen));
            for line in stage::lines(&buffer) {
                assert!(line.is_ascii(), "{screen} at {size:?}: {line}");
            }
        }
    }
}

#[test]
fn a_small_screen_shows_every_choice_and_fact_of_a_ballot() {
    let mut model = at(COLOURED, (40, 20), "ballot");
    // A choice hides none of the others.
    stage::press(&mut model, "1");
    let buffer = stage::picture(&mut model);
    let page = stage::lines(&buffer).join("\n");
    for part in [
        "CHG-42",
        "Present",
        "Eligible",
        "voted 2",
        "Mandatory",
        "Rule",
        "1 Approve",
        "2 Approve with",
        "3 Reject",
        "4 Abstain",
        "5 Recuse",
        "revision 3",
    ] {
        assert!(page.contains(part), "{part} is missing from\n{page}");
    }
}

#[test]
fn an_open_tally_under_a_notice_hides_no_choice_and_no_count() {
    for size in [(40, 20), (80, 24)] {
        let mut model = at(COLOURED, size, "ballot");
        model.register.notices.push("policy review overdue since 2026-07-27 (59 days) [XX-5-01]".into());
        let Some(Screen::Ballot(detail)) = model.stack.last_mut() else { panic!("no ballot") };
        let ballot = detail.sheet.as_mut().and_then(|s| s.ballot.as_mut()).unwrap();
        ballot.tally = "open".into();
        (ballot.for_, ballot.against, ballot.abstain) = (Some(2), Some(0), Some(0));
        for key in ["", "1"] {
            if !key.is_empty() {
                stage::press(&mut model, key);
            }
            let page = stage::lines(&stage::picture(&mut model)).join("\n");
            for part in ["Present", "Eligible", "2 for, 0 against", "abstain", "Mandatory", "Needs"] {
                assert!(page.contains(part), "{part} is missing at {size:?} from\n{page}");
            }
            for part in ["1 Approve", "2 Approve with", "3 Reject", "4 Abstain", "5 Recuse"] {
                assert!(page.contains(part), "{part} is missing at {size:?} from\n{page}");
            }
        }
    }
}

#[test]
fn help_and_the_way_out_stand_in_every_footer() {
    for screen in ["home", "queue", "detail", "ballot", "form", "packs", "pack", "log", "board"] {
        for size in SIZES {
            let lines = stage::lines(&stage::picture(&mut at(COLOURED, size, screen)));
            let foot = lines[lines.len() - 2..].join(" ");
            assert!(
                ["? help", "?=help"].iter().any(|h| foot.contains(h))
                    && ["q back", "q=back", "q leave", "q=leave"].iter().any(|b| foot.contains(b)),
                "{screen} at {size:?}: {foot}"
            );
        }
    }
}

/// Where somebody who is there may not vote on the item, the quorum of the room is not the item's (interface 3.7).
#[test]
fn a_suspended_ballot_shows_as_quorum_lost_to_the_chair_and_to_the_room() {
    let lost = |sheet: &mut MeetingSheet| {
        voting(sheet);
        sheet.quorum_met = true;
        let (present, of, needed) = (2, 5, 3);
        sheet.agenda[1].quorum = Some(Quorum { present, of, needed, lost: true, ..Quorum::default() });
    };
    for size in SIZES {
        let page = stage::lines(&stage::picture(&mut leading(size, lost))).join("\n");
        assert!(page.contains("present 2 of 5, quorum 3: LOST") && !page.contains("3 of 4"), "{size:?}:\n{page}");
        let mut sheet = crate::table::meeting();
        lost(&mut sheet);
        let mut model = at(COLOURED, size, "audience");
        stage::give(&mut model, Answer::Meeting(Box::new(sheet)));
        let room = stage::lines(&stage::picture(&mut model)).join("\n");
        assert!(room.contains("Present 2 of 5, quorum 3: LOST") && !room.contains("3 of 4"), "{size:?}:\n{room}");
        let words = room.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.to_lowercase().contains("it waits for 1 more member."), "{size:?}:\n{room}");
        assert!(!words.contains("in favour"), "{size:?}:\n{room}");
        let plain = room.replace(' ', "");
        assert!(plain.contains("SUSPENDED") || room.contains("██"), "{size:?}:\n{room}");
        assert!(!plain.contains("VOTING") && !room.contains("are shown when"), "{size:?}:\n{room}");
    }
}

/// On a phone a line that does not fit ends with a whole word, in every list.
#[test]
fn on_a_phone_lists_are_cut_between_words() {
    let title = "Upgrade the payment services of all shops in the north";
    for (screen, shown) in [("queue", "Upgrade the payment ~"), ("home", "Upgrade the payment services of ~")] {
        let mut model = stage::at(Look::default(), (40, 20), screen);
        model.queue.list.items.iter_mut().for_each(|row| row.title = title.into());
        model.inbox.items.iter_mut().for_each(|item| item.title = title.into());
        let page = stage::lines(&stage::picture(&mut model)).join("\n");
        assert!(page.contains(shown), "{screen}\n{page}");
        let last = |line: &str| line.trim_end().trim_end_matches(['~', ' ']).rsplit(' ').next().map(str::to_owned);
        let whole = |line: &&str| !line.contains('~') || last(line).is_some_and(|w| title.split(' ').any(|t| t == w));
        assert!(page.lines().all(|line| whole(&line)), "{screen}\n{page}");
    }
    let mut model = stage::at(Look::default(), (40, 20), "queue");
    let page = stage::lines(&stage::picture(&mut model)).join("\n");
    assert!(page.contains("CHANGES  all; newest first"), "{page}");
    (model.queue.change_type, model.queue.risk) = (Some("normal".into()), Some("high".into()));
    let page = stage::lines(&stage::picture(&mut model)).join("\n");
    assert!(page.contains("CHANGES  normal, high; newest ~") || page.contains("normal, high; newest first"), "{page}");
}

/// The longest id of a change does not touch its letter; what stands below each other stays so.
#[test]
fn an_id_of_ten_columns_keeps_a_blank_before_its_letter() {
    let mut model = stage::at(Look::default(), (80, 24), "home");
    assert!(model.inbox.items.len() > 1 && !model.inbox.items[0].letter.is_empty());
    model.inbox.items[0].id = "CHG-100000".into();
    let page = stage::lines(&stage::picture(&mut model));
    let line = page.iter().find(|l| l.contains("CHG-100000")).unwrap();
    assert!(line.contains("CHG-100000 ["), "{}", page.join("\n"));
    let at = line.find('[').unwrap();
    let next = page.iter().find(|l| l.starts_with(" 2 ")).unwrap();
    assert_eq!(next.find('['), Some(at), "{}", page.join("\n"));
}
