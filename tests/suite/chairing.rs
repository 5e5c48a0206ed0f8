//! The keys of who leads a meeting: closing hands the documents out, minutes are read as they are recorded.

use crate::pty::Register;
use crate::stage;
use quorate::sheets::meeting::{Audience, MeetingSheet, WrittenLine};
use quorate::tui::Look;
use quorate::tui::message::{Answer, Effect, Failure, Message, Request};
use quorate::tui::model::{Model, Popup};

fn control() -> Model {
    stage::at(Look::default(), (80, 24), "meeting")
}

fn requests(effects: &[Effect]) -> Vec<&Request> {
    effects
        .iter()
        .filter_map(|e| match e {
            Effect::Ask(request) => Some(request),
            _ => None,
        })
        .collect()
}

fn closed(model: &mut Model) -> Vec<Effect> {
    stage::press(model, "X 3 9 Enter");
    stage::give(model, Answer::Done(vec![stage::receipt("2026-W39")]))
}

/// Closing asks why where the quorum is missing and something is due; else it says nothing but that it closes.
#[test]
fn a_meeting_without_quorum_is_adjourned_with_a_reason() {
    for size in [(80, 24), (40, 20)] {
        let mut model = stage::at(Look::default(), size, "meeting");
        let mut sheet = MeetingSheet { leads: true, ..crate::table::meeting() };
        sheet.agenda.iter_mut().filter(|l| l.state == "current").for_each(|l| l.state = "presented".into());
        stage::give(&mut model, Answer::Meeting(Box::new(sheet.clone())));
        assert_eq!(twins(&stage::press(&mut model, "X 3 9 Enter")), ["quorate meeting close 2026-W39"]);
        let mut model = stage::at(Look::default(), size, "meeting");
        (sheet.quorum_met, sheet.rule) = (false, "majority".into());
        sheet.bars = vec!["MUST be decided: item 3 [XX-7-03]".into()];
        sheet.asks_why = true;
        stage::give(&mut model, Answer::Meeting(Box::new(sheet)));
        stage::press(&mut model, "X");
        let shown = stage::lines(&stage::picture(&mut model)).join("\n");
        assert!(shown.contains("NO QUORUM: adjourn, since"), "{shown}");
        assert!(shown.contains("type 39, then Enter"), "{shown}");
        // The keys of habit confirm, and are no reason: neither once nor twice.
        assert!(twins(&stage::press(&mut model, "3 9 Enter")).is_empty());
        let shown = stage::lines(&stage::picture(&mut model)).join("\n");
        assert!(shown.contains("still to answer: NO QUORUM"), "{shown}");
        assert!(twins(&stage::press(&mut model, "3 9 Enter")).is_empty());
        let shown = stage::lines(&stage::picture(&mut model)).join("\n");
        assert!(shown.contains("39 confirms and is no reason"), "{shown}");
        stage::press(&mut model, "Backspace Backspace o u t Esc X");
        // Words that were left come back, behind the number.
        let told = twins(&stage::press(&mut model, "3 9 Enter"));
        assert_eq!(told, ["quorate meeting close 2026-W39 --reason out"], "{told:?}");
    }
}

/// A meeting left open overnight has no roll call any more: home says since when it is open, and what to do.
#[test]
fn home_tells_of_a_meeting_that_was_left_open() {
    for (size, wanted) in [
        ((40, 20), "LEFT OPEN  2026-W39: m goes there"),
        ((80, 24), "left open since"),
        ((200, 60), "there C roll call, X close"),
    ] {
        let mut model = stage::at(Look::default(), size, "home");
        let mut board = stage::board();
        (board.present, board.rollcall_at, board.of) = (None, None, 5);
        let row = MeetingSheet { ..crate::table::meeting() }.row;
        board.next = Some(quorate::sheets::meeting::MeetingRow { state: "in_progress".into(), ..row });
        if size.0 == 40 {
            // Also for whoever could join it.
            model.register.meeting = Some("2026-W39".into());
        }
        stage::give(&mut model, Answer::Board(board));
        let shown = stage::lines(&stage::picture(&mut model)).join("\n");
        assert!(shown.contains(wanted) && !shown.contains("no roll call yet"), "{shown}");
    }
}

