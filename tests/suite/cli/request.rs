//! The request itself on the command line: comments, revisions and what differs between them, clones, exports.

use super::run::{REPLICA, board_of_five, fits_its_shape, waiting_for_the_board};
use serde_json::{Value, json};

#[test]
fn comments_are_entries_of_the_change_and_decide_nothing() {
    let place = waiting_for_the_board();
    let before = place.doc("rita", "change view CHG-1");
    let said = place.args("cto", &["change", "comment", "CHG-1", "Who watches\nthe replica lag?", "--json"]);
    assert_eq!((said.code, &said.json()["entries"][0]["kind"]), (0, &json!("change.commented")), "{said:?}");
    assert_eq!(said.json()["revision"], before["revision"], "a comment makes no revision");
    assert_eq!(place.fed("tom", &["change", "comment", "CHG-1", "-"], "On call does.\n").code, 0);
    let after = place.doc("rita", "change view CHG-1");
    let comments = after["comments"].as_array().unwrap();
    assert_eq!(comments.len(), 2);
    assert_eq!(comments[0], json!({"by": "cto", "at": place.clock, "text": "Who watches\nthe replica lag?"}));
    assert_eq!((&comments[1]["by"], &comments[1]["text"]), (&json!("tom"), &json!("On call does.")));
    for field in ["state", "approvals", "reviews", "revision_digest", "decision", "ready"] {
        assert_eq!(before[field], after[field], "{field}");
    }
    let words = place.ok("rita", "change view CHG-1").out;
    assert!(
        words.contains(
            "Comments
  cto, "
        ) && words.contains("    the replica lag?"),
        "{words}"
    );
    assert!(place.ok("rita", "audit log CHG-1").out.contains("commented: On call does."));
    let found = place.doc("rita", "change list --search watches");
    assert_eq!(found["items"].as_array().unwrap().len(), 1, "found by what was said about it");
    let stranger = place.run("mallory", "change comment CHG-1 hello --json");
    assert_eq!(stranger.code, 4, "{stranger:?}");
    let empty = place.args("cto", &["change", "comment", "CHG-1", "  ", "--json"]);
    assert_eq!((empty.code, &empty.error()["refusal"]), (2, &json!("invalid_input")));
    assert_eq!(place.doc("rita", "audit verify")["ok"], true);
    assert_eq!(place.doc("rita", "audit rebuild --check")["differences"], json!([]));
}

#[test]
fn two_revisions_are_compared() {
    let place = board_of_five();
    place.ok("rita", "change create --type normal --title One");
    place.ok("rita", "change edit CHG-1 --title Two");
    place.ok("rita", "change edit CHG-1 --set rollback_plan=Detach");
    let differs = |line: &str| -> Vec<(String, Value, Value)> {
        let document = place.doc("rita", line);
        let items = document["items"].as_array().unwrap().clone();
        items.into_iter().map(|i| (i["id"].as_str().unwrap().into(), i["then"].clone(), i["now"].clone())).collect()
    };
    let title = |from: &str, to: &str| ("title".to_owned(), json!(from), json!(to));
    let plan = ("rollback_plan".to_owned(), Value::Null, json!("Detach"));
    assert_eq!(differs("change diff CHG-1 1 2"), [title("One", "Two")]);
    assert_eq!(differs("change diff CHG-1 2 1"), [title("Two", "One")]);
    assert_eq!(differs("change diff CHG-1 1"), [title("One", "Two"), plan.clone()]);
    assert_eq!(differs("change diff CHG-1"), [plan], "the newest edit");
    assert_eq!(differs("change diff CHG-1 3"), []);
    let none = place.run("rita", "change diff CHG-1 4 --json");
    assert_eq!((none.code, &none.error()["text"]), (3, &json!("CHG-1 has no revision 4")));
    let late = place.run("rita", "change edit CHG-1 --title Three --if-version 1 --json");
    assert_eq!(
        (late.code, &late.error()["would_change"]),
        (6, &json!(["see what changed: quorate change diff CHG-1 1 3"]))
    );
}

