//! Which checklist a change is at, for whom it waits, and how a change that failed is taken back.

use super::three_env::{self, approved, deploys, go, prove, submitted};
use super::{Register, at, ended, noted, on, person, runs};
use quorate::base::digest::Digest;
use quorate::base::ids::ChangeNo;
use quorate::base::time::Span;
use quorate::domain::change::states::State;
use quorate::domain::change::summary::{self, Summary, Waits};
use quorate::domain::change::{Change, facts};
use quorate::domain::checklist::acts::{at_hand, current};
use quorate::domain::checklist::command::{ChecklistCommand, ListAct};
use quorate::domain::command::ChangeCommand;
use quorate::domain::desk::Desk;
use quorate::domain::event::What;
use quorate::domain::refusal::Kind;
use quorate::domain::run::command::RunCommand;
use quorate::domain::run::commands::EndCommand;
use quorate::domain::run::events::RunEvent;

fn desk(r: &mut Register, no: ChangeNo) -> Desk {
    let (digest, pack) = r.pack_for(&on(no, ChangeCommand::Resume));
    Desk::looking(r.now, person("rita"), pack, digest, no)
}

fn next(r: &mut Register, no: ChangeNo) -> Summary {
    let desk = desk(r, no);
    summary::of(&r.world, &desk, r.change(no))
}

fn asked(r: &mut Register, no: ChangeNo, kind: &str) -> Vec<Waits> {
    next(r, no).waiting.into_iter().filter(|w| w.kind == kind).map(|w| w.whom).collect()
}

fn lists(r: &mut Register, no: ChangeNo) -> (Option<String>, Vec<String>) {
    let desk = desk(r, no);
    let change: &Change = r.change(no);
    let known = facts::of(&r.world, &desk, change);
    (current(change, &desk.pack, &known), at_hand(change, &desk.pack, &known))
}

fn role(id: &str) -> Waits {
    Waits::Role(id.into())
}

fn list_act(list: &str, act: ListAct) -> ChangeCommand {
    ChangeCommand::Checklist(ChecklistCommand { list: Some(list.into()), act })
}

/// A change that is being deployed to PROD in its window.
fn deploying() -> (Register, ChangeNo) {
    let mut r = three_env::register();
    let no = approved(&mut r);
    go(&mut r, no);
    r.now = at("2026-03-10 18:00");
    r.settle(no, "pre_prod", &["oleg"]);
    r.ok("oleg", &on(no, deploys("PROD", "main")));
    (r, no)
}

/// The same, ended well.
fn deployed() -> (Register, ChangeNo) {
    let (mut r, no) = deploying();
    for kind in ["snapshot_pre", "snapshot_post", "connectivity"] {
        r.ok("oleg", &on(no, noted(kind)));
    }
    prove(&mut r, no, &[("oleg", ("smoke", Some("PROD"), &[("pass_rate", "100")]))]);
    r.ok("oleg", &on(no, ended(Some("PROD"), true)));
    (r, no)
}

/// Given monitoring whose first slots have passed, when the run of the change is looked at three hours after its implementation,
/// then what is overdue, what runs and what comes is due there (PM-5.4-01, PM-5.4-02).
#[test]
fn slots_of_the_monitoring_are_due_on_the_run() {
    let (mut r, no) = deployed();
    r.now = at("2026-03-10 21:15");
    let desk = desk(&mut r, no);
    let (prose, name) = (|_: &quorate::domain::said::Said| None, |id: &str| id.to_owned());
    let lens = quorate::app::show::Lens { world: &r.world, desk: &desk, prose: &prose, name: &name };
    let due = quorate::app::show::run::sheet(&lens, r.change(no)).due;
    let told = |begins: &str, about: &str| due.iter().any(|d| d.starts_with(begins) && d.contains(about));
    assert!(told("OVERDUE since Tue 2026-03-10 19:0", "item 1 of Post-implementation monitoring"), "{due:#?}");
    assert!(told("item ", " by Tue 2026-03-10 21:30") || told("item ", " by Tue 2026-03-10 21:3"), "{due:#?}");
    assert!(told("item ", "not before Tue 2026-03-10 21:3"), "{due:#?}");
}

