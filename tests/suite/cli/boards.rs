//! Meetings beside each other and one after the other: whose presence counts, what is left to the next, what is past.

use super::run::{Place, REPLICA, board_of_five, complete, waiting_for_the_board};
use serde_json::json;

/// The board's meeting and one of the emergency board, both open; who is in the room is only in the second.
fn two_open() -> Place {
    let mut place = waiting_for_the_board();
    place.ok("root", "policy set meeting.consent=low,moderate --reason trial");
    place.clock = "2026-03-04T18:55:00Z".into();
    place.ok("cto", "meeting create --next");
    place.ok("cto", "meeting open 2026-W10");
    let gone = "ciso=absent system_owner=absent devsecops_lead=absent compliance_officer=absent";
    place.ok("cto", &format!("meeting rollcall {gone} --meeting 2026-W10"));
    place.ok("cto", "meeting create --board ecab");
    place.ok("cto", "meeting open 2026-W10-2");
    let here = "ciso=room system_owner=room devsecops_lead=room";
    place.ok("cto", &format!("meeting rollcall {here} --meeting 2026-W10-2"));
    place
}

/// GQ-cab-04: who is there in one meeting is not there in another.
#[test]
fn a_meeting_does_not_decide_by_the_presence_of_another() {
    let mut place = two_open();
    place.ok("cto", "meeting announce 2026-W10");
    place.clock = "2026-03-04T18:55:40Z".into();
    let refused = place.run("cto", "meeting consent 2026-W10 --reason routine --json");
    assert!(refused.code == 7 && refused.err.contains("GQ-cab-04"), "{refused:?}");
    assert_eq!(place.doc("cto", "change view CHG-1")["decision"], "none");
    let refused = place.run("cto", "vote open CHG-1 --meeting 2026-W10");
    assert!(refused.code == 7 && refused.err.contains("1 of 3"), "{refused:?}");
    for who in ["ciso", "system_owner"] {
        place.ok(who, "meeting join 2026-W10");
    }
    place.ok("cto", "meeting announce 2026-W10");
    place.clock = "2026-03-04T18:56:10Z".into();
    place.ok("cto", "meeting consent 2026-W10 --reason routine");
    let tally = place.doc("cto", "vote tally CHG-1");
    assert_eq!((&tally["for"], &tally["present"]), (&3.into(), &3.into()), "{tally}");
    // Whoever leaves the other meeting has not left this one.
    place.ok("cto", "meeting rollcall ciso=absent --meeting 2026-W10-2");
    assert_eq!(place.doc("cto", "meeting view 2026-W10")["present"], 3);
}

#[test]
fn an_act_says_in_which_of_two_open_meetings_it_is_done() {
    let place = two_open();
    let lines = [
        ("meeting join", "join 2026-W10-2"),
        ("meeting rollcall ciso=room", "rollcall --meeting 2026-W10-2 ciso=room"),
        ("meeting note hello", "note --meeting 2026-W10-2 hello"),
        ("meeting close", "close 2026-W10-2"),
    ];
    for (line, then) in lines {
        let refused = place.run("ciso", line);
        assert_eq!(refused.code, 2, "{line}: {refused:?}");
        assert!(refused.err.contains(&format!("quorate meeting {then}")), "{then}: {refused:?}");
        assert!(refused.err.contains("2026-W10 (cab)") && refused.err.contains("2026-W10-2 (ecab)"), "{refused:?}");
    }
    place.ok("ciso", "meeting join 2026-W10");
}

/// Where two boards sit at once, a session goes to the one in which its person is; who is in neither is asked which.
#[test]
fn the_meeting_that_is_looked_at_is_ones_own() {
    let place = two_open();
    assert_eq!(place.doc("ciso", "meeting view")["id"], "2026-W10-2");
    place.ok("ciso", "meeting rollcall ciso=absent --meeting 2026-W10-2");
    place.ok("ciso", "meeting join 2026-W10");
    assert_eq!(place.doc("ciso", "meeting view")["id"], "2026-W10");
    let neither = place.run("compliance_officer", "meeting view");
    assert!(neither.code == 2 && neither.err.contains("quorate meeting view 2026-W10-2"), "{neither:?}");
}

