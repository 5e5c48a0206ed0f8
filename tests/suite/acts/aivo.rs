//! Changes under the AIVO pack from the request to the closing record: order of stages, approvals by risk, emergencies.

use super::{Register, assert_cites, at, implementing, on, proof, runs};
use quorate::base::ids::{ChangeNo, MeetingId};
use quorate::base::time::Span;
use quorate::domain::ballot::Outcome;
use quorate::domain::change::Value;
use quorate::domain::change::states::State;
use quorate::domain::checklist::command::{ChecklistCommand, ListAct};
use quorate::domain::command::{Approval, ChangeCommand, Command, MeetingCommand};
use quorate::domain::meeting::events::MeetingEvent;
use quorate::domain::meeting::{Item, MeetingState, Subject};
use quorate::domain::refusal::Kind;
use quorate::domain::run::command::RunCommand;
use quorate::policy::clock::Standing;

const FIELDS: [(&str, &str); 10] = [
    ("title", "Raise the session limit"),
    ("description", "From 500 to 800 open sessions"),
    ("environment", "production"),
    ("impact_analysis", "The session service"),
    ("owner", "rita"),
    ("business_justification", "Customers are turned away"),
    ("test_plan", "Load test"),
    ("rollback_plan", "Set the former value"),
    ("implementation_plan", "Set it; restart one by one"),
    ("approvers", "Peer"),
];

const PEOPLE: [(&str, &[&str]); 9] = [
    ("rita", &["change_requester"]),
    ("paul", &[]),
    ("pia", &[]),
    ("dirk", &["dba"]),
    ("mona", &["manager"]),
    ("sven", &["security_team"]),
    ("olaf", &["operations"]),
    ("stan", &[]),
    ("bea", &["business_representative"]),
];

fn register() -> Register {
    let mut r = Register::under("aivo");
    for (id, roles) in PEOPLE {
        r.person(id, roles, &[]);
    }
    r
}

fn edit(pairs: &[(&str, &str)]) -> ChangeCommand {
    ChangeCommand::Edit { fields: pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect() }
}

fn rated(values: [&str; 5]) -> ChangeCommand {
    let factors = ["systems_affected", "user_impact", "data_risk", "reversibility", "security_impact"];
    ChangeCommand::Assess { ratings: factors.iter().zip(values).map(|(f, v)| ((*f).into(), v.to_owned())).collect() }
}

#[test]
fn whatever_is_not_reviewed_and_assessed_is_not_put_to_approvers() {
    let mut r = register();
    let no = r.open("rita", "normal", &FIELDS);
    // Neither rated nor handed in: the refusal names the stage that comes first.
    assert_cites(&r.no("rita", &on(no, ChangeCommand::Request)), Kind::WrongState, &["AV-4.1-02", "AV-4.1-01"]);
    assert_cites(&r.no("mona", &on(no, approved("manager"))), Kind::WrongState, &["AV-4.1-02"]);
    // Where the pack says nothing of it, the way leads over the handing in too.
    let early = r.no("rita", &on(no, ChangeCommand::Defer { reason: Some("later".into()), until: None }));
    assert!(early.reasons[0].remedy.starts_with("handed in first: quorate change submit CHG-1"), "{early:#?}");
    let refusal = r.no("rita", &on(no, ChangeCommand::Submit));
    assert!(refusal.clauses().iter().any(|c| c == "AV-4.1-02"), "{refusal:#?}");
}

fn signed(review: &str) -> ChangeCommand {
    ChangeCommand::Review { review: Some(review.into()), role: None, passed: true, note: None }
}

fn approved(role: &str) -> ChangeCommand {
    let confirms = ["completeness", "risk", "testing", "justification"].map(str::to_owned).to_vec();
    ChangeCommand::Approve(Approval { role: Some(role.into()), confirms, ..Approval::default() })
}

fn start() -> ChangeCommand {
    super::begin(quorate::domain::run::command::Begin { method: Some("rolling".into()), ..super::said() })
}

fn item(no: ChangeNo, list: &str, act: ListAct) -> Command {
    on(no, ChangeCommand::Checklist(ChecklistCommand { list: Some(list.into()), act }))
}

fn tick(n: u32) -> ListAct {
    ListAct::Tick { items: vec![n], note: None }
}

/// Raises a rolling deployment to all of its targets.
fn rolls_on(r: &mut Register, who: &str, no: ChangeNo) {
    for share in [50, 75, 100] {
        let reason = Some("errors below 1%".to_owned());
        r.ok(who, &on(no, ChangeCommand::Run(RunCommand::Raise { environment: None, share, reason })));
    }
}

fn finish() -> ChangeCommand {
    ChangeCommand::Finish { succeeded: true, note: None }
}

fn close() -> ChangeCommand {
    ChangeCommand::Close { code: "successful".into(), notes: None }
}

fn submitted(r: &mut Register, kind: &str, ratings: [&str; 5]) -> ChangeNo {
    let mut fields = FIELDS.to_vec();
    fields.extend([("change_kind", kind), ("window", "2026-03-10 06:00/2026-03-10 07:00")]);
    let no = r.open("rita", "normal", &fields);
    r.ok("rita", &on(no, rated(ratings)));
    r.ok("rita", &on(no, ChangeCommand::Submit));
    no
}