#[test]
fn closing_offers_the_documents_and_one_digit_writes_them() {
    let mut model = control();
    let effects = closed(&mut model);
    assert!(effects.iter().any(|e| matches!(e, Effect::Barrier)), "keys typed before the page do not count");
    quorate::tui::update::update(&mut model, Message::Seen);
    let page = stage::lines(&stage::picture(&mut model)).join("\n");
    assert!(page.contains("is closed. Write into the current folder"), "{page}");
    // Nothing is written by a key alone, and leaving writes nothing.
    assert!(requests(&stage::press(&mut model, "Enter")).is_empty());
    assert!(requests(&stage::press(&mut model, "1")).is_empty());
    let effects = stage::press(&mut model, "Enter");
    assert!(matches!(requests(&effects)[..], [Request::Write(id, all)] if id == "2026-W39" && all.is_empty()));
    let written = vec![
        WrittenLine { document: "md".into(), file: Some("/tmp/minutes-2026-W39.md".into()), state: "written".into() },
        WrittenLine { document: "ics".into(), file: None, state: "nothing to write".into() },
    ];
    stage::give(&mut model, Answer::Written("2026-W39".into(), written));
    let page = stage::lines(&stage::picture(&mut model)).join("\n");
    assert!(page.contains("/tmp/minutes-2026-W39.md: written") && page.contains("ics: nothing to write"), "{page}");
    assert!(model.act.is_none() && !model.busy);
}

#[test]
fn a_closed_meeting_hands_its_documents_out_later_as_well() {
    let mut model = control();
    let mut sheet: MeetingSheet = crate::table::meeting();
    sheet.row.state = "complete".into();
    stage::give(&mut model, Answer::Meeting(Box::new(sheet)));
    stage::press(&mut model, "a");
    let page = stage::lines(&stage::picture(&mut model)).join("\n");
    let digit = page
        .lines()
        .find(|l| l.contains("Write the minutes"))
        .and_then(|l| l.trim().chars().find(char::is_ascii_digit));
    stage::press(&mut model, &digit.unwrap().to_string());
    let twin = stage::press(&mut model, "2 =");
    assert!(twin.is_empty());
    assert!(
        matches!(&model.popup, Some(Popup::Text(_, lines, _)) if lines == &["quorate meeting minutes 2026-W39 --write=md"]),
        "{:?}",
        model.popup
    );
    let effects = stage::press(&mut model, "q Enter");
    assert!(matches!(requests(&effects)[..], [Request::Write(_, kinds)] if kinds == &["md"]), "{effects:?}");
}

#[test]
fn the_minutes_are_read_from_the_record_and_not_from_the_page() {
    let mut model = control();
    let effects = stage::press(&mut model, "M");
    assert!(matches!(requests(&effects)[..], [Request::Minutes(id)] if id == "2026-W39"), "{effects:?}");
    assert!(model.popup.is_none(), "nothing is shown before it is read");
    stage::give(&mut model, Answer::Minutes("2026-W38".into(), vec!["of another one".into()]));
    assert!(model.popup.is_none());
    stage::give(&mut model, Answer::Minutes("2026-W39".into(), vec!["as they are recorded".into()]));
    let page = stage::lines(&stage::picture(&mut model)).join("\n");
    assert!(page.contains("minutes of 2026-W39") && page.contains("as they are recorded"), "{page}");
}

fn leading(audience: Audience) -> Model {
    let mut model = control();
    let sheet = MeetingSheet { leads: true, audience, ..crate::table::meeting() };
    stage::give(&mut model, Answer::Meeting(Box::new(sheet)));
    model
}

