//! Calendars out and in on the command line: the same bytes twice, the same file twice, a file that has changed.

use super::run::{Place, waiting_for_the_board};
use serde_json::{Value, json};

fn file(sequence: u32, from: &str, more: &str) -> String {
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:Shop\r\n{more}BEGIN:VEVENT\r\nUID:sale@shop\r\nSEQUENCE:{sequence}\r\n\
         SUMMARY:Spring sale\r\nDTSTART:{from}T000000\r\nDURATION:P2D\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
}

fn counts(document: &Value) -> [u64; 4] {
    ["read", "created", "updated", "unchanged"].map(|f| document[f].as_u64().unwrap())
}

#[test]
fn the_calendar_leaves_as_icalendar_with_the_same_bytes() {
    let place = waiting_for_the_board();
    place.ok("cto", "freeze add --title Audit --from 2026-05-01 --to 2026-05-04 --reason auditors");
    let one = place.ok("rita", "calendar --ics").out;
    assert_eq!(one, place.ok("rita", "calendar -o ics").out);
    let later = Place { clock: "2026-07-01T09:00:00Z".into(), ..place };
    assert_eq!(one, later.ok("rita", "calendar --ics").out, "asked again, it is the same");
    for line in [
        "RRULE:FREQ=MONTHLY;BYDAY=1SU;UNTIL=20271205T070000Z\r\n",
        "DTSTART;TZID=America/New_York:20260104T020000\r\n",
        "BEGIN:VTIMEZONE\r\nTZID:America/New_York\r\n",
        "UID:freeze-1@",
        "X-WR-CALDESC:From 2026-01-01 to 2028-01-01.\r\n",
    ] {
        assert!(one.contains(line), "{line}: {one}");
    }
    later.ok("cto", "calendar --ics --out cal.ics --from 2026-05-01 --to 2026-06-01");
    let open = later.ok("rita", "calendar --ics --calendar-type DEFAULT_OPEN").out;
    assert!(open.contains("X-CALENDAR-TYPE:DEFAULT_OPEN\r\n") && open.contains("SUMMARY:Audit"), "{open}");
    assert!(!open.contains("RRULE") && !open.contains("Maintenance window"), "{open}");
    let closed = later.ok("rita", "calendar --ics --calendar-type default_closed").out;
    assert!(closed.contains("DTSTART:20260405T060000Z") && !closed.contains("DTSTART:20260503T060000Z"), "{closed}");
    // Ended before it began, it is called off, and its number of changes has risen.
    let early = Place { clock: "2026-03-02T16:00:00Z".into(), ..later };
    early.ok("cto", "freeze end 1 --reason over");
    let after = early.ok("rita", "calendar --ics").out;
    assert!(after.contains("SEQUENCE:1\r\nSTATUS:CANCELLED\r\nSUMMARY:Audit"), "{after}");
    assert_eq!(early.run("rita", "calendar --calendar-type DEFAULT_OPEN").code, 2);
}

/// RFC 5545, 3.8.4.7: no two registers give an event the same name, so that one calendar ends no freeze of another.
#[test]
fn calendars_of_two_registers_stand_side_by_side() {
    let exported = |title: &str| {
        let place = waiting_for_the_board();
        place.ok("cto", &format!("freeze add --title {title} --from 2026-05-01 --to 2026-05-04 --reason r"));
        place.ok("rita", "calendar --ics").out
    };
    let here = waiting_for_the_board();
    let (one, two) = (here.write("one.ics", &exported("Audit")), here.write("two.ics", &exported("Stocktaking")));
    for path in [&one, &two] {
        let line = format!("calendar import {path} --env production --reason shared");
        let sheet = here.doc("cto", &line);
        assert_eq!((&sheet["created"], &sheet["updated"]), (&json!(1), &json!(0)), "{sheet}");
        let skipped = sheet["skipped"].as_array().unwrap();
        let other = |s: &&Value| s["reason"].as_str().unwrap().contains("window or change of another register");
        assert!(skipped.iter().any(|s| other(&s)), "{sheet}");
    }
    let all = here.doc("cto", "freeze list")["items"].clone();
    let standing: Vec<_> = all.as_array().unwrap().iter().filter(|f| f["ended"].is_null()).collect();
    assert_eq!(standing.len(), 2, "{all}");
    // What comes home is known there.
    let own = here.write("own.ics", &here.ok("cto", "calendar --ics").out);
    assert_eq!(counts(&here.doc("cto", &format!("calendar import {own} --env production --reason r")))[1..3], [0, 0]);
}

