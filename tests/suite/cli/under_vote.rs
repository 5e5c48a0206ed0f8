//! What happens to a change while it is voted on, or instead: edits, deferrals, ballots that are left over.

use super::run::{Place, bring, waiting_for_the_board};

fn at(place: &mut Place, moment: &str) {
    place.clock = moment.to_owned();
}

/// A title voids nothing by the pack's table, but whoever votes hears of it.
#[test]
fn an_edit_that_voids_nothing_is_told_with_the_ballot() {
    let mut place = waiting_for_the_board();
    at(&mut place, "2026-03-04T18:55:00Z");
    place.ok("cto", "vote open CHG-1");
    assert!(!place.ok("cto", "vote tally CHG-1").out.contains("ALTERED"));
    place.ok("rita", "change edit CHG-1 --set title=Replica");
    let words = place.ok("cto", "vote tally CHG-1").out;
    assert!(words.contains("ALTERED since it opened: Title by "), "{words}");
    assert!(words.contains("; quorate change diff CHG-1 "), "{words}");
    let ballot = place.doc("cto", "vote tally CHG-1");
    let altered = &ballot["altered"][0];
    assert_eq!(
        (&ballot["state"], &altered["person"], &altered["fields"][0]),
        (&"open".into(), &"rita".into(), &"Title".into())
    );
    // What is edited once it is closed is told by the log alone.
    for who in ["cto", "ciso", "system_owner"] {
        place.ok(who, "vote cast CHG-1 approve");
    }
    place.ok("cto", "vote close CHG-1 --considered --reason tested");
    place.ok("rita", "change edit CHG-1 --set title=Replica-2");
    assert_eq!(place.doc("cto", "vote tally CHG-1")["altered"].as_array().unwrap().len(), 1);
}

/// GQ-approval-11: a deferral says what is over before the decision comes up again.
#[test]
fn a_deferral_past_the_window_or_a_clock_is_told_before_and_with_the_next_free_times() {
    let mut place = waiting_for_the_board();
    at(&mut place, "2026-03-04T18:55:00Z");
    let window = place.doc("cto", "change view CHG-1")["window"]["from"].as_str().unwrap().to_owned();
    let past = place.ok("cto", "decision defer CHG-1 --reason waits --until 2026-06-01T15:00:00Z --dry-run").out;
    assert!(past.contains("the window of CHG-1 begins ") && past.contains("quorate change slots CHG-1"), "{past}");
    assert!(
        past.contains("\"Deferred change back before the board\" ends ") && past.contains("GQ-approval-11"),
        "{past}"
    );
    assert!(past.contains("quorate decision defer CHG-1 --until TIME"), "{past}");
    let before = place.ok("cto", "decision defer CHG-1 --reason waits --until 2026-03-05T15:00:00Z --dry-run").out;
    assert!(!before.contains("before the decision comes up again"), "{before}, window {window}");
    // The form asks with it where the next meeting is too late.
    at(&mut place, "2026-03-04T19:30:00Z");
    let asked = place.fed("cto", &["--line"], "CHG-1\nD\nq\nq\nq\n").out;
    assert!(asked.contains("Defer CHG-1?\n"), "{asked}");
    // A day that is past is refused where it is typed.
    let past = place.fed("cto", &["--line"], "CHG-1\nD\n1\n2\nyesterday 10:00\nq\nq\nq\n").out;
    assert!(past.contains("is past: give a time to come."), "{past}");
    at(&mut place, "2026-04-02T19:30:00Z");
    let asked = place.fed("cto", &["--line"], "CHG-1\nD\nq\nq\nq\n").out;
    assert!(asked.contains("Defer CHG-1? To the next meeting: the window of CHG-1 begins "), "{asked}");
}

