//! Findings of the gap analysis under the three-environment pack, as people run into them.

use super::three_env::{self, PROD, deploys, meets, opened, prove, signs, submitted, tested};
use super::{Register, assert_cites, at, ended, noted, on, reviewed, vote};
use quorate::base::ids::ChangeNo;
use quorate::base::time::Span;
use quorate::domain::change::clocks;
use quorate::domain::change::facts;
use quorate::domain::change::go;
use quorate::domain::change::states::State;
use quorate::domain::change::time;
use quorate::domain::checklist::command::{ChecklistCommand, ListAct};
use quorate::domain::command::{Approval, Cast, ChangeCommand, Command, RiskCommand, SystemCommand};
use quorate::domain::desk::Desk;
use quorate::domain::evidence::command::{EvidenceCommand, New};
use quorate::domain::refusal::Kind;
use quorate::domain::system::draft::SystemDraft;
use quorate::policy::clock::Standing;

fn system(id: &str, on: &[&str], data: &[&str]) -> Command {
    let own = |list: &[&str]| Some(list.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>());
    let draft = SystemDraft { id: id.into(), depends_on: own(on), data: own(data), ..SystemDraft::default() };
    Command::System(SystemCommand::Put { systems: vec![draft], new: false })
}

fn edit(no: ChangeNo, field: &str, value: &str) -> Command {
    on(no, ChangeCommand::Edit { fields: vec![(field.into(), value.into())] })
}

fn with(
    base: &[(&'static str, &'static str)],
    more: &[(&'static str, &'static str)],
) -> Vec<(&'static str, &'static str)> {
    let kept = base.iter().filter(|(id, _)| !more.iter().any(|(other, _)| other == id));
    kept.chain(more).copied().collect()
}

fn open_vote(no: ChangeNo) -> Command {
    on(no, ChangeCommand::OpenVote { tally: None, meeting: None })
}

fn start(no: ChangeNo) -> Command {
    on(no, deploys("PROD", "main"))
}

/// GA-13-3: the business impact has an entry for each system that depends on the affected ones, also for those that are
/// recorded after it was written.
#[test]
fn each_dependent_system_is_assessed_by_name() {
    let mut r = three_env::register();
    for command in [system("shop", &[], &[]), system("web", &["shop"], &[]), system("App", &["shop"], &[])] {
        r.ok("adm", &command);
    }
    let fields = with(&PROD, &[("affected_systems", "Shop"), ("dependent_systems_impact", "")]);
    let no = submitted(&mut r, "normal", &fields);
    for (text, left) in [
        ("none depends on it", ": App, web"),
        ("web: slower", ": App"),
        ("web, app", ": App, web"),
        ("webs: x; app: y", ": web"),
    ] {
        let refusal = r.no("rita", &edit(no, "dependent_systems_impact", text));
        assert_cites(&refusal, Kind::Policy, &["GA-13-3"]);
        assert!(refusal.reasons[0].text.ends_with(left), "{text}: {refusal:#?}");
    }
    r.ok("rita", &edit(no, "dependent_systems_impact", "WEB: slower for ten minutes\napp: waits"));
    assert_eq!(r.change(no).assessed, Some(vec!["App".to_owned(), "web".to_owned()]));
    meets(&mut r);
    tested(&mut r, no);
    r.ok("adm", &system("late", &["shop"], &[]));
    let refusal = r.no("carla", &open_vote(no));
    assert_cites(&refusal, Kind::Policy, &["GA-13-3"]);
    assert!(refusal.reasons.iter().any(|r| r.text.ends_with(": late")), "{refusal:#?}");
}

/// GA-05-4: the flag of the system in the register counts as the request's own answer does.
#[test]
fn a_system_with_sensitive_data_asks_for_the_compliance_review() {
    let mut r = three_env::register();
    let unknown = r.no("adm", &system("shop", &[], &["secret"]));
    assert_eq!(unknown.kind, Kind::InvalidInput);
    assert!(unknown.text.contains("PII (personal data)"), "{}", unknown.text);
    r.ok("adm", &system("shop", &[], &["personal", "PII", "Financial data"]));
    assert_eq!(r.world.systems.find("shop").unwrap().entry.data, ["PII", "financial"]);
    meets(&mut r);
    let no = submitted(&mut r, "normal", &with(&PROD, &[("affected_systems", "shop")]));
    tested(&mut r, no);
    assert_cites(&r.no("carla", &open_vote(no)), Kind::Missing, &["GA-05-4"]);
    signs(&mut r, no, "sam", "compliance");
    r.ok("carla", &open_vote(no));
}

