//! Evidence on a change: what is refused, what counts and what no longer does, who decides go or no-go.

use super::{Register, assert_cites, at, on, proof};
use quorate::base::digest::Digest;
use quorate::base::ids::ChangeNo;
use quorate::base::time::{Moment, Span};
use quorate::domain::change::acts::facts_for;
use quorate::domain::command::ChangeCommand;
use quorate::domain::evidence::Tag;
use quorate::domain::evidence::command::{EvidenceCommand, FoundTag, New, Paper};
use quorate::domain::refusal::Kind;
use quorate::policy::act::Act;
use quorate::policy::clock::Standing;
use quorate::policy::evidence::standing;
use quorate::policy::points::points;

/// A tag that fits.
pub fn tag(no: ChangeNo) -> FoundTag {
    let tag = Tag {
        name: "v1.2".into(),
        object: "a".repeat(40),
        commit: format!("4f2a91c0{}", "b".repeat(32)),
        tagger: "Lena <lena@example.org>".into(),
        at: at("2026-03-02 09:00"),
    };
    FoundTag { tag, annotated: true, on_a_branch: true, names: vec![no] }
}

fn add(new: New) -> ChangeCommand {
    ChangeCommand::Evidence(EvidenceCommand::Add(Box::new(new)))
}

fn paper(numbers: &[(&str, i64)]) -> Paper {
    Paper {
        named: std::collections::BTreeMap::new(),
        covers: Vec::new(),
        name: "junit.xml".into(),
        digest: Digest::of(b"report"),
        size: 6,
        format: Some("JUnit XML".into()),
        body: Some("report".into()),
        numbers: numbers.iter().map(|(n, v)| ((*n).to_owned(), *v)).collect(),
        began: None,
        remarks: vec!["not passed: shop.Cart.adds".into()],
    }
}

fn register() -> (Register, ChangeNo) {
    let mut r = Register::under("three-env");
    for (id, role) in [
        ("rita", "dev_team"),
        ("bea", "business_analyst"),
        ("tess", "test_manager"),
        ("lena", "development_lead"),
        ("quinn", "qa_team"),
    ] {
        r.person(id, &[role], &[]);
    }
    let no = r.open("rita", "normal", &[("title", "March patches"), ("environment", "PROD")]);
    (r, no)
}

fn stands(r: &mut Register, no: ChangeNo, name: &str) -> &'static str {
    stands_since(r, no, name, &[])
}

/// How a proof stands where these moments are known beside.
fn stands_since(r: &mut Register, no: ChangeNo, name: &str, moments: &[(&str, Moment)]) -> &'static str {
    let command = on(no, ChangeCommand::Submit);
    let (pack_digest, pack) = r.pack_for(&command);
    let desk = quorate::domain::desk::Desk {
        now: r.now,
        actor: super::person("rita"),
        pack: pack.clone(),
        pack_digest,
        next_change: ChangeNo(0),
        seed: [0; 32],
        if_version: None,
        booked: Default::default(),
        quoted: std::collections::BTreeMap::new(),
        near: Vec::new(),
    };
    let mut facts = facts_for(&r.world, &desk, r.change(no), &[]);
    facts.moments.extend(moments.iter().map(|(name, at)| ((*name).to_owned(), *at)));
    standing(&pack, name, &facts).map_or("unknown", |s| s.word)
}

#[test]
fn figures_are_kept_exactly_and_what_cannot_be_is_refused() {
    let (mut r, no) = register();
    r.ok("rita", &on(no, proof("unit", None, &[("pass_rate", "100"), ("coverage", "89.999")])));
    let kept = &r.change(no).evidence[0];
    assert_eq!((kept.values["coverage"], kept.values["coverage_up"]), (8999, 9000));
    assert_eq!(kept.environment.as_deref(), Some("DEV"));
    assert_eq!(stands(&mut r, no, "unit"), "fail");
    assert_eq!(stands(&mut r, no, "unit@DEV"), "fail");
    for (test, name, value, says) in [
        ("unit", "coverage", "101", "over 100%"),
        ("unit", "coverage", "NaN", "not a percentage"),
        ("unit", "coverage", "-1", "not a percentage"),
        ("blocking_defects", "open", "-1", "whole number"),
        ("unit", "covrage", "90", "did you mean coverage?"),
        ("tag", "annotated", "1", "no measure"),
    ] {
        let refusal = r.no("rita", &on(no, proof(test, None, &[(name, value)])));
        assert_eq!(refusal.kind, Kind::InvalidInput);
        assert!(refusal.text.contains(says), "{name}={value}: {}", refusal.text);
    }
    let unknown = r.no("rita", &on(no, proof("unitt", None, &[("pass_rate", "1")])));
    assert!(unknown.text.contains("did you mean unit?"), "{unknown:#?}");
    let elsewhere = r.no("rita", &on(no, proof("unit", Some("PROD"), &[("pass_rate", "1")])));
    assert!(elsewhere.text.contains("not of \"PROD\""), "{elsewhere:#?}");
    let nowhere = r.no("rita", &on(no, proof("smoke", None, &[("pass_rate", "100")])));
    assert_eq!(nowhere.kind, Kind::Missing, "{nowhere:#?}");
    assert_eq!(r.no("rita", &on(no, add(New { test: "unit".into(), ..New::default() }))).kind, Kind::Missing);
    let future = add(New {
        measured: Some(r.now.plus(Span::hours(1))),
        passed: Some(true),
        test: "documentation".into(),
        ..New::default()
    });
    assert!(r.no("rita", &on(no, future)).text.contains("still to come"));
    let link = add(New { link: Some("file:///etc/passwd".into()), test: "documentation".into(), ..New::default() });
    assert!(r.no("rita", &on(no, link)).text.contains("is no link"));
    assert_eq!(r.change(no).evidence.len(), 1);
}

