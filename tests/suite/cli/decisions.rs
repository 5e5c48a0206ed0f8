//! Commands of the contract that stand beside others: clashes, records of decisions, consent and joining by short names,
//! windows that are announced, a board that is convened, even votes.

use super::gate::decided;
use super::run::{Place, board_of_five, bring, fits_its_shape, waiting_for_the_board};
use serde_json::json;

#[test]
fn what_clashes_is_listed_for_one_change_and_for_all() {
    let place = waiting_for_the_board();
    bring(&place, "CHG-2");
    for id in ["CHG-1", "CHG-2"] {
        place.ok("rita", &format!("change edit {id} --set affected_systems=orders"));
        let time = "window=2026-04-05 02:00/2026-04-05 03:00";
        place.args("rita", &["change", "edit", id, "--set", time]);
    }
    let one = place.doc("rita", "change clash CHG-1");
    fits_its_shape(&one);
    let found = one["items"].as_array().unwrap().iter().find(|c| c["kind"] == "system").unwrap();
    assert_eq!((&found["id"], &found["with"]), (&json!("CHG-1"), &json!("CHG-2")), "{one}");
    let all = place.doc("rita", "change clash");
    let pairs: Vec<_> = all["items"].as_array().unwrap().iter().filter(|c| c["kind"] == "system").collect();
    assert_eq!(pairs.len(), 2, "each of the two names the other: {all}");
    place.ok("rita", "change edit CHG-2 --set affected_systems=mail");
    assert!(place.ok("rita", "change clash CHG-2 --no-header").out.lines().all(|l| !l.contains("\tsystem\t")));
    assert_eq!(place.run("rita", "change clash CHG-9").code, 3);
}

#[test]
fn decisions_leave_as_records_that_name_everybody_once() {
    let place = decided("approve");
    let record = place.ok("rita", "decision export CHG-1").out;
    assert!(record.starts_with("---\nstatus: \"accepted\"\n") && record.contains("## Decision Outcome"), "{record}");
    let consulted = record.lines().find(|l| l.starts_with("consulted: ")).unwrap();
    assert_eq!(consulted.matches("(tom)").count(), 1, "who signed several reviews was consulted once: {consulted}");
    assert_eq!(place.doc("rita", "decision export CHG-1")["decision"], "approved");
    place.ok("rita", "change create --type normal --title Another");
    assert_eq!(place.run("rita", "decision export CHG-1 CHG-2").code, 2, "several need files of their own");
    assert_eq!(place.run("rita", "decision export CHG-1 CHG-9 --write").code, 3);
    assert!(!place.path("decision-CHG-1.md").exists(), "nothing is half done");
    let written = place.doc("rita", "decision export CHG-1 CHG-2 --write");
    fits_its_shape(&written);
    assert_eq!(std::fs::read_to_string(place.path("decision-CHG-1.md")).unwrap(), record);
    let again = place.doc("rita", "decision export CHG-1 --write");
    assert_eq!(again["items"][0]["state"], "there already", "{again}");
}

#[test]
fn consent_and_joining_have_their_short_names() {
    let mut place = waiting_for_the_board();
    bring(&place, "CHG-2");
    place.ok("root", "policy set meeting.consent=low,moderate --reason trial");
    place.clock = "2026-03-04T18:55:00Z".into();
    place.ok("cto", "meeting create --next");
    place.ok("cto", "meeting open");
    assert_eq!(place.run("cto", "join").code, 6, "whoever opened it is there");
    place.ok("ciso", "join 2026-W10");
    assert_eq!(place.run("cto", "decision approve-consent --reason routine").code, 7, "two are no quorum");
    place.ok("system_owner", "join");
    assert_eq!(place.run("cto", "decision approve-consent --reason routine").code, 7, "nobody has been asked");
    place.ok("cto", "meeting announce");
    place.clock = "2026-03-04T18:55:30Z".into();
    place.ok("cto", "decision approve-consent --reason routine");
    for id in ["CHG-1", "CHG-2"] {
        assert_eq!(place.doc("rita", &format!("decision view {id}"))["decision"], "approved", "{id}");
    }
}

