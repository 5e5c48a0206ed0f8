//! Ballots under the GhostQuant pack: five named seats, quorum 3 of 5, majority of those present.

use super::{ASSESSED, REPLICA, Register, assert_cites, cast, on, person, vote};
use quorate::base::ids::ChangeNo;
use quorate::base::time::Span;
use quorate::domain::ballot::events::BallotEvent;
use quorate::domain::ballot::{Choice, Outcome};
use quorate::domain::change::Decision;
use quorate::domain::change::states::State;
use quorate::domain::command::{ChangeCommand, Command, PeopleCommand};
use quorate::domain::event::What;
use quorate::domain::refusal::Kind;

/// A register with the five seats filled and one assessed change of `rita`.
pub fn assessed() -> (Register, ChangeNo) {
    assessed_with(&[])
}

/// The same under other settings.
pub fn assessed_with(settings: &[(&str, &str)]) -> (Register, ChangeNo) {
    let mut r = Register::under("ghostquant");
    for (id, value) in settings {
        r.set(id, value);
    }
    for seat in ["cto", "ciso", "system_owner", "devsecops_lead", "compliance_officer"] {
        r.person(seat, &[seat], &[seat]);
    }
    r.person("rita", &["change_requester"], &[]);
    r.person("tom", &["technical_team"], &[]);
    let no = r.open("rita", "normal", &REPLICA);
    let rate = |pairs: &[(&str, &str)]| ChangeCommand::Assess {
        ratings: pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
    };
    r.ok("rita", &on(no, rate(&[("likelihood", "Low"), ("impact", "Medium")])));
    r.ok("rita", &on(no, ChangeCommand::Submit));
    assert_eq!(r.change(no).state, State::Assess);
    r.ok("tom", &on(no, rate(&[("residual_likelihood", "Low"), ("residual_impact", "Low")])));
    let fields = ASSESSED.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    r.ok("tom", &on(no, ChangeCommand::Edit { fields }));
    for review in ["completeness", "impact_assessment"] {
        let command = ChangeCommand::Review { review: Some(review.into()), role: None, passed: true, note: None };
        r.ok("tom", &on(no, command));
    }
    assert_eq!(r.change(no).state, State::Authorize, "reviews done: approval is asked for by itself");
    (r, no)
}

fn considered(no: ChangeNo, criteria: &[&str]) -> Command {
    on(no, ChangeCommand::Consider { criteria: criteria.iter().map(|c| (*c).to_owned()).collect() })
}

fn opened() -> (Register, ChangeNo) {
    let (mut r, no) = assessed();
    r.ok("cto", &on(no, ChangeCommand::OpenVote { tally: None, meeting: None }));
    r.ok("cto", &considered(no, &[]));
    (r, no)
}

/// GQ-cab-07: a ballot outside a meeting closes after each of the six criteria is marked as considered, too.
#[test]
fn a_ballot_outside_a_meeting_closes_after_all_six_criteria() {
    let (mut r, no) = assessed();
    assert_eq!(r.no("cto", &considered(no, &[])).kind, Kind::BallotNotOpen, "there is nothing to consider yet");
    r.ok("cto", &on(no, ChangeCommand::OpenVote { tally: None, meeting: None }));
    for who in ["cto", "ciso", "system_owner"] {
        r.vote(who, no, "approve").unwrap();
    }
    let close = on(no, ChangeCommand::CloseVote { reason: Some("as counted".into()) });
    for criterion in ["justification", "risk", "testing", "rollback", "resources", "compliance"] {
        let refusal = r.no("cto", &close);
        assert_cites(&refusal, Kind::Policy, &["GQ-cab-07"]);
        assert!(refusal.reasons.iter().any(|r| r.remedy.contains("quorate vote consider")), "{refusal:#?}");
        r.ok("cto", &considered(no, &[criterion]));
    }
    let unknown = r.no("cto", &considered(no, &["mood"]));
    assert!(unknown.kind == Kind::InvalidInput && unknown.text.contains("no criterion \"mood\""), "{unknown:#?}");
    assert_eq!(r.no("ciso", &considered(no, &[])).kind, Kind::NotPermitted, "who leads says what was considered");
    r.ok("cto", &close);
    assert_eq!(r.change(no).ballot().unwrap().outcome, Some(Outcome::Carried));
}

