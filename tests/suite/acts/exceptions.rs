//! Calendar exceptions: asked for, granted by those whom the pack names, used once; and what the calendar makes of them.

use super::three_env::{PROD, approved, approved_for, deploys, go, leaves_dev, register, submitted};
use super::{Register, assert_cites, at, begin, on, said};
use quorate::base::ids::ChangeNo;
use quorate::base::time::Span;
use quorate::domain::change::states::State;
use quorate::domain::command::{CalendarCommand, ChangeCommand, Command, ExceptionCommand};
use quorate::domain::refusal::Kind;
use quorate::domain::run::command::Begin;
use quorate::policy::diary::{Answer, Diary, Effect, Question};
use quorate::policy::exception::Waiver;
use quorate::policy::facts::Facts;
use quorate::policy::running::judge_time;

fn ask(kind: &str, from: &str, to: &str) -> ExceptionCommand {
    let said = |t: &str| Some(t.to_owned());
    ExceptionCommand::Ask {
        kind: kind.into(),
        from: at(from),
        to: at(to),
        environment: None,
        freeze: None,
        reason: said("the vendor ends its support"),
        impact: said("no support from January on"),
        risk: said("low; rehearsed in TEST"),
    }
}

fn asks(no: ChangeNo, kind: &str, from: &str, to: &str) -> Command {
    on(no, ChangeCommand::Exception(ask(kind, from, to)))
}

fn sign(no: ChangeNo, exception: u32, granted: bool) -> Command {
    let reason = Some("agreed".into());
    on(no, ChangeCommand::Exception(ExceptionCommand::Sign { no: exception, role: None, granted, reason }))
}

fn window(no: ChangeNo, from: &str, to: &str) -> Command {
    on(no, ChangeCommand::Schedule { from: at(from), to: at(to), environment: None })
}

fn prod(no: ChangeNo) -> Command {
    on(no, begin(Begin { branch: Some("main".into()), ..said() }))
}

fn state(r: &Register, no: ChangeNo) -> Vec<&'static str> {
    r.change(no).exceptions.iter().map(|e| e.state(r.now)).collect()
}

fn waiver() -> Waiver {
    Waiver {
        id: "exception/1".into(),
        title: "Freeze waiver".into(),
        freezes: true,
        during: (at("2026-12-08 18:00"), at("2026-12-08 20:00")),
        environments: vec!["PROD".into()],
        ..Waiver::default()
    }
}

fn december(waivers: Vec<Waiver>, environment: &str, from: &str, to: &str) -> Answer {
    let text = "schema = 1\nname = \"p\"\ntitle = \"P\"\n[[freeze]]\nid = \"december\"\ntitle = \"December\"\n\
                on = { rrule = \"FREQ=DAILY;BYMONTH=12\" }\n";
    let pack = quorate::policy::read::parse(text).unwrap();
    let mut facts = Facts::default();
    facts.set_word("field.environment", environment);
    let diary = Diary { waivers, ..Diary::default() };
    judge_time(&pack, &diary, &Question { facts: &facts, systems: &[], from: at(from), to: at(to) })
}

