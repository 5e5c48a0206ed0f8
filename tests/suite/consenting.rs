//! The consent group on the screens of chair, members and room: announced, silent, pulled, decided; and the roll-call
//! vote of a board that has criteria to consider.

use crate::pty::{Register, Session, soon};
use crate::stage;
use quorate::sheets::meeting::{AnnouncedLine, MeetingSheet};
use quorate::sheets::register::RegisterSheet;
use quorate::sheets::time::Time;
use quorate::tui::Look;
use quorate::tui::message::{Answer, Effect, Request};
use quorate::tui::model::{Model, Screen};
use quorate::tui::twin::twin;

fn page(model: &mut Model) -> String {
    stage::lines(&stage::picture(model)).join("\n")
}

fn announced(leads: bool, until: &str) -> MeetingSheet {
    let at = Time(stage::moment("2026-09-23T11:56:50Z"));
    let until = Time(stage::moment(until));
    let mut sheet = MeetingSheet { leads, ..crate::table::meeting() };
    for no in [1, 4] {
        sheet.agenda[no].consent = true;
        sheet.agenda[no].state = "pending".into();
    }
    sheet.announced = Some(AnnouncedLine { at, until, items: vec![2, 5] });
    sheet
}

fn twins(effects: &[Effect]) -> Vec<String> {
    let acts = effects.iter().filter_map(|e| match e {
        Effect::Ask(Request::Do(acts)) => Some(acts.iter().map(|(c, _)| twin(c, None)).collect::<Vec<_>>()),
        _ => None,
    });
    acts.flatten().collect()
}

/// The stage's clock stands at 11:57:00.
#[test]
fn a_member_sees_the_silence_run_and_takes_an_item_out_by_its_number() {
    for (size, band) in [
        ((80, 24), "CONSENT 2 CHG-42  5 CHG-45: silence 0:20, its number takes one out"),
        ((40, 20), "CONSENT items 2, 5: 0:20 number out"),
    ] {
        let mut model = stage::at(Look::default(), size, "meeting");
        stage::give(&mut model, Answer::Meeting(Box::new(announced(false, "2026-09-23T11:57:20Z"))));
        assert!(page(&mut model).contains(band), "{}", page(&mut model));
        assert!(model.clock.is_some() || model.shows_seconds());
        assert!(stage::press(&mut model, "3").is_empty() && model.act.is_none(), "item 3 is not in it");
        stage::press(&mut model, "5");
        assert!(page(&mut model).contains("Take item 5 CHG-45"), "{}", page(&mut model));
        assert_eq!(twins(&stage::press(&mut model, "Enter")), ["quorate meeting pull 5 --meeting 2026-W39"]);
    }
}

/// Numbers of two digits are typed as they stand on the agenda.
#[test]
fn an_item_is_taken_out_by_the_two_digits_of_its_number() {
    let mut model = stage::at(Look::default(), (80, 24), "meeting");
    let mut sheet = announced(false, "2026-09-23T11:57:20Z");
    let line = sheet.agenda[4].clone();
    sheet.agenda.extend((6..=12).map(|position| quorate::sheets::meeting::AgendaLine { position, ..line.clone() }));
    sheet.announced.iter_mut().for_each(|a| a.items = vec![2, 11, 12]);
    stage::give(&mut model, Answer::Meeting(Box::new(sheet)));
    stage::press(&mut model, "1");
    assert!(page(&mut model).contains("whose number begins with 1"), "{}", page(&mut model));
    stage::press(&mut model, "2");
    assert!(page(&mut model).contains("Take item 12 CHG-45"), "{}", page(&mut model));
    stage::press(&mut model, "Backspace 1");
    assert_eq!(twins(&stage::press(&mut model, "Enter")), ["quorate meeting pull 11 --meeting 2026-W39"]);
}