/// GA-17-3: what is logged lower than the change's own risk does not stand for it.
#[test]
fn a_risk_is_logged_at_its_own_level() {
    let mut r = three_env::register();
    meets(&mut r);
    let no = submitted(&mut r, "normal", &PROD);
    let ratings = [("likelihood", "3"), ("impact", "5")].map(|(f, n)| (f.to_owned(), n.to_owned())).to_vec();
    r.ok("rita", &on(no, ChangeCommand::Assess { ratings }));
    tested(&mut r, no);
    let log = |level: &str, plan: Option<&str>| {
        Command::Risk(RiskCommand::Log {
            change: Some(no),
            text: "orders are lost".into(),
            level: Some(level.into()),
            mitigation: plan.map(str::to_owned),
            owner: None,
        })
    };
    r.ok("rita", &log("low", Some("watch it")));
    r.ok("rita", &log("high", None));
    let refusal = r.no("carla", &open_vote(no));
    assert_cites(&refusal, Kind::Policy, &["GA-17-3"]);
    let says = "the change is High, risk 1 is logged as Low, risk 2 is logged as High without mitigation plan";
    assert!(refusal.reasons.iter().any(|r| r.text.ends_with(says)), "{refusal:#?}");
    r.ok("rita", &log("critical", Some("switch to the other site")));
    r.ok("carla", &open_vote(no));
}

/// GA-17-3: the check of a draft judges all that handing it in is, and that of one which waits for approval the
/// approvals, with what comes first on the way.
#[test]
fn a_check_judges_the_very_acts_that_come_next() {
    let mut r = three_env::register();
    let more = [("patch_class", "P1"), ("uat_deferral", "later"), ("security_impact", "9.8, exploited, web")];
    let fields: Vec<_> = three_env::REQUEST.into_iter().chain(with(&PROD, &more)).collect();
    let no = r.open("rita", "emergency", &fields);
    let ratings = [("likelihood", "3"), ("impact", "3")].map(|(f, n)| (f.to_owned(), n.to_owned())).to_vec();
    r.ok("rita", &on(no, ChangeCommand::Assess { ratings }));
    let submit = on(no, ChangeCommand::Submit);
    let said = r.next(no);
    let refusal = r.no("rita", &submit);
    assert_cites(&refusal, Kind::Policy, &["GA-17-3"]);
    assert_eq!(said.reasons, refusal.reasons, "what the check says is what the act says");
    let (text, level, mitigation) = ("lost".into(), Some("medium".into()), Some("back".into()));
    r.ok("rita", &Command::Risk(RiskCommand::Log { change: Some(no), text, level, mitigation, owner: None }));
    assert!(r.next(no).allowed());
    r.ok("rita", &submit);
    assert_eq!(r.change(no).state, State::Authorize);
    assert!(r.next(no).allowed(), "nothing stands against its approvals: {:#?}", r.next(no));
}

/// An emergency of class P1, handed in with its risk in the register.
fn urgent(r: &mut Register, more: &[(&'static str, &'static str)]) -> ChangeNo {
    let own = [("patch_class", "P1"), ("security_impact", "9.8, exploited, web")];
    let fields = with(&with(&PROD, &own), more);
    submitted(r, "emergency", &fields)
}

/// PM-2.2-01: the deferral of the UAT is written while the emergency is on its way, and asks nobody for approval anew.
#[test]
fn the_deferral_that_the_policy_asks_for_voids_no_approval() {
    let mut r = three_env::register();
    let no = urgent(&mut r, &[]);
    for who in ["carla", "sam", "ida"] {
        r.ok(who, &on(no, ChangeCommand::Approve(Approval::default())));
    }
    assert_eq!(r.change(no).state, State::Scheduled);
    r.ok("rita", &edit(no, "uat_deferral", "the users sleep; Bea runs it in TEST by noon"));
    assert_eq!(r.change(no).state, State::Scheduled);
    r.ok("rita", &edit(no, "description", "other libraries"));
    assert_eq!(r.change(no).state, State::Authorize);
}

