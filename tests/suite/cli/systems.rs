//! Systems on the command line, and the changes that get in each other's way through them.

use super::run::{Place, board_of_five, bring, fits_its_shape};
use serde_json::{Value, json};

const TABLE: &str = "\u{feff}ID;Title;Tier;Owner;Dependencies;Priority;Colour\n\
                     web;Web shop;;Sales IT;orders-db;2;red\norders-db;Orders;;DBA;;1;\n";

fn import(place: &Place, who: &str, table: &str) -> super::run::Ran {
    let file = place.write("systems.csv", table);
    place.run(who, &format!("system import {file} --json"))
}

fn kinds(document: &Value) -> Vec<(String, String)> {
    let lines = document["conflicts"].as_array().unwrap().iter();
    let of = |l: &Value| (l["kind"].as_str().unwrap().to_owned(), l["with"].as_str().unwrap().to_owned());
    lines.map(of).filter(|(kind, _)| !matches!(kind.as_str(), "window" | "blackout" | "capacity")).collect()
}

#[test]
fn a_table_of_systems_is_recorded_whole_and_once() {
    let place = board_of_five();
    assert_eq!(import(&place, "rita", TABLE).code, 5, "not everybody records systems");
    let trial = place.path("systems.csv").display().to_string();
    let shown = place.doc("root", &format!("system import {trial} --dry-run"));
    assert_eq!((&shown["added"], &shown["dry_run"]), (&json!(2), &json!(true)));
    assert_eq!(place.doc("root", "system list")["items"], json!([]));
    let first = import(&place, "root", TABLE).json();
    fits_its_shape(&first);
    assert_eq!((&first["added"], &first["unknown"]), (&json!(2), &json!(["Colour"])));
    let entries = place.doc("root", "audit log systems")["items"].as_array().unwrap().len();
    let again = import(&place, "root", TABLE).json();
    assert_eq!((&again["added"], &again["changed"], &again["unchanged"]), (&json!(0), &json!(0), &json!(2)));
    assert_eq!(place.doc("root", "audit log systems")["items"].as_array().unwrap().len(), entries);
    let changed = import(&place, "root", "id,site\nWEB,fra1\n").json();
    assert_eq!((&changed["changed"], &changed["unchanged"]), (&json!(1), &json!(0)));
    let web = place.doc("root", "system view web");
    assert_eq!(
        (&web["site"], &web["title"], &web["depends_on"]),
        (&json!("fra1"), &json!("Web shop"), &json!(["orders-db"]))
    );
    assert_eq!(place.doc("root", "system view orders-db")["dependents"], json!(["web"]));
    let order = place.doc("root", "system list --recovery");
    let ids: Vec<_> = order["items"].as_array().unwrap().iter().map(|i| i["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["orders-db", "web"]);
    assert_eq!(place.run("root", "system retire orders-db --reason old").code, 6, "web still needs it");
    assert_eq!(place.run("root", "system add web --title again").code, 6);
    assert_eq!(place.run("root", "system edit wbe --title again").code, 3);
    place.ok("root", "system retire web --reason old");
    place.ok("root", "system validate orders-db rto --reason drill");
    assert_eq!(place.run("root", "system validate orders-db whim").code, 2);
    assert!(place.doc("root", "system view orders-db")["rto_validated"].is_string());
}

#[test]
fn everything_that_is_wrong_with_a_table_is_told_with_line_and_column_and_nothing_is_recorded() {
    let place = board_of_five();
    for (table, says) in [
        ("id,depends_on\nweb,db\n", vec!["line 2, column 2 (depends_on)", "there is no such system"]),
        ("id,depends_on\nweb,web\n", vec!["line 2, column 2", "depends on itself"]),
        ("id,tier\nweb,\ndb,\nWeb,\n", vec!["line 4, column 1 (id)", "is there twice; record 1"]),
        (
            "depends_on,id\nb,a\nc,b\na,c\n,d\n",
            vec!["line 2, column 1 (depends_on)", "go in a circle: a -> b -> c -> a"],
        ),
        ("id,priority\nweb,first\ndb,0\n", vec!["line 2, column 2 (priority): \"first\"", "line 3, column 2"]),
        ("name,tier\n,\n", vec!["line 2, column 1 (id): a system needs an id"]),
        ("id,tier\nweb\n", vec!["line 2: the row has 1 cell under"]),
        ("tier,owner\n1,ops\n", vec!["line 1: no heading says id"]),
        ("id,service\nweb,web\n", vec!["line 1, column 2: the headings \"id\" and \"service\" both say id"]),
        ("id,title\nweb,a\u{1b}[31mb\n", vec!["line 2, column 2 (title)"]),
        ("id,title\nweb,\"front\ndb,store\n", vec!["line 2: a quote in this row is not closed"]),
        ("id,title\nweb,front\ndb,\"sto", vec!["line 3: a quote in this row is not closed"]),
        ("id,\"title\nweb,front\n", vec!["line 1: a quote in this row is not closed"]),
    ] {
        let ran = import(&place, "root", table);
        let document = ran.error();
        assert_eq!(ran.code, 2, "{table}: {document}");
        for words in says {
            assert!(document["text"].as_str().unwrap().contains(words), "{table}: {words}: {document}");
        }
    }
    assert_eq!(place.doc("root", "system list")["items"], json!([]));
    assert_eq!(place.run("root", "system import nowhere.csv").code, 2);
}

#[test]
fn changes_in_each_others_way_are_told_everywhere_and_letters_follow() {
    let place = board_of_five();
    let letters = || -> Vec<String> {
        let list = place.doc("rita", "change list --sort oldest");
        list["items"].as_array().unwrap().iter().map(|i| i["letter"].as_str().unwrap().to_owned()).collect()
    };
    bring(&place, "CHG-1");
    assert_eq!(kinds(&place.doc("rita", "change view CHG-1")), []);
    bring(&place, "CHG-2");
    let own = |kind: &str, with: &str| (kind.to_owned(), with.to_owned());
    assert_eq!(kinds(&place.doc("rita", "change view CHG-1")), [own("system", "CHG-2")]);
    assert_eq!(letters(), ["C", "C"]);
    assert!(place.run("rita", "change view CHG-1").out.contains("CHG-2: system orders-db"));
    let check = place.doc("cto", "change check CHG-1");
    assert!(check["warnings"].to_string().contains("CHG-2: system orders-db"), "{check}");
    // Through what depends on what, over more than one step.
    import(&place, "root", "id,depends_on\norders-db,\nweb,orders-db\nshop,web\n");
    place.ok("rita", "change edit CHG-2 --set affected_systems=shop");
    assert_eq!(kinds(&place.doc("rita", "change view CHG-1")), [own("dependent", "CHG-2")]);
    assert_eq!(kinds(&place.doc("rita", "change view CHG-2")), [own("parent", "CHG-1")]);
    assert_eq!(letters(), ["C", "C"]);
    // Without the dependency in between they have nothing to do with each other.
    place.ok("root", "system edit web --depends-on ,");
    assert_eq!(kinds(&place.doc("rita", "change view CHG-1")), []);
    assert!(!letters().contains(&"C".to_owned()), "{:?}", letters());
    // One person, twice.
    for id in ["CHG-1", "CHG-2"] {
        place.ok("rita", &format!("change edit {id} --set implementers=tom"));
    }
    assert_eq!(kinds(&place.doc("rita", "change view CHG-1")), [own("person", "CHG-2")]);
    assert_eq!(letters(), ["C", "C"]);
    place.ok("rita", "change cancel CHG-2 --reason unneeded --yes --confirm CHG-2");
    assert_eq!(kinds(&place.doc("rita", "change view CHG-1")), []);
    assert_ne!(letters()[0], "C");
    assert_eq!(place.doc("root", "audit rebuild --check")["ok"], true);
    place.ok("root", "audit rebuild");
    assert_ne!(letters()[0], "C");
}

#[test]
fn a_system_that_nobody_knows_is_warned_of_and_refused_nowhere() {
    let place = board_of_five();
    import(&place, "root", "id\nmail\n");
    let file = place.write("change.toml", super::run::REPLICA);
    place.ok("rita", &format!("change create --from {file}"));
    place.ok("rita", "change assess CHG-1 --set likelihood=Low --set impact=Medium");
    let receipt = place.doc("rita", "change submit CHG-1");
    assert!(receipt["warnings"].to_string().contains("not in the register of systems: orders-db"), "{receipt}");
}
