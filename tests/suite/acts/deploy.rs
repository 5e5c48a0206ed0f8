//! Deployments stage by stage, methods, the record and the review afterwards.

use super::three_env::{self, approved, deploys, go, leaves_dev, prove, signs, staged, submitted};
use super::{Register, assert_cites, at, begin, ended, noted, on, person, reviewed, said};
use quorate::base::ids::ChangeNo;
use quorate::base::time::Span;
use quorate::domain::change::states::State;
use quorate::domain::checklist::command::{ChecklistCommand, ListAct};
use quorate::domain::command::{Approval, ChangeCommand, Command};
use quorate::domain::refusal::Kind;
use quorate::domain::run::baseline::Baseline;
use quorate::domain::run::command::{Begin, RunCommand};

const OTHER: &str = "sha256:00000000000000000000000000000000000000000000000000000000000000aa";
const FIRST: &str = "sha256:00000000000000000000000000000000000000000000000000000000000000bb";

fn with(environment: &str, artifact: &str) -> ChangeCommand {
    let branch = if environment == "PROD" { "main" } else { "release/march" };
    begin(Begin {
        environment: Some(environment.into()),
        artifact: Some(artifact.into()),
        branch: Some(branch.into()),
        ..said()
    })
}

fn pinned(artifact: &str) -> Baseline<'_> {
    Baseline { artifact: Some(artifact), commit: None }
}

fn raise(share: u32) -> ChangeCommand {
    ChangeCommand::Run(RunCommand::Raise { environment: None, share, reason: Some("errors below 1%".into()) })
}

fn step(step: &str) -> ChangeCommand {
    ChangeCommand::Run(RunCommand::Step { environment: None, step: step.into(), passed: true, note: None })
}

fn close() -> ChangeCommand {
    ChangeCommand::Close { code: "successful".into(), notes: None }
}

/// From DEV to the closed change: each stage, the record, the lists and the review, each by its person.
#[test]
fn a_patch_goes_through_every_stage_to_its_review() {
    let mut r = three_env::register();
    let no = approved(&mut r);
    go(&mut r, no);
    r.now = at("2026-03-10 18:00");
    r.settle(no, "pre_prod", &["oleg"]);
    r.ok("oleg", &on(no, deploys("PROD", "main")));
    assert_eq!(r.change(no).state, State::Implement);
    // Twice is once too often, and what is missing on record is named.
    assert_eq!(r.no("oleg", &on(no, deploys("PROD", "main"))).kind, Kind::AlreadyDone);
    assert_cites(&r.no("oleg", &on(no, ended(None, true))), Kind::Policy, &["GA-12-2", "GA-12-3"]);
    for kind in ["snapshot_pre", "snapshot_post", "connectivity"] {
        r.ok("oleg", &on(no, noted(kind)));
    }
    assert_cites(&r.no("oleg", &on(no, ended(None, true))), Kind::Policy, &["PM-2.3-01"]);
    prove(&mut r, no, &[("oleg", ("smoke", Some("PROD"), &[("pass_rate", "100")]))]);
    r.ok("oleg", &on(no, ended(Some("PROD"), true)));
    assert_eq!(r.change(no).state, State::Review);
    assert_cites(&r.no("max", &on(no, close())), Kind::Policy, &["PM-7.1-05"]);
    // Not by others, not by whoever deployed, not without each finding.
    let all = ["deviations", "incidents", "lessons"];
    assert_cites(&r.no("rita", &on(no, reviewed("successful", &all))), Kind::NotPermitted, &["PM-5.4-05"]);
    assert_eq!(r.no("oleg", &on(no, reviewed("successful", &all))).kind, Kind::NotPermitted);
    let refusal = r.no("max", &on(no, reviewed("successful", &all[..2])));
    assert_cites(&refusal, Kind::Missing, &["PM-5.4-05"]);
    assert_eq!(refusal.missing.iter().map(|m| m.field.as_str()).collect::<Vec<_>>(), ["pir.lessons"]);
    assert_eq!(r.no("max", &on(no, reviewed("fine", &all))).kind, Kind::InvalidInput);
    r.ok("max", &on(no, reviewed("successful", &all)));
    r.now = at("2026-03-17 17:00");
    let all = ["oleg", "dan", "dora", "ida", "tess", "quinn", "bea", "bo", "max", "rita"];
    for list in ["post_prod", "monitoring"] {
        r.settle(no, list, &all);
    }
    assert_cites(&r.no("max", &on(no, close())), Kind::Policy, &["PM-1.3-03"]);
    prove(&mut r, no, &[("dora", ("documentation", None, &[]))]);
    // What is still being deployed would stay so for ever.
    let ended_then = r.world.change_mut(no).run.deployments[0].ended.take();
    let refusal = r.no("max", &on(no, close()));
    assert_eq!(refusal.kind, Kind::WrongState);
    assert!(refusal.reasons[0].remedy.contains("quorate run finish CHG-1 --env DEV --result ok"), "{refusal:#?}");
    r.world.change_mut(no).run.deployments[0].ended = ended_then;
    r.ok("max", &on(no, close()));
    assert_eq!(r.change(no).state, State::Closed);
}

