//! The gate: one exit code a verdict, only *yes, now* is 0; its receipts, and what becomes of one that was altered.

use super::run::{Place, fits_its_shape, waiting_for_the_board};
use serde_json::{Value, json};

/// A change of GhostQuant that the board has voted on, complete but for its window.
pub fn decided(vote: &str) -> Place {
    let place = waiting_for_the_board();
    carried(place, vote)
}

/// What waits for the board is voted on, and made complete where it is approved.
fn carried(mut place: Place, vote: &str) -> Place {
    place.ok("root", "person add ivan --name Ivan --role technical_team");
    place.ok("rita", "change edit CHG-1 --set implementers=ivan");
    for review in ["completeness", "impact_assessment"] {
        place.run("tom", &format!("change review CHG-1 --review {review} --outcome pass"));
    }
    place.ok("cto", "vote open CHG-1");
    for who in ["cto", "ciso", "system_owner"] {
        // One member's condition is the board's.
        let vote = if who == "cto" || !vote.starts_with("condition") { vote } else { "approve" };
        place.ok(who, &format!("vote cast CHG-1 {vote} --reason seen"));
    }
    place.ok("cto", "vote close CHG-1 --considered --reason seen");
    if vote != "reject" {
        place.ok("tom", "run evidence CHG-1 --test staging --outcome pass");
        place.ok("tom", "change review CHG-1 --review staging_tests --outcome pass");
        place.ok("ivan", "change review CHG-1 --review rollback_validated --outcome pass");
        place.ok("ivan", "run tick CHG-1 1 2 3 4 5 --list preparation");
        place.ok("ivan", "run tick CHG-1 2 4 5 6 --list pre_implementation");
    }
    place.clock = "2026-04-05T06:30:00Z".into();
    place
}

const ASK: &str = "gate CHG-1 --env production";
const DIGEST: &str = "9f3c21d09f3c21d09f3c21d09f3c21d09f3c21d09f3c21d09f3c21d09f3c21d0";

#[test]
fn only_a_clear_yes_now_is_zero() {
    let mut place = decided("approve");
    let said = |place: &Place, line: &str| {
        let ran = place.run("rita", &format!("{line} --json"));
        let document = ran.json();
        fits_its_shape(&document);
        (ran.code, document["verdict"].as_str().unwrap().to_owned())
    };
    let yes = place.run("rita", ASK);
    assert_eq!(yes.code, 0, "{yes:?}");
    assert_eq!(said(&place, ASK), (0, "yes".into()));
    // Before its window, after it, and at its very edges.
    for (clock, code) in [
        ("2026-04-05T05:59:59Z", 9),
        ("2026-04-05T06:00:00Z", 0),
        ("2026-04-05T07:59:00Z", 0),
        ("2026-04-05T08:00:00Z", 9),
        ("2027-04-05T06:30:00Z", 9),
    ] {
        assert_eq!(said(&place, &format!("{ASK} --at {clock}")).0, code, "{clock}");
        // Starting it then comes to the same, and says why.
        let then = std::mem::replace(&mut place.clock, clock.into());
        let start = place.run("ivan", "run start CHG-1 --env production --dry-run --json");
        place.clock = then;
        assert_eq!(start.code, if code == 0 { 0 } else { 7 }, "{clock}: {start:?}");
    }
    // Nobody has deployed anything that an artifact could be compared with: waiting would not change that.
    assert_eq!(said(&place, &format!("{ASK} --artifact sha256:{DIGEST}")), (7, "refused".into()));
    // Case and a beginning do not matter, and a typo is no verdict.
    for env in ["PRODUCTION", "Production", "prod", "PROD"] {
        assert_eq!(said(&place, &format!("gate CHG-1 --env {env}")), (0, "yes".into()), "{env}");
    }
    for env in ["moon", "productoin"] {
        let ran = place.run("rita", &format!("gate CHG-1 --env {env} --json"));
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran:?}");
        assert!(ran.err.contains("development, staging, production"), "{ran:?}");
    }
    place.ok("rita", "change hold CHG-1 --reason wait");
    assert_eq!(said(&place, ASK), (8, "pending".into()));
    place.ok("rita", "change resume CHG-1");
    // What is no verdict has no document on stdout.
    for (line, code) in [
        ("gate CHG-99 --env production", 3),
        ("gate CHG-1 --artifact sha256:00", 2),
        ("gate", 2),
        ("gate CHG-1 --at yesterdayish", 2),
        ("gate CHG-1 --env production --wait --timeout soon", 2),
    ] {
        let ran = place.run("rita", line);
        assert_eq!((ran.code, ran.out.as_str()), (code, ""), "{line}: {ran:?}");
    }
    let clock = place.clock.clone();
    place.clock = "noon".into();
    assert_eq!(place.run("rita", ASK).code, 2);
    place.clock = clock;
    assert_eq!(place.run("rita", &format!("{ASK} --db nowhere.db")).code, 1);
    place.write("text.db", "this is no database, but it is as long as one could be, and longer than a head");
    assert!(matches!(place.run("rita", &format!("{ASK} --db text.db")).code, 1 | 20));
    place.ok("rita", "change cancel CHG-1 --reason gone");
    assert_eq!(said(&place, ASK), (7, "refused".into()));
}