#[test]
fn an_edit_that_changes_nothing_makes_no_revision() {
    let place = waiting_for_the_board();
    place.ok("cto", "vote open CHG-1");
    let before = place.doc("rita", "change view CHG-1");
    let same = place.args("rita", &["change", "edit", "CHG-1", "--title", "Add a read replica", "--json"]);
    assert_eq!((same.code, &same.json()["entries"]), (0, &json!([])), "{same:?}");
    let file =
        place.write("same.toml", REPLICA.split_once("title").map(|(_, rest)| format!("title{rest}")).unwrap().as_str());
    let told = place.run("rita", &format!("change edit CHG-1 --from {file} --error-unchanged --json"));
    assert_eq!((told.code, &told.json()["entries"]), (10, &json!([])), "{told:?}");
    assert_eq!(place.doc("rita", "change view CHG-1"), before, "nothing was voided");
    let line = "change comment CHG-1 once --idempotency-key k --error-unchanged";
    assert_eq!([place.run("rita", line).code, place.run("rita", line).code], [0, 10]);
    let stranger = place.args("tom", &["change", "edit", "CHG-1", "--title", "Add a read replica"]);
    assert_eq!(stranger.code, 5, "who may not edit is refused all the same: {stranger:?}");
}

#[test]
fn the_type_is_no_field_and_the_refusal_says_how_it_is_changed() {
    let place = waiting_for_the_board();
    let refused = place.run("rita", "change edit CHG-1 --set type=emergency");
    assert!(refused.code == 2 && refused.err.contains("quorate change retype"), "{refused:?}");
}

#[test]
fn a_request_is_exported_and_opened_again_from_the_file() {
    let place = waiting_for_the_board();
    let toml = place.ok("rita", "change export CHG-1").out;
    assert!(
        toml.starts_with("# CHG-1 revision 4\ntype = \"normal\"\n\n[fields]\ntitle = \"Add a read replica\"\n"),
        "{toml}"
    );
    let json = place.doc("rita", "change export CHG-1");
    for (name, text) in [("again.toml", toml), ("again.json", json.to_string())] {
        let file = place.write(name, &text);
        let made = place.ok("rita", &format!("change create --from {file} -o name")).out;
        let fields = |no: &str| place.doc("rita", &format!("change view {no}"))["fields"].clone();
        assert_eq!(fields(made.trim()), fields("CHG-1"), "{name}");
    }
    let cloned = place.ok("rita", "change clone CHG-1 --title Another --set environment=staging -o name").out;
    let clone = place.doc("rita", &format!("change view {}", cloned.trim()));
    assert_eq!((&clone["title"], &clone["state"], &clone["window"]), (&json!("Another"), &json!("new"), &Value::Null));
    assert_eq!(clone["environment"], json!(["staging"]));
    assert_eq!(clone["fields"]["description"], "A second replica behind the reader endpoint");
    fits_its_shape(&clone);
}

#[test]
fn templates_are_filled_with_the_document() {
    let place = waiting_for_the_board();
    let run = |line: &[&str]| place.args("rita", line);
    let one =
        run(&["change", "view", "CHG-1", "--template", "{{ id }}\\t{{ fields.title | upper }}\\t{{ risk.level }}"]);
    assert_eq!((one.code, one.out.as_str()), (0, "CHG-1\tADD A READ REPLICA\tmoderate\n"));
    place.ok("rita", "change create --type normal --title Second");
    let list = ["change", "list", "--template", "{% for c in items %}{{ c.id }} {{ c.state }}\\n{% endfor %}"];
    assert_eq!(run(&list).out, "CHG-2 new\nCHG-1 authorize\n");
    let wrong = run(&["change", "view", "CHG-1", "--template", "{{ titel }}", "--json"]);
    assert_eq!((wrong.code, wrong.out.as_str()), (2, ""));
    assert!(wrong.error()["text"].as_str().unwrap().starts_with("--template, line 1: "), "{wrong:?}");
    let endless = run(&[
        "change",
        "view",
        "CHG-1",
        "--template",
        "{% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}{{ c }}{% endfor %}{% endfor %}{% endfor %}",
    ]);
    assert_eq!(endless.code, 2, "a template without end is stopped");
    let before = run(&["change", "submit", "CHG-2", "--template", "{{"]);
    assert_eq!(before.code, 2);
    assert_eq!(place.doc("rita", "change view CHG-2")["state"], "new", "a wrong template is told before the act");
}