/// Of two deployments nobody guesses which one is meant.
#[test]
fn of_two_deployments_the_one_that_ends_is_named() {
    let (mut r, no) = deploying();
    // The first of its deployments, to DEV, goes on beside that to PROD.
    let then = r.world.change_mut(no).run.deployments[0].ended.take();
    assert!(then.is_some());
    let refusal = r.no("oleg", &on(no, ended(None, false)));
    assert_eq!(refusal.kind, Kind::InvalidInput);
    let remedy = &refusal.reasons[0].remedy;
    assert!(remedy.contains("--env DEV") && remedy.contains("--env PROD"), "{refusal:#?}");
    r.ok("oleg", &on(no, ended(Some("PROD"), false)));
    assert!(r.change(no).run.open().all(|d| d.place() == "DEV"));
}

#[test]
fn every_list_whose_time_it_is_waits_for_those_who_may_sign_it() {
    // PM-9.1-01: before DEV, unopened and open alike.
    let mut r = three_env::register();
    let no = submitted(&mut r, "normal", &three_env::PROD);
    assert_eq!(lists(&mut r, no).1, ["pre_dev"]);
    assert!(asked(&mut r, no, "CHECKLIST").contains(&role("dev_team")));
    r.ok("dan", &on(no, list_act("pre_dev", ListAct::Open)));
    assert!(asked(&mut r, no, "CHECKLIST").contains(&role("dev_team")));
    r.settle(no, "pre_dev", &["dan"]);
    r.stands_before("dan", no, "DEV");
    // What is signed afterwards says what comes before it.
    let early = |r: &mut Register, way: &str| {
        let refusal = r.no("dan", &on(no, list_act("post_dev", ListAct::Open)));
        assert!(refusal.reasons[0].text.contains("once its deployment to DEV has ended"), "{refusal:#?}");
        assert!(refusal.reasons[0].remedy.contains(way), "{refusal:#?}");
    };
    early(&mut r, "quorate run start CHG-1 --env DEV");
    r.ok("dan", &on(no, deploys("DEV", "any")));
    early(&mut r, "quorate run finish CHG-1 --env DEV --result ok");
    r.ok("dan", &on(no, ended(Some("DEV"), true)));
    // PM-9.2-01, PM-9.1-02: after DEV, and before TEST.
    assert_eq!(lists(&mut r, no).1, ["post_dev", "pre_test"]);
    // PM-9.1-03: before PROD.
    let mut r = three_env::register();
    let no = approved(&mut r);
    go(&mut r, no);
    assert_eq!(lists(&mut r, no).0.as_deref(), Some("pre_prod"));
    for who in ["operations", "it_operations_manager", "change_manager"] {
        assert!(asked(&mut r, no, "CHECKLIST").contains(&role(who)), "{who}");
    }
    // PM-9.2-03, PM-5.4-02: after PROD, its list and the monitoring.
    let (mut r, no) = deployed();
    let (current, all) = lists(&mut r, no);
    assert_eq!((current.as_deref(), all), (Some("post_prod"), vec!["post_prod".to_owned(), "monitoring".into()]));
    // PM-5.4-01: the first slot of the monitoring ends an hour after the implementation, before all else that is due.
    let slots = next(&mut r, no).waiting.into_iter().filter(|w| w.kind == "CHECKLIST").filter_map(|w| w.due);
    let first = slots.min().expect("a slot is due");
    assert!(first > at("2026-03-10 18:30") && first < at("2026-03-10 19:30"), "{first}");
    let waiting = asked(&mut r, no, "CHECKLIST");
    assert!(waiting.contains(&role("operations")) && waiting.contains(&role("it_operations_manager")), "{waiting:?}");
}

