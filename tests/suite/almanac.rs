//! The calendar on the screen: its views, moving by day, week, month and year, and freezes that are announced and ended.

use crate::stage;
use chrono::{Datelike as _, NaiveDate, NaiveTime};
use quorate::app::acts::line::Kind;
use quorate::base::time::{Moment, Span};
use quorate::domain::command::{CalendarCommand, ChangeCommand, Command};
use quorate::sheets::calendar::{
    BusyLine, BusyRow, CalendarRow, ChainLine, DaySheet, FreezeRow, LayoutLine, MonthLine, PlanSheet, Slot, SlotsSheet,
    TaskLine, WeekSheet, YearSheet,
};
use quorate::sheets::change::{ActLine, ReasonLine};
use quorate::sheets::exception::ExceptionRow;
use quorate::sheets::register::Receipt;
use quorate::sheets::time::{Time, Window};
use quorate::tui::Look;
use quorate::tui::calendar::{CalendarPage, View};
use quorate::tui::message::{Answer, Effect, Request};
use quorate::tui::model::{Model, Popup, Screen};
use quorate::tui::theme::Theme;

const LOOK: Look = Look { theme: Theme::Dark, ascii: false, plain: false };

fn at(text: &str) -> Time {
    Time(Moment::parse(text, chrono_tz::Europe::Berlin).unwrap())
}

fn row(from: &str, to: &str, kind: &str, id: &str, title: &str) -> CalendarRow {
    let clauses = if kind == "change" { Vec::new() } else { vec!["XX-9.1-01".to_owned()] };
    let clash = if title.contains("clash") { vec!["CHG-9".to_owned()] } else { Vec::new() };
    let urgent = id == "friday";
    let admits = if urgent { "type emergency" } else { "" }.to_owned();
    let whom = if urgent { "only type emergency" } else { "" };
    let whom = if kind == "freeze" { "binds environment production" } else { whom }.to_owned();
    let (kind, id, title) = (kind.into(), id.into(), title.into());
    CalendarRow { from: at(from), to: at(to), kind, id, title, admits, whom, urgent, standing: false, clash, clauses }
}

fn day(date: NaiveDate) -> DaySheet {
    let midnight = |d: NaiveDate| {
        let local = d.and_time(NaiveTime::MIN).and_local_timezone(chrono_tz::Europe::Berlin).unwrap();
        Time(Moment::from_utc(local.to_utc()))
    };
    DaySheet {
        day: date.to_string(),
        span: Some(Window { from: midnight(date), to: midnight(date.succ_opt().unwrap()) }),
        holiday: date.month() == 12 && date.day() == 25,
        works: date.weekday().num_days_from_monday() < 5,
        ..DaySheet::default()
    }
}

/// A week with a window, freezes, three changes and somebody who is double-booked.
pub fn week() -> WeekSheet {
    week_of(NaiveDate::from_ymd_opt(2026, 9, 21).unwrap())
}

