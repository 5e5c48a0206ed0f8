//! Transcripts about policies: packs adopted together, settings.

use super::run::board_of_five;
use serde_json::json;

#[test]
fn two_packs_are_adopted_together_and_both_judge() {
    let place = board_of_five();
    let alone = place.run("root", "policy adopt ghostquant aivo --json");
    assert_eq!(alone.code, 2, "{alone:?}");
    assert!(alone.err.contains("quorate policy set pack.combine strictest"), "{}", alone.err);
    place.ok("root", "policy set pack.combine strictest --reason merger");
    place.ok("root", "policy adopt ghostquant aivo --reason merger");
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
    assert_eq!((off.code, &off.error()["error"]), (2, &json!("refused")));
    place.ok("root", "policy adopt ghostquant --reason apart");
    let refused = place.run("rita", "change submit CHG-1 --json");
    assert!(!refused.err.contains("AV-4.2-01"), "{}", refused.err);
}

#[test]
fn a_key_with_two_letters_swapped_is_told_as_the_one_that_is_meant() {
    let place = super::run::Place::new();
    let file = place.write("slip.toml", "schema = 1\nname = \"x\"\ntitel = \"X\"\n");
    let bad = place.run("rita", &format!("policy check {file} --json"));
    assert!(bad.json()["findings"][0]["text"].as_str().unwrap().contains("did you mean \"title\""), "{bad:?}");
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