#[test]
fn no_list_of_later_is_the_one_that_a_change_is_at() {
    let (mut r, no) = deploying();
    assert_eq!(lists(&mut r, no), (None, Vec::new()), "PROD has no list while it is being deployed");
    let early = r.no("oleg", &on(no, list_act_now(1)));
    assert_eq!(early.kind, Kind::Policy, "what is shown next is not signed yet");
    let why = early.reasons.iter().find(|r| r.rule == "not-before-its-deployment").unwrap();
    assert!(why.text.contains("is signed once its deployment to PROD has ended; that runs since"), "{why:?}");
    assert!(why.remedy.ends_with("quorate run finish CHG-1 --env PROD --result ok"), "{why:?}");
    // After a failed end it is the way back, and no smoke tests wait (PM-5.2-08).
    r.ok("oleg", &on(no, ended(Some("PROD"), false)));
    assert_eq!(lists(&mut r, no).0.as_deref(), Some("post_backout"));
    r.ok("oleg", &on(no, list_act_now(1)));
    assert!(r.change(no).checklists.contains_key("post_backout"));
}

fn list_act_now(item: u32) -> ChangeCommand {
    ChangeCommand::Checklist(ChecklistCommand { list: None, act: ListAct::Tick { items: vec![item], note: None } })
}

#[test]
fn nothing_is_validated_after_a_back_out_that_there_was_not() {
    let (mut r, no) = deployed();
    let tick = list_act("post_backout", ListAct::Tick { items: vec![1], note: None });
    let refusal = r.no("oleg", &on(no, tick.clone()));
    assert!(refusal.reasons.iter().any(|r| r.rule == "nothing-to-take-back"), "{refusal:#?}");
    let fail = ListAct::Fail { item: 1, then: "back_out".into(), reason: Some("errors".into()) };
    r.ok("oleg", &on(no, list_act("post_prod", fail)));
    r.ok("oleg", &on(no, tick));
}

#[test]
fn what_failed_is_retracted_only_until_something_of_the_way_back_is_signed() {
    let (mut r, no) = deployed();
    let retry = ListAct::Fail { item: 1, then: "retry".into(), reason: Some("errors".into()) };
    let back_out = ListAct::Fail { item: 1, then: "back_out".into(), reason: Some("errors".into()) };
    let retract = list_act("post_prod", ListAct::Retract { item: 1, reason: Some("typed wrong".into()) });
    let told = r.ok("oleg", &on(no, list_act("post_prod", retry)));
    let told = format!("{told:?}");
    assert!(told.contains("run fail CHG-1 1 --list post_prod --then back_out"), "{told}");
    r.ok("oleg", &on(no, list_act("post_prod", back_out.clone())));
    r.ok("oleg", &on(no, retract.clone()));
    r.ok("oleg", &on(no, list_act("post_prod", back_out)));
    r.ok("oleg", &on(no, list_act("post_backout", ListAct::Tick { items: vec![1], note: None })));
    let refusal = r.no("oleg", &on(no, retract));
    assert_eq!(refusal.kind, Kind::WrongState, "{refusal:#?}");
    assert!(refusal.reasons[0].text.contains("the way back has begun: item 1 of "), "{refusal:#?}");
    assert!(refusal.reasons[0].remedy.contains("change close CHG-1 --code unsuccessful"), "{refusal:#?}");
    assert!(refusal.clauses().contains(&"PM-5.2-08".to_owned()), "{refusal:#?}");
    // Nor does the list begin anew, which would forget the failure.
    let refusal = r.no("oleg", &on(no, list_act("post_prod", ListAct::Open)));
    assert!(refusal.reasons[0].text.contains("the way back has begun"), "{refusal:#?}");
}