fn week_of(monday: NaiveDate) -> WeekSheet {
    let mut days: Vec<DaySheet> = monday.iter_days().take(7).map(day).collect();
    (days[1].windows, days[5].windows, days[5].changes, days[6].changes, days[3].freezes) = (1, 1, 2, 1, 1);
    days[4].urgent = 1;
    let busy = |id: &str, title: &str, from: &str, to: &str, clash: &[&str]| BusyLine {
        id: id.into(),
        title: title.into(),
        window: Window { from: at(from), to: at(to) },
        clash: clash.iter().map(|c| (*c).to_owned()).collect(),
    };
    let freeze = |no: u32, title: &str, state: &str| FreezeRow {
        no,
        title: title.into(),
        from: at("2026-09-24 06:00"),
        to: at("2026-09-24 18:00"),
        turns: 1,
        next: None,
        state: state.into(),
        lacks: if state == "proposed" { vec!["chair".into()] } else { Vec::new() },
        approved_by: Vec::new(),
        stops: if state == "proposed" { vec!["CHG-42".into()] } else { Vec::new() },
        environments: vec!["production".into()],
        systems: Vec::new(),
        binds: "environment production".into(),
        exempt: vec!["emergency".into()],
        policy_exempt: Vec::new(),
        by: "ana".into(),
        ended: None,
    };
    WeekSheet {
        missing: vec!["holiday list missing for 2026: calendar.holidays [XX-9.2-01]".into()],
        tz: "Europe/Berlin".into(),
        days,
        rows: vec![
            row("2026-09-22 06:00", "2026-09-22 10:00", "window", "tuesday", "Tuesday window"),
            row("2026-09-24 06:00", "2026-09-24 18:00", "freeze", "freeze/2", "Stocktaking"),
            row("2026-09-25", "2026-09-26", "window", "friday", "Friday"),
            row("2026-09-26 20:00", "2026-09-27 04:00", "window", "weekend", "Weekend window"),
            row("2026-09-26 22:00", "2026-09-26 23:30", "change", "CHG-42", "Kernel patch, web tier"),
            row("2026-09-26 23:00", "2026-09-27 00:30", "change", "CHG-45", "Resize db-1 volume"),
        ],
        people: vec![
            BusyRow {
                person: "bo".into(),
                changes: vec![
                    busy("CHG-42", "Kernel patch, web tier", "2026-09-26 22:00", "2026-09-26 23:30", &["CHG-45"]),
                    busy("CHG-45", "Resize db-1 volume", "2026-09-26 23:00", "2026-09-27 00:30", &["CHG-42"]),
                ],
            },
            BusyRow {
                person: "ana".into(),
                changes: vec![busy("CHG-45", "Resize db-1 volume", "2026-09-26 23:00", "2026-09-27 00:30", &[])],
            },
        ],
        announced: vec![freeze(2, "Stocktaking", "to come"), freeze(1, "Audit", "ended")],
        frozen: vec![row("2026-12-01", "2027-01-01", "freeze", "december", "December")],
        from: at("2026-09-21"),
    }
}

/// A year with windows on Tuesdays, a freeze in December, and a few changes.
pub fn year() -> YearSheet {
    year_of(2026)
}

fn year_of(year: i32) -> YearSheet {
    let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
    let made = first.iter_days().take_while(|d| d.year() == year).map(|date| {
        let changes = if date.ordinal() % 17 == 0 { date.ordinal() % 13 } else { 0 };
        DaySheet {
            windows: u32::from(date.weekday() == chrono::Weekday::Tue),
            freezes: u32::from(date.month() == 12),
            changes,
            begin: changes,
            ..day(date)
        }
    });
    YearSheet { year, tz: "Europe/Berlin".into(), days: made.collect(), unset: Vec::new() }
}

fn page(model: &Model) -> &CalendarPage {
    match model.screen() {
        Some(Screen::Calendar(page)) => page,
        other => panic!("{other:?}"),
    }
}

fn asked(effects: &[Effect]) -> Vec<String> {
    let told = |e: &Effect| match e {
        Effect::Ask(Request::Week(day)) => Some(format!("week {}", day.map_or("now".into(), |d| d.to_string()))),
        Effect::Ask(Request::Plan(day)) => Some(format!("plan {}", day.map_or("now".into(), |d| d.to_string()))),
        Effect::Ask(Request::Year(year)) => Some(format!("year {}", year.map_or(0, |y| y))),
        _ => None,
    };
    effects.iter().filter_map(told).collect()
}

