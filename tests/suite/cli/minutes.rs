//! Minutes, and the documents that follow a meeting: the same ledger gives the same bytes, whole and safe to read.

use super::run::{Place, waiting_for_the_board};

/// What is said in the meeting: markup, a link, marks of lists and tables.
const NASTY: &str = "1. <script>alert(1)</script> [x](javascript:y) *b* `c` & | # \\ end";

fn at(place: &mut Place, clock: &str, who: &str, line: &str) -> String {
    words(place, clock, who, &line.split_whitespace().collect::<Vec<_>>())
}

fn words(place: &mut Place, clock: &str, who: &str, args: &[&str]) -> String {
    place.clock = format!("2026-03-04T{clock}Z");
    let ran = place.args(who, args);
    assert_eq!(ran.code, 0, "{args:?}: {ran:?}");
    ran.out
}

/// A meeting with a vote, a lost quorum, notes, an action, a settled topic and items that were not reached; closed.
pub fn held() -> Place {
    let mut place = waiting_for_the_board();
    let p = &mut place;
    at(p, "18:00:00", "cto", "meeting create --next");
    at(p, "18:30:00", "cto", "meeting add Licences --second ciso");
    at(p, "18:31:00", "cto", "meeting add Parking --second ciso");
    at(p, "19:00:05", "cto", "meeting open");
    at(p, "19:01:00", "ciso", "meeting join");
    let roll = "meeting rollcall system_owner=room devsecops_lead=phone compliance_officer=excused";
    at(p, "19:02:00", "cto", roll);
    at(p, "19:03:00", "cto", "meeting item CHG-1");
    words(p, "19:04:00", "cto", &["meeting", "note", NASTY, "--item", "1"]);
    words(p, "19:04:10", "cto", &["meeting", "note", "for me alone", "--private"]);
    at(p, "19:05:00", "cto", "vote open CHG-1");
    at(p, "19:06:00", "ciso", "vote cast CHG-1 approve");
    at(p, "19:06:10", "cto", "vote cast CHG-1 approve");
    at(p, "19:06:15", "cto", "vote cast CHG-1 approve --via-chair --for devsecops_lead");
    words(
        p,
        "19:06:20",
        "cto",
        &["vote", "cast", "CHG-1", "reject", "--via-chair", "--for", "system_owner", "--reason", "No *lag* alarm"],
    );
    let item = position(p, p.doc("cto", "change view CHG-1")["title"].as_str().unwrap());
    at(p, "19:06:30", "cto", &format!("meeting consider {item}"));
    words(p, "19:07:00", "cto", &["vote", "close", "CHG-1", "--reason", "Tested and reversible"]);
    let action = ["meeting", "action", "Tell the *readers*", "--owner", "tom", "--due", "2026-03-11T15:00:00Z"];
    words(p, "19:08:00", "cto", &action);
    at(p, "19:09:00", "cto", "meeting rollcall system_owner=absent devsecops_lead=absent");
    at(p, "19:10:00", "cto", "meeting rollcall system_owner=room");
    let licences = position(p, "Licences");
    at(p, "19:11:00", "cto", &format!("meeting item {licences}"));
    words(p, "19:12:00", "cto", &["meeting", "settle", &licences, "--note", "+ bought"]);
    at(p, "19:20:00", "cto", "meeting close --confirm=10");
    place
}

fn position(place: &Place, title: &str) -> String {
    let agenda = place.doc("cto", "meeting agenda");
    let item = agenda["items"].as_array().unwrap().iter().find(|i| i["title"] == title);
    item.unwrap_or_else(|| panic!("no {title} in {agenda}"))["position"].to_string()
}