/// PM-5.2-08: what was deployed and then taken back is asked for no more, by whichever way it failed.
#[test]
fn a_way_back_that_is_complete_is_no_longer_asked_for() {
    for succeeded in [true, false] {
        let (mut r, no) = if succeeded { deployed() } else { deploying() };
        if succeeded {
            let fail = ListAct::Fail { item: 1, then: "back_out".into(), reason: Some("errors".into()) };
            r.ok("oleg", &on(no, list_act("post_prod", fail)));
            assert!(next(&mut r, no).next_action.starts_with("back out: item 1 of PROD post-deployment failed"));
            assert!(!asked(&mut r, no, "FAILED").is_empty());
        } else {
            r.ok("oleg", &on(no, ended(Some("PROD"), false)));
            assert!(next(&mut r, no).next_action.starts_with("the deployment to PROD failed: back out; "));
        }
        r.settle(no, "post_backout", &["oleg"]);
        let now = next(&mut r, no).next_action;
        assert!(!now.contains("back out") && !now.contains("FAILED"), "{now}");
        assert_eq!(now.starts_with("the deployment to PROD failed and was backed out; "), !succeeded, "{now}");
        assert_eq!(asked(&mut r, no, "FAILED"), []);
    }
}

#[test]
fn what_is_under_way_or_over_is_not_to_be_begun() {
    let mut r = three_env::register();
    three_env::meets(&mut r);
    let no = submitted(&mut r, "normal", &three_env::PROD);
    r.stands_before("dan", no, "DEV");
    r.ok("dan", &on(no, deploys("DEV", "any")));
    let again = r.no("dan", &on(no, deploys("DEV", "any")));
    let told = desk(&mut r, no).told(r.change(no).run.deployments[0].begun.0);
    assert!(again.text.ends_with(&format!("is being deployed to DEV since {told}")), "{again:#?}");
    let refusal = r.no("oleg", &on(no, deploys("TEST", "release/march")));
    let first = refusal.reasons.iter().find(|r| r.rule == "entry-test-after-dev").expect("DEV comes first");
    let ends = "it is being deployed to DEV; end that: quorate run finish CHG-1 --env DEV --result ok";
    assert_eq!(first.remedy, ends, "{refusal:#?}");
    r.ok("dan", &on(no, ended(Some("DEV"), true)));
    for place in [Some("DEV"), None] {
        let over = r.no("dan", &on(no, ended(place, true)));
        assert!(over.text.starts_with("the deployment of CHG-1 to DEV ended "), "{over:#?}");
        assert_eq!(over.reasons[0].remedy, "see what comes next: quorate run status CHG-1");
    }
}

/// PM-9.2-01: what is signed after a deployment that succeeded is not signed after one that failed.
#[test]
fn a_deployment_that_failed_has_no_list_of_after_a_success() {
    let mut r = three_env::register();
    three_env::meets(&mut r);
    let no = submitted(&mut r, "normal", &three_env::PROD);
    r.stands_before("dan", no, "DEV");
    let tick = |item| list_act("post_dev", ListAct::Tick { items: vec![item], note: None });
    let again = "deploy it there again: quorate run start CHG-1 --env DEV";
    let deploy = |r: &mut Register, succeeded| {
        r.ok("dan", &on(no, deploys("DEV", "any")));
        r.ok("dan", &on(no, ended(Some("DEV"), succeeded)));
    };
    deploy(&mut r, false);
    let none = r.no("dan", &on(no, tick(1)));
    assert!(none.text.ends_with("once its deployment to DEV succeeds: the newest one failed"), "{none:#?}");
    assert_eq!(none.reasons[0].remedy, again);
    deploy(&mut r, true);
    r.ok("dan", &on(no, tick(1)));
    deploy(&mut r, false);
    let refusal = r.no("dan", &on(no, tick(2)));
    let why = refusal.reasons.iter().find(|r| r.rule == "not-before-its-deployment").expect("it failed");
    assert!(why.text.contains("is signed once its deployment to DEV has succeeded; it failed "), "{why:?}");
    assert_eq!(why.remedy, again);
    deploy(&mut r, true);
    r.ok("dan", &on(no, tick(2)));
}

