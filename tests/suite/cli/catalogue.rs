//! Transcripts about the catalogue of standard changes: who hears that an entry is suspended, and its procedure.

use super::run::{Place, board_of_five};
use serde_json::{Value, json};

#[test]
fn a_suspended_entry_is_told_to_who_may_restore_it_and_to_who_has_a_change_under_it() {
    let place = board_of_five();
    place.ok("cto", "catalogue admit rotate-logs --title Rotate --procedure Rotate-and-reload");
    place.ok("rita", "change create --type standard --title Logs --set environment=production --catalogue rotate-logs");
    let told = |who: &str| -> Vec<(Value, Value)> {
        let inbox = place.doc(who, "inbox");
        let items = inbox["items"].as_array().unwrap().iter();
        let new = items.filter(|i| i["kind"] == "RESTORE" || i["kind"] == "SUSPENDED");
        new.map(|i| (i["kind"].clone(), i["id"].clone())).collect()
    };
    assert!(told("cto").is_empty() && told("rita").is_empty());
    place.ok("cto", "catalogue suspend rotate-logs --reason broken");
    // GQ-types-01: the board pre-approves, and its chair acts for it.
    assert_eq!(told("cto"), [(json!("RESTORE"), json!("rotate-logs"))]);
    assert_eq!(told("rita"), [(json!("SUSPENDED"), json!("CHG-1"))]);
    assert_eq!(told("tom"), []);
    let inbox = place.ok("rita", "inbox").out;
    assert!(inbox.contains("it is one of rotate-logs, suspended: broken"), "{inbox}");
    // What is restored keeps its title and procedure, where nobody says otherwise.
    place.ok("cto", "catalogue admit rotate-logs");
    assert!(told("cto").is_empty() && told("rita").is_empty());
    let entry = place.doc("rita", "catalogue show rotate-logs");
    let kept = (&entry["title"], &entry["procedure"], &entry["standing"]);
    assert_eq!(kept, (&json!("Rotate"), &json!("Rotate-and-reload"), &json!("valid")));
    let new = place.run("cto", "catalogue admit other --procedure By-hand");
    assert!(new.code == 7 && new.err.contains("--title"), "{new:?}");
}

#[test]
fn a_withdrawn_entry_says_why_and_who_has_a_change_under_it_hears_of_it() {
    let place = board_of_five();
    for suspended in [false, true] {
        let id = format!("logs-{suspended}");
        place.ok("cto", &format!("catalogue admit {id} --title Rotate --procedure Rotate-and-reload"));
        if suspended {
            place.ok("cto", &format!("catalogue suspend {id} --reason broken"));
        }
        place.ok("cto", &format!("catalogue withdraw {id} --reason replaced"));
        let entry = place.doc("rita", &format!("catalogue show {id}"));
        assert_eq!((&entry["standing"], &entry["reason"]), (&json!("withdrawn"), &json!("replaced")));
        assert!(place.ok("rita", &format!("catalogue show {id}")).out.contains("withdrawn: replaced"));
    }
    // GQ-types-01: a Standard change names a valid entry, so nothing is begun under this one.
    place.ok("cto", "catalogue admit rotate-logs --title Rotate --procedure Rotate-and-reload");
    place.ok("rita", "change create --type standard --title Logs --set environment=production --catalogue rotate-logs");
    place.ok("rita", "change edit CHG-1 --set owner=tom --set implementers=ciso");
    let kinds = |who: &str| -> Vec<String> {
        let inbox = place.doc(who, "inbox");
        let own = inbox["items"].as_array().unwrap().iter().filter(|i| i["id"] == "CHG-1");
        own.map(|i| i["kind"].as_str().unwrap().to_owned()).collect()
    };
    for (line, word) in
        [("suspend rotate-logs --reason broken", "SUSPENDED"), ("withdraw rotate-logs --reason old", "WITHDRAWN")]
    {
        place.ok("cto", &format!("catalogue {line}"));
        for who in ["rita", "tom", "ciso"] {
            assert!(kinds(who).contains(&word.to_owned()), "{who}: {:?}", kinds(who));
        }
    }
    assert!(place.ok("rita", "inbox").out.contains("it is one of rotate-logs, withdrawn: old"));
    place.ok("cto", "catalogue admit rotate-logs");
    assert!(["rita", "tom", "ciso"].iter().all(|who| !kinds(who).contains(&"WITHDRAWN".to_owned())));
}