/// The root of the ledger, its name and the hashes differ from register to register; everything else is the same.
fn masked(text: &str) -> String {
    let mut masked = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.contains("quorate/") {
            let name = line.find("quorate/").unwrap();
            masked.push(format!("{}quorate/LEDGER", &line[..name]));
            masked.push(lines.next().unwrap().to_owned());
            lines.next();
            masked.push("ROOT".into());
        } else {
            let digest = line.find("with settings ").map(|at| at + "with settings ".len());
            masked
                .push(digest.map_or_else(|| line.to_owned(), |at| format!("{}DIGEST{}", &line[..at], &line[at + 7..])));
        }
    }
    masked.join("\n") + "\n"
}

#[test]
fn minutes_are_complete_and_look_as_they_did() {
    let place = held();
    for (form, name) in [("md", "minutes_md"), ("html", "minutes_html"), ("text", "minutes_text")] {
        let given = place.ok("cto", &format!("meeting minutes 2026-W10 -o {form}")).out;
        insta::assert_snapshot!(name, masked(&given));
    }
}

#[test]
fn minutes_tell_hand_overs_alternates_and_who_was_there_and_did_not_vote() {
    let mut place = waiting_for_the_board();
    let p = &mut place;
    at(p, "18:00:00", "root", "person add dora --name Dora");
    at(p, "18:00:10", "root", "board alternate ciso dora");
    at(p, "18:01:00", "cto", "meeting create --next");
    at(p, "19:00:05", "cto", "meeting open");
    at(p, "19:00:30", "ciso", "meeting join");
    let joined = at(p, "19:01:00", "system_owner", "meeting join");
    assert!(joined.contains("joined; present 3 of 5, quorum 3: MET"), "{joined}");
    at(p, "19:02:00", "cto", "meeting rollcall ciso=proxy:dora");
    at(p, "19:03:00", "cto", "meeting chair --to system_owner");
    at(p, "19:04:00", "system_owner", "meeting item CHG-1");
    at(p, "19:05:00", "system_owner", "vote open CHG-1");
    words(p, "19:06:00", "cto", &["vote", "cast", "CHG-1", "reject", "--reason", "too thin"]);
    let item = position(p, p.doc("cto", "change view CHG-1")["title"].as_str().unwrap());
    at(p, "19:06:30", "system_owner", &format!("meeting consider {item}"));
    words(p, "19:07:00", "system_owner", &["vote", "close", "CHG-1", "--reason", "too thin"]);
    at(p, "19:20:00", "system_owner", "meeting close --confirm=10");
    let minutes = place.ok("cto", "meeting minutes 2026-W10").out;
    for part in [
        "- Chair Holder until 14:03:00, then Holder\n",
        "- lost, 0 for, 1 against, 0 abstaining",
        "- present and did not vote: Dora, Holder\n",
        "- 14:00:05 present 1 of 5, quorum 3: UNMET\n- 14:01:00 present 3 of 5, quorum 3: MET\n\n",
        "- Holder (Dora sat for them at the end): session from 14:00:30 until 14:02:00\n",
    ] {
        assert!(minutes.contains(part), "{part:?} is missing from\n{minutes}");
    }
}

#[test]
fn minutes_are_the_same_bytes_for_everybody_and_whatever_is_recorded_later() {
    let mut place = held();
    let all = |place: &Place, who: &str| {
        ["md", "html", "text", "json"].map(|form| place.ok(who, &format!("meeting minutes 2026-W10 -o {form}")).out)
    };
    let first = all(&place, "cto");
    assert_eq!(first, all(&place, "rita"), "whoever reads");
    let form = |n: usize| first[n].as_str();
    for text in first.iter() {
        assert!(!text.contains("for me alone"), "a private note is in the minutes: {text}");
    }
    // Later: the action is done, the change goes on, another change comes, the agenda of the next meeting differs.
    place.clock = "2026-03-11T12:00:00Z".into();
    place.ok("tom", "meeting done 2026-W10 1");
    place.ok("rita", "change create --type normal --title Later --no-input");
    place.args("rita", &["change", "comment", "CHG-1", "words that come later"]);
    assert_eq!(first, all(&place, "root"), "whatever comes later");
    place.args("cto", &["meeting", "correct", "2026-W10", "Parking was <b>named</b>"]);
    let corrected = all(&place, "cto");
    assert!(corrected[0].starts_with(form(0).split("\n## Checkpoint").next().unwrap()), "{}", corrected[0]);
    assert!(corrected[0].contains("## Corrections") && corrected[0].contains("Parking was \\<b\\>named"));
    // The checkpoint holds against the ledger as it is now.
    let lines: Vec<&str> = form(0).lines().skip_while(|l| *l != "```").skip(1).take(3).collect();
    let file = place.write("checkpoint", &(lines.join("\n") + "\n\n"));
    place.ok("cto", &format!("audit verify --against {file}"));
    assert!(corrected[0].contains(lines[2]), "the correction does not move the checkpoint");
}

