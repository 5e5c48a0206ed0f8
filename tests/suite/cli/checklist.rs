//! Checklists on the command line: the twelve items before a deployment, with two signers.

use super::run::{Place, fits_its_shape};
use serde_json::{Value, json};

/// A register under the pack of twelve items; CHG-1 is approved and stands before its deployment.
pub fn twelve() -> Place {
    let place = Place::new();
    let pack = place.write("twelve.toml", include_str!("../../fixtures/twelve.toml"));
    assert_eq!(place.args("ada", &["init", "--pack", &pack, "--sandbox"]).code, 0);
    for (id, roles) in [("ivy", "linux"), ("bo", "linux"), ("dan", "administrator")] {
        place.ok("ada", &format!("person add {id} --name {id} --role {roles}"));
    }
    place.ok("ivy", "change create --type normal --title Kernel --set owner=ivy --set implementers=ivy");
    place.ok("ivy", "change submit CHG-1");
    assert_eq!(place.doc("ivy", "change view CHG-1")["state"], "scheduled");
    place
}

fn item(view: &Value, n: usize) -> &Value {
    &view["items"][n - 1]
}

fn states(place: &Place) -> Vec<String> {
    let view = place.doc("ivy", "run view CHG-1");
    view["items"].as_array().unwrap().iter().map(|i| i["state"].as_str().unwrap().to_owned()).collect()
}

/// Given a list whose holder leaves, then whoever retires them is told, those who may hand it on have it in their inbox, and
/// the list says so; once somebody who is there has it, all of that is over.
#[test]
fn a_list_whose_holder_left_waits_for_those_who_hand_it_on() {
    let place = twelve();
    let asked = |who: &str| -> Vec<Value> {
        let inbox = place.doc(who, "inbox");
        inbox["items"].as_array().unwrap().iter().filter(|i| i["kind"] == "HAND ON").cloned().collect()
    };
    place.ok("bo", "run tick CHG-1 3");
    assert!(asked("ivy").is_empty());
    let told = place.ok("ada", "person retire bo").out;
    assert!(told.contains("PRE-DEPLOY of CHG-1 was in the hands of bo"), "{told}");
    assert!(told.contains("quorate run handover CHG-1 --list pre --to PERSON"), "{told}");
    let waits = asked("ivy");
    assert_eq!(waits.len(), 1, "{waits:?}");
    assert_eq!(waits[0]["command"], "quorate run handover CHG-1 --list LIST --to PERSON");
    assert!(waits[0]["why"].as_str().unwrap().ends_with("who had its checklist in hand has left"), "{waits:?}");
    let view = place.doc("ivy", "run view CHG-1");
    fits_its_shape(&view);
    assert_eq!((&view["in_hand_left"], &view["handed_left"]), (&json!(true), &json!(false)));
    assert!(place.ok("ivy", "run view CHG-1").out.contains("by bo, who has left"));
    place.ok("ivy", "run handover CHG-1 --list pre --to ivy");
    assert!(asked("ivy").is_empty());
    assert_eq!(place.doc("ivy", "audit rebuild --check")["ok"], true);
}

#[test]
fn whoever_signed_an_item_for_two_is_not_asked_to_sign_it_again() {
    let place = twelve();
    place.ok("bo", "run tick CHG-1 9");
    let asked = |who: &str| place.doc(who, "inbox")["items"].as_array().unwrap().iter().any(|i| i["kind"] == "SIGN");
    assert!(!asked("bo") && asked("ivy"));
    place.ok("ivy", "run sign CHG-1 9");
    assert!(!asked("ivy"));
}