#[test]
fn a_stage_is_not_entered_before_the_one_that_comes_first() {
    let mut r = three_env::register();
    let no = submitted(&mut r, "normal", &three_env::PROD);
    for (who, review) in [("tess", "test_approval"), ("dora", "promote_test")] {
        signs(&mut r, no, who, review);
    }
    r.wait(Span::hours(24));
    let refusal = r.no("oleg", &on(no, deploys("TEST", "release/march")));
    assert_cites(&refusal, Kind::Policy, &["PM-1.2-02", "PM-1.1-02", "PM-9.2-01", "PM-1.3-01"]);
    assert!(refusal.reasons.iter().any(|r| r.text.contains("DEV")), "{refusal:#?}");
    // A failed deployment is none, and does not finish the change.
    r.now = at("2026-03-02 10:00");
    assert_cites(&r.no("dan", &on(no, deploys("DEV", "any"))), Kind::Missing, &["PM-9.1-01"]);
    r.stands_before("dan", no, "DEV");
    r.ok("dan", &on(no, deploys("DEV", "any")));
    r.ok("dan", &on(no, ended(Some("DEV"), false)));
    assert_eq!(r.change(no).state, State::Assess);
    r.now = at("2026-03-03 10:00");
    assert_cites(&r.no("oleg", &on(no, deploys("TEST", "release/march"))), Kind::Policy, &["PM-1.2-02"]);
    assert_cites(&r.no("rita", &on(no, ChangeCommand::Request)), Kind::Policy, &["PM-7.1-02"]);
    assert_eq!(r.no("dan", &on(no, ended(Some("DEV"), true))).kind, Kind::WrongState);
    assert_eq!(r.no("oleg", &on(no, ended(None, true))).kind, Kind::WrongState);
}

#[test]
fn another_artefact_than_the_tested_one_goes_the_whole_way_again() {
    let mut r = three_env::register();
    let no = submitted(&mut r, "normal", &three_env::PROD);
    r.stands_before("dan", no, "DEV");
    r.ok("dan", &on(no, with("DEV", FIRST)));
    r.ok("dan", &on(no, ended(None, true)));
    leaves_dev(&mut r, no);
    r.wait(Span::hours(24));
    let refusal = r.no("oleg", &on(no, with("TEST", OTHER)));
    assert!(refusal.reasons.iter().any(|r| r.rule == "what-was-tested-is-deployed"), "{refusal:#?}");
    r.stands_before("oleg", no, "TEST");
    r.ok("oleg", &on(no, with("TEST", FIRST)));
    r.ok("oleg", &on(no, ended(None, true)));
    assert_eq!(r.change(no).run.deployed(&pinned(FIRST)), ["DEV", "TEST"]);
    // It begins anew with DEV, and TEST counts no more.
    r.now = at("2026-03-04 10:00");
    let told = vec![("dev_lead_notified".to_owned(), "2026-03-04 09:00".to_owned())];
    r.ok("rita", &on(no, ChangeCommand::Edit { fields: told }));
    assert_cites(&r.no("dan", &on(no, with("DEV", OTHER))), Kind::Missing, &["PM-9.1-01"]);
    let again = ChecklistCommand { list: Some("pre_dev".into()), act: ListAct::Open };
    r.ok("dan", &on(no, ChangeCommand::Checklist(again)));
    r.settle(no, "pre_dev", &["dan"]);
    r.ok("dan", &on(no, with("DEV", OTHER)));
    // Its smoke tests are made anew as well.
    assert_cites(&r.no("dan", &on(no, ended(None, true))), Kind::Policy, &["PM-2.3-01"]);
    prove(&mut r, no, &[("dan", ("smoke", Some("DEV"), &[("pass_rate", "100")]))]);
    r.ok("dan", &on(no, ended(None, true)));
    assert_eq!(r.change(no).run.deployed(&pinned(OTHER)), ["DEV"]);
    assert_cites(&r.no("rita", &on(no, ChangeCommand::Request)), Kind::Policy, &["PM-7.1-02"]);
    let bad = Begin { artifact: Some("sha256:9f3c".into()), ..said() };
    assert_eq!(r.no("oleg", &on(no, begin(bad))).kind, Kind::InvalidInput);
}

