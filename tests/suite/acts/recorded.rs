//! Approvals given out of band: who may write them down and what must be told, the approver's own word, and settings that
//! bind changes in flight.

use super::{Register, assert_cites, at, on, person};
use quorate::base::ids::ChangeNo;
use quorate::base::time::{Moment, Span};
use quorate::domain::change::Decision;
use quorate::domain::change::states::State;
use quorate::domain::change::summary;
use quorate::domain::command::{Approval, ChangeCommand, Command, PeopleCommand, PolicyCommand};
use quorate::domain::desk::Desk;
use quorate::domain::refusal::Kind;

const FIELDS: [(&str, &str); 10] = [
    ("title", "A queue for reports"),
    ("asset_kind", "production system"),
    ("regulated_data", "no"),
    ("security_controls", "no"),
    ("purpose", "A queue of its own for reports"),
    ("scope", "The job runner"),
    ("impact_analysis", "Reports start later once"),
    ("rollback_plan", "Point the job at the former queue"),
    ("implementation_timeline", "Tuesday 10:00 to 10:30"),
    ("test_results", "All green in staging"),
];

fn register() -> (Register, ChangeNo) {
    let mut r = Register::under("devsecopsbook");
    let people: [(&str, &[&str]); 5] = [
        ("rita", &["requestor"]),
        ("petra", &["platform_team"]),
        ("leo", &["engineering_lead"]),
        ("sofia", &["security_officer"]),
        ("out", &[]),
    ];
    for (id, roles) in people {
        r.person(id, roles, &[]);
    }
    let no = r.open("rita", "normal", &FIELDS);
    let ratings = ["security", "availability", "operations"].map(|f| (f.to_owned(), "Low".to_owned()));
    r.ok("rita", &on(no, ChangeCommand::Assess { ratings: ratings.to_vec() }));
    r.ok("rita", &on(no, ChangeCommand::Submit));
    (r, no)
}

fn recorded(at: Option<Moment>, channel: Option<&str>, reason: Option<&str>) -> ChangeCommand {
    ChangeCommand::Approve(Approval {
        role: Some("engineering_lead".into()),
        given_by: Some(person("leo")),
        spoken_at: at,
        channel: channel.map(str::to_owned),
        reason: reason.map(str::to_owned),
        ..Approval::default()
    })
}

/// Kinds of what waits for a person on the change.
pub fn waits(r: &mut Register, no: ChangeNo, who: &str) -> Vec<&'static str> {
    let command = on(no, ChangeCommand::Resume);
    let (digest, pack) = r.pack_for(&command);
    let desk = Desk::looking(r.now, person(who), pack, digest, no);
    let next = summary::of(&r.world, &desk, r.change(no));
    next.waiting.iter().filter(|w| w.whom.words() == format!("person {who}")).map(|w| w.kind).collect()
}

#[test]
fn an_approval_out_of_band_says_who_how_when_and_why_and_not_everybody_writes_it_down() {
    let (mut r, no) = register();
    let now = Some(r.now);
    for lacking in [
        recorded(None, Some("phone"), Some("Go ahead")),
        recorded(now, None, Some("Go ahead")),
        recorded(now, Some("pigeon"), Some("Go ahead")),
        recorded(now, Some("phone"), None),
    ] {
        let refusal = r.no("petra", &on(no, lacking));
        assert!(refusal.reasons.iter().any(|x| x.rule == "recorded-approval-complete"), "{refusal:#?}");
    }
    let whole = recorded(now, Some("phone"), Some("Go ahead"));
    for (who, rule) in [("out", "recorder-has-a-role"), ("rita", "recorder-did-not-ask")] {
        let refusal = r.no(who, &on(no, whole.clone()));
        assert!(refusal.reasons.iter().any(|x| x.rule == rule), "{who}: {refusal:#?}");
    }
    r.ok("petra", &on(no, whole));
    assert_eq!(r.change(no).state, State::Scheduled);
}

#[test]
fn what_was_recorded_in_ones_name_is_confirmed_or_disowned() {
    let (mut r, no) = register();
    let whole = recorded(Some(r.now), Some("phone"), Some("Go ahead"));
    r.ok("petra", &on(no, whole.clone()));
    assert_eq!(waits(&mut r, no, "leo"), ["CONFIRM"]);
    let confirm = |stands, reason: Option<&str>| ChangeCommand::Confirm { stands, reason: reason.map(str::to_owned) };
    assert_eq!(r.no("petra", &on(no, confirm(true, None))).kind, Kind::WrongState);
    assert!(r.no("leo", &on(no, confirm(false, None))).reasons.iter().any(|x| x.rule == "disowned-with-reason"));
    r.ok("leo", &on(no, confirm(false, Some("I said that I would look at it"))));
    let change = r.change(no);
    assert_eq!((change.state, change.decision), (State::Authorize, Decision::None));
    assert!(change.approved_by("approver").is_empty() && waits(&mut r, no, "leo") != ["CONFIRM"]);
    r.ok("petra", &on(no, whole));
    r.ok("leo", &on(no, confirm(true, None)));
    assert_eq!(r.no("leo", &on(no, confirm(true, None))).kind, Kind::WrongState);
    assert_eq!(r.change(no).state, State::Scheduled);
}

