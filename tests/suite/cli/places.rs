//! Boards in full: secretary and observers, a seat that must be there, a seat with a veto; meetings that were left open,
//! are called at short notice, review freezes or the quarter, and what the room follows in lines.

use super::run::{Place, bring, pack_file, waiting_for_the_board};
use serde_json::{Value, json};

fn at(place: &mut Place, moment: &str) {
    place.clock = moment.to_owned();
}

/// The meeting of the week, opened with three members in the room, a secretary and an observer beside them.
fn with_places() -> Place {
    let mut place = waiting_for_the_board();
    place.ok("root", "person add sam --name Sam --seat secretary");
    place.ok("root", "person add olga --name Olga");
    place.ok("root", "board seat observer olga");
    place.ok("cto", "meeting create --next");
    at(&mut place, "2026-03-04T19:00:00Z");
    place.ok("cto", "meeting open");
    place.ok("cto", "meeting rollcall ciso=room system_owner=room sam=room");
    place
}

/// GQ-cab-01: five seats vote; whoever else is at the table is recorded and has no vote.
#[test]
fn secretary_and_observer_are_at_the_table_without_a_vote() {
    let mut place = with_places();
    let board = place.doc("cto", "board view");
    assert_eq!(
        board["offices"],
        json!([{"id": "secretary", "holders": ["sam"]}, {"id": "observer", "holders": ["olga"]}])
    );
    assert_eq!(board["seats"].as_array().unwrap().len(), 5, "{board}");
    assert!(place.ok("cto", "board view").out.contains("observer (no vote): olga"));
    assert_eq!(place.doc("root", "person view olga")["seats"], json!(["observer"]));
    // One joins in a session of one's own, and counts for nothing.
    place.ok("olga", "meeting join");
    let view = place.doc("cto", "meeting view");
    assert_eq!((&view["present"], &view["attendance"].as_array().unwrap().len()), (&json!(3), &5), "{view}");
    let beside: Vec<_> = view["beside"]
        .as_array()
        .unwrap()
        .iter()
        .map(|b| (b["person"].as_str().unwrap(), b["presence"].as_str().unwrap()))
        .collect();
    assert_eq!(beside, [("olga", "session"), ("sam", "room")]);
    place.ok("cto", "vote open CHG-1");
    for who in ["olga", "sam"] {
        let refused = place.run(who, "vote cast CHG-1 approve --json");
        assert_eq!(refused.code, 5, "{refused:?}");
        let error = refused.error();
        assert!(error["text"].as_str().unwrap().contains("that place has no vote"), "{error}");
        assert_eq!(error["clauses"][0]["id"], "GQ-cab-01", "{error}");
        assert_eq!(place.run("cto", &format!("vote cast CHG-1 approve --via-chair --for {who}")).code, 5);
        assert_eq!(place.run(who, "meeting chair").code, 5, "nor the chair");
    }
    // The secretary writes the minutes, and leads nothing; the observer writes nothing.
    place.ok("sam", "meeting note heard --item 1");
    place.ok("sam", "meeting action tell --owner tom --due 2026-03-11");
    let refused = place.run("olga", "meeting note heard --item 1");
    assert!(refused.code == 5 && refused.err.contains("secretary"), "{refused:?}");
    assert_eq!(place.run("sam", "meeting next").code, 5);
    place.ok("cto", "decision defer CHG-1 --reason waits");
    place.ok("cto", "meeting close --confirm=10");
    place.ok("sam", "meeting correct 2026-W10 typo");
    let minutes = place.ok("cto", "meeting minutes").out;
    assert!(minutes.contains("Sam (secretary, no vote): room from 14:00:00"), "{minutes}");
    assert!(minutes.contains("Olga (observer, no vote): session from"), "{minutes}");
    assert!(minutes.contains("present 3 of 5, quorum 3: MET"), "{minutes}");
    // A place is given up, by one of several or with the person.
    at(&mut place, "2026-03-04T21:00:00Z");
    let refused = place.run("root", "board vacate observer sam");
    assert!(refused.code == 3 && refused.err.contains("no place as observer"), "{refused:?}");
    place.ok("root", "board vacate observer olga");
    place.ok("root", "person retire sam");
    assert_eq!(
        place.doc("cto", "board view")["offices"],
        json!([{"id": "secretary", "holders": []}, {"id": "observer", "holders": []}])
    );
    assert_eq!(
        place.doc("cto", "meeting view 2026-W10")["beside"].as_array().unwrap().len(),
        2,
        "the closed meeting keeps them"
    );
}

/// A board of four of whom Security must be there and Audit may veto.
fn with_a_veto() -> Place {
    with_a_veto_and("")
}

