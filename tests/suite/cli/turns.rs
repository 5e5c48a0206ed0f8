//! The turns of a board: what takes one, what is opened without being named, who opens where the chair is away, and what
//! becomes of a meeting that nobody held.

use super::run::{Place, bring, waiting_for_the_board};
use serde_json::{Value, json};

fn at(moment: &str) -> Place {
    let mut place = waiting_for_the_board();
    place.clock = moment.into();
    place
}

/// Meetings of the weekly board: id and state.
fn board(place: &Place) -> Vec<(String, String)> {
    let list = place.doc("cto", "meeting list");
    let word = |m: &Value, field: &str| m[field].as_str().unwrap().to_owned();
    let cab = list["items"].as_array().unwrap().iter().filter(|m| m["series"] == "cab");
    cab.map(|m| (word(m, "id"), word(m, "state"))).collect()
}

fn told(rows: &[(String, String)]) -> Vec<(&str, &str)> {
    rows.iter().map(|(id, state)| (id.as_str(), state.as_str())).collect()
}

fn entries(place: &Place) -> u64 {
    place.doc("root", "audit verify")["entries"].as_u64().unwrap()
}

fn titles(place: &Place, meeting: &str) -> Vec<String> {
    let agenda = place.doc("cto", &format!("meeting agenda {meeting}"));
    agenda["items"].as_array().unwrap().iter().map(|i| i["title"].as_str().unwrap().to_owned()).collect()
}

/// The change on the agenda of a meeting.
fn item(place: &Place, meeting: &str, id: &str) -> Option<Value> {
    let agenda = place.doc("cto", &format!("meeting agenda {meeting}"));
    agenda["items"].as_array().unwrap().iter().find(|i| i["id"] == id).cloned()
}

/// GQ-cab-03: the board meets on Wednesdays, whatever else is called in that week.
#[test]
fn a_board_called_beside_its_turns_takes_none() {
    let mut place = at("2026-03-02T15:00:00Z");
    let called = place.doc("cto", "meeting create --board cab --at 2026-03-03T15:00:00Z");
    assert_eq!(called["id"], "2026-W10-2", "{called}");
    assert_eq!(told(&board(&place)), [("2026-W10-2", "pending"), ("2026-W10", "planned")]);
    let feed = place.ok("cto", "meeting feed").out.replace("\r\n ", "");
    assert!(!feed.contains("EXDATE"), "the regular turn stays in the feed: {feed}");
    assert_eq!(place.doc("cto", "meeting create --next")["id"], "2026-W10");
    assert_eq!(place.doc("cto", "meeting view 2026-W10")["starts"], "2026-03-04T19:00:00Z");
    assert_eq!(told(&board(&place)).last(), Some(&("2026-W11", "planned")), "the turn after it can be called as well");
    // Another day of the week, after the turn; held on its own, the turn of the next week is the next.
    let friday = place.doc("cto", "meeting create --at 2026-03-06T15:00:00Z");
    assert_eq!(friday["id"], "2026-W10-3", "{friday}");
    place.clock = "2026-03-06T15:00:00Z".into();
    assert_eq!(place.doc("cto", "board view")["next"]["id"], "2026-W10-3");
    // At the moment of a turn it is the turn, whoever gives the moment.
    assert_eq!(place.doc("cto", "meeting create --at 2026-03-11T18:00:00Z")["id"], "2026-W11");
}

/// What was refused is recorded as tried, and nothing of it is done.
#[test]
fn a_refused_opening_calls_no_meeting() {
    let place = at("2026-03-04T19:03:00Z");
    let before = entries(&place);
    for who in ["ciso", "rita"] {
        let refused = place.run(who, "meeting open --json");
        assert_eq!(refused.code, 5, "{refused:?}");
        let text = refused.error()["text"].as_str().unwrap().to_owned();
        assert!(text.contains("refused to open the meeting") && text.contains("cto has the chair"), "{text}");
        assert!(text.contains("from Wed 4 Mar 14:05 on ciso may"), "{text}");
    }
    assert_eq!(entries(&place), before + 2, "that it was tried, twice");
    assert_eq!(told(&board(&place)), [("2026-W10", "planned")]);
    let trial = place.doc("cto", "meeting open 2026-W10 --dry-run");
    assert_eq!(trial["entries"].as_array().unwrap().len(), 3, "{trial}");
    assert_eq!(told(&board(&place)), [("2026-W10", "planned")]);
}

/// Reading 3.14 (GQ-cab-02): where the chair is not there, the next seat in order opens, and that is written down.
#[test]
fn the_next_seat_opens_where_the_chair_does_not_come() {
    let mut place = at("2026-03-04T19:04:59Z");
    assert_eq!(place.run("ciso", "meeting open").code, 5);
    let circle = place.run("ciso", "meeting chair 2026-W10");
    assert!(circle.code == 6 && circle.err.contains("its chair is taken by opening it"), "{circle:?}");
    assert!(circle.err.contains("from Wed 4 Mar 14:05 on ciso may"), "{circle:?}");
    place.clock = "2026-03-04T19:05:00Z".into();
    assert_eq!(place.run("system_owner", "meeting open").code, 5, "the one after that waits for the next");
    place.ok("ciso", "meeting open");
    let view = place.doc("ciso", "meeting view");
    assert_eq!((&view["chair"], &view["leads"]), (&json!("Holder"), &json!(true)), "{view}");
    assert_eq!(view["acting"], "Holder was not there at the opening", "{view}");
    assert!(place.ok("ciso", "meeting view").out.contains("acting chair"), "in words as well");
    place.ok("ciso", "meeting rollcall system_owner=room devsecops_lead=room");
    // The chair who comes later takes it back; until then the acting one leads.
    place.ok("cto", "meeting join");
    let refused = place.run("cto", "meeting close --confirm=10");
    assert!(refused.code == 5 && refused.err.contains("ciso is in the chair"), "{refused:?}");
    place.ok("cto", "meeting chair");
    let again = place.run("cto", "meeting chair");
    assert!(again.code == 6 && again.err.contains("in the chair of meeting 2026-W10 already"), "{again:?}");
    place.ok("cto", "meeting close --confirm=10");
    let minutes = place.ok("rita", "meeting minutes").out;
    assert!(minutes.contains("Acting chair Holder, as Holder was not there at the opening"), "{minutes}");
    assert!(minutes.contains("as acting chair: Holder was not there"), "{minutes}");
}

