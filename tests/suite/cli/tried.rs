//! Transcripts of clauses of AIVO, TeleSeal and DevSecOpsBook, tried by somebody who expects to get past them.

use super::run::Place;
use serde_json::{Value, json};

const AIVO: &str = r#"type = "normal"
title = "Raise the session limit"
description = "From 500 to 800"
environment = "production"
impact_analysis = "The session service"
owner = "rita"
business_justification = "Customers are turned away"
test_plan = "Load test"
rollback_plan = "Set the former value"
implementation_plan = "Set it"
approvers = "Peer"
change_kind = "production application code"
affected_systems = "web"
window = "2026-03-10 06:00/2026-03-10 07:00"
"#;

fn aivo() -> Place {
    let place = Place::new();
    place.ok("root", "init --pack aivo --org Example --sandbox --no-input");
    let people = [
        ("rita", "change_requester"),
        ("olaf", "operations"),
        ("paul", "change_requester"),
        ("pia", "change_requester"),
        ("chi", "ciso"),
        ("tom", "cto"),
        ("eve", "ceo"),
    ];
    for (id, role) in people {
        place.ok("root", &format!("person add {id} --name {id} --role {role}"));
    }
    place.ok("root", "person add max --name Max --seat release_manager");
    place
}

fn brought(place: &Place, id: &str, ratings: &str) {
    let file = place.write("aivo.toml", AIVO);
    place.ok("rita", &format!("change create --from {file}"));
    let factors = ["systems_affected", "user_impact", "data_risk", "reversibility", "security_impact"];
    let set: Vec<_> = factors.iter().zip(ratings.chars()).map(|(f, n)| format!("--set {f}={n}")).collect();
    place.ok("rita", &format!("change assess {id} {}", set.join(" ")));
    place.ok("rita", &format!("change submit {id}"));
}

fn cited(document: &Value) -> Vec<&str> {
    document["clauses"].as_array().unwrap().iter().map(|c| c["id"].as_str().unwrap()).collect()
}

#[test]
fn a_submitted_change_that_leaves_the_scope_leaves_the_queue() {
    // AV-2.2-01
    let place = aivo();
    brought(&place, "CHG-1", "11111");
    let edited =
        place.args("rita", &["change", "edit", "CHG-1", "--set", "excluded=user data change", "--json"]).json();
    let said = edited["warnings"][0].clone();
    assert!(said["text"].as_str().unwrap().contains("leaves the queue: outside this policy"), "{edited}");
    assert_eq!(said["clauses"], json!(["AV-2.2-01"]));
    let row = place.doc("rita", "change list")["items"][0].clone();
    assert_eq!(row["state"], "new", "{row}");
    assert!(row["next_action"].as_str().unwrap().starts_with("outside this policy"), "{row}");
    place.ok("rita", "change edit CHG-1 --set excluded=");
    place.ok("rita", "change submit CHG-1");
    place.ok("rita", "change edit CHG-1 --set environment=staging");
    assert_eq!(place.doc("rita", "change view CHG-1")["state"], "new");
}

#[test]
fn the_six_stages_stand_on_the_page_of_a_change() {
    // AV-4.1-01, AV-4.1-04
    let place = aivo();
    brought(&place, "CHG-1", "11111");
    let view = place.doc("rita", "change view CHG-1");
    let stages: Vec<(&str, &str)> = view["process"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| (s["title"].as_str().unwrap(), s["state"].as_str().unwrap()))
        .collect();
    let expected = [
        ("Request", "done"),
        ("Review & Assess", "current"),
        ("Approve", "open"),
        ("Test", "open"),
        ("Deploy", "open"),
        ("Close", "open"),
    ];
    assert_eq!(stages, expected);
    assert_eq!(view["process"][1]["activities"][1]["state"], "not_needed", "no trigger asks for a security review");
    assert_eq!(
        view["process"][3]["activities"][1],
        json!({"text": "verify the functionality", "state": "open", "clauses": []})
    );
    let words = place.ok("rita", "change view CHG-1").out;
    assert!(words.contains("[>] Review & Assess [AV-4.1-01, AV-4.1-02]  <- now"), "{words}");
    for person in ["paul", "pia"] {
        place.ok(person, "change review CHG-1 --review application_review --outcome pass");
    }
    let view = place.doc("rita", "change view CHG-1");
    assert_eq!(
        (&view["process"][1]["activities"][2]["state"], &view["process"][3]["state"]),
        (&json!("done"), &json!("current"))
    );
}