/// In line mode, too, one is asked which meeting; and nothing is asked for what the silence of the group still refuses.
#[test]
fn line_mode_asks_which_meeting_and_nothing_while_the_silence_lasts() {
    let mut place = two_open();
    place.ok("cto", "meeting announce 2026-W10");
    place.clock = "2026-03-04T18:55:10Z".into();
    let said = place.fed("cto", &["--line"], "m\n1\nX\nq\nq\n");
    assert!(said.out.contains("Open too: 2026-W10-2"), "{said:?}");
    assert!(said.out.contains("Several meetings are open") && said.out.contains("2026-W10-2"), "{said:?}");
    assert!(said.out.contains("The silence lasts 20 s more") && !said.out.contains("rationale"), "{said:?}");
}

#[test]
fn a_board_does_not_sit_twice_at_once() {
    let mut place = waiting_for_the_board();
    place.clock = "2026-03-04T18:55:00Z".into();
    place.ok("cto", "meeting create --next");
    place.ok("cto", "meeting open 2026-W10");
    place.ok("cto", "meeting create --board cab --at 2026-03-05T15:00:00Z");
    let refused = place.run("cto", "meeting open 2026-W10-2");
    assert_eq!(refused.code, 6, "{refused:?}");
    assert!(refused.err.contains("meeting 2026-W10 of the same board is open"), "{refused:?}");
    assert!(refused.err.contains("quorate meeting close 2026-W10"), "{refused:?}");
    place.ok("cto", "meeting close 2026-W10 --confirm=2026-W10");
    place.ok("cto", "meeting open 2026-W10-2");
}

/// An item that was put on by hand and not reached comes back by itself, at the meeting that the minutes promise.
#[test]
fn what_was_not_reached_comes_back_when_the_minutes_say() {
    let mut place = waiting_for_the_board();
    let file = place.write("change.toml", REPLICA);
    place.ok("rita", &format!("change create --from {file}"));
    place.clock = "2026-03-02T16:00:00Z".into();
    place.ok("cto", "meeting create --next");
    // GQ-assess-01: what is not found complete is on no agenda.
    let early = place.run("cto", "meeting add CHG-2 --meeting 2026-W10");
    assert!(early.code == 7 && early.err.contains("GQ-assess-01"), "{early:?}");
    complete(&place, "CHG-2");
    place.ok("cto", "meeting add CHG-2 --meeting 2026-W10");
    place.ok("cto", "meeting create --at 2026-03-11T18:00:00Z");
    place.ok("cto", "meeting cancel 2026-W11 --reason away --confirm=2026-W11");
    place.clock = "2026-03-04T19:00:00Z".into();
    place.ok("cto", "meeting open 2026-W10");
    place.ok("cto", "meeting item CHG-1");
    place.ok("cto", "meeting close 2026-W10 --confirm=2026-W10");
    let minutes = place.ok("cto", "meeting minutes 2026-W10").out;
    let returns: Vec<_> = minutes.lines().filter(|l| l.contains("comes up again")).collect();
    assert!(returns.len() > 2 && returns.iter().all(|l| l.contains("18 Mar") || l.contains("03-18")), "{minutes}");
    place.clock = "2026-03-16T15:00:00Z".into();
    place.ok("cto", "meeting create --next");
    let agenda = place.doc("cto", "meeting agenda 2026-W12");
    let ids: Vec<_> = agenda["items"].as_array().unwrap().iter().filter_map(|i| i["id"].as_str()).collect();
    assert!(ids.contains(&"CHG-1") && ids.contains(&"CHG-2"), "{agenda}");
    // The minutes stay as they were, whatever is called and held later.
    place.ok("cto", "meeting open 2026-W12");
    place.ok("cto", "meeting close 2026-W12 --confirm=2026-W12");
    assert_eq!(place.ok("cto", "meeting minutes 2026-W10").out, minutes);
}

#[test]
fn what_is_deferred_or_given_is_due_in_a_time_to_come() {
    let mut place = waiting_for_the_board();
    place.clock = "2026-03-04T19:00:00Z".into();
    place.ok("cto", "meeting create --next");
    place.ok("cto", "meeting open");
    for (line, then) in [
        ("meeting item CHG-1 defer --until 2020-01-01 --reason waits", "until Wed 2020-01-01 00:00 EST"),
        ("decision defer CHG-1 --until 2026-03-04T18:59:00Z --reason waits", "until Wed 2026-03-04 13:59 EST"),
        ("meeting action tell --owner tom --due 2020-09-20", "due Sun 2020-09-20 23:59 EDT"),
    ] {
        let refused = place.run("cto", line);
        assert_eq!(refused.code, 2, "{line}: {refused:?}");
        // In the zone of the policy, and with words that are right where nobody types a flag.
        assert!(refused.err.contains(&format!("{then}, which is past")), "{line}: {refused:?}");
        assert!(refused.err.contains("give a time that is still to come (on the command line with --"), "{refused:?}");
    }
    assert_eq!(place.doc("cto", "meeting actions")["items"].as_array().unwrap().len(), 0);
    assert_eq!(place.doc("cto", "change view CHG-1")["decision"], "none");
}