/// Whoever takes the chair back is there, and nobody else takes it while they are.
#[test]
fn who_takes_the_chair_is_there() {
    let place = at("2026-03-04T19:05:00Z");
    place.ok("ciso", "meeting open");
    place.ok("cto", "meeting chair");
    let view = place.doc("cto", "meeting view");
    let seat = |id: &str| view["attendance"].as_array().unwrap().iter().find(|a| a["person"] == id).unwrap().clone();
    assert_eq!(seat("cto")["presence"], "session", "{view}");
    let other = place.run("system_owner", "meeting chair");
    assert!(other.code == 7 && other.err.contains("cto"), "{other:?}");
}

#[test]
fn a_tally_tells_what_its_meeting_considered() {
    let place = at("2026-03-04T19:05:00Z");
    place.ok("cto", "meeting open");
    place.ok("cto", "meeting rollcall ciso=room system_owner=room");
    place.ok("cto", "vote open CHG-1");
    let considered = |want: bool| {
        let tally = place.doc("cto", "vote tally CHG-1");
        let criteria = tally["criteria"].as_array().unwrap();
        assert!(!criteria.is_empty() && criteria.iter().all(|c| c["considered"] == want), "{tally}");
        let view = place.ok("cto", "decision view CHG-1").out;
        assert_eq!(view.contains("not considered"), !want, "{view}");
    };
    considered(false);
    place.ok("cto", "meeting consider CHG-1");
    considered(true);
    // Of a ballot that was open before the meeting as well, also once it was closed in it.
    let mut place = at("2026-03-04T18:30:00Z");
    place.ok("cto", "vote open CHG-1");
    place.clock = "2026-03-04T19:05:00Z".into();
    place.ok("cto", "meeting open");
    place.ok("cto", "meeting rollcall ciso=room system_owner=room");
    for who in ["cto", "ciso", "system_owner"] {
        place.ok(who, "vote cast CHG-1 approve");
    }
    place.ok("cto", "meeting consider CHG-1");
    place.ok("cto", "vote close CHG-1 --reason sound");
    let tally = place.doc("cto", "vote tally CHG-1");
    assert!(tally["criteria"].as_array().unwrap().iter().all(|c| c["considered"] == true), "{tally}");
}

/// GQ-cab-02: a chair that somebody took is that of one meeting. Once that is closed, the CTO opens the next one and leads the
/// board beside meetings as before, and does not wait for the sitting to run out.
#[test]
fn who_holds_the_seat_of_the_chair_leads_again_after_a_meeting_that_another_led() {
    let mut place = waiting_for_the_board();
    place.clock = "2026-03-04T19:00:00Z".into();
    place.ok("cto", "meeting create --next");
    place.ok("cto", "meeting open");
    for who in ["ciso", "system_owner", "devsecops_lead"] {
        place.ok(who, "meeting join");
    }
    place.ok("cto", "meeting chair --to ciso");
    place.ok("ciso", "meeting close --confirm=10");
    place.clock = "2026-03-04T20:00:00Z".into();
    place.ok("cto", "vote open CHG-1");
    let inbox = place.doc("cto", "inbox")["items"].clone();
    assert!(inbox.as_array().unwrap().iter().any(|i| i["kind"] == "CLOSE VOTE"), "{inbox}");
    place.ok("cto", "meeting open 2026-W11");
}

#[test]
fn a_chair_who_is_excused_is_acted_for_at_once_unless_the_pack_wants_nobody() {
    let mut place = at("2026-03-04T18:30:00Z");
    place.ok("cto", "board rollcall cto=excused");
    assert_eq!(place.doc("cto", "board view")["chair"], "ciso");
    place.clock = "2026-03-04T19:00:00Z".into();
    place.ok("ciso", "meeting open");
    assert_eq!(place.doc("ciso", "meeting view")["acting"], "Holder is recorded as excused");
    let mut place = at("2026-03-04T19:30:00Z");
    place.ok("root", "policy set cab.acting_chair=none --reason agreed");
    let refused = place.run("ciso", "meeting open");
    assert!(refused.code == 5 && refused.err.contains("cab.acting_chair lets nobody else"), "{refused:?}");
    place.clock = "2026-03-04T19:31:00Z".into();
    place.ok("cto", "meeting open");
}