/// Who was on the page of another ballot, where digits vote, comes to the group and stays there.
#[test]
fn v_from_another_ballot_goes_to_the_group_where_digits_vote_on_nothing() {
    let mut model = stage::at(Look::default(), (80, 24), "ballot");
    stage::give(&mut model, Answer::Change(Box::new(stage::voting())));
    model.register.meeting = Some("2026-W39".into());
    stage::press(&mut model, "v");
    let mut sheet = announced(false, "2026-09-23T11:57:20Z");
    sheet.agenda[2].state = "voting".into();
    stage::give(&mut model, Answer::Meeting(Box::new(sheet)));
    assert!(page(&mut model).contains("v goes to the ballot on CHG-43"), "{}", page(&mut model));
    stage::press(&mut model, "2");
    assert_eq!(twins(&stage::press(&mut model, "Enter")), ["quorate meeting pull 2 --meeting 2026-W39"]);
}

/// What a member took out meanwhile is not named to the chair any more, and V 3 is about the group from the first key on.
#[test]
fn the_chairs_line_about_the_group_says_what_is_in_it_now() {
    let mut model = stage::at(Look::default(), (80, 24), "meeting");
    stage::give(&mut model, Answer::Meeting(Box::new(announced(true, "2026-09-23T11:57:00Z"))));
    stage::press(&mut model, "X");
    let mut sheet = announced(true, "2026-09-23T11:57:00Z");
    sheet.agenda[1].consent = false;
    sheet.announced.iter_mut().for_each(|a| a.items = vec![5]);
    stage::give(&mut model, Answer::Meeting(Box::new(sheet.clone())));
    let shown = page(&mut model);
    assert!(shown.contains("what nobody took out: CHG-45") && !shown.contains("CHG-42 (item"), "{shown}");
    sheet.announced = None;
    stage::give(&mut model, Answer::Meeting(Box::new(sheet)));
    assert!(model.act.is_none() && page(&mut model).contains("nothing is left in the consent group"));
    let mut model = stage::at(Look::default(), (80, 24), "meeting");
    let mut sheet = announced(true, "2026-09-23T11:57:00Z");
    sheet.announced = None;
    stage::give(&mut model, Answer::Meeting(Box::new(sheet)));
    stage::press(&mut model, "V 3");
    let shown = page(&mut model);
    assert!(shown.contains("Announce the consent group") && !shown.contains("Vote on CHG-42"), "{shown}");
}

/// A ballot that one has voted on waits for nobody: v goes to the one that does.
#[test]
fn v_goes_to_the_ballot_that_waits() {
    let mut model = stage::at(Look::default(), (80, 24), "meeting");
    let mut sheet = crate::table::meeting();
    for (no, waits) in [(1, false), (4, true)] {
        (sheet.agenda[no].state, sheet.agenda[no].waits) = ("voting".into(), waits);
    }
    stage::give(&mut model, Answer::Meeting(Box::new(sheet)));
    stage::press(&mut model, "v");
    assert!(matches!(model.screen(), Some(Screen::Ballot(detail)) if detail.id == "CHG-45"), "{:?}", model.screen());
}

#[test]
fn the_chair_announces_with_three_keys_and_decides_with_two() {
    let mut model = stage::at(Look::default(), (80, 24), "meeting");
    let mut sheet = announced(true, "2026-09-23T11:57:00Z");
    sheet.announced = None;
    stage::give(&mut model, Answer::Meeting(Box::new(sheet)));
    stage::press(&mut model, "V");
    assert_eq!(twins(&stage::press(&mut model, "3 Enter")), ["quorate meeting announce 2026-W39"]);
    let mut model = stage::at(Look::default(), (80, 24), "meeting");
    stage::give(&mut model, Answer::Meeting(Box::new(announced(true, "2026-09-23T11:57:00Z"))));
    assert!(page(&mut model).contains("silence is over: X decides"), "{}", page(&mut model));
    stage::press(&mut model, "X");
    assert!(page(&mut model).contains("Approve by consent"), "{}", page(&mut model));
    assert_eq!(twins(&stage::press(&mut model, "Enter")), ["quorate meeting consent 2026-W39"]);
}