/// PM-12.3-03: the emergency window is none of a P1 patch that is no emergency, whatever is still to be approved.
#[test]
fn free_times_are_free_by_the_measure_that_the_answer_has() {
    let mut r = three_env::register();
    let normal = submitted(&mut r, "normal", &with(&PROD, &[("patch_class", "P1"), ("patch_kind", "security")]));
    let urgent = urgent(&mut r, &[]);
    let asked = (at("2026-03-04 12:00"), at("2026-03-04 13:00"));
    let free = |r: &mut Register, no: ChangeNo| {
        let desk = r.desk("rita", &on(no, ChangeCommand::Submit), None);
        let known = facts::of(&r.world, &desk, r.change(no));
        let plan = time::planned(&r.world, &desk, r.change(no), &known, asked).allowed;
        (plan, time::slots(&r.world, &desk, r.change(no), &known, asked, 1)[0].0)
    };
    assert_eq!(free(&mut r, normal), (false, at("2026-03-10 18:00")));
    assert_eq!(free(&mut r, urgent), (true, asked.0));
}

/// PM-8.2-01 and PM-8.2-02: who answers for what is overdue in DEV and in TEST, and to whom it passes.
#[test]
fn what_is_overdue_before_prod_names_those_who_answer_there() {
    for (environment, clause, named) in [
        ("DEV", "PM-8.2-01", ["development_lead", "dev_team", "development_manager"]),
        ("TEST", "PM-8.2-02", ["test_manager", "qa_team_lead", "qa_manager"]),
    ] {
        let mut r = three_env::register();
        let no = submitted(&mut r, "normal", &[("environment", environment)]);
        let desk = r.desk("rita", &on(no, ChangeCommand::Submit), None);
        let clock = desk.pack.clocks.iter().find(|c| c.start == "submitted").unwrap();
        let told = clocks::answers(&desk.pack, r.change(no), clock).unwrap();
        assert_eq!([&told.primary, &told.secondary, &told.escalate], named, "{clause}");
        assert_eq!(told.clauses, [clause]);
    }
}

/// PM-2.4-02: one deviation, signed by two, holds for all that ask for the full regression; until then each of the answers
/// names who has to sign.
#[test]
fn a_testing_deviation_is_one_record_with_two_signatures() {
    let mut r = three_env::register();
    let more =
        [("patch_class", "P1"), ("patch_kind", "security"), ("risk_based_ground", "critical CVE: expedited testing")];
    let no = submitted(&mut r, "normal", &with(&PROD, &more));
    let except = |rule: &str| {
        on(no, ChangeCommand::Except { rule: rule.into(), role: None, reason: Some("the login suite is run".into()) })
    };
    let regression = |v: &quorate::policy::verdict::Verdict| {
        v.reasons.iter().find(|r| r.rule == "review.full_regression").map(|r| r.text.clone())
    };
    let point = |r: &mut Register| {
        let desk = r.desk("rita", &on(no, ChangeCommand::Submit), None);
        let (act, known) = go::asked(&r.world, &desk, r.change(no), Some("PROD"));
        let all = go::points_of(&desk.pack, r.change(no), act, &known);
        all.into_iter().find(|p| p.rule == "go-regression").unwrap()
    };
    assert!(regression(&r.next(no)).is_some());
    r.ok("tess", &except("review.full_regression"));
    assert_eq!(r.waits(no, "DEVIATION"), [("role development_lead".to_owned(), None)]);
    let half = "the deviation from it has 1 of 2 signatures and lacks development_lead";
    assert!(regression(&r.next(no)).unwrap().ends_with(half));
    assert!(!point(&mut r).go && point(&mut r).text.ends_with(half), "{:?}", point(&mut r));
    let refusal = r.no("rita", &on(no, ChangeCommand::Request));
    assert!(refusal.reasons.iter().any(|r| r.text.ends_with(half)), "{refusal:#?}");
    assert_cites(&refusal, Kind::Policy, &["PM-2.4-02"]);
    r.ok("lena", &except("go-regression"));
    assert_eq!(regression(&r.next(no)), None);
    assert!(r.next(no).missing.iter().all(|m| m.field != "review.full_regression"));
    assert!(point(&mut r).go && point(&mut r).text.contains("tess (test_manager) and lena"), "{:?}", point(&mut r));
    let refusal = r.no("rita", &on(no, ChangeCommand::Request));
    assert!(refusal.reasons.iter().all(|r| r.rule != "review.full_regression"), "{refusal:#?}");
    // A result that comes after it was not accepted by anybody: both sign anew, for what stands then.
    let cases = [("pass_rate", "60"), ("cases", "200"), ("executed", "200")];
    let recorded = r.ok("quinn", &evidence(no, "regression", &cases, &[], &[]));
    let lapsed = recorded.warnings.iter().find(|w| w.rule == "deviation-lapses").unwrap();
    assert!(lapsed.text.contains("was signed before this result") && lapsed.clauses.contains(&"PM-2.4-02".to_owned()));
    assert!(lapsed.remedy.contains("quorate decision except CHG-1 "), "{lapsed:?}");
    assert!(!point(&mut r).go);
    let text = regression(&r.next(no)).unwrap();
    assert!(text.contains("0 of 2 signatures") && text.contains("signed before piece 1 does not cover it"), "{text}");
    r.ok("tess", &except("go-regression"));
    assert!(!point(&mut r).go, "one of two is not enough");
    r.ok("lena", &except("go-regression"));
    assert!(point(&mut r).go && regression(&r.next(no)).is_none());
}