#[test]
fn three_present_two_in_favour_carry() {
    let (mut r, no) = opened();
    for (who, choice) in [("cto", "approve"), ("ciso", "approve"), ("system_owner", "reject")] {
        r.vote(who, no, choice).unwrap();
    }
    r.ok("cto", &on(no, ChangeCommand::CloseVote { reason: Some("as counted".into()) }));
    let change = r.change(no);
    assert_eq!(change.ballot().unwrap().outcome, Some(Outcome::Carried), "GQ-cab-05");
    assert_eq!((change.state, change.decision), (State::Scheduled, Decision::Approved));
}

#[test]
fn closing_without_quorum_is_refused_and_changes_nothing() {
    let (mut r, no) = opened();
    r.vote("cto", no, "approve").unwrap();
    r.vote("ciso", no, "approve").unwrap();
    let refusal = r.no("cto", &on(no, ChangeCommand::CloseVote { reason: Some("as counted".into()) }));
    assert_cites(&refusal, Kind::QuorumNotMet, &["GQ-cab-04"]);
    assert!(refusal.text.contains("2 of 3 needed"), "{}", refusal.text);
}

#[test]
fn opening_with_two_present_by_roll_call_is_refused() {
    let (mut r, no) = assessed();
    r.rollcall("cto", &[("cto", "room"), ("ciso", "phone"), ("system_owner", "absent")]);
    let open = on(no, ChangeCommand::OpenVote { tally: None, meeting: None });
    assert_cites(&r.no("cto", &open), Kind::QuorumNotMet, &["GQ-cab-04"]);
    r.rollcall("cto", &[("devsecops_lead", "room")]);
    r.ok("cto", &open);
}

#[test]
fn losing_quorum_suspends_and_regaining_it_goes_on() {
    let (mut r, no) = assessed();
    r.rollcall("cto", &[("cto", "room"), ("ciso", "room"), ("system_owner", "room")]);
    r.ok("cto", &on(no, ChangeCommand::OpenVote { tally: None, meeting: None }));
    r.vote("cto", no, "approve").unwrap();
    r.rollcall("cto", &[("system_owner", "absent")]);
    assert_cites(&r.no("ciso", &cast(no, "approve")), Kind::BallotNotOpen, &["GQ-cab-04"]);
    assert_cites(&r.no("system_owner", &cast(no, "approve")), Kind::NotPermitted, &[]);
    r.rollcall("cto", &[("system_owner", "phone")]);
    r.vote("ciso", no, "approve").unwrap();
}

#[test]
fn votes_change_until_closed_and_a_second_same_vote_is_refused() {
    let (mut r, no) = opened();
    r.vote("ciso", no, "approve").unwrap();
    assert_eq!(r.no("ciso", &cast(no, "approve")).kind, Kind::AlreadyDone);
    r.vote("ciso", no, "reject").unwrap();
    let ballot = r.change(no).ballot().unwrap();
    assert_eq!((ballot.votes.len(), ballot.votes[&person("ciso")].choice), (1, Choice::Reject));
}

#[test]
fn strangers_requesters_and_latecomers_do_not_vote() {
    let (mut r, no) = opened();
    assert_eq!(r.no("nobody", &cast(no, "approve")).kind, Kind::UnknownPerson);
    assert_eq!(r.no("rita", &cast(no, "approve")).kind, Kind::NotPermitted);
    let mut other = vote("approve");
    other.member = Some(person("ciso"));
    assert_eq!(r.no("cto", &on(no, ChangeCommand::Cast(other))).kind, Kind::Delegation);
    r.wait(Span::hours(13));
    assert_eq!(r.no("ciso", &cast(no, "approve")).kind, Kind::BallotNotOpen);
    r.ok("cto", &on(no, ChangeCommand::CloseVote { reason: Some("as counted".into()) }));
    assert_eq!(r.change(no).ballot().unwrap().outcome, Some(Outcome::Lapsed));
    assert_eq!(r.change(no).state, State::Authorize, "a lapsed ballot decides nothing");
}

#[test]
fn a_requester_on_the_board_is_recused_by_rule() {
    let mut r = Register::under("ghostquant");
    assert!(r.world.changes.is_empty());
    let (mut ready, no) = assessed();
    std::mem::swap(&mut r, &mut ready);
    let team = vec![("implementers".to_owned(), "devsecops_lead".to_owned())];
    r.ok("rita", &on(no, ChangeCommand::Edit { fields: team }));
    r.ok("cto", &on(no, ChangeCommand::OpenVote { tally: None, meeting: None }));
    assert_eq!(r.no("devsecops_lead", &cast(no, "approve")).kind, Kind::Recused);
    let ballot = r.change(no).ballot().unwrap();
    let counted = ballot.counted(None);
    assert_eq!((counted.count.eligible, counted.count.recused), (4, 1));
}

