//! What the run of a change tells of what comes next: the same that its commands and the gate say.

use super::exec::started;
use super::gate::decided;
use super::run::Place;

fn next(place: &Place) -> (bool, String) {
    let next = place.doc("rita", "run status CHG-1")["next"].clone();
    (next["allowed"].as_bool().unwrap_or_else(|| panic!("{next}")), next["reasons"].to_string())
}

fn due(place: &Place) -> String {
    place.doc("rita", "run status CHG-1")["due"].to_string()
}

/// Given a change whose lists are signed, when its run is looked at before its window, in it, in a freeze and after it, then it may
/// begin just when the gate and the start say so.
#[test]
fn what_comes_next_is_judged_by_its_time_as_the_gate_judges_it() {
    let mut place = decided("approve");
    for env in ["development", "staging"] {
        place.ok("ivan", &format!("run start CHG-1 --env {env} --method direct"));
        place.ok("ivan", &format!("run finish CHG-1 --env {env} --result ok"));
    }
    for (at, says) in [
        ("2026-04-04T06:30:00Z", Some("the window opens Sun 2026-04-05 02:00 EDT")),
        ("2026-04-05T06:30:00Z", None),
        ("2026-04-05T08:00:00Z", Some("the window closed Sun 2026-04-05 04:00 EDT")),
    ] {
        place.clock = at.into();
        let (allowed, reasons) = next(&place);
        let gate = place.run("rita", "gate CHG-1 --env production");
        assert_eq!((allowed, gate.code), (says.is_none(), if says.is_none() { 0 } else { 9 }), "{at}: {gate:?}");
        assert!(
            says.is_none_or(|text| reasons.contains(text) && due(&place).contains("before production: ")),
            "{at}: {reasons}"
        );
    }
    place.clock = "2026-04-05T06:30:00Z".into();
    place.ok("cto", "freeze add --title Audit --from 2026-04-05T06:00:00Z --to 2026-04-06 --reason auditors");
    let (allowed, reasons) = next(&place);
    assert!(!allowed && reasons.contains("Audit"), "{reasons}");
    assert_eq!(place.run("ivan", "run start CHG-1 --env production --method direct").code, 7);
}

/// Given a shift of traffic that failed, when the run is looked at, then it is seen to before there is more of it: the gate waits
/// until the share is raised for a reason (GQ-impl-07).
#[test]
fn a_shift_of_traffic_that_failed_is_tried_again_by_raising_its_share() {
    let mut place = decided("approve");
    place.ok("ivan", "run start CHG-1 --env production --method blue_green");
    for line in ["step CHG-1 green", "step CHG-1 smoke", "raise CHG-1 --share 10 --reason fine"] {
        place.ok("ivan", &format!("run {line}"));
    }
    place.clock = "2026-04-05T06:40:00Z".into();
    place.ok("ivan", "run step CHG-1 shift --result failed --note errors");
    let told = due(&place);
    let again = "see to it and go on: quorate run raise CHG-1 --env production --share 50 --reason TEXT, or back out";
    assert!(told.contains("step shift failed") && told.contains(again), "{told}");
    assert!(!told.contains("it is at 10 percent"), "{told}");
    assert_eq!(place.run("rita", "gate CHG-1 --env production").code, 8);
    assert_ne!(place.run("ivan", "run raise CHG-1 --share 50").code, 0, "for a reason");
    place.clock = "2026-04-05T06:50:00Z".into();
    place.ok("ivan", "run raise CHG-1 --share 50 --reason cache-warmed");
    assert!(due(&place).contains("it is at 50 percent, and goes on to 100"), "{}", due(&place));
    assert_eq!(place.run("rita", "gate CHG-1 --env production").code, 0);
}

/// Given an implementation that is being backed out, when its run is looked at, then it is taken back and ended as failed, and no
/// share is raised.
#[test]
fn what_is_being_backed_out_goes_no_further() {
    let place = decided("approve");
    place.ok("ivan", "run start CHG-1 --env production --method blue_green");
    for line in ["step CHG-1 green", "step CHG-1 smoke", "raise CHG-1 --share 10 --reason fine"] {
        place.ok("ivan", &format!("run {line}"));
    }
    place.ok("ivan", "run fail CHG-1 1 --list plan_steps --then back_out --reason lag");
    let told = due(&place);
    assert!(told.contains("once it is taken back, end the deployment to production as failed"), "{told}");
    assert!(!told.contains("run raise"), "{told}");
}