#[test]
fn a_calendar_that_is_brought_twice_changes_nothing_and_one_that_changed_is_announced_anew() {
    let place = waiting_for_the_board();
    let path = place.write("shop.ics", &file(0, "20260501", ""));
    let stranger = place.run("rita", &format!("calendar import {path} --reason sale"));
    assert_eq!(stranger.code, 5, "{stranger:?}");
    let line = format!("calendar import {path} --env production --reason sale");
    let trial = place.doc("cto", &format!("{line} --dry-run"));
    assert_eq!((counts(&trial), &trial["dry_run"]), ([1, 1, 0, 0], &json!(true)));
    assert_eq!(place.doc("cto", "freeze list")["items"], json!([]), "a trial records nothing");
    assert_eq!(counts(&place.doc("cto", &line)), [1, 1, 0, 0]);
    let entries = |place: &Place| place.doc("cto", "audit verify")["entries"].clone();
    let before = entries(&place);
    assert_eq!(counts(&place.doc("cto", &line)), [1, 0, 0, 1]);
    assert_eq!(entries(&place), before, "the same file records nothing");
    assert_eq!(place.run("cto", &format!("{line} --error-unchanged")).code, 10);
    let row = place.doc("cto", "freeze list")["items"][0].clone();
    assert_eq!((&row["title"], &row["from"]), (&json!("Spring sale"), &json!("2026-05-01T04:00:00Z")));
    // Moved by a week: the old one is ended, a new one announced.
    place.write("shop.ics", &file(1, "20260508", ""));
    assert_eq!(counts(&place.doc("cto", &line)), [1, 0, 1, 0]);
    let rows = place.doc("cto", "freeze list")["items"].clone();
    assert_eq!((&rows[0]["no"], &rows[0]["from"]), (&json!(2), &json!("2026-05-08T04:00:00Z")));
    assert_eq!((&rows[1]["no"], &rows[1]["state"]), (&json!(1), &json!("ended")));
    // An older file does not undo it; one that calls it off ends it.
    place.write("shop.ics", &file(0, "20260501", ""));
    let older = place.doc("cto", &line);
    assert!(older["warnings"][0]["reason"].to_string().contains("older (SEQUENCE 0)"), "{older}");
    place.write("shop.ics", &file(2, "20260508", "").replace("SUMMARY", "STATUS:CANCELLED\r\nSUMMARY"));
    assert_eq!(counts(&place.doc("cto", &line)), [1, 0, 1, 0]);
    assert_eq!(place.doc("cto", "freeze list")["items"][0]["state"], "ended");
    assert!(place.ok("cto", "audit log calendar").out.contains("sale@shop"));
}

#[test]
fn a_closed_calendar_freezes_what_lies_between_its_events() {
    let place = waiting_for_the_board();
    let path = place.write("open.ics", &file(0, "20260501", "X-CALENDAR-TYPE:DEFAULT_CLOSED\r\n"));
    let done = place.doc("cto", &format!("calendar import {path} --until 2026-06-01 --reason rule"));
    assert_eq!(counts(&done), [1, 1, 0, 0]);
    let told = done["warnings"].to_string();
    assert!(told.contains("all else is closed until 2026-06-01") && !told.contains("events go on"), "{told}");
    let rows = place.doc("rita", "calendar --from 2026-03-02 --to 2026-06-01");
    let frozen: Vec<_> = rows["items"].as_array().unwrap().iter().filter(|i| i["id"] == "freeze/1").collect();
    let times: Vec<_> = frozen.iter().map(|f| (f["from"].as_str().unwrap(), f["to"].as_str().unwrap())).collect();
    assert_eq!(
        times,
        [("2026-03-02T15:00:00Z", "2026-05-01T04:00:00Z"), ("2026-05-03T04:00:00Z", "2026-06-01T04:00:00Z")]
    );
}

