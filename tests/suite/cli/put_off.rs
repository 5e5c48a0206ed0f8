//! What a meeting puts off, and what stands on the agenda of the next ones; seats without which nothing is decided.

use super::run::{Place, bring, waiting_for_the_board};

fn at(place: &mut Place, moment: &str) {
    place.clock = moment.to_owned();
}

/// The items of a meeting's agenda.
fn agenda(place: &Place, meeting: &str) -> Vec<serde_json::Value> {
    place.doc("cto", &format!("meeting agenda {meeting}"))["items"].as_array().unwrap().clone()
}

/// The item with a title.
fn titled(place: &Place, meeting: &str, title: &str) -> Option<serde_json::Value> {
    agenda(place, meeting).into_iter().find(|i| i["title"] == title)
}

fn position(place: &Place, meeting: &str, title: &str) -> u64 {
    titled(place, meeting, title).unwrap_or_else(|| panic!("no {title}"))["position"].as_u64().unwrap()
}

const METRICS: &str = "Review change success metrics and trends";
const REQUESTS: &str = "Review change requests and impact assessments";

/// A meeting of the third of March, open.
fn open() -> Place {
    let mut place = waiting_for_the_board();
    at(&mut place, "2026-03-04T18:00:00Z");
    place.ok("cto", "meeting create --next");
    place.ok("cto", "meeting add Keys --second ciso");
    at(&mut place, "2026-03-04T19:00:00Z");
    place.ok("cto", "meeting open 2026-W10");
    place.ok("cto", "meeting rollcall ciso=room system_owner=room");
    place
}

/// GQ-metrics-09: what a standing item has to show counts from the last meeting that dealt with it.
#[test]
fn a_standing_item_that_was_put_off_shows_what_it_had_to_show() {
    let mut place = open();
    place.ok("rita", "change cancel CHG-1 --reason gone");
    let metrics = position(&place, "2026-W10", METRICS);
    place.ok("cto", &format!("meeting item {metrics} defer --reason later"));
    at(&mut place, "2026-03-04T19:30:00Z");
    place.ok("cto", "meeting close --confirm=10");
    at(&mut place, "2026-03-11T18:00:00Z");
    place.ok("cto", "meeting open 2026-W11");
    place.ok("cto", "meeting rollcall ciso=room system_owner=room");
    let shown = titled(&place, "2026-W11", METRICS).unwrap()["lines"][0].as_str().unwrap().to_owned();
    assert!(shown.contains("0 closed, 1 canceled"), "{shown}");
    // Once it is dealt with, the next one begins there.
    let metrics = position(&place, "2026-W11", METRICS);
    place.ok("cto", &format!("meeting item {metrics} done"));
    place.ok("cto", "meeting close --confirm=11");
    at(&mut place, "2026-03-18T18:00:00Z");
    place.ok("cto", "meeting open 2026-W12");
    let shown = titled(&place, "2026-W12", METRICS).unwrap()["lines"][0].as_str().unwrap().to_owned();
    assert!(shown.contains("since Wed 11 Mar 14:00: 0 closed, 0 canceled"), "{shown}");
}

