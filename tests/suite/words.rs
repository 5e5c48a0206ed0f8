//! Values in words: moments, windows, spans, events, refusals, receipts.

use chrono_tz::Tz;
use quorate::base::digest::Digest;
use quorate::base::ids::{ChangeNo, PersonId};
use quorate::base::text::so_many;
use quorate::base::time::{Moment, Span};
use quorate::domain::ballot::events::BallotEvent;
use quorate::domain::ballot::{Choice, Outcome, TallyMode, VoteCondition};
use quorate::domain::board::events::{BoardEvent, PeopleEvent};
use quorate::domain::board::{Delegation, Presence};
use quorate::domain::catalogue::events::CatalogueEvent;
use quorate::domain::change::events::ChangeEvent;
use quorate::domain::change::states::State;
use quorate::domain::change::{Decision, Origin, Value};
use quorate::domain::event::What;
use quorate::domain::pack::events::PolicyEvent;
use quorate::domain::pack::{PackText, PackVersion};
use quorate::domain::refusal::{Kind, Refusal};
use quorate::domain::risk::events::RiskEvent;
use quorate::domain::said::Said;
use quorate::text::words::{Names, event, list, moment, refusal};

const BERLIN: Tz = chrono_tz::Europe::Berlin;
const NEW_YORK: Tz = chrono_tz::America::New_York;

fn at(text: &str) -> Moment {
    Moment::parse(text, chrono_tz::UTC).unwrap()
}

#[test]
fn moments_stand_in_local_time_with_utc_beside_it() {
    assert_eq!(moment::moment(at("2026-03-10T21:00:00Z"), BERLIN), "2026-03-10 22:00 CET (21:00Z)");
    assert_eq!(moment::moment(at("2026-07-10T22:30:15Z"), BERLIN), "2026-07-11 00:30:15 CEST (2026-07-10 22:30:15Z)");
    assert_eq!(moment::moment(at("2026-03-10T21:00:00Z"), chrono_tz::UTC), "2026-03-10 21:00Z");
    assert_eq!(moment::day(at("2026-03-10T23:30:00Z"), BERLIN), "Wed 2026-03-11");
}

#[test]
fn windows_name_their_zone_and_a_change_of_the_clock() {
    let words = |from: &str, to: &str, tz: Tz, day: bool| moment::window(at(from), at(to), tz, day);
    assert_eq!(words("2026-07-10T20:00:00Z", "2026-07-10T21:30:00Z", BERLIN, true), "22:00-23:30 CEST (20:00-21:30Z)");
    assert_eq!(
        words("2026-07-10T20:00:00Z", "2026-07-10T23:00:00Z", BERLIN, false),
        "2026-07-10 22:00-2026-07-11 01:00 CEST (20:00-07-10 23:00Z)"
    );
    assert_eq!(words("2026-07-10T20:00:00Z", "2026-07-10T21:30:00Z", chrono_tz::UTC, false), "2026-07-10 20:00-21:30Z");
    // The clocks of New York go forward at 02:00 on 2026-03-08.
    assert_eq!(
        words("2026-03-08T06:00:00Z", "2026-03-08T08:00:00Z", NEW_YORK, false),
        "2026-03-08 01:00 EST-04:00 EDT (06:00-08:00Z, the clock changes: 2h elapsed)"
    );
}

#[test]
fn spans_keep_their_two_largest_units() {
    let words = |s: i64| moment::span(Span::seconds(s));
    let said: Vec<_> = [0, 40, 61, 600, 3600, 5400, 86_400, 183_600, -5400].map(words).to_vec();
    assert_eq!(said, ["0s", "40s", "1min 1s", "10min", "1h", "1h 30min", "1d", "2d 3h", "-1h 30min"]);
    let now = at("2026-03-02T09:00:00Z");
    assert_eq!(moment::relative(now.plus(Span::hours(26)), now), "in 1d 2h");
    assert_eq!(moment::relative(now.plus(Span::seconds(-60)), now), "1min ago");
    assert_eq!(moment::relative(now, now), "now");
    assert_eq!(
        [so_many(1, "entry"), so_many(2, "entry"), so_many(2, "day")],
        ["1 entry".to_owned(), "2 entries".into(), "2 days".into()]
    );
    assert_eq!(
        (list(&["a", "b", "c"]), list::<&str>(&[]), so_many(1, "vote"), so_many(3, "vote")),
        ("a, b and c".into(), String::new(), "1 vote".into(), "3 votes".into())
    );
}

