//! Calendar exceptions on the command line: asked for, granted, shown by the chain, the gate and the calendar, used once.

use super::run::{Place, Ran, fits_its_shape};
use serde_json::{Value, json};

/// A register under the three-environment pack with a change for DEV that may start, and a freeze of the day after.
fn frozen() -> Place {
    let place = Place::new();
    place.ok("root", "init --pack three-env --org Example --sandbox --no-input");
    for (id, role) in [
        ("rita", "dev_team"),
        ("dan", "dev_team"),
        ("max", "change_manager"),
        ("ida", "it_operations_manager"),
        ("carla", "cab_chair"),
    ] {
        let seat = if role == "cab_chair" { " --seat cab_chair" } else { "" };
        place.ok("root", &format!("person add {id} --name {id} --role {role}{seat}"));
    }
    let fields = "description=Libraries rollback_plan=Redeploy testing_approach=Smoke communication_plan=Mail \
                  impact_assessment=None implementers=dan dev_lead_notified=2026-03-03 package_validated=yes \
                  backup_verified=yes environment=DEV";
    let set: String = fields.split_whitespace().map(|f| format!(" --set {f}")).collect();
    place.ok("rita", &format!("change create --type normal --title Patches{set}"));
    place.ok("rita", "change assess CHG-1 --set likelihood=1 --set impact=1");
    place.ok("rita", "change submit CHG-1");
    assert_eq!(place.doc("rita", "change view CHG-1")["state"], "scheduled");
    place.ok("max", "freeze add --title Audit --from 2026-03-03 --to 2026-03-04 --env DEV --reason audit");
    place
}

const TEXTS: &str = "--reason vendor --impact unsupported --risk low";

fn ask(place: &Place, who: &str, kind: &str, rest: &str) -> Ran {
    place.run(
        who,
        &format!("exception request CHG-1 {kind} --from 2026-03-03T15:00:00Z --to 2026-03-03T17:00:00Z {rest}"),
    )
}

fn chain(document: &Value, kind: &str) -> Vec<(String, String)> {
    let word = |l: &Value, field: &str| l[field].as_str().unwrap().to_owned();
    let lines = document["chain"].as_array().unwrap().iter().filter(|l| l["kind"] == kind);
    lines.map(|l| (word(l, "id"), word(l, "effect"))).collect()
}

fn pair(id: &str, effect: &str) -> (String, String) {
    (id.into(), effect.into())
}