/// A topic comes back when the board said, or when somebody brings it, and the record says when that is.
#[test]
fn a_topic_is_deferred_until_a_day_or_until_it_is_brought_again() {
    let mut place = open();
    let keys = position(&place, "2026-W10", "Keys");
    let past = place.run("cto", &format!("meeting item {keys} defer --until 2026-03-01T10:00:00Z --reason early"));
    assert!(past.code == 2 && past.err.contains("which is past"), "{past:?}");
    place.ok("cto", &format!("meeting item {keys} defer --until 2026-03-15T10:00:00Z --reason early"));
    assert_eq!(titled(&place, "2026-W10", "Keys").unwrap()["deferred_to"], "2026-03-15T10:00:00Z");
    place.ok("cto", "meeting close --confirm=10");
    let minutes = place.ok("cto", "meeting minutes 2026-W10").out;
    assert!(minutes.contains("deferred until 2026-03-15 06:00 EDT"), "{minutes}");
    let view = place.ok("cto", "meeting view 2026-W10").out;
    assert!(view.contains("deferred until 2026-03-15 06:00 EDT (10:00Z): early"), "{view}");
    at(&mut place, "2026-03-11T18:00:00Z");
    assert_eq!(titled(&place, "2026-W11", "Keys"), None);
    place.ok("cto", "meeting open 2026-W11");
    place.ok("cto", "meeting close --confirm=11");
    at(&mut place, "2026-03-18T18:00:00Z");
    place.ok("cto", "meeting open 2026-W12");
    let keys = position(&place, "2026-W12", "Keys");
    // The screens' question, by its digits.
    let said = place.fed("cto", &["--line"], &format!("m\nl\n{keys}\nD\n5\nno figures yet\nyes\nq\nq\n")).out;
    assert!(said.contains("5 until it is brought again") && said.contains(": settled"), "{said}");
    let log = place.ok("cto", "audit log meeting/2026-W12").out;
    assert!(
        log.contains(&format!("settled item {keys} as deferred until it is brought again: no figures yet")),
        "{log}"
    );
    place.ok("cto", "meeting close --confirm=12");
    assert_eq!(titled(&place, "2026-W12", "Keys").unwrap()["deferred_open"], true);
    for line in ["meeting minutes 2026-W12 -o text", "meeting view 2026-W12"] {
        let told = place.ok("cto", line).out;
        assert!(told.contains("deferred until it is brought again"), "{line}: {told}");
    }
    at(&mut place, "2026-03-25T18:00:00Z");
    assert_eq!(titled(&place, "2026-W13", "Keys"), None);
}

/// What is recorded is not overwritten: what is said later is appended.
#[test]
fn an_item_is_settled_once() {
    let place = open();
    let keys = position(&place, "2026-W10", "Keys");
    place.ok("cto", &format!("meeting item {keys} done --reason agreed"));
    let again = place.run("cto", &format!("meeting item {keys} defer"));
    assert!(
        again.code == 6 && again.err.contains(&format!("item {keys} is settled already: done at 14:00")),
        "{again:?}"
    );
    assert!(again.err.contains("quorate meeting note TEXT --item"), "{again:?}");
    assert!(again.err.contains("quorate meeting correct 2026-W10 TEXT"), "{again:?}");
    assert_eq!(titled(&place, "2026-W10", "Keys").unwrap()["state"], "done");
    place.ok("cto", &format!("meeting note May --item {keys}"));
}

/// GQ-approval-11: a change that is deferred until it is brought again says so until it is decided.
#[test]
fn a_change_that_waits_to_be_brought_again_says_so() {
    let mut place = open();
    place.ok("cto", "decision defer CHG-1 --reason waits --until open");
    for line in ["change view CHG-1", "decision view CHG-1", "decision export CHG-1 -o md", "meeting minutes"] {
        let told = place.ok("cto", line).out;
        assert!(told.contains("deferred until it is brought again"), "{line}: {told}");
    }
    at(&mut place, "2026-03-04T19:10:00Z");
    place.ok("cto", "vote open CHG-1");
    for who in ["cto", "ciso", "system_owner"] {
        place.ok(who, "vote cast CHG-1 approve");
    }
    place.ok("cto", "vote close CHG-1 --considered --reason tested");
    assert!(!place.ok("cto", "change view CHG-1").out.contains("brought again"));
}

/// Minutes tell what the board saw when it settled an item, not what has become of it until the meeting closed.
#[test]
fn minutes_show_a_standing_item_as_the_board_saw_it() {
    let place = open();
    let requests = position(&place, "2026-W10", REQUESTS);
    place.ok("cto", &format!("meeting item {requests} done --reason seen"));
    let seen = titled(&place, "2026-W10", REQUESTS).unwrap()["lines"].clone();
    assert!(seen[0].as_str().unwrap().starts_with("CHG-1 Add a read replica"), "{seen}");
    place.ok("rita", "change edit CHG-1 --set title=Replica");
    assert_eq!(titled(&place, "2026-W10", REQUESTS).unwrap()["lines"], seen);
    place.ok("cto", "meeting close --confirm=10");
    let minutes = place.ok("cto", "meeting minutes 2026-W10").out;
    assert!(minutes.contains(seen[0].as_str().unwrap()), "{minutes}");
}