#[test]
fn whoever_becomes_the_owner_has_not_reviewed_it() {
    // AV-4.3-04, AV-4.4-01
    let place = aivo();
    brought(&place, "CHG-1", "11111");
    for person in ["paul", "pia"] {
        place.ok(person, "change review CHG-1 --review application_review --outcome pass");
    }
    let edited = place.doc("rita", "change edit CHG-1 --set owner=paul");
    assert!(edited["warnings"].to_string().contains("the review of paul counts no longer"), "{edited}");
    let view = place.doc("rita", "change view CHG-1");
    let review = view["reviews"].as_array().unwrap().iter().find(|r| r["id"] == "application_review").unwrap().clone();
    assert_eq!((&review["have"], &review["by"]), (&json!(1), &json!(["pia"])), "{review}");
    let refused = place.run("paul", "run start CHG-1 --method rolling --json").error();
    assert!(cited(&refused).contains(&"AV-4.4-01"), "{refused}");
    assert!(refused.to_string().contains("1 of 2"), "{refused}");
}

#[test]
fn a_standard_change_that_is_no_longer_low_is_not_authorised_again() {
    // AV-3.1-01, AV-3.3-06
    let place = aivo();
    let file = place.write("aivo.toml", &AIVO.replace("\"normal\"", "\"standard\"\ncatalogue = \"config-update\""));
    place.ok("rita", &format!("change create --from {file}"));
    let ratings = |n: [u8; 5]| {
        format!(
            "change assess CHG-1 --set systems_affected={} --set user_impact={} --set data_risk={} \
             --set reversibility={} --set security_impact={}",
            n[0], n[1], n[2], n[3], n[4]
        )
    };
    place.ok("rita", &ratings([1, 1, 1, 1, 1]));
    place.ok("rita", "change submit CHG-1");
    place.ok("rita", "change edit CHG-1 --set rollback_plan=another");
    let assessed = place.doc("rita", &ratings([2, 3, 2, 3, 2]));
    assert_eq!(assessed["state"], "assess", "{assessed}");
    assert_eq!(assessed["warnings"][0]["clauses"], json!(["AV-3.1-01"]));
    let refused = place.run("rita", "change request CHG-1 --json").error();
    assert!(cited(&refused).contains(&"AV-3.1-01"), "{refused}");
    let explained = place.doc("rita", "change view CHG-1")["risk"]["explain"].to_string();
    assert!(explained.contains("rule risk.band_12_15"), "{explained}");
}

#[test]
fn two_changes_on_one_system_are_flagged_in_the_calendar_and_a_low_one_is_on_no_agenda() {
    // AV-5.3-01, AV-5.5-01, AV-9.2-01
    let place = aivo();
    brought(&place, "CHG-1", "11111");
    for person in ["paul", "pia"] {
        place.ok(person, "change review CHG-1 --review application_review --outcome pass");
    }
    brought(&place, "CHG-2", "11111");
    for person in ["paul", "pia"] {
        place.ok(person, "change review CHG-2 --review application_review --outcome pass");
    }
    let rows = place.doc("olaf", "calendar --from 2026-03-10 --to 2026-03-11");
    let rows = rows["items"].as_array().unwrap().clone();
    let one = rows.iter().find(|r| r["id"] == "CHG-1").unwrap();
    assert_eq!((&one["clash"], &one["clauses"]), (&json!(["CHG-2"]), &json!(["AV-5.3-01"])), "{one}");
    let week = place.ok("olaf", "calendar --week --from 2026-03-10").out;
    assert!(week.contains("CLASH with CHG-2"), "{week}");
    place.ok("max", "meeting create --next");
    let refused = place.run("max", "meeting add CHG-1 --meeting 2026-W10 --json").error();
    assert!(cited(&refused).contains(&"AV-5.3-01"), "{refused}");
    let freeze = "freeze add --title Audit --from 2026-03-20 --to 2026-03-21";
    let refused = place.run("max", &format!("{freeze} --json")).error();
    assert_eq!(cited(&refused).first(), Some(&"AV-5.5-01"), "{refused}");
    place.ok("olaf", freeze);
    // Until the holidays of the year are entered, everybody is told.
    assert_eq!((&rows[0]["kind"], &rows[0]["title"]), (&json!("missing"), &json!("holiday list missing for 2026")));
    assert!(week.contains("holiday list missing for 2026: calendar.holidays [AV-9.2-01"), "{week}");
    assert!(place.ok("olaf", "doctor").out.contains("holiday list missing for 2026 AV-9.2-01"));
    assert!(place.run("olaf", "policy check aivo").out.contains("holiday list missing"));
    place.ok("olaf", "policy set calendar.holidays 2026-11-26,2026-12-25");
    assert!(!place.ok("olaf", "calendar --week --from 2026-03-10").out.contains("missing"));
    assert!(!place.ok("olaf", "doctor").out.contains("holiday"));
}