/// The directory is not in the ledger: what people were called is kept when the meeting closes.
#[test]
fn minutes_keep_the_names_of_those_who_are_called_something_else_later() {
    let mut place = held();
    let all = |place: &Place| {
        ["md", "html", "text", "json"].map(|f| place.ok("rita", &format!("meeting minutes 2026-W10 -o {f}")).out)
    };
    let first = all(&place);
    assert!(first[0].contains("Holder"), "{}", first[0]);
    place.clock = "2026-03-11T12:00:00Z".into();
    for who in ["cto", "ciso", "system_owner", "devsecops_lead", "compliance_officer", "rita", "tom"] {
        let edit = ["person", "edit", who, "--name", "Somebody Else"];
        let ran = place.args("root", &edit);
        assert_eq!(ran.code, 0, "{who}: {ran:?}");
    }
    assert!(place.ok("cto", "person list").out.contains("Somebody Else"), "the directory has the new names");
    assert_eq!(first, all(&place));
    // A correction keeps the name of who corrects, of then.
    place.args("cto", &["meeting", "correct", "2026-W10", "one more was there"]);
    let corrected = all(&place);
    assert!(corrected[0].contains("Holder: one more was there"), "{}", corrected[0]);
    place.args("root", &["person", "edit", "cto", "--name", "A Third"]);
    assert_eq!(corrected, all(&place));
}

#[test]
fn documents_are_written_into_the_folder_and_nothing_is_overwritten() {
    let place = held();
    let id = "2026-W10";
    let written = place.doc("cto", &format!("meeting minutes {id} --write"));
    let states = |doc: &serde_json::Value| -> Vec<(String, String)> {
        let items = doc["items"].as_array().unwrap().iter();
        let file = |i: &serde_json::Value| i["file"].as_str().map_or("-", |f| f.rsplit('/').next().unwrap()).to_owned();
        items.map(|i| (file(i), i["state"].as_str().unwrap().to_owned())).collect()
    };
    let names = [format!("minutes-{id}.md"), format!("minutes-{id}.html"), format!("actions-{id}.ics")];
    assert_eq!(states(&written), names.clone().map(|n| (n, "written".to_owned())));
    let kept = |name: &str| std::fs::read_to_string(place.path(name)).unwrap();
    assert_eq!(kept(&names[0]), place.ok("rita", &format!("meeting minutes {id} -o md")).out);
    assert_eq!(kept(&names[1]), place.ok("rita", &format!("meeting minutes {id} -o html")).out);
    assert!(kept(&names[2]).contains("BEGIN:VTODO"));
    // Again: the same bytes are there already.
    let again = place.doc("cto", &format!("meeting minutes {id} --write=md"));
    assert_eq!(states(&again), [(names[0].clone(), "there already".to_owned())]);
    // A file of somebody's own stays, and so does what it points to.
    place.write(&names[0], "my own");
    std::fs::remove_file(place.path(&names[1])).unwrap();
    std::os::unix::fs::symlink(place.path("elsewhere"), place.path(&names[1])).unwrap();
    let beside = place.doc("cto", &format!("meeting minutes {id} --write=md,html"));
    let numbered = [format!("minutes-{id}-2.md"), format!("minutes-{id}-2.html")];
    assert_eq!(states(&beside), numbered.map(|n| (n, "written beside another one".to_owned())));
    assert_eq!(kept(&names[0]), "my own");
    assert!(!place.path("elsewhere").exists());
    let wrong = place.run("cto", &format!("meeting minutes {id} --write=pdf"));
    assert_eq!(wrong.code, 2, "{wrong:?}");
    assert!(wrong.err.contains("\"pdf\" is no document") && wrong.err.contains("md, html and ics"), "{wrong:?}");
    let early = place.run("cto", "meeting minutes 2026-W11 --write");
    assert_ne!(early.code, 0);
}

