//! Changes under the DevSecOpsBook pack: roles, deviations by two signatures, emergencies documented afterwards.

use super::{Register, assert_cites, implementing, on, proof, runs};
use quorate::base::ids::ChangeNo;
use quorate::base::time::Span;
use quorate::domain::change::draft::NewChange;
use quorate::domain::change::states::State;
use quorate::domain::command::{Approval, ChangeCommand, Command};
use quorate::domain::refusal::Kind;
use quorate::domain::run::command::RunCommand;

const PEOPLE: [(&str, &[&str]); 8] = [
    ("rita", &["requestor", "platform_team"]),
    ("petra", &["platform_team"]),
    ("leo", &["engineering_lead", "requestor"]),
    ("hugo", &["head_of_engineering"]),
    ("sofia", &["security_officer"]),
    ("sven", &["security_team"]),
    ("dora", &["designated_reviewer"]),
    ("dan", &["developer"]),
];

const DOCUMENTS: [(&str, &str); 6] = [
    ("purpose", "A queue of its own for reports"),
    ("scope", "The job runner"),
    ("impact_analysis", "Reports start later once"),
    ("rollback_plan", "Point the job at the former queue"),
    ("implementation_timeline", "Tuesday 10:00 to 10:30"),
    ("test_results", "All green in staging"),
];

const ANSWERS: [(&str, &str); 4] = [
    ("title", "A queue for reports"),
    ("asset_kind", "production system"),
    ("regulated_data", "no"),
    ("security_controls", "no"),
];

fn register() -> Register {
    let mut r = Register::under("devsecopsbook");
    for (id, roles) in PEOPLE {
        r.person(id, roles, &[]);
    }
    r
}

fn submitted(r: &mut Register, who: &str) -> ChangeNo {
    let fields: Vec<_> = ANSWERS.into_iter().chain(DOCUMENTS).collect();
    let no = r.open(who, "normal", &fields);
    r.ok(who, &on(no, rated()));
    r.ok(who, &on(no, ChangeCommand::Submit));
    no
}

fn rated() -> ChangeCommand {
    let factors = ["security", "availability", "operations"];
    ChangeCommand::Assess { ratings: factors.iter().map(|f| ((*f).to_owned(), "Low".to_owned())).collect() }
}

fn signed(review: &str) -> ChangeCommand {
    ChangeCommand::Review { review: Some(review.into()), role: None, passed: true, note: None }
}

fn approved(role: &str) -> ChangeCommand {
    ChangeCommand::Approve(Approval { role: Some(role.into()), ..Approval::default() })
}

fn start() -> ChangeCommand {
    super::begin(super::said())
}

fn deviation(rule: &str, reason: Option<&str>) -> ChangeCommand {
    ChangeCommand::Except { rule: rule.into(), role: None, reason: reason.map(str::to_owned) }
}

#[test]
fn only_a_requestor_opens_a_request() {
    let mut r = register();
    let new = NewChange { change_type: "normal".into(), fields: Vec::new(), catalogue: None };
    assert_cites(&r.no("dan", &Command::Open(new.clone())), Kind::NotPermitted, &["DB-4-01"]);
    r.ok("rita", &Command::Open(new));
}

#[test]
fn an_approver_does_not_approve_their_own_request() {
    let mut r = register();
    let no = submitted(&mut r, "leo");
    assert_cites(&r.no("leo", &on(no, approved("engineering_lead"))), Kind::NotPermitted, &["DB-4-02", "DB-3.7-01"]);
    assert_cites(&r.no("dan", &on(no, approved("developer"))), Kind::NotPermitted, &["DB-3.3-01"]);
    r.ok("sofia", &on(no, approved("security_officer")));
    assert_eq!(r.change(no).state, State::Scheduled);
    // DB-4-04: nobody is named to carry it out, and whoever asked for it may not: those find it who may.
    assert_eq!(r.waits(no, "START")[0].0, "role platform_team");
    assert_eq!(r.waits(no, "REVIEW")[0].0, "person leo");
}