fn from_commit(environment: &str, commit: &str) -> ChangeCommand {
    let branch = if environment == "PROD" { "main" } else { "release/march" };
    let (commit, branch) = (Some(format!("git.example/app@{commit}")), Some(branch.into()));
    begin(Begin { environment: Some(environment.into()), commit, branch, ..said() })
}

/// PM-1.1-02, GA-09-1: PROD gets the commit that passed TEST, and the gate says so too.
#[test]
fn another_commit_than_the_tested_one_does_not_start() {
    let mut r = three_env::register();
    let no = approved(&mut r);
    go(&mut r, no);
    r.now = at("2026-03-10 18:00");
    r.settle(no, "pre_prod", &["oleg"]);
    let refusal = r.no("oleg", &on(no, from_commit("PROD", "beef")));
    assert_cites(&refusal, Kind::Policy, &["PM-1.1-02", "PM-1.2-03", "GA-09-1"]);
    let told = |r: &quorate::policy::verdict::Reason| r.text.contains("commit 4f2a") && r.text.contains("commit beef");
    assert!(refusal.reasons.iter().any(told), "{refusal:#?}");
    // A longer form of the same hash is the same commit.
    r.ok("oleg", &on(no, from_commit("PROD", "4f2a91c0")));
}

/// Given an artefact whose digest and commit are pinned, when another commit is begun in PROD, with its digest left out or
/// repeated, then it is refused; so is one that the tag on record is not of (PM-1.1-02, GA-09-1).
#[test]
fn another_commit_does_not_start_behind_the_digest_or_the_tag_on_record() {
    let mut r = three_env::register();
    let no = approved(&mut r);
    go(&mut r, no);
    r.now = at("2026-03-10 18:00");
    r.settle(no, "pre_prod", &["oleg"]);
    let digest = format!("sha256:{}", "a".repeat(64));
    for deployment in &mut r.world.change_mut(no).run.deployments {
        deployment.artifact = Some(digest.clone());
    }
    let of = |commit: &str, artifact: Option<&String>| {
        let (environment, branch) = (Some("PROD".into()), Some("main".into()));
        let (commit, artifact) = (Some(format!("git.example/app@{commit}")), artifact.cloned());
        on(no, begin(Begin { environment, commit, branch, artifact, ..said() }))
    };
    for artifact in [None, Some(&digest)] {
        let refusal = r.no("oleg", &of("beef", artifact));
        assert_cites(&refusal, Kind::Policy, &["PM-1.1-02", "GA-09-1"]);
        assert!(refusal.reasons.iter().any(|r| r.text.contains("this is commit beef")), "{refusal:#?}");
    }
    let mut trial = r.world.changes[&no].evidence.clone();
    for piece in &mut trial {
        piece.proof.tag.iter_mut().for_each(|t| t.commit = "c".repeat(40));
    }
    let recorded = std::mem::replace(&mut r.world.change_mut(no).evidence, trial);
    let refusal = r.no("oleg", &of("4f2a", Some(&digest)));
    assert!(refusal.reasons.iter().any(|r| r.text.contains("the tag")), "{refusal:#?}");
    r.world.change_mut(no).evidence = recorded;
    r.ok("oleg", &of("4f2a", None));
    assert_eq!(r.change(no).run.artifact(), Some(digest.as_str()), "the digest that is pinned is meant");
}