#[test]
fn the_procedure_of_an_entry_is_shown_with_it_and_with_its_changes() {
    let place = board_of_five();
    place.ok("cto", "catalogue admit rotate-logs --title Rotate --procedure Rotate-and-reload");
    let shown = place.ok("rita", "catalogue show rotate-logs").out;
    assert!(shown.contains("Rotate-and-reload") && shown.contains("3 runs left"), "{shown}");
    assert_eq!(place.doc("rita", "catalogue show rotate-logs")["procedure"], "Rotate-and-reload");
    place.ok("rita", "change create --type standard --title Logs --set environment=production --catalogue rotate-logs");
    let view = place.ok("rita", "change view CHG-1").out;
    assert!(view.contains("rotate-logs, valid") && view.contains("  Rotate-and-reload"), "{view}");
    let unknown = place.run("rita", "catalogue show logs");
    assert_eq!(unknown.code, 3, "{unknown:?}");
    assert!(unknown.err.contains("quorate catalogue list"), "{unknown:?}");
}

/// GQ-types-01: a Standard change names a valid entry, and one expires by time alone (reading 1.9).
#[test]
fn gq_types_01_an_expired_entry_is_told_wherever_its_change_stands() {
    let mut place = board_of_five();
    place.ok("cto", "catalogue admit rotate-logs --title Rotate --procedure Rotate-and-reload");
    place.ok("rita", "change create --type standard --title Logs --set environment=production --catalogue rotate-logs");
    let next = |place: &Place| place.doc("rita", "change list")["items"][0]["next_action"].clone();
    let kinds = |place: &Place| -> Vec<String> {
        let inbox = place.doc("rita", "inbox");
        inbox["items"].as_array().unwrap().iter().map(|i| i["kind"].as_str().unwrap().to_owned()).collect()
    };
    assert!(!next(&place).as_str().unwrap().contains("expired"), "{}", next(&place));
    assert!(!kinds(&place).contains(&"EXPIRED".to_owned()));
    // A year later nothing was done to either, and the row is as it was made.
    place.clock = "2027-04-05T06:30:00Z".into();
    assert_eq!(next(&place), "its entry has expired in the catalogue");
    assert!(kinds(&place).contains(&"EXPIRED".to_owned()), "{:?}", kinds(&place));
    let inbox = place.ok("rita", "inbox").out;
    assert!(inbox.contains("it is one of rotate-logs, expired") && inbox.contains("GQ-types-01"), "{inbox}");
    let check = place.run("rita", "change check CHG-1").out;
    assert!(check.contains("quorate change edit CHG-1 --set catalogue=ENTRY"), "{check}");
    place.ok("cto", "catalogue admit rotate-logs");
    assert!(!next(&place).as_str().unwrap().contains("expired"), "{}", next(&place));
    assert!(!kinds(&place).contains(&"EXPIRED".to_owned()));
}

