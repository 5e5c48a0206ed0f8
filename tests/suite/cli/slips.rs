//! Slips of the pen: what was not meant is refused, and a trial says in whole sentences what would become of an act.

use super::run::{Place, board_of_five, waiting_for_the_board};
use serde_json::json;

#[test]
fn an_edit_of_a_person_who_is_not_there_registers_nobody() {
    let place = board_of_five();
    let refused = place.run("root", "person edit tmo --role cto --json");
    assert_eq!((refused.code, &refused.error()["error"]), (3, &json!("not_found")), "{refused:?}");
    assert!(refused.err.contains("there is no tmo") && refused.err.contains("quorate person add tmo"), "{refused:?}");
    assert_eq!(place.run("root", "person view tmo").code, 3);
}

#[test]
fn a_field_is_given_once_and_an_entry_that_is_not_there_is_not_found() {
    let place = board_of_five();
    for line in [
        "change create --type normal --title A --set environment=production --set environment=staging",
        "change create --type normal --title A --set title=B",
        "change create --type normal --title A --set type=emergency",
    ] {
        let refused = place.run("rita", line);
        assert_eq!(refused.code, 2, "{refused:?}");
        assert!(refused.err.contains("the field is given twice"), "{refused:?}");
    }
    place.ok("rita", "change create --type normal --title A");
    for verb in ["edit", "clone"] {
        let refused = place.run("rita", &format!("change {verb} CHG-1 --title A --set title=B"));
        assert!(refused.code == 2 && refused.err.contains("--set title: the field is given twice"), "{refused:?}");
    }
    let file = place.write("fields.toml", "type = \"normal\"\ntitle = \"Of the file\"\n");
    place.ok("rita", &format!("change create --from {file} --title Over"));
    assert_eq!(place.doc("rita", "change view CHG-2")["title"], "Over", "a flag lies over the file");
    assert_eq!(place.run("rita", "catalogue show nope").code, 3);
}

/// A change on hold is not decided: its ballot is closed no more than it is voted on.
#[test]
fn the_ballot_of_a_change_on_hold_is_not_closed() {
    let place = waiting_for_the_board();
    place.ok("cto", "vote open CHG-1 --tally hidden");
    for who in ["cto", "ciso", "system_owner"] {
        place.ok(who, "vote cast CHG-1 approve");
    }
    place.ok("cto", "change hold CHG-1 --reason waiting");
    for line in ["vote cast CHG-1 reject --reason no", "vote close CHG-1 --considered --reason agreed"] {
        let refused = place.run("cto", line);
        assert_eq!(refused.code, 7, "{line}: {refused:?}");
        assert!(refused.err.contains("on hold") && refused.err.contains("quorate change resume"), "{refused:?}");
    }
    place.ok("cto", "change resume CHG-1");
    let closed = place.doc("cto", "vote close CHG-1 --considered --reason agreed");
    assert_eq!(closed["state"], "scheduled");
}

/// A trial says how a ballot ends only where the act would close it by its votes.
#[test]
fn a_trial_of_an_edit_tells_of_no_end_of_the_ballot() {
    let place = waiting_for_the_board();
    place.ok("cto", "vote open CHG-1 --tally hidden");
    place.ok("cto", "vote cast CHG-1 approve");
    for edit in ["change edit CHG-1 --title Other", "change edit CHG-1 --set rollback_plan=other"] {
        let trial = place.ok("rita", &format!("{edit} --dry-run")).out;
        assert!(trial.contains("edited; nothing was recorded") && !trial.contains("hidden"), "{trial}");
    }
    for who in ["ciso", "system_owner"] {
        place.ok(who, "vote cast CHG-1 approve");
    }
    let trial = place.ok("cto", "vote close CHG-1 --considered --reason agreed --dry-run").out;
    let said =
        "would record the end of ballot 1: hidden until it is closed, after which no vote can be changed; nothing was";
    assert!(trial.contains(said), "{trial}");
}

