//! Clocks that run out: who finds it in the inbox, without another act on the change.

use super::run::{Place, patch};
use serde_json::Value;

/// A patch of a class that waits for its decision under the three-environment pack.
fn undecided(class: &str) -> Place {
    let place = Place::new();
    place.ok("root", "init --pack three-env --org Example --sandbox --no-input");
    for (id, role) in [
        ("rita", "dev_team"),
        ("dan", "dev_team"),
        ("max", "change_manager"),
        ("ian", "it_director"),
        ("ida", "it_operations_manager"),
        ("carla", "cab_chair"),
        ("dora", "development_manager"),
    ] {
        let seat = if role == "cab_chair" { " --seat cab_chair" } else { "" };
        place.ok("root", &format!("person add {id} --name {id} --role {role}{seat}"));
    }
    patch(&place, class);
    place.ok("rita", "change submit CHG-1");
    place
}

fn kinds(place: &Place, who: &str) -> Vec<String> {
    let inbox: Value = place.doc(who, "inbox")["items"].clone();
    inbox.as_array().unwrap().iter().map(|i| i["kind"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn an_undecided_patch_passes_to_whom_the_table_names_pm_10_3_02_pm_10_3_03() {
    for (class, next, before, after) in [
        ("P2", "ian", "2026-03-04T14:00:00Z", "2026-03-04T16:00:00Z"),
        ("P3", "max", "2026-03-09T14:00:00Z", "2026-03-09T23:00:00Z"),
    ] {
        let mut place = undecided(class);
        let head = place.doc("root", "audit verify")["entries"].clone();
        place.clock = before.into();
        assert!(!kinds(&place, next).contains(&"ESCALATED".to_owned()), "{class}: {:?}", kinds(&place, next));
        place.clock = after.into();
        assert!(kinds(&place, next).contains(&"ESCALATED".to_owned()), "{class}: {:?}", kinds(&place, next));
        // Nothing was recorded for it, and looking back says the same.
        assert_eq!(place.doc("root", "audit verify")["entries"], head);
        place.clock = "2026-03-20T14:00:00Z".into();
        let stood = place.doc(next, &format!("inbox --at {after}"))["items"].to_string();
        assert!(stood.contains("ESCALATED"), "{class}: {stood}");
        let stood = place.doc(next, &format!("inbox --at {before}"))["items"].to_string();
        assert!(!stood.contains("ESCALATED"), "{class}: {stood}");
        let view = place.ok(next, "change view CHG-1").out;
        assert!(view.contains("escalate to"), "{class}: {view}");
        let row = &place.doc(next, "change list")["items"][0];
        assert!(!row["waiting_for"].to_string().contains("it_director"), "{row}");
    }
}

#[test]
fn a_clock_of_an_environment_escalates_to_its_manager_pm_8_2_03() {
    let mut place = undecided("P3");
    place.ok("rita", "change create --type emergency --title Hole --set environment=PROD --set patch_class=P1");
    assert!(!kinds(&place, "carla").contains(&"ESCALATED".to_owned()), "{:?}", kinds(&place, "carla"));
    let clocks = place.doc("rita", "change view CHG-1")["clocks"].clone();
    assert!(clocks.to_string().contains("undecided-p3"), "{clocks}");
    place.clock = "2026-03-09T23:00:00Z".into();
    let words = place.ok("max", "inbox").out;
    assert!(words.contains("ESCALATED") && words.contains("CHG-1"), "{words}");
    // The row names its clock: what was due, since when, by which clause.
    let named = "as change_manager: its clock ran out: P3 patch decided, due Mon 2026-03-09 ";
    assert!(words.contains(named) && words.contains("PM-10.3-03"), "{words}");
}

#[test]
fn rows_of_an_older_program_are_made_anew_by_the_next_session() {
    let mut place = undecided("P2");
    let conn = rusqlite::Connection::open(place.path("q.db")).unwrap();
    conn.execute_batch("DELETE FROM read_waiting; UPDATE read_shape SET shape = 0").unwrap();
    drop(conn);
    place.clock = "2026-03-05T16:00:00Z".into();
    assert!(kinds(&place, "ian").contains(&"ESCALATED".to_owned()), "{:?}", kinds(&place, "ian"));
    assert_eq!(place.doc("root", "audit rebuild --check")["differences"], serde_json::json!([]));
}
