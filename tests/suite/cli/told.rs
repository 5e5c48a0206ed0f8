//! What is told to whom: the inbox as it was, reviews that one may not sign, a hold after a withdrawal, a setting that is
//! in force already.

use super::run::{Place, REPLICA, board_of_five, waiting_for_the_board};
use serde_json::json;

#[test]
fn the_inbox_is_shown_as_it_was() {
    let mut place = waiting_for_the_board();
    let now = place.doc("cto", "inbox");
    assert_eq!((&now["items"][0]["kind"], &now["items"][0]["id"]), (&json!("OPEN VOTE"), &json!("CHG-1")));
    place.clock = "2026-03-03T15:00:00Z".into();
    place.ok("cto", "vote open CHG-1");
    let kinds = |doc: &serde_json::Value| -> Vec<String> {
        doc["items"].as_array().unwrap().iter().map(|i| i["kind"].as_str().unwrap().to_owned()).collect()
    };
    assert!(kinds(&place.doc("ciso", "inbox")).contains(&"VOTE".to_owned()));
    // A day before, nobody had anything to vote on, and the chair had a ballot to open.
    assert_eq!(kinds(&place.doc("ciso", "inbox --at 2026-03-02T16:00:00Z")), [""; 0]);
    let then = place.doc("cto", "inbox --at 2026-03-02T16:00:00Z");
    assert_eq!(then["items"][0]["kind"], "OPEN VOTE", "{then}");
    let early = place.run("cto", "inbox --at 2026-03-01T00:00:00Z");
    assert_eq!(early.code, 4, "nobody was registered then: {early:?}");
}

#[test]
fn a_review_that_nobody_can_sign_any_more_is_found_by_whoever_registers_persons() {
    let place = board_of_five();
    let file = place.write("own.toml", REPLICA);
    place.ok("rita", &format!("change create --from {file}"));
    place.ok("rita", "change assess CHG-1 --set likelihood=Low --set impact=Medium");
    place.ok("rita", "change submit CHG-1");
    let appoint = |who: &str| -> Vec<serde_json::Value> {
        let inbox = place.doc(who, "inbox");
        inbox["items"].as_array().unwrap().iter().filter(|i| i["kind"] == "APPOINT").cloned().collect()
    };
    assert_eq!(appoint("root"), Vec::<serde_json::Value>::new(), "tom can review it");
    // The only member of the technical team becomes the owner, and nobody reviews their own change.
    place.ok("rita", "change edit CHG-1 --set owner=tom --set implementers=tom");
    let found = appoint("root");
    assert!(!found.is_empty() && found.iter().all(|i| i["id"] == "CHG-1"), "{found:#?}");
    assert!(found[0]["title"].as_str().unwrap().contains("nobody can give it, since tom may not"), "{found:#?}");
    assert_eq!(found[0]["command"], "quorate person add ID --name NAME --role technical_team");
    assert_eq!(appoint("rita"), Vec::<serde_json::Value>::new(), "who may register nobody");
    let view = place.ok("rita", "change view CHG-1").out;
    assert!(view.contains("nobody can give it, since tom may not"), "{view}");
    place.ok("root", "person add tara --name Tara --role technical_team");
    assert_eq!(appoint("root"), Vec::<serde_json::Value>::new());
}

#[test]
fn nobody_is_offered_the_review_of_their_own_change() {
    let place = board_of_five();
    place.ok("root", "person add nina --name Nina --role change_requester --role technical_team");
    let file = place.write("own.toml", REPLICA);
    place.ok("nina", &format!("change create --from {file}"));
    place.ok("nina", "change assess CHG-1 --set likelihood=Low --set impact=Medium");
    place.ok("nina", "change submit CHG-1");
    let offered = |who: &str| {
        let inbox = place.doc(who, "inbox");
        inbox["items"].as_array().unwrap().iter().any(|i| i["kind"] == "REVIEW" && i["id"] == "CHG-1")
    };
    assert!(offered("tom"), "whoever has nothing to do with it is asked");
    // What is offered can be done, and what would be refused for who one is, is not offered.
    let tried = |review: &str| {
        let line = format!("change review CHG-1 --review {review} --outcome pass --dry-run --json");
        place.run("nina", &line).code
    };
    assert_eq!(tried("impact_assessment"), 5, "her own change");
    assert_eq!(offered("nina"), tried("completeness") != 5);
}

