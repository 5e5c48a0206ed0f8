//! One sitting of the board act by act: who leads it, what each item needs, what keeps it open, bad input, the series.

use super::ballot::assessed;
use super::{Register, assert_cites, at, cast, on, person};
use quorate::base::ids::{ChangeNo, MeetingId};
use quorate::base::time::Span;
use quorate::domain::ballot::{BallotState, Outcome};
use quorate::domain::board::Presence;
use quorate::domain::command::{ChangeCommand, Command, MeetingCommand, PeopleCommand, Settling};
use quorate::domain::meeting::outcome::{Fate, fate};
use quorate::domain::meeting::{Item, MeetingState, Subject};
use quorate::domain::refusal::{Kind, Refusal};

/// The six criteria of the GhostQuant panel.
const CRITERIA: [&str; 6] = ["justification", "risk", "testing", "rollback", "resources", "compliance"];
const SEATS: [&str; 5] = ["cto", "ciso", "system_owner", "devsecops_lead", "compliance_officer"];

pub fn id() -> MeetingId {
    "2026-W10".parse().unwrap()
}

pub fn at_meeting(command: MeetingCommand) -> Command {
    Command::Meeting(id(), command)
}

pub fn item_of(section: &str, subject: Subject) -> Item {
    Item { section: section.into(), subject, minutes: 5, mandatory: false, consent: false, reviews: Vec::new() }
}

pub fn topic(words: &str) -> Item {
    item_of("requests", Subject::Topic(words.into()))
}

fn present(list: &[(&str, Presence)]) -> Command {
    at_meeting(MeetingCommand::Rollcall { present: list.iter().map(|(p, how)| (person(p), *how)).collect() })
}

fn open_vote(no: ChangeNo) -> Command {
    on(no, ChangeCommand::OpenVote { tally: None, meeting: Some(id().to_string()) })
}

fn close_vote(no: ChangeNo, reason: Option<&str>) -> Command {
    on(no, ChangeCommand::CloseVote { reason: reason.map(str::to_owned) })
}

fn call(r: &mut Register, chair: &str) {
    let starts = r.now.plus(Span::hours(1));
    r.ok(chair, &at_meeting(MeetingCommand::Call { series: "cab".into(), starts, ad_hoc: false, reason: None }));
    r.wait(Span::hours(1));
}

/// A GhostQuant meeting that is open on two items, a topic and a change, with three of five there.
pub fn opened() -> (Register, ChangeNo) {
    let (mut r, no) = assessed();
    opens(&mut r, no);
    (r, no)
}

fn opens(r: &mut Register, no: ChangeNo) {
    call(r, "cto");
    let items = vec![topic("Review change requests"), item_of("decisions", Subject::Change(no))];
    r.ok("cto", &at_meeting(MeetingCommand::Open { items }));
    for who in ["ciso", "system_owner"] {
        r.ok(who, &at_meeting(MeetingCommand::Join));
    }
}

/// The same meeting, opened by the next seat since the chair did not come.
pub fn opened_in_the_chairs_place() -> (Register, ChangeNo) {
    let (mut r, no) = assessed();
    call(&mut r, "cto");
    let open = || {
        let items = vec![topic("Review change requests"), item_of("decisions", Subject::Change(no))];
        at_meeting(MeetingCommand::Open { items })
    };
    assert!(r.no("ciso", &open()).text.contains("cto has the chair"));
    r.wait(Span::seconds(300));
    assert!(r.no("system_owner", &open()).text.contains("on ciso may"));
    r.ok("ciso", &open());
    assert_eq!(r.world.meetings[&id()].acting.as_ref().and_then(|a| a.holder.clone()), Some(person("cto")));
    (r, no)
}

/// GQ-emergency-04: what is there for its review is reviewed and not voted on; a ballot that was opened on it before
/// decides nothing and keeps no meeting open.
#[test]
fn an_item_for_its_review_takes_no_ballot_and_an_old_one_is_taken_back() {
    let (mut r, no) = assessed();
    call(&mut r, "cto");
    let reviews = || vec!["post_cab_review".to_owned()];
    let review = Item { mandatory: true, reviews: reviews(), ..item_of("emergencies", Subject::Change(no)) };
    r.ok("cto", &at_meeting(MeetingCommand::Open { items: vec![review] }));
    for who in ["ciso", "system_owner"] {
        r.ok(who, &at_meeting(MeetingCommand::Join));
    }
    r.ok("cto", &at_meeting(MeetingCommand::Present { item: 1 }));
    let refusal = r.no("cto", &open_vote(no));
    assert_cites(&refusal, Kind::WrongState, &["GQ-emergency-04"]);
    assert!(refusal.reasons[0].remedy.contains("change review CHG-1 --review post_cab_review"), "{refusal:#?}");
    // As an older register has it: the ballot was opened all the same.
    r.world.meetings.get_mut(&id()).unwrap().items[0].reviews.clear();
    r.ok("cto", &open_vote(no));
    r.world.meetings.get_mut(&id()).unwrap().items[0].reviews = reviews();
    for who in ["cto", "ciso", "system_owner"] {
        r.vote(who, no, "approve").unwrap();
    }
    let open = r.no("cto", &at_meeting(MeetingCommand::Close { reason: None }));
    assert!(open.text.contains("voting on CHG-1"), "{}", open.text);
    assert!(r.no("ciso", &close_vote(no, Some("ok"))).clauses().contains(&"GQ-cab-02".to_owned()));
    r.ok("cto", &close_vote(no, Some("ok")));
    assert_eq!(r.change(no).ballots.last().unwrap().outcome, Some(Outcome::Withdrawn));
    assert_eq!(r.change(no).decision.word(), "none", "it decided nothing");
    let due = r.no("cto", &at_meeting(MeetingCommand::Close { reason: None }));
    assert!(due.clauses().contains(&"GQ-emergency-04".to_owned()) && !due.text.contains("voting"), "{due:#?}");
}

