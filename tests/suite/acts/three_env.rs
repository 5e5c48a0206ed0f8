//! Changes under the three-environment pack: what a change is approved for, and who stands in for whom.

use super::{Register, assert_cites, at, begin, ended, on, person, proof, said, vote};
use chrono::{Datelike, Weekday};
use quorate::base::ids::ChangeNo;
use quorate::base::time::Span;
use quorate::domain::change::Decision;
use quorate::domain::change::states::State;
use quorate::domain::command::{Approval, BoardCommand, Cast, ChangeCommand, Command, PolicyCommand};
use quorate::domain::evidence::command::EvidenceCommand;
use quorate::domain::refusal::Kind;
use quorate::domain::run::command::Begin;

pub const PEOPLE: [(&str, &[&str], &[&str]); 15] = [
    ("rita", &["dev_team"], &[]),
    ("dan", &["dev_team"], &[]),
    ("lena", &["development_lead"], &[]),
    ("oleg", &["operations"], &[]),
    ("tess", &["test_manager"], &[]),
    ("quinn", &["qa_team"], &[]),
    ("bea", &["business_analyst"], &[]),
    ("ida", &["it_operations_manager"], &[]),
    ("sam", &["security_lead"], &[]),
    ("carla", &["cab_chair"], &["cab_chair"]),
    ("dora", &["development_lead"], &[]),
    ("bo", &["business_owner"], &[]),
    ("max", &["change_manager"], &[]),
    ("mia", &[], &["member1"]),
    ("moe", &[], &["member2"]),
];

pub const REQUEST: [(&str, &str); 14] = [
    ("title", "March patches"),
    ("description", "Libraries 4.1 to 4.3"),
    ("rollback_plan", "Redeploy 4.1"),
    ("testing_approach", "Regression and UAT in TEST"),
    ("communication_plan", "Stakeholders two days before"),
    ("impact_assessment", "Ten minutes without orders"),
    ("implementers", "dan,oleg"),
    ("dev_lead_notified", "2026-03-02 08:30"),
    ("package_validated", "yes"),
    ("backup_verified", "yes"),
    ("test_cases_updated", "yes"),
    ("test_data_prepared", "yes"),
    ("test_environment_available", "yes"),
    ("communication_initiated", "yes"),
];

pub const PROD: [(&str, &str); 7] = [
    ("alternative_dates", "2026-03-10 18:00, 2026-03-11 18:00, 2026-03-12 18:00"),
    ("environment", "PROD"),
    ("patch_class", "P3"),
    ("patch_kind", "monthly"),
    ("financial_impact_per_hour", "12000"),
    ("downtime_minutes", "10"),
    ("dependent_systems_impact", "none depends on it"),
];

pub fn register() -> Register {
    let mut r = Register::under("three-env");
    for (id, roles, seats) in PEOPLE {
        r.person(id, roles, seats);
    }
    r
}

/// Sets the board's day and hour, without which no ballot opens.
pub fn meets(r: &mut Register) {
    for (id, value) in [("cab.weekday", "Tue"), ("cab.time", "10:00")] {
        let command = PolicyCommand::Set { id: id.into(), value: value.into(), reason: Some("agreed".into()) };
        r.ok("adm", &Command::Policy(command));
    }
}

pub fn submitted(r: &mut Register, kind: &str, fields: &[(&str, &str)]) -> ChangeNo {
    let all: Vec<_> = REQUEST.into_iter().chain(fields.iter().copied()).collect();
    let no = r.open("rita", kind, &all);
    let low = ["likelihood", "impact"].iter().map(|f| ((*f).to_owned(), "1".to_owned())).collect();
    r.ok("rita", &on(no, ChangeCommand::Assess { ratings: low }));
    r.ok("rita", &on(no, ChangeCommand::Submit));
    no
}

pub fn signs(r: &mut Register, no: ChangeNo, who: &str, review: &str) {
    let command = ChangeCommand::Review { review: Some(review.into()), role: None, passed: true, note: None };
    r.ok(who, &on(no, command));
}

/// Deployed to DEV and, a day after the Test Manager's approval, to TEST.
pub fn staged(r: &mut Register, no: ChangeNo) {
    r.deploy("dan", no, &["DEV"]);
    leaves_dev(r, no);
    r.wait(Span::hours(24));
    r.stands_before("oleg", no, "TEST");
    r.ok("oleg", &on(no, deploys("TEST", "release/march")));
    r.ok("oleg", &on(no, ended(Some("TEST"), true)));
}

/// What DEV is left with: its tests, the code review, the approval for TEST and the Development Lead's go.
pub fn leaves_dev(r: &mut Register, no: ChangeNo) {
    prove(
        r,
        no,
        &[
            ("dan", ("unit", None, &[("pass_rate", "100"), ("coverage", "90")])),
            ("dan", ("smoke", Some("DEV"), &[("pass_rate", "100")])),
            ("dan", ("blocking_defects", None, &[("open", "0")])),
        ],
    );
    r.settle(no, "post_dev", &["dan"]);
    for (who, review) in [("lena", "code_review"), ("tess", "test_approval"), ("dora", "promote_test")] {
        signs(r, no, who, review);
    }
}

