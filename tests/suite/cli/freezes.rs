//! Freezes that are approved: proposed, shown with what they would stop, approved or refused.

use super::run::{Place, fits_its_shape, waiting_for_the_board};
use serde_json::json;

fn scheduled() -> Place {
    let place = waiting_for_the_board();
    place.ok("cto", "vote open CHG-1");
    for who in ["cto", "ciso", "system_owner"] {
        place.ok(who, "vote cast CHG-1 approve");
    }
    place.ok("cto", "vote close CHG-1 --considered --reason sound");
    place.ok("root", "person add max --name Max --role change_manager");
    let wrong = place.run("root", "policy set freeze.approvers nobody --reason agreed");
    assert!(
        wrong.code == 2 && wrong.err.contains("names the role \"nobody\", and the pack has no such role"),
        "{wrong:?}"
    );
    let far = "freeze add --title Audit --from 2026-05-01 --to 9999-12-31 --reason auditors";
    let far = place.run("cto", far);
    assert!(far.code == 2 && far.err.contains("a time up to the year 9998"), "{far:?}");
    place.ok("root", "policy set freeze.approvers chair --reason agreed");
    place
}

#[test]
fn a_freeze_waits_for_its_approval_and_shows_what_it_would_stop() {
    let place = scheduled();
    let add = "freeze add --title Audit --from 2026-04-05 --to 2026-04-06 --reason audit";
    let announced = place.run("max", &format!("{add} --json")).json();
    assert!(announced["warnings"].to_string().contains("CHG-1 is scheduled in it"), "{announced}");
    let row = &place.doc("max", "freeze list")["items"][0];
    assert_eq!((&row["state"], &row["lacks"]), (&json!("proposed"), &json!(["chair"])));
    let view = place.doc("max", "freeze view 1");
    fits_its_shape(&view);
    assert!(view["hits"][0]["text"].as_str().unwrap().contains("CHG-1"), "{view}");
    assert!(place.ok("max", "freeze view 1").out.contains("It would stop 1:"));
    let shown = place.doc("max", "calendar --from 2026-04-05 --to 2026-04-06")["items"].clone();
    let kinds: Vec<_> = shown.as_array().unwrap().iter().map(|i| i["kind"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"proposal") && !kinds.contains(&"freeze"), "{kinds:?}");
    assert_eq!(place.doc("rita", "change slots CHG-1")["allowed"], true, "it binds nothing yet");
    let letter = || place.doc("rita", "change list")["items"][0]["letter"].clone();
    assert_eq!(letter(), "S");
    assert_eq!(place.run("max", "freeze approve 1").code, 5, "it is max's own");
    let waits = |who: &str| place.doc(who, "inbox")["items"].to_string();
    assert!(waits("cto").contains("quorate freeze approve 1"), "whoever may approve it is asked: {}", waits("cto"));
    assert!(!waits("max").contains("FREEZE") && !waits("rita").contains("FREEZE"));
    let trial = place.run("cto", "freeze approve 1 --dry-run --json").json();
    assert!(trial["warnings"].to_string().contains("CHG-1 is scheduled in it"), "{trial}");
    assert_eq!(place.doc("max", "freeze view 1")["state"], "proposed");
    place.ok("cto", "freeze approve 1 --reason agreed");
    assert_eq!(place.doc("max", "freeze view 1")["approved_by"], json!(["cto"]));
    assert_eq!(place.doc("rita", "change slots CHG-1")["allowed"], false);
    assert_eq!((letter(), place.doc("rita", "change view CHG-1")["letter"].clone()), (json!("C"), json!("C")));
    assert_eq!(place.run("cto", "freeze refuse 1 --reason late").code, 6);
    assert_eq!(place.run("cto", "freeze view 9").code, 3);
    assert!(place.ok("rita", "audit log calendar").out.contains("approved freeze 1 as chair"));
}

#[test]
fn a_freeze_that_nobody_else_could_approve_is_not_announced() {
    let place = scheduled();
    place.ok("root", "policy set freeze.approvers cto,ciso --reason agreed");
    let add = "freeze add --title Audit --from 2026-04-05 --to 2026-04-06 --reason audit";
    let refused = place.run("cto", &format!("{add} --json"));
    assert_eq!(refused.code, 5, "{refused:?}");
    let told = refused.error();
    assert!(told["text"].as_str().unwrap().contains("nobody but cto could approve the freeze as cto"), "{told}");
    let remedy = told["would_change"].to_string();
    assert!(remedy.contains("max") && remedy.contains("policy set freeze.approvers"), "{told}");
    assert!(!remedy.contains("rita"), "rita may announce none: {told}");
    assert_eq!(place.doc("max", "freeze list")["items"], json!([]));
    // Whom it names can.
    place.ok("max", add);
    assert!(place.doc("ciso", "inbox")["items"].to_string().contains("freeze/1"));
    place.ok("ciso", "freeze approve 1 --reason agreed");
    assert!(!place.doc("ciso", "inbox")["items"].to_string().contains("freeze/1"), "it waits for ciso no more");
    place.ok("cto", "freeze approve 1 --reason agreed");
    assert_eq!(place.doc("max", "freeze view 1")["state"], "to come");
}

#[test]
fn a_freeze_of_a_system_that_is_not_on_record_is_refused_with_the_nearest() {
    let place = scheduled();
    let file = place.write("systems.csv", "id,tier\nshop,1\norders,2\n");
    place.ok("root", &format!("system import {file}"));
    let add = "freeze add --title Audit --from 2026-04-05 --to 2026-04-06 --reason audit";
    let refused = place.run("max", &format!("{add} --system shpo --json"));
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.err.contains("did you mean shop?"), "{refused:?}");
    place.ok("max", &format!("{add} --system shop"));
}