/// GA-06-2: the refusal names the open condition: what it says, whose it is, and when it is due.
#[test]
fn an_open_condition_is_named() {
    let mut r = three_env::register();
    meets(&mut r);
    let no = submitted(&mut r, "normal", &PROD);
    tested(&mut r, no);
    opened(&mut r, no);
    let condition = Cast {
        condition: Some("backup first".into()),
        owner: Some(super::person("bea")),
        due: Some(at("2026-03-09 12:00")),
        ..vote("condition")
    };
    r.ok("carla", &on(no, ChangeCommand::Cast(condition)));
    for who in ["mia", "moe"] {
        r.vote(who, no, "approve").unwrap();
    }
    r.ok("carla", &on(no, ChangeCommand::CloseVote { reason: Some("as counted".into()) }));
    three_env::go(&mut r, no);
    r.now = at("2026-03-10 18:00");
    r.settle(no, "pre_prod", &["oleg"]);
    let refusal = r.no("oleg", &start(no));
    assert_cites(&refusal, Kind::Policy, &["GA-06-2"]);
    let says = ": condition 1 (owner bea, OVERDUE since Mon 2026-03-09 12:00 EDT)";
    assert!(refusal.reasons.iter().any(|r| r.text.ends_with(says)), "{refusal:#?}");
    let (digest, pack) = r.pack_for(&start(no));
    let mut desk = Desk::looking(r.now, super::person("oleg"), pack, digest, no);
    desk.quoted.insert(1, "backup first".into());
    let told = facts::of(&r.world, &desk, r.change(no)).words("conditions").unwrap().join("");
    assert!(told.starts_with("condition 1 \"backup first\" (owner bea"), "{told}");
}

/// A change is where its systems stand unless it names other sites, and its business days go by their holidays.
#[test]
fn a_change_counts_its_business_days_by_the_sites_that_it_is_about() {
    let mut r = three_env::register();
    let draft = SystemDraft { id: "shop".into(), site: Some("Munich".into()), ..SystemDraft::default() };
    r.ok("adm", &Command::System(SystemCommand::Put { systems: vec![draft], new: false }));
    r.set("calendar.site_holidays", "munich: 2026-03-04; Lyon: 2026-03-05");
    let no = submitted(&mut r, "normal", &with(&PROD, &[("affected_systems", "Shop")]));
    let known = |r: &mut Register| {
        let command = edit(no, "title", "x");
        let (digest, pack) = r.pack_for(&command);
        let desk = Desk::looking(r.now, super::person("oleg"), pack.clone(), digest, no);
        let known = facts::of(&r.world, &desk, r.change(no));
        let off = pack.calendar_for(&known).holidays.iter().map(ToString::to_string).collect::<Vec<_>>();
        (known.words("site").unwrap().to_vec(), off)
    };
    assert_eq!(known(&mut r), (vec!["Munich".to_owned()], vec!["2026-03-04".to_owned()]));
    r.ok("rita", &edit(no, "site", "Lyon, Oslo"));
    assert_eq!(known(&mut r), (vec!["Lyon".to_owned(), "Oslo".to_owned()], vec!["2026-03-05".to_owned()]));
    // A site that nobody knows is told before it is counted on.
    let (digest, pack) = r.pack_for(&edit(no, "title", "x"));
    let desk = Desk::looking(r.now, super::person("rita"), pack.clone(), digest, no);
    let facts = facts::of(&r.world, &desk, r.change(no));
    let warned = quorate::policy::judge::judge(&pack, quorate::policy::act::Act::Submit, &facts).warnings;
    assert!(warned.iter().any(|w| w.text.ends_with("no system stands there: Oslo")), "{warned:?}");
}

