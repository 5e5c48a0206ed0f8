//! Meetings on the command line: the contract's spellings, turns of a series, and what is refused.

use super::run::{Place, bring, waiting_for_the_board};

fn at(place: &mut Place, moment: &str) {
    place.clock = moment.to_owned();
}

/// The item of a change on the agenda of a meeting.
fn item(place: &Place, meeting: &str, change: &str) -> serde_json::Value {
    let agenda = place.doc("cto", &format!("meeting agenda {meeting}"));
    let found = agenda["items"].as_array().unwrap().iter().find(|i| i["id"] == change);
    found.unwrap_or_else(|| panic!("no {change} in {agenda}")).clone()
}

/// GA-05-2 in kind: what bars the ballot is a gap on the agenda, though nothing is missing.
#[test]
fn the_agenda_calls_ready_what_a_ballot_opens_on() {
    let mut place = waiting_for_the_board();
    at(&mut place, "2026-03-04T18:00:00Z");
    place.ok("cto", "meeting create --next");
    assert_eq!(item(&place, "2026-W10", "CHG-1")["ready"], true);
    place.ok("cto", "meeting open 2026-W10");
    place.ok("cto", "meeting rollcall ciso=room system_owner=room");
    place.ok("rita", "change hold CHG-1 --reason waits");
    let refused = place.run("cto", "vote open CHG-1");
    assert_ne!(refused.code, 0, "{refused:?}");
    let held = item(&place, "2026-W10", "CHG-1");
    assert_eq!((&held["ready"], held["missing"].as_array().unwrap().len()), (&false.into(), 1), "{held}");
}

#[test]
fn the_meeting_may_be_named_first() {
    let mut place = waiting_for_the_board();
    at(&mut place, "2026-03-04T18:00:00Z");
    place.ok("cto", "meeting create --next");
    place.ok("cto", "meeting open 2026-W10");
    place.ok("cto", "meeting rollcall 2026-W10 system_owner=room devsecops_lead=phone");
    let proxy = place.run("cto", "meeting rollcall ciso=proxy:tom");
    assert!(proxy.code == 2 && proxy.err.contains("not registered as an alternate of ciso"), "{proxy:?}");
    place.ok("cto", "meeting item 2026-W10 CHG-1");
    place.ok("cto", "meeting item 2026-W10 CHG-1 defer --reason waits");
    assert_eq!(item(&place, "2026-W10", "CHG-1")["state"], "deferred");
}

/// Given again under its key, an act of a meeting is the same act whatever is open, current or next by then; another act is not.
#[test]
fn an_act_of_a_meeting_that_is_given_again_gets_its_first_receipt() {
    let mut place = waiting_for_the_board();
    at(&mut place, "2026-03-02T15:00:00Z");
    let lines = [
        "meeting create --next",
        "meeting open 2026-W10",
        "meeting rollcall ciso=room system_owner=room",
        "meeting next",
        "meeting next",
        "meeting item CHG-1",
        "vote open CHG-1",
        "decision defer CHG-1 --reason waits",
        "meeting chair --to ciso",
        "meeting chair",
        "meeting action call --owner ciso --due 2026-03-09",
        "meeting close --confirm=10 --reason over",
        "meeting correct 2026-W10 word",
        "meeting create --at 2026-03-05T15:00:00Z",
    ];
    let keyed: Vec<String> = (1..).zip(lines).map(|(n, line)| format!("{line} --idempotency-key k{n}")).collect();
    let first: Vec<_> = keyed.iter().map(|line| place.doc("cto", line)).collect();
    let next = place.doc("cto", "meeting create --next");
    place.ok("cto", &format!("meeting open {} --confirm={0}", next["id"].as_str().unwrap()));
    at(&mut place, "2026-03-02T15:30:00Z");
    for (line, first) in keyed.iter().zip(&first) {
        let again = place.doc("cto", line);
        assert_eq!((&again["again"], &again["id"]), (&true.into(), &first["id"]), "{line}: {again}");
        assert_eq!(again["entries"], first["entries"], "{line}");
    }
    for other in [
        "meeting close 2026-W10 --confirm=10 --reason late --idempotency-key k12",
        "meeting item 3 --meeting 2026-W10 --idempotency-key k4",
        "meeting create --at 2026-03-06T15:00:00Z --idempotency-key k14",
    ] {
        let refused = place.run("cto", other);
        assert!(refused.code == 2 && refused.err.contains("use another --idempotency-key"), "{other}: {refused:?}");
    }
}