/// While the silence lasts X says how long, and the group is announced from an item on which no ballot is opened as well.
#[test]
fn x_tells_of_the_silence_and_v_announces_from_every_item() {
    for size in [(80, 24), (40, 20)] {
        let mut model = stage::at(Look::default(), size, "meeting");
        stage::give(&mut model, Answer::Meeting(Box::new(announced(true, "2026-09-23T11:57:30Z"))));
        stage::press(&mut model, "X");
        let shown = page(&mut model).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(model.act.is_none() && shown.contains("the silence lasts 30 s more"), "{shown}");
        let mut model = stage::at(Look::default(), size, "meeting");
        let mut sheet = announced(true, "2026-09-23T11:57:30Z");
        sheet.announced = None;
        sheet.agenda.iter_mut().take(1).for_each(|l| l.id = None);
        stage::give(&mut model, Answer::Meeting(Box::new(sheet)));
        stage::press(&mut model, "k k k k V");
        let shown = page(&mut model).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(shown.contains("Item 1 is no change: no ballot is opened on it"), "{shown}");
        assert_eq!(twins(&stage::press(&mut model, "3 Enter")), ["quorate meeting announce 2026-W39"]);
    }
}

/// While the silence lasts X speaks of it, also where another item is being voted on: that one stays as it is.
#[test]
fn x_during_the_silence_speaks_of_no_other_ballot() {
    for size in [(80, 24), (40, 20)] {
        let mut model = stage::at(Look::default(), size, "meeting");
        let mut sheet = announced(true, "2026-09-23T11:57:30Z");
        (sheet.agenda[2].state, sheet.agenda[2].id) = ("voting".into(), Some("CHG-43".into()));
        sheet.current = Some(2);
        stage::give(&mut model, Answer::Meeting(Box::new(sheet)));
        for _ in 0..2 {
            stage::press(&mut model, "X");
            let shown = page(&mut model).split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(model.act.is_none() && shown.contains("the silence lasts 30 s more"), "{shown}");
            assert!(!shown.contains("X again closes it"), "{shown}");
        }
        assert!(matches!(model.screen(), Some(Screen::Meeting(page)) if page.at == 1), "the cursor stays");
    }
}

/// Another ballot that is open does not stand in the way of what the line says.
#[test]
fn x_decides_the_group_also_while_another_ballot_is_open() {
    let mut model = stage::at(Look::default(), (80, 24), "meeting");
    let mut sheet = announced(true, "2026-09-23T11:57:00Z");
    (sheet.agenda[2].state, sheet.agenda[2].id) = ("voting".into(), Some("CHG-43".into()));
    stage::give(&mut model, Answer::Meeting(Box::new(sheet.clone())));
    assert!(page(&mut model).contains("silence is over: X decides"), "{}", page(&mut model));
    stage::press(&mut model, "X");
    assert!(page(&mut model).contains("Approve by consent what nobody took out: CHG-42"), "{}", page(&mut model));
    assert_eq!(twins(&stage::press(&mut model, "Enter")), ["quorate meeting consent 2026-W39"]);
    // With the cursor on what is voted on, X closes that, and the line says so.
    let mut model = stage::at(Look::default(), (80, 24), "meeting");
    sheet.agenda[1].consent = false;
    sheet.agenda[1].state = "voting".into();
    stage::give(&mut model, Answer::Meeting(Box::new(sheet)));
    stage::give(&mut model, Answer::Change(Box::new(stage::voting())));
    assert!(page(&mut model).contains("X decides from another item"), "{}", page(&mut model));
    stage::press(&mut model, "X");
    assert!(page(&mut model).contains("short of its quorum"), "{}", page(&mut model));
}

/// A ballot that is closed on another item than the one that is shown is told to the room as well.
#[test]
fn the_room_hears_of_a_ballot_that_was_closed_beside_the_current_item() {
    for size in [(80, 24), (40, 20), (200, 60)] {
        let mut model = stage::at(Look::default(), size, "audience");
        let mut sheet = crate::table::meeting();
        sheet.agenda[1].shown = vec![(Time(stage::moment("2026-09-23T11:50:00Z")), None)];
        sheet.agenda[3].closed = Some(Time(stage::moment("2026-09-23T11:45:00Z")));
        stage::give(&mut model, Answer::Meeting(Box::new(sheet.clone())));
        assert!(!page(&mut model).contains("CHG-44 CARRIED"), "it was told before this item came up");
        sheet.agenda[3].closed = Some(Time(stage::moment("2026-09-23T11:55:00Z")));
        stage::give(&mut model, Answer::Meeting(Box::new(sheet)));
        assert!(page(&mut model).contains("CHG-44 CARRIED  3:1:0"), "{}", page(&mut model));
    }
}

