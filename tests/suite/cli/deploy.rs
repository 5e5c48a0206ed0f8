//! Deployments, the record and the document of the review on the command line.

use super::run::{Place, fits_its_shape, waiting_for_the_board};
use serde_json::json;

const ARTIFACT: &str = "sha256:00000000000000000000000000000000000000000000000000000000000000bb";

fn approved() -> Place {
    let place = waiting_for_the_board();
    place.ok("cto", "vote open CHG-1");
    for who in ["cto", "ciso", "system_owner"] {
        place.ok(who, "vote cast CHG-1 approve");
    }
    place.ok("cto", "vote close CHG-1 --considered --reason sound");
    place
}

#[test]
fn a_deployment_to_staging_is_recorded_shown_and_found() {
    let place = approved();
    let who = "devsecops_lead";
    place.ok(who, &format!("run start CHG-1 --env staging --artifact {ARTIFACT} --method direct"));
    let again = place.run(who, "run start CHG-1 --env staging --json");
    assert_eq!((again.code, again.error()["refusal"].as_str()), (6, Some("already_done")), "{again:?}");
    let unknown = place.run(who, "run start CHG-1 --env moon --json");
    assert_eq!(unknown.code, 2, "{unknown:?}");
    assert!(unknown.err.contains("development, staging, production"), "{}", unknown.err);
    // A file is told by its name, size and digest.
    let file = place.write("before.txt", "services: 4\n");
    place.ok(who, &format!("run note CHG-1 --kind snapshot-pre --file {file}"));
    place.ok(who, "run note CHG-1 the-otter-cache-was-cold --kind health");
    assert_eq!(place.run(who, "run note CHG-1 x --kind rumour --json").code, 2);
    assert_eq!(place.run(who, "run note CHG-1 --kind health --file /nowhere/at/all --json").code, 2);
    assert_eq!(place.run(who, "run raise CHG-1 --share 100 --reason fine --json").code, 2);
    place.ok(who, "run finish CHG-1 --env staging --result ok --note green");
    assert_eq!(place.run(who, "run finish CHG-1 --env staging --result ok --json").code, 6);

    let view = place.doc("rita", "run status CHG-1");
    fits_its_shape(&view);
    let states: Vec<_> = view["stages"].as_array().unwrap().iter().map(|s| (&s["id"], &s["state"])).collect();
    let word = |w: &str| json!(w);
    let (development, staging, production) = (word("development"), word("staging"), word("production"));
    let (open, deployed) = (word("open"), word("deployed"));
    assert_eq!(states, [(&development, &open), (&staging, &deployed), (&production, &open)]);
    assert_eq!(view["artifact"], ARTIFACT);
    assert_eq!(view["deployments"][0]["note"], "green");
    assert_eq!(view["record"][0]["file"]["name"], "before.txt");
    assert_eq!(view["record"][0]["file"]["size"], 12);
    let digest = quorate::base::digest::Digest::of(b"services: 4\n").to_string();
    assert_eq!(view["record"][0]["file"]["sha256"], digest);
    assert_eq!(place.doc("rita", "change view CHG-1")["state"], "scheduled", "staging is not the implementation");

    let found = place.doc("rita", "change list --search otter");
    assert_eq!(found["items"].as_array().unwrap().len(), 1, "{found}");
    let page = place.ok("rita", "run status CHG-1 -o md").out;
    for line in [
        "# Post-implementation review of CHG-1",
        "Not held yet.",
        "| actual | not recorded | not recorded |",
        "## Lessons learned",
        "health, devsecops\\_lead: the-otter-cache-was-cold",
    ] {
        assert!(page.contains(line), "{line}: {page}");
    }
    assert_eq!(page, place.ok("ciso", "run status CHG-1 -o md").out, "the same records, the same bytes");
}

#[test]
fn a_review_before_the_end_is_refused_and_names_the_state() {
    let place = approved();
    let early = place.run("ciso", "run review CHG-1 --outcome successful --set lessons=none --json");
    assert_eq!((early.code, early.error()["refusal"].as_str()), (6, Some("wrong_state")), "{early:?}");
}