/// The same board under a pack that says more.
fn with_a_veto_and(more: &str) -> Place {
    let mut place = Place::new();
    let pack = place.write("veto.toml", &format!("{}\n{more}", include_str!("../../fixtures/veto.toml")));
    assert_eq!(place.args("root", &["init", "--pack", &pack, "--sandbox", "--no-input"]).code, 0);
    for seat in ["chair", "security", "audit", "operations"] {
        place.ok("root", &format!("person add {seat} --name {seat} --seat {seat}"));
    }
    place.ok("root", "person add rita --name Rita");
    for title in ["Kernel", "Certificates"] {
        place.ok("rita", &format!("change create --type normal --title {title}"));
    }
    for id in ["CHG-1", "CHG-2"] {
        place.ok("rita", &format!("change submit {id}"));
    }
    at(&mut place, "2026-03-04T15:00:00Z");
    place.ok("chair", "meeting create --at 2026-03-04T15:00:00Z");
    place.ok("chair", "meeting open");
    place
}

#[test]
fn the_gate_tells_an_open_condition_once() {
    let place = with_a_veto();
    place.ok("chair", "meeting rollcall audit=room operations=room security=room");
    place.ok("chair", "vote open CHG-1 --tally open");
    place.ok("chair", "vote cast CHG-1 condition --condition test-the-way-back --owner rita --due 2026-03-09");
    for who in ["operations", "audit", "security"] {
        place.ok(who, "vote cast CHG-1 approve");
    }
    place.ok("chair", "vote close CHG-1 --reason sound");
    let gate = place.run("rita", "gate CHG-1 --json").json();
    let told = gate["reasons"].as_array().unwrap();
    let about: Vec<_> = told.iter().filter(|r| r["text"].as_str().unwrap().contains("condition")).collect();
    assert_eq!(about.len(), 1, "{gate:#}");
    assert_eq!(about[0]["code"], "condition");
    assert!(about[0]["text"].as_str().unwrap().contains("test-the-way-back"), "{gate:#}");
}

/// Who answers for a condition is told of it as soon as it is recorded, also while somebody else has still to approve.
#[test]
fn a_condition_waits_for_its_owner_while_another_approval_is_open() {
    let place = with_a_veto_and(
        "[[approval]]\nid = \"release\"\ntitle = \"Release\"\nroles = [\"release\"]\n\n[[role]]\nid = \"release\"\ntitle = \"Release\"\n",
    );
    let kinds = |who: &str| -> Vec<String> {
        let inbox = place.doc(who, "inbox");
        let about = |i: &&serde_json::Value| i["id"] == "CHG-1";
        inbox["items"].as_array().unwrap().iter().filter(about).map(|i| i["kind"].as_str().unwrap().into()).collect()
    };
    place.ok("chair", "meeting rollcall audit=room operations=room security=room");
    place.ok("chair", "vote open CHG-1 --tally open");
    let asks = ["vote", "cast", "CHG-1", "condition", "--condition", "test-the-way-back", "--owner", "rita"];
    assert_eq!(place.args("chair", &[&asks[..], &["--due", "2026-03-09 23:30"]].concat()).code, 0);
    for who in ["operations", "audit", "security"] {
        place.ok(who, "vote cast CHG-1 approve");
    }
    assert!(kinds("rita").is_empty(), "a ballot that is open made no condition yet");
    place.ok("chair", "vote close CHG-1 --reason sound");
    let view = place.ok("audit", "meeting view").out;
    assert!(view.contains("4 for, 0 against, 0 abstaining"), "{view}");
    assert!(view.contains("condition 1: test-the-way-back, owner Rita, due 2026-03-09 23:30 "), "{view}");
    let line = place.doc("audit", "meeting view")["agenda"].as_array().unwrap().clone();
    let line = line.into_iter().find(|l| l["id"] == "CHG-1").unwrap();
    assert_eq!((&line["conditions"][0]["owner"], &line["tally"][0]), (&"rita".into(), &4.into()), "{line}");
    let record = place.ok("chair", "decision export CHG-1 -o md").out;
    assert!(record.contains("- condition 1: test-the-way-back, owner Rita (rita), due 2026-03-09 23:30 "), "{record}");
    assert!(
        place.ok("chair", "decision view CHG-1").out.contains("due 2026-03-09 23:30 "),
        "the day of the policy's zone"
    );
    let seen = place.doc("rita", "change view CHG-1");
    assert_eq!(seen["state"], "authorize");
    let waits = seen["waiting_for"].as_array().unwrap();
    assert_eq!((&waits[0], waits.last().unwrap()), (&"person rita".into(), &"board to verify".into()), "{waits:?}");
    assert_eq!(kinds("rita"), ["CONDITION"]);
    assert_eq!(kinds("audit"), ["VERIFY"]);
    place.ok("audit", "decision condition CHG-1 1 --note seen");
    assert!(kinds("rita").is_empty());
}