#[test]
fn a_claim_that_the_figures_do_not_bear_is_refused() {
    let (mut r, no) = register();
    let claim = |rate: &str| {
        let values = [("pass_rate".to_owned(), rate.to_owned()), ("coverage".to_owned(), "90".to_owned())];
        add(New { test: "unit".into(), values: values.into(), passed: Some(true), ..New::default() })
    };
    let refusal = r.no("rita", &on(no, claim("99.99")));
    assert_cites(&refusal, Kind::Policy, &["PM-1.3-01"]);
    assert!(refusal.text.contains("pass rate 99.99%"), "{}", refusal.text);
    r.ok("rita", &on(no, claim("100")));
    assert_eq!(stands(&mut r, no, "unit"), "pass");
    // Without the claim the same figures are recorded, and told not to count.
    let decided = r.ok("rita", &on(no, proof("unit", None, &[("pass_rate", "99.99"), ("coverage", "90")])));
    assert!(decided.warnings.iter().any(|w| w.text.contains("does not count")), "{:#?}", decided.warnings);
    assert_eq!(stands(&mut r, no, "unit"), "fail", "the newest piece counts");
}

/// What belongs together is given together: the newest piece counts alone, and whoever adds it hears what it takes the place of.
#[test]
fn a_piece_that_takes_the_place_of_one_that_passed_says_so() {
    let (mut r, no) = register();
    let ran = |tests: i64| {
        let files = vec![paper(&[("pass_rate", 10_000), ("coverage", 9_000), ("tests", tests)])];
        on(no, add(New { test: "unit".into(), files, ..New::default() }))
    };
    let told = |decided: &quorate::domain::desk::Decided| {
        decided.warnings.iter().find(|w| w.text.contains("in the place of")).map(|w| w.text.clone())
    };
    assert_eq!(told(&r.ok("rita", &ran(300))), None, "there was none before it");
    assert_eq!(told(&r.ok("rita", &ran(300))), None, "the same again");
    let said = told(&r.ok("rita", &ran(3))).expect("it counts less");
    assert!(said.contains("piece 3 counts from now on in the place of piece 2, which passed"), "{said}");
    assert!(said.contains("tests 3 instead of 300"), "{said}");
    assert!(said.contains("--file"), "{said}");
}

#[test]
fn a_report_keeps_its_digest_and_its_text_apart_from_the_ledger() {
    let (mut r, no) = register();
    let files = vec![paper(&[("pass_rate", 10_000), ("tests", 4), ("minutes", 30)])];
    let decided = r.ok(
        "rita",
        &on(no, add(New { test: "smoke".into(), environment: Some("DEV".into()), files, ..New::default() })),
    );
    assert!(decided.prose.iter().any(|p| p.body == "report"));
    let file = &r.change(no).evidence[0].proof.files[0];
    assert_eq!((file.digest, file.size), (Digest::of(b"report"), 6));
    let told: Vec<_> = decided.warnings.iter().map(|w| w.text.as_str()).collect();
    assert!(told.iter().any(|t| t.contains("shop.Cart.adds")), "{told:?}");
    // Clause PM-2.3-01: 4 tests and 30 minutes are warned of, not refused.
    assert!(
        told.iter().any(|t| t.contains("5 to 10 tests")) && told.iter().any(|t| t.contains("30 minutes")),
        "{told:?}"
    );
    let begun = [("deploying.DEV", r.now)];
    assert_eq!(stands_since(&mut r, no, "smoke@DEV", &begun), "pass");
    let twice = vec![paper(&[("pass_rate", 10_000)]), paper(&[("pass_rate", 9_000)])];
    let refusal = r.no(
        "rita",
        &on(no, add(New { test: "smoke".into(), environment: Some("DEV".into()), files: twice, ..New::default() })),
    );
    assert!(refusal.text.contains("two files"), "{}", refusal.text);
}