/// A register under TeleSeal with a board of three.
fn notaries() -> Place {
    let place = Place::new();
    place.ok("root", "init --pack teleseal --sandbox");
    place.ok("root", "person add cleo --name Cleo --role ciso");
    place.ok("cleo", "policy set calendar.off_peak 22:00-06:00 --reason agreed");
    for who in ["ana", "bo", "cem"] {
        place.ok("root", &format!("person add {who} --name {who} --role cab_member --seat {who}"));
    }
    place.ok("root", "person add olga --name Olga --role devops_it_operations");
    place.ok("root", "person add max --name Max --role change_manager");
    place
}

const OUTAGE: &str = r#"
type = "emergency"
title = "Restart the recorder"
environment = ["production"]
asset_classes = "application code"
change_kind = "configuration update"
description = "Recordings fail"
scope = "The recorder"
risk_assessment = "Low: it is down already"
rollback_plan = "Start the former version"
affected_systems = ["recorder"]
window = "2026-03-02 10:30/2026-03-02 11:30"
owner = "olga"
functional = "no"
emergency_grounds = "production outage"
incident = "INC-301"
emergency_justification = "No session can be recorded"
"#;

#[test]
fn an_emergency_tells_to_convene_the_board_which_then_holds_nothing_else() {
    let place = notaries();
    let file = place.write("outage.toml", OUTAGE);
    place.ok("olga", &format!("change create --from {file}"));
    place.ok("olga", "change create --type normal --title Other");
    let early = place.run("olga", "meeting convene CHG-1 --json");
    assert_eq!(early.code, 6, "not before it is handed in: {early:?}");
    let receipt = place.doc("olga", "change submit CHG-1");
    let offer = receipt["warnings"].as_array().unwrap().iter().find(|w| w["clauses"] == json!(["TS-4.2-05"]));
    let offer = offer.unwrap_or_else(|| panic!("{receipt}"));
    assert!(offer["remedy"].as_str().unwrap().contains("quorate meeting convene"), "{offer}");
    let menu = place.doc("olga", "change view CHG-1")["acts"].clone();
    assert!(menu.as_array().unwrap().iter().any(|a| a["act"] == "convene" && a["possible"] == true), "{menu}");
    let convened = place.doc("olga", "meeting convene CHG-1 --reason outage");
    let id = convened["id"].as_str().unwrap().to_owned();
    assert_eq!(id, "2026-W10-2", "the first number of the week is for the board that meets every week");
    let meeting = place.doc("ana", &format!("meeting view {id}"));
    assert_eq!((&meeting["series"], &meeting["starts"]), (&json!("ecab"), &json!("2026-03-02T15:00:00Z")), "{meeting}");
    let agenda = place.doc("ana", &format!("meeting agenda {id}"));
    let items: Vec<_> = agenda["items"].as_array().unwrap().iter().map(|i| i["id"].clone()).collect();
    assert_eq!(items, [json!("CHG-1")], "holding only that item: {agenda}");
    let twice = place.run("olga", "meeting convene CHG-1 --json");
    assert_eq!((twice.code, &twice.error()["refusal"]), (6, &json!("already_done")), "{twice:?}");
    let normal = place.run("olga", "meeting convene CHG-2 --json");
    assert_eq!(normal.code, 7, "{normal:?}");
    place.ok("max", &format!("meeting open {id}"));
    assert_eq!(place.doc("ana", &format!("meeting agenda {id}"))["items"].as_array().unwrap().len(), 1);
}

