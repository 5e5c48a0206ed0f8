//! Times told from now, orders of the list, imports that bring nothing, manual pages, and votes that nobody cast.

use super::run::{REPLICA, board_of_five, waiting_for_the_board};
use serde_json::{Value, json};

#[test]
fn times_are_told_from_now_by_every_flag() {
    let mut place = waiting_for_the_board();
    place.clock = "2026-03-04T15:30:00Z".into();
    place.ok("rita", "change create --type normal --title Later");
    let listed = |since: &str| -> usize {
        let list = place.args("rita", &["change", "list", "--json", "id", "--since", since]);
        assert_eq!(list.code, 0, "{since}: {list:?}");
        list.json()["items"].as_array().unwrap().len()
    };
    for (since, wanted) in [("today", 1), ("yesterday", 1), ("-2h", 1), ("90d", 2), ("3d ago", 2), ("monday", 2)] {
        assert_eq!(listed(since), wanted, "{since}");
    }
    // As it stood at a moment, before the second was opened.
    let stood = place.args("rita", &["change", "list", "--json", "id", "--at", "yesterday 18:00"]).json();
    assert_eq!(stood["items"].as_array().unwrap().len(), 1, "{stood}");
    place.ok("root", "person add max --name Max --role change_manager");
    place.args("max", &["freeze", "add", "--title", "Audit", "--from", "next monday", "--to", "2w", "--reason", "x"]);
    let freeze = &place.doc("max", "freeze list")["items"][0];
    assert_eq!((&freeze["from"], &freeze["to"]), (&json!("2026-03-09T04:00:00Z"), &json!("2026-03-18T14:30:00Z")));
    for (flag, time, word) in [
        ("--since", "soon", "--since: \"soon\" is not a time such as"),
        ("--at", "monday", "last monday, next monday"),
        ("--at", "2026-13-45", "2026-13-45"),
    ] {
        let refused = place.args("rita", &["change", "list", flag, time, "--json"]);
        assert_eq!(refused.code, 2, "{refused:?}");
        assert!(refused.error()["text"].as_str().unwrap().contains(word), "{refused:?}");
    }
}

#[test]
fn the_list_is_sorted_by_what_it_shows_now_and_at_a_moment() {
    let place = board_of_five();
    for (title, owner) in [("beta", "tom"), ("Alpha", "cto"), ("gamma", "")] {
        let owner = if owner.is_empty() { String::new() } else { format!(" --set owner={owner}") };
        place.ok("rita", &format!("change create --type normal --title {title}{owner}"));
    }
    place.ok("rita", "change cancel CHG-1 --reason gone");
    let ids = |line: &str| -> Vec<String> {
        let list = place.doc("rita", line)["items"].clone();
        list.as_array().unwrap().iter().map(|i| i["id"].as_str().unwrap().to_owned()).collect()
    };
    for (sort, wanted) in [
        ("title", ["CHG-2", "CHG-1", "CHG-3"]),
        ("owner", ["CHG-2", "CHG-1", "CHG-3"]),
        ("state", ["CHG-2", "CHG-3", "CHG-1"]),
        ("type", ["CHG-1", "CHG-2", "CHG-3"]),
    ] {
        assert_eq!(ids(&format!("change list --sort {sort}")), wanted, "{sort}");
        assert_eq!(ids(&format!("change list --sort {sort} --at now")), wanted, "{sort}");
        // Page by page it is the same.
        let mut after = String::new();
        let mut paged = Vec::new();
        loop {
            let page = place.doc("rita", &format!("change list --sort {sort} --limit 1{after}"));
            paged.push(page["items"][0]["id"].as_str().unwrap().to_owned());
            match page["next"].as_str() {
                Some(next) => after = format!(" --after {next}"),
                None => break,
            }
        }
        assert_eq!(paged, wanted, "{sort}");
    }
    let refused = place.run("rita", "change list --sort colour");
    assert!(refused.code == 2 && refused.err.contains("title, owner, state or type"), "{refused:?}");
}

