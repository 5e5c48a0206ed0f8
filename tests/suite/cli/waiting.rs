//! What waits for whom while an approved change is carried out and reviewed: each line of the inbox by a course of acts.

use super::run::{Place, patch};
use serde_json::Value;

/// The lines of an inbox of a kind: change, why, command, due.
fn lines(place: &Place, who: &str, kind: &str) -> Vec<[String; 4]> {
    let inbox: Value = place.doc(who, "inbox")["items"].clone();
    let of = |i: &Value, field: &str| i[field].as_str().unwrap_or_default().to_owned();
    let found = inbox.as_array().unwrap().iter().filter(|i| i["kind"] == kind);
    found.map(|i| ["id", "why", "command", "due"].map(|field| of(i, field))).collect()
}

/// A request under the three-environment pack that is assessed, with people for its stages.
fn assessed() -> Place {
    let place = Place::new();
    place.ok("root", "init --pack three-env --org Example --sandbox --no-input");
    for (id, role) in
        [("rita", "dev_team"), ("dan", "dev_team"), ("tess", "test_manager"), ("wes", "executive_sponsor")]
    {
        place.ok("root", &format!("person add {id} --name {id} --role {role}"));
    }
    patch(&place, "P4");
    place
}

#[test]
fn a_stage_waits_for_whoever_deploys_and_its_reviews_for_their_signers_and_delegates() {
    let place = assessed();
    place.ok("rita", "change submit CHG-1");
    let deploy = lines(&place, "dan", "DEPLOY");
    assert_eq!(deploy.len(), 1, "{deploy:?}");
    assert_eq!((deploy[0][1].as_str(), deploy[0][2].as_str()), ("you", "quorate run status CHG-1"));
    assert!(place.ok("dan", "run status CHG-1").out.contains("Before DEV"), "the command says what is in the way");
    let review = lines(&place, "tess", "REVIEW");
    assert_eq!((review.len(), review[0][1].as_str()), (1, "as test_manager"), "{review:?}");
    assert!(lines(&place, "wes", "REVIEW").is_empty());
    let hand = "board delegate --to wes --role test_manager --env TEST --until 2026-03-04T00:00:00Z --reason away";
    place.ok("tess", hand);
    let lent = lines(&place, "wes", "REVIEW");
    assert_eq!((lent.len(), lent[0][1].as_str()), (1, "as test_manager, delegated by tess"), "{lent:?}");
    place.ok("tess", "board undelegate wes");
    assert!(lines(&place, "wes", "REVIEW").is_empty());
}

#[test]
fn an_undecided_p4_passes_on_once_somebody_says_after_how_long_pm_10_3_04() {
    let mut place = assessed();
    let told = place.ok("rita", "change submit CHG-1 --dry-run");
    assert!(format!("{told:?}").contains("policy set p4.escalation"), "{told:?}");
    place.ok("rita", "change submit CHG-1");
    place.clock = "2026-03-20T14:00:00Z".into();
    assert!(lines(&place, "tess", "ESCALATED").is_empty(), "no hour, no clock");
    place.clock = "2026-03-02T15:00:00Z".into();
    place.ok("root", "policy set p4.escalation 5bd --reason agreed");
    place.ok("rita", "change edit CHG-1 --set description=again");
    place.clock = "2026-03-20T14:00:00Z".into();
    assert_eq!(lines(&place, "tess", "ESCALATED").len(), 1);
    assert!(place.ok("tess", "change view CHG-1").out.contains("P4 patch decided"));
}