#[test]
fn a_vote_of_who_has_left_is_told_in_tally_and_minutes() {
    let mut place = waiting_for_the_board();
    place.clock = "2026-03-04T19:00:00Z".into();
    place.ok("cto", "meeting create --next");
    place.ok("cto", "meeting open");
    place.ok("cto", "meeting rollcall ciso=room system_owner=room compliance_officer=room");
    place.ok("cto", "meeting item CHG-1");
    place.ok("cto", "vote open CHG-1");
    for who in ["cto", "ciso", "system_owner", "compliance_officer"] {
        place.ok(who, "vote cast CHG-1 approve");
    }
    place.ok("cto", "meeting rollcall compliance_officer=absent");
    place.ok("cto", "meeting consider CHG-1");
    place.ok("cto", "vote close CHG-1 --considered --reason tested");
    let told = "1 vote not counted: Holder left";
    assert!(place.ok("cto", "vote tally CHG-1").out.contains(told));
    place.ok("cto", "meeting close --confirm=10");
    assert!(place.ok("cto", "meeting minutes").out.contains(told));
}

#[test]
fn a_late_item_is_seconded_by_a_member_who_is_there() {
    let mut place = waiting_for_the_board();
    place.clock = "2026-03-04T19:00:00Z".into();
    place.ok("cto", "meeting create --next");
    place.ok("cto", "meeting open");
    let add = ["meeting", "add", "Any other business", "--second", "ciso"];
    let refused = place.args("cto", &add);
    assert!(refused.code == 5 && refused.err.contains("not recorded as present"), "{refused:?}");
    place.ok("cto", "meeting rollcall ciso=phone");
    assert_eq!(place.args("cto", &add).code, 0);
    assert!(place.ok("cto", "meeting minutes").out.contains("late item of Holder, seconded by Holder, as Holder said"));
}

#[test]
fn an_item_is_named_by_its_change_and_a_doubled_moment_is_told() {
    let mut place = waiting_for_the_board();
    place.clock = "2026-03-04T18:00:00Z".into();
    place.ok("cto", "meeting create --next");
    let twice = place.ok("cto", "meeting create --board ecab --at 2026-03-04T19:00:00Z");
    let told = format!("{}{}", twice.out, twice.err);
    assert!(told.contains("meeting 2026-W10 (cab) begins at the same moment"), "{told}");
    place.ok("cto", "meeting open 2026-W10");
    place.ok("cto", "meeting consider CHG-1");
    let refused = place.run("cto", "meeting consider CHG-9");
    assert!(refused.code == 2 && refused.err.contains("has no item CHG-9"), "{refused:?}");
}

#[test]
fn the_feed_leaves_holidays_out_and_moves_their_turns() {
    let mut place = waiting_for_the_board();
    place.ok("root", "policy set calendar.holidays=2026-03-11 --reason closed");
    place.ok("cto", "meeting create --next");
    let feed = place.ok("cto", "meeting feed").out;
    let moved = "RECURRENCE-ID;TZID=America/New_York:20260311T140000";
    assert!(feed.contains(moved) && feed.contains("DTSTART;TZID=America/New_York:20260312T140000"), "{feed}");
    place.ok("root", "policy set meeting.holiday=skip --reason closed");
    let feed = place.ok("cto", "meeting feed").out;
    assert!(!feed.contains(moved) && feed.contains("EXDATE;TZID=America/New_York:20260311T140000"), "{feed}");
    place.clock = "2026-03-04T18:00:00Z".into();
    place.ok("root", "person edit ciso --email ciso@example.org");
    let invitation = place.ok("cto", "meeting invite 2026-W10").out.replace("\r\n ", "");
    let ciso =
        invitation.lines().find(|l| l.contains("mailto:ciso@example.org")).unwrap_or_else(|| panic!("{invitation}"));
    assert!(ciso.starts_with("ATTENDEE;") && ciso.contains("CN=Holder") && ciso.contains("RSVP=TRUE"), "{ciso}");
}