/// What the trial of closing a hidden ballot tells is the same whoever voted how.
#[test]
fn a_trial_of_closing_a_hidden_ballot_tells_no_veto() {
    let place = with_a_veto();
    place.ok("chair", "meeting rollcall audit=room operations=room security=room");
    place.ok("chair", "vote open CHG-1");
    for who in ["chair", "operations", "security"] {
        place.ok(who, "vote cast CHG-1 approve");
    }
    place.ok("audit", "vote cast CHG-1 reject --reason no");
    let tried = place.run("chair", "vote close CHG-1 --dry-run --reason x");
    assert!(tried.code == 0 && !tried.out.contains("veto") && tried.out.contains("hidden until"), "{tried:?}");
    let closed = place.ok("chair", "vote close CHG-1 --reason x").out;
    assert!(closed.contains("vetoed by"), "{closed}");
}

/// Who leaves is not the only one to know what they had taken on.
#[test]
fn whoever_retires_a_person_is_told_what_they_leave() {
    let place = with_a_veto();
    place.ok("chair", "meeting rollcall audit=room operations=room security=room");
    place.ok("chair", "vote open CHG-1 --tally open");
    place.ok("chair", "vote cast CHG-1 condition --condition test-the-way-back --owner rita --due 2026-03-09");
    for who in ["operations", "audit", "security"] {
        place.ok(who, "vote cast CHG-1 approve");
    }
    place.ok("chair", "vote close CHG-1 --reason sound");
    place.ok("chair", "meeting action figures --owner rita --due 2026-03-10");
    let told = place.ok("root", "person retire rita").out;
    assert!(told.contains("condition 1 of CHG-1 is left behind: test-the-way-back"), "{told}");
    assert!(told.contains("quorate decision condition CHG-1 1 --owner PERSON"), "{told}");
    // It waits for the chair, who gives it to somebody else.
    let left = |who: &str| -> Vec<String> {
        let inbox = place.doc(who, "inbox");
        let about = |i: &&serde_json::Value| i["id"] == "CHG-1" && i["kind"] == "CONDITION";
        inbox["items"].as_array().unwrap().iter().filter(about).map(|i| i["command"].as_str().unwrap().into()).collect()
    };
    assert_eq!(left("chair"), ["quorate decision condition CHG-1 N --owner PERSON"]);
    assert_eq!(place.run("chair", "decision condition CHG-1 1 --owner rita").code, 3, "who left answers for nothing");
    place.ok("chair", "decision condition CHG-1 1 --owner operations --reason rita-left");
    assert!(left("chair").is_empty() && left("operations").len() == 1);
    assert!(place.ok("chair", "audit log CHG-1").out.contains("gave condition 1 to "));
    assert!(told.contains("2026-W10 action 1: figures is left behind"), "{told}");
    assert!(told.contains("quorate meeting done 2026-W10 1"), "{told}");
    assert!(!place.ok("root", "person retire audit").out.contains("left behind"));
}

/// The board counts nobody for a vacant seat, as its meeting does, and both miss the mandatory seat that is away.
#[test]
fn the_board_and_its_meeting_have_one_quorum() {
    let place = with_a_veto();
    place.ok("root", "board vacate operations --reason left");
    place.ok("chair", "meeting rollcall audit=room security=room");
    for doc in [place.doc("chair", "board view"), place.doc("chair", "meeting view")] {
        assert_eq!((&doc["present"], &doc["mandatory_missing"]), (&json!(3), &json!([])), "{doc}");
    }
    let both = |words: &str| {
        for line in ["board view", "meeting view"] {
            let told = place.ok("chair", line).out;
            assert!(told.contains(words), "{line}: {told}");
        }
    };
    both("3 of 3, quorum 2: MET");
    place.ok("chair", "meeting rollcall security=absent");
    both("2 of 3, quorum 2: UNMET, need Security");
}