/// A meeting that was called and never held is not the next one for ever, and what it was to deal with comes up again.
#[test]
fn a_meeting_that_was_not_held_waits_for_a_word_and_not_for_its_turn() {
    let mut place = at("2026-03-02T15:00:00Z");
    place.ok("cto", "meeting create --next");
    place.ok("cto", "meeting add Parking");
    place.clock = "2026-03-20T15:00:00Z".into();
    let missed = ["2026-W10", "2026-W11", "2026-W12"].map(|id| (id, "not_held"));
    assert_eq!(told(&board(&place)), [&missed[..], &[("2026-W13", "planned")]].concat());
    assert_eq!(place.doc("cto", "board view")["next"]["id"], "2026-W13");
    let view = place.ok("cto", "meeting view 2026-W10").out;
    assert!(view.contains("not held: its time is over") && view.contains("quorate meeting close 2026-W10"), "{view}");
    assert!(titles(&place, "2026-W13").contains(&"Parking".to_owned()), "its items return by themselves");
    let unsaid = place.run("cto", "meeting close 2026-W10 --confirm=2026-W10");
    assert!(unsaid.code == 2 && unsaid.err.contains("says why"), "{unsaid:?}");
    assert_eq!(place.run("rita", "meeting close 2026-W10 --confirm=2026-W10 --reason away").code, 5);
    place.ok("cto", "meeting close 2026-W10 --confirm=2026-W10 --reason strike");
    let view = place.doc("cto", "meeting view 2026-W10");
    assert_eq!((&view["state"], &view["reason"]), (&json!("not_held"), &json!("strike")), "{view}");
    assert!(titles(&place, "2026-W13").contains(&"Parking".to_owned()));
    let invite = place.ok("cto", "meeting invite 2026-W10").out;
    assert!(invite.contains("STATUS:CANCELLED"), "{invite}");
    // One that is still to come is called off instead.
    let ahead = place.run("cto", "meeting close 2026-W13 --confirm=2026-W13 --reason away");
    assert_eq!(ahead.code, 6, "{ahead:?}");
    place.ok("cto", "meeting cancel 2026-W13 --confirm=2026-W13 --reason away");
    assert_eq!(place.doc("cto", "board view")["next"]["id"], "2026-W14");
    assert!(titles(&place, "2026-W14").contains(&"Parking".to_owned()));
}

/// A turn that nobody called stays in sight until somebody says why.
#[test]
fn a_turn_that_nobody_called_waits_for_a_word_too() {
    let place = at("2026-03-04T20:30:00Z");
    place.ok("root", "person add sam --name Sam --seat secretary");
    assert_eq!(told(&board(&place)), [("2026-W10", "not_held"), ("2026-W11", "planned")]);
    let waits = |place: &Place, who: &str| {
        let inbox = place.doc(who, "inbox");
        let kinds = inbox["items"].as_array().unwrap().iter().map(|i| i["kind"].as_str().unwrap().to_owned());
        kinds.collect::<Vec<_>>().contains(&"NOT HELD".to_owned())
    };
    assert_eq!(["cto", "sam", "ciso"].map(|who| waits(&place, who)), [true, true, false]);
    assert_eq!(place.doc("cto", "meeting view 2026-W10")["state"], "not_held");
    place.ok("cto", "meeting close 2026-W10 --confirm=2026-W10 --reason strike");
    assert!(!waits(&place, "cto"));
    let view = place.doc("cto", "meeting view 2026-W10");
    assert_eq!((&view["state"], &view["reason"]), (&json!("not_held"), &json!("strike")), "{view}");
    // Also once others have begun: each can be looked at and closed, and the inbox tells the last of them.
    let place = at("2026-03-24T18:00:00Z");
    let all = ["2026-W10", "2026-W11", "2026-W12"].map(|id| (id, "not_held"));
    assert_eq!(told(&board(&place)), [&all[..], &[("2026-W13", "planned")]].concat());
    let inbox = place.doc("cto", "inbox");
    let told_of: Vec<_> = inbox["items"].as_array().unwrap().iter().filter(|i| i["kind"] == "NOT HELD").collect();
    assert_eq!((told_of.len(), &told_of[0]["id"]), (1, &json!("2026-W12")), "{inbox}");
    assert!(told_of[0]["title"].as_str().unwrap().contains("as 2 before it"), "{inbox}");
    // In line mode its number opens that very turn; where no meeting is open there is none to join.
    let n = inbox["items"].as_array().unwrap().iter().position(|i| i["kind"] == "NOT HELD").unwrap() + 1;
    let said = super::line_mode::talk(&place, "cto", &format!("{n}\nq\nq\n"));
    assert!(said.contains("2026-W12, not held") && said.contains("Close the meeting as not held"), "{said}");
    assert!(!said.lines().any(|l| l.contains("opens an item") && l.contains("v join")), "{said}");
    assert_eq!(place.doc("cto", "meeting view 2026-W10")["state"], "not_held");
    for id in ["2026-W10", "2026-W11", "2026-W12"] {
        place.ok("cto", &format!("meeting close {id} --confirm={id} --reason strike"));
    }
    assert!(!waits(&place, "cto"));
    let mut place = at("2026-03-11T18:00:00Z");
    assert_eq!(told(&board(&place)), [("2026-W10", "not_held"), ("2026-W11", "planned")]);
    place.clock = "2026-03-11T19:00:00Z".into();
    place.ok("cto", "meeting open 2026-W11");
    assert_eq!(told(&board(&place))[0], ("2026-W11", "in_progress"));
}

/// However long ago a turn was, it is found, listed and closed with its reason; the inbox goes no further back than a quarter.
#[test]
fn a_turn_that_nobody_called_is_found_however_old() {
    let mut place = at("2026-03-04T20:30:00Z");
    place.clock = "2027-03-10T18:00:00Z".into();
    let view = place.doc("cto", "meeting view 2026-W10");
    assert_eq!((&view["state"], &view["starts"]), (&json!("not_held"), &json!("2026-03-04T19:00:00Z")), "{view}");
    let all = board(&place);
    assert_eq!((all.len(), told(&all)[0]), (54, ("2026-W10", "not_held")), "{all:?}");
    assert!(place.ok("cto", "meeting list").out.contains("2026-W40\t"), "and each between");
    for none in ["2026-W10-2", "2026-W09", "2025-W53"] {
        assert_eq!(place.run("cto", &format!("meeting view {none}")).code, 3, "{none} was no turn");
    }
    let inbox = place.doc("cto", "inbox").to_string();
    assert!(inbox.contains("NOT HELD") && inbox.contains("as 13 before it"), "{inbox}");
    place.ok("cto", "meeting close 2026-W10 --confirm=2026-W10 --reason strike");
    let view = place.doc("cto", "meeting view 2026-W10");
    assert_eq!((&view["state"], &view["reason"]), (&json!("not_held"), &json!("strike")), "{view}");
    assert_eq!(board(&place).len(), 54, "it stands there with its reason");
}