#[test]
fn a_waiver_lets_through_its_own_time_and_environment_and_nothing_else() {
    let ok = december(vec![waiver()], "PROD", "2026-12-08 18:00", "2026-12-08 20:00");
    assert!(ok.allowed, "{:?}", ok.chain);
    assert!(ok.chain.iter().any(|l| l.kind == "exception" && l.effect == Effect::Allow));
    assert!(ok.chain.iter().any(|l| l.id == "december" && l.effect == Effect::Exempt));
    for (environment, from, to) in [
        ("PROD", "2026-12-08 17:59", "2026-12-08 20:00"),
        ("PROD", "2026-12-08 18:00", "2026-12-08 20:01"),
        ("TEST", "2026-12-08 18:00", "2026-12-08 20:00"),
        ("", "2026-12-08 18:00", "2026-12-08 20:00"),
    ] {
        assert!(!december(vec![waiver()], environment, from, to).allowed, "{environment} {from} {to}");
    }
    let other = Waiver { freeze: Some("quarter-end".into()), ..waiver() };
    assert!(!december(vec![other], "PROD", "2026-12-08 18:00", "2026-12-08 20:00").allowed);
    let spent = Waiver { void: Some("exception/1 was used".into()), ..waiver() };
    let refused = december(vec![spent], "PROD", "2026-12-08 18:00", "2026-12-08 20:00");
    assert!(!refused.allowed && refused.chain.iter().any(|l| l.text.contains("was used")), "{:?}", refused.chain);
    // One that does for a part only says for which, and one whose time was over before is named as well.
    let told = |waivers, from, to| {
        let chain = december(waivers, "PROD", from, to).chain;
        let links = chain.into_iter().filter(|l| l.kind == "exception" && l.effect == Effect::Deny);
        links.map(|l| l.text).collect::<Vec<_>>().join("; ")
    };
    let part = told(vec![waiver()], "2026-12-08 19:00", "2026-12-08 21:00");
    assert!(part.contains("holds from Tue 2026-12-08 18:00") && part.contains("20:00"), "{part}");
    let over = Waiver { void: Some("exception/1 expired".into()), expired: true, ..waiver() };
    let late = ("2026-12-08 20:05", "2026-12-08 20:06");
    assert!(told(vec![over.clone()], late.0, late.1).contains("exception/1 expired"));
    assert!(
        told(vec![waiver()], late.0, late.1).contains("20:00 EST only"),
        "used by what is under way, it is no more"
    );
    let early = ("2026-12-08 17:00", "2026-12-08 17:30");
    assert_eq!(told(vec![waiver()], early.0, early.1), "", "one to come is for another time");
    let windows = Waiver { windows: true, freezes: false, ..over };
    assert_eq!(told(vec![windows], late.0, late.1), "", "it waives no freeze");
}

