//! Carrying a change out: steps that fail, what takes a change back, what freezes without having been announced.

use super::exec::started;
use super::gate::decided;
use super::run::{Place, waiting_for_the_board};
use serde_json::json;

/// An approved change whose green side is up on staging, and who deploys it.
fn on_staging() -> (Place, &'static str) {
    let place = waiting_for_the_board();
    place.ok("cto", "vote open CHG-1");
    for who in ["cto", "ciso", "system_owner"] {
        place.ok(who, "vote cast CHG-1 approve");
    }
    place.ok("cto", "vote close CHG-1 --considered --reason sound");
    let who = "devsecops_lead";
    place.ok(who, "run start CHG-1 --env staging --method blue_green");
    place.ok(who, "run step CHG-1 green");
    (place, who)
}

#[test]
fn a_step_that_failed_is_told_as_failed_with_what_to_do() {
    let (place, who) = on_staging();
    let failed = place.ok(who, "run step CHG-1 smoke --result failed --note red");
    let told = format!("{}{}", failed.out, failed.err);
    assert!(told.contains("step smoke failed") && told.contains("run finish CHG-1 --result failed"), "{told}");
    assert!(!told.contains("step done"), "{told}");
    assert!(place.ok("rita", "audit log CHG-1").out.contains("failed the step smoke"));
    let receipt = place.doc(who, "run step CHG-1 smoke --result failed --note again");
    assert!(receipt["warnings"].to_string().contains("GQ-impl-07"), "{receipt}");
    // The gate does not let go on what `run raise` refuses.
    let gate = place.run(who, "gate CHG-1 --env staging --json").json();
    assert_eq!(gate["verdict"], "pending", "{gate}");
    let told = gate["reasons"].as_array().unwrap().iter().find(|r| r["code"] == "step_failed").unwrap();
    assert!(told["clauses"].to_string().contains("GQ-impl-07"), "{gate}");
    place.ok(who, "run step CHG-1 smoke");
    let gate = place.run(who, "gate CHG-1 --env staging --json").json();
    assert!(!gate["reasons"].to_string().contains("step_failed"), "{gate}");
}

/// GQ-impl-04: whoever is told to back out is told what the way out asks for first.
#[test]
fn the_way_out_of_a_failed_step_names_what_comes_first() {
    let place = decided("approve");
    place.ok("ivan", "run start CHG-1 --env production --method blue_green");
    let told = |place: &Place| {
        let receipt = place.doc("ivan", "run step CHG-1 green --result failed --note red");
        receipt["warnings"].as_array().unwrap().iter().find(|w| w["rule"] == "roll-back").unwrap()["remedy"].clone()
    };
    let remedy = told(&place);
    assert!(remedy.as_str().unwrap().contains("; first quorate run note CHG-1 --kind deviation TEXT"), "{remedy}");
    let early = place.run("ivan", "run finish CHG-1 --result failed --note red --json");
    assert!(early.code == 7 && early.error()["clauses"].to_string().contains("GQ-impl-04"), "{early:?}");
    place.args("ivan", &["run", "note", "CHG-1", "--kind", "deviation", "green stayed red"]);
    let remedy = told(&place);
    assert!(!remedy.as_str().unwrap().contains("; first"), "{remedy}");
    place.ok("ivan", "run finish CHG-1 --result failed --note red");
}

/// Given a deployment under way, when a freeze begins, then its share is not raised and its steps do not pass, as its commands
/// are not run; that a step failed is recorded all the same (GQ-impl-07).
#[test]
fn shares_and_steps_keep_to_windows_and_freezes_as_commands_do() {
    let (place, who) = on_staging();
    place.ok(who, "run step CHG-1 smoke");
    place.ok("cto", "freeze add --title Audit --from 2026-03-01 --to 2026-03-20 --env staging --reason audit");
    let frozen = |command: &str| {
        let ran = place.run(who, command);
        assert!(ran.code == 7 && ran.err.contains("Audit"), "{command}: {ran:?}");
    };
    frozen("run raise CHG-1 --share 10 --reason fine");
    frozen("run step CHG-1 smoke");
    frozen("run exec CHG-1 --env staging --no-input -- true");
    place.ok(who, "run step CHG-1 smoke --result failed --note red");
}