/// Given a window that the calendar denies, when the request is handed in with it, then it is refused as scheduling is
/// (AV-9.1-06); when a freeze of the pack comes over the window later, then the change is not ready to start (AV-9.2-03).
#[test]
fn a_window_that_comes_with_the_request_is_judged_as_one_that_is_chosen() {
    let mut r = register();
    let mut fields = FIELDS.to_vec();
    fields.extend([("change_kind", "configuration management"), ("window", "2026-03-14 06:00/2026-03-14 07:00")]);
    let no = r.open("rita", "normal", &fields);
    r.ok("rita", &on(no, rated(["1", "1", "1", "1", "1"])));
    let refusal = r.no("rita", &on(no, ChangeCommand::Submit));
    assert_cites(&refusal, Kind::Policy, &["AV-9.1-06"]);
    r.ok("rita", &on(no, edit(&[("window", "2026-03-10 06:00/2026-03-10 07:00")])));
    r.ok("rita", &on(no, ChangeCommand::Submit));
    r.world.change_mut(no).state = State::Scheduled;
    let frozen = |r: &mut Register| r.next(no).reasons.into_iter().any(|why| why.rule.starts_with("freeze-"));
    assert!(!frozen(&mut r));
    let window = Value::Words(vec!["2026-03-31T10:00:00Z/2026-03-31T11:00:00Z".into()]);
    r.world.change_mut(no).fields.insert("window".into(), window);
    assert!(frozen(&mut r));
    let next = &r.waits(no, "RESCHEDULE");
    assert_eq!(next.len(), 1);
    assert!(r.waits(no, "START").is_empty());
}

/// Given a change that was handed in before it was rated, when only a window of the pack is against its own, then its row asks
/// for another time and not for the start, as the gate does (AV-9.1-01).
#[test]
fn a_window_that_the_rating_closes_asks_for_another_time() {
    let mut r = register();
    let mut fields = FIELDS.to_vec();
    fields.extend([("change_kind", "configuration management"), ("window", "2026-03-09 06:00/2026-03-09 07:00")]);
    let no = r.open("rita", "normal", &fields);
    r.ok("rita", &on(no, rated(["1", "1", "1", "1", "1"])));
    r.ok("rita", &on(no, ChangeCommand::Submit));
    r.world.change_mut(no).state = State::Scheduled;
    assert!(r.waits(no, "RESCHEDULE").is_empty());
    r.world.change_mut(no).level = Some("high".into());
    assert_eq!(r.waits(no, "RESCHEDULE").len(), 1);
    assert!(r.waits(no, "START").is_empty());
    let against = r.next(no).reasons.into_iter().find(|why| why.rule == "window-monday").unwrap();
    assert_eq!(against.clauses, ["AV-9.1-01"]);
}

#[test]
fn a_low_change_passes_its_six_stages_in_order() {
    let mut r = register();
    let no = submitted(&mut r, "configuration management", ["1", "1", "1", "1", "1"]);
    assert_eq!(r.change(no).state, State::Assess);
    let refusal = r.no("rita", &on(no, start()));
    assert_cites(&refusal, Kind::Policy, &["AV-4.1-01", "AV-4.4-01"]);
    assert!(refusal.text.contains("the next stage is Approve"), "{}", refusal.text);
    assert_cites(&r.no("rita", &on(no, signed("peer"))), Kind::NotPermitted, &["AV-4.1-02"]);
    r.ok("paul", &on(no, signed("peer")));
    assert_eq!(r.change(no).state, State::Scheduled);
    assert_cites(&r.no("rita", &on(no, start())), Kind::Policy, &["AV-4.1-04", "AV-3.2-04"]);
    assert_cites(&r.no("rita", &on(no, signed("unit_tests"))), Kind::Policy, &["AV-8.3-01"]);
    r.ok("rita", &on(no, proof("unit", None, &[("pass_rate", "100"), ("coverage", "80.1")])));
    r.ok("rita", &on(no, signed("unit_tests")));
    r.ok("rita", &on(no, signed("functionality")));
    // Its window is a week away, for the gate as for the start.
    let early = r.no("rita", &on(no, start()));
    assert_cites(&early, Kind::Policy, &["AV-9.3-01", "AV-8.2-01"]);
    assert!(early.reasons.iter().any(|r| r.rule == "window" && r.remedy.contains("change schedule")), "{early:#?}");
    r.now = super::at("2026-03-10 06:00");
    for (list, clause) in
        [("during_deployment", "AV-9.3-02"), ("validation", "AV-8.4-01"), ("post_deployment", "AV-9.3-03")]
    {
        assert_cites(&r.no("rita", &item(no, list, tick(1))), Kind::Policy, &[clause]);
    }
    let gone = |then: &str| ListAct::Fail { item: 4, then: then.into(), reason: Some("no time".into()) };
    assert_cites(&r.no("rita", &item(no, "pre_deployment", gone("waive"))), Kind::Policy, &["AV-9.3-01"]);
    r.settle(no, "pre_deployment", &["rita"]);
    assert_cites(&r.no("stan", &on(no, start())), Kind::NotPermitted, &["AV-5.1-01"]);
    assert_cites(&r.no("rita", &on(no, start())), Kind::Policy, &["AV-8.2-01"]);
    r.deploy("rita", no, &["development"]);
    r.ok("rita", &on(no, start()));
    assert_cites(&r.no("rita", &on(no, finish())), Kind::Policy, &["AV-9.3-02", "AV-9.4-01"]);
    r.settle(no, "during_deployment", &["rita"]);
    // AV-9.4-01: at a quarter of its targets a rolling deployment is no success.
    assert_cites(&r.no("rita", &on(no, finish())), Kind::Policy, &["AV-9.4-01"]);
    rolls_on(&mut r, "rita", no);
    r.ok("rita", &on(no, finish()));
    for (list, n, clause) in [("validation", 1, "AV-8.4-01"), ("post_deployment", 5, "AV-9.3-04")] {
        let waive = ListAct::Fail { item: n, then: "waive".into(), reason: Some("all is well".into()) };
        assert_cites(&r.no("rita", &item(no, list, waive)), Kind::Policy, &[clause]);
    }
    r.wait(Span::seconds(29 * 60));
    assert_cites(&r.no("rita", &item(no, "post_deployment", tick(5))), Kind::Policy, &["AV-9.3-04"]);
    r.wait(Span::seconds(60));
    let failed = ListAct::Fail { item: 2, then: "retry".into(), reason: Some("errors doubled".into()) };
    let told = r.ok("rita", &item(no, "validation", failed));
    let way = told.warnings.iter().find(|w| w.rule == "roll-back").unwrap();
    assert!(way.remedy.contains("--then back_out") && way.clauses == ["AV-8.4-01"], "{way:#?}");
    r.settle(no, "validation", &["rita"]);
    r.settle(no, "post_deployment", &["rita"]);
    assert_cites(&r.no("rita", &on(no, close())), Kind::Missing, &["AV-4.1-03"]);
    r.ok("rita", &on(no, edit(&[("results", "It holds"), ("lessons_learned", "none"), ("cmdb_updated", "no")])));
    assert_cites(&r.no("rita", &on(no, close())), Kind::Policy, &["AV-4.1-03"]);
    r.ok("olaf", &on(no, edit(&[("cmdb_updated", "yes")])));
    r.ok("rita", &on(no, close()));
    assert_eq!(r.change(no).state, State::Closed);
}

