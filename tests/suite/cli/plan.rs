//! The plan of a month on the command line: tasks with their days and papers, what is overdue, and what was done.

use super::run::{Place, fits_its_shape, waiting_for_the_board};
use serde_json::{Value, json};

fn place() -> Place {
    let place = Place::new();
    place.ok("root", "init --pack three-env --org Example --sandbox --no-input");
    place.ok("root", "person add sue --name Sue --role security_team");
    place.ok("root", "person add dan --name Dan --role dev_team");
    place
}

fn task<'a>(plan: &'a Value, id: &str) -> &'a Value {
    plan["tasks"].as_array().unwrap().iter().find(|t| t["id"] == id).unwrap_or_else(|| panic!("no {id}"))
}

#[test]
fn the_plan_of_march_has_its_days_marks_what_lies_outside_the_windows_and_turns_overdue() {
    let mut place = place();
    let plan = place.doc("sue", "calendar plan 2026-03");
    fits_its_shape(&plan);
    let prod = task(&plan, "prod");
    assert_eq!((&prod["from"], &prod["or"]), (&json!("2026-03-20"), &json!("2026-03-28")));
    let notes = prod["notes"].to_string();
    assert!(notes.contains("2026-03-20 is outside the windows") && notes.contains("2026-03-28 is outside"), "{notes}");
    assert_eq!(prod["clauses"], json!(["PM-12.2-09"]));
    // Week 1 of the layout is empty; where it disagrees with the plan, that is told.
    let layout = plan["layout"].as_array().unwrap();
    let days: usize = layout
        .iter()
        .map(|l| {
            let day = |f: &str| l[f].as_str().unwrap()[8..].parse::<usize>().unwrap();
            day("to") - day("from") + 1
        })
        .sum();
    assert_eq!((layout.len(), days), (11, 13), "13 days in 11 entries");
    assert!(layout.iter().all(|l| l["week"] != 1 && l["clauses"] == json!(["PM-12.1-01"])));
    let entry = |title: &str| layout.iter().find(|l| l["title"] == title).unwrap();
    assert_eq!(entry("DEV Deployment")["differs"], "2026-03-10");
    assert_eq!(entry("PIR Review")["differs"], Value::Null);
    let march = &plan["year"][2];
    assert_eq!(march["days"], json!([["standard window", "2026-03-10"], ["extended window", "2026-03-14"]]));
    assert_eq!(
        (&march["note"], &march["clauses"]),
        (&json!("Q1 Review + Q2 Planning"), &json!(["PM-12.5-01", "PM-6.2-02"]))
    );

    assert_eq!(task(&plan, "assessment")["state"], "due");
    assert_eq!(task(&plan, "dev")["state"], "planned");
    let other = place.run("dan", "calendar done 2026-03 assessment --json");
    assert_eq!((other.code, other.error()["clauses"][0]["id"].as_str()), (5, Some("PM-12.2-01")), "{other:?}");
    place.ok("sue", "calendar done 2026-03 assessment --note none-critical");
    assert_eq!(place.run("sue", "calendar done 2026-03 assessment").code, 6);
    assert_eq!(place.run("sue", "calendar done 2026-03 whim").code, 2);
    assert_eq!(place.run("sue", "calendar done 2026-13 assessment").code, 2);
    assert_eq!(place.run("sue", "calendar plan march").code, 2);
    place.clock = "2026-03-08T15:00:00Z".into();
    let later = place.doc("sue", "calendar plan");
    let done = task(&later, "assessment");
    assert_eq!((&done["state"], &done["by"]), (&json!("done"), &json!("sue")));
    assert_eq!(task(&later, "submission")["state"], "overdue");
    assert_eq!(task(&later, "dev")["state"], "papers due");
    let april = place.doc("sue", "calendar plan 2026-04");
    assert!(task(&april, "test")["notes"].to_string().contains("as written it would be on 2026-04-08"));
    let text = place.ok("sue", "calendar plan 2026-03").out;
    for words in ["week 1: nothing", "TEST Deployment  (the plan has 2026-03-11)", "[PM-12.2-07]", "Months of 2026"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(place.ok("sue", "audit log calendar").out.contains("did the task assessment of 2026-03"));
}

#[test]
fn a_policy_that_plans_nothing_says_so() {
    let place = waiting_for_the_board();
    let ran = place.run("rita", "calendar plan");
    assert!(ran.code == 3 && ran.err.contains("plans no tasks"), "{ran:?}");
    assert_eq!(place.run("rita", "calendar done 2026-03 dev").code, 2);
}

/// PM-6.2-02: the year marks the second Tuesdays, on which standard patches go out.
#[test]
fn the_year_marks_the_patch_days() {
    let place = place();
    let year = place.doc("sue", "calendar --year --from 2026-01-01");
    let marked = |d: &&Value| d["patch_day"] == "patch day";
    let days: Vec<&str> =
        year["days"].as_array().unwrap().iter().filter(marked).map(|d| d["day"].as_str().unwrap()).collect();
    assert_eq!(
        (days.len(), &days[..5]),
        (12, &["2026-01-13", "2026-02-10", "2026-03-10", "2026-04-14", "2026-05-12"][..])
    );
    let told = place.ok("sue", "calendar --year --from 2026-01-01").out;
    let march = told.lines().find(|l| l.starts_with("Mar")).unwrap();
    assert!(told.contains("P patch day") && march.matches('P').count() == 1, "{told}");
}

/// PM-7.1-08: the seven entries of the timeline stand beside what happened; before the first deployment without days.
#[test]
fn a_change_shows_its_timeline() {
    let place = place();
    place.ok("dan", "change create --type normal --title Patches --set environment=PROD");
    let run = place.doc("dan", "run status CHG-1");
    fits_its_shape(&run);
    let lines = run["timeline"].as_array().unwrap();
    assert_eq!(lines.len(), 7);
    assert!(
        lines.iter().all(|l| l["clauses"] == json!(["PM-7.1-08"]) && l["planned"].is_null() && l["actual"].is_null())
    );
    let told = place.ok("dan", "change view CHG-1").out;
    assert!(told.contains("Day 3-5  Regression and UAT: open [PM-7.1-08]"), "{told}");
}

#[test]
fn a_year_names_the_windows_whose_days_are_still_to_be_set() {
    let place = Place::new();
    place.ok("root", "init --pack teleseal --org Example --sandbox --no-input");
    let year = place.ok("root", "calendar --year").out;
    let says = "Quarterly maintenance window: to be set: quorate policy set calendar.quarterly_windows VALUE";
    assert!(
        year.contains(says) && year.contains("Off-peak hours: to be set: quorate policy set calendar.off_peak"),
        "{year}"
    );
    place.ok("root", "person add carl --name Carl --role ciso");
    place.ok("carl", "policy set calendar.off_peak 22:00-06:00 --reason agreed");
    place.ok("carl", "policy set calendar.quarterly_windows 2026-03-21,2026-06-20 --reason agreed");
    assert!(!place.ok("root", "calendar --year").out.contains("to be set"));
    assert_eq!(place.doc("root", "calendar --year")["unset"], serde_json::json!([]));
}

/// PM-12.1-01: four weeks by five weekdays, in months that begin on any day: each day follows the one before it.
#[test]
fn the_layout_of_a_month_that_begins_in_mid_week_keeps_its_order() {
    let place = place();
    for (month, prod) in [("2026-12", "2026-12-22"), ("2026-04", "2026-04-28"), ("2026-03", "2026-03-24")] {
        let plan = place.doc("sue", &format!("calendar plan {month}"));
        let layout = plan["layout"].as_array().unwrap();
        let days: Vec<(&str, &str)> =
            layout.iter().map(|l| (l["from"].as_str().unwrap(), l["to"].as_str().unwrap())).collect();
        assert!(days.iter().all(|(from, to)| to >= from) && days.is_sorted(), "{month}: {days:?}");
        let entry = layout.iter().find(|l| l["title"] == "PROD Deployment").unwrap();
        assert_eq!((&entry["from"], &entry["week"]), (&json!(prod), &json!(4)), "{month}");
    }
}