#[test]
fn one_key_switches_the_audience_on_and_the_chair_reads_the_digits() {
    let mut model = leading(Audience::default());
    let page = stage::lines(&stage::picture(&mut model)).join("\n");
    assert!(page.contains("Audience off, P shows it"), "{page}");
    for key in [".", "Space"] {
        assert!(stage::press(&mut model, key).is_empty(), "nothing is led that is off");
    }
    let effects = stage::press(&mut model, "P");
    assert!(
        matches!(requests(&effects)[..], [Request::Audience(id, true, false, 0)] if id == "2026-W39"),
        "{effects:?}"
    );
    // Twice in a row is on and off again, even before the first is answered.
    let effects = stage::press(&mut model, "P");
    assert!(matches!(requests(&effects)[..], [Request::Audience(_, false, false, _)]), "{effects:?}");
    stage::press(&mut model, "P");
    let on = Audience { shown: true, code: Some("049302".into()), ..Audience::default() };
    let sheet = MeetingSheet { leads: true, audience: on.clone(), ..crate::table::meeting() };
    stage::give(&mut model, Answer::Meeting(Box::new(sheet)));
    let page = stage::lines(&stage::picture(&mut model)).join("\n");
    assert!(page.contains("Audience 049302, page 1") && page.contains("quorate screen 049302"), "{page}");
    let effects = stage::press(&mut leading(Audience { page: 2, ..on }), "P");
    assert!(matches!(requests(&effects)[..], [Request::Audience(_, false, false, 2)]), "{effects:?}");
}

/// Presence is the roll's: a session that ended is told where it matters, and the chair is asked for the person.
#[test]
fn the_chair_is_asked_of_whose_session_has_ended() {
    for size in [(40, 20), (80, 24), (200, 60)] {
        let mut model = stage::at(Look::default(), size, "meeting");
        let mut sheet = MeetingSheet { leads: true, ..crate::table::meeting() };
        let lost = sheet.attendance.iter_mut().find(|a| a.presence.is_some() && !a.chair).unwrap();
        (lost.presence, lost.seen) = (Some("session".into()), Some("left".into()));
        let (person, name) = (lost.person.clone(), lost.name.clone());
        stage::give(&mut model, Answer::Meeting(Box::new(sheet.clone())));
        stage::press(&mut model, "C");
        let shown = stage::lines(&stage::picture(&mut model)).join("\n");
        assert!(shown.contains(&format!("{name} (session LEFT)")), "{shown}");
        // Closing a ballot names them among those who have not voted.
        let mut change = stage::voting();
        let ballot = change.ballot.as_mut().unwrap();
        ballot.members.truncate(1);
        let member = &mut ballot.members[0];
        (member.person, member.name, member.voted) = (person, name.clone(), false);
        member.presence = "present".into();
        let line = quorate::app::acts::item::line("vote_close", &sheet, 2, &change);
        assert!(line.title.contains(&format!("session LEFT: {name}")), "{}", line.title);
    }
}

/// Who may sit for a holder joins on the screen as on the command line.
#[test]
fn an_alternate_is_no_onlooker() {
    use quorate::app::acts::{entitled, meeting};
    let (mut sheet, now) = (crate::table::meeting(), stage::home(Look::default(), (80, 24)).now());
    assert!(
        !meeting::offered(&sheet, "mo", now).contains(&"join")
            && entitled::not_for(&sheet, "mo", "join", now).is_some()
    );
    sheet.attendance[3].alternates = vec![("mo".into(), "Mo Orr".into())];
    // Who sat for a member that came since is there still, and their way to the ballot open.
    let mut came = sheet.clone();
    assert!(!came.is_here("mo"));
    let (person, name) = ("mo".to_owned(), "Mo Orr".to_owned());
    let line = |how: &str| quorate::sheets::meeting::PresenceLine {
        person: person.clone(),
        name: name.clone(),
        seats: Vec::new(),
        how: how.into(),
        from: came.row.starts,
        until: None,
    };
    let (gone, here) = (line("absent"), line("room"));
    came.presence = vec![gone];
    assert!(!came.is_here("mo"));
    came.presence = vec![here];
    assert!(came.is_here("mo"));
    assert!(
        meeting::offered(&sheet, "mo", now).contains(&"join") && entitled::not_for(&sheet, "mo", "join", now).is_none()
    );
}

