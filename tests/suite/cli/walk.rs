//! What somebody meets who tries the program from outside: misspelt words, odd orders, missing arguments.

use super::run::{Place, board_of_five, waiting_for_the_board};

#[test]
fn line_mode_without_a_register_asks_how_to_begin() {
    let place = Place::new();
    let left = place.fed("ada", &["--line"], "3\nq\n");
    assert_eq!(left.code, 0, "{left:?}");
    for part in
        ["There is no register yet at", "1 A demo week", "2 An empty register", "3 A short tour", "A SHORT TOUR"]
    {
        assert!(left.out.contains(part), "{part}: {}", left.out);
    }
    assert!(!place.path("q.db").exists());
    // The clock is for sandboxes only, which a register of one's own is not.
    let refused = place.fed("ada", &["--line"], "2\n2\nExample\nyes\nq\n");
    assert!(refused.out.contains("--clock sets the time in a sandbox register only"), "{}", refused.out);
    let place = Place { clock: String::new(), ..Place::new() };
    let own = |answers: &str| place.fed("ada", &["--line"], answers);
    let not = own("2\n2\nExample\nno\nq\n");
    assert!(not.out.contains("Nothing was founded.") && !place.path("q.db").exists(), "{}", not.out);
    let founded = own("2\n2\nExample\nyes\nq\n");
    assert!(founded.out.contains("Quorate, Example, pack ghostquant. You are ada"), "{}", founded.out);
    let none = Place::new().fed("ada", &["--line", "--no-input"], "1\n");
    assert_eq!((none.code, none.err.contains("there is no register")), (1, true), "{none:?}");
    let demo = Place::new();
    let week = demo.fed("ada", &["--line"], "1\nq\n");
    assert!(week.out.contains("SANDBOX, pack ghostquant"), "{}", week.out);
    assert_eq!(demo.doc("ada", "change list")["items"].as_array().unwrap().len(), 40);
}

#[test]
fn json_may_stand_before_what_is_no_list_of_fields() {
    let place = board_of_five();
    for (line, schema) in [
        ("--json change list", "quorate.changes/1"),
        ("--json policy list", "quorate.packs/1"),
        ("--json inbox", "quorate.inbox/1"),
        ("policy --json list", "quorate.packs/1"),
        ("policy show --json ghostquant", "quorate.pack/1"),
        ("policy clauses --json three-env", "quorate.clauses/1"),
        ("person view --json rita", "quorate.person/1"),
        ("--json person view rita", "quorate.person/1"),
        ("change list --json id,risk", "quorate.changes/1"),
        ("change list --json risk", "quorate.changes/1"),
    ] {
        let ran = place.run("rita", line);
        assert_eq!(ran.code, 0, "{line}: {ran:?}");
        assert_eq!(ran.json()["schema"], schema, "{line}");
    }
    let pack = super::run::pack_file("ghostquant");
    assert_eq!(place.args("rita", &["policy", "check", "--json", &pack]).json()["ok"], true);
    let wrong = place.run("rita", "change list --json nosuch").error();
    assert!(wrong["fields"].as_array().unwrap().contains(&"title".into()), "{wrong}");
    let new = Place::new();
    assert_eq!(new.run("ada", "init --json --demo").json()["schema"], "quorate.receipt/1");
}