#[test]
fn words_of_people_stay_words_in_markdown_and_html() {
    let place = held();
    let html = place.ok("cto", "meeting minutes 2026-W10 -o html").out;
    assert!(
        html.contains("&lt;script&gt;alert(1)&lt;/script&gt; [x](javascript:y) *b* `c` &amp; | # \\ end"),
        "{html}"
    );
    for bad in ["<script", "javascript:y\"", "<em>b", "<code>c", "<a ", "<ol>"] {
        assert!(!html.contains(bad), "{bad}: {html}");
    }
    let text = place.ok("cto", "meeting minutes 2026-W10 -o text").out;
    assert!(text.contains(NASTY), "{text}");
    for bad in ["a\u{202e}b", "a\u{1b}[31mb", "a\u{0}b"] {
        let sheet = quorate::sheets::meeting::MeetingSheet {
            row: quorate::sheets::meeting::MeetingRow { title: bad.into(), ..Default::default() },
            rule: bad.into(),
            ..Default::default()
        };
        for given in [quorate::text::minutes::markdown(&sheet), quorate::text::minutes::html(&sheet)] {
            assert!(!given.chars().any(|c| c != '\n' && quorate::base::text::is_unsafe(c)), "{given:?}");
        }
    }
}

#[test]
fn a_deferred_item_says_why_and_until_when() {
    let mut place = waiting_for_the_board();
    let p = &mut place;
    at(p, "18:00:00", "cto", "meeting create --next");
    at(p, "19:00:00", "cto", "meeting open");
    at(p, "19:00:10", "cto", "meeting rollcall ciso=room system_owner=room");
    at(p, "19:03:00", "cto", "meeting item CHG-1");
    words(p, "19:04:00", "cto", &["meeting", "item", "CHG-1", "defer", "--reason", "no way back is tested"]);
    at(p, "19:10:00", "cto", "meeting close --confirm=10");
    let minutes = place.ok("rita", "meeting minutes -o md").out;
    let item = minutes.split("CHG-1 Add a read replica").last().unwrap();
    assert!(
        item.trim_start().starts_with("- **deferred** until 2026-03-11 14:00 EDT (18:00Z): no way back is tested")
            && item.matches("not considered").count() == 1,
        "{minutes}"
    );
}

/// The calendar as its parser reads it.
fn calendar(text: &str) -> icalendar::Calendar {
    assert!(text.split_inclusive('\n').all(|l| l.ends_with("\r\n") && l.len() <= 77), "CRLF, folded at 75: {text:?}");
    text.parse().unwrap_or_else(|e| panic!("{e}: {text}"))
}