/// A change that is being deployed to TEST, so long after now.
fn in_test(r: &mut Register, no: ChangeNo, after: Span) {
    let at = r.now.plus(after);
    r.world.change_mut(no).moments.insert("deploying.TEST".into(), at);
}

#[test]
fn evidence_grows_stale_and_does_not_outlive_what_was_tested() {
    let (mut r, no) = register();
    r.ok("quinn", &on(no, proof("regression", None, &[("pass_rate", "95")])));
    assert_eq!(stands(&mut r, no, "regression"), "early", "it is of what is deployed to TEST (PM-2.1-04)");
    in_test(&mut r, no, Span::hours(0));
    r.ok("quinn", &on(no, proof("regression", None, &[("pass_rate", "95")])));
    assert_eq!(stands(&mut r, no, "regression"), "pass");
    r.wait(Span::hours(35 * 24 + 1));
    assert_eq!(stands(&mut r, no, "regression"), "stale");
    r.ok("quinn", &on(no, proof("regression", None, &[("pass_rate", "95")])));
    let edit = |field: &str| ChangeCommand::Edit { fields: vec![(field.into(), "another plan".into())] };
    r.ok("rita", &on(no, edit("communication_plan")));
    assert_eq!(stands(&mut r, no, "regression"), "pass", "who is told changes nothing in what was tested");
    r.ok("rita", &on(no, edit("rollback_plan")));
    assert_eq!(stands(&mut r, no, "regression"), "outdated");
    r.ok("quinn", &on(no, proof("regression", None, &[("pass_rate", "95")])));
    assert_eq!(stands(&mut r, no, "regression"), "pass");
}

/// Given a change and its revision, when what is recorded for them was measured before, then it does not count, and whoever
/// records it is told; where the pack says how old it may be, that holds until the change is revised (PM-2.3-02).
#[test]
fn what_was_measured_before_the_change_or_its_revision_does_not_count() {
    let (mut r, no) = register();
    in_test(&mut r, no, Span::hours(-48));
    let of = |test: &str, values: &[(&str, &str)], measured: Moment| {
        let new = match proof(test, None, values) {
            ChangeCommand::Evidence(EvidenceCommand::Add(new)) => new,
            other => unreachable!("{other:?}"),
        };
        on(no, add(New { measured: Some(measured), ..*new }))
    };
    let unit = |measured| of("unit", &[("pass_rate", "100"), ("coverage", "90")], measured);
    let regression = |measured| of("regression", &[("pass_rate", "95")], measured);
    let opened = r.change(no).moments["created"];
    r.wait(Span::hours(8));
    let decided = r.ok("rita", &unit(opened.plus(Span::hours(-1))));
    assert!(
        decided.warnings.iter().any(|w| w.text.contains("before the change was opened")),
        "{:#?}",
        decided.warnings
    );
    assert_eq!(stands(&mut r, no, "unit"), "outdated");
    r.ok("rita", &unit(opened));
    assert_eq!(stands(&mut r, no, "unit"), "pass");
    r.ok("quinn", &regression(opened.plus(Span::hours(-24))));
    assert_eq!(stands(&mut r, no, "regression"), "pass", "the pack lets it be 35 days old");
    r.ok("rita", &on(no, ChangeCommand::Edit { fields: vec![("rollback_plan".into(), "another plan".into())] }));
    let decided = r.ok("quinn", &regression(r.now.plus(Span::hours(-1))));
    assert!(
        decided.warnings.iter().any(|w| w.text.contains("before the change was revised")),
        "{:#?}",
        decided.warnings
    );
    assert_eq!(stands(&mut r, no, "regression"), "outdated");
    r.ok("quinn", &regression(r.now));
    assert_eq!(stands(&mut r, no, "regression"), "pass");
}

#[test]
fn record_counts_are_compared_exactly() {
    let (mut r, no) = register();
    let begun = [("deploying.PROD", r.now)];
    for (records, word) in [("9899", "fail"), ("9900", "pass"), ("10100", "pass"), ("10101", "fail")] {
        r.ok("rita", &on(no, proof("record_counts", None, &[("records", records), ("records_expected", "10000")])));
        assert_eq!(stands_since(&mut r, no, "record_counts", &begun), word, "{records}: PM-5.3-02");
    }
}

