//! The calendar on the command line: windows, slots, scheduling, and the gate saying the same.

use super::run::{Place, REPLICA, complete, fits_its_shape, patch, waiting_for_the_board};
use serde_json::{Value, json};

fn approved() -> Place {
    let place = waiting_for_the_board();
    place.ok("cto", "vote open CHG-1");
    for who in ["cto", "ciso", "system_owner"] {
        place.ok(who, "vote cast CHG-1 approve");
    }
    place.ok("cto", "vote close CHG-1 --considered --reason sound");
    place
}

fn clauses(document: &Value) -> String {
    document["clauses"].to_string()
}

#[test]
fn a_change_is_scheduled_inside_a_window_and_nowhere_else() {
    let place = approved();
    let windows = place.doc("rita", "window list");
    assert_eq!(windows["items"][0]["id"], "maintenance");
    assert_eq!(windows["items"][0]["next"], json!({"from": "2026-04-05T06:00:00Z", "to": "2026-04-05T08:00:00Z"}));
    let outside = "change schedule CHG-1 --from 2026-03-15T06:00:00Z --to 2026-03-15T07:00:00Z";
    let refused = place.run("rita", &format!("{outside} --json"));
    assert_eq!(refused.code, 7, "{refused:?}");
    let document = refused.error();
    assert!(clauses(&document).contains("GQ-windows-01"), "{document}");
    assert!(document["would_change"].to_string().contains("Sun 2026-04-05 02:00 EDT"), "{document}");
    let long = place.run("rita", "change schedule CHG-1 --from 2026-04-05T06:00:00Z --to 2026-04-05T08:30:00Z --json");
    assert_eq!(long.code, 7);
    assert!(clauses(&long.error()).contains("GQ-windows-02"), "{long:?}");
    place.ok("rita", "change schedule CHG-1 --from 2026-05-03T06:00:00Z --to 2026-05-03T07:00:00Z");
    let view = place.doc("rita", "change view CHG-1");
    assert_eq!(view["fields"]["window"], "2026-05-03T06:00:00Z/2026-05-03T07:00:00Z");
    let shown = place.doc("rita", "calendar --from 2026-05-01 --to 2026-06-01");
    let kinds: Vec<_> = shown["items"].as_array().unwrap().iter().map(|i| (&i["kind"], &i["id"])).collect();
    assert_eq!(kinds, [(&json!("change"), &json!("CHG-1")), (&json!("window"), &json!("maintenance"))]);
}

#[test]
fn slots_gate_and_schedule_give_one_answer() {
    let place = approved();
    let slots = place.doc("rita", "change slots CHG-1 --from 2026-03-15T06:00:00Z --minutes 60");
    fits_its_shape(&slots);
    assert_eq!(slots["allowed"], false);
    assert_eq!(slots["slots"][0]["from"], "2026-04-05T06:00:00Z");
    assert_eq!(slots["slots"][1]["from"], "2026-05-03T06:00:00Z");
    let chain = slots["chain"].as_array().unwrap();
    assert!(
        chain.iter().any(|l| l["id"] == "maintenance" && l["effect"] == "deny" && l["clauses"][0] == "GQ-windows-01")
    );
    let gate = place.run("rita", "gate CHG-1 --at 2026-03-15T06:00:00Z --json");
    let said = gate.json();
    fits_its_shape(&said);
    let denies = |document: &Value| -> Vec<Value> {
        let lines = document["chain"].as_array().unwrap();
        let of_time = |l: &&Value| l["kind"] == "window" || l["kind"] == "freeze";
        lines.iter().filter(of_time).filter(|l| l["effect"] == "deny").map(|l| l["id"].clone()).collect()
    };
    assert_eq!(denies(&said), denies(&slots));
    let open = place.run("rita", "gate CHG-1 --at 2026-04-05T06:30:00Z --json").json();
    assert_eq!(denies(&open), Vec::<Value>::new());
    assert!(open["chain"].to_string().contains("maintenance"));
    // Sign-offs and rules stand in the gate's chain too, with what is against them.
    let line = |id: &str| open["chain"].as_array().unwrap().iter().find(|l| l["id"] == id).cloned().unwrap();
    let tests = line("staging_tests");
    assert_eq!((&tests["kind"], &tests["effect"]), (&json!("review"), &json!("deny")), "{tests}");
    assert!(tests["text"].as_str().unwrap().ends_with(": nobody yet"), "{tests}");
    let board = open["chain"].as_array().unwrap().iter().find(|l| l["kind"] == "approval").unwrap();
    assert_eq!(board["effect"], "allow", "{board}");
    assert_eq!(place.run("rita", "change slots CHG-1 --minutes 0").code, 2);
    assert_eq!(place.run("rita", "change slots CHG-1 --env nonsense").code, 2);
}