#[test]
fn holidays_that_are_no_days_are_refused() {
    let place = scheduled();
    let wrong = place.run("root", "policy set calendar.holidays 2026-04-03,2026-13-45 --reason list --json");
    assert_eq!(wrong.code, 2, "{wrong:?}");
    assert!(wrong.err.contains("2026-13-45") && !wrong.err.contains("\\\"2026-04-03"), "{wrong:?}");
    place.ok("root", "policy set calendar.holidays 2026-04-03,2026-12-25 --reason list");
}

#[test]
fn a_time_that_the_clock_shows_twice_is_not_guessed_at() {
    let place = scheduled();
    let add = |from: &str| format!("freeze add --title Audit --from {from} --to 2026-11-02T00:00 --reason x --json");
    let twice = place.run("max", &add("2026-11-01T01:30"));
    assert_eq!(twice.code, 2, "{twice:?}");
    assert!(twice.err.contains("shows that time twice"), "{twice:?}");
    place.ok("max", &add("2026-11-01T01:30-05:00"));
    assert_eq!(place.doc("max", "freeze list")["items"][0]["from"], "2026-11-01T06:30:00Z");
    place.ok("max", &add("2026-11-01"));
}

#[test]
fn a_change_that_is_not_authorised_yet_stands_in_the_calendar_as_tentative() {
    let place = waiting_for_the_board();
    place.ok("root", "person add ivan --name Ivan --role technical_team");
    place.ok("rita", "change edit CHG-1 --set implementers=ivan");
    let between = "--from 2026-04-05 --to 2026-04-06";
    let rows = place.doc("rita", &format!("calendar {between}"))["items"].clone();
    let own: Vec<_> = rows.as_array().unwrap().iter().filter(|r| r["id"] == "CHG-1").collect();
    assert_eq!(own.len(), 1, "{rows}");
    assert_eq!(own[0]["kind"], "tentative");
    let week = place.doc("rita", "calendar --week --from 2026-04-05");
    assert!(week["people"].to_string().contains("tentative: "), "{week}");
}

#[test]
fn holidays_of_sites_are_read_or_refused_with_the_way_to_write_them() {
    let place = scheduled();
    for (value, says) in [
        ("2026-04-03", "before any site"),
        ("Munich: 2026-13-45", "is not a day"),
        (": 2026-04-03", "names no site"),
        ("Munich: 2026-04-05/2026-04-03", "ends before it begins"),
    ] {
        let wrong = place.args("root", &["policy", "set", "calendar.site_holidays", value, "--reason", "list"]);
        assert_eq!(wrong.code, 2, "{wrong:?}");
        assert!(wrong.err.contains(says) && wrong.err.contains("give SITE: DAYS"), "{wrong:?}");
    }
    let list = "Munich: 2026-04-03, 2026-05-25/2026-05-26; New York: 2026-05-25";
    let set = place.args("root", &["policy", "set", "calendar.site_holidays", list, "--reason", "list"]);
    assert_eq!(set.code, 0, "{set:?}");
    let week = place.ok("rita", "calendar --week --from 2026-05-25").out;
    assert!(week.contains("Mon 25 May 2026, holiday in Munich, New York"), "{week}");
    assert!(week.contains("Tue 26 May 2026, holiday in Munich"), "{week}");
}

/// AV-9.2-01: a freeze is announced for an environment by any name that a deployment to it has.
#[test]
fn a_freeze_names_its_environments_as_a_deployment_does() {
    let place = Place::new();
    place.ok("root", "init --pack aivo --org Example --sandbox --no-input");
    place.ok("root", "person add max --name Max --role operations_team");
    let add = "freeze add --title Load --from 2026-03-05 --to 2026-03-06 --reason load";
    place.ok("max", &format!("{add} --env Test --env PROD --env production"));
    let row = &place.doc("max", "freeze list")["items"][0];
    assert_eq!(row["environments"], json!(["test", "production"]), "{row}");
    let refused = place.run("max", &format!("{add} --env productoin"));
    assert!(refused.code == 2 && refused.err.contains("did you mean production?"), "{refused:?}");
}

/// AV-7.3-01: what stands still is told beside the freezes, until it goes on or is over.
#[test]
fn what_is_on_hold_is_told_beside_the_freezes() {
    let place = Place::new();
    place.ok("root", "init --pack aivo --org Example --sandbox --no-input");
    place.ok("root", "person add max --name Max --role operations_team");
    for title in ["First", "Second", "Third"] {
        place.ok("max", &format!("change create --type normal --title {title}"));
    }
    let shown = || -> Vec<String> {
        let agenda = place.doc("max", "meeting agenda")["items"].clone();
        let item = agenda.as_array().unwrap().iter().find(|i| i["section"] == "freezes").unwrap().clone();
        let lines = item["lines"].as_array().unwrap().clone();
        lines.iter().map(|l| l.as_str().unwrap().to_owned()).filter(|l| l.contains("on hold")).collect()
    };
    assert!(shown().is_empty());
    for no in [1, 2, 3] {
        place.ok("max", &format!("change hold CHG-{no} --reason wait"));
    }
    assert_eq!(shown(), ["CHG-3 Third: on hold", "CHG-2 Second: on hold", "CHG-1 First: on hold"]);
    place.ok("max", "change resume CHG-2");
    place.ok("max", "change cancel CHG-3 --reason gone");
    assert_eq!(shown(), ["CHG-1 First: on hold"]);
}