#[test]
fn a_meeting_that_is_opened_early_has_had_its_turn() {
    let mut place = waiting_for_the_board();
    // The turn of that week is Wednesday, the 4th at 14:00 EST; the board meets on Monday.
    at(&mut place, "2026-03-02T15:00:00Z");
    place.ok("cto", "meeting create --next");
    place.ok("cto", "meeting open 2026-W10");
    place.ok("cto", "decision defer CHG-1 --reason waits");
    let until = place.doc("cto", "change view CHG-1")["deferred_to"].clone();
    assert_eq!(until, "2026-03-11T18:00:00Z", "the next meeting is the one after this one");
    place.ok("cto", "meeting close --confirm=10");
    let list = place.doc("cto", "meeting list");
    let cab: Vec<_> = list["items"].as_array().unwrap().iter().filter(|m| m["series"] == "cab").collect();
    let told: Vec<_> = cab.iter().map(|m| (m["id"].as_str().unwrap(), m["state"].as_str().unwrap())).collect();
    assert_eq!(told, [("2026-W11", "planned"), ("2026-W10", "complete")]);
    let again = place.doc("cto", "meeting create --next");
    assert_eq!(again["id"], "2026-W11");
}

#[test]
fn an_emergency_board_is_called_for_a_moment_and_an_unknown_one_not_at_all() {
    let mut place = waiting_for_the_board();
    at(&mut place, "2026-03-02T15:00:00Z");
    let called = place.doc("cto", "meeting create --board cab --at 2026-03-03T15:00:00Z");
    let sheet = place.doc("cto", &format!("meeting view {}", called["id"].as_str().unwrap()));
    assert_eq!(sheet["starts"], "2026-03-03T15:00:00Z", "{sheet}");
    let unknown = place.run("cto", "meeting create --board nope --next");
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("has no meeting \"nope\"") && unknown.err.contains("meetings are cab"), "{unknown:?}");
}

#[test]
fn a_ballot_that_was_open_before_is_the_meetings_once_its_change_comes_up() {
    let mut place = waiting_for_the_board();
    at(&mut place, "2026-03-04T18:55:00Z");
    place.ok("cto", "vote open CHG-1");
    place.ok("cto", "meeting create --next");
    at(&mut place, "2026-03-04T19:00:00Z");
    place.ok("cto", "meeting open 2026-W10");
    place.ok("cto", "meeting rollcall ciso=room system_owner=room");
    place.ok("cto", "meeting item CHG-1");
    let refused = place.run("cto", "meeting close --confirm=10");
    assert!(refused.code == 7 && refused.err.contains("voting on CHG-1"), "{refused:?}");
    for who in ["cto", "ciso", "system_owner"] {
        place.ok(who, "vote cast CHG-1 approve");
    }
    let position = item(&place, "2026-W10", "CHG-1")["position"].clone();
    place.ok("cto", &format!("meeting consider {position}"));
    place.ok("cto", "vote close CHG-1 --considered --reason tested");
    place.ok("cto", "meeting close --confirm=10");
    assert_eq!(item(&place, "2026-W10", "CHG-1")["state"], "carried");
}