#[test]
fn smoke_tests_are_of_the_deployment_and_not_of_one_before_it() {
    // Clause PM-2.3-01: they run at every deployment.
    let (mut r, no) = register();
    r.ok("rita", &on(no, proof("smoke", Some("DEV"), &[("pass_rate", "100")])));
    assert_eq!(stands(&mut r, no, "smoke@DEV"), "early", "nothing is deployed there");
    for (minutes, word) in [(1, "early"), (0, "pass"), (-60, "pass")] {
        let begun = [("deploying.DEV", r.now.plus(Span::seconds(minutes * 60)))];
        assert_eq!(stands_since(&mut r, no, "smoke@DEV", &begun), word, "{minutes} min: PM-2.3-01");
    }
    let elsewhere = [("deploying.TEST", r.now)];
    assert_eq!(stands_since(&mut r, no, "smoke@DEV", &elsewhere), "early", "another environment is another deployment");
}

#[test]
fn what_is_proved_after_a_deployment_is_not_proved_before_it() {
    let (mut r, no) = register();
    let after = [
        ("consistency_after", "found", "PM-5.3-01"),
        ("referential_integrity", "invalid", "PM-5.3-03"),
        ("log_sequence", "gaps", "PM-5.3-05"),
    ];
    for (test, measure, clause) in after {
        let told = r.ok("rita", &on(no, proof(test, None, &[(measure, "0")]))).warnings;
        assert!(told.iter().any(|w| w.text.contains("before the deployment to PROD")), "{told:?}");
        assert!(told.iter().any(|w| w.clauses.iter().any(|c| c == clause)), "{told:?}");
        assert_eq!(stands(&mut r, no, test), "early", "{clause}");
        let later = [("deploying.PROD", r.now.plus(Span::hours(1)))];
        assert_eq!(stands_since(&mut r, no, test, &later), "early", "{clause}");
        let before = [("deploying.PROD", r.now)];
        assert_eq!(stands_since(&mut r, no, test, &before), "pass", "{clause}");
    }
    // Clause PM-2.4-03: 72 hours of watching are over 72 hours after the deployment.
    let watched = New { test: "enhanced_monitoring".into(), passed: Some(true), ..New::default() };
    assert_cites(&r.no("rita", &on(no, add(watched.clone()))), Kind::Policy, &["PM-2.4-03"]);
    r.ok("rita", &on(no, add(New { passed: None, note: Some("no alert so far".into()), ..watched })));
    for (hours, word) in [(71, "early"), (72, "incomplete")] {
        let since = [("deployed.PROD", r.now.plus(Span::hours(-hours)))];
        assert_eq!(stands_since(&mut r, no, "enhanced_monitoring", &since), word, "{hours} h: PM-2.4-03");
    }
}

#[test]
fn a_tag_that_is_lightweight_moved_or_of_another_change_is_refused() {
    let (mut r, no) = register();
    let with = |found: FoundTag| on(no, add(New { test: "tag".into(), tag: Some(found), ..New::default() }));
    type Spoil = fn(&mut FoundTag);
    let cases: [(&str, Spoil); 5] = [
        ("is lightweight", |t| t.annotated = false),
        ("names CHG-99", |t| t.names.push(ChangeNo(99))),
        ("names no change", |t| t.names.clear()),
        ("no branch holds", |t| t.on_a_branch = false),
        ("who made it", |t| t.tag.tagger.clear()),
    ];
    for (says, spoil) in cases {
        let mut found = tag(no);
        spoil(&mut found);
        let refusal = r.no("rita", &with(found));
        assert_cites(&refusal, Kind::Policy, &["GA-09-3"]);
        assert!(refusal.text.contains(says), "{says}: {}", refusal.text);
    }
    r.ok("rita", &with(tag(no)));
    assert_eq!(stands(&mut r, no, "tag"), "pass");
    r.ok("rita", &with(tag(no)));
    let mut moved = tag(no);
    moved.tag.commit = "c".repeat(40);
    let refusal = r.no("rita", &with(moved));
    assert_cites(&refusal, Kind::Policy, &["GA-09-3"]);
    assert!(refusal.text.contains("was moved"), "{}", refusal.text);
}