#[test]
fn a_material_edit_voids_the_ballot_and_old_votes_are_refused() {
    let (mut r, no) = opened();
    r.vote("cto", no, "approve").unwrap();
    let fields = vec![("description".to_owned(), "Two replicas instead of one".to_owned())];
    r.ok("rita", &on(no, ChangeCommand::Edit { fields }));
    assert_eq!(r.no("ciso", &cast(no, "approve")).kind, Kind::StaleRevision);
    let seen = r.change(no).revision - 1;
    let open = on(no, ChangeCommand::OpenVote { tally: None, meeting: None });
    assert_eq!(r.act_at("cto", &open, Some(seen)).unwrap_err().kind, Kind::StaleRevision);
    r.ok("cto", &open);
}

#[test]
fn the_same_rating_said_again_takes_no_vote_back() {
    let (mut r, no) = opened();
    r.vote("cto", no, "approve").unwrap();
    let ratings: Vec<_> = r.change(no).ratings.iter().map(|(id, n)| (id.clone(), n.to_string())).collect();
    assert!(!ratings.is_empty());
    let warned = r.ok("tom", &on(no, ChangeCommand::Assess { ratings })).warnings;
    assert!(!warned.iter().any(|w| w.rule == "ballot-voided"), "{warned:?}");
    assert_eq!(r.change(no).ballot().unwrap().votes.len(), 1);
}

#[test]
fn a_rejection_needs_its_rationale_and_may_be_resubmitted() {
    let (mut r, no) = opened();
    for who in ["cto", "ciso", "system_owner"] {
        r.vote(who, no, "reject").unwrap();
    }
    let mute = on(no, ChangeCommand::CloseVote { reason: None });
    let refusal = r.no("cto", &mute);
    assert_cites(&refusal, Kind::Policy, &["GQ-approval-06"]);
    // A ballot that is hidden stays hidden: what is refused does not tell how it stands.
    for who in ["cto", "ciso", "system_owner"] {
        r.vote(who, no, "approve").unwrap();
    }
    assert_eq!(r.no("cto", &mute), refusal);
    for who in ["cto", "ciso", "system_owner"] {
        r.vote(who, no, "reject").unwrap();
    }
    r.ok("cto", &on(no, ChangeCommand::CloseVote { reason: Some("No load figures".into()) }));
    assert_eq!((r.change(no).state, r.change(no).decision), (State::New, Decision::Rejected));
    assert_cites(&r.no("tom", &on(no, ChangeCommand::Submit)), Kind::NotPermitted, &["GQ-approval-08"]);
    let rejected = r.change(no).revision;
    r.ok("rita", &on(no, ChangeCommand::Submit));
    assert_eq!((r.change(no).state, r.change(no).revision), (State::Assess, rejected + 1));
    assert!(r.change(no).passed("completeness").is_empty(), "GQ-approval-08: reviews and approvals are cleared");
}

#[test]
fn the_chair_enters_votes_and_the_member_may_object() {
    let (mut r, no) = opened();
    r.rollcall("cto", &[("cto", "room"), ("ciso", "room"), ("system_owner", "room")]);
    for member in ["ciso", "system_owner"] {
        let mut via = vote("approve");
        (via.via_chair, via.member) = (true, Some(person(member)));
        r.ok("cto", &on(no, ChangeCommand::Cast(via)));
    }
    r.vote("cto", no, "approve").unwrap();
    r.ok("cto", &on(no, ChangeCommand::CloseVote { reason: Some("as counted".into()) }));
    assert_eq!(r.change(no).state, State::Scheduled);
    r.wait(Span::hours(2));
    r.ok("ciso", &on(no, ChangeCommand::Object { reason: Some("I said no".into()) }));
    let change = r.change(no);
    assert_eq!((change.state, change.decision), (State::Authorize, Decision::None));
    assert_eq!(change.ballot().unwrap().outcome, None);
    let mut r2 = opened().0;
    assert_eq!(r2.no("ciso", &on(no, ChangeCommand::Object { reason: None })).kind, Kind::WrongState);
    let _: &Command = &cast(no, "approve");
}

#[test]
fn a_change_deferred_on_the_day_of_a_meeting_goes_to_the_next_one() {
    let (mut r, no) = assessed();
    r.now = super::at("2026-03-04 09:00");
    r.ok("cto", &on(no, ChangeCommand::Defer { reason: Some("no test report".into()), until: None }));
    let until = r.change(no).deferred_to.expect("the board meets weekly");
    assert_eq!(super::at("2026-03-11 14:00"), until);
}