#[test]
fn twelve_items_are_settled_by_two_people_and_then_the_change_starts() {
    let place = twelve();
    let before = place.doc("ivy", "run view CHG-1");
    fits_its_shape(&before);
    assert_eq!((&before["state"], &before["of"], &before["list"]), (&json!("none"), &json!(12), &json!("pre")));
    assert_eq!(item(&before, 1)["signed_by"], json!(["auto"]));
    let refused = place.run("ivy", "run start CHG-1 --json");
    assert_eq!(refused.code, 7, "{refused:?}");
    assert!(refused.error()["text"].as_str().unwrap().contains("refused"), "{refused:?}");
    assert!(refused.err.contains("the checklist PRE-DEPLOY (not begun)"), "{refused:?}");
    // Plain items.
    place.ok("ivy", "run tick CHG-1 3 5 7 10 11");
    // The record's own.
    assert_eq!(place.run("ivy", "run tick CHG-1 1").code, 5);
    // Evidence: pasted, from a file, by a command that is allowed.
    assert_eq!(place.run("ivy", "run tick CHG-1 4").code, 7);
    assert_eq!(place.fed("ivy", &["run", "evidence", "CHG-1", "4", "--paste", "-"], "restored 4 of 4\n").code, 0);
    let file = place.write("snap.txt", "snapshot 17 done\n");
    assert_eq!(place.args("ivy", &["run", "evidence", "CHG-1", "8", "--file", &file]).code, 0);
    assert_eq!(place.run("ivy", "run evidence CHG-1 6 --paste done").code, 2);
    assert_eq!(place.run("ivy", "run evidence CHG-1 6 --command uname").code, 5);
    let ran = place.run("ivy", "run evidence CHG-1 6 --command");
    assert!(ran.code == 0 && ran.err.contains("kernel 6.1.0-31") && ran.err.contains("exit 0"), "{ran:?}");
    place.ok("ivy", "run tick CHG-1 9 12");
    assert_eq!(place.run("ivy", "run sign CHG-1 9").code, 5, "nobody signs twice");
    assert_eq!(
        states(&place),
        ["done", "done", "done", "done", "done", "half", "done", "done", "half", "done", "done", "half"]
    );
    let refused = place.run("ivy", "run start CHG-1");
    assert!(refused.code == 7 && refused.err.contains("left: Old kernel still in boot menu"), "{refused:?}");
    // What waits for the second signer, in their own session.
    let inbox = place.doc("bo", "inbox");
    assert!(inbox["items"].as_array().unwrap().iter().any(|i| i["kind"] == "SIGN" && i["id"] == "CHG-1"), "{inbox}");
    let runs = place.doc("bo", "run list");
    fits_its_shape(&runs);
    assert_eq!(runs["items"][0]["waits"].as_array().unwrap().len(), 3, "{runs}");
    assert_eq!(place.run("dan", "run sign CHG-1 6").code, 5, "the role is not his");
    for n in [6, 9, 12] {
        place.ok("bo", &format!("run sign CHG-1 {n}"));
    }
    let view = place.doc("ivy", "run view CHG-1");
    assert_eq!((&view["state"], &view["done"]), (&json!("complete"), &json!(12)));
    assert_eq!(item(&view, 6)["signed_by"], json!(["ivy", "bo"]));
    let evidence = &item(&view, 8)["evidence"][0];
    assert_eq!(
        (&evidence["kind"], &evidence["origin"], &evidence["size"]),
        (&json!("file"), &json!("snap.txt"), &json!(17))
    );
    assert_eq!(item(&view, 6)["evidence"][0]["exit"], 0);
    place.ok("ivy", "run start CHG-1");
    let goes_on = place.run("bo", "gate CHG-1 --json");
    assert!(goes_on.out.contains("to run a command of the deployment takes no rule"), "no place is named: {goes_on:?}");
    let log = place.run("ivy", "audit log CHG-1");
    assert!(log.out.contains("proved item 8 of pre by file snap.txt (17 bytes"), "{}", log.out);
    assert_eq!(place.run("ivy", "audit verify").code, 0);
    assert_eq!(place.run("ivy", "audit rebuild --check").code, 0);
}

#[test]
fn a_secret_in_evidence_is_offered_for_masking_before_it_is_kept() {
    let place = twelve();
    let body = "db ok\npassword=hunter22\n";
    let args = ["run", "evidence", "CHG-1", "4", "--paste", "-"];
    let asked = place.fed("ivy", &args, body);
    assert!(asked.code == 2 && asked.err.contains("--mask") && asked.err.contains("a password or token"), "{asked:?}");
    assert_eq!(place.doc("ivy", "run view CHG-1")["state"], "none", "nothing was recorded");
    assert_eq!(place.fed("ivy", &[&args[..], &["--mask"]].concat(), body).code, 0);
    let view = place.doc("ivy", "run view CHG-1");
    let kept = &item(&view, 4)["evidence"][0];
    assert_eq!((&kept["masked"], &kept["text"]), (&json!(1), &json!("db ok\npassword=[masked: a password or token]")));
}

