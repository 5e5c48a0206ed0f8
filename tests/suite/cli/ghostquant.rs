//! Acceptance lines of GhostQuant's clauses, walked on the command line.

use super::run::{Place, REPLICA, board_of_five, fits_its_shape, waiting_for_the_board};
use serde_json::{Value, json};

/// A change that the board approved at a moment, outside a meeting.
fn approved_at(moment: &str) -> Place {
    let mut place = waiting_for_the_board();
    place.clock = moment.into();
    place.ok("cto", "vote open CHG-1");
    for who in ["cto", "ciso", "system_owner"] {
        place.ok(who, "vote cast CHG-1 approve");
    }
    place.ok("cto", "vote close CHG-1 --considered --reason sound");
    place
}

fn begins(slots: &Value) -> Vec<String> {
    slots["slots"].as_array().unwrap().iter().map(|s| s["from"].as_str().unwrap().to_owned()).collect()
}

/// GQ-cab-07: outside a meeting the criteria stand with the ballot, and it closes once all six are considered.
#[test]
fn criteria_are_considered_for_a_ballot_outside_a_meeting() {
    let place = waiting_for_the_board();
    let nowhere = place.run("cto", "vote open CHG-1 --meeting 2026-W10");
    assert!(nowhere.code == 3 && nowhere.err.contains("no meeting 2026-W10 is open"), "{nowhere:?}");
    place.ok("cto", "vote open CHG-1");
    for who in ["cto", "ciso", "system_owner"] {
        place.ok(who, "vote cast CHG-1 approve");
    }
    let tally = place.doc("rita", "vote tally CHG-1");
    fits_its_shape(&tally);
    let criteria = tally["criteria"].as_array().unwrap();
    assert!(criteria.len() == 6 && criteria.iter().all(|c| c["considered"] == false), "{tally}");
    let refused = place.run("cto", "vote close CHG-1 --reason sound --json");
    assert!(refused.code == 7 && refused.error()["clauses"].to_string().contains("GQ-cab-07"), "{refused:?}");
    assert!(refused.error()["would_change"].to_string().contains("vote consider"), "{refused:?}");
    place.ok("cto", "vote consider CHG-1 justification risk");
    let told = place.ok("rita", "vote tally CHG-1").out;
    assert!(told.contains("  considered: Business justification and value [GQ-cab-07]"), "{told}");
    assert!(told.contains("  not considered: Impact on compliance"), "{told}");
    assert_eq!(place.run("cto", "vote close CHG-1 --reason sound").code, 7);
    place.ok("cto", "vote consider CHG-1");
    place.ok("cto", "vote close CHG-1 --reason sound");
    assert!(place.ok("rita", "audit log CHG-1").out.contains("marked as considered for ballot 1: justification, risk"));
}

/// GQ-types-08, GQ-approval-03: the next window is offered first, and a wait of more than two weeks is told with its gap.
#[test]
fn the_next_window_is_offered_first_and_a_long_wait_is_told() {
    let unapproved = waiting_for_the_board().doc("rita", "change slots CHG-1");
    assert!(!unapproved["slots"].to_string().contains("after the approval"), "{unapproved}");
    let place = approved_at("2026-04-22T18:00:00Z");
    let slots = place.doc("rita", "change slots CHG-1");
    fits_its_shape(&slots);
    assert_eq!(slots["slots"][0]["from"], "2026-05-03T06:00:00Z", "not the window that the form planned: {slots}");
    assert_eq!(slots["slots"][0]["warnings"], json!([]), "{slots}");
    let late = slots["slots"][1]["warnings"].to_string();
    assert!(late.contains("46 days after 2026-04-22") && late.contains("GQ-types-08"), "{late}");
    let far = place.doc("rita", "change schedule CHG-1 --from 2026-06-07T06:00:00Z --to 2026-06-07T07:00:00Z");
    assert!(far["warnings"].to_string().contains("46 days after 2026-04-22"), "{far}");
    place.ok("rita", "change schedule CHG-1 --from 2026-05-03T06:00:00Z --to 2026-05-03T07:00:00Z");
}

