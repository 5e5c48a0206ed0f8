//! A chain that was found broken takes no further entries until an administrator acknowledges it.

use super::run::board_of_five;
use rusqlite::Connection;

#[test]
fn a_broken_chain_is_written_to_only_once_it_is_acknowledged() {
    let place = board_of_five();
    place.ok("rita", "change create --type normal --title Replica");
    let conn = Connection::open(place.path("q.db")).unwrap();
    let guards: Vec<(String, String)> = conn
        .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |r| Ok((r.get(0)?, r.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for (name, _) in &guards {
        conn.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    conn.execute_batch("UPDATE ledger SET at = at + 1 WHERE seq = 5").unwrap();
    for (_, sql) in &guards {
        conn.execute_batch(sql).unwrap();
    }
    drop(conn);
    let found = place.run("rita", "audit verify --json");
    assert_eq!((found.code, &found.json()["first_broken"]["seq"]), (20, &5.into()), "{found:?}");
    let refused = place.run("rita", "change comment CHG-1 seen --json");
    assert_eq!(refused.code, 20, "{refused:?}");
    let document = refused.error();
    assert!(document["text"].as_str().unwrap().contains("entry 5"), "{document}");
    assert!(document.to_string().contains("audit verify --acknowledge"), "{document}");
    let doctor = place.run("rita", "doctor").out;
    assert!(doctor.contains("broken at entry 5"), "{doctor}");
    // What is only read still is.
    place.ok("rita", "change view CHG-1");
    assert_eq!(place.run("root", "audit verify --acknowledge").code, 2, "a reason is asked for");
    assert_eq!(place.run("rita", "audit verify --acknowledge --reason known").code, 5, "an administrator's act");
    let known = place.args("root", &["audit", "verify", "--acknowledge", "--reason", "a disk failed", "--json"]);
    assert_eq!(known.code, 20, "it is still broken");
    // Tables that agree with altered entries agree with nothing that was recorded.
    let compared = place.run("root", "audit rebuild --check --json");
    assert_eq!((compared.code, &compared.json()["broken"]["seq"]), (20, &5.into()), "{compared:?}");
    let told = place.run("root", "audit rebuild --check").out;
    assert!(told.contains("the ledger is broken") && told.contains("entry 5 is BROKEN"), "{told}");
    assert!(known.json()["acknowledged"].as_str().unwrap().contains("root"), "{known:?}");
    let log = place.ok("root", "audit log").out;
    assert!(log.contains("acknowledged that the chain is broken at entry 5") && log.contains("a disk failed"), "{log}");
    assert_eq!(log.matches("acknowledged that").count(), 1, "what was refused is no entry: {log}");
    place.ok("rita", "change comment CHG-1 seen");
    assert_eq!(place.run("rita", "audit verify").code, 20);
    place.ok("rita", "change comment CHG-1 again");
    assert!(place.run("rita", "doctor").out.contains("acknowledged by root"));
}

#[test]
fn nothing_is_recorded_while_the_triggers_over_the_entries_are_gone_until_they_are_put_back() {
    let place = board_of_five();
    place.ok("rita", "change create --type normal --title Replica");
    let alter = |sql: &str| Connection::open(place.path("q.db")).unwrap().execute_batch(sql).unwrap();
    let entries = || place.run("rita", "audit verify --json").json()["entries"].clone();
    let before = entries();
    for (sql, what) in [
        ("DROP TRIGGER ledger_no_update", "ledger_no_update is missing"),
        (
            "DROP TRIGGER ledger_no_delete; CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger BEGIN SELECT 1; END",
            "ledger_no_delete differs",
        ),
        ("CREATE TRIGGER own AFTER INSERT ON ledger BEGIN SELECT 1; END", "own was added"),
        ("DROP TRIGGER register_no_update", "register_no_update is missing"),
    ] {
        alter(sql);
        for line in ["change comment CHG-1 seen", "change submit CHG-1", "person add zoe --name Zoe"] {
            let refused = place.run("root", line);
            assert!(refused.code == 20 && refused.err.contains(what), "{line}: {refused:?}");
            assert!(refused.err.contains("quorate audit verify --acknowledge --reason"), "{refused:?}");
        }
        let found = place.run("root", "audit verify");
        assert!(found.code == 20 && found.out.contains(what) && found.out.contains("--acknowledge"), "{found:?}");
        let doctor = place.run("root", "doctor --json").json();
        let checks = doctor["checks"].as_array().unwrap();
        let writing = checks.iter().find(|c| c["name"] == "writing").unwrap();
        let told = writing["text"].as_str().unwrap();
        assert!(writing["state"] == "fail" && told.contains(what), "{writing}");
        assert!(told.contains("nothing can be recorded") && told.contains("--acknowledge --reason"), "{writing}");
        let since = place.run("root", "audit verify --since 1d");
        assert_eq!(since.code, 20, "{since:?}");
        // What is only read still is.
        place.ok("rita", "change view CHG-1");
        assert_eq!(place.run("rita", "audit verify --acknowledge --reason known").code, 5, "an administrator's act");
        assert_eq!(
            place.run("root", "audit verify --json").json()["unguarded"],
            serde_json::json!([format!("trigger {what}")])
        );
        place.args("root", &["audit", "verify", "--acknowledge", "--reason", "a repair by hand"]);
        assert_eq!(place.run("root", "audit verify").code, 0, "{what}");
        let log = place.ok("root", "audit log policy --limit 1").out;
        assert!(log.contains("put back what keeps entries from being altered") && log.contains(what), "{log}");
        place.ok("rita", "change comment CHG-1 seen");
    }
    assert_eq!(entries().as_u64(), before.as_u64().map(|n| n + 8), "what was refused left no entry");
}

/// A timer verifies what is new: the chain from there on, of which the rest is told not to have been looked at.
#[test]
fn a_verification_since_a_moment_looks_at_the_entries_since_then_and_says_so() {
    let mut place = board_of_five();
    place.ok("rita", "change create --type normal --title Old");
    let before = place.doc("root", "audit verify")["entries"].as_u64().unwrap();
    place.clock = "2026-03-05T15:00:00Z".into();
    place.ok("rita", "change create --type normal --title New");
    let told = place.doc("root", "audit verify --since 1d");
    assert_eq!((&told["ok"], &told["since"]), (&serde_json::json!(true), &serde_json::json!(before + 1)), "{told}");
    assert_eq!(told["head"], place.doc("root", "audit verify")["head"]);
    let words = place.ok("root", "audit verify --since 1d").out;
    let now = told["entries"].as_u64().unwrap();
    assert!(words.starts_with(&format!("whole: the entries from {} to {now}, head", before + 1)), "{words}");
    assert!(words.contains("the entries before them were not looked at; all of them: quorate audit verify"), "{words}");
    // Nothing is called whole where nothing was looked at.
    let ahead = place.run("root", "audit verify --since 2030-01-01");
    assert!(ahead.code == 2 && ahead.err.contains("still to come"), "{ahead:?}");
    place.clock = "2026-03-09T15:00:00Z".into();
    let words = place.ok("root", "audit verify --since 1d").out;
    assert!(words.starts_with("no entry since then: there was nothing to verify"), "{words}");
    place.clock = "2026-03-05T15:00:00Z".into();
    assert_eq!(place.run("root", "audit verify --since 1d --acknowledge --reason x").code, 2);
    // The newest entry is altered, then the oldest: the one is seen, of the other nothing is said.
    let forge = |seq: u64, how: &str| {
        let conn = Connection::open(place.path("q.db")).unwrap();
        let sql: String = conn
            .query_row("SELECT sql FROM sqlite_schema WHERE name = 'ledger_no_update'", [], |row| row.get(0))
            .unwrap();
        conn.execute_batch("DROP TRIGGER ledger_no_update").unwrap();
        conn.execute(&format!("UPDATE ledger SET actor = actor {how} WHERE seq = {seq}"), []).unwrap();
        conn.execute_batch(&sql).unwrap();
    };
    forge(2, "|| 'x'");
    assert_eq!(place.run("root", "audit verify --since 1d").code, 0);
    forge(before + 1, "|| 'x'");
    let broken = place.run("root", "audit verify --since 1d --json");
    assert_eq!((broken.code, &broken.json()["first_broken"]["seq"]), (20, &serde_json::json!(before + 1)));
}