#[test]
fn a_withdrawn_approval_is_refused_at_the_gate_also_while_the_change_is_on_hold() {
    let place = waiting_for_the_board();
    place.ok("cto", "vote open CHG-1");
    for who in ["cto", "ciso", "system_owner"] {
        place.ok(who, "vote cast CHG-1 approve");
    }
    place.args("cto", &["vote", "close", "CHG-1", "--considered", "--reason", "tested"]);
    place.ok("rita", "change hold CHG-1 --reason waiting");
    let held = place.run("rita", "gate CHG-1 --env production --json");
    assert_eq!((held.code, &held.json()["verdict"]), (8, &json!("pending")), "{held:?}");
    place.ok("cto", "decision withdraw CHG-1 --reason doubts");
    let gone = place.run("rita", "gate CHG-1 --env production --json");
    assert_eq!((gone.code, &gone.json()["verdict"]), (7, &json!("refused")), "{gone:?}");
}

#[test]
fn permission_comes_before_what_is_in_force_already() {
    let place = board_of_five();
    let set = |who: &str| place.run(who, "policy set vote.alternates registered --reason same --json");
    assert_eq!(set("rita").code, 5, "{:?}", set("rita"));
    assert_eq!(set("root").code, 6, "{:?}", set("root"));
}

#[test]
fn what_a_clause_refuses_is_written_down_and_changes_nothing() {
    let place = waiting_for_the_board();
    let before = place.doc("rita", "change view CHG-1");
    // A trial and a slip of the hand leave nothing.
    assert_eq!(place.run("tom", "run start CHG-1 --env production --dry-run").code, 7);
    assert_eq!(place.run("tom", "run start CHG-9 --env production").code, 3);
    assert!(place.doc("rita", "audit log attempts")["items"].as_array().unwrap().is_empty());
    let refused = place.run("tom", "run start CHG-1 --env production --json --idempotency-key once");
    assert_eq!(refused.code, 7, "{refused:?}");
    let log = place.doc("rita", "audit log attempts");
    let line = &log["items"][0];
    assert_eq!((&line["actor"], &line["kind"]), (&json!("tom"), &json!("attempt.refused")), "{log}");
    let text = line["text"].as_str().unwrap();
    let first = refused.error()["clauses"][0]["id"].as_str().unwrap().to_owned();
    assert!(text.contains("CHG-1") && text.contains(&first), "{text}");
    assert_eq!(place.doc("rita", "change view CHG-1"), before, "nothing else changes");
    // The same act is judged anew, and told as what it then is.
    let again = place.run("tom", "run start CHG-1 --env production --json --idempotency-key once");
    assert_eq!(again.code, 7, "{again:?}");
    place.ok("root", "audit rebuild --check");
}

