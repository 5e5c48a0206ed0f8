//! `--at`: lists and records as they stood.

use super::run::{Place, waiting_for_the_board};
use serde_json::json;

#[test]
fn every_list_and_record_is_shown_as_it_stood() {
    let mut place = waiting_for_the_board();
    place.ok("cto", "vote open CHG-1 --tally open");
    place.ok("cto", "vote cast CHG-1 approve");
    place.clock = "2026-03-02T16:00:00Z".into();
    for member in ["ciso", "system_owner"] {
        place.ok(member, "vote cast CHG-1 approve");
    }
    place.ok("cto", "vote close CHG-1 --considered --reason agreed");
    place.ok("root", "person add bo --name Bo --role cto --seat cto");
    place.args("rita", &["risk", "log", "--text", "lag grows", "--change", "CHG-1"]);
    place.clock = "2026-03-02T17:00:00Z".into();
    let then = |line: &str| place.doc("rita", &format!("{line} --at 2026-03-02T15:30:00Z"));
    let now = |line: &str| place.doc("rita", line);
    let count = |document: &serde_json::Value| document["items"].as_array().unwrap().len();
    let (before, after) = (then("vote tally CHG-1"), now("vote tally CHG-1"));
    assert_eq!((&before["state"], &before["voted"], &before["outcome"]), (&json!("open"), &json!(1), &json!(null)));
    assert_eq!(
        (&after["state"], &after["voted"], &after["outcome"]),
        (&json!("decided"), &json!(3), &json!("carried"))
    );
    assert_eq!((count(&then("vote list")), count(&now("vote list"))), (1, 0), "open ballots");
    assert_eq!(then("vote list CHG-1")["items"][0]["voted"], 1);
    assert_eq!(count(&then("person list")) + 1, count(&now("person list")));
    let holder = |document: serde_json::Value| {
        let seats = document["seats"].as_array().unwrap().clone();
        seats.into_iter().find(|s| s["id"] == "cto").unwrap()["holder"].clone()
    };
    assert_eq!((holder(then("board view")), holder(now("board view"))), (json!("cto"), json!("bo")));
    place.ok("root", "person edit ciso --role compliance_officer");
    assert_eq!(then("person view ciso")["roles"], json!(["ciso"]), "the roles of then");
    assert_eq!(now("person view ciso")["roles"], json!(["compliance_officer"]));
    assert_eq!((count(&then("risk list")), count(&now("risk list"))), (0, 1));
    assert_eq!((count(&then("decision list")), count(&now("decision list"))), (0, 1));
    assert_eq!(count(&then("audit log CHG-1")) as u64, then("change view CHG-1")["history_count"].as_u64().unwrap());
    assert!(count(&then("audit log")) < count(&now("audit log")));
    assert_eq!(then("change view CHG-1")["state"], "authorize");
    assert_eq!(now("change view CHG-1")["state"], "scheduled");
    assert_eq!(then("policy list"), now("policy list"));
    for line in ["change submit CHG-1", "change comment CHG-1 late", "audit verify", "person retire bo"] {
        let refused = place.run("root", &format!("{line} --at 2026-03-02T15:30:00Z"));
        assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{line}: {refused:?}");
    }
    assert_eq!(count(&place.doc("rita", "person list --at 2020-01-01T00:00:00Z")), 0, "nobody was registered then");
}