#[test]
fn what_failed_is_taken_back_by_commands_after_its_end_and_past_its_window() {
    let mut place = started();
    place.ok("ivan", "run finish CHG-1 --result failed --note broken");
    assert_eq!(place.doc("rita", "change view CHG-1")["state"], "review");
    let due = place.doc("rita", "run status CHG-1")["due"].to_string();
    assert!(due.contains("the deployment to production failed: back out") && !due.contains("in state review"), "{due}");
    let exec =
        |place: &Place, who: &str| place.args(who, &["run", "exec", "CHG-1", "--no-input", "--", "echo", "back"]);
    let back = exec(&place, "ivan");
    assert_eq!(back.code, 0, "{back:?}");
    // Hours past the window it is still possible, and told as what it is.
    place.clock = "2026-04-05T15:00:00Z".into();
    let late = exec(&place, "ivan");
    assert_eq!(late.code, 0, "{late:?}");
    let log = place.ok("rita", "audit log CHG-1").out;
    assert!(log.contains("of the back-out") && log.contains("outside its window"), "{log}");
    assert_ne!(exec(&place, "rita").code, 0, "only who carries it out");
}

/// Given a deployment that failed, or succeeded and was given up, when its way back is complete, then nobody is asked for it, and
/// stages and gate say what became of it (GQ-rollback-05).
#[test]
fn a_way_back_that_is_complete_is_due_no_more() {
    for succeeded in [false, true] {
        let mut place = started();
        if succeeded {
            for kind in ["health", "message"] {
                place.ok("ivan", &format!("run note CHG-1 fine --kind {kind}"));
            }
            place.ok("ivan", "run tick CHG-1 1 2 3 4 --list plan_steps");
            place.ok("ivan", "run finish CHG-1 --result ok");
            place.ok("system_owner", "run fail CHG-1 1 --list validation --then back_out --reason red");
        } else {
            place.ok("ivan", "run finish CHG-1 --result failed --note broken");
        }
        let status = |place: &Place| place.doc("rita", "run status CHG-1");
        assert!(status(&place)["due"].to_string().contains("back out"), "{}", status(&place)["due"]);
        place.clock = "2026-04-05T07:30:00Z".into();
        place.ok("ivan", "run tick CHG-1 1 2 3 4 5 --list rollback");
        let told = status(&place);
        assert!(!told["due"].to_string().contains("back out"), "{}", told["due"]);
        let last = told["stages"].as_array().unwrap().last().unwrap().clone();
        let (state, gate) = match succeeded {
            true => ("backed_out", "the implementation of the change was backed out"),
            false => ("failed", "the implementation of the change failed and was backed out"),
        };
        assert_eq!(last["state"], state, "{last}");
        assert!(!place.ok("ivan", "inbox").out.contains("FAILED"));
        let said = place.run("rita", "gate CHG-1 --env production");
        assert!(said.out.contains(gate), "{said:?}");
    }
}

/// Given an implementation that is being backed out, when it is ended as a success, then the way back is named, and no list that
/// refuses (GQ-rollback-05).
#[test]
fn what_is_backed_out_is_ended_by_its_way_back() {
    let place = started();
    place.ok("ivan", "run fail CHG-1 1 --list plan_steps --then back_out --reason lag");
    let refused = place.run("ivan", "run finish CHG-1 --result ok");
    let back = "it is being backed out; take it back: quorate run view CHG-1; then end it as failed: quorate run finish CHG-1 \
                --result failed";
    assert!(refused.code == 7 && refused.err.contains(back), "{refused:?}");
    assert!(!refused.err.contains("complete the checklist plan_steps"), "{refused:?}");
}