#[test]
fn a_second_person_signs_here_by_the_code_of_their_own_session() {
    let place = twelve();
    place.ok("ivy", "run tick CHG-1 9");
    let code = place.doc("bo", "code");
    fits_its_shape(&code);
    let code = code["code"].as_str().unwrap().to_owned();
    let sign =
        |signer: &str, code: &str| place.run("ivy", &format!("run sign CHG-1 9 --signer {signer} --code {code}"));
    let wrong = if code == "000000" { "000001" } else { "000000" };
    assert_eq!(sign("bo", wrong).code, 5);
    assert_eq!(sign("dan", &code).code, 5, "the code of somebody else");
    assert_eq!(sign("bo", &code).code, 0);
    let view = place.doc("ivy", "run view CHG-1");
    assert_eq!(item(&view, 9)["marks"], json!(["same_terminal"]));
    place.ok("ivy", "run tick CHG-1 12");
    assert_eq!(place.run("ivy", &format!("run sign CHG-1 12 --signer bo --code {code}")).code, 5, "a code counts once");
}

#[test]
fn what_is_left_out_failed_or_handed_over_says_why() {
    let place = twelve();
    assert_eq!(place.run("ivy", "run skip CHG-1 3 --reason none").code, 7, "it applies always");
    assert_eq!(place.run("ivy", "run fail CHG-1 3").code, 2, "a failure has a reason");
    place.ok("bo", "run fail CHG-1 3 --then waive --reason nobody-there");
    assert!(place.ok("ivy", "run view CHG-1").out.contains("not counter-signed yet"));
    place.ok("ivy", "run waive CHG-1 3");
    let waiver = item(&place.doc("ivy", "run view CHG-1"), 3)["waiver"].clone();
    assert_eq!((&waiver["by"], &waiver["signed_by"]), (&json!("bo"), &json!("ivy")), "{waiver}");
    assert!(place.ok("ivy", "run view CHG-1").out.contains("counter-signed by ivy"));
    let record = place.doc("ivy", "run status CHG-1")["record"].to_string();
    assert!(record.contains("asked by bo: nobody-there"), "{record}");
    assert!(place.ok("ivy", "run status CHG-1 -o md").out.contains("waiver, ivy"));
    place.ok("ivy", "run retract CHG-1 3 --reason wrong");
    place.ok("bo", "run retract CHG-1 3 --reason wrong");
    place.ok("ivy", "run fail CHG-1 3 --then waive --reason nobody-on-call");
    assert_eq!(states(&place)[2], "waiting");
    assert_eq!(place.run("bo", "run waive CHG-1 3").code, 5, "the owner waives");
    place.ok("ivy", "run retract CHG-1 3");
    place.ok("bo", "run handover CHG-1 --to ivy --note slow");
    assert_eq!(place.run("ivy", "run handover CHG-1 --read-back fine").code, 2);
    assert_eq!(place.run("ivy", "run handover CHG-1 --read-back 3-done-next-2").code, 2);
    place.ok("ivy", "run handover CHG-1 --read-back 2-done-next-3");
    assert_eq!(place.doc("ivy", "run view CHG-1")["in_hand"], "ivy");
    assert_eq!(place.run("ivy", "run view CHG-1 --list nosuch").code, 3);
}