#[test]
fn a_due_day_includes_that_day() {
    let mut place = waiting_for_the_board();
    at(&mut place, "2026-03-04T19:00:00Z");
    place.ok("cto", "meeting create --next");
    place.ok("cto", "meeting open");
    place.ok("cto", "meeting action tell --owner tom --due 2026-03-11");
    let actions = place.doc("cto", "meeting actions");
    assert_eq!(actions["items"][0]["due"], "2026-03-12T03:59:59Z", "{actions}");
    let todo = place.ok("cto", "meeting actions -o ics").out;
    assert!(todo.contains("DTSTAMP:20260304T190000Z"), "{todo}");
}

#[test]
fn the_consent_group_is_decided_after_its_silence_but_for_what_somebody_takes_out() {
    let mut place = waiting_for_the_board();
    bring(&place, "CHG-2");
    bring(&place, "CHG-3");
    place.ok("root", "policy set meeting.consent=low,moderate --reason trial");
    at(&mut place, "2026-03-04T18:55:00Z");
    place.ok("cto", "meeting create --next");
    place.ok("cto", "meeting open");
    // Nobody has been asked yet.
    let refused = place.run("cto", "meeting consent --reason routine --json");
    assert_eq!(refused.code, 7, "{refused:?}");
    let error = refused.error();
    assert!(error["text"].as_str().unwrap().contains("not announced"), "{error}");
    assert_eq!(error["settings"][0], "meeting.consent_seconds", "{error}");
    assert!(place.run("ciso", "meeting announce").code == 5, "who leads the meeting announces it");
    place.ok("cto", "meeting announce");
    let said = place.doc("ciso", "meeting view")["announced"].clone();
    assert_eq!(said["until"], "2026-03-04T18:55:30Z", "{said}");
    assert_eq!(said["items"].as_array().unwrap().len(), 3, "{said}");
    let again = place.run("cto", "meeting announce");
    assert!(again.code == 6 && again.err.contains("was announced at"), "{again:?}");
    // The chair cannot decide earlier.
    at(&mut place, "2026-03-04T18:55:29Z");
    let early = place.run("cto", "meeting consent --reason routine");
    assert!(early.code == 7 && early.err.contains("1 s from now"), "{early:?}");
    // Without a quorum nothing of it is recorded.
    at(&mut place, "2026-03-04T18:55:30Z");
    let before = place.doc("cto", "audit verify")["entries"].clone();
    let refused = place.run("cto", "meeting consent --reason routine");
    assert!(refused.code == 7 && refused.err.contains("quorum"), "{refused:?}");
    assert!(refused.err.contains("take it out of the group: quorate meeting pull"), "{refused:?}");
    let after = place.doc("cto", "audit verify")["entries"].as_u64();
    let log = place.ok("cto", "audit log --limit 4").out;
    assert_eq!(after, before.as_u64().map(|n| n + 1), "nothing but that it was tried: {log}");
    place.ok("cto", "meeting rollcall ciso=room system_owner=room");
    // Who came after the announcement has not consented by being silent.
    let refused = place.run("cto", "meeting consent --reason routine");
    assert!(refused.code == 7 && refused.err.contains("came after the announcement"), "{refused:?}");
    assert_eq!(place.doc("cto", "audit verify")["entries"], before.as_u64().unwrap() + 2, "tried, and came");
    // Announced to them as well, the silence begins anew; it is as long as the setting says.
    place.ok("root", "policy set meeting.consent_seconds=60 --reason longer");
    place.ok("cto", "meeting announce");
    let pulled = item(&place, "2026-W10", "CHG-2")["position"].clone();
    place.ok("ciso", &format!("meeting pull {pulled}"));
    assert_eq!(place.doc("ciso", "meeting view")["announced"]["items"].as_array().unwrap().len(), 2);
    at(&mut place, "2026-03-04T18:56:20Z");
    assert_eq!(place.run("cto", "meeting consent --reason routine").code, 7);
    at(&mut place, "2026-03-04T18:56:30Z");
    let keyed = "meeting consent --reason routine --idempotency-key group";
    let receipt = place.doc("cto", keyed);
    assert_eq!(receipt["id"], "2026-W10");
    let again = place.doc("cto", keyed);
    assert_eq!((&again["again"], &again["entries"]), (&true.into(), &receipt["entries"]), "{again}");
    let other = place.run("cto", "meeting consent --reason other --idempotency-key group");
    assert!(other.code == 2 && other.err.contains("with other words"), "{other:?}");
    assert_eq!(place.doc("ciso", "meeting view")["announced"], serde_json::Value::Null);
    let again = place.run("ciso", &format!("meeting pull {pulled}"));
    assert!(again.code == 6 && again.err.contains("is not in the consent group"), "{again:?}");
    let late = place.run("ciso", &format!("meeting pull {}", item(&place, "2026-W10", "CHG-1")["position"]));
    assert!(late.code == 6 && late.err.contains("decided already"), "{late:?}");
    for (id, decision, state) in
        [("CHG-1", "approved", "carried"), ("CHG-2", "none", "pending"), ("CHG-3", "approved", "carried")]
    {
        assert_eq!(place.doc("cto", &format!("change view {id}"))["decision"], decision, "{id}");
        assert_eq!(item(&place, "2026-W10", id)["state"], state, "{id}");
    }
    // What was decided together stays told apart, also once the meeting is closed.
    place.ok("cto", "decision defer CHG-2 --reason waits");
    let open = place.ok("cto", "meeting view 2026-W10").out;
    place.ok("cto", "meeting close --confirm=10 --reason over");
    for told in [open, place.ok("cto", "meeting view 2026-W10").out] {
        assert_eq!(told.matches("by consent, 3 for, 0 against").count(), 2, "{told}");
    }
    for (id, together) in [("CHG-1", true), ("CHG-2", false), ("CHG-3", true)] {
        assert_eq!(item(&place, "2026-W10", id)["together"] == true, together, "{id}");
    }
    // Each vote that was entered says so, and may be objected to.
    let tally = place.doc("ciso", "vote tally CHG-1");
    let ciso = tally["members"].as_array().unwrap().iter().find(|m| m["person"] == "ciso").unwrap();
    assert_eq!((&ciso["choice"], &ciso["via"]), (&"approve".into(), &"cto".into()), "{tally}");
    place.ok("ciso", "vote object CHG-1 --reason absent");
    assert_eq!(place.doc("cto", "vote tally CHG-1")["outcome"], serde_json::Value::Null, "the ballot is open again");
}