/// GQ-emergency-04: what is there for its review is signed and not voted on, and the key for a ballot says so.
#[test]
fn an_item_to_be_reviewed_is_told_at_the_key_for_a_ballot() {
    let mut model = stage::at(Look::default(), (80, 24), "meeting");
    let mut sheet = crate::table::meeting();
    (sheet.leads, sheet.agenda[1].to_review) = (true, true);
    stage::give(&mut model, Answer::Meeting(Box::new(sheet)));
    stage::give(&mut model, Answer::Change(Box::new(stage::change())));
    stage::press(&mut model, "V");
    let told = model.notice.as_ref().map(|n| n.text.clone()).unwrap_or_default();
    assert!(model.act.is_none() && told.contains("CHG-42 is here for its review and not for a vote"), "{told}");
}

/// Whoever is given the chair hears of it on their own screen.
#[test]
fn who_is_given_the_chair_is_told() {
    let mut model = stage::at(Look::default(), (80, 24), "meeting");
    let mut sheet = crate::table::meeting();
    for leads in [false, true] {
        assert!(model.notice.as_ref().is_none_or(|n| !n.text.contains("you have the chair")));
        sheet.leads = leads;
        stage::give(&mut model, Answer::Meeting(Box::new(sheet.clone())));
    }
    assert!(model.notice.as_ref().is_some_and(|n| n.text.contains("you have the chair now")), "{:?}", model.notice);
}

/// What only an open meeting takes is said at the key, and not after questions.
#[test]
fn keys_of_an_open_meeting_say_that_it_is_not_open() {
    let mut sheet = crate::table::meeting();
    sheet.leads = true;
    sheet.agenda[1].state = "pending".into();
    for (state, keys, told) in [
        ("planned", "X C t A K", "the meeting is not open"),
        ("complete", "X C t A K O", "the meeting is over"),
        ("in_progress", "O", "the meeting is open already"),
    ] {
        sheet.row.state = state.into();
        sheet.row.closed = (state == "complete").then_some(sheet.row.starts);
        let mut model = stage::at(Look::default(), (80, 24), "meeting");
        stage::give(&mut model, Answer::Meeting(Box::new(sheet.clone())));
        stage::give(&mut model, Answer::Change(Box::new(stage::change())));
        for key in keys.split(' ') {
            model.notice = None;
            stage::press(&mut model, key);
            let text = model.notice.as_ref().map(|n| n.text.clone()).unwrap_or_default();
            assert!(model.act.is_none() && text == told, "{state} {key}: {text}");
        }
    }
}

/// A screen that was started for no meeting goes on to the next one that is shown; one that was started for a meeting stays.
#[test]
fn a_room_goes_on_to_the_next_meeting() {
    for (named, told) in [(None, "2026-W40"), (Some("2026-W39".to_owned()), "2026-W39")] {
        let mut model = Model::audience(Look::default(), (80, 24), Some(stage::moment("2026-09-23T11:57:00Z")), named);
        let mut sheet = crate::table::meeting();
        sheet.row.state = "complete".into();
        stage::give(&mut model, Answer::Meeting(Box::new(sheet)));
        let mut next = crate::table::meeting();
        next.row.id = "2026-W40".into();
        stage::give(&mut model, Answer::Meeting(Box::new(next)));
        let shown = stage::lines(&stage::picture(&mut model)).join("\n");
        assert!(shown.contains(told), "{shown}");
    }
}