/// Given a calendar that is closed and leaves no time open, as an empty one of AWS with its placeholder, when it is imported,
/// then nothing is made of it and the command says so; a calendar that is known goes on to the end of what it leaves open.
#[test]
fn a_closed_calendar_without_a_time_to_come_freezes_nothing_by_itself() {
    let place = waiting_for_the_board();
    let placeholder = "BEGIN:VTODO\r\nUID:3b5a\r\nSUMMARY:Add events to this calendar.\r\nEND:VTODO\r\n";
    for todo in ["", placeholder] {
        let text = format!("BEGIN:VCALENDAR\r\nX-CALENDAR-TYPE:DEFAULT_CLOSED\r\n{todo}END:VCALENDAR\r\n");
        let path = place.write("empty.ics", &text);
        let refused = place.run("cto", &format!("calendar import {path} --reason rule"));
        assert_eq!(refused.code, 2, "{refused:?}");
        assert!(refused.err.contains("nothing of it was imported"), "{refused:?}");
        assert!(refused.err.contains("quorate freeze add"), "{refused:?}");
        assert_eq!(place.doc("cto", "freeze list")["items"], json!([]));
    }
    let closed = "X-CALENDAR-TYPE:DEFAULT_CLOSED\r\n";
    let path = place.write("shop.ics", &file(0, "20260501", closed));
    let line = format!("calendar import {path} --reason rule");
    assert_eq!(counts(&place.doc("cto", &line)), [1, 1, 0, 0]);
    place.write("shop.ics", &format!("BEGIN:VCALENDAR\r\nX-WR-CALNAME:Shop\r\n{closed}{placeholder}END:VCALENDAR\r\n"));
    let shut = place.doc("cto", &line);
    assert_eq!(counts(&shut), [1, 0, 1, 0], "{shut}");
    assert!(shut["warnings"].to_string().contains("its freeze stops everything until"), "{shut}");
    assert!(shut["warnings"].to_string().contains("freeze 1 ends, and freeze 2 takes its place"), "{shut}");
}

/// Given two closed calendars without a name, when one is imported after the other, then both freezes stand; of one that is
/// imported for something else, the freeze that ends is named with what it bound.
#[test]
fn a_closed_calendar_ends_no_freeze_of_another_one() {
    let place = waiting_for_the_board();
    let closed = "X-CALENDAR-TYPE:DEFAULT_CLOSED\r\n";
    let about = |text: &str| format!("{closed}X-WR-CALDESC:{text}\r\n");
    let nameless = |more: &str| file(0, "20260503", more).replace("X-WR-CALNAME:Shop\r\n", "");
    let pay = place.write("pay.ics", &nameless(&about("Payments calendar")));
    let web = place.write("web.ics", &nameless(&about("Web calendar")));
    let plain = place.write("plain.ics", &nameless(closed));
    for (path, rest) in [(&pay, "--system sys-1"), (&web, "--system sys-2"), (&plain, ""), (&pay, "--system sys-3")] {
        let done = place.doc("cto", &format!("calendar import {path} {rest} --reason rule"));
        assert_eq!(counts(&done), [1, 1, 0, 0], "{done}");
    }
    let rows = place.doc("cto", "freeze list")["items"].clone();
    let mut titles: Vec<_> = rows.as_array().unwrap().iter().map(|f| f["title"].as_str().unwrap()).collect();
    titles.sort_unstable();
    let of = |name: &str| format!("Closed but for the times of {name}");
    assert_eq!(titles, [of("Payments calendar"), of("Payments calendar"), of("Web calendar"), of("plain")]);
    assert!(rows.as_array().unwrap().iter().all(|f| f["ended"].is_null()), "{rows}");
    let again = place.doc("cto", &format!("calendar import {pay} --system sys-1 --reason rule"));
    assert_eq!(counts(&again), [1, 0, 0, 1], "{again}");
    let named = place.write("named.ics", &file(0, "20260503", closed));
    place.ok("cto", &format!("calendar import {named} --system sys-1 --reason rule"));
    let moved = place.doc("cto", &format!("calendar import {named} --system sys-2 --reason rule"));
    let told = moved["warnings"].to_string();
    assert!(told.contains("freeze 5 ends, and freeze 6 takes its place; that bound sys-1, this binds sys-2"), "{told}");
}