/// What was tested, signed and ticked of one artefact says nothing of another one on the same stage.
#[test]
fn with_another_artefact_tests_lists_and_sign_offs_lapse() {
    let mut r = three_env::register();
    let no = approved(&mut r);
    go(&mut r, no);
    let told = vec![("dev_lead_notified".to_owned(), "2026-03-09 09:00".to_owned())];
    r.now = at("2026-03-09 10:00");
    r.ok("rita", &on(no, ChangeCommand::Edit { fields: told }));
    let stands = |r: &Register, review: &str| !r.change(no).passed(review).is_empty();
    assert!(stands(&r, "uat") && stands(&r, "promote_prod_test") && stands(&r, "code_review"));
    // The list of DEV was signed for the artefact before.
    let refusal = r.no("dan", &on(no, from_commit("DEV", "beef")));
    assert_cites(&refusal, Kind::Missing, &["PM-9.1-01"]);
    let again =
        |list: &str| on(no, ChangeCommand::Checklist(ChecklistCommand { list: Some(list.into()), act: ListAct::Open }));
    r.wait(Span::seconds(60));
    r.ok("dan", &again("pre_dev"));
    r.settle(no, "pre_dev", &["dan"]);
    r.ok("dan", &on(no, from_commit("DEV", "beef")));
    // What belongs to DEV lapses at once; what belongs to TEST with its deployment there.
    assert!(!stands(&r, "code_review") && !stands(&r, "promote_test") && stands(&r, "uat"));
    assert!(!r.change(no).checklists.contains_key("post_dev") && r.change(no).checklists.contains_key("post_test"));
    prove(&mut r, no, &[("dan", ("smoke", Some("DEV"), &[("pass_rate", "100")]))]);
    r.ok("dan", &on(no, ended(Some("DEV"), true)));
    assert_cites(&r.no("oleg", &on(no, from_commit("TEST", "beef"))), Kind::Policy, &["PM-9.2-01", "PM-1.3-01"]);
    leaves_dev(&mut r, no);
    r.wait(Span::hours(24));
    r.ok("oleg", &again("pre_test"));
    r.settle(no, "pre_test", &["oleg"]);
    r.ok("oleg", &on(no, from_commit("TEST", "beef")));
    for review in ["full_regression", "uat", "promote_prod_test", "promote_prod_development", "business_signoff"] {
        assert!(!stands(&r, review), "{review}");
    }
    assert!(stands(&r, "test_approval") && !r.change(no).checklists.contains_key("post_test"));
    let of_test = r.change(no).evidence.iter().filter(|e| e.environment.as_deref() == Some("TEST"));
    assert!(of_test.clone().count() > 2 && of_test.clone().all(|e| e.replaced));
    r.now = at("2026-03-10 18:30");
    let refusal = r.no("oleg", &on(no, from_commit("PROD", "beef")));
    assert!(refusal.missing.iter().any(|m| m.field == "review.uat"), "{refusal:#?}");
    assert!(refusal.clauses().contains(&"PM-9.4-01".to_owned()), "{refusal:#?}");
}