/// Given a calendar, when one day is asked for, then that day is shown; when the end lies before the beginning, at it, or years
/// later, then each is refused in its own words.
#[test]
fn a_day_is_a_range_of_the_calendar_and_each_wrong_end_has_its_own_words() {
    let place = approved();
    let day = place.doc("rita", "calendar --from 2026-04-05 --to 2026-04-05");
    assert_eq!(day["items"][0]["id"], "CHG-1", "{day}");
    for (line, says) in [
        (
            "--from 2026-06-01 --to 2026-05-01",
            "would end Sat 2026-05-02 00:00 EDT, before it begins Mon 2026-06-01 00:00 EDT",
        ),
        (
            "--from 2026-06-01T10:00:00Z --to 2026-06-01T10:00:00Z",
            "a day alone, as in --to 2026-03-02, includes that day",
        ),
        ("--from 2026-06-01 --to 2029-06-01", "at most two years at once"),
        ("--to 2026-01-01", "would end"),
    ] {
        for form in ["", " --ics"] {
            let refused = place.run("rita", &format!("calendar {line}{form}"));
            assert!(form == " --ics" && line.starts_with("--to") || refused.code == 2, "{line}: {refused:?}");
            assert!(refused.code != 2 || refused.err.contains(says), "{line}: {refused:?}");
        }
    }
}

#[test]
fn a_window_that_bears_no_more_risk_refuses_and_names_the_other_change() {
    let place = approved();
    let wrong = place.args("root", &["policy", "set", "window.bears", "grave 1", "--reason", "x"]);
    assert!(wrong.code == 2 && wrong.err.contains("no risk level \"grave\""), "{wrong:?}");
    let wrong = place.args("root", &["policy", "set", "window.bears", "high", "--reason", "x"]);
    assert!(wrong.code == 2 && wrong.err.contains("give such as high 1"), "{wrong:?}");
    let set = place.args("root", &["policy", "set", "window.bears", "score 1", "--reason", "x"]);
    assert_eq!(set.code, 0, "{set:?}");
    assert_eq!(place.doc("rita", "window list")["items"][0]["bears"], "score 1");
    let clash = place.doc("rita", "change view CHG-1")["conflicts"].to_string();
    assert!(
        clash.contains("capacity") && clash.contains("a risk score of 1 in one turn; with this one (4) that is 4"),
        "{clash}"
    );
    // Lists mark it as the page does, from when the setting says so.
    let letters = || {
        let row = place.doc("rita", "change list")["items"][0]["letter"].clone();
        (row, place.doc("rita", "change view CHG-1")["letter"].clone())
    };
    assert_eq!(letters(), (json!("C"), json!("C")));
    place.ok("root", "policy set window.bears none --reason x");
    assert_eq!((letters().0 == json!("C"), letters().1 == json!("C")), (false, false));
    place.args("root", &["policy", "set", "window.bears", "score 1", "--reason", "x"]);
    assert_eq!(letters(), (json!("C"), json!("C")));
    let told = "change schedule CHG-1 --from 2026-05-03T06:00:00Z --to 2026-05-03T07:00:00Z";
    let refused = place.run("rita", told);
    assert!(refused.code == 7 && refused.err.contains("Maintenance window is full"), "{refused:?}");
    let moved = "have one of those in it moved, or choose another time: quorate change slots CHG-1";
    assert!(refused.err.contains(moved), "{refused:?}");
    place.ok("root", "policy set window.bears_effect warn --reason x");
    let done = place.run("rita", told);
    assert!(done.code == 0 && done.out.contains("Maintenance window is full"), "{done:?}");
}