#[test]
fn one_goes_by_day_week_month_and_year() {
    let mut model = stage::home(LOOK, (80, 24));
    assert_eq!(asked(&stage::press(&mut model, "g c")), ["week now"]);
    stage::give(&mut model, Answer::Week(Box::new(week())));
    let day = |m: &Model| page(m).day.unwrap().to_string();
    assert_eq!(day(&model), "2026-09-23", "today is under the cursor");
    stage::press(&mut model, "j");
    assert_eq!(day(&model), "2026-09-24");
    assert_eq!(asked(&stage::press(&mut model, "]")), ["week 2026-10-01"]);
    stage::give(&mut model, Answer::Week(Box::new(week_of(NaiveDate::from_ymd_opt(2026, 9, 28).unwrap()))));
    assert_eq!(day(&model), "2026-10-01");
    for (key, expected) in [("}", "2026-11-01"), ("{", "2026-10-01"), (">", "2027-10-01"), ("<", "2026-10-01")] {
        stage::press(&mut model, key);
        assert_eq!(day(&model), expected, "{key}");
    }
    // What is there already is not asked for again.
    stage::press(&mut model, "{");
    assert!(asked(&stage::press(&mut model, "}")).is_empty());
    assert_eq!(asked(&stage::press(&mut model, "d d d")), ["plan 2026-10-01"]);
    assert_eq!(asked(&stage::press(&mut model, "d")), ["year 2026"]);
    stage::give(&mut model, Answer::Year(Box::new(year())));
    stage::press(&mut model, "j j");
    assert_eq!((page(&model).view, day(&model).as_str()), (View::Year, "2026-10-03"));
    assert_eq!(asked(&stage::press(&mut model, ">")), ["year 2027"]);
    stage::give(&mut model, Answer::Year(Box::new(year_of(2027))));
    stage::press(&mut model, "G");
    assert_eq!(day(&model), "2027-12-31", "the year ends there");
    assert_eq!(asked(&stage::press(&mut model, "Enter")), ["week 2027-12-31"]);
    assert_eq!(page(&model).view, View::Week);
    assert_eq!(asked(&stage::press(&mut model, "g t")), ["week now"]);
}

/// A month with two tasks, one of them done, an entry of its layout and a month of the year.
pub fn plan() -> PlanSheet {
    let task = |id: &str, title: &str, from: &str, to: &str, state: &str| TaskLine {
        id: id.into(),
        title: title.into(),
        from: from.into(),
        to: to.into(),
        or: None,
        written: None,
        papers: Some(at("2026-09-20 17:00")),
        roles: vec!["dev_team".into()],
        state: state.into(),
        by: (state == "done").then(|| "ana".into()),
        at: (state == "done").then(|| at("2026-09-03 10:00")),
        notes: vec!["2026-09-22 is outside the windows: it needs a calendar exception".into()],
        clauses: vec!["XX-12.2-01".into()],
    };
    PlanSheet {
        month: "2026-09".into(),
        tz: "Europe/Berlin".into(),
        tasks: vec![
            task("assessment", "Assessment of patches", "2026-09-01", "2026-09-05", "done"),
            task("prod", "PROD deployment", "2026-09-22", "2026-09-22", "overdue"),
        ],
        layout: vec![LayoutLine {
            week: 2,
            from: "2026-09-08".into(),
            to: "2026-09-08".into(),
            title: "DEV deployment".into(),
            differs: Some("2026-09-10".into()),
            clauses: vec!["XX-12.1-01".into()],
        }],
        year: vec![MonthLine {
            month: "2026-09".into(),
            days: vec![("standard window".into(), "2026-09-08".into())],
            note: "Q3 review".into(),
            clauses: vec!["XX-12.5-01".into()],
        }],
    }
}