/// GQ-cab-04: the roster of a ballot is sealed as it opens. An alternate who comes after that, for a member who left, has no
/// vote on it; the chair takes it back and opens it anew with them, and nothing else lets a ballot open twice.
#[test]
fn a_ballot_is_opened_anew_for_an_alternate_who_came_after_it_was_sealed() {
    let (mut r, no) = assessed();
    r.person("dora", &[], &[]);
    r.ok("adm", &Command::People(PeopleCommand::Alternate { seat: "ciso".into(), person: person("dora") }));
    opens(&mut r, no);
    r.ok("cto", &open_vote(no));
    r.vote("ciso", no, "approve").unwrap();
    r.ok("dora", &at_meeting(MeetingCommand::Join));
    assert_eq!(r.no("cto", &open_vote(no)).kind, Kind::AlreadyDone, "the member is still there");
    r.ok("ciso", &present(&[("ciso", Presence::Absent)]));
    let refusal = r.no("dora", &cast(no, "approve"));
    assert!(refusal.reasons[0].remedy.contains("quorate vote open CHG-1"), "{refusal:#?}");
    let lost = r.no("cto", &close_vote(no, Some("ok")));
    assert_cites(&lost, Kind::QuorumNotMet, &["GQ-cab-04"]);
    assert!(lost.reasons[0].remedy.contains("dora came for ciso: open the ballot anew"), "{lost:#?}");
    r.no("dora", &open_vote(no));
    let anew = r.ok("cto", &open_vote(no));
    assert!(anew.warnings.iter().any(|w| w.rule == "ballot-anew"), "{anew:#?}");
    let change = r.change(no);
    let [before, now] = &change.ballots[..] else { panic!("two ballots: {change:#?}") };
    assert_eq!((before.outcome, now.outcome), (Some(Outcome::Withdrawn), None));
    assert!(now.votes.is_empty() && now.on_roster(&person("dora")) && !now.on_roster(&person("ciso")));
    assert_eq!(r.no("cto", &open_vote(no)).kind, Kind::AlreadyDone);
    for who in ["cto", "system_owner", "dora"] {
        r.vote(who, no, "approve").unwrap();
    }
    r.ok("cto", &consider(2, &CRITERIA));
    r.ok("cto", &close_vote(no, Some("ok")));
    assert_eq!(r.change(no).ballots.last().unwrap().outcome, Some(Outcome::Carried));
}

/// AV-7.2-02: a board that is called to begin at once begins at the moment of asking, which is over when it is recorded.
#[test]
fn a_meeting_that_begins_at_once_does_not_begin_in_the_past() {
    let (mut r, _) = assessed();
    let call = |starts| at_meeting(MeetingCommand::Call { series: "cab".into(), starts, ad_hoc: true, reason: None });
    let now = r.now;
    assert!(r.no("cto", &call(now.plus(Span::seconds(-61)))).text.contains("begin in the past"));
    r.ok("cto", &call(now.plus(Span::seconds(-1))));
}

fn consider(item: u32, criteria: &[&str]) -> Command {
    let criteria = criteria.iter().map(|c| (*c).to_owned()).collect();
    at_meeting(MeetingCommand::Consider { item, criteria })
}

/// The ballot on the change, opened in the meeting, with two of three in favour.
fn voted() -> (Register, ChangeNo) {
    let (mut r, no) = opened();
    r.ok("cto", &at_meeting(MeetingCommand::Present { item: 2 }));
    r.ok("cto", &open_vote(no));
    for (who, choice) in [("cto", "approve"), ("ciso", "approve"), ("system_owner", "reject")] {
        r.vote(who, no, choice).unwrap();
    }
    (r, no)
}