/// AV-10.3-01 to AV-10.3-03: given a deployment to production that failed, when nobody has begun one of its ways back, then its people
/// are told to back out, and not to close; one of several ways is chosen by its name, and from then on it is the list at hand.
#[test]
fn av_10_3_01_what_failed_waits_to_be_backed_out_by_one_of_its_ways() {
    let mut r = register();
    let no = submitted(&mut r, "configuration management", ["1", "1", "1", "1", "1"]);
    r.ok("paul", &on(no, signed("peer")));
    r.ok("rita", &on(no, proof("unit", None, &[("pass_rate", "100"), ("coverage", "80.1")])));
    r.ok("rita", &on(no, signed("unit_tests")));
    r.ok("rita", &on(no, signed("functionality")));
    r.now = super::at("2026-03-10 06:00");
    r.settle(no, "pre_deployment", &["rita"]);
    r.deploy("rita", no, &["development"]);
    r.ok("rita", &on(no, start()));
    assert_eq!(r.waits(no, "BACK OUT"), []);
    r.ok("rita", &on(no, ChangeCommand::Finish { succeeded: false, note: Some("errors doubled".into()) }));
    let whom = |r: &mut Register, kind: &str| r.waits(no, kind).into_iter().map(|(whom, _)| whom).collect::<Vec<_>>();
    assert_eq!(whom(&mut r, "BACK OUT"), ["person rita"]);
    assert_eq!(r.waits(no, "CLOSE"), []);
    let at_hand = |act: ListAct| on(no, ChangeCommand::Checklist(ChecklistCommand { list: None, act }));
    let which = r.no("rita", &at_hand(tick(1)));
    assert!(which.kind == Kind::Missing && which.text.contains("several ways"), "{which:#?}");
    assert!(which.reasons[0].remedy.contains("rollback_application, rollback_database"), "{which:#?}");
    r.ok("rita", &item(no, "rollback_database", ListAct::Open));
    assert_eq!(r.waits(no, "BACK OUT"), []);
    assert_eq!(whom(&mut r, "CHECKLIST"), ["person rita"]);
    r.ok("rita", &at_hand(tick(1)));
    assert!(r.change(no).checklists["rollback_database"].course(1).is_some());
    // Once it is gone through, no list of the deployment that failed is the one at hand.
    for n in 2..=6 {
        r.ok("rita", &at_hand(tick(n)));
    }
    let desk = r.desk("rita", &on(no, ChangeCommand::Submit), None);
    let known = quorate::domain::change::facts::of(&r.world, &desk, r.change(no));
    let unnamed = quorate::domain::checklist::acts::unnamed(r.change(no), &desk.pack, &known);
    assert_eq!(unnamed.as_deref(), Some("rollback_database"));
}

#[test]
fn the_plan_stands_once_the_implementation_began() {
    let mut r = register();
    let no = submitted(&mut r, "configuration management", ["1", "1", "1", "1", "1"]);
    r.ok("paul", &on(no, signed("peer")));
    r.ok("rita", &on(no, proof("unit", None, &[("pass_rate", "100"), ("coverage", "80.1")])));
    r.ok("rita", &on(no, signed("unit_tests")));
    r.ok("rita", &on(no, signed("functionality")));
    r.now = super::at("2026-03-10 06:00");
    r.settle(no, "pre_deployment", &["rita"]);
    r.deploy("rita", no, &["development"]);
    r.ok("rita", &on(no, start()));
    for field in ["rollback_plan", "implementation_plan", "description", "title"] {
        let refusal = r.no("rita", &on(no, edit(&[(field, "something else")])));
        assert_eq!(refusal.kind, Kind::WrongState, "{refusal:#?}");
        assert!(refusal.text.contains(field), "{}", refusal.text);
    }
    let before = r.change(no).approvals.len();
    r.ok("rita", &on(no, edit(&[("results", "under way")])));
    assert_eq!(r.change(no).approvals.len(), before);
}