/// The plan of a month stands on the calendar: the cursor begins at what is open, Enter tells all of it, and Y and Enter
/// record it as done.
#[test]
fn the_plan_of_a_month_is_read_and_its_tasks_are_recorded_as_done() {
    for size in [(40, 20), (80, 24), (200, 60)] {
        let mut model = stage::at(LOOK, size, "week");
        assert_eq!(asked(&stage::press(&mut model, "d d d")), ["plan 2026-09-23"]);
        let blank = stage::lines(&stage::picture(&mut model)).join("\n");
        assert!(!blank.contains("plans no tasks"), "what is not there yet is not called empty: {blank}");
        stage::give(&mut model, Answer::Plan(Box::new(plan())));
        let shown = stage::lines(&stage::picture(&mut model)).join("\n");
        assert!(shown.contains("September 2026") && shown.contains("LAYOUT OF THE MONTH"), "{shown}");
        assert!(shown.contains("[x] 09-01..05") && shown.contains("[!] 09-22"), "{shown}");
        assert!(matches!(page(&model).task(), Some(t) if t.id == "prod"), "{size:?}");
        stage::press(&mut model, "Enter");
        let whole = stage::lines(&stage::picture(&mut model)).join("\n");
        assert!(whole.contains("is outside the") && whole.contains("XX-12.2-01"), "{whole}");
        stage::press(&mut model, "q Y");
        let sent = stage::press(&mut model, "o k Enter");
        let done = sent.iter().find_map(|e| match e {
            Effect::Ask(Request::Do(acts)) => acts.first().map(|(command, _)| command.clone()),
            _ => None,
        });
        let expected = CalendarCommand::Done { month: "2026-09".into(), task: "prod".into(), note: Some("ok".into()) };
        assert_eq!(done, Some(Command::Calendar(expected)));
    }
    // A heading is no task, and a pack that plans nothing says so.
    let mut model = stage::at(LOOK, (80, 24), "week");
    stage::press(&mut model, "d d d");
    stage::give(&mut model, Answer::Plan(Box::new(plan())));
    stage::press(&mut model, "g g Y");
    assert!(model.act.is_none() && model.notice.as_ref().unwrap().text.contains("no task"));
    let none = PlanSheet { tasks: Vec::new(), layout: Vec::new(), year: Vec::new(), ..plan() };
    stage::give(&mut model, Answer::Plan(Box::new(none)));
    let shown = stage::lines(&stage::picture(&mut model)).join("\n");
    assert!(shown.contains("plans no tasks by month"), "{shown}");
}

#[test]
fn enter_opens_the_change_of_the_line_and_tells_of_freezes() {
    for (screen, line) in [("week", "Kernel patch"), ("people", "CHG-42")] {
        let mut model = stage::at(LOOK, (120, 40), screen);
        for _ in 0..20 {
            if page(&model).change().is_some() {
                break;
            }
            stage::press(&mut model, "j");
        }
        let shown = stage::lines(&stage::picture(&mut model));
        assert!(shown.iter().any(|l| l.starts_with('>') && l.contains(line)), "{screen}: {shown:#?}");
        stage::press(&mut model, "Enter");
        assert!(matches!(model.screen(), Some(Screen::Detail(d)) if d.id == "CHG-42"), "{screen}");
        stage::press(&mut model, "q");
        assert!(matches!(model.screen(), Some(Screen::Calendar(_))));
    }
    let mut model = stage::at(LOOK, (80, 24), "freezes");
    stage::press(&mut model, "Enter");
    assert!(matches!(&model.popup, Some(Popup::Text(title, text, _))
        if title.contains("Stocktaking") && text.iter().any(|l| l == "lets through: emergency")));
}

#[test]
fn a_person_who_is_double_booked_is_told_in_words_and_colour() {
    for size in [(40, 20), (80, 24), (200, 60)] {
        let mut model = stage::at(LOOK, size, "people");
        let text = stage::lines(&stage::picture(&mut model)).join("\n");
        assert!(text.contains("DOUBLE-BOOKED") && text.contains("[C] with CHG-45"), "{size:?}\n{text}");
    }
}

