//! Transcripts: the real program from an empty folder to a recorded decision, and what it refuses on the way.

use super::run::{Place, board_of_five, fits_its_shape, pack_file, waiting_for_the_board};
use serde_json::{Value, json};

#[test]
fn a_change_goes_from_request_to_decision_by_three_votes() {
    let place = waiting_for_the_board();
    let pending = place.run("tom", "gate CHG-1 --env production --json");
    assert_eq!((pending.code, pending.json()["verdict"].as_str()), (8, Some("pending")));
    fits_its_shape(&pending.json());
    assert_eq!(place.doc("ciso", "inbox")["items"], json!([]), "nothing to vote on yet");
    let opened = place.doc("cto", "vote open CHG-1");
    assert_eq!((&opened["id"], &opened["revision"]), (&json!("CHG-1"), &json!(4)));
    let inbox = place.doc("ciso", "inbox");
    assert_eq!((&inbox["items"][0]["kind"], &inbox["items"][0]["id"]), (&json!("VOTE"), &json!("CHG-1")));
    place.ok("cto", "vote cast CHG-1 approve");
    let early = place.run("cto", "vote close CHG-1 --json");
    assert_eq!((early.code, &early.error()["refusal"]), (7, &json!("quorum_not_met")));
    place.ok("ciso", "vote cast CHG-1 approve --reason fine");
    let hidden = place.doc("rita", "vote tally CHG-1");
    assert_eq!((&hidden["voted"], &hidden["for"], &hidden["against"]), (&json!(2), &Value::Null, &Value::Null));
    assert!(!place.ok("rita", "audit log CHG-1").out.contains("fine"), "the log keeps a hidden ballot's secret");
    let silent = place.run("system_owner", "vote cast CHG-1 reject --json");
    let refusal = silent.error();
    assert_eq!((silent.code, &refusal["clauses"][0]["id"]), (7, &json!("GQ-approval-06")), "{refusal}");
    assert_eq!(refusal["settings"], json!(["vote.reason_against"]), "{refusal}");
    place.ok("system_owner", "vote cast CHG-1 reject --reason risky");
    assert_eq!(place.doc("rita", "vote list")["items"].as_array().unwrap().len(), 1);
    place.ok("cto", "vote close CHG-1 --considered --reason agreed");
    let tally = place.doc("rita", "vote tally CHG-1");
    assert_eq!(tally["outcome"], "carried");
    assert_eq!((&tally["for"], &tally["against"], &tally["present"]), (&json!(2), &json!(1), &json!(3)));
    let decision = place.doc("rita", "decision view CHG-1");
    assert_eq!(decision["decision"], "approved");
    let list = place.doc("rita", "decision list");
    assert_eq!(list["items"][0]["id"], "CHG-1");
    assert_eq!(
        place.ok("rita", "change view --json CHG-1").json()["id"],
        "CHG-1",
        "--json takes no number for a field"
    );
    let view = place.doc("rita", "change view CHG-1");
    assert_eq!(view["state"], "scheduled");
    assert_eq!(view["risk"]["level"], "moderate");
    assert_eq!((&view["risk"]["inherent"], &view["risk"]["residual"]), (&json!(6), &json!(4)));
    assert_eq!(view["fields"]["title"], "Add a read replica");
    assert_eq!(view["fields"]["window"], "2026-04-05T06:00:00Z/2026-04-05T08:00:00Z");
    assert_eq!(view["approvals"][0]["state"], "approved");
    let entries = place.doc("rita", "audit log CHG-1")["items"].as_array().unwrap().len();
    assert_eq!(view["history_count"], entries);
    let words = place.ok("rita", "change view CHG-1").out;
    assert!(words.contains("2026-04-05 02:00-04:00 EDT (06:00-08:00Z)"), "{words}");
    let verified = place.doc("rita", "audit verify");
    assert_eq!((&verified["ok"], &verified["first_broken"]), (&json!(true), &Value::Null));
    assert_eq!(place.doc("rita", "audit rebuild --check")["differences"], json!([]));
}