/// GQ-cab-08: the standing items on requests and risk show the requests that stand on the agenda. Who took the chair is
/// told once.
#[test]
fn standing_items_show_the_requests_of_the_agenda_and_the_chair_is_taken_once() {
    let mut place = waiting_for_the_board();
    at(&mut place, "2026-03-04T18:55:00Z");
    place.ok("cto", "meeting create --next");
    let agenda = place.doc("cto", "meeting view 2026-W10")["agenda"].clone();
    for section in ["requests", "risk"] {
        let item = agenda.as_array().unwrap().iter().find(|l| l["section"] == section).unwrap();
        assert!(item["lines"][0].as_str().unwrap().starts_with("CHG-1 "), "{item}");
    }
    place.ok("cto", "meeting open");
    place.ok("ciso", "meeting join");
    place.ok("cto", "meeting rollcall cto=absent");
    place.ok("ciso", "meeting chair");
    assert_eq!(place.run("ciso", "meeting chair").code, 6, "they have it");
    let minutes = place.ok("cto", "meeting minutes").out;
    assert_eq!(minutes.matches("took the chair").count(), 1, "{minutes}");
    // What clocks say names the clock and both moments, and only of what is undecided.
    let warned = place.doc("cto", "meeting view")["warnings"].to_string();
    assert!(!warned.contains("'s clock ends"), "{warned}");
}