/// What the chair has blanked stays blank, whatever is pressed at the room's screen; what was blanked there is shown again there.
#[test]
fn a_room_does_not_show_what_the_chair_has_blanked() {
    for blank in [true, false] {
        let mut model = Model::audience(Look::default(), (80, 24), Some(stage::moment("2026-09-23T11:57:00Z")), None);
        let mut sheet = crate::table::meeting();
        sheet.audience.blank = blank;
        stage::give(&mut model, Answer::Meeting(Box::new(sheet)));
        let pages = [".", "."].map(|key| {
            stage::press(&mut model, key);
            stage::lines(&stage::picture(&mut model)).join("\n").contains("2026-W39")
        });
        assert_eq!(pages, [false, !blank]);
    }
}

/// Only a change has a plan and a way back to page to: of another item the pages are the item and the agenda.
#[test]
fn a_remote_pages_between_a_standing_item_and_the_agenda() {
    let mut model = Model::audience(Look::default(), (80, 24), Some(stage::moment("2026-09-23T11:57:00Z")), None);
    let mut sheet = crate::table::meeting();
    sheet.current = Some(1);
    stage::give(&mut model, Answer::Meeting(Box::new(sheet)));
    let shown = |model: &mut Model| stage::lines(&stage::picture(model)).join("\n");
    for (key, agenda) in [("PageDown", true), ("PageDown", false), ("PageUp", true), ("PageUp", false)] {
        stage::press(&mut model, key);
        let page = shown(&mut model);
        assert!(page.contains("AGENDA") == agenda && !page.contains("nothing is written"), "{page}");
    }
}

#[test]
fn a_screen_of_nobody_registered_shows_nothing_until_six_digits_pair_it() {
    let mut model = Model::audience(Look::default(), (80, 24), Some(stage::moment("2026-09-23T11:57:00Z")), None);
    let effects = model.begin();
    assert!(matches!(requests(&effects)[..], [Request::Room(None, None, true), ..]), "{effects:?}");
    stage::give(&mut model, Answer::Hidden(true));
    let shown = |model: &mut Model| stage::lines(&stage::picture(model)).join("\n");
    assert!(shown(&mut model).contains("_ _ _ _ _ _"), "{}", shown(&mut model));
    assert!(stage::press(&mut model, "0 4 9 3 Backspace 3 0").is_empty(), "five digits ask for nothing");
    let effects = stage::press(&mut model, "9");
    assert!(matches!(requests(&effects)[..], [Request::Room(None, Some(code), _)] if code == "049309"), "{effects:?}");
    // Not those of a meeting: said, and typed anew.
    let text = "no meeting shows itself under the digits 049309".to_owned();
    stage::give(&mut model, Answer::Failed(Failure { text, ..Failure::default() }, false));
    let page = shown(&mut model);
    assert!(page.contains("under the digits 049309") && page.contains("_ _ _ _ _ _"), "{page}");
    stage::press(&mut model, "0 4 9 3 0 2");
    stage::give(&mut model, Answer::Meeting(Box::new(crate::table::meeting())));
    assert!(shown(&mut model).contains("2026-W39"));
    // It follows by its digits, and when the chair hides the meeting nothing of it stays.
    let effects = stage::give(&mut model, Answer::Elsewhere);
    assert!(matches!(requests(&effects)[..], [Request::Room(_, Some(code), _)] if code == "049302"), "{effects:?}");
    stage::give(&mut model, Answer::Hidden(false));
    let page = shown(&mut model);
    assert!(page.contains("switches this screen on with P") && !page.contains("2026-W39"), "{page}");
    assert!(
        matches!(model.screen(), Some(quorate::tui::model::Screen::Audience(p)) if p.sheet.is_none() && p.change.is_none())
    );
    // Digits as an argument pair at once.
    let mut model = Model::audience(Look::default(), (80, 24), None, Some("049302".into()));
    assert!(matches!(requests(&model.begin())[..], [Request::Room(None, Some(code), false), ..] if code == "049302"));
}

fn asked(sheet: MeetingSheet) -> Model {
    let mut model = control();
    stage::give(&mut model, Answer::Meeting(Box::new(sheet)));
    model
}