#[test]
fn a_refusal_names_each_missing_field_with_its_clause() {
    let place = board_of_five();
    place.ok("rita", "change create --type normal --title Bare");
    let refused = place.run("rita", "change submit CHG-1 --json");
    assert_eq!(refused.code, 7);
    let document = refused.error();
    assert_eq!(document["schema"], "quorate.refusal/1");
    assert_eq!(document["error"], "refused");
    let missing: Vec<_> =
        document["missing"].as_array().unwrap().iter().map(|m| m["field"].as_str().unwrap()).collect();
    for field in ["environment", "description", "rollback_plan", "testing_plan"] {
        assert!(missing.contains(&field), "{field} in {missing:?}");
    }
    let clauses = document["clauses"].as_array().unwrap();
    let cited = clauses.iter().find(|c| c["id"] == "GQ-request-01").expect("the clause for the form");
    assert!(cited["text"].as_str().unwrap().contains("rollback plan"), "{cited}");
    assert!(!cited["section"].as_str().unwrap().is_empty());
    assert!(
        document["would_change"]
            .as_array()
            .unwrap()
            .contains(&json!("fill in rollback_plan: quorate change edit CHG-1 --set rollback_plan=VALUE"))
    );
    let words = place.run("rita", "change submit CHG-1");
    assert_eq!((words.code, words.out.as_str()), (7, ""));
    assert!(words.err.starts_with("refused: CHG-1"), "{}", words.err);
    assert!(
        words.err.contains("GQ-request-01, ") && words.err.contains("what would change it: fill in"),
        "{}",
        words.err
    );
    let check = place.doc("rita", "change check CHG-1");
    assert_eq!(check["ready"], false);
    assert!(check["missing"].as_array().unwrap().iter().any(|m| m["field"] == "rollback_plan"));
    let own = place.run("tom", "change approve CHG-9 --json");
    assert_eq!((own.code, &own.error()["error"]), (3, &json!("not_found")), "what is not there is not refused");
}

#[test]
fn the_same_key_records_once_and_prints_the_first_receipt() {
    let place = board_of_five();
    let line = "change create --type normal --title Once --idempotency-key job-77";
    let first = place.doc("rita", line);
    let second = place.doc("rita", line);
    assert_eq!((&first["id"], &first["again"]), (&json!("CHG-1"), &json!(false)));
    assert_eq!(second["again"], true);
    for field in ["act", "id", "revision", "state", "entries", "head", "at"] {
        assert_eq!(first[field], second[field], "{field}");
    }
    assert_eq!(place.doc("rita", "change list")["items"].as_array().unwrap().len(), 1);
    let other = place.doc("rita", &line.replace("job-77", "job-78"));
    assert_eq!(other["id"], "CHG-2");
    place.ok("rita", "change edit CHG-1 --title A --idempotency-key e");
    let misused = place.run("rita", "change edit CHG-2 --title B --idempotency-key e --json");
    assert_eq!((misused.code, &misused.error()["error"]), (2, &json!("invalid_input")));
}

#[test]
fn a_change_that_moved_on_is_a_conflict() {
    let place = board_of_five();
    place.ok("rita", "change create --type normal --title One");
    place.ok("rita", "change edit CHG-1 --title Two --if-version 1");
    let late = place.run("rita", "change edit CHG-1 --title Three --if-version 1 --json");
    let told = late.error();
    assert_eq!((late.code, &told["error"], &told["refusal"]), (6, &json!("conflict"), &json!("stale_revision")));
    assert_eq!((&told["id"], &told["have"], &told["want"]), (&json!("CHG-1"), &json!(2), &json!(1)), "{told}");
    assert_eq!(told["hint"], "see what changed: quorate change diff CHG-1 1 2");
    assert_eq!(place.doc("rita", "change view CHG-1")["title"], "Two");
}

#[test]
fn a_trial_records_nothing_and_exits_as_the_act_would() {
    let place = board_of_five();
    let trial = place.doc("rita", "change create --type normal --title Trial --dry-run");
    assert_eq!((&trial["dry_run"], trial["entries"].as_array().unwrap().len()), (&json!(true), 1));
    assert_eq!(place.doc("rita", "change list")["items"], json!([]));
    place.ok("rita", "change create --type normal --title Real");
    assert_eq!(place.run("rita", "change submit CHG-1 --dry-run").code, 7);
}

