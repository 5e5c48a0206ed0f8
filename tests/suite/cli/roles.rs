//! Who may undo, record and vote what, and what an act costs: as people run into it on the command line.

use super::run::{Place, waiting_for_the_board};

/// Three of five present, three votes for, carried.
fn carried() -> Place {
    let place = waiting_for_the_board();
    voting(&place);
    for who in ["cto", "ciso", "system_owner"] {
        place.ok(who, "vote cast CHG-1 approve");
    }
    place.ok("cto", "vote close CHG-1 --considered --reason agreed");
    place
}

fn voting(place: &Place) {
    place.ok("cto", "board rollcall cto=room ciso=room system_owner=room");
    place.ok("cto", "vote open CHG-1");
}

#[test]
fn a_decision_of_the_board_is_withdrawn_by_its_chair_with_a_reason() {
    let place = carried();
    let voter = place.run("ciso", "decision withdraw CHG-1 --reason doubts");
    assert!(voter.code == 5 && voter.err.contains("the chair, and those who approved in a role, may"), "{voter:?}");
    let mute = place.run("cto", "decision withdraw CHG-1");
    assert!(mute.code == 2 && mute.err.contains("withdrawn with a reason: --reason is missing"), "{mute:?}");
    place.ok("cto", "decision withdraw CHG-1 --reason doubts");
    // The ballot is over, and says why.
    let late = place.run("ciso", "vote cast CHG-1 approve");
    assert!(late.err.contains("what it had decided was withdrawn"), "{late:?}");
}

#[test]
fn an_auditor_reads_and_records_nothing() {
    let place = waiting_for_the_board();
    place.ok("root", "person add aud --name Aud --role auditor");
    assert_eq!(place.ok("aud", "change list -o name").out, "CHG-1\n");
    for line in ["change create --type normal --title Mine", "change comment CHG-1 seen", "vote open CHG-1"] {
        let ran = place.run("aud", line);
        assert!(
            ran.code == 5 && ran.err.contains("an auditor reads everything and records nothing"),
            "{line}: {ran:?}"
        );
    }
}

#[test]
fn an_edit_that_ends_a_ballot_says_so_and_the_ballot_keeps_how_it_stood() {
    let place = waiting_for_the_board();
    voting(&place);
    place.ok("ciso", "vote cast CHG-1 approve");
    let receipt = place.doc("rita", "change edit CHG-1 --set rollback_plan=none");
    let told = receipt["warnings"].to_string();
    assert!(told.contains("this ends ballot 1, with 1 vote cast"), "{receipt}");
    let tally = place.doc("cto", "vote tally CHG-1");
    assert_eq!((&tally["outcome"], &tally["present"]), (&"withdrawn".into(), &3.into()), "{tally}");
    assert!(tally["closed"].is_string() && tally["needs"].is_null() && tally["can_pass"].is_null(), "{tally}");
}

#[test]
fn what_is_about_the_person_ends_with_the_code_for_persons() {
    let place = waiting_for_the_board();
    voting(&place);
    for who in ["cto", "ciso"] {
        place.ok(who, "vote cast CHG-1 approve");
    }
    let member = place.run("ciso", "vote close CHG-1 --reason agreed");
    assert!(member.code == 5 && member.err.contains("GQ-cab-02"), "{member:?}");
    assert!(!member.err.contains("not known yet"), "{member:?}");
    let recused = place.run("ciso", "vote cast CHG-1 recuse --reason cousin");
    assert_eq!(recused.code, 0, "{recused:?}");
    let after = place.run("ciso", "vote cast CHG-1 approve");
    assert!(after.code == 5 && after.err.contains("has recused themselves"), "{after:?}");
}

#[test]
fn a_seat_that_changes_hands_is_told() {
    let place = waiting_for_the_board();
    place.ok("cto", "board rollcall cto=room ciso=room system_owner=room");
    place.ok("root", "person add newbie --name New --role ciso");
    let moved = place.doc("root", "person edit newbie --seat ciso");
    assert!(moved["warnings"].to_string().contains("ciso gave the seat"), "{moved}");
    assert_eq!(place.doc("cto", "board view")["present"], 2, "who has no seat does not count");
}

#[test]
fn a_corrected_name_brings_nobody_back_and_an_empty_one_is_none() {
    let place = super::run::waiting_for_the_board();
    place.ok("root", "person add ann --name Ann --role cto");
    place.ok("root", "person retire ann");
    place.ok("root", "person edit ann --name Anna");
    let listed = place.doc("root", "person list");
    let ann = listed["items"].as_array().unwrap().iter().find(|p| p["id"] == "ann").unwrap().clone();
    assert_eq!((&ann["name"], &ann["active"]), (&serde_json::json!("Anna"), &serde_json::json!(false)), "{ann}");
    let empty = place.run("root", "person add bea --name= --role cto");
    assert!(empty.code == 2 && empty.err.contains("name: it is empty"), "{empty:?}");
}

/// Given a draft that its requester may not hand in (TS-3-04), when somebody checks it, then they hear what keeps them from it
/// and who may, and whoever may hears nothing of the kind.
#[test]
fn a_check_says_whether_the_step_is_for_whoever_asks() {
    let place = Place::new();
    place.ok("root", "init --pack teleseal --sandbox");
    place.ok("root", "person add rita --name Rita");
    place.ok("root", "person add olga --name Olga --role devops_it_operations");
    place.ok("rita", "change create --type normal --title Restart");
    let bars = |who: &str| place.doc(who, "change check CHG-1")["bars"].as_array().unwrap().len();
    let told = place.ok("rita", "change check CHG-1").out;
    let why =
        "not by you: not allowed to submit the request: the requester or owner may, being of DevOps / IT Operations";
    assert!(
        told.contains(&format!("  {why} [TS-3-04]\n  nor, as it stands, by anybody whom it waits for\n")),
        "{told}"
    );
    // Once somebody owns it who may, that is who it waits for.
    place.ok("rita", "change edit CHG-1 --set owner=olga");
    assert!(place.ok("rita", "change check CHG-1").out.contains("[TS-3-04]\n  it waits for person olga\n"));
    assert_eq!((bars("rita"), bars("olga")), (1, 0));
    assert!(!place.ok("olga", "change check CHG-1").out.contains("by you"));
    let sheet = place.doc("rita", "change check CHG-1");
    assert_eq!(sheet["by"], serde_json::json!(["person olga"]), "{sheet}");
}