fn said() -> Said {
    Said { digest: Digest::of(b"x"), chars: 4, lines: 1 }
}

fn person(id: &str) -> PersonId {
    id.parse().unwrap()
}

/// The sentence, with `ana` as Ana and every text as "said so".
fn sentence(what: impl Into<What>, choices: bool) -> String {
    let names = Names {
        person: &|p| if p.as_str() == "ana" { "Ana".into() } else { p.to_string() },
        said: &|_| Some("said\nso \u{1b}[31m".into()),
        choices: &|_| choices,
        tz: chrono_tz::UTC,
    };
    event::sentence(&what.into(), &names)
}

#[test]
fn each_kind_of_event_of_a_change_has_its_sentence() {
    let digest = Digest::of(b"revision");
    let version = PackVersion::default();
    let why = Some(said());
    let so = "said / so ^[[31m";
    let title = vec![("title".to_owned(), Value::Said(said())), ("owner".to_owned(), Value::Words(vec!["ana".into()]))];
    let cases: Vec<(ChangeEvent, String)> = vec![
        (
            ChangeEvent::Opened {
                change_type: "standard".into(),
                fields: title.clone(),
                catalogue: Some("tls".into()),
                assessed: None,
            },
            format!("opened a standard change \"{so}\" under tls"),
        ),
        (
            ChangeEvent::Imported {
                origin: Origin { source: "jira".into(), id: "OPS-1".into(), digest },
                change_type: "normal".into(),
                fields: Vec::new(),
                state: State::Closed,
                decision: Decision::Approved,
                moments: Vec::new(),
            },
            "imported jira OPS-1 as a normal change in state closed, decision approved".into(),
        ),
        (
            ChangeEvent::Edited {
                fields: title,
                voids: vec!["approvals".into(), "ballot".into()],
                assessed: None,
                scheduled: false,
            },
            format!("set title to \"{so}\" and owner to ana; this voided its approvals and ballot"),
        ),
        (
            ChangeEvent::Retyped { to: "emergency".into(), reason: why, voids: Vec::new() },
            format!("changed the type to emergency: {so}"),
        ),
        (
            ChangeEvent::Assessed {
                ratings: vec![("impact".into(), 3)],
                inherent: Some(6),
                residual: None,
                level: Some("very_high".into()),
                voids: Vec::new(),
            },
            "assessed the risk: impact 3; level very high, score 6".into(),
        ),
        (
            ChangeEvent::Submitted {
                to: State::Assess,
                pack: version,
                pack_digest: digest,
                revision: digest,
                again: true,
            },
            "submitted again; state assess".into(),
        ),
        (
            ChangeEvent::TurnedBack { criteria: vec!["plan".into()], reason: None, voids: Vec::new() },
            "turned the request back for lack of plan".into(),
        ),
        (
            ChangeEvent::Reviewed {
                review: "peer".into(),
                role: "dev".into(),
                passed: false,
                note: why,
                completes: false,
                delegated_by: None,
            },
            format!("signed the review peer as dev: failed: {so}"),
        ),
        (
            ChangeEvent::Reviewed {
                review: "peer".into(),
                role: "dev".into(),
                passed: true,
                note: None,
                completes: true,
                delegated_by: Some(person("bo")),
            },
            "signed the review peer as dev for bo: passed; the review is complete".into(),
        ),
        (ChangeEvent::ApprovalRequested, "asked for approval".into()),
        (
            ChangeEvent::Disapproved { approval: "cab".into(), role: "cto".into(), reason: why, revision: digest },
            format!("rejected cab as cto: {so}"),
        ),
        (ChangeEvent::Authorised, "every approval is there: the change is approved".into()),
        (ChangeEvent::Rejected { reason: None }, "the change is rejected".into()),
        (ChangeEvent::ApprovalWithdrawn { reason: why }, format!("withdrew the approval: {so}")),
        (
            ChangeEvent::Deferred { reason: None, until: Some(at("2026-03-05T10:00:00Z")), open: false },
            "deferred the decision until 2026-03-05 10:00Z".into(),
        ),
        (
            ChangeEvent::ConditionSet {
                no: 1,
                text: said(),
                owner: Some(person("ana")),
                due: None,
                share: Some(10),
                by: person("bo"),
            },
            format!("condition 1 set by bo: {so}, owner Ana, canary of 10%"),
        ),
        (ChangeEvent::ConditionVerified { no: 1, note: None }, "verified condition 1".into()),
        (
            ChangeEvent::ConditionPassed { no: 1, owner: "ana".parse().unwrap(), reason: None },
            "gave condition 1 to Ana".into(),
        ),
        (
            ChangeEvent::DeviationSigned { rule: "freeze".into(), role: "cto".into(), reason: why },
            format!("signed a deviation from the rule freeze as cto: {so}"),
        ),
        (ChangeEvent::Started { share: 100 }, "started the implementation".into()),
        (ChangeEvent::Started { share: 10 }, "started the implementation on 10% of the targets".into()),
        (ChangeEvent::Finished { succeeded: false, note: None }, "ended the implementation: failure".into()),
        (
            ChangeEvent::Closed { code: "successful_with_issues".into(), notes: None },
            "closed the change as successful with issues".into(),
        ),
        (ChangeEvent::Canceled { reason: None }, "canceled the change".into()),
        (ChangeEvent::Held { reason: said() }, format!("put the change on hold: {so}")),
        (ChangeEvent::Resumed, "released the change from hold".into()),
        (
            ChangeEvent::ClockRanOut {
                clock: "manager_review".into(),
                limit: at("2026-03-05T10:00:00Z"),
                clauses: vec!["AV-4.4-05".into()],
            },
            "noted that the clock manager review ran out on 2026-03-05 10:00Z (AV-4.4-05)".into(),
        ),
        (ChangeEvent::Commented { text: said() }, format!("commented: {so}")),
    ];
    for (what, wanted) in cases {
        assert_eq!(sentence(what, true), wanted);
    }
}