#[test]
fn an_emergency_leaves_test_out_and_owes_it_afterwards() {
    let mut r = three_env::register();
    let urgent = [("patch_class", "P1"), ("patch_kind", "security"), ("security_impact", "exploited")];
    let fields: Vec<_> =
        three_env::PROD.into_iter().filter(|(id, _)| !id.starts_with("patch_")).chain(urgent).collect();
    let no = submitted(&mut r, "emergency", &fields);
    for who in ["carla", "sam", "ida"] {
        r.ok(who, &on(no, ChangeCommand::Approve(Approval::default())));
    }
    assert_cites(&r.no("oleg", &on(no, deploys("PROD", "main"))), Kind::Policy, &["PM-1.1-03"]);
    r.deploy("dan", no, &["DEV"]);
    r.settle(no, "pre_prod", &["oleg"]);
    assert_cites(&r.no("oleg", &on(no, deploys("PROD", "main"))), Kind::Policy, &["PM-9.4-07", "PM-9.4-08"]);
    prove(&mut r, no, &three_env::TRIED);
    let uat = [("scenarios", "3"), ("open_blocking", "0"), ("open_critical", "0")];
    prove(&mut r, no, &[("bea", ("uat", Some("DEV"), &uat))]);
    for (who, review) in [("lena", "code_review"), ("bea", "uat")] {
        three_env::signs(&mut r, no, who, review);
    }
    let decided = r.ok("oleg", &on(no, deploys("PROD", "main")));
    let told: Vec<_> = decided.warnings.iter().flat_map(|w| w.clauses.clone()).collect();
    assert!(told.contains(&"PM-1.1-03".to_owned()), "{told:?}");
    assert_eq!(r.change(no).run.deployments.last().unwrap().left_out, ["TEST", "STAGING"]);
    for kind in ["snapshot_pre", "snapshot_post", "connectivity"] {
        r.ok("oleg", &on(no, noted(kind)));
    }
    prove(&mut r, no, &[("oleg", ("smoke", Some("PROD"), &[("pass_rate", "100")]))]);
    r.ok("oleg", &on(no, ended(None, true)));
    r.now = at("2026-03-12 10:00");
    r.ok("max", &on(no, reviewed("successful", &["deviations", "incidents", "lessons"])));
    assert_cites(&r.no("max", &on(no, close())), Kind::Policy, &["PM-1.1-04"]);
    leaves_dev(&mut r, no);
    r.wait(Span::hours(24));
    r.stands_before("oleg", no, "TEST");
    r.ok("oleg", &on(no, deploys("TEST", "release/march")));
    r.ok("oleg", &on(no, ended(Some("TEST"), true)));
    assert_eq!(r.change(no).state, State::Review, "a stage does not finish the change again");
    let refusal = r.no("max", &on(no, close()));
    assert!(!refusal.clauses().contains(&"PM-1.1-04".to_owned()), "{refusal:#?}");
}

/// A ready low change of AIVO, deployed to development.
fn aivo() -> (Register, ChangeNo) {
    let mut r = Register::under("aivo");
    r.person("olaf", &["operations"], &[]);
    let fields = [("title", "A flag"), ("environment", "production"), ("implementers", "olaf")];
    let no = r.open("olaf", "normal", &fields);
    let change = r.world.change_mut(no);
    // What else a request needs is others' matter here.
    (change.state, change.level) = (State::Scheduled, Some("low".into()));
    (r, no)
}

/// AV-9.4-01: a method without steps goes by its shares.
#[test]
fn a_method_without_steps_says_so() {
    let (mut r, no) = aivo();
    let flag = Begin { environment: Some("development".into()), method: Some("feature_flag".into()), ..said() };
    r.ok("olaf", &on(no, begin(flag)));
    let refusal = r.no("olaf", &on(no, step("enable")));
    assert_eq!(refusal.text, "Feature Flag has no steps that are recorded one by one");
    let raise = "quorate run raise CHG-1 --env development --share 10 --reason TEXT";
    assert!(refusal.reasons[0].remedy.contains(raise), "{refusal:#?}");
}