/// GA-16-3: a test of disaster recovery with a patch is due when the quarter ends, whether or not a system has a tier.
#[test]
fn disaster_recovery_is_tested_each_quarter() {
    let mut r = three_env::register();
    let stands = |r: &mut Register, now: &str| {
        r.now = at(now);
        let command = Command::System(SystemCommand::RecoveryTest { patched: true, note: None });
        let (digest, pack) = r.pack_for(&command);
        let desk = Desk::looking(r.now, super::person("oleg"), pack.clone(), digest, ChangeNo(0));
        let known = facts::register(&r.world, &desk);
        let clock = pack.clocks.iter().find(|c| c.id == "recovery-drill").unwrap();
        let read = clock.read(&known, &pack.calendar).unwrap();
        (read.limit, read.standing)
    };
    assert_eq!(stands(&mut r, "2026-03-31 23:00"), (at("2026-04-01 00:00"), Standing::Running));
    assert_eq!(stands(&mut r, "2026-04-01 00:01"), (at("2026-04-01 00:00"), Standing::Breached));
    let drill = |patched| Command::System(SystemCommand::RecoveryTest { patched, note: None });
    r.ok("max", &drill(false));
    assert_eq!(stands(&mut r, "2026-04-02 00:00").1, Standing::Breached, "without a patch it does not count");
    r.ok("max", &drill(true));
    assert_eq!(stands(&mut r, "2026-05-20 09:00"), (at("2026-10-01 00:00"), Standing::Running));
    r.set("calendar.fiscal_year_start", "feb");
    assert_eq!(stands(&mut r, "2026-05-21 09:00"), (at("2026-08-01 00:00"), Standing::Running));
}

fn evidence(no: ChangeNo, test: &str, values: &[(&str, &str)], named: &[(&str, &str)], covers: &[&str]) -> Command {
    let new = New {
        test: test.into(),
        values: values.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
        named: named.iter().map(|(k, v)| ((*k).to_owned(), vec![(*v).to_owned()])).collect(),
        covers: covers.iter().map(|c| (*c).to_owned()).collect(),
        ..New::default()
    };
    on(no, ChangeCommand::Evidence(EvidenceCommand::Add(Box::new(new))))
}

/// GA-04-1: files that differ, and listed files that nobody compared, are named.
#[test]
fn files_that_differ_are_named() {
    let mut r = three_env::register();
    let fields = with(&PROD, &[("configuration_files", "/etc/a.cfg, /etc/b.cfg")]);
    let no = three_env::approved_for(&mut r, &fields);
    three_env::go(&mut r, no);
    r.now = at("2026-03-10 18:00");
    r.settle(no, "pre_prod", &["oleg"]);
    r.ok("oleg", &start(no));
    for kind in ["snapshot_pre", "snapshot_post", "connectivity"] {
        r.ok("oleg", &on(no, noted(kind)));
    }
    prove(&mut r, no, &[("oleg", ("smoke", Some("PROD"), &[("pass_rate", "100")]))]);
    let finish = on(no, ended(None, true));
    let says = |r: &mut Register, words: &str| {
        let refusal = r.no("oleg", &finish);
        assert_cites(&refusal, Kind::Policy, &["GA-04-1"]);
        assert!(refusal.reasons.iter().any(|r| r.text.contains(words)), "{words}: {refusal:#?}");
    };
    let unnamed = r.no("oleg", &evidence(no, "file_checksums", &[("differing", "1")], &[], &[]));
    assert_cites(&unnamed, Kind::Missing, &["GA-04-1"]);
    let both = ["/etc/a.cfg", "/ETC/b.cfg"];
    r.ok("oleg", &evidence(no, "file_checksums", &[], &[("differing", "/etc/b.cfg")], &both));
    assert_eq!(r.change(no).evidence.last().unwrap().values["differing"], 1);
    says(&mut r, "differing 1: /etc/b.cfg");
    r.ok("oleg", &evidence(no, "file_checksums", &[("differing", "0")], &[], &["/etc/a.cfg"]));
    says(&mut r, "no result of /etc/b.cfg");
    for (named, covers) in
        [(&[("coloured", "/etc/a.cfg")][..], &[][..]), (&[], &["/etc/c.cfg"]), (&[("differing", "a\u{7}")], &[])]
    {
        assert_eq!(r.no("oleg", &evidence(no, "file_checksums", &[], named, covers)).kind, Kind::InvalidInput);
    }
    let fewer = evidence(no, "file_checksums", &[("differing", "0")], &[("differing", "/etc/a.cfg")], &both);
    assert_eq!(r.no("oleg", &fewer).kind, Kind::InvalidInput, "more is named than was counted");
    r.ok("oleg", &evidence(no, "file_checksums", &[("differing", "0")], &[], &both));
    r.ok("oleg", &finish);
}