#[test]
fn unknown_fields_are_refused_before_anything_happens() {
    let place = board_of_five();
    for fields in ["id,nonsense", "5", "nonsense"] {
        let refused = place.run("rita", &format!("change create --type normal --title X --json={fields}"));
        assert_eq!(refused.code, 2, "{fields}");
        let known = &refused.error()["fields"];
        assert!(known.as_array().unwrap().contains(&json!("revision")), "{known}");
    }
    assert_eq!(place.doc("rita", "change list")["items"], json!([]), "nothing was recorded");
    let picked = place.run("rita", "person list --json id,roles").json();
    assert_eq!(picked["items"][0].as_object().unwrap().keys().collect::<Vec<_>>(), ["id", "roles"]);
}

#[test]
fn forms_of_a_list() {
    let place = board_of_five();
    place.args("rita", &["change", "create", "--type", "normal", "--title", "=SUM(A1) \"x\", y"]);
    place.args("rita", &["change", "create", "--type", "normal", "--title", "Zweites"]);
    assert_eq!(place.ok("rita", "change list -o name").out, "CHG-2\nCHG-1\n");
    assert_eq!(place.ok("rita", "change list --sort oldest -o name").out, "CHG-1\nCHG-2\n");
    let table = place.ok("rita", "change list").out;
    let rows: Vec<Vec<&str>> = table.lines().map(|l| l.split('\t').collect()).collect();
    assert_eq!((rows.len(), rows[0].len(), rows[0][0]), (2, 8, "CHG-2"), "no head line, TAB between: {table}");
    let csv = place.ok("rita", "change list -o csv").out;
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let title = reader.headers().unwrap().iter().position(|h| h == "title").unwrap();
    let records: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(&records[1][title], "'=SUM(A1) \"x\", y", "a formula is disarmed");
    let lines = place.ok("rita", "change list -o jsonl").out;
    let ids: Vec<_> = lines.lines().map(|l| serde_json::from_str::<Value>(l).unwrap()["id"].clone()).collect();
    assert_eq!(ids, ["CHG-2", "CHG-1"]);
    let yaml = place.ok("rita", "change list -o yaml").out;
    assert!(
        yaml.starts_with("---\n\"schema\": \"quorate.changes/1\"\n\"items\":\n  -\n    \"id\": \"CHG-2\"\n"),
        "{yaml}"
    );
    let jq = place.args("rita", &["change", "list", "-q", ".items[] | select(.id == \"CHG-2\") | .title"]);
    assert_eq!(jq.out, "Zweites\n");
    assert_eq!(place.args("rita", &["change", "list", "-q", ".items["]).code, 2);
    let page = place.run("rita", "change list --limit 1 --json id").json();
    let next = page["next"].as_str().unwrap();
    let page = place.run("rita", &format!("change list --limit 1 --after {next} --json id")).json();
    assert_eq!(page["items"], json!([{"id": "CHG-1"}]));
    let file = place.path("list.json");
    let written = place.args("rita", &["change", "list", "--json", "id", "--out", file.to_str().unwrap()]);
    assert_eq!((written.code, written.out.as_str()), (0, ""));
    let kept: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    assert_eq!(kept["items"].as_array().unwrap().len(), 2);
    let over = place.args("rita", &["change", "list", "--out", place.path("q.db").to_str().unwrap()]);
    assert_eq!(over.code, 2, "the register is never written over");
    assert!(place.doc("rita", "audit verify")["ok"].as_bool().unwrap());
}

#[test]
fn several_changes_at_once_from_the_standard_input() {
    let place = board_of_five();
    for title in ["One", "Two", "Three"] {
        place.ok("rita", &format!("change create --type normal --title {title}"));
    }
    let ran = place.fed("rita", &["change", "cancel", "-", "--reason", "gone", "--json"], "CHG-1\tx\nCHG-9\n\nCHG-3\n");
    assert_eq!(ran.code, 3, "the first failure decides: {ran:?}");
    let ids: Vec<_> = ran.json()["items"].as_array().unwrap().iter().map(|r| r["id"].clone()).collect();
    assert_eq!(ids, ["CHG-1", "CHG-3"]);
    let states = place.doc("rita", "change list --sort oldest");
    let states: Vec<_> = states["items"].as_array().unwrap().iter().map(|c| c["state"].clone()).collect();
    assert_eq!(states, ["canceled", "new", "canceled"]);
    let bad = place.fed("rita", &["change", "cancel", "-", "--reason", "x"], "CHG-2\nnonsense\n");
    assert_eq!(bad.code, 2);
    assert!(bad.err.contains("line 2"), "{}", bad.err);
}