#[test]
fn the_board_lists_ten_points_by_the_rules_that_judge_the_start() {
    let (mut r, no) = register();
    let command = on(no, ChangeCommand::Submit);
    let (pack_digest, pack) = r.pack_for(&command);
    let desk = quorate::domain::desk::Desk {
        now: r.now,
        actor: super::person("rita"),
        pack: pack.clone(),
        pack_digest,
        next_change: ChangeNo(0),
        seed: [0; 32],
        if_version: None,
        booked: Default::default(),
        quoted: std::collections::BTreeMap::new(),
        near: Vec::new(),
    };
    let found = |r: &Register| points(&pack, Act::Start, &facts_for(&r.world, &desk, r.change(no), &[]));
    let before = found(&r);
    assert_eq!(before.len(), 10, "{before:#?}");
    for (n, point) in (1..).zip(&before) {
        assert!(point.clauses.contains(&format!("PM-9.4-{n:02}")), "{n}: {point:#?}");
        assert!(!point.go, "{point:#?}");
    }
    r.ok("rita", &on(no, proof("backup", None, &[("recoverable", "100")])));
    let go: Vec<_> = found(&r).into_iter().filter(|p| p.go).map(|p| p.title).collect();
    assert_eq!(go, ["Backup"]);
    // 94.99 % is not rounded up to a GO.
    in_test(&mut r, no, Span::hours(0));
    r.ok("quinn", &on(no, proof("regression", None, &[("pass_rate", "94.99")])));
    let regression = found(&r).into_iter().find(|p| p.rule == "go-regression").unwrap();
    assert!(!regression.go && regression.text.contains("94.99%"), "{regression:#?}");
    r.ok("quinn", &on(no, proof("regression", None, &[("pass_rate", "95.00")])));
    assert!(found(&r).iter().any(|p| p.rule == "go-regression" && p.go));
}

#[test]
fn an_auditor_adds_no_evidence_and_a_closed_change_takes_none() {
    let (mut r, no) = register();
    r.person("aud", &["auditor"], &[]);
    let command = on(no, proof("documentation", None, &[]));
    assert_eq!(r.no("aud", &command).kind, Kind::NotPermitted);
    assert_eq!(r.no("stranger", &command).kind, Kind::UnknownPerson);
    r.ok("rita", &on(no, ChangeCommand::Cancel { reason: Some("recalled".into()) }));
    assert_eq!(r.no("rita", &command).kind, Kind::WrongState);
}

#[test]
fn a_percentage_is_kept_exactly_or_rounded_both_ways() {
    use quorate::policy::evidence::{Unit, read_value};
    assert_eq!(read_value(Unit::Percent, "97.5%"), Ok((9750, 9750)));
    assert_eq!(read_value(Unit::Percent, "94.999"), Ok((9499, 9500)));
    assert_eq!(read_value(Unit::Percent, "100.000"), Ok((10_000, 10_000)));
    for wrong in ["101", "100.001", "-1", "NaN", "", ".", "1e2", "9,5"] {
        assert!(read_value(Unit::Percent, wrong).is_err(), "{wrong}");
    }
    assert!(read_value(Unit::Count, "-3").is_err());
    assert_eq!(read_value(Unit::Minutes, " 29 "), Ok((29, 29)));
}

/// TS-5.2-01: given a critical patch that was tested in staging in time, when it is tested there again later, then its clock stays
/// met; given one that is canceled untested, then nobody says that it was.
#[test]
fn ts_5_2_01_a_patch_that_was_tested_in_time_stays_so() {
    let mut r = Register::under("teleseal");
    r.person("otto", &["devops_it_operations"], &[]);
    let patch = [("title", "Patch"), ("change_kind", "security patch"), ("patch_released", "2026-03-02")];
    let stands = |r: &mut Register, no: ChangeNo| {
        let desk = r.desk("otto", &on(no, ChangeCommand::Submit), None);
        let known = quorate::domain::change::facts::of(&r.world, &desk, r.change(no));
        let started = quorate::domain::change::clocks::started(&desk, &known);
        started.into_iter().find(|c| c.clock.id == "critical-patch-in-staging").map(|c| c.standing)
    };
    let (no, other) = (r.open("otto", "normal", &patch), r.open("otto", "normal", &patch));
    assert_eq!(stands(&mut r, no), Some(Standing::Running));
    r.ok("otto", &on(no, proof("functional", Some("staging"), &[("pass_rate", "100")])));
    assert_eq!(stands(&mut r, no), Some(Standing::Met));
    r.ok("otto", &on(other, ChangeCommand::Cancel { reason: Some("not ours".into()) }));
    assert_eq!(stands(&mut r, other), Some(Standing::Dropped));
    r.wait(Span::hours(96));
    r.ok("otto", &on(no, proof("functional", Some("staging"), &[("pass_rate", "100")])));
    assert_eq!(stands(&mut r, no), Some(Standing::Met));
    assert_eq!(r.waits(no, "OVERDUE").len(), 1, "what is left is its deployment");
}