#[test]
fn a_medium_change_waits_for_a_manager_who_confirms_four_points() {
    let mut r = register();
    let no = submitted(&mut r, "configuration management", ["2", "2", "1", "2", "1"]);
    r.ok("paul", &on(no, signed("peer")));
    assert_eq!(r.change(no).state, State::Authorize);
    let refusal = r.no("rita", &on(no, start()));
    assert_cites(&refusal, Kind::Policy, &["AV-4.1-01", "AV-4.4-02"]);
    assert!(refusal.reasons.iter().any(|reason| reason.text.contains("Manager (0 of 1)")), "{refusal:#?}");
    let bare = ChangeCommand::Approve(Approval { role: Some("manager".into()), ..Approval::default() });
    assert_cites(&r.no("mona", &on(no, bare)), Kind::Policy, &["AV-5.2-01"]);
    r.ok("mona", &on(no, approved("manager")));
    assert_eq!(r.change(no).state, State::Scheduled);
}

/// AV-4.4-06: an approval has its own time, which begins when the reviews are complete; the time for these is not shown as its.
#[test]
fn av_4_4_06_an_approval_is_due_by_its_own_clock() {
    use quorate::domain::change::{clocks, facts};
    use quorate::policy::judge::needed_approvals;
    let mut r = register();
    r.now = at("2026-03-02 09:00");
    let no = submitted(&mut r, "configuration management", ["2", "2", "1", "2", "1"]);
    let due = |r: &mut Register| {
        let desk = r.desk("adm", &on(no, ChangeCommand::Submit), None);
        let known = facts::of(&r.world, &desk, r.change(no));
        let runs = clocks::running(&desk, &known);
        let manager = needed_approvals(&desk.pack, &known).into_iter().find(|a| a.id() == "manager").unwrap();
        (runs.iter().map(|run| run.limit).min(), clocks::due_of(manager, &runs))
    };
    assert_eq!(due(&mut r), (Some(at("2026-03-04 17:00")), None), "the reviews are due, and no approval yet");
    r.now = at("2026-03-03 15:00");
    r.ok("paul", &on(no, signed("peer")));
    assert_eq!(r.waits(no, "APPROVE"), [("role manager".to_owned(), Some(at("2026-03-05 17:00")))]);
    assert_eq!(due(&mut r).1, Some(at("2026-03-05 17:00")));
}

#[test]
fn a_start_before_the_approvals_names_each_that_is_open() {
    let cases = [(["2", "2", "2", "2", "2"], "AV-4.4-02"), (["2", "3", "2", "3", "2"], "AV-4.4-03")];
    let critical = (["3", "3", "3", "3", "2"], "AV-4.4-04");
    for (ratings, clause) in cases.into_iter().chain([critical]) {
        let mut r = register();
        let no = submitted(&mut r, "configuration management", ratings);
        let refusal = r.no("rita", &on(no, start()));
        assert_cites(&refusal, Kind::Policy, &[clause]);
        for (name, from) in [("Manager", "AV-4.4-02"), ("Security", "AV-4.4-03"), ("CTO", "AV-4.4-04")] {
            let named = refusal.reasons.iter().any(|r| r.text.contains(name) && r.text.contains("(0 of 1)"));
            assert_eq!(named, from <= clause, "{name} under {clause}: {refusal:#?}");
        }
    }
}

#[test]
fn an_owner_who_is_no_person_is_refused_with_the_clause_of_the_field() {
    let mut r = register();
    let no = r.open("rita", "normal", &FIELDS);
    for team in ["platform-team", "Platform team"] {
        assert_cites(&r.no("rita", &on(no, edit(&[("owner", team)]))), Kind::InvalidInput, &["AV-4.2-01"]);
    }
}

#[test]
fn a_dba_counts_as_one_of_two_reviewers_without_naming_the_role() {
    let mut r = register();
    let no = submitted(&mut r, "database schema or configuration", ["1", "1", "2", "1", "1"]);
    r.ok("paul", &on(no, signed("database_review")));
    r.ok("pia", &on(no, signed("database_review")));
    assert_eq!(r.change(no).state, State::Assess);
    assert_cites(&r.no("rita", &on(no, ChangeCommand::Request)), Kind::Missing, &["AV-4.3-02"]);
    r.ok("dirk", &on(no, signed("database_review")));
    assert_ne!(r.change(no).state, State::Assess);
}

/// An emergency that has been handed in, with what one knows at night.
fn emergency(r: &mut Register, (title, description): (&str, &str), factors: [&str; 5]) -> ChangeNo {
    let fields = [
        ("title", title),
        ("description", description),
        ("environment", "production"),
        ("change_kind", "security configuration"),
        ("impact_analysis", "Nobody can log in"),
        ("owner", "rita"),
        ("emergency_criteria", "production down or severely degraded"),
    ];
    let no = r.open("rita", "emergency", &fields);
    r.ok("rita", &on(no, rated(factors)));
    r.ok("rita", &on(no, ChangeCommand::Submit));
    no
}

