//! Transcripts about policies: packs adopted together, settings.

use super::run::{Place, board_of_five};
use serde_json::json;

#[test]
fn two_packs_are_adopted_together_and_both_judge() {
    let place = board_of_five();
    let both = place.doc("root", "policy adopt ghostquant aivo --reason merger");
    let kinds: Vec<_> = both["entries"].as_array().unwrap().iter().map(|e| e["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds.first(), Some(&"policy.setting_changed"), "to combine is a setting, and an entry: {both}");
    assert!(kinds.contains(&"policy.adopted"), "{both}");
    assert!(both["warnings"][0]["text"].as_str().unwrap().contains("pack.combine is strictest"), "{both}");
    let shown = place.ok("root", "policy show").out;
    assert!(shown.contains("ghostquant+aivo"), "{shown}");
    assert!(shown.contains("pack.combine") && shown.contains("strictest"), "{shown}");
    place.ok("rita", "change create --type normal --title Both --set environment=production");
    let refused = place.run("rita", "change submit CHG-1 --json");
    let clauses: Vec<String> =
        refused.error()["clauses"].as_array().unwrap().iter().map(|c| c["id"].as_str().unwrap().to_owned()).collect();
    for clause in ["GQ-request-01", "AV-4.2-01"] {
        assert!(clauses.iter().any(|c| c == clause), "{clause} in {clauses:?}");
    }
    let off = place.run("root", "policy set pack.combine off --reason back --json");
    assert_eq!((off.code, &off.error()["error"]), (2, &json!("invalid_input")));
    place.ok("root", "policy adopt ghostquant --reason apart");
    let refused = place.run("rita", "change submit CHG-1 --json");
    assert!(!refused.err.contains("AV-4.2-01"), "{}", refused.err);
}

#[test]
fn every_question_to_the_organisation_is_listed_with_what_holds_until_then() {
    let place = Place::new();
    for (pack, open) in [
        ("teleseal", vec!["cab.members", "cab.weekday", "cab.time", "calendar.off_peak", "calendar.quarterly_windows"]),
        ("ghostquant", vec![]),
        ("aivo", vec!["calendar.holidays", "freeze.peak"]),
        ("devsecopsbook", vec!["approvers", "cab.members"]),
        (
            "three-env",
            vec![
                "cab.members",
                "cab.weekday",
                "cab.time",
                "calendar.holidays",
                "freeze.releases",
                "systems",
                "bia.critical",
                "risk.matrix",
                "authority.emergency",
                "ticket.fields",
            ],
        ),
    ] {
        let check = place.run("root", &format!("policy check {pack} --json")).json();
        let found: Vec<&str> =
            check["findings"].as_array().unwrap().iter().map(|f| f["text"].as_str().unwrap()).collect();
        for id in open.into_iter().chain(["pack.tz"]) {
            let line = found.iter().find(|f| f.starts_with(&format!("{id} is ")));
            let line = line.unwrap_or_else(|| panic!("{pack}: {id} is not among {found:#?}"));
            let default = line.contains("preset: ") || line.contains("until then: ") || line.contains("is not set: ");
            assert!(default, "{pack}: {line}");
        }
    }
    // What a register has answered, it is not asked again.
    place.ok("root", "init --pack teleseal --sandbox");
    let shown = place.ok("root", "policy show").out;
    assert!(shown.contains("pack.tz is asked") && shown.contains("cab.members is asked"), "{shown}");
    place.ok("root", "person add cleo --name Cleo --role ciso");
    place.ok("cleo", "policy set pack.tz Europe/Berlin --reason ours");
    for who in ["ana", "bo", "cem"] {
        place.ok("root", &format!("person add {who} --name {who} --role cab_member --seat {who}"));
    }
    let shown = place.ok("root", "policy show").out;
    assert!(!shown.contains("pack.tz is asked") && !shown.contains("cab.members is asked"), "{shown}");
}

#[test]
fn a_register_founded_under_two_packs_says_that_they_are_combined() {
    let place = super::run::Place::new();
    let told = place.ok("root", "init --pack ghostquant aivo --sandbox");
    assert!(told.out.contains("pack.combine is strictest"), "{told:?}");
    let log = place.ok("root", "audit log").out;
    assert!(log.contains("pack.combine"), "the setting has its entry: {log}");
    let repeated = Place::new();
    let told = repeated.ok("root", "init --pack ghostquant --pack aivo --sandbox");
    assert!(told.out.contains("pack.combine is strictest"), "{told:?}");
    let one = Place::new();
    let told = one.ok("root", "init --pack ghostquant --sandbox");
    assert!(!told.out.contains("pack.combine") && !one.ok("root", "audit log").out.contains("pack.combine"));
}

#[test]
fn a_key_with_two_letters_swapped_is_told_as_the_one_that_is_meant() {
    let place = super::run::Place::new();
    let file = place.write("slip.toml", "schema = 1\nname = \"x\"\ntitel = \"X\"\n");
    let bad = place.run("rita", &format!("policy check {file} --json"));
    assert!(bad.json()["findings"][0]["text"].as_str().unwrap().contains("did you mean \"title\""), "{bad:?}");
    let file = place.write("twice.toml", "schema = 1\nname = \"x\"\ntitle = \"X\"\ntitle = \"Y\"\n");
    let bad = place.run("rita", &format!("policy check {file} --json")).json();
    let found = &bad["findings"][0];
    assert_eq!((&found["line"], &found["text"]), (&json!(4), &json!("the key \"title\" stands twice")), "{bad}");
}

#[test]
fn theme_and_editor_are_settings() {
    let place = super::run::Place::new();
    place.ok("rita", "config set theme cvd");
    assert_eq!(place.ok("rita", "config get theme").out.trim(), "cvd");
    place.ok("rita", "config set editor nano");
    let wrong = place.run("rita", "config set theme pink");
    assert_eq!(wrong.code, 2, "{wrong:?}");
    assert!(wrong.err.contains("auto, light, dark, cvd, mono"), "{wrong:?}");
}

/// What is wrong with a file is told under the name of the file, not of the pack that it says it is.
#[test]
fn findings_name_the_file_that_was_given() {
    let place = board_of_five();
    let whole = std::fs::read_to_string(super::run::pack_file("ghostquant")).unwrap();
    let wrong = whole.replacen("act = \"submit\"\nexpect = \"allowed\"", "act = \"submit\"\nexpect = \"refused\"", 1);
    assert_ne!(whole, wrong);
    let file = place.write("gv.toml", &wrong);
    let refused = place.args("root", &["policy", "adopt", &file, "--reason", "trial"]);
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.err.contains("gv.toml:") && refused.err.contains("vector"), "{refused:?}");
    assert!(!refused.err.contains("ghostquant: 1 finding"), "{refused:?}");
}

/// Given two packs whose windows never meet for some change, when they are checked, adopted or founded together, then it is
/// told which changes and which windows; packs that bind only some of them to windows say nothing.
#[test]
fn packs_whose_windows_never_meet_say_so_when_they_are_adopted() {
    let place = Place::new();
    let told = "normal changes to production find no time that all packs leave open: ghostquant has Maintenance window; \
                three-env has Standard maintenance window";
    for line in ["policy check ghostquant three-env", "policy check ghostquant+three-env"] {
        let ran = place.run("root", line);
        assert!(ran.code == 0 && ran.out.contains(told), "{line}: {ran:?}");
    }
    assert!(!place.run("root", "policy check teleseal ghostquant").out.contains("find no time"));
    let founded = place.doc("root", "init --pack ghostquant --pack three-env --org Example --sandbox --no-input");
    let apart = founded["warnings"].as_array().unwrap().iter().find(|w| w["rule"] == "windows-apart").unwrap();
    assert!(apart["text"].as_str().unwrap().contains(told), "{apart}");
    assert!(apart["clauses"].to_string().contains("GQ-windows-01"), "{apart}");
    assert!(place.ok("root", "policy show").out.contains(told));
    let alone = place.doc("root", "policy adopt ghostquant --reason one");
    assert!(!alone["warnings"].to_string().contains("windows-apart"), "{alone}");
    let again = place.doc("root", "policy adopt ghostquant three-env --reason both");
    assert!(again["warnings"].to_string().contains("windows-apart"), "{again}");
}

#[test]
fn adopting_what_is_in_force_records_nothing() {
    let place = board_of_five();
    let entries =
        |place: &super::run::Place| place.doc("root", "audit log --limit 0")["items"].as_array().unwrap().len();
    place.ok("root", "policy adopt ghostquant --reason anew");
    let before = entries(&place);
    assert_eq!(place.run("root", "policy adopt ghostquant --reason anew --error-unchanged").code, 10);
    assert_eq!(entries(&place), before);
    // A setting that was changed since is undone by it.
    place.ok("root", "policy set vote.tally open --reason try");
    place.ok("root", "policy adopt ghostquant --reason anew --error-unchanged");
    assert!(entries(&place) > before + 1);
}

/// Given a pack that is built in, when its text is exported, altered and adopted, then that text is in force, and what is exported
/// from then on is it; a pack that is not there is refused, and what was in force before can be asked for.
#[test]
fn the_text_of_a_pack_is_exported_altered_and_adopted() {
    let mut place = Place::new();
    let built_in = place.ok("root", "policy export teleseal").out;
    assert_eq!(built_in, include_str!("../../../assets/policies/teleseal.toml"));
    let own = place.write("own.toml", &built_in.replace("title = \"TeleSeal", "title = \"Our own TeleSeal"));
    assert_eq!(place.run("root", &format!("policy check {own}")).code, 0);
    place.ok("root", "init --pack teleseal --org Example --sandbox --no-input");
    assert_eq!(place.ok("root", "policy export").out, built_in, "the one in force, where none is named");
    let founded = place.clock.clone();
    place.clock = "2026-03-03T14:00:00Z".into();
    place.ok("root", "person add ciso --name Holder --role ciso");
    place.ok("ciso", &format!("policy adopt {own} --reason ours"));
    assert!(place.ok("root", "policy export teleseal").out.contains("title = \"Our own TeleSeal"));
    assert_eq!(place.ok("root", &format!("policy export teleseal --at {founded}")).out, built_in);
    assert!(place.ok("root", "policy export base").out.starts_with("# "), "and what it extends");
    assert_eq!(place.run("root", "policy export nosuch").code, 2);
}