/// Given a way back that is complete before its deployment has ended, when it is begun anew, then that is refused with the end as
/// failed, which is what is due, and another attempt may be taken back again (GQ-rollback-05).
#[test]
fn a_way_back_that_is_complete_is_not_begun_anew_and_its_deployment_ends_as_failed() {
    let mut place = started();
    place.ok("ivan", "run fail CHG-1 1 --list plan_steps --then back_out --reason lag");
    place.clock = "2026-04-05T07:30:00Z".into();
    place.ok("ivan", "run tick CHG-1 1 2 3 4 5 --list rollback");
    let end = "quorate run finish CHG-1 --env production --result failed";
    let due = place.doc("rita", "run status CHG-1")["due"].to_string();
    assert!(due.contains(&format!("end the deployment to production as failed: {end}")), "{due}");
    assert!(place.ok("ivan", "inbox").out.starts_with("FINISH"));
    let check = place.run("ivan", "change check CHG-1");
    assert!(check.out.contains("no deviation is on record") && !check.out.contains("plan_steps"), "{check:?}");
    let anew = place.run("ivan", "run start CHG-1 --list rollback");
    assert!(anew.code != 0 && anew.err.contains("Rollback of CHG-1 is complete") && anew.err.contains(end), "{anew:?}");
    assert!(anew.err.contains("quorate run retract CHG-1 N --list rollback") && anew.err.contains("GQ-rollback-05"));
    place.ok("ivan", "run note CHG-1 lag --kind deviation");
    place.ok("ivan", "run finish CHG-1 --env production --result failed --note lag");
    let closed = place.run("ivan", "run start CHG-1 --list rollback");
    assert!(closed.err.contains("quorate change close CHG-1 --code unsuccessful"), "{closed:?}");
    assert!(place.ok("rita", "change view CHG-1").out.contains("was backed out"));
}

/// Given blue-green whose smoke tests fail after the switch, when the way back is gone although nobody has ended anything, then the
/// deployment ends as failed and not as a success, and only its end is asked for (GQ-impl-07, GQ-rollback-07).
#[test]
fn blue_green_that_is_taken_back_after_the_switch_ends_as_failed() {
    let place = decided("approve");
    place.ok("ivan", "run start CHG-1 --env production --method blue_green");
    for line in ["step CHG-1 green", "step CHG-1 smoke"] {
        place.ok("ivan", &format!("run {line}"));
    }
    let shift = place.doc("rita", "run status CHG-1")["due"].to_string();
    let next =
        "it is at 0 percent, and goes on to 10: quorate run raise CHG-1 --env production --share 10 --reason TEXT";
    assert!(shift.contains(next), "{shift}");
    for share in [10, 50, 100] {
        place.ok("ivan", &format!("run raise CHG-1 --share {share} --reason fine"));
    }
    place.ok("ivan", "run step CHG-1 shift");
    place.ok("ivan", "run step CHG-1 smoke --result failed --note red");
    let due = || place.doc("rita", "run status CHG-1")["due"].to_string();
    assert!(
        due().contains("step smoke failed (health checks and smoke tests executed): see to it, or back out"),
        "{}",
        due()
    );
    place.ok("ivan", "run start CHG-1 --list rollback_blue_green");
    place.ok("ivan", "run tick CHG-1 1 2 3 4 --list rollback_blue_green");
    let end = "end the deployment to production as failed: quorate run finish CHG-1 --env production --result failed";
    assert!(due().contains(end) && !due().contains("step smoke"), "{}", due());
    let inbox = place.ok("ivan", "inbox").out;
    assert!(inbox.starts_with("FINISH") && !inbox.contains("CHECKLIST"), "{inbox}");
    let well = place.run("ivan", "run finish CHG-1 --result ok");
    assert!(well.code == 7 && well.err.contains("the implementation is being backed out, or has been"), "{well:?}");
    place.ok("ivan", "run note CHG-1 red --kind deviation");
    place.ok("ivan", "run finish CHG-1 --result failed --note red");
}