/// PM-2.1-02: targeted regression is not complete without a result of each dependency that the request lists.
#[test]
fn targeted_regression_covers_what_the_request_lists() {
    let mut r = three_env::register();
    let fields = with(&PROD, &[("affected_systems", "shop"), ("downstream_dependencies", "billing, ledger")]);
    let no = submitted(&mut r, "normal", &fields);
    let saved = |covers: &[&str]| {
        let Command::Change(no, ChangeCommand::Evidence(EvidenceCommand::Add(mut new))) =
            evidence(no, "targeted_regression", &[("pass_rate", "100")], &[], covers)
        else {
            panic!("not evidence")
        };
        new.passed = Some(true);
        on(no, ChangeCommand::Evidence(EvidenceCommand::Add(new)))
    };
    let refusal = r.no("quinn", &saved(&["shop", "Ledger"]));
    assert_cites(&refusal, Kind::Policy, &["PM-2.1-02"]);
    assert!(refusal.text.ends_with("no result of billing"), "{}", refusal.text);
    r.ok("quinn", &saved(&["shop", "billing", "ledger"]));
}

/// A review that somebody signs as passed.
fn passed(no: ChangeNo, review: &str) -> Command {
    on(no, ChangeCommand::Review { review: Some(review.into()), role: None, passed: true, note: None })
}

/// An approved emergency that went through DEV.
fn emergency(more: &[(&'static str, &'static str)]) -> (Register, ChangeNo) {
    let mut r = three_env::register();
    r.ok("adm", &system("shop", &[], &["PHI"]));
    let urgent = [
        ("patch_class", "P1"),
        ("patch_kind", "security"),
        ("security_impact", "exploited"),
        ("affected_systems", "shop"),
    ];
    let no = submitted(&mut r, "emergency", &with(&with(&PROD, &urgent), more));
    for who in ["carla", "sam", "ida"] {
        r.ok(who, &on(no, ChangeCommand::Approve(Approval::default())));
    }
    r.deploy("dan", no, &["DEV"]);
    r.settle(no, "pre_prod", &["oleg"]);
    prove(&mut r, no, &three_env::TRIED);
    (r, no)
}