/// The room is told what carries, and how a tie ended, without whose votes they were.
#[test]
fn the_room_hears_what_a_ballot_needs_and_how_a_tie_ended() {
    for (tied, told) in [("for", "decided in favour"), ("against", "decided against it"), ("lost", "tie: not approved")]
    {
        let mut model = stage::at(Look::default(), (80, 24), "audience");
        let mut sheet = crate::table::meeting();
        (sheet.agenda[1].state, sheet.agenda[1].tally) = ("lost".into(), Some((2, 2, 0)));
        stage::give(&mut model, Answer::Meeting(Box::new(sheet)));
        let mut change = stage::voting();
        for ballot in change.ballot.iter_mut() {
            (ballot.tied, ballot.carries) = (Some(tied.into()), "needed 3 of 4 present".into());
            (ballot.outcome, ballot.tie) = (Some("lost".into()), Some("the chair (Ana Ruiz) broke it".into()));
        }
        stage::give(&mut model, Answer::Change(Box::new(change)));
        let shown = page(&mut model);
        assert!(shown.contains(told) && shown.contains("It needed 3 of 4 present in favour"), "{shown}");
        assert!(!shown.contains("Ana Ruiz"), "{shown}");
    }
}

/// Who closes hears how it ends as it stands, also when a vote comes while the rationale is typed; who may not close it
/// hears nothing.
#[test]
fn closing_says_how_it_ends_to_whoever_may_close() {
    let mut model = stage::at(Look::default(), (80, 24), "ballot");
    let mut change = stage::voting();
    let with = |ends: Option<&str>, change: &mut quorate::sheets::change::ChangeSheet| {
        for b in change.ballot.iter_mut() {
            (b.ends, b.quorum_met, b.present) = (ends.map(str::to_owned), true, 3);
            b.mandatory_missing.clear();
        }
    };
    with(Some("lost"), &mut change);
    stage::give(&mut model, Answer::Change(Box::new(change.clone())));
    stage::press(&mut model, "X s o u n d");
    let words = |model: &mut Model| page(model).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words(&mut model).contains("it ends NOT APPROVED as it stands"), "{}", page(&mut model));
    with(Some("carried"), &mut change);
    stage::give(&mut model, Answer::Change(Box::new(change.clone())));
    let shown = words(&mut model);
    assert!(shown.contains("it ends APPROVED as it stands") && shown.contains("sound"), "{shown}");
    with(None, &mut change);
    stage::give(&mut model, Answer::Change(Box::new(change)));
    let shown = words(&mut model);
    assert!(!shown.contains("APPROVED") && shown.contains("no vote can be changed then"), "{shown}");
}

/// A key pressed while a refusal is shown is not typed into the form below it.
#[test]
fn a_refusal_takes_the_keys_until_it_is_closed() {
    let mut model = stage::at(Look::default(), (80, 24), "ballot");
    let mut change = stage::voting();
    change.ballot.iter_mut().for_each(|b| (b.quorum_met, b.present) = (true, 3));
    change.ballot.iter_mut().for_each(|b| b.mandatory_missing.clear());
    stage::give(&mut model, Answer::Change(Box::new(change)));
    stage::press(&mut model, "X g o o d");
    let failure = quorate::tui::message::Failure {
        text: "the board has not considered the criteria".into(),
        ..quorate::tui::message::Failure::default()
    };
    stage::give(&mut model, Answer::Failed(failure, true));
    stage::press(&mut model, "z z");
    let shown = page(&mut model);
    assert!(shown.contains("REFUSED") && shown.contains("Esc goes back"), "{shown}");
    stage::press(&mut model, "Esc");
    let shown = page(&mut model);
    assert!(!shown.contains("REFUSED") && shown.contains("keys go to the act again"), "{shown}");
    assert!(shown.contains("good") && !shown.contains("goodz"), "{shown}");
    stage::press(&mut model, "Esc");
    assert!(model.act.is_none());
}