#[test]
fn a_freeze_waiver_is_asked_for_granted_shown_everywhere_and_used_once() {
    let mut place = frozen();
    let slots = "change slots CHG-1 --from 2026-03-03T15:00:00Z --minutes 60";
    assert_eq!(chain(&place.doc("rita", slots), "freeze"), [pair("freeze/1", "deny")]);
    let incomplete = ask(&place, "rita", "freeze_waiver", "--reason vendor --risk low --json");
    assert_eq!(incomplete.code, 7, "{incomplete:?}");
    assert!(incomplete.error()["clauses"].to_string().contains("PM-12.6-01"), "{incomplete:?}");
    let unknown = ask(&place, "rita", "holiday", &format!("{TEXTS} --json"));
    assert_eq!(unknown.code, 2, "{unknown:?}");
    assert!(unknown.err.contains("freeze_waiver"), "the kinds are told: {unknown:?}");
    assert_eq!(ask(&place, "rita", "freeze-waiver", TEXTS).code, 0, "a hyphen will do");

    // Asked for: it stands everywhere and waives nothing.
    let listed = place.doc("rita", "exception list CHG-1");
    fits_its_shape(&listed);
    let row = &listed["items"][0];
    assert_eq!((&row["state"], &row["lacks"]), (&json!("asked"), &json!("it lacks Manager, CAB, by its Chair")));
    assert_eq!(place.doc("rita", "change view CHG-1")["exceptions"][0]["kind"], "freeze_waiver");
    let told = place.ok("rita", "change view CHG-1").out;
    assert!(
        told.contains("Calendar exceptions\n  1 Freeze waiver, ") && told.contains(": asked; it lacks Manager"),
        "{told}"
    );
    let own = place.run("rita", "exception approve CHG-1 1 --json");
    assert_eq!((own.code, own.error()["refusal"].as_str()), (5, Some("not_permitted")), "{own:?}");
    assert!(own.error()["clauses"].to_string().contains("PM-12.6-02"));
    let inbox = place.doc("carla", "inbox").to_string();
    assert!(inbox.contains("EXCEPTION"), "{inbox}");
    place.ok("max", "exception approve CHG-1 exception/1 --reason agreed");
    let half = place.doc("rita", slots);
    assert_eq!(chain(&half, "exception"), [pair("exception/1", "deny")]);
    assert_eq!(half["allowed"], false);
    place.ok("carla", "exception approve CHG-1 exception/1 --reason agreed");

    // Granted: the chain, the gate and the calendar say so; the start uses it.
    let free = place.doc("rita", slots);
    assert_eq!(free["allowed"], true, "{free}");
    assert_eq!(chain(&free, "freeze"), [pair("freeze/1", "exempt")]);
    assert_eq!(chain(&free, "exception"), [pair("exception/1", "allow")]);
    let shown = place.doc("rita", "calendar --from 2026-03-03 --to 2026-03-04");
    let rows = shown["items"].as_array().unwrap();
    let found: Vec<_> = rows.iter().filter(|i| i["kind"] == "exception").map(|i| &i["title"]).collect();
    assert_eq!(found, [&json!("exception 1: Freeze waiver (granted)")]);
    assert!(place.ok("rita", "calendar --week --from 2026-03-03").out.contains("Freeze waiver (granted)"));
    let after = place.doc("rita", "calendar --from 2026-03-05 --to 2026-03-06")["items"].to_string();
    assert!(!after.contains("exception"), "{after}");
    let all = place.doc("rita", "exception list");
    assert_eq!(all["items"][0]["change"], "CHG-1");
    place.clock = "2026-03-03T14:59:00Z".into();
    let early = place.run("dan", "run start CHG-1 --env DEV --branch develop --commit git.example/a@1 --json");
    assert!(early.code == 7 && early.error()["clauses"].to_string().contains("PM-12.3-04"), "{early:?}");
    place.clock = "2026-03-03T15:30:00Z".into();
    place.ok("dan", "run tick CHG-1 2 3 4 5 6 7 9 --list pre_dev");
    let gate = place.doc("rita", "gate CHG-1 --env DEV");
    assert_eq!(chain(&gate, "exception"), [pair("exception/1", "allow")], "{gate}");
    assert_eq!(gate["verdict"], "yes", "{gate}");
    place.ok("dan", "run start CHG-1 --env DEV --branch develop --commit git.example/a@1");
    let used = place.doc("rita", "exception list CHG-1");
    assert_eq!(used["items"][0]["state"], "used");
    assert!(place.ok("rita", "audit log CHG-1").out.contains("used exception 1"));
    // The deployment that it was used for keeps it to its end, and nothing else does (PM-12.6-02).
    let going = place.doc("rita", "gate CHG-1 --env DEV");
    assert_eq!(going["verdict"], "yes", "{going}");
    assert_eq!(chain(&going, "exception"), [pair("exception/1", "allow")], "{going}");
    let ran = place.args("dan", &["run", "exec", "CHG-1", "--no-input", "--", "echo", "on"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "on\r\n"), "{ran:?}");
    assert_eq!(place.doc("rita", slots)["allowed"], false, "another deployment would need another exception");
    let clock = std::mem::replace(&mut place.clock, "2026-03-03T17:30:00Z".into());
    let late = place.args("dan", &["run", "exec", "CHG-1", "--no-input", "--", "echo", "late"]);
    assert_eq!(late.code, 7, "its time is over: {late:?}");
    place.clock = clock;
    assert_eq!(place.run("max", "exception approve CHG-1 1").code, 6, "it is used");
    assert_eq!(place.doc("root", "audit rebuild --check")["differences"], json!([]));
}

/// PM-12.3-04, PM-12.6-02: of two freezes over the same time the stricter counts; an exception that names the other one says that it
/// waives nothing, and what it leaves standing.
#[test]
fn an_exception_from_one_of_two_freezes_says_what_it_leaves() {
    let place = frozen();
    place
        .ok("max", "freeze add --title Move --from 2026-03-03 --to 2026-03-03 --env DEV --exempt normal --reason move");
    let other = ask(&place, "rita", "freeze_waiver", &format!("{TEXTS} --freeze 2 --dry-run"));
    assert!(
        other.code == 0 && other.out.contains("Freeze waiver would have nothing to waive: Move, from "),
        "{other:?}"
    );
    assert!(
        other.out.contains("Freeze waiver would not waive Audit, from ") && other.out.contains("--freeze freeze/1")
    );
    for own in ["--freeze 1", ""] {
        let asked = ask(&place, "rita", "freeze_waiver", &format!("{TEXTS} {own} --dry-run"));
        assert!(asked.code == 0 && !asked.out.contains("Freeze waiver would"), "{asked:?}");
    }
    place.ok("max", "freeze add --title Stop --from 2026-03-03 --to 2026-03-03 --env DEV --reason stop");
    let one = ask(&place, "rita", "freeze_waiver", &format!("{TEXTS} --freeze 1"));
    assert!(one.out.contains("would not waive Stop, from ") && !one.out.contains("nothing to waive"), "{one:?}");
    assert!(place.ok("rita", "exception list").out.contains("freeze/1"));
}

#[test]
fn exceptions_of_a_pack_without_any_are_refused_in_words() {
    let place = super::run::waiting_for_the_board();
    let line = "exception request CHG-1 freeze_waiver --from 2026-04-05 --to 2026-04-06 --reason x";
    let refused = place.run("rita", line);
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.err.contains("no calendar exception \"freeze_waiver\"") && refused.err.contains("it grants none"));
    assert_eq!(place.doc("rita", "exception list CHG-1")["items"], json!([]));
    assert_eq!(place.run("rita", "exception list CHG-9").code, 3);
    assert_eq!(place.run("rita", "exception approve CHG-1 1").code, 3);
}