#[test]
fn a_change_shows_when_it_may_run_and_a_digit_and_enter_schedule_it_there() {
    let mut model = stage::at(LOOK, (80, 24), "detail");
    assert!(matches!(stage::press(&mut model, "w")[..], [Effect::Ask(Request::Slots(_))]));
    let window = |from: &str, to: &str| Window { from: at(from), to: at(to) };
    let sheet = || SlotsSheet {
        planned: Vec::new(),
        id: "CHG-42".into(),
        asked: window("2026-09-23 14:00", "2026-09-23 15:00"),
        allowed: false,
        chain: vec![ChainLine {
            kind: "window".into(),
            id: "weekend".into(),
            effect: "deny".into(),
            text: "Weekend window is not open then".into(),
            clauses: vec!["XX-9.1-01".into()],
        }],
        slots: vec![Slot {
            from: at("2026-09-26 20:00"),
            to: at("2026-09-26 21:00"),
            against: Vec::new(),
            warnings: Vec::new(),
        }],
    };
    stage::give(&mut model, Answer::Slots(Box::new(sheet())));
    let text = stage::lines(&stage::picture(&mut model)).join("\n");
    assert!(text.contains("window deny: Weekend window is not open then [XX-9.1-01]"), "{text}");
    stage::press(&mut model, "1");
    if !text.contains("a digit schedules it there") {
        assert!(model.act.is_none(), "what cannot be scheduled now is not offered");
    }
    // Where it can be scheduled, a digit and Enter do it.
    let mut change = stage::change();
    for act in &mut change.acts {
        act.possible |= act.act == "schedule";
    }
    change.acts.push(ActLine { act: "schedule".into(), possible: true, why_not: String::new() });
    stage::give(&mut model, Answer::Change(Box::new(change)));
    stage::give(&mut model, Answer::Slots(Box::new(sheet())));
    let text = stage::lines(&stage::picture(&mut model)).join("\n");
    assert!(text.contains("CHG-42: a digit schedules it there") && text.contains("  1 Sat 2026-09-26 20:00"), "{text}");
    stage::press(&mut model, "1");
    model.barrier = None;
    let done = commands(&stage::press(&mut model, "Enter"));
    let [Command::Change(_, ChangeCommand::Schedule { from, to, .. })] = &done[..] else { panic!("{done:?}") };
    assert_eq!((*from, *to), (at("2026-09-26 20:00").0, at("2026-09-26 21:00").0));
    // Another key than a digit forgets them.
    let mut model = stage::at(LOOK, (80, 24), "detail");
    stage::give(&mut model, Answer::Slots(Box::new(sheet())));
    stage::press(&mut model, "Esc 1");
    assert!(model.act.is_none());
}

fn trial(model: &mut Model, hits: &[&str]) {
    let warning =
        |text: &&str| ReasonLine { rule: "freeze-hits".into(), text: (*text).into(), ..ReasonLine::default() };
    let receipt = Receipt { warnings: hits.iter().map(warning).collect(), dry_run: true, ..stage::receipt("calendar") };
    stage::give(model, Answer::Trial(receipt));
    model.barrier = None;
}

fn commands(effects: &[Effect]) -> Vec<Command> {
    let found = effects.iter().filter_map(|e| match e {
        Effect::Ask(Request::Do(list)) => Some(list.iter().map(|(c, _)| c.clone()).collect::<Vec<_>>()),
        Effect::Ask(Request::Trial(c)) => Some(vec![c.clone()]),
        _ => None,
    });
    found.flatten().collect()
}

#[test]
fn a_freeze_tells_what_it_stops_before_enter_records_it() {
    let mut model = stage::at(LOOK, (80, 24), "week");
    stage::press(&mut model, "+");
    model.barrier = None;
    stage::press(&mut model, "M o v e Enter");
    for c in "2026-10-01".chars() {
        stage::press(&mut model, &c.to_string());
    }
    stage::press(&mut model, "Enter");
    for c in "2026-10-02".chars() {
        stage::press(&mut model, &c.to_string());
    }
    let looked = stage::press(&mut model, "Enter");
    let [Command::Calendar(CalendarCommand::Announce { title, from, to, .. })] = &commands(&looked)[..] else {
        panic!("{looked:?}")
    };
    assert_eq!((title.as_str(), *from), ("Move", at("2026-10-01 00:00").0));
    assert_eq!(to.since(*from), Span::seconds(2 * 24 * 3600), "a day alone is part of it");
    assert!(looked.iter().all(|e| !matches!(e, Effect::Ask(Request::Do(_)))), "nothing is recorded yet");
    // It stops something: that stands there, and the number on the page is asked for.
    trial(&mut model, &["CHG-42 is scheduled in it: Kernel patch, web tier"]);
    let text = stage::lines(&stage::picture(&mut model)).join("\n");
    assert!(text.contains("IT STOPS 1: CHG-42 is scheduled in it"), "{text}");
    assert!(commands(&stage::press(&mut model, "Enter")).is_empty(), "without the number nothing is recorded");
    let code = model.act.as_ref().unwrap().steps.last().unwrap().label.clone();
    let code: Vec<String> = code.chars().filter(char::is_ascii_digit).map(String::from).collect();
    stage::press(&mut model, &code.join(" "));
    assert_eq!(commands(&stage::press(&mut model, "Enter")).len(), 1);
    // An answer that is altered is looked up again.
    let mut model = stage::at(LOOK, (80, 24), "week");
    stage::press(&mut model, "+");
    model.barrier = None;
    let line = model.act.as_mut().unwrap();
    for (step, answer) in line.steps.iter_mut().zip(["Move", "2026-10-01", "2026-10-02"]) {
        step.answer = answer.into();
    }
    stage::press(&mut model, "Enter");
    trial(&mut model, &[]);
    assert_eq!(model.act.as_ref().unwrap().kind, Kind::Freeze(true));
    stage::press(&mut model, "x");
    assert_eq!(model.act.as_ref().unwrap().kind, Kind::Freeze(true), "the end of the line takes no letters");
    stage::press(&mut model, "Tab x");
    assert_eq!(model.act.as_ref().unwrap().kind, Kind::Freeze(false));
}