#[test]
fn a_no_of_the_board_is_a_no() {
    let place = decided("reject");
    let ran = place.run("rita", &format!("{ASK} --json"));
    assert_eq!((ran.code, &ran.json()["verdict"]), (7, &json!("refused")));
    let place = waiting_for_the_board();
    assert_eq!(place.run("rita", ASK).code, 8);
}

#[test]
fn a_clock_behind_the_ledger_says_nothing() {
    let mut place = decided("approve");
    // A sandbox whose entries are dated long after now; the system's clock is that of today.
    place.clock = "2126-03-02T15:00:00Z".into();
    place.ok("rita", "change comment CHG-1 late");
    place.clock = String::new();
    let ran = place.run("rita", &format!("{ASK} --json"));
    assert_eq!((ran.code, ran.error()["error"].as_str()), (1, Some("register")));
    assert!(ran.err.contains("before the newest entry"), "{ran:?}");
}

#[test]
fn waiting_ends_with_a_verdict_or_with_the_time() {
    let place = waiting_for_the_board();
    let begun = std::time::Instant::now();
    let ran = place.run("rita", &format!("{ASK} --wait --timeout 1s"));
    assert_eq!(ran.code, 8);
    assert!(begun.elapsed() >= std::time::Duration::from_secs(1));
    // A commit of another process is noticed long before anything is looked at again.
    let place = std::sync::Arc::new(place);
    let waiting = std::sync::Arc::clone(&place);
    let waits = std::thread::spawn(move || {
        let ran = waiting.run("rita", &format!("{ASK} --wait --timeout 60s --json"));
        (ran, std::time::Instant::now())
    });
    std::thread::sleep(std::time::Duration::from_millis(1500));
    place.ok("rita", "change cancel CHG-1 --reason gone");
    let canceled = std::time::Instant::now();
    let (ran, ended) = waits.join().unwrap();
    assert_eq!((ran.code, &ran.json()["verdict"]), (7, &json!("refused")));
    assert!(ended.saturating_duration_since(canceled) < std::time::Duration::from_secs(4));
}

fn altered(place: &Place, name: &str, alter: impl Fn(&mut Value)) -> String {
    let mut document: Value = serde_json::from_str(&std::fs::read_to_string(place.path("yes.json")).unwrap()).unwrap();
    alter(&mut document);
    place.write(name, &document.to_string())
}