/// A key answers for one act: of one person, on one change, of one kind and with the same words.
#[test]
fn a_key_that_was_used_for_another_act_is_refused() {
    let place = board_of_five();
    place.ok("root", "person add rex --name Rex --role change_requester");
    let create = "change create --type normal --title Idem --idempotency-key k2";
    place.ok("rita", create);
    let comment = "change comment CHG-1 seen --idempotency-key k3";
    place.ok("rita", comment);
    for (who, line) in [
        ("rex", create),
        ("rita", "change create --type normal --title Other --idempotency-key k2"),
        ("rita", "change create --type normal --title Other --idempotency-key k3"),
        ("rita", "change comment CHG-1 seen --idempotency-key k2"),
        ("rita", "change comment CHG-1 unseen --idempotency-key k3"),
        ("rex", comment),
    ] {
        let refused = place.run(who, line);
        assert_eq!(refused.code, 2, "{who}: {line}: {refused:?}");
        assert!(refused.err.contains("use another --idempotency-key"), "{refused:?}");
    }
    // Acts that differ in a coded value only are other acts, too.
    let rated = "change assess CHG-1 --set likelihood=Low --set impact=Medium --idempotency-key k4";
    let due = "change edit CHG-1 --set owner=rex --idempotency-key k5";
    let (person, setting) = (
        "person add zoe --name Zoe --role technical_team --idempotency-key k6",
        "policy set meeting.consent moderate --reason agreed --idempotency-key k7",
    );
    for (who, line) in [("rita", rated), ("rita", due), ("root", person), ("root", setting)] {
        place.ok(who, line);
    }
    for (who, line) in [
        ("rita", rated.replace("likelihood=Low", "likelihood=High")),
        ("rita", due.replace("rex", "tom")),
        ("root", person.replace("technical_team", "change_requester")),
        ("root", setting.replace("moderate", "low,moderate")),
        ("root", setting.replace("policy set meeting.consent moderate", "person retire zoe")),
    ] {
        let refused = place.run(who, &line);
        assert_eq!(refused.code, 2, "{who}: {line}: {refused:?}");
        assert!(refused.err.contains("use another --idempotency-key"), "{refused:?}");
    }
    for (who, line) in [("rita", rated), ("rita", due), ("root", person), ("root", setting)] {
        assert_eq!(place.doc(who, line)["again"], true, "{line}");
    }
    for line in [create, comment] {
        assert_eq!(place.doc("rita", line)["again"], true, "{line}");
    }
    assert_eq!(place.doc("rita", "change list")["items"].as_array().unwrap().len(), 1);
}

#[test]
fn a_review_that_is_passed_already_is_nothing_new_and_a_receipt_names_the_review() {
    let place = waiting_for_the_board();
    let line = "change review CHG-1 --review completeness --outcome pass";
    let again = place.ok("tom", line);
    assert!(again.out.contains("nothing new"), "{again:?}");
    assert_eq!(place.run("tom", &format!("{line} --error-unchanged")).code, 10);
    let noted = place.ok("tom", &format!("{line} --reason seen"));
    assert!(noted.out.contains("review completeness passed"), "{noted:?}");
}

#[test]
fn a_rating_a_figure_and_a_finding_are_given_once() {
    let place = board_of_five();
    place.ok("rita", "change create --type normal --title A");
    for line in [
        "change assess CHG-1 --set likelihood=Low --set likelihood=High",
        "run evidence CHG-1 --test staging --value pass_rate=97 --value pass_rate=98",
        "run start --emergency Outage --set title=B",
        "run start --emergency Outage --set scope=A --set scope=B",
        "run review CHG-1 --outcome successful --set lessons=none --set lessons=many",
        "change create --type normal --title A --set owner=tom --set owner=rita",
    ] {
        let refused = place.run("rita", line);
        let value = line.rsplit('=').next().unwrap();
        assert_eq!(refused.code, 2, "{refused:?}");
        assert!(refused.err.contains("given twice, as \""), "{refused:?}");
        let both = refused.err.contains(&format!("\"{value}\""));
        assert!(both, "both values are named: {refused:?}");
    }
}

/// A change whose planned time has gone by may be handed in and voted on; whoever does it is told.
#[test]
fn a_window_that_has_passed_is_told_at_each_step_before_the_work() {
    let mut place = waiting_for_the_board();
    let told = |receipt: &serde_json::Value| -> Vec<String> {
        let warnings = receipt["warnings"].as_array().unwrap().iter().filter(|w| w["rule"] == "window-passed");
        warnings.map(|w| w["remedy"].as_str().unwrap().to_owned()).collect()
    };
    place.clock = "2026-04-06T15:00:00Z".into();
    let opened = place.doc("cto", "vote open CHG-1");
    let remedy = told(&opened);
    assert_eq!(remedy.len(), 1, "{opened}");
    assert!(remedy[0].contains("quorate change edit CHG-1 --set window="), "{remedy:?}");
    let voted = place.doc("ciso", "vote cast CHG-1 approve --reason fine");
    assert_eq!(told(&voted).len(), 1, "{voted}");
    let check = place.doc("rita", "change check CHG-1");
    assert_eq!(told(&check).len(), 1, "{check}");
    place.clock = "2026-04-07T15:00:00Z".into();
    let late = place.run("cto", "vote cast CHG-1 approve --reason fine");
    assert!(late.code == 6 && late.err.contains("quorate vote open CHG-1"), "{late:?}");
}