#[test]
fn only_one_of_two_exceptions_that_would_do_is_used() {
    let second = Waiver { id: "exception/2".into(), ..waiver() };
    let half =
        Waiver { id: "exception/3".into(), during: (at("2026-12-08 18:00"), at("2026-12-08 19:00")), ..waiver() };
    let rest =
        Waiver { id: "exception/4".into(), during: (at("2026-12-08 19:00"), at("2026-12-08 20:00")), ..waiver() };
    let used = |waivers: Vec<Waiver>| {
        let answer = december(waivers, "PROD", "2026-12-08 18:00", "2026-12-08 20:00");
        assert!(answer.allowed, "{:?}", answer.chain);
        answer.uses(&[]).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(used(vec![half.clone(), waiver(), second]), ["exception/1"]);
    assert_eq!(used(vec![half, rest]), ["exception/3", "exception/4"]);
}

#[test]
fn what_makes_no_sense_is_not_asked_for() {
    let mut r = register();
    let no = approved(&mut r);
    let (from, to) = ("2026-03-18 18:00", "2026-03-18 20:00");
    for (command, says) in [
        (asks(no, "freeze_waiver", to, from), "before it begins"),
        (asks(no, "freeze_waiver", "2026-02-01 18:00", "2026-02-01 20:00"), "over already"),
        (asks(no, "whim", from, to), "no calendar exception \"whim\""),
        (asks(no, "freeze_waiver", "2026-06-30 18:00", "2026-06-30 20:00"), "expires Sun 2026-05-03"),
        (asks(no, "delayed_deployment", from, to), "it has no window yet"),
    ] {
        let refusal = r.no("rita", &command);
        assert!(refusal.kind == Kind::InvalidInput && refusal.text.contains(says), "{says}: {refusal:#?}");
    }
    let ExceptionCommand::Ask { kind, from, to, reason, risk, .. } = ask("freeze_waiver", from, to) else { return };
    let with = |environment: Option<&str>, freeze: Option<&str>, impact: Option<&str>| {
        on(
            no,
            ChangeCommand::Exception(ExceptionCommand::Ask {
                kind: kind.clone(),
                from,
                to,
                environment: environment.map(str::to_owned),
                freeze: freeze.map(str::to_owned),
                reason: reason.clone(),
                impact: impact.map(str::to_owned),
                risk: risk.clone(),
            }),
        )
    };
    assert_eq!(r.no("rita", &with(Some("LAB"), None, Some("x"))).kind, Kind::InvalidInput, "it is for PROD");
    assert!(r.no("rita", &with(None, Some("summer"), Some("x"))).text.contains("no freeze \"summer\""));
    // Verbs about freezes take the number alone.
    assert!(r.no("rita", &with(None, Some("7"), Some("x"))).text.contains("no freeze \"freeze/7\""));
    assert_cites(&r.no("rita", &with(None, None, None)), Kind::Policy, &["PM-12.6-01"]);
    assert_eq!(r.no("tess", &with(None, None, Some("x"))).kind, Kind::NotPermitted, "it is not her change");
    r.ok("rita", &with(Some("PROD"), Some("december"), Some("x")));
    assert_eq!(r.no("max", &sign(no, 2, true)).kind, Kind::NotFound);
}

#[test]
fn an_additional_window_needs_manager_and_cab_and_the_start_uses_it() {
    let mut r = register();
    let no = approved(&mut r);
    let (from, to) = ("2026-03-18 18:00", "2026-03-18 20:00");
    assert_cites(&r.no("rita", &window(no, from, to)), Kind::Policy, &["PM-5.1-05"]);
    r.ok("rita", &asks(no, "additional_window", from, to));
    let pending = r.no("rita", &window(no, from, to));
    assert_cites(&pending, Kind::Policy, &["PM-5.1-05", "PM-12.6-02"]);
    assert!(pending.reasons.iter().any(|x| x.text.contains("it lacks Manager, CAB")), "{pending:#?}");
    // Whoever asked, owns or implements it does not grant it; nor does somebody whom the pack does not name.
    for who in ["rita", "dan", "tess"] {
        assert_cites(&r.no(who, &sign(no, 1, true)), Kind::NotPermitted, &["PM-12.6-02"]);
    }
    r.ok("max", &sign(no, 1, true));
    let half = r.no("rita", &window(no, from, to));
    assert!(half.reasons.iter().any(|x| x.text.contains("it lacks CAB, by its Chair")), "{half:#?}");
    assert_eq!(r.no("max", &sign(no, 1, true)).kind, Kind::AlreadyDone);
    assert_eq!(r.no("ida", &sign(no, 1, true)).kind, Kind::NotPermitted, "the manager has signed; the CAB has not");
    r.ok("carla", &sign(no, 1, true));
    assert_eq!(r.no("carla", &sign(no, 1, true)).kind, Kind::AlreadyDone);
    assert_eq!(state(&r, no), ["granted"]);
    r.ok("rita", &window(no, from, to));
    assert_eq!(state(&r, no), ["granted"], "a plan does not use it up");
    r.now = at("2026-03-18 18:10");
    go(&mut r, no);
    r.settle(no, "pre_prod", &["oleg"]);
    r.ok("oleg", &prod(no));
    assert_eq!((state(&r, no), r.change(no).state), (vec!["used"], State::Implement));
}

/// PM-12.6-02: given a scheduled change over whose window a freeze stands, when a waiver of it is asked for, before the freeze or
/// after it, then whoever grants it is told, also while its own people are told to choose another time.
#[test]
fn pm_12_6_02_a_freeze_does_not_hide_the_exception_from_those_who_grant_it() {
    let mut r = register();
    let no = approved(&mut r);
    let (from, to) = ("2026-03-10 18:00", "2026-03-10 20:00");
    r.ok("rita", &window(no, from, to));
    r.ok("rita", &asks(no, "freeze_waiver", from, to));
    let asked = r.waits(no, "EXCEPTION");
    assert!(asked.len() > 1, "{asked:?}");
    let freeze = CalendarCommand::Announce {
        title: "Audit".into(),
        from: at("2026-03-10 00:00"),
        to: at("2026-03-11 00:00"),
        environments: Vec::new(),
        systems: Vec::new(),
        exempt: Vec::new(),
        reason: Some("audit".into()),
    };
    r.ok("max", &Command::Calendar(freeze));
    assert_eq!(r.waits(no, "EXCEPTION"), asked);
    assert_eq!(r.waits(no, "RESCHEDULE").len(), 1);
    assert_eq!(r.waits(no, "START"), [], "its window is shut");
    r.ok("ida", &sign(no, 1, true));
    assert_eq!(r.waits(no, "EXCEPTION").iter().map(|(whom, _)| whom.as_str()).collect::<Vec<_>>(), ["chair"]);
    r.ok("carla", &sign(no, 1, true));
    assert_eq!((r.waits(no, "EXCEPTION"), r.waits(no, "RESCHEDULE")), (Vec::new(), Vec::new()));
    // And asked for only now, over a second freeze that the first one does not waive.
    let later = ("2026-03-12 18:00", "2026-03-12 20:00");
    r.ok("rita", &window(no, later.0, later.1));
    let again = CalendarCommand::Announce {
        title: "Count".into(),
        from: at("2026-03-12 00:00"),
        to: at("2026-03-13 00:00"),
        environments: Vec::new(),
        systems: Vec::new(),
        exempt: Vec::new(),
        reason: Some("count".into()),
    };
    r.ok("max", &Command::Calendar(again));
    assert_eq!(r.waits(no, "RESCHEDULE").len(), 1);
    r.ok("rita", &asks(no, "freeze_waiver", later.0, later.1));
    assert_eq!(r.waits(no, "EXCEPTION").len(), asked.len());
}

#[test]
fn an_exception_that_a_deployment_used_is_refused_to_the_next_one() {
    let mut r = register();
    let no = submitted(&mut r, "normal", &PROD);
    r.deploy("dan", no, &["DEV"]);
    leaves_dev(&mut r, no);
    r.wait(Span::hours(24));
    r.stands_before("oleg", no, "TEST");
    let freeze = CalendarCommand::Announce {
        title: "Audit".into(),
        from: at("2026-03-03 00:00"),
        to: at("2026-03-06 00:00"),
        environments: vec!["TEST".into()],
        systems: Vec::new(),
        exempt: Vec::new(),
        reason: Some("audit".into()),
    };
    r.ok("max", &Command::Calendar(freeze));
    let deploy = on(no, deploys("TEST", "release/march"));
    assert_cites(&r.no("oleg", &deploy), Kind::Policy, &["PM-12.3-04"]);
    // For PROD, and so for nothing on the way there.
    r.ok("rita", &asks(no, "freeze_waiver", "2026-03-03 08:00", "2026-03-05 18:00"));
    let ExceptionCommand::Ask { kind, from, to, reason, impact, risk, freeze, .. } =
        ask("freeze_waiver", "2026-03-03 08:00", "2026-03-05 18:00")
    else {
        return;
    };
    let environment = Some("TEST".to_owned());
    let test = ExceptionCommand::Ask { kind, from, to, environment, reason, impact, risk, freeze };
    for (n, command) in [(1, None), (2, Some(on(no, ChangeCommand::Exception(test))))] {
        if let Some(command) = command {
            r.ok("rita", &command);
        }
        assert_cites(&r.no("oleg", &deploy), Kind::Policy, &["PM-12.3-04"]);
        r.ok("ida", &sign(no, n, true));
        r.ok("carla", &sign(no, n, true));
    }
    r.ok("oleg", &deploy);
    assert_eq!(state(&r, no), ["granted", "used"], "the one for PROD is not touched");
    r.ok("oleg", &on(no, super::ended(Some("TEST"), false)));
    let again = r.no("oleg", &deploy);
    assert_cites(&again, Kind::Policy, &["PM-12.3-04", "PM-12.6-02"]);
    assert!(again.reasons.iter().any(|x| x.text.contains("exception/2 was used")), "{again:#?}");
}

#[test]
fn an_exception_expires_and_one_that_is_refused_stays_refused() {
    let mut r = register();
    let no = approved(&mut r);
    let (from, to) = ("2026-03-18 18:00", "2026-03-18 20:00");
    r.ok("rita", &asks(no, "additional_window", from, to));
    r.ok("rita", &asks(no, "emergency_override", from, to));
    r.ok("max", &sign(no, 1, true));
    r.ok("carla", &sign(no, 1, true));
    let silent = ExceptionCommand::Sign { no: 2, role: None, granted: false, reason: None };
    assert_eq!(r.no("max", &on(no, ChangeCommand::Exception(silent))).kind, Kind::Missing, "a refusal says why");
    r.ok("max", &sign(no, 2, false));
    assert_eq!(r.no("carla", &sign(no, 2, true)).kind, Kind::AlreadyDone);
    assert_eq!(state(&r, no), ["granted", "refused"]);
    r.ok("rita", &window(no, from, to));
    r.now = at("2026-03-18 17:00");
    go(&mut r, no);
    r.settle(no, "pre_prod", &["oleg"]);
    // Its time is over: so is the exception.
    r.now = at("2026-03-18 20:00");
    assert_eq!(state(&r, no), ["expired", "refused"]);
    let late = r.no("oleg", &prod(no));
    assert_cites(&late, Kind::Policy, &["PM-5.1-05"]);
    r.now = at("2026-03-18 18:30");
    r.ok("oleg", &prod(no));
}

#[test]
fn an_early_deployment_shortens_the_lead_times_once() {
    let mut r = register();
    r.now = at("2026-03-05 09:00");
    let fields: Vec<_> = PROD.into_iter().chain([("dev_lead_notified", "2026-03-05 08:30")]).collect();
    let no = approved_for(&mut r, &fields);
    let (from, to) = ("2026-03-11 18:00", "2026-03-11 20:00");
    assert_cites(&r.no("rita", &window(no, from, to)), Kind::Policy, &["PM-4.1-03", "PM-7.1-06"]);
    r.ok("rita", &asks(no, "early_deployment", from, to));
    let pending = r.no("rita", &window(no, from, to));
    assert!(pending.reasons.iter().all(|x| x.text.contains("exception/1 is not granted yet: it lacks Manager")));
    r.ok("max", &sign(no, 1, true));
    let done = r.ok("rita", &window(no, from, to));
    assert!(done.warnings.iter().any(|w| w.text.contains("set aside by exception/1, Early deployment")));
    // Not for another time.
    let other = r.no("rita", &window(no, "2026-03-10 18:00", "2026-03-10 20:00"));
    assert_cites(&other, Kind::Policy, &["PM-4.1-03"]);
    r.now = at("2026-03-11 18:05");
    go(&mut r, no);
    r.settle(no, "pre_prod", &["oleg"]);
    r.ok("oleg", &prod(no));
    assert_eq!(state(&r, no), ["used"]);
}

#[test]
fn a_start_that_needs_no_exception_leaves_it_unused() {
    let mut r = register();
    let no = approved(&mut r);
    let (from, to) = ("2026-03-10 18:00", "2026-03-10 20:00");
    r.ok("rita", &asks(no, "emergency_override", from, to));
    r.ok("rita", &asks(no, "early_deployment", from, to));
    for n in [1, 2] {
        r.ok("max", &sign(no, n, true));
    }
    r.ok("carla", &sign(no, 1, true));
    r.now = at(from);
    go(&mut r, no);
    r.settle(no, "pre_prod", &["oleg"]);
    r.ok("oleg", &prod(no));
    assert_eq!(state(&r, no), ["granted", "granted"]);
}

/// PM-12.6-02: who has asked for an exception does not ask for the same again, and hears that no clause names a longest time.
#[test]
fn pm_12_6_02_an_exception_is_asked_for_once_and_a_long_one_is_told() {
    let mut r = register();
    let no = submitted(&mut r, "normal", &PROD);
    let (from, to) = ("2026-03-21 18:00", "2026-03-21 20:00");
    assert!(
        r.ok("dan", &asks(no, "additional_window", from, to)).warnings.iter().all(|w| w.rule != "exception-expires")
    );
    for (from, to) in [(from, to), ("2026-03-21 18:30", "2026-03-21 19:00")] {
        let refusal = r.no("dan", &asks(no, "additional_window", from, to));
        assert_cites(&refusal, Kind::AlreadyDone, &["PM-12.6-02"]);
        assert!(refusal.text.contains("exception/1 of CHG-1 is for the same"), "{refusal:#?}");
        let remedy = &refusal.reasons[0].remedy;
        assert!(remedy.contains("quorate exception approve CHG-1 1"), "{refusal:#?}");
    }
    // Another kind or a longer time is something else; one that was refused stands in nobody's way.
    r.ok("dan", &asks(no, "emergency_override", from, to));
    let long = r.ok("dan", &asks(no, "additional_window", from, "2027-03-21 18:00"));
    let told = long.warnings.iter().find(|w| w.rule == "exception-expires").expect("a year is long");
    assert!(told.text.contains("the policy names no longest time") && told.text.contains("60d from now"), "{told:?}");
    r.ok("carla", &sign(no, 1, false));
    r.ok("carla", &sign(no, 3, false));
    r.ok("dan", &asks(no, "additional_window", from, to));
}