#[test]
fn who_leads_switches_the_audience_and_alone_sees_its_digits() {
    let place = waiting_for_the_board();
    place.ok("cto", "meeting create --next");
    place.ok("cto", "meeting open 2026-W10");
    let before = place.doc("cto", "meeting view");
    assert_eq!((&before["shown"], &before["code"]), (&false.into(), &serde_json::Value::Null));
    let refused = place.run("ciso", "meeting audience on --json");
    assert_eq!(refused.code, 5, "{refused:?}");
    assert!(refused.error()["text"].as_str().unwrap().contains("does not lead"), "{refused:?}");
    let on = place.doc("cto", "meeting audience on");
    let code = on["code"].as_str().unwrap().to_owned();
    assert!(code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit()), "{on}");
    assert_eq!(place.doc("cto", "meeting view")["code"], code.as_str());
    assert_eq!(place.doc("ciso", "meeting view")["code"], serde_json::Value::Null, "the digits are for who leads");
    assert!(place.ok("cto", "meeting audience next").out.contains("page 2 of 4"));
    assert!(place.ok("cto", "meeting audience blank").out.contains("blank"));
    place.ok("cto", "meeting audience off");
    // Off and on again: screens that are paired stay so.
    assert_eq!(place.doc("cto", "meeting audience on")["code"], code.as_str());
    let entries = place.ok("cto", "audit log meeting/2026-W10").out;
    assert!(!entries.contains("audience"), "what the room sees is no entry: {entries}");
    // Whoever takes the chair leads the room too.
    place.ok("cto", "meeting rollcall ciso=room");
    place.ok("cto", "meeting chair --to ciso");
    assert_eq!(place.doc("ciso", "meeting audience unblank")["code"], code.as_str());
}

#[test]
fn a_proxy_is_named_with_the_holder_for_whom_they_sit() {
    let place = waiting_for_the_board();
    place.ok("root", "person add dora --name Dora");
    place.ok("root", "board alternate ciso dora");
    place.ok("cto", "meeting create --next");
    place.ok("cto", "meeting open 2026-W10");
    let line = place.doc("cto", "meeting view")["attendance"].as_array().unwrap().clone();
    let ciso = line.iter().find(|a| a["person"] == "ciso").unwrap();
    assert_eq!(ciso["alternates"], serde_json::json!([["dora", "Dora"]]));
    // In line mode the roll call offers the proxy as one of its numbers.
    let menu = place.fed("cto", &["--line"], "m\nq\nq\n").out;
    let act = menu.lines().find(|l| l.contains("Record who is present")).unwrap();
    let number = act.split(' ').next().unwrap();
    let said = place.fed("cto", &["--line"], &format!("m\n{number}\n3\n1\n1\n1\n2\nyes\nq\nq\n")).out;
    assert!(said.contains("3 proxy Dora"), "{said}");
    let view = place.doc("cto", "meeting view");
    let proxy = view["attendance"].as_array().unwrap().iter().find(|a| a["person"] == "dora").unwrap().clone();
    assert_eq!((&proxy["presence"], &proxy["alternate_for"]), (&"room".into(), &"ciso".into()), "{said}");
    assert!(place.ok("cto", "meeting view").out.contains("Dora (ciso, for "), "{view}");
    // The board tells the same: the holder is excused, and who sits there is named.
    let seats = place.doc("cto", "board view")["seats"].as_array().unwrap().clone();
    let seat = seats.iter().find(|s| s["id"] == "ciso").unwrap();
    assert_eq!((&seat["presence"], &seat["proxy"]), (&"excused".into(), &"dora".into()), "{seat}");
    assert!(place.ok("cto", "board view").out.contains("excused; dora sits (room)"));
    place.ok("cto", "meeting close --reason over --confirm=10");
    assert!(place.ok("cto", "meeting minutes").out.contains("Dora (ciso, for "));
}

