//! Freezes that bind only once they are approved, where the pack says so.

use super::three_env::{approved, go, register};
use super::{Register, assert_cites, at, begin, on, said};
use quorate::base::ids::Stream;
use quorate::domain::command::{CalendarCommand, ChangeCommand, Command, PolicyCommand};
use quorate::domain::event::Event;
use quorate::domain::pack::events::PolicyEvent;
use quorate::domain::refusal::Kind;
use quorate::domain::run::command::Begin;

fn announce(from: &str, to: &str) -> Command {
    Command::Calendar(CalendarCommand::Announce {
        title: "Audit".into(),
        from: at(from),
        to: at(to),
        environments: Vec::new(),
        systems: Vec::new(),
        exempt: Vec::new(),
        reason: Some("audit".into()),
    })
}

fn sign(no: u32, granted: bool) -> Command {
    let reason = Some("agreed".into());
    Command::Calendar(CalendarCommand::Sign { no, role: None, granted, reason })
}

fn state(r: &Register, n: usize) -> &'static str {
    r.world.calendar.freezes[n].state(r.now)
}

#[test]
fn a_proposed_freeze_binds_nothing_until_everybody_named_approved_it() {
    let mut r = register();
    let no = approved(&mut r);
    r.set("freeze.approvers", "change_manager,chair");
    let window = || {
        let (from, to) = (at("2026-03-10 18:00"), at("2026-03-10 20:00"));
        on(no, ChangeCommand::Schedule { from, to, environment: None })
    };
    // It would wait for ever while nobody but max could approve it as change manager.
    let alone = r.no("max", &announce("2026-03-10 00:00", "2026-03-11 00:00"));
    assert!(alone.kind == Kind::NotPermitted && alone.text.contains("as change_manager"), "{alone:#?}");
    // Who is told to announce it instead is nobody whose own approval it would wait for.
    assert!(alone.reasons[0].remedy.contains("let carla announce it"), "others may take the chair: {alone:#?}");
    r.set("freeze.approvers", "change_manager,cab_chair");
    let alone = r.no("max", &announce("2026-03-10 00:00", "2026-03-11 00:00"));
    assert!(alone.reasons[0].remedy.starts_with("register another change_manager"), "{alone:#?}");
    r.set("freeze.approvers", "change_manager,chair");
    r.person("nora", &["change_manager"], &[]);
    r.ok("max", &announce("2026-03-10 00:00", "2026-03-11 00:00"));
    assert_eq!(state(&r, 0), "proposed");
    r.ok("rita", &window());
    // Neither who announced it nor somebody else in the same role; and nobody twice.
    assert_eq!(r.no("max", &sign(1, true)).kind, Kind::NotPermitted);
    let stranger = r.no("rita", &sign(1, true));
    assert!(
        stranger.kind == Kind::NotPermitted && stranger.reasons[0].remedy.contains("change_manager, chair"),
        "{stranger:#?}"
    );
    r.ok("nora", &sign(1, true));
    assert_eq!(r.no("nora", &sign(1, true)).kind, Kind::AlreadyDone);
    assert_eq!(state(&r, 0), "proposed");
    r.ok("rita", &window());
    r.ok("carla", &sign(1, true));
    assert_eq!(state(&r, 0), "to come");
    assert_cites(&r.no("rita", &window()), Kind::Policy, &["PM-12.3-04"]);
    assert_eq!(r.no("carla", &sign(1, false)).kind, Kind::AlreadyDone);
    r.now = at("2026-03-10 18:00");
    go(&mut r, no);
    r.settle(no, "pre_prod", &["oleg"]);
    let start = on(no, begin(Begin { branch: Some("main".into()), ..said() }));
    assert_cites(&r.no("oleg", &start), Kind::Policy, &["PM-12.3-04"]);
    r.ok("max", &Command::Calendar(CalendarCommand::End { no: 1, reason: Some("done".into()) }));
    r.ok("oleg", &start);
}

#[test]
fn a_freeze_that_is_refused_or_comes_too_late_never_binds() {
    let mut r = register();
    r.set("freeze.approvers", "chair");
    // The same one twice is one too many, as long as the first one may still hold.
    r.ok("max", &announce("2026-03-04 00:00", "2026-03-06 00:00"));
    assert_eq!(r.no("max", &announce("2026-03-04 00:00", "2026-03-06 00:00")).kind, Kind::AlreadyDone);
    r.ok("max", &announce("2026-03-04 01:00", "2026-03-06 00:00"));
    r.ok("max", &announce("2026-03-04 02:00", "2026-03-06 00:00"));
    r.ok("carla", &sign(1, false));
    assert_eq!((state(&r, 0), r.world.calendar.freezes[0].holds().len()), ("refused", 0));
    assert_eq!(r.no("carla", &sign(1, true)).kind, Kind::AlreadyDone);
    // Approved in its middle, it binds from then on.
    r.now = at("2026-03-05 12:00");
    r.ok("carla", &sign(2, true));
    assert_eq!(r.world.calendar.freezes[1].holds(), [(at("2026-03-05 12:00"), at("2026-03-06 00:00"))]);
    assert_eq!(state(&r, 1), "holds");
    r.now = at("2026-03-06 00:00");
    assert_eq!(state(&r, 2), "lapsed");
    assert_eq!(r.no("carla", &sign(3, true)).kind, Kind::AlreadyDone);
    assert_eq!(r.no("carla", &sign(9, true)).kind, Kind::NotFound);
}

#[test]
fn a_setting_that_names_no_role_of_the_pack_is_refused_and_one_of_before_is_told() {
    let mut r = register();
    let set = |value: &str| {
        let (id, value) = ("freeze.approvers".to_owned(), value.to_owned());
        Command::Policy(PolicyCommand::Set { id, value, reason: Some("agreed".into()) })
    };
    let refusal = r.no("adm", &set("change_manger"));
    assert!(refusal.text.contains("no such role; did you mean change_manager?"), "{refusal:#?}");
    let held = r.ok("adm", &set("executive_sponsor"));
    assert!(held.warnings.iter().any(|w| w.text == "nobody holds the role executive_sponsor"), "{held:#?}");
    let (id, from, to) = ("freeze.approvers".to_owned(), "none".to_owned(), "queen".to_owned());
    let what = PolicyEvent::SettingChanged { id, from, to, reason: None }.into();
    r.world.apply(&Event { stream: Stream::Policy, at: r.now, actor: super::person("adm"), what });
    let refusal = r.no("max", &announce("2026-03-10 00:00", "2026-03-11 00:00"));
    assert!(
        refusal.kind == Kind::InvalidInput && refusal.text.contains("freeze.approvers names queen"),
        "{refusal:#?}"
    );
    r.set("freeze.approvers", "none");
    r.ok("max", &announce("2026-03-10 00:00", "2026-03-11 00:00"));
    assert_eq!(state(&r, 0), "to come");
}