/// Given an implementation and then a review for which something is lacking, when the run is looked at, then it says so as the
/// change does.
#[test]
fn what_is_against_the_end_is_due() {
    let mut place = started();
    let told = due(&place);
    assert!(told.contains("before it is ended: ") && told.contains(" more"), "{told}");
    // As many as the check names, each once.
    let check = place.run("ivan", "change check CHG-1 --json").out;
    let check: serde_json::Value = serde_json::from_str(&check).unwrap();
    let lacks = ["missing", "reasons"].map(|list| check[list].as_array().unwrap().len()).iter().sum::<usize>();
    assert!(lacks > 1 && told.contains(&format!(" and {} more", lacks - 1)), "{lacks}: {told} {check}");
    place.clock = "2026-04-05T07:00:00Z".into();
    place.ok("ivan", "run fail CHG-1 1 --list plan_steps --then back_out --reason lag");
    place.ok("ivan", "run tick CHG-1 1 2 3 4 5 --list rollback");
    place.ok("ivan", "run note CHG-1 lag --kind deviation");
    place.ok("ivan", "run finish CHG-1 --env production --result failed --note lag");
    assert!(due(&place).contains("the review after the implementation"), "{}", due(&place));
    let review = "run review CHG-1 --outcome unsuccessful --set lessons=slower --set actual_results=none --set \
                  documentation=none --set deviations=lag";
    place.ok("tom", review);
    assert!(due(&place).contains("close it: quorate change close CHG-1 --code CODE"), "{}", due(&place));
    let slots = place.run("rita", "change slots CHG-1");
    assert!(slots.code == 6 && slots.err.contains("failed and was backed out; no time is looked for"), "{slots:?}");
    place.ok("ivan", "change close CHG-1 --code unsuccessful");
    assert_eq!(due(&place), "[]");
}

/// Given another artefact than the one of the stages before, when it is begun, then the refusal says which was tested.
#[test]
fn another_artefact_is_told_where_a_stage_is_not_passed_with_it() {
    let place = decided("approve");
    let at = |n: char| format!("--artifact sha256:{}", n.to_string().repeat(64));
    place.ok("ivan", &format!("run start CHG-1 --env staging --method direct {}", at('a')));
    place.ok("ivan", "run finish CHG-1 --env staging --result ok");
    let refused = place.run("ivan", &format!("run start CHG-1 --env production --method direct {}", at('b')));
    assert!(refused.code == 7, "{refused:?}");
    assert!(refused.err.contains("sha256:aaaaaaaaaaaa was tested, and this is sha256:bbbbbbbbbbbb"), "{refused:?}");
}

/// Given an end that is a day, when a freeze is announced, then it lasts until the next day begins.
#[test]
fn a_freeze_until_a_day_lasts_until_the_next_begins() {
    let place = started();
    place.ok("cto", "freeze add --title Audit --from 2026-05-07 --to 2026-05-07 --reason auditors");
    let freeze = place.doc("cto", "freeze view 1");
    assert_eq!(
        (freeze["from"].as_str(), freeze["to"].as_str()),
        (Some("2026-05-07T04:00:00Z"), Some("2026-05-08T04:00:00Z"))
    );
}

/// Given a change that crosses midnight, when the year is shown, then it is one change of it, on two days.
#[test]
fn a_change_over_midnight_is_one_change_of_its_year() {
    let place = started();
    place.ok("root", "policy set pack.tz=America/Los_Angeles --reason moved");
    let year = place.ok("rita", "calendar --year").out;
    let april = year.lines().find(|l| l.starts_with("Apr")).unwrap();
    assert!(april.matches('1').count() == 3 && april.ends_with("  1"), "{year}");
    assert!(year.contains("Changes by week: W14 1"), "{year}");
}

/// Given windows that a pack lists, when another one is announced, then no exception is advised that the pack does not grant.
#[test]
fn no_exception_is_advised_where_the_pack_grants_none() {
    let place = started();
    let open = "window add --title Night --from 2026-06-07T18:00:00Z --to 2026-06-08T18:00:00Z --reason audit";
    let told = place.run("cto", open);
    assert!(told.code == 7 && !told.err.contains("exception"), "{told:?}");
}

/// Given lists one after the other, when an item is recorded without naming its list, then the receipt names it, and what is taken
/// back is what one recorded last, whichever list comes next.
#[test]
fn a_receipt_names_the_list_and_its_item() {
    let place = started();
    let said = place.ok("ivan", "run fail CHG-1 1 --list plan_steps --then retry --reason lag").out;
    assert!(said.contains("item 1 ("), "{said}");
    let list = place.doc("ivan", "run view CHG-1 --list plan_steps");
    let (title, text) = (list["title"].as_str().unwrap(), list["items"][0]["text"].as_str().unwrap());
    assert!(said.starts_with(&format!("CHG-1: {title}, item 1 ({text}): ")), "{said}");
    let receipt = place.doc("ivan", "run fail CHG-1 1 --list plan_steps --then retry --reason lag --dry-run");
    assert!(receipt["said"].as_str().unwrap().contains("item 1 ("), "in JSON as well: {receipt}");
    // Asked again under its key it names no list, since the change may be at another one by now.
    let once = "run fail CHG-1 2 --list plan_steps --then retry --reason lag --idempotency-key k";
    assert!(place.ok("ivan", once).out.contains("item 2 ("));
    let again = place.ok("ivan", once).out;
    assert!(again.contains("recorded before") && !again.contains("item 2 ("), "{again}");
    let place = decided("approve");
    let listed = place.doc("ivan", "run view CHG-1 --list preparation");
    assert!(listed["blocks"].as_array().unwrap().is_empty(), "it is complete, and bars nothing: {listed}");
    let taken = place.ok("ivan", "run retract CHG-1 5 --reason again").out;
    assert!(taken.contains(", item 5 ("), "{taken}");
    assert_ne!(place.doc("ivan", "run view CHG-1 --list preparation")["blocks"].as_array().unwrap().len(), 0);
    // A way back by choice that nobody has opened keeps nobody from anything.
    let back = place.doc("ivan", "run view CHG-1 --list rollback");
    assert!(back["blocks"].as_array().unwrap().is_empty(), "{back}");
}