/// GQ-cab-03: a turn that nobody held stays where the rule put it that was in force then, whatever is set later; one that
/// is put on a later day of its week was moved.
#[test]
fn turns_that_nobody_held_stay_where_their_rule_put_them() {
    let mut place = at("2026-03-06T15:00:00Z");
    assert_eq!(told(&board(&place)), [("2026-W10", "not_held"), ("2026-W11", "planned")]);
    place.ok("root", "policy set cab.weekday=Thu --reason agreed");
    place.ok("root", "policy set cab.time=09:00 --reason agreed");
    assert_eq!(told(&board(&place)), [("2026-W10", "not_held"), ("2026-W11", "planned")]);
    let starts = |place: &Place, id: &str| place.doc("cto", &format!("meeting view {id}"))["starts"].clone();
    assert_eq!(starts(&place, "2026-W10"), "2026-03-04T19:00:00Z", "Wednesday 14:00 in New York, as it was planned");
    assert_eq!(starts(&place, "2026-W11"), "2026-03-12T13:00:00Z", "Thursday 09:00");
    // Moved within its week, before its time and after it.
    place.clock = "2026-03-12T15:00:00Z".into();
    place.ok("root", "policy set cab.weekday=Fri --reason agreed");
    assert_eq!(told(&board(&place)), [("2026-W10", "not_held"), ("2026-W11", "planned")]);
    place.clock = "2026-03-14T15:00:00Z".into();
    assert_eq!(told(&board(&place)), [("2026-W10", "not_held"), ("2026-W11", "not_held"), ("2026-W12", "planned")]);
    assert_eq!(starts(&place, "2026-W11"), "2026-03-13T13:00:00Z");
    place.ok("cto", "meeting close 2026-W10 --confirm=2026-W10 --reason strike");
    let view = place.doc("cto", "meeting view 2026-W10");
    assert_eq!((&view["state"], &view["reason"]), (&json!("not_held"), &json!("strike")), "{view}");
    // The text adopted anew takes the settings with it, and no turn of before.
    place.ok("root", "policy adopt ghostquant --reason agreed");
    assert_eq!(told(&board(&place))[..2], [("2026-W11", "not_held"), ("2026-W12", "planned")]);
    assert_eq!(starts(&place, "2026-W11"), "2026-03-13T13:00:00Z");
}

/// GQ-cab-03: a turn that holidays move into the week after keeps the number of its own week.
#[test]
fn a_turn_is_numbered_by_its_own_week_wherever_holidays_move_it() {
    let place = at("2026-03-09T15:00:00Z");
    let days = "2026-03-11,2026-03-12,2026-03-13";
    place.ok("root", &format!("policy set calendar.holidays={days} --reason agreed"));
    place.ok("cto", "meeting create --next");
    let view = place.doc("cto", "meeting view 2026-W11");
    assert_eq!(view["starts"], "2026-03-16T18:00:00Z", "{view}");
    assert_eq!(told(&board(&place)), [("2026-W10", "not_held"), ("2026-W11", "pending"), ("2026-W12", "planned")]);
    assert_eq!(place.doc("cto", "meeting view 2026-W12")["starts"], "2026-03-18T18:00:00Z");
    let feed = place.ok("cto", "meeting feed").out;
    assert!(!feed.contains("EXDATE"), "the turn of the week after stays: {feed}");
}

/// What is called beside them changes no number of turns to come.
#[test]
fn turns_keep_their_numbers_whatever_is_called_beside_them() {
    let place = at("2026-03-02T15:00:00Z");
    let number = |place: &Place, series: &str| {
        let list = place.doc("cto", "meeting list");
        let row = list["items"].as_array().unwrap().iter().find(|m| m["series"] == series).unwrap().clone();
        (row["id"].as_str().unwrap().to_owned(), row["starts"].as_str().unwrap().to_owned())
    };
    let (id, starts) = number(&place, "quarterly_review");
    assert!(id.ends_with("-2"), "the weekly turn of that week goes before it: {id}");
    let beside = place.doc("cto", &format!("meeting create --board cab --at {}", starts.replace(":00:00Z", ":30:00Z")));
    assert!(beside["id"].as_str().unwrap().ends_with("-3"), "{beside}");
    assert_eq!(number(&place, "quarterly_review").0, id);
}