/// Room, members and minutes follow the ballot: what is voted on is the current item, by the same act.
#[test]
fn opening_a_ballot_makes_its_item_the_current_one() {
    let (mut r, no) = opened();
    r.ok("cto", &at_meeting(MeetingCommand::Present { item: 1 }));
    let decided = r.ok("cto", &open_vote(no));
    assert_eq!(decided.events.len(), 2, "the ballot and its item: {decided:#?}");
    let meeting = &r.world.meetings[&id()];
    assert_eq!(meeting.current, Some(2));
    assert!(meeting.courses[0].shown[0].1.is_some(), "the item before is left");
    // Of the item that is current already nothing is written.
    let (mut r, no) = opened();
    r.ok("cto", &at_meeting(MeetingCommand::Present { item: 2 }));
    assert_eq!(r.ok("cto", &open_vote(no)).events.len(), 1);
}

/// GQ-cab-07: what the meeting considered of an item counts for a ballot that was open before, presented or not.
#[test]
fn what_a_meeting_considered_counts_for_a_ballot_that_was_open_before() {
    let (mut r, no) = assessed();
    r.ok("cto", &on(no, ChangeCommand::OpenVote { tally: None, meeting: None }));
    call(&mut r, "cto");
    let items = vec![topic("Review change requests"), item_of("decisions", Subject::Change(no))];
    r.ok("cto", &at_meeting(MeetingCommand::Open { items }));
    for who in ["ciso", "system_owner"] {
        r.ok(who, &at_meeting(MeetingCommand::Join));
    }
    for who in ["cto", "ciso", "system_owner"] {
        r.vote(who, no, "approve").unwrap();
    }
    assert_cites(&r.no("cto", &close_vote(no, Some("it pays"))), Kind::Policy, &["GQ-cab-07"]);
    r.ok("cto", &consider(2, &CRITERIA));
    r.ok("cto", &close_vote(no, Some("it pays")));
    // Closed while the board sits, it is the meeting's decision, though the item never came up.
    let meeting = &r.world.meetings[&id()];
    assert_eq!(fate(&r.world, meeting, 2), Some(Fate::Voted(Outcome::Carried)));
    assert!(quorate::domain::meeting::outcome::not_reached(&r.world, meeting).iter().all(|no| *no == 1));
}

/// GQ-cab-04: only a recorded join or roll call makes presence in a meeting. A vote of a member who is not there is refused,
/// their own as well as one that the chair enters, and none makes up a quorum that is lost; a recusal needs no presence.
#[test]
fn a_vote_from_outside_is_no_presence_in_a_meeting() {
    let (mut r, no) = opened();
    r.ok("cto", &open_vote(no));
    let refusal = r.no("compliance_officer", &cast(no, "approve"));
    assert_cites(&refusal, Kind::NotPermitted, &["GQ-cab-04"]);
    assert!(refusal.reasons[0].remedy.contains("quorate meeting join 2026-W10"), "{refusal:#?}");
    let Command::Change(_, ChangeCommand::Cast(own)) = cast(no, "approve") else { panic!("a vote") };
    let entered = quorate::domain::command::Cast { via_chair: true, member: Some(person("devsecops_lead")), ..own };
    let refusal = r.no("cto", &on(no, ChangeCommand::Cast(entered.clone())));
    assert_cites(&refusal, Kind::NotPermitted, &["GQ-cab-04"]);
    assert!(refusal.reasons[0].remedy.contains("quorate meeting rollcall devsecops_lead=room"), "{refusal:#?}");
    r.ok("cto", &present(&[("devsecops_lead", Presence::Phone)]));
    r.ok("cto", &on(no, ChangeCommand::Cast(entered)));
    for who in ["cto", "ciso"] {
        r.vote(who, no, "approve").unwrap();
    }
    r.ok("cto", &present(&[("devsecops_lead", Presence::Absent), ("system_owner", Presence::Absent)]));
    // As an older register has it, the vote from outside was kept.
    r.world.change_mut(no).ballots[0].joined.insert(person("compliance_officer"));
    r.ok("cto", &consider(2, &CRITERIA));
    assert_cites(&r.no("cto", &close_vote(no, Some("it pays"))), Kind::QuorumNotMet, &["GQ-cab-04"]);
    r.ok("compliance_officer", &at_meeting(MeetingCommand::Join));
    r.vote("compliance_officer", no, "approve").unwrap();
    r.ok("cto", &close_vote(no, Some("it pays")));
}

/// GQ-cab-06: a meeting votes on what is on its agenda; what is not goes there first, by the second that its lock asks for.
#[test]
fn a_meeting_votes_on_nothing_that_is_not_on_its_agenda() {
    let (mut r, no) = assessed();
    call(&mut r, "cto");
    r.ok("cto", &at_meeting(MeetingCommand::Open { items: vec![topic("Review change requests")] }));
    for who in ["ciso", "system_owner"] {
        r.ok(who, &at_meeting(MeetingCommand::Join));
    }
    let refusal = r.no("cto", &open_vote(no));
    assert_eq!(refusal.kind, Kind::WrongState);
    assert!(refusal.reasons[0].remedy.contains("meeting add CHG-1 --meeting 2026-W10 --second"), "{refusal:#?}");
    let item = item_of("decisions", Subject::Change(no));
    r.ok("cto", &at_meeting(MeetingCommand::Add { item, second: Some(person("ciso")) }));
    r.ok("cto", &open_vote(no));
}