#[test]
fn a_freeze_is_ended_from_its_line_and_nothing_else_is() {
    let mut model = stage::at(LOOK, (80, 24), "week");
    stage::press(&mut model, "X");
    assert!(model.act.is_none());
    assert!(model.notice.as_ref().is_some_and(|n| n.text.contains("no announced freeze")));
    let mut model = stage::at(LOOK, (80, 24), "freezes");
    stage::press(&mut model, "X");
    model.barrier = None;
    let done = commands(&stage::press(&mut model, "o v e r Enter"));
    assert_eq!(done, [Command::Calendar(CalendarCommand::End { no: 2, reason: Some("over".into()) })]);
}

#[test]
fn a_proposed_freeze_is_approved_from_its_line_with_what_it_would_stop_in_sight() {
    let mut model = stage::at(LOOK, (120, 40), "freezes");
    stage::press(&mut model, "Y");
    assert!(model.act.is_none(), "the freeze under the cursor waits for nobody");
    assert!(model.notice.as_ref().is_some_and(|n| n.text.contains("no freeze that waits for approval")));
    let Some(Screen::Calendar(page)) = model.stack.last_mut() else { panic!("no calendar") };
    let week = page.week.as_mut().unwrap();
    week.announced[0] = FreezeRow {
        state: "proposed".into(),
        lacks: vec!["chair".into()],
        stops: vec!["CHG-42".into()],
        ..week.announced[0].clone()
    };
    let no = week.announced[0].no;
    let text = stage::lines(&stage::picture(&mut model)).join("\n");
    assert!(text.contains("proposed") && text.contains("Would stop"), "{text}");
    stage::press(&mut model, "Y");
    let text = stage::lines(&stage::picture(&mut model)).join("\n");
    assert!(text.contains("IT WOULD STOP 1: CHG-42"), "{text}");
    model.barrier = None;
    let done = commands(&stage::press(&mut model, "2 Enter"));
    let sign = CalendarCommand::Sign { no, role: None, granted: false, reason: None };
    assert_eq!(done, [Command::Calendar(sign)]);
}