/// A ballot whose time ran out leaves a change that is to be voted on anew, and says so wherever the change is.
#[test]
fn a_ballot_that_lapsed_asks_to_be_opened_anew() {
    let mut place = waiting_for_the_board();
    place.ok("cto", "vote open CHG-1");
    let next = |place: &Place| {
        let list = place.doc("cto", "change list")["items"][0]["next_action"].as_str().unwrap().to_owned();
        let view = place.doc("cto", "change view CHG-1")["next_action"].as_str().unwrap().to_owned();
        (list, view)
    };
    assert_eq!(next(&place), ("vote".into(), "vote".into()));
    at(&mut place, "2026-03-20T15:00:00Z");
    let anew = "open the ballot anew: its time ran out";
    assert_eq!(next(&place), (anew.into(), anew.into()));
    let inbox = place.doc("cto", "inbox");
    let item = inbox["items"].as_array().unwrap().iter().find(|i| i["id"] == "CHG-1").unwrap();
    assert_eq!((&item["kind"], &item["command"]), (&"OPEN VOTE".into(), &"quorate vote open CHG-1".into()), "{inbox}");
    assert!(place.doc("ciso", "inbox")["items"].as_array().unwrap().iter().all(|i| i["kind"] != "VOTE"));
    // In line mode the key that opens a ballot asks for another one.
    let asked = place.fed("cto", &["--line"], "CHG-1\nV\nq\nq\nq\n").out;
    assert!(asked.contains("anew: the time of the one before ran out"), "{asked}");
    place.ok("cto", "vote open CHG-1");
    assert_eq!(next(&place), ("vote".into(), "vote".into()));
}

/// Reading 3.11: who may object is reminded for as long as they may, also once the ballot is closed.
#[test]
fn an_objection_is_in_the_inbox_for_as_long_as_it_is_possible() {
    let mut place = waiting_for_the_board();
    place.ok("cto", "vote open CHG-1");
    place.ok("cto", "board rollcall ciso=room system_owner=room");
    place.ok("cto", "vote cast CHG-1 approve");
    for who in ["ciso", "system_owner"] {
        place.ok("cto", &format!("vote cast CHG-1 approve --via-chair --for {who}"));
    }
    place.ok("cto", "vote close CHG-1 --considered --reason tested");
    let objects = |place: &Place| {
        let inbox = place.doc("ciso", "inbox");
        inbox["items"].as_array().unwrap().iter().find(|i| i["kind"] == "OBJECT").map(|i| i["due"].clone())
    };
    assert_eq!(objects(&place), Some("2026-03-03T15:00:00Z".into()));
    at(&mut place, "2026-03-03T14:00:00Z");
    assert!(objects(&place).is_some());
    at(&mut place, "2026-03-03T15:00:01Z");
    assert_eq!(objects(&place), None);
    let late = place.run("ciso", "vote object CHG-1 --reason never");
    assert!(late.code != 0 && late.err.contains("the time to object ended"), "{late:?}");
    at(&mut place, "2026-03-03T14:00:00Z");
    place.ok("ciso", "vote object CHG-1 --reason never");
    assert_eq!(place.doc("cto", "vote tally CHG-1")["state"], "open");
    assert_eq!(objects(&place), None, "it was said");
}

/// Reading 3.7: a floor of votes in favour is a rule as the others are, and binds what is handed in after it was set.
#[test]
fn a_floor_that_is_set_later_binds_no_change_that_was_handed_in_before() {
    let place = waiting_for_the_board();
    place.ok("root", "policy set vote.min_in_favour 4 --reason agreed");
    place.ok("cto", "vote open CHG-1");
    let before = place.doc("cto", "vote tally CHG-1")["rule"].as_str().unwrap().to_owned();
    assert!(!before.contains("at least"), "{before}");
    bring(&place, "CHG-2");
    place.ok("cto", "vote open CHG-2");
    let after = place.doc("cto", "vote tally CHG-2")["rule"].as_str().unwrap().to_owned();
    assert!(after.contains("at least 4 in favour"), "{after}");
}

/// Reading 3.9: in a meeting somebody sits for a member who is not there, as its roll has it; the refusal says how.
#[test]
fn a_delegate_is_told_how_to_sit_for_a_member_in_a_meeting() {
    let mut place = waiting_for_the_board();
    at(&mut place, "2026-03-04T19:00:00Z");
    place.ok("root", "person add dora --name Dora");
    place.ok("root", "person add eli --name Eli");
    place.ok("root", "board alternate devsecops_lead eli");
    place.ok("cto", "meeting open 2026-W10");
    place.ok("cto", "meeting rollcall ciso=room system_owner=room");
    place.ok("cto", "vote open CHG-1");
    let refused = place.run("dora", "vote cast CHG-1 approve --for devsecops_lead");
    assert!(refused.err.contains("only an alternate who was named before the meeting"), "{refused:?}");
    // Nobody makes up a quorum while the board sits.
    let late = place.run("root", "board alternate devsecops_lead dora");
    assert!(late.code != 0 && late.err.contains("2026-W10 is under way"), "{late:?}");
    let refused = place.run("eli", "vote cast CHG-1 approve --for devsecops_lead");
    assert!(refused.err.contains("quorate meeting rollcall devsecops_lead=proxy:eli"), "{refused:?}");
    place.ok("cto", "meeting rollcall devsecops_lead=proxy:eli");
    place.ok("cto", "vote open CHG-1");
    place.ok("eli", "vote cast CHG-1 approve");
}