/// GQ-cab-05: what a ballot has decided stands: no second one opens on it before the approval is taken back.
#[test]
fn no_ballot_opens_on_what_is_decided() {
    let (mut r, no) = opened();
    r.ok("cto", &open_vote(no));
    for who in ["cto", "ciso", "system_owner"] {
        r.vote(who, no, "approve").unwrap();
    }
    r.ok("cto", &consider(2, &CRITERIA));
    r.ok("cto", &close_vote(no, Some("it pays")));
    let refusal = r.no("cto", &open_vote(no));
    assert_cites(&refusal, Kind::AlreadyDone, &["GQ-cab-01"]);
    assert!(refusal.reasons[0].remedy.contains("quorate decision withdraw CHG-1"), "{refusal:#?}");
    assert_eq!(r.change(no).decision.word(), "approved", "it stands");
    r.ok("cto", &on(no, ChangeCommand::Withdraw { reason: Some("wrong window".into()) }));
    r.ok("cto", &open_vote(no));
}

/// AV-6.2-01 and AV-7.2-02: what others approve while the board sits is decided for the item, and keeps no meeting open.
#[test]
fn an_approval_beside_the_board_decides_the_item() {
    let (mut r, no) = assessed();
    call(&mut r, "cto");
    let item = Item { mandatory: true, ..item_of("decisions", Subject::Change(no)) };
    r.ok("cto", &at_meeting(MeetingCommand::Open { items: vec![item] }));
    let meeting = r.world.meetings[&id()].clone();
    assert_eq!(fate(&r.world, &meeting, 1), None);
    let now = r.now;
    let change = r.world.change_mut(no);
    change.decision = quorate::domain::change::Decision::Approved;
    change.moments.insert("approved".into(), now);
    assert_eq!(fate(&r.world, &meeting, 1), Some(Fate::Approved));
    assert!(quorate::domain::meeting::outcome::mandatory(&r.world, &meeting).is_empty());
    r.ok("cto", &at_meeting(MeetingCommand::Close { reason: None }));
}

/// GQ-cab-04: a roll call says one thing of a person.
#[test]
fn nobody_is_called_twice_in_one_roll() {
    let (mut r, _) = opened();
    let refusal = r.no("cto", &present(&[("ciso", Presence::Room), ("ciso", Presence::Absent)]));
    assert!(refusal.text.contains("ciso is called twice, as room and as absent"), "{}", refusal.text);
}

/// What is being voted on is no item of the consent group.
#[test]
fn an_item_that_is_voted_on_leaves_the_consent_group() {
    let (mut r, no) = assessed();
    call(&mut r, "cto");
    let item = Item { consent: true, ..item_of("decisions", Subject::Change(no)) };
    r.ok("cto", &at_meeting(MeetingCommand::Open { items: vec![item] }));
    for who in ["ciso", "system_owner"] {
        r.ok(who, &at_meeting(MeetingCommand::Join));
    }
    r.ok("cto", &open_vote(no));
    let refused = r.no("cto", &at_meeting(MeetingCommand::Announce));
    assert!(refused.text.contains("has no item that is undecided"), "{}", refused.text);
}

/// GQ-cab-01: only the five seats vote.
#[test]
fn an_observer_neither_joins_nor_votes() {
    let (mut r, no) = voted();
    assert_cites(&r.no("tom", &at_meeting(MeetingCommand::Join)), Kind::NotPermitted, &["GQ-cab-01"]);
    let refusal = r.no("tom", &cast(no, "approve"));
    assert_cites(&refusal, Kind::NotPermitted, &["GQ-cab-01"]);
    assert!(refusal.text.contains("tom is not on the roster"), "{}", refusal.text);
    let names: Vec<_> = r.change(no).ballot().unwrap().roster.iter().map(|e| e.person.to_string()).collect();
    assert_eq!(names, SEATS, "exactly the five seats");
}

/// GQ-cab-02: a member other than the CTO closes neither an item nor the meeting, unless the chair was taken.
#[test]
fn only_the_chair_closes_an_item_and_the_meeting() {
    let (mut r, no) = voted();
    r.person("max", &["change_manager"], &[]);
    r.ok("cto", &consider(2, &CRITERIA));
    for who in ["ciso", "max"] {
        let refusal = r.no(who, &close_vote(no, Some("it pays")));
        assert_cites(&refusal, refusal.kind, &["GQ-cab-02"]);
        let refusal = r.no(who, &at_meeting(MeetingCommand::Close { reason: None }));
        assert_cites(&refusal, refusal.kind, &["GQ-cab-02"]);
    }
    let back = at_meeting(MeetingCommand::Present { item: 1 });
    assert_cites(&r.no("ciso", &back), Kind::NotPermitted, &["GQ-cab-02"]);
    r.ok("cto", &at_meeting(MeetingCommand::GiveChair { to: person("ciso") }));
    r.ok("ciso", &close_vote(no, Some("it pays")));
    r.ok("ciso", &at_meeting(MeetingCommand::Close { reason: None }));
    assert_eq!(r.world.meetings[&id()].chairs.last().unwrap().1, person("ciso"));
}