#[test]
fn a_window_is_announced_where_the_pack_leaves_it_open() {
    let place = notaries();
    let quarter = "window add --title Quarter --from 2026-04-25T20:00 --to 2026-04-26T02:00 --env production";
    assert_eq!(place.run("olga", quarter).code, 5, "not everybody opens windows");
    place.ok("max", &format!("{quarter} --reason agreed"));
    let listed = place.doc("olga", "window list");
    let own = listed["items"].as_array().unwrap().iter().find(|w| w["id"] == "window/1").unwrap().clone();
    assert_eq!((&own["title"], &own["admits"]), (&json!("Quarter"), &json!("environment production")), "{own}");
    let rows = place.doc("olga", "calendar --from 2026-04-25 --to 2026-04-27");
    assert!(rows["items"].as_array().unwrap().iter().any(|r| r["kind"] == "window" && r["id"] == "window/1"), "{rows}");
    let feed = place.ok("olga", "calendar --ics --from 2026-04-25 --to 2026-04-27").out;
    assert!(feed.contains("SUMMARY:Quarter"), "{feed}");
    // A low patch runs in it, and nothing else does before off-peak hours.
    let patch = OUTAGE.replace("\"emergency\"", "\"normal\"").replace("configuration update", "security patch");
    let patch = patch.replace("2026-03-02 10:30/2026-03-02 11:30", "2026-04-25 20:30/2026-04-25 21:30");
    let file =
        place.write("patch.toml", &format!("{patch}patch_class = \"low or informational\"\npatch_record = \"P-1\"\n"));
    place.ok("olga", &format!("change create --from {file}"));
    assert_eq!(place.doc("olga", "change slots CHG-1")["allowed"], true);
    let told = place.ok("olga", "change slots CHG-1").out;
    assert!(told.contains("may run") && told.contains("Next free times"), "{told}");
    assert!(!told.contains("refused by the rules"), "the list says what the head says: {told}");
    for (wrong, code) in [
        ("window add --title Q --from 2026-04-26 --to 2026-04-25", 2),
        ("window add --title Q --from 2026-01-01 --to 2026-01-02", 2),
        ("window add --title Q --from 2026-04-25 --to 2026-04-26 --env moon", 2),
        ("window end 2", 3),
    ] {
        assert_eq!(place.run("max", wrong).code, code, "{wrong}");
    }
    // The same again is refused; one that adds nothing, and one that a freeze shuts, say so.
    let again = place.run("max", &format!("{quarter} --reason again --json"));
    assert!(again.code == 6 && again.error()["text"].as_str().unwrap().contains("window/1 (Quarter)"), "{again:?}");
    let warned = |line: &str| place.doc("max", &format!("{line} --reason agreed --dry-run"))["warnings"].clone();
    let within =
        warned("window add --title Q --from 2026-04-25T21:00 --to 2026-04-26T01:00 --env production --type normal");
    assert_eq!(within[0]["rule"], "windows-overlap", "{within}");
    for wider in [
        "--from 2026-04-25T21:00 --to 2026-04-26T03:00 --env production",
        "--from 2026-04-25T21:00 --to 2026-04-26T01:00",
    ] {
        assert_eq!(warned(&format!("window add --title Q {wider}")), json!([]), "{wider}");
    }
    let over = warned("freeze add --title Audit --from 2026-04-26T01:00 --to 2026-04-27T00:00 --env production");
    assert_eq!(over[0]["rule"], "freeze-over-window", "{over}");
    let beside = warned("freeze add --title Audit --from 2026-04-26T02:00 --to 2026-04-27T00:00 --env production");
    assert_eq!(beside, json!([]), "what ends when it begins is not in it");
    place.ok("max", "freeze add --title Audit --from 2026-05-01 --to 2026-05-02 --reason audit");
    let shut = warned("window add --title Q --from 2026-05-02T20:00 --to 2026-05-02T22:00");
    assert!(shut[0]["text"].as_str().unwrap().starts_with("freeze/1 (Audit) holds from "), "{shut}");
    // The same is found also where a wider one was announced before it.
    place.ok("max", "window add --title Wide --from 2026-06-01 --to 2026-06-10 --reason agreed");
    let inner = "window add --title Inner --from 2026-06-02T20:00 --to 2026-06-02T22:00 --reason agreed";
    place.ok("max", inner);
    let again = place.run("max", &format!("{inner} --json"));
    assert!(again.code == 6 && again.error()["text"].as_str().unwrap().contains("(Inner)"), "{again:?}");
    place.ok("max", "window end 1 --reason moved");
    assert_eq!(place.doc("olga", "change slots CHG-1")["allowed"], false);
    assert_eq!(place.run("max", "window end 1").code, 6);
    // A pack that lists its windows takes no other.
    let five = board_of_five();
    let refused = five.run("cto", "window add --title More --from 2026-04-25T20:00 --to 2026-04-26T02:00 --json");
    let document = refused.error();
    assert_eq!(refused.code, 7, "{document}");
    assert!(document["clauses"].as_array().unwrap().iter().any(|c| c["id"] == "GQ-windows-01"), "{document}");
}