#[test]
fn a_signature_is_under_one_text_and_by_one_person() {
    // AV-13-02
    let place = aivo();
    let text = std::fs::read_to_string(super::run::pack_file("aivo")).unwrap();
    let edited = place.write("aivo.toml", &text.replace("version = \"2.0\"", "version = \"2.1\""));
    let other = place.write("other.toml", &text.replace("version = \"2.0\"", "version = \"2.2\""));
    place.ok("chi", &format!("policy sign {other} --as-role ciso"));
    for person in ["tom", "eve"] {
        let role = if person == "tom" { "cto" } else { "ceo" };
        place.ok(person, &format!("policy sign {edited} --as-role {role}"));
    }
    // The CISO's signature is under another text.
    let refused = place.run("root", &format!("policy adopt {edited} --reason review --json")).error();
    assert_eq!(cited(&refused), ["AV-13-02"]);
    assert!(refused["text"].as_str().unwrap().contains("missing: Document Owner (ciso)"), "{refused}");
    // One person does not sign for two roles.
    place.ok("root", "person edit tom --role cto --role ciso");
    let refused = place.run("tom", &format!("policy sign {edited} --as-role ciso --json")).error();
    assert_eq!((cited(&refused), &refused["code"]), (vec!["AV-13-02"], &json!(5)));
    place.ok("chi", &format!("policy sign {edited} --as-role ciso"));
    assert_eq!(place.run("chi", &format!("policy sign {edited} --as-role ciso")).code, 6);
    let shown = place.ok("root", "policy show aivo").out;
    assert!(shown.contains("for the next adoption, aivo ") && shown.contains("signed by eve"), "{shown}");
    place.ok("root", &format!("policy adopt {edited} --reason review"));
    let shown = place.ok("root", "policy show aivo").out;
    assert!(shown.contains("Approver (ceo) 2024-01-15: signed by eve, 2026-03-02"), "{shown}");
    let listed = place.doc("root", "policy list")["items"].as_array().unwrap().clone();
    let own = listed.iter().find(|p| p["id"] == "aivo").unwrap();
    assert_eq!((&own["version"], &own["active"]), (&json!("2.1"), &json!(true)));
}