/// GQ-cab-06: each of the three outcomes has its rationale.
#[test]
fn approving_rejecting_and_deferring_need_a_rationale() {
    let (mut r, no) = voted();
    r.ok("cto", &consider(2, &CRITERIA));
    assert_cites(&r.no("cto", &close_vote(no, None)), Kind::Policy, &["GQ-cab-06"]);
    assert_cites(&r.no("cto", &close_vote(no, Some("   "))), Kind::Policy, &["GQ-cab-06"]);
    assert_cites(
        &r.no("cto", &on(no, ChangeCommand::Defer { reason: None, until: None })),
        Kind::Policy,
        &["GQ-cab-06"],
    );
    r.ok("ciso", &cast(no, "reject"));
    assert_cites(&r.no("cto", &close_vote(no, None)), Kind::Policy, &["GQ-cab-06"]);
    r.ok("ciso", &cast(no, "approve"));
    r.ok("cto", &close_vote(no, Some("worth its price")));
    let ballot = r.change(no).ballot().unwrap();
    assert!(ballot.outcome == Some(Outcome::Carried) && ballot.rationale.is_some(), "{ballot:#?}");
    let meeting = &r.world.meetings[&id()];
    assert_eq!(fate(&r.world, meeting, 2), Some(Fate::Voted(Outcome::Carried)));
}

/// GQ-cab-07: a vote is closed only after each of the six criteria is marked as considered.
#[test]
fn a_vote_closes_after_all_six_criteria() {
    let (mut r, no) = voted();
    for n in 0..CRITERIA.len() {
        assert_cites(&r.no("cto", &close_vote(no, Some("it pays"))), Kind::Policy, &["GQ-cab-07"]);
        r.ok("cto", &consider(2, &CRITERIA[n..=n]));
    }
    let unknown = r.no("cto", &consider(2, &["mood"]));
    assert!(unknown.kind == Kind::InvalidInput && unknown.text.contains("no criterion \"mood\""), "{unknown:#?}");
    r.ok("cto", &close_vote(no, Some("it pays")));
}

#[test]
fn criteria_of_another_item_do_not_count() {
    let (mut r, no) = voted();
    r.ok("cto", &consider(1, &CRITERIA));
    assert_cites(&r.no("cto", &close_vote(no, Some("it pays"))), Kind::Policy, &["GQ-cab-07"]);
}

/// GQ-emergency-04: the review of an emergency keeps the meeting from closing.
#[test]
fn a_meeting_does_not_close_with_a_mandatory_item_undecided() {
    let (mut r, no) = assessed();
    call(&mut r, "cto");
    let review = Item { mandatory: true, ..item_of("retrospective", Subject::Change(no)) };
    r.ok("cto", &at_meeting(MeetingCommand::Open { items: vec![review, topic("Requests")] }));
    r.ok("cto", &at_meeting(MeetingCommand::Present { item: 1 }));
    let refusal = r.no("cto", &at_meeting(MeetingCommand::Close { reason: None }));
    assert_cites(&refusal, Kind::Policy, &["GQ-emergency-04"]);
    assert!(refusal.text.contains("items 1"), "which one: {}", refusal.text);
    r.ok("cto", &on(no, ChangeCommand::Defer { reason: Some("no figures yet".into()), until: None }));
    r.ok("cto", &at_meeting(MeetingCommand::Close { reason: None }));
}

#[test]
fn an_open_ballot_keeps_the_meeting_open() {
    let (mut r, _) = voted();
    let refusal = r.no("cto", &at_meeting(MeetingCommand::Close { reason: None }));
    assert!(refusal.reasons.iter().any(|r| r.text.contains("still open")), "{refusal:#?}");
    assert!(refusal.text.contains("CHG-1"), "which one: {}", refusal.text);
}

const AIVO: [&str; 6] = [
    "release_manager",
    "engineering_lead",
    "operations_lead",
    "security_representative",
    "qa_representative",
    "business_representative",
];

/// An AIVO meeting that is open on its six items.
fn aivo() -> Register {
    let mut r = Register::under("aivo");
    for seat in AIVO {
        r.person(seat, &[], &[seat]);
    }
    r.person("omar", &[], &[]);
    call(&mut r, "release_manager");
    let sections = ["previous", "emergencies", "decisions", "calendar", "freezes", "issues"];
    let items = sections.iter().map(|s| item_of(s, Subject::Topic((*s).into()))).collect();
    r.ok("release_manager", &at_meeting(MeetingCommand::Open { items }));
    r
}

