//! Imports: who may, what they do not undo, how what another tool decided is shown.

use super::run::board_of_five;

fn record(state: &str) -> String {
    format!(
        r#"{{"result":[{{"number":"CHG7777777","short_description":"x","type":"normal","state":"{state}","approval":"approved",
        "sys_class_name":"change_request"}}]}}"#
    )
}

#[test]
fn an_import_is_for_those_who_may() {
    let place = board_of_five();
    place.ok("root", "person add aud --name Aud --role auditor");
    place.ok("root", "person add plain --name Plain");
    let file = place.write("r.json", &record("-2"));
    for who in ["aud", "plain", "rita"] {
        let refused = place.run(who, &format!("import servicenow {file} --json"));
        assert_eq!(refused.code, 5, "{who}: {refused:?}");
        assert_eq!(refused.error()["refusal"], "not_permitted", "{who}: {refused:?}");
    }
    assert_eq!(place.doc("root", "change list")["items"].as_array().unwrap().len(), 0);
    place.ok("root", &format!("import servicenow {file}"));
}

#[test]
fn an_import_sets_nothing_back_and_its_decision_is_shown_as_elsewhere() {
    let place = board_of_five();
    place.ok("root", "person add mona --name Mona --role change_manager");
    let file = place.write("r.json", &record("-2"));
    place.ok("root", &format!("import servicenow {file}"));
    let view = place.doc("root", "change view CHG-1");
    assert_eq!((&view["decision"], &view["decided"]), (&"approved".into(), &"approved_elsewhere".into()), "{view}");
    for line in ["change view CHG-1", "decision view CHG-1", "decision list"] {
        let words = place.ok("root", line).out;
        assert!(words.contains("approved elsewhere") || words.contains("approved_elsewhere"), "{line}: {words}");
    }
    let view = place.ok("root", "decision view CHG-1").out;
    assert!(view.contains("nobody here decided it"), "{view}");
    assert_eq!(place.doc("root", "change list --state approved")["items"][0]["id"], "CHG-1");
    // The same record in an earlier state, brought by somebody else.
    let back = place.write("r.json", &record("-5"));
    let import = place.run("mona", &format!("import servicenow {back} --json"));
    assert_eq!(import.code, 2, "nothing of it was brought: {import:?}");
    let sheet = import.error()["import"].clone();
    assert_eq!((&sheet["updated"], &sheet["created"]), (&0.into(), &0.into()), "{import:?}");
    let reason = sheet["skipped"][0]["reason"].as_str().unwrap();
    assert!(reason.contains("is scheduled, and the file would set it back to new"), "{reason}");
    // On it goes, and whoever brings it again does not become its requester.
    let on = place.write("r.json", &record("-1"));
    assert_eq!(place.run("mona", &format!("import servicenow {on} --json")).json()["updated"], 1);
    let view = place.doc("root", "change view CHG-1");
    assert_eq!((&view["state"], &view["requester"]), (&"implement".into(), &"root".into()), "{view}");
}

/// Given an imported change that somebody edited here, when the record comes again with other values, then nothing of what was
/// written here is replaced, and the report says so.
#[test]
fn what_was_edited_here_is_not_replaced_by_a_later_import() {
    let place = board_of_five();
    let file = place.write("r.json", &record("-5"));
    place.ok("root", &format!("import servicenow {file}"));
    place.ok("root", "change edit CHG-1 --title Ours");
    let newer = place.write("r.json", &record("-5").replace("\"type\"", "\"priority\":\"1\",\"type\""));
    let again = place.run("root", &format!("import servicenow {newer} --json"));
    let sheet = again.error()["import"].clone();
    assert_eq!(sheet["updated"], 0, "{again:?}");
    let reason = sheet["skipped"][0]["reason"].as_str().unwrap();
    assert!(reason.contains("was edited or reviewed here since it was imported"), "{reason}");
    let view = place.doc("root", "change view CHG-1");
    assert_eq!((&view["title"], &view["revision"]), (&"Ours".into(), &2.into()), "{view}");
}