/// PM-9.4-06: while the ballot is open, nobody is sent to open one.
#[test]
fn an_open_ballot_is_closed_and_not_opened() {
    let mut r = three_env::register();
    three_env::meets(&mut r);
    let no = submitted(&mut r, "normal", &three_env::PROD);
    three_env::tested(&mut r, no);
    let remedy = |r: &mut Register| {
        let refusal = r.no("oleg", &on(no, deploys("PROD", "main")));
        refusal.reasons.iter().find(|r| r.rule == "go-cab").expect("the board decides").remedy.clone()
    };
    assert_eq!(remedy(&mut r), "the board decides: quorate vote open CHG-1");
    three_env::opened(&mut r, no);
    assert!(remedy(&mut r).ends_with("the chair closes it: quorate vote close CHG-1"));
}

#[test]
fn a_failed_item_is_told_to_those_who_answer_for_the_change() {
    let (mut r, no) = deployed();
    let fail = ListAct::Fail { item: 1, then: "back_out".into(), reason: Some("errors".into()) };
    r.ok("oleg", &on(no, list_act("post_prod", fail)));
    let summary = next(&mut r, no);
    assert!(summary.next_action.starts_with("back out: item 1 of PROD post-deployment failed (oleg, "), "{summary:?}");
    assert!(asked(&mut r, no, "FAILED").contains(&Waits::Person("oleg".into())));
    // PM-5.4-05: what was backed out is reviewed as no success.
    let all = ["deviations", "incidents", "lessons"];
    let refusal = r.no("max", &on(no, super::reviewed("successful", &all)));
    assert!(refusal.reasons.iter().any(|r| r.rule == "what-failed-is-no-success"), "{refusal:#?}");
    r.ok("max", &on(no, super::reviewed("unsuccessful", &all)));
}

#[test]
fn what_failed_is_taken_back_after_its_window_too_and_recorded_as_that() {
    let (mut r, no) = deploying();
    r.wait(Span::hours(5));
    let refusal = r.no("oleg", &on(no, runs()));
    assert_eq!(refusal.kind, Kind::Policy, "{refusal:#?}");
    assert!(refusal.reasons[0].remedy.contains("run finish CHG-1 --result failed"), "{refusal:#?}");
    r.ok("oleg", &on(no, ended(Some("PROD"), false)));
    assert_eq!(r.change(no).state, State::Review);
    let decided = r.ok("oleg", &on(no, runs()));
    let began = decided.events.iter().find_map(|(_, what)| match what {
        What::Run(RunEvent::CommandBegan { inside, back_out, .. }) => Some((*inside, *back_out)),
        _ => None,
    });
    assert_eq!(began, Some((false, true)));
    assert!(decided.warnings.iter().any(|w| w.text.starts_with("backing out nevertheless")), "{decided:#?}");
    // Nobody else, and not where the register says otherwise.
    assert_eq!(r.no("mia", &on(no, runs())).kind, Kind::NotPermitted);
    r.set("backout.any_time", "false");
    assert_eq!(r.no("oleg", &on(no, runs())).kind, Kind::Policy);
}