pub fn prove(r: &mut Register, no: ChangeNo, proofs: &[(&str, super::Proof<'_>)]) {
    for (who, (test, environment, values)) in proofs {
        let mut command = proof(test, *environment, values);
        if let ("tag", ChangeCommand::Evidence(EvidenceCommand::Add(new))) = (*test, &mut command) {
            let mut found = super::evidence::tag(no);
            found.tag.at = r.now;
            (new.passed, new.tag) = (None, Some(found));
        }
        r.ok(who, &on(no, command));
    }
}

pub fn deploys(environment: &str, branch: &str) -> ChangeCommand {
    begin(Begin { environment: Some(environment.into()), branch: Some(branch.into()), ..said() })
}

/// Deployed to TEST, and what is signed before the board decides.
pub fn tested(r: &mut Register, no: ChangeNo) {
    staged(r, no);
    let uat = [("scenarios", "15"), ("open_blocking", "0"), ("open_critical", "0")];
    prove(
        r,
        no,
        &[
            ("quinn", ("regression", None, &[("pass_rate", "95")])),
            ("bea", ("uat", Some("TEST"), &uat)),
            ("quinn", ("sast", None, &[])),
            ("quinn", ("dast", None, &[])),
        ],
    );
    // UAT lasts a business day, that of a major release three.
    let major = r.change(no).words("patch_kind").iter().any(|k| k == "major upgrade");
    r.wait(Span::hours(if major { 72 } else { 24 }));
    while matches!(r.now.local(chrono_tz::America::New_York).weekday(), Weekday::Sat | Weekday::Sun) {
        r.wait(Span::hours(24));
    }
    for (who, review) in [("quinn", "full_regression"), ("bea", "uat")] {
        signs(r, no, who, review);
    }
}

/// What even an emergency shows before PROD: the way back, the backup, the tag.
pub const TRIED: [(&str, super::Proof<'static>); 3] = [
    ("quinn", ("rollback", Some("TEST"), &[])),
    ("quinn", ("backup", None, &[("recoverable", "100")])),
    ("quinn", ("tag", None, &[])),
];

/// What PROD waits for beside tests: the points of the board, and who decides.
pub fn go(r: &mut Register, no: ChangeNo) {
    prove(r, no, &TRIED);
    prove(
        r,
        no,
        &[
            ("quinn", ("smoke", Some("TEST"), &[("pass_rate", "100")])),
            ("quinn", ("critical_defects", None, &[("open", "0")])),
            ("quinn", ("blocking_defects", None, &[("open", "0")])),
            ("quinn", ("performance", Some("TEST"), &[("measured_ms", "190"), ("baseline_ms", "200")])),
            ("quinn", ("stakeholders", None, &[("unnotified", "0")])),
            ("quinn", ("monitoring", None, &[("alerts", "3")])),
        ],
    );
    r.settle(no, "post_test", &["quinn"]);
    let signers = [
        ("tess", "promote_prod_test"),
        ("lena", "promote_prod_development"),
        ("bea", "promote_prod_analyst"),
        ("bo", "business_signoff"),
    ];
    for (who, review) in signers {
        signs(r, no, who, review);
    }
}

pub fn opened(r: &mut Register, no: ChangeNo) {
    r.ok("carla", &on(no, ChangeCommand::OpenVote { tally: None, meeting: None }));
}

/// A PROD change with the board's approval.
pub fn approved(r: &mut Register) -> ChangeNo {
    approved_for(r, &PROD)
}

pub fn approved_for(r: &mut Register, fields: &[(&str, &str)]) -> ChangeNo {
    meets(r);
    let no = submitted(r, "normal", fields);
    tested(r, no);
    opened(r, no);
    for who in ["carla", "mia", "moe"] {
        r.vote(who, no, "approve").unwrap();
    }
    r.ok("carla", &on(no, ChangeCommand::CloseVote { reason: Some("as counted".into()) }));
    assert_eq!(r.change(no).decision, Decision::Approved);
    no
}

#[test]
fn an_approved_change_without_a_window_waits_to_be_scheduled_before_its_lists() {
    let mut r = register();
    let no = approved(&mut r);
    assert_eq!(r.change(no).window(), None);
    let waits = r.waits(no, "SCHEDULE");
    assert!(!waits.is_empty() && waits.iter().all(|(whom, _)| whom.starts_with("person ")), "{waits:?}");
    assert_eq!(r.waits(no, "START"), []);
    let (from, to) = (super::at("2026-03-10 18:00"), super::at("2026-03-10 20:00"));
    let schedule = ChangeCommand::Schedule { from, to, environment: None };
    r.ok("oleg", &on(no, schedule));
    assert_eq!(r.waits(no, "SCHEDULE"), []);
    assert!(!r.waits(no, "CHECKLIST").is_empty());
}

fn edited(fields: &[(&str, &str)]) -> ChangeCommand {
    ChangeCommand::Edit { fields: fields.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect() }
}

fn start(environment: Option<&str>) -> ChangeCommand {
    begin(Begin { environment: environment.map(str::to_owned), branch: Some("main".into()), ..said() })
}

#[test]
fn a_prod_change_does_not_start_by_the_rules_of_dev() {
    let mut r = register();
    let no = approved(&mut r);
    assert_cites(&r.no("oleg", &on(no, start(None))), Kind::Policy, &["PM-4.1-03"]);
    go(&mut r, no);
    let refusal = r.no("dan", &on(no, start(Some("LAB"))));
    assert_eq!(refusal.kind, Kind::InvalidInput, "{refusal:#?}");
    assert!(refusal.text.contains("is for PROD, not for LAB"), "{refusal:#?}");
    assert_cites(&r.no("oleg", &on(no, start(Some("DEV")))), Kind::NotPermitted, &["PM-8.1-01", "PM-4.1-01"]);
    r.now = at("2026-03-10 18:00");
    r.settle(no, "pre_prod", &["oleg"]);
    r.ok("oleg", &on(no, start(Some("PROD"))));
    assert_eq!(r.change(no).state, State::Implement);
}

#[test]
fn a_window_does_not_move_a_change_to_another_environment() {
    let mut r = register();
    let no = submitted(&mut r, "normal", &[("environment", "TEST")]);
    r.ok("tess", &on(no, ChangeCommand::Approve(Approval::default())));
    let window = |environment: &str| ChangeCommand::Schedule {
        from: at("2026-03-10 18:00"),
        to: at("2026-03-10 20:00"),
        environment: Some(environment.into()),
    };
    assert_eq!(r.no("rita", &on(no, window("PROD"))).kind, Kind::InvalidInput);
    r.ok("rita", &on(no, window("TEST")));
    assert_eq!(r.change(no).words("environment"), ["TEST"]);
}

/// PM-4.1-03: the window is chosen once the change is approved; to move it from there asks for approval anew.
#[test]
fn the_first_scheduling_voids_nothing_and_moving_the_window_does() {
    let mut r = register();
    let no = submitted(&mut r, "normal", &[("environment", "TEST")]);
    r.ok("tess", &on(no, ChangeCommand::Approve(Approval::default())));
    let window = |day: &str| {
        let (from, to) = (at(&format!("{day} 18:00")), at(&format!("{day} 20:00")));
        on(no, ChangeCommand::Schedule { from, to, environment: None })
    };
    let voided = |d: &quorate::domain::desk::Decided| {
        d.warnings.iter().any(|w| w.rule == "approvals-voided" && w.text.contains("(tess)"))
    };
    for _ in 0..2 {
        let done = r.ok("rita", &window("2026-03-11"));
        assert!(!voided(&done), "{:#?}", done.warnings);
        assert_eq!((r.change(no).state, r.change(no).decision), (State::Scheduled, Decision::Approved));
    }
    let moved = r.ok("rita", &window("2026-03-12"));
    assert!(voided(&moved), "{:#?}", moved.warnings);
    assert_eq!((r.change(no).state, r.change(no).decision), (State::Authorize, Decision::None));
    r.ok("tess", &on(no, ChangeCommand::Approve(Approval::default())));
    assert_eq!(r.change(no).state, State::Scheduled);
    assert!(voided(&r.ok("rita", &window("2026-03-11"))), "the window that was approved anew is moved again");
}

#[test]
fn where_the_window_is_part_of_the_request_another_one_is_approved_anew() {
    let mut r = register();
    r.set("window.chosen", "request");
    let no = submitted(&mut r, "normal", &[("environment", "TEST"), ("window", "2026-03-11 18:00/2026-03-11 20:00")]);
    r.ok("tess", &on(no, ChangeCommand::Approve(Approval::default())));
    let (from, to) = r.change(no).window().unwrap();
    let later = |hours: i64| {
        let (from, to) = (from.plus(Span::hours(hours)), to.plus(Span::hours(hours)));
        on(no, ChangeCommand::Schedule { from, to, environment: None })
    };
    r.ok("rita", &later(0));
    assert_eq!(r.change(no).state, State::Scheduled, "the window that was approved");
    let moved = r.ok("rita", &later(24));
    assert!(moved.warnings.iter().any(|w| w.rule == "approvals-voided"), "{:#?}", moved.warnings);
    assert_eq!(r.change(no).state, State::Authorize);
}

#[test]
fn a_dev_change_stays_ready_when_the_notice_is_written_down_later() {
    let mut r = register();
    let no = submitted(&mut r, "normal", &[("environment", "DEV"), ("dev_lead_notified", "")]);
    assert_eq!(r.change(no).state, State::Scheduled, "DEV asks nobody for approval");
    assert_cites(&r.no("dan", &on(no, start(None))), Kind::Policy, &["PM-4.1-01"]);
    r.ok("rita", &on(no, edited(&[("dev_lead_notified", "2026-03-02 08:30")])));
    assert_eq!((r.change(no).state, r.change(no).decision), (State::Scheduled, Decision::Approved));
    r.settle(no, "pre_dev", &["dan"]);
    r.ok("dan", &on(no, start(None)));
}

#[test]
fn an_edit_after_approval_still_sends_a_change_back_to_those_who_approve() {
    let mut r = register();
    let no = approved(&mut r);
    r.ok("rita", &on(no, edited(&[("description", "Libraries 4.1 to 5.0")])));
    assert_eq!((r.change(no).state, r.change(no).decision), (State::Authorize, Decision::None));
}

#[test]
fn an_edit_does_not_bring_a_withdrawn_approval_back() {
    let mut r = register();
    let no = approved(&mut r);
    r.ok("carla", &on(no, ChangeCommand::Withdraw { reason: Some("recalled by the vendor".into()) }));
    r.ok("rita", &on(no, edited(&[("title", "March patches, recalled")])));
    assert_ne!(r.change(no).decision, Decision::Approved);
    r.now = at("2026-03-10 18:00");
    r.no("oleg", &on(no, start(None)));
}

#[test]
fn a_change_turned_to_prod_says_its_class_and_kind() {
    let mut r = register();
    let no = submitted(&mut r, "normal", &[("environment", "TEST")]);
    let without: Vec<_> = PROD.into_iter().filter(|(id, _)| !id.starts_with("patch_")).collect();
    r.ok("rita", &on(no, edited(&without)));
    tested(&mut r, no);
    let refusal = r.no("rita", &on(no, ChangeCommand::Request));
    assert_cites(&refusal, Kind::Missing, &["PM-7.1-02", "PM-7.1-03"]);
    let missing: Vec<_> = refusal.missing.iter().map(|m| m.field.as_str()).collect();
    assert_eq!(missing, ["patch_class", "patch_kind"]);
}

#[test]
fn no_ballot_opens_before_the_board_has_its_day_and_hour() {
    let mut r = register();
    let no = submitted(&mut r, "normal", &PROD);
    tested(&mut r, no);
    let open = on(no, ChangeCommand::OpenVote { tally: None, meeting: None });
    assert_cites(&r.no("carla", &open), Kind::Policy, &["PM-4.1-03"]);
    // A change goes by the settings of its submission; what they left open counts once it is filled in.
    meets(&mut r);
    r.ok("carla", &open);
}

#[test]
fn standing_in_for_somebody_elsewhere_does_not_bar_the_security_lead() {
    let mut r = register();
    let urgent = [("patch_class", "P1"), ("patch_kind", "security"), ("security_impact", "exploited")];
    let fields: Vec<_> = PROD.into_iter().filter(|(id, _)| !id.starts_with("patch_")).chain(urgent).collect();
    let no = submitted(&mut r, "emergency", &fields);
    let delegated = |role: &str, to: &str| {
        Command::Board(BoardCommand::Delegate {
            to: person(to),
            role: Some(role.into()),
            environment: None,
            from: None,
            until: at("2026-03-03 09:00"),
            reason: Some("on leave".into()),
        })
    };
    assert_cites(&r.no("sam", &delegated("security_lead", "ida")), Kind::Delegation, &["PM-8.3-04"]);
    r.ok("bea", &delegated("business_analyst", "sam"));
    r.ok("sam", &on(no, ChangeCommand::Approve(Approval::default())));
    assert!(r.change(no).has_approved(&person("sam")));
}

#[test]
fn a_share_or_condition_is_not_lost_with_a_plain_approval() {
    let mut r = register();
    meets(&mut r);
    let no = submitted(&mut r, "normal", &PROD);
    tested(&mut r, no);
    opened(&mut r, no);
    let canary = |choice: &str, share: Option<u32>| {
        let due = Some(at("2026-03-09 12:00"));
        on(no, ChangeCommand::Cast(Cast { condition: Some("errors below 1%".into()), due, share, ..vote(choice) }))
    };
    assert_cites(&r.no("carla", &canary("approve", Some(50))), Kind::Policy, &["GA-06-3", "GA-06-2"]);
    assert_cites(&r.no("carla", &canary("approve", None)), Kind::Policy, &["GA-06-2"]);
    r.ok("carla", &canary("condition", Some(50)));
    for who in ["mia", "moe"] {
        r.vote(who, no, "approve").unwrap();
    }
    r.ok("carla", &on(no, ChangeCommand::CloseVote { reason: Some("as counted".into()) }));
    go(&mut r, no);
    r.now = at("2026-03-10 18:00");
    r.settle(no, "pre_prod", &["oleg"]);
    assert_cites(&r.no("oleg", &on(no, start(None))), Kind::Policy, &["GA-06-3"]);
    r.ok("oleg", &on(no, begin(Begin { share: Some(50), branch: Some("main".into()), ..said() })));
}

/// A register in which a finding of the gap analysis is enforced, warned of or switched off.
fn with_gap(finding: &str, value: &str) -> Register {
    let mut r = register();
    meets(&mut r);
    if value != "enforce" {
        let (id, reason) = (format!("gap.{finding}"), Some("decided by the board".into()));
        r.ok("adm", &Command::Policy(PolicyCommand::Set { id, value: value.into(), reason }));
    }
    r
}

/// What an act comes to: refused, allowed with a warning that cites the clause, or allowed without one.
fn comes_to(r: &mut Register, who: &str, command: &Command, clause: &str) -> &'static str {
    match r.act(who, command) {
        Err(refusal) => {
            assert_cites(&refusal, refusal.kind, &[clause]);
            "enforce"
        }
        Ok(decided) if decided.warnings.iter().any(|w| w.clauses.iter().any(|c| c == clause)) => "warn",
        Ok(_) => "off",
    }
}

#[test]
fn finding_6_is_enforced_warned_of_or_off() {
    for value in ["enforce", "warn", "off"] {
        // Rejection, lost ballot and withdrawal without their rationale.
        let mut r = with_gap("6", value);
        let no = submitted(&mut r, "normal", &[("environment", "TEST")]);
        let reject = on(no, ChangeCommand::Reject { role: None, reason: None });
        assert_eq!(comes_to(&mut r, "tess", &reject, "GA-06-1"), value, "rejection");

        let mut r = with_gap("6", value);
        let no = submitted(&mut r, "normal", &PROD);
        tested(&mut r, no);
        opened(&mut r, no);
        for who in ["carla", "mia", "moe"] {
            r.vote(who, no, "reject").unwrap();
        }
        let close = on(no, ChangeCommand::CloseVote { reason: None });
        assert_eq!(comes_to(&mut r, "carla", &close, "GA-06-1"), value, "lost ballot");

        // A condition that is not verified, and a canary share without its criteria.
        let mut r = with_gap("6", value);
        let no = submitted(&mut r, "normal", &PROD);
        tested(&mut r, no);
        opened(&mut r, no);
        let plain = Cast { share: Some(50), ..vote("approve") };
        assert_eq!(comes_to(&mut r, "carla", &on(no, ChangeCommand::Cast(plain)), "GA-06-3"), value, "canary");
        let due = Some(at("2026-03-09 12:00"));
        let conditional = Cast { condition: Some("errors below 1%".into()), due, ..vote("condition") };
        r.ok("carla", &on(no, ChangeCommand::Cast(conditional)));
        for who in ["mia", "moe"] {
            r.vote(who, no, "approve").unwrap();
        }
        r.ok("carla", &on(no, ChangeCommand::CloseVote { reason: Some("as counted".into()) }));
        let withdraw = on(no, ChangeCommand::Withdraw { reason: None });
        let world = r.world.clone();
        go(&mut r, no);
        r.now = at("2026-03-10 18:00");
        r.settle(no, "pre_prod", &["oleg"]);
        assert_eq!(comes_to(&mut r, "oleg", &on(no, start(None)), "GA-06-2"), value, "unverified condition");
        r.world = world;
        assert_eq!(comes_to(&mut r, "carla", &withdraw, "GA-06-5"), value, "withdrawal");
    }
}

#[test]
fn finding_8_is_enforced_warned_of_or_off() {
    for value in ["enforce", "warn", "off"] {
        let mut r = with_gap("8", value);
        let bare = r.open("rita", "normal", &[("title", "Bare"), ("environment", "TEST")]);
        assert_eq!(comes_to(&mut r, "rita", &on(bare, ChangeCommand::Submit), "GA-08-1"), value, "mandatory items");

        let mut r = with_gap("8", value);
        let no = submitted(&mut r, "normal", &[("environment", "TEST")]);
        let back = on(no, ChangeCommand::Return { criteria: Vec::new(), reason: Some("not clear".into()) });
        if value == "enforce" {
            let refusal = r.no("carla", &back);
            assert!(refusal.reasons.iter().any(|r| r.remedy.contains("communication_plan")), "{refusal:#?}");
        }
        assert_eq!(comes_to(&mut r, "carla", &back, "GA-08-2"), value, "criteria");
    }
}

/// Who may verify a condition is told of it; its owner is told to meet it, and the note of the verification is kept.
#[test]
fn conditions_wait_for_those_who_may_verify_them() {
    let mut r = register();
    let no = on_a_condition(&mut r);
    assert_eq!(
        (r.change(no).decision, r.change(no).decided()),
        (Decision::Approved, "approved_with_conditions".into())
    );
    let waits = |r: &mut Register, who: &str| super::recorded::waits(r, no, who);
    assert_eq!(waits(&mut r, "mia"), ["CONDITION"], "who answers for it meets it");
    assert_eq!(waits(&mut r, "moe"), ["VERIFY"]);
    assert_eq!(waits(&mut r, "carla"), ["VERIFY"]);
    let verify = |note: &str| on(no, ChangeCommand::Verify { no: 1, note: Some(note.into()) });
    r.no("mia", &verify("mine"));
    r.ok("moe", &verify("seen on the dashboard"));
    assert!(!waits(&mut r, "carla").contains(&"VERIFY"));
    assert!(r.change(no).conditions[0].note.is_some());
}

/// A condition has somebody who answers for it and a date: given, or the change's owner and its window.
#[test]
fn a_condition_without_owner_or_date_is_refused() {
    let mut r = register();
    meets(&mut r);
    let no = submitted(&mut r, "normal", &PROD);
    tested(&mut r, no);
    opened(&mut r, no);
    let says = Cast { condition: Some("errors below 1%".into()), ..vote("condition") };
    let unknown = Cast { owner: Some(person("nobody")), ..says.clone() };
    assert_eq!(r.no("carla", &on(no, ChangeCommand::Cast(unknown))).kind, Kind::NotFound);
    // Nothing says until when: neither the vote nor a window of the change.
    let refusal = r.no("carla", &on(no, ChangeCommand::Cast(says.clone())));
    assert!(refusal.kind == Kind::Missing && refusal.text.contains("needs a date"), "{refusal:#?}");
    let before = r.world.clone();
    let due = Some(at("2026-03-09 12:00"));
    r.ok("carla", &on(no, ChangeCommand::Cast(Cast { due, ..says.clone() })));
    let taken = |r: &Register| r.change(no).ballot().unwrap().votes[&person("carla")].condition.clone().unwrap();
    assert_eq!((taken(&r).owner, taken(&r).due), (Some(person("rita")), due), "the requester answers for it");
    r.world = before;
    let window = quorate::domain::change::Value::Words(vec!["2026-03-10T18:00:00Z/2026-03-10T20:00:00Z".into()]);
    r.world.change_mut(no).fields.insert("window".into(), window);
    let starts = r.change(no).window().map(|(from, _)| from);
    r.ok("carla", &on(no, ChangeCommand::Cast(says)));
    assert!(starts.is_some() && taken(&r).due == starts, "{:?}", taken(&r));
}

#[test]
fn a_condition_needs_an_owner_a_day_to_come_and_a_share_of_a_whole() {
    let mut r = register();
    meets(&mut r);
    let no = submitted(&mut r, "normal", &PROD);
    tested(&mut r, no);
    opened(&mut r, no);
    let due = r.now.plus(Span::hours(48));
    let whole = Cast {
        choice: "condition".into(),
        condition: Some("the index is built first".into()),
        owner: Some(person("oleg")),
        due: Some(due),
        ..Cast::default()
    };
    let past = Some(at("2020-09-09 00:00"));
    for (wrong, kind, why) in [
        (Cast { owner: Some(person("nobody")), ..whole.clone() }, Kind::NotFound, "not registered and active"),
        (Cast { due: past, ..whole.clone() }, Kind::InvalidInput, "due Wed 2020-09-09 00:00 EDT, which is past"),
        (Cast { share: Some(150), ..whole.clone() }, Kind::InvalidInput, "between 1 and 100"),
    ] {
        let refusal = r.no("mia", &on(no, ChangeCommand::Cast(wrong)));
        assert!(refusal.kind == kind && refusal.text.contains(why), "{refusal:#?}");
    }
    r.ok("mia", &on(no, ChangeCommand::Cast(whole)));
}

fn delegated(role: &str, to: &str, environment: Option<&str>, minutes: i64) -> impl Fn(&Register) -> Command {
    let (role, to, environment) = (role.to_owned(), person(to), environment.map(str::to_owned));
    move |r| {
        Command::Board(BoardCommand::Delegate {
            to: to.clone(),
            role: Some(role.clone()),
            environment: environment.clone(),
            from: None,
            until: r.now.plus(Span::seconds(minutes * 60)),
            reason: Some("on leave".into()),
        })
    }
}

fn review_of(review: &str) -> ChangeCommand {
    ChangeCommand::Review { review: Some(review.into()), role: None, passed: true, note: None }
}

#[test]
fn delegations_that_follow_one_another_are_one() {
    let mut r = register();
    let first = delegated("development_lead", "quinn", Some("DEV"), 1440)(&r);
    r.ok("lena", &first);
    let next = |from: i64| {
        Command::Board(BoardCommand::Delegate {
            to: person("quinn"),
            role: Some("development_lead".into()),
            environment: Some("DEV".into()),
            from: Some(r.now.plus(Span::hours(from))),
            until: r.now.plus(Span::hours(from + 24)),
            reason: Some("on leave".into()),
        })
    };
    let (stacked, apart) = (next(24), next(48));
    assert_cites(&r.no("lena", &stacked), Kind::Delegation, &["PM-8.3-01"]);
    r.ok("lena", &apart);
}

#[test]
fn the_smallest_limit_that_applies_bounds_a_delegation() {
    for (who, role, environment, minutes, clause) in [
        ("tess", "test_manager", Some("PROD"), 4000, "PM-8.3-03"),
        ("lena", "development_lead", Some("PROD"), 60, "PM-8.3-03"),
        ("lena", "development_lead", Some("TEST"), 3960, "PM-8.3-02"),
        ("lena", "development_lead", Some("DEV"), 1441, "PM-8.3-01"),
        ("lena", "development_lead", None, 1441, "PM-8.3-01"),
        ("tess", "test_manager", None, 2881, "PM-8.3-02"),
        ("bea", "business_analyst", None, 2881, "GA-11-3"),
        ("max", "change_manager", None, 4321, "GA-02-2"),
    ] {
        let mut r = register();
        let refusal = r.act(who, &delegated(role, "quinn", environment, minutes)(&r)).unwrap_err();
        assert!(refusal.clauses().iter().any(|c| c == clause), "{who} {environment:?}: {refusal:#?}");
    }
    let mut r = register();
    for (who, role, environment, minutes) in [
        ("tess", "test_manager", Some("TEST"), 2880),
        ("lena", "development_lead", Some("dev"), 1440),
        ("bea", "business_analyst", None, 2880),
        ("max", "change_manager", None, 4320),
    ] {
        let command = delegated(role, "quinn", environment, minutes)(&r);
        r.ok(who, &command);
    }
    assert_eq!(r.world.board.delegations[1].environment.as_deref(), Some("DEV"), "as the pack spells it");
    let unknown = r.no("tess", &delegated("test_manager", "quinn", Some("tset"), 60)(&r));
    assert_eq!(unknown.kind, Kind::InvalidInput);
    assert!(unknown.text.contains("did you mean TEST?"), "{}", unknown.text);
}

#[test]
fn a_delegate_signs_for_the_environment_of_the_signature() {
    let mut r = register();
    let no = submitted(&mut r, "normal", &PROD);
    // For TEST the Test Manager's delegate signs, also on a change that ends in PROD; for STAGING it is another matter.
    let staging = delegated("test_manager", "max", Some("STAGING"), 600)(&r);
    r.ok("tess", &staging);
    let refusal = r.no("max", &on(no, review_of("test_approval")));
    assert_eq!(refusal.kind, Kind::Delegation, "{refusal:#?}");
    assert!(refusal.text.contains("for TEST: tess delegated it for STAGING"), "{}", refusal.text);
    let test = delegated("test_manager", "moe", Some("TEST"), 600)(&r);
    r.ok("tess", &test);
    r.ok("moe", &on(no, review_of("test_approval")));
    let signed = r.change(no).reviews.last().unwrap();
    assert_eq!((&signed.by, &signed.delegated_by), (&person("moe"), &Some(person("tess"))), "on whose behalf");
    // DEV to TEST is signed for DEV, which is left.
    let test = delegated("development_lead", "bo", Some("TEST"), 600)(&r);
    r.ok("lena", &test);
    assert_eq!(r.no("bo", &on(no, review_of("promote_test"))).kind, Kind::Delegation);
    let dev = delegated("development_lead", "mia", Some("DEV"), 600)(&r);
    r.ok("lena", &dev);
    r.ok("mia", &on(no, review_of("promote_test")));
    let signed = r.change(no).reviews.last().unwrap();
    assert_eq!(signed.delegated_by, Some(person("lena")));
}

#[test]
fn a_delegation_for_no_environment_holds_where_its_length_may_be_delegated() {
    // 48 hours are within what holds for every sign-off, but DEV allows 24: there the delegate does not sign.
    let mut r = register();
    let no = submitted(&mut r, "normal", &PROD);
    let everywhere = delegated("development_lead", "bo", None, 1500)(&r);
    assert_cites(&r.no("lena", &everywhere), Kind::Delegation, &["PM-8.3-01"]);
    let everywhere = delegated("test_manager", "max", None, 2880)(&r);
    r.ok("tess", &everywhere);
    r.ok("max", &on(no, review_of("test_approval")));
}

#[test]
fn two_persons_decide_jointly_on_prod() {
    let mut r = register();
    let no = submitted(&mut r, "normal", &PROD);
    let one = delegated("test_manager", "mia", Some("TEST"), 600)(&r);
    let other = delegated("development_lead", "mia", Some("TEST"), 600)(&r);
    r.ok("tess", &one);
    r.ok("lena", &other);
    r.ok("mia", &on(no, review_of("promote_prod_test")));
    let refusal = r.no("mia", &on(no, review_of("promote_prod_development")));
    assert_cites(&refusal, refusal.kind, &["PM-9.4-12"]);
    r.ok("lena", &on(no, review_of("promote_prod_development")));
}

/// A change that the board approved on a condition that is not met yet.
fn on_a_condition(r: &mut Register) -> ChangeNo {
    meets(r);
    let no = submitted(r, "normal", &PROD);
    tested(r, no);
    opened(r, no);
    let (due, owner) = (Some(at("2026-03-09 12:00")), Some(person("mia")));
    let says = Cast { condition: Some("errors below 1%".into()), due, owner, ..vote("condition") };
    r.ok("carla", &on(no, ChangeCommand::Cast(says)));
    for who in ["mia", "moe"] {
        r.vote(who, no, "approve").unwrap();
    }
    r.ok("carla", &on(no, ChangeCommand::CloseVote { reason: Some("as counted".into()) }));
    assert_eq!((r.change(no).decision, r.change(no).conditions.len()), (Decision::Approved, 1));
    no
}

/// Before `V` asks anything it is told that a change is decided, in the words of the refusal; while the board is still to
/// vote nothing is.
#[test]
fn what_is_decided_tells_so_before_a_ballot_is_asked_for() {
    let settled = |r: &mut Register, no: ChangeNo| {
        let open = on(no, ChangeCommand::OpenVote { tally: None, meeting: None });
        let desk = r.desk("carla", &open, None);
        let known = quorate::domain::change::facts::of(&r.world, &desk, r.change(no));
        quorate::domain::ballot::opening::settled(&r.world, &desk, r.change(no), &known)
    };
    let mut r = register();
    meets(&mut r);
    let no = submitted(&mut r, "normal", &PROD);
    tested(&mut r, no);
    assert_eq!(settled(&mut r, no), None);
    let mut r = register();
    let no = on_a_condition(&mut r);
    let told = settled(&mut r, no).unwrap();
    let refusal = r.no("carla", &on(no, ChangeCommand::OpenVote { tally: None, meeting: None }));
    assert!(told.starts_with(&refusal.text) && told.contains("quorate decision withdraw"), "{told}");
}

/// GA-06-2, GA-06-5: what the board had asked for goes with its approval, withdrawn or voided by an edit.
#[test]
fn conditions_go_with_the_approval_that_asked_for_them() {
    let mut r = register();
    let no = on_a_condition(&mut r);
    r.ok("carla", &on(no, ChangeCommand::Withdraw { reason: Some("new facts".into()) }));
    assert!(r.change(no).conditions.is_empty());
    let mut r = register();
    let no = on_a_condition(&mut r);
    r.ok("rita", &on(no, edited(&[("description", "another one")])));
    assert!(r.change(no).decision == Decision::None && r.change(no).conditions.is_empty());
}

/// GQ-approval-09, as base.toml has it: a deferral says why, also where the document does not ask for it.
#[test]
fn a_deferral_needs_its_reason() {
    let mut r = register();
    let no = on_a_condition(&mut r);
    r.ok("carla", &on(no, ChangeCommand::Withdraw { reason: Some("new facts".into()) }));
    let defers = |reason: Option<&str>| on(no, ChangeCommand::Defer { reason: reason.map(Into::into), until: None });
    for none in [None, Some("  ")] {
        let refusal = r.no("carla", &defers(none));
        assert!(format!("{refusal:?}").contains("--reason"), "{refusal:?}");
    }
    r.no("carla", &on(no, ChangeCommand::DeferOpen { reason: None }));
    r.ok("carla", &defers(Some("the figures are missing")));
}

/// GQ-approval-04, as base.toml has it: naming who implements voids nothing where the board alone approved and its ballot stands.
#[test]
fn naming_implementers_voids_no_approval_of_the_board_alone() {
    let mut r = register();
    let no = on_a_condition(&mut r);
    r.ok("rita", &on(no, edited(&[("implementers", "oleg")])));
    let change = r.change(no);
    assert_eq!((change.decision, change.decisions.len()), (Decision::Approved, 1));
    assert!(change.decisions[0].fate.is_none() && change.conditions.len() == 1);
    // What was decided on a change stands no longer once it is canceled.
    r.ok("rita", &on(no, ChangeCommand::Cancel { reason: Some("not needed".into()) }));
    assert!(r.change(no).decisions[0].fate.as_ref().is_some_and(|f| f.0.word() == "canceled"));
}

/// PM-5.1-01: what is refused when it is handed in leaves the queue when an edit makes it so.
#[test]
fn a_downtime_beyond_its_limit_takes_a_submitted_change_out_of_the_queue() {
    let mut r = register();
    let no = approved(&mut r);
    let decided = r.ok(
        "rita",
        &on(no, edited(&[("patch_kind", "security"), ("downtime_minutes", "16"), ("business_impact", "low")])),
    );
    let told = decided.warnings.iter().find(|w| w.text.contains("leaves the queue")).unwrap();
    assert_eq!((told.clauses.as_slice(), r.change(no).state), (&["PM-5.1-01".to_owned()][..], State::New));
}