/// The ballot is opened on the item under the cursor, and the act line says that the meeting goes there.
#[test]
fn opening_a_ballot_beside_the_current_item_says_that_it_becomes_the_current_one() {
    let mut model = stage::at(Look::default(), (80, 24), "meeting");
    let mut sheet = crate::table::meeting();
    sheet.current = Some(1);
    sheet.agenda[1].state = "pending".into();
    stage::give(&mut model, Answer::Meeting(Box::new(sheet)));
    stage::press(&mut model, "j");
    stage::give(&mut model, Answer::Change(Box::new(stage::change())));
    stage::press(&mut model, "V");
    let shown = page(&mut model);
    assert!(shown.contains("item 2 becomes the current one"), "{shown}");
}

#[test]
fn whoever_is_on_another_screen_is_told_of_it_once() {
    let mut model = stage::at(Look::default(), (80, 24), "home");
    let asked = "2026-W39 decides items 2, 5 by consent: v goes there, where its number takes an item out";
    let register = |asked: Option<&str>| {
        let meeting = Some("2026-W39".into());
        Answer::Register(RegisterSheet { meeting, asked: asked.map(str::to_owned), ..RegisterSheet::default() })
    };
    stage::give(&mut model, register(Some(asked)));
    assert_eq!(model.notice.as_ref().map(|n| n.text.as_str()), Some(asked));
    model.notice = None;
    stage::give(&mut model, register(Some(asked)));
    assert!(model.notice.is_none(), "nothing new");
}

/// Votes that are read out close the ballot, and with it confirm the criteria, as closing does.
#[test]
fn reading_votes_out_considers_the_criteria() {
    let mut model = stage::at(Look::default(), (80, 24), "meeting");
    let mut sheet = crate::table::meeting();
    sheet.agenda[1].considered[0].2 = false;
    stage::give(&mut model, Answer::Meeting(Box::new(sheet)));
    let mut change = stage::voting();
    change.ballot.iter_mut().flat_map(|b| &mut b.members).for_each(|m| m.presence = "present".into());
    stage::give(&mut model, Answer::Change(Box::new(change)));
    stage::press(&mut model, "V");
    let shown = page(&mut model);
    assert!(shown.contains("read out by the chair") && shown.contains("you confirm as"), "{shown}");
    let sent = twins(&stage::press(&mut model, "1 1 1 1 1 Enter"));
    assert!(sent.first().is_some_and(|t| t.starts_with("quorate meeting consider 2 risk")), "{sent:?}");
    assert!(sent.last().is_some_and(|t| t.starts_with("quorate vote close")), "{sent:?}");
}

/// Chair, two members and the room, each a process of its own.
#[test]
fn a_consent_group_is_announced_to_everybody_and_decided_after_its_silence() {
    let (register, id) = Register::before_ballot();
    let members: Vec<String> = register.members().into_iter().take(3).collect();
    for line in register.run(&members[0], &["vote", "list"]).lines() {
        let other = line.split('\t').next().unwrap();
        register.run(&members[0], &["decision", "defer", other, "--reason", "the way back is missing"]);
    }
    let levels = "meeting.consent=low,moderate,high,very_high";
    register.run("ada", &["policy", "set", levels, "--reason", "trial"]);
    register.run("ada", &["policy", "set", "meeting.consent_seconds=5", "--reason", "trial"]);
    register.run(&members[0], &["meeting", "create", "--next"]);
    let called = register.run(&members[0], &["meeting", "list"]);
    let meeting = called.lines().find(|l| l.contains("pending")).and_then(|l| l.split('\t').next()).unwrap();
    register.run(&members[0], &["meeting", "open", meeting]);
    let mut sessions: Vec<Session> = members.iter().map(|who| register.session(who)).collect();
    let mut room = register.sized("ada", (80, 24), &["screen"]);
    for session in &mut sessions[1..] {
        session.wait("MEETING OPEN");
        session.press("v");
        session.wait("Enter=joins");
        session.press("\r");
    }
    sessions[0].wait("MEETING OPEN");
    sessions[0].press("m");
    sessions[0].wait("Chair    ");
    sessions[0].wait("present 3 of 5, quorum 3: MET");
    sessions[0].press("P");
    room.wait("CHANGE ADVISORY");
    let agenda = register.run(&members[0], &["meeting", "agenda"]);
    let at = agenda.lines().position(|l| l.split('\t').nth(1) == Some(id.as_str())).unwrap();
    sessions[0].press(&"j".repeat(at));
    // Its change is read by then.
    let heading = format!("│ {id}");
    sessions[0].wait_until("the change", |shown| shown.contains(&heading) && shown.contains("Undo"));
    let before = sessions[0].pressed;
    sessions[0].press("V");
    sessions[0].wait("3 announce the consent group");
    sessions[0].press("3\r");
    for session in &sessions {
        soon(session.wait("CONSENT"), "everybody");
    }
    soon(room.wait("CONSENT GROUP"), "the room");
    // With many items the line is told in fewer words.
    sessions[0].wait("over: X decides");
    sessions[0].press("X");
    sessions[0].wait("Approve by consent");
    sessions[0].press("\r");
    sessions[0].wait("[A]");
    assert_eq!(sessions[0].pressed - before, 5);
    soon(room.wait_until("the group is decided", |shown| !shown.contains("CONSENT GROUP")), "the room");
    room.press("q");
    for session in &mut sessions {
        session.press("qqqqqq");
    }
    for session in sessions.into_iter().chain([room]) {
        assert_eq!(session.ends().0, 0);
    }
}