#[test]
fn an_invitation_keeps_its_uid_and_its_sequence_rises_until_it_is_called_off() {
    use icalendar::Component as _;
    let mut place = waiting_for_the_board();
    let p = &mut place;
    at(p, "12:00:00", "cto", "meeting create --next");
    let read = |place: &Place| {
        let text = place.ok("cto", "meeting invite 2026-W10").out;
        let parsed = calendar(&text);
        let event = parsed.events().next().unwrap();
        let of = |key: &str| event.property_value(key).unwrap_or_default().to_owned();
        let method = parsed.property_value("METHOD").unwrap().to_owned();
        let stamp = of("DTSTAMP");
        ([method, of("UID"), of("SEQUENCE"), of("STATUS"), of("DTSTART")], stamp)
    };
    let uid = read(p).0[1].clone();
    // Each register has a domain of its own: whoever sits on two boards keeps both invitations.
    assert!(uid.starts_with("cab-2026-W10@") && uid.ends_with(".quorate"), "{uid}");
    let mut other = waiting_for_the_board();
    at(&mut other, "12:00:00", "cto", "meeting create --next");
    assert_ne!(read(&other).0[1], uid);
    let uid = uid.as_str();
    let (of_before, stamp) = read(p);
    assert_eq!(of_before, ["REQUEST", uid, "0", "CONFIRMED", "20260304T190000Z"]);
    assert_eq!(read(p), read(p), "the same bytes");
    // Another item or another guest makes a newer invitation, though its time is the same.
    words(p, "12:10:00", "cto", &["meeting", "add", "Budget", "--meeting", "2026-W10", "--second", "ciso"]);
    assert!(read(p).1 > stamp && read(p).0[2] == "0", "{} {stamp}", read(p).1);
    let read = |place: &Place| read(place).0;
    words(p, "12:30:00", "cto", &["meeting", "move", "2026-W10", "--to", "2026-03-05T19:00:00Z", "--reason", "ill"]);
    assert_eq!(read(p), ["REQUEST", uid, "1", "CONFIRMED", "20260305T190000Z"]);
    words(
        p,
        "12:40:00",
        "cto",
        &["meeting", "cancel", "2026-W10", "--confirm=2026-W10", "--reason", "nothing to decide"],
    );
    assert_eq!(read(p), ["CANCEL", uid, "2", "CANCELLED", "20260305T190000Z"]);
}

/// No value of a parameter holds a quotation mark (RFC 5545, 3.2); RFC 6868 writes it otherwise.
#[test]
fn a_name_with_a_quotation_mark_stays_inside_its_parameter() {
    let mut place = waiting_for_the_board();
    let p = &mut place;
    words(p, "11:00:00", "root", &["person", "add", "gigi", "--name", "Gil \"G\" ^Tran; x, ü", "--seat", "cto"]);
    at(p, "12:00:00", "gigi", "meeting create --next");
    let text = p.ok("gigi", "meeting invite 2026-W10").out.replace("\r\n ", "");
    assert!(text.contains("CN=\"Gil ^'G^' ^^Tran; x, ü\""), "{text}");
}

#[test]
fn the_feed_gives_each_series_its_rule_in_its_zone_and_a_called_turn_only_once() {
    use icalendar::Component as _;
    let place = held();
    let text = place.ok("cto", "meeting feed").out;
    let parsed = calendar(&text);
    let series = parsed.events().find(|e| e.get_uid().is_some_and(|uid| uid.starts_with("cab-series@"))).unwrap();
    let of = |key: &str| series.property_value(key).unwrap_or_default().to_owned();
    assert_eq!((of("RRULE").as_str(), of("DTSTART").as_str()), ("FREQ=WEEKLY;BYDAY=WE", "20260304T140000"));
    assert!(text.contains("EXDATE;TZID=America/New_York:20260304T140000\r\n"), "{text}");
    assert!(parsed.events().any(|e| e.get_uid().is_some_and(|uid| uid.starts_with("cab-2026-W10@"))), "{text}");
    // The clock change of 8 March stands in the zone: Wednesday 14:00 stays 14:00.
    let spring = "BEGIN:DAYLIGHT\r\nDTSTART:20260308T020000\r\nTZOFFSETFROM:-0500\r\nTZOFFSETTO:-0400\r\nTZNAME:EDT";
    let autumn = "BEGIN:STANDARD\r\nDTSTART:20261101T020000\r\nTZOFFSETFROM:-0400\r\nTZOFFSETTO:-0500\r\nTZNAME:EST";
    assert!(text.contains(spring) && text.contains(autumn), "{text}");
    let utc = place.doc("cto", "meeting list");
    assert_eq!(utc["items"][0]["starts"], "2026-03-11T18:00:00Z", "after the change it is an hour earlier in UTC");
}