/// AV-7.3-01: the meeting closes only when every item was addressed.
#[test]
fn an_item_that_nobody_addressed_keeps_the_meeting_open() {
    let mut r = aivo();
    for item in 1..=5 {
        r.ok("release_manager", &at_meeting(MeetingCommand::Present { item }));
    }
    let close = at_meeting(MeetingCommand::Close { reason: None });
    let desk = r.desk("release_manager", &close, None);
    let bars = quorate::domain::meeting::acts::bars(&r.world, &desk, &r.world.meetings[&id()]);
    let told: Vec<_> = bars.iter().map(|bar| (bar.word, bar.items.clone(), bar.clauses.clone())).collect();
    assert_eq!(told, [("MUST be addressed", vec![6], vec!["AV-7.3-01".to_owned()])], "it is told before");
    let refusal = r.no("release_manager", &close);
    assert_cites(&refusal, Kind::Policy, &["AV-7.3-01"]);
    assert!(refusal.text.contains("items 6"), "{}", refusal.text);
    let settle = MeetingCommand::Settle(Settling {
        item: 6,
        how: "done".into(),
        note: Some("none".into()),
        ..Settling::default()
    });
    r.ok("release_manager", &at_meeting(settle));
    r.ok("release_manager", &at_meeting(MeetingCommand::Close { reason: None }));
}

/// What is put off or withdrawn is so for a reason, whether it is a change or a topic.
#[test]
fn an_item_is_put_off_and_withdrawn_for_a_reason() {
    let mut r = aivo();
    let settle = |how: &str, note: Option<&str>| {
        let (how, note) = (how.to_owned(), note.map(str::to_owned));
        at_meeting(MeetingCommand::Settle(Settling { item: 6, how, note, ..Settling::default() }))
    };
    for how in ["deferred", "withdrawn"] {
        let refusal = r.no("release_manager", &settle(how, None));
        assert_eq!(refusal.reasons[0].rule, "item-put-off-has-reason", "{refusal:#?}");
    }
    r.ok("release_manager", &settle("deferred", Some("no figures yet")));
}

/// AV-7.1-03: each of five seats gives its own assessment, and nobody else's.
#[test]
fn only_the_holder_of_a_seat_gives_its_assessment() {
    let mut r = aivo();
    let assess = |seat: Option<&str>| {
        at_meeting(MeetingCommand::Assess { item: 3, seat: seat.map(str::to_owned), text: "sound".into() })
    };
    for (i, seat) in AIVO.iter().enumerate().skip(1) {
        let other = AIVO[if i == 1 { 2 } else { 1 }];
        assert_cites(&r.no(other, &assess(Some(seat))), Kind::NotPermitted, &["AV-7.1-03"]);
        r.ok(seat, &assess(None));
    }
    assert_eq!(r.no("release_manager", &assess(None)).kind, Kind::NotPermitted, "the chair is asked for none");
    assert_eq!(r.no("omar", &assess(None)).kind, Kind::NotPermitted);
    let (_, course) = r.world.meetings[&id()].item(3).unwrap();
    assert_eq!(course.assessed.len(), 5);
    assert!(course.assessed.iter().all(|(seat, (by, _))| by.as_str() == seat));
}

/// AV-7.1-01 and AV-7.1-02: six seats; the Chair leads, and nobody else closes.
#[test]
fn only_the_release_manager_leads_the_meeting() {
    let mut r = aivo();
    assert_cites(&r.no("omar", &at_meeting(MeetingCommand::Join)), Kind::NotPermitted, &["AV-7.1-01"]);
    for command in [MeetingCommand::Present { item: 1 }, MeetingCommand::Pause, MeetingCommand::Close { reason: None }]
    {
        let refusal = r.no("engineering_lead", &at_meeting(command));
        assert_cites(&refusal, refusal.kind, &["AV-7.1-02"]);
    }
    // A chair who is there and not silent is not replaced.
    let refusal = r.no("engineering_lead", &at_meeting(MeetingCommand::TakeChair));
    assert!(refusal.kind == Kind::Policy && refusal.text.contains("release_manager"), "{refusal:#?}");
    r.wait(Span::seconds(301));
    r.ok("engineering_lead", &at_meeting(MeetingCommand::TakeChair));
    r.ok("engineering_lead", &at_meeting(MeetingCommand::Present { item: 1 }));
    let refusal = r.no("omar", &at_meeting(MeetingCommand::TakeChair));
    assert_eq!(refusal.kind, Kind::NotPermitted, "{refusal:#?}");
}

#[test]
fn opening_twice_or_without_authority_is_refused() {
    let (mut r, _) = assessed();
    let open = || at_meeting(MeetingCommand::Open { items: vec![topic("Requests")] });
    assert_eq!(r.no("cto", &open()).kind, Kind::NotFound);
    call(&mut r, "cto");
    assert_cites(&r.no("rita", &open()), Kind::NotPermitted, &["GQ-cab-02"]);
    assert_eq!(r.no("stranger", &open()).kind, Kind::UnknownPerson);
    r.ok("cto", &open());
    let refusal = r.no("cto", &open());
    assert!(refusal.kind == Kind::WrongState && refusal.text.contains("in progress"), "{refusal:#?}");
    r.ok("cto", &at_meeting(MeetingCommand::Close { reason: None }));
    assert_eq!(r.no("cto", &open()).kind, Kind::AlreadyDone);
}