#[test]
fn a_meeting_decides_nothing_without_its_mandatory_seat() {
    let place = with_a_veto();
    place.ok("chair", "meeting rollcall audit=room operations=room");
    let view = place.doc("chair", "meeting view");
    assert_eq!((&view["quorum_met"], &view["mandatory_missing"]), (&json!(false), &json!(["security"])), "{view}");
    // People read what the seat is called.
    assert_eq!(view["mandatory_titles"], json!(["Security"]), "{view}");
    assert!(place.ok("chair", "meeting view").out.contains("need Security"));
    place.ok("chair", "meeting rollcall security=room");
    place.ok("chair", "vote open CHG-1");
    for who in ["chair", "operations", "audit"] {
        place.ok(who, "vote cast CHG-1 approve");
    }
    // The seat drops off during the ballot: it is suspended, and goes on when the seat is back.
    place.ok("chair", "meeting rollcall security=absent");
    let refused = place.run("chair", "vote close CHG-1 --reason sound --json");
    assert_eq!(refused.code, 7, "{refused:?}");
    assert!(
        refused.error()["text"].as_str().unwrap().contains("mandatory seat Security is not present"),
        "{refused:?}"
    );
    let log = place.doc("chair", "meeting view")["quorum_log"].clone();
    assert_eq!(log.as_array().unwrap().last().unwrap()["missing"], json!(["security"]), "{log}");
    place.ok("security", "meeting join");
    place.ok("chair", "vote close CHG-1 --reason sound");
    assert_eq!(place.doc("chair", "vote tally CHG-1")["outcome"], "carried");
}

#[test]
fn a_veto_refuses_what_a_majority_carries_and_is_told() {
    let place = with_a_veto();
    place.ok("chair", "meeting rollcall security=room audit=room operations=room");
    place.ok("chair", "vote open CHG-1 --tally open");
    for who in ["chair", "operations", "security"] {
        place.ok(who, "vote cast CHG-1 approve");
    }
    assert_eq!(place.doc("chair", "vote tally CHG-1")["vetoed"], Value::Null);
    place.args("audit", &["vote", "cast", "CHG-1", "reject", "--reason", "no trail"]);
    let tally = place.doc("chair", "vote tally CHG-1");
    assert_eq!((&tally["can_pass"], &tally["vetoed"]), (&json!(false), &json!("vetoed by audit (audit)")), "{tally}");
    place.ok("chair", "vote close CHG-1 --reason vetoed");
    let tally = place.doc("chair", "vote tally CHG-1");
    assert_eq!((&tally["outcome"], &tally["for"]), (&json!("lost"), &json!(3)), "{tally}");
    // Another seat against it is outvoted.
    place.ok("chair", "vote open CHG-2");
    for who in ["chair", "audit", "security"] {
        place.ok(who, "vote cast CHG-2 approve");
    }
    place.ok("operations", "vote cast CHG-2 reject --reason later");
    place.ok("chair", "vote close CHG-2 --reason sound");
    assert_eq!(place.doc("chair", "vote tally CHG-2")["outcome"], "carried");
    place.ok("chair", "meeting close --confirm=10");
    let minutes = place.ok("chair", "meeting minutes").out;
    assert!(minutes.contains("vetoed by audit (audit)"), "{minutes}");
}

/// A meeting that nobody closed in the evening: told everywhere, presence does not hold, and it is led to its end.
#[test]
fn a_meeting_left_open_overnight_is_told_and_goes_on_with_a_new_roll() {
    let mut place = waiting_for_the_board();
    place.ok("cto", "meeting create --next");
    at(&mut place, "2026-03-04T19:00:00Z");
    place.ok("cto", "meeting open");
    place.ok("cto", "meeting rollcall ciso=room system_owner=room");
    assert_eq!(place.doc("cto", "meeting view")["lapsed"], Value::Null);
    at(&mut place, "2026-03-05T13:00:00Z");
    let view = place.doc("cto", "meeting view");
    assert_eq!((&view["lapsed"], &view["present"]), (&json!("2026-03-05T07:00:00Z"), &json!(0)), "{view}");
    assert!(view["warnings"][0] == "left open: C roll call, X close; its roll ended Thu 5 Mar 02:00", "{view}");
    assert!(view["attendance"].as_array().unwrap().iter().all(|a| a["presence"].is_null()), "{view}");
    // Who comes in the morning begins the roll anew, and whoever takes the chair has it.
    place.ok("ciso", "meeting chair");
    let view = place.doc("ciso", "meeting view");
    assert_eq!((&view["leads"], &view["present"], &view["lapsed"]), (&json!(true), &json!(1), &Value::Null), "{view}");
    let refused = place.run("ciso", "vote open CHG-1");
    assert!(refused.code == 7 && refused.err.contains("1 of 3"), "{refused:?}");
    place.ok("ciso", "meeting rollcall system_owner=room devsecops_lead=phone");
    place.ok("ciso", "vote open CHG-1");
    for who in ["ciso", "system_owner"] {
        place.ok(who, "vote cast CHG-1 approve");
    }
    let item = place.doc("ciso", "meeting view")["agenda"]
        .as_array()
        .unwrap()
        .iter()
        .find(|i| i["id"] == "CHG-1")
        .unwrap()["position"]
        .clone();
    place.ok("ciso", &format!("meeting consider {item}"));
    place.ok("ciso", "vote close CHG-1 --reason sound");
    place.ok("ciso", "meeting close --confirm=10");
    let minutes = place.ok("ciso", "meeting minutes").out;
    // Over midnight a time of day says too little.
    assert!(minutes.contains("Wed 4 Mar 14:00:00") && minutes.contains("until Thu 5 Mar"), "{minutes}");
    // Presence ends with the roll that recorded it, and quorum is lost with it.
    assert!(minutes.contains("room from Wed 4 Mar 14:00:00 until Thu 5 Mar 02:00:00"), "{minutes}");
    assert!(minutes.contains("02:00:00 present 0 of 5, quorum 3: LOST"), "{minutes}");
    assert!(minutes.contains("present 3 of 5, quorum 3: MET again"), "{minutes}");
}

