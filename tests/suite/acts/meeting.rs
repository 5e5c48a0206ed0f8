//! Meetings under the GhostQuant and AIVO packs: who leads, what is considered, what keeps a meeting from closing.

use super::ballot::assessed;
use super::{Register, assert_cites, at, on, person};
use quorate::base::ids::{ChangeNo, MeetingId};
use quorate::base::time::Span;
use quorate::domain::ballot::Outcome;
use quorate::domain::board::Presence;
use quorate::domain::command::{ChangeCommand, Command, MeetingCommand, Settling};
use quorate::domain::meeting::outcome::{Fate, fate};
use quorate::domain::meeting::{Item, MeetingState, Subject};
use quorate::domain::refusal::Kind;

fn id() -> MeetingId {
    "2026-W10".parse().unwrap()
}

fn to(command: MeetingCommand) -> Command {
    Command::Meeting(id(), command)
}

fn item(section: &str, subject: Subject, mandatory: bool) -> Item {
    Item { section: section.into(), subject, minutes: 5, mandatory, consent: false, reviews: Vec::new() }
}

fn call(series: &str) -> Command {
    to(MeetingCommand::Call { series: series.into(), starts: at("2026-03-04 14:00"), ad_hoc: false, reason: None })
}

fn topic(title: &str) -> Subject {
    Subject::Topic(title.into())
}

/// A meeting on one change, opened by the chair, with three of five present.
fn open() -> (Register, ChangeNo) {
    let (mut r, no) = assessed();
    r.ok("cto", &call("cab"));
    let items = vec![item("decisions", Subject::Change(no), false), item("actions", topic("Open actions"), false)];
    r.ok("cto", &to(MeetingCommand::Open { items }));
    for who in ["ciso", "system_owner"] {
        r.ok(who, &to(MeetingCommand::Join));
    }
    (r, no)
}

fn voted(r: &mut Register, no: ChangeNo) {
    r.ok("cto", &to(MeetingCommand::Present { item: 1 }));
    let meeting = Some(id().to_string());
    r.ok("cto", &on(no, ChangeCommand::OpenVote { tally: None, meeting }));
    for who in ["cto", "ciso"] {
        r.vote(who, no, "approve").unwrap();
    }
}

fn closing(reason: Option<&str>, no: ChangeNo) -> Command {
    on(no, ChangeCommand::CloseVote { reason: reason.map(str::to_owned) })
}

#[test]
fn a_ballot_of_a_meeting_needs_its_criteria_its_rationale_and_the_chair() {
    let (mut r, no) = open();
    voted(&mut r, no);
    assert_cites(&r.no("cto", &closing(Some("ready"), no)), Kind::Policy, &["GQ-cab-07"]);
    let all = ["justification", "risk", "testing", "rollback", "resources", "compliance"];
    let consider = |list: &[&str]| {
        to(MeetingCommand::Consider { item: 1, criteria: list.iter().map(|c| (*c).to_owned()).collect() })
    };
    assert_eq!(r.no("cto", &consider(&["vibes"])).kind, Kind::InvalidInput);
    r.ok("cto", &consider(&all[..5]));
    assert_cites(&r.no("cto", &closing(Some("ready"), no)), Kind::Policy, &["GQ-cab-07"]);
    r.ok("cto", &consider(&all[5..]));
    assert_cites(&r.no("cto", &closing(None, no)), Kind::Policy, &["GQ-cab-06"]);
    assert!(r.no("ciso", &closing(Some("ready"), no)).clauses().contains(&"GQ-cab-02".to_owned()));
    r.ok("cto", &closing(Some("tested and reversible"), no));
    let meeting = &r.world.meetings[&id()];
    assert_eq!(fate(&r.world, meeting, 1), Some(Fate::Voted(Outcome::Carried)));
}

#[test]
fn only_the_chair_closes_unless_somebody_took_the_chair() {
    let (mut r, _) = open();
    assert_cites(&r.no("ciso", &to(MeetingCommand::Close { reason: None })), Kind::NotPermitted, &["GQ-cab-02"]);
    // Nobody takes the chair from who is there; of a chair who records nothing, whoever takes it leads from then on.
    assert_eq!(r.no("ciso", &to(MeetingCommand::TakeChair)).kind, Kind::Policy);
    r.wait(Span::seconds(360));
    r.ok("ciso", &to(MeetingCommand::TakeChair));
    assert_cites(&r.no("cto", &to(MeetingCommand::Close { reason: None })), Kind::NotPermitted, &["GQ-cab-02"]);
    r.ok("ciso", &to(MeetingCommand::Close { reason: None }));
    assert_eq!(r.world.meetings[&id()].state, MeetingState::Complete);
    let again = r.no("ciso", &to(MeetingCommand::Close { reason: None }));
    assert_eq!(again.kind, Kind::AlreadyDone);
    assert!(again.reasons[0].remedy.contains("meeting correct"), "{again:?}");
    r.ok("ciso", &to(MeetingCommand::Correct { text: "Eve was excused".into(), name: None }));
}

#[test]
fn an_emergency_that_is_due_keeps_the_meeting_open() {
    let (mut r, no) = assessed();
    r.ok("cto", &call("cab"));
    let items = vec![item("emergencies", Subject::Change(no), true)];
    r.ok("cto", &to(MeetingCommand::Open { items }));
    let refusal = r.no("cto", &to(MeetingCommand::Close { reason: None }));
    assert_cites(&refusal, Kind::Policy, &["GQ-emergency-04"]);
    assert!(refusal.text.contains("items 1"), "the item is named: {}", refusal.text);
}