/// Whoever took on an action finds it in the inbox until it is done; what came late is named on the agenda and in minutes.
#[test]
fn actions_wait_for_their_owner_and_late_items_are_named() {
    let mut place = at("2026-03-03T20:00:00Z");
    bring(&place, "CHG-2");
    place.ok("cto", "meeting create --next");
    let warned = place.doc("cto", "meeting view 2026-W10")["warnings"].to_string();
    assert!(warned.contains("came after the cut-off, not on the agenda: CHG-2"), "{warned}");
    place.ok("cto", "meeting add CHG-2 --second ciso");
    let warned = place.doc("cto", "meeting view 2026-W10")["warnings"].to_string();
    assert!(!warned.contains("came after"), "{warned}");
    let agenda = place.ok("cto", "meeting view 2026-W10").out;
    assert!(agenda.contains("late: cto asked, ciso seconds"), "{agenda}");
    place.clock = "2026-03-04T19:00:00Z".into();
    place.ok("cto", "meeting open 2026-W10");
    let due = ["meeting", "action", "Tell readers", "--owner", "tom", "--due", "2026-03-06T15:00:00Z"];
    let given = place.args("cto", &due);
    assert_eq!(given.code, 0, "{given:?}");
    let minutes = place.ok("cto", "meeting minutes").out;
    assert!(minutes.contains("late item of Holder, seconded by Holder"), "{minutes}");
    let mine = |place: &Place| {
        let inbox = place.doc("tom", "inbox");
        inbox["items"].as_array().unwrap().iter().find(|i| i["kind"] == "ACTION").cloned()
    };
    let told = mine(&place).unwrap();
    assert_eq!((&told["id"], &told["due"]), (&json!("2026-W10"), &json!("2026-03-06T15:00:00Z")), "{told}");
    place.ok("tom", told["command"].as_str().unwrap().trim_start_matches("quorate "));
    assert!(mine(&place).is_none());
    // By name as well, where one person has it.
    let named =
        |owner: &'static str| ["meeting", "action", "Tell writers", "--owner", owner, "--due", "2026-03-06T16:00:00Z"];
    let given = place.args("cto", &named("toM"));
    assert_eq!(given.code, 0, "{given:?}");
    let several = place.args("cto", &named("Holder"));
    assert!(
        several.code == 2 && several.err.contains("may be Holder (ciso), Holder (compliance_officer)"),
        "{several:?}"
    );
    let nobody = place.args("cto", &named("Tom Nobody"));
    assert!(nobody.code == 2 && nobody.err.contains("nobody registered is called"), "{nobody:?}");
}

/// A topic that comes back stands on each agenda, each n-th, or by a rule, until it is ended.
#[test]
fn a_topic_comes_back_as_often_as_it_was_said() {
    let place = at("2026-03-02T15:00:00Z");
    place.ok("cto", "meeting add Backlog --every turn --until 2026-03-20");
    place.ok("cto", "meeting add Pair --every 2");
    place.ok("cto", "meeting add Month --every FREQ=MONTHLY;BYDAY=3MO");
    let again = place.run("cto", "meeting add Pair --every turn");
    assert!(again.code == 6 && again.err.contains("comes back already"), "{again:?}");
    for (every, why) in [
        ("FREQ=HOURLY", "HOURLY is more often"),
        ("FREQ=DAILY;INTERVAL=0", "comes to nothing"),
        ("FREQ=MONTHLY;INTERVAL=3", "INTERVAL counts from no day"),
        ("FREQ=DAILY;COUNT=3", "COUNT counts from no day"),
        ("FREQ=DAILY;UNTIL=20250101T000000Z", "its UNTIL is past"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "no day to come"),
    ] {
        let refused = place.run("cto", &format!("meeting add Else --every {every}"));
        assert!(refused.code == 2 && refused.err.contains(why) && refused.err.contains("--"), "{refused:?}");
    }
    let odd = place.run("cto", "meeting add Else --every often");
    assert!(odd.code == 2 && odd.err.contains("FREQ=MONTHLY"), "{odd:?}");
    assert_eq!(place.run("rita", "meeting add Mine --every turn").code, 5);
    let mut found = Vec::new();
    for week in 10..=14 {
        let titles = titles(&place, &format!("2026-W{week}"));
        let has = |topic: &str| titles.contains(&topic.to_owned());
        found.push((has("Backlog"), has("Pair"), has("Month")));
        place.ok("cto", "meeting create --next");
    }
    let told =
        [(true, true, false), (true, false, false), (true, true, true), (false, false, false), (false, true, false)];
    assert_eq!(found, told, "turns of 4, 11, 18, 25 March and 1 April; the third Monday is the 16th");
    // A change comes up by itself; the receipt says how often a topic does, and until when.
    let change = place.run("cto", "meeting add CHG-1 --every 2");
    assert!(change.code == 2 && change.err.contains("CHG-1 is a change and no topic"), "{change:?}");
    let said = place.ok("cto", "meeting add Licences --every 3 --until 2026-12-01").out;
    assert!(said.contains("\"Licences\" comes back at meetings of cab every 3 turns until 2026-12-01"), "{said}");
    let said = place.ok("cto", "meeting add Keys --every turn").out;
    assert!(said.contains("cab at each turn, until somebody ends that"), "{said}");
    place.ok("cto", "meeting remove Pair --every");
    assert!(!titles(&place, "2026-W10").contains(&"Pair".to_owned()));
    assert_eq!(place.run("cto", "meeting remove Pair --every").code, 3);
}

#[test]
fn the_turn_that_runs_is_the_next_one_and_a_far_one_is_named() {
    let mut place = at("2026-03-04T19:00:00Z");
    assert_eq!(place.doc("cto", "meeting create --next")["id"], "2026-W10", "exactly at its beginning");
    let mut late = at("2026-03-04T19:59:00Z");
    assert_eq!(late.doc("cto", "meeting create --next")["id"], "2026-W10");
    late.clock = "2026-03-04T19:59:30Z".into();
    late.ok("cto", "meeting open");
    // Its time over, the next is a week away: nobody opens that by accident.
    place.clock = "2026-03-04T20:30:00Z".into();
    let refused = place.run("cto", "meeting open");
    assert!(refused.code == 2 && refused.err.contains("2026-W11, begins in 6d 21h"), "{refused:?}");
    let opened = place.doc("cto", "meeting open 2026-W11");
    let rules: Vec<&str> = opened["warnings"].as_array().unwrap().iter().map(|w| w["rule"].as_str().unwrap()).collect();
    assert_eq!(rules, ["opened-early"], "{opened}");
}