/// Given a freeze that begins in the middle of a minute, when work is done just before it and just after it, then the second
/// decides.
#[test]
fn a_freeze_binds_from_its_second_on() {
    let (mut place, who) = on_staging();
    place.ok(
        "cto",
        "freeze add --title Audit --from 2026-03-05T14:51:57Z --to 2026-03-06T00:00:00Z --env staging --reason a",
    );
    place.clock = "2026-03-05T14:51:56Z".into();
    place.ok(who, "run step CHG-1 smoke");
    place.clock = "2026-03-05T14:51:57Z".into();
    assert_eq!(place.run(who, "run step CHG-1 smoke").code, 7);
}

/// Given freezes that bind something and one that binds everything, when they are read back, then each says what it binds.
#[test]
fn each_freeze_says_what_it_binds() {
    let place = waiting_for_the_board();
    place.ok("cto", "freeze add --title Audit --from 2026-03-05 --to 2026-03-06 --env staging --reason audit");
    place.ok("cto", "freeze add --title Move --from 2026-03-08 --to 2026-03-09 --reason move");
    let binds = |what: &str, field: &str, title: &str| {
        let rows = place.doc("cto", what)["items"].clone();
        let row = rows.as_array().unwrap().iter().find(|r| r["title"] == title).cloned();
        row.unwrap()[field].as_str().unwrap().to_owned()
    };
    assert_eq!(binds("freeze list", "binds", "Audit"), "environment staging");
    assert_eq!(binds("freeze list", "binds", "Move"), "all");
    let calendar = "calendar --from 2026-03-02 --to 2026-05-01";
    assert_eq!(binds(calendar, "whom", "Audit"), "binds environment staging");
    assert_eq!(binds(calendar, "whom", "Move"), "binds all");
    assert_eq!(binds(calendar, "whom", "Maintenance window"), "for type normal");
    let week = place.ok("cto", "calendar --week --from 2026-03-05").out;
    assert!(week.contains("Audit (binds environment staging)"), "{week}");
}

#[test]
fn disaster_recovery_stands_among_the_freezes_while_it_is_on_ga_16_1() {
    let mut place = Place::new();
    place.ok("root", "init --pack three-env --org Example --sandbox --no-input");
    place.ok("root", "person add ida --name Ida --role it_operations_manager");
    let file = place.write("systems.csv", "id,tier,recovery_order\norders,1,1\nmail,2,2\n");
    place.ok("root", &format!("system import {file}"));
    assert_eq!(place.doc("ida", "freeze list")["items"], json!([]));
    place.ok("ida", "policy set dr.mode on --reason fire");
    let rows = place.doc("ida", "freeze list")["items"].clone();
    assert_eq!(rows.as_array().unwrap().len(), 1, "{rows}");
    assert_eq!((&rows[0]["state"], &rows[0]["exempt"]), (&json!("holds"), &json!(["emergency"])), "{rows}");
    let told = place.ok("ida", "freeze list").out;
    assert!(told.contains("Disaster recovery, until dr.mode or gap.16 says otherwise"), "{told}");
    let week = place.ok("ida", "calendar --week").out;
    assert!(week.contains("Disaster recovery"), "{week}");
    // It holds since it was switched on, whenever one looks.
    let since = rows[0]["from"].clone();
    place.clock = "2026-03-05T19:00:00Z".into();
    assert_eq!(place.doc("ida", "freeze list")["items"][0]["from"], since);
    let rows = place.doc("ida", "calendar --week")["rows"].clone();
    let held = rows.as_array().unwrap().iter().find(|r| r["id"] == "disaster-recovery").unwrap();
    assert_eq!(held["from"], since);
    let week = place.ok("ida", "calendar --week").out;
    assert!(week.contains("freeze until it is switched off: Disaster recovery"), "{week}");
    // What is over in the week is not what comes next.
    assert!(week.contains("freeze until 2026-03-05 17:00 EST (22:00Z): Business hours of Tier 2 systems"), "{week}");
    place.ok("ida", "policy set dr.mode off --reason over");
    assert_eq!(place.doc("ida", "freeze list")["items"], json!([]));
}