#[test]
fn set_up_and_usage_say_what_is_missing() {
    let place = Place::new();
    let missing = place.run("root", "init --no-input --json");
    assert_eq!((missing.code, missing.error()["text"].as_str().unwrap().contains("--pack")), (2, true));
    let nowhere = place.run("root", "change list --json");
    assert_eq!(nowhere.error()["error"], "register");
    assert_eq!(
        place.doc("root", "policy list")["items"].as_array().unwrap().iter().filter(|p| p["active"] == true).count(),
        0
    );
    place.ok("root", "init --pack ghostquant --sandbox");
    assert_ne!(place.run("root", "init --pack ghostquant --sandbox").code, 0, "a register is not founded twice");
    for (line, flag) in [
        ("change create --title X --no-input", "--type"),
        ("change create --type normal --no-input", "--title"),
        ("person add ana --role administrator", "--name"),
        ("decision except CHG-1 rule --reason x --no-input", "--confirm"),
        ("demo --patches 3", "--patches"),
        ("gate CHG-1 --artifact sha256:00", "--artifact"),
        ("change diff CHG-1 1 --since 2026-03-01", "--since"),
        ("change comment CHG-1 --no-input", "comment"),
        ("gate CHG-1 --timeout 5m", "--wait"),
        ("change list --watch", "--watch"),
        ("change list --template {{", "--template"),
    ] {
        let refused = place.run("root", line);
        assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{line}");
        assert!(refused.err.contains(flag), "{line}: {}", refused.err);
    }
    assert_eq!(place.run("root", "change list --tz Nowhere/Here").code, 2);
    assert_eq!(place.run("root", "vote cast CHG-1 maybe --json").error()["error"], "usage");
    assert_eq!(
        place.doc("root", "doctor")["checks"].as_array().unwrap().iter().filter(|c| c["state"] == "fail").count(),
        0
    );
    assert!(place.doc("root", "paths")["db"].as_str().unwrap().ends_with("q.db"));
    for shell in ["bash", "zsh", "fish"] {
        assert!(place.ok("root", &format!("completion {shell}")).out.contains("rollcall"));
    }
    assert!(place.ok("root", "man vote cast").out.starts_with(".ie"));
    let schema = place.ok("root", "schema gate").json();
    assert_eq!(schema["properties"]["verdict"]["type"], "string");
    assert!(place.ok("root", "").out.contains("Usage: quorate"), "away from a terminal: help");
}