#[test]
fn test_results_stay_once_approval_was_asked_for() {
    // DB-3.2-02
    let mut r = register();
    let no = submitted(&mut r, "rita");
    r.ok("leo", &on(no, approved("engineering_lead")));
    let clear = ChangeCommand::Edit { fields: vec![("test_results".into(), String::new())] };
    assert_cites(&r.no("rita", &on(no, clear)), Kind::Missing, &["DB-3.2-02"]);
}

#[test]
fn a_deviation_passes_a_gate_with_both_signatures_only() {
    let mut r = register();
    let no = submitted(&mut r, "rita");
    r.ok("leo", &on(no, approved("engineering_lead")));
    r.ok("rita", &on(no, proof("nonprod", Some("staging"), &[])));
    for (test, suite) in [("nonprod", "tests"), ("unit", "unit_suite"), ("integration", "integration_suite")] {
        if test != "nonprod" {
            assert_cites(&r.no("rita", &on(no, signed(suite))), Kind::Policy, &["DB-3.4-02"]);
            r.ok("rita", &on(no, proof(test, None, &[("pass_rate", "100")])));
        }
        r.ok("rita", &on(no, signed(suite)));
    }
    assert_cites(&r.no("petra", &on(no, start())), Kind::Missing, &["DB-3.4-02"]);
    assert_cites(&r.no("hugo", &on(no, deviation("review.security_suite", None))), Kind::Policy, &["DB-5-01"]);
    r.no("leo", &on(no, deviation("review.security_suite", Some("no time"))));
    r.ok("hugo", &on(no, deviation("review.security_suite", Some("The scanner is down"))));
    let refusal = r.no("petra", &on(no, start()));
    assert_cites(&refusal, Kind::Missing, &["DB-3.4-02", "DB-5-01"]);
    assert!(refusal.reasons.iter().any(|x| x.text.contains("security_officer")), "{refusal:#?}");
    r.ok("sofia", &on(no, deviation("review.security_suite", Some("Seen, scanned by hand"))));
    let decided = r.ok("petra", &on(no, start()));
    assert!(decided.warnings.iter().any(|w| w.rule == "review.security_suite"), "{decided:#?}");
    assert_eq!(r.change(no).deviations.len(), 2);
}

#[test]
fn a_deviation_from_an_unknown_rule_is_refused() {
    let mut r = register();
    let no = submitted(&mut r, "rita");
    for rule in ["review.nothing", "no_such_field", "no-such-rule"] {
        assert_eq!(r.no("hugo", &on(no, deviation(rule, Some("because")))).kind, Kind::InvalidInput);
    }
}

#[test]
fn an_emergency_is_deployed_first_and_documented_before_it_is_closed() {
    let mut r = register();
    let fields: Vec<_> = ANSWERS.into_iter().chain([("emergency_reason", "incident")]).collect();
    let no = r.open("rita", "emergency", &fields);
    assert_cites(&r.no("rita", &on(no, ChangeCommand::Submit)), Kind::Policy, &["DB-3.2-03"]);
    r.ok("rita", &on(no, rated()));
    r.ok("rita", &on(no, ChangeCommand::Submit));
    let spoken = Approval {
        role: Some("engineering_lead".into()),
        given_by: Some(super::person("leo")),
        spoken_at: Some(r.now),
        channel: Some("phone".into()),
        reason: Some("Go ahead".into()),
        ..Approval::default()
    };
    r.ok("petra", &on(no, ChangeCommand::Approve(spoken)));
    r.ok("leo", &on(no, ChangeCommand::Confirm { stands: true, reason: None }));
    for suite in ["tests", "unit_suite", "integration_suite", "security_suite"] {
        r.ok("petra", &on(no, signed(suite)));
    }
    r.ok("petra", &on(no, start()));
    r.ok("petra", &on(no, ChangeCommand::Finish { succeeded: true, note: None }));
    // DB-3.6-01: the clock names nobody, and so its breach is told to whoever asked for the change.
    let told = r.waits(no, "OVERDUE");
    assert!(told.contains(&("person rita".to_owned(), Some(r.now.plus(Span::hours(24))))), "{told:?}");
    r.ok("petra", &on(no, signed("verification")));
    r.ok("dora", &on(no, signed("emergency_review")));
    assert_cites(&r.no("rita", &on(no, signed("documented"))), Kind::Policy, &["DB-3.6-01"]);
    let close = ChangeCommand::Close { code: "successful".into(), notes: None };
    assert_cites(&r.no("rita", &on(no, close.clone())), Kind::Missing, &["DB-3.2-02", "DB-3.6-01"]);
    let fields = DOCUMENTS.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    r.ok("rita", &on(no, ChangeCommand::Edit { fields }));
    r.ok("rita", &on(no, signed("documented")));
    r.ok("rita", &on(no, close));
    assert_eq!(r.change(no).state, State::Closed);
}