#[test]
fn whole_days_become_holidays_and_a_broken_file_records_nothing() {
    let place = waiting_for_the_board();
    let day = |uid: &str, day: &str| {
        format!("BEGIN:VEVENT\r\nUID:{uid}\r\nSUMMARY:{uid}\r\nDTSTART;VALUE=DATE:{day}\r\nEND:VEVENT\r\n")
    };
    let body = format!("{}{}", day("thanks", "20261126"), day("fourth", "20260704"));
    let hour = "BEGIN:VEVENT\r\nUID:party\r\nDTSTART:20261224T150000\r\nDURATION:PT2H\r\nEND:VEVENT\r\n";
    let text = format!("BEGIN:VCALENDAR\r\n{body}{hour}END:VCALENDAR\r\n");
    let path = place.write("days.ics", &text);
    let line = format!("calendar import {path} --holidays --reason list");
    let done = place.doc("root", &line);
    assert_eq!(counts(&done), [3, 2, 0, 0], "{done}");
    assert!(done["skipped"][0]["reason"].to_string().contains("party: it is no whole day"), "{done}");
    assert_eq!(counts(&place.doc("root", &line)), [3, 0, 0, 2]);
    assert!(place.ok("cto", "policy show ghostquant --json").out.contains("2026-07-04,2026-11-26"));
    // A day of every year is read up to a day, which is told.
    let yearly = day("newyear", "20260101").replace("END:VEVENT", "RRULE:FREQ=YEARLY\r\nEND:VEVENT");
    let endless = place.write("yearly.ics", &format!("BEGIN:VCALENDAR\r\n{yearly}END:VCALENDAR\r\n"));
    let done = place.doc("root", &format!("calendar import {endless} --holidays --reason list --dry-run"));
    assert!(done["warnings"].to_string().contains("1 of the events go on; they were read until 2027-"), "{done}");
    let of_site = format!("calendar import {path} --holidays --site");
    assert_eq!(counts(&place.doc("root", &format!("{of_site} Munich --reason list"))), [3, 2, 0, 0]);
    assert_eq!(counts(&place.doc("root", &format!("{of_site} munich --reason list"))), [3, 0, 0, 2]);
    place.ok("root", &format!("{of_site} Boston --reason list"));
    let told = place.ok("cto", "policy show ghostquant --json").out;
    assert!(told.contains("Boston: 2026-07-04,2026-11-26; Munich: 2026-07-04,2026-11-26"), "{told}");
    let cut = place.write("cut.ics", text.split_once("DTSTART:2026").unwrap().0);
    let refused = place.run("root", &format!("calendar import {cut} --reason list --json"));
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.error()["text"].to_string().contains("cut off"), "{refused:?}");
    assert_eq!(place.run("cto", "calendar import nowhere.ics").code, 2);
    assert_eq!(place.run("cto", &format!("calendar import {path} --env moon --reason x")).code, 2);
}

#[test]
fn a_freeze_that_contradicts_another_says_so() {
    let place = waiting_for_the_board();
    place.ok("cto", "freeze add --title Audit --from 2026-05-01 --to 2026-05-04 --exempt emergency --reason audit");
    let add = "freeze add --title Move --from 2026-05-03 --to 2026-05-06 --reason move";
    let told = place.doc("cto", &format!("{add} --dry-run"))["warnings"].to_string();
    assert!(told.contains("freeze/1 (Audit) holds then too: only that one lets emergency through"), "{told}");
    let same = place.doc("cto", &format!("{add} --exempt emergency"))["warnings"].to_string();
    assert!(!same.contains("holds then too"), "{same}");
    let later = "freeze add --title Later --from 2026-06-03 --to 2026-06-06 --reason move";
    assert_eq!(place.doc("cto", later)["warnings"], json!([]));
}