#[test]
fn files_of_fields_say_where_they_are_wrong() {
    let place = board_of_five();
    let json = place.write("c.json", r#"{"type":"normal","fields":{"title":"From JSON","security_relevant":true}}"#);
    assert_eq!(place.ok("rita", &format!("change create --from {json} -o name")).out, "CHG-1\n");
    assert_eq!(place.doc("rita", "change view CHG-1")["fields"]["security_relevant"], "yes");
    for (name, text, said) in [
        ("a.toml", "title = \"x\"\ntitle = \"y\"\n", "line 2"),
        ("b.json", "{\n \"title\": }", "line 2"),
        ("c.toml", "type = \"normal\"\ntitle = \"x\"\n[owner]\nname = 1\n", "owner"),
        ("d.toml", "type = \"normal\"\ntitle = \"x\"\nimplementaton_plan = \"x\"\n", "implementation_plan"),
    ] {
        let file = place.write(name, text);
        let refused = place.run("rita", &format!("change create --from {file}"));
        assert_eq!(refused.code, 2, "{name}: {refused:?}");
        assert!(refused.err.contains(said), "{name}: {}", refused.err);
    }
    std::fs::write(place.path("latin.toml"), b"title = \"caf\xe9\"").unwrap();
    let refused = place.run("rita", "change create --type normal --from latin.toml");
    assert!(refused.code == 2 && refused.err.contains("UTF-8 from byte 12"), "{refused:?}");
    let nasty = place.args("rita", &["change", "create", "--type", "normal", "--title", "a\x1b[31mb\u{202e}"]);
    assert_eq!(nasty.code, 2);
    assert!(!nasty.err.contains('\x1b'), "{:?}", nasty.err);
}

#[test]
fn packs_are_listed_shown_checked_and_compared() {
    let place = board_of_five();
    let packs = place.doc("rita", "policy list");
    assert!(packs["items"].as_array().unwrap().iter().any(|p| p["id"] == "ghostquant" && p["active"] == true));
    let pack = place.doc("rita", "policy show");
    assert_eq!(
        (&pack["id"], &pack["board"]["quorum"], &pack["board"]["of"]),
        (&json!("ghostquant"), &json!(3), &json!(5))
    );
    assert_eq!(pack["risk"]["levels"][0]["id"], "low");
    assert!(place.ok("rita", "policy show ghostquant").out.contains("quorum 3 of 5"));
    let clauses = place.doc("rita", "policy clauses ghostquant");
    let clauses = clauses["items"].as_array().unwrap();
    assert!(clauses.iter().any(|c| c["id"] == "GQ-cab-04" && c["state"] == "enforced" && c["rules"] != json!([])));
    assert!(
        clauses.iter().any(|c| c["id"] == "GQ-cab-04" && c["tests"] != json!([])),
        "the tests of a clause are named"
    );
    let good = place.doc("rita", &format!("policy check {}", pack_file("ghostquant")));
    assert_eq!(good["ok"], true);
    let file = place.write("broken.toml", "schema = 1\nnane = \"x\"\n");
    let bad = place.run("rita", &format!("policy check {file} --json"));
    assert_eq!(bad.code, 2);
    let finding = &bad.json()["findings"][0];
    assert_eq!(finding["line"], 2, "{finding}");
    assert!(finding["text"].as_str().unwrap().contains("name"), "{finding}");
    let differences = place.doc("rita", "policy diff ghostquant aivo");
    assert!(!differences["differences"].as_array().unwrap().is_empty());
    assert_eq!(place.doc("rita", "policy replay --pack ghostquant")["judged"], 0);
}

#[test]
fn an_import_is_tried_carried_out_and_repeated_without_effect() {
    let place = board_of_five();
    let records = r#"{"result":[
        {"number":"CHG0030001","short_description":"Patch the mail relay","type":"normal","state":"-5","sys_created_on":"2026-01-05 10:00:00"},
        {"number":"CHG0030002","short_description":"Rotate keys","type":"standard","state":"3","sys_created_on":"2026-01-06 10:00:00"},
        {"short_description":"no number"}]}"#;
    let file = place.write("records.json", records);
    let trial = place.doc("root", &format!("import servicenow {file} --dry-run"));
    assert_eq!((&trial["read"], &trial["created"]), (&json!(3), &json!(2)));
    assert_eq!(trial["skipped"].as_array().unwrap().len(), 1);
    assert_eq!(place.doc("root", "change list")["items"], json!([]));
    let real = place.doc("root", &format!("change import servicenow {file}"));
    assert_eq!(real["created"], 2);
    let again = place.doc("root", &format!("import servicenow {file}"));
    assert_eq!((&again["created"], &again["updated"], &again["unchanged"]), (&json!(0), &json!(0), &json!(2)));
    assert_eq!(place.run("root", &format!("import lotus {file}")).code, 2);
}

#[test]
fn a_cut_tail_is_seen_by_a_checkpoint_and_a_backup_is_whole() {
    let place = board_of_five();
    let kept = place.ok("root", "audit checkpoint").out;
    let file = place.write("checkpoint.txt", &kept);
    assert_eq!(place.run("root", &format!("audit verify --against {file}")).code, 0);
    let copy = place.path("copy.db").display().to_string();
    place.ok("root", &format!("db backup {copy}"));
    place.ok("rita", "change create --type normal --title Later");
    let later = place.ok("root", "audit checkpoint").out;
    let file = place.write("later.txt", &later);
    let short = place.run("root", &format!("audit verify --against {file} --db {copy} --json"));
    assert_eq!(short.code, 20, "the copy lacks the entry: {short:?}");
    assert_eq!(place.run("root", &format!("audit verify --db {copy}")).code, 0, "by itself it is whole");
}