/// Given a change within its own window, when it is asked when it may run, then what is left of that window is meant, as the gate
/// has it, and not a time as long as all of it.
#[test]
fn within_its_own_window_a_change_is_asked_about_what_is_left_of_it() {
    let mut place = approved();
    place.ok("rita", "change schedule CHG-1 --from 2026-05-03T06:00:00Z --to 2026-05-03T08:00:00Z");
    place.clock = "2026-05-03T07:20:00Z".into();
    let slots = place.doc("rita", "change slots CHG-1");
    let asked = json!({"from": "2026-05-03T07:20:00Z", "to": "2026-05-03T08:00:00Z"});
    assert_eq!((&slots["asked"], &slots["allowed"]), (&asked, &json!(true)), "{slots}");
    let longer = place.doc("rita", "change slots CHG-1 --minutes 120");
    assert_eq!(
        (&longer["asked"]["to"], &longer["allowed"]),
        (&json!("2026-05-03T09:20:00Z"), &json!(false)),
        "{longer}"
    );
}

#[test]
fn an_announced_freeze_stops_what_is_scheduled_in_it_and_says_so_before() {
    let place = approved();
    place.ok("rita", "change schedule CHG-1 --from 2026-05-03T06:00:00Z --to 2026-05-03T07:00:00Z");
    let add = "freeze add --title Audit --from 2026-05-01 --to 2026-05-04 --env production --reason auditors";
    let stranger = place.run("rita", add);
    assert!(stranger.code == 5 && stranger.err.contains("the chair and the change manager may"), "{stranger:?}");
    // A trial tells what it would hit, and records nothing.
    let trial = place.doc("cto", &format!("{add} --dry-run"));
    assert!(trial["warnings"].to_string().contains("CHG-1 is scheduled in it"), "{trial}");
    assert_eq!(place.doc("cto", "freeze list")["items"], json!([]));
    let receipt = place.doc("cto", add);
    assert!(receipt["warnings"].to_string().contains("quorate change slots CHG-1"), "{receipt}");
    let frozen = place.doc("cto", "freeze list")["items"][0].clone();
    assert_eq!((&frozen["no"], &frozen["state"], &frozen["by"]), (&json!(1), &json!("to come"), &json!("cto")));
    assert_eq!(frozen["to"], "2026-05-05T04:00:00Z", "the last day is part of it");
    let week = place.ok("rita", "calendar --week").out;
    assert!(week.contains("next freeze:") && week.contains("Audit"), "{week}");
    let view = place.doc("cto", "freeze view 1");
    fits_its_shape(&view);
    let passing = view["policy_exempt"][0].as_str().unwrap_or_default();
    assert!(place.ok("cto", "freeze view 1").out.contains(&format!("lets through: {passing}")), "{view}");
    let unknown = place.doc("cto", &format!("{add} --system gohst --dry-run"));
    assert!(unknown["warnings"].to_string().contains("no system is on record: gohst"), "{unknown}");
    // The change is flagged for its people, its start is refused, and the gate says the same.
    let row = place.doc("rita", "change list")["items"][0].clone();
    assert!(row["next_action"].as_str().unwrap().starts_with("reschedule: Audit"), "{row}");
    let kinds = place.doc("rita", "inbox")["items"].as_array().unwrap().clone();
    assert!(kinds.iter().any(|item| item["kind"] == "RESCHEDULE"), "{kinds:?}");
    let gate = place.run("rita", "gate CHG-1 --at 2026-05-03T06:10:00Z --json");
    assert!(matches!(gate.code, 8 | 9), "{gate:?}");
    assert!(gate.json()["chain"].to_string().contains("freeze/1"), "{gate:?}");
    let slots = place.doc("rita", "change slots CHG-1");
    assert_eq!(slots["allowed"], false);
    let begins: Vec<_> = slots["slots"].as_array().unwrap().iter().map(|s| s["from"].as_str().unwrap()).collect();
    assert_eq!(
        begins[..2],
        ["2026-04-05T06:00:00Z", "2026-06-07T06:00:00Z"],
        "what comes before, and not in the freeze"
    );
    let shown = place.doc("rita", "calendar --from 2026-05-01 --to 2026-05-05");
    assert!(shown["items"].as_array().unwrap().iter().any(|i| i["kind"] == "freeze" && i["title"] == "Audit"));
    // Ended, it stands in nobody's way.
    place.ok("cto", "freeze end 1 --reason 'over'");
    assert_eq!(place.doc("rita", "change slots CHG-1")["allowed"], true);
    assert!(!place.doc("rita", "change list")["items"][0]["next_action"].to_string().contains("reschedule"));
    let again = place.run("cto", "freeze end 1 --reason over");
    assert_eq!(again.code, 6, "{again:?}");
    assert_eq!(place.run("cto", "freeze end 7").code, 3);
}