/// Given an imported change with values that the pack does not take, when it is cloned or exported, then those are left out and
/// named, and what is left opens again.
#[test]
fn an_imported_change_is_cloned_and_exported_without_what_the_pack_does_not_take() {
    let place = board_of_five();
    let text = record("-5").replace("\"type\"", "\"assigned_to\":\"Person A\",\"type\"");
    let file = place.write("r.json", &text);
    place.ok("root", &format!("import servicenow {file}"));
    let brought = place.doc("root", "change view CHG-1")["fields"].clone();
    assert_eq!(brought["x.id"], "CHG7777777", "{brought}");
    let cloned = place.ok("root", "change clone CHG-1");
    assert!(cloned.out.contains("left out, since the pack does not take") && cloned.out.contains("x.id"), "{cloned:?}");
    let clone = place.doc("root", "change view CHG-2");
    assert_eq!((&clone["title"], &clone["fields"]["x.id"]), (&"x".into(), &serde_json::Value::Null), "{clone}");
    let toml = place.ok("root", "change export CHG-1").out;
    assert!(toml.contains("# \"x.id\" = \"CHG7777777\""), "{toml}");
    let json = place.doc("root", "change export CHG-1");
    assert_eq!(
        (&json["unfit"]["x.id"], &json["fields"]["x.id"]),
        (&"CHG7777777".into(), &serde_json::Value::Null),
        "{json}"
    );
    for (name, text) in [("again.toml", toml), ("again.json", json.to_string())] {
        let file = place.write(name, &text);
        place.ok("root", &format!("change create --from {file}"));
    }
}

#[test]
fn a_file_that_is_none_says_what_to_do() {
    let place = board_of_five();
    let folder = place.dir.path().display().to_string();
    let refused = place.run("root", &format!("import servicenow {folder}"));
    assert!(refused.code == 2 && refused.err.contains("is a folder"), "{refused:?}");
    let refused = place.run("root", "import servicenow -");
    assert!(refused.code == 2 && refused.err.contains("standard input is not read"), "{refused:?}");
}

/// Given a long import, when somebody presses Ctrl-C, then what is being recorded is recorded to its end, how much that is is
/// told, and importing the file again goes on from there.
#[cfg(unix)]
#[test]
fn an_import_that_is_interrupted_says_how_far_it_came() {
    let place = board_of_five();
    let mut text = String::from("number,short_description\n");
    for n in 0..20_000 {
        text.push_str(&format!("CHG{n:07},Change {n}\n"));
    }
    let file = place.write("long.csv", &text);
    let import = ["import", "servicenow", file.as_str(), "--json"];
    let child = place
        .command("root", &import)
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn();
    let child = child.unwrap();
    std::thread::sleep(std::time::Duration::from_millis(1500));
    let pid = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    let ended = child.wait_with_output().unwrap();
    let told: serde_json::Value = serde_json::from_slice(&ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(1), "{told}");
    assert!(told["text"].as_str().unwrap().contains("interrupted"), "{told}");
    let created = told["import"]["created"].as_u64().unwrap();
    assert!(created > 0 && created < 20_000, "{told}");
    assert_eq!(place.ok("root", "change list -o name --quiet").out.lines().count() as u64, created);
    assert!(place.ok("root", "audit verify").out.starts_with("whole: "));
}

/// Given a file that is cut, when it is imported as a trial, then it is said that nothing was recorded.
#[test]
fn a_trial_of_a_cut_file_says_that_nothing_was_recorded() {
    let place = board_of_five();
    let file = place.write("cut.csv", "number,short_description\nCHG0001,A\nCHG0002,\"B\n");
    let trial = place.run("root", &format!("import servicenow {file} --dry-run"));
    assert_eq!(trial.code, 2, "{trial:?}");
    assert!(trial.err.contains("this was a trial: nothing was recorded"), "{trial:?}");
    assert!(
        !trial.err.contains("goes on from here") && trial.err.contains("(would be: 1 created, 0 updated)"),
        "{trial:?}"
    );
    let document = place.run("root", &format!("import servicenow {file} --dry-run --json")).error();
    assert_eq!(document["import"]["dry_run"], true, "{document}");
    let whole = place.run("root", &format!("import servicenow {file}"));
    assert!(whole.err.contains("goes on from here") && whole.err.contains("(1 created, 0 updated)"), "{whole:?}");
}
