//! Alternative dates of a request: how many different days, and whether the calendar allows each.

use super::three_env::{PROD, register};
use super::{Register, assert_cites, at, on, person};
use quorate::base::ids::ChangeNo;
use quorate::domain::command::ChangeCommand;
use quorate::domain::refusal::{Kind, Refusal};

fn draft(r: &mut Register, dates: &str) -> ChangeNo {
    let fields: Vec<_> =
        super::three_env::REQUEST.into_iter().chain(PROD).chain([("alternative_dates", dates)]).collect();
    let no = r.open("rita", "normal", &fields);
    let low = ["likelihood", "impact"].iter().map(|f| ((*f).to_owned(), "1".to_owned())).collect();
    r.ok("rita", &on(no, ChangeCommand::Assess { ratings: low }));
    no
}

fn refused(dates: &str) -> Refusal {
    let mut r = register();
    let no = draft(&mut r, dates);
    r.no("rita", &on(no, ChangeCommand::Submit))
}

fn says(refusal: &Refusal, text: &str) {
    assert!(refusal.reasons.iter().any(|x| x.text.contains(text)), "{text}: {refusal:#?}");
}

#[test]
fn a_prod_request_proposes_three_different_days_in_windows() {
    for (dates, told) in [
        ("", "0 of 3"),
        ("2026-03-10 18:00, 2026-03-11 18:00", "2 of 3"),
        ("2026-03-10 18:00, 2026-03-10 18:00, 2026-03-11 18:00", "2 of 3"),
        ("2026-03-10 18:00, 2026-03-10 19:00, 2026-03-11 18:00", "2 of 3"),
        // No window on the 18th; a freeze in December; an hour that begins in the window and ends after it.
        ("2026-03-10 18:00, 2026-03-11 18:00, 2026-03-18 18:00", "Wed 2026-03-18 18:00 EDT"),
        ("2026-03-10 18:00, 2026-03-11 18:00, 2026-12-08 18:00", "Tue 2026-12-08 18:00 EST"),
        ("2026-03-10 18:00, 2026-03-11 18:00, 2026-03-12 21:30", "Thu 2026-03-12 21:30 EDT"),
    ] {
        let refusal = refused(dates);
        assert_cites(&refusal, Kind::Policy, &["PM-5.1-06"]);
        says(&refusal, told);
    }
    let mut r = register();
    let no = draft(&mut r, "2026-03-10 18:00, 2026-04-14 18:00, 2026-05-12 21:00");
    r.ok("rita", &on(no, ChangeCommand::Submit));
}

#[test]
fn dates_that_are_none_are_refused_with_the_field() {
    let mut r = register();
    let no = r.open("rita", "normal", &[("title", "x"), ("environment", "PROD")]);
    let edit = ChangeCommand::Edit { fields: vec![("alternative_dates".into(), "2026-03-10 18:00, someday".into())] };
    let refusal = r.no("rita", &on(no, edit));
    assert!(refusal.kind == Kind::InvalidInput && refusal.text.contains("someday"), "{refusal:#?}");
    assert_eq!(refusal.missing[0].field, "alternative_dates");
}

#[test]
fn only_normal_prod_changes_below_p1_are_asked_for_dates() {
    let mut r = register();
    let dev = [("environment", "DEV"), ("alternative_dates", "")];
    super::three_env::submitted(&mut r, "normal", &dev);
    let p1: Vec<_> = PROD.into_iter().chain([("patch_class", "P1"), ("alternative_dates", "")]).collect();
    super::three_env::submitted(&mut r, "normal", &p1);
}

/// A draft for PROD brings the free days along that it could propose, and takes them as they stand there.
#[test]
fn a_request_for_prod_says_which_days_it_could_propose() {
    use crate::app::{change, found};
    use quorate::app::options::How;
    use quorate::domain::change::draft::NewChange;
    use quorate::domain::command::Command;
    let folder = tempfile::tempdir().unwrap();
    let mut app = found(folder.path(), "three-env");
    let own = |pairs: &[(&str, &str)]| pairs.iter().map(|(f, v)| ((*f).to_owned(), (*v).to_owned())).collect();
    let fields = own(&[("title", "Up"), ("environment", "PROD"), ("patch_class", "P3"), ("patch_kind", "monthly")]);
    let new = NewChange { change_type: "normal".into(), fields, catalogue: None };
    app.execute(&Command::Open(new), How::fresh()).unwrap();
    let field = |app: &mut quorate::app::App| {
        let sheet = app.change(ChangeNo(1), None).unwrap();
        sheet.fields.into_iter().find(|f| f.id == "alternative_dates").unwrap()
    };
    let days = field(&mut app).choices;
    assert_eq!(
        days,
        ["2026-03-10", "2026-03-11", "2026-03-12", "2026-04-08", "2026-04-09", "2026-04-14"]
            .map(|d| format!("{d}T22:00:00Z"))
    );
    let three = days[..3].join(", ");
    let edit = ChangeCommand::Edit { fields: vec![("alternative_dates".into(), three.clone())] };
    app.execute(&change(1, edit), How::fresh()).unwrap();
    assert_eq!(field(&mut app).value, Some(three));
}

/// What `change slots` and `change clash` say of a time: a P1 that waits for its emergency approval is in nobody's way.
#[test]
fn a_time_that_is_only_planned_is_judged_alike_by_whoever_asks() {
    use quorate::domain::change::{facts, states::State, time};
    let mut r = register();
    let fields = [("title", "Leak"), ("environment", "PROD"), ("patch_class", "P1")];
    let no = r.open("dan", "emergency", &fields);
    r.world.change_mut(no).state = State::Authorize;
    let (digest, pack) = r.pack_for(&on(no, ChangeCommand::Resume));
    let desk = quorate::domain::desk::Desk::looking(r.now, person("dan"), pack, digest, no);
    let change = r.change(no).clone();
    let known = facts::of(&r.world, &desk, &change);
    let times = (at("2026-04-05 10:00"), at("2026-04-05 11:00"));
    assert!(!time::answer(&r.world, &desk, &change, &known, times).allowed, "nothing is approved yet");
    assert!(time::chosen(&r.world, &desk, &change, &known, times).allowed, "the approval comes later");
}