#[test]
fn a_freeze_that_makes_no_sense_is_refused() {
    let place = approved();
    for (line, why) in [
        ("freeze add --title Move --from 2026-06-12 --to 2026-06-08", "before it begins"),
        (
            "freeze add --title Move --from 2026-06-12T09:00 --to 2026-06-12T09:00",
            "the freeze begins and ends Fri 2026-06-12",
        ),
        ("freeze add --title Move --from 2025-06-08 --to 2025-06-12", "over already"),
        ("freeze add --title Move --from 2026-06-08 --to 2026-06-12 --env moon", "no environment \"moon\""),
        ("freeze add --title Move --from 2026-06-08 --to 2026-06-12 --exempt whim", "no type \"whim\""),
    ] {
        let ran = place.run("cto", line);
        assert!(ran.code == 2 && ran.err.contains(why), "{line}: {ran:?}");
    }
}

/// AV-9.1-05, AV-9.1-06: a day on which only emergencies run does not look open.
#[test]
fn av_9_1_05_a_calendar_says_whom_its_windows_take() {
    let place = Place::new();
    place.ok("root", "init --pack aivo --org Example --sandbox");
    let week = place.ok("root", "calendar --week --from 2026-03-02").out;
    for line in ["Friday (only type emergency)", "Monday window (for risk medium or low)"] {
        assert!(week.contains(line), "{line}: {week}");
    }
    assert!(week.lines().any(|l| l.ends_with("Tuesday window")), "it takes every change: {week}");
    let end = place.ok("root", "calendar --week --from 2026-03-30").out;
    assert!(!end.contains("next freeze: 2026-03-30") && end.contains("freeze until 2026-04-01"), "{end}");
    let year = place.ok("root", "calendar --year --from 2026-03-02").out;
    assert!(year.contains("Mar    e  =  =  =  =  e  e  e  ="), "{year}");
    // Nor to programs that let everything run in what is open.
    let open = place.ok("root", "calendar --ics --calendar-type DEFAULT_CLOSED").out.replace("\r\n ", "");
    assert!(open.contains("SUMMARY:Tuesday window") && !open.contains("SUMMARY:Friday"), "{open}");
    assert!(!open.contains("SUMMARY:Weekend") && open.contains("DESCRIPTION:for risk medium or low"), "{open}");
}

#[test]
fn all_that_stands_in_the_way_is_told_with_a_change_named_and_without() {
    let place = waiting_for_the_board();
    place.ok("cto", "freeze add --title Audit --from 2026-04-05 --to 2026-04-06 --reason audit");
    let one = place.doc("rita", "change clash CHG-1")["items"].clone();
    assert!(one.to_string().contains("blackout"), "{one}");
    assert_eq!(place.doc("rita", "change clash")["items"], one);
}

/// Two approved changes in one turn of the window: the second one took its place later.
fn two_in_one_window() -> Place {
    let place = approved();
    let other =
        REPLICA.replace("orders-db", "billing").replace("type = \"normal\"", "type = \"normal\"\nowner = \"tim\"");
    place.ok("root", "person add tim --name Tim --role technical_team");
    let file = place.write("other.toml", &other);
    place.ok("rita", &format!("change create --from {file}"));
    complete(&place, "CHG-2");
    place.ok("cto", "vote open CHG-2");
    for who in ["cto", "ciso", "system_owner"] {
        place.ok(who, "vote cast CHG-2 approve");
    }
    place.ok("cto", "vote close CHG-2 --considered --reason sound");
    place
}