#[test]
fn actions_are_listed_over_all_meetings_as_table_csv_and_to_dos() {
    use icalendar::Component as _;
    let mut place = held();
    let csv = place.ok("cto", "meeting actions --open -o csv").out;
    assert!(csv.contains("\n2026-W10,1,,Tell the *readers*,tom,2026-03-04T19:08:00Z,2026-03-11T15:00:00Z,"), "{csv}");
    let todo = |place: &Place| {
        let parsed = calendar(&place.ok("cto", "meeting actions -o ics").out);
        let todo = parsed.todos().next().unwrap().clone();
        let of = |key: &str| todo.property_value(key).unwrap_or_default().to_owned();
        [of("UID"), of("SUMMARY"), of("DUE"), of("STATUS"), of("COMPLETED")]
    };
    let ics = place.ok("cto", "meeting actions -o ics").out.replace("\r\n ", "");
    // What is published invites nobody: it says who owns it, and of which organisation it is.
    assert!(ics.contains("METHOD:PUBLISH") && !ics.contains("ATTENDEE") && !ics.contains("mailto:"), "{ics}");
    for property in ["\r\nCONTACT:Tom", "\r\nORGANIZER;CN=", "\r\nDTSTART:20260304T190800Z", "\r\nPRIORITY:0"] {
        assert!(ics.contains(property), "{property}: {ics}");
    }
    let uid = todo(&place)[0].clone();
    assert!(uid.starts_with("2026-W10-action-1@") && uid.ends_with(".quorate"), "{uid}");
    let uid = uid.as_str();
    assert_eq!(todo(&place), [uid, "Tell the *readers*", "20260311T150000Z", "NEEDS-ACTION", ""]);
    place.clock = "2026-03-10T12:00:00Z".into();
    place.ok("tom", "meeting done 2026-W10 1");
    assert_eq!(todo(&place), [uid, "Tell the *readers*", "20260311T150000Z", "COMPLETED", "20260310T120000Z"]);
    assert_eq!(place.doc("cto", "meeting actions --open")["items"].as_array().unwrap().len(), 0);
    assert_eq!(place.run("cto", "meeting list -o ics").code, 2, "ics is a form of actions");
}

/// GQ-cab-06: the board's rationale stands in the record, of an approval too.
#[test]
fn a_decision_is_told_as_a_record_and_keeps_an_open_ballot_secret() {
    let place = held();
    let record = place.ok("rita", "decision view CHG-1 -o md").out;
    for part in [
        "---\nstatus: \"accepted\"\ndate: 2026-03-04\ndecision-makers: [\"Holder (",
        "# CHG-1 Add a read replica\n",
        "## Context and Problem Statement\n\nA second replica behind the reader endpoint\n\nReads saturate the first one\n",
        "## Considered Options\n",
        "## Decision Outcome\n\napproved: Tested and reversible.\n",
        "carried, 3 for, 1 against, 0 abstaining; present 4 of 5, quorum 3: MET",
        "- Holder, reject, via cto: No \\*lag\\* alarm\n",
        "## Consequences\n",
        "- way back: Detach the replica\n",
    ] {
        assert!(record.contains(part), "{part:?} is missing from\n{record}");
    }
    let place = waiting_for_the_board();
    place.ok("cto", "vote open CHG-1");
    place.ok("ciso", "vote cast CHG-1 approve");
    let record = place.ok("ciso", "decision view CHG-1 -o md").out;
    assert!(record.contains("status: \"proposed\"") && !record.contains("Ballot 1"), "{record}");
}