/// What is typed is not lost: a condition beside a vote that makes none is refused, with what to do.
#[test]
fn a_condition_beside_a_plain_vote_is_refused() {
    let place = waiting_for_the_board();
    place.ok("cto", "vote open CHG-1");
    let refused = place.run("ciso", "vote cast CHG-1 approve --condition backup");
    assert!(refused.code == 2 && refused.err.contains("would be lost with this one"), "{refused:?}");
    place.ok("ciso", "vote cast CHG-1 approve --reason backup");
}

/// Nobody votes on a ballot whose time ran out: its change is one of the consent group again, and the meeting may close.
#[test]
fn a_ballot_that_lapsed_is_no_vote_of_the_meeting() {
    let mut place = waiting_for_the_board();
    bring(&place, "CHG-2");
    place.ok("root", "policy set meeting.consent=low,moderate --reason trial");
    place.ok("cto", "vote open CHG-1");
    at(&mut place, "2026-03-04T18:55:00Z");
    place.ok("cto", "meeting create --next");
    place.ok("cto", "meeting open");
    place.ok("cto", "meeting rollcall ciso=room system_owner=room");
    place.ok("cto", "meeting item CHG-1");
    let item = |place: &Place, id: &str| {
        let view = place.doc("cto", "meeting view");
        view["agenda"].as_array().unwrap().iter().find(|l| l["id"] == id).unwrap().clone()
    };
    assert_eq!(item(&place, "CHG-1")["state"], "current");
    // It keeps the meeting from closing no more.
    place.ok("cto", "meeting close --confirm=10 --dry-run");
    place.ok("cto", "meeting announce");
    assert_eq!(place.doc("ciso", "meeting view")["announced"]["items"].as_array().unwrap().len(), 2);
    at(&mut place, "2026-03-04T18:55:40Z");
    let asked = place.fed("cto", &["--line"], "m\nX\nq\nq\nq\n").out;
    assert!(asked.contains("Approve by consent"), "{asked}");
    place.ok("cto", "meeting consent --reason routine");
    assert_eq!(item(&place, "CHG-1")["state"], "carried");
}

/// What is voted on by itself is in no group, and taken out of none.
#[test]
fn an_item_that_is_voted_on_is_not_taken_out_of_the_consent_group() {
    let mut place = waiting_for_the_board();
    bring(&place, "CHG-2");
    place.ok("root", "policy set meeting.consent=low,moderate --reason trial");
    at(&mut place, "2026-03-04T18:55:00Z");
    place.ok("cto", "meeting create --next");
    place.ok("cto", "meeting open");
    place.ok("cto", "meeting rollcall ciso=room system_owner=room");
    place.ok("cto", "meeting announce");
    place.ok("cto", "vote open CHG-2");
    let early = place.run("cto", "meeting consent");
    // The moment is told as the wall shows it.
    assert!(early.err.contains("the silence lasts until 13:55:30, 30 s from now"), "{early:?}");
    let refused = place.run("ciso", "meeting pull CHG-2");
    assert!(refused.code != 0 && refused.err.contains("a ballot on CHG-2 is open"), "{refused:?}");
    assert!(refused.err.contains("quorate vote cast CHG-2"), "{refused:?}");
    place.ok("ciso", "meeting pull CHG-1");
}

/// What must be refused is told at the key, before anything is asked.
#[test]
fn line_mode_begins_nothing_that_the_meeting_refuses_as_it_stands() {
    let mut place = waiting_for_the_board();
    at(&mut place, "2026-03-04T18:55:00Z");
    place.ok("cto", "meeting create --next");
    for key in ["A", "X", "C", "D"] {
        let said = place.fed("cto", &["--line"], &format!("m\n{key}\nq\nq\nq\n")).out;
        assert!(said.contains("The meeting is not open."), "{key}: {said}");
    }
    place.ok("cto", "meeting open");
    let said = place.fed("cto", &["--line"], "m\nD\nq\nq\nq\n").out;
    assert!(said.contains("No item is current") && !said.contains("item 0"), "{said}");
    let said = place.fed("cto", &["--line"], "m\nO\nq\nq\nq\n").out;
    assert!(said.contains("The meeting is open already."), "{said}");
}