#[test]
fn the_review_afterwards_waits_for_the_change_manager_and_then_the_closing_for_the_owner() {
    let mut place = Place::new();
    // The demonstration plays its weeks before the moment of the clock.
    place.clock = "2026-11-22T14:00:00Z".into();
    place.ok("root", "init --pack teleseal --org Example --sandbox --demo --no-input");
    let people = place.doc("root", "person list")["items"].clone();
    let ids: Vec<String> = people.as_array().unwrap().iter().map(|p| p["id"].as_str().unwrap().to_owned()).collect();
    let (who, line) = ids.iter().find_map(|id| Some((id, lines(&place, id, "PIR").into_iter().next()?))).unwrap();
    let [id, why, command, due] = line;
    assert_eq!((why.as_str(), due.as_str()), ("as change_manager", ""), "no clock of the pack is about the review");
    assert!(command.starts_with(&format!("quorate run review {id} --outcome")), "{command}");
    let status = place.ok(who, &format!("run status {id}")).out;
    assert!(!status.contains("is no way any more"), "what is implemented goes to no stage before: {status}");
    let said = "--set deviations=none --set incidents=none --set lessons=none";
    place.ok(who, &format!("run review {id} --outcome successful {said}"));
    assert!(lines(&place, who, "PIR").iter().all(|l| l[0] != id));
    // Another one takes its place only with a reason; the first stays on record.
    let again = format!("run review {id} --outcome unsuccessful {said}");
    let refused = place.run(who, &again);
    assert!(refused.code != 0 && refused.err.contains("--reason TEXT"), "{refused:?}");
    place.ok(who, &format!("{again} --reason the-index-was-lost"));
    let view = place.doc(who, &format!("run status {id}"));
    assert_eq!(view["review"]["outcome"], "unsuccessful");
    assert_eq!(view["review"]["reason"], "the-index-was-lost");
    assert_eq!(view["earlier_reviews"][0]["outcome"], "successful");
    assert_eq!(view["earlier_reviews"][0]["findings"][0]["text"], "none");
    let page = place.ok(who, &format!("run status {id} -o md")).out;
    assert!(page.contains("## Reviewed before"), "{page}");
    let log = place.ok(who, &format!("audit log {id}")).out;
    assert!(log.contains("reviewed the implementation again, because"), "{log}");
    assert!(ids.iter().any(|p| lines(&place, p, "CLOSE").iter().any(|l| l[0] == id)), "somebody closes it");
}

/// Given a change of AIVO that peers review, then it waits for colleagues of whoever asked for it and for the role that must be
/// among them, until they have signed; for nobody with a part in it, and its requester is told of nothing to complete.
#[test]
fn a_peer_review_waits_for_colleagues_and_for_the_role_that_must_be_among_them_av_4_3_02() {
    let place = Place::new();
    place.ok("root", "init --pack aivo --org Example --sandbox --no-input");
    for (id, role) in [
        ("rita", "change_requester"),
        ("rob", "change_requester"),
        ("ros", "change_requester"),
        ("olga", "operations"),
        ("dora", "dba"),
    ] {
        place.ok("root", &format!("person add {id} --name {id} --role {role}"));
    }
    let change = r#"
type = "normal"
title = "Another index"
environment = ["production"]
owner = "rob"
implementers = ["olga"]
change_kind = ["database schema or configuration"]
description = "An index on orders"
business_justification = "Reports take hours"
impact_analysis = "None while it is built"
test_plan = "unit, integration, staging"
rollback_plan = "drop the index"
implementation_plan = "create it"
approvers = ["mgr"]
window = { from = "2026-03-10 06:00", to = "2026-03-10 07:30" }
"#;
    place.ok("rita", &format!("change create --from {}", place.write("index.toml", change)));
    let factors = ["systems_affected", "user_impact", "data_risk", "reversibility", "security_impact"];
    let rated: String = factors.iter().map(|factor| format!(" --set {factor}=1")).collect();
    place.ok("rita", &format!("change assess CHG-1{rated}"));
    place.ok("rita", "change submit CHG-1");
    let waits = |who: &str| lines(&place, who, "PEER").len();
    let all = |place: &Place| ["rita", "rob", "ros", "olga", "dora"].map(|who| lines(place, who, "PEER").len());
    assert_eq!(all(&place), [0, 0, 1, 0, 1], "{:?}", place.doc("ros", "inbox"));
    assert!(lines(&place, "rita", "COMPLETE").is_empty(), "{:?}", place.doc("rita", "inbox"));
    let asked = lines(&place, "ros", "PEER").remove(0);
    assert_eq!(asked[1], "its peer review: you have no part in it");
    assert_eq!(asked[2], "quorate change review CHG-1 --outcome pass|fail");
    assert_eq!(place.run("rob", "change review CHG-1 --outcome pass").code, 5, "who owns it is no peer");
    place.ok("ros", "change review CHG-1 --outcome pass");
    assert_eq!((waits("ros"), waits("dora")), (0, 1), "one of them is a DBA");
    place.ok("dora", "change review CHG-1 --outcome pass");
    assert_eq!(all(&place), [0; 5]);
}