#[test]
fn a_week_and_a_year_are_told_as_text_and_json() {
    let place = waiting_for_the_board();
    place.ok("cto", "freeze add --title Audit --from 2026-04-03 --to 2026-04-03 --reason audit");
    let week = place.ok("rita", "calendar --week --from 2026-04-03").out;
    for line in [
        "Mon 30 Mar 2026",
        "Fri 3 Apr 2026",
        "  all day      freeze freeze/1 Audit",
        "  02:00-04:00  window maintenance",
    ] {
        assert!(week.contains(line), "{line}: {week}");
    }
    let document = place.doc("rita", "calendar --week --from 2026-04-03");
    super::run::fits_its_shape(&document);
    assert_eq!((document["days"][4]["freezes"].as_u64(), document["days"][6]["windows"].as_u64()), (Some(1), Some(1)));
    let year = place.ok("rita", "calendar --year").out;
    let april = year.lines().find(|l| l.starts_with("Apr")).unwrap();
    assert!(april.starts_with("Apr    .  .  X  -  =1"), "{year}");
    assert!(year.contains("Changes by week: W14 1"), "{year}");
    let document = place.doc("rita", "calendar --year");
    super::run::fits_its_shape(&document);
    assert_eq!(document["days"].as_array().unwrap().len(), 365);
    assert_eq!(place.run("rita", "calendar --week --ics").code, 2);
}

/// A freeze keeps its name wherever it is brought, so that it comes home as what it was, and says for which environments it is.
#[test]
fn a_freeze_that_comes_home_by_another_register_is_known_there() {
    let (here, there) = (waiting_for_the_board(), waiting_for_the_board());
    let add = "freeze add --title Audit --from 2026-05-01 --to 2026-05-04 --env production --reason audit";
    here.ok("cto", add);
    let out = there.write("out.ics", &here.ok("rita", "calendar --ics").out);
    let brought = there.doc("cto", &format!("calendar import {out} --reason shared"));
    assert_eq!(brought["created"], 1, "{brought}");
    assert!(
        brought["warnings"].to_string().contains("it is for production; here it binds every environment"),
        "{brought}"
    );
    let back = here.write("back.ics", &there.ok("rita", "calendar --ics").out);
    let home = here.doc("cto", &format!("calendar import {back} --reason shared"));
    assert_eq!((&home["created"], &home["updated"]), (&json!(0), &json!(0)), "{home}");
    assert_eq!(here.doc("cto", "freeze list")["items"].as_array().unwrap().len(), 1);
    // And told anew by whoever brought it, it is the same there as well.
    let own = there.write("own.ics", &there.ok("rita", "calendar --ics").out);
    let again = there.doc("cto", &format!("calendar import {own} --reason again"));
    assert_eq!((&again["created"], &again["updated"]), (&json!(0), &json!(0)), "{again}");
}

#[test]
fn ones_own_calendar_brought_back_changes_nothing() {
    for pack in ["ghostquant", "three-env", "aivo"] {
        let place = Place::new();
        place.ok("root", &format!("init --pack {pack} --org Example --sandbox --no-input"));
        // Under AIVO Operations keep the calendar.
        let role = if pack == "aivo" { "operations" } else { "change_manager" };
        place.ok("root", &format!("person add max --name Max --role {role}"));
        let who = "max";
        place.ok(who, "freeze add --title Audit --from 2026-05-01 --to 2026-05-04 --reason auditors");
        let before = place.doc("root", "calendar --from 2026-03-02 --to 2026-06-01")["items"].clone();
        for kind in ["", "--calendar-type DEFAULT_OPEN", "--calendar-type DEFAULT_CLOSED"] {
            place.ok("root", &format!("calendar --ics {kind} --out own.ics"));
            let path = place.path("own.ics").display().to_string();
            let done = place.doc(who, &format!("calendar import {path} --reason back"));
            let [read, created, updated, unchanged] = counts(&done);
            // What is over, or too far ahead, is left out; all else is known.
            let skipped = done["skipped"].as_array().unwrap().len() as u64;
            assert_eq!((created, updated, unchanged), (0, 0, read - skipped), "{pack} {kind}: {done}");
        }
        assert_eq!(place.doc("root", "calendar --from 2026-03-02 --to 2026-06-01")["items"], before, "{pack}");
    }
    // A freeze that binds some changes only is not told as closed to all.
    let place = Place::new();
    place.ok("root", "init --pack three-env --org Example --sandbox --no-input");
    let open = place.ok("root", "calendar --ics --calendar-type DEFAULT_OPEN").out;
    assert!(!open.contains("tier-2-business-hours") && open.contains("freeze.three-env.december"), "{open}");
}