#[test]
fn the_sums_of_a_calendar_add_up_and_one_that_brings_nothing_is_no_success() {
    let place = waiting_for_the_board();
    let event = |uid: &str, more: &str| format!("BEGIN:VEVENT\r\nUID:{uid}\r\nSUMMARY:{uid}\r\n{more}END:VEVENT\r\n");
    let daily = "DTSTART:20260501T020000\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=5\r\n";
    let moved = "RECURRENCE-ID:20260502T020000\r\nDTSTART:20260502T050000\r\nDURATION:PT1H\r\n";
    let off = "RECURRENCE-ID:20260503T020000\r\nSTATUS:CANCELLED\r\nDTSTART:20260503T020000\r\nDURATION:PT1H\r\n";
    let over = "DTSTART:20250501T020000\r\nDURATION:PT1H\r\n";
    let called = "STATUS:CANCELLED\r\nDTSTART:20260601T020000\r\nDURATION:PT1H\r\n";
    let write = |name: &str, body: &str| {
        place.write(name, &format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{body}END:VCALENDAR\r\n"))
    };
    let body = [
        event("backup", daily),
        event("backup", moved),
        event("backup", off),
        event("old", over),
        event("gone", called),
    ]
    .concat();
    let path = write("all.ics", &body);
    let done = place.doc("cto", &format!("calendar import {path} --reason ops"));
    let count = |field: &str| done[field].as_u64().unwrap();
    let skipped = done["skipped"].as_array().unwrap().len() as u64;
    assert_eq!((count("read"), count("created")), (3, 1), "{done}");
    assert_eq!(count("created") + count("updated") + count("unchanged") + skipped, count("read"), "{done}");
    let path = write("old.ics", &event("old", over));
    let none = place.run("cto", &format!("calendar import {path} --reason ops --json"));
    assert_eq!(none.code, 2, "{none:?}");
    assert!(none.error()["text"].as_str().unwrap().contains("its only event was skipped"), "{none:?}");
}

#[test]
fn a_calendar_without_windows_says_why() {
    let week = |pack: &str| {
        let place = Place::new();
        place.ok("root", &format!("init --pack {pack} --org Example --sandbox --no-input"));
        (place.ok("root", "calendar --week").out, place.ok("root", "window list").out)
    };
    let (text, _) = week("devsecopsbook");
    assert!(text.contains("names no windows: any time is open but for freezes"), "{text}");
    let (text, list) = week("teleseal");
    assert!(
        text.contains("Off-peak hours is not open: quorate policy set calendar.off_peak VALUE [TS-4.4-01]"),
        "{text}"
    );
    assert!(list.contains("calendar.off_peak has no value yet"), "{list}");
    let (text, _) = week("ghostquant");
    assert!(!text.contains("is not open") && !text.contains("no windows"), "{text}");
}

#[test]
fn what_was_not_there_yet_is_judged_by_no_gate() {
    let place = waiting_for_the_board();
    let before = place.run("rita", "gate CHG-1 --env production --at 2026-02-01 --json");
    assert_eq!(before.code, 3, "{before:?}");
    assert!(before.error()["text"].as_str().unwrap().contains("it was opened"), "{before:?}");
    assert_ne!(place.run("rita", "gate CHG-1 --env production --at 2026-04-05T07:00:00Z").code, 3);
}

/// Given a change that was canceled, when the gate is asked about a moment before that, then the record of then answers; a
/// moment to come is answered by the record of now.
#[test]
fn the_gate_of_a_moment_goes_by_the_record_of_then() {
    let mut place = waiting_for_the_board();
    let asked = place.clock.clone();
    place.clock = "2026-03-03T15:00:00Z".into();
    place.ok("rita", "change cancel CHG-1 --reason over");
    let then = place.run("rita", &format!("gate CHG-1 --env production --at {asked} --json")).json();
    assert!(!then["reasons"].to_string().contains("canceled"), "{then}");
    let before = then["version"].as_u64();
    let now = place.run("rita", "gate CHG-1 --env production --at 2026-04-05T07:00:00Z --json").json();
    assert!(now["verdict"] == "refused" && now["reasons"].to_string().contains("canceled"), "{now}");
    assert!(before <= now["version"].as_u64());
}

#[test]
fn a_folder_is_no_evidence() {
    let place = waiting_for_the_board();
    std::fs::create_dir(place.path("folder")).unwrap();
    let refused = place.run("tom", "run evidence CHG-1 --test pipeline --file folder --json");
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.error()["text"].as_str().unwrap().contains("is a folder"), "{refused:?}");
}