/// GA-05-1 and PM-2.2-01: an emergency is reviewed by a peer, and its UAT is signed or deferred; GA-05-2 to GA-05-4 are
/// caught up afterwards.
#[test]
fn an_emergency_keeps_code_review_and_uat() {
    let (mut r, no) = emergency(&[]);
    let refusal = r.no("oleg", &start(no));
    assert_cites(&refusal, Kind::Policy, &["GA-05-1", "PM-2.2-01", "PM-10.4-01"]);
    assert!(!refusal.clauses().contains(&"GA-05-4".to_owned()), "put off: {refusal:#?}");
    assert!(refusal.reasons.iter().any(|r| r.settings == ["uat.emergency"]), "{refusal:#?}");
    signs(&mut r, no, "lena", "code_review");
    let uat = |r: &mut Register, place: &str| {
        let values = [("scenarios", "3"), ("open_blocking", "0"), ("open_critical", "0")];
        prove(r, no, &[("bea", ("uat", Some(place), &values))]);
    };
    assert_cites(&r.no("bea", &passed(no, "uat")), Kind::Policy, &["PM-2.2-03", "PM-2.2-05"]);
    uat(&mut r, "DEV");
    signs(&mut r, no, "bea", "uat");
    r.ok("oleg", &start(no));
    let (mut r, no) = emergency(&[("uat_deferral", "the key users sleep; bea by Tuesday noon")]);
    signs(&mut r, no, "lena", "code_review");
    let told = r.ok("oleg", &start(no)).warnings;
    assert!(told.iter().any(|w| w.text.contains("uat.emergency") && w.clauses[0] == "PM-2.2-01"), "{told:#?}");
    for kind in ["snapshot_pre", "snapshot_post", "connectivity"] {
        r.ok("oleg", &on(no, noted(kind)));
    }
    prove(&mut r, no, &[("oleg", ("smoke", Some("PROD"), &[("pass_rate", "100")]))]);
    r.ok("oleg", &on(no, ended(None, true)));
    r.now = at("2026-03-12 10:00");
    r.ok("max", &on(no, reviewed("successful", &["deviations", "incidents", "lessons"])));
    let close = on(no, ChangeCommand::Close { code: "successful".into(), notes: Some("done".into()) });
    assert_cites(&r.no("max", &close), Kind::Policy, &["PM-2.2-01", "GA-05-2", "GA-05-4"]);
    // PM-1.1-04: whoever signs for TEST, which is owed within 48 hours, is told from when PROD has ended.
    let told: Vec<String> = r.waits(no, "REVIEW").into_iter().map(|(whom, _)| whom).collect();
    for role in ["role test_manager", "role development_lead"] {
        assert!(told.iter().any(|whom| whom == role), "{role}: {told:?}");
    }
    // PM-2.2-01: whoever signs UAT is told that it is owed, with its time.
    for role in ["role business_analyst", "role business_owner"] {
        let due = r.waits(no, "REVIEW").into_iter().find(|(whom, _)| whom == role).and_then(|(_, due)| due);
        assert!(due.is_some(), "{role}: {told:?}");
        assert!(r.waits(no, "OVERDUE").iter().any(|(whom, due)| whom == role && due.is_some()), "{role}");
    }
    // What was deferred is run in TEST, which comes after PROD, and signed by what passed there.
    assert_cites(&r.no("bea", &passed(no, "uat")), Kind::Policy, &["PM-2.2-03", "PM-2.2-01"]);
    uat(&mut r, "DEV");
    assert_cites(&r.no("bea", &passed(no, "uat")), Kind::Policy, &["PM-2.2-01", "PM-10.4-01"]);
    prove(&mut r, no, &[("dan", ("blocking_defects", None, &[("open", "0")]))]);
    r.settle(no, "post_dev", &["dan"]);
    for (who, review) in [("tess", "test_approval"), ("dora", "promote_test"), ("sam", "compliance")] {
        signs(&mut r, no, who, review);
    }
    r.wait(Span::hours(24));
    r.stands_before("oleg", no, "TEST");
    r.ok("oleg", &on(no, three_env::deploys("TEST", "release/march")));
    r.ok("oleg", &on(no, ended(Some("TEST"), true)));
    uat(&mut r, "TEST");
    signs(&mut r, no, "bea", "uat");
    prove(&mut r, no, &[("quinn", ("sast", None, &[])), ("quinn", ("dast", None, &[]))]);
    let left = r.no("max", &close).clauses();
    assert!(["PM-2.2-01", "GA-05-2", "GA-05-4"].iter().all(|id| !left.iter().any(|c| c == id)), "{left:?}");
}