#[test]
fn an_emergency_is_authorised_by_two_and_documented_afterwards() {
    let mut r = register();
    let no = emergency(&mut r, ("Renew the certificate", "It ran out at 02:50"), ["1", "3", "1", "1", "2"]);
    r.ok("mona", &on(no, approved("manager")));
    assert_eq!(r.change(no).state, State::Authorize);
    let refusal = r.no("rita", &on(no, start()));
    assert_cites(&refusal, Kind::Policy, &["AV-4.1-01"]);
    r.ok("sven", &on(no, approved("security_team")));
    assert_eq!(r.change(no).state, State::Scheduled);
    r.settle(no, "pre_deployment", &["rita"]);
    r.ok("rita", &on(no, start()));
    r.settle(no, "during_deployment", &["rita"]);
    // AV-9.4-01: at a quarter of its targets a rolling deployment is no success.
    assert_cites(&r.no("rita", &on(no, finish())), Kind::Policy, &["AV-9.4-01"]);
    rolls_on(&mut r, "rita", no);
    r.ok("rita", &on(no, finish()));
    r.wait(Span::hours(8));
    for list in ["validation", "post_deployment", "post_emergency"] {
        r.settle(no, list, &["rita"]);
    }
    assert_cites(&r.no("rita", &on(no, close())), Kind::Policy, &["AV-4.2-01", "AV-3.1-03"]);
    let late: Vec<_> = FIELDS.into_iter().skip(5).chain([("window", "2026-03-02 09:00/2026-03-02 09:30")]).collect();
    r.ok("rita", &on(no, edit(&late)));
    r.ok("rita", &on(no, edit(&[("results", "Logins work"), ("lessons_learned", "Watch its end")])));
    r.ok("rita", &on(no, edit(&[("cmdb_updated", "yes")])));
    assert_cites(&r.no("rita", &on(no, close())), Kind::Policy, &["AV-3.1-03"]);
    r.ok("mona", &on(no, approved("manager")));
    r.ok("rita", &on(no, close()));
}

/// AV-3.1-03, AV-6.4-01: the board approves a high or critical emergency in form, also once it is under way or done.
#[test]
fn an_emergency_of_high_risk_waits_for_the_board_while_it_is_carried_out() {
    let mut r = register();
    let no = emergency(&mut r, ("Restart the database", "It answers nobody"), ["3", "3", "3", "3", "3"]);
    r.ok("mona", &on(no, approved("manager")));
    r.ok("sven", &on(no, approved("security_team")));
    assert_eq!(r.change(no).state, State::Scheduled);
    r.settle(no, "pre_deployment", &["rita"]);
    r.ok("rita", &on(no, start()));
    assert_eq!(r.change(no).state, State::Implement);
    let waits = r.waits(no, "OPEN VOTE");
    // AV-9.3-01: what was complete when it began stays so, whatever approval is asked for since.
    let looks = on(no, ChangeCommand::Submit);
    let desk = r.desk("rita", &looks, None);
    let known = quorate::domain::change::facts::of(&r.world, &desk, r.change(no));
    assert_eq!(known.words("checklist.pre_deployment").unwrap(), ["complete"]);
    assert!(known.words("checklist.pre_deployment.left").unwrap().is_empty());
    let due = Some(at("2026-03-03 09:00"));
    assert_eq!(waits, [("chair".to_owned(), due)]);
    // And so do those who approve beside the board, by the same day: one clock for all of them.
    let waits = |r: &mut Register| -> Vec<String> {
        let all = r.waits(no, "APPROVE");
        assert!(all.iter().all(|(_, until)| *until == due), "{all:?}");
        all.into_iter().map(|(whom, _)| whom).collect()
    };
    assert_eq!(waits(&mut r), ["role manager", "role ciso", "role cto"]);
    r.ok("mona", &on(no, approved("manager")));
    assert_eq!(waits(&mut r), ["role ciso", "role cto"]);
}

#[test]
fn only_the_chair_schedules_a_change_over_another_on_the_same_system() {
    let mut r = register();
    r.person("chris", &[], &["release_manager"]);
    let mut ready = |window| {
        let mut fields = FIELDS.to_vec();
        fields.extend([("change_kind", "configuration management"), ("affected_systems", "sessions")]);
        fields.push(("window", window));
        let no = r.open("rita", "normal", &fields);
        r.ok("rita", &on(no, rated(["1", "1", "1", "1", "1"])));
        r.ok("rita", &on(no, ChangeCommand::Submit));
        no
    };
    let (first, second) = (ready("2026-03-10 06:00/2026-03-10 07:00"), ready("2026-03-11 06:00/2026-03-11 07:00"));
    let at = |t: &str| quorate::base::time::Moment::parse(t, chrono_tz::America::New_York).unwrap();
    let scheduled = |from: &str, to: &str| ChangeCommand::Schedule { from: at(from), to: at(to), environment: None };
    for no in [first, second] {
        r.ok("paul", &on(no, signed("peer")));
    }
    assert_eq!((r.change(first).state, r.change(second).state), (State::Scheduled, State::Scheduled));
    let taken = scheduled("2026-03-10 06:00", "2026-03-10 08:00");
    r.ok("rita", &on(first, taken.clone()));
    let over = scheduled("2026-03-10 07:00", "2026-03-10 09:00");
    let refusal = r.no("rita", &on(second, over.clone()));
    assert_cites(&refusal, Kind::NotPermitted, &["AV-5.3-01"]);
    assert!(refusal.reasons.iter().any(|r| r.text.contains("CHG-1: system sessions")), "{refusal:#?}");
    // Beside it there is room; over it, the chair settles it, and what was settled does not stop the start.
    r.ok("rita", &on(second, scheduled("2026-03-10 08:00", "2026-03-10 09:00")));
    assert!(r.change(second).overlaps.is_empty());
    r.ok("chris", &on(second, over));
    assert_eq!(r.change(second).overlaps, [first]);
    // A window that is edited is judged as one that is scheduled.
    let window = [("window", "2026-03-10 07:30/2026-03-10 08:30")];
    assert_cites(&r.no("rita", &on(first, edit(&window))), Kind::NotPermitted, &["AV-5.3-01"]);
    let outside = [("window", "2026-03-10 12:00/2026-03-10 13:00")];
    assert_cites(&r.no("rita", &on(first, edit(&outside))), Kind::Policy, &["AV-9.1-02"]);
    r.ok("rita", &on(second, proof("unit", None, &[("pass_rate", "100"), ("coverage", "80.1")])));
    for review in ["unit_tests", "functionality"] {
        r.ok("rita", &on(second, signed(review)));
    }
    // What the chair settled stands in neither one's way; what else is missing is another matter.
    r.now = at("2026-03-10 07:00");
    for no in [first, second] {
        let refusal = r.no("rita", &on(no, start()));
        assert!(!refusal.clauses().iter().any(|c| c == "AV-5.3-01"), "{refusal:#?}");
    }
}