/// Home, the board and the list go by what is called, not by the series alone; the one that is open stands first.
#[test]
fn what_is_called_ad_hoc_is_the_next_meeting() {
    let mut place = waiting_for_the_board();
    let next = |place: &Place| place.doc("cto", "board view")["next"].clone();
    assert_eq!((&next(&place)["id"], &next(&place)["state"]), (&json!("2026-W10"), &json!("planned")));
    place.ok("cto", "meeting create --board ecab --at 2026-03-03T20:00:00Z");
    let called = next(&place);
    assert_eq!((&called["series"], &called["starts"]), (&json!("ecab"), &json!("2026-03-03T20:00:00Z")), "{called}");
    assert!(place.ok("cto", "board view").out.contains("Emergency board"), "the board's view names it");
    at(&mut place, "2026-03-03T20:00:00Z");
    place.ok("cto", &format!("meeting open {}", called["id"].as_str().unwrap()));
    assert_eq!(next(&place)["state"], "in_progress");
    let list = place.doc("cto", "meeting list");
    let states: Vec<&str> = list["items"].as_array().unwrap().iter().map(|m| m["state"].as_str().unwrap()).collect();
    assert_eq!(states.first(), Some(&"in_progress"), "{list}");
    assert!(states.contains(&"planned"), "{list}");
    place.ok("cto", "meeting close --confirm=10");
    // The board of the week keeps its turn.
    assert_eq!((&next(&place)["id"], &next(&place)["series"]), (&json!("2026-W10"), &json!("cab")));
    place.ok("cto", "meeting open 2026-W10");
}

fn aivo() -> Place {
    let place = Place::new();
    place.ok("root", "init --pack aivo --org Example --sandbox --no-input");
    for seat in ["release_manager", "engineering_lead", "operations_lead", "security_representative"] {
        place.ok("root", &format!("person add {seat} --name Holder --seat {seat}"));
    }
    place
}