/// One joins as oneself: for others the chair calls the roll, and a member does not.
#[test]
fn nobody_joins_as_somebody_else() {
    let (mut r, _) = opened();
    let refusal = r.no("ciso", &present(&[("compliance_officer", Presence::Phone)]));
    assert_cites(&refusal, Kind::NotPermitted, &["GQ-roles-03"]);
    let refusal = r.no("cto", &present(&[("tom", Presence::Room)]));
    assert!(refusal.kind == Kind::InvalidInput && refusal.text.contains("tom has no seat"), "{refusal:#?}");
    r.ok("cto", &present(&[("compliance_officer", Presence::Phone)]));
    let roll = &r.world.board.sittings.last().unwrap().rollcall;
    assert_eq!(roll.present[&person("compliance_officer")], Presence::Phone);
}

#[test]
fn a_change_canceled_before_its_item_is_withdrawn_there() {
    let (mut r, no) = opened();
    r.ok("rita", &on(no, ChangeCommand::Cancel { reason: Some("not needed".into()) }));
    let meeting = &r.world.meetings[&id()];
    assert_eq!(fate(&r.world, meeting, 2), Some(Fate::Withdrawn));
    let refusal = r.no("cto", &open_vote(no));
    assert!(refusal.kind == Kind::WrongState && refusal.text.contains("canceled"), "{refusal:#?}");
    r.ok("cto", &at_meeting(MeetingCommand::Close { reason: None }));
}

/// Two at the controls: the second of two equal commands is told so, and the chair goes to one of them.
#[test]
fn two_chairs_at_once_do_not_do_it_twice() {
    let (mut r, no) = opened();
    r.ok("cto", &at_meeting(MeetingCommand::Present { item: 2 }));
    let refusal = r.no("cto", &at_meeting(MeetingCommand::Present { item: 2 }));
    assert!(refusal.kind == Kind::AlreadyDone && refusal.text.contains("current one already"), "{refusal:#?}");
    r.ok("cto", &open_vote(no));
    assert_eq!(r.no("cto", &open_vote(no)).kind, Kind::AlreadyDone);
    r.ok("cto", &at_meeting(MeetingCommand::GiveChair { to: person("ciso") }));
    assert_cites(&r.no("cto", &at_meeting(MeetingCommand::Present { item: 1 })), Kind::NotPermitted, &["GQ-cab-02"]);
    r.ok("ciso", &at_meeting(MeetingCommand::Present { item: 1 }));
}

#[test]
fn the_roll_call_of_a_meeting_left_open_overnight_does_not_hold() {
    let (mut r, no) = opened();
    r.wait(Span::hours(13));
    let (digest, pack) = r.pack_for(&open_vote(no));
    assert!(r.world.board.current_rollcall(&pack, r.now, Some(id().as_str())).is_none(), "{digest}");
    // The meeting is open still; nobody counts as there, and a vote of each is what brings them back.
    assert_eq!(r.world.meetings[&id()].state, MeetingState::InProgress);
    r.ok("cto", &open_vote(no));
    r.vote("cto", no, "approve").unwrap();
    r.ok("cto", &consider(2, &CRITERIA));
    let refusal = r.no("cto", &close_vote(no, Some("late")));
    assert!(refusal.kind == Kind::QuorumNotMet && refusal.text.contains("1 of 3"), "{refusal:#?}");
}

#[test]
fn losing_a_member_suspends_the_ballot_and_regaining_resumes_it() {
    let (mut r, no) = opened();
    r.ok("cto", &open_vote(no));
    r.vote("cto", no, "approve").unwrap();
    r.ok("cto", &present(&[("system_owner", Presence::Absent)]));
    let refusal = r.no("ciso", &cast(no, "approve"));
    assert!(refusal.kind == Kind::BallotNotOpen && refusal.text.contains("suspended"), "{refusal:#?}");
    r.ok("cto", &consider(2, &CRITERIA));
    assert_eq!(r.no("cto", &close_vote(no, Some("it pays"))).kind, Kind::QuorumNotMet);
    assert_eq!(r.change(no).ballot().unwrap().state, BallotState::Open);
    // Discussion goes on meanwhile.
    let note = MeetingCommand::Note { item: Some(2), text: "waiting for the owner".into(), private: false };
    r.ok("cto", &at_meeting(note));
    r.ok("system_owner", &at_meeting(MeetingCommand::Join));
    r.vote("ciso", no, "approve").unwrap();
    r.ok("cto", &close_vote(no, Some("it pays")));
}

