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
    assert_eq!(place.run("max", "freeze approve 1").code, 5, "it is max's own");
    let trial = place.run("cto", "freeze approve 1 --dry-run --json").json();
    assert!(trial["warnings"].to_string().contains("CHG-1 is scheduled in it"), "{trial}");
    assert_eq!(place.doc("max", "freeze view 1")["state"], "proposed");
    place.ok("cto", "freeze approve 1 --reason agreed");
    assert_eq!(place.doc("max", "freeze view 1")["approved_by"], json!(["cto"]));
    assert_eq!(place.doc("rita", "change slots CHG-1")["allowed"], false);
    assert_eq!(place.run("cto", "freeze refuse 1 --reason late").code, 6);
    assert_eq!(place.run("cto", "freeze view 9").code, 3);
    assert!(place.ok("rita", "audit log calendar").out.contains("approved freeze 1 as chair"));
}