/// Given an entry on probation, when a run of it fails, then it is suspended by that run, nothing more is begun under it, and
/// the chair admits it anew, on probation as before (reading 1.9).
#[test]
fn a_failed_run_on_probation_suspends_the_entry_until_it_is_admitted_anew() {
    let mut place = board_of_five();
    place.ok("root", "person add ivan --name Ivan --role technical_team");
    place.ok("root", "person add dora --name Dora --role devsecops_lead");
    place.ok("cto", "catalogue admit rotate-logs --title Rotate --procedure Rotate-and-reload");
    let day = &place.clock[..10].to_owned();
    let fields = "description justification affected_systems implementation_plan testing_plan acceptance_criteria rollback_plan \
                  mitigations impact_availability impact_security impact_performance dependencies";
    let fields: Vec<String> = fields.split(' ').map(|f| format!("--set {f}=told")).collect();
    for no in ["CHG-1", "CHG-2"] {
        place.ok(
            "rita",
            &format!("change create --type standard --title Logs --catalogue rotate-logs {}", fields.join(" ")),
        );
        let set = format!(
            "--set environment=production --set rollback_method=automated --set implementers=ivan --set window={day}T23:00:00Z/{day}T23:30:00Z"
        );
        place.ok("rita", &format!("change edit {no} {set}"));
        place.args("rita", &["change", "edit", no, "--set", "change_kind=dependency update"]);
        place.ok("rita", &format!("change assess {no} --set likelihood=1 --set impact=2"));
        place.ok("rita", &format!("change submit {no}"));
        place.ok("ivan", &format!("run evidence {no} --test pipeline --outcome pass"));
        place.ok("dora", &format!("change review {no} --review pipeline --outcome pass"));
        place.ok("ivan", &format!("change review {no} --review rollback_validated --outcome pass"));
        place.ok("ivan", &format!("run tick {no} 1 2 3 4 5 --list preparation"));
        place.ok("ivan", &format!("run tick {no} 2-6 --list pre_implementation"));
    }
    // From 2 to 6: the third is ticked by the record, and passed over; by itself it is refused, and so is no range.
    let list = place.doc("ivan", "run view CHG-1 --list pre_implementation");
    assert_eq!(list["state"], "complete", "{list}");
    for (items, code) in [("3", 5), ("6-2", 2), ("2-", 2), ("0-4000000000", 2)] {
        let refused = place.run("ivan", &format!("run tick CHG-1 {items} --list pre_implementation"));
        assert_eq!(refused.code, code, "{items}: {refused:?}");
    }
    place.clock = format!("{day}T23:05:00Z");
    place.ok("ivan", "run start CHG-1 --env production");
    place.ok("ivan", "run finish CHG-1 --result failed --note the-job-hung");
    let entry = place.doc("rita", "catalogue show rotate-logs");
    let told = (&entry["standing"], &entry["failed_run"], &entry["reason"], &entry["probation"]);
    assert_eq!(told, (&json!("suspended"), &json!("CHG-1"), &json!("the-job-hung"), &json!(3)));
    // Nobody can do anything for the one that is in review; who has the other one can.
    let inbox = place.doc("ivan", "inbox");
    let rows = inbox["items"].as_array().unwrap().iter().filter(|i| i["kind"] == "SUSPENDED");
    assert_eq!(rows.map(|i| &i["id"]).collect::<Vec<_>>(), ["CHG-2"], "{inbox}");
    let page = place.ok("rita", "catalogue show rotate-logs").out;
    assert!(page.contains("suspended after the failed run CHG-1: the-job-hung"), "{page}");
    let start = place.run("ivan", "run start CHG-2 --env production");
    assert!(start.code == 7 && start.err.contains("GQ-types-01"), "{start:?}");
    place.ok("cto", "catalogue admit rotate-logs");
    let entry = place.doc("rita", "catalogue show rotate-logs");
    assert_eq!((&entry["standing"], &entry["failed_run"]), (&json!("valid"), &Value::Null));
    place.ok("ivan", "run start CHG-2 --env production");
}

/// GQ-types-03: a Standard change whose time is chosen after the 48 hours in which it is to be implemented is told so, when it is
/// handed in and when the time is chosen, and not for an earlier one.
#[test]
fn a_window_after_what_is_due_is_told() {
    let place = board_of_five();
    place.ok("cto", "catalogue admit rotate-logs --title Rotate --procedure Rotate-and-reload");
    let fields = "description justification affected_systems implementation_plan testing_plan acceptance_criteria rollback_plan \
                  mitigations impact_availability impact_security impact_performance dependencies";
    let fields: Vec<String> = fields.split_whitespace().map(|f| format!("--set {f}=told")).collect();
    let create = format!("change create --type standard --title Logs --catalogue rotate-logs {}", fields.join(" "));
    place.ok("rita", &create);
    let set = "--set environment=production --set rollback_method=automated --set implementers=tom";
    place.ok("rita", &format!("change edit CHG-1 {set}"));
    place.args("rita", &["change", "edit", "CHG-1", "--set", "change_kind=dependency update"]);
    place.ok("rita", "change assess CHG-1 --set likelihood=1 --set impact=2");
    let late = |receipt: &Value| -> Vec<String> {
        let warnings = receipt["warnings"].as_array().unwrap().iter();
        let due = warnings.filter(|w| w["clauses"] == json!(["GQ-types-03"]));
        due.map(|w| w["text"].as_str().unwrap().to_owned()).collect()
    };
    let month = "2026-04-05T06:00:00Z/2026-04-05T08:00:00Z";
    assert!(
        late(&place.doc("rita", &format!("change edit CHG-1 --set window={month}"))).is_empty(),
        "not handed in yet"
    );
    let told = late(&place.doc("rita", "change submit CHG-1"));
    assert!(matches!(told.as_slice(), [one] if one.contains("before the window is over, Sun 5 Apr 02:00")), "{told:?}");
    let day = &place.clock[..10];
    let soon = place.doc("rita", &format!("change edit CHG-1 --set window={day}T23:00:00Z/{day}T23:30:00Z"));
    assert!(late(&soon).is_empty(), "{soon}");
}