#[test]
fn a_hidden_ballot_keeps_its_choices() {
    let cast = |via_chair| BallotEvent::VoteCast {
        no: 2,
        member: person("ana"),
        choice: Choice::Condition,
        reason: Some(said()),
        condition: Some(VoteCondition { text: said(), owner: None, due: None, share: None }),
        via_chair,
        revision: Digest::of(b"x"),
    };
    assert_eq!(
        sentence(cast(false), true),
        "vote of Ana on ballot 2: condition, on the condition \"said / so ^[[31m\": said / so ^[[31m"
    );
    assert_eq!(sentence(cast(true), false), "vote of Ana entered by roll call on ballot 2");
    let closed = BallotEvent::VoteClosed {
        no: 2,
        outcome: Outcome::CarriedWithConditions,
        present: vec![person("ana"), person("bo")],
        in_favour: 2,
        against: 0,
        abstain: 0,
        recused: 1,
        away: std::collections::BTreeMap::new(),
        reason: None,
    };
    assert_eq!(
        sentence(closed, true),
        "closed ballot 2: carried with conditions, 2 for, 0 against, 0 abstaining, 1 recused, 2 present"
    );
    let objected = BallotEvent::VoteObjected { no: 2, reason: None, reopens: true };
    assert_eq!(sentence(objected, true), "objected to the vote entered on ballot 2; the ballot is open again");
    let recused = BallotEvent::MemberRecused { no: 2, member: person("ana"), reason: None };
    assert_eq!(sentence(recused, false), "recused Ana on ballot 2");
    assert_eq!(TallyMode::Hidden.word(), "hidden");
}

