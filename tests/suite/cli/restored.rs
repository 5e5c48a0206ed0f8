//! A backup put in the register's place: refused, verified, accepted by an administrator; what a checkpoint tells of it.

use super::run::{Place, board_of_five};
use rusqlite::Connection;

/// A register in whose place an older state of it was put: one entry was recorded since.
fn restored() -> (Place, String) {
    let place = board_of_five();
    place.ok("rita", "change create --type normal --title Replica");
    let copy = place.path("copy.db").display().to_string();
    place.ok("root", &format!("db backup {copy}"));
    let point = place.path("point.txt").display().to_string();
    place.ok("root", &format!("audit checkpoint --out {point}"));
    place.ok("rita", "change comment CHG-1 seen");
    for beside in ["q.db", "q.db-wal", "q.db-shm"] {
        let _ = std::fs::remove_file(place.path(beside));
    }
    std::fs::copy(copy, place.path("q.db")).unwrap();
    (place, point)
}

#[test]
fn a_backup_in_the_registers_place_is_accepted_by_an_administrator() {
    let (place, point) = restored();
    let refused = place.run("rita", "change list --json");
    let document = refused.error();
    assert_eq!(refused.code, 20, "{refused:?}");
    assert!(document["hint"].as_str().unwrap().contains("audit verify --acknowledge --reason"), "{document}");
    // It can be looked into, and compared with a checkpoint of its own past.
    let found = place.run("rita", &format!("audit verify --against {point} --json"));
    let document = found.json();
    assert_eq!((found.code, &document["ok"]), (20, &false.into()), "{found:?}");
    assert!(document["first_broken"].is_null() && document["against"].as_str().unwrap().contains("are those of"));
    assert!(document["unlike"].as_str().unwrap().contains("has already seen"), "{document}");
    assert_eq!(place.run("root", "audit verify --acknowledge").code, 2, "a reason is asked for");
    assert_eq!(place.run("rita", "audit verify --acknowledge --reason known").code, 5, "an administrator's act");
    assert_eq!(place.run("rita", "change list").code, 20, "what was refused changes nothing");
    let args = ["audit", "verify", "--acknowledge", "--reason", "the disk failed", "--json"];
    let accepted = place.args("root", &args);
    assert_eq!((accepted.code, &accepted.json()["ok"]), (0, &true.into()), "{accepted:?}");
    let log = place.ok("root", "audit log").out;
    assert!(log.contains("accepted the register as it was put in place") && log.contains("the disk failed"), "{log}");
    place.ok("rita", "change comment CHG-1 again");
    place.ok("rita", "audit verify");
}

#[test]
fn a_checkpoint_as_a_document_is_one_to_compare_with() {
    let place = board_of_five();
    let point = place.path("point.json").display().to_string();
    place.ok("root", &format!("audit checkpoint --json --out {point}"));
    let same = place.run("root", &format!("audit verify --against {point}"));
    assert!(same.code == 0 && same.out.contains("are those of the checkpoint"), "{same:?}");
}

#[test]
fn what_was_altered_in_place_is_not_told_as_cut_off() {
    let place = board_of_five();
    let point = place.path("point.txt").display().to_string();
    place.ok("root", &format!("audit checkpoint --out {point}"));
    let conn = Connection::open(place.path("q.db")).unwrap();
    let triggers: Vec<(String, String)> = conn
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |r| Ok((r.get(0)?, r.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for (name, _) in &triggers {
        conn.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    let missing = place.run("root", "audit verify");
    assert_eq!(missing.code, 20, "{missing:?}");
    assert!(!missing.out.contains("entry 0") && missing.out.contains("trigger"), "{missing:?}");
    assert!(missing.out.contains("restore the last backup"), "what to do: {missing:?}");
    conn.execute_batch("UPDATE ledger SET at = at + 1 WHERE seq = 5").unwrap();
    triggers.iter().for_each(|(_, sql)| conn.execute_batch(sql).unwrap());
    drop(conn);
    let altered = place.run("root", &format!("audit verify --against {point} --json"));
    let against = altered.json()["against"].as_str().unwrap().to_owned();
    assert!(against.contains("breaks at entry 5") && !against.contains("cut off"), "{against}");
    // Whoever only looks is told as well, and scripts get one document.
    let list = place.run("rita", "change list");
    assert!(list.code == 0 && list.err.contains("BROKEN at entry 5"), "{list:?}");
    assert_eq!(place.run("rita", "change list --json").err, "");
}