#[test]
fn a_meeting_is_replayed_step_by_step() {
    let place = held();
    let steps = place.ok("rita", "meeting replay 2026-W10").out;
    let joined = steps.lines().find(|l| l.contains("14:01 EST")).unwrap();
    assert!(steps.starts_with("1 2026-03-04 13:00 EST") && !steps.contains("for me alone"), "{steps}");
    let step: usize = joined.split(' ').next().unwrap().parse().unwrap();
    let then = place.doc("rita", &format!("meeting replay 2026-W10 --to {step}"));
    assert_eq!((&then["state"], &then["present"]), (&"in_progress".into(), &2.into()), "{then}");
    let voted = place.doc("rita", "meeting replay 2026-W10 --at 2026-03-04T19:06:12Z");
    let item = voted["agenda"].as_array().unwrap().iter().find(|i| i["id"] == "CHG-1").unwrap();
    assert_eq!((&item["state"], &item["voted"][0], &voted["current"]), (&"voting".into(), &2.into(), &4.into()));
    let ended = place.doc("rita", "meeting replay 2026-W10 --to 23");
    assert_eq!((&ended["state"], &ended["closed"]), (&"complete".into(), &"2026-03-04T19:20:00Z".into()));
    let none = place.run("rita", "meeting replay 2026-W10 --to 99");
    assert!(none.code != 0 && none.err.contains("23 steps, not 99"), "{none:?}");
}

/// GQ-cab-06: an item that was voted on twice keeps the votes and reasons of both ballots in its minutes.
#[test]
fn minutes_keep_the_votes_of_every_ballot_on_an_item() {
    let mut place = waiting_for_the_board();
    let p = &mut place;
    at(p, "18:00:00", "cto", "meeting create --next");
    at(p, "19:00:05", "cto", "meeting open");
    at(p, "19:01:00", "cto", "meeting rollcall ciso=room system_owner=room");
    for (minute, why) in [("02", "First reason"), ("05", "Second reason")] {
        at(p, &format!("19:{minute}:00"), "cto", "vote open CHG-1");
        at(p, &format!("19:{minute}:10"), "cto", "vote consider CHG-1");
        for who in ["cto", "ciso"] {
            at(p, &format!("19:{minute}:20"), who, "vote cast CHG-1 approve");
        }
        let against = ["vote", "cast", "CHG-1", "reject", "--reason", why];
        words(p, &format!("19:{minute}:30"), "system_owner", &against);
        words(p, &format!("19:{minute}:40"), "cto", &["vote", "close", "CHG-1", "--reason", "It pays"]);
        if minute == "02" {
            words(p, "19:04:00", "cto", &["decision", "withdraw", "CHG-1", "--reason", "The wrong window"]);
        }
    }
    for format in ["md", "html"] {
        let minutes = p.ok("cto", &format!("meeting minutes -o {format}")).out;
        assert!(minutes.contains("First reason") && minutes.contains("Second reason"), "{minutes}");
        assert!(minutes.contains("ballot 1: carried, 2 for, 1 against, 0 abstaining"), "{minutes}");
    }
}

/// GQ-cab-06: of a ballot that was taken back before it was counted the record of the decision tells no count.
#[test]
fn a_record_tells_no_count_of_a_ballot_that_was_taken_back() {
    let place = waiting_for_the_board();
    place.ok("cto", "vote open CHG-1");
    place.ok("ciso", "vote cast CHG-1 approve");
    place.ok("cto", "decision defer CHG-1 --reason late");
    let record = place.ok("rita", "decision export CHG-1").out;
    assert!(record.contains("withdrawn") && !record.contains("0 for"), "{record}");
}