fn twins(effects: &[Effect]) -> Vec<String> {
    let acts = requests(effects).into_iter().filter_map(|r| match r {
        Request::Do(acts) => Some(acts.iter().map(|(c, _)| quorate::tui::twin::twin(c, None)).collect::<Vec<_>>()),
        _ => None,
    });
    acts.flatten().collect()
}

#[test]
fn the_roll_call_takes_a_proxy_by_one_digit_and_asks_which_where_there_are_several() {
    let with = |alternates: &[(&str, &str)]| {
        let mut sheet = crate::table::meeting();
        let eve = sheet.attendance.iter_mut().find(|a| a.person == "eve").unwrap();
        eve.alternates = alternates.iter().map(|(id, name)| ((*id).to_owned(), (*name).to_owned())).collect();
        asked(sheet)
    };
    // Nobody is registered as an alternate: the digit is free.
    let mut none = with(&[]);
    assert!(twins(&stage::press(&mut none, "C 3 Enter")).is_empty());
    let recorded = ["quorate meeting rollcall gil=room eve=excused --meeting 2026-W39"];
    let mut one = with(&[("gil", "Gil Tran")]);
    assert_eq!(twins(&stage::press(&mut one, "C 3 Enter")), recorded);
    let two = [("hana", "Hana Ito"), ("gil", "Gil Tran")];
    let mut several = with(&two);
    assert!(twins(&stage::press(&mut several, "C 3 Enter")).is_empty(), "which of them is still open");
    let page = stage::lines(&stage::picture(&mut several)).join("\n");
    assert!(page.contains("who sits for Eve Park") && page.contains("2 Gil Tran"), "{page}");
    assert_eq!(twins(&stage::press(&mut several, "2 Enter")), recorded);
    // Another answer after all: the proxy that was picked does not count.
    let mut several = with(&two);
    let effects = stage::press(&mut several, "C 3 2 Up 5 Enter");
    assert_eq!(twins(&effects), ["quorate meeting rollcall eve=absent --meeting 2026-W39"]);
}

/// Given a question that fills a phone, when it is asked, then what the act is about and where one is stay in sight.
#[test]
fn what_an_act_is_about_stays_in_sight_where_its_question_fills_a_phone() {
    let mut model = asked(crate::table::meeting());
    model.size = (40, 12);
    stage::press(&mut model, "C");
    let page = stage::lines(&stage::picture(&mut model));
    let text = page.join("\n");
    let about = page.iter().position(|l| l.contains("Roll call")).unwrap_or_else(|| panic!("{text}"));
    assert!(page.iter().skip(about).any(|l| l.trim_start().starts_with('>')), "{text}");
}