/// TS-4.2-06: a verbal approval that was noted is to be written down within a quarter of an hour.
#[test]
fn a_verbal_approval_that_is_only_noted_has_a_clock_until_its_words_follow() {
    let (mut r, no) = register();
    let noted = ChangeCommand::Hear { given_by: person("leo"), channel: Some("verbal".into()) };
    r.ok("petra", &on(no, noted.clone()));
    let heard = r.now;
    assert_eq!(r.no("petra", &on(no, noted)).kind, Kind::AlreadyDone);
    assert_eq!(r.change(no).moments.get("verbal_flagged"), Some(&heard));
    assert_eq!(r.change(no).state, State::Authorize);
    r.wait(Span::seconds(20 * 60));
    r.ok("petra", &on(no, recorded(Some(heard), Some("verbal"), Some("Go ahead"))));
    assert_eq!(r.change(no).moments.get("verbal_documented"), Some(&r.now));
}

/// AV-9.2-01, AV-9.2-02, GA-16-1: days and states of affairs bind what was submitted before they were entered; how a change is judged
/// stays as it was.
#[test]
fn holidays_and_recovery_bind_changes_in_flight() {
    for (pack, setting, value, binds) in [
        ("aivo", "calendar.holidays", "2026-03-10", true),
        ("aivo", "freeze.peak", "2026-03-09/2026-03-12", true),
        ("three-env", "dr.mode", "on", true),
        ("three-env", "calendar.holidays", "2026-03-10", true),
        ("aivo", "emergency.windows", "listed", false),
    ] {
        let mut r = Register::under(pack);
        r.person("olaf", &[if pack == "aivo" { "operations" } else { "it_operations_manager" }], &[]);
        let submitted = r.world.policy.version();
        let command = PolicyCommand::Set { id: setting.into(), value: value.into(), reason: Some("told so".into()) };
        let who = if binds && (pack, setting) != ("three-env", "calendar.holidays") { "olaf" } else { "adm" };
        r.ok(who, &Command::Policy(command));
        let then = r.pack_of(submitted);
        assert_eq!(then.setting(setting) == Some(value), binds, "{pack} {setting}");
    }
}

#[test]
fn who_has_no_say_does_not_declare_recovery() {
    let mut r = Register::under("three-env");
    r.person("dan", &["dev_team"], &[]);
    let command = PolicyCommand::Set { id: "dr.mode".into(), value: "on".into(), reason: None };
    assert_eq!(r.no("dan", &Command::Policy(command)).kind, Kind::NotPermitted);
    assert!(at("2026-03-02 09:00") == r.now);
    assert_cites(
        &r.no(
            "dan",
            &Command::Policy(PolicyCommand::Set { id: "dr.mode".into(), value: "perhaps".into(), reason: None }),
        ),
        Kind::InvalidInput,
        &["GA-16-1"],
    );
}

/// A value that no window or freeze can read is refused where it is entered, not when a change comes up for it.
#[test]
fn days_and_hours_that_cannot_be_read_are_refused() {
    for (pack, setting, value, fits) in [
        ("teleseal", "calendar.off_peak", "rubbish", false),
        ("teleseal", "calendar.off_peak", "22:00-06:00", true),
        ("aivo", "calendar.holidays", "soon", false),
        ("aivo", "freeze.peak", "2026-09-11/2026-08-17", false),
    ] {
        let mut r = Register::under(pack);
        r.person("olaf", &[if pack == "aivo" { "operations" } else { "ciso" }], &[]);
        let command = PolicyCommand::Set { id: setting.into(), value: value.into(), reason: Some("told so".into()) };
        let done = r.act("olaf", &Command::Policy(command));
        assert_eq!(done.is_ok(), fits, "{setting} {value}: {done:?}");
        assert!(fits || done.is_err_and(|e| e.kind == Kind::InvalidInput), "{setting} {value}");
    }
}

#[test]
fn the_last_who_registers_persons_does_not_lose_that_role() {
    let mut r = Register::under("teleseal");
    let edit = |who: &str, roles: &[&str]| {
        let roles = roles.iter().map(|r| (*r).to_owned()).collect();
        Command::People(PeopleCommand::Register { person: person(who), roles, seats: Vec::new(), new: false })
    };
    assert_eq!(r.no("adm", &edit("adm", &["ciso"])).kind, Kind::Policy);
    assert_eq!(r.no("adm", &Command::People(PeopleCommand::Retire { person: person("adm") })).kind, Kind::Policy);
    r.person("bo", &["administrator"], &[]);
    r.ok("adm", &Command::People(PeopleCommand::Retire { person: person("adm") }));
}

/// TS-4.2-06, GA-02-4: an approval was spoken by now, and not before there was a change to approve.
#[test]
fn an_approval_is_spoken_neither_later_than_now_nor_before_the_change() {
    let (mut r, no) = register();
    r.wait(Span::hours(2));
    let day = Span::hours(24);
    for (spoken, why) in
        [(r.now.plus(day), "since it is"), (r.now.plus(Span::hours(-24)), "since the change was opened only")]
    {
        let refusal = r.no("petra", &on(no, recorded(Some(spoken), Some("phone"), Some("Go ahead"))));
        assert_eq!(refusal.kind, Kind::InvalidInput);
        assert!(refusal.text.contains(why), "{refusal:#?}");
    }
    let spoken = Some(r.now.plus(Span::hours(-1)));
    r.ok("petra", &on(no, recorded(spoken, Some("phone"), Some("Go ahead"))));
}