/// A board that is called at once sees what stands before its ballot: approvals that only others give are named as gaps.
#[test]
fn what_waits_for_others_is_not_ready_for_an_emergency_board() {
    let place = aivo();
    place.ok("root", "person add uma --name Uma --role manager");
    let texts = [
        ("type", "emergency"),
        ("title", "Second emergency"),
        ("change_kind", "configuration management"),
        ("description", "The nodes that are named, nothing beside them."),
        ("business_justification", "The audit of spring asked for it."),
        ("impact_analysis", "Customers notice nothing as long as one node serves."),
        ("test_plan", "Rehearsed in staging; it took nine minutes."),
        ("rollback_plan", "Restore the backup of the evening on the standby and promote it."),
        ("implementation_plan", "Two people at the keyboard, the standby first."),
        ("emergency_criteria", "data loss or corruption occurring"),
        ("owner", "uma"),
        ("implementers", "operations_lead"),
        ("environment", "production"),
    ];
    let set: Vec<String> = texts[2..].iter().map(|(field, text)| format!("{field}={text}")).collect();
    let mut line = vec!["change", "create", "--type", "emergency", "--title", "Second emergency"];
    line.extend(set.iter().flat_map(|s| ["--set", s.as_str()]));
    place.args("release_manager", &line);
    let factors = ["systems_affected", "user_impact", "data_risk", "reversibility", "security_impact"];
    let rated: String = factors.iter().map(|factor| format!(" --set {factor}=3")).collect();
    place.ok("release_manager", &format!("change assess CHG-1{rated}"));
    place.ok("release_manager", "change submit CHG-1");
    let called =
        place.doc("release_manager", "meeting convene CHG-1 --reason outage")["id"].as_str().unwrap().to_owned();
    let item = place.doc("release_manager", &format!("meeting agenda {called}"))["items"][0].clone();
    assert_eq!(item["ready"], false, "{item}");
    assert!(item["missing"].to_string().contains("which no ballot gives"), "{item}");
    // AV-4.1-01: what its state bars the gate tells once, with what comes first.
    let asked = place.run("release_manager", "gate CHG-1 --env production");
    let told = asked.out + &asked.err;
    assert!(told.contains("still in Approve") && told.matches("still in Approve").count() == 1, "{told}");
    // Once those others have approved, the meeting says who it was, and not that the board decided.
    place.ok("root", "person add mona --name Mona --role manager");
    place.ok("root", "person add sven --name Sven --role security_team");
    place.ok("release_manager", &format!("meeting open {called}"));
    // To approve is offered to those who give an approval that is open, and to nobody else.
    let offered = |who: &str| {
        let acts = place.doc(who, "change view CHG-1")["acts"].clone();
        acts.as_array().unwrap().iter().find(|a| a["act"] == "approve").unwrap()["possible"].clone()
    };
    assert_eq!(["release_manager", "mona", "sven"].map(offered), [false, true, true]);
    let refused = place.run("release_manager", "change approve CHG-1").err;
    assert!(refused.contains("it needs: Manager, to authorise the emergency; Security, to authorise"), "{refused}");
    for who in ["mona", "sven"] {
        place.ok(who, "change approve CHG-1 --reason urgent");
    }
    // AV-6.4-01: that it is authorised is not the approval in form, which is asked for once it is under way.
    let after = place.doc("release_manager", "run view CHG-1 --list post_emergency");
    let formal = after["items"].as_array().unwrap().iter().find(|i| i["item"] == "approval").unwrap();
    assert_eq!(formal["state"], "open", "{formal}");
    let item = place.doc("release_manager", &format!("meeting agenda {called}"))["items"][0].clone();
    assert_eq!(item["state"], "approved_outside_board", "{item}");
    assert_eq!(item["approved_by"], json!(["Mona (manager)", "Sven (security team)"]), "{item}");
    place.ok("release_manager", "meeting item 1");
    let closed = place.ok("release_manager", &format!("meeting close --confirm={called}")).out;
    assert!(closed.contains("items: approved outside board 1"), "{closed}");
    let view = place.ok("release_manager", &format!("meeting view {called}")).out;
    assert!(view.contains("by Mona (manager) and Sven (security team)"), "{view}");
    let minutes = || place.ok("release_manager", &format!("meeting minutes {called}")).out;
    let said = minutes();
    assert!(said.contains("approved outside board, by Mona (manager) and Sven (security team)"), "{said}");
    assert!(!said.contains("not ready") && said == minutes(), "what comes next is nothing the board lacked: {said}");
}

/// AV-7.2-02: an emergency board meets within four hours of being called.
#[test]
fn an_emergency_board_that_is_called_too_late_is_warned_of() {
    let place = aivo();
    let late = place.doc("release_manager", "meeting create --board ecab --at 2026-03-03T00:00:00Z");
    let warning = &late["warnings"][0];
    assert_eq!((&warning["rule"], &warning["clauses"]), (&json!("meets-within"), &json!(["AV-7.2-02"])), "{late}");
    let in_time = place.doc("release_manager", "meeting create --board ecab --at 2026-03-02T18:59:00Z");
    assert_eq!(in_time["warnings"], json!([]), "{in_time}");
}