#[test]
fn a_deployment_names_its_request_and_an_emergency_opens_one() {
    // DB-3.2-01
    let place = Place::new();
    place.ok("root", "init --pack devsecopsbook --org Example --sandbox --no-input");
    place.ok("root", "person add petra --name Petra --role platform_team --role requestor");
    let refused = place.run("petra", "run start --env production --json").error();
    assert_eq!((cited(&refused), &refused["code"]), (vec!["DB-3.2-01"], &json!(7)), "{refused}");
    let opened = place.doc("petra", "run start --emergency Outage");
    assert_eq!(opened["id"], "CHG-1", "{opened}");
    assert_eq!(opened["warnings"][0]["clauses"], json!(["DB-3.2-01"]));
    let view = place.doc("petra", "change view CHG-1");
    assert_eq!((&view["type"], &view["title"], &view["state"]), (&json!("emergency"), &json!("Outage"), &json!("new")));
    assert_eq!(place.run("petra", "run start CHG-1 --env production").code, 6, "it is not handed in");
    // The environment is where the request ends; what belongs to a deployment is not dropped, but refused.
    place.ok("petra", "run start --emergency Second --env production");
    let view = place.doc("petra", "change view CHG-2");
    assert_eq!(view["fields"]["environment"], json!("production"), "{view}");
    assert_eq!(place.run("petra", "run start --emergency Third --env production --method canary").code, 2);
    assert_eq!(place.doc("petra", "change list")["items"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_deviation_is_shown_with_its_id_wherever_the_change_is() {
    // DB-5-01
    let place = Place::new();
    place.ok("root", "init --pack devsecopsbook --org Example --sandbox --no-input");
    for (id, role) in [("rita", "requestor"), ("hugo", "head_of_engineering"), ("sofia", "security_officer")] {
        place.ok("root", &format!("person add {id} --name {id} --role {role}"));
    }
    place.ok("rita", "change create --type normal --title Hotfix");
    place.ok("rita", "change assess CHG-1 --set security=low --set availability=low --set operations=low");
    for person in ["hugo", "sofia"] {
        place.ok(person, "decision except CHG-1 review.security_suite --reason down --confirm CHG-1");
        let own = place.doc("rita", "change view CHG-1")["deviations"][0].clone();
        let (state, lacks) =
            if person == "hugo" { ("open", json!(["security_officer"])) } else { ("approved", json!([])) };
        assert_eq!((&own["id"], &own["state"], &own["lacks"]), (&json!("CHG-1/D1"), &json!(state), &lacks), "{own}");
        assert_eq!((&own["clauses"], &own["rule"]), (&json!(["DB-5-01"]), &json!("review.security_suite")));
    }
    // The gate's chain denies nothing that was set aside, and says by whom it was.
    let gate = place.run("rita", "gate CHG-1 --json").json();
    let suite = gate["chain"].as_array().unwrap().iter().find(|l| l["id"] == "security_suite").unwrap();
    let told = suite["text"].to_string();
    assert!(suite["effect"] == "exempt" && told.contains("signed by hugo (") && told.contains("sofia ("), "{suite}");
    for view in ["change view CHG-1", "run status CHG-1", "decision view CHG-1"] {
        assert!(
            place.ok("rita", view).out.contains("CHG-1/D1 approved from review.security_suite, signed by hugo"),
            "{view}"
        );
        assert_eq!(place.doc("rita", view)["deviations"][0]["id"], "CHG-1/D1", "{view}");
    }
}

#[test]
fn an_overdue_review_of_the_policy_names_its_day() {
    // DB-6-01
    let mut place = Place::new();
    place.ok("root", "init --pack devsecopsbook --org Example --sandbox --no-input");
    place.clock = "2026-07-20T15:00:00Z".into();
    let shown = place.ok("root", "policy show").out;
    assert!(shown.contains("OVERDUE by 1 day since 2026-07-19 [DB-6-01]"), "{shown}");
}

#[test]
fn a_board_without_a_chair_is_led_by_its_first_seat() {
    // TS-4.2-03, reading 3.14
    let place = Place::new();
    place.ok("root", "init --pack teleseal --org Example --sandbox --no-input");
    for seat in ["a", "b", "c"] {
        place.ok("root", &format!("person add {seat}{seat} --name {seat} --role cab_member --seat {seat}"));
    }
    let rollcall = "board rollcall aa=room bb=room cc=room";
    assert_eq!(place.run("bb", rollcall).code, 5, "the first seat in order takes the chair");
    place.ok("aa", rollcall);
    let shown = place.ok("root", "policy show").out;
    assert!(shown.contains("its seats are named in the register") || shown.contains("quorum 3 of 3"), "{shown}");
}

/// DB-3.3-01: the gate tells of a change that its approver rejected who did, and no rule about drafts.
#[test]
fn the_gate_tells_who_rejected_a_change() {
    let place = Place::new();
    place.ok("root", "init --pack devsecopsbook --org Example --sandbox --no-input");
    place.ok("root", "person add rita --name Rita --role requestor");
    place.ok("root", "person add dana --name Dana --role change_approver");
    place.ok("rita", "change create --type normal --title Hotfix");
    place.ok("rita", "change assess CHG-1 --set security=low --set availability=low --set operations=low");
    let plain = ["purpose", "scope", "impact_analysis", "rollback_plan", "implementation_timeline"];
    let plain = plain.map(|field| format!("--set {field}=usual")).join(" ");
    place.args("rita", &["change", "edit", "CHG-1", "--set", "asset_kind=code repository"]);
    place.ok("rita", &format!("change edit CHG-1 --set regulated_data=no --set security_controls=no {plain}"));
    place.ok("rita", "change submit CHG-1");
    let silent = place.run("dana", "change reject CHG-1 --as-role change_approver");
    assert!(silent.code != 0 && silent.err.contains("whoever rejects a change says why"), "{silent:?}");
    place.ok("dana", "change reject CHG-1 --as-role change_approver --reason untested");
    let ran = place.run("rita", "gate CHG-1 --json");
    let reasons = ran.json()["reasons"].clone();
    assert_eq!((ran.code, reasons.as_array().map(Vec::len)), (7, Some(1)), "{ran:?}");
    assert_eq!((&reasons[0]["code"], &reasons[0]["clauses"]), (&json!("rejected"), &json!(["DB-3.3-01"])), "{ran:?}");
    assert!(reasons[0]["text"].as_str().unwrap().contains("was rejected by dana"), "{ran:?}");
}

/// Given a pack without a board that votes, then its board names no quorum and no chair that would be missing.
#[test]
fn a_board_that_does_not_vote_is_short_of_nothing() {
    let place = Place::new();
    place.ok("root", "init --pack devsecopsbook --org Example --sandbox --no-input");
    let view = place.ok("root", "board view").out;
    assert!(view.contains("the pack has no board that votes"), "{view}");
    assert!(!view.contains("quorum") && !view.contains("chair:"), "{view}");
}