/// The turn of a week in which nobody is there is called off long before it; one that is years away is no meeting yet.
#[test]
fn a_turn_further_ahead_is_looked_at_moved_and_called_off() {
    let place = at("2026-03-02T15:00:00Z");
    assert_eq!(place.doc("cto", "meeting view 2026-W15")["state"], "pending");
    place.ok("cto", "meeting cancel 2026-W15 --confirm 2026-W15 --reason Easter");
    assert_eq!(place.doc("cto", "meeting view 2026-W15")["state"], "canceled");
    let moved = place.doc("cto", "meeting move 2026-W14 --to 2026-04-02T14:00:00Z --reason Easter");
    assert_eq!(moved["id"], "2026-W14", "{moved}");
    assert_eq!(place.doc("cto", "board view")["next"]["id"], "2026-W10", "the turns before them stay");
    let feed = place.ok("cto", "meeting feed").out.replace("\r\n ", "");
    let except: Vec<&str> = feed.lines().filter(|l| l.starts_with("EXDATE")).collect();
    assert!(except.iter().any(|l| l.contains("20260408T140000")), "{feed}");
    assert!(feed.contains("20260402T140000Z"), "{feed}");
    for far in ["2029-W15", "2026-W15-4"] {
        let refused = place.run("cto", &format!("meeting view {far}"));
        assert!(refused.code == 3 && refused.err.contains("there is no meeting"), "{refused:?}");
    }
}

/// GQ-cab-08: what becomes ready after the cut-off waits, unless a member seconds it; taking off is the chair's then.
#[test]
fn the_cut_off_locks_the_agenda() {
    let mut place = at("2026-03-03T18:00:00Z");
    let before = place.doc("cto", "meeting view 2026-W10");
    assert_eq!((&before["locked"], &before["locks"]), (&json!(false), &json!("2026-03-03T19:00:00Z")), "{before}");
    assert!(place.ok("cto", "meeting view 2026-W10").out.contains("locks at 2026-03-03 14:00 EST"), "in words");
    place.clock = "2026-03-04T17:00:00Z".into();
    bring(&place, "CHG-2");
    assert!(place.ok("cto", "meeting view 2026-W10").out.contains("locked since 2026-03-03 14:00 EST"), "in words");
    let first = item(&place, "2026-W10", "CHG-1").unwrap();
    assert_eq!(first["locks"], "2026-03-03T19:00:00Z", "{first}");
    assert_eq!(item(&place, "2026-W10", "CHG-2"), None, "it became ready after the lock");
    place.ok("ciso", "meeting add CHG-2 --second system_owner --meeting 2026-W10");
    assert!(item(&place, "2026-W10", "CHG-2").is_some(), "a member seconded it");
    // Who takes something off now says why, and is not just any member.
    let other = place.run("ciso", "meeting remove CHG-1 --meeting 2026-W10 --reason away");
    assert!(other.code == 5 && other.err.contains("the agenda is locked"), "{other:?}");
    let unsaid = place.run("cto", "meeting remove CHG-1 --meeting 2026-W10");
    assert!(unsaid.code == 2 && unsaid.err.contains("for a reason"), "{unsaid:?}");
    let unknown = place.run("cto", "meeting remove CHG-9 --meeting 2026-W10 --reason away");
    assert!(unknown.code == 3 && unknown.err.contains("is not on the agenda"), "{unknown:?}");
    place.ok("cto", "meeting remove CHG-1 --meeting 2026-W10 --reason away");
    let again = place.run("cto", "meeting remove CHG-1 --meeting 2026-W10 --reason away");
    assert!(again.code == 6 && again.err.contains("taken off the agenda"), "{again:?}");
    assert_eq!(item(&place, "2026-W10", "CHG-1"), None);
    place.clock = "2026-03-04T19:00:00Z".into();
    place.ok("cto", "meeting open");
    assert!(item(&place, "2026-W10", "CHG-1").is_none() && item(&place, "2026-W10", "CHG-2").is_some());
    // What nobody put on stands in the minutes, and stays what it was when the meeting closed.
    bring(&place, "CHG-3");
    place.ok("cto", "meeting close --confirm=10");
    let late = |place: &Place| place.doc("cto", "meeting view 2026-W10")["late_changes"].clone();
    assert_eq!(late(&place), json!(["CHG-3"]));
    place.clock = "2026-03-05T19:00:00Z".into();
    place.ok("cto", "decision defer CHG-3 --reason later --until open");
    assert_eq!(late(&place), json!(["CHG-3"]));
    let minutes = place.ok("cto", "meeting minutes 2026-W10").out;
    assert!(minutes.contains("CAME AFTER THE CUT-OFF, NOT ON THE AGENDA\n\n- CHG-3"), "{minutes}");
}

/// What falls back from the board stands on its agenda with what it lacks.
#[test]
fn an_item_that_lacks_something_stands_on_the_agenda_with_it() {
    let mut place = at("2026-03-03T15:00:00Z");
    assert_eq!(item(&place, "2026-W10", "CHG-1").unwrap()["ready"], true);
    place.ok("tom", "change edit CHG-1 --set assessed_security=");
    let lacking = item(&place, "2026-W10", "CHG-1").unwrap();
    assert_eq!(lacking["ready"], false, "{lacking}");
    assert!(!lacking["missing"].as_array().unwrap().is_empty(), "{lacking}");
    let words = place.ok("cto", "meeting agenda 2026-W10").out;
    let row = words.lines().find(|l| l.split('\t').nth(1) == Some("CHG-1")).unwrap();
    assert!(row.contains(lacking["missing"][0].as_str().unwrap()), "{row}");
    place.clock = "2026-03-04T19:00:00Z".into();
    place.ok("cto", "meeting open");
    assert_eq!(item(&place, "2026-W10", "CHG-1").unwrap()["ready"], false);
}