#[test]
fn the_digest_of_a_text_and_that_with_the_settings_have_the_same_names_everywhere() {
    let place = board_of_five();
    place.ok("rita", "change create --type normal --title One");
    let sheet = place.doc("root", "policy show ghostquant");
    let text = sheet["text_digests"][0].as_str().unwrap().to_owned();
    let both = |sheet: &serde_json::Value| sheet["digest"].as_str().unwrap().to_owned();
    let words = place.ok("root", "policy show ghostquant").out;
    assert!(words.contains(&format!("text {text}, with settings {}", both(&sheet))), "{words}");
    let log = place.ok("root", "audit log policy").out;
    let adopted = format!("ghostquant (text {}); from then on with settings {}", &text[..7], &both(&sheet)[..7]);
    assert!(log.contains(&adopted), "{adopted}\n{log}");
    place.ok("root", "policy set meeting.consent moderate --reason agreed");
    let after = both(&place.doc("root", "policy show ghostquant"));
    let log = place.ok("root", "audit log policy --limit 1").out;
    assert!(log.contains(&format!("with settings {}", &after[..7])), "{log}");
    let pack = place.doc("rita", "change view CHG-1")["pack"].clone();
    assert_eq!(pack, format!("ghostquant, with settings {}", &after[..7]));
}

#[test]
fn a_text_of_another_name_has_the_clauses_that_it_carries() {
    let place = board_of_five();
    let copy = include_str!("../../../assets/policies/ghostquant.toml");
    let file = place.write("ours.toml", &copy.replacen("name = \"ghostquant\"", "name = \"ours\"", 1));
    let count = |what: &str| place.doc("root", &format!("policy clauses {what}"))["items"].as_array().unwrap().len();
    let known = count("ghostquant");
    assert_eq!(count(&file), known);
    place.ok("root", &format!("policy adopt {file} --reason ours"));
    assert_eq!(count("ours"), known);
}

const MINI: &str = r#"
schema = 1
name = "mini"
title = "Mini"
extends = "base"

[[type]]
id = "normal"
title = "Normal"
path = "assessed"

[[rule]]
id = "may"
effect = "permit"
acts = ["submit", "request", "start"]
when = { is = ["requester"] }
text = "the requester may"
"#;

/// Given a pack that asks for no approval and names no methods, then whoever approves, or names an empty method, is told so.
#[test]
fn what_a_pack_does_not_ask_for_is_told_in_these_words() {
    let place = Place::new();
    let mini = place.write("mini.toml", MINI);
    place.args("root", &["init", "--pack", &mini, "--sandbox"]);
    place.ok("root", "change create --type normal --title X");
    place.ok("root", "change submit CHG-1");
    for line in ["change approve CHG-1", "change reject CHG-1 --reason no"] {
        let ran = place.run("root", line);
        assert!(ran.code == 5 && ran.err.contains("the pack mini asks for no approval of it"), "{ran:?}");
        assert!(ran.err.contains("quorate change check CHG-1"), "{ran:?}");
    }
    let empty = place.args("root", &["run", "start", "CHG-1", "--method", ""]);
    assert!(empty.code == 2 && empty.err.contains("--method names nothing"), "{empty:?}");
    // Where the pack has methods they are listed (GQ-impl-07).
    let board = waiting_for_the_board();
    let empty = board.args("rita", &["run", "start", "CHG-1", "--method", " "]);
    assert!(empty.err.contains("choose one of blue_green (no downtime), direct"), "{empty:?}");
}

/// Given a register that the environment names, then a usage line names what the command takes and not that register; the
/// outputs are listed as JSON where that is asked for.
#[test]
fn a_usage_line_names_no_flag_that_nobody_gave() {
    let place = Place::new();
    for line in ["change view", "gate", "vote cast", "change view --json"] {
        let ran = place.run("root", line);
        assert!(ran.code == 2 && ran.err.contains("Usage: quorate") && !ran.err.contains("--db"), "{ran:?}");
    }
    let ran = Place::new().command("root", &["init"]).env("QUORATE_NO_INPUT", "1").output().unwrap();
    assert_eq!(ran.status.code(), Some(2), "{ran:?}");
    let listed = place.doc("root", "schema");
    assert!(
        listed["items"].as_array().unwrap().iter().any(|i| *i == json!({"name": "gate", "list": false})),
        "{listed}"
    );
    let names = place.ok("root", "schema").out;
    assert!(names.lines().any(|l| l == "gate_verify") && names.lines().count() > 50, "{names}");
}

/// Given somebody who wants to edit the type of a change, when they name it as a flag, then the command that does it is named.
#[test]
fn the_type_of_a_change_is_no_flag_of_its_edit_and_the_command_for_it_is_named() {
    let place = waiting_for_the_board();
    let slip = place.run("rita", "change edit CHG-1 --type emergency");
    assert!(slip.code == 2 && slip.err.contains("example: quorate change retype CHG-1 normal"), "{slip:?}");
    assert!(!slip.err.contains("tip:"), "{slip:?}");
    let document = place.run("rita", "change edit CHG-1 --type emergency --json").error();
    assert!(document["hint"].as_str().unwrap().contains("quorate change retype CHG-1 normal"), "{document}");
    let other = place.run("rita", "change edit CHG-1 --tipe emergency");
    assert!(other.err.contains("unexpected argument '--tipe'"), "{other:?}");
}