/// GQ-cab-08: nothing becomes of an item in a meeting that is over.
#[test]
fn an_item_of_a_closed_meeting_is_not_acted_on() {
    let place = held();
    let refused = place.run("cto", "meeting item 2 defer --meeting 2026-W10 --reason late --json");
    assert_eq!((refused.code, &refused.error()["refusal"]), (6, &"already_done".into()), "{refused:?}");
}

/// GQ-cab-02: who opens a meeting beside the chair is not in it, whatever is looked at; and who is recused stands with the
/// item and in the record of the decision, with the reason.
#[test]
fn who_opens_beside_the_chair_is_not_in_it_and_a_recusal_stands_with_its_item() {
    let mut place = waiting_for_the_board();
    let p = &mut place;
    at(p, "18:00:00", "root", "person add max --name Max --role change_manager");
    at(p, "18:01:00", "cto", "meeting create --next");
    at(p, "19:00:05", "max", "meeting open");
    at(p, "19:01:00", "cto", "meeting rollcall cto=room ciso=room system_owner=room devsecops_lead=room");
    let seen = p.doc("max", "meeting view");
    assert_eq!((&seen["chair_id"], &seen["chair"]), (&"cto".into(), &"Holder".into()), "{}", seen["chairs"]);
    assert_eq!(seen["chairs"].as_array().unwrap().len(), 1, "{}", seen["chairs"]);
    let refused = p.run("max", "meeting close --confirm=10");
    assert!(refused.code != 0 && refused.err.contains("cto is in the chair"), "{refused:?}");
    at(p, "19:05:00", "cto", "vote open CHG-1");
    at(p, "19:05:30", "ciso", "vote cast CHG-1 recuse --reason cousin");
    for who in ["cto", "system_owner", "devsecops_lead"] {
        at(p, "19:06:00", who, "vote cast CHG-1 approve");
    }
    at(p, "19:07:00", "cto", "vote close CHG-1 --considered --reason sound");
    at(p, "19:20:00", "cto", "meeting close --confirm=10");
    let minutes = p.ok("max", "meeting minutes 2026-W10").out;
    assert!(minutes.contains("- Chair Holder\n") && !minutes.contains("Chair Max"), "{minutes}");
    assert!(minutes.contains("carried, 3 for, 0 against, 0 abstaining, 1 recused"), "{minutes}");
    assert!(minutes.contains("- Holder recused: cousin\n"), "{minutes}");
    let record = p.ok("max", "decision export CHG-1").out;
    assert!(
        record.contains("0 abstaining, 1 recused; present") && record.contains("- Holder, recused: cousin"),
        "{record}"
    );
}

/// The chair passes by the seats where its holder leaves, and the minutes say so as the refusals do.
#[test]
fn the_chair_passes_on_in_the_minutes_where_its_holder_leaves() {
    let mut place = waiting_for_the_board();
    let p = &mut place;
    at(p, "18:00:00", "root", "person edit ciso --name Ines");
    at(p, "18:01:00", "cto", "meeting create --next");
    at(p, "19:00:05", "cto", "meeting open");
    at(p, "19:01:00", "cto", "meeting rollcall ciso=room system_owner=room devsecops_lead=room");
    at(p, "19:03:00", "cto", "meeting rollcall cto=absent");
    assert_eq!(p.doc("ciso", "meeting view")["chair_id"], "ciso");
    at(p, "19:20:00", "ciso", "meeting close --confirm=10");
    let minutes = p.ok("ciso", "meeting minutes 2026-W10").out;
    assert!(minutes.contains("- Chair Holder until 14:03:00, then Ines\n"), "{minutes}");
}

/// A meeting of which nothing is recorded says so where its course is asked for.
#[test]
fn a_meeting_without_a_course_says_that_it_has_none() {
    let told = waiting_for_the_board().ok("rita", "meeting replay 2026-W10").out;
    assert!(told.starts_with("Nothing is recorded of meeting 2026-W10: it is p"), "{told}");
}