#[test]
fn a_command_that_fails_is_evidence_and_ticks_nothing() {
    let place = Place::new();
    let pack = include_str!("../../fixtures/twelve.toml")
        .replace("echo kernel 6.1.0-32; echo kernel 6.1.0-31", "test -e there && echo kernel 6.1.0-31");
    let pack = place.write("twelve.toml", &pack);
    assert_eq!(place.args("ada", &["init", "--pack", &pack, "--sandbox"]).code, 0);
    place.ok("ada", "person add ivy --name ivy --role linux");
    place.ok("ivy", "change create --type normal --title Kernel --set owner=ivy --set implementers=ivy");
    place.ok("ivy", "change submit CHG-1");
    let failed = place.ok("ivy", "run evidence CHG-1 6 --command");
    assert!(failed.out.contains("is not ticked: the command ended with exit 1"), "{failed:?}");
    assert!(failed.out.contains("quorate run fail CHG-1 6 --list pre --reason TEXT"), "{failed:?}");
    assert_eq!(states(&place)[5], "open");
    let view = place.doc("ivy", "run view CHG-1");
    assert_eq!(item(&view, 6)["evidence"][0]["exit"], 1, "what it printed is kept");
    // Nor does its signature by hand: the newest command has to succeed.
    let refused = place.run("ivy", "run tick CHG-1 6");
    assert!(
        refused.code == 7 && refused.err.contains("the command that was run last ended with exit 1"),
        "{refused:?}"
    );
    place.write("there", "");
    place.ok("ivy", "run evidence CHG-1 6 --command");
    assert_eq!(states(&place)[5], "half");
}

#[test]
fn who_looks_and_who_signs_without_a_list_mean_the_same_one() {
    let place = super::gate::decided("approve");
    let looked = |place: &Place| place.doc("ivan", "run view CHG-1")["list"].as_str().unwrap().to_owned();
    let meant = |place: &Place| {
        let ran = place.run("ivan", "run tick CHG-1 99");
        let title = &place.doc("ivan", "run view CHG-1")["title"];
        assert!(ran.err.contains(title.as_str().unwrap()), "{title}: {ran:?}");
    };
    // Everything before the deployment is signed: what comes next is shown, and signing it says why not yet.
    assert_eq!(looked(&place), "plan_steps");
    let early = place.run("ivan", "run tick CHG-1 1");
    assert!(
        early.code == 7 && early.err.contains("is signed while its deployment runs; that has not begun"),
        "{early:?}"
    );
    place.ok("ivan", "run start CHG-1 --env production");
    meant(&place);
    place.ok("ivan", "run note CHG-1 fine --kind health");
    place.ok("ivan", "run finish CHG-1 --result failed --note red");
    meant(&place);
}

#[test]
fn what_the_pack_in_force_says_otherwise_is_told_before_the_first_tick() {
    let place = twelve();
    assert_eq!(place.doc("ivy", "run view CHG-1")["differs"], json!([]));
    let text = include_str!("../../fixtures/twelve.toml").replace("On-call told", "On-call told twice");
    let pack = place.write("twelve.toml", &text);
    assert_eq!(place.args("ada", &["policy", "adopt", &pack, "--reason", "x"]).code, 0);
    let view = place.doc("ivy", "run view CHG-1");
    assert_eq!(item(&view, 3)["text"], "On-call told", "the change goes by the pack that it was handed in under");
    assert!(view["differs"].to_string().contains("On-call told twice"), "{view}");
}

/// What is to begin in its window is due when that opens, and once it is open before it closes.
#[test]
fn a_start_is_not_overdue_while_its_window_is_open() {
    let mut place = Place::new();
    let without = include_str!("../../fixtures/twelve.toml").split("[[checklist]]").next().unwrap();
    let pack = place.write("plain.toml", without);
    assert_eq!(place.args("ada", &["init", "--pack", &pack, "--sandbox"]).code, 0);
    place.ok("ada", "person add ivy --name ivy --role linux");
    place.ok("ivy", "change create --type normal --title Kernel --set owner=ivy --set implementers=ivy");
    place.ok("ivy", "change submit CHG-1");
    let (from, to) = ("2026-03-10T18:00:00Z", "2026-03-10T19:00:00Z");
    place.ok("ivy", &format!("change schedule CHG-1 --from {from} --to {to}"));
    let due = |place: &Place| {
        let inbox = place.doc("ivy", "inbox");
        let start = inbox["items"].as_array().unwrap().iter().find(|i| i["kind"] == "START").cloned();
        start.unwrap_or_else(|| panic!("{inbox}"))["due"].clone()
    };
    assert_eq!(due(&place), from);
    for (clock, is) in [("2026-03-10T18:00:00Z", to), ("2026-03-10T18:59:00Z", to), ("2026-03-10T20:00:00Z", to)] {
        place.clock = clock.into();
        assert_eq!(due(&place), is, "{clock}");
    }
}