#[test]
fn an_exception_stands_in_the_week_and_on_the_page_of_its_change() {
    let mut model = stage::at(LOOK, (120, 40), "week");
    let Some(Screen::Calendar(page)) = model.stack.last_mut() else { panic!("no calendar") };
    let rows = &mut page.week.as_mut().unwrap().rows;
    rows.insert(
        0,
        row("2026-09-23 08:00", "2026-09-23 12:00", "exception", "CHG-42", "exception 1: Freeze waiver (granted)"),
    );
    let text = stage::lines(&stage::picture(&mut model)).join("\n");
    assert!(text.contains("o CHG-42") && text.contains("Freeze waiver (granted)"), "{text}");
    stage::press(&mut model, "j");
    stage::press(&mut model, "Enter");
    assert!(model.detail().is_some_and(|d| d.id == "CHG-42"), "Enter leads to its change");

    let mut sheet = stage::change();
    let exception = ExceptionRow {
        no: 1,
        change: "CHG-42".into(),
        kind: "freeze_waiver".into(),
        title: "Freeze waiver".into(),
        state: "asked".into(),
        from: at("2026-09-24 08:00"),
        to: at("2026-09-24 10:00"),
        instead_of: None,
        environments: vec!["production".into()],
        freeze: None,
        reason: Some("the vendor ends its support".into()),
        impact: None,
        risk: None,
        asked_by: "ana".into(),
        signed: Vec::new(),
        lacks: Some("it lacks Manager".into()),
        expires: None,
        used: None,
        clauses: vec!["XX-9.6-02".into()],
    };
    sheet.exceptions = vec![exception];
    sheet.asks.exceptions = vec![("freeze_waiver".into(), "Freeze waiver".into())];
    for act in ["exception", "exception_sign"] {
        sheet.acts.push(ActLine { act: act.into(), possible: true, why_not: String::new() });
    }
    let mine = quorate::app::acts::offer::offered(&sheet, "ana");
    assert!(mine.contains(&"exception") && !mine.contains(&"exception_sign"), "nobody grants their own: {mine:?}");
    assert!(quorate::app::acts::offer::offered(&sheet, "bo").contains(&"exception_sign"));
    let sign = quorate::app::acts::ask::line("exception_sign", &sheet);
    assert!(sign.answer(1) == Some("1"), "the only one is meant: {sign:?}");
    let mut model = stage::at(LOOK, (120, 40), "detail");
    stage::give(&mut model, Answer::Change(Box::new(sheet)));
    let text = stage::lines(&stage::picture(&mut model)).join("\n");
    assert!(text.contains("CALENDAR EXCEPTIONS") && text.contains("it lacks Manager"), "{text}");
}

#[test]
fn the_zone_of_times_is_switched_and_the_days_stay() {
    let mut model = stage::at(LOOK, (120, 40), "week");
    let shown = |m: &mut Model| stage::lines(&stage::picture(m)).join("\n");
    assert!(shown(&mut model).contains("06:00-10:00"));
    stage::press(&mut model, "T");
    let text = shown(&mut model);
    assert!(text.contains("04:00-08:00") && text.contains("Europe/Berlin"), "{text}");
}

#[test]
fn a_year_says_what_is_still_to_be_set() {
    for size in [(40, 20), (80, 24), (200, 60)] {
        let mut model = stage::at(LOOK, size, "year");
        let line = |title: &str| format!("{title}: to be set: quorate policy set calendar.off_peak VALUE [XX-1-01]");
        let unset = vec![line("Off-peak hours"), line("Quarterly maintenance window")];
        stage::give(&mut model, Answer::Year(Box::new(YearSheet { unset, ..year() })));
        let shown = stage::lines(&stage::picture(&mut model)).join("\n");
        insta::assert_snapshot!(format!("year_unset_{}x{}", size.0, size.1), shown);
        stage::press(&mut model, "z");
        let shown = stage::lines(&stage::picture(&mut model)).join(" ");
        assert!(shown.contains("Still to be set") && shown.contains("Quarterly"), "{shown}");
    }
}

#[test]
fn an_empty_week_says_so_today_is_marked_and_words_break_on_a_phone() {
    for size in [(40, 20), (80, 24), (200, 60)] {
        let mut model = stage::at(LOOK, size, "week");
        let empty = WeekSheet { rows: Vec::new(), people: Vec::new(), missing: Vec::new(), ..week() };
        stage::give(&mut model, Answer::Week(Box::new(empty)));
        let shown = stage::lines(&stage::picture(&mut model)).join("\n");
        assert!(shown.contains("Nothing stands in this week"), "{shown}");
        assert!(shown.contains("Wed 23 Sep 2026, today"), "{shown}");
        stage::press(&mut model, "d d");
        let shown = stage::lines(&stage::picture(&mut model)).join(" ");
        let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("Nobody owns or carries out a change in this week."), "{shown}");
    }
}