/// GQ-approval-03, GQ-windows-03: a window in four days is refused for short notice, the next one is offered, and customers
/// who were told in time make it acceptable.
#[test]
fn a_window_at_short_notice_is_refused_unless_customers_were_told() {
    let place = approved_at("2026-04-29T18:00:00Z");
    let schedule = "change schedule CHG-1 --from 2026-05-03T06:00:00Z --to 2026-05-03T07:00:00Z";
    let refused = place.run("rita", &format!("{schedule} --json"));
    assert_eq!(refused.code, 7, "{refused:?}");
    for clause in ["GQ-windows-03", "GQ-approval-03"] {
        assert!(refused.error()["clauses"].to_string().contains(clause), "{refused:?}");
    }
    assert!(refused.error()["would_change"].to_string().contains("Sun 2026-06-07 02:00 EDT"), "{refused:?}");
    let slots = place.doc("rita", "change slots CHG-1");
    assert_eq!(begins(&slots)[0], "2026-06-07T06:00:00Z", "what the rules allow comes first: {slots}");
    let short = slots["slots"].as_array().unwrap().last().unwrap();
    // Asked for by itself, it is refused by the same rule.
    let asked = place.doc("rita", &format!("change slots CHG-1 --from {}", short["from"].as_str().unwrap()));
    assert_eq!(asked["allowed"], false, "{asked}");
    assert!(asked["chain"].to_string().contains("GQ-windows-03"), "{asked}");
    assert_eq!(short["from"], "2026-05-03T06:00:00Z");
    assert!(short["against"].to_string().contains("GQ-windows-03"), "{short}");
    place.args("rita", &["change", "edit", "CHG-1", "--set", "customers_told=2026-04-26"]);
    assert_eq!(begins(&place.doc("rita", "change slots CHG-1"))[0], "2026-05-03T06:00:00Z");
    place.ok("rita", schedule);
}

/// GQ-windows-01: a local time that the clock skips says so; what has gone by is no window.
#[test]
fn a_time_in_the_gap_of_the_clock_says_so_and_a_past_one_is_refused() {
    let place = approved_at("2026-02-20T18:00:00Z");
    let gap = place.run("rita", "change schedule CHG-1 --from 2026-03-08T02:30 --to 2026-03-08T03:30");
    assert!(gap.code == 2 && gap.err.contains("the clock is put forward over it"), "{gap:?}");
    let after = place.run("rita", "change schedule CHG-1 --from 2026-03-08T03:00 --to 2026-03-08T04:00 --json");
    assert!(after.code == 7 && after.error()["clauses"].to_string().contains("GQ-windows-01"), "{after:?}");
    let past = place.run("rita", "change schedule CHG-1 --from 2026-02-01T07:00:00Z --to 2026-02-01T08:00:00Z");
    assert!(past.code == 2 && past.err.contains("has gone by"), "{past:?}");
    let asked = place.doc("rita", "change slots CHG-1 --from 2026-02-01T07:00:00Z");
    assert_eq!(asked["allowed"], false, "{asked}");
    assert_eq!(asked["chain"][0]["text"], "that time has gone by", "{asked}");
    assert_eq!(begins(&asked)[0], "2026-03-01T07:00:00Z", "only what is to come is offered: {asked}");
}

/// GQ-windows-01: what keeps a request from being handed in for its window is told before somebody tries.
#[test]
fn a_draft_whose_window_is_not_open_is_not_ready() {
    let place = board_of_five();
    let file = place.write("change.toml", &REPLICA.replace("2026-04-05", "2026-04-06"));
    place.ok("rita", &format!("change create --from {file}"));
    place.ok("rita", "change assess CHG-1 --set likelihood=Low --set impact=Medium");
    let reasons = |document: &Value| document["reasons"].clone();
    // While the window is chosen after the approval, it is only warned of.
    let check = place.doc("rita", "change check CHG-1");
    assert_eq!(
        (&check["ready"], &check["warnings"][0]["clauses"][0]),
        (&json!(true), &json!("GQ-windows-01")),
        "{check}"
    );
    place.ok("root", "policy set window.chosen=request --reason agreed");
    place.ok("rita", "change assess CHG-1 --set residual_likelihood=Low --set residual_impact=Low");
    let check = place.doc("rita", "change check CHG-1");
    assert_eq!(check["ready"], false, "{check}");
    assert!(reasons(&check).to_string().contains("GQ-windows-01"), "{check}");
    let refused = place.run("rita", "change submit CHG-1 --json");
    assert_eq!((refused.code, reasons(&refused.error())), (7, reasons(&check)), "one answer");
    assert_eq!(place.doc("rita", "change list")["items"][0]["letter"], "N");
    place.args("rita", &["change", "edit", "CHG-1", "--set", "window=2026-04-05T06:00:00Z/2026-04-05T08:00:00Z"]);
    assert_eq!(place.doc("rita", "change check CHG-1")["ready"], true);
    place.ok("rita", "change submit CHG-1");
}