#[test]
fn regulated_data_does_not_start_without_the_security_team() {
    let mut r = register();
    let fields = ANSWERS.map(|(k, v)| (k, if k == "regulated_data" { "yes" } else { v }));
    let no = r.open("rita", "normal", &fields.into_iter().chain(DOCUMENTS).collect::<Vec<_>>());
    r.ok("rita", &on(no, rated()));
    r.ok("rita", &on(no, ChangeCommand::Submit));
    for review in ["tests", "unit_suite", "integration_suite", "security_suite", "verification"] {
        if r.change(no).state == State::Assess {
            let _ = r.act("sven", &on(no, signed(review)));
        }
    }
    r.ok("leo", &on(no, approved("engineering_lead")));
    assert_eq!(r.change(no).state, State::Authorize);
    assert_cites(&r.no("petra", &on(no, start())), Kind::Policy, &["DB-3.3-02"]);
    r.ok("sven", &on(no, approved("security_team")));
    assert_eq!(r.change(no).state, State::Scheduled);
}

/// DB-3.7-01: nobody runs commands of their own change before somebody else reviewed or approved it.
#[test]
fn db_3_7_01_nobody_runs_commands_of_their_own_unreviewed_change() {
    let mut r = register();
    let no = submitted(&mut r, "rita");
    implementing(&mut r, no, "rita");
    let barred =
        |refusal: &quorate::domain::refusal::Refusal| refusal.reasons.iter().any(|x| x.rule == "no-unreviewed-command");
    let refusal = r.no("rita", &on(no, runs()));
    assert!(barred(&refusal), "{refusal:#?}");
    assert_cites(&refusal, refusal.kind, &["DB-3.7-01"]);
    assert!(r.act("petra", &on(no, runs())).err().is_none_or(|refusal| !barred(&refusal)), "it is not their own");
}

/// DB-5-01: a deviation takes two persons; who has signed it in a role does not sign it again in that role.
#[test]
fn nobody_signs_a_deviation_twice_in_one_role() {
    let mut r = register();
    let no = submitted(&mut r, "rita");
    let sign = on(no, deviation("through-the-pipeline", Some("the pipeline is down")));
    r.ok("sofia", &sign);
    assert_cites(&r.no("sofia", &sign), Kind::AlreadyDone, &["DB-5-01"]);
    assert_eq!(r.change(no).deviations.len(), 1);
}

/// A pack without a list for the way back: what failed waits for those who carry it out until it is reviewed.
#[test]
fn what_failed_is_taken_back_by_its_team_where_no_list_says_how() {
    let mut r = register();
    let no = submitted(&mut r, "rita");
    implementing(&mut r, no, "rita");
    assert!(r.waits(no, "BACK OUT").is_empty());
    let ended = RunCommand::Finish { environment: None, succeeded: false, note: Some("it broke".into()) };
    r.ok("rita", &on(no, ChangeCommand::Run(ended)));
    let waits: Vec<String> = r.waits(no, "BACK OUT").into_iter().map(|(whom, _)| whom).collect();
    assert!(waits.iter().any(|whom| whom.contains("rita")), "{waits:?}");
}