#[test]
fn a_receipt_holds_until_somebody_alters_it() {
    let mut place = decided("approve");
    let ran = place.ok("rita", &format!("{ASK} --out yes.json"));
    assert_eq!(ran.out, "");
    let document: Value = serde_json::from_str(&std::fs::read_to_string(place.path("yes.json")).unwrap()).unwrap();
    fits_its_shape(&document);
    let receipt = &document["receipt"];
    assert!(receipt["digest"].as_str().unwrap().starts_with("sha256:"), "{receipt}");
    // Later, with more in the ledger, against the register and against the checkpoint of that moment.
    let kept = place.write("kept.txt", receipt["checkpoint"].as_str().unwrap());
    place.ok("rita", "change comment CHG-1 later");
    let checked = place.doc("rita", "gate verify yes.json");
    assert_eq!((&checked["genuine"], &checked["against"]), (&json!(true), &json!("register")));
    assert_eq!(place.run("rita", "gate verify yes.json").code, 0);
    let offline =
        place.args("rita", &["gate", "verify", "yes.json", "--against", &kept, "--db", "nowhere.db", "--json"]);
    assert_eq!((offline.code, &offline.json()["against"]), (8, &json!("checkpoint")), "it fits, and is no verdict");
    assert_eq!((&offline.json()["genuine"], &offline.json()["consistent"]), (&json!(false), &json!(true)));
    // Written in another way it is the same document.
    place.write("pretty.json", &format!("{document:#}\n"));
    assert_eq!(place.run("rita", "gate verify pretty.json").code, 0);
    // Each alteration is found; one whose digest was made anew, by the register.
    type Alter = fn(&mut Value);
    let alterations: [(&str, Alter); 7] = [
        ("verdict", |d| d["verdict"] = json!("refused")),
        ("env", |d| d["env"] = json!("staging")),
        ("version", |d| d["version"] = json!(99)),
        ("time", |d| d["checked_at"] = json!("2026-04-05T07:00:00Z")),
        ("head", |d| d["receipt"]["head"]["seq"] = json!(3)),
        ("entry", |d| d["receipt"]["entry"]["seq"] = json!(3)),
        ("path", |d| d["receipt"]["inclusion"] = json!([])),
    ];
    for (name, alter) in alterations {
        altered(&place, "altered.json", alter);
        let ran = place.run("rita", "gate verify altered.json --json");
        assert_eq!((ran.code, &ran.json()["genuine"]), (20, &json!(false)), "{name}: {ran:?}");
        assert_eq!(place.args("rita", &["gate", "verify", "altered.json", "--against", &kept]).code, 20, "{name}");
    }
    let forged = altered(&place, "forged.json", |d| {
        d["checked_at"] = json!("2026-04-05T09:00:00Z");
        d["receipt"].as_object_mut().unwrap().shift_remove("digest");
        let digest = quorate::base::digest::Digest::of(quorate::text::canonical::json(d).as_bytes());
        d["receipt"]["digest"] = json!(format!("sha256:{digest}"));
    });
    let ran = place.args("rita", &["gate", "verify", &forged, "--json"]);
    assert_eq!(ran.code, 20, "{ran:?}");
    assert!(ran.json()["findings"].to_string().contains("verdict is not what the register gives: not_now"), "{ran:?}");
    // Without the register nothing tells that it was forged, and so nothing is confirmed.
    let blind = place.args("rita", &["gate", "verify", &forged, "--against", &kept, "--db", "nowhere.db"]);
    assert_eq!(blind.code, 8, "{blind:?}");
    assert!(blind.out.starts_with("not confirmed: CHG-1") && blind.out.contains("not shown: that the gate said so"));
    assert!(blind.out.contains(&format!("quorate gate verify {forged} --db REGISTER")), "{blind:?}");
    // A receipt of a no is genuine, and still no yes.
    place.clock = "2026-04-06T06:30:00Z".into();
    assert_eq!(place.run("rita", &format!("{ASK} --out no.json")).code, 9);
    let ran = place.run("rita", "gate verify no.json --json");
    assert_eq!((ran.code, &ran.json()["genuine"]), (9, &json!(true)));
    // Another ledger, a checkpoint of another length, and what is no receipt.
    let other = waiting_for_the_board();
    let ran = place.args("rita", &["gate", "verify", "yes.json", "--db", &other.path("q.db").display().to_string()]);
    assert!(ran.code == 20 && ran.out.contains("another ledger"), "{ran:?}");
    let now = place.ok("rita", "audit checkpoint -o json").json();
    let now = place.write("now.txt", now["checkpoint"].as_str().unwrap_or("x"));
    assert_eq!(place.args("rita", &["gate", "verify", "yes.json", "--against", &now]).code, 2);
    for text in ["", "{}", "[]", "{\"schema\":\"quorate.gate/1\"}", "no json"] {
        place.write("none.json", text);
        assert_eq!(place.run("rita", "gate verify none.json").code, 2, "{text}");
    }
    assert_eq!(place.run("rita", "gate verify yes.json --db nowhere.db").code, 2);
    place.run("rita", &format!("{ASK} --json --at 2026-04-05T06:30:00Z --out then.json"));
    assert_eq!(place.run("rita", "gate verify then.json").code, 2, "what would be then gets no receipt");
}