#[test]
fn what_keeps_a_change_from_ending_well_is_told_before_it_is_ended() {
    let place = started();
    let refused = place.run("ivan", "run finish CHG-1 --result ok --json");
    assert_eq!(refused.code, 7, "{refused:?}");
    let reasons = refused.error()["reasons"].clone();
    let checked = place.run("ivan", "change check CHG-1 --json");
    for reason in reasons.as_array().unwrap() {
        let text = reason["text"].as_str().unwrap().trim_start_matches("missing: ");
        assert!(checked.out.contains(text), "{reason}: {checked:?}");
    }
    assert!(!reasons.as_array().unwrap().is_empty(), "{refused:?}");
}

/// GQ-impl-04 and reading 6.5: an implementation that leaves its window is told by how much, asks for a word on it, and no
/// review denies it.
#[test]
fn an_overrun_is_told_with_its_length_and_asks_for_a_deviation_gq_impl_04() {
    let mut place = started();
    assert!(place.doc("ivan", "run status CHG-1")["overrun"].is_null());
    place.clock = "2026-04-05T08:35:00Z".into();
    let going = place.ok("ivan", "run status CHG-1").out;
    assert!(going.contains("left its window by 35min") && going.contains("GQ-impl-04"), "{going}");
    assert!(going.contains("quorate run note CHG-1 --kind deviation TEXT"), "{going}");
    for kind in ["health", "message"] {
        place.ok("ivan", &format!("run note CHG-1 fine --kind {kind}"));
    }
    let refused = place.run("ivan", "run finish CHG-1 --result ok");
    assert!(refused.code == 7 && refused.err.contains("35min after it closed Sun 2026-04-05 04:00 EDT"), "{refused:?}");
    assert!(refused.err.contains("GQ-impl-04"), "{refused:?}");
    place.ok("ivan", "run note CHG-1 replication-was-slow --kind deviation");
    let done = place.doc("ivan", "run finish CHG-1 --result failed --note slow");
    assert!(done["warnings"].to_string().contains("left its window: 35min after"), "{done}");
    // What is over does not go on growing.
    place.clock = "2026-04-06T08:35:00Z".into();
    let over = &place.doc("ivan", "run status CHG-1")["overrun"];
    assert_eq!((&over["over_s"], &over["noted"]), (&json!(2100), &json!(true)), "{over}");
    let page = place.ok("ivan", "run status CHG-1 -o md").out;
    assert!(
        page.contains("left its window by 35min, which closed 2026-04-05 08:00Z; a deviation is on record."),
        "{page}"
    );
    let review = "run review CHG-1 --outcome unsuccessful --set lessons=slower --set actual_results=none --set \
                  documentation=none";
    let denied = place.run("tom", &format!("{review} --set deviations=None."));
    assert!(denied.code == 7 && denied.err.contains("the record has Sun 2026-04-05"), "{denied:?}");
    assert!(denied.err.contains("the window was left") && denied.err.contains("GQ-impl-04"), "{denied:?}");
    place.ok("tom", &format!("{review} --set deviations=overran"));
}