/// AV-8.2-01: given an approved change of medium risk, when its integration and staging tests are recorded before Test and Staging
/// are deployed, then they are not signed as passed; and once Staging is deployed anew, results of before count no more.
#[test]
fn av_8_2_01_tests_count_for_what_is_deployed_where_they_belong() {
    let mut r = register();
    let no = submitted(&mut r, "configuration management", ["2", "2", "2", "2", "1"]);
    r.world.change_mut(no).state = State::Scheduled;
    assert_eq!(r.change(no).level.as_deref(), Some("medium"));
    let unit = [("pass_rate", "100"), ("coverage", "80.1")];
    let (whole, staged) = ([("pass_rate", "100")], [("pass_rate", "100"), ("regressions", "0")]);
    r.ok("rita", &on(no, proof("unit", None, &unit)));
    r.ok("rita", &on(no, signed("unit_tests")));
    let tests = [("integration", "test", &whole[..]), ("staging", "staging", &staged[..])];
    for (test, place, values) in tests {
        r.ok("rita", &on(no, proof(test, Some(place), values)));
    }
    for review in ["integration_tests", "staging_tests"] {
        assert_cites(&r.no("rita", &on(no, signed(review))), Kind::Policy, &["AV-8.2-01"]);
    }
    r.deploy("rita", no, &["development", "test"]);
    r.wait(Span::hours(1));
    r.ok("rita", &on(no, proof("integration", Some("test"), &whole)));
    r.ok("rita", &on(no, signed("integration_tests")));
    assert_cites(&r.no("rita", &on(no, signed("staging_tests"))), Kind::Policy, &["AV-8.2-01"]);
    r.deploy("rita", no, &["staging"]);
    r.wait(Span::hours(1));
    r.ok("rita", &on(no, proof("staging", Some("staging"), &staged)));
    r.ok("rita", &on(no, signed("staging_tests")));
    let stands = |r: &mut Register| r.next(no).reasons.into_iter().any(|why| why.rule == "staging-still-passes");
    assert!(!stands(&mut r));
    // Deployed anew, as after a failed canary: what was tested before is of before.
    r.wait(Span::hours(1));
    r.deploy("rita", no, &["staging"]);
    assert!(stands(&mut r));
    r.wait(Span::hours(1));
    r.ok("rita", &on(no, proof("staging", Some("staging"), &staged)));
    assert!(!stands(&mut r));
}

/// AV-5.5-01: whoever may not begin the deployment of infrastructure runs no command of it either.
#[test]
fn av_5_5_01_operations_run_the_commands_of_infrastructure() {
    let mut r = register();
    let fields: Vec<_> = FIELDS.into_iter().chain([("change_kind", "network configuration")]).collect();
    let no = r.open("rita", "normal", &fields);
    implementing(&mut r, no, "olaf");
    let refusal = r.no("rita", &on(no, runs()));
    assert_cites(&refusal, Kind::NotPermitted, &["AV-5.5-01"]);
    let barred = |r: &mut Register, who: &str| {
        r.act(who, &on(no, runs())).err().is_some_and(|refusal| {
            refusal.reasons.iter().any(|x| x.rule == "operations-run-commands-of-infrastructure")
        })
    };
    assert!(barred(&mut r, "rita") && !barred(&mut r, "olaf"));
}

/// AV-4.1-01, AV-8.4-01: what failed is rolled back once a list of the rollback is gone through, and not with the failure.
#[test]
fn the_stages_say_rolled_back_once_it_is() {
    let mut r = register();
    let no = r.open("rita", "normal", &FIELDS);
    let desk = r.desk("rita", &on(no, ChangeCommand::Submit), None);
    let mut known = quorate::domain::change::facts::of(&r.world, &desk, r.change(no));
    let says = |known: &quorate::policy::facts::Facts| {
        let stages = quorate::policy::process::standing(&desk.pack, known);
        let all = stages.into_iter().flat_map(|s| s.activities);
        all.into_iter().find(|(a, _)| a.text == "roll back if needed").map(|(_, word)| word)
    };
    assert_eq!(says(&known), Some("not_needed"));
    known.set_flag("backed_out", true);
    known.set_word("state", "review");
    assert_eq!(says(&known), Some("open"));
    known.set_word("checklist.rollback_database", "complete");
    assert_eq!(says(&known), Some("done"));
}