/// GQ-cab-03: where the board is away for more than a week, two of its turns would be held at one moment; it meets once.
#[test]
fn turns_that_holidays_move_to_one_moment_are_one_meeting() {
    let mut place = waiting_for_the_board();
    let away = "2026-03-18,2026-03-19,2026-03-20,2026-03-23,2026-03-24,2026-03-25";
    place.ok("root", &format!("policy set calendar.holidays={away} --reason closed"));
    place.clock = "2026-03-12T12:00:00Z".into();
    let feed = || place.ok("cto", "meeting feed").out.replace("\r\n ", "");
    let once = |feed: &str| {
        let starts = feed.matches("DTSTART;TZID=America/New_York:20260326T140000").count();
        assert_eq!(starts, 1, "{feed}");
        assert!(
            feed.contains("20260325T140000") && !feed.contains("RECURRENCE-ID;TZID=America/New_York:20260325"),
            "{feed}"
        );
    };
    once(&feed());
    let list = place.doc("cto", "meeting list");
    let at = |m: &&serde_json::Value| m["starts"].as_str() == Some("2026-03-26T18:00:00Z");
    assert_eq!(list["items"].as_array().unwrap().iter().filter(at).count(), 1, "{list}");
    // Called, it is a meeting of its own, and the turn after it is still none.
    let called = place.doc("cto", "meeting create --next");
    let planned = list["items"].as_array().unwrap().iter().find(at).unwrap();
    assert_eq!(called["id"], planned["id"]);
    let rows = place.doc("cto", "meeting list");
    assert!(rows["items"].as_array().unwrap().iter().filter(at).all(|m| m["id"] == called["id"]), "{rows}");
    let after = feed();
    assert!(after.contains("DTSTART:20260326T180000Z"), "{after}");
    assert!(!after.contains("20260326T140000") && !after.contains("20260325T140000"), "{after}");
}

#[test]
fn a_meeting_is_not_moved_to_the_past_and_a_topic_has_words() {
    let mut place = board_of_five();
    place.clock = "2026-03-02T14:10:00Z".into();
    place.ok("cto", "meeting create --next");
    let past = place.run("cto", "meeting move 2026-W10 --to 2026-03-01T09:00:00Z --json");
    assert_eq!((past.code, past.err.contains("in the past")), (2, true), "{past:?}");
    let blank = place.args("cto", &["meeting", "add", "   ", "--second", "ciso", "--json"]);
    assert_eq!((blank.code, blank.err.contains("needs words")), (2, true), "{blank:?}");
    place.ok("cto", "meeting move 2026-W10 --to 2026-03-05T15:00:00Z --reason rooms");
}

/// Where the document names the seat of its chair, another one called chair could not be told apart from it.
#[test]
fn the_seat_of_the_chair_has_one_name() {
    let place = Place::new();
    place.ok("root", "init --pack three-env --sandbox --no-input");
    let refused = place.run("root", "person add carla --name Carla --seat chair");
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.err.contains("cab_chair") && refused.err.contains("quorate person edit ID --seat cab_chair"));
    place.ok("root", "person add carla --name Carla --seat cab_chair");
    place.ok("root", "person add mia --name Mia --seat security");
    let seats = place.doc("root", "board view")["seats"].clone();
    let chairs = seats.as_array().unwrap().iter().filter(|s| s["chair"] == true).count();
    assert_eq!(chairs, 1, "{seats}");
}

/// The receipt of an adjournment is of the meeting; the ballots that end with it without a result come after.
#[test]
fn an_adjourned_meeting_is_told_before_the_ballots_that_end_with_it() {
    let mut place = waiting_for_the_board();
    place.clock = "2026-03-04T19:05:00Z".into();
    place.ok("cto", "meeting open");
    place.ok("cto", "meeting rollcall ciso=room system_owner=room");
    place.ok("cto", "vote open CHG-1");
    place.ok("cto", "meeting rollcall ciso=absent system_owner=absent");
    let line = "meeting close 2026-W10 --confirm=10 --reason called-away";
    let trial = place.ok("cto", &format!("{line} --dry-run")).out;
    assert!(trial.starts_with("2026-W10: would record "), "{trial}");
    let done = place.ok("cto", line).out;
    assert!(done.starts_with("2026-W10: closed; items: "), "{done}");
    assert!(done.contains("the ballot on CHG-1 lacks its quorum and ends without a result"), "{done}");
    assert_eq!(place.doc("cto", "vote tally CHG-1")["outcome"], "withdrawn");
}