/// In line mode nothing that was answered is asked again: the casting vote that was wanted is.
#[test]
fn line_mode_asks_for_the_casting_vote_once_the_votes_turn_out_even() {
    let place = waiting_for_the_board();
    place.ok("root", "policy set vote.chair_casting true --reason agreed");
    bring(&place, "CHG-2");
    place.ok("cto", "vote open CHG-2");
    for (who, choice) in [("ciso", "approve"), ("system_owner", "approve"), ("devsecops_lead", "reject")] {
        place.ok(who, &format!("vote cast CHG-2 {choice} --reason seen"));
    }
    place.ok("compliance_officer", "vote cast CHG-2 reject --reason seen");
    let said = place.fed("cto", &["--line"], "CHG-2\nX\ncounted\n4\nyes\n1\nyes\nq\nq\n").out;
    assert_eq!(said.matches("the votes are even: your casting vote?").count(), 1, "{said}");
    assert!(said.contains("tie broken, vote closed (carried"), "{said}");
    let tally = place.doc("rita", "vote tally CHG-2");
    assert_eq!((&tally["outcome"], &tally["broken_by"]), (&json!("carried"), &json!("cto")));
}

#[test]
fn even_votes_ask_the_chair_for_the_casting_vote() {
    let place = waiting_for_the_board();
    place.ok("root", "policy set vote.chair_casting true --reason agreed");
    bring(&place, "CHG-2");
    place.ok("cto", "vote open CHG-2 --tally open");
    for (who, choice) in [
        ("ciso", "approve"),
        ("system_owner", "approve"),
        ("devsecops_lead", "reject"),
        ("compliance_officer", "reject"),
    ] {
        place.ok(who, &format!("vote cast CHG-2 {choice} --reason seen"));
    }
    let asked = place.doc("cto", "vote tally CHG-2");
    assert_eq!(asked["casting"], "asked", "{asked}");
    assert!(asked["tie"].as_str().unwrap().contains("2 to 2: the chair's casting vote"), "{asked}");
    assert_eq!(place.doc("ciso", "vote tally CHG-2")["casting"], json!(null), "only the chair is asked");
    let silent = place.run("cto", "vote close CHG-2 --reason counted --json");
    assert_eq!((silent.code, &silent.error()["settings"]), (7, &json!(["vote.chair_casting"])), "{silent:?}");
    // Who breaks the tie has said something.
    let closed = place.ok("cto", "vote close CHG-2 --considered --casting approve --reason counted").out;
    assert!(!closed.contains("present and not voted"), "{closed}");
    let tally = place.doc("rita", "vote tally CHG-2");
    assert_eq!((&tally["outcome"], &tally["broken_by"]), (&json!("carried"), &json!("cto")));
    assert!(place.ok("rita", "audit log CHG-2").out.contains("broke the tie on ballot 1 in favour, as the chair"));
}

/// Who may close an open ballot hears before how it would end, and nobody else; of a hidden one nobody does. Presence is
/// kept as the roll had it.
#[test]
fn a_trial_of_closing_tells_the_outcome_and_presence_stays_as_called() {
    let place = waiting_for_the_board();
    for id in ["CHG-2", "CHG-3"] {
        bring(&place, id);
        place.ok("cto", &format!("vote open {id} --tally {}", if id == "CHG-2" { "open" } else { "hidden" }));
        for who in ["cto", "ciso", "system_owner"] {
            place.ok(who, &format!("vote cast {id} approve"));
        }
    }
    let hidden = place.doc("cto", "vote close CHG-3 --considered --reason sound --dry-run");
    assert_eq!((&hidden["state"], hidden["entries"].as_array().unwrap().len()), (&json!(null), 1), "{hidden}");
    let hidden = place.ok("cto", "vote close CHG-3 --considered --reason sound --dry-run").out;
    assert!(hidden.contains("hidden until it is closed") && !hidden.contains("carried"), "{hidden}");
    assert_eq!(place.doc("cto", "vote tally CHG-3")["ends"], json!(null));
    place.ok("cto", "board rollcall cto=room ciso=room system_owner=room devsecops_lead=excused");
    let trial = place.ok("cto", "vote close CHG-2 --considered --reason sound --dry-run").out;
    assert!(trial.contains("the end of ballot 1: carried, after which no vote can be changed"), "{trial}");
    let refused = place.run("ciso", "vote close CHG-2 --considered --reason sound --dry-run");
    assert!(refused.code == 5 && !refused.err.contains("carried"), "{refused:?}");
    place.ok("cto", "vote close CHG-2 --considered --reason sound");
    let tally = place.doc("cto", "vote tally CHG-2");
    assert_eq!(tally["carries"], "needed 2 of 3 present", "{tally}");
    for (who, presence) in [("ciso", "present"), ("devsecops_lead", "excused"), ("compliance_officer", "not_called")] {
        let members = tally["members"].as_array().unwrap();
        assert_eq!(members.iter().find(|m| m["person"] == who).unwrap()["presence"], presence, "{tally}");
    }
    assert!(place.ok("cto", "vote tally CHG-2").out.contains("not called"));
}