fn board() -> MeetingId {
    "2026-W10-2".parse().unwrap()
}

fn at_board(command: MeetingCommand) -> Command {
    Command::Meeting(board(), command)
}

fn close_board(reason: Option<&str>) -> Command {
    at_board(MeetingCommand::Close { reason: reason.map(str::to_owned) })
}

const SEATS: [&str; 6] = [
    "release_manager",
    "engineering_lead",
    "operations_lead",
    "security_representative",
    "qa_representative",
    "business_representative",
];

fn emergency_item(no: ChangeNo) -> Item {
    Item { section: "decisions".into(), mandatory: true, ..Item::about(Subject::Change(no)) }
}

/// Fills the board's seats.
fn seated(r: &mut Register) {
    for seat in SEATS {
        r.person(seat, &[], &[seat]);
    }
}

/// Convenes the emergency board.
fn convened(r: &mut Register, no: ChangeNo) -> quorate::domain::desk::Decided {
    seated(r);
    let meeting = Some((board(), emergency_item(no)));
    r.ok("rita", &on(no, ChangeCommand::Convene { meeting, reason: Some("outage".into()) }))
}

/// The board sits, four of its six seats there, and has come to the emergency.
fn sits(r: &mut Register, no: ChangeNo) {
    r.ok("release_manager", &at_board(MeetingCommand::Open { items: vec![emergency_item(no)] }));
    for who in &SEATS[1..4] {
        r.ok(who, &at_board(MeetingCommand::Join));
    }
}

/// What the minutes keep of the first item.
fn kept(r: &Register) -> String {
    let said = r.world.meetings[&board()].courses[0].data.as_ref().map(|s| s.digest.to_string());
    said.unwrap_or_default()
}

/// AV-7.2-02, AV-6.2-01: the board can decide nothing on an emergency that nobody has authorised; it closes once it has come
/// to it, and the minutes say why the item stayed undecided.
#[test]
fn an_emergency_board_closes_over_what_it_cannot_decide() {
    let mut r = register();
    let no = emergency(&mut r, ("Restart the database", "It answers nobody"), ["3", "3", "3", "3", "3"]);
    convened(&mut r, no);
    sits(&mut r, no);
    assert_cites(&r.no("release_manager", &close_board(None)), Kind::Policy, &["AV-7.2-02"]);
    r.ok("release_manager", &at_board(MeetingCommand::Present { item: 1 }));
    let closed = r.ok("release_manager", &close_board(None));
    let told: Vec<&str> = closed.warnings.iter().map(|w| w.text.as_str()).collect();
    assert!(told.iter().any(|t| t.starts_with("item 1 stays undecided: ") && t.contains("[AV-6.2-01]")), "{told:?}");
    assert_eq!(r.world.meetings[&board()].state, MeetingState::Complete);
    assert!(!kept(&r).is_empty(), "the minutes keep the reason");
}

/// Reading 4.21: who approved a change runs nothing of it, which is told once.
#[test]
fn who_approved_a_change_is_told_once_that_they_run_nothing_of_it() {
    let mut r = register();
    let no = emergency(&mut r, ("Restart the database", "It answers nobody"), ["3", "3", "3", "3", "3"]);
    r.ok("mona", &on(no, approved("manager")));
    let refusal = r.no("mona", &on(no, runs()));
    let rule = "somebody who approved this change may not implement it";
    assert_eq!(refusal.reasons.iter().filter(|r| r.text.starts_with(rule)).count(), 1, "{refusal:#?}");
    assert!(refusal.reasons.iter().all(|r| !r.text.contains("not known yet")), "{refusal:#?}");
}

/// A meeting that is at an emergency which the board could decide.
fn sitting_over_an_emergency() -> (Register, ChangeNo) {
    let mut r = register();
    let no = emergency(&mut r, ("Restart the database", "It answers nobody"), ["3", "3", "3", "3", "3"]);
    r.ok("mona", &on(no, approved("manager")));
    r.ok("sven", &on(no, approved("security_team")));
    r.settle(no, "pre_deployment", &["rita"]);
    r.ok("rita", &on(no, start()));
    seated(&mut r);
    let starts = r.now.plus(Span::hours(1));
    let call = MeetingCommand::Call { series: "cab".into(), starts, ad_hoc: false, reason: None };
    r.ok("release_manager", &at_board(call));
    r.wait(Span::hours(1));
    sits(&mut r, no);
    r.ok("release_manager", &at_board(MeetingCommand::Present { item: 1 }));
    (r, no)
}

/// AV-5.2-01, AV-7.2-02: what the board could decide keeps the meeting open while the quorum is there, whatever reason is
/// given; without a quorum it is adjourned for a reason.
#[test]
fn a_board_without_quorum_is_adjourned_for_a_reason() {
    let (mut r, _) = sitting_over_an_emergency();
    assert_cites(&r.no("release_manager", &close_board(Some("no time left"))), Kind::Policy, &["AV-5.2-01"]);
    let leaves = |who: &str| (who.parse().unwrap(), quorate::domain::board::Presence::Absent);
    let present = vec![leaves("engineering_lead")];
    r.ok("release_manager", &at_board(MeetingCommand::Rollcall { present }));
    let refusal = r.no("release_manager", &close_board(None));
    assert_cites(&refusal, Kind::Policy, &["AV-5.2-01"]);
    assert!(refusal.text.contains("no quorum, 3 of 4"), "{}", refusal.text);
    assert!(refusal.reasons[0].remedy.contains("quorate meeting close --reason"), "{refusal:#?}");
    let closed = r.ok("release_manager", &close_board(Some("two were called away")));
    let told = closed.warnings.iter().any(|w| w.text.ends_with("are present: two were called away"));
    assert!(told, "{:#?}", closed.warnings);
    let event = |e: &quorate::domain::event::What| {
        matches!(e, quorate::domain::event::What::Meeting(MeetingEvent::Closed { reason: Some(_), .. }))
    };
    assert!(closed.events.iter().any(|(_, e)| event(e)));
}