/// The chair's laptop dies in an open meeting. Who takes the chair too early reads from when on it is free and by which
/// command, on every way; from that moment on it takes two keys.
#[test]
fn another_person_takes_the_chair_of_a_dead_laptop_in_two_keys() {
    let (register, _) = Register::before_ballot();
    let members = register.members();
    register.run(&members[0], &["meeting", "create", "--next"]);
    let called = register.run(&members[0], &["meeting", "list"]);
    let id = called.lines().find(|l| l.contains("pending")).and_then(|l| l.split('\t').next()).unwrap().to_owned();
    register.run(&members[0], &["meeting", "open", &id]);
    let command = format!("quorate meeting chair {id}");
    let mut early = register.session(&members[1]);
    early.wait("MEETING OPEN");
    early.press("m");
    early.wait("Chair    ");
    // What would be refused is not offered: nothing is asked.
    early.press("K");
    early.wait("K takes the chair from ");
    assert!(!early.shown().contains("Enter=takes the chair"), "{}", early.shown());
    early.press("qq");
    let mut line = register.sized(&members[1], (200, 24), &["--line"]);
    line.wait("m meeting");
    line.write("m\rK\r");
    line.wait("K takes the chair from ");
    assert!(!line.shown().contains("Take the chair of"), "{}", line.shown());
    let tried = register.tried(&members[1], &["meeting", "chair", &id]);
    let told = String::from_utf8_lossy(&tried.stderr);
    assert!(tried.status.code() == Some(7) && told.contains("free from") && told.contains(&command), "{told}");
    // The chair has recorded nothing for longer than the pack waits.
    let later = chrono::Utc::now() + chrono::Duration::minutes(6);
    let later = later.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let mut then = register.sized(&members[1], (80, 24), &["--clock", &later]);
    then.wait("MEETING OPEN");
    then.press("m");
    then.wait("Chair    ");
    let before = then.pressed;
    then.press("K");
    then.wait("Enter=takes the chair");
    then.press("\r");
    then.wait_until("the new chair", |shown| {
        shown.lines().any(|l| l.contains("Chair    ") && !l.contains(&format!("Chair    {} ", members[0])))
    });
    assert_eq!(then.pressed - before, 2);
    then.press("K");
    then.wait("in the chair already");
    let view = register.run(&members[1], &["meeting", "view", "--json", "chair", "--clock", &later]);
    let name = register.run("ada", &["person", "list"]);
    let name = name.lines().find(|l| l.starts_with(&format!("{}\t", members[1]))).unwrap().split('\t').nth(1).unwrap();
    assert!(view.contains(name), "{view}");
}

/// What a receipt told of the quorum goes once it stands otherwise.
#[test]
fn a_receipt_of_the_roll_goes_with_the_next_change_of_the_quorum() {
    let mut model = control();
    let sheet: MeetingSheet = crate::table::meeting();
    let standing = quorate::text::words::quorum::standing(&sheet.quorum_now());
    model.tell(format!("joined; present {standing}"));
    stage::give(&mut model, Answer::Meeting(Box::new(sheet.clone())));
    assert!(model.notice.is_some(), "it stands as it was told");
    let mut moved = sheet;
    moved.present -= 1;
    moved.agenda.iter_mut().filter_map(|l| l.quorum.as_mut()).for_each(|q| q.present -= 1);
    stage::give(&mut model, Answer::Meeting(Box::new(moved)));
    assert!(model.notice.is_none(), "{:?}", model.notice);
}

/// Two people of one name: the one who has the chair is in it.
#[test]
fn the_chair_is_a_person_and_not_a_name() {
    let mut sheet: MeetingSheet = crate::table::meeting();
    let chair = sheet.chair.clone().unwrap();
    sheet.attendance.iter_mut().for_each(|a| a.name.clone_from(&chair));
    let seated: Vec<&str> = sheet.attendance.iter().map(|a| a.person.as_str()).collect();
    let holds: Vec<&&str> = seated.iter().filter(|p| quorate::app::acts::entitled::in_chair(&sheet, p)).collect();
    assert_eq!(holds, [&"ana"]);
}

/// What is decided by its own record, or settled already, is not offered to be settled.
#[test]
fn an_item_that_has_its_end_is_not_settled_again() {
    let mut sheet = MeetingSheet { leads: true, ..crate::table::meeting() };
    let topic = sheet.agenda.iter().position(|l| l.id.is_none()).unwrap();
    let change = sheet.agenda.iter().position(|l| l.id.is_some()).unwrap();
    let tried = |sheet: &MeetingSheet, at: usize| {
        let position = Some(sheet.agenda[at].position);
        quorate::app::acts::entitled::not_now(sheet, "settle", position)
    };
    assert!(tried(&sheet, change).is_some_and(|why| why.contains("V votes on it")));
    sheet.agenda[topic].state = "pending".into();
    assert_eq!(tried(&sheet, topic), None);
    for over in ["done", "deferred", "withdrawn"] {
        sheet.agenda[topic].state = over.into();
        assert!(tried(&sheet, topic).is_some_and(|why| why.contains("settled already")), "{over}");
    }
}