/// Whoever acts on an item reads its number and title in the receipt.
#[test]
fn receipts_of_a_meeting_name_the_item() {
    let place = waiting_for_the_board();
    bring(&place, "CHG-2");
    place.ok("root", "policy set meeting.consent=low,moderate --reason trial");
    place.ok("cto", "meeting create --next");
    assert!(place.ok("cto", "meeting add Parking --meeting 2026-W10").out.starts_with("2026-W10: item added: Parking"));
    place.ok("cto", "meeting open 2026-W10");
    place.ok("cto", "meeting rollcall ciso=room system_owner=room");
    let no = item(&place, "2026-W10", "CHG-1")["position"].clone();
    let other = item(&place, "2026-W10", "CHG-2")["position"].clone();
    let title = format!("item {no}, CHG-1 Add a read replica");
    let both = format!("{title}; item {other}, CHG-2 Add a read replica");
    for (who, act, said) in [
        ("cto", format!("item {no}"), format!("presented: {title}")),
        ("cto", "back".into(), format!("presented: item {}, ", no.as_u64().unwrap() - 1)),
        ("cto", "next".into(), format!("presented: {title}")),
        ("cto", format!("extend {no} 5"), format!("extended: {title}")),
        ("cto", format!("note noted --item {no}"), format!("noted: {title}")),
        ("cto", "note noted".into(), "noted\n".into()),
        (
            "cto",
            format!("action do --item {no} --owner tom --due 2026-03-20"),
            format!("action given: action 1; {title}"),
        ),
        ("tom", "done 2026-W10 1".into(), "action done: action 1\n".into()),
        ("cto", format!("consider {no}"), format!("considered: {title}")),
        ("cto", "settle 1".into(), "settled: item 1, Reviews of emergencies".into()),
        ("cto", "announce".into(), format!("announced: {both}")),
        ("ciso", format!("pull {other}"), format!("pulled: item {other}, CHG-2 Add a read replica")),
    ] {
        let out = place.ok(who, &format!("meeting {act}")).out;
        assert!(out.starts_with(&format!("2026-W10: {said}")), "{act}: {out}");
    }
    let trial = place.ok("cto", &format!("meeting extend {no} 5 --dry-run")).out;
    assert!(trial.contains(&title), "{trial}");
    // In line mode as well.
    let said = place.fed("cto", &["--line"], "m\n]\nq\nq\n").out;
    assert!(said.contains("presented: item"), "{said}");
}

/// In line mode the group is announced before anything is asked about the ballots: no tally is.
#[test]
fn line_mode_announces_the_consent_group_at_once() {
    let place = waiting_for_the_board();
    place.ok("root", "policy set meeting.consent=low,moderate --reason trial");
    place.ok("cto", "meeting create --next");
    place.ok("cto", "meeting open 2026-W10");
    place.ok("cto", "meeting rollcall ciso=room system_owner=room");
    place.ok("cto", "meeting item CHG-1");
    let said = place.fed("cto", &["--line"], "m\nV\n3\nyes\nq\nq\n").out;
    assert!(said.contains("announce the consent group: CHG-1") && !said.contains("tally"), "{said}");
    assert!(said.contains("announced: item") && said.contains("CONSENT GROUP: item"), "{said}");
}