#[test]
fn shares_only_grow_by_the_steps_of_the_method() {
    let (mut r, no) = aivo();
    r.deploy("olaf", no, &["development"]);
    r.world.change_mut(no).run.deployments[0].ended = None;
    r.world.change_mut(no).run.deployments[0].method = Some("canary".into());
    r.world.change_mut(no).run.deployments[0].share = 5;
    for (share, kind) in [(5, Kind::InvalidInput), (3, Kind::InvalidInput), (101, Kind::InvalidInput)] {
        assert_eq!(r.no("olaf", &on(no, raise(share))).kind, kind, "{share}");
    }
    assert_cites(&r.no("olaf", &on(no, raise(50))), Kind::InvalidInput, &["AV-9.4-01"]);
    let silent = ChangeCommand::Run(RunCommand::Raise { environment: None, share: 25, reason: None });
    assert_eq!(r.no("olaf", &on(no, silent)).kind, Kind::Policy);
    // A part of its targets is no success, and no words make it one.
    let noted = RunCommand::Finish { environment: None, succeeded: true, note: Some("enough".into()) };
    let short = r.no("olaf", &on(no, ChangeCommand::Run(noted)));
    assert_cites(&short, Kind::Policy, &["AV-9.4-01"]);
    let advised = |refusal: &quorate::domain::refusal::Refusal, what: &str| {
        assert!(refusal.reasons.iter().any(|r| r.remedy.contains(what)), "{what}: {refusal:#?}");
    };
    advised(&short, "quorate run raise CHG-1 --share 25 --reason TEXT");
    // What is being deployed there is brought to its end, and not begun once more.
    let to = |environment: &str| Begin { environment: Some(environment.into()), ..said() };
    let twice = r.no("olaf", &on(no, begin(to("development"))));
    advised(&twice, "quorate run raise CHG-1 --env development --share 25 --reason TEXT");
    advised(&twice, "quorate run finish CHG-1 --env development --result ok");
    advised(&r.no("olaf", &on(no, begin(to("production")))), "quorate run finish CHG-1 --env development --result ok");
    for share in [25, 50, 100] {
        r.ok("olaf", &on(no, raise(share)));
    }
    assert_eq!(r.no("olaf", &on(no, raise(100))).kind, Kind::InvalidInput);
    let unknown = Begin { environment: Some("staging".into()), method: Some("big_bang".into()), ..said() };
    assert_cites(&r.no("olaf", &on(no, begin(unknown))), Kind::InvalidInput, &["AV-9.4-01"]);
}

/// The review is of the whole record: none is held while a deployment is under way, and what failed after one is reviewed
/// before the change is closed.
#[test]
fn a_review_is_of_the_whole_record() {
    let mut r = three_env::register();
    let no = submitted(&mut r, "normal", &three_env::PROD);
    staged(&mut r, no);
    let change = r.world.change_mut(no);
    change.state = State::Review;
    let ended = change.run.deployments[0].ended.take();
    assert!(ended.is_some());
    let review = on(no, reviewed("successful", &["deviations", "incidents", "lessons"]));
    let refusal = r.no("max", &review);
    assert_eq!(refusal.kind, Kind::WrongState);
    assert!(refusal.reasons[0].remedy.contains("quorate run finish CHG-1 --env DEV"), "{refusal:#?}");
    r.world.change_mut(no).run.deployments[0].ended = ended;
    r.ok("max", &review);
    let close = on(no, ChangeCommand::Close { code: "successful".into(), notes: Some("all in all".into()) });
    let outdated = |r: &mut Register| {
        let refusal = r.no("max", &close);
        refusal.reasons.iter().any(|r| r.rule == "reviewed-with-what-failed" && r.remedy.contains("run review CHG-1"))
    };
    assert!(!outdated(&mut r), "nothing failed after it");
    r.world.change_mut(no).run.deployments[0].ended.as_mut().unwrap().succeeded = false;
    assert!(outdated(&mut r));
}

/// A pack that asks for no fields of the review takes none under a name of anybody's own.
#[test]
fn a_field_that_the_review_does_not_have_is_refused_under_every_pack() {
    let (mut r, no) = aivo();
    r.world.change_mut(no).state = State::Review;
    let refusal = r.no("olaf", &on(no, reviewed("successful", &["x"])));
    assert!(refusal.kind == Kind::InvalidInput && refusal.text.contains("no field \"x\""), "{refusal:#?}");
    assert!(refusal.reasons[0].remedy.contains("quorate run note CHG-1 --kind lesson"), "{refusal:#?}");
}

