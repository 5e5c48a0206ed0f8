//! Registers of older programs: each step that a schema took, from a register of before it.

use super::run::{Place, board_of_five, bring};
use serde_json::{Value, json};

/// What a program before a version had not: the undoing of its step.
const UNDO: [(i64, &str); 8] = [
    (13, "DROP INDEX read_changes_held"),
    (12, "DROP TABLE actions"),
    (
        11,
        "DROP INDEX read_changes_weight; ALTER TABLE read_changes DROP COLUMN weight;
         CREATE INDEX read_changes_score ON read_changes(score, no)",
    ),
    (10, "DROP TABLE read_shape"),
    (
        9,
        "CREATE VIRTUAL TABLE read_terms USING fts5vocab('read_search', 'instance');
         CREATE TABLE read_words AS SELECT doc, group_concat(term, ' ') AS words FROM read_terms GROUP BY doc;
         DROP TABLE read_terms;
         DROP TABLE read_search;
         CREATE VIRTUAL TABLE read_search USING fts5(
           words, content = '', contentless_delete = 1, prefix = '1 2 3', tokenize = 'unicode61 remove_diacritics 2'
         );
         INSERT INTO read_search(rowid, words) SELECT doc, words FROM read_words;
         DROP TABLE read_words",
    ),
    (8, "DROP TABLE read_exceptions"),
    (7, "DROP TABLE read_claims; DROP TABLE read_conflicts; DROP TABLE read_unfilled"),
    (6, "DROP TABLE codes"),
];

/// Two changes in each other's way, in a register as a program of a version left it.
fn of_version(version: i64) -> Place {
    let place = board_of_five();
    bring(&place, "CHG-1");
    bring(&place, "CHG-2");
    undo(&place, version);
    place
}

/// Leaves a register as a program of a version left it.
fn undo(place: &Place, version: i64) {
    let conn = rusqlite::Connection::open(place.path("q.db")).unwrap();
    for (_, sql) in UNDO.iter().filter(|(made, _)| *made > version) {
        conn.execute_batch(sql).unwrap();
    }
    conn.pragma_update(None, "user_version", version).unwrap();
}

fn version(place: &Place) -> i64 {
    let conn = rusqlite::Connection::open(place.path("q.db")).unwrap();
    conn.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap()
}

fn clash(place: &Place) -> Vec<Value> {
    let view = place.doc("rita", "change view CHG-2");
    view["conflicts"].as_array().unwrap().iter().map(|c| c["with"].clone()).collect()
}

#[test]
fn a_register_of_each_version_before_is_brought_up_and_shows_what_it_always_showed() {
    let known = quorate::store::schema::known_version();
    assert_eq!(known, 13, "a new step: add its undoing above");
    for before in [12, 11, 10, 9, 8, 7, 6, 5] {
        let place = of_version(before);
        let entries = place.doc("rita", "audit verify")["entries"].clone();
        assert_eq!(version(&place), known, "from {before}");
        // What an older program had not filled is filled by the next act, before it is judged.
        place.ok("rita", "change comment CHG-1 seen");
        assert!(clash(&place).contains(&json!("CHG-1")), "from {before}: {:?}", clash(&place));
        let rows = place.doc("rita", "change list")["items"].clone();
        let marks: Vec<_> = rows.as_array().unwrap().iter().map(|r| r["next_action"].clone()).collect();
        assert_eq!(marks.len(), 2, "from {before}: {rows}");
        let after = place.doc("rita", "audit verify");
        assert_eq!((&after["ok"], after["entries"].as_u64()), (&json!(true), entries.as_u64().map(|n| n + 1)));
        assert_eq!(place.doc("root", "audit rebuild --check")["differences"], json!([]), "from {before}");
        assert_eq!(place.doc("rita", "exception list")["items"], json!([]), "from {before}");
        // The code by which one signs on another person's terminal has its table.
        place.ok("rita", "code");
        let doctor = place.doc("root", "doctor");
        let failed = doctor["checks"].as_array().unwrap().iter().filter(|c| c["state"] == "fail").count();
        assert_eq!(failed, 0, "from {before}: {doctor}");
    }
}

/// The actions that an older program recorded are found as those of this one.
#[test]
fn actions_of_an_older_register_wait_for_their_owner_until_they_are_done() {
    let mut place = board_of_five();
    place.clock = "2026-03-04T19:00:00Z".into();
    place.ok("cto", "meeting create --next");
    place.ok("cto", "meeting open");
    for text in ["First", "Second", "Third"] {
        place.ok("cto", &format!("meeting action {text} --owner tom --due 2026-03-06T15:00:00Z"));
    }
    place.ok("tom", "meeting done 2026-W10 2");
    undo(&place, 11);
    let titles = |place: &Place| -> Vec<String> {
        let inbox = place.doc("tom", "inbox")["items"].clone();
        let actions = inbox.as_array().unwrap().iter().filter(|i| i["kind"] == "ACTION").cloned();
        actions.map(|i| i["title"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(titles(&place), ["action 1: First", "action 3: Third"]);
    assert_eq!(place.doc("root", "audit rebuild --check")["differences"], json!([]));
    place.ok("tom", "meeting done 2026-W10 3");
    assert_eq!(titles(&place), ["action 1: First"]);
}
