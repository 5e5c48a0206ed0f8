//! `--at`: lists and records as they stood.

use super::run::waiting_for_the_board;
use serde_json::json;

#[test]
fn every_list_and_record_is_shown_as_it_stood() {
    let mut place = waiting_for_the_board();
    place.ok("cto", "vote open CHG-1 --tally open");
    place.ok("cto", "vote cast CHG-1 approve");
    place.clock = "2026-03-02T16:00:00Z".into();
    for member in ["ciso", "system_owner"] {
        place.ok(member, "vote cast CHG-1 approve");
    }
    place.ok("cto", "vote close CHG-1 --considered --reason agreed");
    place.ok("root", "person add bo --name Bo --role cto --seat cto");
    place.args("rita", &["risk", "log", "--text", "lag grows", "--change", "CHG-1"]);
    place.clock = "2026-03-02T17:00:00Z".into();
    let then = |line: &str| place.doc("rita", &format!("{line} --at 2026-03-02T15:30:00Z"));
    let now = |line: &str| place.doc("rita", line);
    let count = |document: &serde_json::Value| document["items"].as_array().unwrap().len();
    let (before, after) = (then("vote tally CHG-1"), now("vote tally CHG-1"));
    assert_eq!((&before["state"], &before["voted"], &before["outcome"]), (&json!("open"), &json!(1), &json!(null)));
    assert_eq!(
        (&after["state"], &after["voted"], &after["outcome"]),
        (&json!("decided"), &json!(3), &json!("carried"))
    );
    assert_eq!((count(&then("vote list")), count(&now("vote list"))), (1, 0), "open ballots");
    assert_eq!(then("vote list CHG-1")["items"][0]["voted"], 1);
    assert_eq!(count(&then("person list")) + 1, count(&now("person list")));
    let holder = |document: serde_json::Value| {
        let seats = document["seats"].as_array().unwrap().clone();
        seats.into_iter().find(|s| s["id"] == "cto").unwrap()["holder"].clone()
    };
    assert_eq!((holder(then("board view")), holder(now("board view"))), (json!("cto"), json!("bo")));
    place.ok("root", "person edit ciso --role compliance_officer");
    assert_eq!(then("person view ciso")["roles"], json!(["ciso"]), "the roles of then");
    assert_eq!(now("person view ciso")["roles"], json!(["compliance_officer"]));
    assert_eq!((count(&then("risk list")), count(&now("risk list"))), (0, 1));
    assert_eq!((count(&then("decision list")), count(&now("decision list"))), (0, 1));
    assert_eq!(count(&then("audit log CHG-1")) as u64, then("change view CHG-1")["history_count"].as_u64().unwrap());
    assert!(count(&then("audit log")) < count(&now("audit log")));
    assert_eq!(then("change view CHG-1")["state"], "authorize");
    assert_eq!(now("change view CHG-1")["state"], "scheduled");
    assert_eq!(then("policy list"), now("policy list"));
    for line in ["change submit CHG-1", "change comment CHG-1 late", "audit verify", "person retire bo"] {
        let refused = place.run("root", &format!("{line} --at 2026-03-02T15:30:00Z"));
        assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{line}: {refused:?}");
    }
    assert_eq!(count(&place.doc("rita", "person list --at 2020-01-01T00:00:00Z")), 0, "nobody was registered then");
}