/// Reading 3.10: whoever gets a part in the change while its ballot is open is recused from it, and their vote counts no longer.
#[test]
fn who_becomes_implementer_while_the_ballot_is_open_is_recused() {
    let (mut r, no) = opened();
    for who in ["cto", "ciso", "devsecops_lead"] {
        r.vote(who, no, "approve").unwrap();
    }
    let fields = vec![("implementers".to_owned(), "devsecops_lead".to_owned())];
    let decided = r.ok("rita", &on(no, ChangeCommand::Edit { fields }));
    assert!(decided.warnings.iter().any(|w| w.rule == "recused-by-rule"), "{decided:#?}");
    let ballot = r.change(no).ballot().unwrap();
    assert!(ballot.recused.contains_key(&person("devsecops_lead")) && ballot.votes.len() == 2);
    assert_eq!(r.vote("devsecops_lead", no, "approve").unwrap_err().kind, Kind::Recused);
    let close = on(no, ChangeCommand::CloseVote { reason: Some("as counted".into()) });
    assert_eq!(r.no("cto", &close).kind, Kind::QuorumNotMet);
    r.vote("system_owner", no, "approve").unwrap();
    r.ok("cto", &close);
    assert_eq!(r.change(no).ballot().unwrap().outcome, Some(Outcome::Carried));
}

/// GQ-cab-04: who has lost their seat or left is not there any more; without them the ballot may be suspended.
#[test]
fn who_has_lost_their_seat_is_not_present_on_an_open_ballot() {
    let (mut r, no) = opened();
    for who in ["cto", "ciso", "devsecops_lead"] {
        r.vote(who, no, "approve").unwrap();
    }
    let retire = PeopleCommand::Retire { person: person("devsecops_lead") };
    r.ok("adm", &Command::People(retire));
    let close = on(no, ChangeCommand::CloseVote { reason: Some("as counted".into()) });
    assert_cites(&r.no("cto", &close), Kind::QuorumNotMet, &["GQ-cab-04"]);
    let ballot = r.change(no).ballot().unwrap();
    let counted = ballot.counted(ballot.roll(&r.world, None).as_ref());
    assert!(counted.suspended && counted.count.present == 2 && counted.count.for_ == 2, "{counted:?}");
    let here = ["cto", "ciso", "system_owner"].map(|who| (who, "session"));
    r.rollcall("cto", &here);
    r.vote("system_owner", no, "approve").unwrap();
    r.ok("cto", &close);
    let present = &r.change(no).ballot().unwrap().present_at_close;
    assert!(present.len() == 3 && !present.contains(&person("devsecops_lead")), "{present:?}");
}

/// In an older register a ballot may have been opened over a decision that stands. Whoever may close it takes it back, and
/// the decision stays.
#[test]
fn a_ballot_over_a_decision_that_stands_is_taken_back() {
    let (mut r, no) = opened();
    let sealed = r.events.iter().rev().find(|e| matches!(&e.what, What::Ballot(BallotEvent::VoteOpened { .. })));
    let mut again = sealed.unwrap().clone();
    for who in ["cto", "ciso", "system_owner"] {
        r.vote(who, no, "approve").unwrap();
    }
    let close = |why: &str| on(no, ChangeCommand::CloseVote { reason: Some(why.into()) });
    r.ok("cto", &close("as counted"));
    if let What::Ballot(BallotEvent::VoteOpened { no, .. }) = &mut again.what {
        *no = 2;
    }
    r.world.apply(&again);
    assert_eq!(r.waits(no, "CLOSE VOTE"), [("chair".to_owned(), None)]);
    assert_eq!(r.no("ciso", &close("mine")).kind, Kind::NotPermitted);
    let taken = r.ok("cto", &close("a slip"));
    assert!(taken.warnings.iter().any(|w| w.text.contains("ballot 2 is taken back")), "{:#?}", taken.warnings);
    let change = r.change(no);
    assert_eq!(change.ballot().unwrap().outcome, Some(Outcome::Withdrawn));
    assert!(change.ballot().unwrap().rationale.is_some());
    assert_eq!((change.state, change.decision), (State::Scheduled, Decision::Approved));
    assert!(r.waits(no, "OPEN VOTE").is_empty() && r.waits(no, "CLOSE VOTE").is_empty());
    let open = on(no, ChangeCommand::OpenVote { tally: None, meeting: None });
    assert_eq!(r.no("cto", &open).kind, Kind::AlreadyDone, "ballot 1 decided it, and that stands");
}