#[test]
fn an_action_without_owner_or_date_is_refused() {
    let (mut r, _) = opened();
    let action = |owner: Option<&str>, due: Option<&str>| {
        at_meeting(MeetingCommand::Action {
            item: Some(2),
            text: "Update the runbook".into(),
            owner: owner.map(person),
            due: due.map(at),
        })
    };
    for missing in [action(None, Some("2026-03-09 17:00")), action(Some("tom"), None)] {
        let refusal = r.no("cto", &missing);
        assert!(refusal.kind == Kind::Missing && refusal.text.contains("owner and a date"), "{refusal:#?}");
    }
    assert_eq!(r.no("cto", &action(Some("nobody"), Some("2026-03-09 17:00"))).kind, Kind::NotFound);
    r.ok("cto", &action(Some("tom"), Some("2026-03-09 17:00")));
    r.ok("tom", &at_meeting(MeetingCommand::Done { no: 1 }));
    assert_eq!(r.no("tom", &at_meeting(MeetingCommand::Done { no: 1 })).kind, Kind::AlreadyDone);
}

fn next(pack: &str, settings: &[(&str, &str)], after: &str) -> quorate::base::time::Moment {
    let mut r = Register::under(pack);
    for (id, value) in settings.iter().filter(|(_, value)| *value != "next_business_day") {
        r.set(id, value);
    }
    let (_, pack) = r.pack_for(&at_meeting(MeetingCommand::Join));
    quorate::domain::board::turns::next_meeting(&pack, at(after)).unwrap()
}

/// GQ-cab-03 and AV-7.2-01: the hour on the wall stays when the clocks change within the series.
#[test]
fn a_series_keeps_its_hour_when_the_clocks_change() {
    let utc = |text: &str| quorate::base::time::Moment::parse(text, chrono_tz::UTC).unwrap();
    assert_eq!(next("ghostquant", &[], "2026-03-02 09:00"), utc("2026-03-04T19:00:00Z"));
    assert_eq!(next("ghostquant", &[], "2026-03-05 09:00"), utc("2026-03-11T18:00:00Z"));
    assert_eq!(next("aivo", &[], "2026-03-05 09:00"), at("2026-03-11 10:00"));
}

#[test]
fn a_meeting_on_a_holiday_moves_is_left_out_or_stays() {
    let holidays = ("calendar.holidays", "2026-11-11,2026-11-12");
    let on = |how: &str, after: &str| next("ghostquant", &[holidays, ("meeting.holiday", how)], after);
    // From Wednesday over the Thursday, which is one too, to the Friday; and it is not forgotten on the Thursday.
    assert_eq!(on("next_business_day", "2026-11-09 09:00"), at("2026-11-13 14:00"));
    assert_eq!(on("next_business_day", "2026-11-12 09:00"), at("2026-11-13 14:00"));
    assert_eq!(on("next_business_day", "2026-11-13 15:00"), at("2026-11-18 14:00"));
    assert_eq!(on("skip", "2026-11-09 09:00"), at("2026-11-18 14:00"));
    assert_eq!(on("keep", "2026-11-09 09:00"), at("2026-11-11 14:00"));
}

/// The chair is taken from nobody who is there: they hand it over, are recorded as gone, or fall silent.
#[test]
fn nobody_takes_the_chair_from_who_is_there() {
    let (mut r, _) = opened();
    let take = at_meeting(MeetingCommand::TakeChair);
    let refusal = r.no("ciso", &take);
    assert!(refusal.kind == Kind::Policy && refusal.text.contains("cto"), "{refusal:#?}");
    assert!(refusal.reasons[0].remedy.contains("meeting chair --to"), "{refusal:#?}");
    let give = |to: &str| at_meeting(MeetingCommand::GiveChair { to: person(to) });
    assert_eq!(r.no("ciso", &give("ciso")).kind, Kind::NotPermitted, "only who leads hands over");
    assert_eq!(r.no("cto", &give("compliance_officer")).kind, Kind::NotPermitted, "nobody who is not there");
    r.ok("cto", &give("ciso"));
    assert_eq!(r.world.meetings[&id()].chairs.last().unwrap().1, person("ciso"));
    r.ok("ciso", &at_meeting(MeetingCommand::Present { item: 1 }));
    // Who holds its seat is told how they come back to it, whatever of it they tried; others are not.
    let next = at_meeting(MeetingCommand::Present { item: 2 });
    for command in [&next, &present(&[("ciso", Presence::Absent)])] {
        let remedy = |refusal: Refusal| refusal.reasons[0].remedy.clone();
        assert!(remedy(r.no("cto", command)).ends_with(&format!("quorate meeting chair {}", id())));
        assert_eq!(remedy(r.no("compliance_officer", command)), "ask somebody who may");
    }
    // Whoever holds the chair's seat comes back to it; the next seat leads once they are gone.
    r.ok("cto", &take);
    r.ok("cto", &present(&[("cto", Presence::Absent)]));
    assert_eq!(r.no("system_owner", &take).kind, Kind::Policy, "the next seat leads");
    r.ok("ciso", &at_meeting(MeetingCommand::Present { item: 2 }));
}