/// AV-7.2-03: a freeze that starts without a review by the board is warned of; one that a meeting still reviews is not.
#[test]
fn a_freeze_that_starts_without_a_review_is_warned_of() {
    let mut place = aivo();
    place.ok("root", "person add olaf --name Olaf --role operations");
    let rules = |doc: &Value| {
        doc["warnings"].as_array().unwrap().iter().map(|w| w["rule"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    // On a Monday: the board of Wednesday reviews it.
    let ahead = place.doc("olaf", "freeze add --title Later --from 2026-03-06 --to 2026-03-08 --reason peak");
    assert!(!rules(&ahead).contains(&"freeze-review".to_owned()), "{ahead}");
    let now = place.doc("olaf", "freeze add --title Now --from 2026-03-02T16:00:00Z --to 2026-03-03 --reason peak");
    assert!(rules(&now).contains(&"freeze-review".to_owned()), "{now}");
    let said = now["warnings"].as_array().unwrap().iter().find(|w| w["rule"] == "freeze-review").unwrap();
    assert!(said["clauses"].as_array().unwrap().contains(&json!("AV-7.2-03")), "{said}");
    // Until then it waits for who may call the review, and stands in the calendar so.
    let waits = |place: &Place, who: &str| {
        let inbox = place.doc(who, "inbox");
        inbox["items"].as_array().unwrap().iter().any(|i| i["title"].as_str().unwrap().contains("without a review"))
    };
    let marked = |place: &Place| place.ok("olaf", "calendar").out.contains("NOT REVIEWED by the board, AV-7.2-03");
    assert!(waits(&place, "release_manager") && !waits(&place, "olaf") && marked(&place));
    // Once it runs without one, until it ends.
    let before = place.clock.clone();
    at(&mut place, "2026-03-02T17:00:00Z");
    assert!(
        waits(&place, "release_manager") && place.ok("release_manager", "inbox").out.contains("runs without a review")
    );
    at(&mut place, "2026-03-04T06:00:00Z");
    assert!(!waits(&place, "release_manager"));
    at(&mut place, &before);
    // Reviewed, and told no more.
    let turn = place.run("release_manager", "meeting create --board freeze_review --next");
    assert!(turn.code == 2 && turn.err.contains("has no turns"), "{turn:?}");
    place.ok("release_manager", "meeting create --board freeze_review");
    place.ok("release_manager", "meeting open");
    place.ok("release_manager", "meeting next");
    place.ok("release_manager", "meeting next");
    place.ok("release_manager", "meeting settle 1 --note seen");
    place.ok("release_manager", "meeting settle 2 --note seen");
    place.ok("release_manager", "meeting close --confirm=10");
    assert!(!waits(&place, "release_manager") && !marked(&place));
    // What was closed before anybody knew of a freeze has not reviewed it.
    at(&mut place, "2026-03-02T15:30:00Z");
    let unknown =
        place.doc("olaf", "freeze add --title Soon --from 2026-03-02T17:00:00Z --to 2026-03-03 --reason peak");
    assert!(rules(&unknown).contains(&"freeze-review".to_owned()), "{unknown}");
}

/// GQ-metrics-09: the first review looks back to the turn before, also where it is called some days ahead of its own.
#[test]
fn the_first_quarterly_review_looks_back_over_a_quarter() {
    let mut place = waiting_for_the_board();
    at(&mut place, "2026-04-01T15:00:00Z");
    place.ok("cto", "meeting create --board quarterly_review --at 2026-04-06T18:00:00Z");
    let row = place.doc("cto", "meeting list")["items"].clone();
    let id = row.as_array().unwrap().iter().find(|r| r["starts"] == "2026-04-06T18:00:00Z").unwrap()["id"].clone();
    let view = place.ok("cto", &format!("meeting view {}", id.as_str().unwrap())).out;
    assert!(view.contains("since Thu 8 Jan"), "{view}");
}

/// GQ-metrics-09: the quarter's review has its five items in its minutes, each with what was said.
#[test]
fn the_quarterly_review_is_in_its_minutes() {
    let mut place = waiting_for_the_board();
    at(&mut place, "2026-04-09T18:00:00Z");
    place.ok("cto", "meeting create --board quarterly_review --at 2026-04-09T18:00:00Z");
    place.ok("cto", "meeting open");
    place.ok("cto", "meeting rollcall ciso=room system_owner=room");
    let refused = place.run("cto", "meeting close --confirm=15");
    assert!(refused.code == 7 && refused.err.contains("GQ-metrics-09"), "{refused:?}");
    // To be shown is not to be settled.
    for _ in 1..=5 {
        place.ok("cto", "meeting next");
    }
    let refused = place.run("cto", "meeting close --confirm=15");
    assert!(refused.code == 7 && refused.err.contains("(items 1, 2, 3, 4, 5)"), "{refused:?}");
    for n in 1..=5 {
        place.args("cto", &["meeting", "settle", &n.to_string(), "--note", &format!("said of {n}")]);
    }
    place.ok("cto", "meeting close --confirm=15");
    let once = place.ok("cto", "meeting minutes -o md").out;
    for title in [
        "Review change metrics and trends",
        "Identify improvement opportunities",
        "Update change management procedures",
        "Training on lessons learned",
        "Recognise high",
    ] {
        assert!(once.contains(title), "{title} is missing from\n{once}");
    }
    for n in 1..=5 {
        assert!(once.contains(&format!("said of {n}")), "{once}");
    }
    assert!(once.contains("closed;") && once.contains("under way"), "the metrics stand there: {once}");
    assert!(once.contains("since Thu 8 Jan"), "of the quarter: {once}");
    at(&mut place, "2026-05-09T18:00:00Z");
    assert_eq!(place.ok("ciso", "meeting minutes -o md").out, once, "the same bytes a month later");
}

/// What the room is shown in lines: no vote, no note, and nothing before it is switched on.
#[test]
fn the_room_follows_in_lines() {
    let mut place = with_places();
    let room = |place: &Place| place.fed("olga", &["screen", "--line"], "");
    assert!(room(&place).out.contains("The meeting is not shown"), "{:?}", room(&place));
    place.ok("cto", "meeting audience on");
    let item = place.doc("cto", "meeting view")["agenda"]
        .as_array()
        .unwrap()
        .iter()
        .find(|i| i["id"] == "CHG-1")
        .unwrap()["position"]
        .clone();
    place.ok("cto", &format!("meeting item {item}"));
    place.ok("cto", "meeting note secret --private");
    place.ok("cto", "vote open CHG-1");
    place.ok("ciso", "vote cast CHG-1 reject --reason unsafe");
    let shown = room(&place);
    assert_eq!(shown.code, 0, "{shown:?}");
    let said = format!("Item {item}: voting, 1 of 5 have voted.");
    assert!(shown.out.contains(&said) && shown.out.contains("quorum 3: MET."), "{shown:?}");
    assert!(
        !shown.out.contains("secret") && !shown.out.contains("unsafe") && !shown.out.contains("reject"),
        "{shown:?}"
    );
    place.ok("cto", "decision defer CHG-1 --reason waits");
    let shown = room(&place);
    assert!(
        shown.out.contains(&format!("Item {item}: deferred until ")) && shown.out.contains(": waits."),
        "{shown:?}"
    );
    // Not registered: the digits are asked for.
    let stranger = place.fed("stranger", &["screen", "--line"], "");
    assert!(stranger.out.contains("six digits") && !stranger.out.contains("CHG-1"), "{stranger:?}");
    let code = place.doc("cto", "meeting view")["code"].as_str().unwrap().to_owned();
    let paired = place.fed("stranger", &["screen", "--line"], &format!("{code}\n"));
    assert!(paired.out.contains("CHG-1"), "{paired:?}");
    // Another item begins with its facts, whatever page of the one before was shown.
    place.ok("cto", "meeting audience next");
    assert_eq!(place.doc("cto", "meeting view")["page"], 1);
    place.ok("cto", "meeting next");
    assert_eq!(place.doc("cto", "meeting view")["page"], 0);
    at(&mut place, "2026-03-04T20:00:00Z");
    place.ok("cto", "meeting close --confirm=10");
    let over = place.fed("olga", &["screen", "2026-W10", "--line"], "");
    assert!(over.out.contains("2026-W10, complete."), "{over:?}");
}

/// What is canceled gets in nobody's way any more; until then the agenda has the letter that lists have, before and in the
/// meeting, and for who looks back.
#[test]
fn a_clash_ends_with_the_change_that_made_it() {
    let mut place = waiting_for_the_board();
    bring(&place, "CHG-2");
    let planned = place.doc("cto", "meeting agenda 2026-W10")["items"].to_string();
    assert_eq!(planned.matches(r#""letter":"C""#).count(), 2, "{planned}");
    place.ok("cto", "meeting create --next");
    at(&mut place, "2026-03-04T19:00:00Z");
    place.ok("cto", "meeting open");
    let clashes = |place: &Place| {
        let view = place.doc("cto", "meeting view");
        view["warnings"].as_array().unwrap().iter().filter(|w| w.as_str().unwrap().contains("clashes with")).count()
    };
    let letter = |place: &Place, line: &str| {
        let items = place.doc("cto", line)["items"].clone();
        items.as_array().unwrap().iter().find(|i| i["id"] == "CHG-1").map(|i| i["letter"].clone()).unwrap()
    };
    assert_eq!(clashes(&place), 1);
    assert_eq!((letter(&place, "meeting agenda"), letter(&place, "change list")), (json!("C"), json!("C")));
    assert!(place.ok("cto", "meeting view").out.contains("[C]"), "in words as well");
    at(&mut place, "2026-03-04T19:01:00Z");
    place.ok("rita", "change cancel CHG-2 --reason superseded");
    assert_eq!(clashes(&place), 0);
    assert_eq!(
        (letter(&place, "meeting agenda") == json!("C"), letter(&place, "change list") == json!("C")),
        (false, false)
    );
    assert_eq!(letter(&place, "meeting agenda --at 2026-03-04T19:00:30Z"), json!("C"));
}

/// In no pack is a change withdrawn whose implementation has begun: it is ended, and what is owed after it stays owed.
#[test]
fn every_pack_ends_what_was_begun() {
    for name in ["teleseal", "aivo", "devsecopsbook", "three-env", "ghostquant"] {
        let place = Place::new();
        let text = std::fs::read_to_string(pack_file(name)).unwrap();
        assert!(text.contains("id = \"begun-emergency-stays\""), "{name}");
        let ran = place.args("root", &["policy", "check", &pack_file(name)]);
        assert_eq!(ran.code, 0, "{name}: {ran:?}");
    }
}