#[test]
fn severe_acts_repeat_the_id_and_changes_of_a_meeting_give_their_reason() {
    let mut place = at("2026-03-02T15:00:00Z");
    place.ok("cto", "meeting create --next");
    let unsaid = place.run("cto", "meeting move 2026-W10 --to 2026-03-05T15:00:00Z");
    assert!(unsaid.code == 2 && unsaid.err.contains("says why"), "{unsaid:?}");
    let bare = place.run("cto", "meeting cancel 2026-W10 --reason away");
    assert!(bare.code == 2 && bare.err.contains("--confirm=2026-W10"), "{bare:?}");
    assert_eq!(place.run("cto", "meeting cancel 2026-W10 --confirm=2026-W11 --reason away").code, 2);
    let unsaid = place.run("cto", "meeting cancel 2026-W10 --confirm=2026-W10");
    assert!(unsaid.code == 2 && unsaid.err.contains("says why"), "{unsaid:?}");
    place.clock = "2026-03-04T19:00:00Z".into();
    place.ok("cto", "meeting open");
    for line in ["meeting close", "meeting close --yes", "meeting close --reason over --no-input"] {
        let bare = place.run("cto", line);
        assert!(bare.code == 2 && bare.err.contains("--confirm=2026-W10"), "{line}: {bare:?}");
    }
    assert_eq!(place.doc("cto", "meeting close --dry-run")["dry_run"], true);
    place.ok("cto", "meeting close --confirm=2026-W10");
    // Afterwards the closed one is named, and not the turn that comes next.
    for line in ["meeting join", "meeting note hello", "meeting close"] {
        let over = place.run("cto", line);
        assert!(over.code == 3 && over.err.contains("2026-W10 was closed 2026-03-04 14:00 EST"), "{line}: {over:?}");
    }
}

/// A turn that nobody has called is moved or called off like any other, also while a meeting of the board is open.
#[test]
fn a_planned_turn_can_be_moved_while_another_is_open() {
    let place = at("2026-03-04T19:00:00Z");
    place.ok("cto", "meeting open");
    assert_eq!(told(&board(&place)), [("2026-W10", "in_progress"), ("2026-W11", "planned")]);
    place.ok("cto", "meeting move 2026-W11 --to 2026-03-12T15:00:00Z --reason travel");
    assert_eq!(place.doc("cto", "meeting view 2026-W11")["starts"], "2026-03-12T15:00:00Z");
    place.ok("cto", "meeting cancel 2026-W12 --reason holiday --confirm=2026-W12");
    assert_eq!(
        told(&board(&place)),
        [("2026-W10", "in_progress"), ("2026-W11", "pending"), ("2026-W13", "planned"), ("2026-W12", "canceled")]
    );
}

#[test]
fn what_one_has_already_is_recorded_once() {
    let place = at("2026-03-04T19:00:00Z");
    place.ok("root", "person add sam --name Sam --seat secretary");
    place.ok("cto", "meeting open");
    place.ok("ciso", "meeting join");
    let before = entries(&place);
    let again = place.run("ciso", "meeting join");
    assert!(again.code == 6 && again.err.contains("has joined meeting 2026-W10 already"), "{again:?}");
    assert_eq!(place.run("cto", "meeting chair").code, 6);
    assert_eq!(entries(&place), before);
    // The secretary calls the roll; an observer does not.
    place.ok("sam", "meeting rollcall system_owner=room");
    assert_eq!(place.run("rita", "meeting rollcall system_owner=absent").code, 5);
    let own = place.run("root", "board alternate ciso ciso");
    assert!(own.code == 2 && own.err.contains("its alternate is somebody else"), "{own:?}");
}

/// Whether the chair is asked to open a ballot on CHG-1.
fn opens(place: &Place) -> bool {
    let inbox = place.doc("cto", "inbox");
    inbox["items"].as_array().unwrap().iter().any(|i| i["kind"] == "OPEN VOTE" && i["id"] == "CHG-1")
}

/// What is deferred to a moment asks for its ballot from then on, and what is withdrawn says why with its item.
#[test]
fn a_deferred_change_asks_for_its_ballot_once_it_comes_up_again() {
    let mut place = at("2026-03-04T19:00:00Z");
    assert!(opens(&place));
    place.ok("cto", "meeting open");
    place.ok("cto", "meeting rollcall ciso=room system_owner=room");
    place.ok("cto", "meeting item CHG-1 defer --reason bring-a-test-plan --until 2026-03-11T15:00:00Z");
    assert!(!opens(&place));
    place.clock = "2026-03-11T15:30:00Z".into();
    assert!(opens(&place), "{}", place.doc("cto", "inbox"));
    let mut place = at("2026-03-04T19:00:00Z");
    place.ok("cto", "meeting open");
    place.ok("cto", "meeting item CHG-1 withdraw --reason superseded");
    place.clock = "2026-03-04T19:30:00Z".into();
    place.ok("cto", "meeting close --confirm=10");
    let minutes = place.ok("cto", "meeting minutes 2026-W10").out;
    assert!(minutes.contains("withdrawn: superseded"), "{minutes}");
}

/// The words of what waits for somebody, by the kind.
fn waits(place: &Place, who: &str, kind: &str) -> Option<Value> {
    let inbox = place.doc(who, "inbox");
    inbox["items"].as_array().unwrap().iter().find(|i| i["kind"] == kind).cloned()
}