#[test]
fn another_artifact_is_refused() {
    let place = decided("approve");
    let other = DIGEST.replace('9', "8");
    place.ok("ivan", &format!("run start CHG-1 --env production --artifact sha256:{DIGEST}"));
    let same = place.run("rita", &format!("{ASK} --artifact sha256:{DIGEST} --json"));
    assert_eq!((same.code, &same.json()["artifact"]), (0, &json!({"sha256": DIGEST, "matches": true})));
    let differs = place.run("rita", &format!("{ASK} --artifact {other} --json --out other.json"));
    assert_eq!(differs.code, 7, "{differs:?}");
    let checked = place.run("rita", "gate verify other.json --json");
    assert_eq!((checked.code, &checked.json()["genuine"]), (7, &json!(true)), "{checked:?}");
    let unasked = place.run("rita", &format!("{ASK} --json"));
    assert_eq!((unasked.code, &unasked.json()["artifact"]["matches"]), (0, &Value::Null));
}

#[test]
fn an_environment_before_production_is_judged_as_its_deployment_is() {
    let place = decided("approve");
    let asks = |env: &str| place.run("rita", &format!("gate CHG-1 --env {env} --json"));
    let starts = |env: &str| place.run("ivan", &format!("run start CHG-1 --env {env} --dry-run --json")).code;
    for env in ["development", "staging", "production"] {
        let asked = asks(env);
        assert_eq!(asked.code == 0, starts(env) == 0, "{env}: {asked:?}");
        // A yes says what allowed it, also where no rule asks anything; nothing of it denies.
        let document = asked.json();
        let beside: Vec<_> = document["chain"].as_array().unwrap().iter().filter(|l| l["kind"] != "window").collect();
        assert!(!beside.is_empty(), "{env}: {document}");
        assert!(asked.code != 0 || beside.iter().all(|l| l["effect"] != "deny"), "{env}: {document}");
    }
    let words = place.ok("rita", "gate CHG-1 --env staging").out;
    assert!(words.contains("  allow window: Any time, outside production"), "{words}");
    assert!(place.ok("rita", ASK).out.contains("allow approval: Change Advisory Board: the board's vote"));
    // What was tested there is what may go on; another one begins where this one began.
    let other = DIGEST.replace('9', "8");
    place.ok("ivan", &format!("run start CHG-1 --env staging --artifact {DIGEST}"));
    place.ok("ivan", "run finish CHG-1 --env staging --result ok");
    assert_eq!(place.run("rita", &format!("{ASK} --artifact sha256:{DIGEST}")).code, 0);
    assert_eq!(place.run("rita", &format!("{ASK} --artifact sha256:{other}")).code, 7);
}

#[test]
fn while_it_is_deployed_the_gate_says_whether_that_may_go_on() {
    let mut place = decided("approve");
    place.ok("ivan", &format!("run start CHG-1 --env staging --artifact {DIGEST}"));
    let asks = |place: &Place, more: &str| place.run("rita", &format!("gate CHG-1 --env staging --json {more}"));
    let goes_on = asks(&place, "");
    assert_eq!(goes_on.code, 0);
    let takes = "to run a command of the deployment in staging takes no rule, approval or sign-off of the pack";
    assert!(goes_on.out.contains(takes), "{goes_on:?}");
    let other = DIGEST.replace('9', "8");
    let wrong = asks(&place, &format!("--artifact {other}"));
    assert_eq!((wrong.code, &wrong.json()["artifact"]["matches"]), (7, &json!(false)), "{wrong:?}");
    assert!(wrong.json()["reasons"].to_string().contains("not the artifact that is pinned"), "{wrong:?}");
    place.ok("ivan", "run finish CHG-1 --env staging --result ok");
    place.ok("ivan", &format!("run start CHG-1 --env production --artifact {DIGEST}"));
    assert_eq!(place.run("rita", ASK).code, 0);
    // After its window it is not the time for more.
    place.clock = "2026-04-05T08:30:00Z".into();
    assert_eq!(place.run("rita", ASK).code, 9);
    // What failed has not been implemented.
    place.ok("ivan", "run note CHG-1 errors --kind deviation");
    place.ok("ivan", "run finish CHG-1 --env production --result failed --note errors");
    let failed = place.run("rita", ASK);
    assert!(failed.code == 9 && failed.out.contains("the implementation of the change failed"), "{failed:?}");
}