/// A board of five whose seat of the CISO has marks of its own.
fn marked(marks: &str) -> Place {
    let place = Place::new();
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/policies/ghostquant.toml")).unwrap();
    let seat = "[[board.seat]]\nid = \"ciso\"\n";
    assert!(text.contains(seat));
    let file = place.write("own.toml", &text.replace(seat, &format!("{seat}{marks}")));
    place.ok("root", &format!("init --pack {file} --org Example --sandbox --no-input"));
    for seat in ["cto", "ciso", "system_owner", "devsecops_lead", "compliance_officer"] {
        place.ok("root", &format!("person add {seat} --name Holder --role {seat} --seat {seat}"));
    }
    place.ok("root", "person add rita --name Rita --role change_requester --email rita@example.org");
    place.ok("root", "person add tom --name Tom --role technical_team");
    bring(&place, "CHG-1");
    place
}

/// A seat that must be present is missing while nobody holds it: no ballot is opened that could not be closed.
#[test]
fn a_mandatory_seat_that_is_vacant_keeps_ballots_from_being_opened() {
    let mut place = marked("mandatory = true\n");
    at(&mut place, "2026-03-04T19:00:00Z");
    place.ok("root", "board vacate ciso --reason left");
    place.ok("cto", "meeting open 2026-W10");
    let roll = place.ok("cto", "meeting rollcall system_owner=room devsecops_lead=room compliance_officer=room").out;
    assert!(roll.contains("quorum 3: UNMET, need CISO"), "{roll}");
    let refused = place.run("cto", "vote open CHG-1");
    assert!(refused.code != 0 && refused.err.contains("mandatory seat CISO is vacant"), "{refused:?}");
    assert!(refused.err.contains("quorate board seat ciso PERSON") && refused.err.contains("GQ-cab-04"), "{refused:?}");
    place.ok("root", "board seat ciso tom");
    place.ok("cto", "meeting rollcall tom=room");
    place.ok("cto", "vote open CHG-1");
}

/// Without its mandatory seat a ballot waits, as without its quorum.
#[test]
fn a_ballot_is_suspended_while_its_mandatory_seat_is_away() {
    let mut place = marked("mandatory = true\n");
    at(&mut place, "2026-03-04T19:00:00Z");
    place.ok("cto", "meeting open 2026-W10");
    place.ok("cto", "meeting rollcall ciso=room system_owner=room devsecops_lead=room");
    place.ok("cto", "vote open CHG-1");
    place.ok("cto", "meeting rollcall ciso=absent");
    let refused = place.run("system_owner", "vote cast CHG-1 approve");
    assert!(refused.code != 0 && refused.err.contains("suspended, since mandatory seat CISO left"), "{refused:?}");
    assert_eq!(place.doc("cto", "vote tally CHG-1")["state"], "suspended");
    place.ok("cto", "meeting rollcall ciso=phone");
    place.ok("system_owner", "vote cast CHG-1 approve");
}

/// That a seat may veto is told before it does, and that it did with the end.
#[test]
fn a_veto_is_told_beforehand_and_with_the_end() {
    let place = marked("veto = true\n");
    place.ok("cto", "vote open CHG-1");
    let words = place.ok("cto", "vote tally CHG-1").out;
    assert!(words.contains("quorum 3 of 5; CISO may veto"), "{words}");
    assert_eq!(place.doc("cto", "vote tally CHG-1")["may_veto"][0], "CISO");
    place.ok("ciso", "vote cast CHG-1 reject --reason no");
    for who in ["cto", "system_owner", "compliance_officer"] {
        place.ok(who, "vote cast CHG-1 approve");
    }
    let asked = place.fed("cto", &["--line"], "CHG-1\nX\nq\nq\nq\n").out;
    assert!(asked.contains("; may veto: CISO"), "{asked}");
    let closed = place.ok("cto", "vote close CHG-1 --considered --reason heard").out;
    assert!(closed.contains("vetoed by CISO: with a vote against from it nothing is carried [GQ-cab-05]"), "{closed}");
}
