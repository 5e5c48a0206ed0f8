//! `--limit` and `--sort` of lists.

use super::run::board_of_five;
use serde_json::Value;

#[test]
fn every_list_keeps_to_the_number_and_the_order_that_are_asked_for() {
    let place = board_of_five();
    let ids = |line: &str, field: &str| -> Vec<String> {
        let items = place.doc("rita", line)["items"].as_array().unwrap().clone();
        items.iter().map(|i| i[field].as_str().map_or_else(|| i[field].to_string(), str::to_owned)).collect()
    };
    let all = ids("person list", "id");
    assert_eq!(ids("person list --limit 3", "id"), all[..3], "as they come");
    let names = ids("person list --sort name", "name");
    let mut sorted = names.clone();
    sorted.sort_by_key(|n| n.to_lowercase());
    assert_eq!(names, sorted);
    let first: Vec<String> = ids("person list --sort id", "id").into_iter().take(2).collect();
    assert_eq!(ids("person list --sort id --limit 2", "id"), first, "the first two of the order");
    for line in ["board list --limit 2", "roster list --limit 2", "policy list --limit 2", "inbox --limit 0"] {
        let items = place.doc("cto", line)["items"].as_array().unwrap().len();
        assert!(items <= 2, "{line}: {items}");
    }
    let refused = place.run("rita", "person list --sort colour");
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("--sort takes id, "), "{}", refused.err);
    let none = place.run("rita", "person view tom --limit 2");
    assert!(none.code == 2 && none.err.contains("--limit: this command gives no list"), "{none:?}");
    let log: Value = place.run("rita", "audit log --sort at --json").error();
    assert_eq!(log["code"], 2);
}

#[test]
fn risk_goes_by_level_before_score_since_two_models_do_not_compare() {
    let place = super::run::waiting_for_the_board();
    place.ok("root", "policy adopt aivo --reason new");
    place.ok("rita", "change create --type normal --title Later --set environment=production");
    let ratings =
        "systems_affected=2 --set user_impact=2 --set data_risk=1 --set reversibility=1 --set security_impact=1";
    place.ok("rita", &format!("change assess CHG-2 --set {ratings}"));
    place.ok("rita", "change create --type normal --title Unrated --set environment=production");
    let listed = |line: &str| -> Vec<(String, String, i64)> {
        let items = place.doc("rita", line)["items"].as_array().unwrap().clone();
        let text = |item: &serde_json::Value, field: &str| item[field].as_str().unwrap_or_default().to_owned();
        items.iter().map(|i| (text(i, "id"), text(i, "risk"), i["score"].as_i64().unwrap_or(-1))).collect()
    };
    let row = |id: &str, risk: &str, score: i64| (id.to_owned(), risk.to_owned(), score);
    let wanted = [row("CHG-1", "moderate", 6), row("CHG-2", "low", 7), row("CHG-3", "", -1)];
    assert_eq!(listed("change list --sort risk"), wanted);
    assert_eq!(listed("change list --sort risk --limit 2"), wanted[..2]);
    let next = place.doc("rita", "change list --sort risk --limit 2")["next"].as_str().unwrap().to_owned();
    assert_eq!(listed(&format!("change list --sort risk --limit 2 --after {next}")), wanted[2..]);
}