/// A plain member is offered nothing on an item that they may not do: Enter looks at it, and digits pick items.
#[test]
fn a_member_who_does_not_lead_looks_at_items_and_picks_them_by_digits() {
    let mut model = stage::at(Look::default(), (80, 24), "meeting");
    stage::give(&mut model, Answer::Meeting(Box::new(MeetingSheet { leads: false, ..crate::table::meeting() })));
    assert!(!page(&mut model).contains("go to item"), "{}", page(&mut model));
    stage::press(&mut model, "5");
    stage::press(&mut model, "Enter");
    assert!(model.act.is_none(), "{}", page(&mut model));
    stage::press(&mut model, "9");
    assert!(page(&mut model).contains("the agenda has 5 items"), "{}", page(&mut model));
    let mut model = stage::at(Look::default(), (80, 24), "meeting");
    stage::press(&mut model, "3 Enter");
    assert!(page(&mut model).contains("Go to item 3"), "{}", page(&mut model));
}

/// `m` and `v` mean the same on the pages of a change and of a ballot as elsewhere.
#[test]
fn the_meeting_is_one_key_away_from_a_change_and_a_ballot() {
    for screen in ["detail", "ballot"] {
        let mut model = stage::at(Look::default(), (80, 24), screen);
        stage::press(&mut model, "m");
        assert!(matches!(model.screen(), Some(quorate::tui::model::Screen::Meeting(_))), "{screen}");
    }
    let mut model = stage::at(Look::default(), (80, 24), "detail");
    model.register.meeting = Some("2026-W39".into());
    let mut change = stage::change();
    change.ballot = None;
    stage::give(&mut model, Answer::Change(Box::new(change)));
    stage::press(&mut model, "v");
    let Some(quorate::tui::model::Screen::Meeting(page)) = model.screen() else { panic!("no meeting") };
    assert!(page.joining);
}

/// A ballot whose time ran out does not stand before the group; without a group `X` says what closing it does.
#[test]
fn x_goes_past_a_ballot_whose_time_ran_out() {
    for size in [(80, 24), (40, 20), (200, 60)] {
        let mut model = stage::at(Look::default(), size, "meeting");
        let mut sheet = announced(true, "2026-09-23T11:57:00Z");
        let mut change = stage::voting();
        change.ballot.iter_mut().for_each(|b| b.lapsed = true);
        sheet.agenda[1].id = Some(change.row.id.clone());
        stage::give(&mut model, Answer::Meeting(Box::new(sheet.clone())));
        stage::give(&mut model, Answer::Change(Box::new(change.clone())));
        stage::press(&mut model, "X");
        assert!(page(&mut model).contains("Approve by consent"), "{}", page(&mut model));
        stage::press(&mut model, "Esc");
        sheet.announced = None;
        stage::give(&mut model, Answer::Meeting(Box::new(sheet)));
        stage::give(&mut model, Answer::Change(Box::new(change)));
        stage::press(&mut model, "X");
        let shown = page(&mut model).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(shown.contains("time ran out") && !shown.contains("rationale"), "{shown}");
    }
}