/// GQ-request-04: the five responsibilities of the requester stand on the page of the change, done or not.
#[test]
fn the_requesters_five_responsibilities_stand_on_the_page() {
    let place = board_of_five();
    place.args(
        "rita",
        &["change", "create", "--type", "normal", "--set", "title=Replica", "--set", "rollback_plan=Detach"],
    );
    let view = place.doc("rita", "change view CHG-1");
    fits_its_shape(&view);
    let all = view["responsibilities"].as_array().unwrap();
    let done: Vec<bool> = all.iter().map(|r| r["done"].as_bool().unwrap()).collect();
    assert_eq!(done, [false, false, false, true, false], "{view}");
    assert!(all.iter().all(|r| r["clauses"] == json!(["GQ-request-04"])), "{view}");
    let told = place.ok("rita", "change view CHG-1").out;
    assert!(told.contains("Change Requester: [GQ-request-04]"), "{told}");
    assert!(told.contains("  done     documents the rollback plan"), "{told}");
    assert!(told.contains("  not done hands in the request form"), "{told}");
    let full = waiting_for_the_board().doc("rita", "change view CHG-1");
    assert!(full["responsibilities"].as_array().unwrap().iter().all(|r| r["done"] == true), "{full}");
}

/// GQ-header-01: documents that leave the program carry classification, version, date and owner of the policy.
#[test]
fn documents_carry_the_classification() {
    let place = approved_at("2026-03-02T18:00:00Z");
    for line in ["decision view CHG-1 -o md", "decision export CHG-1", "run status CHG-1 -o md"] {
        let text = place.ok("rita", line).out;
        let banner = text.lines().find(|l| l.contains("Confidential - Internal Use Only"));
        let banner = banner.unwrap_or_else(|| panic!("{line}: {text}"));
        assert!(
            banner.contains("version 1.0, updated December 2025, owner Chief Technology Officer (CTO) (GQ-header-01)"),
            "{banner}"
        );
    }
}

/// GQ-types-13: an emergency is begun on a Tuesday afternoon, whatever window its form planned, and the log says what it
/// bypasses.
#[test]
fn an_emergency_bypasses_the_window_and_the_log_says_so() {
    let mut place = board_of_five();
    place.clock = "2026-03-03T19:00:00Z".into();
    let file = place.write("em.toml", EMERGENCY);
    place.ok("rita", &format!("change create --from {file}"));
    place.ok("rita", "change assess CHG-1 --set likelihood=Low --set impact=Medium");
    place.ok("rita", "change submit CHG-1");
    place.ok("ciso", "change approve CHG-1");
    place.ok("tom", "change review CHG-1 --review rollback_validated --outcome pass");
    place.ok("tom", "run tick CHG-1 1 2 3 4 5 --list preparation");
    place.ok("tom", "run tick CHG-1 2 4 5 6 --list pre_implementation");
    place.clock = "2026-03-03T20:05:00Z".into();
    assert_eq!(place.run("tom", "gate CHG-1 --json").json()["verdict"], "yes", "the form planned another window");
    place.ok("tom", "run start CHG-1");
    let log = place.ok("rita", "audit log CHG-1").out;
    assert!(log.contains("began the deployment"), "{log}");
    assert!(log.contains("outside every window, which it bypasses (GQ-types-13)"), "{log}");
}

const EMERGENCY: &str = r#"type = "emergency"
title = "Restart the session store"
[fields]
environment = ["production"]
asset_classes = ["application"]
description = "Restart with the new limit"
justification = "Nobody can log in"
affected_systems = ["sessions"]
implementation_plan = "1 drain\n2 restart"
testing_plan = "Log in"
acceptance_criteria = "Logins succeed"
rollback_plan = "Restart with the old limit"
mitigations = "One node at a time"
window = "2026-04-05 02:00/2026-04-05 04:00"
impact_availability = "logins fail for a minute"
impact_security = "none"
impact_performance = "none"
dependencies = ["none identified"]
emergency_grounds = ["system outage recovery"]
emergency_justification = "Every user is locked out"
post_validation_plan = "Watch the logins for an hour"
what_was_tested = "The restart, in staging"
implementers = ["tom"]
"#;