/// GQ-impl-07: the stages are recorded by the method's steps; the list follows them and is signed by nobody.
#[test]
fn the_stages_of_blue_green_are_recorded_once_gq_impl_07() {
    let place = decided("approve");
    place.ok("ivan", "run start CHG-1 --env production --method blue_green");
    let refused = place.run("ivan", "run tick CHG-1 1 --list blue_green");
    assert!(refused.code == 5 && refused.err.contains("quorate run step CHG-1 green"), "{refused:?}");
    place.ok("ivan", "run step CHG-1 green");
    let states = |place: &Place| {
        let list = place.doc("ivan", "run view CHG-1 --list blue_green");
        list["items"].as_array().unwrap().iter().map(|i| i["state"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(states(&place), ["done", "open", "open", "open", "open"]);
    place.ok("ivan", "run step CHG-1 smoke");
    place.ok("ivan", "run step CHG-1 smoke --result failed --note red");
    assert_eq!(states(&place), ["done", "open", "open", "open", "open"], "a step that failed since is not done");
}

/// GQ-impl-07: a deployment by another method has none of them.
#[test]
fn a_deployment_by_another_method_has_no_list_of_stages_gq_impl_07() {
    let place = decided("approve");
    place.ok("ivan", "run start CHG-1 --env production --method direct");
    let refused = place.run("ivan", "run start CHG-1 --list blue_green");
    assert!(refused.code == 3 && refused.err.contains("it is for other changes"), "{refused:?}");
}

/// GQ-impl-07, GQ-roles-05: a step is said by whoever may carry the deployment on, and not while the change is on hold; that
/// one failed is written down at any time.
#[test]
fn a_step_is_said_by_whoever_deploys() {
    let (place, who) = on_staging();
    place.ok("root", "person add roy --name Roy --role change_requester");
    for result in ["", " --result failed --note red"] {
        let refused = place.run("roy", &format!("run step CHG-1 smoke{result}"));
        assert!(refused.code == 5 && refused.err.contains("refused to say that step smoke"), "{refused:?}");
    }
    place.ok("rita", "change hold CHG-1 --reason wait");
    let held = place.run(who, "run step CHG-1 smoke");
    assert!(held.code == 7 && held.err.contains("on hold"), "{held:?}");
    place.ok(who, "run step CHG-1 smoke --result failed --note red");
    place.ok("rita", "change resume CHG-1");
    place.ok(who, "run step CHG-1 smoke");
}

/// Given deployments to two stages, when one of them has failed, then its commands take it back whatever the other does, and
/// those of the one that is under way go on.
#[test]
fn commands_belong_to_the_deployment_of_their_environment() {
    let place = decided("approve");
    let exec =
        |env: &str| place.args("ivan", &["run", "exec", "CHG-1", "--env", env, "--no-input", "--", "echo", "back"]);
    place.ok("ivan", "run start CHG-1 --env staging");
    place.ok("ivan", "run start CHG-1 --env production");
    place.ok("ivan", "run finish CHG-1 --env production --result failed --note broken");
    assert_eq!(place.doc("rita", "change view CHG-1")["state"], "review");
    for env in ["production", "staging"] {
        let ran = exec(env);
        assert_eq!(ran.code, 0, "{env}: {ran:?}");
    }
    place.ok("ivan", "run finish CHG-1 --env staging --result failed --note broken");
    let back = exec("staging");
    assert_eq!(back.code, 0, "{back:?}");
    let rows = place.doc("rita", "run status CHG-1")["commands"].clone();
    let said: Vec<_> = rows.as_array().unwrap().iter().map(|c| (&c["environment"], &c["back_out"])).collect();
    let (production, staging) = (json!("production"), json!("staging"));
    assert_eq!(said, [(&production, &json!(true)), (&staging, &json!(false)), (&staging, &json!(true))]);
    assert_eq!(exec("development").code, 6, "nothing was deployed there");
}