/// GQ-approval-09, GQ-approval-11: who asked hears why, and an open deferral waits until somebody brings it again.
#[test]
fn whoever_asked_hears_why_and_what_is_deferred_openly_waits_to_be_brought() {
    let mut place = at("2026-03-04T19:00:00Z");
    place.ok("cto", "meeting open");
    place.ok("cto", "meeting rollcall ciso=room system_owner=room");
    place.ok("cto", "meeting item CHG-1 defer --reason bring-a-test-plan --until open");
    let again = place.run("cto", "decision defer CHG-1 --reason later --until open");
    assert!(again.code == 6 && again.err.contains("already"), "{again:?}");
    let told = waits(&place, "rita", "DEFERRED").unwrap();
    assert!(told["why"].as_str().unwrap().contains("deferred: bring-a-test-plan"), "{told}");
    assert!(place.ok("rita", "audit log CHG-1").out.contains("until it is brought again"), "and in the log");
    place.clock = "2026-03-04T19:30:00Z".into();
    place.ok("cto", "meeting close --confirm=10");
    assert_eq!(item(&place, "2026-W11", "CHG-1"), None, "it comes back when somebody brings it");
    assert!(!opens(&place), "and asks nobody for a ballot until then");
    place.ok("cto", "meeting add CHG-1 --meeting 2026-W11");
    assert!(item(&place, "2026-W11", "CHG-1").is_some());
    // A rejection says why as well.
    place.clock = "2026-03-11T18:00:00Z".into();
    place.ok("cto", "meeting open");
    place.ok("cto", "meeting rollcall ciso=room system_owner=room");
    place.ok("cto", "meeting item CHG-1");
    place.ok("cto", "vote open CHG-1");
    for who in ["cto", "ciso", "system_owner"] {
        place.ok(who, "vote cast CHG-1 reject --reason thin");
    }
    place.ok("cto", "vote close CHG-1 --considered --reason no-test-plan");
    let told = waits(&place, "rita", "REVISE").unwrap();
    assert!(told["why"].as_str().unwrap().contains("rejected: no-test-plan"), "{told}");
}

/// A meeting that is still to come is not closed, called or not.
#[test]
fn what_is_still_to_come_is_not_closed() {
    let place = at("2026-03-02T15:00:00Z");
    for _ in 0..2 {
        let ahead = place.run("cto", "meeting close 2026-W10 --confirm=2026-W10 --reason away");
        assert!(ahead.code == 6 && ahead.err.contains("it cannot be closed"), "{ahead:?}");
        let _ = place.run("cto", "meeting create --next");
    }
}

/// AV-7.2-02: a board that was convened is to open within four hours, and who sits on it finds it in the inbox until then.
#[test]
fn a_convened_board_that_nobody_opened_waits_in_the_inbox_of_its_seats() {
    let mut place = Place::new();
    place.ok("root", "init --pack aivo --org Example --sandbox --no-input");
    place.ok("root", "person add max --name Max --seat release_manager");
    place.ok("root", "person add eng --name Eng --seat engineering_lead");
    place.clock = "2026-03-02T15:00:00Z".into();
    place.ok("max", "meeting create --board ecab");
    place.clock = "2026-03-02T17:00:00Z".into();
    let state = |place: &Place| place.doc("max", "meeting view 2026-W10-2")["state"].clone();
    assert_eq!(state(&place), "pending", "it may still open");
    let chair = waits(&place, "max", "MEETING").unwrap();
    assert_eq!((&chair["id"], &chair["due"]), (&json!("2026-W10-2"), &json!("2026-03-02T19:00:00Z")), "{chair}");
    assert_eq!(chair["command"], "quorate meeting open 2026-W10-2");
    let seat = waits(&place, "eng", "MEETING").unwrap();
    assert_eq!(seat["why"], "seat engineering_lead", "{seat}");
    assert_eq!(waits(&place, "root", "MEETING"), None);
    place.clock = "2026-03-02T19:00:01Z".into();
    let late = waits(&place, "eng", "MEETING").unwrap()["title"].as_str().unwrap().to_owned();
    assert!(late.contains("has PASSED") && late.contains("AV-7.2-02"), "{late}");
    place.ok("max", "meeting open 2026-W10-2");
    assert_eq!(waits(&place, "eng", "MEETING"), None);
}

/// A topic that the board did not come to, or put off, is on the next agenda by itself; one that is done is not.
#[test]
fn topics_that_are_left_over_come_up_again() {
    let mut place = at("2026-03-02T15:00:00Z");
    for topic in ["Capacity", "Budget", "Training"] {
        place.ok("cto", &format!("meeting add {topic} --second ciso --meeting 2026-W10"));
    }
    place.clock = "2026-03-04T19:00:00Z".into();
    place.ok("cto", "meeting open");
    let of = |place: &Place, id: &str, topic: &str| {
        let agenda = place.doc("cto", &format!("meeting view {id}"))["agenda"].clone();
        agenda.as_array().unwrap().iter().find(|i| i["title"] == topic).map(|i| i["position"].clone())
    };
    let no = |topic: &str| of(&place, "2026-W10", topic).unwrap();
    place.ok("cto", &format!("meeting item {} defer --reason later", no("Capacity")));
    place.ok("cto", &format!("meeting item {} done", no("Budget")));
    place.ok("cto", "meeting close --confirm=2026-W10");
    assert!(of(&place, "2026-W11", "Capacity").is_some() && of(&place, "2026-W11", "Training").is_some());
    assert_eq!(of(&place, "2026-W11", "Budget"), None, "it is done");
    let minutes = place.ok("rita", "meeting minutes 2026-W10").out;
    assert!(minutes.contains("comes up again at the next meeting") && !minutes.contains("anew"), "{minutes}");
}