#[test]
fn what_a_list_said_at_a_moment_it_says_of_that_moment_for_ever() {
    let mut place = waiting_for_the_board();
    place.ok("rita", "change edit CHG-1 --set window=2026-04-05T06:00:00Z/2026-04-05T08:00:00Z");
    place.clock = "2026-03-04T18:59:00Z".into();
    place.ok("cto", "meeting create --next");
    place.ok("cto", "meeting create --at 2026-03-05T15:00:00Z");
    place.ok("cto", "meeting add CHG-1 --meeting 2026-W10 --second ciso");
    place.clock = "2026-03-04T19:01:00Z".into();
    let lists = [
        "meeting list",
        "meeting agenda 2026-W10",
        "meeting actions",
        "meeting feed",
        "run list",
        "window list",
        "freeze list",
        "calendar",
        "calendar --week",
        "change clash",
        "change list",
        "change list --sort risk",
        "change list --search replica --limit 1",
        "change list --state authorize",
        "inbox",
        "vote list",
        "decision list",
        "exception list",
    ];
    // Feeds are texts of another kind.
    let say = |place: &Place, line: &str| match line {
        "meeting feed" => place.ok("cto", line).out,
        _ => place.ok("cto", &format!("{line} --json")).out,
    };
    let asked = |place: &Place, tail: &str| -> Vec<String> {
        lists.iter().map(|line| say(place, &format!("{line}{tail}"))).collect()
    };
    let told = asked(&place, "");
    place.clock = "2026-03-04T19:05:00Z".into();
    place.ok("cto", "meeting open 2026-W10");
    place.ok("cto", "meeting rollcall ciso=room system_owner=room");
    place.ok("cto", "meeting action ask --owner ciso --due 2026-03-20");
    place.ok("cto", "vote open CHG-1 --tally open");
    for member in ["cto", "ciso", "system_owner"] {
        place.ok(member, "vote cast CHG-1 approve");
    }
    place.ok("cto", "vote close CHG-1 --considered --reason agreed");
    place.ok("cto", "freeze add --title Move --from 2026-04-04 --to 2026-04-06 --reason audit");
    place.args("rita", &["change", "create", "--type", "normal", "--title", "Later"]);
    for (line, (then, back)) in lists.iter().zip(told.iter().zip(asked(&place, " --at 2026-03-04T19:01:00Z"))) {
        assert_eq!(*then, back, "{line}");
    }
    let now = asked(&place, "");
    let same: Vec<&str> =
        lists.iter().zip(told.iter().zip(&now)).filter(|(_, (a, b))| a == b).map(|(l, _)| *l).collect();
    assert_eq!(
        same,
        ["meeting feed", "run list", "window list", "vote list", "exception list"],
        "what has changed since"
    );
}

#[test]
fn what_has_no_past_says_why() {
    let place = waiting_for_the_board();
    for (line, why, instead) in [
        ("change submit CHG-1", "records something", "lists, records"),
        ("audit verify", "as it lies there now", "quorate audit log --at TIME"),
        ("change slots CHG-1", "ahead of now", "quorate calendar --at TIME"),
        ("policy check ghostquant.toml", "texts, not moments", "quorate policy show --at TIME"),
        ("doctor", "this computer", "leave --at out"),
        ("meeting audience on", "no record", "quorate meeting view MEETING --at TIME"),
    ] {
        let refused = place.run("cto", &format!("{line} --at 2026-03-02T15:30:00Z"));
        assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{line}: {refused:?}");
        assert!(refused.err.contains(why) && refused.err.contains(instead), "{line}: {refused:?}");
    }
}

#[test]
fn a_time_told_from_now_is_the_moment_that_an_exact_time_names() {
    let mut place = waiting_for_the_board();
    place.ok("cto", "vote open CHG-1 --tally open");
    place.clock = "2026-03-02T15:40:00Z".into();
    for member in ["cto", "ciso", "system_owner"] {
        place.ok(member, "vote cast CHG-1 approve");
    }
    place.ok("cto", "vote close CHG-1 --considered --reason agreed");
    place.ok("rita", "change comment CHG-1 later");
    place.clock = "2026-03-02T16:40:00Z".into();
    for line in [
        "change list",
        "change view CHG-1",
        "change check CHG-1",
        "change diff CHG-1 1",
        "change clash",
        "change export CHG-1",
        "vote tally CHG-1",
        "vote list",
        "decision list",
        "decision view CHG-1",
        "decision export CHG-1",
        "person list",
        "person view cto",
        "board view",
        "policy list",
        "policy show",
        "catalogue list",
        "window list",
        "freeze list",
        "calendar",
        "risk list",
        "exception list",
        "system list",
        "audit log",
        "audit log CHG-1",
        "meeting list",
        "run list",
        "run status CHG-1",
        "gate CHG-1",
        "inbox",
    ] {
        for (told, exact, before) in [
            ("-50m", "2026-03-02T15:50:00Z", None),
            ("-1h", "2026-03-02T15:40:00Z", None),
            ("today 15:45", "2026-03-02T15:45:00Z", Some("UTC")),
        ] {
            let zone = before.map_or(Vec::new(), |zone| vec!["--tz", zone]);
            let asked = |at: &str| {
                let words = line.split(' ').chain(["--at", at]).chain(zone.iter().copied());
                place.args("cto", &words.collect::<Vec<_>>())
            };
            let (told, exact) = (asked(told), asked(exact));
            assert_eq!((told.code, &told.out, &told.err), (exact.code, &exact.out, &exact.err), "{line}");
        }
    }
    let since = |at: &str| place.doc("rita", &format!("audit log --since -2h --at {at}"))["items"].clone();
    assert_eq!(since("-30m"), since("2026-03-02T16:10:00Z"));
    assert_ne!(since("-30m"), json!([]), "--since is told from now, too");
}