/// Given a board whose seats are still to be named, when it is looked at, then it says that it is too small and how it gets seats,
/// and no quorum of more than it has (PM-4.1-03).
#[test]
fn a_board_with_fewer_seats_than_its_quorum_says_how_to_seat_more() {
    let place = Place::new();
    place.ok("root", "init --pack three-env --sandbox --no-input");
    let told = place.ok("root", "board view").out;
    assert!(told.contains("quorum 3, 1 seat, 0 filled: too few for it"), "{told}");
    assert!(told.contains("seat more: quorate board seat SEAT PERSON"), "{told}");
    assert!(told.contains("quorum 3\n") && !told.contains("quorum 3 of 1"), "{told}");
}

/// Given a review for which the pack names no roles, when the change or its decision is looked at, then those who may sign it by
/// the rules are named (GQ-approval-05).
#[test]
fn a_review_without_roles_names_who_may_sign_it() {
    let place = waiting_for_the_board();
    place.ok("root", "person add ivan --name Ivan --role change_requester");
    place.ok("rita", "change edit CHG-1 --set implementers=ivan");
    for line in ["change view CHG-1", "decision view CHG-1"] {
        let told = place.ok("rita", line).out;
        let row = told.lines().find(|l| l.contains("Rollback plan validated")).unwrap().to_owned();
        assert!(row.contains("ivan or technical_team or system_owner or devsecops_lead"), "{line}: {row}");
    }
}

/// A board that meets each second week does so from the day that its pack names, whenever it is asked.
#[test]
fn a_board_of_each_second_week_keeps_its_weeks() {
    let mut place = waiting_for_the_board();
    let text = std::fs::read_to_string(super::run::pack_file("ghostquant")).unwrap();
    let title = "id = \"cab\"\ntitle = \"Change Advisory Board\"\n";
    let each_second = "rrule = \"FREQ=WEEKLY;BYDAY=WE;INTERVAL=2\"\nanchor = \"2026-01-07\"\n";
    let file = place.write("second.toml", &text.replacen(title, &format!("{title}{each_second}"), 1));
    place.ok("root", &format!("policy adopt {file} --reason fewer"));
    let turns = |place: &Place| {
        let list = place.doc("cto", "meeting list");
        let cab = list["items"].as_array().unwrap().iter().filter(|m| m["series"] == "cab").cloned();
        cab.map(|m| (m["id"].as_str().unwrap().to_owned(), m["starts"].as_str().unwrap().to_owned()))
            .collect::<Vec<_>>()
    };
    // 7 January and each 14 days after it: 4 and 18 March; then summer time has begun.
    for (asked, id, starts) in [
        ("2026-03-02T15:00:00Z", "2026-W10", "2026-03-04T19:00:00Z"),
        ("2026-03-06T15:00:00Z", "2026-W12", "2026-03-18T18:00:00Z"),
        ("2026-03-12T15:00:00Z", "2026-W12", "2026-03-18T18:00:00Z"),
    ] {
        place.clock = asked.into();
        let next = place.doc("cto", "board view");
        assert_eq!((&next["next"]["id"], &next["next"]["starts"]), (&json!(id), &json!(starts)), "{asked}");
        assert_eq!(turns(&place).last(), Some(&(id.to_owned(), starts.to_owned())), "{asked}");
    }
    let feed = place.ok("cto", "meeting feed").out.replace("\r\n ", "");
    assert!(feed.contains("RRULE:FREQ=WEEKLY;BYDAY=WE;INTERVAL=2"), "{feed}");
    assert!(feed.contains("DTSTART;TZID=America/New_York:20260318T140000"), "{feed}");
    assert_eq!(place.doc("cto", "meeting create --next")["id"], "2026-W12");
    let feed = place.ok("cto", "meeting feed").out.replace("\r\n ", "");
    assert!(feed.contains("DTSTART:20260318T180000Z"), "{feed}");
    assert!(!feed.contains("20260325T140000") && !feed.contains("20260311T140000"), "{feed}");
    // What is deferred without a time comes up at that meeting too.
    place.ok("cto", "decision defer CHG-1 --reason later");
    assert_eq!(place.doc("cto", "change view CHG-1")["deferred_to"], "2026-03-18T18:00:00Z");
}