#[test]
fn events_of_the_register_have_their_sentences() {
    let pack = PackText { name: "ghostquant".into(), text: "x".into(), bases: Vec::new() };
    let short = pack.digest().short();
    let until = at("2026-03-05T10:00:00Z");
    let delegation = Delegation {
        from: person("ana"),
        to: person("bo"),
        role: None,
        environment: Some("production".into()),
        starts: at("2026-03-02T10:00:00Z"),
        ends: until,
        reason: None,
    };
    let cases: Vec<(What, String)> = vec![
        (
            PolicyEvent::Founded { org: "Example".into(), sandbox: true }.into(),
            "founded a sandbox register of Example".into(),
        ),
        (
            PolicyEvent::Adopted { packs: [pack].into(), reason: None }.into(),
            format!("adopted the pack ghostquant (text {short})"),
        ),
        (
            PolicyEvent::SettingChanged { id: "vote.tie".into(), from: "a".into(), to: "b".into(), reason: None }
                .into(),
            "set vote.tie from a to b".into(),
        ),
        (PolicyEvent::PolicyReviewed { note: None }.into(), "reviewed the policy".into()),
        (
            PolicyEvent::AdoptionSigned { role: "cto".into(), pack: None, digest: None }.into(),
            "signed the adoption as cto, without naming a text".into(),
        ),
        (PolicyEvent::Confirmed { line: "board".into() }.into(), "confirmed board".into()),
        (
            PeopleEvent::Registered { person: person("ana"), roles: vec!["cto".into(), "ciso".into()] }.into(),
            "registered Ana with cto and ciso".into(),
        ),
        (
            PeopleEvent::RolesChanged { person: person("ana"), roles: Vec::new() }.into(),
            "set the roles of Ana to no role".into(),
        ),
        (PeopleEvent::Retired { person: person("ana") }.into(), "retired Ana".into()),
        (PeopleEvent::Returned { person: person("ana") }.into(), "took Ana back".into()),
        (BoardEvent::Seated { seat: "cto".into(), person: person("ana") }.into(), "gave the seat cto to Ana".into()),
        (BoardEvent::Vacated { seat: "cto".into() }.into(), "vacated the seat cto".into()),
        (
            BoardEvent::AlternateNamed { seat: "cto".into(), person: person("bo") }.into(),
            "named bo alternate for the seat cto".into(),
        ),
        (
            BoardEvent::RollCalled {
                begins: true,
                present: vec![(person("ana"), Presence::of("room").unwrap())],
                meeting: None,
            }
            .into(),
            "took the roll call: Ana (room)".into(),
        ),
        (
            BoardEvent::Delegated(delegation).into(),
            "delegated the vote of Ana in production to bo from 2026-03-02 10:00Z until 2026-03-05 10:00Z".into(),
        ),
        (
            BoardEvent::DelegationEnded { from: person("ana"), to: person("bo") }.into(),
            "ended the delegation from Ana to bo".into(),
        ),
        (
            CatalogueEvent::Admitted {
                id: "tls".into(),
                title: "Renew".into(),
                procedure: None,
                expires: until,
                probation: 3,
            }
            .into(),
            "admitted the standard change tls \"Renew\" until Thu 2026-03-05, on probation for 3 runs".into(),
        ),
        (
            CatalogueEvent::Suspended { id: "tls".into(), reason: None, change: Some(ChangeNo(4)) }.into(),
            "suspended the standard change tls after the failed run CHG-4".into(),
        ),
        (
            CatalogueEvent::Proved { id: "tls".into(), change: ChangeNo(4) }.into(),
            "proved the standard change tls with CHG-4".into(),
        ),
        (
            CatalogueEvent::Withdrawn { id: "tls".into(), reason: None }.into(),
            "took the standard change tls out of the catalogue".into(),
        ),
        (RiskEvent::Accepted { no: 2, reason: None }.into(), "accepted risk 2".into()),
        (RiskEvent::Reviewed { note: None }.into(), "reviewed the risk register".into()),
    ];
    for (what, wanted) in cases {
        assert_eq!(sentence(what, true), wanted);
    }
}

#[test]
fn a_refusal_gives_each_clause_once_and_what_would_change_it() {
    let clauses = |id: &str| (id == "X-1").then_some(("section 4", "Quorum is three."));
    let refusal =
        Refusal::new(Kind::QuorumNotMet, "no quorum", "record who is present").citing(&["X-1".into(), "X-2".into()]);
    let lines = refusal::lines(&refusal, &clauses);
    assert_eq!(
        lines,
        [
            "no quorum",
            "    X-1, section 4: Quorum is three.",
            "    X-2",
            "    what would change it: record who is present"
        ]
    );
    let mut twice = refusal.clone();
    twice.reasons.push(twice.reasons[0].clone());
    twice.reasons[1].text = "again".into();
    let lines = refusal::lines(&twice, &clauses);
    assert_eq!(&lines[4..7], ["  again", "    X-1, see above", "    X-2, see above"]);
    assert_eq!(refusal::remedies(&twice), ["record who is present"]);
}

/// A condition that has another owner is not told as if it were met.
#[test]
fn a_receipt_tells_that_a_condition_has_another_owner() {
    let entry = quorate::sheets::register::EntryRef { seq: 1, kind: "change.condition_passed".into() };
    assert_eq!(quorate::text::words::receipt::kinds(&[entry]), ["condition given to somebody else"]);
}