/// GQ-types-02, GQ-types-05, GQ-types-07, GQ-scope-02: what refuses a request that is handed in is not evaded by an edit afterwards.
#[test]
fn an_edit_that_would_not_be_handed_in_takes_the_change_out_of_the_queue() {
    let place = board_of_five();
    place.ok("cto", "catalogue admit rotate --title Rotate --procedure Rotate-and-reload");
    let form = "change_kind=bug_fix environment=production description=d justification=j asset_classes=infrastructure \
        affected_systems=sys-9 implementation_plan=p testing_plan=t acceptance_criteria=a rollback_plan=r \
        rollback_method=automated mitigations=m impact_availability=none impact_security=none impact_performance=none \
        dependencies=none security_relevant=no compliance_impact=no";
    let mut open = vec!["change", "create", "--type", "standard", "--title", "Logs", "--catalogue", "rotate"];
    open.extend(["--set", "window=2026-04-05 02:00/2026-04-05 04:00"]);
    let given: Vec<String> = form.split_whitespace().map(|f| f.replace("bug_fix", "bug fix")).collect();
    open.extend(given.iter().flat_map(|f| ["--set", f.as_str()]));
    assert_eq!(place.args("rita", &open).code, 0);
    place.ok("rita", "change assess CHG-1 --set likelihood=Low --set impact=Low");
    place.ok("rita", "change submit CHG-1");
    assert_eq!(place.doc("rita", "change view CHG-1")["decision"], "approved");
    let edits = ["--set", "change_kind=database schema change", "--set", "security_relevant=yes"];
    let edit = [&["change", "edit", "CHG-1", "--json", "--set", "rollback_method=manual"][..], &edits].concat();
    let edited = place.args("rita", &edit).json();
    let told =
        edited["warnings"].as_array().unwrap().iter().find(|w| w["text"].to_string().contains("leaves the queue"));
    assert_eq!(told.unwrap()["clauses"], json!(["GQ-types-02", "GQ-types-07", "GQ-types-05"]), "{edited}");
    let view = place.doc("rita", "change view CHG-1");
    assert_eq!((&view["state"], &view["decision"]), (&json!("new"), &json!("none")), "{view}");
    assert_eq!(place.run("rita", "change submit CHG-1").code, 7);
    // Once it is what it was, it is handed in as before.
    place.ok(
        "rita",
        "change edit CHG-1 --set change_kind=other --set security_relevant=no --set rollback_method=automated",
    );
    place.ok("rita", "change submit CHG-1");
    let out = place.ok("rita", "change edit CHG-1 --set environment=staging");
    assert!(format!("{}{}", out.out, out.err).contains("GQ-scope-02"), "{out:?}");
    assert_eq!(place.doc("rita", "change view CHG-1")["state"], "new");
}

/// GQ-cab-05: how members voted on a hidden ballot that decided nothing is told by the log no more than by its tally.
#[test]
fn the_log_names_no_choices_on_a_hidden_ballot_that_was_taken_back() {
    let place = waiting_for_the_board();
    place.ok("cto", "vote open CHG-1");
    place.ok("cto", "vote cast CHG-1 approve");
    place.ok("ciso", "vote cast CHG-1 reject --reason no");
    place.ok("cto", "decision defer CHG-1 --reason later --until 2026-03-20");
    let log = place.ok("system_owner", "audit log CHG-1").out;
    let cast: Vec<&str> = log.lines().filter(|l| l.contains("vote_cast")).collect();
    assert!(cast.len() == 2 && cast.iter().all(|l| l.ends_with("on ballot 1")), "{cast:?}");
}

/// Given a completeness review that is signed, when the technical team fills its own assessment for the first time, then that
/// review stands; what is changed in it afterwards voids what was reviewed (GQ-assess-01, GQ-assess-02).
#[test]
fn filling_the_assessment_voids_no_review_that_came_before_it() {
    let place = super::run::board_of_five();
    let file = place.write("change.toml", super::run::REPLICA);
    place.ok("rita", &format!("change create --from {file}"));
    place.ok("rita", "change assess CHG-1 --set likelihood=Low --set impact=Medium");
    place.ok("rita", "change submit CHG-1");
    place.ok("tom", "change assess CHG-1 --set residual_likelihood=Low --set residual_impact=Low");
    place.ok("tom", "change review CHG-1 --review completeness --outcome pass");
    let fill = "change edit CHG-1 --set assessed_availability=within --set assessed_security=inherited --set \
                assessed_performance=spare --set depends_systems=orders --set depends_teams=none --set \
                depends_vendors=none --set nist_method=yes";
    let filled = place.ok("tom", fill);
    assert!(!format!("{}{}", filled.out, filled.err).contains("void"), "{filled:?}");
    let passed = |review: &str| {
        let view = place.doc("tom", "change view CHG-1");
        let all = view["reviews"].as_array().unwrap().clone();
        all.iter().any(|r| r["id"] == review && r["state"] == "passed")
    };
    place.ok("tom", "change review CHG-1 --review impact_assessment --outcome pass");
    assert!(
        passed("completeness") && passed("impact_assessment"),
        "{:?}",
        place.doc("tom", "change view CHG-1")["reviews"]
    );
    place.ok("tom", "change edit CHG-1 --set assessed_security=another-way");
    assert!(!passed("impact_assessment"));
}