#[test]
fn an_aivo_meeting_addresses_every_item_and_seats_give_their_own_assessments() {
    let mut r = Register::under("aivo");
    for seat in ["release_manager", "engineering_lead", "operations_lead", "security_representative"] {
        r.person(seat, &[], &[seat]);
    }
    r.ok("release_manager", &call("cab"));
    let items =
        vec![item("previous", topic("Review of previous changes"), false), item("issues", topic("Open issues"), false)];
    r.ok("release_manager", &to(MeetingCommand::Open { items }));
    assert_cites(&r.no("release_manager", &to(MeetingCommand::Close { reason: None })), Kind::Policy, &["AV-7.3-01"]);
    let assess =
        |seat: &str| to(MeetingCommand::Assess { item: 1, seat: Some(seat.into()), text: "enough headroom".into() });
    r.ok("operations_lead", &assess("operations_lead"));
    assert_cites(&r.no("release_manager", &assess("engineering_lead")), Kind::NotPermitted, &["AV-7.1-03"]);
    for item in [1, 2] {
        r.ok("release_manager", &to(MeetingCommand::Present { item }));
    }
    r.ok("release_manager", &to(MeetingCommand::Close { reason: None }));
}

#[test]
fn what_does_not_fit_is_refused_and_says_why() {
    let (mut r, no) = open();
    let refused = |r: &mut Register, who: &str, command: MeetingCommand| r.no(who, &to(command)).kind;
    assert_eq!(r.no("cto", &call("cab")).kind, Kind::AlreadyDone, "called twice");
    assert_eq!(refused(&mut r, "cto", MeetingCommand::Open { items: Vec::new() }), Kind::WrongState, "opened twice");
    assert_eq!(refused(&mut r, "rita", MeetingCommand::Join), Kind::NotPermitted, "an observer does not join");
    assert_eq!(refused(&mut r, "nobody", MeetingCommand::Join), Kind::UnknownPerson);
    let absent = |who: &str| MeetingCommand::Rollcall { present: vec![(person(who), Presence::Room)] };
    assert_eq!(refused(&mut r, "cto", absent("rita")), Kind::InvalidInput, "no seat, no roll");
    assert!(r.act("rita", &to(absent("ciso"))).is_err(), "nobody else calls the roll");
    r.ok("cto", &to(MeetingCommand::Present { item: 1 }));
    assert_eq!(refused(&mut r, "cto", MeetingCommand::Present { item: 1 }), Kind::AlreadyDone, "two chairs at once");
    assert_eq!(refused(&mut r, "cto", MeetingCommand::Present { item: 9 }), Kind::NotFound);
    let action = |owner: Option<&str>, due: Option<&str>| MeetingCommand::Action {
        item: None,
        text: "test the restore".into(),
        owner: owner.map(person),
        due: due.map(at),
    };
    assert_eq!(refused(&mut r, "cto", action(None, Some("2026-03-09 12:00"))), Kind::Missing);
    assert_eq!(refused(&mut r, "cto", action(Some("tom"), None)), Kind::Missing);
    r.ok("cto", &to(action(Some("tom"), Some("2026-03-09 12:00"))));
    let late = |second: Option<&str>| MeetingCommand::Add {
        item: item("topics", topic("any other business"), false),
        second: second.map(person),
    };
    assert_eq!(refused(&mut r, "cto", late(None)), Kind::Missing, "a late item needs a second");
    assert_eq!(refused(&mut r, "cto", late(Some("cto"))), Kind::NotPermitted, "not one's own");
    assert_eq!(refused(&mut r, "cto", late(Some("rita"))), Kind::NotPermitted, "not an observer's");
    r.ok("cto", &to(late(Some("ciso"))));
    let settle = MeetingCommand::Settle(Settling { item: 1, how: "done".into(), note: None, ..Settling::default() });
    assert!(r.no("cto", &to(settle)).text.contains(&no.to_string()), "a change is not settled by hand");
    r.ok("rita", &on(no, ChangeCommand::Cancel { reason: Some("not needed any more".into()) }));
    let meeting = r.world.meetings[&id()].clone();
    assert_eq!(fate(&r.world, &meeting, 1), Some(Fate::Withdrawn), "withdrawn meanwhile");
}

#[test]
fn a_member_who_drops_off_suspends_the_ballot_and_comes_back() {
    let (mut r, no) = open();
    voted(&mut r, no);
    let here = |who: &str, how: Presence| to(MeetingCommand::Rollcall { present: vec![(person(who), how)] });
    r.ok("cto", &here("system_owner", Presence::Absent));
    let close = closing(Some("ready"), no);
    assert_cites(&r.no("cto", &close), Kind::QuorumNotMet, &["GQ-cab-04"]);
    r.ok("cto", &here("system_owner", Presence::Phone));
    let criteria = ["justification", "risk", "testing", "rollback", "resources", "compliance"].map(str::to_owned);
    r.ok("cto", &to(MeetingCommand::Consider { item: 1, criteria: criteria.to_vec() }));
    r.ok("cto", &close);
}

#[test]
fn a_meeting_left_open_overnight_holds_no_roll_any_more() {
    let (mut r, _) = open();
    let (_, pack) = r.pack_for(&call("cab"));
    assert!(r.world.board.current_rollcall(&pack, r.now, Some(id().as_str())).is_some());
    r.wait(Span::hours(20));
    assert!(r.world.board.current_rollcall(&pack, r.now, Some(id().as_str())).is_none(), "presence is of one sitting");
    r.ok("cto", &to(MeetingCommand::Close { reason: None }));
}