#[test]
fn an_import_that_brings_nothing_is_no_success() {
    let place = board_of_five();
    let file = place.write("kev.json", r#"{"vulnerabilities":[{"cveID":"CVE-1"},{"cveID":"CVE-2"}]}"#);
    for dry in ["", " --dry-run"] {
        let none = place.run("root", &format!("import servicenow {file} --json{dry}"));
        let told = none.error();
        assert_eq!(none.code, 2, "{none:?}");
        assert!(told["text"].as_str().unwrap().contains("was skipped"), "{told}");
        assert_eq!(
            told["import"]["skipped"].as_array().unwrap().len(),
            told["import"]["read"].as_u64().unwrap() as usize
        );
    }
    let row = |id: &str, kind: &str| format!("{{\"number\":\"{id}\",\"short_description\":\"x\",\"type\":\"{kind}\"}}");
    let rows: Vec<String> = (1..=12).map(|n| row(&format!("CHG000{n:04}"), "odd")).collect();
    let file = place.write("many.json", &format!("{{\"result\":[{},{}]}}", rows.join(","), row("", "odd")));
    let many = place.ok("root", &format!("import servicenow {file}"));
    let lines: Vec<&str> = many.out.lines().filter(|l| l.contains("odd")).collect();
    assert!(lines.len() == 1 && lines[0].contains("12 times"), "{many:?}");
    assert!(!many.err.contains("0 of 0"), "{many:?}");
    place.ok("root", &format!("import servicenow {file}"));
}

#[test]
fn a_manual_page_begins_with_what_is_its_own() {
    let place = board_of_five();
    let page = place.ok("root", "man vote cast").out;
    let after = |heading: &str| page.split(heading).nth(1).unwrap_or_else(|| panic!("{heading}: {page}"));
    let synopsis = after(".SH SYNOPSIS").split(".SH").next().unwrap();
    assert!(synopsis.contains("condition") && synopsis.contains("CHOICE") && synopsis.contains("common flags"));
    assert!(!synopsis.contains("idempotency") && !synopsis.contains("jq"), "{synopsis}");
    let own = after(".SH OPTIONS").split(".SH").next().unwrap();
    assert!(own.contains("via\\-chair") && !own.contains("idempotency"), "{own}");
    assert_eq!(page.matches("COMMON FLAGS").count(), 1, "{page}");
    assert_eq!(page.matches(".ie ").count(), 1, "{page}");
    assert!(after("COMMON FLAGS").contains("idempotency"));
    for line in ["man", "man run", "man change list"] {
        assert!(place.ok("root", line).out.contains("COMMON FLAGS"), "{line}");
    }
}

#[test]
fn who_did_not_vote_without_a_sitting_was_not_absent() {
    let place = waiting_for_the_board();
    place.ok("cto", "vote open CHG-1");
    for who in ["cto", "ciso", "system_owner"] {
        place.ok(who, "vote cast CHG-1 approve");
    }
    place.ok("cto", "vote close CHG-1 --considered --reason agreed");
    let said = |tally: &Value, who: &str| {
        let members = tally["members"].as_array().unwrap();
        members.iter().find(|m| m["person"] == who).unwrap()["presence"].clone()
    };
    let tally = place.doc("rita", "vote tally CHG-1");
    assert_eq!((said(&tally, "cto"), said(&tally, "devsecops_lead")), (json!("present"), json!("unknown")), "{tally}");
    let words = place.ok("rita", "vote tally CHG-1").out;
    assert_eq!(words.matches("did not vote").count(), 2, "{words}");
    assert!(!words.contains("absent"), "{words}");
}

#[test]
fn who_a_roll_call_missed_is_absent() {
    let place = waiting_for_the_board();
    place.ok("cto", "board rollcall cto=room ciso=room system_owner=room devsecops_lead=absent");
    place.ok("cto", "vote open CHG-1");
    for who in ["cto", "ciso", "system_owner"] {
        place.ok(who, "vote cast CHG-1 approve");
    }
    place.ok("cto", "vote close CHG-1 --considered --reason agreed");
    let words = place.ok("rita", "vote tally CHG-1").out;
    assert!(words.contains("absent") && !words.contains("did not vote"), "{words}");
}

#[test]
fn what_is_missing_is_told_once_with_all_its_clauses() {
    let place = board_of_five();
    let without = REPLICA.replace("rollback_plan = \"Detach the replica\"\n", "");
    let file = place.write("change.toml", &without);
    place.ok("rita", &format!("change create --from {file}"));
    place.ok("rita", "change assess CHG-1 --set likelihood=Low --set impact=Medium");
    let check = place.doc("rita", "change check CHG-1");
    let missing = check["missing"].as_array().unwrap();
    assert_eq!(missing.len(), 1, "{check}");
    assert!(missing[0]["clauses"].to_string().contains("GQ-types-10"), "{check}");
    assert!(!check["reasons"].to_string().contains("rollback"), "{check}");
    let refused = place.run("rita", "change submit CHG-1 --json");
    let told = refused.error();
    assert_eq!(told["reasons"].as_array().unwrap().len(), 1, "{told}");
    assert!(told["clauses"].to_string().contains("GQ-types-10"), "{told}");
}

#[test]
fn fields_read_the_same_times_as_flags() {
    let mut place = board_of_five();
    place.clock = "2026-03-04T15:30:00Z".into();
    let file = place.write("own.toml", REPLICA);
    place.ok("rita", &format!("change create --from {file}"));
    let set = |value: &str| place.args("rita", &["change", "edit", "CHG-1", "--set", value]);
    let told = set("window=friday 02:00/friday 04:00");
    assert_eq!(told.code, 0, "{told:?}");
    assert!(told.out.contains("window: 2026-03-06 02:00-04:00 EST (07:00-09:00Z)"), "{told:?}");
    let window = &place.doc("rita", "change view CHG-1")["fields"]["window"];
    assert_eq!(window, "2026-03-06T07:00:00Z/2026-03-06T09:00:00Z");
    let refused = set("window=soon/later");
    assert!(refused.code == 2 && refused.err.contains("\"soon\" is not a time such as"), "{refused:?}");
}

#[test]
fn what_a_command_lacks_is_named_with_an_example() {
    let place = board_of_five();
    let lacks = place.run("cto", "exception approve 1");
    assert_eq!(lacks.code, 2);
    assert!(lacks.err.contains("exception approve lacks\n  NUMBER: Number of the exception"), "{}", lacks.err);
    assert!(lacks.err.contains("example: quorate exception approve CHG-1 1"), "{}", lacks.err);
    assert!(lacks.err.contains("Usage: quorate exception approve"), "{}", lacks.err);
    let document = place.run("cto", "vote cast --json").error();
    assert!(document["hint"].as_str().unwrap().starts_with("example: quorate vote cast CHG-1"), "{document}");
}

#[test]
fn a_meeting_begins_ahead_of_now_however_its_time_is_said() {
    let place = super::run::board_of_five();
    // Monday, 2 March 2026, 10:00 in New York.
    let called = |at: &str| place.args("cto", &["meeting", "create", "--at", at, "--dry-run"]);
    for (at, wanted) in [
        ("monday 14:00", "2026-03-02 14:00 EST"),
        ("tuesday 14:00", "2026-03-03 14:00 EST"),
        ("2h", "2026-03-02 12:00 EST"),
    ] {
        let made = called(at);
        assert_eq!(made.code, 0, "{at}: {made:?}");
        assert!(made.out.contains(wanted), "{at}: {made:?}");
    }
    for at in ["-2h", "2026-03-01 14:00", "yesterday 14:00"] {
        let refused = place.args("cto", &["meeting", "create", "--at", at]);
        assert!(refused.code == 2 && refused.err.contains("would begin in the past"), "{at}: {refused:?}");
        assert!(refused.err.contains("--at") && refused.err.contains("--reason TEXT"), "{refused:?}");
    }
    // A meeting that was held on the telephone is written down, with why.
    assert_eq!(place.args("cto", &["meeting", "create", "--at", "-2h", "--reason", "held by telephone"]).code, 0);
    assert_eq!(place.args("cto", &["meeting", "create", "--at", "-2d", "--reason", "held by telephone"]).code, 2);
    assert_eq!(place.run("cto", "audit log --since -10m").code, 0);
}