/// PM-10.3-02 to PM-10.3-04: the class decides who takes the emergency path.
#[test]
fn only_p1_and_conditional_p2_take_the_emergency_path() {
    let mut r = three_env::register();
    let urgent = |class| with(&PROD, &[("patch_class", class), ("patch_kind", "monthly"), ("security_impact", "none")]);
    for (class, clause) in [("P3", "PM-10.3-03"), ("P4", "PM-10.3-04")] {
        let all: Vec<_> = three_env::REQUEST.into_iter().chain(urgent(class)).collect();
        let no = r.open("rita", "emergency", &all);
        assert_cites(&r.no("rita", &on(no, ChangeCommand::Submit)), Kind::Policy, &[clause]);
        let no = r.open("rita", "normal", &all);
        let retype = ChangeCommand::Retype { to: "emergency".into(), reason: Some("in a hurry".into()) };
        assert_cites(&r.no("rita", &on(no, retype)), Kind::Policy, &[clause]);
    }
    let all: Vec<_> = three_env::REQUEST.into_iter().chain(urgent("P2")).collect();
    let no = r.open("rita", "emergency", &all);
    let low = ["likelihood", "impact"].iter().map(|f| ((*f).to_owned(), "1".to_owned())).collect();
    r.ok("rita", &on(no, ChangeCommand::Assess { ratings: low }));
    assert_cites(&r.no("rita", &on(no, ChangeCommand::Submit)), Kind::Missing, &["PM-10.3-02"]);
    r.ok("rita", &edit(no, "fast_track_condition", "regulatory directive"));
    r.ok("rita", &on(no, ChangeCommand::Submit));
}

/// PM-5.2-08: what failed in PROD is not closed before its back-out is validated.
#[test]
fn a_failed_deployment_is_backed_out_before_it_is_closed() {
    let mut r = three_env::register();
    let no = three_env::approved(&mut r);
    three_env::go(&mut r, no);
    r.now = at("2026-03-10 18:00");
    r.settle(no, "pre_prod", &["oleg"]);
    r.ok("oleg", &start(no));
    for kind in ["snapshot_pre", "snapshot_post", "connectivity"] {
        r.ok("oleg", &on(no, noted(kind)));
    }
    let list = |act| on(no, ChangeCommand::Checklist(ChecklistCommand { list: Some("post_backout".into()), act }));
    r.ok("oleg", &on(no, ended(None, false)));
    assert_eq!(r.change(no).state, State::Review);
    let told: Vec<String> = r.waits(no, "BACK OUT").into_iter().map(|(whom, _)| whom).collect();
    assert_eq!(told, ["role it_operations_manager", "role operations"], "whoever signs the way back, and nobody else");
    r.wait(Span::hours(1));
    let close = on(no, ChangeCommand::Close { code: "unsuccessful".into(), notes: Some("it hung".into()) });
    assert_cites(&r.no("max", &close), Kind::Policy, &["PM-5.2-08", "GA-07-4"]);
    r.ok("oleg", &list(ListAct::Open));
    assert_eq!(r.waits(no, "BACK OUT"), []);
    assert!(!r.waits(no, "CHECKLIST").is_empty());
    r.settle(no, "post_backout", &["oleg"]);
    let left = r.no("max", &close).clauses();
    assert!(!left.contains(&"PM-5.2-08".to_owned()), "{left:?}");
}

/// PM-9.1-03, PM-2.2-01, PM-1.1-04: the list before PROD asks of an emergency what the gate asks of it: no results of TEST, which
/// comes afterwards, and UAT signed or deferred.
#[test]
fn the_list_before_prod_asks_of_an_emergency_what_the_gate_asks() {
    let mut r = three_env::register();
    let no = r.open("rita", "emergency", &[("title", "CVE"), ("environment", "PROD")]);
    let stands = |r: &mut Register, id: &str| {
        let desk = r.desk("rita", &on(no, ChangeCommand::Submit), None);
        let known = facts::of(&r.world, &desk, r.change(no));
        let lists = quorate::policy::checklist::all(&desk.pack);
        let sealed = lists.into_iter().find(|l| l.id() == "pre_prod").unwrap().seal(&known);
        let item = sealed.items.iter().find(|i| i.id == id).unwrap();
        let (holds, moot) = (quorate::domain::checklist::facts::holds, quorate::domain::checklist::facts::moot);
        (holds(item, &desk.pack, &known), moot(item, &desk.pack, &known))
    };
    assert_eq!(stands(&mut r, "test_results"), (true, true));
    assert_eq!(stands(&mut r, "uat"), (false, false));
    r.ok("rita", &edit(no, "uat_deferral", "run within 48 hours of PROD"));
    assert_eq!(stands(&mut r, "uat"), (true, true), "deferred, it is not obtained");
}