/// What the review found binds the close code, and a stage is none any more once the change is implemented.
#[test]
fn a_change_is_closed_as_it_was_found() {
    let mut r = three_env::register();
    let no = submitted(&mut r, "normal", &three_env::PROD);
    staged(&mut r, no);
    r.world.change_mut(no).state = State::Review;
    let rules = |refusal: &quorate::domain::refusal::Refusal| {
        refusal.reasons.iter().map(|r| r.rule.clone()).filter(|r| r.starts_with("closed-")).collect::<Vec<_>>()
    };
    let close = |code: &str, notes: Option<&str>| {
        on(no, ChangeCommand::Close { code: code.into(), notes: notes.map(str::to_owned) })
    };
    r.ok("max", &on(no, reviewed("unsuccessful", &["deviations", "incidents", "lessons"])));
    let refusal = r.no("max", &close("successful", Some("all in all")));
    assert_eq!(rules(&refusal), ["closed-no-better-than-reviewed"], "{refusal:#?}");
    let again = |reason: Option<&str>| {
        let mut command = reviewed("successful_with_issues", &["deviations", "incidents", "lessons"]);
        if let ChangeCommand::Run(RunCommand::Review { reason: why, .. }) = &mut command {
            *why = reason.map(str::to_owned);
        }
        on(no, command)
    };
    let refusal = r.no("max", &again(None));
    assert_eq!(refusal.kind, Kind::Missing, "whoever takes the place of a review says why");
    assert!(refusal.text.contains("is on record (unsuccessful, by max)"), "{refusal:#?}");
    r.ok("max", &again(Some("the incident was another change's")));
    assert_eq!(r.world.changes[&no].run.reviews.len(), 2, "the earlier one stays");
    assert_eq!(rules(&r.no("max", &close("successful", None))), ["closed-as-reviewed"]);
    assert!(rules(&r.no("max", &close("successful", Some("the issue was another change's")))).is_empty());
    let late = r.no("dan", &on(no, deploys("DEV", "main")));
    assert!(late.reasons.iter().any(|r| r.rule == "stages-come-first"), "{late:#?}");
}

#[test]
fn blue_green_goes_stage_by_stage() {
    let mut r = Register::under("ghostquant");
    r.person("ina", &["devsecops_lead"], &[]);
    let no = r.open("ina", "normal", &[("title", "A release"), ("environment", "production"), ("implementers", "ina")]);
    r.world.change_mut(no).state = State::Assess;
    let blue = Begin { environment: Some("staging".into()), method: Some("blue_green".into()), ..said() };
    r.ok("ina", &on(no, begin(blue)));
    assert_eq!(r.change(no).run.deployments[0].share, 0);
    assert_cites(&r.no("ina", &on(no, raise(10))), Kind::WrongState, &["GQ-impl-07"]);
    assert_cites(&r.no("ina", &on(no, step("smoke"))), Kind::WrongState, &["GQ-impl-07"]);
    r.ok("ina", &on(no, step("green")));
    let failed = RunCommand::Step { environment: None, step: "smoke".into(), passed: false, note: None };
    r.ok("ina", &on(no, ChangeCommand::Run(failed)));
    assert_cites(&r.no("ina", &on(no, raise(10))), Kind::WrongState, &["GQ-impl-07"]);
    r.ok("ina", &on(no, step("smoke")));
    assert_cites(&r.no("ina", &on(no, step("shift"))), Kind::WrongState, &["GQ-impl-07"]);
    for share in [10, 50, 100] {
        r.ok("ina", &on(no, raise(share)));
    }
    r.ok("ina", &on(no, step("shift")));
    r.ok("ina", &on(no, step("blue_kept")));
    let refusal = r.no("ina", &on(no, ended(None, true)));
    assert_cites(&refusal, Kind::Policy, &["GQ-impl-07"]);
    let next = |r: &&quorate::policy::verdict::Reason| r.remedy.ends_with("quorate run step CHG-1 new_blue");
    assert!(refusal.reasons.iter().any(|r| next(&r)), "{refusal:#?}");
    assert_eq!(r.no("ina", &on(no, step("nowhere"))).kind, Kind::InvalidInput);
    r.ok("ina", &on(no, step("new_blue")));
    r.ok("ina", &on(no, ended(None, true)));
    assert_eq!(r.change(no).state, State::Assess);
}