#[test]
fn the_past_can_be_asked_for() {
    let mut place = board_of_five();
    place.ok("rita", "change create --type normal --title Before");
    place.clock = "2026-03-02T16:00:00Z".into();
    place.ok("rita", "change edit CHG-1 --title After");
    let then = place.doc("rita", "change view CHG-1 --at 2026-03-02T15:30:00Z");
    assert_eq!((&then["title"], &then["revision"]), (&json!("Before"), &json!(1)));
    let list = place.doc("rita", "change list --at 2026-03-02T15:30:00Z");
    assert_eq!(list["items"][0]["title"], "Before");
    let local = ["change", "view", "CHG-1", "--at", "2026-03-02 10:30", "--json", "title"];
    assert_eq!(place.args("rita", &local).json()["title"], "Before", "a local time is read in the pack's zone");
    let diff = place.doc("rita", "change diff CHG-1 --at 2026-03-02T15:30:00Z");
    assert_eq!(diff["items"], json!([{"id": "title", "label": "Title", "then": "Before", "now": "After"}]));
    let since = place.doc("rita", "audit log --since 2026-03-02T15:30:00Z");
    assert_eq!(since["items"].as_array().unwrap().len(), 1);
}

/// Whether a value fits a schema, as far as the schema of packs goes.
fn fits(schema: &Value, root: &Value, value: &Value, place: &str) {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap();
        return fits(&root["$defs"][name], root, value, place);
    }
    if let Some(words) = schema["enum"].as_array() {
        assert!(words.contains(value), "{place}: {value} is none of {words:?}");
        return;
    }
    let kind = match value {
        Value::Object(_) => "object",
        Value::Array(_) => "array",
        Value::String(_) => "string",
        Value::Bool(_) => "boolean",
        _ => "integer",
    };
    let allowed = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().any(|k| k == kind),
        one => one == kind,
    };
    assert!(allowed, "{place}: {value} is {kind}, not {}", schema["type"]);
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let own = &schema["properties"][key];
                let schema = if own.is_null() { &schema["additionalProperties"] } else { own };
                assert!(schema.is_object(), "{place}.{key} is not in the schema");
                fits(schema, root, value, &format!("{place}.{key}"));
            }
        }
        Value::Array(items) if schema["items"].is_object() => {
            for (i, item) in items.iter().enumerate() {
                fits(&schema["items"], root, item, &format!("{place}[{i}]"));
            }
        }
        _ => {}
    }
}

#[test]
fn the_schema_of_packs_describes_the_built_in_ones() {
    let place = Place::new();
    let schema = place.ok("root", "policy schema").json();
    assert!(schema["$defs"]["When"]["properties"]["any"]["items"]["$ref"].is_string(), "conditions nest");
    for definition in schema["$defs"].as_object().unwrap().values() {
        assert!(!definition["properties"].as_object().unwrap().is_empty());
    }
    for name in ["teleseal", "ghostquant", "aivo", "devsecopsbook", "three-env"] {
        let text = std::fs::read_to_string(pack_file(name)).unwrap();
        let pack: Value = toml::from_str(&text).unwrap();
        fits(&schema, &schema, &pack, name);
    }
    let wrong: Value = toml::from_str("schema = 1\nname = \"x\"\ntitle = \"x\"\nruel = []").unwrap();
    assert!(
        std::panic::catch_unwind(|| fits(&schema, &schema, &wrong, "wrong")).is_err(),
        "an unknown key does not fit"
    );
}