/// An alternate who comes after the ballot was sealed hears it with the join, and so does whoever looks at the ballot.
#[test]
fn who_comes_after_the_roster_was_sealed_is_told_what_to_do() {
    let place = waiting_for_the_board();
    place.ok("root", "person add dora --name Dora");
    place.ok("root", "board alternate ciso dora");
    place.ok("cto", "meeting create --next");
    place.ok("cto", "meeting open 2026-W10");
    place.ok("cto", "meeting rollcall ciso=room system_owner=room");
    place.ok("cto", "vote open CHG-1");
    place.ok("system_owner", "vote cast CHG-1 reject --reason thin");
    let left = place.ok("ciso", "meeting rollcall ciso=absent").out;
    assert!(!left.contains("sealed"), "{left}");
    // Who is there after all joins, and need not wait for the chair.
    let gone = place.run("ciso", "vote cast CHG-1 approve");
    assert!(gone.err.contains("recorded as absent") && gone.err.contains("quorate meeting join 2026-W10"), "{gone:?}");
    let joined = place.ok("dora", "meeting join").out;
    let told = "came after the roster was sealed; the chair opens the ballot anew: quorate vote open CHG-1";
    assert!(joined.contains(&format!("warning: CHG-1: Dora for Holder: {told}")), "{joined}");
    let tally = place.ok("cto", "vote tally CHG-1").out;
    assert!(tally.contains(told) && tally.contains("suspended"), "{tally}");
    assert_eq!(place.doc("cto", "vote tally CHG-1")["came"][0]["person"], "dora");
    // In line mode V asks to open it anew, and not to read votes out.
    let said = place.fed("cto", &["--line"], "m\nV\n1\n4\nyes\nq\nq\n").out;
    assert!(said.contains("anew with Dora for Holder"), "{said}");
    let tally = place.ok("dora", "vote tally CHG-1").out;
    // How the one stood that was taken back is nobody's business.
    for shown in ["vote list CHG-1 --json", "audit log CHG-1", "meeting minutes 2026-W10"] {
        let shown = place.ok("dora", shown).out;
        assert!(shown.contains("withdrawn"), "{shown}");
        assert!(!shown.contains("1 against") && !shown.contains("\"reject\""), "{shown}");
    }
    assert!(tally.contains("Ballot 2") && tally.contains("Dora") && !tally.contains("sealed"), "{tally}\n{said}");
}

#[test]
fn standing_items_say_what_they_hold_or_that_it_is_nothing() {
    let place = waiting_for_the_board();
    place.ok("cto", "meeting create --next");
    let view = place.ok("cto", "meeting view").out;
    let after = view.lines().skip_while(|l| !l.contains("Reviews of emergencies")).nth(1);
    assert_eq!(after.map(str::trim), Some("none"), "{view}");
    let agenda = place.ok("cto", "meeting agenda").out;
    let row = agenda.lines().find(|l| l.contains("Reviews of emergencies")).unwrap();
    assert_eq!(row.split('\t').next_back(), Some("none"), "{agenda}");
    let change = agenda.lines().find(|l| l.split('\t').nth(1) == Some("CHG-1")).unwrap();
    assert!(change.ends_with('\t'), "a change that lacks nothing has nothing beside it: {agenda}");
}

/// Secretary and observers are invited, and no vote is asked of them.
#[test]
fn an_invitation_names_who_is_at_the_table_without_a_vote() {
    let place = waiting_for_the_board();
    place.ok("root", "person add sam --name Sam --seat secretary");
    place.ok("cto", "meeting create --next");
    let invite = place.ok("cto", "meeting invite").out.replace("\r\n ", "");
    let sam = invite.lines().find(|l| l.starts_with("ATTENDEE") && l.contains("CN=Sam")).unwrap();
    assert!(sam.contains("ROLE=NON-PARTICIPANT") && sam.ends_with("urn:quorate:sam"), "{sam}");
    assert_eq!(invite.lines().filter(|l| l.starts_with("ATTENDEE")).count(), 6, "{invite}");
    // Everybody is invited as what they are (RFC 5545, 3.2.16), who may sit for somebody too, and nobody twice.
    place.ok("root", "person add dora --name Dora --email dora@example.org");
    place.ok("root", "board alternate ciso dora");
    let invite = place.ok("cto", "meeting invite").out.replace("\r\n ", "");
    let role = |role: &str| invite.lines().filter(|l| l.contains(&format!("ROLE={role}"))).count();
    let counts = ["CHAIR", "REQ-PARTICIPANT", "OPT-PARTICIPANT", "NON-PARTICIPANT"].map(role);
    assert_eq!(counts, [1, 4, 1, 1], "{invite}");
    let dora = invite.lines().find(|l| l.contains("CN=Dora")).unwrap();
    assert!(dora.contains("ROLE=OPT-PARTICIPANT") && dora.ends_with("mailto:dora@example.org"), "{dora}");
}