/// GQ-impl-03 and 04: a step is executed as approved and validated before the next one, and who leaves one out says why.
#[test]
fn a_plan_is_carried_out_line_by_line() {
    let mut r = Register::under("ghostquant");
    r.person("ina", &["devsecops_lead"], &[]);
    let plan = "Create the replica\n\nWait for the lag\n  Add it to the endpoint  \n";
    let no = r.open("ina", "normal", &[("environment", "production"), ("implementers", "ina")]);
    r.ok("ina", &on(no, ChangeCommand::Edit { fields: [("implementation_plan".into(), plan.into())].into() }));
    r.world.change_mut(no).state = State::Implement;
    let list = |act| on(no, ChangeCommand::Checklist(ChecklistCommand { list: Some("plan_steps".into()), act }));
    let tick = |n: u32| list(ListAct::Tick { items: vec![n], note: None });
    // Three lines, each executed and validated.
    assert_eq!(r.no("ina", &tick(7)).kind, Kind::NotFound);
    for n in [1, 2, 3] {
        r.ok("ina", &tick(n));
    }
    let sealed = &r.change(no).checklists["plan_steps"].sealed;
    assert_eq!((sealed.items.len(), sealed.items[2].line), (6, Some(2)));
    // Step 2 is executed, but not validated.
    let refusal = r.no("ina", &tick(5));
    assert_cites(&refusal, Kind::Policy, &["GQ-impl-03"]);
    let skip = |item: u32, reason: Option<&str>| list(ListAct::Skip { item, reason: reason.map(str::to_owned) });
    assert_cites(&r.no("ina", &skip(4, None)), Kind::Missing, &["GQ-impl-04"]);
    let finish = r.no("ina", &on(no, ended(None, true)));
    assert_cites(&finish, Kind::Policy, &["GQ-impl-03"]);
    r.ok("ina", &tick(4));
    r.ok("ina", &skip(5, Some("the endpoint finds it by itself")));
    r.ok("ina", &tick(6));
    let finish = r.no("ina", &on(no, ended(None, true)));
    assert!(finish.reasons.iter().all(|reason| !reason.clauses.iter().any(|c| c == "GQ-impl-03")), "{finish:#?}");
    // What was left out is a deviation, and that is on record before the end.
    assert_cites(&finish, Kind::Policy, &["GQ-impl-04"]);
    r.ok("ina", &on(no, noted("deviation")));
    let finish = r.no("ina", &on(no, ended(None, true)));
    assert!(finish.reasons.iter().all(|reason| reason.rule != "departure-is-a-deviation"), "{finish:#?}");
}

#[test]
fn a_note_has_a_kind_and_something_to_say() {
    let mut r = three_env::register();
    let no = submitted(&mut r, "normal", &three_env::PROD);
    staged(&mut r, no);
    assert_eq!(r.no("oleg", &on(no, noted("rumour"))).kind, Kind::InvalidInput);
    let empty = ChangeCommand::Run(RunCommand::Note { kind: "health".into(), text: Some("  ".into()), file: None });
    assert_eq!(r.no("oleg", &on(no, empty)).kind, Kind::Missing);
    assert_eq!(r.no("max", &on(no, reviewed("successful", &["lessons"]))).kind, Kind::WrongState, "before the end");
    r.ok("oleg", &on(no, noted("health")));
    assert!(!r.change(no).run.deployed_by(&person("rita")));
    let _: Command = on(no, noted("health"));
}

/// A pack that names no methods has none to be deployed by: a word that stands for nothing is not kept.
#[test]
fn a_method_is_one_of_the_packs() {
    let mut r = three_env::register();
    let no = submitted(&mut r, "normal", &three_env::PROD);
    let by = Begin { environment: Some("DEV".into()), method: Some("canary".into()), ..said() };
    let refusal = r.no("dan", &on(no, begin(by)));
    assert!(refusal.text.contains("the pack names no methods, and so none called \"canary\""), "{refusal:#?}");
    assert_eq!(refusal.kind, Kind::InvalidInput);
    assert!(refusal.reasons[0].remedy.contains("quorate change comment CHG-1"), "{refusal:#?}");
}

/// PM-9.4-11: whoever says NO-GO says why, and the board has the why.
#[test]
fn a_no_go_is_said_with_its_reason() {
    let mut r = three_env::register();
    let no = approved(&mut r);
    let says = |note: Option<&str>| {
        let note = note.map(str::to_owned);
        on(no, ChangeCommand::Review { review: Some("promote_prod_test".into()), role: None, passed: false, note })
    };
    for silent in [None, Some("  ")] {
        let refusal = r.no("tess", &says(silent));
        assert_eq!(refusal.kind, Kind::Policy, "{refusal:#?}");
        assert!(refusal.reasons[0].remedy.contains("--reason TEXT"), "{refusal:#?}");
    }
    r.ok("tess", &says(Some("two alerts are open")));
    assert!(r.change(no).failed("promote_prod_test").contains(&&person("tess")));
}