#[test]
fn an_error_has_the_fields_of_a_refusal() {
    let place = board_of_five();
    let missing = "change list --db no-such.db --json";
    for (line, code) in
        [("change view CHG-9 --json", 3), ("change view nine --json", 2), ("change list --json id,nix", 2)]
            .into_iter()
            .chain([("vote cast --json", 2), ("change list --state redy --json", 2), (missing, 1)])
    {
        let ran = place.run("rita", line);
        assert_eq!((ran.code, ran.out.as_str()), (code, ""), "{line}: {}", ran.err);
        let document = ran.error();
        assert_eq!((&document["schema"], &document["code"]), (&json!("quorate.refusal/1"), &json!(code)));
        for field in ["clauses", "settings", "would_change", "reasons", "missing"] {
            assert!(document[field].is_array(), "{line}: {field} in {document}");
        }
        assert!(document["refusal"].is_null() && document["text"].is_string(), "{document}");
    }
}

#[test]
fn an_older_copy_is_refused_also_when_the_newest_entries_came_by_import() {
    let place = board_of_five();
    place.ok("cto", "db backup --out old.db");
    place.write("one.csv", "Summary,Issue key,Issue Type,Status,Created\nRenew,OPS-1,Change,Open,02/Mar/26 9:00 AM\n");
    assert_eq!(place.doc("root", "import jira one.csv")["created"], 1);
    for end in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(place.path(&format!("q.db{end}")));
    }
    std::fs::copy(place.path("old.db"), place.path("q.db")).unwrap();
    let refused = place.run("rita", "change list --json");
    assert_eq!((refused.code, refused.out.as_str()), (20, ""), "{}", refused.err);
    assert!(refused.error()["text"].as_str().unwrap().contains("has already seen"), "{}", refused.err);
}

#[test]
fn seats_and_persons_are_shown_and_given() {
    let place = board_of_five();
    let seats = place.doc("rita", "roster list");
    assert_eq!(seats["items"].as_array().unwrap().len(), 5);
    let person = place.doc("rita", "person view cto");
    assert_eq!((&person["seats"], &person["active"]), (&json!(["cto"]), &json!(true)));
    place.ok("root", "board seat cto tom");
    assert_eq!(place.doc("rita", "person view tom")["seats"], json!(["cto"]));
    assert_eq!(place.doc("rita", "person view tom")["roles"], json!(["technical_team"]), "roles stay");
    let nobody = place.run("root", "board seat cto nobody --json");
    assert_eq!((nobody.code, &nobody.error()["error"]), (3, &json!("not_found")));
    assert!(place.ok("rita", "person view tom").out.starts_with("tom Tom\nroles         technical_team\n"));
}

#[test]
fn one_flag_may_set_several_fields() {
    let place = board_of_five();
    place.ok("rita", "change create --set title=One environment=production --type normal");
    place.ok("rita", "change edit CHG-1 --set rollback_plan=Detach testing_plan=a=b --title Two");
    let fields = place.doc("rita", "change view CHG-1")["fields"].clone();
    assert_eq!((&fields["title"], &fields["testing_plan"]), (&json!("Two"), &json!("a=b")));
    place.ok("rita", "change assess CHG-1 --set likelihood=Low impact=Medium");
    assert_eq!(place.doc("rita", "change view CHG-1")["risk"]["inherent"], 6);
}

#[test]
fn a_register_may_be_named_by_url() {
    let place = board_of_five();
    let db = place.path("q.db").display().to_string();
    for url in [format!("file://{db}"), format!("sqlite:{db}")] {
        let list = place.run("rita", &format!("person list --db {url} -o name"));
        assert!(list.out.contains("rita\n"), "{list:?}");
    }
    let server = place.run("rita", "person list --db postgres://host/db --json");
    assert_eq!((server.code, &server.error()["error"]), (2, &json!("invalid_input")));
    assert!(!place.path("postgres:").exists());
    let paths = place.doc("rita", "paths");
    assert_eq!(paths["state"], place.path("state").display().to_string());
}

#[test]
fn a_demonstration_has_as_many_changes_as_were_asked_for() {
    let place = super::run::Place::new();
    for (n, seed) in [(1, 1), (40, 3), (77, 9)] {
        let db = place.path(&format!("demo-{n}.db")).display().to_string();
        place.ok("root", &format!("demo --changes {n} --seed {seed} --db {db}"));
        let list = place.ok("root", &format!("change list -o name --db {db}"));
        assert_eq!(list.out.lines().count(), n, "--changes {n}");
    }
}