/// Readings 3.1 to 3.3: as many for as against are no tie where one more vote would not make the majority of those present.
#[test]
fn even_votes_of_few_among_many_present_are_no_tie_and_told_so() {
    let place = waiting_for_the_board();
    place.ok("root", "policy set vote.chair_casting true --reason agreed");
    bring(&place, "CHG-2");
    place.ok("cto", "board rollcall cto=room ciso=room system_owner=room devsecops_lead=room");
    place.ok("cto", "vote open CHG-2 --tally open");
    for (who, choice) in [("ciso", "approve"), ("system_owner", "reject")] {
        place.ok(who, &format!("vote cast CHG-2 {choice} --reason seen"));
    }
    place.ok("cto", "vote close CHG-2 --considered --reason counted");
    let tally = place.doc("rita", "vote tally CHG-2");
    assert_eq!((&tally["outcome"], &tally["tied"]), (&json!("lost"), &json!(null)), "{tally}");
    assert_eq!(tally["tie"], "1 to 1 is no tie here: 3 of 4 were needed, which one more vote does not make");
    assert!(
        tally["rule"].as_str().unwrap().contains("tie that one more vote would carry: the chair decides"),
        "{tally}"
    );
}

#[test]
fn a_recused_chair_breaks_no_tie() {
    let place = waiting_for_the_board();
    place.ok("root", "policy set vote.chair_casting true --reason agreed");
    bring(&place, "CHG-2");
    place.ok("cto", "vote open CHG-2 --tally open");
    for who in ["ciso", "system_owner"] {
        place.ok(who, "vote cast CHG-2 approve --reason seen");
    }
    for who in ["devsecops_lead", "compliance_officer"] {
        place.ok(who, "vote cast CHG-2 reject --reason seen");
    }
    place.ok("cto", "vote cast CHG-2 recuse --reason mine");
    let seen = place.doc("cto", "vote tally CHG-2");
    assert_eq!(seen["casting"], json!(null), "{seen}");
    assert!(seen["tie"].as_str().unwrap().ends_with("is recused and breaks no tie"), "{seen}");
    let refused = place.run("cto", "vote close CHG-2 --considered --casting approve --reason counted");
    assert!(refused.code == 5 && refused.err.contains("is recused from CHG-2 and breaks no tie"), "{refused:?}");
    place.ok("cto", "vote close CHG-2 --considered --reason counted");
    assert_eq!(place.doc("rita", "vote tally CHG-2")["outcome"], "lost");
}

/// What is turned back is not decided: its ballot ends, and the votes of before count for nothing when it comes again.
#[test]
fn turning_back_ends_the_ballot_and_asks_for_the_votes_anew() {
    let place = board_of_five();
    bring(&place, "CHG-1");
    place.ok("cto", "vote open CHG-1");
    for member in ["cto", "ciso", "system_owner"] {
        place.ok(member, "vote cast CHG-1 approve");
    }
    let back = "change return CHG-1 --reason incomplete";
    let tried = place.doc("cto", &format!("{back} --dry-run"))["warnings"].to_string();
    assert!(tried.contains("ends ballot 1, with 3 votes cast"), "{tried}");
    place.ok("cto", back);
    assert!(place.doc("rita", "change view CHG-1")["ballot"]["outcome"] == json!("withdrawn"));
    place.ok("rita", "change submit CHG-1");
    assert_ne!(place.run("cto", "vote close CHG-1 --considered --reason ready").code, 0);
    assert_eq!(place.doc("rita", "change view CHG-1")["decision"], json!("none"));
}