#[test]
fn a_founding_names_each_pack_once_and_gives_its_act() {
    let place = Place::new();
    let twice = place.run("ada", "init --pack ghostquant --pack ghostquant --sandbox --json");
    assert_eq!(twice.code, 2);
    assert_eq!(twice.error()["text"], "the pack ghostquant is named twice");
    assert!(!place.path("q.db").exists());
    let receipt = place.doc("ada", "init --pack ghostquant --sandbox");
    let log = place.doc("ada", "audit log");
    let first = log["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&first["seq"], &first["act"]), (&1.into(), &receipt["act"]), "{first} {receipt}");
}

#[test]
fn a_cut_import_reports_what_was_skipped_and_a_long_title_is_kept_whole() {
    let place = board_of_five();
    let long = "a word ".repeat(60);
    let good = format!("number,short_description,description\nCHG0000001,{long},the rest\n,no number,x\n");
    let cut = place.write("cut.csv", &format!("{good}CHG0000003,\"never closed\n"));
    let ran = place.run("root", &format!("import servicenow {cut} --json"));
    let document = ran.error();
    assert_eq!((ran.code, &document["import"]["created"]), (2, &1.into()), "{document}");
    assert_eq!(document["import"]["skipped"][0]["row"], 2, "{document}");
    let words = place.run("root", &format!("import servicenow {cut}")).err;
    assert!(words.contains("never closed") && words.contains("skipped record 2: "), "{words}");
    assert!(words.contains("of 419 characters; the whole title begins the description"), "{words}");
    let change = place.doc("root", "change view CHG-1");
    assert_eq!(change["title"].as_str().unwrap().chars().count(), 300);
    assert_eq!(change["fields"]["description"], format!("{}\n\nthe rest", long.trim()));
    let missing = place.run("root", &format!("import servicenow {cut} --map nofile.toml"));
    assert_eq!(missing.code, 2);
    assert!(missing.err.contains("name a mapping file") && !missing.err.contains("built-in pack"), "{missing:?}");
}

#[test]
fn words_that_nothing_has_are_refused_with_those_that_are_known() {
    let place = waiting_for_the_board();
    for (line, code, said, known) in [
        ("change list --type nosuch", 2, "there is no type \"nosuch\"", "one of standard, normal, emergency"),
        ("change list --risk bogus", 2, "there is no risk \"bogus\"", "moderate"),
        ("change list --owner nobody", 3, "there is no person \"nobody\"", "quorate person list"),
        ("decision list --type nosuch", 2, "there is no type \"nosuch\"", "normal"),
        ("policy clauses ghostquant --state nosuch", 2, "there is no state \"nosuch\"", "enforced, guidance"),
        ("policy clauses ghostquant --area nosuch", 2, "there is no area \"nosuch\"", "decide"),
    ] {
        let ran = place.run("rita", line);
        assert_eq!(ran.code, code, "{line}: {ran:?}");
        assert!(ran.err.contains(said) && ran.err.contains(known), "{line}: {}", ran.err);
    }
    for line in ["--type normal", "--type emergency", "--risk moderate", "--owner rita", "--owner tom"] {
        place.ok("rita", &format!("change list {line}"));
    }
}

#[test]
fn the_clock_of_a_real_register_is_the_systems() {
    let place = Place { clock: String::new(), ..Place::new() };
    place.ok("ada", "init --pack ghostquant");
    for line in ["change list", "inbox", "audit verify", "policy show"] {
        place.ok("ada", line);
        let ran = place.run("ada", &format!("--clock 2026-03-02T15:00:00Z {line}"));
        assert_eq!(ran.code, 2, "{line}: {ran:?}");
        assert!(ran.err.contains("in a sandbox register only"), "{line}: {}", ran.err);
    }
}

#[test]
fn usage_errors_in_json_name_what_is_missing() {
    let place = Place::new();
    let text = |line: &str| place.run("ada", line).error()["text"].as_str().unwrap().to_owned();
    let missing = text("change review CHG-1 --json");
    assert!(missing.starts_with("the following required arguments were not provided: --outcome"), "{missing}");
    let two = text("change schedule CHG-1 --json");
    assert!(two.contains("--from <TIME>, --to <TIME>"), "{two}");
    assert!(text("change nosuch --json").contains("nosuch"));
}

#[test]
fn a_field_that_a_json_file_names_twice_is_refused_with_its_place() {
    let place = board_of_five();
    for (text, at) in [
        ("{\"type\": \"normal\",\n \"title\": \"One\",\n \"title\": \"Two\"}", "line 3, column 8"),
        (
            "{\"type\": \"normal\", \"title\": \"One\",\n\"fields\": {\"mitigations\": \"a\", \"mitigations\": \"b\"}}",
            "line 2, ",
        ),
    ] {
        let file = place.write("twice.json", text);
        let ran = place.run("rita", &format!("change create --from {file}"));
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.err.contains(at) && ran.err.contains("stands here twice"), "{}", ran.err);
    }
    let file = place.write(
        "once.json",
        "{\"type\": \"normal\", \"title\": \"1\", \"security_relevant\": true, \"mitigations\": null}",
    );
    place.ok("rita", &format!("change create --from {file}"));
}

#[test]
fn the_form_of_refusals_is_described() {
    let place = board_of_five();
    let schema = place.ok("rita", "schema refusal").json();
    assert_eq!(schema["title"], "quorate.refusal/1");
    let properties = schema["properties"].as_object().unwrap();
    for line in ["change view CHG-9 --json", "change hold --json", "change submit CHG-9 --json --as ghost"] {
        let document = place.run("rita", line).error();
        assert!(properties.keys().all(|name| document.get(name).is_some()), "{document}");
    }
}

#[test]
fn whoever_is_not_registered_is_told_so_by_every_act() {
    let place = waiting_for_the_board();
    place.ok("cto", "vote open CHG-1");
    for line in [
        "inbox",
        "vote cast CHG-1 approve",
        "change create --type normal --title X",
        "change comment CHG-1 hello",
        "change approve CHG-1",
        "person add bo --name Bo",
        "policy set vote.majority_of=cast --reason x",
        "risk log --text x --level high --owner rita",
        "meeting open 2026-W10",
        "import servicenow empty.csv",
    ] {
        place.write("empty.csv", "number,short_description\nCHG0000001,One\n");
        let ran = place.run("rita", &format!("{line} --as ghost --json"));
        let document = ran.error();
        assert_eq!((ran.code, &document["refusal"]), (4, &"unknown_person".into()), "{line}: {document}");
        assert_eq!(document["text"], "ghost is not a registered, active person", "{line}");
    }
    place.ok("ghost", "change list");
}

#[test]
fn a_reason_that_the_act_itself_takes_is_a_missing_argument() {
    let place = waiting_for_the_board();
    for line in ["change hold CHG-1", "change cancel CHG-1", "change withdraw CHG-1", "change hold CHG-1 CHG-1"] {
        let ran = place.run("cto", &format!("{line} --no-input"));
        assert_eq!(ran.code, 2, "{line}: {ran:?}");
        assert!(ran.err.contains("--reason is missing"), "{line}: {}", ran.err);
    }
    place.ok("rita", "change create --type normal --title Other");
    assert_eq!(place.run("rita", "change retype CHG-2 emergency --no-input").code, 2);
    // An act that is not allowed stays that.
    let ran = place.run("rita", "change hold CHG-99 --no-input");
    assert_eq!(ran.code, 3, "{ran:?}");
    place.ok("cto", "change hold CHG-1 --reason waits");
}