/// GQ-approval-11: a deferred change is back before the board at its next meeting.
#[test]
fn a_clock_that_runs_out_is_written_down_once() {
    let mut place = waiting_for_the_board();
    place.ok("cto", "decision defer CHG-1 --reason figures");
    let ran_out = |place: &Place| {
        let log = place.doc("rita", "audit log CHG-1");
        let lines = log["items"].as_array().unwrap().iter().filter(|l| l["kind"] == "change.clock_ran_out");
        lines.map(|l| l["text"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    place.clock = "2026-03-04T20:00:00Z".into();
    place.ok("rita", "change comment CHG-1 soon");
    assert_eq!(ran_out(&place), Vec::<String>::new(), "it still runs");
    place.clock = "2026-03-12T12:00:00Z".into();
    place.ok("rita", "change comment CHG-1 late");
    let found = ran_out(&place);
    assert!(matches!(&found[..], [one] if one.contains("GQ-approval-11")), "{found:?}");
    place.ok("rita", "change comment CHG-1 later");
    assert_eq!(ran_out(&place).len(), 1, "once");
    place.ok("root", "audit rebuild --check");
}

#[test]
fn what_is_so_already_is_no_entry_and_voids_nothing() {
    let place = waiting_for_the_board();
    let entries = || place.doc("root", "audit verify")["entries"].as_u64().unwrap();
    // GQ-windows-01: the first Sunday of a month.
    place.ok("rita", "change edit CHG-1 --set window=2026-04-05T06:00:00Z/2026-04-05T08:00:00Z");
    let draft = place.ok("rita", "change create --type normal --title Later --set environment=production -o name").out;
    assert_eq!(draft.trim(), "CHG-2");
    place.ok("rita", "change assess CHG-2 --set likelihood=Low --set impact=Medium");
    for (who, line) in [
        ("rita", "change assess CHG-2 --set likelihood=Low --set impact=Medium"),
        ("rita", "change assess CHG-2 --set likelihood=2"),
        ("tom", "change assess CHG-1 --set residual_likelihood=Low"),
        ("rita", "change edit CHG-2 --set title=Later"),
        ("root", "person edit tom --role technical_team"),
        ("root", "board seat ciso ciso"),
    ] {
        let (before, revision) = (entries(), place.doc("rita", "change view CHG-2")["revision"].clone());
        let said = place.ok(who, line);
        assert!(said.out.contains("nothing new"), "{line}: {said:?}");
        assert_eq!(place.run(who, &format!("{line} --error-unchanged")).code, 10, "{line}");
        assert_eq!(
            (entries(), place.doc("rita", "change view CHG-2")["revision"].clone()),
            (before, revision),
            "{line}"
        );
    }
    let other = place.ok("rita", "change assess CHG-2 --set likelihood=High").out;
    assert!(other.contains("assessed") && !other.contains("nothing new"), "{other}");
    // Scheduling says that the window is the one to be, once.
    place.ok("cto", "vote open CHG-1 --tally open");
    for member in ["cto", "ciso", "system_owner"] {
        place.ok(member, "vote cast CHG-1 approve");
    }
    place.ok("cto", "vote close CHG-1 --considered --reason agreed");
    let line = "change schedule CHG-1 --from 2026-04-05T06:00:00Z --to 2026-04-05T08:00:00Z";
    assert!(!place.ok("rita", line).out.contains("nothing new"));
    assert!(place.ok("rita", line).out.contains("nothing new"));
    assert!(place.ok("rita", &format!("{line} --env production")).out.contains("nothing new"));
}

#[test]
fn a_revision_that_never_was_is_not_compared_with() {
    let place = waiting_for_the_board();
    let revision = place.doc("rita", "change view CHG-1")["revision"].as_u64().unwrap();
    let ahead = place.run("rita", &format!("change comment CHG-1 seen --if-version {}", revision + 1));
    assert!(ahead.code == 6 && ahead.err.contains("it never had revision"), "{ahead:?}");
    assert!(ahead.err.contains("quorate change view CHG-1") && !ahead.err.contains("change diff"), "{ahead:?}");
    let behind = place.run("rita", "change comment CHG-1 seen --if-version 1");
    assert!(behind.err.contains(&format!("quorate change diff CHG-1 1 {revision}")), "{behind:?}");
}

/// GQ-cab-04: a simple majority of those present decides; a ballot whose time is over decides nothing.
#[test]
fn closing_a_ballot_that_has_lapsed_says_so_with_the_clause() {
    let mut place = waiting_for_the_board();
    place.ok("cto", "vote open CHG-1");
    let lapses = place.doc("cto", "vote tally CHG-1")["lapses"].as_str().unwrap().to_owned();
    place.clock = "2026-03-20T15:00:00Z".into();
    let over = place.doc("cto", "vote tally CHG-1");
    assert_eq!((&over["state"], &over["lapsed"]), (&json!("open"), &json!(true)), "{over}");
    let said = place.ok("cto", "vote close CHG-1").out;
    assert!(said.contains("warning: ballot 1 LAPSED: its time ended"), "{lapses}: {said}");
    assert!(said.contains("GQ-") && said.contains("quorate vote open CHG-1"), "{said}");
    assert_eq!(place.doc("cto", "vote tally CHG-1")["outcome"], "lapsed");
}

/// What was not there is not said to have been taken back.
#[test]
fn the_log_says_of_an_edit_only_what_it_voided() {
    let place = board_of_five();
    place.ok("rita", &format!("change create --from {}", place.write("change.toml", REPLICA)));
    place.ok("rita", "change assess CHG-1 --set likelihood=Low --set impact=Medium");
    place.ok("rita", "change submit CHG-1");
    place.ok("rita", "change edit CHG-1 --set rollback_plan=Detach");
    let newest = || place.ok("rita", "audit log CHG-1 --limit 1").out;
    assert!(newest().contains("set rollback_plan") && !newest().contains("voided"), "{}", newest());
    place.ok("tom", "change review CHG-1 --review completeness --outcome pass");
    place.ok("rita", "change edit CHG-1 --set rollback_plan=Detach-it");
    assert!(newest().contains("this voided its reviews"), "{}", newest());
}