/// Lists and inboxes say of what is under way what is to be done about it now, not what came before it.
#[test]
fn rows_tell_of_the_deployment_that_is_under_way_and_of_the_one_that_failed() {
    let (mut r, no) = deploying();
    let now = next(&mut r, no).next_action;
    assert_eq!(now, "every deployment passes its smoke tests: PROD: Smoke tests: none");
    r.ok("oleg", &on(no, ended(Some("PROD"), false)));
    let now = next(&mut r, no).next_action;
    assert!(now.starts_with("the deployment to PROD failed: back out; "), "{now}");
    // On the way there: whoever deploys to DEV ends that first.
    let mut r = three_env::register();
    let no = submitted(&mut r, "normal", &three_env::PROD);
    r.settle(no, "pre_dev", &["dan"]);
    assert!(asked(&mut r, no, "DEPLOY").contains(&Waits::Person("dan".into())));
    r.ok("dan", &on(no, deploys("DEV", "any")));
    assert!(asked(&mut r, no, "DEPLOY").is_empty(), "it is under way");
    assert!(asked(&mut r, no, "FINISH").contains(&Waits::Person("dan".into())));
    assert!(next(&mut r, no).next_action.starts_with("finish the deployment to DEV; "));
    r.ok("dan", &on(no, ended(Some("DEV"), false)));
    assert!(asked(&mut r, no, "FINISH").is_empty());
    assert!(asked(&mut r, no, "DEPLOY").contains(&Waits::Person("dan".into())));
    assert!(next(&mut r, no).next_action.starts_with("the deployment to DEV failed; "));
    // Approved and scheduled: a deployment to a stage is nothing that is yet to start.
    let mut r = three_env::register();
    let no = approved(&mut r);
    r.world.change_mut(no).run.deployments.last_mut().unwrap().ended = None;
    assert!(asked(&mut r, no, "SCHEDULE").is_empty() && asked(&mut r, no, "START").is_empty());
    assert!(!asked(&mut r, no, "FINISH").is_empty());
}

/// A command that began inside its window and ended after it says so as it ends, and not only in the record.
#[test]
fn a_command_that_outran_its_window_says_so() {
    let mut r = three_env::register();
    let no = approved(&mut r);
    go(&mut r, no);
    let (from, to) = (at("2026-03-10 18:00"), at("2026-03-10 20:00"));
    r.ok("oleg", &on(no, ChangeCommand::Schedule { from, to, environment: None }));
    r.now = at("2026-03-10 18:00");
    r.settle(no, "pre_prod", &["oleg"]);
    r.ok("oleg", &on(no, three_env::deploys("PROD", "main")));
    let end = |no: u32| EndCommand {
        no,
        ending: "exit".into(),
        code: 0,
        took_ms: 9000,
        bytes: 0,
        output: Digest::of(b""),
        recording: String::new(),
        left_out: 0,
        replaced: 0,
    };
    let ends = |n| on(no, ChangeCommand::Run(RunCommand::ExecEnded(end(n))));
    r.ok("oleg", &on(no, runs()));
    assert!(r.ok("oleg", &ends(1)).warnings.is_empty());
    r.now = to.plus(Span::seconds(-5));
    r.ok("oleg", &on(no, runs()));
    r.wait(Span::seconds(9));
    let told = r.ok("oleg", &ends(2)).warnings;
    assert!(
        told[0].text.starts_with("command 2 of CHG-1 ended outside its window: the window of CHG-1 closed"),
        "{told:#?}"
    );
}

/// Given what only time is against, then its row says from when that is no more, so that lists tell anew what is next then.
#[test]
fn what_only_time_is_against_says_from_when_it_is_no_more() {
    use quorate::policy::{act::Act, judge::judge};
    let mut r = three_env::register();
    let no = submitted(&mut r, "normal", &three_env::PROD);
    let handed_in = r.now;
    let desk = r.desk("dan", &on(no, ChangeCommand::Submit), None);
    let known = quorate::domain::change::facts::of(&r.world, &desk, r.change(no));
    let reasons = judge(&desk.pack, Act::Start, &known).reasons;
    let lead: Vec<_> = reasons.iter().filter(|x| x.text.contains("not before")).collect();
    assert!(!lead.is_empty() && lead.iter().all(|x| x.passes > Some(handed_in)), "{reasons:#?}");
    assert!(reasons.iter().filter(|x| !x.text.contains("not before")).all(|x| x.passes.is_none()), "{reasons:#?}");
}
