//! Transcripts about the catalogue of standard changes: who hears that an entry is suspended, and its procedure.

use super::run::board_of_five;
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
    place.ok("cto", "catalogue admit rotate-logs --title Rotate --procedure Better");
    assert!(told("cto").is_empty() && told("rita").is_empty());
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
    assert_eq!(unknown.code, 2, "{unknown:?}");
    assert!(unknown.err.contains("quorate catalogue list"), "{unknown:?}");
}