/// Given an approval on the condition of a canary, then the gate lets the canary's share out before the condition is verified
/// and nothing beyond it; of a deployment that is under way it says to which share it may be raised.
#[test]
fn a_share_is_asked_about_as_it_is_begun_and_raised() {
    let place = Place::new();
    let text = std::fs::read_to_string(super::run::pack_file("ghostquant")).unwrap();
    let (before, rest) = text.split_once("[[vector]]\nname = \"the board does not approve with conditions\"").unwrap();
    let text = [before, rest.split_once("[[vector]]").unwrap().1].join("[[vector]]");
    let text = text
        .replace(r#"["approved", "rejected", "deferred"]"#, r#"["approved", "rejected", "approved_with_conditions"]"#)
        .replace(r#"choice = "condition""#, r#"choice = "none such""#);
    super::run::seated(&place, &place.write("conditional.toml", &text));
    super::run::bring(&place, "CHG-1");
    let place = carried(place, "condition --condition errors_below_1% --owner ivan --due 2026-05-01 --share 10");
    let asks = |line: &str| {
        let ran = place.run("rita", &format!("{ASK} --json {line}"));
        fits_its_shape(&ran.json());
        (ran.code, ran.json())
    };
    let (code, all) = asks("");
    assert_eq!((code, &all["share"]), (8, &Value::Null), "{all}");
    assert!(all["reasons"].to_string().contains("not verified: condition 1"), "{all}");
    let (code, canary) = asks("--share 10");
    assert_eq!((code, &canary["share"], &canary["reasons"]), (0, &json!(10), &json!([])), "{canary}");
    assert_eq!(asks("--share 11").0, 8);
    assert_eq!(place.run("rita", &format!("{ASK} --share 101")).code, 2);
    assert_eq!(place.run("ivan", "run start CHG-1 --env production --share 50 --dry-run").code, 7);
    // What was said of a share is checked as of that share.
    let kept = place.path("canary.json").display().to_string();
    place.ok("rita", &format!("{ASK} --share 10 --out {kept}"));
    place.ok("rita", &format!("gate verify {kept}"));
    let text = std::fs::read_to_string(&kept).unwrap().replace("\"share\":10", "\"share\":100");
    let wider = place.write("wider.json", &text.replace("\"share\": 10", "\"share\": 100"));
    assert_eq!(place.run("rita", &format!("gate verify {wider}")).code, 20);
    // Under way, the next share is asked about: that of the method, and only once the condition is verified.
    place.ok("ivan", "run start CHG-1 --env production --method blue_green");
    assert_eq!(asks("").0, 0, "it may go on as it is");
    let (code, skips) = asks("--share 50");
    assert_eq!((code, &skips["reasons"][0]["code"]), (8, &json!("share")), "{skips}");
    assert!(skips["reasons"][0]["text"].as_str().unwrap().contains("goes on to 10 percent next"), "{skips}");
    for step in ["green", "smoke"] {
        place.run("ivan", &format!("run step CHG-1 {step} --result ok"));
    }
    let said = place.run("rita", &format!("{ASK} --share 10"));
    assert!(said.code == 0 && said.out.contains("at 10 percent: yes"), "{said:?}");
    place.ok("ivan", "run raise CHG-1 --share 10 --reason healthy");
    let (code, more) = asks("--share 50");
    assert!(code == 8 && more["reasons"].to_string().contains("not verified: condition 1"), "{more}");
    assert_eq!(place.run("ivan", "run raise CHG-1 --share 50 --reason healthy --dry-run").code, 7);
    place.ok("cto", "decision condition CHG-1 1 --note measured");
    assert_eq!(asks("--share 50").0, 0);
    place.ok("ivan", "run raise CHG-1 --share 50 --reason healthy");
}

#[test]
fn what_is_frozen_and_what_somebody_refused_is_refused() {
    let mut place = decided("approve");
    place.clock = "2026-04-04T06:30:00Z".into();
    place.ok("cto", "freeze add --title Audit --from 2026-04-05T00:00 --to 2026-04-06T00:00 --reason auditors");
    // Before its window it is early all the same.
    assert_eq!(place.run("rita", ASK).code, 9);
    place.clock = "2026-04-05T06:30:00Z".into();
    let frozen = place.run("rita", &format!("{ASK} --json"));
    assert_eq!((frozen.code, &frozen.json()["verdict"]), (7, &json!("refused")), "{frozen:?}");
    assert!(frozen.json()["reasons"].to_string().contains("Audit"), "{frozen:?}");
    place.ok("cto", "freeze end 1 --reason over");
    place.ok("tom", "change review CHG-1 --review staging_tests --outcome fail --note weather");
    let refused = place.run("rita", &format!("{ASK} --wait --timeout 60s --json"));
    assert_eq!((refused.code, &refused.json()["verdict"]), (7, &json!("refused")), "{refused:?}");
    let first = refused.json()["reasons"][0].clone();
    assert_eq!(first["code"], "no_go");
    let text = first["text"].as_str().unwrap();
    assert!(text.contains("refused by tom") && text.contains("weather"), "{text}");
}

/// Given a window that has no room for the change, when it would begin, then gate and start refuse as scheduling does
/// (AV-9.1-06 and its like).
#[test]
fn a_window_that_is_full_is_full_for_the_gate_and_the_start_too() {
    let place = decided("approve");
    assert_eq!(place.run("ivan", "gate CHG-1 --env production").code, 0);
    place.args("root", &["policy", "set", "window.bears", "score 1", "--reason", "x"]);
    let gate = place.run("ivan", "gate CHG-1 --env production --json");
    assert_eq!(gate.json()["verdict"], "not_now", "{gate:?}");
    assert!(gate.out.contains("is full"), "{gate:?}");
    let start = place.run("ivan", "run start CHG-1 --env production");
    assert!(start.code == 7 && start.err.contains("is full"), "{start:?}");
    place.ok("root", "policy set window.bears_effect warn --reason x");
    place.ok("ivan", "run start CHG-1 --env production");
}

#[test]
fn a_commit_stands_for_what_has_no_digest() {
    let place = decided("approve");
    let ask = |commit: &str| place.run("ivan", &format!("gate CHG-1 --env production --commit {commit} --json"));
    let nothing = ask("9f3c21d0");
    assert_eq!(nothing.json()["commit"], json!({"hash": "9f3c21d0", "matches": null}), "{nothing:?}");
    assert!(nothing.code != 0 && nothing.out.contains("no commit is pinned that it could be"), "{nothing:?}");
    place.ok("ivan", "run start CHG-1 --env production --commit app@9f3c21d09f3c21d0");
    let pinned = ask("9f3c21d0");
    assert_eq!((pinned.code, &pinned.json()["commit"]["matches"]), (0, &json!(true)), "{pinned:?}");
    assert!(
        place
            .ok("ivan", "gate CHG-1 --env production --commit app@9f3c21d0")
            .out
            .contains("commit app@9f3c21d0, as pinned")
    );
    let another = ask("abcdef12");
    assert_eq!((&another.json()["verdict"], &another.json()["commit"]["matches"]), (&json!("refused"), &json!(false)));
    assert!(another.out.contains("this is not the commit that is pinned"), "{another:?}");
    let wrong = ask("main");
    assert!(wrong.code == 2 && wrong.err.contains("git rev-parse HEAD"), "{wrong:?}");
    place.ok("ivan", "gate CHG-1 --env production --commit 9f3c21d0 --out receipt.json");
    place.ok("ivan", "gate verify receipt.json");
    let said = std::fs::read_to_string(place.path("receipt.json")).unwrap().replace("\"9f3c21d0\"", "\"abcdef12\"");
    place.write("receipt.json", &said);
    assert_eq!(place.run("ivan", "gate verify receipt.json").code, 20);
}

#[test]
fn a_freeze_is_told_while_other_things_are_missing() {
    let mut place = waiting_for_the_board();
    place.clock = "2026-04-04T06:30:00Z".into();
    place.ok("cto", "freeze add --title Audit --from 2026-04-05T00:00 --to 2026-04-06T00:00 --reason auditors");
    assert!(!place.run("rita", &format!("{ASK} --json")).out.contains("freeze-"), "not frozen yet");
    place.clock = "2026-04-05T06:30:00Z".into();
    let ran = place.run("rita", &format!("{ASK} --json"));
    assert_eq!((ran.code, &ran.json()["verdict"]), (8, &json!("pending")), "{ran:?}");
    let reasons = ran.json()["reasons"].clone();
    let freeze = reasons.as_array().unwrap().iter().find(|r| r["code"].as_str().unwrap().starts_with("freeze-"));
    assert!(freeze.is_some_and(|f| f["text"].as_str().unwrap().contains("Audit")), "{reasons}");
}

#[test]
fn a_receipt_is_of_now_and_of_no_other_moment() {
    let place = decided("approve");
    let refused = place.run("rita", &format!("{ASK} --at 2026-04-05T06:31:00Z --out gate.json"));
    assert!(refused.code == 2 && refused.err.contains("a receipt, and that is of now"), "{refused:?}");
    assert!(!place.path("gate.json").exists());
    place.ok("rita", &format!("{ASK} --at 2026-04-05T06:31:00Z --json"));
    place.ok("rita", &format!("{ASK} --out gate.json"));
    place.ok("rita", "gate verify gate.json");
}

/// Given rules that cite the same clauses, when the gate tells its reasons, then each stands once, and each clause once in it.
#[test]
fn each_reason_is_told_once_with_each_clause_once() {
    use quorate::sheets::gate::GateReason;
    let reason = |text: &str, clauses: &[&str]| GateReason {
        code: "condition".into(),
        text: text.into(),
        clauses: clauses.iter().map(|c| (*c).to_owned()).collect(),
    };
    let told = GateReason::once(vec![
        reason("not verified: staging", &["PM-9.4-12", "GA-06-2", "PM-9.4-12"]),
        reason("not approved: CTO", &["PM-9.4-12"]),
        reason("not verified: staging", &["GA-06-2", "GA-06-3"]),
    ]);
    let both = reason("not verified: staging", &["PM-9.4-12", "GA-06-2", "GA-06-3"]);
    assert_eq!(told, [both, reason("not approved: CTO", &["PM-9.4-12"])]);
}

/// Given a change without implementers whose requester may not begin it, then the gate names somebody who may, and that
/// person does (GQ-roles-01, GQ-roles-05).
#[test]
fn the_gate_names_who_may_begin_it_and_that_person_may() {
    let place = waiting_for_the_board();
    place.ok("cto", "vote open CHG-1");
    for who in ["cto", "ciso", "system_owner"] {
        place.ok(who, "vote cast CHG-1 approve");
    }
    place.ok("cto", "vote close CHG-1 --considered --reason seen");
    let person = |place: &Place| {
        let gate = place.run("rita", "gate CHG-1 --env staging --json").json();
        let chain = gate["chain"].as_array().unwrap().clone();
        (gate["verdict"].clone(), chain.into_iter().find(|l| l["kind"] == "person").unwrap())
    };
    let (verdict, who) = person(&place);
    assert_eq!((&verdict, &who["effect"], &who["id"]), (&json!("yes"), &json!("allow"), &json!("devsecops_lead")));
    assert_eq!(place.run("rita", "run start CHG-1 --env staging").code, 5);
    place.ok("devsecops_lead", "run start CHG-1 --env staging --dry-run");
    // Where nobody is left who may, the answer is no yes.
    place.ok("root", "person retire devsecops_lead");
    let (verdict, who) = person(&place);
    assert_eq!((&verdict, &who["effect"]), (&json!("pending"), &json!("deny")), "{who}");
    assert!(who["text"].to_string().contains("nobody in the register may begin it"), "{who}");
}

/// A hold keeps back what could go on, and asks for nothing of another environment.
#[test]
fn a_hold_adds_nothing_of_another_environment_and_says_nothing_twice() {
    let place = decided("approve");
    place.ok("ivan", "run retract CHG-1 1 --list preparation --reason slip");
    let told = |place: &Place, env: &str| {
        let gate = place.run("rita", &format!("gate CHG-1 --env {env} --json")).json();
        gate["reasons"].as_array().unwrap().iter().map(|r| r["text"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let before = told(&place, "production");
    assert!(!before.is_empty() && told(&place, "staging").is_empty(), "{before:?}");
    place.ok("cto", "change hold CHG-1 --reason wait");
    assert_eq!(told(&place, "staging"), ["the change is on hold"]);
    let held = told(&place, "production");
    assert_eq!((held[0].as_str(), &held[1..]), ("the change is on hold", before.as_slice()), "{held:?}");
}

/// Given an implementation that overruns its own window while the calendar's is open, then the gate says what a command of it
/// is told: it goes on, and is recorded as outside its window (reading 6.5).
#[test]
fn work_that_overruns_its_own_window_goes_on_for_the_gate_as_for_its_commands() {
    let mut place = decided("approve");
    let now = std::mem::replace(&mut place.clock, "2026-03-04T15:00:00Z".into());
    place.ok("rita", "change schedule CHG-1 --from 2026-04-05T06:00:00Z --to 2026-04-05T07:00:00Z");
    place.clock = now;
    place.ok("ivan", "run start CHG-1 --env production --method direct");
    place.clock = "2026-04-05T07:30:00Z".into();
    let gate = place.run("rita", &format!("{ASK} --json"));
    assert_eq!(gate.code, 0, "{gate:?}");
    let chain = gate.json()["chain"].clone();
    let own = chain.as_array().unwrap().iter().find(|l| l["id"] == "own").unwrap();
    assert!(own["effect"] == "warn" && own["text"].to_string().contains("the window closed"), "{own}");
    let ran = place.run("ivan", "run exec CHG-1 --no-input -- true");
    assert!(ran.code == 0 && ran.err.contains("recorded as outside it"), "{ran:?}");
    // Before it began it was too late for it.
    let other = decided("approve");
    assert_eq!(other.run("rita", &format!("{ASK} --at 2026-04-05T08:00:00Z")).code, 9);
}

/// Given a decided change with a tag on record, when the gate is told the repository, then it says whether the tag is still the
/// same there, and a tag that was moved is a no (GA-09-3); the receipt of it holds without the repository.
#[test]
fn a_tag_that_was_moved_is_a_no_of_the_gate() {
    use super::evidence::git;
    let place = decided("approve");
    std::fs::create_dir(place.path("repo")).unwrap();
    git(&place, &["init", "--quiet", "--initial-branch=main"]);
    for message in ["one", "two"] {
        git(&place, &["commit", "--quiet", "--allow-empty", "--message", message]);
    }
    git(&place, &["tag", "--annotate", "v1", "--message", "CHG-1"]);
    let none = place.ok("rita", &format!("{ASK} --repo repo")).out;
    assert!(none.contains("warn tag: no tag is on record that could be looked up"), "{none}");
    let commit = git(&place, &["rev-parse", "HEAD"]);
    place.ok("tom", "run evidence CHG-1 --test staging --outcome pass --tag v1 --repo repo");
    let words = place.ok("rita", ASK).out;
    assert!(words.contains(&format!("allow tag: the tag v1 of commit {}, by Lena", &commit[..12])), "{words}");
    assert!(words.contains("as it was recorded (--repo PATH looks it up now)"), "{words}");
    let same = place.ok("rita", &format!("{ASK} --repo repo"));
    assert!(same.out.contains("the same in its repository now"), "{same:?}");
    // On the same commit it is another tag all the same, and the text says what differs.
    for (how, says) in [
        (&["--annotate", "--message", "CHG-1 again"][..], "the tag v1 was made anew since it was recorded: tag object"),
        (&[][..], "annotated then, lightweight now, on the same commit"),
    ] {
        git(&place, &[&["tag", "--force", "v1"], how].concat());
        let anew = place.run("rita", &format!("{ASK} --repo repo"));
        assert!(anew.code == 7 && anew.out.contains(says), "{anew:?}");
    }
    git(&place, &["tag", "--force", "--annotate", "v1", "HEAD~1", "--message", "CHG-1"]);
    let moved = place.run("rita", &format!("{ASK} --repo repo --json --out moved.json"));
    assert_eq!(moved.code, 7, "{moved:?}");
    let kept: Value = serde_json::from_str(&std::fs::read_to_string(place.path("moved.json")).unwrap()).unwrap();
    fits_its_shape(&kept);
    assert_eq!(kept["reasons"][0]["code"], "tag_moved", "{kept}");
    std::fs::remove_dir_all(place.path("repo")).unwrap();
    assert_eq!(place.run("rita", "gate verify moved.json").code, 7);
    let gone = place.run("rita", &format!("{ASK} --repo repo"));
    assert!(gone.code == 2 && gone.err.contains("no git repository"), "{gone:?}");
    assert_eq!(place.run("rita", ASK).code, 0, "without it the record stands");
}