/// Whoever alters what the board approved is told before and after that its approval is gone.
#[test]
fn an_edit_says_that_it_voids_the_approval_of_the_board() {
    let place = board_of_five();
    bring(&place, "CHG-1");
    place.ok("cto", "vote open CHG-1");
    for member in ["cto", "ciso", "system_owner"] {
        place.ok(member, "vote cast CHG-1 approve");
    }
    place.ok("cto", "vote close CHG-1 --considered --reason ready");
    let edit = "change edit CHG-1 --set description=other";
    for line in [format!("{edit} --dry-run"), edit.to_owned()] {
        let told = place.doc("rita", &line)["warnings"].to_string();
        assert!(told.contains("that of the board (ballot 1, 3 votes)"), "{line}: {told}");
    }
}

/// Where the ballot is over, its end is told, and not the state that the change came to by it.
#[test]
fn who_closes_a_ballot_that_was_lost_reads_since_when_and_how_it_ended() {
    let place = decided("reject");
    for (who, line) in [("cto", "vote close CHG-1"), ("ciso", "vote cast CHG-1 approve")] {
        let refused = place.run(who, line);
        assert_eq!(refused.code, 6, "{refused:?}");
        assert!(refused.err.contains("ballot 1 is closed since ") && refused.err.contains(", lost"), "{refused:?}");
        assert!(refused.err.contains("quorate vote tally CHG-1"), "{refused:?}");
    }
}

#[test]
fn every_decision_stays_in_the_list_with_what_became_of_it() {
    let place = decided("reject");
    let first = place.doc("rita", "decision list --state rejected");
    fits_its_shape(&first);
    let fates = |document: &serde_json::Value| -> Vec<(String, String, u64)> {
        let word = |v: &serde_json::Value| v.as_str().unwrap_or_default().to_owned();
        let items = document["items"].as_array().unwrap().iter();
        items.map(|i| (word(&i["outcome"]), word(&i["fate"]), i["decided_revision"].as_u64().unwrap())).collect()
    };
    let told = fates(&first);
    let [(_, _, revision)] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!(told, [("rejected".to_owned(), "stands".to_owned(), *revision)]);
    assert_eq!((&first["items"][0]["ballot"], &first["items"][0]["decided_by"]), (&json!(1), &json!("cto")));
    // Handed in again, the rejection is still an entry of the list.
    place.ok("rita", "change submit CHG-1");
    let again = place.doc("rita", "decision list --state rejected --since 2026-01-01");
    assert_eq!(fates(&again), [("rejected".to_owned(), "resubmitted".to_owned(), *revision)]);
    let became = again["items"][0]["became"].as_str().unwrap();
    assert_eq!(became, format!("resubmitted by rita as revision {}", revision + 1));
    for review in ["completeness", "impact_assessment"] {
        place.ok("tom", &format!("change review CHG-1 --review {review} --outcome pass"));
    }
    place.ok("cto", "vote open CHG-1");
    for who in ["cto", "ciso", "system_owner"] {
        place.ok(who, "vote cast CHG-1 approve --reason better");
    }
    place.ok("cto", "vote close CHG-1 --considered --reason agreed");
    place.ok("rita", "change edit CHG-1 --set rollback_plan=none");
    let view = place.doc("rita", "decision view CHG-1");
    let fate: Vec<_> = view["decisions"].as_array().unwrap().iter().map(|d| d["fate"].as_str().unwrap()).collect();
    assert_eq!(fate, ["resubmitted", "voided"], "{view}");
    let words = place.ok("rita", "decision view CHG-1").out;
    assert!(words.contains("voided by rita with revision"), "{words}");
    let page = place.doc("rita", "decision list --limit 1");
    assert_eq!(page["items"].as_array().unwrap().len(), 2, "those of one change stay together: {page}");
    let csv = place.ok("rita", "decision list -o csv --state rejected").out;
    assert_eq!(csv.lines().count(), 2, "{csv}");
}

#[test]
fn of_a_change_that_is_over_nothing_more_is_to_be_done() {
    let place = super::run::waiting_for_the_board();
    place.ok("rita", "change cancel CHG-1 --reason superseded");
    let told = place.ok("rita", "change check CHG-1").out;
    assert!(told.starts_with("CHG-1: nothing more is to be done") && !told.contains("ready to"), "{told}");
}