/// Given two changes in one window, when it is said later that it bears only one of them, then the one that was there first keeps
/// its place for the gate and the start, and the later one does not fit; who moves away and comes back is the later one.
#[test]
fn of_two_changes_in_a_window_that_bears_one_the_later_one_does_not_fit() {
    let mut place = two_in_one_window();
    place.args("root", &["policy", "set", "window.bears", "score 5", "--reason", "x"]);
    let full = |place: &Place, id: &str| {
        place.doc("rita", &format!("change view {id}"))["conflicts"].to_string().contains("is full")
    };
    assert_eq!((full(&place, "CHG-1"), full(&place, "CHG-2")), (false, true));
    place.clock = "2026-04-05T06:30:00Z".into();
    let gate = |place: &Place, id: &str| {
        let said = place.run("rita", &format!("gate {id} --env production --json"));
        said.json()["chain"].to_string().contains("is full")
    };
    assert_eq!((gate(&place, "CHG-1"), gate(&place, "CHG-2")), (false, true));
    place.clock = "2026-03-03T15:00:00Z".into();
    let early = |id: &str| format!("change schedule {id} --from 2026-04-05T06:00:00Z --to 2026-04-05T07:00:00Z");
    // Less of the same time is the same place; another one, and the same again, is not.
    place.ok("rita", &early("CHG-1"));
    assert_eq!((full(&place, "CHG-1"), full(&place, "CHG-2")), (false, true));
    let wider = place.run("rita", "change schedule CHG-1 --from 2026-04-05T06:00:00Z --to 2026-04-05T08:00:00Z");
    assert!(wider.code == 7 && wider.err.contains("is full"), "{wider:?}");
    place.ok("rita", "change schedule CHG-1 --from 2026-05-03T06:00:00Z --to 2026-05-03T07:00:00Z");
    assert_eq!((full(&place, "CHG-1"), full(&place, "CHG-2")), (false, false));
    let back = place.run("rita", &early("CHG-1"));
    assert!(back.code == 7 && back.err.contains("CHG-2 (4)"), "{back:?}");
}

/// Given two changes that filled a window, when one of them moves to another window, then looking back to before that shows the
/// marks of then, and now none is left.
#[test]
fn looking_back_shows_the_marks_of_full_windows_as_they_were() {
    let mut place = two_in_one_window();
    let set = place.args("root", &["policy", "set", "window.bears", "score 5", "--reason", "x"]);
    assert_eq!(set.code, 0, "{set:?}");
    let letters = |place: &Place, at: &str| {
        let rows = place.doc("rita", &format!("change list{at}"));
        let of = |i: &Value| (i["id"].as_str().unwrap().to_owned(), i["letter"] == "C");
        let mut all: Vec<_> = rows["items"].as_array().unwrap().iter().map(of).collect();
        all.sort();
        all
    };
    let (full, free) =
        ([("CHG-1".into(), false), ("CHG-2".into(), true)], [("CHG-1".into(), false), ("CHG-2".into(), false)]);
    assert_eq!(letters(&place, ""), full);
    place.clock = "2026-03-03T15:00:00Z".into();
    place.ok("tim", "change schedule CHG-2 --from 2026-05-03T06:00:00Z --to 2026-05-03T07:00:00Z");
    assert_eq!(letters(&place, ""), free);
    assert_eq!(letters(&place, " --at 2026-03-02T16:00:00Z"), full);
}

/// Where a change may run for days on end, each of the next days is offered, at the same hour; a freeze ends the row.
#[test]
fn a_time_that_is_free_for_days_is_offered_day_by_day() {
    let place = Place::new();
    place.ok("root", "init --pack three-env --org Example --sandbox --no-input");
    place.ok("root", "person add rita --name Rita --role dev_team");
    place.ok("root", "person add dan --name Dan --role dev_team");
    patch(&place, "P3");
    place.args("rita", &["change", "edit", "CHG-1", "--set", "environment=TEST"]);
    let slots = place.doc("rita", "change slots CHG-1 --from 2026-03-20T18:00:00Z --minutes 60");
    let begins: Vec<&str> = slots["slots"].as_array().unwrap().iter().map(|s| s["from"].as_str().unwrap()).collect();
    // The last week of the quarter is frozen from the 25th on, and the clock was put forward on the 8th.
    let days = ["2026-03-20", "2026-03-21", "2026-03-22", "2026-03-23", "2026-03-24"].map(|d| format!("{d}T18:00:00Z"));
    assert_eq!(begins[..5], days, "{slots}");
    assert_eq!(begins[5], "2026-04-01T04:00:00Z", "{slots}");
    let over = place.doc("rita", "change slots CHG-1 --from 2026-03-06T15:00:00Z --minutes 60");
    let second = over["slots"][2]["from"].clone();
    assert_eq!(second, "2026-03-08T14:00:00Z", "ten o'clock stays ten o'clock: {over}");
}