/// AV-7.2-02, AV-5.2-01: a ballot that lost its quorum keeps no meeting open: adjourning for a reason ends it without a result.
#[test]
fn a_ballot_that_lost_its_quorum_ends_with_the_meeting_that_is_adjourned() {
    let (mut r, no) = sitting_over_an_emergency();
    r.ok("release_manager", &on(no, ChangeCommand::OpenVote { tally: None, meeting: None }));
    let leaves = |who: &str| (who.parse().unwrap(), quorate::domain::board::Presence::Absent);
    let present = vec![leaves("engineering_lead")];
    r.ok("release_manager", &at_board(MeetingCommand::Rollcall { present }));
    let refusal = r.no("release_manager", &close_board(None));
    let remedies: Vec<&str> = refusal.reasons.iter().map(|r| r.remedy.as_str()).collect();
    assert!(remedies.iter().any(|r| r.contains("quorate meeting close") && r.contains("--reason")), "{remedies:?}");
    let ballot = |r: &Register| r.change(no).ballot().and_then(|b| b.outcome);
    assert_eq!(ballot(&r), None, "a refusal ends nothing");
    // The screens ask for the reason, and name this way where there is no other.
    let desk = r.desk("release_manager", &close_board(None), None);
    let adjourning = quorate::domain::meeting::closing::adjourning(&r.world, &desk, &r.world.meetings[&board()]);
    assert_eq!(adjourning, (true, true));
    let closed = r.ok("release_manager", &close_board(Some("two were called away")));
    assert!(closed.warnings.iter().any(|w| w.text.contains("ends without a result")), "{:#?}", closed.warnings);
    assert_eq!(ballot(&r), Some(Outcome::Withdrawn));
}

/// AV-6.4-02: whoever convenes the board for an emergency that it does not approve is told so.
#[test]
fn a_board_convened_for_a_medium_emergency_hears_that_it_votes_on_nothing() {
    let mut r = register();
    let no = emergency(&mut r, ("Renew the certificate", "It ran out at 02:50"), ["1", "3", "1", "1", "2"]);
    let convened = convened(&mut r, no);
    assert!(convened.warnings.iter().any(|w| w.clauses == ["AV-6.4-02"]), "{:#?}", convened.warnings);
}

/// AV-7.2-02, AV-3.1-03: the board is convened for the approval in form as well, while the emergency is under way, and for
/// nothing that it does not approve; the clock stops with the last approval and not before.
#[test]
fn the_board_is_convened_for_the_approval_in_form() {
    let started = |factors| {
        let mut r = register();
        let no = emergency(&mut r, ("Restart the database", "It answers nobody"), factors);
        r.ok("mona", &on(no, approved("manager")));
        r.ok("sven", &on(no, approved("security_team")));
        r.settle(no, "pre_deployment", &["rita"]);
        r.ok("rita", &on(no, start()));
        seated(&mut r);
        (r, no)
    };
    let convene = |no: ChangeNo| {
        let meeting = Some((board(), emergency_item(no)));
        on(no, ChangeCommand::Convene { meeting, reason: Some("outage".into()) })
    };
    let (mut r, no) = started(["1", "3", "1", "1", "2"]);
    let refusal = r.no("rita", &convene(no));
    assert!(refusal.text.contains("nothing to approve of CHG-1 any more"), "{refusal:#?}");
    let (mut r, no) = started(["3", "3", "3", "3", "3"]);
    r.ok("rita", &convene(no));
    sits(&mut r, no);
    r.ok("release_manager", &at_board(MeetingCommand::Present { item: 1 }));
    r.ok("release_manager", &on(no, ChangeCommand::OpenVote { tally: None, meeting: None }));
    for who in &SEATS[..4] {
        r.vote(who, no, "approve").unwrap();
    }
    r.ok("release_manager", &on(no, ChangeCommand::CloseVote { reason: Some("as counted".into()) }));
    assert_eq!(r.change(no).ballot().and_then(|b| b.outcome), Some(Outcome::Carried));
    let formal = |r: &mut Register| {
        let looks = on(no, ChangeCommand::Submit);
        let desk = r.desk("rita", &looks, None);
        let known = quorate::domain::change::facts::of(&r.world, &desk, r.change(no));
        let clocks = quorate::domain::change::clocks::started(&desk, &known);
        clocks.iter().find(|c| c.clock.id == "emergency-formal-approval").unwrap().standing
    };
    r.person("cora", &["cto"], &[]);
    r.person("cyd", &["ciso"], &[]);
    for (who, role) in [("mona", "manager"), ("cyd", "ciso"), ("cora", "cto")] {
        assert_eq!(formal(&mut r), Standing::Running, "before {role}");
        r.ok(who, &on(no, approved(role)));
    }
    assert_eq!(formal(&mut r), Standing::Met);
}