#[test]
fn waiting_ends_with_the_outcome() {
    let place = waiting_for_the_board();
    let pending = place.run("rita", "decision view CHG-1 --wait --timeout 0s");
    assert_eq!(pending.code, 8, "{pending:?}");
    place.ok("cto", "vote open CHG-1 --tally open");
    assert_eq!(place.run("rita", "vote tally CHG-1").code, 0, "only looking is a yes");
    let watch = std::thread::scope(|scope| {
        let watching = scope.spawn(|| place.run("rita", "vote tally CHG-1 --watch --timeout 20s --jq .voted"));
        // The first look must come before the votes; each look after that sees what was voted until then.
        std::thread::sleep(std::time::Duration::from_millis(700));
        for member in ["cto", "ciso", "system_owner"] {
            place.ok(member, "vote cast CHG-1 approve");
        }
        place.ok("cto", "vote close CHG-1 --considered --reason agreed");
        watching.join().unwrap()
    });
    assert_eq!(watch.code, 0, "{watch:?}");
    let counts: Vec<_> = watch.out.lines().collect();
    assert_eq!((counts.first(), counts.last()), (Some(&"0"), Some(&"3")), "{watch:?}");
    assert_eq!(place.run("rita", "decision view CHG-1 --wait --timeout 5s").code, 0);
    let second = place.write("second.toml", REPLICA);
    place.ok("rita", &format!("change create --from {second}"));
    let both = place.run("rita", "change submit CHG-1 CHG-2 CHG-99 --json");
    assert_eq!(both.err.lines().count(), 3, "each is told: {both:?}");
    let first = place.run("rita", "change submit CHG-1 CHG-2 CHG-99 --fail-fast --json");
    assert_eq!(first.err.lines().count(), 1, "the first one ends it: {first:?}");
}

#[test]
fn a_lost_ballot_ends_waiting_early_if_asked_to() {
    let place = waiting_for_the_board();
    place.ok("cto", "vote open CHG-1 --tally open");
    for member in ["cto", "ciso", "system_owner"] {
        place.ok(member, "vote cast CHG-1 reject --reason risky");
    }
    assert_eq!(place.doc("rita", "vote tally CHG-1")["can_pass"], false);
    for line in ["vote tally CHG-1", "gate CHG-1 --env production", "change view CHG-1"] {
        let patient = place.run("rita", &format!("{line} --wait --timeout 0s"));
        let hasty = place.run("rita", &format!("{line} --wait --fail-fast --timeout 60s"));
        assert_eq!((patient.code, hasty.code), (8, 7), "{line}: {hasty:?}");
    }
}

#[test]
fn a_standard_draft_without_an_entry_gets_one_and_is_submitted_with_it() {
    let place = super::run::board_of_five();
    place.ok("rita", "change create --type standard --title Restart");
    let fields = place.doc("rita", "change view CHG-1")["fields"].clone();
    assert!(fields.to_string().contains("catalogue"), "{fields}");
    let unknown = place.run("rita", "change edit CHG-1 --set catalogue=dependency-updat");
    assert_eq!(unknown.code, 2, "{unknown:?}");
    assert!(unknown.err.contains("did you mean dependency-update?"), "{unknown:?}");
    place.ok("rita", "change edit CHG-1 --set catalogue=dependency-update");
    let view = place.doc("rita", "change view CHG-1");
    assert_eq!(view["catalogue"], "dependency-update", "{view}");
    let refused = place.run("rita", "change submit CHG-1");
    assert!(!refused.err.contains("name a valid entry"), "{refused:?}");
}

#[test]
fn an_empty_variable_for_the_register_counts_as_unset() {
    let place = super::run::Place::new();
    let paths = place.command("rita", &["paths"]).env("QUORATE_DB", "").output().unwrap();
    assert!(paths.status.success(), "{paths:?}");
    assert!(String::from_utf8(paths.stdout).unwrap().contains("quorate.db"));
}
